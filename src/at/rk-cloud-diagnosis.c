/* rk-cloud-diagnosis.c: what came of a cloud update
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * OK alone proves nothing, and ERROR does not mean that something is broken: what
 * counts is which slot the boot loader starts afterwards, and whether what is in it
 * answers.
 */

#include "rk-cloud-update.h"

typedef struct
{
  const char *name;
  const char *id;
  RkSeverity  severity;
  const char *summary;
  const char *cause;
  const char *remedy;
  const char *action; /* what the application can offer */
} Diagnosis;

/* clang-format off */
static const Diagnosis diagnoses[] = {
  [RK_CLOUD_UPDATED] = { "updated", "cloud.updated", RK_SEVERITY_GOOD,
    N_("The module has updated itself: {before} → {after}, slot {slot-before} → {slot-after}."),
    NULL, NULL, NULL },
  [RK_CLOUD_REFUSED] = { "refused", NULL, RK_SEVERITY_ERROR, NULL, NULL, NULL, NULL },
  [RK_CLOUD_NO_WIFI] = { "no-wifi", NULL, RK_SEVERITY_ERROR, NULL, NULL, NULL, NULL },
  [RK_CLOUD_NO_NAME] = { "no-name", "cloud.no-name", RK_SEVERITY_ERROR,
    N_("The module did not find the update server by its name."),
    N_("The network has no way to the Internet, or its name service does not know iot.espressif.cn. Nothing is lost: the old firmware still runs."),
    N_("Check that the network reaches the Internet, or use an update server of your own and let the name lead to it. Restart the module before the next try."),
    "own-server" },
  [RK_CLOUD_NO_SERVER] = { "no-server", "cloud.no-server", RK_SEVERITY_ERROR,
    N_("The update server was found but cannot be reached."),
    N_("Its port 80 is closed by a firewall, or the server is down. Nothing is lost: the old firmware still runs."),
    N_("Try another network, or use an update server of your own; open port 80 in its firewall. Restart the module before the next try."),
    "own-server" },
  [RK_CLOUD_NO_ANSWER] = { "no-answer", "cloud.no-answer", RK_SEVERITY_ERROR,
    N_("The update server takes the connection but does not answer."),
    N_("It is overloaded, or something else listens there. The module hangs up after five seconds, and may restart. Nothing is lost: the old firmware still runs."),
    N_("Try again later, or use an update server of your own. Restart the module before the next try."),
    "own-server" },
  [RK_CLOUD_NO_VERSION] = { "no-version", "cloud.no-version", RK_SEVERITY_ERROR,
    N_("The update server has no newer firmware for this module."),
    N_("It has answered, but not with a version that this firmware can take. Nothing is lost: the old firmware still runs."),
    N_("Use an update server of your own with the build you want, or flash it by serial. Restart the module before the next try."),
    "own-server" },
  [RK_CLOUD_BROKEN_OFF] = { "broken-off", "cloud.broken-off", RK_SEVERITY_ERROR,
    N_("The firmware did not arrive whole, or the module refused it."),
    N_("The connection broke off or was too slow, the server did not have the file, or it came damaged. Nothing is lost: the old firmware still runs from its own slot."),
    N_("Restart the module, bring it closer to the access point, and try again; or use an update server of your own."),
    "again" },
  [RK_CLOUD_RESTARTED] = { "restarted", "cloud.restarted", RK_SEVERITY_ERROR,
    N_("The module restarted in the middle of the update."),
    N_("Its supply broke down, which is what Wi-Fi and writing at the same time do to a weak one. Nothing is lost: the old firmware still runs from its own slot."),
    N_("Use a separate 3.3 V supply of 300 mA or more with a capacitor of 100 µF or more at the module, and try again."),
    "supply" },
  [RK_CLOUD_OLD_SLOT] = { "old-slot", "cloud.old-slot", RK_SEVERITY_ERROR,
    N_("The module said that it is done, but it has started its old firmware again."),
    N_("The boot loader did not find a program that it can start in slot {new-slot}: the server sent something else, or a build for other boot loaders. Nothing is lost."),
    N_("Use an update server of your own with a build for this boot loader, or flash by serial."),
    "own-server" },
  [RK_CLOUD_UNCHANGED] = { "unchanged", "cloud.unchanged", RK_SEVERITY_WARNING,
    N_("The module said that it is done, but its version is the same as before ({before})."),
    N_("The server may have sent the same version; which slot runs could not be read from the module’s start."),
    N_("Reset the module and read its boot text at 74880 baud: it names the slot."),
    "again" },
  [RK_CLOUD_BOOT_LOOP] = { "boot-loop", "cloud.boot-loop", RK_SEVERITY_ERROR,
    N_("The module does not run any more: it crashes as soon as it starts."),
    N_("What was written is damaged, or built for another flash map or boot loader."),
    N_("Flash a complete set by serial. The boot loader in the chip’s ROM cannot be damaged, so this always works."),
    "recover" },
  [RK_CLOUD_GONE] = { "gone", "cloud.gone", RK_SEVERITY_ERROR,
    N_("After the update the module does not answer AT commands any more."),
    N_("It may talk at another rate, or what was written is no AT firmware."),
    N_("Look at what it says as it starts, try other rates; or flash a complete set by serial, which always works."),
    "recover" },
};
/* clang-format on */

/* What ended the conversation, when the module is as it was before. */
static RkCloudOutcome
judge_talk (const RkCloudTalk *talk,
            gboolean           is_esp_at)
{
  switch (talk->stage)
    {
    case RK_CLOUD_STAGE_NONE:
      return RK_CLOUD_NO_NAME;
    case RK_CLOUD_STAGE_FOUND:
      return RK_CLOUD_NO_SERVER;
    case RK_CLOUD_STAGE_CONNECTED:
      return RK_CLOUD_NO_ANSWER;
    case RK_CLOUD_STAGE_VERSION:
      return is_esp_at ? RK_CLOUD_BROKEN_OFF : RK_CLOUD_NO_VERSION;
    case RK_CLOUD_STAGE_FILE:
    case RK_CLOUD_N_STAGES:
    default:
      return talk->end == RK_CLOUD_END_RESTART ? RK_CLOUD_RESTARTED : RK_CLOUD_BROKEN_OFF;
    }
}

static gboolean
crashes (const RkCloudStart *after)
{
  return after->was_heard && (after->report.n_crashes > 0 || rk_boot_report_has_failed (&after->report));
}

static RkCloudOutcome
judge (const RkCloudResult *self,
       gboolean             is_esp_at,
       const RkCloudStart  *after)
{
  gboolean slots_known = self->slot_before > 0 && self->slot_after > 0;

  if (self->version_after == NULL)
    return crashes (after) ? RK_CLOUD_BOOT_LOOP : RK_CLOUD_GONE;
  if (slots_known && self->slot_before != self->slot_after)
    return RK_CLOUD_UPDATED;
  if (!slots_known && g_strcmp0 (self->version_before, self->version_after) != 0)
    return RK_CLOUD_UPDATED;
  if (self->talk.end == RK_CLOUD_END_OK)
    return slots_known ? RK_CLOUD_OLD_SLOT : RK_CLOUD_UNCHANGED;

  return judge_talk (&self->talk, is_esp_at);
}

/**
 * rk_cloud_result_new:
 *
 * Returns: (transfer full): a result that says %RK_CLOUD_REFUSED so far
 */
RkCloudResult *
rk_cloud_result_new (void)
{
  RkCloudResult *self = g_new0 (RkCloudResult, 1);

  self->outcome = RK_CLOUD_REFUSED;
  for (guint i = 0; i < RK_CLOUD_N_STAGES; i++)
    self->talk.stage_us[i] = -1;
  return self;
}

/**
 * rk_cloud_result_free:
 * @self: (transfer full): a result
 */
void
rk_cloud_result_free (RkCloudResult *self)
{
  g_clear_pointer (&self->finding, rk_finding_free);
  g_clear_pointer (&self->firmware, rk_at_version_free);
  g_free (self->version_before);
  g_free (self->version_after);
  g_free (self);
}

static void
describe_slot (guint  slot,
               char   text[2])
{
  text[0] = slot > 0 ? (char)('0' + slot) : '?';
  text[1] = '\0';
}

/**
 * rk_cloud_diagnose:
 * @self: a result of which all but outcome and finding is set
 * @version: of the firmware before
 * @after: the start that was seen afterwards
 *
 * Tells what has come of an update, and what to do next: the finding's value
 * "action" is "again", "own-server", "supply" or "recover".
 */
void
rk_cloud_diagnose (RkCloudResult      *self,
                   const RkAtVersion  *version,
                   const RkCloudStart *after)
{
  const Diagnosis *diagnosis;
  char before[2];
  char now[2];

  self->outcome = judge (self, version->generation == RK_AT_GENERATION_ESP_AT, after);
  diagnosis = &diagnoses[self->outcome];
  describe_slot (self->slot_before, before);
  describe_slot (self->slot_after, now);

  g_clear_pointer (&self->finding, rk_finding_free);
  self->finding = rk_finding_new (diagnosis->id, diagnosis->severity, diagnosis->summary, diagnosis->cause,
                                  diagnosis->remedy,
                                  "before", self->version_before, "after", self->version_after,
                                  "slot-before", before, "slot-after", now,
                                  "new-slot", self->slot_before == 1 ? "2" : "1",
                                  "action", diagnosis->action, NULL);
}

/**
 * rk_cloud_outcome_get_name:
 * @outcome: an outcome
 *
 * Returns: (transfer none): its stable name for scripts: "broken-off"
 */
const char *
rk_cloud_outcome_get_name (RkCloudOutcome outcome)
{
  g_return_val_if_fail ((guint)outcome < G_N_ELEMENTS (diagnoses), NULL);

  return diagnoses[outcome].name;
}
