/* rk-console-view-private.h: what the files of the console’s view share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-console-view.h"

#include "rk-console-buffer.h"
#include "rk-console-gutter.h"
#include "rk-console-search.h"

G_BEGIN_DECLS

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

/* rk-console-view-stamps.c: the times beside the lines, and copying with them */
void _rk_console_view_stamps_class_init (GtkWidgetClass *klass);
void _rk_console_view_stamps_init       (RkConsoleView  *self);

/* rk-console-view-follow.c: staying at the newest line */
void _rk_console_view_follow_class_init (GtkWidgetClass *klass);
void _rk_console_view_follow_init       (RkConsoleView  *self);
void _rk_console_view_set_following     (RkConsoleView  *self,
                                         gboolean        following);
void _rk_console_view_show_down         (RkConsoleView  *self);
void _rk_console_view_show_end          (RkConsoleView  *self);

/* rk-console-view-search.c: finding a text in the lines */
void _rk_console_view_search_class_init (GtkWidgetClass *klass);
void _rk_console_view_search_init       (RkConsoleView  *self);

/* rk-console-view-note.c: the notes between the lines */
void _rk_console_view_note_init         (RkConsoleView  *self);

G_END_DECLS
