/* rk-console-gutter.c: times beside the lines of a text view
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * They are no part of the text, so that what is copied is what the module said.
 */

#include "rk-console-gutter.h"

#define MARGIN 9

struct _RkConsoleGutter
{
  GtkWidget parent_instance;

  GtkTextView         *view; /* it holds the gutter */
  RkConsoleGutterFunc  func;
  gpointer             user_data;
  char                *widest;
};

G_DEFINE_FINAL_TYPE (RkConsoleGutter, rk_console_gutter, GTK_TYPE_WIDGET)

static void
rk_console_gutter_measure (GtkWidget      *widget,
                           GtkOrientation  orientation,
                           int             for_size,
                           int            *minimum,
                           int            *natural,
                           int            *minimum_baseline,
                           int            *natural_baseline)
{
  RkConsoleGutter *self = RK_CONSOLE_GUTTER (widget);

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL && self->widest != NULL)
    {
      g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (widget, self->widest);

      pango_layout_get_pixel_size (layout, minimum, NULL);
      *minimum += 2 * MARGIN;
      *natural = *minimum;
    }
}

static void
draw_line (RkConsoleGutter *self,
           GtkSnapshot     *snapshot,
           PangoLayout     *layout,
           const GdkRGBA   *colour,
           GtkTextIter     *iter,
           int              y)
{
  g_autofree char *text = self->func (gtk_text_iter_get_line (iter), self->user_data);
  int width, window_y;

  if (text == NULL)
    return;

  pango_layout_set_text (layout, text, -1);
  pango_layout_get_pixel_size (layout, &width, NULL);
  gtk_text_view_buffer_to_window_coords (self->view, GTK_TEXT_WINDOW_LEFT, 0, y, NULL, &window_y);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float)(gtk_widget_get_width (GTK_WIDGET (self)) - width - MARGIN),
                                                          (float)window_y));
  gtk_snapshot_append_layout (snapshot, layout, colour);
  gtk_snapshot_restore (snapshot);
}

static void
rk_console_gutter_snapshot (GtkWidget   *widget,
                            GtkSnapshot *snapshot)
{
  RkConsoleGutter *self = RK_CONSOLE_GUTTER (widget);
  g_autoptr(PangoLayout) layout = NULL;
  GdkRectangle visible;
  GtkTextIter iter;
  GdkRGBA colour;
  int y, height;

  if (self->widest == NULL)
    return;

  layout = gtk_widget_create_pango_layout (widget, NULL);
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  gtk_text_view_get_visible_rect (self->view, &visible);
  gtk_text_view_get_line_at_y (self->view, &iter, visible.y, NULL);
  do
    {
      gtk_text_view_get_line_yrange (self->view, &iter, &y, &height);
      if (height > 0)
        draw_line (self, snapshot, layout, &colour, &iter, y);
    }
  while (y + height < visible.y + visible.height && gtk_text_iter_forward_line (&iter));
}

static void
rk_console_gutter_finalize (GObject *object)
{
  g_free (RK_CONSOLE_GUTTER (object)->widest);

  G_OBJECT_CLASS (rk_console_gutter_parent_class)->finalize (object);
}

static void
rk_console_gutter_class_init (RkConsoleGutterClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = rk_console_gutter_finalize;
  widget_class->measure = rk_console_gutter_measure;
  widget_class->snapshot = rk_console_gutter_snapshot;
  gtk_widget_class_set_css_name (widget_class, "consolegutter");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
rk_console_gutter_init (RkConsoleGutter *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

/**
 * rk_console_gutter_new:
 * @view: whose lines; the caller puts the gutter on its left
 * @func: says what stands beside a line
 * @user_data: for @func; must outlive the gutter
 *
 * Returns: (transfer floating): a gutter without width
 */
GtkWidget *
rk_console_gutter_new (GtkTextView         *view,
                       RkConsoleGutterFunc  func,
                       gpointer             user_data)
{
  RkConsoleGutter *self = g_object_new (RK_TYPE_CONSOLE_GUTTER, NULL);
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (view));

  self->view = view;
  self->func = func;
  self->user_data = user_data;
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/**
 * rk_console_gutter_set_width:
 * @self: a gutter
 * @widest: (nullable): a text as wide as any; %NULL for no gutter
 */
void
rk_console_gutter_set_width (RkConsoleGutter *self,
                             const char      *widest)
{
  g_return_if_fail (RK_IS_CONSOLE_GUTTER (self));

  g_free (self->widest);
  self->widest = g_strdup (widest);
  gtk_widget_set_visible (GTK_WIDGET (self), widest != NULL);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
