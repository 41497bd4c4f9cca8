/* rk-console-store.c: what went over the line lately, as it was
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-console-store.h"

#include <string.h>

/* Bytes this close have one time; a view tells milliseconds. */
#define MERGE_US 1000

/* A record that is never too big to be taken apart within a frame. */
#define MAX_RECORD 4096

typedef struct
{
  RkConsoleKind  kind;
  gint64         time_us;
  gint64         last_us; /* of the last piece that was merged into it */
  GByteArray    *bytes;
  gpointer       note;
} Entry;

struct _RkConsoleStore
{
  GPtrArray     *entries; /* Entry, oldest first, from @start on */
  guint          start;
  guint64        first;   /* number of the oldest */
  gsize          size;    /* what they take, administration included */
  gsize          max_bytes;
  GDestroyNotify note_free;
  guint64        n_bytes[RK_CONSOLE_NOTE];
};

/* What a record takes beside its bytes: itself, its array, its places in the lists. */
#define OVERHEAD (sizeof (Entry) + sizeof (GByteArray) + 4 * sizeof (gpointer) + 64)

static gsize
get_entry_size (const Entry *entry)
{
  return OVERHEAD + (entry->bytes != NULL ? entry->bytes->len : 0);
}

static void
entry_free (RkConsoleStore *self,
            Entry          *entry)
{
  if (entry->bytes != NULL)
    g_byte_array_unref (entry->bytes);
  if (entry->note != NULL && self->note_free != NULL)
    self->note_free (entry->note);
  g_free (entry);
}

static Entry *
get_last (RkConsoleStore *self)
{
  return self->entries->len > self->start ? self->entries->pdata[self->entries->len - 1] : NULL;
}

/* The places of those that went are given back when they are the most. */
static void
drop_first (RkConsoleStore *self)
{
  Entry *entry = self->entries->pdata[self->start];

  self->size -= get_entry_size (entry);
  entry_free (self, entry);
  self->entries->pdata[self->start++] = NULL;
  self->first++;
  if (self->start > 1024 && self->start > self->entries->len / 2)
    {
      g_ptr_array_remove_range (self->entries, 0, self->start);
      self->start = 0;
    }
}

static void
keep_within_bounds (RkConsoleStore *self)
{
  while (self->size > self->max_bytes && self->entries->len > self->start + 1)
    drop_first (self);
}

static Entry *
add_entry (RkConsoleStore *self,
           RkConsoleKind   kind,
           gint64          time_us)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->kind = kind;
  entry->time_us = time_us;
  entry->last_us = time_us;
  g_ptr_array_add (self->entries, entry);
  self->size += OVERHEAD;
  return entry;
}

/**
 * rk_console_store_new:
 * @max_bytes: how much it may take, administration included
 * @note_free: (nullable): frees notes
 *
 * Returns: (transfer full): an empty store
 */
RkConsoleStore *
rk_console_store_new (gsize          max_bytes,
                      GDestroyNotify note_free)
{
  RkConsoleStore *self = g_new0 (RkConsoleStore, 1);

  self->entries = g_ptr_array_new ();
  self->max_bytes = max_bytes;
  self->note_free = note_free;
  return self;
}

/**
 * rk_console_store_free:
 * @self: (transfer full): a store
 */
void
rk_console_store_free (RkConsoleStore *self)
{
  g_return_if_fail (self != NULL);

  rk_console_store_clear (self);
  g_ptr_array_unref (self->entries);
  g_free (self);
}

/**
 * rk_console_store_set_max:
 * @self: a store
 * @max_bytes: how much it may take from now on
 */
void
rk_console_store_set_max (RkConsoleStore *self,
                          gsize           max_bytes)
{
  g_return_if_fail (self != NULL);

  self->max_bytes = max_bytes;
  keep_within_bounds (self);
}

/**
 * rk_console_store_add:
 * @self: a store
 * @kind: not a note
 * @time_us: when; not before what is there
 * @bytes: what
 * @count: how much
 */
void
rk_console_store_add (RkConsoleStore *self,
                      RkConsoleKind   kind,
                      gint64          time_us,
                      const guint8   *bytes,
                      gsize           count)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (kind != RK_CONSOLE_NOTE);

  self->n_bytes[kind] += count;
  while (count > 0)
    {
      Entry *entry = get_last (self);
      gsize n;

      if (entry == NULL || entry->kind != kind || time_us - entry->last_us > MERGE_US || entry->bytes->len >= MAX_RECORD)
        {
          entry = add_entry (self, kind, time_us);
          entry->bytes = g_byte_array_new ();
        }

      n = MIN (count, MAX_RECORD - entry->bytes->len);
      g_byte_array_append (entry->bytes, bytes, (guint)n);
      entry->last_us = time_us;
      self->size += n;
      bytes += n;
      count -= n;
    }
  keep_within_bounds (self);
}

/**
 * rk_console_store_add_note:
 * @self: a store
 * @time_us: when
 * @note: (transfer full): what is said here
 */
void
rk_console_store_add_note (RkConsoleStore *self,
                           gint64          time_us,
                           gpointer        note)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (note != NULL);

  add_entry (self, RK_CONSOLE_NOTE, time_us)->note = note;
  keep_within_bounds (self);
}

/**
 * rk_console_store_clear:
 * @self: a store
 *
 * Forgets everything; what comes next has the next number.
 */
void
rk_console_store_clear (RkConsoleStore *self)
{
  g_return_if_fail (self != NULL);

  while (self->entries->len > self->start)
    drop_first (self);
}

/**
 * rk_console_store_get_first:
 * @self: a store
 *
 * Returns: number of the oldest record that is still there
 */
guint64
rk_console_store_get_first (const RkConsoleStore *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->first;
}

/**
 * rk_console_store_get_end:
 * @self: a store
 *
 * Returns: the number behind the newest record
 */
guint64
rk_console_store_get_end (const RkConsoleStore *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->first + (self->entries->len - self->start);
}

/**
 * rk_console_store_get:
 * @self: a store
 * @serial: a record's number
 * @record: (out): the record; the newest one may still grow
 *
 * Returns: whether it is there
 */
gboolean
rk_console_store_get (const RkConsoleStore *self,
                      guint64               serial,
                      RkConsoleRecord      *record)
{
  const Entry *entry;

  g_return_val_if_fail (self != NULL, FALSE);

  if (serial < self->first || serial >= rk_console_store_get_end (self))
    return FALSE;

  entry = self->entries->pdata[self->start + (guint)(serial - self->first)];
  record->kind = entry->kind;
  record->time_us = entry->time_us;
  record->bytes = entry->bytes != NULL ? entry->bytes->data : NULL;
  record->count = entry->bytes != NULL ? entry->bytes->len : 0;
  record->note = entry->note;
  return TRUE;
}

/**
 * rk_console_store_get_n_bytes:
 * @self: a store
 * @kind: not a note
 *
 * Returns: how many bytes there ever were of that kind
 */
guint64
rk_console_store_get_n_bytes (const RkConsoleStore *self,
                              RkConsoleKind         kind)
{
  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (kind != RK_CONSOLE_NOTE, 0);

  return self->n_bytes[kind];
}

/**
 * rk_console_store_get_size:
 * @self: a store
 *
 * Returns: what it takes now, administration included
 */
gsize
rk_console_store_get_size (const RkConsoleStore *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->size;
}

static gsize
count_lines (const RkConsoleRecord *record)
{
  gsize lines = 0;

  for (const guint8 *p = record->bytes, *end = p + record->count; (p = memchr (p, '\n', (gsize)(end - p))) != NULL; p++)
    lines++;
  return lines;
}

/**
 * rk_console_store_find_tail:
 * @self: a store
 * @n_lines: how many lines are wanted
 * @line_bytes: bytes of a line; 0 for lines that end where the module ends them
 *
 * Returns: number of the record from which on there are about that many lines
 */
guint64
rk_console_store_find_tail (const RkConsoleStore *self,
                            guint                 n_lines,
                            gsize                 line_bytes)
{
  guint64 serial;
  gsize lines = 0;

  g_return_val_if_fail (self != NULL, 0);

  for (serial = rk_console_store_get_end (self); serial > self->first && lines < n_lines; serial--)
    {
      RkConsoleRecord record;

      rk_console_store_get (self, serial - 1, &record);
      if (record.kind == RK_CONSOLE_NOTE)
        lines++;
      else if (line_bytes > 0)
        lines += (record.count + line_bytes - 1) / line_bytes;
      else
        lines += count_lines (&record);
    }
  return serial;
}

/**
 * rk_console_store_dup_received:
 * @self: a store
 *
 * Returns: (transfer full): what came from the module, byte for byte
 */
GBytes *
rk_console_store_dup_received (const RkConsoleStore *self)
{
  GByteArray *all = g_byte_array_new ();

  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = self->start; i < self->entries->len; i++)
    {
      const Entry *entry = self->entries->pdata[i];

      if (entry->kind == RK_CONSOLE_RECEIVED)
        g_byte_array_append (all, entry->bytes->data, entry->bytes->len);
    }
  return g_byte_array_free_to_bytes (all);
}
