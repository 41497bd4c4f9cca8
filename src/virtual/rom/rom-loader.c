/* rom-loader.c: loads the image at flash offset 0 into RAM
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Flash is read through a buffer of 16 bytes; what the text calls "room" is what
 * is left of it.  The first 16 bytes are read in plain mode, the rest in the mode
 * that they name: so a wrong mode shows one good segment header and then zeros.
 */

#include "rom.h"

#define IMAGE_MAGIC   0xe9
#define CHECKSUM_SEED 0xef
#define BUFFER        16
#define HEADER        8

typedef struct
{
  uint8_t  buffer[BUFFER] __attribute__ ((aligned (4)));
  uint32_t offset; /* of the next bytes to read from flash */
  uint32_t used;   /* bytes of the buffer that were taken */
  uint8_t  checksum;
} Loader;

typedef struct
{
  uint32_t address;
  uint32_t length;
} Segment;

static uint32_t
refill (Loader *loader)
{
  uint32_t failed = SPIRead (loader->offset, (uint32_t *)loader->buffer, BUFFER);

  loader->offset += BUFFER;
  return failed;
}

/* Whole words where it can: RAM for instructions takes nothing else. */
static void
put (Loader   *loader,
     uint32_t  address,
     uint32_t  count)
{
  const uint8_t *source = loader->buffer + loader->used;

  for (uint32_t i = 0; i < count; i++)
    loader->checksum ^= source[i];

  if (count % 4 != 0)
    {
      for (uint32_t i = 0; i < count; i++)
        ((volatile uint8_t *)address)[i] = source[i];
      return;
    }
  for (uint32_t i = 0; i < count; i += 4)
    *(volatile uint32_t *)(address + i) = *(const uint32_t *)(source + i);
}

static uint32_t
load_segment (Loader        *loader,
              const Segment *segment)
{
  uint32_t room = BUFFER - loader->used;
  uint32_t address = segment->address;
  uint32_t left = segment->length;

  ets_printf ("load 0x%08x, len %d, room %d \n", address, segment->length, room);

  if (segment->length >= room)
    {
      put (loader, address, room);
      address += room;
      left -= room;
      loader->used = 0;
      for (; left >= BUFFER; left -= BUFFER, address += BUFFER)
        {
          if (refill (loader) != 0)
            return 1;
          put (loader, address, BUFFER);
        }
      if (refill (loader) != 0)
        return 1;
      left &= BUFFER - 1;
    }
  ets_printf ("tail %d\n", left);
  put (loader, address, left);
  loader->used += left;
  ets_printf ("chksum 0x%02x\n", loader->checksum);

  return 0;
}

static uint32_t
next_header (Loader   *loader,
             uint32_t  before,
             Segment  *segment)
{
  uint32_t room = BUFFER - loader->used;
  uint8_t *bytes = (uint8_t *)segment;

  if (room >= HEADER)
    {
      memcpy (bytes, loader->buffer + loader->used, HEADER);
      loader->used += HEADER;
      return 0;
    }

  ets_printf ("ho %d tail %d room %d\n", before, loader->used - before, room);
  memcpy (bytes, loader->buffer + loader->used, room);
  if (refill (loader) != 0)
    return 1;
  memcpy (bytes + room, loader->buffer, HEADER - room);
  loader->used = HEADER - room;

  return 0;
}

static uint32_t
load_segments (Loader   *loader,
               uint32_t  count,
               Segment  *segment)
{
  for (;;)
    {
      uint32_t before = segment->length >= BUFFER - loader->used ? 0 : loader->used;

      if (load_segment (loader, segment) != 0)
        return 1;
      if (--count == 0)
        return 0;
      if (next_header (loader, before, segment) != 0)
        return 1;
    }
}

/* Answers 0 when the start address of an intact image is set. */
uint32_t
rom_load_flash_image (void)
{
  Loader    loader = { .offset = 0, .used = 0, .checksum = CHECKSUM_SEED };
  Segment   segment;
  uint32_t  segments;
  UserStart start;

  if (refill (&loader) != 0 || loader.buffer[0] != IMAGE_MAGIC)
    return 1;

  segments = loader.buffer[1];
  start = *(UserStart *)(loader.buffer + 4);
  memcpy (&segment, loader.buffer + 8, sizeof segment);
  SPIReadModeCnfig (loader.buffer[2]);
  if (refill (&loader) != 0)
    return 1;

  if (segments != 0)
    {
      if (load_segments (&loader, segments, &segment) != 0)
        {
          ets_printf ("flash read err, %s\n", "ets_unpack_flash_code");
          return 1;
        }
      ets_printf ("csum 0x%02x\n", loader.checksum);
      if (loader.buffer[BUFFER - 1] != loader.checksum)
        {
          ets_printf ("csum err\n");
          return 1;
        }
    }
  rom_user_start = start;

  return 0;
}
