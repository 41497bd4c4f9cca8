/* rk-at-personality-settings.c: what imitated AT firmware keeps in flash
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The serial rate has a place of AT's own.  AT of 2014 keeps it in sector 0x3C + 1
 * or + 2, chosen by the byte at + 3 (user_esp_platform_save_param), even where the
 * application itself reaches that far.  Later ones have a place between the slots
 * (examples/at/user/user_main.c of ESP8266_NONOS_SDK, partition table), where the
 * map in the header at 0 puts that.
 *
 * What concerns the radio is the SDK's, in the system parameters near the end of
 * the flash, where blank.bin is written to clear them.  Its format is not published;
 * here it is one of our own.
 */

#include "config.h"

#include "rk-at-personality-private.h"

#include <string.h>

#define LOWEST_UART_BAUD 110
#define HIGHEST_IPR_BAUD 5000000

#define MAGIC "RKAT"

/* From the end of the flash to the sector with the settings. */
#define FROM_END 0x2000

static guint
get_map (RkAtPersonality *self)
{
  guint8 header[4] = { 0 };

  self->host.read_flash (self->host_data, 0, header, sizeof header);
  return header[3] >> 4;
}

static guint32
baud_offset (RkAtPersonality *self)
{
  static const guint32 by_map[] = {
    0x7d000, 0x3d000, 0x7d000, 0x7d000, 0x7d000, 0xfd000, 0xfd000, 0xfd000, 0xfd000, 0xfd000,
  };
  guint8 flag[4] = { 0 };
  guint map;

  if (self->firmware->generation == RK_AT_FIRMWARE_2014)
    {
      self->host.read_flash (self->host_data, 0x3f000, flag, sizeof flag);
      return flag[0] == 0 ? 0x3d000 : 0x3e000;
    }

  map = get_map (self);
  return by_map[map < G_N_ELEMENTS (by_map) ? map : 0];
}

guint
_rk_at_load_baud (RkAtPersonality *self)
{
  guint32 saved[2] = { 0 };
  guint baud;

  if (self->host.read_flash == NULL)
    return self->firmware->baud;

  self->host.read_flash (self->host_data, baud_offset (self), (guint8 *)saved, sizeof saved);
  baud = GUINT32_FROM_LE (saved[0]);
  if (GUINT32_FROM_LE (saved[1]) != 1 || baud < LOWEST_UART_BAUD || baud > HIGHEST_IPR_BAUD)
    return self->firmware->baud;

  return baud;
}

/* Whether there is flash to keep settings in. */
gboolean
_rk_at_is_kept (RkAtPersonality *self)
{
  return self->host.read_flash != NULL && self->host.write_flash != NULL;
}

void
_rk_at_save_baud (RkAtPersonality *self)
{
  guint32 saved[2] = { GUINT32_TO_LE (self->baud), GUINT32_TO_LE (1) };
  guint8 flag[4] = { 0xff, 0xff, 0xff, 0xff };
  guint32 offset;

  if (!_rk_at_is_kept (self))
    return;

  offset = baud_offset (self);
  if (self->firmware->generation == RK_AT_FIRMWARE_2014)
    {
      offset = offset == 0x3d000 ? 0x3e000 : 0x3d000;
      flag[0] = offset == 0x3d000 ? 0 : 1;
      self->host.write_flash (self->host_data, 0x3f000, flag, sizeof flag);
    }
  self->host.write_flash (self->host_data, offset, (const guint8 *)saved, sizeof saved);
}

/* The size that the header's map stands for, less the last sectors. */
static guint32
settings_offset (RkAtPersonality *self)
{
  static const guint32 sizes[] = {
    0x80000, 0x40000, 0x100000, 0x200000, 0x400000, 0x200000, 0x400000, 0x80000, 0x800000, 0x1000000,
  };
  guint map = get_map (self);

  return sizes[map < G_N_ELEMENTS (sizes) ? map : 0] - FROM_END;
}

static guint8
sum_up (const RkAtSettings *settings)
{
  const guint8 *bytes = (const guint8 *)settings;
  guint8 sum = 0;

  for (gsize i = 0; i < sizeof *settings; i++)
    sum ^= bytes[i];
  return sum ^ settings->check;
}

/* As it is delivered: an access point named after its address.  AT of 2014 comes
 * up as one alone. */
static void
set_defaults (RkAtPersonality *self,
              RkAtSettings    *settings)
{
  static const guint8 mac[6] = { 0x5c, 0xcf, 0x7f, 0x12, 0x34, 0x56 };
  static const guint8 ap_address[12] = { 192, 168, 4, 1, 192, 168, 4, 1, 255, 255, 255, 0 };

  *settings = (RkAtSettings){ .mode = 2, .join_by_itself = 1, .dhcp = 3, .ap_channel = 1, .ap_most = 4 };
  memcpy (settings->magic, MAGIC, sizeof settings->magic);
  memcpy (settings->sta_mac, mac, sizeof mac);
  memcpy (settings->ap_mac, mac, sizeof mac);
  settings->ap_mac[0] |= 2; /* locally administered */
  memcpy (settings->ap_address, ap_address, sizeof ap_address);
  g_snprintf (settings->ap_ssid, sizeof settings->ap_ssid, "ESP_%02X%02X%02X", mac[3], mac[4], mac[5]);
  g_snprintf (settings->host_name, sizeof settings->host_name, "ESP_%02X%02X%02X", mac[3], mac[4], mac[5]);
}

/* What is in flash, or the defaults. */
void
_rk_at_get_kept (RkAtPersonality *self,
                 RkAtSettings    *settings)
{
  if (self->host.read_flash != NULL)
    {
      self->host.read_flash (self->host_data, settings_offset (self), (guint8 *)settings, sizeof *settings);
      if (memcmp (settings->magic, MAGIC, sizeof settings->magic) == 0 && settings->check == sum_up (settings))
        return;
    }
  set_defaults (self, settings);
}

void
_rk_at_load_settings (RkAtPersonality *self)
{
  _rk_at_get_kept (self, &self->settings);
}

void
_rk_at_save_settings (RkAtPersonality    *self,
                      const RkAtSettings *settings)
{
  RkAtSettings kept = *settings;

  if (!_rk_at_is_kept (self))
    return;
  kept.check = 0;
  kept.check = sum_up (&kept);
  self->host.write_flash (self->host_data, settings_offset (self), (const guint8 *)&kept, sizeof kept);
}

/* AT+RESTORE. */
void
_rk_at_forget (RkAtPersonality *self)
{
  static const guint8 blank[8] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };

  if (!_rk_at_is_kept (self))
    return;
  self->host.write_flash (self->host_data, baud_offset (self), blank, sizeof blank);
  self->host.write_flash (self->host_data, settings_offset (self), blank, sizeof blank);
}
