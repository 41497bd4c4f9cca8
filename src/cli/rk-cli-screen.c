/* rk-cli-screen.c: what the module says, on standard output
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * As it comes, byte by byte; with --json as one object a line.  On a terminal, control
 * characters that could change its mode are shown as a replacement character: text at
 * the wrong rate is full of them.  With annotations, what a line says is explained
 * behind it, and what only silence tells, in the silence.
 */

#include "config.h"

#include "rk-cli-screen.h"

#include <string.h>

#include "rk-boot-reader.h"
#include "rk-cli-terminal.h"

/* A line of --json ends here at the latest. */
#define LINE_MAX_BYTES 4096

/* Silence: the module has said what it had to say. */
#define SILENCE_MS 500

#define REPLACEMENT "\xef\xbf\xbd"

struct _RkCliScreen
{
  RkCli    *cli;
  gboolean  time_stamps;
  gboolean  shown;    /* to a person */
  gboolean  in_line;

  RkBootReader *reader;  /* NULL: nothing is explained */
  guint         silence;

  GString  *line;     /* of --json, so far */
  guint     line_baud; /* it came at */
  guint     baud;      /* the last bytes came at */
  gint64    time_us;
};

static char *
format_time (gint64 time_us)
{
  gint64 real_us = g_get_real_time () - (g_get_monotonic_time () - time_us);
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_local (real_us / G_USEC_PER_SEC);
  g_autofree char *seconds = g_date_time_format (time, "%H:%M:%S");

  return g_strdup_printf ("%s.%03d", seconds, (int)(real_us % G_USEC_PER_SEC / 1000));
}

static void
emit_line (RkCliScreen *self)
{
  g_autofree char *time = format_time (self->time_us);
  JsonBuilder *builder;

  if (self->line->len > 0 && self->line->str[self->line->len - 1] == '\r')
    g_string_truncate (self->line, self->line->len - 1);

  builder = rk_cli_event ("line");
  rk_cli_set_string (builder, "time", time);
  rk_cli_set_int (builder, "baud", self->line_baud);
  {
    g_autofree char *valid = g_utf8_make_valid (self->line->str, (gssize)self->line->len);

    rk_cli_set_string (builder, "text", valid);
  }
  rk_cli_emit (self->cli, builder);
  g_string_truncate (self->line, 0);
}

static void
add_json (RkCliScreen  *self,
          const guint8 *bytes,
          gsize         count,
          guint         baud,
          gint64        time_us)
{
  if (self->line->len > 0 && self->line_baud != baud)
    emit_line (self);

  for (gsize i = 0; i < count; i++)
    {
      if (self->line->len == 0)
        {
          self->line_baud = baud;
          self->time_us = time_us;
        }
      if (bytes[i] != '\n')
        g_string_append_c (self->line, (char)bytes[i]);
      if (bytes[i] == '\n' || self->line->len >= LINE_MAX_BYTES)
        emit_line (self);
    }
}

static gboolean
is_harmful (guint8 byte)
{
  return (byte < 0x20 && strchr ("\t\n\r\b\a\x1b", byte) == NULL) || byte == 0;
}

/* A piece of a line, with its end if it has one. */
static void
write_piece (RkCliScreen  *self,
             const guint8 *bytes,
             gsize         count,
             gint64        time_us)
{
  g_autoptr(GString) text = g_string_sized_new (count + 16);

  if (!self->in_line && self->time_stamps)
    {
      g_autofree char *time = format_time (time_us);

      g_string_append_printf (text, "[%s] ", time);
    }
  for (gsize i = 0; i < count; i++)
    if (self->shown && is_harmful (bytes[i]))
      g_string_append (text, REPLACEMENT);
    else
      g_string_append_c (text, (char)bytes[i]);

  rk_terminal_write (text->str, text->len);
  self->in_line = bytes[count - 1] != '\n';
}

static void
add_piece (RkCliScreen  *self,
           const guint8 *bytes,
           gsize         count,
           guint         baud,
           gint64        time_us)
{
  if (self->cli->json)
    add_json (self, bytes, count, baud, time_us);
  else
    write_piece (self, bytes, count, time_us);

  if (self->reader != NULL)
    rk_boot_reader_push (self->reader, bytes, count);
}

static void
found_cb (const RkFinding *finding,
          guint64          line,
          guint64          offset,
          gpointer         user_data)
{
  RkCliScreen *self = user_data;

  if (self->in_line)
    rk_terminal_write ("\n", 1);
  self->in_line = FALSE;
  rk_cli_show_finding (self->cli, finding);
}

static gboolean
silence_cb (gpointer user_data)
{
  RkCliScreen *self = user_data;

  self->silence = 0;
  rk_boot_reader_end (self->reader);
  return G_SOURCE_REMOVE;
}

/**
 * rk_cli_screen_new:
 * @cli: the command line
 * @time_stamps: whether lines begin with the time
 * @annotate: whether what they say is explained
 *
 * Returns: (transfer full): a screen
 */
RkCliScreen *
rk_cli_screen_new (RkCli    *cli,
                   gboolean  time_stamps,
                   gboolean  annotate)
{
  RkCliScreen *self = g_new0 (RkCliScreen, 1);

  self->cli = cli;
  self->time_stamps = time_stamps;
  self->shown = rk_terminal_is_shown ();
  self->line = g_string_new (NULL);
  if (annotate)
    {
      self->reader = rk_boot_reader_new ();
      rk_boot_reader_set_finding_func (self->reader, found_cb, self);
    }
  return self;
}

/**
 * rk_cli_screen_free:
 * @self: (transfer full): a screen
 */
void
rk_cli_screen_free (RkCliScreen *self)
{
  g_clear_handle_id (&self->silence, g_source_remove);
  g_clear_pointer (&self->reader, rk_boot_reader_free);
  g_string_free (self->line, TRUE);
  g_free (self);
}

/**
 * rk_cli_screen_add:
 * @self: a screen
 * @bytes: what the module said
 * @count: how much
 * @baud: the rate it came at
 * @time_us: when, monotonic
 */
void
rk_cli_screen_add (RkCliScreen  *self,
                   const guint8 *bytes,
                   gsize         count,
                   guint         baud,
                   gint64        time_us)
{
  gboolean by_lines = self->time_stamps || self->reader != NULL;

  if (self->reader != NULL)
    {
      g_clear_handle_id (&self->silence, g_source_remove);
      self->silence = g_timeout_add (SILENCE_MS, silence_cb, self);
      rk_boot_reader_set_time (self->reader, time_us);
    }
  if (self->reader != NULL && self->baud != baud)
    rk_boot_reader_set_baud (self->reader, baud);
  self->baud = baud;

  while (count > 0)
    {
      const guint8 *end = by_lines ? memchr (bytes, '\n', count) : NULL;
      gsize length = end != NULL ? (gsize)(end - bytes) + 1 : count;

      add_piece (self, bytes, length, baud, time_us);
      bytes += length;
      count -= length;
    }
}

/**
 * rk_cli_screen_end_line:
 * @self: a screen
 *
 * Something else is to be shown: it begins a line of its own, if a person looks.
 */
void
rk_cli_screen_end_line (RkCliScreen *self)
{
  if (!self->in_line || !self->shown)
    return;

  rk_terminal_write ("\n", 1);
  self->in_line = FALSE;
}

/**
 * rk_cli_screen_end:
 * @self: a screen
 *
 * Nothing more comes.
 */
void
rk_cli_screen_end (RkCliScreen *self)
{
  if (self->line->len > 0)
    emit_line (self);
  if (self->reader != NULL)
    rk_boot_reader_finish (self->reader);
  rk_cli_screen_end_line (self);
}
