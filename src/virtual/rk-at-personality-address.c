/* rk-at-personality-address.c: imitated AT commands for addresses and names
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "rk-at-personality-private.h"

#include <stdio.h>
#include <string.h>

/* What the imaginary router gives out. */
static const guint8 lease[12] = { 192, 168, 1, 57, 192, 168, 1, 1, 255, 255, 255, 0 };

#define MAC_FORMAT "%02x:%02x:%02x:%02x:%02x:%02x"
#define MAC_BYTES(mac) mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]
#define IP_FORMAT "%u.%u.%u.%u"
#define IP_BYTES(ip) (ip)[0], (ip)[1], (ip)[2], (ip)[3]

gboolean
_rk_at_has_ip (RkAtPersonality *self)
{
  return self->is_joined && _rk_at_is_station (self);
}

static void
get_ip (RkAtPersonality *self,
        guint8          *address)
{
  gboolean is_fixed = (self->settings.dhcp & 2) == 0;

  memset (address, 0, 12);
  if (_rk_at_has_ip (self) || is_fixed)
    memcpy (address, is_fixed ? self->settings.sta_address : lease, 12);
}

/* at_queryCmdCwdhcp of 2014 is empty: not even OK comes. */
static void
query_dhcp (RkAtPersonality *self,
            const char      *arguments)
{
  RkAtSettings kept;

  if (!_rk_at_is_2014 (self))
    _rk_at_sayf (self, "%s:%u\r\n" RK_AT_OK, self->name, _rk_at_settings_to_tell (self, &kept)->dhcp);
}

static void
set_dhcp (RkAtPersonality *self,
          const char      *arguments)
{
  static const guint8 bits[] = { 1, 2, 3 };
  const char *cursor = arguments + 1;
  gint64 which, on;
  gboolean good = _rk_at_take_number (self, &cursor, 0, 2, &which) && _rk_at_take_mark (&cursor, ',') &&
                  _rk_at_take_number (self, &cursor, 0, 1, &on) && _rk_at_take_end (self, &cursor);

  if (good)
    {
      guint8 dhcp = self->settings.dhcp;

      self->settings.dhcp = on ? (guint8)(dhcp | bits[which]) : (guint8)(dhcp & ~bits[which]);
      _rk_at_keep_field (self, &self->settings.dhcp, 1);
    }
  _rk_at_answer (self, good);
}

static void
say_address (RkAtPersonality *self,
             const guint8    *address)
{
  if (_rk_at_is_2014 (self))
    _rk_at_sayf (self, "%s:\"" IP_FORMAT "\"\r\n", self->name, IP_BYTES (address));
  else
    _rk_at_sayf (self, "%s:ip:\"" IP_FORMAT "\"\r\n%s:gateway:\"" IP_FORMAT "\"\r\n%s:netmask:\"" IP_FORMAT "\"\r\n",
                 self->name, IP_BYTES (address), self->name, IP_BYTES (address + 4), self->name, IP_BYTES (address + 8));
  _rk_at_say (self, RK_AT_OK);
}

static void
query_sta_address (RkAtPersonality *self,
                   const char      *arguments)
{
  guint8 address[12];

  get_ip (self, address);
  say_address (self, address);
}

static void
query_ap_address (RkAtPersonality *self,
                  const char      *arguments)
{
  say_address (self, self->settings.ap_address);
}

/* Gateway and netmask default to what goes with such an address. */
static gboolean
parse_addresses (RkAtPersonality *self,
                 const char      *cursor,
                 guint8          *address)
{
  static const guint8 netmask[4] = { 255, 255, 255, 0 };
  char text[16];

  if (!_rk_at_take_text (self, &cursor, text, sizeof text) || !_rk_at_parse_address (text, address))
    return FALSE;
  memcpy (address + 4, address, 4);
  address[7] = 1;
  memcpy (address + 8, netmask, 4);

  for (guint i = 1; i < 3 && _rk_at_take_mark (&cursor, ','); i++)
    if (!_rk_at_take_text (self, &cursor, text, sizeof text) || !_rk_at_parse_address (text, address + 4 * i))
      return FALSE;
  return _rk_at_take_end (self, &cursor);
}

/* Setting an address switches DHCP off. */
static void
set_sta_address (RkAtPersonality *self,
                 const char      *arguments)
{
  guint8 address[12];
  gboolean good = parse_addresses (self, arguments + 1, address);

  if (good)
    {
      memcpy (self->settings.sta_address, address, sizeof address);
      self->settings.dhcp &= (guint8)~2u;
      _rk_at_keep_field (self, self->settings.sta_address, sizeof self->settings.sta_address);
      _rk_at_keep_field (self, &self->settings.dhcp, 1);
    }
  _rk_at_answer (self, good);
}

static void
set_ap_address (RkAtPersonality *self,
                const char      *arguments)
{
  guint8 address[12];
  gboolean good = parse_addresses (self, arguments + 1, address);

  if (good)
    {
      memcpy (self->settings.ap_address, address, sizeof address);
      _rk_at_keep_field (self, self->settings.ap_address, sizeof self->settings.ap_address);
    }
  _rk_at_answer (self, good);
}

static guint8 *
mac_of_command (RkAtPersonality *self)
{
  return g_str_has_prefix (self->name, "+CIPSTAMAC") ? self->settings.sta_mac : self->settings.ap_mac;
}

static void
query_mac (RkAtPersonality *self,
           const char      *arguments)
{
  const guint8 *mac = mac_of_command (self);

  _rk_at_sayf (self, "%s:\"" MAC_FORMAT "\"\r\n" RK_AT_OK, self->name, MAC_BYTES (mac));
}

static void
set_mac (RkAtPersonality *self,
         const char      *arguments)
{
  const char *cursor = arguments + 1;
  char text[18];
  guint bytes[6];
  guint8 *mac = mac_of_command (self);
  gboolean good = _rk_at_take_text (self, &cursor, text, sizeof text) && _rk_at_take_end (self, &cursor) &&
                  strlen (text) == 17 &&
                  sscanf (text, "%2x:%2x:%2x:%2x:%2x:%2x", &bytes[0], &bytes[1], &bytes[2], &bytes[3], &bytes[4],
                          &bytes[5]) == 6;

  for (guint i = 0; good && i < 6; i++)
    mac[i] = (guint8)bytes[i];
  if (good)
    _rk_at_keep_field (self, mac, 6);
  _rk_at_answer (self, good);
}

/* Builds on SDK 0.9.2 tell just the address, and an error where there is none. */
static void
say_plain_addresses (RkAtPersonality *self,
                     const guint8    *address)
{
  if (_rk_at_is_access_point (self))
    _rk_at_sayf (self, IP_FORMAT "\r\n", IP_BYTES (self->settings.ap_address));
  if (_rk_at_has_ip (self))
    _rk_at_sayf (self, IP_FORMAT "\r\n", IP_BYTES (address));
  _rk_at_answer (self, _rk_at_is_access_point (self) || _rk_at_has_ip (self));
}

static void
execute_addresses (RkAtPersonality *self,
                   const char      *arguments)
{
  guint8 address[12];

  get_ip (self, address);
  if (self->number < 20)
    {
      say_plain_addresses (self, address);
      return;
    }

  if (_rk_at_is_access_point (self))
    _rk_at_sayf (self, "%s:APIP,\"" IP_FORMAT "\"\r\n%s:APMAC,\"" MAC_FORMAT "\"\r\n", self->name,
                 IP_BYTES (self->settings.ap_address), self->name, MAC_BYTES (self->settings.ap_mac));
  if (_rk_at_is_station (self))
    _rk_at_sayf (self, "%s:STAIP,\"" IP_FORMAT "\"\r\n%s:STAMAC,\"" MAC_FORMAT "\"\r\n", self->name,
                 IP_BYTES (address), self->name, MAC_BYTES (self->settings.sta_mac));
  _rk_at_say (self, RK_AT_OK);
}

static void
query_host_name (RkAtPersonality *self,
                 const char      *arguments)
{
  _rk_at_sayf (self, "%s:%.*s\r\n" RK_AT_OK, self->name, (int)sizeof self->settings.host_name,
               self->settings.host_name);
}

static void
set_host_name (RkAtPersonality *self,
               const char      *arguments)
{
  const char *cursor = arguments + 1;
  char name[sizeof self->settings.host_name + 1] = { 0 };
  gboolean good = _rk_at_is_station (self) && _rk_at_take_text (self, &cursor, name, sizeof name) && *name != '\0' &&
                  _rk_at_take_end (self, &cursor);

  if (good)
    memcpy (self->settings.host_name, name, sizeof self->settings.host_name);
  _rk_at_answer (self, good);
}

static void
query_dns (RkAtPersonality *self,
           const char      *arguments)
{
  RkAtSettings kept;
  const RkAtSettings *settings = _rk_at_settings_to_tell (self, &kept);

  for (guint i = 0; i < 8; i += 4)
    if (settings->dns[i] != 0)
      _rk_at_sayf (self, "%s:" IP_FORMAT "\r\n", self->name, IP_BYTES (settings->dns + i));
  _rk_at_say (self, RK_AT_OK);
}

static void
set_dns (RkAtPersonality *self,
         const char      *arguments)
{
  const char *cursor = arguments + 1;
  guint8 servers[8] = { 0 };
  char text[16];
  gint64 on;

  if (!_rk_at_take_number (self, &cursor, 0, 1, &on))
    {
      _rk_at_say (self, RK_AT_ERROR);
      return;
    }
  for (guint i = 0; i < 2 && _rk_at_take_mark (&cursor, ','); i++)
    if (!_rk_at_take_text (self, &cursor, text, sizeof text) || !_rk_at_parse_address (text, servers + 4 * i))
      {
        _rk_at_say (self, RK_AT_ERROR);
        return;
      }

  memset (self->settings.dns, 0, sizeof self->settings.dns);
  if (on)
    memcpy (self->settings.dns, servers, sizeof servers);
  _rk_at_keep_field (self, self->settings.dns, sizeof self->settings.dns);
  _rk_at_answer (self, _rk_at_take_end (self, &cursor));
}

/* clang-format off */
const RkAtCommandRow _rk_at_address_commands[] = {
  { "+CWDHCP",        20,  RK_AT_TURNAROUND_US, NULL, query_dhcp, set_dhcp, NULL },
  { "+CWDHCP_CUR",    22,  RK_AT_TURNAROUND_US, NULL, query_dhcp, set_dhcp, NULL },
  { "+CWDHCP_DEF",    22,  RK_AT_TURNAROUND_US, NULL, query_dhcp, set_dhcp, NULL },
  { "+CWHOSTNAME",    104, RK_AT_TURNAROUND_US, NULL, query_host_name, set_host_name, NULL },
  { "+CIFSR",         0,   RK_AT_TURNAROUND_US, execute_addresses, NULL, NULL, _rk_at_say_ok },
  { "+CIPSTA",        20,  RK_AT_TURNAROUND_US, NULL, query_sta_address, set_sta_address, NULL },
  { "+CIPSTA_CUR",    22,  RK_AT_TURNAROUND_US, NULL, query_sta_address, set_sta_address, NULL },
  { "+CIPSTA_DEF",    22,  RK_AT_TURNAROUND_US, NULL, query_sta_address, set_sta_address, NULL },
  { "+CIPAP",         20,  RK_AT_TURNAROUND_US, NULL, query_ap_address, set_ap_address, NULL },
  { "+CIPAP_CUR",     22,  RK_AT_TURNAROUND_US, NULL, query_ap_address, set_ap_address, NULL },
  { "+CIPAP_DEF",     22,  RK_AT_TURNAROUND_US, NULL, query_ap_address, set_ap_address, NULL },
  { "+CIPSTAMAC",     20,  RK_AT_TURNAROUND_US, NULL, query_mac, set_mac, NULL },
  { "+CIPSTAMAC_CUR", 22,  RK_AT_TURNAROUND_US, NULL, query_mac, set_mac, NULL },
  { "+CIPSTAMAC_DEF", 22,  RK_AT_TURNAROUND_US, NULL, query_mac, set_mac, NULL },
  { "+CIPAPMAC",      20,  RK_AT_TURNAROUND_US, NULL, query_mac, set_mac, NULL },
  { "+CIPAPMAC_CUR",  22,  RK_AT_TURNAROUND_US, NULL, query_mac, set_mac, NULL },
  { "+CIPAPMAC_DEF",  22,  RK_AT_TURNAROUND_US, NULL, query_mac, set_mac, NULL },
  { "+CIPDNS_CUR",    104, RK_AT_TURNAROUND_US, NULL, query_dns, set_dns, NULL },
  { "+CIPDNS_DEF",    104, RK_AT_TURNAROUND_US, NULL, query_dns, set_dns, NULL },
  { NULL,             0,   0,                   NULL, NULL, NULL, NULL },
};
/* clang-format on */
