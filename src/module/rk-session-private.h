/* rk-session-private.h: what the files of a session share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-outbox.h"
#include "rk-session.h"

G_BEGIN_DECLS

struct _RkSession
{
  gatomicrefcount  refs;
  GWeakRef         module;
  RkSessionEvents  events;
  RkWorker        *worker;
  RkOutbox        *outbox;

  /* Worker thread */
  RkLink          *link;
  guint            console_baud;
  guint            boot_baud;    /* of the ROM's text after a reset; 0: not known */
  RkModuleState    state;
  guint            answered_baud; /* 0 after anything but a good answer */
  GQueue           sends;        /* RkSend: under way, in order */
  gint64           sent_until;   /* what was written has left the port, monotonic */

  RkLinkTraceFunc  trace;
  gpointer         trace_data;
  gboolean         secret;       /* what goes over the line is not for a log */
  gint64           secret_until; /* its echo still comes, monotonic */

  /* Progress is merged: many steps of the worker, one look of the module. */
  GMutex           lock;
  guint64          done;
  guint64          total;
  gboolean         progress_posted;
};

typedef enum
{
  RK_EVENT_ENTERED,
  RK_EVENT_STEPPED,
  RK_EVENT_FOUND,
  RK_EVENT_SITUATION,
  RK_EVENT_CHIP,
  RK_EVENT_PROGRESS,
  RK_EVENT_PORT,
  RK_EVENT_LOST,
  RK_EVENT_BAUD_REFUSED,
} RkEventKind;

typedef struct
{
  RkSession     *session;
  RkEventKind    kind;
  RkModuleState  state;
  const char    *step;
  RkFinding     *finding;
  RkSituation    situation;
  RkChipInfo     chip;
  RkSessionPort  port;
  guint          refused_baud;
  guint          baud;
} RkEvent;

RkEvent  *_rk_event_new             (RkSession     *session,
                                     RkEventKind    kind);
void      _rk_event_post            (RkEvent       *event);

void      _rk_session_tell_port     (RkSession     *self,
                                     gboolean       dtr,
                                     gboolean       rts);
gboolean  _rk_session_open_aside    (RkSession     *self,
                                     const char    *port,
                                     guint          baud,
                                     GCancellable  *cancellable,
                                     GError       **error);
void      _rk_session_lose          (RkSession     *self,
                                     const GError  *error);
gboolean  _rk_session_listen        (gpointer       session,
                                     GCancellable  *interrupt);
void      _rk_session_end_sends     (RkSession     *self,
                                     const GError  *error);

G_END_DECLS
