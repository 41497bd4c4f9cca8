/* test-lx106-program.c: a program that the host and the core both run
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Compiled for the host into the test, and for the LX106 at several
 * optimisation levels by test-lx106-prebuilt.sh.  It has no variables outside
 * of its scratch memory and needs nothing of libgcc (on the chip, dividing is
 * done by the ROM), so that its code can be one block anywhere.  It takes
 * something from each corner: bytes and halfwords, shifts, multiplication,
 * 64-bit sums, recursion, a jump table.
 */

#include "test-lx106-program.h"

#define COUNT 2048

typedef struct
{
  uint32_t table[256];
  uint32_t words[COUNT];
  uint8_t  bytes[COUNT];
  int16_t  halves[COUNT];
  uint32_t state;
} Scratch;

static uint32_t
next_random (Scratch *scratch)
{
  scratch->state = scratch->state * 1664525u + 1013904223u;
  return scratch->state >> 3;
}

static uint32_t
crc (Scratch *scratch)
{
  uint32_t sum = 0xffffffffu;

  for (uint32_t i = 0; i < 256; i++)
    {
      uint32_t value = i;

      for (int bit = 0; bit < 8; bit++)
        value = value >> 1 ^ (0xedb88320u & -(value & 1));
      scratch->table[i] = value;
    }
  for (int i = 0; i < COUNT; i++)
    sum = scratch->table[(sum ^ scratch->bytes[i]) & 0xff] ^ sum >> 8;
  return ~sum;
}

static void
sort (uint32_t *words,
      int       low,
      int       high)
{
  uint32_t pivot = words[(low + high) / 2];
  int i = low;
  int j = high;

  while (i <= j)
    {
      while (words[i] < pivot)
        i++;
      while (words[j] > pivot)
        j--;
      if (i <= j)
        {
          uint32_t word = words[i];

          words[i++] = words[j];
          words[j--] = word;
        }
    }
  if (low < j)
    sort (words, low, j);
  if (i < high)
    sort (words, i, high);
}

/* Copies from what it already wrote, as inflating does. */
static uint32_t
unpack (Scratch *scratch)
{
  uint32_t sum = 0;
  int done = 64;

  while (done < COUNT - 32)
    {
      int length = 3 + (int)(next_random (scratch) & 15);
      int distance = 1 + (int)(next_random (scratch) & 31);

      while (length-- > 0)
        {
          scratch->bytes[done] = scratch->bytes[done - distance];
          sum = (sum << 5 | sum >> 27) + scratch->bytes[done++];
        }
    }
  return sum;
}

static uint32_t
filter (Scratch *scratch)
{
  int64_t sum = 0;

  for (int i = 8; i < COUNT; i++)
    {
      int32_t value = 0;

      for (int tap = 0; tap < 8; tap++)
        value += scratch->halves[i - tap] * (tap * 3 - 7);
      scratch->halves[i] = (int16_t)(value >> 4);
      sum += (int32_t)((uint32_t)value * (uint32_t)scratch->halves[i / 2]);
    }
  return (uint32_t)sum ^ (uint32_t)(sum >> 32);
}

/* Shift and subtract, as in schools. */
static uint32_t
divide_by (uint32_t  dividend,
           uint32_t  divisor,
           uint32_t *rest)
{
  uint32_t quotient = 0;

  *rest = 0;
  for (int bit = 31; bit >= 0; bit--)
    {
      *rest = *rest << 1 | (dividend >> bit & 1);
      if (*rest >= divisor)
        {
          *rest -= divisor;
          quotient |= 1u << bit;
        }
    }
  return quotient;
}

static uint32_t
divide (Scratch *scratch)
{
  uint32_t sum = 0;

  for (int i = 0; i < 200; i++)
    {
      uint32_t divisor = (next_random (scratch) & 0xfff) + 1;
      uint32_t rest;

      sum += divide_by (next_random (scratch) * 8, divisor, &rest);
      sum ^= rest << (i & 15);
    }
  return sum;
}

/* A tiny machine, for the jump table that a switch becomes. */
static uint32_t
interpret (Scratch *scratch)
{
  uint32_t a = 1;
  uint32_t b = 2;

  for (int i = 0; i < COUNT; i++)
    {
      switch (scratch->bytes[i] & 7)
        {
        case 0: a += b; break;
        case 1: a -= b * 3; break;
        case 2: b ^= a >> 3; break;
        case 3: a = a << 7 | a >> 25; break;
        case 4: b = (uint32_t)((int32_t)b >> 1); break;
        case 5: if ((int32_t)a < (int32_t)b) a = ~a; break;
        case 6: b *= a; break;
        default: a ^= (uint32_t)i; break;
        }
    }
  return a ^ b;
}

uint32_t
lx106_program (void     *memory,
               uint32_t  seed)
{
  Scratch *scratch = memory;
  uint32_t sum = 0;

  scratch->state = seed;
  for (int i = 0; i < COUNT; i++)
    {
      scratch->words[i] = next_random (scratch) * next_random (scratch);
      scratch->bytes[i] = (uint8_t)next_random (scratch);
      scratch->halves[i] = (int16_t)next_random (scratch);
    }

  sum += crc (scratch);
  sum = sum * 31 + unpack (scratch);
  sum = sum * 31 + crc (scratch);
  sort (scratch->words, 0, COUNT - 1);
  for (int i = 0; i < COUNT; i++)
    sum = sum * 31 + scratch->words[i];
  sum = sum * 31 + filter (scratch);
  sum = sum * 31 + divide (scratch);
  sum = sum * 31 + interpret (scratch);
  return sum;
}
