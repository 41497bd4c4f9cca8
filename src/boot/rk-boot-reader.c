/* rk-boot-reader.c: bytes of a module in, facts and a report out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-boot-reader.h"

#include "rk-boot-finding-private.h"
#include "rk-boot-line-private.h"
#include "rk-boot-shape-private.h"
#include "rk-boot-talk-private.h"
#include "rk-boot-text.h"

#include <string.h>

/* Lines of modules are short; without a line end for so long it is garbage. */
#define MAX_LINE 1024

/* Unreadable bytes that are kept to recognise their speed. */
#define MAX_NOISE 1024

/* Of a start, that are compared with those of the one before; and after how many
 * equal starts nothing new can be found by counting.
 */
#define MAX_OCCASIONS 32
#define MANY_SAME 8

/* More findings of one start are not told. */
#define MAX_TOLD 64

/* From the words about a crash to the last register, as RTOS SDK 3 prints them */
#define RTOS_CRASH_LINES 10

struct _RkBootReader
{
  RkBootReport      report;
  RkBootSection     section; /* the start under way */
  RkBootShape       shape;   /* of it */
  RkBootShape       previous_shape;
  gint64            run_time; /* when the first of the equal starts began */
  gint64            time;
  guint             baud;
  char              pending[MAX_LINE];
  gsize             n_pending;
  guint64           line;
  guint64           line_offset;
  guint64           offset; /* of what is looked at */
  const char       *line_text; /* while a line is read */
  gsize             line_length;
  gboolean          line_is_text; /* nothing in it is the ROM's or a loader's */
  gboolean          in_garbage;
  GByteArray       *noise; /* unreadable bytes of this start, the first of them */
  RkBootFact        csum; /* not yet known to be right; else of no kind */
  RkBootFact        crash; /* likewise, whose addresses may still come */
  guint             crash_lines; /* how many lines more to wait for them */
  guint64           occasions[MAX_OCCASIONS]; /* what was said at each, as a shape */
  guint64           previous_occasions[MAX_OCCASIONS]; /* in the start before */
  guint             n_occasions;
  guint             n_previous_occasions;
  RkBootGrounds     grounds; /* of what was found last in this start */
  gboolean          has_grounds;
  gboolean          skipped; /* the findings of this start are those of the one before */
  GArray           *told; /* of guint: the findings of this start */
  GArray           *told_before; /* and of the start before */
  gboolean          after_cr;
  gboolean          in_long_line;

  RkBootFactFunc    fact_func;
  gpointer          fact_data;
  RkBootLineFunc    line_func;
  gpointer          line_data;
  RkBootFindingFunc finding_func;
  gpointer          finding_data;
  RkBootSectionFunc section_func;
  gpointer          section_data;
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

  self->noise = g_byte_array_new ();
  self->told = g_array_new (FALSE, FALSE, sizeof (guint));
  self->told_before = g_array_new (FALSE, FALSE, sizeof (guint));
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
  g_byte_array_unref (self->noise);
  g_array_unref (self->told);
  g_array_unref (self->told_before);
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
  _rk_boot_shape_init (&self->shape);
  _rk_boot_shape_init (&self->previous_shape);
  self->section = (RkBootSection){ .first_line = 1, .n_same = 1, .first_time = -1, .loop_time = -1 };
  self->run_time = -1;
  self->time = -1;
  self->baud = 0;
  self->in_garbage = FALSE;
  g_byte_array_set_size (self->noise, 0);
  self->report.noise = RK_BOOT_NOISE_UNKNOWN;
  self->csum.kind = RK_BOOT_N_FACT_KINDS;
  self->crash_lines = 0;
  self->n_occasions = 0;
  self->n_previous_occasions = 0;
  self->skipped = FALSE;
  self->has_grounds = FALSE;
  g_array_set_size (self->told, 0);
  g_array_set_size (self->told_before, 0);
  self->n_pending = 0;
  self->line = 1;
  self->line_offset = 0;
  self->offset = 0;
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

/**
 * rk_boot_reader_set_finding_func:
 * @self: a reader
 * @func: (nullable) (scope notified): called for each finding, after the fact that
 *   it comes from
 * @user_data: for @func
 */
void
rk_boot_reader_set_finding_func (RkBootReader      *self,
                                 RkBootFindingFunc  func,
                                 gpointer           user_data)
{
  self->finding_func = func;
  self->finding_data = user_data;
}

/**
 * rk_boot_reader_set_section_func:
 * @self: a reader
 * @func: (nullable) (scope notified): called for each start that is over
 * @user_data: for @func
 */
void
rk_boot_reader_set_section_func (RkBootReader      *self,
                                 RkBootSectionFunc  func,
                                 gpointer           user_data)
{
  self->section_func = func;
  self->section_data = user_data;
}

/**
 * rk_boot_reader_set_time:
 * @self: a reader
 * @time: µs on any clock that runs on, such as g_get_monotonic_time(); -1 for not
 *   known
 *
 * Says when the bytes that are pushed next were received.  Without it the time
 * stamps of the text count, where it has some.
 */
void
rk_boot_reader_set_time (RkBootReader *self,
                         gint64        time)
{
  self->time = time;
}

/* A time stamp in the text begins again at midnight. */
static gint64
get_loop_time (const RkBootReader *self)
{
  gint64 time = self->section.first_time - self->run_time;

  if (self->section.first_time < 0 || self->run_time < 0)
    return -1;
  return time < 0 ? time + G_TIME_SPAN_DAY : time;
}

/* The start under way is over: @end_line is the first line that is not its own. */
static void
end_section (RkBootReader      *self,
             const RkBootStart *start,
             guint64            end_line,
             guint64            end_offset)
{
  RkBootSection *section = &self->section;

  if (end_line <= section->first_line)
    return;

  section->last_line = end_line - 1;
  section->end_offset = end_offset;
  section->same_as_previous = section->number > 1 && _rk_boot_shape_is_same (&self->shape, &self->previous_shape);
  section->n_same = section->same_as_previous ? section->n_same + 1 : 1;
  if (!section->same_as_previous)
    self->run_time = section->first_time;
  section->loop_time = get_loop_time (self);

  if (self->section_func != NULL)
    self->section_func (section, start, self->section_data);
  self->previous_shape = self->shape;
}

static gboolean
contains (const GArray *hashes,
          guint         hash)
{
  for (guint i = 0; i < hashes->len; i++)
    if (g_array_index (hashes, guint, i) == hash)
      return TRUE;
  return FALSE;
}

/* Findings that were not looked for again hold on. */
static void
keep_told (RkBootReader *self)
{
  for (guint i = 0; i < self->told_before->len && self->told->len < MAX_TOLD; i++)
    if (!contains (self->told, g_array_index (self->told_before, guint, i)))
      g_array_append_val (self->told, g_array_index (self->told_before, guint, i));
}

static void
begin_section (RkBootReader *self,
               guint64       line,
               guint64       offset)
{
  GArray *told = self->told_before;

  if (self->skipped)
    keep_told (self);
  self->told_before = self->told;
  self->told = told;
  g_array_set_size (told, 0);
  memcpy (self->previous_occasions, self->occasions, self->n_occasions * sizeof *self->occasions);
  self->n_previous_occasions = self->n_occasions;
  self->n_occasions = 0;
  self->skipped = FALSE;
  g_byte_array_set_size (self->noise, 0);
  self->report.noise = RK_BOOT_NOISE_UNKNOWN;
  _rk_boot_shape_init (&self->shape);
  self->section.number = self->report.n_starts;
  self->section.first_line = line;
  self->section.first_offset = offset;
  self->section.first_time = self->time >= 0 ? self->time : _rk_boot_line_get_time (self->line_text, self->line_length);
}

static void
tell_fact (RkBootReader     *self,
           const RkBootFact *fact)
{
  if (self->fact_func != NULL)
    self->fact_func (fact, self->fact_data);
}

/* A fact that is not in the line itself. */
static void
conclude (RkBootReader     *self,
          const RkBootFact *conclusion)
{
  rk_boot_report_add_fact (&self->report, conclusion);
  tell_fact (self, conclusion);
}

/* Whether the line is one of the program's own: such a fact is text besides. */
static gboolean
is_of_program (RkBootFactKind kind)
{
  return kind >= RK_BOOT_FACT_APPLICATION && kind < RK_BOOT_FACT_CSUM_OK;
}

/* A number for what is told, the counts in it left out: a loop is told once. */
static guint
get_finding_hash (const RkFinding *finding)
{
  guint hash = g_str_hash (finding->id);

  for (char **pair = finding->values; pair != NULL && pair[0] != NULL; pair += 2)
    if (strcmp (pair[0], "count") != 0)
      hash = hash * 31 + g_str_hash (pair[1]);
  return hash;
}

static void
tell_finding (RkBootReader    *self,
              const RkFinding *finding,
              guint64          line,
              guint64          offset)
{
  guint hash = get_finding_hash (finding);
  gboolean again = contains (self->told_before, hash);

  /* A program can crash at ever other places. */
  if (contains (self->told, hash) || self->told->len >= MAX_TOLD)
    return;

  g_array_append_val (self->told, hash);
  if (!again)
    self->finding_func (finding, line, offset, self->finding_data);
}

/* In a long loop every start is found to be what the one before was. */
static gboolean
is_as_before (RkBootReader *self)
{
  guint n = self->n_occasions;

  if (n >= MAX_OCCASIONS)
    return FALSE;
  self->occasions[self->n_occasions++] = self->shape.hash;
  return self->section.n_same >= MANY_SAME && n < self->n_previous_occasions &&
         self->previous_occasions[n] == self->shape.hash;
}

static void
find (RkBootReader *self,
      void        (*func) (GPtrArray *, const RkBootReport *),
      guint64       line,
      guint64       offset)
{
  g_autoptr(GPtrArray) findings = NULL;
  RkBootGrounds grounds;

  if (self->finding_func == NULL)
    return;
  if (is_as_before (self) && func == _rk_boot_find_so_far)
    {
      self->skipped = TRUE;
      return;
    }

  _rk_boot_get_grounds (&grounds, &self->report);
  if (self->has_grounds && memcmp (&grounds, &self->grounds, sizeof grounds) == 0 && func == _rk_boot_find_so_far)
    return;
  self->grounds = grounds;
  self->has_grounds = TRUE;

  findings = g_ptr_array_new_with_free_func ((GDestroyNotify)rk_finding_free);
  func (findings, &self->report);
  for (guint i = 0; i < findings->len; i++)
    tell_finding (self, g_ptr_array_index (findings, i), line, offset);
}

/* The sum was right unless "csum err" comes next. */
static void
settle_csum (RkBootReader     *self,
             const RkBootFact *next)
{
  RkBootFact fact = self->csum;

  if (fact.kind != RK_BOOT_FACT_CSUM)
    return;

  self->csum.kind = RK_BOOT_N_FACT_KINDS;
  if (next != NULL && next->kind == RK_BOOT_FACT_CSUM_ERR)
    return;
  fact.kind = RK_BOOT_FACT_CSUM_OK;
  fact.values[0] = -1;
  conclude (self, &fact);
  find (self, _rk_boot_find_so_far, fact.line, fact.offset);
}

/* After the line of a crash come its addresses, or not. */
static gboolean
waits_for_addresses (RkBootReader     *self,
                     const RkBootFact *fact)
{
  if (fact->kind == RK_BOOT_FACT_EXCEPTION)
    {
      self->crash = *fact;
      self->crash_lines = fact->values[0] == RK_BOOT_CRASH_RTOS ? RTOS_CRASH_LINES : 1;
    }
  else if (fact->kind == RK_BOOT_FACT_REGISTERS || fact->kind == RK_BOOT_FACT_EXCVADDR ||
           fact->kind == RK_BOOT_FACT_OTHER_CHIP || fact->kind == RK_BOOT_FACT_START)
    {
      self->crash_lines = 0;
    }
  return self->crash_lines > 0;
}

static void
settle_crash (RkBootReader *self)
{
  if (self->crash_lines == 0 || --self->crash_lines > 0)
    return;

  find (self, _rk_boot_find_so_far, self->crash.line, self->crash.offset);
}

static void
change_start (RkBootReader     *self,
              const RkBootFact *fact)
{
  end_section (self, &self->report.previous, fact->line, fact->offset);
  begin_section (self, fact->line, fact->offset);
}

static void
take_fact (const RkBootFact *fact,
           gpointer          user_data)
{
  RkBootReader *self = user_data;
  RkBootFact conclusion = *fact;
  guint n_starts = self->report.n_starts;

  settle_csum (self, fact);
  rk_boot_report_add_fact (&self->report, fact);
  if (self->report.n_starts != n_starts)
    change_start (self, fact);
  _rk_boot_shape_add_fact (&self->shape, fact);
  self->line_is_text = self->line_is_text && is_of_program (fact->kind);
  if (fact->kind == RK_BOOT_FACT_CSUM)
    self->csum = *fact;
  tell_fact (self, fact);

  if (_rk_boot_talk_add_fact (&self->report.talk, fact, &self->report, &conclusion) ||
      _rk_boot_tool_add_fact (&self->report.tool, fact, &conclusion))
    conclude (self, &conclusion);
  if (!waits_for_addresses (self, fact) && _rk_boot_is_occasion (fact->kind))
    find (self, _rk_boot_find_so_far, fact->line, fact->offset);
}

/* A terminal program has put a mark in place of what it could not show. */
static gboolean
has_replacement (const char *text,
                 gsize       length)
{
  return (memchr (text, 0xef, length) != NULL && g_strstr_len (text, (gssize)length, "\xef\xbf\xbd") != NULL) ||
         (memchr (text, 0xe2, length) != NULL && g_strstr_len (text, (gssize)length, "\xe2\xb8\xae") != NULL);
}

/* What is unreadable may be recognised: looked at when it is over, or is enough. */
static void
settle_noise (RkBootReader *self)
{
  gboolean known = self->report.noise != RK_BOOT_NOISE_UNKNOWN;

  if (known || self->noise->len == 0)
    return;

  self->report.noise = rk_boot_noise_guess (self->noise->data, self->noise->len);
  if (self->report.noise != RK_BOOT_NOISE_UNKNOWN)
    find (self, _rk_boot_find_so_far, self->line, self->line_offset);
}

static void
add_noise (RkBootReader *self,
           const char   *text,
           gsize         length)
{
  RkBootFact fact = { .kind = RK_BOOT_FACT_GARBAGE, .line = self->line, .offset = self->line_offset,
                      .values = { -1, -1, -1, -1, -1 } };
  gsize room = MAX_NOISE - self->noise->len;

  g_byte_array_append (self->noise, (const guint8 *)text, (guint)MIN (length, room));
  if (room > 0 && length >= room)
    settle_noise (self);
  if (self->in_garbage)
    return;

  self->in_garbage = TRUE;
  _rk_boot_talk_add_fact (&self->report.talk, &fact, &self->report, &fact);
  tell_fact (self, &fact);
  find (self, _rk_boot_find_so_far, fact.line, fact.offset);
}

static void
take_text (RkBootReader *self,
           const char   *text,
           gsize         length)
{
  RkBootTextKind kind = rk_boot_report_add_text (&self->report, text, length);

  if (length == 0)
    return;

  settle_csum (self, NULL);
  settle_crash (self);
  if (kind == RK_BOOT_TEXT_NOISE || has_replacement (text, length))
    {
      add_noise (self, text, length);
      return;
    }

  if (kind == RK_BOOT_TEXT_WORDS)
    {
      _rk_boot_shape_add_text (&self->shape, text, length);
      if (self->in_garbage)
        settle_noise (self);
      self->in_garbage = FALSE;
    }
}

static void
take_line (RkBootReader *self,
           const char   *text,
           gsize         length)
{
  guint n_facts;

  self->line_text = text;
  self->line_length = length;
  if (self->line_func != NULL)
    self->line_func (self->line, text, length, self->line_data);

  self->line_is_text = TRUE;
  n_facts = _rk_boot_line_parse (text, length, self->line, self->line_offset, &self->report, take_fact, self);
  if (n_facts > 0 && self->in_garbage)
    {
      settle_noise (self);
      self->in_garbage = FALSE;
    }
  if (self->line_is_text)
    take_text (self, text, length);
}

static void
take_pending (RkBootReader *self)
{
  if (self->n_pending > 0)
    take_line (self, self->pending, self->n_pending);
  self->n_pending = 0;
}

static gboolean
is_in_line (const RkBootReader *self)
{
  return self->n_pending > 0 || self->in_long_line;
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

/* Ends the line with what stands in @bytes. */
static void
end_line (RkBootReader *self,
          const guint8 *bytes,
          gsize         count)
{
  if (!is_in_line (self) && count < MAX_LINE)
    {
      take_line (self, (const char *)bytes, count);
    }
  else
    {
      add_to_line (self, bytes, count);
      take_pending (self);
    }
  self->in_long_line = FALSE;
  self->line++;
  self->report.n_lines++;
}

static void
flush_line (RkBootReader *self)
{
  if (self->n_pending == 0)
    return;

  end_line (self, NULL, 0);
  self->line_offset = self->offset;
}

/* A piece without LF.  A CR ends a line that holds something; others belong to a
 * line end around them, such as CR CR LF and LF CR.
 */
static void
read_piece (RkBootReader *self,
            const guint8 *bytes,
            gsize         count)
{
  while (count > 0)
    {
      const guint8 *cr = memchr (bytes, '\r', count);
      gsize n = cr != NULL ? (gsize)(cr - bytes) : count;

      if (n > 0)
        self->after_cr = FALSE;
      if (cr == NULL)
        {
          add_to_line (self, bytes, n);
          self->offset += n;
          return;
        }

      if (n > 0 || is_in_line (self))
        {
          end_line (self, bytes, n);
          self->after_cr = TRUE;
          self->line_offset = self->offset + n + 1;
        }
      self->offset += n + 1;
      bytes += n + 1;
      count -= n + 1;
    }
}

/**
 * rk_boot_reader_push:
 * @self: a reader
 * @bytes: (array length=count): what came
 * @count: how many; 0 is allowed
 *
 * Reads on.  CR, LF, CR LF and CR CR LF end a line.  The callbacks run from here;
 * they must not push.
 */
void
rk_boot_reader_push (RkBootReader *self,
                     const guint8 *bytes,
                     gsize         count)
{
  if (count == 0)
    return;

  self->report.n_bytes += count;

  while (count > 0)
    {
      const guint8 *lf = memchr (bytes, '\n', count);
      gsize n = lf != NULL ? (gsize)(lf - bytes) : count;
      gboolean has_end = lf != NULL;

      /* Most lines are whole, and end where they need not be copied. */
      if (has_end && n > 0 && memchr (bytes, '\r', n) == NULL)
        {
          end_line (self, bytes, n);
          self->offset += n;
        }
      else
        {
          read_piece (self, bytes, n);
          if (has_end && !self->after_cr)
            end_line (self, bytes, 0);
        }
      if (!has_end)
        return;

      self->after_cr = FALSE;
      self->line_offset = ++self->offset;
      bytes += n + 1;
      count -= n + 1;
    }
}

/**
 * rk_boot_reader_set_baud:
 * @self: a reader
 * @baud: the rate at which what is pushed next is received; 0 for not known
 *
 * Ends the line, so that none is put together from two rates.
 */
void
rk_boot_reader_set_baud (RkBootReader *self,
                         guint         baud)
{
  self->baud = baud;
  flush_line (self);
}

/**
 * rk_boot_reader_end:
 * @self: a reader
 *
 * Says that nothing more comes for now: what stands on the last line is read
 * without its end, and what only silence tells is found.  What comes later counts
 * as a new line of the same start.
 */
void
rk_boot_reader_end (RkBootReader *self)
{
  flush_line (self);
  settle_csum (self, NULL);
  self->crash_lines = MIN (self->crash_lines, 1);
  settle_crash (self);
  settle_noise (self);
  find (self, _rk_boot_find_at_end, MAX (self->line, 2) - 1, self->line_offset);
}

/**
 * rk_boot_reader_finish:
 * @self: a reader
 *
 * Says that nothing more comes at all: as rk_boot_reader_end(), and the start
 * under way is over.  Only rk_boot_reader_reset() is useful then.
 */
void
rk_boot_reader_finish (RkBootReader *self)
{
  RkBootFact conclusion = { .line = MAX (self->line, 2) - 1, .offset = self->line_offset };

  rk_boot_reader_end (self);
  if (_rk_boot_talk_finish (&self->report.talk, &conclusion))
    conclude (self, &conclusion);
  end_section (self, &self->report.last, self->line, self->offset);
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
