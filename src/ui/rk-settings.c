/* rk-settings.c: what is kept from one start to the next
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * GSettings where the schema is installed; else a file of our own, with values as
 * GVariant texts.  Wi-Fi passwords are never among them.
 */

#include "rk-settings.h"

#define SCHEMA_ID "io.github.rekindle_esp.Rekindle"
#define GROUP     "settings"

/* The same as in the schema. */
/* clang-format off */
static const struct
{
  const char *key;
  const char *type;
  const char *value;
} defaults[] = {
  { "port",         "s",       "'virtual'" },
  { "files",        "a(sxb)",  "[]" },
  { "recent-files", "as",      "[]" },
  { "folder",       "s",       "''" },
  { "wiring-board", "s",       "'esp-01'" },
  { "wiring-adapter", "s",     "'ftdi-basic'" },
  { "baud",         "i",       "0" },
  { "erase-all",    "b",       "false" },
  { "watch",        "b",       "true" },
  { "flash-mode",   "s",       "'keep'" },
  { "flash-freq",   "s",       "'keep'" },
  { "flash-size",   "s",       "'detect'" },
  { "window-width", "i",       "1000" },
  { "window-height", "i",      "700" },
  { "maximized",    "b",       "false" },
  { "console-baud", "i",      "0" },
  { "console-stamps", "s",      "'off'" },
  { "console-hex", "b",      "false" },
  { "console-controls", "b",      "false" },
  { "console-wrap", "b",      "true" },
  { "console-scroll-back", "i",      "100000" },
  { "console-line-end", "s",      "'crlf'" },
  { "console-form", "s",      "'text'" },
  { "console-echo", "b",      "false" },
  { "console-at-tools", "b",      "false" },
  { "macros", "as",
    "['@name Which firmware is it\\nAT\\nAT+GMR\\n', "
    "'@name Join a network\\nAT+CWMODE=1\\nAT+CWJAP=\"{network}\",\"{password}\"\\n@timeout 30\\nAT+CIFSR\\n']" },
};
/* clang-format on */

struct _RkSettings
{
  GObject parent_instance;

  GSettings *settings; /* or, where there is no schema: */
  char      *path;
  GKeyFile  *file;
};

G_DEFINE_FINAL_TYPE (RkSettings, rk_settings, G_TYPE_OBJECT)

static void
rk_settings_finalize (GObject *object)
{
  RkSettings *self = RK_SETTINGS (object);

  g_clear_object (&self->settings);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->file, g_key_file_unref);

  G_OBJECT_CLASS (rk_settings_parent_class)->finalize (object);
}

static void
rk_settings_class_init (RkSettingsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rk_settings_finalize;
}

static void
rk_settings_init (RkSettings *self)
{
}

static gboolean
has_schema (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr(GSettingsSchema) schema = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, SCHEMA_ID, TRUE);

  return schema != NULL;
}

/**
 * rk_settings_new:
 * @path: the file that is used where the schema is not installed
 *
 * Returns: (transfer full): the settings
 */
RkSettings *
rk_settings_new (const char *path)
{
  RkSettings *self = g_object_new (RK_TYPE_SETTINGS, NULL);

  if (has_schema ())
    {
      self->settings = g_settings_new (SCHEMA_ID);
      return self;
    }

  self->path = g_strdup (path);
  self->file = g_key_file_new ();
  g_key_file_load_from_file (self->file, path, G_KEY_FILE_NONE, NULL);
  return self;
}

static gsize
find_default (const char *key)
{
  for (gsize i = 0; i < G_N_ELEMENTS (defaults); i++)
    if (g_str_equal (defaults[i].key, key))
      return i;

  g_error ("there is no setting “%s”", key);
}

/* What somebody has written into the file by hand may be anything. */
static GVariant *
get_from_file (RkSettings *self,
               const char *key)
{
  gsize i = find_default (key);
  const GVariantType *type = G_VARIANT_TYPE (defaults[i].type);
  g_autofree char *text = g_key_file_get_string (self->file, GROUP, key, NULL);
  GVariant *value = text != NULL ? g_variant_parse (type, text, NULL, NULL, NULL) : NULL;

  return value != NULL ? value : g_variant_parse (type, defaults[i].value, NULL, NULL, NULL);
}

/**
 * rk_settings_get:
 * @self: the settings
 * @key: one of the schema
 *
 * Returns: (transfer full): its value
 */
GVariant *
rk_settings_get (RkSettings *self,
                 const char *key)
{
  g_return_val_if_fail (RK_IS_SETTINGS (self), NULL);

  return self->settings != NULL ? g_settings_get_value (self->settings, key) : get_from_file (self, key);
}

static void
set_in_file (RkSettings *self,
             const char *key,
             GVariant   *value)
{
  g_autofree char *text = g_variant_print (value, FALSE);
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autoptr(GError) error = NULL;

  g_key_file_set_string (self->file, GROUP, key, text);
  g_mkdir_with_parents (folder, 0700);
  if (!g_key_file_save_to_file (self->file, self->path, &error))
    g_message ("settings are not kept: %s", error->message);
}

/**
 * rk_settings_set:
 * @self: the settings
 * @key: one of the schema
 * @value: its new value; floating ones are taken
 *
 * Kept at once, so that a crash loses nothing.
 */
void
rk_settings_set (RkSettings *self,
                 const char *key,
                 GVariant   *value)
{
  g_autoptr(GVariant) owned = g_variant_ref_sink (value);
  g_autoptr(GVariant) old = NULL;

  g_return_if_fail (RK_IS_SETTINGS (self));

  old = rk_settings_get (self, key);
  if (g_variant_equal (old, owned))
    return;

  if (self->settings != NULL)
    g_settings_set_value (self->settings, key, owned);
  else
    set_in_file (self, key, owned);
}

/**
 * rk_settings_dup_string:
 * @self: the settings
 * @key: one of the schema, of this type
 *
 * Returns: (transfer full): its value
 */
char *
rk_settings_dup_string (RkSettings *self,
                        const char *key)
{
  g_autoptr(GVariant) value = rk_settings_get (self, key);

  return g_variant_dup_string (value, NULL);
}

/**
 * rk_settings_set_string:
 * @self: the settings
 * @key: one of the schema, of this type
 * @value: its new value
 */
void
rk_settings_set_string (RkSettings *self,
                        const char *key,
                        const char *value)
{
  rk_settings_set (self, key, g_variant_new_string (value));
}

/**
 * rk_settings_get_int:
 * @self: the settings
 * @key: one of the schema, of this type
 *
 * Returns: its value
 */
int
rk_settings_get_int (RkSettings *self,
                     const char *key)
{
  g_autoptr(GVariant) value = rk_settings_get (self, key);

  return g_variant_get_int32 (value);
}

/**
 * rk_settings_set_int:
 * @self: the settings
 * @key: one of the schema, of this type
 * @value: its new value
 */
void
rk_settings_set_int (RkSettings *self,
                     const char *key,
                     int         value)
{
  rk_settings_set (self, key, g_variant_new_int32 (value));
}

/**
 * rk_settings_get_boolean:
 * @self: the settings
 * @key: one of the schema, of this type
 *
 * Returns: its value
 */
gboolean
rk_settings_get_boolean (RkSettings *self,
                         const char *key)
{
  g_autoptr(GVariant) value = rk_settings_get (self, key);

  return g_variant_get_boolean (value);
}

/**
 * rk_settings_set_boolean:
 * @self: the settings
 * @key: one of the schema, of this type
 * @value: its new value
 */
void
rk_settings_set_boolean (RkSettings *self,
                         const char *key,
                         gboolean    value)
{
  rk_settings_set (self, key, g_variant_new_boolean (value));
}
