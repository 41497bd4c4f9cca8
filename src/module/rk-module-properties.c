/* rk-module-properties.c: what a module's properties are at the moment
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading them; rk-module.c changes and notifies them.
 */

#include "rk-module-private.h"

/**
 * rk_module_get_port:
 * @self: a module
 *
 * Returns: (nullable) (transfer none): the port's name
 */
const char *
rk_module_get_port (RkModule *self)
{
  g_return_val_if_fail (RK_IS_MODULE (self), NULL);

  return self->port;
}

/**
 * rk_module_get_baud:
 * @self: a module
 *
 * Returns: the console's rate
 */
guint
rk_module_get_baud (RkModule *self)
{
  g_return_val_if_fail (RK_IS_MODULE (self), 0);

  return self->baud;
}

/**
 * rk_module_get_keep_open:
 * @self: a module
 *
 * Returns: whether a port that is lost is opened again when it comes back
 */
gboolean
rk_module_get_keep_open (RkModule *self)
{
  g_return_val_if_fail (RK_IS_MODULE (self), FALSE);

  return self->keep_open;
}

/**
 * rk_module_get_lost:
 * @self: a module
 *
 * Returns: whether the port has gone while it was open, and is not back yet
 */
gboolean
rk_module_get_lost (RkModule *self)
{
  g_return_val_if_fail (RK_IS_MODULE (self), FALSE);

  return self->lost;
}

/**
 * rk_module_get_dtr:
 * @self: a module
 *
 * Returns: whether DTR is asserted, between jobs
 */
gboolean
rk_module_get_dtr (RkModule *self)
{
  g_return_val_if_fail (RK_IS_MODULE (self), FALSE);

  return self->open_port.dtr;
}

/**
 * rk_module_get_rts:
 * @self: a module
 *
 * Returns: whether RTS is asserted, between jobs
 */
gboolean
rk_module_get_rts (RkModule *self)
{
  g_return_val_if_fail (RK_IS_MODULE (self), FALSE);

  return self->open_port.rts;
}

/**
 * rk_module_get_can_set_lines:
 * @self: a module
 *
 * Returns: whether the open port has DTR and RTS
 */
gboolean
rk_module_get_can_set_lines (RkModule *self)
{
  g_return_val_if_fail (RK_IS_MODULE (self), FALSE);

  return self->open_port.can_set_lines;
}

/**
 * rk_module_get_can_set_baud:
 * @self: a module
 *
 * Returns: whether the open port has a baud rate
 */
gboolean
rk_module_get_can_set_baud (RkModule *self)
{
  g_return_val_if_fail (RK_IS_MODULE (self), FALSE);

  return self->open_port.can_set_baud;
}

/**
 * rk_module_get_state:
 * @self: a module
 *
 * Returns: its state
 */
RkModuleState
rk_module_get_state (RkModule *self)
{
  g_return_val_if_fail (RK_IS_MODULE (self), RK_MODULE_STATE_CLOSED);

  return self->state;
}

/**
 * rk_module_get_busy:
 * @self: a module
 *
 * Returns: whether a job is under way
 */
gboolean
rk_module_get_busy (RkModule *self)
{
  g_return_val_if_fail (RK_IS_MODULE (self), FALSE);

  return self->busy;
}

/**
 * rk_module_get_step:
 * @self: a module
 *
 * Returns: (nullable) (transfer none): what is being done within the state, as
 *   a msgid
 */
const char *
rk_module_get_step (RkModule *self)
{
  g_return_val_if_fail (RK_IS_MODULE (self), NULL);

  return self->step;
}

/**
 * rk_module_get_progress:
 * @self: a module
 *
 * Returns: the share of the present state's work that is done, 0 to 1
 */
double
rk_module_get_progress (RkModule *self)
{
  g_return_val_if_fail (RK_IS_MODULE (self), 0);

  return self->bytes_total == 0 ? 0 : (double)self->bytes_done / (double)self->bytes_total;
}

/**
 * rk_module_get_bytes_done:
 * @self: a module
 *
 * Returns: bytes of the present state that are done
 */
guint64
rk_module_get_bytes_done (RkModule *self)
{
  g_return_val_if_fail (RK_IS_MODULE (self), 0);

  return self->bytes_done;
}

/**
 * rk_module_get_bytes_total:
 * @self: a module
 *
 * Returns: bytes that the present state has to do, 0 if it does not count any
 */
guint64
rk_module_get_bytes_total (RkModule *self)
{
  g_return_val_if_fail (RK_IS_MODULE (self), 0);

  return self->bytes_total;
}

/**
 * rk_module_get_rate:
 * @self: a module
 *
 * Returns: bytes a second over the last moments, 0 while not known
 */
double
rk_module_get_rate (RkModule *self)
{
  g_return_val_if_fail (RK_IS_MODULE (self), 0);

  return self->rate;
}

/**
 * rk_module_get_chip:
 * @self: a module
 *
 * Returns: (nullable) (transfer none): what the module is, once it was
 *   identified; valid until "chip" is notified again
 */
const RkChipInfo *
rk_module_get_chip (RkModule *self)
{
  g_return_val_if_fail (RK_IS_MODULE (self), NULL);

  return self->chip;
}

/**
 * rk_module_get_situation:
 * @self: a module
 *
 * Returns: how it stands while a job waits for an answer; see rk_guide_init() for what
 *   to do about it
 */
RkSituation
rk_module_get_situation (RkModule *self)
{
  g_return_val_if_fail (RK_IS_MODULE (self), RK_SITUATION_TRYING);

  return self->situation;
}

/**
 * rk_module_get_findings:
 * @self: a module
 *
 * Returns: (transfer none) (element-type RkFinding): what the job that runs or
 *   ran last has noticed, in order
 */
GPtrArray *
rk_module_get_findings (RkModule *self)
{
  g_return_val_if_fail (RK_IS_MODULE (self), NULL);

  return self->findings;
}

/**
 * rk_module_get_written:
 * @self: a module
 *
 * Returns: (transfer none) (nullable): what the last flash or restore was to write,
 *   whether it succeeded or not
 */
RkPlan *
rk_module_get_written (RkModule *self)
{
  g_return_val_if_fail (RK_IS_MODULE (self), NULL);

  return self->written;
}

void
_rk_module_note_written (RkModule *self,
                         RkPlan   *plan)
{
  g_clear_object (&self->written);
  self->written = rk_plan_copy (plan);
}
