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
 * RkSessionEvents:
 *
 * What a session tells its module, called on the main context in the order in
 * which it happened; @finished comes just before a job's task returns.
 */
typedef struct
{
  void (*entered)  (RkModule        *module,
                    RkModuleState    state);
  void (*stepped)  (RkModule        *module,
                    const char      *step);
  void (*found)    (RkModule        *module,
                    const RkFinding *finding);
  void (*received) (RkModule        *module,
                    GBytes          *bytes);
  void (*chip)     (RkModule         *module,
                    const RkChipInfo *chip);
  void (*progress) (RkModule        *module,
                    guint64          done,
                    guint64          total);
  void (*finished) (RkModule        *module);
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

/* Main context */
void       rk_session_set_trace    (RkSession             *self,
                                    RkLinkTraceFunc        trace,
                                    gpointer               user_data);
void       rk_session_run          (RkSession             *self,
                                    const char            *port,
                                    guint                  baud,
                                    RkJobFunc              func,
                                    GTask                 *task,
                                    gpointer               params,
                                    GDestroyNotify         params_destroy,
                                    GDestroyNotify         result_destroy);

/* Worker thread */
RkLink    *rk_session_get_link     (RkSession             *self);
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
