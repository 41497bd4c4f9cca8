/* rk-console-sender.h: sending many lines, or a file, at a pace
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main context.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define RK_TYPE_CONSOLE_SENDER (rk_console_sender_get_type ())

G_DECLARE_FINAL_TYPE (RkConsoleSender, rk_console_sender, RK, CONSOLE_SENDER, GObject)

/**
 * RkConsoleTarget:
 * @send: sends, as rk_module_send_async() does
 * @send_finish: takes its result
 * @object: for both; must outlive the sender
 *
 * What a sender sends with.
 */
typedef struct
{
  void     (*send)        (gpointer              object,
                           GBytes               *bytes,
                           GCancellable         *cancellable,
                           GAsyncReadyCallback   callback,
                           gpointer              user_data);
  gboolean (*send_finish) (gpointer              object,
                           GAsyncResult         *result,
                           GError              **error);
  gpointer   object;
} RkConsoleTarget;

/**
 * RkConsolePace:
 * @delay_ms: between the end of one piece and the next
 * @wait_ms: the next piece waits until the module has said something and is silent
 *   again, but no longer than this; 0 does not wait for the module
 *
 * How fast pieces follow each other.
 */
typedef struct
{
  guint delay_ms;
  guint wait_ms;
} RkConsolePace;

/**
 * RkConsolePieceFunc:
 * @piece: one of the pieces
 * @is_out: whether it has been sent; %FALSE when it is about to be
 * @done: bytes sent so far
 * @total: how many there are
 * @user_data: as given
 */
typedef void (*RkConsolePieceFunc) (GBytes   *piece,
                                    gboolean  is_out,
                                    gsize     done,
                                    gsize     total,
                                    gpointer  user_data);

RkConsoleSender *rk_console_sender_new         (const RkConsoleTarget  *target);
void             rk_console_sender_send_async  (RkConsoleSender        *self,
                                                GPtrArray              *pieces,
                                                const RkConsolePace    *pace,
                                                RkConsolePieceFunc      func,
                                                gpointer                func_data,
                                                GCancellable           *cancellable,
                                                GAsyncReadyCallback     callback,
                                                gpointer                user_data);
gboolean         rk_console_sender_send_finish (RkConsoleSender        *self,
                                                GAsyncResult           *result,
                                                GError                **error);
void             rk_console_sender_received    (RkConsoleSender        *self);

GPtrArray       *rk_console_sender_cut         (GBytes                 *bytes,
                                                gsize                   size);

G_END_DECLS
