/* rk-serial-system-win32.c: what a serial port needs from Windows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A COM port cannot be polled together with a cancellable, so waits look every
 * millisecond.  sp_nonblocking_read() must not be called with nothing there: its
 * read stays pending and takes the bytes of a later one.
 */

#include "rk-serial-system.h"

#include <windows.h>

#include "rk-deadline.h"
#include "rk-error.h"
#include "rk-port-driver.h"
#include "rk-port-error.h"

#define LOOK_EVERY_US 1000

/* How long one call of libserialport may keep a cancel waiting, and at most the
 * bytes that 9600 baud sends in that time: fewer would slow down a fast port,
 * where every call costs about a USB frame. */
#define SLICE_MS 250
#define SLICE_BYTES 192

static gboolean
fail (const char  *name,
      GError     **error)
{
  char *message = sp_last_error_message ();

  rk_port_error_set_lost (error, name, message);
  sp_free_error_message (message);
  return FALSE;
}

/* An adapter without a driver makes no port. */
static void
note_missing_driver (GError **error)
{
  const char *chip = error != NULL ? rk_port_driver_find_missing () : NULL;

  if (chip == NULL)
    return;

  rk_error_set_fact (*error, "case", "driver");
  rk_error_set_fact (*error, "chip", chip);
}

void
rk_serial_error_opening (GError     **error,
                         const char  *name,
                         const char  *device)
{
  char *message = sp_last_error_message ();

  switch (sp_last_error_code ())
    {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
    case ERROR_INVALID_NAME:
      g_set_error (error, RK_ERROR, RK_ERROR_PORT_MISSING, "there is no port %s", name);
      note_missing_driver (error);
      break;

    /* A COM port has no permissions; this is what the second opener gets. */
    case ERROR_ACCESS_DENIED:
    case ERROR_SHARING_VIOLATION:
      g_set_error (error, RK_ERROR, RK_ERROR_PORT_BUSY, "%s is in use by another program", name);
      break;

    default:
      g_set_error (error, RK_ERROR, RK_ERROR_PORT_UNABLE, "opening %s failed: %s", name, message);
    }

  sp_free_error_message (message);
}

gboolean
rk_serial_code_is_loss (int code)
{
  switch (code)
    {
    case ERROR_ACCESS_DENIED:
    case ERROR_BAD_COMMAND:
    case ERROR_BROKEN_PIPE:
    case ERROR_DEVICE_NOT_CONNECTED:
    case ERROR_GEN_FAILURE:
    case ERROR_NOT_READY:
    case ERROR_OPERATION_ABORTED:
      return TRUE;

    default:
      return FALSE;
    }
}

/* Windows opens a COM port for one program only. */
gboolean
rk_serial_claim (struct sp_port  *port,
                 const char      *name,
                 const char      *device,
                 GError         **error)
{
  return TRUE;
}

void
rk_serial_release (struct sp_port *port)
{
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
  while (!g_cancellable_set_error_if_cancelled (cancellable, error))
    {
      int waiting = sp_input_waiting (port);
      int n = 0;

      if (waiting > 0)
        n = sp_blocking_read (port, buffer, MIN (count, (gsize)waiting), SLICE_MS);
      if (waiting < 0 || (n < 0 && sp_last_error_code () != ERROR_TIMEOUT))
        {
          fail (name, error);
          return -1;
        }
      if (n > 0)
        return n;
      if (rk_deadline_passed (deadline))
        return 0;
      g_usleep (LOOK_EVERY_US);
    }

  return -1;
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
  gsize done = 0;

  while (done < count)
    {
      int n;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      n = sp_blocking_write (port, bytes + done, MIN (count - done, SLICE_BYTES), SLICE_MS);
      if (n < 0)
        return fail (name, error);
      done += (gsize)n;

      if (done < count && rk_deadline_passed (deadline))
        {
          rk_port_error_set_stuck (error, name, done, count);
          return FALSE;
        }
    }

  return TRUE;
}

/* DTR first: RTS first would let a module out of reset before GPIO0 is low.  And
 * DTR once more, since the driver of built-in USB ports (usbser.sys) hands RTS to
 * the device only together with it. */
enum sp_return
rk_serial_set_lines (struct sp_port *port,
                     gboolean        dtr,
                     gboolean        rts)
{
  enum sp_dtr dtr_state = dtr ? SP_DTR_ON : SP_DTR_OFF;
  enum sp_return result = sp_set_dtr (port, dtr_state);

  if (result == SP_OK)
    result = sp_set_rts (port, rts ? SP_RTS_ON : SP_RTS_OFF);
  if (result == SP_OK)
    result = sp_set_dtr (port, dtr_state);
  return result;
}

guint
rk_serial_get_baud (struct sp_port *port,
                    guint           baud)
{
  return baud;
}
