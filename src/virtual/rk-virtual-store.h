/* rk-virtual-store.h: a file that keeps a virtual module's flash content
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-virtual-module.h"

G_BEGIN_DECLS

typedef struct _RkVirtualStore RkVirtualStore;

gboolean        rk_virtual_store_file_size (const char       *path,
                                            guint32          *size,
                                            GError          **error);

RkVirtualStore *rk_virtual_store_new       (RkVirtualModule  *module,
                                            const char       *path,
                                            GError          **error);
void            rk_virtual_store_free      (RkVirtualStore   *self);
gboolean        rk_virtual_store_save      (RkVirtualStore   *self,
                                            GError          **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkVirtualStore, rk_virtual_store_free)

G_END_DECLS
