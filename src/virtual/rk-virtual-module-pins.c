/* rk-virtual-module-pins.c: power, RST and GPIO0 of the virtual module
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who may pull them: a hand with wires, and the adapter's lines by what they are
 * connected to.  The static functions here are for the holder of the lock.
 */

#include "rk-virtual-module-private.h"

/* The circuit of two transistors: a line only pulls while the other is released. */
static gboolean
is_held_in_reset (RkVirtualModule *self)
{
  switch (self->wiring)
    {
    case RK_VIRTUAL_WIRING_AUTO:
      return self->rts && !self->dtr;
    case RK_VIRTUAL_WIRING_DIRECT:
      return self->rts;
    case RK_VIRTUAL_WIRING_INVERTED:
      return !self->rts;
    case RK_VIRTUAL_WIRING_NONE:
    default:
      return FALSE;
    }
}

static gboolean
is_gpio0_low (RkVirtualModule *self)
{
  switch (self->wiring)
    {
    case RK_VIRTUAL_WIRING_AUTO:
      return self->gpio0_grounded || (self->dtr && !self->rts);
    case RK_VIRTUAL_WIRING_DIRECT:
      return self->gpio0_grounded || self->dtr;
    case RK_VIRTUAL_WIRING_INVERTED:
      return self->gpio0_grounded || !self->dtr;
    case RK_VIRTUAL_WIRING_NONE:
    default:
      return self->gpio0_grounded;
    }
}

static gboolean
has_power (RkVirtualModule *self)
{
  return self->powered && self->plugged;
}

/* What a change of the pins or the power amounts to: called with how it was
 * before.  The chip looks at GPIO0 in that moment, even if its thread comes later. */
static void
note_edges (RkVirtualModule *self,
            gboolean         had_power,
            gboolean         was_held)
{
  if (has_power (self) && !had_power)
    self->n_power_ups++;
  if (was_held && !is_held_in_reset (self))
    self->n_resets++;
  if ((has_power (self) && !had_power) || (was_held && !is_held_in_reset (self)))
    self->gpio0_latched = is_gpio0_low (self);
}

void
_rk_virtual_module_apply_lines (RkVirtualModule *self)
{
  RkSocReset cause = self->n_power_ups != self->n_power_ups_done ? RK_SOC_RESET_POWER_ON : RK_SOC_RESET_PIN;
  gboolean restart = cause == RK_SOC_RESET_POWER_ON || self->n_resets != self->n_resets_done;

  self->running = has_power (self) && !is_held_in_reset (self);
  if (self->running)
    {
      self->n_power_ups_done = self->n_power_ups;
      self->n_resets_done = self->n_resets;
    }
  if (self->running && restart)
    {
      rk_soc_set_gpio0 (self->chip, self->gpio0_latched);
      rk_soc_reset (self->chip, cause);
    }
  rk_soc_set_gpio0 (self->chip, is_gpio0_low (self));
}

/**
 * rk_virtual_module_set_wiring:
 * @self: a module
 * @wiring: what the adapter's lines are connected to; holds at once
 */
void
rk_virtual_module_set_wiring (RkVirtualModule *self,
                              RkVirtualWiring  wiring)
{
  gboolean held;

  g_return_if_fail (RK_IS_VIRTUAL_MODULE (self));

  g_mutex_lock (&self->lock);
  held = is_held_in_reset (self);
  self->wiring = wiring;
  note_edges (self, has_power (self), held);
  _rk_virtual_module_unlock_changed (self);
}

/**
 * rk_virtual_module_set_gpio0:
 * @self: a module
 * @grounded: whether a wire connects GPIO0 with GND
 */
void
rk_virtual_module_set_gpio0 (RkVirtualModule *self,
                             gboolean         grounded)
{
  g_return_if_fail (RK_IS_VIRTUAL_MODULE (self));

  g_mutex_lock (&self->lock);
  self->gpio0_grounded = grounded;
  _rk_virtual_module_unlock_changed (self);
}

/**
 * rk_virtual_module_set_power:
 * @self: a module
 * @on: whether it has power
 *
 * Also starts its thread.  However short a pause, the module starts anew after it.
 */
void
rk_virtual_module_set_power (RkVirtualModule *self,
                             gboolean         on)
{
  gboolean had_power;

  g_return_if_fail (RK_IS_VIRTUAL_MODULE (self));

  g_mutex_lock (&self->lock);
  had_power = has_power (self);
  self->powered = on;
  note_edges (self, had_power, FALSE);
  _rk_virtual_module_start (self);
  _rk_virtual_module_unlock_changed (self);
}

/**
 * rk_virtual_module_press_reset:
 * @self: a module
 *
 * Pulls RST low for a moment.
 */
void
rk_virtual_module_press_reset (RkVirtualModule *self)
{
  g_return_if_fail (RK_IS_VIRTUAL_MODULE (self));

  g_mutex_lock (&self->lock);
  self->n_resets++;
  self->gpio0_latched = is_gpio0_low (self);
  _rk_virtual_module_unlock_changed (self);
}

/**
 * rk_virtual_module_set_lines:
 * @self: a module
 * @dtr: whether DTR is asserted (low)
 * @rts: the same of RTS
 *
 * What that does to the module depends on the wiring.
 */
void
rk_virtual_module_set_lines (RkVirtualModule *self,
                             gboolean         dtr,
                             gboolean         rts)
{
  gboolean held;

  g_return_if_fail (RK_IS_VIRTUAL_MODULE (self));

  g_mutex_lock (&self->lock);
  held = is_held_in_reset (self);
  self->dtr = dtr;
  self->rts = rts;
  note_edges (self, has_power (self), held);
  _rk_virtual_module_unlock_changed (self);
}

/**
 * rk_virtual_module_set_plugged:
 * @self: a module
 * @plugged: whether the adapter is in the computer, which also powers the module
 *
 * Pulling it ends calls that wait, with %G_IO_ERROR_CLOSED.
 */
void
rk_virtual_module_set_plugged (RkVirtualModule *self,
                               gboolean         plugged)
{
  gboolean had_power;

  g_return_if_fail (RK_IS_VIRTUAL_MODULE (self));

  g_mutex_lock (&self->lock);
  had_power = has_power (self);
  if (plugged)
    self->plugged = TRUE;
  else
    _rk_virtual_module_unplug (self);
  note_edges (self, had_power, FALSE);
  _rk_virtual_module_unlock_changed (self);
}
