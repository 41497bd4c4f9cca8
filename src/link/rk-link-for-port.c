/* rk-link-for-port.c: which kind of link a port's name asks for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-link.h"

#include <string.h>

#include "rk-device.h"
#include "rk-error.h"
#include "rk-rfc2217-link.h"
#include "rk-tcp-link.h"

typedef struct
{
  char             *port;
  RkLinkCreateFunc  create;
  gpointer          user_data;
} Scheme;

static GMutex schemes_lock;
static GSList *schemes; /* of Scheme, for the life of the program */

/**
 * rk_link_add_scheme:
 * @port: the whole name of the port, such as "virtual"
 * @create: makes a new, closed link
 * @user_data: for @create
 *
 * Teaches rk_link_new_for_port() a port of a higher room.  A later one of the
 * same name counts.  On any thread.
 */
void
rk_link_add_scheme (const char       *port,
                    RkLinkCreateFunc  create,
                    gpointer          user_data)
{
  Scheme *scheme = g_new (Scheme, 1);

  g_return_if_fail (port != NULL && create != NULL);

  scheme->port = g_strdup (port);
  scheme->create = create;
  scheme->user_data = user_data;

  g_mutex_lock (&schemes_lock);
  schemes = g_slist_prepend (schemes, scheme);
  g_mutex_unlock (&schemes_lock);
}

static Scheme *
find_scheme (const char *port)
{
  Scheme *found = NULL;

  g_mutex_lock (&schemes_lock);
  for (GSList *l = schemes; l != NULL && found == NULL; l = l->next)
    {
      Scheme *scheme = l->data;

      if (strcmp (scheme->port, port) == 0)
        found = scheme;
    }
  g_mutex_unlock (&schemes_lock);

  return found;
}

static gboolean
has_scheme (const char *port,
            const char *scheme)
{
  return g_ascii_strncasecmp (port, scheme, strlen (scheme)) == 0;
}

/**
 * rk_link_new_for_port:
 * @port: "/dev/ttyUSB0", "COM5", "socket://host:port", "rfc2217://host:port",
 *   "/dev/pts/4", a link to one of these devices, or a registered name
 * @error: %RK_ERROR_INVALID for a scheme that nobody knows, or as the registered
 *   function sets it
 *
 * Does not open the port, so that one which is missing is told by
 * rk_link_open().
 *
 * Returns: (transfer full): a closed link
 */
RkLink *
rk_link_new_for_port (const char  *port,
                      GError     **error)
{
  Scheme *scheme;

  g_return_val_if_fail (port != NULL, NULL);

  scheme = find_scheme (port);
  if (scheme != NULL)
    return scheme->create (port, scheme->user_data, error);

  if (has_scheme (port, "socket://"))
    return rk_tcp_link_new (port);
  if (has_scheme (port, "rfc2217://"))
    return rk_rfc2217_link_new (port);
  if (*port != '\0' && strstr (port, "://") == NULL)
    return rk_device_new_link (port);

  g_set_error (error, RK_ERROR, RK_ERROR_INVALID, "“%s” is not the name of a port", port);
  return NULL;
}
