/* rk-units.c: offsets and sizes as people write and read them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-units.h"

#include <locale.h>
#include <string.h>

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
 * "128 bytes", with 1 KB = 1024 bytes.  It is English, for logs and programs;
 * for people there is rk_units_translate_size().
 *
 * Returns: (transfer full): the text
 */
char *
rk_units_format_size (guint64 bytes)
{
  const guint64 kb = 1024;
  const guint64 mb = 1024 * 1024;

  if (bytes == 1)
    return g_strdup ("1 byte");
  if (bytes < kb)
    return g_strdup_printf ("%" G_GUINT64_FORMAT " bytes", bytes);
  if (bytes < mb)
    return g_strdup_printf ("%" G_GUINT64_FORMAT " KB", (bytes + kb / 2) / kb);
  if (bytes % mb == 0)
    return g_strdup_printf ("%" G_GUINT64_FORMAT " MB", bytes / mb);
  return g_strdup_printf ("%" G_GUINT64_FORMAT ".%" G_GUINT64_FORMAT " MB", bytes / mb, bytes % mb * 10 / mb);
}

/* Skips "405" or "1.5"; %NULL where there is neither. */
static const char *
skip_number (const char *text)
{
  gsize whole = strspn (text, "0123456789");
  gsize fraction = text[whole] == '.' ? strspn (text + whole + 1, "0123456789") : 0;

  if (whole == 0)
    return NULL;
  return text + whole + (fraction > 0 ? fraction + 1 : 0);
}

/**
 * rk_units_translate_size:
 * @size: a size by rk_units_format_size(), or the name of one, such as "512KB"
 * @translate: such as gettext()
 *
 * Says a size in the language and with the decimal separator of the person.  Values of
 * findings pass through here, since what they are for programs stays English.
 *
 * Returns: (transfer full) (nullable): the text, %NULL if @size is no size
 */
char *
rk_units_translate_size (const char      *size,
                         RkTranslateFunc  translate)
{
  static const struct
  {
    const char *unit;
    const char *text;
  } units[] = {
    /* translators: a size; take a unit that stays the same whatever the number is */
    { "bytes", N_("{number} bytes") },
    { "byte", N_("1 byte") },
    /* translators: a size of {number} times 1024 bytes */
    { "KB", N_("{number} KB") },
    /* translators: a size of {number} times 1048576 bytes */
    { "MB", N_("{number} MB") },
  };
  const char *end = skip_number (size);
  const char *unit;

  if (end == NULL)
    return NULL;

  unit = *end == ' ' ? end + 1 : end;
  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_str_equal (unit, units[i].unit))
      {
        g_autoptr(GString) number = g_string_new_len (size, end - size);
        GString *text = g_string_new (translate (units[i].text));

        g_string_replace (number, ".", localeconv ()->decimal_point, 1);
        g_string_replace (text, "{number}", number->str, 1);
        return g_string_free (text, FALSE);
      }

  return NULL;
}
