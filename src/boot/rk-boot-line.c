/* rk-boot-line.c: one line in, its facts out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rules are searched for anywhere in the line, because terminal programs put
 * time stamps in front, and because a reset can come in the middle of a line.
 */

#include "rk-boot-line-private.h"

#include "rk-boot-field-private.h"
#include "rk-boot-rule-private.h"

#include <string.h>

/* eboot is linked to this address, and nothing else is. */
#define EBOOT_ADDRESS 0x4010f000

#define DATA_RAM_TOP 0x3ff00000

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

static gboolean
is_letter (char     c,
           char     wanted,
           gboolean exact)
{
  return c == wanted || (!exact && folded[(guint8)c] == folded[(guint8)wanted]);
}

/* Moves @cursor behind what fits; the letters at the beginning do.  A number that
 * does not fit leaves its value at -1, since a value is only taken together with its
 * digits.
 */
static gboolean
match (guint         rule,
       RkBootCursor *cursor,
       RkBootFact   *fact)
{
  gsize n_letters = entries[rule].n_letters;
  RkBootCursor at = { cursor->at + n_letters, cursor->end };
  guint n_values = 0;
  guint n_fields = 0;
  guint min_fields = _rk_boot_rules[rule].min_fields;
  const char *p = entries[rule].text + n_letters;

  if (_rk_boot_rules[rule].fixed >= 0)
    fact->values[n_values++] = _rk_boot_rules[rule].fixed;

  for (; *p != '\0'; p++)
    {
      if (*p == ' ')
        _rk_boot_cursor_skip_blanks (&at);
      else if (*p == ',')
        at.at += at.at < at.end && *at.at == ',';
      else if (*p == '$')
        {
          _rk_boot_cursor_skip_blanks (&at);
          if (at.at < at.end)
            return FALSE;
        }
      else if (*p == '%')
        {
          if (!_rk_boot_field_read (&at, *++p, fact, &n_values))
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
finish_at_version (RkBootCursor *cursor,
                   RkBootFact   *fact)
{
  const char *from = cursor->at;
  gsize length;

  _rk_boot_cursor_skip_parentheses (cursor);
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
        RkBootCursor     *cursor,
        RkBootFact       *fact)
{
  fact->kind = rule->kind;
  if (rule->text != NULL)
    take_rule_text (fact, rule->text);
  else if (is_told_whole (rule->kind, fact))
    _rk_boot_field_copy_text (fact->text, sizeof fact->text, from, cursor->at);
  else if (rule->kind == RK_BOOT_FACT_APPLICATION)
    prepend_name (fact, rule->pattern);

  if (rule->kind == RK_BOOT_FACT_OTHER_CHIP)
    {
      clear_values (fact);
      _rk_boot_field_copy_text (fact->text, sizeof fact->text, from, cursor->end);
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
fits_letters (const RuleEntry    *entry,
              const RkBootCursor *cursor)
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
            RkBootCursor       *cursor,
            const RkBootReport *report,
            RkBootFact         *fact)
{
  for (guint i = first; i != NO_RULE; i = entries[i].next)
    {
      RkBootCursor at = *cursor;

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
match_beginning (RkBootCursor       *cursor,
                 const RkBootReport *report,
                 RkBootFact         *fact)
{
  guint bucket = get_bucket (cursor->at[0], cursor->at + 1 < cursor->end ? cursor->at[1] : '\0');

  return match_list (rule_index.at_beginning[bucket], cursor, report, fact) ||
         match_list (rule_index.open, cursor, report, fact);
}

/* Goes on to the next place where a rule fits; a rule begins where a word does. */
static gboolean
match_next (RkBootCursor       *cursor,
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
  _rk_boot_field_copy_text (fact->text, sizeof fact->text, chip + 2, end);
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
  RkBootCursor cursor = { beginning, text + _rk_boot_line_skip_suffix (text, length) };
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
