/* rk-job-cloud.c: a module updates itself over Wi-Fi
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-job-cloud.h"

#include <string.h>

#include "rk-at-command.h"
#include "rk-at-mask.h"
#include "rk-at-wifi.h"
#include "rk-deadline.h"
#include "rk-error.h"
#include "rk-reset.h"

/* All rates in use are tried within this. */
#define PROBE_MS 12000

#define ANSWER_MS 3000

/* Joining takes so long at most (AT+CWJAP's own limit is 15 s). */
#define JOIN_MS 25000

/* After a reset a module joins the network that it remembers by itself. */
#define OWN_JOIN_MS 15000
#define LOOK_EVERY_MS 500

/* From OK to the restart, the module writes which slot is to run. */
#define RESTART_MS 8000

/* A program that hangs is restarted by the watchdog after up to 8.4 s. */
#define LOOP_MS 6000

typedef struct
{
  RkSession           *session;
  const RkCloudParams *params;
  GCancellable        *cancellable;
  RkLink              *link;
  RkAtClient          *client;
  guint                baud; /* at which AT was answered, 0 for the usual */
  RkCloudStart         start;
  RkAtVersion         *version;
  RkCloudResult       *result;
} Cloud;

typedef struct
{
  const RkCloudParams *params;
  RkCloudStep          step;
  RkCloudStage         stage;
  gint64               time_us;
} Progress;

static gboolean
progress_cb (gpointer user_data)
{
  const Progress *progress = user_data;

  progress->params->progress (progress->step, progress->stage, progress->time_us, progress->params->progress_data);
  return G_SOURCE_REMOVE;
}

/* In order with all that the session tells; the params live until the job's end,
 * which comes after it.
 */
static void
tell (Cloud        *self,
      RkCloudStep   step,
      RkCloudStage  stage,
      gint64        time_us)
{
  const Progress progress = { self->params, step, stage, time_us };
  g_autoptr(GSource) source = g_idle_source_new ();

  rk_session_step (self->session, step == RK_CLOUD_STEP_UPDATE ? rk_cloud_stage_get_title (stage, self->version)
                                                               : rk_cloud_step_get_title (step));
  if (self->params->progress == NULL)
    return;

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, progress_cb, g_memdup2 (&progress, sizeof progress), g_free);
  g_source_attach (source, self->params->context);
}

static void
tell_step (Cloud       *self,
           RkCloudStep  step)
{
  tell (self, step, RK_CLOUD_STAGE_NONE, g_get_monotonic_time ());
}

/* What is said to the module and what it says, for the console; never a password. */
static void
show (Cloud      *self,
      const char *text)
{
  g_autofree char *masked = rk_at_mask_secrets (text);
  g_autofree char *line = g_strconcat (masked, "\r\n", NULL);

  rk_session_received (self->session, (const guint8 *)line, strlen (line));
}

/* A command and its reply, NULL on failure; ERROR is a reply. */
static RkAtReply *
ask (Cloud       *self,
     const char  *command,
     guint        timeout_ms,
     GError     **error)
{
  RkAtReply *reply;

  show (self, command);
  rk_session_set_secret (self->session, rk_at_command_find (command) == NULL ||
                                          rk_at_command_has_secret (rk_at_command_find (command)));
  reply = rk_at_client_transact (self->client, command, rk_deadline_in_ms (timeout_ms), self->cancellable, error);
  rk_session_set_secret (self->session, FALSE);
  if (reply == NULL)
    return NULL;

  for (guint i = 0; reply->lines[i] != NULL; i++)
    show (self, reply->lines[i]);
  show (self, rk_at_result_get_text (reply->result));
  return reply;
}

/* Asks AT firmware for its version; none is no error. */
static gboolean
ask_version (Cloud         *self,
             RkAtVersion  **version,
             GError       **error)
{
  g_autoptr(GError) local_error = NULL;
  g_autoptr(RkAtReply) reply = NULL;
  g_autofree char *text = NULL;

  *version = NULL;
  if (rk_at_client_probe (self->client, self->baud, &self->baud, rk_deadline_in_ms (PROBE_MS), self->cancellable,
                          &local_error))
    reply = ask (self, "AT+GMR", ANSWER_MS, &local_error);
  if (reply == NULL)
    {
      if (g_error_matches (local_error, RK_ERROR, RK_ERROR_NO_REPLY) ||
          g_error_matches (local_error, RK_ERROR, RK_ERROR_RESTARTED) ||
          g_error_matches (local_error, RK_ERROR, RK_ERROR_ECHO))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  text = g_strjoinv ("\n", reply->lines);
  *version = rk_at_version_parse (text, NULL);
  return TRUE;
}

/* A start that tells of a crash has no AT firmware to ask. */
static gboolean
is_running (const RkCloudStart *start)
{
  return !start->was_heard || (start->report.n_crashes == 0 && !rk_boot_report_has_failed (&start->report));
}

/* The checks; FALSE where one says no. */
static gboolean
is_allowed (Cloud *self)
{
  const RkCloudFacts facts = {
    .start = &self->start,
    .version = self->version,
    .flash_size = self->params->options.flash_size,
    .arrangement = self->params->options.arrangement,
  };
  g_autoptr(GPtrArray) findings = rk_cloud_check (&facts);
  RkCloudResult *result = self->result;

  for (guint i = 0; i < findings->len; i++)
    {
      const RkFinding *finding = findings->pdata[i];
      gboolean refused = finding->severity == RK_SEVERITY_ERROR &&
                         !(self->params->options.force && rk_cloud_is_overridable (finding));

      rk_session_find (self->session, rk_finding_copy (finding));
      if (refused && result->finding == NULL)
        result->finding = rk_finding_copy (finding);
    }

  return result->finding == NULL;
}

static gboolean
refuse_network (Cloud     *self,
                RkFinding *finding)
{
  self->result->outcome = RK_CLOUD_NO_WIFI;
  self->result->finding = finding;
  rk_session_find (self->session, rk_finding_copy (finding));
  return FALSE;
}

/* _CUR leaves what the module remembers as it is; firmware before 0.22 has none. */
static const char *
get_form (Cloud *self)
{
  gboolean is_nonos = self->version->generation != RK_AT_GENERATION_ESP_AT;

  return is_nonos && rk_at_version_is_at_least (self->version, 0, 22) ? "_CUR" : "";
}

static char *
format_join (Cloud   *self,
             GError **error)
{
  const RkCloudOptions *options = &self->params->options;
  g_autofree char *ssid = rk_at_quote (options->ssid, self->version, error);
  g_autofree char *password = NULL;

  if (ssid != NULL)
    password = rk_at_quote (options->password != NULL ? options->password : "", self->version, error);

  return password != NULL ? g_strdup_printf ("AT+CWJAP%s=%s,%s", get_form (self), ssid, password) : NULL;
}

/* The oldest firmware takes another mode only by a restart, and says so. */
static gboolean
be_station (Cloud   *self,
            GError **error)
{
  g_autofree char *command = g_strdup_printf ("AT+CWMODE%s=1", get_form (self));
  g_autoptr(RkAtReply) reply = ask (self, command, ANSWER_MS, error);
  g_autoptr(RkAtReply) restart = NULL;
  gboolean ready;

  if (reply == NULL)
    return FALSE;
  if (reply->lines[0] == NULL || !g_str_has_prefix (reply->lines[0], "we must restart"))
    return TRUE;

  restart = ask (self, "AT+RST", ANSWER_MS, error);
  return restart != NULL &&
         rk_at_client_await_ready (self->client, rk_deadline_in_ms (RESTART_MS), self->cancellable, &ready, error);
}

/* TRUE if it is in the network; else the result says why, or @error is set. */
static gboolean
join (Cloud   *self,
      GError **error)
{
  g_autofree char *command = format_join (self, error);
  g_autoptr(RkAtReply) reply = NULL;
  RkFinding *why;

  if (command == NULL || !be_station (self, error))
    return FALSE;
  reply = ask (self, command, JOIN_MS, error);
  if (reply == NULL)
    return FALSE;

  why = rk_wifi_explain_join ((const char *const *)reply->lines, reply->result);
  return why == NULL || refuse_network (self, why);
}

/* The address comes a moment after the network does. */
static gboolean
await_address (Cloud   *self,
               GError **error)
{
  gint64 deadline = rk_deadline_in_ms (OWN_JOIN_MS / MAX (self->params->options.hurry, 1));

  for (;;)
    {
      g_autoptr(RkAtReply) reply = ask (self, "AT+CIFSR", ANSWER_MS, error);
      g_autofree char *address = NULL;

      if (reply == NULL)
        return FALSE;
      address = rk_wifi_parse_address ((const char *const *)reply->lines);
      if (address != NULL)
        return TRUE;
      if (rk_deadline_passed (deadline))
        return refuse_network (self, rk_cloud_no_address ());
      if (!rk_wait (rk_deadline_in_ms (LOOK_EVERY_MS), self->cancellable, error))
        return FALSE;
    }
}

/* Firmware that cannot goes on with the network's own name server. */
static gboolean
set_name_server (Cloud   *self,
                 GError **error)
{
  gboolean is_esp_at = self->version->generation == RK_AT_GENERATION_ESP_AT;
  g_autofree char *command = NULL;
  g_autoptr(RkAtReply) reply = NULL;

  if (self->params->options.name_server == NULL)
    return TRUE;

  command = g_strdup_printf ("AT+CIPDNS%s=1,\"%s\"", is_esp_at ? "" : "_CUR", self->params->options.name_server);
  reply = ask (self, command, ANSWER_MS, error);
  if (reply != NULL && !rk_at_result_is_good (reply->result))
    rk_session_find (self->session,
                     rk_finding_new ("cloud.no-name-server", RK_SEVERITY_WARNING,
                                     N_("This firmware cannot be told which name server to ask."),
                                     N_("It came with AT 1.5."),
                                     N_("Let the router or hot-spot name the update server’s address for iot.espressif.cn."),
                                     NULL));
  return reply != NULL;
}

static gboolean
enter_network (Cloud   *self,
               GError **error)
{
  tell_step (self, RK_CLOUD_STEP_JOIN);
  return (self->params->options.ssid == NULL || join (self, error)) && await_address (self, error) &&
         set_name_server (self, error);
}

static void
stage_cb (RkCloudStage stage,
          gpointer     user_data)
{
  Cloud *self = user_data;
  const RkCloudTalk *talk = &self->result->talk;
  g_autofree char *line = g_strdup_printf ("+CIPUPDATE:%d", (int)stage);

  show (self, line);
  tell (self, RK_CLOUD_STEP_UPDATE, stage, talk->begin_us + talk->stage_us[stage]);
}

static void
warn_cancelled (Cloud *self)
{
  rk_session_find (self->session,
                   rk_finding_new ("cloud.cancelled", RK_SEVERITY_WARNING,
                                   N_("The update was left alone: the module may go on with it by itself."),
                                   N_("There is no command that ends it."),
                                   N_("Wait three minutes before taking its power, or reset it now: the old firmware stays in its slot."),
                                   NULL));
}

static gboolean
converse (Cloud   *self,
          GError **error)
{
  static const char *const ends[] = { "(silence)", "OK", "ERROR", "(restart)" };
  RkCloudResult *result = self->result;
  g_autofree char *command = rk_cloud_format_command (self->version, self->params->options.wanted);
  RkCloudTimes times;

  rk_cloud_times_init (&times, self->version);
  for (guint i = 0; i < RK_CLOUD_N_STAGES; i++)
    times.after_ms[i] /= MAX (self->params->options.hurry, 1);

  tell_step (self, RK_CLOUD_STEP_UPDATE);
  show (self, command);
  if (!rk_cloud_talk (&result->talk, self->link, self->client, command, &times, stage_cb, self, self->cancellable,
                      error))
    {
      if (g_cancellable_is_cancelled (self->cancellable))
        warn_cancelled (self);
      return FALSE;
    }

  show (self, ends[result->talk.end]);
  return TRUE;
}

/* Reset too early, a module would not have written yet which slot is to run. */
static gboolean
await_restart (Cloud   *self,
               GError **error)
{
  const RkCloudTalk *talk = &self->result->talk;
  gboolean ready;

  if (talk->ready || (talk->end != RK_CLOUD_END_OK && talk->end != RK_CLOUD_END_RESTART))
    return TRUE;

  return rk_at_client_await_ready (self->client, rk_deadline_in_ms (RESTART_MS / MAX (self->params->options.hurry, 1)),
                                   self->cancellable, &ready, error);
}

/* Nothing answers: a program that restarts over and over tells so in time. */
static gboolean
look_again (Cloud         *self,
            RkCloudStart  *after,
            GError       **error)
{
  return rk_wait (rk_deadline_in_ms (LOOP_MS / MAX (self->params->options.hurry, 1)), self->cancellable, error) &&
         rk_cloud_observe (self->session, after, self->cancellable, error);
}

/* What runs now, and from which slot. */
static gboolean
look_afterwards (Cloud   *self,
                 GError **error)
{
  RkCloudResult *result = self->result;
  g_autoptr(RkAtVersion) version = NULL;
  RkCloudStart after = { .was_heard = FALSE };

  tell (self, RK_CLOUD_STEP_RESTART, RK_CLOUD_STAGE_NONE, result->talk.begin_us + result->talk.end_us);
  if (!await_restart (self, error) || !rk_cloud_observe (self->session, &after, self->cancellable, error))
    return FALSE;
  if (is_running (&after) && !ask_version (self, &version, error))
    return FALSE;
  if (version == NULL && is_running (&after) && !look_again (self, &after, error))
    return FALSE;

  result->slot_after = rk_cloud_start_get_slot (&after);
  result->version_after = version != NULL ? rk_at_version_dup_name (version) : NULL;
  rk_cloud_diagnose (result, self->version, &after);
  rk_session_find (self->session, rk_finding_copy (result->finding));
  return TRUE;
}

/* Everything before the update; FALSE with the result's finding set where it is
 * not to be begun, else with @error set.
 */
static gboolean
prepare (Cloud   *self,
         GError **error)
{
  RkCloudResult *result = self->result;

  tell_step (self, RK_CLOUD_STEP_START);
  if (!rk_link_can_set_lines (self->link) && !ask_version (self, &self->version, error))
    return FALSE;
  g_clear_pointer (&self->version, rk_at_version_free);
  if (!rk_cloud_observe (self->session, &self->start, self->cancellable, error))
    return FALSE;

  tell_step (self, RK_CLOUD_STEP_ASK);
  if (is_running (&self->start) && !ask_version (self, &self->version, error))
    return FALSE;

  result->slot_before = rk_cloud_start_get_slot (&self->start);
  result->version_before = self->version != NULL ? rk_at_version_dup_name (self->version) : NULL;
  return is_allowed (self) && (self->params->options.extent == RK_CLOUD_LOOK || enter_network (self, error));
}

static gboolean
run (Cloud   *self,
     GError **error)
{
  if (!prepare (self, error))
    return self->result->finding != NULL;
  if (self->params->options.extent != RK_CLOUD_ALL)
    return TRUE;

  return converse (self, error) && look_afterwards (self, error);
}

/**
 * rk_job_cloud:
 *
 * See rk_module_cloud_update_async().
 */
gpointer
rk_job_cloud (RkSession     *session,
              gpointer       params,
              GCancellable  *cancellable,
              GError       **error)
{
  g_autoptr(RkAtClient) client = rk_at_client_new (rk_session_get_link (session));
  g_autoptr(RkCloudResult) result = rk_cloud_result_new ();
  Cloud self = {
    .session = session,
    .params = params,
    .cancellable = cancellable,
    .link = rk_session_get_link (session),
    .client = client,
    .result = result,
  };
  gboolean done;

  rk_session_enter (session, RK_MODULE_STATE_LISTENING);
  done = run (&self, error);
  result->firmware = self.version;
  return done ? g_steal_pointer (&result) : NULL;
}

/**
 * rk_cloud_params_new:
 * @options: copied
 * @progress: (nullable): called on the main context that is the thread default now
 * @progress_data: for @progress
 *
 * Returns: (transfer full): what the job needs
 */
RkCloudParams *
rk_cloud_params_new (const RkCloudOptions *options,
                     RkCloudProgressFunc   progress,
                     gpointer              progress_data)
{
  RkCloudParams *self = g_new0 (RkCloudParams, 1);

  self->options = *options;
  self->options.ssid = g_strdup (options->ssid);
  self->options.password = g_strdup (options->password);
  self->options.name_server = g_strdup (options->name_server);
  self->options.wanted = g_strdup (options->wanted);
  self->options.arrangement = g_strdup (options->arrangement);
  self->context = g_main_context_ref_thread_default ();
  self->progress = progress;
  self->progress_data = progress_data;
  return self;
}

/**
 * rk_cloud_params_free:
 * @self: (transfer full): what a job needed
 */
void
rk_cloud_params_free (RkCloudParams *self)
{
  char *password = (char *)self->options.password;

  /* Nobody who reads this memory later is to find it. */
  if (password != NULL)
    memset (password, '*', strlen (password));
  g_free (password);
  g_free ((char *)self->options.ssid);
  g_free ((char *)self->options.name_server);
  g_free ((char *)self->options.wanted);
  g_free ((char *)self->options.arrangement);
  g_main_context_unref (self->context);
  g_free (self);
}
