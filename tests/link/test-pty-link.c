/* test-pty-link.c: a pseudo-terminal as a port, with this test at the other side
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-deadline.h"
#include "rk-error.h"
#include "rk-link.h"
#include "test-waiting.h"

#include <asm/ioctls.h>
#include <asm/termbits.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct
{
  int master;
  RkLink *link;
} Fixture;

static int
open_master (void)
{
  int master = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC);

  g_assert_cmpint (master, >=, 0);
  g_assert_no_errno (grantpt (master));
  g_assert_no_errno (unlockpt (master));
  return master;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  g_autoptr(GError) error = NULL;

  fixture->master = open_master ();
  fixture->link = rk_link_new_for_port (ptsname (fixture->master), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (G_OBJECT_TYPE_NAME (fixture->link), ==, "RkPtyLink");
  g_assert_true (rk_link_open (fixture->link, 74880, NULL, &error));
  g_assert_no_error (error);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_assert_finalize_object (fixture->link);
  if (fixture->master >= 0)
    g_close (fixture->master, NULL);
}

static guint
get_baud (int fd)
{
  struct termios2 settings;

  g_assert_no_errno (ioctl (fd, TCGETS2, &settings));
  g_assert_cmpuint (settings.c_ispeed, ==, settings.c_ospeed);
  return settings.c_ospeed;
}

static void
test_baud (Fixture       *fixture,
           gconstpointer  user_data)
{
  static const guint bauds[] = { 74880, 115200, 460800, 921600, 1500000, 2000000, 3000000, 300 };
  g_autoptr(GError) error = NULL;

  g_assert_cmpuint (get_baud (fixture->master), ==, 74880);
  for (gsize i = 0; i < G_N_ELEMENTS (bauds); i++)
    {
      g_assert_true (rk_link_set_baud (fixture->link, bauds[i], &error));
      g_assert_no_error (error);
      g_assert_cmpuint (get_baud (fixture->master), ==, bauds[i]);
      g_assert_cmpuint (rk_link_get_baud (fixture->link), ==, bauds[i]);
    }
}

static void
test_lines (Fixture       *fixture,
            gconstpointer  user_data)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (rk_link_can_set_lines (fixture->link));
  g_assert_false (rk_link_set_lines (fixture->link, TRUE, FALSE, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_PORT_UNABLE);
}

/* Every byte value there and back: nothing is translated, echoed or a signal. */
static void
test_bytes (Fixture       *fixture,
            gconstpointer  user_data)
{
  g_autoptr(GError) error = NULL;
  guint8 sent[256];
  guint8 got[256];
  gsize n = 0;

  for (guint i = 0; i < sizeof sent; i++)
    sent[i] = (guint8)i;

  g_assert_true (rk_link_write (fixture->link, sent, sizeof sent, rk_deadline_in_ms (5000), NULL, &error));
  while (n < sizeof got)
    {
      gssize part = read (fixture->master, got + n, sizeof got - n);

      g_assert_cmpint (part, >, 0);
      n += (gsize)part;
    }
  g_assert_cmpmem (got, sizeof got, sent, sizeof sent);

  g_assert_cmpint (write (fixture->master, sent, sizeof sent), ==, sizeof sent);
  memset (got, 0, sizeof got);
  for (n = 0; n < sizeof got;)
    {
      gssize part = rk_link_read (fixture->link, got + n, sizeof got - n, rk_deadline_in_ms (5000), NULL, &error);

      g_assert_cmpint (part, >, 0);
      n += (gsize)part;
    }
  g_assert_cmpmem (got, sizeof got, sent, sizeof sent);
  g_assert_no_error (error);
}

static void
test_deadline (Fixture       *fixture,
               gconstpointer  user_data)
{
  g_autoptr(GError) error = NULL;
  gint64 deadline = rk_deadline_in_ms (20);
  guint8 byte;

  g_assert_cmpint (rk_link_read (fixture->link, &byte, 1, deadline, NULL, &error), ==, 0);
  g_assert_true (rk_deadline_passed (deadline));
  g_assert_no_error (error);

  /* A deadline that has passed still takes what is there. */
  g_assert_cmpint (write (fixture->master, "x", 1), ==, 1);
  g_assert_cmpint (rk_link_read (fixture->link, &byte, 1, deadline, NULL, &error), ==, 1);
}

static void
test_discard (Fixture       *fixture,
              gconstpointer  user_data)
{
  g_autoptr(GError) error = NULL;
  guint8 byte;

  g_assert_cmpint (write (fixture->master, "stale", 5), ==, 5);
  g_assert_true (rk_link_discard_input (fixture->link, &error));
  g_assert_cmpint (rk_link_read (fixture->link, &byte, 1, 0, NULL, &error), ==, 0);
  g_assert_no_error (error);
}

static void
test_full (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_autofree guint8 *bytes = g_malloc0 (1024 * 1024);
  g_autoptr(GError) error = NULL;

  g_assert_false (rk_link_write (fixture->link, bytes, 1024 * 1024, rk_deadline_in_ms (50), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
}

static void
test_hangup (Fixture       *fixture,
             gconstpointer  user_data)
{
  g_autoptr(GError) error = NULL;
  GThread *hand;
  guint8 byte;

  hand = test_while_waiting (test_close_fd, &fixture->master);
  g_assert_cmpint (rk_link_read (fixture->link, &byte, 1, RK_DEADLINE_NEVER, NULL, &error), ==, -1);
  g_assert_error (error, RK_ERROR, RK_ERROR_PORT_LOST);
  g_thread_join (hand);

  g_clear_error (&error);
  g_assert_false (rk_link_write (fixture->link, &byte, 1, RK_DEADLINE_NEVER, NULL, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_PORT_LOST);
  g_clear_error (&error);
  g_assert_false (rk_link_set_baud (fixture->link, 9600, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_PORT_LOST);

  rk_link_close (fixture->link);
  g_clear_error (&error);
  g_assert_false (rk_link_open (fixture->link, 9600, NULL, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_PORT_MISSING);
}

static void
test_cancel (Fixture       *fixture,
             gconstpointer  user_data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autofree guint8 *bytes = g_malloc0 (1024 * 1024);
  g_autoptr(GError) error = NULL;
  GThread *hand;

  hand = test_while_waiting (test_cancel_it, cancellable);
  g_assert_cmpint (rk_link_read (fixture->link, bytes, 1, RK_DEADLINE_NEVER, cancellable, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (hand);

  g_clear_error (&error);
  g_cancellable_reset (cancellable);
  hand = test_while_waiting (test_cancel_it, cancellable);
  g_assert_false (rk_link_write (fixture->link, bytes, 1024 * 1024, RK_DEADLINE_NEVER, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (hand);
}

static void
test_busy (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_autoptr(RkLink) second = rk_link_new_for_port (rk_link_get_port (fixture->link), NULL);
  g_autoptr(GError) error = NULL;

  g_assert_false (rk_link_open (second, 115200, NULL, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_PORT_BUSY);
  g_assert_nonnull (strstr (error->message, "this program"));
  g_assert_cmpuint (get_baud (fixture->master), ==, 74880);

  /* The refused one has not taken the claim away, nor does it stay after us. */
  g_clear_error (&error);
  g_assert_false (rk_link_open (second, 115200, NULL, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_PORT_BUSY);
  g_clear_error (&error);
  rk_link_close (fixture->link);
  g_assert_true (rk_link_open (second, 115200, NULL, &error));
  g_assert_no_error (error);
}

/* By a link in a linked folder: /tmp/x/folder/port -> /dev/pts/N. */
static void
test_symlink (void)
{
  g_autofree char *dir = g_dir_make_tmp ("rk-link-XXXXXX", NULL);
  g_autofree char *port = g_build_filename (dir, "port", NULL);
  g_autofree char *again = g_build_filename (dir, "again", NULL);
  int master = open_master ();

  g_assert_no_errno (symlink (ptsname (master), port));
  g_assert_no_errno (symlink ("port", again));
  {
    g_autoptr(GError) error = NULL;
    g_autoptr(RkLink) link = rk_link_new_for_port (again, &error);

    g_assert_cmpstr (G_OBJECT_TYPE_NAME (link), ==, "RkPtyLink");
    g_assert_true (rk_link_open (link, 115200, NULL, &error));
    g_assert_no_error (error);
  }
  g_close (master, NULL);
  g_unlink (again);
  g_unlink (port);
  g_rmdir (dir);
}

static void
assert_open_fails (const char *port,
                   RkError     code)
{
  g_autoptr(RkLink) link = rk_link_new_for_port (port, NULL);
  g_autoptr(GError) error = NULL;

  g_assert_false (rk_link_open (link, 115200, NULL, &error));
  g_assert_error (error, RK_ERROR, (int)code);
  g_assert_nonnull (strstr (error->message, port));
  g_assert_false (rk_link_is_open (link));
}

static void
test_no_port (void)
{
  assert_open_fails ("/dev/ttyUSB77", RK_ERROR_PORT_MISSING);
  assert_open_fails ("/dev/pts/77777", RK_ERROR_PORT_MISSING);
  assert_open_fails ("/tmp", RK_ERROR_PORT_MISSING);
  assert_open_fails ("/dev/null", RK_ERROR_PORT_MISSING);
  assert_open_fails ("/dev/pts", RK_ERROR_PORT_MISSING);
}

/* Root may open everything, so the test is somebody else for a moment. */
static void
test_denied (void)
{
  int master = open_master ();
  g_autofree char *port = g_strdup (ptsname (master));

  g_assert_no_errno (chmod (port, 0));
  if (getuid () == 0)
    g_assert_no_errno (seteuid (65534));

  assert_open_fails (port, RK_ERROR_PORT_DENIED);

  g_assert_no_errno (seteuid (getuid ()));
  /* Taken away by the change; the leak checker needs it. */
  g_assert_no_errno (prctl (PR_SET_DUMPABLE, 1));
  g_close (master, NULL);
}

int
main (int   argc,
      char *argv[])
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer user_data);
  } tests[] = {
    { "/link/pty/baud", test_baud },
    { "/link/pty/lines", test_lines },
    { "/link/pty/bytes", test_bytes },
    { "/link/pty/deadline", test_deadline },
    { "/link/pty/discard", test_discard },
    { "/link/pty/full", test_full },
    { "/link/pty/hangup", test_hangup },
    { "/link/pty/cancel", test_cancel },
    { "/link/pty/busy", test_busy },
  };

  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  g_test_add_func ("/link/pty/symlink", test_symlink);
  g_test_add_func ("/link/pty/no-port", test_no_port);
  g_test_add_func ("/link/pty/denied", test_denied);

  return g_test_run ();
}
