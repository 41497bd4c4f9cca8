/* rk-wiring-page.c: how to wire a board to an adapter
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-wiring-page.h"

#include "rk-accessible.h"
#include "rk-board-list.h"
#include "rk-dialogs.h"
#include "rk-finding-text.h"
#include "rk-severity.h"
#include "rk-toast.h"
#include "rk-wiring-view.h"

struct _RkWiringPage
{
  AdwBin parent_instance;

  RkSettings  *settings;
  RkBoardList *list;     /* read when the page is first seen */
  RkWiring    *wiring;
  GPtrArray   *possible; /* adapters for the board, as in the drop-down; not owned */
  char        *adapter;  /* the last one that is no cable, for boards without USB */
  gboolean     filling;

  AdwToastOverlay *toasts;
  GtkDropDown     *boards;
  GtkDropDown     *adapters;
  GtkToggleButton *to_flash;
  RkWiringView    *view;
  GtkLabel        *what_to_do;
  GtkListBox      *notes;
};

G_DEFINE_FINAL_TYPE (RkWiringPage, rk_wiring_page, ADW_TYPE_BIN)

static RkWiringVariant
get_variant (RkWiringPage *self)
{
  return gtk_toggle_button_get_active (self->to_flash) ? RK_WIRING_FLASH : RK_WIRING_RUN;
}

/* -- What to mind --------------------------------------------------------- */

static void
add_note (RkWiringPage *self,
          RkSeverity    severity,
          const char   *title,
          const char   *subtitle)
{
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());
  GtkWidget *icon = gtk_image_new_from_icon_name (rk_severity_get_icon_name (severity));

  gtk_widget_add_css_class (icon, rk_severity_get_css_class (severity));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (row, subtitle);
  adw_action_row_set_title_lines (row, 0);
  adw_action_row_set_subtitle_lines (row, 0);
  adw_action_row_add_prefix (row, icon);
  gtk_list_box_append (self->notes, GTK_WIDGET (row));
}

static void
add_finding (RkWiringPage    *self,
             const RkFinding *finding)
{
  g_autofree char *summary = rk_finding_text (finding, finding->summary);
  g_autofree char *cause = rk_finding_text (finding, finding->cause);
  g_autofree char *remedy = rk_finding_text (finding, finding->remedy);
  g_autofree char *both = cause != NULL && remedy != NULL ? g_strdup_printf ("%s %s", cause, remedy) : NULL;

  add_note (self, finding->severity, summary, both != NULL ? both : cause != NULL ? cause : remedy);
}

static void
add_board_notes (RkWiringPage  *self,
                 const RkBoard *board)
{
  for (guint i = 0; i < board->notes->len; i++)
    {
      const char *note = g_ptr_array_index (board->notes, i);
      g_autofree char *text = g_strdup_printf ("%s: %s", board->name, note[0] != '\0' ? _ (note) : "");

      add_note (self, RK_SEVERITY_INFO, text, NULL);
    }
}

static void
fill_notes (RkWiringPage *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->notes))) != NULL)
    gtk_list_box_remove (self->notes, row);

  for (guint i = 0; i < self->wiring->findings->len; i++)
    add_finding (self, g_ptr_array_index (self->wiring->findings, i));
  add_board_notes (self, self->wiring->board);
  add_board_notes (self, self->wiring->adapter);
  for (guint i = 0; i < self->list->problems->len; i++)
    add_note (self, RK_SEVERITY_WARNING, _ ("A board’s file could not be read."),
              g_ptr_array_index (self->list->problems, i));
}

/* -- Board and adapter ---------------------------------------------------- */

static void
show_what_to_do (RkWiringPage *self)
{
  g_autofree char *text = rk_wiring_describe_flash (self->wiring, get_variant (self), rk_translate);

  gtk_label_set_label (self->what_to_do, text);
}

/* The boards come first in the list, so that their places are those of the drop-down. */
static RkBoard *
get_board (RkWiringPage *self)
{
  return g_ptr_array_index (self->list->boards, gtk_drop_down_get_selected (self->boards));
}

static void
show_wiring (RkWiringPage *self)
{
  RkBoard *adapter = g_ptr_array_index (self->possible, gtk_drop_down_get_selected (self->adapters));
  RkWiring *wiring = rk_wiring_new (get_board (self), adapter,
                                    rk_board_list_get_default (self->list, RK_BOARD_KIND_SUPPLY), NULL);

  g_return_if_fail (wiring != NULL); /* only what is possible can be chosen */

  rk_settings_set_string (self->settings, "wiring-board", wiring->board->id);
  rk_settings_set_string (self->settings, "wiring-adapter", adapter->id);
  g_clear_pointer (&self->wiring, rk_wiring_unref);
  self->wiring = wiring;
  rk_wiring_view_set_wiring (self->view, wiring, NULL);
  show_what_to_do (self);
  fill_notes (self);
}

/* Where no adapter is wanted, a board with USB gets its cable and others keep the
 * adapter in hand. */
static guint
choose_adapter (RkWiringPage *self,
                const char   *wanted)
{
  guint chosen = 0;

  for (guint i = 0; i < self->possible->len; i++)
    {
      const RkBoard *adapter = g_ptr_array_index (self->possible, i);

      if (wanted != NULL ? g_strcmp0 (adapter->id, wanted) == 0 : adapter->usb)
        return i;
      if (g_strcmp0 (adapter->id, self->adapter) == 0)
        chosen = i;
    }

  return chosen;
}

static void
fill_adapters (RkWiringPage *self,
               const char   *wanted)
{
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);

  g_ptr_array_set_size (self->possible, 0);
  for (guint i = 0; i < self->list->boards->len; i++)
    {
      RkBoard *adapter = g_ptr_array_index (self->list->boards, i);

      if (adapter->kind != RK_BOARD_KIND_ADAPTER || !rk_wiring_is_possible (get_board (self), adapter, NULL))
        continue;
      g_ptr_array_add (self->possible, adapter);
      gtk_string_list_append (names, adapter->name);
    }

  self->filling = TRUE;
  gtk_drop_down_set_model (self->adapters, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->adapters, choose_adapter (self, wanted));
  self->filling = FALSE;
}

static void
board_chosen_cb (RkWiringPage *self)
{
  if (self->filling || gtk_drop_down_get_selected (self->boards) == GTK_INVALID_LIST_POSITION)
    return;

  fill_adapters (self, NULL);
  show_wiring (self);
}

static void
adapter_chosen_cb (RkWiringPage *self)
{
  const RkBoard *adapter;

  if (self->filling || gtk_drop_down_get_selected (self->adapters) == GTK_INVALID_LIST_POSITION)
    return;

  adapter = g_ptr_array_index (self->possible, gtk_drop_down_get_selected (self->adapters));
  if (!adapter->usb)
    {
      g_free (self->adapter);
      self->adapter = g_strdup (adapter->id);
    }
  show_wiring (self);
}

static void
variant_chosen_cb (RkWiringPage *self)
{
  if (self->wiring == NULL)
    return;

  rk_wiring_view_set_variant (self->view, get_variant (self));
  show_what_to_do (self);
}

static void
fill_boards (RkWiringPage *self)
{
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);
  g_autofree char *last = rk_settings_dup_string (self->settings, "wiring-board");
  guint chosen = 0;

  for (guint i = 0; i < self->list->boards->len; i++)
    {
      const RkBoard *board = g_ptr_array_index (self->list->boards, i);

      if (board->kind != RK_BOARD_KIND_MODULE)
        break;
      if (g_strcmp0 (board->id, last) == 0)
        chosen = i;
      gtk_string_list_append (names, board->name);
    }

  self->filling = TRUE;
  gtk_drop_down_set_model (self->boards, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->boards, chosen);
  self->filling = FALSE;
}

/* Nothing is read for those who never look at the page. */
static void
rk_wiring_page_map (GtkWidget *widget)
{
  RkWiringPage *self = RK_WIRING_PAGE (widget);

  if (self->list == NULL && self->settings != NULL)
    {
      self->list = rk_board_list_new ();
      self->adapter = rk_settings_dup_string (self->settings, "wiring-adapter");
      fill_boards (self);
      fill_adapters (self, self->adapter);
      show_wiring (self);
    }

  GTK_WIDGET_CLASS (rk_wiring_page_parent_class)->map (widget);
}

/* -- Export --------------------------------------------------------------- */

static void
exported_cb (GListModel *files,
             gpointer    user_data)
{
  RkWiringPage *self = user_data;
  g_autoptr(GFile) file = g_list_model_get_item (files, 0);
  g_autoptr(RkWiringDrawing) drawing = rk_wiring_drawing_new (self->wiring, NULL, rk_translate);
  g_autofree char *shown = g_file_get_parse_name (file);
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  const RkWiringStyle style = { .run = get_variant (self) == RK_WIRING_RUN ? 1 : 0 }; /* light: for paper */

  if (rk_wiring_drawing_export (drawing, g_file_peek_path (file), &style, &error))
    text = g_strdup_printf (_ ("Saved as %s"), shown);
  else
    text = g_strdup_printf (_ ("Not saved: %s"), error->message);
  rk_toast_show (self->toasts, text);
}

static void
export_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  RkWiringPage *self = RK_WIRING_PAGE (widget);
  g_autofree char *name = g_strdup_printf ("%s-%s.pdf", self->wiring->board->id, self->wiring->adapter->id);

  rk_dialogs_choose_save (widget, _ ("Save the drawing"), name, exported_cb, self);
}

/* -- GObject -------------------------------------------------------------- */

static void
rk_wiring_page_dispose (GObject *object)
{
  RkWiringPage *self = RK_WIRING_PAGE (object);

  if (self->toasts != NULL)
    adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_WIRING_PAGE);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (rk_wiring_page_parent_class)->dispose (object);
}

static void
rk_wiring_page_finalize (GObject *object)
{
  RkWiringPage *self = RK_WIRING_PAGE (object);

  g_clear_pointer (&self->wiring, rk_wiring_unref);
  g_clear_pointer (&self->list, rk_board_list_free);
  g_ptr_array_unref (self->possible);
  g_free (self->adapter);

  G_OBJECT_CLASS (rk_wiring_page_parent_class)->finalize (object);
}

static void
rk_wiring_page_class_init (RkWiringPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = rk_wiring_page_dispose;
  object_class->finalize = rk_wiring_page_finalize;
  widget_class->map = rk_wiring_page_map;

  g_type_ensure (RK_TYPE_WIRING_VIEW);
  gtk_widget_class_install_action (widget_class, "wiring.export", NULL, export_cb);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/rekindle_esp/Rekindle/rk-wiring-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RkWiringPage, toasts);
  gtk_widget_class_bind_template_child (widget_class, RkWiringPage, boards);
  gtk_widget_class_bind_template_child (widget_class, RkWiringPage, adapters);
  gtk_widget_class_bind_template_child (widget_class, RkWiringPage, to_flash);
  gtk_widget_class_bind_template_child (widget_class, RkWiringPage, view);
  gtk_widget_class_bind_template_child (widget_class, RkWiringPage, what_to_do);
  gtk_widget_class_bind_template_child (widget_class, RkWiringPage, notes);
  gtk_widget_class_bind_template_callback (widget_class, board_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, adapter_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, variant_chosen_cb);
}

static void
rk_wiring_page_init (RkWiringPage *self)
{
  self->possible = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  rk_accessible_name (GTK_WIDGET (self->boards), _ ("Board"));
  rk_accessible_name (GTK_WIDGET (self->adapters), _ ("Adapter"));
}

/**
 * rk_wiring_page_set_up:
 * @self: the page
 * @settings: where board and adapter are kept
 */
void
rk_wiring_page_set_up (RkWiringPage *self,
                       RkSettings   *settings)
{
  g_return_if_fail (RK_IS_WIRING_PAGE (self));

  g_set_object (&self->settings, settings);
}
