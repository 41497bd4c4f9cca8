/* update-client.h: what modules and worse do to an update server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* As ESP8266_AT sends them in 2014, and NONOS 1.7.6 with its own Host line. */
#define CLIENT_HEADERS \
  "Host: 127.0.0.1:80\r\n" \
  "Connection: keep-alive\r\n" \
  "Cache-Control: no-cache\r\n" \
  "User-Agent: Mozilla/5.0 (Windows NT 5.1) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/30.0.1599.101 Safari/537.36 \r\n" \
  "Accept: */*\r\n" \
  "Authorization: token 0123456789abcdef0123456789abcdef01234567\r\n" \
  "Accept-Encoding: gzip,deflate,sdch\r\n" \
  "Accept-Language: zh-CN,zh;q=0.8\r\n\r\n"

#define CLIENT_VERSION_REQUEST "GET /v1/device/rom/?is_format_simple=true HTTP/1.0\r\n" CLIENT_HEADERS
#define CLIENT_FILE_TARGET(version, name) "/v1/device/rom/?action=download_rom&version=" version "&filename=" name
#define CLIENT_FILE_REQUEST(version, name) \
  "GET " CLIENT_FILE_TARGET (version, name) " HTTP/1.1\r\n" CLIENT_HEADERS
#define CLIENT_SIZE_REQUEST(version, name) \
  "HEAD " CLIENT_FILE_TARGET (version, name) " HTTP/1.1\r\n" CLIENT_HEADERS

GSocket *client_connect   (GInetSocketAddress *server,
                           const char         *from);
gboolean client_send      (GSocket            *socket,
                           const void         *bytes,
                           gsize               count);
GBytes  *client_read_all  (GSocket            *socket);
GBytes  *client_ask       (GInetSocketAddress *server,
                           const void         *bytes,
                           gsize               count);
guint    client_status    (GBytes             *reply);
GBytes  *client_body      (GBytes             *reply);
gboolean client_has       (GBytes             *reply,
                           const char         *text);

G_END_DECLS
