/* state-folder.h: a folder for what is kept between runs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

int run_in_state_folder (void);

G_END_DECLS
