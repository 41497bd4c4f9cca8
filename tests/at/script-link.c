/* script-link.c: a link that plays a module from a script
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "script-link.h"

#include "rk-error.h"

#include <string.h>

G_DEFINE_TYPE (ScriptLink, script_link, RK_TYPE_LINK)

static gboolean
script_link_open (RkLink        *link,
                  GCancellable  *cancellable,
                  GError       **error)
{
  SCRIPT_LINK (link)->current_baud = rk_link_get_baud (link);
  return TRUE;
}

static void
script_link_close (RkLink *link)
{
}

static gssize
script_link_read (RkLink        *link,
                  guint8        *buffer,
                  gsize          count,
                  gint64         deadline,
                  GCancellable  *cancellable,
                  GError       **error)
{
  ScriptLink *self = SCRIPT_LINK (link);
  gsize n = MIN (count, self->input->len);

  if (n == 0 && self->n_writes > 0 && self->lose_after_answer)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_PORT_LOST, "unplugged");
      return -1;
    }
  if (n == 0 && self->n_writes > 0 && self->cancel_after_answer != NULL)
    {
      g_cancellable_cancel (self->cancel_after_answer);
      g_cancellable_set_error_if_cancelled (cancellable, error);
      return -1;
    }

  if (self->chunk > 0)
    n = MIN (n, self->chunk);
  if (n > 0)
    {
      memcpy (buffer, self->input->data, n);
      g_byte_array_remove_range (self->input, 0, (guint)n);
    }
  return (gssize)n;
}

static gboolean
script_link_write (RkLink        *link,
                   const guint8  *bytes,
                   gsize          count,
                   gint64         deadline,
                   GCancellable  *cancellable,
                   GError       **error)
{
  ScriptLink *self = SCRIPT_LINK (link);
  g_autofree char *sent = g_strndup ((const char *)bytes, count);

  self->n_writes++;
  if (self->baud != 0 && self->baud != self->current_baud)
    {
      script_link_feed (self, "\xfe\x80\xf8", -1);
      return TRUE;
    }
  if (self->steps == NULL)
    return TRUE;

  g_assert_cmpstr (sent, ==, self->steps->expect);
  script_link_feed (self, self->steps->answer, self->steps->length > 0 ? self->steps->length : -1);
  self->steps++;
  return TRUE;
}

static gboolean
script_link_set_baud (RkLink  *link,
                      guint    baud,
                      GError **error)
{
  ScriptLink *self = SCRIPT_LINK (link);

  g_string_append_printf (self->bauds, "%u ", baud);
  if (self->only_baud != 0 && baud != self->only_baud)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_PORT_UNABLE, "no %u baud", baud);
      return FALSE;
    }
  self->current_baud = baud;
  return TRUE;
}

static gboolean
script_link_discard_input (RkLink  *link,
                           GError **error)
{
  g_byte_array_set_size (SCRIPT_LINK (link)->input, 0);
  return TRUE;
}

static void
script_link_finalize (GObject *object)
{
  ScriptLink *self = SCRIPT_LINK (object);

  g_byte_array_unref (self->input);
  g_string_free (self->bauds, TRUE);

  G_OBJECT_CLASS (script_link_parent_class)->finalize (object);
}

static void
script_link_class_init (ScriptLinkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  RkLinkClass *link_class = RK_LINK_CLASS (klass);

  object_class->finalize = script_link_finalize;
  link_class->open = script_link_open;
  link_class->close = script_link_close;
  link_class->read = script_link_read;
  link_class->write = script_link_write;
  link_class->set_baud = script_link_set_baud;
  link_class->discard_input = script_link_discard_input;
}

static void
script_link_init (ScriptLink *self)
{
  self->input = g_byte_array_new ();
  self->bauds = g_string_new (NULL);
}

ScriptLink *
script_link_new (const ScriptStep *steps)
{
  ScriptLink *self = g_object_new (SCRIPT_TYPE_LINK, "port", "script", NULL);
  g_autoptr(GError) error = NULL;

  self->steps = steps;
  rk_link_open (RK_LINK (self), 115200, NULL, &error);
  g_assert_no_error (error);
  return self;
}

void
script_link_feed (ScriptLink *self,
                  const char *bytes,
                  gssize      length)
{
  g_byte_array_append (self->input, (const guint8 *)bytes, (guint)(length < 0 ? strlen (bytes) : (gsize)length));
}
