/* wire.c: a port whose other end is the test
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "wire.h"

#include <string.h>

#include "rk-error.h"
#include "rk-port-error.h"

#define LOOK_US 2000

struct _Wire
{
  char       *port;
  WireFunc    func;
  gpointer    user_data;

  GMutex      lock;
  GByteArray *said;
  GByteArray *sent;
  gboolean    unplugged;
  gboolean    echo;
  gboolean    blocked;
  gboolean    open;
  guint       baud;
  guint       refused;
  gboolean    dtr;
  gboolean    rts;
};

#define TYPE_WIRE_LINK (wire_link_get_type ())

G_DECLARE_FINAL_TYPE (WireLink, wire_link, WIRE, LINK, RkLink)

struct _WireLink
{
  RkLink parent_instance;

  Wire *wire;
};

G_DEFINE_FINAL_TYPE (WireLink, wire_link, RK_TYPE_LINK)

static Wire *
get_wire (RkLink *link)
{
  return WIRE_LINK (link)->wire;
}

static gboolean
check_plugged (Wire    *wire,
               GError **error)
{
  if (!wire->unplugged)
    return TRUE;

  rk_port_error_set_lost (error, wire->port, "pulled out");
  return FALSE;
}

static void
tell (Wire *wire)
{
  if (wire->func != NULL)
    wire->func (wire, wire->baud, wire->dtr, wire->rts, wire->user_data);
}

static gboolean
wire_link_open (RkLink        *link,
                GCancellable  *cancellable,
                GError       **error)
{
  Wire *wire = get_wire (link);
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&wire->lock);

  if (wire->unplugged)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_PORT_MISSING, "%s is not there", wire->port);
      return FALSE;
    }
  wire->open = TRUE;
  wire->baud = rk_link_get_baud (link);
  return TRUE;
}

static void
wire_link_close (RkLink *link)
{
  Wire *wire = get_wire (link);

  g_mutex_lock (&wire->lock);
  wire->open = FALSE;
  g_mutex_unlock (&wire->lock);
}

/* With the lock held. */
static gssize
take (Wire   *wire,
      guint8 *buffer,
      gsize   count)
{
  gsize n = MIN (count, wire->said->len);

  if (n == 0)
    return 0;

  memcpy (buffer, wire->said->data, n);
  g_byte_array_remove_range (wire->said, 0, (guint)n);
  return (gssize)n;
}

static gssize
wire_link_read (RkLink        *link,
                guint8        *buffer,
                gsize          count,
                gint64         deadline,
                GCancellable  *cancellable,
                GError       **error)
{
  Wire *wire = get_wire (link);

  for (;;)
    {
      gssize n = -1;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return -1;

      g_mutex_lock (&wire->lock);
      if (check_plugged (wire, error))
        n = take (wire, buffer, count);
      g_mutex_unlock (&wire->lock);

      if (n != 0 || g_get_monotonic_time () >= deadline)
        return n;
      g_usleep (LOOK_US);
    }
}

static gboolean
is_blocked (Wire *wire)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&wire->lock);

  return wire->blocked;
}

static gboolean
wire_link_write (RkLink        *link,
                 const guint8  *bytes,
                 gsize          count,
                 gint64         deadline,
                 GCancellable  *cancellable,
                 GError       **error)
{
  Wire *wire = get_wire (link);
  gboolean plugged;

  while (is_blocked (wire))
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (g_get_monotonic_time () >= deadline)
        {
          rk_port_error_set_stuck (error, wire->port, 0, count);
          return FALSE;
        }
      g_usleep (LOOK_US);
    }

  g_mutex_lock (&wire->lock);
  plugged = check_plugged (wire, error);
  if (plugged)
    g_byte_array_append (wire->sent, bytes, (guint)count);
  if (plugged && wire->echo)
    g_byte_array_append (wire->said, bytes, (guint)count);
  g_mutex_unlock (&wire->lock);
  return plugged;
}

static gboolean
wire_link_set_baud (RkLink  *link,
                    guint    baud,
                    GError **error)
{
  Wire *wire = get_wire (link);

  g_mutex_lock (&wire->lock);
  if (baud != wire->refused)
    wire->baud = baud;
  g_mutex_unlock (&wire->lock);

  if (baud == wire->refused)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_PORT_UNABLE, "%s cannot do %u baud", wire->port, baud);
      return FALSE;
    }
  tell (wire);
  return TRUE;
}

static gboolean
wire_link_set_lines (RkLink    *link,
                     gboolean   dtr,
                     gboolean   rts,
                     GError   **error)
{
  Wire *wire = get_wire (link);

  wire->dtr = dtr;
  wire->rts = rts;
  tell (wire);
  return TRUE;
}

static gboolean
wire_link_discard_input (RkLink  *link,
                         GError **error)
{
  Wire *wire = get_wire (link);

  g_mutex_lock (&wire->lock);
  g_byte_array_set_size (wire->said, 0);
  g_mutex_unlock (&wire->lock);
  return TRUE;
}

static void
wire_link_class_init (WireLinkClass *klass)
{
  RkLinkClass *link_class = RK_LINK_CLASS (klass);

  link_class->open = wire_link_open;
  link_class->close = wire_link_close;
  link_class->read = wire_link_read;
  link_class->write = wire_link_write;
  link_class->set_baud = wire_link_set_baud;
  link_class->set_lines = wire_link_set_lines;
  link_class->discard_input = wire_link_discard_input;
}

static void
wire_link_init (WireLink *self)
{
}

static RkLink *
create_link (const char  *port,
             gpointer     user_data,
             GError     **error)
{
  WireLink *self = g_object_new (TYPE_WIRE_LINK, "port", port, NULL);

  self->wire = user_data;
  return RK_LINK (self);
}

/* The port can be opened by this name from now on; one name, one wire. */
Wire *
wire_new (const char *port)
{
  Wire *wire = g_new0 (Wire, 1);

  g_mutex_init (&wire->lock);
  wire->port = g_strdup (port);
  wire->said = g_byte_array_new ();
  wire->sent = g_byte_array_new ();
  rk_link_add_scheme (port, create_link, wire);
  return wire;
}

void
wire_free (Wire *wire)
{
  g_assert_false (wire->open);
  g_byte_array_unref (wire->said);
  g_byte_array_unref (wire->sent);
  g_mutex_clear (&wire->lock);
  g_free (wire->port);
  g_free (wire);
}

void
wire_set_func (Wire     *wire,
               WireFunc  func,
               gpointer  user_data)
{
  wire->func = func;
  wire->user_data = user_data;
}

void
wire_say (Wire       *wire,
          const void *bytes,
          gsize       count)
{
  g_mutex_lock (&wire->lock);
  g_byte_array_append (wire->said, bytes, (guint)count);
  g_mutex_unlock (&wire->lock);
}

#define SET(field, value) \
  G_STMT_START            \
  {                       \
    g_mutex_lock (&wire->lock); \
    wire->field = (value);      \
    g_mutex_unlock (&wire->lock); \
  }                             \
  G_STMT_END

void
wire_set_plugged (Wire     *wire,
                  gboolean  plugged)
{
  SET (unplugged, !plugged);
}

void
wire_set_echo (Wire     *wire,
               gboolean  echo)
{
  SET (echo, echo);
}

void
wire_set_blocked (Wire     *wire,
                  gboolean  blocked)
{
  SET (blocked, blocked);
}

void
wire_refuse_baud (Wire *wire,
                  guint baud)
{
  SET (refused, baud);
}

GBytes *
wire_get_sent (Wire *wire)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&wire->lock);

  return g_bytes_new (wire->sent->data, wire->sent->len);
}

gsize
wire_get_waiting (Wire *wire)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&wire->lock);

  return wire->said->len;
}

guint
wire_get_baud (Wire *wire)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&wire->lock);

  return wire->baud;
}

gboolean
wire_is_open (Wire *wire)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&wire->lock);

  return wire->open;
}
