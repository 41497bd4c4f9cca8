/* rk-stage-view.h: one stage of something that takes several
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  RK_STAGE_AHEAD,
  RK_STAGE_PRESENT,
  RK_STAGE_DONE,
  RK_STAGE_FAILED,
} RkStageMark;

#define RK_TYPE_STAGE_VIEW (rk_stage_view_get_type ())

G_DECLARE_FINAL_TYPE (RkStageView, rk_stage_view, RK, STAGE_VIEW, GtkBox)

GtkWidget *rk_stage_view_new         (const char  *name);
void       rk_stage_view_set_name    (RkStageView *self,
                                      const char  *name);
void       rk_stage_view_set_mark    (RkStageView *self,
                                      RkStageMark  mark,
                                      gboolean     busy);
void       rk_stage_view_set_caption (RkStageView *self,
                                      const char  *caption);

G_END_DECLS
