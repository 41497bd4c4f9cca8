/* rk-console-text.h: bytes of a module in, styled lines of text out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Does no I/O and knows no widgets.  Takes bytes in pieces of any size; what comes
 * out is always valid UTF-8 without line ends in it:
 *
 *  - what is no UTF-8, and what would turn a view upside down (direction marks,
 *    other line separators), stands there as a replacement character or "\xNN"
 *  - control characters stand there as a program would write them: "\a", "\x01"
 *  - colours and weights of ANSI sequences become styles; other sequences that move
 *    a cursor on a whole screen are left out
 *  - a carriage return goes back to the beginning of the line, so that progress
 *    that is written over itself is one line
 *  - a line too long comes in several pieces
 *
 * Not thread-safe.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _RkConsoleText RkConsoleText;

/**
 * RkConsoleTextFlags:
 * @RK_CONSOLE_TEXT_HEX: rows of sixteen bytes in hex, and their ASCII beside them
 * @RK_CONSOLE_TEXT_CONTROLS: nothing is hidden: also tabs, line ends and escape
 *   sequences are shown, and bytes that are no UTF-8 by their number
 */
typedef enum
{
  RK_CONSOLE_TEXT_PLAIN    = 0,
  RK_CONSOLE_TEXT_HEX      = 1 << 0,
  RK_CONSOLE_TEXT_CONTROLS = 1 << 1,
} RkConsoleTextFlags;

/* How a piece of text looks, in one word; 0 is the default. */
typedef guint32 RkConsoleStyle;

#define RK_CONSOLE_STYLE_FOREGROUND(style) ((style) & 0x1ff)        /* 0 for none, else 1 + colour, 0 to 255 */
#define RK_CONSOLE_STYLE_BACKGROUND(style) (((style) >> 9) & 0x1ff) /* likewise */
#define RK_CONSOLE_STYLE_BOLD      (1u << 18)
#define RK_CONSOLE_STYLE_DIM       (1u << 19)
#define RK_CONSOLE_STYLE_ITALIC    (1u << 20)
#define RK_CONSOLE_STYLE_UNDERLINE (1u << 21)
#define RK_CONSOLE_STYLE_STRIKE    (1u << 22)
#define RK_CONSOLE_STYLE_INVERSE   (1u << 23)
#define RK_CONSOLE_STYLE_MARK      (1u << 24) /* stands for something that is no text */

/**
 * RkConsoleSpan:
 * @start: offset in the line's text, in bytes
 * @end: the offset behind it
 * @style: never 0
 */
typedef struct
{
  gsize          start;
  gsize          end;
  RkConsoleStyle style;
} RkConsoleSpan;

/**
 * RkConsoleLine:
 * @text: valid UTF-8, NUL-terminated
 * @length: its bytes
 * @spans: in order, without overlap; what is in none has the default style
 * @n_spans: how many
 * @time_us: when its first byte came, as given to rk_console_text_push()
 * @continues: the next line belongs to the same line of the module
 *
 * Valid until the next call.
 */
typedef struct
{
  const char          *text;
  gsize                length;
  const RkConsoleSpan *spans;
  guint                n_spans;
  gint64               time_us;
  gboolean             continues;
} RkConsoleLine;

typedef void (*RkConsoleLineFunc) (const RkConsoleLine *line,
                                   gpointer             user_data);

/* No piece of a line has more characters: a view wraps long ones slowly, and those of
 * many spans more so, which a piece that is no text for the most part consists of.
 */
#define RK_CONSOLE_MAX_COLUMNS 1024
#define RK_CONSOLE_MAX_NOISE 128

RkConsoleText *rk_console_text_new      (RkConsoleTextFlags  flags,
                                         RkConsoleLineFunc   func,
                                         gpointer            user_data);
void           rk_console_text_free     (RkConsoleText      *self);
void           rk_console_text_push     (RkConsoleText      *self,
                                         const guint8       *bytes,
                                         gsize               count,
                                         gint64              time_us);
gboolean       rk_console_text_peek     (RkConsoleText      *self,
                                         RkConsoleLine      *line);
void           rk_console_text_end_line (RkConsoleText      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkConsoleText, rk_console_text_free)

G_END_DECLS
