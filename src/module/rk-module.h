/* rk-module.h: a module on a port, and the one owner of that port
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "rk-at-exchange.h"
#include "rk-at-find.h"
#include "rk-chip.h"
#include "rk-console-sender.h"
#include "rk-job-options.h"
#include "rk-flash-result.h"
#include "rk-link.h"
#include "rk-module-state.h"
#include "rk-plan.h"
#include "rk-situation.h"

G_BEGIN_DECLS

#define RK_TYPE_MODULE (rk_module_get_type ())

G_DECLARE_FINAL_TYPE (RkModule, rk_module, RK, MODULE, GObject)

/* The rate at which an application on an ESP8266 usually talks. */
#define RK_MODULE_DEFAULT_BAUD 115200

/**
 * RkRestartMode:
 * @RK_RESTART_RUN: the module starts what is in its flash
 * @RK_RESTART_LOADER: it waits in its boot loader
 */
typedef enum
{
  RK_RESTART_RUN,
  RK_RESTART_LOADER,
} RkRestartMode;

/**
 * RkBaudDetection:
 * @baud: the rate at which text came, 0 if it came at none
 * @confidence: 0 to 1; above 0.8 it is hardly another rate
 * @boot_baud: the rate at which the boot ROM's text came, 0 if it was not seen
 * @heard: how many bytes came at all; 0 is a silent module
 * @sample: (nullable): what was read at @baud, valid UTF-8, a few lines at most
 *
 * What rk_module_detect_baud_async() has found.
 */
typedef struct
{
  guint   baud;
  double  confidence;
  guint   boot_baud;
  guint64 heard;
  char   *sample;
} RkBaudDetection;

/* Signals, both on the module's main context, in the order in which things happened:
 *
 * "received" (RkModule *self, GBytes *bytes, guint baud, gint64 time_us, data)
 *   What the module said, jobs included where they read text: what came, the rate at
 *   which it was read (a restart reads its boot text at another rate than "baud"), and
 *   when the first of the bytes was read, in monotonic µs.  Merged: the first
 *   bytes after a pause at once, then some 60 times a second, at most 80 KiB in one
 *   go.  Nothing is left out: if the main loop falls too far behind, the port is read
 *   no further until it has caught up.
 *
 * "found" (RkModule *self, const RkFinding *finding, data)
 *
 * Properties for a console, all with notify:
 *
 * "baud"          uint, read and write: the console's rate; applies at once while the
 *                 module is listened to, after the job while one runs
 * "keep-open"     boolean, read and write: a port that is lost is opened again when it
 *                 comes back
 * "lost"          boolean: the port has gone while it was listened to; FALSE again when
 *                 it is open or another one is chosen
 * "dtr", "rts"    boolean: whether the line is asserted (electrically low)
 * "can-set-lines" boolean: whether the open port has DTR and RTS
 * "can-set-baud"  boolean: whether the open port has a baud rate
 */

RkModule         *rk_module_new             (void);

const char       *rk_module_get_port        (RkModule             *self);
gboolean          rk_module_set_port        (RkModule             *self,
                                             const char           *port);
guint             rk_module_get_baud        (RkModule             *self);
void              rk_module_set_baud        (RkModule             *self,
                                             guint                 baud);
gboolean          rk_module_get_keep_open   (RkModule             *self);
void              rk_module_set_keep_open   (RkModule             *self,
                                             gboolean              keep_open);
gboolean          rk_module_get_lost        (RkModule             *self);
gboolean          rk_module_get_dtr         (RkModule             *self);
gboolean          rk_module_get_rts         (RkModule             *self);
gboolean          rk_module_get_can_set_lines (RkModule           *self);
gboolean          rk_module_get_can_set_baud  (RkModule           *self);
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
RkSituation       rk_module_get_situation   (RkModule             *self);
RkPlan           *rk_module_get_written     (RkModule             *self);

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

/* The console: while the port is open and no job runs, the module is listened to. */
void              rk_module_send_async      (RkModule             *self,
                                             GBytes               *bytes,
                                             GFileProgressCallback progress,
                                             gpointer              progress_data,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
gboolean          rk_module_send_finish     (RkModule             *self,
                                             GAsyncResult         *result,
                                             GError              **error);
RkConsoleSender  *rk_module_create_sender   (RkModule             *self);
void              rk_module_set_lines_async (RkModule             *self,
                                             gboolean              dtr,
                                             gboolean              rts,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
gboolean          rk_module_set_lines_finish (RkModule            *self,
                                             GAsyncResult         *result,
                                             GError              **error);
void              rk_module_restart_async   (RkModule             *self,
                                             RkRestartMode         mode,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
gboolean          rk_module_restart_finish  (RkModule             *self,
                                             GAsyncResult         *result,
                                             GError              **error);
void              rk_module_detect_baud_async (RkModule           *self,
                                             gboolean              may_reset,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
RkBaudDetection  *rk_module_detect_baud_finish (RkModule          *self,
                                             GAsyncResult         *result,
                                             GError              **error);
void              rk_baud_detection_free    (RkBaudDetection      *self);

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

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkBaudDetection, rk_baud_detection_free)

G_END_DECLS
