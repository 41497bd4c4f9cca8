/* rk-report-mask.c: what is nobody's business, out of a report
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Passwords, names of networks and addresses of other devices; and, as good manners,
 * who and where the person is.  Rather hides too much than too little.
 *
 * A name is found where a line tells that it is one, and then taken out of all other
 * lines as well: programs say a name in ways that nobody can foresee.
 */

#include "rk-report-mask.h"

#include <string.h>

#include "rk-at-mask.h"

#define MASK "****"

/* Shorter ones would be found in the middle of everything. */
#define SHORTEST_NAME 3

/* Of a frame of the boot loader's: what it asks for, and no data of it. */
#define FRAME_START_BYTES 8

typedef struct
{
  const char *pattern;
  int         group; /* that has the secret */
} Rule;

/* clang-format off */
static const Rule rules[] = {
  /* All texts in quotes of what concerns networks, as commands and replies have them. */
  { "(?im)^[^\\n]*?\\+(?:CWJAP|CWJEAP|CWSAP|CWLAP|CWQAP|CWSTARTSMART|CIPSSL\\w*|MQTT\\w+|CWHOSTNAME)\\w*\\s*[:=]([^\\n]*)$", 1 },
  /* What programs call so: "SSID: home", "password=secret", "\"psk\":\"secret\"". */
  { "(?im)(?:\\b|_)(?:e?ssid|bssid|ap[ _-]?name|wifi|wlan|network|pass(?:word|wd|phrase|code)?|pwd|psk|wpa\\w*|wep\\w*|secret|token|api[ _-]?key|key|user(?:name)?|login)[\"']?\\s*[:=]+\\s*([^\\n]+)$", 1 },
  /* The NONOS SDK: "connected with home, channel 6"; sketches: "Connecting to home". */
  { "(?im)\\b(?:re)?connect(?:ed|ing|s|ion)?\\s+(?:to|with)\\s+(?:(?:the|network|ap|wifi|ssid)\\s+)*([^\\n]+?)(?:,\\s*channel\\b[^\\n]*|\\s*\\.{2,}[^\\n]*)?$", 1 },
  { "(?im)\\b(?:joined|joining|associated with|scanning for)\\s+([^\\n]+?)(?:\\s*\\.{2,}[^\\n]*)?$", 1 },
};
/* clang-format on */

#define QUOTED "\"((?:[^\"\\\\\\n]|\\\\.)+)\""
#define MAC    "\\b[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}\\b"

static GRegex *
make_regex (const char *pattern)
{
  g_autoptr(GError) error = NULL;
  GRegex *regex = g_regex_new (pattern, G_REGEX_OPTIMIZE, 0, &error);

  g_assert_no_error (error);
  return regex;
}

static void
add_name (GHashTable *names,
          const char *name)
{
  g_autofree char *clean = g_strdup (name);

  g_strdelimit (clean, "\r\t", ' ');
  g_strstrip (clean);
  while (*clean != '\0' && strchr ("\"'“”‘’`.,;:!…", clean[strlen (clean) - 1]) != NULL)
    clean[strlen (clean) - 1] = '\0';
  if (strchr ("\"'`", *clean) != NULL && *clean != '\0')
    memmove (clean, clean + 1, strlen (clean));
  if (g_utf8_strlen (clean, -1) >= SHORTEST_NAME && !g_str_equal (clean, MASK))
    g_hash_table_add (names, g_steal_pointer (&clean));
}

/* The texts in quotes of a part of a line are names too. */
static void
add_quoted_names (GHashTable *names,
                  const char *part)
{
  g_autoptr(GRegex) quoted = make_regex (QUOTED);
  g_autoptr(GMatchInfo) match = NULL;

  for (g_regex_match (quoted, part, 0, &match); g_match_info_matches (match); g_match_info_next (match, NULL))
    {
      g_autofree char *name = g_match_info_fetch (match, 1);

      add_name (names, name);
    }
}

/* Puts MASK in place of what a rule finds, and notes what it was. */
static char *
apply_rule (const Rule *rule,
            const char *text,
            GHashTable *names)
{
  g_autoptr(GRegex) regex = make_regex (rule->pattern);
  g_autoptr(GMatchInfo) match = NULL;
  GString *masked = g_string_new (NULL);
  int done = 0;

  for (g_regex_match (regex, text, 0, &match); g_match_info_matches (match); g_match_info_next (match, NULL))
    {
      g_autofree char *secret = g_match_info_fetch (match, rule->group);
      int start, end;

      if (!g_match_info_fetch_pos (match, rule->group, &start, &end) || start < done)
        continue;
      add_quoted_names (names, secret);
      if (strchr (secret, '"') == NULL)
        add_name (names, secret);
      g_string_append_len (masked, text + done, start - done);
      g_string_append (masked, MASK);
      done = end;
    }

  g_string_append (masked, text + done);
  return g_string_free (masked, FALSE);
}

static int
compare_lengths (gconstpointer a,
                 gconstpointer b)
{
  return (int)strlen (b) - (int)strlen (a);
}

/* The longest first: one name may be part of another. */
static char *
remove_names (const char *text,
              GHashTable *names)
{
  g_autoptr(GList) list = g_list_sort (g_hash_table_get_keys (names), compare_lengths);
  GString *masked = g_string_new (text);

  for (GList *link = list; link != NULL; link = link->next)
    g_string_replace (masked, link->data, MASK, 0);
  return g_string_free (masked, FALSE);
}

static gboolean
mac_cb (const GMatchInfo *match,
        GString          *result,
        gpointer          own)
{
  g_autofree char *mac = g_match_info_fetch (match, 0);
  gboolean is_own;

  /* Station and access point of a module differ in the first byte. */
  g_strdelimit (mac, "-", ':');
  is_own = own != NULL && strlen (own) == strlen (mac) && g_ascii_strcasecmp (mac + 2, (const char *)own + 2) == 0;
  g_string_append (result, is_own ? mac : "**:**:**:**:**:**");
  return FALSE;
}

static char *
mask_macs (const char *text,
           const char *own)
{
  g_autoptr(GRegex) regex = make_regex (MAC);

  return g_regex_replace_eval (regex, text, -1, 0, 0, mac_cb, (gpointer)own, NULL);
}

/* A word by itself, in any case; names that everybody has stay. */
static char *
replace_word (char       *text,
              const char *word,
              const char *by)
{
  static const char *const common[] = { "root", "user", "admin", "localhost", "pi", "build", NULL };
  g_autofree char *owned = text;
  g_autofree char *escaped = NULL;
  g_autofree char *pattern = NULL;
  g_autoptr(GRegex) regex = NULL;

  if (word == NULL || g_utf8_strlen (word, -1) < SHORTEST_NAME || g_strv_contains (common, word))
    return g_steal_pointer (&owned);

  escaped = g_regex_escape_string (word, -1);
  pattern = g_strdup_printf ("(?i)(?<![\\pL\\pN])%s(?![\\pL\\pN])", escaped);
  regex = make_regex (pattern);
  return g_regex_replace_literal (regex, owned, -1, 0, by, 0, NULL);
}

static char *
mask_person (char                 *text,
             const RkReportPerson *person)
{
  GString *masked = g_string_new (text);

  g_free (text);
  if (person->home != NULL && strlen (person->home) > 1)
    g_string_replace (masked, person->home, "~", 0);
  text = g_string_free (masked, FALSE);
  text = replace_word (text, person->real_name, "NAME");
  text = replace_word (text, person->user, "USER");
  return replace_word (text, person->host, "HOST");
}

/**
 * rk_report_mask:
 * @text: what is to be told, valid UTF-8
 * @person: whose it is
 *
 * Returns: (transfer full): the same without passwords, names of networks, addresses
 *   of other devices, and who the person is
 */
char *
rk_report_mask (const char           *text,
                const RkReportPerson *person)
{
  g_autoptr(GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *without_passwords = rk_at_mask_secrets (text);
  g_autofree char *current = g_utf8_make_valid (without_passwords, -1);
  g_autofree char *without_names = NULL;
  char *without_macs;

  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      char *next = apply_rule (&rules[i], current, names);

      g_free (current);
      current = next;
    }

  without_names = remove_names (current, names);
  without_macs = mask_macs (without_names, person->own_mac);
  return mask_person (without_macs, person);
}

/* One line of bytes, as rk_link_format_trace() writes it. */
static void
reduce_line (GString    *reduced,
             const char *line)
{
  g_auto(GStrv) words = g_strsplit (line, " ", -1);
  guint n_words = g_strv_length (words);
  gboolean is_bytes = n_words > 2 && (g_str_equal (words[1], ">") || g_str_equal (words[1], "<")) &&
                      strlen (words[2]) == 2 && g_ascii_isxdigit (words[2][0]) && g_ascii_isxdigit (words[2][1]);
  const char *total = strstr (line, " … (");
  guint shown = 0;
  guint count = 0;

  if (!is_bytes)
    {
      g_string_append_printf (reduced, "%s\n", line);
      return;
    }

  while (2 + count < n_words && g_ascii_isxdigit (words[2 + count][0]))
    count++;
  g_string_append_printf (reduced, "%s %s", words[0], words[1]);
  if (g_str_equal (words[2], "c0"))
    for (; shown < MIN (count, FRAME_START_BYTES); shown++)
      g_string_append_printf (reduced, " %s", words[2 + shown]);
  if (total != NULL)
    g_string_append (reduced, total);
  else if (shown < count)
    g_string_append_printf (reduced, " … (%u bytes)", count);
  g_string_append_c (reduced, '\n');
}

/**
 * rk_report_reduce_trace:
 * @trace: lines of rk_link_format_trace(), and others
 *
 * What goes over the line may hold names and passwords: in text, and in the flash
 * that is read and written.
 *
 * Returns: (transfer full): the same with no more of the bytes than the beginnings
 *   of the boot loader's frames
 */
char *
rk_report_reduce_trace (const char *trace)
{
  g_auto(GStrv) lines = g_strsplit (trace, "\n", -1);
  GString *reduced = g_string_new (NULL);

  for (char **line = lines; *line != NULL; line++)
    if (**line != '\0')
      reduce_line (reduced, *line);
  return g_string_free (reduced, FALSE);
}
