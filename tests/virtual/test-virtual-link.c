/* test-virtual-link.c: the port "virtual" and the file behind it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "echo-module.h"
#include "rk-deadline.h"
#include "rk-error.h"
#include "rk-virtual-link.h"
#include "rk-virtual-store.h"

#include <glib/gstdio.h>
#include <string.h>

#define FLASH_SIZE (256 * 1024)

static void
assert_echo (RkLink *link)
{
  g_autoptr(GError) error = NULL;
  gint64 deadline = rk_deadline_in_ms (10000);
  guint8 buffer[8];
  gsize got = 0;

  rk_link_write (link, (const guint8 *)"\xc0""hi", 3, deadline, NULL, &error);
  g_assert_no_error (error);
  while (got < 3)
    {
      gssize count = rk_link_read (link, buffer + got, 3 - got, deadline, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpint (count, >, 0);
      got += (gsize)count;
    }
  g_assert_cmpmem (buffer, got, "\xc0""hi", 3);
}

static void
test_link (void)
{
  g_autoptr(RkVirtualModule) module = rk_virtual_module_new (FLASH_SIZE);
  g_autoptr(RkLink) link = rk_virtual_link_new (module, "a module");
  g_autoptr(GError) error = NULL;
  g_autofree char *log = NULL;
  guint8 byte;

  g_assert_cmpstr (rk_link_get_port (link), ==, "a module");
  g_assert_true (rk_link_open (link, 115200, NULL, &error));
  g_assert_no_error (error);
  assert_echo (link);
  g_assert_cmpint (rk_link_read (link, &byte, 1, rk_deadline_in_ms (1), NULL, &error), ==, 0);
  g_assert_no_error (error);
  g_assert_true (rk_link_set_baud (link, 74880, &error));
  g_assert_true (rk_link_set_lines (link, TRUE, FALSE, &error));
  log = echo_module_take_log (module);
  g_assert_nonnull (strstr (log, "baud 115200;"));
  g_assert_nonnull (strstr (log, "lines 0 0;"));
  g_assert_nonnull (strstr (log, "baud 74880;"));
  g_assert_nonnull (strstr (log, "lines 1 0;"));
}

static void
test_unplugged (void)
{
  g_autoptr(RkVirtualModule) module = rk_virtual_module_new (FLASH_SIZE);
  g_autoptr(RkLink) link = rk_virtual_link_new (module, "a module");
  g_autoptr(GError) error = NULL;
  guint8 byte;

  g_assert_true (rk_link_open (link, 115200, NULL, NULL));
  rk_virtual_module_set_plugged (module, FALSE);
  g_assert_cmpint (rk_link_read (link, &byte, 1, rk_deadline_in_ms (10000), NULL, &error), ==, -1);
  g_assert_error (error, RK_ERROR, RK_ERROR_PORT_LOST);
}

/* The same module for both names, and its content in the file afterwards. */
static void
test_port (void)
{
  const char *path = g_getenv ("RK_VIRTUAL_FLASH");
  g_autoptr(GError) error = NULL;
  guint32 size;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(RkLink) link = rk_link_new_for_port (i == 0 ? "virtual" : "virtual:turbo", &error);

      g_assert_no_error (error);
      g_assert_true (rk_link_open (link, 115200, NULL, &error));
      assert_echo (link);
      rk_link_close (link);
    }

  g_assert_true (rk_virtual_store_file_size (path, &size, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (size, ==, 1024 * 1024);
}

static void
test_store (void)
{
  g_autofree char *folder = g_dir_make_tmp ("rk-store-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "deeper", "flash.bin", NULL);
  g_autofree char *deeper = g_path_get_dirname (path);
  g_autoptr(RkVirtualModule) first = rk_virtual_module_new (FLASH_SIZE);
  g_autoptr(RkVirtualModule) second = rk_virtual_module_new (FLASH_SIZE);
  g_autoptr(RkVirtualModule) small = rk_virtual_module_new (FLASH_SIZE / 2);
  g_autoptr(RkVirtualStore) store = NULL;
  g_autoptr(RkVirtualStore) other = NULL;
  g_autoptr(GBytes) text = g_bytes_new_static ("hello", 5);
  g_autoptr(GBytes) content = NULL;
  g_autoptr(GError) error = NULL;
  guint32 size;

  g_assert_true (rk_virtual_store_file_size (path, &size, &error));
  g_assert_cmpuint (size, ==, 0);

  store = rk_virtual_store_new (first, path, &error);
  g_assert_no_error (error);
  g_assert_true (rk_virtual_module_set_flash (first, 100, text, NULL));
  g_assert_true (rk_virtual_store_save (store, &error));
  g_assert_true (rk_virtual_store_file_size (path, &size, &error));
  g_assert_cmpuint (size, ==, FLASH_SIZE);

  other = rk_virtual_store_new (second, path, &error);
  g_assert_no_error (error);
  content = rk_virtual_module_get_flash (second);
  g_assert_cmpmem ((const char *)g_bytes_get_data (content, NULL) + 100, 5, "hello", 5);

  /* Nothing has changed: nothing is written. */
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_true (rk_virtual_store_save (other, &error));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));

  g_assert_true (rk_virtual_module_set_flash (second, 200, text, NULL));
  g_assert_true (rk_virtual_store_save (other, &error));
  g_assert_null (rk_virtual_store_new (small, path, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (path, "short", 5, NULL));
  g_assert_false (rk_virtual_store_file_size (path, &size, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);

  g_unlink (path);
  g_rmdir (deeper);
  g_rmdir (folder);
}

static void
test_store_denied (void)
{
  g_autoptr(RkVirtualModule) module = rk_virtual_module_new (FLASH_SIZE);
  g_autoptr(RkVirtualStore) store = rk_virtual_store_new (module, "/proc/none/flash.bin", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_false (rk_virtual_store_save (store, &error));
  g_assert_nonnull (error);
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *folder = g_dir_make_tmp ("rk-virtual-link-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "flash.bin", NULL);
  int result;

  g_setenv ("RK_VIRTUAL_FLASH", path, TRUE);
  g_test_init (&argc, &argv, NULL);
  rk_virtual_link_register ();

  g_test_add_func ("/virtual-link/link", test_link);
  g_test_add_func ("/virtual-link/unplugged", test_unplugged);
  g_test_add_func ("/virtual-link/port", test_port);
  g_test_add_func ("/virtual-store/store", test_store);
  g_test_add_func ("/virtual-store/denied", test_store_denied);

  result = g_test_run ();
  g_unlink (path);
  g_rmdir (folder);

  return result;
}
