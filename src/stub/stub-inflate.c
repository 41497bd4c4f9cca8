/* stub-inflate.c: deflate
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * RFC 1951, with the whole window of 32 KiB: it costs nothing, since it holds
 * what waits to be programmed as well.  The input lies in the ring of slots that
 * blocks are put into.
 *
 * A step works while there is surely enough input for the longest that can come
 * next, so that it need never stop within a symbol.
 */

#include "stub.h"

#define STEP_BYTES    32u  /* produced in a step, about */
#define SYMBOL_BITS   48u  /* two codes with their extra bits */
#define HEADER_BYTES  290u /* 3 + 14 + 19 * 3 + 316 * 7 bits: runs take fewer than what they stand for */
#define LONGEST_MATCH 258u

#define CODE_BITS     15u
#define FAST_BITS     9u
#define FAST_MASK     ((1u << FAST_BITS) - 1)
#define LENGTHS       288u
#define DISTANCES     30u
#define END_OF_BLOCK  256u

typedef struct
{
  uint16_t fast[1u << FAST_BITS];  /* symbol << 4 | bits; 0: a longer code */
  uint16_t counts[CODE_BITS + 1];  /* codes of each length */
  uint16_t symbols[LENGTHS];       /* in the order of their codes */
} Code;

enum
{
  STATE_HEADER,
  STATE_STORED,
  STATE_CODES,
  STATE_ENDED,
  STATE_FAILED,
};

static const uint16_t length_base[] = {
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
};
static const uint8_t length_extra[] = {
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
};
static const uint16_t distance_base[] = {
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769,
  1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577,
};
static const uint8_t order[] = { 16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15 };

uint8_t slots[SLOTS_SIZE] __attribute__ ((aligned (4)));
uint8_t window[WINDOW] __attribute__ ((aligned (4)));

static Code     length_code, distance_code;
static uint32_t hold;     /* bits that were taken from the input */
static int32_t  n_hold;   /* how many; below 0: the input was too short */
static uint32_t position; /* in the input */
static uint32_t end;      /* of what has come */
static uint32_t total;    /* of the input */
static uint32_t produced;
static uint32_t stored;   /* left of a stored block */
static uint8_t  state;
static bool     last;

void
inflate_begin (uint32_t length)
{
  hold = 0;
  n_hold = 0;
  position = 0;
  end = 0;
  total = length;
  produced = 0;
  state = STATE_HEADER;
  last = false;
}

uint32_t
inflate_get_consumed (void)
{
  return position;
}

uint32_t
inflate_get_produced (void)
{
  return produced;
}

/* At least 25 bits, as long as there are any. */
static inline void
refill (void)
{
  while (n_hold <= 24 && position < end)
    {
      hold |= (uint32_t)slots[position++ & SLOTS_MASK] << n_hold;
      n_hold += 8;
    }
}

static inline uint32_t
take (uint32_t bits)
{
  uint32_t value = hold & ((1u << bits) - 1);

  hold >>= bits;
  n_hold -= (int32_t)bits;
  return value;
}

/* Up to 16 bits. */
static uint32_t
get (uint32_t bits)
{
  refill ();
  return take (bits);
}

static bool
has_bits (uint32_t bits)
{
  return end == total || (end - position) * 8 + (uint32_t)n_hold >= bits;
}

/* Codes are written from their first bit on, and bits come lowest first. */
static uint32_t
reverse (uint32_t code,
         uint32_t bits)
{
  uint32_t value = 0;

  for (; bits != 0; bits--, code >>= 1)
    value = value << 1 | (code & 1);
  return value;
}

static void
fill_fast (Code     *self,
           uint32_t  code,
           uint32_t  bits,
           uint32_t  symbol)
{
  for (uint32_t i = reverse (code, bits); i <= FAST_MASK; i += 1u << bits)
    self->fast[i] = (uint16_t)(symbol << 4 | bits);
}

/* FALSE where more codes are used than there are. */
static HOT bool
make_code (Code          *self,
           const uint8_t *lengths,
           uint32_t       count)
{
  uint16_t places[CODE_BITS + 1], codes[CODE_BITS + 1];
  int32_t left = 1;

  memset (self, 0, sizeof *self);
  for (uint32_t i = 0; i < count; i++)
    self->counts[lengths[i]]++;
  self->counts[0] = 0;

  places[0] = places[1] = codes[0] = codes[1] = 0;
  for (uint32_t bits = 1; bits <= CODE_BITS; bits++)
    {
      left = 2 * left - self->counts[bits];
      if (left < 0)
        return false;
      if (bits == CODE_BITS)
        break;
      places[bits + 1] = places[bits] + self->counts[bits];
      codes[bits + 1] = (uint16_t)((codes[bits] + self->counts[bits]) << 1);
    }

  for (uint32_t i = 0; i < count; i++)
    if (lengths[i] != 0)
      {
        self->symbols[places[lengths[i]]++] = (uint16_t)i;
        if (lengths[i] <= FAST_BITS)
          fill_fast (self, codes[lengths[i]]++, lengths[i], i);
      }

  return true;
}

/* A code bit by bit: the codes of one length are numbers in a row. */
static int32_t
decode_slowly (const Code *self)
{
  uint32_t bits = hold;
  int32_t code = 0, first = 0, index = 0;

  for (uint32_t length = 1; length <= CODE_BITS; length++, bits >>= 1)
    {
      int32_t count = self->counts[length];

      code |= bits & 1;
      if (code - count < first)
        {
          take (length);
          return self->symbols[index + (code - first)];
        }
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }

  return -1;
}

static inline int32_t
decode (const Code *self)
{
  uint32_t entry = self->fast[hold & FAST_MASK];

  if (entry == 0)
    return decode_slowly (self);
  take (entry & 15);
  return (int32_t)(entry >> 4);
}

static bool
make_fixed_codes (void)
{
  uint8_t lengths[LENGTHS];

  for (uint32_t i = 0; i < LENGTHS; i++)
    lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
  make_code (&length_code, lengths, LENGTHS);
  memset (lengths, 5, DISTANCES);
  make_code (&distance_code, lengths, DISTANCES);
  return true;
}

/* The lengths of codes are coded themselves, in runs. */
static bool
read_lengths (uint8_t  *lengths,
              uint32_t  count)
{
  uint32_t done = 0;

  while (done < count)
    {
      uint32_t run, value = 0;
      int32_t symbol;

      refill ();
      symbol = decode (&length_code);
      if (symbol < 0 || n_hold < 0 || (symbol == 16 && done == 0))
        return false;
      if (symbol < 16)
        {
          lengths[done++] = (uint8_t)symbol;
          continue;
        }

      if (symbol == 16)
        {
          value = lengths[done - 1];
          run = 3 + get (2);
        }
      else
        {
          run = symbol == 17 ? 3 + get (3) : 11 + get (7);
        }
      if (run > count - done)
        return false;
      while (run-- != 0)
        lengths[done++] = (uint8_t)value;
    }

  return true;
}

static bool
read_codes (void)
{
  uint8_t lengths[LENGTHS + 32 + 2];
  uint32_t n_lengths = get (5) + 257;
  uint32_t n_distances = get (5) + 1;
  uint32_t n_order = get (4) + 4;

  if (n_lengths > 286 || n_distances > DISTANCES)
    return false;

  memset (lengths, 0, sizeof order);
  for (uint32_t i = 0; i < n_order; i++)
    lengths[order[i]] = (uint8_t)get (3);

  return make_code (&length_code, lengths, sizeof order) &&
         read_lengths (lengths, n_lengths + n_distances) &&
         lengths[END_OF_BLOCK] != 0 &&
         make_code (&distance_code, lengths + n_lengths, n_distances) &&
         make_code (&length_code, lengths, n_lengths);
}

static bool
begin_stored (void)
{
  take ((uint32_t)n_hold & 7);
  stored = get (16);
  return (stored ^ get (16)) == 0xffff;
}

static uint8_t
begin_block (void)
{
  uint32_t kind;

  last = get (1) != 0;
  kind = get (2);
  if (kind == 0)
    return begin_stored () && n_hold >= 0 ? STATE_STORED : STATE_FAILED;
  if (kind == 3)
    return STATE_FAILED;
  return (kind == 1 ? make_fixed_codes () : read_codes ()) && n_hold >= 0 ? STATE_CODES : STATE_FAILED;
}

static uint8_t
end_block (void)
{
  return last ? STATE_ENDED : STATE_HEADER;
}

static void
copy_stored (uint32_t limit)
{
  while (stored != 0 && produced < limit && has_bits (8))
    {
      window[produced++ & WINDOW_MASK] = (uint8_t)get (8);
      stored--;
      if (n_hold < 0)
        {
          state = STATE_FAILED;
          return;
        }
    }
  if (stored == 0)
    state = end_block ();
}

static HOT void
copy_match (uint32_t distance,
            uint32_t length)
{
  uint32_t from = (produced - distance) & WINDOW_MASK;
  uint32_t to = produced & WINDOW_MASK;

  produced += length;
  if (from + length <= WINDOW && to + length <= WINDOW)
    {
      const uint8_t *source = window + from;
      uint8_t *target = window + to;

      for (; length != 0; length--)
        *target++ = *source++;
      return;
    }
  for (; length != 0; length--)
    window[to++ & WINDOW_MASK] = window[from++ & WINDOW_MASK];
}

/* What stands behind the code of a length; FALSE if it makes no sense. */
static HOT bool
decode_match (uint32_t symbol)
{
  uint32_t length, distance, extra;
  int32_t code;

  if (symbol >= sizeof length_extra)
    return false;
  length = length_base[symbol] + take (length_extra[symbol]);

  refill ();
  code = decode (&distance_code);
  if (code < 0 || code >= (int32_t)DISTANCES)
    return false;
  extra = code < 2 ? 0 : (uint32_t)code / 2 - 1;
  refill ();
  distance = distance_base[code] + take (extra);
  if (distance > produced)
    return false;

  copy_match (distance, length);
  return true;
}

static HOT void
decode_codes (uint32_t limit)
{
  while (produced < limit && has_bits (SYMBOL_BITS))
    {
      int32_t symbol;

      refill ();
      symbol = decode (&length_code);
      if (symbol >= 0 && symbol < (int32_t)END_OF_BLOCK)
        window[produced++ & WINDOW_MASK] = (uint8_t)symbol;
      else if (symbol == END_OF_BLOCK)
        state = end_block ();
      else if (symbol < 0 || !decode_match ((uint32_t)symbol - END_OF_BLOCK - 1))
        state = STATE_FAILED;

      if (n_hold < 0)
        state = STATE_FAILED;
      if (state != STATE_CODES)
        return;
    }
}

/* @received: how much of the input has come; @programmed: how much of the output
 * need not be kept. */
InflateResult
inflate_step (uint32_t received,
              uint32_t programmed)
{
  uint32_t before = produced;
  uint8_t  state_before = state;
  uint32_t limit = programmed + WINDOW - LONGEST_MATCH;

  end = received;
  if (limit - before > STEP_BYTES)
    limit = before + STEP_BYTES;

  if (state == STATE_HEADER && has_bits (HEADER_BYTES * 8))
    state = begin_block ();
  else if (state == STATE_STORED && before + LONGEST_MATCH <= programmed + WINDOW)
    copy_stored (limit);
  else if (state == STATE_CODES && before + LONGEST_MATCH <= programmed + WINDOW)
    decode_codes (limit);

  if (state == STATE_FAILED)
    return INFLATE_FAILED;
  if (state == STATE_ENDED)
    return INFLATE_ENDED;
  return produced != before || state != state_before ? INFLATE_GOES_ON : INFLATE_WAITS;
}
