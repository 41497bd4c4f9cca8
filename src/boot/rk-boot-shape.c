/* rk-boot-shape.c: whether two starts say the same
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A hash over what was said, so that a start of any length costs the same room.
 * Of facts their numbers count, but not the addresses of a crash; of other lines
 * the words count: whatever has a digit in it is a time, a counter or an address.
 */

#include "rk-boot-shape-private.h"

/* FNV-1a, 64 bits */
#define HASH_START 0xcbf29ce484222325
#define HASH_PRIME 0x100000001b3

/* A start that says more than this is a program at work and no loop. */
#define MAX_LINES 512

/* Shorter runs of letters are made by noise. */
#define MIN_WORD 3

static guint64
mix (guint64 hash,
     guint64 value)
{
  return (hash ^ value) * HASH_PRIME;
}

/**
 * _rk_boot_shape_init:
 * @self: (out caller-allocates): a shape
 *
 * Makes it that of a start that has said nothing.
 */
void
_rk_boot_shape_init (RkBootShape *self)
{
  self->hash = HASH_START;
  self->n_lines = 0;
}

static gboolean
has_telling_numbers (RkBootFactKind kind)
{
  return kind != RK_BOOT_FACT_REGISTERS && kind != RK_BOOT_FACT_EXCVADDR;
}

/**
 * _rk_boot_shape_add_fact:
 * @self: a shape
 * @fact: what was said
 */
void
_rk_boot_shape_add_fact (RkBootShape      *self,
                         const RkBootFact *fact)
{
  self->hash = mix (self->hash, (guint64)fact->kind);
  if (has_telling_numbers (fact->kind))
    for (guint i = 0; i < 2; i++)
      self->hash = mix (self->hash, (guint64)fact->values[i]);
  self->n_lines++;
}

/**
 * _rk_boot_shape_add_text:
 * @self: a shape
 * @text: a line without facts; any bytes
 * @length: how many
 */
void
_rk_boot_shape_add_text (RkBootShape *self,
                         const char  *text,
                         gsize        length)
{
  gsize at = 0;

  if (self->n_lines > MAX_LINES)
    return;

  while (at < length)
    {
      guint64 word = HASH_START;
      gsize from = at;
      gboolean has_digit = FALSE;

      for (; at < length && g_ascii_isalnum (text[at]); at++)
        {
          word = mix (word, (guint8)text[at]);
          has_digit = has_digit || g_ascii_isdigit (text[at]);
        }
      if (at - from >= MIN_WORD && !has_digit)
        self->hash = mix (self->hash, word);
      at += at == from;
    }
  self->n_lines++;
}

/**
 * _rk_boot_shape_is_same:
 * @self: a shape
 * @other: another one
 *
 * Returns: whether the starts said the same; never for one that said very much
 */
gboolean
_rk_boot_shape_is_same (const RkBootShape *self,
                        const RkBootShape *other)
{
  return self->hash == other->hash && self->n_lines > 0 && self->n_lines <= MAX_LINES && other->n_lines <= MAX_LINES;
}
