/* rk-http.c: one file over HTTP
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * libcurl does the work, proxies from the environment included.  Its multi
 * interface is used for one transfer at a time, because that is what can be woken
 * from another thread: cancelling takes effect at once.
 */

#include "config.h"

#include "rk-http.h"

#include <curl/curl.h>
#include <string.h>

/* The loop comes round so often when nothing happens. */
#define ROUND_MS 1000

struct _RkHttp
{
  CURLM       *multi; /* keeps connections for the next transfer */
  RkHttpLimits limits;
};

typedef struct
{
  CURL           *easy;
  guint64         start;
  RkHttpBodyFunc  body;
  gpointer        user_data;
  RkHttpReply    *reply;
  gboolean        begun;
  guint64         received;
  char            message[CURL_ERROR_SIZE];
  GError         *error; /* of ours: ends the transfer */
} Transfer;

static gpointer
init_curl (gpointer data)
{
  return GINT_TO_POINTER (curl_global_init (CURL_GLOBAL_DEFAULT) == CURLE_OK);
}

/**
 * rk_http_new:
 * @limits: copied
 *
 * For one thread at a time.
 *
 * Returns: (transfer full): what keeps connections open from one file to the next
 */
RkHttp *
rk_http_new (const RkHttpLimits *limits)
{
  static GOnce once = G_ONCE_INIT;
  RkHttp *self = g_new0 (RkHttp, 1);

  g_once (&once, init_curl, NULL);
  self->multi = curl_multi_init ();
  self->limits = *limits;
  return self;
}

/**
 * rk_http_free:
 * @self: (transfer full): connections
 */
void
rk_http_free (RkHttp *self)
{
  curl_multi_cleanup (self->multi);
  g_free (self);
}

/**
 * rk_http_reply_clear:
 * @reply: an answer
 */
void
rk_http_reply_clear (RkHttpReply *reply)
{
  g_free (reply->validator);
  memset (reply, 0, sizeof *reply);
}

/**
 * rk_http_is_url:
 * @text: what somebody wrote
 *
 * Returns: whether it is a URL of any kind, rather than a path
 */
gboolean
rk_http_is_url (const char *text)
{
  return strstr (text, "://") != NULL;
}

/**
 * rk_http_check_url:
 * @url: a URL
 * @error: %G_IO_ERROR_NOT_SUPPORTED, %G_IO_ERROR_INVALID_ARGUMENT
 *
 * Returns: whether it is http or https, with a host and without a password
 */
gboolean
rk_http_check_url (const char *url,
                   GError    **error)
{
  g_autoptr(GError) reason = NULL;
  g_autoptr(GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED | G_URI_FLAGS_PARSE_RELAXED, &reason);

  if (uri == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "“%s” is no URL: %s", url, reason->message);
  else if (!g_str_equal (g_uri_get_scheme (uri), "http") && !g_str_equal (g_uri_get_scheme (uri), "https"))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "“%s”: files come over http and https alone", url);
  else if (g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "“%s” names no host", url);
  else if (g_uri_get_userinfo (uri) != NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "a URL for %s with a password in it is not taken",
                 g_uri_get_host (uri));
  else
    return TRUE;

  return FALSE;
}

static const char *
get_header (Transfer   *transfer,
            const char *name)
{
  struct curl_header *header;

  /* -1: of the last answer, not of a redirect before it. */
  return curl_easy_header (transfer->easy, name, 0, CURLH_HEADER, -1, &header) == CURLHE_OK ? header->value : NULL;
}

/* "bytes 1000-1999/2000" */
static gboolean
parse_content_range (const char *text,
                     guint64    *start,
                     guint64    *total)
{
  const char *slash = text != NULL ? strchr (text, '/') : NULL;

  if (slash == NULL || g_ascii_strncasecmp (text, "bytes ", 6) != 0 || !g_ascii_isdigit (text[6]))
    return FALSE;

  *start = g_ascii_strtoull (text + 6, NULL, 10);
  *total = g_ascii_isdigit (slash[1]) ? g_ascii_strtoull (slash + 1, NULL, 10) : 0;
  return TRUE;
}

/* A weak ETag, W/"…", does not promise the same bytes. */
static char *
find_validator (Transfer *transfer)
{
  const char *etag = get_header (transfer, "ETag");

  return g_strdup (etag != NULL && etag[0] == '"' ? etag : get_header (transfer, "Last-Modified"));
}

/* The head of the last answer is there, and its body comes. */
static gboolean
begin (Transfer *transfer)
{
  RkHttpReply *reply = transfer->reply;
  curl_off_t length = -1;
  long status = 0;

  curl_easy_getinfo (transfer->easy, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo (transfer->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
  reply->status = (guint)status;
  reply->start = 0;
  reply->total = length > 0 ? (guint64)length : 0;
  g_free (reply->validator);
  reply->validator = find_validator (transfer);
  transfer->begun = TRUE;

  if (status == 206 &&
      (!parse_content_range (get_header (transfer, "Content-Range"), &reply->start, &reply->total) ||
       reply->start != transfer->start))
    {
      g_set_error (&transfer->error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "the server sent another part than it was asked for");
      return FALSE;
    }

  return transfer->body (reply, NULL, 0, transfer->user_data, &transfer->error);
}

static size_t
body_cb (char   *data,
         size_t  size,
         size_t  n,
         void   *user_data)
{
  Transfer *transfer = user_data;

  if (!transfer->begun && !begin (transfer))
    return 0;
  if (!transfer->body (transfer->reply, data, size * n, transfer->user_data, &transfer->error))
    return 0;

  transfer->received += size * n;
  return size * n;
}

static struct curl_slist *
set_resume (Transfer   *transfer,
            const char *validator)
{
  g_autofree char *range = g_strdup_printf ("%" G_GUINT64_FORMAT "-", transfer->start);
  g_autofree char *if_range = g_strconcat ("If-Range: ", validator, NULL);
  struct curl_slist *headers = NULL;

  if (transfer->start == 0)
    return NULL;

  curl_easy_setopt (transfer->easy, CURLOPT_RANGE, range);
  if (validator != NULL)
    headers = curl_slist_append (NULL, if_range);
  curl_easy_setopt (transfer->easy, CURLOPT_HTTPHEADER, headers);
  return headers;
}

static void
set_options (RkHttp     *self,
             Transfer   *transfer,
             const char *url)
{
  CURL *easy = transfer->easy;

  curl_easy_setopt (easy, CURLOPT_URL, url);
  curl_easy_setopt (easy, CURLOPT_USERAGENT, "rekindle/" RK_VERSION);
  curl_easy_setopt (easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt (easy, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt (easy, CURLOPT_MAXREDIRS, (long)self->limits.redirects);

  /* What began encrypted stays so. */
  curl_easy_setopt (easy, CURLOPT_REDIR_PROTOCOLS_STR, g_ascii_strncasecmp (url, "https:", 6) == 0 ? "https" : "http,https");
  curl_easy_setopt (easy, CURLOPT_FAILONERROR, 1L);
  curl_easy_setopt (easy, CURLOPT_CONNECTTIMEOUT_MS, (long)self->limits.connect_ms);
  curl_easy_setopt (easy, CURLOPT_NOSIGNAL, 1L);

  /* Cancelling does not wait for a name that is being looked up. */
  curl_easy_setopt (easy, CURLOPT_QUICK_EXIT, 1L);
  curl_easy_setopt (easy, CURLOPT_ERRORBUFFER, transfer->message);
  curl_easy_setopt (easy, CURLOPT_WRITEFUNCTION, body_cb);
  curl_easy_setopt (easy, CURLOPT_WRITEDATA, transfer);
}

static void
wake_cb (GCancellable *cancellable,
         gpointer      user_data)
{
  curl_multi_wakeup (user_data);
}

static gboolean
is_done (RkHttp   *self,
         CURLcode *code)
{
  CURLMsg *message;
  int left;

  while ((message = curl_multi_info_read (self->multi, &left)) != NULL)
    if (message->msg == CURLMSG_DONE)
      {
        *code = message->data.result;
        return TRUE;
      }

  return FALSE;
}

/* Runs the transfer to its end, or until it is cancelled or stalls. */
static gboolean
run (RkHttp        *self,
     Transfer      *transfer,
     CURLcode      *code,
     GCancellable  *cancellable,
     GError       **error)
{
  gint64 window_end = g_get_monotonic_time () + (gint64)self->limits.stall_ms * 1000;
  guint64 window_start = 0;

  while (TRUE)
    {
      gint64 now;
      int running;

      curl_multi_perform (self->multi, &running);
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (is_done (self, code))
        return TRUE;

      now = g_get_monotonic_time ();
      if (now >= window_end)
        {
          if (transfer->received - window_start < self->limits.least_bytes)
            {
              transfer->reply->may_retry = TRUE;
              g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "only %" G_GUINT64_FORMAT " bytes came in %u s",
                           transfer->received - window_start, (self->limits.stall_ms + 999) / 1000);
              return FALSE;
            }
          window_start = transfer->received;
          window_end = now + (gint64)self->limits.stall_ms * 1000;
        }

      curl_multi_poll (self->multi, NULL, 0, (int)MIN (ROUND_MS, (window_end - now) / 1000 + 1), NULL);
    }
}

/* A server that is busy or being restarted (408, 425, 429, 5xx without 501 and 505). */
static gboolean
may_retry_status (guint status)
{
  return status == 408 || status == 425 || status == 429 || status == 500 || (status >= 502 && status <= 504);
}

static int
error_code_of_status (guint status)
{
  if (status == 404 || status == 410)
    return G_IO_ERROR_NOT_FOUND;
  if (status == 401 || status == 403 || status == 407)
    return G_IO_ERROR_PERMISSION_DENIED;
  return G_IO_ERROR_FAILED;
}

static void
refuse_status (Transfer *transfer,
               GError  **error)
{
  const char *retry_after = get_header (transfer, "Retry-After");
  long status = 0;

  curl_easy_getinfo (transfer->easy, CURLINFO_RESPONSE_CODE, &status);
  transfer->reply->status = (guint)status;
  transfer->reply->may_retry = may_retry_status ((guint)status);
  if (retry_after != NULL && g_ascii_isdigit (*retry_after))
    transfer->reply->retry_after_s = (guint)MIN (g_ascii_strtoull (retry_after, NULL, 10), G_MAXINT);
  g_set_error (error, G_IO_ERROR, error_code_of_status ((guint)status), "the server answered %ld%s", status,
               status == 404 ? ": it does not have this file" : "");
}

/* What curl failed with, in our terms.  On Windows it finds fault with a "file:" that
 * has no drive before it finds that none is allowed. */
static void
set_curl_error (Transfer *transfer,
                CURLcode  code,
                GError  **error)
{
  const char *message = transfer->message[0] != '\0' ? transfer->message : curl_easy_strerror (code);
  int io_code = G_IO_ERROR_FAILED;

  if (code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_RESOLVE_PROXY)
    io_code = G_IO_ERROR_HOST_NOT_FOUND;
  else if (code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_URL_MALFORMAT)
    io_code = G_IO_ERROR_NOT_SUPPORTED;
  else if (code == CURLE_COULDNT_CONNECT)
    io_code = G_IO_ERROR_CONNECTION_REFUSED;
  else if (code == CURLE_OPERATION_TIMEDOUT)
    io_code = G_IO_ERROR_TIMED_OUT;
  else if (code == CURLE_PARTIAL_FILE || code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR || code == CURLE_GOT_NOTHING ||
           code == CURLE_HTTP2 || code == CURLE_HTTP2_STREAM)
    io_code = G_IO_ERROR_PARTIAL_INPUT;

  /* A name that is not found will not be found a second later: most likely there is
   * no network.
   */
  transfer->reply->may_retry = io_code == G_IO_ERROR_CONNECTION_REFUSED || io_code == G_IO_ERROR_TIMED_OUT ||
                               io_code == G_IO_ERROR_PARTIAL_INPUT;
  g_set_error_literal (error, G_IO_ERROR, io_code, message);
}

static gboolean
conclude (Transfer *transfer,
          CURLcode  code,
          GError  **error)
{
  if (transfer->error != NULL)
    g_propagate_error (error, g_steal_pointer (&transfer->error));
  else if (code == CURLE_HTTP_RETURNED_ERROR)
    refuse_status (transfer, error);
  else if (code != CURLE_OK)
    set_curl_error (transfer, code, error);
  else if (!transfer->begun && !begin (transfer)) /* no body at all */
    g_propagate_error (error, g_steal_pointer (&transfer->error));
  else
    return TRUE;

  return FALSE;
}

/**
 * rk_http_get:
 * @self: connections
 * @url: of a file; see rk_http_check_url()
 * @start: from where it is wanted
 * @validator: (nullable): as of the reply that brought what is before @start; when
 *   the file has changed since, it comes from its beginning
 * @body: takes what comes
 * @reply: (out): what the server said, also after a failure; for
 *   rk_http_reply_clear()
 * @cancellable: (nullable): takes effect at once
 * @error: %G_IO_ERROR, or the one of @body
 *
 * Blocks.  Follows redirects, to http and https alone.
 *
 * Returns: whether all of it came, as far as the server tells how much that is
 */
gboolean
rk_http_get (RkHttp          *self,
             const char      *url,
             guint64          start,
             const char      *validator,
             RkHttpBodyFunc   body,
             gpointer         user_data,
             RkHttpReply     *reply,
             GCancellable    *cancellable,
             GError         **error)
{
  Transfer transfer = { .start = start, .body = body, .user_data = user_data, .reply = reply };
  struct curl_slist *headers;
  CURLcode code = CURLE_OK;
  gulong handler = 0;
  gboolean ok;

  memset (reply, 0, sizeof *reply);
  if (!rk_http_check_url (url, error))
    return FALSE;

  transfer.easy = curl_easy_init ();
  set_options (self, &transfer, url);
  headers = set_resume (&transfer, validator);
  curl_multi_add_handle (self->multi, transfer.easy);

  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (wake_cb), self->multi, NULL);
  ok = run (self, &transfer, &code, cancellable, error);
  g_cancellable_disconnect (cancellable, handler);

  ok = ok && conclude (&transfer, code, error);
  curl_multi_remove_handle (self->multi, transfer.easy);
  curl_easy_cleanup (transfer.easy);
  curl_slist_free_all (headers);
  g_clear_error (&transfer.error);
  return ok;
}
