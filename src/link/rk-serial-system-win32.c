/* rk-serial-system-win32.c: what a serial port needs from Windows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading and writing go around libserialport, by overlapped I/O that sleeps on the
 * port and the cancellable together: its blocking calls cannot be cancelled, and to
 * look at the port again and again would be as slow as the clock of Windows, which
 * ticks every 16 ms.
 *
 * A read asks for what is waiting, or else for a single byte, so that it ends with
 * the first one that comes whatever the driver makes of COMMTIMEOUTS, which
 * sp_open() leaves at zero: no timeouts at all.
 *
 * What libserialport 0.1.2 offers instead:
 *  - sp_nonblocking_read() with nothing there leaves its read pending, which takes
 *    the bytes of a later one.  That is libserialport's own way, not Wine's.
 *  - Under Wine 8 alone sp_blocking_read_next() hangs, sp_wait() does not wait,
 *    sp_get_signals() fails where there are no modem lines, and a rate such as 74880
 *    reads back as another, so that rk_serial_get_baud() does not ask.
 */

#include "rk-serial-system.h"

#include <windows.h>

#include "rk-deadline.h"
#include "rk-error.h"
#include "rk-port-error.h"
#include "rk-port-system.h"

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
  g_autoptr(GArray) portless = rk_port_system_list_portless ();

  if (error == NULL || portless->len == 0)
    return;

  rk_error_set_fact (*error, "case", "driver");
  rk_error_set_fact (*error, "chip", g_array_index (portless, RkPortless, 0).chip);
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

/* Sleeps until the transfer is over, the deadline has come or the person cancels,
 * and withdraws what is left of it.
 *
 * Returns: whether it went as it should; @done may be less than was asked for */
static gboolean
finish_transfer (HANDLE        handle,
                 OVERLAPPED   *overlapped,
                 gint64        deadline,
                 GCancellable *cancellable,
                 DWORD        *done)
{
  GPollFD pollfd = { 0 };
  gboolean watched = g_cancellable_make_pollfd (cancellable, &pollfd);
  const HANDLE events[] = { overlapped->hEvent, (HANDLE)pollfd.fd };
  gboolean withdrawn = WaitForMultipleObjects (watched ? 2 : 1, events, FALSE,
                                               (DWORD)rk_deadline_remaining_ms (deadline)) != WAIT_OBJECT_0;

  if (watched)
    g_cancellable_release_fd (cancellable);
  if (withdrawn)
    CancelIoEx (handle, overlapped);

  return GetOverlappedResult (handle, overlapped, done, TRUE) ||
         (withdrawn && GetLastError () == ERROR_OPERATION_ABORTED);
}

/* Reads into @buffer, or writes from @bytes.  At least one of them, until all is
 * done, the deadline has come or the person cancels.
 *
 * Returns: how many bytes were moved, -1 where the port is lost */
static gssize
transfer (struct sp_port  *port,
          const char      *name,
          guint8          *buffer,
          const guint8    *bytes,
          gsize            count,
          gint64           deadline,
          GCancellable    *cancellable,
          GError         **error)
{
  OVERLAPPED overlapped = { .hEvent = CreateEventW (NULL, TRUE, FALSE, NULL) };
  DWORD size = (DWORD)MIN (count, G_MAXINT);
  DWORD done = 0;
  HANDLE handle;
  gboolean started;
  gboolean ok;

  sp_get_port_handle (port, &handle);
  started = buffer != NULL ? ReadFile (handle, buffer, size, NULL, &overlapped)
                           : WriteFile (handle, bytes, size, NULL, &overlapped);
  if (started)
    ok = GetOverlappedResult (handle, &overlapped, &done, FALSE);
  else
    ok = GetLastError () == ERROR_IO_PENDING &&
         finish_transfer (handle, &overlapped, deadline, cancellable, &done);
  if (!ok)
    fail (name, error);

  CloseHandle (overlapped.hEvent);
  return ok ? (gssize)done : -1;
}

/* Reads what is there, at most @count.
 *
 * Returns: 0 where nothing is, -1 where the port is lost */
static gssize
read_waiting (struct sp_port  *port,
              const char      *name,
              guint8          *buffer,
              gsize            count,
              GError         **error)
{
  int waiting = sp_input_waiting (port);

  if (waiting < 0)
    fail (name, error);
  if (waiting <= 0 || count == 0)
    return MIN (waiting, 0);

  return transfer (port, name, buffer, NULL, MIN (count, (gsize)waiting), RK_DEADLINE_NEVER, NULL, error);
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
  gssize first;
  gssize more;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return -1;

  first = read_waiting (port, name, buffer, count, error);
  if (first != 0 || rk_deadline_passed (deadline))
    return first;

  first = transfer (port, name, buffer, NULL, 1, deadline, cancellable, error);
  if (first == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
    return -1;
  if (first <= 0)
    return first;

  /* A port that is lost just now says so once more. */
  more = read_waiting (port, name, buffer + first, count - (gsize)first, NULL);
  return first + MAX (more, 0);
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
      gssize n;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      n = transfer (port, name, NULL, bytes + done, count - done, deadline, cancellable, error);
      if (n < 0)
        return FALSE;
      done += (gsize)n;

      if (done < count && rk_deadline_passed (deadline))
        {
          rk_port_error_set_stuck (error, name, done, count);
          return FALSE;
        }
    }

  return TRUE;
}

/* Windows has no call for both that keeps their order: SetCommState() hands on RTS
 * first, which would let a module out of reset before GPIO0 is low.  So DTR comes
 * first, and once more at the end, since the driver of built-in USB ports
 * (usbser.sys) hands RTS to the device only together with it. */
enum sp_return
rk_serial_set_lines (struct sp_port *port,
                     gboolean        dtr,
                     gboolean        rts)
{
  const DWORD set_dtr = dtr ? SETDTR : CLRDTR;
  HANDLE handle;

  sp_get_port_handle (port, &handle);
  return EscapeCommFunction (handle, set_dtr) &&
                 EscapeCommFunction (handle, rts ? SETRTS : CLRRTS) &&
                 EscapeCommFunction (handle, set_dtr)
             ? SP_OK
             : SP_ERR_FAIL;
}

guint
rk_serial_get_baud (struct sp_port *port,
                    guint           baud)
{
  return baud;
}
