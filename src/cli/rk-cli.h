/* rk-cli.h: what the commands of rekindle-cli share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#include "rk-finding.h"
#include "rk-job-options.h"
#include "rk-library.h"
#include "rk-module.h"

G_BEGIN_DECLS

/* Exit codes: scripts rely on them. */
typedef enum
{
  RK_EXIT_DONE      = 0,   /* done and proven */
  RK_EXIT_FAILED    = 1,
  RK_EXIT_USAGE     = 2,
  RK_EXIT_PORT      = 3,   /* missing, busy, no permission, gone */
  RK_EXIT_NO_ANSWER = 4,   /* the module does not answer */
  RK_EXIT_DIFFERS   = 5,   /* content differs */
  RK_EXIT_REFUSED   = 6,   /* by a check; --force overrides it where offered */
  RK_EXIT_CANCELLED = 130,
} RkExit;

/**
 * RkCli:
 * @port: (nullable): from --port
 * @baud: from --baud, 0 if it was not given
 * @json: one JSON object a line on stdout instead of text
 * @trace: every byte of the line on stderr
 * @no_progress: the terminal is for something else
 * @cancellable: cancelled by Ctrl+C
 *
 * The options before the command.
 */
typedef struct
{
  char         *port;
  int           baud;
  gboolean      json;
  gboolean      trace;
  gboolean      no_progress;
  GCancellable *cancellable;
} RkCli;

/**
 * RkCliCommandFunc:
 * @argv: the command's own arguments, @argv[0] its name; may be reordered
 *
 * Returns: the exit code
 */
typedef RkExit (*RkCliCommandFunc) (RkCli  *cli,
                                    int     argc,
                                    char  **argv);

RkExit       rk_cmd_ports          (RkCli                *cli,
                                    int                   argc,
                                    char                **argv);
RkExit       rk_cmd_info           (RkCli                *cli,
                                    int                   argc,
                                    char                **argv);
RkExit       rk_cmd_flash          (RkCli                *cli,
                                    int                   argc,
                                    char                **argv);
RkExit       rk_cmd_erase          (RkCli                *cli,
                                    int                   argc,
                                    char                **argv);
RkExit       rk_cmd_read           (RkCli                *cli,
                                    int                   argc,
                                    char                **argv);
RkExit       rk_cmd_backup         (RkCli                *cli,
                                    int                   argc,
                                    char                **argv);
RkExit       rk_cmd_restore        (RkCli                *cli,
                                    int                   argc,
                                    char                **argv);
RkExit       rk_cmd_report         (RkCli                *cli,
                                    int                   argc,
                                    char                **argv);
RkExit       rk_cmd_verify         (RkCli                *cli,
                                    int                   argc,
                                    char                **argv);
RkExit       rk_cmd_image          (RkCli                *cli,
                                    int                   argc,
                                    char                **argv);
RkExit       rk_cmd_at             (RkCli                *cli,
                                    int                   argc,
                                    char                **argv);
RkExit       rk_cmd_cloud_update   (RkCli                *cli,
                                    int                   argc,
                                    char                **argv);
RkExit       rk_cmd_decode         (RkCli                *cli,
                                    int                   argc,
                                    char                **argv);
RkExit       rk_cmd_library        (RkCli                *cli,
                                    int                   argc,
                                    char                **argv);
RkExit       rk_cmd_serve          (RkCli                *cli,
                                    int                   argc,
                                    char                **argv);
RkExit       rk_cmd_wiring         (RkCli                *cli,
                                    int                   argc,
                                    char                **argv);

RkExit       rk_cmd_console        (RkCli                *cli,
                                    int                   argc,
                                    char                **argv);

/* Arguments */
gboolean     rk_cli_parse          (RkCli                *cli,
                                    const GOptionEntry   *entries,
                                    const char           *usage,
                                    int                  *argc,
                                    char               ***argv);
RkExit       rk_cli_usage          (RkCli                *cli,
                                    const char           *format,
                                    ...) G_GNUC_PRINTF (2, 3);
RkJobOptions rk_cli_get_options    (const RkCli          *cli);
gboolean     rk_cli_parse_range    (gboolean              all,
                                    int                   argc,
                                    char                **argv,
                                    guint32               unit,
                                    guint32              *offset,
                                    guint32              *length);
gboolean     rk_cli_parse_before   (const char           *name,
                                    RkLoaderBefore       *before);
gboolean     rk_cli_parse_after    (const char           *name,
                                    RkAfter              *after);

/* The module on the port that was asked for, its progress shown; NULL with the
 * exit code set. */
RkModule    *rk_cli_open_module    (RkCli                *cli,
                                    RkExit               *exit_code);
RkModule    *rk_cli_open_module_for (RkCli               *cli,
                                    const RkJobOptions   *options,
                                    RkLibraryFlags        flags,
                                    int                   argc,
                                    char                **argv,
                                    RkPlan              **plan,
                                    RkExit               *code);
guint        rk_cli_patience_ms    (void);
void         rk_cli_wait           (GAsyncResult        **result);
void         rk_cli_wait_cb        (GObject              *object,
                                    GAsyncResult         *result,
                                    gpointer              user_data);

/* Firmware of the library */
RkPlan      *rk_cli_fetch          (RkCli                *cli,
                                    RkLibrary            *library,
                                    RkLibraryEntry       *entry,
                                    guint32               flash_size,
                                    RkLibraryFlags        flags,
                                    GError              **error);
gboolean     rk_cli_save           (RkCli                *cli,
                                    RkLibrary            *library,
                                    RkLibraryEntry       *entry,
                                    guint32               flash_size,
                                    RkLibraryFlags        flags,
                                    const char           *path,
                                    GError              **error);

/* Input */
char        *rk_cli_ask            (const char           *name,
                                    gboolean              is_secret);

/* Output: results on stdout, progress and complaints on stderr */
void         rk_cli_watch_progress (RkCli                *cli,
                                    RkModule             *module);
char        *rk_cli_format_bar     (const char           *label,
                                    guint64               done,
                                    guint64               total,
                                    double                rate);
void         rk_cli_print          (RkCli                *cli,
                                    const char           *format,
                                    ...) G_GNUC_PRINTF (2, 3);
void         rk_cli_print_field    (RkCli                *cli,
                                    const char           *indent,
                                    const char           *name,
                                    const char           *format,
                                    ...) G_GNUC_PRINTF (4, 5);
void         rk_cli_print_finding  (RkCli                *cli,
                                    const RkFinding      *finding);
void         rk_cli_show_finding   (RkCli                *cli,
                                    const RkFinding      *finding);
void         rk_cli_emit           (RkCli                *cli,
                                    JsonBuilder          *object);
JsonBuilder *rk_cli_event          (const char           *event);
void         rk_cli_set_string     (JsonBuilder          *builder,
                                    const char           *name,
                                    const char           *value);
void         rk_cli_set_int        (JsonBuilder          *builder,
                                    const char           *name,
                                    gint64                value);
void         rk_cli_emit_failure   (RkCli                *cli,
                                    RkExit                code,
                                    const char           *message);
RkExit       rk_cli_fail           (RkCli                *cli,
                                    const GError         *error);
RkExit       rk_cli_succeed        (RkCli                *cli,
                                    JsonBuilder          *result);
RkExit       rk_cli_tell_flash     (RkCli                *cli,
                                    const RkFlashResult  *result);

G_END_DECLS
