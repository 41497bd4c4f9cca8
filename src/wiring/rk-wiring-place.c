/* rk-wiring-place.c: where a board's pins and their names are
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-wiring-drawing-private.h"

#include <math.h>
#include <string.h>

/* Between the middles of two names above each other. */
#define ROW 17.0
#define PLATE_HEIGHT 15.0
#define PLATE_PADDING 5.0
#define FUNCTION_GAP 4.0

/* A second wire at a pin needs this much more of the plate. */
#define SLOT 14.0

/* From the edge of the board to the names. */
#define PLATE_GAP 10.0

/* How far the pins of a header stick out, in mm. */
#define HEADER_PIN_MM 2.6

/* The size on paper that a part should not exceed. */
#define MODULE_LIMIT 345.0
#define ADAPTER_LIMIT 235.0
#define SMALL_MODULE_LIMIT 84.0
#define SMALL_ADAPTER_LIMIT 60.0
#define MAX_SCALE 13.4
#define MAX_ADAPTER_SCALE 7.0

/* Pins closer than this along an edge stand behind one another. */
#define SAME_ROW_MM 0.3

static gboolean
is_upright (RkSide side)
{
  return side == RK_SIDE_TOP || side == RK_SIDE_BOTTOM;
}

/* The place of a pin along the edge where its name stands. */
static double
along_mm (const RkPin *pin)
{
  return is_upright (pin->side) ? pin->x : pin->y;
}

static double
depth_mm (const RkBoard *board,
          const RkPin   *pin)
{
  switch (pin->side)
    {
    case RK_SIDE_LEFT:
      return pin->x;
    case RK_SIDE_RIGHT:
      return board->width - pin->x;
    case RK_SIDE_TOP:
      return pin->y;
    case RK_SIDE_BOTTOM:
      return board->height - pin->y;
    case RK_SIDE_NONE:
    default:
      return 0;
    }
}

/* The smallest distance between two rows of pins on a side; 0 for less than two. */
static double
pitch_mm (const RkBoard *board,
          RkSide         side)
{
  double pitch = 0;

  for (guint i = 0; i < board->pins->len; i++)
    for (guint j = 0; j < i; j++)
      {
        const RkPin *a = g_ptr_array_index (board->pins, i);
        const RkPin *b = g_ptr_array_index (board->pins, j);
        double distance = fabs (along_mm (a) - along_mm (b));

        if (a->side == side && b->side == side && distance > SAME_ROW_MM && (pitch == 0 || distance < pitch))
          pitch = distance;
      }

  return pitch;
}

/* Whether pins of a side stand in two rows, one behind the other. */
static const RkPin *
find_in_front (const RkBoard *board,
               const RkPin   *pin)
{
  for (guint i = 0; i < board->pins->len; i++)
    {
      const RkPin *other = g_ptr_array_index (board->pins, i);

      if (other != pin && other->side == pin->side && fabs (along_mm (other) - along_mm (pin)) <= SAME_ROW_MM &&
          depth_mm (board, other) < depth_mm (board, pin))
        return other;
    }

  return NULL;
}

static double
choose_scale (const RkBoard *board,
              gboolean       small)
{
  gboolean module = board->kind == RK_BOARD_KIND_MODULE;
  double limit = small ? (module ? SMALL_MODULE_LIMIT : SMALL_ADAPTER_LIMIT) : (module ? MODULE_LIMIT : ADAPTER_LIMIT);
  double scale = MIN (module ? MAX_SCALE : MAX_ADAPTER_SCALE, limit / MAX (board->width, board->height));
  gboolean two_rows = FALSE;

  for (guint i = 0; i < board->pins->len; i++)
    two_rows |= find_in_front (board, g_ptr_array_index (board->pins, i)) != NULL;

  for (RkSide side = RK_SIDE_LEFT; side <= RK_SIDE_BOTTOM; side++)
    {
      double pitch = pitch_mm (board, side) / (two_rows ? 2 : 1);

      if (pitch > 0)
        scale = MIN (scale, MAX (ROW / pitch, 4));
    }

  return scale;
}

static char *
get_function (const RkPin *pin)
{
  if (pin->function != NULL)
    return g_strdup (pin->function);
  if (pin->role >= RK_PIN_GPIO0 && pin->role <= RK_PIN_GPIO15 && strstr (pin->name, "IO") == NULL)
    return g_strdup (rk_pin_role_get_name (pin->role));

  return NULL;
}

static void
terminal_clear (gpointer data)
{
  RkTerminal *terminal = data;

  g_free (terminal->text);
  g_free (terminal->function);
}

/* Puts @board at 0,0; its names are arranged later, when the wires are known. */
void
_rk_placed_init (RkPlaced      *self,
                 const RkBoard *board,
                 gboolean       small)
{
  self->board = board;
  self->scale = choose_scale (board, small);
  self->terminals = g_array_new (FALSE, TRUE, sizeof (RkTerminal));
  g_array_set_clear_func (self->terminals, terminal_clear);

  for (guint i = 0; i < board->pins->len; i++)
    {
      const RkPin *pin = g_ptr_array_index (board->pins, i);
      RkTerminal terminal = {
        .pin = pin,
        .pad = { pin->x * self->scale, pin->y * self->scale },
        .named = pin->side != RK_SIDE_NONE && !small && pin->role != RK_PIN_USB,
        .text = g_strdup (pin->name),
        .function = get_function (pin),
      };

      g_array_append_val (self->terminals, terminal);
    }
}

void
_rk_placed_clear (RkPlaced *self)
{
  g_clear_pointer (&self->terminals, g_array_unref);
}

/* The number of the terminal of @pin, which must be there. */
guint
_rk_placed_find (const RkPlaced *self,
                 const RkPin    *pin)
{
  for (guint i = 0; i < self->terminals->len; i++)
    if (g_array_index (self->terminals, RkTerminal, i).pin == pin)
      return i;

  g_assert_not_reached ();
}

/* Along the edge, how much room the plate of a terminal takes. */
static double
plate_room (const RkTerminal *terminal)
{
  return PLATE_HEIGHT + (terminal->n_wires > 1 ? SLOT * (terminal->n_wires - 1) : 0);
}

static double
plate_length (const RkTerminal *terminal)
{
  double length = _rk_text_measure (terminal->text, RK_FONT_SIZE, terminal->n_wires > 0).x;

  if (terminal->function != NULL)
    length += FUNCTION_GAP + _rk_text_measure (terminal->function, RK_FONT_SMALL, FALSE).x;
  return ceil (length + 2 * PLATE_PADDING);
}

/* Moves middles apart until none touches the next, and all stay as near as they
 * can: neighbours that touch become a block around the mean of their wishes. */
static void
spread (double       *middles,
        const double *rooms,
        guint         count)
{
  guint *starts = g_newa (guint, count + 1);
  double *wishes = g_newa (double, count + 1);
  double *offsets = g_newa (double, count + 1);
  guint n_blocks = 0;

  if (count == 0)
    return;

  offsets[0] = 0;
  for (guint i = 1; i < count; i++)
    offsets[i] = offsets[i - 1] + (rooms[i - 1] + rooms[i]) / 2 + (ROW - PLATE_HEIGHT);

  for (guint i = 0; i < count; i++)
    {
      starts[n_blocks] = i;
      wishes[n_blocks++] = middles[i] - offsets[i];
      while (n_blocks > 1 && wishes[n_blocks - 1] < wishes[n_blocks - 2])
        {
          guint first = starts[n_blocks - 2];
          guint second = starts[n_blocks - 1];

          wishes[n_blocks - 2] = (wishes[n_blocks - 2] * (second - first) + wishes[n_blocks - 1] * (i + 1 - second)) /
                                 (i + 1 - first);
          n_blocks--;
        }
    }

  for (guint i = 0, block = 0; i < count; i++)
    {
      if (block + 1 < n_blocks && starts[block + 1] == i)
        block++;
      middles[i] = wishes[block] + offsets[i];
    }
}

static double
wished_middle (const RkPlaced   *self,
               const RkTerminal *terminal)
{
  const RkPin *pin = terminal->pin;
  double middle = is_upright (pin->side) ? terminal->pad.x - self->origin.x : terminal->pad.y - self->origin.y;

  if (find_in_front (self->board, pin) != NULL)
    middle += pitch_mm (self->board, pin->side) * self->scale / 2;
  return middle;
}

static void
put_plate (RkPlaced   *self,
           RkTerminal *terminal,
           double      middle,
           double      length)
{
  const RkBoard *board = self->board;
  double width = board->width * self->scale;
  double height = board->height * self->scale;
  double room = plate_room (terminal);
  double gap = PLATE_GAP + (board->pads == RK_PADS_HEADER ? HEADER_PIN_MM * self->scale : 0);

  switch (terminal->pin->side)
    {
    case RK_SIDE_LEFT:
      terminal->plate = (RkBox){ -gap - length, middle - room / 2, length, room };
      terminal->tip = (RkPoint){ -gap - length, middle };
      break;
    case RK_SIDE_RIGHT:
      terminal->plate = (RkBox){ width + gap, middle - room / 2, length, room };
      terminal->tip = (RkPoint){ width + gap + length, middle };
      break;
    case RK_SIDE_TOP:
      terminal->plate = (RkBox){ middle - room / 2, -gap - length, room, length };
      terminal->tip = (RkPoint){ middle, -gap - length };
      break;
    case RK_SIDE_BOTTOM:
      terminal->plate = (RkBox){ middle - room / 2, height + gap, room, length };
      terminal->tip = (RkPoint){ middle, height + gap + length };
      break;
    case RK_SIDE_NONE:
    default:
      break;
    }
}

static int
compare_terminals (gconstpointer a,
                   gconstpointer b,
                   gpointer      user_data)
{
  const RkPlaced *self = user_data;
  double first = wished_middle (self, &g_array_index (self->terminals, RkTerminal, *(const guint *)a));
  double second = wished_middle (self, &g_array_index (self->terminals, RkTerminal, *(const guint *)b));

  return first < second ? -1 : first > second;
}

static void
arrange_side (RkPlaced *self,
              RkSide    side)
{
  g_autofree guint *order = g_new0 (guint, self->terminals->len + 1);
  g_autofree double *middles = g_new0 (double, self->terminals->len + 1);
  g_autofree double *rooms = g_new0 (double, self->terminals->len + 1);
  double length = 0;
  guint count = 0;

  for (guint i = 0; i < self->terminals->len; i++)
    {
      const RkTerminal *terminal = &g_array_index (self->terminals, RkTerminal, i);

      if (!terminal->named || terminal->pin->side != side)
        continue;
      order[count++] = i;
      length = MAX (length, plate_length (terminal));
    }

  g_qsort_with_data (order, (int)count, sizeof *order, compare_terminals, self);
  for (guint i = 0; i < count; i++)
    {
      const RkTerminal *terminal = &g_array_index (self->terminals, RkTerminal, order[i]);

      middles[i] = wished_middle (self, terminal);
      rooms[i] = plate_room (terminal);
    }
  spread (middles, rooms, count);
  for (guint i = 0; i < count; i++)
    put_plate (self, &g_array_index (self->terminals, RkTerminal, order[i]), middles[i], length);
}

static void
find_extent (RkPlaced *self)
{
  const RkBoard *board = self->board;

  self->extent = (RkBox){ 0, 0, board->width * self->scale, board->height * self->scale };
  for (guint i = 0; i < board->parts->len; i++)
    {
      const RkBoardPart *part = g_ptr_array_index (board->parts, i);

      self->extent = _rk_box_union (self->extent, (RkBox){ part->x * self->scale, part->y * self->scale,
                                                           part->width * self->scale, part->height * self->scale });
    }
  for (guint i = 0; i < self->terminals->len; i++)
    {
      RkTerminal *terminal = &g_array_index (self->terminals, RkTerminal, i);

      if (terminal->named)
        self->extent = _rk_box_union (self->extent, terminal->plate);
      else
        terminal->tip = terminal->pad;
    }
}

/* Arranges the names around the board, which is at 0,0 still. */
void
_rk_placed_arrange (RkPlaced *self)
{
  for (RkSide side = RK_SIDE_LEFT; side <= RK_SIDE_BOTTOM; side++)
    arrange_side (self, side);
  find_extent (self);
}

void
_rk_placed_move (RkPlaced *self,
                 double    dx,
                 double    dy)
{
  self->origin.x += dx;
  self->origin.y += dy;
  self->extent.x += dx;
  self->extent.y += dy;
  for (guint i = 0; i < self->terminals->len; i++)
    {
      RkTerminal *terminal = &g_array_index (self->terminals, RkTerminal, i);

      terminal->pad.x += dx;
      terminal->pad.y += dy;
      terminal->plate.x += dx;
      terminal->plate.y += dy;
      terminal->tip.x += dx;
      terminal->tip.y += dy;
    }
}

/* Where the wire in that slot meets the plate. */
RkPoint
_rk_placed_get_tip (const RkPlaced *self,
                    guint           number,
                    guint           slot)
{
  const RkTerminal *terminal = &g_array_index (self->terminals, RkTerminal, number);
  double shift = terminal->n_wires > 1 ? (slot - (terminal->n_wires - 1) / 2.0) * SLOT : 0;
  RkPoint tip = terminal->tip;

  if (is_upright (terminal->pin->side))
    tip.x += shift;
  else
    tip.y += shift;
  return tip;
}
