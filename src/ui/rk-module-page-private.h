/* rk-module-page-private.h: what the parts of the Module page share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-flash-contents.h"
#include "rk-flash-map-view.h"
#include "rk-job-view.h"
#include "rk-module-page.h"
#include "rk-repair-page.h"
#include "rk-result-card.h"

G_BEGIN_DECLS

struct _RkModulePage
{
  AdwBin parent_instance;

  RkModule        *module;
  RkTraceLog      *trace; /* the window's */
  GCancellable    *cancellable;
  RkFlashContents *contents; /* as they were read last */
  gboolean         changed;  /* the flash, since then */
  guint8           mac[6];   /* of the module that they are of */

  /* The job under way or just over, for another try */
  void           (*job) (RkModulePage *self);
  GFile           *file;
  guint32          offset;
  guint32          length;
  gboolean         force;

  GtkStack       *stack;
  RkRepairPage   *repair;
  GtkLabel       *chip;
  GtkLabel       *mac_label;
  GtkLabel       *flash;
  RkFlashMapView *map;
  GtkLabel       *note;
  GtkStack       *found;
  GtkListBox     *regions;
  GtkStack       *bottom;
  GtkButton      *read;
  GtkWidget      *backup_button;
  GtkWidget      *erase_button;
  RkJobView      *job_view;
  RkResultCard   *card;
};

/* rk-module-page.c */
void                 _rk_module_page_begin        (RkModulePage    *self,
                                                   RkJobKind        kind,
                                                   gboolean         watch);
gboolean             _rk_module_page_end          (RkModulePage    *self);
void                 _rk_module_page_tell         (RkModulePage    *self,
                                                   RkSeverity       severity,
                                                   const char      *title,
                                                   const char      *text,
                                                   const char      *more);
void                 _rk_module_page_fail         (RkModulePage    *self,
                                                   const GError    *error);
void                 _rk_module_page_ready        (RkModulePage    *self);
void                 _rk_module_page_set_contents (RkModulePage    *self,
                                                   RkFlashContents *contents);
const RkFlashRegion *_rk_module_page_get_selected (RkModulePage    *self);

/* rk-module-page-jobs.c */
void                 _rk_module_page_install      (GtkWidgetClass  *widget_class);

G_END_DECLS
