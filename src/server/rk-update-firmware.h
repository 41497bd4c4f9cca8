/* rk-update-firmware.h: the files that an update server serves
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-plan.h"
#include "rk-update-request.h"

G_BEGIN_DECLS

typedef struct _RkUpdateFirmware RkUpdateFirmware;

RkUpdateFirmware *rk_update_firmware_new           (void);
RkUpdateFirmware *rk_update_firmware_new_from_plan (RkPlan                  *plan);
RkUpdateFirmware *rk_update_firmware_ref           (RkUpdateFirmware        *self);
void              rk_update_firmware_unref         (RkUpdateFirmware        *self);
void              rk_update_firmware_set_file      (RkUpdateFirmware        *self,
                                                    RkUpdateFile             file,
                                                    const char              *name,
                                                    GBytes                  *bytes);
gboolean          rk_update_firmware_load_file     (RkUpdateFirmware        *self,
                                                    RkUpdateFile             file,
                                                    const char              *path,
                                                    GError                 **error);
GBytes           *rk_update_firmware_get_file      (const RkUpdateFirmware  *self,
                                                    RkUpdateFile             file);
RkFileInfo       *rk_update_firmware_get_info      (const RkUpdateFirmware  *self,
                                                    RkUpdateFile             file);
gboolean          rk_update_firmware_set_version   (RkUpdateFirmware        *self,
                                                    const char              *version,
                                                    GError                 **error);
const char       *rk_update_firmware_get_version   (const RkUpdateFirmware  *self);
GPtrArray        *rk_update_firmware_check         (const RkUpdateFirmware  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkUpdateFirmware, rk_update_firmware_unref)

G_END_DECLS
