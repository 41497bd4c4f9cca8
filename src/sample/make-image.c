/* make-image.c: turns a program for the ESP8266 into an image for its flash
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 *   make-image PROGRAM.elf IMAGE.bin
 *
 * The format is what the boot ROM reads at flash address 0: eight bytes of header,
 * the segments, and one byte that all of their bytes amount to, at the end of a
 * block of 16.  Written for the machine that builds: plain C.
 */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IMAGE_MAGIC   0xe9
#define MODE_DOUT     3    /* the one that every board can do */
#define SIZE_AND_FREQ 0x00 /* 512 KiB, 40 MHz */
#define CHECKSUM_SEED 0xef
#define ELF_LOAD      1
#define SEGMENTS_MAX  16

typedef struct
{
  uint8_t *bytes;
  size_t   size;
} Buffer;

static void
fail (const char *what)
{
  fprintf (stderr, "make-image: %s\n", what);
  exit (1);
}

static uint32_t
get (const Buffer *elf,
     size_t        place,
     size_t        width)
{
  uint32_t value = 0;

  if (place > elf->size || width > elf->size - place)
    fail ("the program is cut short");
  while (width-- > 0)
    value = value << 8 | elf->bytes[place + width];

  return value;
}

static Buffer
read_file (const char *path)
{
  Buffer buffer = { NULL, 0 };
  FILE *file = fopen (path, "rb");
  int byte;

  if (file == NULL)
    fail ("cannot open the program");
  while ((byte = getc (file)) != EOF)
    {
      if (buffer.size % 4096 == 0 && (buffer.bytes = realloc (buffer.bytes, buffer.size + 4096)) == NULL)
        fail ("out of memory");
      buffer.bytes[buffer.size++] = byte;
    }
  fclose (file);

  return buffer;
}

static void
put_word (FILE     *image,
          uint32_t  word)
{
  for (int i = 0; i < 4; i++)
    putc (word >> (8 * i) & 0xff, image);
}

static void
put_header (FILE     *image,
            uint32_t  segments,
            uint32_t  entry)
{
  putc (IMAGE_MAGIC, image);
  putc (segments, image);
  putc (MODE_DOUT, image);
  putc (SIZE_AND_FREQ, image);
  put_word (image, entry);
}

/* Segments are whole words, and go where they are loaded to.  Returns what they amount to. */
static uint8_t
put_segment (FILE         *image,
             const Buffer *elf,
             size_t        header,
             uint8_t       sum)
{
  uint32_t offset = get (elf, header + 4, 4);
  uint32_t size = get (elf, header + 16, 4);

  put_word (image, get (elf, header + 12, 4));
  put_word (image, (size + 3) & ~3u);
  for (uint32_t i = 0; i < ((size + 3) & ~3u); i++)
    {
      uint8_t byte = i < size ? get (elf, offset + i, 1) : 0;

      putc (byte, image);
      sum ^= byte;
    }

  return sum;
}

static void
put_image (FILE         *image,
           const Buffer *elf)
{
  uint32_t first = get (elf, 28, 4), step = get (elf, 42, 2), count = get (elf, 44, 2);
  uint32_t loads[SEGMENTS_MAX], n_loads = 0;
  uint8_t sum = CHECKSUM_SEED;

  for (uint32_t i = 0; i < count; i++)
    {
      size_t header = first + (size_t)i * step;

      if (get (elf, header, 4) != ELF_LOAD || get (elf, header + 16, 4) == 0)
        continue;
      if (n_loads == SEGMENTS_MAX)
        fail ("too many segments");
      loads[n_loads++] = header;
    }

  put_header (image, n_loads, get (elf, 24, 4));
  for (uint32_t i = 0; i < n_loads; i++)
    sum = put_segment (image, elf, loads[i], sum);
  while (ftell (image) % 16 != 15)
    putc (0, image);
  putc (sum, image);
}

int
main (int    argc,
      char **argv)
{
  Buffer elf;
  FILE *image;

  if (argc != 3)
    fail ("usage: make-image PROGRAM.elf IMAGE.bin");
  elf = read_file (argv[1]);
  if (elf.size < 52 || memcmp (elf.bytes, "\177ELF\1\1", 6) != 0)
    fail ("the program is no 32-bit little-endian ELF file");

  image = fopen (argv[2], "wb");
  if (image == NULL)
    fail ("cannot write the image");
  put_image (image, &elf);
  if (fclose (image) != 0)
    fail ("cannot write the image");
  free (elf.bytes);

  return 0;
}
