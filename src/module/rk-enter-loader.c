/* rk-enter-loader.c: into the boot loader and out of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-enter-loader.h"

#include "rk-deadline.h"
#include "rk-error.h"
#include "rk-guide.h"
#include "rk-port-driver.h"
#include "rk-port-list.h"
#include "rk-rate-memory.h"

/* At this the ROM is easy to talk to over any wire. */
#define ROM_BAUD 115200

/* How often our own program is loaded, and how long the ROM may be looked for
 * between. */
#define STUB_TRIES 3
#define RETURN_MS  3000

/* Some kernels lose what the module says first, so that it seems to be silent. */
static void
warn_of_driver (RkSession *session)
{
  const char *port = rk_link_get_port (rk_session_get_link (session));
  g_autofree char *release = rk_port_driver_dup_release ();
  g_autoptr(GPtrArray) ports = NULL;

  if (!rk_port_driver_loses_bytes (RK_PORT_ADAPTER_CH340, release))
    return;

  ports = rk_port_list_new ();
  for (guint i = 0; i < ports->len; i++)
    if (g_strcmp0 (rk_port_get_name (ports->pdata[i]), port) == 0 &&
        rk_port_driver_loses_bytes (rk_port_get_adapter (ports->pdata[i]), release))
      rk_session_find (session, rk_finding_new ("port.kernel", RK_SEVERITY_WARNING,
                                                N_("Linux {release} loses bytes from CH340 adapters."),
                                                N_("Its driver for them has a fault that later kernels do not have."),
                                                N_("Update the system, or use an adapter with another chip."),
                                                "release", release, NULL));
}

/* What the person sees and can do, while it is tried. */
static void
situation_cb (RkSituation situation,
              gpointer    user_data)
{
  RkSession *session = user_data;
  RkSeverity severity = situation == RK_SITUATION_SILENT ? RK_SEVERITY_INFO : RK_SEVERITY_WARNING;

  if (situation == RK_SITUATION_SILENT || situation == RK_SITUATION_GARBLED)
    warn_of_driver (session);
  if (situation != RK_SITUATION_TRYING && situation != RK_SITUATION_ANSWERED)
    rk_session_find (session, rk_guide_new_finding (RK_GUIDE_LOADER, situation, severity));
  rk_session_situation (session, situation);
}

static void
text_cb (const guint8 *bytes,
         gsize         count,
         gpointer      user_data)
{
  rk_session_received (user_data, bytes, count);
}

static RkLoader *
connect_loader (RkSession           *session,
                const RkJobOptions  *options,
                guint                baud,
                GCancellable        *cancellable,
                GError             **error)
{
  g_autoptr(RkLoader) loader = rk_loader_new (rk_session_get_link (session));
  gint64 deadline = options->connect_timeout_ms != 0 ? rk_deadline_in_ms (options->connect_timeout_ms)
                                                     : RK_DEADLINE_NEVER;

  rk_loader_set_situation_func (loader, situation_cb, session);
  rk_loader_set_text_func (loader, text_cb, session);

  rk_session_enter (session, RK_MODULE_STATE_RESETTING);
  rk_session_enter (session, RK_MODULE_STATE_SYNCING);
  if (!rk_loader_connect (loader, options->before, baud, deadline, cancellable, error))
    return NULL;

  rk_session_enter (session, RK_MODULE_STATE_IDENTIFYING);
  return g_steal_pointer (&loader);
}

/**
 * rk_enter_loader:
 * @session: with its link open
 * @options: how
 * @chip: (out): what the module is
 * @cancellable: ends it
 * @error: why there is no answer, or that it is no ESP8266
 *
 * Gets an answer from the boot loader and finds out what the module is, flash
 * chip included.  Text that comes on the way goes to the console.
 *
 * Returns: (transfer full) (nullable): the loader
 */
RkLoader *
rk_enter_loader (RkSession           *session,
                 const RkJobOptions  *options,
                 RkChipInfo          *chip,
                 GCancellable        *cancellable,
                 GError             **error)
{
  g_autoptr(RkLoader) loader = connect_loader (session, options, options->sync_baud != 0 ? options->sync_baud : ROM_BAUD,
                                               cancellable, error);

  if (loader == NULL)
    return NULL;

  if (!rk_loader_identify (loader, chip, cancellable, error) ||
      !rk_loader_read_flash_id (loader, chip, cancellable, error))
    {
      rk_leave_loader (loader);
      return NULL;
    }

  rk_session_chip (session, chip);
  return g_steal_pointer (&loader);
}

/* Back to the ROM after its checks have let something pass that was damaged. */
static gboolean
return_to_rom (RkLoader            *loader,
               const RkJobOptions  *options,
               GCancellable        *cancellable,
               GError             **error)
{
  gboolean can_reset = rk_loader_can_reset (loader);

  if (!can_reset && (!rk_loader_has_stub (loader) || !rk_loader_leave_stub (loader, cancellable, error)))
    return FALSE;

  return rk_loader_connect (loader, can_reset ? options->before : RK_LOADER_BEFORE_NONE, options->sync_baud,
                            rk_deadline_in_ms (RETURN_MS), cancellable, error);
}

/* What happened first is told, unless there is no port any more, or no wish to go on. */
static gboolean
ends_all (const GError *problem)
{
  return g_error_matches (problem, RK_ERROR, RK_ERROR_PORT_LOST) ||
         g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static gboolean
start_stub (RkLoader            *loader,
            const RkJobOptions  *options,
            RkChipInfo          *chip,
            GCancellable        *cancellable,
            GError             **error)
{
  for (guint tries = 1;; tries++)
    {
      g_autoptr(GError) problem = NULL;
      g_autoptr(GError) second = NULL;

      if (rk_loader_start_stub (loader, chip, cancellable, &problem))
        return TRUE;

      if (tries == STUB_TRIES ||
          (!g_error_matches (problem, RK_ERROR, RK_ERROR_PROTOCOL) &&
           !g_error_matches (problem, RK_ERROR, RK_ERROR_ANSWER_LOST)) ||
          !return_to_rom (loader, options, cancellable, &second))
        {
          g_propagate_error (error, ends_all (second) ? g_steal_pointer (&second) : g_steal_pointer (&problem));
          return FALSE;
        }
      g_debug ("%s; trying again", problem->message);
    }
}

/* Where the person leaves the choice to us, the adapter's last rate is tried first,
 * and what is found is remembered. */
static gboolean
raise_baud (RkLoader      *loader,
            guint          baud,
            GCancellable  *cancellable,
            GError       **error)
{
  RkLink *link = rk_loader_get_link (loader);
  g_autofree char *adapter = NULL;
  guint known;

  if (baud != 0 || !rk_link_can_set_baud (link))
    return rk_loader_raise_baud (loader, baud, 0, cancellable, error);

  adapter = rk_rate_memory_name_adapter (rk_link_get_port (link));
  known = rk_rate_memory_get (adapter);
  if (!rk_loader_raise_baud (loader, 0, known, cancellable, error))
    return FALSE;

  if (rk_link_get_baud (link) != known)
    rk_rate_memory_put (adapter, rk_link_get_baud (link));
  return TRUE;
}

/**
 * rk_enter_stub:
 * @session: with its link open
 * @options: how; with @no_stub the same as rk_enter_loader()
 * @chip: (out): what the module is
 * @cancellable: ends it
 * @error: why there is no answer, or that it is no ESP8266
 *
 * The same with our own program on the chip, at the highest rate that the line
 * bears.
 *
 * Returns: (transfer full) (nullable): the loader
 */
RkLoader *
rk_enter_stub (RkSession           *session,
               const RkJobOptions  *options,
               RkChipInfo          *chip,
               GCancellable        *cancellable,
               GError             **error)
{
  g_autoptr(RkLoader) loader = NULL;

  if (options->no_stub)
    return rk_enter_loader (session, options, chip, cancellable, error);

  loader = connect_loader (session, options, options->sync_baud, cancellable, error);
  if (loader == NULL)
    return NULL;

  rk_session_enter (session, RK_MODULE_STATE_STUB);
  if (!start_stub (loader, options, chip, cancellable, error) ||
      !raise_baud (loader, options->baud, cancellable, error))
    {
      rk_leave_loader (loader);
      return NULL;
    }

  rk_session_chip (session, chip);
  return g_steal_pointer (&loader);
}

/**
 * rk_leave_loader:
 * @loader: one whose module's flash is as it was
 *
 * After a failure: lets the module run what it ran before, if the port can
 * reset it.  Nothing more can be done about it, so errors are not told.
 */
void
rk_leave_loader (RkLoader *loader)
{
  if (rk_loader_can_reset (loader))
    rk_loader_reset_into_run (loader, NULL, NULL);
  else
    rk_leave_stub (loader);
}

/**
 * rk_leave_stub:
 * @loader: one that is not needed any more
 *
 * Back to the boot loader in ROM, which anyone can talk to.  Without a word the
 * module would go there by itself, but later.
 */
void
rk_leave_stub (RkLoader *loader)
{
  if (rk_loader_has_stub (loader))
    rk_loader_leave_stub (loader, NULL, NULL);
}
