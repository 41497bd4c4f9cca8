/* http-server.h: a web server that does what a test asks for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  HTTP_PLAIN     = 0,
  HTTP_NO_LENGTH = 1 << 0, /* the end of the connection is the end of the file */
  HTTP_NO_RANGES = 1 << 1, /* sends all of it, whatever was asked for */
  HTTP_NO_ETAG   = 1 << 2,
  HTTP_CHUNKED   = 1 << 3,
  HTTP_STALL     = 1 << 4, /* instead of the cut: nothing more comes */
  HTTP_TRICKLE   = 1 << 5, /* instead of the cut: a byte now and then */
  HTTP_ENDLESS   = 1 << 6, /* zeros without end, after the body */
  HTTP_BAD_RANGE = 1 << 7, /* another part than was asked for */
} HttpFlags;

/**
 * HttpPage:
 * @path: "/a.bin"
 * @body: its content
 * @flags: how it is served
 * @faults: in how many requests, from the first on, @status and @cut apply
 * @status: answered instead, 0 for none
 * @cut: after so many bytes of the body the connection ends; 0 for not at all
 * @location: (nullable): where a redirect leads
 * @header: (nullable): one more line
 */
typedef struct
{
  const char *path;
  GBytes     *body;
  HttpFlags   flags;
  guint       faults;
  guint       status;
  gsize       cut;
  const char *location;
  const char *header;
} HttpPage;

typedef struct _HttpServer HttpServer;

HttpServer *http_server_new        (void);
void        http_server_free       (HttpServer      *self);
void        http_server_put        (HttpServer      *self,
                                    const HttpPage  *page);
char       *http_server_url        (HttpServer      *self,
                                    const char      *path);
guint       http_server_count      (HttpServer      *self,
                                    const char      *path);
char       *http_server_get_ranges (HttpServer      *self,
                                    const char      *path);
void        http_server_await      (HttpServer      *self,
                                    const char      *path,
                                    guint            n_requests);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HttpServer, http_server_free)

G_END_DECLS
