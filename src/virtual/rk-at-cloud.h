/* rk-at-cloud.h: the way from imitated AT firmware to an update server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * AT+CIUPDATE over real sockets: looks the server up in a table, asks it for the
 * version and takes the file, as the firmware of that generation does.  It outlives
 * restarts of the module.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The name that all AT firmware looks up. */
#define RK_AT_CLOUD_HOST "iot.espressif.cn"

typedef struct _RkAtCloud RkAtCloud;

/**
 * RkAtCloudWay:
 * @takes_any: the firmware before 1.7: takes the first packet for the version,
 *   whatever it is, and waits for the server to close the connection
 * @asks_size: from SDK 2.0 on: a HEAD before the GET
 * @wants_ok: from SDK 3.0 on: looks for "200 OK" too
 * @file: "user2.bin": the slot that does not run
 * @limit_ms: for the file
 *
 * How the firmware asks.
 */
typedef struct
{
  gboolean    takes_any;
  gboolean    asks_size;
  gboolean    wants_ok;
  const char *file;
  guint       limit_ms;
} RkAtCloudWay;

typedef enum
{
  RK_AT_CLOUD_NO_NAME,    /* over: the server was not found */
  RK_AT_CLOUD_FOUND,
  RK_AT_CLOUD_NO_SERVER,  /* over: it does not answer */
  RK_AT_CLOUD_CONNECTED,
  RK_AT_CLOUD_NO_VERSION, /* over: nothing that could be a version */
  RK_AT_CLOUD_GOT_VERSION,
  RK_AT_CLOUD_BEGUN,      /* the file is asked for */
  RK_AT_CLOUD_BYTES,      /* of the file */
  RK_AT_CLOUD_FAILED,     /* over: the file did not come whole */
  RK_AT_CLOUD_DONE,       /* over: it did */
  RK_AT_CLOUD_POWER_LOST, /* over: a fault that was asked for */
} RkAtCloudEventKind;

typedef struct
{
  RkAtCloudEventKind kind;
  GBytes            *bytes;
} RkAtCloudEvent;

/**
 * RkAtCloudWakeFunc:
 *
 * There is an event to take.  Called on a thread of the cloud's.
 */
typedef void (*RkAtCloudWakeFunc) (gpointer user_data);

RkAtCloud      *rk_at_cloud_new        (RkAtCloudWakeFunc    wake,
                                        gpointer             user_data);
void            rk_at_cloud_free       (RkAtCloud           *self);

/* Any thread */
gboolean        rk_at_cloud_add_host   (RkAtCloud           *self,
                                        const char          *spec,
                                        GError             **error);
gboolean        rk_at_cloud_add_fault  (RkAtCloud           *self,
                                        const char          *spec,
                                        GError             **error);
void            rk_at_cloud_set_hurry  (RkAtCloud           *self,
                                        gboolean             hurry);

/* The module's thread */
void            rk_at_cloud_start      (RkAtCloud           *self,
                                        const RkAtCloudWay  *way);
void            rk_at_cloud_stop       (RkAtCloud           *self);
RkAtCloudEvent *rk_at_cloud_take_event (RkAtCloud           *self);
void            rk_at_cloud_event_free (RkAtCloudEvent      *event);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkAtCloud, rk_at_cloud_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkAtCloudEvent, rk_at_cloud_event_free)

G_END_DECLS
