/* rk-boot-line.c: one line in, its facts out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rules are searched for anywhere in the line, because terminal programs put
 * time stamps in front, and because a reset can come in the middle of a line.
 */

#include "rk-boot-line-private.h"

#include "rk-boot-rule-private.h"

#include <string.h>

/* eboot is linked to this address, and nothing else is. */
#define EBOOT_ADDRESS 0x4010f000

#define DATA_RAM_TOP 0x3ff00000

/* Longer ones in front of a line are no tag of a logger. */
#define MAX_TAG 24

#define NO_RULE G_MAXUINT16

/* Rules by the first two letters of their pattern, so that an ordinary line costs
 * one look-up a word.  A rule for the beginning of a line is in a list of its own.
 */
#define N_BUCKETS 1024

typedef struct
{
  const char *text; /* of the pattern, without its marks */
  gsize       n_letters; /* at the beginning of it: only themselves fit */
  gboolean    exact;
  guint16     next;
} RuleEntry;

typedef struct
{
  guint16 anywhere[N_BUCKETS];
  guint16 at_beginning[N_BUCKETS];
  guint16 open; /* at the beginning too: their first letters are no letters */
} RuleIndex;

static RuleIndex rule_index;
static RuleEntry *entries;

/* Small letters for capitals, and what a letter can be. */
#define IS_ALPHA 1
#define BEGINS_RULE 2

static guint8 folded[256];
static guint8 letters[256];
static guint8 digits[256];

static guint
get_bucket (char first,
            char second)
{
  return (folded[(guint8)first] * 37u + folded[(guint8)second]) % N_BUCKETS;
}

/* Whether anything but itself can stand for a letter of a pattern. */
static gboolean
is_open (char c)
{
  return c == '%' || c == ' ' || c == ',' || c == '$' || c == '\0';
}

static void
add_entry (guint16 *lists,
           guint    bucket,
           guint    rule)
{
  entries[rule].next = lists[bucket];
  lists[bucket] = (guint16)rule;
}

static void
ensure_index (void)
{
  static gsize done = 0;

  if (!g_once_init_enter (&done))
    return;

  g_assert (_rk_boot_n_rules < NO_RULE);
  entries = g_new0 (RuleEntry, _rk_boot_n_rules);
  memset (&rule_index, 0xff, sizeof rule_index);
  for (guint i = 0; i < 256; i++)
    {
      folded[i] = (guint8)g_ascii_tolower ((char)i);
      digits[i] = (guint8)g_ascii_xdigit_value ((char)i); /* 255 for no digit */
      letters[i] = g_ascii_isalpha ((char)i) ? IS_ALPHA : 0;
    }
  /* Backwards, because each is put in front of the others. */
  for (guint i = _rk_boot_n_rules; i-- > 0;)
    {
      const char *text = _rk_boot_rules[i].pattern;
      guint16 *lists = rule_index.anywhere;

      entries[i].exact = *text == '=';
      text += *text == '=';
      if (*text == '^')
        {
          lists = rule_index.at_beginning;
          text++;
        }
      else
        {
          letters[(guint8)g_ascii_tolower (*text)] |= BEGINS_RULE;
          letters[(guint8)g_ascii_toupper (*text)] |= BEGINS_RULE;
        }
      entries[i].text = text;
      entries[i].n_letters = strcspn (text, "% ,$");
      if (is_open (text[0]) || is_open (text[1]))
        add_entry (&rule_index.open, 0, i);
      else
        add_entry (lists, get_bucket (text[0], text[1]), i);
    }
  g_once_init_leave (&done, 1);
}

typedef struct
{
  const char *at;
  const char *end;
} Cursor;

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t';
}

static void
skip_blanks (Cursor *cursor)
{
  while (cursor->at < cursor->end && is_blank (*cursor->at))
    cursor->at++;
}

static gboolean
read_number (Cursor *cursor,
             guint   base,
             guint   max_digits,
             gint64 *value)
{
  gboolean negative = base == 10 && cursor->at < cursor->end && *cursor->at == '-';
  const char *at = cursor->at + (negative ? 1 : 0);
  guint64 number = 0;
  guint n_digits = 0;

  for (; at < cursor->end && n_digits < max_digits; at++, n_digits++)
    {
      guint digit = digits[(guint8)*at];

      if (digit >= base)
        break;
      number = number * base + digit;
    }
  if (n_digits == 0)
    return FALSE;

  *value = negative ? -(gint64)number : (gint64)number;
  cursor->at = at;
  return TRUE;
}

/* Copies printable ASCII only: what is kept must be fit to show. */
static void
copy_text (char       *target,
           gsize       size,
           const char *from,
           const char *end)
{
  gsize n = 0;

  for (; from < end && n + 1 < size; from++)
    if (g_ascii_isprint (*from))
      target[n++] = *from;
  while (n > 0 && target[n - 1] == ' ')
    n--;
  target[n] = '\0';
}

typedef gboolean (*CharFunc) (char c);

static gboolean
is_word_char (char c)
{
  return g_ascii_isgraph (c) && c != ',' && c != ';';
}

static gboolean
is_version_char (char c)
{
  return g_ascii_isalnum (c) || c == '.' || c == '-' || c == '_';
}

static gboolean
is_command_char (char c)
{
  return g_ascii_isupper (c) || g_ascii_isdigit (c) || c == '_';
}

static gboolean
is_hex_char (char c)
{
  return g_ascii_isxdigit (c);
}

static gsize
skip_while (Cursor   *cursor,
            CharFunc  func)
{
  const char *from = cursor->at;

  while (cursor->at < cursor->end && func (*cursor->at))
    cursor->at++;
  return (gsize)(cursor->at - from);
}

/* "2.0.0(5a875ba)" */
static void
skip_parentheses (Cursor *cursor)
{
  const char *close;

  if (cursor->at == cursor->end || *cursor->at != '(')
    return;
  close = memchr (cursor->at, ')', (gsize)(cursor->end - cursor->at));
  if (close != NULL)
    cursor->at = close + 1;
}

/* "8 Mbit" */
static gboolean
skip_bits (Cursor *cursor)
{
  gint64 number;

  if (!read_number (cursor, 10, 4, &number))
    return FALSE;
  skip_blanks (cursor);
  if (cursor->end - cursor->at < 4 || memcmp (cursor->at + 1, "bit", 3) != 0)
    return FALSE;
  cursor->at += 4;
  return TRUE;
}

/* "core_esp8266_main.cpp:137" */
static gboolean
skip_place (Cursor *cursor)
{
  const char *from = cursor->at;
  const char *colon;

  skip_while (cursor, is_word_char);
  colon = memchr (from, ':', (gsize)(cursor->at - from));
  return colon != NULL && colon > from && colon + 1 < cursor->at && g_ascii_isdigit (colon[1]);
}

/* "AT+CWJAP", "AT+CWJAP?", "AT+CWJAP=?": with what is asked, without parameters */
static gboolean
skip_command (Cursor *cursor)
{
  if (skip_while (cursor, is_command_char) < 2)
    return FALSE;

  if (cursor->at < cursor->end && *cursor->at == '?')
    cursor->at++;
  else if (cursor->at + 1 < cursor->end && cursor->at[0] == '=' && cursor->at[1] == '?')
    cursor->at += 2;
  return TRUE;
}

/* "0018000902-AI03" without its first digit: four digits of the AT version from
 * 0.15 on, four or six of the SDK's (0.9.x was the last), and the vendor's letters.
 */
static gboolean
skip_gmr_digits (Cursor *cursor)
{
  const char *from = cursor->at;
  gsize n = 0;

  while (from + n < cursor->end && g_ascii_isdigit (from[n]))
    n++;
  if ((n != 7 && n != 9) || from[0] != '0' || (from[1] != '1' && from[1] != '2') ||
      memcmp (from + 3, n == 7 ? "09" : "0009", n == 7 ? 2 : 4) != 0)
    return FALSE;

  cursor->at += n;
  if (cursor->at < cursor->end && *cursor->at == '-')
    skip_while (cursor, is_version_char);
  return TRUE;
}

static gboolean
skip_ip_address (Cursor *cursor)
{
  for (guint i = 0; i < 4; i++)
    {
      gint64 part;

      if (i > 0 && (cursor->at == cursor->end || *cursor->at++ != '.'))
        return FALSE;
      if (!read_number (cursor, 10, 3, &part) || part < 0 || part > 255)
        return FALSE;
    }
  return TRUE;
}

/* Counts the fields up to the closing parenthesis; a name in quotes may hold any
 * character, and a quote in it has a backslash.
 */
static gboolean
count_fields (Cursor *cursor,
              gint64 *value)
{
  gboolean in_quotes = FALSE;
  gint64 n = 1;

  for (; cursor->at < cursor->end; cursor->at++)
    {
      if (*cursor->at == '\\' && in_quotes)
        cursor->at += cursor->at + 1 < cursor->end;
      else if (*cursor->at == '"')
        in_quotes = !in_quotes;
      else if (*cursor->at == ',' && !in_quotes)
        n++;
      else if (*cursor->at == ')' && !in_quotes)
        {
          *value = n;
          return TRUE;
        }
    }
  return FALSE;
}

static gboolean
read_value (Cursor     *cursor,
            char        conversion,
            RkBootFact *fact,
            guint      *n_values)
{
  gint64 *value = &fact->values[*n_values];

  if (*n_values >= RK_BOOT_FACT_N_VALUES)
    return FALSE;

  *n_values += 1;
  switch (conversion)
    {
    case 'd':
      return read_number (cursor, 10, 10, value);
    case 'x':
      return read_number (cursor, 16, 8, value);
    case '4':
      return read_number (cursor, 16, 4, value);
    case 's':
      return count_fields (cursor, value);
    case '-':
    default:
      return TRUE;
    }
}

static gboolean
read_text (Cursor     *cursor,
           char        conversion,
           RkBootFact *fact)
{
  const char *from = cursor->at;
  const char *end = NULL;

  switch (conversion)
    {
    case '8':
      if (skip_while (cursor, is_hex_char) != 8)
        return FALSE;
      from--; /* the "v" belongs to it */
      break;
    case 'g':
      if (!skip_gmr_digits (cursor))
        return FALSE;
      from--; /* the first digit */
      break;
    case 'c':
      if (!skip_command (cursor))
        return FALSE;
      from -= strlen ("AT+");
      break;
    case 'f':
      if (!skip_place (cursor))
        return FALSE;
      cursor->at = cursor->end;
      break;
    case 'b':
      if (!skip_bits (cursor))
        return FALSE;
      break;
    case 'i':
      if (!skip_ip_address (cursor))
        return FALSE;
      break;
    case 'n':
      skip_while (cursor, is_version_char);
      break;
    case 'v':
      skip_while (cursor, is_version_char);
      skip_parentheses (cursor);
      break;
    case 'w':
      skip_while (cursor, is_word_char);
      break;
    case 'r':
      end = cursor->end;
      break;
    case 'l':
    default:
      cursor->at = cursor->end;
      break;
    }

  copy_text (fact->text, sizeof fact->text, from, end != NULL ? end : cursor->at);
  return fact->text[0] != '\0';
}

static gboolean
read_field (Cursor     *cursor,
            char        conversion,
            RkBootFact *fact,
            guint      *n_values)
{
  if (conversion == 'p')
    {
      const char *close = memchr (cursor->at, ')', (gsize)(cursor->end - cursor->at));

      if (close != NULL)
        cursor->at = close;
      return close != NULL;
    }
  switch (conversion)
    {
    case 'd':
    case 'x':
    case '4':
    case 's':
    case '-':
      return read_value (cursor, conversion, fact, n_values);
    default:
      return read_text (cursor, conversion, fact);
    }
}

static gboolean
is_letter (char     c,
           char     wanted,
           gboolean exact)
{
  return c == wanted || (!exact && folded[(guint8)c] == folded[(guint8)wanted]);
}

/* Moves @cursor behind what fits; the letters at the beginning do.  A number that does not fit leaves its value
 * at -1, since a value is only taken together with its digits.
 */
static gboolean
match (guint       rule,
       Cursor     *cursor,
       RkBootFact *fact)
{
  gsize n_letters = entries[rule].n_letters;
  Cursor at = { cursor->at + n_letters, cursor->end };
  guint n_values = 0;
  guint n_fields = 0;
  guint min_fields = _rk_boot_rules[rule].min_fields;
  const char *p = entries[rule].text + n_letters;

  if (_rk_boot_rules[rule].fixed >= 0)
    fact->values[n_values++] = _rk_boot_rules[rule].fixed;

  for (; *p != '\0'; p++)
    {
      if (*p == ' ')
        skip_blanks (&at);
      else if (*p == ',')
        at.at += at.at < at.end && *at.at == ',';
      else if (*p == '$')
        {
          skip_blanks (&at);
          if (at.at < at.end)
            return FALSE;
        }
      else if (*p == '%')
        {
          if (!read_field (&at, *++p, fact, &n_values))
            break;
          n_fields += *p != '-';
          *cursor = at;
        }
      else if (at.at < at.end && is_letter (*at.at, *p, entries[rule].exact))
        at.at++;
      else
        break;
    }

  if (*p == '\0')
    *cursor = at;
  return *p == '\0' || (min_fields > 0 && n_fields >= min_fields);
}

static gboolean
gate_is_open (RkBootGate          gate,
              const RkBootReport *report)
{
  const RkBootStart *start = &report->last;

  switch (gate)
    {
    case RK_BOOT_RULE_AFTER_ROM:
      return start->has_rom_line || start->n_segments > 0 || start->loader != RK_BOOT_LOADER_UNKNOWN;
    case RK_BOOT_RULE_AFTER_EBOOT:
      return start->n_segments > 0 && start->segments[0].address == EBOOT_ADDRESS;
    case RK_BOOT_RULE_NO_EBOOT:
      return start->loader != RK_BOOT_LOADER_EBOOT;
    case RK_BOOT_RULE_AFTER_CIFSR:
      return report->talk.pending == RK_BOOT_TALK_CIFSR;
    case RK_BOOT_RULE_IN_TOOL:
      return report->tool.tool != RK_BOOT_TOOL_NONE || report->tool.step != RK_BOOT_TOOL_STEP_NONE;
    case RK_BOOT_RULE_ALWAYS:
    default:
      return TRUE;
    }
}

static void
clear_values (RkBootFact *fact)
{
  for (guint i = 0; i < RK_BOOT_FACT_N_VALUES; i++)
    fact->values[i] = -1;
}

/* What stands in parentheses behind the AT version: a date, or a commit, the chip
 * and a date with " - " between them.
 */
static void
finish_at_version (Cursor     *cursor,
                   RkBootFact *fact)
{
  const char *from = cursor->at;
  gsize length;

  skip_parentheses (cursor);
  length = (gsize)(cursor->at - from);
  if (length == 0)
    return;

  fact->values[0] |= g_strstr_len (from, (gssize)length, " - ") != NULL ? RK_BOOT_GMR_COMMIT : RK_BOOT_GMR_DATE;
  if (g_strstr_len (from, (gssize)length, "- ESP") != NULL)
    fact->values[0] |= RK_BOOT_GMR_CHIP;
}

/* ESP-IDF's versions 4 and 5 do not know the ESP8266. */
static void
finish_loader (RkBootFact *fact)
{
  if (fact->values[0] == RK_BOOT_LOADER_RTOS && fact->text[0] == 'v' && fact->text[1] >= '4' && fact->text[1] <= '9')
    fact->values[0] = RK_BOOT_LOADER_IDF;
}

/* The text of a rule can have one number in it. */
static void
take_rule_text (RkBootFact *fact,
                const char *text)
{
  const char *mark = strchr (text, '%');

  if (mark == NULL)
    g_strlcpy (fact->text, text, sizeof fact->text);
  else
    g_snprintf (fact->text, sizeof fact->text, mark[1] == 'd' ? "%.*s%d%s" : "%.*s%04x%s",
                (int)(mark - text), text, (int)fact->values[1], strchr (mark, mark[1] == 'd' ? 'd' : 'x') + 1);
}

/* Whether the fact's text is all that the rule fits to. */
static gboolean
is_told_whole (RkBootFactKind    kind,
               const RkBootFact *fact)
{
  return fact->text[0] == '\0' && (kind == RK_BOOT_FACT_PANIC || kind == RK_BOOT_FACT_AT_COMMAND ||
                                   kind == RK_BOOT_FACT_TOOL_ERROR);
}

/* "NodeMCU %n b": the name before the version */
static void
prepend_name (RkBootFact *fact,
              const char *pattern)
{
  g_autofree char *version = g_strdup (fact->text);
  const char *name = pattern + strspn (pattern, "=^");

  g_snprintf (fact->text, sizeof fact->text, "%.*s%s", (int)strcspn (name, "%"), name, version);
}

/* Makes the fact of a rule that fits from @from to @cursor. */
static void
finish (const RkBootRule *rule,
        const char       *from,
        Cursor           *cursor,
        RkBootFact       *fact)
{
  fact->kind = rule->kind;
  if (rule->text != NULL)
    take_rule_text (fact, rule->text);
  else if (is_told_whole (rule->kind, fact))
    copy_text (fact->text, sizeof fact->text, from, cursor->at);
  else if (rule->kind == RK_BOOT_FACT_APPLICATION)
    prepend_name (fact, rule->pattern);

  if (rule->kind == RK_BOOT_FACT_OTHER_CHIP)
    {
      clear_values (fact);
      copy_text (fact->text, sizeof fact->text, from, cursor->end);
    }
  else if (rule->kind == RK_BOOT_FACT_AT_VERSION)
    finish_at_version (cursor, fact);
  else if (rule->kind == RK_BOOT_FACT_LOADER)
    finish_loader (fact);
  else if (rule->kind == RK_BOOT_FACT_STACK_WORDS)
    fact->values[0] |= DATA_RAM_TOP;
  else if (rule->kind == RK_BOOT_FACT_USB_ID)
    g_snprintf (fact->text, sizeof fact->text, "%04x:%04x", (guint)fact->values[0] & 0xffff, (guint)fact->values[1] & 0xffff);
}

static gboolean
fits_letters (const RuleEntry *entry,
              const Cursor    *cursor)
{
  if ((gsize)(cursor->end - cursor->at) < entry->n_letters)
    return FALSE;
  for (gsize i = 0; i < entry->n_letters; i++)
    if (!is_letter (cursor->at[i], entry->text[i], entry->exact))
      return FALSE;
  return TRUE;
}

static gboolean
match_list (guint               first,
            Cursor             *cursor,
            const RkBootReport *report,
            RkBootFact         *fact)
{
  for (guint i = first; i != NO_RULE; i = entries[i].next)
    {
      Cursor at = *cursor;

      if (!fits_letters (&entries[i], cursor) || !gate_is_open (_rk_boot_rules[i].gate, report))
        continue;

      clear_values (fact);
      fact->text[0] = '\0';
      if (!match (i, &at, fact))
        continue;

      finish (&_rk_boot_rules[i], cursor->at, &at, fact);
      *cursor = at;
      return TRUE;
    }

  return FALSE;
}

static gboolean
match_beginning (Cursor             *cursor,
                 const RkBootReport *report,
                 RkBootFact         *fact)
{
  guint bucket = get_bucket (cursor->at[0], cursor->at + 1 < cursor->end ? cursor->at[1] : '\0');

  return match_list (rule_index.at_beginning[bucket], cursor, report, fact) ||
         match_list (rule_index.open, cursor, report, fact);
}

/* Goes on to the next place where a rule fits; a rule begins where a word does. */
static gboolean
match_next (Cursor             *cursor,
            const char         *beginning,
            const RkBootReport *report,
            RkBootFact         *fact)
{
  guint8 before = cursor->at > beginning ? letters[(guint8)cursor->at[-1]] : 0;

  for (; cursor->at + 1 < cursor->end; cursor->at++)
    {
      guint8 letter = letters[(guint8)cursor->at[0]];
      gboolean may_begin = (letter & BEGINS_RULE) != 0 && (letter & before & IS_ALPHA) == 0;
      guint rule;

      before = letter;
      if (!may_begin)
        continue;
      rule = rule_index.anywhere[get_bucket (cursor->at[0], cursor->at[1])];
      if (rule != NO_RULE && match_list (rule, cursor, report, fact))
        return TRUE;
    }

  return FALSE;
}

static gboolean
begins_with (const char *text,
             gsize       length,
             const char *prefix)
{
  gsize n = strlen (prefix);

  return length >= n && memcmp (text, prefix, n) == 0;
}

static gboolean
is_stamp_mark (char c)
{
  return c == ':' || c == '.' || c == ',' || c == '/' || c == '-' || c == 'T';
}

/* Bits of a time stamp: 11:19:05.917, 2023-07-09, 10:01:59,937 */
static gsize
skip_stamp (const char *text,
            gsize       length)
{
  gsize n = 0;
  guint n_marks = 0;

  if (length == 0 || !g_ascii_isdigit (text[0]))
    return 0;
  for (; n < length && (g_ascii_isdigit (text[n]) || is_stamp_mark (text[n])); n++)
    n_marks += text[n] == ':' || text[n] == '-' || text[n] == '/';
  if (n_marks < 2 || (n < length && !is_blank (text[n]) && text[n] != ']' && text[n] != '>'))
    return 0;

  if (begins_with (text + n, length - n, " AM") || begins_with (text + n, length - n, " PM"))
    n += strlen (" AM");
  return n;
}

/* ESC [ 0 ; 3 2 m, and what is left of it where the ESC was lost */
static gsize
skip_colour (const char *text,
             gsize       length)
{
  gsize n = text[0] == 0x1b;

  if (n == length || text[n] != '[')
    return 0;
  for (n++; n < length && (g_ascii_isdigit (text[n]) || text[n] == ';'); n++)
    continue;
  return n < length && text[n] == 'm' ? n + 1 : 0;
}

/* "[D]", "[uart:158]:", "[  12.345]": no blank but before a number */
static gsize
skip_brackets (const char *text,
               gsize       length)
{
  gsize n = 1;

  if (text[0] != '[')
    return 0;
  while (n < length && is_blank (text[n]))
    n++;
  while (n < length && n < MAX_TAG && (g_ascii_isalnum (text[n]) || (text[n] != '\0' && strchr ("_.:-", text[n]) != NULL)))
    n++;
  if (n < 2 || n == length || text[n] != ']')
    return 0;
  n++;
  return n < length && text[n] == ':' ? n + 1 : n;
}

/* "esp> ", "COM3> " */
static gsize
skip_prompt (const char *text,
             gsize       length)
{
  gsize n = 0;

  if (memchr (text, '>', MIN (length, MAX_TAG + 1)) == NULL)
    return 0;
  while (n < length && n < MAX_TAG && (g_ascii_isalnum (text[n]) || text[n] == '_'))
    n++;
  return n > 0 && n + 1 < length && text[n] == '>' && text[n + 1] == ' ' ? n + 2 : 0;
}

/* "Jan  1 " before the time in a system log */
static gsize
skip_day (const char *text,
          gsize       length)
{
  static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  char month[4] = { 0 };
  gsize n = 3;

  if (length < 8 || !g_ascii_isupper (text[0]) || text[3] != ' ')
    return 0;
  memcpy (month, text, 3);
  if (strstr (months, month) == NULL)
    return 0;
  while (n < length && is_blank (text[n]))
    n++;
  while (n < length && g_ascii_isdigit (text[n]))
    n++;
  return n < length && is_blank (text[n]) && skip_stamp (text + n + 1, length - n - 1) > 0 ? n : 0;
}

/* Arrows and bars of terminal programs, quoting and lists of forums.  A ">" of
 * ">>>stack>>>" is none of them.
 */
static gsize
skip_mark (const char *text,
           gsize       length)
{
  gboolean blank_follows = length == 1 || is_blank (text[1]);

  switch (text[0])
    {
    case ' ':
    case '\t':
      return 1;
    case '>':
      return length == 1 || text[1] != '>' || begins_with (text, length, ">> ") ? 1 : 0;
    case '-':
      return length > 1 && text[1] == '>' ? 2 : blank_follows;
    case '<':
    case '|':
    case '*':
      return blank_follows;
    case '&':
      return begins_with (text, length, "&gt;") ? strlen ("&gt;") : 0;
    default:
      return 0;
    }
}

/* Whether a line can have something in front of it that is skipped. */
static gboolean
may_be_prefix (char c)
{
  static const char marks[256] = { [' '] = 1, ['\t'] = 1, ['>'] = 1, ['-'] = 1, ['<'] = 1, ['|'] = 1,
                                   ['*'] = 1, ['&'] = 1, ['['] = 1, [0x1b] = 1 };

  return g_ascii_isdigit (c) || marks[(guint8)c] != 0;
}

/**
 * _rk_boot_line_skip_prefix:
 * @text: a line
 * @length: its length
 *
 * Skips what terminal programs, loggers and forums put in front: blanks, quoting
 * with ">", time stamps with or without brackets, "->", "esp> ", colours.
 *
 * Returns: how many bytes
 */
gsize
_rk_boot_line_skip_prefix (const char *text,
                           gsize       length)
{
  gsize n = length > 0 ? skip_day (text, length) : 0;

  while (n < length)
    {
      const char *at = text + n;
      gsize left = length - n;
      gsize count = 0;

      if (may_be_prefix (*at))
        {
          gsize bracket = *at == '[' ? 1 : 0;
          gsize stamp = skip_stamp (at + bracket, left - bracket);

          count = stamp > 0 ? bracket + stamp : 0;
          if (count > 0 && count < left && at[count] == ']')
            count++;
          if (count == 0)
            count = skip_colour (at, left);
          if (count == 0)
            count = skip_brackets (at, left);
          if (count == 0)
            count = skip_mark (at, left);
        }
      if (count == 0)
        count = skip_prompt (at, left);
      if (count == 0)
        break;
      n += count;
    }

  return n;
}

/* What terminal programs and forums show of a line end, and quotes. */
static gsize
get_suffix (const char *text,
            gsize       length)
{
  static const char *const ends[] = { "<CR>", "<LF>", "<cr>", "<lf>", "\\r", "\\n", "^M", "\x1b[0m", "[0m" };

  if (is_blank (text[length - 1]) || text[length - 1] == '"' || text[length - 1] == '\'')
    return 1;
  if (text[length - 1] != '>' && text[length - 1] != 'r' && text[length - 1] != 'n' && text[length - 1] != 'M' &&
      text[length - 1] != 'm')
    return 0;
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    if (length >= strlen (ends[i]) && memcmp (text + length - strlen (ends[i]), ends[i], strlen (ends[i])) == 0)
      return strlen (ends[i]);
  return 0;
}

/* Returns the length of the line without such an end. */
static gsize
skip_suffix (const char *text,
             gsize       length)
{
  gsize n = 1;

  while (length > 0 && n > 0)
    {
      n = get_suffix (text, length);
      length -= n;
    }
  return length;
}

/* Reads 11:19:05, 11:19:05.917 or 11:19:05,917 into µs. */
static gboolean
read_clock (Cursor *cursor,
            gint64 *time)
{
  gint64 hour, minute, second;
  gint64 part = 0;
  gint64 unit = G_USEC_PER_SEC;

  if (!read_number (cursor, 10, 2, &hour) || cursor->at == cursor->end || *cursor->at++ != ':' ||
      !read_number (cursor, 10, 2, &minute) || cursor->at == cursor->end || *cursor->at++ != ':' ||
      !read_number (cursor, 10, 2, &second))
    return FALSE;

  if (cursor->at + 1 < cursor->end && (*cursor->at == '.' || *cursor->at == ','))
    for (cursor->at++; cursor->at < cursor->end && g_ascii_isdigit (*cursor->at) && unit > 1; cursor->at++)
      {
        unit /= 10;
        part += g_ascii_digit_value (*cursor->at) * unit;
      }

  *time = ((hour * 60 + minute) * 60 + second) * G_USEC_PER_SEC + part;
  return TRUE;
}

/**
 * _rk_boot_line_get_time:
 * @text: a line
 * @length: its length
 *
 * Returns: the time of day in µs that a terminal program has put in front, -1 if
 *   there is none
 */
gint64
_rk_boot_line_get_time (const char *text,
                        gsize       length)
{
  const char *end = text + _rk_boot_line_skip_prefix (text, length);

  ensure_index ();
  for (const char *at = text; at < end; at++)
    {
      Cursor cursor = { at, end };
      gint64 time;

      if (g_ascii_isdigit (*at) && (at == text || !g_ascii_isdigit (at[-1])) && read_clock (&cursor, &time))
        return time;
    }

  return -1;
}

/* "A fatal error occurred: …": what follows in the line may be known better. */
static gboolean
is_general (const RkBootFact *fact)
{
  return fact->kind == RK_BOOT_FACT_TOOL_ERROR && fact->values[0] == RK_BOOT_TOOL_ERROR_FAILED && fact->text[0] != '\0';
}

/* ESP-AT names its chip: "(s-ec2dec2 - ESP32 - Jul 28 2023 07:05:28)". */
static gboolean
take_other_chip (const char *from,
                 const char *end,
                 RkBootFact *fact)
{
  const char *chip = g_strstr_len (from, end - from, "- ESP32");

  if (chip == NULL)
    return FALSE;

  fact->kind = RK_BOOT_FACT_OTHER_CHIP;
  clear_values (fact);
  copy_text (fact->text, sizeof fact->text, chip + 2, end);
  return TRUE;
}

/**
 * _rk_boot_line_parse:
 * @text: a line without its end; any bytes
 * @length: how many
 * @line: its number
 * @offset: where it begins
 * @report: what is known so far; may change in @func
 * @func: called for each fact
 *
 * Returns: the number of facts
 */
guint
_rk_boot_line_parse (const char         *text,
                     gsize               length,
                     guint64             line,
                     guint64             offset,
                     const RkBootReport *report,
                     RkBootFactFunc      func,
                     gpointer            user_data)
{
  const char *beginning = text + _rk_boot_line_skip_prefix (text, length);
  Cursor cursor = { beginning, text + skip_suffix (text, length) };
  RkBootFact fact = { .line = line, .offset = offset };
  RkBootFact general = { .kind = RK_BOOT_N_FACT_KINDS };
  guint n_facts = 0;

  ensure_index ();
  while (cursor.at < cursor.end)
    {
      const char *from = cursor.at;

      if (!(cursor.at == beginning && match_beginning (&cursor, report, &fact)) &&
          !match_next (&cursor, beginning, report, &fact))
        break;

      n_facts++;
      if (is_general (&fact))
        {
          general = fact;
          continue;
        }
      if (fact.kind == RK_BOOT_FACT_TOOL_ERROR)
        general.kind = RK_BOOT_N_FACT_KINDS;
      func (&fact, user_data);
      if (fact.kind == RK_BOOT_FACT_AT_VERSION && take_other_chip (from, cursor.at, &fact))
        func (&fact, user_data);
    }

  if (general.kind != RK_BOOT_N_FACT_KINDS)
    func (&general, user_data);
  return n_facts;
}
