/* rk-boot-line.c: one line in, its facts out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a module may print is a table of patterns.  They are searched for
 * anywhere in the line, because terminal programs put time stamps in front, and
 * because a reset can come in the middle of a line.  Sources of the texts: the
 * boot ROM's strings, Espressif's boot_v1.1…1.7.bin, eboot.c and the
 * postmortem printer of the Arduino core, rBoot, ESP8266_RTOS_SDK 3.
 */

#include "rk-boot-line-private.h"

#include <string.h>

/* eboot is linked to this address, and nothing else is. */
#define EBOOT_ADDRESS 0x4010f000

typedef enum
{
  ALWAYS,
  AFTER_ROM,   /* the ROM has said something in this start */
  AFTER_EBOOT, /* the ROM has loaded eboot in this start */
} Gate;

/*
 * Patterns: a letter stands for itself in either case, a blank for any number
 * of blanks, a comma for one or none.  %d is a decimal and %x a hexadecimal
 * number, %8 eight hexadecimal digits and the letter before them, %w a word, %l the rest of the line.
 * ^ and $ are the line's beginning (after a time stamp) and end.
 */
typedef struct
{
  const char    *pattern;
  RkBootFactKind kind;
  int            fixed;      /* the first value, -1 for none */
  guint          min_fields; /* enough of it to count when the rest is cut off or damaged */
  Gate           gate;
} Rule;

/* The first that fits counts: longer ones stand before shorter ones. */
static const Rule rules[] = {
  { "rst cause:%d, boot mode:(%d,%d)", RK_BOOT_FACT_START, -1, 2, ALWAYS },
  { "load 0x%x, len %d, room %d", RK_BOOT_FACT_SEGMENT, -1, 2, ALWAYS },
  { "chksum 0x%x", RK_BOOT_FACT_CHKSUM, -1, 1, ALWAYS },
  { "csum 0x%x", RK_BOOT_FACT_CSUM, -1, 1, ALWAYS },
  { "csum err", RK_BOOT_FACT_CSUM_ERR, -1, 0, ALWAYS },
  { "flash read err, ets_unpack", RK_BOOT_FACT_FLASH_READ_ERR, -1, 0, ALWAYS },
  { "flash read err, %d", RK_BOOT_FACT_OTHER_CHIP, -1, 1, ALWAYS },
  { "ets_main.c %d", RK_BOOT_FACT_OTHER_CHIP, -1, 1, ALWAYS },
  { "ets_main.c", RK_BOOT_FACT_ETS_MAIN, -1, 0, ALWAYS },
  { "^wdt reset$", RK_BOOT_FACT_WDT_RESET, -1, 0, ALWAYS },
  { "waiting for host", RK_BOOT_FACT_WAITING_FOR_HOST, -1, 0, ALWAYS },
  { "^unknown reset", RK_BOOT_FACT_UNKNOWN_RESET, -1, 0, ALWAYS },
  { "user code done", RK_BOOT_FACT_USER_CODE_DONE, -1, 0, ALWAYS },

  { "2nd boot version : %w", RK_BOOT_FACT_LOADER, RK_BOOT_LOADER_ESPRESSIF, 1, ALWAYS },
  { "rBoot v%w", RK_BOOT_FACT_LOADER, RK_BOOT_LOADER_RBOOT, 1, ALWAYS },
  { "^Boot v%w", RK_BOOT_FACT_LOADER, RK_BOOT_LOADER_RBOOT, 1, ALWAYS },
  { "ESP-IDF %w 2nd stage bootloader", RK_BOOT_FACT_LOADER, RK_BOOT_LOADER_RTOS, 1, ALWAYS },
  { "SPI Speed : %w", RK_BOOT_FACT_SPI_SPEED, -1, 1, ALWAYS },
  { "SPI Mode : %w", RK_BOOT_FACT_SPI_MODE, -1, 1, ALWAYS },
  { "SPI Flash Size & Map : %w", RK_BOOT_FACT_FLASH_MAP, -1, 1, ALWAYS },
  { "SPI Flash Size : %w", RK_BOOT_FACT_FLASH_MAP, -1, 1, ALWAYS },
  { "^Flash Size: %l", RK_BOOT_FACT_FLASH_MAP, -1, 1, ALWAYS },
  { "^Flash Mode: %w", RK_BOOT_FACT_SPI_MODE, -1, 1, ALWAYS },
  { "^Flash Speed: %l", RK_BOOT_FACT_SPI_SPEED, -1, 1, ALWAYS },
  { "jump to run user%d @ %x", RK_BOOT_FACT_SLOT, -1, 1, ALWAYS },
  { "jump to user%d @ %x", RK_BOOT_FACT_SLOT, -1, 1, ALWAYS },
  { "Booting rom %d (0x%x)", RK_BOOT_FACT_ROM_SLOT, -1, 1, ALWAYS },
  { "Booting rom %d", RK_BOOT_FACT_ROM_SLOT, -1, 1, ALWAYS },
  { "Loaded app from partition at offset 0x%x", RK_BOOT_FACT_ROM_SLOT, 0, 1, ALWAYS },
  { "^error magic!", RK_BOOT_FACT_LOADER_FAULT, RK_BOOT_LOADER_FAULT_MAGIC, 0, ALWAYS },
  { "^first boot failed", RK_BOOT_FACT_LOADER_FAULT, RK_BOOT_LOADER_FAULT_FIRST_SLOT, 0, ALWAYS },
  { "^backup boot failed", RK_BOOT_FACT_LOADER_FAULT, RK_BOOT_LOADER_FAULT_BACKUP_SLOT, 0, ALWAYS },
  { "^error user bin flag, flag = %d", RK_BOOT_FACT_LOADER_FAULT, RK_BOOT_LOADER_FAULT_FLAG, 0, ALWAYS },
  { "^flash map not support", RK_BOOT_FACT_LOADER_FAULT, RK_BOOT_LOADER_FAULT_MAP, 0, ALWAYS },
  { "^get flash_addr error", RK_BOOT_FACT_LOADER_FAULT, RK_BOOT_LOADER_FAULT_MAP, 0, ALWAYS },
  { "^boot not set$", RK_BOOT_FACT_LOADER_FAULT, RK_BOOT_LOADER_FAULT_NOT_SET, 0, ALWAYS },
  { "^ota%d not set$", RK_BOOT_FACT_LOADER_FAULT, RK_BOOT_LOADER_FAULT_NOT_SET, 1, ALWAYS },
  { "^no GPIO select!", RK_BOOT_FACT_TEST_MODE, -1, 0, ALWAYS },
  { "^into test mode", RK_BOOT_FACT_TEST_MODE, -1, 0, ALWAYS },
  { "^test bin is not pass", RK_BOOT_FACT_TEST_MODE, -1, 0, ALWAYS },
  { "^enhance boot mode", RK_BOOT_FACT_TEST_MODE, -1, 0, ALWAYS },

  { "^v%8$", RK_BOOT_FACT_EBOOT_VERSION, -1, 1, AFTER_EBOOT },
  { "^~ld$", RK_BOOT_FACT_EBOOT_LOAD, -1, 0, ALWAYS },
  { "^ld$", RK_BOOT_FACT_EBOOT_LOAD, -1, 0, AFTER_EBOOT },
  { "^@cp:%d", RK_BOOT_FACT_EBOOT_COPY, -1, 1, ALWAYS },
  { "^e:%d", RK_BOOT_FACT_EBOOT_ERROR, -1, 1, AFTER_EBOOT },

  { "Fatal exception (%d)", RK_BOOT_FACT_EXCEPTION, RK_BOOT_CRASH_ROM, 1, ALWAYS },
  { "Fatal exception %d(", RK_BOOT_FACT_EXCEPTION, RK_BOOT_CRASH_SDK, 1, ALWAYS },
  { "Exception (%d):", RK_BOOT_FACT_EXCEPTION, RK_BOOT_CRASH_ARDUINO, 1, ALWAYS },
  { "Guru Meditation Error: %l", RK_BOOT_FACT_EXCEPTION, RK_BOOT_CRASH_RTOS, 1, ALWAYS },
  { "epc1=0x%x, epc2=0x%x, epc3=0x%x, excvaddr=0x%x, depc=0x%x", RK_BOOT_FACT_REGISTERS, -1, 1, ALWAYS },
  { "EXCCAUSE : 0x%x", RK_BOOT_FACT_EXCCAUSE, -1, 1, ALWAYS },
  { "EXCVADDR : 0x%x", RK_BOOT_FACT_EXCVADDR, -1, 1, ALWAYS },
  { "^Soft WDT reset", RK_BOOT_FACT_SOFT_WDT, -1, 0, ALWAYS },
  { "^User exception (%l", RK_BOOT_FACT_PANIC, -1, 1, ALWAYS },
  { "^Unhandled C++ exception: %l", RK_BOOT_FACT_PANIC, -1, 1, ALWAYS },
  { "^Abort called", RK_BOOT_FACT_PANIC, -1, 0, ALWAYS },
  { "^Panic %l", RK_BOOT_FACT_PANIC, -1, 1, ALWAYS },
  { "^ISR not in IRAM!", RK_BOOT_FACT_PANIC, -1, 0, ALWAYS },
  { ">>>stack>>>", RK_BOOT_FACT_STACK_DUMP, -1, 0, ALWAYS },
  { "<<<stack<<<", RK_BOOT_FACT_STACK_DUMP, -1, 0, ALWAYS },
  { "^ctx: %w", RK_BOOT_FACT_CONTEXT, -1, 1, ALWAYS },

  { "^ready$", RK_BOOT_FACT_READY, -1, 0, ALWAYS },
  { "^ready!!!", RK_BOOT_FACT_READY, -1, 0, ALWAYS },
  { "SDK ver: %w", RK_BOOT_FACT_SDK_VERSION, -1, 1, AFTER_ROM },
  { "correct flash map", RK_BOOT_FACT_MAP_CORRECT, -1, 0, ALWAYS },
  { "^MEM CHECK FAIL", RK_BOOT_FACT_FIRMWARE_FAULT, RK_BOOT_FIRMWARE_FAULT_MEMORY, 0, ALWAYS },
  { "^mismatch map %d", RK_BOOT_FACT_FIRMWARE_FAULT, RK_BOOT_FIRMWARE_FAULT_MAP, 1, ALWAYS },
  { "^system_partition_table_regist fail", RK_BOOT_FACT_FIRMWARE_FAULT, RK_BOOT_FIRMWARE_FAULT_PARTITION, 0, ALWAYS },

  /* The date of an ESP8266's ROM is Jan 8 2013; other chips print other ones. */
  { "^ets Ju%w %d %d", RK_BOOT_FACT_OTHER_CHIP, -1, 1, ALWAYS },
  { "^rst:0x%x (", RK_BOOT_FACT_OTHER_CHIP, -1, 1, ALWAYS },
  { "^ESP-ROM:%w", RK_BOOT_FACT_OTHER_CHIP, -1, 1, ALWAYS },
  { "boot.esp32", RK_BOOT_FACT_OTHER_CHIP, -1, 0, ALWAYS },
  { "boot: Enabling RNG early entropy source", RK_BOOT_FACT_OTHER_CHIP, -1, 0, ALWAYS },
  { "boot: chip revision: %w", RK_BOOT_FACT_OTHER_CHIP, -1, 1, ALWAYS },
};

#define NO_RULE G_MAXUINT8

G_STATIC_ASSERT (G_N_ELEMENTS (rules) < NO_RULE);

/* Rules by the first letter of their pattern, so that an ordinary line costs
 * one look-up a byte.
 */
static guint8 first_rule[256];
static guint8 next_rule[G_N_ELEMENTS (rules)];

static void
add_to_index (guint8 letter,
              guint  rule)
{
  next_rule[rule] = first_rule[letter];
  first_rule[letter] = (guint8)rule;
}

static void
ensure_index (void)
{
  static gsize done = 0;

  if (!g_once_init_enter (&done))
    return;

  memset (first_rule, NO_RULE, sizeof first_rule);
  /* Backwards, because each is put in front of the others. */
  for (guint i = G_N_ELEMENTS (rules); i-- > 0;)
    add_to_index ((guint8)g_ascii_tolower (rules[i].pattern[rules[i].pattern[0] == '^']), i);
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
      int digit = base == 16 ? g_ascii_xdigit_value (*at) : g_ascii_digit_value (*at);

      if (digit < 0)
        break;
      number = number * base + (guint)digit;
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

static gboolean
read_field (Cursor     *cursor,
            char        conversion,
            RkBootFact *fact,
            guint      *n_values)
{
  const char *from = cursor->at;

  switch (conversion)
    {
    case 'd':
      return *n_values < RK_BOOT_FACT_N_VALUES &&
             read_number (cursor, 10, 10, &fact->values[(*n_values)++]);
    case 'x':
      return *n_values < RK_BOOT_FACT_N_VALUES &&
             read_number (cursor, 16, 8, &fact->values[(*n_values)++]);
    case '8':
      while (cursor->at < cursor->end && g_ascii_isxdigit (*cursor->at))
        cursor->at++;
      if (cursor->at - from != 8)
        return FALSE;
      from--; /* the "v" belongs to it */
      break;
    case 'w':
      while (cursor->at < cursor->end && g_ascii_isgraph (*cursor->at))
        cursor->at++;
      break;
    case 'l':
    default:
      cursor->at = cursor->end;
      break;
    }

  copy_text (fact->text, sizeof fact->text, from, cursor->at);
  return fact->text[0] != '\0';
}

/* Moves @cursor behind what fits.  A number that does not fit leaves its value
 * at -1, since a value is only taken together with its digits.
 */
static gboolean
match (const Rule *rule,
       Cursor     *cursor,
       RkBootFact *fact)
{
  Cursor at = *cursor;
  guint n_values = 0;
  guint n_fields = 0;
  const char *p = rule->pattern + (rule->pattern[0] == '^');

  if (rule->fixed >= 0)
    fact->values[n_values++] = rule->fixed;

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
          n_fields++;
          *cursor = at;
        }
      else if (at.at < at.end && g_ascii_tolower (*at.at) == g_ascii_tolower (*p))
        at.at++;
      else
        break;
    }

  if (*p == '\0')
    *cursor = at;
  return *p == '\0' || (rule->min_fields > 0 && n_fields >= rule->min_fields);
}

static gboolean
gate_is_open (Gate               gate,
              const RkBootStart *start)
{
  switch (gate)
    {
    case AFTER_ROM:
      return start->has_rom_line || start->n_segments > 0 || start->loader != RK_BOOT_LOADER_UNKNOWN;
    case AFTER_EBOOT:
      return start->n_segments > 0 && start->segments[0].address == EBOOT_ADDRESS;
    case ALWAYS:
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

static gboolean
match_any (Cursor            *cursor,
           gboolean           at_beginning,
           const RkBootStart *start,
           RkBootFact        *fact)
{
  guint8 letter = (guint8)g_ascii_tolower (*cursor->at);

  for (guint i = first_rule[letter]; i != NO_RULE; i = next_rule[i])
    {
      Cursor at = *cursor;

      if ((rules[i].pattern[0] == '^' && !at_beginning) || !gate_is_open (rules[i].gate, start))
        continue;

      clear_values (fact);
      fact->text[0] = '\0';
      if (!match (&rules[i], &at, fact))
        continue;

      fact->kind = rules[i].kind;
      if (fact->kind == RK_BOOT_FACT_OTHER_CHIP)
        clear_values (fact);
      if (fact->kind == RK_BOOT_FACT_OTHER_CHIP || (fact->kind == RK_BOOT_FACT_PANIC && fact->text[0] == '\0'))
        copy_text (fact->text, sizeof fact->text, cursor->at, cursor->end);
      *cursor = at;
      return TRUE;
    }

  return FALSE;
}

/* Bits of a time stamp: 11:19:05.917, 2023-07-09, 10:01:59,937 */
static gsize
skip_stamp (const char *text,
            gsize       length)
{
  gsize n = 0;
  guint n_marks = 0;

  while (n < length && (g_ascii_isdigit (text[n]) || strchr (":.,/-T", text[n]) != NULL) && text[n] != '\0')
    {
      n_marks += text[n] == ':' || text[n] == '-' || text[n] == '/';
      n++;
    }

  if (n == 0 || !g_ascii_isdigit (text[0]) || n_marks < 2)
    return 0;
  return n == length || is_blank (text[n]) || text[n] == ']' || text[n] == '>' ? n : 0;
}

/**
 * _rk_boot_line_skip_prefix:
 * @text: a line
 * @length: its length
 *
 * Skips what terminal programs and forums put in front: blanks, quoting with
 * ">", time stamps with or without brackets, "->".
 *
 * Returns: how many bytes
 */
gsize
_rk_boot_line_skip_prefix (const char *text,
                           gsize       length)
{
  gsize n = 0;

  while (n < length)
    {
      gsize bracket = text[n] == '[' ? 1 : 0;
      gsize stamp = skip_stamp (text + n + bracket, length - n - bracket);

      if (stamp > 0)
        n += bracket + stamp;
      else if (is_blank (text[n]) || (text[n] == '>' && (n + 1 == length || text[n + 1] != '>')))
        n++;
      else if (text[n] == ']' && n > 0)
        n++;
      else if (text[n] == '-' && n + 1 < length && text[n + 1] == '>')
        n += 2;
      else
        break;
    }

  return n;
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

  for (const char *at = text; at < end; at++)
    {
      Cursor cursor = { at, end };
      gint64 time;

      if (g_ascii_isdigit (*at) && (at == text || !g_ascii_isdigit (at[-1])) && read_clock (&cursor, &time))
        return time;
    }

  return -1;
}

/**
 * _rk_boot_line_parse:
 * @text: a line without its end; any bytes
 * @length: how many
 * @line: its number
 * @offset: where it begins
 * @start: what is known of the start under way; may change in @func
 * @func: called for each fact
 *
 * Returns: the number of facts
 */
guint
_rk_boot_line_parse (const char        *text,
                     gsize              length,
                     guint64            line,
                     guint64            offset,
                     const RkBootStart *start,
                     RkBootFactFunc     func,
                     gpointer           user_data)
{
  gsize prefix = _rk_boot_line_skip_prefix (text, length);
  const char *beginning = text + prefix;
  Cursor cursor = { beginning, text + length };
  RkBootFact fact = { .line = line, .offset = offset };
  guint n_facts = 0;

  ensure_index ();
  while (cursor.at < cursor.end)
    {
      gboolean in_word = cursor.at > beginning && g_ascii_isalpha (cursor.at[-1]) && g_ascii_isalpha (*cursor.at);

      if (first_rule[(guint8)g_ascii_tolower (*cursor.at)] == NO_RULE || in_word ||
          !match_any (&cursor, cursor.at == beginning, start, &fact))
        {
          cursor.at++;
          continue;
        }

      func (&fact, user_data);
      n_facts++;
    }

  return n_facts;
}
