/* rk-at-palette.c: the AT commands there are, to find and to fill in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-at-palette.h"

#include "rk-accessible.h"
#include "rk-at-command.h"
#include "rk-at-mask.h"
#include "rk-finding-text.h"

struct _RkAtPalette
{
  AdwBin parent_instance;

  const RkAtVersion *version; /* of the module, NULL while not known */
  const RkAtCommand *command; /* of the form */
  RkAtForm           forms[4];
  guint              n_forms;
  GPtrArray         *rows;    /* GtkWidget, the fields */
  gboolean           filling; /* the form is being made */
  gboolean           grouped; /* the list, by topic */

  GtkStack     *stack;
  GtkEditable  *search;
  GtkListBox   *list;
  GtkWidget    *back;
  GtkLabel     *title;
  GtkLabel     *help;
  GtkLabel     *versions;
  GtkWidget    *bites_box;
  GtkLabel     *bites;
  GtkDropDown  *form;
  GtkListBox   *fields;
  GtkLabel     *preview;
  GtkWidget    *send;
};

G_DEFINE_FINAL_TYPE (RkAtPalette, rk_at_palette, ADW_TYPE_BIN)

enum
{
  SEND,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* -- The list ------------------------------------------------------------- */

static GtkWidget *
create_label (const char *text,
              const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 30); /* the panel's width is not the text's */
  gtk_widget_add_css_class (label, css_class);
  return label;
}

/* One that the module's firmware does not have is there, and says so. */
static GtkWidget *
create_row (RkAtPalette       *self,
            const RkAtCommand *command)
{
  gboolean missing = self->version != NULL && rk_at_command_get_support (command, self->version) == RK_AT_SUPPORT_NO;
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (box), create_label (command->name, "rk-at-name"));
  gtk_box_append (GTK_BOX (box), create_label (_ (command->help), "rk-at-help"));
  if (missing)
    {
      g_autofree char *name = rk_at_version_dup_name (self->version);
      g_autofree char *text = g_strdup_printf (_ ("Not in %s"), name);

      gtk_box_append (GTK_BOX (box), create_label (text, "rk-at-missing"));
      gtk_widget_add_css_class (row, "rk-missing");
    }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data (G_OBJECT (row), "command", (gpointer)command);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, command->name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, _ (command->help), -1);
  return row;
}

static const RkAtCommand *
get_command (GtkListBoxRow *row)
{
  return row != NULL ? g_object_get_data (G_OBJECT (row), "command") : NULL;
}

/* While all are shown they stand in groups. */
static void
header_cb (GtkListBoxRow *row,
           GtkListBoxRow *before,
           gpointer       user_data)
{
  RkAtPalette *self = user_data;
  const RkAtCommand *command = get_command (row);
  const RkAtCommand *previous = get_command (before);

  if (self->grouped && (previous == NULL || previous->topic != command->topic))
    gtk_list_box_row_set_header (row, create_label (_ (rk_at_topic_get_title (command->topic)), "rk-at-topic"));
  else
    gtk_list_box_row_set_header (row, NULL);
}

static void
fill_list (RkAtPalette *self)
{
  const char *words = gtk_editable_get_text (self->search);
  g_autoptr(GPtrArray) commands = rk_at_command_search (words, rk_translate);
  GtkWidget *row;

  self->grouped = *words == '\0';
  while ((row = GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, 0))) != NULL)
    gtk_list_box_remove (self->list, row);
  for (guint i = 0; i < commands->len; i++)
    gtk_list_box_append (self->list, create_row (self, commands->pdata[i]));
}

static void
search_cb (RkAtPalette *self)
{
  fill_list (self);
}

/* -- The form ------------------------------------------------------------- */

static char *
dup_value (RkAtPalette *self,
           guint        i)
{
  const RkAtParameter *parameter = &self->command->parameters[i];
  GtkWidget *row = self->rows->pdata[i];
  guint selected;

  if (parameter->kind != RK_AT_PARAMETER_CHOICE)
    return g_strdup (gtk_editable_get_text (GTK_EDITABLE (row)));

  selected = adw_combo_row_get_selected (ADW_COMBO_ROW (row));
  if (parameter->is_optional)
    {
      if (selected == 0)
        return g_strdup ("");
      selected--;
    }
  return g_strdup (parameter->choices[selected].value);
}

static char *
dup_line (RkAtPalette  *self,
          GError      **error)
{
  guint selected = gtk_drop_down_get_selected (self->form);
  g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func (g_free);

  if (selected >= self->n_forms)
    return NULL;

  for (guint i = 0; i < self->rows->len; i++)
    g_ptr_array_add (values, dup_value (self, i));
  g_ptr_array_add (values, NULL);
  return rk_at_command_format (self->command, self->forms[selected], (const char *const *)values->pdata, self->version,
                               error);
}

static void
show_preview (RkAtPalette *self)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *line = dup_line (self, &error);
  g_autofree char *masked = line != NULL ? rk_at_mask_secrets (line) : NULL;

  gtk_label_set_label (self->preview, line != NULL ? masked : error != NULL ? error->message : "");
  gtk_widget_set_css_classes (GTK_WIDGET (self->preview),
                              (const char *[]){ line != NULL ? "monospace" : "dim-label", NULL });
  gtk_widget_set_sensitive (self->send, line != NULL);
}

static void
field_changed_cb (RkAtPalette *self)
{
  if (!self->filling)
    show_preview (self);
}

static GtkWidget *
create_choice_row (const RkAtParameter *parameter)
{
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);
  GtkWidget *row = adw_combo_row_new ();

  if (parameter->is_optional)
    gtk_string_list_append (names, _ ("(left out)"));
  for (const RkAtChoice *choice = parameter->choices; choice->value != NULL; choice++)
    {
      g_autofree char *name = g_strdup_printf ("%s · %s", choice->value, _ (choice->meaning));

      gtk_string_list_append (names, name);
    }
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (names));
  return row;
}

static char *
dup_title (const RkAtParameter *parameter)
{
  const char *name = _ (parameter->name);
  g_autofree char *minimum = g_strdup_printf ("%" G_GINT64_FORMAT, parameter->minimum);
  g_autofree char *maximum = g_strdup_printf ("%" G_GINT64_FORMAT, parameter->maximum);

  if (parameter->kind == RK_AT_PARAMETER_INTEGER)
    /* translators: a parameter, and its smallest and largest value */
    return g_strdup_printf (_ ("%s (%s to %s)"), name, minimum, maximum);
  if (parameter->is_optional)
    return g_strdup_printf (_ ("%s (may be left out)"), name);
  return g_strdup (name);
}

static GtkWidget *
create_field (RkAtPalette         *self,
              const RkAtParameter *parameter)
{
  g_autofree char *title = dup_title (parameter);
  GtkWidget *row;

  if (parameter->kind == RK_AT_PARAMETER_CHOICE)
    row = create_choice_row (parameter);
  else
    row = parameter->is_secret ? adw_password_entry_row_new () : adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  if (parameter->kind == RK_AT_PARAMETER_CHOICE)
    {
      g_signal_connect_object (row, "notify::selected", G_CALLBACK (field_changed_cb), self, G_CONNECT_SWAPPED);
      return row;
    }

  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_editable_get_delegate (GTK_EDITABLE (row))),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_signal_connect_object (row, "changed", G_CALLBACK (field_changed_cb), self, G_CONNECT_SWAPPED);
  return row;
}

static void
fill_fields (RkAtPalette *self)
{
  GtkWidget *row;

  while ((row = GTK_WIDGET (gtk_list_box_get_row_at_index (self->fields, 0))) != NULL)
    gtk_list_box_remove (self->fields, row);
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < rk_at_command_count_parameters (self->command); i++)
    {
      row = create_field (self, &self->command->parameters[i]);
      gtk_list_box_append (self->fields, row);
      g_ptr_array_add (self->rows, row);
    }
}

/* The ways to send it, the one that does most first. */
static void
fill_forms (RkAtPalette *self)
{
  const struct
  {
    RkAtForm    form;
    const char *name;
  } all[] = {
    { RK_AT_FORM_SET, _ ("Set") },
    { RK_AT_FORM_EXECUTE, _ ("Do it") },
    { RK_AT_FORM_QUERY, _ ("Ask for the setting") },
    { RK_AT_FORM_TEST, _ ("Ask for the parameters") },
  };
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);

  self->n_forms = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    if (self->command->forms & all[i].form)
      {
        self->forms[self->n_forms++] = all[i].form;
        gtk_string_list_append (names, all[i].name);
      }
  gtk_drop_down_set_model (self->form, G_LIST_MODEL (names));
  gtk_widget_set_visible (GTK_WIDGET (self->form), self->n_forms > 1);
}

static void
form_cb (RkAtPalette *self)
{
  guint selected = gtk_drop_down_get_selected (self->form);

  if (self->command == NULL || self->filling || selected >= self->n_forms)
    return;

  gtk_widget_set_visible (GTK_WIDGET (self->fields),
                          self->forms[selected] == RK_AT_FORM_SET && self->rows->len > 0);
  show_preview (self);
}

static void
show_form (RkAtPalette       *self,
           const RkAtCommand *command)
{
  g_autofree char *versions = rk_at_command_dup_versions (command);

  self->command = command;
  self->filling = TRUE;
  gtk_label_set_label (self->title, command->name);
  gtk_label_set_label (self->help, _ (command->help));
  gtk_label_set_label (self->versions, versions);
  gtk_widget_set_visible (self->bites_box, command->bites != NULL);
  gtk_label_set_label (self->bites, command->bites != NULL ? _ (command->bites) : "");
  fill_fields (self);
  fill_forms (self);
  self->filling = FALSE;
  form_cb (self);
  gtk_stack_set_visible_child_name (self->stack, "form");
  gtk_widget_child_focus (GTK_WIDGET (self->rows->len > 0 ? GTK_WIDGET (self->fields) : self->send),
                          GTK_DIR_TAB_FORWARD);
}

static void
chosen_cb (RkAtPalette   *self,
           GtkListBoxRow *row)
{
  show_form (self, get_command (row));
}

static void
search_activate_cb (RkAtPalette *self)
{
  const RkAtCommand *first = get_command (gtk_list_box_get_row_at_index (self->list, 0));

  if (first != NULL)
    show_form (self, first);
}

static void
back_cb (RkAtPalette *self)
{
  gtk_stack_set_visible_child_name (self->stack, "list");
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

static void
send_cb (RkAtPalette *self)
{
  g_autofree char *line = dup_line (self, NULL);

  if (line != NULL)
    g_signal_emit (self, signals[SEND], 0, line);
}

/* -- GObject -------------------------------------------------------------- */

/* A hundred rows are made when somebody wants to see them. */
static void
rk_at_palette_map (GtkWidget *widget)
{
  RkAtPalette *self = RK_AT_PALETTE (widget);

  if (gtk_list_box_get_row_at_index (self->list, 0) == NULL)
    fill_list (self);
  GTK_WIDGET_CLASS (rk_at_palette_parent_class)->map (widget);
}

static void
rk_at_palette_dispose (GObject *object)
{
  RkAtPalette *self = RK_AT_PALETTE (object);

  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_AT_PALETTE);

  G_OBJECT_CLASS (rk_at_palette_parent_class)->dispose (object);
}

static void
rk_at_palette_finalize (GObject *object)
{
  RkAtPalette *self = RK_AT_PALETTE (object);

  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (rk_at_palette_parent_class)->finalize (object);
}

static void
rk_at_palette_class_init (RkAtPaletteClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = rk_at_palette_dispose;
  object_class->finalize = rk_at_palette_finalize;
  widget_class->map = rk_at_palette_map;

  /* A line is to go to the module. */
  signals[SEND] = g_signal_new ("send", RK_TYPE_AT_PALETTE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/rekindle_esp/Rekindle/rk-at-palette.ui");
  gtk_widget_class_bind_template_child (widget_class, RkAtPalette, stack);
  gtk_widget_class_bind_template_child (widget_class, RkAtPalette, search);
  gtk_widget_class_bind_template_child (widget_class, RkAtPalette, list);
  gtk_widget_class_bind_template_child (widget_class, RkAtPalette, back);
  gtk_widget_class_bind_template_child (widget_class, RkAtPalette, title);
  gtk_widget_class_bind_template_child (widget_class, RkAtPalette, help);
  gtk_widget_class_bind_template_child (widget_class, RkAtPalette, versions);
  gtk_widget_class_bind_template_child (widget_class, RkAtPalette, bites_box);
  gtk_widget_class_bind_template_child (widget_class, RkAtPalette, bites);
  gtk_widget_class_bind_template_child (widget_class, RkAtPalette, form);
  gtk_widget_class_bind_template_child (widget_class, RkAtPalette, fields);
  gtk_widget_class_bind_template_child (widget_class, RkAtPalette, preview);
  gtk_widget_class_bind_template_child (widget_class, RkAtPalette, send);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, form_cb);
  gtk_widget_class_bind_template_callback (widget_class, send_cb);
}

static void
rk_at_palette_init (RkAtPalette *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  rk_accessible_name (GTK_WIDGET (self->form), _ ("What to do"));
  gtk_list_box_set_header_func (self->list, header_cb, self, NULL);
}

/**
 * rk_at_palette_set_version:
 * @self: a palette
 * @version: (nullable): what the module runs; %NULL if it is not known.  Must last until
 *   another one is set
 */
void
rk_at_palette_set_version (RkAtPalette       *self,
                           const RkAtVersion *version)
{
  g_return_if_fail (RK_IS_AT_PALETTE (self));

  self->version = version;
  if (gtk_list_box_get_row_at_index (self->list, 0) != NULL)
    fill_list (self);
  if (self->command != NULL)
    show_preview (self);
}
