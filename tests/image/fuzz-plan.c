/* fuzz-plan.c: any bytes as a manifest or an archive
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <stdint.h>

#include "rk-manifest.h"
#include "rk-set-source.h"
#include "rk-set.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

/* What was read can be written, and read again. */
static void
try_manifest (const RkManifest *manifest)
{
  const RkManifestBuild *build = rk_manifest_choose (manifest, 0, NULL);
  g_autofree char *json = rk_manifest_to_json (manifest);
  g_autoptr(GBytes) text = g_bytes_new (json, strlen (json));
  g_autoptr(RkManifest) again = rk_manifest_parse ("again", text, NULL);

  /* Where it was near the limit of size or depth, it need not be so again. */
  g_assert (again == NULL || again->builds->len == manifest->builds->len);
  for (guint i = 0; build != NULL && i < build->parts->len; i++)
    {
      const RkManifestPart *part = build->parts->pdata[i];
      g_autofree char *path = rk_set_source_clean_path (part->path, NULL);

      g_assert (path == NULL || (path[0] != '/' && !g_str_has_prefix (path, "../")));
      g_assert ((guint64)part->offset + part->size <= RK_PLAN_MAX_FILE);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr(GBytes) bytes = g_bytes_new (data, size);
  g_autoptr(GError) list_error = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) list = rk_manifest_parse_all ("fuzz", bytes, &list_error);
  g_autoptr(RkPlan) plan = rk_set_load_archive ("fuzz", bytes, 1024 * 1024, &error);

  g_assert ((list == NULL) == (list_error != NULL));
  g_assert ((plan == NULL) == (error != NULL));
  for (guint i = 0; list != NULL && i < list->len; i++)
    try_manifest (list->pdata[i]);

  return 0;
}
