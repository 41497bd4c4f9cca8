/* rk-job-view.c: a job under way
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Stages with ticks, what is asked of the person, and how far it is.  Everything
 * comes from the module's properties.
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-job-view.h"

#include "rk-finding-text.h"
#include "rk-guide-view.h"
#include "rk-stage-view.h"

#define PULSE_MS 120
#define NUMBERS_MS 100

/* A stage is some of the module's states, in the order in which they come. */
typedef struct
{
  const char *name;
  const char *doing; /* while nothing is counted */
  guint       states;
  guint       kinds;    /* of jobs that it is a stage of */
  gboolean    optional; /* shown only once it has been entered */
} Stage;

#define IN(state) (1u << RK_MODULE_STATE_##state)

#define OF(kind)      (1u << RK_JOB_##kind)
#define OF_ANY        (OF (FLASH) | OF (READ) | OF (COMPARE) | OF (ERASE))

/* clang-format off */
static const Stage stages[] = {
  { N_("Connect"), N_("Connecting to the module’s boot loader…"),
    IN (OPENING) | IN (RESETTING) | IN (SYNCING) | IN (IDENTIFYING) | IN (STUB), OF_ANY, FALSE },
  { N_("Read"), N_("Reading the flash…"), IN (READING), OF (READ), FALSE },
  { N_("Compare"), N_("Finding out what differs…"), IN (COMPARING), OF (COMPARE), FALSE },
  { N_("Read"), N_("Reading the flash…"), IN (READING), OF (ERASE), TRUE },
  { N_("Compare"), N_("Finding out what differs…"), IN (COMPARING), OF (FLASH), TRUE },
  { N_("Erase"), N_("Erasing flash…"), IN (ERASING), OF (FLASH) | OF (ERASE), FALSE },
  { N_("Write"), N_("Writing…"), IN (WRITING), OF (FLASH), FALSE },
  { N_("Verify"), N_("Reading back what was written…"), IN (VERIFYING), OF (FLASH), TRUE },
  { N_("Start"), N_("Watching the module start…"), IN (RESTARTING) | IN (WATCHING), OF_ANY, FALSE },
};
/* clang-format on */

struct _RkJobView
{
  AdwBin parent_instance;

  RkModule    *module;
  RkStageView *views[G_N_ELEMENTS (stages)];
  gboolean     entered[G_N_ELEMENTS (stages)];
  gboolean     is_guided; /* something is asked of the person */
  RkJobKind    kind;
  gboolean     watch;
  int          present; /* index of the stage, or -1 */
  guint        pulse_id;
  guint        numbers_id; /* while newer numbers are about to be shown */

  GtkBox         *stages;
  RkGuideView    *guide;
  GtkRevealer    *hint_revealer;
  GtkLabel       *hint_summary;
  GtkLabel       *hint_remedy;
  GtkProgressBar *bar;
  GtkLabel       *numbers;
  GtkWidget      *cancel;
};

G_DEFINE_FINAL_TYPE (RkJobView, rk_job_view, ADW_TYPE_BIN)

/* -- Stages --------------------------------------------------------------- */

static void
mark_stage (RkJobView   *self,
            gsize        i,
            RkStageMark  mark)
{
  gboolean is_start = i == G_N_ELEMENTS (stages) - 1;

  gtk_widget_set_visible (GTK_WIDGET (self->views[i]), (stages[i].kinds & (1u << self->kind)) != 0 &&
                                                         (!stages[i].optional || self->entered[i]) &&
                                                         (!is_start || self->watch));
  rk_stage_view_set_mark (self->views[i], mark, TRUE);
}

static void
make_stage (RkJobView *self,
            gsize      i)
{
  GtkWidget *view = rk_stage_view_new (_ (stages[i].name));

  self->views[i] = RK_STAGE_VIEW (view);
  gtk_widget_set_halign (view, GTK_ALIGN_CENTER);
  gtk_box_append (self->stages, view);
}

static int
find_stage (RkJobView     *self,
            RkModuleState  state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (stages); i++)
    if ((stages[i].states & (1u << state)) != 0 && (stages[i].kinds & (1u << self->kind)) != 0)
      return (int)i;

  return -1;
}

static void
show_stages (RkJobView *self)
{
  for (int i = 0; i < (int)G_N_ELEMENTS (stages); i++)
    mark_stage (self, (gsize)i, i < self->present    ? RK_STAGE_DONE
                                : i == self->present ? RK_STAGE_PRESENT
                                                     : RK_STAGE_AHEAD);
}

/* -- Numbers -------------------------------------------------------------- */

static void
append_time_left (RkJobView *self,
                  GString   *text)
{
  double rate = rk_module_get_rate (self->module);
  guint64 left = rk_module_get_bytes_total (self->module) - rk_module_get_bytes_done (self->module);
  guint seconds;

  if (rate <= 0)
    return;

  seconds = (guint)((double)left / rate + 0.99);
  if (seconds >= 60)
    g_string_append_printf (text, _ (" · %u min %u s left"), seconds / 60, seconds % 60);
  else
    g_string_append_printf (text, _ (" · %u s left"), seconds);
}

static char *
dup_counted (RkJobView *self)
{
  g_autofree char *done = rk_size_text (rk_module_get_bytes_done (self->module));
  g_autofree char *total = rk_size_text (rk_module_get_bytes_total (self->module));
  g_autofree char *rate = rk_size_text ((guint64)rk_module_get_rate (self->module));
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, _ ("%s of %s"), done, total);
  if (rk_module_get_rate (self->module) > 0)
    g_string_append_printf (text, _ (" · %s/s"), rate);
  append_time_left (self, text);
  return g_string_free (text, FALSE);
}

static void
show_numbers (RkJobView *self)
{
  gboolean counted = rk_module_get_bytes_total (self->module) > 0;
  const char *step = rk_module_get_step (self->module);
  g_autofree char *numbers = counted ? dup_counted (self) : NULL;
  g_autofree char *text = NULL;

  if (self->present < 0)
    return;

  if (step == NULL)
    step = stages[self->present].doing;
  text = numbers != NULL ? g_strdup_printf ("%s  %s", _ (step), numbers) : g_strdup (_ (step));
  gtk_label_set_label (self->numbers, text);
  if (counted)
    gtk_progress_bar_set_fraction (self->bar, rk_module_get_progress (self->module));
}

static gboolean
numbers_due_cb (gpointer user_data)
{
  RkJobView *self = user_data;

  self->numbers_id = 0;
  show_numbers (self);
  return G_SOURCE_REMOVE;
}

/* Each new number has the window laid out anew, for which GTK asks the X server a
 * dozen questions.  Nobody reads that fast. */
static void
progress_cb (RkJobView *self)
{
  if (self->numbers_id == 0)
    self->numbers_id = g_timeout_add (NUMBERS_MS, numbers_due_cb, self);
}

/* Something is going on, but nobody can say how much of it is left.  Who wants no
 * animations has the words that say which step it is. */
static gboolean
pulse_cb (gpointer user_data)
{
  RkJobView *self = user_data;

  if (rk_module_get_bytes_total (self->module) == 0 && adw_get_enable_animations (GTK_WIDGET (self)))
    gtk_progress_bar_pulse (self->bar);
  return G_SOURCE_CONTINUE;
}

static void
set_pulsing (RkJobView *self,
             gboolean   pulsing)
{
  if (pulsing && self->pulse_id == 0)
    self->pulse_id = g_timeout_add (PULSE_MS, pulse_cb, self);
  else if (!pulsing)
    g_clear_handle_id (&self->pulse_id, g_source_remove);
}

/* -- The module ----------------------------------------------------------- */

static void
show_hint (RkJobView       *self,
           const RkFinding *finding)
{
  g_autofree char *summary = rk_finding_text (finding, finding->summary);
  g_autofree char *remedy = rk_finding_text (finding, finding->remedy);

  gtk_label_set_label (self->hint_summary, summary);
  gtk_label_set_label (self->hint_remedy, remedy);
  gtk_revealer_set_reveal_child (self->hint_revealer, TRUE);
}

/* Its words go too: a screen reader does not see that they are folded away. */
static void
hide_hint (RkJobView *self)
{
  gtk_revealer_set_reveal_child (self->hint_revealer, FALSE);
  gtk_label_set_label (self->hint_summary, "");
  gtk_label_set_label (self->hint_remedy, "");
}

static void
found_cb (RkJobView       *self,
          const RkFinding *finding)
{
  if (g_str_has_prefix (finding->id, "hint."))
    show_hint (self, finding);
}

/* What the module does not do yet; where it answers, all has its tick for as long as
 * the answer takes. */
static void
situation_cb (RkJobView *self)
{
  RkSituation situation = rk_module_get_situation (self->module);

  if (situation == RK_SITUATION_TRYING)
    rk_guide_view_hide (self->guide);
  else if (situation != RK_SITUATION_ANSWERED || self->is_guided)
    rk_guide_view_show (self->guide, RK_GUIDE_LOADER, situation);
  self->is_guided = situation != RK_SITUATION_TRYING && situation != RK_SITUATION_ANSWERED;
}

static void
state_cb (RkJobView *self)
{
  int stage = find_stage (self, rk_module_get_state (self->module));

  if (stage < 0)
    {
      set_pulsing (self, FALSE);
      return;
    }

  /* What was asked for was done: the module has answered, or started. */
  if (stage != self->present || rk_module_get_state (self->module) == RK_MODULE_STATE_IDENTIFYING)
    hide_hint (self);
  if (stage != self->present)
    {
      rk_guide_view_hide (self->guide);
      gtk_progress_bar_set_fraction (self->bar, 0);
    }

  self->present = stage;
  self->entered[stage] = TRUE;
  set_pulsing (self, TRUE);
  show_stages (self);
  show_numbers (self);
}

static void
rk_job_view_dispose (GObject *object)
{
  RkJobView *self = RK_JOB_VIEW (object);

  /* A job may outlive it, and keep it. */
  if (self->module != NULL)
    g_signal_handlers_disconnect_by_data (self->module, self);
  set_pulsing (self, FALSE);
  g_clear_handle_id (&self->numbers_id, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_JOB_VIEW);
  g_clear_object (&self->module);

  G_OBJECT_CLASS (rk_job_view_parent_class)->dispose (object);
}

static void
rk_job_view_class_init (RkJobViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_job_view_dispose;

  g_type_ensure (RK_TYPE_GUIDE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/rekindle_esp/Rekindle/rk-job-view.ui");
  gtk_widget_class_bind_template_child (widget_class, RkJobView, stages);
  gtk_widget_class_bind_template_child (widget_class, RkJobView, guide);
  gtk_widget_class_bind_template_child (widget_class, RkJobView, hint_revealer);
  gtk_widget_class_bind_template_child (widget_class, RkJobView, hint_summary);
  gtk_widget_class_bind_template_child (widget_class, RkJobView, hint_remedy);
  gtk_widget_class_bind_template_child (widget_class, RkJobView, bar);
  gtk_widget_class_bind_template_child (widget_class, RkJobView, numbers);
  gtk_widget_class_bind_template_child (widget_class, RkJobView, cancel);
}

static void
rk_job_view_init (RkJobView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (gsize i = 0; i < G_N_ELEMENTS (stages); i++)
    make_stage (self, i);
  self->present = -1;
  self->watch = TRUE;
  show_stages (self);
}

/**
 * rk_job_view_set_cancel:
 * @self: a view
 * @action: what its button does
 */
void
rk_job_view_set_cancel (RkJobView  *self,
                        const char *action)
{
  g_return_if_fail (RK_IS_JOB_VIEW (self));

  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->cancel), action);
}

/**
 * rk_job_view_set_module:
 * @self: a view, once
 * @module: whose jobs are shown
 */
void
rk_job_view_set_module (RkJobView *self,
                        RkModule  *module)
{
  g_return_if_fail (RK_IS_JOB_VIEW (self));
  g_return_if_fail (self->module == NULL);

  self->module = g_object_ref (module);
  g_signal_connect_object (module, "notify::state", G_CALLBACK (state_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (module, "notify::situation", G_CALLBACK (situation_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (module, "notify::step", G_CALLBACK (show_numbers), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (module, "notify::progress", G_CALLBACK (progress_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (module, "found", G_CALLBACK (found_cb), self, G_CONNECT_SWAPPED);
}

/**
 * rk_job_view_set_settings:
 * @self: a view
 * @settings: where board and adapter are kept, for the drawing beside what is to be done
 */
void
rk_job_view_set_settings (RkJobView  *self,
                          RkSettings *settings)
{
  g_return_if_fail (RK_IS_JOB_VIEW (self));

  rk_guide_view_set_settings (self->guide, settings);
}

/**
 * rk_job_view_begin:
 * @self: a view
 * @kind: of the job
 * @watch: whether the module will be watched as it starts
 *
 * A job is about to begin: no stage has been entered yet.
 */
void
rk_job_view_begin (RkJobView *self,
                   RkJobKind  kind,
                   gboolean   watch)
{
  g_return_if_fail (RK_IS_JOB_VIEW (self));

  memset (self->entered, 0, sizeof self->entered);
  self->present = -1;
  self->kind = kind;
  self->watch = watch;
  show_stages (self);
  hide_hint (self);
  rk_guide_view_hide (self->guide);
  gtk_progress_bar_set_fraction (self->bar, 0);
  gtk_label_set_label (self->numbers, "");
}
