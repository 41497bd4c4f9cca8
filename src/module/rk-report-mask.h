/* rk-report-mask.h: what is nobody's business, out of a report
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to this folder, and its tests.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RkReportPerson:
 * @home: (nullable): the home folder
 * @user: (nullable): the name of the account
 * @real_name: (nullable): of its owner
 * @host: (nullable): the computer's name
 * @own_mac: (nullable): of the module, which may be told
 *
 * Whose report it is.
 */
typedef struct
{
  const char *home;
  const char *user;
  const char *real_name;
  const char *host;
  const char *own_mac;
} RkReportPerson;

char *rk_report_mask         (const char           *text,
                              const RkReportPerson *person);
char *rk_report_reduce_trace (const char           *trace);

G_END_DECLS
