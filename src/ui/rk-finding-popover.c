/* rk-finding-popover.c: a finding explained
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-finding-popover.h"

#include "rk-advice.h"
#include "rk-boot-verdict.h"
#include "rk-finding-text.h"
#include "rk-severity.h"

struct _RkFindingPopover
{
  GtkPopover parent_instance;

  const char *offered; /* the action of the button */
  char       *command; /* (nullable): that can be copied */
  gboolean    has_cloud;

  GtkImage  *icon;
  GtkLabel  *summary;
  GtkLabel  *cause;
  GtkLabel  *remedy;
  GtkLabel  *places;
  GtkButton *action;
};

G_DEFINE_FINAL_TYPE (RkFindingPopover, rk_finding_popover, GTK_TYPE_POPOVER)

enum
{
  ACTION,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* What this application can do now, and what the button says then. */
/* clang-format off */
static const struct
{
  const char *action;
  const char *label;
} offers[] = {
  { RK_BOOT_ACTION_CONSOLE_74880,     N_("Switch the Console to 74880 Baud") },
  { RK_BOOT_ACTION_CONSOLE_115200,    N_("Switch the Console to 115200 Baud") },
  { RK_BOOT_ACTION_DETECT_BAUD,       N_("Find the Baud Rate") },
  { RK_BOOT_ACTION_RESET,             N_("Reset the Module") },
  { RK_BOOT_ACTION_FLASH,             N_("Go to Flashing") },
  { RK_BOOT_ACTION_FLASH_DIO,         N_("Flash Again with DIO") },
  { RK_BOOT_ACTION_FLASH_DOUT,        N_("Flash Again with DOUT") },
  { RK_BOOT_ACTION_FLASH_ERASED,      N_("Erase All and Flash") },
  { RK_BOOT_ACTION_FLASH_BOOT_LOADER, N_("Flash Again with the Real Size") },
  { RK_BOOT_ACTION_ERASE_RF,          N_("Restore the RF Data") },
  { RK_BOOT_ACTION_SHOW_WIRING,       N_("Show the Wiring") },
  { RK_BOOT_ACTION_CLOUD_UPDATE,      N_("Open Cloud Update") },
  { RK_BOOT_ACTION_CHOOSE_PORT,       N_("Choose Another Port") },
  { RK_ADVICE_ACTION_COPY_COMMAND,    N_("Copy the Command") },
};
/* clang-format on */

static const char *
find_offer (RkFindingPopover *self,
            const char       *action)
{
  if (g_strcmp0 (action, RK_BOOT_ACTION_CLOUD_UPDATE) == 0 && !self->has_cloud)
    return NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (offers); i++)
    if (g_strcmp0 (offers[i].action, action) == 0)
      return offers[i].label;
  return NULL;
}

static void
action_cb (RkFindingPopover *self)
{
  const char *action = self->offered;

  gtk_popover_popdown (GTK_POPOVER (self));
  if (g_str_equal (action, RK_ADVICE_ACTION_COPY_COMMAND))
    {
      gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->command);
      return;
    }
  g_signal_emit (self, signals[ACTION], 0, action);
}

static void
show_paragraph (GtkLabel        *label,
                const RkFinding *finding,
                const char      *msgid)
{
  g_autofree char *text = rk_finding_text (finding, msgid);

  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

static void
rk_finding_popover_dispose (GObject *object)
{
  gtk_popover_set_child (GTK_POPOVER (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), RK_TYPE_FINDING_POPOVER);

  G_OBJECT_CLASS (rk_finding_popover_parent_class)->dispose (object);
}

static void
rk_finding_popover_finalize (GObject *object)
{
  g_free (RK_FINDING_POPOVER (object)->command);

  G_OBJECT_CLASS (rk_finding_popover_parent_class)->finalize (object);
}

static void
rk_finding_popover_class_init (RkFindingPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_finding_popover_dispose;
  G_OBJECT_CLASS (klass)->finalize = rk_finding_popover_finalize;

  /* The button was pressed; its action. */
  signals[ACTION] = g_signal_new ("action", RK_TYPE_FINDING_POPOVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/rekindle_esp/Rekindle/rk-finding-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, RkFindingPopover, icon);
  gtk_widget_class_bind_template_child (widget_class, RkFindingPopover, summary);
  gtk_widget_class_bind_template_child (widget_class, RkFindingPopover, cause);
  gtk_widget_class_bind_template_child (widget_class, RkFindingPopover, remedy);
  gtk_widget_class_bind_template_child (widget_class, RkFindingPopover, places);
  gtk_widget_class_bind_template_child (widget_class, RkFindingPopover, action);
  gtk_widget_class_bind_template_callback (widget_class, action_cb);
}

static void
rk_finding_popover_init (RkFindingPopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rk_finding_popover_new:
 *
 * Returns: (transfer floating): a popover without parent
 */
RkFindingPopover *
rk_finding_popover_new (void)
{
  return g_object_new (RK_TYPE_FINDING_POPOVER, NULL);
}

/**
 * rk_finding_popover_set_has_cloud:
 * @self: a popover
 * @has_cloud: whether there is a cloud update to be opened
 */
void
rk_finding_popover_set_has_cloud (RkFindingPopover *self,
                                  gboolean          has_cloud)
{
  g_return_if_fail (RK_IS_FINDING_POPOVER (self));

  self->has_cloud = has_cloud;
}

/**
 * rk_finding_popover_show:
 * @self: a popover with a parent
 * @finding: what is explained
 * @rect: where it points to, in the parent
 */
void
rk_finding_popover_show (RkFindingPopover   *self,
                         const RkFinding    *finding,
                         const GdkRectangle *rect)
{
  const char *offer = find_offer (self, finding->action);

  g_return_if_fail (RK_IS_FINDING_POPOVER (self));

  gtk_image_set_from_icon_name (self->icon, rk_severity_get_icon_name (finding->severity));
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon),
                              (const char *[]){ rk_severity_get_css_class (finding->severity), NULL });
  show_paragraph (self->summary, finding, finding->summary);
  show_paragraph (self->cause, finding, finding->cause);
  show_paragraph (self->remedy, finding, finding->remedy);
  self->offered = finding->action;
  g_free (self->command);
  self->command = g_strdup (rk_finding_get_value (finding, "command"));
  gtk_widget_set_visible (GTK_WIDGET (self->action), offer != NULL);
  if (offer != NULL)
    gtk_button_set_label (self->action, _ (offer));

  gtk_popover_set_pointing_to (GTK_POPOVER (self), rect);
  gtk_popover_popup (GTK_POPOVER (self));
}

/**
 * rk_finding_popover_set_places:
 * @self: a popover
 * @places: (nullable): lines that tell where in the program it was
 */
void
rk_finding_popover_set_places (RkFindingPopover *self,
                               const char       *places)
{
  g_return_if_fail (RK_IS_FINDING_POPOVER (self));

  gtk_label_set_label (self->places, places != NULL ? places : "");
  gtk_widget_set_visible (GTK_WIDGET (self->places), places != NULL);
}
