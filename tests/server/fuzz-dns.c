/* fuzz-dns.c: any datagram
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <stdint.h>

#include "rk-dns-responder.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  static const guint8 address[] = { 192, 168, 4, 1 };
  guint8 reply[RK_DNS_MAX_MESSAGE];
  g_autofree char *asked = NULL;
  RkDnsVerdict verdict;
  gsize length;

  verdict = rk_dns_answer (data, size, RK_UPDATE_HOST, address, reply, &length, &asked);
  g_assert ((length == 0) == (verdict == RK_DNS_IGNORED));
  g_assert (length <= size + 16);
  g_assert (verdict != RK_DNS_ANSWERED || g_ascii_strcasecmp (asked, RK_UPDATE_HOST) == 0);
  g_assert (asked == NULL || g_str_is_ascii (asked));
  return 0;
}
