/* rk-port-picker.c: which port, and how it is with the module there
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The list follows the port monitor; a port that is pulled while it is chosen
 * leaves the choice empty rather than on its neighbour.
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-port-picker.h"

#include "rk-accessible.h"
#include "rk-finding-text.h"

struct _RkPortPicker
{
  AdwBin parent_instance;

  RkModule      *module;
  RkPortMonitor *monitor;
  char          *chosen; /* name, also while the port is not there */
  gboolean       present; /* at the last look */
  gboolean       following;

  GtkDropDown *drop_down;
  GtkImage    *dot;
  GtkLabel    *name;
};

G_DEFINE_FINAL_TYPE (RkPortPicker, rk_port_picker, ADW_TYPE_BIN)

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* What the dot says. */
typedef enum
{
  DOT_NONE,
  DOT_ANSWERING,
  DOT_BUSY,
  DOT_LOST,
} Dot;

static Dot
choose_dot (RkPortPicker *self)
{
  if (rk_port_picker_get_selected (self) == NULL)
    return self->chosen != NULL ? DOT_LOST : DOT_NONE;
  if (rk_module_get_busy (self->module))
    return DOT_BUSY;
  if (rk_module_get_chip (self->module) != NULL)
    return rk_module_get_state (self->module) == RK_MODULE_STATE_LISTENING ? DOT_ANSWERING : DOT_LOST;
  return DOT_NONE;
}

static void
show_dot (RkPortPicker *self)
{
  static const char *const classes[] = { "rk-dot-none", "rk-dot-answering", "rk-dot-busy", "rk-dot-lost" };
  const char *const words[] = {
    _ ("Nothing is known about the module yet"), _ ("The module answers"), _ ("Busy"), _ ("The module is not connected"),
  };
  Dot dot = choose_dot (self);

  for (gsize i = 0; i < G_N_ELEMENTS (classes); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self->dot), classes[i]);
  gtk_widget_add_css_class (GTK_WIDGET (self->dot), classes[dot]);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->dot), words[dot]);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->dot), GTK_ACCESSIBLE_PROPERTY_LABEL, words[dot], -1);
}

static void
show_name (RkPortPicker *self)
{
  const RkChipInfo *chip = rk_module_get_chip (self->module);
  g_autofree char *size = chip != NULL && chip->flash_size != 0 ? rk_size_text (chip->flash_size) : NULL;
  g_autofree char *name = chip == NULL ? NULL
                          : size != NULL ? g_strdup_printf ("%s · %s", chip->name, size)
                                         : g_strdup (chip->name);
  g_autofree char *mac = chip != NULL ? rk_chip_info_format_mac (chip) : NULL;
  g_autofree char *tooltip = mac != NULL ? g_strdup_printf (_ ("MAC address %s"), mac) : NULL;

  gtk_label_set_label (self->name, name != NULL ? name : "");
  gtk_widget_set_visible (GTK_WIDGET (self->name), name != NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name), tooltip);
}

static void
update (RkPortPicker *self)
{
  show_dot (self);
  show_name (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->drop_down), !rk_module_get_busy (self->module));
}

static guint
find_position (RkPortPicker *self,
               const char   *name)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->monitor)); i++)
    {
      g_autoptr(RkPort) port = g_list_model_get_item (G_LIST_MODEL (self->monitor), i);

      if (g_strcmp0 (rk_port_get_name (port), name) == 0)
        return i;
    }

  return GTK_INVALID_LIST_POSITION;
}

/* The drop-down moves to a neighbour when its item goes; it shall not. */
static void
ports_changed_cb (RkPortPicker *self)
{
  guint position = find_position (self, self->chosen);

  self->following = TRUE;
  gtk_drop_down_set_selected (self->drop_down, position);
  self->following = FALSE;
  self->present = position != GTK_INVALID_LIST_POSITION;
  update (self);
}

static void
selected_cb (RkPortPicker *self)
{
  RkPort *port = rk_port_picker_get_selected (self);

  if (self->following || port == NULL || g_strcmp0 (rk_port_get_name (port), self->chosen) == 0)
    return;

  /* The chosen one has just gone: the list moved on by itself. */
  if (self->present && find_position (self, self->chosen) == GTK_INVALID_LIST_POSITION)
    return;

  g_free (self->chosen);
  self->chosen = g_strdup (rk_port_get_name (port));
  self->present = TRUE;
  g_signal_emit (self, signals[CHOSEN], 0, self->chosen);
  update (self);
}

static void
rk_port_picker_dispose (GObject *object)
{
  RkPortPicker *self = RK_PORT_PICKER (object);

  /* A job may outlive it, and keep it. */
  if (self->module != NULL)
    g_signal_handlers_disconnect_by_data (self->module, self);
  self->following = TRUE;
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_PORT_PICKER);
  g_clear_object (&self->module);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (rk_port_picker_parent_class)->dispose (object);
}

static void
rk_port_picker_finalize (GObject *object)
{
  g_free (RK_PORT_PICKER (object)->chosen);

  G_OBJECT_CLASS (rk_port_picker_parent_class)->finalize (object);
}

static void
rk_port_picker_class_init (RkPortPickerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = rk_port_picker_dispose;
  object_class->finalize = rk_port_picker_finalize;

  /* The person chose another port, given by its name. */
  signals[CHOSEN] = g_signal_new ("chosen", RK_TYPE_PORT_PICKER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (RK_TYPE_PORT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/rekindle_esp/Rekindle/rk-port-picker.ui");
  gtk_widget_class_bind_template_child (widget_class, RkPortPicker, drop_down);
  gtk_widget_class_bind_template_child (widget_class, RkPortPicker, dot);
  gtk_widget_class_bind_template_child (widget_class, RkPortPicker, name);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
}

static void
rk_port_picker_init (RkPortPicker *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  rk_accessible_name (GTK_WIDGET (self->drop_down), _ ("Port"));
}

/**
 * rk_port_picker_set_module:
 * @self: a picker, once
 * @module: whose state is shown; only the choice of its port is the window's
 * @monitor: the ports to choose from
 */
void
rk_port_picker_set_module (RkPortPicker  *self,
                           RkModule      *module,
                           RkPortMonitor *monitor)
{
  g_return_if_fail (RK_IS_PORT_PICKER (self));
  g_return_if_fail (self->module == NULL);

  self->module = g_object_ref (module);
  self->monitor = g_object_ref (monitor);
  self->following = TRUE;
  gtk_drop_down_set_model (self->drop_down, G_LIST_MODEL (monitor));
  gtk_drop_down_set_selected (self->drop_down, GTK_INVALID_LIST_POSITION);
  self->following = FALSE;
  g_signal_connect_object (monitor, "items-changed", G_CALLBACK (ports_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (module, "notify::busy", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (module, "notify::chip", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (module, "notify::state", G_CALLBACK (show_dot), self, G_CONNECT_SWAPPED);
  update (self);
}

/**
 * rk_port_picker_select:
 * @self: a picker
 * @name: a port's
 *
 * Chooses it as if the person had.
 *
 * Returns: whether it is in the list
 */
gboolean
rk_port_picker_select (RkPortPicker *self,
                       const char   *name)
{
  guint position;

  g_return_val_if_fail (RK_IS_PORT_PICKER (self), FALSE);

  position = find_position (self, name);
  if (position == GTK_INVALID_LIST_POSITION)
    return FALSE;

  gtk_drop_down_set_selected (self->drop_down, position);
  return TRUE;
}

/**
 * rk_port_picker_get_selected:
 * @self: a picker
 *
 * Returns: (nullable) (transfer none): the port, %NULL if none is chosen or the
 *   chosen one is not there
 */
RkPort *
rk_port_picker_get_selected (RkPortPicker *self)
{
  g_return_val_if_fail (RK_IS_PORT_PICKER (self), NULL);

  return gtk_drop_down_get_selected_item (self->drop_down);
}

/**
 * rk_port_picker_open:
 * @self: a picker
 *
 * Shows the list of ports, to choose from.
 */
void
rk_port_picker_open (RkPortPicker *self)
{
  g_return_if_fail (RK_IS_PORT_PICKER (self));

  gtk_widget_activate (GTK_WIDGET (self->drop_down));
}
