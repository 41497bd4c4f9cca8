/* rk-port-adapter.c: which chip is between the computer and the module
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-port-adapter.h"

/* clang-format off */
G_DEFINE_ENUM_TYPE (RkPortAdapter, rk_port_adapter,
                    G_DEFINE_ENUM_VALUE (RK_PORT_ADAPTER_UNKNOWN, "unknown"),
                    G_DEFINE_ENUM_VALUE (RK_PORT_ADAPTER_FTDI, "ftdi"),
                    G_DEFINE_ENUM_VALUE (RK_PORT_ADAPTER_CP210X, "cp210x"),
                    G_DEFINE_ENUM_VALUE (RK_PORT_ADAPTER_CH340, "ch340"),
                    G_DEFINE_ENUM_VALUE (RK_PORT_ADAPTER_PL2303, "pl2303"),
                    G_DEFINE_ENUM_VALUE (RK_PORT_ADAPTER_NATIVE, "native"),
                    G_DEFINE_ENUM_VALUE (RK_PORT_ADAPTER_UART, "uart"),
                    G_DEFINE_ENUM_VALUE (RK_PORT_ADAPTER_VIRTUAL, "virtual"))

/* USB ids from the device tables of Linux: drivers/usb/serial/ftdi_sio_ids.h,
 * cp210x.c, ch341.c, pl2303.h, and the public list of USB ids (linux-usb.org).
 * A row without pid is for the rest of its vendor. */
#define ANY_PID -1

static const struct
{
  int           vid;
  int           pid;
  RkPortAdapter adapter;
  const char   *chip;
} chips[] = {
  { 0x0403, 0x6001, RK_PORT_ADAPTER_FTDI,   "FTDI FT232R" },
  { 0x0403, 0x6010, RK_PORT_ADAPTER_FTDI,   "FTDI FT2232" },
  { 0x0403, 0x6011, RK_PORT_ADAPTER_FTDI,   "FTDI FT4232H" },
  { 0x0403, 0x6014, RK_PORT_ADAPTER_FTDI,   "FTDI FT232H" },
  { 0x0403, 0x6015, RK_PORT_ADAPTER_FTDI,   "FTDI FT-X" },
  { 0x0403, ANY_PID, RK_PORT_ADAPTER_FTDI,  "FTDI" },
  { 0x10c4, 0xea60, RK_PORT_ADAPTER_CP210X, "CP210x" },
  { 0x10c4, 0xea61, RK_PORT_ADAPTER_CP210X, "CP210x" },
  { 0x10c4, 0xea63, RK_PORT_ADAPTER_CP210X, "CP210x" },
  { 0x10c4, 0xea70, RK_PORT_ADAPTER_CP210X, "CP2105" },
  { 0x10c4, 0xea71, RK_PORT_ADAPTER_CP210X, "CP2108" },
  { 0x1a86, 0x5523, RK_PORT_ADAPTER_CH340,  "CH341" },
  { 0x1a86, 0x7522, RK_PORT_ADAPTER_CH340,  "CH340" },
  { 0x1a86, 0x7523, RK_PORT_ADAPTER_CH340,  "CH340" },
  { 0x1a86, 0x55d3, RK_PORT_ADAPTER_CH340,  "CH343" },
  { 0x1a86, 0x55d4, RK_PORT_ADAPTER_CH340,  "CH9102" },
  { 0x1a86, ANY_PID, RK_PORT_ADAPTER_CH340, "WCH" },
  { 0x4348, 0x5523, RK_PORT_ADAPTER_CH340,  "CH341" },
  { 0x067b, ANY_PID, RK_PORT_ADAPTER_PL2303, "PL2303" },
  { 0x303a, 0x1001, RK_PORT_ADAPTER_NATIVE, "Espressif USB" },
};
/* clang-format on */

static gssize
find_row (int usb_vid,
          int usb_pid)
{
  for (gsize i = 0; i < G_N_ELEMENTS (chips); i++)
    if (chips[i].vid == usb_vid && (chips[i].pid == usb_pid || chips[i].pid == ANY_PID))
      return (gssize)i;

  return -1;
}

/**
 * rk_port_adapter_guess:
 * @name: the port's name
 * @usb_vid: USB vendor id, -1 when it is not known to be on USB
 * @usb_pid: USB product id
 *
 * Returns: the kind of adapter, as far as can be told
 */
RkPortAdapter
rk_port_adapter_guess (const char *name,
                       int         usb_vid,
                       int         usb_pid)
{
  static const char *const uarts[] = { "/dev/ttyS", "/dev/ttyAMA", "/dev/ttymxc", "/dev/ttyO" };
  gssize row = usb_vid >= 0 ? find_row (usb_vid, usb_pid) : -1;

  if (row >= 0)
    return chips[row].adapter;
  if (g_str_has_prefix (name, "/dev/ttyACM"))
    return RK_PORT_ADAPTER_NATIVE;
  if (usb_vid >= 0)
    return RK_PORT_ADAPTER_UNKNOWN;

  for (gsize i = 0; i < G_N_ELEMENTS (uarts); i++)
    if (g_str_has_prefix (name, uarts[i]))
      return RK_PORT_ADAPTER_UART;
  return RK_PORT_ADAPTER_UNKNOWN;
}

/**
 * rk_port_adapter_find_chip:
 * @usb_vid: USB vendor id
 * @usb_pid: USB product id
 *
 * Returns: (nullable): the chip's name, the same in all languages
 */
const char *
rk_port_adapter_find_chip (int usb_vid,
                           int usb_pid)
{
  gssize row = usb_vid >= 0 ? find_row (usb_vid, usb_pid) : -1;

  return row >= 0 ? chips[row].chip : NULL;
}
