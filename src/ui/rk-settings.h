/* rk-settings.h: what is kept from one start to the next
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define RK_TYPE_SETTINGS (rk_settings_get_type ())

G_DECLARE_FINAL_TYPE (RkSettings, rk_settings, RK, SETTINGS, GObject)

RkSettings *rk_settings_new         (const char         *path);
GVariant   *rk_settings_get         (RkSettings         *self,
                                     const char         *key);
void        rk_settings_set         (RkSettings         *self,
                                     const char         *key,
                                     GVariant           *value);
char       *rk_settings_dup_string  (RkSettings         *self,
                                     const char         *key);
void        rk_settings_set_string  (RkSettings         *self,
                                     const char         *key,
                                     const char         *value);
int         rk_settings_get_int     (RkSettings         *self,
                                     const char         *key);
void        rk_settings_set_int     (RkSettings         *self,
                                     const char         *key,
                                     int                 value);
gboolean    rk_settings_get_boolean (RkSettings         *self,
                                     const char         *key);
void        rk_settings_set_boolean (RkSettings         *self,
                                     const char         *key,
                                     gboolean            value);

G_END_DECLS
