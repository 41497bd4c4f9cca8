/* rk-at-firmware.c: which AT firmware an application in flash is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the firmware says of itself stands in its constants, as C strings: the
 * commands it knows, its format for AT+GMR, and near that the dates.  Only the
 * number of the AT version is often put together from integers in the code; it
 * follows from the bin version or from the SDK.
 */

#include "config.h"

#include "rk-at-personality.h"

#include <stdlib.h>
#include <string.h>

#define SHORTEST_STRING 4
#define LONGEST_STRING 256

/* Dates and times of __DATE__ and __TIME__ that belong to a string before them. */
typedef struct
{
  gboolean awaited;
  char    *date;
  char    *time;
} Stamp;

typedef struct
{
  RkAtFirmware *found;
  gboolean      has_gmr;
  gboolean      has_busy;
  gboolean      has_key_lines;
  gboolean      sdk_awaited;
  Stamp         at_stamp;
  Stamp         compile_stamp;
  char         *sdk_compiled;
  gboolean      calibrates;
  GPtrArray    *commands;
} Search;

/* SDK releases and the AT version that came with them (at/version strings and
 * AT+GMR answers of the releases). */
static const struct
{
  const char *sdk;
  const char *at;
} releases[] = {
  { "0.9.5", "0.21.0.0" }, { "1.0.", "0.22.0.0" },  { "1.1.", "0.25.0.0" },
  { "1.2.", "0.30.0.0" },  { "1.3.", "0.40.0.0" },  { "1.4.", "0.50.0.0" },
  { "1.5.0", "0.51.0.0" }, { "1.5.4", "1.2.0.0" },  { "1.5.", "1.1.0.0" },
  { "2.0.", "1.3.0.0" },   { "2.1.", "1.5.0.0" },   { "2.2.", "1.6.0.0" },
  { "3.", "1.7.0.0" },
};

/* Compares with a pattern: d is a digit, _ a digit or a space, A a capital, a a
 * small letter, * the rest, anything else itself. */
static gboolean
looks_like (const char *text,
            const char *pattern)
{
  for (; *pattern != '\0' && *pattern != '*'; text++, pattern++)
    {
      gboolean same;

      switch (*pattern)
        {
        case 'd':
          same = g_ascii_isdigit (*text);
          break;
        case '_':
          same = g_ascii_isdigit (*text) || *text == ' ';
          break;
        case 'A':
          same = g_ascii_isupper (*text);
          break;
        case 'a':
          same = g_ascii_islower (*text);
          break;
        default:
          same = *text == *pattern;
          break;
        }
      if (!same)
        return FALSE;
    }

  return *pattern == '*' || *text == '\0';
}

static void
keep (char       **place,
      const char  *text)
{
  if (*place == NULL)
    *place = g_strndup (text, strcspn (text, "\r\n"));
}

static void
fill_stamp (Stamp      *stamp,
            const char *text)
{
  if (!stamp->awaited)
    return;

  if (looks_like (text, "Aaa _d dddd"))
    keep (&stamp->date, text);
  else if (looks_like (text, "dd:dd:dd"))
    keep (&stamp->time, text);

  stamp->awaited = stamp->date == NULL || stamp->time == NULL;
}

static gboolean
is_release_with_hash (const char *text)
{
  const char *bracket = strchr (text, '(');

  return looks_like (text, "d.d.d*") && bracket != NULL && strlen (bracket) >= 7 &&
         strspn (bracket + 1, "0123456789abcdef)") == strlen (bracket + 1) &&
         g_str_has_suffix (bracket, ")");
}

static void
look_at_compile_time (Search     *self,
                      const char *text)
{
  const char *bin_version = strstr (text, "Bin version(");

  if (strchr (text, '%') != NULL)
    self->compile_stamp.awaited = TRUE;
  else
    keep (&self->found->compile_time, text + strlen ("compile time:"));

  if (bin_version != NULL)
    keep (&self->found->bin_version, bin_version);
}

static void
look_at_sdk (Search     *self,
             const char *text)
{
  const char *compiled = strstr (text, "compiled @ ");

  if (compiled != NULL && strchr (compiled, '%') == NULL)
    keep (&self->sdk_compiled, compiled + strlen ("compiled @ "));
  self->sdk_awaited = TRUE;
}

/* "+CWJAP_CUR", as in the table of commands. */
static gboolean
is_command_name (const char *text)
{
  return *text == '+' && g_ascii_isupper (text[1]) && strlen (text) >= 4 &&
         strspn (text + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == strlen (text + 1);
}

static void
look_at (Search     *self,
         const char *text)
{
  RkAtFirmware *found = self->found;

  fill_stamp (&self->at_stamp, text);
  fill_stamp (&self->compile_stamp, text);

  if (is_command_name (text))
    g_ptr_array_add (self->commands, g_strdup (text));

  if (g_str_equal (text, "+GMR"))
    self->has_gmr = TRUE;
  else if (strstr (text, "busy p...") != NULL)
    self->has_busy = TRUE;
  else if (g_str_has_prefix (text, "AT version:%d"))
    self->has_key_lines = self->at_stamp.awaited = TRUE;
  else if (g_str_has_prefix (text, "AT version:"))
    {
      self->has_key_lines = TRUE;
      g_clear_pointer (&found->at_version, g_free);
      keep (&found->at_version, text + strlen ("AT version:"));
    }
  else if (g_str_has_prefix (text, "compile time:"))
    look_at_compile_time (self, text);
  else if (strstr (text, "SDK ver: ") != NULL)
    look_at_sdk (self, text);
  else if (is_release_with_hash (text) || (self->sdk_awaited && looks_like (text, "d.d.d*")))
    keep (&found->sdk_version, text);
  else if (g_str_has_prefix (text, "[Vendor:") || g_str_has_prefix (text, "Ai-Thinker Technology"))
    keep (&found->vendor, text);
  else if (looks_like (text, "00dd"))
    keep (&found->at_version, text);
  else if (strstr (text, "rf cal sector: ") != NULL)
    self->calibrates = TRUE;
}

/* Calls look_at() for every C string of printable characters. */
static void
look_at_strings (Search       *self,
                 const guint8 *flash,
                 gsize         size)
{
  char text[LONGEST_STRING + 1];
  gsize length = 0;

  for (gsize i = 0; i < size; i++)
    {
      guint8 byte = flash[i];

      if (g_ascii_isprint (byte) || byte == '\r' || byte == '\n')
        {
          if (length < LONGEST_STRING && (length > 0 || g_ascii_isgraph (byte)))
            text[length++] = (char)byte;
          continue;
        }
      if (byte == 0 && length >= SHORTEST_STRING)
        {
          text[length] = '\0';
          look_at (self, text);
        }
      length = 0;
    }
}

/* "1.7.6.0" from "Bin version(Wroom 02):1.7.6", or by the SDK. */
static char *
number_of_at_version (const RkAtFirmware *found)
{
  const char *colon = found->bin_version != NULL ? strrchr (found->bin_version, ':') : NULL;

  if (colon != NULL && looks_like (colon + 1, "d.d.d*"))
    return g_strconcat (colon + 1, ".0", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (releases); i++)
    if (g_str_has_prefix (found->sdk_version, releases[i].sdk))
      return g_strdup (releases[i].at);

  return g_strdup ("1.0.0.0");
}

/* AT+GMR of 2014 ends in the SDK's number, two digits a part; up to 0.17 without the
 * first part: 00160901, 0018000902. */
static char *
digits_of_sdk_version (const char *version,
                       gboolean    is_short)
{
  g_auto(GStrv) parts = g_strsplit (version, ".", 4);
  GString *digits = g_string_new (NULL);

  for (guint i = is_short ? 1 : 0; i < 3; i++)
    g_string_append_printf (digits, "%02u",
                            i < g_strv_length (parts) ? (guint)atoi (parts[i]) % 100 : 0);

  return g_string_free (digits, FALSE);
}

static void
finish_key_lines (Search *self)
{
  RkAtFirmware *found = self->found;
  g_autofree char *number = number_of_at_version (found);

  if (self->at_stamp.date != NULL && self->at_stamp.time != NULL)
    {
      g_free (found->at_version);
      found->at_version = g_strdup_printf ("%s(%s %s)", number, self->at_stamp.date,
                                           self->at_stamp.time);
    }
  else if (found->at_version == NULL || !strchr (found->at_version, '.'))
    {
      g_free (found->at_version);
      found->at_version = g_steal_pointer (&number);
    }

  if (found->compile_time == NULL && self->compile_stamp.date != NULL &&
      self->compile_stamp.time != NULL)
    found->compile_time = g_strdup_printf ("%s %s", self->compile_stamp.date,
                                           self->compile_stamp.time);

  found->generation = found->at_version[0] == '0' ? RK_AT_FIRMWARE_NONOS_0
                                                  : RK_AT_FIRMWARE_NONOS_1;
}

static void
finish_digits (RkAtFirmware *found)
{
  char *digits;

  if (found->at_version == NULL)
    found->at_version = g_strdup ("0020");
  digits = digits_of_sdk_version (found->sdk_version, strcmp (found->at_version, "0018") < 0);
  g_free (found->sdk_version);
  found->sdk_version = digits;
  found->generation = RK_AT_FIRMWARE_2014;

  /* Ai-Thinker's 0.9.2.x builds are at 9600. */
  if (found->vendor != NULL && g_str_has_prefix (digits, "000902"))
    found->baud = 9600;
}

/* What SDK 3 says before the application sets its own rate. */
static char *
boot_text_of_sdk_3 (const Search *self)
{
  return g_strdup_printf ("rf cal sector: 251\r\nfreq trace enable 0\r\nrf[112] : 00\r\n"
                          "rf[113] : 00\r\nrf[114] : 00\r\n\r\nSDK ver: %s compiled @ %s\r\n",
                          self->found->sdk_version,
                          self->sdk_compiled != NULL ? self->sdk_compiled : "");
}

static void
finish (Search *self)
{
  RkAtFirmware *found = self->found;

  found->baud = 115200;
  if (found->sdk_version == NULL)
    found->sdk_version = g_strdup (self->has_key_lines ? "1.0.0" : "0.9.2");
  if (self->calibrates)
    found->boot_text = boot_text_of_sdk_3 (self);

  if (self->has_key_lines)
    finish_key_lines (self);
  else
    finish_digits (found);
}

/**
 * rk_at_firmware_find:
 * @flash: the flash content from the application's first byte on; for one
 *   without slots, from 0
 * @size: how many bytes the application may take
 *
 * Looks for AT firmware and reads its versions out of its strings.
 *
 * Returns: (transfer full) (nullable): %NULL if it is no AT firmware
 */
RkAtFirmware *
rk_at_firmware_find (const guint8 *flash,
                     gsize         size)
{
  g_autoptr(RkAtFirmware) found = g_new0 (RkAtFirmware, 1);
  Search search = { .found = found, .commands = g_ptr_array_new_with_free_func (g_free) };

  look_at_strings (&search, flash, size);
  g_ptr_array_add (search.commands, NULL);
  found->commands = (char **)g_ptr_array_free (search.commands, FALSE);
  if (search.has_gmr && search.has_busy)
    finish (&search);
  else
    g_clear_pointer (&found, rk_at_firmware_free);

  g_free (search.at_stamp.date);
  g_free (search.at_stamp.time);
  g_free (search.compile_stamp.date);
  g_free (search.compile_stamp.time);
  g_free (search.sdk_compiled);

  return g_steal_pointer (&found);
}

/**
 * rk_at_firmware_copy:
 * @self: a firmware
 *
 * Returns: (transfer full): a deep copy
 */
RkAtFirmware *
rk_at_firmware_copy (const RkAtFirmware *self)
{
  RkAtFirmware *copy = g_new (RkAtFirmware, 1);

  *copy = (RkAtFirmware){
    .generation = self->generation,
    .at_version = g_strdup (self->at_version),
    .sdk_version = g_strdup (self->sdk_version),
    .compile_time = g_strdup (self->compile_time),
    .bin_version = g_strdup (self->bin_version),
    .vendor = g_strdup (self->vendor),
    .boot_text = g_strdup (self->boot_text),
    .baud = self->baud,
    .commands = g_strdupv (self->commands),
  };

  return copy;
}

/**
 * rk_at_firmware_free:
 * @self: (nullable): a firmware
 */
void
rk_at_firmware_free (RkAtFirmware *self)
{
  if (self == NULL)
    return;

  g_free (self->at_version);
  g_free (self->sdk_version);
  g_free (self->compile_time);
  g_free (self->bin_version);
  g_free (self->vendor);
  g_free (self->boot_text);
  g_strfreev (self->commands);
  g_free (self);
}
