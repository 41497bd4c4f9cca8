/* rk-at-transcript.c: which reply belongs to which command
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Several commands may be open, when they were sent at once: the module answers
 * them in order, except that it drops with "busy" what comes while it is at work.
 * What is sent is cut into lines as it goes out; data for an open prompt are
 * counted, not kept.
 */

#include "rk-at-transcript.h"

#include "rk-at-command.h"
#include "rk-at-line-private.h"
#include "rk-at-mask.h"
#include "rk-at-splitter-private.h"
#include "rk-boot-text.h"

#include <string.h>

/* What may still follow a word that can end a reply. */
#define GRACE_US (200 * 1000)

/* Longer than any command; more without a line end is no command. */
#define MAX_SENT 1024

/* More lines than any reply has, and more commands than anybody sends at once. */
#define MAX_LINES 1000
#define MAX_OPEN 100

/* A packet of which nothing came for so long does not get whole any more. */
#define PACKET_GAP_US (1000 * 1000)

/* A command without its whole reply. */
typedef struct
{
  RkAtEntry *entry;
  char      *command; /* as it was sent */
  gint64     deadline; /* while it is the first */
  RkAtResult result;
  gboolean   is_soft; /* it can be over, if nothing follows */
} Open;

struct _RkAtTranscript
{
  RkAtTranscriptFunc func;
  gpointer           user_data;
  guint              n_entries;

  RkAtSplitter      *splitter; /* of what comes */
  GString           *sent;     /* of the line going out */

  GQueue             open;     /* Open; the first one is at work */
  gint64             received_us;
};

/**
 * rk_at_entry_is_over:
 * @self: an entry
 *
 * Returns: whether nothing more comes to it
 */
gboolean
rk_at_entry_is_over (const RkAtEntry *self)
{
  return self->end_us != 0;
}

/* -- Entries -------------------------------------------------------------- */

static RkAtEntry *
entry_new (RkAtTranscript *self,
           RkAtEntryKind   kind,
           gint64          time_us)
{
  RkAtEntry *entry = g_new0 (RkAtEntry, 1);

  entry->serial = ++self->n_entries;
  entry->kind = kind;
  entry->lines = g_ptr_array_new_with_free_func (g_free);
  entry->start_us = time_us;
  return entry;
}

static void
entry_free (RkAtEntry *entry)
{
  g_free (entry->command);
  g_ptr_array_unref (entry->lines);
  g_clear_pointer (&entry->payload, g_bytes_unref);
  g_free (entry);
}

static void
tell (RkAtTranscript  *self,
      const RkAtEntry *entry)
{
  self->func (entry, self->user_data);
}

static char *
make_showable (const char *line)
{
  g_autofree char *valid = g_utf8_make_valid (line, -1);

  return rk_at_mask_secrets (valid);
}

static void
open_free (Open *open)
{
  entry_free (open->entry);
  g_free (open->command);
  g_free (open);
}

static Open *
get_first (RkAtTranscript *self)
{
  return g_queue_peek_head (&self->open);
}

static void
start_clock (Open  *open,
             gint64 time_us)
{
  open->deadline = time_us + (gint64)rk_at_command_get_timeout_ms (open->command) * 1000;
}

/* Ends the command, the first or a later one; the next one is at work then. */
static void
end_command (RkAtTranscript *self,
             Open           *open,
             RkAtStatus      status,
             const char     *result,
             gint64          time_us)
{
  gboolean was_first = open == get_first (self);

  g_queue_remove (&self->open, open);
  open->entry->status = status;
  open->entry->result = result;
  open->entry->end_us = time_us;
  tell (self, open->entry);
  open_free (open);

  if (was_first && !g_queue_is_empty (&self->open))
    start_clock (get_first (self), time_us);
}

static void
end_all (RkAtTranscript *self,
         RkAtStatus      status,
         gint64          time_us)
{
  while (!g_queue_is_empty (&self->open))
    end_command (self, get_first (self), status, NULL, time_us);
}

static void
begin_command (RkAtTranscript *self,
               const char     *line,
               gint64          time_us)
{
  Open *open = g_new0 (Open, 1);

  if (g_queue_get_length (&self->open) >= MAX_OPEN)
    end_command (self, get_first (self), RK_AT_STATUS_SILENT, NULL, time_us);

  open->command = g_strdup (line);
  open->entry = entry_new (self, RK_AT_ENTRY_COMMAND, time_us);
  open->entry->command = make_showable (line);
  start_clock (open, time_us);
  g_queue_push_tail (&self->open, open);
  tell (self, open->entry);
}

/* A line that belongs to no command. */
static void
tell_apart (RkAtTranscript *self,
            RkAtEntryKind   kind,
            const char     *line,
            GBytes         *payload,
            gint64          time_us)
{
  RkAtEntry *entry = entry_new (self, kind, time_us);

  g_ptr_array_add (entry->lines, make_showable (line));
  entry->payload = payload != NULL ? g_bytes_ref (payload) : NULL;
  entry->end_us = time_us;
  tell (self, entry);
  entry_free (entry);
}

static void
add_line (RkAtTranscript *self,
          Open           *open,
          const char     *line)
{
  if (open->entry->lines->len >= MAX_LINES)
    return;
  g_ptr_array_add (open->entry->lines, make_showable (line));
  tell (self, open->entry);
}

/* -- What comes ----------------------------------------------------------- */

/* From 1.0 on, OK stands before the prompt for data: it may not be the end. */
static gboolean
asks_for_data (const char *command)
{
  static const char *const commands[] = { "AT+CIPSEND", "AT+CIPSENDEX", "AT+CIPSENDBUF", "AT+USEROTA", "AT+SYSFLASH=1" };

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      gsize length = strlen (commands[i]);

      if (g_ascii_strncasecmp (command, commands[i], length) == 0 && strchr ("=,", command[length]) != NULL)
        return command[length] != '=' || command[length + 1] != '?';
    }
  return FALSE;
}

static void
end_with_result (RkAtTranscript *self,
                 Open           *open,
                 RkAtResult      result,
                 gint64          time_us)
{
  RkAtStatus status = rk_at_result_is_good (result) ? RK_AT_STATUS_GOOD : RK_AT_STATUS_BAD;

  end_command (self, open, status, rk_at_result_get_text (result), time_us);
}

static void
take_result (RkAtTranscript *self,
             Open           *open,
             RkAtResult      result,
             gboolean        is_final,
             gint64          time_us)
{
  if (is_final && (result != RK_AT_RESULT_OK || open->entry->n_data > 0 || !asks_for_data (open->command)))
    {
      end_with_result (self, open, result, time_us);
      return;
    }

  open->result = result;
  open->is_soft = TRUE;
  open->deadline = time_us + GRACE_US;
}

static void
take_restart (RkAtTranscript *self,
              const char     *line,
              gint64          time_us)
{
  Open *open = get_first (self);

  if (open != NULL && rk_at_command_restarts (open->command))
    end_with_result (self, open, RK_AT_RESULT_OK, time_us);
  end_all (self, RK_AT_STATUS_RESTARTED, time_us);
  tell_apart (self, RK_AT_ENTRY_NOTICE, line, NULL, time_us);
}

static gboolean
is_echo (RkAtTranscript *self,
         const char     *line)
{
  for (GList *l = self->open.head; l != NULL; l = l->next)
    {
      Open *open = l->data;

      if (_rk_at_line_is_echo (line, open->command, open->entry->lines->len == 0))
        return TRUE;
    }
  return FALSE;
}

static void
take_text (RkAtTranscript *self,
           const char     *line,
           gint64          time_us)
{
  Open *open = get_first (self);

  if (open == NULL)
    tell_apart (self, RK_AT_ENTRY_TEXT, line, NULL, time_us);
  else if (!is_echo (self, line) && rk_boot_text_get_kind (line, strlen (line)) != RK_BOOT_TEXT_NOISE)
    add_line (self, open, line);
}

/* It is about the command that came while the first was at work; where only one is
 * open, something that was not seen here is. */
static void
take_busy (RkAtTranscript *self,
           const char     *line,
           gint64          time_us)
{
  Open *open = g_queue_peek_nth (&self->open, 1);

  if (open == NULL)
    open = get_first (self);
  if (open == NULL || open->entry->n_data > 0)
    tell_apart (self, RK_AT_ENTRY_NOTICE, line, NULL, time_us);
  else
    end_command (self, open, RK_AT_STATUS_BUSY, g_str_has_prefix (line, "busy s") ? "busy s..." : "busy p...", time_us);
}

static void
take_line (RkAtTranscript *self,
           const char     *line,
           gint64          time_us)
{
  Open *open = get_first (self);
  RkAtResult result;
  RkAtLineKind kind = _rk_at_line_classify (line, &result);

  switch (kind)
    {
    case RK_AT_LINE_FINAL:
    case RK_AT_LINE_SOFT:
      if (open == NULL)
        {
          tell_apart (self, RK_AT_ENTRY_NOTICE, line, NULL, time_us);
          break;
        }
      if (kind == RK_AT_LINE_SOFT && !rk_at_result_is_good (result))
        add_line (self, open, line);
      take_result (self, open, result, kind == RK_AT_LINE_FINAL, time_us);
      break;
    case RK_AT_LINE_BUSY:
      take_busy (self, line, time_us);
      break;
    case RK_AT_LINE_NOTICE:
      tell_apart (self, RK_AT_ENTRY_NOTICE, line, NULL, time_us);
      break;
    case RK_AT_LINE_RESTART:
      take_restart (self, line, time_us);
      break;
    case RK_AT_LINE_TEXT:
    default:
      take_text (self, line, time_us);
      break;
    }
}

static void
take_prompt (RkAtTranscript *self)
{
  Open *open = get_first (self);

  if (open == NULL || open->entry->n_data > 0 || open->entry->status == RK_AT_STATUS_PROMPT ||
      !_rk_at_splitter_take_prompt (self->splitter))
    return;

  open->entry->status = RK_AT_STATUS_PROMPT;
  open->is_soft = FALSE;
  open->deadline = G_MAXINT64; /* a person types the data */
  tell (self, open->entry);
}

/**
 * rk_at_transcript_received:
 * @self: a transcript
 * @bytes: what came from the module
 * @count: how many bytes
 * @time_us: when
 */
void
rk_at_transcript_received (RkAtTranscript *self,
                           const guint8   *bytes,
                           gsize           count,
                           gint64          time_us)
{
  rk_at_transcript_advance (self, time_us);
  if (time_us - self->received_us > PACKET_GAP_US && _rk_at_splitter_is_in_packet (self->splitter))
    _rk_at_splitter_reset (self->splitter);
  self->received_us = time_us;
  _rk_at_splitter_push (self->splitter, bytes, count);

  for (;;)
    {
      g_autoptr(GBytes) payload = NULL;
      g_autofree char *line = _rk_at_splitter_pop (self->splitter, &payload);

      if (line == NULL)
        break;
      if (payload != NULL)
        tell_apart (self, RK_AT_ENTRY_NOTICE, line, payload, time_us);
      else
        take_line (self, g_strchomp (line), time_us);
    }
  take_prompt (self);
}

/* -- What goes ------------------------------------------------------------ */

/* From the prompt on, what is sent is data and no command, up to the result. */
static gsize
take_data (RkAtTranscript *self,
           gsize           count,
           gint64          time_us)
{
  Open *open = get_first (self);

  if (open == NULL || count == 0 || (open->entry->status != RK_AT_STATUS_PROMPT && open->entry->n_data == 0))
    return 0;

  open->entry->status = RK_AT_STATUS_WAITING;
  open->entry->n_data += count;
  start_clock (open, time_us);
  tell (self, open->entry);
  return count;
}

/* Where the command begins: AT or at, whatever stands before it. */
static const char *
find_command (const char *line)
{
  const char *upper = strstr (line, "AT");
  const char *lower = strstr (line, "at");

  if (upper == NULL || (lower != NULL && lower < upper))
    return lower;
  return upper;
}

static void
end_sent_line (RkAtTranscript *self,
               gint64          time_us)
{
  g_autofree char *line = g_strdup (self->sent->str);
  const char *command;

  g_string_truncate (self->sent, 0);
  command = find_command (g_strchomp (line));
  if (command != NULL)
    begin_command (self, command, time_us);
}

/**
 * rk_at_transcript_sent:
 * @self: a transcript
 * @bytes: what was sent to the module, by whomever
 * @count: how many bytes
 * @time_us: when
 *
 * A line that ends with LF, or CR LF, and holds “AT” is a command.
 */
void
rk_at_transcript_sent (RkAtTranscript *self,
                       const guint8   *bytes,
                       gsize           count,
                       gint64          time_us)
{
  rk_at_transcript_advance (self, time_us);

  for (gsize i = take_data (self, count, time_us); i < count; i++)
    {
      if (bytes[i] == '\n')
        end_sent_line (self, time_us);
      else if (bytes[i] != '\0' && self->sent->len < MAX_SENT)
        g_string_append_c (self->sent, (char)bytes[i]);
    }
}

/* -- Time ----------------------------------------------------------------- */

/**
 * rk_at_transcript_advance:
 * @self: a transcript
 * @time_us: the time it is
 *
 * Ends what has waited too long.
 *
 * Returns: when it wants to be called again, %G_MAXINT64 for never
 */
gint64
rk_at_transcript_advance (RkAtTranscript *self,
                          gint64          time_us)
{
  for (;;)
    {
      Open *open = get_first (self);

      if (open == NULL)
        return G_MAXINT64;
      if (time_us < open->deadline)
        return open->deadline;
      if (open->is_soft)
        end_with_result (self, open, open->result, open->deadline);
      else
        end_command (self, open, RK_AT_STATUS_SILENT, NULL, open->deadline);
    }
}

/**
 * rk_at_transcript_cut:
 * @self: a transcript
 * @time_us: the time it is
 *
 * Bytes are missing from here on.
 */
void
rk_at_transcript_cut (RkAtTranscript *self,
                      gint64          time_us)
{
  rk_at_transcript_advance (self, time_us);
  end_all (self, RK_AT_STATUS_SILENT, time_us);
  g_string_truncate (self->sent, 0);
  _rk_at_splitter_reset (self->splitter);
}

/**
 * rk_at_transcript_new:
 * @func: (scope notified): told of every entry
 * @user_data: for @func
 *
 * Returns: (transfer full): an empty transcript
 */
RkAtTranscript *
rk_at_transcript_new (RkAtTranscriptFunc func,
                      gpointer           user_data)
{
  RkAtTranscript *self = g_new0 (RkAtTranscript, 1);

  self->func = func;
  self->user_data = user_data;
  g_queue_init (&self->open);
  self->splitter = _rk_at_splitter_new ();
  self->sent = g_string_new (NULL);
  return self;
}

/**
 * rk_at_transcript_free:
 * @self: (transfer full): a transcript
 *
 * What is open is not told any more.
 */
void
rk_at_transcript_free (RkAtTranscript *self)
{
  g_queue_clear_full (&self->open, (GDestroyNotify)open_free);
  g_string_free (self->sent, TRUE);
  _rk_at_splitter_free (self->splitter);
  g_free (self);
}
