/* rk-module-state.c: the states of a module and the ways between them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-module-state.h"

/* clang-format off */
G_DEFINE_ENUM_TYPE (RkModuleState, rk_module_state,
                    G_DEFINE_ENUM_VALUE (RK_MODULE_STATE_CLOSED, "closed"),
                    G_DEFINE_ENUM_VALUE (RK_MODULE_STATE_OPENING, "opening"),
                    G_DEFINE_ENUM_VALUE (RK_MODULE_STATE_LISTENING, "listening"),
                    G_DEFINE_ENUM_VALUE (RK_MODULE_STATE_RESETTING, "resetting"),
                    G_DEFINE_ENUM_VALUE (RK_MODULE_STATE_SYNCING, "syncing"),
                    G_DEFINE_ENUM_VALUE (RK_MODULE_STATE_IDENTIFYING, "identifying"),
                    G_DEFINE_ENUM_VALUE (RK_MODULE_STATE_STUB, "stub"),
                    G_DEFINE_ENUM_VALUE (RK_MODULE_STATE_READING, "reading"),
                    G_DEFINE_ENUM_VALUE (RK_MODULE_STATE_COMPARING, "comparing"),
                    G_DEFINE_ENUM_VALUE (RK_MODULE_STATE_ERASING, "erasing"),
                    G_DEFINE_ENUM_VALUE (RK_MODULE_STATE_WRITING, "writing"),
                    G_DEFINE_ENUM_VALUE (RK_MODULE_STATE_VERIFYING, "verifying"),
                    G_DEFINE_ENUM_VALUE (RK_MODULE_STATE_RESTARTING, "restarting"),
                    G_DEFINE_ENUM_VALUE (RK_MODULE_STATE_WATCHING, "watching"),
                    G_DEFINE_ENUM_VALUE (RK_MODULE_STATE_FAILED, "failed"),
                    G_DEFINE_ENUM_VALUE (RK_MODULE_STATE_CANCELLED, "cancelled"))

#define TO(state) (1u << RK_MODULE_STATE_##state)
#define ENDS (TO (FAILED) | TO (CANCELLED))

/* Row: the state a module is in.  Bits: the states it may enter next.  A job
 * without writing (identify, erase) leaves from the middle to LISTENING, and
 * each file of a plan is erased and written in turn. */
static const guint transitions[RK_MODULE_N_STATES] = {
  [RK_MODULE_STATE_CLOSED]      = TO (OPENING),
  [RK_MODULE_STATE_OPENING]     = ENDS | TO (LISTENING) | TO (RESETTING),
  [RK_MODULE_STATE_LISTENING]   = ENDS | TO (CLOSED) | TO (RESETTING) | TO (RESTARTING),
  [RK_MODULE_STATE_RESETTING]   = ENDS | TO (SYNCING),
  [RK_MODULE_STATE_SYNCING]     = ENDS | TO (RESETTING) | TO (IDENTIFYING),
  [RK_MODULE_STATE_IDENTIFYING] = ENDS | TO (STUB) | TO (ERASING) | TO (RESTARTING) | TO (LISTENING),
  [RK_MODULE_STATE_STUB]        = ENDS | TO (READING) | TO (COMPARING) | TO (ERASING) | TO (VERIFYING) | TO (RESTARTING) | TO (LISTENING),
  [RK_MODULE_STATE_READING]     = ENDS | TO (COMPARING) | TO (ERASING) | TO (RESTARTING) | TO (LISTENING),
  [RK_MODULE_STATE_COMPARING]   = ENDS | TO (ERASING) | TO (WRITING) | TO (VERIFYING) | TO (RESTARTING) | TO (LISTENING),
  [RK_MODULE_STATE_ERASING]     = ENDS | TO (WRITING) | TO (VERIFYING) | TO (RESTARTING) | TO (LISTENING),
  [RK_MODULE_STATE_WRITING]     = ENDS | TO (ERASING) | TO (VERIFYING) | TO (RESTARTING) | TO (LISTENING),
  [RK_MODULE_STATE_VERIFYING]   = ENDS | TO (WRITING) | TO (RESTARTING) | TO (LISTENING),
  [RK_MODULE_STATE_RESTARTING]  = ENDS | TO (WATCHING) | TO (LISTENING),
  [RK_MODULE_STATE_WATCHING]    = ENDS | TO (RESTARTING) | TO (LISTENING),
  [RK_MODULE_STATE_FAILED]      = TO (LISTENING) | TO (CLOSED),
  [RK_MODULE_STATE_CANCELLED]   = TO (LISTENING) | TO (CLOSED),
};
/* clang-format on */

/**
 * rk_module_state_get_nick:
 * @state: a state
 *
 * Returns: its name for logs and scripts, such as "writing"
 */
const char *
rk_module_state_get_nick (RkModuleState state)
{
  g_autoptr(GTypeClass) klass = g_type_class_ref (RK_TYPE_MODULE_STATE);

  return g_enum_get_value ((GEnumClass *)klass, (int)state)->value_nick;
}

/**
 * rk_module_state_may_pass:
 * @from: a state
 * @to: another
 *
 * Returns: whether a module may enter @to directly from @from
 */
gboolean
rk_module_state_may_pass (RkModuleState from,
                          RkModuleState to)
{
  g_return_val_if_fail (from < RK_MODULE_N_STATES, FALSE);
  g_return_val_if_fail (to < RK_MODULE_N_STATES, FALSE);

  return (transitions[from] & (1u << to)) != 0;
}
