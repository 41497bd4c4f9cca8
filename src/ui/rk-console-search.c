/* rk-console-search.c: finding words in a text that grows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The buffer is walked in idle time, some lines at once, and from where it was left
 * when it has grown.  Lines are numbered from the first one that ever was, so that a
 * match keeps its place when old lines go.  The last line is not over yet and is
 * looked at when it is.  Capital letters do not matter in ASCII.
 */

#include "rk-console-search.h"

#include <string.h>

/* So long is a step of the walk: no frame is missed. */
#define STEP_US 3000
#define STEP_LINES 50

/* More are counted, not shown. */
#define MAX_MARKED 20000

typedef struct
{
  guint64 line;
  int     start; /* in bytes */
  int     end;
} Match;

struct _RkConsoleSearch
{
  GObject parent_instance;

  GtkTextBuffer *buffer;
  RkConsoleTags *tags;
  char          *text;    /* lower case; NULL for none */
  GArray        *matches; /* Match, in order */
  guint64        first;   /* number of the buffer's first line */
  guint64        next;    /* number of the first line that was not looked at */
  int            current; /* index in @matches, or -1 */
  guint          idle_id;
};

G_DEFINE_FINAL_TYPE (RkConsoleSearch, rk_console_search, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* -- Places --------------------------------------------------------------- */

static gboolean
get_iters (RkConsoleSearch *self,
           const Match     *match,
           GtkTextIter     *start,
           GtkTextIter     *end)
{
  int line = (int)(match->line - self->first);

  return gtk_text_buffer_get_iter_at_line_index (self->buffer, start, line, match->start) &&
         gtk_text_buffer_get_iter_at_line_index (self->buffer, end, line, match->end);
}

static void
tag_match (RkConsoleSearch *self,
           int              i,
           RkConsoleTag     tag,
           gboolean         apply)
{
  GtkTextIter start, end;

  if (i < 0 || !get_iters (self, &g_array_index (self->matches, Match, i), &start, &end))
    return;
  if (apply)
    gtk_text_buffer_apply_tag (self->buffer, rk_console_tags_get (self->tags, tag), &start, &end);
  else
    gtk_text_buffer_remove_tag (self->buffer, rk_console_tags_get (self->tags, tag), &start, &end);
}

static void
untag_all (RkConsoleSearch *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  gtk_text_buffer_remove_tag (self->buffer, rk_console_tags_get (self->tags, RK_CONSOLE_TAG_MATCH), &start, &end);
  gtk_text_buffer_remove_tag (self->buffer, rk_console_tags_get (self->tags, RK_CONSOLE_TAG_CURRENT_MATCH), &start, &end);
}

/* -- The walk ------------------------------------------------------------- */

static void
add_match (RkConsoleSearch *self,
           guint64          line,
           gsize            start,
           gsize            end)
{
  Match match = { line, (int)start, (int)end };

  g_array_append_val (self->matches, match);
  if (self->matches->len <= MAX_MARKED)
    tag_match (self, (int)self->matches->len - 1, RK_CONSOLE_TAG_MATCH, TRUE);
}

static void
look_at_line (RkConsoleSearch *self,
              guint64          line,
              const char      *text)
{
  g_autofree char *folded = g_ascii_strdown (text, -1);
  gsize length = strlen (self->text);

  for (const char *p = folded; (p = strstr (p, self->text)) != NULL; p += length)
    add_match (self, line, (gsize)(p - folded), (gsize)(p - folded) + length);
}

static guint64
get_end (RkConsoleSearch *self)
{
  return self->first + (guint64)gtk_text_buffer_get_line_count (self->buffer) - 1;
}

static void
look_at_some (RkConsoleSearch *self)
{
  guint64 end = MIN (get_end (self), self->next + STEP_LINES);

  for (; self->next < end; self->next++)
    {
      g_autofree char *text = NULL;
      GtkTextIter from, to;

      gtk_text_buffer_get_iter_at_line (self->buffer, &from, (int)(self->next - self->first));
      to = from;
      if (!gtk_text_iter_ends_line (&to))
        gtk_text_iter_forward_to_line_end (&to);
      text = gtk_text_iter_get_slice (&from, &to);
      look_at_line (self, self->next, text);
    }
}

static gboolean
walk_cb (gpointer user_data)
{
  RkConsoleSearch *self = user_data;
  gint64 until = g_get_monotonic_time () + STEP_US;
  guint before = self->matches->len;

  while (self->next < get_end (self) && g_get_monotonic_time () < until)
    look_at_some (self);
  if (self->matches->len != before)
    g_signal_emit (self, signals[CHANGED], 0);
  if (self->next < get_end (self))
    return G_SOURCE_CONTINUE;

  self->idle_id = 0;
  return G_SOURCE_REMOVE;
}

/* -- GObject -------------------------------------------------------------- */

static void
rk_console_search_finalize (GObject *object)
{
  RkConsoleSearch *self = RK_CONSOLE_SEARCH (object);

  g_clear_handle_id (&self->idle_id, g_source_remove);
  g_clear_object (&self->buffer);
  g_clear_object (&self->tags);
  g_free (self->text);
  g_array_unref (self->matches);

  G_OBJECT_CLASS (rk_console_search_parent_class)->finalize (object);
}

static void
rk_console_search_class_init (RkConsoleSearchClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rk_console_search_finalize;

  /* Count or current match have changed. */
  signals[CHANGED] = g_signal_new ("changed", RK_TYPE_CONSOLE_SEARCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
rk_console_search_init (RkConsoleSearch *self)
{
  self->matches = g_array_new (FALSE, FALSE, sizeof (Match));
  self->current = -1;
}

/**
 * rk_console_search_new:
 * @buffer: where to look
 * @tags: its tags
 *
 * Returns: (transfer full): a search for nothing
 */
RkConsoleSearch *
rk_console_search_new (GtkTextBuffer *buffer,
                       RkConsoleTags *tags)
{
  RkConsoleSearch *self = g_object_new (RK_TYPE_CONSOLE_SEARCH, NULL);

  self->buffer = g_object_ref (buffer);
  self->tags = g_object_ref (tags);
  return self;
}

/**
 * rk_console_search_set_text:
 * @self: a search
 * @text: what to look for; "" for nothing
 */
void
rk_console_search_set_text (RkConsoleSearch *self,
                            const char      *text)
{
  g_return_if_fail (RK_IS_CONSOLE_SEARCH (self));

  untag_all (self);
  g_array_set_size (self->matches, 0);
  g_free (self->text);
  self->text = *text != '\0' ? g_ascii_strdown (text, -1) : NULL;
  self->current = -1;
  self->next = self->first;
  rk_console_search_grown (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * rk_console_search_get_count:
 * @self: a search
 *
 * Returns: how many places were found so far
 */
guint
rk_console_search_get_count (RkConsoleSearch *self)
{
  g_return_val_if_fail (RK_IS_CONSOLE_SEARCH (self), 0);

  return self->matches->len;
}

/**
 * rk_console_search_get_current:
 * @self: a search
 *
 * Returns: number of the match that was gone to, from 1; 0 for none
 */
guint
rk_console_search_get_current (RkConsoleSearch *self)
{
  g_return_val_if_fail (RK_IS_CONSOLE_SEARCH (self), 0);

  return (guint)(self->current + 1);
}

/**
 * rk_console_search_move:
 * @self: a search
 * @backwards: towards older lines
 * @start: (out): where the match begins
 * @end: (out): where it ends
 *
 * Goes to the next match, and over the end to the other one.  The first time that is
 * the newest.
 *
 * Returns: whether there is one
 */
gboolean
rk_console_search_move (RkConsoleSearch *self,
                        gboolean         backwards,
                        GtkTextIter     *start,
                        GtkTextIter     *end)
{
  int count = (int)self->matches->len;

  g_return_val_if_fail (RK_IS_CONSOLE_SEARCH (self), FALSE);

  if (count == 0)
    return FALSE;

  tag_match (self, self->current, RK_CONSOLE_TAG_CURRENT_MATCH, FALSE);
  if (self->current < 0)
    self->current = count - 1;
  else
    self->current = (self->current + (backwards ? count - 1 : 1)) % count;
  tag_match (self, self->current, RK_CONSOLE_TAG_CURRENT_MATCH, TRUE);
  g_signal_emit (self, signals[CHANGED], 0);
  return get_iters (self, &g_array_index (self->matches, Match, self->current), start, end);
}

/**
 * rk_console_search_grown:
 * @self: a search
 *
 * There are more lines.
 */
void
rk_console_search_grown (RkConsoleSearch *self)
{
  g_return_if_fail (RK_IS_CONSOLE_SEARCH (self));

  if (self->text != NULL && self->idle_id == 0 && self->next < get_end (self))
    self->idle_id = g_idle_add_full (G_PRIORITY_LOW, walk_cb, self, NULL);
}

/**
 * rk_console_search_trimmed:
 * @self: a search
 * @n_lines: so many of the first lines are gone
 */
void
rk_console_search_trimmed (RkConsoleSearch *self,
                           guint            n_lines)
{
  guint gone = 0;

  g_return_if_fail (RK_IS_CONSOLE_SEARCH (self));

  self->first += n_lines;
  self->next = MAX (self->next, self->first);
  while (gone < self->matches->len && g_array_index (self->matches, Match, gone).line < self->first)
    gone++;
  if (gone == 0)
    return;

  g_array_remove_range (self->matches, 0, gone);
  self->current = self->current >= (int)gone ? self->current - (int)gone : -1;
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * rk_console_search_changed:
 * @self: a search
 * @line: of the buffer: from here on lines are others than before
 */
void
rk_console_search_changed (RkConsoleSearch *self,
                           guint            line)
{
  guint64 from;

  g_return_if_fail (RK_IS_CONSOLE_SEARCH (self));

  from = self->first + line;
  while (self->matches->len > 0 && g_array_index (self->matches, Match, self->matches->len - 1).line >= from)
    g_array_set_size (self->matches, self->matches->len - 1);
  if (self->current >= (int)self->matches->len)
    self->current = -1;
  self->next = MIN (self->next, from);
  rk_console_search_grown (self);
}
