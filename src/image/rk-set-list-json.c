/* rk-set-list-json.c: manifests in JSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ESP Web Tools (esp-web-tools src/const.ts): builds[] by chip, each with parts[]
 * of path and offset.  flasher_args.json (esp-idf, ESP8266_RTOS_SDK): flash_files
 * is an object of offset and path.  Its other members say the same again, in some
 * versions wrongly ("bootloader" at 0x1000), so they are not read.
 */

#include "rk-set-list.h"

#include <json-glib/json-glib.h>

#include "rk-error.h"
#include "rk-units.h"

/* JsonParser calls itself for each level; a manifest has five. */
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

static gboolean
read_part (GPtrArray *list,
           JsonNode  *node,
           guint      index,
           GError   **error)
{
  JsonObject *part = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *path = part != NULL ? get_string (json_object_get_member (part, "path")) : NULL;
  guint32 offset;

  if (path == NULL)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "part %u has no path", index + 1);
      return FALSE;
    }

  if (!get_offset (json_object_get_member (part, "offset"), &offset))
    {
      g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "part %u (“%s”) has no offset that is a number", index + 1, path);
      return FALSE;
    }

  rk_set_list_add (list, path, offset);
  return TRUE;
}

static gboolean
read_parts (GPtrArray  *list,
            JsonObject *build,
            GError    **error)
{
  JsonNode *node = json_object_get_member (build, "parts");
  JsonArray *parts;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return bad_plan (error, "the build for ESP8266 has no list of parts");

  parts = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (parts); i++)
    if (!read_part (list, json_array_get_element (parts, i), i, error))
      return FALSE;

  return TRUE;
}

static gboolean
read_builds (GPtrArray *list,
             JsonNode  *node,
             GError   **error)
{
  JsonArray *builds = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; builds != NULL && i < json_array_get_length (builds); i++)
    {
      JsonNode *build = json_array_get_element (builds, i);

      if (JSON_NODE_HOLDS_OBJECT (build) &&
          g_strcmp0 (get_string (json_object_get_member (json_node_get_object (build), "chipFamily")), "ESP8266") == 0)
        return read_parts (list, json_node_get_object (build), error);
    }

  return bad_plan (error, "it has no build for ESP8266");
}

static gboolean
read_flash_files (GPtrArray *list,
                  JsonNode  *node,
                  GError   **error)
{
  g_autoptr(GList) names = NULL;

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
      if (!rk_units_parse (name->data, &offset, error))
        return FALSE;
      rk_set_list_add (list, path, offset);
    }

  return TRUE;
}

static gboolean
read_root (GPtrArray *list,
           JsonNode  *root,
           GError   **error)
{
  JsonObject *object;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return bad_plan (error, "not a manifest: no object at the top");

  object = json_node_get_object (root);
  if (json_object_has_member (object, "builds"))
    return read_builds (list, json_object_get_member (object, "builds"), error);
  if (json_object_has_member (object, "flash_files"))
    return read_flash_files (list, json_object_get_member (object, "flash_files"), error);

  return bad_plan (error, "not a manifest: neither “builds” nor “flash_files”");
}

/**
 * rk_set_list_parse_json:
 * @text: valid UTF-8
 * @length: of it
 * @error: %RK_ERROR_BAD_PLAN, with the position
 *
 * Returns: (transfer full) (element-type RkSetEntry): its files
 */
GPtrArray *
rk_set_list_parse_json (const char *text,
                        gsize       length,
                        GError    **error)
{
  g_autoptr(GPtrArray) list = rk_set_list_new ();
  g_autoptr(JsonParser) parser = json_parser_new_immutable ();
  g_autoptr(GError) reason = NULL;

  if (!is_shallow (text, length))
    {
      bad_plan (error, "its JSON is nested too deeply");
      return NULL;
    }

  if (!json_parser_load_from_data (parser, text, (gssize)length, &reason))
    {
      bad_plan (error, reason->message);
      return NULL;
    }

  if (!read_root (list, json_parser_get_root (parser), &reason))
    {
      bad_plan (error, reason->message);
      return NULL;
    }

  return g_steal_pointer (&list);
}
