/* library-bench.h: a library with a server of its own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "http-server.h"
#include "rk-error.h"
#include "rk-image-fixtures.h"
#include "rk-library.h"
#include "rk-set-fixtures.h"

G_BEGIN_DECLS

#define MB (1024u * 1024u)

typedef struct
{
  HttpServer *server;
  char       *folder;
  char       *data;
  char       *cache;
  RkLibrary  *library;
  guint       n_built_in;
  GBytes     *loader;
  GBytes     *small;
  GBytes     *large;
} LibraryBench;

typedef struct
{
  const char *path;
  void      (*run) (LibraryBench  *bench,
                    gconstpointer  data);
} BenchTest;

/* Of asynchronous calls. */
void            bench_result_cb      (GObject           *object,
                                      GAsyncResult      *result,
                                      gpointer           user_data);
GAsyncResult   *bench_await          (GAsyncResult     **result);

void            bench_open           (LibraryBench      *bench);
void            bench_stop_server    (LibraryBench      *bench);
void            bench_put            (LibraryBench      *bench,
                                      const char        *path,
                                      GBytes            *body);
char           *bench_make_manifest  (LibraryBench      *bench,
                                      gboolean           hashes);
RkLibraryEntry *bench_add            (LibraryBench      *bench,
                                      const char        *location,
                                      GError           **error);
RkLibraryEntry *bench_add_manifest   (LibraryBench      *bench,
                                      gboolean           hashes);
RkPlan         *bench_fetch          (LibraryBench      *bench,
                                      RkLibraryEntry    *entry,
                                      guint32            flash_size,
                                      RkLibraryFlags     flags,
                                      GError           **error);
void            bench_assert_fetches (LibraryBench      *bench,
                                      RkLibraryEntry    *entry,
                                      guint32            flash_size,
                                      RkLibraryFlags     flags,
                                      const char        *expected);
void            bench_assert_offers_only_verified (LibraryBench *bench);

/* The cache, and files beside it. */
guint           bench_count_files    (LibraryBench      *bench,
                                      const char        *folder);
char           *bench_cache_path     (LibraryBench      *bench,
                                      GBytes            *bytes);
gboolean        bench_fill_cache     (LibraryBench      *bench,
                                      const char        *folder);
void            bench_damage         (LibraryBench      *bench,
                                      GBytes            *bytes);
char           *bench_write_local    (LibraryBench      *bench,
                                      const char        *name,
                                      const char        *text);
void            bench_write_bytes    (LibraryBench      *bench,
                                      const char        *name,
                                      GBytes            *bytes);

int             bench_run            (int                argc,
                                      char              *argv[],
                                      const BenchTest   *tests,
                                      gsize              n_tests);

G_END_DECLS
