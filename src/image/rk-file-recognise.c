/* rk-file-recognise.c: telling the kinds of files apart
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-file-recognise.h"

#include "rk-bytes.h"
#include "rk-file-link.h"

/* esp_init_data_default.bin: the length of esp_init_data of the SDK; padded to a
 * sector when it comes out of a dump.
 */
#define RF_DATA_LENGTH 128

/* Entries of 32 bytes beginning AA 50 (ESP8266_RTOS_SDK, partition table). */
#define PARTITION_ENTRY 32

/* How much of a text is looked at. */
#define TEXT_PROBE 512

static gboolean
is_rf_data (RkFileInfo *info,
            RkView      view)
{
  if (view.size < RF_DATA_LENGTH || view.size > RK_FLASH_SECTOR || view.data[0] != 5)
    return FALSE;
  if (view.data[1] != 0 && view.data[1] != 5 && view.data[1] != 8)
    return FALSE;
  if (view.size > RF_DATA_LENGTH && !rk_view_is_filled (view, RF_DATA_LENGTH, view.size, 0xff))
    return FALSE;

  info->rf_version = view.data[1] == 8 ? 8 : 5;
  return TRUE;
}

static gboolean
is_partition_table (RkView view)
{
  return view.size >= PARTITION_ENTRY && view.size <= RK_FLASH_SECTOR &&
         view.data[0] == 0xaa && view.data[1] == 0x50;
}

static gboolean
is_intel_hex (RkView view)
{
  if (!rk_view_has (view, 0, 11) || view.data[0] != ':')
    return FALSE;

  for (guint i = 1; i < 11; i++)
    if (!g_ascii_isxdigit (view.data[i]))
      return FALSE;

  return TRUE;
}

/* The lower-cased beginning of a text; NULL when it is none. */
static char *
read_text_probe (RkView view)
{
  gsize length = MIN (view.size, TEXT_PROBE);

  for (gsize i = 0; i < length; i++)
    if (view.data[i] < 0x20 && !g_ascii_isspace (view.data[i]))
      return NULL;

  /* The probe may end in the middle of a character, so bytes above 0x7f are only
   * taken as text when most are not.
   */
  for (gsize i = 0, high = 0; i < length; i++)
    if (view.data[i] >= 0x7f && ++high > length / 4)
      return NULL;

  return g_ascii_strdown ((const char *)view.data, (gssize)length);
}

static gboolean
is_web_page (const char *text)
{
  return strstr (text, "<!doctype html") != NULL || strstr (text, "<html") != NULL ||
         strstr (text, "<head") != NULL;
}

static RkFileKind
recognise_by_magic (RkView view)
{
  if (rk_view_starts_with (view, 0, "\177ELF"))
    return RK_FILE_ELF;
  if (rk_view_starts_with (view, 0, "PK\003\004") || rk_view_starts_with (view, 0, "PK\005\006") ||
      rk_view_starts_with (view, 0, "\037\213") || rk_view_starts_with (view, 0, "7z\274\257\047\034") ||
      rk_view_starts_with (view, 0, "Rar!") || rk_view_starts_with (view, 257, "ustar"))
    return RK_FILE_ARCHIVE;
  if (is_intel_hex (view))
    return RK_FILE_INTEL_HEX;

  return RK_FILE_UNKNOWN;
}

static RkFileKind
recognise_text (RkView view)
{
  g_autofree char *text = read_text_probe (view);

  if (text == NULL)
    return RK_FILE_UNKNOWN;

  return is_web_page (text) ? RK_FILE_WEB_PAGE : RK_FILE_TEXT;
}

/* eagle.irom0text.bin has no header: it is known by its code alone. */
static gboolean
is_irom (RkFileInfo *info,
         GBytes     *bytes)
{
  guint32 link_offset = rk_file_link_find (bytes, 0, g_bytes_get_size (bytes));

  if (link_offset != 0x10000 && link_offset != 0x40000 && link_offset != 0x20000)
    return FALSE;

  info->link_offset = link_offset;
  return TRUE;
}

/**
 * rk_file_recognise:
 * @info: to be filled: kind and what belongs to it
 * @bytes: the file
 * @strings: the texts found in it
 */
void
rk_file_recognise (RkFileInfo          *info,
                   GBytes              *bytes,
                   const RkFileStrings *strings)
{
  RkView view = rk_view (bytes);

  if (view.size == 0)
    info->kind = RK_FILE_EMPTY;
  else if (rk_view_is_filled (view, 0, view.size, 0xff))
    info->kind = RK_FILE_BLANK;
  else if (is_rf_data (info, view))
    info->kind = RK_FILE_RF_DATA;
  else if (is_partition_table (view))
    info->kind = RK_FILE_PARTITION_TABLE;
  else if (rk_file_recognise_dump (info, bytes, strings) || rk_file_recognise_image (info, bytes, strings))
    return;
  else if ((info->kind = recognise_by_magic (view)) == RK_FILE_UNKNOWN &&
           (info->kind = recognise_text (view)) == RK_FILE_UNKNOWN && is_irom (info, bytes))
    info->kind = RK_FILE_IROM;
}
