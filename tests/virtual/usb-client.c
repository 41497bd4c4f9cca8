/* usb-client.c: a program that uses a serial port by libserialport
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Exits 0 if the port is a USB adapter that sends back what it gets.
 */

#include <libserialport.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TIMEOUT_MS 10000

static void
check (int         result,
       const char *what)
{
  if (result >= 0)
    return;

  fprintf (stderr, "%s: %d\n", what, result);
  exit (1);
}

static void
check_identity (struct sp_port *port)
{
  int vid = 0, pid = 0;

  check (sp_get_port_usb_vid_pid (port, &vid, &pid), "ids");
  check (sp_get_port_transport (port) == SP_TRANSPORT_USB ? 0 : -1, "transport");
  check (vid == 0x0403 && pid == 0x6001 ? 0 : -1, "an FTDI's ids");
  check (strcmp (sp_get_port_usb_product (port), "FT232R USB UART"), "product");
}

int
main (int   argc,
      char *argv[])
{
  struct sp_port *port;
  char reply[8];

  check (sp_get_port_by_name ("/dev/ttyUSB0", &port), "port");
  check_identity (port);

  for (int i = 0; i < 2; i++)
    {
      check (sp_open (port, SP_MODE_READ_WRITE), "open");
      check (sp_set_baudrate (port, 74880), "baud");
      check (sp_set_dtr (port, SP_DTR_OFF), "DTR off");
      check (sp_set_rts (port, SP_RTS_ON), "RTS on");
      check (sp_set_dtr (port, SP_DTR_ON), "DTR on");
      check (sp_set_rts (port, SP_RTS_OFF), "RTS off");
      check (sp_blocking_write (port, "\xc0\xff\x00hello", 8, TIMEOUT_MS) - 8, "write");
      check (sp_blocking_read (port, reply, 8, TIMEOUT_MS) - 8, "read");
      check (memcmp (reply, "\xc0\xff\x00hello", 8) == 0 ? 0 : -1, "the same bytes");
      check (sp_close (port), "close");
    }
  sp_free_port (port);

  return 0;
}
