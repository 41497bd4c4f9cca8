/* rk-at-client-private.h: asking AT at one speed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-at-client.h"

G_BEGIN_DECLS

/**
 * RkAtProbe:
 * @line_end: what follows AT
 * @heard: (nullable): takes the lines that are neither answer nor echo
 * @is_answered: whether AT firmware answered
 * @is_echoed: whether AT itself came back
 */
typedef struct
{
  const char *line_end;
  GString    *heard;
  gboolean    is_answered;
  gboolean    is_echoed;
} RkAtProbe;

gboolean     _rk_at_client_probe_at  (RkAtClient    *self,
                                      guint          baud,
                                      guint          n_tries,
                                      RkAtProbe     *probe,
                                      gint64         deadline,
                                      GCancellable  *cancellable,
                                      GError       **error);
const guint *_rk_at_client_get_bauds (guint         *n_bauds);

G_END_DECLS
