/* rk-telnet-port.c: the far end of a serial port over telnet (RFC 2217)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "rk-telnet-port.h"

#include <string.h>

/* RFC 854 */
enum
{
  SE = 240,
  SB = 250,
  WILL = 251,
  WONT = 252,
  DO = 253,
  DONT = 254,
  IAC = 255,
};

/* RFC 856, 858, 2217 */
enum
{
  OPTION_BINARY = 0,
  OPTION_SUPPRESS_GO_AHEAD = 3,
  OPTION_COM_PORT = 44,
};

/* RFC 2217, client to server; the answer is 100 more. */
enum
{
  COM_SIGNATURE = 0,
  COM_SET_BAUDRATE = 1,
  COM_SET_DATASIZE = 2,
  COM_SET_PARITY = 3,
  COM_SET_STOPSIZE = 4,
  COM_SET_CONTROL = 5,
  COM_NOTIFY_LINESTATE = 6,
  COM_NOTIFY_MODEMSTATE = 7,
  COM_FLOWCONTROL_SUSPEND = 8,
  COM_FLOWCONTROL_RESUME = 9,
  COM_SET_LINESTATE_MASK = 10,
  COM_SET_MODEMSTATE_MASK = 11,
  COM_PURGE_DATA = 12,
  COM_ANSWER = 100,
};

enum
{
  CONTROL_FLOW_QUERY = 0,
  CONTROL_FLOW_NONE = 1,
  CONTROL_BREAK_QUERY = 4,
  CONTROL_BREAK_OFF = 6,
  CONTROL_DTR_QUERY = 7,
  CONTROL_DTR_ON = 8,
  CONTROL_DTR_OFF = 9,
  CONTROL_RTS_QUERY = 10,
  CONTROL_RTS_ON = 11,
  CONTROL_RTS_OFF = 12,
  CONTROL_INBOUND_QUERY = 13,
  CONTROL_INBOUND_NONE = 14,
};

/* What the line of the module is, whatever is asked: 8N1. */
#define DATASIZE_8 8
#define PARITY_NONE 1
#define STOPSIZE_1 1

#define PURGE_RECEIVED 1
#define PURGE_BOTH 3

/* Transmitter empty, in both registers. */
#define LINESTATE_IDLE 0x60

#define HIGHEST_BAUD 4000000
#define LONGEST_COMMAND 64

typedef enum
{
  STATE_DATA,
  STATE_IAC,
  STATE_OPTION,
  STATE_COMMAND,
  STATE_COMMAND_IAC,
} State;

/* One direction of one option (RFC 1143, without its queues: nothing here is
 * ever taken back by us). */
typedef enum
{
  SIDE_NO,
  SIDE_ASKED,
  SIDE_YES,
} Side;

struct _RkTelnetPort
{
  RkTelnetPortHandler handler;
  gpointer            user_data;

  State               state;
  guint8              verb;
  guint8              command[LONGEST_COMMAND];
  gsize               length;
  Side                ours[OPTION_COM_PORT + 1];
  Side                theirs[OPTION_COM_PORT + 1];

  guint               baud;
  gboolean            dtr;
  gboolean            rts;
};

static void
reply (RkTelnetPort *self,
       const guint8 *bytes,
       gsize         count)
{
  self->handler.reply (self->user_data, bytes, count);
}

static void
say_verb (RkTelnetPort *self,
          guint8        verb,
          guint8        option)
{
  const guint8 bytes[] = { IAC, verb, option };

  reply (self, bytes, sizeof bytes);
}

static gboolean
knows_option (guint8 option)
{
  return option == OPTION_BINARY || option == OPTION_SUPPRESS_GO_AHEAD || option == OPTION_COM_PORT;
}

/* The other end says that it wants one direction of an option, or does not.
 * Answering only what changes something keeps two ends from going on for ever. */
static void
settle_option (RkTelnetPort *self,
               guint8        option,
               Side         *side,
               gboolean      wanted,
               guint8        yes,
               guint8        no)
{
  if (wanted && *side == SIDE_NO)
    say_verb (self, yes, option);
  else if (!wanted && *side == SIDE_YES)
    say_verb (self, no, option);

  *side = wanted ? SIDE_YES : SIDE_NO;
}

static void
take_option (RkTelnetPort *self,
             guint8        option)
{
  if (!knows_option (option))
    {
      if (self->verb == WILL)
        say_verb (self, DONT, option);
      else if (self->verb == DO)
        say_verb (self, WONT, option);
    }
  else if (self->verb == WILL || self->verb == WONT)
    {
      settle_option (self, option, &self->theirs[option], self->verb == WILL, DO, DONT);
    }
  else
    {
      settle_option (self, option, &self->ours[option], self->verb == DO, WILL, WONT);
    }
}

static void
answer (RkTelnetPort *self,
        guint8        code,
        const guint8 *values,
        gsize         count)
{
  const guint8 head[] = { IAC, SB, OPTION_COM_PORT, (guint8)(COM_ANSWER + code) };
  static const guint8 tail[] = { IAC, SE };
  g_autoptr(GByteArray) escaped = rk_telnet_port_escape (values, count);
  g_autoptr(GByteArray) bytes = g_byte_array_new ();

  g_byte_array_append (bytes, head, sizeof head);
  g_byte_array_append (bytes, escaped->data, escaped->len);
  g_byte_array_append (bytes, tail, sizeof tail);
  reply (self, bytes->data, bytes->len);
}

static void
answer_byte (RkTelnetPort *self,
             guint8        code,
             guint8        value)
{
  answer (self, code, &value, 1);
}

static void
take_baud (RkTelnetPort *self,
           const guint8 *values,
           gsize         count)
{
  guint32 baud;

  if (count != sizeof baud)
    return;

  memcpy (&baud, values, sizeof baud);
  baud = GUINT32_FROM_BE (baud);
  if (baud != 0)
    {
      self->baud = MIN (baud, HIGHEST_BAUD);
      self->handler.set_baud (self->user_data, self->baud);
    }

  baud = GUINT32_TO_BE (self->baud);
  answer (self, COM_SET_BAUDRATE, (const guint8 *)&baud, sizeof baud);
}

static void
take_lines (RkTelnetPort *self,
            gboolean      dtr,
            gboolean      rts)
{
  self->dtr = dtr;
  self->rts = rts;
  self->handler.set_lines (self->user_data, dtr, rts);
}

/* Carries out one SET-CONTROL and says what holds after it. */
static guint8
take_control (RkTelnetPort *self,
              guint8        value)
{
  switch (value)
    {
    case CONTROL_DTR_ON:
    case CONTROL_DTR_OFF:
      take_lines (self, value == CONTROL_DTR_ON, self->rts);
      return value;
    case CONTROL_RTS_ON:
    case CONTROL_RTS_OFF:
      take_lines (self, self->dtr, value == CONTROL_RTS_ON);
      return value;
    case CONTROL_DTR_QUERY:
      return self->dtr ? CONTROL_DTR_ON : CONTROL_DTR_OFF;
    case CONTROL_RTS_QUERY:
      return self->rts ? CONTROL_RTS_ON : CONTROL_RTS_OFF;
    default:
      if (value < CONTROL_BREAK_QUERY)
        return CONTROL_FLOW_NONE;
      return value < CONTROL_DTR_QUERY ? CONTROL_BREAK_OFF : CONTROL_INBOUND_NONE;
    }
}

static void
take_purge (RkTelnetPort *self,
            guint8        what)
{
  if (what == PURGE_RECEIVED || what == PURGE_BOTH)
    self->handler.purge (self->user_data);
  answer_byte (self, COM_PURGE_DATA, what);
}

/* A COM-PORT command whose argument is one byte. */
static void
take_byte_command (RkTelnetPort *self,
                   guint8        code,
                   guint8        value)
{
  switch (code)
    {
    case COM_SET_DATASIZE:
      answer_byte (self, code, DATASIZE_8);
      break;
    case COM_SET_PARITY:
      answer_byte (self, code, PARITY_NONE);
      break;
    case COM_SET_STOPSIZE:
      answer_byte (self, code, STOPSIZE_1);
      break;
    case COM_SET_CONTROL:
      answer_byte (self, code, take_control (self, value));
      break;
    case COM_SET_LINESTATE_MASK:
      answer_byte (self, code, value);
      break;
    case COM_SET_MODEMSTATE_MASK:
      answer_byte (self, code, value);
      answer_byte (self, COM_NOTIFY_MODEMSTATE, 0);
      break;
    case COM_PURGE_DATA:
      take_purge (self, value);
      break;
    default:
      break;
    }
}

static void
take_command (RkTelnetPort *self)
{
  static const char signature[] = "Rekindle virtual module";
  const guint8 *values = self->command + 2;
  guint8 code;

  if (self->length < 2 || self->command[0] != OPTION_COM_PORT)
    return;

  code = self->command[1];
  if (code == COM_SIGNATURE && self->length == 2)
    answer (self, code, (const guint8 *)signature, strlen (signature));
  else if (code == COM_SET_BAUDRATE)
    take_baud (self, values, self->length - 2);
  else if (code == COM_NOTIFY_LINESTATE)
    answer_byte (self, code, LINESTATE_IDLE);
  else if (code == COM_NOTIFY_MODEMSTATE)
    answer_byte (self, code, 0);
  else if (code == COM_FLOWCONTROL_SUSPEND || code == COM_FLOWCONTROL_RESUME)
    self->handler.suspend (self->user_data, code == COM_FLOWCONTROL_SUSPEND);
  else if (self->length == 3)
    take_byte_command (self, code, values[0]);
}

/* Returns the state after a byte that follows IAC outside a command. */
static State
take_after_iac (RkTelnetPort *self,
                guint8        byte)
{
  switch (byte)
    {
    case WILL:
    case WONT:
    case DO:
    case DONT:
      self->verb = byte;
      return STATE_OPTION;
    case SB:
      self->length = 0;
      return STATE_COMMAND;
    default:
      return STATE_DATA;
    }
}

static void
take_command_byte (RkTelnetPort *self,
                   guint8        byte)
{
  if (self->length < LONGEST_COMMAND)
    self->command[self->length++] = byte;
}

static void
take_telnet_byte (RkTelnetPort *self,
                  guint8        byte)
{
  switch (self->state)
    {
    case STATE_DATA:
      self->state = STATE_IAC;
      break;
    case STATE_IAC:
      if (byte == IAC)
        self->handler.data (self->user_data, &byte, 1);
      self->state = take_after_iac (self, byte);
      break;
    case STATE_OPTION:
      self->state = STATE_DATA;
      take_option (self, byte);
      break;
    case STATE_COMMAND:
      if (byte == IAC)
        self->state = STATE_COMMAND_IAC;
      else
        take_command_byte (self, byte);
      break;
    case STATE_COMMAND_IAC:
      self->state = byte == IAC ? STATE_COMMAND : STATE_DATA;
      if (byte == IAC)
        take_command_byte (self, byte);
      else if (byte == SE)
        take_command (self);
      break;
    }
}

/**
 * rk_telnet_port_new:
 * @handler: what to do with what comes out; copied
 * @user_data: the first argument of its functions
 * @baud: the rate of the port so far
 *
 * Returns: (transfer full): one connection's server side
 */
RkTelnetPort *
rk_telnet_port_new (const RkTelnetPortHandler *handler,
                    gpointer                   user_data,
                    guint                      baud)
{
  RkTelnetPort *self = g_new0 (RkTelnetPort, 1);

  self->handler = *handler;
  self->user_data = user_data;
  self->baud = baud;

  return self;
}

/**
 * rk_telnet_port_free:
 * @self: (nullable): a connection's server side
 */
void
rk_telnet_port_free (RkTelnetPort *self)
{
  g_free (self);
}

/**
 * rk_telnet_port_start:
 * @self: a connection's server side
 *
 * Offers the options first, for clients that wait for the server to begin.
 */
void
rk_telnet_port_start (RkTelnetPort *self)
{
  self->theirs[OPTION_COM_PORT] = SIDE_ASKED;
  self->theirs[OPTION_BINARY] = SIDE_ASKED;
  self->ours[OPTION_BINARY] = SIDE_ASKED;
  say_verb (self, DO, OPTION_COM_PORT);
  say_verb (self, DO, OPTION_BINARY);
  say_verb (self, WILL, OPTION_BINARY);
}

/**
 * rk_telnet_port_feed:
 * @self: a connection's server side
 * @bytes: what came over the connection, cut anywhere
 * @count: how many
 */
void
rk_telnet_port_feed (RkTelnetPort *self,
                     const guint8 *bytes,
                     gsize         count)
{
  gsize i = 0;

  while (i < count)
    {
      gsize start = i;

      if (self->state == STATE_DATA)
        while (i < count && bytes[i] != IAC)
          i++;

      if (i > start)
        self->handler.data (self->user_data, bytes + start, i - start);
      else
        take_telnet_byte (self, bytes[i++]);
    }
}

/**
 * rk_telnet_port_escape:
 * @bytes: what the serial line received
 * @count: how many
 *
 * Returns: (transfer full): the same as it goes over the connection
 */
GByteArray *
rk_telnet_port_escape (const guint8 *bytes,
                       gsize         count)
{
  GByteArray *escaped = g_byte_array_sized_new ((guint)count + 8);

  for (gsize i = 0; i < count; i++)
    {
      g_byte_array_append (escaped, &bytes[i], 1);
      if (bytes[i] == IAC)
        g_byte_array_append (escaped, &bytes[i], 1);
    }

  return escaped;
}
