/* rk-cloud-page.c: a module's firmware updates itself, one step at a time
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The page leads from step to step; what a step does is in a file of its own.  The
 * module does the work.
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-cloud-page-private.h"

#include <string.h>

#include "rk-accessible.h"
#include "rk-boot-verdict.h"
#include "rk-dialogs.h"
#include "rk-details-window.h"
#include "rk-finding-text.h"
#include "rk-severity.h"

G_DEFINE_FINAL_TYPE (RkCloudPage, rk_cloud_page, ADW_TYPE_BIN)

enum {
  ACTION,
  ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* clang-format off */
static const struct
{
  const char *name; /* of the stack's page */
  const char *title;
} steps[] = {
  [RK_CLOUD_PAGE_MODULE] = { "module", N_("Module") },
  [RK_CLOUD_PAGE_SAFETY] = { "safety", N_("Safety Net") },
  [RK_CLOUD_PAGE_WIFI] = { "wifi", N_("Wi-Fi") },
  [RK_CLOUD_PAGE_SERVER] = { "server", N_("Server") },
  [RK_CLOUD_PAGE_UPDATE] = { "update", N_("Update") },
  [RK_CLOUD_PAGE_RESULT] = { "result", N_("Result") },
};
/* clang-format on */

/* -- What may be done ----------------------------------------------------- */

static RkCloudPageButtons
get_buttons (RkCloudPage *self)
{
  switch (self->step)
    {
    case RK_CLOUD_PAGE_SAFETY:
      return _rk_cloud_page_safety_buttons (self);
    case RK_CLOUD_PAGE_WIFI:
      return _rk_cloud_page_wifi_buttons (self);
    case RK_CLOUD_PAGE_SERVER:
      return _rk_cloud_page_server_buttons (self);
    case RK_CLOUD_PAGE_UPDATE:
      return _rk_cloud_page_update_buttons (self);
    case RK_CLOUD_PAGE_RESULT:
      return _rk_cloud_page_result_buttons (self);
    case RK_CLOUD_PAGE_MODULE:
    case RK_CLOUD_PAGE_N_STEPS:
    default:
      return _rk_cloud_page_module_buttons (self);
    }
}

static void
show_button (GtkButton  *button,
             const char *label,
             const char *action,
             gboolean    visible)
{
  gtk_widget_set_visible (GTK_WIDGET (button), visible && label != NULL);
  if (label == NULL)
    return;

  gtk_button_set_label (button, label);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
}

static void
mark_steps (RkCloudPage *self,
            gboolean     busy)
{
  gboolean failed = self->step == RK_CLOUD_PAGE_RESULT && self->result != NULL &&
                    self->result->outcome != RK_CLOUD_UPDATED;

  for (int i = 0; i < RK_CLOUD_PAGE_N_STEPS; i++)
    {
      RkStageMark mark = i < (int)self->step    ? RK_STAGE_DONE
                         : i == (int)self->step ? RK_STAGE_PRESENT
                                                : RK_STAGE_AHEAD;

      if (i == RK_CLOUD_PAGE_RESULT && self->step == RK_CLOUD_PAGE_RESULT)
        mark = failed ? RK_STAGE_FAILED : RK_STAGE_DONE;
      rk_stage_view_set_mark (self->steps[i], mark, busy);
    }
}

/* The one place that decides what can be pressed. */
void
_rk_cloud_page_update (RkCloudPage *self)
{
  static const char *const jobs[] = {
    "cloud.check", "cloud.anyway", "cloud.next", "cloud.backup", "cloud.skip", "cloud.scan", "cloud.stay",
    "cloud.choose-folder", "cloud.choose-files", "cloud.back", "cloud.again", "cloud.own-server", "cloud.wifi",
    "cloud.retry", "cloud.flash", "cloud.recover",
  };
  gboolean           busy = rk_cloud_page_is_busy (self);
  gboolean           occupied = self->module == NULL || rk_module_get_busy (self->module);
  gboolean           has_port = self->module != NULL && rk_module_get_port (self->module) != NULL;
  RkCloudPageButtons buttons = get_buttons (self);

  mark_steps (self, busy);
  show_button (self->primary, buttons.primary, buttons.primary_action, !busy);
  show_button (self->secondary, buttons.secondary, buttons.secondary_action, !busy);
  gtk_widget_set_visible (self->cancel, busy);
  gtk_widget_set_visible (self->back, !busy && self->step > RK_CLOUD_PAGE_MODULE && self->step < RK_CLOUD_PAGE_RESULT);
  gtk_widget_set_opacity (GTK_WIDGET (self->progress), busy ? 1 : 0);
  gtk_widget_set_visible (GTK_WIDGET (self->status), busy);
  gtk_widget_set_visible (self->recover, !busy && g_strcmp0 (buttons.primary_action, "cloud.recover") != 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->stack), !busy || self->step == RK_CLOUD_PAGE_UPDATE);

  for (gsize i = 0; i < G_N_ELEMENTS (jobs); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), jobs[i], has_port && !busy && !occupied);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "cloud.join",
                                 !busy && !occupied && self->step == RK_CLOUD_PAGE_WIFI && buttons.primary_ready);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "cloud.serve",
                                 !busy && !occupied && self->step == RK_CLOUD_PAGE_SERVER && buttons.primary_ready);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "cloud.start",
                                 !busy && !occupied && self->step == RK_CLOUD_PAGE_UPDATE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "cloud.cancel", busy);
}

/* Not while another page is shown: a window would send its keys nowhere. */
void
_rk_cloud_page_focus (RkCloudPage *self,
                      GtkWidget   *widget)
{
  if (gtk_widget_get_mapped (widget))
    gtk_widget_grab_focus (widget);
}

/* -- From step to step ---------------------------------------------------- */

static void
enter_step (RkCloudPage *self)
{
  switch (self->step)
    {
    case RK_CLOUD_PAGE_WIFI:
      _rk_cloud_page_wifi_enter (self);
      break;
    case RK_CLOUD_PAGE_SERVER:
      _rk_cloud_page_server_enter (self);
      break;
    case RK_CLOUD_PAGE_UPDATE:
      _rk_cloud_page_update_enter (self);
      break;
    case RK_CLOUD_PAGE_MODULE:
    case RK_CLOUD_PAGE_SAFETY:
    case RK_CLOUD_PAGE_RESULT:
    case RK_CLOUD_PAGE_N_STEPS:
    default:
      break;
    }
}

/* The others are hidden from screen readers too. */
static void
show_only (RkCloudPage     *self,
           RkCloudPageStep  step)
{
  gtk_widget_set_visible (gtk_stack_get_child_by_name (self->stack, steps[step].name), TRUE);
  gtk_stack_set_visible_child_name (self->stack, steps[step].name);
  for (int i = 0; i < RK_CLOUD_PAGE_N_STEPS; i++)
    if (i != (int)step)
      gtk_widget_set_visible (gtk_stack_get_child_by_name (self->stack, steps[i].name), FALSE);
}

/* Shows a step; what was found out in those behind it is forgotten. */
void
_rk_cloud_page_go (RkCloudPage     *self,
                   RkCloudPageStep  step)
{
  for (int i = (int)step; i < RK_CLOUD_PAGE_N_STEPS; i++)
    rk_stage_view_set_caption (self->steps[i], "");
  if (step <= RK_CLOUD_PAGE_SERVER)
    _rk_cloud_page_server_stop (self);

  self->step = step;
  show_only (self, step);
  _rk_cloud_page_hide_notice (self);
  _rk_cloud_page_update (self);
  enter_step (self);
  _rk_cloud_page_focus (self, GTK_WIDGET (self->primary));
}

/* The present step is done; @caption tells what came of it. */
void
_rk_cloud_page_finish_step (RkCloudPage *self,
                            const char  *caption)
{
  RkCloudPageStep step = self->step;

  _rk_cloud_page_go (self, (RkCloudPageStep)(step + 1));
  rk_stage_view_set_caption (self->steps[step], caption != NULL ? caption : "");
}

static void
start_over (RkCloudPage *self)
{
  _rk_cloud_page_module_reset (self);
  _rk_cloud_page_wifi_reset (self);
  g_clear_pointer (&self->result, rk_cloud_result_free);
  _rk_cloud_page_go (self, RK_CLOUD_PAGE_MODULE);
}

static void
again_cb (GtkWidget  *widget,
          const char *action_name,
          GVariant   *parameter)
{
  start_over (RK_CLOUD_PAGE (widget));
}

static void
back_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  RkCloudPage *self = RK_CLOUD_PAGE (widget);

  if (self->step > RK_CLOUD_PAGE_MODULE)
    _rk_cloud_page_go (self, (RkCloudPageStep)(self->step - 1));
}

static void
wifi_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  _rk_cloud_page_go (RK_CLOUD_PAGE (widget), RK_CLOUD_PAGE_WIFI);
}

static void
own_server_cb (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  RkCloudPage *self = RK_CLOUD_PAGE (widget);

  gtk_check_button_set_active (self->from_here, TRUE);
  _rk_cloud_page_go (self, RK_CLOUD_PAGE_SERVER);
}

static void
flash_cb (GtkWidget  *widget,
          const char *action_name,
          GVariant   *parameter)
{
  g_signal_emit (widget, signals[ACTION], 0, RK_BOOT_ACTION_FLASH, NULL);
}

/* What surely brings the module back: its backup, or the set that is served. */
static GFile *
get_good_set (RkCloudPage *self)
{
  return self->backup != NULL ? self->backup : self->set;
}

static void
recovery_chosen_cb (RkAnswer answer,
                    gpointer user_data)
{
  RkCloudPage *self = user_data;

  if (answer == RK_ANSWER_INSTEAD)
    g_signal_emit (self, signals[ACTION], 0, RK_BOOT_ACTION_FLASH_ERASED, get_good_set (self));
}

static char *
describe_good_set (RkCloudPage *self)
{
  GFile *set = get_good_set (self);
  g_autofree char *name = set != NULL ? g_file_get_basename (set) : NULL;

  if (name == NULL)
    return g_strdup (_ ("choose a complete set with a boot loader"));
  /* translators: the name of a file; then that of a folder or archive */
  return g_strdup_printf (self->backup != NULL ? _ ("the backup “%s” is chosen") : _ ("the set “%s” is chosen"), name);
}

/* A module that does not start is best written from scratch. */
static void
recover_cb (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  RkCloudPage     *self = RK_CLOUD_PAGE (widget);
  g_autofree char *what = describe_good_set (self);
  g_autofree char *body =
    g_strdup_printf (_ ("The boot loader in the chip’s ROM cannot be overwritten, so every module can be brought back.\n\n"
                        "1. Connect GPIO0 to GND and touch GND with RST for a moment: the module waits in its boot loader. An adapter whose DTR and RTS lead to GPIO0 and RST does that by itself.\n\n"
                        "2. On the Flash page %s. Press Flash: the chip is erased, written and read back.\n\n"
                        "3. Let go of GPIO0 and reset the module: it starts, and AT answers OK."),
                     what);

  rk_dialogs_ask_instead (widget, _ ("Recover by Serial"), body, _ ("Not Now"), NULL, _ ("Go to Flashing"),
                          recovery_chosen_cb, self);
}

static void
details_cb (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  RkCloudPage *self = RK_CLOUD_PAGE (widget);
  g_autofree char *outcome = g_strdup_printf ("%s\n%s\n", gtk_label_get_label (self->result_title),
                                              gtk_label_get_label (self->result_text));

  rk_details_window_present (widget, self->module, outcome, self->trace);
}

/* -- Notices -------------------------------------------------------------- */

/* Its words go too: a screen reader does not see that they are folded away. */
void
_rk_cloud_page_hide_notice (RkCloudPage *self)
{
  gtk_revealer_set_reveal_child (self->notice, FALSE);
  gtk_label_set_label (self->notice_summary, "");
  gtk_label_set_label (self->notice_text, "");
}

/* What has gone wrong, or is to be known, with what to do about it. */
void
_rk_cloud_page_notice (RkCloudPage     *self,
                       const RkFinding *finding)
{
  g_autofree char *summary = rk_finding_text (finding, finding->summary);
  g_autofree char *cause = rk_finding_text (finding, finding->cause);
  g_autofree char *remedy = rk_finding_text (finding, finding->remedy);
  g_autofree char *text = g_strjoin (cause != NULL && remedy != NULL ? "\n" : "", cause != NULL ? cause : "",
                                     remedy != NULL ? remedy : "", NULL);

  gtk_image_set_from_icon_name (self->notice_icon, rk_severity_get_icon_name (finding->severity));
  gtk_widget_set_css_classes (GTK_WIDGET (self->notice_icon),
                              (const char *[]){ rk_severity_get_css_class (finding->severity), NULL });
  gtk_label_set_label (self->notice_summary, summary);
  gtk_label_set_label (self->notice_text, text);
  gtk_widget_set_visible (GTK_WIDGET (self->notice_text), *text != '\0');
  gtk_revealer_set_reveal_child (self->notice, TRUE);
}

/* -- What happens --------------------------------------------------------- */

static void
join_entered_cb (RkCloudPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "cloud.join", NULL);
}

/* Something that takes its time is over. */
void
_rk_cloud_page_tell_end (RkCloudPage *self,
                         const char  *title,
                         const char  *text)
{
  g_signal_emit (self, signals[ENDED], 0, title, text);
}

/* -- The widget ----------------------------------------------------------- */

/* Another port is another module. */
static void
port_cb (RkCloudPage *self)
{
  rk_console_view_clear (self->conversation);
  g_clear_object (&self->backup);
  start_over (self);
}

static void
rk_cloud_page_dispose (GObject *object)
{
  RkCloudPage *self = RK_CLOUD_PAGE (object);

  /* A job may outlive it, and keep it. */
  if (self->module != NULL)
    g_signal_handlers_disconnect_by_data (self->module, self);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  _rk_cloud_page_update_stop (self);
  g_clear_object (&self->server);
  g_clear_object (&self->responder);

  /* AdwBin does not notice when the template lets go of its child. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_CLOUD_PAGE);
  g_clear_object (&self->module);
  g_clear_object (&self->backup);
  g_clear_object (&self->set);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (rk_cloud_page_parent_class)->dispose (object);
}

static void
rk_cloud_page_finalize (GObject *object)
{
  RkCloudPage *self = RK_CLOUD_PAGE (object);

  if (self->password != NULL)
    memset (self->password, '*', strlen (self->password));
  g_free (self->password);
  g_free (self->ssid);
  g_free (self->network);
  g_free (self->address);
  g_clear_pointer (&self->refusal, rk_finding_free);
  g_clear_pointer (&self->version, rk_at_version_free);
  g_clear_pointer (&self->result, rk_cloud_result_free);
  g_clear_pointer (&self->firmware, rk_update_firmware_unref);
  g_queue_clear_full (&self->requests, g_free);

  G_OBJECT_CLASS (rk_cloud_page_parent_class)->finalize (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  _rk_cloud_page_module_install (widget_class);
  _rk_cloud_page_wifi_install (widget_class);
  _rk_cloud_page_server_install (widget_class);
  _rk_cloud_page_update_install (widget_class);
  gtk_widget_class_install_action (widget_class, "cloud.back", NULL, back_cb);
  gtk_widget_class_install_action (widget_class, "cloud.again", NULL, again_cb);
  gtk_widget_class_install_action (widget_class, "cloud.wifi", NULL, wifi_cb);
  gtk_widget_class_install_action (widget_class, "cloud.own-server", NULL, own_server_cb);
  gtk_widget_class_install_action (widget_class, "cloud.flash", NULL, flash_cb);
  gtk_widget_class_install_action (widget_class, "cloud.recover", NULL, recover_cb);
  gtk_widget_class_install_action (widget_class, "cloud.details", NULL, details_cb);
  gtk_widget_class_install_action (widget_class, "cloud.cancel", NULL, _rk_cloud_page_cancel);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "cloud.cancel", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "cloud.back", NULL);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, RkCloudPage, name)
  BIND (strip);
  BIND (stack);
  BIND (conversation);
  BIND (notice);
  BIND (notice_icon);
  BIND (notice_summary);
  BIND (notice_text);
  BIND (status);
  BIND (progress);
  BIND (back);
  BIND (cancel);
  BIND (recover);
  BIND (primary);
  BIND (secondary);
  BIND (facts);
  BIND (fact_firmware);
  BIND (fact_generation);
  BIND (fact_slot);
  BIND (fact_update);
  BIND (present_network);
  BIND (present_row);
  BIND (ssid_row);
  BIND (password_row);
  BIND (networks);
  BIND (networks_empty);
  BIND (from_espressif);
  BIND (from_here);
  BIND (from_other);
  BIND (here);
  BIND (firmware_row);
  BIND (listen_row);
  BIND (dns);
  BIND (other);
  BIND (other_row);
  BIND (stages);
  BIND (serving);
  BIND (serving_where);
  BIND (serving_how);
  BIND (serving_requests);
  BIND (result_icon);
  BIND (result_title);
  BIND (result_text);
  BIND (result_table);
  BIND (result_stages);
  BIND (version_before);
  BIND (version_after);
  BIND (slot_before);
  BIND (slot_after);
#undef BIND
}

/* Its step's button before what is only read. */
static gboolean
rk_cloud_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (RK_CLOUD_PAGE (widget)->primary)) ||
         rk_accessible_focus_child (widget, GTK_DIR_TAB_FORWARD);
}

static void
rk_cloud_page_class_init (RkCloudPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_cloud_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = rk_cloud_page_finalize;
  widget_class->grab_focus = rk_cloud_page_grab_focus;
  widget_class->focus = rk_accessible_focus_child;

  signals[ACTION] = g_signal_new ("action", RK_TYPE_CLOUD_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_FILE);
  signals[ENDED] = g_signal_new ("ended", RK_TYPE_CLOUD_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);

  g_type_ensure (RK_TYPE_CONSOLE_VIEW);
  install_actions (widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/rekindle_esp/Rekindle/rk-cloud-page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, _rk_cloud_page_update);
  gtk_widget_class_bind_template_callback (widget_class, join_entered_cb);
  gtk_widget_class_bind_template_callback (widget_class, _rk_cloud_page_network_chosen);
}

static void
rk_cloud_page_init (RkCloudPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      GtkWidget *view = rk_stage_view_new (_ (steps[i].title));

      self->steps[i] = RK_STAGE_VIEW (view);
      gtk_box_append (self->strip, view);
    }
  self->line_is_over = TRUE;
  self->stage = -1;
  rk_console_view_set_wrap (self->conversation, TRUE);
  _rk_cloud_page_update_set_up (self);
}

/**
 * rk_cloud_page_set_up:
 * @self: a page, once
 * @module: what is updated
 * @trace: what Details shows; must outlive the page
 */
void
rk_cloud_page_set_up (RkCloudPage *self,
                      RkModule    *module,
                      RkTraceLog  *trace)
{
  g_return_if_fail (RK_IS_CLOUD_PAGE (self));
  g_return_if_fail (self->module == NULL);

  self->module = g_object_ref (module);
  self->trace = trace;
  g_signal_connect_object (module, "notify::port", G_CALLBACK (port_cb), self, G_CONNECT_SWAPPED);
  _rk_cloud_page_follow_module (self);
  start_over (self);
}

/**
 * rk_cloud_page_is_busy:
 * @self: a page
 *
 * Returns: whether it does something with the module
 */
gboolean
rk_cloud_page_is_busy (RkCloudPage *self)
{
  g_return_val_if_fail (RK_IS_CLOUD_PAGE (self), FALSE);

  return self->cancellable != NULL;
}

/**
 * rk_cloud_page_get_caution:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): what would be lost if what it does ended now,
 *   translated; %NULL if nothing that matters
 */
const char *
rk_cloud_page_get_caution (RkCloudPage *self)
{
  g_return_val_if_fail (RK_IS_CLOUD_PAGE (self), NULL);

  if (!rk_cloud_page_is_busy (self))
    return NULL;
  if (self->step == RK_CLOUD_PAGE_UPDATE)
    return _ ("An update that has begun cannot be called back: the module may go on with it by itself. Its present firmware stays in its slot.");
  if (self->step == RK_CLOUD_PAGE_SAFETY)
    return _ ("The backup has not been saved yet.");
  return NULL;
}

/**
 * rk_cloud_page_cancel:
 * @self: a page
 *
 * Ends what it does with the module; “ended” tells when that is over, if it is
 * something to be cautious about.
 */
void
rk_cloud_page_cancel (RkCloudPage *self)
{
  g_return_if_fail (RK_IS_CLOUD_PAGE (self));

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

/**
 * rk_cloud_page_forget:
 * @self: a page
 *
 * What is in the module has changed: it is to be looked at anew.
 */
void
rk_cloud_page_forget (RkCloudPage *self)
{
  g_return_if_fail (RK_IS_CLOUD_PAGE (self));

  if (!rk_cloud_page_is_busy (self))
    start_over (self);
}
