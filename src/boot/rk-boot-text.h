/* rk-boot-text.h: how much received bytes look like text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  RK_BOOT_TEXT_NOISE,    /* not text, or read at the wrong speed */
  RK_BOOT_TEXT_READABLE, /* readable, but short or odd enough to be chance */
  RK_BOOT_TEXT_WORDS,    /* must have been meant */
} RkBootTextKind;

double         rk_boot_text_score    (const guint8 *bytes,
                                      gsize         count);
RkBootTextKind rk_boot_text_get_kind (const char   *text,
                                      gsize         length);

G_END_DECLS
