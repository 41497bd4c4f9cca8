/* rk-library-row.c: one firmware in the list of the library
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "rk-library-row.h"

#include "rk-library-text.h"
#include "rk-severity.h"

struct _RkLibraryRow
{
  GtkListBoxRow parent_instance;

  RkLibraryEntry *entry;

  GtkLabel       *title;
  GtkLabel       *subtitle;
  GtkImage       *icon;
  GtkProgressBar *progress;
};

G_DEFINE_FINAL_TYPE (RkLibraryRow, rk_library_row, GTK_TYPE_LIST_BOX_ROW)

static void
show_state (RkLibraryRow *self)
{
  RkSeverity severity;
  g_autofree char *state = rk_library_text_state (self->entry, &severity);
  g_autofree char *sizes = rk_library_text_sizes (self->entry);
  g_autofree char *subtitle = g_strdup_printf ("%s · %s", sizes, state);
  gboolean busy = rk_library_entry_get_busy (self->entry);
  guint64 total = rk_library_entry_get_bytes_total (self->entry);
  guint64 done = MIN (rk_library_entry_get_bytes_done (self->entry), total);

  gtk_label_set_label (self->subtitle, subtitle);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), busy);
  gtk_progress_bar_set_fraction (self->progress, total != 0 ? (double)done / (double)total : 0);
  gtk_widget_set_visible (GTK_WIDGET (self->icon), severity != RK_SEVERITY_INFO && !busy);
  gtk_image_set_from_icon_name (self->icon, rk_severity_get_icon_name (severity));
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), (const char *[]){ rk_severity_get_css_class (severity), NULL });
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, subtitle, -1);
}

static void
rk_library_row_dispose (GObject *object)
{
  RkLibraryRow *self = RK_LIBRARY_ROW (object);

  g_clear_object (&self->entry);
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_LIBRARY_ROW);

  G_OBJECT_CLASS (rk_library_row_parent_class)->dispose (object);
}

static void
rk_library_row_class_init (RkLibraryRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_library_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/rekindle_esp/Rekindle/rk-library-row.ui");
  gtk_widget_class_bind_template_child (widget_class, RkLibraryRow, title);
  gtk_widget_class_bind_template_child (widget_class, RkLibraryRow, subtitle);
  gtk_widget_class_bind_template_child (widget_class, RkLibraryRow, icon);
  gtk_widget_class_bind_template_child (widget_class, RkLibraryRow, progress);
}

static void
rk_library_row_init (RkLibraryRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rk_library_row_new:
 * @entry: what it shows
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
rk_library_row_new (RkLibraryEntry *entry)
{
  RkLibraryRow *self = g_object_new (RK_TYPE_LIBRARY_ROW, NULL);

  self->entry = g_object_ref (entry);
  gtk_label_set_label (self->title, rk_library_entry_get_title (entry));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  rk_library_entry_get_title (entry), -1);
  g_signal_connect_object (entry, "notify", G_CALLBACK (show_state), self, G_CONNECT_SWAPPED);
  show_state (self);
  return GTK_WIDGET (self);
}

/**
 * rk_library_row_get_entry:
 * @self: a row
 *
 * Returns: (transfer none): what it shows
 */
RkLibraryEntry *
rk_library_row_get_entry (RkLibraryRow *self)
{
  g_return_val_if_fail (RK_IS_LIBRARY_ROW (self), NULL);

  return self->entry;
}
