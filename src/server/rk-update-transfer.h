/* rk-update-transfer.h: a request to the update server and what became of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

#include "rk-update-request.h"

G_BEGIN_DECLS

typedef enum
{
  RK_UPDATE_ASKED,      /* a module wants a file */
  RK_UPDATE_SENDING,
  RK_UPDATE_DONE,       /* all of it went out */
  RK_UPDATE_BROKEN_OFF, /* the module hung up, or was too slow */
  RK_UPDATE_REFUSED,    /* nothing that is served */
} RkUpdateState;

/**
 * RkUpdateTransfer:
 * @id: one number a request, never used again
 * @peer: the module's address: "192.168.1.23"
 * @state: what became of it so far
 * @kind: what was asked for
 * @file: which file, if it is for one
 * @size_only: only the file's size is asked for, as firmware from 2016 on does
 *   before it asks for the file
 * @line: the request, shortened and made fit to be shown
 * @status: the HTTP status of the answer
 * @sent: bytes of the file that went out
 * @size: bytes of the file
 */
typedef struct
{
  guint64             id;
  char               *peer;
  RkUpdateState       state;
  RkUpdateRequestKind kind;
  RkUpdateFile        file;
  gboolean            size_only;
  char               *line;
  guint               status;
  guint64             sent;
  guint64             size;
} RkUpdateTransfer;

#define RK_TYPE_UPDATE_TRANSFER (rk_update_transfer_get_type ())

GType             rk_update_transfer_get_type (void);
RkUpdateTransfer *rk_update_transfer_copy     (const RkUpdateTransfer *self);
void              rk_update_transfer_free     (RkUpdateTransfer       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkUpdateTransfer, rk_update_transfer_free)

G_END_DECLS
