/* draw-all.c: every drawing as a picture, to be looked at
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Usage: draw-all FOLDER [BOARD]
 */

#include <glib/gstdio.h>
#include <string.h>

#include "rk-board-list.h"
#include "rk-wiring-drawing.h"

static void
draw (RkWiring   *wiring,
      const char *folder,
      const char *focus,
      const char *name,
      gboolean    dark,
      gboolean    high_contrast,
      double      run)
{
  g_autoptr(RkWiringDrawing) drawing = rk_wiring_drawing_new (wiring, focus, NULL);
  g_autofree char *file = g_strdup_printf ("%s-%s%s%s%s.png", wiring->board->id, wiring->adapter->id, name,
                                           dark ? "-dark" : "", high_contrast ? "-high" : "");
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autoptr(GError) error = NULL;
  const RkWiringStyle style = {
    .look = { dark, high_contrast }, .run = run, .suspect = focus, .pulse = focus != NULL ? 0.8 : 0,
  };

  if (!rk_wiring_drawing_export (drawing, path, &style, &error))
    g_error ("%s", error->message);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(RkBoardList) list = rk_board_list_new ();
  RkBoard *supply = rk_board_list_get_default (list, RK_BOARD_KIND_SUPPLY);

  g_assert_cmpint (argc, >=, 2);
  g_assert_cmpint (g_mkdir_with_parents (argv[1], 0755), ==, 0);
  for (guint i = 0; i < list->boards->len; i++)
    for (guint j = 0; j < list->boards->len; j++)
      {
        RkBoard *board = g_ptr_array_index (list->boards, i);
        RkBoard *adapter = g_ptr_array_index (list->boards, j);
        g_autoptr(RkWiring) wiring = NULL;

        if (board->kind != RK_BOARD_KIND_MODULE || adapter->kind != RK_BOARD_KIND_ADAPTER ||
            (argc > 2 && strcmp (argv[2], board->id) != 0))
          continue;
        wiring = rk_wiring_new (board, adapter, supply, NULL);
        if (wiring == NULL)
          continue;
        draw (wiring, argv[1], NULL, "-flash", FALSE, FALSE, 0);
        draw (wiring, argv[1], NULL, "-flash", TRUE, FALSE, 0);
        if (strcmp (adapter->id, "cp2102") != 0)
          continue;
        draw (wiring, argv[1], NULL, "-flash", FALSE, TRUE, 0);
        draw (wiring, argv[1], NULL, "-flash", TRUE, TRUE, 0);
        draw (wiring, argv[1], NULL, "-run", FALSE, FALSE, 1);
        draw (wiring, argv[1], NULL, "-half", TRUE, FALSE, 0.4);
        if (rk_wiring_find (wiring, "rx") != NULL)
          draw (wiring, argv[1], "rx", "-small-rx", FALSE, FALSE, 0);
        if (rk_wiring_find (wiring, "gpio0") != NULL)
          draw (wiring, argv[1], "gpio0", "-small-gpio0", TRUE, FALSE, 0);
      }

  return 0;
}
