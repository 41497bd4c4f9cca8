/* cli-fixture.h: running rekindle-cli on its built-in virtual module
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Its flash is kept in a file that can be looked at afterwards.
 */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* As the README promises them to scripts. */
enum
{
  DONE = 0,
  FAILED = 1,
  USAGE = 2,
  PORT = 3,
  NO_ANSWER = 4,
  DIFFERS = 5,
  REFUSED = 6,
};

typedef struct
{
  char    *folder;
  char    *flash;
  gboolean real_pace; /* whether the built-in module is as slow as a real one */
} Fixture;

typedef struct
{
  int   exit_code;
  char *out;
  char *err;
} Run;

void          run_clear          (Run *run);
void          fixture_set_up     (Fixture *fixture,
                                  gconstpointer data);
void          fixture_tear_down  (Fixture *fixture,
                                  gconstpointer data);
GSubprocess  *spawn              (Fixture *fixture,
                                  GSubprocessFlags flags,
                                  GPtrArray *argv);
GPtrArray    *collect            (const char *program,
                                  const char *first,
                                  va_list args);
Run           run_argv           (Fixture *fixture,
                                  GPtrArray *argv);
Run           run_cli            (Fixture *fixture,
                                  const char *first,
                                  ...);
char         *shared_file        (const char *name);
gboolean      have_firmware      (void);
void          assert_flash_holds (Fixture *fixture,
                                  gsize offset,
                                  const char *path);
void          assert_contains    (const char *text,
                                  const char *part);
JsonObject   *last_event         (const char *out);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

G_END_DECLS
