/* rk-finding.h: something noticed, why it is so and what to do
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

/* For xgettext only: a text that is translated where it is shown. */
#ifndef N_
#define N_(text) text
#endif

G_BEGIN_DECLS

typedef enum
{
  RK_SEVERITY_GOOD,    /* a proof: "AT 1.7.6 answers" */
  RK_SEVERITY_INFO,
  RK_SEVERITY_WARNING, /* works, but look at it */
  RK_SEVERITY_ERROR,   /* does not work, or must not be done */
} RkSeverity;

/**
 * RkFinding:
 * @id: a static, stable name such as "plan.overlap"; tests and actions go by it
 * @severity: how bad
 * @summary: what is so, in one sentence (a msgid)
 * @cause: (nullable): why, in plain words (a msgid)
 * @remedy: (nullable): what to do (a msgid)
 * @action: (nullable): a static, stable name of what the application can do about
 *   it, such as "flash-dio"; who does not know it offers nothing
 * @values: (nullable): name, value, name, value…, NULL-terminated
 *
 * The texts are static and untranslated, with {name} where a value goes, so that
 * whoever shows a finding can translate it first and fill it in afterwards.
 */
typedef struct
{
  const char *id;
  RkSeverity  severity;
  const char *summary;
  const char *cause;
  const char *remedy;
  const char *action;
  char      **values;
} RkFinding;

#define RK_TYPE_FINDING (rk_finding_get_type ())

typedef const char *(*RkTranslateFunc) (const char *msgid);

GType       rk_finding_get_type   (void);
RkFinding  *rk_finding_new        (const char      *id,
                                   RkSeverity       severity,
                                   const char      *summary,
                                   const char      *cause,
                                   const char      *remedy,
                                   ...) G_GNUC_NULL_TERMINATED;
RkFinding  *rk_finding_set_action (RkFinding       *self,
                                   const char      *action);
RkFinding  *rk_finding_add_values (RkFinding         *self,
                                   const char *const *values);
RkFinding  *rk_finding_copy       (const RkFinding *self);
void        rk_finding_free       (RkFinding       *self);
const char *rk_finding_get_value  (const RkFinding *self,
                                   const char      *name);
char       *rk_finding_fill       (const RkFinding *self,
                                   const char      *msgid,
                                   RkTranslateFunc  translate);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkFinding, rk_finding_free)

G_END_DECLS
