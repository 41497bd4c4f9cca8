/* rk-guide-view.c: what to do while a module does not answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The way to an answer as a list with marks, and beside it the wire that is suspected,
 * on the board and the adapter that were chosen on the Wiring page.  It is told each
 * change of the situation; nothing in it has to be pressed.
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-guide-view.h"

#include "rk-accessible.h"
#include "rk-board-list.h"
#include "rk-finding-text.h"
#include "rk-wiring-view.h"

typedef struct
{
  GtkImage *icon;
  GtkLabel *title;
} Step;

struct _RkGuideView
{
  AdwBin parent_instance;

  RkSettings *settings;
  RkGuide     guide;
  RkWiring   *wiring; /* (nullable): as it was chosen when it was shown last */
  Step        rows[RK_GUIDE_STEPS];

  GtkRevealer  *revealer;
  GtkLabel     *summary;
  GtkLabel     *remedy;
  GtkBox       *steps;
  GtkLabel     *promise;
  GtkWidget    *drawing;
  RkWiringView *view;
  GtkLabel     *parts;
  GtkWidget    *choose;
};

G_DEFINE_FINAL_TYPE (RkGuideView, rk_guide_view, ADW_TYPE_BIN)

/* -- The steps ------------------------------------------------------------ */

static void
make_step (RkGuideView *self,
           Step        *row)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);

  row->icon = GTK_IMAGE (gtk_image_new ());
  gtk_widget_set_valign (GTK_WIDGET (row->icon), GTK_ALIGN_START);
  row->title = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (row->title, 0);
  gtk_label_set_wrap (row->title, TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (row->icon));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (row->title));
  gtk_box_append (self->steps, box);
}

/* What the mark says, for those who do not see it. */
static const char *
mark_in_words (RkGuideMark mark)
{
  static const char *const words[] = {
    [RK_GUIDE_UNKNOWN] = N_ ("not known yet"),
    [RK_GUIDE_NOW] = N_ ("check this"),
    [RK_GUIDE_DONE] = N_ ("proven"),
  };

  return _ (words[mark]);
}

static void
show_step (Step              *row,
           const RkGuideStep *step)
{
  static const char *const icons[] = {
    [RK_GUIDE_UNKNOWN] = "rk-stage-ahead-symbolic",
    [RK_GUIDE_NOW] = "dialog-warning-symbolic",
    [RK_GUIDE_DONE] = "emblem-ok-symbolic",
  };
  static const char *const classes[] = {
    [RK_GUIDE_UNKNOWN] = "dim-label",
    [RK_GUIDE_NOW] = "warning",
    [RK_GUIDE_DONE] = "success",
  };
  g_autofree char *text = step->mark == RK_GUIDE_NOW ? g_strdup_printf ("%s: %s", _ (step->title), _ (step->how))
                                                     : g_strdup (_ (step->title));
  g_autofree char *spoken = g_strdup_printf ("%s (%s)", text, mark_in_words (step->mark));

  gtk_image_set_from_icon_name (row->icon, icons[step->mark]);
  gtk_widget_set_css_classes (GTK_WIDGET (row->icon), (const char *[]){ classes[step->mark], NULL });
  gtk_label_set_label (row->title, text);
  gtk_widget_set_css_classes (GTK_WIDGET (row->title),
                              (const char *[]){ step->mark == RK_GUIDE_UNKNOWN ? "dim-label" : "", NULL });
  rk_accessible_name (GTK_WIDGET (row->title), spoken);
}

/* -- The drawing ---------------------------------------------------------- */

/* Board and adapter as they were chosen last, or the usual ones. */
static RkBoard *
find_part (RkGuideView       *self,
           const RkBoardList *list,
           RkBoardKind        kind,
           const char        *key)
{
  g_autofree char *id = self->settings != NULL ? rk_settings_dup_string (self->settings, key) : NULL;
  RkBoard *board = id != NULL ? rk_board_list_find (list, kind, id) : NULL;

  return board != NULL ? board : rk_board_list_get_default (list, kind);
}

static void
load_wiring (RkGuideView *self)
{
  g_autoptr(RkBoardList) list = rk_board_list_new ();
  RkBoard *board = find_part (self, list, RK_BOARD_KIND_MODULE, "wiring-board");
  RkBoard *adapter = find_part (self, list, RK_BOARD_KIND_ADAPTER, "wiring-adapter");

  g_clear_pointer (&self->wiring, rk_wiring_unref);
  if (board != NULL && adapter != NULL)
    self->wiring = rk_wiring_new (board, adapter, rk_board_list_get_default (list, RK_BOARD_KIND_SUPPLY), NULL);
}

/* The likeliest of the suspects that this wiring has. */
static const char *
find_suspect (RkGuideView *self)
{
  for (gsize i = 0; self->guide.suspects[i] != NULL; i++)
    if (rk_wiring_find (self->wiring, self->guide.suspects[i]) != NULL)
      return self->guide.suspects[i];

  return NULL;
}

static void
show_drawing (RkGuideView *self)
{
  const char *suspect;
  g_autofree char *parts = NULL;

  gtk_widget_set_visible (self->drawing, self->wiring != NULL);
  if (self->wiring == NULL)
    return;

  suspect = find_suspect (self);
  parts = g_strdup_printf (_ ("%s with %s"), self->wiring->board->name, self->wiring->adapter->name);
  gtk_label_set_label (self->parts, parts);
  rk_wiring_view_set_wiring (self->view, self->wiring, suspect);
  rk_wiring_view_set_suspect (self->view, suspect);
}

/* How this board is brought into its boot loader, where that is what fails.  A console
 * that hears nothing may be in order, so there the cause comes first. */
static char *
dup_remedy (RkGuideView     *self,
            const RkFinding *finding)
{
  g_autofree char *cause = rk_finding_text (finding, finding->cause);
  g_autofree char *remedy = rk_finding_text (finding, finding->remedy);
  gboolean pressed = self->wiring != NULL && self->wiring->flash_by != RK_FLASH_BY_WIRE;

  if (self->guide.purpose == RK_GUIDE_LOADER && rk_situation_runs_flash (self->guide.situation) && pressed)
    return rk_wiring_describe_flash (self->wiring, RK_WIRING_FLASH, rk_translate);
  if (self->guide.purpose == RK_GUIDE_CONSOLE && cause != NULL)
    return g_strdup_printf ("%s %s", cause, remedy);

  return g_steal_pointer (&remedy);
}

/* Who comes back from the Wiring page may have chosen another board there. */
static void
rk_guide_view_map (GtkWidget *widget)
{
  RkGuideView *self = RK_GUIDE_VIEW (widget);

  GTK_WIDGET_CLASS (rk_guide_view_parent_class)->map (widget);
  if (self->guide.suspects != NULL)
    rk_guide_view_show (self, self->guide.purpose, self->guide.situation);
}

/* ------------------------------------------------------------------------- */

static void
rk_guide_view_dispose (GObject *object)
{
  RkGuideView *self = RK_GUIDE_VIEW (object);

  if (self->revealer != NULL)
    adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_GUIDE_VIEW);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->wiring, rk_wiring_unref);

  G_OBJECT_CLASS (rk_guide_view_parent_class)->dispose (object);
}

static void
rk_guide_view_class_init (RkGuideViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_guide_view_dispose;
  widget_class->map = rk_guide_view_map;

  g_type_ensure (RK_TYPE_WIRING_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/rekindle_esp/Rekindle/rk-guide-view.ui");
  gtk_widget_class_bind_template_child (widget_class, RkGuideView, revealer);
  gtk_widget_class_bind_template_child (widget_class, RkGuideView, summary);
  gtk_widget_class_bind_template_child (widget_class, RkGuideView, remedy);
  gtk_widget_class_bind_template_child (widget_class, RkGuideView, steps);
  gtk_widget_class_bind_template_child (widget_class, RkGuideView, promise);
  gtk_widget_class_bind_template_child (widget_class, RkGuideView, drawing);
  gtk_widget_class_bind_template_child (widget_class, RkGuideView, view);
  gtk_widget_class_bind_template_child (widget_class, RkGuideView, parts);
  gtk_widget_class_bind_template_child (widget_class, RkGuideView, choose);
}

static void
rk_guide_view_init (RkGuideView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (gsize i = 0; i < RK_GUIDE_STEPS; i++)
    make_step (self, &self->rows[i]);
  rk_accessible_name (self->choose, _ ("Board and Adapter"));
}

/**
 * rk_guide_view_set_settings:
 * @self: a view
 * @settings: where board and adapter are kept
 */
void
rk_guide_view_set_settings (RkGuideView *self,
                            RkSettings  *settings)
{
  g_return_if_fail (RK_IS_GUIDE_VIEW (self));

  g_set_object (&self->settings, settings);
}

/**
 * rk_guide_view_show:
 * @self: a view
 * @purpose: what is wanted of the module
 * @situation: how it stands now
 *
 * Shows what is known and what to do; to be called with each change.
 */
void
rk_guide_view_show (RkGuideView    *self,
                    RkGuidePurpose  purpose,
                    RkSituation     situation)
{
  g_autoptr(RkFinding) finding = NULL;
  g_autofree char *summary = NULL;
  g_autofree char *remedy = NULL;

  g_return_if_fail (RK_IS_GUIDE_VIEW (self));

  finding = rk_guide_new_finding (purpose, situation, RK_SEVERITY_WARNING);
  rk_guide_init (&self->guide, purpose, situation);
  load_wiring (self);
  summary = rk_finding_text (finding, finding->summary);
  remedy = dup_remedy (self, finding);

  gtk_label_set_label (self->summary, summary);
  gtk_label_set_label (self->remedy, remedy != NULL ? remedy : "");
  gtk_widget_set_visible (GTK_WIDGET (self->promise), purpose == RK_GUIDE_LOADER);
  for (gsize i = 0; i < RK_GUIDE_STEPS; i++)
    show_step (&self->rows[i], &self->guide.steps[i]);
  show_drawing (self);
  gtk_widget_set_visible (GTK_WIDGET (self->revealer), TRUE);
  gtk_revealer_set_reveal_child (self->revealer, TRUE);
}

/**
 * rk_guide_view_hide:
 * @self: a view
 *
 * There is nothing to be done.  Its words go too: a screen reader does not see that they
 * are folded away.
 */
void
rk_guide_view_hide (RkGuideView *self)
{
  g_return_if_fail (RK_IS_GUIDE_VIEW (self));

  self->guide.suspects = NULL;
  gtk_label_set_label (self->summary, "");
  gtk_label_set_label (self->remedy, "");
  for (gsize i = 0; i < RK_GUIDE_STEPS; i++)
    gtk_label_set_label (self->rows[i].title, "");
  rk_wiring_view_set_suspect (self->view, NULL);
  gtk_revealer_set_reveal_child (self->revealer, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->revealer), FALSE);
}
