/* rk-module-private.h: what a module is made of, and how its jobs are started
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-module.h"
#include "rk-port-return.h"
#include "rk-session.h"

G_BEGIN_DECLS

struct _RkModule
{
  GObject        parent_instance;

  RkSession     *session;

  char          *port;
  guint          baud;

  RkModuleState  state;
  gboolean       busy;
  guint          n_queued; /* jobs that queue, the one under way included */
  gboolean       exclusive;   /* the job that runs has no time for the console */
  RkSessionPort  open_port;
  gboolean       lost;
  gboolean       keep_open;
  RkPortReturn  *port_return; /* waits for the port that was lost */
  const char    *step;
  guint64        bytes_done;
  guint64        bytes_total;
  double         rate;
  gint64         rate_time;
  guint64        rate_bytes;
  RkChipInfo    *chip;
  GPtrArray     *findings;
  RkSituation    situation;
  RkPlan        *written; /* what was last asked to be in the flash */
};

void     _rk_module_start        (RkModule              *self,
                                  const RkSessionJob    *job,
                                  gpointer               params,
                                  GCancellable          *cancellable,
                                  GAsyncReadyCallback    callback,
                                  gpointer               user_data);
gpointer _rk_module_finish       (RkModule              *self,
                                  GAsyncResult          *result,
                                  GError               **error);
void     _rk_module_note_written (RkModule              *self,
                                  RkPlan                *plan);
void     _rk_module_give_up      (RkModule              *self);
void     _rk_module_reopen       (RkModule              *self);
void     _rk_module_send         (RkModule              *self,
                                  GBytes                *bytes,
                                  gboolean               secret,
                                  GFileProgressCallback  progress,
                                  gpointer               progress_data,
                                  GTask                 *task);

G_END_DECLS
