/* rk-macro-list.c: lists of AT commands that are kept
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Kept as texts, as they are exported.
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-macro-list.h"

#include "rk-dialogs.h"
#include "rk-macro-editor.h"
#include "rk-macro-player.h"

/* Nobody writes a longer one; what is, is another file. */
#define MAX_SIZE 65536

struct _RkMacroList
{
  AdwBin parent_instance;

  RkSettings        *settings;
  GPtrArray         *texts;    /* char *, one a macro */
  const RkAtVersion *version;
  int                edited;   /* index of the one that is in the editor, -1 for a new one */
  int                exported; /* likewise, for which a file is chosen */
  RkAtMacro         *asking;   /* the one whose placeholders are asked for */
  RkMacroPlayer        *run;      /* NULL while none is under way */

  GtkListBox *list;
  GtkWidget  *state_box;
  GtkLabel   *state;
};

G_DEFINE_FINAL_TYPE (RkMacroList, rk_macro_list, ADW_TYPE_BIN)

enum
{
  SEND,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void fill_list (RkMacroList *self);

/* -- Keeping -------------------------------------------------------------- */

static void
keep (RkMacroList *self)
{
  g_auto(GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("as"));

  for (guint i = 0; i < self->texts->len; i++)
    g_variant_builder_add (&builder, "s", self->texts->pdata[i]);
  rk_settings_set (self->settings, "macros", g_variant_builder_end (&builder));
  fill_list (self);
}

static void
saved_cb (RkMacroList *self,
          const char  *text)
{
  if (self->edited >= 0 && (guint)self->edited < self->texts->len)
    {
      g_free (self->texts->pdata[self->edited]);
      self->texts->pdata[self->edited] = g_strdup (text);
    }
  else
    {
      g_ptr_array_add (self->texts, g_strdup (text));
    }
  keep (self);
}

static void
edit (RkMacroList *self,
      int          index,
      const char  *text)
{
  RkMacroEditor *editor = rk_macro_editor_present (GTK_WIDGET (self), text);

  self->edited = index;
  g_signal_connect_object (editor, "saved", G_CALLBACK (saved_cb), self, G_CONNECT_SWAPPED);
}

static void
add_cb (GtkWidget  *widget,
        const char *action_name,
        GVariant   *parameter)
{
  edit (RK_MACRO_LIST (widget), -1, _ ("@name New macro\nAT+GMR\n"));
}

static void
edit_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  RkMacroList *self = RK_MACRO_LIST (widget);
  int index = g_variant_get_int32 (parameter);

  edit (self, index, self->texts->pdata[index]);
}

static void
delete_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  RkMacroList *self = RK_MACRO_LIST (widget);

  g_ptr_array_remove_index (self->texts, (guint)g_variant_get_int32 (parameter));
  keep (self);
}

/* -- Files ---------------------------------------------------------------- */

static void
say (RkMacroList *self,
     const char  *text)
{
  gtk_label_set_label (self->state, text != NULL ? text : "");
  gtk_widget_set_visible (self->state_box, text != NULL);
}

/* What comes from elsewhere is looked at in the editor before it is kept. */
static void
import_from_cb (GListModel *files,
                gpointer    user_data)
{
  RkMacroList *self = user_data;
  g_autoptr(GFile) file = g_list_model_get_item (files, 0);
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  gsize length;

  if (!g_file_load_contents (file, NULL, &text, &length, NULL, &error))
    say (self, error->message);
  else if (length > MAX_SIZE || !g_utf8_validate (text, (gssize)length, NULL))
    say (self, _ ("That file is not a macro."));
  else
    edit (self, -1, text);
}

static void
import_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  rk_dialogs_choose_file (widget, _ ("Import a macro"), import_from_cb, widget);
}

static void
export_to_cb (GListModel *files,
              gpointer    user_data)
{
  RkMacroList *self = user_data;
  g_autoptr(GFile) file = g_list_model_get_item (files, 0);
  g_autoptr(GError) error = NULL;
  const char *text;

  if (self->exported < 0 || (guint)self->exported >= self->texts->len)
    return;

  text = self->texts->pdata[self->exported];
  if (!g_file_replace_contents (file, text, strlen (text), NULL, FALSE, G_FILE_CREATE_REPLACE_DESTINATION, NULL, NULL,
                                &error))
    say (self, error->message);
}

static void
export_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  RkMacroList *self = RK_MACRO_LIST (widget);

  self->exported = g_variant_get_int32 (parameter);
  rk_dialogs_choose_save (widget, _ ("Export a macro"), "macro.txt", export_to_cb, self);
}

/* -- Running -------------------------------------------------------------- */

static void
update_actions (RkMacroList *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "macros.run", self->run == NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "macros.stop", self->run != NULL);
}

static void
run_send_cb (const char *line,
             gpointer    user_data)
{
  g_signal_emit (user_data, signals[SEND], 0, line);
}

static void
run_step_cb (guint    step,
             guint    n_steps,
             gpointer user_data)
{
  g_autofree char *text = g_strdup_printf (_ ("Command %u of %u…"), step, n_steps);

  say (user_data, text);
}

static void
run_ended_cb (const GError *error,
              gpointer      user_data)
{
  RkMacroList *self = user_data;

  say (self, error != NULL ? error->message : _ ("The macro has run."));
  g_clear_pointer (&self->run, rk_macro_player_free);
  update_actions (self);
}

static void
start (RkMacroList *self,
       RkAtMacro   *macro,
       GHashTable  *values)
{
  static const RkMacroPlayerEvents events = { run_send_cb, run_step_cb, run_ended_cb };

  if (self->run != NULL)
    return;

  self->run = rk_macro_player_start (macro, values, self->version, &events, self);
  update_actions (self);
}

static void
answered_cb (GHashTable *values,
             gpointer    user_data)
{
  RkMacroList *self = user_data;

  start (self, self->asking, values);
}

static void
run_cb (GtkWidget  *widget,
        const char *action_name,
        GVariant   *parameter)
{
  RkMacroList *self = RK_MACRO_LIST (widget);
  g_autoptr(GError) error = NULL;
  g_autoptr(RkAtMacro) macro = rk_at_macro_parse (self->texts->pdata[g_variant_get_int32 (parameter)], &error);
  g_auto(GStrv) names = NULL;

  if (macro == NULL)
    {
      say (self, error->message);
      return;
    }

  names = rk_at_macro_dup_placeholders (macro);
  if (names == NULL || names[0] == NULL)
    {
      g_autoptr(GHashTable) none = g_hash_table_new (g_str_hash, g_str_equal);

      start (self, macro, none);
      return;
    }

  g_clear_pointer (&self->asking, rk_at_macro_free);
  self->asking = g_steal_pointer (&macro);
  rk_dialogs_ask_values (widget, self->asking->name != NULL ? self->asking->name : _ ("Run the macro"),
                         (const char *const *)names, rk_at_placeholder_is_secret, answered_cb, self);
}

static void
stop_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  RkMacroList *self = RK_MACRO_LIST (widget);

  g_clear_pointer (&self->run, rk_macro_player_free);
  say (self, NULL);
  update_actions (self);
}

/* -- The list ------------------------------------------------------------- */

static GtkWidget *
create_button (const char *icon,
               const char *verb,
               const char *name,
               const char *action,
               guint       index)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  g_autofree char *label = g_strdup_printf ("%s: %s", verb, name);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, verb);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "i", (int)index);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return button;
}

static GtkWidget *
create_row (const char *text,
            guint       index)
{
  g_autoptr(RkAtMacro) macro = rk_at_macro_parse (text, NULL);
  const char *name = macro != NULL && macro->name != NULL ? macro->name : _ ("Unnamed");
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *label = gtk_label_new (name);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), create_button ("media-playback-start-symbolic", _ ("Run"), name, "macros.run", index));
  gtk_box_append (GTK_BOX (box), create_button ("document-edit-symbolic", _ ("Edit"), name, "macros.edit", index));
  gtk_box_append (GTK_BOX (box), create_button ("document-save-symbolic", _ ("Export"), name, "macros.export", index));
  gtk_box_append (GTK_BOX (box), create_button ("user-trash-symbolic", _ ("Delete"), name, "macros.delete", index));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return row;
}

static void
fill_list (RkMacroList *self)
{
  GtkWidget *row;

  while ((row = GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, 0))) != NULL)
    gtk_list_box_remove (self->list, row);
  for (guint i = 0; i < self->texts->len; i++)
    gtk_list_box_append (self->list, create_row (self->texts->pdata[i], i));
}

/* -- GObject -------------------------------------------------------------- */

static void
rk_macro_list_dispose (GObject *object)
{
  RkMacroList *self = RK_MACRO_LIST (object);

  g_clear_pointer (&self->run, rk_macro_player_free);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_MACRO_LIST);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (rk_macro_list_parent_class)->dispose (object);
}

static void
rk_macro_list_finalize (GObject *object)
{
  RkMacroList *self = RK_MACRO_LIST (object);

  g_ptr_array_unref (self->texts);
  g_clear_pointer (&self->asking, rk_at_macro_free);

  G_OBJECT_CLASS (rk_macro_list_parent_class)->finalize (object);
}

static void
rk_macro_list_class_init (RkMacroListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = rk_macro_list_dispose;
  object_class->finalize = rk_macro_list_finalize;

  /* A line is to go to the module. */
  signals[SEND] = g_signal_new ("send", RK_TYPE_MACRO_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_install_action (widget_class, "macros.add", NULL, add_cb);
  gtk_widget_class_install_action (widget_class, "macros.import", NULL, import_cb);
  gtk_widget_class_install_action (widget_class, "macros.run", "i", run_cb);
  gtk_widget_class_install_action (widget_class, "macros.edit", "i", edit_cb);
  gtk_widget_class_install_action (widget_class, "macros.export", "i", export_cb);
  gtk_widget_class_install_action (widget_class, "macros.delete", "i", delete_cb);
  gtk_widget_class_install_action (widget_class, "macros.stop", NULL, stop_cb);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/rekindle_esp/Rekindle/rk-macro-list.ui");
  gtk_widget_class_bind_template_child (widget_class, RkMacroList, list);
  gtk_widget_class_bind_template_child (widget_class, RkMacroList, state_box);
  gtk_widget_class_bind_template_child (widget_class, RkMacroList, state);
}

static void
rk_macro_list_init (RkMacroList *self)
{
  self->texts = g_ptr_array_new_with_free_func (g_free);
  self->exported = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  update_actions (self);
}

/**
 * rk_macro_list_set_up:
 * @self: a list, once
 * @settings: where macros are kept
 */
void
rk_macro_list_set_up (RkMacroList *self,
                      RkSettings  *settings)
{
  g_autoptr(GVariant) texts = rk_settings_get (settings, "macros");
  GVariantIter iter;
  const char *text;

  g_return_if_fail (RK_IS_MACRO_LIST (self));

  self->settings = g_object_ref (settings);
  g_variant_iter_init (&iter, texts);
  while (g_variant_iter_next (&iter, "&s", &text))
    g_ptr_array_add (self->texts, g_strdup (text));
  fill_list (self);
}

/**
 * rk_macro_list_set_version:
 * @self: a list
 * @version: (nullable): what the module runs; must last until another one is set
 */
void
rk_macro_list_set_version (RkMacroList       *self,
                           const RkAtVersion *version)
{
  g_return_if_fail (RK_IS_MACRO_LIST (self));

  self->version = version;
  if (self->run != NULL)
    rk_macro_player_set_version (self->run, version);
}

/**
 * rk_macro_list_take:
 * @self: a list
 * @entry: of the transcript, new or changed
 */
void
rk_macro_list_take (RkMacroList     *self,
                    const RkAtEntry *entry)
{
  g_return_if_fail (RK_IS_MACRO_LIST (self));

  if (self->run != NULL)
    rk_macro_player_take (self->run, entry);
}
