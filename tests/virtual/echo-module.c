/* echo-module.c: a stand-in for the virtual module that sends back what it gets
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "echo-module.h"

#include <string.h>

struct _RkVirtualModule
{
  GObject     parent_instance;

  GMutex      lock;
  GCond       changed;
  GByteArray *waiting;
  GString    *log;
  gboolean    unplugged;
  GByteArray *flash;
};

G_DEFINE_FINAL_TYPE (RkVirtualModule, rk_virtual_module, G_TYPE_OBJECT)

static void
rk_virtual_module_finalize (GObject *object)
{
  RkVirtualModule *self = RK_VIRTUAL_MODULE (object);

  g_byte_array_unref (self->waiting);
  g_byte_array_unref (self->flash);
  g_string_free (self->log, TRUE);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);

  G_OBJECT_CLASS (rk_virtual_module_parent_class)->finalize (object);
}

static void
rk_virtual_module_class_init (RkVirtualModuleClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rk_virtual_module_finalize;
}

static void
rk_virtual_module_init (RkVirtualModule *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->waiting = g_byte_array_new ();
  self->flash = g_byte_array_new ();
  self->log = g_string_new (NULL);
}

static void G_GNUC_PRINTF (2, 3)
write_log (RkVirtualModule *self,
           const char      *format,
           ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_mutex_lock (&self->lock);
  g_string_append_vprintf (self->log, format, arguments);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  va_end (arguments);
}

/* Waits until the log has a part; hangs into the test's time limit if never. */
void
echo_module_wait_for_log (RkVirtualModule *self,
                          const char      *part)
{
  g_mutex_lock (&self->lock);
  while (strstr (self->log->str, part) == NULL)
    g_cond_wait (&self->changed, &self->lock);
  g_mutex_unlock (&self->lock);
}

char *
echo_module_take_log (RkVirtualModule *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  char *text = g_strdup (self->log->str);

  g_string_truncate (self->log, 0);

  return text;
}

void
echo_module_say (RkVirtualModule *self,
                 const char      *text)
{
  g_mutex_lock (&self->lock);
  g_byte_array_append (self->waiting, (const guint8 *)text, (guint)strlen (text));
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

RkVirtualModule *
rk_virtual_module_new (guint32 flash_size)
{
  RkVirtualModule *self = g_object_new (RK_TYPE_VIRTUAL_MODULE, NULL);

  g_byte_array_set_size (self->flash, flash_size);
  memset (self->flash->data, 0xff, flash_size);

  return self;
}

void
rk_virtual_module_set_pace (RkVirtualModule *self,
                            RkVirtualPace    pace)
{
  write_log (self, "pace %d;", (int)pace);
}

void
rk_virtual_module_set_wiring (RkVirtualModule *self,
                              RkVirtualWiring  wiring)
{
  write_log (self, "wiring %d;", (int)wiring);
}

void
rk_virtual_module_set_gpio0 (RkVirtualModule *self,
                             gboolean         grounded)
{
  write_log (self, "gpio0 %d;", grounded);
}

void
rk_virtual_module_set_power (RkVirtualModule *self,
                             gboolean         on)
{
  write_log (self, "power %d;", on);
}

void
rk_virtual_module_press_reset (RkVirtualModule *self)
{
  write_log (self, "reset;");
}

void
rk_virtual_module_set_host_baud (RkVirtualModule *self,
                                 guint            baud)
{
  write_log (self, "baud %u;", baud);
}

void
rk_virtual_module_set_lines (RkVirtualModule *self,
                             gboolean         dtr,
                             gboolean         rts)
{
  write_log (self, "lines %d %d;", dtr, rts);
}

gboolean
rk_virtual_module_send (RkVirtualModule  *self,
                        const guint8     *bytes,
                        gsize             count,
                        gint64            deadline,
                        GCancellable     *cancellable,
                        GError          **error)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->unplugged)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "unplugged");
      return FALSE;
    }

  g_byte_array_append (self->waiting, bytes, (guint)count);
  g_cond_broadcast (&self->changed);

  return TRUE;
}

static gssize
take_waiting (RkVirtualModule *self,
              guint8          *buffer,
              gsize            count)
{
  count = MIN (count, self->waiting->len);
  memcpy (buffer, self->waiting->data, count);
  g_byte_array_remove_range (self->waiting, 0, (guint)count);

  return (gssize)count;
}

gssize
rk_virtual_module_receive (RkVirtualModule  *self,
                           guint8           *buffer,
                           gsize             count,
                           gint64            deadline,
                           GCancellable     *cancellable,
                           GError          **error)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (self->waiting->len == 0 && !self->unplugged)
    {
      gint64 look = g_get_monotonic_time () + 10 * G_TIME_SPAN_MILLISECOND;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return -1;
      if (look > deadline)
        look = deadline;
      if (!g_cond_wait_until (&self->changed, &self->lock, look) && look == deadline)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "nothing came");
          return -1;
        }
    }
  if (self->unplugged)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "unplugged");
      return -1;
    }

  return take_waiting (self, buffer, count);
}

void
rk_virtual_module_discard (RkVirtualModule *self)
{
  write_log (self, "discard;");
  g_mutex_lock (&self->lock);
  g_byte_array_set_size (self->waiting, 0);
  g_mutex_unlock (&self->lock);
}

void
rk_virtual_module_set_plugged (RkVirtualModule *self,
                               gboolean         plugged)
{
  g_mutex_lock (&self->lock);
  self->unplugged = !plugged;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

GBytes *
rk_virtual_module_get_flash (RkVirtualModule *self)
{
  return g_bytes_new (self->flash->data, self->flash->len);
}

gboolean
rk_virtual_module_set_flash (RkVirtualModule  *self,
                             guint32           offset,
                             GBytes           *bytes,
                             GError          **error)
{
  if (offset > self->flash->len || g_bytes_get_size (bytes) > self->flash->len - offset)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "beyond the flash");
      return FALSE;
    }

  memcpy (self->flash->data + offset, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return TRUE;
}

gboolean
rk_virtual_module_add_fault (RkVirtualModule  *self,
                             const char       *spec,
                             GError          **error)
{
  write_log (self, "fault %s;", spec);
  return TRUE;
}

gboolean
rk_virtual_module_add_network (RkVirtualModule  *self,
                               const char       *spec,
                               GError          **error)
{
  return TRUE;
}

gboolean
rk_virtual_module_add_host (RkVirtualModule  *self,
                            const char       *spec,
                            GError          **error)
{
  return TRUE;
}

void
rk_virtual_module_set_replay (RkVirtualModule *self,
                              GBytes          *bytes,
                              guint            baud)
{
}
