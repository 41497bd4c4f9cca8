/* rk-at-version.h: what AT+GMR says
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  RK_AT_GENERATION_DIGITS, /* 2014: "0018000902", AT 0.15 to 0.20 */
  RK_AT_GENERATION_EARLY,  /* 2015: "AT version:0.21.0.0" to 0.x */
  RK_AT_GENERATION_NONOS,  /* AT 1.x on the NONOS SDK */
  RK_AT_GENERATION_ESP_AT, /* on the RTOS SDK, and on other chips */
} RkAtGeneration;

typedef enum
{
  RK_AT_SUPPORT_NO,
  RK_AT_SUPPORT_MAYBE, /* only trying can tell */
  RK_AT_SUPPORT_YES,
} RkAtSupport;

/**
 * RkAtVersion:
 * @generation: which family
 * @major: of the AT version; likewise @minor and @patch
 * @at: as printed, without build time: "1.7.6.0", "0018000902-AI03"
 * @build: (nullable): build time or commit of the AT part
 * @sdk: (nullable): "3.0.6(d3b9ba7)"; for digits in dots, "0.9.2"
 * @chip: (nullable): "ESP32", where it is told
 * @vendor: (nullable): "Ai-Thinker"
 * @compile_time: (nullable): of the whole, or the vendor's build line
 * @bin: (nullable): version of the binary, "1.7.6"
 * @module: (nullable): what it is made for, "Wroom 02"
 *
 * A reply to AT+GMR, taken apart.
 */
typedef struct
{
  RkAtGeneration generation;
  guint          major;
  guint          minor;
  guint          patch;
  char          *at;
  char          *build;
  char          *sdk;
  char          *chip;
  char          *vendor;
  char          *compile_time;
  char          *bin;
  char          *module;
} RkAtVersion;

RkAtVersion *rk_at_version_parse            (const char         *reply,
                                             GError            **error);
void         rk_at_version_free             (RkAtVersion        *self);
gboolean     rk_at_version_is_at_least      (const RkAtVersion  *self,
                                             guint               major,
                                             guint               minor);
RkAtSupport  rk_at_version_has_cloud_update (const RkAtVersion  *self);
RkAtSupport  rk_at_version_has_uart_cur     (const RkAtVersion  *self);
char        *rk_at_version_dup_name         (const RkAtVersion  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkAtVersion, rk_at_version_free)

G_END_DECLS
