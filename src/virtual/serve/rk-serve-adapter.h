/* rk-serve-adapter.h: the serial adapter between a virtual module and its servers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All servers of one module share one adapter.  What the module sends goes to
 * every outlet; baud rate and lines are those that were set last by anyone.
 */

#pragma once

#include "rk-virtual-module.h"

G_BEGIN_DECLS

typedef struct _RkServeAdapter RkServeAdapter;

/**
 * RkServeOutlet:
 * @deliver: takes what the module sent; may block while its reader is slow, but
 *   not for ever; called on the adapter's thread
 * @plug: (nullable): the adapter was pulled out (%FALSE) or put in again
 * @data: first argument of both
 *
 * The end of a server that bytes come out of.
 */
typedef struct
{
  void     (*deliver) (gpointer data, const guint8 *bytes, gsize count);
  void     (*plug)    (gpointer data, gboolean plugged);
  gpointer data;
} RkServeOutlet;

RkServeAdapter  *rk_serve_adapter_new        (RkVirtualModule      *module,
                                              guint                 latency_ms);
void             rk_serve_adapter_free       (RkServeAdapter       *self);

void             rk_serve_adapter_add        (RkServeAdapter       *self,
                                              const RkServeOutlet  *outlet);
void             rk_serve_adapter_remove     (RkServeAdapter       *self,
                                              const RkServeOutlet  *outlet);

gboolean         rk_serve_adapter_send       (RkServeAdapter       *self,
                                              const guint8         *bytes,
                                              gsize                 count,
                                              GCancellable         *cancellable);
void             rk_serve_adapter_set_baud   (RkServeAdapter       *self,
                                              guint                 baud);
void             rk_serve_adapter_set_lines  (RkServeAdapter       *self,
                                              gboolean              dtr,
                                              gboolean              rts,
                                              guint                 hold_ms);
void             rk_serve_adapter_discard    (RkServeAdapter       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkServeAdapter, rk_serve_adapter_free)

G_END_DECLS
