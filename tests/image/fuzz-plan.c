/* fuzz-plan.c: any bytes as a manifest or an archive
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <stdint.h>

#include "rk-set-list.h"
#include "rk-set-source.h"
#include "rk-set.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr(GBytes) bytes = g_bytes_new (data, size);
  g_autoptr(GError) list_error = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) list = rk_set_list_parse ("fuzz", bytes, &list_error);
  g_autoptr(RkPlan) plan = rk_set_load_archive ("fuzz", bytes, 1024 * 1024, &error);

  g_assert ((list == NULL) == (list_error != NULL));
  g_assert ((plan == NULL) == (error != NULL));
  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      const RkSetEntry *entry = list->pdata[i];
      g_autofree char *path = rk_set_source_clean_path (entry->path, NULL);

      g_assert (path == NULL || (path[0] != '/' && !g_str_has_prefix (path, "../")));
    }

  return 0;
}
