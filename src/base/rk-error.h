/* rk-error.h: the one error domain
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define RK_ERROR (rk_error_quark ())

/**
 * RkError:
 *
 * What went wrong, as far as a program can act on it.  Cancellation is always
 * %G_IO_ERROR_CANCELLED, and plain file I/O keeps %G_IO_ERROR / %G_FILE_ERROR.
 * The message says what happened, with numbers; what to do about it is for the
 * findings and the window to say.  What they need besides the code, such as who holds
 * a port, goes with the error as facts: see rk_error_set_fact().
 */
typedef enum
{
  /* The port */
  RK_ERROR_PORT_MISSING,    /* no such port, or the network name does not answer */
  RK_ERROR_PORT_BUSY,       /* another program holds it */
  RK_ERROR_PORT_DENIED,     /* no permission to open it */
  RK_ERROR_PORT_LOST,       /* it was there and has gone: unplugged, hung up */
  RK_ERROR_PORT_UNABLE,     /* it cannot do this: a baud rate, the modem lines */

  /* Getting an answer from the boot loader */
  RK_ERROR_NOTHING_RECEIVED, /* not one byte came */
  RK_ERROR_NOT_IN_LOADER,   /* boot text says that the module runs from flash: GPIO0 was not low */
  RK_ERROR_WRONG_BOOT_PINS, /* boot text says another start mode: GPIO15 or GPIO2 */
  RK_ERROR_NOT_HEARD,       /* boot text says loader, but SYNC is not answered: our TX does not reach it */
  RK_ERROR_GARBAGE,         /* bytes came, but neither an answer nor text at any baud */
  RK_ERROR_ECHO,            /* our own bytes came back: TX and RX are connected to each other */
  RK_ERROR_UNSTEADY,        /* it starts anew again and again: a supply that breaks down */

  /* Talking to it */
  RK_ERROR_ANSWER_LOST,     /* it answered before and no longer does */
  RK_ERROR_PROTOCOL,        /* an answer that makes no sense: short, or of another command */
  RK_ERROR_REFUSED,         /* the loader answered with an error status */
  RK_ERROR_WRONG_CHIP,      /* something answers, but it is not an ESP8266 */
  RK_ERROR_FLASH_SILENT,    /* the flash chip does not give a JEDEC id */

  /* The outcome */
  RK_ERROR_CONTENT_DIFFERS, /* flash does not hold what was written */
  RK_ERROR_NOT_STARTED,     /* written, but the module does not run it */
  RK_ERROR_NO_REPLY,        /* an AT command was not answered */
  RK_ERROR_AT_FAILED,       /* an AT command was answered ERROR or FAIL */
  RK_ERROR_RESTARTED,       /* the module started anew instead of answering an AT command */

  /* What we were given */
  RK_ERROR_BAD_IMAGE,       /* a damaged or truncated image, with the offset of the fault */
  RK_ERROR_BAD_PLAN,        /* a manifest, folder or zip that makes no plan */
  RK_ERROR_PLAN_REFUSED,    /* a check of the plan says no; may be overridden */
  RK_ERROR_BAD_BACKUP,      /* its list is missing or does not fit the file */
  RK_ERROR_OTHER_MODULE,    /* a backup of another module; may be overridden */
  RK_ERROR_LAYOUT_UNKNOWN,  /* what is in flash does not tell where something is kept */
  RK_ERROR_INVALID,         /* a number or option that cannot be understood */

  RK_ERROR_BUSY,            /* the module is busy with another job */
} RkError;

GQuark      rk_error_quark     (void);
void        rk_error_set_fact  (GError       *error,
                                const char   *name,
                                const char   *value);
const char *rk_error_get_fact  (const GError *error,
                                const char   *name);
char      **rk_error_dup_facts (const GError *error);

G_END_DECLS
