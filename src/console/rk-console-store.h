/* rk-console-store.h: what went over the line lately, as it was
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Records in the order in which they came, numbered from 0.  Bytes of one kind that
 * follow each other closely are one record.  When there is more than the store may
 * hold the oldest records go, also those that nobody has read yet.  Not thread-safe.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _RkConsoleStore RkConsoleStore;

/**
 * RkConsoleKind:
 * @RK_CONSOLE_RECEIVED: bytes of the module
 * @RK_CONSOLE_SENT: bytes to the module
 * @RK_CONSOLE_NOTE: no bytes: something that was said about them
 */
typedef enum
{
  RK_CONSOLE_RECEIVED,
  RK_CONSOLE_SENT,
  RK_CONSOLE_NOTE,
} RkConsoleKind;

/**
 * RkConsoleRecord:
 * @kind: what it is
 * @time_us: when it began, as given
 * @bytes: (nullable): not for a note
 * @count: how many
 * @note: (nullable): what was given
 *
 * Valid until the store is changed.
 */
typedef struct
{
  RkConsoleKind  kind;
  gint64         time_us;
  const guint8  *bytes;
  gsize          count;
  gpointer       note;
} RkConsoleRecord;

RkConsoleStore *rk_console_store_new          (gsize                 max_bytes,
                                               GDestroyNotify        note_free);
void            rk_console_store_free         (RkConsoleStore       *self);
void            rk_console_store_set_max      (RkConsoleStore       *self,
                                               gsize                 max_bytes);
void            rk_console_store_add          (RkConsoleStore       *self,
                                               RkConsoleKind         kind,
                                               gint64                time_us,
                                               const guint8         *bytes,
                                               gsize                 count);
void            rk_console_store_add_note     (RkConsoleStore       *self,
                                               gint64                time_us,
                                               gpointer              note);
void            rk_console_store_clear        (RkConsoleStore       *self);

guint64         rk_console_store_get_first    (const RkConsoleStore *self);
guint64         rk_console_store_get_end      (const RkConsoleStore *self);
gboolean        rk_console_store_get          (const RkConsoleStore *self,
                                               guint64               serial,
                                               RkConsoleRecord      *record);
guint64         rk_console_store_get_n_bytes  (const RkConsoleStore *self,
                                               RkConsoleKind         kind);
gsize           rk_console_store_get_size     (const RkConsoleStore *self);
guint64         rk_console_store_find_tail    (const RkConsoleStore *self,
                                               guint                 n_lines,
                                               gsize                 line_bytes);
GBytes         *rk_console_store_dup_received (const RkConsoleStore *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkConsoleStore, rk_console_store_free)

G_END_DECLS
