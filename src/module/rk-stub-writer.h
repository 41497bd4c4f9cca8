/* rk-stub-writer.h: getting a plan into flash by our own program on the chip
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to this folder; worker thread.
 */

#pragma once

#include "rk-flash-result.h"
#include "rk-job-options.h"
#include "rk-session.h"

G_BEGIN_DECLS

typedef struct _RkStubWriter RkStubWriter;

RkStubWriter *rk_stub_writer_new     (RkSession           *session,
                                      RkLoader            *loader,
                                      GPtrArray           *writes,
                                      guint32              flash_size);
void          rk_stub_writer_free    (RkStubWriter        *self);
RkStubPack   *rk_stub_writer_pack    (RkStubWriter        *self);
gboolean      rk_stub_writer_prepare (RkStubWriter        *self,
                                      const RkJobOptions  *options,
                                      gboolean            *touched,
                                      GCancellable        *cancellable,
                                      GError             **error);
gboolean      rk_stub_writer_write   (RkStubWriter        *self,
                                      GCancellable        *cancellable,
                                      GError             **error);
gboolean      rk_stub_writer_verify  (RkStubWriter        *self,
                                      GCancellable        *cancellable,
                                      GError             **error);
guint32       rk_stub_writer_changed (RkStubWriter        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkStubWriter, rk_stub_writer_free)

G_END_DECLS
