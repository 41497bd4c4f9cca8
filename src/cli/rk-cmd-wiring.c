/* rk-cmd-wiring.c: rekindle-cli wiring
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "rk-cli.h"

#include "rk-board-list.h"
#include "rk-finding-text.h"
#include "rk-wiring-drawing.h"

typedef struct
{
  RkWiringVariant  variant;
  const char      *output; /* (nullable) */
  gboolean         dark;
} Wanted;

static const char *
kind_title (RkBoardKind kind)
{
  switch (kind)
    {
    case RK_BOARD_KIND_MODULE:
      return _ ("Boards:");
    case RK_BOARD_KIND_ADAPTER:
      return _ ("Adapters:");
    case RK_BOARD_KIND_SUPPLY:
    default:
      return _ ("Supplies:");
    }
}

static const char *
kind_nick (RkBoardKind kind)
{
  switch (kind)
    {
    case RK_BOARD_KIND_MODULE:
      return "board";
    case RK_BOARD_KIND_ADAPTER:
      return "adapter";
    case RK_BOARD_KIND_SUPPLY:
    default:
      return "supply";
    }
}

static RkExit
list_boards (RkCli             *cli,
             const RkBoardList *list)
{
  for (guint i = 0; i < list->boards->len; i++)
    {
      const RkBoard *board = g_ptr_array_index (list->boards, i);
      const RkBoard *last = i > 0 ? g_ptr_array_index (list->boards, i - 1) : NULL;
      JsonBuilder *builder = rk_cli_event (kind_nick (board->kind));

      rk_cli_set_string (builder, "id", board->id);
      rk_cli_set_string (builder, "name", board->name);
      rk_cli_emit (cli, builder);

      if (last == NULL || last->kind != board->kind)
        rk_cli_print (cli, "%s", kind_title (board->kind));
      rk_cli_print (cli, "  %-20s %s", board->id, board->name);
    }

  return rk_cli_succeed (cli, NULL);
}

static void
emit_wire (RkCli        *cli,
           const RkWire *wire)
{
  JsonBuilder *builder = rk_cli_event ("wire");

  rk_cli_set_string (builder, "id", wire->id);
  rk_cli_set_string (builder, "from-part", wire->from_board->id);
  rk_cli_set_string (builder, "from", wire->from->name);
  rk_cli_set_string (builder, "to-part", wire->to_board->id);
  rk_cli_set_string (builder, "to", wire->to->name);
  rk_cli_set_string (builder, "colour", rk_wire_colour_get_name (wire->colour));
  rk_cli_set_int (builder, "ohms", wire->ohms);
  rk_cli_set_string (builder, "why", gettext (wire->why));
  rk_cli_emit (cli, builder);
}

static void
emit_wiring (RkCli           *cli,
             const RkWiring  *wiring,
             RkWiringVariant  variant)
{
  for (guint i = 0; i < wiring->wires->len; i++)
    {
      const RkWire *wire = g_ptr_array_index (wiring->wires, i);

      if (!wire->flash_only || variant == RK_WIRING_FLASH)
        emit_wire (cli, wire);
    }
  for (guint i = 0; i < wiring->findings->len; i++)
    rk_cli_print_finding (cli, g_ptr_array_index (wiring->findings, i));
}

static RkExit
show_wiring (RkCli        *cli,
             RkWiring     *wiring,
             const Wanted *wanted)
{
  g_autofree char *text = rk_wiring_describe (wiring, wanted->variant, rk_translate);
  g_autoptr(GError) error = NULL;
  JsonBuilder *result;

  if (wanted->output != NULL)
    {
      g_autoptr(RkWiringDrawing) drawing = rk_wiring_drawing_new (wiring, NULL, rk_translate);
      const RkWiringStyle style = {
        .look.dark = wanted->dark,
        .run = wanted->variant == RK_WIRING_RUN ? 1 : 0,
      };

      if (!rk_wiring_drawing_export (drawing, wanted->output, &style, &error))
        return rk_cli_fail (cli, error);
    }

  if (cli->json)
    emit_wiring (cli, wiring, wanted->variant);
  else if (wanted->output == NULL)
    g_print ("%s", text);

  result = rk_cli_event ("result");
  rk_cli_set_string (result, "text", text);
  rk_cli_set_string (result, "output", wanted->output);
  return rk_cli_succeed (cli, result);
}

static gboolean
parse_variant (const char      *name,
               RkWiringVariant *variant)
{
  if (name == NULL || g_str_equal (name, "flash"))
    *variant = RK_WIRING_FLASH;
  else if (g_str_equal (name, "run"))
    *variant = RK_WIRING_RUN;
  else
    return FALSE;
  return TRUE;
}

/**
 * rk_cmd_wiring:
 *
 * rekindle-cli wiring --list | [--variant flash|run] [--output FILE] BOARD ADAPTER
 */
RkExit
rk_cmd_wiring (RkCli  *cli,
               int     argc,
               char  **argv)
{
  g_autoptr(RkBoardList) list = NULL;
  g_autoptr(RkWiring) wiring = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *variant = NULL;
  g_autofree char *output = NULL;
  gboolean only_list = FALSE;
  Wanted wanted = { 0 };
  RkBoard *board;
  RkBoard *adapter;
  const GOptionEntry entries[] = {
    { "list", 0, 0, G_OPTION_ARG_NONE, &only_list, N_ ("list the boards and adapters"), NULL },
    { "variant", 0, 0, G_OPTION_ARG_STRING, &variant, N_ ("wired to flash (default) or to run"), "flash|run" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, N_ ("draw it into a file: .svg, .png or .pdf"), N_ ("FILE") },
    { "dark", 0, 0, G_OPTION_ARG_NONE, &wanted.dark, N_ ("light on dark"), NULL },
    { NULL },
  };

  if (!rk_cli_parse (cli, entries, _ ("[BOARD ADAPTER]"), &argc, &argv))
    return RK_EXIT_USAGE;
  if (!parse_variant (variant, &wanted.variant))
    return rk_cli_usage (cli, _ ("--variant takes flash or run, not “%s”"), variant);
  if (!only_list && argc != 1 && argc != 3)
    return rk_cli_usage (cli, "%s", _ ("wiring takes a board and an adapter"));

  list = rk_board_list_new ();
  for (guint i = 0; i < list->problems->len; i++)
    g_printerr ("rekindle-cli: %s\n", (char *)g_ptr_array_index (list->problems, i));
  if (only_list || argc == 1)
    return list_boards (cli, list);

  board = rk_board_list_find (list, RK_BOARD_KIND_MODULE, argv[1]);
  if (board == NULL)
    return rk_cli_usage (cli, _ ("there is no board “%s”; --list shows which there are"), argv[1]);
  adapter = rk_board_list_find (list, RK_BOARD_KIND_ADAPTER, argv[2]);
  if (adapter == NULL)
    return rk_cli_usage (cli, _ ("there is no adapter “%s”; --list shows which there are"), argv[2]);

  wiring = rk_wiring_new (board, adapter, rk_board_list_get_default (list, RK_BOARD_KIND_SUPPLY), &error);
  if (wiring == NULL)
    return rk_cli_fail (cli, error);

  wanted.output = output;
  return show_wiring (cli, wiring, &wanted);
}
