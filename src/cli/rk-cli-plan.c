/* rk-cli-plan.c: files and where they go, from the command line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "rk-cli.h"

#include "rk-error.h"
#include "rk-set.h"
#include "rk-units.h"

#define LIBRARY_PREFIX "library:"

/* What was asked for.  Of a set with builds for several flash sizes, and of what is
 * in the library, the files are chosen when the module has been asked.
 */
typedef struct
{
  RkLibrary      *library;
  RkLibraryEntry *entry;
  const char     *set;
  gboolean        depends; /* on the flash size */
} Wanted;

static void
wanted_clear (Wanted *wanted)
{
  g_clear_object (&wanted->entry);
  g_clear_object (&wanted->library);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Wanted, wanted_clear)

static RkPlan *
plan_from_pairs (int      argc,
                 char   **argv,
                 GError **error)
{
  g_autoptr(RkPlan) plan = rk_plan_new ();

  for (int i = 0; i + 1 < argc; i += 2)
    {
      guint32 offset;

      if (!rk_units_parse (argv[i], &offset, error) ||
          rk_plan_add_file (plan, argv[i + 1], offset, error) == NULL)
        return NULL;
    }

  return g_steal_pointer (&plan);
}

/* A lone file that is no set is put where it belongs by what it is. */
static RkPlan *
plan_from_files (int      argc,
                 char   **argv,
                 Wanted  *wanted,
                 GError **error)
{
  g_autoptr(RkPlan) plan = NULL;
  guint32 offset;

  if (argc >= 2 && argc % 2 == 0)
    return plan_from_pairs (argc, argv, error);

  /* An offset alone is a pair that was not ended. */
  if (argc != 1 || (rk_units_parse (argv[0], &offset, NULL) && !g_file_test (argv[0], G_FILE_TEST_EXISTS)))
    {
      g_set_error (error, RK_ERROR, RK_ERROR_INVALID, "it takes pairs of OFFSET FILE, or one SET");
      return NULL;
    }

  if (rk_set_looks_like_one (argv[0]))
    {
      wanted->set = argv[0];
      return rk_set_load_and_tell (argv[0], 0, &wanted->depends, error);
    }

  plan = rk_plan_new ();
  if (rk_plan_add_file (plan, argv[0], RK_PLAN_AUTOMATIC, error) == NULL)
    return NULL;
  return g_steal_pointer (&plan);
}

/* What is to fail should do so before the module is touched. */
static gboolean
find_in_library (const char     *id,
                 RkLibraryFlags  flags,
                 Wanted         *wanted,
                 GError        **error)
{
  RkLibraryEntry *entry;

  wanted->library = rk_library_new ();
  entry = rk_library_find (wanted->library, id, error);
  if (entry == NULL)
    return FALSE;

  if (!rk_library_entry_get_verified (entry) && (flags & RK_LIBRARY_ACCEPT_UNVERIFIED) == 0)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_PLAN_REFUSED, "%s is not verified: some of its files have no known SHA-256",
                   rk_library_entry_get_title (entry));
      return FALSE;
    }

  wanted->entry = g_object_ref (entry);
  wanted->depends = rk_library_entry_get_manifest (entry)->builds->len > 1;
  return TRUE;
}

static gboolean
identify (RkCli              *cli,
          RkModule           *module,
          const RkJobOptions *options,
          RkAfter             after,
          GError            **error)
{
  RkJobOptions quick = *options;
  g_autoptr(GAsyncResult) async = NULL;
  g_autoptr(RkFlashResult) result = NULL;

  quick.after = after;
  quick.watch = FALSE;
  rk_module_identify_async (module, &quick, cli->cancellable, rk_cli_wait_cb, &async);
  rk_cli_wait (&async);
  result = rk_module_identify_finish (module, async, error);
  return result != NULL;
}

/* The module waits in its boot loader meanwhile, and is let go when nothing comes. */
static RkPlan *
plan_for_module (RkCli              *cli,
                 RkModule           *module,
                 const RkJobOptions *options,
                 RkLibraryFlags      flags,
                 Wanted             *wanted,
                 GError            **error)
{
  guint32 flash_size = 0;
  RkPlan *plan;

  if (wanted->depends)
    {
      if (!identify (cli, module, options, RK_AFTER_STAY, error))
        return NULL;
      flash_size = rk_module_get_chip (module)->flash_size;
    }

  plan = wanted->entry != NULL ? rk_cli_fetch (cli, wanted->library, wanted->entry, flash_size, flags, error)
                               : rk_set_load (wanted->set, flash_size, error);
  if (plan == NULL && wanted->depends)
    identify (cli, module, options, RK_AFTER_RUN, NULL);
  return plan;
}

/**
 * rk_cli_open_module_for:
 * @cli: the command line
 * @options: of the job that follows
 * @flags: whether to take of the library what cannot be checked
 * @argc: of @argv
 * @argv: OFFSET FILE pairs, or one SET: a file, a folder, an archive, a manifest, or
 *   library:ID
 * @plan: (out): what goes where on this module
 * @code: (out): set when something failed
 *
 * Makes the module that the command works on, and the plan for it.  Where the files
 * depend on how much flash it has, it is asked.
 *
 * Returns: (transfer full) (nullable): a module whose progress is shown
 */
RkModule *
rk_cli_open_module_for (RkCli               *cli,
                        const RkJobOptions  *options,
                        RkLibraryFlags       flags,
                        int                  argc,
                        char               **argv,
                        RkPlan             **plan,
                        RkExit              *code)
{
  g_auto(Wanted) wanted = { 0 };
  g_autoptr(RkModule) module = NULL;
  g_autoptr(RkPlan) found = NULL;
  g_autoptr(GError) error = NULL;
  gboolean of_library = argc == 1 && g_str_has_prefix (argv[0], LIBRARY_PREFIX);

  if (of_library)
    find_in_library (argv[0] + strlen (LIBRARY_PREFIX), flags, &wanted, &error);
  else
    found = plan_from_files (argc, argv, &wanted, &error);
  if (error != NULL)
    {
      *code = rk_cli_fail (cli, error);
      return NULL;
    }

  module = rk_cli_open_module (cli, code);
  if (module == NULL)
    return NULL;

  if (of_library || wanted.depends)
    {
      g_clear_object (&found);
      found = plan_for_module (cli, module, options, flags, &wanted, &error);
      if (found == NULL)
        {
          *code = rk_cli_fail (cli, error);
          return NULL;
        }
    }

  *plan = g_steal_pointer (&found);
  return g_steal_pointer (&module);
}
