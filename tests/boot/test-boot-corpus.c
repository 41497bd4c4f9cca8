/* test-boot-corpus.c: real output of real modules, compared with its labels
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The corpus is a file of its own beside the source tree; without it there is
 * nothing to test here.  Some labels rest on what the poster told and not on the
 * text, so a few cannot be met; each miss is printed.
 */

#include "rk-boot-reader.h"
#include "rk-boot-verdict.h"

#include <json-glib/json-glib.h>
#include <string.h>

typedef struct
{
  RkBootReader *reader;
  GPtrArray    *facts; /* of RkBootFact */
  guint         loaders; /* a bit for each RkBootLoader */
  const char   *id;
  JsonObject   *labels;
  guint         n_checked;
  guint         n_missed;
  guint         n_false;
} Sample;

typedef struct
{
  const char *label;
  guint64     outcomes;
} OutcomeRow;

#define OUT(name) (1ull << RK_BOOT_OUTCOME_##name)

/* The corpus's words, and what they can look like in the text alone. */
static const OutcomeRow outcome_rows[] = {
  { "boot_loop", OUT (BOOT_LOOP) | OUT (WATCHDOG) },
  { "stuck_download_mode", OUT (WAITING_IN_LOADER) },
  { "no_valid_image", OUT (FLASH_EMPTY) },
  { "crash", OUT (CRASH) },
  { "crash_loop", OUT (CRASH_LOOP) | OUT (CRASH) },
  { "normal_boot", OUT (STARTED) | OUT (READY) },
  { "corrupt_image", OUT (IMAGE_DAMAGED) },
  { "wrong_flash_mode", OUT (WRONG_FLASH_MODE) },
  { "deep_sleep_no_wake", OUT (DEEP_SLEEP) },
  { "halted", OUT (HALTED) },
  { "hang_after_banner", OUT (FLASH_SILENT) },
  { "ota_success", OUT (UPDATED) },
  { "wdt_restart", OUT (WATCHDOG) },
  { "sdio_wait", OUT (SDIO) },
  { "other_chip", OUT (OTHER_CHIP) },
};

static void
note_miss (Sample     *sample,
           const char *label,
           const char *what)
{
  sample->n_missed++;
  g_test_message ("%s: %s: %s", sample->id, label, what);
}

static void
check (Sample     *sample,
       const char *label,
       gboolean    met)
{
  sample->n_checked++;
  if (!met)
    note_miss (sample, label, "not found");
}

static void
keep_fact (const RkBootFact *fact,
           gpointer          user_data)
{
  Sample *sample = user_data;

  g_ptr_array_add (sample->facts, g_memdup2 (fact, sizeof *fact));
  sample->loaders |= 1u << rk_boot_reader_get_report (sample->reader)->last.loader;
}

static gboolean
has_value (Sample         *sample,
           RkBootFactKind  kind,
           guint           which,
           gint64          value)
{
  for (guint i = 0; i < sample->facts->len; i++)
    {
      const RkBootFact *fact = g_ptr_array_index (sample->facts, i);

      if (fact->kind == kind && fact->values[which] == value)
        return TRUE;
    }
  return FALSE;
}

static gboolean
has_kind (Sample         *sample,
          RkBootFactKind  kind)
{
  for (guint i = 0; i < sample->facts->len; i++)
    if (((const RkBootFact *)g_ptr_array_index (sample->facts, i))->kind == kind)
      return TRUE;
  return FALSE;
}

static gboolean
has_text (Sample         *sample,
          RkBootFactKind  kind,
          const char     *text)
{
  for (guint i = 0; i < sample->facts->len; i++)
    {
      const RkBootFact *fact = g_ptr_array_index (sample->facts, i);

      if (fact->kind == kind && strcmp (fact->text, text) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
check_number (Sample         *sample,
              const char     *label,
              RkBootFactKind  kind,
              guint           which)
{
  JsonNode *node = json_object_get_member (sample->labels, label);

  if (node == NULL)
    return;
  if (JSON_NODE_HOLDS_VALUE (node))
    {
      check (sample, label, has_value (sample, kind, which, json_node_get_int (node)));
      return;
    }
  for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
    check (sample, label,
           has_value (sample, kind, which, json_array_get_int_element (json_node_get_array (node), i)));
}

static void
check_text (Sample         *sample,
            const char     *label,
            RkBootFactKind  kind)
{
  if (json_object_has_member (sample->labels, label))
    check (sample, label, has_text (sample, kind, json_object_get_string_member (sample->labels, label)));
}

/* Labelled or not, the fact must be there exactly when the label is. */
static void
check_kind (Sample         *sample,
            const char     *label,
            RkBootFactKind  kind)
{
  gboolean wanted = json_object_has_member (sample->labels, label);
  gboolean found = has_kind (sample, kind);

  if (wanted)
    check (sample, label, found);
  else if (found)
    {
      sample->n_false++;
      g_test_message ("%s: %s: found, but not labelled", sample->id, label);
    }
}

static void
check_boot_mode (Sample *sample)
{
  JsonArray *mode;

  if (!json_object_has_member (sample->labels, "boot_mode"))
    return;
  mode = json_object_get_array_member (sample->labels, "boot_mode");
  check (sample, "boot_mode",
         has_value (sample, RK_BOOT_FACT_START, 1, json_array_get_int_element (mode, 0)) &&
           has_value (sample, RK_BOOT_FACT_START, 2, json_array_get_int_element (mode, 1)));
}

static void
check_csum (Sample *sample)
{
  const RkBootReport *report = rk_boot_reader_get_report (sample->reader);

  if (json_object_has_member (sample->labels, "csum_ok"))
    check (sample, "csum_ok",
           json_object_get_boolean_member (sample->labels, "csum_ok") == (report->n_loaded > 0 && report->n_csum_err == 0));
}

static void
check_loader (Sample *sample)
{
  const char *wanted;
  gboolean met = FALSE;

  if (!json_object_has_member (sample->labels, "loader"))
    return;
  wanted = json_object_get_string_member (sample->labels, "loader");
  for (RkBootLoader loader = RK_BOOT_LOADER_NONE; loader <= RK_BOOT_LOADER_RTOS; loader++)
    met = met || ((sample->loaders & (1u << loader)) && strcmp (wanted, rk_boot_loader_get_name (loader)) == 0);
  check (sample, "loader", met);
}

static void
check_slot (Sample *sample)
{
  if (json_object_has_member (sample->labels, "slot"))
    check (sample, "slot",
           has_value (sample, RK_BOOT_FACT_SLOT, 0,
                      g_ascii_strtoll (json_object_get_string_member (sample->labels, "slot") + strlen ("user"), NULL, 10)));
  if (json_object_has_member (sample->labels, "slot_addr"))
    check (sample, "slot_addr",
           has_value (sample, RK_BOOT_FACT_SLOT, 1,
                      g_ascii_strtoll (json_object_get_string_member (sample->labels, "slot_addr"), NULL, 16)));
}

static void
check_outcome (Sample *sample)
{
  const RkBootReport *report = rk_boot_reader_get_report (sample->reader);
  RkBootOutcome outcome = rk_boot_report_get_outcome (report);
  const char *wanted = json_object_get_string_member (sample->labels, "outcome");

  for (guint i = 0; i < G_N_ELEMENTS (outcome_rows); i++)
    {
      if (strcmp (outcome_rows[i].label, wanted) != 0)
        continue;
      sample->n_checked++;
      if ((outcome_rows[i].outcomes & (1ull << outcome)) == 0)
        {
          g_autofree char *what = g_strdup_printf ("%s, got %s", wanted, rk_boot_outcome_get_name (outcome));

          note_miss (sample, "outcome", what);
        }
      return;
    }
}

static void
check_labels (Sample *sample)
{
  check_number (sample, "rst_cause", RK_BOOT_FACT_START, 0);
  check_boot_mode (sample);
  check_csum (sample);
  check_loader (sample);
  check_slot (sample);
  check_number (sample, "exception", RK_BOOT_FACT_EXCEPTION, 1);
  check_number (sample, "eboot_copy", RK_BOOT_FACT_EBOOT_COPY, 0);
  check_text (sample, "loader_version", RK_BOOT_FACT_LOADER);
  check_text (sample, "eboot_version", RK_BOOT_FACT_EBOOT_VERSION);
  check_text (sample, "flash_map", RK_BOOT_FACT_FLASH_MAP);
  check_text (sample, "spi_mode", RK_BOOT_FACT_SPI_MODE);
  check_text (sample, "spi_speed", RK_BOOT_FACT_SPI_SPEED);
  check_text (sample, "ctx", RK_BOOT_FACT_CONTEXT);
  check_kind (sample, "csum_err", RK_BOOT_FACT_CSUM_ERR);
  check_kind (sample, "ets_main", RK_BOOT_FACT_ETS_MAIN);
  check_kind (sample, "flash_read_err", RK_BOOT_FACT_FLASH_READ_ERR);
  check_kind (sample, "unknown_reset", RK_BOOT_FACT_UNKNOWN_RESET);
  check_kind (sample, "soft_wdt", RK_BOOT_FACT_SOFT_WDT);
  check_kind (sample, "stack_dump", RK_BOOT_FACT_STACK_DUMP);
  check_kind (sample, "ready", RK_BOOT_FACT_READY);
  check_outcome (sample);

  if (has_kind (sample, RK_BOOT_FACT_START) && !json_object_has_member (sample->labels, "rst_cause"))
    {
      sample->n_false++;
      g_test_message ("%s: a start that is not labelled", sample->id);
    }
  if (has_kind (sample, RK_BOOT_FACT_EXCEPTION) && !json_object_has_member (sample->labels, "exception"))
    {
      sample->n_false++;
      g_test_message ("%s: a crash that is not labelled", sample->id);
    }
}

static void
check_negative (Sample *sample)
{
  const RkBootReport *report = rk_boot_reader_get_report (sample->reader);

  sample->n_false += report->n_starts + report->n_crashes;
  if (json_object_has_member (sample->labels, "loader") || json_object_has_member (sample->labels, "flash_read_err"))
    check (sample, "negative", report->other_chip[0] != '\0');
}

static void
read_sample (JsonObject *record,
             guint      *n_checked,
             guint      *n_missed,
             guint      *n_false)
{
  const char *text = json_object_get_string_member (record, "text");
  const char *category = json_object_get_string_member (record, "category");
  g_autoptr(RkBootReader) reader = rk_boot_reader_new ();
  g_autoptr(GPtrArray) facts = g_ptr_array_new_with_free_func (g_free);
  Sample sample = {
    .reader = reader,
    .facts = facts,
    .id = json_object_get_string_member (record, "id"),
    .labels = json_object_get_object_member (record, "labels"),
  };

  rk_boot_reader_set_fact_func (reader, keep_fact, &sample);
  rk_boot_reader_push (reader, (const guint8 *)text, strlen (text));
  rk_boot_reader_end (reader);

  if (json_object_has_member (sample.labels, "negative"))
    check_negative (&sample);
  else if (strcmp (category, "D") == 0) /* what flashing tools print */
    sample.n_false += rk_boot_reader_get_report (reader)->n_starts + rk_boot_reader_get_report (reader)->n_crashes;
  else
    check_labels (&sample);

  *n_checked += sample.n_checked;
  *n_missed += sample.n_missed;
  *n_false += sample.n_false;
}

static void
test_corpus (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("RK_SHARED_DIR") != NULL ? g_getenv ("RK_SHARED_DIR") : ".",
                                            "corpus", "serial-output.jsonl", NULL);
  g_autofree char *content = NULL;
  g_auto(GStrv) lines = NULL;
  guint n_checked = 0;
  guint n_missed = 0;
  guint n_false = 0;

  if (!g_file_get_contents (path, &content, NULL, NULL))
    {
      g_test_skip ("the corpus of serial output is not there");
      return;
    }

  lines = g_strsplit (content, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr(JsonParser) parser = json_parser_new ();
      g_autoptr(GError) error = NULL;

      if (lines[i][0] == '\0')
        continue;
      json_parser_load_from_data (parser, lines[i], -1, &error);
      g_assert_no_error (error);
      read_sample (json_node_get_object (json_parser_get_root (parser)), &n_checked, &n_missed, &n_false);
    }

  g_test_message ("%u of %u labels met (%.1f %%), %u false facts",
                  n_checked - n_missed, n_checked, 100.0 * (n_checked - n_missed) / n_checked, n_false);
  g_assert_cmpuint (n_missed * 100, <=, n_checked * 3);
  g_assert_cmpuint (n_false, ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/boot/corpus", test_corpus);

  return g_test_run ();
}
