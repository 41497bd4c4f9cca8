/* rk-file-describe.h: a sentence for people on what a file is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-file-info.h"

G_BEGIN_DECLS

RkFinding *rk_file_describe (const RkFileInfo *info);

G_END_DECLS
