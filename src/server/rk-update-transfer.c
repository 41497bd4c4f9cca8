/* rk-update-transfer.c: a request to the update server and what became of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-update-transfer.h"

/* Not by G_DEFINE_BOXED_TYPE: its transparent union is not ISO C. */
GType
rk_update_transfer_get_type (void)
{
  static gsize type = 0;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_boxed_type_register_static ("RkUpdateTransfer",
                                                            (GBoxedCopyFunc)rk_update_transfer_copy,
                                                            (GBoxedFreeFunc)rk_update_transfer_free));
  return type;
}

/**
 * rk_update_transfer_copy:
 * @self: a transfer
 *
 * Returns: (transfer full): a copy
 */
RkUpdateTransfer *
rk_update_transfer_copy (const RkUpdateTransfer *self)
{
  RkUpdateTransfer *copy = g_new (RkUpdateTransfer, 1);

  *copy = *self;
  copy->peer = g_strdup (self->peer);
  copy->line = g_strdup (self->line);
  return copy;
}

/**
 * rk_update_transfer_free:
 * @self: (transfer full): a transfer
 */
void
rk_update_transfer_free (RkUpdateTransfer *self)
{
  g_free (self->peer);
  g_free (self->line);
  g_free (self);
}
