/* rk-pty-link.c: a pseudo-terminal as a port
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * libserialport refuses pseudo-terminals, since they have no modem lines.
 */

#include "rk-pty-link.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "rk-fd-io.h"
#include "rk-port-error.h"
#include "rk-tty.h"

struct _RkPtyLink
{
  RkLink parent_instance;

  int fd;
};

G_DEFINE_FINAL_TYPE (RkPtyLink, rk_pty_link, RK_TYPE_LINK)

static gboolean
rk_pty_link_open (RkLink        *link,
                  GCancellable  *cancellable,
                  GError       **error)
{
  RkPtyLink *self = RK_PTY_LINK (link);
  const char *port = rk_link_get_port (link);
  int code = 0;

  self->fd = open (port, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (self->fd < 0)
    code = errno;
  if (code == 0)
    code = rk_tty_claim (self->fd);
  if (code == 0)
    code = rk_tty_set_raw (self->fd, rk_link_get_baud (link));
  if (code == 0)
    return TRUE;

  rk_port_error_set (error, port, port, code);
  return FALSE;
}

static void
rk_pty_link_close (RkLink *link)
{
  RkPtyLink *self = RK_PTY_LINK (link);

  if (self->fd < 0)
    return;

  rk_tty_release (self->fd);
  g_close (g_steal_fd (&self->fd), NULL);
}

static gssize
rk_pty_link_read (RkLink        *link,
                  guint8        *buffer,
                  gsize          count,
                  gint64         deadline,
                  GCancellable  *cancellable,
                  GError       **error)
{
  return rk_fd_read (RK_PTY_LINK (link)->fd, rk_link_get_port (link),
                     buffer, count, deadline, cancellable, error);
}

static gboolean
rk_pty_link_write (RkLink        *link,
                   const guint8  *bytes,
                   gsize          count,
                   gint64         deadline,
                   GCancellable  *cancellable,
                   GError       **error)
{
  return rk_fd_write (RK_PTY_LINK (link)->fd, rk_link_get_port (link),
                      bytes, count, deadline, cancellable, error);
}

static gboolean
rk_pty_link_set_baud (RkLink  *link,
                      guint    baud,
                      GError **error)
{
  int code = rk_tty_set_baud (RK_PTY_LINK (link)->fd, baud);

  if (code != 0)
    rk_port_error_set (error, rk_link_get_port (link), NULL, code);
  return code == 0;
}

static gboolean
rk_pty_link_discard_input (RkLink  *link,
                           GError **error)
{
  int code = rk_tty_discard_input (RK_PTY_LINK (link)->fd);

  if (code != 0)
    rk_port_error_set (error, rk_link_get_port (link), NULL, code);
  return code == 0;
}

static void
rk_pty_link_class_init (RkPtyLinkClass *klass)
{
  RkLinkClass *link_class = RK_LINK_CLASS (klass);

  link_class->open = rk_pty_link_open;
  link_class->close = rk_pty_link_close;
  link_class->read = rk_pty_link_read;
  link_class->write = rk_pty_link_write;
  link_class->set_baud = rk_pty_link_set_baud;
  link_class->discard_input = rk_pty_link_discard_input;
}

static void
rk_pty_link_init (RkPtyLink *self)
{
  self->fd = -1;
}

/**
 * rk_pty_link_new:
 * @port: "/dev/pts/4", or a symbolic link to such
 *
 * Returns: (transfer full): a closed link
 */
RkLink *
rk_pty_link_new (const char *port)
{
  return g_object_new (RK_TYPE_PTY_LINK, "port", port, NULL);
}
