/* rk-boot-report.h: what a module's output tells, start by start
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-boot-fact.h"
#include "rk-boot-noise.h"
#include "rk-boot-text.h"

G_BEGIN_DECLS

#define RK_BOOT_MAX_SEGMENTS 8
#define RK_BOOT_GREETING_SIZE 80

typedef struct
{
  guint32 address;
  gint32  length;  /* as printed: read wrongly it can be negative */
} RkBootSegment;

/**
 * RkBootException:
 * @form: who printed it; %RK_BOOT_CRASH_NONE for no crash
 * @cause: EXCCAUSE, -1 if it was not told
 * @epc1: where the program was; likewise the others.  -1 if not told
 * @context: (nullable): "cont" or "sys"
 *
 * A crash as the module reported it.
 */
typedef struct
{
  RkBootCrashForm form;
  int             cause;
  gint64          epc1;
  gint64          epc2;
  gint64          epc3;
  gint64          excvaddr;
  gint64          depc;
  char            context[8];
  char            message[RK_BOOT_FACT_TEXT_SIZE];
} RkBootException;

/**
 * RkBootStart:
 *
 * One start of the module, from the ROM's first line to the next one.  Numbers
 * that were not seen are -1, texts empty.
 */
typedef struct
{
  guint64         line;            /* where it begins */
  gboolean        has_rom_line;    /* "ets Jan  8 2013" was seen, not only what follows */

  int             rst_cause;
  int             boot_mode;       /* X: the three boot pins */
  int             boot_mode_sdio;  /* Y: means something for X = 4…7 only */

  RkBootSegment   segments[RK_BOOT_MAX_SEGMENTS];
  guint           n_segments;      /* all, also those that did not fit */
  int             chksum;          /* the last running sum */
  int             csum;
  gboolean        csum_err;
  gboolean        flash_read_err;
  gboolean        ets_main;
  gboolean        wdt_reset;
  gboolean        waiting_for_host;
  gboolean        unknown_reset;
  gboolean        user_code_done;

  RkBootLoader    loader;
  char            loader_version[RK_BOOT_FACT_TEXT_SIZE];
  char            spi_speed[16];
  char            spi_mode[8];
  char            flash_map[32];
  int             slot;            /* 1 or 2; rBoot counts from 0 */
  gint64          slot_address;
  guint           loader_faults;   /* RkBootLoaderFault bits */
  int             eboot_copy;
  int             eboot_error;
  gboolean        handed_over;     /* the loader said that it starts the program */

  RkBootException exception;       /* the last one */
  guint           n_crashes;       /* exceptions, panics, software watchdogs */
  gboolean        soft_wdt;
  gboolean        hard_wdt;        /* told by the Arduino core */
  gboolean        stack_dump;
  gboolean        no_memory;       /* something was asked for in vain */
  int             crash_before;    /* the cause of a crash before this start, as the program tells it */
  gboolean        asked_for;       /* by AT+RST, or the end of a deep sleep */

  gboolean        ready;
  char            sdk_version[RK_BOOT_FACT_TEXT_SIZE];
  guint           firmware_faults; /* RkBootFirmwareFault bits */
  guint           n_text_lines;    /* lines of the program itself that have words */
  char            greeting[RK_BOOT_GREETING_SIZE]; /* the first of them, ASCII */
  guint64         n_bytes_after;   /* bytes since it was handed over */
  guint64         n_garbage_after; /* of those, in unreadable lines */
} RkBootStart;

/* The AT command whose answer is not there yet. */
typedef enum
{
  RK_BOOT_TALK_NONE,
  RK_BOOT_TALK_OTHER,
  RK_BOOT_TALK_JOIN,
  RK_BOOT_TALK_GMR,
  RK_BOOT_TALK_CIFSR,
  RK_BOOT_TALK_UPDATE,
  RK_BOOT_TALK_RESTART,
  RK_BOOT_TALK_ECHO_OFF,
  RK_BOOT_TALK_ECHO_ON,
} RkBootTalkPending;

/**
 * RkBootTalk:
 *
 * What was said to AT firmware, and what it said.  Numbers that were not seen
 * are -1.
 */
typedef struct
{
  RkBootTalkPending pending;
  RkBootTalkPending before;         /* the last command but one */
  guint             n_commands;
  guint             n_ok;
  guint             n_errors;
  guint             n_dropped;      /* answered by "busy now" */
  guint             gmr;            /* RkBootGmrSign bits of the answer under way */
  char              at_version[24];
  int               cloud_step;     /* of the last update */
  gboolean          cloud_over;     /* OK or ERROR has come */
  gboolean          cloud_failed;
  int               join;           /* RkBootJoin, the last one */
  int               join_error;     /* of the last one that failed */
  gboolean          join_error_told; /* and its ERROR or FAIL is still to come */
  gboolean          join_told;      /* in this start */
  gboolean          restart_asked;  /* since the last start */
  guint             n_wifi_failed;  /* the SDK's words: "state: 3 -> 0 (19)" */
  int               wifi_reason;    /* of the last one */
  gboolean          garbage_after;  /* unreadable bytes have come since the last answer */
} RkBootTalk;

/**
 * RkBootToolLog:
 *
 * What a flashing tool has printed, where the text is its.
 */
typedef struct
{
  RkBootTool      tool;
  RkBootToolStep  step;     /* the last one */
  gboolean        retried;
  RkBootToolError error;    /* the last one */
  char            chip[24];
  char            maker[8]; /* of the flash chip */
  gboolean        no_flash; /* its id is all zeros or all ones */
  gboolean        all_ff;
} RkBootToolLog;

/**
 * RkBootReport:
 * @last: the start that is under way; all unset before the first
 * @previous: the one before
 * @n_starts: how many there were; what comes before the first is in @last too
 *
 * A plain value: copy it, keep it.
 */
typedef struct
{
  RkBootStart   last;
  RkBootStart   previous;
  guint         n_starts;
  guint         n_causes[8];     /* starts with this reset cause; 7 is "7 or more" */
  guint         n_modes[8];      /* starts with this boot mode X */
  guint         n_crashes;
  guint         n_csum_err;
  guint         n_loaded;        /* starts for which the ROM loaded all, without csum err */
  guint         n_ready;
  guint64       n_lines;
  guint64       n_bytes;
  guint64       n_garbage;       /* bytes in unreadable lines */
  guint64       n_text_lines;    /* lines that have words and hold no fact */
  char          other_chip[RK_BOOT_FACT_TEXT_SIZE]; /* set: this is no ESP8266 */
  RkBootNoise   noise;         /* what the unreadable bytes of this start are */
  RkBootTalk    talk;
  RkBootToolLog tool;
} RkBootReport;

/**
 * RkBootProof:
 *
 * How far the module was seen to run what is in its flash, weakest first.
 */
typedef enum
{
  RK_BOOT_PROOF_NONE,       /* not seen to start, or seen to fail */
  RK_BOOT_PROOF_UNREADABLE, /* the program says something, at another speed: it may be a crash */
  RK_BOOT_PROOF_SILENT,     /* loaded and started, and has said nothing since */
  RK_BOOT_PROOF_SPEAKS,     /* readable text of the program */
  RK_BOOT_PROOF_READY,      /* AT firmware said "ready" */
} RkBootProof;

void           rk_boot_report_init        (RkBootReport       *self);
void           rk_boot_report_add_fact    (RkBootReport       *self,
                                           const RkBootFact   *fact);
RkBootTextKind rk_boot_report_add_text    (RkBootReport       *self,
                                           const char         *text,
                                           gsize               length);
gboolean       rk_boot_start_is_loaded    (const RkBootStart  *self);
gboolean       rk_boot_start_is_running   (const RkBootStart  *self);
gboolean       rk_boot_start_has_failed   (const RkBootStart  *self);
gboolean       rk_boot_start_has_gaps     (const RkBootStart  *self);
RkBootProof    rk_boot_report_get_proof   (const RkBootReport *self);
gboolean       rk_boot_report_has_failed  (const RkBootReport *self);

G_END_DECLS
