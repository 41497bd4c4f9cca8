/* rk-at-personality-host.c: imitated AT commands for hosts, the vendor's server among them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "rk-at-personality-private.h"

/* How long it takes to find out that nobody is there: name servers, ping. */
#define LOOKUP_US 4000000
#define NO_ECHO_US 5000000
#define ECHO_US 1000

static void
answer_ping (RkAtPersonality *self)
{
  self->state = RK_AT_STATE_IDLE;
  _rk_at_say (self, "+1\r\n" RK_AT_OK);
}

static void
miss_ping (RkAtPersonality *self)
{
  self->state = RK_AT_STATE_IDLE;
  _rk_at_say (self, "+timeout\r\n" RK_AT_ERROR);
}

static void
set_ping (RkAtPersonality *self,
          const char      *arguments)
{
  const char *cursor = arguments + 1;
  char host[65];

  if (!_rk_at_take_text (self, &cursor, host, sizeof host) || !_rk_at_take_end (self, &cursor))
    _rk_at_say (self, RK_AT_ERROR);
  else if (_rk_at_has_ip (self) && rk_at_world_is_loopback (host))
    _rk_at_work_until (self, ECHO_US, answer_ping);
  else
    _rk_at_work_until (self, NO_ECHO_US, miss_ping);
}

static void
fail_to_find (RkAtPersonality *self)
{
  self->state = RK_AT_STATE_IDLE;
  _rk_at_refuse (self, "DNS Fail");
}

static void
set_domain (RkAtPersonality *self,
            const char      *arguments)
{
  const char *cursor = arguments + 1;
  char host[65];

  if (!_rk_at_take_text (self, &cursor, host, sizeof host) || !_rk_at_take_end (self, &cursor))
    _rk_at_say (self, RK_AT_ERROR);
  else if (_rk_at_has_ip (self) && rk_at_world_is_loopback (host))
    _rk_at_sayf (self, "%s:127.0.0.1\r\n" RK_AT_OK, self->name);
  else
    _rk_at_work_until (self, LOOKUP_US, fail_to_find);
}

/* clang-format off */
const RkAtCommandRow _rk_at_host_commands[] = {
  { "+PING",      21, RK_AT_TURNAROUND_US, NULL, NULL, set_ping, NULL },
  { "+CIPDOMAIN", 23, RK_AT_TURNAROUND_US, NULL, NULL, set_domain, NULL },
  { NULL,         0,  0,                   NULL, NULL, NULL, NULL },
};
/* clang-format on */
