/* rk-wiring-warnings.c: what to mind about a wiring
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-wiring-private.h"

static void
add (RkWiring  *self,
     RkFinding *finding)
{
  g_ptr_array_add (self->findings, finding);
}

static void
warn_of_mains (RkWiring *self)
{
  if (self->board->mains)
    add (self, rk_finding_new ("wiring.mains", RK_SEVERITY_ERROR,
                               N_ ("Danger to life: never connect {board} to mains while it is open or wired."),
                               N_ ("Its low-voltage side is not isolated from mains: the pins, your adapter and your computer would carry mains voltage."),
                               N_ ("Unplug it from mains, flash it from the 3.3 V supply alone, remove all wires and close the case before it sees mains again."),
                               "board", self->board->name, NULL));
}

static void
warn_of_5v (RkWiring *self)
{
  const RkWire *power = rk_wiring_find (self, "3v3");

  if (power != NULL)
    add (self, rk_finding_new ("wiring.3v3-only", RK_SEVERITY_WARNING,
                               N_ ("{pin} takes 3.3 V only: 5 V there destroys the module."),
                               N_ ("The chip tolerates 3.6 V at most."), NULL, "pin", power->to->name, NULL));
}

static void
warn_of_weak_supply (RkWiring *self)
{
  g_autofree char *need = g_strdup_printf ("%u", self->board->current_ma);
  g_autofree char *have = g_strdup_printf ("%u", self->adapter->supply_3v3_ma);

  if (self->supply == NULL)
    return;

  if (self->adapter->supply_3v3_ma > 0)
    add (self, rk_finding_new ("wiring.weak-supply", RK_SEVERITY_WARNING,
                               N_ ("The 3.3 V pin of {adapter} cannot feed the module: leave it open."),
                               N_ ("It gives {have} mA; the module takes up to {need} mA when its radio starts, and then resets again and again."),
                               N_ ("Use a separate 3.3 V supply of {need} mA or more, and connect its ground with the adapter’s."),
                               "adapter", self->adapter->name, "have", have, "need", need, NULL));
  else
    add (self, rk_finding_new ("wiring.supply", RK_SEVERITY_WARNING,
                               N_ ("{adapter} gives no 3.3 V: use a separate supply of {need} mA or more."), NULL,
                               N_ ("Connect its ground with the adapter’s."), "adapter", self->adapter->name, "need",
                               need, NULL));
}

static void
warn_of_level (RkWiring *self)
{
  if (self->adapter->usb)
    return;

  if (self->adapter->level_mv > RK_WIRING_MAX_LEVEL_MV)
    add (self, rk_finding_new ("wiring.level", RK_SEVERITY_WARNING,
                               N_ ("{adapter} sends with 5 V: never without the two resistors at RX."),
                               N_ ("They make about 3 V of it; the module’s own TX needs nothing."), NULL, "adapter",
                               self->adapter->name, NULL));
  else if (self->adapter->level_unsure && !self->plugged)
    add (self, rk_finding_new ("wiring.level-unsure", RK_SEVERITY_WARNING,
                               N_ ("Measure TXD of {adapter} before you connect it: it must be 3.3 V, not 5 V."),
                               N_ ("On some of these boards the jumper changes the VCC pin only."),
                               N_ ("If it is 5 V, put 2.2 kΩ in the line and 4.7 kΩ from RX to GND."), "adapter",
                               self->adapter->name, NULL));
}

static void
warn_of_two_hosts (RkWiring *self)
{
  if (self->board->usb && !self->adapter->usb)
    add (self, rk_finding_new ("wiring.own-usb", RK_SEVERITY_WARNING,
                               N_ ("{board} has a USB socket of its own: a USB cable is all it needs."), NULL,
                               N_ ("Wire it only if that does not work, and never plug in both at a time."), "board",
                               self->board->name, NULL));
}

static void
warn_of_plug (RkWiring *self)
{
  if (self->plugged)
    add (self, rk_finding_new ("wiring.plug", RK_SEVERITY_WARNING,
                               N_ ("Plug the module in the right way round: the other way it is destroyed."),
                               N_ ("The socket does not prevent you from turning it."),
                               N_ ("VCC of the module belongs to VCC of the socket."), NULL));
}

static void
advise (RkWiring *self)
{
  g_autofree char *farads = g_strdup_printf ("%u", RK_WIRING_CAPACITOR_UF);

  if (self->capacitor)
    add (self, rk_finding_new ("wiring.capacitor", RK_SEVERITY_INFO,
                               N_ ("Put {farads} µF, and 100 nF beside it, between 3.3 V and GND close to the module."),
                               N_ ("They carry the peaks that the supply is too slow for."), NULL, "farads", farads,
                               NULL));
  if (rk_wiring_find (self, "hold") != NULL)
    add (self, rk_finding_new ("wiring.hold", RK_SEVERITY_INFO,
                               N_ ("RESET to GND keeps {adapter}’s own chip asleep: TX goes to TX and RX to RX."), NULL,
                               NULL, "adapter", self->adapter->name, NULL));
  if (!self->adapter->usb)
    add (self, rk_finding_new ("wiring.names", RK_SEVERITY_INFO,
                               N_ ("Go by the names printed on your parts: makers change the order of the pins."), NULL,
                               NULL, NULL));
}

/* Fills self->findings, the worst first. */
void
_rk_wiring_find_warnings (RkWiring *self)
{
  warn_of_mains (self);
  warn_of_5v (self);
  warn_of_weak_supply (self);
  warn_of_level (self);
  warn_of_two_hosts (self);
  warn_of_plug (self);
  advise (self);
}
