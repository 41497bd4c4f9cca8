/* rk-dialogs.h: questions and choosers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The one place that knows which dialogs of GTK and libadwaita there are.
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * RkFilesFunc:
 * @files: (element-type GFile): what was chosen, at least one; all have a path
 * @user_data: as given
 */
typedef void (*RkFilesFunc) (GListModel *files,
                             gpointer    user_data);

/**
 * RkAnswerFunc:
 * @user_data: as given
 *
 * The person agreed.
 */
typedef void (*RkAnswerFunc) (gpointer user_data);

/**
 * RkTextFunc:
 * @text: what was entered, not empty
 * @user_data: as given
 */
typedef void (*RkTextFunc) (const char *text,
                            gpointer    user_data);

/**
 * RkNumberFunc:
 * @number: what was chosen
 * @user_data: as given
 */
typedef void (*RkNumberFunc) (int      number,
                              gpointer user_data);

/* What was answered to rk_dialogs_ask_instead(). */
typedef enum
{
  RK_ANSWER_STAY,
  RK_ANSWER_GO,
  RK_ANSWER_INSTEAD,
} RkAnswer;

typedef void (*RkChoiceFunc) (RkAnswer answer,
                              gpointer user_data);

/**
 * RkValuesFunc:
 * @values: (element-type utf8 utf8): what was entered for each name
 * @user_data: as given
 */
typedef void (*RkValuesFunc) (GHashTable *values,
                              gpointer    user_data);

void rk_dialogs_choose_files  (GtkWidget    *parent,
                               const char   *folder,
                               RkFilesFunc   chosen,
                               gpointer      user_data);
void rk_dialogs_choose_folder (GtkWidget    *parent,
                               const char   *folder,
                               RkFilesFunc   chosen,
                               gpointer      user_data);
void rk_dialogs_choose_file   (GtkWidget    *parent,
                               const char   *title,
                               RkFilesFunc   chosen,
                               gpointer      user_data);
void rk_dialogs_choose_save   (GtkWidget    *parent,
                               const char   *title,
                               const char   *name,
                               RkFilesFunc   chosen,
                               gpointer      user_data);
void rk_dialogs_choose_backup (GtkWidget    *parent,
                               RkFilesFunc   chosen,
                               gpointer      user_data);
void rk_dialogs_ask           (GtkWidget    *parent,
                               const char   *heading,
                               const char   *body,
                               const char   *stay,
                               const char   *go,
                               RkAnswerFunc  agreed,
                               gpointer      user_data);
void rk_dialogs_ask_instead   (GtkWidget    *parent,
                               const char   *heading,
                               const char   *body,
                               const char   *stay,
                               const char   *go,
                               const char   *instead,
                               RkChoiceFunc  answered,
                               gpointer      user_data);
void rk_dialogs_ask_values    (GtkWidget          *parent,
                               const char         *heading,
                               const char *const  *names,
                               gboolean          (*is_secret) (const char *name),
                               RkValuesFunc        answered,
                               gpointer            user_data);
void rk_dialogs_ask_number    (GtkWidget    *parent,
                               const char   *heading,
                               const char   *body,
                               const char   *label,
                               int           value,
                               int           maximum,
                               const char   *go,
                               RkNumberFunc  agreed,
                               gpointer      user_data);
void rk_dialogs_enter_port    (GtkWidget    *parent,
                               RkTextFunc    entered,
                               gpointer      user_data);
void rk_dialogs_enter_address (GtkWidget    *parent,
                               RkTextFunc    entered,
                               gpointer      user_data);
void rk_dialogs_tell          (GtkWidget    *parent,
                               const char   *heading,
                               const char   *body);
void rk_dialogs_show_about    (GtkWindow    *parent);

G_END_DECLS
