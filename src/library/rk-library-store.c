/* rk-library-store.c: the catalogue, and the records of what people added
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A record is a catalogue, as doc/firmware-catalogue.md describes it, with the
 * member "origin": the URL of what was added, by which paths in it are understood.
 */

#include <errno.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "rk-library-private.h"
#include "rk-library-resources.h"
#include "rk-plan.h"

#define CATALOGUE "/io/github/rekindle_esp/Rekindle/firmware-catalogue.json"

static void
record_free (RkLibraryRecord *record)
{
  g_free (record->path);
  g_free (record->origin);
  g_clear_pointer (&record->manifests, g_ptr_array_unref);
  g_free (record);
}

static RkLibraryRecord *
load_built_in (void)
{
  RkLibraryRecord *record = g_new0 (RkLibraryRecord, 1);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) text = g_resource_lookup_data (rk_library_get_resource (), CATALOGUE, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);

  if (text != NULL)
    record->manifests = rk_manifest_parse_all ("firmware-catalogue.json", text, &error);

  /* It is part of the program, and a test reads it. */
  if (record->manifests == NULL)
    g_error ("%s", error->message);
  return record;
}

static char *
read_origin (GBytes *text)
{
  g_autoptr(JsonParser) parser = json_parser_new_immutable ();
  gsize length;
  const char *data = g_bytes_get_data (text, &length);
  JsonNode *origin;

  if (!json_parser_load_from_data (parser, data, (gssize)length, NULL))
    return NULL;

  origin = json_object_get_member (json_node_get_object (json_parser_get_root (parser)), "origin");
  return origin != NULL && JSON_NODE_HOLDS_VALUE (origin) ? json_node_dup_string (origin) : NULL;
}

/* Somebody may have laid hands on it; what cannot be read is passed over. */
static RkLibraryRecord *
load_record (const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) text = rk_plan_load_file (path, &error);
  RkLibraryRecord *record = g_new0 (RkLibraryRecord, 1);

  record->path = g_strdup (path);
  if (text != NULL)
    record->manifests = rk_manifest_parse_all (path, text, &error);
  if (record->manifests != NULL)
    record->origin = read_origin (text);
  if (record->origin != NULL)
    return record;

  g_debug ("%s is no record: %s", path, error != NULL ? error->message : "no origin");
  record_free (record);
  return NULL;
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(char *const *)a, *(char *const *)b);
}

/* What is built in, then what is in @folder, in an order that stays. */
GPtrArray *
_rk_library_store_load (const char *folder)
{
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify)record_free);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_ptr_array_add (records, load_built_in ());
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".json"))
      g_ptr_array_add (names, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (names, compare_names);

  for (guint i = 0; i < names->len; i++)
    {
      RkLibraryRecord *record = load_record (names->pdata[i]);

      if (record != NULL)
        g_ptr_array_add (records, record);
    }

  return records;
}

static char *
to_json (const char *origin,
         GPtrArray  *manifests)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autoptr(JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "origin");
  json_builder_add_string_value (builder, origin);
  json_builder_set_member_name (builder, "firmware");
  json_builder_begin_array (builder);
  for (guint i = 0; i < manifests->len; i++)
    {
      g_autofree char *text = rk_manifest_to_json (manifests->pdata[i]);

      json_builder_add_value (builder, json_from_string (text, NULL));
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  return json_to_string (root, TRUE);
}

/* What was added from the same place before is replaced. */
gboolean
_rk_library_store_write (const char *folder,
                         const char *origin,
                         GPtrArray  *manifests,
                         GError    **error)
{
  g_autofree char *key = g_compute_checksum_for_string (G_CHECKSUM_SHA256, origin, -1);
  g_autofree char *name = g_strdup_printf ("%.16s.json", key);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *json = to_json (origin, manifests);

  if (g_mkdir_with_parents (folder, 0700) == 0)
    return g_file_set_contents (path, json, -1, error);

  g_set_error (error, G_IO_ERROR, (int)g_io_error_from_errno (errno), "%s: %s", folder, g_strerror (errno));
  return FALSE;
}
