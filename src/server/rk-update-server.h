/* rk-update-server.h: serves firmware to modules that update themselves
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Speaks what AT firmware of every generation speaks: see rk-update-request.c.
 * Serves nothing but the files chosen, on nothing but the address chosen.  Lives
 * on the main context; connections are served by a thread of its own.
 */

#pragma once

#include <gio/gio.h>

#include "rk-update-firmware.h"
#include "rk-update-transfer.h"

G_BEGIN_DECLS

/**
 * RkUpdateLimits:
 * @connections: at the same time; more wait
 * @connections_per_address: at the same time; more are closed at once
 * @request_ms: from connecting to the end of a request's header, and between
 *   requests
 * @idle_s: without a byte going out while a file is sent
 * @transfer_ms: for a whole file
 *
 * What a stranger on the network can take from this computer.
 */
typedef struct
{
  guint connections;
  guint connections_per_address;
  guint request_ms;
  guint idle_s;
  guint transfer_ms;
} RkUpdateLimits;

#define RK_TYPE_UPDATE_SERVER (rk_update_server_get_type ())

G_DECLARE_FINAL_TYPE (RkUpdateServer, rk_update_server, RK, UPDATE_SERVER, GObject)

RkUpdateServer     *rk_update_server_new         (void);
void                rk_update_server_set_limits  (RkUpdateServer        *self,
                                                  const RkUpdateLimits  *limits);
gboolean            rk_update_server_start       (RkUpdateServer        *self,
                                                  RkUpdateFirmware      *firmware,
                                                  GInetSocketAddress    *address,
                                                  GError               **error);
void                rk_update_server_stop        (RkUpdateServer        *self);
gboolean            rk_update_server_is_running  (RkUpdateServer        *self);
GInetSocketAddress *rk_update_server_get_address (RkUpdateServer        *self);

G_END_DECLS
