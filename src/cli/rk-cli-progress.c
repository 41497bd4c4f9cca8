/* rk-cli-progress.c: a job's stages as they pass
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * On a terminal the present stage has a line with a bar that is drawn over and
 * over; each stage leaves one line.  With --json they are events.
 */

#include "config.h"

#include "rk-cli.h"

#include <stdio.h>
#ifdef G_OS_WIN32
#include <io.h>
#else
#include <unistd.h>
#endif

#include "rk-columns.h"
#include "rk-finding-text.h"
#include "rk-guide.h"

#define BAR_WIDTH     24
#define LABEL_COLUMNS 20

/* A bar is drawn, and an event sent, at most so often. */
#define REDRAW_US (100 * 1000)

typedef struct
{
  RkCli         *cli;
  gboolean       terminal;
  gboolean       open;  /* the cursor stands in a line with a bar */
  RkModuleState  state;
  guint64        done;
  guint64        total;
  gint64         drawn;
  const char    *told; /* the id of the last finding */
} Progress;

static const char *
stage_name (RkModuleState state)
{
  static const char *const names[RK_MODULE_N_STATES] = {
    [RK_MODULE_STATE_OPENING] = N_ ("Opening the port"),
    [RK_MODULE_STATE_RESETTING] = N_ ("Resetting"),
    [RK_MODULE_STATE_SYNCING] = N_ ("Connecting"),
    [RK_MODULE_STATE_IDENTIFYING] = N_ ("Identifying"),
    [RK_MODULE_STATE_STUB] = N_ ("Loading the flasher"),
    [RK_MODULE_STATE_READING] = N_ ("Reading"),
    [RK_MODULE_STATE_COMPARING] = N_ ("Comparing"),
    [RK_MODULE_STATE_ERASING] = N_ ("Erasing"),
    [RK_MODULE_STATE_WRITING] = N_ ("Writing"),
    [RK_MODULE_STATE_VERIFYING] = N_ ("Verifying"),
    [RK_MODULE_STATE_RESTARTING] = N_ ("Restarting"),
    [RK_MODULE_STATE_WATCHING] = N_ ("Watching it start"),
  };

  return names[state] != NULL ? gettext (names[state]) : NULL;
}

/**
 * rk_cli_format_bar:
 * @label: what is going on
 * @done: how far it got
 * @total: of how much, not 0
 * @rate: bytes per second, 0 if it is not to be told
 *
 * Returns: (transfer full): a line with a bar
 */
char *
rk_cli_format_bar (const char *label,
                   guint64     done,
                   guint64     total,
                   double      rate)
{
  g_autofree char *speed = rk_size_text ((guint64)rate);
  g_autofree char *name = rk_columns_pad (label, LABEL_COLUMNS);
  g_autoptr(GString) line = g_string_new (name);
  guint filled = (guint)(done * BAR_WIDTH / total);

  g_string_append_c (line, ' ');
  for (guint i = 0; i < BAR_WIDTH; i++)
    g_string_append (line, i < filled ? "█" : "░");
  g_string_append_printf (line, " %3u %%", (guint)(done * 100 / total));
  if (rate > 0 && done < total)
    g_string_append_printf (line, "  %s/s  %u s", speed, (guint)((double)(total - done) / rate + 1));
  return g_strdup (line->str);
}

static void
draw (Progress *progress,
      double    rate)
{
  g_autofree char *line = rk_cli_format_bar (stage_name (progress->state), progress->done, progress->total, rate);

  g_printerr ("%s%s%s", progress->terminal ? "\r\033[K" : "", line, progress->terminal ? "" : "\n");
  progress->open = progress->terminal;
  progress->drawn = g_get_monotonic_time ();
}

/* Leaves the bar as it stood at the end. */
static void
end_line (Progress *progress)
{
  if (progress->cli->json)
    return;
  if (progress->total > 0)
    draw (progress, 0);
  if (progress->open)
    g_printerr ("\n");
  progress->open = FALSE;
}

static void
emit_state (Progress *progress)
{
  JsonBuilder *builder = rk_cli_event ("state");

  rk_cli_set_string (builder, "state", rk_module_state_get_nick (progress->state));
  rk_cli_emit (progress->cli, builder);
}

static void
emit_progress (Progress *progress,
               double    rate)
{
  JsonBuilder *builder = rk_cli_event ("progress");

  rk_cli_set_string (builder, "state", rk_module_state_get_nick (progress->state));
  rk_cli_set_int (builder, "done", (gint64)progress->done);
  rk_cli_set_int (builder, "total", (gint64)progress->total);
  rk_cli_set_int (builder, "rate", (gint64)rate);
  rk_cli_emit (progress->cli, builder);
}

static void
state_changed_cb (RkModule   *module,
                  GParamSpec *pspec,
                  Progress   *progress)
{
  end_line (progress);
  progress->state = rk_module_get_state (module);
  progress->done = 0;
  progress->total = 0;

  emit_state (progress);
  if (!progress->cli->json && progress->terminal && stage_name (progress->state) != NULL)
    {
      g_printerr ("\r\033[K%s…", stage_name (progress->state));
      progress->open = TRUE;
    }
}

static void
progress_changed_cb (RkModule   *module,
                     GParamSpec *pspec,
                     Progress   *progress)
{
  gint64 now = g_get_monotonic_time ();
  guint64 total = rk_module_get_bytes_total (module);
  double rate = rk_module_get_rate (module);

  if (total == 0 || stage_name (progress->state) == NULL)
    return;

  progress->done = rk_module_get_bytes_done (module);
  progress->total = total;
  if (now - progress->drawn < REDRAW_US && progress->done < total)
    return;

  progress->drawn = now;
  if (progress->cli->json)
    emit_progress (progress, rate);
  else if (progress->terminal)
    draw (progress, rate);
}

/* Who waits for a module reads what to do; where it is given up, the reason follows. */
static void
found_cb (RkModule        *module,
          const RkFinding *finding,
          Progress        *progress)
{
  g_autoptr(RkFinding) shown = rk_finding_copy (finding);

  if (!progress->cli->json && g_strcmp0 (progress->told, finding->id) == 0)
    shown->remedy = NULL;
  else if (!progress->cli->json && g_str_has_prefix (finding->id, "connect.") && finding->severity < RK_SEVERITY_ERROR)
    shown->cause = NULL;

  progress->told = finding->id;
  end_line (progress);
  progress->total = 0;
  rk_cli_print_finding (progress->cli, shown);
}

static void
emit_step (JsonBuilder       *builder,
           const RkGuideStep *step)
{
  json_builder_begin_object (builder);
  rk_cli_set_string (builder, "id", step->id);
  rk_cli_set_string (builder, "title", gettext (step->title));
  rk_cli_set_string (builder, "mark", rk_guide_mark_get_name (step->mark));
  json_builder_end_object (builder);
}

static void
situation_changed_cb (RkModule   *module,
                      GParamSpec *pspec,
                      Progress   *progress)
{
  JsonBuilder *builder = rk_cli_event ("guide");
  RkGuide guide;

  rk_guide_init (&guide, RK_GUIDE_LOADER, rk_module_get_situation (module));
  rk_cli_set_string (builder, "situation", rk_situation_get_nick (guide.situation));
  json_builder_set_member_name (builder, "suspects");
  json_builder_begin_array (builder);
  for (gsize i = 0; guide.suspects[i] != NULL; i++)
    json_builder_add_string_value (builder, guide.suspects[i]);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "steps");
  json_builder_begin_array (builder);
  for (gsize i = 0; i < RK_GUIDE_STEPS; i++)
    emit_step (builder, &guide.steps[i]);
  json_builder_end_array (builder);
  rk_cli_emit (progress->cli, builder);
}

/**
 * rk_cli_watch_progress:
 * @cli: the command line
 * @module: shows what its jobs do until it is disposed
 */
void
rk_cli_watch_progress (RkCli    *cli,
                       RkModule *module)
{
  Progress *progress = g_new0 (Progress, 1);

  progress->cli = cli;
  progress->terminal = isatty (fileno (stderr)) != 0 && !cli->no_progress;

  g_object_set_data_full (G_OBJECT (module), "rk-cli-progress", progress, g_free);
  g_signal_connect (module, "notify::state", G_CALLBACK (state_changed_cb), progress);
  g_signal_connect (module, "notify::bytes-done", G_CALLBACK (progress_changed_cb), progress);
  g_signal_connect (module, "notify::situation", G_CALLBACK (situation_changed_cb), progress);
  g_signal_connect (module, "found", G_CALLBACK (found_cb), progress);
}
