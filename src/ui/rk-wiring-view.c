/* rk-wiring-view.c: a wiring, drawn as large as there is room
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The wire that changes between flashing and running goes in half a second, and one
 * that is suspected of a fault pulses; where animations are switched off, both are
 * there at once.
 */

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "rk-wiring-view.h"

#include "rk-finding-text.h"
#include "rk-look.h"

#define CHANGE_MS 600
#define PULSE_MS 900

/* Small enough to stand beside a message. */
#define SMALLEST_WIDTH 240
#define SMALLEST_HEIGHT 100

struct _RkWiringView
{
  GtkWidget parent_instance;

  RkWiringDrawing *drawing; /* (nullable) */
  RkWiringVariant  variant;
  char            *suspect; /* (nullable): the id of a wire */
  double           run;     /* 0 flash, 1 run */
  double           pulse;
  AdwAnimation    *change;
  AdwAnimation    *pulsing;
};

G_DEFINE_FINAL_TYPE (RkWiringView, rk_wiring_view, GTK_TYPE_WIDGET)

static void
rk_wiring_view_snapshot (GtkWidget   *widget,
                         GtkSnapshot *snapshot)
{
  RkWiringView *self = RK_WIRING_VIEW (widget);
  float width = (float)gtk_widget_get_width (widget);
  float height = (float)gtk_widget_get_height (widget);
  const RkWiringStyle style = {
    .look = rk_look_get (),
    .run = self->run,
    .suspect = self->suspect,
    .pulse = self->pulse,
  };
  cairo_t *cr;

  if (self->drawing == NULL || width <= 0 || height <= 0)
    return;

  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  rk_wiring_drawing_paint (self->drawing, cr, width, height, &style);
  cairo_destroy (cr);
}

static void
rk_wiring_view_measure (GtkWidget      *widget,
                        GtkOrientation  orientation,
                        int             for_size,
                        int            *minimum,
                        int            *natural,
                        int            *minimum_baseline,
                        int            *natural_baseline)
{
  RkWiringView *self = RK_WIRING_VIEW (widget);
  double width = SMALLEST_WIDTH;
  double height = SMALLEST_HEIGHT;

  if (self->drawing != NULL)
    rk_wiring_drawing_get_size (self->drawing, &width, &height);
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size > 0)
    height = MIN (height, height * for_size / width);

  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? SMALLEST_WIDTH : SMALLEST_HEIGHT;
  *natural = MAX (*minimum, (int)(orientation == GTK_ORIENTATION_HORIZONTAL ? width : height));
}

static GtkSizeRequestMode
rk_wiring_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
change_cb (double   value,
           gpointer user_data)
{
  RkWiringView *self = user_data;

  self->run = value;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
pulse_cb (double   value,
          gpointer user_data)
{
  RkWiringView *self = user_data;

  self->pulse = value;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* What the drawing shows, for those who do not see it. */
static void
update_accessible (RkWiringView *self)
{
  RkWiring *wiring = rk_wiring_drawing_get_wiring (self->drawing);
  g_autofree char *name = g_strdup_printf (_ ("Wiring of %s with %s"), wiring->board->name, wiring->adapter->name);
  g_autofree char *text = rk_wiring_describe (wiring, self->variant, rk_translate);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

/**
 * rk_wiring_view_set_wiring:
 * @self: a view
 * @wiring: what to draw
 * @focus: (nullable): the id of the one wire to draw, for a small view
 */
void
rk_wiring_view_set_wiring (RkWiringView *self,
                           RkWiring     *wiring,
                           const char   *focus)
{
  g_return_if_fail (RK_IS_WIRING_VIEW (self));

  g_clear_pointer (&self->drawing, rk_wiring_drawing_free);
  self->drawing = rk_wiring_drawing_new (wiring, focus, rk_translate);
  update_accessible (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * rk_wiring_view_set_variant:
 * @self: a view
 * @variant: ready to flash, or ready to run
 *
 * The wire that changes goes, or comes back.
 */
void
rk_wiring_view_set_variant (RkWiringView    *self,
                            RkWiringVariant  variant)
{
  g_return_if_fail (RK_IS_WIRING_VIEW (self));

  if (self->variant == variant)
    return;

  self->variant = variant;
  if (self->drawing != NULL)
    update_accessible (self);
  adw_timed_animation_set_value_from (ADW_TIMED_ANIMATION (self->change), self->run);
  adw_timed_animation_set_value_to (ADW_TIMED_ANIMATION (self->change), variant == RK_WIRING_RUN ? 1 : 0);
  adw_animation_play (self->change);
}

/**
 * rk_wiring_view_set_suspect:
 * @self: a view
 * @wire: (nullable): the id of a wire to point at, %NULL for none
 */
void
rk_wiring_view_set_suspect (RkWiringView *self,
                            const char   *wire)
{
  g_return_if_fail (RK_IS_WIRING_VIEW (self));

  if (g_strcmp0 (self->suspect, wire) == 0)
    return;

  g_free (self->suspect);
  self->suspect = g_strdup (wire);
  adw_animation_reset (self->pulsing);
  if (wire != NULL)
    adw_animation_play (self->pulsing);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
rk_wiring_view_dispose (GObject *object)
{
  RkWiringView *self = RK_WIRING_VIEW (object);

  g_clear_object (&self->change);
  g_clear_object (&self->pulsing);

  G_OBJECT_CLASS (rk_wiring_view_parent_class)->dispose (object);
}

static void
rk_wiring_view_finalize (GObject *object)
{
  RkWiringView *self = RK_WIRING_VIEW (object);

  g_clear_pointer (&self->drawing, rk_wiring_drawing_free);
  g_free (self->suspect);

  G_OBJECT_CLASS (rk_wiring_view_parent_class)->finalize (object);
}

static void
rk_wiring_view_class_init (RkWiringViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = rk_wiring_view_dispose;
  object_class->finalize = rk_wiring_view_finalize;
  widget_class->snapshot = rk_wiring_view_snapshot;
  widget_class->measure = rk_wiring_view_measure;
  widget_class->get_request_mode = rk_wiring_view_get_request_mode;
  gtk_widget_class_set_css_name (widget_class, "wiringview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
rk_wiring_view_init (RkWiringView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  self->change = adw_timed_animation_new (widget, 0, 1, CHANGE_MS,
                                          adw_callback_animation_target_new (change_cb, self, NULL));
  self->pulsing = adw_timed_animation_new (widget, 0, 1, PULSE_MS,
                                           adw_callback_animation_target_new (pulse_cb, self, NULL));
  adw_timed_animation_set_easing (ADW_TIMED_ANIMATION (self->pulsing), ADW_EASE_IN_OUT_CUBIC);
  adw_timed_animation_set_alternate (ADW_TIMED_ANIMATION (self->pulsing), TRUE);
  adw_timed_animation_set_repeat_count (ADW_TIMED_ANIMATION (self->pulsing), 0);
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
  rk_look_watch (self, G_CALLBACK (gtk_widget_queue_draw));
}
