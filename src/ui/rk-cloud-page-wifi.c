/* rk-cloud-page-wifi.c: the network that the module updates itself through
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-cloud-page-private.h"

#include <string.h>

#include "rk-at-wifi.h"

/* What a module is asked in turn, as it comes to this step. */
typedef enum
{
  TURN_STATION, /* be a station */
  TURN_RESTART, /* only where the firmware says that it must */
  TURN_ADDRESS,
  TURN_NETWORK,
  TURN_SCAN,
  TURN_END,
} Turn;

static void ask_in_turn (RkCloudPage *self);

/* Nobody who reads this memory later is to find it. */
static void
forget_password (RkCloudPage *self)
{
  if (self->password != NULL)
    memset (self->password, '*', strlen (self->password));
  g_clear_pointer (&self->password, g_free);
  g_clear_pointer (&self->ssid, g_free);
}

void
_rk_cloud_page_wifi_reset (RkCloudPage *self)
{
  forget_password (self);
  g_clear_pointer (&self->network, g_free);
  g_clear_pointer (&self->address, g_free);
  gtk_editable_set_text (GTK_EDITABLE (self->password_row), "");
}

RkCloudPageButtons
_rk_cloud_page_wifi_buttons (RkCloudPage *self)
{
  RkCloudPageButtons buttons = { _ ("_Join"), "cloud.join", TRUE, NULL, NULL };

  buttons.primary_ready = *gtk_editable_get_text (GTK_EDITABLE (self->ssid_row)) != '\0';
  if (self->address != NULL)
    {
      buttons.secondary = _ ("_Stay in This Network");
      buttons.secondary_action = "cloud.stay";
    }
  return buttons;
}

/* -- What is in reach ----------------------------------------------------- */

static const char *
get_signal_icon (int rssi)
{
  if (rssi >= -55)
    return "network-wireless-signal-excellent-symbolic";
  if (rssi >= -67)
    return "network-wireless-signal-good-symbolic";
  if (rssi >= -77)
    return "network-wireless-signal-ok-symbolic";
  return "network-wireless-signal-weak-symbolic";
}

static const char *
name_signal (int rssi)
{
  if (rssi >= -55)
    return _ ("very strong");
  if (rssi >= -67)
    return _ ("strong");
  if (rssi >= -77)
    return _ ("weak");
  return _ ("very weak");
}

static GtkWidget *
make_network_row (const RkWifiNetwork *network)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title = g_markup_escape_text (network->ssid, -1);
  const char *security = _ (rk_wifi_security_get_name (network->security));
  gboolean can_join = rk_wifi_can_join (network->security);
  /* translators: how a network is protected, how strong it is in words and in dBm */
  g_autofree char *subtitle = g_strdup_printf (can_join ? _ ("%s · %s (%d dBm)")
                                                        : _ ("%s, which AT firmware cannot join · %s (%d dBm)"),
                                               security, name_signal (network->rssi), network->rssi);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name (get_signal_icon (network->rssi)));
  if (network->security != RK_WIFI_OPEN)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("channel-secure-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), can_join);
  gtk_widget_set_sensitive (row, can_join);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, network->ssid,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, subtitle, -1);
  g_object_set_data_full (G_OBJECT (row), "ssid", g_strdup (network->ssid), g_free);
  g_object_set_data (G_OBJECT (row), "open", GINT_TO_POINTER (network->security == RK_WIFI_OPEN));
  return row;
}

/* Several access points of one network are one network; hidden ones have no name. */
static void
show_networks (RkCloudPage *self,
               GPtrArray   *networks)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->networks))) != NULL)
    gtk_list_box_remove (self->networks, row);

  for (guint i = 0; i < networks->len; i++)
    {
      const RkWifiNetwork *network = networks->pdata[i];

      if (*network->ssid != '\0' && g_hash_table_add (seen, network->ssid))
        gtk_list_box_append (self->networks, make_network_row (network));
    }

  gtk_widget_set_visible (GTK_WIDGET (self->networks), g_hash_table_size (seen) > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->networks_empty), g_hash_table_size (seen) == 0);
  gtk_label_set_label (self->networks_empty,
                       _ ("The module finds no network. It hears 2.4 GHz only; the name of a hidden one can be typed above."));
}

void
_rk_cloud_page_network_chosen (RkCloudPage   *self,
                               GtkListBoxRow *row)
{
  const char *ssid = g_object_get_data (G_OBJECT (row), "ssid");

  gtk_editable_set_text (GTK_EDITABLE (self->ssid_row), ssid);
  if (g_object_get_data (G_OBJECT (row), "open") == NULL)
    _rk_cloud_page_focus (self, GTK_WIDGET (self->password_row));
  else
    {
      gtk_editable_set_text (GTK_EDITABLE (self->password_row), "");
      _rk_cloud_page_focus (self, GTK_WIDGET (self->primary));
    }
}

/* -- Where it is ---------------------------------------------------------- */

/* +CWJAP:"home" or +CWJAP_CUR:"home","…",6,-50 */
static char *
parse_network (const char *const *lines)
{
  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *begin = g_str_has_prefix (lines[i], "+CWJAP") ? strchr (lines[i], '"') : NULL;
      const char *end = begin != NULL ? strchr (begin + 1, '"') : NULL;

      if (end != NULL)
        {
          g_autofree char *name = g_strndup (begin + 1, (gsize)(end - begin - 1));

          return g_utf8_make_valid (name, -1);
        }
    }

  return NULL;
}

static void
show_present_network (RkCloudPage *self)
{
  g_autofree char *name = self->network != NULL ? g_markup_escape_text (self->network, -1) : NULL;
  g_autofree char *subtitle = g_strdup_printf (_ ("The module is in this network; its address is %s"), self->address);

  gtk_widget_set_visible (self->present_network, self->address != NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->present_row), name != NULL ? name : _ ("In a network"));
  adw_action_row_set_subtitle (self->present_row, subtitle);
}

static void
finish (RkCloudPage *self)
{
  _rk_cloud_page_finish_step (self, self->address);
}

/* -- Asking --------------------------------------------------------------- */

static void
take_reply (RkCloudPage        *self,
            const RkAtExchange *exchange)
{
  const char *const *lines = (const char *const *)exchange->lines;
  g_autoptr(GPtrArray) networks = NULL;

  switch ((Turn)self->wifi_turn)
    {
    case TURN_STATION:
      self->wifi_turn = lines[0] != NULL && g_str_has_prefix (lines[0], "we must restart") ? TURN_RESTART : TURN_ADDRESS;
      return;
    case TURN_ADDRESS:
      g_free (self->address);
      self->address = rk_wifi_parse_address (lines);
      break;
    case TURN_NETWORK:
      g_free (self->network);
      self->network = parse_network (lines);
      show_present_network (self);
      break;
    case TURN_SCAN:
      networks = rk_wifi_parse_scan (lines);
      show_networks (self, networks);
      break;
    case TURN_RESTART:
    case TURN_END:
    default:
      break;
    }

  self->wifi_turn++;
}

static void
answered_cb (RkCloudPage        *self,
             const RkAtExchange *exchange)
{
  take_reply (self, exchange);
  if ((Turn)self->wifi_turn < TURN_END)
    ask_in_turn (self);
  else
    {
      _rk_cloud_page_end (self);
      _rk_cloud_page_focus (self, GTK_WIDGET (self->ssid_row));
    }
}

/* _CUR leaves what the module remembers as it is; firmware before 0.22 has none. */
static gboolean
has_cur (RkCloudPage *self)
{
  return self->version != NULL && self->version->generation != RK_AT_GENERATION_ESP_AT &&
         rk_at_version_is_at_least (self->version, 0, 22);
}

static void
ask_in_turn (RkCloudPage *self)
{
  static const char *const commands[][2] = {
    [TURN_STATION] = { "AT+CWMODE=1", "AT+CWMODE_CUR=1" },
    [TURN_RESTART] = { "AT+RST", "AT+RST" },
    [TURN_ADDRESS] = { "AT+CIFSR", "AT+CIFSR" },
    [TURN_NETWORK] = { "AT+CWJAP?", "AT+CWJAP_CUR?" },
    [TURN_SCAN] = { "AT+CWLAP", "AT+CWLAP" },
  };
  const char *const what[] = {
    [TURN_STATION] = _ ("Getting the module’s radio ready…"),
    [TURN_RESTART] = _ ("Restarting the module…"),
    [TURN_ADDRESS] = _ ("Looking whether it is in a network…"),
    [TURN_NETWORK] = _ ("Looking whether it is in a network…"),
    [TURN_SCAN] = _ ("Looking for networks…"),
  };

  _rk_cloud_page_ask (self, commands[self->wifi_turn][has_cur (self)], answered_cb);
  gtk_label_set_label (self->status, what[self->wifi_turn]);
}

static void
begin_asking (RkCloudPage *self)
{
  self->wifi_turn = TURN_STATION;
  _rk_cloud_page_begin (self);
  ask_in_turn (self);
}

void
_rk_cloud_page_wifi_enter (RkCloudPage *self)
{
  gtk_widget_set_visible (self->present_network, FALSE);
  if (!rk_module_get_busy (self->module))
    begin_asking (self);
}

static void
scan_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  begin_asking (RK_CLOUD_PAGE (widget));
}

/* -- Joining -------------------------------------------------------------- */

static void
address_cb (RkCloudPage        *self,
            const RkAtExchange *exchange)
{
  g_autoptr(RkFinding) trouble = rk_cloud_no_address ();

  _rk_cloud_page_end (self);
  g_free (self->address);
  self->address = rk_wifi_parse_address ((const char *const *)exchange->lines);
  if (self->address != NULL)
    finish (self);
  else
    _rk_cloud_page_notice (self, trouble);
}

static void
joined_cb (RkCloudPage   *self,
           RkCloudResult *joined)
{
  g_autoptr(RkCloudResult) result = joined;

  if (result->finding != NULL)
    {
      _rk_cloud_page_end (self);
      _rk_cloud_page_notice (self, result->finding);
      _rk_cloud_page_focus (self, GTK_WIDGET (self->password_row));
      return;
    }

  g_free (self->network);
  self->network = g_strdup (self->ssid);
  gtk_editable_set_text (GTK_EDITABLE (self->password_row), "");
  _rk_cloud_page_ask (self, "AT+CIFSR", address_cb);
}

/* As the update will do it, which joins once more after its own restart. */
static void
join_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  RkCloudPage *self = RK_CLOUD_PAGE (widget);
  RkCloudOptions options = { .extent = RK_CLOUD_CHECK, .hurry = 1 };

  forget_password (self);
  self->ssid = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->ssid_row)));
  self->password = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->password_row)));
  options.ssid = self->ssid;
  options.password = self->password;
  options.force = self->force;
  _rk_cloud_page_begin (self);
  _rk_cloud_page_run (self, &options, NULL, joined_cb);
}

/* Not one that it has joined for this alone: of that it knows nothing after a
 * restart.
 */
static void
stay_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  RkCloudPage *self = RK_CLOUD_PAGE (widget);

  if (g_strcmp0 (self->ssid, self->network) != 0)
    forget_password (self);
  finish (self);
}

void
_rk_cloud_page_wifi_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "cloud.scan", NULL, scan_cb);
  gtk_widget_class_install_action (widget_class, "cloud.join", NULL, join_cb);
  gtk_widget_class_install_action (widget_class, "cloud.stay", NULL, stay_cb);
}
