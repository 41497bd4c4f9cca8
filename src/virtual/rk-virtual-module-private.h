/* rk-virtual-module-private.h: what the files of the virtual module share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-virtual-module.h"

#include "rk-at-world.h"
#include "rk-soc-fault.h"
#include "rk-soc.h"

G_BEGIN_DECLS

#define RK_VIRTUAL_RECEIVED_MAX (256 * 1024) /* bytes that the host has not fetched */
#define RK_VIRTUAL_SLICE_NS     2000000      /* how long the thread works without looking up */

/* A byte keeps the rate that was set when it was sent. */
typedef struct
{
  guint  baud;
  guint8 byte;
} RkOutgoing;

struct _RkVirtualModule
{
  GObject parent_instance;

  GThread          *thread;
  GMutex            lock;
  GCond             wake;    /* for the thread */
  GCond             changed; /* for callers */

  /* The chip belongs to whoever holds this; the thread lets go between slices. */
  GMutex            chip_lock;
  gint              n_visitors; /* who wait for it */
  RkSoc            *chip;
  RkAtWorld        *world;
  RkSerialReceiver  receiver; /* the adapter's */
  gint64            zero;     /* monotonic ns at module time 0 */

  /* Under the lock */
  RkFaults         *faults;
  GArray           *outgoing; /* RkOutgoing */
  GByteArray       *incoming;
  gsize             n_fetched; /* of incoming */
  RkVirtualPace     pace;
  RkVirtualWiring   wiring;
  guint             baud;
  gboolean          powered;
  gboolean          plugged;
  gboolean          gpio0_grounded;
  gboolean          gpio0_latched; /* low, when it last came out of reset */
  gboolean          dtr;
  gboolean          rts;
  guint             n_power_ups; /* counted, so that the thread misses no short ones */
  guint             n_resets;
  guint             n_wishes;
  gboolean          stopping;

  /* The thread's */
  guint             n_power_ups_done;
  guint             n_resets_done;
  guint             n_wishes_seen;
  gboolean          running; /* power on and out of reset */
};

/* All under the lock, but for the last one, which lets go of it: it tells the thread
 * and those who wait that something is another way now. */
void   _rk_virtual_module_start          (RkVirtualModule *self);
void   _rk_virtual_module_wake           (RkVirtualModule *self);
void   _rk_virtual_module_unlock_changed (RkVirtualModule *self);

/* rk-virtual-module-pins.c: power, RST and GPIO0 */
void   _rk_virtual_module_apply_lines    (RkVirtualModule *self);

/* rk-virtual-module-line.c: bytes between the host and the module */
void   _rk_virtual_module_unplug         (RkVirtualModule *self);
void   _rk_virtual_module_put_on_line    (RkVirtualModule *self);
void   _rk_virtual_module_take_from_line (RkVirtualModule *self);
gint64 _rk_virtual_module_next_on_line   (RkVirtualModule *self);

G_END_DECLS
