/* rk-at-personality.c: AT firmware, imitated at its serial port
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Framing, echo and the order of replies follow the published firmware of 2014
 * (espressif/ESP8266_AT, at/user/at_port.c, at_cmd.c, at_baseCmd.c); later
 * generations behave the same at the port and differ in their commands.
 */

#include "config.h"

#include "rk-at-personality.h"

#include <stdlib.h>
#include <string.h>

/* at_cmdLenMax in at_port.c. */
#define LONGEST_LINE 128

/* The SDK's rate until the application sets its own: the loader's. */
#define BOOT_BAUD 74880

/* From the jump to "ready"; the radio's calibration makes up nearly all of it. */
#define START_US 250000

/* From the end of a line to its execution: one task switch. */
#define TURNAROUND_US 500

/* at_setupCmdIpr waits this long before it touches the divider. */
#define IPR_SETTLE_US 10000

/* UART_CLK_FREQ / 16 there; documented as 115200 × 40 for AT+UART. */
#define HIGHEST_IPR_BAUD 5000000
#define LOWEST_UART_BAUD 110
#define HIGHEST_UART_BAUD 4608000

#define OK "\r\nOK\r\n"
#define ERROR "\r\nERROR\r\n"

typedef enum
{
  STATE_OFF,       /* not started, or restarting */
  STATE_STARTING,  /* the timer runs until it is ready */
  STATE_IDLE,      /* looking for "AT" */
  STATE_RECEIVING, /* the rest of the line */
  STATE_RUNNING,   /* the timer runs until the command is executed */
} State;

typedef void (*CommandFunc) (RkAtPersonality *self,
                             const char      *arguments);

typedef struct
{
  const char             *name;
  RkAtFirmwareGeneration  since;
  guint32                 delay_us;
  CommandFunc             execute; /* AT+X */
  CommandFunc             query;   /* AT+X? */
  CommandFunc             set;     /* AT+X=… and ATX0 */
} Command;

struct _RkAtPersonality
{
  RkAtFirmware *firmware;
  RkAtHost      host;
  gpointer      host_data;

  State         state;
  guint         baud;
  gboolean      echo;
  char          previous;
  char          line[LONGEST_LINE + 1];
  gsize         length;
};

static void
say (RkAtPersonality *self,
     const char      *text)
{
  self->host.send (self->host_data, (const guint8 *)text, strlen (text));
}

static void
say_baud (RkAtPersonality *self,
          guint            baud)
{
  self->baud = baud;
  self->host.set_baud (self->host_data, baud);
}

/* Saved settings.  AT of 2014 keeps them in sector 0x3C + 1 or + 2, chosen by the
 * byte at + 3 (user_esp_platform_save_param), even where the application itself
 * reaches that far.  Later ones have a place of their own between the slots
 * (examples/at/user/user_main.c of ESP8266_NONOS_SDK, partition table), where the
 * map in the header at 0 puts that. */

static guint32
settings_offset (RkAtPersonality *self)
{
  static const guint32 by_map[] = {
    0x7d000, 0x3d000, 0x7d000, 0x7d000, 0x7d000, 0xfd000, 0xfd000, 0xfd000, 0xfd000, 0xfd000,
  };
  guint8 header[4] = { 0 };
  guint8 flag[4] = { 0 };
  guint map;

  if (self->firmware->generation == RK_AT_FIRMWARE_2014)
    {
      self->host.read_flash (self->host_data, 0x3f000, flag, sizeof flag);
      return flag[0] == 0 ? 0x3d000 : 0x3e000;
    }

  self->host.read_flash (self->host_data, 0, header, sizeof header);
  map = header[3] >> 4;

  return by_map[map < G_N_ELEMENTS (by_map) ? map : 0];
}

static guint
load_baud (RkAtPersonality *self)
{
  guint32 saved[2] = { 0 };
  guint baud;

  if (self->host.read_flash == NULL)
    return self->firmware->baud;

  self->host.read_flash (self->host_data, settings_offset (self), (guint8 *)saved, sizeof saved);
  baud = GUINT32_FROM_LE (saved[0]);
  if (GUINT32_FROM_LE (saved[1]) != 1 || baud < LOWEST_UART_BAUD || baud > HIGHEST_IPR_BAUD)
    return self->firmware->baud;

  return baud;
}

static void
save_baud (RkAtPersonality *self)
{
  guint32 saved[2] = { GUINT32_TO_LE (self->baud), GUINT32_TO_LE (1) };
  guint8 flag[4] = { 0xff, 0xff, 0xff, 0xff };
  guint32 offset;

  if (self->host.read_flash == NULL || self->host.write_flash == NULL)
    return;

  offset = settings_offset (self);
  if (self->firmware->generation == RK_AT_FIRMWARE_2014)
    {
      offset = offset == 0x3d000 ? 0x3e000 : 0x3d000;
      flag[0] = offset == 0x3d000 ? 0 : 1;
      self->host.write_flash (self->host_data, 0x3f000, flag, sizeof flag);
    }
  self->host.write_flash (self->host_data, offset, (const guint8 *)saved, sizeof saved);
}

static void
forget_baud (RkAtPersonality *self)
{
  static const guint8 blank[8] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };

  if (self->host.read_flash != NULL && self->host.write_flash != NULL)
    self->host.write_flash (self->host_data, settings_offset (self), blank, sizeof blank);
}

static void
restart (RkAtPersonality *self)
{
  self->state = STATE_OFF;
  self->host.restart (self->host_data);
}

/* The commands. */

static void
execute_nothing (RkAtPersonality *self,
                 const char      *arguments)
{
  say (self, OK);
}

static void
set_echo (RkAtPersonality *self,
          const char      *arguments)
{
  if (*arguments != '0' && *arguments != '1')
    {
      say (self, ERROR);
      return;
    }

  self->echo = *arguments == '1';
  say (self, OK);
}

static void
execute_restart (RkAtPersonality *self,
                 const char      *arguments)
{
  say (self, OK);
  restart (self);
}

static void
execute_restore (RkAtPersonality *self,
                 const char      *arguments)
{
  forget_baud (self);
  say (self, OK);
  restart (self);
}

static void
say_version_lines (RkAtPersonality *self)
{
  const RkAtFirmware *firmware = self->firmware;
  g_autoptr(GString) text = g_string_new (NULL);

  g_string_append_printf (text, "AT version:%s\r\nSDK version:%s\r\n", firmware->at_version,
                          firmware->sdk_version);
  if (firmware->vendor != NULL)
    g_string_append_printf (text, "%s\r\n", firmware->vendor);
  if (firmware->compile_time != NULL)
    g_string_append_printf (text, "compile time:%s\r\n", firmware->compile_time);
  if (firmware->bin_version != NULL)
    g_string_append_printf (text, "%s\r\n", firmware->bin_version);

  /* From 1.0 on, the last line's end is the first of the two before OK. */
  if (firmware->generation == RK_AT_FIRMWARE_NONOS_1)
    g_string_truncate (text, text->len - 2);
  g_string_append (text, OK);
  say (self, text->str);
}

static void
execute_version (RkAtPersonality *self,
                 const char      *arguments)
{
  const RkAtFirmware *firmware = self->firmware;
  g_autofree char *digits = NULL;

  if (firmware->generation != RK_AT_FIRMWARE_2014)
    {
      say_version_lines (self);
      return;
    }

  digits = g_strconcat (firmware->at_version, firmware->sdk_version, "\r\n" OK, NULL);
  say (self, digits);
}

/* The trap of this command: the new rate holds before OK is said, and for good. */
static void
set_ipr (RkAtPersonality *self,
         const char      *arguments)
{
  gint64 baud = g_ascii_strtoll (arguments + 1, NULL, 10);

  if (baud < 1 || baud > HIGHEST_IPR_BAUD)
    {
      say (self, ERROR);
      return;
    }

  say_baud (self, (guint)baud);
  save_baud (self);
  say (self, OK);
}

static gboolean
parse_uart (const char *arguments,
            guint      *baud)
{
  /* baud, data bits, stop bits, parity, flow control */
  static const struct { gint64 lowest, highest; } limits[] = {
    { LOWEST_UART_BAUD, HIGHEST_UART_BAUD }, { 5, 8 }, { 1, 3 }, { 0, 2 }, { 0, 3 },
  };
  const char *cursor = arguments;

  for (gsize i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      char *end;
      gint64 value;

      if (*cursor != (i == 0 ? '=' : ','))
        return FALSE;
      value = g_ascii_strtoll (cursor + 1, &end, 10);
      if (end == cursor + 1 || value < limits[i].lowest || value > limits[i].highest)
        return FALSE;
      if (i == 0)
        *baud = (guint)value;
      cursor = end;
    }

  return *cursor == '\r';
}

static void
set_uart_current (RkAtPersonality *self,
                  const char      *arguments)
{
  guint baud = 0;

  if (!parse_uart (arguments, &baud))
    {
      say (self, ERROR);
      return;
    }

  say (self, OK);
  say_baud (self, baud);
}

static void
set_uart_default (RkAtPersonality *self,
                  const char      *arguments)
{
  guint baud = 0;

  set_uart_current (self, arguments);
  if (parse_uart (arguments, &baud))
    save_baud (self);
}

static void
say_uart (RkAtPersonality *self,
          const char      *name,
          guint            baud)
{
  g_autofree char *text = g_strdup_printf ("%s:%u,8,1,0,0\r\n" OK, name, baud);

  say (self, text);
}

static void
query_uart (RkAtPersonality *self,
            const char      *arguments)
{
  say_uart (self, "+UART", self->baud);
}

static void
query_uart_current (RkAtPersonality *self,
                    const char      *arguments)
{
  say_uart (self, "+UART_CUR", self->baud);
}

static void
query_uart_default (RkAtPersonality *self,
                    const char      *arguments)
{
  say_uart (self, "+UART_DEF", load_baud (self));
}

/* clang-format off */
static const Command commands[] = {
  { "",          RK_AT_FIRMWARE_2014,    TURNAROUND_US, execute_nothing, NULL, NULL },
  { "E",         RK_AT_FIRMWARE_2014,    TURNAROUND_US, NULL, NULL, set_echo },
  { "+RST",      RK_AT_FIRMWARE_2014,    TURNAROUND_US, execute_restart, NULL, NULL },
  { "+GMR",      RK_AT_FIRMWARE_2014,    TURNAROUND_US, execute_version, NULL, NULL },
  { "+IPR",      RK_AT_FIRMWARE_2014,    IPR_SETTLE_US, NULL, NULL, set_ipr },
  { "+RESTORE",  RK_AT_FIRMWARE_NONOS_0, TURNAROUND_US, execute_restore, NULL, NULL },
  { "+UART",     RK_AT_FIRMWARE_NONOS_0, TURNAROUND_US, NULL, query_uart, set_uart_default },
  { "+UART_CUR", RK_AT_FIRMWARE_NONOS_0, TURNAROUND_US, NULL, query_uart_current, set_uart_current },
  { "+UART_DEF", RK_AT_FIRMWARE_NONOS_0, TURNAROUND_US, NULL, query_uart_default, set_uart_default },
};
/* clang-format on */

/* Finding and running them. */

static const Command *
find_command (RkAtPersonality *self,
              gsize           *name_length)
{
  gsize length = strcspn (self->line, "\r=?0123456789");

  *name_length = length;
  if (self->line[length] == '\0')
    return NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (commands[i].since <= self->firmware->generation && strlen (commands[i].name) == length &&
        strncmp (commands[i].name, self->line, length) == 0)
      return &commands[i];

  return NULL;
}

static void
run_command (RkAtPersonality *self)
{
  gsize length;
  const Command *command = find_command (self, &length);
  const char *arguments = self->line + length;
  CommandFunc run = NULL;

  if (command == NULL)
    run = NULL;
  else if (*arguments == '\r')
    run = command->execute;
  else if (arguments[0] == '?' && arguments[1] == '\r')
    run = command->query;
  else if (*arguments == '=' || g_ascii_isdigit (*arguments))
    run = command->set;

  if (run != NULL)
    run (self, arguments);
  else
    say (self, ERROR);
}

static void
end_line (RkAtPersonality *self)
{
  gsize length;
  const Command *command;

  self->line[self->length] = '\0';
  self->state = STATE_RUNNING;
  if (self->echo)
    say (self, "\r\n");

  command = find_command (self, &length);
  self->length = 0;
  self->host.set_timer (self->host_data, command != NULL ? command->delay_us : TURNAROUND_US);
}

static void
receive_idle (RkAtPersonality *self,
              char             byte)
{
  char previous = self->previous;

  self->previous = byte;
  if ((previous == 'A' && byte == 'T') || (previous == 'a' && byte == 't'))
    {
      self->state = STATE_RECEIVING;
      self->length = 0;
      self->previous = 0;
    }
  else if (byte == '\n')
    say (self, ERROR);
}

static void
receive_line (RkAtPersonality *self,
              char             byte)
{
  if (self->length == LONGEST_LINE - 1)
    {
      self->state = STATE_IDLE;
      return;
    }

  self->line[self->length++] = byte;
  if (byte == '\n')
    end_line (self);
}

static void
receive_byte (RkAtPersonality *self,
              char             byte)
{
  if (self->state == STATE_OFF || self->state == STATE_STARTING)
    return;

  if (self->echo && byte != '\n')
    self->host.send (self->host_data, (const guint8 *)&byte, 1);

  if (self->state == STATE_IDLE)
    receive_idle (self, byte);
  else if (self->state == STATE_RECEIVING)
    receive_line (self, byte);
  else if (byte == '\n')
    say (self, "\r\nbusy p...\r\n");
}

/**
 * rk_at_personality_new:
 * @firmware: what it is to imitate; copied
 * @host: the chip around it; copied
 * @host_data: the first argument of the host's functions
 *
 * It says nothing before rk_at_personality_start().
 *
 * Returns: (transfer full): a new personality
 */
RkAtPersonality *
rk_at_personality_new (const RkAtFirmware *firmware,
                       const RkAtHost     *host,
                       gpointer            host_data)
{
  RkAtPersonality *self = g_new0 (RkAtPersonality, 1);

  self->firmware = rk_at_firmware_copy (firmware);
  self->host = *host;
  self->host_data = host_data;

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

  rk_at_firmware_free (self->firmware);
  g_free (self);
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
  self->state = STATE_STARTING;
  self->echo = TRUE;
  self->previous = 0;
  self->length = 0;

  say_baud (self, BOOT_BAUD);
  if (self->firmware->boot_text != NULL)
    say (self, self->firmware->boot_text);
  self->host.set_timer (self->host_data, START_US);
}

static void
get_ready (RkAtPersonality *self)
{
  const RkAtFirmware *firmware = self->firmware;

  self->state = STATE_IDLE;
  say_baud (self, load_baud (self));
  if (firmware->vendor != NULL)
    {
      say (self, "\r\n");
      say (self, firmware->vendor);
      say (self, "\r\n");
    }
  say (self, "\r\nready\r\n");
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
  if (self->state == STATE_STARTING)
    {
      get_ready (self);
    }
  else if (self->state == STATE_RUNNING)
    {
      self->state = STATE_IDLE;
      run_command (self);
    }
}
