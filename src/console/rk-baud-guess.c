/* rk-baud-guess.c: whether bytes were read at the right rate
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-baud-guess.h"

#include <string.h>

#include "rk-boot-text.h"

/* So many bytes tell as much as more would. */
#define ENOUGH 40

/* The usual rate of programs, of the ROM, of old AT firmware; then what else boards
 * and adapters have. */
static const guint rates[] = {
  115200, 74880, 9600, 57600, 38400, 19200, 230400, 460800, 921600, 4800, 2400, 1200,
  250000, 500000, 1000000, 1500000, 2000000, 3000000, 76800,
};

/* Words that noise does not make: the ROM's, and those of AT firmware. */
static const char *const rom_words[] = {
  "ets Jan  8 2013", "rst cause:", "boot mode:(", "load 0x", "chksum 0x", "csum 0x",
};
static const char *const at_words[] = {
  "\r\nOK\r\n", "\r\nERROR\r\n", "\r\nready\r\n", "AT version:", "WIFI CONNECTED", "WIFI GOT IP",
};

static gboolean
contains (const guint8 *bytes,
          gsize         count,
          const char   *word)
{
  gsize length = strlen (word);

  for (gsize i = 0; i + length <= count; i++)
    if (bytes[i] == (guint8)word[0] && memcmp (bytes + i, word, length) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
has_any (const guint8      *bytes,
         gsize              count,
         const char *const *words,
         gsize              n_words)
{
  for (gsize i = 0; i < n_words; i++)
    if (contains (bytes, count, words[i]))
      return TRUE;

  return FALSE;
}

/**
 * rk_baud_guess_get_rates:
 * @n_rates: (out): how many
 *
 * Returns: the rates that are worth a try, most likely first
 */
const guint *
rk_baud_guess_get_rates (gsize *n_rates)
{
  *n_rates = G_N_ELEMENTS (rates);
  return rates;
}

/**
 * rk_baud_guess_is_boot:
 * @bytes: what came at some rate
 * @count: how many
 *
 * Returns: whether the boot ROM's words are in it
 */
gboolean
rk_baud_guess_is_boot (const guint8 *bytes,
                       gsize         count)
{
  return has_any (bytes, count, rom_words, G_N_ELEMENTS (rom_words));
}

/**
 * rk_baud_guess_score:
 * @bytes: what came at some rate
 * @count: how many
 *
 * Returns: how sure it is that this is text read at its own rate, 0 to 1; a few bytes
 *   say little, and a word that only a module says, much
 */
double
rk_baud_guess_score (const guint8 *bytes,
                     gsize         count)
{
  double score = rk_boot_text_score (bytes, count);
  double weight = MIN (1, (double)count / ENOUGH);

  if (rk_baud_guess_is_boot (bytes, count) || has_any (bytes, count, at_words, G_N_ELEMENTS (at_words)))
    return 0.8 + 0.2 * score;
  return score * weight;
}
