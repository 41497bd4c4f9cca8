/* rk-boot-report.c: what a module's output tells, start by start
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-boot-report.h"

#include "rk-boot-talk-private.h"

#include <string.h>

#define EBOOT_ADDRESS 0x4010f000
#define SECTOR_SIZE 0x1000

static void
exception_init (RkBootException *self,
                RkBootCrashForm  form,
                gint64           cause)
{
  memset (self, 0, sizeof *self);
  self->form = form;
  self->cause = (int)CLAMP (cause, -1, G_MAXINT);
  self->epc1 = self->epc2 = self->epc3 = self->excvaddr = self->depc = -1;
}

static void
start_init (RkBootStart *self,
            guint64      line)
{
  memset (self, 0, sizeof *self);
  self->line = line;
  self->rst_cause = -1;
  self->boot_mode = -1;
  self->boot_mode_sdio = -1;
  self->chksum = -1;
  self->csum = -1;
  self->slot = -1;
  self->slot_address = -1;
  self->eboot_copy = -1;
  self->eboot_error = -1;
  self->crash_before = -1;
  exception_init (&self->exception, RK_BOOT_CRASH_NONE, -1);
}

/**
 * rk_boot_report_init:
 * @self: (out caller-allocates): a report
 *
 * Makes it that of a module that has said nothing.
 */
void
rk_boot_report_init (RkBootReport *self)
{
  memset (self, 0, sizeof *self);
  start_init (&self->last, 0);
  start_init (&self->previous, 0);
  _rk_boot_talk_init (&self->talk);
}

static void
begin_start (RkBootReport *self,
             guint64       line)
{
  self->previous = self->last;
  start_init (&self->last, line);
  self->last.asked_for = self->talk.restart_asked;
  self->n_starts++;
}

static void
add_start (RkBootReport     *self,
           const RkBootFact *fact)
{
  RkBootStart *start;

  begin_start (self, fact->line);
  start = &self->last;
  start->has_rom_line = TRUE;
  start->rst_cause = (int)MIN (fact->values[0], G_MAXINT);
  /* Three pins: another number is not what the module printed. */
  if (fact->values[1] >= 0 && fact->values[1] <= 7)
    start->boot_mode = (int)fact->values[1];
  start->boot_mode_sdio = (int)MIN (fact->values[2], G_MAXINT);
  if (start->rst_cause >= 0)
    self->n_causes[MIN (start->rst_cause, 7)]++;
  if (start->boot_mode >= 0)
    self->n_modes[start->boot_mode]++;
}

static void
add_segment (RkBootReport     *self,
             const RkBootFact *fact)
{
  RkBootStart *start = &self->last;

  /* The ROM's first line can be lost in garbage: loading anew is a new start. */
  if (start->csum >= 0 || start->ets_main)
    {
      begin_start (self, fact->line);
      start = &self->last;
    }

  if (start->n_segments < RK_BOOT_MAX_SEGMENTS)
    {
      start->segments[start->n_segments].address = (guint32)fact->values[0];
      start->segments[start->n_segments].length = (gint32)fact->values[1];
    }
  if (start->n_segments++ == 0 && start->segments[0].address == EBOOT_ADDRESS)
    start->loader = RK_BOOT_LOADER_EBOOT;
}

static void
add_csum (RkBootReport     *self,
          const RkBootFact *fact)
{
  if (self->last.csum < 0)
    self->n_loaded++;
  self->last.csum = (int)fact->values[0];
}

static void
add_csum_err (RkBootReport *self)
{
  RkBootStart *start = &self->last;

  /* It follows the final sum, which was taken for success. */
  if (!start->csum_err && start->csum >= 0 && self->n_loaded > 0)
    self->n_loaded--;
  start->csum_err = TRUE;
  self->n_csum_err++;
}

static void
add_other_chip (RkBootReport     *self,
                const RkBootFact *fact)
{
  if (self->other_chip[0] == '\0')
    g_strlcpy (self->other_chip, fact->text, sizeof self->other_chip);
}

static void
add_loader (RkBootReport     *self,
            const RkBootFact *fact)
{
  if (self->last.handed_over)
    begin_start (self, fact->line);

  self->last.loader = (RkBootLoader)fact->values[0];
  g_strlcpy (self->last.loader_version, fact->text, sizeof self->last.loader_version);
  if (self->last.loader == RK_BOOT_LOADER_IDF)
    add_other_chip (self, fact);
}

static void
add_slot (RkBootStart      *start,
          const RkBootFact *fact)
{
  if (fact->kind == RK_BOOT_FACT_SLOT && start->loader == RK_BOOT_LOADER_UNKNOWN)
    start->loader = RK_BOOT_LOADER_ESPRESSIF;
  start->slot = (int)MIN (fact->values[0], G_MAXINT);
  /* Slots begin at sectors; another number has lost or gained a digit. */
  if (fact->values[1] > 0 && fact->values[1] % SECTOR_SIZE == 0)
    start->slot_address = fact->values[1];
  start->handed_over = TRUE;
}

static void
count_crash (RkBootReport *self)
{
  self->last.n_crashes++;
  self->n_crashes++;
}

/* One crash can be told several times: by the SDK and then by the Arduino core,
 * as a panic and its reason, as a software watchdog and its exception.
 */
static gboolean
is_told_again (const RkBootStart *start,
               RkBootCrashForm    form,
               gint64             cause)
{
  const RkBootException *old = &start->exception;

  switch (form)
    {
    case RK_BOOT_CRASH_PANIC:
      return old->form == RK_BOOT_CRASH_PANIC;
    case RK_BOOT_CRASH_ARDUINO:
      return (old->form == RK_BOOT_CRASH_NONE && start->soft_wdt && cause == 4) ||
             ((old->form == RK_BOOT_CRASH_ROM || old->form == RK_BOOT_CRASH_SDK) && old->cause == cause);
    case RK_BOOT_CRASH_NONE:
    case RK_BOOT_CRASH_ROM:
    case RK_BOOT_CRASH_SDK:
    case RK_BOOT_CRASH_RTOS:
    default:
      return FALSE;
    }
}

static void
add_exception (RkBootReport     *self,
               const RkBootFact *fact)
{
  RkBootException *exception = &self->last.exception;
  gboolean is_panic = fact->kind == RK_BOOT_FACT_PANIC;
  RkBootCrashForm form = is_panic ? RK_BOOT_CRASH_PANIC : (RkBootCrashForm)fact->values[0];
  gint64 cause = is_panic ? -1 : fact->values[1];

  if (!is_told_again (&self->last, form, cause))
    count_crash (self);
  else if (is_panic)
    return;

  exception_init (exception, form, cause);
  g_strlcpy (exception->message, fact->text, sizeof exception->message);
}

static void
add_registers (RkBootReport     *self,
               const RkBootFact *fact)
{
  RkBootException *exception = &self->last.exception;

  /* The line with the cause was lost. */
  if (exception->form == RK_BOOT_CRASH_NONE || exception->epc1 >= 0)
    {
      exception_init (exception, RK_BOOT_CRASH_ROM, -1);
      count_crash (self);
    }

  exception->epc1 = fact->values[0];
  exception->epc2 = fact->values[1];
  exception->epc3 = fact->values[2];
  exception->excvaddr = fact->values[3];
  exception->depc = fact->values[4];
}

static void
add_soft_wdt (RkBootReport *self)
{
  self->last.soft_wdt = TRUE;
  count_crash (self);
}

static void
add_eboot_load (RkBootStart *start)
{
  start->loader = RK_BOOT_LOADER_EBOOT;
  start->handed_over = TRUE;
}

/* What the ROM says. */
static gboolean
add_rom_fact (RkBootReport     *self,
              const RkBootFact *fact)
{
  RkBootStart *start = &self->last;

  switch ((int)fact->kind)
    {
    case RK_BOOT_FACT_START:
      add_start (self, fact);
      return TRUE;
    case RK_BOOT_FACT_SEGMENT:
      add_segment (self, fact);
      return TRUE;
    case RK_BOOT_FACT_CHKSUM:
      start->chksum = (int)fact->values[0];
      return TRUE;
    case RK_BOOT_FACT_CSUM:
      add_csum (self, fact);
      return TRUE;
    case RK_BOOT_FACT_CSUM_ERR:
      add_csum_err (self);
      return TRUE;
    case RK_BOOT_FACT_FLASH_READ_ERR:
      start->flash_read_err = TRUE;
      return TRUE;
    case RK_BOOT_FACT_ETS_MAIN:
      start->ets_main = TRUE;
      return TRUE;
    case RK_BOOT_FACT_WDT_RESET:
      start->wdt_reset = TRUE;
      return TRUE;
    case RK_BOOT_FACT_WAITING_FOR_HOST:
      start->waiting_for_host = TRUE;
      return TRUE;
    case RK_BOOT_FACT_UNKNOWN_RESET:
      start->unknown_reset = TRUE;
      return TRUE;
    case RK_BOOT_FACT_USER_CODE_DONE:
      start->user_code_done = TRUE;
      return TRUE;
    default:
      return FALSE;
    }
}

/* What the second loader says. */
static gboolean
add_loader_fact (RkBootReport     *self,
                 const RkBootFact *fact)
{
  RkBootStart *start = &self->last;

  switch ((int)fact->kind)
    {
    case RK_BOOT_FACT_LOADER:
      add_loader (self, fact);
      return TRUE;
    case RK_BOOT_FACT_EBOOT_VERSION:
      start->loader = RK_BOOT_LOADER_EBOOT;
      g_strlcpy (start->loader_version, fact->text, sizeof start->loader_version);
      return TRUE;
    case RK_BOOT_FACT_EBOOT_LOAD:
      add_eboot_load (start);
      return TRUE;
    case RK_BOOT_FACT_EBOOT_COPY:
      start->loader = RK_BOOT_LOADER_EBOOT;
      start->eboot_copy = (int)fact->values[0];
      return TRUE;
    case RK_BOOT_FACT_EBOOT_ERROR:
      start->eboot_error = (int)fact->values[0];
      return TRUE;
    case RK_BOOT_FACT_SPI_SPEED:
      g_strlcpy (start->spi_speed, fact->text, sizeof start->spi_speed);
      return TRUE;
    case RK_BOOT_FACT_SPI_MODE:
      g_strlcpy (start->spi_mode, fact->text, sizeof start->spi_mode);
      return TRUE;
    case RK_BOOT_FACT_FLASH_MAP:
      g_strlcpy (start->flash_map, fact->text, sizeof start->flash_map);
      return TRUE;
    case RK_BOOT_FACT_SLOT:
    case RK_BOOT_FACT_ROM_SLOT:
      add_slot (start, fact);
      return TRUE;
    case RK_BOOT_FACT_LOADER_FAULT:
      start->loader_faults |= (guint)fact->values[0];
      return TRUE;
    default:
      return FALSE;
    }
}

/* What a program that has come to grief says. */
static gboolean
add_crash_fact (RkBootReport     *self,
                const RkBootFact *fact)
{
  RkBootStart *start = &self->last;

  switch ((int)fact->kind)
    {
    case RK_BOOT_FACT_EXCEPTION:
    case RK_BOOT_FACT_PANIC:
      add_exception (self, fact);
      return TRUE;
    case RK_BOOT_FACT_REGISTERS:
      add_registers (self, fact);
      return TRUE;
    case RK_BOOT_FACT_EXCCAUSE:
      start->exception.cause = (int)MIN (fact->values[0], G_MAXINT);
      return TRUE;
    case RK_BOOT_FACT_EXCVADDR:
      start->exception.excvaddr = fact->values[0];
      return TRUE;
    case RK_BOOT_FACT_SOFT_WDT:
      add_soft_wdt (self);
      return TRUE;
    case RK_BOOT_FACT_STACK_DUMP:
      start->stack_dump = TRUE;
      return TRUE;
    case RK_BOOT_FACT_CONTEXT:
      g_strlcpy (start->exception.context, fact->text, sizeof start->exception.context);
      return TRUE;
    case RK_BOOT_FACT_PC:
      start->exception.epc1 = fact->values[0];
      return TRUE;
    case RK_BOOT_FACT_CRASH_BEFORE:
      start->crash_before = (int)MIN (fact->values[0], G_MAXINT);
      return TRUE;
    case RK_BOOT_FACT_HARD_WDT:
      start->hard_wdt = TRUE;
      return TRUE;
    case RK_BOOT_FACT_NO_MEMORY:
      start->no_memory = TRUE;
      return TRUE;
    default:
      return FALSE;
    }
}

/* What the program says; the other facts are not of the start. */
static void
add_program_fact (RkBootReport     *self,
                  const RkBootFact *fact)
{
  RkBootStart *start = &self->last;

  switch ((int)fact->kind)
    {
    case RK_BOOT_FACT_READY:
      start->ready = TRUE;
      self->n_ready++;
      break;
    case RK_BOOT_FACT_SDK_VERSION:
      g_strlcpy (start->sdk_version, fact->text, sizeof start->sdk_version);
      break;
    case RK_BOOT_FACT_FIRMWARE_FAULT:
      start->firmware_faults |= (guint)fact->values[0];
      break;
    case RK_BOOT_FACT_OTHER_CHIP:
      add_other_chip (self, fact);
      break;
    default:
      break;
    }
}

/**
 * rk_boot_report_add_fact:
 * @self: a report
 * @fact: the next fact
 *
 * Takes a fact in.  Facts come in the order of the output.
 */
void
rk_boot_report_add_fact (RkBootReport     *self,
                         const RkBootFact *fact)
{
  if (add_rom_fact (self, fact) || add_loader_fact (self, fact) || add_crash_fact (self, fact))
    return;
  add_program_fact (self, fact);
}

static void
keep_greeting (RkBootStart *start,
               const char  *text,
               gsize        length)
{
  gsize n = 0;

  for (gsize i = 0; i < length && n + 1 < sizeof start->greeting; i++)
    if (g_ascii_isprint (text[i]) && (n > 0 || text[i] != ' '))
      start->greeting[n++] = text[i];
  start->greeting[n] = '\0';
}

/* The loader of the RTOS SDK tags its lines with "boot"; a line that has another
 * tag, or none, is the program's.
 */
static gboolean
ends_rtos_loader (const RkBootStart *start,
                  const char        *text,
                  gsize              length)
{
  return start->loader == RK_BOOT_LOADER_RTOS && !start->handed_over && length > 1 &&
         g_strstr_len (text, (gssize)length, "boot") == NULL;
}

/**
 * rk_boot_report_add_text:
 * @self: a report
 * @text: a line that holds no fact; any bytes
 * @length: how many
 *
 * Takes in a line of which only the application can know what it means.
 *
 * Returns: what a person would take the line for
 */
RkBootTextKind
rk_boot_report_add_text (RkBootReport *self,
                         const char   *text,
                         gsize         length)
{
  RkBootStart *start = &self->last;
  RkBootTextKind kind = rk_boot_text_get_kind (text, length);
  gboolean readable = kind != RK_BOOT_TEXT_NOISE;
  gboolean has_words = kind == RK_BOOT_TEXT_WORDS;

  if (!readable)
    self->n_garbage += length;
  if (has_words)
    self->n_text_lines++;
  if (readable && ends_rtos_loader (start, text, length))
    start->handed_over = TRUE;
  if (!rk_boot_start_is_running (start))
    return kind;

  start->n_bytes_after += length;
  if (!readable)
    start->n_garbage_after += length;
  if (!has_words)
    return kind;

  if (start->loader == RK_BOOT_LOADER_UNKNOWN)
    start->loader = RK_BOOT_LOADER_NONE;
  if (start->n_text_lines++ == 0)
    keep_greeting (start, text, length);
  return kind;
}
