/* test-module-state.c: the table of a module's states
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-module-state.h"

static gboolean
is_end (RkModuleState state)
{
  return state == RK_MODULE_STATE_FAILED || state == RK_MODULE_STATE_CANCELLED;
}

static gboolean
is_rest (RkModuleState state)
{
  return state == RK_MODULE_STATE_LISTENING || state == RK_MODULE_STATE_CLOSED;
}

/* Failed and cancelled pass to rest and nowhere else; every working state can
 * fail and be cancelled; no state passes to itself. */
static void
test_ends (void)
{
  for (RkModuleState from = 0; from < RK_MODULE_N_STATES; from++)
    {
      g_assert_false (rk_module_state_may_pass (from, from));

      for (RkModuleState to = 0; to < RK_MODULE_N_STATES; to++)
        if (is_end (from))
          g_assert_cmpint (rk_module_state_may_pass (from, to), ==, is_rest (to));
        else if (is_end (to))
          g_assert_cmpint (rk_module_state_may_pass (from, to), ==, from != RK_MODULE_STATE_CLOSED);
    }
}

/* From every state a rest can be reached, and from rest every state. */
static void
test_reachable (void)
{
  gboolean reach[RK_MODULE_N_STATES][RK_MODULE_N_STATES] = { 0 };

  for (RkModuleState a = 0; a < RK_MODULE_N_STATES; a++)
    for (RkModuleState b = 0; b < RK_MODULE_N_STATES; b++)
      reach[a][b] = rk_module_state_may_pass (a, b);

  for (RkModuleState k = 0; k < RK_MODULE_N_STATES; k++)
    for (RkModuleState a = 0; a < RK_MODULE_N_STATES; a++)
      for (RkModuleState b = 0; b < RK_MODULE_N_STATES; b++)
        reach[a][b] |= reach[a][k] && reach[k][b];

  for (RkModuleState state = 0; state < RK_MODULE_N_STATES; state++)
    {
      g_assert_true (reach[state][RK_MODULE_STATE_CLOSED]);
      g_assert_true (reach[RK_MODULE_STATE_CLOSED][state]);
    }
}

/* The orders in which jobs go. */
static void
test_orders (void)
{
  static const RkModuleState flash[] = {
    RK_MODULE_STATE_CLOSED, RK_MODULE_STATE_OPENING, RK_MODULE_STATE_RESETTING, RK_MODULE_STATE_SYNCING,
    RK_MODULE_STATE_IDENTIFYING, RK_MODULE_STATE_ERASING, RK_MODULE_STATE_WRITING, RK_MODULE_STATE_ERASING,
    RK_MODULE_STATE_WRITING, RK_MODULE_STATE_RESTARTING, RK_MODULE_STATE_WATCHING, RK_MODULE_STATE_LISTENING,
    RK_MODULE_STATE_CLOSED,
  };
  static const RkModuleState with_stub[] = {
    RK_MODULE_STATE_LISTENING, RK_MODULE_STATE_RESETTING, RK_MODULE_STATE_SYNCING, RK_MODULE_STATE_IDENTIFYING,
    RK_MODULE_STATE_STUB, RK_MODULE_STATE_COMPARING, RK_MODULE_STATE_ERASING, RK_MODULE_STATE_WRITING,
    RK_MODULE_STATE_VERIFYING, RK_MODULE_STATE_RESTARTING, RK_MODULE_STATE_WATCHING, RK_MODULE_STATE_LISTENING,
  };

  static const RkModuleState erase_settings[] = {
    RK_MODULE_STATE_STUB, RK_MODULE_STATE_READING, RK_MODULE_STATE_ERASING, RK_MODULE_STATE_RESTARTING,
  };

  for (gsize i = 1; i < G_N_ELEMENTS (flash); i++)
    if (!rk_module_state_may_pass (flash[i - 1], flash[i]))
      g_error ("%s does not pass to %s", rk_module_state_get_nick (flash[i - 1]),
               rk_module_state_get_nick (flash[i]));
  for (gsize i = 1; i < G_N_ELEMENTS (with_stub); i++)
    g_assert_true (rk_module_state_may_pass (with_stub[i - 1], with_stub[i]));
  for (gsize i = 1; i < G_N_ELEMENTS (erase_settings); i++)
    g_assert_true (rk_module_state_may_pass (erase_settings[i - 1], erase_settings[i]));

  g_assert_false (rk_module_state_may_pass (RK_MODULE_STATE_CLOSED, RK_MODULE_STATE_WRITING));
  g_assert_false (rk_module_state_may_pass (RK_MODULE_STATE_LISTENING, RK_MODULE_STATE_WRITING));
  g_assert_false (rk_module_state_may_pass (RK_MODULE_STATE_WATCHING, RK_MODULE_STATE_WRITING));
  g_assert_false (rk_module_state_may_pass (RK_MODULE_STATE_WRITING, RK_MODULE_STATE_CLOSED));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/module/state/ends", test_ends);
  g_test_add_func ("/module/state/reachable", test_reachable);
  g_test_add_func ("/module/state/orders", test_orders);

  return g_test_run ();
}
