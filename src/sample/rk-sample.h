/* rk-sample.h: the sample firmware
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the sample firmware says first, and before the number of seconds. */
#define RK_SAMPLE_GREETING "Hello from Rekindle."
#define RK_SAMPLE_COUNTING "running for "
#define RK_SAMPLE_BAUD     115200

GBytes *rk_sample_firmware (void);

G_END_DECLS
