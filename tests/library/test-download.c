/* test-download.c: files from a server that is slow, broken or lies
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gstdio.h>
#include <string.h>

#include "http-server.h"
#include "rk-download.h"
#include "rk-error.h"

#define SIZE 200000u

typedef struct
{
  HttpServer *server;
  char       *folder;
  GBytes     *file;
  char       *sha256;
  GBytes     *other; /* as long, with other bytes */
} Fixture;

/* What is meant to go on waits as long as it takes; pauses are short. */
static const RkDownloadLimits patient = {
  .http = { .connect_ms = 120000, .stall_ms = 120000, .least_bytes = 1, .redirects = 3 },
  .tries = 4, .delay_ms = 1, .max_delay_ms = 20,
};

/* A server that stalls is given up at once. */
static const RkDownloadLimits hasty = {
  .http = { .connect_ms = 120000, .stall_ms = 700, .least_bytes = 1000, .redirects = 3 },
  .tries = 2, .delay_ms = 1, .max_delay_ms = 20,
};

static GBytes *
make_file (guint32 seed)
{
  guint8 *data = g_malloc (SIZE);
  g_autoptr(GRand) random = g_rand_new_with_seed (seed);

  for (guint i = 0; i < SIZE; i++)
    data[i] = (guint8)g_rand_int (random);
  return g_bytes_new_take (data, SIZE);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->server = http_server_new ();
  fixture->folder = g_dir_make_tmp ("rk-download-XXXXXX", NULL);
  fixture->file = make_file (1);
  fixture->sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, fixture->file);
  fixture->other = make_file (2);
}

static guint
count_files (Fixture    *fixture,
             const char *suffix)
{
  g_autoptr(GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    n += g_str_has_suffix (name, suffix);
  return n;
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  http_server_free (fixture->server);
  g_bytes_unref (fixture->file);
  g_bytes_unref (fixture->other);
  g_free (fixture->folder);
  g_free (fixture->sha256);
}

static void
put (Fixture  *fixture,
     HttpPage  page)
{
  page.path = "/a.bin";
  if (page.body == NULL)
    page.body = fixture->file;
  http_server_put (fixture->server, &page);
}

static GBytes *
get_url (Fixture                *fixture,
         const char             *url,
         const char             *sha256,
         guint32                 size,
         const RkDownloadLimits *limits,
         GError                **error)
{
  const RkDownload download = {
    .url = url, .sha256 = sha256, .size = size, .max_size = 16 * 1024 * 1024, .folder = fixture->folder,
  };
  g_autoptr(RkHttp) http = rk_http_new (&limits->http);

  return rk_download_run (&download, http, limits, NULL, NULL, NULL, error);
}

static GBytes *
get (Fixture                *fixture,
     const RkDownloadLimits *limits,
     GError                **error)
{
  g_autofree char *url = http_server_url (fixture->server, "/a.bin");

  return get_url (fixture, url, fixture->sha256, SIZE, limits, error);
}

static void
assert_comes (Fixture    *fixture,
              const char *ranges)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = get (fixture, &patient, &error);
  g_autofree char *asked = http_server_get_ranges (fixture->server, "/a.bin");

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (bytes, fixture->file));
  g_assert_cmpstr (asked, ==, ranges);
  g_assert_cmpuint (count_files (fixture, ""), ==, 0);
}

static void
assert_fails (Fixture                *fixture,
              const RkDownloadLimits *limits,
              GQuark                  domain,
              int                     code,
              const char             *message,
              guint                   n_requests)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (get (fixture, limits, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, domain, code);
  g_assert_nonnull (strstr (error->message, "/a.bin: "));
  g_assert_nonnull (strstr (error->message, message));
  g_assert_cmpuint (http_server_count (fixture->server, "/a.bin"), ==, n_requests);
}

/* --- what works --- */

static void
test_plain (Fixture       *fixture,
            gconstpointer  data)
{
  put (fixture, (HttpPage){ .flags = HTTP_PLAIN });
  assert_comes (fixture, "-");
}

static void
test_no_length (Fixture       *fixture,
                gconstpointer  data)
{
  put (fixture, (HttpPage){ .flags = HTTP_NO_LENGTH });
  assert_comes (fixture, "-");
}

static void
test_chunked (Fixture       *fixture,
              gconstpointer  data)
{
  put (fixture, (HttpPage){ .flags = HTTP_CHUNKED });
  assert_comes (fixture, "-");
}

static void
collect_cb (guint64  done,
            guint64  total,
            gpointer user_data)
{
  GArray *steps = user_data;

  g_assert_cmpuint (total, ==, SIZE);
  g_assert_cmpuint (done, >=, steps->len > 0 ? g_array_index (steps, guint64, steps->len - 1) : 0);
  g_array_append_val (steps, done);
}

static void
test_progress (Fixture       *fixture,
               gconstpointer  data)
{
  g_autofree char *url = http_server_url (fixture->server, "/a.bin");
  const RkDownload download = { .url = url, .max_size = SIZE };
  g_autoptr(RkHttp) http = rk_http_new (&patient.http);
  g_autoptr(GArray) steps = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;

  put (fixture, (HttpPage){ .flags = HTTP_PLAIN });
  bytes = rk_download_run (&download, http, &patient, collect_cb, steps, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (steps->len, >, 2);
  g_assert_cmpuint (g_array_index (steps, guint64, steps->len - 1), ==, SIZE);
}

/* A small file without hash or folder, as manifests come. */
static void
test_in_memory (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *url = http_server_url (fixture->server, "/a.bin");
  const RkDownload download = { .url = url, .max_size = SIZE };
  g_autoptr(RkHttp) http = rk_http_new (&patient.http);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;

  put (fixture, (HttpPage){ .faults = 1, .cut = 5000 });
  bytes = rk_download_run (&download, http, &patient, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (bytes, fixture->file));
  g_assert_cmpuint (count_files (fixture, ""), ==, 0);
}

/* --- going on --- */

static void
test_resume (Fixture       *fixture,
             gconstpointer  data)
{
  put (fixture, (HttpPage){ .faults = 1, .cut = 70000 });
  assert_comes (fixture, "- bytes=70000-");
}

static void
test_resume_no_length (Fixture       *fixture,
                       gconstpointer  data)
{
  put (fixture, (HttpPage){ .faults = 2, .cut = 70000, .flags = HTTP_NO_LENGTH });
  assert_comes (fixture, "- bytes=70000- bytes=70000-");
}

static void
test_resume_chunked (Fixture       *fixture,
                     gconstpointer  data)
{
  put (fixture, (HttpPage){ .faults = 1, .cut = 70000, .flags = HTTP_CHUNKED });
  assert_comes (fixture, "- bytes=70000-");
}

static void
test_resume_without_etag (Fixture       *fixture,
                          gconstpointer  data)
{
  put (fixture, (HttpPage){ .faults = 1, .cut = 70000, .flags = HTTP_NO_ETAG });
  assert_comes (fixture, "- bytes=70000-");
}

static void
test_resume_ignored (Fixture       *fixture,
                     gconstpointer  data)
{
  put (fixture, (HttpPage){ .faults = 1, .cut = 70000, .flags = HTTP_NO_RANGES });
  assert_comes (fixture, "- bytes=70000-");
}

static void
test_resume_other_part (Fixture       *fixture,
                        gconstpointer  data)
{
  put (fixture, (HttpPage){ .faults = 1, .cut = 70000, .flags = HTTP_BAD_RANGE });
  assert_comes (fixture, "- bytes=70000- -");
}

/* What was left by another run of the program, with the server up again. */
static void
test_resume_later (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  put (fixture, (HttpPage){ .faults = 100, .cut = 70000 });
  g_assert_null (get (fixture, &patient, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT);
  g_assert_cmpuint (count_files (fixture, ".part"), ==, 1);
  put (fixture, (HttpPage){ .flags = HTTP_PLAIN });
  assert_comes (fixture, "bytes=70000-");
}

/* The file on the server has changed since: If-Range makes it come anew. */
static void
test_resume_changed (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  put (fixture, (HttpPage){ .faults = 100, .cut = 70000, .body = fixture->other });
  g_assert_null (get (fixture, &patient, &error));
  put (fixture, (HttpPage){ .flags = HTTP_PLAIN });
  assert_comes (fixture, "bytes=70000-");
}

/* The same where nothing tells that it has: then the hash does. */
static void
test_resume_changed_unseen (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  put (fixture, (HttpPage){ .faults = 100, .cut = 70000, .body = fixture->other, .flags = HTTP_NO_ETAG });
  g_assert_null (get (fixture, &patient, &error));
  put (fixture, (HttpPage){ .flags = HTTP_NO_ETAG });
  assert_comes (fixture, "bytes=70000- -");
}

/* --- what passes --- */

static void
test_busy_server (Fixture       *fixture,
                  gconstpointer  data)
{
  static const guint statuses[] = { 500, 502, 503, 504, 429, 408 };

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      put (fixture, (HttpPage){ .faults = 2, .status = statuses[i] });
      assert_comes (fixture, "- - -");
    }
}

static void
test_retry_after (Fixture       *fixture,
                  gconstpointer  data)
{
  /* It asks for an hour; more than the limit is not waited. */
  put (fixture, (HttpPage){ .faults = 1, .status = 503, .header = "Retry-After: 3600" });
  assert_comes (fixture, "- -");
}

static void
test_stall (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;
  RkDownloadLimits limits = hasty;

  /* On a machine that has much to do, others may seem to stall as well. */
  limits.tries = 20;
  put (fixture, (HttpPage){ .faults = 1, .cut = 70000, .flags = HTTP_STALL });
  bytes = get (fixture, &limits, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (bytes, fixture->file));
}

/* --- what does not --- */

static void
test_status (Fixture       *fixture,
             gconstpointer  data)
{
  put (fixture, (HttpPage){ .faults = 100, .status = 404 });
  assert_fails (fixture, &patient, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "404", 1);
  put (fixture, (HttpPage){ .faults = 100, .status = 403 });
  assert_fails (fixture, &patient, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "403", 1);
  put (fixture, (HttpPage){ .faults = 100, .status = 501 });
  assert_fails (fixture, &patient, G_IO_ERROR, G_IO_ERROR_FAILED, "501", 1);
  put (fixture, (HttpPage){ .faults = 100, .status = 503 });
  assert_fails (fixture, &patient, G_IO_ERROR, G_IO_ERROR_FAILED, "503", patient.tries);
  g_assert_cmpuint (count_files (fixture, ""), ==, 0);
}

static void
test_always_stalls (Fixture       *fixture,
                    gconstpointer  data)
{
  put (fixture, (HttpPage){ .faults = 100, .cut = 70000, .flags = HTTP_STALL });
  assert_fails (fixture, &hasty, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "bytes came in", hasty.tries);
}

static void
test_trickle (Fixture       *fixture,
              gconstpointer  data)
{
  put (fixture, (HttpPage){ .faults = 100, .cut = 70000, .flags = HTTP_TRICKLE });
  assert_fails (fixture, &hasty, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "bytes came in", hasty.tries);
}

static void
test_endless (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *url = http_server_url (fixture->server, "/a.bin");
  g_autoptr(GError) error = NULL;

  put (fixture, (HttpPage){ .flags = HTTP_ENDLESS });
  assert_fails (fixture, &patient, RK_ERROR, RK_ERROR_BAD_IMAGE, "more than the 200000 bytes", 1);
  put (fixture, (HttpPage){ .flags = HTTP_ENDLESS | HTTP_CHUNKED });
  assert_fails (fixture, &patient, RK_ERROR, RK_ERROR_BAD_IMAGE, "more than the 200000 bytes", 1);
  g_assert_null (get_url (fixture, url, NULL, 0, &patient, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_BAD_IMAGE);
  g_assert_nonnull (strstr (error->message, "more than 16777216 bytes"));
  g_assert_cmpuint (count_files (fixture, ""), ==, 0);
}

/* Nothing of a file that says itself that it is too long is fetched. */
static void
test_too_long (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(GBytes) longer = g_bytes_new_take (g_malloc0 (SIZE + 1), SIZE + 1);

  put (fixture, (HttpPage){ .body = longer, .faults = 100, .cut = 1, .flags = HTTP_STALL });
  assert_fails (fixture, &patient, RK_ERROR, RK_ERROR_BAD_IMAGE, "more than the 200000 bytes", 1);
  g_assert_cmpuint (count_files (fixture, ""), ==, 0);
}

static void
test_wrong_hash (Fixture       *fixture,
                 gconstpointer  data)
{
  put (fixture, (HttpPage){ .body = fixture->other });
  assert_fails (fixture, &patient, RK_ERROR, RK_ERROR_BAD_IMAGE, fixture->sha256, 1);
  g_assert_cmpuint (count_files (fixture, ""), ==, 0);
}

/* Where the server does not tell how much comes, it may have been cut off: once more. */
static void
test_wrong_hash_no_length (Fixture       *fixture,
                           gconstpointer  data)
{
  put (fixture, (HttpPage){ .body = fixture->other, .flags = HTTP_NO_LENGTH });
  assert_fails (fixture, &patient, RK_ERROR, RK_ERROR_BAD_IMAGE, fixture->sha256, patient.tries);
  g_assert_cmpuint (count_files (fixture, ""), ==, 0);
}

static void
test_too_short (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GBytes) shorter = g_bytes_new_from_bytes (fixture->file, 0, SIZE - 1);
  g_autoptr(GBytes) empty = g_bytes_new_static ("", 0);

  put (fixture, (HttpPage){ .body = shorter });
  assert_fails (fixture, &patient, RK_ERROR, RK_ERROR_BAD_IMAGE, "199999 bytes instead of 200000", 1);
  g_assert_cmpuint (count_files (fixture, ""), ==, 0);
  put (fixture, (HttpPage){ .body = empty });
  assert_fails (fixture, &patient, RK_ERROR, RK_ERROR_BAD_IMAGE, "empty", patient.tries);
}

static void
test_refused_connection (Fixture       *fixture,
                         gconstpointer  data)
{
  HttpServer *gone = http_server_new ();
  g_autofree char *url = http_server_url (gone, "/a.bin");
  g_autoptr(GError) error = NULL;

  http_server_free (gone);
  g_assert_null (get_url (fixture, url, NULL, 0, &patient, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
}

/* --- redirects --- */

static void
test_redirect (Fixture       *fixture,
               gconstpointer  data)
{
  const HttpPage there = { .path = "/b.bin", .body = fixture->file };

  http_server_put (fixture->server, &there);
  put (fixture, (HttpPage){ .faults = 100, .status = 302, .location = "/b.bin" });
  assert_comes (fixture, "-");
  g_assert_cmpuint (http_server_count (fixture->server, "/b.bin"), ==, 1);
}

static void
test_redirect_loop (Fixture       *fixture,
                    gconstpointer  data)
{
  put (fixture, (HttpPage){ .faults = 100, .status = 301, .location = "/a.bin" });
  assert_fails (fixture, &patient, G_IO_ERROR, G_IO_ERROR_FAILED, "redirects", 1 + patient.http.redirects);
}

static void
test_redirect_elsewhere (Fixture       *fixture,
                         gconstpointer  data)
{
  static const char *const places[] = { "file:///etc/hostname", "ftp://127.0.0.1/a.bin", "gopher://127.0.0.1/a" };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      put (fixture, (HttpPage){ .faults = 100, .status = 302, .location = places[i] });
      assert_fails (fixture, &patient, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "", 1);
    }
  g_assert_cmpuint (count_files (fixture, ""), ==, 0);
}

static void
test_bad_urls (Fixture       *fixture,
               gconstpointer  data)
{
  static const struct
  {
    const char *url;
    int         code;
  } rows[] = {
    { "file:///etc/hostname", G_IO_ERROR_NOT_SUPPORTED },
    { "ftp://127.0.0.1/a.bin", G_IO_ERROR_NOT_SUPPORTED },
    { "a.bin", G_IO_ERROR_INVALID_ARGUMENT },
    { "http://", G_IO_ERROR_INVALID_ARGUMENT },
    { "http:///a.bin", G_IO_ERROR_INVALID_ARGUMENT },
    { "http://me:secret@127.0.0.1/a.bin", G_IO_ERROR_INVALID_ARGUMENT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (get_url (fixture, rows[i].url, NULL, 0, &patient, &error));
      g_test_message ("%s", error->message);
      g_assert_error (error, G_IO_ERROR, rows[i].code);
    }
}

/* --- cancelling, proxy --- */

typedef struct
{
  Fixture      *fixture;
  GCancellable *cancellable;
  gint64        cancelled_at;
} Canceller;

static gpointer
cancel_thread (gpointer data)
{
  Canceller *canceller = data;

  http_server_await (canceller->fixture->server, "/a.bin", 1);
  canceller->cancelled_at = g_get_monotonic_time ();
  g_cancellable_cancel (canceller->cancellable);
  return NULL;
}

static void
assert_cancels (Fixture *fixture)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  const RkDownloadLimits slow = { .http = patient.http, .tries = 100, .delay_ms = 120000, .max_delay_ms = 120000 };
  g_autofree char *url = http_server_url (fixture->server, "/a.bin");
  const RkDownload download = { .url = url, .sha256 = fixture->sha256, .size = SIZE, .max_size = SIZE, .folder = fixture->folder };
  g_autoptr(RkHttp) http = rk_http_new (&slow.http);
  Canceller canceller = { fixture, cancellable, 0 };
  GThread *thread = g_thread_new ("cancel", cancel_thread, &canceller);
  g_autoptr(GError) error = NULL;

  g_assert_null (rk_download_run (&download, http, &slow, NULL, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
  g_test_message ("cancelled within %" G_GINT64_FORMAT " ms", (g_get_monotonic_time () - canceller.cancelled_at) / 1000);
}

/* Each of these would take two minutes at least if it were not noticed at once. */
static void
test_cancel (Fixture       *fixture,
             gconstpointer  data)
{
  put (fixture, (HttpPage){ .faults = 100, .cut = 70000, .flags = HTTP_STALL });
  assert_cancels (fixture);
  put (fixture, (HttpPage){ .faults = 100, .status = 503 });
  assert_cancels (fixture);
}

static void
test_cancelled_before (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *url = http_server_url (fixture->server, "/a.bin");
  const RkDownload download = { .url = url, .max_size = SIZE };
  g_autoptr(RkHttp) http = rk_http_new (&patient.http);
  g_autoptr(GError) error = NULL;

  put (fixture, (HttpPage){ .flags = HTTP_PLAIN });
  g_cancellable_cancel (cancellable);
  g_assert_null (rk_download_run (&download, http, &patient, NULL, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* The server stands for the proxy: it is asked for the whole URL. */
static void
test_proxy (Fixture       *fixture,
            gconstpointer  data)
{
  g_autofree char *proxy = http_server_url (fixture->server, "");
  const HttpPage page = { .path = "http://firmware.invalid/a.bin", .body = fixture->file };
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;

  http_server_put (fixture->server, &page);
  g_setenv ("http_proxy", proxy, TRUE);
  bytes = get_url (fixture, page.path, fixture->sha256, SIZE, &patient, &error);
  g_unsetenv ("http_proxy");
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (bytes, fixture->file));
}

int
main (int   argc,
      char *argv[])
{
  static const struct
  {
    const char *path;
    void (*run) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/download/plain", test_plain },
    { "/download/no-length", test_no_length },
    { "/download/chunked", test_chunked },
    { "/download/progress", test_progress },
    { "/download/in-memory", test_in_memory },
    { "/download/resume", test_resume },
    { "/download/resume-no-length", test_resume_no_length },
    { "/download/resume-chunked", test_resume_chunked },
    { "/download/resume-without-etag", test_resume_without_etag },
    { "/download/resume-ignored", test_resume_ignored },
    { "/download/resume-other-part", test_resume_other_part },
    { "/download/resume-later", test_resume_later },
    { "/download/resume-changed", test_resume_changed },
    { "/download/resume-changed-unseen", test_resume_changed_unseen },
    { "/download/busy-server", test_busy_server },
    { "/download/retry-after", test_retry_after },
    { "/download/stall", test_stall },
    { "/download/status", test_status },
    { "/download/always-stalls", test_always_stalls },
    { "/download/trickle", test_trickle },
    { "/download/endless", test_endless },
    { "/download/too-long", test_too_long },
    { "/download/wrong-hash", test_wrong_hash },
    { "/download/wrong-hash-no-length", test_wrong_hash_no_length },
    { "/download/too-short", test_too_short },
    { "/download/refused-connection", test_refused_connection },
    { "/download/redirect", test_redirect },
    { "/download/redirect-loop", test_redirect_loop },
    { "/download/redirect-elsewhere", test_redirect_elsewhere },
    { "/download/bad-urls", test_bad_urls },
    { "/download/cancel", test_cancel },
    { "/download/cancelled-before", test_cancelled_before },
    { "/download/proxy", test_proxy },
  };

  /* The proxy of whoever runs the tests is not meant. */
  g_unsetenv ("http_proxy");
  g_unsetenv ("all_proxy");
  g_unsetenv ("ALL_PROXY");
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].run, tear_down);

  return g_test_run ();
}
