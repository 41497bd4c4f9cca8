/* rk-set-list.c: manifests that say which file goes where
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text ones: flash_args, flash_project_args (esp-idf, ESP8266_RTOS_SDK) and
 * download.config (ESP-AT) are the arguments of esptool's write_flash: options,
 * then offset and path in turn, in any number of lines.
 */

#include "rk-set-list.h"

#include "rk-error.h"
#include "rk-units.h"

#include <string.h>

/* A manifest lists a handful of files. */
#define MAX_TEXT (1024 * 1024)

static void
entry_free (RkSetEntry *entry)
{
  g_free (entry->path);
  g_free (entry);
}

/**
 * rk_set_list_new:
 *
 * Returns: (transfer full) (element-type RkSetEntry): an empty list
 */
GPtrArray *
rk_set_list_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)entry_free);
}

/**
 * rk_set_list_add:
 * @list: (element-type RkSetEntry): a list being read
 * @path: a path in it
 * @offset: where in flash
 */
void
rk_set_list_add (GPtrArray  *list,
                 const char *path,
                 guint32     offset)
{
  RkSetEntry *entry = g_new0 (RkSetEntry, 1);

  entry->path = g_strdup (path);
  entry->offset = offset;
  g_ptr_array_add (list, entry);
}

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
  GPtrArray *list;
  gboolean   value_expected; /* of an option */
  gboolean   path_expected;
  guint32    offset;
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
      rk_set_list_add (parser->list, word, parser->offset);
      return TRUE;
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

static gboolean
parse_text (GPtrArray  *list,
            const char *text,
            GError    **error)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  TextParser parser = { .list = list };

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr(GError) reason = NULL;

      if (!parse_line (&parser, g_strchomp (lines[i]), &reason))
        {
          g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "line %u: %s", i + 1, reason->message);
          return FALSE;
        }
    }

  if (parser.path_expected)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "offset 0x%x at the end has no file", parser.offset);
      return FALSE;
    }

  return TRUE;
}

/**
 * rk_set_list_parse:
 * @name: of the manifest, for messages
 * @text: its content
 * @error: %RK_ERROR_BAD_PLAN, with line or position
 *
 * Reads an ESP Web Tools manifest, flasher_args.json, flash_args or
 * download.config.
 *
 * Returns: (transfer full) (element-type RkSetEntry): its files, at least one
 */
GPtrArray *
rk_set_list_parse (const char *name,
                   GBytes     *text,
                   GError    **error)
{
  g_autoptr(GPtrArray) list = NULL;
  gsize length;
  const char *data = g_bytes_get_data (text, &length);
  g_autofree char *terminated = NULL;
  gsize start;

  /* No bytes at all have no address either. */
  if (data == NULL)
    data = "";
  if (length > MAX_TEXT || !g_utf8_validate_len (data, length, NULL))
    {
      g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "%s: not a text that could be a manifest", name);
      return NULL;
    }

  terminated = g_strndup (data, length);
  start = strspn (terminated, " \t\r\n\357\273\277");
  if (terminated[start] == '{' || terminated[start] == '[')
    list = rk_set_list_parse_json (terminated + start, length - start, error);
  else
    {
      list = rk_set_list_new ();
      if (!parse_text (list, terminated, error))
        g_clear_pointer (&list, g_ptr_array_unref);
    }

  if (list != NULL && list->len == 0)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_BAD_PLAN, "it lists no files");
      g_clear_pointer (&list, g_ptr_array_unref);
    }
  if (list == NULL)
    {
      g_prefix_error (error, "%s: ", name);
      return NULL;
    }

  return g_steal_pointer (&list);
}
