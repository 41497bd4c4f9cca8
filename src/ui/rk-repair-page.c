/* rk-repair-page.c: a module that does not work any more, step by step
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The chip is looked at, firmware chosen that is known to work on it, a backup
 * offered, all of it written, and the module seen to answer.
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-repair-page.h"

#include "rk-details-window.h"
#include "rk-dialogs.h"
#include "rk-finding-text.h"
#include "rk-job-view.h"
#include "rk-library.h"
#include "rk-module-content.h"
#include "rk-result-card.h"
#include "rk-set.h"
#include "rk-stage-view.h"

/* The newest that are known; more would be no help. */
#define MAX_CHOICES 4

/* At the end AT firmware has this long for an OK. */
#define AT_MS 5000

typedef enum
{
  STEP_MODULE,
  STEP_FIRMWARE,
  STEP_SAFETY,
  STEP_FLASH,
  STEP_RESULT,
  N_STEPS,
} Step;

/* clang-format off */
static const struct
{
  const char *name; /* of the stack's page */
  const char *title;
  const char *primary;
  const char *primary_action;
  const char *secondary;
  const char *secondary_action;
} steps[] = {
  [STEP_MODULE] = { "module", N_("Module"), N_("_Look at the Module"), "repair.look", NULL, NULL },
  [STEP_FIRMWARE] = { "firmware", N_("Firmware"), N_("_Continue"), "repair.fetch", NULL, NULL },
  [STEP_SAFETY] = { "safety", N_("Safety Net"), N_("_Save a Backup…"), "repair.backup", N_("_Go On Without"), "repair.skip" },
  [STEP_FLASH] = { "flash", N_("Write"), N_("_Bring It Back"), "repair.flash", NULL, NULL },
  [STEP_RESULT] = { "result", N_("Result"), N_("_Start Over"), "repair.look", NULL, NULL },
};
/* clang-format on */

struct _RkRepairPage
{
  AdwBin parent_instance;

  RkModule       *module;
  RkTraceLog     *trace; /* the window's */
  RkLibrary      *library;
  GCancellable   *cancellable;
  Step            step;
  RkLibraryEntry *entry; /* that is chosen, or NULL */
  RkPlan         *plan;
  GFile          *backup;

  GtkBox         *strip;
  RkStageView    *marks[N_STEPS];
  GtkStack       *stack;
  GtkListBox     *choices;
  GtkProgressBar *fetched;
  GtkLabel       *files;
  GtkLabel       *outcome;
  GtkStack       *bottom;
  GtkButton      *primary;
  GtkButton      *secondary;
  RkJobView      *job_view;
  RkResultCard   *card;
};

G_DEFINE_FINAL_TYPE (RkRepairPage, rk_repair_page, ADW_TYPE_BIN)

enum {
  LEFT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* -- What may be done ----------------------------------------------------- */

static void
show_button (GtkButton  *button,
             const char *label,
             const char *action)
{
  gtk_widget_set_visible (GTK_WIDGET (button), label != NULL);
  if (label == NULL)
    return;

  gtk_button_set_label (button, _ (label));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
}

/* The one place that decides what can be pressed. */
static void
update (RkRepairPage *self)
{
  static const char *const jobs[] = { "repair.look", "repair.backup", "repair.skip", "repair.flash", "repair.again" };
  gboolean busy = rk_repair_page_is_busy (self);
  gboolean may_begin = !busy && self->module != NULL && rk_module_get_port (self->module) != NULL &&
                       !rk_module_get_busy (self->module);

  for (gsize i = 0; i < G_N_ELEMENTS (jobs); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), jobs[i], may_begin);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "repair.fetch", !busy && self->entry != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "repair.choose-folder", !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "repair.choose-file", !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "repair.back", !busy && self->step > STEP_MODULE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "repair.leave", !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "repair.cancel", busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->choices), !busy);
  show_button (self->primary, steps[self->step].primary, steps[self->step].primary_action);
  show_button (self->secondary, steps[self->step].secondary, steps[self->step].secondary_action);
  for (int i = 0; i < N_STEPS; i++)
    rk_stage_view_set_mark (self->marks[i], i < (int)self->step                               ? RK_STAGE_DONE
                                            : i > (int)self->step                             ? RK_STAGE_AHEAD
                                            : self->step == STEP_RESULT                       ? RK_STAGE_DONE
                                                                                              : RK_STAGE_PRESENT, busy);
}

static void
show_bottom (RkRepairPage *self,
             const char   *name)
{
  gtk_stack_set_visible_child_name (self->bottom, name);
  update (self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self->bottom)))
    gtk_widget_grab_focus (gtk_stack_get_visible_child (self->bottom));
}

/* The others are hidden from screen readers too. */
static void
go (RkRepairPage *self,
    Step          step)
{
  for (int i = (int)step; i < N_STEPS; i++)
    rk_stage_view_set_caption (self->marks[i], "");
  self->step = step;
  gtk_widget_set_visible (gtk_stack_get_child_by_name (self->stack, steps[step].name), TRUE);
  gtk_stack_set_visible_child_name (self->stack, steps[step].name);
  for (int i = 0; i < N_STEPS; i++)
    if (i != (int)step)
      gtk_widget_set_visible (gtk_stack_get_child_by_name (self->stack, steps[i].name), FALSE);
  show_bottom (self, "ready");
  if (gtk_widget_get_mapped (GTK_WIDGET (self->primary)))
    gtk_widget_grab_focus (GTK_WIDGET (self->primary));
}

static void
finish_step (RkRepairPage *self,
             const char   *caption)
{
  Step step = self->step;

  go (self, (Step)(step + 1));
  rk_stage_view_set_caption (self->marks[step], caption);
}

static void
begin (RkRepairPage *self,
       RkJobKind     kind,
       gboolean      watch)
{
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  rk_trace_log_clear (self->trace);
  rk_job_view_begin (self->job_view, kind, watch);
  show_bottom (self, "running");
}

/* Returns: whether the page is still there */
static gboolean
end (RkRepairPage *self)
{
  g_clear_object (&self->cancellable);
  return self->module != NULL;
}

static void
fail (RkRepairPage *self,
      const GError *error)
{
  rk_trace_log_add (self->trace, error->message);
  rk_result_card_show_error (self->card, error, rk_module_get_findings (self->module));
  show_bottom (self, "done");
  rk_stage_view_set_mark (self->marks[self->step], RK_STAGE_FAILED, FALSE);
}

/* -- The firmware --------------------------------------------------------- */

static void
chosen_cb (GtkCheckButton *button,
           RkRepairPage   *self)
{
  if (gtk_check_button_get_active (button))
    self->entry = g_object_get_data (G_OBJECT (button), "entry");
  update (self);
}

static GtkWidget *
make_choice (RkRepairPage   *self,
             RkLibraryEntry *entry,
             GtkCheckButton *group)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_check_button_new ();
  const char *title = rk_library_entry_get_title (entry);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), rk_library_entry_get_ready (entry) ? _ ("On this computer")
                                                                                        : _ ("Will be downloaded"));
  gtk_check_button_set_group (GTK_CHECK_BUTTON (button), group);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (button), "entry", g_object_ref (entry), g_object_unref);
  g_signal_connect_object (button, "toggled", G_CALLBACK (chosen_cb), self, 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  gtk_list_box_append (self->choices, row);
  return button;
}

/* AT firmware that can be checked: it says at the end whether it is well. */
static gboolean
is_known_good (RkLibraryEntry *entry,
               guint32         flash_size)
{
  return rk_library_entry_has_feature (entry, "at") && rk_library_entry_get_verified (entry) &&
         rk_library_entry_fits (entry, flash_size);
}

static void
fill_choices (RkRepairPage *self)
{
  const RkChipInfo *chip = rk_module_get_chip (self->module);
  guint32 flash_size = chip != NULL ? chip->flash_size : 0;
  GtkWidget *first = NULL;
  guint n_choices = 0;
  GtkListBoxRow *row;

  self->entry = NULL;
  while ((row = gtk_list_box_get_row_at_index (self->choices, 0)) != NULL)
    gtk_list_box_remove (self->choices, GTK_WIDGET (row));
  for (guint i = 0; n_choices < MAX_CHOICES && i < g_list_model_get_n_items (G_LIST_MODEL (self->library)); i++)
    {
      g_autoptr(RkLibraryEntry) entry = g_list_model_get_item (G_LIST_MODEL (self->library), i);
      GtkWidget *button;

      if (!is_known_good (entry, flash_size))
        continue;
      button = make_choice (self, entry, first != NULL ? GTK_CHECK_BUTTON (first) : NULL);
      n_choices++;
      if (first == NULL)
        first = button;
    }

  gtk_widget_set_visible (GTK_WIDGET (self->choices), first != NULL);
  if (first != NULL)
    gtk_check_button_set_active (GTK_CHECK_BUTTON (first), TRUE);
  update (self);
}

static void
list_files (RkRepairPage *self)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < rk_plan_get_n_rows (self->plan); i++)
    {
      RkPlanRow *row = rk_plan_get_row (self->plan, i);

      if (rk_plan_row_get_enabled (row) && rk_plan_row_get_offset (row) >= 0)
        g_string_append_printf (text, "%s0x%05X  %s", text->len > 0 ? "\n" : "", (guint)rk_plan_row_get_offset (row),
                                rk_plan_row_get_name (row));
    }
  gtk_label_set_label (self->files, text->str);
}

static void
take_plan (RkRepairPage *self,
           RkPlan       *plan,
           const char   *name)
{
  g_set_object (&self->plan, plan);
  list_files (self);
  finish_step (self, name);
}

static void
bytes_done_cb (RkRepairPage *self)
{
  guint64 total = rk_library_entry_get_bytes_total (self->entry);

  if (total > 0)
    gtk_progress_bar_set_fraction (self->fetched, (double)rk_library_entry_get_bytes_done (self->entry) / (double)total);
}

static void
fetched_cb (GObject      *object,
            GAsyncResult *async,
            gpointer      user_data)
{
  g_autoptr(RkRepairPage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(RkPlan) plan = rk_library_fetch_finish (RK_LIBRARY (object), async, &error);

  if (!end (self))
    return;

  gtk_widget_set_visible (GTK_WIDGET (self->fetched), FALSE);
  g_signal_handlers_disconnect_by_data (self->entry, self);
  if (plan == NULL)
    fail (self, error);
  else
    take_plan (self, plan, rk_library_entry_get_title (self->entry));
}

static void
fetch_cb (GtkWidget  *widget,
          const char *action_name,
          GVariant   *parameter)
{
  RkRepairPage *self = RK_REPAIR_PAGE (widget);
  const RkChipInfo *chip = rk_module_get_chip (self->module);

  if (self->entry == NULL || chip == NULL)
    return;

  self->cancellable = g_cancellable_new ();
  gtk_progress_bar_set_fraction (self->fetched, 0);
  gtk_widget_set_visible (GTK_WIDGET (self->fetched), TRUE);
  g_signal_connect_object (self->entry, "notify::bytes-done", G_CALLBACK (bytes_done_cb), self, G_CONNECT_SWAPPED);
  update (self);
  rk_library_fetch_async (self->library, self->entry, chip->flash_size, RK_LIBRARY_FLAGS_NONE, self->cancellable, fetched_cb,
                          g_object_ref (self));
}

static void
set_chosen_cb (GListModel *files,
               gpointer    user_data)
{
  RkRepairPage *self = user_data;
  g_autoptr(GFile) file = g_list_model_get_item (files, 0);
  const RkChipInfo *chip = rk_module_get_chip (self->module);
  g_autofree char *name = g_file_get_basename (file);
  g_autoptr(GError) error = NULL;
  g_autoptr(RkPlan) plan = NULL;

  if (chip == NULL || rk_repair_page_is_busy (self))
    return;

  plan = rk_set_load (g_file_peek_path (file), chip->flash_size, &error);
  if (plan == NULL)
    fail (self, error);
  else
    take_plan (self, plan, name);
}

static void
choose_folder_cb (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  rk_dialogs_choose_folder (widget, NULL, set_chosen_cb, widget);
}

static void
choose_file_cb (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  rk_dialogs_choose_file (widget, _ ("Choose a Set"), set_chosen_cb, widget);
}

/* -- The module ----------------------------------------------------------- */

static void
looked_cb (GObject      *object,
           GAsyncResult *async,
           gpointer      user_data)
{
  g_autoptr(RkRepairPage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(RkFlashResult) result = rk_module_identify_finish (RK_MODULE (object), async, &error);
  const RkChipInfo *chip;
  g_autofree char *size = NULL;
  g_autofree char *caption = NULL;

  if (!end (self))
    return;
  if (result == NULL)
    {
      fail (self, error);
      return;
    }

  chip = rk_module_get_chip (self->module);
  size = rk_size_text (chip->flash_size);
  caption = g_strdup_printf ("%s, %s", chip->name, size);
  finish_step (self, caption);
  fill_choices (self);
}

/* It stays in its boot loader: who had to reset it by hand need not do so again. */
static void
look_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  RkRepairPage *self = RK_REPAIR_PAGE (widget);
  RkJobOptions options = RK_JOB_OPTIONS_INIT;

  go (self, STEP_MODULE);
  options.watch = FALSE;
  options.after = RK_AFTER_STAY;
  begin (self, RK_JOB_READ, FALSE);
  rk_module_identify_async (self->module, &options, self->cancellable, looked_cb, g_object_ref (self));
}

/* -- The backup ----------------------------------------------------------- */

static void
saved_cb (GObject      *object,
          GAsyncResult *async,
          gpointer      user_data)
{
  g_autoptr(RkRepairPage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(RkBackup) backup = rk_module_backup_finish (RK_MODULE (object), async, &error);
  g_autofree char *name = NULL;

  if (!end (self))
    return;
  if (backup == NULL)
    {
      fail (self, error);
      return;
    }

  name = g_file_get_basename (self->backup);
  finish_step (self, name);
}

static void
backup_chosen_cb (GListModel *files,
                  gpointer    user_data)
{
  RkRepairPage *self = user_data;
  g_autoptr(GFile) file = g_list_model_get_item (files, 0);
  RkJobOptions options = RK_JOB_OPTIONS_INIT;

  if (rk_repair_page_is_busy (self) || rk_module_get_busy (self->module))
    return;

  g_set_object (&self->backup, file);
  options.after = RK_AFTER_STAY;
  begin (self, RK_JOB_READ, FALSE);
  rk_module_backup_async (self->module, g_file_peek_path (file), 0, 0, &options, self->cancellable, saved_cb,
                          g_object_ref (self));
}

static void
backup_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  rk_dialogs_choose_backup (widget, backup_chosen_cb, widget);
}

static void
skip_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  finish_step (RK_REPAIR_PAGE (widget), _ ("none"));
}

/* -- The flash ------------------------------------------------------------ */

static void
show_outcome (RkRepairPage *self,
              const char   *title,
              const char   *text,
              const char   *more)
{
  finish_step (self, title);
  rk_result_card_show (self->card, RK_SEVERITY_GOOD, title, text, more);
  show_bottom (self, "done");
}

static void
answered_cb (GObject      *object,
             GAsyncResult *async,
             gpointer      user_data)
{
  g_autoptr(RkRepairPage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *answer = rk_module_at_finish (RK_MODULE (object), async, &error);
  g_autofree char *conversation = NULL;

  if (!end (self))
    return;
  if (answer == NULL)
    {
      fail (self, error);
      return;
    }

  conversation = g_strdup_printf ("AT\n%s", answer);
  show_outcome (self, _ ("It is back"),
                _ ("Everything is written and verified, the module has started, and it answers: AT → OK. If GPIO0 is still connected to ground, remove that wire now."),
                conversation);
}

static void
flashed_cb (GObject      *object,
            GAsyncResult *async,
            gpointer      user_data)
{
  g_autoptr(RkRepairPage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(RkFlashResult) result = rk_module_flash_finish (RK_MODULE (object), async, &error);
  g_autoptr(RkFinding) start = NULL;
  g_autofree char *text = NULL;

  if (self->module == NULL || result == NULL)
    {
      if (end (self))
        fail (self, error);
      return;
    }

  start = rk_flash_result_start (result);
  text = rk_finding_text (start, start->summary);
  gtk_label_set_label (self->outcome, text);
  if (result->start == RK_START_AT_ANSWERS)
    {
      rk_module_at_async (self->module, "AT", AT_MS, self->cancellable, answered_cb, g_object_ref (self));
      return;
    }

  end (self);
  show_outcome (self, _ ("Written"), text, result->boot_text);
}

static void
flash_cb (GtkWidget  *widget,
          const char *action_name,
          GVariant   *parameter)
{
  RkRepairPage *self = RK_REPAIR_PAGE (widget);
  RkJobOptions options = RK_JOB_OPTIONS_INIT;

  options.erase_all = TRUE;
  begin (self, RK_JOB_FLASH, TRUE);
  rk_module_flash_async (self->module, self->plan, &options, self->cancellable, flashed_cb, g_object_ref (self));
}

/* -- Around it ------------------------------------------------------------ */

static void
again_cb (GtkWidget  *widget,
          const char *action_name,
          GVariant   *parameter)
{
  RkRepairPage *self = RK_REPAIR_PAGE (widget);

  show_bottom (self, "ready");
  if (self->step == STEP_MODULE || self->step == STEP_FLASH || self->step == STEP_FIRMWARE)
    gtk_widget_activate_action (widget, steps[self->step].primary_action, NULL);
}

static void
cancel_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  RkRepairPage *self = RK_REPAIR_PAGE (widget);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

static void
back_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  RkRepairPage *self = RK_REPAIR_PAGE (widget);

  if (self->step > STEP_MODULE)
    go (self, (Step)(self->step - 1));
}

static void
leave_cb (GtkWidget  *widget,
          const char *action_name,
          GVariant   *parameter)
{
  g_signal_emit (widget, signals[LEFT], 0);
}

/* From the result the way leads out, from a failure back into the step. */
static void
dismiss_cb (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  RkRepairPage *self = RK_REPAIR_PAGE (widget);

  if (self->step == STEP_RESULT)
    leave_cb (widget, action_name, parameter);
  else
    show_bottom (self, "ready");
}

static void
details_cb (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  RkRepairPage *self = RK_REPAIR_PAGE (widget);
  g_autofree char *card = rk_result_card_dup_text (self->card);

  rk_details_window_present (widget, self->module, card, self->trace);
}

/* What was found out is of another module. */
static void
port_cb (RkRepairPage *self)
{
  if (!rk_repair_page_is_busy (self) && self->step != STEP_MODULE)
    go (self, STEP_MODULE);
  update (self);
}

/* -- The widget ----------------------------------------------------------- */

static void
rk_repair_page_dispose (GObject *object)
{
  RkRepairPage *self = RK_REPAIR_PAGE (object);

  /* A job may outlive it, and keep it. */
  if (self->module != NULL)
    g_signal_handlers_disconnect_by_data (self->module, self);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);

  /* AdwBin does not notice when the template lets go of its child. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_REPAIR_PAGE);
  g_clear_object (&self->module);
  g_clear_object (&self->library);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->plan);
  g_clear_object (&self->backup);

  G_OBJECT_CLASS (rk_repair_page_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "repair.look", NULL, look_cb);
  gtk_widget_class_install_action (widget_class, "repair.fetch", NULL, fetch_cb);
  gtk_widget_class_install_action (widget_class, "repair.choose-folder", NULL, choose_folder_cb);
  gtk_widget_class_install_action (widget_class, "repair.choose-file", NULL, choose_file_cb);
  gtk_widget_class_install_action (widget_class, "repair.backup", NULL, backup_cb);
  gtk_widget_class_install_action (widget_class, "repair.skip", NULL, skip_cb);
  gtk_widget_class_install_action (widget_class, "repair.flash", NULL, flash_cb);
  gtk_widget_class_install_action (widget_class, "repair.again", NULL, again_cb);
  gtk_widget_class_install_action (widget_class, "repair.cancel", NULL, cancel_cb);
  gtk_widget_class_install_action (widget_class, "repair.back", NULL, back_cb);
  gtk_widget_class_install_action (widget_class, "repair.leave", NULL, leave_cb);
  gtk_widget_class_install_action (widget_class, "repair.dismiss", NULL, dismiss_cb);
  gtk_widget_class_install_action (widget_class, "repair.details", NULL, details_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "repair.cancel", NULL);
}

static void
rk_repair_page_class_init (RkRepairPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_repair_page_dispose;

  /* The person is done with it. */
  signals[LEFT] = g_signal_new ("left", RK_TYPE_REPAIR_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (RK_TYPE_JOB_VIEW);
  g_type_ensure (RK_TYPE_RESULT_CARD);
  install_actions (widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/rekindle_esp/Rekindle/rk-repair-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RkRepairPage, strip);
  gtk_widget_class_bind_template_child (widget_class, RkRepairPage, stack);
  gtk_widget_class_bind_template_child (widget_class, RkRepairPage, choices);
  gtk_widget_class_bind_template_child (widget_class, RkRepairPage, fetched);
  gtk_widget_class_bind_template_child (widget_class, RkRepairPage, files);
  gtk_widget_class_bind_template_child (widget_class, RkRepairPage, outcome);
  gtk_widget_class_bind_template_child (widget_class, RkRepairPage, bottom);
  gtk_widget_class_bind_template_child (widget_class, RkRepairPage, primary);
  gtk_widget_class_bind_template_child (widget_class, RkRepairPage, secondary);
  gtk_widget_class_bind_template_child (widget_class, RkRepairPage, job_view);
  gtk_widget_class_bind_template_child (widget_class, RkRepairPage, card);
}

static void
rk_repair_page_init (RkRepairPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (int i = 0; i < N_STEPS; i++)
    {
      self->marks[i] = RK_STAGE_VIEW (rk_stage_view_new (_ (steps[i].title)));
      gtk_box_append (self->strip, GTK_WIDGET (self->marks[i]));
    }
  rk_job_view_set_cancel (self->job_view, "repair.cancel");
  rk_result_card_set_actions (self->card, "repair.again", "repair.details", "repair.dismiss", _ ("Back"));
  go (self, STEP_MODULE);
}

/**
 * rk_repair_page_set_up:
 * @self: a page, once
 * @module: what is to be saved
 * @settings: which board and adapter are drawn
 * @trace: what Details shows; must outlive the page
 */
void
rk_repair_page_set_up (RkRepairPage *self,
                       RkModule     *module,
                       RkSettings   *settings,
                       RkTraceLog   *trace)
{
  g_return_if_fail (RK_IS_REPAIR_PAGE (self));
  g_return_if_fail (self->module == NULL);

  self->module = g_object_ref (module);
  self->trace = trace;
  rk_job_view_set_module (self->job_view, module);
  rk_job_view_set_settings (self->job_view, settings);
  g_signal_connect_object (module, "notify::busy", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (module, "notify::port", G_CALLBACK (port_cb), self, G_CONNECT_SWAPPED);
  update (self);
}

/**
 * rk_repair_page_start:
 * @self: a page
 *
 * Begins with the first step, unless one is under way.
 */
void
rk_repair_page_start (RkRepairPage *self)
{
  g_return_if_fail (RK_IS_REPAIR_PAGE (self));

  if (rk_repair_page_is_busy (self))
    return;
  if (self->library == NULL)
    self->library = rk_library_new ();
  go (self, STEP_MODULE);
}

/**
 * rk_repair_page_is_busy:
 * @self: a page
 *
 * Returns: whether something is under way
 */
gboolean
rk_repair_page_is_busy (RkRepairPage *self)
{
  g_return_val_if_fail (RK_IS_REPAIR_PAGE (self), FALSE);

  return self->cancellable != NULL;
}
