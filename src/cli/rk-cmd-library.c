/* rk-cmd-library.c: rekindle-cli library
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "rk-cli.h"

#include "rk-columns.h"
#include "rk-finding-text.h"
#include "rk-units.h"

static gboolean
parse_size (const char *text,
            guint32    *size,
            GError    **error)
{
  *size = 0;
  return text == NULL || rk_units_parse (text, size, error);
}

/* "1 MB, 2 MB" */
static char *
describe_sizes (const RkManifest *manifest)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < manifest->builds->len; i++)
    {
      const RkManifestBuild *build = manifest->builds->pdata[i];
      g_autofree char *size = rk_size_text (build->flash_size);

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", build->flash_size != 0 ? size : _ ("any flash"));
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static const char *
describe_state (RkLibraryEntry *entry)
{
  if (!rk_library_entry_get_verified (entry))
    return _ ("not verified");

  return rk_library_entry_get_ready (entry) ? _ ("here") : _ ("online");
}

static void
emit_entry (RkCli          *cli,
            RkLibraryEntry *entry)
{
  const RkManifest *manifest = rk_library_entry_get_manifest (entry);
  JsonBuilder *builder = rk_cli_event ("firmware");

  rk_cli_set_string (builder, "id", rk_library_entry_get_id (entry));
  rk_cli_set_string (builder, "title", rk_library_entry_get_title (entry));
  rk_cli_set_string (builder, "version", manifest->version);
  rk_cli_set_string (builder, "date", manifest->date);
  rk_cli_set_string (builder, "sdk", manifest->sdk);
  rk_cli_set_string (builder, "source", manifest->source);
  rk_cli_set_string (builder, "licence", manifest->licence);
  rk_cli_set_string (builder, "origin", rk_library_entry_get_origin (entry));
  json_builder_set_member_name (builder, "verified");
  json_builder_add_boolean_value (builder, rk_library_entry_get_verified (entry));
  json_builder_set_member_name (builder, "here");
  json_builder_add_boolean_value (builder, rk_library_entry_get_ready (entry));

  json_builder_set_member_name (builder, "features");
  json_builder_begin_array (builder);
  for (char **feature = manifest->features; feature != NULL && *feature != NULL; feature++)
    json_builder_add_string_value (builder, *feature);
  json_builder_end_array (builder);

  json_builder_set_member_name (builder, "flash-sizes");
  json_builder_begin_array (builder);
  for (guint i = 0; i < manifest->builds->len; i++)
    json_builder_add_int_value (builder, ((RkManifestBuild *)manifest->builds->pdata[i])->flash_size);
  json_builder_end_array (builder);
  rk_cli_emit (cli, builder);
}

static void
print_entry (RkCli          *cli,
             RkLibraryEntry *entry,
             int             id_width)
{
  const RkManifest *manifest = rk_library_entry_get_manifest (entry);
  g_autofree char *sizes = describe_sizes (manifest);
  g_autofree char *sizes_padded = rk_columns_pad (sizes, 12);
  g_autofree char *state = rk_columns_pad (describe_state (entry), 14);

  emit_entry (cli, entry);
  rk_cli_print (cli, "%-*s  %-10s  %s  %s  %s", id_width, rk_library_entry_get_id (entry),
                manifest->date != NULL ? manifest->date : "", sizes_padded, state,
                rk_library_entry_get_title (entry));
}

static RkExit
list (RkCli  *cli,
      int     argc,
      char  **argv)
{
  g_autofree char *size_text = NULL;
  const GOptionEntry entries[] = {
    { "size", 0, 0, G_OPTION_ARG_STRING, &size_text, N_ ("what fits a module with this much flash"), N_ ("SIZE") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &cli->json, N_ ("print one JSON object a line"), NULL },
    { NULL },
  };
  g_autoptr(RkLibrary) library = NULL;
  g_autoptr(GError) error = NULL;
  guint32 size;
  int id_width = 0;
  guint n_items;

  if (!rk_cli_parse (cli, entries, NULL, &argc, &argv))
    return RK_EXIT_USAGE;
  if (argc != 1)
    return rk_cli_usage (cli, "%s", _ ("library list takes no arguments"));
  if (!parse_size (size_text, &size, &error))
    return rk_cli_usage (cli, "%s", error->message);

  library = rk_library_new ();
  n_items = g_list_model_get_n_items (G_LIST_MODEL (library));
  for (int pass = 0; pass < 2; pass++)
    for (guint i = 0; i < n_items; i++)
      {
        g_autoptr(RkLibraryEntry) entry = g_list_model_get_item (G_LIST_MODEL (library), i);

        if (size != 0 && !rk_library_entry_fits (entry, size))
          continue;
        if (pass == 1)
          print_entry (cli, entry, id_width);
        id_width = MAX (id_width, (int)strlen (rk_library_entry_get_id (entry)));
      }

  return rk_cli_succeed (cli, NULL);
}

static RkExit
get (RkCli  *cli,
     int     argc,
     char  **argv)
{
  g_autofree char *size_text = NULL;
  gboolean unverified = FALSE;
  const GOptionEntry entries[] = {
    { "size", 0, 0, G_OPTION_ARG_STRING, &size_text, N_ ("only the files for a module with this much flash"), N_ ("SIZE") },
    { "unverified", 0, 0, G_OPTION_ARG_NONE, &unverified, N_ ("take files without a known SHA-256"), NULL },
    { NULL },
  };
  g_autoptr(RkLibrary) library = NULL;
  g_autoptr(GError) error = NULL;
  RkLibraryEntry *entry;
  JsonBuilder *builder;
  const char *path;
  guint32 size;

  if (!rk_cli_parse (cli, entries, _ ("NAME|ID [DIRECTORY | FILE.zip]"), &argc, &argv))
    return RK_EXIT_USAGE;
  if (argc != 2 && argc != 3)
    return rk_cli_usage (cli, "%s", _ ("library get takes a name or id, and where to write it"));
  if (!parse_size (size_text, &size, &error))
    return rk_cli_usage (cli, "%s", error->message);

  path = argc == 3 ? argv[2] : NULL;
  library = rk_library_new ();
  entry = rk_library_find (library, argv[1], &error);
  if (entry == NULL ||
      !rk_cli_save (cli, library, entry, size, unverified ? RK_LIBRARY_ACCEPT_UNVERIFIED : RK_LIBRARY_FLAGS_NONE, path, &error))
    {
      RkExit code = rk_cli_fail (cli, error);

      if (code == RK_EXIT_REFUSED)
        g_printerr ("%s\n", _ ("--unverified takes it all the same."));
      return code;
    }

  if (path != NULL)
    rk_cli_print (cli, _ ("✓ %s is in %s."), rk_library_entry_get_title (entry), path);
  else
    rk_cli_print (cli, _ ("✓ %s is here, and needs no network."), rk_library_entry_get_title (entry));
  builder = rk_cli_event ("result");
  rk_cli_set_string (builder, "id", rk_library_entry_get_id (entry));
  rk_cli_set_string (builder, "path", path);
  rk_cli_set_int (builder, "bytes", (gint64)rk_library_entry_get_bytes_done (entry));
  return rk_cli_succeed (cli, builder);
}

static RkExit
add (RkCli  *cli,
     int     argc,
     char  **argv)
{
  g_autoptr(RkLibrary) library = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) added = NULL;
  g_autoptr(GError) error = NULL;

  if (!rk_cli_parse (cli, NULL, _ ("URL|FILE"), &argc, &argv))
    return RK_EXIT_USAGE;
  if (argc != 2)
    return rk_cli_usage (cli, "%s", _ ("library add takes the URL or file of a manifest or catalogue"));

  library = rk_library_new ();
  rk_library_add_async (library, argv[1], cli->cancellable, rk_cli_wait_cb, &result);
  rk_cli_wait (&result);
  added = rk_library_add_finish (library, result, &error);
  if (added == NULL)
    return rk_cli_fail (cli, error);

  for (guint i = 0; i < added->len; i++)
    print_entry (cli, added->pdata[i], 0);
  return rk_cli_succeed (cli, NULL);
}

static RkExit
remove_entry (RkCli  *cli,
              int     argc,
              char  **argv)
{
  g_autoptr(RkLibrary) library = NULL;
  g_autoptr(RkLibraryEntry) entry = NULL;
  g_autoptr(GError) error = NULL;
  RkLibraryEntry *found;

  if (!rk_cli_parse (cli, NULL, _ ("NAME|ID|URL"), &argc, &argv))
    return RK_EXIT_USAGE;
  if (argc != 2)
    return rk_cli_usage (cli, "%s", _ ("library remove takes a name, an id or the URL it was added from"));

  library = rk_library_new ();
  found = rk_library_find (library, argv[1], &error);
  if (found == NULL)
    return rk_cli_fail (cli, error);
  entry = g_object_ref (found);
  if (!rk_library_remove (library, entry, &error))
    return rk_cli_fail (cli, error);

  rk_cli_print (cli, _ ("✓ %s is no longer in the library."), rk_library_entry_get_title (entry));
  return rk_cli_succeed (cli, NULL);
}

/* Its help and its complaints name it whole: "library list". */
static RkExit
run_action (RkCli             *cli,
            RkCliCommandFunc   run,
            int                argc,
            char             **argv)
{
  char *own = argv[0];
  g_autofree char *whole = g_strconcat ("library ", own, NULL);
  RkExit code;

  argv[0] = whole;
  code = run (cli, argc, argv);
  argv[0] = own;
  return code;
}

/**
 * rk_cmd_library:
 *
 * rekindle-cli library list | get NAME|ID [DIRECTORY] | add URL|FILE | remove NAME|ID|URL
 */
RkExit
rk_cmd_library (RkCli  *cli,
                int     argc,
                char  **argv)
{
  static const struct
  {
    const char       *name;
    RkCliCommandFunc  run;
  } actions[] = {
    { "list", list },
    { "get", get },
    { "add", add },
    { "remove", remove_entry },
  };

  for (gsize i = 0; argc > 1 && i < G_N_ELEMENTS (actions); i++)
    if (g_str_equal (argv[1], actions[i].name))
      return run_action (cli, actions[i].run, argc - 1, argv + 1);

  if (argc > 1 && g_str_equal (argv[1], "--help"))
    {
      g_print ("%s\n", _ ("Usage: rekindle-cli library list|get|add|remove …\n"
                          "“rekindle-cli library list --help” tells the options of one of them."));
      return RK_EXIT_DONE;
    }

  return rk_cli_usage (cli, "%s", _ ("library takes list, get, add or remove"));
}
