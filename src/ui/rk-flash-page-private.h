/* rk-flash-page-private.h: what the parts of the Flash page share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-flash-map-view.h"
#include "rk-flash-options.h"
#include "rk-flash-page.h"
#include "rk-job-view.h"
#include "rk-plan-list.h"
#include "rk-result-card.h"

G_BEGIN_DECLS

#define RK_FLASH_PAGE_SAMPLE_NAME "rekindle-sample.bin"

struct _RkFlashPage
{
  AdwBin parent_instance;

  RkModule     *module;
  RkSettings   *settings;
  RkTraceLog   *trace; /* the window's */
  RkPlan       *plan;
  RkPlan       *undo;
  GPtrArray    *findings; /* of the last check */
  GCancellable *cancellable;
  gboolean      rehearsing; /* in the job under way or just over */
  guint         check_id;

  /* The set that the table holds, untouched: a file, or firmware of the library. */
  char           *set_path;
  RkLibrary      *library;
  RkLibraryEntry *entry;
  RkLibraryFlags  entry_flags;
  GCancellable   *choosing; /* its files anew */

  AdwToastOverlay *toasts;
  GMenu           *recent_section;
  GtkWidget       *rehearsal;
  GtkWidget       *filler;
  RkPlanList      *list;
  RkFlashMapView  *map;
  GtkStack        *bottom;
  GtkWidget       *add_menu_button;
  GtkWidget       *options_button;
  RkFlashOptions  *options;
  GtkLabel        *summary;
  GtkWidget       *start;
  RkJobView       *job;
  RkResultCard    *card;
};

/* rk-flash-page.c */
void     _rk_flash_page_set_plan     (RkFlashPage     *self,
                                      RkPlan          *plan);

/* rk-flash-page-files.c */
void     _rk_flash_page_install      (GtkWidgetClass  *widget_class);
void     _rk_flash_page_load_files   (RkFlashPage     *self);
void     _rk_flash_page_keep_files   (RkFlashPage     *self);
void     _rk_flash_page_remove_rows  (RkFlashPage     *self,
                                      GPtrArray       *rows);
void     _rk_flash_page_fix          (RkFlashPage     *self,
                                      RkPlanRow       *row,
                                      const RkFinding *finding);
void     _rk_flash_page_prepare_loader (RkFlashPage   *self);
void     _rk_flash_page_prepare_rf_data (RkFlashPage  *self);
gboolean _rk_flash_page_drop         (GtkDropTarget   *target,
                                      const GValue    *value,
                                      double           x,
                                      double           y,
                                      RkFlashPage     *self);

/* rk-flash-page-set.c */
void     _rk_flash_page_install_sets (GtkWidgetClass  *widget_class);
void     _rk_flash_page_show_undo    (RkFlashPage     *self,
                                      const char      *text);
void     _rk_flash_page_tell_unreadable (RkFlashPage  *self,
                                      const char      *path,
                                      const GError    *error);
void     _rk_flash_page_tell_remote  (RkFlashPage     *self,
                                      GFile           *file);
void     _rk_flash_page_put_aside    (RkFlashPage     *self);
void     _rk_flash_page_forget_set   (RkFlashPage     *self);
void     _rk_flash_page_sort_rows    (RkPlan          *plan);
gboolean _rk_flash_page_holds_only_sample (RkFlashPage *self);
gboolean _rk_flash_page_load_set     (RkFlashPage     *self,
                                      const char      *path);
gboolean _rk_flash_page_load_only    (RkFlashPage     *self,
                                      const char      *path);
void     _rk_flash_page_choose_again (RkFlashPage     *self);
void     _rk_flash_page_split        (RkFlashPage     *self,
                                      RkPlanRow       *row);

G_END_DECLS
