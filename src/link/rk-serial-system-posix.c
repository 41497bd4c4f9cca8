/* rk-serial-system-posix.c: what a serial port needs from POSIX
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading and writing go around libserialport: its blocking read spins on a port
 * that has been unplugged, and cannot be cancelled.
 */

#include "rk-serial-system.h"

#include <errno.h>
#include <unistd.h>

#include "rk-fd-io.h"
#include "rk-port-error.h"
#include "rk-tty.h"

static int
get_fd (struct sp_port *port)
{
  int fd = -1;

  sp_get_port_handle (port, &fd);
  return fd;
}

void
rk_serial_error_opening (GError     **error,
                         const char  *name,
                         const char  *device)
{
  int code = sp_last_error_code ();

  /* libserialport looks for the name in /sys first, and does not say in errno
   * whether the path is there at all. */
  if (access (device, F_OK) != 0)
    code = errno;
  else if (code == ENOENT)
    code = ENOTTY;
  rk_port_error_set (error, name, device, code);
}

gboolean
rk_serial_code_is_loss (int code)
{
  return code == EIO || code == ENODEV || code == ENXIO;
}

gboolean
rk_serial_claim (struct sp_port  *port,
                 const char      *name,
                 const char      *device,
                 GError         **error)
{
  int code = rk_tty_claim (get_fd (port));

  if (code != 0)
    {
      rk_port_error_set (error, name, device, code);
      return FALSE;
    }

  rk_tty_set_low_latency (get_fd (port));
  return TRUE;
}

void
rk_serial_release (struct sp_port *port)
{
  rk_tty_release (get_fd (port));
}

gssize
rk_serial_read (struct sp_port  *port,
                const char      *name,
                guint8          *buffer,
                gsize            count,
                gint64           deadline,
                GCancellable    *cancellable,
                GError         **error)
{
  return rk_fd_read (get_fd (port), name, buffer, count, deadline, cancellable, error);
}

gboolean
rk_serial_write (struct sp_port  *port,
                 const char      *name,
                 const guint8    *bytes,
                 gsize            count,
                 gint64           deadline,
                 GCancellable    *cancellable,
                 GError         **error)
{
  return rk_fd_write (get_fd (port), name, bytes, count, deadline, cancellable, error);
}

enum sp_return
rk_serial_set_lines (struct sp_port *port,
                     gboolean        dtr,
                     gboolean        rts)
{
  enum sp_return result;

  if (rk_tty_set_lines (get_fd (port), dtr, rts) == 0)
    return SP_OK;

  result = sp_set_dtr (port, dtr ? SP_DTR_ON : SP_DTR_OFF);
  return result == SP_OK ? sp_set_rts (port, rts ? SP_RTS_ON : SP_RTS_OFF) : result;
}

guint
rk_serial_get_baud (struct sp_port *port,
                    guint           baud)
{
  guint actual = rk_tty_get_baud (get_fd (port));

  return actual != 0 ? actual : baud;
}
