/* rk-finding-text.c: findings and sizes in the person's language
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-finding-text.h"

#include "rk-units.h"

static const char *
translate (const char *msgid)
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

  return rk_units_translate_size (size, translate);
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
  return rk_finding_fill (finding, msgid, translate);
}

/**
 * rk_severity_get_icon_name:
 * @severity: how bad
 *
 * Returns: (transfer none): a symbolic icon's name
 */
const char *
rk_severity_get_icon_name (RkSeverity severity)
{
  switch (severity)
    {
    case RK_SEVERITY_GOOD:
      return "emblem-ok-symbolic";
    case RK_SEVERITY_WARNING:
      return "dialog-warning-symbolic";
    case RK_SEVERITY_ERROR:
      return "dialog-error-symbolic";
    case RK_SEVERITY_INFO:
    default:
      return "dialog-information-symbolic";
    }
}

/**
 * rk_severity_get_css_class:
 * @severity: how bad
 *
 * Returns: (transfer none): libadwaita's style class for it
 */
const char *
rk_severity_get_css_class (RkSeverity severity)
{
  switch (severity)
    {
    case RK_SEVERITY_GOOD:
      return "success";
    case RK_SEVERITY_WARNING:
      return "warning";
    case RK_SEVERITY_ERROR:
      return "error";
    case RK_SEVERITY_INFO:
    default:
      return "dim-label";
    }
}
