/* rk-boot-tool.c: how far a flashing tool came
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * People save what their flashing tool said together with what the module says,
 * and ask about both.
 */

#include "rk-boot-talk-private.h"

#include <string.h>

static void
start_conclusion (RkBootFact     *conclusion,
                  RkBootFactKind  kind)
{
  conclusion->kind = kind;
  for (guint i = 0; i < RK_BOOT_FACT_N_VALUES; i++)
    conclusion->values[i] = -1;
}

static gboolean
add_chip (RkBootToolLog    *self,
          const RkBootFact *fact,
          RkBootFact       *conclusion)
{
  g_strlcpy (self->chip, fact->text, sizeof self->chip);
  self->step = RK_BOOT_TOOL_STEP_CONNECTED;
  if (g_str_has_prefix (fact->text, "ESP82"))
    return FALSE;

  start_conclusion (conclusion, RK_BOOT_FACT_OTHER_CHIP);
  return TRUE;
}

static gboolean
is_all (const char *digits,
        char        digit)
{
  return digits[0] != '\0' && strspn (digits, (const char[]){ digit, '\0' }) == strlen (digits);
}

/* The maker and the rest of the id stand on two lines.  All zeros or all ones:
 * nothing drives the line, the flash chip does not answer.
 */
static gboolean
add_flash_id (RkBootToolLog    *self,
              const RkBootFact *fact,
              RkBootFact       *conclusion)
{
  self->step = RK_BOOT_TOOL_STEP_READ;
  if (fact->values[0] == 1)
    {
      g_strlcpy (self->maker, fact->text, sizeof self->maker);
      return FALSE;
    }
  if (fact->values[0] == 0)
    {
      self->no_flash = is_all (fact->text, '0') || is_all (fact->text, 'f');
      return FALSE;
    }

  self->no_flash = (is_all (self->maker, '0') && is_all (fact->text, '0')) ||
                   (is_all (self->maker, 'f') && is_all (fact->text, 'f'));
  start_conclusion (conclusion, RK_BOOT_FACT_FLASH_ID);
  conclusion->values[0] = 0;
  g_snprintf (conclusion->text, sizeof conclusion->text, self->no_flash ? "%s%.20s" : "%s %.20s", self->maker, fact->text);
  return TRUE;
}

/* What tools print is known also where their names are not there. */
static gboolean
find_tool (RkBootToolLog *self,
           RkBootTool     tool,
           RkBootFact    *conclusion)
{
  if (self->tool != RK_BOOT_TOOL_NONE)
    return FALSE;

  self->tool = tool;
  start_conclusion (conclusion, RK_BOOT_FACT_TOOL);
  conclusion->values[0] = tool;
  conclusion->text[0] = '\0';
  return TRUE;
}

static gboolean
add_step (RkBootToolLog    *self,
          const RkBootFact *fact,
          RkBootFact       *conclusion)
{
  self->step = (RkBootToolStep)fact->values[0];
  self->retried = self->retried || self->step == RK_BOOT_TOOL_STEP_RETRY;
  if (g_str_has_prefix (fact->text, "ESP") && self->chip[0] == '\0')
    g_strlcpy (self->chip, fact->text, sizeof self->chip);
  return find_tool (self, RK_BOOT_TOOL_ESPTOOL, conclusion);
}

/* The first known error is the reason; what follows it is its trace. */
static void
add_error (RkBootToolLog    *self,
           const RkBootFact *fact)
{
  RkBootToolError error = (RkBootToolError)fact->values[0];

  if (self->error == RK_BOOT_TOOL_ERROR_BRLTTY)
    return;
  if (self->error <= RK_BOOT_TOOL_ERROR_FAILED || error > RK_BOOT_TOOL_ERROR_CONNECT)
    self->error = error;
}

/**
 * _rk_boot_tool_add_fact:
 * @self: what a tool has printed
 * @fact: what a line says
 * @conclusion: (inout): at first a copy of @fact; what it and the lines before
 *   tell together
 *
 * Returns: whether there is a conclusion
 */
gboolean
_rk_boot_tool_add_fact (RkBootToolLog    *self,
                        const RkBootFact *fact,
                        RkBootFact       *conclusion)
{
  switch ((int)fact->kind) /* the others say nothing here */
    {
    case RK_BOOT_FACT_TOOL:
      self->tool = (RkBootTool)fact->values[0];
      return FALSE;
    case RK_BOOT_FACT_TOOL_TRACE:
      return find_tool (self, RK_BOOT_TOOL_ESPTOOL, conclusion);
    case RK_BOOT_FACT_TOOL_STEP:
      return add_step (self, fact, conclusion);
    case RK_BOOT_FACT_TOOL_ERROR:
      add_error (self, fact);
      return FALSE;
    case RK_BOOT_FACT_CHIP:
      return add_chip (self, fact, conclusion);
    case RK_BOOT_FACT_FLASH_ID:
      return add_flash_id (self, fact, conclusion);
    case RK_BOOT_FACT_FLASH_SIZE:
      self->step = RK_BOOT_TOOL_STEP_READ;
      return FALSE;
    case RK_BOOT_FACT_USB_ID:
      return find_tool (self, RK_BOOT_TOOL_KERNEL, conclusion);
    case RK_BOOT_FACT_ALL_FF:
      self->all_ff = TRUE;
      return FALSE;
    default:
      return FALSE;
    }
}
