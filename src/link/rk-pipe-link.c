/* rk-pipe-link.c: a link whose other end is in this program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-pipe-link.h"

#include "rk-error.h"

struct _RkPipeLink
{
  RkLink parent_instance;

  const RkPipeEnd *vtable;
  gpointer end;
};

G_DEFINE_FINAL_TYPE (RkPipeLink, rk_pipe_link, RK_TYPE_LINK)

/* Hands on the end's error; that it is gone is a lost port like any other. */
static void
take_error (RkPipeLink  *self,
            GError      *failure,
            GError     **error)
{
  if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CLOSED))
    {
      g_set_error (error, RK_ERROR, RK_ERROR_PORT_LOST, "%s is gone: %s",
                   rk_link_get_port (RK_LINK (self)), failure->message);
      g_error_free (failure);
      return;
    }

  g_propagate_error (error, failure);
}

static gboolean
rk_pipe_link_set_baud (RkLink  *link,
                       guint    baud,
                       GError **error)
{
  RkPipeLink *self = RK_PIPE_LINK (link);

  if (self->vtable->set_baud != NULL)
    self->vtable->set_baud (self->end, baud);
  return TRUE;
}

static gboolean
rk_pipe_link_set_lines (RkLink   *link,
                        gboolean  dtr,
                        gboolean  rts,
                        GError  **error)
{
  RkPipeLink *self = RK_PIPE_LINK (link);

  if (self->vtable->set_lines != NULL)
    self->vtable->set_lines (self->end, dtr, rts);
  return TRUE;
}

static gboolean
rk_pipe_link_discard_input (RkLink  *link,
                            GError **error)
{
  RkPipeLink *self = RK_PIPE_LINK (link);

  if (self->vtable->discard != NULL)
    self->vtable->discard (self->end);
  return TRUE;
}

static gboolean
rk_pipe_link_open (RkLink        *link,
                   GCancellable  *cancellable,
                   GError       **error)
{
  return rk_pipe_link_set_lines (link, FALSE, FALSE, error) &&
         rk_pipe_link_set_baud (link, rk_link_get_baud (link), error) &&
         rk_pipe_link_discard_input (link, error);
}

static void
rk_pipe_link_close (RkLink *link)
{
}

static gssize
rk_pipe_link_read (RkLink        *link,
                   guint8        *buffer,
                   gsize          count,
                   gint64         deadline,
                   GCancellable  *cancellable,
                   GError       **error)
{
  RkPipeLink *self = RK_PIPE_LINK (link);
  GError *failure = NULL;
  gssize n;

  n = self->vtable->receive (self->end, buffer, count, deadline, cancellable, &failure);
  if (n < 0)
    take_error (self, failure, error);
  return n;
}

static gboolean
rk_pipe_link_write (RkLink        *link,
                    const guint8  *bytes,
                    gsize          count,
                    gint64         deadline,
                    GCancellable  *cancellable,
                    GError       **error)
{
  RkPipeLink *self = RK_PIPE_LINK (link);
  GError *failure = NULL;

  if (self->vtable->send (self->end, bytes, count, deadline, cancellable, &failure))
    return TRUE;

  take_error (self, failure, error);
  return FALSE;
}

static void
rk_pipe_link_finalize (GObject *object)
{
  RkPipeLink *self = RK_PIPE_LINK (object);

  if (self->vtable->destroy != NULL)
    self->vtable->destroy (self->end);

  G_OBJECT_CLASS (rk_pipe_link_parent_class)->finalize (object);
}

static void
rk_pipe_link_class_init (RkPipeLinkClass *klass)
{
  RkLinkClass *link_class = RK_LINK_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = rk_pipe_link_finalize;
  link_class->open = rk_pipe_link_open;
  link_class->close = rk_pipe_link_close;
  link_class->read = rk_pipe_link_read;
  link_class->write = rk_pipe_link_write;
  link_class->set_baud = rk_pipe_link_set_baud;
  link_class->set_lines = rk_pipe_link_set_lines;
  link_class->discard_input = rk_pipe_link_discard_input;
}

static void
rk_pipe_link_init (RkPipeLink *self)
{
}

/**
 * rk_pipe_link_new:
 * @port: what to call it, such as "virtual"
 * @vtable: (transfer none): what the other end does; static
 * @end: (transfer full): the other end, given to every function of @vtable
 *
 * Returns: (transfer full): a closed link
 */
RkLink *
rk_pipe_link_new (const char      *port,
                  const RkPipeEnd *vtable,
                  gpointer         end)
{
  RkPipeLink *self = g_object_new (RK_TYPE_PIPE_LINK, "port", port, NULL);

  self->vtable = vtable;
  self->end = end;
  return RK_LINK (self);
}
