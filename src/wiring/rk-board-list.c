/* rk-board-list.c: all boards, adapters and supplies there are
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-board-list.h"

#include <string.h>

#include "rk-board-resources.h"

#define RESOURCE_PATH "/io/github/rekindle_esp/boards"
#define ENDING ".board"

/* The names of the folder inside a data folder. */
#define DATA_FOLDER "rekindle", "boards"

/* By kind, then by name, numbers by their value. */
static int
compare_boards (gconstpointer a,
                gconstpointer b)
{
  const RkBoard *first = *(RkBoard *const *)a;
  const RkBoard *second = *(RkBoard *const *)b;
  g_autofree char *first_key = NULL;
  g_autofree char *second_key = NULL;

  if (first->kind != second->kind)
    return (int)first->kind - (int)second->kind;

  first_key = g_utf8_collate_key_for_filename (first->name, -1);
  second_key = g_utf8_collate_key_for_filename (second->name, -1);
  return strcmp (first_key, second_key);
}

/* Takes the place of one with the same id. */
static void
add_board (RkBoardList *self,
           RkBoard     *board)
{
  for (guint i = 0; i < self->boards->len; i++)
    {
      const RkBoard *old = g_ptr_array_index (self->boards, i);

      if (strcmp (old->id, board->id) == 0)
        {
          g_ptr_array_remove_index (self->boards, i);
          break;
        }
    }

  g_ptr_array_add (self->boards, board);
}

static void
add_text (RkBoardList *self,
          const char  *file_name,
          const char  *text,
          gsize        length)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *id = g_strndup (file_name, strlen (file_name) - strlen (ENDING));
  RkBoard *board = rk_board_new_from_text (id, text, (gssize)length, &error);

  if (board != NULL)
    add_board (self, board);
  else
    g_ptr_array_add (self->problems, g_strdup (error->message));
}

static void
add_built_in (RkBoardList *self)
{
  GResource *resource = rk_board_get_resource ();
  g_auto(GStrv) names = g_resource_enumerate_children (resource, RESOURCE_PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  for (char **name = names; *name != NULL; name++)
    {
      g_autofree char *path = g_build_path ("/", RESOURCE_PATH, *name, NULL);
      g_autoptr(GBytes) content = g_resource_lookup_data (resource, path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

      add_text (self, *name, g_bytes_get_data (content, NULL), g_bytes_get_size (content));
    }
}

/* All files *.board in it, if it is there.  One that cannot be read becomes a problem
 * and does no harm to the others. */
static void
add_folder (RkBoardList *self,
            const char  *path)
{
  g_autoptr(GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  if (folder == NULL)
    return;

  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      g_autofree char *text = NULL;
      g_autoptr(GError) error = NULL;
      gsize length;

      if (!g_str_has_suffix (name, ENDING))
        continue;
      if (g_file_get_contents (file, &text, &length, &error))
        add_text (self, name, text, length);
      else
        g_ptr_array_add (self->problems, g_strdup (error->message));
    }

  g_ptr_array_sort (self->boards, compare_boards);
}

/**
 * rk_board_list_new:
 *
 * Reads what is built in, then rekindle/boards in the system's data folders, then
 * the person's own; a later file takes the place of an earlier one of its name.
 *
 * Returns: (transfer full): all boards
 */
RkBoardList *
rk_board_list_new (void)
{
  RkBoardList *self = g_new0 (RkBoardList, 1);
  const char *const *system = g_get_system_data_dirs ();
  g_autofree char *own = g_build_filename (g_get_user_data_dir (), DATA_FOLDER, NULL);

  self->boards = g_ptr_array_new_with_free_func ((GDestroyNotify)rk_board_unref);
  self->problems = g_ptr_array_new_with_free_func (g_free);
  add_built_in (self);

  /* The first folder counts most. */
  for (guint i = g_strv_length ((char **)system); i > 0; i--)
    {
      g_autofree char *path = g_build_filename (system[i - 1], DATA_FOLDER, NULL);

      add_folder (self, path);
    }
  add_folder (self, own);
  g_ptr_array_sort (self->boards, compare_boards);
  return self;
}

/**
 * rk_board_list_free:
 * @self: (transfer full): a list
 */
void
rk_board_list_free (RkBoardList *self)
{
  g_ptr_array_unref (self->boards);
  g_ptr_array_unref (self->problems);
  g_free (self);
}

/**
 * rk_board_list_find:
 * @self: a list
 * @kind: of what
 * @name: (nullable): an id, or a name as it is shown; capitals do not matter
 *
 * Returns: (transfer none) (nullable): the board
 */
RkBoard *
rk_board_list_find (const RkBoardList *self,
                    RkBoardKind        kind,
                    const char        *name)
{
  for (guint i = 0; name != NULL && i < self->boards->len; i++)
    {
      RkBoard *board = g_ptr_array_index (self->boards, i);

      if (board->kind == kind &&
          (g_ascii_strcasecmp (board->id, name) == 0 || g_ascii_strcasecmp (board->name, name) == 0))
        return board;
    }

  return NULL;
}

/**
 * rk_board_list_get_default:
 * @self: a list
 * @kind: of what
 *
 * Returns: (transfer none) (nullable): the first of its kind
 */
RkBoard *
rk_board_list_get_default (const RkBoardList *self,
                           RkBoardKind        kind)
{
  for (guint i = 0; i < self->boards->len; i++)
    {
      RkBoard *board = g_ptr_array_index (self->boards, i);

      if (board->kind == kind)
        return board;
    }

  return NULL;
}
