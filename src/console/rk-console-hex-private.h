/* rk-console-hex-private.h: a row of bytes in hex, and their ASCII beside them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define RK_CONSOLE_HEX_BYTES 16
#define RK_CONSOLE_HEX_OFFSET_COLUMNS 8

/**
 * RkConsoleHex:
 * @offset: of the row's first byte
 * @bytes: of the row
 * @n_bytes: how many
 *
 * All zero is the beginning.
 */
typedef struct
{
  guint64 offset;
  guint8  bytes[RK_CONSOLE_HEX_BYTES];
  guint   n_bytes;
} RkConsoleHex;

gboolean _rk_console_hex_add    (RkConsoleHex       *self,
                                 guint8              byte);
void     _rk_console_hex_next   (RkConsoleHex       *self);
void     _rk_console_hex_format (const RkConsoleHex *self,
                                 GString            *text);

G_END_DECLS
