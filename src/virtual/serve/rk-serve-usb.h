/* rk-serve-usb.h: a virtual module as a USB adapter of one program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "rk-serve-adapter.h"

G_BEGIN_DECLS

typedef struct _RkServeUsb RkServeUsb;

/**
 * RkServeUsbEndedFunc:
 * @status: the command's exit status, or 128 and the signal's number
 * @user_data: as given
 */
typedef void (*RkServeUsbEndedFunc) (int      status,
                                     gpointer user_data);

gboolean    rk_serve_usb_prepare (char                **argv,
                                  GError              **error);

RkServeUsb *rk_serve_usb_new     (RkServeAdapter       *adapter,
                                  char                **command,
                                  RkServeUsbEndedFunc   ended,
                                  gpointer              user_data,
                                  GError              **error);
void        rk_serve_usb_free    (RkServeUsb           *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkServeUsb, rk_serve_usb_free)

G_END_DECLS
