/* test-at-transcript.c: commands paired with their replies, whoever sends them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-at-transcript.h"

#include <string.h>

#define MS 1000

/* The entries as text, the last state of each: "AT+GMR=GOOD(OK)[00170901];". */
typedef struct
{
  RkAtTranscript *transcript;
  GPtrArray      *texts; /* by serial */
  GPtrArray      *over;  /* gboolean, by serial */
  gint64          now;
} Fixture;

static const char *const statuses[] = { "WAITING", "PROMPT", "GOOD", "BAD", "BUSY", "RESTARTED", "SILENT" };

static char *
describe (const RkAtEntry *entry)
{
  GString *text = g_string_new (NULL);

  if (entry->kind == RK_AT_ENTRY_COMMAND)
    g_string_append_printf (text, "%s=%s", entry->command, statuses[entry->status]);
  else
    g_string_append (text, entry->kind == RK_AT_ENTRY_NOTICE ? "!" : "?");
  if (entry->result != NULL)
    g_string_append_printf (text, "(%s)", entry->result);
  if (entry->n_data > 0)
    g_string_append_printf (text, "<%" G_GSIZE_FORMAT ">", entry->n_data);
  g_string_append_c (text, '[');
  for (guint i = 0; i < entry->lines->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "|" : "", (const char *)entry->lines->pdata[i]);
  g_string_append_c (text, ']');
  if (entry->payload != NULL)
    g_string_append_printf (text, "{%" G_GSIZE_FORMAT "}", g_bytes_get_size (entry->payload));
  return g_string_free (text, FALSE);
}

static void
entry_cb (const RkAtEntry *entry,
          gpointer         user_data)
{
  Fixture *fixture = user_data;

  g_assert_cmpuint (entry->serial, <=, fixture->texts->len + 1);
  if (entry->serial > fixture->texts->len)
    {
      g_ptr_array_add (fixture->texts, NULL);
      g_ptr_array_add (fixture->over, NULL);
    }
  g_assert_null (fixture->over->pdata[entry->serial - 1]); /* over means over */
  g_free (fixture->texts->pdata[entry->serial - 1]);
  fixture->texts->pdata[entry->serial - 1] = describe (entry);
  fixture->over->pdata[entry->serial - 1] = GINT_TO_POINTER (rk_at_entry_is_over (entry));
  g_assert_true (!rk_at_entry_is_over (entry) || entry->end_us >= entry->start_us);
}

static void
set_up (Fixture *fixture)
{
  *fixture = (Fixture){ .texts = g_ptr_array_new_with_free_func (g_free), .over = g_ptr_array_new (), .now = 1000 };
  fixture->transcript = rk_at_transcript_new (entry_cb, fixture);
}

static void
tear_down (Fixture *fixture)
{
  rk_at_transcript_free (fixture->transcript);
  g_ptr_array_unref (fixture->texts);
  g_ptr_array_unref (fixture->over);
}

static void
say (Fixture    *fixture,
     const char *text)
{
  fixture->now += MS;
  rk_at_transcript_sent (fixture->transcript, (const guint8 *)text, strlen (text), fixture->now);
}

static void
hear (Fixture    *fixture,
      const char *text)
{
  fixture->now += MS;
  rk_at_transcript_received (fixture->transcript, (const guint8 *)text, strlen (text), fixture->now);
}

static void
check (Fixture    *fixture,
       const char *expected)
{
  g_autoptr(GString) all = g_string_new (NULL);

  for (guint i = 0; i < fixture->texts->len; i++)
    g_string_append_printf (all, "%s;", (const char *)fixture->texts->pdata[i]);
  g_assert_cmpstr (all->str, ==, expected);
}

typedef struct
{
  const char *sent;
  const char *received;
  const char *entries;
} PairRow;

/* clang-format off */
static const PairRow pair_rows[] = {
  { "AT\r\n", "AT\r\r\n\r\nOK\r\n", "AT=GOOD(OK)[];" },
  { "AT\n", "AT\r\n\r\nERROR\r\n", "AT=BAD(ERROR)[];" },
  { "xyz AT+GMR\r\n", "xyz AT+GMR\r\r\n00170901\r\n\r\nOK\r\n", "AT+GMR=GOOD(OK)[00170901];" },
  { "AT+GMR\r\n", "AT+GMR\r\r\n00170901\r\n", "AT+GMR=WAITING[00170901];" },
  { "hello\r\n", "hello\r\n", "?[hello];" },
  { "AT+CWJAP=\"a\",\"secret12\"\r\n", "AT+CWJAP=\"a\",\"secret12\"\r\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n",
    "AT+CWJAP=\"a\",\"****\"=GOOD(OK)[];![WIFI CONNECTED];![WIFI GOT IP];" },
  { "AT+CWJAP=\"a\",\"secret12\"\r\n", "+CWJAP:2\r\n\r\nFAIL\r\n", "AT+CWJAP=\"a\",\"****\"=BAD(FAIL)[+CWJAP:2];" },
  { "AT+GMR\r\n", "AT+GMR\r\nFatal exception (28):\r\n", "AT+GMR=RESTARTED[];![Fatal exception (28):];" },
  { "AT+RST\r\n", "\r\nready\r\n", "AT+RST=GOOD(OK)[];![ready];" },
  { "AT+RST\r\n", "\r\nOK\r\n\r\nready\r\n", "AT+RST=GOOD(OK)[];![ready];" },
  { "AT\r\n", "\r\nbusy p...\r\n", "AT=BUSY(busy p...)[];" },
  { "", "\r\nOK\r\n", "![OK];" },
  { "", "+IPD,4:ab\r\nX\r\n", "![+IPD,4]{4};?[X];" },
  { "AT\r\n", "+IPD,4:OK\r\n\r\nOK\r\n", "AT=GOOD(OK)[];![+IPD,4]{4};" },
  { "AT\r\nAT+GMR\r\n", "AT\r\r\n\r\nOK\r\nAT+GMR\r\r\n0018\r\n\r\nOK\r\n", "AT=GOOD(OK)[];AT+GMR=GOOD(OK)[0018];" },
  { "AT+CWLAP\r\nAT+GMR\r\n", "\r\nbusy p...\r\n+CWLAP:(3)\r\n\r\nOK\r\n",
    "AT+CWLAP=GOOD(OK)[+CWLAP:(3)];AT+GMR=BUSY(busy p...)[];" },
  { "AT+CIPSEND=5\r\n", "AT+CIPSEND=5\r\r\n> ", "AT+CIPSEND=5=PROMPT[];" },
  { "AT+CIPSEND=5\r\n", "\r\nOK\r\n> ", "AT+CIPSEND=5=PROMPT[];" },
  { "AT+CIPSEND=5\r\n", "link is not valid\r\n\r\nERROR\r\n", "AT+CIPSEND=5=BAD(ERROR)[link is not valid];" },
  { "AT+X\r\n", "+X:caf\xe9 au lait\r\nOK\r\n", "AT+X=GOOD(OK)[+X:caf\xef\xbf\xbd au lait];" },
  { "AT+X\r\n", "\xff\xfe\xf0\x80\xff\x90\r\nOK\r\n", "AT+X=GOOD(OK)[];" },
};
/* clang-format on */

/* However the bytes come. */
static void
test_pairs (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (pair_rows); i++)
    for (gsize piece = 1; piece < 40; piece++)
      {
        const PairRow *row = &pair_rows[i];
        Fixture fixture;

        set_up (&fixture);
        for (gsize at = 0; at < strlen (row->sent); at += piece)
          rk_at_transcript_sent (fixture.transcript, (const guint8 *)row->sent + at,
                                 MIN (piece, strlen (row->sent) - at), fixture.now);
        for (gsize at = 0; at < strlen (row->received); at += piece)
          rk_at_transcript_received (fixture.transcript, (const guint8 *)row->received + at,
                                     MIN (piece, strlen (row->received) - at), fixture.now);
        check (&fixture, row->entries);
        tear_down (&fixture);
      }
}

static void
test_data (void)
{
  Fixture fixture;

  set_up (&fixture);
  say (&fixture, "AT+CIPSEND=7\r\n");
  hear (&fixture, "AT+CIPSEND=7\r\r\n\r\nOK\r\n> ");
  check (&fixture, "AT+CIPSEND=7=PROMPT[];");
  say (&fixture, "AT\r\n");
  say (&fixture, "xyz");
  check (&fixture, "AT+CIPSEND=7=WAITING<7>[];");
  hear (&fixture, "\r\nRecv 7 bytes\r\n\r\nSEND OK\r\n");
  check (&fixture, "AT+CIPSEND=7=GOOD(SEND OK)<7>[Recv 7 bytes];");
  say (&fixture, "AT\r\n");
  hear (&fixture, "\r\nOK\r\n");
  check (&fixture, "AT+CIPSEND=7=GOOD(SEND OK)<7>[Recv 7 bytes];AT=GOOD(OK)[];");
  tear_down (&fixture);
}

/* A word that ends the reply alone, or with ERROR behind it. */
static void
test_soft (void)
{
  Fixture fixture;
  gint64 next;

  set_up (&fixture);
  say (&fixture, "AT+CIPSTART=\"TCP\",\"h\",80\r\n");
  hear (&fixture, "no ip\r\n");
  check (&fixture, "AT+CIPSTART=\"TCP\",\"h\",80=WAITING[no ip];");
  next = rk_at_transcript_advance (fixture.transcript, fixture.now);
  g_assert_cmpint (next, >, fixture.now);
  g_assert_cmpint (next, <, fixture.now + 1000 * MS);
  g_assert_cmpint (rk_at_transcript_advance (fixture.transcript, next), ==, G_MAXINT64);
  check (&fixture, "AT+CIPSTART=\"TCP\",\"h\",80=BAD(ERROR)[no ip];");
  tear_down (&fixture);

  set_up (&fixture);
  say (&fixture, "AT+CWMODE=1\r\n");
  hear (&fixture, "no change\r\n");
  rk_at_transcript_advance (fixture.transcript, fixture.now + 1000 * MS);
  check (&fixture, "AT+CWMODE=1=GOOD(no change)[];");
  tear_down (&fixture);
}

static void
test_silence (void)
{
  Fixture fixture;
  gint64 next;

  set_up (&fixture);
  g_assert_cmpint (rk_at_transcript_advance (fixture.transcript, 0), ==, G_MAXINT64);
  say (&fixture, "AT+CWLAP\r\nAT\r\n");
  next = rk_at_transcript_advance (fixture.transcript, fixture.now);
  g_assert_cmpint (next - fixture.now, >=, 10 * 1000 * MS); /* a scan takes long */
  next = rk_at_transcript_advance (fixture.transcript, next);
  check (&fixture, "AT+CWLAP=SILENT[];AT=WAITING[];");
  g_assert_cmpint (next, <, G_MAXINT64);
  rk_at_transcript_advance (fixture.transcript, next);
  check (&fixture, "AT+CWLAP=SILENT[];AT=SILENT[];");
  tear_down (&fixture);
}

static void
test_cut (void)
{
  Fixture fixture;

  set_up (&fixture);
  say (&fixture, "AT+GMR\r\nAT+");
  hear (&fixture, "AT+GMR\r\n001");
  rk_at_transcript_cut (fixture.transcript, fixture.now);
  say (&fixture, "AT\r\n");
  hear (&fixture, "\r\nOK\r\n");
  check (&fixture, "AT+GMR=SILENT[];AT=GOOD(OK)[];");
  tear_down (&fixture);
}

/* A packet that a restart cut off does not swallow what comes later. */
static void
test_half_packet (void)
{
  Fixture fixture;

  set_up (&fixture);
  hear (&fixture, "+IPD,500:abc");
  fixture.now += 3000 * MS;
  hear (&fixture, "\r\nready\r\n");
  check (&fixture, "![ready];");
  tear_down (&fixture);
}

static void
test_many_open (void)
{
  Fixture fixture;

  set_up (&fixture);
  for (guint i = 0; i < 1000; i++)
    say (&fixture, "AT\r\n");
  g_assert_cmpstr (fixture.texts->pdata[0], ==, "AT=SILENT[]");
  g_assert_cmpstr (fixture.texts->pdata[999], ==, "AT=WAITING[]");
  tear_down (&fixture);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/at/transcript/pairs", test_pairs);
  g_test_add_func ("/at/transcript/data", test_data);
  g_test_add_func ("/at/transcript/soft", test_soft);
  g_test_add_func ("/at/transcript/silence", test_silence);
  g_test_add_func ("/at/transcript/cut", test_cut);
  g_test_add_func ("/at/transcript/half-packet", test_half_packet);
  g_test_add_func ("/at/transcript/many-open", test_many_open);

  return g_test_run ();
}
