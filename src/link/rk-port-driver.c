/* rk-port-driver.c: adapters whose driver is faulty
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-port-driver.h"

#include <string.h>
#ifdef G_OS_UNIX
#include <sys/utsname.h>
#endif

/* Linux whose ch341 driver loses what an ESP8266 says first: espressif/esptool#653 (from
 * 5.13.10 on, mended in 5.13.14), #660 and #683 (5.10.61), esp8266/Arduino#8328 (Ubuntu's
 * 5.4.0-88).  Up to and with @last. */
static const struct
{
  const char *series;
  guint       first;
  guint       last;
} faulty[] = {
  { "5.13.", 10, 13 },
  { "5.10.", 61, 61 },
  { "5.4.0-", 88, 88 },
};

/**
 * rk_port_driver_loses_bytes:
 * @adapter: what is connected
 * @release: (nullable): of the system's kernel, such as "5.13.12-arch1-1"
 *
 * Returns: whether this kernel's driver is known to lose bytes of that adapter
 */
gboolean
rk_port_driver_loses_bytes (RkPortAdapter  adapter,
                            const char    *release)
{
  if (adapter != RK_PORT_ADAPTER_CH340 || release == NULL)
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (faulty); i++)
    if (g_str_has_prefix (release, faulty[i].series))
      {
        guint64 patch = g_ascii_strtoull (release + strlen (faulty[i].series), NULL, 10);

        return patch >= faulty[i].first && patch <= faulty[i].last;
      }

  return FALSE;
}

/**
 * rk_port_driver_dup_release:
 *
 * Returns: (transfer full) (nullable): of the Linux kernel; %NULL on other systems
 */
char *
rk_port_driver_dup_release (void)
{
#ifdef G_OS_UNIX
  struct utsname system;

  if (uname (&system) == 0 && g_str_equal (system.sysname, "Linux"))
    return g_strdup (system.release);
#endif
  return NULL;
}
