/* script-link.h: a link that plays a module from a script
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A read with nothing to give returns at once, as if the deadline had passed, so
 * that tests of silence take no time.
 */

#pragma once

#include "rk-link.h"

G_BEGIN_DECLS

#define SCRIPT_TYPE_LINK (script_link_get_type ())

G_DECLARE_FINAL_TYPE (ScriptLink, script_link, SCRIPT, LINK, RkLink)

typedef struct
{
  const char *expect; /* what must be sent, with its line end */
  const char *answer;
  gssize      length; /* of @answer, 0 for a text */
} ScriptStep;

/**
 * ScriptLink:
 * @steps: (nullable): the script, ended by a row without expect; a write that is
 *   not the next one in it fails the test
 * @chunk: bytes a read gives at most, 0 for all
 * @baud: what the module listens at, 0 for any; at another speed it gives garbage
 * @only_baud: the only speed the port can be set to, 0 for all
 * @lose_after_answer: the port is gone when something was sent and all was read
 * @cancel_after_answer: (nullable): cancelled at that point
 */
struct _ScriptLink
{
  RkLink            parent_instance;

  const ScriptStep *steps;
  gsize             chunk;
  guint             baud;
  guint             only_baud;
  gboolean          lose_after_answer;
  GCancellable     *cancel_after_answer;

  GByteArray       *input;
  guint             current_baud;
  guint             n_writes;
  GString          *bauds; /* "115200 9600 " */
};

ScriptLink *script_link_new  (const ScriptStep *steps);
void        script_link_feed (ScriptLink       *self,
                              const char       *bytes,
                              gssize            length);

G_END_DECLS
