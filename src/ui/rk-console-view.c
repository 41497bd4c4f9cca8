/* rk-console-view.c: what a module says, as it says it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The store has the bytes, the buffer the lines.  Between them stands a cursor that
 * goes on with each frame; when the way of showing changes, it goes back.
 */

#include "config.h"

#include "rk-console-view-private.h"

/* What decoding may take of a frame; laying the lines out comes on top. */
#define BUDGET_US 4000

/* Pieces after which the clock is looked at. */
#define PIECE 2048

#define DEFAULT_LINES 100000
#define DEFAULT_BYTES (16 * 1024 * 1024)

G_DEFINE_FINAL_TYPE (RkConsoleView, rk_console_view, ADW_TYPE_BIN)

enum
{
  ACTION,
  WAITING,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* -- A frame -------------------------------------------------------------- */

static gboolean
has_waiting (RkConsoleView *self)
{
  guint64 end = rk_console_store_get_end (self->store);
  RkConsoleRecord record;

  if (self->next + 1 < end)
    return TRUE;

  return rk_console_store_get (self->store, self->next, &record) &&
         (record.kind == RK_CONSOLE_NOTE || record.count > self->next_start);
}

/* The newest record may still grow: it is left only when there is another one. */
static gboolean
show_piece (RkConsoleView *self)
{
  RkConsoleRecord record;
  gsize count;

  if (self->next < rk_console_store_get_first (self->store))
    {
      self->next = rk_console_store_get_first (self->store);
      self->next_start = 0;
    }
  if (!rk_console_store_get (self->store, self->next, &record))
    return FALSE;

  if (record.kind == RK_CONSOLE_NOTE || self->next_start == record.count)
    {
      if (record.kind == RK_CONSOLE_NOTE)
        rk_console_buffer_push (self->buffer, &record, 0, 0);
      else if (self->next + 1 == rk_console_store_get_end (self->store))
        return FALSE;
      self->next++;
      self->next_start = 0;
      return TRUE;
    }

  count = MIN (record.count - self->next_start, PIECE);
  rk_console_buffer_push (self->buffer, &record, self->next_start, count);
  self->next_start += count;
  return TRUE;
}

static void
show_some (RkConsoleView *self)
{
  gint64 until = g_get_monotonic_time () + BUDGET_US;
  guint before = rk_console_buffer_get_n_lines (self->buffer);
  guint gone;

  while (show_piece (self) && g_get_monotonic_time () < until)
    ;
  rk_console_buffer_commit (self->buffer);
  if (!self->following)
    {
      self->n_new += rk_console_buffer_get_n_lines (self->buffer) - before;
      _rk_console_view_show_down (self);
    }

  gone = rk_console_buffer_trim (self->buffer, self->max_lines);
  if (gone > 0)
    rk_console_search_trimmed (self->search, gone);
  rk_console_search_grown (self->search);
  gtk_widget_queue_draw (GTK_WIDGET (self->gutter));
  if (self->following)
    _rk_console_view_show_end (self);
}

static gboolean
show_cb (gpointer user_data)
{
  RkConsoleView *self = user_data;

  self->show_id = 0;
  if (!self->paused)
    show_some (self);
  return G_SOURCE_REMOVE;
}

/* Not in the frame itself: a text that changes there is laid out while it is drawn,
 * which the scroll bar does not bear. */
static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  RkConsoleView *self = RK_CONSOLE_VIEW (widget);

  if (!self->paused && has_waiting (self))
    {
      if (self->show_id == 0)
        self->show_id = g_idle_add_full (G_PRIORITY_DEFAULT, show_cb, self, NULL);
      return G_SOURCE_CONTINUE;
    }

  self->tick_id = 0;
  return G_SOURCE_REMOVE;
}

static void
queue_frame (RkConsoleView *self)
{
  if (self->tick_id == 0 && !self->paused && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
}

/* Shows everything anew, of what there is as much as there may be lines. */
static void
start_over (RkConsoleView *self)
{
  gsize line_bytes = self->flags & RK_CONSOLE_TEXT_HEX ? 16 : 0;

  rk_console_search_trimmed (self->search, rk_console_buffer_get_n_lines (self->buffer) + 1);
  rk_console_buffer_reset (self->buffer, self->flags);
  self->next = rk_console_store_find_tail (self->store, self->max_lines, line_bytes);
  self->next_start = 0;
  _rk_console_view_set_following (self, TRUE);
  queue_frame (self);
}

static void
rk_console_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rk_console_view_parent_class)->map (widget);
  queue_frame (RK_CONSOLE_VIEW (widget));
}

static void
rk_console_view_unmap (GtkWidget *widget)
{
  RkConsoleView *self = RK_CONSOLE_VIEW (widget);

  if (self->tick_id != 0)
    gtk_widget_remove_tick_callback (widget, self->tick_id);
  self->tick_id = 0;
  GTK_WIDGET_CLASS (rk_console_view_parent_class)->unmap (widget);
}

/* -- GObject -------------------------------------------------------------- */

static void
rk_console_view_dispose (GObject *object)
{
  RkConsoleView *self = RK_CONSOLE_VIEW (object);

  g_clear_handle_id (&self->show_id, g_source_remove);
  g_clear_handle_id (&self->note_id, g_source_remove);
  g_clear_pointer ((GtkWidget **)&self->popover, gtk_widget_unparent);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_CONSOLE_VIEW);
  g_clear_object (&self->search);
  if (self->looking != NULL)
    g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  g_clear_object (&self->symbols);

  G_OBJECT_CLASS (rk_console_view_parent_class)->dispose (object);
}

static void
rk_console_view_finalize (GObject *object)
{
  RkConsoleView *self = RK_CONSOLE_VIEW (object);

  g_clear_object (&self->buffer);
  g_clear_pointer (&self->store, rk_console_store_free);

  G_OBJECT_CLASS (rk_console_view_parent_class)->finalize (object);
}

static void
rk_console_view_class_init (RkConsoleViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = rk_console_view_dispose;
  object_class->finalize = rk_console_view_finalize;
  widget_class->map = rk_console_view_map;
  widget_class->unmap = rk_console_view_unmap;

  /* The person wants the application to do what a finding offers. */
  signals[ACTION] = g_signal_new ("action", RK_TYPE_CONSOLE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);

  /* While it is paused, more has come, or it is paused no longer. */
  signals[WAITING] = g_signal_new ("waiting", RK_TYPE_CONSOLE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/rekindle_esp/Rekindle/rk-console-view.ui");
  gtk_widget_class_bind_template_child (widget_class, RkConsoleView, view);
  _rk_console_view_stamps_class_init (widget_class);
  _rk_console_view_follow_class_init (widget_class);
  _rk_console_view_search_class_init (widget_class);
}

static void
action_cb (RkConsoleView *self,
           const char    *action)
{
  g_signal_emit (self, signals[ACTION], 0, action);
}

static void
rk_console_view_init (RkConsoleView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->max_lines = DEFAULT_LINES;
  self->store = rk_console_store_new (DEFAULT_BYTES, (GDestroyNotify)rk_console_note_unref);
  self->buffer = rk_console_buffer_new (gtk_text_view_get_buffer (self->view));

  self->popover = rk_finding_popover_new ();
  gtk_widget_set_parent (GTK_WIDGET (self->popover), GTK_WIDGET (self));
  g_signal_connect_object (self->popover, "action", G_CALLBACK (action_cb), self, G_CONNECT_SWAPPED);

  _rk_console_view_stamps_init (self);
  _rk_console_view_follow_init (self);
  _rk_console_view_search_init (self);
  _rk_console_view_note_init (self);
}

/* -- Public --------------------------------------------------------------- */

static void
added (RkConsoleView *self)
{
  queue_frame (self);
  if (self->paused)
    g_signal_emit (self, signals[WAITING], 0);
}

/**
 * rk_console_view_add:
 * @self: a view
 * @kind: received or sent
 * @time_us: when, in µs since 1970
 * @bytes: what
 * @count: how much
 */
void
rk_console_view_add (RkConsoleView *self,
                     RkConsoleKind  kind,
                     gint64         time_us,
                     const guint8  *bytes,
                     gsize          count)
{
  g_return_if_fail (RK_IS_CONSOLE_VIEW (self));

  if (self->start_us == 0)
    self->start_us = time_us;
  rk_console_store_add (self->store, kind, time_us, bytes, count);
  added (self);
}

/**
 * rk_console_view_add_note:
 * @self: a view
 * @time_us: when, in µs since 1970
 * @note: (transfer full): what is said here
 */
void
rk_console_view_add_note (RkConsoleView *self,
                          gint64         time_us,
                          RkConsoleNote *note)
{
  g_return_if_fail (RK_IS_CONSOLE_VIEW (self));

  rk_console_store_add_note (self->store, time_us, note);
  added (self);
}

/**
 * rk_console_view_clear:
 * @self: a view
 *
 * Forgets everything.
 */
void
rk_console_view_clear (RkConsoleView *self)
{
  g_return_if_fail (RK_IS_CONSOLE_VIEW (self));

  rk_console_store_clear (self->store);
  self->start_us = 0;
  start_over (self);
}

/**
 * rk_console_view_get_n_waiting:
 * @self: a view
 *
 * Returns: how many bytes are there and not shown, because it is paused
 */
guint64
rk_console_view_get_n_waiting (RkConsoleView *self)
{
  g_return_val_if_fail (RK_IS_CONSOLE_VIEW (self), 0);

  return self->paused ? rk_console_store_get_n_bytes (self->store, RK_CONSOLE_RECEIVED) - self->n_shown : 0;
}

/**
 * rk_console_view_set_paused:
 * @self: a view
 * @paused: whether nothing more is shown for now; nothing is lost within the bounds
 */
void
rk_console_view_set_paused (RkConsoleView *self,
                            gboolean       paused)
{
  g_return_if_fail (RK_IS_CONSOLE_VIEW (self));

  self->paused = paused;
  self->n_shown = rk_console_store_get_n_bytes (self->store, RK_CONSOLE_RECEIVED);
  queue_frame (self);
  g_signal_emit (self, signals[WAITING], 0);
}

/**
 * rk_console_view_get_paused:
 * @self: a view
 *
 * Returns: whether nothing more is shown for now
 */
gboolean
rk_console_view_get_paused (RkConsoleView *self)
{
  g_return_val_if_fail (RK_IS_CONSOLE_VIEW (self), FALSE);

  return self->paused;
}

/**
 * rk_console_view_set_flags:
 * @self: a view
 * @flags: how bytes are shown, also those that are there
 */
void
rk_console_view_set_flags (RkConsoleView      *self,
                           RkConsoleTextFlags  flags)
{
  g_return_if_fail (RK_IS_CONSOLE_VIEW (self));

  if (self->flags == flags)
    return;

  self->flags = flags;
  start_over (self);
}

/**
 * rk_console_view_set_wrap:
 * @self: a view
 * @wrap: whether long lines are broken to fit
 */
void
rk_console_view_set_wrap (RkConsoleView *self,
                          gboolean       wrap)
{
  g_return_if_fail (RK_IS_CONSOLE_VIEW (self));

  gtk_text_view_set_wrap_mode (self->view, wrap ? GTK_WRAP_CHAR : GTK_WRAP_NONE);
}

/**
 * rk_console_view_set_bounds:
 * @self: a view
 * @max_lines: how many lines it keeps
 * @max_bytes: how many bytes, administration included
 */
void
rk_console_view_set_bounds (RkConsoleView *self,
                            guint          max_lines,
                            gsize          max_bytes)
{
  g_return_if_fail (RK_IS_CONSOLE_VIEW (self));

  self->max_lines = MAX (max_lines, 100);
  rk_console_store_set_max (self->store, max_bytes);
}

/**
 * rk_console_view_set_menu:
 * @self: a view
 * @menu: what comes on top of the text's own menu
 */
void
rk_console_view_set_menu (RkConsoleView *self,
                          GMenuModel    *menu)
{
  g_return_if_fail (RK_IS_CONSOLE_VIEW (self));

  gtk_text_view_set_extra_menu (self->view, menu);
}

/**
 * rk_console_view_dup_received:
 * @self: a view
 *
 * Returns: (transfer full): what came from the module, byte for byte
 */
GBytes *
rk_console_view_dup_received (RkConsoleView *self)
{
  g_return_val_if_fail (RK_IS_CONSOLE_VIEW (self), NULL);

  return rk_console_store_dup_received (self->store);
}
