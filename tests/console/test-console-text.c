/* test-console-text.c: bytes in, styled lines out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A line is written as its text; a styled piece stands as {style in hex:text}, and
 * what is not over at the end stands after "…".
 */

#include <string.h>

#include "rk-console-text.h"

static void
append_line (const RkConsoleLine *line,
             gpointer             user_data)
{
  GString *all = user_data;
  gsize at = 0;

  g_assert_true (g_utf8_validate_len (line->text, line->length, NULL));
  g_assert_cmpuint (strlen (line->text), ==, line->length);
  for (guint i = 0; i < line->n_spans; i++)
    {
      const RkConsoleSpan *span = &line->spans[i];

      g_string_append_len (all, line->text + at, (gssize)(span->start - at));
      g_string_append_printf (all, "{%x:%.*s}", span->style, (int)(span->end - span->start), line->text + span->start);
      at = span->end;
    }
  g_string_append (all, line->text + at);
  g_string_append (all, line->continues ? "+\n" : "\n");
}

static char *
decode (RkConsoleTextFlags  flags,
        const char         *bytes,
        gsize               count,
        gsize               piece)
{
  GString *all = g_string_new (NULL);
  g_autoptr(RkConsoleText) text = rk_console_text_new (flags, append_line, all);
  RkConsoleLine line;

  for (gsize at = 0; at < count; at += piece)
    rk_console_text_push (text, (const guint8 *)bytes + at, MIN (piece, count - at), 0);
  if (rk_console_text_peek (text, &line))
    {
      g_string_append (all, "…");
      append_line (&line, all);
    }
  return g_string_free (all, FALSE);
}

typedef struct
{
  const char *name;
  int         flags;
  const char *bytes;
  const char *lines;
} Case;

#define MARK "{1000000:"

/* clang-format off */
static const Case cases[] = {
  { "lines", 0, "one\r\ntwo\n\nthree", "one\ntwo\n\n…three\n" },
  { "at-echo", 0, "AT\r\r\n\r\nOK\r\n", "AT\n\nOK\n" },
  { "progress", 0, "10 %\r50 %\r100 %\rdone", "…done%\n" },
  { "progress-erased", 0, "100 %\r\033[Kdone\n", "done\n" },
  { "backspace", 0, "abd\bc\n", "abc\n" },
  { "tab", 0, "a\tb\n", "a\tb\n" },
  { "utf-8", 0, "Gr\xc3\xbc\xc3\x9f" "e \xe2\x82\xac \xf0\x9f\x98\x80\n", "Grüße € 😀\n" },
  { "invalid", 0, "a\xff" "b\xc3" "c\xe2\x82" "d\xed\xa0\x80\n",
    "a" MARK "\xef\xbf\xbd}b" MARK "\xef\xbf\xbd}c" MARK "\xef\xbf\xbd}d" MARK "\xef\xbf\xbd}\n" },
  { "invalid-shown", 2, "a\xff\n", "a" MARK "\\xff\\n}\n" },
  { "separators", 0, "a\xe2\x80\xa9" "b\xe2\x80\xae" "c\xc2\x85" "d\n",
    "a" MARK "\xef\xbf\xbd}b" MARK "\xef\xbf\xbd}c" MARK "\xef\xbf\xbd}d\n" },
  { "controls", 0, "a\001b\a\177\n", "a" MARK "\\x01}b" MARK "\\a\\x7f}\n" },
  { "controls-shown", 2, "a\tb\r\nc\rd\n", "a" MARK "\\t}\tb" MARK "\\r\\n}\nc" MARK "\\r}\nd" MARK "\\n}\n" },
  { "colours", 0, "\033[32mgreen\033[0m \033[1;91mbold\033[22m\033[39m plain\n", "{3:green} {4000a:bold} plain\n" },
  { "esp-idf", 0, "\033[0;33mW (12) wifi: x\033[0m\r\n", "{4:W (12) wifi: x}\n" },
  { "256-colours", 0, "\033[38;5;208mx\033[48;2;255;0;0my\033[m\n", "{d1:x}{18ad1:y}\n" },
  { "colours-go-on", 0, "\033[31ma\nb\n", "{2:a}\n{2:b}\n" },
  { "sequences", 0, "\033[2J\033[Hx\033]0;title\ay\033(Bz\n", "xyz\n" },
  { "sequences-shown", 2, "\033[31mx\n", MARK "\\e[31m}{2:x}" MARK "\\n}\n" },
  { "no-sequence", 0, "\033\001\033[3\xff\n", MARK "\\e\\x01\\e[3\xef\xbf\xbd}\n" },
  { "cursor", 0, "\033[5Gx\033[3Dy\n", "  y x\n" },
  { "hex", 1, "Hello, module!\r\n\001\xff",
    MARK "00000000}  48 65 6c 6c 6f 2c 20 6d  6f 64 75 6c 65 21 0d 0a   Hello, module!..\n"
    "…" MARK "00000010}  01 ff                                              ..\n" },
};
/* clang-format on */

/* How the bytes come must not matter. */
static void
test_case (gconstpointer data)
{
  const Case *c = data;

  for (gsize piece = 1; piece <= 64; piece *= 2)
    {
      g_autofree char *lines = decode (c->flags, c->bytes, strlen (c->bytes), piece);

      g_assert_cmpstr (lines, ==, c->lines);
    }
}

static void
test_nul (void)
{
  g_autofree char *lines = decode (0, "a\0b\n", 4, 4);

  g_assert_cmpstr (lines, ==, "a" MARK "\\x00}b\n");
}

static void
test_long (void)
{
  g_autofree char *bytes = g_strnfill (RK_CONSOLE_MAX_COLUMNS * 2 + 3, 'x');
  g_autofree char *lines = decode (0, bytes, strlen (bytes), 100);
  g_auto(GStrv) parts = g_strsplit (lines, "\n", -1);

  g_assert_cmpuint (g_strv_length (parts), ==, 4);
  g_assert_cmpuint (strlen (parts[0]), ==, RK_CONSOLE_MAX_COLUMNS + 1);
  g_assert_true (g_str_has_suffix (parts[1], "x+"));
  g_assert_cmpstr (parts[2], ==, "…xxx");
}

/* Noise is cut earlier; a line that only begins with some is not. */
static void
test_noise (void)
{
  g_autofree char *noise = g_strnfill (RK_CONSOLE_MAX_NOISE, '\x0c');
  g_autofree char *text = g_strnfill (RK_CONSOLE_MAX_NOISE, 'x');
  g_autofree char *bytes = g_strconcat (noise, text, "\n\x0c", text, text, "\n", NULL);
  g_autofree char *lines = decode (0, bytes, strlen (bytes), 100);
  g_auto(GStrv) parts = g_strsplit (lines, "\n", -1);
  guint last = g_strv_length (parts) - 2;

  g_assert_cmpuint (last, ==, 5);
  for (guint i = 0; i + 1 < last; i++)
    g_assert_true (g_str_has_suffix (parts[i], "+"));
  g_assert_cmpuint (strlen (parts[last]), >, 2 * RK_CONSOLE_MAX_NOISE);
}

static void
note_time (const RkConsoleLine *line,
           gpointer             user_data)
{
  g_array_append_val ((GArray *)user_data, line->time_us);
}

/* The time of a line is that of its first byte. */
static void
test_times (void)
{
  g_autoptr(GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr(RkConsoleText) text = rk_console_text_new (0, note_time, times);

  rk_console_text_push (text, (const guint8 *)"on", 2, 10);
  rk_console_text_push (text, (const guint8 *)"e\ntwo", 5, 20);
  rk_console_text_push (text, (const guint8 *)"\n\n", 2, 30);

  g_assert_cmpuint (times->len, ==, 3);
  g_assert_cmpint (g_array_index (times, gint64, 0), ==, 10);
  g_assert_cmpint (g_array_index (times, gint64, 1), ==, 20);
  g_assert_cmpint (g_array_index (times, gint64, 2), ==, 30);
}

/* Something else is shown in between: nothing that came before it is lost. */
static void
test_end_line (void)
{
  GString *all = g_string_new (NULL);
  g_autoptr(RkConsoleText) text = rk_console_text_new (0, append_line, all);
  g_autofree char *lines = NULL;
  RkConsoleLine line;

  rk_console_text_end_line (text);
  rk_console_text_push (text, (const guint8 *)"\033[31mhalf\xc3", 10, 0);
  rk_console_text_end_line (text);
  g_assert_false (rk_console_text_peek (text, &line));
  rk_console_text_push (text, (const guint8 *)"\033[3", 3, 0);
  rk_console_text_end_line (text);
  rk_console_text_push (text, (const guint8 *)"x\n", 2, 0);

  lines = g_string_free (all, FALSE);
  g_assert_cmpstr (lines, ==, "{2:half}" MARK "\xef\xbf\xbd}\n" MARK "\\e[3}\nx\n");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/console/text/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/console/text/nul", test_nul);
  g_test_add_func ("/console/text/long", test_long);
  g_test_add_func ("/console/text/noise", test_noise);
  g_test_add_func ("/console/text/times", test_times);
  g_test_add_func ("/console/text/end-line", test_end_line);

  return g_test_run ();
}
