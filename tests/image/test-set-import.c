/* test-set-import.c: what other tools hand out, as it comes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "rk-error.h"
#include "rk-file-unpack.h"
#include "rk-image-fixtures.h"
#include "rk-manifest.h"
#include "rk-set-fixtures.h"
#include "rk-set.h"

#define MB (1024u * 1024u)

/* --- helpers --- */

static char *
hash_of (GBytes *bytes)
{
  return g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
}

static GBytes *
gzip (GBytes *bytes)
{
  g_autoptr(GConverter) compressor = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9));
  g_autoptr(GInputStream) plain = g_memory_input_stream_new_from_bytes (bytes);
  g_autoptr(GInputStream) packed = g_converter_input_stream_new (plain, compressor);
  g_autoptr(GOutputStream) out = g_memory_output_stream_new_resizable ();

  g_assert_cmpint (g_output_stream_splice (out, packed, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, NULL), >, 0);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (out));
}

static void
append_record (GString      *hex,
               guint8        type,
               guint16       address,
               const guint8 *data,
               guint8        length)
{
  guint8 sum = (guint8)(length + type + (address >> 8) + (address & 0xff));

  g_string_append_printf (hex, ":%02X%04X%02X", length, address, type);
  for (guint i = 0; i < length; i++)
    {
      g_string_append_printf (hex, "%02X", data[i]);
      sum = (guint8)(sum + data[i]);
    }
  g_string_append_printf (hex, "%02X\r\n", (guint8)-sum);
}

/* As objcopy -O ihex and srec_cat write it: 16 bytes a line. */
static void
append_hex (GString *hex,
            guint32  address,
            GBytes  *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  for (gsize i = 0; i < size; i += 16)
    {
      guint32 at = address + (guint32)i;
      const guint8 high[] = { (guint8)(at >> 24), (guint8)(at >> 16) };

      if (i == 0 || (at & 0xffff) < 16)
        append_record (hex, 4, 0, high, 2);
      append_record (hex, 0, (guint16)at, data + i, (guint8)MIN (size - i, 16));
    }
}

static GBytes *
finish_hex (GString *hex)
{
  append_record (hex, 1, 0, NULL, 0);
  return g_string_free_to_bytes (hex);
}

static RkPlan *
load_file (const char  *name,
           GBytes      *bytes,
           gint64       offset,
           GError     **error)
{
  const File file = { name, bytes };
  g_autofree char *folder = fixture_folder (&file, 1);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr(RkPlan) plan = rk_plan_new ();
  RkPlanRow *row = rk_plan_add_file (plan, path, offset, error);

  g_assert_false (rk_set_looks_like_one (path));
  fixture_remove_folder (folder);
  return row != NULL ? g_steal_pointer (&plan) : NULL;
}

static void
assert_row_holds (RkPlan *plan,
                  guint   position,
                  GBytes *bytes)
{
  g_assert_true (g_bytes_equal (rk_plan_row_get_bytes (rk_plan_get_row (plan, position)), bytes));
}

/* --- Espressif's Flash Download Tool --- */

/* As version 3.9 writes it, with the rows of the ESP8266's table. */
static const char download_conf[] =
  "[EFUSE CHECK]\r\nefuse_mode = 1\r\nefuse_err_halt = 1\r\n\r\n"
  "[DOWNLOAD PATH]\r\n"
  "file_sel0 = 1\r\nfile_path0 = C:\\Users\\me\\Downloads\\at\\boot_v1.7.bin\r\nfile_offset0 = 0x00000\r\n"
  "file_sel1 = 1\r\nfile_path1 = bin\\user1.bin\r\nfile_offset1 = 0x01000\r\n"
  "file_sel2 = 0\r\nfile_path2 = C:\\not\\there.bin\r\nfile_offset2 = \r\n"
  "file_sel3 = 1\r\nfile_path3 = D:\\\320\277\321\200\\blank.bin\r\nfile_offset3 = 0x7e000\r\n"
  "file_sel4 = 0\r\nfile_path4 = \r\nfile_offset4 = \r\n"
  "default_path = C:\\Users\\me\r\n\r\n"
  "[FLASH_CRYSTAL]\r\nspicfgdis = 1\r\nspispeed = 0\r\nspimode = 0\r\n\r\n"
  "[ESPTOOL_PARAM]\r\nbaud = 115200\r\nchip = auto\r\nport = com5\r\n";

static void
test_conf (void)
{
  File files[] = {
    { "spi_download.conf", fixture_text (download_conf) },
    { "boot_v1.7.bin", fixture_loader ("1.7") },
    { "bin/user1.bin", fixture_ea (1, 2, 0x1010) },
    { "blank.bin", fixture_fill (4096, 0xff) },
  };
  g_autofree char *folder = fixture_folder (files, G_N_ELEMENTS (files));
  g_autoptr(GBytes) archive = fixture_archive (files, G_N_ELEMENTS (files), TRUE);
  g_autoptr(GError) error = NULL;
  g_autoptr(RkPlan) by_folder = rk_set_load (folder, MB, &error);
  g_autoptr(RkPlan) by_archive = NULL;

  g_assert_no_error (error);
  assert_plan (by_folder, "boot_v1.7.bin@0 user1.bin@1000 blank.bin@7e000");
  by_archive = rk_set_load_archive ("set.zip", archive, MB, &error);
  g_assert_no_error (error);
  assert_plan (by_archive, "boot_v1.7.bin@0 user1.bin@1000 blank.bin@7e000");
  fixture_remove_folder (folder);
  fixture_free_files (files, G_N_ELEMENTS (files));
}

/* Paths in the code page of the computer that it was saved on are no hindrance. */
static void
test_conf_code_page (void)
{
  g_autoptr(GBytes) conf = fixture_text ("[DOWNLOAD PATH]\nfile_sel0 = 1\nfile_path0 = C:\\\271\314\274\376\\a.bin\n"
                                         "file_offset0 = 0\n");
  g_autoptr(GBytes) sketch = fixture_sketch ();
  const File files[] = { { "spi_download.conf", conf }, { "a.bin", sketch } };
  g_autofree char *folder = fixture_folder (files, 2);
  g_autoptr(GError) error = NULL;
  g_autoptr(RkPlan) plan = rk_set_load (folder, MB, &error);

  g_assert_no_error (error);
  assert_plan (plan, "a.bin@0");
  fixture_remove_folder (folder);
}

static void
test_bad_conf (void)
{
  static const struct
  {
    const char *text;
    const char *message;
  } rows[] = {
    { "[DOWNLOAD PATH]\n", "no row is ticked" },
    { "[DOWNLOAD PATH]\nfile_sel0 = 1\n", "row 0 is ticked and has no file" },
    { "[DOWNLOAD PATH]\nfile_sel0 = 1\nfile_path0 = \nfile_offset0 = 0\n", "row 0 is ticked and has no file" },
    { "[DOWNLOAD PATH]\nfile_sel3 = 1\nfile_path3 = a.bin\n", "row 3 (“a.bin”) has no offset" },
    { "[DOWNLOAD PATH]\nfile_sel1 = 1\nfile_path1 = a.bin\nfile_offset1 = here\n", "row 1: “here” is not a number" },
    { "[DOWNLOAD PATH]\nfile_sel1 = 1\nfile_path1 = a.bin\nfile_offset1 = 0x1000000\n", "row 1: “a.bin” at 0x1000000 would end" },
    { "[DOWNLOAD PATH]\nnonsense\n", "nonsense" },
    { "[DOWNLOAD PATH]\nfile_sel0 = 1\nfile_path0 = C:\\x\\..\\gone.bin\nfile_offset0 = 0\n", "here is no “gone.bin”" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GBytes) conf = fixture_text (rows[i].text);
      const File file = { "spi_download.conf", conf };
      g_autofree char *folder = fixture_folder (&file, 1);
      g_autoptr(GError) error = NULL;

      g_assert_null (rk_set_load (folder, MB, &error));
      g_assert_error (error, RK_ERROR, RK_ERROR_BAD_PLAN);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, rows[i].message));
      fixture_remove_folder (folder);
    }
}

/* --- our members in ESP Web Tools manifests --- */

static const char two_builds[] =
  "{ \"name\": \"AT\", \"version\": \"1.7.6\", \"new_install_prompt_erase\": true, \"builds\": ["
  " { \"chipFamily\": \"ESP32\", \"parts\": [ { \"path\": \"esp32.bin\", \"offset\": 0 } ] },"
  " { \"chipFamily\": \"ESP8266\", \"flashSize\": \"1MB\", \"map\": \"512+512\", \"parts\": ["
  "   { \"path\": \"small.bin\", \"offset\": 4096, \"size\": %" G_GSIZE_FORMAT ", \"sha256\": \"%s\" } ] },"
  " { \"chipFamily\": \"ESP8266\", \"flashSize\": 2097152, \"parts\": ["
  "   { \"path\": \"large.bin\", \"offset\": \"0x1000\" } ] } ] }";

static void
test_builds (void)
{
  static const struct
  {
    guint32     flash_size;
    const char *plan;
  } rows[] = {
    { 0, "small.bin@1000" }, { MB, "small.bin@1000" }, { 2 * MB, "large.bin@1000" }, { 16 * MB, "large.bin@1000" },
  };
  g_autoptr(GBytes) small = fixture_ea (1, 2, 0x1010);
  g_autoptr(GBytes) large = fixture_ea (1, 5, 0x1010);
  g_autofree char *sha256 = hash_of (small);
  g_autofree char *json = g_strdup_printf (two_builds, g_bytes_get_size (small), sha256);
  g_autoptr(GBytes) manifest = fixture_text (json);
  const File files[] = { { "manifest.json", manifest }, { "small.bin", small }, { "large.bin", large } };
  g_autofree char *folder = fixture_folder (files, G_N_ELEMENTS (files));
  g_autoptr(GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(RkPlan) plan = rk_set_load (folder, rows[i].flash_size, &error);

      g_assert_no_error (error);
      assert_plan (plan, rows[i].plan);
    }

  g_assert_null (rk_set_load (folder, MB / 2, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_BAD_PLAN);
  g_assert_nonnull (strstr (error->message, "AT needs 1 MB of flash, and the module has 512 KB"));
  fixture_remove_folder (folder);
}

static void
test_damaged_part (void)
{
  g_autoptr(GBytes) small = fixture_ea (1, 2, 0x1010);
  g_autoptr(GBytes) other = fixture_change (small, 200, 0x77);
  g_autoptr(GBytes) cut = g_bytes_new_from_bytes (small, 0, g_bytes_get_size (small) - 1);
  g_autofree char *sha256 = hash_of (small);
  g_autofree char *json = g_strdup_printf (two_builds, g_bytes_get_size (small), sha256);
  g_autoptr(GBytes) manifest = fixture_text (json);
  GBytes *const damaged[] = { other, cut };
  const char *const messages[] = { sha256, "bytes instead of" };

  for (gsize i = 0; i < G_N_ELEMENTS (damaged); i++)
    {
      const File files[] = { { "manifest.json", manifest }, { "small.bin", damaged[i] } };
      g_autoptr(GBytes) archive = fixture_archive (files, 2, TRUE);
      g_autoptr(GError) error = NULL;

      g_assert_null (rk_set_load_archive ("set.zip", archive, MB, &error));
      g_assert_error (error, RK_ERROR, RK_ERROR_BAD_IMAGE);
      g_assert_nonnull (strstr (error->message, "small.bin"));
      g_assert_nonnull (strstr (error->message, messages[i]));
    }
}

static void
test_bad_members (void)
{
#define BUILD "{ \"builds\": [ { \"chipFamily\": \"ESP8266\", "
#define PART  BUILD "\"parts\": [ { \"path\": \"a\", \"offset\": 0 }, { \"path\": \"b\", \"offset\": 0, "
  static const struct
  {
    const char *text;
    const char *message;
  } rows[] = {
    { BUILD "\"flashSize\": \"large\", \"parts\": [] } ] }", "build 1: “flashSize” is no number of bytes" },
    { BUILD "\"flashSize\": -5, \"parts\": [] } ] }", "build 1: “flashSize”" },
    { BUILD "\"map\": 5, \"parts\": [] } ] }", "build 1: “map” is no text" },
    { PART "\"size\": \"x\" } ] } ] }", "build 1: part 2: “size” is no number of bytes" },
    { PART "\"size\": 99999999 } ] } ] }", "part 2: “b” at 0x0 would end beyond the largest flash chip" },
    { PART "\"sha256\": \"abc\" } ] } ] }", "part 2: “b”: “abc” is no SHA-256" },
    { PART "\"sha256\": 7 } ] } ] }", "part 2: “sha256” is no text" },
    { "{ \"name\": 5, \"builds\": [] }", "“name” is no text" },
    { "{ \"features\": \"at\", \"builds\": [] }", "“features” is no list" },
    { "{ \"features\": [ 1 ], \"builds\": [] }", "“features” holds what is no text" },
    { "{ \"firmware\": 5 }", "“firmware” is no list" },
    { "{ \"firmware\": [] }", "“firmware” is no list" },
    { "{ \"firmware\": [ " BUILD "\"parts\": [ { \"path\": \"a\", \"offset\": 0 } ] } ] }, {} ] }", "firmware 2: not a manifest" },
    { "{ \"flash_files\": { \"0xfffff000\": \"a\" } }", "“flash_files”: “a” at 0xfffff000 would end" },
    { "0x2000000 a.bin", "line 1: “a.bin” at 0x2000000 would end" },
    { PART "\"path\": \"\\u001b[2J\" } ] } ] }", "part 2: the path for 0x0 has control characters" },
    { "0x1000 a\033[2J.bin", "line 1: the path for 0x1000 has control characters" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GBytes) bytes = fixture_text (rows[i].text);
      g_autoptr(GError) error = NULL;

      g_assert_null (rk_manifest_parse_all ("list", bytes, &error));
      g_assert_error (error, RK_ERROR, RK_ERROR_BAD_PLAN);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, rows[i].message));
    }
}

/* As Tasmota's, ESPHome's, the RTOS SDK's and ESP-AT's own tools write them; the
 * texts are ours.
 */
static void
test_as_written (void)
{
  static const struct
  {
    const char *name;
    const char *text;
    const char *parts;
  } rows[] = {
    { "tasmota.manifest.json",
      "{ \"name\": \"Tasmota (english)\", \"version\": \"15.0.1\", \"home_assistant_domain\": \"tasmota\","
      " \"funding_url\": \"https://paypal.me/tasmota\", \"new_install_prompt_erase\": true, \"builds\": ["
      " { \"chipFamily\": \"ESP32\", \"parts\": [ { \"path\": \"../firmware/tasmota32.factory.bin\", \"offset\": 0 } ] },"
      " { \"chipFamily\": \"ESP32-C3\", \"parts\": [ { \"path\": \"../firmware/tasmota32c3.factory.bin\", \"offset\": 0 } ] },"
      " { \"chipFamily\": \"ESP8266\", \"parts\": [ { \"path\": \"../firmware/tasmota.bin\", \"offset\": 0 } ] } ] }",
      "../firmware/tasmota.bin@0" },
    { "manifest.json",
      "{ \"name\": \"Wi-Fi scanner\", \"version\": \"2025.7.1\", \"home_assistant_domain\": \"esphome\","
      " \"new_install_skip_erase\": false, \"builds\": [ { \"chipFamily\": \"ESP8266\","
      " \"ota\": { \"path\": \"scanner.ota.bin\", \"md5\": \"d41d8cd98f00b204e9800998ecf8427e\", \"summary\": \"\" },"
      " \"parts\": [ { \"path\": \"scanner.factory.bin\", \"offset\": 0 } ] } ] }",
      "scanner.factory.bin@0" },
    { "flasher_args.json",
      "{ \"write_flash_args\" : [ \"--flash_mode\", \"dio\", \"--flash_size\", \"2MB\", \"--flash_freq\", \"40m\" ],"
      " \"flash_files\" : { \"0x8000\" : \"partition_table/partition-table.bin\", \"0x0000\" : \"bootloader/bootloader.bin\","
      " \"0x10000\" : \"hello-world.bin\" }, \"app\" : { \"offset\" : \"0x10000\", \"file\" : \"hello-world.bin\" },"
      " \"bootloader\" : { \"offset\" : \"0x1000\", \"file\" : \"bootloader/bootloader.bin\" } }",
      "partition_table/partition-table.bin@8000 bootloader/bootloader.bin@0 hello-world.bin@10000" },
    { "download.config",
      "--flash_mode dio --flash_freq 40m --flash_size 2MB\n0x8000 partition_table/partition-table.bin\n"
      "0x9000 ota_data_initial.bin\n0x0 bootloader/bootloader.bin\n0x10000 esp-at.bin\n0xf0000 at_customize.bin\n",
      "partition_table/partition-table.bin@8000 ota_data_initial.bin@9000 bootloader/bootloader.bin@0 esp-at.bin@10000 "
      "at_customize.bin@f0000" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GBytes) bytes = fixture_text (rows[i].text);
      g_autoptr(GString) parts = g_string_new (NULL);
      g_autoptr(GError) error = NULL;
      g_autoptr(RkManifest) manifest = rk_manifest_parse (rows[i].name, bytes, &error);
      const RkManifestBuild *build;

      g_assert_no_error (error);
      build = rk_manifest_choose (manifest, MB, &error);
      g_assert_no_error (error);
      for (guint j = 0; j < build->parts->len; j++)
        {
          const RkManifestPart *part = build->parts->pdata[j];

          g_string_append_printf (parts, "%s%s@%x", j > 0 ? " " : "", part->path, part->offset);
        }
      g_assert_cmpstr (parts->str, ==, rows[i].parts);
    }
}

/* Names of strangers are shown on terminals. */
static void
test_control_characters (void)
{
  g_autoptr(GBytes) bytes = fixture_text ("{ \"name\": \"a\\u001b[2Jb\\u009bc\", \"features\": [ \"\\u0007\" ], \"builds\": [ { "
                                          "\"chipFamily\": \"ESP8266\", \"parts\": [ { \"path\": \"a\", \"offset\": 0 } ] } ] }");
  g_autoptr(GError) error = NULL;
  g_autoptr(RkManifest) manifest = rk_manifest_parse ("list", bytes, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (manifest->name, ==, "a [2Jb c");
  g_assert_cmpstr (manifest->features[0], ==, " ");
}

static void
test_many_parts (void)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;

  for (guint i = 0; i < 65; i++)
    g_string_append_printf (text, "0x%x a.bin\n", i * 4096);
  bytes = g_bytes_new (text->str, text->len);
  g_assert_null (rk_manifest_parse ("list", bytes, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_BAD_PLAN);
  g_assert_nonnull (strstr (error->message, "line 65: more than 64 files"));
}

/* A catalogue is for the library; as a set it would be a choice that nobody made. */
static void
test_catalogue (void)
{
  static const char one[] = "{ \"name\": \"x\", \"features\": [ \"at\" ], \"builds\": [ { \"chipFamily\": \"ESP8266\", "
                            "\"parts\": [ { \"path\": \"https://x.invalid/a.bin\", \"offset\": 0 } ] } ] }";
  g_autofree char *text = g_strdup_printf ("{ \"firmware\": [ %s, %s ] }", one, one);
  g_autoptr(GBytes) bytes = fixture_text (text);
  g_autoptr(GBytes) single = fixture_text (one);
  const File files[] = { { "manifest.json", single } };
  g_autoptr(GBytes) archive = fixture_archive (files, 1, TRUE);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) list = rk_manifest_parse_all ("list", bytes, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_cmpstr (((RkManifest *)list->pdata[1])->features[0], ==, "at");
  g_assert_null (rk_manifest_parse ("list", bytes, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_BAD_PLAN);
  g_clear_error (&error);

  g_assert_null (rk_set_load_archive ("set.zip", archive, MB, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_BAD_PLAN);
  g_assert_nonnull (strstr (error->message, "is on the network"));
}

/* --- gzip --- */

static void
test_gzip (void)
{
  g_autoptr(GBytes) sketch = fixture_sketch ();
  g_autoptr(GBytes) packed = gzip (sketch);
  const File files[] = { { "tasmota.bin.gz", packed } };
  g_autoptr(GBytes) archive = fixture_archive (files, 1, TRUE);
  g_autoptr(GError) error = NULL;
  g_autoptr(RkPlan) plan = load_file ("tasmota.bin.gz", packed, RK_PLAN_AUTOMATIC, &error);
  g_autoptr(RkPlan) placed = NULL;
  g_autoptr(RkPlan) from_archive = NULL;

  g_assert_no_error (error);
  assert_plan (plan, "tasmota.bin@0");
  assert_row_holds (plan, 0, sketch);
  placed = load_file ("tasmota.bin.gz", packed, 0x1000, &error);
  g_assert_no_error (error);
  assert_plan (placed, "tasmota.bin@1000");
  from_archive = rk_set_load_archive ("tasmota.zip", archive, MB, &error);
  g_assert_no_error (error);
  assert_plan (from_archive, "tasmota.bin@0");
}

static void
assert_bad_file (const char *name,
                 GBytes     *bytes,
                 const char *message)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (load_file (name, bytes, RK_PLAN_AUTOMATIC, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_BAD_IMAGE);
  g_test_message ("%s", error->message);
  g_assert_true (g_str_has_prefix (error->message, name));
  g_assert_nonnull (strstr (error->message, message));
}

static void
test_bad_gzip (void)
{
  g_autoptr(GBytes) sketch = fixture_sketch ();
  g_autoptr(GBytes) packed = gzip (sketch);
  gsize size = g_bytes_get_size (packed);
  g_autoptr(GBytes) cut = g_bytes_new_from_bytes (packed, 0, size - 9);
  g_autoptr(GBytes) wrong_sum = fixture_change (packed, size - 8, 0x5a);
  g_autoptr(GBytes) more = fixture_join (packed, size, sketch);
  g_autoptr(GBytes) zeros = fixture_fill (RK_PLAN_MAX_FILE + 1, 0);
  g_autoptr(GBytes) bomb = gzip (zeros);

  assert_bad_file ("a.gz", cut, "it was cut off");
  assert_bad_file ("a.gz", wrong_sum, "cannot be unpacked");
  assert_bad_file ("a.gz", more, "after the end");
  assert_bad_file ("a.gz", bomb, "larger than any flash chip");
  g_assert_cmpuint (g_bytes_get_size (bomb), <, 64 * 1024);
}

/* --- Intel HEX --- */

static void
test_hex (void)
{
  g_autoptr(GBytes) loader = fixture_loader ("1.7");
  g_autoptr(GBytes) app = fixture_ea (1, 2, 0x1010);
  GString *string = g_string_new (NULL);
  g_autoptr(GBytes) hex = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(RkPlan) plan = NULL;
  g_autoptr(RkPlan) one = NULL;

  /* The loader as a flash offset, the application where the chip sees it. */
  append_hex (string, 0, loader);
  append_hex (string, 0x40281000, app);
  hex = finish_hex (string);

  plan = load_file ("at.hex", hex, RK_PLAN_AUTOMATIC, &error);
  g_assert_no_error (error);
  assert_plan (plan, "at.hex@0 at.hex@81000");
  assert_row_holds (plan, 0, loader);
  assert_row_holds (plan, 1, app);
  g_assert_false (rk_plan_row_get_automatic (rk_plan_get_row (plan, 1)));

  one = load_file ("at.hex", hex, 0x81000, &error);
  g_assert_no_error (error);
  assert_plan (one, "at.hex@81000");
  assert_row_holds (one, 0, app);
  g_assert_null (load_file ("at.hex", hex, 0x2000, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_BAD_PLAN);
}

/* Sections that share a sector are one piece: what lies between is erased anyway. */
static void
test_hex_holes (void)
{
  static const guint8 first[] = { 1, 2, 3 }, second[] = { 4, 5 };
  GString *string = g_string_new (NULL);
  g_autoptr(GBytes) hex = NULL;
  g_autoptr(GPtrArray) pieces = NULL;
  g_autoptr(GError) error = NULL;
  const RkFilePiece *piece;
  const guint8 *data;

  append_record (string, 0, 0x1ffe, first, 3);
  append_record (string, 0, 0x2100, second, 2);
  append_record (string, 0, 0x5000, second, 2);
  hex = finish_hex (string);
  pieces = rk_intel_hex_parse ("a.hex", hex, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pieces->len, ==, 2);

  piece = pieces->pdata[0];
  data = g_bytes_get_data (piece->bytes, NULL);
  g_assert_cmpuint (piece->offset, ==, 0x1ffe);
  g_assert_cmpuint (g_bytes_get_size (piece->bytes), ==, 0x2102 - 0x1ffe);
  g_assert_cmpuint (data[2], ==, 3);
  g_assert_cmpuint (data[3], ==, 0xff);
  g_assert_cmpuint (data[0x2100 - 0x1ffe], ==, 4);
  g_assert_cmpuint (((const RkFilePiece *)pieces->pdata[1])->offset, ==, 0x5000);
}

static void
test_bad_hex (void)
{
  static const struct
  {
    const char *text;
    const char *message;
  } rows[] = {
    { ":020000040000FA\n:0400000001020304F2\n", "it has no end" },
    { ":020000040000FA\n:0400000001020304F3\n:00000001FF\n", "line 2: the checksum is wrong" },
    { ":020000040000FA\n:04000000010203F6\n:00000001FF\n", "line 2: the record is not as long as it says" },
    { ":020000040000FA\nhello\n:00000001FF\n", "line 2: no record" },
    { ":020000040000FA\n:04000000010203G4F2\n", "line 2: a character that is no hexadecimal digit" },
    { ":020000040000FA\n:0000000AF6\n", "line 2: a type of record" },
    { ":020000040000FA\n:00000001FF\n:00000001FF\n", "line 3: a record after the last one" },
    { ":020000040000FA\n:00000001FF\n", "there is nothing in it" },
    { ":020000044010AA\n\n:0100000001FE\n:00000001FF\n", "line 3: address 0x40100000 is not in the flash" },
    { ":020000040100F9\n:0100000001FE\n:00000001FF\n", "line 2: address 0x01000000 is not in the flash" },
    { ":020000040000FA\n:0100000001FE\n:0100000002FD\n:00000001FF\n", "line 3: address 0x00000000 was given other bytes" },
    { ":0300000400000AEF\n:00000001FF\n", "line 1: the record is not as long as its type" },
  };
  GString *scattered = g_string_new (NULL);
  g_autoptr(GBytes) scattered_hex = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GBytes) bytes = fixture_text (rows[i].text);

      assert_bad_file ("a.hex", bytes, rows[i].message);
    }

  for (guint i = 0; i < 40; i++)
    {
      const guint8 high[] = { 0, (guint8)i };

      append_record (scattered, 4, 0, high, 2);
      append_record (scattered, 0, 0, high, 2);
    }
  scattered_hex = finish_hex (scattered);
  assert_bad_file ("a.hex", scattered_hex, "too many places");
}

/* --- every kind, with a vendor's real files --- */

#define REAL_FOLDER "at-1.7.6-512+512/"

static const struct
{
  const char *name;
  guint32     offset;
} real_parts[] = {
  { "boot_v1.7.bin", 0x0 },
  { "user1.1024.new.2.bin", 0x1000 },
  { "blank.bin", 0x7e000 },
  { "esp_init_data_default_v08.bin", 0xfc000 },
  { "blank.bin", 0xfe000 },
};

/* Where each row lies; what none covers is 0xff. */
static GBytes *
lay_out (RkPlan *plan)
{
  guint8 *flash = g_malloc (MB);

  memset (flash, 0xff, MB);
  for (guint i = 0; i < rk_plan_get_n_rows (plan); i++)
    {
      RkPlanRow *row = rk_plan_get_row (plan, i);

      g_assert_cmpuint (rk_plan_row_get_offset (row) + rk_plan_row_get_size (row), <=, MB);
      if (rk_plan_row_get_enabled (row))
        memcpy (flash + rk_plan_row_get_offset (row), g_bytes_get_data (rk_plan_row_get_bytes (row), NULL),
                rk_plan_row_get_size (row));
    }

  return g_bytes_new_take (flash, MB);
}

static void
assert_real (RkPlan       *plan,
             GBytes       *flash,
             const GError *error)
{
  const RkPlanTarget target = { .flash_size = MB };
  g_autoptr(GBytes) actual = NULL;
  g_autoptr(GPtrArray) findings = NULL;

  g_assert_no_error (error);
  actual = lay_out (plan);
  g_assert_true (g_bytes_equal (actual, flash));
  findings = rk_plan_check (plan, &target, NULL);
  g_assert_false (rk_plan_is_refused (findings));
}

/* A list that is made of one line for each part. */
static GBytes *
make_list (const char *head,
           const char *line, /* with {name}, {offset}, {size}, {hash} and {number} */
           const char *between,
           const char *tail,
           GBytes    **bytes)
{
  g_autoptr(GString) text = g_string_new (head);

  for (guint i = 0; i < G_N_ELEMENTS (real_parts); i++)
    {
      g_autoptr(GString) one = g_string_new (line);
      g_autofree char *offset = g_strdup_printf ("0x%x", real_parts[i].offset);
      g_autofree char *size = g_strdup_printf ("%" G_GSIZE_FORMAT, g_bytes_get_size (bytes[i]));
      g_autofree char *number = g_strdup_printf ("%u", i);
      g_autofree char *hash = hash_of (bytes[i]);

      g_string_replace (one, "{name}", real_parts[i].name, 0);
      g_string_replace (one, "{offset}", offset, 0);
      g_string_replace (one, "{size}", size, 0);
      g_string_replace (one, "{hash}", hash, 0);
      g_string_replace (one, "{number}", number, 0);
      g_string_append_printf (text, "%s%s", i > 0 ? between : "", one->str);
    }
  g_string_append (text, tail);
  return g_bytes_new (text->str, text->len);
}

/* As a folder, and as the .zip of it. */
static void
assert_real_set (const char *list_name,
                 GBytes     *list,
                 GBytes    **bytes,
                 GBytes     *flash)
{
  const guint n_parts = G_N_ELEMENTS (real_parts);
  File files[G_N_ELEMENTS (real_parts)] = { 0 };
  guint n = 0;

  for (guint i = 0; i + 1 < n_parts; i++) /* the last one is there already */
    files[n++] = (File){ real_parts[i].name, bytes[i] };
  if (list != NULL)
    files[n++] = (File){ list_name, list };

  {
    g_autofree char *folder = fixture_folder (files, n);
    g_autoptr(GBytes) archive = fixture_archive (files, n, TRUE);
    g_autoptr(GError) error = NULL;
    g_autoptr(RkPlan) by_folder = rk_set_load (folder, MB, &error);
    g_autoptr(RkPlan) by_archive = NULL;

    assert_real (by_folder, flash, error);
    by_archive = rk_set_load_archive ("release.zip", archive, MB, &error);
    assert_real (by_archive, flash, error);
    fixture_remove_folder (folder);
  }
}

static void
assert_real_lists (GBytes **bytes,
                   GBytes  *flash)
{
  static const struct
  {
    const char *name;
    const char *head;
    const char *line;
    const char *between;
    const char *tail;
  } kinds[] = {
    { "manifest.json", "{ \"name\": \"AT\", \"builds\": [ { \"chipFamily\": \"ESP8266\", \"parts\": [ ",
      "{ \"path\": \"{name}\", \"offset\": \"{offset}\", \"size\": {size}, \"sha256\": \"{hash}\" }", ", ", " ] } ] }" },
    { "flasher_args.json", "{ \"flash_settings\": { \"flash_size\": \"1MB\" }, \"flash_files\": { ",
      "\"{offset}\": \"{name}\"", ", ", " } }" },
    { "flash_args", "--flash_mode qio --flash_freq 40m --flash_size 1MB\n", "{offset} {name}", "\n", "\n" },
    { "spi_download.conf", "[DOWNLOAD PATH]\r\n",
      "file_sel{number} = 1\r\nfile_path{number} = C:\\at\\{name}\r\nfile_offset{number} = {offset}\r\n", "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr(GBytes) list = make_list (kinds[i].head, kinds[i].line, kinds[i].between, kinds[i].tail, bytes);

      assert_real_set (kinds[i].name, list, bytes, flash);
    }
  assert_real_set (NULL, NULL, bytes, flash); /* as the vendor has it */
}

static void
assert_real_files (GBytes **bytes,
                   GBytes  *flash)
{
  GString *string = g_string_new (NULL);
  g_autoptr(GBytes) packed = gzip (flash);
  g_autoptr(GBytes) hex = NULL;
  const struct
  {
    const char *name;
    GBytes    **bytes;
  } files[] = { { "merged.bin", &flash }, { "tasmota.bin.gz", &packed }, { "at.hex", &hex } };

  for (guint i = 0; i < G_N_ELEMENTS (real_parts); i++)
    append_hex (string, real_parts[i].offset, bytes[i]);
  hex = finish_hex (string);

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(RkPlan) plan = load_file (files[i].name, *files[i].bytes, RK_PLAN_AUTOMATIC, &error);

      assert_real (plan, flash, error);
    }
}

/* Whatever they come as, the same bytes end up in the same places. */
static void
test_real_kinds (void)
{
  GBytes *bytes[G_N_ELEMENTS (real_parts)] = { NULL };
  g_autoptr(RkPlan) whole = rk_plan_new ();
  g_autoptr(GBytes) flash = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (real_parts); i++)
    {
      g_autofree char *name = g_strconcat (REAL_FOLDER, real_parts[i].name, NULL);

      bytes[i] = fixture_load (name);
      if (bytes[i] == NULL)
        return;
      rk_plan_add_bytes (whole, real_parts[i].name, bytes[i], real_parts[i].offset);
    }

  flash = lay_out (whole);
  assert_real_lists (bytes, flash);
  assert_real_files (bytes, flash);
  for (guint i = 0; i < G_N_ELEMENTS (real_parts); i++)
    g_bytes_unref (bytes[i]);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/set-import/conf", test_conf);
  g_test_add_func ("/set-import/conf-code-page", test_conf_code_page);
  g_test_add_func ("/set-import/bad-conf", test_bad_conf);
  g_test_add_func ("/set-import/builds", test_builds);
  g_test_add_func ("/set-import/damaged-part", test_damaged_part);
  g_test_add_func ("/set-import/bad-members", test_bad_members);
  g_test_add_func ("/set-import/as-written", test_as_written);
  g_test_add_func ("/set-import/control-characters", test_control_characters);
  g_test_add_func ("/set-import/many-parts", test_many_parts);
  g_test_add_func ("/set-import/catalogue", test_catalogue);
  g_test_add_func ("/set-import/gzip", test_gzip);
  g_test_add_func ("/set-import/bad-gzip", test_bad_gzip);
  g_test_add_func ("/set-import/hex", test_hex);
  g_test_add_func ("/set-import/hex-holes", test_hex_holes);
  g_test_add_func ("/set-import/bad-hex", test_bad_hex);
  g_test_add_func ("/set-import/real-kinds", test_real_kinds);

  return g_test_run ();
}
