/* rk-cloud-page-private.h: what the steps of the cloud update share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-at-version.h"
#include "rk-cloud-page.h"
#include "rk-console-view.h"
#include "rk-dns-responder.h"
#include "rk-module-cloud.h"
#include "rk-stage-view.h"
#include "rk-update-server.h"

G_BEGIN_DECLS

typedef enum
{
  RK_CLOUD_PAGE_MODULE,
  RK_CLOUD_PAGE_SAFETY,
  RK_CLOUD_PAGE_WIFI,
  RK_CLOUD_PAGE_SERVER,
  RK_CLOUD_PAGE_UPDATE,
  RK_CLOUD_PAGE_RESULT,
  RK_CLOUD_PAGE_N_STEPS,
} RkCloudPageStep;

/* What is shown of an update: all that comes before it, its stages, and the end. */
#define RK_CLOUD_PAGE_N_STAGES (RK_CLOUD_N_STAGES + 1)

/**
 * RkCloudPageButtons:
 * @primary: (nullable): what the step is about, translated; likewise @secondary
 * @primary_action: its action
 * @primary_ready: whether all that it needs is there
 *
 * What can be done in a step.
 */
typedef struct
{
  const char *primary;
  const char *primary_action;
  gboolean    primary_ready;
  const char *secondary;
  const char *secondary_action;
} RkCloudPageButtons;

typedef void (*RkCloudPageAnswerFunc) (RkCloudPage        *self,
                                       const RkAtExchange *exchange);
typedef void (*RkCloudPageResultFunc) (RkCloudPage        *self,
                                       RkCloudResult      *result); /* to be freed */

struct _RkCloudPage
{
  AdwBin parent_instance;

  RkModule        *module;
  RkTraceLog      *trace; /* the window's */
  GCancellable    *cancellable; /* of the job under way */
  RkCloudPageStep  step;
  gboolean         line_is_over; /* of the conversation */

  /* What to do with what the job brings */
  RkCloudPageAnswerFunc answered;
  RkCloudPageResultFunc ran;

  /* The module */
  gboolean     checked;
  gboolean     force;
  RkFinding   *refusal; /* why it must not be updated */
  RkAtVersion *version;
  guint        slot;

  /* The backup */
  GFile *backup;

  /* The network */
  guint  wifi_turn; /* of the questions about it */
  char  *ssid;      /* to be joined, NULL to stay in the one it is in */
  char  *password;  /* in memory only, wiped when it is not needed any more */
  char  *network;   /* that it is in now */
  char  *address;   /* that it has there */

  /* The server */
  RkUpdateFirmware *firmware;
  GFile            *set; /* it is part of, if that is a complete one */
  RkUpdateServer   *server;
  RkDnsResponder   *responder;
  GQueue            requests; /* char *, the last ones */
  guint64           request_id;

  /* The update */
  RkCloudResult *result;
  int            stage; /* of those shown, or -1 */
  gint64         stage_begin_us;
  gint64         begin_us;
  guint          tick_id;

  GtkBox         *strip;
  RkStageView    *steps[RK_CLOUD_PAGE_N_STEPS];
  GtkStack       *stack;
  RkConsoleView  *conversation;
  GtkRevealer    *notice;
  GtkImage       *notice_icon;
  GtkLabel       *notice_summary;
  GtkLabel       *notice_text;
  GtkLabel       *status;
  GtkProgressBar *progress;
  GtkWidget      *back;
  GtkWidget      *cancel;
  GtkWidget      *recover;
  GtkButton      *primary;
  GtkButton      *secondary;

  GtkWidget    *facts;
  AdwActionRow *fact_firmware;
  AdwActionRow *fact_generation;
  AdwActionRow *fact_slot;
  AdwActionRow *fact_update;

  GtkWidget    *present_network;
  AdwActionRow *present_row;
  AdwEntryRow  *ssid_row;
  AdwEntryRow  *password_row;
  GtkListBox   *networks;
  GtkLabel     *networks_empty;

  GtkCheckButton *from_espressif;
  GtkCheckButton *from_here;
  GtkCheckButton *from_other;
  GtkWidget      *here;
  AdwActionRow   *firmware_row;
  AdwEntryRow    *listen_row;
  GtkSwitch      *dns;
  GtkWidget      *other;
  AdwEntryRow    *other_row;

  GtkBox         *stages;
  RkStageView    *stage_views[RK_CLOUD_PAGE_N_STAGES];
  GtkWidget      *serving;
  GtkLabel       *serving_where;
  GtkLabel       *serving_how;
  GtkLabel       *serving_requests;

  GtkImage *result_icon;
  GtkLabel *result_title;
  GtkLabel *result_text;
  GtkWidget *result_table;
  GtkLabel *result_stages;
  GtkLabel *version_before;
  GtkLabel *version_after;
  GtkLabel *slot_before;
  GtkLabel *slot_after;
};

/* rk-cloud-page.c */
void               _rk_cloud_page_go              (RkCloudPage        *self,
                                                   RkCloudPageStep     step);
void               _rk_cloud_page_finish_step     (RkCloudPage        *self,
                                                   const char         *caption);
void               _rk_cloud_page_update          (RkCloudPage        *self);
void               _rk_cloud_page_focus           (RkCloudPage        *self,
                                                   GtkWidget          *widget);
void               _rk_cloud_page_notice          (RkCloudPage        *self,
                                                   const RkFinding    *finding);
void               _rk_cloud_page_hide_notice     (RkCloudPage        *self);
void               _rk_cloud_page_tell_end        (RkCloudPage        *self,
                                                   const char         *title,
                                                   const char         *text);

/* rk-cloud-page-jobs.c */
void               _rk_cloud_page_follow_module   (RkCloudPage        *self);
void               _rk_cloud_page_begin           (RkCloudPage        *self);
void               _rk_cloud_page_end             (RkCloudPage        *self);
void               _rk_cloud_page_fail            (RkCloudPage        *self,
                                                   const GError       *error);
void               _rk_cloud_page_cancel          (GtkWidget          *widget,
                                                   const char         *action_name,
                                                   GVariant           *parameter);
void               _rk_cloud_page_show_exchange   (RkCloudPage        *self,
                                                   const RkAtExchange *exchange);
void               _rk_cloud_page_ask             (RkCloudPage           *self,
                                                   const char            *command,
                                                   RkCloudPageAnswerFunc  answered);
void               _rk_cloud_page_run             (RkCloudPage           *self,
                                                   const RkCloudOptions  *options,
                                                   RkCloudProgressFunc    progress,
                                                   RkCloudPageResultFunc  ran);

/* rk-cloud-page-module.c: the module and its backup */
void               _rk_cloud_page_module_install  (GtkWidgetClass     *widget_class);
void               _rk_cloud_page_module_reset    (RkCloudPage        *self);
RkCloudPageButtons _rk_cloud_page_module_buttons  (RkCloudPage        *self);
RkCloudPageButtons _rk_cloud_page_safety_buttons  (RkCloudPage        *self);

/* rk-cloud-page-wifi.c */
void               _rk_cloud_page_wifi_install    (GtkWidgetClass     *widget_class);
void               _rk_cloud_page_wifi_reset      (RkCloudPage        *self);
void               _rk_cloud_page_wifi_enter      (RkCloudPage        *self);
RkCloudPageButtons _rk_cloud_page_wifi_buttons    (RkCloudPage        *self);
void               _rk_cloud_page_network_chosen  (RkCloudPage        *self,
                                                   GtkListBoxRow      *row);

/* rk-cloud-page-server.c */
void               _rk_cloud_page_server_install  (GtkWidgetClass     *widget_class);
void               _rk_cloud_page_server_enter    (RkCloudPage        *self);
void               _rk_cloud_page_server_stop     (RkCloudPage        *self);
RkCloudPageButtons _rk_cloud_page_server_buttons  (RkCloudPage        *self);
const char        *_rk_cloud_page_get_arrangement (RkCloudPage        *self);
char              *_rk_cloud_page_dup_name_server (RkCloudPage        *self);

/* rk-cloud-page-update.c: the update and its result */
void               _rk_cloud_page_update_install  (GtkWidgetClass     *widget_class);
void               _rk_cloud_page_update_set_up   (RkCloudPage        *self);
void               _rk_cloud_page_update_enter    (RkCloudPage        *self);
void               _rk_cloud_page_update_stop     (RkCloudPage        *self);
RkCloudPageButtons _rk_cloud_page_update_buttons  (RkCloudPage        *self);
RkCloudPageButtons _rk_cloud_page_result_buttons  (RkCloudPage        *self);

G_END_DECLS
