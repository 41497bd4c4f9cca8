/* rk-cloud-page-update.c: the update itself, and what came of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-cloud-page-private.h"

#include "rk-finding-text.h"
#include "rk-severity.h"

/* The last of the stages shown: the module starts anew. */
#define STAGE_RESTART RK_CLOUD_N_STAGES

/* -- Stages --------------------------------------------------------------- */

/* With the number that the module tells, by which people know them. */
static char *
name_stage (RkCloudPage *self,
            int          stage)
{
  if (stage == RK_CLOUD_STAGE_NONE)
    return g_strdup (_ ("Restart the module and join the network"));
  if (stage == STAGE_RESTART)
    return g_strdup (_ ("See what runs now"));
  return g_strdup_printf ("%d · %s", stage, _ (rk_cloud_stage_get_title ((RkCloudStage)stage, self->version)));
}

static const char *
explain_stage (int stage)
{
  const char *const texts[] = {
    [RK_CLOUD_STAGE_NONE] = _ ("its start shows once more whether it may be updated"),
    [RK_CLOUD_STAGE_FOUND] = _ ("it looks up the server’s name, iot.espressif.cn"),
    [RK_CLOUD_STAGE_CONNECTED] = _ ("the server takes its connection at port 80"),
    [RK_CLOUD_STAGE_VERSION] = _ ("the server says which version it has"),
    [RK_CLOUD_STAGE_FILE] = _ ("it goes to the other slot; this takes up to three minutes"),
    [STAGE_RESTART] = _ ("it starts from the other slot; its start and its version are read"),
  };

  return texts[stage];
}

static void
caption_stage (RkCloudPage *self,
               int          stage,
               double       seconds)
{
  g_autofree char *caption = seconds >= 0 ? g_strdup_printf (_ ("%.1f s · %s"), seconds, explain_stage (stage))
                                          : g_strdup (explain_stage (stage));

  rk_stage_view_set_caption (self->stage_views[stage], caption);
}

/* How long the present stage has been taking. */
static gboolean
tick_cb (gpointer user_data)
{
  RkCloudPage *self = user_data;

  if (self->stage >= 0)
    caption_stage (self, self->stage, (double)((g_get_monotonic_time () - self->stage_begin_us) / G_USEC_PER_SEC));
  return G_SOURCE_CONTINUE;
}

/* @stage goes on since then, and those before it are done. */
static void
enter_stage (RkCloudPage *self,
             int          stage,
             gint64       time_us)
{
  if (stage == self->stage)
    return;

  if (self->stage >= 0)
    caption_stage (self, self->stage, (double)(time_us - self->stage_begin_us) / G_USEC_PER_SEC);
  self->stage = stage;
  self->stage_begin_us = time_us;
  for (int i = 0; i < RK_CLOUD_PAGE_N_STAGES; i++)
    rk_stage_view_set_mark (self->stage_views[i],
                            i < stage    ? RK_STAGE_DONE
                            : i == stage ? RK_STAGE_PRESENT
                                         : RK_STAGE_AHEAD,
                            TRUE);
}

/* A stage that was told is reached, and the next one begins: but the last one, which
 * is told as the file begins to come.
 */
static void
progress_cb (RkCloudStep  step,
             RkCloudStage stage,
             gint64       time_us,
             gpointer     user_data)
{
  RkCloudPage *self = user_data;

  if (self->module == NULL)
    return;

  if (step == RK_CLOUD_STEP_UPDATE)
    enter_stage (self, MIN ((int)stage + 1, RK_CLOUD_STAGE_FILE), time_us);
  else
    enter_stage (self, step == RK_CLOUD_STEP_RESTART ? (int)STAGE_RESTART : (int)RK_CLOUD_STAGE_NONE, time_us);
}

static void
show_stages (RkCloudPage *self)
{
  self->stage = -1;
  for (int i = 0; i < RK_CLOUD_PAGE_N_STAGES; i++)
    {
      rk_stage_view_set_mark (self->stage_views[i], RK_STAGE_AHEAD, FALSE);
      caption_stage (self, i, -1);
    }
}

void
_rk_cloud_page_update_set_up (RkCloudPage *self)
{
  for (int i = 0; i < RK_CLOUD_PAGE_N_STAGES; i++)
    {
      g_autofree char *name = name_stage (self, i);
      GtkWidget       *view = rk_stage_view_new (name);

      self->stage_views[i] = RK_STAGE_VIEW (view);
      gtk_box_append (self->stages, view);
    }
  show_stages (self);
}

/* The update is over without a result. */
void
_rk_cloud_page_update_stop (RkCloudPage *self)
{
  if (self->tick_id != 0 && self->stage >= 0)
    rk_stage_view_set_mark (self->stage_views[self->stage], RK_STAGE_FAILED, FALSE);
  g_clear_handle_id (&self->tick_id, g_source_remove);
}

/* What the last stage means depends on the firmware. */
void
_rk_cloud_page_update_enter (RkCloudPage *self)
{
  for (int i = 0; i < RK_CLOUD_PAGE_N_STAGES; i++)
    {
      g_autofree char *name = name_stage (self, i);

      rk_stage_view_set_name (self->stage_views[i], name);
    }
  show_stages (self);
  gtk_widget_set_visible (self->serving, self->server != NULL);
}

RkCloudPageButtons
_rk_cloud_page_update_buttons (RkCloudPage *self)
{
  const RkCloudPageButtons buttons = { _ ("_Update"), "cloud.start", TRUE, NULL, NULL };

  return buttons;
}

/* -- What came of it ------------------------------------------------------ */

static gboolean
asks_for (RkCloudPage *self,
          const char  *action)
{
  return g_strcmp0 (rk_finding_get_value (self->result->finding, "action"), action) == 0;
}

RkCloudPageButtons
_rk_cloud_page_result_buttons (RkCloudPage *self)
{
  const RkCloudPageButtons done = { _ ("_Start Over"), "cloud.again", TRUE, NULL, NULL };
  const RkCloudPageButtons wifi = { _ ("_Back to Wi-Fi"), "cloud.wifi", TRUE, _ ("_Try Again"), "cloud.retry" };
  const RkCloudPageButtons flash = { _ ("_Flash by Serial"), "cloud.flash", TRUE, _ ("_Start Over"), "cloud.again" };
  const RkCloudPageButtons recover = { _ ("_Recover by Serial"), "cloud.recover", TRUE, _ ("_Start Over"), "cloud.again" };
  const RkCloudPageButtons server = { _ ("_Use a Server of My Own"), "cloud.own-server", TRUE, _ ("_Try Again"),
                                      "cloud.retry" };
  const RkCloudPageButtons again = { _ ("_Try Again"), "cloud.retry", TRUE, _ ("_Start Over"), "cloud.again" };

  if (self->result == NULL || self->result->outcome == RK_CLOUD_UPDATED)
    return done;
  if (self->result->outcome == RK_CLOUD_NO_WIFI)
    return wifi;
  if (self->result->outcome == RK_CLOUD_REFUSED)
    return flash;
  if (asks_for (self, "recover"))
    return recover;
  return asks_for (self, "own-server") && self->server == NULL ? server : again;
}

static void
set_slot (RkCloudPage *self,
          GtkLabel    *label,
          guint        slot)
{
  gboolean is_esp_at = self->version != NULL && self->version->generation == RK_AT_GENERATION_ESP_AT;
  g_autofree char *text = NULL;

  if (slot == 0)
    text = g_strdup (_ ("not known"));
  else if (is_esp_at)
    text = g_strdup_printf (_ ("slot %u (ota_%u)"), slot, slot - 1);
  else
    text = g_strdup_printf (_ ("slot %u (user%u)"), slot, slot);
  gtk_label_set_label (label, text);
}

static const char *
get_title (RkCloudOutcome outcome)
{
  if (outcome == RK_CLOUD_UPDATED)
    return _ ("Updated, and it runs");
  if (outcome == RK_CLOUD_REFUSED || outcome == RK_CLOUD_NO_WIFI)
    return _ ("Not begun");
  if (outcome == RK_CLOUD_BOOT_LOOP || outcome == RK_CLOUD_GONE)
    return _ ("The module does not answer any more");
  return _ ("Not updated");
}

/* How far it came, and when: the module's own words, by the number. */
static char *
describe_stages (RkCloudPage *self)
{
  const char *const ends[] = { _ ("silence"), "OK", "ERROR", _ ("restart") };
  const RkCloudTalk *talk = &self->result->talk;
  g_autoptr(GString) text = g_string_new (NULL);

  for (int i = RK_CLOUD_STAGE_FOUND; i < RK_CLOUD_N_STAGES; i++)
    {
      g_autofree char *name = name_stage (self, i);

      if (talk->stage_us[i] >= 0)
        /* translators: a stage, and when it was reached */
        g_string_append_printf (text, _ ("%s: after %.1f s\n"), name, (double)talk->stage_us[i] / G_USEC_PER_SEC);
    }
  /* translators: how the module has ended it, "OK" or "ERROR", and when */
  g_string_append_printf (text, _ ("%s: after %.1f s"), ends[talk->end], (double)talk->end_us / G_USEC_PER_SEC);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
show_result (RkCloudPage *self)
{
  const RkCloudResult *result = self->result;
  const RkFinding *finding = result->finding;
  g_autofree char *summary = rk_finding_text (finding, finding->summary);
  g_autofree char *cause = rk_finding_text (finding, finding->cause);
  g_autofree char *remedy = rk_finding_text (finding, finding->remedy);
  g_autofree char *stages = describe_stages (self);
  g_autoptr(GString) text = g_string_new (summary);
  gboolean begun = result->outcome != RK_CLOUD_REFUSED && result->outcome != RK_CLOUD_NO_WIFI;

  if (cause != NULL)
    g_string_append_printf (text, "\n\n%s", cause);
  if (remedy != NULL)
    g_string_append_printf (text, "\n\n%s", remedy);

  gtk_image_set_from_icon_name (self->result_icon, rk_severity_get_icon_name (finding->severity));
  gtk_widget_set_css_classes (GTK_WIDGET (self->result_icon),
                              (const char *[]){ rk_severity_get_css_class (finding->severity), NULL });
  gtk_label_set_label (self->result_title, get_title (result->outcome));
  gtk_label_set_label (self->result_text, text->str);
  gtk_label_set_label (self->version_before, result->version_before != NULL ? result->version_before : _ ("not known"));
  gtk_label_set_label (self->version_after, result->version_after != NULL ? result->version_after : _ ("no answer"));
  set_slot (self, self->slot_before, result->slot_before);
  set_slot (self, self->slot_after, result->slot_after);
  gtk_label_set_label (self->result_stages, stages);
  gtk_widget_set_visible (GTK_WIDGET (self->result_stages), begun);
  gtk_widget_set_visible (self->result_table, begun);
}

static char *
caption_update (RkCloudPage *self)
{
  double seconds = (double)(g_get_monotonic_time () - self->begin_us) / G_USEC_PER_SEC;

  return self->result->outcome == RK_CLOUD_UPDATED ? g_strdup_printf (_ ("took %.0f s"), seconds) : NULL;
}

static void
updated_cb (RkCloudPage   *self,
            RkCloudResult *result)
{
  g_autofree char *caption = NULL;

  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_clear_pointer (&self->result, rk_cloud_result_free);
  self->result = result;
  show_result (self);
  _rk_cloud_page_end (self);
  caption = caption_update (self);
  _rk_cloud_page_finish_step (self, caption);
  _rk_cloud_page_tell_end (self, gtk_label_get_label (self->result_title), gtk_label_get_label (self->result_text));
}

static void
start (RkCloudPage *self)
{
  g_autofree char *name_server = _rk_cloud_page_dup_name_server (self);
  const RkCloudOptions options = {
    .ssid = self->ssid,
    .password = self->password,
    .name_server = name_server,
    .arrangement = _rk_cloud_page_get_arrangement (self),
    .force = self->force,
    .hurry = 1,
  };

  rk_trace_log_clear (self->trace);
  show_stages (self);
  self->begin_us = g_get_monotonic_time ();
  self->tick_id = g_timeout_add_seconds (1, tick_cb, self);
  _rk_cloud_page_begin (self);
  _rk_cloud_page_run (self, &options, progress_cb, updated_cb);
}

static void
start_cb (GtkWidget  *widget,
          const char *action_name,
          GVariant   *parameter)
{
  start (RK_CLOUD_PAGE (widget));
}

/* A module that was asked once has to start anew, which the update begins with. */
static void
retry_cb (GtkWidget  *widget,
          const char *action_name,
          GVariant   *parameter)
{
  RkCloudPage *self = RK_CLOUD_PAGE (widget);

  _rk_cloud_page_go (self, RK_CLOUD_PAGE_UPDATE);
  start (self);
}

void
_rk_cloud_page_update_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "cloud.start", NULL, start_cb);
  gtk_widget_class_install_action (widget_class, "cloud.retry", NULL, retry_cb);
}
