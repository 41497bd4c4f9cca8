/* rk-cloud-talk.c: AT+CIUPDATE and what the module says to it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The module is busy until it says OK or ERROR; anything sent meanwhile is answered
 * "busy p...".  So the command is sent once, and then there is only listening.
 */

#include "rk-cloud-update.h"

#include <string.h>

#include "rk-at-line-private.h"
#include "rk-boot-text.h"
#include "rk-deadline.h"

#define NOTICE "+CIPUPDATE:"

/* A second ERROR may follow the first (at_upDate_recon_cb), and belongs to it. */
#define GRACE_MS 300

/* Lines of a restart that cannot be read are noise; so many are no accident. */
#define MUCH_NOISE 3

/* How long is listened before looking at the time again. */
#define SLICE_MS 200

typedef struct
{
  RkCloudTalk      *talk;
  const char       *command;
  gint64            heard; /* when the last stage was told */
  gboolean          over;
  RkCloudStageFunc  func;
  gpointer          user_data;
} Conversation;

/* What the module does at each stage, and how long that takes at most: looking a
 * name up is tried for some 30 s; lwIP gives a connection up after 75 s; an answer is
 * waited for 5 s (at_upDate_wait), after which the module may crash; the server has
 * to close the connection then, for which no timer runs; the file has 60 s
 * (check_times of 2014) or 180 s (1.7, ESP-AT).
 */
static const RkCloudTimes usual_times = { { 40000, 90000, 30000, 90000, 210000 } };

static void
end (Conversation *self,
     RkCloudEnd    how)
{
  if (self->over)
    return;

  self->over = TRUE;
  self->talk->end = how;
  self->talk->end_us = g_get_monotonic_time () - self->talk->begin_us;
}

static void
reach (Conversation *self,
       const char   *number)
{
  gint64 stage = g_ascii_strtoll (number, NULL, 10);

  self->heard = g_get_monotonic_time ();
  if (stage < 0)
    end (self, RK_CLOUD_END_ERROR);
  if (stage <= (gint64)self->talk->stage || stage >= RK_CLOUD_N_STAGES)
    return;

  self->talk->stage = (RkCloudStage)stage;
  self->talk->stage_us[stage] = self->heard - self->talk->begin_us;
  if (self->func != NULL)
    self->func (self->talk->stage, self->user_data);
}

static void
line_cb (const char *line,
         GBytes     *payload,
         gpointer    user_data)
{
  Conversation *self = user_data;
  RkAtResult result;

  if (payload == NULL && strcmp (line, "ready") == 0)
    self->talk->ready = TRUE;
  if (payload != NULL || self->over)
    return;
  if (g_str_has_prefix (line, NOTICE))
    {
      reach (self, line + strlen (NOTICE));
      return;
    }

  switch (_rk_at_line_classify (line, &result))
    {
    case RK_AT_LINE_FINAL:
    case RK_AT_LINE_SOFT:
      end (self, rk_at_result_is_good (result) ? RK_CLOUD_END_OK : RK_CLOUD_END_ERROR);
      break;
    case RK_AT_LINE_RESTART:
      end (self, RK_CLOUD_END_RESTART);
      break;
    case RK_AT_LINE_BUSY:
    case RK_AT_LINE_NOTICE:
    case RK_AT_LINE_TEXT:
    default:
      if (*line != '\0' && rk_boot_text_get_kind (line, strlen (line)) == RK_BOOT_TEXT_NOISE &&
          ++self->talk->noise >= MUCH_NOISE)
        end (self, RK_CLOUD_END_RESTART);
      break;
    }
}

static gboolean
converse (Conversation        *self,
          RkLink              *link,
          RkAtClient          *client,
          const RkCloudTimes  *times,
          GCancellable        *cancellable,
          GError             **error)
{
  g_autofree char *line = g_strconcat (self->command, "\r\n", NULL);

  if (!rk_link_write (link, (const guint8 *)line, strlen (line), rk_deadline_in_ms (SLICE_MS * 10), cancellable, error))
    return FALSE;

  while (!self->over)
    {
      gint64 silence = g_get_monotonic_time () - self->heard;

      if (silence > (gint64)times->after_ms[self->talk->stage] * 1000)
        end (self, RK_CLOUD_END_SILENCE);
      else if (!rk_at_client_listen (client, rk_deadline_in_ms (SLICE_MS), cancellable, error))
        return FALSE;
    }

  return self->talk->end != RK_CLOUD_END_ERROR ||
         rk_at_client_listen (client, rk_deadline_in_ms (GRACE_MS), cancellable, error);
}

/**
 * rk_cloud_times_init:
 * @self: (out caller-allocates): how long each stage may take
 * @version: (nullable): of the module's firmware
 */
void
rk_cloud_times_init (RkCloudTimes      *self,
                     const RkAtVersion *version)
{
  *self = usual_times;

  /* ESP-AT loads the file between 3 and 4. */
  if (version != NULL && version->generation == RK_AT_GENERATION_ESP_AT)
    {
      self->after_ms[RK_CLOUD_STAGE_CONNECTED] = usual_times.after_ms[RK_CLOUD_STAGE_FILE];
      self->after_ms[RK_CLOUD_STAGE_FOUND] = usual_times.after_ms[RK_CLOUD_STAGE_FILE];
      self->after_ms[RK_CLOUD_STAGE_VERSION] = usual_times.after_ms[RK_CLOUD_STAGE_FILE];
      self->after_ms[RK_CLOUD_STAGE_FILE] = usual_times.after_ms[RK_CLOUD_STAGE_VERSION];
    }
}

/**
 * rk_cloud_format_command:
 * @version: of the module's firmware
 * @wanted: (nullable): a version to ask for, "v2.2.0.0"; only ESP-AT can
 *
 * Returns: (transfer full): the command for this generation
 */
char *
rk_cloud_format_command (const RkAtVersion *version,
                         const char        *wanted)
{
  if (version->generation == RK_AT_GENERATION_ESP_AT && wanted != NULL)
    return g_strdup_printf ("AT+CIUPDATE=0,\"%s\",\"ota\",0", wanted);

  return g_strdup ("AT+CIUPDATE");
}

/**
 * rk_cloud_talk:
 * @self: (out caller-allocates): how it went
 * @link: the module's link
 * @client: of that link; its notice function is replaced
 * @command: of rk_cloud_format_command()
 * @times: how long each stage may take
 * @func: (nullable): told of each stage as it is reached
 * @user_data: for @func
 * @cancellable: (nullable): stops listening; the module goes on by itself
 * @error: %RK_ERROR_PORT_LOST, %G_IO_ERROR_CANCELLED
 *
 * Has the module update itself and listens until it says that it is done or cannot,
 * restarts, or is silent for too long.  None of that is an error.  Blocks, on the
 * thread that owns the link, for up to some minutes.
 *
 * Returns: whether it could be listened to until then
 */
gboolean
rk_cloud_talk (RkCloudTalk         *self,
               RkLink              *link,
               RkAtClient          *client,
               const char          *command,
               const RkCloudTimes  *times,
               RkCloudStageFunc     func,
               gpointer             user_data,
               GCancellable        *cancellable,
               GError             **error)
{
  Conversation conversation = {
    .talk = self,
    .command = command,
    .func = func,
    .user_data = user_data,
  };
  gboolean listened;

  *self = (RkCloudTalk){ .stage = RK_CLOUD_STAGE_NONE };
  for (guint i = 0; i < RK_CLOUD_N_STAGES; i++)
    self->stage_us[i] = -1;

  /* What is there already is not the answer. */
  rk_at_client_set_notice_func (client, NULL, NULL);
  if (!rk_at_client_listen (client, g_get_monotonic_time (), cancellable, error))
    return FALSE;

  self->begin_us = g_get_monotonic_time ();
  conversation.heard = self->begin_us;
  rk_at_client_set_notice_func (client, line_cb, &conversation);
  listened = converse (&conversation, link, client, times, cancellable, error);
  rk_at_client_set_notice_func (client, NULL, NULL);
  return listened;
}

/**
 * rk_cloud_stage_get_title:
 * @stage: a stage that was reached
 * @version: (nullable): of the module's firmware
 *
 * Returns: (transfer none): what it means (a msgid)
 */
const char *
rk_cloud_stage_get_title (RkCloudStage       stage,
                          const RkAtVersion *version)
{
  gboolean is_esp_at = version != NULL && version->generation == RK_AT_GENERATION_ESP_AT;

  switch (stage)
    {
    case RK_CLOUD_STAGE_FOUND:
      return N_("Server found");
    case RK_CLOUD_STAGE_CONNECTED:
      return N_("Connected to the server");
    case RK_CLOUD_STAGE_VERSION:
      return N_("Version received");
    case RK_CLOUD_STAGE_FILE:
      return is_esp_at ? N_("Firmware received") : N_("Receiving the firmware");
    case RK_CLOUD_STAGE_NONE:
    case RK_CLOUD_N_STAGES:
    default:
      return N_("Looking for the server");
    }
}
