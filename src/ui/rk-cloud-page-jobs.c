/* rk-cloud-page-jobs.c: what the cloud update has the module do, and what is said
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One job at a time.  A step says what it wants and what to do with the answer; a
 * job that could not be done ends here, with a notice, whichever step it was for.
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-cloud-page-private.h"

#include <string.h>

#include "rk-advice.h"

/* -- Beginning and end ---------------------------------------------------- */

/* A job of the module is about to begin; _rk_cloud_page_end() ends it. */
void
_rk_cloud_page_begin (RkCloudPage *self)
{
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  gtk_label_set_label (self->status, "");
  gtk_progress_bar_set_fraction (self->progress, 0);
  rk_console_view_scroll_to_end (self->conversation);
  _rk_cloud_page_hide_notice (self);

  /* What has the focus must not become insensitive. */
  gtk_widget_set_visible (self->cancel, TRUE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "cloud.cancel", TRUE);
  _rk_cloud_page_focus (self, self->cancel);
  _rk_cloud_page_update (self);
}

void
_rk_cloud_page_end (RkCloudPage *self)
{
  g_clear_object (&self->cancellable);
  rk_console_view_scroll_to_end (self->conversation);
  _rk_cloud_page_update (self);
  _rk_cloud_page_focus (self, GTK_WIDGET (self->primary));
}

/* What the module itself has told about a job that was cancelled. */
static const RkFinding *
find_cancelled (RkCloudPage *self)
{
  GPtrArray *findings = rk_module_get_findings (self->module);

  for (guint i = 0; findings != NULL && i < findings->len; i++)
    {
      const RkFinding *finding = findings->pdata[i];

      if (g_str_equal (finding->id, "cloud.cancelled"))
        return finding;
    }

  return NULL;
}

/* Something could not be done, or was cancelled. */
void
_rk_cloud_page_fail (RkCloudPage  *self,
                     const GError *error)
{
  const RkFinding     *cancelled = find_cancelled (self);
  g_autoptr(RkFinding) advice = rk_advice_new (error);

  rk_trace_log_add (self->trace, error->message);
  _rk_cloud_page_notice (self, cancelled != NULL ? cancelled : advice);
}

/* The job is over without a result. */
static void
end_badly (RkCloudPage  *self,
           const GError *error)
{
  gboolean cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  gboolean was_update = self->step == RK_CLOUD_PAGE_UPDATE;

  _rk_cloud_page_update_stop (self);
  _rk_cloud_page_end (self);
  _rk_cloud_page_fail (self, error);
  if (was_update)
    _rk_cloud_page_tell_end (self, cancelled ? _ ("Cancelled") : _ ("Not updated"),
                             gtk_label_get_label (self->notice_summary));
}

void
_rk_cloud_page_cancel (GtkWidget  *widget,
                       const char *action_name,
                       GVariant   *parameter)
{
  rk_cloud_page_cancel (RK_CLOUD_PAGE (widget));
}

/* -- Jobs ----------------------------------------------------------------- */

static void
answered_cb (GObject      *object,
             GAsyncResult *async,
             gpointer      user_data)
{
  g_autoptr(RkCloudPage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(RkAtExchange) exchange = rk_module_exchange_finish (RK_MODULE (object), async, &error);

  if (self->module == NULL)
    return;

  if (exchange != NULL)
    {
      _rk_cloud_page_show_exchange (self, exchange);
      self->answered (self, exchange);
    }
  else
    end_badly (self, error);
}

/* Within a job: a command, and what to do with the reply. */
void
_rk_cloud_page_ask (RkCloudPage           *self,
                    const char            *command,
                    RkCloudPageAnswerFunc  answered)
{
  self->answered = answered;
  rk_module_exchange_async (self->module, command, NULL, 0, self->cancellable, answered_cb, g_object_ref (self));
}

static void
ran_cb (GObject      *object,
        GAsyncResult *async,
        gpointer      user_data)
{
  g_autoptr(RkCloudPage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(RkCloudResult) result = rk_module_cloud_update_finish (RK_MODULE (object), async, &error);

  if (self->module == NULL)
    return;

  if (result != NULL)
    self->ran (self, g_steal_pointer (&result));
  else
    end_badly (self, error);
}

/* Within a job: an update or its beginning, and what to do with the result. */
void
_rk_cloud_page_run (RkCloudPage           *self,
                    const RkCloudOptions  *options,
                    RkCloudProgressFunc    progress,
                    RkCloudPageResultFunc  ran)
{
  self->ran = ran;
  rk_module_cloud_update_async (self->module, options, progress, self, self->cancellable, ran_cb, g_object_ref (self));
}

/* -- The conversation ----------------------------------------------------- */

static void
add_line (RkCloudPage  *self,
          const guint8 *bytes,
          gsize         count,
          gint64        time_us)
{
  gboolean is_command = self->line_is_over && count > 2 && memcmp (bytes, "AT", 2) == 0 && bytes[2] != ' ';

  self->line_is_over = count > 0 && bytes[count - 1] == '\n';
  rk_console_view_add (self->conversation, is_command ? RK_CONSOLE_SENT : RK_CONSOLE_RECEIVED, time_us, bytes, count);
}

/* Line by line, to tell commands from replies. */
static void
add_text (RkCloudPage  *self,
          const guint8 *bytes,
          gsize         size,
          gint64        time_us)
{
  for (gsize at = 0, count; at < size; at += count)
    {
      const guint8 *end = memchr (bytes + at, '\n', size - at);

      count = end != NULL ? (gsize)(end + 1 - (bytes + at)) : size - at;
      add_line (self, bytes + at, count, time_us);
    }
}

/* What a job of one command does not tell by itself; its secrets are masked. */
void
_rk_cloud_page_show_exchange (RkCloudPage        *self,
                              const RkAtExchange *exchange)
{
  g_autofree char *reply = rk_at_exchange_dup_text (exchange);
  g_autofree char *text = g_strconcat (exchange->command, "\n", reply, "\n", NULL);

  self->line_is_over = TRUE;
  add_text (self, (const guint8 *)text, strlen (text), g_get_real_time ());
}

static void
received_cb (RkCloudPage *self,
             GBytes      *bytes,
             guint        baud,
             gint64       time_us)
{
  gsize         size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  if (rk_cloud_page_is_busy (self))
    add_text (self, data, size, time_us + (g_get_real_time () - g_get_monotonic_time ()));
}

static void
step_cb (RkCloudPage *self)
{
  const char *step = rk_module_get_step (self->module);

  if (rk_cloud_page_is_busy (self))
    gtk_label_set_label (self->status, step != NULL ? _ (step) : "");
}

static void
progress_cb (RkCloudPage *self)
{
  if (rk_cloud_page_is_busy (self) && rk_module_get_bytes_total (self->module) > 0)
    gtk_progress_bar_set_fraction (self->progress, rk_module_get_progress (self->module));
}

void
_rk_cloud_page_follow_module (RkCloudPage *self)
{
  g_signal_connect_object (self->module, "received", G_CALLBACK (received_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->module, "notify::busy", G_CALLBACK (_rk_cloud_page_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->module, "notify::step", G_CALLBACK (step_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->module, "notify::progress", G_CALLBACK (progress_cb), self, G_CONNECT_SWAPPED);
}
