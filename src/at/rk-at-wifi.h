/* rk-at-wifi.h: networks in reach, joining one, and the address it gives
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-at-client.h"
#include "rk-finding.h"

G_BEGIN_DECLS

/* How a network is protected, numbered as AT+CWLAP does. */
typedef enum
{
  RK_WIFI_OPEN,
  RK_WIFI_WEP,
  RK_WIFI_WPA,
  RK_WIFI_WPA2,
  RK_WIFI_WPA_WPA2,
  RK_WIFI_ENTERPRISE,
  RK_WIFI_OTHER, /* newer than the firmware of an ESP8266 can join */
} RkWifiSecurity;

/**
 * RkWifiNetwork:
 * @ssid: its name, as UTF-8; empty for a hidden one
 * @security: how it is protected
 * @rssi: signal strength in dBm, nearly always negative
 * @bssid: (nullable): "5c:cf:7f:00:00:01"
 * @channel: 0 where it is not told
 */
typedef struct
{
  char           *ssid;
  RkWifiSecurity  security;
  int             rssi;
  char           *bssid;
  guint           channel;
} RkWifiNetwork;

GPtrArray  *rk_wifi_parse_scan        (const char *const *lines);
char       *rk_wifi_parse_address     (const char *const *lines);
RkFinding  *rk_wifi_explain_join      (const char *const *lines,
                                       RkAtResult         result);
const char *rk_wifi_security_get_name (RkWifiSecurity     security);
gboolean    rk_wifi_can_join          (RkWifiSecurity     security);
void        rk_wifi_network_free      (RkWifiNetwork     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkWifiNetwork, rk_wifi_network_free)

G_END_DECLS
