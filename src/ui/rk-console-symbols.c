/* rk-console-symbols.c: where in the program's source a crash was
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-console-symbols.h"

#include "rk-boot-fact.h"
#include "rk-symbols.h"

/* More than that of a stack nobody reads. */
#define MAX_PLACES 12

struct _RkConsoleSymbols
{
  GObject parent_instance;

  char      *path;
  GMutex     lock;
  RkSymbols *symbols; /* under @lock; NULL before the first look-up */
};

G_DEFINE_FINAL_TYPE (RkConsoleSymbols, rk_console_symbols, G_TYPE_OBJECT)

static void
rk_console_symbols_finalize (GObject *object)
{
  RkConsoleSymbols *self = RK_CONSOLE_SYMBOLS (object);

  g_clear_pointer (&self->symbols, rk_symbols_free);
  g_mutex_clear (&self->lock);
  g_free (self->path);

  G_OBJECT_CLASS (rk_console_symbols_parent_class)->finalize (object);
}

static void
rk_console_symbols_class_init (RkConsoleSymbolsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rk_console_symbols_finalize;
}

static void
rk_console_symbols_init (RkConsoleSymbols *self)
{
  g_mutex_init (&self->lock);
}

/* One line for each place; a stack often holds the same one several times. */
static char *
look_up (RkConsoleSymbols *self,
         const GArray     *codes,
         GCancellable     *cancellable)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (NULL, NULL);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < codes->len && g_hash_table_size (seen) < MAX_PLACES; i++)
    {
      const RkBootCode *code = &g_array_index (codes, RkBootCode, i);
      g_autofree char *place = NULL;

      if (g_cancellable_is_cancelled (cancellable))
        break;
      if (g_hash_table_contains (seen, GUINT_TO_POINTER (code->address)))
        continue;
      place = rk_symbols_dup_place (self->symbols, code->instruction);
      if (place == NULL)
        continue;
      g_hash_table_add (seen, GUINT_TO_POINTER (code->address));
      g_string_append_printf (text, "%s0x%08x  %s", text->len > 0 ? "\n" : "", code->address, place);
    }
  return g_string_free (text, FALSE);
}

static void
look_up_in_thread (GTask        *task,
                   gpointer      source,
                   gpointer      data,
                   GCancellable *cancellable)
{
  RkConsoleSymbols *self = source;
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GError *error = NULL;

  if (self->symbols == NULL)
    self->symbols = rk_symbols_open (self->path, &error);
  if (self->symbols == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, look_up (self, data, cancellable), g_free);
}

/**
 * rk_console_symbols_new:
 * @path: an ELF file, which is not looked at yet
 *
 * Returns: (transfer full): what can be asked about it
 */
RkConsoleSymbols *
rk_console_symbols_new (const char *path)
{
  RkConsoleSymbols *self = g_object_new (RK_TYPE_CONSOLE_SYMBOLS, NULL);

  self->path = g_strdup (path);
  return self;
}

/**
 * rk_console_symbols_get_path:
 * @self: symbols
 *
 * Returns: (transfer none): the ELF file
 */
const char *
rk_console_symbols_get_path (RkConsoleSymbols *self)
{
  g_return_val_if_fail (RK_IS_CONSOLE_SYMBOLS (self), NULL);

  return self->path;
}

/**
 * rk_console_symbols_lookup_async:
 * @self: symbols
 * @codes: (element-type RkBootCode): copied; with none only the file is opened
 * @cancellable: (nullable): ends it early
 * @callback: called on the main thread
 * @user_data: for @callback
 */
void
rk_console_symbols_lookup_async (RkConsoleSymbols    *self,
                                 GArray              *codes,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (RK_IS_CONSOLE_SYMBOLS (self));

  g_task_set_task_data (task, g_array_copy (codes), (GDestroyNotify)g_array_unref);
  g_task_run_in_thread (task, look_up_in_thread);
}

/**
 * rk_console_symbols_lookup_finish:
 * @self: symbols
 * @result: what the callback got
 * @error: (nullable): why the file cannot be used, as rk_symbols_open() tells it
 *
 * Returns: (transfer full) (nullable): a line for each address that the program has,
 *   "0x40201003  loop, sketch.ino:12"; empty if it has none of them
 */
char *
rk_console_symbols_lookup_finish (RkConsoleSymbols  *self,
                                  GAsyncResult      *result,
                                  GError           **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
