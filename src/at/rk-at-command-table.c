/* rk-at-command-table.c: the commands that AT firmware knows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a span comes from: 0.16 to 0.20, the command table of the 2014 source
 * (ESP8266_AT, at_cmd.h); 0.18 to 0.22, the history in Espressif's "AT Instruction
 * Set" of March 2015; 1.3 and 1.7, the command names in the images that came with
 * the NONOS SDK 2.0.0 and 3.0.6; ESP-AT, its documentation for the ESP8266, 2.2 and
 * 2.3, and its comparison of both command sets.
 */

#include "rk-at-command.h"

#define V RK_AT_NUMBER

/* Spans of AT on the NONOS SDK. */
#define ALWAYS      { V (0, 16), 0, 0 }
#define SINCE(a, b) { V (a, b), 0, 0 }
#define NEVER       { 0, 0, 0 }
#define BY_1_3      { V (0, 23), 0, V (1, 3) } /* not in the document of 0.22, in the image of 1.3 */
#define BY_1_7      { V (1, 4), 0, V (1, 7) }  /* not in the image of 1.3, in that of 1.7 */

/* Spans of ESP-AT. */
#define ESP         { V (1, 0), 0, 0 }
#define ESP_2_2     { V (1, 0), 0, V (2, 2) }

#define T RK_AT_FORM_TEST
#define Q RK_AT_FORM_QUERY
#define S RK_AT_FORM_SET
#define X RK_AT_FORM_EXECUTE

#define INTEGER(name, minimum, maximum)     { name, RK_AT_PARAMETER_INTEGER, minimum, maximum, NULL, FALSE, FALSE, FALSE }
#define OPT_INTEGER(name, minimum, maximum) { name, RK_AT_PARAMETER_INTEGER, minimum, maximum, NULL, FALSE, TRUE, FALSE }
#define TEXT(name, minimum, maximum)        { name, RK_AT_PARAMETER_TEXT, minimum, maximum, NULL, TRUE, FALSE, FALSE }
#define OPT_TEXT(name, minimum, maximum)    { name, RK_AT_PARAMETER_TEXT, minimum, maximum, NULL, TRUE, TRUE, FALSE }
#define SECRET(name, minimum, maximum)      { name, RK_AT_PARAMETER_TEXT, minimum, maximum, NULL, TRUE, FALSE, TRUE }
#define CHOICE(name, choices)               { name, RK_AT_PARAMETER_CHOICE, 0, 0, choices, FALSE, FALSE, FALSE }
#define OPT_CHOICE(name, choices)           { name, RK_AT_PARAMETER_CHOICE, 0, 0, choices, FALSE, TRUE, FALSE }
#define QUOTED(name, choices)               { name, RK_AT_PARAMETER_CHOICE, 0, 0, choices, TRUE, FALSE, FALSE }
#define END                                 { NULL, RK_AT_PARAMETER_INTEGER, 0, 0, NULL, FALSE, FALSE, FALSE }

/* clang-format off */
static const RkAtChoice off_on[] = { { "0", N_("off") }, { "1", N_("on") }, { NULL, NULL } };
static const RkAtChoice modes[] = {
  { "1", N_("station") }, { "2", N_("access point") }, { "3", N_("both") }, { NULL, NULL },
};
static const RkAtChoice ciphers[] = {
  { "0", N_("open") }, { "2", N_("WPA") }, { "3", N_("WPA2") }, { "4", N_("WPA and WPA2") }, { NULL, NULL },
};
static const RkAtChoice dhcp_parts[] = {
  { "0", N_("access point") }, { "1", N_("station") }, { "2", N_("both") }, { NULL, NULL },
};
static const RkAtChoice sleeps[] = {
  { "0", N_("never") }, { "1", N_("light sleep") }, { "2", N_("modem sleep") }, { NULL, NULL },
};
static const RkAtChoice data_bits[] = {
  { "5", N_("5 bits") }, { "6", N_("6 bits") }, { "7", N_("7 bits") }, { "8", N_("8 bits") }, { NULL, NULL },
};
static const RkAtChoice stop_bits[] = {
  { "1", N_("1 bit") }, { "2", N_("1.5 bits") }, { "3", N_("2 bits") }, { NULL, NULL },
};
static const RkAtChoice parities[] = {
  { "0", N_("none") }, { "1", N_("odd") }, { "2", N_("even") }, { NULL, NULL },
};
static const RkAtChoice flows[] = {
  { "0", N_("none") }, { "1", N_("RTS") }, { "2", N_("CTS") }, { "3", N_("RTS and CTS") }, { NULL, NULL },
};
static const RkAtChoice protocols[] = {
  { "TCP", N_("TCP") }, { "UDP", N_("UDP") }, { "SSL", N_("TCP with TLS") }, { NULL, NULL },
};
static const RkAtChoice link_types[] = { { "TCP", N_("TCP") }, { "UDP", N_("UDP") }, { NULL, NULL } };
static const RkAtChoice smart_types[] = {
  { "1", N_("ESP-Touch") }, { "2", N_("AirKiss") }, { "3", N_("both") }, { NULL, NULL },
};
static const RkAtChoice levels[] = { { "0", N_("low") }, { "1", N_("high") }, { NULL, NULL } };
static const RkAtChoice directions[] = { { "0", N_("input") }, { "1", N_("output") }, { NULL, NULL } };
static const RkAtChoice receive_modes[] = {
  { "0", N_("data comes by itself") }, { "1", N_("data waits to be fetched") }, { NULL, NULL },
};
static const RkAtChoice update_modes[] = { { "0", N_("HTTP") }, { "1", N_("HTTPS") }, { NULL, NULL } };
static const RkAtChoice flash_actions[] = {
  { "0", N_("erase") }, { "1", N_("write") }, { "2", N_("read") }, { NULL, NULL },
};

static const RkAtParameter echo[] = { CHOICE (N_("Echo"), off_on), END };
static const RkAtParameter on_off[] = { CHOICE (N_("Switch"), off_on), END };
static const RkAtParameter gslp[] = { INTEGER (N_("Milliseconds"), 0, G_MAXINT32), END };
static const RkAtParameter ipr[] = { INTEGER (N_("Baud rate"), 110, 5000000), END };
static const RkAtParameter uart[] = {
  INTEGER (N_("Baud rate"), 110, 4608000), CHOICE (N_("Data bits"), data_bits), CHOICE (N_("Stop bits"), stop_bits),
  CHOICE (N_("Parity"), parities), CHOICE (N_("Flow control"), flows), END,
};
static const RkAtParameter sleep_mode[] = { CHOICE (N_("Sleep"), sleeps), END };
static const RkAtParameter power[] = { INTEGER (N_("Power in 0.25 dBm"), 0, 82), END };
static const RkAtParameter vdd[] = { INTEGER (N_("Supply in 1/1024 V"), 1900, 3300), END };
static const RkAtParameter wakeup[] = {
  CHOICE (N_("Switch"), off_on), INTEGER (N_("GPIO"), 0, 15), CHOICE (N_("Level that wakes"), levels),
  OPT_INTEGER (N_("GPIO that tells"), 0, 15), OPT_CHOICE (N_("Its level"), levels), END,
};
static const RkAtParameter gpio_set[] = {
  INTEGER (N_("GPIO"), 0, 15), INTEGER (N_("Function"), 0, 5), CHOICE (N_("Pull-up"), off_on), END,
};
static const RkAtParameter gpio[] = { INTEGER (N_("GPIO"), 0, 15), END };
static const RkAtParameter gpio_direction[] = { INTEGER (N_("GPIO"), 0, 15), CHOICE (N_("Direction"), directions), END };
static const RkAtParameter gpio_level[] = { INTEGER (N_("GPIO"), 0, 15), CHOICE (N_("Level"), levels), END };
static const RkAtParameter sysmsg[] = { INTEGER (N_("Bits of what is told"), 0, 7), END };
static const RkAtParameter sysflash[] = {
  CHOICE (N_("What to do"), flash_actions), TEXT (N_("Partition"), 1, 16), INTEGER (N_("Offset"), 0, G_MAXINT32),
  INTEGER (N_("Length"), 0, G_MAXINT32), END,
};

static const RkAtParameter mode[] = { CHOICE (N_("Mode"), modes), END };
static const RkAtParameter join[] = {
  TEXT (N_("Network"), 1, 32), SECRET (N_("Password"), 0, 64), OPT_TEXT (N_("Access point’s MAC address"), 17, 17), END,
};
static const RkAtParameter scan[] = {
  TEXT (N_("Network"), 0, 32), OPT_TEXT (N_("Access point’s MAC address"), 0, 17), OPT_INTEGER (N_("Channel"), 1, 14), END,
};
static const RkAtParameter scan_options[] = {
  CHOICE (N_("Strongest first"), off_on), INTEGER (N_("Bits of what is shown"), 0, 2047), END,
};
static const RkAtParameter access_point[] = {
  TEXT (N_("Network"), 1, 32), SECRET (N_("Password"), 0, 64), INTEGER (N_("Channel"), 1, 13),
  CHOICE (N_("Encryption"), ciphers), OPT_INTEGER (N_("Most stations"), 1, 8), OPT_CHOICE (N_("Hidden"), off_on), END,
};
static const RkAtParameter dhcp[] = { CHOICE (N_("Which"), dhcp_parts), CHOICE (N_("Switch"), off_on), END };
static const RkAtParameter dhcp_esp[] = { CHOICE (N_("Switch"), off_on), INTEGER (N_("Bits of which"), 1, 3), END };
static const RkAtParameter dhcp_range[] = {
  CHOICE (N_("Switch"), off_on), OPT_INTEGER (N_("Lease in minutes"), 1, 2880), OPT_TEXT (N_("First address"), 7, 15),
  OPT_TEXT (N_("Last address"), 7, 15), END,
};
static const RkAtParameter host_name[] = { TEXT (N_("Host name"), 1, 32), END };
static const RkAtParameter country[] = {
  INTEGER (N_("Policy"), 0, 1), TEXT (N_("Country"), 2, 3), INTEGER (N_("First channel"), 1, 14),
  INTEGER (N_("Number of channels"), 1, 14), END,
};
static const RkAtParameter smart[] = { CHOICE (N_("Way"), smart_types), END };
static const RkAtParameter reconnect[] = { INTEGER (N_("Seconds between"), 0, 7200), INTEGER (N_("Tries"), 0, 1000), END };

static const RkAtParameter mac[] = { TEXT (N_("MAC address"), 17, 17), END };
static const RkAtParameter address[] = {
  TEXT (N_("Address"), 7, 15), OPT_TEXT (N_("Gateway"), 7, 15), OPT_TEXT (N_("Netmask"), 7, 15), END,
};
static const RkAtParameter dns[] = {
  CHOICE (N_("Switch"), off_on), OPT_TEXT (N_("First server"), 7, 15), OPT_TEXT (N_("Second server"), 7, 15), END,
};
static const RkAtParameter host[] = { TEXT (N_("Host"), 1, 64), END };
static const RkAtParameter mdns[] = {
  CHOICE (N_("Switch"), off_on), OPT_TEXT (N_("Host name"), 1, 32), OPT_TEXT (N_("Service"), 1, 32),
  OPT_INTEGER (N_("Port"), 1, 65535), END,
};
static const RkAtParameter sntp[] = {
  CHOICE (N_("Switch"), off_on), OPT_INTEGER (N_("Time zone"), -11, 13), OPT_TEXT (N_("First server"), 1, 64),
  OPT_TEXT (N_("Second server"), 1, 64), OPT_TEXT (N_("Third server"), 1, 64), END,
};

static const RkAtParameter start[] = {
  QUOTED (N_("Protocol"), protocols), TEXT (N_("Host"), 1, 64), INTEGER (N_("Port"), 1, 65535),
  OPT_INTEGER (N_("Own port, or keep-alive in seconds"), 0, 65535), OPT_INTEGER (N_("UDP: may the peer change"), 0, 2), END,
};
static const RkAtParameter start_mux[] = {
  INTEGER (N_("Connection"), 0, 4), QUOTED (N_("Protocol"), protocols), TEXT (N_("Host"), 1, 64),
  INTEGER (N_("Port"), 1, 65535), OPT_INTEGER (N_("Own port, or keep-alive in seconds"), 0, 65535),
  OPT_INTEGER (N_("UDP: may the peer change"), 0, 2), END,
};
static const RkAtParameter send[] = { INTEGER (N_("Length, or connection"), 0, 8192), OPT_INTEGER (N_("Length"), 1, 8192), END };
static const RkAtParameter connection[] = { INTEGER (N_("Connection"), 0, 5), END };
static const RkAtParameter server[] = { CHOICE (N_("Switch"), off_on), OPT_INTEGER (N_("Port"), 1, 65535), END };
static const RkAtParameter seconds[] = { INTEGER (N_("Seconds"), 0, 28800), END };
static const RkAtParameter count[] = { INTEGER (N_("Number of connections"), 1, 5), END };
static const RkAtParameter size[] = { INTEGER (N_("Bytes"), 2048, 4096), END };
static const RkAtParameter receive[] = { CHOICE (N_("Way"), receive_modes), END };
static const RkAtParameter fetch[] = { INTEGER (N_("Length, or connection"), 0, 2048), OPT_INTEGER (N_("Length"), 1, 2048), END };
static const RkAtParameter keep_link[] = {
  CHOICE (N_("Switch"), off_on), OPT_TEXT (N_("Host"), 1, 64), OPT_INTEGER (N_("Port"), 1, 65535),
  { N_("Protocol"), RK_AT_PARAMETER_CHOICE, 0, 0, link_types, TRUE, TRUE, FALSE }, END,
};
static const RkAtParameter update[] = {
  CHOICE (N_("Way"), update_modes), OPT_TEXT (N_("Version"), 1, 32), OPT_TEXT (N_("Partition"), 1, 16),
  OPT_CHOICE (N_("Go on meanwhile"), off_on), END,
};
static const RkAtParameter url_length[] = { INTEGER (N_("Length of the address"), 1, 8192), END };

#define BITES_RATE    N_("The rate is kept in flash. If the other side cannot follow, the module seems dead.")
#define BITES_RESTORE N_("All settings are lost, including the networks it knows.")
#define BITES_UPDATE  N_("If it fails half-way, or the flash does not suit, the module may not start any more.")
#define BITES_SLEEP   N_("Without a wire from GPIO16 to RST it never wakes up by itself.")
#define BITES_FLASH   N_("What is in the partition is lost.")
#define BITES_MAC     N_("Two devices with one address disturb each other.")

#define BASIC  RK_AT_TOPIC_BASIC
#define WIFI   RK_AT_TOPIC_WIFI
#define ADDR   RK_AT_TOPIC_ADDRESS
#define CONN   RK_AT_TOPIC_CONNECTION
#define SYSTEM RK_AT_TOPIC_SYSTEM

static const RkAtCommand commands[] = {
  { "AT", N_("Asks whether the module is there"), BASIC, X, NULL, ALWAYS, ESP, 2000, NULL },
  { "ATE", N_("Turns the echo of what is sent on or off"), BASIC, S, echo, ALWAYS, ESP, 2000, NULL },
  { "AT+RST", N_("Restarts the module"), BASIC, X, NULL, ALWAYS, ESP, 5000, NULL },
  { "AT+GMR", N_("Tells the versions of the firmware"), BASIC, X, NULL, ALWAYS, ESP, 3000, NULL },
  { "AT+CMD", N_("Lists all commands the firmware has"), BASIC, Q, NULL, NEVER, ESP_2_2, 10000, NULL },
  { "AT+RESTORE", N_("Resets everything to factory settings, and restarts"), BASIC, X, NULL, SINCE (0, 21), ESP, 10000, BITES_RESTORE },
  { "AT+IPR", N_("Sets the baud rate for good; the reply comes at the new one"), BASIC, S, ipr, ALWAYS, NEVER, 3000, BITES_RATE },
  { "AT+UART", N_("Sets rate and format of the serial port for good"), BASIC, Q | S, uart, SINCE (0, 21), ESP, 3000, BITES_RATE },
  { "AT+UART_CUR", N_("Sets rate and format of the serial port until the next restart"), BASIC, Q | S, uart, SINCE (0, 22), ESP, 3000, NULL },
  { "AT+UART_DEF", N_("Sets rate and format of the serial port for good"), BASIC, Q | S, uart, SINCE (0, 22), ESP, 3000, BITES_RATE },
  { "AT+GSLP", N_("Sleeps deeply for a time"), BASIC, S, gslp, ALWAYS, ESP, 3000, BITES_SLEEP },
  { "AT+SLEEP", N_("How the module saves power while it waits"), BASIC, Q | S, sleep_mode, BY_1_3, ESP, 3000, NULL },
  { "AT+WAKEUPGPIO", N_("Which pin wakes it from light sleep"), BASIC, S, wakeup, BY_1_3, NEVER, 3000, NULL },
  { "AT+RFPOWER", N_("Sets the radio’s highest power"), BASIC, Q | S, power, BY_1_3, ESP, 3000, NULL },
  { "AT+RFVDD", N_("Sets the radio’s power by the supply’s voltage"), BASIC, Q | S | X, vdd, BY_1_3, NEVER, 3000, NULL },
  { "AT+RFAUTOTRACE", N_("Turns the tracking of the radio’s frequency on or off"), BASIC, Q | S, on_off, BY_1_7, NEVER, 3000, NULL },

  { "AT+CWMODE", N_("Station, access point or both"), WIFI, T | Q | S, mode, ALWAYS, ESP, 5000, NULL },
  { "AT+CWMODE_CUR", N_("Station, access point or both, until the next restart"), WIFI, T | Q | S, mode, SINCE (0, 22), NEVER, 5000, NULL },
  { "AT+CWMODE_DEF", N_("Station, access point or both, for good"), WIFI, T | Q | S, mode, SINCE (0, 22), NEVER, 5000, NULL },
  { "AT+CWSTATE", N_("Tells whether it is connected, and to which network"), WIFI, Q, NULL, NEVER, { V (2, 3), 0, 0 }, 3000, NULL },
  { "AT+CWLAP", N_("Lists the networks in reach"), WIFI, S | X, scan, ALWAYS, ESP, 15000, NULL },
  { "AT+CWLAPOPT", N_("What the list of networks shows"), WIFI, S, scan_options, BY_1_3, ESP, 3000, NULL },
  { "AT+CWJAP", N_("Joins a network and remembers it"), WIFI, Q | S, join, ALWAYS, ESP, 25000, NULL },
  { "AT+CWJAP_CUR", N_("Joins a network until the next restart"), WIFI, Q | S, join, SINCE (0, 22), NEVER, 25000, NULL },
  { "AT+CWJAP_DEF", N_("Joins a network and remembers it"), WIFI, Q | S, join, SINCE (0, 22), NEVER, 25000, NULL },
  { "AT+CWQAP", N_("Leaves the network"), WIFI, T | X, NULL, ALWAYS, ESP, 5000, NULL },
  { "AT+CWAUTOCONN", N_("Whether it joins its network by itself after a start"), WIFI, Q | S, on_off, SINCE (0, 21), ESP, 3000, NULL },
  { "AT+CWRECONNCFG", N_("How it tries to join again when the network is lost"), WIFI, Q | S, reconnect, NEVER, ESP_2_2, 3000, NULL },
  { "AT+CWSAP", N_("Sets up its own access point"), WIFI, Q | S, access_point, ALWAYS, ESP, 8000, NULL },
  { "AT+CWSAP_CUR", N_("Sets up its own access point until the next restart"), WIFI, Q | S, access_point, SINCE (0, 22), NEVER, 8000, NULL },
  { "AT+CWSAP_DEF", N_("Sets up its own access point for good"), WIFI, Q | S, access_point, SINCE (0, 22), NEVER, 8000, NULL },
  { "AT+CWLIF", N_("Lists who is connected to its access point"), WIFI, X, NULL, ALWAYS, ESP, 3000, NULL },
  { "AT+CWHOSTNAME", N_("Sets the name it tells the router"), WIFI, Q | S, host_name, BY_1_7, ESP, 3000, NULL },
  { "AT+CWCOUNTRY", N_("Sets the country, and so the channels"), WIFI, Q | S, country, NEVER, ESP_2_2, 3000, NULL },
  { "AT+CWCOUNTRY_CUR", N_("Sets the country, and so the channels, until the next restart"), WIFI, Q | S, country, BY_1_7, NEVER, 3000, NULL },
  { "AT+CWCOUNTRY_DEF", N_("Sets the country, and so the channels, for good"), WIFI, Q | S, country, BY_1_7, NEVER, 3000, NULL },
  { "AT+CWSTARTSMART", N_("Takes the network’s name and password from a phone"), WIFI, S | X, smart, SINCE (0, 22), ESP, 5000, NULL },
  { "AT+CWSTOPSMART", N_("Stops waiting for the phone"), WIFI, X, NULL, SINCE (0, 22), ESP, 5000, NULL },
  { "AT+WPS", N_("Joins by the router’s WPS button"), WIFI, S, on_off, BY_1_3, ESP, 5000, NULL },

  { "AT+CIFSR", N_("Tells its addresses"), ADDR, T | X, NULL, ALWAYS, ESP, 3000, NULL },
  { "AT+CWDHCP", N_("Turns DHCP on or off"), ADDR, Q | S, dhcp, SINCE (0, 20), NEVER, 3000, NULL },
  { "AT+CWDHCP", N_("Turns DHCP on or off"), ADDR, Q | S, dhcp_esp, NEVER, ESP, 3000, NULL },
  { "AT+CWDHCP_CUR", N_("Turns DHCP on or off until the next restart"), ADDR, Q | S, dhcp, SINCE (0, 22), NEVER, 3000, NULL },
  { "AT+CWDHCP_DEF", N_("Turns DHCP on or off for good"), ADDR, Q | S, dhcp, SINCE (0, 22), NEVER, 3000, NULL },
  { "AT+CWDHCPS", N_("Which addresses its access point gives out"), ADDR, Q | S, dhcp_range, NEVER, ESP, 3000, NULL },
  { "AT+CWDHCPS_CUR", N_("Which addresses its access point gives out, until the next restart"), ADDR, Q | S, dhcp_range, BY_1_3, NEVER, 3000, NULL },
  { "AT+CWDHCPS_DEF", N_("Which addresses its access point gives out, for good"), ADDR, Q | S, dhcp_range, BY_1_3, NEVER, 3000, NULL },
  { "AT+CIPSTA", N_("Tells or sets the station’s address"), ADDR, Q | S, address, SINCE (0, 20), ESP, 5000, NULL },
  { "AT+CIPSTA_CUR", N_("Tells or sets the station’s address until the next restart"), ADDR, Q | S, address, SINCE (0, 22), NEVER, 5000, NULL },
  { "AT+CIPSTA_DEF", N_("Tells or sets the station’s address for good"), ADDR, Q | S, address, SINCE (0, 22), NEVER, 5000, NULL },
  { "AT+CIPAP", N_("Tells or sets the access point’s address"), ADDR, Q | S, address, SINCE (0, 20), ESP, 5000, NULL },
  { "AT+CIPAP_CUR", N_("Tells or sets the access point’s address until the next restart"), ADDR, Q | S, address, SINCE (0, 22), NEVER, 5000, NULL },
  { "AT+CIPAP_DEF", N_("Tells or sets the access point’s address for good"), ADDR, Q | S, address, SINCE (0, 22), NEVER, 5000, NULL },
  { "AT+CIPSTAMAC", N_("Tells or sets the station’s MAC address"), ADDR, Q | S, mac, SINCE (0, 20), ESP, 5000, BITES_MAC },
  { "AT+CIPSTAMAC_CUR", N_("Tells or sets the station’s MAC address until the next restart"), ADDR, Q | S, mac, SINCE (0, 22), NEVER, 5000, NULL },
  { "AT+CIPSTAMAC_DEF", N_("Tells or sets the station’s MAC address for good"), ADDR, Q | S, mac, SINCE (0, 22), NEVER, 5000, BITES_MAC },
  { "AT+CIPAPMAC", N_("Tells or sets the access point’s MAC address"), ADDR, Q | S, mac, SINCE (0, 20), ESP, 5000, BITES_MAC },
  { "AT+CIPAPMAC_CUR", N_("Tells or sets the access point’s MAC address until the next restart"), ADDR, Q | S, mac, SINCE (0, 22), NEVER, 5000, NULL },
  { "AT+CIPAPMAC_DEF", N_("Tells or sets the access point’s MAC address for good"), ADDR, Q | S, mac, SINCE (0, 22), NEVER, 5000, BITES_MAC },
  { "AT+CIPDNS", N_("Sets the name servers"), ADDR, Q | S, dns, NEVER, ESP_2_2, 3000, NULL },
  { "AT+CIPDNS_CUR", N_("Sets the name servers until the next restart"), ADDR, Q | S, dns, { V (1, 4), 0, V (1, 5) }, NEVER, 3000, NULL },
  { "AT+CIPDNS_DEF", N_("Sets the name servers for good"), ADDR, Q | S, dns, { V (1, 4), 0, V (1, 5) }, NEVER, 3000, NULL },
  { "AT+CIPDOMAIN", N_("Asks for the address of a name"), ADDR, S, host, BY_1_3, ESP, 15000, NULL },
  { "AT+PING", N_("Asks a host whether it is there, and how long that takes"), ADDR, S, host, SINCE (0, 21), ESP, 10000, NULL },
  { "AT+MDNS", N_("Lets others find it by name"), ADDR, S, mdns, BY_1_3, ESP, 3000, NULL },
  { "AT+CIPSNTPCFG", N_("Where it takes the time from"), ADDR, Q | S, sntp, BY_1_7, ESP, 3000, NULL },
  { "AT+CIPSNTPTIME", N_("Tells the time"), ADDR, Q, NULL, BY_1_7, ESP, 5000, NULL },

  { "AT+CIPSTATUS", N_("Lists the open connections"), CONN, T | X, NULL, ALWAYS, ESP, 3000, NULL },
  { "AT+CIPSTATE", N_("Lists the open connections"), CONN, Q, NULL, NEVER, { V (2, 2), 0, V (2, 3) }, 3000, NULL },
  { "AT+CIPSTART", N_("Connects to a host"), CONN, T | S, start, ALWAYS, ESP, 30000, NULL },
  { "AT+CIPSTART", N_("Connects to a host, as one of several connections"), CONN, T | S, start_mux, ALWAYS, ESP, 30000, NULL },
  { "AT+CIPSEND", N_("Sends data; asks for it with “>”"), CONN, T | S | X, send, ALWAYS, ESP, 15000, NULL },
  { "AT+CIPSENDEX", N_("Sends data up to a length or “\\0”; asks for it with “>”"), CONN, S, send, BY_1_3, ESP, 15000, NULL },
  { "AT+CIPSENDBUF", N_("Puts data into the send buffer; asks for it with “>”"), CONN, S, send, BY_1_3, NEVER, 15000, NULL },
  { "AT+CIPBUFSTATUS", N_("Tells how full the send buffer is"), CONN, S | X, connection, BY_1_3, NEVER, 3000, NULL },
  { "AT+CIPBUFRESET", N_("Counts the pieces in the send buffer anew"), CONN, S | X, connection, BY_1_3, NEVER, 3000, NULL },
  { "AT+CIPCLOSE", N_("Closes a connection"), CONN, T | S | X, connection, ALWAYS, ESP, 10000, NULL },
  { "AT+CIPMUX", N_("One connection or several"), CONN, Q | S, on_off, ALWAYS, ESP, 3000, NULL },
  { "AT+CIPMODE", N_("Whether data passes through unchanged; “+++” ends it"), CONN, Q | S, on_off, ALWAYS, ESP, 3000, NULL },
  { "AT+CIPSERVER", N_("Waits for connections on a port"), CONN, S, server, ALWAYS, ESP, 5000, NULL },
  { "AT+CIPSERVERMAXCONN", N_("How many may connect"), CONN, Q | S, count, BY_1_7, ESP, 3000, NULL },
  { "AT+CIPSTO", N_("When it closes a connection that is silent"), CONN, Q | S, seconds, ALWAYS, ESP, 3000, NULL },
  { "AT+CIPDINFO", N_("Whether received data says where it comes from"), CONN, S, on_off, BY_1_3, ESP, 3000, NULL },
  { "AT+CIPRECVMODE", N_("Whether received data waits to be fetched"), CONN, Q | S, receive, BY_1_7, ESP, 3000, NULL },
  { "AT+CIPRECVDATA", N_("Fetches received data"), CONN, S, fetch, BY_1_7, ESP, 5000, NULL },
  { "AT+CIPRECVLEN", N_("Tells how many bytes are waiting"), CONN, Q, NULL, BY_1_7, ESP, 3000, NULL },
  { "AT+CIPSSLSIZE", N_("Sets the size of the TLS buffer"), CONN, Q | S, size, BY_1_3, NEVER, 3000, NULL },
  { "AT+SAVETRANSLINK", N_("Whether it starts as a cable to a host, deaf to commands"), CONN, S, keep_link, SINCE (0, 22), ESP, 5000,
    N_("After the next start it hears no commands until “+++” is sent.") },

  { "AT+CIUPDATE", N_("Loads newer firmware from the vendor’s server"), SYSTEM, X, NULL, SINCE (0, 17), NEVER, 200000, BITES_UPDATE },
  { "AT+CIUPDATE", N_("Loads newer firmware from the vendor’s server"), SYSTEM, Q | S | X, update, NEVER, ESP, 200000, BITES_UPDATE },
  { "AT+USEROTA", N_("Loads firmware from any address; asks for it with “>”"), SYSTEM, S, url_length, NEVER, { V (2, 3), 0, 0 }, 200000, BITES_UPDATE },
  { "AT+SYSROLLBACK", N_("Goes back to the previous firmware"), SYSTEM, X, NULL, NEVER, ESP_2_2, 5000, BITES_UPDATE },
  { "AT+SYSFLASH", N_("Reads, writes or erases a partition"), SYSTEM, Q | S, sysflash, NEVER, ESP, 30000, BITES_FLASH },
  { "AT+SYSRAM", N_("Tells how much memory is free"), SYSTEM, Q, NULL, BY_1_7, ESP, 3000, NULL },
  { "AT+SYSADC", N_("Reads the analogue input"), SYSTEM, Q, NULL, BY_1_7, NEVER, 3000, NULL },
  { "AT+SYSIOSETCFG", N_("Sets what a pin is for"), SYSTEM, S, gpio_set, BY_1_7, NEVER, 3000, NULL },
  { "AT+SYSIOGETCFG", N_("Tells what a pin is for"), SYSTEM, S, gpio, BY_1_7, NEVER, 3000, NULL },
  { "AT+SYSGPIODIR", N_("Makes a pin an input or an output"), SYSTEM, S, gpio_direction, BY_1_7, NEVER, 3000, NULL },
  { "AT+SYSGPIOWRITE", N_("Sets a pin’s level"), SYSTEM, S, gpio_level, BY_1_7, NEVER, 3000, NULL },
  { "AT+SYSGPIOREAD", N_("Reads a pin’s level"), SYSTEM, S, gpio, BY_1_7, NEVER, 3000, NULL },
  { "AT+SYSMSG", N_("What it tells unasked"), SYSTEM, Q | S, sysmsg, { V (1, 6), V (1, 7), 0 }, ESP, 3000, NULL },
  { "AT+SYSMSG_CUR", N_("What it tells unasked, until the next restart"), SYSTEM, S, sysmsg, SINCE (1, 7), NEVER, 3000, NULL },
  { "AT+SYSMSG_DEF", N_("What it tells unasked, for good"), SYSTEM, S, sysmsg, SINCE (1, 7), NEVER, 3000, NULL },
  { "AT+SYSSTORE", N_("Whether settings are kept in flash"), SYSTEM, Q | S, on_off, NEVER, ESP_2_2, 3000, NULL },
  { "AT+SYSLOG", N_("Whether errors come with a code"), SYSTEM, Q | S, on_off, NEVER, ESP_2_2, 3000, NULL },
};
/* clang-format on */

/**
 * rk_at_command_get_all:
 * @n_commands: (out): how many
 *
 * A command whose parameters are not always the same has more than one row.
 *
 * Returns: (transfer none) (array length=n_commands): all commands, by topic
 */
const RkAtCommand *
rk_at_command_get_all (guint *n_commands)
{
  *n_commands = G_N_ELEMENTS (commands);
  return commands;
}
