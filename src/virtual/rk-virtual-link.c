/* rk-virtual-link.c: a link to a virtual module in the same program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The port "virtual" is one module for the whole program, and its flash content
 * is kept from one run of the program to the next: who flashes it and then asks
 * what it says expects it to remember.
 */

#include "config.h"

#include "rk-virtual-link.h"

#include "rk-pipe-link.h"
#include "rk-virtual-store.h"

#define FLASH_SIZE (1024 * 1024)

typedef struct
{
  RkVirtualModule *module;
  RkVirtualStore  *store; /* owned by the program's module, NULL otherwise */
} End;

/* The program's module, once somebody has asked for it. */
static GMutex program_lock;
static RkVirtualModule *program_module;
static RkVirtualStore *program_store;
static char *program_host;

static gboolean
end_send (gpointer       data,
          const guint8  *bytes,
          gsize          count,
          gint64         deadline,
          GCancellable  *cancellable,
          GError       **error)
{
  End *end = data;

  return rk_virtual_module_send (end->module, bytes, count, deadline, cancellable, error);
}

static gssize
end_receive (gpointer       data,
             guint8        *buffer,
             gsize          count,
             gint64         deadline,
             GCancellable  *cancellable,
             GError       **error)
{
  End *end = data;
  g_autoptr(GError) local = NULL;
  gssize received;

  received = rk_virtual_module_receive (end->module, buffer, count, deadline, cancellable, &local);
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return 0;
  if (received < 0)
    g_propagate_error (error, g_steal_pointer (&local));

  return received;
}

static void
end_set_baud (gpointer data,
              guint    baud)
{
  End *end = data;

  rk_virtual_module_set_host_baud (end->module, baud);
}

static void
end_set_lines (gpointer data,
               gboolean dtr,
               gboolean rts)
{
  End *end = data;

  rk_virtual_module_set_lines (end->module, dtr, rts);
}

static void
end_discard (gpointer data)
{
  End *end = data;

  rk_virtual_module_discard (end->module);
}

static void
end_destroy (gpointer data)
{
  End *end = data;
  g_autoptr(GError) error = NULL;

  if (end->store != NULL && !rk_virtual_store_save (end->store, &error))
    g_warning ("the virtual module forgets its flash content: %s", error->message);

  g_object_unref (end->module);
  g_free (end);
}

static const RkPipeEnd end_functions = {
  end_send, end_receive, end_set_baud, end_set_lines, end_discard, end_destroy,
};

static RkLink *
new_link (RkVirtualModule *module,
          RkVirtualStore  *store,
          const char      *port)
{
  End *end = g_new0 (End, 1);

  end->module = g_object_ref (module);
  end->store = store;

  return rk_pipe_link_new (port, &end_functions, end);
}

/* Where the flash content is kept; NULL if it is not to be. */
static char *
dup_flash_path (void)
{
  const char *path = g_getenv ("RK_VIRTUAL_FLASH");

  if (path == NULL)
    return g_build_filename (g_get_user_state_dir (), "rekindle", "virtual-flash.bin", NULL);

  return g_str_equal (path, "none") ? NULL : g_strdup (path);
}

/* Under the lock: the module of this program, with the flash that it had. */
static gboolean
make_program_module (GError **error)
{
  g_autofree char *path = dup_flash_path ();
  g_autoptr(RkVirtualModule) module = NULL;
  guint32 size = 0;

  if (path != NULL && !rk_virtual_store_file_size (path, &size, error))
    return FALSE;

  module = rk_virtual_module_new (size != 0 ? size : FLASH_SIZE);
  rk_virtual_module_set_wiring (module, RK_VIRTUAL_WIRING_AUTO);
  if (path != NULL)
    {
      program_store = rk_virtual_store_new (module, path, error);
      if (program_store == NULL)
        return FALSE;
    }

  if (program_host != NULL && !rk_virtual_module_add_host (module, program_host, error))
    return FALSE;

  program_module = g_steal_pointer (&module);
  return TRUE;
}

static RkLink *
new_link_to_program_module (RkVirtualPace   pace,
                            const char     *port,
                            GError        **error)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&program_lock);
  gboolean first = program_module == NULL;

  if (first && !make_program_module (error))
    {
      g_prefix_error (error, "the virtual module has no flash: ");
      return NULL;
    }

  rk_virtual_module_set_pace (program_module, pace);
  if (first)
    rk_virtual_module_set_power (program_module, TRUE);

  return new_link (program_module, program_store, port);
}

static RkLink *
new_link_real (const char  *port,
               gpointer     user_data,
               GError     **error)
{
  gboolean turbo = g_strcmp0 (g_getenv ("RK_VIRTUAL_TURBO"), "1") == 0;

  return new_link_to_program_module (turbo ? RK_VIRTUAL_PACE_TURBO : RK_VIRTUAL_PACE_REAL, port, error);
}

static RkLink *
new_link_turbo (const char  *port,
                gpointer     user_data,
                GError     **error)
{
  return new_link_to_program_module (RK_VIRTUAL_PACE_TURBO, port, error);
}

/**
 * rk_virtual_link_register:
 *
 * Teaches rk_link_new_for_port() two ports.  `virtual` is a module on a board
 * with automatic reset and 1 MB of flash, or as much as the file has, which is there as
 * long as the program runs; `virtual:turbo` is the same one without the waiting.
 *
 * Its flash content is kept in rekindle/virtual-flash.bin in the user's state
 * folder; it is saved whenever a link is gone.  `RK_VIRTUAL_FLASH` names another
 * file, or `none`; `RK_VIRTUAL_TURBO=1` makes both ports fast, and
 * `RK_VIRTUAL_HOST` is where its update server is, as for rk_virtual_module_add_host().
 */
void
rk_virtual_link_register (void)
{
  program_host = g_strdup (g_getenv ("RK_VIRTUAL_HOST"));
  rk_link_add_scheme ("virtual", new_link_real, NULL);
  rk_link_add_scheme ("virtual:turbo", new_link_turbo, NULL);
}

/**
 * rk_virtual_link_new:
 * @module: a module that the caller has set up
 * @port: the name of the port for messages
 *
 * Returns: (transfer full): a closed link to @module, which it keeps alive
 */
RkLink *
rk_virtual_link_new (RkVirtualModule *module,
                     const char      *port)
{
  return new_link (module, NULL, port);
}
