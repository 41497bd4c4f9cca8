/* rk-file-recognise.h: telling the kinds of files apart
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-file-info.h"
#include "rk-file-strings.h"

G_BEGIN_DECLS

void     rk_file_recognise       (RkFileInfo          *info,
                                  GBytes              *bytes,
                                  const RkFileStrings *strings);
gboolean rk_file_recognise_image (RkFileInfo          *info,
                                  GBytes              *bytes,
                                  const RkFileStrings *strings);
gboolean rk_file_recognise_dump  (RkFileInfo          *info,
                                  GBytes              *bytes,
                                  const RkFileStrings *strings);

/* rk-file-info.c */
void     rk_file_info_add_part   (RkFileInfo          *self,
                                  guint32              offset,
                                  GBytes              *bytes);

G_END_DECLS
