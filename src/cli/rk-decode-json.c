/* rk-decode-json.c: what a log says, as one JSON object a line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A saved log of a restart loop has millions of facts.  A builder's tree for each
 * of them takes ten times as long as reading them, so these few forms are written
 * out by hand.
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-decode-json.h"

/* Texts of this program and printable ASCII: valid UTF-8 with nothing to escape
 * but these.
 */
static void
add_string (GString    *json,
            const char *text)
{
  g_string_append_c (json, '"');
  for (; *text != '\0'; text++)
    {
      if (*text == '"' || *text == '\\')
        g_string_append_c (json, '\\');
      if ((guint8)*text >= ' ')
        g_string_append_c (json, *text);
    }
  g_string_append_c (json, '"');
}

/* What printf() does, a few times faster. */
static void
add_number (GString *json,
            gint64   number)
{
  char digits[24];
  gsize at = sizeof digits;
  guint64 rest = number < 0 ? 0 - (guint64)number : (guint64)number;

  do
    digits[--at] = (char)('0' + rest % 10);
  while ((rest /= 10) > 0);
  if (number < 0)
    digits[--at] = '-';
  g_string_append_len (json, digits + at, (gssize)(sizeof digits - at));
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
  g_string_append (json, "{\"event\":\"fact\",\"line\":");
  add_number (json, (gint64)line);
  add_member (json, "name", label->name);
  g_string_append (json, ",\"value\":");
  switch (label->type)
    {
    case RK_BOOT_LABEL_BOOLEAN:
      g_string_append (json, label->numbers[0] ? "true" : "false");
      break;
    case RK_BOOT_LABEL_NUMBER:
      add_number (json, label->numbers[0]);
      break;
    case RK_BOOT_LABEL_PAIR:
      g_string_append_c (json, '[');
      add_number (json, label->numbers[0]);
      g_string_append_c (json, ',');
      add_number (json, label->numbers[1]);
      g_string_append_c (json, ']');
      break;
    case RK_BOOT_LABEL_TEXT:
    default:
      add_string (json, label->text);
      break;
    }
  g_string_append (json, "}\n");
}

static const char *
translate (const char *msgid)
{
  return gettext (msgid);
}

static void
add_filled (GString         *json,
            const char      *name,
            const RkFinding *finding,
            const char      *msgid)
{
  g_autofree char *text = rk_finding_fill (finding, msgid, translate);

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
