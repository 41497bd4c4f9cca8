/* rk-macro-editor.c: a macro as text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-macro-editor.h"

#include "rk-at-macro.h"
#include "rk-at-mask.h"

struct _RkMacroEditor
{
  AdwWindow parent_instance;

  GtkTextView *text;
  GtkLabel    *hint;
  GtkWidget   *save;
};

G_DEFINE_FINAL_TYPE (RkMacroEditor, rk_macro_editor, ADW_TYPE_WINDOW)

enum
{
  SAVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static char *
dup_text (RkMacroEditor *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

/* A password of its own, where a placeholder would be asked for. */
static gboolean
has_password (const RkAtMacro *macro)
{
  for (guint i = 0; i < macro->steps->len; i++)
    {
      const RkAtMacroStep *step = macro->steps->pdata[i];
      g_autofree char *masked = rk_at_mask_secrets (step->command);
      gsize kept = 0;

      while (step->command[kept] != '\0' && step->command[kept] == masked[kept])
        kept++;
      if (step->command[kept] != '\0' && !g_str_has_prefix (step->command + kept, "\"{") &&
          !g_str_has_prefix (step->command + kept, "{") && !g_str_has_prefix (step->command + kept, "\"\""))
        return TRUE;
    }
  return FALSE;
}

static void
check_cb (RkMacroEditor *self)
{
  g_autofree char *text = dup_text (self);
  g_autoptr(GError) error = NULL;
  g_autoptr(RkAtMacro) macro = rk_at_macro_parse (text, &error);
  const char *hint = _ ("One command a line. After it, lines of its own: @expect WIFI GOT IP, @timeout 30, @delay 0.5. "
                        "A {name} in braces is asked for when the macro runs.");
  gboolean good = macro != NULL && macro->steps->len > 0;

  if (macro == NULL)
    hint = error->message;
  else if (has_password (macro))
    {
      hint = _ ("Passwords are not kept: write {password} instead, and it is asked for when the macro runs.");
      good = FALSE;
    }
  gtk_label_set_label (self->hint, hint);
  gtk_widget_set_sensitive (self->save, good);
}

static void
save_cb (RkMacroEditor *self)
{
  g_autofree char *text = dup_text (self);

  g_signal_emit (self, signals[SAVED], 0, text);
  gtk_window_close (GTK_WINDOW (self));
}

static void
rk_macro_editor_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), RK_TYPE_MACRO_EDITOR);

  G_OBJECT_CLASS (rk_macro_editor_parent_class)->dispose (object);
}

static void
rk_macro_editor_class_init (RkMacroEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_macro_editor_dispose;

  /* The text, which is a macro. */
  signals[SAVED] = g_signal_new ("saved", RK_TYPE_MACRO_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/rekindle_esp/Rekindle/rk-macro-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, RkMacroEditor, text);
  gtk_widget_class_bind_template_child (widget_class, RkMacroEditor, hint);
  gtk_widget_class_bind_template_child (widget_class, RkMacroEditor, save);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
}

static void
rk_macro_editor_init (RkMacroEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rk_macro_editor_present:
 * @parent: a widget of the window it belongs to
 * @text: the macro
 *
 * Returns: (transfer none): the window, whose “saved” tells the new text
 */
RkMacroEditor *
rk_macro_editor_present (GtkWidget  *parent,
                         const char *text)
{
  RkMacroEditor *self = g_object_new (RK_TYPE_MACRO_EDITOR, "transient-for", gtk_widget_get_root (parent), NULL);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);

  g_signal_connect_object (buffer, "changed", G_CALLBACK (check_cb), self, G_CONNECT_SWAPPED);
  gtk_text_buffer_set_text (buffer, text, -1);
  check_cb (self);
  gtk_window_present (GTK_WINDOW (self));
  return self;
}
