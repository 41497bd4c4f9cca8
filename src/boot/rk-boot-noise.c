/* rk-boot-noise.c: at which speed unreadable bytes would have been text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a receiver makes of text at another speed is no chance: the bits of one
 * character fall into one or two others, always in the same ways, so that some
 * bytes are frequent and most never come.  How frequent is found by receiving
 * known text here at the wrong speed.  The bytes are then weighed by how much more
 * often each comes from such text than from anything.
 */

#include "rk-boot-noise.h"

#include <math.h>
#include <string.h>

/* Both ends send a start bit, eight bits, the lowest first, and a stop bit. */
#define FRAME_BITS 10
#define STEPS 16 /* of a bit, in which a receiver looks for the next start */

/* Less than this tells nothing; more is not looked at. */
#define MIN_BYTES 40
#define MAX_BYTES 1024

/* What a modules's boot text and its programs say, in the usual mix. */
static const char sample[] =
  " ets Jan  8 2013,rst cause:2, boot mode:(3,6)\r\n\r\nload 0x40100000, len 2408, room 16 \r\ntail 8\r\nchksum 0xe5\r\n"
  "load 0x3ffe8000, len 776, room 0 \r\ntail 8\r\nchksum 0x84\r\nload 0x3ffe8310, len 632, room 0 \r\ntail 8\r\n"
  "chksum 0xd8\r\ncsum 0xd8\r\n\r\n2nd boot version : 1.6\r\n  SPI Speed      : 40MHz\r\n  SPI Mode       : QIO\r\n"
  "  SPI Flash Size & Map: 8Mbit(512KB+512KB)\r\njump to run user1 @ 1000\r\n\r\n"
  "Connecting to the network...\r\nWiFi connected, IP address: 192.168.1.57\r\nHTTP server started\r\n"
  "Temperature: 23.4 C  Humidity: 45 %\r\nFree heap: 34512 bytes\r\nready\r\nAT+GMR\r\nAT version:1.3.0.0\r\nOK\r\n"
  "[MQTT] publishing sensor/state ON\r\nException (28):\r\nepc1=0x40201234 epc2=0x00000000 epc3=0x00000000 "
  "excvaddr=0x00000004 depc=0x00000000\r\n\r\nctx: cont\r\n>>>stack>>>\r\n3fffff20:  3ffee480 40203d93 00000000 3fffdad0\r\n"
  "Setup done, waiting for commands. Trying to reconnect in 5 seconds\r\nGET /index.html 200 OK\r\n"
  "I (1744) wifi: state: 0 -> 2 (b0)\r\nstarting up, version 1.2.3 of the firmware, built on Mar 27 2018\r\n";

/* Where what is read at the wrong speed comes from. */
static const struct
{
  RkBootNoise noise;
  double      sent;
  double      read;
  double      min_weight; /* bits a byte; other data have about one less than none */
  guint       min_different;
} pairs[] = {
  { RK_BOOT_NOISE_BOOT_TEXT, 74880, 115200, 1.5, 6 },
  /* A byte holds bits of two characters: there are many, none of them frequent.
   * At exactly this ratio one bit is read just where it changes; which of the two
   * it is depends on which end is a little faster.
   */
  { RK_BOOT_NOISE_PROGRAM_TEXT, 115200 * 0.997, 74880, 0.0, 30 },
  { RK_BOOT_NOISE_PROGRAM_TEXT, 115200, 74880, 0.0, 30 },
  { RK_BOOT_NOISE_PROGRAM_TEXT, 115200 * 1.003, 74880, 0.0, 30 },
};

static float weights[G_N_ELEMENTS (pairs)][256];
static float ascii_weights[G_N_ELEMENTS (pairs)][128];

/* The level of the line at a time counted in sent bits. */
static gboolean
get_level (double time)
{
  gsize bit = (gsize)time;
  gsize character = bit / FRAME_BITS;

  if (character >= strlen (sample))
    return TRUE;
  switch (bit % FRAME_BITS)
    {
    case 0:
      return FALSE;
    case FRAME_BITS - 1:
      return TRUE;
    default:
      return ((guint8)sample[character] >> (bit % FRAME_BITS - 1)) & 1;
    }
}

/* Receives the sample: waits for a start bit, takes the bits in their middles, and
 * after a missing stop bit waits for the line to rise.
 */
static void
count_received (double  bit, /* of the receiver, in sent bits */
                guint  *counts)
{
  double end = (double)strlen (sample) * FRAME_BITS;
  double step = bit / STEPS;
  double time = 0;

  while (time < end)
    {
      guint byte = 0;

      if (get_level (time) || get_level (time + bit / 2))
        {
          time += step;
          continue;
        }
      for (guint i = 0; i < 8; i++)
        byte |= (guint)get_level (time + bit * (1.5 + i)) << i;
      counts[byte]++;
      time += bit * 9.5;
      while (time < end && !get_level (time))
        time += step;
    }
}

static void
weigh (const guint *counts,
       guint        n_bytes,
       float       *to)
{
  double total = 0;

  for (guint i = 0; i < n_bytes; i++)
    total += counts[i] + 0.25;
  for (guint i = 0; i < n_bytes; i++)
    to[i] = (float)log2 ((counts[i] + 0.25) / total * n_bytes);
}

static void
ensure_weights (void)
{
  static gsize done = 0;

  if (!g_once_init_enter (&done))
    return;

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      guint counts[256] = { 0 };

      count_received (pairs[i].sent / pairs[i].read, counts);
      weigh (counts, 256, weights[i]);
      weigh (counts, 128, ascii_weights[i]);
    }
  g_once_init_leave (&done, 1);
}

/* What terminal programs save in place of a byte that is no text. */
static gboolean
is_replacement (const guint8 *bytes,
                gsize         count)
{
  return count >= 3 && (memcmp (bytes, "\xef\xbf\xbd", 3) == 0 || memcmp (bytes, "\xe2\xb8\xae", 3) == 0);
}

/* Leaves out replacements; says whether there were any. */
static gboolean
take_bytes (const guint8 *bytes,
            gsize         count,
            guint8       *to,
            gsize        *n)
{
  gboolean replaced = FALSE;

  for (gsize i = 0; i < count && *n < MAX_BYTES; i++)
    {
      if (is_replacement (bytes + i, count - i))
        {
          replaced = TRUE;
          i += 2;
          continue;
        }
      to[(*n)++] = bytes[i];
    }
  return replaced;
}

/* Of text that is sent eight times slower or more, a byte sees one or two bits:
 * zeros, and ones behind them.
 */
static gboolean
is_slower (const guint8 *bytes,
           gsize         count)
{
  gsize n_edges = 0;
  guint seen = 0;

  for (gsize i = 0; i < count; i++)
    {
      guint8 low = (guint8)~bytes[i];
      gboolean one_edge = (low & (guint8)(low + 1)) == 0;

      n_edges += one_edge;
      if (one_edge && bytes[i] != 0x00 && bytes[i] != 0xff)
        seen |= low + 1u;
    }

  return n_edges * 20 >= count * 19 && (seen & (seen - 1)) != 0 && ((seen & (seen - 1)) & ((seen & (seen - 1)) - 1)) != 0;
}

/* How many different bytes there are; 0 if most are the same one, which is no text
 * at any speed.
 */
static guint
count_different (const guint8 *bytes,
                 gsize         count)
{
  gsize counts[256] = { 0 };
  gsize most = 0;
  guint n = 0;

  for (gsize i = 0; i < count; i++)
    {
      n += counts[bytes[i]]++ == 0;
      most = MAX (most, counts[bytes[i]]);
    }
  return most * 2 > count ? 0 : n;
}

static double
get_weight (guint         pair,
            const guint8 *bytes,
            gsize         count,
            gboolean      ascii_only)
{
  double sum = 0;
  gsize n = 0;

  for (gsize i = 0; i < count; i++)
    {
      if (ascii_only && bytes[i] >= 128)
        continue;
      sum += (double)(ascii_only ? ascii_weights[pair][bytes[i]] : weights[pair][bytes[i]]);
      n++;
    }

  return n < MIN_BYTES / 2 ? -1 : sum / (double)n;
}

/**
 * rk_boot_noise_guess:
 * @bytes: (array length=count): lines that are no text
 * @count: how many; a few hundred make it certain, fewer than 40 tell nothing
 *
 * Tells text that was received at the wrong speed from other data, and which
 * speed it was.  The speeds stand for the ratio between them: text at 57600 baud
 * read at 38400 looks as text at 115200 read at 74880 does.
 *
 * Returns: what it was
 */
RkBootNoise
rk_boot_noise_guess (const guint8 *bytes,
                     gsize         count)
{
  guint8 taken[MAX_BYTES];
  gsize n = 0;
  gboolean replaced = take_bytes (bytes, count, taken, &n);
  RkBootNoise noise = RK_BOOT_NOISE_UNKNOWN;
  guint n_different;
  double best = -1;

  if (n < (replaced ? MIN_BYTES / 2 : MIN_BYTES))
    return RK_BOOT_NOISE_UNKNOWN;
  if (is_slower (taken, n))
    return RK_BOOT_NOISE_SLOWER;
  n_different = count_different (taken, n);
  ensure_weights ();
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      double weight = get_weight (i, taken, n, replaced);

      if (weight < pairs[i].min_weight || weight < best || n_different < pairs[i].min_different)
        continue;
      noise = pairs[i].noise;
      best = weight;
    }
  return noise;
}
