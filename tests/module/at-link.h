/* at-link.h: a link to imitated AT firmware, without a module around it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Module time is free: whatever the firmware waits for comes when the other side
 * reads.  At another rate than the module's the host hears noise, and the module
 * nothing.
 */

#pragma once

#include "rk-link.h"

G_BEGIN_DECLS

#define AT_TYPE_LINK (at_link_get_type ())

G_DECLARE_FINAL_TYPE (AtLink, at_link, AT, LINK, RkLink)

/* What is at the other end. */
typedef enum
{
  AT_LINK_FIRMWARE,  /* AT 1.7 */
  AT_LINK_EARLY,     /* AT 0.20 */
  AT_LINK_CR,        /* something like AT that ends its commands with CR */
  AT_LINK_CHATTER,   /* a program that does not know AT, at 57600 */
  AT_LINK_BOOT_LOOP, /* boot text at 74880, over and over */
  AT_LINK_NOISE,
  AT_LINK_WIRE,      /* between RX and TX */
  AT_LINK_DEAF,      /* nothing comes, ever */
} AtLinkKind;

void  at_link_set_kind (AtLinkKind kind,
                        guint      baud);
char *at_link_dup_sent (void);

G_END_DECLS
