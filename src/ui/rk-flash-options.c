/* rk-flash-options.c: how to flash
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each choice is a name as the command line takes it, and is kept as that.
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-flash-options.h"

#include "rk-flash-map.h"

#define SIZE_CODES 16

static const char *const bauds[] = {
  "automatic", "74880", "115200", "230400", "460800", "921600", "1500000", "2000000", NULL
};
static const char *const modes[] = { "keep", "detect", "qio", "qout", "dio", "dout", NULL };
static const char *const freqs[] = { "keep", "20m", "26m", "40m", "80m", NULL };

struct _RkFlashOptions
{
  AdwBin parent_instance;

  RkSettings *settings;
  GStrv       sizes;

  AdwComboRow *baud;
  GtkSwitch   *erase_all;
  GtkSwitch   *watch;
  AdwComboRow *mode;
  AdwComboRow *freq;
  AdwComboRow *size;
  GtkSwitch   *full;
  GtkSwitch   *no_stub;
  GtkSwitch   *force;
};

G_DEFINE_FINAL_TYPE (RkFlashOptions, rk_flash_options, ADW_TYPE_BIN)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* What a name is called where it is not what the field says. */
static const char *
get_title (const char *name)
{
  if (g_str_equal (name, "keep"))
    return _ ("As in the file");
  if (g_str_equal (name, "detect"))
    return _ ("Detect");
  if (g_str_equal (name, "automatic"))
    return _ ("Automatic");
  return name;
}

static void
fill (AdwComboRow       *row,
      const char *const *names)
{
  g_autoptr(GtkStringList) titles = gtk_string_list_new (NULL);

  for (gsize i = 0; names[i] != NULL; i++)
    gtk_string_list_append (titles, get_title (names[i]));
  adw_combo_row_set_model (row, G_LIST_MODEL (titles));
}

static GStrv
make_sizes (void)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  g_strv_builder_add_many (builder, "detect", "keep", NULL);
  for (guint code = 0; code < SIZE_CODES; code++)
    if (rk_flash_map_get (code) != NULL)
      g_strv_builder_add (builder, rk_flash_map_get (code)->name);
  return g_strv_builder_end (builder);
}

static const char *
get_name (AdwComboRow       *row,
          const char *const *names)
{
  guint selected = adw_combo_row_get_selected (row);

  return names[selected < g_strv_length ((GStrv)names) ? selected : 0];
}

/* 0 for a rate that is found. */
static guint
get_baud (AdwComboRow *row)
{
  return (guint)g_ascii_strtoull (get_name (row, bauds), NULL, 10);
}

static gboolean
set_name (AdwComboRow       *row,
          const char *const *names,
          const char        *name)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], name))
      {
        adw_combo_row_set_selected (row, i);
        return TRUE;
      }

  return FALSE;
}

static const char *const *
get_sizes (RkFlashOptions *self)
{
  return (const char *const *)self->sizes;
}

static void
changed_cb (RkFlashOptions *self)
{
  if (self->settings == NULL)
    return;

  rk_settings_set_int (self->settings, "baud", (int)get_baud (self->baud));
  rk_settings_set_boolean (self->settings, "erase-all", gtk_switch_get_active (self->erase_all));
  rk_settings_set_boolean (self->settings, "watch", gtk_switch_get_active (self->watch));
  rk_settings_set_string (self->settings, "flash-mode", get_name (self->mode, modes));
  rk_settings_set_string (self->settings, "flash-freq", get_name (self->freq, freqs));
  rk_settings_set_string (self->settings, "flash-size", get_name (self->size, get_sizes (self)));
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
rk_flash_options_dispose (GObject *object)
{
  RkFlashOptions *self = RK_FLASH_OPTIONS (object);

  g_clear_object (&self->settings);
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_FLASH_OPTIONS);

  G_OBJECT_CLASS (rk_flash_options_parent_class)->dispose (object);
}

static void
rk_flash_options_finalize (GObject *object)
{
  g_strfreev (RK_FLASH_OPTIONS (object)->sizes);

  G_OBJECT_CLASS (rk_flash_options_parent_class)->finalize (object);
}

static void
rk_flash_options_class_init (RkFlashOptionsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = rk_flash_options_dispose;
  object_class->finalize = rk_flash_options_finalize;

  signals[CHANGED] = g_signal_new ("changed", RK_TYPE_FLASH_OPTIONS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/rekindle_esp/Rekindle/rk-flash-options.ui");
  gtk_widget_class_bind_template_child (widget_class, RkFlashOptions, baud);
  gtk_widget_class_bind_template_child (widget_class, RkFlashOptions, erase_all);
  gtk_widget_class_bind_template_child (widget_class, RkFlashOptions, watch);
  gtk_widget_class_bind_template_child (widget_class, RkFlashOptions, mode);
  gtk_widget_class_bind_template_child (widget_class, RkFlashOptions, freq);
  gtk_widget_class_bind_template_child (widget_class, RkFlashOptions, size);
  gtk_widget_class_bind_template_child (widget_class, RkFlashOptions, full);
  gtk_widget_class_bind_template_child (widget_class, RkFlashOptions, no_stub);
  gtk_widget_class_bind_template_child (widget_class, RkFlashOptions, force);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
rk_flash_options_init (RkFlashOptions *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->sizes = make_sizes ();
  fill (self->baud, bauds);
  fill (self->mode, modes);
  fill (self->freq, freqs);
  fill (self->size, get_sizes (self));
}

/**
 * rk_flash_options_set_settings:
 * @self: the options, once
 * @settings: where they are kept
 */
void
rk_flash_options_set_settings (RkFlashOptions *self,
                               RkSettings     *settings)
{
  g_autofree char *baud = g_strdup_printf ("%d", rk_settings_get_int (settings, "baud"));
  g_autofree char *mode = rk_settings_dup_string (settings, "flash-mode");
  g_autofree char *freq = rk_settings_dup_string (settings, "flash-freq");
  g_autofree char *size = rk_settings_dup_string (settings, "flash-size");

  g_return_if_fail (RK_IS_FLASH_OPTIONS (self));
  g_return_if_fail (self->settings == NULL);

  set_name (self->baud, bauds, baud);
  set_name (self->mode, modes, mode);
  set_name (self->freq, freqs, freq);
  set_name (self->size, get_sizes (self), size);
  gtk_switch_set_active (self->erase_all, rk_settings_get_boolean (settings, "erase-all"));
  gtk_switch_set_active (self->watch, rk_settings_get_boolean (settings, "watch"));
  self->settings = g_object_ref (settings);
}

static int
parse_mode (const char *name)
{
  guint code;

  if (g_str_equal (name, "detect"))
    return RK_HEADER_DETECT;
  return rk_flash_mode_parse (name, &code) ? (int)code : RK_HEADER_KEEP;
}

static int
parse_freq (const char *name)
{
  guint code;

  return rk_flash_freq_parse (name, &code) ? (int)code : RK_HEADER_KEEP;
}

static int
parse_size (const char *name)
{
  if (g_str_equal (name, "keep"))
    return RK_HEADER_KEEP;
  return rk_flash_map_from_name (name) != NULL ? (int)rk_flash_map_from_name (name)->code : RK_HEADER_DETECT;
}

/**
 * rk_flash_options_get:
 * @self: the options
 *
 * Returns: what is chosen
 */
RkJobOptions
rk_flash_options_get (RkFlashOptions *self)
{
  RkJobOptions options = RK_JOB_OPTIONS_INIT;

  g_return_val_if_fail (RK_IS_FLASH_OPTIONS (self), options);

  options.no_stub = gtk_switch_get_active (self->no_stub);
  options.full = gtk_switch_get_active (self->full);
  rk_job_options_set_baud (&options, get_baud (self->baud));
  options.erase_all = gtk_switch_get_active (self->erase_all);
  options.watch = gtk_switch_get_active (self->watch);
  options.force = gtk_switch_get_active (self->force);
  options.header.mode = parse_mode (get_name (self->mode, modes));
  options.header.freq = parse_freq (get_name (self->freq, freqs));
  options.header.size_code = parse_size (get_name (self->size, get_sizes (self)));
  return options;
}

/**
 * rk_flash_options_set_mode:
 * @self: the options
 * @name: a flash mode as the command line takes it
 *
 * Returns: whether there is such a mode
 */
gboolean
rk_flash_options_set_mode (RkFlashOptions *self,
                           const char     *name)
{
  g_return_val_if_fail (RK_IS_FLASH_OPTIONS (self), FALSE);

  return set_name (self->mode, modes, name);
}

/**
 * rk_flash_options_set_erase_all:
 * @self: the options
 * @erase_all: whether the whole chip is erased first
 */
void
rk_flash_options_set_erase_all (RkFlashOptions *self,
                                gboolean        erase_all)
{
  g_return_if_fail (RK_IS_FLASH_OPTIONS (self));

  gtk_switch_set_active (self->erase_all, erase_all);
}

/**
 * rk_flash_options_set_size:
 * @self: the options
 * @name: a flash size as the command line takes it
 *
 * Returns: whether there is such a size
 */
gboolean
rk_flash_options_set_size (RkFlashOptions *self,
                           const char     *name)
{
  g_return_val_if_fail (RK_IS_FLASH_OPTIONS (self), FALSE);

  return set_name (self->size, get_sizes (self), name);
}

/* What is chosen says itself, but for words that need the field beside them. */
static void
append_choice (GString            *text,
               AdwComboRow        *row,
               const char *const  *names)
{
  const char *name = get_name (row, names);
  const char *title = get_title (name);

  if (adw_combo_row_get_selected (row) == 0)
    return;

  if (title == name)
    g_string_append_printf (text, " · %s", name);
  else
    /* translators: a field and what is chosen in it */
    g_string_append_printf (text, _ (" · %s: %s"), adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), title);
}

/**
 * rk_flash_options_summarise:
 * @self: the options
 *
 * Returns: (transfer full): in a few words what is not as usual, and the rate
 */
char *
rk_flash_options_summarise (RkFlashOptions *self)
{
  g_autoptr(GString) text = g_string_new (NULL);

  g_return_val_if_fail (RK_IS_FLASH_OPTIONS (self), NULL);

  if (get_baud (self->baud) != 0)
    g_string_append_printf (text, _ ("%s baud"), get_name (self->baud, bauds));
  else
    g_string_append (text, _ ("Fastest baud rate"));
  if (gtk_switch_get_active (self->erase_all))
    g_string_append_printf (text, " · %s", _ ("erases everything"));
  if (!gtk_switch_get_active (self->watch))
    g_string_append_printf (text, " · %s", _ ("not watched"));
  append_choice (text, self->mode, modes);
  append_choice (text, self->freq, freqs);
  append_choice (text, self->size, get_sizes (self));
  if (gtk_switch_get_active (self->full))
    g_string_append_printf (text, " · %s", _ ("everything anew"));
  if (gtk_switch_get_active (self->no_stub))
    g_string_append_printf (text, " · %s", _ ("boot loader in ROM only"));
  if (gtk_switch_get_active (self->force))
    g_string_append_printf (text, " · %s", _ ("unchecked"));
  return g_string_free (g_steal_pointer (&text), FALSE);
}
