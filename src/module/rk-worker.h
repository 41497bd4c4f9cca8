/* rk-worker.h: the thread that owns a module's port
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _RkWorker RkWorker;

/**
 * RkWorkerFunc:
 * @data: what was given with it
 * @cancellable: ends it early
 *
 * Runs on the worker's thread.
 */
typedef void (*RkWorkerFunc) (gpointer      data,
                              GCancellable *cancellable);

/**
 * RkWorkerIdleFunc:
 * @data: what was given with it
 * @interrupt: cancelled when there is work to do
 *
 * Runs on the worker's thread while there is no work.
 *
 * Returns: %FALSE if there is nothing to do until the next work has been done
 */
typedef gboolean (*RkWorkerIdleFunc) (gpointer      data,
                                      GCancellable *interrupt);

RkWorker *rk_worker_new  (RkWorkerIdleFunc  idle,
                          gpointer          data);
void      rk_worker_free (RkWorker         *self);
void      rk_worker_push (RkWorker         *self,
                          RkWorkerFunc      func,
                          gpointer          data,
                          GCancellable     *cancellable);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkWorker, rk_worker_free)

G_END_DECLS
