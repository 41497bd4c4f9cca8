/* rk-port.c: a port as a person picks it from a list
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * It never changes: a port that is not the same any more is another object.
 */

#include "rk-port.h"

#include <string.h>

struct _RkPort
{
  GObject parent_instance;

  char *name;
  char *description;
  char *serial;
  char *manufacturer;
  char *product;
  int usb_vid;
  int usb_pid;
  RkPortAdapter adapter;
  char *title;
};

G_DEFINE_FINAL_TYPE (RkPort, rk_port, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_NAME,
  PROP_DESCRIPTION,
  PROP_SERIAL,
  PROP_MANUFACTURER,
  PROP_PRODUCT,
  PROP_USB_VID,
  PROP_USB_PID,
  PROP_ADAPTER,
  PROP_TITLE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* The adapter as a person knows it: its chip, else what it calls itself. */
static char *
describe_adapter (RkPort *self)
{
  const char *chip = rk_port_adapter_find_chip (self->usb_vid, self->usb_pid);

  if (chip != NULL)
    return g_strdup (chip);
  if (self->product != NULL && self->manufacturer != NULL &&
      !g_str_has_prefix (self->product, self->manufacturer))
    return g_strdup_printf ("%s %s", self->manufacturer, self->product);
  return g_strdup (self->product != NULL ? self->product : self->manufacturer);
}

static char *
make_title (RkPort *self)
{
  const char *short_name = g_str_has_prefix (self->name, "/dev/") ?
                               self->name + strlen ("/dev/") : self->name;
  g_autofree char *adapter = describe_adapter (self);

  if (self->adapter == RK_PORT_ADAPTER_VIRTUAL && self->description != NULL)
    return g_strdup (self->description);
  if (adapter == NULL)
    return g_strdup (short_name);
  return g_strdup_printf ("%s · %s", adapter, short_name);
}

static void
rk_port_constructed (GObject *object)
{
  RkPort *self = RK_PORT (object);

  G_OBJECT_CLASS (rk_port_parent_class)->constructed (object);

  if (self->adapter == RK_PORT_ADAPTER_UNKNOWN)
    self->adapter = rk_port_adapter_guess (self->name, self->usb_vid, self->usb_pid);
  self->title = make_title (self);
}

static void
rk_port_finalize (GObject *object)
{
  RkPort *self = RK_PORT (object);

  g_free (self->name);
  g_free (self->description);
  g_free (self->serial);
  g_free (self->manufacturer);
  g_free (self->product);
  g_free (self->title);

  G_OBJECT_CLASS (rk_port_parent_class)->finalize (object);
}

static void
rk_port_get_property (GObject    *object,
                      guint       id,
                      GValue     *value,
                      GParamSpec *pspec)
{
  RkPort *self = RK_PORT (object);

  switch (id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_DESCRIPTION:
      g_value_set_string (value, self->description);
      break;
    case PROP_SERIAL:
      g_value_set_string (value, self->serial);
      break;
    case PROP_MANUFACTURER:
      g_value_set_string (value, self->manufacturer);
      break;
    case PROP_PRODUCT:
      g_value_set_string (value, self->product);
      break;
    case PROP_USB_VID:
      g_value_set_int (value, self->usb_vid);
      break;
    case PROP_USB_PID:
      g_value_set_int (value, self->usb_pid);
      break;
    case PROP_ADAPTER:
      g_value_set_enum (value, (int)self->adapter);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rk_port_set_property (GObject      *object,
                      guint         id,
                      const GValue *value,
                      GParamSpec   *pspec)
{
  RkPort *self = RK_PORT (object);

  switch (id)
    {
    case PROP_NAME:
      self->name = g_value_dup_string (value);
      break;
    case PROP_DESCRIPTION:
      self->description = g_value_dup_string (value);
      break;
    case PROP_SERIAL:
      self->serial = g_value_dup_string (value);
      break;
    case PROP_MANUFACTURER:
      self->manufacturer = g_value_dup_string (value);
      break;
    case PROP_PRODUCT:
      self->product = g_value_dup_string (value);
      break;
    case PROP_USB_VID:
      self->usb_vid = g_value_get_int (value);
      break;
    case PROP_USB_PID:
      self->usb_pid = g_value_get_int (value);
      break;
    case PROP_ADAPTER:
      self->adapter = (RkPortAdapter)g_value_get_enum (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rk_port_class_init (RkPortClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = rk_port_constructed;
  object_class->finalize = rk_port_finalize;
  object_class->get_property = rk_port_get_property;
  object_class->set_property = rk_port_set_property;

  /**
   * RkPort:name:
   *
   * What rk_link_new_for_port() takes: "/dev/ttyUSB0", "COM5", "virtual".
   */
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, "", flags);

  /**
   * RkPort:description:
   *
   * What the system, or who added it, calls the port.
   */
  properties[PROP_DESCRIPTION] = g_param_spec_string ("description", NULL, NULL, NULL, flags);

  /**
   * RkPort:serial:
   *
   * The USB device's serial number, which tells two of a kind apart.
   */
  properties[PROP_SERIAL] = g_param_spec_string ("serial", NULL, NULL, NULL, flags);
  properties[PROP_MANUFACTURER] = g_param_spec_string ("manufacturer", NULL, NULL, NULL, flags);
  properties[PROP_PRODUCT] = g_param_spec_string ("product", NULL, NULL, NULL, flags);

  /**
   * RkPort:usb-vid:
   *
   * USB vendor id, -1 when unknown.
   */
  properties[PROP_USB_VID] = g_param_spec_int ("usb-vid", NULL, NULL, -1, G_MAXUINT16, -1, flags);
  properties[PROP_USB_PID] = g_param_spec_int ("usb-pid", NULL, NULL, -1, G_MAXUINT16, -1, flags);

  /**
   * RkPort:adapter:
   *
   * Guessed from the USB ids and the name unless it is given.
   */
  properties[PROP_ADAPTER] =
      g_param_spec_enum ("adapter", NULL, NULL, RK_TYPE_PORT_ADAPTER, RK_PORT_ADAPTER_UNKNOWN, flags);

  /**
   * RkPort:title:
   *
   * For a list: "FTDI FT232R · ttyUSB0".
   */
  properties[PROP_TITLE] =
      g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rk_port_init (RkPort *self)
{
}

/**
 * rk_port_new_virtual:
 * @name: the name that was given to rk_link_add_scheme()
 * @description: its title, in the person's language
 *
 * Returns: (transfer full): a port that is no device
 */
RkPort *
rk_port_new_virtual (const char *name,
                     const char *description)
{
  return g_object_new (RK_TYPE_PORT,
                       "name", name,
                       "description", description,
                       "adapter", RK_PORT_ADAPTER_VIRTUAL,
                       NULL);
}

/**
 * rk_port_get_name:
 * @self: a port
 *
 * Returns: see #RkPort:name
 */
const char *
rk_port_get_name (RkPort *self)
{
  g_return_val_if_fail (RK_IS_PORT (self), NULL);

  return self->name;
}

/**
 * rk_port_get_title:
 * @self: a port
 *
 * Returns: see #RkPort:title
 */
const char *
rk_port_get_title (RkPort *self)
{
  g_return_val_if_fail (RK_IS_PORT (self), NULL);

  return self->title;
}

/**
 * rk_port_get_description:
 * @self: a port
 *
 * Returns: (nullable): see #RkPort:description
 */
const char *
rk_port_get_description (RkPort *self)
{
  g_return_val_if_fail (RK_IS_PORT (self), NULL);

  return self->description;
}

/**
 * rk_port_get_adapter:
 * @self: a port
 *
 * Returns: see #RkPort:adapter
 */
RkPortAdapter
rk_port_get_adapter (RkPort *self)
{
  g_return_val_if_fail (RK_IS_PORT (self), RK_PORT_ADAPTER_UNKNOWN);

  return self->adapter;
}

/**
 * rk_port_get_usb_vid:
 * @self: a port
 *
 * Returns: the USB vendor id, -1 when unknown
 */
int
rk_port_get_usb_vid (RkPort *self)
{
  g_return_val_if_fail (RK_IS_PORT (self), -1);

  return self->usb_vid;
}

/**
 * rk_port_get_usb_pid:
 * @self: a port
 *
 * Returns: the USB product id, -1 when unknown
 */
int
rk_port_get_usb_pid (RkPort *self)
{
  g_return_val_if_fail (RK_IS_PORT (self), -1);

  return self->usb_pid;
}

/**
 * rk_port_get_serial:
 * @self: a port
 *
 * Returns: (nullable): the USB device's serial number
 */
const char *
rk_port_get_serial (RkPort *self)
{
  g_return_val_if_fail (RK_IS_PORT (self), NULL);

  return self->serial;
}

/**
 * rk_port_get_manufacturer:
 * @self: a port
 *
 * Returns: (nullable): who made the USB device, as it says
 */
const char *
rk_port_get_manufacturer (RkPort *self)
{
  g_return_val_if_fail (RK_IS_PORT (self), NULL);

  return self->manufacturer;
}

/**
 * rk_port_get_product:
 * @self: a port
 *
 * Returns: (nullable): what the USB device calls itself
 */
const char *
rk_port_get_product (RkPort *self)
{
  g_return_val_if_fail (RK_IS_PORT (self), NULL);

  return self->product;
}

/**
 * rk_port_is_usb:
 * @self: a port
 *
 * Returns: whether it is on USB: a module is most likely there
 */
gboolean
rk_port_is_usb (RkPort *self)
{
  g_return_val_if_fail (RK_IS_PORT (self), FALSE);

  return self->usb_vid >= 0;
}

/**
 * rk_port_equal:
 * @a: a port
 * @b: another
 *
 * Returns: whether both are the same device under the same name
 */
gboolean
rk_port_equal (RkPort *a,
               RkPort *b)
{
  return g_strcmp0 (a->name, b->name) == 0 && a->usb_vid == b->usb_vid &&
         a->usb_pid == b->usb_pid && g_strcmp0 (a->serial, b->serial) == 0 &&
         g_strcmp0 (a->product, b->product) == 0;
}

/**
 * rk_port_compare:
 * @a: a port
 * @b: another
 *
 * Orders ports as a list shows them: USB first, ttyUSB2 before ttyUSB10.
 *
 * Returns: as strcmp(); 0 only for the same name
 */
int
rk_port_compare (RkPort *a,
                 RkPort *b)
{
  g_autofree char *key_a = g_utf8_collate_key_for_filename (a->name, -1);
  g_autofree char *key_b = g_utf8_collate_key_for_filename (b->name, -1);

  if (rk_port_is_usb (a) != rk_port_is_usb (b))
    return rk_port_is_usb (a) ? -1 : 1;
  return strcmp (key_a, key_b);
}
