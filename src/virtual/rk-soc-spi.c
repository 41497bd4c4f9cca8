/* rk-soc-spi.c: the controller that the flash chip hangs on
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Registers as in Espressif's spi_register.h.  What a command does is done at once,
 * and the time that its bits take on the line is told to the owner.  Until then
 * the command's register is not 0, and the others are the controller's: a program
 * that does not wait reads nonsense, and what it writes is lost.
 */

#include "rk-soc-spi.h"

#include <string.h>

#define REGISTERS    0x100
#define BUFFER_SIZE  64

enum
{
  REG_CMD       = 0x00,
  REG_ADDR      = 0x04,
  REG_CTRL      = 0x08,
  REG_RD_STATUS = 0x10,
  REG_USER      = 0x1c,
  REG_USER1     = 0x20,
  REG_USER2     = 0x24,
  REG_W0        = 0x40,
};

#define CMD_READ  (1u << 31)
#define CMD_WREN  (1u << 30)
#define CMD_WRDI  (1u << 29)
#define CMD_RDID  (1u << 28)
#define CMD_RDSR  (1u << 27)
#define CMD_WRSR  (1u << 26)
#define CMD_PP    (1u << 25)
#define CMD_SE    (1u << 24)
#define CMD_BE    (1u << 23)
#define CMD_CE    (1u << 22)
#define CMD_RES   (1u << 20)
#define CMD_USR   (1u << 18)

#define CTRL_FASTRD  (1u << 13)
#define CTRL_DOUT    (1u << 14)
#define CTRL_QOUT    (1u << 20)
#define CTRL_WRSR_2B (1u << 22)
#define CTRL_DIO     (1u << 23)
#define CTRL_QIO     (1u << 24)

#define USER_COMMAND (1u << 31)
#define USER_ADDR    (1u << 30)
#define USER_MISO    (1u << 28)
#define USER_MOSI    (1u << 27)

/* A loop that polls asks again within this time; one that does other work
 * between does not. */
#define POLL_INTERVAL 7000 /* ns */
#define POLLS         3

struct _RkSpi
{
  RkFlash *flash;
  guint32  registers[REGISTERS / 4];
  guint    polls;     /* RDSR of a busy chip, one after another */
  gint64   last_poll;
};

/**
 * rk_spi_new:
 * @flash: the chip on the bus, the caller's
 *
 * Returns: (transfer full): a controller
 */
RkSpi *
rk_spi_new (RkFlash *flash)
{
  RkSpi *self = g_new0 (RkSpi, 1);

  self->flash = flash;
  return self;
}

/**
 * rk_spi_free:
 * @self: (nullable) (transfer full): a controller
 */
void
rk_spi_free (RkSpi *self)
{
  g_free (self);
}

/**
 * rk_spi_reset:
 * @self: a controller
 *
 * What the reset of the chip does.  The flash chip goes on with what it does.
 */
void
rk_spi_reset (RkSpi *self)
{
  memset (self->registers, 0, sizeof self->registers);
  self->polls = 0;
}

/**
 * rk_spi_read:
 * @self: a controller
 * @offset: of a register
 *
 * Returns: what the register holds
 */
guint32
rk_spi_read (RkSpi   *self,
             guint32  offset)
{
  return self->registers[offset % REGISTERS / 4];
}

static guint32
get (RkSpi *self,
     guint  reg)
{
  return self->registers[reg / 4];
}

/* The words W0.. as bytes, as they go over the line. */
static void
get_buffer (RkSpi  *self,
            guint8 *bytes)
{
  for (guint i = 0; i < BUFFER_SIZE / 4; i++)
    {
      guint32 word = GUINT32_TO_LE (self->registers[REG_W0 / 4 + i]);

      memcpy (bytes + 4 * i, &word, 4);
    }
}

static void
set_buffer (RkSpi        *self,
            const guint8 *bytes,
            gsize         count)
{
  guint8 all[BUFFER_SIZE];

  get_buffer (self, all);
  memcpy (all, bytes, count);
  for (guint i = 0; i < BUFFER_SIZE / 4; i++)
    {
      guint32 word;

      memcpy (&word, all + 4 * i, 4);
      self->registers[REG_W0 / 4 + i] = GUINT32_FROM_LE (word);
    }
}

static void
transfer (RkSpi        *self,
          guint8        opcode,
          guint32       address,
          const guint8 *out,
          gsize         out_length,
          guint8       *in,
          gsize         in_length,
          gboolean      attached,
          gint64        now)
{
  if (attached)
    rk_flash_command (self->flash, opcode, address, out, out_length, in, in_length, now);
  else if (in_length > 0)
    memset (in, 0, in_length);
}

/* Opcode and clocks before the data, for the mode that is set. */
static guint8
get_read_mode (RkSpi *self,
               guint *head,
               guint *lines)
{
  guint32 ctrl = get (self, REG_CTRL);

  *head = 40;
  *lines = 1;
  if ((ctrl & CTRL_QIO) != 0)
    return *head = 20, *lines = 4, 0xeb;
  if ((ctrl & CTRL_DIO) != 0)
    return *head = 24, *lines = 2, 0xbb;
  if ((ctrl & CTRL_QOUT) != 0)
    return *lines = 4, 0x6b;
  if ((ctrl & CTRL_DOUT) != 0)
    return *lines = 2, 0x3b;
  if ((ctrl & CTRL_FASTRD) != 0)
    return 0x0b;
  return *head = 32, 0x03;
}

static guint32
read_data (RkSpi    *self,
           gboolean  attached,
           gint64    now)
{
  guint8 bytes[BUFFER_SIZE];
  guint32 address = get (self, REG_ADDR);
  gsize count = MIN (address >> 24, BUFFER_SIZE);
  guint head, lines;
  guint8 opcode = get_read_mode (self, &head, &lines);

  transfer (self, opcode, address & 0xffffff, NULL, 0, bytes, count, attached, now);
  set_buffer (self, bytes, count);

  return head + count * 8 / lines;
}

static guint32
program_page (RkSpi    *self,
              gboolean  attached,
              gint64    now)
{
  guint8 bytes[BUFFER_SIZE];
  guint32 address = get (self, REG_ADDR);
  gsize count = MIN (address >> 24, BUFFER_SIZE);

  get_buffer (self, bytes);
  transfer (self, 0x02, address & 0xffffff, bytes, count, NULL, 0, attached, now);

  return 32 + count * 8;
}

static guint32
read_status (RkSpi    *self,
             gboolean  attached,
             gint64    now)
{
  guint8 status;

  transfer (self, 0x05, 0, NULL, 0, &status, 1, attached, now);
  self->registers[REG_RD_STATUS / 4] = status;

  return 16;
}

static guint32
write_status (RkSpi    *self,
              gboolean  attached,
              gint64    now)
{
  guint32 value = get (self, REG_RD_STATUS);
  guint8 bytes[2] = { value & 0xff, value >> 8 & 0xff };
  gsize count = (get (self, REG_CTRL) & CTRL_WRSR_2B) != 0 ? 2 : 1;

  transfer (self, 0x01, 0, bytes, count, NULL, 0, attached, now);

  return 8 + 8 * count;
}

static guint32
read_id (RkSpi    *self,
         gboolean  attached,
         gint64    now)
{
  guint8 bytes[4] = { 0 };

  transfer (self, 0x9f, 0, NULL, 0, bytes, 3, attached, now);
  set_buffer (self, bytes, sizeof bytes);

  return 32;
}

static guint32
erase (RkSpi    *self,
       guint8    opcode,
       gboolean  attached,
       gint64    now)
{
  transfer (self, opcode, get (self, REG_ADDR) & 0xffffff, NULL, 0, NULL, 0, attached, now);
  return opcode == 0xc7 ? 8 : 32;
}

static guint32
simple (RkSpi    *self,
        guint8    opcode,
        gboolean  attached,
        gint64    now)
{
  transfer (self, opcode, 0, NULL, 0, NULL, 0, attached, now);
  return 8;
}

/* A command that the program put together itself, in bits.  Its parts that are
 * no whole bytes are rounded up; the chip's have whole ones.  The flash chip sees
 * only bits, so that an address may as well come as the first bytes of data. */
static guint32
user_command (RkSpi    *self,
              gboolean  attached,
              gint64    now)
{
  guint8 in[BUFFER_SIZE] = { 0 }, out[BUFFER_SIZE];
  gsize skip = 0;
  guint32 user = get (self, REG_USER), user1 = get (self, REG_USER1);
  guint8 opcode = (user & USER_COMMAND) != 0 ? get (self, REG_USER2) & 0xff : 0;
  guint address_bits = (user & USER_ADDR) != 0 ? (user1 >> 26) + 1 : 0;
  guint out_bits = (user & USER_MOSI) != 0 ? (user1 >> 17 & 0x1ff) + 1 : 0;
  guint in_bits = (user & USER_MISO) != 0 ? (user1 >> 8 & 0x1ff) + 1 : 0;
  guint32 address = address_bits == 0 ? 0 : get (self, REG_ADDR) >> (32 - MIN (address_bits, 32));

  get_buffer (self, out);
  if (address_bits == 0 && out_bits >= 24 && rk_flash_takes_address (opcode))
    {
      address = (guint32)out[0] << 16 | (guint32)out[1] << 8 | out[2];
      skip = 3;
    }
  transfer (self, opcode, address, out + skip, (out_bits + 7) / 8 - skip, in, (in_bits + 7) / 8, attached, now);
  if (in_bits > 0)
    set_buffer (self, in, (in_bits + 31) / 32 * 4);

  return 8 + address_bits + out_bits + in_bits;
}

static guint32
run_command (RkSpi    *self,
             guint32   command,
             gboolean  attached,
             gint64    now)
{
  if ((command & CMD_READ) != 0)
    return read_data (self, attached, now);
  if ((command & CMD_WREN) != 0)
    return simple (self, 0x06, attached, now);
  if ((command & CMD_WRDI) != 0)
    return simple (self, 0x04, attached, now);
  if ((command & CMD_RDID) != 0)
    return read_id (self, attached, now);
  if ((command & CMD_RDSR) != 0)
    return read_status (self, attached, now);
  if ((command & CMD_WRSR) != 0)
    return write_status (self, attached, now);
  if ((command & CMD_PP) != 0)
    return program_page (self, attached, now);
  if ((command & CMD_SE) != 0)
    return erase (self, 0x20, attached, now);
  if ((command & CMD_BE) != 0)
    return erase (self, 0xd8, attached, now);
  if ((command & CMD_CE) != 0)
    return erase (self, 0xc7, attached, now);
  if ((command & CMD_USR) != 0)
    return user_command (self, attached, now);
  if ((command & CMD_RES) != 0)
    return simple (self, 0xab, attached, now);
  return 0;
}

static gboolean
is_polling (RkSpi   *self,
            guint32  command,
            gint64   now)
{
  gint64 end = rk_flash_get_busy_end (self->flash);
  gboolean again = command == CMD_RDSR && now < end && end != G_MAXINT64;

  self->polls = again && now - self->last_poll < POLL_INTERVAL ? self->polls + 1 : 0;
  self->last_poll = now;

  return self->polls >= POLLS;
}

/**
 * rk_spi_write:
 * @self: a controller
 * @offset: of a register
 * @value: for it
 * @attached: whether the pins of the flash chip belong to the controller
 * @now: module time in ns
 *
 * Returns: what it costs, where a command was begun
 */
RkSpiResult
rk_spi_write (RkSpi    *self,
              guint32   offset,
              guint32   value,
              gboolean  attached,
              gint64    now)
{
  RkSpiResult result = { 0, FALSE };

  offset %= REGISTERS;
  if (offset != REG_CMD)
    {
      self->registers[offset / 4] = value;
      return result;
    }

  result.clocks = run_command (self, value, attached, now);
  result.waits = is_polling (self, value, now);

  return result;
}
