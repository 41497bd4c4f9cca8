/* rk-telnet.c: the Telnet protocol's bytes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-telnet.h"

#include <string.h>

/* Where the next byte stands. */
enum
{
  IN_DATA, /* zero: where a decoder starts */
  AFTER_IAC,
  AFTER_VERB,
  AFTER_SB,
  IN_BODY,
  IN_BODY_AFTER_IAC,
};

static RkTelnetEvent
data (RkTelnetDecoder *self,
      guint8           byte)
{
  self->state = IN_DATA;
  self->byte = byte;
  return RK_TELNET_DATA;
}

static RkTelnetEvent
command (RkTelnetDecoder *self,
         guint8           byte)
{
  switch (byte)
    {
    case RK_TELNET_IAC:
      return data (self, byte);

    case RK_TELNET_SB:
      self->state = AFTER_SB;
      break;

    case RK_TELNET_WILL:
    case RK_TELNET_WONT:
    case RK_TELNET_DO:
    case RK_TELNET_DONT:
      self->verb = byte;
      self->state = AFTER_VERB;
      break;

    /* NOP, GA, Are You There and so on mean nothing on a serial line. */
    default:
      self->state = IN_DATA;
    }
  return RK_TELNET_NOTHING;
}

static void
append_body (RkTelnetDecoder *self,
             guint8           byte)
{
  self->state = IN_BODY;
  if (self->length < sizeof self->body)
    self->body[self->length++] = byte;
  else
    self->overlong = TRUE;
}

/* Inside a subnegotiation only IAC IAC and IAC SE are lawful.  Anything else is
 * taken for a new command after a lost end. */
static RkTelnetEvent
body_command (RkTelnetDecoder *self,
              guint8           byte)
{
  if (byte == RK_TELNET_IAC)
    {
      append_body (self, byte);
      return RK_TELNET_NOTHING;
    }
  if (byte != RK_TELNET_SE)
    return command (self, byte);

  self->state = IN_DATA;
  return self->overlong ? RK_TELNET_NOTHING : RK_TELNET_SUBNEGOTIATION;
}

/**
 * rk_telnet_decoder_push:
 * @self: a decoder
 * @byte: the next byte that was received
 *
 * A subnegotiation that is too long or broken off is left out.
 *
 * Returns: what @byte has completed; its fields stay until the next call
 */
RkTelnetEvent
rk_telnet_decoder_push (RkTelnetDecoder *self,
                        guint8           byte)
{
  switch (self->state)
    {
    case AFTER_IAC:
      return command (self, byte);

    case AFTER_VERB:
      self->option = byte;
      self->state = IN_DATA;
      return RK_TELNET_NEGOTIATION;

    case AFTER_SB:
      self->option = byte;
      self->length = 0;
      self->overlong = FALSE;
      self->state = IN_BODY;
      return RK_TELNET_NOTHING;

    case IN_BODY:
      if (byte == RK_TELNET_IAC)
        self->state = IN_BODY_AFTER_IAC;
      else
        append_body (self, byte);
      return RK_TELNET_NOTHING;

    case IN_BODY_AFTER_IAC:
      return body_command (self, byte);

    default:
      if (byte != RK_TELNET_IAC)
        return data (self, byte);
      self->state = AFTER_IAC;
      return RK_TELNET_NOTHING;
    }
}

/**
 * rk_telnet_append_data:
 * @out: where to
 * @bytes: data
 * @count: how many
 *
 * Appends data with IAC doubled.
 */
void
rk_telnet_append_data (GByteArray   *out,
                       const guint8 *bytes,
                       gsize         count)
{
  const guint8 *end;

  if (count == 0)
    return;

  end = bytes + count;
  while (bytes < end)
    {
      const guint8 *iac = memchr (bytes, RK_TELNET_IAC, (gsize)(end - bytes));
      const guint8 *next = iac != NULL ? iac + 1 : end;

      g_byte_array_append (out, bytes, (guint)(next - bytes));
      if (iac != NULL)
        g_byte_array_append (out, iac, 1);
      bytes = next;
    }
}

/**
 * rk_telnet_append_negotiation:
 * @out: where to
 * @verb: WILL, WONT, DO or DONT
 * @option: an option
 */
void
rk_telnet_append_negotiation (GByteArray *out,
                              guint8      verb,
                              guint8      option)
{
  const guint8 bytes[] = { RK_TELNET_IAC, verb, option };

  g_byte_array_append (out, bytes, sizeof bytes);
}

/**
 * rk_telnet_append_subnegotiation:
 * @out: where to
 * @option: whose
 * @body: its bytes, in which IAC is doubled here
 * @length: of @body
 */
void
rk_telnet_append_subnegotiation (GByteArray   *out,
                                 guint8        option,
                                 const guint8 *body,
                                 gsize         length)
{
  const guint8 head[] = { RK_TELNET_IAC, RK_TELNET_SB, option };
  const guint8 tail[] = { RK_TELNET_IAC, RK_TELNET_SE };

  g_byte_array_append (out, head, sizeof head);
  rk_telnet_append_data (out, body, length);
  g_byte_array_append (out, tail, sizeof tail);
}
