/* rk-cli-library.c: firmware of the library, for the commands that use it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "rk-cli.h"

#include <stdio.h>
#ifdef G_OS_WIN32
#include <io.h>
#else
#include <unistd.h>
#endif

#include "rk-error.h"

/* A bar is drawn, and an event sent, at most so often. */
#define REDRAW_US (100 * 1000)

typedef struct
{
  RkCli   *cli;
  gboolean open; /* the cursor stands in a line with a bar */
  gint64   started;
  gint64   drawn;
} Progress;

static void
emit_progress (Progress *progress,
               guint64   done,
               guint64   total)
{
  JsonBuilder *builder = rk_cli_event ("progress");

  rk_cli_set_string (builder, "state", "fetching");
  rk_cli_set_int (builder, "done", (gint64)done);
  rk_cli_set_int (builder, "total", (gint64)total);
  rk_cli_emit (progress->cli, builder);
}

static void
bytes_done_cb (RkLibraryEntry *entry,
               GParamSpec     *pspec,
               Progress       *progress)
{
  guint64 done = rk_library_entry_get_bytes_done (entry);
  guint64 total = rk_library_entry_get_bytes_total (entry);
  gint64 now = g_get_monotonic_time ();
  g_autofree char *line = NULL;

  if (total == 0 || (now - progress->drawn < REDRAW_US && done < total))
    return;

  progress->drawn = now;
  if (progress->cli->json)
    {
      emit_progress (progress, done, total);
      return;
    }

  if (!isatty (fileno (stderr)))
    return;
  line = rk_cli_format_bar (_ ("Getting the files"), done, total,
                            (double)done * G_USEC_PER_SEC / (double)MAX (now - progress->started, 1));
  g_printerr ("\r\033[K%s", line);
  progress->open = TRUE;
}

static void
watch (RkCli          *cli,
       RkLibraryEntry *entry,
       Progress       *progress)
{
  progress->cli = cli;
  progress->started = g_get_monotonic_time ();
  g_signal_connect (entry, "notify::bytes-done", G_CALLBACK (bytes_done_cb), progress);
}

static void
unwatch (RkLibraryEntry *entry,
         Progress       *progress)
{
  g_signal_handlers_disconnect_by_data (entry, progress);
  if (progress->open)
    g_printerr ("\n");
}

/**
 * rk_cli_fetch:
 * @cli: the command line
 * @library: the library
 * @entry: one of it
 * @flash_size: bytes that the module has, 0 for not known
 * @flags: whether to take what cannot be checked
 * @error: as of rk_library_fetch_finish()
 *
 * Gets its files, showing how far that got.
 *
 * Returns: (transfer full) (nullable): what goes where
 */
RkPlan *
rk_cli_fetch (RkCli          *cli,
              RkLibrary      *library,
              RkLibraryEntry *entry,
              guint32         flash_size,
              RkLibraryFlags  flags,
              GError        **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  Progress progress = { 0 };

  watch (cli, entry, &progress);
  rk_library_fetch_async (library, entry, flash_size, flags, cli->cancellable, rk_cli_wait_cb, &result);
  rk_cli_wait (&result);
  unwatch (entry, &progress);
  return rk_library_fetch_finish (library, result, error);
}

/**
 * rk_cli_save:
 * @cli: the command line
 * @library: the library
 * @entry: one of it
 * @flash_size: bytes that the module has, 0 for all builds
 * @flags: whether to take what cannot be checked
 * @path: (nullable): where to write the set
 * @error: as of rk_library_save_finish()
 *
 * Gets its files, showing how far that got, and writes them as a set.
 *
 * Returns: whether it is done
 */
gboolean
rk_cli_save (RkCli          *cli,
             RkLibrary      *library,
             RkLibraryEntry *entry,
             guint32         flash_size,
             RkLibraryFlags  flags,
             const char     *path,
             GError        **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  Progress progress = { 0 };

  watch (cli, entry, &progress);
  rk_library_save_async (library, entry, flash_size, flags, path, cli->cancellable, rk_cli_wait_cb, &result);
  rk_cli_wait (&result);
  unwatch (entry, &progress);
  return rk_library_save_finish (library, result, error);
}
