/* rk-situation.c: how it stands with a module that does not answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-situation.h"

/* clang-format off */
G_DEFINE_ENUM_TYPE (RkSituation, rk_situation,
                    G_DEFINE_ENUM_VALUE (RK_SITUATION_TRYING, "trying"),
                    G_DEFINE_ENUM_VALUE (RK_SITUATION_SILENT, "silent"),
                    G_DEFINE_ENUM_VALUE (RK_SITUATION_HELD, "held"),
                    G_DEFINE_ENUM_VALUE (RK_SITUATION_ECHO, "echo"),
                    G_DEFINE_ENUM_VALUE (RK_SITUATION_GARBAGE, "garbage"),
                    G_DEFINE_ENUM_VALUE (RK_SITUATION_OTHER_CHIP, "other-chip"),
                    G_DEFINE_ENUM_VALUE (RK_SITUATION_UNSTEADY, "unsteady"),
                    G_DEFINE_ENUM_VALUE (RK_SITUATION_GPIO15, "gpio15"),
                    G_DEFINE_ENUM_VALUE (RK_SITUATION_GPIO2, "gpio2"),
                    G_DEFINE_ENUM_VALUE (RK_SITUATION_BOTH_PINS, "both-pins"),
                    G_DEFINE_ENUM_VALUE (RK_SITUATION_GPIO0, "gpio0"),
                    G_DEFINE_ENUM_VALUE (RK_SITUATION_NO_PROGRAM, "no-program"),
                    G_DEFINE_ENUM_VALUE (RK_SITUATION_CRASHES, "crashes"),
                    G_DEFINE_ENUM_VALUE (RK_SITUATION_PROGRAM, "program"),
                    G_DEFINE_ENUM_VALUE (RK_SITUATION_AT, "at"),
                    G_DEFINE_ENUM_VALUE (RK_SITUATION_LOADER, "loader"),
                    G_DEFINE_ENUM_VALUE (RK_SITUATION_NOT_HEARD, "not-heard"),
                    G_DEFINE_ENUM_VALUE (RK_SITUATION_GARBLED, "garbled"),
                    G_DEFINE_ENUM_VALUE (RK_SITUATION_ANSWERED, "answered"))
/* clang-format on */

/**
 * rk_situation_get_nick:
 * @situation: a situation
 *
 * Returns: its name for logs and scripts, such as "gpio0"
 */
const char *
rk_situation_get_nick (RkSituation situation)
{
  g_autoptr(GTypeClass) klass = g_type_class_ref (RK_TYPE_SITUATION);

  return g_enum_get_value ((GEnumClass *)klass, (int)situation)->value_nick;
}

/**
 * rk_situation_from_nick:
 * @nick: (nullable): a name
 * @situation: (out): the situation of that name
 *
 * Returns: whether there is one
 */
gboolean
rk_situation_from_nick (const char  *nick,
                        RkSituation *situation)
{
  g_autoptr(GTypeClass) klass = g_type_class_ref (RK_TYPE_SITUATION);
  const GEnumValue *value = nick != NULL ? g_enum_get_value_by_nick ((GEnumClass *)klass, nick) : NULL;

  if (value != NULL)
    *situation = (RkSituation)value->value;
  return value != NULL;
}

/**
 * rk_situation_runs_flash:
 * @situation: a situation
 *
 * Returns: whether it is one in which the module has started from flash
 */
gboolean
rk_situation_runs_flash (RkSituation situation)
{
  return situation >= RK_SITUATION_GPIO0 && situation <= RK_SITUATION_AT;
}
