/* rk-finding-text.c: findings and sizes in the person's language
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-finding-text.h"

#include "rk-units.h"

/**
 * rk_translate:
 * @msgid: a text that was marked with N_()
 *
 * gettext() as a function that can be handed over: a #RkTranslateFunc.
 *
 * Returns: (transfer none): @msgid translated
 */
const char *
rk_translate (const char *msgid)
{
  return gettext (msgid);
}

/**
 * rk_size_text:
 * @bytes: a size
 *
 * Returns: (transfer full): it as people read it: "405 KB"
 */
char *
rk_size_text (guint64 bytes)
{
  g_autofree char *size = rk_units_format_size (bytes);

  return rk_units_translate_size (size, rk_translate);
}

/**
 * rk_finding_text:
 * @finding: a finding
 * @msgid: (nullable): its summary, cause or remedy
 *
 * Returns: (transfer full) (nullable): @msgid translated, with its values
 */
char *
rk_finding_text (const RkFinding *finding,
                 const char      *msgid)
{
  return rk_finding_fill (finding, msgid, rk_translate);
}
