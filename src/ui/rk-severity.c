/* rk-severity.c: how severities look
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-severity.h"

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
