/* rk-soc-serial.h: characters on a serial line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A line carries characters of eight bits without parity, each with the bit time
 * of who sent it.  A receiver samples the line with a bit time of its own, so a
 * wrong rate gives the garbage that it gives on a real wire.
 *
 * Times are module time in nanoseconds.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What never happens, as a time. */
#define RK_SOC_NEVER G_MAXINT64

typedef struct _RkSerialLine RkSerialLine;

RkSerialLine *rk_serial_line_new       (void);
void          rk_serial_line_free      (RkSerialLine     *self);
void          rk_serial_line_clear     (RkSerialLine     *self);
gint64        rk_serial_line_append    (RkSerialLine     *self,
                                        gint64            earliest,
                                        double            bit_ns,
                                        guint8            byte);
void          rk_serial_line_forget    (RkSerialLine     *self,
                                        gint64            before);
gint64        rk_serial_line_get_end   (RkSerialLine     *self);
double        rk_serial_line_next_edge (RkSerialLine     *self,
                                        double            after,
                                        gboolean         *level);

/**
 * RkSerialReceiver:
 * @line: what it listens to
 * @bit_ns: the bit time that it expects
 *
 * Looks for a falling edge, then samples the middle of each bit.
 */
typedef struct
{
  RkSerialLine *line;
  double        bit_ns;
  double        from;  /* looks for the next start bit from here */
  double        start; /* of the character that comes in, negative if none */
} RkSerialReceiver;

void          rk_serial_receiver_init  (RkSerialReceiver *self,
                                        RkSerialLine     *line,
                                        double            bit_ns);
void          rk_serial_receiver_reset (RkSerialReceiver *self,
                                        gint64            now);
gint64        rk_serial_receiver_next  (RkSerialReceiver *self);
gboolean      rk_serial_receiver_take  (RkSerialReceiver *self,
                                        gint64            now,
                                        guint8           *byte,
                                        gboolean         *framing_error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkSerialLine, rk_serial_line_free)

G_END_DECLS
