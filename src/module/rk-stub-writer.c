/* rk-stub-writer.c: getting a plan into flash by our own program on the chip
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is to be in the flash is laid out sector by sector, all files together.
 * Sectors that hold it already are left alone.  A hash of each file's place is
 * the proof at the end; where it fails, the sectors that differ are written once
 * more, and what they hold before and after tells what is broken.
 */

#include "rk-stub-writer.h"

#include <string.h>

#include "rk-error.h"
#include "rk-flash-compare.h"
#include "rk-rate-memory.h"

#define SECTOR RK_FLASH_SECTOR

/* Sectors that are quicker read than asked around: 1 ms each. */
#define GAP_MAX 8

/* Bytes that tell most sectors from what is planned. */
#define GLANCE 64

struct _RkStubWriter
{
  RkSession *session;
  RkLoader  *loader;
  GPtrArray *writes;    /* RkPlanWrite */
  guint32    n_sectors;
  guint8    *content;   /* of all sectors, blank where nothing is planned */
  guint8    *planned;   /* whether a sector is part of the plan */
  guint8    *work;      /* what rk_loader_work_sectors() has to do */
  guint32   *hashes;    /* what flash was found to hold, where it was looked at */
  guint32    blank;     /* hash of a blank sector */
  guint64    total;     /* bytes of the state that is shown */
  guint32    changed;   /* bytes that had to be written or erased */
  guint      baud;      /* of the line, as last looked at */
  gboolean   automatic; /* it is ours to choose, and to remember */
  gboolean   writing;
};

static const RkPlanWrite *
get_write (const RkStubWriter *self,
           guint               index)
{
  return g_ptr_array_index (self->writes, index);
}

static void
lay_out (RkStubWriter *self)
{
  for (guint i = 0; i < self->writes->len; i++)
    {
      const RkPlanWrite *write = get_write (self, i);
      gsize size;
      const guint8 *bytes = g_bytes_get_data (write->bytes, &size);

      memcpy (self->content + write->offset, bytes, size);
      for (gsize sector = write->offset / SECTOR; sector * SECTOR < write->offset + size; sector++)
        self->planned[sector] = TRUE;
    }
}

static guint32
hash_blank (gsize length)
{
  guint8 blank[SECTOR];

  memset (blank, 0xff, sizeof blank);
  return rk_loader_hash_bytes (blank, length);
}

/**
 * rk_stub_writer_new:
 * @session: told what happens
 * @loader: (nullable): with our own program on the chip; rk_stub_writer_pack()
 *   needs none
 * @writes: (element-type RkPlanWrite): what goes where
 * @flash_size: 0 if it is not known
 *
 * Returns: (transfer full): a writer
 */
RkStubWriter *
rk_stub_writer_new (RkSession *session,
                    RkLoader  *loader,
                    GPtrArray *writes,
                    guint32    flash_size)
{
  RkStubWriter *self = g_new0 (RkStubWriter, 1);
  guint64 end = flash_size;

  self->session = session;
  g_set_object (&self->loader, loader);
  self->writes = g_ptr_array_ref (writes);
  for (guint i = 0; i < writes->len; i++)
    end = MAX (end, (guint64)get_write (self, i)->offset + g_bytes_get_size (get_write (self, i)->bytes));

  self->n_sectors = (guint32)((end + SECTOR - 1) / SECTOR);
  self->content = g_malloc ((gsize)self->n_sectors * SECTOR);
  memset (self->content, 0xff, (gsize)self->n_sectors * SECTOR);
  self->planned = g_new0 (guint8, self->n_sectors);
  self->work = g_new0 (guint8, self->n_sectors);
  self->hashes = g_new0 (guint32, self->n_sectors);
  self->blank = hash_blank (SECTOR);
  lay_out (self);
  return self;
}

/**
 * rk_stub_writer_free:
 * @self: (transfer full): a writer
 */
void
rk_stub_writer_free (RkStubWriter *self)
{
  g_clear_object (&self->loader);
  g_ptr_array_unref (self->writes);
  g_free (self->content);
  g_free (self->planned);
  g_free (self->work);
  g_free (self->hashes);
  g_free (self);
}

static guint32
wanted_hash (const RkStubWriter *self,
             guint32             sector)
{
  return rk_loader_hash_bytes (self->content + (gsize)sector * SECTOR, SECTOR);
}

/* A hash that is neither: what a sector counts as that surely has to be written. */
static guint32
other_than (guint32 wanted,
            guint32 blank)
{
  guint32 hash = ~wanted;

  return hash == blank ? hash - 1 : hash;
}

/**
 * rk_stub_writer_pack:
 * @self: a writer
 *
 * Begins to compress all that would be written if nothing of it were there.
 *
 * Returns: (transfer full) (nullable): for rk_loader_expect()
 */
RkStubPack *
rk_stub_writer_pack (RkStubWriter *self)
{
  g_autofree guint8 *work = g_new0 (guint8, self->n_sectors);

  for (guint32 i = 0; i < self->n_sectors; i++)
    work[i] = self->planned[i] && wanted_hash (self, i) != self->blank ? RK_LOADER_WRITE : 0;
  return rk_loader_pack_sectors (work, self->n_sectors, self->content);
}

/* The first sector from @sector on that @flags has set, and how many follow.  Small
 * gaps count as set. */
static guint32
next_run (const guint8 *flags,
          guint32       n_sectors,
          guint32      *sector)
{
  guint32 end;

  while (*sector < n_sectors && !flags[*sector])
    (*sector)++;

  end = *sector;
  for (guint32 i = *sector; i < n_sectors && i <= end + GAP_MAX; i++)
    if (flags[i])
      end = i + 1;
  return end - *sector;
}

/* Asks for the hashes of the first @length bytes of the sectors that @flags has
 * set. */
static gboolean
hash_flagged (RkStubWriter  *self,
              const guint8  *flags,
              guint32        length,
              guint32       *hashes,
              GCancellable  *cancellable,
              GError       **error)
{
  guint32 sector = 0, count, done = 0, total = 0;

  for (guint32 i = 0; i < self->n_sectors; i++)
    total += flags[i];

  while ((count = next_run (flags, self->n_sectors, &sector)) > 0)
    {
      if (!rk_loader_hash_sectors (self->loader, sector * SECTOR, count, length, hashes + sector, cancellable, error))
        return FALSE;
      for (guint32 end = sector + count; sector < end; sector++)
        done += flags[sector];
      if (length == SECTOR)
        rk_session_progress (self->session, (guint64)done * SECTOR, (guint64)total * SECTOR);
    }

  return TRUE;
}

/* Finds out what the planned sectors hold. */
static gboolean
hash_planned (RkStubWriter  *self,
              GCancellable  *cancellable,
              GError       **error)
{
  return hash_flagged (self, self->planned, SECTOR, self->hashes, cancellable, error);
}

/* The same where that matters: a sector that begins in another way than planned,
 * and not blank, differs, whatever follows.  Those are most of them when another
 * firmware is written, and a glance is enough. */
static gboolean
compare_planned (RkStubWriter  *self,
                 GCancellable  *cancellable,
                 GError       **error)
{
  g_autofree guint32 *glances = g_new0 (guint32, self->n_sectors);
  g_autofree guint8 *unclear = g_new0 (guint8, self->n_sectors);
  guint32 blank = hash_blank (GLANCE);

  if (!hash_flagged (self, self->planned, GLANCE, glances, cancellable, error))
    return FALSE;

  for (guint32 i = 0; i < self->n_sectors; i++)
    if (self->planned[i])
      {
        guint32 wanted = rk_loader_hash_bytes (self->content + (gsize)i * SECTOR, GLANCE);

        unclear[i] = glances[i] == wanted || glances[i] == blank;
        self->hashes[i] = other_than (wanted_hash (self, i), self->blank);
      }
  return hash_flagged (self, unclear, SECTOR, self->hashes, cancellable, error);
}

/* What to do with a sector, by what it holds. */
static guint8
choose_work (const RkStubWriter *self,
             guint32             sector)
{
  guint32 wanted = wanted_hash (self, sector);
  guint32 held = self->hashes[sector];

  if (held == wanted)
    return 0;
  return (held == self->blank ? 0 : RK_LOADER_ERASE) | (wanted == self->blank ? 0 : RK_LOADER_WRITE);
}

static guint32
count_work (const RkStubWriter *self,
            guint8              flag)
{
  guint32 count = 0;

  for (guint32 i = 0; i < self->n_sectors; i++)
    count += (self->work[i] & flag) != 0;
  return count;
}

static gboolean
erase_everything (RkStubWriter  *self,
                  GCancellable  *cancellable,
                  GError       **error)
{
  rk_session_enter (self->session, RK_MODULE_STATE_ERASING);
  if (!rk_loader_erase_chip (self->loader, cancellable, error))
    return FALSE;

  for (guint32 i = 0; i < self->n_sectors; i++)
    self->hashes[i] = self->blank;
  return TRUE;
}

/* Without looking, each sector counts as full of something else. */
static gboolean
look (RkStubWriter        *self,
      const RkJobOptions  *options,
      gboolean            *touched,
      GCancellable        *cancellable,
      GError             **error)
{
  if (options->erase_all)
    {
      *touched = TRUE;
      return erase_everything (self, cancellable, error);
    }
  if (!options->full)
    {
      rk_session_enter (self->session, RK_MODULE_STATE_COMPARING);
      return compare_planned (self, cancellable, error);
    }

  for (guint32 i = 0; i < self->n_sectors; i++)
    self->hashes[i] = other_than (wanted_hash (self, i), self->blank);
  return TRUE;
}

/**
 * rk_stub_writer_prepare:
 * @self: a writer
 * @options: @erase_all and @full are used
 * @touched: (out): set when flash is changed, also on failure
 * @cancellable: ends it
 * @error: see rk_loader_hash_sectors() and rk_loader_erase_chip()
 *
 * Finds out which sectors have to be erased and written.
 *
 * Returns: whether that is known
 */
gboolean
rk_stub_writer_prepare (RkStubWriter        *self,
                        const RkJobOptions  *options,
                        gboolean            *touched,
                        GCancellable        *cancellable,
                        GError             **error)
{
  self->automatic = options->baud == 0;
  if (!look (self, options, touched, cancellable, error))
    return FALSE;

  for (guint32 i = 0; i < self->n_sectors; i++)
    {
      self->work[i] = self->planned[i] ? choose_work (self, i) : 0;
      self->changed += self->work[i] != 0 ? SECTOR : 0;
    }
  return TRUE;
}

/**
 * rk_stub_writer_changed:
 * @self: a writer that knows what to do
 *
 * Returns: how many bytes of flash have to be changed
 */
guint32
rk_stub_writer_changed (RkStubWriter *self)
{
  return self->changed;
}

/* The loader goes to a lower rate by itself when a line damages too much. */
static void
tell_rate (RkStubWriter *self)
{
  RkLink *link = rk_loader_get_link (self->loader);
  guint baud = rk_link_get_baud (link);
  g_autofree char *number = g_strdup_printf ("%u", baud);

  if (baud < self->baud && self->automatic)
    {
      g_autofree char *adapter = rk_rate_memory_name_adapter (rk_link_get_port (link));

      rk_rate_memory_put (adapter, baud);
    }
  if (baud < self->baud)
    rk_session_find (self->session,
                     rk_finding_new ("line.slower", RK_SEVERITY_INFO,
                                     N_("Many bytes are damaged on the line: going on at {baud} baud."),
                                     N_("Long wires, a missing common ground or a weak supply."), NULL,
                                     "baud", number, NULL));
  self->baud = baud;
}

/* It erases and writes at the same time; what is told is what it waits for. */
static void
work_cb (guint32  erased,
         guint32  written,
         gpointer user_data)
{
  RkStubWriter *self = user_data;

  tell_rate (self);
  if (written > 0 && !self->writing)
    {
      self->writing = TRUE;
      self->total = (guint64)count_work (self, RK_LOADER_WRITE) * SECTOR;
      rk_session_enter (self->session, RK_MODULE_STATE_WRITING);
    }
  rk_session_progress (self->session, self->writing ? written : erased, self->total);
}

static gboolean
do_work (RkStubWriter  *self,
         gboolean       units,
         GCancellable  *cancellable,
         GError       **error)
{
  return rk_loader_work_sectors (self->loader, self->work, self->n_sectors, self->content, units,
                                 work_cb, self, cancellable, error);
}

/**
 * rk_stub_writer_write:
 * @self: a writer that knows what to do
 * @cancellable: ends it
 * @error: see rk_loader_work_sectors()
 *
 * Erases and writes what differs.
 *
 * Returns: whether it was done
 */
gboolean
rk_stub_writer_write (RkStubWriter  *self,
                      GCancellable  *cancellable,
                      GError       **error)
{
  guint32 erases = count_work (self, RK_LOADER_ERASE);

  self->writing = erases == 0;
  self->total = (guint64)(self->writing ? count_work (self, RK_LOADER_WRITE) : erases) * SECTOR;
  rk_session_enter (self->session, self->writing ? RK_MODULE_STATE_WRITING : RK_MODULE_STATE_ERASING);
  return do_work (self, TRUE, cancellable, error);
}

/* The files' bytes, and nothing else: what is behind a file in its last sector may
 * be anything. */
static gboolean
check_all (RkStubWriter  *self,
           gboolean      *same,
           GCancellable  *cancellable,
           GError       **error)
{
  guint64 done = 0, total = 0;

  for (guint i = 0; i < self->writes->len; i++)
    total += g_bytes_get_size (get_write (self, i)->bytes);

  *same = TRUE;
  for (guint i = 0; i < self->writes->len && *same; i++)
    {
      const RkPlanWrite *write = get_write (self, i);
      guint32 size = (guint32)g_bytes_get_size (write->bytes);

      /* What is laid out, in case a forced plan has two files in one place. */
      if (!rk_flash_holds (self->loader, write->offset, self->content + write->offset, size, same, cancellable, error))
        return FALSE;
      done += size;
      rk_session_progress (self->session, done, total);
    }

  return TRUE;
}

static guint32
first_difference (const RkStubWriter *self)
{
  guint32 sector = 0;

  while (sector < self->n_sectors && (!self->planned[sector] || self->hashes[sector] == wanted_hash (self, sector)))
    sector++;
  return sector;
}

/* Says what the differences mean: @before and now, after the second try. */
static gboolean
diagnose (RkStubWriter   *self,
          const guint32  *before,
          GError        **error)
{
  guint32 sector = first_difference (self);
  g_autofree char *place = g_strdup_printf ("0x%x", sector * SECTOR);
  RkFinding *finding;

  if (sector == self->n_sectors)
    finding = rk_finding_new ("verify.unsteady", RK_SEVERITY_ERROR,
                              N_("The flash reads differently each time."),
                              N_("A weak supply, or something is connected to GPIO6 to GPIO11."),
                              N_("Use a 3.3 V supply of 300 mA or more and disconnect everything from GPIO6 to GPIO11."),
                              NULL);
  else if (self->hashes[sector] == self->blank)
    finding = rk_finding_new ("verify.blank", RK_SEVERITY_ERROR,
                              N_("The flash stays blank at {place}."),
                              N_("The flash chip is write-protected, or its WP pin is held low."),
                              N_("Disconnect everything from GPIO6 to GPIO11, switch the power off and on, and try again."),
                              "place", place, NULL);
  else if (self->hashes[sector] == before[sector])
    finding = rk_finding_new ("verify.worn", RK_SEVERITY_ERROR,
                              N_("The flash holds the same wrong content at {place} each time it is written."),
                              N_("The flash chip is worn there, or smaller than it says."),
                              N_("Choose a firmware that does not use this place, or replace the flash chip."),
                              "place", place, NULL);
  else
    finding = rk_finding_new ("verify.power", RK_SEVERITY_ERROR,
                              N_("The flash holds other wrong content at {place} each time it is written."),
                              N_("The supply breaks down while the flash is written."),
                              N_("Use a 3.3 V supply of 300 mA or more, close to the module."),
                              "place", place, NULL);

  rk_session_find (self->session, finding);
  g_set_error (error, RK_ERROR, RK_ERROR_CONTENT_DIFFERS, "the sector at %s does not hold what was written", place);
  return FALSE;
}

/* Writes the sectors that differ once more, by the smallest erase command. */
static gboolean
repair (RkStubWriter  *self,
        GCancellable  *cancellable,
        GError       **error)
{
  g_autofree guint32 *before = NULL;
  gboolean same;

  if (!hash_planned (self, cancellable, error))
    return FALSE;
  before = g_memdup2 (self->hashes, self->n_sectors * sizeof *self->hashes);

  for (guint32 i = 0; i < self->n_sectors; i++)
    self->work[i] = self->planned[i] && self->hashes[i] != wanted_hash (self, i) ? RK_LOADER_ERASE | RK_LOADER_WRITE : 0;

  self->writing = TRUE;
  self->total = (guint64)count_work (self, RK_LOADER_WRITE) * SECTOR;
  rk_session_enter (self->session, RK_MODULE_STATE_WRITING);
  if (!do_work (self, FALSE, cancellable, error))
    return FALSE;

  rk_session_enter (self->session, RK_MODULE_STATE_VERIFYING);
  if (!check_all (self, &same, cancellable, error))
    return FALSE;
  if (!same)
    return hash_planned (self, cancellable, error) && diagnose (self, before, error);

  rk_session_find (self->session,
                   rk_finding_new ("verify.repaired", RK_SEVERITY_WARNING,
                                   N_("The flash did not hold what was written; the second time it did."),
                                   N_("A weak supply while writing, or a flash chip near its end."),
                                   NULL, NULL));
  return TRUE;
}

/**
 * rk_stub_writer_verify:
 * @self: a writer that has written
 * @cancellable: ends it
 * @error: %RK_ERROR_CONTENT_DIFFERS, with a finding that says why, or see
 *   rk_loader_md5()
 *
 * Compares the MD5 of each file with that of its place in flash, and writes what
 * differs once more.
 *
 * Returns: whether all are the same
 */
gboolean
rk_stub_writer_verify (RkStubWriter  *self,
                       GCancellable  *cancellable,
                       GError       **error)
{
  gboolean same;

  rk_session_enter (self->session, RK_MODULE_STATE_VERIFYING);
  if (!check_all (self, &same, cancellable, error))
    return FALSE;
  return same || repair (self, cancellable, error);
}
