/* rk-file-info.h: what a file is, as far as its bytes tell
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-finding.h"
#include "rk-flash-map.h"
#include "rk-image.h"

G_BEGIN_DECLS

typedef enum
{
  RK_FILE_UNKNOWN,
  RK_FILE_EMPTY,
  RK_FILE_BLANK,           /* nothing but 0xFF */
  RK_FILE_BOOT_LOADER,     /* Espressif's boot_v1.x.bin */
  RK_FILE_USER_APP,        /* user1.bin, user2.bin: started by it */
  RK_FILE_FLASH_APP,       /* eagle.flash.bin: started by the ROM, needs its irom part */
  RK_FILE_IROM,            /* eagle.irom0text.bin */
  RK_FILE_WHOLE_APP,       /* both in one file, for offset 0 */
  RK_FILE_SKETCH,          /* Arduino core: eboot and application */
  RK_FILE_RF_DATA,         /* esp_init_data_default.bin */
  RK_FILE_RTOS_LOADER,     /* second stage loader of ESP8266_RTOS_SDK 3, ESP-AT 2 */
  RK_FILE_RTOS_APP,
  RK_FILE_PARTITION_TABLE,
  RK_FILE_FLASH_DUMP,      /* several of these, in their places */
  RK_FILE_OTHER_CHIP,      /* a program for an ESP32 */
  RK_FILE_ELF,             /* the rest: given by mistake */
  RK_FILE_INTEL_HEX,
  RK_FILE_ARCHIVE,
  RK_FILE_WEB_PAGE,
  RK_FILE_TEXT,
} RkFileKind;

/* At most so many places are proposed for one file (blank.bin has two). */
#define RK_FILE_MAX_PLACES 2

typedef struct _RkFileInfo RkFileInfo;

typedef struct
{
  guint32     offset; /* in the dump */
  RkFileInfo *info;
} RkFilePart;

/**
 * RkFileInfo:
 * @kind: what it is
 * @size: bytes
 * @sha256: in lower case hex
 * @image: (nullable): the image it starts with
 * @slot: 1 or 2 for user1 and user2, 0 where there is none or it cannot be told
 * @old_loader: of a user application, whether it is made for boot_v1.1
 * @arrangement: (nullable): the slots it was built for: "512+512"; static
 * @map: (nullable): the flash map that the program names in its own header
 * @link_offset: the flash offset that its code is linked for, or %RK_FLASH_NOWHERE
 * @loader_version: (nullable): "1.7"
 * @is_at: whether it answers AT commands, even if its version cannot be told
 * @at_version: (nullable): "1.7.6"
 * @sdk_version: (nullable): "3.0.6-dev(072755c)"
 * @bin_version: (nullable): "1.7.6", as AT firmware tells it
 * @compile_date: (nullable): "Jun 17 2024 07:38:00"
 * @rf_version: of RF init data: 5 or 8
 * @known_release: (nullable): "ESP8266_NONOS_SDK v3.0.6" for a file known by hash
 * @known_name: (nullable): its name there
 * @damage: (nullable): what is wrong with it, with the offset
 * @parts: (nullable) (element-type RkFilePart): of a dump
 * @description: one sentence for people, and what to do when it was a mistake
 *
 * Never changes once made, so any thread may read it.
 */
struct _RkFileInfo
{
  RkFileKind        kind;
  gsize             size;
  char             *sha256;
  RkImage          *image;
  guint             slot;
  gboolean          old_loader;
  const char       *arrangement;
  const RkFlashMap *map;
  guint32           link_offset;
  char             *loader_version;
  gboolean          is_at;
  char             *at_version;
  char             *sdk_version;
  char             *bin_version;
  char             *compile_date;
  guint             rf_version;
  const char       *known_release;
  const char       *known_name;
  GError           *damage;
  GPtrArray        *parts;
  RkFinding        *description;

  /*< private >*/
  gatomicrefcount refs;
};

RkFileInfo *rk_file_info_new           (GBytes           *bytes);
RkFileInfo *rk_file_info_ref           (RkFileInfo       *self);
void        rk_file_info_unref         (RkFileInfo       *self);
gboolean    rk_file_info_is_firmware   (const RkFileInfo *self);
gboolean    rk_file_info_is_backup     (const RkFileInfo *self);
gboolean    rk_file_info_is_program    (const RkFileInfo *self);
guint       rk_file_info_get_places    (const RkFileInfo *self,
                                        const RkFlashMap *map,
                                        guint32           places[RK_FILE_MAX_PLACES]);
const char *rk_file_kind_get_nick      (RkFileKind        kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkFileInfo, rk_file_info_unref)

G_END_DECLS
