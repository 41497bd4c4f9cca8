/* rk-soc-fault.h: what tests let go wrong
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The specifications are described at rk_virtual_module_add_fault().
 */

#pragma once

#include "rk-soc.h"

G_BEGIN_DECLS

typedef struct _RkFaults RkFaults;

/* What becomes of a byte. */
typedef enum
{
  RK_FAULT_NONE,
  RK_FAULT_LOST,
  RK_FAULT_UNPLUGGED,
} RkFaultOutcome;

RkFaults      *rk_faults_new   (void);
void           rk_faults_free  (RkFaults    *self);
gboolean       rk_faults_add   (RkFaults    *self,
                                const char  *spec,
                                RkSoc       *chip,
                                GError     **error);
gboolean       rk_faults_echo  (RkFaults    *self);
RkFaultOutcome rk_faults_touch (RkFaults    *self,
                                gboolean     outgoing,
                                guint8      *byte);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkFaults, rk_faults_free)

G_END_DECLS
