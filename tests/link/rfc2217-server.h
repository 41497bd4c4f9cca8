/* rfc2217-server.h: a small RFC 2217 server with faults to order
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

/* What is unusual about the server; 0 is a good one. */
typedef enum
{
  RFC2217_REFUSES = 1 << 0,    /* DONT COM-PORT-OPTION */
  RFC2217_IGNORES = 1 << 1,    /* no answer to the option at all */
  RFC2217_MUTE = 1 << 2,       /* accepts, but confirms no request after the opening ones */
  RFC2217_OTHER_BAUD = 1 << 3, /* grants 9600 whatever is asked after the opening */
  RFC2217_CHATTY = 1 << 4,     /* data and notifications before every answer, ECHO offered */
  RFC2217_BYTEWISE = 1 << 5,   /* each byte in a segment of its own */
  RFC2217_NO_PURGE = 1 << 6,   /* does not confirm PURGE-DATA */
} Rfc2217Manner;

typedef struct _Rfc2217Server Rfc2217Server;

/* Serves one connection on loopback in a thread of its own, and echoes data. */
Rfc2217Server *rfc2217_server_new      (Rfc2217Manner  manner);
char          *rfc2217_server_get_port (Rfc2217Server *self);

/* Waits until the client has left; returns all that it asked for: "baud 74880 dtr 0 …". */
char          *rfc2217_server_finish   (Rfc2217Server *self);

/* Ends the connection from this side. */
void           rfc2217_server_hang_up  (gpointer       self);
