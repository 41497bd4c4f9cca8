/* rk-boot-reader.c: bytes of a module in, facts and a report out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-boot-reader.h"

#include "rk-boot-line-private.h"

#include <string.h>

/* Lines of modules are short; without a line end for so long it is garbage. */
#define MAX_LINE 1024

/* The text that is kept: a dozen boot logs.  It is moved only when twice as
 * much has come together.
 */
#define MAX_TEXT (16 * 1024)

struct _RkBootReader
{
  RkBootReport   report;
  GByteArray    *text;
  char           pending[MAX_LINE];
  gsize          n_pending;
  guint64        line;
  gboolean       after_cr;
  gboolean       in_long_line;

  RkBootFactFunc fact_func;
  gpointer       fact_data;
  RkBootLineFunc line_func;
  gpointer       line_data;
};

/**
 * rk_boot_reader_new:
 *
 * Returns: (transfer full): a reader that has read nothing
 */
RkBootReader *
rk_boot_reader_new (void)
{
  RkBootReader *self = g_new0 (RkBootReader, 1);

  self->text = g_byte_array_new ();
  rk_boot_reader_reset (self);
  return self;
}

/**
 * rk_boot_reader_free:
 * @self: (transfer full): a reader
 */
void
rk_boot_reader_free (RkBootReader *self)
{
  g_byte_array_unref (self->text);
  g_free (self);
}

/**
 * rk_boot_reader_reset:
 * @self: a reader
 *
 * Forgets what was read.  The callbacks stay.
 */
void
rk_boot_reader_reset (RkBootReader *self)
{
  rk_boot_report_init (&self->report);
  g_byte_array_set_size (self->text, 0);
  self->n_pending = 0;
  self->line = 1;
  self->after_cr = FALSE;
  self->in_long_line = FALSE;
}

/**
 * rk_boot_reader_set_fact_func:
 * @self: a reader
 * @func: (nullable) (scope notified): called for each fact, when the report
 *   already has it
 * @user_data: for @func
 */
void
rk_boot_reader_set_fact_func (RkBootReader   *self,
                              RkBootFactFunc  func,
                              gpointer        user_data)
{
  self->fact_func = func;
  self->fact_data = user_data;
}

/**
 * rk_boot_reader_set_line_func:
 * @self: a reader
 * @func: (nullable) (scope notified): called for each line, before the facts in it
 * @user_data: for @func
 */
void
rk_boot_reader_set_line_func (RkBootReader   *self,
                              RkBootLineFunc  func,
                              gpointer        user_data)
{
  self->line_func = func;
  self->line_data = user_data;
}

static void
take_fact (const RkBootFact *fact,
           gpointer          user_data)
{
  RkBootReader *self = user_data;

  rk_boot_report_add_fact (&self->report, fact);
  if (self->fact_func != NULL)
    self->fact_func (fact, self->fact_data);
}

static void
take_line (RkBootReader *self,
           const char   *text,
           gsize         length)
{
  if (self->line_func != NULL)
    self->line_func (self->line, text, length, self->line_data);

  if (_rk_boot_line_parse (text, length, self->line, &self->report.last, take_fact, self) == 0)
    rk_boot_report_add_text (&self->report, text, length);
}

static void
take_pending (RkBootReader *self)
{
  if (self->n_pending > 0)
    take_line (self, self->pending, self->n_pending);
  self->n_pending = 0;
}

static void
end_line (RkBootReader *self)
{
  if (self->n_pending > 0)
    take_pending (self);
  else if (!self->in_long_line)
    take_line (self, "", 0);
  self->in_long_line = FALSE;
  self->line++;
  self->report.n_lines++;
}

static void
keep_text (RkBootReader *self,
           const guint8 *bytes,
           gsize         count)
{
  if (count > MAX_TEXT)
    {
      bytes += count - MAX_TEXT;
      count = MAX_TEXT;
    }
  g_byte_array_append (self->text, bytes, (guint)count);
  if (self->text->len > 2 * MAX_TEXT)
    g_byte_array_remove_range (self->text, 0, self->text->len - MAX_TEXT);
}

static void
add_to_line (RkBootReader *self,
             const guint8 *bytes,
             gsize         count)
{
  while (count > 0)
    {
      gsize n = MIN (count, MAX_LINE - self->n_pending);

      memcpy (self->pending + self->n_pending, bytes, n);
      self->n_pending += n;
      bytes += n;
      count -= n;
      if (self->n_pending == MAX_LINE)
        {
          take_pending (self);
          self->in_long_line = TRUE;
        }
    }
}

/**
 * rk_boot_reader_push:
 * @self: a reader
 * @bytes: (array length=count): what came
 * @count: how many; 0 is allowed
 *
 * Reads on.  CR, LF and CR LF end a line.  The callbacks run from here; they
 * must not push.
 */
void
rk_boot_reader_push (RkBootReader *self,
                     const guint8 *bytes,
                     gsize         count)
{
  gsize from = 0;

  if (count == 0)
    return;

  self->report.n_bytes += count;
  keep_text (self, bytes, count);

  for (gsize i = 0; i < count; i++)
    {
      gboolean second_half = bytes[i] == '\n' && self->after_cr;

      self->after_cr = bytes[i] == '\r';
      if (bytes[i] != '\r' && bytes[i] != '\n')
        continue;

      add_to_line (self, bytes + from, i - from);
      from = i + 1;
      if (!second_half)
        end_line (self);
    }

  add_to_line (self, bytes + from, count - from);
}

/**
 * rk_boot_reader_end:
 * @self: a reader
 *
 * Says that nothing more comes for now: what stands on the last line is read
 * without its end.  What comes later counts as a new line.
 */
void
rk_boot_reader_end (RkBootReader *self)
{
  if (self->n_pending > 0)
    end_line (self);
}

/**
 * rk_boot_reader_get_report:
 * @self: a reader
 *
 * Returns: (transfer none): what the complete lines so far tell; valid until the
 *   next push
 */
const RkBootReport *
rk_boot_reader_get_report (const RkBootReader *self)
{
  return &self->report;
}

/**
 * rk_boot_reader_dup_text:
 * @self: a reader
 *
 * Returns: (transfer full): the last of what came, at most 16 KiB and a little,
 *   as valid UTF-8 with U+FFFD for what is not
 */
char *
rk_boot_reader_dup_text (const RkBootReader *self)
{
  gsize length = MIN (self->text->len, MAX_TEXT);

  if (length == 0)
    return g_strdup ("");
  return g_utf8_make_valid ((const char *)self->text->data + self->text->len - length, (gssize)length);
}
