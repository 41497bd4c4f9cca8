/* rk-manifest.c: lists that say which file goes where
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-manifest.h"

#include <string.h>

#include "rk-error.h"
#include "rk-manifest-private.h"
#include "rk-plan.h"
#include "rk-units.h"

/* A manifest lists a handful of files, a catalogue some hundreds. */
#define MAX_TEXT (1024 * 1024)

/* Firmware is a handful of files; a plan of thousands would take hours to look at. */
#define MAX_PARTS 64

/* For a module whose flash size is not known yet: the usual ones first. */
static const guint32 usual_flash_sizes[] = { 1024 * 1024, 2 * 1024 * 1024, 4 * 1024 * 1024, 512 * 1024 };

static void
part_free (RkManifestPart *part)
{
  g_free (part->path);
  g_free (part->sha256);
  g_free (part);
}

static void
build_free (RkManifestBuild *build)
{
  g_free (build->arrangement);
  g_ptr_array_unref (build->parts);
  g_free (build);
}

/**
 * rk_manifest_new:
 *
 * Returns: (transfer full): a manifest without builds
 */
RkManifest *
rk_manifest_new (void)
{
  RkManifest *self = g_new0 (RkManifest, 1);

  self->builds = g_ptr_array_new_with_free_func ((GDestroyNotify)build_free);
  return self;
}

/**
 * rk_manifest_free:
 * @self: (transfer full): a manifest
 */
void
rk_manifest_free (RkManifest *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self->version);
  g_free (self->date);
  g_free (self->sdk);
  g_free (self->source);
  g_free (self->licence);
  g_strfreev (self->features);
  g_ptr_array_unref (self->builds);
  g_free (self);
}

/**
 * rk_manifest_add_build:
 * @self: a manifest
 * @flash_size: bytes that it needs at least, 0 for any
 * @arrangement: (nullable): the slots that it is made for
 *
 * Returns: (transfer none): a new build without parts
 */
RkManifestBuild *
rk_manifest_add_build (RkManifest *self,
                       guint32     flash_size,
                       const char *arrangement)
{
  RkManifestBuild *build = g_new0 (RkManifestBuild, 1);

  build->flash_size = flash_size;
  build->arrangement = g_strdup (arrangement);
  build->parts = g_ptr_array_new_with_free_func ((GDestroyNotify)part_free);
  g_ptr_array_add (self->builds, build);
  return build;
}

static gboolean
is_sha256 (const char *text)
{
  return strlen (text) == 64 && strspn (text, "0123456789abcdefABCDEF") == 64;
}

/* Messages name the path, and a terminal would obey what is in it. */
static gboolean
is_printable (const char *path)
{
  for (const char *c = path; *c != '\0'; c = g_utf8_next_char (c))
    if (g_unichar_iscntrl (g_utf8_get_char (c)))
      return FALSE;

  return TRUE;
}

/**
 * rk_manifest_build_add:
 * @self: a build
 * @path: relative to the manifest, or a URL; valid UTF-8
 * @offset: where in flash
 * @size: bytes, 0 if it is not known
 * @sha256: (nullable): in hex
 * @error: %RK_ERROR_BAD_PLAN for what no flash chip holds, for what is no hash, and
 *   for more files than make sense
 *
 * Returns: whether the part was added
 */
gboolean
rk_manifest_build_add (RkManifestBuild *self,
                       const char      *path,
                       guint32          offset,
                       guint32          size,
                       const char      *sha256,
                       GError         **error)
{
  RkManifestPart *part;

  if (!is_printable (path))
    {
      g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "the path for 0x%x has control characters in it", offset);
      return FALSE;
    }

  if ((guint64)offset + MAX (size, 1) > RK_PLAN_MAX_FILE)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "“%s” at 0x%x would end beyond the largest flash chip", path, offset);
      return FALSE;
    }

  if (sha256 != NULL && !is_sha256 (sha256))
    {
      g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "“%s”: “%s” is no SHA-256", path, sha256);
      return FALSE;
    }

  if (self->parts->len >= MAX_PARTS)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "more than %u files", MAX_PARTS);
      return FALSE;
    }

  part = g_new0 (RkManifestPart, 1);
  part->path = g_strdup (path);
  part->offset = offset;
  part->size = size;
  part->sha256 = sha256 != NULL ? g_ascii_strdown (sha256, -1) : NULL;
  g_ptr_array_add (self->parts, part);
  return TRUE;
}

/**
 * rk_manifest_part_check:
 * @self: a part
 * @bytes: what is said to be its content
 * @error: %RK_ERROR_BAD_IMAGE
 *
 * Returns: whether size and hash are as the manifest has them; also %TRUE when it
 *   has neither
 */
gboolean
rk_manifest_part_check (const RkManifestPart *self,
                        GBytes               *bytes,
                        GError              **error)
{
  g_autofree char *sha256 = NULL;

  if (self->size != 0 && g_bytes_get_size (bytes) != self->size)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_BAD_IMAGE, "“%s” is damaged: it has %" G_GSIZE_FORMAT " bytes instead of %u",
                   self->path, g_bytes_get_size (bytes), self->size);
      return FALSE;
    }

  if (self->sha256 == NULL)
    return TRUE;

  sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  if (g_str_equal (sha256, self->sha256))
    return TRUE;

  g_set_error (error, RK_ERROR, RK_ERROR_BAD_IMAGE, "“%s” is damaged: its SHA-256 is %s instead of %s",
               self->path, sha256, self->sha256);
  return FALSE;
}

static GPtrArray *
wrap (RkManifest *manifest)
{
  GPtrArray *list;

  if (manifest == NULL)
    return NULL;

  list = g_ptr_array_new_with_free_func ((GDestroyNotify)rk_manifest_free);
  g_ptr_array_add (list, manifest);
  return list;
}

static gboolean
have_files (GPtrArray *list,
            GError   **error)
{
  for (guint i = 0; i < list->len; i++)
    {
      const RkManifest *manifest = list->pdata[i];

      for (guint j = 0; j < manifest->builds->len; j++)
        {
          const RkManifestBuild *build = manifest->builds->pdata[j];

          if (build->parts->len > 0)
            continue;
          g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "it lists no files");
          return FALSE;
        }
    }

  return TRUE;
}

/* Of a .conf file only the paths may be in the code page of a Chinese Windows. */
static char *
read_text (GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  g_autofree char *text = g_strndup (data != NULL ? data : "", length);

  if (length > MAX_TEXT)
    return NULL;
  if (length == strlen (text) && _rk_manifest_is_conf (text))
    return g_utf8_make_valid (text, -1);

  return length == strlen (text) && g_utf8_validate (text, -1, NULL) ? g_steal_pointer (&text) : NULL;
}

static GPtrArray *
parse (const char *text,
       GError    **error)
{
  gsize start = strspn (text, " \t\r\n\357\273\277");

  if (_rk_manifest_is_conf (text))
    return wrap (_rk_manifest_parse_conf (text + start, error));
  if (text[start] == '<')
    {
      g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "this is a web page: the file itself has another address");
      return NULL;
    }
  if (text[start] == '{' || text[start] == '[')
    return _rk_manifest_parse_json (text + start, strlen (text + start), error);

  return wrap (_rk_manifest_parse_text (text, error));
}

/**
 * rk_manifest_parse_all:
 * @name: of the manifest, for messages
 * @text: its content
 * @error: %RK_ERROR_BAD_PLAN, with line or position
 *
 * Reads an ESP Web Tools manifest, flasher_args.json, flash_args, download.config,
 * the settings of Espressif's Flash Download Tool, or a catalogue of firmware.
 *
 * Returns: (transfer full) (element-type RkManifest): one, or those of a catalogue
 */
GPtrArray *
rk_manifest_parse_all (const char *name,
                       GBytes     *text,
                       GError    **error)
{
  g_autofree char *string = read_text (text);
  g_autoptr(GPtrArray) list = NULL;

  if (string == NULL)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "%s: not a text that could be a manifest", name);
      return NULL;
    }

  list = parse (string, error);
  if (list != NULL && have_files (list, error))
    return g_steal_pointer (&list);

  g_prefix_error (error, "%s: ", name);
  return NULL;
}

/**
 * rk_manifest_parse:
 * @name: of the manifest, for messages
 * @text: its content
 * @error: %RK_ERROR_BAD_PLAN, with line or position
 *
 * As rk_manifest_parse_all(), for what lists one firmware.
 *
 * Returns: (transfer full): the manifest
 */
RkManifest *
rk_manifest_parse (const char *name,
                   GBytes     *text,
                   GError    **error)
{
  g_autoptr(GPtrArray) list = rk_manifest_parse_all (name, text, error);

  if (list == NULL)
    return NULL;
  if (list->len == 1)
    return g_ptr_array_steal_index (list, 0);

  g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "%s: a catalogue of %u: add it to the library and choose one there",
               name, list->len);
  return NULL;
}

/* The one that needs the most flash of those that fit; the first of equals. */
static RkManifestBuild *
find_fitting (const RkManifest *self,
              guint32           flash_size)
{
  RkManifestBuild *best = NULL;

  for (guint i = 0; i < self->builds->len; i++)
    {
      RkManifestBuild *build = self->builds->pdata[i];

      if (build->flash_size <= flash_size && (best == NULL || build->flash_size > best->flash_size))
        best = build;
    }

  return best;
}

static guint32
find_least_size (const RkManifest *self)
{
  guint32 least = G_MAXUINT32;

  for (guint i = 0; i < self->builds->len; i++)
    least = MIN (least, ((RkManifestBuild *)self->builds->pdata[i])->flash_size);

  return least;
}

/**
 * rk_manifest_choose:
 * @self: a manifest
 * @flash_size: bytes that the module has, 0 for not known
 * @error: %RK_ERROR_BAD_PLAN when none fits
 *
 * Returns: (transfer none): the build for such a module
 */
RkManifestBuild *
rk_manifest_choose (const RkManifest *self,
                    guint32           flash_size,
                    GError          **error)
{
  RkManifestBuild *build = NULL;
  g_autofree char *has = rk_units_format_size (flash_size);
  g_autofree char *needs = rk_units_format_size (find_least_size (self));

  if (flash_size != 0)
    build = find_fitting (self, flash_size);
  for (guint i = 0; flash_size == 0 && build == NULL && i < G_N_ELEMENTS (usual_flash_sizes); i++)
    build = find_fitting (self, usual_flash_sizes[i]);

  if (build == NULL)
    g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "%s needs %s of flash, and the module has %s",
                 self->name != NULL ? self->name : "it", needs, flash_size != 0 ? has : "an unknown size");
  return build;
}
