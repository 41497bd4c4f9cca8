/* fuzz-update-request.c: any target and host
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <stdint.h>

#include "rk-update-request.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);
  RkUpdateRequest request;

  rk_update_request_parse (&request, text);
  g_assert (request.kind != RK_UPDATE_REQUEST_FILE || request.file < RK_UPDATE_N_FILES);
  g_assert (request.version[0] == '\0' || rk_update_version_is_valid (request.version));
  rk_update_host_is_ours (text);
  return 0;
}
