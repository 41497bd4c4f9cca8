/* rk-plan.c: which files go where
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-plan.h"

#include "rk-plan-private.h"

struct _RkPlan
{
  GObject parent_instance;

  GPtrArray *rows;
  guint32    flash_size;
  gboolean   arranging;
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RkPlan, rk_plan, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

enum
{
  PROP_0,
  PROP_FLASH_SIZE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static GType
rk_plan_get_item_type (GListModel *model)
{
  return RK_TYPE_PLAN_ROW;
}

static guint
rk_plan_get_n_items (GListModel *model)
{
  return RK_PLAN (model)->rows->len;
}

static gpointer
rk_plan_get_item (GListModel *model,
                  guint       position)
{
  RkPlan *self = RK_PLAN (model);

  return position < self->rows->len ? g_object_ref (self->rows->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = rk_plan_get_item_type;
  iface->get_n_items = rk_plan_get_n_items;
  iface->get_item = rk_plan_get_item;
}

/* The other row of a blank.bin that was added once. */
static RkPlanRow *
find_twin (RkPlan    *self,
           RkPlanRow *row)
{
  if (rk_plan_row_get_info (row)->kind != RK_FILE_BLANK)
    return NULL;

  for (guint i = 0; i < self->rows->len; i++)
    {
      RkPlanRow *other = self->rows->pdata[i];

      if (_rk_plan_row_get_place (other) != _rk_plan_row_get_place (row) &&
          rk_plan_row_get_bytes (other) == rk_plan_row_get_bytes (row))
        return other;
    }

  return NULL;
}

static void rk_plan_arrange (RkPlan *self);

static void
row_enabled_cb (RkPlan *self)
{
  rk_plan_arrange (self);
}

/* Who takes one place of a blank.bin in hand decides on the other as well. */
static void
row_automatic_cb (RkPlan     *self,
                  GParamSpec *pspec,
                  RkPlanRow  *row)
{
  RkPlanRow *twin = find_twin (self, row);

  if (twin != NULL)
    rk_plan_row_set_automatic (twin, rk_plan_row_get_automatic (row));
  rk_plan_arrange (self);
}

static void
insert_row (RkPlan    *self,
            guint      position,
            RkPlanRow *row)
{
  g_ptr_array_insert (self->rows, (gint)position, g_object_ref (row));
  g_signal_connect_object (row, "notify::enabled", G_CALLBACK (row_enabled_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "notify::automatic", G_CALLBACK (row_automatic_cb), self, G_CONNECT_SWAPPED);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
}

static void
remove_row (RkPlan *self,
            guint   position)
{
  g_autoptr(RkPlanRow) row = g_object_ref (self->rows->pdata[position]);

  g_signal_handlers_disconnect_by_data (row, self);
  g_ptr_array_remove_index (self->rows, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

static void
insert_twin (RkPlan *self,
             guint   position)
{
  RkPlanRow *row = self->rows->pdata[position];
  g_autoptr(RkPlanRow) twin = rk_plan_row_new (rk_plan_row_get_name (row), rk_plan_row_get_path (row),
                                               rk_plan_row_get_bytes (row), RK_PLAN_NO_OFFSET);

  _rk_plan_row_set_place (twin, 1);
  rk_plan_row_set_automatic (twin, TRUE);
  rk_plan_row_set_enabled (twin, rk_plan_row_get_enabled (row));
  insert_row (self, position + 1, twin);
}

/* Proposes the offset of one row; blank.bin, which goes to two places on most maps,
 * gets a second row or loses it.  Returns whether the row stays.
 */
static gboolean
arrange_row (RkPlan           *self,
             guint             position,
             const RkFlashMap *map)
{
  RkPlanRow *row = self->rows->pdata[position];
  guint32 places[RK_FILE_MAX_PLACES];
  guint place = _rk_plan_row_get_place (row);
  guint n_places = rk_file_info_get_places (rk_plan_row_get_info (row), map, places);

  if (place > 0 && place >= n_places)
    {
      remove_row (self, position);
      return FALSE;
    }

  if (place == 0 && n_places > 1 && find_twin (self, row) == NULL)
    insert_twin (self, position);

  _rk_plan_row_propose (row, place < n_places ? (gint64)places[place] : RK_PLAN_NO_OFFSET);
  return TRUE;
}

static void
rk_plan_arrange (RkPlan *self)
{
  const RkPlanTarget target = { .flash_size = self->flash_size };
  const RkFlashMap *map;
  guint i = 0;

  if (self->arranging)
    return;

  self->arranging = TRUE;
  map = rk_plan_choose_map (self, &target);
  while (i < self->rows->len)
    if (!rk_plan_row_get_automatic (self->rows->pdata[i]) || arrange_row (self, i, map))
      i++;
  self->arranging = FALSE;
}

static void
rk_plan_dispose (GObject *object)
{
  RkPlan *self = RK_PLAN (object);

  for (guint i = 0; i < self->rows->len; i++)
    g_signal_handlers_disconnect_by_data (self->rows->pdata[i], self);
  g_ptr_array_set_size (self->rows, 0);

  G_OBJECT_CLASS (rk_plan_parent_class)->dispose (object);
}

static void
rk_plan_finalize (GObject *object)
{
  g_ptr_array_unref (RK_PLAN (object)->rows);

  G_OBJECT_CLASS (rk_plan_parent_class)->finalize (object);
}

static void
rk_plan_get_property (GObject    *object,
                      guint       prop_id,
                      GValue     *value,
                      GParamSpec *pspec)
{
  if (prop_id == PROP_FLASH_SIZE)
    g_value_set_uint (value, RK_PLAN (object)->flash_size);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
rk_plan_set_property (GObject      *object,
                      guint         prop_id,
                      const GValue *value,
                      GParamSpec   *pspec)
{
  if (prop_id == PROP_FLASH_SIZE)
    rk_plan_set_flash_size (RK_PLAN (object), g_value_get_uint (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
rk_plan_class_init (RkPlanClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rk_plan_dispose;
  object_class->finalize = rk_plan_finalize;
  object_class->get_property = rk_plan_get_property;
  object_class->set_property = rk_plan_set_property;

  /* Bytes that the module's flash has, 0 while that is not known. */
  properties[PROP_FLASH_SIZE] = g_param_spec_uint ("flash-size", NULL, NULL, 0, G_MAXUINT32, 0,
                                                   G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rk_plan_init (RkPlan *self)
{
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * rk_plan_new:
 *
 * A plan lives on one thread, with the rows in it.
 *
 * Returns: (transfer full): an empty plan
 */
RkPlan *
rk_plan_new (void)
{
  return g_object_new (RK_TYPE_PLAN, NULL);
}

/**
 * rk_plan_copy:
 * @self: a plan
 *
 * A plan of its own with the same rows, for a worker thread: files are shared, but
 * offsets and findings are not, and automatic ones stay automatic.
 *
 * Returns: (transfer full): the copy
 */
RkPlan *
rk_plan_copy (RkPlan *self)
{
  RkPlan *copy = rk_plan_new ();

  g_return_val_if_fail (RK_IS_PLAN (self), copy);

  copy->flash_size = self->flash_size;
  copy->arranging = TRUE;
  for (guint i = 0; i < self->rows->len; i++)
    {
      g_autoptr(RkPlanRow) row = _rk_plan_row_copy (self->rows->pdata[i]);

      insert_row (copy, i, row);
    }
  copy->arranging = FALSE;
  return copy;
}

/**
 * rk_plan_get_n_rows:
 * @self: a plan
 *
 * Returns: how many rows there are, enabled or not
 */
guint
rk_plan_get_n_rows (RkPlan *self)
{
  g_return_val_if_fail (RK_IS_PLAN (self), 0);

  return self->rows->len;
}

/**
 * rk_plan_get_row:
 * @self: a plan
 * @position: counted from 0
 *
 * Returns: (transfer none) (nullable): the row, %NULL past the last
 */
RkPlanRow *
rk_plan_get_row (RkPlan *self,
                 guint   position)
{
  g_return_val_if_fail (RK_IS_PLAN (self), NULL);

  return position < self->rows->len ? self->rows->pdata[position] : NULL;
}

/* A row that is read from @path, or %NULL for one that is not. */
RkPlanRow *
_rk_plan_append_new (RkPlan     *self,
                     const char *name,
                     const char *path,
                     GBytes     *bytes,
                     gint64      offset)
{
  g_autoptr(RkPlanRow) row = rk_plan_row_new (name, path, bytes, offset);

  if (offset == RK_PLAN_AUTOMATIC)
    rk_plan_row_set_automatic (row, TRUE);
  insert_row (self, self->rows->len, row);
  rk_plan_arrange (self);
  return row;
}

/**
 * rk_plan_add_bytes:
 * @self: a plan
 * @name: a file name to show
 * @bytes: its content
 * @offset: where in flash, or %RK_PLAN_AUTOMATIC
 *
 * An automatic offset follows when the flash size or the application in the plan
 * changes.  For blank.bin, which goes to two places, a second row appears.
 *
 * Returns: (transfer none): the new row
 */
RkPlanRow *
rk_plan_add_bytes (RkPlan     *self,
                   const char *name,
                   GBytes     *bytes,
                   gint64      offset)
{
  g_return_val_if_fail (RK_IS_PLAN (self), NULL);
  g_return_val_if_fail (offset >= RK_PLAN_AUTOMATIC && offset <= G_MAXUINT32, NULL);

  return _rk_plan_append_new (self, name, NULL, bytes, offset);
}

/**
 * rk_plan_remove:
 * @self: a plan
 * @row: a row of it
 *
 * The other row of a blank.bin stays where it is.
 */
void
rk_plan_remove (RkPlan    *self,
                RkPlanRow *row)
{
  guint position;

  g_return_if_fail (RK_IS_PLAN (self));
  g_return_if_fail (g_ptr_array_find (self->rows, row, &position));

  rk_plan_row_set_automatic (row, FALSE);
  remove_row (self, position);
  rk_plan_arrange (self);
}

/**
 * rk_plan_clear:
 * @self: a plan
 *
 * Removes all rows.
 */
void
rk_plan_clear (RkPlan *self)
{
  guint n_rows;

  g_return_if_fail (RK_IS_PLAN (self));

  n_rows = self->rows->len;
  for (guint i = 0; i < n_rows; i++)
    g_signal_handlers_disconnect_by_data (self->rows->pdata[i], self);
  g_ptr_array_set_size (self->rows, 0);
  if (n_rows > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n_rows, 0);
}

/**
 * rk_plan_move:
 * @self: a plan
 * @from: position of a row
 * @to: position that it is to have
 *
 * The order is how rows are shown and written; it has no bearing on the result.
 */
void
rk_plan_move (RkPlan *self,
              guint   from,
              guint   to)
{
  guint first, last;

  g_return_if_fail (RK_IS_PLAN (self));
  g_return_if_fail (from < self->rows->len && to < self->rows->len);

  if (from == to)
    return;

  first = MIN (from, to);
  last = MAX (from, to);
  g_ptr_array_insert (self->rows, (gint)to, g_ptr_array_steal_index (self->rows, from));
  g_list_model_items_changed (G_LIST_MODEL (self), first, last - first + 1, last - first + 1);
}

/**
 * rk_plan_get_flash_size:
 * @self: a plan
 *
 * Returns: bytes, 0 while not known
 */
guint32
rk_plan_get_flash_size (RkPlan *self)
{
  g_return_val_if_fail (RK_IS_PLAN (self), 0);

  return self->flash_size;
}

/**
 * rk_plan_set_flash_size:
 * @self: a plan
 * @flash_size: bytes that the module's flash has, 0 for not known
 *
 * Automatic offsets follow.
 */
void
rk_plan_set_flash_size (RkPlan  *self,
                        guint32  flash_size)
{
  g_return_if_fail (RK_IS_PLAN (self));

  if (self->flash_size == flash_size)
    return;

  self->flash_size = flash_size;
  rk_plan_arrange (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FLASH_SIZE]);
}
