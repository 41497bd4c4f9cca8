/* rk-plan-row-view.c: one file of the table
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-plan-row-view.h"

#include "rk-finding-text.h"
#include "rk-plan.h"
#include "rk-severity.h"
#include "rk-units.h"

struct _RkPlanRowView
{
  GtkListBoxRow parent_instance;

  RkPlanRow *row;
  gboolean   following; /* the entry shows what the row says, nobody types */

  GtkCheckButton *enabled;
  GtkLabel       *name;
  GtkLabel       *description;
  GtkWidget      *split;
  GtkLabel       *size;
  GtkEntry       *offset;
  GtkWidget      *trouble;
  GtkImage       *trouble_icon;
  GtkLabel       *trouble_text;
  GtkButton      *fix;
  GtkButton      *remove;
};

G_DEFINE_FINAL_TYPE (RkPlanRowView, rk_plan_row_view, GTK_TYPE_LIST_BOX_ROW)

enum
{
  FIX,
  REMOVE,
  SPLIT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* -- What is wrong with it ------------------------------------------------ */

/**
 * rk_plan_row_choose_fix:
 * @row: a row
 * @finding: what is wrong with it
 *
 * Returns: what one click does about it
 */
RkPlanFix
rk_plan_row_choose_fix (RkPlanRow       *row,
                        const RkFinding *finding)
{
  guint32 places[RK_FILE_MAX_PLACES];

  if (rk_finding_get_value (finding, "fix-offset") != NULL)
    return RK_PLAN_FIX_OFFSET;
  if (rk_finding_get_value (finding, "fix-size") != NULL)
    return RK_PLAN_FIX_SIZE;
  if (g_str_equal (finding->id, "plan.loader-missing"))
    return RK_PLAN_FIX_LOADER;
  if (g_str_equal (finding->id, "plan.irom-missing"))
    return RK_PLAN_FIX_IROM;
  if (!rk_plan_row_get_automatic (row) && rk_file_info_get_places (rk_plan_row_get_info (row), NULL, places) > 0)
    return RK_PLAN_FIX_PLACE;

  return RK_PLAN_FIX_REMOVE;
}

static char *
dup_fix_label (RkPlanRow       *row,
               const RkFinding *finding)
{
  switch (rk_plan_row_choose_fix (row, finding))
    {
    case RK_PLAN_FIX_OFFSET:
      return g_strdup_printf (_ ("Move to %s"), rk_finding_get_value (finding, "fix-offset"));
    case RK_PLAN_FIX_SIZE:
      return rk_finding_text (finding, N_ ("Set to {fix-size}"));
    case RK_PLAN_FIX_LOADER:
      return g_strdup (_ ("Add Boot Loader"));
    case RK_PLAN_FIX_IROM:
      return g_strdup (_ ("Add Second File"));
    case RK_PLAN_FIX_PLACE:
      return g_strdup (_ ("Find Its Place"));
    case RK_PLAN_FIX_REMOVE:
    default:
      return g_strdup (_ ("Take Out"));
    }
}

/* The worst first: the check sorts them. */
static const RkFinding *
get_trouble (RkPlanRowView *self)
{
  GPtrArray *findings = rk_plan_row_get_findings (self->row);
  const RkFinding *first = findings->len > 0 ? findings->pdata[0] : NULL;

  return first != NULL && first->severity >= RK_SEVERITY_WARNING ? first : NULL;
}

static void
show_trouble_text (RkPlanRowView   *self,
                   const RkFinding *finding)
{
  g_autofree char *summary = rk_finding_text (finding, finding->summary);
  g_autofree char *cause = rk_finding_text (finding, finding->cause);
  g_autofree char *remedy = rk_finding_text (finding, finding->remedy);
  g_autofree char *tooltip = g_strjoin ("\n", summary, cause != NULL ? cause : remedy,
                                        cause != NULL ? remedy : NULL, NULL);

  gtk_label_set_label (self->trouble_text, summary);
  gtk_widget_set_tooltip_text (self->trouble, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->trouble_text), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, tooltip, -1);
}

static void
show_trouble (RkPlanRowView *self)
{
  const RkFinding *finding = get_trouble (self);
  g_autofree char *label = finding != NULL ? dup_fix_label (self->row, finding) : NULL;

  gtk_widget_set_visible (self->trouble, finding != NULL);
  if (finding == NULL)
    return;

  show_trouble_text (self, finding);
  gtk_image_set_from_icon_name (self->trouble_icon, rk_severity_get_icon_name (finding->severity));
  gtk_widget_set_css_classes (GTK_WIDGET (self->trouble_icon),
                              (const char *[]){ rk_severity_get_css_class (finding->severity), NULL });
  gtk_button_set_label (self->fix, label);
}

static void
fix_cb (RkPlanRowView *self)
{
  const RkFinding *finding = get_trouble (self);
  g_autoptr(RkFinding) copy = finding != NULL ? rk_finding_copy (finding) : NULL;

  if (copy != NULL)
    g_signal_emit (self, signals[FIX], 0, copy);
}

static void
remove_cb (RkPlanRowView *self)
{
  g_signal_emit (self, signals[REMOVE], 0);
}

static void
split_cb (RkPlanRowView *self)
{
  g_signal_emit (self, signals[SPLIT], 0);
}

/* -- Its offset ----------------------------------------------------------- */

static char *
format_offset (RkPlanRow *row)
{
  gint64 offset = rk_plan_row_get_offset (row);

  return offset < 0 ? g_strdup ("") : g_strdup_printf ("0x%05" G_GINT64_MODIFIER "X", offset);
}

static void
mark_offset (RkPlanRowView *self,
             const char    *problem)
{
  const char *hint = rk_plan_row_get_automatic (self->row)
                       ? _ ("Where in flash it is written: found by what the file is")
                       : _ ("Where in flash it is written; empty to have it found");

  if (problem != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->offset), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->offset), "error");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->offset), problem != NULL ? problem : hint);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->offset), GTK_ACCESSIBLE_STATE_INVALID,
                               problem != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

static void
show_offset (RkPlanRowView *self)
{
  g_autofree char *text = format_offset (self->row);

  gtk_widget_set_visible (self->split, rk_plan_can_split (self->row));
  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self->offset)), text) != 0)
    {
      self->following = TRUE;
      gtk_editable_set_text (GTK_EDITABLE (self->offset), text);
      self->following = FALSE;
    }
  /* A file may be there twice: its place tells the two apart. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->enabled), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->remove), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  mark_offset (self, NULL);
}

/* Somebody types: what can be read is taken at once, and the text stays as it is. */
static void
offset_edited_cb (RkPlanRowView *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->offset));
  g_autoptr(GError) error = NULL;
  guint32 offset;

  if (self->following || self->row == NULL)
    return;

  if (*text == '\0')
    {
      mark_offset (self, NULL);
      return;
    }

  if (!rk_units_parse (text, &offset, &error))
    {
      mark_offset (self, error->message);
      return;
    }

  self->following = TRUE;
  rk_plan_row_set_offset (self->row, offset);
  self->following = FALSE;
  mark_offset (self, NULL);
}

static void
offset_done_cb (RkPlanRowView *self)
{
  if (self->row == NULL)
    return;

  if (*gtk_editable_get_text (GTK_EDITABLE (self->offset)) == '\0')
    rk_plan_row_set_automatic (self->row, TRUE);
  show_offset (self);
}

static void
offset_changed_cb (RkPlanRowView *self)
{
  if (!self->following)
    show_offset (self);
}

/* -- The widget ----------------------------------------------------------- */

/* Every control says which file it is for. */
static void
name_controls (RkPlanRowView *self)
{
  const char *name = rk_plan_row_get_name (self->row);
  g_autofree char *enabled = g_strdup_printf (_ ("Write %s"), name);
  g_autofree char *offset = g_strdup_printf (_ ("Offset of %s"), name);
  g_autofree char *remove = g_strdup_printf (_ ("Take %s out"), name);
  g_autofree char *split = g_strdup_printf (_ ("Split %s"), name);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->enabled), GTK_ACCESSIBLE_PROPERTY_LABEL, enabled, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->offset), GTK_ACCESSIBLE_PROPERTY_LABEL, offset, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->remove), GTK_ACCESSIBLE_PROPERTY_LABEL, remove, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->split), GTK_ACCESSIBLE_PROPERTY_LABEL, split, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
set_row (RkPlanRowView *self,
         RkPlanRow     *row)
{
  const RkFileInfo *info = rk_plan_row_get_info (row);
  g_autofree char *size = rk_size_text (rk_plan_row_get_size (row));
  g_autofree char *description = rk_finding_text (info->description, info->description->summary);

  self->row = g_object_ref (row);
  gtk_label_set_label (self->name, rk_plan_row_get_name (row));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name),
                               rk_plan_row_get_path (row) != NULL ? rk_plan_row_get_path (row) : rk_plan_row_get_name (row));
  gtk_label_set_label (self->description, description);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->description), description);
  gtk_label_set_label (self->size, size);
  name_controls (self);

  g_object_bind_property (row, "enabled", self->enabled, "active", G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_signal_connect_object (row, "notify::offset", G_CALLBACK (offset_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "notify::automatic", G_CALLBACK (show_trouble), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "notify::findings", G_CALLBACK (show_trouble), self, G_CONNECT_SWAPPED);
  show_offset (self);
  show_trouble (self);
}

static void
rk_plan_row_view_dispose (GObject *object)
{
  RkPlanRowView *self = RK_PLAN_ROW_VIEW (object);

  g_clear_object (&self->row);
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_PLAN_ROW_VIEW);

  G_OBJECT_CLASS (rk_plan_row_view_parent_class)->dispose (object);
}

static void
rk_plan_row_view_class_init (RkPlanRowViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_plan_row_view_dispose;

  /* What is wrong, given as an RkFinding, shall be mended. */
  signals[FIX] = g_signal_new ("fix", RK_TYPE_PLAN_ROW_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 1, RK_TYPE_FINDING | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[REMOVE] = g_signal_new ("remove", RK_TYPE_PLAN_ROW_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  signals[SPLIT] = g_signal_new ("split", RK_TYPE_PLAN_ROW_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/rekindle_esp/Rekindle/rk-plan-row-view.ui");
  gtk_widget_class_bind_template_child (widget_class, RkPlanRowView, enabled);
  gtk_widget_class_bind_template_child (widget_class, RkPlanRowView, name);
  gtk_widget_class_bind_template_child (widget_class, RkPlanRowView, description);
  gtk_widget_class_bind_template_child (widget_class, RkPlanRowView, split);
  gtk_widget_class_bind_template_child (widget_class, RkPlanRowView, size);
  gtk_widget_class_bind_template_child (widget_class, RkPlanRowView, offset);
  gtk_widget_class_bind_template_child (widget_class, RkPlanRowView, trouble);
  gtk_widget_class_bind_template_child (widget_class, RkPlanRowView, trouble_icon);
  gtk_widget_class_bind_template_child (widget_class, RkPlanRowView, trouble_text);
  gtk_widget_class_bind_template_child (widget_class, RkPlanRowView, fix);
  gtk_widget_class_bind_template_child (widget_class, RkPlanRowView, remove);
  gtk_widget_class_bind_template_callback (widget_class, fix_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
  gtk_widget_class_bind_template_callback (widget_class, split_cb);
  gtk_widget_class_bind_template_callback (widget_class, offset_edited_cb);
  gtk_widget_class_bind_template_callback (widget_class, offset_done_cb);
}

static void
rk_plan_row_view_init (RkPlanRowView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rk_plan_row_view_new:
 * @row: a row of a plan
 *
 * Returns: (transfer floating): its widget
 */
GtkWidget *
rk_plan_row_view_new (RkPlanRow *row)
{
  RkPlanRowView *self = g_object_new (RK_TYPE_PLAN_ROW_VIEW, NULL);

  set_row (self, row);
  return GTK_WIDGET (self);
}

/**
 * rk_plan_row_view_get_row:
 * @self: a row's widget
 *
 * Returns: (transfer none): the row
 */
RkPlanRow *
rk_plan_row_view_get_row (RkPlanRowView *self)
{
  g_return_val_if_fail (RK_IS_PLAN_ROW_VIEW (self), NULL);

  return self->row;
}
