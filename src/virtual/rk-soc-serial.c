/* rk-soc-serial.c: characters on a serial line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-soc-serial.h"

#define BITS      10 /* start, eight data bits, stop */
#define NO_START  (-1.0)

typedef struct
{
  double start;
  double bit_ns;
  guint8 byte;
} Character;

struct _RkSerialLine
{
  GArray *characters; /* Character, in order */
  guint   first;      /* those before it are forgotten */
  double  end;        /* of the last stop bit */
};

/**
 * rk_serial_line_new:
 *
 * Returns: (transfer full): an idle line
 */
RkSerialLine *
rk_serial_line_new (void)
{
  RkSerialLine *self = g_new0 (RkSerialLine, 1);

  self->characters = g_array_new (FALSE, FALSE, sizeof (Character));

  return self;
}

/**
 * rk_serial_line_free:
 * @self: (transfer full): a line
 */
void
rk_serial_line_free (RkSerialLine *self)
{
  g_array_unref (self->characters);
  g_free (self);
}

/**
 * rk_serial_line_clear:
 * @self: a line
 *
 * Nothing is or was on the line.
 */
void
rk_serial_line_clear (RkSerialLine *self)
{
  g_array_set_size (self->characters, 0);
  self->first = 0;
  self->end = 0;
}

/**
 * rk_serial_line_append:
 * @self: a line
 * @earliest: the character begins then, or when the one before has ended
 * @bit_ns: its bit time
 * @byte: what it says
 *
 * Returns: when it ends
 */
gint64
rk_serial_line_append (RkSerialLine *self,
                       gint64        earliest,
                       double        bit_ns,
                       guint8        byte)
{
  Character character = { .start = MAX ((double)earliest, self->end), .bit_ns = bit_ns, .byte = byte };

  g_array_append_val (self->characters, character);
  self->end = character.start + BITS * bit_ns;

  return rk_serial_line_get_end (self);
}

/**
 * rk_serial_line_forget:
 * @self: a line
 * @before: a time that nobody looks before any more
 */
void
rk_serial_line_forget (RkSerialLine *self,
                       gint64        before)
{
  while (self->first < self->characters->len)
    {
      const Character *character = &g_array_index (self->characters, Character, self->first);

      if (character->start + BITS * character->bit_ns >= before)
        break;
      self->first++;
    }

  if (self->first > 256 && self->first * 2 > self->characters->len)
    {
      g_array_remove_range (self->characters, 0, self->first);
      self->first = 0;
    }
}

/**
 * rk_serial_line_get_end:
 * @self: a line
 *
 * Returns: when the last character has ended, in ns of module time
 */
gint64
rk_serial_line_get_end (RkSerialLine *self)
{
  return (gint64)self->end + 1;
}

static gboolean
bit_level (const Character *character,
           int              bit)
{
  if (bit == 0)
    return FALSE;
  return bit >= BITS - 1 || (character->byte >> (bit - 1) & 1) != 0;
}

static gboolean
get_level (RkSerialLine *self,
           double        time)
{
  for (guint i = self->first; i < self->characters->len; i++)
    {
      const Character *character = &g_array_index (self->characters, Character, i);

      if (time < character->start)
        break;
      if (time < character->start + BITS * character->bit_ns)
        return bit_level (character, (time - character->start) / character->bit_ns);
    }

  return TRUE;
}

/**
 * rk_serial_line_next_edge:
 * @self: a line
 * @after: a time
 * @level: (out): the level behind the edge
 *
 * Returns: the time of the first edge after @after, negative if none is known
 */
double
rk_serial_line_next_edge (RkSerialLine *self,
                          double        after,
                          gboolean     *level)
{
  for (guint i = self->first; i < self->characters->len; i++)
    {
      const Character *character = &g_array_index (self->characters, Character, i);
      gboolean before = TRUE;

      if (character->start + BITS * character->bit_ns <= after)
        continue;
      for (int bit = 0; bit < BITS; bit++)
        {
          double edge = character->start + bit * character->bit_ns;

          *level = bit_level (character, bit);
          if (*level != before && edge > after)
            return edge;
          before = *level;
        }
    }

  return NO_START;
}

/**
 * rk_serial_receiver_init:
 * @self: (out caller-allocates): a receiver
 * @line: what it listens to, the caller's
 * @bit_ns: the bit time that it expects
 */
void
rk_serial_receiver_init (RkSerialReceiver *self,
                         RkSerialLine     *line,
                         double            bit_ns)
{
  self->line = line;
  self->bit_ns = bit_ns;
  self->from = 0;
  self->start = NO_START;
}

/**
 * rk_serial_receiver_reset:
 * @self: a receiver
 * @now: what came before does not count
 */
void
rk_serial_receiver_reset (RkSerialReceiver *self,
                          gint64            now)
{
  self->from = now;
  self->start = NO_START;
}

static double
next_falling_edge (RkSerialLine *line,
                   double        from)
{
  gboolean level = TRUE;
  double edge = from;

  /* An edge exactly at @from counts. */
  edge = rk_serial_line_next_edge (line, from - 1e-3, &level);
  while (edge >= 0 && level)
    edge = rk_serial_line_next_edge (line, edge, &level);

  return edge;
}

/**
 * rk_serial_receiver_next:
 * @self: a receiver
 *
 * Returns: when the next character will have come in, as far as the line is
 *   known; %RK_SOC_NEVER if nothing comes
 */
gint64
rk_serial_receiver_next (RkSerialReceiver *self)
{
  if (self->start < 0)
    self->start = next_falling_edge (self->line, self->from);
  if (self->start < 0)
    return RK_SOC_NEVER;

  return (gint64)(self->start + (BITS - 0.5) * self->bit_ns) + 1;
}

/**
 * rk_serial_receiver_take:
 * @self: a receiver
 * @now: the time
 * @byte: (out): what came in
 * @framing_error: (out): whether it had no stop bit
 *
 * Returns: %TRUE if a character has come in by now
 */
gboolean
rk_serial_receiver_take (RkSerialReceiver *self,
                         gint64            now,
                         guint8           *byte,
                         gboolean         *framing_error)
{
  while (rk_serial_receiver_next (self) <= now)
    {
      double start = self->start;
      guint8 value = 0;

      self->start = NO_START;
      if (get_level (self->line, start + self->bit_ns / 2))
        {
          self->from = start + self->bit_ns / 2;
          continue;
        }

      for (int bit = 1; bit < BITS - 1; bit++)
        value |= get_level (self->line, start + (bit + 0.5) * self->bit_ns) << (bit - 1);
      self->from = start + (BITS - 0.5) * self->bit_ns;
      *framing_error = !get_level (self->line, self->from);
      *byte = value;
      return TRUE;
    }

  return FALSE;
}
