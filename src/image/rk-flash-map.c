/* rk-flash-map.c: flash sizes, maps and modes as an image header names them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-flash-map.h"

#define KB            1024u
#define MB            (1024u * 1024u)
#define NO            RK_FLASH_NOWHERE

/* The last five sectors of the map's flash: RF calibration, RF init data, three
 * of the SDK's settings, of which the second is the one to blank.
 */
#define END_RF(size)     ((size) - 0x4000)
#define END_SYSTEM(size) ((size) - 0x3000)
#define END_BLANK(size)  ((size) - 0x2000)

/* Slots and places: ESP8266_NONOS_SDK bin/at/README.md (v2.0.0 and v3.0.6),
 * Makefile and tools/gen_appbin.py; 512 KB: ESP8266_AT bin/readme.txt.  AT
 * settings: examples/at/user/user_main.c.  The data places of 8 and 16 MB follow
 * from the rule of the others; no document gives them.
 */
static const RkFlashMap maps[] = {
  { 0, "512KB", "256+256", 512 * KB, { 0x1000, 0x41000 },
    0x7c000, { 0x7e000, NO }, 0x3c000, 0x7d000 },
  { 1, "256KB", NULL, 256 * KB, { NO, NO },
    0x3c000, { 0x3e000, NO }, NO, 0x3d000 },
  { 2, "1MB", "512+512", 1 * MB, { 0x1000, 0x81000 },
    0xfc000, { 0x7e000, 0xfe000 }, 0x7d000, 0xfd000 },
  { 3, "2MB", "512+512", 2 * MB, { 0x1000, 0x81000 },
    END_RF (2 * MB), { 0x7e000, END_BLANK (2 * MB) }, 0x7d000, END_SYSTEM (2 * MB) },
  { 4, "4MB", "512+512", 4 * MB, { 0x1000, 0x81000 },
    END_RF (4 * MB), { 0x7e000, END_BLANK (4 * MB) }, 0x7d000, END_SYSTEM (4 * MB) },
  { 5, "2MB-c1", "1024+1024", 2 * MB, { 0x1000, 0x101000 },
    END_RF (2 * MB), { 0xfe000, END_BLANK (2 * MB) }, 0xfd000, END_SYSTEM (2 * MB) },
  { 6, "4MB-c1", "1024+1024", 4 * MB, { 0x1000, 0x101000 },
    END_RF (4 * MB), { 0xfe000, END_BLANK (4 * MB) }, 0xfd000, END_SYSTEM (4 * MB) },
  { 8, "8MB", "1024+1024", 8 * MB, { 0x1000, 0x101000 },
    END_RF (8 * MB), { 0xfe000, END_BLANK (8 * MB) }, 0xfd000, END_SYSTEM (8 * MB) },
  { 9, "16MB", "1024+1024", 16 * MB, { 0x1000, 0x101000 },
    END_RF (16 * MB), { 0xfe000, END_BLANK (16 * MB) }, 0xfd000, END_SYSTEM (16 * MB) },
};

typedef struct
{
  const char *name;
  guint       code;
} Name;

static const Name mode_names[] = { { "qio", 0 }, { "qout", 1 }, { "dio", 2 }, { "dout", 3 } };
static const Name freq_names[] = { { "40m", 0 }, { "26m", 1 }, { "20m", 2 }, { "80m", 15 } };

/**
 * rk_flash_map_get:
 * @code: high nibble of header byte 3
 *
 * Returns: (nullable) (transfer none): the map, %NULL for a code nobody uses
 */
const RkFlashMap *
rk_flash_map_get (guint code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (maps); i++)
    if (maps[i].code == code)
      return &maps[i];

  return NULL;
}

/**
 * rk_flash_map_for_size:
 * @flash_size: bytes
 * @arrangement: (nullable): "256+256", "512+512", "1024+1024"; %NULL for any
 *
 * Without @arrangement the plain map of that size is meant, not its "-c1" kind:
 * it is what programs without slots expect.
 *
 * Returns: (nullable) (transfer none): the map
 */
const RkFlashMap *
rk_flash_map_for_size (guint32     flash_size,
                       const char *arrangement)
{
  for (gsize i = 0; i < G_N_ELEMENTS (maps); i++)
    if (maps[i].flash_size == flash_size &&
        (arrangement == NULL || g_strcmp0 (maps[i].arrangement, arrangement) == 0))
      return &maps[i];

  return NULL;
}

/**
 * rk_flash_map_from_name:
 * @name: "512KB", "1MB", "2MB-c1"… in any case
 *
 * Returns: (nullable) (transfer none): the map, %NULL for no such name
 */
const RkFlashMap *
rk_flash_map_from_name (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (maps); i++)
    if (g_ascii_strcasecmp (maps[i].name, name) == 0)
      return &maps[i];

  return NULL;
}

static const char *
name_of (const Name *names,
         gsize       n_names,
         guint       code)
{
  for (gsize i = 0; i < n_names; i++)
    if (names[i].code == code)
      return names[i].name;

  return NULL;
}

static gboolean
code_of (const Name *names,
         gsize       n_names,
         const char *name,
         guint      *code)
{
  for (gsize i = 0; i < n_names; i++)
    if (g_ascii_strcasecmp (names[i].name, name) == 0)
      {
        *code = names[i].code;
        return TRUE;
      }

  return FALSE;
}

/**
 * rk_flash_mode_to_string:
 * @mode: header byte 2
 *
 * Returns: (nullable): "qio", "qout", "dio", "dout"
 */
const char *
rk_flash_mode_to_string (guint mode)
{
  return name_of (mode_names, G_N_ELEMENTS (mode_names), mode);
}

/**
 * rk_flash_mode_parse:
 * @name: "qio", "qout", "dio", "dout" in any case
 * @mode: (out): header byte 2
 *
 * Returns: whether there is such a mode
 */
gboolean
rk_flash_mode_parse (const char *name,
                     guint      *mode)
{
  return code_of (mode_names, G_N_ELEMENTS (mode_names), name, mode);
}

/**
 * rk_flash_freq_to_string:
 * @freq: low nibble of header byte 3
 *
 * Returns: (nullable): "40m", "26m", "20m", "80m"
 */
const char *
rk_flash_freq_to_string (guint freq)
{
  return name_of (freq_names, G_N_ELEMENTS (freq_names), freq);
}

/**
 * rk_flash_freq_parse:
 * @name: "40m", "26m", "20m", "80m" in any case
 * @freq: (out): low nibble of header byte 3
 *
 * Returns: whether there is such a frequency
 */
gboolean
rk_flash_freq_parse (const char *name,
                     guint      *freq)
{
  return code_of (freq_names, G_N_ELEMENTS (freq_names), name, freq);
}
