/* rk-guide.h: what to do while a module does not answer, step by step
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-finding.h"
#include "rk-situation.h"

G_BEGIN_DECLS

/* What is wanted of the module. */
typedef enum
{
  RK_GUIDE_LOADER,  /* to be in its boot loader, for a job */
  RK_GUIDE_CONSOLE, /* to run its program and say something */
} RkGuidePurpose;

typedef enum
{
  RK_GUIDE_UNKNOWN, /* nothing received tells */
  RK_GUIDE_NOW,     /* here it fails: to be looked at */
  RK_GUIDE_DONE,    /* proven by what was received */
} RkGuideMark;

/**
 * RkGuideStep:
 * @id: a static name, such as "power"
 * @title: what has to be so (a msgid)
 * @how: how to make it so (a msgid)
 * @mark: how it stands
 */
typedef struct
{
  const char  *id;
  const char  *title;
  const char  *how;
  RkGuideMark  mark;
} RkGuideStep;

#define RK_GUIDE_STEPS 5

/**
 * RkGuide:
 * @purpose: what is wanted
 * @situation: what it is for
 * @suspects: (array zero-terminated=1): ids of the wires that may be at fault, the
 *   likeliest first; which of them there are depends on the board
 * @steps: the way to an answer, in the order in which it is proven
 *
 * A plain value; all in it is static.
 */
typedef struct
{
  RkGuidePurpose     purpose;
  RkSituation        situation;
  const char *const *suspects;
  RkGuideStep        steps[RK_GUIDE_STEPS];
} RkGuide;

void        rk_guide_init        (RkGuide        *self,
                                  RkGuidePurpose  purpose,
                                  RkSituation     situation);
RkFinding  *rk_guide_new_finding (RkGuidePurpose  purpose,
                                  RkSituation     situation,
                                  RkSeverity      severity);
const char *rk_guide_mark_get_name (RkGuideMark   mark);

G_END_DECLS
