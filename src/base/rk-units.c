/* rk-units.c: offsets and sizes as people write and read them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-units.h"

#include "rk-error.h"

static guint
multiplier_of (const char *suffix)
{
  if (*suffix == '\0' || g_ascii_strcasecmp (suffix, "B") == 0)
    return 1;
  if (g_ascii_strcasecmp (suffix, "k") == 0 || g_ascii_strcasecmp (suffix, "KB") == 0 ||
      g_ascii_strcasecmp (suffix, "KiB") == 0)
    return 1024;
  if (g_ascii_strcasecmp (suffix, "M") == 0 || g_ascii_strcasecmp (suffix, "MB") == 0 ||
      g_ascii_strcasecmp (suffix, "MiB") == 0)
    return 1024 * 1024;
  return 0;
}

/**
 * rk_units_parse:
 * @text: "4096", "0x1000", "4k", "512KB", "1M"
 * @value: (out): bytes
 * @error: %RK_ERROR_INVALID
 *
 * Reads an offset or length.  k and M are 1024 and 1048576, as flash sizes are
 * meant; a hexadecimal number takes no suffix, since B is a digit of it.
 *
 * Returns: whether @text is a number below 4 GiB
 */
gboolean
rk_units_parse (const char  *text,
                guint32     *value,
                GError     **error)
{
  gboolean hex = g_ascii_strncasecmp (text, "0x", 2) == 0;
  const char *digits = hex ? text + 2 : text;
  char *end = NULL;
  guint64 number;
  guint multiplier;

  if (!(hex ? g_ascii_isxdigit (*digits) : g_ascii_isdigit (*digits)))
    {
      g_set_error (error, RK_ERROR, RK_ERROR_INVALID, "“%s” is not a number", text);
      return FALSE;
    }

  number = g_ascii_strtoull (digits, &end, hex ? 16 : 10);
  multiplier = hex && *end != '\0' ? 0 : multiplier_of (end);
  if (multiplier == 0)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_INVALID, "“%s”: “%s” is no unit of size", text, end);
      return FALSE;
    }

  if (number > G_MAXUINT32 / multiplier)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_INVALID, "“%s” is too large", text);
      return FALSE;
    }

  *value = (guint32)(number * multiplier);
  return TRUE;
}

/**
 * rk_units_format_size:
 * @bytes: a size
 *
 * Writes a size as flash sizes are written: "1 MB", "405 KB", "1.5 MB",
 * "128 bytes", with 1 KB = 1024 bytes.
 *
 * Returns: (transfer full): the text
 */
char *
rk_units_format_size (guint64 bytes)
{
  const guint64 kb = 1024;
  const guint64 mb = 1024 * 1024;

  if (bytes < kb)
    return g_strdup_printf ("%" G_GUINT64_FORMAT " bytes", bytes);
  if (bytes < mb)
    return g_strdup_printf ("%" G_GUINT64_FORMAT " KB", (bytes + kb / 2) / kb);
  if (bytes % mb == 0)
    return g_strdup_printf ("%" G_GUINT64_FORMAT " MB", bytes / mb);
  return g_strdup_printf ("%" G_GUINT64_FORMAT ".%" G_GUINT64_FORMAT " MB", bytes / mb, bytes % mb * 10 / mb);
}
