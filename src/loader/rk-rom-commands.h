/* rk-rom-commands.h: the commands of the boot ROM, one function each
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Common to all: they block until the answer is there or its time is over.
 * Errors: %RK_ERROR_ANSWER_LOST when none comes, %RK_ERROR_REFUSED when the
 * loader answers with an error status, %RK_ERROR_PROTOCOL when the answer makes
 * no sense; the message begins with the name of the command.
 */

#pragma once

#include "rk-loader.h"

G_BEGIN_DECLS

/**
 * RkRegisterWrite:
 * @address: of the register
 * @value: what to write
 * @mask: the bits that are written; the others keep their value
 * @delay_us: how long the ROM waits before it writes.  It counts at 80 MHz while
 *   it runs at 52, so the wait is half as long again; at most 65535
 */
typedef struct
{
  guint32 address;
  guint32 value;
  guint32 mask;
  guint32 delay_us;
} RkRegisterWrite;

#define RK_REGISTER_WRITES_MAX 12

gboolean rk_loader_read_register   (RkLoader               *self,
                                    guint32                 address,
                                    guint32                *value,
                                    GCancellable           *cancellable,
                                    GError                **error);
gboolean rk_loader_write_registers (RkLoader               *self,
                                    const RkRegisterWrite  *writes,
                                    guint                   count,
                                    GCancellable           *cancellable,
                                    GError                **error);

gboolean rk_loader_mem_end         (RkLoader               *self,
                                    guint32                 entry,
                                    GError                **error);
gboolean rk_loader_load_ram        (RkLoader               *self,
                                    guint32                 address,
                                    const guint8           *bytes,
                                    guint32                 length,
                                    GCancellable           *cancellable,
                                    GError                **error);

gboolean rk_loader_flash_begin     (RkLoader               *self,
                                    guint32                 offset,
                                    guint32                 erase_size,
                                    guint32                 blocks,
                                    guint32                 block_size,
                                    GCancellable           *cancellable,
                                    GError                **error);
gboolean rk_loader_flash_data      (RkLoader               *self,
                                    guint32                 sequence,
                                    const guint8           *bytes,
                                    guint32                 length,
                                    guint32                 block_size,
                                    GCancellable           *cancellable,
                                    GError                **error);
gboolean rk_loader_spi_set_params  (RkLoader               *self,
                                    guint32                 flash_size,
                                    GCancellable           *cancellable,
                                    GError                **error);
gboolean rk_loader_flash_end       (RkLoader               *self,
                                    GCancellable           *cancellable,
                                    GError                **error);

G_END_DECLS
