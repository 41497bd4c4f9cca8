/* rk-flash-contents.h: what lives where in a flash chip
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-file-info.h"

G_BEGIN_DECLS

typedef enum
{
  RK_REGION_FREE,           /* nothing but 0xFF */
  RK_REGION_PROGRAM,        /* also a boot loader: @info has it */
  RK_REGION_RF_DATA,
  RK_REGION_RF_CALIBRATION,
  RK_REGION_SETTINGS,       /* of the SDK: the networks it remembers */
  RK_REGION_AT_SETTINGS,
  RK_REGION_PARTITION,      /* the RTOS SDK's table, and its data */
  RK_REGION_FILE_SYSTEM,
  RK_REGION_DATA,           /* something else */
} RkFlashRegionKind;

/**
 * RkFlashRegion:
 * @kind: what it is
 * @offset: where it begins
 * @length: bytes, whole sectors
 * @info: (nullable): of a program
 * @description: "region.KIND" or as of the program: what it is, for people
 */
typedef struct
{
  RkFlashRegionKind  kind;
  guint32            offset;
  guint32            length;
  RkFileInfo        *info;
  RkFinding         *description;
} RkFlashRegion;

/**
 * RkFlashContents:
 * @bytes: all of the flash
 * @map: (nullable): the flash map that the header at 0 names
 * @regions: (element-type RkFlashRegion): in order, without gaps
 *
 * Never changes once made, so any thread may read it.
 */
typedef struct
{
  GBytes           *bytes;
  const RkFlashMap *map;
  GPtrArray        *regions;

  /*< private >*/
  gatomicrefcount refs;
} RkFlashContents;

RkFlashContents     *rk_flash_contents_new   (GBytes                *bytes);
RkFlashContents     *rk_flash_contents_ref   (RkFlashContents       *self);
void                 rk_flash_contents_unref (RkFlashContents       *self);
const RkFlashRegion *rk_flash_contents_find  (const RkFlashContents *self,
                                              guint32                offset);
const char          *rk_flash_region_kind_get_nick (RkFlashRegionKind kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkFlashContents, rk_flash_contents_unref)

G_END_DECLS
