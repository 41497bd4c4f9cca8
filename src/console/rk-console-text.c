/* rk-console-text.c: bytes of a module in, styled lines of text out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A line that is not over yet is an array of cells, so that it can be written over.
 * Escape sequences are those of ECMA-48; of them only what stays within a line is
 * followed.
 */

#include "rk-console-text.h"

#include "rk-console-hex-private.h"

/* Longer ones are no sequences but noise, and shown as what they are. */
#define MAX_SEQUENCE 64
#define MAX_PARAMETERS 16

#define ESC 0x1b
#define REPLACEMENT 0xfffd

typedef struct
{
  gunichar       character;
  RkConsoleStyle style;
} Cell;

typedef enum
{
  STATE_TEXT,
  STATE_ESCAPE,        /* after ESC */
  STATE_CSI,           /* after ESC [ */
  STATE_STRING,        /* after ESC ], until BEL or ESC \ */
  STATE_STRING_ESCAPE, /* after ESC within one */
} State;

struct _RkConsoleText
{
  RkConsoleTextFlags  flags;
  RkConsoleLineFunc   func;
  gpointer            user_data;

  Cell                cells[RK_CONSOLE_MAX_COLUMNS];
  guint               n_cells;
  guint               column;     /* where the next character goes */
  RkConsoleStyle      style;
  gint64              time_us;    /* of the first byte of the line */
  gint64              now_us;     /* of the bytes that are being pushed */
  gboolean            is_begun;   /* the line has had a byte, even an invisible one */
  gboolean            is_after_cr;

  State               state;
  guint8              sequence[MAX_SEQUENCE]; /* without the ESC */
  guint               n_sequence;
  guint8              utf8[4];
  guint               n_utf8;

  RkConsoleHex        hex;

  /* The line as it was told last. */
  GString            *text;
  GArray             *spans; /* RkConsoleSpan */
};

/* -- Lines ---------------------------------------------------------------- */

static void
add_span (GArray         *spans,
          gsize           start,
          gsize           end,
          RkConsoleStyle  style)
{
  RkConsoleSpan span = { start, end, style };

  if (style != 0 && end > start)
    g_array_append_val (spans, span);
}

static void
render_cells (RkConsoleText *self)
{
  RkConsoleStyle style = 0;
  gsize start = 0;

  g_string_truncate (self->text, 0);
  g_array_set_size (self->spans, 0);
  for (guint i = 0; i < self->n_cells; i++)
    {
      const Cell *cell = &self->cells[i];

      if (cell->style != style)
        {
          add_span (self->spans, start, self->text->len, style);
          style = cell->style;
          start = self->text->len;
        }
      if (cell->character < 0x80)
        g_string_append_c (self->text, (char)cell->character);
      else
        g_string_append_unichar (self->text, cell->character);
    }
  add_span (self->spans, start, self->text->len, style);
}

static void
fill_line (RkConsoleText *self,
           RkConsoleLine *line,
           gboolean       continues)
{
  line->text = self->text->str;
  line->length = self->text->len;
  line->spans = (const RkConsoleSpan *)(gpointer)self->spans->data;
  line->n_spans = self->spans->len;
  line->time_us = self->time_us;
  line->continues = continues;
}

static void
emit_line (RkConsoleText *self,
           gboolean       continues)
{
  RkConsoleLine line;

  render_cells (self);
  fill_line (self, &line, continues);
  self->n_cells = 0;
  self->column = 0;
  self->is_begun = FALSE;
  self->is_after_cr = FALSE;
  self->func (&line, self->user_data);
}

/* -- Cells ---------------------------------------------------------------- */

static gboolean
is_noise (const RkConsoleText *self)
{
  guint n_marks = 0;

  for (guint i = 0; i < self->n_cells; i++)
    n_marks += (self->cells[i].style & RK_CONSOLE_STYLE_MARK) != 0;
  return n_marks * 2 > self->n_cells;
}

static gboolean
is_full (const RkConsoleText *self)
{
  return self->column == RK_CONSOLE_MAX_COLUMNS ||
         (self->column >= RK_CONSOLE_MAX_NOISE && self->column % RK_CONSOLE_MAX_NOISE == 0 && is_noise (self));
}

static void
put_styled (RkConsoleText  *self,
            gunichar        character,
            RkConsoleStyle  style)
{
  if (is_full (self))
    emit_line (self, TRUE);
  if (!self->is_begun)
    {
      self->is_begun = TRUE;
      self->time_us = self->now_us;
    }

  for (; self->n_cells < self->column; self->n_cells++)
    self->cells[self->n_cells] = (Cell){ ' ', 0 };
  self->cells[self->column++] = (Cell){ character, style };
  self->n_cells = MAX (self->n_cells, self->column);
}

static void
put (RkConsoleText *self,
     gunichar       character)
{
  put_styled (self, character, self->style);
}

static void
put_mark (RkConsoleText *self,
          gunichar       character)
{
  put_styled (self, character, RK_CONSOLE_STYLE_MARK);
}

static void
put_number (RkConsoleText *self,
            guint8         byte)
{
  static const char digits[] = "0123456789abcdef";

  put_mark (self, '\\');
  put_mark (self, 'x');
  put_mark (self, (gunichar)digits[byte >> 4]);
  put_mark (self, (gunichar)digits[byte & 15]);
}

/* As it would be written into a program; pictures are in few fonts. */
static void
put_escape (RkConsoleText *self,
            guint8         control)
{
  static const char letters[32] = { [7] = 'a', [8] = 'b', [9] = 't', [10] = 'n', [13] = 'r', [27] = 'e' };

  if (control >= sizeof letters || letters[control] == '\0')
    {
      put_number (self, control);
      return;
    }

  put_mark (self, '\\');
  put_mark (self, (gunichar)letters[control]);
}

static void
put_invalid (RkConsoleText *self,
             const guint8  *bytes,
             guint          count)
{
  if (!(self->flags & RK_CONSOLE_TEXT_CONTROLS))
    {
      put_mark (self, REPLACEMENT);
      return;
    }

  for (guint i = 0; i < count; i++)
    put_number (self, bytes[i]);
}

/* -- Control characters --------------------------------------------------- */

static void
end_line (RkConsoleText *self)
{
  if (!self->is_begun)
    self->time_us = self->now_us;
  if (self->flags & RK_CONSOLE_TEXT_CONTROLS)
    put_escape (self, '\n');
  emit_line (self, FALSE);
}

/* Where everything is shown nothing may be written over. */
static void
return_carriage (RkConsoleText *self)
{
  if (self->flags & RK_CONSOLE_TEXT_CONTROLS)
    {
      put_escape (self, '\r');
      self->is_after_cr = TRUE;
    }
  else
    {
      self->column = 0;
    }
}

static void
put_control (RkConsoleText *self,
             guint8         control)
{
  gboolean all = (self->flags & RK_CONSOLE_TEXT_CONTROLS) != 0;

  switch (control)
    {
    case '\n':
      end_line (self);
      break;
    case '\r':
      return_carriage (self);
      break;
    case '\t':
      if (all)
        put_escape (self, control);
      put (self, control);
      break;
    case '\b':
      if (all)
        put_escape (self, control);
      else if (self->column > 0)
        self->column--;
      break;
    case ESC:
      self->state = STATE_ESCAPE;
      self->n_sequence = 0;
      break;
    default:
      put_escape (self, control);
      break;
    }
}

/* -- Escape sequences ----------------------------------------------------- */

static void
show_sequence (RkConsoleText *self)
{
  put_escape (self, ESC);
  for (guint i = 0; i < self->n_sequence; i++)
    if (self->sequence[i] < 0x20 || self->sequence[i] == 0x7f)
      put_escape (self, self->sequence[i]);
    else if (self->sequence[i] >= 0x80)
      put_invalid (self, &self->sequence[i], 1);
    else
      put_mark (self, self->sequence[i]);
}

/* It was none after all: nothing that came is lost. */
static void
abandon_sequence (RkConsoleText *self)
{
  self->state = STATE_TEXT;
  show_sequence (self);
}

static guint
parse_parameters (RkConsoleText *self,
                  guint         *values)
{
  guint count = 0;
  guint value = 0;

  for (guint i = 0; i + 1 < self->n_sequence && count < MAX_PARAMETERS; i++)
    {
      guint8 c = self->sequence[i];

      if (g_ascii_isdigit (c))
        value = MIN (value * 10 + (guint)(c - '0'), 9999);
      else if (c == ';' || c == ':')
        {
          values[count++] = value;
          value = 0;
        }
    }
  if (count < MAX_PARAMETERS)
    values[count++] = value;
  return count;
}

/* A colour of the 6 × 6 × 6 cube or of the greys that is near enough. */
static guint
find_colour (guint red,
             guint green,
             guint blue)
{
  guint r = (MIN (red, 255) + 25) / 51;
  guint g = (MIN (green, 255) + 25) / 51;
  guint b = (MIN (blue, 255) + 25) / 51;

  return 16 + 36 * r + 6 * g + b;
}

static void
set_colour (RkConsoleText *self,
            gboolean       background,
            guint          word) /* 0 for none, else 1 + colour */
{
  guint shift = background ? 9 : 0;

  self->style = (self->style & ~(0x1ffu << shift)) | (word << shift);
}

/* 38;5;N or 38;2;R;G;B, likewise 48.  Returns how many parameters it took. */
static guint
set_extended_colour (RkConsoleText *self,
                     const guint   *values,
                     guint          count)
{
  gboolean background = values[0] == 48;

  if (count >= 3 && values[1] == 5)
    {
      set_colour (self, background, 1 + MIN (values[2], 255));
      return 3;
    }
  if (count >= 5 && values[1] == 2)
    {
      set_colour (self, background, 1 + find_colour (values[2], values[3], values[4]));
      return 5;
    }
  return count;
}

static void
set_attribute (RkConsoleText *self,
               guint          value)
{
  static const RkConsoleStyle on[10] = {
    0, RK_CONSOLE_STYLE_BOLD, RK_CONSOLE_STYLE_DIM, RK_CONSOLE_STYLE_ITALIC, RK_CONSOLE_STYLE_UNDERLINE, 0, 0,
    RK_CONSOLE_STYLE_INVERSE, 0, RK_CONSOLE_STYLE_STRIKE,
  };

  if (value == 0)
    self->style = 0;
  else if (value < G_N_ELEMENTS (on))
    self->style |= on[value];
  else if (value == 22)
    self->style &= ~(RK_CONSOLE_STYLE_BOLD | RK_CONSOLE_STYLE_DIM);
  else if (value >= 23 && value <= 29)
    self->style &= ~on[value - 20];
  else if (value >= 30 && value <= 37)
    set_colour (self, FALSE, 1 + value - 30);
  else if (value == 39)
    set_colour (self, FALSE, 0);
  else if (value >= 40 && value <= 47)
    set_colour (self, TRUE, 1 + value - 40);
  else if (value == 49)
    set_colour (self, TRUE, 0);
  else if (value >= 90 && value <= 97)
    set_colour (self, FALSE, 1 + 8 + value - 90);
  else if (value >= 100 && value <= 107)
    set_colour (self, TRUE, 1 + 8 + value - 100);
}

static void
set_attributes (RkConsoleText *self,
                const guint   *values,
                guint          count)
{
  for (guint i = 0; i < count;)
    {
      if (values[i] == 38 || values[i] == 48)
        {
          i += set_extended_colour (self, values + i, count - i);
          continue;
        }
      set_attribute (self, values[i]);
      i++;
    }
}

static void
erase_in_line (RkConsoleText *self,
               guint          what)
{
  if (what == 0)
    self->n_cells = MIN (self->n_cells, self->column);
  else if (what == 2)
    self->n_cells = 0;
  else
    for (guint i = 0; i < MIN (self->column, self->n_cells); i++)
      self->cells[i] = (Cell){ ' ', 0 };
}

static void
follow_csi (RkConsoleText *self)
{
  guint values[MAX_PARAMETERS];
  guint count = parse_parameters (self, values);
  guint step = MAX (values[0], 1);
  gboolean all = (self->flags & RK_CONSOLE_TEXT_CONTROLS) != 0;

  if (all)
    show_sequence (self);

  switch (self->sequence[self->n_sequence - 1])
    {
    case 'm':
      set_attributes (self, values, count);
      break;
    case 'K':
      if (!all)
        erase_in_line (self, values[0]);
      break;
    case 'C':
      if (!all)
        self->column = MIN (self->column + step, RK_CONSOLE_MAX_COLUMNS);
      break;
    case 'D':
      if (!all)
        self->column -= MIN (self->column, step);
      break;
    case 'G':
      if (!all)
        self->column = MIN (step - 1, RK_CONSOLE_MAX_COLUMNS);
      break;
    default:
      break;
    }
}

static void
end_sequence (RkConsoleText *self)
{
  self->state = STATE_TEXT;
  if (self->flags & RK_CONSOLE_TEXT_CONTROLS)
    show_sequence (self);
}

/* Takes the next byte of a sequence; FALSE if it does not belong to one. */
static gboolean
take_sequence_byte (RkConsoleText *self,
                    guint8         byte)
{
  self->sequence[self->n_sequence++] = byte;

  switch (self->state)
    {
    case STATE_ESCAPE:
      if (byte == '[')
        self->state = STATE_CSI;
      else if (byte == ']')
        self->state = STATE_STRING;
      else if (byte >= 0x30 && byte <= 0x7e)
        end_sequence (self);
      else
        return byte >= 0x20 && byte <= 0x2f;
      return TRUE;
    case STATE_CSI:
      if (byte >= 0x40 && byte <= 0x7e)
        {
          self->state = STATE_TEXT;
          follow_csi (self);
          return TRUE;
        }
      return byte >= 0x20 && byte <= 0x3f;
    case STATE_STRING:
      if (byte == '\a')
        end_sequence (self);
      else if (byte == ESC)
        self->state = STATE_STRING_ESCAPE;
      else
        return byte >= 0x20;
      return TRUE;
    case STATE_STRING_ESCAPE:
      if (byte == '\\')
        end_sequence (self);
      return byte == '\\';
    case STATE_TEXT:
    default:
      g_assert_not_reached ();
    }
}

/* -- Characters ----------------------------------------------------------- */

/* What a text view would take as a line end, or as an order how to draw others. */
static gboolean
is_harmful (gunichar character)
{
  return (character >= 0x80 && character < 0xa0) || character == 0x2028 || character == 0x2029 ||
         character == 0x200e || character == 0x200f || (character >= 0x202a && character <= 0x202e) ||
         (character >= 0x2066 && character <= 0x2069) || character == 0xfeff || character == 0xfffc;
}

static void
put_utf8 (RkConsoleText *self)
{
  gunichar character = g_utf8_get_char_validated ((const char *)self->utf8, self->n_utf8);

  if (character < 0x110000 && !is_harmful (character))
    put (self, character);
  else
    put_invalid (self, self->utf8, self->n_utf8);
  self->n_utf8 = 0;
}

static void
abandon_utf8 (RkConsoleText *self)
{
  if (self->n_utf8 > 0)
    put_invalid (self, self->utf8, self->n_utf8);
  self->n_utf8 = 0;
}

static guint
get_utf8_length (guint8 first)
{
  return first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
}

static void
take_high_byte (RkConsoleText *self,
                guint8         byte)
{
  gboolean continues = (byte & 0xc0) == 0x80;

  if (!continues || self->n_utf8 == 0)
    {
      abandon_utf8 (self);
      if (get_utf8_length (byte) == 0)
        {
          put_invalid (self, &byte, 1);
          return;
        }
    }

  self->utf8[self->n_utf8++] = byte;
  if (self->n_utf8 == get_utf8_length (self->utf8[0]))
    put_utf8 (self);
}

static void
take_text_byte (RkConsoleText *self,
                guint8         byte)
{
  if (self->is_after_cr && byte != '\n' && byte != '\r')
    emit_line (self, FALSE);

  if (byte >= 0x80)
    {
      take_high_byte (self, byte);
      return;
    }

  abandon_utf8 (self);
  if (byte < 0x20 || byte == 0x7f)
    put_control (self, byte);
  else
    put (self, byte);
}

static void
take_byte (RkConsoleText *self,
           guint8         byte)
{
  if (self->state == STATE_TEXT)
    {
      take_text_byte (self, byte);
      return;
    }

  if (take_sequence_byte (self, byte))
    {
      if (self->state != STATE_TEXT && self->n_sequence == MAX_SEQUENCE)
        abandon_sequence (self);
      return;
    }

  self->n_sequence--;
  abandon_sequence (self);
  take_text_byte (self, byte);
}

/* -- Hex ------------------------------------------------------------------ */

static void
render_hex (RkConsoleText *self)
{
  RkConsoleStyle mark = RK_CONSOLE_STYLE_MARK;

  _rk_console_hex_format (&self->hex, self->text);
  g_array_set_size (self->spans, 0);
  add_span (self->spans, 0, RK_CONSOLE_HEX_OFFSET_COLUMNS, mark);
}

static void
take_hex (RkConsoleText *self,
          const guint8  *bytes,
          gsize          count)
{
  RkConsoleLine line;

  for (gsize i = 0; i < count; i++)
    {
      if (self->hex.n_bytes == 0)
        self->time_us = self->now_us;
      if (!_rk_console_hex_add (&self->hex, bytes[i]))
        continue;

      render_hex (self);
      fill_line (self, &line, FALSE);
      _rk_console_hex_next (&self->hex);
      self->func (&line, self->user_data);
    }
}

/* -- Public --------------------------------------------------------------- */

/**
 * rk_console_text_new:
 * @flags: what is shown how
 * @func: gets each line that is over; must not push or free
 * @user_data: for @func
 *
 * Returns: (transfer full): a decoder
 */
RkConsoleText *
rk_console_text_new (RkConsoleTextFlags flags,
                     RkConsoleLineFunc  func,
                     gpointer           user_data)
{
  RkConsoleText *self = g_new0 (RkConsoleText, 1);

  g_return_val_if_fail (func != NULL, NULL);

  self->flags = flags;
  self->func = func;
  self->user_data = user_data;
  self->text = g_string_sized_new (256);
  self->spans = g_array_new (FALSE, FALSE, sizeof (RkConsoleSpan));
  return self;
}

/**
 * rk_console_text_free:
 * @self: (transfer full): a decoder
 */
void
rk_console_text_free (RkConsoleText *self)
{
  g_return_if_fail (self != NULL);

  g_string_free (self->text, TRUE);
  g_array_unref (self->spans);
  g_free (self);
}

/**
 * rk_console_text_push:
 * @self: a decoder
 * @bytes: what came
 * @count: how much
 * @time_us: when; any clock
 *
 * Tells the lines that are over now.
 */
void
rk_console_text_push (RkConsoleText *self,
                      const guint8  *bytes,
                      gsize          count,
                      gint64         time_us)
{
  g_return_if_fail (self != NULL);

  self->now_us = time_us;
  if (self->flags & RK_CONSOLE_TEXT_HEX)
    {
      take_hex (self, bytes, count);
      return;
    }

  for (gsize i = 0; i < count; i++)
    take_byte (self, bytes[i]);
}

/**
 * rk_console_text_peek:
 * @self: a decoder
 * @line: (out): the line that is not over, as far as it has come
 *
 * Returns: whether there is one
 */
gboolean
rk_console_text_peek (RkConsoleText *self,
                      RkConsoleLine *line)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->flags & RK_CONSOLE_TEXT_HEX)
    {
      if (self->hex.n_bytes == 0)
        return FALSE;
      render_hex (self);
    }
  else
    {
      if (!self->is_begun)
        return FALSE;
      render_cells (self);
    }

  fill_line (self, line, FALSE);
  return TRUE;
}

/**
 * rk_console_text_end_line:
 * @self: a decoder
 *
 * Something else is to be shown here: what the present line has is told, half
 * characters and half sequences included, and colours are forgotten.
 */
void
rk_console_text_end_line (RkConsoleText *self)
{
  RkConsoleLine line;

  g_return_if_fail (self != NULL);

  if (self->state != STATE_TEXT)
    abandon_sequence (self);
  abandon_utf8 (self);
  self->style = 0;

  if (!rk_console_text_peek (self, &line))
    return;
  if (self->flags & RK_CONSOLE_TEXT_HEX)
    {
      _rk_console_hex_next (&self->hex);
      self->func (&line, self->user_data);
      return;
    }
  emit_line (self, FALSE);
}
