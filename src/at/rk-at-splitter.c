/* rk-at-splitter.c: bytes in, lines and received packets out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a module says is lines, but for "+IPD,[link,]length[,address,port]:",
 * after which that many bytes of anything follow.
 */

#include "rk-at-splitter-private.h"

#include <string.h>

/* Longer than any line of AT firmware; more without a line end is garbage. */
#define MAX_LINE 2048

#define PACKET_MARK "+IPD,"

/* With link, length, address and port it is about 40. */
#define MAX_HEADER 64
#define MAX_PACKET (64 * 1024)

struct _RkAtSplitter
{
  GByteArray *buffer;
  gboolean    skips_space; /* the second half of a prompt */
};

RkAtSplitter *
_rk_at_splitter_new (void)
{
  RkAtSplitter *self = g_new0 (RkAtSplitter, 1);

  self->buffer = g_byte_array_new ();
  return self;
}

void
_rk_at_splitter_free (RkAtSplitter *self)
{
  g_byte_array_unref (self->buffer);
  g_free (self);
}

void
_rk_at_splitter_reset (RkAtSplitter *self)
{
  g_byte_array_set_size (self->buffer, 0);
  self->skips_space = FALSE;
}

void
_rk_at_splitter_push (RkAtSplitter *self,
                      const guint8 *bytes,
                      gsize         count)
{
  if (count > 0 && self->skips_space)
    {
      gsize skipped = bytes[0] == ' ' ? 1 : 0;

      bytes += skipped;
      count -= skipped;
      self->skips_space = FALSE;
    }
  g_byte_array_append (self->buffer, bytes, (guint)count);
}

static gboolean
is_line_end (guint8 byte)
{
  return byte == '\r' || byte == '\n';
}

static gsize
find_line_end (RkAtSplitter *self)
{
  gsize n = 0;

  while (n < self->buffer->len && !is_line_end (self->buffer->data[n]))
    n++;
  return n;
}

/* The length of the packet that the header names: the first number, or the
 * second when the first is followed by another and could be a link.
 */
static gboolean
read_packet_length (const char *header,
                    gsize      *length)
{
  const char *at = header + strlen (PACKET_MARK);
  char *end = NULL;
  guint64 number;

  if (!g_ascii_isdigit (*at))
    return FALSE;
  number = g_ascii_strtoull (at, &end, 10);
  if (*end == ',' && number <= 4 && g_ascii_isdigit (end[1]) && strspn (end + 1, "0123456789") == strcspn (end + 1, ",:"))
    number = g_ascii_strtoull (end + 1, &end, 10);

  *length = (gsize)number;
  return number <= MAX_PACKET;
}

/* A packet at the front of the buffer.  @wait says that more must come first. */
static char *
pop_packet (RkAtSplitter  *self,
            GBytes       **payload,
            gboolean      *wait)
{
  const guint8 *data = self->buffer->data;
  gsize line_end = find_line_end (self);
  const guint8 *colon = memchr (data, ':', MIN (line_end, MAX_HEADER));
  gsize header_length;
  gsize length = 0;
  char *header;

  if (colon == NULL)
    {
      *wait = line_end == self->buffer->len && line_end < MAX_HEADER;
      return NULL;
    }

  header_length = (gsize)(colon - data);
  header = g_strndup ((const char *)data, header_length);
  if (!read_packet_length (header, &length))
    {
      g_free (header);
      return NULL;
    }
  if (self->buffer->len < header_length + 1 + length)
    {
      *wait = TRUE;
      g_free (header);
      return NULL;
    }

  *payload = g_bytes_new (colon + 1, length);
  g_byte_array_remove_range (self->buffer, 0, (guint)(header_length + 1 + length));
  return header;
}

static char *
pop_line (RkAtSplitter *self)
{
  gsize length = find_line_end (self);
  char *line;

  if (length == self->buffer->len && length < MAX_LINE)
    return NULL;

  length = MIN (length, MAX_LINE);
  line = g_strndup ((const char *)self->buffer->data, length);
  g_byte_array_remove_range (self->buffer, 0, (guint)length);
  return line;
}

/*
 * _rk_at_splitter_pop:
 * @self: a splitter
 * @payload: (out) (nullable): the bytes of a packet, %NULL for a line
 *
 * Returns: (transfer full) (nullable): the next line that is not empty, without
 *   its end, or the header of a packet; %NULL when more must come first
 */
char *
_rk_at_splitter_pop (RkAtSplitter  *self,
                     GBytes       **payload)
{
  gboolean wait = FALSE;
  gsize blank = 0;

  *payload = NULL;
  while (blank < self->buffer->len && is_line_end (self->buffer->data[blank]))
    blank++;
  if (blank > 0)
    g_byte_array_remove_range (self->buffer, 0, (guint)blank);
  if (self->buffer->len == 0)
    return NULL;

  if (self->buffer->len >= strlen (PACKET_MARK) &&
      memcmp (self->buffer->data, PACKET_MARK, strlen (PACKET_MARK)) == 0)
    {
      char *header = pop_packet (self, payload, &wait);

      if (header != NULL || wait)
        return header;
    }

  return pop_line (self);
}

/*
 * _rk_at_splitter_take_prompt:
 * @self: a splitter that has no whole line left
 *
 * The prompt for data, "> ", has no line end behind it.
 *
 * Returns: whether it was there; it is taken away
 */
gboolean
_rk_at_splitter_take_prompt (RkAtSplitter *self)
{
  guint count = self->buffer->len;

  if (count == 0 || count > 2 || self->buffer->data[0] != '>' || (count == 2 && self->buffer->data[1] != ' '))
    return FALSE;

  _rk_at_splitter_reset (self);
  self->skips_space = count == 1;
  return TRUE;
}

/*
 * _rk_at_splitter_steal:
 * @self: a splitter
 *
 * Returns: (transfer full): what was pushed and made no line yet; it is taken away
 */
GBytes *
_rk_at_splitter_steal (RkAtSplitter *self)
{
  GBytes *rest = g_bytes_new (self->buffer->data, self->buffer->len);

  _rk_at_splitter_reset (self);
  return rest;
}

/*
 * _rk_at_splitter_is_in_packet:
 * @self: a splitter that has no whole line left
 *
 * Returns: whether the rest of a packet is awaited
 */
gboolean
_rk_at_splitter_is_in_packet (RkAtSplitter *self)
{
  return self->buffer->len >= strlen (PACKET_MARK) &&
         memcmp (self->buffer->data, PACKET_MARK, strlen (PACKET_MARK)) == 0;
}
