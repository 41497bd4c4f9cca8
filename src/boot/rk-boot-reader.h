/* rk-boot-reader.h: bytes of a module in, facts and a report out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Does no I/O.  Takes bytes in pieces of any size, at the speed at which they
 * could be read or not; whatever comes, it takes it.  Not thread-safe: one
 * reader belongs to one thread at a time.
 */

#pragma once

#include "rk-boot-report.h"

G_BEGIN_DECLS

typedef struct _RkBootReader RkBootReader;

/**
 * RkBootLineFunc:
 * @line: number of the line, from 1; a line too long comes in several pieces
 * @text: its bytes without the line end; any bytes, not NUL-terminated
 * @length: how many
 */
typedef void (*RkBootLineFunc) (guint64     line,
                                const char *text,
                                gsize       length,
                                gpointer    user_data);

RkBootReader       *rk_boot_reader_new           (void);
void                rk_boot_reader_free          (RkBootReader       *self);
void                rk_boot_reader_reset         (RkBootReader       *self);
void                rk_boot_reader_set_fact_func (RkBootReader       *self,
                                                  RkBootFactFunc      func,
                                                  gpointer            user_data);
void                rk_boot_reader_set_line_func (RkBootReader       *self,
                                                  RkBootLineFunc      func,
                                                  gpointer            user_data);
void                rk_boot_reader_push          (RkBootReader       *self,
                                                  const guint8       *bytes,
                                                  gsize               count);
void                rk_boot_reader_end           (RkBootReader       *self);
const RkBootReport *rk_boot_reader_get_report    (const RkBootReader *self);
char               *rk_boot_reader_dup_text      (const RkBootReader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkBootReader, rk_boot_reader_free)

G_END_DECLS
