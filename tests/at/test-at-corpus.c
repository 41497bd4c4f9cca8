/* test-at-corpus.c: versions in real output, compared with their labels
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-at-version.h"

#include <json-glib/json-glib.h>
#include <string.h>

typedef struct
{
  const char *label;
  guint64     generations; /* a bit each */
} FormatRow;

#define GEN(name) (1ull << RK_AT_GENERATION_##name)

/* The corpus's names of the forms of AT+GMR's reply. */
static const FormatRow formats[] = {
  { "digits", GEN (DIGITS) },
  { "early-two-line", GEN (EARLY) },
  { "ai-thinker-date", GEN (EARLY) | GEN (NONOS) },
  { "nonos", GEN (EARLY) | GEN (NONOS) },
  { "nonos-bin", GEN (NONOS) },
  { "esp-at", GEN (ESP_AT) },
  { "esp-at-chip", GEN (ESP_AT) },
};

static guint n_checked;
static guint n_missed;

static void
check (const char *id,
       const char *label,
       gboolean    met)
{
  n_checked++;
  if (met)
    return;
  n_missed++;
  g_test_message ("%s: %s", id, label);
}

static void
check_text (const char *id,
            JsonObject *labels,
            const char *label,
            const char *found)
{
  if (json_object_has_member (labels, label))
    check (id, label, g_strcmp0 (json_object_get_string_member (labels, label), found) == 0);
}

static void
check_sample (JsonObject *record)
{
  const char *id = json_object_get_string_member (record, "id");
  JsonObject *labels = json_object_get_object_member (record, "labels");
  g_autoptr(RkAtVersion) version = NULL;
  g_autofree char *bin = NULL;

  if (!json_object_has_member (labels, "at_version") || !json_object_has_member (labels, "gmr_format"))
    return;

  version = rk_at_version_parse (json_object_get_string_member (record, "text"), NULL);
  check (id, "a version", version != NULL);
  if (version == NULL)
    return;

  check_text (id, labels, "at_version", version->at);
  if (version->generation != RK_AT_GENERATION_DIGITS)
    check_text (id, labels, "sdk_version", version->sdk);
  bin = version->generation == RK_AT_GENERATION_ESP_AT && version->module != NULL
          ? g_strdup_printf ("%s(%s)", version->bin, version->module)
          : g_strdup (version->bin);
  check_text (id, labels, "bin_version", bin);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (strcmp (json_object_get_string_member (labels, "gmr_format"), formats[i].label) == 0)
      check (id, "gmr_format", (formats[i].generations >> version->generation) & 1);
}

static void
test_corpus (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("RK_SHARED_DIR") != NULL ? g_getenv ("RK_SHARED_DIR") : ".",
                                            "corpus", "serial-output.jsonl", NULL);
  g_autofree char *content = NULL;
  g_auto(GStrv) lines = NULL;

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
      check_sample (json_node_get_object (json_parser_get_root (parser)));
    }

  g_test_message ("%u of %u labels met", n_checked - n_missed, n_checked);
  g_assert_cmpuint (n_missed * 100, <=, n_checked * 3);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/at/corpus", test_corpus);

  return g_test_run ();
}
