/* rk-loader-stub.c: our own program on the chip: loading it, its rate, leaving it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
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

/* It answers at once, or it has found damage in itself and is gone. */
#define START_MS 150
#define LATE_MS  600

/* The rates that are tried, the fastest first: all but the second are less than
 * 1 % off with the clock of 52 MHz. */
static const guint rates[] = { 2000000, 1500000, 921600, 460800, 230400, 115200 };

/* A rate is good when this many of the frames come back as they were.  A line that
 * damages a few is still quicker at the higher rate. */
#define TEST_FRAMES 8u
#define TEST_GOOD   6u

/* One that was good before only has to confirm it. */
#define CONFIRM_FRAMES 3u
#define CONFIRM_GOOD   3u

#define TEST_LENGTH 256
#define TEST_MS     400

/* Frames come back in a row: when enough have, one that does not follow is lost. */
#define TEST_PAUSE_MS 50

/* The chip changes its rate this long after its answer has gone, at most. */
#define CHANGE_MS 4

/* The segments follow each other in RAM as well: one piece to load takes fewer
 * round trips. */
static GByteArray *
join_segments (GBytes  *image,
               guint32 *address)
{
  const guint8 *bytes = g_bytes_get_data (image, NULL);
  GByteArray *joined = g_byte_array_new ();
  gsize place = IMAGE_HEADER;

  g_assert (bytes[0] == IMAGE_MAGIC);

  *address = rk_rom_get_word (bytes + IMAGE_HEADER);
  for (guint left = bytes[1]; left > 0; left--)
    {
      guint32 start = rk_rom_get_word (bytes + place);
      guint32 length = rk_rom_get_word (bytes + place + 4);

      place += SEGMENT_HEADER;
      g_assert (start == *address + joined->len && place + length <= g_bytes_get_size (image));
      g_byte_array_append (joined, bytes + place, length);
      place += length;
    }

  return joined;
}

/* Behind the program, for itself to check: see stub-start.S. */
static void
append_sum (GByteArray *program)
{
  guint32 sum = 0;
  guint8 bytes[4];

  for (guint i = 0; i + 4 <= program->len; i += 4)
    sum = (sum << 1 | sum >> 31) + rk_rom_get_word (program->data + i);
  rk_stub_put32 (bytes, sum);
  g_byte_array_append (program, bytes, sizeof bytes);
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

/* The ROM's answer may be lost because the program has begun. */
static gboolean
load_and_start (RkLoader          *self,
                guint32            address,
                guint32            entry,
                const GByteArray  *program,
                RkStubIdentity    *identity,
                GCancellable      *cancellable,
                GError           **error)
{
  g_autoptr(GError) problem = NULL;

  if (!rk_loader_load_ram (self, address, program->data, program->len, cancellable, error))
    return FALSE;

  if (!rk_loader_mem_end (self, entry, cancellable, &problem) && !_rk_loader_may_retry (self, problem))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  return hello (self, identity, cancellable, error);
}

/* Where the ROM does not answer either, our program may just be late; what fills the
 * line is neither. */
static gboolean
is_late (RkLoader        *self,
         gsize            text_before,
         RkStubIdentity  *identity,
         GCancellable    *cancellable)
{
  self->stub_patience_ms = LATE_MS;
  return self->n_text - text_before <= RK_LOADER_TEXT_MAX && hello (self, identity, cancellable, NULL);
}

/* When it does not say anything, the ROM may not have understood to start it, or it
 * was damaged and has gone back: then the ROM answers, and it is loaded anew.  Where
 * nobody answers, only a reset helps, and that is for the caller. */
static gboolean
start (RkLoader          *self,
       guint32            address,
       guint32            entry,
       const GByteArray  *program,
       RkStubIdentity    *identity,
       GCancellable      *cancellable,
       GError           **error)
{
  g_autoptr(GError) problem = NULL;
  gboolean started = FALSE, again = TRUE;

  for (guint tries = 1; again; tries++)
    {
      gsize text_before;

      g_clear_error (&problem);
      self->stub_patience_ms = START_MS;
      started = load_and_start (self, address, entry, program, identity, cancellable, &problem);
      text_before = self->n_text;
      again = !started && tries < STARTS && g_error_matches (problem, RK_ERROR, RK_ERROR_ANSWER_LOST);
      if (again && !rk_loader_resync (self, cancellable, NULL))
        {
          started = is_late (self, text_before, identity, cancellable);
          again = FALSE;
        }
    }

  self->stub_patience_ms = RK_STUB_PATIENCE_MS;
  if (!started)
    g_propagate_error (error, g_steal_pointer (&problem));
  return started;
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
  g_autoptr(GBytes) image = rk_stub_image ();
  guint32 entry = rk_rom_get_word ((const guint8 *)g_bytes_get_data (image, NULL) + 4);
  guint32 address = 0;
  g_autoptr(GByteArray) program = join_segments (image, &address);
  RkStubIdentity identity;
  guint32 crc;

  g_return_val_if_fail (RK_IS_LOADER (self), FALSE);

  crc = _rk_stub_crc (program->data, program->len);
  append_sum (program);
  self->stub_sequence = (guint16)g_random_int ();
  if (!check_chip (self, cancellable, error) ||
      !start (self, address, entry, program, &identity, cancellable, error))
    return FALSE;

  self->own_stub = TRUE;
  return check_program (&identity, crc, error) && take_identity (self, &identity, info, error);
}

/**
 * rk_loader_has_stub:
 * @self: a loader
 *
 * Returns: whether our own program answers
 */
gboolean
rk_loader_has_stub (RkLoader *self)
{
  g_return_val_if_fail (RK_IS_LOADER (self), FALSE);

  return self->own_stub;
}

/* What is hardest for a line: even bits, long runs, and noise. */
static void
make_test (guint8 *bytes,
           guint   number)
{
  g_autoptr(GRand) noise = g_rand_new_with_seed (number);

  for (gsize i = 0; i < TEST_LENGTH; i++)
    bytes[i] = number == 0 ? 0x55 : number == 1 ? (guint8)(i % 3 == 0 ? 0x00 : 0xff) : (guint8)g_rand_int (noise);
}

static gboolean
send_tests (RkLoader  *self,
            guint      count,
            GError   **error)
{
  for (guint i = 0; i < count; i++)
    {
      guint8 bytes[TEST_LENGTH];
      RkStubFrame frame = { RK_STUB_ECHO, 0, (guint16)(self->stub_sequence + 1 + i), bytes, sizeof bytes };

      make_test (bytes, i);
      if (!_rk_stub_send (self, &frame, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
is_test (RkLoader          *self,
         const RkStubFrame *frame)
{
  guint16 number = (guint16)(frame->sequence - self->stub_sequence - 1);
  guint8 bytes[TEST_LENGTH];

  if (frame->kind != (RK_STUB_ECHO | RK_STUB_REPLY) || number >= TEST_FRAMES || frame->length != 1 + TEST_LENGTH)
    return FALSE;
  make_test (bytes, number);
  return memcmp (frame->payload + 1, bytes, TEST_LENGTH) == 0;
}

/* Sends a row of frames at once and looks how many come back. */
static gboolean
test_rate (RkLoader      *self,
           guint          count,
           guint          good,
           GCancellable  *cancellable,
           GError       **error)
{
  guint line_ms = _rk_loader_line_ms (self, 2 * count * (TEST_LENGTH + 16));
  gint64 deadline = rk_deadline_in_ms (line_ms + TEST_MS);
  RkReceived received = RK_RECEIVED_REPLY;
  guint returned = 0;

  if (!send_tests (self, count, error))
    return FALSE;

  while (received == RK_RECEIVED_REPLY && returned < count)
    {
      RkStubFrame frame;

      received = _rk_stub_receive (self, &frame, deadline, cancellable, error);
      if (received == RK_RECEIVED_ERROR)
        return FALSE;
      returned += received == RK_RECEIVED_REPLY && is_test (self, &frame);
      if (received == RK_RECEIVED_REPLY && returned >= good)
        deadline = rk_deadline_in_ms (TEST_PAUSE_MS);
    }

  self->stub_sequence = (guint16)(self->stub_sequence + count);
  if (returned >= good)
    return TRUE;

  g_set_error (error, RK_ERROR, RK_ERROR_ANSWER_LOST, "at %u baud %u of %u frames come back",
               rk_link_get_baud (self->link), returned, count);
  return FALSE;
}

static gboolean
change_rate (RkLoader      *self,
             guint          baud,
             GCancellable  *cancellable,
             GError       **error)
{
  guint8 payload[4];

  rk_stub_put32 (payload, (self->stub_clock_hz + baud / 2) / baud);
  if (!_rk_stub_request (self, RK_STUB_SET_DIVIDER, payload, sizeof payload, 0, NULL, cancellable, error))
    return FALSE;

  g_usleep (CHANGE_MS * 1000);
  return rk_link_set_baud (self->link, baud, error);
}

/* The chip goes back to the old rate when it has heard enough that makes no sense.
 * At the right rate, ENDs in a row mean nothing. */
static gboolean
return_to_rate (RkLoader  *self,
                guint      baud,
                GError   **error)
{
  guint8 nonsense[RK_STUB_PROBATION + 100];
  gint64 deadline;

  if (!rk_link_set_baud (self->link, baud, error))
    return FALSE;

  memset (nonsense, RK_SLIP_END, sizeof nonsense);
  deadline = rk_deadline_in_ms (_rk_loader_line_ms (self, sizeof nonsense) + RK_LOADER_SLACK_MS);
  return rk_link_write (self->link, nonsense, sizeof nonsense, deadline, NULL, error);
}

/* Whether a failure says something of the rate, and not of the port. */
static gboolean
is_about_rate (const GError *problem)
{
  return g_error_matches (problem, RK_ERROR, RK_ERROR_ANSWER_LOST) ||
         g_error_matches (problem, RK_ERROR, RK_ERROR_PORT_UNABLE);
}

static gboolean
try_rate (RkLoader      *self,
          guint          baud,
          gboolean       known,
          gboolean      *good,
          GCancellable  *cancellable,
          GError       **error)
{
  g_autoptr(GError) problem = NULL;
  guint old = rk_link_get_baud (self->link);

  *good = change_rate (self, baud, cancellable, &problem) &&
          test_rate (self, known ? CONFIRM_FRAMES : TEST_FRAMES, known ? CONFIRM_GOOD : TEST_GOOD, cancellable, &problem);
  if (*good)
    return TRUE;

  if (!is_about_rate (problem))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }

  g_debug ("%u baud: %s", baud, problem->message);
  return return_to_rate (self, old, error) && _rk_stub_is_there (self, cancellable, error);
}

/**
 * rk_loader_raise_baud:
 * @self: a loader with our own program
 * @baud: the highest rate to try; 0 for the highest that there is
 * @known: where @baud is 0: what an earlier climb has found, or 0.  Higher ones are
 *   not tried, and this one is tested shortly
 * @cancellable: (nullable): ends it
 * @error: %RK_ERROR_ANSWER_LOST when the module is not heard any more
 *
 * Goes to the highest rate at which a test of the line passes, and stays where it
 * is if there is none, or if the link's rate is not ours to set.
 *
 * Returns: whether the module answers
 */
gboolean
rk_loader_raise_baud (RkLoader      *self,
                      guint          baud,
                      guint          known,
                      GCancellable  *cancellable,
                      GError       **error)
{
  gboolean good = FALSE;
  guint now;

  g_return_val_if_fail (RK_IS_LOADER (self), FALSE);

  now = rk_link_get_baud (self->link);
  if (!rk_link_can_set_baud (self->link) || self->stub_clock_hz == 0)
    return TRUE;

  if (baud == 0 && known == now)
    return TRUE;
  if (baud == 0 && known > now)
    {
      if (!try_rate (self, known, TRUE, &good, cancellable, error))
        return FALSE;
      baud = known;
    }
  else if (baud != 0 && baud != now && !try_rate (self, baud, FALSE, &good, cancellable, error))
    {
      return FALSE;
    }

  for (gsize i = 0; i < G_N_ELEMENTS (rates) && !good; i++)
    if (rates[i] > now && (baud == 0 || rates[i] < baud) &&
        !try_rate (self, rates[i], FALSE, &good, cancellable, error))
      return FALSE;

  return TRUE;
}

/**
 * rk_loader_set_baud:
 * @self: a loader with our own program
 * @baud: a rate that is known to be good
 * @cancellable: (nullable): ends the wait
 * @error: %RK_ERROR_ANSWER_LOST
 *
 * Goes to a rate without a test, if the link's rate is ours to set.
 *
 * Returns: whether the module was told
 */
gboolean
rk_loader_set_baud (RkLoader      *self,
                    guint          baud,
                    GCancellable  *cancellable,
                    GError       **error)
{
  g_return_val_if_fail (RK_IS_LOADER (self), FALSE);

  return !rk_link_can_set_baud (self->link) || self->stub_clock_hz == 0 || rk_link_get_baud (self->link) == baud ||
         change_rate (self, baud, cancellable, error);
}

/* Where no answer comes, it is not known which rate the chip has now. */
static gboolean
set_baud_or_stay (RkLoader      *self,
                  guint          baud,
                  GCancellable  *cancellable,
                  GError       **error)
{
  g_autoptr(GError) problem = NULL;
  guint old = rk_link_get_baud (self->link);

  if (rk_loader_set_baud (self, baud, cancellable, &problem))
    return TRUE;
  if (is_about_rate (problem))
    return return_to_rate (self, old, error);

  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

/* Goes one step down, if there is one. */
gboolean
_rk_stub_lower_baud (RkLoader      *self,
                     GCancellable  *cancellable,
                     GError       **error)
{
  guint now = rk_link_get_baud (self->link);
  guint lower = now;

  for (gsize i = 0; i < G_N_ELEMENTS (rates) && lower == now; i++)
    lower = MIN (lower, rates[i]);
  return set_baud_or_stay (self, lower, cancellable, error);
}

static gboolean
leave (RkLoader      *self,
       RkStubKind     how,
       GCancellable  *cancellable,
       GError       **error)
{
  if (!_rk_stub_request (self, how, NULL, 0, 0, NULL, cancellable, error))
    return FALSE;

  self->own_stub = FALSE;
  self->unsettled = FALSE;
  _rk_loader_end_input (self);
  return TRUE;
}

/**
 * rk_loader_leave_stub:
 * @self: a loader with our own program
 * @cancellable: (nullable): ends the wait
 * @error: %RK_ERROR_ANSWER_LOST
 *
 * Has the chip reset itself: where it was started as a boot loader, it is one
 * again, and waits for a SYNC at any rate.
 *
 * Returns: whether it does
 */
gboolean
rk_loader_leave_stub (RkLoader      *self,
                      GCancellable  *cancellable,
                      GError       **error)
{
  g_return_val_if_fail (RK_IS_LOADER (self), FALSE);

  return leave (self, RK_STUB_RESET, cancellable, error);
}

gboolean
_rk_stub_run_application (RkLoader      *self,
                          GCancellable  *cancellable,
                          GError       **error)
{
  return leave (self, RK_STUB_RUN, cancellable, error);
}
