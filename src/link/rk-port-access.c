/* rk-port-access.c: why a user may not open a device
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-port-access.h"

#include <sys/stat.h>

static gboolean
is_member (const struct group *group,
           const char         *user)
{
  for (gsize i = 0; group->gr_mem[i] != NULL; i++)
    if (g_str_equal (group->gr_mem[i], user))
      return TRUE;

  return FALSE;
}

/**
 * rk_port_access_judge:
 * @mode: of a device that could not be opened
 * @group: (nullable): its group, as the system has it now
 * @user: the user's name
 * @session: (array length=n_session): the groups that this process is in
 * @n_session: how many
 *
 * A session keeps the groups that it got at login (credentials(7)).
 *
 * Returns: what would help
 */
RkPortAccess
rk_port_access_judge (mode_t              mode,
                      const struct group *group,
                      const char         *user,
                      const gid_t        *session,
                      gsize               n_session)
{
  if (group == NULL || group->gr_gid == 0 || (mode & (S_IRGRP | S_IWGRP)) != (S_IRGRP | S_IWGRP))
    return RK_PORT_ACCESS_OWNER;
  for (gsize i = 0; i < n_session; i++)
    if (session[i] == group->gr_gid)
      return RK_PORT_ACCESS_OWNER;

  return is_member (group, user) ? RK_PORT_ACCESS_SESSION : RK_PORT_ACCESS_GROUP;
}
