/* rk-port-error-posix.c: what errno says about a port
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-port-error.h"

#include <errno.h>
#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rk-error.h"

static gboolean
process_holds (const char *pid,
               dev_t       device)
{
  g_autofree char *folder = g_build_filename ("/proc", pid, "fd", NULL);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      struct stat info;

      if (stat (path, &info) == 0 && S_ISCHR (info.st_mode) && info.st_rdev == device)
        return TRUE;
    }
  return FALSE;
}

static char *
describe_process (const char *pid)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "comm", NULL);
  g_autofree char *name = NULL;

  if (g_ascii_strtoull (pid, NULL, 10) == (guint64)getpid ())
    return g_strdup ("this program");
  if (!g_file_get_contents (path, &name, NULL, NULL))
    return g_strdup_printf ("process %s", pid);
  return g_strdup_printf ("%s (process %s)", g_strstrip (name), pid);
}

/* Only processes of the same user show what they hold, unless we are root. */
static char *
find_holder (const char *device)
{
  g_autoptr(GDir) dir = g_dir_open ("/proc", 0, NULL);
  struct stat info;
  const char *pid;

  if (stat (device, &info) != 0)
    return g_strdup ("another program");

  while (dir != NULL && (pid = g_dir_read_name (dir)) != NULL)
    if (g_ascii_isdigit (*pid) && process_holds (pid, info.st_rdev))
      return describe_process (pid);

  return g_strdup ("another program");
}

static char *
find_group (const char *device)
{
  struct stat info;
  struct group *group;

  if (stat (device, &info) != 0)
    return g_strdup ("unknown");

  group = getgrgid (info.st_gid);
  return group != NULL ? g_strdup (group->gr_name) : g_strdup_printf ("%u", (guint)info.st_gid);
}

static void
set_busy (GError     **error,
          const char  *port,
          const char  *device)
{
  g_autofree char *holder = find_holder (device);

  g_set_error (error, RK_ERROR, RK_ERROR_PORT_BUSY, "%s is in use by %s", port, holder);
}

static void
set_denied (GError     **error,
            const char  *port,
            const char  *device)
{
  g_autofree char *group = find_group (device);

  g_set_error (error, RK_ERROR, RK_ERROR_PORT_DENIED,
               "no permission to open %s: it belongs to the group “%s”", port, group);
}

/**
 * rk_port_error_set:
 * @error: (out) (optional): what to set
 * @port: the port's name as the person knows it
 * @device: (nullable): the device's path while opening it, %NULL once it is open
 * @code: errno
 */
void
rk_port_error_set (GError     **error,
                   const char  *port,
                   const char  *device,
                   int          code)
{
  if (device == NULL)
    {
      rk_port_error_set_lost (error, port, g_strerror (code));
      return;
    }

  switch (code)
    {
    case EBUSY:
    case EWOULDBLOCK:
      set_busy (error, port, device);
      break;

    case EACCES:
    case EPERM:
      set_denied (error, port, device);
      break;

    case ENOENT:
    case ENOTDIR:
    case ENXIO:
    case ENODEV:
      g_set_error (error, RK_ERROR, RK_ERROR_PORT_MISSING, "there is no port %s", port);
      break;

    case ENOTTY:
    case EISDIR:
    case EINVAL:
      g_set_error (error, RK_ERROR, RK_ERROR_PORT_MISSING, "%s is not a serial port", port);
      break;

    case EIO:
      rk_port_error_set_lost (error, port, g_strerror (code));
      break;

    default:
      g_set_error (error, RK_ERROR, RK_ERROR_PORT_UNABLE, "opening %s failed: %s",
                   port, g_strerror (code));
    }
}
