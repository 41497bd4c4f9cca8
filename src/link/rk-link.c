/* rk-link.c: bytes to and from a module
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The base class: what is the same for every kind of link.
 */

#include "rk-link.h"

#include "rk-error.h"

/* A UART still reads bytes whose baud is this many percent off. */
#define BAUD_TOLERANCE 3

typedef struct
{
  char *port;
  guint baud;
  gboolean open;

  RkLinkTraceFunc trace;
  gpointer trace_data;
} RkLinkPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (RkLink, rk_link, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_PORT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
trace_bytes (RkLink       *self,
             gboolean      outgoing,
             const guint8 *bytes,
             gsize         count)
{
  RkLinkPrivate *priv = rk_link_get_instance_private (self);

  if (priv->trace != NULL)
    priv->trace (outgoing, g_get_monotonic_time (), bytes, count, NULL, priv->trace_data);
}

static void G_GNUC_PRINTF (2, 3)
trace_event (RkLink     *self,
             const char *format,
             ...)
{
  RkLinkPrivate *priv = rk_link_get_instance_private (self);
  g_autofree char *note = NULL;
  va_list args;

  if (priv->trace == NULL)
    return;

  va_start (args, format);
  note = g_strdup_vprintf (format, args);
  va_end (args);
  priv->trace (TRUE, g_get_monotonic_time (), NULL, 0, note, priv->trace_data);
}

static gboolean
check_open (RkLink  *self,
            GError **error)
{
  RkLinkPrivate *priv = rk_link_get_instance_private (self);

  if (!priv->open)
    g_set_error (error, RK_ERROR, RK_ERROR_PORT_LOST, "%s is not open", priv->port);
  return priv->open;
}

static void
rk_link_dispose (GObject *object)
{
  rk_link_close (RK_LINK (object));

  G_OBJECT_CLASS (rk_link_parent_class)->dispose (object);
}

static void
rk_link_finalize (GObject *object)
{
  RkLinkPrivate *priv = rk_link_get_instance_private (RK_LINK (object));

  g_free (priv->port);

  G_OBJECT_CLASS (rk_link_parent_class)->finalize (object);
}

static void
rk_link_get_property (GObject    *object,
                      guint       id,
                      GValue     *value,
                      GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_PORT:
      g_value_set_string (value, rk_link_get_port (RK_LINK (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rk_link_set_property (GObject      *object,
                      guint         id,
                      const GValue *value,
                      GParamSpec   *pspec)
{
  RkLinkPrivate *priv = rk_link_get_instance_private (RK_LINK (object));

  switch (id)
    {
    case PROP_PORT:
      priv->port = g_value_dup_string (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rk_link_class_init (RkLinkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rk_link_dispose;
  object_class->finalize = rk_link_finalize;
  object_class->get_property = rk_link_get_property;
  object_class->set_property = rk_link_set_property;

  /**
   * RkLink:port:
   *
   * What the person calls the port: "/dev/ttyUSB0", "COM5", "socket://host:23".
   */
  properties[PROP_PORT] =
      g_param_spec_string ("port", NULL, NULL, "",
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rk_link_init (RkLink *self)
{
}

/**
 * rk_link_open:
 * @self: a closed link
 * @baud: bits per second; kept as a mere number where the port has no baud rate
 * @cancellable: (nullable): ends the wait for a network port
 * @error: %RK_ERROR_PORT_MISSING, %RK_ERROR_PORT_BUSY, %RK_ERROR_PORT_DENIED,
 *   %RK_ERROR_PORT_UNABLE or %G_IO_ERROR_CANCELLED
 *
 * Opens the port for this program alone, 8 data bits, no parity, 1 stop bit, no
 * flow control, with DTR and RTS released.  Blocks; on any one thread.
 *
 * Returns: whether it is open
 */
gboolean
rk_link_open (RkLink        *self,
              guint          baud,
              GCancellable  *cancellable,
              GError       **error)
{
  RkLinkPrivate *priv = rk_link_get_instance_private (self);
  RkLinkClass *klass = RK_LINK_GET_CLASS (self);

  g_return_val_if_fail (RK_IS_LINK (self), FALSE);
  g_return_val_if_fail (!priv->open, FALSE);
  g_return_val_if_fail (baud > 0, FALSE);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  priv->baud = baud;
  priv->open = klass->open (self, cancellable, error);
  if (!priv->open)
    {
      klass->close (self);
      return FALSE;
    }

  trace_event (self, "open %s at %u", priv->port, baud);
  return TRUE;
}

/**
 * rk_link_close:
 * @self: a link
 *
 * Closes the port; does nothing on a closed one.  A link that is let go of
 * closes by itself.
 */
void
rk_link_close (RkLink *self)
{
  RkLinkPrivate *priv = rk_link_get_instance_private (self);

  g_return_if_fail (RK_IS_LINK (self));

  if (!priv->open)
    return;

  priv->open = FALSE;
  RK_LINK_GET_CLASS (self)->close (self);
  trace_event (self, "close");
}

/**
 * rk_link_is_open:
 * @self: a link
 *
 * Returns: whether it was opened and not yet closed; a lost port stays open
 *   until rk_link_close()
 */
gboolean
rk_link_is_open (RkLink *self)
{
  RkLinkPrivate *priv = rk_link_get_instance_private (self);

  g_return_val_if_fail (RK_IS_LINK (self), FALSE);

  return priv->open;
}

/**
 * rk_link_get_port:
 * @self: a link
 *
 * Returns: (transfer none): the name it was made for
 */
const char *
rk_link_get_port (RkLink *self)
{
  RkLinkPrivate *priv = rk_link_get_instance_private (self);

  g_return_val_if_fail (RK_IS_LINK (self), NULL);

  return priv->port;
}

/**
 * rk_link_read:
 * @self: an open link
 * @buffer: (out caller-allocates): where the bytes go
 * @count: how many it holds, at least 1
 * @deadline: how long to wait for the first byte
 * @cancellable: (nullable): ends the wait at once
 * @error: %RK_ERROR_PORT_LOST or %G_IO_ERROR_CANCELLED
 *
 * Waits for bytes and returns those that are there; does not wait for more.
 * With a deadline that has passed it takes what has already been received.
 *
 * Returns: the number of bytes, 0 when the deadline passed, -1 on an error
 */
gssize
rk_link_read (RkLink        *self,
              guint8        *buffer,
              gsize          count,
              gint64         deadline,
              GCancellable  *cancellable,
              GError       **error)
{
  gssize n;

  g_return_val_if_fail (RK_IS_LINK (self), -1);
  g_return_val_if_fail (buffer != NULL && count > 0, -1);

  if (!check_open (self, error) || g_cancellable_set_error_if_cancelled (cancellable, error))
    return -1;

  n = RK_LINK_GET_CLASS (self)->read (self, buffer, count, deadline, cancellable, error);
  if (n > 0)
    trace_bytes (self, FALSE, buffer, (gsize)n);
  return n;
}

/**
 * rk_link_write:
 * @self: an open link
 * @bytes: what to send
 * @count: how many
 * @deadline: by when the port must have taken them all
 * @cancellable: (nullable): ends the wait at once
 * @error: %RK_ERROR_PORT_LOST, %G_IO_ERROR_TIMED_OUT or %G_IO_ERROR_CANCELLED
 *
 * Hands all bytes to the port; it need not have sent them when this returns.
 * After a failure any number of them may have gone out.
 *
 * Returns: whether all were taken
 */
gboolean
rk_link_write (RkLink        *self,
               const guint8  *bytes,
               gsize          count,
               gint64         deadline,
               GCancellable  *cancellable,
               GError       **error)
{
  g_return_val_if_fail (RK_IS_LINK (self), FALSE);
  g_return_val_if_fail (bytes != NULL || count == 0, FALSE);

  if (!check_open (self, error) || g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (count == 0)
    return TRUE;

  trace_bytes (self, TRUE, bytes, count);
  return RK_LINK_GET_CLASS (self)->write (self, bytes, count, deadline, cancellable, error);
}

/**
 * rk_link_discard_input:
 * @self: an open link
 * @error: %RK_ERROR_PORT_LOST
 *
 * Throws away what was received and not read, here and in the port.  Waits as
 * rk_link_set_baud() does.
 *
 * Returns: whether that worked
 */
gboolean
rk_link_discard_input (RkLink  *self,
                       GError **error)
{
  g_return_val_if_fail (RK_IS_LINK (self), FALSE);

  if (!check_open (self, error) || !RK_LINK_GET_CLASS (self)->discard_input (self, error))
    return FALSE;

  trace_event (self, "discard input");
  return TRUE;
}

/**
 * rk_link_baud_fits:
 * @wanted: bits per second
 * @actual: what a port has made of it
 *
 * Returns: whether a UART at the one still reads what comes at the other
 */
gboolean
rk_link_baud_fits (guint wanted,
                   guint actual)
{
  guint off = actual > wanted ? actual - wanted : wanted - actual;

  return (guint64)off * 100 <= (guint64)wanted * BAUD_TOLERANCE;
}

/**
 * rk_link_get_baud:
 * @self: a link
 *
 * Returns: the bits per second that were last set, 0 before the first opening
 */
guint
rk_link_get_baud (RkLink *self)
{
  RkLinkPrivate *priv = rk_link_get_instance_private (self);

  g_return_val_if_fail (RK_IS_LINK (self), 0);

  return priv->baud;
}

/**
 * rk_link_can_set_baud:
 * @self: a link
 *
 * Returns: whether this kind of port has a baud rate
 */
gboolean
rk_link_can_set_baud (RkLink *self)
{
  g_return_val_if_fail (RK_IS_LINK (self), FALSE);

  return RK_LINK_GET_CLASS (self)->set_baud != NULL;
}

/**
 * rk_link_set_baud:
 * @self: an open link
 * @baud: bits per second
 * @error: %RK_ERROR_PORT_UNABLE when the port has no such baud, or none at all;
 *   %RK_ERROR_PORT_LOST
 *
 * Where this must wait for an answer (a network port), it also ends when
 * g_cancellable_get_current() is cancelled.
 *
 * Returns: whether it is set; otherwise the old one stays
 */
gboolean
rk_link_set_baud (RkLink  *self,
                  guint    baud,
                  GError **error)
{
  RkLinkPrivate *priv = rk_link_get_instance_private (self);

  g_return_val_if_fail (RK_IS_LINK (self), FALSE);
  g_return_val_if_fail (baud > 0, FALSE);

  if (!check_open (self, error))
    return FALSE;
  if (!rk_link_can_set_baud (self))
    {
      g_set_error (error, RK_ERROR, RK_ERROR_PORT_UNABLE, "%s has no baud rate", priv->port);
      return FALSE;
    }
  if (!RK_LINK_GET_CLASS (self)->set_baud (self, baud, error))
    return FALSE;

  priv->baud = baud;
  trace_event (self, "baud %u", baud);
  return TRUE;
}

/**
 * rk_link_tune:
 * @self: an open link
 * @baud: bits per second
 * @error: as rk_link_set_baud()
 *
 * Sets the rate where there is one and it is another one; a port without a baud rate
 * (a plain network socket) runs at whatever the other side has set.
 *
 * Returns: whether the link is at @baud, as far as that is up to us
 */
gboolean
rk_link_tune (RkLink  *self,
              guint    baud,
              GError **error)
{
  return !rk_link_can_set_baud (self) || rk_link_get_baud (self) == baud || rk_link_set_baud (self, baud, error);
}

/**
 * rk_link_can_set_lines:
 * @self: a link
 *
 * Returns: whether this kind of port has DTR and RTS
 */
gboolean
rk_link_can_set_lines (RkLink *self)
{
  g_return_val_if_fail (RK_IS_LINK (self), FALSE);

  return RK_LINK_GET_CLASS (self)->set_lines != NULL;
}

/**
 * rk_link_set_lines:
 * @self: an open link
 * @dtr: %TRUE asserts DTR: electrically low
 * @rts: %TRUE asserts RTS: electrically low
 * @error: %RK_ERROR_PORT_UNABLE when the port has no such lines;
 *   %RK_ERROR_PORT_LOST
 *
 * Sets both lines in one step where the system can.  Waits as
 * rk_link_set_baud() does.
 *
 * Returns: whether they are set
 */
gboolean
rk_link_set_lines (RkLink   *self,
                   gboolean  dtr,
                   gboolean  rts,
                   GError  **error)
{
  RkLinkPrivate *priv = rk_link_get_instance_private (self);

  g_return_val_if_fail (RK_IS_LINK (self), FALSE);

  if (!check_open (self, error))
    return FALSE;
  if (!rk_link_can_set_lines (self))
    {
      g_set_error (error, RK_ERROR, RK_ERROR_PORT_UNABLE, "%s has no modem lines", priv->port);
      return FALSE;
    }
  if (!RK_LINK_GET_CLASS (self)->set_lines (self, dtr, rts, error))
    return FALSE;

  trace_event (self, "DTR %d RTS %d", dtr ? 1 : 0, rts ? 1 : 0);
  return TRUE;
}

/**
 * rk_link_set_trace:
 * @self: a link
 * @trace: (nullable) (scope notified): called for every chunk of bytes and every
 *   event, on the thread that uses the link
 * @user_data: for @trace; must live as long as the link
 */
void
rk_link_set_trace (RkLink          *self,
                   RkLinkTraceFunc  trace,
                   gpointer         user_data)
{
  RkLinkPrivate *priv = rk_link_get_instance_private (self);

  g_return_if_fail (RK_IS_LINK (self));

  priv->trace = trace;
  priv->trace_data = user_data;
}

/**
 * rk_link_format_trace:
 * @outgoing: as an #RkLinkTraceFunc gets it; likewise the next four
 * @max_bytes: only so many bytes are written out, and how many there were
 *
 * Returns: (transfer full): a line such as "12.345678 > c0 00 08 …"
 */
char *
rk_link_format_trace (gboolean      outgoing,
                      gint64        time_us,
                      const guint8 *bytes,
                      gsize         count,
                      const char   *note,
                      gsize         max_bytes)
{
  GString *line = g_string_new (NULL);

  g_string_append_printf (line, "%" G_GINT64_FORMAT ".%06d %c", time_us / G_USEC_PER_SEC,
                          (int)(time_us % G_USEC_PER_SEC), outgoing ? '>' : '<');
  if (note != NULL)
    g_string_append_printf (line, " %s", note);
  for (gsize i = 0; i < MIN (count, max_bytes); i++)
    g_string_append_printf (line, " %02x", bytes[i]);
  if (count > max_bytes)
    g_string_append_printf (line, " … (%" G_GSIZE_FORMAT " bytes)", count);

  return g_string_free (line, FALSE);
}
