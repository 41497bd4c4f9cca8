/* rk-port-access.h: why a user may not open a device
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>
#include <grp.h>
#include <sys/types.h>

G_BEGIN_DECLS

/**
 * RkPortAccess:
 * @RK_PORT_ACCESS_OWNER: to be in its group does not help
 * @RK_PORT_ACCESS_GROUP: the user is not in its group
 * @RK_PORT_ACCESS_SESSION: the user is in its group, but was not at login
 */
typedef enum
{
  RK_PORT_ACCESS_OWNER,
  RK_PORT_ACCESS_GROUP,
  RK_PORT_ACCESS_SESSION,
} RkPortAccess;

RkPortAccess rk_port_access_judge (mode_t              mode,
                                   const struct group *group,
                                   const char         *user,
                                   const gid_t        *session,
                                   gsize               n_session);

G_END_DECLS
