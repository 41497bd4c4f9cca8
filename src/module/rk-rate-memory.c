/* rk-rate-memory.c: the rates that adapters were found to be good for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-rate-memory.h"

#include <string.h>

#include "rk-port-list.h"

#define FOLDER_NAME "rekindle"
#define FILE_NAME   "rates.ini"

#define KEY_BAUD "baud"
#define KEY_TIME "time" /* s since 1970 */

/* A bad wire is not held against an adapter for ever: then all rates are tried. */
#define KEEP_S (7 * 24 * 60 * 60)

#define ADAPTERS_MAX 64

static char *
get_path (void)
{
  return g_build_filename (g_get_user_state_dir (), FOLDER_NAME, FILE_NAME, NULL);
}

/* Empty if there is no good one. */
static GKeyFile *
load (void)
{
  GKeyFile *file = g_key_file_new ();
  g_autofree char *path = get_path ();
  g_autoptr(GError) problem = NULL;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &problem))
    {
      g_debug ("no rates from %s: %s", path, problem->message);
      g_key_file_unref (file);
      file = g_key_file_new ();
    }
  return file;
}

static void
save (GKeyFile *file)
{
  g_autofree char *path = get_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr(GError) problem = NULL;

  g_mkdir_with_parents (folder, 0700);
  if (!g_key_file_save_to_file (file, path, &problem))
    g_debug ("rates are not kept: %s", problem->message);
}

/* What a group may be called. */
static char *
make_name (char *name)
{
  for (char *c = name; *c != '\0'; c++)
    if (*c == '[' || *c == ']' || g_ascii_iscntrl (*c))
      *c = '_';

  if (g_utf8_validate (name, -1, NULL))
    return name;
  g_free (name);
  return NULL;
}

/**
 * rk_rate_memory_name_adapter:
 * @port: what it is connected to at the moment
 *
 * A USB adapter is known by what it says of itself, at whatever port; everything
 * else by the name of the port.  Looks at the ports that are there.
 *
 * Returns: (transfer full) (nullable): a name for the other functions
 */
char *
rk_rate_memory_name_adapter (const char *port)
{
  g_autoptr(GPtrArray) ports = strstr (port, "://") == NULL ? rk_port_list_new () : NULL;

  for (guint i = 0; ports != NULL && i < ports->len; i++)
    {
      RkPort *found = g_ptr_array_index (ports, i);
      const char *serial = rk_port_get_serial (found);

      if (rk_port_is_usb (found) && g_strcmp0 (rk_port_get_name (found), port) == 0)
        return make_name (g_strdup_printf ("usb %04x:%04x %s", rk_port_get_usb_vid (found),
                                           rk_port_get_usb_pid (found), serial != NULL ? serial : port));
    }

  return make_name (g_strdup (port));
}

static gint64
get_age (GKeyFile   *file,
         const char *adapter)
{
  return g_get_real_time () / G_USEC_PER_SEC - g_key_file_get_int64 (file, adapter, KEY_TIME, NULL);
}

static guint
get_baud (GKeyFile   *file,
          const char *adapter)
{
  return (guint)MAX (g_key_file_get_integer (file, adapter, KEY_BAUD, NULL), 0);
}

/**
 * rk_rate_memory_get:
 * @adapter: (nullable): see rk_rate_memory_name_adapter()
 *
 * Returns: the rate that was good for it not long ago, or 0
 */
guint
rk_rate_memory_get (const char *adapter)
{
  g_autoptr(GKeyFile) file = NULL;
  gint64 age;

  if (adapter == NULL)
    return 0;

  file = load ();
  age = get_age (file, adapter);
  return age >= 0 && age < KEEP_S ? get_baud (file, adapter) : 0;
}

/* Those that were not seen for longest are first. */
static void
forget_oldest (GKeyFile *file)
{
  gsize count;
  g_auto(GStrv) groups = g_key_file_get_groups (file, &count);

  for (gsize i = 0; i + ADAPTERS_MAX < count; i++)
    g_key_file_remove_group (file, groups[i], NULL);
}

/**
 * rk_rate_memory_put:
 * @adapter: (nullable): see rk_rate_memory_name_adapter()
 * @baud: the highest rate that was found to be good
 *
 * Remembers it for a week.
 */
void
rk_rate_memory_put (const char *adapter,
                    guint       baud)
{
  g_autoptr(GKeyFile) file = NULL;

  if (adapter == NULL)
    return;

  file = load ();
  g_key_file_remove_group (file, adapter, NULL);
  g_key_file_set_integer (file, adapter, KEY_BAUD, (int)baud);
  g_key_file_set_int64 (file, adapter, KEY_TIME, g_get_real_time () / G_USEC_PER_SEC);
  forget_oldest (file);
  save (file);
}
