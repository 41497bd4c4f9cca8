/* rk-boot-exception.h: what the numbers of a crash report mean
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RkBootExceptionInfo:
 * @cause: EXCCAUSE
 * @name: its name in the Xtensa manual
 * @id: a finding's id
 * @summary: what happened (a msgid)
 * @why: the likely cause for a hobbyist (a msgid)
 * @remedy: what to do (a msgid)
 * @has_address: whether excvaddr tells the address that was used
 */
typedef struct
{
  int         cause;
  const char *name;
  const char *id;
  const char *summary;
  const char *why;
  const char *remedy;
  gboolean    has_address;
} RkBootExceptionInfo;

typedef enum
{
  RK_BOOT_REGION_NOWHERE,    /* nothing there */
  RK_BOOT_REGION_NULL,       /* a null pointer, or a little past one */
  RK_BOOT_REGION_REGISTERS,
  RK_BOOT_REGION_DATA_RAM,
  RK_BOOT_REGION_SYSTEM_RAM, /* of ROM and system, with the system stack */
  RK_BOOT_REGION_ROM,
  RK_BOOT_REGION_ROM_LOADER, /* the part of the ROM that reads the image */
  RK_BOOT_REGION_ROM_STRING, /* its string and memory routines */
  RK_BOOT_REGION_IRAM,
  RK_BOOT_REGION_CACHE,      /* flash cache, or more instruction RAM */
  RK_BOOT_REGION_FLASH,
} RkBootRegion;

const RkBootExceptionInfo *rk_boot_exception_lookup         (int         cause);
const RkBootExceptionInfo *rk_boot_exception_lookup_by_name (const char *text);
RkBootRegion               rk_boot_region_lookup            (guint32     address);

G_END_DECLS
