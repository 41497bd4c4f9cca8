/* rk-boot-summary.c: what a whole log tells, in a few words for scripts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-boot-summary.h"

#include "rk-boot-label.h"
#include "rk-boot-verdict.h"

#include <string.h>

/* It did not get as far as its program, or the program stopped. */
#define FAILURES \
  (1u << RK_BOOT_OUTCOME_WAITING_IN_LOADER | 1u << RK_BOOT_OUTCOME_WRONG_PINS | 1u << RK_BOOT_OUTCOME_SDIO | \
   1u << RK_BOOT_OUTCOME_HALTED | 1u << RK_BOOT_OUTCOME_DEEP_SLEEP | 1u << RK_BOOT_OUTCOME_FLASH_EMPTY | \
   1u << RK_BOOT_OUTCOME_FLASH_SILENT | 1u << RK_BOOT_OUTCOME_IMAGE_DAMAGED | \
   1u << RK_BOOT_OUTCOME_WRONG_FLASH_MODE | 1u << RK_BOOT_OUTCOME_NO_APPLICATION | 1u << RK_BOOT_OUTCOME_CRASH | \
   1u << RK_BOOT_OUTCOME_CRASH_LOOP | 1u << RK_BOOT_OUTCOME_BOOT_LOOP)

static gboolean
is_tool_log (const RkBootReport *report)
{
  return (report->tool.tool != RK_BOOT_TOOL_NONE || report->tool.error != RK_BOOT_TOOL_ERROR_NONE) &&
         report->n_starts == 0 && report->n_crashes == 0;
}

static const char *
get_failed_step (RkBootToolStep step)
{
  switch (step)
    {
    case RK_BOOT_TOOL_STEP_STUB:
    case RK_BOOT_TOOL_STEP_STUB_SPEED:
    case RK_BOOT_TOOL_STEP_STUB_RUNS:
      return "stub_failed";
    case RK_BOOT_TOOL_STEP_ERASE:
      return "erase_failed";
    case RK_BOOT_TOOL_STEP_READ:
    case RK_BOOT_TOOL_STEP_WRITE:
    case RK_BOOT_TOOL_STEP_VERIFIED:
      return "write_failed";
    case RK_BOOT_TOOL_STEP_PORT:
      return "port_open_failed";
    case RK_BOOT_TOOL_STEP_NONE:
    case RK_BOOT_TOOL_STEP_CONNECTING:
    case RK_BOOT_TOOL_STEP_RETRY:
    case RK_BOOT_TOOL_STEP_CONNECTED:
    default:
      return "no_sync";
    }
}

static const char *
judge_tool_error (const RkBootToolLog *tool)
{
  switch (tool->error)
    {
    case RK_BOOT_TOOL_ERROR_BUSY:
    case RK_BOOT_TOOL_ERROR_PERMISSION:
    case RK_BOOT_TOOL_ERROR_NO_PORT:
      return "port_open_failed";
    case RK_BOOT_TOOL_ERROR_BRLTTY:
    case RK_BOOT_TOOL_ERROR_LOST:
      return "port_vanished";
    case RK_BOOT_TOOL_ERROR_CONTENT:
      return "verify_failed";
    case RK_BOOT_TOOL_ERROR_RAM:
      return "stub_failed";
    case RK_BOOT_TOOL_ERROR_MODE:
      return "no_sync";
    case RK_BOOT_TOOL_ERROR_NONE:
    case RK_BOOT_TOOL_ERROR_FAILED:
    case RK_BOOT_TOOL_ERROR_CONNECT:
    case RK_BOOT_TOOL_ERROR_REPLY:
    case RK_BOOT_TOOL_ERROR_TIMEOUT:
    default:
      return get_failed_step (tool->step);
    }
}

static const char *
judge_tool (const RkBootToolLog *tool)
{
  if (tool->error != RK_BOOT_TOOL_ERROR_NONE)
    return judge_tool_error (tool);
  if (tool->no_flash)
    return "flash_no_answer";
  if (tool->step >= RK_BOOT_TOOL_STEP_WRITE)
    return "flash_ok";
  if (tool->step == RK_BOOT_TOOL_STEP_ERASE)
    return "erase_ok";
  if (tool->retried)
    return tool->step > RK_BOOT_TOOL_STEP_RETRY ? "connected_on_retry" : "no_sync";
  if (tool->step == RK_BOOT_TOOL_STEP_READ)
    return "read_ok";
  return tool->step >= RK_BOOT_TOOL_STEP_CONNECTED ? "connected" : "no_sync";
}

static const char *
get_tool_cause (const RkBootReport *report)
{
  const RkBootToolLog *tool = &report->tool;

  if (report->other_chip[0] != '\0')
    return "wrong_board_or_port";
  if (tool->no_flash)
    return "flash_damaged";
  if (tool->all_ff)
    return "flash_pins_used";
  if (tool->error == RK_BOOT_TOOL_ERROR_BRLTTY)
    return "brltty";
  if (tool->error == RK_BOOT_TOOL_ERROR_PERMISSION)
    return "no_permission";
  if (tool->error == RK_BOOT_TOOL_ERROR_BUSY || (tool->error != RK_BOOT_TOOL_ERROR_NONE && tool->step == RK_BOOT_TOOL_STEP_PORT))
    return "port_busy_or_driver";
  if (tool->error == RK_BOOT_TOOL_ERROR_MODE)
    return "gpio0_not_low";
  if (tool->error == RK_BOOT_TOOL_ERROR_CONNECT)
    return "wiring";
  if (tool->error == RK_BOOT_TOOL_ERROR_REPLY && tool->step == RK_BOOT_TOOL_STEP_STUB_SPEED)
    return "baud_not_supported_by_adapter";
  return tool->error != RK_BOOT_TOOL_ERROR_NONE ? "unknown" : NULL;
}

static gboolean
is_talk (const RkBootTalk *talk)
{
  return talk->n_commands > 0 || talk->n_ok > 0 || talk->n_errors > 0 || talk->at_version[0] != '\0' || talk->gmr != 0 ||
         talk->cloud_step > 0 || talk->join >= 0;
}

static gboolean
has_failed_to_join (const RkBootTalk *talk)
{
  return talk->join == RK_BOOT_JOIN_FAIL || talk->join == RK_BOOT_JOIN_ERROR || (talk->join < 0 && talk->n_wifi_failed > 0);
}

static const char *
judge_talk (const RkBootReport *report)
{
  const RkBootTalk *talk = &report->talk;

  if (talk->cloud_step > 0 && !talk->cloud_over && talk->garbage_after)
    return "boot_loop_after_update";
  if (talk->cloud_failed)
    return "update_failed";
  if (has_failed_to_join (talk))
    return "join_failed";
  if (report->other_chip[0] != '\0')
    return "other_chip";
  if (talk->n_dropped > 0)
    return "command_dropped";
  if (rk_boot_start_has_gaps (&report->last))
    return "bytes_lost";
  return talk->n_ok == 0 && talk->n_errors > 0 ? "error" : "success";
}

static const char *
get_boot_cause (const RkBootReport *report,
                RkBootOutcome       outcome)
{
  switch ((int)outcome) /* the others have none that is more likely */
    {
    case RK_BOOT_OUTCOME_WAITING_IN_LOADER:
      return "gpio0_low";
    case RK_BOOT_OUTCOME_WRONG_PINS:
      return "gpio2_low";
    case RK_BOOT_OUTCOME_SDIO:
      return "gpio15_high";
    case RK_BOOT_OUTCOME_DEEP_SLEEP:
      return "rst_tied_to_ch_pd";
    case RK_BOOT_OUTCOME_FLASH_EMPTY:
      return "flash_empty";
    case RK_BOOT_OUTCOME_FLASH_SILENT:
      return "weak_power";
    case RK_BOOT_OUTCOME_IMAGE_DAMAGED:
      return report->last.chksum == 0xef ? "flash_damaged" : "weak_power";
    case RK_BOOT_OUTCOME_WRONG_FLASH_MODE:
      return "flash_mode_dout_needed";
    case RK_BOOT_OUTCOME_CRASH_LOOP:
      return "power_or_stale_flash";
    case RK_BOOT_OUTCOME_OTHER_CHIP:
      return "wrong_board_or_port";
    default:
      return NULL;
    }
}

static gboolean
has_boot_text (const RkBootReport *report)
{
  return report->n_starts > 0 || report->n_crashes > 0 || report->last.loader != RK_BOOT_LOADER_UNKNOWN ||
         report->last.n_segments > 0 || report->n_ready > 0;
}

static void
set_chip (RkBootSummary      *self,
          const RkBootReport *report)
{
  if (report->other_chip[0] != '\0')
    rk_boot_chip_get_name (report->other_chip, self->chip, sizeof self->chip);
  else if (report->tool.chip[0] != '\0')
    g_strlcpy (self->chip, report->tool.chip, sizeof self->chip);
  else if (has_boot_text (report) || is_talk (&report->talk) || report->talk.n_wifi_failed > 0)
    g_strlcpy (self->chip, "ESP8266", sizeof self->chip);
}

/**
 * rk_boot_summary_init:
 * @self: (out caller-allocates): a summary
 * @report: what was said
 *
 * The module's failure to start outweighs what was said to it, and that outweighs
 * a start that went well.
 */
void
rk_boot_summary_init (RkBootSummary      *self,
                      const RkBootReport *report)
{
  RkBootOutcome outcome = rk_boot_report_get_outcome (report);
  gboolean failed = ((FAILURES >> outcome) & 1u) != 0;

  memset (self, 0, sizeof *self);
  set_chip (self, report);
  if (is_tool_log (report))
    {
      self->outcome = judge_tool (&report->tool);
      self->cause = get_tool_cause (report);
    }
  else if (!failed && (is_talk (&report->talk) || (outcome == RK_BOOT_OUTCOME_TEXT && has_failed_to_join (&report->talk))))
    {
      self->outcome = judge_talk (report);
    }
  else
    {
      self->outcome = rk_boot_outcome_get_name (outcome);
      self->cause = get_boot_cause (report, outcome);
    }
}
