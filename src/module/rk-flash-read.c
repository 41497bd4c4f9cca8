/* rk-flash-read.c: reading a module's flash, and proving it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-flash-read.h"

#include <string.h>

#include "rk-enter-loader.h"
#include "rk-error.h"
#include "rk-flash-compare.h"
#include "rk-watch.h"

#define SECTOR RK_FLASH_SECTOR

typedef struct
{
  RkSession    *session;
  RkLoader     *loader;
  guint32       offset;
  guint32       length;
  guint8       *bytes;
  guint32       before; /* bytes done before the present piece */
  GCancellable *cancellable;
} Reading;

static void
read_cb (guint32  done,
         guint32  total,
         gpointer user_data)
{
  const Reading *self = user_data;

  rk_session_progress (self->session, self->before + done, self->length);
}

static gboolean
read_piece (Reading  *self,
            guint32   start,
            guint32   length,
            GError  **error)
{
  self->before = start;
  return rk_loader_read_flash (self->loader, self->offset + start, self->bytes + start, length, read_cb, self,
                               self->cancellable, error);
}

/* Reads the sectors that do not hold what is known, by their hashes. */
static gboolean
read_changed (Reading  *self,
              GBytes   *known,
              GError  **error)
{
  const guint8 *old = g_bytes_get_data (known, NULL);
  guint32 n_sectors = self->length / SECTOR;
  g_autofree guint32 *hashes = g_new0 (guint32, n_sectors);
  guint32 end;

  if (!rk_loader_hash_sectors (self->loader, self->offset, n_sectors, SECTOR, hashes, self->cancellable, error))
    return FALSE;

  memcpy (self->bytes, old, self->length);
  for (guint32 i = 0; i < n_sectors; i = end + 1)
    {
      for (end = i; end < n_sectors && rk_loader_hash_bytes (old + (gsize)end * SECTOR, SECTOR) != hashes[end]; end++)
        ;
      if (end > i && !read_piece (self, i * SECTOR, (end - i) * SECTOR, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
is_as_read (Reading   *self,
            gboolean  *same,
            GError   **error)
{
  return rk_flash_holds (self->loader, self->offset, self->bytes, self->length, same, self->cancellable, error);
}

/* What the chip says of its content is compared with what came.  A flash chip that
 * is not read the same twice has a weak supply, or is damaged.
 */
static gboolean
prove (Reading  *self,
       GError  **error)
{
  gboolean same;

  rk_session_step (self->session, N_("Checking what was read"));
  if (!is_as_read (self, &same, error))
    return FALSE;
  if (!same)
    {
      if (!read_piece (self, 0, self->length, error) || !is_as_read (self, &same, error))
        return FALSE;
    }
  if (same)
    return TRUE;

  g_set_error (error, RK_ERROR, RK_ERROR_CONTENT_DIFFERS,
               "0x%x bytes at 0x%x: what was read twice is not what the chip says it holds", self->length, self->offset);
  if (error != NULL)
    rk_error_set_fact (*error, "case", "reading");
  return FALSE;
}

/**
 * rk_flash_read:
 * @session: told what happens
 * @loader: with our own program on the chip
 * @offset: where to begin
 * @length: bytes, inside the chip
 * @known: (nullable): what was there some time ago, as long: only what has changed
 *   is read.  Whole sectors only
 * @cancellable: ends it
 * @error: see rk_loader_read_flash(), or %RK_ERROR_CONTENT_DIFFERS where the chip's
 *   MD5 is another one after a second try too
 *
 * Returns: (transfer full) (nullable): what is there
 */
GBytes *
rk_flash_read (RkSession     *session,
               RkLoader      *loader,
               guint32        offset,
               guint32        length,
               GBytes        *known,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autofree guint8 *bytes = g_malloc (length);
  gboolean use_known = known != NULL && g_bytes_get_size (known) == length && (offset | length) % SECTOR == 0;
  Reading self = { session, loader, offset, length, bytes, 0, cancellable };

  rk_session_enter (session, RK_MODULE_STATE_READING);
  rk_session_step (session, N_("Reading the flash"));
  if (!(use_known ? read_changed (&self, known, error) : read_piece (&self, 0, length, error)) || !prove (&self, error))
    return NULL;

  return g_bytes_new_take (g_steal_pointer (&bytes), length);
}

/**
 * rk_flash_check_range:
 * @chip: the module
 * @offset: where to begin
 * @length: (inout): bytes; 0 becomes all from @offset on
 * @error: %RK_ERROR_INVALID for what is not all in the flash
 *
 * Returns: whether it is
 */
gboolean
rk_flash_check_range (const RkChipInfo  *chip,
                      guint32            offset,
                      guint32           *length,
                      GError           **error)
{
  if (*length == 0 && offset < chip->flash_size)
    *length = chip->flash_size - offset;
  if (*length != 0 && (chip->flash_size == 0 || (guint64)offset + *length <= chip->flash_size))
    return TRUE;

  if (chip->flash_size == 0)
    g_set_error (error, RK_ERROR, RK_ERROR_INVALID,
                 "the size of flash chip 0x%06x is not known: name offset and length", chip->jedec_id);
  else
    g_set_error (error, RK_ERROR, RK_ERROR_INVALID,
                 "0x%x bytes at 0x%x are not all in the flash of 0x%x bytes (chip 0x%06x)",
                 *length, offset, chip->flash_size, chip->jedec_id);
  return FALSE;
}

/**
 * rk_flash_leave:
 * @session: with its link open
 * @loader: one whose work is done
 * @chip: the module
 * @options: @after is used
 * @cancellable: ends it
 * @error: the port's errors
 *
 * Lets the module run what it has, or leaves it in its boot loader.
 *
 * Returns: whether that is done
 */
gboolean
rk_flash_leave (RkSession           *session,
                RkLoader            *loader,
                const RkChipInfo    *chip,
                const RkJobOptions  *options,
                GCancellable        *cancellable,
                GError             **error)
{
  g_autoptr(RkFlashResult) unused = rk_flash_result_new ();

  if (options->after == RK_AFTER_RUN)
    return rk_watch_restart (session, loader, chip, NULL, unused, cancellable, error);

  rk_leave_stub (loader);
  return TRUE;
}
