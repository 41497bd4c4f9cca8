/* rk-console-page-send.c: what is typed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-console-page-private.h"

#include "rk-at-mask.h"
#include "rk-dialogs.h"
#include "rk-toast.h"

/* -- Sending -------------------------------------------------------------- */

static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(RkConsolePage) self = user_data;
  g_autoptr(GError) error = NULL;

  rk_module_send_finish (RK_MODULE (object), result, &error);
  if (self->feed == NULL)
    return;
  if (error == NULL)
    _rk_console_page_at_is_out (self);
  else
    _rk_console_page_tell (self, error);
}

static RkConsoleForm
get_form (RkConsolePage *self)
{
  g_autoptr(GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (self->actions), "form");
  const char *form = g_variant_get_string (state, NULL);

  return g_str_equal (form, "hex") ? RK_CONSOLE_FORM_HEX
         : g_str_equal (form, "escapes") ? RK_CONSOLE_FORM_ESCAPES : RK_CONSOLE_FORM_TEXT;
}

/* Passwords are not shown, whoever looks over the shoulder. */
static void
echo (RkConsolePage *self,
      GBytes        *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  g_autofree char *text = g_strndup (data, size);
  g_autofree char *masked = rk_at_mask_secrets (text);

  if (strlen (text) == size)
    rk_console_feed_sent (self->feed, (const guint8 *)masked, strlen (masked));
  else
    rk_console_feed_sent (self->feed, (const guint8 *)data, size);
}

static void
note_sent (RkConsolePage *self,
           GBytes        *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  if (_rk_console_page_get_option (self, "echo"))
    echo (self, bytes);
  _rk_console_page_log (self, RK_CONSOLE_LOG_SENT, data, size, g_get_monotonic_time ());
  _rk_console_page_at_sent (self, bytes);
}

/* What goes out for a line; says why if it cannot, and returns NULL. */
static GBytes *
read_line (RkConsolePage *self,
           const char    *line)
{
  RkLineEnding ending = (RkLineEnding)gtk_drop_down_get_selected (self->line_end);
  g_autoptr(GError) error = NULL;
  GBytes *bytes = rk_console_input_to_bytes (line, get_form (self), ending, &error);

  if (bytes == NULL)
    rk_toast_show (self->toasts, error->message);
  return bytes;
}

/* Sends a line as the entry would, whatever the guard thinks of it. */
void
_rk_console_page_send_text (RkConsolePage *self,
                            const char    *text)
{
  g_autoptr(GBytes) bytes = read_line (self, text);

  if (bytes == NULL || g_bytes_get_size (bytes) == 0)
    return;

  note_sent (self, bytes);
  rk_console_view_scroll_to_end (self->view);
  rk_module_send_async (self->module, bytes, NULL, NULL, NULL, sent_cb, g_object_ref (self));
}

/* Sends a line, after a question where it bites. */
void
_rk_console_page_send_line (RkConsolePage *self,
                            const char    *text)
{
  if (get_form (self) == RK_CONSOLE_FORM_HEX || !_rk_console_page_at_guard (self, text))
    _rk_console_page_send_text (self, text);
}

/* What cannot be sent stays to be mended. */
static void
send_entry (RkConsolePage *self)
{
  g_autofree char *text = g_strdup (gtk_editable_get_text (self->entry));
  g_autoptr(GBytes) bytes = read_line (self, text);

  if (bytes == NULL)
    return;

  rk_console_history_add (self->history, text, NULL);
  gtk_editable_set_text (self->entry, "");
  _rk_console_page_send_line (self, text);
}

static void
send_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  send_entry (user_data);
}

void
_rk_console_page_entered (RkConsolePage *self)
{
  if (g_action_group_get_action_enabled (G_ACTION_GROUP (self->actions), "send"))
    send_entry (self);
}

/* -- Many lines, and files ------------------------------------------------ */

/* What a module says between two lines that were pasted. */
#define REPLY_MS 3000

/* What goes out in one piece of a file. */
#define FILE_PIECE 1024

static void
piece_cb (GBytes   *piece,
          gboolean  is_out,
          gsize     done,
          gsize     total,
          gpointer  user_data)
{
  RkConsolePage *self = user_data;

  if (self->feed != NULL)
    gtk_progress_bar_set_fraction (self->sending_bar, total > 0 ? (double)done / (double)total : 0);
}

/* A line among others is noted as one that was typed, when its turn comes. */
static void
line_cb (GBytes   *line,
         gboolean  is_out,
         gsize     done,
         gsize     total,
         gpointer  user_data)
{
  RkConsolePage *self = user_data;

  piece_cb (line, is_out, done, total, self);
  if (self->feed == NULL)
    return;
  if (is_out)
    _rk_console_page_at_is_out (self);
  else
    note_sent (self, line);
}

static void
all_sent_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(RkConsolePage) self = user_data;
  g_autoptr(GError) error = NULL;

  rk_console_sender_send_finish (RK_CONSOLE_SENDER (object), result, &error);
  g_clear_object (&self->sending);
  if (self->feed == NULL)
    return;
  if (error != NULL)
    _rk_console_page_tell (self, error);
  gtk_widget_set_visible (self->sending_box, FALSE);
  _rk_console_page_update (self);
}

static void
send_pieces (RkConsolePage      *self,
             GPtrArray          *pieces,
             RkConsolePace       pace,
             RkConsolePieceFunc  func)
{
  self->sending = g_cancellable_new ();
  gtk_progress_bar_set_fraction (self->sending_bar, 0);
  gtk_widget_set_visible (self->sending_box, TRUE);
  rk_console_view_scroll_to_end (self->view);
  rk_console_sender_send_async (self->sender, pieces, &pace, func, self, self->sending, all_sent_cb,
                                g_object_ref (self));
  _rk_console_page_update (self);
}

/* AT firmware drops what comes while it is at work. */
static void
send_lines_cb (int      delay_ms,
               gpointer user_data)
{
  RkConsolePage *self = user_data;
  g_autoptr(GPtrArray) pieces = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  gboolean is_at = FALSE;

  for (char **line = self->lines; *line != NULL; line++)
    {
      GBytes *bytes = read_line (self, *line);

      if (bytes == NULL)
        return;
      is_at |= g_ascii_strncasecmp (*line, "AT", 2) == 0;
      rk_console_history_add (self->history, *line, NULL);
      g_ptr_array_add (pieces, bytes);
    }
  if (pieces->len > 0 && self->sending == NULL)
    send_pieces (self, pieces, (RkConsolePace){ (guint)delay_ms, is_at ? REPLY_MS : 0 }, line_cb);
}

/* What the guard thinks of each line comes first. */
void
_rk_console_page_ask_lines (RkConsolePage *self)
{
  guint n_lines = g_strv_length (self->lines);
  g_autofree char *heading = NULL;

  while (get_form (self) != RK_CONSOLE_FORM_HEX && self->n_asked < n_lines)
    if (_rk_console_page_at_guard_among (self, self->lines[self->n_asked++]))
      return;

  heading = g_strdup_printf (ngettext ("Send %u line?", "Send %u lines?", n_lines), n_lines);
  rk_dialogs_ask_number (GTK_WIDGET (self), heading, _ ("They go out one after the other, each with a line end."),
                         _ ("Wait after each, in ms"), 100, 60000, _ ("Send"), send_lines_cb, self);
}

static void
insert_text (RkConsolePage *self,
             const char    *text)
{
  int position;

  gtk_editable_delete_selection (self->entry);
  position = gtk_editable_get_position (self->entry);
  gtk_editable_insert_text (self->entry, text, -1, &position);
  gtk_editable_set_position (self->entry, position);
}

static void
pasted_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(RkConsolePage) self = user_data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (object), result, NULL);

  if (text == NULL || self->feed == NULL)
    return;

  g_strchomp (text);
  if (strpbrk (text, "\r\n") == NULL)
    {
      insert_text (self, text);
      return;
    }

  if (self->sending != NULL)
    {
      rk_toast_show (self->toasts, _ ("Wait until everything before has been sent."));
      return;
    }

  g_strfreev (self->lines);
  self->lines = rk_console_input_split (text);
  self->n_asked = 0;
  _rk_console_page_ask_lines (self);
}

/* The entry would make one line of all. */
static void
paste_cb (RkConsolePage *self,
          GtkText       *text)
{
  g_signal_stop_emission_by_name (text, "paste-clipboard");
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (self)), NULL, pasted_cb, g_object_ref (self));
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(RkConsolePage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = g_file_load_bytes_finish (G_FILE (object), result, NULL, &error);

  if (self->feed == NULL)
    return;
  if (bytes == NULL)
    {
      rk_toast_show (self->toasts, error->message);
    }
  else if (self->sending == NULL && g_bytes_get_size (bytes) > 0)
    {
      g_autoptr(GPtrArray) pieces = rk_console_sender_cut (bytes, FILE_PIECE);

      send_pieces (self, pieces, (RkConsolePace){ 0, 0 }, piece_cb);
    }
}

static void
file_chosen_cb (GListModel *files,
                gpointer    user_data)
{
  g_autoptr(GFile) file = g_list_model_get_item (files, 0);

  g_file_load_bytes_async (file, NULL, loaded_cb, g_object_ref (user_data));
}

static void
send_file_cb (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  rk_dialogs_choose_file (GTK_WIDGET (user_data), _ ("Send a file"), file_chosen_cb, user_data);
}

static void
stop_sending_cb (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  RkConsolePage *self = user_data;

  if (self->sending != NULL)
    g_cancellable_cancel (self->sending);
}

/* -- History -------------------------------------------------------------- */

static void
show_line (RkConsolePage *self,
           const char    *line)
{
  if (line == NULL)
    return;

  gtk_editable_set_text (self->entry, line);
  gtk_editable_set_position (self->entry, -1);
}

static gboolean
key_cb (RkConsolePage   *self,
        guint            keyval,
        guint            keycode,
        GdkModifierType  state)
{
  if ((state & gtk_accelerator_get_default_mod_mask ()) != 0)
    return FALSE;

  if (keyval == GDK_KEY_Up)
    show_line (self, rk_console_history_back (self->history, gtk_editable_get_text (self->entry)));
  else if (keyval == GDK_KEY_Down)
    show_line (self, rk_console_history_forward (self->history));
  else
    return FALSE;
  return TRUE;
}

static gboolean
is_secret (const char *line)
{
  g_autofree char *masked = rk_at_mask_secrets (line);

  return !g_str_equal (line, masked);
}

static void
forget_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  rk_console_history_clear (RK_CONSOLE_PAGE (user_data)->history, NULL);
}

/* -- Options -------------------------------------------------------------- */

void
_rk_console_page_chose_line_end (RkConsolePage *self)
{
  RkLineEnding ending = (RkLineEnding)gtk_drop_down_get_selected (self->line_end);

  if (self->settings != NULL && ending < RK_N_LINE_ENDINGS)
    rk_settings_set_string (self->settings, "console-line-end", rk_line_ending_get_nick (ending));
}

static void
option_cb (GSimpleAction *action,
           GVariant      *value,
           gpointer       user_data)
{
  RkConsolePage *self = user_data;
  g_autofree char *key = g_strconcat ("console-", g_action_get_name (G_ACTION (action)), NULL);

  g_simple_action_set_state (action, value);
  rk_settings_set (self->settings, key, value);
}

/* The actions of the entry. */
void
_rk_console_page_add_send_actions (RkConsolePage *self)
{
  const GActionEntry entries[] = {
    { .name = "send", .activate = send_cb },
    { .name = "send-file", .activate = send_file_cb },
    { .name = "stop-sending", .activate = stop_sending_cb },
    { .name = "forget", .activate = forget_cb },
    { .name = "form", .parameter_type = "s", .state = "'text'", .change_state = option_cb },
    { .name = "echo", .state = "false", .change_state = option_cb },
  };
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->sender = rk_module_create_sender (self->module);
  g_signal_connect_object (gtk_editable_get_delegate (self->entry), "paste-clipboard", G_CALLBACK (paste_cb), self,
                           G_CONNECT_SWAPPED);
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->entry), keys);
}

/* Sends as it was sent the last time. */
void
_rk_console_page_restore_send (RkConsolePage *self)
{
  static const char *const options[] = { "form", "echo" };
  g_autofree char *path = g_build_filename (g_get_user_state_dir (), "rekindle", "history", NULL);
  g_autofree char *nick = rk_settings_dup_string (self->settings, "console-line-end");
  RkLineEnding ending = RK_LINE_ENDING_CRLF;

  self->history = rk_console_history_new (path, is_secret);
  rk_line_ending_parse (nick, &ending);
  gtk_drop_down_set_selected (self->line_end, ending);
  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    {
      g_autofree char *key = g_strconcat ("console-", options[i], NULL);
      g_autoptr(GVariant) value = rk_settings_get (self->settings, key);
      GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), options[i]);

      g_simple_action_set_state (G_SIMPLE_ACTION (action), value);
    }
}
