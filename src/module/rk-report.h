/* rk-report.h: all that somebody needs to know who is asked for help
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-module.h"
#include "rk-trace-log.h"

G_BEGIN_DECLS

typedef struct _RkReport RkReport;

RkReport *rk_report_new      (RkModule   *module,
                              RkTraceLog *trace);
void      rk_report_free     (RkReport   *self);
void      rk_report_add_fact (RkReport   *self,
                              const char *name,
                              const char *value);
void      rk_report_set_outcome (RkReport *self,
                              const char *outcome);
char     *rk_report_make     (RkReport   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkReport, rk_report_free)

G_END_DECLS
