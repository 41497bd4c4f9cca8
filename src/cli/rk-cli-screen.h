/* rk-cli-screen.h: what the module says, on standard output
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-cli.h"

G_BEGIN_DECLS

typedef struct _RkCliScreen RkCliScreen;

RkCliScreen *rk_cli_screen_new      (RkCli        *cli,
                                     gboolean      time_stamps,
                                     gboolean      annotate);
void         rk_cli_screen_free     (RkCliScreen  *self);
void         rk_cli_screen_add      (RkCliScreen  *self,
                                     const guint8 *bytes,
                                     gsize         count,
                                     guint         baud,
                                     gint64        time_us);
void         rk_cli_screen_end_line (RkCliScreen  *self);
void         rk_cli_screen_end      (RkCliScreen  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkCliScreen, rk_cli_screen_free)

G_END_DECLS
