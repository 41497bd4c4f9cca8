/* rk-module.h: a module on a port, and the one owner of that port
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-at-exchange.h"
#include "rk-at-find.h"
#include "rk-chip.h"
#include "rk-job-options.h"
#include "rk-flash-result.h"
#include "rk-link.h"
#include "rk-module-state.h"
#include "rk-plan.h"

G_BEGIN_DECLS

#define RK_TYPE_MODULE (rk_module_get_type ())

G_DECLARE_FINAL_TYPE (RkModule, rk_module, RK, MODULE, GObject)

/* The rate at which an application on an ESP8266 usually talks. */
#define RK_MODULE_DEFAULT_BAUD 115200

RkModule         *rk_module_new             (void);

const char       *rk_module_get_port        (RkModule             *self);
gboolean          rk_module_set_port        (RkModule             *self,
                                             const char           *port);
guint             rk_module_get_baud        (RkModule             *self);
void              rk_module_set_baud        (RkModule             *self,
                                             guint                 baud);
void              rk_module_set_trace       (RkModule             *self,
                                             RkLinkTraceFunc       trace,
                                             gpointer              user_data);

RkModuleState     rk_module_get_state       (RkModule             *self);
gboolean          rk_module_get_busy        (RkModule             *self);
const char       *rk_module_get_step        (RkModule             *self);
double            rk_module_get_progress    (RkModule             *self);
guint64           rk_module_get_bytes_done  (RkModule             *self);
guint64           rk_module_get_bytes_total (RkModule             *self);
double            rk_module_get_rate        (RkModule             *self);
const RkChipInfo *rk_module_get_chip        (RkModule             *self);
GPtrArray        *rk_module_get_findings    (RkModule             *self);

void              rk_module_open_async      (RkModule             *self,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
gboolean          rk_module_open_finish     (RkModule             *self,
                                             GAsyncResult         *result,
                                             GError              **error);
void              rk_module_close_async     (RkModule             *self,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
gboolean          rk_module_close_finish    (RkModule             *self,
                                             GAsyncResult         *result,
                                             GError              **error);

void              rk_module_identify_async  (RkModule             *self,
                                             const RkJobOptions   *options,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
RkFlashResult    *rk_module_identify_finish (RkModule             *self,
                                             GAsyncResult         *result,
                                             GError              **error);
void              rk_module_flash_async     (RkModule             *self,
                                             RkPlan               *plan,
                                             const RkJobOptions   *options,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
RkFlashResult    *rk_module_flash_finish    (RkModule             *self,
                                             GAsyncResult         *result,
                                             GError              **error);
void              rk_module_erase_async     (RkModule             *self,
                                             guint32               offset,
                                             guint32               length,
                                             const RkJobOptions   *options,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
gboolean          rk_module_erase_finish    (RkModule             *self,
                                             GAsyncResult         *result,
                                             GError              **error);
void              rk_module_read_async      (RkModule             *self,
                                             guint32               offset,
                                             guint32               length,
                                             const RkJobOptions   *options,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
GBytes           *rk_module_read_finish     (RkModule             *self,
                                             GAsyncResult         *result,
                                             GError              **error);
void              rk_module_verify_async    (RkModule             *self,
                                             RkPlan               *plan,
                                             const RkJobOptions   *options,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
RkFlashResult    *rk_module_verify_finish   (RkModule             *self,
                                             GAsyncResult         *result,
                                             GError              **error);
void              rk_module_exchange_async  (RkModule             *self,
                                             const char           *command,
                                             GBytes               *data,
                                             guint                 timeout_ms,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
RkAtExchange     *rk_module_exchange_finish (RkModule             *self,
                                             GAsyncResult         *result,
                                             GError              **error);
void              rk_module_find_at_async   (RkModule             *self,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
RkAtFound        *rk_module_find_at_finish  (RkModule             *self,
                                             GAsyncResult         *result,
                                             GError              **error);
void              rk_module_at_async        (RkModule             *self,
                                             const char           *command,
                                             guint                 timeout_ms,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
char             *rk_module_at_finish       (RkModule             *self,
                                             GAsyncResult         *result,
                                             GError              **error);

G_END_DECLS
