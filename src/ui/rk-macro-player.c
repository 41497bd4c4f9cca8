/* rk-macro-player.c: a macro that is under way
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Unlike rk_module_run_macro_async() it takes no port: each step is sent as if it
 * were typed, so that the console shows it, and watched in the transcript; the next
 * one goes when the reply is over and what is expected has come.
 */

#include "config.h"

#include <glib/gi18n.h>
#include <gio/gio.h>

#include "rk-macro-player.h"

#include "rk-at-command.h"

/* The transcript knows first when a reply is late. */
#define GRACE_MS 1000

struct _RkMacroPlayer
{
  RkAtMacro           *macro;
  GHashTable          *values;
  const RkAtVersion   *version;
  RkMacroPlayerEvents  events;
  gpointer             user_data;

  guint                step;     /* index of the one under way */
  guint                serial;   /* of its entry, 0 before there is one */
  guint                last;     /* serial of the newest entry of the steps before */
  gboolean             is_over;  /* its reply */
  gboolean             has_come; /* what is expected */
  guint                timer_id;
};

static void begin_step (RkMacroPlayer *self);

static const RkAtMacroStep *
get_step (RkMacroPlayer *self)
{
  return self->macro->steps->pdata[self->step];
}

static void
end (RkMacroPlayer *self,
     const GError  *error)
{
  g_clear_handle_id (&self->timer_id, g_source_remove);
  self->events.ended (error, self->user_data);
}

static void
fail (RkMacroPlayer *self,
      const char    *what)
{
  const RkAtMacroStep *step = get_step (self);
  g_autoptr(GError) error = NULL;

  /* translators: a command, and what came instead of what was expected */
  error = g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED, _ ("%s: %s"), step->command, what);
  end (self, error);
}

static gboolean
next_cb (gpointer user_data)
{
  RkMacroPlayer *self = user_data;

  self->timer_id = 0;
  self->step++;
  if (self->step < self->macro->steps->len)
    begin_step (self);
  else
    end (self, NULL);
  return G_SOURCE_REMOVE;
}

static gboolean
late_cb (gpointer user_data)
{
  RkMacroPlayer *self = user_data;
  const char *expect = get_step (self)->expect;
  g_autofree char *what = expect != NULL ? g_strdup_printf (_ ("“%s” did not come"), expect) : g_strdup (_ ("no reply"));

  self->timer_id = 0;
  fail (self, what);
  return G_SOURCE_REMOVE;
}

static void
begin_step (RkMacroPlayer *self)
{
  const RkAtMacroStep *step = get_step (self);
  g_autoptr(GError) error = NULL;
  g_autofree char *line = rk_at_macro_step_fill (step, self->values, self->version, &error);
  guint timeout_ms = step->timeout_ms != 0 ? step->timeout_ms : rk_at_command_get_timeout_ms (step->command) + GRACE_MS;

  if (line == NULL)
    {
      end (self, error);
      return;
    }

  self->last = MAX (self->last, self->serial);
  self->serial = 0;
  self->is_over = FALSE;
  self->has_come = step->expect == NULL;
  self->timer_id = g_timeout_add (timeout_ms, late_cb, self);
  self->events.step (self->step + 1, self->macro->steps->len, self->user_data);
  self->events.send (line, self->user_data);
}

static gboolean
has_expected (const RkAtMacroStep *step,
              const RkAtEntry     *entry)
{
  if (entry->result != NULL && rk_at_macro_step_expects (step, entry->result))
    return TRUE;
  for (guint i = 0; i < entry->lines->len; i++)
    if (rk_at_macro_step_expects (step, entry->lines->pdata[i]))
      return TRUE;
  return FALSE;
}

/**
 * rk_macro_player_start:
 * @macro: copied
 * @values: (element-type utf8 utf8): for the placeholders
 * @version: (nullable): of the module; must outlive the run
 * @events: copied
 * @user_data: for @events
 *
 * Returns: (transfer full): a run whose first step begins from the main loop
 */
RkMacroPlayer *
rk_macro_player_start (const RkAtMacro           *macro,
                       GHashTable                *values,
                       const RkAtVersion         *version,
                       const RkMacroPlayerEvents *events,
                       gpointer                   user_data)
{
  RkMacroPlayer *self = g_new0 (RkMacroPlayer, 1);

  self->macro = rk_at_macro_copy (macro);
  self->values = g_hash_table_ref (values);
  self->version = version;
  self->events = *events;
  self->user_data = user_data;
  self->step = G_MAXUINT;
  self->timer_id = g_idle_add (next_cb, self);
  return self;
}

/**
 * rk_macro_player_free:
 * @self: (transfer full): a run; nothing more is sent
 */
void
rk_macro_player_free (RkMacroPlayer *self)
{
  g_clear_handle_id (&self->timer_id, g_source_remove);
  rk_at_macro_free (self->macro);
  g_hash_table_unref (self->values);
  g_free (self);
}

/**
 * rk_macro_player_set_version:
 * @self: a run
 * @version: (nullable): of the module, in place of the former; must outlive the run
 */
void
rk_macro_player_set_version (RkMacroPlayer     *self,
                             const RkAtVersion *version)
{
  self->version = version;
}

/**
 * rk_macro_player_take:
 * @self: a run
 * @entry: of the transcript, new or changed
 */
void
rk_macro_player_take (RkMacroPlayer   *self,
                      const RkAtEntry *entry)
{
  const RkAtMacroStep *step;

  if (self->step >= self->macro->steps->len || entry->serial <= self->last || (self->is_over && self->has_come))
    return;

  step = get_step (self);
  if (entry->kind == RK_AT_ENTRY_COMMAND && self->serial == 0)
    self->serial = entry->serial;
  if (has_expected (step, entry))
    self->has_come = TRUE;
  if (entry->serial == self->serial && rk_at_entry_is_over (entry))
    {
      self->is_over = TRUE;
      if (step->expect == NULL && entry->status != RK_AT_STATUS_GOOD)
        {
          fail (self, entry->result != NULL ? entry->result : _ ("no reply"));
          return;
        }
    }

  if (self->is_over && self->has_come)
    {
      g_clear_handle_id (&self->timer_id, g_source_remove);
      self->timer_id = g_timeout_add (step->delay_ms, next_cb, self);
    }
}
