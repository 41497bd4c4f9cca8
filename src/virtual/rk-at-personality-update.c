/* rk-at-personality-update.c: AT+CIUPDATE
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is said when: at_upDate_…_cb() of espressif/ESP8266_AT, at_ipCmd.c, and of
 * ESP8266_NONOS_SDK, examples/at_nano/user/at_esp_upgrade.c.
 *
 * Which slot runs, and which shall run next, stands in the sector that the last
 * sector of the map names: 0 there for the one before the last but one.  Measured
 * on boot_v1.1 and boot_v1.7: for the former the low four bits of the first byte are
 * 0 or 15 for user1 and 1 for user2.  The latter, which leaves its number in the low
 * five bits of the second byte, takes the low two bits, 0 or 1, and the other slot
 * if bit 2 is clear: so it notes that a slot did not start.
 */

#include "config.h"

#include "rk-at-personality-private.h"

#include "rk-soc-image.h"

#define SECTOR 0x1000u

/* Bits of the two bytes. */
#define SLOT_BITS    0x03
#define SLOT_GOOD    0x04
#define OLD_BITS     0x0f
#define LOADER_BITS  0x1f

/* check_times. */
#define LIMIT_2014_MS 60000
#define LIMIT_1_7_MS  180000

/* A sector to erase and 16 pages to program (W25Q80BV, typical times). */
#define SECTOR_US 56000

/* Of the map in the header at 0: where the second slot begins, and its end. */
static const struct
{
  guint32 user2;
  guint32 end;
} maps[] = {
  { 0x41000, 0x80000 },    { 0, 0 },
  { 0x81000, 0x100000 },   { 0x81000, 0x200000 },
  { 0x81000, 0x400000 },   { 0x101000, 0x200000 },
  { 0x101000, 0x400000 },
};

static void
read_flash (RkAtPersonality *self,
            guint32          offset,
            guint8          *bytes,
            gsize            count)
{
  self->host.read_flash (self->host_data, offset, bytes, count);
}

static guint
get_map (RkAtPersonality *self)
{
  guint8 header[4] = { 0 };
  guint map;

  read_flash (self, 0, header, sizeof header);
  map = header[3] >> 4;
  return map < G_N_ELEMENTS (maps) && maps[map].end > 0 ? map : 0;
}

static gboolean
has_old_loader (const guint8 *note)
{
  return (note[1] & LOADER_BITS) == LOADER_BITS;
}

/* system_upgrade_userbin_check() */
static guint
get_running_slot (const guint8 *note)
{
  guint slot = note[0] & SLOT_BITS;

  if (has_old_loader (note))
    return (note[0] & OLD_BITS) == 1 ? 2 : 1;
  if ((note[0] & SLOT_GOOD) == 0)
    slot = !slot;
  return slot == 1 ? 2 : 1;
}

static guint
read_running_slot (RkAtPersonality *self)
{
  guint8 note[2];

  read_flash (self, _rk_at_system_sector (self, FALSE), note, sizeof note);
  return get_running_slot (note);
}

/* system_upgrade_reboot(): the other sector is written, and then named. */
static void
note_slot (RkAtPersonality *self,
           guint            slot)
{
  g_autofree guint8 *note = g_malloc (SECTOR);

  read_flash (self, _rk_at_system_sector (self, FALSE), note, SECTOR);
  if (has_old_loader (note))
    note[0] = (guint8)((note[0] & ~OLD_BITS) | (slot - 1));
  else
    note[0] = (guint8)((note[0] & ~(SLOT_BITS | SLOT_GOOD)) | SLOT_GOOD | (slot - 1));

  self->host.write_flash (self->host_data, _rk_at_system_sector (self, TRUE), note, SECTOR);
  _rk_at_swap_sectors (self);
}

/* libupgrade of SDK 2.0 and later looks at what it has written. */
static gboolean
is_written_well (RkAtPersonality *self)
{
  guint32 size = maps[get_map (self)].end;
  g_autofree guint8 *flash = g_malloc (size);
  g_autoptr(GArray) images = NULL;

  read_flash (self, 0, flash, size);
  images = rk_soc_images_find (flash, size);
  for (guint i = 0; i < images->len; i++)
    {
      const RkSocImage *image = &g_array_index (images, RkSocImage, i);

      if (image->offset == self->update_start)
        return rk_soc_image_is_intact (image, flash);
    }

  return FALSE;
}

static gboolean
has_new_library (RkAtPersonality *self)
{
  return self->number >= 103;
}

static void
go_idle (RkAtPersonality *self)
{
  self->is_updating = FALSE;
  self->state = RK_AT_STATE_IDLE;
}

static void
fail (RkAtPersonality *self,
      guint            times)
{
  for (guint i = 0; i < times; i++)
    _rk_at_say (self, RK_AT_ERROR);
  go_idle (self);
}

static void
finish (RkAtPersonality *self)
{
  if (has_new_library (self) && !is_written_well (self))
    {
      fail (self, 1);
      return;
    }

  self->is_updating = FALSE;
  note_slot (self, read_running_slot (self) == 1 ? 2 : 1);
  _rk_at_say (self, RK_AT_OK);
  _rk_at_restart (self);
}

static void
go_on (RkAtPersonality *self)
{
  self->is_writing = FALSE;
  _rk_at_update_poll (self);
}

/* The module does not look at the network while the flash is busy. */
static void
write_part (RkAtPersonality *self,
            GBytes          *bytes)
{
  gsize count;
  const guint8 *data = g_bytes_get_data (bytes, &count);

  self->host.write_flash (self->host_data, self->update_offset, data, count);
  self->update_offset += (guint32)count;
  self->is_writing = TRUE;
  _rk_at_work_until (self, SECTOR_US, go_on);
}

static void
take (RkAtPersonality      *self,
      const RkAtCloudEvent *event)
{
  switch (event->kind)
    {
    case RK_AT_CLOUD_FOUND:
      _rk_at_say (self, "+CIPUPDATE:1\r\n");
      break;
    case RK_AT_CLOUD_CONNECTED:
      _rk_at_say (self, "+CIPUPDATE:2\r\n");
      break;
    case RK_AT_CLOUD_GOT_VERSION:
      _rk_at_say (self, "+CIPUPDATE:3\r\n");
      break;
    case RK_AT_CLOUD_BEGUN:
      _rk_at_say (self, "+CIPUPDATE:4\r\n");
      break;
    case RK_AT_CLOUD_BYTES:
      write_part (self, event->bytes);
      break;
    case RK_AT_CLOUD_DONE:
      finish (self);
      break;
    case RK_AT_CLOUD_NO_SERVER:
      fail (self, 2);
      break;
    case RK_AT_CLOUD_POWER_LOST:
      _rk_at_stop (self);
      self->host.lose_power (self->host_data);
      break;
    case RK_AT_CLOUD_NO_NAME:
    case RK_AT_CLOUD_NO_VERSION:
    case RK_AT_CLOUD_FAILED:
    default:
      fail (self, 1);
      break;
    }
}

/* There may be something to take. */
void
_rk_at_update_poll (RkAtPersonality *self)
{
  while (self->is_updating && !self->is_writing)
    {
      g_autoptr(RkAtCloudEvent) event = rk_at_cloud_take_event (rk_at_world_get_cloud (self->world));

      if (event == NULL)
        return;
      take (self, event);
    }
}

void
_rk_at_update_stop (RkAtPersonality *self)
{
  if (self->is_updating)
    rk_at_cloud_stop (rk_at_world_get_cloud (self->world));
  self->is_updating = FALSE;
  self->is_writing = FALSE;
}

static void
execute_update (RkAtPersonality *self,
                const char      *arguments)
{
  guint slot = read_running_slot (self);
  RkAtCloudWay way = {
    .takes_any = self->number < 107,
    .asks_size = has_new_library (self),
    .wants_ok = self->number >= 107,
    .file = slot == 1 ? "user2.bin" : "user1.bin",
    .limit_ms = self->number < 107 ? LIMIT_2014_MS : LIMIT_1_7_MS,
  };

  /* Without a network the name is not found. */
  if (self->world == NULL || !_rk_at_has_ip (self))
    {
      _rk_at_say (self, RK_AT_ERROR);
      return;
    }

  self->update_start = slot == 1 ? maps[get_map (self)].user2 : SECTOR;
  self->update_offset = self->update_start;
  self->is_updating = TRUE;
  self->is_writing = FALSE;
  self->state = RK_AT_STATE_RUNNING;
  rk_at_cloud_start (rk_at_world_get_cloud (self->world), &way);
}

const RkAtCommandRow _rk_at_update_commands[] = {
  { "+CIUPDATE", 17, RK_AT_TURNAROUND_US, execute_update, NULL, NULL, NULL },
  { NULL, 0, 0, NULL, NULL, NULL, NULL },
};
