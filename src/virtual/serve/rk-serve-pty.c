/* rk-serve-pty.c: a virtual module on a pseudo-terminal
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A pseudo-terminal has a baud rate, which is only a number that both sides can
 * read, but no modem lines: programs must not reset the module (esptool's
 * --before no-reset).
 *
 * The master side sees that the slave's settings change because it switches on
 * packet mode and the flag EXTPROC in the slave (tty_ioctl(4), TIOCPKT;
 * termios(3)): each read then begins with a status byte.
 */

#include "config.h"

#include "rk-serve-pty.h"

#include "rk-deadline.h"

#include <asm/termbits.h>
#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* From <asm/ioctls.h>, whose other names clash with <sys/ioctl.h>. */
#ifndef TIOCPKT_IOCTL
#define TIOCPKT_IOCTL 64
#endif

/* How soon a slave that was closed is seen to be open again, and a change of
 * rate that came without notice. */
#define LOOK_MS 20

/* After this time a program that does not read loses bytes. */
#define SLOW_READER_MS 5000

struct _RkServePty
{
  RkServeAdapter *adapter;
  RkServeOutlet   outlet;
  char           *link_path;
  char           *name;
  GCancellable   *cancellable;
  GThread        *thread;
  GMutex          lock; /* of the master and the name while they are replaced */
  int             master;
  int             plugged; /* atomic */
  int             open;    /* atomic: a program has the slave open */
  guint           baud;
};

static gboolean
fail (GError    **error,
      const char *what)
{
  int code = errno;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "%s: %s", what,
               g_strerror (code));
  return FALSE;
}

/* Raw, as a serial port is for a program that has not set it up: nothing is
 * echoed or translated, whoever opens it. */
static gboolean
set_up_slave (int master)
{
  struct termios2 settings;

  if (ioctl (master, TCGETS2, &settings) != 0)
    return FALSE;

  settings.c_iflag = IGNBRK;
  settings.c_oflag = 0;
  settings.c_lflag = EXTPROC;
  settings.c_cflag = CS8 | CREAD | CLOCAL | B115200;
  settings.c_cc[VMIN] = 1;
  settings.c_cc[VTIME] = 0;

  return ioctl (master, TCSETS2, &settings) == 0;
}

/* A pseudo-terminal tells that nobody has it open only once somebody had. */
static gboolean
open_slave_once (const char *name)
{
  int slave = open (name, O_RDWR | O_NOCTTY | O_CLOEXEC);

  if (slave < 0)
    return FALSE;

  close (slave);
  return TRUE;
}

/* Whether the place of the link is free: nothing there, or a link to a terminal
 * that a server has left behind.  Never anything of somebody else's. */
static gboolean
check_link_place (RkServePty  *self,
                  GError     **error)
{
  g_autofree char *target = NULL;
  struct stat info;

  if (lstat (self->link_path, &info) != 0)
    return TRUE;

  target = S_ISLNK (info.st_mode) ? g_file_read_link (self->link_path, NULL) : NULL;
  if (target != NULL && g_str_has_prefix (target, "/dev/pts/"))
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS, "%s is there already, and is no link to a pseudo-terminal",
               self->link_path);
  return FALSE;
}

static void
remove_link (RkServePty *self)
{
  g_autofree char *target = g_file_read_link (self->link_path, NULL);

  if (g_strcmp0 (target, self->name) == 0)
    unlink (self->link_path);
}

static gboolean
replace_link (RkServePty  *self,
              GError     **error)
{
  g_autofree char *temporary = NULL;

  if (self->link_path == NULL)
    return TRUE;
  if (!check_link_place (self, error))
    return FALSE;

  temporary = g_strdup_printf ("%s.%d", self->link_path, (int)getpid ());
  unlink (temporary);
  if (symlink (self->name, temporary) != 0 || rename (temporary, self->link_path) != 0)
    {
      fail (error, self->link_path);
      unlink (temporary);
      return FALSE;
    }

  return TRUE;
}

static void
close_master (RkServePty *self)
{
  g_mutex_lock (&self->lock);
  if (self->master >= 0)
    close (self->master);
  self->master = -1;
  g_mutex_unlock (&self->lock);

  if (self->link_path != NULL && self->name != NULL)
    remove_link (self);
}

static gboolean
open_master (RkServePty  *self,
             GError     **error)
{
  int master = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC);
  char name[64];
  int on = 1;

  if (master < 0)
    return fail (error, "cannot open a pseudo-terminal");

  if (grantpt (master) != 0 || unlockpt (master) != 0 ||
      ptsname_r (master, name, sizeof name) != 0 || !set_up_slave (master) ||
      ioctl (master, TIOCPKT, &on) != 0 || !g_unix_set_fd_nonblocking (master, TRUE, NULL) ||
      !open_slave_once (name))
    {
      fail (error, "cannot set up a pseudo-terminal");
      close (master);
      return FALSE;
    }

  g_mutex_lock (&self->lock);
  g_free (self->name);
  self->name = g_strdup (name);
  self->master = master;
  g_mutex_unlock (&self->lock);

  return replace_link (self, error);
}

static void
look_at_baud (RkServePty *self)
{
  struct termios2 settings;

  if (ioctl (self->master, TCGETS2, &settings) != 0 || settings.c_ospeed == self->baud ||
      settings.c_ospeed == 0)
    return;

  self->baud = settings.c_ospeed;
  rk_serve_adapter_set_baud (self->adapter, self->baud);
}

static void
read_slave (RkServePty *self)
{
  guint8 bytes[1 + 4096];
  gssize count = read (self->master, bytes, sizeof bytes);

  if (count <= 0)
    return;

  /* What was written was written at the rate that was set before. */
  look_at_baud (self);
  if (bytes[0] == TIOCPKT_DATA && count > 1)
    rk_serve_adapter_send (self->adapter, bytes + 1, (gsize)count - 1, self->cancellable);
}

/* Waits for the program on the slave; with none, looks again a little later. */
static void
serve_slave (RkServePty *self,
             GPollFD    *cancelled)
{
  GPollFD fds[] = { { self->master, G_IO_IN | G_IO_PRI, 0 }, *cancelled };
  gboolean was_open = g_atomic_int_get (&self->open) != 0;
  gboolean open;

  g_poll (fds, was_open ? 2 : 1, was_open ? LOOK_MS : 0);
  open = (fds[0].revents & G_IO_HUP) == 0;
  g_atomic_int_set (&self->open, open);
  if (was_open && !open) /* what nobody read is not for the next program */
    ioctl (self->master, TCFLSH, TCOFLUSH);

  look_at_baud (self);
  if ((fds[0].revents & (G_IO_IN | G_IO_PRI)) != 0)
    read_slave (self);
  else if (!open)
    g_poll (cancelled, 1, LOOK_MS);
}

/* The adapter was pulled out: programs on the slave see it hang up. */
static void
wait_for_plug (RkServePty *self,
               GPollFD    *cancelled)
{
  g_autoptr(GError) error = NULL;

  if (self->master >= 0)
    close_master (self);
  g_poll (cancelled, 1, LOOK_MS);

  if (g_atomic_int_get (&self->plugged) && !open_master (self, &error))
    g_warning ("%s", error->message);
}

static gpointer
run (gpointer data)
{
  RkServePty *self = data;
  GPollFD cancelled;

  g_cancellable_make_pollfd (self->cancellable, &cancelled);
  while (!g_cancellable_is_cancelled (self->cancellable))
    {
      if (g_atomic_int_get (&self->plugged) && self->master >= 0)
        serve_slave (self, &cancelled);
      else
        wait_for_plug (self, &cancelled);
    }
  g_cancellable_release_fd (self->cancellable);

  return NULL;
}

/* Waits until the slave takes bytes again; FALSE if it no longer will. */
static gboolean
wait_for_room (RkServePty *self,
               gint64      end)
{
  GPollFD fd = { self->master, G_IO_OUT, 0 };

  if (!g_atomic_int_get (&self->open) || !g_atomic_int_get (&self->plugged) ||
      g_cancellable_is_cancelled (self->cancellable) || rk_deadline_passed (end))
    return FALSE;

  g_poll (&fd, 1, LOOK_MS);
  return TRUE;
}

static void
deliver (gpointer      data,
         const guint8 *bytes,
         gsize         count)
{
  RkServePty *self = data;
  gint64 end = rk_deadline_in_ms (SLOW_READER_MS);
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  /* Nobody receives on a port that is closed. */
  while (count > 0 && g_atomic_int_get (&self->open) && self->master >= 0)
    {
      gssize written = write (self->master, bytes, count);

      if (written > 0)
        {
          bytes += written;
          count -= (gsize)written;
        }
      else if ((errno != EAGAIN && errno != EINTR) || !wait_for_room (self, end))
        {
          return;
        }
    }
}

static void
plug (gpointer data,
      gboolean plugged)
{
  RkServePty *self = data;

  g_atomic_int_set (&self->plugged, plugged);
}

/**
 * rk_serve_pty_new:
 * @adapter: the module's adapter
 * @link_path: (nullable): where a symbolic link to the terminal is to stand; one
 *   that stands there is replaced
 * @error: return location
 *
 * Returns: (transfer full) (nullable): a server, %NULL with @error set if there
 *   is no terminal to be had or the link cannot be made
 */
RkServePty *
rk_serve_pty_new (RkServeAdapter  *adapter,
                  const char      *link_path,
                  GError         **error)
{
  g_autoptr(RkServePty) self = g_new0 (RkServePty, 1);

  self->adapter = adapter;
  self->link_path = g_strdup (link_path);
  self->cancellable = g_cancellable_new ();
  self->master = -1;
  self->plugged = TRUE;
  self->outlet = (RkServeOutlet){ deliver, plug, self };
  g_mutex_init (&self->lock);

  if (!open_master (self, error))
    return NULL;

  look_at_baud (self);
  rk_serve_adapter_add (adapter, &self->outlet);
  self->thread = g_thread_new ("pty server", run, self);

  return g_steal_pointer (&self);
}

/**
 * rk_serve_pty_free:
 * @self: (nullable): a server
 *
 * Takes the terminal and the link away.
 */
void
rk_serve_pty_free (RkServePty *self)
{
  if (self == NULL)
    return;

  g_cancellable_cancel (self->cancellable);
  rk_serve_adapter_remove (self->adapter, &self->outlet);
  if (self->thread != NULL)
    g_thread_join (self->thread);
  if (self->master >= 0)
    close_master (self);

  g_mutex_clear (&self->lock);
  g_object_unref (self->cancellable);
  g_free (self->link_path);
  g_free (self->name);
  g_free (self);
}

/**
 * rk_serve_pty_dup_name:
 * @self: a server
 *
 * Returns: (transfer full): the terminal's path, such as /dev/pts/3
 */
char *
rk_serve_pty_dup_name (RkServePty *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return g_strdup (self->name);
}
