/* rk-cloud-page-server.c: where the module gets its new firmware from
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-cloud-page-private.h"

#include "rk-dialogs.h"
#include "rk-finding-text.h"
#include "rk-listen.h"
#include "rk-set.h"

/* The port at which all AT firmware asks. */
#define HTTP_PORT 80

#define MAX_REQUESTS 4

static gboolean
is_here (RkCloudPage *self)
{
  return gtk_check_button_get_active (self->from_here);
}

static gboolean
is_other (RkCloudPage *self)
{
  return gtk_check_button_get_active (self->from_other);
}

static const char *
get_text (AdwEntryRow *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

RkCloudPageButtons
_rk_cloud_page_server_buttons (RkCloudPage *self)
{
  RkCloudPageButtons buttons = { _ ("_Continue"), "cloud.serve", TRUE, NULL, NULL };

  gtk_widget_set_visible (self->here, is_here (self));
  gtk_widget_set_visible (self->other, is_other (self));
  if (is_here (self))
    buttons.primary_ready = self->firmware != NULL && *get_text (self->listen_row) != '\0';
  else if (is_other (self))
    buttons.primary_ready = g_hostname_is_ip_address (get_text (self->other_row));
  return buttons;
}

/* The slots that the firmware served is built for. */
const char *
_rk_cloud_page_get_arrangement (RkCloudPage *self)
{
  for (guint i = 0; is_here (self) && self->firmware != NULL && i < RK_UPDATE_N_FILES; i++)
    {
      const RkFileInfo *info = rk_update_firmware_get_info (self->firmware, (RkUpdateFile)i);

      if (info != NULL && info->arrangement != NULL)
        return info->arrangement;
    }

  return NULL;
}

/* Where the module is to ask for names, NULL for where its network says. */
char *
_rk_cloud_page_dup_name_server (RkCloudPage *self)
{
  GInetSocketAddress *address = is_here (self) && gtk_switch_get_active (self->dns)
                                  ? rk_update_server_get_address (self->server)
                                  : NULL;

  if (address != NULL)
    return g_inet_address_to_string (g_inet_socket_address_get_address (address));
  return is_other (self) ? g_strdup (get_text (self->other_row)) : NULL;
}

/* -- What is served ------------------------------------------------------- */

static void
append_file (RkCloudPage  *self,
             RkUpdateFile  file,
             GString      *text)
{
  const RkFileInfo *info = rk_update_firmware_get_info (self->firmware, file);
  g_autofree char *description = NULL;

  if (info == NULL)
    return;

  description = rk_finding_text (info->description, info->description->summary);
  g_string_append_printf (text, "%s%s: %s", text->len > 0 ? "\n" : "", rk_update_file_get_name (file), description);
}

/* What is against serving it is a notice; it can be served if nothing is. */
static void
show_firmware (RkCloudPage *self)
{
  g_autoptr(GPtrArray) findings = rk_update_firmware_check (self->firmware);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *subtitle = NULL;

  for (guint i = 0; i < RK_UPDATE_N_FILES; i++)
    append_file (self, (RkUpdateFile)i, text);
  subtitle = g_markup_escape_text (text->str, -1);
  adw_action_row_set_subtitle (self->firmware_row, subtitle);

  _rk_cloud_page_hide_notice (self);
  if (findings->len > 0)
    _rk_cloud_page_notice (self, findings->pdata[0]);
  _rk_cloud_page_update (self);
}

static gboolean
has_boot_loader (RkPlan *plan)
{
  for (guint i = 0; i < rk_plan_get_n_rows (plan); i++)
    if (rk_plan_row_get_info (rk_plan_get_row (plan, i))->kind == RK_FILE_BOOT_LOADER)
      return TRUE;

  return FALSE;
}

/* One that is complete can bring a module back as well. */
static void
take_plan (RkCloudPage *self,
           RkPlan      *plan,
           const char  *path)
{
  g_clear_pointer (&self->firmware, rk_update_firmware_unref);
  self->firmware = rk_update_firmware_new_from_plan (plan);
  g_clear_object (&self->set);
  if (has_boot_loader (plan))
    self->set = g_file_new_for_path (path);
  show_firmware (self);
}

/* A file takes the place that it was built for; the other place stays. */
static gboolean
add_file (RkUpdateFirmware  *firmware,
          const char        *path,
          GError           **error)
{
  g_autoptr(GBytes) bytes = rk_plan_load_file (path, error);
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr(RkFileInfo) info = NULL;
  RkUpdateFile file = RK_UPDATE_USER1;

  if (bytes == NULL)
    return FALSE;

  info = rk_file_info_new (bytes);
  if (info->kind == RK_FILE_RTOS_APP)
    file = RK_UPDATE_OTA;
  else if (info->slot == 2 || (info->slot == 0 && g_str_has_prefix (name, "user2")))
    file = RK_UPDATE_USER2;
  rk_update_firmware_set_file (firmware, file, name, bytes);
  return TRUE;
}

/* One that is being served must not change. */
static RkUpdateFirmware *
copy_firmware (RkCloudPage *self)
{
  RkUpdateFirmware *copy = rk_update_firmware_new ();

  for (guint i = 0; self->firmware != NULL && i < RK_UPDATE_N_FILES; i++)
    {
      GBytes *bytes = rk_update_firmware_get_file (self->firmware, (RkUpdateFile)i);

      if (bytes != NULL)
        rk_update_firmware_set_file (copy, (RkUpdateFile)i, rk_update_file_get_name ((RkUpdateFile)i), bytes);
    }
  return copy;
}

static gboolean
load (RkCloudPage  *self,
      const char   *path,
      GError      **error)
{
  g_autoptr(RkUpdateFirmware) firmware = NULL;
  g_autoptr(RkPlan) plan = NULL;

  if (rk_set_looks_like_one (path))
    {
      plan = rk_set_load (path, 0, error);
      if (plan != NULL)
        take_plan (self, plan, path);
      return plan != NULL;
    }

  firmware = copy_firmware (self);
  if (!add_file (firmware, path, error))
    return FALSE;

  g_clear_pointer (&self->firmware, rk_update_firmware_unref);
  g_clear_object (&self->set);
  self->firmware = g_steal_pointer (&firmware);
  show_firmware (self);
  return TRUE;
}

static void
chosen_cb (GListModel *files,
           gpointer    user_data)
{
  RkCloudPage *self = user_data;

  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr(GFile) file = g_list_model_get_item (files, i);
      g_autoptr(GError) error = NULL;

      if (!load (self, g_file_peek_path (file), &error))
        {
          _rk_cloud_page_fail (self, error);
          return;
        }
    }
}

static void
choose_folder_cb (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  rk_dialogs_choose_folder (widget, NULL, chosen_cb, widget);
}

static void
choose_files_cb (GtkWidget  *widget,
                 const char *action_name,
                 GVariant   *parameter)
{
  rk_dialogs_choose_files (widget, NULL, chosen_cb, widget);
}

/* -- Serving -------------------------------------------------------------- */

/* The address by which the module reaches this computer. */
static void
propose_address (RkCloudPage *self)
{
  g_autoptr(GInetAddress) peer = self->address != NULL ? g_inet_address_new_from_string (self->address) : NULL;
  g_autoptr(GInetAddress) local = rk_listen_local_towards (peer, NULL);
  g_autofree char *text = local != NULL ? g_inet_address_to_string (local) : NULL;

  if (text != NULL && *get_text (self->listen_row) == '\0')
    gtk_editable_set_text (GTK_EDITABLE (self->listen_row), text);
}

void
_rk_cloud_page_server_enter (RkCloudPage *self)
{
  propose_address (self);
  if (is_here (self) && self->firmware != NULL)
    show_firmware (self);
}

static void
show_requests (RkCloudPage *self)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (GList *link = self->requests.head; link != NULL; link = link->next)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", (const char *)link->data);
  gtk_label_set_label (self->serving_requests, text->len > 0 ? text->str : _ ("No module has asked yet."));
}

/* One line for one request, which changes while the file is on its way. */
static void
show_request (RkCloudPage *self,
              guint64      id,
              char        *line)
{
  if (id == self->request_id && id != 0)
    g_free (g_queue_pop_tail (&self->requests));
  self->request_id = id;
  g_queue_push_tail (&self->requests, line);
  while (g_queue_get_length (&self->requests) > MAX_REQUESTS)
    g_free (g_queue_pop_head (&self->requests));
  show_requests (self);
}

static char *
describe_transfer (const RkUpdateTransfer *transfer)
{
  const char *file = rk_update_file_get_name (transfer->file);
  g_autofree char *sent = rk_size_text (transfer->sent);
  g_autofree char *size = rk_size_text (transfer->size);

  if (transfer->state == RK_UPDATE_REFUSED)
    return g_strdup_printf (_ ("%s asks for %s, which is not served"), transfer->peer, transfer->line);
  if (transfer->kind == RK_UPDATE_REQUEST_VERSION)
    return g_strdup_printf (_ ("%s asks which version there is"), transfer->peer);
  if (transfer->size_only)
    return g_strdup_printf (_ ("%s asks how large %s is"), transfer->peer, file);
  if (transfer->state == RK_UPDATE_DONE)
    return g_strdup_printf (_ ("%s has received all of %s (%s)"), transfer->peer, file, size);
  if (transfer->state == RK_UPDATE_BROKEN_OFF)
    return g_strdup_printf (_ ("%s broke off after %s of %s"), transfer->peer, sent, size);

  return g_strdup_printf (_ ("%s loads %s: %s of %s"), transfer->peer, file, sent, size);
}

static void
transfer_cb (RkCloudPage            *self,
             const RkUpdateTransfer *transfer)
{
  show_request (self, transfer->id, describe_transfer (transfer));
  if (rk_cloud_page_is_busy (self) && transfer->kind == RK_UPDATE_REQUEST_FILE && !transfer->size_only && transfer->size > 0)
    gtk_progress_bar_set_fraction (self->progress, (double)transfer->sent / (double)transfer->size);
}

static void
query_cb (RkCloudPage *self,
          int          verdict,
          const char  *peer,
          const char  *name)
{
  if (verdict == RK_DNS_ANSWERED)
    show_request (self, 0, g_strdup_printf (_ ("%s asks where %s is"), peer, name));
}

static gboolean
start_answering (RkCloudPage  *self,
                 GError      **error)
{
  GInetSocketAddress *address = rk_update_server_get_address (self->server);
  g_autoptr(GSocketAddress) names = g_inet_socket_address_new (g_inet_socket_address_get_address (address), RK_DNS_PORT);

  if (!gtk_switch_get_active (self->dns))
    return TRUE;

  self->responder = rk_dns_responder_new ();
  g_signal_connect_object (self->responder, "query", G_CALLBACK (query_cb), self, G_CONNECT_SWAPPED);
  return rk_dns_responder_start (self->responder, G_INET_SOCKET_ADDRESS (names), NULL, error);
}

static void
describe_serving (RkCloudPage *self)
{
  GInetSocketAddress *address = rk_update_server_get_address (self->server);
  g_autofree char *where = rk_listen_format (address);
  g_autofree char *host = g_inet_address_to_string (g_inet_socket_address_get_address (address));
  g_autofree char *title = g_strdup_printf (_ ("This computer serves version %s at %s"),
                                            rk_update_firmware_get_version (self->firmware), where);
  g_autofree char *how = NULL;

  if (self->responder != NULL)
    how = g_strdup_printf (_ ("The module is told to ask here where %s is."), RK_UPDATE_HOST);
  else
    how = g_strdup_printf (_ ("The module looks for %s: the router or hot-spot has to say that it is at %s."),
                           RK_UPDATE_HOST, host);
  gtk_label_set_label (self->serving_where, title);
  gtk_label_set_label (self->serving_how, how);
}

void
_rk_cloud_page_server_stop (RkCloudPage *self)
{
  g_clear_object (&self->responder);
  g_clear_object (&self->server);
  g_queue_clear_full (&self->requests, g_free);
  g_queue_init (&self->requests);
  self->request_id = 0;
  gtk_widget_set_visible (self->serving, FALSE);
}

/* FALSE with a notice if it cannot be served. */
static gboolean
start_serving (RkCloudPage *self)
{
  g_autoptr(GPtrArray) findings = rk_update_firmware_check (self->firmware);
  g_autoptr(GInetSocketAddress) address = NULL;
  g_autoptr(RkFinding) advice = NULL;
  g_autoptr(GError) error = NULL;
  guint16 port = HTTP_PORT;

  _rk_cloud_page_server_stop (self);
  address = rk_plan_accept (findings, &error) ? rk_listen_parse (get_text (self->listen_row), &error) : NULL;
  if (address != NULL)
    {
      port = g_inet_socket_address_get_port (address);
      self->server = rk_update_server_new ();
      g_signal_connect_object (self->server, "transfer", G_CALLBACK (transfer_cb), self, G_CONNECT_SWAPPED);
      if (rk_update_server_start (self->server, self->firmware, address, &error))
        {
          port = RK_DNS_PORT;
          if (start_answering (self, &error))
            {
              describe_serving (self);
              show_requests (self);
              return TRUE;
            }
        }
    }

  _rk_cloud_page_server_stop (self);
  advice = rk_listen_advice (error, port);
  if (advice != NULL)
    _rk_cloud_page_notice (self, advice);
  else
    _rk_cloud_page_fail (self, error);
  return FALSE;
}

static void
serve_cb (GtkWidget  *widget,
          const char *action_name,
          GVariant   *parameter)
{
  RkCloudPage *self = RK_CLOUD_PAGE (widget);

  if (is_here (self) && !start_serving (self))
    return;

  _rk_cloud_page_finish_step (self, is_here (self)    ? _ ("this computer")
                                    : is_other (self) ? get_text (self->other_row)
                                                      : _ ("Espressif’s"));
}

void
_rk_cloud_page_server_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "cloud.choose-folder", NULL, choose_folder_cb);
  gtk_widget_class_install_action (widget_class, "cloud.choose-files", NULL, choose_files_cb);
  gtk_widget_class_install_action (widget_class, "cloud.serve", NULL, serve_cb);
}
