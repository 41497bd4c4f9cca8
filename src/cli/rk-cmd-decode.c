/* rk-cmd-decode.c: rekindle-cli decode
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "rk-cli.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#ifdef G_OS_WIN32
#include <fcntl.h>
#include <io.h>
#endif

#include "rk-boot-reader.h"
#include "rk-decode-json.h"
#include "rk-decode-text.h"
#include "rk-symbols.h"

/* What is read, and written, at once. */
#define CHUNK (256 * 1024)

/*
 * json: whether JSON is written, else text
 * out: what is not yet written
 * last: the start that is over
 * symbols: (nullable): of the program that crashed
 * modes: the boot modes so far, each that differs from the one before; a loop of
 *   two alternating ones fills no memory
 */
typedef struct
{
  gboolean      json;
  GString      *out;
  RkDecodeText *text;
  RkBootReader *reader;
  RkSymbols    *symbols;
  RkBootSection last;
  int           modes[16][2];
  guint         n_modes;
} Decode;

static void
flush (Decode *decode)
{
  fwrite (decode->out->str, 1, decode->out->len, stdout);
  g_string_truncate (decode->out, 0);
}

static void
note_mode (Decode           *decode,
           const RkBootFact *fact)
{
  int mode[2] = { (int)fact->values[1], (int)fact->values[2] };

  if (mode[0] < 0 || decode->n_modes == G_N_ELEMENTS (decode->modes) ||
      (decode->n_modes > 0 && memcmp (decode->modes[decode->n_modes - 1], mode, sizeof mode) == 0))
    return;

  memcpy (decode->modes[decode->n_modes++], mode, sizeof mode);
}

static void
add_places (Decode           *decode,
            const RkBootFact *fact)
{
  RkBootCode codes[RK_BOOT_FACT_N_VALUES];
  guint count = rk_boot_fact_get_codes (fact, codes);

  for (guint i = 0; i < count; i++)
    {
      g_autofree char *place = rk_symbols_dup_place (decode->symbols, codes[i].instruction);

      if (place != NULL && decode->json)
        rk_decode_json_add_place (decode->out, fact->line, codes[i].address, place);
      else if (place != NULL)
        rk_decode_text_add_place (decode->text, fact->line, codes[i].address, place);
    }
}

static void
fact_cb (const RkBootFact *fact,
         gpointer          user_data)
{
  Decode *decode = user_data;
  const RkBootReport *report = rk_boot_reader_get_report (decode->reader);
  RkBootLabel labels[RK_BOOT_MAX_LABELS];
  guint count;

  if (!decode->json)
    {
      rk_decode_text_add_fact (decode->text, fact, report);
    }
  else
    {
      if (fact->kind == RK_BOOT_FACT_START)
        note_mode (decode, fact);
      count = rk_boot_fact_get_labels (fact, report, labels);
      for (guint i = 0; i < count; i++)
        rk_decode_json_add_label (decode->out, fact->line, &labels[i]);
    }

  if (decode->symbols != NULL)
    add_places (decode, fact);
}

static void
finding_cb (const RkFinding *finding,
            guint64          line,
            guint64          offset,
            gpointer         user_data)
{
  Decode *decode = user_data;

  if (decode->json)
    rk_decode_json_add_finding (decode->out, line, finding);
  else
    rk_decode_text_add_finding (decode->text, finding, line);
}

/* A run of equal starts is told when it is over. */
static void
end_loop (Decode *decode)
{
  if (decode->json && decode->last.n_same > 1)
    rk_decode_json_add_loop (decode->out, &decode->last);
}

static void
section_cb (const RkBootSection *section,
            const RkBootStart   *start,
            gpointer             user_data)
{
  Decode *decode = user_data;

  if (!section->same_as_previous)
    end_loop (decode);
  decode->last = *section;
  if (!decode->json)
    rk_decode_text_add_section (decode->text, section, start);
}

static gboolean
fail_read (const char  *path,
           GError     **error)
{
  int code = errno;

  g_set_error (error, G_FILE_ERROR, (int)g_file_error_from_errno (code), "%s: %s", path, g_strerror (code));
  return FALSE;
}

static gboolean
read_all (RkCli       *cli,
          Decode      *decode,
          FILE        *file,
          const char  *path,
          GError     **error)
{
  g_autofree guint8 *buffer = g_malloc (CHUNK);
  gsize count;

  while ((count = fread (buffer, 1, CHUNK, file)) > 0)
    {
      if (g_cancellable_set_error_if_cancelled (cli->cancellable, error))
        return FALSE;
      rk_boot_reader_push (decode->reader, buffer, count);
      if (decode->out->len > CHUNK)
        flush (decode);
    }

  return ferror (file) == 0 || fail_read (path, error);
}

static gboolean
read_path (RkCli       *cli,
           Decode      *decode,
           const char  *path,
           GError     **error)
{
  FILE *file;
  gboolean done;

#ifdef G_OS_WIN32
  _setmode (_fileno (stdin), _O_BINARY);
#endif
  if (strcmp (path, "-") == 0)
    return read_all (cli, decode, stdin, path, error);

  file = g_fopen (path, "rb");
  if (file == NULL)
    return fail_read (path, error);
  done = read_all (cli, decode, file, path, error);
  fclose (file);
  return done;
}

static void
add_modes (Decode *decode)
{
  if (decode->n_modes < 2)
    return;

  g_string_append (decode->out, "{\"event\":\"fact\",\"name\":\"boot_modes\",\"value\":[");
  for (guint i = 0; i < decode->n_modes; i++)
    g_string_append_printf (decode->out, "%s[%d,%d]", i > 0 ? "," : "", decode->modes[i][0], decode->modes[i][1]);
  g_string_append (decode->out, "]}\n");
}

static void
finish (Decode *decode)
{
  RkBootSummary summary;

  rk_boot_reader_finish (decode->reader);
  end_loop (decode);
  if (decode->json)
    {
      add_modes (decode);
      rk_boot_summary_init (&summary, rk_boot_reader_get_report (decode->reader));
      rk_decode_json_add_summary (decode->out, &summary);
    }
  else
    {
      rk_decode_text_finish (decode->text, rk_boot_reader_get_report (decode->reader));
    }
  flush (decode);
}

/**
 * rk_cmd_decode:
 *
 * rekindle-cli decode FILE
 */
RkExit
rk_cmd_decode (RkCli  *cli,
               int     argc,
               char  **argv)
{
  g_autofree char *elf = NULL;
  const GOptionEntry entries[] = {
    { "elf", 0, 0, G_OPTION_ARG_FILENAME, &elf, N_ ("the ELF file of the program, to say in which lines it crashed"), N_ ("FILE") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &cli->json, N_ ("print one JSON object a line"), NULL },
    { NULL },
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(GString) out = g_string_sized_new (2 * CHUNK);
  g_autoptr(RkBootReader) reader = rk_boot_reader_new ();
  g_autoptr(RkDecodeText) text = rk_decode_text_new (out);
  g_autoptr(RkSymbols) symbols = NULL;
  Decode decode = { .out = out, .text = text, .reader = reader };

  if (!rk_cli_parse (cli, entries, _ ("FILE"), &argc, &argv))
    return RK_EXIT_USAGE;
  if (argc != 2)
    return rk_cli_usage (cli, "%s", _ ("decode takes one file, or “-” for standard input"));

  if (elf != NULL && (symbols = rk_symbols_open (elf, &error)) == NULL)
    return rk_cli_fail (cli, error);

  decode.json = cli->json;
  decode.symbols = symbols;
  rk_boot_reader_set_fact_func (reader, fact_cb, &decode);
  rk_boot_reader_set_finding_func (reader, finding_cb, &decode);
  rk_boot_reader_set_section_func (reader, section_cb, &decode);
  if (!read_path (cli, &decode, argv[1], &error))
    {
      flush (&decode);
      return rk_cli_fail (cli, error);
    }

  finish (&decode);
  return RK_EXIT_DONE;
}
