/* test-rate-memory.c: the rates that adapters were found to be good for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-rate-memory.h"
#include "state-folder.h"

#include <glib/gstdio.h>

#define ADAPTER "usb 0403:6001 A10K"

typedef struct
{
  char *folder;
  char *path;
} Fixture;

/* Each test begins without a file. */
static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  self->folder = g_build_filename (g_get_user_state_dir (), "rekindle", NULL);
  self->path = g_build_filename (self->folder, "rates.ini", NULL);
  g_remove (self->path);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  g_free (self->folder);
  g_free (self->path);
}

static void
write_file (Fixture    *self,
            const char *text)
{
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (self->folder, 0700), ==, 0);
  g_file_set_contents (self->path, text, -1, &error);
  g_assert_no_error (error);
}

static void
test_keep (Fixture       *self,
           gconstpointer  data)
{
  g_assert_cmpuint (rk_rate_memory_get (ADAPTER), ==, 0);
  rk_rate_memory_put (ADAPTER, 921600);
  rk_rate_memory_put ("COM5", 115200);
  g_assert_cmpuint (rk_rate_memory_get (ADAPTER), ==, 921600);
  rk_rate_memory_put (ADAPTER, 460800);
  g_assert_cmpuint (rk_rate_memory_get (ADAPTER), ==, 460800);
  g_assert_cmpuint (rk_rate_memory_get ("COM5"), ==, 115200);
  g_assert_cmpuint (rk_rate_memory_get (NULL), ==, 0);
  rk_rate_memory_put (NULL, 1);
}

static void
test_broken (Fixture       *self,
             gconstpointer  data)
{
  static const char *const texts[] = {
    "", "\xff\xfe rubbish", "[" ADAPTER "]\nbaud=many\ntime=x\n", "[" ADAPTER "]\nbaud=-5\ntime=9999999999999\n",
    "[" ADAPTER "]\nbaud=921600\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      write_file (self, texts[i]);
      g_assert_cmpuint (rk_rate_memory_get (ADAPTER), ==, 0);
      rk_rate_memory_put (ADAPTER, 921600);
      g_assert_cmpuint (rk_rate_memory_get (ADAPTER), ==, 921600);
    }
}

/* A folder where the file should be. */
static void
test_unwritable (Fixture       *self,
                 gconstpointer  data)
{
  g_assert_cmpint (g_mkdir_with_parents (self->path, 0700), ==, 0);
  rk_rate_memory_put (ADAPTER, 921600);
  g_assert_cmpuint (rk_rate_memory_get (ADAPTER), ==, 0);
  g_assert_cmpint (g_rmdir (self->path), ==, 0);
}

static void
test_old (Fixture       *self,
          gconstpointer  data)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *text = g_strdup_printf ("[old]\nbaud=460800\ntime=%" G_GINT64_FORMAT "\n"
                                           "[new]\nbaud=460800\ntime=%" G_GINT64_FORMAT "\n",
                                           now - 8 * 24 * 60 * 60, now - 6 * 24 * 60 * 60);

  write_file (self, text);
  g_assert_cmpuint (rk_rate_memory_get ("old"), ==, 0);
  g_assert_cmpuint (rk_rate_memory_get ("new"), ==, 460800);
}

static void
test_many (Fixture       *self,
           gconstpointer  data)
{
  for (int i = 0; i < 70; i++)
    {
      g_autofree char *name = g_strdup_printf ("socket://a:%d", i);

      rk_rate_memory_put (name, 230400);
    }
  g_assert_cmpuint (rk_rate_memory_get ("socket://a:69"), ==, 230400);
  g_assert_cmpuint (rk_rate_memory_get ("socket://a:6"), ==, 230400);
  g_assert_cmpuint (rk_rate_memory_get ("socket://a:5"), ==, 0);
}

/* Whatever a port is called, it can be kept. */
static void
test_names (Fixture       *self,
            gconstpointer  data)
{
  static const char *const ports[] = { "COM5", "/dev/pts/3", "socket://[::1]:2000", "rfc2217://x:1?y=z#[a]\n", "ünü" };

  for (gsize i = 0; i < G_N_ELEMENTS (ports); i++)
    {
      g_autofree char *adapter = rk_rate_memory_name_adapter (ports[i]);

      g_assert_nonnull (adapter);
      rk_rate_memory_put (adapter, 230400 + (guint)i);
      g_assert_cmpuint (rk_rate_memory_get (adapter), ==, 230400 + i);
    }
}

#define ADD(name, func) g_test_add ("/rate-memory/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("keep", test_keep);
  ADD ("broken", test_broken);
  ADD ("unwritable", test_unwritable);
  ADD ("old", test_old);
  ADD ("many", test_many);
  ADD ("names", test_names);
  return run_in_state_folder ();
}
