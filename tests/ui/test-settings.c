/* test-settings.c: settings with a schema and without one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gstdio.h>

#include "rk-settings.h"

#define SCHEMA_ID "io.github.rekindle_esp.Rekindle"

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  self->folder = g_dir_make_tmp ("rekindle-settings-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, "new", "settings.ini", NULL);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  g_autofree char *inner = g_path_get_dirname (self->path);

  g_remove (self->path);
  g_rmdir (inner);
  g_rmdir (self->folder);
  g_free (self->path);
  g_free (self->folder);
}

static GSettingsSchema *
load_schema (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GSettingsSchemaSource) source = g_settings_schema_source_new_from_directory (RK_SCHEMA_DIR, NULL, TRUE, &error);

  g_assert_no_error (error);
  return g_settings_schema_source_lookup (source, SCHEMA_ID, FALSE);
}

/* Whoever has no schema gets the same. */
static void
test_defaults (Fixture       *self,
               gconstpointer  data)
{
  g_autoptr(RkSettings) settings = rk_settings_new (self->path);
  g_autoptr(GSettingsSchema) schema = load_schema ();
  g_auto(GStrv) keys = g_settings_schema_list_keys (schema);

  for (char **key = keys; *key != NULL; key++)
    {
      g_autoptr(GSettingsSchemaKey) schema_key = g_settings_schema_get_key (schema, *key);
      g_autoptr(GVariant) expected = g_settings_schema_key_get_default_value (schema_key);
      g_autoptr(GVariant) value = rk_settings_get (settings, *key);

      g_test_message ("%s", *key);
      g_assert_true (g_variant_equal (value, expected));
    }
  g_assert_false (g_file_test (self->path, G_FILE_TEST_EXISTS));
}

static void
test_kept (Fixture       *self,
           gconstpointer  data)
{
  g_autoptr(RkSettings) settings = rk_settings_new (self->path);
  g_autoptr(RkSettings) again = NULL;
  g_autofree char *port = NULL;

  rk_settings_set_string (settings, "port", "/dev/ttyUSB0 “ü”");
  rk_settings_set_int (settings, "baud", 460800);
  rk_settings_set_boolean (settings, "erase-all", TRUE);

  again = rk_settings_new (self->path);
  port = rk_settings_dup_string (again, "port");
  g_assert_cmpstr (port, ==, "/dev/ttyUSB0 “ü”");
  g_assert_cmpint (rk_settings_get_int (again, "baud"), ==, 460800);
  g_assert_true (rk_settings_get_boolean (again, "erase-all"));
}

/* Somebody has been at the file. */
static void
test_damaged (Fixture       *self,
              gconstpointer  data)
{
  static const char content[] = "[settings]\nbaud='fast'\nport=5\nfiles=[(1,\n[nonsense";
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autoptr(RkSettings) settings = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) files = NULL;

  g_mkdir_with_parents (folder, 0700);
  g_file_set_contents (self->path, content, -1, &error);
  g_assert_no_error (error);

  settings = rk_settings_new (self->path);
  files = rk_settings_get (settings, "files");
  g_assert_cmpint (rk_settings_get_int (settings, "baud"), ==, 0);
  g_assert_cmpuint (g_variant_n_children (files), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/ui/settings/defaults", Fixture, NULL, set_up, test_defaults, tear_down);
  g_test_add ("/ui/settings/kept", Fixture, NULL, set_up, test_kept, tear_down);
  g_test_add ("/ui/settings/damaged", Fixture, NULL, set_up, test_damaged, tear_down);

  return g_test_run ();
}
