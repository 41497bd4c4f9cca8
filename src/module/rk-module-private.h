/* rk-module-private.h: how the jobs of a module are started
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-module.h"
#include "rk-session.h"

G_BEGIN_DECLS

void _rk_module_start (RkModule            *self,
                       const RkSessionJob  *job,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data);
void _rk_module_give_up (RkModule          *self);
void _rk_module_reopen (RkModule           *self);
void _rk_module_send  (RkModule              *self,
                       GBytes                *bytes,
                       gboolean               secret,
                       GFileProgressCallback  progress,
                       gpointer               progress_data,
                       GTask                 *task);

G_END_DECLS
