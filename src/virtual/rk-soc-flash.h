/* rk-soc-flash.h: the SPI flash chip
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A chip of the Winbond W25Q kind at the level of its commands: programming only
 * clears bits, work takes the time that the data sheet of the W25Q80BV names as
 * typical, what is protected stays as it is.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _RkFlash RkFlash;

/* Reading by more than one line, which some boards are not wired for. */
typedef enum
{
  RK_FLASH_LACKS_NOTHING = 0,
  RK_FLASH_LACKS_QUAD    = 1 << 0, /* QIO and QOUT read zeros */
  RK_FLASH_LACKS_DIO     = 1 << 1, /* so does DIO */
} RkFlashLacks;

RkFlash *rk_flash_new           (guint32       size);
void     rk_flash_free          (RkFlash      *self);
guint8  *rk_flash_get_data      (RkFlash      *self);
guint32  rk_flash_get_size      (RkFlash      *self);

gboolean rk_flash_takes_address (guint8        opcode);
void     rk_flash_power_up      (RkFlash      *self);
void     rk_flash_command       (RkFlash      *self,
                                 guint8        opcode,
                                 guint32       address,
                                 const guint8 *out,
                                 gsize         out_length,
                                 guint8       *in,
                                 gsize         in_length,
                                 gint64        now);
gint64   rk_flash_get_busy_end  (RkFlash      *self);
void     rk_flash_postpone      (RkFlash      *self,
                                 gint64        ns);
gboolean rk_flash_take_changed  (RkFlash      *self,
                                 guint32      *offset,
                                 guint32      *length);

void     rk_flash_set_vendor    (RkFlash      *self,
                                 guint16       vendor_and_type);
void     rk_flash_set_missing   (RkFlash      *self,
                                 gboolean      missing);
void     rk_flash_set_lacks     (RkFlash      *self,
                                 RkFlashLacks  lacks);
void     rk_flash_set_stuck     (RkFlash      *self,
                                 guint32       offset);
void     rk_flash_set_worn      (RkFlash      *self,
                                 guint32       offset);
void     rk_flash_set_hang      (RkFlash      *self,
                                 guint32       offset);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkFlash, rk_flash_free)

G_END_DECLS
