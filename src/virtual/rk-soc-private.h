/* rk-soc-private.h: what the files of the ESP8266 share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * rk-soc.c               making and resetting a chip
 * rk-soc-run.c           module time, clocks, and what happens in it
 * rk-soc-registers.c     pins, RTC, DPORT and where the other registers are
 * rk-soc-window.c        the flash as the program sees it
 * rk-soc-application.c   where the ROM hands over to what is in flash
 */

#pragma once

#include "rk-soc.h"

#include "rk-soc-at.h"
#include "rk-soc-spi.h"
#include "rk-soc-timer.h"
#include "rk-soc-uart.h"
#include "rk-lx106.h"

G_BEGIN_DECLS

#define RK_SOC_ROM_BOOT   0x400010a8 /* boots from flash; stubs of other people jump here too */
#define RK_SOC_DRAM_START 0x3ffe8000
#define RK_SOC_DRAM_SIZE  0x18000
#define RK_SOC_IRAM_START 0x40100000
#define RK_SOC_IRAM_SIZE  0x10000

/* A page of registers. */
#define RK_SOC_PAGE       0x1000

/* Twice the crystal of 26 MHz, and what the PLL makes of it. */
#define RK_SOC_HZ_CRYSTAL 52000000
#define RK_SOC_HZ_PLL     80000000

/* A reset that a part of the chip asks for. */
typedef enum
{
  RK_SOC_WANTED_NONE,
  RK_SOC_WANTED_SOFTWARE,
  RK_SOC_WANTED_WATCHDOG,
  RK_SOC_WANTED_BROWN_OUT,
} RkSocWanted;

struct _RkSoc
{
  RkLx106      *core;
  guint8       *rom;
  guint8       *dram;
  guint8       *iram;
  RkFlash      *flash;
  RkSpi        *spi;
  RkTimers     *timers;
  RkSerialLine *rx_line;
  RkSerialLine *tx_line;
  RkSerialLine *nowhere; /* RX of UART1, which has no pin, and its TX */
  RkUart       *uart[2];

  guint32       peripherals[RK_SOC_PAGE / 4]; /* those that are only remembered */
  guint32       rtc_memory[RK_SOC_PAGE / 4];
  guint32       dport[RK_SOC_PAGE / 4];
  guint32       gpio_out;
  guint32       gpio_enable;
  gboolean      gpio0_low;
  gboolean      gpio15_high;
  gboolean      gpio2_low;
  guint32       straps;
  guint8        analog[256];
  guint8        analog_answer;
  guint32       random;
  guint32       window; /* offset of the flash that the program sees */
  gboolean      window_open;

  RkSocReset    cause;
  RkSocWanted   wanted;
  RkSocReset    restart_cause; /* of those that nobody asks for */
  gint64        restart_ns;    /* how often they come, 0 never */
  gint64        restart_at;
  guint32       weak_after; /* bytes of flash written or erased, 0 if the supply is good */
  guint32       n_changed;
  guint         hz;          /* of all but the core */
  guint         core_hz;     /* the same, or twice as much */
  gint64        base_time;   /* of base_cycle, since when these hold */
  guint64       base_cycle;
  guint64       spi_end;    /* cycle at which the SPI controller is done */
  gint64        sleep_until; /* the ROM has nothing to do, 0 if it has */
  GArray       *breakpoints; /* guint32: where an application may start */
  RkSocAt      *at;          /* AT firmware that runs instead of the core */
  RkAtWorld    *world;       /* not its own */
  GBytes       *replay;      /* what it says instead of running, or NULL */
  guint         replay_baud;
};

/* rk-soc.c */
void   _rk_soc_reset_core         (RkSoc       *self);

/* rk-soc-run.c */
gint64 _rk_soc_cycle_to_time      (RkSoc       *self,
                                   guint64      cycle);
void   _rk_soc_skip_to            (RkSoc       *self,
                                   gint64       time);
void   _rk_soc_set_clock          (RkSoc       *self,
                                   guint        hz,
                                   gboolean     doubled);
void   _rk_soc_update_interrupts  (RkSoc       *self);
void   _rk_soc_want_reset         (RkSoc       *self,
                                   RkSocWanted  wanted);

/* rk-soc-registers.c */
void   _rk_soc_map_registers      (RkSoc       *self);
void   _rk_soc_reset_registers    (RkSoc       *self);
void   _rk_soc_latch_straps       (RkSoc       *self);

/* rk-soc-window.c */
guint32
       _rk_soc_read_spi           (RkSoc       *self,
                                   guint32      offset);
void   _rk_soc_write_spi          (RkSoc       *self,
                                   guint32      offset,
                                   guint32      value);
void   _rk_soc_set_window         (RkSoc       *self,
                                   guint32      cache);

/* rk-soc-application.c */
void   _rk_soc_watch_applications (RkSoc       *self);
void   _rk_soc_start_application  (RkSoc       *self);

G_END_DECLS
