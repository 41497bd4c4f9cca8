/* rk-error.c: the one error domain
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-error.h"

G_DEFINE_QUARK (rk-error-quark, rk_error)
