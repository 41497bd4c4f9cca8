/* rk-job-at.c: asking AT firmware something
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-jobs.h"

#include "rk-at-client.h"
#include "rk-at-mask.h"
#include "rk-deadline.h"
#include "rk-error.h"

/* All rates in use are tried within this. */
#define PROBE_MS 12000

static gboolean
has_secret (const char *command)
{
  g_autofree char *masked = rk_at_mask_secrets (command);

  return g_strcmp0 (masked, command) != 0;
}

/* The lines of a good answer and how it ended; an error for a bad one. */
static char *
reply_to_text (const char       *command,
               const RkAtReply  *reply,
               GError          **error)
{
  g_autofree char *lines = g_strjoinv ("\n", reply->lines);
  const char *end = rk_at_result_get_text (reply->result);

  if (rk_at_result_is_good (reply->result))
    return g_strconcat (lines, *lines != '\0' ? "\n" : "", end, NULL);

  {
    g_autofree char *masked = rk_at_mask_secrets (command);

    g_set_error (error, RK_ERROR, RK_ERROR_AT_FAILED, "%s: answered “%s%s%s”",
                 masked, lines, *lines != '\0' ? " " : "", end);
  }
  return NULL;
}

/**
 * rk_job_at:
 *
 * See rk_module_at_async().
 */
gpointer
rk_job_at (RkSession     *session,
           gpointer       data,
           GCancellable  *cancellable,
           GError       **error)
{
  const RkAtParams *params = data;
  RkLink *link = rk_session_get_link (session);
  g_autoptr(RkAtClient) client = rk_at_client_new (link);
  g_autoptr(RkAtReply) reply = NULL;
  guint baud;

  if (!rk_at_client_probe (client, rk_link_get_baud (link), &baud, rk_deadline_in_ms (PROBE_MS),
                           cancellable, error))
    return NULL;

  rk_session_set_secret (session, has_secret (params->command));
  reply = rk_at_client_transact (client, params->command, rk_deadline_in_ms (params->timeout_ms),
                                 cancellable, error);
  rk_session_set_secret (session, FALSE);
  if (reply == NULL)
    return NULL;

  return reply_to_text (params->command, reply, error);
}

/**
 * rk_at_params_new:
 * @command: without line end
 * @timeout_ms: how long the answer may take
 *
 * Returns: (transfer full): what the job needs
 */
RkAtParams *
rk_at_params_new (const char *command,
                  guint       timeout_ms)
{
  RkAtParams *self = g_new0 (RkAtParams, 1);

  self->command = g_strdup (command);
  self->timeout_ms = timeout_ms;
  return self;
}

/**
 * rk_at_params_free:
 * @self: (transfer full): what a job needed
 */
void
rk_at_params_free (RkAtParams *self)
{
  g_free (self->command);
  g_free (self);
}
