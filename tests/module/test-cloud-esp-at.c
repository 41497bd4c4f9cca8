/* test-cloud-esp-at.c: ESP-AT updates itself: another loader, other commands, and 4
 * means that it is done
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * At the other end is a script, not firmware: what ESP-AT 2.2 says to each command
 * (Basic_AT_Commands.rst and at_ota_cmd.c of espressif/esp-at) and what its boot
 * loader prints.
 */

#include <string.h>

#include "rk-deadline.h"
#include "rk-module-cloud.h"

#define BOOT_BAUD 74880
#define AT_BAUD   115200

#define ROM                                                                                                      \
  "\r\n ets Jan  8 2013,rst cause:2, boot mode:(3,6)\r\n\r\n"                                                    \
  "load 0x40100000, len 7264, room 16 \r\ntail 0\r\nchksum 0x06\r\n"                                             \
  "load 0x3ffe8408, len 24, room 8 \r\ntail 0\r\nchksum 0x94\r\ncsum 0x94\r\n"
#define LOADER(offset)                                                                                           \
  ROM "I (44) boot: ESP-IDF v3.4-22-g967752e2 2nd stage bootloader\r\nI (44) boot: compile time 15:30:21\r\n"    \
      "I (56) boot: SPI Flash Size : 2MB\r\nI (260) boot: Loaded app from partition at offset " offset "\r\n"

/* What the adapter delivers when the module is already in reset again. */
#define HELD_BACK "Fatal exception (28):\r\nepc1=0x40100003, epc2=0x00000000, epc3=0x00000000, excvaddr=0x00000014\r\n"

/* What the module says from the update's beginning on, and what it is then. */
typedef struct
{
  const char    *name;
  const char    *wanted;
  const char    *command;
  const char    *answer;
  gboolean       updates;
  RkCloudOutcome outcome;
  RkCloudStage   stage;
} Case;

#define C(n) "+CIPUPDATE:" n "\r\n"

/* With a version asked for, 2 and 3 are not told. */
static const Case cases[] = {
  { "newest", NULL, "AT+CIUPDATE", C ("1") C ("2") C ("3") C ("4") "\r\nOK\r\n", TRUE, RK_CLOUD_UPDATED,
    RK_CLOUD_STAGE_FILE },
  { "wanted", "v2.3.0.0", "AT+CIUPDATE=0,\"v2.3.0.0\",\"ota\",0", C ("1") C ("4") "\r\nOK\r\n", TRUE,
    RK_CLOUD_UPDATED, RK_CLOUD_STAGE_FILE },
  { "no-name", NULL, "AT+CIUPDATE", "\r\nERROR\r\n", FALSE, RK_CLOUD_NO_NAME, RK_CLOUD_STAGE_NONE },
  { "no-server", NULL, "AT+CIUPDATE", C ("1") "\r\nERROR\r\n", FALSE, RK_CLOUD_NO_SERVER, RK_CLOUD_STAGE_FOUND },
  { "no-version", NULL, "AT+CIUPDATE", C ("1") C ("2") "\r\nERROR\r\n", FALSE, RK_CLOUD_NO_ANSWER,
    RK_CLOUD_STAGE_CONNECTED },
  { "broken-off", NULL, "AT+CIUPDATE", C ("1") C ("2") C ("3") "\r\nERROR\r\n", FALSE, RK_CLOUD_BROKEN_OFF,
    RK_CLOUD_STAGE_VERSION },
  { "failed", NULL, "AT+CIUPDATE", C ("1") C ("2") C ("3") C ("-1"), FALSE, RK_CLOUD_BROKEN_OFF,
    RK_CLOUD_STAGE_VERSION },
  { "silent", NULL, "AT+CIUPDATE", C ("1") C ("2") C ("3"), FALSE, RK_CLOUD_BROKEN_OFF, RK_CLOUD_STAGE_VERSION },
  { "old-slot", NULL, "AT+CIUPDATE", C ("1") C ("2") C ("3") C ("4") "\r\nOK\r\n", FALSE, RK_CLOUD_OLD_SLOT,
    RK_CLOUD_STAGE_FILE },
};

/* -- The module ----------------------------------------------------------- */

#define ESP_AT_TYPE_LINK (esp_at_link_get_type ())

G_DECLARE_FINAL_TYPE (EspAtLink, esp_at_link, ESP_AT, LINK, RkLink)

struct _EspAtLink
{
  RkLink parent_instance;

  GString *output;
  gboolean in_reset;
  gboolean updated;
};

G_DEFINE_FINAL_TYPE (EspAtLink, esp_at_link, RK_TYPE_LINK)

static const Case *present;
static GString *commands; /* that the module has got; written by one thread at a time */

static gboolean
esp_at_link_open (RkLink        *link,
                  GCancellable  *cancellable,
                  GError       **error)
{
  return TRUE;
}

static void
esp_at_link_close (RkLink *link)
{
}

static void
boot (EspAtLink *self)
{
  guint baud = rk_link_get_baud (RK_LINK (self));

  if (baud == BOOT_BAUD)
    g_string_append (self->output, self->updated ? LOADER ("0x110000") : LOADER ("0x10000"));
  else if (baud == AT_BAUD)
    g_string_append (self->output, "\x92\xe0\xfc\r\n\r\nready\r\n");
}

static gboolean
esp_at_link_set_lines (RkLink    *link,
                       gboolean   dtr,
                       gboolean   rts,
                       GError   **error)
{
  EspAtLink *self = ESP_AT_LINK (link);
  gboolean released = self->in_reset && !rts;

  if (rts && !self->in_reset)
    g_string_append (self->output, HELD_BACK);
  self->in_reset = rts;
  if (released)
    boot (self);
  return TRUE;
}

static gboolean
esp_at_link_set_baud (RkLink   *link,
                      guint     baud,
                      GError  **error)
{
  return TRUE;
}

static gboolean
esp_at_link_discard_input (RkLink   *link,
                           GError  **error)
{
  g_string_truncate (ESP_AT_LINK (link)->output, 0);
  return TRUE;
}

static gssize
esp_at_link_read (RkLink        *link,
                  guint8        *buffer,
                  gsize          count,
                  gint64         deadline,
                  GCancellable  *cancellable,
                  GError       **error)
{
  EspAtLink *self = ESP_AT_LINK (link);

  while (self->output->len == 0 && !rk_deadline_passed (deadline))
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return -1;
      g_usleep (1000);
    }

  count = MIN (count, self->output->len);
  memcpy (buffer, self->output->str, count);
  g_string_erase (self->output, 0, (gssize)count);
  return (gssize)count;
}

static const char *
get_version (EspAtLink *self)
{
  return self->updated
           ? "AT version:2.3.0.0(s-9c7ad1f - ESP8266 - Aug 11 2025 06:44:05)\r\nSDK version:v3.4\r\n"
             "Bin version:v2.3.0.0(WROOM-02)\r\n\r\nOK\r\n"
           : "AT version:2.2.0.0(c6fa6bf - ESP8266 - Jul  2 2021 06:44:05)\r\nSDK version:v3.4-22-g967752e2\r\n"
             "Bin version:2.2.0(WROOM-02)\r\n\r\nOK\r\n";
}

static void
answer (EspAtLink  *self,
        const char *command)
{
  if (g_str_equal (command, "AT+GMR"))
    g_string_append (self->output, get_version (self));
  else if (g_str_equal (command, "AT+CIFSR"))
    g_string_append (self->output, "+CIFSR:STAIP,\"10.0.0.7\"\r\n+CIFSR:STAMAC,\"5c:cf:7f:12:34:56\"\r\n\r\nOK\r\n");
  else if (g_str_has_prefix (command, "AT+CWJAP="))
    g_string_append (self->output, "WIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n");
  else if (g_str_has_prefix (command, "AT+CIUPDATE"))
    {
      g_string_append (self->output, present->answer);
      self->updated = present->updates;
      if (g_str_has_suffix (present->answer, "OK\r\n"))
        boot (self);
    }
  else if (g_str_equal (command, "AT") || g_str_equal (command, "AT+CWMODE=1") ||
           g_str_has_prefix (command, "AT+CIPDNS=1,"))
    g_string_append (self->output, "\r\nOK\r\n");
  else
    g_string_append (self->output, "\r\nERROR\r\n");
}

static gboolean
esp_at_link_write (RkLink        *link,
                   const guint8  *bytes,
                   gsize          count,
                   gint64         deadline,
                   GCancellable  *cancellable,
                   GError       **error)
{
  EspAtLink *self = ESP_AT_LINK (link);
  g_autofree char *text = g_strndup ((const char *)bytes, count);

  if (rk_link_get_baud (link) != AT_BAUD)
    return TRUE;

  g_string_append_len (self->output, (const char *)bytes, (gssize)count);
  g_string_append_len (commands, (const char *)bytes, (gssize)count);
  text[strcspn (text, "\r\n")] = '\0';
  answer (self, text);
  return TRUE;
}

static void
esp_at_link_finalize (GObject *object)
{
  g_string_free (ESP_AT_LINK (object)->output, TRUE);

  G_OBJECT_CLASS (esp_at_link_parent_class)->finalize (object);
}

static void
esp_at_link_class_init (EspAtLinkClass *klass)
{
  RkLinkClass *link_class = RK_LINK_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = esp_at_link_finalize;
  link_class->open = esp_at_link_open;
  link_class->close = esp_at_link_close;
  link_class->read = esp_at_link_read;
  link_class->write = esp_at_link_write;
  link_class->set_baud = esp_at_link_set_baud;
  link_class->set_lines = esp_at_link_set_lines;
  link_class->discard_input = esp_at_link_discard_input;
}

static void
esp_at_link_init (EspAtLink *self)
{
  self->output = g_string_new (NULL);
}

static RkLink *
create_link (const char  *port,
             gpointer     user_data,
             GError     **error)
{
  return g_object_new (ESP_AT_TYPE_LINK, "port", port, NULL);
}

/* -- The tests ------------------------------------------------------------ */

static void
result_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(GAsyncResult **)user_data = g_object_ref (result);
}

static RkCloudResult *
update (const Case *row)
{
  const RkCloudOptions options = {
    .ssid = "home",
    .password = "hunter2hunter2",
    .name_server = "10.0.0.1",
    .wanted = row->wanted,
    .hurry = 100,
  };
  g_autoptr(RkModule) module = rk_module_new ();
  g_autoptr(GAsyncResult) async = NULL;
  g_autoptr(GError) error = NULL;
  RkCloudResult *result;

  rk_module_set_port (module, "esp-at-test");
  rk_module_cloud_update_async (module, &options, NULL, NULL, NULL, result_cb, &async);
  while (async == NULL)
    g_main_context_iteration (NULL, TRUE);

  result = rk_module_cloud_update_finish (module, async, &error);
  g_assert_no_error (error);
  return result;
}

static void
test_update (gconstpointer data)
{
  const Case *row = data;
  g_autoptr(RkCloudResult) result = NULL;
  g_autofree char *command = g_strconcat (row->command, "\r\n", NULL);

  present = row;
  commands = g_string_new (NULL);
  result = update (row);

  g_test_message ("%s: %s", rk_cloud_outcome_get_name (result->outcome), commands->str);
  g_assert_cmpstr (rk_cloud_outcome_get_name (result->outcome), ==, rk_cloud_outcome_get_name (row->outcome));
  g_assert_cmpint (result->talk.stage, ==, row->stage);
  g_assert_cmpint (result->firmware->generation, ==, RK_AT_GENERATION_ESP_AT);
  g_assert_cmpstr (result->version_before, ==, "ESP-AT 2.2.0");
  g_assert_cmpstr (result->version_after, ==, row->updates ? "ESP-AT v2.3.0.0" : "ESP-AT 2.2.0");
  g_assert_cmpuint (result->slot_before, ==, 1);
  g_assert_cmpuint (result->slot_after, ==, row->updates ? 2 : 1);

  /* This line of firmware has no _CUR, and its own form of the update. */
  g_assert_nonnull (strstr (commands->str, command));
  g_assert_nonnull (strstr (commands->str, "AT+CWMODE=1\r\n"));
  g_assert_nonnull (strstr (commands->str, "AT+CWJAP=\"home\",\"hunter2hunter2\"\r\n"));
  g_assert_nonnull (strstr (commands->str, "AT+CIPDNS=1,\"10.0.0.1\"\r\n"));
  g_string_free (commands, TRUE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  rk_link_add_scheme ("esp-at-test", create_link, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/cloud/esp-at/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_update);
    }

  return g_test_run ();
}
