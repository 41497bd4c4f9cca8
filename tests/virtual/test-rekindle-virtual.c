/* test-rekindle-virtual.c: the program's options, signals and files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * With a module in it that sends back what it gets.
 */

#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  char *folder;
  char *flash;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("rk-program-XXXXXX", NULL);
  fixture->flash = g_build_filename (fixture->folder, "flash.bin", NULL);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_unlink (fixture->flash);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->flash);
  g_free (fixture->folder);
}

static GSubprocess *
start (const char *first,
       ...)
{
  g_autoptr(GPtrArray) arguments = g_ptr_array_new ();
  g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "virtual", "echo-virtual", NULL);
  g_autoptr(GError) error = NULL;
  GSubprocess *process;
  va_list list;

  g_ptr_array_add (arguments, program);
  va_start (list, first);
  for (const char *argument = first; argument != NULL; argument = va_arg (list, const char *))
    g_ptr_array_add (arguments, (gpointer)argument);
  va_end (list);
  g_ptr_array_add (arguments, NULL);

  process = g_subprocess_newv ((const char *const *)arguments->pdata,
                               G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                               &error);
  g_assert_no_error (error);

  return process;
}

/* The ports that it says it serves on. */
static char **
read_ports (GSubprocess *process)
{
  g_autoptr(GDataInputStream) lines = NULL;
  g_autofree char *line = NULL;
  g_autoptr(GError) error = NULL;

  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  line = g_data_input_stream_read_line (lines, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  g_assert_true (g_str_has_prefix (line, "ready "));

  return g_strsplit (line + strlen ("ready "), " ", -1);
}

static void
end (GSubprocess *process,
     int          signal_number)
{
  g_subprocess_send_signal (process, signal_number);
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
}

static void
test_ports (Fixture      *fixture,
            gconstpointer data)
{
  g_autofree char *link = g_build_filename (fixture->folder, "port", NULL);
  g_autoptr(GSubprocess) process = start ("--link", link, "--tcp", "0", "--rfc2217", "0", NULL);
  g_auto(GStrv) ports = read_ports (process);

  g_assert_cmpuint (g_strv_length (ports), ==, 3);
  g_assert_cmpstr (ports[0], ==, link);
  g_assert_true (g_str_has_prefix (ports[1], "socket://127.0.0.1:"));
  g_assert_true (g_str_has_prefix (ports[2], "rfc2217://127.0.0.1:"));
  g_assert_true (g_file_test (link, G_FILE_TEST_EXISTS));

  end (process, SIGTERM);
  g_assert_false (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
}

static void
test_default_port (Fixture      *fixture,
                   gconstpointer data)
{
  g_autoptr(GSubprocess) process = start ("--turbo", "--boot", "download", "--wiring", "none", NULL);
  g_auto(GStrv) ports = read_ports (process);
  int fd;
  char byte = 'x';

  g_assert_cmpuint (g_strv_length (ports), ==, 1);
  fd = open (ports[0], O_RDWR | O_NOCTTY | O_CLOEXEC);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, &byte, 1), ==, 1);
  g_assert_cmpint (read (fd, &byte, 1), ==, 1);
  close (fd);

  /* The buttons do not end it. */
  g_subprocess_send_signal (process, SIGUSR1);
  g_subprocess_send_signal (process, SIGUSR2);
  end (process, SIGINT);
}

static void
test_flash_file (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr(GSubprocess) process = start ("--flash", fixture->flash, "--size", "512KB", NULL);
  g_auto(GStrv) ports = read_ports (process);
  GStatBuf info;

  end (process, SIGTERM);
  g_assert_cmpint (g_stat (fixture->flash, &info), ==, 0);
  g_assert_cmpint (info.st_size, ==, 512 * 1024);

  /* Its size is the chip's from now on. */
  g_clear_object (&process);
  process = start ("--flash", fixture->flash, NULL);
  g_strfreev (ports);
  ports = read_ports (process);
  end (process, SIGTERM);
  g_assert_cmpint (g_stat (fixture->flash, &info), ==, 0);
  g_assert_cmpint (info.st_size, ==, 512 * 1024);
}

static void
test_bad_options (void)
{
  static const char *const rows[][2] = {
    { "--wiring", "crossed" }, { "--boot", "sideways" }, { "--size", "much" },
    { "--tcp", "70000" },      { "--tcp", "-2" },        { "--latency-ms", "-1" },
    { "--baud", "0" },         { "--usb", "--turbo" },   { "--nonsense", "1" },
    { "stray", "words" },      { "--flash", "/proc/self/status" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GSubprocess) process = start (rows[i][0], rows[i][1], NULL);

      g_assert_true (g_subprocess_wait (process, NULL, NULL));
      g_assert_true (g_subprocess_get_if_exited (process));
      g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 2);
    }
}

static void
test_no_port (void)
{
  g_autoptr(GSubprocess) process = start ("--link", "/nonexistent/folder/port", NULL);

  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 3);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/rekindle-virtual/ports", Fixture, NULL, set_up, test_ports, tear_down);
  g_test_add ("/rekindle-virtual/default-port", Fixture, NULL, set_up, test_default_port, tear_down);
  g_test_add ("/rekindle-virtual/flash-file", Fixture, NULL, set_up, test_flash_file, tear_down);
  g_test_add_func ("/rekindle-virtual/bad-options", test_bad_options);
  g_test_add_func ("/rekindle-virtual/no-port", test_no_port);

  return g_test_run ();
}
