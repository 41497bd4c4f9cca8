/* rk-job-find.c: looking for a module that seems dead
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-jobs.h"

#include "rk-at-find.h"
#include "rk-deadline.h"
#include "rk-fresh-start.h"

/* The ROM's rate with the usual crystal. */
#define BOOT_BAUD 74880

/* The ROM's first line comes at once; a second-stage loader is done within this. */
#define BOOT_MS 1500

static void
progress_cb (guint    baud,
             guint    done,
             guint    total,
             gpointer user_data)
{
  rk_session_progress (user_data, done, total);
}

/* A sound of life, even where no program runs. */
static gboolean
hear_boot_text (RkSession     *session,
                RkAtFound     *found,
                GCancellable  *cancellable,
                GError       **error)
{
  RkLink *link = rk_session_get_link (session);
  g_autoptr(GString) text = g_string_new (NULL);
  gint64 deadline;

  rk_session_enter (session, RK_MODULE_STATE_RESTARTING);
  if (!rk_fresh_start (session, RK_RESET_INTO_RUN, BOOT_BAUD, cancellable, error))
    return FALSE;

  rk_session_enter (session, RK_MODULE_STATE_WATCHING);
  deadline = rk_deadline_in_ms (BOOT_MS);
  for (;;)
    {
      guint8 buffer[1024];
      gssize count = rk_link_read (link, buffer, sizeof buffer, deadline, cancellable, error);

      if (count < 0)
        return FALSE;
      if (count == 0)
        break;
      rk_session_received (session, buffer, (gsize)count);
      for (gssize i = 0; i < count; i++)
        if (buffer[i] != '\0')
          g_string_append_c (text, (char)buffer[i]);
    }

  rk_at_found_add_text (found, text->str, rk_link_get_baud (link));
  return TRUE;
}

static gboolean
needs_more (const RkAtFound *found)
{
  return found->outcome == RK_AT_FIND_NOTHING || found->outcome == RK_AT_FIND_UNREADABLE;
}

/**
 * rk_job_find:
 *
 * See rk_module_find_at_async().
 */
gpointer
rk_job_find (RkSession     *session,
             gpointer       params,
             GCancellable  *cancellable,
             GError       **error)
{
  RkLink *link = rk_session_get_link (session);
  g_autoptr(RkAtFound) found = NULL;

  rk_session_enter (session, RK_MODULE_STATE_LISTENING);
  rk_session_step (session, N_ ("Trying all rates and line endings"));
  found = rk_at_find (link, rk_link_get_baud (link), progress_cb, session, cancellable, error);
  if (found == NULL)
    return NULL;
  if (needs_more (found) && rk_link_can_set_lines (link) && !hear_boot_text (session, found, cancellable, error))
    return NULL;

  rk_session_find (session, rk_at_found_make_finding (found));
  return g_steal_pointer (&found);
}
