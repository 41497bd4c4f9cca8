/* rk-at-client.h: AT commands and their replies
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Blocks; to be used on the thread that owns the link.  Works with all AT
 * firmware from 2014 on, echo on or off.
 */

#pragma once

#include "rk-link.h"

G_BEGIN_DECLS

typedef struct _RkAtClient RkAtClient;

typedef enum
{
  RK_AT_RESULT_OK,
  RK_AT_RESULT_SEND_OK,
  RK_AT_RESULT_NO_CHANGE, /* the oldest firmware: it was so already */
  RK_AT_RESULT_ALREADY,   /* "ALREADY CONNECT" */
  RK_AT_RESULT_ERROR,
  RK_AT_RESULT_FAIL,
  RK_AT_RESULT_SEND_FAIL,
} RkAtResult;

/**
 * RkAtReply:
 * @result: how it ended
 * @lines: what came before the end: no echo, no blank lines, no unasked lines
 */
typedef struct
{
  RkAtResult result;
  char     **lines;
} RkAtReply;

/**
 * RkAtNoticeFunc:
 * @line: what the module said unasked: "ready", "WIFI GOT IP", "+CIPUPDATE:1",
 *   or the header of a packet, "+IPD,0,4"; any bytes but NUL and line ends
 * @payload: (nullable): the bytes of the packet
 */
typedef void (*RkAtNoticeFunc) (const char *line,
                                GBytes     *payload,
                                gpointer    user_data);

RkAtClient *rk_at_client_new             (RkLink          *link);
void        rk_at_client_free            (RkAtClient      *self);
void        rk_at_client_set_notice_func (RkAtClient      *self,
                                          RkAtNoticeFunc   func,
                                          gpointer         user_data);

RkAtReply  *rk_at_client_transact        (RkAtClient      *self,
                                          const char      *command,
                                          gint64           deadline,
                                          GCancellable    *cancellable,
                                          GError         **error);
RkAtReply  *rk_at_client_transact_data   (RkAtClient      *self,
                                          const char      *command,
                                          GBytes          *data,
                                          gint64           deadline,
                                          GCancellable    *cancellable,
                                          GError         **error);
char      **rk_at_client_command         (RkAtClient      *self,
                                          const char      *command,
                                          gint64           deadline,
                                          GCancellable    *cancellable,
                                          GError         **error);
gboolean    rk_at_client_listen          (RkAtClient      *self,
                                          gint64           deadline,
                                          GCancellable    *cancellable,
                                          GError         **error);
gboolean    rk_at_client_await_ready     (RkAtClient      *self,
                                          gint64           deadline,
                                          GCancellable    *cancellable,
                                          gboolean        *is_ready,
                                          GError         **error);
gboolean    rk_at_client_probe           (RkAtClient      *self,
                                          guint            first_baud,
                                          guint           *baud,
                                          gint64           deadline,
                                          GCancellable    *cancellable,
                                          GError         **error);
GBytes     *rk_at_client_steal_rest      (RkAtClient      *self);

void        rk_at_reply_free             (RkAtReply       *self);
gboolean    rk_at_result_is_good         (RkAtResult       result);
const char *rk_at_result_get_text        (RkAtResult       result);
gboolean    rk_at_command_restarts       (const char      *command);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkAtClient, rk_at_client_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkAtReply, rk_at_reply_free)

G_END_DECLS
