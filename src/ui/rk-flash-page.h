/* rk-flash-page.h: files in, Flash, and the proof
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "rk-library.h"
#include "rk-module.h"
#include "rk-settings.h"
#include "rk-trace-log.h"

G_BEGIN_DECLS

#define RK_TYPE_FLASH_PAGE (rk_flash_page_get_type ())

G_DECLARE_FINAL_TYPE (RkFlashPage, rk_flash_page, RK, FLASH_PAGE, AdwBin)

void     rk_flash_page_set_up    (RkFlashPage    *self,
                                  RkModule       *module,
                                  RkSettings     *settings,
                                  RkTraceLog     *trace);
void     rk_flash_page_add_files (RkFlashPage    *self,
                                  GListModel     *files);
void     rk_flash_page_replace   (RkFlashPage    *self,
                                  GFile          *file);
gboolean rk_flash_page_use       (RkFlashPage    *self,
                                  RkLibrary      *library,
                                  RkLibraryEntry *entry,
                                  RkLibraryFlags  flags,
                                  RkPlan         *plan);
gboolean rk_flash_page_prepare   (RkFlashPage    *self,
                                  const char     *action);
char    *rk_flash_page_dup_elf   (RkFlashPage    *self);
gboolean rk_flash_page_is_busy   (RkFlashPage    *self);
void     rk_flash_page_cancel    (RkFlashPage    *self);

G_END_DECLS
