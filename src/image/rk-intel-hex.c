/* rk-intel-hex.c: Intel HEX files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lines of ":LLAAAATT<data>CC" (Intel, Hexadecimal Object File Format
 * Specification, revision A, 1988).  Addresses are flash offsets, or those at
 * which the ESP8266 sees its flash: 0x40200000 and the 1 MB after it.
 */

#include "rk-file-unpack.h"

#include <string.h>

#include "rk-bytes.h"
#include "rk-error.h"
#include "rk-flash-map.h"
#include "rk-plan.h"

#define MAPPED_FLASH      0x40200000u
#define MAPPED_FLASH_SIZE 0x100000u

/* A record: length, address, type, up to 255 bytes, checksum. */
#define MAX_RECORD 260

/* Firmware is a handful of files; more is a program for another chip. */
#define MAX_PIECES 32

enum
{
  DATA,
  END,
  EXTENDED_SEGMENT,
  START_SEGMENT,
  EXTENDED_LINEAR,
  START_LINEAR,
};

typedef struct
{
  guint8 data[RK_FLASH_SECTOR];
  guint8 used[RK_FLASH_SECTOR / 8];
} Sector;

typedef struct
{
  GHashTable *sectors; /* index to Sector */
  guint32     base;
  gboolean    ended;
} HexParser;

static gboolean
bad_hex (GError    **error,
         const char *what)
{
  g_set_error_literal (error, RK_ERROR, RK_ERROR_BAD_IMAGE, what);
  return FALSE;
}

/* Decodes a line; its bytes sum up to 0.  Returns how many there are, 0 for a fault. */
static guint
decode (const char *line,
        gsize       length,
        guint8      record[MAX_RECORD],
        GError    **error)
{
  guint n = (guint)(length - 1) / 2;
  guint8 sum = 0;

  if (line[0] != ':' || length % 2 == 0 || n < 5 || n > MAX_RECORD)
    return bad_hex (error, "no record");

  for (guint i = 0; i < n; i++)
    {
      int high = g_ascii_xdigit_value (line[1 + 2 * i]);
      int low = g_ascii_xdigit_value (line[2 + 2 * i]);

      if (high < 0 || low < 0)
        return bad_hex (error, "a character that is no hexadecimal digit");
      record[i] = (guint8)(high << 4 | low);
      sum = (guint8)(sum + record[i]);
    }

  if (record[0] + 5u != n)
    return bad_hex (error, "the record is not as long as it says");
  if (sum != 0)
    return bad_hex (error, "the checksum is wrong");
  return n;
}

static Sector *
get_sector (HexParser *parser,
            guint32    offset)
{
  gpointer index = GUINT_TO_POINTER (offset / RK_FLASH_SECTOR);
  Sector *sector = g_hash_table_lookup (parser->sectors, index);

  if (sector == NULL)
    {
      sector = g_new0 (Sector, 1);
      memset (sector->data, 0xff, sizeof sector->data);
      g_hash_table_insert (parser->sectors, index, sector);
    }

  return sector;
}

static gboolean
put (HexParser *parser,
     guint32    address,
     guint8     value,
     GError   **error)
{
  guint32 offset = address >= MAPPED_FLASH && address - MAPPED_FLASH < MAPPED_FLASH_SIZE ? address - MAPPED_FLASH : address;
  guint32 at = offset % RK_FLASH_SECTOR;
  Sector *sector;

  if (offset >= RK_PLAN_MAX_FILE)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_BAD_IMAGE, "address 0x%08x is not in the flash of an ESP8266", address);
      return FALSE;
    }

  sector = get_sector (parser, offset);
  if ((sector->used[at / 8] & 1u << at % 8) != 0 && sector->data[at] != value)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_BAD_IMAGE, "address 0x%08x was given other bytes before", address);
      return FALSE;
    }

  sector->data[at] = value;
  sector->used[at / 8] |= (guint8)(1u << at % 8);
  return TRUE;
}

static gboolean
take_record (HexParser    *parser,
             const guint8 *record,
             GError      **error)
{
  guint32 address = (guint32)record[1] << 8 | record[2];
  guint32 word = (guint32)record[4] << 8 | record[5];
  guint length = record[0];

  if (parser->ended)
    return bad_hex (error, "a record after the last one");

  switch (record[3])
    {
    case DATA:
      for (guint i = 0; i < length; i++)
        if (!put (parser, parser->base + address + i, record[4 + i], error))
          return FALSE;
      return TRUE;

    case END:
      parser->ended = TRUE;
      return TRUE;

    case EXTENDED_SEGMENT:
    case EXTENDED_LINEAR:
      if (length != 2)
        return bad_hex (error, "the record is not as long as its type asks for");
      parser->base = record[3] == EXTENDED_LINEAR ? word << 16 : word << 4;
      return TRUE;

    case START_SEGMENT:
    case START_LINEAR:
      return TRUE;

    default:
      return bad_hex (error, "a type of record that there is not");
    }
}

static gboolean
parse_lines (HexParser  *parser,
             const char *text,
             GError    **error)
{
  for (guint number = 1; *text != '\0'; number++)
    {
      gsize end = strcspn (text, "\n");
      gsize length = end;
      guint8 record[MAX_RECORD];

      while (length > 0 && g_ascii_isspace (text[length - 1]))
        length--;
      if (length > 0 && (decode (text, length, record, error) == 0 || !take_record (parser, record, error)))
        {
          g_prefix_error (error, "line %u: ", number);
          return FALSE;
        }
      text += end + (text[end] != '\0');
    }

  return parser->ended || bad_hex (error, "it has no end: the file was cut off");
}

static void
piece_free (RkFilePiece *piece)
{
  g_bytes_unref (piece->bytes);
  g_free (piece);
}

static gboolean
is_used (const Sector *sector,
         guint         at)
{
  return (sector->used[at / 8] & 1u << at % 8) != 0;
}

/* Sectors that follow one another are one piece, from its first byte to its last. */
static RkFilePiece *
take_piece (HexParser *parser,
            guint32    index)
{
  RkFilePiece *piece = g_new0 (RkFilePiece, 1);
  g_autoptr(GByteArray) content = g_byte_array_new ();
  Sector *sector;
  guint first = 0, last = RK_FLASH_SECTOR;

  for (guint32 i = index; (sector = g_hash_table_lookup (parser->sectors, GUINT_TO_POINTER (i))) != NULL; i++)
    {
      g_byte_array_append (content, sector->data, RK_FLASH_SECTOR);
      for (last = RK_FLASH_SECTOR; !is_used (sector, last - 1);)
        last--;
      if (i == index)
        while (!is_used (sector, first))
          first++;
    }

  piece->offset = index * RK_FLASH_SECTOR + first;
  piece->bytes = g_bytes_new (content->data + first, content->len - first - (RK_FLASH_SECTOR - last));
  return piece;
}

static GPtrArray *
collect (HexParser *parser,
         GError   **error)
{
  g_autoptr(GPtrArray) pieces = g_ptr_array_new_with_free_func ((GDestroyNotify)piece_free);
  const guint32 n_sectors = RK_PLAN_MAX_FILE / RK_FLASH_SECTOR;
  gboolean inside = FALSE;

  for (guint32 i = 0; i < n_sectors; i++)
    {
      gboolean used = g_hash_table_contains (parser->sectors, GUINT_TO_POINTER (i));

      if (used && !inside)
        g_ptr_array_add (pieces, take_piece (parser, i));
      inside = used;
    }

  if (pieces->len == 0)
    bad_hex (error, "there is nothing in it");
  else if (pieces->len > MAX_PIECES)
    bad_hex (error, "it is scattered over too many places");
  else
    return g_steal_pointer (&pieces);

  return NULL;
}

/**
 * rk_intel_hex_is:
 * @bytes: a file
 *
 * Returns: whether it begins as Intel HEX does
 */
gboolean
rk_intel_hex_is (GBytes *bytes)
{
  RkView view = rk_view (bytes);

  if (!rk_view_has (view, 0, 11) || view.data[0] != ':')
    return FALSE;

  for (guint i = 1; i < 11; i++)
    if (!g_ascii_isxdigit (view.data[i]))
      return FALSE;

  return TRUE;
}

/**
 * rk_intel_hex_parse:
 * @name: of the file, for messages
 * @bytes: an Intel HEX file
 * @error: %RK_ERROR_BAD_IMAGE, with the line
 *
 * Returns: (transfer full) (element-type RkFilePiece): what it writes, in order of
 *   offset.  What lies in sectors that touch is one piece, holes in it being 0xFF
 */
GPtrArray *
rk_intel_hex_parse (const char *name,
                    GBytes     *bytes,
                    GError    **error)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  g_autofree char *text = g_strndup (data != NULL ? data : "", length);
  HexParser parser = { .sectors = g_hash_table_new_full (NULL, NULL, NULL, g_free) };
  GPtrArray *pieces = NULL;

  if (length != strlen (text))
    bad_hex (error, "it is no text");
  else if (parse_lines (&parser, text, error))
    pieces = collect (&parser, error);

  g_hash_table_unref (parser.sectors);
  if (pieces == NULL)
    g_prefix_error (error, "%s: ", name);
  return pieces;
}
