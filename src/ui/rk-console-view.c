/* rk-console-view.c: what a module says, as it says it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The store has the bytes, the buffer the lines.  Between them stands a cursor that
 * goes on with each frame; when the way of showing changes, it goes back.
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-console-view.h"

#include "rk-console-buffer.h"
#include "rk-console-gutter.h"
#include "rk-console-search.h"

/* What decoding may take of a frame; laying the lines out comes on top. */
#define BUDGET_US 4000

/* Pieces after which the clock is looked at. */
#define PIECE 2048

/* Of its height, between an edge of the view and what it scrolls to. */
#define SCROLL_MARGIN 0.1

#define DEFAULT_LINES 100000
#define DEFAULT_BYTES (16 * 1024 * 1024)

struct _RkConsoleView
{
  AdwBin parent_instance;

  RkConsoleStore     *store;
  RkConsoleBuffer    *buffer;
  RkConsoleSearch    *search;
  guint64             next;       /* the record to be shown next */
  gsize               next_start; /* its first byte that was not shown */
  guint64             n_shown;    /* bytes that were shown, or will never be */
  guint               tick_id;
  guint               show_id;    /* as soon as this frame is over */
  guint               note_id;    /* likewise, to go to another note */
  gboolean            backwards;  /* towards older ones */

  guint               max_lines;
  RkConsoleTextFlags  flags;
  RkConsoleStamps     stamps;
  gint64              start_us;   /* of the first line, 0 for none */
  gboolean            paused;

  gboolean            following;
  guint               n_new;      /* lines since it does not follow */
  GtkTextMark        *end;

  GtkSearchBar       *search_bar;
  GtkEditable        *search_entry;
  GtkLabel           *search_count;
  GtkScrolledWindow  *scroller;
  GtkTextView        *view;
  GtkRevealer        *down_revealer;
  GtkButton          *down;
  RkConsoleGutter    *gutter;
  RkFindingPopover   *popover;
  RkConsoleSymbols   *symbols;    /* of the module's program, or NULL */
  GCancellable       *looking;    /* while places for the popover are looked up */
};

G_DEFINE_FINAL_TYPE (RkConsoleView, rk_console_view, ADW_TYPE_BIN)

enum
{
  ACTION,
  WAITING,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* -- Times ---------------------------------------------------------------- */

static char *
format_clock (gint64 time_us)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);
  g_autofree char *text = g_date_time_format (time, "%H:%M:%S");

  return g_strdup_printf ("%s.%03d", text, (int)(time_us % G_USEC_PER_SEC / 1000));
}

static char *
format_seconds (gint64 span_us)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT ".%03d", span_us / G_USEC_PER_SEC, (int)(span_us % G_USEC_PER_SEC / 1000));
}

/* The last line before this one that is no note. */
static const RkConsoleLineInfo *
find_previous (RkConsoleView *self,
               int            line)
{
  const RkConsoleLineInfo *info;

  for (line--; (info = rk_console_buffer_get_info (self->buffer, line)) != NULL; line--)
    if (info->kind != RK_CONSOLE_NOTE)
      return info;
  return NULL;
}

static char *
dup_stamp (RkConsoleView   *self,
           RkConsoleStamps  stamps,
           int              line)
{
  const RkConsoleLineInfo *info = rk_console_buffer_get_info (self->buffer, line);
  const RkConsoleLineInfo *previous;

  if (info == NULL || info->kind == RK_CONSOLE_NOTE)
    return NULL;

  switch (stamps)
    {
    case RK_CONSOLE_STAMPS_CLOCK:
      return format_clock (info->time_us);
    case RK_CONSOLE_STAMPS_START:
      return format_seconds (MAX (info->time_us - self->start_us, 0));
    case RK_CONSOLE_STAMPS_DELTA:
      previous = find_previous (self, line);
      return format_seconds (previous != NULL ? MAX (info->time_us - previous->time_us, 0) : 0);
    case RK_CONSOLE_STAMPS_OFF:
    default:
      return NULL;
    }
}

static char *
stamp_cb (int      line,
          gpointer user_data)
{
  RkConsoleView *self = user_data;

  return dup_stamp (self, self->stamps, line);
}

static char *
copied_stamp_cb (int      line,
                 gpointer user_data)
{
  RkConsoleView *self = user_data;

  return dup_stamp (self, self->stamps != RK_CONSOLE_STAMPS_OFF ? self->stamps : RK_CONSOLE_STAMPS_CLOCK, line);
}

/* -- Following the end ---------------------------------------------------- */

static void
show_down (RkConsoleView *self)
{
  g_autofree char *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->down_revealer), !self->following);
  gtk_revealer_set_reveal_child (self->down_revealer, !self->following);
  if (self->following)
    return;

  if (self->n_new > 0)
    text = g_strdup_printf (ngettext ("↓ %u new line", "↓ %u new lines", self->n_new), self->n_new);
  else
    text = g_strdup (_ ("↓ To the end"));
  gtk_button_set_label (self->down, text);
}

/* Where everything is seen at once there is nothing to follow. */
static void
set_following (RkConsoleView *self,
               gboolean       following)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);

  if (gtk_adjustment_get_upper (adjustment) <= gtk_adjustment_get_page_size (adjustment))
    following = TRUE;
  if (self->following == following)
    return;

  self->following = following;
  self->n_new = 0;
  show_down (self);
}

static void
show_end (RkConsoleView *self)
{
  gtk_text_view_scroll_to_mark (self->view, self->end, 0, TRUE, 0, 1);
}

static gboolean
is_at_end (GtkAdjustment *adjustment,
           double         value)
{
  return value + gtk_adjustment_get_page_size (adjustment) >= gtk_adjustment_get_upper (adjustment) - 2;
}

/* The view scrolls by itself when lines come, go and are laid out: only what the
 * person does tells that it shall stay where it is. */
static void
scrolled_cb (RkConsoleView *self,
             GtkAdjustment *adjustment)
{
  if (!self->following && is_at_end (adjustment, gtk_adjustment_get_value (adjustment)))
    set_following (self, TRUE);
}

static gboolean
wheel_cb (RkConsoleView *self,
          double         dx,
          double         dy)
{
  if (dy < 0)
    set_following (self, FALSE);
  return FALSE;
}

static gboolean
dragged_cb (RkConsoleView *self,
            GtkScrollType  scroll,
            double         value)
{
  if (!is_at_end (gtk_scrolled_window_get_vadjustment (self->scroller), value))
    set_following (self, FALSE);
  return FALSE;
}

static void
cursor_moved_cb (RkConsoleView *self)
{
  GtkTextBuffer *text = gtk_text_view_get_buffer (self->view);
  GtkTextIter iter;

  gtk_text_buffer_get_iter_at_mark (text, &iter, gtk_text_buffer_get_insert (text));
  if (gtk_text_iter_get_line (&iter) < (int)rk_console_buffer_get_n_lines (self->buffer))
    set_following (self, FALSE);
}

static void
selected_cb (RkConsoleView *self)
{
  if (gtk_text_buffer_get_has_selection (gtk_text_view_get_buffer (self->view)))
    set_following (self, FALSE);
}

static void
down_cb (RkConsoleView *self)
{
  rk_console_view_scroll_to_end (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

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
      show_down (self);
    }

  gone = rk_console_buffer_trim (self->buffer, self->max_lines);
  if (gone > 0)
    rk_console_search_trimmed (self->search, gone);
  rk_console_search_grown (self->search);
  gtk_widget_queue_draw (GTK_WIDGET (self->gutter));
  if (self->following)
    show_end (self);
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
  set_following (self, TRUE);
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

/* -- Search --------------------------------------------------------------- */

static void
show_count (RkConsoleView *self)
{
  guint count = rk_console_search_get_count (self->search);
  guint current = rk_console_search_get_current (self->search);
  g_autofree char *text = NULL;

  if (*gtk_editable_get_text (self->search_entry) == '\0')
    text = g_strdup ("");
  else if (count == 0)
    text = g_strdup (_ ("Not found"));
  else if (current == 0)
    text = g_strdup_printf (ngettext ("%u match", "%u matches", count), count);
  else
    /* translators: the third of twelve matches of a search */
    text = g_strdup_printf (_ ("%u of %u"), current, count);
  gtk_label_set_label (self->search_count, text);
}

static void
go_to_match (RkConsoleView *self,
             gboolean       backwards)
{
  GtkTextIter start, end;

  if (!rk_console_search_move (self->search, backwards, &start, &end))
    return;

  set_following (self, FALSE);
  rk_console_buffer_reveal (self->buffer, gtk_text_iter_get_line (&start));
  gtk_text_buffer_place_cursor (gtk_text_view_get_buffer (self->view), &start);
  gtk_text_view_scroll_to_mark (self->view, gtk_text_buffer_get_insert (gtk_text_view_get_buffer (self->view)), 0.2,
                                FALSE, 0, 0);
}

static void
search_changed_cb (RkConsoleView *self)
{
  rk_console_search_set_text (self->search, gtk_editable_get_text (self->search_entry));
}

static void
search_next_cb (RkConsoleView *self)
{
  go_to_match (self, FALSE);
}

static void
search_previous_cb (RkConsoleView *self)
{
  go_to_match (self, TRUE);
}

static void
search_stop_cb (RkConsoleView *self)
{
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
search_mode_cb (RkConsoleView *self)
{
  if (!gtk_search_bar_get_search_mode (self->search_bar))
    rk_console_search_set_text (self->search, "");
  else
    search_changed_cb (self);
}

static void
lines_changed_cb (RkConsoleView *self,
                  guint          line)
{
  rk_console_search_changed (self->search, line);
}

/* -- Notes ---------------------------------------------------------------- */

static void
looked_up_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(RkConsoleView) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *places = rk_console_symbols_lookup_finish (RK_CONSOLE_SYMBOLS (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->popover == NULL)
    return;
  if (error != NULL)
    rk_finding_popover_set_places (self->popover, error->message);
  else
    rk_finding_popover_set_places (self->popover, *places != '\0' ? places : _ ("The ELF file has none of the addresses."));
}

static void
show_places (RkConsoleView *self,
             GArray        *codes)
{
  if (self->looking != NULL)
    g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  if (codes == NULL || self->symbols == NULL)
    {
      rk_finding_popover_set_places (self->popover, codes == NULL ? NULL
                                     : _ ("Choose the program’s ELF file in the menu to see which line it was."));
      return;
    }

  self->looking = g_cancellable_new ();
  rk_finding_popover_set_places (self->popover, _ ("Looking up the addresses…"));
  rk_console_symbols_lookup_async (self->symbols, codes, self->looking, looked_up_cb, g_object_ref (self));
}

static void
explain (RkConsoleView       *self,
         const RkConsoleNote *note,
         const GtkTextIter   *iter)
{
  GdkRectangle rect;
  double height = gtk_widget_get_height (GTK_WIDGET (self));
  double margin = height * SCROLL_MARGIN; /* a line that is not seen yet is scrolled to there */
  double x, y;

  gtk_text_view_get_iter_location (self->view, iter, &rect);
  gtk_text_view_buffer_to_window_coords (self->view, GTK_TEXT_WINDOW_WIDGET, rect.x, rect.y, &rect.x, &rect.y);
  gtk_widget_translate_coordinates (GTK_WIDGET (self->view), GTK_WIDGET (self), rect.x, rect.y, &x, &y);
  rect.x = (int)x + 60;
  rect.y = (int)CLAMP (y, margin, MAX (margin, height - margin));
  rect.width = 1;
  show_places (self, note->codes);
  rk_finding_popover_show (self->popover, note->finding, &rect);
}

/* Opens what the line has to tell; FALSE for a line of the module. */
static gboolean
open_line (RkConsoleView     *self,
           const GtkTextIter *iter)
{
  int line = gtk_text_iter_get_line (iter);
  const RkConsoleLineInfo *info = rk_console_buffer_get_info (self->buffer, line);
  GtkTextIter start = *iter;

  if (info == NULL || info->note == NULL)
    return FALSE;
  if (rk_console_buffer_toggle_fold (self->buffer, line))
    return TRUE;
  if (info->note->kind != RK_CONSOLE_NOTE_FINDING)
    return FALSE;

  gtk_text_iter_set_line_offset (&start, 0);
  explain (self, info->note, &start);
  return TRUE;
}

static void
get_iter_at (RkConsoleView *self,
             double         x,
             double         y,
             GtkTextIter   *iter)
{
  int buffer_x, buffer_y;

  gtk_text_view_window_to_buffer_coords (self->view, GTK_TEXT_WINDOW_WIDGET, (int)x, (int)y, &buffer_x, &buffer_y);
  gtk_text_view_get_line_at_y (self->view, iter, buffer_y, NULL);
}

static void
clicked_cb (RkConsoleView *self,
            int            n_press,
            double         x,
            double         y)
{
  GtkTextIter iter;

  if (n_press != 1 || gtk_text_buffer_get_has_selection (gtk_text_view_get_buffer (self->view)))
    return;

  get_iter_at (self, x, y, &iter);
  open_line (self, &iter);
}

static void
moved_cb (RkConsoleView *self,
          double         x,
          double         y)
{
  const RkConsoleLineInfo *info;
  GtkTextIter iter;

  get_iter_at (self, x, y, &iter);
  info = rk_console_buffer_get_info (self->buffer, gtk_text_iter_get_line (&iter));
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self->view), info != NULL && info->note != NULL &&
                                   info->note->kind != RK_CONSOLE_NOTE_EVENT ? "pointer" : "text");
}

static gboolean
key_cb (RkConsoleView   *self,
        guint            keyval,
        guint            keycode,
        GdkModifierType  state)
{
  GtkTextBuffer *text = gtk_text_view_get_buffer (self->view);
  GtkTextIter iter;

  if (keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter && keyval != GDK_KEY_space)
    return FALSE;

  gtk_text_buffer_get_iter_at_mark (text, &iter, gtk_text_buffer_get_insert (text));
  return open_line (self, &iter);
}

static void
action_cb (RkConsoleView *self,
           const char    *action)
{
  g_signal_emit (self, signals[ACTION], 0, action);
}

/* -- Copying -------------------------------------------------------------- */

static void
copy_cb (RkConsoleView *self)
{
  g_signal_stop_emission_by_name (self->view, "copy-clipboard");
  rk_console_view_copy (self, FALSE);
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
  gtk_widget_class_bind_template_child (widget_class, RkConsoleView, search_bar);
  gtk_widget_class_bind_template_child (widget_class, RkConsoleView, search_entry);
  gtk_widget_class_bind_template_child (widget_class, RkConsoleView, search_count);
  gtk_widget_class_bind_template_child (widget_class, RkConsoleView, scroller);
  gtk_widget_class_bind_template_child (widget_class, RkConsoleView, view);
  gtk_widget_class_bind_template_child (widget_class, RkConsoleView, down_revealer);
  gtk_widget_class_bind_template_child (widget_class, RkConsoleView, down);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_next_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_previous_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_stop_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, down_cb);
}

static void
add_controllers (RkConsoleView *self)
{
  GtkEventController *wheel = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_event_controller_set_propagation_phase (wheel, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (wheel, "scroll", G_CALLBACK (wheel_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->scroller), wheel);

  /* The scroll bar is a range in a box. */
  g_signal_connect_object (gtk_widget_get_first_child (gtk_scrolled_window_get_vscrollbar (self->scroller)),
                           "change-value", G_CALLBACK (dragged_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "move-cursor", G_CALLBACK (cursor_moved_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (gtk_text_view_get_buffer (self->view), "notify::has-selection", G_CALLBACK (selected_cb),
                           self, G_CONNECT_SWAPPED);

  g_signal_connect_swapped (motion, "motion", G_CALLBACK (moved_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), motion);

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), keys);

  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (click, "released", G_CALLBACK (clicked_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), GTK_EVENT_CONTROLLER (click));
}

static void
rk_console_view_init (RkConsoleView *self)
{
  GtkTextBuffer *text;
  GtkTextIter end;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->following = TRUE;
  self->max_lines = DEFAULT_LINES;
  self->store = rk_console_store_new (DEFAULT_BYTES, (GDestroyNotify)rk_console_note_unref);

  text = gtk_text_view_get_buffer (self->view);
  self->buffer = rk_console_buffer_new (text);
  self->search = rk_console_search_new (text, rk_console_buffer_get_tags (self->buffer));
  gtk_text_buffer_get_end_iter (text, &end);
  self->end = gtk_text_buffer_create_mark (text, NULL, &end, FALSE);
  g_signal_connect_object (self->search, "changed", G_CALLBACK (show_count), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->buffer, "lines-changed", G_CALLBACK (lines_changed_cb), self, G_CONNECT_SWAPPED);

  self->gutter = RK_CONSOLE_GUTTER (rk_console_gutter_new (self->view, stamp_cb, self));
  gtk_text_view_set_gutter (self->view, GTK_TEXT_WINDOW_LEFT, GTK_WIDGET (self->gutter));
  rk_console_gutter_set_width (self->gutter, NULL);

  self->popover = rk_finding_popover_new ();
  gtk_widget_set_parent (GTK_WIDGET (self->popover), GTK_WIDGET (self));
  g_signal_connect_object (self->popover, "action", G_CALLBACK (action_cb), self, G_CONNECT_SWAPPED);

  gtk_search_bar_connect_entry (self->search_bar, self->search_entry);
  g_signal_connect_object (self->search_bar, "notify::search-mode-enabled", G_CALLBACK (search_mode_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scroller), "value-changed",
                           G_CALLBACK (scrolled_cb), self, G_CONNECT_SWAPPED);
  add_controllers (self);
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

gboolean
rk_console_view_get_paused (RkConsoleView *self)
{
  g_return_val_if_fail (RK_IS_CONSOLE_VIEW (self), FALSE);

  return self->paused;
}

/**
 * rk_console_view_set_stamps:
 * @self: a view
 * @stamps: what stands beside the lines
 */
void
rk_console_view_set_stamps (RkConsoleView   *self,
                            RkConsoleStamps  stamps)
{
  static const char *const widest[] = { NULL, "00:00:00.000", "00000.000", "0000.000" };

  g_return_if_fail (RK_IS_CONSOLE_VIEW (self));

  self->stamps = stamps;
  rk_console_gutter_set_width (self->gutter, widest[stamps]);
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
 * rk_console_view_set_symbols:
 * @self: a view
 * @symbols: (nullable): of the program that the module runs
 */
void
rk_console_view_set_symbols (RkConsoleView    *self,
                             RkConsoleSymbols *symbols)
{
  g_return_if_fail (RK_IS_CONSOLE_VIEW (self));

  g_set_object (&self->symbols, symbols);
}

/**
 * rk_console_view_get_popover:
 * @self: a view
 *
 * Returns: (transfer none): what explains findings
 */
RkFindingPopover *
rk_console_view_get_popover (RkConsoleView *self)
{
  g_return_val_if_fail (RK_IS_CONSOLE_VIEW (self), NULL);

  return self->popover;
}

/**
 * rk_console_view_find:
 * @self: a view
 *
 * Opens the search bar, with what is selected.
 */
void
rk_console_view_find (RkConsoleView *self)
{
  GtkTextBuffer *text;
  GtkTextIter start, end;

  g_return_if_fail (RK_IS_CONSOLE_VIEW (self));

  text = gtk_text_view_get_buffer (self->view);
  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  if (gtk_text_buffer_get_selection_bounds (text, &start, &end) &&
      gtk_text_iter_get_line (&start) == gtk_text_iter_get_line (&end))
    {
      g_autofree char *selected = gtk_text_iter_get_text (&start, &end);

      gtk_editable_set_text (self->search_entry, selected);
    }
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
  gtk_editable_select_region (self->search_entry, 0, -1);
}

/**
 * rk_console_view_copy:
 * @self: a view
 * @with_stamps: whether the times go with it, also if they are not shown
 *
 * Copies what is selected.
 */
void
rk_console_view_copy (RkConsoleView *self,
                      gboolean       with_stamps)
{
  GtkTextIter start, end;

  g_return_if_fail (RK_IS_CONSOLE_VIEW (self));

  if (gtk_text_buffer_get_selection_bounds (gtk_text_view_get_buffer (self->view), &start, &end))
    {
      g_autofree char *text = rk_console_buffer_dup_range (self->buffer, &start, &end,
                                                           with_stamps ? copied_stamp_cb : NULL, self);

      gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
    }
}

/**
 * rk_console_view_scroll_to_end:
 * @self: a view
 *
 * And follows it from now on.
 */
void
rk_console_view_scroll_to_end (RkConsoleView *self)
{
  g_return_if_fail (RK_IS_CONSOLE_VIEW (self));

  set_following (self, TRUE);
  show_end (self);
}

static void
go_to_note (RkConsoleView *self)
{
  GtkTextBuffer *text = gtk_text_view_get_buffer (self->view);
  int n_lines = (int)rk_console_buffer_get_n_lines (self->buffer);
  GtkTextIter iter;
  int line;

  gtk_text_buffer_get_iter_at_mark (text, &iter, gtk_text_buffer_get_insert (text));
  line = gtk_text_iter_get_line (&iter);
  for (int i = 0; i < n_lines; i++)
    {
      const RkConsoleLineInfo *info;

      line = (line + (self->backwards ? n_lines : 1)) % (n_lines + 1);
      info = rk_console_buffer_get_info (self->buffer, line);
      if (info == NULL || info->note == NULL || info->note->kind != RK_CONSOLE_NOTE_FINDING)
        continue;

      set_following (self, FALSE);
      rk_console_buffer_reveal (self->buffer, line);
      gtk_text_buffer_get_iter_at_line (text, &iter, line);
      gtk_text_buffer_place_cursor (text, &iter);
      gtk_text_view_scroll_to_iter (self->view, &iter, SCROLL_MARGIN, FALSE, 0, 0);
      open_line (self, &iter);
      return;
    }
}

static gboolean
note_cb (gpointer user_data)
{
  RkConsoleView *self = user_data;

  self->note_id = 0;
  go_to_note (self);
  return G_SOURCE_REMOVE;
}

/**
 * rk_console_view_next_note:
 * @self: a view
 * @backwards: towards older ones
 *
 * Goes to the next finding from where the cursor is, and opens it.  Keys come in a
 * frame, see tick_cb(): it is done when that is over.
 */
void
rk_console_view_next_note (RkConsoleView *self,
                           gboolean       backwards)
{
  g_return_if_fail (RK_IS_CONSOLE_VIEW (self));

  self->backwards = backwards;
  if (self->note_id == 0)
    self->note_id = g_idle_add_full (G_PRIORITY_DEFAULT, note_cb, self, NULL);
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

/**
 * rk_console_view_dup_stamped:
 * @self: a view
 *
 * Returns: (transfer full): the lines as they are shown, with their times
 */
char *
rk_console_view_dup_stamped (RkConsoleView *self)
{
  GtkTextIter start, end;

  g_return_val_if_fail (RK_IS_CONSOLE_VIEW (self), NULL);

  gtk_text_buffer_get_bounds (gtk_text_view_get_buffer (self->view), &start, &end);
  return rk_console_buffer_dup_range (self->buffer, &start, &end, copied_stamp_cb, self);
}
