/* rk-cloud-update.h: AT firmware that updates itself over Wi-Fi
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Three parts, each without the others: whether it may be begun
 * (rk_cloud_check()), the conversation itself (rk_cloud_talk()), and what came of
 * it (rk_cloud_diagnose()).  What goes between, such as resetting the module and
 * reading its boot text, is for whoever owns the port.
 */

#pragma once

#include "rk-at-client.h"
#include "rk-at-version.h"
#include "rk-boot-report.h"
#include "rk-finding.h"

G_BEGIN_DECLS

/**
 * RkCloudStage:
 *
 * The number in "+CIPUPDATE:n".  The last one means that the file is being loaded,
 * and in ESP-AT that it is loaded: rk_cloud_stage_get_title() knows.
 */
typedef enum
{
  RK_CLOUD_STAGE_NONE,
  RK_CLOUD_STAGE_FOUND,     /* the server's name was found */
  RK_CLOUD_STAGE_CONNECTED, /* it takes the connection */
  RK_CLOUD_STAGE_VERSION,   /* it has answered with a version */
  RK_CLOUD_STAGE_FILE,
  RK_CLOUD_N_STAGES,
} RkCloudStage;

typedef enum
{
  RK_CLOUD_END_SILENCE,
  RK_CLOUD_END_OK,
  RK_CLOUD_END_ERROR,
  RK_CLOUD_END_RESTART, /* instead of an answer */
} RkCloudEnd;

/**
 * RkCloudTalk:
 * @stage: the last one told
 * @begin_us: when the command was sent, by g_get_monotonic_time()
 * @stage_us: from the command to each stage that was told, else -1
 * @end: how it ended
 * @end_us: from the command to its end
 * @noise: unreadable lines meanwhile: the module restarts at another rate
 * @ready: whether it said already that it is ready again
 */
typedef struct
{
  RkCloudStage stage;
  gint64       begin_us;
  gint64       stage_us[RK_CLOUD_N_STAGES];
  RkCloudEnd   end;
  gint64       end_us;
  guint        noise;
  gboolean     ready;
} RkCloudTalk;

/**
 * RkCloudTimes:
 * @after_ms: by the stage that was reached, how long nothing may come then
 *
 * For tests to shorten.
 */
typedef struct
{
  guint after_ms[RK_CLOUD_N_STAGES];
} RkCloudTimes;

typedef void (*RkCloudStageFunc) (RkCloudStage stage,
                                  gpointer     user_data);

/**
 * RkCloudStart:
 * @report: what the module said when it was reset
 * @was_heard: whether anything readable came
 *
 * A reset and what was seen of the start after it.
 */
typedef struct
{
  RkBootReport report;
  gboolean     was_heard;
} RkCloudStart;

/**
 * RkCloudFacts:
 * @start: the module's start, after a reset
 * @version: (nullable): what AT+GMR says, %NULL if AT is not answered
 * @flash_size: of the chip, 0 if not known
 * @arrangement: (nullable): the slots that the new firmware is built for,
 *   "512+512"; %NULL if not known, as with Espressif's server
 *
 * What is to be known before an update is begun.
 */
typedef struct
{
  const RkCloudStart *start;
  const RkAtVersion  *version;
  guint32             flash_size;
  const char         *arrangement;
} RkCloudFacts;

typedef enum
{
  RK_CLOUD_UPDATED,
  RK_CLOUD_REFUSED,     /* not begun: a check says no */
  RK_CLOUD_NO_WIFI,     /* not begun: no network */
  RK_CLOUD_NO_NAME,     /* the server's name was not found */
  RK_CLOUD_NO_SERVER,   /* it cannot be reached */
  RK_CLOUD_NO_ANSWER,   /* it says nothing of use */
  RK_CLOUD_NO_VERSION,  /* it has nothing newer, or not for this module */
  RK_CLOUD_BROKEN_OFF,  /* the file did not come whole, or was refused */
  RK_CLOUD_RESTARTED,   /* the module restarted in the middle of it */
  RK_CLOUD_OLD_SLOT,    /* it was loaded, but the old firmware runs */
  RK_CLOUD_UNCHANGED,   /* said to be done, and nothing has changed */
  RK_CLOUD_BOOT_LOOP,   /* the new firmware does not run */
  RK_CLOUD_GONE,        /* no AT firmware answers any more */
} RkCloudOutcome;

/**
 * RkCloudResult:
 * @outcome: what came of it
 * @finding: (nullable): the same in words, with the next step
 * @talk: the conversation
 * @firmware: (nullable): that was there before
 * @version_before: (nullable): its name, "AT 1.7.4"; likewise @version_after
 * @slot_before: 1 or 2, 0 if not known; likewise @slot_after
 */
typedef struct
{
  RkCloudOutcome outcome;
  RkFinding     *finding;
  RkCloudTalk    talk;
  RkAtVersion   *firmware;
  char          *version_before;
  char          *version_after;
  guint          slot_before;
  guint          slot_after;
} RkCloudResult;

/* Before */
GPtrArray     *rk_cloud_check            (const RkCloudFacts   *facts);
gboolean       rk_cloud_is_overridable   (const RkFinding      *finding);
RkFinding     *rk_cloud_no_address       (void);
guint          rk_cloud_start_get_slot   (const RkCloudStart   *start);

/* The conversation */
void           rk_cloud_times_init       (RkCloudTimes         *self,
                                          const RkAtVersion    *version);
char          *rk_cloud_format_command   (const RkAtVersion    *version,
                                          const char           *wanted);
gboolean       rk_cloud_talk             (RkCloudTalk          *self,
                                          RkLink               *link,
                                          RkAtClient           *client,
                                          const char           *command,
                                          const RkCloudTimes   *times,
                                          RkCloudStageFunc      func,
                                          gpointer              user_data,
                                          GCancellable         *cancellable,
                                          GError              **error);
const char    *rk_cloud_stage_get_title  (RkCloudStage          stage,
                                          const RkAtVersion    *version);

/* Afterwards */
RkCloudResult *rk_cloud_result_new       (void);
void           rk_cloud_result_free      (RkCloudResult        *self);
void           rk_cloud_diagnose         (RkCloudResult        *self,
                                          const RkAtVersion    *version,
                                          const RkCloudStart   *after);
const char    *rk_cloud_outcome_get_name (RkCloudOutcome        outcome);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkCloudResult, rk_cloud_result_free)

G_END_DECLS
