/* rk-desktop.c: what a desktop does for the window, where GLib knows how
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-desktop.h"

void
rk_desktop_follow_colors (void)
{
  /* libadwaita does, by the settings portal. */
}

void
rk_desktop_notify (GtkWindow  *window,
                   const char *id,
                   const char *title,
                   const char *body)
{
  g_autoptr(GNotification) notification = g_notification_new (title);

  g_notification_set_body (notification, body);
  g_application_send_notification (G_APPLICATION (gtk_window_get_application (window)), id, notification);
}
