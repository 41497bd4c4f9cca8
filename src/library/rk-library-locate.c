/* rk-library-locate.c: where the parts of a manifest are
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A path in a manifest is understood from where the manifest is: its origin, a URL
 * of http, https or file, or none for the catalogue that is built in.
 */

#include "rk-error.h"
#include "rk-library-private.h"

/* Whether it is a file beside a manifest that lies on this computer. */
gboolean
_rk_library_is_local (const char           *origin,
                      const RkManifestPart *part)
{
  return origin != NULL && g_str_has_prefix (origin, "file:") && !rk_http_is_url (part->path);
}

/* The folder of a manifest that lies on this computer, else %NULL. */
char *
_rk_library_dup_folder (const char *origin)
{
  g_autofree char *path = origin != NULL ? g_filename_from_uri (origin, NULL, NULL) : NULL;

  return path != NULL ? g_path_get_dirname (path) : NULL;
}

/* The URL of a part that is not local. */
char *
_rk_library_locate (const char           *origin,
                    const RkManifestPart *part,
                    GError              **error)
{
  /* People write spaces and umlauts in paths; what is escaped already stays so. */
  g_autofree char *escaped = g_uri_escape_string (part->path, G_URI_RESERVED_CHARS_ALLOWED_IN_PATH "%?#[]", FALSE);
  g_autofree char *url = NULL;

  if (rk_http_is_url (part->path))
    url = g_steal_pointer (&escaped);
  else if (origin != NULL)
    url = g_uri_resolve_relative (origin, escaped, G_URI_FLAGS_ENCODED, NULL);

  if (url != NULL && rk_http_check_url (url, error))
    return g_steal_pointer (&url);

  if (url == NULL)
    g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "“%s” is no address of a file", part->path);
  return NULL;
}

/* By what the hash of a part that has none is kept. */
char *
_rk_library_make_pin_key (const char       *url,
                          const RkManifest *manifest)
{
  return g_strjoin ("\n", url, manifest->version, NULL);
}
