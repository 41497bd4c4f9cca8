/* rk-library-detail.c: all about one firmware of the library
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Its buttons are the actions of the page around it.
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-library-detail.h"

#include "rk-accessible.h"
#include "rk-finding-text.h"
#include "rk-library-text.h"
#include "rk-severity.h"

struct _RkLibraryDetail
{
  AdwBin parent_instance;

  RkLibraryEntry *entry;
  guint32         flash_size; /* the module's, 0 for not known */

  GtkLabel       *title;
  GtkLabel       *about;
  GtkWidget      *use;
  GtkWidget      *download;
  GtkWidget      *cancel;
  GtkWidget      *menu_button;
  GtkImage       *state_icon;
  GtkLabel       *state;
  GtkProgressBar *progress;
  GtkWidget      *trouble;
  GtkLabel       *trouble_summary;
  GtkLabel       *trouble_text;
  GtkLabel       *trouble_details;
  GtkListBox     *notes;
  GtkListBox     *facts;
  GtkBox         *builds;
};

G_DEFINE_FINAL_TYPE (RkLibraryDetail, rk_library_detail, ADW_TYPE_BIN)

static GtkWidget *
create_row (const char *title,
            const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  return row;
}

static void
empty_list (GtkListBox *list)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (list))) != NULL)
    gtk_list_box_remove (list, row);
}

/* -- Notes and facts ------------------------------------------------------ */

static void
fill_notes (RkLibraryDetail *self)
{
  g_autoptr(GPtrArray) notes = rk_library_text_notes (self->entry, self->flash_size);

  empty_list (self->notes);
  for (guint i = 0; i < notes->len; i++)
    {
      const RkFinding *note = notes->pdata[i];
      g_autofree char *text = rk_finding_text (note, note->summary);
      GtkWidget *row = create_row (text, NULL);
      GtkWidget *icon = gtk_image_new_from_icon_name (rk_severity_get_icon_name (note->severity));

      gtk_widget_add_css_class (icon, rk_severity_get_css_class (note->severity));
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
      gtk_list_box_append (self->notes, row);
    }
}

static void
add_fact (RkLibraryDetail *self,
          const char      *name,
          const char      *value)
{
  if (value != NULL)
    gtk_list_box_append (self->facts, create_row (name, value));
}

/* A row that opens the page it names. */
static void
add_link (RkLibraryDetail *self,
          const char      *name,
          const char      *url)
{
  GtkWidget *row, *icon;

  if (url == NULL)
    return;

  row = create_row (name, url);
  icon = gtk_image_new_from_icon_name ("adw-external-link-symbolic");
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "library.open-address");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", url);
  gtk_widget_set_tooltip_text (row, _ ("Open it in the browser"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), icon);
  gtk_list_box_append (self->facts, row);
}

static void
fill_facts (RkLibraryDetail *self)
{
  const RkManifest *manifest = rk_library_entry_get_manifest (self->entry);

  empty_list (self->facts);
  add_link (self, _ ("Source"), manifest->source);
  add_fact (self, _ ("Added from"), rk_library_entry_get_origin (self->entry));
  add_fact (self, _ ("Licence"), manifest->licence);
  gtk_widget_set_visible (GTK_WIDGET (self->facts), gtk_list_box_get_row_at_index (self->facts, 0) != NULL);
}

/* -- Files ---------------------------------------------------------------- */

static GtkWidget *
create_label (const char *text,
              const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static char *
dup_name (const RkManifestPart *part)
{
  g_autofree char *path = g_strdelimit (g_strdup (part->path), "\\", '/');
  g_autofree char *base = g_path_get_basename (path);
  char *name = g_uri_unescape_string (base, NULL);

  return name != NULL ? name : g_steal_pointer (&base);
}

static GtkWidget *
create_file_row (const RkManifestPart *part)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  g_autofree char *name = dup_name (part);
  g_autofree char *size = part->size != 0 ? rk_size_text (part->size) : NULL;
  g_autofree char *offset = g_strdup_printf ("0x%05X", part->offset);
  g_autofree char *hash = part->sha256 != NULL ? g_strdup_printf ("SHA-256 %s", part->sha256) : g_strdup (_ ("no SHA-256"));
  g_autofree char *spoken = g_strjoin (", ", name, offset, size != NULL ? size : hash, size != NULL ? hash : NULL, NULL);
  GtkWidget *name_label = create_label (name, NULL);
  GtkWidget *hash_label = create_label (hash, "rk-hash");

  gtk_widget_set_hexpand (name_label, TRUE);
  gtk_label_set_selectable (GTK_LABEL (hash_label), TRUE);
  gtk_widget_set_can_focus (hash_label, FALSE);
  gtk_box_append (GTK_BOX (line), name_label);
  if (size != NULL)
    gtk_box_append (GTK_BOX (line), create_label (size, "dim-label"));
  gtk_box_append (GTK_BOX (line), create_label (offset, "monospace"));
  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (box), hash_label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_tooltip_text (row, part->path);
  gtk_widget_add_css_class (row, "rk-library-file");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  return row;
}

static void
add_build (RkLibraryDetail       *self,
           const RkManifestBuild *build)
{
  g_autofree char *title = rk_library_text_build (build);
  GtkWidget *heading = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *list = gtk_list_box_new ();

  gtk_widget_set_margin_top (heading, 6);
  gtk_box_append (GTK_BOX (heading), create_label (title, "heading"));
  if (rk_library_entry_is_build_ready (self->entry, build))
    gtk_box_append (GTK_BOX (heading), create_label (_ ("here"), "success"));
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  for (guint i = 0; i < build->parts->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (list), create_file_row (build->parts->pdata[i]));
  gtk_box_append (self->builds, heading);
  gtk_box_append (self->builds, list);
}

static void
fill_builds (RkLibraryDetail *self)
{
  GPtrArray *builds = rk_library_entry_get_manifest (self->entry)->builds;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->builds))) != NULL)
    gtk_box_remove (self->builds, child);
  for (guint i = 0; i < builds->len; i++)
    add_build (self, builds->pdata[i]);
}

/* -- State ---------------------------------------------------------------- */

static void
show_state (RkLibraryDetail *self)
{
  RkSeverity severity;
  g_autofree char *state = rk_library_text_state (self->entry, &severity);
  gboolean busy = rk_library_entry_get_busy (self->entry);
  guint64 total = rk_library_entry_get_bytes_total (self->entry);
  guint64 done = MIN (rk_library_entry_get_bytes_done (self->entry), total);

  gtk_label_set_label (self->state, state);
  gtk_image_set_from_icon_name (self->state_icon, rk_severity_get_icon_name (severity));
  gtk_widget_set_css_classes (GTK_WIDGET (self->state_icon), (const char *[]){ rk_severity_get_css_class (severity), NULL });
  gtk_widget_set_visible (GTK_WIDGET (self->progress), busy);
  gtk_progress_bar_set_fraction (self->progress, total != 0 ? (double)done / (double)total : 0);
  gtk_widget_set_visible (self->cancel, busy);
  gtk_widget_set_visible (self->download, !busy);
}

static void
entry_changed_cb (RkLibraryDetail *self,
                  GParamSpec      *pspec)
{
  if (!g_str_has_prefix (pspec->name, "bytes-done") && !g_str_has_prefix (pspec->name, "bytes-total") &&
      !g_str_equal (pspec->name, "busy"))
    fill_builds (self);
  show_state (self);
}

/* -- GObject -------------------------------------------------------------- */

static void
rk_library_detail_dispose (GObject *object)
{
  RkLibraryDetail *self = RK_LIBRARY_DETAIL (object);

  if (self->entry != NULL)
    g_signal_handlers_disconnect_by_data (self->entry, self);
  g_clear_object (&self->entry);
  if (self->title != NULL)
    adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_LIBRARY_DETAIL);

  G_OBJECT_CLASS (rk_library_detail_parent_class)->dispose (object);
}

static void
rk_library_detail_class_init (RkLibraryDetailClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_library_detail_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/rekindle_esp/Rekindle/rk-library-detail.ui");
  gtk_widget_class_bind_template_child (widget_class, RkLibraryDetail, title);
  gtk_widget_class_bind_template_child (widget_class, RkLibraryDetail, about);
  gtk_widget_class_bind_template_child (widget_class, RkLibraryDetail, use);
  gtk_widget_class_bind_template_child (widget_class, RkLibraryDetail, download);
  gtk_widget_class_bind_template_child (widget_class, RkLibraryDetail, cancel);
  gtk_widget_class_bind_template_child (widget_class, RkLibraryDetail, menu_button);
  gtk_widget_class_bind_template_child (widget_class, RkLibraryDetail, state_icon);
  gtk_widget_class_bind_template_child (widget_class, RkLibraryDetail, state);
  gtk_widget_class_bind_template_child (widget_class, RkLibraryDetail, progress);
  gtk_widget_class_bind_template_child (widget_class, RkLibraryDetail, trouble);
  gtk_widget_class_bind_template_child (widget_class, RkLibraryDetail, trouble_summary);
  gtk_widget_class_bind_template_child (widget_class, RkLibraryDetail, trouble_text);
  gtk_widget_class_bind_template_child (widget_class, RkLibraryDetail, trouble_details);
  gtk_widget_class_bind_template_child (widget_class, RkLibraryDetail, notes);
  gtk_widget_class_bind_template_child (widget_class, RkLibraryDetail, facts);
  gtk_widget_class_bind_template_child (widget_class, RkLibraryDetail, builds);
}

static void
rk_library_detail_init (RkLibraryDetail *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  rk_accessible_name (self->menu_button, _ ("More"));
}

/**
 * rk_library_detail_set_entry:
 * @self: the view
 * @entry: what it shows from now on, without a trouble
 */
void
rk_library_detail_set_entry (RkLibraryDetail *self,
                             RkLibraryEntry  *entry)
{
  g_autofree char *about = rk_library_text_about (entry);

  g_return_if_fail (RK_IS_LIBRARY_DETAIL (self));
  g_return_if_fail (RK_IS_LIBRARY_ENTRY (entry));

  if (self->entry != NULL)
    g_signal_handlers_disconnect_by_data (self->entry, self);
  g_set_object (&self->entry, entry);
  g_signal_connect_object (entry, "notify", G_CALLBACK (entry_changed_cb), self, G_CONNECT_SWAPPED);

  gtk_label_set_label (self->title, rk_library_entry_get_title (entry));
  gtk_label_set_label (self->about, about);
  gtk_widget_set_visible (GTK_WIDGET (self->about), *about != '\0');
  rk_library_detail_set_trouble (self, NULL);
  fill_notes (self);
  fill_facts (self);
  fill_builds (self);
  show_state (self);
}

/**
 * rk_library_detail_set_flash_size:
 * @self: the view
 * @flash_size: bytes that the module has, 0 for not known
 */
void
rk_library_detail_set_flash_size (RkLibraryDetail *self,
                                  guint32          flash_size)
{
  g_return_if_fail (RK_IS_LIBRARY_DETAIL (self));

  self->flash_size = flash_size;
  if (self->entry != NULL)
    fill_notes (self);
}

/**
 * rk_library_detail_set_trouble:
 * @self: the view
 * @trouble: (nullable): what went wrong, with the value “details”
 */
void
rk_library_detail_set_trouble (RkLibraryDetail *self,
                               const RkFinding *trouble)
{
  g_return_if_fail (RK_IS_LIBRARY_DETAIL (self));

  gtk_widget_set_visible (self->trouble, trouble != NULL);
  if (trouble != NULL)
    {
      g_autofree char *summary = rk_finding_text (trouble, trouble->summary);
      g_autofree char *cause = rk_finding_text (trouble, trouble->cause);
      g_autofree char *remedy = rk_finding_text (trouble, trouble->remedy);
      g_autofree char *text = g_strjoin (" ", cause != NULL ? cause : remedy, cause != NULL ? remedy : NULL, NULL);

      gtk_label_set_label (self->trouble_summary, summary);
      gtk_label_set_label (self->trouble_text, text);
      gtk_label_set_label (self->trouble_details, rk_finding_get_value (trouble, "details"));
    }
}
