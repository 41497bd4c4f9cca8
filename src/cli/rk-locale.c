/* rk-locale.c: language and characters of the programs without a window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "rk-locale.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <glib/gi18n.h>
#ifdef G_OS_WIN32
#include <fcntl.h>
#include <io.h>
#include <windows.h>
#endif

#ifdef G_OS_WIN32

/* In bytes; more than is printed at once. */
#define OUTPUT_BUFFER 4096

static UINT input_before;
static UINT output_before;

static void
restore_console (void)
{
  SetConsoleCP (input_before);
  SetConsoleOutputCP (output_before);
}

/* The console must get whole characters, as they are: the C library writes byte by
 * byte where there is no buffer (what prints empties it), and takes text for a console
 * to be of the locale's code page. */
static void
pass_unchanged (FILE *stream)
{
  if (_isatty (_fileno (stream)))
    _setmode (_fileno (stream), _O_BINARY);
  setvbuf (stream, NULL, _IOFBF, OUTPUT_BUFFER);
}

/* The console takes and shows UTF-8 as long as we run; a window has none. */
static void
take_console (void)
{
  input_before = GetConsoleCP ();
  output_before = GetConsoleOutputCP ();
  if (output_before == 0)
    return;

  SetConsoleCP (CP_UTF8);
  SetConsoleOutputCP (CP_UTF8);
  atexit (restore_console);
  pass_unchanged (stdout);
  pass_unchanged (stderr);
}

#endif

/* The folder that has the program's folder in it; NULL where it cannot be told. */
static char *
dup_prefix (void)
{
#ifdef G_OS_WIN32
  return g_win32_get_package_installation_directory_of_module (NULL);
#else
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : NULL;

  return folder != NULL ? g_path_get_dirname (folder) : NULL;
#endif
}

/* Translations are where the program is, so that a folder can be moved or unpacked
 * anywhere; else where they were installed. */
static char *
dup_locale_dir (void)
{
  g_autofree char *prefix = dup_prefix ();
  g_autofree char *beside = prefix != NULL ? g_build_filename (prefix, RK_LOCALEDIR_IN_PREFIX, NULL) : NULL;

  if (beside != NULL && g_file_test (beside, G_FILE_TEST_IS_DIR))
#ifdef G_OS_WIN32
    return g_win32_locale_filename_from_utf8 (beside);
#else
    return g_steal_pointer (&beside);
#endif
  return g_strdup (RK_LOCALEDIR);
}

/**
 * rk_locale_set_up:
 *
 * Takes the locale of the environment.  Where none is set, UTF-8 is what terminals
 * of today take.  First thing in main().
 */
void
rk_locale_set_up (void)
{
  g_autofree char *folder = dup_locale_dir ();
  const char *characters;

  setlocale (LC_ALL, "");
  characters = setlocale (LC_CTYPE, NULL);
  if (strcmp (characters, "C") == 0 || strcmp (characters, "POSIX") == 0)
    setlocale (LC_CTYPE, "C.UTF-8");

#ifdef G_OS_WIN32
  take_console ();
#endif
  bindtextdomain (GETTEXT_PACKAGE, folder);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}
