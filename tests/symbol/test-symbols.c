/* test-symbols.c: addresses become functions, files and lines
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-symbols.h"

#include "rk-error.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

/* Where the linker was told to put the first function of the sketch. */
#define STORE 0x40201000
#define NOWHERE 0x40280000

static RkSymbols *
open_sketch (void)
{
#ifdef RK_SKETCH
  g_autoptr(GError) error = NULL;
  RkSymbols *symbols = rk_symbols_open (RK_SKETCH, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED))
    return NULL;
  g_assert_no_error (error);
  return symbols;
#else
  return NULL;
#endif
}

static void
test_places (void)
{
  g_autoptr(RkSymbols) symbols = open_sketch ();
  g_autofree char *store = NULL;
  g_autofree char *last = NULL;
  g_autofree char *nowhere = NULL;

  if (symbols == NULL)
    {
      g_test_skip ("there is no compiler for the chip, or nothing that reads its programs");
      return;
    }

  store = rk_symbols_dup_place (symbols, STORE);
  g_test_message ("%s", store);
  g_assert_true (g_str_has_prefix (store, "store, sketch.c:1"));

  for (guint32 address = STORE; address < STORE + 64; address += 3)
    {
      g_autofree char *place = rk_symbols_dup_place (symbols, address);

      if (place != NULL && g_str_has_prefix (place, "add_up, sketch.c:"))
        last = g_strdup (place);
      if (last != NULL)
        break;
    }
  g_assert_nonnull (last);

  nowhere = rk_symbols_dup_place (symbols, NOWHERE);
  g_assert_null (nowhere);
}

static void
test_other_files (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (rk_symbols_open ("/nonexistent/sketch.elf", &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_clear_error (&error);
  g_assert_null (rk_symbols_open (g_get_prgname (), &error));
  g_assert_nonnull (error);
}

static void
test_host_program (void)
{
  g_autoptr(GError) error = NULL;

  /* A program of this machine is an ELF file too, or none at all. */
  g_assert_null (rk_symbols_open ("/proc/self/exe", &error));
  g_assert_true (g_error_matches (error, RK_ERROR, RK_ERROR_BAD_IMAGE) ||
                 g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT));
}

static void
test_beside (void)
{
  g_autofree char *folder = g_dir_make_tmp ("rk-symbols-XXXXXX", NULL);
  g_autofree char *image = g_build_filename (folder, "sketch.ino.bin", NULL);
  g_autofree char *elf = g_build_filename (folder, "sketch.ino.elf", NULL);
  g_autofree char *found = NULL;

  g_assert_null (rk_symbols_dup_path_beside (image));
  g_assert_true (g_file_set_contents (elf, "", 0, NULL));
  found = rk_symbols_dup_path_beside (image);
  g_assert_cmpstr (found, ==, elf);
  g_unlink (elf);
  g_rmdir (folder);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/symbols/places", test_places);
  g_test_add_func ("/symbols/other-files", test_other_files);
  g_test_add_func ("/symbols/host-program", test_host_program);
  g_test_add_func ("/symbols/beside", test_beside);

  return g_test_run ();
}
