/* test-cmd-serve.c: rekindle-cli serve from end to end
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <signal.h>
#include <string.h>

#include "rk-image-fixtures.h"
#include "rk-listen.h"
#include "update-client.h"

/* Exit codes, as the README promises them to scripts. */
enum
{
  DONE = 0,
  USAGE = 2,
  PORT = 3,
  REFUSED = 6,
};

typedef struct
{
  char *folder;
  char *paths[2];
} Fixture;

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  data)
{
  fixture->folder = g_dir_make_tmp ("rekindle-serve-XXXXXX", NULL);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GBytes) build = fixture_ea (i + 1, 2, i == 0 ? 0x1010 : 0x81010);
      g_autofree char *name = g_strdup_printf ("user%u.bin", i + 1);

      fixture->paths[i] = g_build_filename (fixture->folder, name, NULL);
      g_assert_true (g_file_set_contents (fixture->paths[i], g_bytes_get_data (build, NULL),
                                          (gssize)g_bytes_get_size (build), NULL));
    }
}

static void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  data)
{
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpint (g_remove (fixture->paths[i]), ==, 0);
      g_free (fixture->paths[i]);
    }
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
}

static GSubprocess *
spawn (const char *listen,
       const char *user1,
       const char *user2)
{
  g_autoptr(GError) error = NULL;
  GSubprocess *process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error,
                                           RK_CLI, "--json", "serve", "--user1", user1, "--user2", user2,
                                           "--version", "v1.99", "--listen", listen, "--dns", "--dns-port", "0", NULL);

  g_assert_no_error (error);
  return process;
}

/* The next event of that name. */
static JsonObject *
await_event (GDataInputStream *out,
             const char       *name)
{
  for (;;)
    {
      g_autofree char *line = g_data_input_stream_read_line (out, NULL, NULL, NULL);
      g_autoptr(JsonNode) node = NULL;

      g_assert_nonnull (line);
      g_test_message ("%s", line);
      node = json_from_string (line, NULL);
      g_assert_nonnull (node);
      if (g_str_equal (json_object_get_string_member (json_node_get_object (node), "event"), name))
        return json_node_dup_object (node);
    }
}

static void
test_serve (Fixture       *fixture,
            gconstpointer  data)
{
  static const char version[] = CLIENT_VERSION_REQUEST;
  static const char request[] = CLIENT_FILE_REQUEST ("v1.99", "user2.bin");
  g_autoptr(GSubprocess) process = spawn ("127.0.0.1:0", fixture->paths[0], fixture->paths[1]);
  g_autoptr(GDataInputStream) out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_autoptr(JsonObject) serving = await_event (out, "serving");
  g_autoptr(JsonObject) asked = NULL;
  g_autoptr(JsonObject) result = NULL;
  g_autoptr(GInetSocketAddress) address = NULL;
  g_autoptr(GBytes) told = NULL;
  g_autoptr(GBytes) file = NULL;
  g_autoptr(GBytes) body = NULL;
  g_autoptr(GBytes) wanted = fixture_ea (2, 2, 0x81010);

  address = rk_listen_parse (json_object_get_string_member (serving, "address"), NULL);
  told = client_ask (address, version, strlen (version));
  g_assert_true (client_has (told, "v1.99"));
  file = client_ask (address, request, strlen (request));
  body = client_body (file);
  g_assert_true (g_bytes_equal (body, wanted));

  asked = await_event (out, "transfer");
  g_assert_cmpstr (json_object_get_string_member (asked, "asks-for"), ==, "version");
  g_assert_cmpstr (json_object_get_string_member (asked, "module"), ==, "127.0.0.1");

  g_subprocess_send_signal (process, SIGINT);
  result = await_event (out, "result");
  g_assert_true (json_object_get_boolean_member (result, "ok"));
  g_assert_cmpint (json_object_get_int_member (result, "files"), ==, 1);
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, DONE);
}

static int
get_exit_code (const char *listen,
               const char *user1,
               const char *user2)
{
  g_autoptr(GSubprocess) process = spawn (listen, user1, user2);

  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  return g_subprocess_get_exit_status (process);
}

static void
test_refused (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(GInetSocketAddress) any = rk_listen_parse ("127.0.0.1:0", NULL);
  g_autoptr(GSocket) taken = rk_listen_socket (G_SOCKET_TYPE_STREAM, any, NULL);
  g_autoptr(GSocketAddress) address = g_socket_get_local_address (taken, NULL);
  g_autofree char *listen = rk_listen_format (G_INET_SOCKET_ADDRESS (address));

  g_assert_cmpint (get_exit_code (listen, fixture->paths[0], fixture->paths[1]), ==, PORT);
  g_assert_cmpint (get_exit_code ("127.0.0.1:0", fixture->paths[1], fixture->paths[0]), ==, REFUSED);
  g_assert_cmpint (get_exit_code ("nowhere", fixture->paths[0], fixture->paths[1]), ==, USAGE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/cmd-serve/serve", Fixture, NULL, fixture_set_up, test_serve, fixture_tear_down);
  g_test_add ("/cmd-serve/refused", Fixture, NULL, fixture_set_up, test_refused, fixture_tear_down);

  return g_test_run ();
}
