/* rk-console-page-guide.c: when nothing is heard
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A module that says nothing for a while may have nothing to say, or a wire is wrong:
 * what to do is offered, follows what is received from then on, and goes when the
 * program talks or somebody says so.
 */

#include "config.h"

#include "rk-console-page-private.h"

/* Most programs that speak by themselves have done so by then. */
#define SILENT_MS 8000

/* Lines are put together from what comes; what has come is judged after a pause. */
#define JUDGE_MS 300

static gboolean
is_listening (RkConsolePage *self)
{
  return rk_module_get_state (self->module) == RK_MODULE_STATE_LISTENING && !rk_module_get_busy (self->module);
}

static void
hide_guide (RkConsolePage *self)
{
  self->is_guiding = FALSE;
  rk_guide_view_hide (self->guide);
  gtk_widget_set_visible (self->guide_box, FALSE);
}

static void
show_guide (RkConsolePage *self)
{
  RkSituation situation;

  rk_evidence_flush (&self->evidence);
  situation = rk_evidence_judge_console (&self->evidence);
  if (situation == RK_SITUATION_ANSWERED)
    {
      hide_guide (self);
      return;
    }

  self->is_guiding = TRUE;
  rk_guide_view_show (self->guide, RK_GUIDE_CONSOLE, situation);
  gtk_widget_set_visible (self->guide_box, TRUE);
}

static gboolean
silent_cb (gpointer user_data)
{
  RkConsolePage *self = user_data;

  self->guide_id = 0;
  if (is_listening (self))
    show_guide (self);
  return G_SOURCE_REMOVE;
}

/* The port was opened, closed or taken by a job: what was heard before does not count. */
void
_rk_console_page_guide_state (RkConsolePage *self)
{
  g_clear_handle_id (&self->guide_id, g_source_remove);
  rk_evidence_clear (&self->evidence);
  hide_guide (self);
  if (rk_module_get_state (self->module) == RK_MODULE_STATE_CLOSED)
    {
      self->silence_is_fine = FALSE;
      self->has_spoken = FALSE;
    }
  if (is_listening (self) && !self->silence_is_fine && !self->has_spoken)
    self->guide_id = g_timeout_add (SILENT_MS, silent_cb, self);
}

/* Something has come: there is no silence any more, and a guide goes on with it. */
void
_rk_console_page_guide_received (RkConsolePage *self,
                                 const guint8  *bytes,
                                 gsize          count)
{
  self->has_spoken = TRUE;
  if (!self->is_guiding || !is_listening (self))
    {
      g_clear_handle_id (&self->guide_id, g_source_remove);
      return;
    }

  rk_evidence_add (&self->evidence, bytes, count);
  if (self->guide_id == 0)
    self->guide_id = g_timeout_add (JUDGE_MS, silent_cb, self);
}

static void
dismiss_cb (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  RkConsolePage *self = user_data;

  self->silence_is_fine = TRUE;
  g_clear_handle_id (&self->guide_id, g_source_remove);
  hide_guide (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

void
_rk_console_page_add_guide_actions (RkConsolePage *self)
{
  const GActionEntry entries[] = {
    { .name = "dismiss-guide", .activate = dismiss_cb },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  rk_guide_view_set_settings (self->guide, self->settings);
  rk_evidence_init (&self->evidence);
}

void
_rk_console_page_clear_guide (RkConsolePage *self)
{
  g_clear_handle_id (&self->guide_id, g_source_remove);
  if (self->evidence.reader != NULL)
    rk_evidence_finish (&self->evidence);
}
