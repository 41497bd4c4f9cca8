/* test-serve-pty.c: the pseudo-terminal, with a module that sends back what it gets
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "echo-module.h"
#include "rk-serve-pty.h"

#include <asm/termbits.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

typedef struct
{
  char            *folder;
  char            *link;
  RkVirtualModule *module;
  RkServeAdapter  *adapter;
  RkServePty      *server;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("rk-serve-pty-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->link = g_build_filename (fixture->folder, "module", NULL);
  fixture->module = rk_virtual_module_new (4096);
  fixture->adapter = rk_serve_adapter_new (fixture->module, 0);
  fixture->server = rk_serve_pty_new (fixture->adapter, fixture->link, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  rk_serve_pty_free (fixture->server);
  rk_serve_adapter_free (fixture->adapter);
  g_assert_finalize_object (fixture->module);

  g_assert_false (g_file_test (fixture->link, G_FILE_TEST_IS_SYMLINK));
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->link);
}

static int
open_slave (Fixture *fixture)
{
  int fd = open (fixture->link, O_RDWR | O_NOCTTY | O_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  return fd;
}

static void
set_baud (int   fd,
          guint baud)
{
  struct termios2 settings;

  g_assert_cmpint (ioctl (fd, TCGETS2, &settings), ==, 0);
  settings.c_cflag = (settings.c_cflag & ~(tcflag_t)CBAUD) | BOTHER;
  settings.c_ispeed = settings.c_ospeed = baud;
  g_assert_cmpint (ioctl (fd, TCSETS2, &settings), ==, 0);
}

static void
assert_echo (int         fd,
             const char *bytes,
             gsize       count)
{
  g_autofree char *buffer = g_malloc (count);
  gsize got = 0;

  g_assert_cmpint (write (fd, bytes, count), ==, count);
  while (got < count)
    {
      gssize n = read (fd, buffer + got, count - got);

      g_assert_cmpint (n, >, 0);
      got += (gsize)n;
    }
  g_assert_cmpmem (buffer, got, bytes, count);
}

/* Every byte goes both ways as it is, though nobody set the terminal up. */
static void
test_bytes (Fixture      *fixture,
            gconstpointer data)
{
  g_autofree char *name = rk_serve_pty_dup_name (fixture->server);
  g_autofree char *target = g_file_read_link (fixture->link, NULL);
  int fd = open_slave (fixture);
  char bytes[256];

  g_assert_cmpstr (name, ==, target);
  for (guint i = 0; i < sizeof bytes; i++)
    bytes[i] = (char)i;
  assert_echo (fd, bytes, sizeof bytes);
  assert_echo (fd, bytes, sizeof bytes);

  close (fd);
}

/* A change of rate is noticed though nothing is written. */
static void
test_baud (Fixture      *fixture,
           gconstpointer data)
{
  static const guint bauds[] = { 74880, 9600, 921600, 2000000 };
  int fd = open_slave (fixture);

  echo_module_wait_for_log (fixture->module, "baud 115200;");
  for (gsize i = 0; i < G_N_ELEMENTS (bauds); i++)
    {
      g_autofree char *line = g_strdup_printf ("baud %u;", bauds[i]);

      set_baud (fd, bauds[i]);
      echo_module_wait_for_log (fixture->module, line);
    }

  close (fd);
}

static void
test_reopen (Fixture      *fixture,
             gconstpointer data)
{
  for (guint i = 0; i < 5; i++)
    {
      int fd = open_slave (fixture);

      assert_echo (fd, "again", 5);
      close (fd);
    }
}

/* More than the kernel keeps for a terminal. */
static void
test_much (Fixture      *fixture,
           gconstpointer data)
{
  g_autofree char *text = g_strnfill (200000, 'm');
  int fd = open_slave (fixture);
  gsize sent = 0, got = 0;

  g_assert_cmpint (fcntl (fd, F_SETFL, O_NONBLOCK), ==, 0);
  while (got < 200000)
    {
      struct pollfd item = { fd, (short)(POLLIN | (sent < 200000 ? POLLOUT : 0)), 0 };
      char buffer[1000];
      gssize n;

      g_assert_cmpint (poll (&item, 1, -1), >, 0);
      if ((item.revents & POLLOUT) != 0 && (n = write (fd, text + sent, MIN (1000, 200000 - sent))) > 0)
        sent += (gsize)n;
      if ((item.revents & POLLIN) != 0 && (n = read (fd, buffer, sizeof buffer)) > 0)
        got += (gsize)n;
    }

  close (fd);
}

static void
test_unplug (Fixture      *fixture,
             gconstpointer data)
{
  int fd = open_slave (fixture);
  struct pollfd item = { fd, POLLIN, 0 };
  char byte;

  assert_echo (fd, "a", 1);
  rk_virtual_module_set_plugged (fixture->module, FALSE);
  g_assert_cmpint (poll (&item, 1, -1), ==, 1);
  g_assert_true ((item.revents & POLLHUP) != 0);
  g_assert_cmpint (read (fd, &byte, 1), <=, 0);
  close (fd);

  rk_virtual_module_set_plugged (fixture->module, TRUE);
  while (!g_file_test (fixture->link, G_FILE_TEST_EXISTS))
    g_thread_yield ();
  fd = open_slave (fixture);
  assert_echo (fd, "b", 1);
  close (fd);
}

/* What somebody else has put there stays. */
static void
test_link_taken (void)
{
  g_autoptr(RkVirtualModule) module = rk_virtual_module_new (4096);
  g_autoptr(RkServeAdapter) adapter = rk_serve_adapter_new (module, 0);
  g_autofree char *path = NULL;
  g_autofree char *content = NULL;
  g_autoptr(GError) error = NULL;
  int fd = g_file_open_tmp ("rekindle-XXXXXX", &path, &error);

  g_assert_no_error (error);
  g_assert_cmpint (write (fd, "mine", 4), ==, 4);
  close (fd);

  g_assert_null (rk_serve_pty_new (adapter, path, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "mine");
  g_assert_cmpint (unlink (path), ==, 0);
}

static void
test_link_denied (void)
{
  g_autoptr(RkVirtualModule) module = rk_virtual_module_new (4096);
  g_autoptr(RkServeAdapter) adapter = rk_serve_adapter_new (module, 0);
  g_autoptr(GError) error = NULL;

  g_assert_null (rk_serve_pty_new (adapter, "/nonexistent/folder/link", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
  ADD ("/serve-pty/bytes", test_bytes);
  ADD ("/serve-pty/baud", test_baud);
  ADD ("/serve-pty/reopen", test_reopen);
  ADD ("/serve-pty/much", test_much);
  ADD ("/serve-pty/unplug", test_unplug);
#undef ADD
  g_test_add_func ("/serve-pty/link-denied", test_link_denied);
  g_test_add_func ("/serve-pty/link-taken", test_link_taken);

  return g_test_run ();
}
