/* stub-md5.c: MD5
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * RFC 1321.  Four steps are written out, so that the words of the state need not
 * be moved around; a round of 16 is a loop of that.  From one turn of the loop to
 * the next, the words that the four steps take move on together by 4 or 12 of 16:
 * with the first twelve once more behind the last, that is one pointer.
 */

#include "stub.h"

/* The sines of the RFC, times 2^32. */
static const uint32_t sines[64] = {
  0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
  0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
  0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
  0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
  0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
  0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
  0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
  0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
};

#define F(x, y, z) (z ^ (x & (y ^ z)))
#define G(x, y, z) (y ^ (z & (x ^ y)))
#define H(x, y, z) (x ^ y ^ z)
#define I(x, y, z) (y ^ (x | ~z))

#define TURN(value, bits) ((value) << (bits) | (value) >> (32 - (bits)))
/* What a step loads is not loaded earlier: there are no registers to keep it in. */
#define STEP(f, a, b, c, d, word, bits) \
  do \
    { \
      a += f (b, c, d) + place[(word) & 15] + *sine++; \
      a = b + TURN (a, bits); \
      __asm__ volatile ("" ::: "memory"); \
    } \
  while (0)
#define ROUND(f, first, step, s1, s2, s3, s4) \
  for (uint32_t i = 0, offset = 0; i < 4; i++, offset = (offset + 4 * step) & 15) \
    { \
      const uint32_t *place = words + offset; \
 \
      STEP (f, a, b, c, d, first, s1); \
      STEP (f, d, a, b, c, first + step, s2); \
      STEP (f, c, d, a, b, first + 2 * step, s3); \
      STEP (f, b, c, d, a, first + 3 * step, s4); \
    }

void
md5_init (Md5 *self)
{
  self->state[0] = 0x67452301;
  self->state[1] = 0xefcdab89;
  self->state[2] = 0x98badcfe;
  self->state[3] = 0x10325476;
  self->length = 0;
}

/* Of @words, the first 16 are the block; the others are overwritten. */
HOT void
md5_block (Md5      *self,
           uint32_t  words[MD5_WORDS])
{
  const uint32_t *sine = sines;
  uint32_t a = self->state[0], b = self->state[1], c = self->state[2], d = self->state[3];

#pragma GCC unroll 12
  for (uint32_t i = 0; i < MD5_WORDS - 16; i++)
    words[16 + i] = words[i];

  ROUND (F, 0, 1, 7, 12, 17, 22)
  ROUND (G, 1, 5, 5, 9, 14, 20)
  ROUND (H, 5, 3, 4, 11, 16, 23)
  ROUND (I, 0, 7, 6, 10, 15, 21)

  self->state[0] += a;
  self->state[1] += b;
  self->state[2] += c;
  self->state[3] += d;
  self->length += 64;
}

/* @rest: the last @count bytes, less than a block, and room for more. */
void
md5_final (Md5      *self,
           uint32_t  rest[MD5_REST_WORDS],
           uint32_t  count)
{
  uint32_t total = self->length + count;
  uint32_t end = count < 56 ? 16 : 32;
  uint32_t second[16];

  ((uint8_t *)rest)[count++] = 0x80;
  while (count < 4 * end)
    ((uint8_t *)rest)[count++] = 0;
  rest[end - 2] = total << 3;
  rest[end - 1] = total >> 29;

  if (end == 32)
    {
      memcpy (second, rest + 16, sizeof second);
      md5_block (self, rest);
      memcpy (rest, second, sizeof second);
    }
  md5_block (self, rest);
}
