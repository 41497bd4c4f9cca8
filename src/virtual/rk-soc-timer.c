/* rk-soc-timer.c: the timers FRC1 and FRC2, and the watchdog
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Registers: timer_register.h of Espressif's SDKs; for the watchdog, which no
 * public document has, "Reverse engineering of the ESP8266 watchdog timer" of the
 * Mongoose OS blog.
 */

#include "rk-soc-timer.h"

enum
{
  FRC_LOAD  = 0x00,
  FRC_COUNT = 0x04,
  FRC_CTRL  = 0x08,
  FRC_INT   = 0x0c,
  FRC_ALARM = 0x10,
  FRC2_BASE = 0x20,
};

#define CTRL_AUTOLOAD (1u << 6)
#define CTRL_ENABLE   (1u << 7)
#define FRC1_MAX      0x7fffff

enum
{
  WDT_CTL       = 0x00,
  WDT_OP        = 0x04,
  WDT_OP_ND     = 0x08,
  WDT_FEED      = 0x14,
  WDT_INT_CLEAR = 0x18,
};

#define WDT_CTL_ENABLE    (1u << 0)
#define WDT_CTL_ONE_STAGE (2u << 1)
#define WDT_FEED_KEY      0x73
#define WDT_CLOCKS        65536.0 /* a period of 2^n of these: n = 11 is 1.68 s at 80 MHz */

typedef struct
{
  guint32 load;
  guint32 ctrl;
  guint32 alarm;
  guint32 value; /* at @since */
  double  since;
  double  fires; /* when it does, or never */
  gboolean interrupt;
} Counter;

struct _RkTimers
{
  double   clock_ns;
  Counter  frc1; /* counts down, 23 bits */
  Counter  frc2; /* counts up */
  guint32  wdt_ctl;
  guint32  wdt_period[2];
  gboolean wdt_interrupt;
  guint    wdt_stage;
  gint64   wdt_fires;
};

static double
tick (RkTimers      *self,
      const Counter *counter)
{
  static const guint prescale[] = { 1, 16, 256, 256 };

  return self->clock_ns * prescale[counter->ctrl >> 2 & 3];
}

static gboolean
is_on (const Counter *counter)
{
  return (counter->ctrl & CTRL_ENABLE) != 0;
}

static guint32
ticks_since (RkTimers      *self,
             const Counter *counter,
             double         now)
{
  return is_on (counter) ? (guint32)(guint64)((now - counter->since) / tick (self, counter)) : 0;
}

static guint32
get_count (RkTimers *self,
           Counter  *counter,
           gint64    now)
{
  guint32 ticks = ticks_since (self, counter, now);

  return counter == &self->frc1 ? (counter->value - ticks) & FRC1_MAX : counter->value + ticks;
}

/* Works out when the counter comes to zero or to its alarm. */
static void
plan (RkTimers *self,
      Counter  *counter,
      guint32   value,
      double    now)
{
  guint64 ticks = counter == &self->frc1 ? value : (guint32)(counter->alarm - value);

  if (ticks == 0)
    ticks = counter == &self->frc1 ? (guint64)FRC1_MAX + 1 : (guint64)G_MAXUINT32 + 1;
  counter->value = value;
  counter->since = now;
  counter->fires = is_on (counter) ? now + ticks * tick (self, counter) : G_MAXDOUBLE;
}

/**
 * rk_timers_new:
 *
 * Returns: (transfer full): the two counters and the watchdog of a chip, all of it off
 */
RkTimers *
rk_timers_new (void)
{
  RkTimers *self = g_new0 (RkTimers, 1);

  self->clock_ns = 1;
  rk_timers_reset (self, 0);
  return self;
}

/**
 * rk_timers_free:
 * @self: (nullable) (transfer full): timers
 */
void
rk_timers_free (RkTimers *self)
{
  g_free (self);
}

/**
 * rk_timers_reset:
 * @self: timers
 * @now: module time
 *
 * What the reset pin does: all of it is off.
 */
void
rk_timers_reset (RkTimers *self,
                 gint64    now)
{
  double clock_ns = self->clock_ns;

  *self = (RkTimers){ .clock_ns = clock_ns, .wdt_fires = RK_SOC_NEVER };
  plan (self, &self->frc1, 0, now);
  plan (self, &self->frc2, 0, now);
}

/**
 * rk_timers_set_clock:
 * @self: timers
 * @hz: what the counters count, before they divide it
 * @now: module time in ns
 *
 * What they have counted stays.
 */
void
rk_timers_set_clock (RkTimers *self,
                     guint     hz,
                     gint64    now)
{
  guint32 frc1 = get_count (self, &self->frc1, now);
  guint32 frc2 = get_count (self, &self->frc2, now);

  self->clock_ns = 1e9 / hz;
  plan (self, &self->frc1, frc1, now);
  plan (self, &self->frc2, frc2, now);
}

static Counter *
get_counter (RkTimers *self,
             guint32  *offset)
{
  if (*offset < FRC2_BASE)
    return &self->frc1;
  *offset -= FRC2_BASE;
  return &self->frc2;
}

/**
 * rk_timers_read:
 * @self: timers
 * @offset: of a register of the counters
 * @now: module time in ns
 *
 * Returns: what the register holds
 */
guint32
rk_timers_read (RkTimers *self,
                guint32   offset,
                gint64    now)
{
  Counter *counter = get_counter (self, &offset);

  switch (offset)
    {
    case FRC_LOAD:
      return counter->load;
    case FRC_COUNT:
      return get_count (self, counter, now);
    case FRC_CTRL:
      return counter->ctrl;
    case FRC_INT:
      return counter->interrupt;
    case FRC_ALARM:
      return counter->alarm;
    default:
      return 0;
    }
}

/**
 * rk_timers_write:
 * @self: timers
 * @offset: of a register of the counters
 * @value: for it
 * @now: module time in ns
 */
void
rk_timers_write (RkTimers *self,
                 guint32   offset,
                 guint32   value,
                 gint64    now)
{
  Counter *counter = get_counter (self, &offset);
  guint32 count = get_count (self, counter, now);

  switch (offset)
    {
    case FRC_LOAD:
      counter->load = value;
      count = counter == &self->frc1 ? value & FRC1_MAX : value;
      break;
    case FRC_CTRL:
      counter->ctrl = value;
      break;
    case FRC_INT:
      counter->interrupt = FALSE;
      return;
    case FRC_ALARM:
      counter->alarm = value;
      break;
    default:
      return;
    }
  plan (self, counter, count, now);
}

static void
set_stage (RkTimers *self,
           guint     stage,
           gint64    now)
{
  self->wdt_stage = stage;
  self->wdt_fires = RK_SOC_NEVER;
  if ((self->wdt_ctl & WDT_CTL_ENABLE) != 0)
    self->wdt_fires = now + (gint64)(WDT_CLOCKS * self->clock_ns * (1u << (self->wdt_period[stage] & 15)));
}

/**
 * rk_timers_read_watchdog:
 * @self: timers
 * @offset: of a register of the watchdog
 *
 * Returns: what the register holds
 */
guint32
rk_timers_read_watchdog (RkTimers *self,
                         guint32   offset)
{
  switch (offset)
    {
    case WDT_CTL:
      return self->wdt_ctl;
    case WDT_OP:
    case WDT_OP_ND:
      return self->wdt_period[offset == WDT_OP_ND];
    case 0x10:
      return self->wdt_stage;
    default:
      return 0;
    }
}

/**
 * rk_timers_write_watchdog:
 * @self: timers
 * @offset: of a register of the watchdog
 * @value: for it
 * @now: module time in ns
 */
void
rk_timers_write_watchdog (RkTimers *self,
                          guint32   offset,
                          guint32   value,
                          gint64    now)
{
  switch (offset)
    {
    case WDT_CTL:
      self->wdt_ctl = value;
      set_stage (self, 0, now);
      break;
    case WDT_OP:
    case WDT_OP_ND:
      self->wdt_period[offset == WDT_OP_ND] = value;
      break;
    case WDT_FEED:
      if ((value & 0xff) == WDT_FEED_KEY)
        set_stage (self, 0, now);
      self->wdt_interrupt = FALSE;
      break;
    case WDT_INT_CLEAR:
      self->wdt_interrupt = FALSE;
      break;
    default:
      break;
    }
}

/**
 * rk_timers_arm_watchdog:
 * @self: timers
 * @exponent: its period
 * @now: module time
 *
 * Switches the watchdog on as a program does that then hangs.
 */
void
rk_timers_arm_watchdog (RkTimers *self,
                        guint     exponent,
                        gint64    now)
{
  rk_timers_write_watchdog (self, WDT_OP, exponent, now);
  rk_timers_write_watchdog (self, WDT_CTL, WDT_CTL_ONE_STAGE | WDT_CTL_ENABLE, now);
}

static void
advance_counter (RkTimers *self,
                 Counter  *counter,
                 gint64    now)
{
  while (counter->fires <= now)
    {
      gboolean reload = counter == &self->frc1 && (counter->ctrl & CTRL_AUTOLOAD) != 0;

      counter->interrupt = TRUE;
      plan (self, counter, reload ? counter->load & FRC1_MAX : counter == &self->frc1 ? 0 : counter->alarm, counter->fires);
    }
}

/**
 * rk_timers_advance:
 * @self: timers
 * @now: module time
 *
 * Catches up with what happened by now.
 *
 * Returns: %TRUE if the watchdog resets the chip
 */
gboolean
rk_timers_advance (RkTimers *self,
                   gint64    now)
{
  advance_counter (self, &self->frc1, now);
  advance_counter (self, &self->frc2, now);

  while (self->wdt_fires <= now)
    {
      if ((self->wdt_ctl & WDT_CTL_ONE_STAGE) != 0 || self->wdt_stage == 1)
        return TRUE;
      self->wdt_interrupt = TRUE;
      set_stage (self, 1, self->wdt_fires);
    }

  return FALSE;
}

/**
 * rk_timers_get_next:
 * @self: timers
 *
 * Returns: when rk_timers_advance() has something to do
 */
gint64
rk_timers_get_next (RkTimers *self)
{
  double next = MIN (self->frc1.fires, self->frc2.fires);

  return next < 9e18 ? MIN ((gint64)next + 1, self->wdt_fires) : self->wdt_fires;
}

/**
 * rk_timers_get_interrupts:
 * @self: timers
 *
 * Returns: the interrupts that they ask for, as bits such as %RK_TIMERS_FRC1
 */
guint32
rk_timers_get_interrupts (RkTimers *self)
{
  return (self->wdt_interrupt ? RK_TIMERS_WATCHDOG : 0) |
         (self->frc1.interrupt ? RK_TIMERS_FRC1 : 0) |
         (self->frc2.interrupt ? RK_TIMERS_FRC2 : 0);
}
