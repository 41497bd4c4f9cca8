/* rk-desktop-win32.c: what Windows does for the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * libadwaita 1.2 does not ask Windows whether it is dark, and GLib 2.74 has no
 * notifications there.
 */

#include "rk-desktop.h"

#include <windows.h>

#include <shellapi.h>

#include <adwaita.h>
#include <gdk/win32/gdkwin32.h>

#define COLORS_KEY L"Software\\Microsoft\\Windows\\CurrentVersion\\Themes\\Personalize"

/* Of the program's own resources: see program.rc.in. */
#define ICON_ID 1

#define NOTICE_ID 1

/* Waits in the main loop for a change of the colours. */
typedef struct
{
  GSource source;
  GPollFD changed;
  HKEY key;
} ColorSource;

/* -- Light and dark ------------------------------------------------------- */

/* One change is told, then it is to be asked again. */
static void
ask_for_change (ColorSource *self)
{
  RegNotifyChangeKeyValue (self->key, FALSE, REG_NOTIFY_CHANGE_LAST_SET, (HANDLE)self->changed.fd, TRUE);
}

static void
take_colors (ColorSource *self)
{
  DWORD light = 1;
  DWORD size = sizeof light;

  RegGetValueW (self->key, NULL, L"AppsUseLightTheme", RRF_RT_REG_DWORD, NULL, &light, &size);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      light != 0 ? ADW_COLOR_SCHEME_DEFAULT : ADW_COLOR_SCHEME_PREFER_DARK);
}

static gboolean
color_source_check (GSource *source)
{
  return (((ColorSource *)source)->changed.revents & G_IO_IN) != 0;
}

static gboolean
color_source_dispatch (GSource     *source,
                       GSourceFunc  callback,
                       gpointer     user_data)
{
  ColorSource *self = (ColorSource *)source;

  ResetEvent ((HANDLE)self->changed.fd);
  ask_for_change (self);
  take_colors (self);
  return G_SOURCE_CONTINUE;
}

static void
color_source_finalize (GSource *source)
{
  ColorSource *self = (ColorSource *)source;

  RegCloseKey (self->key);
  CloseHandle ((HANDLE)self->changed.fd);
}

/* Windows before 10 has no such key, and is light. */
void
rk_desktop_follow_colors (void)
{
  static GSourceFuncs funcs = {
    .check = color_source_check,
    .dispatch = color_source_dispatch,
    .finalize = color_source_finalize,
  };
  g_autoptr(GSource) source = NULL;
  ColorSource *self;
  HKEY key;

  if (RegOpenKeyExW (HKEY_CURRENT_USER, COLORS_KEY, 0, KEY_QUERY_VALUE | KEY_NOTIFY, &key) != ERROR_SUCCESS)
    return;

  source = g_source_new (&funcs, sizeof (ColorSource));
  self = (ColorSource *)source;
  self->key = key;
  self->changed.fd = (gint64)CreateEventW (NULL, TRUE, FALSE, NULL);
  self->changed.events = G_IO_IN;
  g_source_add_poll (source, &self->changed);
  ask_for_change (self);
  take_colors (self);
  g_source_attach (source, NULL);
}

/* -- Notices -------------------------------------------------------------- */

static NOTIFYICONDATAW
make_notice (GtkWindow *window)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (window));

  return (NOTIFYICONDATAW) {
    .cbSize = sizeof (NOTIFYICONDATAW),
    .hWnd = gdk_win32_surface_get_handle (surface),
    .uID = NOTICE_ID,
  };
}

static void
put_text (WCHAR      *to,
          gsize       size,
          const char *text)
{
  g_autofree gunichar2 *wide = g_utf8_to_utf16 (text, -1, NULL, NULL, NULL);

  lstrcpynW (to, (const WCHAR *)wide, (int)size);
}

/* The person has come back. */
static void
looked_at_cb (GtkWindow  *window,
              GParamSpec *pspec,
              gpointer    user_data)
{
  NOTIFYICONDATAW notice = make_notice (window);

  g_signal_handlers_disconnect_by_data (window, user_data);
  Shell_NotifyIconW (NIM_DELETE, &notice);
}

/* The news is shown beside the clock, and the taskbar's button blinks until the
 * person looks.  One window has one notice, whatever @id. */
void
rk_desktop_notify (GtkWindow  *window,
                   const char *id,
                   const char *title,
                   const char *body)
{
  static char looking; /* names the handler */
  NOTIFYICONDATAW notice = make_notice (window);
  FLASHWINFO flash = { .cbSize = sizeof flash, .hwnd = notice.hWnd, .dwFlags = FLASHW_TRAY | FLASHW_TIMERNOFG };

  notice.uFlags = NIF_ICON | NIF_TIP | NIF_INFO;
  notice.dwInfoFlags = NIIF_INFO;
  notice.hIcon = LoadIconW (GetModuleHandleW (NULL), MAKEINTRESOURCEW (ICON_ID));
  put_text (notice.szTip, G_N_ELEMENTS (notice.szTip), g_get_application_name ());
  put_text (notice.szInfoTitle, G_N_ELEMENTS (notice.szInfoTitle), title);
  put_text (notice.szInfo, G_N_ELEMENTS (notice.szInfo), body);

  if (!Shell_NotifyIconW (NIM_ADD, &notice))
    Shell_NotifyIconW (NIM_MODIFY, &notice);
  FlashWindowEx (&flash);

  g_signal_handlers_disconnect_by_data (window, &looking);
  g_signal_connect (window, "notify::is-active", G_CALLBACK (looked_at_cb), &looking);
}
