/* test-drawing.c: that a drawing can be read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gstdio.h>
#include <string.h>

#include "rk-board-list.h"
#include "rk-error.h"
#include "rk-wiring-drawing.h"

/* Texts may touch, but not more than their own margins. */
#define TOLERANCE 0.5

typedef struct
{
  RkBoardList *list;
  RkBoard     *supply;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->list = rk_board_list_new ();
  fixture->supply = rk_board_list_get_default (fixture->list, RK_BOARD_KIND_SUPPLY);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  rk_board_list_free (fixture->list);
}

static gboolean
overlap (const RkWiringText *a,
         const RkWiringText *b)
{
  return a->x + TOLERANCE < b->x + b->width && b->x + TOLERANCE < a->x + a->width &&
         a->y + TOLERANCE < b->y + b->height && b->y + TOLERANCE < a->y + a->height;
}

static void
check_texts (const RkWiringDrawing *drawing)
{
  g_autoptr(GArray) texts = rk_wiring_drawing_list_texts (drawing);
  double width;
  double height;

  rk_wiring_drawing_get_size (drawing, &width, &height);
  g_assert_cmpuint (texts->len, >, 0);
  for (guint i = 0; i < texts->len; i++)
    {
      const RkWiringText *text = &g_array_index (texts, RkWiringText, i);

      if (text->x < 0 || text->y < 0 || text->x + text->width > width || text->y + text->height > height)
        g_error ("“%s” is not inside", text->text);
      for (guint j = 0; j < i; j++)
        if (overlap (text, &g_array_index (texts, RkWiringText, j)))
          g_error ("“%s” lies over “%s”", text->text, g_array_index (texts, RkWiringText, j).text);
    }
  g_test_message ("%u hits", rk_wiring_drawing_count_hits (drawing));
  g_assert_cmpuint (rk_wiring_drawing_count_hits (drawing), ==, 0);
}

static const char *
translate_long (const char *msgid)
{
  g_autofree char *twice = g_strdup_printf ("%s – %s", msgid, msgid);

  return g_intern_string (twice);
}

/* Every board with every adapter, whole and with one wire alone, in English and in
 * a language of twice the length. */
static void
test_texts (Fixture       *fixture,
            gconstpointer  data)
{
  guint count = 0;

  for (guint i = 0; i < fixture->list->boards->len; i++)
    for (guint j = 0; j < fixture->list->boards->len; j++)
      {
        RkBoard *board = g_ptr_array_index (fixture->list->boards, i);
        RkBoard *adapter = g_ptr_array_index (fixture->list->boards, j);
        g_autoptr(RkWiring) wiring = NULL;
        g_autoptr(RkWiringDrawing) whole = NULL;
        g_autoptr(RkWiringDrawing) wordy = NULL;

        if (board->kind != RK_BOARD_KIND_MODULE || adapter->kind != RK_BOARD_KIND_ADAPTER ||
            !rk_wiring_is_possible (board, adapter, NULL))
          continue;
        g_test_message ("%s with %s", board->id, adapter->id);
        wiring = rk_wiring_new (board, adapter, fixture->supply, NULL);
        whole = rk_wiring_drawing_new (wiring, NULL, NULL);
        check_texts (whole);
        wordy = rk_wiring_drawing_new (wiring, NULL, translate_long);
        check_texts (wordy);
        count++;

        for (guint k = 0; k < wiring->wires->len; k++)
          {
            const RkWire *wire = g_ptr_array_index (wiring->wires, k);
            g_autoptr(RkWiringDrawing) part = NULL;

            if (wire->net == RK_NET_USB)
              continue;
            g_test_message ("  %s", wire->id);
            part = rk_wiring_drawing_new (wiring, wire->id, NULL);
            check_texts (part);
          }
      }

  g_assert_cmpuint (count, ==, 9 * 7 + 2);
}

static RkWiringDrawing *
make_drawing (Fixture    *fixture,
              const char *board,
              const char *adapter,
              const char *focus)
{
  g_autoptr(RkWiring) wiring = rk_wiring_new (rk_board_list_find (fixture->list, RK_BOARD_KIND_MODULE, board),
                                              rk_board_list_find (fixture->list, RK_BOARD_KIND_ADAPTER, adapter),
                                              fixture->supply, NULL);

  return rk_wiring_drawing_new (wiring, focus, NULL);
}

static char *
paint (const RkWiringDrawing *drawing,
       const RkWiringStyle   *style)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 500, 250);
  cairo_t *cr = cairo_create (surface);
  char *sum;

  rk_wiring_drawing_paint (drawing, cr, 500, 250, style);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  sum = g_compute_checksum_for_data (G_CHECKSUM_MD5, cairo_image_surface_get_data (surface),
                                     (gsize)cairo_image_surface_get_stride (surface) * 250);
  cairo_surface_destroy (surface);
  return sum;
}

/* Each thing of the style can be seen, and the same style paints the same. */
static void
test_style (Fixture       *fixture,
            gconstpointer  data)
{
  static const RkWiringStyle styles[] = {
    { .look.dark = FALSE },
    { .look.dark = TRUE },
    { .look.high_contrast = TRUE },
    { .look = { TRUE, TRUE } },
    { .run = 0.5 },
    { .run = 1 },
    { .suspect = "rx", .pulse = 0 },
    { .suspect = "rx", .pulse = 1 },
    { .suspect = "tx", .pulse = 1 },
  };
  g_autoptr(RkWiringDrawing) drawing = make_drawing (fixture, "esp-12f", "cp2102", NULL);
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (styles); i++)
    {
      g_autofree char *again = paint (drawing, &styles[i]);

      g_assert_true (g_hash_table_add (seen, paint (drawing, &styles[i])));
      g_assert_true (g_hash_table_contains (seen, again));
    }
}

/* The switch on a stick and the button on a board move too. */
static void
test_hints (Fixture       *fixture,
            gconstpointer  data)
{
  static const char *const pairs[][2] = { { "esp-01s", "esp01-stick-switch" }, { "sonoff-basic", "cp2102" } };
  static const RkWiringStyle flash = { .run = 0 };
  static const RkWiringStyle run = { .run = 1 };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autoptr(RkWiringDrawing) drawing = make_drawing (fixture, pairs[i][0], pairs[i][1], NULL);
      g_autofree char *before = paint (drawing, &flash);
      g_autofree char *after = paint (drawing, &run);

      g_assert_cmpstr (before, !=, after);
    }
}

/* A drawing of one wire is small enough to stand beside a message, whichever of the
 * fonts it is written in: DejaVu is the widest. */
static void
test_small (Fixture       *fixture,
            gconstpointer  data)
{
  static const char *const wires[] = { "rx", "tx", "gnd", "gpio0", "gpio15", "en" };

  for (gsize i = 0; i < G_N_ELEMENTS (wires); i++)
    {
      g_autoptr(RkWiringDrawing) drawing = make_drawing (fixture, "esp-12f", "ftdi-basic", wires[i]);
      double width;
      double height;

      rk_wiring_drawing_get_size (drawing, &width, &height);
      g_test_message ("%s: %g × %g", wires[i], width, height);
      g_assert_cmpfloat (width, <=, 440);
      g_assert_cmpfloat (height, <=, 240);
    }
}

static void
test_export (Fixture       *fixture,
             gconstpointer  data)
{
  static const struct
  {
    const char *name;
    const char *begins;
    const char *ends;
  } files[] = {
    { "a.svg", "<?xml", "</svg>\n" },
    { "a.pdf", "%PDF", "%%EOF\n" },
    { "a.PNG", "\x89PNG", "IEND\xae\x42\x60\x82" },
  };
  g_autoptr(RkWiringDrawing) drawing = make_drawing (fixture, "esp-01", "cp2102", NULL);
  g_autofree char *folder = g_dir_make_tmp ("rekindle-wiring-XXXXXX", NULL);
  g_autofree char *wrong = g_build_filename (folder, "a.gif", NULL);
  g_autofree char *missing = g_build_filename (folder, "missing", "a.svg", NULL);
  const RkWiringStyle style = { 0 };
  g_autoptr(GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (folder, files[i].name, NULL);
      g_autofree char *content = NULL;
      gsize length;

      g_assert_true (rk_wiring_drawing_export (drawing, path, &style, &error));
      g_assert_no_error (error);
      g_assert_true (g_file_get_contents (path, &content, &length, NULL));
      g_assert_cmpmem (content, strlen (files[i].begins), files[i].begins, strlen (files[i].begins));
      g_assert_cmpuint (length, >, 4000);
      g_assert_cmpmem (content + length - strlen (files[i].ends), strlen (files[i].ends), files[i].ends,
                       strlen (files[i].ends));
      g_assert_cmpint (g_remove (path), ==, 0);
    }

  g_assert_false (rk_wiring_drawing_export (drawing, wrong, &style, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (rk_wiring_drawing_export (drawing, missing, &style, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add ("/drawing/texts", Fixture, NULL, set_up, test_texts, tear_down);
  g_test_add ("/drawing/style", Fixture, NULL, set_up, test_style, tear_down);
  g_test_add ("/drawing/hints", Fixture, NULL, set_up, test_hints, tear_down);
  g_test_add ("/drawing/small", Fixture, NULL, set_up, test_small, tear_down);
  g_test_add ("/drawing/export", Fixture, NULL, set_up, test_export, tear_down);

  return g_test_run ();
}
