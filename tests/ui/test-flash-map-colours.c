/* test-flash-map-colours.c: what lies in flash stands out from what is free
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "measure.h"
#include "rk-flash-map-colours.h"

/* libadwaita's, below the scale. */
static guint
get_window (RkLook look)
{
  return look.dark ? 0x242424 : 0xfafafa;
}

static void
test_blocks (gconstpointer data)
{
  RkLook look = *(const RkLook *)data;
  RkFlashMapPalette palette = rk_flash_map_palette_get (look);
  Measure blocks = { .least = look.high_contrast ? RK_CONTRAST_TEXT : RK_CONTRAST_GRAPHIC };
  Measure texts = { .least = look.high_contrast ? RK_CONTRAST_TEXT_HIGH : RK_CONTRAST_TEXT };

  for (RkFlashMapKind kind = 0; kind < RK_FLASH_MAP_N_KINDS; kind++)
    {
      measure (&blocks, "block beside what is free", rk_flash_map_colour_get (look, kind), palette.ground);
      measure (&blocks, "gap or stripe in a block", palette.paper, rk_flash_map_colour_get (look, kind));
    }
  measure (&texts, "scale", palette.text, get_window (look));
  measure_tell (&blocks, "blocks");
  measure_tell (&texts, "texts");
}

/* No two kinds look the same. */
static void
test_kinds (gconstpointer data)
{
  RkLook look = *(const RkLook *)data;

  for (RkFlashMapKind one = 0; one < RK_FLASH_MAP_N_KINDS; one++)
    for (RkFlashMapKind other = 0; other < one; other++)
      g_assert_cmphex (rk_flash_map_colour_get (look, one), !=, rk_flash_map_colour_get (look, other));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  measure_add ("/flash-map/colours/blocks", test_blocks);
  measure_add ("/flash-map/colours/kinds", test_kinds);

  return g_test_run ();
}
