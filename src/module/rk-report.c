/* rk-report.c: all that somebody needs to know who is asked for help
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A report listens to a module from when it is made.  It is in English, whatever the
 * person speaks: who helps may speak another language.
 */

#include "rk-report.h"

#ifdef G_OS_UNIX
#include <sys/utsname.h>
#endif

#include "rk-boot-reader.h"
#include "rk-port-list.h"
#include "rk-report-mask.h"

/* Of what the module said the last is kept: a start and what led to it. */
#define TEXT_MAX (16 * 1024)

#define HISTORY_MAX 60

/* Lines of the trace: the last ones are those that matter. */
#define TRACE_LINES 400

struct _RkReport
{
  RkModule   *module;
  RkTraceLog *trace; /* the owner's */
  GString    *facts;
  GQueue      history; /* char * */
  GByteArray *said;
  guint       said_baud;
  char       *outcome;
};

/* -- What is noted on the way --------------------------------------------- */

G_GNUC_PRINTF (2, 3)
static void
note (RkReport   *self,
      const char *format,
      ...)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%H:%M:%S");
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);

  g_queue_push_tail (&self->history, g_strdup_printf ("%s %s", time, what));
  if (g_queue_get_length (&self->history) > HISTORY_MAX)
    g_free (g_queue_pop_head (&self->history));
}

static void
port_cb (RkReport *self)
{
  const char *port = rk_module_get_port (self->module);

  if (port != NULL)
    note (self, "%s chosen", port);
}

static void
lost_cb (RkReport *self)
{
  note (self, rk_module_get_lost (self->module) ? "the port has gone" : "the port is there");
}

static void
state_cb (RkReport *self)
{
  RkModuleState state = rk_module_get_state (self->module);

  if (state == RK_MODULE_STATE_OPENING || state == RK_MODULE_STATE_CLOSED || state == RK_MODULE_STATE_FAILED ||
      state == RK_MODULE_STATE_CANCELLED || state == RK_MODULE_STATE_RESETTING || state == RK_MODULE_STATE_WRITING)
    note (self, "%s", rk_module_state_get_nick (state));
}

static void
received_cb (RkReport *self,
             GBytes   *bytes,
             guint     baud,
             gint64    time_us)
{
  gsize count;
  const guint8 *data = g_bytes_get_data (bytes, &count);

  self->said_baud = baud;
  g_byte_array_append (self->said, data, (guint)count);
  if (self->said->len > 2 * TEXT_MAX)
    g_byte_array_remove_range (self->said, 0, self->said->len - TEXT_MAX);
}

/**
 * rk_report_new:
 * @module: what is reported on; outlives the report
 * @trace: what goes over its line; outlives the report
 *
 * Returns: (transfer full): a report that notes what happens to the module
 */
RkReport *
rk_report_new (RkModule   *module,
               RkTraceLog *trace)
{
  RkReport *self = g_new0 (RkReport, 1);

  self->module = module;
  self->trace = trace;
  self->facts = g_string_new (NULL);
  self->said = g_byte_array_new ();
  g_queue_init (&self->history);
  g_signal_connect_swapped (module, "notify::port", G_CALLBACK (port_cb), self);
  g_signal_connect_swapped (module, "notify::lost", G_CALLBACK (lost_cb), self);
  g_signal_connect_swapped (module, "notify::state", G_CALLBACK (state_cb), self);
  g_signal_connect_swapped (module, "received", G_CALLBACK (received_cb), self);
  port_cb (self);
  return self;
}

/**
 * rk_report_free:
 * @self: (transfer full): a report
 */
void
rk_report_free (RkReport *self)
{
  g_signal_handlers_disconnect_by_data (self->module, self);
  g_string_free (self->facts, TRUE);
  g_byte_array_unref (self->said);
  g_queue_clear_full (&self->history, g_free);
  g_free (self->outcome);
  g_free (self);
}

/**
 * rk_report_add_fact:
 * @self: a report
 * @name: what it is: "GTK"
 * @value: (nullable): "4.8.3"
 *
 * For what only the program knows.
 */
void
rk_report_add_fact (RkReport   *self,
                    const char *name,
                    const char *value)
{
  g_string_append_printf (self->facts, "%-12s %s\n", name, value != NULL ? value : "unknown");
}

/**
 * rk_report_set_outcome:
 * @self: a report
 * @outcome: (nullable): what the person was told of the last job
 */
void
rk_report_set_outcome (RkReport   *self,
                       const char *outcome)
{
  g_free (self->outcome);
  self->outcome = g_strdup (outcome);
}

/* -- The text ------------------------------------------------------------- */

static void
begin_part (GString    *text,
            const char *title)
{
  g_string_append_printf (text, "\n== %s ==\n", title);
}

static void
write_system (GString *text)
{
  g_autofree char *name = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);

  g_string_append_printf (text, "%-12s %u.%u.%u\n", "GLib", glib_major_version, glib_minor_version, glib_micro_version);
  g_string_append_printf (text, "%-12s %s", "System", name != NULL ? name : "unknown");
#ifdef G_OS_UNIX
  {
    struct utsname system;

    if (uname (&system) == 0)
      g_string_append_printf (text, ", %s %s, %s", system.sysname, system.release, system.machine);
  }
#endif
  g_string_append_c (text, '\n');
}

/* The kernel's driver, where the system tells it. */
static char *
dup_driver (const char *port)
{
#ifdef __linux__
  g_autofree char *tty = g_path_get_basename (port);
  g_autofree char *link = g_build_filename ("/sys/class/tty", tty, "device", "driver", NULL);
  g_autofree char *target = g_file_read_link (link, NULL);

  return target != NULL ? g_path_get_basename (target) : NULL;
#else
  return NULL;
#endif
}

static void
write_adapter (GString    *text,
               const char *port)
{
  g_autoptr(GPtrArray) ports = rk_port_list_new ();
  g_autofree char *driver = dup_driver (port);

  for (guint i = 0; i < ports->len; i++)
    {
      RkPort *known = ports->pdata[i];

      if (g_strcmp0 (rk_port_get_name (known), port) != 0)
        continue;
      g_string_append_printf (text, "%-12s %s\n", "Adapter", rk_port_get_title (known));
      if (rk_port_is_usb (known))
        g_string_append_printf (text, "%-12s %04x:%04x %s %s\n", "USB", rk_port_get_usb_vid (known), rk_port_get_usb_pid (known),
                                rk_port_get_manufacturer (known) != NULL ? rk_port_get_manufacturer (known) : "",
                                rk_port_get_product (known) != NULL ? rk_port_get_product (known) : "");
    }
  if (driver != NULL)
    g_string_append_printf (text, "%-12s %s\n", "Driver", driver);
}

static void
write_port (RkReport *self,
            GString  *text)
{
  const char *port = rk_module_get_port (self->module);

  begin_part (text, "Port");
  g_string_append_printf (text, "%-12s %s\n", "Port", port != NULL ? port : "none");
  g_string_append_printf (text, "%-12s %s\n", "State", rk_module_state_get_nick (rk_module_get_state (self->module)));
  g_string_append_printf (text, "%-12s %u baud\n", "Console", rk_module_get_baud (self->module));
  if (port != NULL)
    write_adapter (text, port);
  for (GList *line = self->history.head; line != NULL; line = line->next)
    g_string_append_printf (text, "  %s\n", (const char *)line->data);
}

static void
write_chip (RkReport *self,
            GString  *text)
{
  const RkChipInfo *chip = rk_module_get_chip (self->module);
  g_autofree char *mac = NULL;

  begin_part (text, "Module");
  if (chip == NULL)
    {
      g_string_append (text, "not identified\n");
      return;
    }

  mac = rk_chip_info_format_mac (chip);
  g_string_append_printf (text, "%-12s %s, %u MHz\n", "Chip", chip->name, chip->crystal_mhz);
  g_string_append_printf (text, "%-12s %s\n", "MAC", mac);
  g_string_append_printf (text, "%-12s 0x%06x %s, 0x%x bytes\n", "Flash", chip->jedec_id,
                          chip->flash_vendor != NULL ? chip->flash_vendor : "(unknown maker)", chip->flash_size);
}

static void
write_files (RkReport *self,
             GString  *text)
{
  RkPlan *plan = rk_module_get_written (self->module);

  begin_part (text, "What was flashed last");
  if (plan == NULL)
    {
      g_string_append (text, "nothing since the program was started\n");
      return;
    }

  for (guint i = 0; i < rk_plan_get_n_rows (plan); i++)
    {
      RkPlanRow *row = rk_plan_get_row (plan, i);
      const RkFileInfo *info = rk_plan_row_get_info (row);
      g_autofree char *summary = rk_finding_fill (info->description, info->description->summary, NULL);

      if (!rk_plan_row_get_enabled (row))
        continue;
      g_string_append_printf (text, "0x%06" G_GINT64_MODIFIER "x %s, %" G_GSIZE_FORMAT " bytes\n  %s\n  SHA-256 %s\n",
                              rk_plan_row_get_offset (row), rk_plan_row_get_name (row), rk_plan_row_get_size (row), summary,
                              info->sha256);
    }
}

static void
append_finding (GString         *text,
                const RkFinding *finding)
{
  static const char *const severities[] = { "good", "info", "warning", "error" };
  g_autofree char *summary = rk_finding_fill (finding, finding->summary, NULL);
  g_autofree char *cause = rk_finding_fill (finding, finding->cause, NULL);

  g_string_append_printf (text, "%s %s: %s%s%s\n", severities[finding->severity], finding->id, summary,
                          cause != NULL ? " " : "", cause != NULL ? cause : "");
}

static void
write_findings (RkReport *self,
                GString  *text)
{
  GPtrArray *findings = rk_module_get_findings (self->module);

  begin_part (text, "What the last job came to");
  if (self->outcome != NULL)
    g_string_append_printf (text, "%s\n", self->outcome);
  for (guint i = 0; i < findings->len; i++)
    append_finding (text, findings->pdata[i]);
  if (self->outcome == NULL && findings->len == 0)
    g_string_append (text, "nothing was noticed\n");
}

static void
boot_finding_cb (const RkFinding *finding,
                 guint64          line,
                 guint64          offset,
                 gpointer         text)
{
  append_finding (text, finding);
}

/* Printable, and no line without end. */
static void
append_said (GString          *text,
             const GByteArray *said)
{
  g_autofree char *valid = g_utf8_make_valid ((const char *)said->data, (gssize)said->len);

  for (char *c = valid; *c != '\0'; c++)
    if ((guchar)*c < ' ' && *c != '\n' && *c != '\t')
      *c = *c == '\r' ? ' ' : '.';
  g_string_append (text, valid);
  if (text->str[text->len - 1] != '\n')
    g_string_append_c (text, '\n');
}

static void
write_said (RkReport *self,
            GString  *text)
{
  g_autoptr(RkBootReader) reader = rk_boot_reader_new ();

  begin_part (text, "What the module said");
  if (self->said->len == 0)
    {
      g_string_append (text, "nothing\n");
      return;
    }
  if (self->said->len > TEXT_MAX)
    g_byte_array_remove_range (self->said, 0, self->said->len - TEXT_MAX);

  g_string_append_printf (text, "(last read at %u baud)\n", self->said_baud);
  append_said (text, self->said);
  begin_part (text, "What that means");
  rk_boot_reader_set_finding_func (reader, boot_finding_cb, text);
  rk_boot_reader_push (reader, self->said->data, self->said->len);
  rk_boot_reader_finish (reader);
}

static void
write_trace (RkReport *self,
             GString  *text)
{
  g_autofree char *all = rk_trace_log_dup (self->trace);
  g_autofree char *reduced = rk_report_reduce_trace (all);
  const char *start = reduced + strlen (reduced);

  for (guint lines = 0; start > reduced; start--)
    if (start[-1] == '\n' && ++lines > TRACE_LINES)
      break;

  begin_part (text, "On the line (the last job; only what frames begin with)");
  g_string_append (text, *start != '\0' ? start : "nothing\n");
}

/**
 * rk_report_make:
 * @self: a report
 *
 * Returns: (transfer full): the report as text, without passwords, names of networks,
 *   and who and where the person is
 */
char *
rk_report_make (RkReport *self)
{
  const RkChipInfo *chip = rk_module_get_chip (self->module);
  g_autofree char *mac = chip != NULL ? rk_chip_info_format_mac (chip) : NULL;
  const RkReportPerson person = {
    .home = g_get_home_dir (),
    .user = g_get_user_name (),
    .real_name = g_get_real_name (),
    .host = g_get_host_name (),
    .own_mac = mac,
  };
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *date = g_date_time_format (now, "%Y-%m-%d %H:%M UTC");
  g_autoptr(GString) text = g_string_new (NULL);

  g_string_append_printf (text, "Problem report, %s\n%s", date, self->facts->str);
  write_system (text);
  write_port (self, text);
  write_chip (self, text);
  write_files (self, text);
  write_findings (self, text);
  write_said (self, text);
  write_trace (self, text);
  return rk_report_mask (text->str, &person);
}
