/* rk-plan-file.c: files into a plan
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is packed is unpacked on the way, so that a row always holds the bytes that
 * are to be written.
 */

#include "rk-plan.h"

#include "rk-error.h"
#include "rk-file-unpack.h"
#include "rk-plan-private.h"

/**
 * rk_plan_load_file:
 * @path: a file
 * @error: %RK_ERROR_BAD_PLAN for one larger than any flash chip, or %G_IO_ERROR
 *
 * Returns: (transfer full): its content
 */
GBytes *
rk_plan_load_file (const char  *path,
                   GError     **error)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  const char *wanted = G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_STANDARD_TYPE;
  g_autoptr(GFileInfo) info = g_file_query_info (file, wanted, G_FILE_QUERY_INFO_NONE, NULL, error);

  if (info == NULL)
    return NULL;

  /* A pipe or device could be read without end. */
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "%s: not a plain file", path);
      return NULL;
    }

  if (g_file_info_get_size (info) > RK_PLAN_MAX_FILE)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "%s: %" G_GOFFSET_FORMAT " bytes are more than any flash chip holds",
                   path, g_file_info_get_size (info));
      return NULL;
    }

  return g_file_load_bytes (file, NULL, NULL, error);
}

static char *
without_suffix (const char *name,
                const char *suffix)
{
  gsize length = strlen (name);
  gsize tail = strlen (suffix);

  if (length > tail && g_ascii_strcasecmp (name + length - tail, suffix) == 0)
    return g_strndup (name, length - tail);

  return g_strdup (name);
}

static const RkFilePiece *
find_piece (GPtrArray *pieces,
            gint64     offset)
{
  for (guint i = 0; i < pieces->len; i++)
    {
      const RkFilePiece *piece = pieces->pdata[i];

      if (piece->offset == offset)
        return piece;
    }

  return pieces->len == 1 ? pieces->pdata[0] : NULL;
}

static RkPlanRow *
add_hex (RkPlan     *self,
         const char *name,
         const char *path,
         GBytes     *bytes,
         gint64      offset,
         GError    **error)
{
  g_autoptr(GPtrArray) pieces = rk_intel_hex_parse (name, bytes, error);
  RkPlanRow *first = NULL;

  if (pieces == NULL)
    return NULL;

  if (offset != RK_PLAN_AUTOMATIC)
    {
      const RkFilePiece *piece = find_piece (pieces, offset);

      if (piece != NULL)
        return _rk_plan_append_new (self, name, path, piece->bytes, offset);

      g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "%s goes to %u places, and 0x%" G_GINT64_MODIFIER "x is none of them: "
                   "add it without an offset", name, pieces->len, offset);
      return NULL;
    }

  for (guint i = 0; i < pieces->len; i++)
    {
      const RkFilePiece *piece = pieces->pdata[i];
      RkPlanRow *row = _rk_plan_append_new (self, name, path, piece->bytes, piece->offset);

      if (first == NULL)
        first = row;
    }

  return first;
}

/**
 * rk_plan_add_packed:
 * @self: a plan
 * @name: a file name to show
 * @path: (nullable): where it was read from
 * @bytes: its content, possibly gzip or Intel HEX
 * @offset: where in flash, or %RK_PLAN_AUTOMATIC
 * @error: %RK_ERROR_BAD_IMAGE for what cannot be unpacked, or %RK_ERROR_BAD_PLAN
 *
 * As rk_plan_add_bytes(), for a file as it comes.  Intel HEX says itself where it
 * goes, possibly to several places, which makes several rows; with an @offset only
 * the piece for that place is taken, or the only one there is.
 *
 * Returns: (transfer none): the new row, or the first of them
 */
RkPlanRow *
rk_plan_add_packed (RkPlan     *self,
                    const char *name,
                    const char *path,
                    GBytes     *bytes,
                    gint64      offset,
                    GError    **error)
{
  g_autofree char *inner_name = NULL;
  g_autoptr(GBytes) inner = NULL;

  g_return_val_if_fail (RK_IS_PLAN (self), NULL);
  g_return_val_if_fail (offset >= RK_PLAN_AUTOMATIC && offset <= G_MAXUINT32, NULL);

  if (rk_file_is_gzip (bytes) && !rk_file_is_packed_tar (bytes))
    {
      inner_name = without_suffix (name, ".gz");
      inner = rk_file_gunzip (name, bytes, error);
      if (inner == NULL)
        return NULL;
      name = inner_name;
      bytes = inner;
    }

  if (rk_intel_hex_is (bytes))
    return add_hex (self, name, path, bytes, offset, error);

  return _rk_plan_append_new (self, name, path, bytes, offset);
}

/**
 * rk_plan_add_file:
 * @self: a plan
 * @path: a file, possibly gzip or Intel HEX
 * @offset: where in flash, or %RK_PLAN_AUTOMATIC
 * @error: as of rk_plan_load_file() and rk_plan_add_packed()
 *
 * Reads the file now; later changes of it are not seen.
 *
 * Returns: (transfer none): the new row, or the first of them
 */
RkPlanRow *
rk_plan_add_file (RkPlan      *self,
                  const char  *path,
                  gint64       offset,
                  GError     **error)
{
  g_autoptr(GBytes) bytes = NULL;
  g_autofree char *name = NULL;

  g_return_val_if_fail (RK_IS_PLAN (self), NULL);
  g_return_val_if_fail (offset >= RK_PLAN_AUTOMATIC && offset <= G_MAXUINT32, NULL);

  bytes = rk_plan_load_file (path, error);
  if (bytes == NULL)
    return NULL;

  name = g_path_get_basename (path);
  return rk_plan_add_packed (self, name, path, bytes, offset, error);
}
