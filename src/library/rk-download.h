/* rk-download.h: a file over the network, whole and checked
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-http.h"

G_BEGIN_DECLS

/**
 * RkDownload:
 * @url: http or https
 * @sha256: (nullable): in lower case hex, where it is known
 * @size: bytes, 0 where it is not known
 * @max_size: bytes; what is larger is given up
 * @folder: (nullable): where what came so far is kept for the next time
 *
 * What to get.  With @sha256 nothing else is taken for it.
 */
typedef struct
{
  const char *url;
  const char *sha256;
  guint32     size;
  guint32     max_size;
  const char *folder;
} RkDownload;

/**
 * RkDownloadLimits:
 * @http: of each try
 * @tries: how often it is tried in all
 * @delay_ms: how long to wait after the first failure; twice as long after the next
 * @max_delay_ms: the longest that is waited, also when a server asks for more
 */
typedef struct
{
  RkHttpLimits http;
  guint        tries;
  guint        delay_ms;
  guint        max_delay_ms;
} RkDownloadLimits;

#define RK_DOWNLOAD_LIMITS_DEFAULT                                                     \
  {                                                                                    \
    .http = { .connect_ms = 15000, .stall_ms = 30000, .least_bytes = 3000, .redirects = 5 }, \
    .tries = 5, .delay_ms = 500, .max_delay_ms = 30000                                 \
  }

/**
 * RkDownloadFunc:
 * @done: bytes that are here
 * @total: of so many, 0 while that is not known
 *
 * Called in the thread that downloads.
 */
typedef void (*RkDownloadFunc) (guint64  done,
                                guint64  total,
                                gpointer user_data);

GBytes *rk_download_run (const RkDownload        *self,
                         RkHttp                  *http,
                         const RkDownloadLimits  *limits,
                         RkDownloadFunc           progress,
                         gpointer                 user_data,
                         GCancellable            *cancellable,
                         GError                 **error);

G_END_DECLS
