/* test-port-trouble.c: who holds a port, who may not open it, what takes it away
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-error.h"
#include "rk-link.h"
#include "rk-port-access.h"
#include "rk-port-driver.h"
#include "rk-port-holder.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static int
open_master (void)
{
  int master = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC);

  g_assert_cmpint (master, >=, 0);
  g_assert_no_errno (grantpt (master));
  g_assert_no_errno (unlockpt (master));
  return master;
}

/* A process of a name of its own that has locked the port when this returns. */
static pid_t
start_holder (const char *port,
              const char *name)
{
  int ready[2];
  char byte;
  pid_t pid;

  g_assert_no_errno (pipe (ready));
  pid = fork ();
  g_assert_cmpint (pid, >=, 0);
  if (pid == 0)
    {
      int fd = open (port, O_RDWR | O_NOCTTY);

      prctl (PR_SET_PDEATHSIG, SIGKILL);
      prctl (PR_SET_NAME, name);
      if (fd < 0 || flock (fd, LOCK_EX) != 0 || write (ready[1], "x", 1) != 1)
        _exit (1);
      for (;;)
        pause ();
    }

  g_assert_cmpint (read (ready[0], &byte, 1), ==, 1);
  close (ready[0]);
  close (ready[1]);
  return pid;
}

static void
assert_busy (const char *name,
             const char *which)
{
  int master = open_master ();
  g_autofree char *port = g_strdup (ptsname (master));
  pid_t holder = start_holder (port, name);
  g_autofree char *number = g_strdup_printf ("%d", (int)holder);
  g_autoptr(RkLink) link = rk_link_new_for_port (port, NULL);
  g_autoptr(GError) error = NULL;

  g_assert_false (rk_link_open (link, 115200, NULL, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_PORT_BUSY);
  g_assert_cmpstr (rk_error_get_fact (error, "case"), ==, which);
  g_assert_cmpstr (rk_error_get_fact (error, "program"), ==, name);
  g_assert_cmpstr (rk_error_get_fact (error, "pid"), ==, number);
  g_assert_nonnull (strstr (error->message, name));
  g_assert_cmpint (rk_error_get_fact (error, "command") != NULL, ==, !g_str_equal (which, "program"));

  kill (holder, SIGKILL);
  waitpid (holder, NULL, 0);
  g_close (master, NULL);
}

static void
test_busy (void)
{
  assert_busy ("serial-monitor", "program");
  assert_busy ("brltty", "brltty");
  assert_busy ("ModemManager", "modemmanager");
}

static void
test_busy_by_ourselves (void)
{
  int master = open_master ();
  g_autoptr(RkLink) first = rk_link_new_for_port (ptsname (master), NULL);
  g_autoptr(RkLink) second = rk_link_new_for_port (ptsname (master), NULL);
  g_autoptr(GError) error = NULL;

  g_assert_true (rk_link_open (first, 115200, NULL, NULL));
  g_assert_false (rk_link_open (second, 115200, NULL, &error));
  g_assert_cmpstr (rk_error_get_fact (error, "case"), ==, "self");
  g_close (master, NULL);
}

static void
add_process (const char *proc,
             const char *pid,
             const char *comm,
             const char *holds)
{
  g_autofree char *folder = g_build_filename (proc, pid, "fd", NULL);
  g_autofree char *name = g_build_filename (proc, pid, "comm", NULL);
  g_autofree char *fd = g_build_filename (folder, "7", NULL);

  g_assert_no_errno (g_mkdir_with_parents (folder, 0755));
  g_assert_true (g_file_set_contents (name, comm, -1, NULL));
  if (holds != NULL)
    g_assert_no_errno (symlink (holds, fd));
}

/* /proc as it may look. */
static void
test_proc (void)
{
  g_autofree char *proc = g_dir_make_tmp ("rk-proc-XXXXXX", NULL);
  g_autofree char *program = NULL;
  g_autofree char *remove = g_strdup_printf ("rm -r '%s'", proc);
  int master = open_master ();
  struct stat info;

  g_assert_no_errno (stat (ptsname (master), &info));
  add_process (proc, "1", "systemd\n", "/dev/null");
  add_process (proc, "812", "ModemManager\n", NULL);
  add_process (proc, "self", "nobody\n", ptsname (master));

  g_assert_cmpuint (rk_port_holder_find (proc, info.st_rdev, &program), ==, 0);
  g_assert_null (program);
  add_process (proc, "4711", "screen of a user\n", ptsname (master));
  g_assert_cmpuint (rk_port_holder_find (proc, info.st_rdev, &program), ==, 4711);
  g_assert_cmpstr (program, ==, "screen of a user");

  g_assert_cmpuint (rk_port_holder_find_program (proc, "ModemManager"), ==, 812);
  g_assert_cmpuint (rk_port_holder_find_program (proc, "brltty"), ==, 0);
  g_assert_cmpuint (rk_port_holder_find_program ("/nowhere", "brltty"), ==, 0);
  g_assert_cmpint (system (remove), ==, 0);
  g_close (master, NULL);
}

/* What stands in /etc/group, and in which groups the session is. */
static void
test_groups (void)
{
  static const struct
  {
    const char  *line;
    mode_t       mode;
    gid_t        session[3];
    RkPortAccess access;
  } cases[] = {
    { "dialout:x:20:", 0660, { 1000, 4 }, RK_PORT_ACCESS_GROUP },
    { "dialout:x:20:bob,carol", 0660, { 1000, 4 }, RK_PORT_ACCESS_GROUP },
    { "dialout:x:20:bob,ann", 0660, { 1000, 4 }, RK_PORT_ACCESS_SESSION },
    { "uucp:x:987:ann", 0660, { 1000, 4 }, RK_PORT_ACCESS_SESSION },
    { "dialout:x:20:ann", 0660, { 1000, 20 }, RK_PORT_ACCESS_OWNER },
    { "dialout:x:20:ann", 0600, { 1000, 4 }, RK_PORT_ACCESS_OWNER },
    { "root:x:0:", 0660, { 1000, 4 }, RK_PORT_ACCESS_OWNER },
    { "dialout:x:20:annabel", 0660, { 1000, 4 }, RK_PORT_ACCESS_GROUP },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("%s\n", cases[i].line);
      FILE *file = fmemopen (text, strlen (text), "r");
      const struct group *group = fgetgrent (file);

      g_assert_nonnull (group);
      g_assert_cmpint (rk_port_access_judge (cases[i].mode, group, "ann", cases[i].session, 2), ==, cases[i].access);
      fclose (file);
    }
  g_assert_cmpint (rk_port_access_judge (0660, NULL, "ann", NULL, 0), ==, RK_PORT_ACCESS_OWNER);
}

/* Root may open everything, so the test is somebody else for a moment. */
static void
test_denied (void)
{
  int master = open_master ();
  g_autofree char *port = g_strdup (ptsname (master));
  g_autoptr(RkLink) link = rk_link_new_for_port (port, NULL);
  g_autoptr(GError) error = NULL;

  if (getuid () != 0)
    {
      g_test_skip ("only root can be somebody else");
      g_close (master, NULL);
      return;
    }

  g_assert_no_errno (chown (port, 0, 20));
  g_assert_no_errno (chmod (port, 0660));
  g_assert_no_errno (setgroups (0, NULL));
  g_assert_no_errno (setegid (65534));
  g_assert_no_errno (seteuid (65534));
  g_assert_false (rk_link_open (link, 115200, NULL, &error));
  g_assert_no_errno (seteuid (0));
  g_assert_no_errno (setegid (0));
  g_assert_no_errno (prctl (PR_SET_DUMPABLE, 1));

  g_assert_error (error, RK_ERROR, RK_ERROR_PORT_DENIED);
  g_assert_cmpstr (rk_error_get_fact (error, "case"), ==, "group");
  g_assert_cmpstr (rk_error_get_fact (error, "group"), ==, "dialout");
  g_assert_cmpstr (rk_error_get_fact (error, "user"), ==, "nobody");
  g_assert_cmpstr (rk_error_get_fact (error, "command"), ==, "sudo usermod -aG dialout nobody");
  g_close (master, NULL);
}

static void
test_kernels (void)
{
  static const struct
  {
    const char *release;
    gboolean    faulty;
  } cases[] = {
    { "5.13.9-arch1-1", FALSE }, { "5.13.10-arch1-1", TRUE }, { "5.13.13", TRUE }, { "5.13.14-arch1-1", FALSE },
    { "5.10.60-1-lts", FALSE }, { "5.10.61-1-lts", TRUE }, { "5.4.0-88-generic", TRUE }, { "5.4.0-90-generic", FALSE },
    { "5.4.0-880-generic", FALSE }, { "6.1.0-13-amd64", FALSE }, { "", FALSE }, { "5.13.", FALSE }, { NULL, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpint (rk_port_driver_loses_bytes (RK_PORT_ADAPTER_CH340, cases[i].release), ==, cases[i].faulty);
      g_assert_false (rk_port_driver_loses_bytes (RK_PORT_ADAPTER_FTDI, cases[i].release));
    }
}

/* Facts stay with an error on its way up. */
static void
test_facts (void)
{
  g_autoptr(GError) error = g_error_new (RK_ERROR, RK_ERROR_PORT_BUSY, "busy");
  g_autoptr(GError) other = g_error_new (G_FILE_ERROR, G_FILE_ERROR_IO, "other");
  g_autoptr(GError) copy = NULL;
  g_auto(GStrv) facts = NULL;

  g_assert_null (rk_error_get_fact (error, "pid"));
  rk_error_set_fact (error, "pid", "7");
  rk_error_set_fact (error, "program", NULL);
  rk_error_set_fact (other, "pid", "7");
  rk_error_set_fact (NULL, "pid", "7");
  g_prefix_error (&error, "before: ");
  copy = g_error_copy (error);
  g_clear_error (&error);

  g_assert_cmpstr (rk_error_get_fact (copy, "pid"), ==, "7");
  g_assert_null (rk_error_get_fact (copy, "program"));
  g_assert_null (rk_error_get_fact (other, "pid"));
  facts = rk_error_dup_facts (copy);
  g_assert_cmpuint (g_strv_length (facts), ==, 2);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/port-trouble/busy", test_busy);
  g_test_add_func ("/port-trouble/busy-by-ourselves", test_busy_by_ourselves);
  g_test_add_func ("/port-trouble/proc", test_proc);
  g_test_add_func ("/port-trouble/groups", test_groups);
  g_test_add_func ("/port-trouble/denied", test_denied);
  g_test_add_func ("/port-trouble/kernels", test_kernels);
  g_test_add_func ("/port-trouble/facts", test_facts);

  return g_test_run ();
}
