/* rk-wiring-describe.c: a wiring in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-wiring.h"

/* clang-format off */
static const char *const views[] = {
  [RK_SIDE_NONE] = N_ ("Seen from the side with the components."),
  [RK_SIDE_LEFT] = N_ ("Seen from the side with the components, antenna to the left."),
  [RK_SIDE_RIGHT] = N_ ("Seen from the side with the components, antenna to the right."),
  [RK_SIDE_TOP] = N_ ("Seen from the side with the components, antenna up."),
  [RK_SIDE_BOTTOM] = N_ ("Seen from the side with the components, antenna down."),
};

static const char *const flash_texts[] = {
  [RK_FLASH_BY_WIRE] = N_ ("To flash: connect {pin} to GND, then switch the power on or touch RST to GND."),
  [RK_FLASH_BY_BUTTON] = N_ ("To flash: hold {pin} while you switch the power on, then release it."),
  [RK_FLASH_BY_SWITCH] = N_ ("To flash: put the switch to {pin}, then plug the adapter in."),
  [RK_FLASH_BY_ITSELF] = N_ ("To flash: nothing to do, the board enters its boot loader by itself."),
};

static const char *const run_texts[] = {
  [RK_FLASH_BY_WIRE] = N_ ("To run: remove the wire from {pin}, then switch the power off and on."),
  [RK_FLASH_BY_BUTTON] = N_ ("To run: switch the power on without touching {pin}."),
  [RK_FLASH_BY_SWITCH] = N_ ("To run: put the switch back, then pull the adapter out and plug it in again."),
  [RK_FLASH_BY_ITSELF] = N_ ("To run: nothing to do, the board starts its program by itself."),
};
/* clang-format on */

static char *
fill (const char     *msgid,
      RkTranslateFunc translate,
      const char     *name,
      const char     *value)
{
  g_autoptr(RkFinding) finding = rk_finding_new ("", RK_SEVERITY_INFO, msgid, NULL, NULL, name, value, NULL);

  return rk_finding_fill (finding, msgid, translate);
}

static const char *
say (RkTranslateFunc translate,
     const char     *msgid)
{
  return translate != NULL ? translate (msgid) : msgid;
}

/**
 * rk_wire_format_ohms:
 * @ohms: of a resistor
 *
 * Returns: (transfer full): such as "10 kΩ"
 */
char *
rk_wire_format_ohms (guint ohms)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (ohms < 1000)
    return g_strdup_printf ("%u Ω", ohms);
  return g_strdup_printf ("%s kΩ", g_ascii_formatd (text, sizeof text, "%g", ohms / 1000.0));
}

/* From where to where, what is in it, its colour. */
static char *
describe_wire (const RkWire   *wire,
               RkTranslateFunc translate)
{
  g_autofree char *ohms = wire->ohms > 0 ? rk_wire_format_ohms (wire->ohms) : NULL;
  g_autoptr(RkFinding) values =
    rk_finding_new ("", RK_SEVERITY_INFO, "", NULL, NULL, "from-board", wire->from_board->name, "from",
                    wire->from->name, "to-board", wire->to_board->name, "to", wire->to->name, "colour",
                    say (translate, rk_wire_colour_get_name (wire->colour)), "ohms", ohms, NULL);

  if (wire->ohms > 0)
    return rk_finding_fill (values, N_ ("{from-board} {from} to {to-board} {to} through {ohms} ({colour})"), translate);
  return rk_finding_fill (values, N_ ("{from-board} {from} to {to-board} {to} ({colour})"), translate);
}

/**
 * rk_wiring_describe_view:
 * @board: a board
 * @translate: (nullable): such as gettext()
 *
 * Returns: (transfer full): from where the drawing shows it
 */
char *
rk_wiring_describe_view (const RkBoard  *board,
                         RkTranslateFunc translate)
{
  if (!board->component_side)
    return g_strdup (say (translate, N_ ("Seen from the solder side.")));
  return g_strdup (say (translate, views[board->antenna]));
}

/**
 * rk_wiring_describe_flash:
 * @self: a wiring
 * @variant: to flash or to run
 * @translate: (nullable): such as gettext()
 *
 * Returns: (transfer full): what to do to flash, or to run
 */
char *
rk_wiring_describe_flash (const RkWiring *self,
                          RkWiringVariant variant,
                          RkTranslateFunc translate)
{
  const char *const *texts = variant == RK_WIRING_FLASH ? flash_texts : run_texts;
  const RkWire *wire = rk_wiring_find (self, "gpio0");
  const char *pin = NULL;

  if (self->flash_by == RK_FLASH_BY_WIRE)
    pin = wire->to->name;
  else if (self->flash_by == RK_FLASH_BY_BUTTON)
    pin = self->board->button;
  else if (self->flash_by == RK_FLASH_BY_SWITCH)
    pin = self->adapter->switch_flash;

  return fill (texts[self->flash_by], translate, "pin", pin);
}

static void
describe_wires (const RkWiring *self,
                RkWiringVariant variant,
                RkTranslateFunc translate,
                GString        *text)
{
  guint number = 0;

  if (self->plugged)
    g_string_append_printf (text, "%s\n", say (translate, N_ ("Plug the module into the socket, the same names together.")));

  for (guint i = 0; i < self->wires->len; i++)
    {
      const RkWire *wire = g_ptr_array_index (self->wires, i);
      g_autofree char *line = NULL;

      if (wire->flash_only && variant != RK_WIRING_FLASH)
        continue;
      line = describe_wire (wire, translate);
      g_string_append_printf (text, "%u. %s: %s\n", ++number, line, say (translate, wire->why));
    }
}

static void
describe_findings (const RkWiring *self,
                   RkTranslateFunc translate,
                   GString        *text)
{
  for (guint i = 0; i < self->findings->len; i++)
    {
      const RkFinding *finding = g_ptr_array_index (self->findings, i);
      g_autofree char *summary = rk_finding_fill (finding, finding->summary, translate);

      g_string_append_printf (text, "%s %s\n", finding->severity >= RK_SEVERITY_WARNING ? "!" : "·", summary);
    }
}

/* What the makers of the data files have to say; in their language. */
static void
describe_notes (const RkBoard *board,
                GString       *text)
{
  for (guint i = 0; board != NULL && i < board->notes->len; i++)
    g_string_append_printf (text, "· %s: %s\n", board->name, (char *)g_ptr_array_index (board->notes, i));
}

/**
 * rk_wiring_describe:
 * @self: a wiring
 * @variant: to flash or to run
 * @translate: (nullable): such as gettext()
 *
 * Returns: (transfer full): all that the drawing says, for screen readers and
 *   terminals: several lines, each with its end
 */
char *
rk_wiring_describe (const RkWiring *self,
                    RkWiringVariant variant,
                    RkTranslateFunc translate)
{
  GString *text = g_string_new (NULL);
  g_autofree char *view = rk_wiring_describe_view (self->board, translate);
  g_autofree char *what = rk_wiring_describe_flash (self, variant, translate);

  g_string_append_printf (text, "%s – %s\n", self->board->name, self->adapter->name);
  if (self->supply != NULL)
    g_string_append_printf (text, "%s\n", say (translate, N_ ("Power from a separate 3.3 V supply.")));
  g_string_append_printf (text, "%s: %s\n", self->board->name, view);
  describe_wires (self, variant, translate, text);
  g_string_append_printf (text, "%s\n", what);
  describe_findings (self, translate, text);
  describe_notes (self->board, text);
  describe_notes (self->adapter, text);
  return g_string_free (text, FALSE);
}
