/* rk-soc-flash.c: the SPI flash chip
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Commands and times: Winbond W25Q80BV data sheet, sections 7.2 and 8.6.
 */

#include "rk-soc-flash.h"

#include <string.h>

#define PAGE_SIZE   256
#define SECTOR_SIZE 0x1000
#define HALF_BLOCK  0x8000
#define BLOCK_SIZE  0x10000

/* Typical times, ns */
#define TIME_STATUS       10000000   /* tW */
#define TIME_SECTOR       45000000   /* tSE */
#define TIME_HALF_BLOCK   120000000  /* tBE1 */
#define TIME_BLOCK        150000000  /* tBE2 */
#define TIME_CHIP_PER_MIB 2500000000 /* tCE */
#define TIME_FIRST_BYTE   30000      /* tBP1 */
#define TIME_NEXT_BYTE    2628       /* so that a page takes tPP = 0.7 ms */

enum
{
  STATUS_BUSY = 1 << 0,
  STATUS_WEL  = 1 << 1,
  STATUS_BP   = 7 << 2,
  STATUS_TB   = 1 << 5,
  STATUS_KEEP = 0xfc, /* what is kept without power */
};

enum
{
  CMD_WRITE_STATUS    = 0x01,
  CMD_PROGRAM         = 0x02,
  CMD_READ            = 0x03,
  CMD_WRITE_DISABLE   = 0x04,
  CMD_READ_STATUS     = 0x05,
  CMD_WRITE_ENABLE    = 0x06,
  CMD_FAST_READ       = 0x0b,
  CMD_ERASE_SECTOR    = 0x20,
  CMD_WRITE_STATUS_2  = 0x31,
  CMD_QUAD_PROGRAM    = 0x32,
  CMD_READ_STATUS_2   = 0x35,
  CMD_READ_DUAL_OUT   = 0x3b,
  CMD_ERASE_HALF      = 0x52,
  CMD_READ_SFDP       = 0x5a,
  CMD_ERASE_CHIP_2    = 0x60,
  CMD_READ_QUAD_OUT   = 0x6b,
  CMD_READ_MAKER      = 0x90,
  CMD_READ_JEDEC      = 0x9f,
  CMD_WAKE            = 0xab,
  CMD_READ_DUAL_IO    = 0xbb,
  CMD_ERASE_CHIP      = 0xc7,
  CMD_ERASE_BLOCK     = 0xd8,
  CMD_READ_QUAD_IO    = 0xeb,
};

struct _RkFlash
{
  guint8      *data;
  guint32      size;
  guint16      vendor_and_type;
  gboolean     missing;
  RkFlashLacks lacks;
  GArray      *stuck; /* guint32: bytes that cannot be programmed */
  GArray      *worn;  /* the same: whose sectors cannot be erased */
  GArray      *hangs; /* the same: for which erasing never ends */
  guint8       status;
  guint8       status_2;
  gint64       busy_end;
  guint32      changed_offset;
  guint32      changed_length;
};

/**
 * rk_flash_new:
 * @size: in bytes, a power of two from 256 KiB to 16 MiB
 *
 * Returns: (transfer full): an erased chip
 */
RkFlash *
rk_flash_new (guint32 size)
{
  RkFlash *self = g_new0 (RkFlash, 1);

  self->size = size;
  self->data = g_malloc (size);
  memset (self->data, 0xff, size);
  self->vendor_and_type = 0xef40;
  self->stuck = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->worn = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->hangs = g_array_new (FALSE, FALSE, sizeof (guint32));

  return self;
}

/**
 * rk_flash_free:
 * @self: (transfer full): a flash chip
 */
void
rk_flash_free (RkFlash *self)
{
  g_array_unref (self->stuck);
  g_array_unref (self->worn);
  g_array_unref (self->hangs);
  g_free (self->data);
  g_free (self);
}

/**
 * rk_flash_get_data:
 * @self: a flash chip
 *
 * Returns: (transfer none): its content, which may be changed
 */
guint8 *
rk_flash_get_data (RkFlash *self)
{
  return self->data;
}

/**
 * rk_flash_get_size:
 * @self: a flash chip
 *
 * Returns: its size in bytes
 */
guint32
rk_flash_get_size (RkFlash *self)
{
  return self->size;
}

/**
 * rk_flash_power_up:
 * @self: a flash chip
 *
 * What only lasts while there is power is gone.
 */
void
rk_flash_power_up (RkFlash *self)
{
  self->status &= STATUS_KEEP;
  self->busy_end = 0;
}

/**
 * rk_flash_get_busy_end:
 * @self: a flash chip
 *
 * Returns: when the work that was last begun is done
 */
gint64
rk_flash_get_busy_end (RkFlash *self)
{
  return self->busy_end;
}

/**
 * rk_flash_postpone:
 * @self: a flash chip that has just begun work
 * @ns: how long the command was on its way
 *
 * Work begins when the last bit of its command is there.
 */
void
rk_flash_postpone (RkFlash *self,
                   gint64   ns)
{
  if (self->busy_end != G_MAXINT64)
    self->busy_end += ns;
}

/**
 * rk_flash_take_changed:
 * @self: a flash chip
 * @offset: (out): of what changed since the last call
 * @length: (out): how much
 *
 * Returns: whether anything did
 */
gboolean
rk_flash_take_changed (RkFlash *self,
                       guint32 *offset,
                       guint32 *length)
{
  *offset = self->changed_offset;
  *length = self->changed_length;
  self->changed_length = 0;

  return *length > 0;
}

/**
 * rk_flash_set_vendor:
 * @self: a flash chip
 * @vendor_and_type: the upper two bytes of its JEDEC id, 0xef40 by default
 */
void
rk_flash_set_vendor (RkFlash *self,
                     guint16  vendor_and_type)
{
  self->vendor_and_type = vendor_and_type;
}

/**
 * rk_flash_set_missing:
 * @self: a flash chip
 * @missing: whether it is dead: it has no identity and no content, though its
 *   status register answers
 */
void
rk_flash_set_missing (RkFlash  *self,
                      gboolean  missing)
{
  self->missing = missing;
}

/**
 * rk_flash_set_lacks:
 * @self: a flash chip
 * @lacks: what it, or its board, cannot do
 */
void
rk_flash_set_lacks (RkFlash      *self,
                    RkFlashLacks  lacks)
{
  self->lacks = lacks;
}

/**
 * rk_flash_set_stuck:
 * @self: a flash chip
 * @offset: of a byte that stays as it is when it is programmed
 */
void
rk_flash_set_stuck (RkFlash *self,
                    guint32  offset)
{
  g_array_append_val (self->stuck, offset);
}

/**
 * rk_flash_set_worn:
 * @self: a flash chip
 * @offset: of any byte of a sector that keeps what it holds when it is erased
 */
void
rk_flash_set_worn (RkFlash *self,
                   guint32  offset)
{
  g_array_append_val (self->worn, offset);
}

/**
 * rk_flash_set_hang:
 * @self: a flash chip
 * @offset: of any byte of a sector: erasing it never ends
 */
void
rk_flash_set_hang (RkFlash *self,
                   guint32  offset)
{
  g_array_append_val (self->hangs, offset);
}

static void
note_change (RkFlash *self,
             guint32  offset,
             guint32  length)
{
  guint32 end = offset + length;

  if (self->changed_length > 0)
    {
      end = MAX (end, self->changed_offset + self->changed_length);
      offset = MIN (offset, self->changed_offset);
    }
  self->changed_offset = offset;
  self->changed_length = end - offset;
}

/* BP2..0 protect a part of the chip that doubles with each step, from the upper
 * end or, with TB, from the lower; 7 is everything. */
static gboolean
is_protected (RkFlash *self,
              guint32  offset,
              guint32  length)
{
  guint level = (self->status & STATUS_BP) >> 2;
  guint32 size;

  if (level == 0)
    return FALSE;
  size = level == 7 ? self->size : MAX (self->size >> (7 - level), BLOCK_SIZE);
  size = MIN (size, self->size);

  if ((self->status & STATUS_TB) != 0)
    return offset < size;
  return offset + length > self->size - size;
}

/* Whether a command that changes something is obeyed; it uses up the permission. */
static gboolean
may_change (RkFlash *self,
            guint32  offset,
            guint32  length)
{
  gboolean enabled = (self->status & STATUS_WEL) != 0;

  if (enabled)
    self->status &= ~STATUS_WEL;
  return enabled && !self->missing && !is_protected (self, offset, length);
}

/* Whether one of @places is among the @length bytes at @offset. */
static gboolean
has_place (const GArray *places,
           guint32       offset,
           guint32       length)
{
  for (guint i = 0; i < places->len; i++)
    if (g_array_index (places, guint32, i) - offset < length)
      return TRUE;
  return FALSE;
}

static void
erase (RkFlash *self,
       guint32  address,
       guint32  unit,
       gint64   duration,
       gint64   now)
{
  guint32 offset = address % self->size & ~(unit - 1);

  if (!may_change (self, offset, unit))
    return;

  for (guint32 sector = offset; sector < offset + unit; sector += SECTOR_SIZE)
    if (!has_place (self->worn, sector, SECTOR_SIZE))
      memset (self->data + sector, 0xff, SECTOR_SIZE);
  note_change (self, offset, unit);
  self->busy_end = has_place (self->hangs, offset, unit) ? G_MAXINT64 : now + duration;
}

/* Behind the end of a page it goes on at its beginning. */
static void
program (RkFlash      *self,
         guint32       address,
         const guint8 *bytes,
         gsize         count,
         gint64        now)
{
  guint32 offset = address % self->size;
  guint32 page = offset & ~(PAGE_SIZE - 1u);

  if (!may_change (self, page, PAGE_SIZE) || count == 0)
    return;

  for (gsize i = 0; i < count; i++)
    {
      guint32 place = page | ((offset + i) & (PAGE_SIZE - 1));

      if (!has_place (self->stuck, place, 1))
        self->data[place] &= bytes[i];
    }
  note_change (self, page, PAGE_SIZE);
  self->busy_end = now + TIME_FIRST_BYTE + (gint64)(MIN (count, PAGE_SIZE) - 1) * TIME_NEXT_BYTE;
}

static void
write_status (RkFlash      *self,
              const guint8 *bytes,
              gsize         count,
              gint64        now)
{
  if ((self->status & STATUS_WEL) == 0 || count == 0)
    return;

  self->status = bytes[0] & STATUS_KEEP;
  self->status_2 = count > 1 ? bytes[1] : 0;
  self->busy_end = now + TIME_STATUS;
}

static void
read_memory (RkFlash *self,
             guint32  address,
             guint8  *in,
             gsize    count)
{
  for (gsize i = 0; i < count; i++)
    in[i] = self->missing ? 0xff : self->data[(address + i) % self->size];
}

/* JEDEC JESD216: header, one parameter table with the density in bits. */
static void
read_sfdp (RkFlash *self,
           guint32  address,
           guint8  *in,
           gsize    count)
{
  guint8 table[0x88] = { 'S', 'F', 'D', 'P', 0, 1, 0, 0xff, 0, 0, 1, 9, 0x80, 0, 0, 0xff };
  const guint32 parameters[2] = { GUINT32_TO_LE (0xfff120e5), GUINT32_TO_LE (self->size * 8 - 1) };

  memset (table + 0x10, 0xff, 0x70);
  memcpy (table + 0x80, parameters, sizeof parameters);
  for (gsize i = 0; i < count; i++)
    {
      guint32 place = address + i;

      in[i] = place < sizeof table && !self->missing ? table[place] : 0xff;
    }
}

static guint8
get_size_code (RkFlash *self)
{
  return g_bit_nth_msf (self->size, -1);
}

static void
identify (RkFlash *self,
          guint8  *in,
          gsize    count)
{
  guint8 id[3] = { self->vendor_and_type >> 8, self->vendor_and_type & 0xff, get_size_code (self) };

  for (gsize i = 0; i < count; i++)
    in[i] = self->missing ? 0xff : id[i % sizeof id];
}

static void
read_with_lines (RkFlash      *self,
                 RkFlashLacks  needs,
                 guint32       address,
                 guint8       *in,
                 gsize         count)
{
  if ((self->lacks & needs) != 0)
    memset (in, 0, count);
  else
    read_memory (self, address, in, count);
}

static void
read_command (RkFlash *self,
              guint8   opcode,
              guint32  address,
              guint8  *in,
              gsize    count)
{
  switch (opcode)
    {
    case CMD_READ:
    case CMD_FAST_READ:
    case CMD_READ_DUAL_OUT:
      read_memory (self, address, in, count);
      break;
    case CMD_READ_DUAL_IO:
      read_with_lines (self, RK_FLASH_LACKS_DIO, address, in, count);
      break;
    case CMD_READ_QUAD_OUT:
    case CMD_READ_QUAD_IO:
      read_with_lines (self, RK_FLASH_LACKS_QUAD, address, in, count);
      break;
    case CMD_READ_JEDEC:
      identify (self, in, count);
      break;
    case CMD_READ_MAKER:
    case CMD_WAKE:
      memset (in, self->missing ? 0xff : get_size_code (self) - 1, count);
      break;
    case CMD_READ_SFDP:
      read_sfdp (self, address, in, count);
      break;
    default:
      break;
    }
}

static void
change_command (RkFlash      *self,
                guint8        opcode,
                guint32       address,
                const guint8 *out,
                gsize         out_length,
                gint64        now)
{
  switch (opcode)
    {
    case CMD_WRITE_ENABLE:
      self->status |= STATUS_WEL;
      break;
    case CMD_WRITE_DISABLE:
      self->status &= ~STATUS_WEL;
      break;
    case CMD_WRITE_STATUS:
      write_status (self, out, out_length, now);
      break;
    case CMD_WRITE_STATUS_2:
      if ((self->status & STATUS_WEL) != 0 && out_length > 0)
        write_status (self, (guint8[]){ self->status, out[0] }, 2, now);
      break;
    case CMD_PROGRAM:
    case CMD_QUAD_PROGRAM:
      program (self, address, out, out_length, now);
      break;
    case CMD_ERASE_SECTOR:
      erase (self, address, SECTOR_SIZE, TIME_SECTOR, now);
      break;
    case CMD_ERASE_HALF:
      erase (self, address, HALF_BLOCK, TIME_HALF_BLOCK, now);
      break;
    case CMD_ERASE_BLOCK:
      erase (self, address, BLOCK_SIZE, TIME_BLOCK, now);
      break;
    case CMD_ERASE_CHIP:
    case CMD_ERASE_CHIP_2:
      erase (self, 0, self->size, TIME_CHIP_PER_MIB * (self->size >> 10) >> 10, now);
      break;
    default:
      break;
    }
}

/**
 * rk_flash_takes_address:
 * @opcode: a command's byte
 *
 * Returns: whether three bytes of address follow it on the wire
 */
gboolean
rk_flash_takes_address (guint8 opcode)
{
  static const guint8 opcodes[] = {
    CMD_PROGRAM, CMD_READ, CMD_FAST_READ, CMD_ERASE_SECTOR, CMD_QUAD_PROGRAM, CMD_READ_DUAL_OUT, CMD_ERASE_HALF,
    CMD_READ_SFDP, CMD_READ_QUAD_OUT, CMD_READ_MAKER, CMD_READ_DUAL_IO, CMD_ERASE_BLOCK, CMD_READ_QUAD_IO,
  };

  return memchr (opcodes, opcode, sizeof opcodes) != NULL;
}

/**
 * rk_flash_command:
 * @self: a flash chip
 * @opcode: the command's byte
 * @address: where it has one
 * @out: (nullable): what is sent after it
 * @out_length: how much
 * @in: (nullable): (out): what it answers; unknown commands leave 0xff
 * @in_length: how much is read
 * @now: module time in ns
 *
 * Does what the chip does when it is given a command.  While it is busy it only
 * tells its status.
 */
void
rk_flash_command (RkFlash      *self,
                  guint8        opcode,
                  guint32       address,
                  const guint8 *out,
                  gsize         out_length,
                  guint8       *in,
                  gsize         in_length,
                  gint64        now)
{
  gboolean busy = now < self->busy_end;

  if (in_length > 0)
    memset (in, 0xff, in_length);
  if (!busy && self->busy_end != 0)
    {
      self->status &= ~STATUS_WEL;
      self->busy_end = 0;
    }

  if (opcode == CMD_READ_STATUS && in_length > 0)
    memset (in, self->status | (busy ? STATUS_BUSY : 0), in_length);
  else if (opcode == CMD_READ_STATUS_2 && in_length > 0)
    memset (in, self->status_2, in_length);
  else if (!busy)
    {
      if (in_length > 0)
        read_command (self, opcode, address, in, in_length);
      change_command (self, opcode, address, out, out_length, now);
    }
}
