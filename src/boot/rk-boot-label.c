/* rk-boot-label.c: facts under the names that scripts know them by
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-boot-label.h"

#include "rk-boot-exception.h"

#include <string.h>

#define EBOOT_ADDRESS 0x4010f000
#define SECTOR_SIZE 0x1000

typedef struct
{
  RkBootLabel *labels;
  guint        count;
} Labels;

static RkBootLabel *
add (Labels          *to,
     const char      *name,
     RkBootLabelType  type)
{
  RkBootLabel *label = &to->labels[to->count++];

  label->name = name;
  label->type = type;
  return label;
}

static void
add_true (Labels     *to,
          const char *name)
{
  add (to, name, RK_BOOT_LABEL_BOOLEAN)->numbers[0] = TRUE;
}

/* What the line does not tell is no label. */
static void
add_number (Labels     *to,
            const char *name,
            gint64      number)
{
  if (number >= 0)
    add (to, name, RK_BOOT_LABEL_NUMBER)->numbers[0] = number;
}

static void
add_text (Labels     *to,
          const char *name,
          const char *text)
{
  RkBootLabel *label;

  if (text == NULL || text[0] == '\0')
    return;
  label = add (to, name, RK_BOOT_LABEL_TEXT);
  g_strlcpy (label->text, text, sizeof label->text);
}

static void
add_hex (Labels     *to,
         const char *name,
         const char *format,
         gint64      number)
{
  RkBootLabel *label;

  if (number < 0)
    return;
  label = add (to, name, RK_BOOT_LABEL_TEXT);
  /* Two forms only: addresses as the ROM prints them, and as the loader does. */
  if (strcmp (format, "0x%08x") == 0)
    g_snprintf (label->text, sizeof label->text, "0x%08x", (guint)number);
  else
    g_snprintf (label->text, sizeof label->text, "%x", (guint)number);
}

static void
add_start (Labels           *to,
           const RkBootFact *fact)
{
  RkBootLabel *mode;

  add_number (to, "rst_cause", fact->values[0]);
  if (fact->values[1] < 0 || fact->values[1] > 7)
    return;

  mode = add (to, "boot_mode", RK_BOOT_LABEL_PAIR);
  mode->numbers[0] = fact->values[1];
  mode->numbers[1] = fact->values[2];
}

static void
add_segment (Labels             *to,
             const RkBootFact   *fact,
             const RkBootReport *report)
{
  RkBootLabel *segment = add (to, "segment", RK_BOOT_LABEL_PAIR);

  segment->numbers[0] = fact->values[0];
  segment->numbers[1] = fact->values[1];
  if (fact->values[0] == EBOOT_ADDRESS && report->last.n_segments == 1)
    add_text (to, "loader", rk_boot_loader_get_name (RK_BOOT_LOADER_EBOOT));
  else if (fact->values[0] == 0 && fact->values[1] == 0)
    add_true (to, "zero_segments");
  else if (fact->values[1] < 0 || fact->values[0] > G_MAXINT32 || fact->values[0] < 0x3ff00000)
    add_true (to, "garbage_segments");
}

/* eboot is known by its address; where the ROM's lines are lost, by its words. */
static void
add_eboot (Labels             *to,
           const RkBootReport *report)
{
  if (report->last.n_segments == 0)
    add_text (to, "loader", rk_boot_loader_get_name (RK_BOOT_LOADER_EBOOT));
}

static void
add_slot (Labels           *to,
          const RkBootFact *fact)
{
  g_snprintf (add (to, "slot", RK_BOOT_LABEL_TEXT)->text, RK_BOOT_FACT_TEXT_SIZE, "user%d", (int)fact->values[0]);
  if (fact->values[1] > 0 && fact->values[1] % SECTOR_SIZE == 0)
    add_hex (to, "slot_addr", "%x", fact->values[1]);
}

static void
add_rom_slot (Labels             *to,
              const RkBootFact   *fact,
              const RkBootReport *report)
{
  if (report->last.loader != RK_BOOT_LOADER_RTOS)
    add_number (to, "rom_slot", fact->values[0]);
  if (fact->values[1] > 0)
    add_hex (to, "slot_addr", "%x", fact->values[1]);
}

static const char *
get_form_name (RkBootCrashForm form)
{
  switch (form)
    {
    case RK_BOOT_CRASH_ROM:
      return "rom";
    case RK_BOOT_CRASH_SDK:
      return "sdk";
    case RK_BOOT_CRASH_ARDUINO:
    case RK_BOOT_CRASH_PANIC:
      return "arduino";
    case RK_BOOT_CRASH_RTOS:
      return "rtos-sdk3";
    case RK_BOOT_CRASH_NONE:
    default:
      return NULL;
    }
}

static void
add_exception (Labels           *to,
               const RkBootFact *fact)
{
  const RkBootExceptionInfo *info = rk_boot_exception_lookup_by_name (fact->text);
  gint64 cause = fact->values[1] < 0 && info != NULL ? info->cause : fact->values[1];

  add_number (to, "exception", cause);
  add_text (to, "format", get_form_name ((RkBootCrashForm)fact->values[0]));
}

static void
add_panic (Labels           *to,
           const RkBootFact *fact)
{
  static const struct
  {
    const char *beginning;
    const char *word;
  } words[] = {
    { "panic/abort/assert", NULL }, /* the reason comes on the next line */
    { "Abort called", "abort" },
    { "abort()", "abort" },
    { "OOM", "oom" },
    { "assertion", "assert" },
    { "ISR not in IRAM", "isr_not_in_iram" },
    { "Stack smashing", "stack_smashing" },
    { "Stack overflow", "stack_overflow" },
    { "***ERROR*** A stack overflow", "stack_overflow" },
    { "PANIC: unprotected", "lua" },
  };
  const char *word = "panic";

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_has_prefix (fact->text, words[i].beginning))
      word = words[i].word;

  add_text (to, "panic", word);
  add_text (to, "format", get_form_name (RK_BOOT_CRASH_PANIC));
}

static void
add_join (Labels           *to,
          const RkBootFact *fact)
{
  static const char *const words[] = {
    [RK_BOOT_JOIN_OK] = "ok",
    [RK_BOOT_JOIN_FAIL] = "fail",
    [RK_BOOT_JOIN_ERROR] = "error",
    [RK_BOOT_JOIN_AUTO] = "auto",
  };

  add_text (to, "cwjap", words[CLAMP (fact->values[0], 0, (gint64)G_N_ELEMENTS (words) - 1)]);
}

/**
 * rk_boot_chip_get_name:
 * @sign: what shows that it is no ESP8266
 * @name: (out caller-allocates): its name as its maker writes it, "ESP32-C3"
 * @size: of @name
 */
void
rk_boot_chip_get_name (const char *sign,
                       char       *name,
                       gsize       size)
{
  static const char *const kinds[] = { "c2", "c3", "c5", "c6", "c61", "h2", "p4", "s2", "s3" };
  g_autofree char *lower = g_ascii_strdown (sign, -1);
  const char *at = strstr (lower, "esp32");
  const char *kind;

  if (strstr (lower, "wizfi360") != NULL)
    g_strlcpy (name, "WizFi360", size);
  else
    g_strlcpy (name, strstr (lower, "rom:[v0") != NULL ? "RTL8710" : "ESP32", size);
  if (at == NULL)
    return;

  kind = at + strlen ("esp32");
  kind += *kind == '-';
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_has_prefix (kind, kinds[i]))
      g_snprintf (name, size, "ESP32-%c%s", g_ascii_toupper (kinds[i][0]), kinds[i] + 1);
}

static void
add_other_chip (Labels           *to,
                const RkBootFact *fact)
{
  char name[16];

  rk_boot_chip_get_name (fact->text, name, sizeof name);
  add_text (to, "chip", name);
  add_true (to, "negative");
  if (g_str_has_prefix (fact->text, "flash read err"))
    add_true (to, "flash_read_err");
}

static void
add_loader (Labels           *to,
            const RkBootFact *fact)
{
  add_text (to, "loader", rk_boot_loader_get_name ((RkBootLoader)fact->values[0]));
  if (fact->values[0] == RK_BOOT_LOADER_IDF)
    add_true (to, "negative");
  else
    add_text (to, "loader_version", fact->text);
}

/* What a crash of another chip tells is not what the same words mean here. */
static gboolean
is_of_esp8266 (RkBootFactKind kind)
{
  return kind <= RK_BOOT_FACT_USER_CODE_DONE ||
         (kind >= RK_BOOT_FACT_EXCEPTION && kind <= RK_BOOT_FACT_NO_MEMORY);
}

static void
add_other (Labels           *to,
           const RkBootFact *fact)
{
  const char *name = rk_boot_fact_kind_get_name (fact->kind);

  if (fact->text[0] != '\0')
    add_text (to, name, fact->text);
  else if (fact->values[0] >= 0)
    add_number (to, name, fact->values[0]);
  else
    add_true (to, name);
}

/* What the ROM and the loaders say. */
static gboolean
add_of_boot (Labels             *to,
             const RkBootFact   *fact,
             const RkBootReport *report)
{
  switch ((int)fact->kind)
    {
    case RK_BOOT_FACT_START:
      add_start (to, fact);
      return TRUE;
    case RK_BOOT_FACT_SEGMENT:
      add_segment (to, fact, report);
      return TRUE;
    case RK_BOOT_FACT_CSUM_ERR:
      add_true (to, "csum_err");
      add (to, "csum_ok", RK_BOOT_LABEL_BOOLEAN)->numbers[0] = FALSE;
      return TRUE;
    case RK_BOOT_FACT_LOADER:
      add_loader (to, fact);
      return TRUE;
    case RK_BOOT_FACT_EBOOT_VERSION:
      add_eboot (to, report);
      add_text (to, "eboot_version", fact->text);
      return TRUE;
    case RK_BOOT_FACT_EBOOT_LOAD:
      add_eboot (to, report);
      return TRUE;
    case RK_BOOT_FACT_SLOT:
      add_slot (to, fact);
      return TRUE;
    case RK_BOOT_FACT_ROM_SLOT:
      add_rom_slot (to, fact, report);
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
add_of_crash (Labels           *to,
              const RkBootFact *fact)
{
  switch ((int)fact->kind)
    {
    case RK_BOOT_FACT_EXCEPTION:
      add_exception (to, fact);
      return TRUE;
    case RK_BOOT_FACT_EXCCAUSE:
      add_number (to, "exception", fact->values[0]);
      return TRUE;
    case RK_BOOT_FACT_CRASH_BEFORE:
      if (fact->values[1] == 2) /* the SDK's number for an exception */
        add_number (to, "exception", fact->values[0]);
      return TRUE;
    case RK_BOOT_FACT_REGISTERS:
      add_hex (to, "epc1", "0x%08x", fact->values[0]);
      add_hex (to, "excvaddr", "0x%08x", fact->values[3]);
      return TRUE;
    case RK_BOOT_FACT_PC:
      add_hex (to, "epc1", "0x%08x", fact->values[0]);
      return TRUE;
    case RK_BOOT_FACT_EXCVADDR:
      add_hex (to, "excvaddr", "0x%08x", fact->values[0]);
      return TRUE;
    case RK_BOOT_FACT_SOFT_WDT:
      add_true (to, "soft_wdt");
      add_text (to, "format", get_form_name (RK_BOOT_CRASH_ARDUINO));
      return TRUE;
    case RK_BOOT_FACT_PANIC:
      add_panic (to, fact);
      return TRUE;
    case RK_BOOT_FACT_NO_MEMORY:
      add_number (to, "no_memory", fact->values[1]);
      return TRUE;
    default:
      return FALSE;
    }
}

/* What programs say, AT firmware among them. */
static gboolean
add_of_program (Labels           *to,
                const RkBootFact *fact)
{
  switch ((int)fact->kind)
    {
    case RK_BOOT_FACT_WIFI_STATE:
    case RK_BOOT_FACT_SDK_DEBUG:
      add_true (to, "sdk_debug");
      return TRUE;
    case RK_BOOT_FACT_AT_VERSION:
      add_text (to, "at_version", fact->text);
      return TRUE;
    case RK_BOOT_FACT_BIN_VERSION:
      add_text (to, "bin_version", fact->text);
      return TRUE;
    case RK_BOOT_FACT_ECHO:
      add (to, "echo", RK_BOOT_LABEL_BOOLEAN)->numbers[0] = fact->values[0];
      return TRUE;
    case RK_BOOT_FACT_CLOUD_STEP:
      add (to, "cloud_step", RK_BOOT_LABEL_NUMBER)->numbers[0] = fact->values[0];
      return TRUE;
    case RK_BOOT_FACT_CLOUD_REPEATED:
      if (fact->values[0] == 3)
        add_true (to, "cloud_step3_repeated");
      return TRUE;
    case RK_BOOT_FACT_JOIN:
      add_join (to, fact);
      return TRUE;
    default:
      return FALSE;
    }
}

/* What flashing tools say. */
static gboolean
add_of_tool (Labels           *to,
             const RkBootFact *fact)
{
  switch ((int)fact->kind)
    {
    case RK_BOOT_FACT_TOOL:
      add_text (to, "tool", rk_boot_tool_get_name ((RkBootTool)fact->values[0]));
      add_text (to, "tool_version", fact->text);
      return TRUE;
    case RK_BOOT_FACT_TOOL_ERROR:
      add_text (to, "error", fact->text);
      return TRUE;
    case RK_BOOT_FACT_FLASH_ID:
      if (fact->values[0] == 0)
        g_snprintf (add (to, "flash_id", RK_BOOT_LABEL_TEXT)->text, RK_BOOT_FACT_TEXT_SIZE, "%s%.40s",
                    strchr (fact->text, ' ') == NULL ? "0x" : "", fact->text);
      return TRUE;
    case RK_BOOT_FACT_OTHER_CHIP:
      add_other_chip (to, fact);
      return TRUE;
    default:
      return FALSE;
    }
}

/* Only a part of another fact. */
static gboolean
is_part (RkBootFactKind kind)
{
  return kind == RK_BOOT_FACT_STACK_WORDS ||
         kind == RK_BOOT_FACT_RESTARTING ||
         kind == RK_BOOT_FACT_AT_REPLY ||
         kind == RK_BOOT_FACT_COMPILE_TIME ||
         kind == RK_BOOT_FACT_JOINED ||
         kind == RK_BOOT_FACT_TOOL_STEP;
}

/**
 * rk_boot_fact_get_labels:
 * @fact: a fact
 * @report: what is known, @fact included
 * @labels: (out caller-allocates) (array fixed-size=3): gets them; the names are
 *   those of the corpus of serial output that the decoder is tested with
 *
 * Returns: how many; 0 for what is only a part of another fact
 */
guint
rk_boot_fact_get_labels (const RkBootFact   *fact,
                         const RkBootReport *report,
                         RkBootLabel        *labels)
{
  Labels to = { labels, 0 };

  if (is_part (fact->kind) || (report->other_chip[0] != '\0' && is_of_esp8266 (fact->kind)))
    return 0;

  if (!add_of_boot (&to, fact, report) && !add_of_crash (&to, fact) && !add_of_program (&to, fact) &&
      !add_of_tool (&to, fact))
    add_other (&to, fact);

  return to.count;
}
