/* rk-flash-options.h: how to flash
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "rk-job-options.h"
#include "rk-settings.h"

G_BEGIN_DECLS

#define RK_TYPE_FLASH_OPTIONS (rk_flash_options_get_type ())

G_DECLARE_FINAL_TYPE (RkFlashOptions, rk_flash_options, RK, FLASH_OPTIONS, AdwBin)

void          rk_flash_options_set_settings (RkFlashOptions *self,
                                             RkSettings     *settings);
RkJobOptions  rk_flash_options_get          (RkFlashOptions *self);
gboolean      rk_flash_options_set_mode     (RkFlashOptions *self,
                                             const char     *name);
void          rk_flash_options_set_erase_all (RkFlashOptions *self,
                                             gboolean        erase_all);
gboolean      rk_flash_options_set_size     (RkFlashOptions *self,
                                             const char     *name);
char         *rk_flash_options_summarise    (RkFlashOptions *self);

G_END_DECLS
