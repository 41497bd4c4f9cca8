/* at-link.c: a link to imitated AT firmware, without a module around it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "at-link.h"

#include "rk-at-personality.h"
#include "rk-deadline.h"

#include <string.h>

#define TEXT(text) ((char *)(text))

static const RkAtFirmware at_17 = {
  RK_AT_FIRMWARE_NONOS_1, TEXT ("1.7.6.0(Jan 24 2022 08:56:02)"), TEXT ("3.0.6-dev(072755c)"), NULL, NULL, NULL, NULL, 115200,
};
static const RkAtFirmware at_020 = {
  RK_AT_FIRMWARE_2014, TEXT ("0020"), TEXT ("000903"), NULL, NULL, NULL, NULL, 115200,
};

static const char boot_text[] = "\r\n ets Jan  8 2013,rst cause:2, boot mode:(3,6)\r\n\r\nload 0x40100000, len 1396, room 16 \r\n"
                                "tail 4\r\nchksum 0x89\r\ncsum err\r\n";
static const char chatter[] = "sensor 3 says 21 degrees\r\nsensor 4 says nothing\r\n";

struct _AtLink
{
  RkLink           parent_instance;

  RkAtPersonality *personality;
  RkAtWorld       *world;
  GByteArray      *input;    /* for the reader */
  guint            baud;     /* the module's */
  gint64           now_us;
  gint64           timer_us; /* G_MAXINT64: none */
};

G_DEFINE_FINAL_TYPE (AtLink, at_link, RK_TYPE_LINK)

/* The next link opened becomes this. */
static AtLinkKind wanted_kind;
static guint      wanted_baud;

/* All that was written, at whatever rate; for the test to look at. */
static GMutex   sent_lock;
static GString *sent;

void
at_link_set_kind (AtLinkKind kind,
                  guint      baud)
{
  wanted_kind = kind;
  wanted_baud = baud;
  g_mutex_lock (&sent_lock);
  if (sent == NULL)
    sent = g_string_new (NULL);
  g_string_truncate (sent, 0);
  g_mutex_unlock (&sent_lock);
}

char *
at_link_dup_sent (void)
{
  char *copy;

  g_mutex_lock (&sent_lock);
  copy = g_strdup (sent->str);
  g_mutex_unlock (&sent_lock);
  return copy;
}

static gboolean
is_in_tune (AtLink *self)
{
  return rk_link_get_baud (RK_LINK (self)) == self->baud;
}

static void
give (AtLink       *self,
      const guint8 *bytes,
      gsize         count)
{
  for (gsize i = 0; i < count; i++)
    {
      guint8 byte = is_in_tune (self) ? bytes[i] : (guint8)(bytes[i] | 0x80);

      g_byte_array_append (self->input, &byte, 1);
    }
}

static void
host_send (gpointer      host,
           const guint8 *bytes,
           gsize         count)
{
  give (host, bytes, count);
}

static void
host_set_baud (gpointer host,
               guint    baud)
{
  AtLink *self = host;

  self->baud = baud;
}

static void
host_set_timer (gpointer host,
                guint32  delay_us)
{
  AtLink *self = host;

  self->timer_us = self->now_us + delay_us;
}

static void
host_restart (gpointer host)
{
  AtLink *self = host;

  /* From within the personality it cannot be started. */
  self->timer_us = -1;
}

static gint64
host_get_time (gpointer host)
{
  AtLink *self = host;

  return self->now_us;
}

static const RkAtHost host_functions = {
  host_send, host_set_baud, host_set_timer, host_restart, NULL, NULL, host_get_time,
};

static gboolean
at_link_open (RkLink        *link,
              GCancellable  *cancellable,
              GError       **error)
{
  AtLink *self = AT_LINK (link);

  self->baud = wanted_baud;
  if (wanted_kind == AT_LINK_FIRMWARE || wanted_kind == AT_LINK_EARLY)
    {
      RkAtFirmware firmware = wanted_kind == AT_LINK_FIRMWARE ? at_17 : at_020;

      firmware.baud = wanted_baud;
      self->personality = rk_at_personality_new (&firmware, &host_functions, self->world, self);
      rk_at_personality_start (self->personality);
    }
  return TRUE;
}

static void
at_link_close (RkLink *link)
{
}

/* Lets the time pass that the module waits for. */
static void
let_pass (AtLink *self)
{
  if (self->timer_us == -1)
    {
      self->timer_us = G_MAXINT64;
      rk_at_personality_start (self->personality);
    }
  else if (self->timer_us != G_MAXINT64)
    {
      self->now_us = self->timer_us;
      self->timer_us = G_MAXINT64;
      rk_at_personality_expire (self->personality);
    }
}

static void
talk_by_itself (AtLink *self)
{
  static const guint8 noise[] = { 0x80, 0xfe, 0x9c, 0xe0, 0x8e, 0xfc };

  if (wanted_kind == AT_LINK_CHATTER)
    give (self, (const guint8 *)chatter, strlen (chatter));
  else if (wanted_kind == AT_LINK_BOOT_LOOP)
    give (self, (const guint8 *)boot_text, strlen (boot_text));
  else if (wanted_kind == AT_LINK_NOISE)
    g_byte_array_append (self->input, noise, sizeof noise);
}

static gssize
at_link_read (RkLink        *link,
              guint8        *buffer,
              gsize          count,
              gint64         deadline,
              GCancellable  *cancellable,
              GError       **error)
{
  AtLink *self = AT_LINK (link);

  for (guint i = 0; i < 20 && self->input->len == 0 && self->timer_us != G_MAXINT64; i++)
    let_pass (self);

  /* From firmware something may come by the network; from all else nothing will, as
   * if the deadline had passed. */
  while (self->input->len == 0)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return -1;
      if (rk_deadline_passed (deadline) || (self->personality == NULL && deadline != RK_DEADLINE_NEVER))
        return 0;
      if (self->personality != NULL)
        rk_at_personality_poll (self->personality);
      if (self->input->len == 0)
        g_usleep (1000);
    }

  count = MIN (count, self->input->len);
  memcpy (buffer, self->input->data, count);
  g_byte_array_remove_range (self->input, 0, (guint)count);
  return (gssize)count;
}

static void
answer_cr (AtLink       *self,
           const guint8 *bytes,
           gsize         count)
{
  if (is_in_tune (self) && count == 3 && memcmp (bytes, "AT\r", 3) == 0)
    give (self, (const guint8 *)"\r\nOK\r\n", 6);
}

static gboolean
at_link_write (RkLink        *link,
               const guint8  *bytes,
               gsize          count,
               gint64         deadline,
               GCancellable  *cancellable,
               GError       **error)
{
  AtLink *self = AT_LINK (link);

  g_mutex_lock (&sent_lock);
  g_string_append_len (sent, (const char *)bytes, (gssize)count);
  g_mutex_unlock (&sent_lock);

  while (self->personality != NULL && self->timer_us != G_MAXINT64)
    let_pass (self);
  if (wanted_kind == AT_LINK_WIRE)
    g_byte_array_append (self->input, bytes, (guint)count);
  else if (wanted_kind == AT_LINK_CR)
    answer_cr (self, bytes, count);
  else if (self->personality != NULL && is_in_tune (self))
    rk_at_personality_receive (self->personality, bytes, count);
  talk_by_itself (self);
  return TRUE;
}

static gboolean
at_link_set_baud (RkLink   *link,
                  guint     baud,
                  GError  **error)
{
  return TRUE;
}

static gboolean
at_link_discard_input (RkLink   *link,
                       GError  **error)
{
  g_byte_array_set_size (AT_LINK (link)->input, 0);
  return TRUE;
}

static void
at_link_finalize (GObject *object)
{
  AtLink *self = AT_LINK (object);

  rk_at_personality_free (self->personality);
  rk_at_world_free (self->world);
  g_byte_array_unref (self->input);

  G_OBJECT_CLASS (at_link_parent_class)->finalize (object);
}

static void
at_link_class_init (AtLinkClass *klass)
{
  RkLinkClass *link_class = RK_LINK_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = at_link_finalize;
  link_class->open = at_link_open;
  link_class->close = at_link_close;
  link_class->read = at_link_read;
  link_class->write = at_link_write;
  link_class->set_baud = at_link_set_baud;
  link_class->discard_input = at_link_discard_input;
}

static void
at_link_init (AtLink *self)
{
  self->input = g_byte_array_new ();
  self->world = rk_at_world_new (NULL, NULL);
  self->timer_us = G_MAXINT64;
}
