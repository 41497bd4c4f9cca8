/* rk-console-page-at.c: what the console knows of AT firmware
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everything that goes over the line passes the transcript, whoever sends it: replies
 * find their commands there, the version is read on the way, and a command that
 * changes the rate takes the console along.
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-console-page-private.h"

#include "rk-at-guard.h"
#include "rk-boot-verdict.h"
#include "rk-dialogs.h"
#include "rk-finding-text.h"

/* -- The transcript ------------------------------------------------------- */

/* Times must not go backwards, and bytes come with the time they were read at. */
static gint64
get_time (RkConsolePage *self,
          gint64         time_us)
{
  self->at_time = MAX (self->at_time, time_us);
  return self->at_time;
}

static void plan_advance (RkConsolePage *self,
                          gint64         wake_up_at);

static gboolean
advance_cb (gpointer user_data)
{
  RkConsolePage *self = user_data;

  self->advance_id = 0;
  plan_advance (self, rk_at_transcript_advance (self->transcript, get_time (self, g_get_monotonic_time ())));
  return G_SOURCE_REMOVE;
}

static void
plan_advance (RkConsolePage *self,
              gint64         wake_up_at)
{
  gint64 now = g_get_monotonic_time ();

  g_clear_handle_id (&self->advance_id, g_source_remove);
  if (wake_up_at != G_MAXINT64)
    self->advance_id = g_timeout_add ((guint)(CLAMP (wake_up_at - now, 0, G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC) / 1000) + 1, advance_cb,
                                      self);
}

void
_rk_console_page_at_received (RkConsolePage *self,
                              const guint8  *bytes,
                              gsize          count,
                              gint64         time_us)
{
  gint64 now = get_time (self, time_us);

  rk_at_transcript_received (self->transcript, bytes, count, now);
  plan_advance (self, rk_at_transcript_advance (self->transcript, now));
}

/* Bytes are missing from here on. */
void
_rk_console_page_at_cut (RkConsolePage *self)
{
  rk_at_transcript_cut (self->transcript, get_time (self, g_get_monotonic_time ()));
  self->next_baud = 0;
}

static char *
dup_reply (const RkAtEntry *entry)
{
  g_autoptr(GPtrArray) lines = g_ptr_array_new ();

  for (guint i = 0; i < entry->lines->len; i++)
    g_ptr_array_add (lines, entry->lines->pdata[i]);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **)lines->pdata);
}

static void
learn_version (RkConsolePage   *self,
               const RkAtEntry *entry)
{
  g_autofree char *reply = dup_reply (entry);
  RkAtVersion *version = rk_at_version_parse (reply, NULL);
  RkAtVersion *old = self->version;

  if (version == NULL)
    return;

  self->version = version;
  rk_at_panel_set_version (self->at_panel, version);
  g_clear_pointer (&old, rk_at_version_free);
}

static void
entry_cb (const RkAtEntry *entry,
          gpointer         user_data)
{
  RkConsolePage *self = user_data;

  rk_at_panel_take (self->at_panel, entry);
  if (entry->kind != RK_AT_ENTRY_COMMAND || !rk_at_entry_is_over (entry))
    return;

  if (entry->status == RK_AT_STATUS_GOOD && g_ascii_strcasecmp (entry->command, "AT+GMR") == 0)
    learn_version (self, entry);
  if (self->next_baud != 0 && entry->status == RK_AT_STATUS_GOOD)
    _rk_console_page_set_baud (self, self->next_baud);
  self->next_baud = 0;
}

/* -- Sending -------------------------------------------------------------- */

/* The line goes out now.  Where the reply comes at the new rate already, the rate
 * changes as soon as the port has taken the line: see _rk_console_page_at_is_out(). */
void
_rk_console_page_at_sent (RkConsolePage *self,
                          GBytes        *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  g_autofree char *line = g_strndup (data, size);
  gint64 now = get_time (self, g_get_monotonic_time ());
  RkAtRateMoment moment;
  guint baud;

  g_strchomp (line);
  baud = rk_at_rate_change (line, self->version, &moment);
  self->baud_when_out = baud != 0 && moment == RK_AT_RATE_BEFORE_REPLY ? baud : 0;
  rk_at_transcript_sent (self->transcript, (const guint8 *)data, size, now);
  self->next_baud = baud != 0 && moment == RK_AT_RATE_AFTER_REPLY ? baud : 0;
  plan_advance (self, rk_at_transcript_advance (self->transcript, now));
}

/* The port has taken everything. */
void
_rk_console_page_at_is_out (RkConsolePage *self)
{
  guint baud = self->baud_when_out;

  self->baud_when_out = 0;
  if (baud != 0)
    _rk_console_page_set_baud (self, baud);
}

static void
guard_answered_cb (RkAnswer answer,
                   gpointer user_data)
{
  RkConsolePage *self = user_data;
  g_autofree char *line = g_steal_pointer (&self->guarded);
  g_autofree char *instead = g_steal_pointer (&self->instead);

  if (answer == RK_ANSWER_GO)
    _rk_console_page_send_text (self, line);
  else if (answer == RK_ANSWER_INSTEAD && instead != NULL)
    _rk_console_page_send_text (self, instead);
  else if (answer == RK_ANSWER_INSTEAD)
    _rk_console_page_act (self, RK_BOOT_ACTION_CLOUD_UPDATE);
  else
    gtk_editable_set_text (self->entry, line);
}

/* What is better than to send it: another line, or the cloud update. */
static char *
dup_label (RkConsolePage   *self,
           const RkFinding *finding,
           const char      *line)
{
  g_auto(GStrv) parts = NULL;
  g_autofree char *escaped = NULL;

  if (line == NULL)
    return self->has_cloud && g_str_equal (finding->id, "at.cloud-update") ? g_strdup (_ ("Open Cloud Update")) : NULL;

  /* An underline would be the mark of a mnemonic. */
  parts = g_strsplit (line, "_", -1);
  escaped = g_strjoinv ("__", parts);
  /* translators: %s is a command, which is sent instead of another one */
  return g_strdup_printf (_ ("Send %s"), escaped);
}

static void
ask (RkConsolePage   *self,
     const RkFinding *finding,
     const char      *instead,
     RkChoiceFunc     answered)
{
  g_autofree char *summary = rk_finding_text (finding, finding->summary);
  g_autofree char *cause = rk_finding_text (finding, finding->cause);
  g_autofree char *remedy = rk_finding_text (finding, finding->remedy);
  g_autofree char *body = g_strdup_printf ("%s\n\n%s", cause != NULL ? cause : "", remedy != NULL ? remedy : "");

  g_strstrip (body);
  rk_dialogs_ask_instead (GTK_WIDGET (self), summary, body, _ ("Do Not Send"), _ ("Send Anyway"), instead, answered,
                          self);
}

/* Asks first, where the line bites; returns whether it does. */
gboolean
_rk_console_page_at_guard (RkConsolePage *self,
                           const char    *line)
{
  g_autoptr(RkFinding) finding = rk_at_guard_check (line, self->version);
  g_autofree char *label = NULL;
  const char *instead;

  if (finding == NULL)
    return FALSE;

  g_free (self->guarded);
  g_free (self->instead);
  instead = rk_finding_get_value (finding, "instead");
  self->guarded = g_strdup (line);
  self->instead = g_strdup (instead);
  label = dup_label (self, finding, instead);
  ask (self, finding, label, guard_answered_cb);
  return TRUE;
}

static void
guard_among_answered_cb (RkAnswer answer,
                         gpointer user_data)
{
  if (answer == RK_ANSWER_GO)
    _rk_console_page_ask_lines (user_data);
}

/* The same for one of several lines: all of them go out, or none. */
gboolean
_rk_console_page_at_guard_among (RkConsolePage *self,
                                 const char    *line)
{
  g_autoptr(RkFinding) finding = rk_at_guard_check (line, self->version);

  if (finding == NULL)
    return FALSE;

  ask (self, finding, NULL, guard_among_answered_cb);
  return TRUE;
}

/* -- A module that seems dead --------------------------------------------- */

/* What answers is talked to like that from now on. */
static void
use_found (RkConsolePage   *self,
           const RkAtFound *found)
{
  static const RkLineEnding endings[] = {
    [RK_AT_LINE_END_CR_LF] = RK_LINE_ENDING_CRLF,
    [RK_AT_LINE_END_CR] = RK_LINE_ENDING_CR,
    [RK_AT_LINE_END_LF] = RK_LINE_ENDING_LF,
  };

  if (found->outcome == RK_AT_FIND_ANSWERS)
    gtk_drop_down_set_selected (self->line_end, endings[found->line_end]);
  if (found->baud != 0 && found->outcome != RK_AT_FIND_BOOT_TEXT)
    _rk_console_page_set_baud (self, found->baud);
}

static void
found_at_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(RkConsolePage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(RkAtFound) found = rk_module_find_at_finish (RK_MODULE (object), result, &error);

  self->is_detecting = FALSE;
  if (self->feed == NULL)
    return;
  if (found != NULL)
    {
      g_autoptr(RkFinding) finding = rk_at_found_make_finding (found);

      rk_console_feed_add_finding (self->feed, finding);
      use_found (self, found);
    }
  else
    {
      _rk_console_page_tell (self, error);
    }
  _rk_console_page_update (self);
}

static void
find_at_cb (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  RkConsolePage *self = user_data;

  self->is_detecting = TRUE;
  rk_module_find_at_async (self->module, NULL, found_at_cb, g_object_ref (self));
}

/* -- The panel ------------------------------------------------------------ */

static void
tools_cb (GSimpleAction *action,
          GVariant      *value,
          gpointer       user_data)
{
  RkConsolePage *self = user_data;

  g_simple_action_set_state (action, value);
  gtk_widget_set_visible (GTK_WIDGET (self->at_panel), g_variant_get_boolean (value));
  rk_settings_set (self->settings, "console-at-tools", value);
}

void
_rk_console_page_add_at_actions (RkConsolePage *self)
{
  const GActionEntry entries[] = {
    { .name = "find-at", .activate = find_at_cb },
    { .name = "at-tools", .state = "false", .change_state = tools_cb },
  };
  g_autoptr(GVariant) shown = rk_settings_get (self->settings, "console-at-tools");

  self->transcript = rk_at_transcript_new (entry_cb, self);
  rk_at_panel_set_up (self->at_panel, self->settings);
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  g_action_group_change_action_state (G_ACTION_GROUP (self->actions), "at-tools", shown);
}

void
_rk_console_page_clear_at (RkConsolePage *self)
{
  g_clear_handle_id (&self->advance_id, g_source_remove);
  g_clear_pointer (&self->transcript, rk_at_transcript_free);
  g_clear_pointer (&self->guarded, g_free);
  g_clear_pointer (&self->instead, g_free);
}
