/* rk-at-replies.c: AT commands with their replies, and what came unasked
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "rk-at-replies.h"

#include "rk-at-reply-row.h"

/* The last ones are those that matter. */
#define MAX_ROWS 200

struct _RkAtReplies
{
  AdwBin parent_instance;

  guint              n_rows;
  GtkScrolledWindow *scroller;
  GtkListBox        *list;
};

G_DEFINE_FINAL_TYPE (RkAtReplies, rk_at_replies, ADW_TYPE_BIN)

/* The newest is on top: what was just sent is what is looked for. */
static RkAtReplyRow *
find_row (RkAtReplies *self,
          guint        serial)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (rk_at_reply_row_get_serial (RK_AT_REPLY_ROW (row)) <= serial)
      return rk_at_reply_row_get_serial (RK_AT_REPLY_ROW (row)) == serial ? RK_AT_REPLY_ROW (row) : NULL;
  return NULL;
}

static RkAtReplyRow *
add_row (RkAtReplies *self)
{
  GtkWidget *row = rk_at_reply_row_new ();

  gtk_list_box_prepend (self->list, row);
  if (++self->n_rows > MAX_ROWS)
    {
      gtk_list_box_remove (self->list, GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, MAX_ROWS)));
      self->n_rows--;
    }
  return RK_AT_REPLY_ROW (row);
}

static void
rk_at_replies_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), RK_TYPE_AT_REPLIES);

  G_OBJECT_CLASS (rk_at_replies_parent_class)->dispose (object);
}

static void
rk_at_replies_class_init (RkAtRepliesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_at_replies_dispose;

  g_type_ensure (RK_TYPE_AT_REPLY_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/rekindle_esp/Rekindle/rk-at-replies.ui");
  gtk_widget_class_bind_template_child (widget_class, RkAtReplies, scroller);
  gtk_widget_class_bind_template_child (widget_class, RkAtReplies, list);
}

static void
rk_at_replies_init (RkAtReplies *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rk_at_replies_take:
 * @self: the replies
 * @entry: new or changed
 *
 * Other text of the module is not shown here.
 */
void
rk_at_replies_take (RkAtReplies     *self,
                    const RkAtEntry *entry)
{
  RkAtReplyRow *row;

  g_return_if_fail (RK_IS_AT_REPLIES (self));

  if (entry->kind == RK_AT_ENTRY_TEXT)
    return;

  row = find_row (self, entry->serial);
  rk_at_reply_row_show (row != NULL ? row : add_row (self), entry);
}
