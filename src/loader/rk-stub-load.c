/* rk-stub-load.c: our own program into the chip's RAM, and starting it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The ROM gets only its beginning, since all of a block of several KiB has to come
 * again when a byte of it was damaged.  The beginning takes the rest, in short
 * blocks; how the lost ones are found is as in rk-stub-write.c.
 */

#include <string.h>

#include "rk-deadline.h"
#include "rk-error.h"
#include "rk-loader-private.h"
#include "rk-rom-commands.h"
#include "rk-stub-image.h"

#define IMAGE_MAGIC    0xe9
#define IMAGE_HEADER   8
#define SEGMENT_HEADER 8

/* How often starting it is tried. */
#define STARTS 3

/* It answers the first block, or it has found damage in itself and is gone. */
#define START_MS 300
#define LATE_MS  600

#define BLOCK      RK_STUB_LOAD_BLOCK
#define BLOCKS_MAX 32

/* Enough that the line is not idle while an answer is on its way. */
#define ON_THE_WAY_MAX 8

/* Bytes: 2 ms at 460800 baud, of which the ROM needs a small part to leave. */
#define PAUSE 100

/* The number of HELLO tells its answer from that of a block. */
#define HELLO_NUMBER 0x8000

typedef struct
{
  guint32     address;
  guint32     entry;
  GByteArray *boot; /* what the ROM loads: the beginning, and its sum */
  GByteArray *rest; /* whole blocks */
  guint32     crc;  /* of the program as it will lie in RAM */
} Program;

typedef struct
{
  RkLoader      *loader;
  const Program *program;
  guint32        missing; /* bit n: block n, as far as is known */
  guint32        orders[BLOCKS_MAX]; /* when it was sent last, from 1; 0: never */
  guint32        hello_order;
  guint32        order;
  guint32        arrived; /* what was sent up to here has come, or never will */
  gint64         patience;
} Load;

static void
program_clear (Program *self)
{
  g_clear_pointer (&self->boot, g_byte_array_unref);
  g_clear_pointer (&self->rest, g_byte_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Program, program_clear)

/* Behind what the ROM loads, for itself to check: see stub-start.S. */
static void
append_sum (GByteArray *boot)
{
  guint32 sum = 0;
  guint8 bytes[4];

  for (guint i = 0; i + 4 <= boot->len; i += 4)
    sum = (sum << 1 | sum >> 31) + rk_rom_get_word (boot->data + i);
  rk_stub_put32 (bytes, sum);
  g_byte_array_append (boot, bytes, sizeof bytes);
}

/* The segments follow each other in RAM as well; the first is for the ROM. */
static void
program_init (Program *self)
{
  g_autoptr(GBytes) image = rk_stub_image ();
  const guint8 *bytes = g_bytes_get_data (image, NULL);
  g_autoptr(GByteArray) all = g_byte_array_new ();
  gsize place = IMAGE_HEADER;
  guint boot_length = rk_rom_get_word (bytes + IMAGE_HEADER + 4);

  g_assert (bytes[0] == IMAGE_MAGIC);

  self->entry = rk_rom_get_word (bytes + 4);
  self->address = rk_rom_get_word (bytes + IMAGE_HEADER);
  for (guint left = bytes[1]; left > 0; left--)
    {
      guint32 start = rk_rom_get_word (bytes + place);
      guint32 length = rk_rom_get_word (bytes + place + 4);

      place += SEGMENT_HEADER;
      g_assert (start == self->address + all->len && place + length <= g_bytes_get_size (image));
      g_byte_array_append (all, bytes + place, length);
      place += length;
    }

  self->crc = _rk_stub_crc (all->data, all->len);
  self->boot = g_byte_array_new ();
  g_byte_array_append (self->boot, all->data, boot_length);
  append_sum (self->boot);
  self->rest = g_byte_array_new ();
  g_byte_array_append (self->rest, all->data + boot_length, all->len - boot_length);
  g_byte_array_set_size (self->rest, (all->len - boot_length + BLOCK - 1) / BLOCK * BLOCK);
  memset (self->rest->data + all->len - boot_length, 0, self->rest->len - (all->len - boot_length));
  g_assert (self->rest->len <= BLOCKS_MAX * BLOCK);
}

static gboolean
hello (RkLoader        *self,
       RkStubIdentity  *identity,
       GCancellable    *cancellable,
       GError         **error)
{
  RkStubFrame reply;

  if (!_rk_stub_request (self, RK_STUB_HELLO, NULL, 0, 0, &reply, cancellable, error))
    return FALSE;
  if (rk_stub_unpack_identity (reply.payload, reply.length, identity))
    return TRUE;

  g_set_error (error, RK_ERROR, RK_ERROR_PROTOCOL, "HELLO: an answer of %zu bytes", reply.length);
  return FALSE;
}

gboolean
_rk_stub_is_there (RkLoader      *self,
                   GCancellable  *cancellable,
                   GError       **error)
{
  RkStubIdentity identity;

  return hello (self, &identity, cancellable, error);
}

/* Whether it is this program that answers, and whole. */
static gboolean
check_program (const RkStubIdentity  *identity,
               guint32                crc,
               GError               **error)
{
  if (identity->version == RK_STUB_VERSION && identity->image_crc == crc)
    return TRUE;

  g_set_error (error, RK_ERROR, RK_ERROR_PROTOCOL, "the program was damaged on its way (0x%08x instead of 0x%08x)",
               identity->image_crc, crc);
  return FALSE;
}

/* Other chips of the family have boot loaders that speak the same, but not cores
 * that run our program.  The answer is not protected against damage, so that one
 * alone proves nothing bad. */
static gboolean
check_chip (RkLoader      *self,
            GCancellable  *cancellable,
            GError       **error)
{
  guint32 magic = 0;

  for (guint tries = 1; tries <= STARTS; tries++)
    {
      g_autoptr(GError) problem = NULL;

      if (rk_loader_read_register (self, self->chip->magic_register, &magic, cancellable, &problem))
        {
          if (magic == self->chip->magic)
            return TRUE;
          continue;
        }
      if (tries == STARTS || !_rk_loader_may_retry (self, problem))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
      if (!_rk_loader_recover (self, problem, cancellable, error))
        return FALSE;
    }

  g_set_error (error, RK_ERROR, RK_ERROR_WRONG_CHIP, "this is no chip that is known: 0x%08x reads 0x%08x",
               self->chip->magic_register, magic);
  return FALSE;
}

static guint
count_on_the_way (const Load *self)
{
  guint count = 0;

  for (guint i = 0; i < BLOCKS_MAX; i++)
    count += (self->missing >> i & 1) != 0 && self->orders[i] > self->arrived;
  return count;
}

/* The first that is missing and not on its way; %BLOCKS_MAX if there is none. */
static guint
next_block (const Load *self)
{
  guint i = 0;

  while (i < BLOCKS_MAX && ((self->missing >> i & 1) == 0 || self->orders[i] > self->arrived))
    i++;
  return i;
}

/* Blocks, and behind the last one a HELLO: it is answered by the program when all has
 * come, and else by its beginning. */
static gboolean
send_next (Load      *self,
           gboolean  *idle,
           GError   **error)
{
  RkLoader *loader = self->loader;
  guint number = next_block (self);
  RkStubFrame frame = { 0 };

  *idle = number < BLOCKS_MAX ? count_on_the_way (self) >= ON_THE_WAY_MAX : self->hello_order > self->arrived;
  if (*idle)
    return TRUE;

  if (number < BLOCKS_MAX)
    {
      self->orders[number] = ++self->order;
      frame = (RkStubFrame){ RK_STUB_LOAD, 0, (guint16)number, self->program->rest->data + number * BLOCK, BLOCK };
    }
  else
    {
      self->hello_order = ++self->order;
      loader->stub_sequence = (guint16)((loader->stub_sequence + 1) | HELLO_NUMBER);
      frame = (RkStubFrame){ RK_STUB_HELLO, 0, loader->stub_sequence, NULL, 0 };
    }
  return _rk_stub_send (loader, &frame, error);
}

/* What was sent before what is answered, and is missing, was lost. */
static void
take_answer (Load              *self,
             const RkStubFrame *frame)
{
  guint32 order = 0;

  if (frame->length != 5)
    return;

  self->missing &= rk_stub_get32 (frame->payload + 1);
  if (frame->sequence < BLOCKS_MAX)
    order = self->orders[frame->sequence];
  else if (frame->sequence == self->loader->stub_sequence)
    order = self->hello_order;
  self->arrived = MAX (self->arrived, order);
  self->patience = rk_deadline_in_ms (RK_STUB_PATIENCE_MS);
}

static gboolean
is_hello (const Load        *self,
          const RkStubFrame *frame,
          RkStubIdentity    *identity)
{
  return frame->kind == (RK_STUB_HELLO | RK_STUB_REPLY) && frame->sequence == self->loader->stub_sequence &&
         frame->length > 1 && frame->payload[0] == RK_STUB_OK &&
         rk_stub_unpack_identity (frame->payload + 1, frame->length - 1, identity);
}

static gint64
get_deadline (const Load *self)
{
  return rk_deadline_in_ms (_rk_stub_reply_ms (self->loader, count_on_the_way (self) * RK_SLIP_ENCODED_MAX (BLOCK)));
}

/* Until the program answers.  @patience_ms: how long the first answer may take. */
static gboolean
load_rest (RkLoader       *loader,
           const Program  *program,
           guint           patience_ms,
           RkStubIdentity *identity,
           GCancellable   *cancellable,
           GError        **error)
{
  Load self = {
    .loader = loader, .program = program, .missing = G_MAXUINT32 >> (BLOCKS_MAX - program->rest->len / BLOCK),
    .patience = rk_deadline_in_ms (patience_ms),
  };
  RkStubFrame frame;
  gboolean idle;

  while (TRUE)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error) || !send_next (&self, &idle, error))
        return FALSE;

      switch (_rk_stub_receive (loader, &frame, idle ? get_deadline (&self) : 0, cancellable, error))
        {
        case RK_RECEIVED_ERROR:
          return FALSE;
        case RK_RECEIVED_REPLY:
          if (is_hello (&self, &frame, identity))
            return TRUE;
          if (frame.kind == (RK_STUB_LOAD | RK_STUB_REPLY))
            take_answer (&self, &frame);
          break;
        case RK_RECEIVED_NOTHING:
        default:
          if (!idle)
            break;
          if (rk_deadline_passed (self.patience))
            {
              g_set_error (error, RK_ERROR, RK_ERROR_ANSWER_LOST, "the program does not answer");
              return FALSE;
            }
          self.arrived = self.order;
          break;
        }
    }
}

/* Nothing that is in the time between the ROM and the program would be heard: END
 * means nothing to either. */
static gboolean
send_pause (RkLoader  *self,
            GError   **error)
{
  guint8 pause[PAUSE];
  gint64 deadline = rk_deadline_in_ms (_rk_loader_line_ms (self, sizeof pause) + RK_LOADER_SLACK_MS);

  memset (pause, RK_SLIP_END, sizeof pause);
  return rk_link_write (self->link, pause, sizeof pause, deadline, NULL, error);
}

static gboolean
load_and_start (RkLoader        *self,
                const Program   *program,
                RkStubIdentity  *identity,
                GCancellable    *cancellable,
                GError         **error)
{
  return rk_loader_load_ram (self, program->address, program->boot->data, program->boot->len, cancellable, error) &&
         rk_loader_mem_end (self, program->entry, error) &&
         send_pause (self, error) &&
         load_rest (self, program, START_MS, identity, cancellable, error);
}

/* When it does not say anything, the ROM may not have understood to start it, or it
 * was damaged and has gone back: then the ROM answers, and it is loaded anew.  Where
 * the ROM does not answer either, our program may just be late, unless something
 * fills the line.  Where nobody answers, only a reset helps, and that is for the
 * caller. */
static gboolean
start (RkLoader        *self,
       const Program   *program,
       RkStubIdentity  *identity,
       GCancellable    *cancellable,
       GError         **error)
{
  for (guint tries = 1;; tries++)
    {
      g_autoptr(GError) problem = NULL;
      g_autoptr(GError) second = NULL;
      gsize text_before;

      if (load_and_start (self, program, identity, cancellable, &problem))
        return TRUE;
      if (tries == STARTS || !g_error_matches (problem, RK_ERROR, RK_ERROR_ANSWER_LOST))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }

      text_before = self->n_text;
      if (_rk_loader_recover (self, problem, cancellable, &second))
        continue;
      if (!g_error_matches (second, RK_ERROR, RK_ERROR_ANSWER_LOST) ||
          self->n_text - text_before > RK_LOADER_TEXT_MAX)
        {
          g_propagate_error (error, g_steal_pointer (&second));
          return FALSE;
        }
      return load_rest (self, program, LATE_MS, identity, cancellable, error);
    }
}

static gboolean
take_identity (RkLoader              *self,
               const RkStubIdentity  *identity,
               RkChipInfo            *info,
               GError               **error)
{
  *info = (RkChipInfo){ .chip = rk_chip_find (identity->magic) };
  if (info->chip == NULL)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_WRONG_CHIP, "this is no chip that is known: 0x%08x", identity->magic);
      return FALSE;
    }

  rk_chip_info_set_efuse (info, identity->efuse);
  rk_chip_info_set_divider (info, rk_link_get_baud (self->link), identity->divider);
  self->stub_clock_hz = info->crystal_mhz * info->chip->clock_multiplier * 1000000;
  self->stub_flash_size = identity->flash_size;

  if (identity->jedec_id == 0 || identity->jedec_id == 0xffffff)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_FLASH_SILENT, "the flash chip does not answer (id %06x)",
                   identity->jedec_id);
      return FALSE;
    }

  rk_chip_info_set_jedec (info, identity->jedec_id);
  return TRUE;
}

/**
 * rk_loader_start_stub:
 * @self: a loader that the ROM answers
 * @info: (out caller-allocates): what the module is, flash chip included
 * @cancellable: (nullable): ends it after the block that is on its way
 * @error: %RK_ERROR_PROTOCOL if the program was damaged on its way,
 *   %RK_ERROR_WRONG_CHIP, %RK_ERROR_FLASH_SILENT, or as the commands in
 *   rk-rom-commands.h
 *
 * Loads our own program into the chip's RAM and starts it.  From then on the
 * functions that need it work, and those for the ROM do not.
 *
 * Returns: whether it runs and knows the flash chip
 */
gboolean
rk_loader_start_stub (RkLoader      *self,
                      RkChipInfo    *info,
                      GCancellable  *cancellable,
                      GError       **error)
{
  g_auto(Program) program = { 0 };
  RkStubIdentity identity;

  g_return_val_if_fail (RK_IS_LOADER (self), FALSE);

  program_init (&program);
  self->stub_sequence = (guint16)g_random_int ();
  if (!check_chip (self, cancellable, error) || !start (self, &program, &identity, cancellable, error))
    return FALSE;

  self->own_stub = TRUE;
  return check_program (&identity, program.crc, error) && take_identity (self, &identity, info, error);
}

