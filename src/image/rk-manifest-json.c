/* rk-manifest-json.c: manifests in JSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ESP Web Tools (esp-web-tools src/const.ts): builds[] by chip, each with parts[]
 * of path and offset.  Ours are these with more members, which it passes over:
 * see doc/firmware-catalogue.md.  A catalogue is an array of them.
 *
 * flasher_args.json (esp-idf, ESP8266_RTOS_SDK): flash_files is an object of offset
 * and path.  Its other members say the same again, in some versions wrongly
 * ("bootloader" at 0x1000), so they are not read.
 */

#include "rk-manifest-private.h"

#include <json-glib/json-glib.h>

#include "rk-error.h"
#include "rk-units.h"

/* JsonParser calls itself for each level; a catalogue has seven. */
#define MAX_DEPTH 32

static gboolean
is_shallow (const char *text,
            gsize       length)
{
  gboolean in_string = FALSE;
  guint depth = 0;

  for (gsize i = 0; i < length; i++)
    {
      if (in_string && text[i] == '\\')
        i++;
      else if (text[i] == '"')
        in_string = !in_string;
      else if (!in_string && (text[i] == '{' || text[i] == '['))
        depth++;
      else if (!in_string && (text[i] == '}' || text[i] == ']') && depth > 0)
        depth--;

      if (depth > MAX_DEPTH)
        return FALSE;
    }

  return TRUE;
}

static gboolean
bad_plan (GError    **error,
          const char *what)
{
  g_set_error_literal (error, RK_ERROR, RK_ERROR_BAD_PLAN, what);
  return FALSE;
}

static const char *
get_string (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node)
           : NULL;
}

/* An integer; some tools write a string such as "0x1000". */
static gboolean
get_offset (JsonNode *node,
            guint32  *offset)
{
  const char *text = get_string (node);
  gint64 number;

  if (text != NULL)
    return rk_units_parse (text, offset, NULL);
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return FALSE;

  number = json_node_get_int (node);
  *offset = (guint32)number;
  return number >= 0 && number <= G_MAXUINT32;
}

/* What a stranger wrote is shown on terminals: no character of it moves the cursor. */
static char *
clean_text (const char *text)
{
  g_autoptr(GString) clean = g_string_new (NULL);

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    g_string_append_unichar (clean, g_unichar_iscntrl (g_utf8_get_char (c)) ? ' ' : g_utf8_get_char (c));

  return g_string_free (g_steal_pointer (&clean), FALSE);
}

/* A member that may be absent, or null. */
static gboolean
get_optional (JsonObject  *object,
              const char  *name,
              char       **value,
              GError     **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;

  if (get_string (node) == NULL)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "“%s” is no text", name);
      return FALSE;
    }

  *value = clean_text (get_string (node));
  return TRUE;
}

static gboolean
get_optional_size (JsonObject *object,
                   const char *name,
                   guint32    *value,
                   GError    **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || JSON_NODE_HOLDS_NULL (node) || get_offset (node, value))
    return TRUE;

  g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "“%s” is no number of bytes", name);
  return FALSE;
}

static gboolean
read_part (RkManifestBuild *build,
           JsonNode        *node,
           GError         **error)
{
  JsonObject *part = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *path = part != NULL ? get_string (json_object_get_member (part, "path")) : NULL;
  g_autofree char *sha256 = NULL;
  guint32 offset;
  guint32 size = 0;

  if (path == NULL)
    return bad_plan (error, "no path");

  if (!get_offset (json_object_get_member (part, "offset"), &offset))
    {
      g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "“%s” has no offset that is a number", path);
      return FALSE;
    }

  return get_optional_size (part, "size", &size, error) && get_optional (part, "sha256", &sha256, error) &&
         rk_manifest_build_add (build, path, offset, size, sha256, error);
}

static gboolean
read_parts (RkManifestBuild *build,
            JsonNode        *node,
            GError         **error)
{
  JsonArray *parts;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return bad_plan (error, "no list of parts");

  parts = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (parts); i++)
    if (!read_part (build, json_array_get_element (parts, i), error))
      {
        g_prefix_error (error, "part %u: ", i + 1);
        return FALSE;
      }

  return TRUE;
}

static gboolean
read_build (RkManifest *manifest,
            JsonObject *object,
            GError    **error)
{
  g_autofree char *arrangement = NULL;
  guint32 flash_size = 0;

  return get_optional_size (object, "flashSize", &flash_size, error) &&
         get_optional (object, "map", &arrangement, error) &&
         read_parts (rk_manifest_add_build (manifest, flash_size, arrangement), json_object_get_member (object, "parts"), error);
}

static gboolean
read_builds (RkManifest *manifest,
             JsonNode   *node,
             GError    **error)
{
  JsonArray *builds = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; builds != NULL && i < json_array_get_length (builds); i++)
    {
      JsonNode *build = json_array_get_element (builds, i);

      if (!JSON_NODE_HOLDS_OBJECT (build) ||
          g_strcmp0 (get_string (json_object_get_member (json_node_get_object (build), "chipFamily")), "ESP8266") != 0)
        continue;
      if (!read_build (manifest, json_node_get_object (build), error))
        {
          g_prefix_error (error, "build %u: ", i + 1);
          return FALSE;
        }
    }

  return manifest->builds->len > 0 || bad_plan (error, "it has no build for ESP8266");
}

static gboolean
read_flash_files (RkManifest *manifest,
                  JsonNode   *node,
                  GError    **error)
{
  g_autoptr(GList) names = NULL;
  RkManifestBuild *build = rk_manifest_add_build (manifest, 0, NULL);

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return bad_plan (error, "“flash_files” is no object");

  names = json_object_get_members (json_node_get_object (node));
  for (GList *name = names; name != NULL; name = name->next)
    {
      const char *path = get_string (json_object_get_member (json_node_get_object (node), name->data));
      guint32 offset;

      if (path == NULL)
        {
          g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "“flash_files”: “%s” has no path", (char *)name->data);
          return FALSE;
        }
      if (!rk_units_parse (name->data, &offset, error) ||
          !rk_manifest_build_add (build, path, offset, 0, NULL, error))
        {
          g_prefix_error (error, "“flash_files”: ");
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
read_features (RkManifest *manifest,
               JsonNode   *node,
               GError    **error)
{
  g_autoptr(GStrvBuilder) features = g_strv_builder_new ();
  JsonArray *array;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;

  array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      const char *feature = get_string (json_array_get_element (array, i));
      g_autofree char *clean = feature != NULL ? clean_text (feature) : NULL;

      if (clean == NULL)
        return bad_plan (error, "“features” holds what is no text");
      g_strv_builder_add (features, clean);
    }

  manifest->features = g_strv_builder_end (features);
  return array != NULL || bad_plan (error, "“features” is no list");
}

static gboolean
read_about (RkManifest *manifest,
            JsonObject *object,
            GError    **error)
{
  return get_optional (object, "id", &manifest->id, error) && get_optional (object, "name", &manifest->name, error) &&
         get_optional (object, "version", &manifest->version, error) && get_optional (object, "date", &manifest->date, error) &&
         get_optional (object, "sdk", &manifest->sdk, error) && get_optional (object, "source", &manifest->source, error) &&
         get_optional (object, "licence", &manifest->licence, error) &&
         read_features (manifest, json_object_get_member (object, "features"), error);
}

static RkManifest *
read_manifest (JsonNode *node,
               GError  **error)
{
  g_autoptr(RkManifest) manifest = rk_manifest_new ();
  JsonObject *object;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      bad_plan (error, "not a manifest: no object at the top");
      return NULL;
    }

  object = json_node_get_object (node);
  if (json_object_has_member (object, "builds"))
    return read_about (manifest, object, error) &&
               read_builds (manifest, json_object_get_member (object, "builds"), error)
             ? g_steal_pointer (&manifest)
             : NULL;
  if (json_object_has_member (object, "flash_files"))
    return read_flash_files (manifest, json_object_get_member (object, "flash_files"), error)
             ? g_steal_pointer (&manifest)
             : NULL;

  bad_plan (error, "not a manifest: neither “builds” nor “flash_files”");
  return NULL;
}

static gboolean
read_catalogue (GPtrArray *list,
                JsonNode  *node,
                GError   **error)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      RkManifest *manifest = read_manifest (json_array_get_element (array, i), error);

      if (manifest == NULL)
        {
          g_prefix_error (error, "firmware %u: ", i + 1);
          return FALSE;
        }
      g_ptr_array_add (list, manifest);
    }

  return list->len > 0 || bad_plan (error, "“firmware” is no list of manifests");
}

static gboolean
read_root (GPtrArray *list,
           JsonNode  *root,
           GError   **error)
{
  RkManifest *manifest;

  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root) && json_object_has_member (json_node_get_object (root), "firmware"))
    return read_catalogue (list, json_object_get_member (json_node_get_object (root), "firmware"), error);

  manifest = read_manifest (root, error);
  if (manifest != NULL)
    g_ptr_array_add (list, manifest);
  return manifest != NULL;
}

/* Reads a manifest or a catalogue from @length bytes of valid UTF-8. */
GPtrArray *
_rk_manifest_parse_json (const char *text,
                         gsize       length,
                         GError    **error)
{
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)rk_manifest_free);
  g_autoptr(JsonParser) parser = json_parser_new_immutable ();
  g_autoptr(GError) reason = NULL;

  if (!is_shallow (text, length))
    bad_plan (error, "its JSON is nested too deeply");
  else if (!json_parser_load_from_data (parser, text, (gssize)length, &reason))
    bad_plan (error, reason->message);
  else if (!read_root (list, json_parser_get_root (parser), &reason))
    bad_plan (error, reason->message);
  else
    return g_steal_pointer (&list);

  return NULL;
}

static void
add_string (JsonBuilder *builder,
            const char  *name,
            const char  *value)
{
  if (value == NULL)
    return;

  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_int (JsonBuilder *builder,
         const char  *name,
         gint64       value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_build (JsonBuilder           *builder,
           const RkManifestBuild *build)
{
  json_builder_begin_object (builder);
  add_string (builder, "chipFamily", "ESP8266");
  if (build->flash_size != 0)
    add_int (builder, "flashSize", build->flash_size);
  add_string (builder, "map", build->arrangement);

  json_builder_set_member_name (builder, "parts");
  json_builder_begin_array (builder);
  for (guint i = 0; i < build->parts->len; i++)
    {
      const RkManifestPart *part = build->parts->pdata[i];

      json_builder_begin_object (builder);
      add_string (builder, "path", part->path);
      add_int (builder, "offset", part->offset);
      if (part->size != 0)
        add_int (builder, "size", part->size);
      add_string (builder, "sha256", part->sha256);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
add_features (JsonBuilder *builder,
              char       **features)
{
  if (features == NULL || features[0] == NULL)
    return;

  json_builder_set_member_name (builder, "features");
  json_builder_begin_array (builder);
  for (char **feature = features; *feature != NULL; feature++)
    json_builder_add_string_value (builder, *feature);
  json_builder_end_array (builder);
}

/**
 * rk_manifest_to_json:
 * @self: a manifest
 *
 * Writes it as ESP Web Tools reads it, with our members besides.
 *
 * Returns: (transfer full): the text
 */
char *
rk_manifest_to_json (const RkManifest *self)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autoptr(JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  add_string (builder, "id", self->id);
  add_string (builder, "name", self->name != NULL ? self->name : "ESP8266 firmware");
  add_string (builder, "version", self->version);
  add_string (builder, "date", self->date);
  add_string (builder, "sdk", self->sdk);
  add_string (builder, "source", self->source);
  add_string (builder, "licence", self->licence);
  add_features (builder, self->features);

  json_builder_set_member_name (builder, "builds");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->builds->len; i++)
    add_build (builder, self->builds->pdata[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  text = json_to_string (root, TRUE);
  return g_strconcat (text, "\n", NULL);
}
