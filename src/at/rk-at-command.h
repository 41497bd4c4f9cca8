/* rk-at-command.h: the commands that AT firmware knows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A table, for a palette to show and for the client to know how long a reply may
 * take.  All texts are msgids.  A parameter's form field follows from its kind;
 * what was put in goes back as text to rk_at_command_format(), one value a
 * parameter, "" for one that is left out; it checks, quotes and escapes.
 *
 * rk_at_command_find() takes a whole line, "AT+CWJAP=…" as well as the bare name;
 * rk_at_command_search() gives an array of const RkAtCommand *, the best ones first,
 * all of them for "".  A version that is not known is %NULL everywhere: then only
 * trying can tell.
 */

#pragma once

#include "rk-at-version.h"
#include "rk-finding.h"

G_BEGIN_DECLS

/**
 * RkAtForm:
 * @RK_AT_FORM_TEST: "AT+X=?", asks for the parameters
 * @RK_AT_FORM_QUERY: "AT+X?", asks for the setting
 * @RK_AT_FORM_SET: "AT+X=…"
 * @RK_AT_FORM_EXECUTE: "AT+X"
 */
typedef enum
{
  RK_AT_FORM_TEST    = 1 << 0,
  RK_AT_FORM_QUERY   = 1 << 1,
  RK_AT_FORM_SET     = 1 << 2,
  RK_AT_FORM_EXECUTE = 1 << 3,
} RkAtForm;

/**
 * RkAtParameterKind:
 * @RK_AT_PARAMETER_INTEGER: a number between minimum and maximum
 * @RK_AT_PARAMETER_TEXT: put in quotes; minimum and maximum bound its bytes
 * @RK_AT_PARAMETER_CHOICE: one of the choices, given by its value
 */
typedef enum
{
  RK_AT_PARAMETER_INTEGER,
  RK_AT_PARAMETER_TEXT,
  RK_AT_PARAMETER_CHOICE,
} RkAtParameterKind;

/**
 * RkAtChoice:
 * @value: as it is sent, without quotes
 * @meaning: what it does (a msgid)
 */
typedef struct
{
  const char *value;
  const char *meaning;
} RkAtChoice;

/**
 * RkAtParameter:
 * @name: for a label (a msgid)
 * @kind: decides about the form field
 * @minimum: of a number, or bytes of a text
 * @maximum: likewise
 * @choices: (nullable): for a choice, ended by a row without value
 * @is_quoted: whether the choice's value stands in quotes
 * @is_optional: may be left out; before ESP-AT only with all that follow
 * @is_secret: a password: hide it, do not keep it
 */
typedef struct
{
  const char        *name;
  RkAtParameterKind  kind;
  gint64             minimum;
  gint64             maximum;
  const RkAtChoice  *choices;
  gboolean           is_quoted;
  gboolean           is_optional;
  gboolean           is_secret;
} RkAtParameter;

/* What a command is about, in the order of a palette's groups. */
typedef enum
{
  RK_AT_TOPIC_BASIC,
  RK_AT_TOPIC_WIFI,
  RK_AT_TOPIC_ADDRESS,
  RK_AT_TOPIC_CONNECTION,
  RK_AT_TOPIC_SYSTEM,
} RkAtTopic;

/* A version as one number, for the spans of a command. */
#define RK_AT_NUMBER(major, minor) ((major) * 1000 + (minor))

/**
 * RkAtSpan:
 * @since: the first version that has it, as RK_AT_NUMBER(); 0 for none
 * @until: the first one that no longer has it; 0 while all have it
 * @seen: the first one that is known for sure to have it, where between it and
 *   @since only trying can tell; 0 where it is @since
 */
typedef struct
{
  guint since;
  guint until;
  guint seen;
} RkAtSpan;

/**
 * RkAtCommand:
 * @name: "AT+CWJAP_CUR"
 * @help: what it does, in one line (a msgid)
 * @topic: its group
 * @forms: RkAtForm, or-ed
 * @parameters: (nullable): of the set form, ended by a row without name
 * @nonos: the versions of AT on the NONOS SDK that have it, 0.16 to 1.7
 * @esp_at: the versions of ESP-AT that have it
 * @timeout_ms: how long a reply may take
 * @bites: (nullable): why one thinks twice before sending it (a msgid)
 */
typedef struct
{
  const char          *name;
  const char          *help;
  RkAtTopic            topic;
  guint                forms;
  const RkAtParameter *parameters;
  RkAtSpan             nonos;
  RkAtSpan             esp_at;
  guint                timeout_ms;
  const char          *bites;
} RkAtCommand;

/* For a command that is in no table. */
#define RK_AT_DEFAULT_TIMEOUT_MS 5000

const RkAtCommand *rk_at_command_get_all          (guint              *n_commands);
const RkAtCommand *rk_at_command_find             (const char         *line);
GPtrArray         *rk_at_command_search           (const char         *words,
                                                   RkTranslateFunc     translate);
const char        *rk_at_topic_get_title          (RkAtTopic           topic);

RkAtSupport        rk_at_command_get_support      (const RkAtCommand  *self,
                                                   const RkAtVersion  *version);
char              *rk_at_command_dup_versions     (const RkAtCommand  *self);
guint              rk_at_command_get_timeout_ms   (const char         *line);
guint              rk_at_command_count_parameters (const RkAtCommand  *self);
gboolean           rk_at_command_has_secret       (const RkAtCommand  *self);
char              *rk_at_command_format           (const RkAtCommand  *self,
                                                   RkAtForm            form,
                                                   const char *const  *values,
                                                   const RkAtVersion  *version,
                                                   GError            **error);
char              *rk_at_quote                    (const char         *text,
                                                   const RkAtVersion  *version,
                                                   GError            **error);

G_END_DECLS
