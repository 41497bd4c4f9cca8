/* rk-dns-message.c: one name's address as a DNS server tells it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Formats and numbers are those of RFC 1035, section 4.1.  A reply is the query's
 * header and question, and at most one record of 16 bytes: too little to be of
 * use to anybody who sends queries in somebody else's name.
 */

#include "rk-dns-message.h"

#include <string.h>

#define HEADER_LENGTH 12
#define MAX_NAME      255
#define MAX_LABEL     63

/* The header's third and fourth byte. */
#define FLAG_RESPONSE      0x80
#define OPCODE_MASK        0x78
#define FLAG_AUTHORITATIVE 0x04
#define FLAG_RECURSION     0x01

#define RCODE_NO_ERROR        0
#define RCODE_FORMAT_ERROR    1
#define RCODE_NOT_IMPLEMENTED 4
#define RCODE_REFUSED         5

#define TYPE_A   1
#define TYPE_ANY 255
#define CLASS_IN 1

/* Short, so that a module soon asks Espressif's server again. */
#define TTL_SECONDS 30

static guint
read_u16 (const guint8 *bytes)
{
  return (guint)bytes[0] << 8 | bytes[1];
}

/* A label's bytes as text; what is no letter, digit, '-' or '_' could play tricks
 * where it is shown.
 */
static void
append_label (GString      *name,
              const guint8 *label,
              gsize         length)
{
  if (name->len > 0)
    g_string_append_c (name, '.');

  for (gsize i = 0; i < length; i++)
    g_string_append_c (name, g_ascii_isalnum (label[i]) || label[i] == '-' || label[i] == '_' ? (char)label[i] : '?');
}

/* Reads the name at @offset, which is moved behind it.  A question comes first in
 * a message, so its name has nothing to point back to: a compressed one is
 * malformed.
 */
static char *
read_name (const guint8 *query,
           gsize         length,
           gsize        *offset)
{
  g_autoptr(GString) name = g_string_new (NULL);
  gsize start = *offset;

  for (gsize at = start; at < length; at += 1u + query[at])
    {
      gsize label = query[at];

      if (label == 0)
        {
          *offset = at + 1;
          return g_string_free (g_steal_pointer (&name), FALSE);
        }
      if (label > MAX_LABEL || label >= length - at || at + 1 + label - start >= MAX_NAME)
        return NULL;

      append_label (name, query + at + 1, label);
    }

  return NULL;
}

/* Header @rcode and the first @length bytes of the query; all counts but that of
 * the question at 0.
 */
static void
begin_reply (guint8       *reply,
             const guint8 *query,
             gsize         length,
             guint         rcode)
{
  memcpy (reply, query, length);
  reply[2] = FLAG_RESPONSE | (query[2] & (OPCODE_MASK | FLAG_RECURSION));
  reply[3] = (guint8)rcode;
  memset (reply + 4, 0, HEADER_LENGTH - 4);
  reply[5] = length > HEADER_LENGTH;
}

static gsize
append_address (guint8       *reply,
                gsize         length,
                const guint8  address[4])
{
  const guint8 record[] = {
    0xc0, HEADER_LENGTH, /* the name of the question */
    0, TYPE_A,
    0, CLASS_IN,
    0, 0, 0, TTL_SECONDS,
    0, 4,
    address[0], address[1], address[2], address[3],
  };

  memcpy (reply + length, record, sizeof record);
  reply[7] = 1;
  return length + sizeof record;
}

/**
 * rk_dns_answer:
 * @query: a datagram from anybody
 * @length: of @query
 * @name: the one host name that is known: "iot.espressif.cn"
 * @address: its IPv4 address
 * @reply: (out caller-allocates): the reply
 * @reply_length: (out): of @reply; 0 where nothing is to be sent
 * @asked: (out) (optional) (nullable) (transfer full): the name asked for, made
 *   fit to be shown
 *
 * Answers a DNS query.  Any name but @name is refused, which makes a client ask
 * its next server.
 *
 * Returns: what kind of query it was
 */
RkDnsVerdict
rk_dns_answer (const guint8 *query,
               gsize         length,
               const char   *name,
               const guint8  address[4],
               guint8        reply[RK_DNS_MAX_MESSAGE],
               gsize        *reply_length,
               char        **asked)
{
  g_autofree char *question = NULL;
  gsize end = HEADER_LENGTH;
  guint type;

  *reply_length = 0;
  if (asked != NULL)
    *asked = NULL;
  if (length < HEADER_LENGTH || length > RK_DNS_MAX_MESSAGE || (query[2] & FLAG_RESPONSE) != 0)
    return RK_DNS_IGNORED;

  *reply_length = HEADER_LENGTH;
  if ((query[2] & OPCODE_MASK) != 0)
    {
      begin_reply (reply, query, HEADER_LENGTH, RCODE_NOT_IMPLEMENTED);
      return RK_DNS_MALFORMED;
    }

  question = read_u16 (query + 4) == 1 ? read_name (query, length, &end) : NULL;
  if (question == NULL || length - end < 4)
    {
      begin_reply (reply, query, HEADER_LENGTH, RCODE_FORMAT_ERROR);
      return RK_DNS_MALFORMED;
    }

  type = read_u16 (query + end);
  end += 4;
  *reply_length = end;
  if (asked != NULL)
    *asked = g_strdup (question);

  if (g_ascii_strcasecmp (question, name) != 0 || read_u16 (query + end - 2) != CLASS_IN)
    {
      begin_reply (reply, query, end, RCODE_REFUSED);
      return RK_DNS_REFUSED;
    }

  begin_reply (reply, query, end, RCODE_NO_ERROR);
  reply[2] |= FLAG_AUTHORITATIVE;
  if (type != TYPE_A && type != TYPE_ANY)
    return RK_DNS_NO_DATA;

  *reply_length = append_address (reply, end, address);
  return RK_DNS_ANSWERED;
}
