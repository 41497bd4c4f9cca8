/* wire.h: a port whose other end is the test
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-link.h"

G_BEGIN_DECLS

typedef struct _Wire Wire;

/**
 * WireFunc:
 * @wire: the wire
 * @baud: the port's rate now
 * @dtr: whether DTR is asserted
 * @rts: whether RTS is asserted
 *
 * The port's rate or lines were set.  On the thread that uses the link.
 */
typedef void (*WireFunc) (Wire     *wire,
                          guint     baud,
                          gboolean  dtr,
                          gboolean  rts,
                          gpointer  user_data);

Wire       *wire_new         (const char   *port);
void        wire_free        (Wire         *wire);
void        wire_set_func    (Wire         *wire,
                              WireFunc      func,
                              gpointer      user_data);

/* Any thread: what the module says, and the adapter going and coming. */
void        wire_say         (Wire         *wire,
                              const void   *bytes,
                              gsize         count);
void        wire_set_plugged (Wire         *wire,
                              gboolean      plugged);
void        wire_set_echo    (Wire         *wire,
                              gboolean      echo);
void        wire_set_blocked (Wire         *wire,
                              gboolean      blocked);
void        wire_refuse_baud (Wire         *wire,
                              guint         baud);

/* What was sent so far, and the port's state. */
GBytes     *wire_get_sent    (Wire         *wire);
gsize       wire_get_waiting (Wire         *wire);
guint       wire_get_baud    (Wire         *wire);
gboolean    wire_is_open     (Wire         *wire);

G_END_DECLS
