/* rk-virtual-module.h: an ESP8266 module in software
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define RK_TYPE_VIRTUAL_MODULE (rk_virtual_module_get_type ())

G_DECLARE_FINAL_TYPE (RkVirtualModule, rk_virtual_module, RK, VIRTUAL_MODULE, GObject)

/**
 * RkVirtualPace:
 * @RK_VIRTUAL_PACE_REAL: the module's clock follows the wall clock: bytes take
 *   as long on the line, and the flash chip as long to erase, as on a real one
 * @RK_VIRTUAL_PACE_TURBO: the module's clock runs as fast as the machine allows
 */
typedef enum
{
  RK_VIRTUAL_PACE_REAL,
  RK_VIRTUAL_PACE_TURBO,
} RkVirtualPace;

/**
 * RkVirtualWiring:
 * @RK_VIRTUAL_WIRING_AUTO: a board with the two-transistor circuit: DTR and RTS
 *   drive GPIO0 and RST, and both asserted do nothing
 * @RK_VIRTUAL_WIRING_DIRECT: DTR straight to GPIO0, RTS straight to RST
 * @RK_VIRTUAL_WIRING_INVERTED: likewise, through an adapter with inverted lines: where
 *   they are released, the module is held in reset
 * @RK_VIRTUAL_WIRING_NONE: a bare module: neither line is connected
 */
typedef enum
{
  RK_VIRTUAL_WIRING_AUTO,
  RK_VIRTUAL_WIRING_DIRECT,
  RK_VIRTUAL_WIRING_INVERTED,
  RK_VIRTUAL_WIRING_NONE,
} RkVirtualWiring;

/* The module runs in a thread of its own from the first power-up until it is
 * disposed.  All functions below may be called from any thread. */

RkVirtualModule *rk_virtual_module_new           (guint32           flash_size);
void             rk_virtual_module_set_pace      (RkVirtualModule  *self,
                                                  RkVirtualPace     pace);
void             rk_virtual_module_set_wiring    (RkVirtualModule  *self,
                                                  RkVirtualWiring   wiring);

/* Power and pins, as a hand with wires would work them.  GPIO0 is sampled when
 * the module is powered up or comes out of reset. */
void             rk_virtual_module_set_gpio0     (RkVirtualModule  *self,
                                                  gboolean          grounded);
void             rk_virtual_module_set_power     (RkVirtualModule  *self,
                                                  gboolean          on);
void             rk_virtual_module_press_reset   (RkVirtualModule  *self);

/* The adapter's side: what a program on the computer does with the port. */
void             rk_virtual_module_set_host_baud (RkVirtualModule  *self,
                                                  guint             baud);
void             rk_virtual_module_set_lines     (RkVirtualModule  *self,
                                                  gboolean          dtr,
                                                  gboolean          rts);
gboolean         rk_virtual_module_send          (RkVirtualModule  *self,
                                                  const guint8     *bytes,
                                                  gsize             count,
                                                  gint64            deadline,
                                                  GCancellable     *cancellable,
                                                  GError          **error);
gssize           rk_virtual_module_receive       (RkVirtualModule  *self,
                                                  guint8           *buffer,
                                                  gsize             count,
                                                  gint64            deadline,
                                                  GCancellable     *cancellable,
                                                  GError          **error);
void             rk_virtual_module_discard       (RkVirtualModule  *self);

/* Pulls or plugs the adapter: while it is out, send and receive fail with
 * G_IO_ERROR_CLOSED and the module is without power. */
void             rk_virtual_module_set_plugged   (RkVirtualModule  *self,
                                                  gboolean          plugged);

/* What a test may look at and damage.  Faults, with N counting bytes from now:
 * drop:tx:N flip:tx:N silence:tx:N noise:tx:N (tx: host to module; rx: the other way)
 * unplug:N flash-stuck:OFFSET flash-worn:OFFSET flash-hang:OFFSET
 * flash-vendor:0xVVTT no-flash no-quad dout-only weak-supply:BYTES brown-out:MS
 * reset-noise:MS echo gpio15-high gpio2-low none cloud:….  Each is explained at the
 * function. */
GBytes          *rk_virtual_module_get_flash     (RkVirtualModule  *self);
gboolean         rk_virtual_module_set_flash     (RkVirtualModule  *self,
                                                  guint32           offset,
                                                  GBytes           *bytes,
                                                  GError          **error);
gboolean         rk_virtual_module_add_fault     (RkVirtualModule  *self,
                                                  const char       *spec,
                                                  GError          **error);

/* What imitated AT firmware finds in the air, and a log said instead of it. */
gboolean         rk_virtual_module_add_network   (RkVirtualModule  *self,
                                                  const char       *spec,
                                                  GError          **error);
gboolean         rk_virtual_module_add_host      (RkVirtualModule  *self,
                                                  const char       *spec,
                                                  GError          **error);
void             rk_virtual_module_set_replay    (RkVirtualModule  *self,
                                                  GBytes           *bytes,
                                                  guint             baud);

G_END_DECLS
