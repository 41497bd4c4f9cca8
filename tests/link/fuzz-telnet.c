/* fuzz-telnet.c: any bytes at all to the Telnet decoder
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-telnet.h"

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         size);

/* Besides what the sanitizers see: what was read as data, sent again, is read as
 * the same data. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr(GByteArray) read = g_byte_array_new ();
  g_autoptr(GByteArray) sent = g_byte_array_new ();
  RkTelnetDecoder decoder = { 0 };
  RkTelnetDecoder again = { 0 };
  guint n = 0;

  for (gsize i = 0; i < size; i++)
    if (rk_telnet_decoder_push (&decoder, data[i]) == RK_TELNET_DATA)
      g_byte_array_append (read, &decoder.byte, 1);
    else
      g_assert_cmpuint (decoder.length, <=, sizeof decoder.body);

  rk_telnet_append_data (sent, read->data, read->len);
  for (guint i = 0; i < sent->len; i++)
    if (rk_telnet_decoder_push (&again, sent->data[i]) == RK_TELNET_DATA)
      g_assert_cmpuint (again.byte, ==, read->data[n++]);
  g_assert_cmpuint (n, ==, read->len);
  return 0;
}
