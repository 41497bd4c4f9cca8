/* rk-at-personality-private.h: what the parts of an imitated AT firmware share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-at-personality.h"

G_BEGIN_DECLS

/* at_cmdLenMax and at_dataLenMax in at_port.c. */
#define RK_AT_LONGEST_LINE 128
#define RK_AT_LONGEST_DATA 2048

#define RK_AT_OK "\r\nOK\r\n"
#define RK_AT_ERROR "\r\nERROR\r\n"

typedef enum
{
  RK_AT_STATE_OFF,       /* not started, restarting, or asleep */
  RK_AT_STATE_STARTING,  /* the timer runs until it is ready */
  RK_AT_STATE_IDLE,      /* looking for "AT" */
  RK_AT_STATE_RECEIVING, /* the rest of the line */
  RK_AT_STATE_RUNNING,   /* a command is at work */
  RK_AT_STATE_DATA,      /* taking what is to be sent */
  RK_AT_STATE_SENDING,   /* until it has left */
  RK_AT_STATE_PASSING,   /* all that comes is sent on */
} RkAtState;

/* at_mdStateType in at.h, and what AT+CIPSTATUS tells. */
typedef enum
{
  RK_AT_MODEM_GOT_IP   = 2,
  RK_AT_MODEM_LINKED   = 3,
  RK_AT_MODEM_UNLINKED = 4,
  RK_AT_MODEM_LEFT     = 5,
} RkAtModem;

/**
 * RkAtSettings:
 *
 * What survives a restart, as it lies in flash.  Byte arrays only, so that it has
 * no holes.
 */
typedef struct
{
  char   magic[4];
  guint8 mode;
  guint8 join_by_itself;
  guint8 dhcp; /* bit 0: of the access point, bit 1: of the station */
  guint8 ap_channel;
  guint8 ap_cipher;
  guint8 ap_most;
  guint8 ap_hidden;
  guint8 check;
  char   ssid[32];
  char   password[64];
  char   ap_ssid[32];
  char   ap_password[64];
  guint8 sta_mac[6];
  guint8 ap_mac[6];
  guint8 sta_address[12]; /* address, gateway, netmask */
  guint8 ap_address[12];
  guint8 dns[8];
  char   host_name[32];
} RkAtSettings;

typedef struct
{
  gboolean is_open;
  gboolean is_udp;
  gboolean is_server; /* it was accepted */
  char    *host;
  guint16  port;
  guint16  own_port;
} RkAtLink;

typedef void (*RkAtFunc) (RkAtPersonality *self);

/* What is to happen at a time. */
typedef struct
{
  gint64   time_us; /* G_MAXINT64: nothing */
  RkAtFunc func;
} RkAtAlarm;

typedef enum
{
  RK_AT_ALARM_COMMAND, /* start, run, or end the command at work */
  RK_AT_ALARM_RADIO,   /* joining by itself */
  RK_AT_N_ALARMS
} RkAtAlarmKind;

struct _RkAtPersonality
{
  RkAtFirmware *firmware;
  guint         number; /* of its AT version: 20 for 0.20, 106 for 1.6 */
  RkAtHost      host;
  gpointer      host_data;
  RkAtWorld    *world; /* or NULL: nothing in the air */

  RkAtState     state;
  RkAtAlarm     alarms[RK_AT_N_ALARMS];
  guint         baud;
  gboolean      echo;
  char          previous;
  char          line[RK_AT_LONGEST_LINE + 1];
  gsize         length;
  const char   *name; /* of the command at work, as the firmware writes it */

  /* The radio */
  RkAtSettings  settings; /* in force; what is kept may differ */
  gboolean      is_joined;
  guint         channel;
  int           rssi;
  guint8        bssid[6];
  gboolean      scan_sorts;
  guint         scan_mask;
  guint         sleep;

  /* Connections */
  RkAtModem     modem;
  RkAtLink      links[RK_AT_WORLD_LINKS];
  gboolean      mux;
  gboolean      passthrough;
  gboolean      serving;
  gboolean      tells_peer; /* AT+CIPDINFO */
  guint         server_timeout_s;
  guint         active; /* the link that the command at work is about */
  gsize         wanted; /* bytes of data */
  GByteArray   *data;

  /* The update */
  gboolean      is_updating;
  gboolean      is_writing;
  guint32       update_start;
  guint32       update_offset;
};

/**
 * RkAtCommandRow:
 * @name: as in the firmware's own table, without AT
 * @since: the first AT version that has it, where the image does not tell
 * @delay_us: from the line's end to the reply
 *
 * The functions are called with what follows the name, the line's CR included.
 */
typedef void (*RkAtCommandFunc) (RkAtPersonality *self,
                                 const char      *arguments);

typedef struct
{
  const char     *name;
  guint           since;
  guint32         delay_us;
  RkAtCommandFunc execute; /* AT+X */
  RkAtCommandFunc query;   /* AT+X? */
  RkAtCommandFunc set;     /* AT+X=… and ATX0 */
  RkAtCommandFunc test;    /* AT+X=? */
} RkAtCommandRow;

extern const RkAtCommandRow _rk_at_basic_commands[];
extern const RkAtCommandRow _rk_at_radio_commands[];
extern const RkAtCommandRow _rk_at_address_commands[];
extern const RkAtCommandRow _rk_at_link_commands[];
extern const RkAtCommandRow _rk_at_host_commands[];
extern const RkAtCommandRow _rk_at_update_commands[];

/* From one task of the firmware to the next. */
#define RK_AT_TURNAROUND_US 500

/* Talking */
gboolean            _rk_at_is_2014          (RkAtPersonality     *self);
void                _rk_at_say              (RkAtPersonality     *self,
                                             const char          *text);
void                _rk_at_sayf             (RkAtPersonality     *self,
                                             const char          *format,
                                             ...) G_GNUC_PRINTF (2, 3);
void                _rk_at_say_baud         (RkAtPersonality     *self,
                                             guint                baud);
void                _rk_at_refuse           (RkAtPersonality     *self,
                                             const char          *word);
void                _rk_at_answer           (RkAtPersonality     *self,
                                             gboolean             good);
void                _rk_at_say_ok           (RkAtPersonality     *self,
                                             const char          *arguments);
void                _rk_at_work_until       (RkAtPersonality     *self,
                                             gint64               delay_us,
                                             RkAtFunc             func);
void                _rk_at_set_alarm        (RkAtPersonality     *self,
                                             RkAtAlarmKind        kind,
                                             gint64               delay_us,
                                             RkAtFunc             func);
void                _rk_at_stop             (RkAtPersonality     *self);
void                _rk_at_restart          (RkAtPersonality     *self);

/* Settings */
guint               _rk_at_load_baud        (RkAtPersonality     *self);
void                _rk_at_save_baud        (RkAtPersonality     *self);
void                _rk_at_load_settings    (RkAtPersonality     *self);
const RkAtSettings *_rk_at_settings_to_tell (RkAtPersonality     *self,
                                             RkAtSettings        *kept);
void                _rk_at_keep_field       (RkAtPersonality     *self,
                                             gpointer             from,
                                             gsize                size);
void                _rk_at_forget           (RkAtPersonality     *self);
guint32             _rk_at_system_sector    (RkAtPersonality     *self,
                                             gboolean             other);
void                _rk_at_swap_sectors     (RkAtPersonality     *self);

/* Arguments: each takes one and moves on, and says whether it was there. */
gboolean            _rk_at_take_mark        (const char         **cursor,
                                             char                 mark);
gboolean            _rk_at_take_number      (RkAtPersonality     *self,
                                             const char         **cursor,
                                             gint64               lowest,
                                             gint64               highest,
                                             gint64              *number);
gboolean            _rk_at_take_text        (RkAtPersonality     *self,
                                             const char         **cursor,
                                             char                *text,
                                             gsize                size);
gboolean            _rk_at_take_end         (RkAtPersonality     *self,
                                             const char         **cursor);
gboolean            _rk_at_parse_address    (const char          *text,
                                             guint8              *address);

/* Radio and addresses */
void                _rk_at_radio_start      (RkAtPersonality     *self);
gboolean            _rk_at_is_station       (RkAtPersonality     *self);
gboolean            _rk_at_is_access_point  (RkAtPersonality     *self);
gboolean            _rk_at_has_ip           (RkAtPersonality     *self);

/* Links */
void                _rk_at_links_reset      (RkAtPersonality     *self);
void                _rk_at_links_poll       (RkAtPersonality     *self);
void                _rk_at_links_data       (RkAtPersonality     *self,
                                             guint8               byte);

/* Update */
void     _rk_at_update_poll      (RkAtPersonality     *self);
void     _rk_at_update_stop      (RkAtPersonality     *self);

G_END_DECLS
