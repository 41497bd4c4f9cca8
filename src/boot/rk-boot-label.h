/* rk-boot-label.h: facts under the names that scripts know them by
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-boot-report.h"

G_BEGIN_DECLS

typedef enum
{
  RK_BOOT_LABEL_BOOLEAN, /* the first number */
  RK_BOOT_LABEL_NUMBER,
  RK_BOOT_LABEL_PAIR,    /* of numbers */
  RK_BOOT_LABEL_TEXT,
} RkBootLabelType;

#define RK_BOOT_MAX_LABELS 3

/**
 * RkBootLabel:
 * @name: a static, stable name such as "rst_cause"
 * @type: which of the others it has
 * @numbers: one or two numbers
 * @text: printable ASCII
 */
typedef struct
{
  const char     *name;
  RkBootLabelType type;
  gint64          numbers[2];
  char            text[RK_BOOT_FACT_TEXT_SIZE];
} RkBootLabel;

guint       rk_boot_fact_get_labels  (const RkBootFact   *fact,
                                      const RkBootReport *report,
                                      RkBootLabel        *labels);
void        rk_boot_chip_get_name    (const char         *sign,
                                      char               *name,
                                      gsize               size);

G_END_DECLS
