/* rk-symbols.c: which line of a program an address belongs to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-symbols-private.h"

#include "rk-error.h"

#include <stdio.h>
#include <string.h>

#include <glib/gstdio.h>

/* ELF: magic, 32 bits, low byte first; the machine's number is at 18. */
#define ELF_MAGIC "\177ELF\1\1"
#define ELF_HEADER 20
#define ELF_MACHINE 18
#define MACHINE_XTENSA 94

struct _RkSymbols
{
  RkSymbolReader *reader;
};

static gboolean
check_header (const char  *path,
              GError     **error)
{
  guint8 header[ELF_HEADER] = { 0 };
  FILE *file = g_fopen (path, "rb");
  gsize count;

  if (file == NULL)
    {
      int code = errno;

      g_set_error (error, G_FILE_ERROR, (int)g_file_error_from_errno (code), "%s: %s", path, g_strerror (code));
      return FALSE;
    }
  count = fread (header, 1, sizeof header, file);
  fclose (file);

  if (count == sizeof header && memcmp (header, ELF_MAGIC, strlen (ELF_MAGIC)) == 0 &&
      (header[ELF_MACHINE] | header[ELF_MACHINE + 1] << 8) == MACHINE_XTENSA)
    return TRUE;

  g_set_error (error, RK_ERROR, RK_ERROR_BAD_IMAGE, "%s: this is no ELF file of a program for the ESP8266", path);
  return FALSE;
}

/**
 * rk_symbols_open:
 * @path: an ELF file
 * @error: (nullable): #RK_ERROR_BAD_IMAGE for another file, a #GFileError if it
 *   cannot be read, %G_IO_ERROR_NOT_SUPPORTED where nothing here can read it
 *
 * Returns: (transfer full) (nullable): what can be asked about it
 */
RkSymbols *
rk_symbols_open (const char  *path,
                 GError     **error)
{
  RkSymbolReader *reader;
  RkSymbols *self;

  if (!check_header (path, error))
    return NULL;
  reader = _rk_symbol_reader_open (path, error);
  if (reader == NULL)
    return NULL;

  self = g_new0 (RkSymbols, 1);
  self->reader = reader;
  return self;
}

/**
 * rk_symbols_free:
 * @self: (transfer full): symbols
 */
void
rk_symbols_free (RkSymbols *self)
{
  _rk_symbol_reader_free (self->reader);
  g_free (self);
}

/**
 * rk_symbols_dup_place:
 * @self: symbols
 * @address: of an instruction
 *
 * Returns: (transfer full) (nullable): function, file and line, as far as they are
 *   known: "loop, sketch.ino:12"; %NULL if nothing is
 */
char *
rk_symbols_dup_place (RkSymbols *self,
                      guint32    address)
{
  g_autofree char *function = NULL;
  g_autofree char *file = NULL;
  g_autofree char *name = NULL;
  int line = 0;

  if (!_rk_symbol_reader_lookup (self->reader, address, &function, &file, &line))
    return NULL;

  name = file != NULL ? g_path_get_basename (file) : NULL;
  if (name == NULL)
    return g_steal_pointer (&function);
  if (function == NULL)
    return g_strdup_printf ("%s:%d", name, line);
  return g_strdup_printf ("%s, %s:%d", function, name, line);
}

/**
 * rk_symbols_dup_path_beside:
 * @image_path: a program as it is flashed, "sketch.bin" or "sketch.ino.bin"
 *
 * Returns: (transfer full) (nullable): the ELF file of the same name beside it, if
 *   there is one
 */
char *
rk_symbols_dup_path_beside (const char *image_path)
{
  const char *dot = strrchr (image_path, '.');
  gsize length = dot != NULL && strchr (dot, G_DIR_SEPARATOR) == NULL ? (gsize)(dot - image_path) : strlen (image_path);
  g_autofree char *path = g_strdup_printf ("%.*s.elf", (int)length, image_path);

  return g_file_test (path, G_FILE_TEST_IS_REGULAR) ? g_steal_pointer (&path) : NULL;
}
