/* rk-at-personality-radio.c: imitated AT commands for networks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * As in at_wifiCmd.c of 2014, and in the AT Instruction Sets and real output of
 * later ones.  A name with _CUR holds until the restart, all others for good.
 */

#include "config.h"

#include "rk-at-personality-private.h"

#include <string.h>

/* How long the radio takes, on a good day. */
#define SCAN_US 2200000
#define JOIN_US 3000000
#define AUTOJOIN_US 2000000

/* at_japChack of 2014 looks first after 3 s, then every 2 s, seven times. */
#define GIVE_UP_US 15000000

/* wifi_station_get_connect_status(), told by +CWJAP. */
#define WRONG_PASSWORD 2
#define NO_SUCH_NETWORK 3

#define MAC_FORMAT "%02x:%02x:%02x:%02x:%02x:%02x"
#define MAC_BYTES(mac) mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]

gboolean
_rk_at_is_station (RkAtPersonality *self)
{
  return (self->settings.mode & 1) != 0;
}

gboolean
_rk_at_is_access_point (RkAtPersonality *self)
{
  return (self->settings.mode & 2) != 0;
}

/* -- Joining -------------------------------------------------------------- */

/* Real output has them from 1.0 on. */
static void
tell_wifi (RkAtPersonality *self,
           const char      *what)
{
  if (self->number >= 100)
    _rk_at_sayf (self, "WIFI %s\r\n", what);
}

static void
leave (RkAtPersonality *self)
{
  if (self->is_joined)
    tell_wifi (self, "DISCONNECT");
  self->is_joined = FALSE;
  self->modem = RK_AT_MODEM_LEFT;
}

/* 0, or why not. */
static guint
try_to_join (RkAtPersonality *self)
{
  g_autoptr(GPtrArray) networks = self->world != NULL ? rk_at_world_dup_networks (self->world) : NULL;
  guint result = NO_SUCH_NETWORK;

  for (guint i = 0; networks != NULL && i < networks->len; i++)
    {
      const RkAtNetwork *network = networks->pdata[i];

      if (strncmp (network->ssid, self->settings.ssid, sizeof self->settings.ssid) != 0)
        continue;
      if (strncmp (network->password, self->settings.password, sizeof self->settings.password) != 0)
        {
          result = WRONG_PASSWORD;
          continue;
        }
      self->is_joined = TRUE;
      self->channel = network->channel;
      self->rssi = network->rssi;
      memcpy (self->bssid, network->bssid, sizeof self->bssid);
      self->modem = RK_AT_MODEM_GOT_IP;
      return 0;
    }
  return result;
}

static void
tell_joined (RkAtPersonality *self)
{
  tell_wifi (self, "CONNECTED");
  tell_wifi (self, "GOT IP");
}

static void
fail_to_join (RkAtPersonality *self)
{
  _rk_at_sayf (self, "+CWJAP:%u\r\n\r\nFAIL\r\n", try_to_join (self));
  self->state = RK_AT_STATE_IDLE;
}

static void
end_join (RkAtPersonality *self)
{
  guint result = try_to_join (self);

  if (result != 0 && _rk_at_is_2014 (self))
    {
      _rk_at_work_until (self, GIVE_UP_US - JOIN_US, fail_to_join);
      return;
    }

  self->state = RK_AT_STATE_IDLE;
  if (result == 0)
    {
      tell_joined (self);
      _rk_at_say (self, RK_AT_OK);
    }
  else
    _rk_at_sayf (self, "+CWJAP:%u\r\n\r\nFAIL\r\n", result);
}

static void
set_join (RkAtPersonality *self,
          const char      *arguments)
{
  RkAtSettings *settings = &self->settings;
  const char *cursor = arguments;
  char ssid[sizeof settings->ssid + 1] = { 0 };
  char password[sizeof settings->password + 1] = { 0 };
  char bssid[18];

  if (!_rk_at_is_station (self) || !_rk_at_take_mark (&cursor, '=') || !_rk_at_take_text (self, &cursor, ssid, sizeof ssid) ||
      !_rk_at_take_mark (&cursor, ',') || !_rk_at_take_text (self, &cursor, password, sizeof password) ||
      (_rk_at_take_mark (&cursor, ',') && !_rk_at_take_text (self, &cursor, bssid, sizeof bssid)) ||
      !_rk_at_take_end (self, &cursor))
    {
      _rk_at_say (self, RK_AT_ERROR);
      return;
    }

  leave (self);
  memcpy (settings->ssid, ssid, sizeof settings->ssid);
  memcpy (settings->password, password, sizeof settings->password);
  _rk_at_keep_field (self, settings->ssid, sizeof settings->ssid + sizeof settings->password);
  _rk_at_work_until (self, JOIN_US, end_join);
}

static void
query_join (RkAtPersonality *self,
            const char      *arguments)
{
  const RkAtSettings *settings = &self->settings;

  if (!_rk_at_has_ip (self))
    {
      _rk_at_say (self, self->number < 20 ? "" : "No AP\r\n");
      _rk_at_answer (self, !_rk_at_is_2014 (self));
      return;
    }

  _rk_at_sayf (self, "%s:\"%.*s\"", self->name, (int)sizeof settings->ssid, settings->ssid);
  if (!_rk_at_is_2014 (self))
    _rk_at_sayf (self, ",\"" MAC_FORMAT "\",%u,%d", MAC_BYTES (self->bssid), self->channel, self->rssi);
  _rk_at_say (self, self->number >= 107 ? ",0\r\n" RK_AT_OK : "\r\n" RK_AT_OK);
}

static void
execute_leave (RkAtPersonality *self,
               const char      *arguments)
{
  _rk_at_say (self, RK_AT_OK);
  leave (self);
}

static void
join_by_itself (RkAtPersonality *self)
{
  if (_rk_at_is_station (self) && try_to_join (self) == 0)
    tell_joined (self);
}

/* The SDK joins the network it knows, unless told not to. */
void
_rk_at_radio_start (RkAtPersonality *self)
{
  self->is_joined = FALSE;
  self->modem = _rk_at_is_2014 (self) ? RK_AT_MODEM_UNLINKED : RK_AT_MODEM_LEFT;
  self->scan_sorts = FALSE;
  self->scan_mask = 0x7f;
  self->sleep = 2;
  if (_rk_at_is_station (self) && self->settings.join_by_itself && self->settings.ssid[0] != '\0')
    _rk_at_set_alarm (self, RK_AT_ALARM_RADIO, AUTOJOIN_US, join_by_itself);
}

static void
set_autojoin (RkAtPersonality *self,
              const char      *arguments)
{
  const char *cursor = arguments + 1;
  gint64 on;
  gboolean good = _rk_at_take_number (self, &cursor, 0, 1, &on) && _rk_at_take_end (self, &cursor);

  if (good)
    {
      self->settings.join_by_itself = (guint8)on;
      _rk_at_keep_field (self, &self->settings.join_by_itself, 1);
    }
  _rk_at_answer (self, good);
}

static void
query_autojoin (RkAtPersonality *self,
                const char      *arguments)
{
  _rk_at_sayf (self, "%s:%u\r\n" RK_AT_OK, self->name, self->settings.join_by_itself);
}

/* -- Scanning ------------------------------------------------------------- */

static int
compare_rssi (gconstpointer a,
              gconstpointer b)
{
  const RkAtNetwork *first = *(RkAtNetwork *const *)a;
  const RkAtNetwork *second = *(RkAtNetwork *const *)b;

  return second->rssi - first->rssi;
}

static void
append_field (GString    *line,
              guint       mask,
              guint       bit,
              const char *format,
              ...)
{
  va_list arguments;

  if ((mask & (1u << bit)) == 0)
    return;
  if (line->str[line->len - 1] != '(')
    g_string_append_c (line, ',');
  va_start (arguments, format);
  g_string_append_vprintf (line, format, arguments);
  va_end (arguments);
}

/* 0.16 and 0.17: cipher, name, strength.  0.18 to 0.20: address and channel as well.
 * Then what AT+CWLAPOPT chooses. */
static void
say_network (RkAtPersonality   *self,
             const RkAtNetwork *network)
{
  g_autoptr(GString) line = g_string_new ("+CWLAP:(");
  guint mask = self->number < 18 ? 0x07 : _rk_at_is_2014 (self) ? 0x1f : self->scan_mask;
  guint cipher = *network->password == '\0' ? 0 : 3;

  append_field (line, mask, 0, "%u", cipher);
  append_field (line, mask, 1, "\"%s\"", network->ssid);
  append_field (line, mask, 2, "%d", network->rssi);
  append_field (line, mask, 3, "\"" MAC_FORMAT "\"", MAC_BYTES (network->bssid));
  append_field (line, mask, 4, "%u", network->channel);
  append_field (line, mask, 5, "%d", -7);
  append_field (line, mask, 6, "%d", 0);
  append_field (line, mask, 7, "%d", cipher == 0 ? 0 : 4);
  append_field (line, mask, 8, "%d", cipher == 0 ? 0 : 4);
  append_field (line, mask, 9, "%d", 7);
  append_field (line, mask, 10, "%d", 0);
  _rk_at_sayf (self, "%s)\r\n", line->str);
}

static void
end_scan (RkAtPersonality *self)
{
  g_autoptr(GPtrArray) networks = self->world != NULL ? rk_at_world_dup_networks (self->world) : g_ptr_array_new ();
  const char *wanted = (const char *)self->data->data; /* or nothing */

  if (self->scan_sorts)
    g_ptr_array_sort (networks, compare_rssi);
  for (guint i = 0; i < networks->len; i++)
    {
      const RkAtNetwork *network = networks->pdata[i];

      if (self->data->len == 0 || strcmp (wanted, network->ssid) == 0)
        say_network (self, network);
    }
  self->state = RK_AT_STATE_IDLE;
  _rk_at_say (self, RK_AT_OK);
}

static void
start_scan (RkAtPersonality *self,
            const char      *ssid)
{
  g_byte_array_set_size (self->data, 0);
  if (*ssid != '\0')
    g_byte_array_append (self->data, (const guint8 *)ssid, (guint)strlen (ssid) + 1);
  _rk_at_work_until (self, SCAN_US, end_scan);
}

static void
execute_scan (RkAtPersonality *self,
              const char      *arguments)
{
  if (_rk_at_is_station (self))
    start_scan (self, "");
  else
    _rk_at_say (self, RK_AT_ERROR);
}

static void
set_scan (RkAtPersonality *self,
          const char      *arguments)
{
  const char *cursor = arguments + 1;
  char ssid[33];

  if (_rk_at_is_station (self) && _rk_at_take_text (self, &cursor, ssid, sizeof ssid) && (*cursor == '\r' || *cursor == ','))
    start_scan (self, ssid);
  else
    _rk_at_say (self, RK_AT_ERROR);
}

static void
set_scan_options (RkAtPersonality *self,
                  const char      *arguments)
{
  const char *cursor = arguments + 1;
  gint64 sorts, mask;
  gboolean good = _rk_at_take_number (self, &cursor, 0, 1, &sorts) && _rk_at_take_mark (&cursor, ',') &&
                  _rk_at_take_number (self, &cursor, 0, 0x7ff, &mask) && _rk_at_take_end (self, &cursor);

  if (good)
    {
      self->scan_sorts = sorts != 0;
      self->scan_mask = (guint)mask;
    }
  _rk_at_answer (self, good);
}

/* -- Modes ---------------------------------------------------------------- */

static void
test_mode (RkAtPersonality *self,
           const char      *arguments)
{
  _rk_at_sayf (self, "%s:(1-3)\r\n" RK_AT_OK, self->name);
}

static void
query_mode (RkAtPersonality *self,
            const char      *arguments)
{
  RkAtSettings kept;

  _rk_at_sayf (self, "%s:%u\r\n" RK_AT_OK, self->name, _rk_at_settings_to_tell (self, &kept)->mode);
}

static void
set_mode (RkAtPersonality *self,
          const char      *arguments)
{
  const char *cursor = arguments + 1;
  gint64 mode;

  if (!_rk_at_take_number (self, &cursor, 1, 3, &mode) || !_rk_at_take_end (self, &cursor))
    {
      _rk_at_say (self, RK_AT_ERROR);
      return;
    }
  if (mode == self->settings.mode && self->number < 20)
    {
      _rk_at_say (self, "no change\r\n");
      return;
    }

  self->settings.mode = (guint8)mode;
  _rk_at_keep_field (self, &self->settings.mode, 1);
  if (!_rk_at_is_station (self))
    leave (self);
  _rk_at_say (self, RK_AT_OK);
}

/* -- The access point of its own ------------------------------------------ */

static void
query_access_point (RkAtPersonality *self,
                    const char      *arguments)
{
  RkAtSettings kept;
  const RkAtSettings *settings = _rk_at_settings_to_tell (self, &kept);

  if (!_rk_at_is_access_point (self))
    {
      _rk_at_say (self, RK_AT_ERROR);
      return;
    }

  _rk_at_sayf (self, "%s:\"%.*s\",\"%.*s\",%u,%u", self->name, (int)sizeof settings->ap_ssid, settings->ap_ssid,
               (int)sizeof settings->ap_password, settings->ap_password, settings->ap_channel, settings->ap_cipher);
  if (self->number >= 100)
    _rk_at_sayf (self, ",%u,%u", settings->ap_most, settings->ap_hidden);
  _rk_at_say (self, "\r\n" RK_AT_OK);
}

static gboolean
parse_access_point (RkAtPersonality *self,
                    const char      *cursor,
                    RkAtSettings    *settings)
{
  char ssid[sizeof settings->ap_ssid + 1] = { 0 };
  char password[sizeof settings->ap_password + 1] = { 0 };
  gint64 channel, cipher;
  gint64 most = settings->ap_most;
  gint64 hidden = 0;

  if (!_rk_at_take_text (self, &cursor, ssid, sizeof ssid) || *ssid == '\0' || !_rk_at_take_mark (&cursor, ',') ||
      !_rk_at_take_text (self, &cursor, password, sizeof password) || !_rk_at_take_mark (&cursor, ',') ||
      !_rk_at_take_number (self, &cursor, 1, 13, &channel) || !_rk_at_take_mark (&cursor, ',') ||
      !_rk_at_take_number (self, &cursor, 0, 4, &cipher) || cipher == 1)
    return FALSE;
  if (cipher != 0 && strlen (password) < (_rk_at_is_2014 (self) ? 5 : 8))
    return FALSE;
  if (!_rk_at_is_2014 (self) && _rk_at_take_mark (&cursor, ',') && !_rk_at_take_number (self, &cursor, 1, 8, &most))
    return FALSE;
  if (!_rk_at_is_2014 (self) && _rk_at_take_mark (&cursor, ',') && !_rk_at_take_number (self, &cursor, 0, 1, &hidden))
    return FALSE;

  memcpy (settings->ap_ssid, ssid, sizeof settings->ap_ssid);
  memcpy (settings->ap_password, password, sizeof settings->ap_password);
  settings->ap_channel = (guint8)channel;
  settings->ap_cipher = (guint8)cipher;
  settings->ap_most = (guint8)most;
  settings->ap_hidden = (guint8)hidden;
  return _rk_at_take_end (self, &cursor);
}

static void
set_access_point (RkAtPersonality *self,
                  const char      *arguments)
{
  RkAtSettings *settings = &self->settings;
  RkAtSettings wanted = *settings;
  gboolean good = _rk_at_is_access_point (self) && parse_access_point (self, arguments + 1, &wanted);

  if (good)
    {
      *settings = wanted;
      _rk_at_keep_field (self, settings->ap_ssid, sizeof settings->ap_ssid + sizeof settings->ap_password);
      _rk_at_keep_field (self, &settings->ap_channel, 4);
    }
  _rk_at_answer (self, good);
}

/* Nobody is connected to it. */
static void
execute_stations (RkAtPersonality *self,
                  const char      *arguments)
{
  _rk_at_answer (self, _rk_at_is_access_point (self));
}

/* clang-format off */
const RkAtCommandRow _rk_at_radio_commands[] = {
  { "+CWMODE",        0,   RK_AT_TURNAROUND_US, NULL, query_mode, set_mode, test_mode },
  { "+CWMODE_CUR",    22,  RK_AT_TURNAROUND_US, NULL, query_mode, set_mode, test_mode },
  { "+CWMODE_DEF",    22,  RK_AT_TURNAROUND_US, NULL, query_mode, set_mode, test_mode },
  { "+CWLAP",         0,   RK_AT_TURNAROUND_US, execute_scan, NULL, set_scan, NULL },
  { "+CWLAPOPT",      23,  RK_AT_TURNAROUND_US, NULL, NULL, set_scan_options, NULL },
  { "+CWJAP",         0,   RK_AT_TURNAROUND_US, NULL, query_join, set_join, NULL },
  { "+CWJAP_CUR",     22,  RK_AT_TURNAROUND_US, NULL, query_join, set_join, NULL },
  { "+CWJAP_DEF",     22,  RK_AT_TURNAROUND_US, NULL, query_join, set_join, NULL },
  { "+CWQAP",         0,   RK_AT_TURNAROUND_US, execute_leave, NULL, NULL, _rk_at_say_ok },
  { "+CWAUTOCONN",    21,  RK_AT_TURNAROUND_US, NULL, query_autojoin, set_autojoin, NULL },
  { "+CWSAP",         0,   RK_AT_TURNAROUND_US, NULL, query_access_point, set_access_point, NULL },
  { "+CWSAP_CUR",     22,  RK_AT_TURNAROUND_US, NULL, query_access_point, set_access_point, NULL },
  { "+CWSAP_DEF",     22,  RK_AT_TURNAROUND_US, NULL, query_access_point, set_access_point, NULL },
  { "+CWLIF",         0,   RK_AT_TURNAROUND_US, execute_stations, NULL, NULL, NULL },
  { NULL,             0,   0,                   NULL, NULL, NULL, NULL },
};
/* clang-format on */
