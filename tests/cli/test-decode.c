/* test-decode.c: rekindle-cli decode, on real output of real modules
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The corpus is a file of its own beside the source tree; without it there is
 * nothing to test here.  Some of its labels rest on what the poster told and not on
 * the text, so a few cannot be met; each miss is printed.
 */

#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#define MIN_PERCENT 95

typedef struct
{
  guint checked;
  guint met;
} Score;

/* What a sample is rather than what it says: cut off, short, put together. */
static const char *const not_in_text[] = { "cut", "short", "joined", NULL };

/* Nothing is wrong there, and nothing must be said to be. */
static const char *const good_outcomes[] = { "normal_boot", "success", "ota_success", "read_ok", "flash_ok",
                                             "connected_on_retry", NULL };

static char *
run (const char *text,
     gboolean    json)
{
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GBytes) input = g_bytes_new (text, strlen (text));
  g_autoptr(GBytes) output = NULL;
  g_autoptr(GError) error = NULL;

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                              RK_CLI, "decode", "-", json ? "--json" : NULL, NULL);
  g_assert_no_error (error);
  g_subprocess_communicate (process, input, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
  return g_strndup (g_bytes_get_data (output, NULL), g_bytes_get_size (output));
}

/* Returns: (element-type JsonNode): one object a line */
static GPtrArray *
parse_lines (const char *lines)
{
  g_auto(GStrv) split = g_strsplit (lines, "\n", -1);
  GPtrArray *events = g_ptr_array_new_with_free_func ((GDestroyNotify)json_node_unref);

  for (guint i = 0; split[i] != NULL; i++)
    {
      g_autoptr(GError) error = NULL;

      if (split[i][0] == '\0')
        continue;
      g_ptr_array_add (events, json_from_string (split[i], &error));
      g_assert_no_error (error);
    }
  return events;
}

static const char *
get_text (JsonObject *object,
          const char *name)
{
  return json_object_get_string_member_with_default (object, name, NULL);
}

static gboolean
has_fact (GPtrArray  *events,
          const char *name,
          JsonNode   *value)
{
  for (guint i = 0; i < events->len; i++)
    {
      JsonObject *event = json_node_get_object (g_ptr_array_index (events, i));

      if (g_strcmp0 (get_text (event, "event"), "fact") == 0 && g_strcmp0 (get_text (event, "name"), name) == 0 &&
          json_node_equal (json_object_get_member (event, "value"), value))
        return TRUE;
    }
  return FALSE;
}

static gboolean
has_facts (GPtrArray  *events,
           const char *name,
           JsonNode   *value)
{
  JsonArray *values;

  if (!JSON_NODE_HOLDS_ARRAY (value) || g_str_has_prefix (name, "boot_mode"))
    return has_fact (events, name, value);

  values = json_node_get_array (value);
  for (guint i = 0; i < json_array_get_length (values); i++)
    if (!has_fact (events, name, json_array_get_element (values, i)))
      return FALSE;
  return TRUE;
}

static gboolean
is_met (GPtrArray  *events,
        const char *name,
        JsonNode   *value)
{
  JsonObject *verdict = json_node_get_object (g_ptr_array_index (events, events->len - 1));

  g_assert_cmpstr (get_text (verdict, "event"), ==, "verdict");
  if (strcmp (name, "outcome") == 0 || strcmp (name, "cause") == 0)
    return g_strcmp0 (get_text (verdict, name), json_node_get_string (value)) == 0;
  if (strcmp (name, "chip") == 0 && g_strcmp0 (get_text (verdict, name), json_node_get_string (value)) == 0)
    return TRUE;
  return has_facts (events, name, value);
}

static void
check_label (GHashTable *scores,
             const char *id,
             GPtrArray  *events,
             const char *name,
             JsonNode   *value)
{
  Score *score = g_hash_table_lookup (scores, name);

  if (score == NULL)
    {
      score = g_new0 (Score, 1);
      g_hash_table_insert (scores, g_strdup (name), score);
    }

  score->checked++;
  if (is_met (events, name, value))
    score->met++;
  else
    {
      g_autofree char *wanted = json_to_string (value, FALSE);

      g_test_message ("%s: %s %s not found", id, name, wanted);
    }
}

/* Something said to be wrong where nothing is, or an ESP8266's explanation for
 * another chip.
 */
static guint
count_false_findings (const char *id,
                      GPtrArray  *events,
                      JsonObject *labels)
{
  gboolean is_negative = json_object_has_member (labels, "negative");
  gboolean is_good = g_strv_contains (good_outcomes, get_text (labels, "outcome"));
  guint n = 0;

  for (guint i = 0; i < events->len; i++)
    {
      JsonObject *event = json_node_get_object (g_ptr_array_index (events, i));
      const char *severity = get_text (event, "severity");
      const char *finding = get_text (event, "id");
      gboolean is_complaint = g_strcmp0 (severity, "warning") == 0 || g_strcmp0 (severity, "error") == 0;

      if (finding == NULL || !(is_negative ? strcmp (finding, "boot.other-chip") != 0 : is_good && is_complaint))
        continue;
      g_test_message ("%s: false finding %s", id, finding);
      n++;
    }
  return n;
}

static guint
check_sample (GHashTable *scores,
              JsonObject *record)
{
  const char *id = get_text (record, "id");
  JsonObject *labels = json_object_get_object_member (record, "labels");
  g_autoptr(GList) names = json_object_get_members (labels);
  g_autofree char *lines = run (get_text (record, "text"), TRUE);
  g_autoptr(GPtrArray) events = parse_lines (lines);

  for (GList *link = names; link != NULL; link = link->next)
    if (!g_strv_contains (not_in_text, link->data))
      check_label (scores, id, events, link->data, json_object_get_member (labels, link->data));
  return count_false_findings (id, events, labels);
}

static void
report_scores (GHashTable *scores)
{
  g_autoptr(GList) names = g_list_sort (g_hash_table_get_keys (scores), (GCompareFunc)strcmp);
  guint checked = 0;
  guint met = 0;

  for (GList *link = names; link != NULL; link = link->next)
    {
      Score *score = g_hash_table_lookup (scores, link->data);

      g_test_message ("%-22s %3u of %3u", (const char *)link->data, score->met, score->checked);
      checked += score->checked;
      met += score->met;
    }

  g_test_message ("%u of %u labels met (%.1f %%)", met, checked, 100.0 * met / MAX (checked, 1));
  g_assert_cmpuint (met * 100, >=, checked * MIN_PERCENT);
}

static void
test_corpus (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("RK_SHARED_DIR") != NULL ? g_getenv ("RK_SHARED_DIR") : ".",
                                            "corpus", "serial-output.jsonl", NULL);
  g_autoptr(GHashTable) scores = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *content = NULL;
  g_autoptr(GPtrArray) records = NULL;
  guint n_false = 0;

  if (!g_file_get_contents (path, &content, NULL, NULL))
    {
      g_test_skip ("the corpus of serial output is not there");
      return;
    }

  records = parse_lines (content);
  for (guint i = 0; i < records->len; i++)
    n_false += check_sample (scores, json_node_get_object (g_ptr_array_index (records, i)));

  report_scores (scores);
  g_assert_cmpuint (n_false, ==, 0);
}

#define START "\n ets Jan  8 2013,rst cause:4, boot mode:(3,6)\n\nwdt reset\n"
#define EBOOT "load 0x4010f000, len 1384, room 16 \ntail 8\nchksum 0x2d\ncsum 0x2d\nv09f0c112\n~ld\n"

static void
test_text (void)
{
  g_autofree char *output = run (START EBOOT START EBOOT START EBOOT, FALSE);

  g_test_message ("%s", output);
  g_assert_nonnull (strstr (output, "hardware watchdog"));
  g_assert_nonnull (strstr (output, "Loader: eboot v09f0c112"));
  g_assert_nonnull (strstr (output, "the same 2 times more"));
  g_assert_nonnull (strstr (output, "What to do:"));
  g_assert_nonnull (strstr (output, "In short:"));
}

/* One object a line, as scripts take it. */
static void
test_json (void)
{
  g_autofree char *output = run (" ets Jan  8 2013,rst cause:2, boot mode:(1,6)\r\r\n", TRUE);
  g_auto(GStrv) lines = g_strsplit (output, "\n", -1);

  g_assert_cmpstr (lines[0], ==, "{\"event\":\"fact\",\"line\":1,\"name\":\"rst_cause\",\"value\":2}");
  g_assert_cmpstr (lines[1], ==, "{\"event\":\"fact\",\"line\":1,\"name\":\"boot_mode\",\"value\":[1,6]}");
  g_assert_true (g_str_has_prefix (lines[2], "{\"event\":\"finding\",\"line\":1,\"id\":\"boot.waiting-in-loader\",\"severity\":"));
  g_assert_cmpstr (lines[3], ==, "{\"event\":\"verdict\",\"outcome\":\"stuck_download_mode\",\"cause\":\"gpio0_low\",\"chip\":\"ESP8266\"}");
}

/* How often, and in what time, as far as the text has time stamps. */
static void
test_loop (void)
{
  g_autofree char *output = run ("12:00:00.000 ->  ets Jan  8 2013,rst cause:4, boot mode:(3,6)\n12:00:00.001 -> ets_main.c\n"
                                 "12:00:01.500 ->  ets Jan  8 2013,rst cause:4, boot mode:(3,6)\n12:00:01.501 -> ets_main.c\n"
                                 "12:00:03.000 ->  ets Jan  8 2013,rst cause:4, boot mode:(3,6)\n12:00:03.001 -> ets_main.c\n",
                                 TRUE);

  g_assert_nonnull (strstr (output, "{\"event\":\"loop\",\"line\":5,\"starts\":3,\"milliseconds\":3000}"));
}

static void
test_errors (void)
{
  g_autoptr(GError) error = NULL;
  int status = 0;

  g_spawn_command_line_sync (RK_CLI " decode /nonexistent/log", NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_false (g_spawn_check_wait_status (status, NULL));
  g_spawn_command_line_sync (RK_CLI " decode", NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_false (g_spawn_check_wait_status (status, NULL));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/decode/corpus", test_corpus);
  g_test_add_func ("/decode/text", test_text);
  g_test_add_func ("/decode/json", test_json);
  g_test_add_func ("/decode/loop", test_loop);
  g_test_add_func ("/decode/errors", test_errors);

  return g_test_run ();
}
