/* test-base.c: units, deadlines, findings, colours, files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-colour.h"
#include "rk-deadline.h"
#include "rk-error.h"
#include "rk-finding.h"
#include "rk-units.h"
#include "rk-write-file.h"

#include <glib/gstdio.h>
#ifdef G_OS_UNIX
#include <unistd.h>
#endif

static void
test_units_parse (void)
{
  static const struct
  {
    const char *text;
    guint32     value;
  } good[] = {
    { "0", 0 }, { "0x0", 0 }, { "4096", 4096 }, { "0x1000", 0x1000 }, { "0XfC000", 0xfc000 },
    { "4k", 4096 }, { "512KB", 512 * 1024 }, { "1M", 1024 * 1024 }, { "4MiB", 4 * 1024 * 1024 },
    { "0xffffffff", G_MAXUINT32 }, { "128b", 128 },
  };
  static const char *const bad[] = {
    "", "x", "-1", " 1", "+1", "0x", "1q", "1 M", "0x10k", "4294967296", "4096M", "0x100000000",
    "99999999999999999999",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr(GError) error = NULL;
      guint32 value = 1;

      g_assert_true (rk_units_parse (good[i].text, &value, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (value, ==, good[i].value);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;
      guint32 value = 1;

      g_assert_false (rk_units_parse (bad[i], &value, &error));
      g_assert_error (error, RK_ERROR, RK_ERROR_INVALID);
      g_assert_cmpuint (value, ==, 1);
    }
}

static void
test_units_format (void)
{
  static const struct
  {
    guint64     bytes;
    const char *text;
  } rows[] = {
    { 0, "0 bytes" }, { 1, "1 byte" }, { 128, "128 bytes" }, { 4096, "4 KB" }, { 396900, "388 KB" },
    { 512 * 1024, "512 KB" }, { 1 << 20, "1 MB" }, { 3 << 19, "1.5 MB" }, { 16 << 20, "16 MB" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = rk_units_format_size (rows[i].bytes);

      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

static const char *
to_units_with_dots (const char *msgid)
{
  return g_str_equal (msgid, "{number} bytes") ? "{number} o." : g_str_equal (msgid, "{number} MB") ? "{number} Mo." : msgid;
}

static void
test_units_translate (void)
{
  static const struct
  {
    const char *size;
    const char *text;
  } rows[] = {
    { "128 bytes", "128 o." }, { "405 KB", "405 KB" }, { "1.5 MB", "1.5 Mo." }, { "2MB", "2 Mo." }, { "1 byte", "1 byte" },
    { "MB", NULL }, { "115200", NULL }, { "0x1000", NULL }, { "1.7.6", NULL }, { "1. MB", NULL }, { "2MB-c1", NULL }, { "", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = rk_units_translate_size (rows[i].size, to_units_with_dots);

      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

static void
test_finding_size (void)
{
  g_autoptr(RkFinding) finding = rk_finding_new ("test.size", RK_SEVERITY_INFO, "{size}, {at}", NULL, NULL,
                                                 "size", "1.5 MB", "at", "1.7.6", NULL);
  g_autofree char *english = rk_finding_fill (finding, finding->summary, NULL);
  g_autofree char *other = rk_finding_fill (finding, finding->summary, to_units_with_dots);

  g_assert_cmpstr (english, ==, "1.5 MB, 1.7.6");
  g_assert_cmpstr (other, ==, "1.5 Mo., 1.7.6");
}

static void
test_deadline (void)
{
  gint64 past = g_get_monotonic_time () - 1;
  gint64 later = rk_deadline_in_ms (60 * 1000);

  g_assert_true (rk_deadline_passed (past));
  g_assert_cmpint (rk_deadline_remaining_ms (past), ==, 0);
  g_assert_false (rk_deadline_passed (later));
  g_assert_cmpint (rk_deadline_remaining_ms (later), >, 50 * 1000);
  g_assert_cmpint (rk_deadline_remaining_ms (later), <=, 60 * 1000);
  g_assert_false (rk_deadline_passed (RK_DEADLINE_NEVER));
  g_assert_cmpint (rk_deadline_remaining_ms (RK_DEADLINE_NEVER), ==, -1);
  g_assert_cmpint (rk_deadline_sooner (later, RK_DEADLINE_NEVER), ==, later);
}

static const char *
to_other_language (const char *msgid)
{
  return g_str_equal (msgid, "{file} ends at {offset}") ? "Bei {offset} endet {file}" : msgid;
}

static void
test_finding (void)
{
  g_autoptr(RkFinding) finding = rk_finding_new ("image.truncated", RK_SEVERITY_ERROR,
                                                 "{file} ends at {offset}", "{nobody}", NULL,
                                                 "file", "a.bin", "offset", "0x1000", NULL);
  g_autoptr(RkFinding) copy = rk_finding_copy (finding);
  g_autofree char *english = rk_finding_fill (copy, copy->summary, NULL);
  g_autofree char *german = rk_finding_fill (copy, copy->summary, to_other_language);
  g_autofree char *unknown = rk_finding_fill (copy, copy->cause, NULL);

  g_assert_cmpstr (english, ==, "a.bin ends at 0x1000");
  g_assert_cmpstr (german, ==, "Bei 0x1000 endet a.bin");
  g_assert_cmpstr (unknown, ==, "{nobody}");
  g_assert_null (rk_finding_fill (copy, copy->remedy, NULL));
  g_assert_cmpstr (rk_finding_get_value (copy, "offset"), ==, "0x1000");
  g_assert_null (rk_finding_get_value (copy, "size"));
}

/* The figures are those of WCAG's own examples and of its formula, by hand. */
static void
test_colour (void)
{
  g_assert_cmpfloat_with_epsilon (rk_colour_get_contrast (0x000000, 0xffffff), 21, 0.001);
  g_assert_cmpfloat_with_epsilon (rk_colour_get_contrast (0xffffff, 0x000000), 21, 0.001);
  g_assert_cmpfloat_with_epsilon (rk_colour_get_contrast (0x777777, 0xffffff), 4.478, 0.001);
  g_assert_cmpfloat_with_epsilon (rk_colour_get_contrast (0xff0000, 0xffffff), 3.998, 0.001);
  g_assert_cmphex (rk_colour_mix (0x000000, 0xff8040, 0.5), ==, 0x804020);

  /* What stands out is left as it is; what does not, only just does afterwards. */
  g_assert_cmphex (rk_colour_stand_out (0x123456, 0xffffff, 4.5), ==, 0x123456);
  g_assert_cmpfloat (rk_colour_get_contrast (rk_colour_stand_out (0xffee00, 0xffffff, 4.5), 0xffffff), >=, 4.5);
  g_assert_cmpfloat (rk_colour_get_contrast (rk_colour_stand_out (0xffee00, 0xffffff, 4.5), 0xffffff), <, 5.1);
  g_assert_cmpfloat (rk_colour_get_contrast (rk_colour_stand_out (0x000044, 0x202020, 4.5), 0x202020), >=, 4.5);
  g_assert_cmphex (rk_colour_stand_out (0x777777, 0x777777, 21), ==, 0x000000);
}

static void
assert_holds (const char *path,
              const char *expected)
{
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_write_file (void)
{
  g_autofree char *folder = g_dir_make_tmp ("rk-write-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (folder, "file", NULL);
  g_autofree char *nowhere = g_build_filename (folder, "none", "file", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_true (rk_write_file (file, "longer", 6, RK_WRITE_FILE_MODE, &error));
  g_assert_true (rk_write_file (file, "text", 4, RK_WRITE_FILE_MODE, &error));
  assert_holds (file, "text");
  g_assert_false (rk_write_file (nowhere, "text", 4, RK_WRITE_FILE_MODE, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_clear_error (&error);

  /* A folder is neither written to nor replaced. */
  g_assert_false (rk_write_file (folder, "text", 4, RK_WRITE_FILE_MODE, &error));
  g_assert_true (error != NULL && error->domain == G_FILE_ERROR);
  g_assert_true (g_file_test (folder, G_FILE_TEST_IS_DIR));

  g_assert_cmpint (g_unlink (file), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

#ifdef G_OS_UNIX
/* Also what /dev/stdout is. */
static void
test_write_link (void)
{
  static const char *const targets[] = { "file", "/dev/null", "/dev/full" };
  g_autofree char *folder = g_dir_make_tmp ("rk-write-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (folder, "file", NULL);
  g_autofree char *link = g_build_filename (folder, "link", NULL);

  g_assert_true (g_file_set_contents (file, "longer", -1, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_cmpint (symlink (targets[i], link), ==, 0);
      rk_write_file (link, "text", 4, RK_WRITE_FILE_MODE, &error);
      if (g_str_equal (targets[i], "/dev/full"))
        g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
      else
        g_assert_no_error (error);
      g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
      g_assert_cmpint (g_unlink (link), ==, 0);
    }

  assert_holds (file, "text");
  g_assert_cmpint (g_unlink (file), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}
#endif

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/units/parse", test_units_parse);
  g_test_add_func ("/base/units/format", test_units_format);
  g_test_add_func ("/base/units/translate", test_units_translate);
  g_test_add_func ("/base/deadline", test_deadline);
  g_test_add_func ("/base/finding", test_finding);
  g_test_add_func ("/base/finding/size", test_finding_size);
  g_test_add_func ("/base/colour", test_colour);
  g_test_add_func ("/base/write-file", test_write_file);
#ifdef G_OS_UNIX
  g_test_add_func ("/base/write-file/link", test_write_link);
#endif

  return g_test_run ();
}
