/* rk-port-monitor.c: the list of ports, kept up to date
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A GListModel of RkPort: the devices, sorted, and after them what was added by
 * hand.  A device that stays keeps its object, so that a selection survives.
 */

#include "rk-port-monitor.h"

#include "rk-port-list.h"
#include "rk-port-watch.h"

struct _RkPortMonitor
{
  GObject parent_instance;

  GPtrArray *devices;
  GPtrArray *extras;
  RkPortWatch *watch;
};

static GType
rk_port_monitor_get_item_type (GListModel *model)
{
  return RK_TYPE_PORT;
}

static guint
rk_port_monitor_get_n_items (GListModel *model)
{
  RkPortMonitor *self = RK_PORT_MONITOR (model);

  return self->devices->len + self->extras->len;
}

static gpointer
rk_port_monitor_get_item (GListModel *model,
                          guint       position)
{
  RkPortMonitor *self = RK_PORT_MONITOR (model);

  if (position < self->devices->len)
    return g_object_ref (self->devices->pdata[position]);

  position -= self->devices->len;
  return position < self->extras->len ? g_object_ref (self->extras->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = rk_port_monitor_get_item_type;
  iface->get_n_items = rk_port_monitor_get_n_items;
  iface->get_item = rk_port_monitor_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (RkPortMonitor, rk_port_monitor, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

enum
{
  PROP_0,
  PROP_ITEM_TYPE,
  PROP_N_ITEMS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
emit_changed (RkPortMonitor *self,
              guint          position,
              guint          removed,
              guint          added)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
  if (removed != added)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
}

static void
remove_device (RkPortMonitor *self,
               guint          position)
{
  g_ptr_array_remove_index (self->devices, position);
  emit_changed (self, position, 1, 0);
}

static void
insert_device (RkPortMonitor *self,
               guint          position,
               RkPort        *port)
{
  g_ptr_array_insert (self->devices, (int)position, g_object_ref (port));
  emit_changed (self, position, 0, 1);
}

/* Both lists are sorted, so one walk makes ours like @found. */
static void
update_devices (RkPortMonitor *self,
                GPtrArray     *found)
{
  guint i = 0;

  for (guint j = 0; j < found->len; j++)
    {
      RkPort *port = found->pdata[j];

      while (i < self->devices->len && !rk_port_equal (self->devices->pdata[i], port) &&
             rk_port_compare (self->devices->pdata[i], port) <= 0)
        remove_device (self, i);
      if (i == self->devices->len || !rk_port_equal (self->devices->pdata[i], port))
        insert_device (self, i, port);
      i++;
    }
  while (i < self->devices->len)
    remove_device (self, i);
}

static void
ports_changed_cb (gpointer user_data)
{
  g_autoptr(RkPortMonitor) self = g_object_ref (user_data);
  g_autoptr(GPtrArray) found = rk_port_list_new ();

  update_devices (self, found);
}

static void
rk_port_monitor_dispose (GObject *object)
{
  RkPortMonitor *self = RK_PORT_MONITOR (object);

  g_clear_pointer (&self->watch, rk_port_watch_free);

  G_OBJECT_CLASS (rk_port_monitor_parent_class)->dispose (object);
}

static void
rk_port_monitor_finalize (GObject *object)
{
  RkPortMonitor *self = RK_PORT_MONITOR (object);

  g_ptr_array_unref (self->devices);
  g_ptr_array_unref (self->extras);

  G_OBJECT_CLASS (rk_port_monitor_parent_class)->finalize (object);
}

static void
rk_port_monitor_get_property (GObject    *object,
                              guint       id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_ITEM_TYPE:
      g_value_set_gtype (value, RK_TYPE_PORT);
      break;
    case PROP_N_ITEMS:
      g_value_set_uint (value, rk_port_monitor_get_n_items (G_LIST_MODEL (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rk_port_monitor_class_init (RkPortMonitorClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rk_port_monitor_dispose;
  object_class->finalize = rk_port_monitor_finalize;
  object_class->get_property = rk_port_monitor_get_property;

  properties[PROP_ITEM_TYPE] =
      g_param_spec_gtype ("item-type", NULL, NULL, G_TYPE_OBJECT, flags);
  properties[PROP_N_ITEMS] =
      g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

/* The watch comes first: a port that appears in between is then seen twice
 * rather than never. */
static void
rk_port_monitor_init (RkPortMonitor *self)
{
  self->extras = g_ptr_array_new_with_free_func (g_object_unref);
  self->watch = rk_port_watch_new (ports_changed_cb, self);
  self->devices = rk_port_list_new ();
}

/**
 * rk_port_monitor_new:
 *
 * Lists the ports at once; later changes come through the thread-default main
 * context of the caller, to which this object belongs.
 *
 * Returns: (transfer full): a new monitor
 */
RkPortMonitor *
rk_port_monitor_new (void)
{
  return g_object_new (RK_TYPE_PORT_MONITOR, NULL);
}

/**
 * rk_port_monitor_add_extra:
 * @self: a monitor
 * @port: (transfer none): a port that is no device, such as
 *   rk_port_new_virtual()
 *
 * Adds it at the end of the list, where it stays.
 */
void
rk_port_monitor_add_extra (RkPortMonitor *self,
                           RkPort        *port)
{
  g_return_if_fail (RK_IS_PORT_MONITOR (self));
  g_return_if_fail (RK_IS_PORT (port));

  g_ptr_array_add (self->extras, g_object_ref (port));
  emit_changed (self, self->devices->len + self->extras->len - 1, 0, 1);
}

/**
 * rk_port_monitor_find:
 * @self: a monitor
 * @name: a port's name
 *
 * Returns: (nullable) (transfer none): the port of that name
 */
RkPort *
rk_port_monitor_find (RkPortMonitor *self,
                      const char    *name)
{
  g_return_val_if_fail (RK_IS_PORT_MONITOR (self), NULL);

  for (guint i = 0; i < rk_port_monitor_get_n_items (G_LIST_MODEL (self)); i++)
    {
      g_autoptr(RkPort) port = rk_port_monitor_get_item (G_LIST_MODEL (self), i);

      if (g_strcmp0 (rk_port_get_name (port), name) == 0)
        return port;
    }
  return NULL;
}
