/* rk-symbol-reader-addr2line.c: reading an ELF file with the compiler's addr2line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The program answers each address on its input with two lines: the function, and
 * the file and line, with question marks for what it does not know.
 */

#include "rk-symbols-private.h"

#include <gio/gio.h>
#include <string.h>

#define PROGRAM "xtensa-lx106-elf-addr2line"

struct _RkSymbolReader
{
  GSubprocess      *process;
  GDataInputStream *answers;
};

RkSymbolReader *
_rk_symbol_reader_open (const char  *path,
                        GError     **error)
{
  g_autofree char *program = g_find_program_in_path (PROGRAM);
  g_autoptr(GSubprocess) process = NULL;
  RkSymbolReader *self;

  if (program == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                   "addresses cannot be looked up here: this was built without libdw, and there is no " PROGRAM);
      return NULL;
    }
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                              error, program, "-f", "-C", "-e", path, NULL);
  if (process == NULL)
    return NULL;

  self = g_new0 (RkSymbolReader, 1);
  self->process = g_steal_pointer (&process);
  self->answers = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  return self;
}

void
_rk_symbol_reader_free (RkSymbolReader *self)
{
  g_output_stream_close (g_subprocess_get_stdin_pipe (self->process), NULL, NULL);
  g_subprocess_wait (self->process, NULL, NULL);
  g_object_unref (self->answers);
  g_object_unref (self->process);
  g_free (self);
}

gboolean
_rk_symbol_reader_lookup (RkSymbolReader  *self,
                          guint32          address,
                          char           **function,
                          char           **file,
                          int             *line)
{
  g_autofree char *question = g_strdup_printf ("0x%08x\n", address);
  g_autofree char *name = NULL;
  g_autofree char *place = NULL;
  char *colon;

  if (!g_output_stream_write_all (g_subprocess_get_stdin_pipe (self->process), question, strlen (question), NULL, NULL, NULL))
    return FALSE;
  name = g_data_input_stream_read_line (self->answers, NULL, NULL, NULL);
  place = g_data_input_stream_read_line (self->answers, NULL, NULL, NULL);
  if (name == NULL || place == NULL)
    return FALSE;

  if (!g_str_has_prefix (name, "??"))
    *function = g_strdup (name);
  colon = strrchr (place, ':');
  if (colon != NULL && g_ascii_isdigit (colon[1]) && !g_str_has_prefix (place, "??"))
    {
      *line = (int)g_ascii_strtoll (colon + 1, NULL, 10);
      *file = g_strndup (place, (gsize)(colon - place));
    }
  return *function != NULL || *file != NULL;
}
