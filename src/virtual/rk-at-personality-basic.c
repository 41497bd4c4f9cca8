/* rk-at-personality-basic.c: imitated AT commands for the module itself
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "rk-at-personality-private.h"

/* at_setupCmdIpr waits this long before it touches the divider. */
#define IPR_SETTLE_US 10000

/* UART_CLK_FREQ / 16 there; documented as 115200 × 40 for AT+UART. */
#define HIGHEST_IPR_BAUD 5000000
#define LOWEST_UART_BAUD 110
#define HIGHEST_UART_BAUD 4608000

/* What a module with nothing to do has left. */
#define FREE_RAM 39152

static void
set_echo (RkAtPersonality *self,
          const char      *arguments)
{
  if (*arguments == '0' || *arguments == '1')
    self->echo = *arguments == '1';
  _rk_at_answer (self, *arguments == '0' || *arguments == '1');
}

static void
execute_restart (RkAtPersonality *self,
                 const char      *arguments)
{
  _rk_at_say (self, RK_AT_OK);
  if (self->is_joined && self->number >= 100)
    _rk_at_say (self, "WIFI DISCONNECT\r\n");
  _rk_at_restart (self);
}

static void
execute_restore (RkAtPersonality *self,
                 const char      *arguments)
{
  _rk_at_forget (self);
  _rk_at_say (self, RK_AT_OK);
  _rk_at_restart (self);
}

/* No wire leads from GPIO16 to RST: only a reset from outside wakes it. */
static void
set_sleep_deeply (RkAtPersonality *self,
                  const char      *arguments)
{
  const char *cursor = arguments;
  gint64 ms;

  if (!_rk_at_take_mark (&cursor, '=') || !_rk_at_take_number (self, &cursor, 0, G_MAXINT32, &ms) ||
      !_rk_at_take_end (self, &cursor))
    {
      _rk_at_say (self, RK_AT_ERROR);
      return;
    }

  _rk_at_say (self, RK_AT_OK);
  _rk_at_stop (self);
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
  g_string_append (text, RK_AT_OK);
  _rk_at_say (self, text->str);
}

static void
execute_version (RkAtPersonality *self,
                 const char      *arguments)
{
  if (!_rk_at_is_2014 (self))
    say_version_lines (self);
  else
    _rk_at_sayf (self, "%s%s\r\n" RK_AT_OK, self->firmware->at_version, self->firmware->sdk_version);
}

/* The trap of this command: the new rate holds before OK is said, and for good. */
static void
set_ipr (RkAtPersonality *self,
         const char      *arguments)
{
  gint64 baud = g_ascii_strtoll (arguments + 1, NULL, 10);

  if (baud < 1 || baud > HIGHEST_IPR_BAUD)
    {
      _rk_at_say (self, RK_AT_ERROR);
      return;
    }

  _rk_at_say_baud (self, (guint)baud);
  _rk_at_save_baud (self);
  _rk_at_say (self, RK_AT_OK);
}

static gboolean
parse_uart (RkAtPersonality *self,
            const char      *arguments,
            guint           *baud)
{
  /* baud, data bits, stop bits, parity, flow control */
  static const struct { gint64 lowest, highest; } limits[] = {
    { LOWEST_UART_BAUD, HIGHEST_UART_BAUD }, { 5, 8 }, { 1, 3 }, { 0, 2 }, { 0, 3 },
  };
  const char *cursor = arguments;

  for (gsize i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      gint64 value;

      if (!_rk_at_take_mark (&cursor, i == 0 ? '=' : ',') ||
          !_rk_at_take_number (self, &cursor, limits[i].lowest, limits[i].highest, &value))
        return FALSE;
      if (i == 0)
        *baud = (guint)value;
    }

  return *cursor == '\r';
}

static gboolean
apply_uart (RkAtPersonality *self,
            const char      *arguments)
{
  guint baud = 0;
  gboolean good = parse_uart (self, arguments, &baud);

  _rk_at_answer (self, good);
  if (good)
    _rk_at_say_baud (self, baud);
  return good;
}

static void
set_uart_current (RkAtPersonality *self,
                  const char      *arguments)
{
  apply_uart (self, arguments);
}

static void
set_uart_default (RkAtPersonality *self,
                  const char      *arguments)
{
  if (apply_uart (self, arguments))
    _rk_at_save_baud (self);
}

static void
query_uart (RkAtPersonality *self,
            const char      *arguments)
{
  guint baud = g_str_has_suffix (self->name, "_DEF") ? _rk_at_load_baud (self) : self->baud;

  _rk_at_sayf (self, "%s:%u,8,1,0,0\r\n" RK_AT_OK, self->name, baud);
}

static void
query_sleep (RkAtPersonality *self,
             const char      *arguments)
{
  _rk_at_sayf (self, "%s:%u\r\n" RK_AT_OK, self->name, self->sleep);
}

static void
set_sleep (RkAtPersonality *self,
           const char      *arguments)
{
  const char *cursor = arguments + 1;
  gint64 mode;
  gboolean good = _rk_at_take_number (self, &cursor, 0, 2, &mode) && _rk_at_take_end (self, &cursor);

  if (good)
    self->sleep = (guint)mode;
  _rk_at_answer (self, good);
}

/* The radio's power: there is nothing to see of it. */
static void
set_power (RkAtPersonality *self,
           const char      *arguments)
{
  const char *cursor = arguments + 1;
  gint64 power;

  _rk_at_answer (self, _rk_at_take_number (self, &cursor, 0, 82, &power) && _rk_at_take_end (self, &cursor));
}

/* In units of 1/1024 V. */
static void
set_vdd (RkAtPersonality *self,
         const char      *arguments)
{
  const char *cursor = arguments + 1;
  gint64 vdd;

  _rk_at_answer (self, _rk_at_take_number (self, &cursor, 1900, 3300, &vdd) && _rk_at_take_end (self, &cursor));
}

static void
query_vdd (RkAtPersonality *self,
           const char      *arguments)
{
  _rk_at_sayf (self, "%s:3300\r\n" RK_AT_OK, self->name);
}

static void
query_ram (RkAtPersonality *self,
           const char      *arguments)
{
  _rk_at_sayf (self, "%s:%u\r\n" RK_AT_OK, self->name, FREE_RAM);
}

static void
query_adc (RkAtPersonality *self,
           const char      *arguments)
{
  _rk_at_sayf (self, "%s:0\r\n" RK_AT_OK, self->name);
}

/* clang-format off */
const RkAtCommandRow _rk_at_basic_commands[] = {
  { "",          0,   RK_AT_TURNAROUND_US, _rk_at_say_ok, NULL, NULL, NULL },
  { "E",         0,   RK_AT_TURNAROUND_US, NULL, NULL, set_echo, NULL },
  { "+RST",      0,   RK_AT_TURNAROUND_US, execute_restart, NULL, NULL, NULL },
  { "+GMR",      0,   RK_AT_TURNAROUND_US, execute_version, NULL, NULL, NULL },
  { "+GSLP",     0,   RK_AT_TURNAROUND_US, NULL, NULL, set_sleep_deeply, NULL },
  { "+IPR",      0,   IPR_SETTLE_US,       NULL, NULL, set_ipr, NULL },
  { "+RESTORE",  21,  RK_AT_TURNAROUND_US, execute_restore, NULL, NULL, NULL },
  { "+UART",     21,  RK_AT_TURNAROUND_US, NULL, query_uart, set_uart_default, NULL },
  { "+UART_CUR", 22,  RK_AT_TURNAROUND_US, NULL, query_uart, set_uart_current, NULL },
  { "+UART_DEF", 22,  RK_AT_TURNAROUND_US, NULL, query_uart, set_uart_default, NULL },
  { "+SLEEP",    23,  RK_AT_TURNAROUND_US, NULL, query_sleep, set_sleep, NULL },
  { "+RFPOWER",  23,  RK_AT_TURNAROUND_US, NULL, NULL, set_power, NULL },
  { "+RFVDD",    23,  RK_AT_TURNAROUND_US, _rk_at_say_ok, query_vdd, set_vdd, NULL },
  { "+SYSRAM",   104, RK_AT_TURNAROUND_US, NULL, query_ram, NULL, NULL },
  { "+SYSADC",   104, RK_AT_TURNAROUND_US, NULL, query_adc, NULL, NULL },
  { NULL,        0,   0,                   NULL, NULL, NULL, NULL },
};
/* clang-format on */
