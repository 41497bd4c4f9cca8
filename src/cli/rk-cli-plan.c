/* rk-cli-plan.c: files and where they go, from the command line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "rk-cli.h"

#include "rk-error.h"
#include "rk-set.h"
#include "rk-units.h"

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

/**
 * rk_cli_make_plan:
 * @argc: of @argv
 * @argv: OFFSET FILE pairs, or one SET.  A lone file that is no set is put where
 *   it belongs by what it is
 * @error: why it makes no plan
 *
 * Returns: (transfer full) (nullable): what goes where
 */
RkPlan *
rk_cli_make_plan (int      argc,
                  char   **argv,
                  GError **error)
{
  g_autoptr(RkPlan) plan = NULL;

  if (argc >= 2 && argc % 2 == 0)
    return plan_from_pairs (argc, argv, error);

  if (argc != 1)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_INVALID, "it takes pairs of OFFSET FILE, or one SET");
      return NULL;
    }

  if (rk_set_looks_like_one (argv[0]))
    return rk_set_load (argv[0], 0, error);

  plan = rk_plan_new ();
  if (rk_plan_add_file (plan, argv[0], RK_PLAN_AUTOMATIC, error) == NULL)
    return NULL;
  return g_steal_pointer (&plan);
}
