/* rk-job-at.c: asking AT firmware something
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-jobs.h"

#include "rk-at-command.h"
#include "rk-at-exchange.h"
#include "rk-at-guard.h"
#include "rk-at-mask.h"
#include "rk-deadline.h"
#include "rk-error.h"

/* All rates in use are tried within this. */
#define PROBE_MS 12000

/* From OK to "ready": a restart takes about one second, ESP-AT's three. */
#define READY_MS 5000

static gboolean
has_secret (const char *command)
{
  g_autofree char *masked = rk_at_mask_secrets (command);

  return g_strcmp0 (masked, command) != 0;
}

static void
keep_notice (const char *line,
             GBytes     *payload,
             gpointer    user_data)
{
  GPtrArray *notices = user_data;

  g_ptr_array_add (notices, rk_at_mask_secrets (line));
}

/* Where the module answered a moment ago it is not asked again. */
static gboolean
find_module (RkSession     *session,
             RkAtClient    *client,
             GCancellable  *cancellable,
             GError       **error)
{
  RkLink *link = rk_session_get_link (session);
  guint baud = rk_link_get_baud (link);

  return rk_session_get_answered (session) == baud ||
         rk_at_client_probe (client, baud, &baud, rk_deadline_in_ms (PROBE_MS), cancellable, error);
}

/* A module that was told to restart hears nothing until it is ready.  Where that
 * does not come, as after a change of its rate, the reply still was good.
 */
static gboolean
await_restart (RkAtClient       *client,
               const RkAtParams *params,
               GCancellable     *cancellable,
               GError          **error)
{
  gboolean is_ready;

  return !rk_at_command_restarts (params->command) ||
         rk_at_client_await_ready (client, rk_deadline_in_ms (READY_MS), cancellable, &is_ready, error);
}

static gboolean
check_result (const RkAtExchange  *exchange,
              GError             **error)
{
  g_autofree char *plain = NULL;
  g_autofree char *lines = NULL;

  if (rk_at_result_is_good (exchange->result))
    return TRUE;

  plain = g_strjoinv ("\n", exchange->lines);
  lines = rk_at_mask_secrets (plain);
  g_set_error (error, RK_ERROR, RK_ERROR_AT_FAILED, "%s: answered “%s%s%s”",
               exchange->command, lines, *lines != '\0' ? " " : "", rk_at_result_get_text (exchange->result));
  return FALSE;
}

static RkAtExchange *
talk (RkSession         *session,
      RkAtClient        *client,
      const RkAtParams  *params,
      GPtrArray         *notices,
      GCancellable      *cancellable,
      GError           **error)
{
  guint timeout_ms = params->timeout_ms != 0 ? params->timeout_ms : rk_at_command_get_timeout_ms (params->command);
  gint64 start = g_get_monotonic_time ();
  g_autoptr(RkAtReply) reply = NULL;
  RkAtExchange *exchange;

  rk_session_set_secret (session, has_secret (params->command));
  reply = rk_at_client_transact_data (client, params->command, params->data, rk_deadline_in_ms (timeout_ms),
                                      cancellable, error);
  rk_session_set_secret (session, FALSE);
  if (reply == NULL)
    return NULL;

  exchange = g_new0 (RkAtExchange, 1);
  exchange->command = rk_at_mask_secrets (params->command);
  exchange->result = reply->result;
  exchange->lines = g_steal_pointer (&reply->lines);
  exchange->baud = rk_link_get_baud (rk_session_get_link (session));
  exchange->duration_us = g_get_monotonic_time () - start;
  if (await_restart (client, params, cancellable, error))
    return exchange;

  rk_at_exchange_free (exchange);
  return NULL;
}

/* What came behind the reply is the console's. */
static void
hand_on_rest (RkSession  *session,
              RkAtClient *client)
{
  g_autoptr(GBytes) rest = rk_at_client_steal_rest (client);
  gsize size;
  const guint8 *bytes = g_bytes_get_data (rest, &size);

  if (size > 0)
    rk_session_received (session, bytes, size);
}

/**
 * rk_job_at:
 *
 * See rk_module_exchange_async().
 */
gpointer
rk_job_at (RkSession     *session,
           gpointer       data,
           GCancellable  *cancellable,
           GError       **error)
{
  const RkAtParams *params = data;
  g_autoptr(GPtrArray) notices = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(RkAtClient) client = rk_at_client_new (rk_session_get_link (session));
  g_autoptr(RkAtExchange) exchange = NULL;
  guint new_baud;

  if (!find_module (session, client, cancellable, error))
    return NULL;

  rk_at_client_set_notice_func (client, keep_notice, notices);
  exchange = talk (session, client, params, notices, cancellable, error);
  hand_on_rest (session, client);
  if (exchange == NULL || (params->must_succeed && !check_result (exchange, error)))
    return NULL;

  new_baud = rk_at_rate_change (params->command, NULL, NULL);
  rk_session_set_answered (session, new_baud == 0 ? exchange->baud : 0);
  g_ptr_array_add (notices, NULL);
  exchange->notices = (char **)g_ptr_array_steal (notices, NULL);
  return g_steal_pointer (&exchange);
}

/**
 * rk_at_params_new:
 * @command: without line end
 * @data: (nullable): for after the prompt
 * @timeout_ms: how long the answer may take, 0 for as long as the command may
 * @must_succeed: whether a bad result is an error
 *
 * Returns: (transfer full): what the job needs
 */
RkAtParams *
rk_at_params_new (const char *command,
                  GBytes     *data,
                  guint       timeout_ms,
                  gboolean    must_succeed)
{
  RkAtParams *self = g_new0 (RkAtParams, 1);

  self->command = g_strdup (command);
  self->data = data != NULL ? g_bytes_ref (data) : NULL;
  self->timeout_ms = timeout_ms;
  self->must_succeed = must_succeed;
  return self;
}

/**
 * rk_at_params_free:
 * @self: (transfer full): what a job needed
 */
void
rk_at_params_free (RkAtParams *self)
{
  g_clear_pointer (&self->data, g_bytes_unref);
  g_free (self->command);
  g_free (self);
}
