/* rk-plan-row.c: one file and where it goes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-plan-row.h"

#include "rk-plan-private.h"

struct _RkPlanRow
{
  GObject parent_instance;

  char       *name;
  char       *path;
  GBytes     *bytes;
  RkFileInfo *info;
  GPtrArray  *findings;

  gint64   offset;
  guint    place; /* which of the proposed places this row is for */
  gboolean automatic;
  gboolean enabled;
};

G_DEFINE_FINAL_TYPE (RkPlanRow, rk_plan_row, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_NAME,
  PROP_PATH,
  PROP_SIZE,
  PROP_ENABLED,
  PROP_OFFSET,
  PROP_AUTOMATIC,
  PROP_FINDINGS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
rk_plan_row_finalize (GObject *object)
{
  RkPlanRow *self = RK_PLAN_ROW (object);

  g_free (self->name);
  g_free (self->path);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->info, rk_file_info_unref);
  g_clear_pointer (&self->findings, g_ptr_array_unref);

  G_OBJECT_CLASS (rk_plan_row_parent_class)->finalize (object);
}

static void
rk_plan_row_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  RkPlanRow *self = RK_PLAN_ROW (object);

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;
    case PROP_SIZE:
      g_value_set_uint64 (value, rk_plan_row_get_size (self));
      break;
    case PROP_ENABLED:
      g_value_set_boolean (value, self->enabled);
      break;
    case PROP_OFFSET:
      g_value_set_int64 (value, self->offset);
      break;
    case PROP_AUTOMATIC:
      g_value_set_boolean (value, self->automatic);
      break;
    case PROP_FINDINGS:
      g_value_set_boxed (value, self->findings);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rk_plan_row_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  RkPlanRow *self = RK_PLAN_ROW (object);

  switch (prop_id)
    {
    case PROP_ENABLED:
      rk_plan_row_set_enabled (self, g_value_get_boolean (value));
      break;
    case PROP_OFFSET:
      rk_plan_row_set_offset (self, g_value_get_int64 (value));
      break;
    case PROP_AUTOMATIC:
      rk_plan_row_set_automatic (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rk_plan_row_class_init (RkPlanRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags writable = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = rk_plan_row_finalize;
  object_class->get_property = rk_plan_row_get_property;
  object_class->set_property = rk_plan_row_set_property;

  /* The file's name without folder. */
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, readable);
  /* Where it was read from; NULL for bytes out of an archive or a download. */
  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, readable);
  /* Bytes. */
  properties[PROP_SIZE] = g_param_spec_uint64 ("size", NULL, NULL, 0, G_MAXUINT64, 0, readable);
  /* Whether it is written at all. */
  properties[PROP_ENABLED] = g_param_spec_boolean ("enabled", NULL, NULL, TRUE, writable);
  /* Flash offset, or RK_PLAN_NO_OFFSET.  Setting it ends being automatic. */
  properties[PROP_OFFSET] = g_param_spec_int64 ("offset", NULL, NULL, RK_PLAN_NO_OFFSET, G_MAXUINT32,
                                                RK_PLAN_NO_OFFSET, writable);
  /* Whether the plan proposes the offset. */
  properties[PROP_AUTOMATIC] = g_param_spec_boolean ("automatic", NULL, NULL, FALSE, writable);
  /* GPtrArray of RkFinding: what the last check of the plan said about it. */
  properties[PROP_FINDINGS] = g_param_spec_boxed ("findings", NULL, NULL, G_TYPE_PTR_ARRAY, readable);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rk_plan_row_init (RkPlanRow *self)
{
  self->enabled = TRUE;
  self->offset = RK_PLAN_NO_OFFSET;
  self->findings = g_ptr_array_new_with_free_func ((GDestroyNotify)rk_finding_free);
}

/**
 * rk_plan_row_new:
 * @name: the file's name without folder
 * @path: (nullable): where it was read from
 * @bytes: its content
 * @offset: flash offset, or %RK_PLAN_NO_OFFSET
 *
 * Recognises @bytes, which takes some 10 ms for firmware of usual size.  The row
 * is enabled.
 *
 * Returns: (transfer full): a new row
 */
RkPlanRow *
rk_plan_row_new (const char *name,
                 const char *path,
                 GBytes     *bytes,
                 gint64      offset)
{
  RkPlanRow *self = g_object_new (RK_TYPE_PLAN_ROW, NULL);

  self->name = g_strdup (name);
  self->path = g_strdup (path);
  self->bytes = g_bytes_ref (bytes);
  self->info = rk_file_info_new (bytes);
  self->offset = offset;
  return self;
}

/* A row with the same content, which is shared, in no plan. */
RkPlanRow *
_rk_plan_row_copy (RkPlanRow *self)
{
  RkPlanRow *copy = g_object_new (RK_TYPE_PLAN_ROW, NULL);

  copy->name = g_strdup (self->name);
  copy->path = g_strdup (self->path);
  copy->bytes = g_bytes_ref (self->bytes);
  copy->info = rk_file_info_ref (self->info);
  copy->offset = self->offset;
  copy->place = self->place;
  copy->automatic = self->automatic;
  copy->enabled = self->enabled;
  return copy;
}

/**
 * rk_plan_row_get_name:
 * @self: a row
 *
 * Returns: (transfer none): the file's name without folder
 */
const char *
rk_plan_row_get_name (RkPlanRow *self)
{
  g_return_val_if_fail (RK_IS_PLAN_ROW (self), NULL);

  return self->name;
}

/**
 * rk_plan_row_get_path:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): where the file was read from
 */
const char *
rk_plan_row_get_path (RkPlanRow *self)
{
  g_return_val_if_fail (RK_IS_PLAN_ROW (self), NULL);

  return self->path;
}

/**
 * rk_plan_row_get_bytes:
 * @self: a row
 *
 * Returns: (transfer none): the file's content
 */
GBytes *
rk_plan_row_get_bytes (RkPlanRow *self)
{
  g_return_val_if_fail (RK_IS_PLAN_ROW (self), NULL);

  return self->bytes;
}

/**
 * rk_plan_row_get_size:
 * @self: a row
 *
 * Returns: how many bytes are written
 */
gsize
rk_plan_row_get_size (RkPlanRow *self)
{
  g_return_val_if_fail (RK_IS_PLAN_ROW (self), 0);

  return g_bytes_get_size (self->bytes);
}

/**
 * rk_plan_row_get_info:
 * @self: a row
 *
 * Returns: (transfer none): what the file is
 */
RkFileInfo *
rk_plan_row_get_info (RkPlanRow *self)
{
  g_return_val_if_fail (RK_IS_PLAN_ROW (self), NULL);

  return self->info;
}

/**
 * rk_plan_row_get_enabled:
 * @self: a row
 *
 * Returns: whether it is written at all
 */
gboolean
rk_plan_row_get_enabled (RkPlanRow *self)
{
  g_return_val_if_fail (RK_IS_PLAN_ROW (self), FALSE);

  return self->enabled;
}

/**
 * rk_plan_row_set_enabled:
 * @self: a row
 * @enabled: whether it is to be written
 */
void
rk_plan_row_set_enabled (RkPlanRow *self,
                         gboolean   enabled)
{
  g_return_if_fail (RK_IS_PLAN_ROW (self));

  enabled = !!enabled;
  if (self->enabled == enabled)
    return;

  self->enabled = enabled;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ENABLED]);
}

/**
 * rk_plan_row_get_offset:
 * @self: a row
 *
 * Returns: the flash offset, or %RK_PLAN_NO_OFFSET
 */
gint64
rk_plan_row_get_offset (RkPlanRow *self)
{
  g_return_val_if_fail (RK_IS_PLAN_ROW (self), RK_PLAN_NO_OFFSET);

  return self->offset;
}

/* Sets the offset and leaves who decides on it as it is. */
void
_rk_plan_row_propose (RkPlanRow *self,
                      gint64     offset)
{
  if (self->offset == offset)
    return;

  self->offset = offset;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OFFSET]);
}

/**
 * rk_plan_row_set_offset:
 * @self: a row
 * @offset: a flash offset, or %RK_PLAN_NO_OFFSET
 *
 * Sets what a person chose: the plan no longer proposes an offset for this row.
 */
void
rk_plan_row_set_offset (RkPlanRow *self,
                        gint64     offset)
{
  g_return_if_fail (RK_IS_PLAN_ROW (self));
  g_return_if_fail (offset >= RK_PLAN_NO_OFFSET && offset <= G_MAXUINT32);

  rk_plan_row_set_automatic (self, FALSE);
  _rk_plan_row_propose (self, offset);
}

/**
 * rk_plan_row_get_automatic:
 * @self: a row
 *
 * Returns: whether the plan proposes the offset
 */
gboolean
rk_plan_row_get_automatic (RkPlanRow *self)
{
  g_return_val_if_fail (RK_IS_PLAN_ROW (self), FALSE);

  return self->automatic;
}

/**
 * rk_plan_row_set_automatic:
 * @self: a row
 * @automatic: whether the plan it is in is to propose the offset
 */
void
rk_plan_row_set_automatic (RkPlanRow *self,
                           gboolean   automatic)
{
  g_return_if_fail (RK_IS_PLAN_ROW (self));

  automatic = !!automatic;
  if (self->automatic == automatic)
    return;

  self->automatic = automatic;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AUTOMATIC]);
}

guint
_rk_plan_row_get_place (RkPlanRow *self)
{
  return self->place;
}

void
_rk_plan_row_set_place (RkPlanRow *self,
                        guint      place)
{
  self->place = place;
}

/**
 * rk_plan_row_get_findings:
 * @self: a row
 *
 * Returns: (transfer none) (element-type RkFinding): what the last check of the
 *   plan said about this row
 */
GPtrArray *
rk_plan_row_get_findings (RkPlanRow *self)
{
  g_return_val_if_fail (RK_IS_PLAN_ROW (self), NULL);

  return self->findings;
}

/* Takes a new array with every check, so that whoever holds the last one may go on
 * reading it.
 */
void
_rk_plan_row_take_findings (RkPlanRow *self,
                            GPtrArray *findings)
{
  gboolean changed = self->findings->len > 0 || findings->len > 0;

  g_ptr_array_unref (self->findings);
  self->findings = findings;
  if (changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FINDINGS]);
}
