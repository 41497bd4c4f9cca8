/* rk-port-watch-win32.c: tells that ports may have come or gone, by Windows' notices
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Windows 8 and later call back when a COM port arrives or leaves.  Where that is
 * not to be had, as under Wine 8, the list is looked at every now and then.
 */

#include "rk-port-watch.h"

#include <initguid.h> /* before all that has GUIDs */
#include <windows.h>

#include <cfgmgr32.h>

/* The device comes before its name is entered, and an adapter with two ports brings
 * two: look once, when it is quiet. */
#define SETTLE_MS 200

#define LOOK_EVERY_MS 2000

typedef CONFIGRET (WINAPI *Register) (CM_NOTIFY_FILTER   *filter,
                                      void               *context,
                                      PCM_NOTIFY_CALLBACK callback,
                                      HCMNOTIFICATION    *notification);
typedef CONFIGRET (WINAPI *Unregister) (HCMNOTIFICATION notification);

struct _RkPortWatch
{
  HMODULE library;
  HCMNOTIFICATION notification; /* (nullable) */
  GMutex lock;                  /* for the timer, which a thread of Windows starts */
  GSource *timer;
  GMainContext *context;
  void (*changed) (gpointer user_data);
  gpointer user_data;
};

static void
set_timer (RkPortWatch *self,
           guint        after_ms,
           GSourceFunc  func)
{
  g_mutex_lock (&self->lock);
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);

  if (func != NULL)
    {
      self->timer = g_timeout_source_new (after_ms);
      g_source_set_callback (self->timer, func, self, NULL);
      g_source_attach (self->timer, self->context);
    }
  g_mutex_unlock (&self->lock);
}

static gboolean
look_cb (gpointer user_data)
{
  RkPortWatch *self = user_data;

  self->changed (self->user_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
settled_cb (gpointer user_data)
{
  RkPortWatch *self = user_data;

  set_timer (self, 0, NULL);
  self->changed (self->user_data);
  return G_SOURCE_REMOVE;
}

/* On a thread of Windows. */
static DWORD CALLBACK
notice_cb (HCMNOTIFICATION      notification,
           void                *context,
           CM_NOTIFY_ACTION     action,
           CM_NOTIFY_EVENT_DATA *data,
           DWORD                size)
{
  set_timer (context, SETTLE_MS, settled_cb);
  return ERROR_SUCCESS;
}

static gboolean
ask_for_notices (RkPortWatch *self)
{
  CM_NOTIFY_FILTER filter = {
    .cbSize = sizeof filter,
    .FilterType = CM_NOTIFY_FILTER_TYPE_DEVICEINTERFACE,
    .u.DeviceInterface.ClassGuid = GUID_DEVINTERFACE_COMPORT,
  };
  Register ask = (Register)(void (*) (void))GetProcAddress (self->library, "CM_Register_Notification");

  return ask != NULL && ask (&filter, self, notice_cb, &self->notification) == CR_SUCCESS;
}

/**
 * rk_port_watch_new:
 * @changed: called when ports may have come or gone
 * @user_data: for @changed
 *
 * Returns: (transfer full): a watch, for which nothing runs until Windows tells
 */
RkPortWatch *
rk_port_watch_new (void     (*changed) (gpointer user_data),
                   gpointer user_data)
{
  RkPortWatch *self = g_new0 (RkPortWatch, 1);

  g_mutex_init (&self->lock);
  self->context = g_main_context_ref_thread_default ();
  self->changed = changed;
  self->user_data = user_data;
  self->library = LoadLibraryW (L"cfgmgr32.dll");
  if (!ask_for_notices (self))
    set_timer (self, LOOK_EVERY_MS, look_cb);
  return self;
}

/* Waits for a notice that is on its way. */
static void
unask (RkPortWatch *self)
{
  Unregister unregister = (Unregister)(void (*) (void))GetProcAddress (self->library, "CM_Unregister_Notification");

  if (self->notification != NULL && unregister != NULL)
    unregister (self->notification);
}

/**
 * rk_port_watch_free:
 * @self: (transfer full): a watch
 */
void
rk_port_watch_free (RkPortWatch *self)
{
  unask (self);
  set_timer (self, 0, NULL);
  FreeLibrary (self->library);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  g_free (self);
}
