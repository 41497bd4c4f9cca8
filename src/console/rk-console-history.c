/* rk-console-history.c: lines that were typed before
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The file has one line each, oldest first, with control characters and backslashes
 * escaped as in C.  Only the person who owns it may read it.
 */

#include "rk-console-history.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

/* A file of another program, or a broken one, is not read into memory. */
#define FILE_MAX (1024 * 1024)
#define LENGTH_MAX 4096

struct _RkConsoleHistory
{
  char                *path;
  RkConsoleSecretFunc  is_secret;
  GPtrArray           *lines;  /* oldest first */
  guint                at;     /* of the line shown; the number of lines: what is typed */
  char                *typed;  /* before the first step back */
};

static void
append (RkConsoleHistory *self,
        char             *line)
{
  guint old;

  for (guint i = 0; i < self->lines->len; i++)
    if (g_str_equal (g_ptr_array_index (self->lines, i), line))
      {
        g_ptr_array_remove_index (self->lines, i);
        break;
      }

  g_ptr_array_add (self->lines, line);
  old = self->lines->len > RK_CONSOLE_HISTORY_MAX ? self->lines->len - RK_CONSOLE_HISTORY_MAX : 0;
  if (old > 0)
    g_ptr_array_remove_range (self->lines, 0, old);
}

static gboolean
is_kept (RkConsoleHistory *self,
         const char       *line)
{
  return *line != '\0' && strlen (line) <= LENGTH_MAX && g_utf8_validate (line, -1, NULL) &&
         !(self->is_secret != NULL && self->is_secret (line));
}

/* %NULL for one that g_strescape() has not made. */
static char *
unescape (const char *line)
{
  gsize n_backslashes = 0;

  for (const char *at = line + strlen (line); at > line && at[-1] == '\\'; at--)
    n_backslashes++;
  return n_backslashes % 2 == 0 ? g_strcompress (line) : NULL;
}

static void
load (RkConsoleHistory *self)
{
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  GStatBuf info;

  if (g_stat (self->path, &info) != 0 || info.st_size > FILE_MAX ||
      !g_file_get_contents (self->path, &text, NULL, NULL))
    return;

  lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    {
      g_autofree char *plain = unescape (*line);

      if (plain != NULL && is_kept (self, plain))
        append (self, g_steal_pointer (&plain));
    }
}

/* Text stays readable: only control characters and the backslash are escaped. */
static char *
escape (const char *line)
{
  char other[0x80 + 2];

  other[0] = '"';
  for (guint i = 0; i < 0x80; i++)
    other[1 + i] = (char)(0x80 + i);
  other[0x81] = '\0';

  return g_strescape (line, other);
}

static gboolean
save (RkConsoleHistory  *self,
      GError           **error)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *folder = g_path_get_dirname (self->path);

  for (guint i = 0; i < self->lines->len; i++)
    {
      g_autofree char *line = escape (g_ptr_array_index (self->lines, i));

      g_string_append_printf (text, "%s\n", line);
    }

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      int code = errno;

      g_set_error (error, G_FILE_ERROR, (int)g_file_error_from_errno (code), "%s: %s", folder, g_strerror (code));
      return FALSE;
    }
  return g_file_set_contents_full (self->path, text->str, (gssize)text->len, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                   error);
}

/**
 * rk_console_history_new:
 * @path: (nullable): the file; %NULL for the program's own in the folder for a
 *   person's state
 * @is_secret: (nullable): lines for which this says so are never kept
 *
 * A file that is missing or makes no sense is an empty history.
 *
 * Returns: (transfer full): a history
 */
RkConsoleHistory *
rk_console_history_new (const char          *path,
                        RkConsoleSecretFunc  is_secret)
{
  RkConsoleHistory *self = g_new0 (RkConsoleHistory, 1);

  self->path = path != NULL ? g_strdup (path)
                            : g_build_filename (g_get_user_state_dir (), "rekindle", "console-history", NULL);
  self->is_secret = is_secret;
  self->lines = g_ptr_array_new_with_free_func (g_free);
  load (self);
  self->at = self->lines->len;
  return self;
}

/**
 * rk_console_history_free:
 * @self: (transfer full): a history
 */
void
rk_console_history_free (RkConsoleHistory *self)
{
  g_ptr_array_unref (self->lines);
  g_free (self->path);
  g_free (self->typed);
  g_free (self);
}

/**
 * rk_console_history_add:
 * @self: a history
 * @line: what was sent
 * @error: of writing the file; the line is there for this run all the same
 *
 * Adds a line at the end, from where the arrow keys go on.  One that was there before
 * moves.  Empty ones and secrets are not added.
 *
 * Returns: whether the file could be written, if it had to be
 */
gboolean
rk_console_history_add (RkConsoleHistory  *self,
                        const char        *line,
                        GError           **error)
{
  gboolean kept = is_kept (self, line);

  if (kept)
    append (self, g_strdup (line));
  self->at = self->lines->len;
  g_clear_pointer (&self->typed, g_free);

  return !kept || save (self, error);
}

/**
 * rk_console_history_get_n:
 * @self: a history
 *
 * Returns: how many lines there are
 */
guint
rk_console_history_get_n (RkConsoleHistory *self)
{
  return self->lines->len;
}

/**
 * rk_console_history_get:
 * @self: a history
 * @index: from 0, the oldest
 *
 * Returns: (transfer none): the line
 */
const char *
rk_console_history_get (RkConsoleHistory *self,
                        guint             index)
{
  g_return_val_if_fail (index < self->lines->len, NULL);

  return g_ptr_array_index (self->lines, index);
}

/**
 * rk_console_history_clear:
 * @self: a history
 * @error: of writing the file
 *
 * Forgets all lines.
 *
 * Returns: whether the file could be written
 */
gboolean
rk_console_history_clear (RkConsoleHistory  *self,
                          GError           **error)
{
  g_ptr_array_set_size (self->lines, 0);
  self->at = 0;
  return save (self, error);
}

/**
 * rk_console_history_back:
 * @self: a history
 * @typed: what stands in the entry; kept, and its beginning chooses the lines, if
 *   this is the first step
 *
 * Returns: (transfer none) (nullable): the line before that begins like @typed, valid
 *   until a line is added; %NULL if there is none
 */
const char *
rk_console_history_back (RkConsoleHistory *self,
                         const char       *typed)
{
  if (self->typed == NULL)
    self->typed = g_strdup (typed);

  for (guint i = self->at; i > 0; i--)
    {
      const char *line = g_ptr_array_index (self->lines, i - 1);

      if (g_str_has_prefix (line, self->typed))
        {
          self->at = i - 1;
          return line;
        }
    }
  return NULL;
}

/**
 * rk_console_history_forward:
 * @self: a history
 *
 * Returns: (transfer none) (nullable): the line after that begins like what was
 *   typed, at last what was typed itself; %NULL if that is shown already
 */
const char *
rk_console_history_forward (RkConsoleHistory *self)
{
  if (self->typed == NULL || self->at >= self->lines->len)
    return NULL;

  while (++self->at < self->lines->len)
    if (g_str_has_prefix (g_ptr_array_index (self->lines, self->at), self->typed))
      return g_ptr_array_index (self->lines, self->at);
  return self->typed;
}
