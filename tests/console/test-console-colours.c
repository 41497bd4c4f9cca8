/* test-console-colours.c: whatever colour a module asks for, its words can be read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "measure.h"
#include "rk-console-colours.h"

#define N_COLOURS 257 /* with none */
#define N_NAMED 17

static RkConsoleStyle
make_style (guint foreground,
            guint background)
{
  return (RkConsoleStyle)(foreground | background << 9);
}

/* The text, and the text while it is selected. */
static void
measure_both (Measure          *texts,
              Measure          *selected,
              RkLook            look,
              const char       *what,
              RkConsoleColours  colours)
{
  measure (texts, what, colours.ink, colours.paper);
  measure (selected, what, colours.ink, rk_console_colours_select (look, colours.paper));
}

/* On most colours there is no more than 4.5, whatever the ink. */
static void
test_styles (gconstpointer data)
{
  static const RkConsoleStyle flags[] = {
    0, RK_CONSOLE_STYLE_DIM, RK_CONSOLE_STYLE_MARK, RK_CONSOLE_STYLE_INVERSE,
    RK_CONSOLE_STYLE_INVERSE | RK_CONSOLE_STYLE_DIM,
  };
  RkLook look = *(const RkLook *)data;
  Measure plain = { .least = look.high_contrast ? RK_CONTRAST_TEXT_HIGH : RK_CONTRAST_TEXT };
  Measure coloured = { .least = RK_CONTRAST_TEXT };
  Measure selected = { .least = RK_CONTRAST_GRAPHIC };

  for (guint foreground = 0; foreground < N_COLOURS; foreground++)
    for (guint background = 0; background < (foreground < N_NAMED ? N_COLOURS : N_NAMED); background++)
      for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
        {
          RkConsoleStyle style = make_style (foreground, background) | flags[i];
          gboolean has_paper = background != 0 || style & RK_CONSOLE_STYLE_INVERSE;

          measure_both (has_paper ? &coloured : &plain, &selected, look, "style",
                        rk_console_colours_get_style (look, style));
        }
  measure_tell (&plain, "on paper");
  measure_tell (&coloured, "on a colour");
  measure_tell (&selected, "selected");
}

static void
test_notes (gconstpointer data)
{
  RkLook look = *(const RkLook *)data;
  Measure texts = { .least = look.high_contrast ? RK_CONTRAST_TEXT_HIGH : RK_CONTRAST_TEXT };
  Measure selected = { .least = RK_CONTRAST_GRAPHIC };

  measure_both (&texts, &selected, look, "plain", rk_console_colours_get (look));
  for (RkSeverity severity = 0; severity <= RK_SEVERITY_ERROR; severity++)
    measure_both (&texts, &selected, look, "finding", rk_console_colours_get_finding (look, severity));
  measure_both (&texts, &selected, look, "sent", rk_console_colours_get_tag (look, RK_CONSOLE_TAG_SENT));
  measure_both (&texts, &selected, look, "event", rk_console_colours_get_tag (look, RK_CONSOLE_TAG_EVENT));
  measure_both (&texts, &selected, look, "loop", rk_console_colours_get_tag (look, RK_CONSOLE_TAG_LOOP));
  measure_tell (&texts, "notes");
  measure_tell (&selected, "selected");
}

/* The place that is looked at stands out from the page and from the others. */
static void
test_matches (gconstpointer data)
{
  RkLook look = *(const RkLook *)data;
  RkConsoleColours match = rk_console_colours_get_tag (look, RK_CONSOLE_TAG_MATCH);
  RkConsoleColours current = rk_console_colours_get_tag (look, RK_CONSOLE_TAG_CURRENT_MATCH);
  Measure texts = { .least = RK_CONTRAST_TEXT };
  Measure marks = { .least = RK_CONTRAST_GRAPHIC };

  measure (&texts, "match", match.ink, match.paper);
  measure (&texts, "current match", current.ink, current.paper);
  measure (&marks, "current match beside paper", current.paper, rk_console_colours_get (look).paper);
  measure (&marks, "current match beside another", current.paper, match.paper);
  measure_tell (&texts, "matches");
  measure_tell (&marks, "marks");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  measure_add ("/console/colours/styles", test_styles);
  measure_add ("/console/colours/notes", test_notes);
  measure_add ("/console/colours/matches", test_matches);

  return g_test_run ();
}
