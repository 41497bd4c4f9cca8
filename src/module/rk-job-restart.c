/* rk-job-restart.c: restarting a module for the console
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-jobs.h"

#include "rk-boot-reader.h"
#include "rk-error.h"
#include "rk-fresh-start.h"
#include "rk-hand-over.h"
#include "rk-module.h"

/* The rates of the ROM's text with the usual crystal, and with one of 40 MHz. */
#define BOOT_BAUD 74880
#define BOOT_BAUD_40 115200

typedef struct
{
  RkSession          *session;
  RkLink             *link;
  RkBootReader       *reader;
  const RkBootReport *report;
} Restart;

static void
take_cb (const guint8 *bytes,
         gsize         count,
         gpointer      user_data)
{
  Restart *self = user_data;

  rk_session_received (self->session, bytes, count);
  rk_boot_reader_push (self->reader, bytes, count);
}

static gboolean
check_lines (RkLink  *link,
             GError **error)
{
  if (rk_link_can_set_lines (link))
    return TRUE;

  g_set_error (error, RK_ERROR, RK_ERROR_PORT_UNABLE, "%s has no DTR and RTS to reset the module with",
               rk_link_get_port (link));
  return FALSE;
}

static guint
guess_boot_baud (RkSession *session)
{
  guint known = rk_session_get_boot_baud (session);

  return known != 0 ? known : BOOT_BAUD;
}

static void
tell_unseen (Restart *self)
{
  rk_session_find (self->session,
                   rk_finding_new ("restart.unseen", RK_SEVERITY_WARNING,
                                   N_("The module was not seen to restart."),
                                   N_("RST may not be connected to RTS, or the module has no power or its TX is not connected."),
                                   N_("Reset the module by hand, and check its wires if that is not seen either."),
                                   NULL));
}

static gboolean
is_seen (Restart *self)
{
  return self->report->last.has_rom_line || self->report->last.csum >= 0;
}

/* Reads the boot text and changes over to the console's rate. */
static gboolean
read_boot_text (Restart       *self,
                guint          boot_baud,
                GCancellable  *cancellable,
                GError       **error)
{
  rk_boot_reader_reset (self->reader);
  if (!rk_link_tune (self->link, boot_baud, error) ||
      !rk_hand_over (self->link, rk_session_get_console_baud (self->session), self->report, take_cb, self,
                     cancellable, error))
    return FALSE;

  if (is_seen (self))
    rk_session_learn_boot_baud (self->session, boot_baud);
  return TRUE;
}

/* Noise instead of the ROM's text: its other rate, unless this one was known. */
static gboolean
may_be_other_rate (Restart *self)
{
  return self->report->n_bytes > 0 && !is_seen (self) && rk_session_get_boot_baud (self->session) == 0;
}

static gboolean
restart (Restart        *self,
         RkRestartMode   mode,
         GCancellable   *cancellable,
         GError        **error)
{
  RkResetKind kind = mode == RK_RESTART_LOADER ? RK_RESET_INTO_LOADER : RK_RESET_INTO_RUN;
  guint boot_baud = guess_boot_baud (self->session);

  if (!check_lines (self->link, error) || !rk_fresh_start (self->session, kind, boot_baud, cancellable, error))
    return FALSE;

  rk_session_enter (self->session, RK_MODULE_STATE_WATCHING);
  if (!read_boot_text (self, boot_baud, cancellable, error) ||
      (may_be_other_rate (self) && !read_boot_text (self, BOOT_BAUD_40, cancellable, error)))
    return FALSE;

  if (!is_seen (self))
    tell_unseen (self);
  return TRUE;
}

/**
 * rk_job_restart:
 * @params: an #RkRestartMode as pointer
 *
 * See rk_module_restart_async().
 */
gpointer
rk_job_restart (RkSession     *session,
                gpointer       params,
                GCancellable  *cancellable,
                GError       **error)
{
  g_autoptr(RkBootReader) reader = rk_boot_reader_new ();
  Restart self = {
    .session = session,
    .link = rk_session_get_link (session),
    .reader = reader,
    .report = rk_boot_reader_get_report (reader),
  };

  rk_session_enter (session, RK_MODULE_STATE_LISTENING);
  rk_session_enter (session, RK_MODULE_STATE_RESTARTING);
  return restart (&self, (RkRestartMode)GPOINTER_TO_INT (params), cancellable, error) ? session : NULL;
}
