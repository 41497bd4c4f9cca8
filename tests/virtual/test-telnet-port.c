/* test-telnet-port.c: RFC 2217 as the server speaks it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-telnet-port.h"

/* What came out, as text: data as it is, replies in hexadecimal in brackets. */
static void
note_data (gpointer      user_data,
           const guint8 *bytes,
           gsize         count)
{
  GString *log = user_data;

  for (gsize i = 0; i < count; i++)
    if (g_ascii_isalnum (bytes[i]))
      g_string_append_c (log, (char)bytes[i]);
    else
      g_string_append_printf (log, "\\%02x", bytes[i]);
}

static void
note_reply (gpointer      user_data,
            const guint8 *bytes,
            gsize         count)
{
  GString *log = user_data;

  g_string_append_c (log, '[');
  for (gsize i = 0; i < count; i++)
    g_string_append_printf (log, "%02x", bytes[i]);
  g_string_append_c (log, ']');
}

static void
note_baud (gpointer user_data,
           guint    baud)
{
  g_string_append_printf (user_data, "<baud %u>", baud);
}

static void
note_lines (gpointer user_data,
            gboolean dtr,
            gboolean rts)
{
  g_string_append_printf (user_data, "<lines %d %d>", dtr, rts);
}

static void
note_purge (gpointer user_data)
{
  g_string_append (user_data, "<purge>");
}

static void
note_suspend (gpointer user_data,
              gboolean suspended)
{
  g_string_append_printf (user_data, "<suspend %d>", suspended);
}

static const RkTelnetPortHandler handler = {
  note_data, note_reply, note_baud, note_lines, note_purge, note_suspend,
};

static const struct
{
  const char *input; /* hexadecimal */
  const char *outcome;
} rows[] = {
  /* Data, and an escaped FF in it. */
  { "414243", "ABC" },
  { "41ffff42", "A\\ffB" },
  { "00c0db", "\\00\\c0\\db" },
  /* Commands without an argument do nothing: NOP, AYT. */
  { "41fff142fff643", "ABC" },
  /* Options: what is known is agreed to once, the rest refused. */
  { "fffb2c", "[fffd2c]" },
  { "fffb2cfffb2c", "[fffd2c]" },
  { "fffd00fffd03", "[fffb00][fffb03]" },
  { "fffd01", "[fffc01]" },
  { "fffb18", "[fffe18]" },
  { "fffc18fffe18", "" },
  { "fffb2cfffc2c", "[fffd2c][fffe2c]" },
  { "fffc2c", "" },
  /* Baud rates: 0 asks; 74880 is 00 01 24 80; 3 FFs inside are escaped. */
  { "fffa2c0100000000fff0", "[fffa2c650001c200fff0]" },
  { "fffa2c0100012480fff0", "<baud 74880>[fffa2c6500012480fff0]" },
  { "fffa2c01ffffffffffffffff" "fff0", "<baud 4000000>[fffa2c65003d0900fff0]" },
  { "fffa2c010001fff0", "" },
  { "fffa2c01000000fffffff0", "<baud 255>[fffa2c65000000fffffff0]" },
  /* 8N1, whatever is asked. */
  { "fffa2c0208fff0", "[fffa2c6608fff0]" },
  { "fffa2c0207fff0", "[fffa2c6608fff0]" },
  { "fffa2c0301fff0", "[fffa2c6701fff0]" },
  { "fffa2c0401fff0", "[fffa2c6801fff0]" },
  /* Lines. */
  { "fffa2c0508fff0", "<lines 1 0>[fffa2c6908fff0]" },
  { "fffa2c050bfff0fffa2c0509fff0", "<lines 0 1>[fffa2c690bfff0]<lines 0 1>[fffa2c6909fff0]" },
  { "fffa2c0508fff0fffa2c0507fff0fffa2c050afff0",
    "<lines 1 0>[fffa2c6908fff0][fffa2c6908fff0][fffa2c690cfff0]" },
  { "fffa2c0500fff0fffa2c0501fff0fffa2c0504fff0fffa2c050dfff0",
    "[fffa2c6901fff0][fffa2c6901fff0][fffa2c6906fff0][fffa2c690efff0]" },
  /* Masks and polls. */
  { "fffa2c0affff" "fff0", "[fffa2c6efffffff0]" },
  { "fffa2c0bfffffff0", "[fffa2c6ffffffff0][fffa2c6b00fff0]" },
  { "fffa2c06fff0fffa2c07fff0", "[fffa2c6a60fff0][fffa2c6b00fff0]" },
  /* Purge, suspend, signature. */
  { "fffa2c0c01fff0", "<purge>[fffa2c7001fff0]" },
  { "fffa2c0c02fff0", "[fffa2c7002fff0]" },
  { "fffa2c08fff041fffa2c09fff0", "<suspend 1>A<suspend 0>" },
  { "fffa2c00fff0", "[fffa2c6452656b696e646c65207669727475616c206d6f64756c65fff0]" },
  { "fffa2c00414243fff0", "" },
  /* Nonsense. */
  { "fffafff0", "" },
  { "fffa2cfff0", "" },
  { "fffa18000102fff041", "A" },
  { "fffa2c63010203fff0", "" },
  { "fffa2c0508fff1414243", "ABC" },
};

static GByteArray *
from_hex (const char *text)
{
  GByteArray *bytes = g_byte_array_new ();

  for (; *text != '\0'; text += 2)
    {
      guint8 byte = (guint8)(g_ascii_xdigit_value (text[0]) << 4 | g_ascii_xdigit_value (text[1]));

      g_byte_array_append (bytes, &byte, 1);
    }

  return bytes;
}

static void
run_rows (gsize chunk)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GString) log = g_string_new (NULL);
      g_autoptr(RkTelnetPort) port = rk_telnet_port_new (&handler, log, 115200);
      g_autoptr(GByteArray) input = from_hex (rows[i].input);

      for (gsize at = 0; at < input->len; at += chunk)
        rk_telnet_port_feed (port, input->data + at, MIN (chunk, input->len - at));
      g_assert_cmpstr (log->str, ==, rows[i].outcome);
    }
}

static void
test_rows (void)
{
  run_rows (1000);
}

static void
test_rows_cut (void)
{
  run_rows (1);
  run_rows (3);
}

/* What was offered first is not answered again when the client agrees. */
static void
test_start (void)
{
  g_autoptr(GString) log = g_string_new (NULL);
  g_autoptr(RkTelnetPort) port = rk_telnet_port_new (&handler, log, 115200);
  g_autoptr(GByteArray) agreed = from_hex ("fffb2cfffb00fffd00");
  g_autoptr(GByteArray) refused = from_hex ("fffc2c");

  rk_telnet_port_start (port);
  g_assert_cmpstr (log->str, ==, "[fffd2c][fffd00][fffb00]");
  g_string_truncate (log, 0);
  rk_telnet_port_feed (port, agreed->data, agreed->len);
  g_assert_cmpstr (log->str, ==, "");
  rk_telnet_port_feed (port, refused->data, refused->len);
  g_assert_cmpstr (log->str, ==, "[fffe2c]");
}

static void
test_overlong_command (void)
{
  g_autoptr(GString) log = g_string_new (NULL);
  g_autoptr(RkTelnetPort) port = rk_telnet_port_new (&handler, log, 115200);
  g_autofree guint8 *many = g_malloc0 (100000);
  g_autoptr(GByteArray) begin = from_hex ("fffa2c05");
  g_autoptr(GByteArray) rest = from_hex ("fff041");

  rk_telnet_port_feed (port, begin->data, begin->len);
  rk_telnet_port_feed (port, many, 100000);
  rk_telnet_port_feed (port, rest->data, rest->len);
  g_assert_cmpstr (log->str, ==, "A");
}

static void
test_noise (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (2217);
  g_autoptr(GString) log = g_string_new (NULL);
  g_autoptr(RkTelnetPort) port = rk_telnet_port_new (&handler, log, 115200);

  for (guint i = 0; i < 200000; i++)
    {
      static const guint8 likely[] = { 255, 255, 250, 240, 44, 5, 1, 0, 251, 253 };
      guint8 byte = g_rand_boolean (rand)
                      ? (guint8)g_rand_int (rand)
                      : likely[g_rand_int_range (rand, 0, G_N_ELEMENTS (likely))];

      rk_telnet_port_feed (port, &byte, 1);
      g_string_truncate (log, 0);
    }
}

static void
test_escape (void)
{
  static const guint8 bytes[] = { 0x00, 0xff, 0x41, 0xff, 0xff };
  g_autoptr(GByteArray) escaped = rk_telnet_port_escape (bytes, sizeof bytes);
  g_autoptr(GByteArray) expected = from_hex ("00ffff41ffffffff");

  g_assert_cmpmem (escaped->data, escaped->len, expected->data, expected->len);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/telnet-port/rows", test_rows);
  g_test_add_func ("/telnet-port/rows-cut", test_rows_cut);
  g_test_add_func ("/telnet-port/start", test_start);
  g_test_add_func ("/telnet-port/overlong-command", test_overlong_command);
  g_test_add_func ("/telnet-port/noise", test_noise);
  g_test_add_func ("/telnet-port/escape", test_escape);

  return g_test_run ();
}
