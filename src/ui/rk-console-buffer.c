/* rk-console-buffer.c: a text buffer that holds the last lines of a console
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is pushed gathers in a batch; the text is changed once for all of it.  Lines
 * have numbers that count from the first one that ever was.
 */

#include "rk-console-buffer.h"

#include <string.h>

/* Lines go in heaps, not one by one. */
#define SLACK_LINES 500

/* Before what was sent. */
#define ARROW "→ "

/* A piece of the batch, or a whole line, with its look. */
typedef struct
{
  guint64     line;
  int         start; /* in bytes */
  int         end;   /* -1 for the whole line */
  GtkTextTag *tag;
} Look;

/* Starts that said the same, hidden behind one line. */
typedef struct
{
  guint64        line; /* that opens it */
  GtkTextTag    *hidden;
  gboolean       is_open;
  RkConsoleNote *note;
} Fold;

struct _RkConsoleBuffer
{
  GObject parent_instance;

  GtkTextBuffer *text;
  RkConsoleTags *tags;
  RkConsoleText *decoder;
  RkConsoleKind  decoding; /* whose lines come out of the decoder */

  GArray        *infos;    /* RkConsoleLineInfo, of the lines that are over, from @gone on */
  guint          gone;
  guint64        first;    /* number of the buffer's first line */
  RkConsoleLineInfo open;  /* of the line that is not over */

  GString       *batch;    /* lines that are over and not in the text yet */
  GArray        *looks;    /* Look */
  GString       *shown;    /* what the text has of the line that is not over */

  guint64        start;    /* the line the module's present start began with */
  gboolean       is_same;  /* it has turned out to say the same as the one before */
  Fold          *fold;     /* the one that still grows */
  GPtrArray     *folds;    /* Fold, oldest first */
};

G_DEFINE_FINAL_TYPE (RkConsoleBuffer, rk_console_buffer, G_TYPE_OBJECT)

enum
{
  LINES_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* -- Lines ---------------------------------------------------------------- */

/* Number of the line that is not over. */
static guint64
get_end (RkConsoleBuffer *self)
{
  return self->first + (self->infos->len - self->gone);
}

static void
add_info (RkConsoleBuffer *self,
          gint64           time_us,
          RkConsoleKind    kind,
          gboolean         continues,
          RkConsoleNote   *note)
{
  RkConsoleLineInfo info = { time_us, kind, continues, note != NULL ? rk_console_note_ref (note) : NULL };

  g_array_append_val (self->infos, info);
}

static void
add_look (RkConsoleBuffer *self,
          guint64          line,
          gsize            start,
          int              end,
          GtkTextTag      *tag)
{
  Look look = { line, (int)start, end, tag };

  g_array_append_val (self->looks, look);
}

/* @indent: bytes before the line's text */
static void
add_spans (RkConsoleBuffer     *self,
           guint64              number,
           const RkConsoleLine *line,
           gsize                indent)
{
  for (guint i = 0; i < line->n_spans; i++)
    add_look (self, number, line->spans[i].start + indent, (int)(line->spans[i].end + indent),
              rk_console_tags_get_style (self->tags, line->spans[i].style));
}

static void
line_cb (const RkConsoleLine *line,
         gpointer             user_data)
{
  RkConsoleBuffer *self = user_data;
  gboolean is_sent = self->decoding == RK_CONSOLE_SENT;

  add_spans (self, get_end (self), line, is_sent ? strlen (ARROW) : 0);
  if (is_sent)
    {
      g_string_append (self->batch, ARROW);
      add_look (self, get_end (self), 0, -1, rk_console_tags_get (self->tags, RK_CONSOLE_TAG_SENT));
    }
  g_string_append_len (self->batch, line->text, (gssize)line->length);
  g_string_append_c (self->batch, '\n');
  add_info (self, line->time_us, self->decoding, line->continues, NULL);
}

/* -- Notes ---------------------------------------------------------------- */

static const char *
get_sign (RkSeverity severity)
{
  switch (severity)
    {
    case RK_SEVERITY_GOOD:
      return "✔";
    case RK_SEVERITY_WARNING:
      return "⚠\xef\xb8\x8e"; /* as text, not as a coloured picture */
    case RK_SEVERITY_ERROR:
      return "✖\xef\xb8\x8e";
    case RK_SEVERITY_INFO:
    default:
      return "ℹ\xef\xb8\x8e";
    }
}

static void
add_note (RkConsoleBuffer *self,
          gint64           time_us,
          RkConsoleNote   *note)
{
  g_autofree char *line = rk_console_note_dup_text (note);
  GtkTextTag *tag;

  rk_console_text_end_line (self->decoder);
  if (note->kind == RK_CONSOLE_NOTE_FINDING)
    {
      tag = rk_console_tags_get_finding (self->tags, note->finding->severity);
      g_string_append_printf (self->batch, "%s  %s  ›\n", get_sign (note->finding->severity), line);
    }
  else
    {
      tag = rk_console_tags_get (self->tags, RK_CONSOLE_TAG_EVENT);
      g_string_append_printf (self->batch, "%s\n", line);
    }
  add_look (self, get_end (self), 0, -1, tag);
  add_info (self, time_us, RK_CONSOLE_NOTE, FALSE, note);
}

/* -- Folds ---------------------------------------------------------------- */

static void
fold_free (gpointer data)
{
  Fold *fold = data;

  rk_console_note_unref (fold->note);
  g_free (fold);
}

static char *
dup_fold_line (const Fold *fold)
{
  g_autofree char *text = rk_console_note_dup_text (fold->note);

  return g_strdup_printf ("%s  %s", fold->is_open ? "▾" : "▸", text);
}

static void
get_line_iter (RkConsoleBuffer *self,
               guint64          line,
               GtkTextIter     *iter)
{
  gtk_text_buffer_get_iter_at_line (self->text, iter, (int)(line - self->first));
}

static void
rewrite_fold_line (RkConsoleBuffer *self,
                   Fold            *fold)
{
  g_autofree char *text = dup_fold_line (fold);
  GtkTextIter start, end;

  get_line_iter (self, fold->line, &start);
  end = start;
  if (!gtk_text_iter_ends_line (&end))
    gtk_text_iter_forward_to_line_end (&end);
  gtk_text_buffer_delete (self->text, &start, &end);
  gtk_text_buffer_insert_with_tags (self->text, &start, text, -1,
                                    rk_console_tags_get (self->tags, RK_CONSOLE_TAG_LOOP), NULL);
}

/* A line of its own before the first start that is folded. */
static void
create_fold (RkConsoleBuffer *self,
             RkConsoleNote   *note,
             gint64           time_us)
{
  RkConsoleLineInfo info = { time_us, RK_CONSOLE_NOTE, FALSE, rk_console_note_ref (note) };
  Fold *fold = g_new0 (Fold, 1);
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;
  GtkTextIter iter;

  fold->line = self->start;
  fold->note = rk_console_note_ref (note);
  fold->hidden = gtk_text_buffer_create_tag (self->text, NULL, "invisible", TRUE, NULL);
  g_ptr_array_add (self->folds, fold);
  self->fold = fold;

  text = dup_fold_line (fold);
  line = g_strconcat (text, "\n", NULL);
  get_line_iter (self, fold->line, &iter);
  gtk_text_buffer_insert_with_tags (self->text, &iter, line, -1,
                                    rk_console_tags_get (self->tags, RK_CONSOLE_TAG_LOOP), NULL);
  g_array_insert_val (self->infos, self->gone + (guint)(fold->line - self->first), info);
  self->start++;
}

static void
fold_start (RkConsoleBuffer *self,
            RkConsoleNote   *note,
            gint64           time_us)
{
  GtkTextIter from, to;
  guint64 line;

  rk_console_buffer_commit (self);
  self->is_same = TRUE;
  if (self->start < self->first || self->start >= get_end (self))
    return; /* it is gone already */

  line = self->start;
  if (self->fold == NULL)
    {
      create_fold (self, note, time_us);
    }
  else
    {
      rk_console_note_unref (self->fold->note);
      self->fold->note = rk_console_note_ref (note);
      if (self->fold->line >= self->first)
        rewrite_fold_line (self, self->fold);
    }

  get_line_iter (self, self->start, &from);
  get_line_iter (self, get_end (self), &to);
  gtk_text_buffer_apply_tag (self->text, self->fold->hidden, &from, &to);
  g_signal_emit (self, signals[LINES_CHANGED], 0, (guint)(line - self->first));
}

static void
begin_start (RkConsoleBuffer *self)
{
  if (!self->is_same)
    self->fold = NULL;
  self->is_same = FALSE;
  self->start = get_end (self);
}

static Fold *
find_fold (RkConsoleBuffer *self,
           int              line)
{
  for (guint i = 0; i < self->folds->len; i++)
    {
      Fold *fold = self->folds->pdata[i];

      if (fold->line == self->first + (guint64)line)
        return fold;
    }
  return NULL;
}

/* -- The text ------------------------------------------------------------- */

static void
apply_look (RkConsoleBuffer *self,
            const Look      *look)
{
  GtkTextIter start, end;

  if (look->end < 0)
    {
      get_line_iter (self, look->line, &start);
      end = start;
      gtk_text_iter_forward_line (&end);
    }
  else
    {
      int line = (int)(look->line - self->first);

      gtk_text_buffer_get_iter_at_line_index (self->text, &start, line, look->start);
      gtk_text_buffer_get_iter_at_line_index (self->text, &end, line, look->end);
    }
  gtk_text_buffer_apply_tag (self->text, look->tag, &start, &end);
}

/* The line that is not over goes behind the batch, as far as it has come. */
static gsize
append_open_line (RkConsoleBuffer *self)
{
  gsize batch_length = self->batch->len;
  RkConsoleLine line;

  self->open = (RkConsoleLineInfo){ 0, RK_CONSOLE_RECEIVED, FALSE, NULL };
  if (rk_console_text_peek (self->decoder, &line))
    {
      self->open.time_us = line.time_us;
      add_spans (self, get_end (self), &line, 0);
      g_string_append_len (self->batch, line.text, (gssize)line.length);
    }
  return batch_length;
}

/* What the text has of it already stays, and with it what is selected there. */
static void
replace_tail (RkConsoleBuffer *self)
{
  gsize kept = g_str_has_prefix (self->batch->str, self->shown->str) ? self->shown->len : 0;
  GtkTextIter start, end;

  gtk_text_buffer_get_end_iter (self->text, &end);
  if (kept == 0 && self->shown->len > 0)
    {
      start = end;
      gtk_text_iter_set_line_offset (&start, 0);
      gtk_text_buffer_delete (self->text, &start, &end);
    }
  gtk_text_buffer_insert (self->text, &end, self->batch->str + kept, (int)(self->batch->len - kept));
}

/* -- GObject -------------------------------------------------------------- */

static void
forget_lines (RkConsoleBuffer *self,
              guint            n)
{
  for (guint i = self->gone; i < self->gone + n; i++)
    g_clear_pointer (&g_array_index (self->infos, RkConsoleLineInfo, i).note, rk_console_note_unref);
  self->gone += n;
  self->first += n;
  if (self->gone > self->infos->len / 2)
    {
      g_array_remove_range (self->infos, 0, self->gone);
      self->gone = 0;
    }
}

/* What it hid is seen until it goes as well. */
static void
forget_folds (RkConsoleBuffer *self)
{
  while (self->folds->len > 0 && ((Fold *)self->folds->pdata[0])->line < self->first)
    {
      Fold *fold = self->folds->pdata[0];

      if (fold == self->fold)
        self->fold = NULL;
      gtk_text_tag_table_remove (gtk_text_buffer_get_tag_table (self->text), fold->hidden);
      g_ptr_array_remove_index (self->folds, 0);
    }
}

static void
rk_console_buffer_finalize (GObject *object)
{
  RkConsoleBuffer *self = RK_CONSOLE_BUFFER (object);

  forget_lines (self, self->infos->len - self->gone);
  g_array_unref (self->infos);
  g_array_unref (self->looks);
  g_ptr_array_unref (self->folds);
  g_string_free (self->batch, TRUE);
  g_string_free (self->shown, TRUE);
  g_clear_pointer (&self->decoder, rk_console_text_free);
  g_clear_object (&self->tags);
  g_clear_object (&self->text);

  G_OBJECT_CLASS (rk_console_buffer_parent_class)->finalize (object);
}

static void
rk_console_buffer_class_init (RkConsoleBufferClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rk_console_buffer_finalize;

  /* From this line of the buffer on, lines are others than before; those that were
   * added at the end are not meant. */
  signals[LINES_CHANGED] = g_signal_new ("lines-changed", RK_TYPE_CONSOLE_BUFFER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
rk_console_buffer_init (RkConsoleBuffer *self)
{
  self->infos = g_array_new (FALSE, FALSE, sizeof (RkConsoleLineInfo));
  self->looks = g_array_new (FALSE, FALSE, sizeof (Look));
  self->folds = g_ptr_array_new_with_free_func (fold_free);
  self->batch = g_string_sized_new (4096);
  self->shown = g_string_sized_new (256);
  self->decoder = rk_console_text_new (RK_CONSOLE_TEXT_PLAIN, line_cb, self);
}

/**
 * rk_console_buffer_new:
 * @text: an empty buffer, which nobody else writes into
 *
 * Returns: (transfer full): a console's lines in it
 */
RkConsoleBuffer *
rk_console_buffer_new (GtkTextBuffer *text)
{
  RkConsoleBuffer *self = g_object_new (RK_TYPE_CONSOLE_BUFFER, NULL);

  self->text = g_object_ref (text);
  gtk_text_buffer_set_enable_undo (text, FALSE);
  self->tags = rk_console_tags_new (text);
  return self;
}

/**
 * rk_console_buffer_get_tags:
 * @self: a buffer
 *
 * Returns: (transfer none): the tags of the text
 */
RkConsoleTags *
rk_console_buffer_get_tags (RkConsoleBuffer *self)
{
  g_return_val_if_fail (RK_IS_CONSOLE_BUFFER (self), NULL);

  return self->tags;
}

/**
 * rk_console_buffer_reset:
 * @self: a buffer
 * @flags: how bytes are shown from now on
 *
 * Forgets all lines.
 */
void
rk_console_buffer_reset (RkConsoleBuffer   *self,
                         RkConsoleTextFlags flags)
{
  g_return_if_fail (RK_IS_CONSOLE_BUFFER (self));

  gtk_text_buffer_set_text (self->text, "", 0);
  forget_lines (self, self->infos->len - self->gone);
  self->first++; /* the line that was not over */
  forget_folds (self);
  self->fold = NULL;
  self->is_same = FALSE;
  self->start = get_end (self);
  g_string_truncate (self->batch, 0);
  g_string_truncate (self->shown, 0);
  g_array_set_size (self->looks, 0);
  rk_console_text_free (self->decoder);
  self->decoder = rk_console_text_new (flags, line_cb, self);
}

static void
push_sent (RkConsoleBuffer *self,
           const guint8    *bytes,
           gsize            count,
           gint64           time_us)
{
  g_autoptr(RkConsoleText) decoder = rk_console_text_new (RK_CONSOLE_TEXT_PLAIN, line_cb, self);

  rk_console_text_end_line (self->decoder);
  self->decoding = RK_CONSOLE_SENT;
  rk_console_text_push (decoder, bytes, count, time_us);
  rk_console_text_end_line (decoder);
  self->decoding = RK_CONSOLE_RECEIVED;
}

static void
push_note (RkConsoleBuffer *self,
           RkConsoleNote   *note,
           gint64           time_us)
{
  switch (note->kind)
    {
    case RK_CONSOLE_NOTE_START:
      begin_start (self);
      break;
    case RK_CONSOLE_NOTE_SAME:
      fold_start (self, note, time_us);
      break;
    case RK_CONSOLE_NOTE_FINDING:
    case RK_CONSOLE_NOTE_EVENT:
    default:
      add_note (self, time_us, note);
      break;
    }
}

/**
 * rk_console_buffer_push:
 * @self: a buffer
 * @record: what is to be shown
 * @start: its first byte that was not pushed yet
 * @count: how many of its bytes
 */
void
rk_console_buffer_push (RkConsoleBuffer       *self,
                        const RkConsoleRecord *record,
                        gsize                  start,
                        gsize                  count)
{
  g_return_if_fail (RK_IS_CONSOLE_BUFFER (self));

  if (record->kind == RK_CONSOLE_RECEIVED)
    rk_console_text_push (self->decoder, record->bytes + start, count, record->time_us);
  else if (record->kind == RK_CONSOLE_SENT)
    push_sent (self, record->bytes + start, count, record->time_us);
  else
    push_note (self, record->note, record->time_us);
}

/**
 * rk_console_buffer_commit:
 * @self: a buffer
 *
 * Puts into the text what was pushed.
 */
void
rk_console_buffer_commit (RkConsoleBuffer *self)
{
  gsize open_start;

  g_return_if_fail (RK_IS_CONSOLE_BUFFER (self));

  open_start = append_open_line (self);
  replace_tail (self);
  for (guint i = 0; i < self->looks->len; i++)
    apply_look (self, &g_array_index (self->looks, Look, i));

  g_string_assign (self->shown, self->batch->str + open_start);
  g_string_truncate (self->batch, 0);
  g_array_set_size (self->looks, 0);
}

/**
 * rk_console_buffer_trim:
 * @self: a buffer
 * @max_lines: how many lines may stay
 *
 * Returns: how many lines have gone, all of them the oldest ones
 */
guint
rk_console_buffer_trim (RkConsoleBuffer *self,
                        guint            max_lines)
{
  guint n_lines = rk_console_buffer_get_n_lines (self);
  GtkTextIter start, end;
  guint n;

  if (n_lines <= max_lines + SLACK_LINES)
    return 0;

  n = n_lines - max_lines;
  gtk_text_buffer_get_start_iter (self->text, &start);
  gtk_text_buffer_get_iter_at_line (self->text, &end, (int)n);
  gtk_text_buffer_delete (self->text, &start, &end);
  forget_lines (self, n);
  forget_folds (self);
  return n;
}

/**
 * rk_console_buffer_get_n_lines:
 * @self: a buffer
 *
 * Returns: how many lines are over
 */
guint
rk_console_buffer_get_n_lines (RkConsoleBuffer *self)
{
  g_return_val_if_fail (RK_IS_CONSOLE_BUFFER (self), 0);

  return self->infos->len - self->gone;
}

/**
 * rk_console_buffer_get_info:
 * @self: a buffer
 * @line: a line of the text
 *
 * Returns: (nullable) (transfer none): what is known of it; valid until the buffer
 *   changes
 */
const RkConsoleLineInfo *
rk_console_buffer_get_info (RkConsoleBuffer *self,
                            int              line)
{
  guint n_lines = rk_console_buffer_get_n_lines (self);

  if (line < 0 || (guint)line > n_lines)
    return NULL;
  if ((guint)line == n_lines)
    return self->shown->len > 0 ? &self->open : NULL;

  return &g_array_index (self->infos, RkConsoleLineInfo, self->gone + (guint)line);
}

/**
 * rk_console_buffer_toggle_fold:
 * @self: a buffer
 * @line: a line of the text
 *
 * Returns: whether the line opens and closes something
 */
gboolean
rk_console_buffer_toggle_fold (RkConsoleBuffer *self,
                               int              line)
{
  Fold *fold;

  g_return_val_if_fail (RK_IS_CONSOLE_BUFFER (self), FALSE);

  fold = find_fold (self, line);
  if (fold == NULL)
    return FALSE;

  fold->is_open = !fold->is_open;
  g_object_set (fold->hidden, "invisible", !fold->is_open, NULL);
  rewrite_fold_line (self, fold);
  return TRUE;
}

/**
 * rk_console_buffer_reveal:
 * @self: a buffer
 * @line: a line of the text that is to be seen
 */
void
rk_console_buffer_reveal (RkConsoleBuffer *self,
                          int              line)
{
  GtkTextIter iter;

  g_return_if_fail (RK_IS_CONSOLE_BUFFER (self));

  gtk_text_buffer_get_iter_at_line (self->text, &iter, line);
  for (guint i = 0; i < self->folds->len; i++)
    {
      Fold *fold = self->folds->pdata[i];

      if (!fold->is_open && gtk_text_iter_has_tag (&iter, fold->hidden))
        rk_console_buffer_toggle_fold (self, (int)(fold->line - self->first));
    }
}

/**
 * rk_console_buffer_dup_range:
 * @self: a buffer
 * @start: where to begin
 * @end: where to end
 * @stamp: (nullable): says what is put before a line
 * @user_data: for @stamp
 *
 * What the module said, and what was sent to it: without notes, and without the line
 * ends that only the view needs.
 *
 * Returns: (transfer full): that
 */
char *
rk_console_buffer_dup_range (RkConsoleBuffer    *self,
                             const GtkTextIter  *start,
                             const GtkTextIter  *end,
                             char              *(*stamp) (int      line,
                                                          gpointer user_data),
                             gpointer            user_data)
{
  GString *all = g_string_new (NULL);
  GtkTextIter from = *start;
  gboolean continued = FALSE;

  while (gtk_text_iter_compare (&from, end) < 0)
    {
      const RkConsoleLineInfo *info = rk_console_buffer_get_info (self, gtk_text_iter_get_line (&from));
      GtkTextIter to = from;

      gtk_text_iter_forward_line (&to);
      if (gtk_text_iter_compare (&to, end) > 0)
        to = *end;
      if (info == NULL || info->kind != RK_CONSOLE_NOTE)
        {
          g_autofree char *text = gtk_text_iter_get_slice (&from, &to);
          g_autofree char *time = stamp != NULL && !continued ? stamp (gtk_text_iter_get_line (&from), user_data) : NULL;

          continued = info != NULL && info->continues;
          if (time != NULL)
            g_string_append_printf (all, "%s  ", time);
          g_string_append_len (all, text, (gssize)(strlen (text) - (continued && g_str_has_suffix (text, "\n") ? 1 : 0)));
        }
      from = to;
    }
  return g_string_free (all, FALSE);
}
