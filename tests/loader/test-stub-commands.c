/* test-stub-commands.c: each command of the program on the chip, and its edges
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The program's own machine code runs in the virtual module.  Frames are put
 * together here, so that they can be what the host never sends.
 */

#include "rk-loader-private.h"

#include <string.h>

#include "rk-deadline.h"
#include "rk-error.h"
#include "virtual-module.h"

#define FLASH_SIZE 0x80000u
#define SECTOR     RK_STUB_SECTOR
#define N_SECTORS  (FLASH_SIZE / SECTOR)
#define BLOCK      RK_STUB_BLOCK_SIZE

/* A sector as one stored block of deflate (RFC 1951, 3.2.4). */
#define STORED_HEAD   5u
#define STORED_LENGTH (STORED_HEAD + SECTOR)
#define STORED_BLOCKS 5u

typedef struct
{
  RkVirtualModule *module;
  RkLink          *link;
  RkLoader        *loader;
  guint8          *old; /* what is in the flash */
} Fixture;

static void
connect_stub (Fixture *self)
{
  g_autoptr(GError) error = NULL;
  RkChipInfo chip;

  g_clear_object (&self->loader);
  self->loader = rk_loader_new (self->link);
  rk_loader_connect (self->loader, RK_LOADER_BEFORE_AUTO, 460800, rk_deadline_in_ms (30000), NULL, &error);
  g_assert_no_error (error);
  rk_loader_start_stub (self->loader, &chip, NULL, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  self->old = g_malloc (FLASH_SIZE);
  for (guint32 i = 0; i < FLASH_SIZE; i++)
    self->old[i] = (guint8)g_test_rand_int ();

  self->module = start_virtual_module (self->old, FLASH_SIZE, &self->link);
  connect_stub (self);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  g_assert_finalize_object (self->loader);
  stop_virtual_module (self->module, self->link);
  g_free (self->old);
}

/* Sends a request and answers the status of the reply, which has to come. */
static RkStubStatus
ask (Fixture      *self,
     guint         kind,
     const guint8 *payload,
     gsize         length)
{
  RkStubFrame frame = { (guint8)kind, self->loader->stub_session, ++self->loader->stub_sequence, payload, length };
  g_autoptr(GError) error = NULL;
  gint64 deadline = rk_deadline_in_ms (30000);

  g_assert_true (_rk_stub_send (self->loader, &frame, &error));
  for (;;)
    {
      RkReceived received = _rk_stub_receive (self->loader, &frame, deadline, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpint (received, ==, RK_RECEIVED_REPLY);
      if (frame.kind == (kind | RK_STUB_REPLY) && frame.sequence == self->loader->stub_sequence)
        return frame.payload[0];
    }
}

static void
assert_old (Fixture *self,
            guint32  first,
            guint32  count)
{
  g_autoptr(GBytes) flash = rk_virtual_module_get_flash (self->module);
  const guint8 *bytes = g_bytes_get_data (flash, NULL);

  for (guint32 i = 0; i < N_SECTORS; i++)
    if ((i < first || i >= first + count) && memcmp (bytes + i * SECTOR, self->old + i * SECTOR, SECTOR) != 0)
      g_error ("sector 0x%x has changed", i * SECTOR);
}

static gsize
pack_plan (guint8             *payload,
           guint32             compressed,
           const RkStubExtent *erase,
           const RkStubExtent *write)
{
  RkStubPlan plan = { .compressed = compressed };

  if (erase != NULL)
    plan.erases[plan.n_erases++] = *erase;
  if (write != NULL)
    plan.writes[plan.n_writes++] = *write;
  return rk_stub_pack_plan (&plan, payload);
}

#define WORDS(a, b) (a) & 0xff, (a) >> 8 & 0xff, (a) >> 16 & 0xff, (a) >> 24 & 0xff, \
                    (b) & 0xff, (b) >> 8 & 0xff, (b) >> 16 & 0xff, (b) >> 24 & 0xff

/* What must not be done is not, and is answered at once. */
static void
test_refused (Fixture       *self,
              gconstpointer  data)
{
  static const struct
  {
    guint        kind;
    gsize        length;
    guint8       payload[16];
    RkStubStatus status;
  } rows[] = {
    { RK_STUB_HASH, 5, { 0, 0, 1, 0, 64 }, RK_STUB_BAD_LENGTH },
    { RK_STUB_HASH, 6, { 0, 0, 1, 0, 0, 0 }, RK_STUB_BAD_LENGTH },
    { RK_STUB_HASH, 6, { 0, 0, 1, 0, 63, 0 }, RK_STUB_BAD_LENGTH },
    { RK_STUB_HASH, 6, { 0, 0, 1, 0, 64, 0x10 }, RK_STUB_BAD_LENGTH },
    { RK_STUB_HASH, 6, { 0, 0, 1, 1, 0, 0x10 }, RK_STUB_BAD_LENGTH },
    { RK_STUB_HASH, 6, { N_SECTORS, 0, 1, 0, 0, 0x10 }, RK_STUB_BAD_RANGE },
    { RK_STUB_HASH, 6, { N_SECTORS - 1, 0, 2, 0, 0, 0x10 }, RK_STUB_BAD_RANGE },
    { RK_STUB_HASH, 6, { N_SECTORS - 1, 0, 1, 0, 0, 0x10 }, RK_STUB_OK },
    { RK_STUB_HASH, 6, { N_SECTORS, 0, 0, 0, 0, 0x10 }, RK_STUB_OK },
    { RK_STUB_MD5, 7, { 0 }, RK_STUB_BAD_LENGTH },
    { RK_STUB_MD5, 8, { WORDS (FLASH_SIZE, 1) }, RK_STUB_BAD_RANGE },
    { RK_STUB_MD5, 8, { WORDS (FLASH_SIZE - 1, 2) }, RK_STUB_BAD_RANGE },
    { RK_STUB_MD5, 8, { WORDS (1, G_MAXUINT32) }, RK_STUB_BAD_RANGE },
    { RK_STUB_MD5, 8, { WORDS (FLASH_SIZE - 1, 1) }, RK_STUB_OK },
    { RK_STUB_READ, 9, { 0 }, RK_STUB_BAD_LENGTH },
    { RK_STUB_READ, 8, { WORDS (FLASH_SIZE, 1) }, RK_STUB_BAD_RANGE },
    { RK_STUB_READ, 8, { WORDS (FLASH_SIZE - 4, 5) }, RK_STUB_BAD_RANGE },
    { RK_STUB_READ, 8, { WORDS (FLASH_SIZE - 5, 5) }, RK_STUB_OK },
    { RK_STUB_SET_DIVIDER, 4, { 0 }, RK_STUB_BAD_LENGTH },
    { RK_STUB_SET_DIVIDER, 3, { 1, 1, 1 }, RK_STUB_BAD_LENGTH },
    { RK_STUB_ERASE_CHIP, 1, { 0 }, RK_STUB_BAD_LENGTH },
    { RK_STUB_WRITE, 0, { 0 }, RK_STUB_BAD_LENGTH },
    { RK_STUB_WRITE, 11, { 0 }, RK_STUB_BAD_LENGTH },
    { 0x00, 0, { 0 }, RK_STUB_UNKNOWN },
    { 0x7f, 4, { 0 }, RK_STUB_UNKNOWN },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (ask (self, rows[i].kind, rows[i].payload, rows[i].length) != rows[i].status)
      g_error ("row %zu", i);
  assert_old (self, 0, 0);
}

static void
test_bad_plans (Fixture       *self,
                gconstpointer  data)
{
  static const struct
  {
    guint32      compressed;
    RkStubExtent erase, write;
    RkStubStatus status;
  } rows[] = {
    { 0, { N_SECTORS, 1 }, { 0, 0 }, RK_STUB_BAD_RANGE },
    { 0, { N_SECTORS - 1, 2 }, { 0, 0 }, RK_STUB_BAD_RANGE },
    { 0, { 0xffff, 0xffff }, { 0, 0 }, RK_STUB_BAD_RANGE },
    { 9, { 0, 0 }, { N_SECTORS - 1, 2 }, RK_STUB_BAD_RANGE },
    { 9, { 0, 0 }, { 0, 0 }, RK_STUB_BAD_RANGE },
    { 0, { 0, 0 }, { 1, 1 }, RK_STUB_BAD_RANGE },
  };
  RkStubPlan plan = { .n_erases = 2, .erases = { { 5, 2 }, { 6, 1 } } };
  guint8 payload[RK_STUB_PLAN_LENGTH (2)];

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gsize length = pack_plan (payload, rows[i].compressed, rows[i].erase.count > 0 ? &rows[i].erase : NULL,
                                rows[i].write.count > 0 ? &rows[i].write : NULL);

      if (ask (self, RK_STUB_WRITE, payload, length) != rows[i].status)
        g_error ("row %zu", i);
    }

  /* Extents overlap, and the list is longer than its frame. */
  g_assert_cmpint (ask (self, RK_STUB_WRITE, payload, rk_stub_pack_plan (&plan, payload)), !=, RK_STUB_OK);
  g_assert_cmpint (ask (self, RK_STUB_WRITE, payload, sizeof payload - 4), ==, RK_STUB_BAD_LENGTH);
  assert_old (self, 0, 0);
}

static void
send_block (Fixture      *self,
            guint         session,
            guint         number,
            const guint8 *bytes,
            gsize         length)
{
  RkStubFrame frame = { RK_STUB_BLOCK, (guint8)session, (guint16)number, bytes, length };
  g_autoptr(GError) error = NULL;

  g_assert_true (_rk_stub_send (self->loader, &frame, &error));
}

/* How the write stands, once all that was sent before has been dealt with. */
static RkStubAck
poll_write (Fixture *self,
            guint    number)
{
  RkStubFrame frame = { RK_STUB_POLL, self->loader->stub_session, (guint16)number, NULL, 0 };
  g_autoptr(GError) error = NULL;
  RkStubAck ack = { 0 };

  g_assert_true (_rk_stub_send (self->loader, &frame, &error));
  while (ack.poll != number)
    {
      RkReceived received = _rk_stub_receive (self->loader, &frame, rk_deadline_in_ms (30000), NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpint (received, ==, RK_RECEIVED_REPLY);
      if (frame.kind == RK_STUB_ACK && frame.session == self->loader->stub_session)
        g_assert_true (rk_stub_unpack_ack (frame.payload, frame.length, &ack));
    }
  return ack;
}

static RkStubAck
await_end (Fixture *self,
           guint    number)
{
  RkStubAck ack;

  do
    ack = poll_write (self, number++);
  while (ack.state == RK_STUB_RUNNING);
  return ack;
}

static void
make_stored (guint8 *stream,
             guint8  fill)
{
  stream[0] = 1; /* the last block, stored */
  rk_stub_put16 (stream + 1, SECTOR);
  rk_stub_put16 (stream + 3, (guint16)~SECTOR);
  for (guint32 i = 0; i < SECTOR; i++)
    stream[STORED_HEAD + i] = (guint8)(fill + i * 7 + (i >> 8));
}

static void
begin_stored (Fixture *self,
              guint    sector)
{
  const RkStubExtent extent = { (guint16)sector, 1 };
  guint8 payload[RK_STUB_PLAN_LENGTH (2)];
  gsize length = pack_plan (payload, STORED_LENGTH, &extent, &extent);

  self->loader->stub_session++;
  g_assert_cmpint (ask (self, RK_STUB_WRITE, payload, length), ==, RK_STUB_OK);
}

static gsize
get_block_length (guint number)
{
  return MIN (BLOCK, STORED_LENGTH - number * BLOCK);
}

/* Blocks of a wrong length, a wrong number or another write change nothing; those
 * that come twice or out of order do no harm. */
static void
test_blocks (Fixture       *self,
             gconstpointer  data)
{
  static const guint order[] = { 2, 2, 1, 4, 0, 0, 4, 3, 1 };
  static const guint sectors[] = { 0, 77, N_SECTORS - 1 };
  guint8 stream[STORED_LENGTH + BLOCK] = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (sectors); i++)
    {
      g_autoptr(GBytes) flash = NULL;
      guint session;
      RkStubAck ack;

      make_stored (stream, (guint8)i);
      begin_stored (self, sectors[i]);
      session = self->loader->stub_session;
      send_block (self, session, 0, stream, 0);
      send_block (self, session, 0, stream, BLOCK - 1);
      send_block (self, session, 0, stream, RK_STUB_PAYLOAD_MAX);
      send_block (self, session, STORED_BLOCKS - 1, stream, get_block_length (STORED_BLOCKS - 1) + 1);
      send_block (self, session, STORED_BLOCKS, stream, BLOCK);
      send_block (self, session, 0xffff, stream, BLOCK);
      send_block (self, session + 1, 0, stream, BLOCK);
      ack = poll_write (self, 1);
      g_assert_cmpuint (ack.next, ==, 0);
      g_assert_cmphex (ack.later, ==, 0);
      g_assert_cmpuint (ack.limit, ==, STORED_BLOCKS);

      for (gsize j = 0; j < G_N_ELEMENTS (order); j++)
        send_block (self, session, order[j], stream + order[j] * BLOCK, get_block_length (order[j]));
      ack = await_end (self, 2);
      g_assert_cmpint (ack.state, ==, RK_STUB_DONE);
      g_assert_cmpuint (ack.next, ==, STORED_BLOCKS);
      g_assert_cmpuint (ack.written, ==, SECTOR);
      g_assert_cmpuint (ack.erased, ==, 1);

      memcpy (self->old + sectors[i] * SECTOR, stream + STORED_HEAD, SECTOR);
      flash = rk_virtual_module_get_flash (self->module);
      g_assert_cmpmem (g_bytes_get_data (flash, NULL), FLASH_SIZE, self->old, FLASH_SIZE);
    }
}

/* What is no deflate stream, or one of another length, ends the write. */
static void
test_bad_streams (Fixture       *self,
                  gconstpointer  data)
{
  static const struct
  {
    guint  place;
    guint8 value;
  } rows[] = {
    { 0, 0x07 },                /* a kind of block that there is not */
    { 0, 0x05 },                /* codes that make no sense */
    { 3, 0x55 },                /* the length does not fit its complement */
    { STORED_HEAD - 3, 0x0f },  /* too short, with the next byte */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      guint8 stream[STORED_LENGTH];
      RkStubAck ack;

      make_stored (stream, 9);
      stream[rows[i].place] = rows[i].value;
      if (rows[i].place == STORED_HEAD - 3)
        rk_stub_put16 (stream + 3, (guint16)~rk_stub_get16 (stream + 1));
      begin_stored (self, 9);
      for (guint j = 0; j < STORED_BLOCKS; j++)
        send_block (self, self->loader->stub_session, j, stream + j * BLOCK, get_block_length (j));
      ack = await_end (self, 1);
      g_assert_cmpint (ack.state, ==, RK_STUB_FAILED);
      g_assert_cmpint (ack.status, ==, RK_STUB_BAD_STREAM);
    }
  assert_old (self, 9, 1);
}

/* A request that comes twice is acted on once, and answered twice. */
static void
test_twice (Fixture       *self,
            gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  RkStubFrame request = { RK_STUB_HELLO, 0, ++self->loader->stub_sequence, NULL, 0 };

  for (guint i = 0; i < 2; i++)
    {
      RkStubFrame reply;

      g_assert_true (_rk_stub_send (self->loader, &request, &error));
      g_assert_cmpint (_rk_stub_receive (self->loader, &reply, rk_deadline_in_ms (30000), NULL, &error), ==,
                       RK_RECEIVED_REPLY);
      g_assert_cmpuint (reply.kind, ==, RK_STUB_HELLO | RK_STUB_REPLY);
      g_assert_cmpuint (reply.sequence, ==, self->loader->stub_sequence);
    }
}

/* -- Power cuts ------------------------------------------------------------- */

#define CUT_SECTOR 0x20u
#define CUT_COUNT  3u

/* How far a command gets before the power goes. */
typedef enum
{
  CUT_IN_FRAME,
  CUT_AFTER_FRAME,
  CUT_AFTER_REPLY,
  N_CUTS,
} Cut;

typedef struct
{
  const char *name;
  guint       kind;
  gsize       length;
  guint8      payload[16];
} CutRow;

static const CutRow cut_rows[] = {
  { "hello", RK_STUB_HELLO, 0, { 0 } },
  { "echo", RK_STUB_ECHO, 9, { 1, 2, 3, 4, 5, 6, 7, 8, 9 } },
  { "divider", RK_STUB_SET_DIVIDER, 4, { 56, 0, 0, 0 } },
  { "hash", RK_STUB_HASH, 6, { 0, 0, N_SECTORS, 0, 0, 0x10 } },
  { "md5", RK_STUB_MD5, 8, { WORDS (0, FLASH_SIZE) } },
  { "read", RK_STUB_READ, 8, { WORDS (0, 0x4000) } },
  { "run", RK_STUB_RUN, 0, { 0 } },
  { "reset", RK_STUB_RESET, 0, { 0 } },
};

static void
cut_power (Fixture *self)
{
  rk_virtual_module_set_power (self->module, FALSE);
  rk_virtual_module_set_power (self->module, TRUE);
}

static void
send_half (Fixture           *self,
           const RkStubFrame *frame)
{
  guint32 table[RK_CRC32_TABLE];
  guint8 bytes[RK_STUB_FRAME_MAX], encoded[RK_SLIP_ENCODED_MAX (RK_STUB_FRAME_MAX)];
  g_autoptr(GError) error = NULL;
  gsize count;

  rk_crc32_make_table (table);
  count = rk_slip_encode (bytes, rk_stub_pack_frame (table, frame, bytes), encoded, sizeof encoded);
  g_assert_true (rk_link_write (self->link, encoded, count / 2, rk_deadline_in_ms (30000), NULL, &error));
}

static void
do_until_cut (Fixture      *self,
              guint         kind,
              const guint8 *payload,
              gsize         length,
              Cut           cut)
{
  RkStubFrame frame = { (guint8)kind, self->loader->stub_session, ++self->loader->stub_sequence, payload, length };

  if (cut == CUT_IN_FRAME)
    send_half (self, &frame);
  else if (cut == CUT_AFTER_FRAME)
    g_assert_true (_rk_stub_send (self->loader, &frame, NULL));
  else
    ask (self, kind, payload, length);
  cut_power (self);
}

/* Then the next one finds the module, and the flash as it was. */
static void
test_cut (Fixture       *self,
          gconstpointer  data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cut_rows); i++)
    for (Cut cut = 0; cut < N_CUTS; cut++)
      {
        g_test_message ("%s, %d", cut_rows[i].name, cut);
        do_until_cut (self, cut_rows[i].kind, cut_rows[i].payload, cut_rows[i].length, cut);
        connect_stub (self);
        assert_old (self, 0, 0);
      }
}

static void
work_again (Fixture *self)
{
  g_autofree guint8 *content = g_malloc (FLASH_SIZE);
  guint8 work[N_SECTORS] = { 0 };
  g_autoptr(GBytes) flash = NULL;
  g_autoptr(GError) error = NULL;

  for (guint32 i = 0; i < FLASH_SIZE; i++)
    content[i] = (guint8)(i >> 3 ^ g_test_rand_int_range (0, 4));
  memset (work + CUT_SECTOR, RK_LOADER_ERASE | RK_LOADER_WRITE, CUT_COUNT);
  rk_loader_work_sectors (self->loader, work, N_SECTORS, content, TRUE, NULL, NULL, NULL, &error);
  g_assert_no_error (error);

  memcpy (self->old + CUT_SECTOR * SECTOR, content + CUT_SECTOR * SECTOR, CUT_COUNT * SECTOR);
  flash = rk_virtual_module_get_flash (self->module);
  g_assert_cmpmem (g_bytes_get_data (flash, NULL), FLASH_SIZE, self->old, FLASH_SIZE);
}

/* At each stage of a write: what was not to be written is as it was, and the whole
 * can be done again. */
static void
test_cut_write (Fixture       *self,
                gconstpointer  data)
{
  guint8 stream[STORED_LENGTH];

  make_stored (stream, 3);
  for (guint stage = 0; stage <= STORED_BLOCKS + 4; stage++)
    {
      const RkStubExtent extent = { CUT_SECTOR + 1, 1 };
      guint8 payload[RK_STUB_PLAN_LENGTH (2)];
      gsize length = pack_plan (payload, STORED_LENGTH, &extent, &extent);

      if (stage < N_CUTS)
        {
          do_until_cut (self, RK_STUB_WRITE, payload, length, stage);
        }
      else
        {
          guint n_blocks = stage - N_CUTS;

          begin_stored (self, CUT_SECTOR + 1);
          for (guint i = 0; i < MIN (n_blocks, STORED_BLOCKS); i++)
            send_block (self, self->loader->stub_session, i, stream + i * BLOCK, get_block_length (i));
          if (n_blocks < STORED_BLOCKS)
            poll_write (self, 1);
          else if (n_blocks > STORED_BLOCKS)
            await_end (self, 1);
          cut_power (self);
        }
      connect_stub (self);
      assert_old (self, CUT_SECTOR, CUT_COUNT);
      work_again (self);
    }
}

/* After so many bytes of flash have been changed. */
static void
test_cut_by_supply (Fixture       *self,
                    gconstpointer  data)
{
  static const guint places[] = { 1, 0x1000, 0x1001, 0x1100, 0x2000, 0x3000, 0x3040, 0x4000, 0x5fc0 };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *fault = g_strdup_printf ("weak-supply:%u", places[i]);
      g_autofree guint8 *content = g_malloc0 (FLASH_SIZE);
      guint8 work[N_SECTORS] = { 0 };
      g_autoptr(GError) error = NULL;

      memset (work + CUT_SECTOR, RK_LOADER_ERASE | RK_LOADER_WRITE, CUT_COUNT);
      g_assert_true (rk_virtual_module_add_fault (self->module, fault, NULL));
      g_assert_false (rk_loader_work_sectors (self->loader, work, N_SECTORS, content, TRUE, NULL, NULL, NULL, &error));
      g_assert_error (error, RK_ERROR, RK_ERROR_ANSWER_LOST);

      /* A better one. */
      g_assert_true (rk_virtual_module_add_fault (self->module, "weak-supply:0x7fffffff", NULL));
      connect_stub (self);
      assert_old (self, CUT_SECTOR, CUT_COUNT);
      work_again (self);
    }
}

static void
test_cut_erase_chip (Fixture       *self,
                     gconstpointer  data)
{
  g_autoptr(GBytes) flash = NULL;

  do_until_cut (self, RK_STUB_ERASE_CHIP, NULL, 0, CUT_IN_FRAME);
  connect_stub (self);
  assert_old (self, 0, 0);
  do_until_cut (self, RK_STUB_ERASE_CHIP, NULL, 0, CUT_AFTER_REPLY);
  connect_stub (self);
  memset (self->old, 0xff, FLASH_SIZE);
  assert_old (self, 0, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add ("/loader/stub-commands/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("refused", test_refused);
  ADD ("bad-plans", test_bad_plans);
  ADD ("blocks", test_blocks);
  ADD ("bad-streams", test_bad_streams);
  ADD ("twice", test_twice);
  ADD ("cut", test_cut);
  ADD ("cut-write", test_cut_write);
  ADD ("cut-by-supply", test_cut_by_supply);
  ADD ("cut-erase-chip", test_cut_erase_chip);
#undef ADD

  return g_test_run ();
}
