/* rk-manifest-conf.c: settings of Espressif's Flash Download Tool
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tool keeps the table of its window in configure/esp8266/spi_download.conf,
 * an ini file: in [DOWNLOAD PATH], row N is file_selN (ticked or not), file_pathN
 * and file_offsetN.  Seen in versions 3.9.2 and 3.9.7; unused rows are there,
 * empty.  Paths are those of the computer it was saved on, with backslashes.
 */

#include "rk-manifest-private.h"

#include <string.h>

#include "rk-error.h"
#include "rk-units.h"

#define GROUP "DOWNLOAD PATH"

/* The window of the tool has 8 rows to 14. */
#define MAX_ROWS 64

gboolean
_rk_manifest_is_conf (const char *text)
{
  return strstr (text, "[" GROUP "]") != NULL;
}

static char *
get_value (GKeyFile   *file,
           const char *name,
           guint       row)
{
  g_autofree char *key = g_strdup_printf ("%s%u", name, row);
  char *value = g_key_file_get_value (file, GROUP, key, NULL);

  return value != NULL ? g_strstrip (value) : NULL;
}

/* A row that is not ticked may be in the making, so what it holds is not looked at. */
static gboolean
is_ticked (GKeyFile *file,
           guint     row)
{
  g_autofree char *value = get_value (file, "file_sel", row);

  return value != NULL && (g_str_equal (value, "1") || g_ascii_strcasecmp (value, "true") == 0);
}

static gboolean
read_row (RkManifestBuild *build,
          GKeyFile        *file,
          guint            row,
          GError         **error)
{
  g_autofree char *path = get_value (file, "file_path", row);
  g_autofree char *text = get_value (file, "file_offset", row);
  g_autoptr(GError) reason = NULL;
  guint32 offset;

  if (path == NULL || *path == '\0')
    {
      g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "row %u is ticked and has no file (file_path%u)", row, row);
      return FALSE;
    }

  if (text == NULL || *text == '\0')
    {
      g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "row %u (“%s”) has no offset (file_offset%u)", row, path, row);
      return FALSE;
    }

  if (rk_units_parse (text, &offset, &reason) &&
      rk_manifest_build_add (build, g_strdelimit (path, "\\", '/'), offset, 0, NULL, &reason))
    return TRUE;

  g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "row %u: %s", row, reason->message);
  return FALSE;
}

RkManifest *
_rk_manifest_parse_conf (const char *text,
                         GError    **error)
{
  g_autoptr(RkManifest) manifest = rk_manifest_new ();
  RkManifestBuild *build = rk_manifest_add_build (manifest, 0, NULL);
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autoptr(GError) reason = NULL;

  if (!g_key_file_load_from_data (file, text, strlen (text), G_KEY_FILE_NONE, &reason))
    {
      g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "%s", reason->message);
      return NULL;
    }

  for (guint row = 0; row < MAX_ROWS; row++)
    if (is_ticked (file, row) && !read_row (build, file, row, error))
      return NULL;

  if (build->parts->len == 0)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "it lists no files: no row is ticked (file_sel)");
      return NULL;
    }

  manifest->foreign_paths = TRUE;
  return g_steal_pointer (&manifest);
}
