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
 * the flash, where blank.bin is written to clear them: in the one of two sectors that
 * the last sector names, behind what is the boot loader's.  Its format is not
 * published; here it is one of our own.
 */

#include "config.h"

#include "rk-at-personality-private.h"

#include <string.h>

#define LOWEST_UART_BAUD 110
#define HIGHEST_IPR_BAUD 5000000

#define MAGIC "RKAT"

#define SECTOR 0x1000u

/* In the sector, behind the boot loader's note on the slots. */
#define SETTINGS_AT 0x100

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

  if (_rk_at_is_2014 (self))
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
static gboolean
is_kept (RkAtPersonality *self)
{
  return self->host.read_flash != NULL && self->host.write_flash != NULL;
}

void
_rk_at_save_baud (RkAtPersonality *self)
{
  guint32 saved[2] = { GUINT32_TO_LE (self->baud), GUINT32_TO_LE (1) };
  guint8 flag[4] = { 0xff, 0xff, 0xff, 0xff };
  guint32 offset;

  if (!is_kept (self))
    return;

  offset = baud_offset (self);
  if (_rk_at_is_2014 (self))
    {
      offset = offset == 0x3d000 ? 0x3e000 : 0x3d000;
      flag[0] = offset == 0x3d000 ? 0 : 1;
      self->host.write_flash (self->host_data, 0x3f000, flag, sizeof flag);
    }
  self->host.write_flash (self->host_data, offset, (const guint8 *)saved, sizeof saved);
}

/* The size that the header's map stands for. */
static guint32
get_end (RkAtPersonality *self)
{
  static const guint32 sizes[] = {
    0x80000, 0x40000, 0x100000, 0x200000, 0x400000, 0x200000, 0x400000, 0x80000, 0x800000, 0x1000000,
  };
  guint map = get_map (self);

  return sizes[map < G_N_ELEMENTS (sizes) ? map : 0];
}

/* The sector with the system parameters in force, or the one that it is exchanged
 * with: 0 in the last sector names the one before the last but one. */
guint32
_rk_at_system_sector (RkAtPersonality *self,
                      gboolean         other)
{
  guint32 end = get_end (self);
  guint8 selector;

  self->host.read_flash (self->host_data, end - SECTOR, &selector, 1);
  return end - ((selector == 0) != other ? 3 : 2) * SECTOR;
}

/* The other one is in force from now on. */
void
_rk_at_swap_sectors (RkAtPersonality *self)
{
  guint32 end = get_end (self);
  guint8 selector[4] = { 0xff, 0xff, 0xff, 0xff };

  self->host.read_flash (self->host_data, end - SECTOR, selector, 1);
  selector[0] = selector[0] == 0;
  self->host.write_flash (self->host_data, end - SECTOR, selector, sizeof selector);
}

/* The rest of the sector stays as it is. */
static void
write_settings (RkAtPersonality *self,
                const guint8    *bytes,
                gsize            count)
{
  g_autofree guint8 *sector = g_malloc (SECTOR);
  guint32 offset = _rk_at_system_sector (self, FALSE);

  self->host.read_flash (self->host_data, offset, sector, SECTOR);
  memcpy (sector + SETTINGS_AT, bytes, count);
  self->host.write_flash (self->host_data, offset, sector, SECTOR);
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
static void
get_kept (RkAtPersonality *self,
          RkAtSettings    *settings)
{
  if (self->host.read_flash != NULL)
    {
      self->host.read_flash (self->host_data, _rk_at_system_sector (self, FALSE) + SETTINGS_AT, (guint8 *)settings,
                             sizeof *settings);
      if (memcmp (settings->magic, MAGIC, sizeof settings->magic) == 0 && settings->check == sum_up (settings))
        return;
    }
  set_defaults (self, settings);
}

void
_rk_at_load_settings (RkAtPersonality *self)
{
  get_kept (self, &self->settings);
}

static void
save_settings (RkAtPersonality    *self,
               const RkAtSettings *settings)
{
  RkAtSettings kept = *settings;

  if (!is_kept (self))
    return;
  kept.check = 0;
  kept.check = sum_up (&kept);
  write_settings (self, (const guint8 *)&kept, sizeof kept);
}

/* AT+RESTORE. */
void
_rk_at_forget (RkAtPersonality *self)
{
  static const guint8 blank[8] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };

  if (!is_kept (self))
    return;
  self->host.write_flash (self->host_data, baud_offset (self), blank, sizeof blank);
  write_settings (self, blank, sizeof blank);
}

static gboolean
is_for_good (RkAtPersonality *self)
{
  return !g_str_has_suffix (self->name, "_CUR");
}

/* Settings as the command's query tells them: those kept, for _DEF. */
const RkAtSettings *
_rk_at_settings_to_tell (RkAtPersonality *self,
                         RkAtSettings    *kept)
{
  if (!g_str_has_suffix (self->name, "_DEF"))
    return &self->settings;
  get_kept (self, kept);
  return kept;
}

/* Keeps some of the settings in force: @from and @size are a field of them. */
void
_rk_at_keep_field (RkAtPersonality *self,
                   gpointer         from,
                   gsize            size)
{
  RkAtSettings kept;
  gsize offset = (gsize)((guint8 *)from - (guint8 *)&self->settings);

  if (!is_for_good (self))
    return;
  get_kept (self, &kept);
  memcpy ((guint8 *)&kept + offset, from, size);
  save_settings (self, &kept);
}
