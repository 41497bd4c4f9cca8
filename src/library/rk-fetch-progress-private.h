/* rk-fetch-progress-private.h: how far a fetch got, from its thread to the entry
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-library-entry.h"

G_BEGIN_DECLS

typedef struct _RkFetchProgress RkFetchProgress;

RkFetchProgress *_rk_fetch_progress_new    (RkLibraryEntry  *entry);
void             _rk_fetch_progress_unref  (RkFetchProgress *self);
void             _rk_fetch_progress_report (RkFetchProgress *self,
                                            guint64          done,
                                            guint64          total);
void             _rk_fetch_progress_settle (RkFetchProgress *self);

G_END_DECLS
