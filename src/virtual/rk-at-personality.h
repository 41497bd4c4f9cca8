/* rk-at-personality.h: AT firmware, imitated at its serial port
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * AT firmware needs closed Wi-Fi libraries and radio hardware, so the virtual
 * module does not run it.  When the loader in flash jumps to an application that
 * rk_at_firmware_find() recognises, the module lets a personality speak instead:
 * it behaves at the UART as that very version does.
 *
 * It has no thread and no clock.  Everything it wants goes through RkAtHost, all
 * of it in module time, and it is called by one thread at a time.  Networks and
 * connections are RkAtWorld's.
 */

#pragma once

#include <glib.h>

#include "rk-at-world.h"

G_BEGIN_DECLS

typedef struct _RkAtPersonality RkAtPersonality;

/**
 * RkAtFirmwareGeneration:
 * @RK_AT_FIRMWARE_2014: AT 0.17 to 0.20: AT+GMR answers in digits
 * @RK_AT_FIRMWARE_NONOS_0: AT 0.21 to 0.60: "AT version:" and "SDK version:"
 * @RK_AT_FIRMWARE_NONOS_1: AT 1.0 to 1.7: also compile time and bin version
 */
typedef enum
{
  RK_AT_FIRMWARE_2014,
  RK_AT_FIRMWARE_NONOS_0,
  RK_AT_FIRMWARE_NONOS_1,
} RkAtFirmwareGeneration;

/**
 * RkAtFirmware:
 * @generation: how it talks
 * @at_version: "0020", or "1.7.6.0(Jan 24 2022 08:56:02)"
 * @sdk_version: "000903", or "3.0.6-dev(072755c)"
 * @compile_time: (nullable): "Jun 17 2024 07:38:00"
 * @bin_version: (nullable): the whole line, "Bin version(Wroom 02):1.7.6"
 * @vendor: (nullable): the line it prints before "ready", or within AT+GMR
 * @boot_text: (nullable): what the SDK says at 74880 baud before that
 * @baud: its rate where none was saved
 * @commands: (nullable): the names it has, "+GMR"; %NULL for those of its version
 *
 * What the personality needs to know of the firmware in flash.
 */
typedef struct
{
  RkAtFirmwareGeneration  generation;
  char                   *at_version;
  char                   *sdk_version;
  char                   *compile_time;
  char                   *bin_version;
  char                   *vendor;
  char                   *boot_text;
  guint                   baud;
  char                  **commands;
} RkAtFirmware;

/**
 * RkAtHost:
 * @send: puts bytes into the transmitter's queue, which has no end; they leave
 *   at the UART's rate
 * @set_baud: the UART's rate from behind the last byte sent so far
 * @set_timer: calls rk_at_personality_expire() once, @delay_us of module time
 *   from now; replaces an earlier one
 * @restart: restarts the module by software when all that was sent has left; the
 *   personality is not called again and may be freed then, but not within the call
 * @read_flash: (nullable): reads saved settings
 * @write_flash: (nullable): erases the sectors touched and writes settings
 * @get_time: module time in microseconds
 * @lose_power: a fault: the supply breaks down for a moment, now; otherwise as
 *   @restart
 *
 * The chip around the personality.  Each may be called from within any
 * rk_at_personality function but the free one.
 */
typedef struct
{
  void   (*send)        (gpointer host, const guint8 *bytes, gsize count);
  void   (*set_baud)    (gpointer host, guint baud);
  void   (*set_timer)   (gpointer host, guint32 delay_us);
  void   (*restart)     (gpointer host);
  void   (*read_flash)  (gpointer host, guint32 offset, guint8 *bytes, gsize count);
  void   (*write_flash) (gpointer host, guint32 offset, const guint8 *bytes, gsize count);
  gint64 (*get_time)    (gpointer host);
  void   (*lose_power)  (gpointer host);
} RkAtHost;

RkAtFirmware    *rk_at_firmware_find       (const guint8       *flash,
                                            gsize               size);
RkAtFirmware    *rk_at_firmware_copy       (const RkAtFirmware *self);
void             rk_at_firmware_free       (RkAtFirmware       *self);

RkAtPersonality *rk_at_personality_new     (const RkAtFirmware *firmware,
                                            const RkAtHost     *host,
                                            RkAtWorld          *world,
                                            gpointer            host_data);
void             rk_at_personality_free    (RkAtPersonality    *self);

void             rk_at_personality_start   (RkAtPersonality    *self);
void             rk_at_personality_receive (RkAtPersonality    *self,
                                            const guint8       *bytes,
                                            gsize               count);
void             rk_at_personality_expire  (RkAtPersonality    *self);
void             rk_at_personality_poll    (RkAtPersonality    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkAtFirmware, rk_at_firmware_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkAtPersonality, rk_at_personality_free)

G_END_DECLS
