/* rk-boot-field-private.h: the fields of a rule's pattern
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-boot-fact.h"

G_BEGIN_DECLS

/* What of a line is still to be read. */
typedef struct
{
  const char *at;
  const char *end;
} RkBootCursor;

static inline gboolean
_rk_boot_is_blank (char c)
{
  return c == ' ' || c == '\t';
}

void     _rk_boot_cursor_skip_blanks      (RkBootCursor *cursor);
void     _rk_boot_cursor_skip_parentheses (RkBootCursor *cursor);
gboolean _rk_boot_cursor_read_number      (RkBootCursor *cursor,
                                           guint         base,
                                           guint         max_digits,
                                           gint64       *value);

gboolean _rk_boot_field_read              (RkBootCursor *cursor,
                                           char          conversion,
                                           RkBootFact   *fact,
                                           guint        *n_values);
void     _rk_boot_field_copy_text         (char         *target,
                                           gsize         size,
                                           const char   *from,
                                           const char   *end);

G_END_DECLS
