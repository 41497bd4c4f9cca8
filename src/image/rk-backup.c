/* rk-backup.c: what was in a module's flash, in a file with a list
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The content is written first and the list last, each under another name until it
 * is complete: without a list that names the content's hash, a file is no backup.
 */

#include "rk-backup.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "rk-error.h"
#include "rk-finding.h"
#include "rk-manifest.h"
#include "rk-plan.h"
#include "rk-write-file.h"

#define LIST_SUFFIX ".json"

/* The content holds the passwords of networks. */
#define MODE_PRIVATE 0600

/* The member of the list that is ours alone. */
#define MEMBER "backup"

/**
 * rk_backup_new:
 *
 * Returns: (transfer full): a backup of nobody knows what
 */
RkBackup *
rk_backup_new (void)
{
  return g_new0 (RkBackup, 1);
}

/**
 * rk_backup_copy:
 * @self: a backup
 *
 * Returns: (transfer full): the same
 */
RkBackup *
rk_backup_copy (const RkBackup *self)
{
  RkBackup *copy = g_memdup2 (self, sizeof *self);

  copy->chip = g_strdup (self->chip);
  copy->mac = g_strdup (self->mac);
  copy->flash_vendor = g_strdup (self->flash_vendor);
  copy->date = g_strdup (self->date);
  copy->sha256 = g_strdup (self->sha256);
  return copy;
}

/**
 * rk_backup_free:
 * @self: (transfer full): a backup
 */
void
rk_backup_free (RkBackup *self)
{
  g_free (self->chip);
  g_free (self->mac);
  g_free (self->flash_vendor);
  g_free (self->date);
  g_free (self->sha256);
  g_free (self);
}

/**
 * rk_backup_get_list:
 * @path: of a backup: of its content, or of its list
 *
 * Returns: (transfer full): the path of its list
 */
char *
rk_backup_get_list (const char *path)
{
  return g_str_has_suffix (path, LIST_SUFFIX) ? g_strdup (path) : g_strconcat (path, LIST_SUFFIX, NULL);
}

/* -- Saving --------------------------------------------------------------- */

static void
set_string (JsonObject *object,
            const char *name,
            const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, name, value);
}

static JsonObject *
describe (const RkBackup *self)
{
  JsonObject *object = json_object_new ();
  g_autofree char *flash_id = g_strdup_printf ("0x%06x", self->flash_id);

  set_string (object, "chip", self->chip);
  set_string (object, "mac", self->mac);
  set_string (object, "flash-id", flash_id);
  set_string (object, "flash-vendor", self->flash_vendor);
  json_object_set_int_member (object, "flash-size", self->flash_size);
  set_string (object, "date", self->date);
  return object;
}

/* What others read, with ours besides. */
static char *
make_list (const RkBackup *self,
           const char     *name,
           GError        **error)
{
  g_autoptr(RkManifest) manifest = rk_manifest_new ();
  RkManifestBuild *build = rk_manifest_add_build (manifest, self->flash_size, NULL);
  g_autoptr(JsonNode) root = NULL;
  g_autofree char *json = NULL;
  g_autofree char *text = NULL;

  manifest->name = g_strdup ("Backup of an ESP8266 module");
  if (!rk_manifest_build_add (build, name, self->offset, self->length, self->sha256, error))
    return NULL;

  json = rk_manifest_to_json (manifest);
  root = json_from_string (json, error);
  if (root == NULL)
    return NULL;
  json_object_set_object_member (json_node_get_object (root), MEMBER, describe (self));
  text = json_to_string (root, TRUE);
  return g_strconcat (text, "\n", NULL);
}

/**
 * rk_backup_save:
 * @self: a backup; its @length and @sha256 are set, and its @date to now if it has none
 * @path: where to write the content; its list goes beside it
 * @content: of the flash, from the backup's @offset on
 * @error: %G_FILE_ERROR
 *
 * Replaces what is there.
 *
 * Returns: whether both are written; else there is neither
 */
gboolean
rk_backup_save (RkBackup   *self,
                const char *path,
                GBytes     *content,
                GError    **error)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *list_path = g_strconcat (path, LIST_SUFFIX, NULL);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *list = NULL;
  gsize length;
  const char *data = g_bytes_get_data (content, &length);

  g_free (self->sha256);
  self->sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, content);
  self->length = (guint32)length;
  if (self->date == NULL)
    self->date = g_date_time_format_iso8601 (now);
  list = make_list (self, name, error);
  if (list == NULL)
    return FALSE;

  /* An old list does not fit the new content, and says so by its hash. */
  if (!rk_write_file (path, data, length, MODE_PRIVATE, error))
    return FALSE;
  if (rk_write_file (list_path, list, strlen (list), MODE_PRIVATE, error))
    return TRUE;

  g_remove (path);
  return FALSE;
}

/* -- Loading -------------------------------------------------------------- */

static char *
dup_member (JsonObject *object,
            const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_dup_string (node) : NULL;
}

static RkBackup *
read_description (const char *text,
                  GError    **error)
{
  g_autoptr(JsonNode) root = json_from_string (text, NULL);
  JsonObject *all = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonNode *node = all != NULL ? json_object_get_member (all, MEMBER) : NULL;
  JsonNode *size;
  g_autofree char *flash_id = NULL;
  JsonObject *object;
  RkBackup *self;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error (error, RK_ERROR, RK_ERROR_BAD_BACKUP, "the list is not that of a backup: it has no “%s”", MEMBER);
      return NULL;
    }

  object = json_node_get_object (node);
  self = rk_backup_new ();
  self->chip = dup_member (object, "chip");
  self->mac = dup_member (object, "mac");
  self->flash_vendor = dup_member (object, "flash-vendor");
  self->date = dup_member (object, "date");
  flash_id = dup_member (object, "flash-id");
  self->flash_id = flash_id != NULL ? (guint32)g_ascii_strtoull (flash_id, NULL, 0) : 0;
  size = json_object_get_member (object, "flash-size");
  if (size != NULL && json_node_get_value_type (size) == G_TYPE_INT64)
    self->flash_size = (guint32)CLAMP (json_node_get_int (size), 0, RK_PLAN_MAX_FILE);
  return self;
}

/* The one file that the list names, which must be beside it. */
static const RkManifestPart *
get_part (const RkManifest  *manifest,
          GError           **error)
{
  const RkManifestBuild *build = manifest->builds->len == 1 ? manifest->builds->pdata[0] : NULL;
  const RkManifestPart *part = build != NULL && build->parts->len == 1 ? build->parts->pdata[0] : NULL;

  if (part != NULL && part->sha256 != NULL && strpbrk (part->path, "/\\") == NULL)
    return part;

  g_set_error (error, RK_ERROR, RK_ERROR_BAD_BACKUP, "the list does not name one file with its SHA-256");
  return NULL;
}

static GBytes *
read_content (const char            *list_path,
              const RkManifestPart  *part,
              GError               **error)
{
  g_autofree char *folder = g_path_get_dirname (list_path);
  g_autofree char *path = g_build_filename (folder, part->path, NULL);
  g_autoptr(GBytes) content = rk_plan_load_file (path, error);
  g_autoptr(GError) local_error = NULL;

  if (content == NULL || rk_manifest_part_check (part, content, &local_error))
    return g_steal_pointer (&content);

  g_set_error (error, RK_ERROR, RK_ERROR_BAD_BACKUP, "%s", local_error->message);
  return NULL;
}

static GBytes *
read_list (const char  *path,
           GError     **error)
{
  g_autoptr(GError) local_error = NULL;
  char *text;
  gsize size;

  if (g_file_get_contents (path, &text, &size, &local_error))
    return g_bytes_new_take (text, size);

  g_set_error (error, RK_ERROR, RK_ERROR_BAD_BACKUP, "the backup’s list cannot be read: %s", local_error->message);
  return NULL;
}

/**
 * rk_backup_load:
 * @path: of a backup's content or of its list
 * @content: (out) (transfer full): what was in the flash
 * @error: %RK_ERROR_BAD_BACKUP where the two do not fit together or one is missing
 *
 * Returns: (transfer full) (nullable): where it comes from; its content is as it
 *   was read
 */
RkBackup *
rk_backup_load (const char  *path,
                GBytes     **content,
                GError     **error)
{
  g_autofree char *list_path = rk_backup_get_list (path);
  g_autofree char *name = g_path_get_basename (list_path);
  g_autoptr(GBytes) list = read_list (list_path, error);
  g_autofree char *text = NULL;
  g_autoptr(RkManifest) manifest = NULL;
  g_autoptr(RkBackup) self = NULL;
  const RkManifestPart *part;

  if (list == NULL)
    return NULL;
  text = g_strndup (g_bytes_get_data (list, NULL), g_bytes_get_size (list));
  self = read_description (text, error);
  if (self == NULL)
    return NULL;
  manifest = rk_manifest_parse (name, list, error);
  part = manifest != NULL ? get_part (manifest, error) : NULL;
  if (part == NULL)
    return NULL;

  *content = read_content (list_path, part, error);
  if (*content == NULL)
    return NULL;

  self->offset = part->offset;
  self->length = (guint32)g_bytes_get_size (*content);
  self->sha256 = g_strdup (part->sha256);
  return g_steal_pointer (&self);
}

/* -- Whether it suits a module -------------------------------------------- */

static void
add_difference (GPtrArray  *findings,
                const char *id,
                RkSeverity  severity,
                const char *summary,
                const char *cause,
                const char *there,
                const char *here)
{
  g_ptr_array_add (findings, rk_finding_new (id, severity, summary, cause, NULL, "there", there, "here", here, NULL));
}

/**
 * rk_backup_check:
 * @self: a backup that was loaded
 * @mac: of the module that it is to be written to
 * @flash_size: of its flash
 *
 * Returns: (transfer full) (element-type RkFinding): "backup.other-mac" and
 *   "backup.other-size" as warnings, "backup.too-long" as an error; none where it
 *   suits the module
 */
GPtrArray *
rk_backup_check (const RkBackup *self,
                 const char     *mac,
                 guint32         flash_size)
{
  GPtrArray *findings = g_ptr_array_new_with_free_func ((GDestroyNotify)rk_finding_free);
  g_autofree char *there = g_strdup_printf ("0x%x", self->flash_size);
  g_autofree char *end = g_strdup_printf ("0x%" G_GINT64_MODIFIER "x", (guint64)self->offset + self->length);
  g_autofree char *here = g_strdup_printf ("0x%x", flash_size);

  if (flash_size != 0 && (guint64)self->offset + self->length > flash_size)
    add_difference (findings, "backup.too-long", RK_SEVERITY_ERROR,
                    N_("The backup reaches to {there}, and this flash ends at {here}."), NULL, end, here);
  else if (self->flash_size != 0 && flash_size != 0 && self->flash_size != flash_size)
    add_difference (findings, "backup.other-size", RK_SEVERITY_WARNING,
                    N_("The backup is of a flash of {there} bytes, this one has {here}."),
                    N_("A program may look for its settings at the end of the flash."), there, here);
  if (self->mac != NULL && g_ascii_strcasecmp (self->mac, mac) != 0)
    add_difference (findings, "backup.other-mac", RK_SEVERITY_WARNING,
                    N_("The backup is of the module {there}, this one is {here}."),
                    N_("What the radio has measured for the other one comes along."), self->mac, mac);
  return findings;
}
