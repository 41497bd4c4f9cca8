/* cli-fixture.c: running rekindle-cli on its built-in virtual module
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cli-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

void
run_clear (Run *run)
{
  g_free (run->out);
  g_free (run->err);
}

void
fixture_set_up (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("rekindle-cli-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->flash = g_build_filename (fixture->folder, "flash.bin", NULL);
}

void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(GDir) folder = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->flash);
}

GSubprocess *
spawn (Fixture          *fixture,
       GSubprocessFlags  flags,
       GPtrArray        *argv)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (flags);
  g_autoptr(GError) error = NULL;
  GSubprocess *process;

  if (!fixture->real_pace)
    g_subprocess_launcher_setenv (launcher, "RK_VIRTUAL_TURBO", "1", TRUE);
  g_subprocess_launcher_setenv (launcher, "RK_VIRTUAL_FLASH", fixture->flash, TRUE);

  /* The sanitizer's library cannot be the first where umockdev is preloaded. */
  if (g_ptr_array_find_with_equal_func (argv, "--usb", g_str_equal, NULL))
    g_subprocess_launcher_setenv (launcher, "ASAN_OPTIONS", "verify_asan_link_order=0:detect_leaks=0", TRUE);

  g_ptr_array_add (argv, NULL);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *)argv->pdata, &error);
  g_assert_no_error (error);
  return process;
}

GPtrArray *
collect (const char *program,
         const char *first,
         va_list     args)
{
  GPtrArray *argv = g_ptr_array_new ();

  g_ptr_array_add (argv, (gpointer)program);
  for (const char *arg = first; arg != NULL; arg = va_arg (args, const char *))
    g_ptr_array_add (argv, (gpointer)arg);
  return argv;
}

Run
run_argv (Fixture   *fixture,
          GPtrArray *argv)
{
  g_autoptr(GSubprocess) process = spawn (fixture,
                                          G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE |
                                            G_SUBPROCESS_FLAGS_STDIN_PIPE,
                                          argv);
  g_autoptr(GError) error = NULL;
  Run run = { 0 };

  g_subprocess_communicate_utf8 (process, "", NULL, &run.out, &run.err, &error);
  g_assert_no_error (error);
  g_test_message ("%s\n%s", run.out, run.err);
  g_assert_true (g_subprocess_get_if_exited (process));
  run.exit_code = g_subprocess_get_exit_status (process);
  return run;
}

Run
run_cli (Fixture    *fixture,
         const char *first,
         ...)
{
  g_autoptr(GPtrArray) argv = NULL;
  va_list args;

  va_start (args, first);
  argv = collect (RK_CLI, first, args);
  va_end (args);
  return run_argv (fixture, argv);
}

char *
shared_file (const char *name)
{
  const char *shared = g_getenv ("RK_SHARED_DIR");

  return g_build_filename (shared != NULL ? shared : "", "firmware", name, NULL);
}

gboolean
have_firmware (void)
{
  g_autofree char *boot = shared_file ("at-1.7.6-512+512/boot_v1.7.bin");

  if (g_file_test (boot, G_FILE_TEST_EXISTS))
    return TRUE;

  g_test_skip ("Espressif's firmware is not here");
  return FALSE;
}

void
assert_flash_holds (Fixture    *fixture,
                    gsize       offset,
                    const char *path)
{
  g_autofree char *flash = NULL;
  g_autofree char *file = NULL;
  g_autoptr(GError) error = NULL;
  gsize flash_size;
  gsize file_size;

  g_file_get_contents (fixture->flash, &flash, &flash_size, &error);
  g_assert_no_error (error);
  g_file_get_contents (path, &file, &file_size, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (offset + file_size, <=, flash_size);
  g_assert_cmpmem (flash + offset, file_size, file, file_size);
}

void
assert_contains (const char *text,
                 const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("“%s” is not in:\n%s", part, text);
}

/* Every line of --json is an object; returns the last one. */
JsonObject *
last_event (const char *out)
{
  g_auto(GStrv) lines = g_strsplit (out, "\n", -1);
  JsonObject *last = NULL;

  for (char **line = lines; *line != NULL; line++)
    {
      g_autoptr(JsonNode) node = NULL;
      g_autoptr(GError) error = NULL;

      if (**line == '\0')
        continue;
      node = json_from_string (*line, &error);
      g_assert_no_error (error);
      g_assert_true (JSON_NODE_HOLDS_OBJECT (node));
      g_assert_true (json_object_has_member (json_node_get_object (node), "event"));
      g_clear_pointer (&last, json_object_unref);
      last = json_object_ref (json_node_get_object (node));
    }

  g_assert_nonnull (last);
  return last;
}
