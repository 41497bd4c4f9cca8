/* rk-console-page-private.h: what the files of the Console page share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-console-page.h"

#include "rk-at-panel.h"
#include "rk-console-feed.h"
#include "rk-console-history.h"
#include "rk-console-input.h"
#include "rk-console-log.h"
#include "rk-console-sender.h"
#include "rk-evidence.h"
#include "rk-guide-view.h"

G_BEGIN_DECLS

struct _RkConsolePage
{
  AdwBin parent_instance;

  RkModule           *module;
  RkSettings         *settings;
  RkConsoleFeed      *feed;         /* NULL once the page is on its way out */
  RkConsoleHistory   *history;
  RkConsoleSender    *sender;
  char              **lines;        /* that were pasted, and are asked about */
  guint               n_asked;      /* how many of them the guard has seen */
  GCancellable       *sending;      /* NULL while no lines or file are sent */
  RkConsoleLog       *log;          /* NULL while there is none */
  RkAtTranscript     *transcript;
  RkAtVersion        *version;      /* what the module runs, NULL while not known */
  gint64              at_time;      /* that the transcript was told last */
  guint               advance_id;
  guint               baud_when_out; /* the rate to change to when the line is out, 0 for none */
  guint               next_baud;    /* likewise, when it was answered */
  char               *guarded;      /* the line that is asked about */
  char               *instead;      /* what would do less harm, or NULL */
  GSimpleActionGroup *actions;      /* "console.…" */
  gboolean            has_cloud;    /* there is a page for the cloud update */
  gboolean            wants_open;   /* nobody has said to disconnect */
  gboolean            is_opening;
  gboolean            is_detecting;
  gboolean            is_restarting;
  guint64             n_received;
  RkEvidence          evidence;     /* of what has come while there was a guide */
  guint               guide_id;     /* until silence is long enough to say something */
  gboolean            is_guiding;
  gboolean            has_spoken;   /* the module, since the port was opened */
  gboolean            silence_is_fine; /* somebody has said so, for as long as the port is open */
  guint               status_id;    /* while newer numbers are about to be shown */

  AdwToastOverlay    *toasts;
  GtkWidget          *guide_box;
  RkGuideView        *guide;
  GtkButton          *connect;
  GtkEditable        *baud;
  GtkWidget          *baud_menu_button;
  GtkWidget          *lines_button;
  GtkToggleButton    *pause;
  GtkWidget          *view_menu_button;
  RkConsoleView      *view;
  GMenuModel         *text_menu;
  GtkLabel           *status;
  RkAtPanel          *at_panel;
  GtkWidget          *log_box;
  GtkLabel           *log_name;
  GtkWidget          *sending_box;
  GtkProgressBar     *sending_bar;
  GtkEditable        *entry;
  GtkDropDown        *line_end;
  GtkWidget          *send_menu_button;
};

/* rk-console-page-view.c: how the output is shown, saved and found */
void     _rk_console_page_add_view_actions  (RkConsolePage    *self);
void     _rk_console_page_restore_view      (RkConsolePage    *self);
void     _rk_console_page_log               (RkConsolePage    *self,
                                             RkConsoleLogKind  kind,
                                             const guint8     *bytes,
                                             gsize             count,
                                             gint64            time_us);

/* rk-console-page-port.c: the port, its rate and its lines */
void     _rk_console_page_add_port_actions  (RkConsolePage    *self);
void     _rk_console_page_open              (RkConsolePage    *self);
void     _rk_console_page_set_baud          (RkConsolePage    *self,
                                             guint             baud);
void     _rk_console_page_entered_baud      (RkConsolePage    *self);
void     _rk_console_page_show_port         (RkConsolePage    *self);

/* rk-console-page-send.c: what is typed */
void     _rk_console_page_add_send_actions  (RkConsolePage    *self);
void     _rk_console_page_restore_send      (RkConsolePage    *self);
void     _rk_console_page_send_line         (RkConsolePage    *self,
                                             const char       *text);
void     _rk_console_page_send_text         (RkConsolePage    *self,
                                             const char       *text);
void     _rk_console_page_ask_lines         (RkConsolePage    *self);
void     _rk_console_page_entered           (RkConsolePage    *self);
void     _rk_console_page_chose_line_end    (RkConsolePage    *self);

/* rk-console-page-at.c: what the console knows of AT firmware */
void     _rk_console_page_add_at_actions    (RkConsolePage    *self);
void     _rk_console_page_at_received       (RkConsolePage    *self,
                                             const guint8     *bytes,
                                             gsize             count,
                                             gint64            time_us);
void     _rk_console_page_at_cut            (RkConsolePage    *self);
void     _rk_console_page_at_sent           (RkConsolePage    *self,
                                             GBytes           *bytes);
void     _rk_console_page_at_is_out         (RkConsolePage    *self);
gboolean _rk_console_page_at_guard          (RkConsolePage    *self,
                                             const char       *line);
gboolean _rk_console_page_at_guard_among    (RkConsolePage    *self,
                                             const char       *line);
void     _rk_console_page_clear_at          (RkConsolePage    *self);

/* rk-console-page-guide.c: when nothing is heard */
void     _rk_console_page_add_guide_actions (RkConsolePage    *self);
void     _rk_console_page_guide_state       (RkConsolePage    *self);
void     _rk_console_page_guide_received    (RkConsolePage    *self,
                                             const guint8     *bytes,
                                             gsize             count);
void     _rk_console_page_clear_guide       (RkConsolePage    *self);

/* rk-console-page.c */
gboolean _rk_console_page_get_option        (RkConsolePage    *self,
                                             const char       *name);
void     _rk_console_page_tell              (RkConsolePage    *self,
                                             const GError     *error);
void     _rk_console_page_act               (RkConsolePage    *self,
                                             const char       *action);
void     _rk_console_page_update            (RkConsolePage    *self);

G_END_DECLS
