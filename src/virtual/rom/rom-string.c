/* rom-string.c: memory and strings
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Copies go by words where both sides allow it, so that they work in RAM for
 * instructions.
 */

#include "rom.h"

void  *memmove (void       *target,
                const void *source,
                size_t      count);
int    memcmp  (const void *a,
                const void *b,
                size_t      count);
void   bzero   (void       *target,
                size_t      count);
size_t strlen  (const char *text);
int    strcmp  (const char *a,
                const char *b);
int    strncmp (const char *a,
                const char *b,
                size_t      count);
char  *strcpy  (char       *target,
                const char *source);
char  *strncpy (char       *target,
                const char *source,
                size_t      count);
char  *strstr  (const char *text,
                const char *part);

static uint32_t
aligned (const void *a,
         const void *b)
{
  return (((uint32_t)a | (uint32_t)b) & 3) == 0;
}

void *
memcpy (void       *target,
        const void *source,
        size_t      count)
{
  uint8_t       *to = target;
  const uint8_t *from = source;

  if (aligned (to, from))
    {
      for (; count >= 4; count -= 4, to += 4, from += 4)
        *(uint32_t *)to = *(const uint32_t *)from;
    }
  while (count-- != 0)
    *to++ = *from++;

  return target;
}

void *
memmove (void       *target,
         const void *source,
         size_t      count)
{
  uint8_t       *to = target;
  const uint8_t *from = source;

  if (to <= from || to >= from + count)
    return memcpy (target, source, count);

  to += count;
  from += count;
  if (aligned (to, from))
    {
      for (; count >= 4; count -= 4)
        {
          to -= 4;
          from -= 4;
          *(uint32_t *)to = *(const uint32_t *)from;
        }
    }
  while (count-- != 0)
    *--to = *--from;

  return target;
}

void *
memset (void  *target,
        int    value,
        size_t count)
{
  uint8_t *to = target;
  uint32_t word = (value & 0xff) * 0x01010101u;

  for (; count != 0 && ((uint32_t)to & 3) != 0; count--)
    *to++ = value;
  for (; count >= 4; count -= 4, to += 4)
    *(uint32_t *)to = word;
  while (count-- != 0)
    *to++ = value;

  return target;
}

void
bzero (void  *target,
       size_t count)
{
  memset (target, 0, count);
}

int
memcmp (const void *a,
        const void *b,
        size_t      count)
{
  const uint8_t *x = a, *y = b;

  for (; count != 0; count--, x++, y++)
    {
      if (*x != *y)
        return *x - *y;
    }
  return 0;
}

size_t
strlen (const char *text)
{
  size_t length = 0;

  while (text[length] != '\0')
    length++;
  return length;
}

int
strncmp (const char *a,
         const char *b,
         size_t      count)
{
  for (; count != 0; count--, a++, b++)
    {
      if (*a != *b)
        return (uint8_t)*a - (uint8_t)*b;
      if (*a == '\0')
        break;
    }
  return 0;
}

int
strcmp (const char *a,
        const char *b)
{
  return strncmp (a, b, SIZE_MAX);
}

char *
strcpy (char       *target,
        const char *source)
{
  memcpy (target, source, strlen (source) + 1);
  return target;
}

char *
strncpy (char       *target,
         const char *source,
         size_t      count)
{
  size_t length = 0;

  for (; length < count && source[length] != '\0'; length++)
    target[length] = source[length];
  memset (target + length, 0, count - length);

  return target;
}

char *
strstr (const char *text,
        const char *part)
{
  size_t length = strlen (part);

  for (; *text != '\0'; text++)
    {
      if (strncmp (text, part, length) == 0)
        return (char *)text;
    }
  return length == 0 ? (char *)text : NULL;
}
