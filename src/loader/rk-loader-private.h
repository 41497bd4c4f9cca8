/* rk-loader-private.h: what the parts of the loader share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-evidence.h"
#include "rk-loader.h"
#include "rk-rom-protocol.h"
#include "rk-slip.h"
#include "rk-stub-protocol.h"

G_BEGIN_DECLS

/* Long enough for the echo of the longest command, and for what a stub sends. */
#define RK_LOADER_FRAME_MAX 8192

/* How long an answer may take on top of line and work: adapters collect bytes for
 * 16 ms, networks and a busy computer take longer.  Where the chip has nothing to
 * work at it begins with the short time, and doubles with each answer that does not
 * come: on a bad line most of those are lost, not late. */
#define RK_LOADER_SLACK_MS       1000
#define RK_LOADER_SHORT_SLACK_MS 120

/* More bytes than the ROM says after a reset: what says so much is not the loader.
 * After an exception it tells that again and again, and hears nothing. */
#define RK_LOADER_TEXT_MAX 600

/* How long a request to our own program is repeated, beyond the time that the work
 * takes. */
#define RK_STUB_PATIENCE_MS 2500

/* A block of data should not occupy the line for longer than this: a cancel has
 * to wait for its end. */
#define RK_LOADER_BLOCK_MS 150

struct _RkLoader
{
  GObject parent;

  RkLink       *link;
  const RkChip *chip;

  RkSlipDecoder decoder;
  guint8        frame[RK_LOADER_FRAME_MAX];
  guint8        received[4096]; /* not decoded yet: from taken to filled */
  gsize         taken;
  gsize         filled;
  RkEvidence    evidence;
  gsize         n_text; /* bytes that were in no frame */

  guint32      flash_limit; /* what the ROM believes the flash size to be, in bytes */
  gboolean     stub;
  gboolean     can_reset;
  gboolean     unsettled; /* an answer may still come: sync before the next command */
  guint        n_lost;    /* answers since the connection was made */
  gboolean     own_stub;  /* the program that answers is ours */
  guint16      stub_sequence;
  guint8       stub_session;
  guint        stub_clock_hz; /* of the chip's UART */
  guint32      stub_flash_size;
  RkStubPack  *stub_pack; /* of what will probably be written next, nullable */
  RkStubStatus stub_status; /* of the last request that was refused */
  guint8       last_error; /* of the last refused command; a RkRomError */
  RkSituation  situation;

  RkSituationFunc  situation_func;
  gpointer         situation_data;
  RkLoaderTextFunc text_func;
  gpointer         text_data;
};

/* The answer to "did a frame come?" */
typedef enum
{
  RK_RECEIVED_ERROR = -1,
  RK_RECEIVED_NOTHING,
  RK_RECEIVED_REPLY,
} RkReceived;

/* rk-exchange.c */
guint      _rk_loader_line_ms      (RkLoader       *self,
                                    gsize           count);
guint32    _rk_loader_block_size   (RkLoader       *self,
                                    guint32         longest);
void       _rk_loader_forget_input (RkLoader       *self);
void       _rk_loader_end_input    (RkLoader       *self);
void       _rk_loader_take_text    (RkLoader       *self,
                                    const guint8   *bytes,
                                    gsize           count);
gboolean   _rk_loader_send         (RkLoader       *self,
                                    RkRomCommand    command,
                                    const guint8   *body,
                                    gsize           length,
                                    guint32         checksum,
                                    GError        **error);
RkReceived _rk_loader_fill         (RkLoader       *self,
                                    gint64          deadline,
                                    GCancellable   *cancellable,
                                    GError        **error);
RkReceived _rk_loader_receive      (RkLoader       *self,
                                    RkRomReply     *reply,
                                    gint64          deadline,
                                    GCancellable   *cancellable,
                                    GError        **error);
gboolean   _rk_loader_command      (RkLoader       *self,
                                    RkRomCommand    command,
                                    const guint8   *body,
                                    gsize           length,
                                    guint32         checksum,
                                    guint           work_ms,
                                    RkRomReply     *reply,
                                    GCancellable   *cancellable,
                                    GError        **error);
gboolean   _rk_loader_recover      (RkLoader       *self,
                                    const GError   *problem,
                                    GCancellable   *cancellable,
                                    GError        **error);

/* rk-loader-flash.c */
gboolean   _rk_loader_may_retry    (RkLoader       *self,
                                    const GError   *problem);

/* rk-stub-exchange.c */
gboolean   _rk_stub_send           (RkLoader          *self,
                                    const RkStubFrame *frame,
                                    GError           **error);
RkReceived _rk_stub_receive        (RkLoader          *self,
                                    RkStubFrame       *frame,
                                    gint64             deadline,
                                    GCancellable      *cancellable,
                                    GError           **error);
RkReceived _rk_stub_ask            (RkLoader          *self,
                                    const RkStubFrame *request,
                                    guint              wait_ms,
                                    RkStubFrame       *reply,
                                    GCancellable      *cancellable,
                                    GError           **error);
guint      _rk_stub_reply_ms       (RkLoader          *self,
                                    gsize              length);
gboolean   _rk_stub_request        (RkLoader          *self,
                                    RkStubKind         kind,
                                    const guint8      *payload,
                                    gsize              length,
                                    guint              work_ms,
                                    RkStubFrame       *reply,
                                    GCancellable      *cancellable,
                                    GError           **error);
guint32    _rk_stub_crc            (const guint8      *bytes,
                                    gsize              count);
void       _rk_stub_set_error      (RkLoader          *self,
                                    RkStubStatus       status,
                                    const char        *what,
                                    GError           **error);

/* rk-stub-pack.c */
RkStubPack   *_rk_stub_pack_new     (const guint8       *content,
                                     const RkStubExtent *extents,
                                     guint               n_extents);
gboolean      _rk_stub_pack_is_of   (RkStubPack         *self,
                                     const guint8       *content,
                                     const RkStubExtent *extents,
                                     guint               n_extents);
const guint8 *_rk_stub_pack_wait    (RkStubPack         *self,
                                     gint64              deadline,
                                     gsize              *length);

/* rk-stub-load.c */
gboolean   _rk_stub_is_there        (RkLoader      *self,
                                     GCancellable  *cancellable,
                                     GError       **error);

/* rk-loader-stub.c */
gboolean   _rk_stub_lower_baud      (RkLoader      *self,
                                     GCancellable  *cancellable,
                                     GError       **error);
gboolean   _rk_stub_run_application (RkLoader      *self,
                                     GCancellable  *cancellable,
                                     GError       **error);

G_END_DECLS
