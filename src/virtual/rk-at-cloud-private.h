/* rk-at-cloud-private.h: what the two halves of the way to an update server share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * rk-at-cloud.c      hosts, faults and events: what the module sees of it
 * rk-at-cloud-run.c  one update, on a thread of its own
 */

#pragma once

#include "rk-at-cloud.h"

G_BEGIN_DECLS

/* An offset in the file, for a fault that is not wanted. */
#define RK_AT_CLOUD_NEVER G_MAXUINT32

typedef struct
{
  gboolean no_name;
  gboolean no_server;
  gboolean silent;
  guint    version_status; /* 0: as the server says */
  guint    file_status;
  guint32  cut;
  guint32  stall;
  guint32  flip;
  guint32  power;
} RkAtCloudFaults;

/* The module's thread may hold a lock that @wake takes, so it never waits for an
 * update's thread: one that is not wanted any more ends by itself. */
struct _RkAtCloud
{
  gatomicrefcount   refs;

  GMutex            wake_lock;
  RkAtCloudWakeFunc wake; /* NULL: nobody is there any more */
  gpointer          user_data;

  GMutex            lock;
  GCond             taken;
  GHashTable       *hosts; /* name to GInetSocketAddress */
  RkAtCloudFaults   faults;
  gboolean          hurry;
  RkAtCloudEvent   *event; /* at most one waits */
  GCancellable     *cancellable; /* of the update under way, or NULL */
};

/* One update, on its own thread. */
typedef struct
{
  RkAtCloud          *cloud;
  GCancellable       *cancellable;
  RkAtCloudWay        way;
  char               *file;
  RkAtCloudFaults     faults;
  guint               hurry; /* for waits in vain */
  GInetSocketAddress *server;
  char                version[12];
  gint64              deadline; /* of the file */
} RkAtCloudRun;

/* rk-at-cloud.c */
void     _rk_at_cloud_unref  (RkAtCloud          *self);
gboolean _rk_at_cloud_tell   (RkAtCloudRun       *run,
                              RkAtCloudEventKind  kind,
                              GBytes             *bytes);

/* rk-at-cloud-run.c */
gpointer _rk_at_cloud_thread (gpointer            data);

G_END_DECLS
