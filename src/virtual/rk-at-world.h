/* rk-at-world.h: what is in the air around the virtual module
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The networks that imitated AT firmware finds, and the connections it makes: to
 * this computer's loopback only.  It outlives restarts of the module.
 */

#pragma once

#include <gio/gio.h>

#include "rk-at-cloud.h"

G_BEGIN_DECLS

#define RK_AT_WORLD_LINKS 5

typedef struct _RkAtWorld RkAtWorld;

/**
 * RkAtNetwork:
 * @ssid: its name, any bytes
 * @password: "" for an open one
 * @bssid: the access point's MAC address
 * @channel: 1 to 14
 * @rssi: in dBm
 */
typedef struct
{
  char   *ssid;
  char   *password;
  guint8  bssid[6];
  guint   channel;
  int     rssi;
} RkAtNetwork;

typedef enum
{
  RK_AT_WORLD_CONNECTED, /* as asked for */
  RK_AT_WORLD_FAILED,    /* to connect */
  RK_AT_WORLD_ACCEPTED,  /* somebody connected to the server; @link is given to it */
  RK_AT_WORLD_RECEIVED,
  RK_AT_WORLD_SENT,
  RK_AT_WORLD_CLOSED,    /* by either side */
} RkAtWorldEventKind;

typedef struct
{
  RkAtWorldEventKind kind;
  guint              link;
  GBytes            *bytes; /* of what was received */
} RkAtWorldEvent;

/**
 * RkAtWorldWakeFunc:
 *
 * There is an event to take.  Called on a thread of the world's.
 */
typedef void (*RkAtWorldWakeFunc) (gpointer user_data);

RkAtWorld      *rk_at_world_new          (RkAtWorldWakeFunc   wake,
                                          gpointer            user_data);
void            rk_at_world_free         (RkAtWorld          *self);

/* Any thread */
gboolean        rk_at_world_add_network  (RkAtWorld          *self,
                                          const char         *spec,
                                          GError            **error);
GPtrArray      *rk_at_world_dup_networks (RkAtWorld          *self);
RkAtCloud      *rk_at_world_get_cloud    (RkAtWorld          *self);

/* The module's thread; what comes of it is told by events */
void            rk_at_world_connect      (RkAtWorld          *self,
                                          guint               link,
                                          gboolean            is_udp,
                                          const char         *host,
                                          guint16             port,
                                          guint16             own_port);
gboolean        rk_at_world_listen       (RkAtWorld          *self,
                                          guint16             port);
void            rk_at_world_stop_listen  (RkAtWorld          *self);
void            rk_at_world_send         (RkAtWorld          *self,
                                          guint               link,
                                          const guint8       *bytes,
                                          gsize               count);
void            rk_at_world_close        (RkAtWorld          *self,
                                          guint               link);
void            rk_at_world_close_all    (RkAtWorld          *self);
RkAtWorldEvent *rk_at_world_take_event   (RkAtWorld          *self);
void            rk_at_world_event_free   (RkAtWorldEvent     *event);
gboolean        rk_at_world_is_loopback  (const char         *host);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkAtWorld, rk_at_world_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkAtWorldEvent, rk_at_world_event_free)

G_END_DECLS
