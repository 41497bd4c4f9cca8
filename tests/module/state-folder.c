/* state-folder.c: a folder for what is kept between runs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "state-folder.h"

#include <glib/gstdio.h>

/* Runs the tests with a folder of their own, which is gone afterwards. */
int
run_in_state_folder (void)
{
  g_autofree char *state = g_dir_make_tmp ("rk-state-XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (state, "rekindle", NULL);
  g_autofree char *file = g_build_filename (folder, "rates.ini", NULL);
  int status;

  g_setenv ("XDG_STATE_HOME", state, TRUE);
  status = g_test_run ();
  g_remove (file);
  g_rmdir (folder);
  g_rmdir (state);
  return status;
}
