/* rk-flash-result.c: what a flash has proven
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-flash-result.h"

#include "rk-units.h"

/**
 * rk_flash_result_new:
 *
 * Returns: (transfer full): a result in which nothing is proven
 */
RkFlashResult *
rk_flash_result_new (void)
{
  return g_new0 (RkFlashResult, 1);
}

/**
 * rk_flash_result_free:
 * @self: (transfer full): a result
 */
void
rk_flash_result_free (RkFlashResult *self)
{
  g_free (self->at_version);
  g_free (self->boot_text);
  g_free (self);
}

/**
 * rk_flash_result_content:
 * @self: a result
 *
 * Returns: (transfer full): what is known of the flash, in words
 */
RkFinding *
rk_flash_result_content (const RkFlashResult *self)
{
  g_autofree char *size = rk_units_format_size (self->bytes);
  g_autofree char *changed = rk_units_format_size (self->changed);

  switch (self->content)
    {
    case RK_CONTENT_ROM_BLOCKS:
      return rk_finding_new ("flash.rom-blocks", RK_SEVERITY_GOOD,
                             N_("{size} written, each block checked by the ROM; not read back."), NULL, NULL,
                             "size", size, NULL);
    case RK_CONTENT_MD5:
      if (self->changed == 0)
        return rk_finding_new ("flash.same", RK_SEVERITY_GOOD,
                               N_("All {size} were already in the flash: verified (MD5)."), NULL, NULL,
                               "size", size, NULL);
      if (self->changed < self->bytes)
        return rk_finding_new ("flash.verified", RK_SEVERITY_GOOD,
                               N_("{changed} of {size} written, the rest was already there; all verified (MD5)."), NULL, NULL,
                               "changed", changed, "size", size, NULL);
      return rk_finding_new ("flash.verified", RK_SEVERITY_GOOD,
                             N_("{size} written and verified (MD5)."), NULL, NULL,
                             "size", size, NULL);
    default:
      g_return_val_if_reached (NULL);
    }
}

/**
 * rk_flash_result_start:
 * @self: a result
 *
 * Returns: (transfer full): what is known of the restart, in words
 */
RkFinding *
rk_flash_result_start (const RkFlashResult *self)
{
  g_autofree char *baud = g_strdup_printf ("%u", self->start_baud);

  switch (self->start)
    {
    case RK_START_NOT_WATCHED:
      return rk_finding_new ("start.not-watched", RK_SEVERITY_INFO,
                             N_("Whether it starts was not checked."), NULL, NULL, NULL);
    case RK_START_SILENT:
      return rk_finding_new ("start.silent", RK_SEVERITY_GOOD,
                             N_("Started: the boot loader handed over to the program, which says nothing and does not restart."),
                             NULL, NULL, NULL);
    case RK_START_TALKS:
      return rk_finding_new ("start.talks", RK_SEVERITY_GOOD,
                             N_("Started: the program talks at {baud} baud."), NULL, NULL,
                             "baud", baud, NULL);
    case RK_START_AT_ANSWERS:
      return rk_finding_new ("start.at", RK_SEVERITY_GOOD,
                             N_("Started: {version} answers at {baud} baud."), NULL, NULL,
                             "version", self->at_version, "baud", baud, NULL);
    case RK_START_FAILED:
      return rk_finding_new ("start.failed", RK_SEVERITY_WARNING,
                             N_("The module was not seen to run a program."), NULL, NULL, NULL);
    default:
      g_return_val_if_reached (NULL);
    }
}
