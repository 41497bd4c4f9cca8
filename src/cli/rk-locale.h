/* rk-locale.h: language and characters of the programs without a window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

void rk_locale_set_up (void);
