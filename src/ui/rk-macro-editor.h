/* rk-macro-editor.h: a macro as text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define RK_TYPE_MACRO_EDITOR (rk_macro_editor_get_type ())

G_DECLARE_FINAL_TYPE (RkMacroEditor, rk_macro_editor, RK, MACRO_EDITOR, AdwWindow)

RkMacroEditor *rk_macro_editor_present (GtkWidget  *parent,
                                        const char *text);

G_END_DECLS
