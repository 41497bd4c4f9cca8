/* rk-console-hex.c: a row of bytes in hex, and their ASCII beside them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-console-hex-private.h"

/* Adds a byte to a row that is not full; returns whether it is now. */
gboolean
_rk_console_hex_add (RkConsoleHex *self,
                     guint8        byte)
{
  self->bytes[self->n_bytes++] = byte;
  return self->n_bytes == RK_CONSOLE_HEX_BYTES;
}

/* Begins the next row, also if the present one is not full. */
void
_rk_console_hex_next (RkConsoleHex *self)
{
  self->offset += self->n_bytes;
  self->n_bytes = 0;
}

/* "00000010  48 65 6c 6c 6f 0d 0a                               Hello.." */
void
_rk_console_hex_format (const RkConsoleHex *self,
                        GString            *text)
{
  static const char digits[] = "0123456789abcdef";

  g_string_printf (text, "%0*" G_GINT64_MODIFIER "x ", RK_CONSOLE_HEX_OFFSET_COLUMNS, self->offset & 0xffffffff);
  for (guint i = 0; i < RK_CONSOLE_HEX_BYTES; i++)
    {
      char hex[3] = { ' ', ' ', ' ' };

      if (i < self->n_bytes)
        {
          hex[1] = digits[self->bytes[i] >> 4];
          hex[2] = digits[self->bytes[i] & 15];
        }
      if (i == RK_CONSOLE_HEX_BYTES / 2)
        g_string_append_c (text, ' ');
      g_string_append_len (text, hex, sizeof hex);
    }

  g_string_append (text, "   ");
  for (guint i = 0; i < self->n_bytes; i++)
    g_string_append_c (text, g_ascii_isprint (self->bytes[i]) ? (char)self->bytes[i] : '.');
}
