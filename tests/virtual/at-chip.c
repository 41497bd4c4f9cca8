/* at-chip.c: a chip around imitated AT firmware that writes down what it is asked
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "at-chip.h"

#include <string.h>

/* The fields are owned, so not const. */
#define TEXT(text) ((char *)(text))

const RkAtFirmware at_chip_2014 = {
  RK_AT_FIRMWARE_2014, TEXT ("0020"), TEXT ("000903"), NULL, NULL, NULL, NULL, 115200,
};
const RkAtFirmware at_chip_vendor = {
  RK_AT_FIRMWARE_2014, TEXT ("0018"), TEXT ("000902-AI03"), NULL, NULL,
  TEXT ("[Vendor:www.ai-thinker.com Version:0.9.2.4]"), NULL, 9600,
};
const RkAtFirmware at_chip_021 = {
  RK_AT_FIRMWARE_NONOS_0, TEXT ("0.21.0.0"), TEXT ("0.9.5"), NULL, NULL, NULL, NULL, 115200,
};
const RkAtFirmware at_chip_040 = {
  RK_AT_FIRMWARE_NONOS_0, TEXT ("0.40.0.0(Aug  8 2015 14:45:58)"), TEXT ("1.3.0"), NULL, NULL, NULL, NULL, 115200,
};
const RkAtFirmware at_chip_176 = {
  RK_AT_FIRMWARE_NONOS_1, TEXT ("1.7.6.0(Jan 24 2022 08:56:02)"), TEXT ("3.0.6-dev(072755c)"),
  TEXT ("Jun 17 2024 07:38:00"), TEXT ("Bin version(Wroom 02):1.7.6"), NULL, TEXT ("rf cal sector: 251\r\n"), 115200,
};

static void
chip_send (gpointer      host,
           const guint8 *bytes,
           gsize         count)
{
  AtChip *chip = host;

  g_string_append_len (chip->said, (const char *)bytes, (gssize)count);
}

static void
chip_set_baud (gpointer host,
               guint    baud)
{
  AtChip *chip = host;

  g_string_append_printf (chip->said, "<%u>", baud);
}

static void
chip_set_timer (gpointer host,
                guint32  delay_us)
{
  AtChip *chip = host;

  chip->timer_us = MAX (delay_us, 1);
}

static void
chip_restart (gpointer host)
{
  AtChip *chip = host;

  chip->restarts++;
  chip->timer_us = 0;
  g_string_append (chip->said, "<restart>");
}

static void
chip_read_flash (gpointer host,
                 guint32  offset,
                 guint8  *bytes,
                 gsize    count)
{
  AtChip *chip = host;

  /* A map for a larger flash than there is leads around. */
  for (gsize i = 0; i < count; i++)
    bytes[i] = chip->flash[(offset + i) % AT_CHIP_FLASH];
}

static void
chip_write_flash (gpointer      host,
                  guint32       offset,
                  const guint8 *bytes,
                  gsize         count)
{
  AtChip *chip = host;

  if (offset + count > AT_CHIP_FLASH)
    return;
  memset (chip->flash + (offset & ~0xfffu), 0xff, 4096);
  memcpy (chip->flash + offset, bytes, count);
}

static gint64
chip_get_time (gpointer host)
{
  AtChip *chip = host;

  return chip->now_us;
}

static const RkAtHost chip_functions = {
  chip_send, chip_set_baud, chip_set_timer, chip_restart, chip_read_flash, chip_write_flash, chip_get_time,
};

void
at_chip_init (AtChip             *chip,
              const RkAtFirmware *firmware)
{
  *chip = (AtChip){ .said = g_string_new (NULL), .flash = g_malloc (AT_CHIP_FLASH) };
  memset (chip->flash, 0xff, AT_CHIP_FLASH);
  chip->flash[3] = 0x20; /* the map of 1 MB in two slots */
  chip->world = rk_at_world_new (NULL, NULL);
  chip->personality = rk_at_personality_new (firmware, &chip_functions, chip->world, chip);
}

void
at_chip_clear (AtChip *chip)
{
  rk_at_personality_free (chip->personality);
  rk_at_world_free (chip->world);
  g_string_free (chip->said, TRUE);
  g_free (chip->flash);
}

/* The time that it waits for passes. */
void
at_chip_expire (AtChip *chip)
{
  g_assert_cmpuint (chip->timer_us, >, 0);
  chip->now_us += chip->timer_us;
  chip->timer_us = 0;
  rk_at_personality_expire (chip->personality);
}

/* Lets it come up; what it says on the way is kept. */
void
at_chip_start (AtChip *chip)
{
  rk_at_personality_start (chip->personality);
  at_chip_expire (chip);
}

/* Sends a text and lets the time pass until the line is executed. */
void
at_chip_send (AtChip     *chip,
              const char *text)
{
  rk_at_personality_receive (chip->personality, (const guint8 *)text, strlen (text));
  if (chip->timer_us != 0)
    at_chip_expire (chip);
}

/* Lets time pass as long as it waits for something. */
void
at_chip_settle (AtChip *chip)
{
  while (chip->timer_us != 0)
    at_chip_expire (chip);
}

/* Waits for the world until the chip has said @text; the test's own limit ends it. */
void
at_chip_await (AtChip     *chip,
               const char *text)
{
  while (strstr (chip->said->str, text) == NULL)
    {
      rk_at_personality_poll (chip->personality);
      g_thread_yield ();
    }
}

void
at_chip_assert_said (AtChip     *chip,
                     const char *text)
{
  g_assert_cmpstr (chip->said->str, ==, text);
  g_string_truncate (chip->said, 0);
}
