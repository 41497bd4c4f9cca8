/* rk-comparison.h: where a flash differs from a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-finding.h"

G_BEGIN_DECLS

/**
 * RkComparedPlace:
 * @offset: where in flash it begins
 * @length: bytes
 * @n_different: of its sectors, so many differ; at least one
 * @description: what the file has there, in words
 */
typedef struct
{
  guint32    offset;
  guint32    length;
  guint      n_different;
  RkFinding *description;
} RkComparedPlace;

/**
 * RkComparison:
 * @offset: where in flash the file was looked for
 * @length: bytes of it
 * @n_sectors: sectors that it covers
 * @n_different: of which so many differ
 * @different: (array length=n_sectors): whether a sector does
 * @places: (element-type RkComparedPlace): where
 * @header: (nullable): what flashing has set in the file's header, which is no
 *   difference
 */
typedef struct
{
  guint32    offset;
  guint32    length;
  guint      n_sectors;
  guint      n_different;
  guint8    *different;
  GPtrArray *places;
  RkFinding *header;
} RkComparison;

RkComparison *rk_comparison_new   (guint32       offset,
                                   guint32       length);
void          rk_comparison_free  (RkComparison *self);
void          rk_comparison_name  (RkComparison *self,
                                   GBytes       *bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkComparison, rk_comparison_free)

G_END_DECLS
