/* rk-window.c: the window: a port, its module, and the pages
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-window.h"

#include "rk-accessible.h"
#include "rk-advice.h"
#include "rk-boot-verdict.h"
#include "rk-cloud-page.h"
#include "rk-console-page.h"
#include "rk-desktop.h"
#include "rk-details-window.h"
#include "rk-dialogs.h"
#include "rk-finding-text.h"
#include "rk-flash-page.h"
#include "rk-library-page.h"
#include "rk-module-page.h"
#include "rk-module.h"
#include "rk-narrow.h"
#include "rk-port-monitor.h"
#include "rk-port-picker.h"
#include "rk-port-system.h"
#include "rk-report.h"
#include "rk-toast.h"
#include "rk-trace-log.h"
#include "rk-wiring-page.h"

/* brltty and its like take an adapter within seconds, on a busy computer too; in µs. */
#define TAKEN_WITHIN (20 * G_TIME_SPAN_SECOND)

struct _RkWindow
{
  AdwApplicationWindow parent_instance;

  RkSettings    *settings;
  RkTraceLog    *trace; /* the module's */
  RkModule      *module;
  RkReport      *report;
  RkPortMonitor *monitor;
  char          *next_port; /* once the present one is closed */
  AdwToast      *offer;     /* of an adapter that was plugged in */
  char          *offered;   /* its port */
  gint64         offered_at;
  gboolean       closing;   /* as soon as the job has ended */

  AdwToastOverlay *toasts;
  GtkWidget       *guide; /* to what the cloud update needs from the Flash page */
  GtkLabel        *guide_text;
  GtkButton       *guide_button;
  const char      *guide_page; /* where its button leads; NULL: it is not shown */
  RkPortPicker    *picker;
  RkFlashPage     *flash_page;
  RkConsolePage   *console_page;
  RkCloudPage     *cloud_page;
  RkWiringPage    *wiring_page;
  RkLibraryPage   *library_page;
  RkModulePage    *module_page;
  GtkListBox      *sidebar;
  GtkStack        *stack;
  GtkWidget       *menu_button;
};

G_DEFINE_FINAL_TYPE (RkWindow, rk_window, ADW_TYPE_APPLICATION_WINDOW)

/* -- The port ------------------------------------------------------------- */

static void change_port (RkWindow *self);

static void
closed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(RkWindow) self = user_data;

  rk_module_close_finish (RK_MODULE (object), result, NULL);
  if (self->module != NULL) /* the window may have been closed meanwhile */
    change_port (self);
}

/* A module's port changes only while it is closed. */
static void
change_port (RkWindow *self)
{
  if (self->next_port == NULL || rk_module_get_busy (self->module))
    return;

  if (rk_module_set_port (self->module, self->next_port))
    g_clear_pointer (&self->next_port, g_free);
  else
    rk_module_close_async (self->module, closed_cb, g_object_ref (self));
}

static void
withdraw_offer (RkWindow *self)
{
  if (self->offer != NULL)
    adw_toast_dismiss (self->offer);
  g_clear_object (&self->offer);
}

static void
port_chosen_cb (RkWindow   *self,
                const char *name)
{
  withdraw_offer (self);
  g_free (self->next_port);
  self->next_port = g_strdup (name);
  rk_settings_set_string (self->settings, "port", name);
  change_port (self);
}

/* Chooses a port, also one that no list shows. */
static void
use_port (RkWindow   *self,
          const char *name)
{
  if (rk_port_picker_select (self->picker, name))
    return;

  {
    g_autoptr(RkPort) port = rk_port_new_virtual (name, NULL);

    rk_port_monitor_add_extra (self->monitor, port);
    rk_port_picker_select (self->picker, name);
  }
}

static void
port_entered_cb (const char *name,
                 gpointer    user_data)
{
  use_port (user_data, name);
}

static void
enter_port_cb (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  rk_dialogs_enter_port (widget, port_entered_cb, widget);
}

static void
use_port_cb (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  use_port (RK_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

/* An adapter was plugged in: it is offered until something else happens to the
 * ports, and nothing that is there changes. */
static void
offer_port (RkWindow *self,
            RkPort   *port)
{
  g_autofree char *text = g_strdup_printf (_ ("%s was plugged in"), rk_port_get_title (port));

  self->offer = rk_toast_new (text);
  adw_toast_set_timeout (self->offer, 0);
  adw_toast_set_button_label (self->offer, _ ("Use It"));
  adw_toast_set_action_name (self->offer, "win.use-port");
  adw_toast_set_action_target (self->offer, "s", rk_port_get_name (port));
  adw_toast_overlay_add_toast (self->toasts, g_object_ref (self->offer));
  g_free (self->offered);
  self->offered = g_strdup (rk_port_get_name (port));
  self->offered_at = g_get_monotonic_time ();
}

/* One that is gone again at once may have been taken by a service. */
static void
explain_loss (RkWindow *self)
{
  g_autofree char *port = g_steal_pointer (&self->offered);
  g_autoptr(GError) taker = NULL;
  g_autoptr(RkFinding) advice = NULL;
  g_autofree char *text = NULL;
  AdwToast *toast;

  if (port == NULL || rk_port_monitor_find (self->monitor, port) != NULL ||
      g_get_monotonic_time () - self->offered_at > TAKEN_WITHIN)
    return;
  taker = rk_port_system_find_taker (port);
  if (taker == NULL)
    return;

  advice = rk_advice_new (taker);
  text = rk_finding_text (advice, advice->summary);
  toast = rk_toast_new (text);
  adw_toast_set_timeout (toast, 0);
  adw_toast_set_button_label (toast, _ ("Copy Command"));
  adw_toast_set_action_name (toast, "win.copy");
  adw_toast_set_action_target (toast, "s", rk_finding_get_value (advice, "command"));
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
copy_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), g_variant_get_string (parameter, NULL));
}

static void
ports_changed_cb (RkWindow *self,
                  guint     position,
                  guint     removed,
                  guint     added)
{
  withdraw_offer (self);
  if (removed > 0)
    explain_loss (self);
  for (guint i = position; removed == 0 && self->offer == NULL && i < position + added; i++)
    {
      g_autoptr(RkPort) port = g_list_model_get_item (G_LIST_MODEL (self->monitor), i);

      if (rk_port_is_usb (port) && port != rk_port_picker_get_selected (self->picker))
        offer_port (self, port);
    }
}

/* -- The module ----------------------------------------------------------- */

static void
detected_cb (GObject      *object,
             GAsyncResult *async,
             gpointer      user_data)
{
  g_autoptr(RkWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(RkFlashResult) result = rk_module_identify_finish (RK_MODULE (object), async, &error);

  if (result == NULL && self->module != NULL) /* the window may have been closed meanwhile */
    {
      g_autoptr(RkFinding) advice = rk_advice_new (error);
      g_autofree char *text = rk_finding_text (advice, advice->summary);

      rk_toast_show (self->toasts, text);
    }
}

#define DETECT_MS 15000

static void
detect_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  RkWindow *self = RK_WINDOW (widget);
  RkJobOptions options = RK_JOB_OPTIONS_INIT;

  options.connect_timeout_ms = DETECT_MS;
  options.watch = FALSE;
  rk_trace_log_clear (self->trace);
  rk_module_identify_async (self->module, &options, NULL, detected_cb, g_object_ref (self));
}

static void
module_cb (RkWindow *self)
{
  gboolean idle = !rk_module_get_busy (self->module);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.detect", idle && rk_module_get_port (self->module) != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.enter-port", idle);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.use-port", idle);
  change_port (self);
}

/* Shown before anything is done with it. */
static void
report_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  g_autofree char *text = rk_report_make (RK_WINDOW (widget)->report);

  rk_details_window_present_report (widget, text);
}

static void
start_report (RkWindow *self)
{
  g_autofree char *gtk = g_strdup_printf ("%u.%u.%u", gtk_get_major_version (), gtk_get_minor_version (),
                                          gtk_get_micro_version ());
  g_autofree char *adw = g_strdup_printf ("%u.%u.%u", adw_get_major_version (), adw_get_minor_version (),
                                          adw_get_micro_version ());

  self->report = rk_report_new (self->module, self->trace);
  rk_report_add_fact (self->report, "Rekindle", RK_VERSION);
  rk_report_add_fact (self->report, "GTK", gtk);
  rk_report_add_fact (self->report, "libadwaita", adw);
}

/* -- Pages ---------------------------------------------------------------- */

/* A row of the sidebar for a page of the stack. */
static GtkWidget *
create_page_row (gpointer item,
                 gpointer user_data)
{
  GtkStackPage *page = item;
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (gtk_stack_page_get_icon_name (page)));
  gtk_box_append (GTK_BOX (box), gtk_label_new (gtk_stack_page_get_title (page)));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, gtk_stack_page_get_title (page), -1);
  return row;
}

static void
page_selected_cb (RkWindow      *self,
                  GtkListBoxRow *row)
{
  g_autoptr(GtkSelectionModel) pages = self->stack != NULL ? gtk_stack_get_pages (self->stack) : NULL;

  if (row != NULL && pages != NULL)
    gtk_selection_model_select_item (pages, (guint)gtk_list_box_row_get_index (row), TRUE);
}

static void
fill_sidebar (RkWindow *self)
{
  g_autoptr(GtkSelectionModel) pages = gtk_stack_get_pages (self->stack);

  gtk_list_box_bind_model (self->sidebar, G_LIST_MODEL (pages), create_page_row, NULL, NULL);
  gtk_list_box_select_row (self->sidebar, gtk_list_box_get_row_at_index (self->sidebar, 0));
}

static void
show_page (RkWindow   *self,
           const char *name)
{
  gtk_stack_set_visible_child_name (self->stack, name);
}

/* The sidebar follows, whoever turned the page. */
static void
page_shown_cb (RkWindow *self)
{
  g_autoptr(GtkSelectionModel) pages = gtk_stack_get_pages (self->stack);
  guint n_pages = g_list_model_get_n_items (G_LIST_MODEL (pages));

  for (guint i = 0; i < n_pages; i++)
    if (gtk_selection_model_is_selected (pages, i))
      gtk_list_box_select_row (self->sidebar, gtk_list_box_get_row_at_index (self->sidebar, (int)i));
}

static void
show_page_cb (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  RkWindow *self = RK_WINDOW (widget);

  show_page (self, g_variant_get_string (parameter, NULL));
  gtk_widget_grab_focus (gtk_stack_get_visible_child (self->stack));
}

/* The console has found something that another page mends. */
static void
console_action_cb (RkWindow   *self,
                   const char *action)
{
  if (g_str_equal (action, RK_BOOT_ACTION_CHOOSE_PORT))
    rk_port_picker_open (self->picker);
  else if (g_str_equal (action, RK_BOOT_ACTION_SHOW_WIRING))
    show_page (self, "wiring");
  else if (g_str_equal (action, RK_BOOT_ACTION_CLOUD_UPDATE))
    show_page (self, "cloud");
  else if (rk_flash_page_prepare (self->flash_page, action))
    show_page (self, "flash");
}

static void
dismiss_guide (RkWindow *self)
{
  self->guide_page = NULL;
  gtk_widget_set_visible (self->guide, FALSE);
  gtk_label_set_label (self->guide_text, "");
}

/* Until it is done, or the person takes it away. */
static void
show_guide (RkWindow   *self,
            const char *text,
            const char *button,
            const char *page)
{
  self->guide_page = page;
  gtk_label_set_label (self->guide_text, text);
  gtk_button_set_label (self->guide_button, button);
  gtk_widget_set_visible (self->guide, TRUE);
}

static void
dismiss_guide_cb (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  dismiss_guide (RK_WINDOW (widget));
}

/* To look at the wiring is no reason to forget what it is for. */
static void
follow_guide_cb (GtkWidget  *widget,
                 const char *action_name,
                 GVariant   *parameter)
{
  RkWindow   *self = RK_WINDOW (widget);
  const char *page = self->guide_page;

  if (!g_str_equal (page, "wiring"))
    dismiss_guide (self);
  show_page (self, page);
  gtk_widget_grab_focus (gtk_stack_get_visible_child (self->stack));
}

/* What the cloud update cannot do is done by serial, and then it goes on. */
static void
cloud_action_cb (RkWindow   *self,
                 const char *action,
                 GFile      *set)
{
  if (!rk_flash_page_prepare (self->flash_page, action))
    return;

  if (set != NULL)
    rk_flash_page_replace (self->flash_page, set);
  show_page (self, "flash");
  show_guide (self, set != NULL
                      ? _ ("Press Flash. If the module does not answer, connect GPIO0 to GND, touch GND with RST for a moment, and press it again.")
                      : _ ("Choose a complete set with a boot loader, and press Flash. If the module does not answer, connect GPIO0 to GND, touch GND with RST for a moment, and press it again."),
              _ ("Show the _Wiring"), "wiring");
}

/* Firmware of the library goes into the table of the Flash page. */
static void
use_cb (RkWindow       *self,
        RkLibrary      *library,
        RkLibraryEntry *entry,
        guint           flags,
        RkPlan         *plan)
{
  if (rk_flash_page_use (self->flash_page, library, entry, (RkLibraryFlags)flags, plan))
    show_page (self, "flash");
  else
    rk_toast_show (self->toasts, _ ("Wait until the flash has ended."));
}

/* What was flashed now or the last time may crash. */
static void
use_elf (RkWindow *self)
{
  g_autofree char *elf = rk_flash_page_dup_elf (self->flash_page);

  if (elf != NULL)
    rk_console_page_use_elf (self->console_page, elf);
}

/* -- Closing -------------------------------------------------------------- */

/* To a person who looks elsewhere. */
static void
notify (RkWindow   *self,
        const char *id,
        const char *title,
        const char *body)
{
  if (!gtk_window_is_active (GTK_WINDOW (self)))
    rk_desktop_notify (GTK_WINDOW (self), id, title, body);
}

static void
flash_ended_cb (RkWindow *self,
                gboolean  success)
{
  gboolean guided = self->guide_page != NULL;

  if (self->closing)
    {
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  if (success)
    use_elf (self);

  rk_cloud_page_forget (self->cloud_page);
  if (success && guided)
    show_guide (self, _ ("The module is written. Let go of GPIO0 and reset the module if they were connected by hand; then the cloud update can go on."),
                _ ("_Go On"), "cloud");
  notify (self, "flash", success ? _ ("Flashed") : _ ("Not flashed"),
          success ? _ ("The module was flashed.") : _ ("Rekindle tells why."));
}

/* Nor does it know the module after the Module page has changed it. */
static void
module_changed_cb (RkWindow *self)
{
  if (rk_cloud_page_get_caution (self->cloud_page) == NULL)
    rk_cloud_page_forget (self->cloud_page);
}

static void
cloud_ended_cb (RkWindow   *self,
                const char *title,
                const char *text)
{
  if (self->closing)
    gtk_window_destroy (GTK_WINDOW (self));
  else
    notify (self, "cloud", title, text);
}

static void
stop_and_close_cb (gpointer user_data)
{
  RkWindow *self = user_data;

  self->closing = rk_flash_page_is_busy (self->flash_page) || rk_cloud_page_get_caution (self->cloud_page) != NULL;
  if (self->closing)
    {
      rk_flash_page_cancel (self->flash_page);
      rk_cloud_page_cancel (self->cloud_page);
    }
  else
    gtk_window_close (GTK_WINDOW (self));
}

/* The page ends its job when it goes. */
static void
leave_module_cb (gpointer user_data)
{
  gtk_window_destroy (GTK_WINDOW (user_data));
}

static void
keep_size (RkWindow *self)
{
  int width, height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  rk_settings_set_int (self->settings, "window-width", width);
  rk_settings_set_int (self->settings, "window-height", height);
  rk_settings_set_boolean (self->settings, "maximized", gtk_window_is_maximized (GTK_WINDOW (self)));
}

static gboolean
rk_window_close_request (GtkWindow *window)
{
  RkWindow   *self = RK_WINDOW (window);
  const char *caution = rk_cloud_page_get_caution (self->cloud_page);

  if (rk_flash_page_is_busy (self->flash_page))
    {
      rk_dialogs_ask (GTK_WIDGET (self), _ ("Stop flashing?"),
                      _ ("The module would be left half written. It can be flashed again at any time."),
                      _ ("Keep Flashing"), _ ("Stop and Close"), stop_and_close_cb, self);
      return TRUE;
    }
  if (caution != NULL)
    {
      rk_dialogs_ask (GTK_WIDGET (self), _ ("Stop the cloud update?"), caution, _ ("Go On"), _ ("Stop and Close"),
                      stop_and_close_cb, self);
      return TRUE;
    }

  if (rk_module_page_is_busy (self->module_page))
    {
      rk_dialogs_ask (GTK_WIDGET (self), _ ("Stop what is under way?"),
                      _ ("What is being erased or written would be left half done. It can be done again at any time."),
                      _ ("Keep Going"), _ ("Stop and Close"), leave_module_cb, self);
      return TRUE;
    }

  keep_size (self);
  return GTK_WINDOW_CLASS (rk_window_parent_class)->close_request (window);
}

/* -- GObject -------------------------------------------------------------- */

static void
rk_window_dispose (GObject *object)
{
  RkWindow *self = RK_WINDOW (object);

  /* A job may outlive it, and keep it. */
  if (self->module != NULL)
    g_signal_handlers_disconnect_by_data (self->module, self);
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_WINDOW);
  g_clear_object (&self->offer);
  g_clear_pointer (&self->report, rk_report_free);
  g_clear_pointer (&self->offered, g_free);
  g_clear_object (&self->module);
  g_clear_object (&self->monitor);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (rk_window_parent_class)->dispose (object);
}

static void
rk_window_finalize (GObject *object)
{
  g_free (RK_WINDOW (object)->next_port);

  G_OBJECT_CLASS (rk_window_parent_class)->finalize (object);
}

static void
rk_window_class_init (RkWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = rk_window_dispose;
  object_class->finalize = rk_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = rk_window_close_request;

  g_type_ensure (RK_TYPE_PORT_PICKER);
  g_type_ensure (RK_TYPE_FLASH_PAGE);
  g_type_ensure (RK_TYPE_CONSOLE_PAGE);
  g_type_ensure (RK_TYPE_CLOUD_PAGE);
  g_type_ensure (RK_TYPE_WIRING_PAGE);
  g_type_ensure (RK_TYPE_LIBRARY_PAGE);
  g_type_ensure (RK_TYPE_MODULE_PAGE);
  gtk_widget_class_install_action (widget_class, "win.detect", NULL, detect_cb);
  gtk_widget_class_install_action (widget_class, "win.report", NULL, report_cb);
  gtk_widget_class_install_action (widget_class, "win.enter-port", NULL, enter_port_cb);
  gtk_widget_class_install_action (widget_class, "win.use-port", "s", use_port_cb);
  gtk_widget_class_install_action (widget_class, "win.copy", "s", copy_cb);
  gtk_widget_class_install_action (widget_class, "win.show-page", "s", show_page_cb);
  gtk_widget_class_install_action (widget_class, "win.follow-guide", NULL, follow_guide_cb);
  gtk_widget_class_install_action (widget_class, "win.dismiss-guide", NULL, dismiss_guide_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_1, GDK_ALT_MASK, "win.show-page", "s", "flash");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_2, GDK_ALT_MASK, "win.show-page", "s", "console");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_3, GDK_ALT_MASK, "win.show-page", "s", "cloud");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_4, GDK_ALT_MASK, "win.show-page", "s", "wiring");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_5, GDK_ALT_MASK, "win.show-page", "s", "library");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_6, GDK_ALT_MASK, "win.show-page", "s", "module");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_d, GDK_CONTROL_MASK, "win.detect", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/rekindle_esp/Rekindle/rk-window.ui");
  gtk_widget_class_bind_template_child (widget_class, RkWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, guide);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, guide_text);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, guide_button);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, picker);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, flash_page);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, console_page);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, cloud_page);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, wiring_page);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, library_page);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, module_page);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, menu_button);
  gtk_widget_class_bind_template_callback (widget_class, port_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, flash_ended_cb);
  gtk_widget_class_bind_template_callback (widget_class, page_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, console_action_cb);
  gtk_widget_class_bind_template_callback (widget_class, cloud_action_cb);
  gtk_widget_class_bind_template_callback (widget_class, cloud_ended_cb);
  gtk_widget_class_bind_template_callback (widget_class, module_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, use_cb);
}

static void
rk_window_init (RkWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  rk_accessible_name (self->menu_button, _ ("Main Menu"));
  fill_sidebar (self);
  rk_accessible_leave_by_tab (GTK_WIDGET (self->sidebar));
  rk_narrow_buttons (GTK_WIDGET (self));
  self->trace = rk_trace_log_new ();
  self->module = rk_module_new ();
  self->monitor = rk_port_monitor_new ();
  /* A job that is just ending may keep the module for longer than the window. */
  g_object_set_data_full (G_OBJECT (self->module), "trace-log", self->trace, (GDestroyNotify)rk_trace_log_free);
  rk_module_set_trace (self->module, rk_trace_log_bytes, self->trace);
  start_report (self);
}

static void
restore (RkWindow   *self,
         const char *port)
{
  g_autofree char *last = rk_settings_dup_string (self->settings, "port");
  g_autoptr(RkPort) virtual = rk_port_new_virtual ("virtual", _ ("Virtual module"));

  gtk_window_set_default_size (GTK_WINDOW (self), rk_settings_get_int (self->settings, "window-width"),
                               rk_settings_get_int (self->settings, "window-height"));
  if (rk_settings_get_boolean (self->settings, "maximized"))
    gtk_window_maximize (GTK_WINDOW (self));

  rk_port_monitor_add_extra (self->monitor, virtual);
  rk_port_picker_set_module (self->picker, self->module, self->monitor);
  if (port != NULL)
    use_port (self, port);
  else if (!rk_port_picker_select (self->picker, last))
    rk_port_picker_select (self->picker, "virtual");
}

/**
 * rk_window_new:
 * @application: the application
 * @settings: what is kept
 * @port: (nullable): the port to begin with; %NULL for the last one, if it is there
 *
 * Returns: (transfer none): a window, which the application owns
 */
RkWindow *
rk_window_new (RkApplication *application,
               RkSettings    *settings,
               const char    *port)
{
  RkWindow *self = g_object_new (RK_TYPE_WINDOW, "application", application, NULL);

  self->settings = g_object_ref (settings);
  rk_flash_page_set_up (self->flash_page, self->module, settings, self->trace);
  rk_console_page_set_up (self->console_page, self->module, settings);
  rk_cloud_page_set_up (self->cloud_page, self->module, self->trace);
  rk_console_page_set_has_cloud (self->console_page, gtk_stack_get_child_by_name (self->stack, "cloud") != NULL);
  use_elf (self);
  g_signal_connect_object (self->stack, "notify::visible-child", G_CALLBACK (page_shown_cb), self, G_CONNECT_SWAPPED);
  rk_wiring_page_set_up (self->wiring_page, settings);
  rk_library_page_set_up (self->library_page, self->module);
  rk_module_page_set_up (self->module_page, self->module, settings, self->trace);
  restore (self, port);
  g_signal_connect_object (self->monitor, "items-changed", G_CALLBACK (ports_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->module, "notify::busy", G_CALLBACK (module_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->module, "notify::port", G_CALLBACK (module_cb), self, G_CONNECT_SWAPPED);
  module_cb (self);
  return self;
}

/**
 * rk_window_add_files:
 * @self: a window
 * @files: (element-type GFile): to put into the table
 */
void
rk_window_add_files (RkWindow   *self,
                     GListModel *files)
{
  g_return_if_fail (RK_IS_WINDOW (self));

  rk_flash_page_add_files (self->flash_page, files);
}
