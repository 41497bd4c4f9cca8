/* rk-console-log.c: a file that gets what the console shows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The main thread puts the text together; a thread of the log's own writes it, so
 * that a slow disk or a network folder holds nobody up.  Each piece is handed to the
 * system as it comes, without a buffer of our own in between: it is there even when
 * this program ends badly.
 */

#include "rk-console-log.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <fcntl.h>
#include <string.h>
#ifdef G_OS_WIN32
#include <io.h>
#else
#include <unistd.h>
#endif

#ifndef O_CLOEXEC
#define O_CLOEXEC 0
#endif
#ifndef O_BINARY
#define O_BINARY 0
#endif

/* How often a disk that was full is tried again. */
#define RETRY_US (2 * G_USEC_PER_SEC)

/* What may wait for the disk; what comes then is lost, and counted. */
#define WAITING_MAX (4 * 1024 * 1024)

/* A line that begins like a command waits for its end, up to this. */
#define COMMAND_MAX 1024
#define COMMAND "AT+"

/* How long closing waits for a disk that does not take what is left. */
#define CLOSE_US (2 * G_USEC_PER_SEC)

/* The text of one direction, line by line. */
typedef struct
{
  const char *mark;
  gboolean    in_line;  /* its beginning was written */
  GString    *held;     /* of a line that may be a command */
  gint64      held_us;
} Stream;

struct _RkConsoleLog
{
  char                *path;
  RkConsoleLogOptions  options;
  Stream               streams[RK_CONSOLE_LOG_NOTE + 1];
  Stream              *last;     /* whose line is the last in the file */
  GMainContext        *context;
  GThread             *thread;

  GMutex               lock;
  GCond                changed;
  GString             *waiting;
  guint64              n_lost;
  gboolean             closing;
  gint64               close_by;

  /* The log's thread */
  int                  fd;
  guint64              size;
  gboolean             failing;
  GSource             *report;
};

typedef struct
{
  RkConsoleLogFunc  func;
  gpointer          user_data;
  GError           *error;
  guint64           n_lost;
} Report;

static void
report_free (Report *report)
{
  g_clear_error (&report->error);
  g_free (report);
}

static gboolean
report_cb (gpointer user_data)
{
  Report *report = user_data;

  report->func (report->error, report->n_lost, report->user_data);
  return G_SOURCE_REMOVE;
}

/* An older one that was not told yet is overtaken. */
static void
forget_report (RkConsoleLog *self)
{
  if (self->report != NULL)
    g_source_destroy (self->report);
  g_clear_pointer (&self->report, g_source_unref);
}

static void
tell_trouble (RkConsoleLog *self,
              const GError *error)
{
  Report *report;

  if (self->options.func == NULL)
    return;

  report = g_new0 (Report, 1);
  report->func = self->options.func;
  report->user_data = self->options.user_data;
  report->error = error != NULL ? g_error_copy (error) : NULL;
  g_mutex_lock (&self->lock);
  report->n_lost = self->n_lost;
  g_mutex_unlock (&self->lock);

  forget_report (self);
  self->report = g_idle_source_new ();
  g_source_set_priority (self->report, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->report, report_cb, report, (GDestroyNotify)report_free);
  g_source_attach (self->report, self->context);
}

static gboolean
fail (GError     **error,
      const char  *path)
{
  int code = errno;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "%s: %s", path, g_strerror (code));
  return FALSE;
}

static gboolean
open_file (RkConsoleLog  *self,
           GError       **error)
{
  GStatBuf info;

  self->fd = g_open (self->path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_BINARY, 0600);
  if (self->fd < 0)
    return fail (error, self->path);

  self->size = g_stat (self->path, &info) == 0 ? (guint64)info.st_size : 0;
  return TRUE;
}

static void
close_file (RkConsoleLog *self)
{
  if (self->fd >= 0)
    g_close (self->fd, NULL);
  self->fd = -1;
}

/* FILE.1 is the youngest of those that are kept. */
static gboolean
rotate (RkConsoleLog  *self,
        GError       **error)
{
  close_file (self);
  for (guint i = self->options.n_kept; i > 0; i--)
    {
      g_autofree char *from = i == 1 ? g_strdup (self->path) : g_strdup_printf ("%s.%u", self->path, i - 1);
      g_autofree char *to = g_strdup_printf ("%s.%u", self->path, i);

      if (g_rename (from, to) != 0 && errno != ENOENT)
        return fail (error, to);
    }
  if (self->options.n_kept == 0 && g_unlink (self->path) != 0 && errno != ENOENT)
    return fail (error, self->path);

  return open_file (self, error);
}

/* A file ends with a line, so far as there is a line end. */
static gsize
get_room (RkConsoleLog *self,
          const char   *text,
          gsize         length)
{
  const char *end;
  gsize room;

  if (self->options.max_size == 0 || self->size + length <= self->options.max_size)
    return length;

  room = self->size < self->options.max_size ? (gsize)(self->options.max_size - self->size) : 0;
  end = g_strrstr_len (text, (gssize)room, "\n");
  return end != NULL ? (gsize)(end - text) + 1 : self->size == 0 ? MIN (length, MAX (room, 1)) : 0;
}

/* Writes from the beginning of @text; @done tells how much. */
static gboolean
write_text (RkConsoleLog  *self,
            const char    *text,
            gsize          length,
            gsize         *done,
            GError       **error)
{
  while (*done < length)
    {
      gsize room = self->fd >= 0 ? get_room (self, text + *done, length - *done) : 0;
      gssize written;

      if (self->fd < 0 ? !open_file (self, error) : room == 0 && !rotate (self, error))
        return FALSE;
      if (room == 0)
        continue;

      written = write (self->fd, text + *done, room);
      if (written < 0 && errno != EINTR)
        return fail (error, self->path);
      *done += (gsize)MAX (written, 0);
      self->size += (guint64)MAX (written, 0);
    }
  return TRUE;
}

/* With the lock held: takes what waits; FALSE when all is done. */
static gboolean
wait_for_text (RkConsoleLog *self)
{
  while (self->waiting->len == 0 && !self->closing)
    g_cond_wait (&self->changed, &self->lock);

  return self->waiting->len > 0 && !(self->closing && g_get_monotonic_time () > self->close_by);
}

/* What could not be written goes back to the front of what waits. */
static void
give_back (RkConsoleLog *self,
           const char   *text,
           gsize         length)
{
  gint64 until = g_get_monotonic_time () + RETRY_US;

  g_mutex_lock (&self->lock);
  g_string_prepend_len (self->waiting, text, (gssize)length);
  while (g_get_monotonic_time () < until && !self->closing)
    g_cond_wait_until (&self->changed, &self->lock, until);
  if (self->closing)
    self->close_by = 0; /* that was it */
  g_mutex_unlock (&self->lock);
}

static void
write_or_give_back (RkConsoleLog *self,
                    GString      *text)
{
  g_autoptr(GError) error = NULL;
  gsize done = 0;
  gboolean written = write_text (self, text->str, text->len, &done, &error);

  if (written == !self->failing)
    {
      if (!written)
        give_back (self, text->str + done, text->len - done);
      return;
    }

  self->failing = !written;
  tell_trouble (self, error);
  if (!written)
    give_back (self, text->str + done, text->len - done);
}

static gpointer
run (gpointer data)
{
  RkConsoleLog *self = data;

  g_mutex_lock (&self->lock);
  while (wait_for_text (self))
    {
      g_autoptr(GString) text = g_steal_pointer (&self->waiting);

      self->waiting = g_string_new (NULL);
      g_mutex_unlock (&self->lock);
      write_or_give_back (self, text);
      g_mutex_lock (&self->lock);
    }
  g_mutex_unlock (&self->lock);

  close_file (self);
  return NULL;
}

static void
append (RkConsoleLog *self,
        const char   *text,
        gsize         length)
{
  g_mutex_lock (&self->lock);
  if (self->waiting->len + length <= WAITING_MAX)
    g_string_append_len (self->waiting, text, (gssize)length);
  else
    self->n_lost += length;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
}

/* Local time, to the millisecond; @time_us is of the monotonic clock. */
static char *
format_time (gint64 time_us)
{
  gint64 real_us = g_get_real_time () - (g_get_monotonic_time () - time_us);
  g_autoptr(GDateTime) seconds = g_date_time_new_from_unix_local (real_us / G_USEC_PER_SEC);
  g_autofree char *text = g_date_time_format (seconds, "%Y-%m-%d %H:%M:%S");

  return g_strdup_printf ("%s.%03d ", text, (int)(real_us % G_USEC_PER_SEC / 1000));
}

static void
begin_line (RkConsoleLog *self,
            Stream       *stream,
            gint64        time_us)
{
  if (!self->options.time_stamps)
    return;

  /* The other direction broke in. */
  if (self->last != NULL && self->last != stream && self->last->in_line)
    {
      append (self, "\n", 1);
      self->last->in_line = FALSE;
    }
  if (!stream->in_line)
    {
      g_autofree char *time = format_time (time_us);

      append (self, time, strlen (time));
      append (self, stream->mark, strlen (stream->mark));
    }
}

static void
put (RkConsoleLog *self,
     Stream       *stream,
     const char   *text,
     gsize         length,
     gint64        time_us)
{
  if (length == 0)
    return;

  begin_line (self, stream, time_us);
  append (self, text, length);
  stream->in_line = text[length - 1] != '\n';
  self->last = stream;
}

/* Lets go of a line that was held: masked, if it is a command. */
static void
release (RkConsoleLog *self,
         Stream       *stream)
{
  GString *held = stream->held;

  if (held->len >= strlen (COMMAND) && g_ascii_strncasecmp (held->str, COMMAND, strlen (COMMAND)) == 0)
    {
      g_autofree char *valid = g_utf8_make_valid (held->str, (gssize)held->len);
      gsize length = strcspn (valid, "\r\n");
      g_autofree char *command = g_strndup (valid, length);
      g_autofree char *masked = self->options.mask (command);
      g_autofree char *line = g_strconcat (masked, valid + length, NULL);

      put (self, stream, line, strlen (line), stream->held_us);
    }
  else
    put (self, stream, held->str, held->len, stream->held_us);

  g_string_truncate (held, 0);
}

/* Whether the line so far is a command, or may become one. */
static gboolean
may_be_command (const GString *line)
{
  return g_ascii_strncasecmp (line->str, COMMAND, MIN (line->len, strlen (COMMAND))) == 0 &&
         line->len < COMMAND_MAX;
}

/* A piece of a line, with its end if it has one. */
static void
add_piece (RkConsoleLog *self,
           Stream       *stream,
           const char   *text,
           gsize         length,
           gint64        time_us)
{
  if (self->options.mask == NULL || stream->in_line)
    {
      put (self, stream, text, length, time_us);
      return;
    }

  if (stream->held->len == 0)
    stream->held_us = time_us;
  g_string_append_len (stream->held, text, (gssize)length);
  if (text[length - 1] == '\n' || !may_be_command (stream->held))
    release (self, stream);
}

/**
 * rk_console_log_new:
 * @path: the file; what it has is kept, and added to
 * @options: copied
 * @error: why the file cannot be opened
 *
 * Main context.
 *
 * Returns: (transfer full) (nullable): a log
 */
RkConsoleLog *
rk_console_log_new (const char                 *path,
                    const RkConsoleLogOptions  *options,
                    GError                    **error)
{
  RkConsoleLog *self = g_new0 (RkConsoleLog, 1);
  static const char *const marks[] = { "", "> ", "# " };

  self->path = g_strdup (path);
  self->options = *options;
  self->waiting = g_string_new (NULL);
  self->context = g_main_context_ref_thread_default ();
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  for (guint i = 0; i < G_N_ELEMENTS (self->streams); i++)
    {
      self->streams[i].mark = marks[i];
      self->streams[i].held = g_string_new (NULL);
    }

  if (open_file (self, error))
    self->thread = g_thread_new ("console log", run, self);
  else
    g_clear_pointer (&self, rk_console_log_close);
  return self;
}

/**
 * rk_console_log_add:
 * @self: a log
 * @kind: what it is
 * @bytes: as they came or went
 * @count: how many
 * @time_us: when, monotonic
 *
 * Hands them to the log's thread; never waits for the file.
 */
void
rk_console_log_add (RkConsoleLog     *self,
                    RkConsoleLogKind  kind,
                    const guint8     *bytes,
                    gsize             count,
                    gint64            time_us)
{
  Stream *stream = &self->streams[kind];
  const char *text = (const char *)bytes;
  gboolean by_lines = self->options.time_stamps || self->options.mask != NULL;

  if (kind != RK_CONSOLE_LOG_RECEIVED && !self->options.time_stamps)
    return;

  while (count > 0)
    {
      const char *end = by_lines ? memchr (text, '\n', count) : NULL;
      gsize length = end != NULL ? (gsize)(end - text) + 1 : count;

      add_piece (self, stream, text, length, time_us);
      text += length;
      count -= length;
    }
}

/**
 * rk_console_log_get_path:
 * @self: a log
 *
 * Returns: (transfer none): the file
 */
const char *
rk_console_log_get_path (RkConsoleLog *self)
{
  return self->path;
}

/**
 * rk_console_log_close:
 * @self: (transfer full): a log
 *
 * Writes what is left and closes the file; waits for that, but not for long for a
 * disk that takes nothing.
 */
void
rk_console_log_close (RkConsoleLog *self)
{
  if (self->thread != NULL)
    {
      for (guint i = 0; i < G_N_ELEMENTS (self->streams); i++)
        if (self->streams[i].held->len > 0)
          release (self, &self->streams[i]);

      g_mutex_lock (&self->lock);
      self->closing = TRUE;
      self->close_by = g_get_monotonic_time () + CLOSE_US;
      g_cond_signal (&self->changed);
      g_mutex_unlock (&self->lock);
      g_thread_join (self->thread);
      forget_report (self);
    }

  for (guint i = 0; i < G_N_ELEMENTS (self->streams); i++)
    g_string_free (self->streams[i].held, TRUE);
  g_string_free (self->waiting, TRUE);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self->path);
  g_free (self);
}
