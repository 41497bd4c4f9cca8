/* rk-http.h: one file over HTTP
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _RkHttp RkHttp;

/**
 * RkHttpLimits:
 * @connect_ms: how long a connection may take to come about
 * @stall_ms: in any such time,
 * @least_bytes: so much must come, or the transfer is given up
 * @redirects: how many are followed
 */
typedef struct
{
  guint   connect_ms;
  guint   stall_ms;
  guint64 least_bytes;
  guint   redirects;
} RkHttpLimits;

/**
 * RkHttpReply:
 * @status: of the last answer, 0 while there is none
 * @start: where in the file the body begins: 0 when the server did not go on from
 *   where it was asked to
 * @total: bytes of the whole file, 0 where the server does not tell
 * @validator: (nullable): ETag or date by which a later request can ask for the rest
 *   of this very file
 * @retry_after_s: when the server asks to be left alone, for how long
 * @may_retry: after a failure, whether another try may go better
 */
typedef struct
{
  guint    status;
  guint64  start;
  guint64  total;
  char    *validator;
  guint    retry_after_s;
  gboolean may_retry;
} RkHttpReply;

/**
 * RkHttpBodyFunc:
 * @reply: the answer's head
 * @data: (nullable): some of its body, %NULL when that begins
 * @length: of @data
 *
 * Returns: whether to go on
 */
typedef gboolean (*RkHttpBodyFunc) (const RkHttpReply  *reply,
                                    const void         *data,
                                    gsize               length,
                                    gpointer            user_data,
                                    GError            **error);

RkHttp  *rk_http_new          (const RkHttpLimits  *limits);
void     rk_http_free         (RkHttp              *self);
gboolean rk_http_get          (RkHttp              *self,
                               const char          *url,
                               guint64              start,
                               const char          *validator,
                               RkHttpBodyFunc       body,
                               gpointer             user_data,
                               RkHttpReply         *reply,
                               GCancellable        *cancellable,
                               GError             **error);
void     rk_http_reply_clear  (RkHttpReply         *reply);
gboolean rk_http_is_url       (const char          *text);
gboolean rk_http_check_url    (const char          *url,
                               GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkHttp, rk_http_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RkHttpReply, rk_http_reply_clear)

G_END_DECLS
