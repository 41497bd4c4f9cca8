/* rk-at-client.c: AT commands and their replies
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The serial behaviour is that of Espressif's 2014 source (ESP8266_AT,
 * at_port.c and at_cmd.c): a command ends with CR LF, and while one is at work
 * everything else is answered with "busy p...", which means that it was dropped.
 */

#include "rk-at-client-private.h"

#include "rk-at-line-private.h"
#include "rk-at-mask.h"
#include "rk-at-splitter-private.h"
#include "rk-boot-text.h"
#include "rk-deadline.h"
#include "rk-error.h"

#include <string.h>

/* After "busy" the command is sent again; a join can take many seconds. */
#define BUSY_PAUSE_MS 500

/* What may still follow "no change" or "ALREADY CONNECT". */
#define GRACE_MS 200

/* What had come when the deadline passed is still taken, but a module that
 * talks without end does not hold us.
 */
#define LATE_US (200 * 1000)

/* Between OK and the prompt for data there is nothing but the module's own time. */
#define PROMPT_MS 1000

/* How the prompt for data reads among the lines. */
#define PROMPT ">"

/* More lines than any reply has. */
#define MAX_LINES 1000

/* AT and its answer are 12 bytes, 13 ms at 9600 baud; the rest is for the
 * module's own time and the adapter's.
 */
#define PROBE_MS 400
#define PROBE_TRIES 2

/* Most likely first: the speeds that AT firmware was delivered with. */
static const guint probe_bauds[] = { 115200, 9600, 57600, 38400, 19200, 74880, 230400, 921600 };

#define CR_LF "\r\n"

struct _RkAtClient
{
  RkLink        *link;
  RkAtSplitter  *splitter;
  RkAtNoticeFunc notice_func;
  gpointer       notice_data;
  gboolean       wants_prompt;
};

static const struct
{
  RkAtResult  result;
  gboolean    good;
  const char *text;
} results[] = {
  { RK_AT_RESULT_OK, TRUE, "OK" },
  { RK_AT_RESULT_SEND_OK, TRUE, "SEND OK" },
  { RK_AT_RESULT_NO_CHANGE, TRUE, "no change" },
  { RK_AT_RESULT_ALREADY, TRUE, "ALREADY CONNECT" },
  { RK_AT_RESULT_ERROR, FALSE, "ERROR" },
  { RK_AT_RESULT_FAIL, FALSE, "FAIL" },
  { RK_AT_RESULT_SEND_FAIL, FALSE, "SEND FAIL" },
};

/**
 * rk_at_result_is_good:
 * @result: a result
 *
 * Returns: whether the command did what it should
 */
gboolean
rk_at_result_is_good (RkAtResult result)
{
  g_return_val_if_fail ((guint)result < G_N_ELEMENTS (results), FALSE);

  return results[result].good;
}

/**
 * rk_at_result_get_text:
 * @result: a result
 *
 * Returns: (transfer none): as the module writes it
 */
const char *
rk_at_result_get_text (RkAtResult result)
{
  g_return_val_if_fail ((guint)result < G_N_ELEMENTS (results), NULL);

  return results[result].text;
}

/**
 * rk_at_reply_free:
 * @self: (transfer full): a reply
 */
void
rk_at_reply_free (RkAtReply *self)
{
  g_strfreev (self->lines);
  g_free (self);
}

/**
 * rk_at_client_new:
 * @link: (transfer none): an open link; a reference is kept
 *
 * Returns: (transfer full): a client of the module on that link
 */
RkAtClient *
rk_at_client_new (RkLink *link)
{
  RkAtClient *self;

  g_return_val_if_fail (RK_IS_LINK (link), NULL);

  self = g_new0 (RkAtClient, 1);
  self->link = g_object_ref (link);
  self->splitter = _rk_at_splitter_new ();
  return self;
}

/**
 * rk_at_client_free:
 * @self: (transfer full): a client
 *
 * The link stays open.
 */
void
rk_at_client_free (RkAtClient *self)
{
  _rk_at_splitter_free (self->splitter);
  g_object_unref (self->link);
  g_free (self);
}

/**
 * rk_at_client_steal_rest:
 * @self: a client
 *
 * For whoever listens to the link next.
 *
 * Returns: (transfer full): what was received and is part of no reply, possibly
 *   nothing
 */
GBytes *
rk_at_client_steal_rest (RkAtClient *self)
{
  return _rk_at_splitter_steal (self->splitter);
}

/**
 * rk_at_client_set_notice_func:
 * @self: a client
 * @func: (nullable) (scope notified): called for each line that is no part of a
 *   reply, on the thread that uses the client; it must not use the client
 * @user_data: for @func
 */
void
rk_at_client_set_notice_func (RkAtClient     *self,
                              RkAtNoticeFunc  func,
                              gpointer        user_data)
{
  self->notice_func = func;
  self->notice_data = user_data;
}

static void
notify (RkAtClient *self,
        const char *line,
        GBytes     *payload)
{
  if (self->notice_func != NULL)
    self->notice_func (line, payload, self->notice_data);
}

/* The next line, %NULL without error when the deadline passed.  Packets go to
 * the callback.
 */
static gboolean
next_line (RkAtClient    *self,
           gint64         deadline,
           GCancellable  *cancellable,
           char         **line,
           GError       **error)
{
  guint8 buffer[4096];
  gssize n;

  for (;;)
    {
      g_autoptr(GBytes) payload = NULL;

      *line = NULL;
      if (g_get_monotonic_time () - LATE_US > deadline)
        return TRUE;

      *line = _rk_at_splitter_pop (self->splitter, &payload);
      if (*line != NULL && payload == NULL)
        {
          g_strchomp (*line);
          return TRUE;
        }
      if (*line != NULL)
        {
          notify (self, *line, payload);
          g_clear_pointer (line, g_free);
          continue;
        }
      if (self->wants_prompt && _rk_at_splitter_take_prompt (self->splitter))
        {
          *line = g_strdup (PROMPT);
          return TRUE;
        }

      n = rk_link_read (self->link, buffer, sizeof buffer, deadline, cancellable, error);
      if (n <= 0)
        return n == 0;
      _rk_at_splitter_push (self->splitter, buffer, (gsize)n);
    }
}

/**
 * rk_at_client_listen:
 * @self: a client
 * @deadline: until when; one that has passed takes what is already there
 * @cancellable: (nullable): ends it at once
 * @error: %RK_ERROR_PORT_LOST or %G_IO_ERROR_CANCELLED
 *
 * Hands every line that comes to the notice callback.
 *
 * Returns: whether it listened until the deadline
 */
gboolean
rk_at_client_listen (RkAtClient    *self,
                     gint64         deadline,
                     GCancellable  *cancellable,
                     GError       **error)
{
  for (;;)
    {
      g_autofree char *line = NULL;

      if (!next_line (self, deadline, cancellable, &line, error))
        return FALSE;
      if (line == NULL)
        return TRUE;
      notify (self, line, NULL);
    }
}

/**
 * rk_at_client_await_ready:
 * @self: a client
 * @deadline: until when
 * @cancellable: (nullable): ends it at once
 * @is_ready: (out): whether it said so
 * @error: %RK_ERROR_PORT_LOST or %G_IO_ERROR_CANCELLED
 *
 * Listens until the module says that it is ready.  All lines go to the notice
 * callback.
 *
 * Returns: whether nothing went wrong
 */
gboolean
rk_at_client_await_ready (RkAtClient    *self,
                          gint64         deadline,
                          GCancellable  *cancellable,
                          gboolean      *is_ready,
                          GError       **error)
{
  *is_ready = FALSE;
  while (!*is_ready)
    {
      g_autofree char *line = NULL;

      if (!next_line (self, deadline, cancellable, &line, error))
        return FALSE;
      if (line == NULL)
        break;
      *is_ready = strcmp (line, "ready") == 0;
      notify (self, line, NULL);
    }
  return TRUE;
}

static gboolean
send_command (RkAtClient    *self,
              const char    *command,
              const char    *line_end,
              gint64         deadline,
              GCancellable  *cancellable,
              GError       **error)
{
  g_autofree char *line = g_strconcat (command, line_end, NULL);

  /* What is there already is not the reply. */
  return rk_at_client_listen (self, g_get_monotonic_time (), cancellable, error) &&
         rk_link_write (self->link, (const guint8 *)line, strlen (line), deadline, cancellable, error);
}

/**
 * rk_at_command_restarts:
 * @command: such as "AT+RST"
 *
 * Returns: whether the module starts anew when it has said OK
 */
gboolean
rk_at_command_restarts (const char *command)
{
  return g_ascii_strcasecmp (command, "AT+RST") == 0 || g_ascii_strcasecmp (command, "AT+RESTORE") == 0;
}

/* What one attempt came to. */
typedef struct
{
  const char *command;
  GBytes     *data; /* for after the prompt, or NULL */
  gboolean    is_data_sent;
  GPtrArray  *lines;
  gboolean    has_soft_result;
  gboolean    was_busy;
  gboolean    is_over;
  RkAtResult  result;
} Attempt;

static gboolean
take_restart (Attempt  *attempt,
              GError  **error)
{
  g_autofree char *shown = NULL;

  if (rk_at_command_restarts (attempt->command))
    {
      attempt->result = RK_AT_RESULT_OK;
      attempt->is_over = TRUE;
      return TRUE;
    }

  shown = rk_at_mask_secrets (attempt->command);
  g_set_error (error, RK_ERROR, RK_ERROR_RESTARTED, "the module restarted instead of answering “%s”", shown);
  return FALSE;
}

/* The module echoes data as it echoes commands, in one piece or in many. */
static gboolean
is_echo_of_data (const Attempt *attempt,
                 const char    *line)
{
  gsize size;
  const char *data;
  g_autofree char *text = NULL;

  if (!attempt->is_data_sent)
    return FALSE;
  data = g_bytes_get_data (attempt->data, &size);
  text = g_strndup (data, size);
  return strstr (text, line) != NULL;
}

static gboolean
is_part_of_reply (const Attempt *attempt,
                  const char    *line)
{
  return !_rk_at_line_is_echo (line, attempt->command, attempt->lines->len == 0) &&
         !is_echo_of_data (attempt, line) &&
         rk_boot_text_get_kind (line, strlen (line)) != RK_BOOT_TEXT_NOISE;
}

static void
keep_line (Attempt    *attempt,
           const char *line)
{
  if (attempt->lines->len < MAX_LINES)
    g_ptr_array_add (attempt->lines, g_strdup (line));
}

/* From 1.0 on the OK comes before the prompt, and does not end the reply then. */
static void
take_final (Attempt    *attempt,
            RkAtResult  result)
{
  attempt->result = result;
  if (attempt->data != NULL && !attempt->is_data_sent && result == RK_AT_RESULT_OK)
    attempt->has_soft_result = TRUE;
  else
    attempt->is_over = TRUE;
}

static gboolean
take_line (RkAtClient  *self,
           Attempt     *attempt,
           const char  *line,
           GError     **error)
{
  RkAtResult result;

  switch (_rk_at_line_classify (line, &result))
    {
    case RK_AT_LINE_FINAL:
      take_final (attempt, result);
      break;
    case RK_AT_LINE_SOFT:
      attempt->result = result;
      attempt->has_soft_result = TRUE;
      if (!rk_at_result_is_good (result))
        keep_line (attempt, line);
      break;
    case RK_AT_LINE_BUSY:
      /* Behind the data it means a line end too many, not the command. */
      attempt->was_busy = !attempt->is_data_sent;
      attempt->is_over = attempt->was_busy;
      break;
    case RK_AT_LINE_NOTICE:
      notify (self, line, NULL);
      break;
    case RK_AT_LINE_RESTART:
      notify (self, line, NULL);
      return take_restart (attempt, error);
    case RK_AT_LINE_TEXT:
    default:
      if (is_part_of_reply (attempt, line))
        keep_line (attempt, line);
      break;
    }
  return TRUE;
}

static gboolean
send_data (RkAtClient    *self,
           Attempt       *attempt,
           gint64         deadline,
           GCancellable  *cancellable,
           GError       **error)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data (attempt->data, &size);

  attempt->is_data_sent = TRUE;
  attempt->has_soft_result = FALSE;
  self->wants_prompt = FALSE;
  return rk_link_write (self->link, bytes, size, deadline, cancellable, error);
}

static gboolean
fail_silent (RkAtClient     *self,
             const Attempt  *attempt,
             GError        **error)
{
  g_autofree char *shown = rk_at_mask_secrets (attempt->command);
  gboolean is_prompting = _rk_at_splitter_take_prompt (self->splitter);

  /* Half a packet must not swallow the next reply. */
  _rk_at_splitter_reset (self->splitter);
  if (is_prompting)
    g_set_error (error, RK_ERROR, RK_ERROR_NO_REPLY, "“%s” waits for data", shown);
  else if (attempt->was_busy)
    g_set_error (error, RK_ERROR, RK_ERROR_NO_REPLY, "no reply to “%s”: the module stays busy", shown);
  else if (attempt->lines->len > 0)
    g_set_error (error, RK_ERROR, RK_ERROR_NO_REPLY, "the reply to “%s” does not end: %u lines without OK or ERROR",
                 shown, attempt->lines->len);
  else
    g_set_error (error, RK_ERROR, RK_ERROR_NO_REPLY, "no reply to “%s” at %u baud", shown,
                 rk_link_get_baud (self->link));
  return FALSE;
}

/* How long the next line may take. */
static gint64
next_deadline (const Attempt *attempt,
               gint64         deadline)
{
  gboolean is_before_prompt = attempt->data != NULL && !attempt->is_data_sent;

  if (!attempt->has_soft_result)
    return deadline;
  return rk_deadline_sooner (deadline, rk_deadline_in_ms (is_before_prompt ? PROMPT_MS : GRACE_MS));
}

/* Nothing comes any more, and what came last can be the end. */
static gboolean
take_silence (Attempt  *attempt,
              GError  **error)
{
  g_autofree char *shown = NULL;

  attempt->is_over = TRUE;
  if (attempt->data == NULL || attempt->is_data_sent || !rk_at_result_is_good (attempt->result))
    return TRUE;

  shown = rk_at_mask_secrets (attempt->command);
  g_set_error (error, RK_ERROR, RK_ERROR_PROTOCOL, "“%s” was answered %s and did not ask for data", shown,
               rk_at_result_get_text (attempt->result));
  return FALSE;
}

static gboolean
read_reply (RkAtClient    *self,
            Attempt       *attempt,
            gint64         deadline,
            GCancellable  *cancellable,
            GError       **error)
{
  while (!attempt->is_over)
    {
      g_autofree char *line = NULL;
      gboolean taken;

      if (!next_line (self, next_deadline (attempt, deadline), cancellable, &line, error))
        return FALSE;
      if (line == NULL && !attempt->has_soft_result)
        return fail_silent (self, attempt, error);

      if (line == NULL)
        taken = take_silence (attempt, error);
      else if (self->wants_prompt && strcmp (line, PROMPT) == 0)
        taken = send_data (self, attempt, deadline, cancellable, error);
      else
        taken = take_line (self, attempt, line, error);
      if (!taken)
        return FALSE;
    }
  return TRUE;
}

/* Sends the command once and reads to the end of the reply, or to "busy". */
static gboolean
attempt_once (RkAtClient    *self,
              Attempt       *attempt,
              gint64         deadline,
              GCancellable  *cancellable,
              GError       **error)
{
  gboolean is_read;

  attempt->is_over = FALSE;
  attempt->was_busy = FALSE;
  attempt->has_soft_result = FALSE;
  g_ptr_array_set_size (attempt->lines, 0);
  if (!send_command (self, attempt->command, CR_LF, deadline, cancellable, error))
    return FALSE;

  self->wants_prompt = attempt->data != NULL;
  is_read = read_reply (self, attempt, deadline, cancellable, error);
  self->wants_prompt = FALSE;
  return is_read;
}

static RkAtReply *
reply_new (RkAtResult  result,
           GPtrArray  *lines)
{
  RkAtReply *reply = g_new0 (RkAtReply, 1);

  g_ptr_array_add (lines, NULL);
  reply->result = result;
  reply->lines = (char **)g_ptr_array_free (lines, FALSE);
  return reply;
}

/**
 * rk_at_client_transact_data:
 * @self: a client
 * @command: such as "AT+CIPSEND=5", without line end
 * @data: (nullable): what is sent when the module asks for it with ">"
 * @deadline: by when the reply must be complete
 * @cancellable: (nullable): ends the wait at once; the module may still answer
 * @error: %RK_ERROR_NO_REPLY, %RK_ERROR_RESTARTED when the module starts anew,
 *   %RK_ERROR_PROTOCOL when it does not ask for the data, %RK_ERROR_PORT_LOST,
 *   %G_IO_ERROR_TIMED_OUT or %G_IO_ERROR_CANCELLED
 *
 * Sends a command and reads its reply, whatever its result is.  While the module
 * is busy with an earlier command this one is sent again and again.
 *
 * Returns: (transfer full): the reply
 */
RkAtReply *
rk_at_client_transact_data (RkAtClient    *self,
                            const char    *command,
                            GBytes        *data,
                            gint64         deadline,
                            GCancellable  *cancellable,
                            GError       **error)
{
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  Attempt attempt = { .command = command, .data = data, .lines = lines };

  g_return_val_if_fail (strpbrk (command, "\r\n") == NULL, NULL);

  for (;;)
    {
      gint64 pause;

      if (!attempt_once (self, &attempt, deadline, cancellable, error))
        return NULL;
      if (!attempt.was_busy)
        return reply_new (attempt.result, g_steal_pointer (&lines));

      /* The end of the earlier command's reply goes by as a notice. */
      pause = rk_deadline_sooner (deadline, rk_deadline_in_ms (BUSY_PAUSE_MS));
      if (!rk_at_client_listen (self, pause, cancellable, error))
        return NULL;
      if (rk_deadline_passed (deadline))
        {
          fail_silent (self, &attempt, error);
          return NULL;
        }
    }
}

/**
 * rk_at_client_transact:
 * @self: a client
 * @command: such as "AT+GMR", without line end
 * @deadline: by when the reply must be complete
 * @cancellable: (nullable): ends the wait at once; the module may still answer
 * @error: as for rk_at_client_transact_data()
 *
 * Sends a command without data and reads its reply, whatever its result is.
 *
 * Returns: (transfer full): the reply
 */
RkAtReply *
rk_at_client_transact (RkAtClient    *self,
                       const char    *command,
                       gint64         deadline,
                       GCancellable  *cancellable,
                       GError       **error)
{
  return rk_at_client_transact_data (self, command, NULL, deadline, cancellable, error);
}

/**
 * rk_at_client_command:
 * @self: a client
 * @command: such as "AT+GMR", without line end
 * @deadline: by when the reply must be complete
 * @cancellable: (nullable): ends the wait at once
 * @error: %RK_ERROR_AT_FAILED for ERROR, FAIL or SEND FAIL; and all of
 *   rk_at_client_transact()
 *
 * Sends a command that must succeed.
 *
 * Returns: (transfer full): the lines of the reply
 */
char **
rk_at_client_command (RkAtClient    *self,
                      const char    *command,
                      gint64         deadline,
                      GCancellable  *cancellable,
                      GError       **error)
{
  g_autoptr(RkAtReply) reply = rk_at_client_transact (self, command, deadline, cancellable, error);
  g_autofree char *shown = NULL;

  if (reply == NULL)
    return NULL;
  if (rk_at_result_is_good (reply->result))
    return g_steal_pointer (&reply->lines);

  shown = rk_at_mask_secrets (command);
  g_set_error (error, RK_ERROR, RK_ERROR_AT_FAILED, "“%s” was answered %s%s%s", shown,
               rk_at_result_get_text (reply->result),
               reply->lines[0] != NULL ? ": " : "", reply->lines[0] != NULL ? reply->lines[0] : "");
  return NULL;
}

/* What is no answer: at another speed there may be text of another program. */
static void
keep_heard (RkAtProbe  *probe,
            const char *line)
{
  if (probe->heard != NULL)
    g_string_append_printf (probe->heard, "%s\n", line);
}

/* Sends AT once at the speed that is set. */
static gboolean
probe_once (RkAtClient    *self,
            RkAtProbe     *probe,
            gint64         deadline,
            GCancellable  *cancellable,
            GError       **error)
{
  gint64 until = rk_deadline_sooner (deadline, rk_deadline_in_ms (PROBE_MS));

  if (!send_command (self, "AT", probe->line_end, until, cancellable, error))
    return FALSE;

  while (!probe->is_answered)
    {
      g_autofree char *line = NULL;
      RkAtLineKind kind;
      RkAtResult result;

      if (!next_line (self, until, cancellable, &line, error))
        return FALSE;
      if (line == NULL)
        return TRUE;

      /* Even ERROR and busy are only readable at the right speed. */
      kind = _rk_at_line_classify (line, &result);
      probe->is_answered = kind == RK_AT_LINE_FINAL || kind == RK_AT_LINE_BUSY;
      if (_rk_at_line_is_echo (line, "AT", FALSE))
        probe->is_echoed = TRUE;
      else if (!probe->is_answered)
        keep_heard (probe, line);
      if (!probe->is_answered && kind != RK_AT_LINE_TEXT)
        notify (self, line, NULL);
    }
  return TRUE;
}

/* What has come and made no line. */
static void
keep_rest (RkAtClient *self,
           RkAtProbe  *probe)
{
  g_autoptr(GBytes) rest = _rk_at_splitter_steal (self->splitter);
  gsize size;
  const char *bytes = g_bytes_get_data (rest, &size);
  g_autofree char *text = size > 0 ? g_strstrip (g_strndup (bytes, size)) : g_strdup ("");

  if (_rk_at_line_is_echo (text, "AT", FALSE))
    probe->is_echoed = TRUE;
  else if (*text != '\0')
    keep_heard (probe, text);
}

/*
 * _rk_at_client_probe_at:
 * @self: a client
 * @baud: the speed to set, where the link has one
 * @n_tries: how often to ask
 * @probe: (inout): what was found, added to what was there
 *
 * Asks AT at one speed.  One that the port cannot be set to is passed over.
 *
 * Returns: whether nothing went wrong
 */
gboolean
_rk_at_client_probe_at (RkAtClient    *self,
                        guint          baud,
                        guint          n_tries,
                        RkAtProbe     *probe,
                        gint64         deadline,
                        GCancellable  *cancellable,
                        GError       **error)
{
  g_autoptr(GError) unable = NULL;

  if (rk_link_can_set_baud (self->link) && !rk_link_set_baud (self->link, baud, &unable))
    {
      if (g_error_matches (unable, RK_ERROR, RK_ERROR_PORT_UNABLE))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&unable));
      return FALSE;
    }

  _rk_at_splitter_reset (self->splitter);
  if (!rk_link_discard_input (self->link, error))
    return FALSE;

  /* The first one can be lost behind what the module got at another speed. */
  for (guint i = 0; i < n_tries && !probe->is_answered && !rk_deadline_passed (deadline); i++)
    if (!probe_once (self, probe, deadline, cancellable, error))
      return FALSE;
  if (!probe->is_answered)
    keep_rest (self, probe);
  return TRUE;
}

/*
 * _rk_at_client_get_bauds:
 * @n_bauds: (out): how many
 *
 * Returns: (transfer none): the speeds in use, most likely first
 */
const guint *
_rk_at_client_get_bauds (guint *n_bauds)
{
  *n_bauds = G_N_ELEMENTS (probe_bauds);
  return probe_bauds;
}

/**
 * rk_at_client_probe:
 * @self: a client
 * @first_baud: the speed to try first, 0 for none
 * @baud: (out): the speed at which the module answered
 * @deadline: when to give up
 * @cancellable: (nullable): ends it at once
 * @error: %RK_ERROR_NO_REPLY when it answers at none, %RK_ERROR_ECHO when only our
 *   own bytes come back, %RK_ERROR_PORT_LOST, %G_IO_ERROR_CANCELLED
 *
 * Finds the speed at which the module answers AT.  The most likely one is tried
 * again at the end: at first the module may still have been starting, since many
 * are reset when their port is opened.  The link keeps the speed of the answer; on
 * a failure, the last one that was tried.
 *
 * Returns: whether it answers
 */
gboolean
rk_at_client_probe (RkAtClient    *self,
                    guint          first_baud,
                    guint         *baud,
                    gint64         deadline,
                    GCancellable  *cancellable,
                    GError       **error)
{
  RkAtProbe probe = { .line_end = CR_LF };
  guint n_bauds = rk_link_can_set_baud (self->link) ? G_N_ELEMENTS (probe_bauds) : 0;
  guint last = n_bauds + 1;

  if (first_baud == 0)
    first_baud = n_bauds > 0 ? probe_bauds[0] : rk_link_get_baud (self->link);

  for (guint i = 0; i <= last && !rk_deadline_passed (deadline); i++)
    {
      gboolean others = i > 0 && i < last;
      guint try_baud = others ? probe_bauds[i - 1] : first_baud;

      if (others && try_baud == first_baud)
        continue;
      if (!_rk_at_client_probe_at (self, try_baud, PROBE_TRIES, &probe, deadline, cancellable, error))
        return FALSE;
      if (probe.is_answered)
        {
          *baud = try_baud;
          return TRUE;
        }
    }

  if (probe.is_echoed)
    g_set_error (error, RK_ERROR, RK_ERROR_ECHO, "only “AT” itself came back, no OK");
  else
    g_set_error (error, RK_ERROR, RK_ERROR_NO_REPLY, "no reply to “AT” at any speed");
  return FALSE;
}
