/* test-telnet.c: the Telnet codec, whole and cut at every byte
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-telnet.h"

#define IAC "\xff"
#define SE "\xf0"
#define SB "\xfa"
#define WILL "\xfb"
#define WONT "\xfc"
#define DO "\xfd"
#define DONT "\xfe"

#define BYTES(text) (const guint8 *)text, sizeof text - 1

typedef struct
{
  const char   *name;
  const guint8 *bytes;
  gsize         count;
  const char   *events;
} Row;

/* Data as hex, WILL as W, WONT as w, DO as D, DONT as d, subnegotiations in (). */
static const Row rows[] = {
  { "nothing", BYTES (""), "" },
  { "data", BYTES ("A\x00\r\n\xf0"), "41 00 0d 0a f0 " },
  { "doubled", BYTES ("a" IAC IAC "b"), "61 ff 62 " },
  { "negotiations", BYTES (IAC WILL "\x2c" IAC WONT "\x01" IAC DO "\x00" IAC DONT IAC),
    "W44 w1 D0 d255 " },
  { "subnegotiation", BYTES (IAC SB "\x2c\x65\x00\x01\xc2\x00" IAC SE), "(44 65 00 01 c2 00 )" },
  { "doubled-in-body", BYTES (IAC SB "\x2c\x65" IAC IAC "\x01" IAC SE), "(44 65 ff 01 )" },
  { "empty-body", BYTES (IAC SB "\x2c" IAC SE), "(44 )" },
  { "between-data", BYTES ("a" IAC SB "\x2c\x6a\x10" IAC SE "b"), "61 (44 6a 10 )62 " },
  { "commands", BYTES ("a" IAC "\xf1" IAC "\xf9" IAC SE "b"), "61 62 " },
  { "unfinished-iac", BYTES ("a" IAC), "61 " },
  { "unfinished-verb", BYTES ("a" IAC DO), "61 " },
  { "unfinished-body", BYTES (IAC SB "\x2c\x65\x00"), "" },
  { "lost-end", BYTES (IAC SB "\x2c\x65" IAC WILL "\x00x"), "W0 78 " },
  { "lost-end-then-next", BYTES (IAC SB "\x2c\x65" IAC SB "\x2c\x66\x08" IAC SE), "(44 66 08 )" },
};

static void
append_event (GString               *events,
              RkTelnetEvent          event,
              const RkTelnetDecoder *decoder)
{
  static const char verbs[] = { 'W', 'w', 'D', 'd' };

  switch (event)
    {
    case RK_TELNET_DATA:
      g_string_append_printf (events, "%02x ", decoder->byte);
      break;

    case RK_TELNET_NEGOTIATION:
      g_string_append_printf (events, "%c%u ", verbs[decoder->verb - RK_TELNET_WILL], decoder->option);
      break;

    case RK_TELNET_SUBNEGOTIATION:
      g_string_append_printf (events, "(%u ", decoder->option);
      for (gsize i = 0; i < decoder->length; i++)
        g_string_append_printf (events, "%02x ", decoder->body[i]);
      g_string_append (events, ")");
      break;

    case RK_TELNET_NOTHING:
    default:
      break;
    }
}

static void
decode (RkTelnetDecoder *decoder,
        const guint8    *bytes,
        gsize            count,
        GString         *events)
{
  for (gsize i = 0; i < count; i++)
    append_event (events, rk_telnet_decoder_push (decoder, bytes[i]), decoder);
}

static void
test_decode (gconstpointer user_data)
{
  const Row *row = user_data;
  g_autoptr(GString) events = g_string_new (NULL);
  RkTelnetDecoder decoder = { 0 };

  decode (&decoder, row->bytes, row->count, events);
  g_assert_cmpstr (events->str, ==, row->events);
}

/* A decoder is all its memory: it goes on from a copy as from itself. */
static void
test_split (gconstpointer user_data)
{
  const Row *row = user_data;

  for (gsize cut = 0; cut <= row->count; cut++)
    {
      g_autoptr(GString) events = g_string_new (NULL);
      RkTelnetDecoder first = { 0 };
      RkTelnetDecoder second;

      decode (&first, row->bytes, cut, events);
      second = first;
      decode (&second, row->bytes + cut, row->count - cut, events);
      g_assert_cmpstr (events->str, ==, row->events);
    }
}

static void
test_overlong (void)
{
  for (guint length = RK_TELNET_MAX_BODY - 1; length < RK_TELNET_MAX_BODY + 3; length++)
    {
      g_autofree guint8 *body = g_malloc0 (length);
      g_autoptr(GByteArray) out = g_byte_array_new ();
      g_autoptr(GString) events = g_string_new (NULL);
      RkTelnetDecoder decoder = { 0 };

      rk_telnet_append_subnegotiation (out, RK_TELNET_OPTION_COM_PORT, body, length);
      rk_telnet_append_data (out, (const guint8 *)"x", 1);
      decode (&decoder, out->data, out->len, events);

      /* Too long is left out, and what follows is read again. */
      g_assert_true (g_str_has_suffix (events->str, "78 "));
      g_assert_cmpint (events->str[0] == '(', ==, length <= RK_TELNET_MAX_BODY);
    }
}

static void
test_encode (void)
{
  const guint8 body[] = { 1, 0xff, 0xff, 0xff, 0xf0 };
  g_autoptr(GByteArray) out = g_byte_array_new ();

  rk_telnet_append_data (out, NULL, 0);
  g_assert_cmpuint (out->len, ==, 0);
  rk_telnet_append_data (out, BYTES ("a" IAC "b"));
  rk_telnet_append_data (out, BYTES (IAC IAC));
  rk_telnet_append_negotiation (out, RK_TELNET_DO, RK_TELNET_OPTION_COM_PORT);
  rk_telnet_append_subnegotiation (out, RK_TELNET_OPTION_COM_PORT, body, sizeof body);
  g_assert_cmpmem (out->data, out->len, "a\xff\xff" "b\xff\xff\xff\xff"
                   "\xff\xfd\x2c"
                   "\xff\xfa\x2c\x01\xff\xff\xff\xff\xff\xff\xf0\xff\xf0", 24);
}

static void
test_round_trip (void)
{
  for (guint seed = 0; seed < 200; seed++)
    {
      g_autoptr(GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr(GByteArray) out = g_byte_array_new ();
      g_autoptr(GByteArray) back = g_byte_array_new ();
      RkTelnetDecoder decoder = { 0 };
      guint8 bytes[100];

      for (gsize i = 0; i < sizeof bytes; i++)
        bytes[i] = g_rand_boolean (rand) ? RK_TELNET_IAC : (guint8)g_rand_int (rand);
      rk_telnet_append_data (out, bytes, sizeof bytes);
      for (guint i = 0; i < out->len; i++)
        if (rk_telnet_decoder_push (&decoder, out->data[i]) == RK_TELNET_DATA)
          g_byte_array_append (back, &decoder.byte, 1);
      g_assert_cmpmem (back->data, back->len, bytes, sizeof bytes);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *whole = g_strdup_printf ("/link/telnet/decode/%s", rows[i].name);
      g_autofree char *split = g_strdup_printf ("/link/telnet/split/%s", rows[i].name);

      g_test_add_data_func (whole, &rows[i], test_decode);
      g_test_add_data_func (split, &rows[i], test_split);
    }
  g_test_add_func ("/link/telnet/overlong", test_overlong);
  g_test_add_func ("/link/telnet/encode", test_encode);
  g_test_add_func ("/link/telnet/round-trip", test_round_trip);

  return g_test_run ();
}
