/* rk-dialogs.c: questions and choosers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-dialogs.h"

#include "rk-application.h"

/* What an open dialog holds; it goes with the dialog. */
typedef struct
{
  GCallback  func;
  gpointer   user_data;
  GtkWidget *entry;
} Pending;

static Pending *
pending_new (GCallback func,
             gpointer  user_data)
{
  Pending *pending = g_new0 (Pending, 1);

  pending->func = func;
  pending->user_data = user_data;
  return pending;
}

static void
pending_free (gpointer  data,
              GClosure *closure)
{
  g_free (data);
}

static GtkWindow *
get_window (GtkWidget *widget)
{
  return GTK_WINDOW (gtk_widget_get_root (widget));
}

/* What lies elsewhere, such as on a phone, has no path. */
static gboolean
have_paths (GListModel *files)
{
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr(GFile) file = g_list_model_get_item (files, i);

      if (g_file_peek_path (file) == NULL)
        return FALSE;
    }
  return TRUE;
}

/* The caller's reference to a native dialog is ours to drop, destroy does not. */
static void
chosen_cb (GtkNativeDialog *dialog,
           int              response,
           Pending         *pending)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr(GListModel) files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));

      if (!have_paths (files))
        rk_dialogs_tell (GTK_WIDGET (gtk_native_dialog_get_transient_for (dialog)), _ ("Not on this computer"),
                         _ ("Choose a file or folder that is on this computer."));
      else if (g_list_model_get_n_items (files) > 0)
        ((RkFilesFunc)pending->func) (files, pending->user_data);
    }

  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static void
add_filter (GtkFileChooser *chooser,
            const char     *name,
            ...)
{
  g_autoptr(GtkFileFilter) filter = gtk_file_filter_new ();
  const char *suffix;
  va_list suffixes;

  gtk_file_filter_set_name (filter, name);
  va_start (suffixes, name);
  while ((suffix = va_arg (suffixes, const char *)) != NULL)
    gtk_file_filter_add_suffix (filter, suffix);
  va_end (suffixes);
  gtk_file_chooser_add_filter (chooser, filter);
}

static void
add_filter_for_all (GtkFileChooser *chooser)
{
  g_autoptr(GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("All files"));
  gtk_file_filter_add_pattern (filter, "*");
  gtk_file_chooser_add_filter (chooser, filter);
}

static GtkFileChooser *
choose (GtkWidget            *parent,
        const char           *title,
        GtkFileChooserAction  action,
        const char           *folder,
        RkFilesFunc           chosen,
        gpointer              user_data)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (title, get_window (parent), action, NULL, NULL);
  g_autoptr(GFile) start = folder != NULL && *folder != '\0' ? g_file_new_for_path (folder) : NULL;

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  if (start != NULL)
    gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (dialog), start, NULL);
  g_signal_connect_data (dialog, "response", G_CALLBACK (chosen_cb), pending_new (G_CALLBACK (chosen), user_data),
                         pending_free, 0);
  return GTK_FILE_CHOOSER (dialog);
}

/**
 * rk_dialogs_choose_files:
 * @parent: a widget of the window
 * @folder: (nullable): the folder to begin in
 * @chosen: called if something was chosen
 * @user_data: for @chosen; must live as long as the window
 */
void
rk_dialogs_choose_files (GtkWidget   *parent,
                         const char  *folder,
                         RkFilesFunc  chosen,
                         gpointer     user_data)
{
  GtkFileChooser *chooser = choose (parent, _ ("Add files"), GTK_FILE_CHOOSER_ACTION_OPEN, folder, chosen, user_data);

  gtk_file_chooser_set_select_multiple (chooser, TRUE);
  add_filter (chooser, _ ("Firmware and sets"), "bin", "hex", "zip", "json", "gz", "tar", "tgz", "xz", "config",
              "conf", NULL);
  add_filter_for_all (chooser);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/**
 * rk_dialogs_choose_folder:
 * @parent: a widget of the window
 * @folder: (nullable): the folder to begin in
 * @chosen: called with the one folder if one was chosen
 * @user_data: for @chosen; must live as long as the window
 */
void
rk_dialogs_choose_folder (GtkWidget   *parent,
                          const char  *folder,
                          RkFilesFunc  chosen,
                          gpointer     user_data)
{
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (choose (parent, _ ("Add a folder"), GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER,
                                                     folder, chosen, user_data)));
}

/**
 * rk_dialogs_choose_file:
 * @parent: a widget of the window
 * @title: what it is for
 * @chosen: called with the one file if one was chosen
 * @user_data: for @chosen; must live as long as the window
 */
void
rk_dialogs_choose_file (GtkWidget   *parent,
                        const char  *title,
                        RkFilesFunc  chosen,
                        gpointer     user_data)
{
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (choose (parent, title, GTK_FILE_CHOOSER_ACTION_OPEN, NULL, chosen,
                                                     user_data)));
}

/**
 * rk_dialogs_choose_save:
 * @parent: a widget of the window
 * @title: what is saved
 * @name: the name that is proposed
 * @chosen: called with the one file if one was chosen
 * @user_data: for @chosen; must live as long as the window
 *
 * Whether a file that is there may be replaced was asked already.
 */
void
rk_dialogs_choose_save (GtkWidget   *parent,
                        const char  *title,
                        const char  *name,
                        RkFilesFunc  chosen,
                        gpointer     user_data)
{
  GtkFileChooser *chooser = choose (parent, title, GTK_FILE_CHOOSER_ACTION_SAVE, NULL, chosen, user_data);

  gtk_file_chooser_set_current_name (chooser, name);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/**
 * rk_dialogs_choose_backup:
 * @parent: a widget of the window
 * @chosen: called with the one file if one was chosen
 * @user_data: for @chosen; must live as long as the window
 *
 * Where a new backup goes.
 */
void
rk_dialogs_choose_backup (GtkWidget   *parent,
                          RkFilesFunc  chosen,
                          gpointer     user_data)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *name = g_date_time_format (now, "esp8266-backup-%Y-%m-%d.bin");

  rk_dialogs_choose_save (parent, _ ("Save a Backup"), name, chosen, user_data);
}

static void
present (GtkWidget *dialog,
         GCallback  answered_cb,
         Pending   *pending)
{
  g_signal_connect_data (dialog, "response", answered_cb, pending, pending_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Something is entered in @child, and Enter agrees to it. */
static void
add_entry (GtkWidget  *dialog,
           GtkWidget  *child,
           const char *go)
{
  AdwMessageDialog *self = ADW_MESSAGE_DIALOG (dialog);

  adw_message_dialog_set_extra_child (self, child);
  adw_message_dialog_add_responses (self, "cancel", _ ("Cancel"), "go", go, NULL);
  adw_message_dialog_set_response_appearance (self, "go", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (self, "go");
  adw_message_dialog_set_close_response (self, "cancel");
}

static void
answered_cb (AdwMessageDialog *dialog,
             const char       *response,
             Pending          *pending)
{
  if (g_str_equal (response, "go"))
    ((RkAnswerFunc)pending->func) (pending->user_data);
}

/**
 * rk_dialogs_ask:
 * @parent: a widget of the window
 * @heading: the question
 * @body: what follows from a yes
 * @stay: the label for no
 * @go: the label for yes, which is marked as destructive
 * @agreed: called for a yes
 * @user_data: for @agreed; must live as long as the window
 */
void
rk_dialogs_ask (GtkWidget    *parent,
                const char   *heading,
                const char   *body,
                const char   *stay,
                const char   *go,
                RkAnswerFunc  agreed,
                gpointer      user_data)
{
  GtkWidget *dialog = adw_message_dialog_new (get_window (parent), heading, body);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "stay", stay, "go", go, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "go", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "stay");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "stay");
  present (dialog, G_CALLBACK (answered_cb), pending_new (G_CALLBACK (agreed), user_data));
}

static void
choice_cb (AdwMessageDialog *dialog,
           const char       *response,
           Pending          *pending)
{
  RkAnswer answer = g_str_equal (response, "go") ? RK_ANSWER_GO
                    : g_str_equal (response, "instead") ? RK_ANSWER_INSTEAD : RK_ANSWER_STAY;

  ((RkChoiceFunc)pending->func) (answer, pending->user_data);
}

/**
 * rk_dialogs_ask_instead:
 * @parent: a widget of the window
 * @heading: what would be done
 * @body: what follows from it
 * @stay: the label for no
 * @go: (nullable): the label for yes, which is marked as destructive
 * @instead: (nullable): the label for something better, which is what Enter does
 * @answered: called for any answer
 * @user_data: for @answered; must live as long as the window
 */
void
rk_dialogs_ask_instead (GtkWidget    *parent,
                        const char   *heading,
                        const char   *body,
                        const char   *stay,
                        const char   *go,
                        const char   *instead,
                        RkChoiceFunc  answered,
                        gpointer      user_data)
{
  GtkWidget *widget = adw_message_dialog_new (get_window (parent), heading, body);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (widget);

  adw_message_dialog_add_response (dialog, "stay", stay);
  if (go != NULL)
    {
      adw_message_dialog_add_response (dialog, "go", go);
      adw_message_dialog_set_response_appearance (dialog, "go", ADW_RESPONSE_DESTRUCTIVE);
    }
  if (instead != NULL)
    {
      adw_message_dialog_add_response (dialog, "instead", instead);
      adw_message_dialog_set_response_appearance (dialog, "instead", ADW_RESPONSE_SUGGESTED);
    }
  adw_message_dialog_set_default_response (dialog, instead != NULL ? "instead" : "stay");
  adw_message_dialog_set_close_response (dialog, "stay");
  present (widget, G_CALLBACK (choice_cb), pending_new (G_CALLBACK (answered), user_data));
}

static void
values_cb (AdwMessageDialog *dialog,
           const char       *response,
           Pending          *pending)
{
  g_autoptr(GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GtkListBoxRow *row;

  if (!g_str_equal (response, "go"))
    return;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (pending->entry), i)) != NULL; i++)
    g_hash_table_insert (values, g_strdup (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row))),
                         g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
  ((RkValuesFunc)pending->func) (values, pending->user_data);
}

/**
 * rk_dialogs_ask_values:
 * @parent: a widget of the window
 * @heading: what they are for
 * @names: of the values, %NULL-terminated
 * @is_secret: says whether a value is to be hidden
 * @answered: called if they were entered
 * @user_data: for @answered; must live as long as the window
 */
void
rk_dialogs_ask_values (GtkWidget          *parent,
                       const char         *heading,
                       const char *const  *names,
                       gboolean          (*is_secret) (const char *name),
                       RkValuesFunc        answered,
                       gpointer            user_data)
{
  GtkWidget *dialog = adw_message_dialog_new (get_window (parent), heading, NULL);
  GtkWidget *list = gtk_list_box_new ();
  Pending *pending = pending_new (G_CALLBACK (answered), user_data);

  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Values"), -1);
  for (; *names != NULL; names++)
    {
      GtkWidget *row = is_secret (*names) ? adw_password_entry_row_new () : adw_entry_row_new ();

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), *names);
      gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_editable_get_delegate (GTK_EDITABLE (row))),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL, *names, -1);
      adw_entry_row_set_activates_default (ADW_ENTRY_ROW (row), TRUE);
      gtk_list_box_append (GTK_LIST_BOX (list), row);
    }
  pending->entry = list;
  add_entry (dialog, list, _ ("Run"));
  present (dialog, G_CALLBACK (values_cb), pending);
}

static void
number_cb (AdwMessageDialog *dialog,
           const char       *response,
           Pending          *pending)
{
  int number = gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (pending->entry));

  if (g_str_equal (response, "go"))
    ((RkNumberFunc)pending->func) (number, pending->user_data);
}

/**
 * rk_dialogs_ask_number:
 * @parent: a widget of the window
 * @heading: the question
 * @body: what follows from a yes
 * @label: what the number is
 * @value: the number that is proposed
 * @maximum: the largest that can be chosen; the smallest is 0
 * @go: the label for yes
 * @agreed: called for a yes
 * @user_data: for @agreed; must live as long as the window
 */
void
rk_dialogs_ask_number (GtkWidget    *parent,
                       const char   *heading,
                       const char   *body,
                       const char   *label,
                       int           value,
                       int           maximum,
                       const char   *go,
                       RkNumberFunc  agreed,
                       gpointer      user_data)
{
  GtkWidget *dialog = adw_message_dialog_new (get_window (parent), heading, body);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *spin = gtk_spin_button_new_with_range (0, maximum, 10);
  Pending *pending = pending_new (G_CALLBACK (agreed), user_data);

  pending->entry = spin;
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), value);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 6);
  gtk_text_set_activates_default (GTK_TEXT (gtk_editable_get_delegate (GTK_EDITABLE (spin))), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), gtk_label_new (label));
  gtk_box_append (GTK_BOX (box), spin);
  add_entry (dialog, box, go);
  present (dialog, G_CALLBACK (number_cb), pending);
}

static void
text_entered_cb (AdwMessageDialog *dialog,
                 const char       *response,
                 Pending          *pending)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (pending->entry));

  if (g_str_equal (response, "go") && *text != '\0')
    ((RkTextFunc)pending->func) (text, pending->user_data);
}

static void
text_changed_cb (GtkEditable      *entry,
                 AdwMessageDialog *dialog)
{
  adw_message_dialog_set_response_enabled (dialog, "go", *gtk_editable_get_text (entry) != '\0');
}

/* A question that is answered by one line of text. */
static void
enter_text (GtkWidget  *parent,
            const char *heading,
            const char *body,
            const char *label,
            const char *example,
            const char *go,
            RkTextFunc  entered,
            gpointer    user_data)
{
  GtkWidget *dialog = adw_message_dialog_new (get_window (parent), heading, body);
  GtkWidget *entry = gtk_entry_new ();
  Pending *pending = pending_new (G_CALLBACK (entered), user_data);

  pending->entry = entry;
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), example);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  add_entry (dialog, entry, go);
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (dialog), "go", FALSE);
  g_signal_connect (entry, "changed", G_CALLBACK (text_changed_cb), dialog);
  present (dialog, G_CALLBACK (text_entered_cb), pending);
}

/**
 * rk_dialogs_enter_port:
 * @parent: a widget of the window
 * @entered: called with the name that was entered
 * @user_data: for @entered; must live as long as the window
 *
 * For ports that no list shows: a network name, a pseudo-terminal.
 */
void
rk_dialogs_enter_port (GtkWidget  *parent,
                       RkTextFunc  entered,
                       gpointer    user_data)
{
  enter_text (parent, _ ("Other port"), _ ("A serial device, socket://host:port or rfc2217://host:port"), _ ("Port"),
              "rfc2217://192.168.1.20:4000", _ ("Use"), entered, user_data);
}

/**
 * rk_dialogs_enter_address:
 * @parent: a widget of the window
 * @entered: called with the address that was entered
 * @user_data: for @entered; must live as long as the window
 *
 * For a list of firmware somewhere on the network.
 */
void
rk_dialogs_enter_address (GtkWidget  *parent,
                          RkTextFunc  entered,
                          gpointer    user_data)
{
  enter_text (parent, _ ("Add firmware from an address"),
              _ ("The address of a manifest.json, as ESP Web Tools and many projects have it, or of a catalogue"),
              _ ("Address"), "https://example.org/manifest.json", _ ("Add"), entered, user_data);
}

/**
 * rk_dialogs_tell:
 * @parent: a widget of the window
 * @heading: what happened
 * @body: why, and what to do
 *
 * For what has no place on a page.
 */
void
rk_dialogs_tell (GtkWidget  *parent,
                 const char *heading,
                 const char *body)
{
  GtkWidget *dialog = adw_message_dialog_new (get_window (parent), heading, body);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("Close"));
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "close");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * rk_dialogs_show_about:
 * @parent: (nullable): the window
 */
void
rk_dialogs_show_about (GtkWindow *parent)
{
  adw_show_about_window (parent,
                         "application-name", "Rekindle",
                         "application-icon", RK_APPLICATION_ID,
                         "version", RK_VERSION,
                         "developer-name", _ ("The Rekindle developers"),
                         "comments", _ ("Flashes and revives ESP8266 Wi-Fi modules"),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         NULL);
}
