/* module-host.h: the host's side of the virtual module, for tests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-virtual-module.h"

G_BEGIN_DECLS

/* A reply of the serial loader, without its frame. */
typedef struct
{
  guint8  op;
  guint32 value;
  guint8  failed;
  guint8  error;
} Reply;

RkVirtualModule *host_new_module     (guint32          flash_size,
                                      gboolean         download);
void             host_flash          (RkVirtualModule *module,
                                      guint32          offset,
                                      const char      *path);
void             host_send           (RkVirtualModule *module,
                                      const void      *bytes,
                                      gsize            count);
char            *host_read_until     (RkVirtualModule *module,
                                      const char      *text);
gsize            host_read_for       (RkVirtualModule *module,
                                      guint8          *buffer,
                                      gsize            size,
                                      guint            quiet_ms);

void             host_send_command   (RkVirtualModule *module,
                                      guint8           op,
                                      const void      *body,
                                      gsize            length,
                                      guint8           check);
gboolean         host_receive_reply  (RkVirtualModule *module,
                                      Reply           *reply);
Reply            host_command        (RkVirtualModule *module,
                                      guint8           op,
                                      const void      *body,
                                      gsize            length,
                                      guint8           check);
void             host_send_sync      (RkVirtualModule *module);
void             host_connect        (RkVirtualModule *module,
                                      guint            baud);
Reply            host_send_block     (RkVirtualModule *module,
                                      guint8           op,
                                      const guint8    *data,
                                      guint32          length,
                                      guint32          sequence,
                                      guint8           wrong);

char            *host_find_firmware  (const char      *name);

G_END_DECLS
