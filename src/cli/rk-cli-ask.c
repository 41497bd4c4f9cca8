/* rk-cli-ask.c: asking the person at the terminal
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "rk-cli.h"

#include <stdio.h>
#include <string.h>

#ifdef G_OS_WIN32
#include <windows.h>
#else
#include <termios.h>
#include <unistd.h>
#endif

#define LONGEST_ANSWER 512

/* What is typed is not shown.  Where there is no terminal nothing is shown anyway;
 * then this does nothing. */
#ifdef G_OS_WIN32
typedef DWORD Typing;

static gboolean
hide_typing (Typing *before)
{
  HANDLE input = GetStdHandle (STD_INPUT_HANDLE);

  return GetConsoleMode (input, before) && SetConsoleMode (input, *before & ~(DWORD)ENABLE_ECHO_INPUT);
}

static void
show_typing (Typing before)
{
  SetConsoleMode (GetStdHandle (STD_INPUT_HANDLE), before);
}
#else
typedef struct termios Typing;

static gboolean
hide_typing (Typing *before)
{
  Typing hidden;

  if (tcgetattr (STDIN_FILENO, before) != 0)
    return FALSE;
  hidden = *before;
  hidden.c_lflag &= ~(tcflag_t)ECHO;
  return tcsetattr (STDIN_FILENO, TCSAFLUSH, &hidden) == 0;
}

static void
show_typing (Typing before)
{
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &before);
}
#endif

/**
 * rk_cli_ask:
 * @name: what is asked for
 * @is_secret: whether what is typed is hidden
 *
 * Asks on stderr and reads a line from stdin.
 *
 * Returns: (transfer full) (nullable): the answer; %NULL when there is no more input
 */
char *
rk_cli_ask (const char *name,
            gboolean    is_secret)
{
  char buffer[LONGEST_ANSWER];
  Typing before;
  gboolean is_hidden;
  gboolean is_read;

  g_printerr ("%s: ", name);
  is_hidden = is_secret && hide_typing (&before);
  is_read = fgets (buffer, sizeof buffer, stdin) != NULL;
  if (is_hidden)
    {
      show_typing (before);
      g_printerr ("\n");
    }
  if (!is_read)
    return NULL;

  buffer[strcspn (buffer, "\r\n")] = '\0';
  return g_strdup (buffer);
}
