/* rk-locale.c: language and characters of the programs without a window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "rk-locale.h"

#include <locale.h>
#include <string.h>

#include <glib/gi18n.h>

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

  bindtextdomain (GETTEXT_PACKAGE, RK_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}
