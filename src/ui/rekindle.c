/* rekindle.c: flashes and revives ESP8266 modules, in a window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "rk-application.h"
#include "rk-locale.h"
#include "rk-virtual-link.h"

int
main (int   argc,
      char *argv[])
{
  g_autoptr(RkApplication) application = NULL;

  rk_locale_set_up ();
  rk_virtual_link_register ();
  application = rk_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
