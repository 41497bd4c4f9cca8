/* rk-file-strings.c: versions and dates that programs carry as text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-file-strings.h"

#include "rk-bytes.h"

#define DATE "[A-Z][a-z]{2} [ \\d]\\d \\d{4}"
#define TIME "\\d\\d:\\d\\d:\\d\\d"

/* Returns the first group of @pattern in @bytes, which may hold any byte. */
static char *
match (GBytes     *bytes,
       const char *pattern)
{
  g_autoptr(GRegex) regex = g_regex_new (pattern, G_REGEX_RAW | G_REGEX_OPTIMIZE, 0, NULL);
  g_autoptr(GMatchInfo) found = NULL;
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  g_assert (regex != NULL);
  if (length == 0 || !g_regex_match_full (regex, data, (gssize)length, 0, 0, &found, NULL))
    return NULL;

  return g_match_info_fetch (found, 1);
}

static gboolean
contains (GBytes     *bytes,
          const char *text)
{
  RkView view = rk_view (bytes);

  return rk_view_find (view, 0, text) < view.size;
}

/* The 2014 form "0020" is 0.20. */
static char *
read_early_at_version (GBytes *bytes)
{
  g_autofree char *digits = match (bytes, "\\r\\nERROR\\r\\n\\x00+(00[12]\\d)\\x00");

  if (digits == NULL)
    return NULL;

  return g_strdup_printf ("0.%s", digits + 2);
}

/* SDK 0.9 puts version, date and time behind the format that prints them; later
 * ones have a version with the commit's hash, and AT firmware its own build time.
 */
static void
read_sdk (RkFileStrings *self,
          GBytes        *bytes)
{
  static const char early[] = "SDK ver: %s compiled @ %s %s\\n\\x00+";
  g_autofree char *version = g_strconcat (early, "(\\d+\\.\\d+\\.\\d+(?:\\.\\d+)?)\\x00", NULL);
  g_autofree char *date = g_strconcat (early, "[\\d.]+\\x00+(" DATE ")\\x00", NULL);

  self->sdk_version = match (bytes, "\\x00(\\d+\\.\\d+\\.\\d+(?:-[a-z0-9]+)?\\([0-9a-f]{7,8}\\))\\x00");
  if (self->sdk_version == NULL)
    self->sdk_version = match (bytes, version);

  self->compile_date = match (bytes, "compile time(?:\\([0-9a-f]+\\))?:(" DATE " " TIME ")");
  if (self->compile_date == NULL)
    self->compile_date = match (bytes, "compile time:%s %s\\x00+(" DATE ")\\x00");
  if (self->compile_date == NULL)
    self->compile_date = match (bytes, date);
  if (self->compile_date == NULL)
    self->compile_date = match (bytes, "SDK ver: %s compiled @ (" DATE " " TIME ")");
}

/**
 * rk_file_strings_read:
 * @self: what to fill
 * @bytes: a file
 *
 * Looks for the texts by which boot loaders, SDKs and AT firmware name
 * themselves.  Free the result with rk_file_strings_clear().
 */
void
rk_file_strings_read (RkFileStrings *self,
                      GBytes        *bytes)
{
  self->loader_version = match (bytes, "2nd boot version : ([\\w.]+(?:\\(b\\d+\\))?)");
  self->at_version = match (bytes, "AT version:(\\d+\\.\\d+\\.\\d+)");
  if (self->at_version == NULL)
    self->at_version = read_early_at_version (bytes);

  self->bin_version = match (bytes, "Bin version(?:\\([^)\\r\\n]{1,20}\\))?:(\\d+\\.\\d+\\.\\d+)");
  self->is_at = self->at_version != NULL || self->bin_version != NULL || contains (bytes, "AT version:");
  self->is_rtos_loader = contains (bytes, "2nd stage bootloader");
  read_sdk (self, bytes);
}

/**
 * rk_file_strings_clear:
 * @self: what was filled
 */
void
rk_file_strings_clear (RkFileStrings *self)
{
  g_clear_pointer (&self->loader_version, g_free);
  g_clear_pointer (&self->at_version, g_free);
  g_clear_pointer (&self->sdk_version, g_free);
  g_clear_pointer (&self->bin_version, g_free);
  g_clear_pointer (&self->compile_date, g_free);
}
