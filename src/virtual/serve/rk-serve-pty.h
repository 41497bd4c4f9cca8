/* rk-serve-pty.h: a virtual module on a pseudo-terminal
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-serve-adapter.h"

G_BEGIN_DECLS

typedef struct _RkServePty RkServePty;

RkServePty *rk_serve_pty_new      (RkServeAdapter  *adapter,
                                   const char      *link_path,
                                   GError         **error);
void        rk_serve_pty_free     (RkServePty      *self);
char       *rk_serve_pty_dup_name (RkServePty      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkServePty, rk_serve_pty_free)

G_END_DECLS
