/* rk-locale.c: language and characters of the programs without a window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "rk-locale.h"

#include <locale.h>
#include <string.h>

#include <glib/gi18n.h>

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

  bindtextdomain (GETTEXT_PACKAGE, folder);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}
