/* rk-flash-files.h: file systems in flash
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to this folder.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  RK_FLASH_FILES_NONE,
  RK_FLASH_FILES_LITTLEFS,
  RK_FLASH_FILES_SPIFFS,
} RkFlashFiles;

RkFlashFiles rk_flash_files_recognise (GBytes  *flash,
                                       guint32  offset,
                                       guint32 *length);

G_END_DECLS
