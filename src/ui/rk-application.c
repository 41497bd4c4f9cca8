/* rk-application.c: the program with a window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-application.h"

#include "rk-desktop.h"
#include "rk-dialogs.h"
#include "rk-settings.h"
#include "rk-window.h"

struct _RkApplication
{
  AdwApplication parent_instance;

  RkSettings *settings;
  char       *port; /* of the command line */
};

G_DEFINE_FINAL_TYPE (RkApplication, rk_application, ADW_TYPE_APPLICATION)

static void
about_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  rk_dialogs_show_about (gtk_application_get_active_window (user_data));
}

static void
quit_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  GtkWindow *window = gtk_application_get_active_window (user_data);

  /* The window asks if something is under way. */
  if (window != NULL)
    gtk_window_close (window);
}

static const GActionEntry actions[] = {
  { .name = "about", .activate = about_cb },
  { .name = "quit", .activate = quit_cb },
};

static RkWindow *
get_window (RkApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (window == NULL)
    window = GTK_WINDOW (rk_window_new (self, self->settings, self->port));

  return RK_WINDOW (window);
}

static void
rk_application_startup (GApplication *application)
{
  RkApplication *self = RK_APPLICATION (application);
  g_autofree char *path = g_build_filename (g_get_user_config_dir (), "rekindle", "settings.ini", NULL);

  G_APPLICATION_CLASS (rk_application_parent_class)->startup (application);

  self->settings = rk_settings_new (path);
  rk_desktop_follow_colors ();
  gtk_window_set_default_icon_name (RK_APPLICATION_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  gtk_application_set_accels_for_action (GTK_APPLICATION (self), "app.quit", (const char *[]){ "<Control>q", NULL });
  gtk_application_set_accels_for_action (GTK_APPLICATION (self), "window.close", (const char *[]){ "<Control>w", NULL });
}

static void
rk_application_activate (GApplication *application)
{
  gtk_window_present (GTK_WINDOW (get_window (RK_APPLICATION (application))));
}

static void
rk_application_open (GApplication  *application,
                     GFile        **files,
                     int            n_files,
                     const char    *hint)
{
  g_autoptr(GListStore) list = g_list_store_new (G_TYPE_FILE);
  RkWindow *window = get_window (RK_APPLICATION (application));

  g_list_store_splice (list, 0, 0, (gpointer *)files, (guint)n_files);
  rk_window_add_files (window, G_LIST_MODEL (list));
  gtk_window_present (GTK_WINDOW (window));
}

static int
rk_application_handle_local_options (GApplication *application,
                                     GVariantDict *options)
{
  g_variant_dict_lookup (options, "port", "s", &RK_APPLICATION (application)->port);

  return -1;
}

static void
rk_application_finalize (GObject *object)
{
  RkApplication *self = RK_APPLICATION (object);

  g_clear_object (&self->settings);
  g_clear_pointer (&self->port, g_free);

  G_OBJECT_CLASS (rk_application_parent_class)->finalize (object);
}

static void
rk_application_class_init (RkApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = rk_application_finalize;
  application_class->startup = rk_application_startup;
  application_class->activate = rk_application_activate;
  application_class->open = rk_application_open;
  application_class->handle_local_options = rk_application_handle_local_options;
}

static void
rk_application_init (RkApplication *self)
{
  const GOptionEntry entries[] = {
    { "port", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("the port to begin with"), N_ ("PORT") },
    { NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (self), entries);
  g_application_set_option_context_parameter_string (G_APPLICATION (self), _ ("[FILE…]"));
  g_application_set_option_context_summary (G_APPLICATION (self), _ ("Flashes and revives ESP8266 Wi-Fi modules"));
}

/**
 * rk_application_new:
 *
 * Each start is a program of its own: two modules on two ports are two windows.
 *
 * Returns: (transfer full): the application
 */
RkApplication *
rk_application_new (void)
{
  return g_object_new (RK_TYPE_APPLICATION,
                       "application-id", RK_APPLICATION_ID,
                       "flags", G_APPLICATION_HANDLES_OPEN | G_APPLICATION_NON_UNIQUE,
                       "resource-base-path", "/io/github/rekindle_esp/Rekindle",
                       NULL);
}
