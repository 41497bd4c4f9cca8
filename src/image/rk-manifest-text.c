/* rk-manifest-text.c: manifests that are arguments of write_flash
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * flash_args, flash_project_args (esp-idf, ESP8266_RTOS_SDK) and download.config
 * (ESP-AT) are the arguments of esptool's write_flash: options, then offset and
 * path in turn, in any number of lines.
 */

#include "rk-manifest-private.h"

#include <string.h>

#include "rk-error.h"
#include "rk-units.h"

/* Options of write_flash that stand alone; all others are followed by a value. */
static gboolean
takes_value (const char *option)
{
  static const char *const alone[] = {
    "-z", "--compress", "-u", "--no-compress", "-p", "--no-progress", "-e", "--erase-all", "--verify",
    "--encrypt", "--no-stub", "--force", "-f", NULL,
  };

  return strchr (option, '=') == NULL && !g_strv_contains (alone, option);
}

typedef struct
{
  RkManifestBuild *build;
  gboolean         value_expected; /* of an option */
  gboolean         path_expected;
  guint32          offset;
} TextParser;

static gboolean
parse_word (TextParser *parser,
            const char *word,
            GError    **error)
{
  if (parser->value_expected)
    {
      parser->value_expected = FALSE;
      return TRUE;
    }

  if (parser->path_expected)
    {
      parser->path_expected = FALSE;
      return rk_manifest_build_add (parser->build, word, parser->offset, 0, NULL, error);
    }

  if (word[0] == '-')
    {
      parser->value_expected = takes_value (word);
      return TRUE;
    }

  if (g_str_equal (word, "write_flash") || g_str_equal (word, "write-flash"))
    return TRUE;

  parser->path_expected = TRUE;
  return rk_units_parse (word, &parser->offset, error);
}

static gboolean
parse_line (TextParser *parser,
            const char *line,
            GError    **error)
{
  g_auto(GStrv) words = NULL;
  g_autofree char *slashes = g_strdelimit (g_strdup (line), "\\", '/');
  g_autoptr(GError) quoting = NULL;

  if (!g_shell_parse_argv (slashes, NULL, &words, &quoting))
    {
      if (g_error_matches (quoting, G_SHELL_ERROR, G_SHELL_ERROR_EMPTY_STRING))
        return TRUE;

      g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "%s", quoting->message);
      return FALSE;
    }

  for (guint i = 0; words[i] != NULL; i++)
    if (!parse_word (parser, words[i], error))
      return FALSE;

  return TRUE;
}

RkManifest *
_rk_manifest_parse_text (const char *text,
                         GError    **error)
{
  g_autoptr(RkManifest) manifest = rk_manifest_new ();
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  TextParser parser = { .build = rk_manifest_add_build (manifest, 0, NULL) };

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr(GError) reason = NULL;

      if (!parse_line (&parser, g_strchomp (lines[i]), &reason))
        {
          g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "line %u: %s", i + 1, reason->message);
          return NULL;
        }
    }

  if (parser.path_expected)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "offset 0x%x at the end has no file", parser.offset);
      return NULL;
    }

  return g_steal_pointer (&manifest);
}
