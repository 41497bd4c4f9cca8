/* rk-console-page.c: listening to a module, and talking to it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * While the page is seen, the port is open, unless somebody has said otherwise; and
 * what the module says is taken in whatever page is seen.
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-console-page-private.h"

#include "rk-accessible.h"
#include "rk-advice.h"
#include "rk-finding-text.h"
#include "rk-toast.h"

/* Numbers that run are shown ten times a second. */
#define STATUS_MS 100

G_DEFINE_FINAL_TYPE (RkConsolePage, rk_console_page, ADW_TYPE_BIN)

enum
{
  ACTION,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* -- Status --------------------------------------------------------------- */

static char *
dup_state (RkConsolePage *self)
{
  if (self->is_detecting)
    return g_strdup (_ ("Looking for the baud rate…"));
  if (self->is_restarting)
    return g_strdup (_ ("Resetting…"));
  if (rk_module_get_port (self->module) == NULL)
    return g_strdup (_ ("Choose the port of the module above."));
  if (rk_module_get_lost (self->module))
    return g_strdup (_ ("The port has gone. It is opened again when it comes back."));

  switch ((int)rk_module_get_state (self->module))
    {
    case RK_MODULE_STATE_LISTENING:
      return g_strdup_printf (_ ("Listening at %u baud"), rk_module_get_baud (self->module));
    case RK_MODULE_STATE_CLOSED:
      return g_strdup (_ ("Not connected"));
    case RK_MODULE_STATE_OPENING:
      return g_strdup (_ ("Connecting…"));
    default:
      return g_strdup (_ ("Another job has the port. The console goes on after it."));
    }
}

static void
show_status (RkConsolePage *self)
{
  g_autofree char *state = dup_state (self);
  g_autofree char *size = rk_size_text (self->n_received);
  g_autofree char *waiting = rk_size_text (rk_console_view_get_n_waiting (self->view));
  g_autoptr(GString) text = g_string_new (state);

  g_clear_handle_id (&self->status_id, g_source_remove);
  if (self->n_received > 0)
    /* translators: how much has come from the module */
    g_string_append_printf (text, _ (" · %s received"), size);
  if (rk_console_view_get_paused (self->view))
    /* translators: how much is not shown because the view is paused */
    g_string_append_printf (text, _ (" · paused, %s not shown yet"), waiting);
  gtk_label_set_label (self->status, text->str);
}

static gboolean
show_status_cb (gpointer user_data)
{
  RkConsolePage *self = user_data;

  self->status_id = 0;
  show_status (self);
  return G_SOURCE_REMOVE;
}

static void
queue_status (RkConsolePage *self)
{
  if (self->status_id == 0)
    self->status_id = g_timeout_add (STATUS_MS, show_status_cb, self);
}

/* Whether the action "console.NAME" is on. */
gboolean
_rk_console_page_get_option (RkConsolePage *self,
                             const char    *name)
{
  g_autoptr(GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (self->actions), name);

  return g_variant_get_boolean (state);
}

/* Says on the page what went wrong, and what to do. */
void
_rk_console_page_tell (RkConsolePage *self,
                       const GError  *error)
{
  g_autoptr(RkFinding) advice = NULL;
  g_autofree char *text = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  advice = rk_advice_new (error);
  text = rk_finding_text (advice, advice->summary);
  rk_toast_show (self->toasts, text);
}

/* -- What may be done ----------------------------------------------------- */

static void
enable (RkConsolePage *self,
        const char    *name,
        gboolean       enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

/* The one place that decides what can be pressed. */
void
_rk_console_page_update (RkConsolePage *self)
{
  RkModuleState state = rk_module_get_state (self->module);
  gboolean has_port = rk_module_get_port (self->module) != NULL;
  gboolean busy = rk_module_get_busy (self->module);
  gboolean is_open = state != RK_MODULE_STATE_CLOSED;
  gboolean lines = !is_open || rk_module_get_can_set_lines (self->module);

  enable (self, "connect", has_port && !busy);
  enable (self, "detect", has_port && !busy);
  enable (self, "find-at", has_port && !busy);
  enable (self, "reset", has_port && !busy && lines);
  enable (self, "loader", has_port && !busy && lines);
  enable (self, "dtr", is_open && !busy && rk_module_get_can_set_lines (self->module));
  enable (self, "rts", is_open && !busy && rk_module_get_can_set_lines (self->module));
  enable (self, "send", has_port && (!busy || self->is_restarting));
  enable (self, "send-file", has_port && !busy && self->sending == NULL);
  enable (self, "stop-sending", self->sending != NULL);
  _rk_console_page_show_port (self);
  show_status (self);
}

/* -- The module ----------------------------------------------------------- */

static void
received_cb (RkConsolePage *self,
             GBytes        *bytes,
             guint          baud,
             gint64         time_us)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  self->n_received += size;
  rk_console_feed_received (self->feed, bytes, baud, time_us);
  rk_console_sender_received (self->sender);
  _rk_console_page_guide_received (self, data, size);
  _rk_console_page_at_received (self, data, size, time_us);
  _rk_console_page_log (self, RK_CONSOLE_LOG_RECEIVED, data, size, time_us);
  queue_status (self);
}

/* What the Flash page tells is not told twice. */
static void
found_cb (RkConsolePage   *self,
          const RkFinding *finding)
{
  if (!rk_module_get_busy (self->module) || self->is_restarting)
    rk_console_feed_add_finding (self->feed, finding);
}

static void
state_cb (RkConsolePage *self)
{
  if (rk_module_get_state (self->module) == RK_MODULE_STATE_LISTENING && !rk_module_get_busy (self->module))
    self->wants_open = TRUE;
  else
    _rk_console_page_at_cut (self);
  _rk_console_page_guide_state (self);
  _rk_console_page_update (self);
}

static void
port_cb (RkConsolePage *self)
{
  self->wants_open = TRUE;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    _rk_console_page_open (self);
  _rk_console_page_update (self);
}

/* -- The widget ----------------------------------------------------------- */

/* Does what a finding offers. */
void
_rk_console_page_act (RkConsolePage *self,
                      const char    *action)
{
  static const struct
  {
    const char *action;
    const char *name; /* of the page's own */
  } own[] = {
    { "detect-baud", "detect" },
    { "reset", "reset" },
  };

  if (g_str_has_prefix (action, "console-"))
    {
      _rk_console_page_set_baud (self, (guint)g_ascii_strtoull (action + strlen ("console-"), NULL, 10));
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (own); i++)
    if (g_str_equal (own[i].action, action))
      {
        g_action_group_activate_action (G_ACTION_GROUP (self->actions), own[i].name, NULL);
        return;
      }

  g_signal_emit (self, signals[ACTION], 0, action);
}

static void
waiting_cb (RkConsolePage *self)
{
  queue_status (self);
}

static void
rk_console_page_map (GtkWidget *widget)
{
  RkConsolePage *self = RK_CONSOLE_PAGE (widget);

  GTK_WIDGET_CLASS (rk_console_page_parent_class)->map (widget);
  if (self->wants_open)
    _rk_console_page_open (self);
}

static gboolean
rk_console_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (RK_CONSOLE_PAGE (widget)->entry));
}

static void
rk_console_page_dispose (GObject *object)
{
  RkConsolePage *self = RK_CONSOLE_PAGE (object);

  /* A job may outlive it, and keep it. */
  if (self->module != NULL)
    g_signal_handlers_disconnect_by_data (self->module, self);
  g_clear_handle_id (&self->status_id, g_source_remove);
  g_clear_pointer (&self->feed, rk_console_feed_free);
  _rk_console_page_clear_guide (self);
  _rk_console_page_clear_at (self);
  g_clear_pointer (&self->history, rk_console_history_free);
  g_clear_pointer (&self->lines, g_strfreev);
  g_clear_pointer (&self->log, rk_console_log_close);
  if (self->sending != NULL)
    g_cancellable_cancel (self->sending);
  g_clear_object (&self->sending);
  g_clear_object (&self->sender);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_CONSOLE_PAGE);
  g_clear_pointer (&self->version, rk_at_version_free);
  g_clear_object (&self->actions);
  g_clear_object (&self->module);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (rk_console_page_parent_class)->dispose (object);
}

static void
add_bindings (GtkWidgetClass *widget_class)
{
  const GdkModifierType control = GDK_CONTROL_MASK;

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, control, "console.find", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_l, control, "console.clear", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_r, control, "console.reset", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, control, "console.save", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, control, "console.pause", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, control | GDK_SHIFT_MASK, "console.copy-stamped", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F8, 0, "console.next-note", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F8, GDK_SHIFT_MASK, "console.previous-note", NULL);
}

static void
rk_console_page_class_init (RkConsolePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_console_page_dispose;
  widget_class->map = rk_console_page_map;
  widget_class->grab_focus = rk_console_page_grab_focus;
  widget_class->focus = rk_accessible_focus_child;

  /* A finding's action that is another page's to do. */
  signals[ACTION] = g_signal_new ("action", RK_TYPE_CONSOLE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (RK_TYPE_CONSOLE_VIEW);
  g_type_ensure (RK_TYPE_AT_PANEL);
  g_type_ensure (RK_TYPE_GUIDE_VIEW);
  add_bindings (widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/rekindle_esp/Rekindle/rk-console-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RkConsolePage, toasts);
  gtk_widget_class_bind_template_child (widget_class, RkConsolePage, guide_box);
  gtk_widget_class_bind_template_child (widget_class, RkConsolePage, guide);
  gtk_widget_class_bind_template_child (widget_class, RkConsolePage, connect);
  gtk_widget_class_bind_template_child (widget_class, RkConsolePage, baud);
  gtk_widget_class_bind_template_child (widget_class, RkConsolePage, baud_menu_button);
  gtk_widget_class_bind_template_child (widget_class, RkConsolePage, lines_button);
  gtk_widget_class_bind_template_child (widget_class, RkConsolePage, pause);
  gtk_widget_class_bind_template_child (widget_class, RkConsolePage, view_menu_button);
  gtk_widget_class_bind_template_child (widget_class, RkConsolePage, view);
  gtk_widget_class_bind_template_child (widget_class, RkConsolePage, text_menu);
  gtk_widget_class_bind_template_child (widget_class, RkConsolePage, status);
  gtk_widget_class_bind_template_child (widget_class, RkConsolePage, at_panel);
  gtk_widget_class_bind_template_child (widget_class, RkConsolePage, log_box);
  gtk_widget_class_bind_template_child (widget_class, RkConsolePage, log_name);
  gtk_widget_class_bind_template_child (widget_class, RkConsolePage, sending_box);
  gtk_widget_class_bind_template_child (widget_class, RkConsolePage, sending_bar);
  gtk_widget_class_bind_template_child (widget_class, RkConsolePage, entry);
  gtk_widget_class_bind_template_child (widget_class, RkConsolePage, line_end);
  gtk_widget_class_bind_template_child (widget_class, RkConsolePage, send_menu_button);
  gtk_widget_class_bind_template_callback_full (widget_class, "action_cb", G_CALLBACK (_rk_console_page_act));
  gtk_widget_class_bind_template_callback (widget_class, waiting_cb);
  gtk_widget_class_bind_template_callback_full (widget_class, "send_line_cb", G_CALLBACK (_rk_console_page_send_line));
  gtk_widget_class_bind_template_callback_full (widget_class, "send_now_cb", G_CALLBACK (_rk_console_page_send_text));
  gtk_widget_class_bind_template_callback_full (widget_class, "entered_cb", G_CALLBACK (_rk_console_page_entered));
  gtk_widget_class_bind_template_callback_full (widget_class, "line_end_cb",
                                                G_CALLBACK (_rk_console_page_chose_line_end));
  gtk_widget_class_bind_template_callback_full (widget_class, "entered_baud_cb",
                                                G_CALLBACK (_rk_console_page_entered_baud));
}

static void
rk_console_page_init (RkConsolePage *self)
{
  self->wants_open = TRUE;
  self->actions = g_simple_action_group_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "console", G_ACTION_GROUP (self->actions));
  rk_accessible_name (self->baud_menu_button, _ ("Baud Rates"));
  rk_accessible_name (self->lines_button, _ ("Reset Lines"));
  rk_accessible_name (self->view_menu_button, _ ("View Options"));
  rk_accessible_name (GTK_WIDGET (self->line_end), _ ("Line End"));
  rk_accessible_name (self->send_menu_button, _ ("Ways of Sending"));
  rk_console_view_set_menu (self->view, self->text_menu);
  self->feed = rk_console_feed_new (self->view);
}

/**
 * rk_console_page_set_up:
 * @self: a page, once
 * @module: what is listened to
 * @settings: where options and history are kept
 */
void
rk_console_page_set_up (RkConsolePage *self,
                        RkModule      *module,
                        RkSettings    *settings)
{
  g_return_if_fail (RK_IS_CONSOLE_PAGE (self));
  g_return_if_fail (self->module == NULL);

  self->module = g_object_ref (module);
  self->settings = g_object_ref (settings);
  _rk_console_page_add_view_actions (self);
  _rk_console_page_add_port_actions (self);
  _rk_console_page_add_send_actions (self);
  _rk_console_page_add_at_actions (self);
  _rk_console_page_add_guide_actions (self);
  _rk_console_page_restore_view (self);
  _rk_console_page_restore_send (self);
  g_signal_connect_object (module, "received", G_CALLBACK (received_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (module, "found", G_CALLBACK (found_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (module, "notify::port", G_CALLBACK (port_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (module, "notify::state", G_CALLBACK (state_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (module, "notify::busy", G_CALLBACK (_rk_console_page_guide_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (module, "notify::busy", G_CALLBACK (_rk_console_page_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (module, "notify::baud", G_CALLBACK (_rk_console_page_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (module, "notify::lost", G_CALLBACK (_rk_console_page_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (module, "notify::can-set-lines", G_CALLBACK (_rk_console_page_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (module, "notify::dtr", G_CALLBACK (_rk_console_page_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (module, "notify::rts", G_CALLBACK (_rk_console_page_update), self, G_CONNECT_SWAPPED);
  rk_module_set_keep_open (module, TRUE);
  _rk_console_page_update (self);
}

/**
 * rk_console_page_set_has_cloud:
 * @self: a page
 * @has_cloud: whether there is a page for the cloud update, which “action” can ask for
 */
void
rk_console_page_set_has_cloud (RkConsolePage *self,
                               gboolean       has_cloud)
{
  g_return_if_fail (RK_IS_CONSOLE_PAGE (self));

  self->has_cloud = has_cloud;
  rk_finding_popover_set_has_cloud (rk_console_view_get_popover (self->view), has_cloud);
}
