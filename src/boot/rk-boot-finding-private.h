/* rk-boot-finding-private.h: findings while the text comes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-boot-verdict.h"

G_BEGIN_DECLS

/**
 * RkBootGrounds:
 *
 * All that findings come from.  Where it is the same, they are.
 */
typedef struct
{
  int     numbers[26];
  gint64  epc1;
  gint64  excvaddr;
} RkBootGrounds;

RkFinding *_rk_boot_outcome_find  (RkBootOutcome       outcome,
                                   const RkBootReport *report);
void       _rk_boot_find_details  (GPtrArray          *to,
                                   const RkBootReport *report,
                                   const RkBootStart  *start,
                                   RkBootOutcome       outcome);
void       _rk_boot_get_grounds   (RkBootGrounds      *grounds,
                                   const RkBootReport *report);
gboolean   _rk_boot_is_occasion   (RkBootFactKind      kind);
void       _rk_boot_find_so_far   (GPtrArray          *to,
                                   const RkBootReport *report);
void       _rk_boot_find_at_end   (GPtrArray          *to,
                                   const RkBootReport *report);

G_END_DECLS
