/* rk-board.c: reading the data file of a board
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The form is described in doc/boards.md.  It looks like a GKeyFile, which would
 * tell neither the line of a mistake nor two pins of one name apart.
 */

#include "rk-board.h"

#include <errno.h>
#include <string.h>

#include "rk-error.h"

/* A board larger than this is a slip of the decimal point. */
#define MAX_MM 400
#define MAX_PINS 80
#define MAX_PARTS 80
#define MAX_TEXT (64 * 1024)
#define MAX_MA 20000

/* After every name of a language. */
#define RANK_NO_LANGUAGE 1000

/* clang-format off */
static const char *const kind_words[] = { "board", "adapter", "supply", NULL };
static const char *const role_words[] = {
  "io", "3v3", "5v", "gnd", "tx", "rx", "en", "rst", "gpio0", "gpio2", "gpio15", "hold", "dtr", "rts", "usb", NULL,
};
static const char *const role_names[] = {
  "IO", "3.3 V", "5 V", "GND", "TX", "RX", "EN", "RST", "GPIO0", "GPIO2", "GPIO15", "RESET", "DTR", "RTS", "USB",
};
static const char *const side_words[] = { "none", "left", "right", "top", "bottom", NULL };
static const char *const strap_words[] = { "open", "high", "low", NULL };
static const char *const pads_words[] = { "hole", "castellated", "header", "socket", NULL };
static const char *const view_words[] = { "solder", "component", NULL };
static const char *const bool_words[] = { "no", "yes", NULL };
static const char *const shape_words[] = {
  "antenna", "antenna-chip", "button", "button-flash", "can", "capacitor", "chip", "crystal", "danger", "hole",
  "jack", "jumper", "led", "regulator", "relay", "socket", "switch", "text", "ufl", "usb-a", "usb-b", "usb-micro",
  "usb-mini", NULL,
};
/* clang-format on */

G_STATIC_ASSERT (G_N_ELEMENTS (role_words) == RK_N_PINS + 1);
G_STATIC_ASSERT (G_N_ELEMENTS (role_names) == RK_N_PINS);
G_STATIC_ASSERT (G_N_ELEMENTS (shape_words) == RK_SHAPE_USB_MINI + 2);

typedef enum
{
  SECTION_NONE,
  SECTION_BOARD,
  SECTION_STRAPS,
  SECTION_PINS,
  SECTION_PARTS,
  SECTION_NOTES,
} Section;

typedef struct
{
  RkBoard *board;
  Section  section;
  gboolean has_kind;
  guint    name_rank;
  guint    notes_rank;
  guint    line; /* from 1; 0 for the file as a whole */
} Reader;

static gboolean fail (const Reader *reader, GError **error, const char *format, ...) G_GNUC_PRINTF (3, 4);

static gboolean
fail (const Reader  *reader,
      GError       **error,
      const char    *format,
      ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  if (reader->line == 0)
    g_set_error (error, RK_ERROR, RK_ERROR_INVALID, "%s.board: %s", reader->board->id, message);
  else
    g_set_error (error, RK_ERROR, RK_ERROR_INVALID, "%s.board: line %u: %s", reader->board->id, reader->line, message);
  return FALSE;
}

static void
pin_free (gpointer data)
{
  RkPin *pin = data;

  g_free (pin->name);
  g_free (pin->function);
  g_free (pin);
}

static void
part_free (gpointer data)
{
  RkBoardPart *part = data;

  g_free (part->text);
  g_free (part);
}

static void
board_clear (gpointer data)
{
  RkBoard *self = data;

  g_free (self->id);
  g_free (self->name);
  g_free (self->plug);
  g_free (self->socket);
  g_free (self->button);
  g_free (self->switch_flash);
  g_ptr_array_unref (self->pins);
  g_ptr_array_unref (self->parts);
  g_ptr_array_unref (self->notes);
}

static RkBoard *
board_new (const char *id)
{
  RkBoard *self = g_atomic_rc_box_new0 (RkBoard);

  self->id = g_strdup (id);
  self->component_side = TRUE;
  self->pcb = 0x1d3f8f;
  self->level_mv = 3300;
  self->current_ma = 300;
  self->pins = g_ptr_array_new_with_free_func (pin_free);
  self->parts = g_ptr_array_new_with_free_func (part_free);
  self->notes = g_ptr_array_new_with_free_func (g_free);
  return self;
}

static gboolean
read_word (const Reader       *reader,
           const char         *value,
           const char *const  *words,
           int                *word,
           GError            **error)
{
  g_autofree char *known = NULL;

  for (int i = 0; words[i] != NULL; i++)
    if (strcmp (words[i], value) == 0)
      {
        *word = i;
        return TRUE;
      }

  known = g_strjoinv (", ", (char **)words);
  return fail (reader, error, "“%s” is none of: %s", value, known);
}

static gboolean
read_number (const Reader  *reader,
             const char    *value,
             double         min,
             double         max,
             double        *number,
             GError       **error)
{
  char *end = NULL;

  errno = 0;
  *number = g_ascii_strtod (value, &end);
  if (end == value || *end != '\0' || errno != 0)
    return fail (reader, error, "“%s” is not a number", value);
  if (!(*number >= min && *number <= max))
    return fail (reader, error, "%s is not between %g and %g", value, min, max);

  return TRUE;
}

static gboolean
read_colour (const Reader  *reader,
             const char    *value,
             guint         *colour,
             GError       **error)
{
  char *end = NULL;

  if (value[0] == '#' && strlen (value) == 7)
    {
      *colour = (guint)g_ascii_strtoull (value + 1, &end, 16);
      if (*end == '\0')
        return TRUE;
    }
  return fail (reader, error, "“%s” is not a colour like #1d3f8f", value);
}

/* Parts a value into its words; the last one keeps what is left. */
static char **
split_words (const char *value,
             int         count)
{
  g_autofree char *spaced = g_strdup (value);

  g_strdelimit (spaced, "\t", ' ');
  for (char *twice = strstr (spaced, "  "); twice != NULL; twice = strstr (spaced, "  "))
    memmove (twice, twice + 1, strlen (twice));
  return g_strsplit (spaced, " ", count);
}

/* How well a text suits the person's language: 0 best. */
static guint
rank_language (const char *key)
{
  const char *const *languages = g_get_language_names ();
  const char *open = strchr (key, '[');
  gsize length = open != NULL ? strcspn (open + 1, "]") : 0;

  if (open == NULL)
    return RANK_NO_LANGUAGE;
  for (guint i = 0; languages[i] != NULL; i++)
    if (strlen (languages[i]) == length && strncmp (languages[i], open + 1, length) == 0)
      return i;

  return G_MAXUINT;
}

static gboolean
read_size (Reader      *reader,
           const char  *value,
           GError     **error)
{
  g_auto(GStrv) words = split_words (value, 0);

  if (g_strv_length (words) != 2)
    return fail (reader, error, "size takes width and height in mm, such as “24.8 14.3”");
  return read_number (reader, words[0], 1, MAX_MM, &reader->board->width, error) &&
         read_number (reader, words[1], 1, MAX_MM, &reader->board->height, error);
}

static gboolean
read_board_word (Reader      *reader,
                 const char  *key,
                 const char  *value,
                 gboolean    *known,
                 GError     **error)
{
  RkBoard *board = reader->board;
  int word = 0;
  const struct
  {
    const char        *key;
    const char *const *words;
    int               *field;
  } keys[] = {
    { "view", view_words, &board->component_side },
    { "antenna", side_words, (int *)&board->antenna },
    { "pads", pads_words, (int *)&board->pads },
    { "level-unsure", bool_words, &board->level_unsure },
    { "mains", bool_words, &board->mains },
    { "usb", bool_words, &board->usb },
    { "auto-reset", bool_words, &board->auto_reset },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (strcmp (keys[i].key, key) == 0)
      {
        *known = TRUE;
        if (!read_word (reader, value, keys[i].words, &word, error))
          return FALSE;
        *keys[i].field = word;
      }

  return TRUE;
}

static gboolean
read_board_number (Reader      *reader,
                   const char  *key,
                   const char  *value,
                   gboolean    *known,
                   GError     **error)
{
  RkBoard *board = reader->board;
  double number = 0;
  const struct
  {
    const char *key;
    double      max;
    double      unit;
    guint      *field;
  } keys[] = {
    { "current", MAX_MA, 1, &board->current_ma },
    { "3v3-current", MAX_MA, 1, &board->supply_3v3_ma },
    { "5v-current", MAX_MA, 1, &board->supply_5v_ma },
    { "level", 12, 1000, &board->level_mv },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (strcmp (keys[i].key, key) == 0)
      {
        *known = TRUE;
        if (!read_number (reader, value, 0, keys[i].max, &number, error))
          return FALSE;
        *keys[i].field = (guint)(number * keys[i].unit + 0.5);
      }

  return TRUE;
}

static gboolean
read_board_text (Reader     *reader,
                 const char *key,
                 const char *value)
{
  RkBoard *board = reader->board;
  const struct
  {
    const char  *key;
    char       **field;
  } keys[] = {
    { "plug", &board->plug },
    { "socket", &board->socket },
    { "button", &board->button },
    { "switch", &board->switch_flash },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (strcmp (keys[i].key, key) == 0)
      {
        g_free (*keys[i].field);
        *keys[i].field = g_strdup (value);
        return TRUE;
      }

  if (strcmp (key, "name") != 0 && !g_str_has_prefix (key, "name["))
    return FALSE;

  if (board->name == NULL || rank_language (key) < reader->name_rank)
    {
      g_free (board->name);
      board->name = g_strdup (value);
      reader->name_rank = rank_language (key);
    }
  return TRUE;
}

static gboolean
read_board (Reader      *reader,
            const char  *key,
            const char  *value,
            GError     **error)
{
  gboolean known = FALSE;

  if (strcmp (key, "size") == 0)
    return read_size (reader, value, error);
  if (strcmp (key, "pcb") == 0)
    return read_colour (reader, value, &reader->board->pcb, error);
  if (read_board_text (reader, key, value))
    return TRUE;
  if (!read_board_word (reader, key, value, &known, error) || !read_board_number (reader, key, value, &known, error))
    return FALSE;

  return known || fail (reader, error, "there is no key “%s”", key);
}

static gboolean
read_strap (Reader      *reader,
            const char  *key,
            const char  *value,
            GError     **error)
{
  int role;
  int strap;

  if (!read_word (reader, key, role_words, &role, error) || !read_word (reader, value, strap_words, &strap, error))
    return FALSE;
  if (role < RK_PIN_EN || role > RK_PIN_GPIO15)
    return fail (reader, error, "%s is not a pin that matters at start", key);

  reader->board->straps[role] = strap;
  return TRUE;
}

static gboolean
read_pin (Reader      *reader,
          const char  *key,
          const char  *value,
          GError     **error)
{
  g_auto(GStrv) words = split_words (value, 5);
  RkBoard *board = reader->board;
  RkPin pin = { 0 };
  int role;
  int side;

  if (g_strv_length (words) < 4)
    return fail (reader, error, "a pin takes role, x, y and side, such as “%s = tx 1.8 3.3 left”", key);
  if (board->pins->len == MAX_PINS)
    return fail (reader, error, "more than %d pins", MAX_PINS);
  if (!read_word (reader, words[0], role_words, &role, error) ||
      !read_number (reader, words[1], 0, board->width, &pin.x, error) ||
      !read_number (reader, words[2], 0, board->height, &pin.y, error) ||
      !read_word (reader, words[3], side_words, &side, error))
    return FALSE;
  if (board->kind != RK_BOARD_KIND_MODULE && side > RK_SIDE_RIGHT)
    return fail (reader, error, "pins of an adapter or a supply are on the left or on the right");

  pin.role = role;
  pin.side = side;
  pin.name = g_strdup (key);
  pin.function = g_strdup (words[4]);
  g_ptr_array_add (board->pins, g_memdup2 (&pin, sizeof pin));
  return TRUE;
}

static gboolean
read_part (Reader      *reader,
           const char  *key,
           const char  *value,
           GError     **error)
{
  g_auto(GStrv) words = split_words (value, 5);
  RkBoardPart part = { 0 };
  int shape;

  if (g_strv_length (words) < 4)
    return fail (reader, error, "a part takes x, y, width and height, such as “%s = 8 1 5 5”", key);
  if (reader->board->parts->len == MAX_PARTS)
    return fail (reader, error, "more than %d parts", MAX_PARTS);
  if (!read_word (reader, key, shape_words, &shape, error) ||
      !read_number (reader, words[0], -MAX_MM, MAX_MM, &part.x, error) ||
      !read_number (reader, words[1], -MAX_MM, MAX_MM, &part.y, error) ||
      !read_number (reader, words[2], 0.1, MAX_MM, &part.width, error) ||
      !read_number (reader, words[3], 0.1, MAX_MM, &part.height, error))
    return FALSE;

  part.shape = shape;
  part.text = g_strdup (words[4]);
  g_ptr_array_add (reader->board->parts, g_memdup2 (&part, sizeof part));
  return TRUE;
}

static gboolean
read_note (Reader      *reader,
           const char  *key,
           const char  *value,
           GError     **error)
{
  guint rank = rank_language (key);

  if (strcmp (key, "note") != 0 && !g_str_has_prefix (key, "note["))
    return fail (reader, error, "there is no key “%s”", key);
  if (rank > reader->notes_rank)
    return TRUE;

  if (rank < reader->notes_rank)
    g_ptr_array_set_size (reader->board->notes, 0);
  reader->notes_rank = rank;
  g_ptr_array_add (reader->board->notes, g_strdup (value));
  return TRUE;
}

static gboolean
read_section (Reader      *reader,
              const char  *name,
              GError     **error)
{
  static const char *const words[] = { "straps", "pins", "parts", "notes", NULL };

  for (int i = 0; kind_words[i] != NULL; i++)
    if (strcmp (kind_words[i], name) == 0)
      {
        if (reader->has_kind)
          return fail (reader, error, "[board], [adapter] or [supply] stands only once");
        reader->board->kind = i;
        reader->has_kind = TRUE;
        reader->section = SECTION_BOARD;
        return TRUE;
      }

  for (int i = 0; words[i] != NULL; i++)
    if (strcmp (words[i], name) == 0)
      {
        if (reader->board->width <= 0)
          return fail (reader, error, "[%s] comes after [board], [adapter] or [supply] with its size", name);
        reader->section = SECTION_STRAPS + i;
        return TRUE;
      }

  return fail (reader, error, "there is no section [%s]", name);
}

static gboolean
read_entry (Reader      *reader,
            const char  *key,
            const char  *value,
            GError     **error)
{
  switch (reader->section)
    {
    case SECTION_BOARD:
      return read_board (reader, key, value, error);
    case SECTION_STRAPS:
      return read_strap (reader, key, value, error);
    case SECTION_PINS:
      return read_pin (reader, key, value, error);
    case SECTION_PARTS:
      return read_part (reader, key, value, error);
    case SECTION_NOTES:
      return read_note (reader, key, value, error);
    case SECTION_NONE:
    default:
      return fail (reader, error, "the file begins with [board], [adapter] or [supply]");
    }
}

static gboolean
read_line (Reader  *reader,
           char    *line,
           GError **error)
{
  gsize length;
  char *equals;

  g_strstrip (line);
  length = strlen (line);
  if (length == 0 || line[0] == '#')
    return TRUE;

  if (line[0] == '[' && line[length - 1] == ']')
    {
      line[length - 1] = '\0';
      return read_section (reader, line + 1, error);
    }

  equals = strchr (line, '=');
  if (equals == NULL || equals == line)
    return fail (reader, error, "neither [section] nor key = value");

  *equals = '\0';
  g_strchomp (line);
  g_strchug (equals + 1);
  if (equals[1] == '\0')
    return fail (reader, error, "“%s” has no value", line);
  return read_entry (reader, line, equals + 1, error);
}

static gboolean
has_pins (const RkBoard   *self,
          const RkPinRole *roles,
          gsize            count,
          RkPinRole       *missing)
{
  for (gsize i = 0; i < count; i++)
    if (rk_board_find_pin (self, roles[i], RK_SIDE_LEFT) == NULL)
      {
        *missing = roles[i];
        return FALSE;
      }

  return TRUE;
}

/* Whether the rules of wiring find what they need. */
static gboolean
check_complete (const Reader  *reader,
                GError       **error)
{
  static const RkPinRole serial[] = { RK_PIN_GND, RK_PIN_TX, RK_PIN_RX };
  static const RkPinRole supply[] = { RK_PIN_GND, RK_PIN_3V3 };
  static const RkPinRole usb[] = { RK_PIN_USB };
  const RkBoard *board = reader->board;
  RkPinRole missing = RK_PIN_IO;
  gboolean complete;

  if (!reader->has_kind || board->name == NULL || board->width <= 0)
    return fail (reader, error, "name and size are missing");

  if (board->kind == RK_BOARD_KIND_SUPPLY)
    complete = has_pins (board, supply, G_N_ELEMENTS (supply), &missing);
  else if (board->kind == RK_BOARD_KIND_ADAPTER && board->usb)
    complete = has_pins (board, usb, G_N_ELEMENTS (usb), &missing);
  else
    complete = has_pins (board, serial, G_N_ELEMENTS (serial), &missing) &&
               (!board->usb || has_pins (board, usb, G_N_ELEMENTS (usb), &missing)) &&
               (board->kind != RK_BOARD_KIND_MODULE || has_pins (board, supply, G_N_ELEMENTS (supply), &missing));

  return complete || fail (reader, error, "no pin has the role %s", role_words[missing]);
}

/**
 * rk_board_new_from_text:
 * @id: the name of the file without its ending
 * @text: the content of the file
 * @length: of @text, or -1 if it is NUL-terminated
 *
 * Returns: (transfer full): the board, or %NULL with %RK_ERROR_INVALID, whose
 *   message names file and line
 */
RkBoard *
rk_board_new_from_text (const char  *id,
                        const char  *text,
                        gssize       length,
                        GError     **error)
{
  g_autoptr(RkBoard) board = board_new (id);
  g_autofree char *copy = NULL;
  g_auto(GStrv) lines = NULL;
  Reader reader = { .board = board, .name_rank = RANK_NO_LANGUAGE, .notes_rank = RANK_NO_LANGUAGE };

  if (length < 0)
    length = (gssize)strlen (text);
  if (length > MAX_TEXT || !g_utf8_validate (text, length, NULL))
    {
      fail (&reader, error, "not a text in UTF-8 of less than %d KB", MAX_TEXT / 1024);
      return NULL;
    }

  copy = g_strndup (text, (gsize)length);
  lines = g_strsplit (copy, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    {
      reader.line++;
      if (!read_line (&reader, *line, error))
        return NULL;
    }

  reader.line = 0;
  if (!check_complete (&reader, error))
    return NULL;
  return g_steal_pointer (&board);
}

/**
 * rk_board_ref:
 * @self: a board
 *
 * Returns: (transfer full): @self
 */
RkBoard *
rk_board_ref (RkBoard *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * rk_board_unref:
 * @self: (transfer full): a board
 */
void
rk_board_unref (RkBoard *self)
{
  g_atomic_rc_box_release_full (self, board_clear);
}

/**
 * rk_board_find_pin:
 * @self: a board
 * @role: what the pin is for
 * @side: the side where it is wanted most
 *
 * Returns: (transfer none) (nullable): the first pin with @role on @side, else
 *   the first one on any side where it can be wired
 */
const RkPin *
rk_board_find_pin (const RkBoard *self,
                   RkPinRole      role,
                   RkSide         side)
{
  const RkPin *found = NULL;

  for (guint i = 0; i < self->pins->len; i++)
    {
      const RkPin *pin = g_ptr_array_index (self->pins, i);

      if (pin->role != role || pin->side == RK_SIDE_NONE)
        continue;
      if (pin->side == side)
        return pin;
      if (found == NULL)
        found = pin;
    }

  return found;
}

/**
 * rk_pin_role_get_name:
 * @role: what a pin is for
 *
 * Returns: (transfer none): what it is called on the chip, the same in every language
 */
const char *
rk_pin_role_get_name (RkPinRole role)
{
  g_return_val_if_fail ((guint)role < RK_N_PINS, NULL);

  return role_names[role];
}
