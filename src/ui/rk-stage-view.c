/* rk-stage-view.c: one stage of something that takes several
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A mark (to come, now, done), a name and, where there is more to say, a caption.
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-stage-view.h"

struct _RkStageView
{
  GtkBox parent_instance;

  GtkStack   *icon; /* “ahead”, “present”, “done”, “failed” */
  GtkSpinner *spinner;
  GtkLabel   *name;
  GtkLabel   *caption;
  const char *word; /* for the mark */
};

G_DEFINE_FINAL_TYPE (RkStageView, rk_stage_view, GTK_TYPE_BOX)

static GtkWidget *
make_icon (const char *name,
           const char *css_class)
{
  GtkWidget *icon = gtk_image_new_from_icon_name (name);

  gtk_widget_add_css_class (icon, css_class);
  return icon;
}

static void
rk_stage_view_class_init (RkStageViewClass *klass)
{
}

static void
rk_stage_view_init (RkStageView *self)
{
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->icon = GTK_STACK (gtk_stack_new ());
  self->spinner = GTK_SPINNER (gtk_spinner_new ());
  self->name = GTK_LABEL (gtk_label_new (NULL));
  self->caption = GTK_LABEL (gtk_label_new (NULL));
  gtk_stack_add_named (self->icon, make_icon ("rk-stage-ahead-symbolic", "dim-label"), "ahead");
  gtk_stack_add_named (self->icon, GTK_WIDGET (self->spinner), "busy");
  gtk_stack_add_named (self->icon, make_icon ("rk-stage-ahead-symbolic", "accent"), "present");
  gtk_stack_add_named (self->icon, make_icon ("emblem-ok-symbolic", "success"), "done");
  gtk_stack_add_named (self->icon, make_icon ("dialog-error-symbolic", "error"), "failed");
  gtk_widget_set_valign (GTK_WIDGET (self->icon), GTK_ALIGN_START);

  gtk_label_set_ellipsize (self->name, PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (self->name, 0);
  gtk_label_set_xalign (self->caption, 0);
  gtk_label_set_ellipsize (self->caption, PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (GTK_WIDGET (self->caption), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->caption), "dim-label");
  gtk_widget_set_visible (GTK_WIDGET (self->caption), FALSE);
  gtk_box_append (GTK_BOX (texts), GTK_WIDGET (self->name));
  gtk_box_append (GTK_BOX (texts), GTK_WIDGET (self->caption));

  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_widget_add_css_class (GTK_WIDGET (self), "rk-stage");
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->icon));
  gtk_box_append (GTK_BOX (self), texts);
  rk_stage_view_set_mark (self, RK_STAGE_AHEAD, FALSE);
}

/**
 * rk_stage_view_new:
 * @name: translated
 *
 * Returns: (transfer floating): a stage to come
 */
GtkWidget *
rk_stage_view_new (const char *name)
{
  RkStageView *self = g_object_new (RK_TYPE_STAGE_VIEW, NULL);

  rk_stage_view_set_name (self, name);
  return GTK_WIDGET (self);
}

/**
 * rk_stage_view_set_name:
 * @self: a stage
 * @name: translated
 */
void
rk_stage_view_set_name (RkStageView *self,
                        const char  *name)
{
  g_return_if_fail (RK_IS_STAGE_VIEW (self));

  gtk_label_set_label (self->name, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/**
 * rk_stage_view_set_mark:
 * @self: a stage
 * @mark: how far it is
 * @busy: whether something is being done for the present one
 */
void
rk_stage_view_set_mark (RkStageView *self,
                        RkStageMark  mark,
                        gboolean     busy)
{
  static const char *const names[] = { "ahead", "present", "done", "failed" };
  const char *const words[] = { _ ("to come"), _ ("now"), _ ("done"), _ ("failed") };
  gboolean present = mark == RK_STAGE_PRESENT;

  g_return_if_fail (RK_IS_STAGE_VIEW (self));

  gtk_stack_set_visible_child_name (self->icon, present && busy ? "busy" : names[mark]);
  gtk_spinner_set_spinning (self->spinner, present && busy);
  if (mark == RK_STAGE_AHEAD || mark == RK_STAGE_DONE)
    gtk_widget_remove_css_class (GTK_WIDGET (self), "rk-present");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "rk-present");
  self->word = words[mark];
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, self->word, -1);
}

/**
 * rk_stage_view_set_caption:
 * @self: a stage
 * @caption: (nullable): more about it, translated
 */
void
rk_stage_view_set_caption (RkStageView *self,
                           const char  *caption)
{
  g_return_if_fail (RK_IS_STAGE_VIEW (self));

  gtk_label_set_label (self->caption, caption != NULL ? caption : "");
  gtk_widget_set_visible (GTK_WIDGET (self->caption), caption != NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), caption);

  /* A tooltip takes the place of the description. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, self->word, -1);
}
