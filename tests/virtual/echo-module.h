/* echo-module.h: a stand-in for the virtual module that sends back what it gets
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * It has the same functions as the real one, so that servers can be tested
 * without it, and writes down what the adapter's side did.
 */

#pragma once

#include "rk-virtual-module.h"

void     echo_module_wait_for_log (RkVirtualModule *self,
                                   const char      *part);
char    *echo_module_take_log     (RkVirtualModule *self);
void     echo_module_say          (RkVirtualModule *self,
                                   const char      *text);
