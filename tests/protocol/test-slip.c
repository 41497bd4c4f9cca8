/* test-slip.c: SLIP framing
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include <glib.h>

#include "rk-slip.h"

#define TEXT(literal) literal, sizeof literal - 1

static void
test_encode (void)
{
  static const struct
  {
    const char *bytes;
    gsize       length;
    const char *encoded;
    gsize       encoded_length;
  } cases[] = {
    { TEXT (""), TEXT ("\xc0\xc0") },
    { TEXT ("abc"), TEXT ("\xc0" "abc\xc0") },
    { TEXT ("\xc0"), TEXT ("\xc0\xdb\xdc\xc0") },
    { TEXT ("\xdb"), TEXT ("\xc0\xdb\xdd\xc0") },
    { TEXT ("a\xdb\xdc\xc0\xdd"), TEXT ("\xc0" "a\xdb\xdd\xdc\xdb\xdc\xdd\xc0") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint8 encoded[32];
      gsize length = rk_slip_encode ((const guint8 *)cases[i].bytes, cases[i].length, encoded, sizeof encoded);

      g_assert_cmpmem (encoded, length, cases[i].encoded, cases[i].encoded_length);
    }
}

static void
test_encode_capacity (void)
{
  static const guint8 bytes[] = { 0xc0, 'a', 0xdb };
  guint8 encoded[RK_SLIP_ENCODED_MAX (sizeof bytes)];

  /* It needs 2 + 2 + 1 + 2 bytes; what is behind the capacity must stay. */
  for (gsize capacity = 0; capacity <= 7; capacity++)
    {
      memset (encoded, 0x77, sizeof encoded);
      g_assert_cmpuint (rk_slip_encode (bytes, sizeof bytes, encoded, capacity), ==, capacity < 7 ? 0 : 7);
      for (gsize i = capacity; i < sizeof encoded; i++)
        g_assert_cmphex (encoded[i], ==, 0x77);
    }
}

/* All events as text: "text|" for outside, "<frame>", "!long" and "!escape". */
static char *
decode (const char *input,
        gsize       length,
        gsize       piece,
        gsize       capacity)
{
  g_autoptr(GString) events = g_string_new (NULL);
  g_autofree guint8 *buffer = g_malloc (capacity);
  gboolean outside = FALSE;
  RkSlipDecoder decoder;

  rk_slip_decoder_init (&decoder, buffer, capacity);

  for (gsize at = 0; at < length;)
    {
      RkSlipResult result = rk_slip_decoder_push (&decoder, (const guint8 *)input + at, MIN (piece, length - at));

      g_assert_cmpuint (result.consumed, >, 0);
      at += result.consumed;
      if (outside && result.event != RK_SLIP_OUTSIDE && result.event != RK_SLIP_NONE)
        g_string_append_c (events, '|');
      if (result.event != RK_SLIP_NONE)
        outside = result.event == RK_SLIP_OUTSIDE;
      if (result.event == RK_SLIP_FRAME)
        g_string_append_c (events, '<');
      if (result.event == RK_SLIP_TOO_LONG)
        g_string_append (events, "!long ");
      if (result.event == RK_SLIP_BAD_ESCAPE)
        g_string_append (events, "!escape ");
      if (result.event != RK_SLIP_NONE)
        g_string_append_len (events, (const char *)result.bytes, (gssize)result.length);
      if (result.event == RK_SLIP_FRAME)
        g_string_append_c (events, '>');
    }

  return g_strdup (events->str);
}

static void
test_decode (void)
{
  static const struct
  {
    const char *input;
    gsize       length;
    const char *events;
  } cases[] = {
    { TEXT (""), "" },
    { TEXT ("boot"), "boot" },
    { TEXT ("\xc0" "abc\xc0"), "<abc>" },
    { TEXT ("\xc0" "abc"), "" },
    { TEXT ("\xc0\xc0\xc0" "abc\xc0"), "<abc>" },
    { TEXT ("\xc0" "a\xc0\xc0" "b\xc0"), "<a><b>" },
    { TEXT ("hi\xc0" "abc\xc0there"), "hi|<abc>there" },
    { TEXT ("\xc0" "a\xdb\xdc" "b\xdb\xdd" "c\xc0"), "<a\xc0" "b\xdb" "c>" },
    { TEXT ("\xc0" "a\xdb" "b"), "!escape a" },
    { TEXT ("\xc0" "a\xdb\xc0" "b"), "!escape ab" },
    { TEXT ("\xc0" "12345678\xc0"), "<12345678>" },
    { TEXT ("\xc0" "123456789\xc0"), "!long 12345678" },
    { TEXT ("\xc0" "123456789abc\xc0\xc0" "ok\xc0"), "!long 12345678abc|<ok>" },
    { TEXT ("\xc0" "1234567\xdb\xdc\xdb\xdc"), "!long 1234567\xc0" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize piece = 1; piece <= 16; piece++)
      {
        g_autofree char *events = decode (cases[i].input, cases[i].length, piece, 8);

        g_assert_cmpstr (events, ==, cases[i].events);
      }
}

/* Noise that happens to be an END exchanges frames and gaps until reopened. */
static void
test_reopen (void)
{
  static const guint8 input[] = { 0xc0, 'n', 'o', 0xc0, 'y', 'e', 's', 0xc0 };
  guint8 buffer[8];
  RkSlipDecoder decoder;
  RkSlipResult result;

  rk_slip_decoder_init (&decoder, buffer, sizeof buffer);
  result = rk_slip_decoder_push (&decoder, input, sizeof input);
  g_assert_cmpint (result.event, ==, RK_SLIP_FRAME);
  g_assert_cmpmem (result.bytes, result.length, "no", 2);
  rk_slip_decoder_reopen (&decoder);
  result = rk_slip_decoder_push (&decoder, input + 4, 4);
  g_assert_cmpint (result.event, ==, RK_SLIP_FRAME);
  g_assert_cmpmem (result.bytes, result.length, "yes", 3);
}

static void
test_abandon (void)
{
  static const guint8 input[] = { 0xc0, 'a', 'b' };
  guint8 buffer[8];
  RkSlipDecoder decoder;
  RkSlipResult result;

  rk_slip_decoder_init (&decoder, buffer, sizeof buffer);
  rk_slip_decoder_push (&decoder, input, sizeof input);
  result = rk_slip_decoder_abandon (&decoder);
  g_assert_cmpint (result.event, ==, RK_SLIP_OUTSIDE);
  g_assert_cmpmem (result.bytes, result.length, "ab", 2);
  g_assert_cmpint (rk_slip_decoder_abandon (&decoder).event, ==, RK_SLIP_NONE);

  result = rk_slip_decoder_push (&decoder, input + 1, 2);
  g_assert_cmpint (result.event, ==, RK_SLIP_OUTSIDE);
}

static void
test_round_trip (void)
{
  guint8 bytes[256], encoded[RK_SLIP_ENCODED_MAX (sizeof bytes)], buffer[sizeof bytes];
  RkSlipDecoder decoder;
  RkSlipResult result;
  gsize length;

  for (guint i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8)i;

  length = rk_slip_encode (bytes, sizeof bytes, encoded, sizeof encoded);
  g_assert_cmpuint (length, ==, sizeof bytes + 4);
  rk_slip_decoder_init (&decoder, buffer, sizeof buffer);
  result = rk_slip_decoder_push (&decoder, encoded, length);
  g_assert_cmpint (result.event, ==, RK_SLIP_FRAME);
  g_assert_cmpmem (result.bytes, result.length, bytes, sizeof bytes);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/slip/encode", test_encode);
  g_test_add_func ("/slip/encode-capacity", test_encode_capacity);
  g_test_add_func ("/slip/decode", test_decode);
  g_test_add_func ("/slip/reopen", test_reopen);
  g_test_add_func ("/slip/abandon", test_abandon);
  g_test_add_func ("/slip/round-trip", test_round_trip);

  return g_test_run ();
}
