/* rk-at-personality.c: AT firmware, imitated at its serial port
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Framing, echo and the order of replies follow the published firmware of 2014
 * (espressif/ESP8266_AT, at/user/at_port.c, at_cmd.c, at_baseCmd.c); later
 * generations behave the same at the port and differ in their commands.  Those are
 * in rk-at-personality-basic.c, -radio.c, -address.c, -link.c, -host.c and
 * -update.c.
 */

#include "config.h"

#include "rk-at-personality-private.h"

#include <string.h>

/* The SDK's rate until the application sets its own: the loader's. */
#define BOOT_BAUD 74880

/* From the jump to "ready"; the radio's calibration makes up nearly all of it. */
#define START_US 250000

/* -- Talking -------------------------------------------------------------- */

void
_rk_at_say (RkAtPersonality *self,
            const char      *text)
{
  self->host.send (self->host_data, (const guint8 *)text, strlen (text));
}

void
_rk_at_sayf (RkAtPersonality *self,
             const char      *format,
             ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  _rk_at_say (self, text);
}

void
_rk_at_say_baud (RkAtPersonality *self,
                 guint            baud)
{
  self->baud = baud;
  self->host.set_baud (self->host_data, baud);
}

gboolean
_rk_at_is_2014 (RkAtPersonality *self)
{
  return self->firmware->generation == RK_AT_FIRMWARE_2014;
}

/* The early firmware leaves it at a word, the later one adds ERROR. */
void
_rk_at_refuse (RkAtPersonality *self,
               const char      *word)
{
  _rk_at_sayf (self, "%s\r\n", word);
  if (!_rk_at_is_2014 (self))
    _rk_at_say (self, RK_AT_ERROR);
}

void
_rk_at_answer (RkAtPersonality *self,
               gboolean         good)
{
  _rk_at_say (self, good ? RK_AT_OK : RK_AT_ERROR);
}

/* Of commands that do nothing else. */
void
_rk_at_say_ok (RkAtPersonality *self,
               const char      *arguments)
{
  _rk_at_say (self, RK_AT_OK);
}

/* -- Time ----------------------------------------------------------------- */

static void
set_host_timer (RkAtPersonality *self)
{
  gint64 now = self->host.get_time (self->host_data);
  gint64 next = G_MAXINT64;

  for (guint i = 0; i < RK_AT_N_ALARMS; i++)
    next = MIN (next, self->alarms[i].time_us);
  if (next != G_MAXINT64)
    self->host.set_timer (self->host_data, (guint32)CLAMP (next - now, 0, G_MAXUINT32));
}

void
_rk_at_set_alarm (RkAtPersonality *self,
                  RkAtAlarmKind    kind,
                  gint64           delay_us,
                  RkAtFunc         func)
{
  self->alarms[kind] = (RkAtAlarm){ self->host.get_time (self->host_data) + delay_us, func };
  set_host_timer (self);
}

static void
clear_alarms (RkAtPersonality *self)
{
  for (guint i = 0; i < RK_AT_N_ALARMS; i++)
    self->alarms[i].time_us = G_MAXINT64;
}

/* The command at work goes on later: meanwhile all others are refused. */
void
_rk_at_work_until (RkAtPersonality *self,
                   gint64           delay_us,
                   RkAtFunc         func)
{
  self->state = RK_AT_STATE_RUNNING;
  _rk_at_set_alarm (self, RK_AT_ALARM_COMMAND, delay_us, func);
}

void
_rk_at_stop (RkAtPersonality *self)
{
  self->state = RK_AT_STATE_OFF;
  clear_alarms (self);
}

void
_rk_at_restart (RkAtPersonality *self)
{
  _rk_at_stop (self);
  self->host.restart (self->host_data);
}

/* -- Finding and running commands ----------------------------------------- */

static gboolean
has_command (RkAtPersonality      *self,
             const RkAtCommandRow *row)
{
  char **commands = self->firmware->commands;

  if (commands != NULL && *row->name == '+')
    return g_strv_contains ((const char *const *)commands, row->name);
  return self->number >= row->since;
}

static const RkAtCommandRow *
find_in (RkAtPersonality      *self,
         const RkAtCommandRow *rows,
         gsize                 length)
{
  for (const RkAtCommandRow *row = rows; row->name != NULL; row++)
    if (strlen (row->name) == length && strncmp (row->name, self->line, length) == 0 && has_command (self, row))
      return row;

  return NULL;
}

static const RkAtCommandRow *
find_command (RkAtPersonality *self,
              gsize           *name_length)
{
  static const RkAtCommandRow *const tables[] = {
    _rk_at_basic_commands, _rk_at_radio_commands, _rk_at_address_commands, _rk_at_link_commands,
    _rk_at_host_commands, _rk_at_update_commands,
  };
  const RkAtCommandRow *found = NULL;
  gsize length = strcspn (self->line, "\r=?0123456789");

  *name_length = length;
  if (self->line[length] == '\0')
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (tables) && found == NULL; i++)
    found = find_in (self, tables[i], length);
  return found;
}

static void
refuse_form (RkAtPersonality *self,
             gboolean         is_set)
{
  /* at_cmdProcess still has the line, but no longer says it. */
  if (is_set && self->number < 20)
    _rk_at_say (self, "no this fun\r\n");
  else
    _rk_at_say (self, RK_AT_ERROR);
}

static void
run_command (RkAtPersonality *self)
{
  gsize length;
  const RkAtCommandRow *command = find_command (self, &length);
  const char *arguments = self->line + length;
  RkAtCommandFunc run = NULL;
  gboolean is_set = FALSE;

  self->state = RK_AT_STATE_IDLE;
  if (command == NULL)
    {
      _rk_at_say (self, RK_AT_ERROR);
      return;
    }

  self->name = command->name;
  if (*arguments == '\r')
    run = command->execute;
  else if (arguments[0] == '?' && arguments[1] == '\r')
    run = command->query;
  else if (arguments[0] == '=' && arguments[1] == '?' && arguments[2] == '\r')
    run = command->test;
  else if (*arguments == '=' || g_ascii_isdigit (*arguments))
    {
      is_set = TRUE;
      run = command->set;
    }

  if (run != NULL)
    run (self, arguments);
  else
    refuse_form (self, is_set);
}

static void
end_line (RkAtPersonality *self)
{
  gsize length;
  const RkAtCommandRow *command;

  self->line[self->length] = '\0';
  if (self->echo)
    _rk_at_say (self, "\r\n");

  command = find_command (self, &length);
  self->length = 0;
  _rk_at_work_until (self, command != NULL ? command->delay_us : RK_AT_TURNAROUND_US, run_command);
}

/* -- Receiving ------------------------------------------------------------ */

static void
receive_idle (RkAtPersonality *self,
              char             byte)
{
  char previous = self->previous;

  self->previous = byte;
  if ((previous == 'A' && byte == 'T') || (previous == 'a' && byte == 't'))
    {
      self->state = RK_AT_STATE_RECEIVING;
      self->length = 0;
      self->previous = 0;
    }
  else if (byte == '\n')
    _rk_at_say (self, RK_AT_ERROR);
}

static void
receive_line (RkAtPersonality *self,
              char             byte)
{
  if (self->length == RK_AT_LONGEST_LINE - 1)
    {
      self->state = RK_AT_STATE_IDLE;
      return;
    }

  self->line[self->length++] = byte;
  if (byte == '\n')
    end_line (self);
}

/* Data that pass through, and later than 2014 any data. */
static gboolean
is_unechoed (RkAtPersonality *self)
{
  return self->state == RK_AT_STATE_PASSING ||
         (self->state == RK_AT_STATE_DATA && !_rk_at_is_2014 (self));
}

static void
receive_byte (RkAtPersonality *self,
              char             byte)
{
  if (self->state == RK_AT_STATE_OFF || self->state == RK_AT_STATE_STARTING)
    return;

  if (self->echo && byte != '\n' && !is_unechoed (self))
    self->host.send (self->host_data, (const guint8 *)&byte, 1);

  switch (self->state)
    {
    case RK_AT_STATE_IDLE:
      receive_idle (self, byte);
      break;
    case RK_AT_STATE_RECEIVING:
      receive_line (self, byte);
      break;
    case RK_AT_STATE_DATA:
    case RK_AT_STATE_PASSING:
      _rk_at_links_data (self, (guint8)byte);
      break;
    case RK_AT_STATE_SENDING:
      if (byte == '\n')
        _rk_at_say (self, "busy s...\r\n");
      break;
    case RK_AT_STATE_RUNNING:
      if (byte == '\n')
        _rk_at_say (self, "\r\nbusy p...\r\n");
      break;
    case RK_AT_STATE_OFF:
    case RK_AT_STATE_STARTING:
    default:
      break;
    }
}

/* -- From outside --------------------------------------------------------- */

/* 20 for "0020", 21 for "0.21.0.0", 107 for "1.7.6.0(Jan…". */
static guint
read_number (const char *version)
{
  guint64 first = g_ascii_strtoull (version, NULL, 10);
  const char *dot = strchr (version, '.');

  return (guint)(dot != NULL ? first * 100 + g_ascii_strtoull (dot + 1, NULL, 10) : first);
}

/**
 * rk_at_personality_new:
 * @firmware: what it is to imitate; copied
 * @host: the chip around it; copied
 * @world: (nullable) (transfer none): its networks; outlives the personality
 * @host_data: the first argument of the host's functions
 *
 * It says nothing before rk_at_personality_start().
 *
 * Returns: (transfer full): a new personality
 */
RkAtPersonality *
rk_at_personality_new (const RkAtFirmware *firmware,
                       const RkAtHost     *host,
                       RkAtWorld          *world,
                       gpointer            host_data)
{
  RkAtPersonality *self = g_new0 (RkAtPersonality, 1);

  self->firmware = rk_at_firmware_copy (firmware);
  self->number = read_number (firmware->at_version);
  self->host = *host;
  self->host_data = host_data;
  self->world = world;
  self->data = g_byte_array_new ();
  clear_alarms (self);

  return self;
}

/**
 * rk_at_personality_free:
 * @self: (nullable): a personality
 */
void
rk_at_personality_free (RkAtPersonality *self)
{
  if (self == NULL)
    return;

  _rk_at_update_stop (self);
  _rk_at_links_reset (self);
  g_byte_array_unref (self->data);
  rk_at_firmware_free (self->firmware);
  g_free (self);
}

static void
get_ready (RkAtPersonality *self)
{
  const RkAtFirmware *firmware = self->firmware;

  self->state = RK_AT_STATE_IDLE;
  _rk_at_say_baud (self, _rk_at_load_baud (self));
  if (firmware->vendor != NULL)
    _rk_at_sayf (self, "\r\n%s\r\n", firmware->vendor);
  _rk_at_say (self, "\r\nready\r\n");
  _rk_at_radio_start (self);
}

/**
 * rk_at_personality_start:
 * @self: a personality
 *
 * The loader has jumped to the application: it says its boot text and, a moment
 * later, that it is ready.
 */
void
rk_at_personality_start (RkAtPersonality *self)
{
  clear_alarms (self);
  self->state = RK_AT_STATE_STARTING;
  self->echo = TRUE;
  self->previous = 0;
  self->length = 0;
  _rk_at_load_settings (self);
  _rk_at_links_reset (self);

  _rk_at_say_baud (self, BOOT_BAUD);
  if (self->firmware->boot_text != NULL)
    _rk_at_say (self, self->firmware->boot_text);
  _rk_at_set_alarm (self, RK_AT_ALARM_COMMAND, START_US, get_ready);
}

/**
 * rk_at_personality_receive:
 * @self: a personality
 * @bytes: what the UART received at the rate it is set to
 * @count: how many
 */
void
rk_at_personality_receive (RkAtPersonality *self,
                           const guint8    *bytes,
                           gsize            count)
{
  for (gsize i = 0; i < count; i++)
    receive_byte (self, (char)bytes[i]);
}

/**
 * rk_at_personality_expire:
 * @self: a personality
 *
 * The time asked for by set_timer has passed.
 */
void
rk_at_personality_expire (RkAtPersonality *self)
{
  gint64 now = self->host.get_time (self->host_data);

  for (guint i = 0; i < RK_AT_N_ALARMS; i++)
    if (self->alarms[i].time_us <= now)
      {
        self->alarms[i].time_us = G_MAXINT64;
        self->alarms[i].func (self);
      }
  set_host_timer (self);
}

/**
 * rk_at_personality_poll:
 * @self: a personality
 *
 * The world may have something to tell.
 */
void
rk_at_personality_poll (RkAtPersonality *self)
{
  if (self->world == NULL || self->state == RK_AT_STATE_OFF)
    return;

  _rk_at_links_poll (self);
  _rk_at_update_poll (self);
}
