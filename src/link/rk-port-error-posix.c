/* rk-port-error-posix.c: what errno says about a port
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-port-error.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rk-error.h"
#include "rk-port-access.h"
#include "rk-port-holder.h"

/* Services that take adapters for what they are not, and how to stop them.
 * brltty: koen.vervloesem.eu, "How to stop brltty from claiming your USB UART interface on
 * Linux"; ModemManager probes every tty by default (its API reference, "Modem filter"). */
static const struct
{
  const char *program;
  const char *which;
  const char *command;
} grabbers[] = {
  { "brltty", "brltty", "sudo systemctl mask --now brltty-udev.service brltty.service" },
  { "ModemManager", "modemmanager", "sudo systemctl disable --now ModemManager.service" },
};

static gboolean
set_grabber (GError     *error,
             const char *program)
{
  for (gsize i = 0; i < G_N_ELEMENTS (grabbers); i++)
    if (g_strcmp0 (program, grabbers[i].program) == 0)
      {
        rk_error_set_fact (error, "case", grabbers[i].which);
        rk_error_set_fact (error, "command", grabbers[i].command);
        return TRUE;
      }

  return FALSE;
}

/* A holder that may not be looked at is a service, mostly: ModemManager if it runs. */
static void
set_busy (GError     **error,
          const char  *port,
          const char  *device,
          int          code)
{
  struct stat info = { 0 };
  g_autofree char *program = NULL;
  guint pid = stat (device, &info) == 0 ? rk_port_holder_find (RK_PORT_HOLDER_PROC, info.st_rdev, &program) : 0;
  g_autofree char *number = g_strdup_printf ("%u", pid);

  /* Where it was opened in vain, it is open once more than before. */
  if (pid == 0 && rk_port_holder_count (RK_PORT_HOLDER_PROC, "self", info.st_rdev) > (code == EWOULDBLOCK ? 1 : 0))
    {
      g_set_error (error, RK_ERROR, RK_ERROR_PORT_BUSY, "%s is in use by this program", port);
      rk_error_set_fact (*error, "case", "self");
      return;
    }
  if (pid == 0)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_PORT_BUSY, "%s is in use by another program", port);
      if (rk_port_holder_find_program (RK_PORT_HOLDER_PROC, "ModemManager") != 0)
        set_grabber (*error, "ModemManager");
      return;
    }

  g_set_error (error, RK_ERROR, RK_ERROR_PORT_BUSY, "%s is in use by %s (process %u)", port,
               program != NULL ? program : "another program", pid);
  rk_error_set_fact (*error, "program", program != NULL ? program : "?");
  rk_error_set_fact (*error, "pid", number);
  if (!set_grabber (*error, program))
    rk_error_set_fact (*error, "case", "program");
}

static RkPortAccess
judge_access (const struct stat  *info,
              const struct group *group,
              const char         *user)
{
  int count = getgroups (0, NULL);
  g_autofree gid_t *session = g_new0 (gid_t, (gsize)MAX (count, 0) + 1);

  count = MAX (getgroups (count, session), 0);
  session[count] = getegid ();
  return rk_port_access_judge (info->st_mode, group, user, session, (gsize)count + 1);
}

static void
set_denied (GError     **error,
            const char  *port,
            const char  *device)
{
  struct stat info = { 0 };
  const struct passwd *passwd = getpwuid (geteuid ());
  g_autofree char *user = g_strdup (passwd != NULL ? passwd->pw_name : g_get_user_name ());
  const struct group *group = stat (device, &info) == 0 ? getgrgid (info.st_gid) : NULL;
  g_autofree char *command = NULL;
  RkPortAccess access = judge_access (&info, group, user);

  g_set_error (error, RK_ERROR, RK_ERROR_PORT_DENIED, "no permission to open %s: it belongs to the group “%s”", port,
               group != NULL ? group->gr_name : "unknown");
  if (access == RK_PORT_ACCESS_OWNER)
    return;

  rk_error_set_fact (*error, "group", group->gr_name);
  rk_error_set_fact (*error, "user", user);
  rk_error_set_fact (*error, "case", access == RK_PORT_ACCESS_SESSION ? "session" : "group");
  command = g_strdup_printf ("sudo usermod -aG %s %s", group->gr_name, user);
  if (access == RK_PORT_ACCESS_GROUP)
    rk_error_set_fact (*error, "command", command);
}

/* A USB adapter that is not there although somebody expects it. */
static void
note_brltty (GError     *error,
             const char *port)
{
  if (g_str_has_prefix (port, "/dev/ttyUSB") && rk_port_holder_find_program (RK_PORT_HOLDER_PROC, "brltty") != 0)
    set_grabber (error, "brltty");
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
  if (error == NULL)
    return;
  if (device == NULL)
    {
      rk_port_error_set_lost (error, port, g_strerror (code));
      note_brltty (*error, port);
      return;
    }

  switch (code)
    {
    case EBUSY:
    case EWOULDBLOCK:
      set_busy (error, port, device, code);
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
      note_brltty (*error, device);
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
