/* rk-console-page-view.c: how the output is shown, saved and found
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-console-page-private.h"

#include "rk-at-mask.h"
#include "rk-boot-fact.h"
#include "rk-dialogs.h"
#include "rk-finding-text.h"
#include "rk-toast.h"

/* -- How it is shown ------------------------------------------------------ */

static RkConsoleStamps
get_stamps (RkConsolePage *self)
{
  static const char *const names[] = { "off", "clock", "start", "delta", NULL };
  g_autoptr(GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (self->actions), "stamps");

  for (int i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], g_variant_get_string (state, NULL)))
      return (RkConsoleStamps)i;
  return RK_CONSOLE_STAMPS_OFF;
}

/* A line takes some 150 bytes, and the bytes it came from come on top. */
static void
apply_view (RkConsolePage *self)
{
  g_autoptr(GVariant) lines = g_action_group_get_action_state (G_ACTION_GROUP (self->actions), "scroll-back");
  guint max_lines = (guint)g_variant_get_int32 (lines);
  RkConsoleTextFlags flags = RK_CONSOLE_TEXT_PLAIN;

  if (_rk_console_page_get_option (self, "hex"))
    flags |= RK_CONSOLE_TEXT_HEX;
  if (_rk_console_page_get_option (self, "controls"))
    flags |= RK_CONSOLE_TEXT_CONTROLS;
  rk_console_view_set_stamps (self->view, get_stamps (self));
  rk_console_view_set_bounds (self->view, max_lines, MAX (max_lines, 10000) * (gsize)160);
  rk_console_view_set_wrap (self->view, _rk_console_page_get_option (self, "wrap"));
  rk_console_view_set_flags (self->view, flags);
}

/* Each option is an action and a setting of the same name. */
static void
option_cb (GSimpleAction *action,
           GVariant      *value,
           gpointer       user_data)
{
  RkConsolePage *self = user_data;
  g_autofree char *key = g_strconcat ("console-", g_action_get_name (G_ACTION (action)), NULL);

  g_simple_action_set_state (action, value);
  rk_settings_set (self->settings, key, value);
  apply_view (self);
}

static void
pause_cb (GSimpleAction *action,
          GVariant      *value,
          gpointer       user_data)
{
  RkConsolePage *self = user_data;

  g_simple_action_set_state (action, value);
  rk_console_view_set_paused (self->view, g_variant_get_boolean (value));
}

/* -- What is done with it ------------------------------------------------- */

static void
find_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  rk_console_view_find (RK_CONSOLE_PAGE (user_data)->view);
}

static void
clear_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  RkConsolePage *self = user_data;

  rk_console_view_clear (self->view);
  rk_console_feed_clear (self->feed);
}

static void
copy_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  rk_console_view_copy (RK_CONSOLE_PAGE (user_data)->view, TRUE);
}

static void
note_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  gboolean backwards = g_str_equal (g_action_get_name (G_ACTION (action)), "previous-note");

  rk_console_view_next_note (RK_CONSOLE_PAGE (user_data)->view, backwards);
}

static void
replaced_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(RkConsolePage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *name = g_file_get_basename (G_FILE (object));
  g_autofree char *text = NULL;

  if (g_file_replace_contents_finish (G_FILE (object), result, NULL, &error))
    text = g_strdup_printf (_ ("Saved as %s"), name);
  else
    text = g_strdup_printf (_ ("Not saved: %s"), error->message);
  if (self->feed != NULL)
    rk_toast_show (self->toasts, text);
}

static void
save_bytes (RkConsolePage *self,
            GListModel    *files,
            GBytes        *bytes)
{
  g_autoptr(GFile) file = g_list_model_get_item (files, 0);

  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_REPLACE_DESTINATION, NULL, replaced_cb,
                                       g_object_ref (self));
}

static void
save_to_cb (GListModel *files,
            gpointer    user_data)
{
  RkConsolePage *self = user_data;
  g_autoptr(GBytes) bytes = rk_console_view_dup_received (self->view);

  save_bytes (self, files, bytes);
}

static void
save_stamped_to_cb (GListModel *files,
                    gpointer    user_data)
{
  RkConsolePage *self = user_data;
  char *text = rk_console_view_dup_stamped (self->view);
  g_autoptr(GBytes) bytes = g_bytes_new_take (text, strlen (text));

  save_bytes (self, files, bytes);
}

static char *
dup_file_name (void)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();

  /* Without colons, which not all file systems take. */
  return g_date_time_format (now, "console-%Y-%m-%d-%H%M%S.log");
}

static void
save_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  gboolean stamped = g_str_equal (g_action_get_name (G_ACTION (action)), "save-stamped");
  g_autofree char *name = dup_file_name ();

  rk_dialogs_choose_save (GTK_WIDGET (user_data), _ ("Save the output"), name,
                          stamped ? save_stamped_to_cb : save_to_cb, user_data);
}

/* -- The program's ELF file ------------------------------------------------ */

/* Whether it can be read is told at once. */
static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(RkConsolePage) self = user_data;
  RkConsoleSymbols *symbols = RK_CONSOLE_SYMBOLS (object);
  g_autoptr(GError) error = NULL;
  g_autofree char *none = rk_console_symbols_lookup_finish (symbols, result, &error);
  g_autofree char *name = g_path_get_basename (rk_console_symbols_get_path (symbols));
  g_autofree char *text = NULL;

  if (self->feed == NULL)
    return;
  if (error == NULL)
    rk_console_view_set_symbols (self->view, symbols);
  text = error == NULL ? g_strdup_printf (_ ("Addresses are looked up in %s"), name) : g_strdup (error->message);
  rk_toast_show (self->toasts, text);
}

static void
elf_chosen_cb (GListModel *files,
               gpointer    user_data)
{
  g_autoptr(GFile) file = g_list_model_get_item (files, 0);
  g_autoptr(GArray) none = g_array_new (FALSE, FALSE, sizeof (RkBootCode));
  g_autoptr(RkConsoleSymbols) symbols = rk_console_symbols_new (g_file_peek_path (file));

  rk_console_symbols_lookup_async (symbols, none, NULL, opened_cb, g_object_ref (user_data));
}

static void
elf_cb (GSimpleAction *action,
        GVariant      *parameter,
        gpointer       user_data)
{
  rk_dialogs_choose_file (GTK_WIDGET (user_data), _ ("Choose the program’s ELF file"), elf_chosen_cb, user_data);
}

/**
 * rk_console_page_use_elf:
 * @self: a page
 * @path: the ELF file of the program that the module runs
 *
 * Looks up the addresses of crashes in it from now on; if it cannot be read, that is
 * told with the first one.
 */
void
rk_console_page_use_elf (RkConsolePage *self,
                         const char    *path)
{
  g_autoptr(RkConsoleSymbols) symbols = rk_console_symbols_new (path);

  g_return_if_fail (RK_IS_CONSOLE_PAGE (self));

  rk_console_view_set_symbols (self->view, symbols);
}

/* -- A log that goes on --------------------------------------------------- */

static void
show_log (RkConsolePage *self)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), "log");
  g_autofree char *name = self->log != NULL ? g_path_get_basename (rk_console_log_get_path (self->log)) : NULL;
  g_autofree char *text = name != NULL ? g_strdup_printf (_ ("Logging to %s"), name) : NULL;

  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_boolean (self->log != NULL));
  gtk_widget_set_visible (self->log_box, self->log != NULL);
  gtk_label_set_label (self->log_name, text != NULL ? text : "");
  gtk_widget_set_tooltip_text (self->log_box, self->log != NULL ? rk_console_log_get_path (self->log) : NULL);
}

static void
log_trouble_cb (const GError *error,
                guint64       n_lost,
                gpointer      user_data)
{
  RkConsolePage *self = user_data;
  g_autofree char *lost = rk_size_text (n_lost);
  g_autofree char *text = error != NULL ? g_strdup_printf (_ ("The log cannot be written: %s"), error->message)
                                        : g_strdup_printf (_ ("The log is being written again; %s are missing from it"), lost);

  rk_toast_show (self->toasts, text);
}

static void
log_to_cb (GListModel *files,
           gpointer    user_data)
{
  RkConsolePage *self = user_data;
  RkConsoleLogOptions options = RK_CONSOLE_LOG_OPTIONS_INIT;
  g_autoptr(GFile) file = g_list_model_get_item (files, 0);
  g_autofree char *path = g_file_get_path (file);
  g_autoptr(GError) error = NULL;

  options.time_stamps = get_stamps (self) != RK_CONSOLE_STAMPS_OFF;
  options.mask = rk_at_mask_secrets;
  options.func = log_trouble_cb;
  options.user_data = self;
  self->log = path != NULL ? rk_console_log_new (path, &options, &error) : NULL;
  if (self->log == NULL)
    rk_toast_show (self->toasts, error != NULL ? error->message : _ ("Not a local file"));
  show_log (self);
}

static void
log_cb (GSimpleAction *action,
        GVariant      *parameter,
        gpointer       user_data)
{
  RkConsolePage *self = user_data;
  g_autofree char *name = dup_file_name ();

  if (self->log == NULL)
    {
      rk_dialogs_choose_save (GTK_WIDGET (self), _ ("Log to a file"), name, log_to_cb, self);
      return;
    }

  g_clear_pointer (&self->log, rk_console_log_close);
  show_log (self);
}

/* Into the log, if there is one. */
void
_rk_console_page_log (RkConsolePage    *self,
                      RkConsoleLogKind  kind,
                      const guint8     *bytes,
                      gsize             count,
                      gint64            time_us)
{
  if (self->log != NULL)
    rk_console_log_add (self->log, kind, bytes, count, time_us);
}

/* ------------------------------------------------------------------------- */

/* The actions for what is seen. */
void
_rk_console_page_add_view_actions (RkConsolePage *self)
{
  const GActionEntry entries[] = {
    { .name = "stamps", .parameter_type = "s", .state = "'off'", .change_state = option_cb },
    { .name = "hex", .state = "false", .change_state = option_cb },
    { .name = "controls", .state = "false", .change_state = option_cb },
    { .name = "wrap", .state = "true", .change_state = option_cb },
    { .name = "scroll-back", .parameter_type = "i", .state = "100000", .change_state = option_cb },
    { .name = "pause", .state = "false", .change_state = pause_cb },
    { .name = "find", .activate = find_cb },
    { .name = "clear", .activate = clear_cb },
    { .name = "copy-stamped", .activate = copy_cb },
    { .name = "next-note", .activate = note_cb },
    { .name = "previous-note", .activate = note_cb },
    { .name = "save", .activate = save_cb },
    { .name = "save-stamped", .activate = save_cb },
    { .name = "elf", .activate = elf_cb },
    { .name = "log", .activate = log_cb, .state = "false" },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
}

/* Shows things as they were shown the last time. */
void
_rk_console_page_restore_view (RkConsolePage *self)
{
  static const char *const options[] = { "stamps", "hex", "controls", "wrap", "scroll-back" };

  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    {
      g_autofree char *key = g_strconcat ("console-", options[i], NULL);
      g_autoptr(GVariant) value = rk_settings_get (self->settings, key);
      GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), options[i]);

      g_simple_action_set_state (G_SIMPLE_ACTION (action), value);
    }
  apply_view (self);
}
