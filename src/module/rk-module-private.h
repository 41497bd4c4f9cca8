/* rk-module-private.h: how the jobs of a module are started
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-module.h"
#include "rk-session.h"

G_BEGIN_DECLS

/**
 * RkModuleJob:
 * @name: for debuggers
 * @func: the job
 * @params: (transfer full): for @func
 * @params_destroy: (nullable): frees @params
 * @result_destroy: (nullable): frees what @func returns
 * @queues: may be started while others that queue are under way, and runs after them
 */
typedef struct
{
  const char     *name;
  RkJobFunc       func;
  gpointer        params;
  GDestroyNotify  params_destroy;
  GDestroyNotify  result_destroy;
  gboolean        queues;
} RkModuleJob;

void _rk_module_start (RkModule            *self,
                       const RkModuleJob   *job,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data);

G_END_DECLS
