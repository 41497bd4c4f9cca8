/* rk-device-posix.c: devices by their paths
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-device.h"

#include <stdlib.h>

#include "rk-pty-link.h"
#include "rk-serial-link.h"

/* As many symbolic links in a row as Linux itself follows (path_resolution(7)). */
#define MAX_LINKS 40

static gboolean
is_pty (const char *path)
{
  return g_str_has_prefix (path, "/dev/pts/");
}

/* A terminal device that the kernel knows by this very name.  It is asked before
 * links are followed: a simulated one may itself be a link to a pseudo-terminal. */
static gboolean
is_known_tty (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *class = g_build_filename ("/sys/class/tty", name, NULL);

  return g_str_equal (folder, "/dev") && g_file_test (class, G_FILE_TEST_EXISTS);
}

static char *
follow_link (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *target = g_file_read_link (path, NULL);

  return target != NULL ? g_canonicalize_filename (target, folder) : NULL;
}

/**
 * rk_device_resolve:
 * @port: "/dev/ttyUSB0", "ttyUSB0", or a link such as those in /dev/serial/by-id
 *
 * Returns: (transfer full): the path that the kernel knows the device by, or
 *   where the links end when it is none
 */
char *
rk_device_resolve (const char *port)
{
  g_autofree char *path = g_canonicalize_filename (port, "/dev");
  char *resolved;

  for (int links = 0; links < MAX_LINKS && !is_known_tty (path) && !is_pty (path); links++)
    {
      g_autofree char *target = follow_link (path);

      if (target == NULL)
        break;
      g_free (path);
      path = g_steal_pointer (&target);
    }

  /* A folder on the way may be a link as well. */
  resolved = is_known_tty (path) ? NULL : realpath (path, NULL);
  return resolved != NULL ? resolved : g_steal_pointer (&path);
}

/**
 * rk_device_new_link:
 * @port: the port's name
 *
 * Returns: (transfer full): a closed link of the kind that fits the device; of
 *   the serial kind when there is no such device (yet)
 */
RkLink *
rk_device_new_link (const char *port)
{
  g_autofree char *device = rk_device_resolve (port);

  return is_pty (device) ? rk_pty_link_new (port) : rk_serial_link_new (port);
}
