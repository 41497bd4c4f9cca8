/* rk-fd-io.c: reading and writing a file descriptor until a deadline
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For ports that are file descriptors: POSIX only.
 */

#include "rk-fd-io.h"

#include <errno.h>
#include <unistd.h>

#include "rk-deadline.h"
#include "rk-port-error.h"

typedef enum
{
  WAIT_FAILED = -1,
  WAIT_OVER = 0,
  WAIT_READY = 1,
} WaitResult;

static gboolean
fail (const char  *port,
      int          code,
      GError     **error)
{
  rk_port_error_set (error, port, NULL, code);
  return FALSE;
}

/* Sleeps on the port and the cancellable together, so that a cancel wakes it at
 * once.  A hang-up with bytes still to be read counts as ready. */
static WaitResult
wait_for (int            fd,
          gushort        events,
          const char    *port,
          gint64         deadline,
          GCancellable  *cancellable,
          GError       **error)
{
  GPollFD fds[2] = { { fd, events, 0 } };
  gboolean watched = g_cancellable_make_pollfd (cancellable, &fds[1]);
  int ready;
  int code;

  do
    ready = g_poll (fds, watched ? 2 : 1, rk_deadline_remaining_ms (deadline));
  while (ready < 0 && errno == EINTR);
  code = errno;

  if (watched)
    g_cancellable_release_fd (cancellable);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return WAIT_FAILED;
  if (ready < 0)
    {
      fail (port, code, error);
      return WAIT_FAILED;
    }
  if (fds[0].revents & events)
    return WAIT_READY;
  if (fds[0].revents != 0)
    {
      fail (port, EIO, error);
      return WAIT_FAILED;
    }
  return WAIT_OVER;
}

/**
 * rk_fd_read:
 * @fd: a non-blocking descriptor of a port
 * @port: its name, for messages
 * @buffer: (out caller-allocates): where the bytes go
 * @count: how many it holds
 * @deadline: for the first byte
 * @cancellable: (nullable): ends the wait at once
 * @error: %RK_ERROR_PORT_LOST on end of file, hang-up or an I/O error
 *
 * Returns: as rk_link_read()
 */
gssize
rk_fd_read (int            fd,
            const char    *port,
            guint8        *buffer,
            gsize          count,
            gint64         deadline,
            GCancellable  *cancellable,
            GError       **error)
{
  while (TRUE)
    {
      WaitResult result = wait_for (fd, G_IO_IN, port, deadline, cancellable, error);
      gssize n;

      if (result != WAIT_READY)
        return result;

      n = read (fd, buffer, count);
      if (n > 0)
        return n;
      if (n == 0 || (errno != EAGAIN && errno != EINTR))
        {
          fail (port, n == 0 ? EIO : errno, error);
          return -1;
        }
    }
}

/**
 * rk_fd_write:
 * @fd: a non-blocking descriptor of a port
 * @port: its name, for messages
 * @bytes: what to write
 * @count: how many
 * @deadline: by when all must be taken
 * @cancellable: (nullable): ends the wait at once
 * @error: %RK_ERROR_PORT_LOST or %G_IO_ERROR_TIMED_OUT
 *
 * Returns: as rk_link_write()
 */
gboolean
rk_fd_write (int            fd,
             const char    *port,
             const guint8  *bytes,
             gsize          count,
             gint64         deadline,
             GCancellable  *cancellable,
             GError       **error)
{
  gsize done = 0;

  while (done < count)
    {
      WaitResult result = wait_for (fd, G_IO_OUT, port, deadline, cancellable, error);
      gssize n;

      if (result == WAIT_FAILED)
        return FALSE;
      if (result == WAIT_OVER)
        {
          rk_port_error_set_stuck (error, port, done, count);
          return FALSE;
        }

      n = write (fd, bytes + done, count - done);
      if (n < 0 && errno != EAGAIN && errno != EINTR)
        return fail (port, errno, error);
      done += (gsize)MAX (n, 0);
    }

  return TRUE;
}
