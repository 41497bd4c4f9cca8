/* rk-backup.h: what was in a module's flash, in a file with a list
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RkBackup:
 * @chip: (nullable): the type: "ESP8266EX"
 * @mac: (nullable): of the module: "5c:cf:7f:01:02:03"
 * @flash_id: the flash chip's JEDEC id
 * @flash_vendor: (nullable): its maker
 * @flash_size: bytes that it has
 * @date: (nullable): when it was made, ISO 8601
 * @offset: where in flash the content begins
 * @length: bytes of the content, set when it is saved or loaded
 * @sha256: (nullable): of the content, set when it is saved or loaded
 *
 * Where the content of a file comes from.  A backup is two files: the content
 * itself, such as "module.bin", and a list, "module.bin.json", which is a set that
 * others can open too.
 */
typedef struct
{
  char   *chip;
  char   *mac;
  guint32 flash_id;
  char   *flash_vendor;
  guint32 flash_size;
  char   *date;
  guint32 offset;
  guint32 length;
  char   *sha256;
} RkBackup;

RkBackup  *rk_backup_new         (void);
RkBackup  *rk_backup_copy        (const RkBackup  *self);
void       rk_backup_free        (RkBackup        *self);
char      *rk_backup_get_list    (const char      *path);
gboolean   rk_backup_save        (RkBackup        *self,
                                  const char      *path,
                                  GBytes          *content,
                                  GError         **error);
RkBackup  *rk_backup_load        (const char      *path,
                                  GBytes         **content,
                                  GError         **error);
GPtrArray *rk_backup_check       (const RkBackup  *self,
                                  const char      *mac,
                                  guint32          flash_size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkBackup, rk_backup_free)

G_END_DECLS
