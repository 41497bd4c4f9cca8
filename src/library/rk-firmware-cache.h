/* rk-firmware-cache.h: files that were downloaded, by their hash
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _RkFirmwareCache RkFirmwareCache;

RkFirmwareCache *rk_firmware_cache_new              (const char       *folder);
void             rk_firmware_cache_free             (RkFirmwareCache  *self);
const char      *rk_firmware_cache_get_part_folder  (RkFirmwareCache  *self);
const char      *rk_firmware_cache_get_file_folder  (RkFirmwareCache  *self);
gboolean         rk_firmware_cache_has              (RkFirmwareCache  *self,
                                                     const char       *sha256);
GBytes          *rk_firmware_cache_load             (RkFirmwareCache  *self,
                                                     const char       *sha256,
                                                     GError          **error);
gboolean         rk_firmware_cache_store            (RkFirmwareCache  *self,
                                                     GBytes           *bytes,
                                                     GError          **error);
gboolean         rk_firmware_cache_remove           (RkFirmwareCache  *self,
                                                     const char       *sha256,
                                                     GError          **error);
char            *rk_firmware_cache_get_pin          (RkFirmwareCache  *self,
                                                     const char       *key);
gboolean         rk_firmware_cache_set_pin          (RkFirmwareCache  *self,
                                                     const char       *key,
                                                     const char       *sha256,
                                                     GError          **error);
void             rk_firmware_cache_remove_pin       (RkFirmwareCache  *self,
                                                     const char       *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkFirmwareCache, rk_firmware_cache_free)

G_END_DECLS
