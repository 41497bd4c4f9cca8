/* rk-plan.h: which files go where, and whether that can be right
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-plan-row.h"

G_BEGIN_DECLS

/* Offset of a new row: let the plan propose it. */
#define RK_PLAN_AUTOMATIC (-1)

/* No file larger than the largest flash chip is taken. */
#define RK_PLAN_MAX_FILE (16u * 1024 * 1024)

/* Values of the three header fields besides their codes. */
#define RK_HEADER_KEEP   (-1)
#define RK_HEADER_DETECT (-2)

/**
 * RkHeaderOptions:
 * @mode: 0–3, %RK_HEADER_KEEP or %RK_HEADER_DETECT
 * @freq: 0–15 or %RK_HEADER_KEEP
 * @size_code: 0–15, %RK_HEADER_KEEP or %RK_HEADER_DETECT
 *
 * What becomes of the header of the image at flash offset 0.
 */
typedef struct
{
  int mode;
  int freq;
  int size_code;
} RkHeaderOptions;

/* Mode and frequency as in the file, size as the chip and the application need. */
#define RK_HEADER_OPTIONS_DEFAULT { RK_HEADER_KEEP, RK_HEADER_KEEP, RK_HEADER_DETECT }

/**
 * RkPlanTarget:
 * @flash_size: bytes, 0 for not known yet
 * @embedded_flash: whether the flash is inside the chip (ESP8285)
 * @start: (nullable): what flash starts with now, as far as it was read; at
 *   least the first sector
 *
 * The module that the plan is for.
 */
typedef struct
{
  guint32     flash_size;
  gboolean    embedded_flash;
  RkFileInfo *start;
} RkPlanTarget;

/* The bytes of an enabled row as they are to be written. */
typedef struct
{
  RkPlanRow *row;
  guint32    offset;
  GBytes    *bytes;
} RkPlanWrite;

#define RK_TYPE_PLAN (rk_plan_get_type ())

G_DECLARE_FINAL_TYPE (RkPlan, rk_plan, RK, PLAN, GObject)

RkPlan           *rk_plan_new             (void);
RkPlan           *rk_plan_copy            (RkPlan               *self);
GBytes           *rk_plan_load_file       (const char           *path,
                                           GError              **error);
guint             rk_plan_get_n_rows      (RkPlan               *self);
RkPlanRow        *rk_plan_get_row         (RkPlan               *self,
                                           guint                 position);
RkPlanRow        *rk_plan_add_file        (RkPlan               *self,
                                           const char           *path,
                                           gint64                offset,
                                           GError              **error);
RkPlanRow        *rk_plan_add_bytes       (RkPlan               *self,
                                           const char           *name,
                                           GBytes               *bytes,
                                           gint64                offset);
RkPlanRow        *rk_plan_add_packed      (RkPlan               *self,
                                           const char           *name,
                                           const char           *path,
                                           GBytes               *bytes,
                                           gint64                offset,
                                           GError              **error);
void              rk_plan_remove          (RkPlan               *self,
                                           RkPlanRow            *row);
gboolean          rk_plan_can_split       (RkPlanRow            *row);
gboolean          rk_plan_split           (RkPlan               *self,
                                           RkPlanRow            *row);
void              rk_plan_clear           (RkPlan               *self);
void              rk_plan_move            (RkPlan               *self,
                                           guint                 from,
                                           guint                 to);
guint32           rk_plan_get_flash_size  (RkPlan               *self);
void              rk_plan_set_flash_size  (RkPlan               *self,
                                           guint32               flash_size);
const RkFlashMap *rk_plan_choose_map      (RkPlan               *self,
                                           const RkPlanTarget   *target);
GPtrArray        *rk_plan_check           (RkPlan               *self,
                                           const RkPlanTarget   *target,
                                           const RkHeaderOptions *options);
gboolean          rk_plan_is_refused      (GPtrArray            *findings);
gboolean          rk_plan_accept          (GPtrArray            *findings,
                                           GError              **error);
GPtrArray        *rk_plan_get_writes      (RkPlan               *self,
                                           const RkPlanTarget   *target,
                                           const RkHeaderOptions *options,
                                           GPtrArray            *changes);

G_END_DECLS
