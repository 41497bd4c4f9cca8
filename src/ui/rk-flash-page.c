/* rk-flash-page.c: files in, Flash, and the proof
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The page owns the plan and the options; the module does the work.
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-flash-page-private.h"

#include "rk-accessible.h"
#include "rk-boot-verdict.h"
#include "rk-details-window.h"
#include "rk-finding-text.h"

G_DEFINE_FINAL_TYPE (RkFlashPage, rk_flash_page, ADW_TYPE_BIN)

enum {
  ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* -- What may be done ----------------------------------------------------- */

/* Why Flash cannot be pressed, or NULL. */
static char *
dup_obstacle (RkFlashPage *self)
{
  if (rk_module_get_port (self->module) == NULL)
    return g_strdup (_ ("Choose the port of the module above."));
  if (self->findings != NULL && rk_plan_is_refused (self->findings) && !rk_flash_options_get (self->options).force)
    {
      const RkFinding *worst = self->findings->pdata[0];

      return rk_finding_text (worst, worst->summary);
    }

  return NULL;
}

/* The one place that decides what can be pressed. */
static void
update_actions (RkFlashPage *self)
{
  gboolean         done = g_strcmp0 (gtk_stack_get_visible_child_name (self->bottom), "done") == 0;
  gboolean         busy = rk_flash_page_is_busy (self);
  gboolean         occupied = self->module != NULL && rk_module_get_busy (self->module);
  g_autofree char *obstacle = self->module != NULL ? dup_obstacle (self) : NULL;
  g_autofree char *usual = rk_flash_options_summarise (self->options);

  gtk_label_set_label (self->summary, obstacle != NULL ? obstacle : usual);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "flash.start", !occupied && obstacle == NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "flash.cancel", busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "flash.details", done);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "flash.dismiss", done);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "flash.undo", self->undo != NULL && !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "flash.clear", !busy && rk_plan_get_n_rows (self->plan) > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "flash.save-set", !busy && rk_plan_get_n_rows (self->plan) > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "flash.remove", !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "flash.add", !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "flash.add-folder", !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "flash.add-sample", !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "flash.add-recent", !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->list), !busy);
}

static gboolean
is_rehearsal (RkFlashPage *self)
{
  const char *port = rk_module_get_port (self->module);

  return port != NULL && (g_str_equal (port, "virtual") || g_str_has_prefix (port, "virtual:"));
}

static void
port_cb (RkFlashPage *self)
{
  gtk_widget_set_visible (self->rehearsal, is_rehearsal (self));
  gtk_widget_set_visible (self->filler, !is_rehearsal (self));
  update_actions (self);
}

/* -- The plan ------------------------------------------------------------- */

static gboolean
check_cb (gpointer user_data)
{
  RkFlashPage *self = user_data;
  RkJobOptions options = rk_flash_options_get (self->options);

  self->check_id = 0;
  g_clear_pointer (&self->findings, g_ptr_array_unref);
  self->findings = rk_plan_check (self->plan, NULL, &options.header);
  rk_flash_map_view_refresh (self->map);
  update_actions (self);
  _rk_flash_page_keep_files (self);
  return G_SOURCE_REMOVE;
}

/* Once for all changes of a moment, before the next frame. */
static void
queue_check (RkFlashPage *self)
{
  if (self->check_id == 0)
    self->check_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, check_cb, self, NULL);
}

/* Only a person does that: the set is no longer as it came. */
static void
row_edited_cb (RkFlashPage *self)
{
  _rk_flash_page_forget_set (self);
  queue_check (self);
}

static void
items_changed_cb (RkFlashPage *self,
                  guint        position,
                  guint        removed,
                  guint        added)
{
  for (guint i = position; i < position + added; i++)
    {
      RkPlanRow *row = rk_plan_get_row (self->plan, i);

      g_signal_handlers_disconnect_by_data (row, self);
      g_signal_connect_object (row, "notify::offset", G_CALLBACK (queue_check), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (row, "notify::enabled", G_CALLBACK (row_edited_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (row, "notify::automatic", G_CALLBACK (row_edited_cb), self, G_CONNECT_SWAPPED);
    }
  queue_check (self);
}

/* Shows and checks another plan from now on. */
void
_rk_flash_page_set_plan (RkFlashPage *self,
                         RkPlan      *plan)
{
  if (self->plan != NULL)
    g_signal_handlers_disconnect_by_data (self->plan, self);

  g_set_object (&self->plan, plan);
  g_signal_connect_object (plan, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  rk_plan_list_set_plan (self->list, plan);
  rk_flash_map_view_set_plan (self->map, plan);
  items_changed_cb (self, 0, 0, rk_plan_get_n_rows (plan));
}

static void
options_changed_cb (RkFlashPage *self)
{
  queue_check (self);
  update_actions (self);
}

/* -- The job -------------------------------------------------------------- */

static void
show_page (RkFlashPage *self,
           const char  *name)
{
  gtk_stack_set_visible_child_name (self->bottom, name);
  update_actions (self);
}

static void
flashed_cb (GObject      *object,
            GAsyncResult *async,
            gpointer      user_data)
{
  g_autoptr(RkFlashPage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(RkFlashResult) result = rk_module_flash_finish (RK_MODULE (object), async, &error);
  GPtrArray *findings = rk_module_get_findings (RK_MODULE (object));

  g_clear_object (&self->cancellable);
  if (self->module == NULL) /* the window may have been closed meanwhile */
    return;

  if (result != NULL)
    rk_result_card_show_result (self->card, result, findings, self->rehearsing);
  else
    {
      rk_trace_log_add (self->trace, error->message);
      rk_result_card_show_error (self->card, error, findings);
    }

  show_page (self, "done");
  g_signal_emit (self, signals[ENDED], 0, result != NULL);
}

static void
start_cb (GtkWidget  *widget,
          const char *action_name,
          GVariant   *parameter)
{
  RkFlashPage *self = RK_FLASH_PAGE (widget);
  RkJobOptions options = rk_flash_options_get (self->options);

  rk_trace_log_clear (self->trace);
  self->rehearsing = is_rehearsal (self);
  self->cancellable = g_cancellable_new ();
  rk_job_view_begin (self->job, RK_JOB_FLASH, options.watch);
  show_page (self, "running");
  rk_module_flash_async (self->module, self->plan, &options, self->cancellable, flashed_cb, g_object_ref (self));
}

static void
cancel_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  rk_flash_page_cancel (RK_FLASH_PAGE (widget));
}

static void
dismiss_cb (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  RkFlashPage *self = RK_FLASH_PAGE (widget);

  show_page (self, "ready");
  gtk_widget_grab_focus (self->start);
}

static void
details_cb (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  RkFlashPage *self = RK_FLASH_PAGE (widget);
  g_autofree char *card = rk_result_card_dup_text (self->card);

  rk_details_window_present (widget, self->module, card, self->trace);
}

/* The flash chip's size decides where much of a set goes. */
static void
chip_cb (RkFlashPage *self)
{
  const RkChipInfo *chip = rk_module_get_chip (self->module);
  guint32           flash_size = chip != NULL ? chip->flash_size : 0;

  if (flash_size != 0 && flash_size != rk_plan_get_flash_size (self->plan))
    {
      rk_plan_set_flash_size (self->plan, flash_size);
      _rk_flash_page_choose_again (self);
    }
  queue_check (self);
}

static void
note_state (RkFlashPage *self)
{
  g_autofree char *line = g_strdup_printf ("-- %s", rk_module_state_get_nick (rk_module_get_state (self->module)));

  rk_trace_log_add (self->trace, line);
}

static void
note_finding (RkFlashPage     *self,
              const RkFinding *finding)
{
  g_autofree char *summary = rk_finding_text (finding, finding->summary);
  g_autofree char *line = g_strdup_printf ("-- %s: %s", finding->id, summary);

  rk_trace_log_add (self->trace, line);
}

/* -- The widget ----------------------------------------------------------- */

static void
rk_flash_page_dispose (GObject *object)
{
  RkFlashPage *self = RK_FLASH_PAGE (object);

  /* A job may outlive it, and keep it. */
  if (self->module != NULL)
    g_signal_handlers_disconnect_by_data (self->module, self);
  g_clear_handle_id (&self->check_id, g_source_remove);

  /* AdwBin does not notice when the template lets go of its child. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_FLASH_PAGE);
  g_clear_object (&self->module);
  g_clear_object (&self->settings);
  g_clear_object (&self->plan);
  g_clear_object (&self->undo);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->findings, g_ptr_array_unref);
  _rk_flash_page_forget_set (self);

  G_OBJECT_CLASS (rk_flash_page_parent_class)->dispose (object);
}

/* Keys of the page work once something in it has the keyboard. */
static gboolean
rk_flash_page_grab_focus (GtkWidget *widget)
{
  RkFlashPage *self = RK_FLASH_PAGE (widget);

  return gtk_widget_grab_focus (self->start) || gtk_widget_child_focus (widget, GTK_DIR_TAB_FORWARD);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  _rk_flash_page_install (widget_class);
  _rk_flash_page_install_sets (widget_class);
  gtk_widget_class_install_action (widget_class, "flash.start", NULL, start_cb);
  gtk_widget_class_install_action (widget_class, "flash.cancel", NULL, cancel_cb);
  gtk_widget_class_install_action (widget_class, "flash.dismiss", NULL, dismiss_cb);
  gtk_widget_class_install_action (widget_class, "flash.details", NULL, details_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_o, GDK_CONTROL_MASK, "flash.add", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "flash.undo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "flash.save-set", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "flash.start", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "flash.cancel", NULL);
}

static void
rk_flash_page_class_init (RkFlashPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_flash_page_dispose;
  widget_class->grab_focus = rk_flash_page_grab_focus;
  widget_class->focus = rk_accessible_focus_child;

  /* A flash is over; whether it succeeded. */
  signals[ENDED] = g_signal_new ("ended", RK_TYPE_FLASH_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_BOOLEAN);

  g_type_ensure (RK_TYPE_PLAN_LIST);
  g_type_ensure (RK_TYPE_FLASH_MAP_VIEW);
  g_type_ensure (RK_TYPE_FLASH_OPTIONS);
  g_type_ensure (RK_TYPE_JOB_VIEW);
  g_type_ensure (RK_TYPE_RESULT_CARD);
  install_actions (widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/rekindle_esp/Rekindle/rk-flash-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RkFlashPage, toasts);
  gtk_widget_class_bind_template_child (widget_class, RkFlashPage, add_menu_button);
  gtk_widget_class_bind_template_child (widget_class, RkFlashPage, recent_section);
  gtk_widget_class_bind_template_child (widget_class, RkFlashPage, rehearsal);
  gtk_widget_class_bind_template_child (widget_class, RkFlashPage, filler);
  gtk_widget_class_bind_template_child (widget_class, RkFlashPage, list);
  gtk_widget_class_bind_template_child (widget_class, RkFlashPage, map);
  gtk_widget_class_bind_template_child (widget_class, RkFlashPage, bottom);
  gtk_widget_class_bind_template_child (widget_class, RkFlashPage, options_button);
  gtk_widget_class_bind_template_child (widget_class, RkFlashPage, options);
  gtk_widget_class_bind_template_child (widget_class, RkFlashPage, summary);
  gtk_widget_class_bind_template_child (widget_class, RkFlashPage, start);
  gtk_widget_class_bind_template_child (widget_class, RkFlashPage, job);
  gtk_widget_class_bind_template_child (widget_class, RkFlashPage, card);
  gtk_widget_class_bind_template_callback (widget_class, _rk_flash_page_fix);
  gtk_widget_class_bind_template_callback (widget_class, _rk_flash_page_remove_rows);
  gtk_widget_class_bind_template_callback (widget_class, _rk_flash_page_split);
  gtk_widget_class_bind_template_callback (widget_class, options_changed_cb);
}

static void
rk_flash_page_init (RkFlashPage *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  gtk_widget_init_template (GTK_WIDGET (self));
  rk_accessible_name (self->options_button, _ ("Options"));
  rk_accessible_name (self->add_menu_button, _ ("More to Add"));
  g_signal_connect_object (target, "drop", G_CALLBACK (_rk_flash_page_drop), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/**
 * rk_flash_page_set_up:
 * @self: a page, once
 * @module: what is flashed
 * @settings: where files and options are kept
 * @trace: what Details shows; must outlive the page
 */
void
rk_flash_page_set_up (RkFlashPage *self,
                      RkModule    *module,
                      RkSettings  *settings,
                      RkTraceLog  *trace)
{
  g_return_if_fail (RK_IS_FLASH_PAGE (self));
  g_return_if_fail (self->module == NULL);

  self->module = g_object_ref (module);
  self->settings = g_object_ref (settings);
  self->trace = trace;
  rk_flash_options_set_settings (self->options, settings);
  rk_job_view_set_settings (self->job, settings);
  rk_job_view_set_module (self->job, module);
  _rk_flash_page_load_files (self);
  g_signal_connect_object (module, "notify::port", G_CALLBACK (port_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (module, "notify::chip", G_CALLBACK (chip_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (module, "notify::busy", G_CALLBACK (update_actions), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (module, "notify::state", G_CALLBACK (note_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (module, "found", G_CALLBACK (note_finding), self, G_CONNECT_SWAPPED);
  port_cb (self);
}

/**
 * rk_flash_page_prepare:
 * @self: a page
 * @action: a finding's action, one of RK_BOOT_ACTION_…
 *
 * Chooses the options and files that the action asks for; to press Flash is the
 * person's.
 *
 * Returns: whether flashing is what it asks for
 */
gboolean
rk_flash_page_prepare (RkFlashPage *self,
                       const char  *action)
{
  g_return_val_if_fail (RK_IS_FLASH_PAGE (self), FALSE);

  if (g_str_equal (action, RK_BOOT_ACTION_FLASH_DIO))
    rk_flash_options_set_mode (self->options, "dio");
  else if (g_str_equal (action, RK_BOOT_ACTION_FLASH_DOUT))
    rk_flash_options_set_mode (self->options, "dout");
  else if (g_str_equal (action, RK_BOOT_ACTION_FLASH_ERASED))
    rk_flash_options_set_erase_all (self->options, TRUE);
  else if (g_str_equal (action, RK_BOOT_ACTION_FLASH_BOOT_LOADER))
    _rk_flash_page_prepare_loader (self);
  else if (g_str_equal (action, RK_BOOT_ACTION_ERASE_RF))
    _rk_flash_page_prepare_rf_data (self);
  else if (!g_str_equal (action, RK_BOOT_ACTION_FLASH))
    return FALSE;

  if (!rk_flash_page_is_busy (self))
    show_page (self, "ready");
  return TRUE;
}

/**
 * rk_flash_page_is_busy:
 * @self: a page
 *
 * Returns: whether it flashes
 */
gboolean
rk_flash_page_is_busy (RkFlashPage *self)
{
  g_return_val_if_fail (RK_IS_FLASH_PAGE (self), FALSE);

  return self->cancellable != NULL;
}

/**
 * rk_flash_page_cancel:
 * @self: a page
 *
 * Ends a flash that is under way; “ended” tells when it has.
 */
void
rk_flash_page_cancel (RkFlashPage *self)
{
  g_return_if_fail (RK_IS_FLASH_PAGE (self));

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}
