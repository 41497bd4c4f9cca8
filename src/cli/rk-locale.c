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

/* The programs are where the person put them: bin/ and share/ side by side. */
static void
set_up_system (void)
{
  g_autofree char *root = g_win32_get_package_installation_directory_of_module (NULL);
  g_autofree char *folder = g_build_filename (root, "share", "locale", NULL);
  g_autofree gunichar2 *wide = g_utf8_to_utf16 (folder, -1, NULL, NULL, NULL);

  take_console ();
  wbindtextdomain (GETTEXT_PACKAGE, (const wchar_t *)wide);
}

#else

static void
set_up_system (void)
{
  bindtextdomain (GETTEXT_PACKAGE, RK_LOCALEDIR);
}

#endif

/**
 * rk_locale_set_up:
 *
 * Takes the locale of the environment.  Where none is set, UTF-8 is what terminals
 * of today take.  First thing in main().
 */
void
rk_locale_set_up (void)
{
  const char *characters;

  setlocale (LC_ALL, "");
  characters = setlocale (LC_CTYPE, NULL);
  if (strcmp (characters, "C") == 0 || strcmp (characters, "POSIX") == 0)
    setlocale (LC_CTYPE, "C.UTF-8");

  set_up_system ();
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}
