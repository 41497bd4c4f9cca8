/* rk-download.c: a file over the network, whole and checked
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What came of a file is kept and gone on from, in the next try and in the next
 * run of the program.  Whether the whole is right is decided by the hash of all of
 * it alone, so nothing can go wrong that is not noticed.
 */

#include "rk-download.h"

#include "rk-download-part-private.h"
#include "rk-error.h"

typedef struct
{
  const RkDownload       *download;
  RkHttp                 *http;
  const RkDownloadLimits *limits;
  RkDownloadFunc          progress;
  gpointer                user_data;
  RkDownloadPart         *part;
  gboolean                resumed; /* what is here is of more than one reply */
  guint64                 total;   /* as the server told, 0 if it did not */
} Run;

static void
report (Run    *run,
        guint64 total)
{
  if (run->download->size != 0)
    total = run->download->size;
  if (run->progress != NULL)
    run->progress (_rk_download_part_get_size (run->part), total, run->user_data);
}

static gboolean
check_size (Run     *run,
            guint64  size,
            GError **error)
{
  const RkDownload *download = run->download;
  guint32 limit = download->size != 0 ? download->size : download->max_size;

  if (size <= limit)
    return TRUE;

  if (download->size != 0)
    g_set_error (error, RK_ERROR, RK_ERROR_BAD_IMAGE, "the server sends another file: more than the %u bytes it should have",
                 download->size);
  else
    g_set_error (error, RK_ERROR, RK_ERROR_BAD_IMAGE, "it has more than %u bytes, which is too large", limit);
  return FALSE;
}

static gboolean
body_cb (const RkHttpReply *reply,
         const void        *data,
         gsize              length,
         gpointer           user_data,
         GError           **error)
{
  Run *run = user_data;

  if (data == NULL)
    {
      run->resumed = reply->start > 0;
      run->total = reply->total;
      if (!check_size (run, reply->total, error) ||
          !_rk_download_part_begin (run->part, reply->start, reply->validator, error))
        return FALSE;
    }
  else if (!check_size (run, _rk_download_part_get_size (run->part) + length, error) ||
           !_rk_download_part_append (run->part, data, length, error))
    return FALSE;

  report (run, reply->total);
  return TRUE;
}

/* Without a validator only the hash can tell whether the rest fits what is here. */
static gboolean
can_resume (Run *run)
{
  guint64 size = _rk_download_part_get_size (run->part);
  const RkDownload *download = run->download;

  return size > 0 && size < (download->size != 0 ? download->size : download->max_size) &&
         (download->sha256 != NULL || _rk_download_part_get_validator (run->part) != NULL);
}

/* Takes what is here for the whole, if it is. */
static GBytes *
take (Run     *run,
      GError **error)
{
  const RkDownload *download = run->download;
  g_autoptr(GBytes) bytes = _rk_download_part_load (run->part, error);
  g_autofree char *sha256 = NULL;

  if (bytes == NULL)
    return NULL;

  sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  if (g_bytes_get_size (bytes) == 0)
    g_set_error (error, RK_ERROR, RK_ERROR_BAD_IMAGE, "the file is empty");
  else if (download->size != 0 && g_bytes_get_size (bytes) != download->size)
    g_set_error (error, RK_ERROR, RK_ERROR_BAD_IMAGE, "it has %" G_GSIZE_FORMAT " bytes instead of %u",
                 g_bytes_get_size (bytes), download->size);
  else if (download->sha256 != NULL && !g_str_equal (sha256, download->sha256))
    g_set_error (error, RK_ERROR, RK_ERROR_BAD_IMAGE, "its SHA-256 is %s instead of %s", sha256, download->sha256);
  else
    return g_steal_pointer (&bytes);

  return NULL;
}

/* A file that came whole from one server and is wrong will be so again.  One that
 * was put together, or may have been cut off, need not.  The end of a connection is
 * the end of a file only where nothing tells better.
 */
static GBytes *
take_new (Run      *run,
          gboolean *may_retry,
          GError  **error)
{
  guint64 here = _rk_download_part_get_size (run->part);
  gboolean cut_off = here < (run->total != 0 ? run->total : run->download->size);
  GBytes *bytes = take (run, error);

  *may_retry = bytes == NULL && (run->resumed || run->total == 0 || cut_off);
  if (bytes == NULL && !cut_off)
    _rk_download_part_remove (run->part);
  return bytes;
}

static GBytes *
try_once (Run          *run,
          gboolean     *may_retry,
          guint        *delay_ms,
          GCancellable *cancellable,
          GError      **error)
{
  g_auto(RkHttpReply) reply = { 0 };
  gboolean resume = can_resume (run);
  gboolean got;

  if (!resume)
    _rk_download_part_remove (run->part);
  got = rk_http_get (run->http, run->download->url, _rk_download_part_get_size (run->part),
                     _rk_download_part_get_validator (run->part), body_cb, run, &reply, cancellable, error);
  if (got)
    return take_new (run, may_retry, error);

  /* There is no such rest: the file has become shorter. */
  if (resume && reply.status == 416)
    {
      _rk_download_part_remove (run->part);
      reply.may_retry = TRUE;
    }

  *may_retry = reply.may_retry || (resume && g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA));
  if (g_error_matches (*error, RK_ERROR, RK_ERROR_BAD_IMAGE) ||
      g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA))
    _rk_download_part_remove (run->part);
  if (reply.retry_after_s != 0)
    *delay_ms = MAX (*delay_ms, (guint)MIN (reply.retry_after_s, G_MAXUINT / 1000) * 1000);
  return NULL;
}

/* Returns FALSE when it was cancelled. */
static gboolean
pause_for (guint         delay_ms,
           GCancellable *cancellable)
{
  gint64 end = g_get_monotonic_time () + (gint64)delay_ms * 1000;
  GPollFD fd = { 0 };
  gboolean pollable = g_cancellable_make_pollfd (cancellable, &fd);

  for (gint64 left = delay_ms; left > 0 && !g_cancellable_is_cancelled (cancellable);
       left = (end - g_get_monotonic_time () + 999) / 1000)
    g_poll (&fd, pollable ? 1 : 0, (int)left);

  if (pollable)
    g_cancellable_release_fd (cancellable);
  return !g_cancellable_is_cancelled (cancellable);
}

static GBytes *
try_until_done (Run          *run,
                GCancellable *cancellable,
                GError      **error)
{
  const RkDownload *download = run->download;

  /* The program may have been ended between the last byte and the check. */
  if (download->sha256 != NULL && download->size != 0 && _rk_download_part_get_size (run->part) == download->size)
    {
      GBytes *bytes = take (run, NULL);

      if (bytes != NULL)
        return bytes;
      _rk_download_part_remove (run->part);
    }

  for (guint number = 1;; number++)
    {
      g_autoptr(GError) reason = NULL;
      gboolean may_retry = FALSE;
      guint delay_ms = run->limits->delay_ms << MIN (number - 1, 10);
      GBytes *bytes = try_once (run, &may_retry, &delay_ms, cancellable, &reason);

      if (bytes != NULL)
        return bytes;

      g_debug ("%s: try %u: %s", download->url, number, reason->message);
      if (!may_retry || number >= run->limits->tries || !pause_for (MIN (delay_ms, run->limits->max_delay_ms), cancellable))
        {
          if (!g_cancellable_set_error_if_cancelled (cancellable, error))
            g_propagate_prefixed_error (error, g_steal_pointer (&reason), "%s: ", download->url);
          return NULL;
        }
    }
}

/**
 * rk_download_run:
 * @self: what to get
 * @http: connections
 * @limits: how long to try
 * @progress: (nullable): told how it goes
 * @cancellable: (nullable): ends it within a moment; what came is kept
 * @error: %G_IO_ERROR; %RK_ERROR_BAD_IMAGE when what came is not what it should be
 *
 * Blocks.  Tries again after what may pass: a connection that breaks or stalls, a
 * server that is busy.
 *
 * Returns: (transfer full): the file, whole; and right, where its hash is known
 */
GBytes *
rk_download_run (const RkDownload       *self,
                 RkHttp                 *http,
                 const RkDownloadLimits *limits,
                 RkDownloadFunc          progress,
                 gpointer                user_data,
                 GCancellable           *cancellable,
                 GError                **error)
{
  g_autoptr(RkDownloadPart) part = NULL;
  Run run = { self, http, limits, progress, user_data, NULL, FALSE, 0 };
  GBytes *bytes;

  if (!rk_http_check_url (self->url, error))
    return NULL;
  run.part = part = _rk_download_part_new (self->folder, self->url, self->sha256);

  bytes = try_until_done (&run, cancellable, error);
  if (bytes != NULL)
    _rk_download_part_remove (part);
  return bytes;
}
