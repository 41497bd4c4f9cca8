/* rk-console-page-port.c: the port, its rate and its lines
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-console-page-private.h"

#include "rk-toast.h"

/* -- Open and closed ------------------------------------------------------ */

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(RkConsolePage) self = user_data;
  g_autoptr(GError) error = NULL;

  self->is_opening = FALSE;
  if (!rk_module_open_finish (RK_MODULE (object), result, &error) && self->feed != NULL)
    {
      /* The module has told why, as a finding. */
      self->wants_open = FALSE;
      _rk_console_page_tell (self, error);
    }
}

/* Opens the port if it is closed. */
void
_rk_console_page_open (RkConsolePage *self)
{
  if (self->is_opening || rk_module_get_port (self->module) == NULL || rk_module_get_busy (self->module) ||
      rk_module_get_state (self->module) != RK_MODULE_STATE_CLOSED)
    return;

  self->is_opening = TRUE;
  rk_module_open_async (self->module, NULL, opened_cb, g_object_ref (self));
}

static void
closed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  rk_module_close_finish (RK_MODULE (object), result, NULL);
}

static void
connect_cb (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  RkConsolePage *self = user_data;

  self->wants_open = rk_module_get_state (self->module) == RK_MODULE_STATE_CLOSED;
  if (self->wants_open)
    _rk_console_page_open (self);
  else
    rk_module_close_async (self->module, closed_cb, NULL);
}

/* -- The rate ------------------------------------------------------------- */

/* Listens at another rate from now on. */
void
_rk_console_page_set_baud (RkConsolePage *self,
                           guint          baud)
{
  g_autofree char *text = NULL;

  if (baud == 0 || baud == rk_module_get_baud (self->module))
    return;

  text = g_strdup_printf (_ ("From here on at %u baud"), baud);
  rk_console_feed_add_event (self->feed, text);
  rk_module_set_baud (self->module, baud);
  rk_settings_set_int (self->settings, "console-baud", (int)baud);
}

/* A number was typed; what is none goes. */
void
_rk_console_page_entered_baud (RkConsolePage *self)
{
  guint64 baud = 0;

  if (self->module == NULL)
    return;
  if (g_ascii_string_to_unsigned (gtk_editable_get_text (self->baud), 10, 1, 10000000, &baud, NULL))
    _rk_console_page_set_baud (self, (guint)baud);
  _rk_console_page_show_port (self);
}

static void
baud_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  _rk_console_page_set_baud (user_data, g_variant_get_uint32 (parameter));
}

static void
show_detection (RkConsolePage         *self,
                const RkBaudDetection *found)
{
  g_autofree char *text = NULL;

  /* Where a reset was needed to hear anything, the boot text tells nothing of the
   * program's rate. */
  if (found->baud != 0 && found->baud != found->boot_baud)
    {
      text = g_strdup_printf (_ ("Text comes at %u baud"), found->baud);
      _rk_console_page_set_baud (self, found->baud);
    }
  else if (found->boot_baud != 0)
    {
      text = g_strdup_printf (_ ("Only the boot text was readable, at %u baud"), found->boot_baud);
    }
  else if (found->heard > 0)
    {
      text = g_strdup (_ ("Something comes, but it is readable at none of the usual rates"));
    }
  else
    {
      text = g_strdup (_ ("The module says nothing"));
    }
  rk_toast_show (self->toasts, text);
}

static void
detected_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(RkConsolePage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(RkBaudDetection) found = rk_module_detect_baud_finish (RK_MODULE (object), result, &error);

  self->is_detecting = FALSE;
  if (self->feed == NULL)
    return;
  if (found != NULL)
    show_detection (self, found);
  else
    _rk_console_page_tell (self, error);
  _rk_console_page_update (self);
}

static void
detect_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  RkConsolePage *self = user_data;

  self->is_detecting = TRUE;
  rk_module_detect_baud_async (self->module, TRUE, NULL, detected_cb, g_object_ref (self));
}

/* -- Reset ---------------------------------------------------------------- */

static void
restarted_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(RkConsolePage) self = user_data;
  g_autoptr(GError) error = NULL;

  rk_module_restart_finish (RK_MODULE (object), result, &error);
  self->is_restarting = FALSE;
  if (self->feed == NULL)
    return;
  if (error != NULL)
    _rk_console_page_tell (self, error);
  _rk_console_page_update (self);
}

static void
restart (RkConsolePage *self,
         RkRestartMode  mode)
{
  self->is_restarting = TRUE;
  rk_console_feed_add_event (self->feed, mode == RK_RESTART_LOADER ? _ ("Reset into the boot loader") : _ ("Reset"));
  rk_module_restart_async (self->module, mode, NULL, restarted_cb, g_object_ref (self));
}

static void
reset_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  restart (user_data, RK_RESTART_RUN);
}

static void
loader_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  restart (user_data, RK_RESTART_LOADER);
}

/* -- Lines ---------------------------------------------------------------- */

static void
lines_set_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(RkConsolePage) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!rk_module_set_lines_finish (RK_MODULE (object), result, &error) && self->feed != NULL)
    {
      _rk_console_page_tell (self, error);
      _rk_console_page_update (self);
    }
}

/* The state follows when the module has done it. */
static void
line_cb (GSimpleAction *action,
         GVariant      *value,
         gpointer       user_data)
{
  RkConsolePage *self = user_data;
  gboolean is_dtr = g_str_equal (g_action_get_name (G_ACTION (action)), "dtr");
  gboolean asserted = g_variant_get_boolean (value);

  rk_module_set_lines_async (self->module, is_dtr ? asserted : rk_module_get_dtr (self->module),
                             is_dtr ? rk_module_get_rts (self->module) : asserted, NULL, lines_set_cb,
                             g_object_ref (self));
}

/* ------------------------------------------------------------------------- */

static void
set_state (RkConsolePage *self,
           const char    *name,
           gboolean       state)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_boolean (state));
}

/* Shows the port as the module has it. */
void
_rk_console_page_show_port (RkConsolePage *self)
{
  gboolean is_open = rk_module_get_state (self->module) != RK_MODULE_STATE_CLOSED;
  g_autofree char *baud = g_strdup_printf ("%u", rk_module_get_baud (self->module));

  gtk_button_set_label (self->connect, is_open ? _ ("Dis_connect") : _ ("_Connect"));
  if (is_open)
    gtk_widget_remove_css_class (GTK_WIDGET (self->connect), "suggested-action");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->connect), "suggested-action");
  if (g_strcmp0 (gtk_editable_get_text (self->baud), baud) != 0)
    gtk_editable_set_text (self->baud, baud);
  set_state (self, "dtr", rk_module_get_dtr (self->module));
  set_state (self, "rts", rk_module_get_rts (self->module));
}

/* The actions of the port, and the rate that was kept. */
void
_rk_console_page_add_port_actions (RkConsolePage *self)
{
  const GActionEntry entries[] = {
    { .name = "connect", .activate = connect_cb },
    { .name = "baud", .activate = baud_cb, .parameter_type = "u" },
    { .name = "detect", .activate = detect_cb },
    { .name = "reset", .activate = reset_cb },
    { .name = "loader", .activate = loader_cb },
    { .name = "dtr", .state = "false", .change_state = line_cb },
    { .name = "rts", .state = "false", .change_state = line_cb },
  };
  int baud = rk_settings_get_int (self->settings, "console-baud");

  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  if (baud > 0)
    rk_module_set_baud (self->module, (guint)baud);
}
