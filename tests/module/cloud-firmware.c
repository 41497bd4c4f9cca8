/* cloud-firmware.c: AT firmware made up for tests, of versions that are not here
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Images as Espressif's loaders from 1.2 on start them, with the strings by which
 * AT firmware is known.  Their code is never executed.
 */

#include "cloud-firmware.h"

#include <string.h>

#include "rk-image-fixtures.h"

/* Large enough that a file takes several packets and sectors. */
#define CODE_LENGTH 0x18000

#define STRINGS_AT 0x4000

/* Ended by an empty one. */
typedef char Strings[24][40];

static const Strings strings_2014 = {
  "+GMR", "+RST", "+CWMODE", "+CWJAP", "+CWLAP", "+CIFSR", "+CIUPDATE", "+CIPMUX", "busy p...",
};

static const Strings strings_nonos = {
  "+GMR", "+RST", "+CWMODE_CUR", "+CWJAP_CUR", "+CWLAP", "+CIFSR", "+CIUPDATE", "+CIPDNS_CUR", "+UART_CUR",
  "busy p...", "AT version:%d.%d.%d.%d(%s %s)", "SDK version:%s",
};

static void
put (guint8     *code,
     gsize      *at,
     const char *text)
{
  strcpy ((char *)code + *at, text);
  *at += strlen (text) + 1;
}

static void
put_all (guint8        *code,
         gsize         *at,
         const Strings  strings)
{
  for (guint i = 0; strings[i][0] != '\0'; i++)
    put (code, at, strings[i]);
}

static void
put_strings (guint8    *code,
             CloudKind  kind)
{
  gsize at = STRINGS_AT;

  switch (kind)
    {
    case CLOUD_2014:
    case CLOUD_2014_NEW:
      put_all (code, &at, strings_2014);
      put (code, &at, kind == CLOUD_2014 ? "0018" : "0019");
      put (code, &at, "SDK ver: %s");
      put (code, &at, kind == CLOUD_2014 ? "0.9.2" : "0.9.3");
      break;
    case CLOUD_NONOS:
    case CLOUD_NONOS_NEW:
    default:
      put_all (code, &at, strings_nonos);
      put (code, &at, kind == CLOUD_NONOS ? "compile time:Bin version(Wroom 02):1.7.4" : "compile time:Bin version(Wroom 02):1.7.6");
      put (code, &at, kind == CLOUD_NONOS ? "3.0.4(9532ceb)" : "3.0.6(d3b9ba7)");
      break;
    }
}

/* What is loaded to RAM tells the builds apart too: the ROM image behind the code
 * has 16 bytes of headers, 32 of data, and the checksum at the end of its last 16.
 */
static void
put_mark (guint8 *image,
          guint8  mark)
{
  guint8 *nested = image + 16 + CODE_LENGTH;

  nested[16 + 4] ^= mark;
  nested[63] ^= mark;
}

/* One of a pair for 512+512. */
GBytes *
cloud_firmware (CloudKind kind,
                guint     slot)
{
  g_autoptr(GBytes) image = fixture_large_ea (slot, 2, slot == 1 ? 0x1010 : 0x81010, CODE_LENGTH);
  gsize size;
  gconstpointer data = g_bytes_get_data (image, &size);
  guint8 *copy = g_memdup2 (data, size);
  guint32 crc;

  put_strings (copy, kind);
  put_mark (copy, (guint8)(kind * 2 + slot));
  crc = GUINT32_TO_LE (rk_image_crc (copy, size - 4));
  memcpy (copy + size - 4, &crc, 4);
  return g_bytes_new_take (copy, size);
}
