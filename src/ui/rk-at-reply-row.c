/* rk-at-reply-row.c: one AT command with its reply
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-at-reply-row.h"

struct _RkAtReplyRow
{
  GtkListBoxRow parent_instance;

  guint serial;

  GtkLabel *command;
  GtkLabel *time;
  GtkLabel *result;
  GtkLabel *lines;
};

G_DEFINE_FINAL_TYPE (RkAtReplyRow, rk_at_reply_row, GTK_TYPE_LIST_BOX_ROW)

static char *
dup_lines (const RkAtEntry *entry)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < entry->lines->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", (const char *)entry->lines->pdata[i]);
  if (entry->payload != NULL)
    {
      guint size = (guint)g_bytes_get_size (entry->payload);

      if (text->len > 0)
        g_string_append_c (text, '\n');
      g_string_append_printf (text, ngettext ("%u byte of data", "%u bytes of data", size), size);
    }
  return g_string_free (text, FALSE);
}

static char *
dup_time (const RkAtEntry *entry)
{
  gint64 ms = (entry->end_us - entry->start_us) / 1000;

  if (entry->kind != RK_AT_ENTRY_COMMAND || entry->end_us == 0)
    return g_strdup ("");
  if (ms < 1000)
    /* translators: how long a reply took, in milliseconds */
    return g_strdup_printf (_ ("%d ms"), (int)ms);
  return g_strdup_printf (_ ("%.1f s"), (double)ms / 1000);
}

static const char *
get_result (const RkAtEntry  *entry,
            const char      **css_class)
{
  *css_class = "dim-label";
  switch (entry->status)
    {
    case RK_AT_STATUS_GOOD:
      *css_class = "success";
      return entry->result;
    case RK_AT_STATUS_BAD:
      *css_class = "error";
      return entry->result;
    case RK_AT_STATUS_BUSY:
      *css_class = "warning";
      return _ ("busy");
    case RK_AT_STATUS_RESTARTED:
      *css_class = "warning";
      return _ ("restarted");
    case RK_AT_STATUS_SILENT:
      *css_class = "error";
      return _ ("no reply");
    case RK_AT_STATUS_PROMPT:
      return _ ("waits for data");
    case RK_AT_STATUS_WAITING:
    default:
      return _ ("…");
    }
}

static void
rk_at_reply_row_dispose (GObject *object)
{
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), RK_TYPE_AT_REPLY_ROW);

  G_OBJECT_CLASS (rk_at_reply_row_parent_class)->dispose (object);
}

static void
rk_at_reply_row_class_init (RkAtReplyRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_at_reply_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/rekindle_esp/Rekindle/rk-at-reply-row.ui");
  gtk_widget_class_bind_template_child (widget_class, RkAtReplyRow, command);
  gtk_widget_class_bind_template_child (widget_class, RkAtReplyRow, time);
  gtk_widget_class_bind_template_child (widget_class, RkAtReplyRow, result);
  gtk_widget_class_bind_template_child (widget_class, RkAtReplyRow, lines);
}

static void
rk_at_reply_row_init (RkAtReplyRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rk_at_reply_row_new:
 *
 * Returns: (transfer floating): a row that shows nothing yet
 */
GtkWidget *
rk_at_reply_row_new (void)
{
  return g_object_new (RK_TYPE_AT_REPLY_ROW, NULL);
}

/**
 * rk_at_reply_row_show:
 * @self: a row
 * @entry: a command, or what came unasked
 */
void
rk_at_reply_row_show (RkAtReplyRow    *self,
                      const RkAtEntry *entry)
{
  gboolean is_command = entry->kind == RK_AT_ENTRY_COMMAND;
  g_autofree char *lines = dup_lines (entry);
  g_autofree char *time = dup_time (entry);
  const char *css_class = "dim-label";
  const char *result = is_command ? get_result (entry, &css_class) : _ ("unasked");

  g_return_if_fail (RK_IS_AT_REPLY_ROW (self));

  self->serial = entry->serial;
  gtk_label_set_label (self->command, is_command ? entry->command : lines);
  gtk_label_set_label (self->time, time);
  gtk_label_set_label (self->result, result != NULL ? result : "");
  gtk_widget_set_css_classes (GTK_WIDGET (self->result), (const char *[]){ "caption", css_class, NULL });
  gtk_label_set_label (self->lines, lines);
  gtk_widget_set_visible (GTK_WIDGET (self->lines), is_command && *lines != '\0');
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gtk_label_get_label (self->command), -1);
}

/**
 * rk_at_reply_row_get_serial:
 * @self: a row
 *
 * Returns: the number of the entry it shows
 */
guint
rk_at_reply_row_get_serial (RkAtReplyRow *self)
{
  g_return_val_if_fail (RK_IS_AT_REPLY_ROW (self), 0);

  return self->serial;
}
