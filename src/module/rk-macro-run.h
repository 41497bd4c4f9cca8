/* rk-macro-run.h: a macro at work on a module
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-at-macro.h"
#include "rk-module.h"

G_BEGIN_DECLS

/**
 * RkMacroStepFunc:
 * @number: of the step, from 0
 * @step: the step, its placeholders not filled in
 * @exchange: (nullable): what came of it; %NULL when it begins
 *
 * Called on the main context, when a step begins and when its reply has come.
 */
typedef void (*RkMacroStepFunc) (guint                number,
                                 const RkAtMacroStep *step,
                                 const RkAtExchange  *exchange,
                                 gpointer             user_data);

void     rk_module_run_macro_async  (RkModule             *module,
                                     const RkAtMacro      *macro,
                                     GHashTable           *values,
                                     const RkAtVersion    *version,
                                     RkMacroStepFunc       step_func,
                                     gpointer              step_data,
                                     GCancellable         *cancellable,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data);
gboolean rk_module_run_macro_finish (RkModule             *module,
                                     GAsyncResult         *result,
                                     GError              **error);

G_END_DECLS
