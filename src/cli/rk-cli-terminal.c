/* rk-cli-terminal.c: the terminal of a person, key by key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whatever ends the program, the terminal is put back: by exit(), by a signal, by a
 * crash.  Input is read by a thread, which can be left waiting: a terminal, a pipe and
 * Windows' console have no other way in common.
 */

#include "config.h"

#include "rk-cli-terminal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#ifdef G_OS_WIN32
#include <fcntl.h>
#include <io.h>
#include <windows.h>
#else
#include <signal.h>
#include <termios.h>
#include <unistd.h>
#endif

#ifndef ENABLE_VIRTUAL_TERMINAL_INPUT
#define ENABLE_VIRTUAL_TERMINAL_INPUT 0x0200
#endif
#ifndef ENABLE_VIRTUAL_TERMINAL_PROCESSING
#define ENABLE_VIRTUAL_TERMINAL_PROCESSING 0x0004
#endif

typedef struct
{
  RkTerminalFunc  func;
  gpointer        user_data;
  GBytes         *bytes;
} Input;

static gboolean is_raw;

/**
 * rk_terminal_is_typed:
 *
 * Returns: whether a person types what is read, at a terminal
 */
gboolean
rk_terminal_is_typed (void)
{
  return isatty (fileno (stdin)) != 0;
}

/**
 * rk_terminal_is_shown:
 *
 * Returns: whether a terminal shows what is written
 */
gboolean
rk_terminal_is_shown (void)
{
  return isatty (fileno (stdout)) != 0;
}

#ifdef G_OS_WIN32

static DWORD input_mode;
static DWORD output_mode;

void
rk_terminal_restore (void)
{
  if (!is_raw)
    return;

  is_raw = FALSE;
  SetConsoleMode (GetStdHandle (STD_INPUT_HANDLE), input_mode);
  SetConsoleMode (GetStdHandle (STD_OUTPUT_HANDLE), output_mode);
}

static gboolean
set_raw (void)
{
  HANDLE input = GetStdHandle (STD_INPUT_HANDLE);
  HANDLE output = GetStdHandle (STD_OUTPUT_HANDLE);

  if (!GetConsoleMode (input, &input_mode) ||
      !SetConsoleMode (input, (input_mode & ~(DWORD)(ENABLE_LINE_INPUT | ENABLE_ECHO_INPUT | ENABLE_PROCESSED_INPUT)) |
                                ENABLE_VIRTUAL_TERMINAL_INPUT))
    return FALSE;

  if (GetConsoleMode (output, &output_mode))
    SetConsoleMode (output, output_mode | ENABLE_VIRTUAL_TERMINAL_PROCESSING);
  return TRUE;
}

#else

static struct termios before;

/* Only what may be called in a signal handler. */
void
rk_terminal_restore (void)
{
  if (!is_raw)
    return;

  is_raw = FALSE;
  tcsetattr (STDIN_FILENO, TCSANOW, &before);
}

static void
restore_and_die (int number)
{
  rk_terminal_restore ();
  raise (number); /* the default action: SA_RESETHAND */
}

/* Those that end a program and that nobody else catches. */
static void
catch_signals (void)
{
  static const int numbers[] = { SIGHUP, SIGQUIT, SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGPIPE };
  struct sigaction action = { .sa_handler = restore_and_die, .sa_flags = (int)SA_RESETHAND | SA_NODEFER };

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    sigaction (numbers[i], &action, NULL);
}

/* Input as it is typed, Ctrl+C and Ctrl+Z included: they are for the module.  Output
 * stays as it is, so that our own lines come out as lines. */
static gboolean
set_raw (void)
{
  struct termios raw;

  if (tcgetattr (STDIN_FILENO, &before) != 0)
    return FALSE;

  raw = before;
  raw.c_iflag &= ~(tcflag_t)(BRKINT | ICRNL | INLCR | IGNCR | INPCK | ISTRIP | IXON);
  raw.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | IEXTEN | ISIG);
  raw.c_cc[VMIN] = 1;
  raw.c_cc[VTIME] = 0;
  catch_signals ();
  return tcsetattr (STDIN_FILENO, TCSANOW, &raw) == 0;
}

#endif

/**
 * rk_terminal_set_raw:
 *
 * From now on every key comes as it is pressed, and none does anything by itself.
 * Taken back when the program ends, or by rk_terminal_restore().
 *
 * Returns: whether standard input is a terminal that can do that
 */
gboolean
rk_terminal_set_raw (void)
{
  if (is_raw || !set_raw ())
    return is_raw;

  is_raw = TRUE;
  atexit (rk_terminal_restore);
  return TRUE;
}

static void
input_free (Input *input)
{
  g_clear_pointer (&input->bytes, g_bytes_unref);
  g_free (input);
}

static gboolean
input_cb (gpointer user_data)
{
  Input *input = user_data;

  input->func (input->bytes, input->user_data);
  return G_SOURCE_REMOVE;
}

static gpointer
read_input (gpointer data)
{
  const Input *what = data;
  gboolean more = TRUE;

  while (more)
    {
      char buffer[4096];
      gssize count = read (fileno (stdin), buffer, sizeof buffer);
      Input *input;

      if (count < 0 && errno == EINTR)
        continue;

      more = count > 0;
      input = g_new0 (Input, 1);
      *input = *what;
      input->bytes = more ? g_bytes_new (buffer, (gsize)count) : NULL;
      g_idle_add_full (G_PRIORITY_DEFAULT, input_cb, input, (GDestroyNotify)input_free);
    }

  g_free (data);
  return NULL;
}

/**
 * rk_terminal_read:
 * @func: gets what comes on standard input
 * @user_data: for @func; must outlive the main loop
 */
void
rk_terminal_read (RkTerminalFunc func,
                  gpointer       user_data)
{
  Input *what = g_new0 (Input, 1);

#ifdef G_OS_WIN32
  _setmode (fileno (stdin), _O_BINARY);
  _setmode (fileno (stdout), _O_BINARY);
#endif
  what->func = func;
  what->user_data = user_data;
  g_thread_unref (g_thread_new ("terminal", read_input, what));
}

/**
 * rk_terminal_write:
 * @bytes: any
 * @count: how many
 *
 * Writes to standard output, at once and as they are.
 */
void
rk_terminal_write (const void *bytes,
                   gsize       count)
{
  fwrite (bytes, 1, count, stdout);
  fflush (stdout);
}
