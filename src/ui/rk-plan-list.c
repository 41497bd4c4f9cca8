/* rk-plan-list.c: the table of files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "rk-plan-list.h"

#include "rk-plan-row-view.h"

struct _RkPlanList
{
  AdwBin parent_instance;

  RkPlan     *plan;
  GtkListBox *list_box;
};

G_DEFINE_FINAL_TYPE (RkPlanList, rk_plan_list, ADW_TYPE_BIN)

enum
{
  FIX,
  REMOVE,
  SPLIT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
fix_cb (RkPlanRowView   *view,
        const RkFinding *finding,
        RkPlanList      *self)
{
  g_signal_emit (self, signals[FIX], 0, rk_plan_row_view_get_row (view), finding);
}

static void
remove_cb (RkPlanRowView *view,
           RkPlanList    *self)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (rows, g_object_ref (rk_plan_row_view_get_row (view)));
  g_signal_emit (self, signals[REMOVE], 0, rows);
}

static void
split_cb (RkPlanRowView *view,
          RkPlanList    *self)
{
  g_signal_emit (self, signals[SPLIT], 0, rk_plan_row_view_get_row (view));
}

/* -- Order ---------------------------------------------------------------- */

/* The row that has the keyboard moves, and keeps it. */
static void
move_focus_row (RkPlanList *self,
                int         by)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget *view = focus != NULL ? gtk_widget_get_ancestor (focus, RK_TYPE_PLAN_ROW_VIEW) : NULL;
  int from, to;

  if (view == NULL || self->plan == NULL)
    return;

  from = gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (view));
  to = from + by;
  if (to < 0 || to >= (int)rk_plan_get_n_rows (self->plan))
    return;

  rk_plan_move (self->plan, (guint)from, (guint)to);
  gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (self->list_box, to)));
}

static void
move_up_cb (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  move_focus_row (RK_PLAN_LIST (widget), -1);
}

static void
move_down_cb (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  move_focus_row (RK_PLAN_LIST (widget), 1);
}

static GdkContentProvider *
drag_prepare_cb (GtkDragSource *source,
                 double         x,
                 double         y,
                 RkPlanRowView *view)
{
  return gdk_content_provider_new_typed (RK_TYPE_PLAN_ROW_VIEW, view);
}

static void
drag_begin_cb (GtkDragSource *source,
               GdkDrag       *drag,
               RkPlanRowView *view)
{
  g_autoptr(GdkPaintable) picture = gtk_widget_paintable_new (GTK_WIDGET (view));

  gtk_drag_source_set_icon (source, picture, 0, 0);
}

static gboolean
drop_row_cb (GtkDropTarget *target,
             const GValue  *value,
             double         x,
             double         y,
             RkPlanList    *self)
{
  GtkListBoxRow *dragged = g_value_get_object (value);
  GtkWidget *onto = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target));

  if (gtk_widget_get_parent (GTK_WIDGET (dragged)) != GTK_WIDGET (self->list_box))
    return FALSE;

  rk_plan_move (self->plan, (guint)gtk_list_box_row_get_index (dragged),
                (guint)gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (onto)));
  return TRUE;
}

static void
make_movable (RkPlanList *self,
              GtkWidget  *view)
{
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (RK_TYPE_PLAN_ROW_VIEW, GDK_ACTION_MOVE);

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect_object (source, "prepare", G_CALLBACK (drag_prepare_cb), view, 0);
  g_signal_connect_object (source, "drag-begin", G_CALLBACK (drag_begin_cb), view, 0);
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_row_cb), self, 0);
  gtk_widget_add_controller (view, GTK_EVENT_CONTROLLER (source));
  gtk_widget_add_controller (view, GTK_EVENT_CONTROLLER (target));
}

/* -- The widget ----------------------------------------------------------- */

static GtkWidget *
create_row (gpointer item,
            gpointer user_data)
{
  RkPlanList *self = user_data;
  GtkWidget *view = rk_plan_row_view_new (item);

  g_signal_connect_object (view, "fix", G_CALLBACK (fix_cb), self, 0);
  g_signal_connect_object (view, "remove", G_CALLBACK (remove_cb), self, 0);
  g_signal_connect_object (view, "split", G_CALLBACK (split_cb), self, 0);
  make_movable (self, view);
  return view;
}

static void
rk_plan_list_dispose (GObject *object)
{
  RkPlanList *self = RK_PLAN_LIST (object);

  /* AdwBin does not notice when the template lets go of its child. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_PLAN_LIST);
  g_clear_object (&self->plan);

  G_OBJECT_CLASS (rk_plan_list_parent_class)->dispose (object);
}

static void
rk_plan_list_class_init (RkPlanListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_plan_list_dispose;

  /* A row has something wrong that shall be mended. */
  signals[FIX] = g_signal_new ("fix", RK_TYPE_PLAN_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 2, RK_TYPE_PLAN_ROW, RK_TYPE_FINDING | G_SIGNAL_TYPE_STATIC_SCOPE);

  /* These rows, a GPtrArray, shall go. */
  signals[REMOVE] = g_signal_new ("remove", RK_TYPE_PLAN_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);

  /* A row, which can be, shall be taken apart. */
  signals[SPLIT] = g_signal_new ("split", RK_TYPE_PLAN_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, RK_TYPE_PLAN_ROW);

  gtk_widget_class_install_action (widget_class, "list.up", NULL, move_up_cb);
  gtk_widget_class_install_action (widget_class, "list.down", NULL, move_down_cb);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/rekindle_esp/Rekindle/rk-plan-list.ui");
  gtk_widget_class_bind_template_child (widget_class, RkPlanList, list_box);
}

static void
rk_plan_list_init (RkPlanList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rk_plan_list_set_plan:
 * @self: a table
 * @plan: what it shows from now on
 */
void
rk_plan_list_set_plan (RkPlanList *self,
                       RkPlan     *plan)
{
  g_return_if_fail (RK_IS_PLAN_LIST (self));

  if (g_set_object (&self->plan, plan))
    gtk_list_box_bind_model (self->list_box, G_LIST_MODEL (plan), create_row, self, NULL);
}

static void
add_selected (GtkListBox    *list_box,
              GtkListBoxRow *view,
              gpointer       user_data)
{
  g_ptr_array_add (user_data, g_object_ref (rk_plan_row_view_get_row (RK_PLAN_ROW_VIEW (view))));
}

/**
 * rk_plan_list_get_selected:
 * @self: a table
 *
 * Returns: (transfer full) (element-type RkPlanRow): the rows that are selected
 */
GPtrArray *
rk_plan_list_get_selected (RkPlanList *self)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_val_if_fail (RK_IS_PLAN_LIST (self), rows);

  gtk_list_box_selected_foreach (self->list_box, add_selected, rows);
  return rows;
}
