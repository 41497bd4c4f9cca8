/* rk-decode-json.c: what a log says, as one JSON object a line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A saved log of a restart loop has millions of facts.  A builder's tree for each
 * of them takes ten times as long as reading them, so these few forms are written
 * out by hand.
 */

#include "rk-decode-json.h"

#include "rk-finding-text.h"

#include <string.h>

static char *
put (char       *to,
     const char *text)
{
  return g_stpcpy (to, text);
}

/* What printf() does, a few times faster. */
static char *
put_number (char   *to,
            gint64  number)
{
  char digits[24];
  gsize at = sizeof digits;
  guint64 rest = number < 0 ? 0 - (guint64)number : (guint64)number;

  do
    digits[--at] = (char)('0' + rest % 10);
  while ((rest /= 10) > 0);
  if (number < 0)
    digits[--at] = '-';
  memcpy (to, digits + at, sizeof digits - at);
  return to + (sizeof digits - at);
}

static char *
put_string (char       *to,
            const char *text)
{
  *to++ = '"';
  for (; *text != '\0'; text++)
    {
      if (*text == '"' || *text == '\\')
        *to++ = '\\';
      *to++ = *text;
    }
  *to++ = '"';
  return to;
}

/* Texts of this program and printable ASCII: valid UTF-8 with nothing to escape
 * but these.
 */
static void
add_string (GString    *json,
            const char *text)
{
  g_string_append_c (json, '"');
  for (;;)
    {
      gsize n = 0;

      while ((guint8)text[n] >= ' ' && text[n] != '"' && text[n] != '\\')
        n++;
      g_string_append_len (json, text, (gssize)n);
      if (text[n] == '\0')
        break;
      if ((guint8)text[n] >= ' ')
        {
          g_string_append_c (json, '\\');
          g_string_append_c (json, text[n]);
        }
      text += n + 1;
    }
  g_string_append_c (json, '"');
}

static void
add_number (GString *json,
            gint64   number)
{
  char digits[24];

  g_string_append_len (json, digits, put_number (digits, number) - digits);
}

static void
add_member (GString    *json,
            const char *name,
            const char *text)
{
  if (text == NULL)
    return;

  g_string_append_c (json, ',');
  add_string (json, name);
  g_string_append_c (json, ':');
  add_string (json, text);
}

/**
 * rk_decode_json_add_label:
 * @json: gets a line
 * @line: of the log
 * @label: a fact under its name
 */
void
rk_decode_json_add_label (GString           *json,
                          guint64            line,
                          const RkBootLabel *label)
{
  /* Names and texts are short and printable ASCII. */
  char object[128 + 2 * RK_BOOT_FACT_TEXT_SIZE];
  char *to = put (object, "{\"event\":\"fact\",\"line\":");

  to = put_number (to, (gint64)line);
  to = put (to, ",\"name\":\"");
  to = put (to, label->name);
  to = put (to, "\",\"value\":");
  switch (label->type)
    {
    case RK_BOOT_LABEL_BOOLEAN:
      to = put (to, label->numbers[0] ? "true" : "false");
      break;
    case RK_BOOT_LABEL_NUMBER:
      to = put_number (to, label->numbers[0]);
      break;
    case RK_BOOT_LABEL_PAIR:
      *to++ = '[';
      to = put_number (to, label->numbers[0]);
      *to++ = ',';
      to = put_number (to, label->numbers[1]);
      *to++ = ']';
      break;
    case RK_BOOT_LABEL_TEXT:
    default:
      to = put_string (to, label->text);
      break;
    }
  to = put (to, "}\n");
  g_string_append_len (json, object, to - object);
}

static void
add_filled (GString         *json,
            const char      *name,
            const RkFinding *finding,
            const char      *msgid)
{
  g_autofree char *text = rk_finding_text (finding, msgid);

  add_member (json, name, text);
}

/**
 * rk_decode_json_add_finding:
 * @json: gets a line
 * @line: of the log
 * @finding: what was recognised there
 */
void
rk_decode_json_add_finding (GString         *json,
                            guint64          line,
                            const RkFinding *finding)
{
  static const char *const severities[] = {
    [RK_SEVERITY_GOOD] = "good",
    [RK_SEVERITY_INFO] = "info",
    [RK_SEVERITY_WARNING] = "warning",
    [RK_SEVERITY_ERROR] = "error",
  };

  g_string_append (json, "{\"event\":\"finding\",\"line\":");
  add_number (json, (gint64)line);
  add_member (json, "id", finding->id);
  add_member (json, "severity", severities[finding->severity]);
  add_filled (json, "summary", finding, finding->summary);
  add_filled (json, "cause", finding, finding->cause);
  add_filled (json, "remedy", finding, finding->remedy);
  add_member (json, "action", finding->action);
  g_string_append (json, "}\n");
}

/**
 * rk_decode_json_add_place:
 * @json: gets a line
 * @line: of the log
 * @address: an address that stands there
 * @place: function, file and line
 */
void
rk_decode_json_add_place (GString    *json,
                          guint64     line,
                          guint32     address,
                          const char *place)
{
  g_autofree char *hex = g_strdup_printf ("0x%08x", address);
  g_autofree char *valid = g_utf8_make_valid (place, -1);

  g_string_append (json, "{\"event\":\"place\",\"line\":");
  add_number (json, (gint64)line);
  add_member (json, "address", hex);
  add_member (json, "place", valid);
  g_string_append (json, "}\n");
}

/**
 * rk_decode_json_add_loop:
 * @json: gets a line
 * @last: the last of several starts that say the same
 */
void
rk_decode_json_add_loop (GString             *json,
                         const RkBootSection *last)
{
  g_string_append (json, "{\"event\":\"loop\",\"line\":");
  add_number (json, (gint64)last->first_line);
  g_string_append (json, ",\"starts\":");
  add_number (json, last->n_same);
  if (last->loop_time >= 0)
    {
      g_string_append (json, ",\"milliseconds\":");
      add_number (json, last->loop_time / 1000);
    }
  g_string_append (json, "}\n");
}

/**
 * rk_decode_json_add_summary:
 * @json: gets the last line
 * @summary: of the whole log
 */
void
rk_decode_json_add_summary (GString             *json,
                            const RkBootSummary *summary)
{
  g_string_append (json, "{\"event\":\"verdict\"");
  add_member (json, "outcome", summary->outcome);
  add_member (json, "cause", summary->cause);
  add_member (json, "chip", summary->chip[0] != '\0' ? summary->chip : NULL);
  g_string_append (json, "}\n");
}
