/* rk-module-state.h: the states of a module and the ways between them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * RkModuleState:
 * @RK_MODULE_STATE_CLOSED: the port is not open
 * @RK_MODULE_STATE_OPENING: the port is being opened
 * @RK_MODULE_STATE_LISTENING: what the module says goes to the console
 * @RK_MODULE_STATE_RESETTING: into the boot loader, by DTR and RTS or by hand
 * @RK_MODULE_STATE_SYNCING: waiting for the boot loader's answer
 * @RK_MODULE_STATE_IDENTIFYING: chip, MAC, crystal, flash chip
 * @RK_MODULE_STATE_STUB: loading the flasher stub into RAM
 * @RK_MODULE_STATE_READING: reading flash
 * @RK_MODULE_STATE_COMPARING: finding out what differs
 * @RK_MODULE_STATE_ERASING: erasing flash
 * @RK_MODULE_STATE_WRITING: writing flash
 * @RK_MODULE_STATE_VERIFYING: comparing flash with what was to be written
 * @RK_MODULE_STATE_RESTARTING: out of the boot loader
 * @RK_MODULE_STATE_WATCHING: reading what the module says as it boots
 * @RK_MODULE_STATE_FAILED: a job has failed; passes to listening or closed
 * @RK_MODULE_STATE_CANCELLED: a job was cancelled; passes to listening or closed
 */
typedef enum
{
  RK_MODULE_STATE_CLOSED,
  RK_MODULE_STATE_OPENING,
  RK_MODULE_STATE_LISTENING,
  RK_MODULE_STATE_RESETTING,
  RK_MODULE_STATE_SYNCING,
  RK_MODULE_STATE_IDENTIFYING,
  RK_MODULE_STATE_STUB,
  RK_MODULE_STATE_READING,
  RK_MODULE_STATE_COMPARING,
  RK_MODULE_STATE_ERASING,
  RK_MODULE_STATE_WRITING,
  RK_MODULE_STATE_VERIFYING,
  RK_MODULE_STATE_RESTARTING,
  RK_MODULE_STATE_WATCHING,
  RK_MODULE_STATE_FAILED,
  RK_MODULE_STATE_CANCELLED,
} RkModuleState;

#define RK_MODULE_N_STATES (RK_MODULE_STATE_CANCELLED + 1)
#define RK_TYPE_MODULE_STATE (rk_module_state_get_type ())

GType       rk_module_state_get_type (void);
const char *rk_module_state_get_nick (RkModuleState state);
gboolean    rk_module_state_may_pass (RkModuleState from,
                                      RkModuleState to);

G_END_DECLS
