/* rk-module-page.c: what is in the module, and keeping it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What was found out about the module, a map and a list of what is in its flash, and
 * what can be done with it.  The jobs are in a file of their own.
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-module-page-private.h"

#include <string.h>

#include "rk-accessible.h"
#include "rk-details-window.h"
#include "rk-finding-text.h"

G_DEFINE_FINAL_TYPE (RkModulePage, rk_module_page, ADW_TYPE_BIN)

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* -- What may be done ----------------------------------------------------- */

/* The one place that decides what can be pressed. */
static void
update_actions (RkModulePage *self)
{
  static const char *const jobs[] = {
    "module.read", "module.backup", "module.restore", "module.compare", "module.erase-all", "module.erase-settings",
    "module.again", "module.repair",
  };
  gboolean may_begin = self->module != NULL && rk_module_get_port (self->module) != NULL &&
                       !rk_module_get_busy (self->module) && self->cancellable == NULL;
  gboolean done = g_strcmp0 (gtk_stack_get_visible_child_name (self->bottom), "done") == 0;

  for (gsize i = 0; i < G_N_ELEMENTS (jobs); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), jobs[i], may_begin);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "module.erase-part", may_begin && _rk_module_page_get_selected (self) != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "module.backup-part", may_begin && _rk_module_page_get_selected (self) != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "module.cancel", self->cancellable != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "module.details", done);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "module.dismiss", done);
  gtk_widget_set_sensitive (self->erase_button, may_begin);
}

static void
selected_cb (RkModulePage *self)
{
  if (self->module != NULL)
    update_actions (self);
}

/* What the person has chosen from the list. */
const RkFlashRegion *
_rk_module_page_get_selected (RkModulePage *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->regions);

  if (row == NULL || self->contents == NULL || self->changed)
    return NULL;
  return self->contents->regions->pdata[gtk_list_box_row_get_index (row)];
}

/* -- The module ----------------------------------------------------------- */

static void
show_chip (RkModulePage *self)
{
  const RkChipInfo *chip = self->module != NULL ? rk_module_get_chip (self->module) : NULL;
  g_autofree char *mac = chip != NULL ? rk_chip_info_format_mac (chip) : g_strdup ("–");
  g_autofree char *size = chip != NULL ? rk_size_text (chip->flash_size) : NULL;
  g_autofree char *name = NULL;
  g_autofree char *flash = NULL;

  if (chip == NULL)
    name = g_strdup (_ ("Not looked at yet"));
  else if (chip->crystal_mhz != 0)
    name = g_strdup_printf (_ ("%s, %u MHz crystal"), chip->name, chip->crystal_mhz);
  else
    name = g_strdup (chip->name);
  if (chip != NULL)
    flash = g_strdup_printf (_ ("%s, %s (0x%06x)"), chip->flash_size != 0 ? size : _ ("unknown size"),
                             chip->flash_vendor != NULL ? chip->flash_vendor : _ ("unknown maker"), chip->jedec_id);

  gtk_label_set_label (self->chip, name);
  gtk_label_set_label (self->mac_label, mac);
  gtk_label_set_label (self->flash, flash != NULL ? flash : "–");

  /* What can be copied is a stop for Tab. */
  gtk_label_set_selectable (self->chip, chip != NULL);
  gtk_label_set_selectable (self->mac_label, chip != NULL);
  gtk_label_set_selectable (self->flash, chip != NULL);
}

static void
show_note (RkModulePage *self)
{
  gtk_label_set_label (self->note, self->changed ? _ ("The flash has changed since it was read: read it again.") : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note), self->changed);
}

static void
forget_contents (RkModulePage *self)
{
  g_clear_pointer (&self->contents, rk_flash_contents_unref);
  rk_flash_map_view_set_contents (self->map, NULL);
  gtk_stack_set_visible_child_name (self->found, "nothing");
  self->changed = FALSE;
  show_note (self);
}

/* Another module has other contents. */
static void
chip_cb (RkModulePage *self)
{
  const RkChipInfo *chip = rk_module_get_chip (self->module);

  if (self->contents != NULL && chip != NULL && memcmp (chip->mac, self->mac, sizeof self->mac) != 0)
    forget_contents (self);
  show_chip (self);
  update_actions (self);
}

/* Whoever writes or erases, what was read is not true any more. */
static void
state_cb (RkModulePage *self)
{
  RkModuleState state = rk_module_get_state (self->module);

  if (self->contents == NULL || self->changed || (state != RK_MODULE_STATE_WRITING && state != RK_MODULE_STATE_ERASING))
    return;

  self->changed = TRUE;
  show_note (self);
  update_actions (self);
}

static void
port_cb (RkModulePage *self)
{
  forget_contents (self);
  show_chip (self);
  update_actions (self);
}

/* -- The contents --------------------------------------------------------- */

static void
add_region (RkModulePage        *self,
            const RkFlashRegion *region)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *summary = rk_finding_text (region->description, region->description->summary);
  g_autofree char *size = rk_size_text (region->length);
  g_autofree char *place = g_strdup_printf (_ ("0x%05X to 0x%05X · %s"), region->offset, region->offset + region->length - 1, size);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), summary);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), place);
  if (region->kind == RK_REGION_FREE)
    gtk_widget_add_css_class (row, "dim-label");
  gtk_list_box_append (self->regions, row);
}

/* Shows what was read just now. */
void
_rk_module_page_set_contents (RkModulePage    *self,
                              RkFlashContents *contents)
{
  const RkChipInfo *chip = rk_module_get_chip (self->module);
  GtkListBoxRow *row;

  g_clear_pointer (&self->contents, rk_flash_contents_unref);
  while ((row = gtk_list_box_get_row_at_index (self->regions, 0)) != NULL)
    gtk_list_box_remove (self->regions, GTK_WIDGET (row));

  self->contents = rk_flash_contents_ref (contents);
  self->changed = FALSE;
  if (chip != NULL)
    memcpy (self->mac, chip->mac, sizeof self->mac);
  for (guint i = 0; i < contents->regions->len; i++)
    add_region (self, contents->regions->pdata[i]);
  gtk_list_box_unselect_all (self->regions);
  rk_flash_map_view_set_contents (self->map, contents);
  gtk_stack_set_visible_child_name (self->found, "contents");
  show_note (self);
}

/* -- Jobs ----------------------------------------------------------------- */

/* Not while another page is shown: a window would send its keys nowhere. */
static void
focus (GtkWidget *widget)
{
  if (gtk_widget_get_mapped (widget))
    gtk_widget_grab_focus (widget);
}

static void
show_bottom (RkModulePage *self,
             const char   *name)
{
  gtk_stack_set_visible_child_name (self->bottom, name);
  update_actions (self);
  focus (gtk_stack_get_visible_child (self->bottom));
}

/* A job of the module is about to begin; _rk_module_page_end() ends it. */
void
_rk_module_page_begin (RkModulePage *self,
                       RkJobKind     kind,
                       gboolean      watch)
{
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  rk_trace_log_clear (self->trace);
  rk_job_view_begin (self->job_view, kind, watch);
  show_bottom (self, "running");
}

/* Returns: whether the page is still there */
gboolean
_rk_module_page_end (RkModulePage *self)
{
  g_clear_object (&self->cancellable);
  if (self->module == NULL)
    return FALSE;

  if (self->changed)
    g_signal_emit (self, signals[CHANGED], 0);
  return TRUE;
}

void
_rk_module_page_tell (RkModulePage *self,
                      RkSeverity    severity,
                      const char   *title,
                      const char   *text,
                      const char   *more)
{
  rk_result_card_show (self->card, severity, title, text, more);
  show_bottom (self, "done");
}

void
_rk_module_page_fail (RkModulePage *self,
                      const GError *error)
{
  rk_trace_log_add (self->trace, error->message);
  rk_result_card_show_error (self->card, error, rk_module_get_findings (self->module));
  show_bottom (self, "done");
}

void
_rk_module_page_ready (RkModulePage *self)
{
  show_bottom (self, "ready");
  focus (GTK_WIDGET (self->read));
}

static void
cancel_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  RkModulePage *self = RK_MODULE_PAGE (widget);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

static void
dismiss_cb (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  _rk_module_page_ready (RK_MODULE_PAGE (widget));
}

static void
details_cb (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  RkModulePage *self = RK_MODULE_PAGE (widget);
  g_autofree char *card = rk_result_card_dup_text (self->card);

  rk_details_window_present (widget, self->module, card, self->trace);
}

/* The other one is hidden from screen readers too. */
static void
show_part (RkModulePage *self,
           const char   *name)
{
  static const char *const names[] = { "overview", "repair" };

  gtk_widget_set_visible (gtk_stack_get_child_by_name (self->stack, name), TRUE);
  gtk_stack_set_visible_child_name (self->stack, name);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (!g_str_equal (names[i], name))
      gtk_widget_set_visible (gtk_stack_get_child_by_name (self->stack, names[i]), FALSE);
}

static void
repair_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  RkModulePage *self = RK_MODULE_PAGE (widget);

  show_part (self, "repair");
  rk_repair_page_start (self->repair);
}

static void
repair_left_cb (RkModulePage *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
  show_part (self, "overview");
  focus (GTK_WIDGET (self->read));
}

/* -- The widget ----------------------------------------------------------- */

static void
rk_module_page_dispose (GObject *object)
{
  RkModulePage *self = RK_MODULE_PAGE (object);

  /* A job may outlive it, and keep it. */
  if (self->module != NULL)
    g_signal_handlers_disconnect_by_data (self->module, self);
  g_clear_object (&self->module);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);

  /* AdwBin does not notice when the template lets go of its child. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_MODULE_PAGE);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->file);
  g_clear_pointer (&self->contents, rk_flash_contents_unref);

  G_OBJECT_CLASS (rk_module_page_parent_class)->dispose (object);
}

static void
rk_module_page_class_init (RkModulePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_module_page_dispose;

  /* What is in the flash, or may be, is another than before. */
  signals[CHANGED] = g_signal_new ("changed", RK_TYPE_MODULE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (RK_TYPE_FLASH_MAP_VIEW);
  g_type_ensure (RK_TYPE_JOB_VIEW);
  g_type_ensure (RK_TYPE_RESULT_CARD);
  g_type_ensure (RK_TYPE_REPAIR_PAGE);
  _rk_module_page_install (widget_class);
  gtk_widget_class_install_action (widget_class, "module.cancel", NULL, cancel_cb);
  gtk_widget_class_install_action (widget_class, "module.dismiss", NULL, dismiss_cb);
  gtk_widget_class_install_action (widget_class, "module.details", NULL, details_cb);
  gtk_widget_class_install_action (widget_class, "module.repair", NULL, repair_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "module.cancel", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/rekindle_esp/Rekindle/rk-module-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RkModulePage, stack);
  gtk_widget_class_bind_template_child (widget_class, RkModulePage, repair);
  gtk_widget_class_bind_template_child (widget_class, RkModulePage, chip);
  gtk_widget_class_bind_template_child (widget_class, RkModulePage, mac_label);
  gtk_widget_class_bind_template_child (widget_class, RkModulePage, flash);
  gtk_widget_class_bind_template_child (widget_class, RkModulePage, map);
  gtk_widget_class_bind_template_child (widget_class, RkModulePage, note);
  gtk_widget_class_bind_template_child (widget_class, RkModulePage, found);
  gtk_widget_class_bind_template_child (widget_class, RkModulePage, regions);
  gtk_widget_class_bind_template_child (widget_class, RkModulePage, bottom);
  gtk_widget_class_bind_template_child (widget_class, RkModulePage, read);
  gtk_widget_class_bind_template_child (widget_class, RkModulePage, backup_button);
  gtk_widget_class_bind_template_child (widget_class, RkModulePage, erase_button);
  gtk_widget_class_bind_template_child (widget_class, RkModulePage, job_view);
  gtk_widget_class_bind_template_child (widget_class, RkModulePage, card);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, repair_left_cb);
}

static void
rk_module_page_init (RkModulePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  show_part (self, "overview");
  rk_accessible_name (self->backup_button, _ ("More to Back Up"));
  rk_accessible_name (self->erase_button, _ ("Erase"));
  rk_accessible_leave_by_tab (GTK_WIDGET (self->regions));
  rk_job_view_set_cancel (self->job_view, "module.cancel");
  rk_result_card_set_actions (self->card, "module.again", "module.details", "module.dismiss", _ ("Back to the actions"));
}

/**
 * rk_module_page_set_up:
 * @self: a page, once
 * @module: what it is about
 * @settings: which board and adapter are drawn
 * @trace: what Details shows; must outlive the page
 */
void
rk_module_page_set_up (RkModulePage *self,
                       RkModule     *module,
                       RkSettings   *settings,
                       RkTraceLog   *trace)
{
  g_return_if_fail (RK_IS_MODULE_PAGE (self));
  g_return_if_fail (self->module == NULL);

  self->module = g_object_ref (module);
  self->trace = trace;
  rk_job_view_set_module (self->job_view, module);
  rk_job_view_set_settings (self->job_view, settings);
  rk_repair_page_set_up (self->repair, module, settings, trace);
  g_signal_connect_object (module, "notify::port", G_CALLBACK (port_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (module, "notify::chip", G_CALLBACK (chip_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (module, "notify::state", G_CALLBACK (state_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (module, "notify::busy", G_CALLBACK (update_actions), self, G_CONNECT_SWAPPED);
  port_cb (self);
}

/**
 * rk_module_page_is_busy:
 * @self: a page
 *
 * Returns: whether a job that was begun here is under way
 */
gboolean
rk_module_page_is_busy (RkModulePage *self)
{
  g_return_val_if_fail (RK_IS_MODULE_PAGE (self), FALSE);

  return self->cancellable != NULL || rk_repair_page_is_busy (self->repair);
}
