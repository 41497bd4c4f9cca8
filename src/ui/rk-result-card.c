/* rk-result-card.c: what a job has come to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-result-card.h"

#include "rk-accessible.h"
#include "rk-advice.h"
#include "rk-finding-text.h"
#include "rk-severity.h"

struct _RkResultCard
{
  AdwBin parent_instance;

  char *command; /* (nullable): that would help */

  GtkImage          *icon;
  GtkLabel          *title;
  GtkLabel          *text;
  GtkScrolledWindow *boot;
  GtkTextView       *boot_text;
  GtkButton         *again;
  GtkWidget         *copy;
  GtkWidget         *details;
  GtkWidget         *done;
  gboolean           repeats; /* also what has succeeded can be done again */
};

G_DEFINE_FINAL_TYPE (RkResultCard, rk_result_card, ADW_TYPE_BIN)

static void
append_paragraph (GString    *text,
                  const char *paragraph)
{
  if (paragraph == NULL || *paragraph == '\0')
    return;

  g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", paragraph);
}

static void
append_msgid (GString         *text,
              const RkFinding *finding,
              const char      *msgid)
{
  g_autofree char *paragraph = rk_finding_text (finding, msgid);

  append_paragraph (text, paragraph);
}

/* What the person should know besides: warnings, and in what state the flash is.
 * How it stood before the module answered was for while it ran. */
static gboolean
is_worth_telling (const RkFinding *finding)
{
  if (g_str_has_prefix (finding->id, "hint.") || g_str_has_prefix (finding->id, "connect."))
    return FALSE;

  return finding->severity >= RK_SEVERITY_WARNING || g_str_equal (finding->id, "flash.untouched") ||
         g_str_equal (finding->id, "flash.incomplete") || g_str_equal (finding->id, "flash.complete");
}

/* @told is what the card says already. */
static void
append_findings (GString         *text,
                 GPtrArray       *findings,
                 const RkFinding *told)
{
  for (guint i = 0; i < findings->len; i++)
    {
      const RkFinding *finding = findings->pdata[i];

      if (!is_worth_telling (finding) || g_str_equal (finding->id, told->id))
        continue;
      append_msgid (text, finding, finding->summary);
      append_msgid (text, finding, finding->remedy);
    }
}

/* What the program said last is what the person waits for. */
static void
scroll_to_end (GtkAdjustment *adjustment)
{
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
}

static void
show_boot_text (RkResultCard *self,
                const char   *boot_text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (boot_text));

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->boot_text), stripped, -1);
}

static void
copy_cb (RkResultCard *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->command);
}

static void
set_command (RkResultCard *self,
             const char   *command)
{
  g_free (self->command);
  self->command = g_strdup (command);
}

static void
show (RkResultCard *self,
      RkSeverity    severity,
      const char   *title,
      const char   *text,
      const char   *boot_text)
{
  gboolean has_text = boot_text != NULL && *boot_text != '\0';

  gtk_image_set_from_icon_name (self->icon, rk_severity_get_icon_name (severity));
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), (const char *[]){ rk_severity_get_css_class (severity), NULL });
  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->text, text);
  gtk_widget_set_visible (GTK_WIDGET (self->text), *text != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->boot), has_text);
  gtk_widget_set_visible (self->copy, self->command != NULL);
  show_boot_text (self, has_text ? boot_text : "");
  gtk_button_set_label (self->again, severity == RK_SEVERITY_GOOD ? _ ("Flash Again") : _ ("Try Again"));
  gtk_widget_set_visible (GTK_WIDGET (self->again), self->repeats || severity == RK_SEVERITY_ERROR);
}

/* Not the text, which would be selected. */
static gboolean
rk_result_card_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (RK_RESULT_CARD (widget)->done);
}

static void
rk_result_card_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), RK_TYPE_RESULT_CARD);

  G_OBJECT_CLASS (rk_result_card_parent_class)->dispose (object);
}

static void
rk_result_card_finalize (GObject *object)
{
  g_free (RK_RESULT_CARD (object)->command);

  G_OBJECT_CLASS (rk_result_card_parent_class)->finalize (object);
}

static void
rk_result_card_class_init (RkResultCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_result_card_dispose;
  G_OBJECT_CLASS (klass)->finalize = rk_result_card_finalize;
  widget_class->grab_focus = rk_result_card_grab_focus;
  widget_class->focus = rk_accessible_focus_child;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/rekindle_esp/Rekindle/rk-result-card.ui");
  gtk_widget_class_bind_template_child (widget_class, RkResultCard, icon);
  gtk_widget_class_bind_template_child (widget_class, RkResultCard, title);
  gtk_widget_class_bind_template_child (widget_class, RkResultCard, text);
  gtk_widget_class_bind_template_child (widget_class, RkResultCard, boot);
  gtk_widget_class_bind_template_child (widget_class, RkResultCard, boot_text);
  gtk_widget_class_bind_template_child (widget_class, RkResultCard, again);
  gtk_widget_class_bind_template_child (widget_class, RkResultCard, copy);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_child (widget_class, RkResultCard, details);
  gtk_widget_class_bind_template_child (widget_class, RkResultCard, done);
}

static void
rk_result_card_init (RkResultCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->repeats = TRUE;
  g_signal_connect (gtk_scrolled_window_get_vadjustment (self->boot), "changed", G_CALLBACK (scroll_to_end), NULL);
}

/**
 * rk_result_card_set_actions:
 * @self: a card
 * @again: tries what failed once more; offered after a failure only
 * @details: shows all about it
 * @done: puts the card away
 * @back: where that leads
 *
 * For other jobs than flashing.
 */
void
rk_result_card_set_actions (RkResultCard *self,
                            const char   *again,
                            const char   *details,
                            const char   *done,
                            const char   *back)
{
  g_return_if_fail (RK_IS_RESULT_CARD (self));

  self->repeats = FALSE;
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->again), again);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->details), details);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->done), done);
  gtk_widget_set_tooltip_text (self->done, back);
}

/**
 * rk_result_card_show:
 * @self: a card
 * @severity: how it went
 * @title: in a few words
 * @text: in a sentence or more
 * @more: (nullable): what it is about, line by line
 */
void
rk_result_card_show (RkResultCard *self,
                     RkSeverity    severity,
                     const char   *title,
                     const char   *text,
                     const char   *more)
{
  g_return_if_fail (RK_IS_RESULT_CARD (self));

  set_command (self, NULL);
  show (self, severity, title, text, more);
}

/**
 * rk_result_card_show_result:
 * @self: a card
 * @result: of a flash that succeeded
 * @findings: (element-type RkFinding): what was noticed on the way
 * @rehearsal: whether the module was the virtual one
 */
void
rk_result_card_show_result (RkResultCard        *self,
                            const RkFlashResult *result,
                            GPtrArray           *findings,
                            gboolean             rehearsal)
{
  g_autoptr(RkFinding) content = rk_flash_result_content (result);
  g_autoptr(RkFinding) start = rk_flash_result_start (result);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *took = g_strdup_printf (_ ("It took %.1f s."), (double)result->milliseconds / 1000);
  const char *title = start->severity == RK_SEVERITY_GOOD ? _ ("Written, and it runs") : _ ("Written");

  g_return_if_fail (RK_IS_RESULT_CARD (self));

  set_command (self, NULL);
  append_msgid (text, content, content->summary);
  g_string_append_printf (text, " %s", took);
  append_msgid (text, start, start->summary);
  append_findings (text, findings, start);
  if (rehearsal)
    append_paragraph (text, _ ("This was a rehearsal on the virtual module. With a real one it goes the same way."));
  show (self, RK_SEVERITY_GOOD, title, text->str, result->boot_text);
}

/**
 * rk_result_card_show_error:
 * @self: a card
 * @error: why a job failed, or that it was cancelled
 * @findings: (element-type RkFinding): what was noticed on the way
 */
void
rk_result_card_show_error (RkResultCard *self,
                           const GError *error,
                           GPtrArray    *findings)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(RkFinding) advice = rk_advice_new (error);
  g_autofree char *title = rk_finding_text (advice, advice->summary);

  g_return_if_fail (RK_IS_RESULT_CARD (self));

  set_command (self, rk_finding_get_value (advice, "command"));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      append_findings (text, findings, advice);
      show (self, RK_SEVERITY_WARNING, _ ("Cancelled"), text->str, NULL);
      return;
    }

  append_msgid (text, advice, advice->cause);
  append_msgid (text, advice, advice->remedy);
  append_findings (text, findings, advice);
  show (self, RK_SEVERITY_ERROR, title, text->str, NULL);
}

/**
 * rk_result_card_dup_text:
 * @self: a card
 *
 * Returns: (transfer full): what it says, for the details
 */
char *
rk_result_card_dup_text (RkResultCard *self)
{
  g_return_val_if_fail (RK_IS_RESULT_CARD (self), NULL);

  return g_strdup_printf ("%s\n%s\n", gtk_label_get_label (self->title), gtk_label_get_label (self->text));
}
