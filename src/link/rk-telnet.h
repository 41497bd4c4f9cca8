/* rk-telnet.h: the Telnet protocol's bytes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A codec without input or output of its own.  Numbers: RFC 854 (commands),
 * RFC 856 (binary), RFC 858 (suppress go ahead), RFC 2217 (COM port control).
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define RK_TELNET_SE   240
#define RK_TELNET_SB   250
#define RK_TELNET_WILL 251
#define RK_TELNET_WONT 252
#define RK_TELNET_DO   253
#define RK_TELNET_DONT 254
#define RK_TELNET_IAC  255

#define RK_TELNET_OPTION_BINARY   0
#define RK_TELNET_OPTION_SGA      3
#define RK_TELNET_OPTION_COM_PORT 44

/* Longer ones carry nothing that we read: RFC 2217's are at most five bytes,
 * but for the free text of a signature. */
#define RK_TELNET_MAX_BODY 64

typedef enum
{
  RK_TELNET_NOTHING,        /* more bytes are needed */
  RK_TELNET_DATA,           /* @byte is data */
  RK_TELNET_NEGOTIATION,    /* @verb @option */
  RK_TELNET_SUBNEGOTIATION, /* @option with @body */
} RkTelnetEvent;

/**
 * RkTelnetDecoder:
 * @byte: of %RK_TELNET_DATA
 * @verb: of %RK_TELNET_NEGOTIATION: WILL, WONT, DO or DONT
 * @option: what is negotiated, or whose subnegotiation it is
 * @body: of %RK_TELNET_SUBNEGOTIATION, without the option
 * @length: of @body
 * @state: the decoder's own
 * @overlong: the decoder's own
 *
 * All zero at the start.
 */
typedef struct
{
  guint8   byte;
  guint8   verb;
  guint8   option;
  guint8   body[RK_TELNET_MAX_BODY];
  gsize    length;

  int      state;
  gboolean overlong;
} RkTelnetDecoder;

RkTelnetEvent rk_telnet_decoder_push           (RkTelnetDecoder *self,
                                                guint8           byte);

void          rk_telnet_append_data            (GByteArray      *out,
                                                const guint8    *bytes,
                                                gsize            count);
void          rk_telnet_append_negotiation     (GByteArray      *out,
                                                guint8           verb,
                                                guint8           option);
void          rk_telnet_append_subnegotiation  (GByteArray      *out,
                                                guint8           option,
                                                const guint8    *body,
                                                gsize            length);

G_END_DECLS
