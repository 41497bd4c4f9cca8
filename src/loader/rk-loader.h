/* rk-loader.h: talking to the chip's boot loader
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All functions that talk block, and are called on one thread at a time: the one
 * that owns the link.  None of them needs a main loop.  They end early with
 * %G_IO_ERROR_CANCELLED when their cancellable says so; a frame that has begun is
 * completed first, so that the module is never left in the middle of one.  What
 * the link reports, such as %RK_ERROR_PORT_LOST, is passed on.
 */

#pragma once

#include "rk-chip.h"
#include "rk-link.h"
#include "rk-situation.h"

G_BEGIN_DECLS

#define RK_TYPE_LOADER (rk_loader_get_type ())

G_DECLARE_FINAL_TYPE (RkLoader, rk_loader, RK, LOADER, GObject)

/**
 * RkLoaderBefore:
 * @RK_LOADER_BEFORE_AUTO: reset the module by the modem lines where the port has
 *   them, in all ways in turn; otherwise as @RK_LOADER_BEFORE_NONE
 * @RK_LOADER_BEFORE_NONE: leave the lines alone; the person does it, or it has
 *   been done
 */
typedef enum
{
  RK_LOADER_BEFORE_AUTO,
  RK_LOADER_BEFORE_NONE,
} RkLoaderBefore;

/* What rk_loader_connect() sees while it tries, for a live instruction.  Called on the
 * thread that talks, and only when the situation changes. */
typedef void (*RkSituationFunc)      (RkSituation   situation,
                                      gpointer      user_data);
/* Called on the thread that talks, with every byte that is in no frame. */
typedef void (*RkLoaderTextFunc)     (const guint8 *bytes,
                                      gsize         count,
                                      gpointer      user_data);
/* Called on the thread that talks, after each step of the work. */
typedef void (*RkLoaderProgressFunc) (guint32       done,
                                      guint32       total,
                                      gpointer      user_data);

/* Called on the thread that talks: bytes erased and bytes written so far. */
typedef void (*RkLoaderWorkFunc)     (guint32       erased,
                                      guint32       written,
                                      gpointer      user_data);

/* What is being compressed for a write. */
typedef struct _RkStubPack RkStubPack;

/* What rk_loader_work_sectors() does with a sector; both may be wanted. */
#define RK_LOADER_ERASE 1
#define RK_LOADER_WRITE 2

RkLoader   *rk_loader_new                (RkLink               *link);
RkLink     *rk_loader_get_link           (RkLoader             *self);
void        rk_loader_set_situation_func (RkLoader             *self,
                                          RkSituationFunc       func,
                                          gpointer              user_data);
void        rk_loader_set_text_func      (RkLoader             *self,
                                          RkLoaderTextFunc      func,
                                          gpointer              user_data);

/* Getting an answer */
gboolean    rk_loader_connect            (RkLoader             *self,
                                          RkLoaderBefore        before,
                                          guint                 baud,
                                          gint64                deadline,
                                          GCancellable         *cancellable,
                                          GError              **error);
gboolean    rk_loader_sync               (RkLoader             *self,
                                          gint64                deadline,
                                          GCancellable         *cancellable,
                                          GError              **error);
gboolean    rk_loader_resync             (RkLoader             *self,
                                          GCancellable         *cancellable,
                                          GError              **error);
gboolean    rk_loader_is_stub            (RkLoader             *self);
gboolean    rk_loader_can_reset          (RkLoader             *self);

/* Who it is */
gboolean    rk_loader_identify           (RkLoader             *self,
                                          RkChipInfo           *info,
                                          GCancellable         *cancellable,
                                          GError              **error);
gboolean    rk_loader_read_flash_id      (RkLoader             *self,
                                          RkChipInfo           *info,
                                          GCancellable         *cancellable,
                                          GError              **error);

/* Work on the flash with nothing but the ROM */
gboolean    rk_loader_erase_region       (RkLoader             *self,
                                          guint32               offset,
                                          guint32               length,
                                          RkLoaderProgressFunc  progress,
                                          gpointer              user_data,
                                          GCancellable         *cancellable,
                                          GError              **error);
gboolean    rk_loader_write_flash        (RkLoader             *self,
                                          guint32               offset,
                                          const guint8         *bytes,
                                          guint32               length,
                                          RkLoaderProgressFunc  progress,
                                          gpointer              user_data,
                                          GCancellable         *cancellable,
                                          GError              **error);

/* Our own program on the chip: what only it can do */
gboolean    rk_loader_start_stub         (RkLoader             *self,
                                          RkChipInfo           *info,
                                          GCancellable         *cancellable,
                                          GError              **error);
gboolean    rk_loader_has_stub           (RkLoader             *self);
gboolean    rk_loader_raise_baud         (RkLoader             *self,
                                          guint                 baud,
                                          guint                 known,
                                          GCancellable         *cancellable,
                                          GError              **error);
gboolean    rk_loader_set_baud           (RkLoader             *self,
                                          guint                 baud,
                                          GCancellable         *cancellable,
                                          GError              **error);
RkStubPack *rk_loader_pack_sectors       (const guint8         *work,
                                          guint32               n_sectors,
                                          const guint8         *content);
void        rk_stub_pack_unref           (RkStubPack           *self);
void        rk_loader_expect             (RkLoader             *self,
                                          RkStubPack           *pack);
gboolean    rk_loader_work_sectors       (RkLoader             *self,
                                          const guint8         *work,
                                          guint32               n_sectors,
                                          const guint8         *content,
                                          gboolean              units,
                                          RkLoaderWorkFunc      progress,
                                          gpointer              user_data,
                                          GCancellable         *cancellable,
                                          GError              **error);
gboolean    rk_loader_erase_chip         (RkLoader             *self,
                                          GCancellable         *cancellable,
                                          GError              **error);
gboolean    rk_loader_hash_sectors       (RkLoader             *self,
                                          guint32               offset,
                                          guint32               count,
                                          guint32               length,
                                          guint32              *hashes,
                                          GCancellable         *cancellable,
                                          GError              **error);
guint32     rk_loader_hash_bytes         (const guint8         *bytes,
                                          gsize                 count);
gboolean    rk_loader_md5                (RkLoader             *self,
                                          guint32               offset,
                                          guint32               length,
                                          guint8                digest[16],
                                          GCancellable         *cancellable,
                                          GError              **error);
gboolean    rk_loader_read_flash         (RkLoader             *self,
                                          guint32               offset,
                                          guint8               *bytes,
                                          guint32               length,
                                          RkLoaderProgressFunc  progress,
                                          gpointer              user_data,
                                          GCancellable         *cancellable,
                                          GError              **error);
gboolean    rk_loader_leave_stub         (RkLoader             *self,
                                          GCancellable         *cancellable,
                                          GError              **error);

/* Leaving it */
gboolean    rk_loader_reset_into_run     (RkLoader             *self,
                                          GCancellable         *cancellable,
                                          GError              **error);
gboolean    rk_loader_soft_start         (RkLoader             *self,
                                          GCancellable         *cancellable,
                                          GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkStubPack, rk_stub_pack_unref)

G_END_DECLS
