/* test-cmd-serve.c: rekindle-cli serve and cloud-update from end to end
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <signal.h>
#include <string.h>

#include "cloud-firmware.h"
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

#define PASSWORD "hunter2hunter2"

static char *
put_file (Fixture    *fixture,
          const char *name,
          GBytes     *bytes)
{
  char *path = g_build_filename (fixture->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes), NULL));
  return path;
}

/* The flash of a module that runs an older version from slot 1. */
static char *
put_flash (Fixture *fixture,
           GBytes  *loader)
{
  g_autoptr(GBytes) mapped = fixture_change (loader, 3, 0x20);
  g_autoptr(GBytes) user1 = cloud_firmware (CLOUD_NONOS, 1);
  g_autoptr(GBytes) program = fixture_join (mapped, 0x1000, user1);
  g_autoptr(GBytes) last = fixture_fill (4096, 0xff);
  g_autoptr(GBytes) flash = fixture_join (program, 1024 * 1024 - 4096, last);

  return put_file (fixture, "flash.bin", flash);
}

/* A virtual module in a process of its own; returns its port. */
static char *
spawn_module (const char   *flash,
              const char   *server,
              GSubprocess **process)
{
  g_autofree char *host = g_strdup_printf ("iot.espressif.cn=%s", server);
  g_autoptr(GDataInputStream) out = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *line = NULL;

  *process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, RK_VIRTUAL, "--turbo", "--rfc2217", "0",
                               "--flash", flash, "--network", "home:" PASSWORD, "--host", host, NULL);
  g_assert_no_error (error);
  out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (*process));
  line = g_data_input_stream_read_line (out, NULL, NULL, NULL);
  g_assert_true (line != NULL && g_str_has_prefix (line, "ready "));
  return g_strdup (line + strlen ("ready "));
}

static void
end_process (GSubprocess *process)
{
  g_subprocess_send_signal (process, SIGTERM);
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
}

/* Three programs: the server, the module, and the one that has it update itself. */
static void
test_cloud_update (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(GBytes) loader = fixture_load ("at-1.7.6-512+512/boot_v1.7.bin");
  g_autoptr(GBytes) user1 = cloud_firmware (CLOUD_NONOS_NEW, 1);
  g_autoptr(GBytes) user2 = cloud_firmware (CLOUD_NONOS_NEW, 2);
  g_autoptr(GBytes) password = g_bytes_new_static (PASSWORD "\n", strlen (PASSWORD "\n"));
  g_autoptr(GSubprocess) server = NULL;
  g_autoptr(GSubprocess) module = NULL;
  g_autoptr(GSubprocess) client = NULL;
  g_autoptr(GDataInputStream) out = NULL;
  g_autoptr(JsonObject) serving = NULL;
  g_autoptr(GError) error = NULL;
  char *paths[2] = { NULL };
  g_autofree char *port = NULL;
  g_autofree char *said = NULL;
  g_autofree char *traced = NULL;
  g_autofree char *flash = NULL;

  if (loader == NULL)
    return;

  g_free (put_file (fixture, "user1.bin", user1));
  g_free (put_file (fixture, "user2.bin", user2));
  paths[0] = put_file (fixture, "password", password);
  paths[1] = put_flash (fixture, loader);

  server = spawn ("127.0.0.1:0", fixture->paths[0], fixture->paths[1]);
  out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (server));
  serving = await_event (out, "serving");
  port = spawn_module (paths[1], json_object_get_string_member (serving, "address"), &module);

  client = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error, RK_CLI, "--json",
                             "--trace", "--port", port, "cloud-update", "--ssid", "home", "--password-file", paths[0],
                             NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (client, NULL, NULL, &said, &traced, &error));
  g_test_message ("%s", said);
  g_assert_cmpint (g_subprocess_get_exit_status (client), ==, DONE);
  g_assert_nonnull (strstr (said, "\"outcome\":\"updated\""));
  g_assert_nonnull (strstr (said, "\"slot-after\":2"));
  g_assert_nonnull (strstr (said, "\"version-after\":\"AT 1.7.6\""));

  /* Neither in words nor in hex. */
  g_assert_null (strstr (said, "hunter2"));
  g_assert_null (strstr (traced, "hunter2"));
  g_assert_null (strstr (traced, "68 75 6e 74 65 72"));

  end_process (module);
  end_process (server);
  g_assert_true (g_file_get_contents (paths[1], &flash, NULL, NULL));
  g_assert_cmpmem (flash + 0x81000, g_bytes_get_size (user2), g_bytes_get_data (user2, NULL),
                   g_bytes_get_size (user2));
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpint (g_remove (paths[i]), ==, 0);
      g_free (paths[i]);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/cmd-serve/serve", Fixture, NULL, fixture_set_up, test_serve, fixture_tear_down);
  g_test_add ("/cmd-serve/refused", Fixture, NULL, fixture_set_up, test_refused, fixture_tear_down);

  g_test_add ("/cmd-serve/cloud-update", Fixture, NULL, fixture_set_up, test_cloud_update, fixture_tear_down);

  return g_test_run ();
}
