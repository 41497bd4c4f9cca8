/* rk-serial-link.c: a serial port
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * By libserialport, as far as it goes; see rk-serial-system.h for the rest.
 */

#include "rk-serial-link.h"

#include "rk-device.h"
#include "rk-error.h"
#include "rk-port-error.h"
#include "rk-serial-system.h"

struct _RkSerialLink
{
  RkLink parent_instance;

  struct sp_port *port;
  gboolean dtr;
  gboolean rts;
};

G_DEFINE_FINAL_TYPE (RkSerialLink, rk_serial_link, RK_TYPE_LINK)

/* For the failure of a call of libserialport on the open port, just made. */
static gboolean
fail (RkSerialLink  *self,
      const char    *what,
      GError       **error)
{
  const char *name = rk_link_get_port (RK_LINK (self));
  int code = sp_last_error_code ();
  char *message = sp_last_error_message ();

  if (rk_serial_code_is_loss (code))
    rk_port_error_set_lost (error, name, message);
  else
    g_set_error (error, RK_ERROR, RK_ERROR_PORT_UNABLE, "%s cannot %s: %s", name, what, message);

  sp_free_error_message (message);
  return FALSE;
}

/* libserialport refuses a configuration without flow control (SP_ERR_ARG), and
 * setting flow control touches the lines, so these come after it.  They are always
 * named: on Windows they would go back to what was last configured. */
static gboolean
configure (RkSerialLink *self,
           guint         baud)
{
  struct sp_port_config *config;
  enum sp_return result;

  if (sp_new_config (&config) != SP_OK)
    return FALSE;

  sp_set_config_baudrate (config, (int)baud);
  sp_set_config_bits (config, 8);
  sp_set_config_parity (config, SP_PARITY_NONE);
  sp_set_config_stopbits (config, 1);
  sp_set_config_flowcontrol (config, SP_FLOWCONTROL_NONE);
  sp_set_config_dtr (config, self->dtr ? SP_DTR_ON : SP_DTR_OFF);
  sp_set_config_rts (config, self->rts ? SP_RTS_ON : SP_RTS_OFF);
  result = sp_set_config (self->port, config);
  sp_free_config (config);
  return result == SP_OK;
}

static gboolean
check_baud (RkSerialLink  *self,
            guint          baud,
            GError       **error)
{
  guint actual = rk_serial_get_baud (self->port, baud);

  if (rk_link_baud_fits (baud, actual))
    return TRUE;

  g_set_error (error, RK_ERROR, RK_ERROR_PORT_UNABLE, "%s cannot do %u baud: it set %u",
               rk_link_get_port (RK_LINK (self)), baud, actual);
  return FALSE;
}

static gboolean
rk_serial_link_set_baud (RkLink  *link,
                         guint    baud,
                         GError **error)
{
  RkSerialLink *self = RK_SERIAL_LINK (link);

  if (baud > G_MAXINT || !configure (self, baud))
    {
      g_autofree char *what = g_strdup_printf ("do %u baud", baud);

      return fail (self, what, error);
    }

  return check_baud (self, baud, error);
}

static gboolean
rk_serial_link_set_lines (RkLink   *link,
                          gboolean  dtr,
                          gboolean  rts,
                          GError  **error)
{
  RkSerialLink *self = RK_SERIAL_LINK (link);

  if (rk_serial_set_lines (self->port, dtr, rts) != SP_OK)
    return fail (self, "set DTR and RTS", error);

  self->dtr = dtr;
  self->rts = rts;
  return TRUE;
}

static gboolean
rk_serial_link_discard_input (RkLink  *link,
                              GError **error)
{
  RkSerialLink *self = RK_SERIAL_LINK (link);

  return sp_flush (self->port, SP_BUF_INPUT) == SP_OK || fail (self, "discard input", error);
}

static void
forget_port (RkSerialLink *self)
{
  sp_free_port (self->port);
  self->port = NULL;
}

static gboolean
rk_serial_link_open (RkLink        *link,
                     GCancellable  *cancellable,
                     GError       **error)
{
  RkSerialLink *self = RK_SERIAL_LINK (link);
  const char *name = rk_link_get_port (link);
  g_autofree char *device = rk_device_resolve (name);

  if (sp_get_port_by_name (device, &self->port) != SP_OK ||
      sp_open (self->port, SP_MODE_READ_WRITE) != SP_OK)
    {
      rk_serial_error_opening (error, name, device);
      if (self->port != NULL)
        forget_port (self);
      return FALSE;
    }

  /* Linux asserts both lines on opening: a module that is wired straight to
   * them stays in reset until they are released. */
  return rk_serial_claim (self->port, name, device, error) &&
         rk_serial_link_set_lines (link, FALSE, FALSE, error) &&
         (configure (self, rk_link_get_baud (link)) || fail (self, "be configured", error)) &&
         check_baud (self, rk_link_get_baud (link), error) &&
         rk_serial_link_discard_input (link, error);
}

static void
rk_serial_link_close (RkLink *link)
{
  RkSerialLink *self = RK_SERIAL_LINK (link);

  if (self->port == NULL)
    return;

  rk_serial_release (self->port);
  sp_close (self->port);
  forget_port (self);
}

static gssize
rk_serial_link_read (RkLink        *link,
                     guint8        *buffer,
                     gsize          count,
                     gint64         deadline,
                     GCancellable  *cancellable,
                     GError       **error)
{
  return rk_serial_read (RK_SERIAL_LINK (link)->port, rk_link_get_port (link),
                         buffer, count, deadline, cancellable, error);
}

static gboolean
rk_serial_link_write (RkLink        *link,
                      const guint8  *bytes,
                      gsize          count,
                      gint64         deadline,
                      GCancellable  *cancellable,
                      GError       **error)
{
  return rk_serial_write (RK_SERIAL_LINK (link)->port, rk_link_get_port (link),
                          bytes, count, deadline, cancellable, error);
}

static void
rk_serial_link_class_init (RkSerialLinkClass *klass)
{
  RkLinkClass *link_class = RK_LINK_CLASS (klass);

  link_class->open = rk_serial_link_open;
  link_class->close = rk_serial_link_close;
  link_class->read = rk_serial_link_read;
  link_class->write = rk_serial_link_write;
  link_class->set_baud = rk_serial_link_set_baud;
  link_class->set_lines = rk_serial_link_set_lines;
  link_class->discard_input = rk_serial_link_discard_input;
}

static void
rk_serial_link_init (RkSerialLink *self)
{
}

/**
 * rk_serial_link_new:
 * @port: "/dev/ttyUSB0", "COM5"
 *
 * Returns: (transfer full): a closed link
 */
RkLink *
rk_serial_link_new (const char *port)
{
  return g_object_new (RK_TYPE_SERIAL_LINK, "port", port, NULL);
}
