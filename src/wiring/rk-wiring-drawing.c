/* rk-wiring-drawing.c: a wiring as a drawing
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-wiring-drawing-private.h"

#include <string.h>

const char *
_rk_drawing_say (const RkWiringDrawing *self,
                 const char            *msgid)
{
  return self->translate != NULL ? self->translate (msgid) : msgid;
}

static void
path_clear (gpointer data)
{
  RkPath *path = data;

  g_clear_pointer (&path->points, g_array_unref);
}

static void
label_clear (gpointer data)
{
  RkLabel *label = data;

  g_free (label->text);
  g_free (label->run_text);
}

static RkPlacedName
find_place (const RkWiringDrawing *self,
            const RkBoard         *board)
{
  for (RkPlacedName name = 0; name < RK_N_PLACED; name++)
    if (self->placed[name].board == board)
      return name;

  g_assert_not_reached ();
}

static RkEnd
make_end (RkWiringDrawing *self,
          const RkBoard   *board,
          const RkPin     *pin)
{
  RkEnd end = { .place = find_place (self, board) };

  end.terminal = _rk_placed_find (&self->placed[end.place], pin);
  return end;
}

/* A pin where several wires of one net begin is one point; where wires of
 * different nets end, each has a place of its own. */
static void
take_slot (RkWiringDrawing *self,
           RkEnd           *end,
           const RkWire    *wire)
{
  RkTerminal *terminal = &g_array_index (self->placed[end->place].terminals, RkTerminal, end->terminal);

  for (guint i = 0; i < self->paths->len; i++)
    {
      const RkPath *other = &g_array_index (self->paths, RkPath, i);
      const RkEnd *ends[] = { &other->from, &other->to };

      for (guint j = 0; j < 2; j++)
        if (other->wire->net == wire->net && ends[j]->place == end->place && ends[j]->terminal == end->terminal)
          {
            end->slot = ends[j]->slot;
            return;
          }
    }

  if (terminal->n_wires == 0)
    terminal->colour = wire->colour;
  if (self->focus != NULL)
    terminal->named = terminal->pin->role != RK_PIN_USB;
  end->slot = terminal->n_wires++;
}

static void
collect_paths (RkWiringDrawing *self)
{
  for (guint i = 0; i < self->wiring->wires->len; i++)
    {
      const RkWire *wire = g_ptr_array_index (self->wiring->wires, i);
      RkPath path = { .wire = wire };

      if (self->focus != NULL && strcmp (self->focus, wire->id) != 0)
        continue;
      path.from = make_end (self, wire->from_board, wire->from);
      path.to = make_end (self, wire->to_board, wire->to);
      take_slot (self, &path.from, wire);
      take_slot (self, &path.to, wire);
      path.points = g_array_new (FALSE, FALSE, sizeof (RkPoint));
      g_array_append_val (self->paths, path);
    }
}

/**
 * rk_wiring_drawing_new:
 * @wiring: what is drawn
 * @focus: (nullable): the id of the one wire to draw; for small drawings
 * @translate: (nullable): such as gettext()
 *
 * Finds a place for everything.  Takes some milliseconds; painting does not.
 *
 * Returns: (transfer full): the drawing
 */
RkWiringDrawing *
rk_wiring_drawing_new (RkWiring       *wiring,
                       const char     *focus,
                       RkTranslateFunc translate)
{
  RkWiringDrawing *self = g_new0 (RkWiringDrawing, 1);
  const RkBoard *boards[RK_N_PLACED] = {
    [RK_PLACED_ADAPTER] = wiring->adapter,
    [RK_PLACED_SUPPLY] = wiring->supply,
    [RK_PLACED_BOARD] = wiring->board,
  };
  const RkWire *wire = focus != NULL ? rk_wiring_find (wiring, focus) : NULL;

  self->wiring = rk_wiring_ref (wiring);
  self->focus = wire != NULL ? g_strdup (focus) : NULL;
  self->translate = translate;
  self->paths = g_array_new (FALSE, TRUE, sizeof (RkPath));
  self->labels = g_array_new (FALSE, TRUE, sizeof (RkLabel));
  self->resistors = g_array_new (FALSE, TRUE, sizeof (RkResistor));
  self->dots = g_array_new (FALSE, TRUE, sizeof (RkDot));
  g_array_set_clear_func (self->paths, path_clear);
  g_array_set_clear_func (self->labels, label_clear);
  self->has_capacitor = wiring->capacitor && self->focus == NULL;
  if (wire != NULL && wire->from_board != wiring->supply)
    boards[RK_PLACED_SUPPLY] = NULL;

  for (RkPlacedName name = 0; name < RK_N_PLACED; name++)
    if (boards[name] != NULL)
      _rk_placed_init (&self->placed[name], boards[name], self->focus != NULL);
  collect_paths (self);
  for (RkPlacedName name = 0; name < RK_N_PLACED; name++)
    if (boards[name] != NULL)
      _rk_placed_arrange (&self->placed[name]);
  _rk_drawing_arrange (self);
  return self;
}

/**
 * rk_wiring_drawing_free:
 * @self: (transfer full): a drawing
 */
void
rk_wiring_drawing_free (RkWiringDrawing *self)
{
  for (RkPlacedName name = 0; name < RK_N_PLACED; name++)
    _rk_placed_clear (&self->placed[name]);
  g_array_unref (self->paths);
  g_array_unref (self->labels);
  g_array_unref (self->resistors);
  g_array_unref (self->dots);
  rk_wiring_unref (self->wiring);
  g_free (self->focus);
  g_free (self);
}

/**
 * rk_wiring_drawing_get_wiring:
 * @self: a drawing
 *
 * Returns: (transfer none): what it shows
 */
RkWiring *
rk_wiring_drawing_get_wiring (RkWiringDrawing *self)
{
  return self->wiring;
}

/**
 * rk_wiring_drawing_get_size:
 * @self: a drawing
 * @width: (out) (optional): its natural width
 * @height: (out) (optional): its natural height
 *
 * At this size, in pixels, texts have about the size of those of a window.
 */
void
rk_wiring_drawing_get_size (const RkWiringDrawing *self,
                            double                *width,
                            double                *height)
{
  if (width != NULL)
    *width = self->width;
  if (height != NULL)
    *height = self->height;
}

/**
 * rk_wiring_drawing_list_texts:
 * @self: a drawing
 *
 * Returns: (transfer full) (element-type RkWiringText): all texts around the boards
 */
GArray *
rk_wiring_drawing_list_texts (const RkWiringDrawing *self)
{
  GArray *texts = g_array_new (FALSE, FALSE, sizeof (RkWiringText));

  for (RkPlacedName name = 0; name < RK_N_PLACED; name++)
    for (guint i = 0; self->placed[name].board != NULL && i < self->placed[name].terminals->len; i++)
      {
        const RkTerminal *terminal = &g_array_index (self->placed[name].terminals, RkTerminal, i);
        RkWiringText text = { RK_WIRING_TEXT_PIN,     terminal->text,           terminal->plate.x,
                              terminal->plate.y,      terminal->plate.width,    terminal->plate.height };

        if (terminal->named)
          g_array_append_val (texts, text);
      }

  for (guint i = 0; i < self->labels->len; i++)
    {
      const RkLabel *label = &g_array_index (self->labels, RkLabel, i);
      RkWiringText text = { label->kind >= RK_LABEL_TITLE ? RK_WIRING_TEXT_TITLE : RK_WIRING_TEXT_WIRE,
                            label->text,
                            label->box.x,
                            label->box.y,
                            label->box.width,
                            label->box.height };

      g_array_append_val (texts, text);
    }

  return texts;
}

/* A wire that ends at the edge of a plate only touches it. */
static gboolean
crosses (RkBox   box,
         RkPoint a,
         RkPoint b)
{
  static const double edge = 0.5;

  return MIN (a.x, b.x) < box.x + box.width - edge && MAX (a.x, b.x) > box.x + edge &&
         MIN (a.y, b.y) < box.y + box.height - edge && MAX (a.y, b.y) > box.y + edge;
}

static guint
count_crossings (const RkWiringDrawing *self,
                 RkBox                  box,
                 const RkWire          *own)
{
  guint count = 0;

  for (guint i = 0; i < self->paths->len; i++)
    {
      const RkPath *path = &g_array_index (self->paths, RkPath, i);

      for (guint j = 1; j < path->points->len; j++)
        if ((own == NULL || path->wire->net != own->net) &&
            crosses (box, g_array_index (path->points, RkPoint, j - 1), g_array_index (path->points, RkPoint, j)))
          count++;
    }

  return count;
}

/**
 * rk_wiring_drawing_count_hits:
 * @self: a drawing
 *
 * Returns: how many wires run along another, or over a text that is not theirs;
 *   0 in a good drawing
 */
guint
rk_wiring_drawing_count_hits (const RkWiringDrawing *self)
{
  guint hits = self->hits;

  for (guint i = 0; i < self->labels->len; i++)
    {
      const RkLabel *label = &g_array_index (self->labels, RkLabel, i);

      hits += count_crossings (self, label->box, label->wire);
    }
  for (RkPlacedName name = 0; name < RK_N_PLACED; name++)
    for (guint i = 0; self->placed[name].board != NULL && i < self->placed[name].terminals->len; i++)
      {
        const RkTerminal *terminal = &g_array_index (self->placed[name].terminals, RkTerminal, i);

        if (terminal->named)
          hits += count_crossings (self, terminal->plate, NULL);
      }

  return hits;
}
