/* rk-at-wifi.c: networks in reach, joining one, and the address it gives
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Forms of the replies: ESP8266_AT at_wifiCmd.c (2014), and the AT instruction set
 * of the NONOS SDK and ESP-AT.
 */

#include "rk-at-wifi.h"

#include <stdlib.h>
#include <string.h>

#define ANY_ADDRESS "0.0.0.0"

/* Of the access point that the SDK makes a module by default; early firmware that is
 * nothing else says this one alone.
 */
#define OWN_ADDRESS "192.168.4.1"

/* Security, name, strength, since 0.9.x the access point's address, since 0.20 the
 * channel, then numbers of no use here.  A name may hold anything, so that a line is
 * first taken for one with an address.
 */
#define SCAN_BEGIN "^\\+CWLAP:\\((\\d+),\"(.*)\",(-?\\d+)"
#define SCAN_END   "(?:,(\\d+))?[^\"]*\\)$"
#define SCAN_MAC   ",\"([0-9a-fA-F:]{17})\""

typedef struct
{
  const char *id;
  const char *summary;
  const char *cause;
  const char *remedy;
} Explanation;

/* By the number in "+CWJAP:n"; the firmware before 0.22 tells none. */
/* clang-format off */
static const Explanation joins[] = {
  { "wifi.failed",
    N_("The module could not join the network."),
    N_("This firmware does not say why. Most often the password is wrong, or the name is not written exactly like that."),
    N_("Check the name and the password, capital letters included, and that it is a 2.4 GHz network.") },
  { "wifi.timeout",
    N_("The network did not answer the module in time."),
    N_("The signal is weak, or the access point lets no more devices in."),
    N_("Bring the module closer to the access point, check its power supply, and try again.") },
  { "wifi.password",
    N_("The password is wrong."),
    N_("The access point has refused it."),
    N_("Type the password again; capital letters matter.") },
  { "wifi.not-found",
    N_("There is no network of that name in reach."),
    N_("The name is written differently, the network is on 5 GHz only, or on channel 12 or 13, which some modules do not use."),
    N_("Choose the network from the list, or switch on 2.4 GHz at the access point.") },
  { "wifi.failed",
    N_("The connection to the network failed."),
    N_("The access point ended it: it may require another kind of security, or let only known devices in."),
    N_("Set the access point to WPA2 (not WPA3 alone), allow the module’s address there, and try again.") },
};
/* clang-format on */

static const char *const security_names[] = {
  [RK_WIFI_OPEN] = N_("open"),
  [RK_WIFI_WEP] = "WEP",
  [RK_WIFI_WPA] = "WPA",
  [RK_WIFI_WPA2] = "WPA2",
  [RK_WIFI_WPA_WPA2] = "WPA/WPA2",
  [RK_WIFI_ENTERPRISE] = N_("WPA2 Enterprise"),
  [RK_WIFI_OTHER] = N_("another kind"),
};

/**
 * rk_wifi_network_free:
 * @self: (transfer full): a network
 */
void
rk_wifi_network_free (RkWifiNetwork *self)
{
  g_free (self->ssid);
  g_free (self->bssid);
  g_free (self);
}

/**
 * rk_wifi_security_get_name:
 * @security: how a network is protected
 *
 * Returns: (transfer none): its name (a msgid)
 */
const char *
rk_wifi_security_get_name (RkWifiSecurity security)
{
  g_return_val_if_fail ((guint)security < G_N_ELEMENTS (security_names), NULL);

  return security_names[security];
}

/**
 * rk_wifi_can_join:
 * @security: how a network is protected
 *
 * Returns: whether AT firmware can join it with a password or without
 */
gboolean
rk_wifi_can_join (RkWifiSecurity security)
{
  return security != RK_WIFI_ENTERPRISE && security != RK_WIFI_OTHER;
}

static int
compare_strength (gconstpointer a,
                  gconstpointer b)
{
  const RkWifiNetwork *first = *(RkWifiNetwork *const *)a;
  const RkWifiNetwork *second = *(RkWifiNetwork *const *)b;

  return second->rssi - first->rssi;
}

/* A group's text, or NULL where there is none. */
static char *
fetch (GMatchInfo *match,
       int         group)
{
  char *text = g_match_info_fetch (match, group);

  if (text != NULL && *text == '\0')
    g_clear_pointer (&text, g_free);
  return text;
}

static RkWifiNetwork *
network_new (GMatchInfo *match)
{
  RkWifiNetwork *self = g_new0 (RkWifiNetwork, 1);
  g_autofree char *security = fetch (match, 1);
  g_autofree char *ssid = fetch (match, 2);
  g_autofree char *rssi = fetch (match, 3);
  g_autofree char *channel = fetch (match, 5);

  self->security = (RkWifiSecurity)MIN (strtoul (security, NULL, 10), (gulong)RK_WIFI_OTHER);
  self->ssid = ssid != NULL ? g_utf8_make_valid (ssid, -1) : g_strdup ("");
  self->rssi = (int)CLAMP (strtol (rssi, NULL, 10), -127, 127);
  self->bssid = fetch (match, 4);
  self->channel = channel != NULL ? (guint)MIN (strtoul (channel, NULL, 10), 14u) : 0;
  return self;
}

/**
 * rk_wifi_parse_scan:
 * @lines: (array zero-terminated=1): the reply to AT+CWLAP
 *
 * Returns: (transfer full) (element-type RkWifiNetwork): the networks, strongest
 *   first
 */
GPtrArray *
rk_wifi_parse_scan (const char *const *lines)
{
  g_autoptr(GRegex) regex = g_regex_new (SCAN_BEGIN SCAN_MAC SCAN_END, G_REGEX_RAW | G_REGEX_DOTALL, 0, NULL);
  g_autoptr(GRegex) early = g_regex_new (SCAN_BEGIN "()" SCAN_END, G_REGEX_RAW | G_REGEX_DOTALL, 0, NULL);
  GPtrArray *networks = g_ptr_array_new_with_free_func ((GDestroyNotify)rk_wifi_network_free);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr(GMatchInfo) match = NULL;
      g_autoptr(GMatchInfo) early_match = NULL;

      if (g_regex_match (regex, lines[i], 0, &match))
        g_ptr_array_add (networks, network_new (match));
      else if (g_regex_match (early, lines[i], 0, &early_match))
        g_ptr_array_add (networks, network_new (early_match));
    }

  g_ptr_array_sort (networks, compare_strength);
  return networks;
}

/* The address in a line: the whole of it, as the firmware of 2014 says it, or
 * quoted behind a key.
 */
static char *
find_address (const char *line)
{
  const char *quote = strchr (line, '"');
  g_autofree char *text = NULL;

  if (g_str_has_prefix (line, "+CIFSR:") && (!g_str_has_prefix (line, "+CIFSR:STAIP,") || quote == NULL))
    return NULL;

  text = quote != NULL ? g_strndup (quote + 1, strcspn (quote + 1, "\"")) : g_strdup (line);
  return strchr (text, ':') == NULL && g_hostname_is_ip_address (text) ? g_steal_pointer (&text) : NULL;
}

/**
 * rk_wifi_parse_address:
 * @lines: (array zero-terminated=1): the reply to AT+CIFSR
 *
 * Returns: (transfer full) (nullable): the station's IPv4 address, %NULL if it has
 *   none.  Of those without a key, as early firmware tells them, the first is its own
 *   access point's if it is one
 */
char *
rk_wifi_parse_address (const char *const *lines)
{
  g_autofree char *found = NULL;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *address = find_address (lines[i]);

      if (address == NULL)
        continue;
      g_free (found);
      found = address;
    }

  return found != NULL && !g_str_equal (found, ANY_ADDRESS) && !g_str_equal (found, OWN_ADDRESS) ? g_steal_pointer (&found) : NULL;
}

/**
 * rk_wifi_explain_join:
 * @lines: (array zero-terminated=1): the reply to AT+CWJAP
 * @result: how it ended
 *
 * Returns: (transfer full) (nullable): why the module has not joined, %NULL if it
 *   has
 */
RkFinding *
rk_wifi_explain_join (const char *const *lines,
                      RkAtResult         result)
{
  const Explanation *explanation = &joins[0];

  if (rk_at_result_is_good (result))
    return NULL;

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], "+CWJAP:") && g_ascii_isdigit (lines[i][7]) && lines[i][8] == '\0')
      explanation = &joins[MIN ((guint)(lines[i][7] - '0'), G_N_ELEMENTS (joins) - 1)];

  return rk_finding_new (explanation->id, RK_SEVERITY_ERROR, explanation->summary, explanation->cause,
                         explanation->remedy, NULL);
}
