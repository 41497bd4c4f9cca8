/* rk-port-holder.c: which process holds a device
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Only processes of the same user show what they hold, unless we are root; their
 * names can be read by everybody (proc(5)).
 */

#include "rk-port-holder.h"

#include <sys/stat.h>
#include <unistd.h>

/**
 * rk_port_holder_count:
 * @proc: %RK_PORT_HOLDER_PROC
 * @pid: a process
 * @device: a device's number
 *
 * Returns: how often it has the device open, as far as may be seen
 */
guint
rk_port_holder_count (const char *proc,
                      const char *pid,
                      dev_t       device)
{
  g_autofree char *folder = g_build_filename (proc, pid, "fd", NULL);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint count = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      struct stat info;

      if (stat (path, &info) == 0 && S_ISCHR (info.st_mode) && info.st_rdev == device)
        count++;
    }
  return count;
}

static char *
dup_program (const char *proc,
             const char *pid)
{
  g_autofree char *path = g_build_filename (proc, pid, "comm", NULL);
  char *program = NULL;

  return g_file_get_contents (path, &program, NULL, NULL) ? g_strchomp (program) : NULL;
}

/**
 * rk_port_holder_find:
 * @proc: %RK_PORT_HOLDER_PROC
 * @device: a device's number
 * @program: (out) (nullable): the name of the program, if it can be read
 *
 * Returns: the number of a process other than this one that has it open, or 0 when none
 *   that may be looked at has
 */
guint
rk_port_holder_find (const char  *proc,
                     dev_t        device,
                     char       **program)
{
  g_autoptr(GDir) dir = g_dir_open (proc, 0, NULL);
  g_autofree char *own = g_strdup_printf ("%d", (int)getpid ());
  const char *pid;

  *program = NULL;
  while (dir != NULL && (pid = g_dir_read_name (dir)) != NULL)
    if (g_ascii_isdigit (*pid) && !g_str_equal (pid, own) && rk_port_holder_count (proc, pid, device) > 0)
      {
        *program = dup_program (proc, pid);
        return (guint)g_ascii_strtoull (pid, NULL, 10);
      }

  return 0;
}

/**
 * rk_port_holder_find_program:
 * @proc: %RK_PORT_HOLDER_PROC
 * @program: a program's name, of 15 characters at most
 *
 * Returns: the number of a process that runs it, or 0
 */
guint
rk_port_holder_find_program (const char *proc,
                             const char *program)
{
  g_autoptr(GDir) dir = g_dir_open (proc, 0, NULL);
  const char *pid;

  while (dir != NULL && (pid = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *name = g_ascii_isdigit (*pid) ? dup_program (proc, pid) : NULL;

      if (g_strcmp0 (name, program) == 0)
        return (guint)g_ascii_strtoull (pid, NULL, 10);
    }

  return 0;
}
