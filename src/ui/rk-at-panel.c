/* rk-at-panel.c: what helps with AT firmware, beside the console
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-at-panel.h"

#include "rk-at-palette.h"
#include "rk-at-replies.h"
#include "rk-macro-list.h"

struct _RkAtPanel
{
  AdwBin parent_instance;

  GtkStack    *stack;
  RkAtPalette *palette;
  RkAtReplies *replies;
  RkMacroList *macros;
  GtkLabel    *version;
};

G_DEFINE_FINAL_TYPE (RkAtPanel, rk_at_panel, ADW_TYPE_BIN)

enum
{
  SEND,
  SEND_NOW,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
send_cb (RkAtPanel  *self,
         const char *line)
{
  g_signal_emit (self, signals[SEND], 0, line);
  gtk_stack_set_visible_child_name (self->stack, "replies");
}

/* Who wrote the macro has thought about it. */
static void
macro_send_cb (RkAtPanel  *self,
               const char *line)
{
  g_signal_emit (self, signals[SEND_NOW], 0, line);
}

static void
rk_at_panel_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), RK_TYPE_AT_PANEL);

  G_OBJECT_CLASS (rk_at_panel_parent_class)->dispose (object);
}

static void
rk_at_panel_class_init (RkAtPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_at_panel_dispose;

  /* A line is to go to the module; the second one without a question. */
  signals[SEND] = g_signal_new ("send", RK_TYPE_AT_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SEND_NOW] = g_signal_new ("send-now", RK_TYPE_AT_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (RK_TYPE_AT_PALETTE);
  g_type_ensure (RK_TYPE_AT_REPLIES);
  g_type_ensure (RK_TYPE_MACRO_LIST);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/rekindle_esp/Rekindle/rk-at-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, RkAtPanel, stack);
  gtk_widget_class_bind_template_child (widget_class, RkAtPanel, palette);
  gtk_widget_class_bind_template_child (widget_class, RkAtPanel, replies);
  gtk_widget_class_bind_template_child (widget_class, RkAtPanel, macros);
  gtk_widget_class_bind_template_child (widget_class, RkAtPanel, version);
  gtk_widget_class_bind_template_callback (widget_class, send_cb);
  gtk_widget_class_bind_template_callback (widget_class, macro_send_cb);
}

static void
rk_at_panel_init (RkAtPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rk_at_panel_set_up:
 * @self: a panel, once
 * @settings: where macros are kept
 */
void
rk_at_panel_set_up (RkAtPanel  *self,
                    RkSettings *settings)
{
  g_return_if_fail (RK_IS_AT_PANEL (self));

  rk_macro_list_set_up (self->macros, settings);
}

/**
 * rk_at_panel_take:
 * @self: a panel
 * @entry: of the transcript, new or changed
 */
void
rk_at_panel_take (RkAtPanel       *self,
                  const RkAtEntry *entry)
{
  g_return_if_fail (RK_IS_AT_PANEL (self));

  rk_at_replies_take (self->replies, entry);
  rk_macro_list_take (self->macros, entry);
}

/**
 * rk_at_panel_set_version:
 * @self: a panel
 * @version: (nullable): what the module runs; must last until another one is set
 */
void
rk_at_panel_set_version (RkAtPanel         *self,
                         const RkAtVersion *version)
{
  g_autofree char *name = version != NULL ? rk_at_version_dup_name (version) : NULL;

  g_return_if_fail (RK_IS_AT_PANEL (self));

  rk_at_palette_set_version (self->palette, version);
  rk_macro_list_set_version (self->macros, version);
  gtk_label_set_label (self->version, name != NULL ? name : _ ("AT+GMR tells which version it is."));
}
