/* rk-update-request.h: what AT firmware asks an update server for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The files a module may ask for, by its own names for them. */
typedef enum
{
  RK_UPDATE_USER1, /* user1.bin: of modules that run user2 */
  RK_UPDATE_USER2, /* user2.bin: of modules that run user1 */
  RK_UPDATE_OTA,   /* ota.bin: of ESP-AT */
  RK_UPDATE_N_FILES,
} RkUpdateFile;

typedef enum
{
  RK_UPDATE_REQUEST_OTHER, /* nothing that firmware asks for */
  RK_UPDATE_REQUEST_VERSION,
  RK_UPDATE_REQUEST_FILE,
} RkUpdateRequestKind;

/* The longest version that AT firmware of NONOS 1.7.6 has room for. */
#define RK_UPDATE_MAX_VERSION 11

/* The firmware of 2014 takes so many characters of the version, no more or less. */
#define RK_UPDATE_EARLY_VERSION 5

/**
 * RkUpdateRequest:
 * @kind: what is asked for
 * @file: which file
 * @version: of which version; empty where the request names none
 */
typedef struct
{
  RkUpdateRequestKind kind;
  RkUpdateFile        file;
  char                version[RK_UPDATE_MAX_VERSION + 1];
} RkUpdateRequest;

void        rk_update_request_parse     (RkUpdateRequest       *self,
                                         const char            *target);
gboolean    rk_update_request_is_for    (const RkUpdateRequest *self,
                                         const char            *version);
gboolean    rk_update_host_is_ours      (const char            *host);
gboolean    rk_update_version_is_valid  (const char            *version);
char       *rk_update_version_reply     (const char            *version);
const char *rk_update_file_get_name     (RkUpdateFile           file);

G_END_DECLS
