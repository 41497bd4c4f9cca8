/* rk-session.h: what the worker thread of a module owns
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to this folder.  A session is the worker's side of an RkModule: the
 * open link, and the way to tell the module on the main context what happens.
 */

#pragma once

#include "rk-finding.h"
#include "rk-link.h"
#include "rk-loader.h"
#include "rk-module-state.h"
#include "rk-worker.h"

G_BEGIN_DECLS

typedef struct _RkModule RkModule;
typedef struct _RkSession RkSession;

/**
 * RkSessionPort:
 * @open: whether the port is open
 * @can_set_lines: whether it has DTR and RTS
 * @can_set_baud: whether it has a baud rate
 * @dtr: whether DTR is asserted, between jobs
 * @rts: whether RTS is asserted, between jobs
 */
typedef struct
{
  gboolean open;
  gboolean can_set_lines;
  gboolean can_set_baud;
  gboolean dtr;
  gboolean rts;
} RkSessionPort;

/**
 * RkSessionEvents:
 *
 * What a session tells its module, called on the main context in the order in
 * which it happened; @finished comes just before the task of a job returns that
 * is not an aside.  @lost comes when the port has gone, after the state for that.
 */
typedef struct
{
  void (*entered)  (RkModule        *module,
                    RkModuleState    state);
  void (*stepped)  (RkModule        *module,
                    const char      *step);
  void (*found)    (RkModule        *module,
                    const RkFinding *finding);
  void (*situation) (RkModule       *module,
                    RkSituation      situation);
  void (*received) (RkModule        *module,
                    GBytes          *bytes,
                    guint            baud,
                    gint64           time_us);
  void (*chip)     (RkModule         *module,
                    const RkChipInfo *chip);
  void (*progress) (RkModule        *module,
                    guint64          done,
                    guint64          total);
  void (*finished) (RkModule        *module);
  void (*port)     (RkModule            *module,
                    const RkSessionPort *port);
  void (*lost)     (RkModule        *module);
  void (*baud_refused) (RkModule    *module,
                    guint            refused,
                    guint            actual);
} RkSessionEvents;

/**
 * RkJobFunc:
 * @session: the session, with its link open
 * @params: what the job was started with
 *
 * A job on the worker's thread, straight down and blocking.
 *
 * Returns: (nullable) (transfer full): the result; %NULL with @error set
 */
typedef gpointer (*RkJobFunc) (RkSession     *session,
                               gpointer       params,
                               GCancellable  *cancellable,
                               GError       **error);

RkSession *rk_session_new          (RkModule              *module,
                                    const RkSessionEvents *events);
RkSession *rk_session_ref          (RkSession             *self);
void       rk_session_unref        (RkSession             *self);
void       rk_session_stop         (RkSession             *self);

/**
 * RkSessionJob:
 * @name: for debuggers
 * @func: the job
 * @params_destroy: (nullable): frees what @func was started with
 * @result_destroy: (nullable): frees what @func returns
 * @aside: a small thing to do while the module is listened to: it passes no states,
 *   leaves the lines and the baud alone and is not waited for by "busy"
 * @quiet: its failure is no finding
 * @console: sends wait for its end, instead of being ended by it
 * @queues: may be started while others that queue are under way, and runs after them
 */
typedef struct
{
  const char     *name;
  RkJobFunc       func;
  GDestroyNotify  params_destroy;
  GDestroyNotify  result_destroy;
  gboolean        aside;
  gboolean        quiet;
  gboolean        console;
  gboolean        queues;
} RkSessionJob;

/* Main context */
void       rk_session_set_trace    (RkSession             *self,
                                    RkLinkTraceFunc        trace,
                                    gpointer               user_data);
void       rk_session_run          (RkSession             *self,
                                    const char            *port,
                                    guint                  baud,
                                    const RkSessionJob    *what,
                                    gpointer               params,
                                    GTask                 *task);
void       rk_session_set_baud     (RkSession             *self,
                                    guint                  baud);
void       rk_session_send         (RkSession             *self,
                                    const char            *port,
                                    guint                  baud,
                                    GBytes                *bytes,
                                    gboolean               secret,
                                    GFileProgressCallback  progress,
                                    gpointer               progress_data,
                                    GTask                 *task);

/* Worker thread */
RkLink    *rk_session_get_link     (RkSession             *self);
guint      rk_session_get_console_baud (RkSession         *self);
guint      rk_session_get_boot_baud (RkSession            *self);
void       rk_session_learn_boot_baud (RkSession          *self,
                                    guint                  baud);
gboolean   rk_session_set_lines    (RkSession             *self,
                                    gboolean               dtr,
                                    gboolean               rts,
                                    GError               **error);
void       rk_session_set_secret   (RkSession             *self,
                                    gboolean               secret);
void       rk_session_set_answered (RkSession             *self,
                                    guint                  baud);
guint      rk_session_get_answered (RkSession             *self);
void       rk_session_enter        (RkSession             *self,
                                    RkModuleState          state);
void       rk_session_step         (RkSession             *self,
                                    const char            *step);
void       rk_session_find         (RkSession             *self,
                                    RkFinding             *finding);
void       rk_session_situation    (RkSession             *self,
                                    RkSituation            situation);
void       rk_session_received     (RkSession             *self,
                                    const guint8          *bytes,
                                    gsize                  count);
void       rk_session_chip         (RkSession             *self,
                                    const RkChipInfo      *chip);
void       rk_session_progress     (RkSession             *self,
                                    guint64                done,
                                    guint64                total);
void       rk_session_close        (RkSession             *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkSession, rk_session_unref)

G_END_DECLS
