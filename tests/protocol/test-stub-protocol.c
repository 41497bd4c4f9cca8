/* test-stub-protocol.c: the wire format of the program on the chip
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include <glib.h>

#include "rk-stub-protocol.h"

static guint32 table[RK_CRC32_TABLE];

/* The check value of CRC-32, from the catalogue of CRC algorithms. */
static void
test_crc (void)
{
  const guint8 *digits = (const guint8 *)"123456789";

  g_assert_cmphex (rk_crc32_update (table, 0, digits, 9), ==, 0xcbf43926);
  g_assert_cmphex (rk_crc32_update (table, rk_crc32_update (table, 0, digits, 4), digits + 4, 5), ==, 0xcbf43926);
  g_assert_cmphex (rk_crc32_update (table, 0, digits, 0), ==, 0);
}

static void
test_frame (void)
{
  static const guint8 payload[] = { 1, 0xc0, 3 };
  RkStubFrame frame = { RK_STUB_BLOCK, 7, 0x1234, payload, sizeof payload };
  RkStubFrame back;
  guint8 bytes[RK_STUB_FRAME_MAX];
  gsize length = rk_stub_pack_frame (table, &frame, bytes);

  g_assert_cmpuint (length, ==, RK_STUB_HEADER + sizeof payload + RK_STUB_TRAILER);
  g_assert_true (rk_stub_unpack_frame (table, bytes, length, &back));
  g_assert_cmphex (back.kind, ==, RK_STUB_BLOCK);
  g_assert_cmpuint (back.session, ==, 7);
  g_assert_cmphex (back.sequence, ==, 0x1234);
  g_assert_cmpmem (back.payload, back.length, payload, sizeof payload);
}

/* Each bit that turns over and each byte that is lost is noticed. */
static void
test_damage (void)
{
  static const guint8 payload[] = { 1, 2, 3, 4, 5 };
  RkStubFrame frame = { RK_STUB_ECHO, 0, 1, payload, sizeof payload };
  guint8 bytes[RK_STUB_FRAME_MAX];
  gsize length = rk_stub_pack_frame (table, &frame, bytes);

  for (gsize bit = 0; bit < 8 * length; bit++)
    {
      bytes[bit / 8] ^= 1u << bit % 8;
      g_assert_false (rk_stub_unpack_frame (table, bytes, length, &frame));
      bytes[bit / 8] ^= 1u << bit % 8;
    }

  for (gsize shorter = 0; shorter < length; shorter++)
    g_assert_false (rk_stub_unpack_frame (table, bytes, shorter, &frame));
}

static void
test_identity (void)
{
  RkStubIdentity identity = { 1, 2, { 3, 4, 5, 6 }, 7, 8, 9, 10, 0xfff0c101 };
  RkStubIdentity back = { 0 };
  guint8 bytes[RK_STUB_IDENTITY_LENGTH];

  rk_stub_pack_identity (&identity, bytes);
  g_assert_true (rk_stub_unpack_identity (bytes, sizeof bytes, &back));
  g_assert_cmpmem (&back, sizeof back, &identity, sizeof identity);
  g_assert_false (rk_stub_unpack_identity (bytes, sizeof bytes - 1, &back));
}

static void
test_plan (void)
{
  RkStubPlan plan = {
    .compressed = 12345, .units = RK_STUB_ERASE_64K, .n_erases = 2, .n_writes = 1,
    .erases = { { 0, 16 }, { 16, 1 } }, .writes = { { 4095, 1 } },
  };
  RkStubPlan back = { 0 };
  guint8 bytes[RK_STUB_PLAN_LENGTH (3)];

  g_assert_cmpuint (rk_stub_pack_plan (&plan, bytes), ==, sizeof bytes);
  g_assert_true (rk_stub_unpack_plan (bytes, sizeof bytes, &back));
  g_assert_cmpmem (&back, sizeof back, &plan, sizeof plan);
  g_assert_false (rk_stub_unpack_plan (bytes, sizeof bytes - 4, &back));

  plan.erases[1].first = 15;
  rk_stub_pack_plan (&plan, bytes);
  g_assert_false (rk_stub_unpack_plan (bytes, sizeof bytes, &back));

  plan.erases[1].first = 16;
  plan.erases[1].count = 0;
  rk_stub_pack_plan (&plan, bytes);
  g_assert_false (rk_stub_unpack_plan (bytes, sizeof bytes, &back));
}

/* The largest plan and the largest reply fit into a frame. */
static void
test_limits (void)
{
  g_assert_cmpuint (RK_STUB_PLAN_LENGTH (2 * RK_STUB_EXTENTS), <=, RK_STUB_PAYLOAD_MAX);
  g_assert_cmpuint (1 + 4 * RK_STUB_HASHES, <=, RK_STUB_PAYLOAD_MAX);
  g_assert_cmpuint (4 + RK_STUB_PACKED_MAX (RK_STUB_READ_PIECE), <=, RK_STUB_PAYLOAD_MAX);
}

static void
test_ack (void)
{
  RkStubAck ack = { 1, 33, 0x80000001, 5, RK_STUB_FAILED, RK_STUB_FLASH_BUSY, 4095, 17, 0x123456 };
  RkStubAck back = { 0 };
  guint8 bytes[RK_STUB_ACK_LENGTH];

  rk_stub_pack_ack (&ack, bytes);
  g_assert_true (rk_stub_unpack_ack (bytes, sizeof bytes, &back));
  g_assert_cmpmem (&back, sizeof back, &ack, sizeof ack);
  g_assert_false (rk_stub_unpack_ack (bytes, sizeof bytes + 1, &back));
}

static void
assert_packs (const guint8 *bytes,
              gsize         count)
{
  guint8 packed[RK_STUB_PACKED_MAX (1024)], back[1024];
  gsize length = rk_stub_pack (bytes, count, packed);
  gsize unpacked;

  g_assert_cmpuint (length, <=, RK_STUB_PACKED_MAX (count));
  g_assert_true (rk_stub_unpack (packed, length, back, count, &unpacked));
  g_assert_cmpmem (back, unpacked, bytes, count);
  if (count > 0)
    g_assert_false (rk_stub_unpack (packed, length, back, count - 1, &unpacked));
}

static void
test_packing (void)
{
  guint8 bytes[1024];
  guint8 packed[RK_STUB_PACKED_MAX (1024)];

  memset (bytes, 0xff, sizeof bytes);
  g_assert_cmpuint (rk_stub_pack (bytes, sizeof bytes, packed), ==, 16);
  for (gsize count = 0; count <= sizeof bytes; count++)
    assert_packs (bytes, count);

  /* From all different to all the same, at every length. */
  for (gint spread = 1; spread <= 200; spread++)
    {
      for (gsize i = 0; i < sizeof bytes; i++)
        bytes[i] = g_test_rand_int_range (0, spread) == 0 ? 0 : g_test_rand_int_range (0, 256);
      for (gint i = 0; i < 20; i++)
        assert_packs (bytes, g_test_rand_int_range (0, sizeof bytes + 1));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  rk_crc32_make_table (table);

  g_test_add_func ("/protocol/stub/crc", test_crc);
  g_test_add_func ("/protocol/stub/frame", test_frame);
  g_test_add_func ("/protocol/stub/damage", test_damage);
  g_test_add_func ("/protocol/stub/identity", test_identity);
  g_test_add_func ("/protocol/stub/plan", test_plan);
  g_test_add_func ("/protocol/stub/limits", test_limits);
  g_test_add_func ("/protocol/stub/ack", test_ack);
  g_test_add_func ("/protocol/stub/packing", test_packing);

  return g_test_run ();
}
