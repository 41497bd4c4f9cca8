/* rk-update-request.c: what AT firmware asks an update server for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Firmware asks for exactly two things, the same from 2014 on (ESP8266_AT
 * at/user/at_ipCmd.c, ESP8266_NONOS_SDK examples/at_nano/user/at_esp_upgrade.c,
 * esp-at components/at/src/at_ota_cmd.c):
 *
 *   /v1/device/rom/?is_format_simple=true
 *   /v1/device/rom/?action=download_rom&version=v0.20&filename=user2.bin
 *
 * Firmware built with AT_CUSTOM_UPGRADE asks for /user1.bin or /user2.bin.  None of
 * them encodes anything with '%', so a target is taken as it stands.
 */

#include "rk-update-request.h"

#include <gio/gio.h>
#include <string.h>

#include "rk-dns-responder.h"

#define ROM_PATH "/v1/device/rom/?"

static const char *const file_names[RK_UPDATE_N_FILES] = { "user1.bin", "user2.bin", "ota.bin" };

static gboolean
parse_file (const char   *name,
            RkUpdateFile *file)
{
  for (guint i = 0; i < RK_UPDATE_N_FILES; i++)
    if (g_str_equal (name, file_names[i]))
      {
        *file = (RkUpdateFile)i;
        return TRUE;
      }

  return FALSE;
}

static void
parse_query (RkUpdateRequest *self,
             const char      *query)
{
  g_auto(GStrv) fields = g_strsplit (query, "&", 4);
  gboolean download = FALSE;
  gboolean has_file = FALSE;

  if (g_strv_length (fields) == 1 && g_str_equal (query, "is_format_simple=true"))
    {
      self->kind = RK_UPDATE_REQUEST_VERSION;
      return;
    }

  for (guint i = 0; fields[i] != NULL; i++)
    {
      const char *value = strchr (fields[i], '=');

      value = value != NULL ? value + 1 : "";
      if (g_str_equal (fields[i], "action=download_rom"))
        download = TRUE;
      else if (g_str_has_prefix (fields[i], "filename=") && parse_file (value, &self->file))
        has_file = TRUE;
      else if (g_str_has_prefix (fields[i], "version=") && rk_update_version_is_valid (value))
        g_strlcpy (self->version, value, sizeof self->version);
      else
        return;
    }

  if (download && has_file && self->version[0] != '\0')
    self->kind = RK_UPDATE_REQUEST_FILE;
}

/**
 * rk_update_request_parse:
 * @self: (out caller-allocates): the request
 * @target: the request's target, path and query, as it was sent
 */
void
rk_update_request_parse (RkUpdateRequest *self,
                         const char      *target)
{
  *self = (RkUpdateRequest){ .kind = RK_UPDATE_REQUEST_OTHER };

  if (g_str_has_prefix (target, ROM_PATH))
    parse_query (self, target + strlen (ROM_PATH));
  else if (target[0] == '/' && parse_file (target + 1, &self->file))
    self->kind = RK_UPDATE_REQUEST_FILE;
}

/**
 * rk_update_request_is_for:
 * @self: a request for a file
 * @version: that is served
 *
 * Returns: whether that version may answer it: the request names it, or none, or
 *   the part of it that the firmware of 2014 has room for
 */
gboolean
rk_update_request_is_for (const RkUpdateRequest *self,
                          const char            *version)
{
  if (self->version[0] == '\0' || g_str_equal (self->version, version))
    return TRUE;

  return strlen (self->version) == RK_UPDATE_EARLY_VERSION && g_str_has_prefix (version, self->version);
}

/**
 * rk_update_host_is_ours:
 * @host: (nullable): of the request's Host header
 *
 * Modules send the address they have found, with port 80 whatever the port.  A
 * name of somebody else's means a browser that was led here by it.
 *
 * Returns: whether to answer
 */
gboolean
rk_update_host_is_ours (const char *host)
{
  g_auto(GStrv) parts = NULL;

  if (host == NULL)
    return TRUE;

  parts = g_strsplit (host, ":", 2);
  return parts[0] != NULL && (g_hostname_is_ip_address (parts[0]) || g_ascii_strcasecmp (parts[0], "localhost") == 0 ||
                              g_ascii_strcasecmp (parts[0], RK_UPDATE_HOST) == 0);
}

/**
 * rk_update_version_is_valid:
 * @version: a version as the server would tell it
 *
 * Returns: whether all firmware can take it and ask for it: five to eleven letters,
 *   digits, dots, dashes
 */
gboolean
rk_update_version_is_valid (const char *version)
{
  gsize length = strspn (version, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

  return length >= RK_UPDATE_EARLY_VERSION && length <= RK_UPDATE_MAX_VERSION && version[length] == '\0';
}

/**
 * rk_update_version_reply:
 * @version: a valid version
 *
 * The answer to the question for the version.  Its blanks matter: the early
 * firmware looks for `rom_version": `, 1.7.6 for `recommended_rom_version": "`, and
 * ESP-AT for `",` after the version and for the word status.
 *
 * Returns: (transfer full): one line of JSON
 */
char *
rk_update_version_reply (const char *version)
{
  return g_strdup_printf ("{\"recommended_rom_version\": \"%s\", \"rom_version\": \"%s\", \"status\": 200}", version,
                          version);
}

/**
 * rk_update_file_get_name:
 * @file: which file
 *
 * Returns: (transfer none): its name as modules ask for it
 */
const char *
rk_update_file_get_name (RkUpdateFile file)
{
  g_return_val_if_fail (file < RK_UPDATE_N_FILES, NULL);

  return file_names[file];
}
