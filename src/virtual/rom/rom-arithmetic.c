/* rom-arithmetic.c: what compilers call for division and wide numbers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The core multiplies 32 bits by 32 to the low 32 and does not divide.
 */

#include "rom.h"

uint32_t __udivsi3   (uint32_t a,
                      uint32_t b);
uint32_t __umodsi3   (uint32_t a,
                      uint32_t b);
int32_t  __divsi3    (int32_t  a,
                      int32_t  b);
uint64_t __umulsidi3 (uint32_t a,
                      uint32_t b);
uint64_t __muldi3    (uint64_t a,
                      uint64_t b);
uint64_t __udivdi3   (uint64_t a,
                      uint64_t b);
uint64_t __umoddi3   (uint64_t a,
                      uint64_t b);
int64_t  __divdi3    (int64_t  a,
                      int64_t  b);
void     srand       (uint32_t seed);
int      rand        (void);
uint32_t roundup2    (uint32_t value,
                      uint32_t power);
uint32_t multofup    (uint32_t value,
                      uint32_t unit);

typedef union
{
  uint64_t all;
  uint32_t half[2];
} Wide;

static uint32_t
divide (uint32_t  a,
        uint32_t  b,
        uint32_t *rest)
{
  uint32_t quotient = 0;
  int32_t  shift;

  if (b == 0 || a < b)
    {
      *rest = a;
      return 0;
    }

  shift = __builtin_clz (b) - __builtin_clz (a);
  for (b <<= shift; shift >= 0; shift--, b >>= 1)
    {
      quotient <<= 1;
      if (a >= b)
        {
          a -= b;
          quotient |= 1;
        }
    }
  *rest = a;

  return quotient;
}

uint32_t
__udivsi3 (uint32_t a,
           uint32_t b)
{
  uint32_t rest;

  return divide (a, b, &rest);
}

uint32_t
__umodsi3 (uint32_t a,
           uint32_t b)
{
  uint32_t rest;

  divide (a, b, &rest);
  return rest;
}

int32_t
__divsi3 (int32_t a,
          int32_t b)
{
  uint32_t rest;
  uint32_t quotient = divide (a < 0 ? -a : a, b < 0 ? -b : b, &rest);

  return (a ^ b) < 0 ? -quotient : quotient;
}

uint64_t
__umulsidi3 (uint32_t a,
             uint32_t b)
{
  uint32_t low = (a & 0xffff) * (b & 0xffff);
  uint32_t mid = (a >> 16) * (b & 0xffff) + (low >> 16);
  uint32_t mid2 = (a & 0xffff) * (b >> 16) + (mid & 0xffff);
  Wide     wide;

  wide.half[0] = mid2 << 16 | (low & 0xffff);
  wide.half[1] = (a >> 16) * (b >> 16) + (mid >> 16) + (mid2 >> 16);

  return wide.all;
}

uint64_t
__muldi3 (uint64_t a,
          uint64_t b)
{
  Wide x = { a }, y = { b }, wide;

  wide.all = __umulsidi3 (x.half[0], y.half[0]);
  wide.half[1] += x.half[0] * y.half[1] + x.half[1] * y.half[0];

  return wide.all;
}

static uint64_t
divide_wide (uint64_t  a,
             uint64_t  b,
             uint64_t *rest)
{
  uint64_t quotient = 0, left = 0;

  for (int32_t i = 0; i < 64; i++)
    {
      left = left << 1 | (uint64_t)(a >> 63);
      a <<= 1;
      quotient <<= 1;
      if (left >= b)
        {
          left -= b;
          quotient |= 1;
        }
    }
  *rest = left;

  return quotient;
}

uint64_t
__udivdi3 (uint64_t a,
           uint64_t b)
{
  uint64_t rest;

  return divide_wide (a, b, &rest);
}

uint64_t
__umoddi3 (uint64_t a,
           uint64_t b)
{
  uint64_t rest;

  divide_wide (a, b, &rest);
  return rest;
}

int64_t
__divdi3 (int64_t a,
          int64_t b)
{
  uint64_t rest;
  uint64_t quotient = divide_wide (a < 0 ? -a : a, b < 0 ? -b : b, &rest);

  return (a ^ b) < 0 ? -quotient : quotient;
}

static uint32_t seed_value = 1;

void
srand (uint32_t seed)
{
  seed_value = seed;
}

int
rand (void)
{
  seed_value = seed_value * 1103515245 + 12345;
  return seed_value >> 1;
}

uint32_t
roundup2 (uint32_t value,
          uint32_t power)
{
  return (value + power - 1) & -power;
}

uint32_t
multofup (uint32_t value,
          uint32_t unit)
{
  return (value + unit - 1) / unit;
}
