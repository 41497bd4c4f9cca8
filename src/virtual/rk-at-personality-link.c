/* rk-at-personality-link.c: imitated AT commands for connections
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * As in at_ipCmd.c of 2014, and in the AT Instruction Sets and real output of later
 * ones and of the builds on SDK 0.9.2.  Only this computer can be reached.
 */

#include "config.h"

#include "rk-at-personality-private.h"

#include <string.h>

/* server_timeover and its limit in at_ipCmd.c. */
#define SERVER_TIMEOUT_S 180
#define LONGEST_SERVER_TIMEOUT_S 28800
#define DEFAULT_SERVER_PORT 333

/* How long it takes to find out that nobody is there: name servers, TCP. */
#define LOOKUP_US 4000000
#define NO_ROUTE_US 18000000

/* at_delayCheck: what stands alone for so long is sent, or is the "+++" that ends. */
#define PASS_US 20000

/* Builds on SDK 0.9.2: AT 0.15 to 0.19. */
static gboolean
is_oldest (RkAtPersonality *self)
{
  return self->number < 20;
}

static guint
count_links (RkAtPersonality *self)
{
  guint n = 0;

  for (guint i = 0; i < RK_AT_WORLD_LINKS; i++)
    n += self->links[i].is_open ? 1 : 0;
  return n;
}

static void
update_modem (RkAtPersonality *self)
{
  if (count_links (self) > 0)
    self->modem = RK_AT_MODEM_LINKED;
  else if (self->modem == RK_AT_MODEM_LINKED)
    self->modem = RK_AT_MODEM_UNLINKED;
}

static void
link_clear (RkAtLink *link)
{
  g_free (link->host);
  *link = (RkAtLink){ 0 };
}

/* All is as after a start. */
void
_rk_at_links_reset (RkAtPersonality *self)
{
  for (guint i = 0; i < RK_AT_WORLD_LINKS; i++)
    link_clear (&self->links[i]);
  if (self->world != NULL)
    rk_at_world_close_all (self->world);
  self->mux = FALSE;
  self->passthrough = FALSE;
  self->serving = FALSE;
  self->tells_peer = FALSE;
  self->server_timeout_s = SERVER_TIMEOUT_S;
  g_byte_array_set_size (self->data, 0);
}

static void
say_of_link (RkAtPersonality *self,
             guint            link,
             const char      *what)
{
  if (self->mux)
    _rk_at_sayf (self, "%u,%s\r\n", link, what);
  else
    _rk_at_sayf (self, "%s\r\n", what);
}

/* -- Connecting ----------------------------------------------------------- */

typedef struct
{
  guint    link;
  gboolean is_udp;
  char     host[65];
  gint64   port;
  gint64   own_port;
} Target;

/* The word that at_setupCmdCipstart refuses with, or %NULL. */
static const char *
parse_target (RkAtPersonality *self,
              const char      *cursor,
              Target          *target)
{
  char type[6] = { 0 };
  gint64 link = 0;

  if (self->mux && (!_rk_at_take_number (self, &cursor, 0, RK_AT_WORLD_LINKS - 1, &link) ||
                    !_rk_at_take_mark (&cursor, ',')))
    return "ID ERROR";
  target->link = (guint)link;
  if (!_rk_at_take_text (self, &cursor, type, sizeof type) || (strcmp (type, "TCP") != 0 && strcmp (type, "UDP") != 0))
    return _rk_at_is_2014 (self) ? "Link typ ERROR" : "Link type ERROR";
  target->is_udp = strcmp (type, "UDP") == 0;
  if (!_rk_at_take_mark (&cursor, ',') || !_rk_at_take_text (self, &cursor, target->host, sizeof target->host))
    return "IP ERROR";
  if (!_rk_at_take_mark (&cursor, ',') || !_rk_at_take_number (self, &cursor, 1, G_MAXUINT16, &target->port))
    return "ENTRY ERROR";
  if (_rk_at_take_mark (&cursor, ',') && !_rk_at_take_number (self, &cursor, 0, G_MAXUINT16, &target->own_port))
    return "Miss param2";
  return NULL;
}

static void
end_connecting (RkAtPersonality *self)
{
  self->state = RK_AT_STATE_IDLE;
  update_modem (self);
}

static void
fail_to_connect (RkAtPersonality *self)
{
  guint8 address[4];
  gboolean is_name = !_rk_at_parse_address (self->links[self->active].host, address);

  link_clear (&self->links[self->active]);
  end_connecting (self);
  if (is_name)
    _rk_at_refuse (self, "DNS Fail");
  else if (_rk_at_is_2014 (self))
    _rk_at_sayf (self, "%u,CLOSED\r\n" RK_AT_ERROR, self->active);
  else
    {
      _rk_at_say (self, RK_AT_ERROR);
      say_of_link (self, self->active, "CLOSED");
    }
}

static void
succeed_to_connect (RkAtPersonality *self)
{
  self->links[self->active].is_open = TRUE;
  end_connecting (self);
  if (is_oldest (self))
    {
      _rk_at_say (self, RK_AT_OK);
      say_of_link (self, self->active, "Linked");
      return;
    }
  say_of_link (self, self->active, "CONNECT");
  _rk_at_say (self, RK_AT_OK);
}

static void
start_connecting (RkAtPersonality *self,
                  const Target    *target)
{
  RkAtLink *link = &self->links[target->link];
  guint8 address[4];

  link->host = g_strdup (target->host);
  link->is_udp = target->is_udp;
  link->port = (guint16)target->port;
  link->own_port = (guint16)target->own_port;
  self->active = target->link;

  if (self->world != NULL && rk_at_world_is_loopback (target->host))
    {
      self->state = RK_AT_STATE_RUNNING;
      rk_at_world_connect (self->world, target->link, target->is_udp, target->host, link->port, link->own_port);
    }
  else
    _rk_at_work_until (self, _rk_at_parse_address (target->host, address) ? NO_ROUTE_US : LOOKUP_US, fail_to_connect);
}

static void
set_start (RkAtPersonality *self,
           const char      *arguments)
{
  Target target = { 0 };
  const char *refusal = NULL;

  if (self->settings.mode == 1 && !_rk_at_has_ip (self))
    refusal = "no ip";
  if (refusal == NULL)
    refusal = parse_target (self, arguments + 1, &target);
  if (refusal == NULL && self->links[target.link].is_open)
    refusal = _rk_at_is_2014 (self) ? "ALREAY CONNECT" : "ALREADY CONNECTED";

  if (refusal != NULL)
    _rk_at_refuse (self, refusal);
  else
    start_connecting (self, &target);
}

static void
test_start (RkAtPersonality *self,
            const char      *arguments)
{
  /* The source has the two cases the wrong way round. */
  const char *id = self->mux ? "" : "(id)";

  _rk_at_sayf (self, "%s:%s(\"type\"),(\"ip address\"),(port)\r\n%s:%s(\"type\"),(\"domain name\"),(port)\r\n" RK_AT_OK,
               self->name, id, self->name, id);
}

/* -- Closing -------------------------------------------------------------- */

static void
say_closed (RkAtPersonality *self,
            guint            link)
{
  say_of_link (self, link, is_oldest (self) ? "Unlink" : "CLOSED");
}

static void
close_link (RkAtPersonality *self,
            guint            link)
{
  self->active = link;
  self->state = RK_AT_STATE_RUNNING;
  rk_at_world_close (self->world, link);
}

static void
execute_close (RkAtPersonality *self,
               const char      *arguments)
{
  if (self->mux)
    _rk_at_refuse (self, "MUX=1");
  else if (!self->links[0].is_open)
    _rk_at_say (self, RK_AT_ERROR);
  else
    close_link (self, 0);
}

static void
close_all (RkAtPersonality *self)
{
  if (self->serving && _rk_at_is_2014 (self))
    {
      _rk_at_refuse (self, "we must restart");
      return;
    }

  for (guint i = 0; i < RK_AT_WORLD_LINKS; i++)
    if (self->links[i].is_open)
      {
        close_link (self, i);
        return;
      }
  _rk_at_answer (self, !_rk_at_is_2014 (self));
}

static void
set_close (RkAtPersonality *self,
           const char      *arguments)
{
  const char *cursor = arguments + 1;
  gint64 link;

  if (!self->mux)
    _rk_at_refuse (self, "MUX=0");
  else if (!_rk_at_take_number (self, &cursor, 0, RK_AT_WORLD_LINKS, &link))
    _rk_at_say (self, RK_AT_ERROR);
  else if (link == RK_AT_WORLD_LINKS)
    {
      self->wanted = RK_AT_WORLD_LINKS; /* go on after the first */
      close_all (self);
    }
  else if (!self->links[link].is_open)
    _rk_at_refuse (self, _rk_at_is_2014 (self) ? "link is not" : "UNLINK");
  else
    {
      self->wanted = 0;
      close_link (self, (guint)link);
    }
}

/* -- Sending -------------------------------------------------------------- */

static void
ask_for_data (RkAtPersonality *self)
{
  g_byte_array_set_size (self->data, 0);
  self->state = RK_AT_STATE_DATA;
  _rk_at_say (self, _rk_at_is_2014 (self) ? "> " : RK_AT_OK "> ");
}

/* The word to refuse with, "" for just an error, %NULL if all is well. */
static const char *
parse_send (RkAtPersonality *self,
            const char      *cursor)
{
  gint64 link = 0;
  gint64 length;

  if (self->passthrough)
    return _rk_at_is_2014 (self) ? "IPMODE=1\r\n" : "";
  if (self->mux && (!_rk_at_take_number (self, &cursor, 0, RK_AT_WORLD_LINKS - 1, &link) ||
                    !_rk_at_take_mark (&cursor, ',')))
    return "";
  if (!self->links[link].is_open)
    return _rk_at_is_2014 (self) ? "link is not" : "link is not valid";
  if (!_rk_at_take_number (self, &cursor, 0, G_MAXINT32, &length) || *cursor != '\r')
    return _rk_at_is_2014 (self) ? "type error" : "";
  if (length > RK_AT_LONGEST_DATA)
    return "too long";
  if (length == 0)
    return "";

  self->active = (guint)link;
  self->wanted = (gsize)length;
  return NULL;
}

static void
set_send (RkAtPersonality *self,
          const char      *arguments)
{
  const char *refusal = parse_send (self, arguments + 1);

  if (refusal == NULL)
    ask_for_data (self);
  else if (*refusal == '\0')
    _rk_at_say (self, RK_AT_ERROR);
  else if (g_str_has_suffix (refusal, "\n")) /* IPMODE=1 has an ERROR behind it even in 2014 */
    {
      _rk_at_say (self, refusal);
      _rk_at_say (self, RK_AT_ERROR);
    }
  else
    _rk_at_refuse (self, refusal);
}

/* Everything that comes from now on is sent. */
static void
execute_send (RkAtPersonality *self,
              const char      *arguments)
{
  if (self->serving || !self->passthrough || !self->links[0].is_open)
    {
      _rk_at_say (self, RK_AT_ERROR);
      return;
    }

  g_byte_array_set_size (self->data, 0);
  self->active = 0;
  self->state = RK_AT_STATE_PASSING;
  _rk_at_say (self, _rk_at_is_2014 (self) ? "\r\n>" : RK_AT_OK "\r\n>");
}

static void
send_data (RkAtPersonality *self)
{
  rk_at_world_send (self->world, self->active, self->data->data, self->data->len);
  g_byte_array_set_size (self->data, 0);
}

static void
pass_on (RkAtPersonality *self)
{
  if (self->data->len == 3 && memcmp (self->data->data, "+++", 3) == 0)
    {
      g_byte_array_set_size (self->data, 0);
      self->state = RK_AT_STATE_IDLE;
    }
  else if (self->data->len > 0)
    send_data (self);
}

/* A byte of data, in either way of sending. */
void
_rk_at_links_data (RkAtPersonality *self,
                   guint8           byte)
{
  g_byte_array_append (self->data, &byte, 1);
  if (self->state == RK_AT_STATE_PASSING)
    {
      if (self->data->len >= RK_AT_LONGEST_DATA)
        pass_on (self);
      _rk_at_set_alarm (self, RK_AT_ALARM_COMMAND, PASS_US, pass_on);
    }
  else if (self->data->len == self->wanted)
    {
      self->state = RK_AT_STATE_SENDING;
      if (!_rk_at_is_2014 (self))
        _rk_at_sayf (self, "\r\nRecv %" G_GSIZE_FORMAT " bytes\r\n", self->wanted);
      send_data (self);
    }
}

/* -- What the world tells ------------------------------------------------- */

static void
say_received (RkAtPersonality *self,
              guint            link,
              GBytes          *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  if (self->state != RK_AT_STATE_PASSING)
    {
      _rk_at_say (self, "\r\n+IPD,");
      if (self->mux)
        _rk_at_sayf (self, "%u,", link);
      _rk_at_sayf (self, "%" G_GSIZE_FORMAT, size);
      if (self->tells_peer)
        _rk_at_sayf (self, ",127.0.0.1,%u", self->links[link].port);
      _rk_at_say (self, ":");
    }
  self->host.send (self->host_data, data, size);
  if (self->state != RK_AT_STATE_PASSING && _rk_at_is_2014 (self))
    _rk_at_say (self, RK_AT_OK);
}

/* at_tcpclient_discon_cb says OK whether it was asked for or not. */
static void
tell_closed (RkAtPersonality *self,
             guint            link)
{
  gboolean was_sending = self->state == RK_AT_STATE_SENDING && link == self->active;
  gboolean was_asked_for = self->state == RK_AT_STATE_RUNNING && link == self->active;

  link_clear (&self->links[link]);
  update_modem (self);
  if (was_asked_for && is_oldest (self))
    _rk_at_say (self, RK_AT_OK);
  say_closed (self, link);

  if (was_asked_for && self->mux && self->wanted == RK_AT_WORLD_LINKS && count_links (self) > 0)
    {
      close_all (self);
      return;
    }
  if (was_sending && !_rk_at_is_2014 (self))
    _rk_at_say (self, "\r\nSEND FAIL\r\n");
  else if ((was_asked_for || _rk_at_is_2014 (self)) && !is_oldest (self))
    _rk_at_say (self, RK_AT_OK);
  if (was_sending || was_asked_for)
    self->state = RK_AT_STATE_IDLE;
}

static void
tell_accepted (RkAtPersonality *self,
               guint            link)
{
  self->links[link] = (RkAtLink){ .is_open = TRUE, .is_server = TRUE, .host = g_strdup ("127.0.0.1") };
  update_modem (self);
  say_of_link (self, link, is_oldest (self) ? "Link" : "CONNECT");
}

static void
take_event (RkAtPersonality      *self,
            const RkAtWorldEvent *event)
{
  gboolean is_awaited = self->state == RK_AT_STATE_RUNNING && event->link == self->active;
  gboolean is_open = self->links[event->link].is_open;

  switch (event->kind)
    {
    case RK_AT_WORLD_CONNECTED:
      if (is_awaited)
        succeed_to_connect (self);
      break;
    case RK_AT_WORLD_FAILED:
      if (is_awaited)
        fail_to_connect (self);
      break;
    case RK_AT_WORLD_ACCEPTED:
      tell_accepted (self, event->link);
      break;
    case RK_AT_WORLD_RECEIVED:
      if (is_open)
        say_received (self, event->link, event->bytes);
      break;
    case RK_AT_WORLD_SENT:
      if (self->state == RK_AT_STATE_SENDING && event->link == self->active)
        {
          self->state = RK_AT_STATE_IDLE;
          _rk_at_say (self, "\r\nSEND OK\r\n");
        }
      break;
    case RK_AT_WORLD_CLOSED:
    default:
      if (is_open)
        tell_closed (self, event->link);
      break;
    }
}

void
_rk_at_links_poll (RkAtPersonality *self)
{
  for (;;)
    {
      g_autoptr(RkAtWorldEvent) event = rk_at_world_take_event (self->world);

      if (event == NULL)
        return;
      take_event (self, event);
    }
}

/* -- Settings of connections ---------------------------------------------- */

static void
execute_status (RkAtPersonality *self,
                const char      *arguments)
{
  _rk_at_sayf (self, "STATUS:%d\r\n", (int)self->modem);
  for (guint i = 0; i < RK_AT_WORLD_LINKS; i++)
    {
      const RkAtLink *link = &self->links[i];

      if (!link->is_open)
        continue;
      _rk_at_sayf (self, "%s:%u,\"%s\",\"127.0.0.1\",%u", self->name, i, link->is_udp ? "UDP" : "TCP", link->port);
      if (link->is_udp || !_rk_at_is_2014 (self))
        _rk_at_sayf (self, ",%u", link->own_port);
      _rk_at_sayf (self, ",%u\r\n", link->is_server ? 1 : 0);
    }
  _rk_at_say (self, RK_AT_OK);
}

static void
say_flag (RkAtPersonality *self,
          guint            flag)
{
  _rk_at_sayf (self, "%s:%u\r\n" RK_AT_OK, self->name, flag);
}

static void
take_flag (RkAtPersonality *self,
           const char      *arguments,
           gboolean         is_allowed,
           gboolean        *flag)
{
  const char *cursor = arguments + 1;
  gint64 on;
  gboolean good = is_allowed && _rk_at_take_number (self, &cursor, 0, 1, &on) && _rk_at_take_end (self, &cursor);

  if (good)
    *flag = on != 0;
  _rk_at_answer (self, good);
}

static void
query_mux (RkAtPersonality *self,
           const char      *arguments)
{
  say_flag (self, self->mux ? 1 : 0);
}

static void
set_mux (RkAtPersonality *self,
         const char      *arguments)
{
  if (self->modem == RK_AT_MODEM_LINKED)
    _rk_at_refuse (self, "link is builded");
  else
    take_flag (self, arguments, _rk_at_is_2014 (self) || !self->passthrough, &self->mux);
}

static void
query_passthrough (RkAtPersonality *self,
                   const char      *arguments)
{
  say_flag (self, self->passthrough ? 1 : 0);
}

static void
set_passthrough (RkAtPersonality *self,
                 const char      *arguments)
{
  take_flag (self, arguments, !self->mux && !self->serving, &self->passthrough);
}

static void
stop_serving (RkAtPersonality *self)
{
  if (_rk_at_is_2014 (self))
    {
      _rk_at_refuse (self, "we must restart");
      return;
    }
  rk_at_world_stop_listen (self->world);
  self->serving = FALSE;
  _rk_at_say (self, RK_AT_OK);
}

static void
set_server (RkAtPersonality *self,
            const char      *arguments)
{
  const char *cursor = arguments + 1;
  gint64 on;
  gint64 port = DEFAULT_SERVER_PORT;

  if (!self->mux || self->world == NULL || !_rk_at_take_number (self, &cursor, 0, 1, &on) ||
      (on && _rk_at_take_mark (&cursor, ',') && !_rk_at_take_number (self, &cursor, 1, G_MAXUINT16, &port)) ||
      *cursor != '\r')
    _rk_at_say (self, RK_AT_ERROR);
  else if ((on != 0) == self->serving)
    _rk_at_say (self, _rk_at_is_2014 (self) ? "no change\r\n" : "no change\r\n" RK_AT_OK);
  else if (!on)
    stop_serving (self);
  else if (!rk_at_world_listen (self->world, (guint16)port))
    _rk_at_say (self, _rk_at_is_2014 (self) ? "TcpServer Failure\r\n" : RK_AT_ERROR);
  else
    {
      self->serving = TRUE;
      _rk_at_say (self, RK_AT_OK);
    }
}

static void
query_server_timeout (RkAtPersonality *self,
                      const char      *arguments)
{
  say_flag (self, self->server_timeout_s);
}

static void
set_server_timeout (RkAtPersonality *self,
                    const char      *arguments)
{
  const char *cursor = arguments + 1;
  gint64 seconds;
  gboolean good = self->serving && _rk_at_take_number (self, &cursor, 0, LONGEST_SERVER_TIMEOUT_S, &seconds) &&
                  _rk_at_take_end (self, &cursor);

  if (good)
    self->server_timeout_s = (guint)seconds;
  _rk_at_answer (self, good);
}

static void
set_tells_peer (RkAtPersonality *self,
                const char      *arguments)
{
  take_flag (self, arguments, TRUE, &self->tells_peer);
}

/* clang-format off */
const RkAtCommandRow _rk_at_link_commands[] = {
  { "+CIPSTATUS", 0,  RK_AT_TURNAROUND_US, execute_status, NULL, NULL, _rk_at_say_ok },
  { "+CIPSTART",  0,  RK_AT_TURNAROUND_US, NULL, NULL, set_start, test_start },
  { "+CIPCLOSE",  0,  RK_AT_TURNAROUND_US, execute_close, NULL, set_close, _rk_at_say_ok },
  { "+CIPSEND",   0,  RK_AT_TURNAROUND_US, execute_send, NULL, set_send, _rk_at_say_ok },
  { "+CIPMUX",    0,  RK_AT_TURNAROUND_US, NULL, query_mux, set_mux, NULL },
  { "+CIPMODE",   0,  RK_AT_TURNAROUND_US, NULL, query_passthrough, set_passthrough, NULL },
  { "+CIPSERVER", 0,  RK_AT_TURNAROUND_US, NULL, NULL, set_server, NULL },
  { "+CIPSTO",    0,  RK_AT_TURNAROUND_US, NULL, query_server_timeout, set_server_timeout, NULL },
  { "+CIPDINFO",  23, RK_AT_TURNAROUND_US, NULL, NULL, set_tells_peer, NULL },
  { NULL,         0,  0,                   NULL, NULL, NULL, NULL },
};
/* clang-format on */
