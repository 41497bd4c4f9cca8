/* rk-file-strings.h: versions and dates that programs carry as text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Each nullable. */
typedef struct
{
  char    *loader_version;
  char    *at_version;
  char    *sdk_version;
  char    *bin_version;
  char    *compile_date;
  gboolean is_at;          /* answers AT commands, whatever its version */
  gboolean is_rtos_loader; /* second stage loader of the RTOS SDK */
} RkFileStrings;

void rk_file_strings_read  (RkFileStrings *self,
                            GBytes        *bytes);
void rk_file_strings_clear (RkFileStrings *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RkFileStrings, rk_file_strings_clear)

G_END_DECLS
