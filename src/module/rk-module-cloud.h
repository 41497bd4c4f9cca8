/* rk-module-cloud.h: a module updates itself over Wi-Fi
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-cloud-update.h"
#include "rk-module.h"

G_BEGIN_DECLS

/* What the whole consists of, in this order. */
typedef enum
{
  RK_CLOUD_STEP_START,   /* one reset, to see what the module is */
  RK_CLOUD_STEP_ASK,     /* its version */
  RK_CLOUD_STEP_JOIN,    /* a network, or looking whether it is in one */
  RK_CLOUD_STEP_UPDATE,  /* the stages of the update itself */
  RK_CLOUD_STEP_RESTART, /* what runs afterwards */
} RkCloudStep;

typedef enum
{
  RK_CLOUD_ALL,
  RK_CLOUD_CHECK, /* whether it may be begun: the module and its network */
  RK_CLOUD_LOOK,  /* the module alone */
} RkCloudExtent;

/**
 * RkCloudOptions:
 * @ssid: (nullable): the network to join; %NULL to stay in the one it is in
 * @password: (nullable): of it
 * @name_server: (nullable): an IPv4 address that the module is to ask for names,
 *   such as that of a computer with an update server; firmware from AT 1.5 on can
 * @wanted: (nullable): the version to ask for; only ESP-AT can
 * @arrangement: (nullable): the slots that the firmware served is built for
 * @flash_size: of the chip, 0 for what the module's "chip" says, if it is known
 * @extent: how much of it is done
 * @force: go on although a check that may be overridden says no
 * @hurry: time-outs are shortened by this factor; 1 for real modules
 */
typedef struct
{
  const char   *ssid;
  const char   *password;
  const char   *name_server;
  const char   *wanted;
  const char   *arrangement;
  guint32       flash_size;
  RkCloudExtent extent;
  gboolean      force;
  guint         hurry;
} RkCloudOptions;

/**
 * RkCloudProgressFunc:
 * @step: what is being done
 * @stage: of %RK_CLOUD_STEP_UPDATE, the last one reached
 * @time_us: when, by g_get_monotonic_time()
 *
 * Called on the main context.
 */
typedef void (*RkCloudProgressFunc) (RkCloudStep  step,
                                     RkCloudStage stage,
                                     gint64       time_us,
                                     gpointer     user_data);

const char    *rk_cloud_step_get_title       (RkCloudStep           step);
void           rk_module_cloud_update_async  (RkModule             *self,
                                              const RkCloudOptions *options,
                                              RkCloudProgressFunc   progress,
                                              gpointer              progress_data,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
RkCloudResult *rk_module_cloud_update_finish (RkModule             *self,
                                              GAsyncResult         *result,
                                              GError              **error);

G_END_DECLS
