/* rk-tty.c: what a Linux terminal device is asked beyond reading and writing
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * By the kernel's own termios2, since the C library's termios of Debian 12 only
 * knows fixed baud rates.  <termios.h> cannot be included beside it.
 */

#include "rk-tty.h"

#include <asm/ioctls.h>
#include <asm/termbits.h>
#include <errno.h>
#include <linux/serial.h>
#include <linux/tty_flags.h>
#include <sys/file.h>
#include <sys/ioctl.h>

static int
errno_unless (int result)
{
  return result == 0 ? 0 : errno;
}

/**
 * rk_tty_claim:
 * @fd: a freshly opened terminal device
 *
 * Makes it ours alone: by the lock that other flashing tools look at too, and by
 * TIOCEXCL for the programs that look at neither (root may pass that).
 *
 * Returns: %EWOULDBLOCK when another program has the lock
 */
int
rk_tty_claim (int fd)
{
  if (flock (fd, LOCK_EX | LOCK_NB) != 0)
    return errno;

  return errno_unless (ioctl (fd, TIOCEXCL));
}

/**
 * rk_tty_release:
 * @fd: a device that rk_tty_claim() was called for, with or without success
 *
 * A pseudo-terminal keeps TIOCEXCL beyond close() as long as its other side is
 * open, and would refuse everybody.  Only who has the lock may take it back.
 *
 * Returns: 0 or errno
 */
int
rk_tty_release (int fd)
{
  if (flock (fd, LOCK_EX | LOCK_NB) != 0)
    return errno;

  return errno_unless (ioctl (fd, TIOCNXCL));
}

/* Input and output speed as a number: BOTHER without the shift is the output's. */
static void
put_baud (struct termios2 *settings,
          guint            baud)
{
  settings->c_cflag &= ~(tcflag_t)(CBAUD | (CBAUD << IBSHIFT));
  settings->c_cflag |= BOTHER | (BOTHER << IBSHIFT);
  settings->c_ispeed = baud;
  settings->c_ospeed = baud;
}

/**
 * rk_tty_set_raw:
 * @fd: a terminal device
 * @baud: bits per second, any number
 *
 * 8 data bits, no parity, 1 stop bit, no flow control, nothing translated, no
 * echo, and a read that finds nothing says EAGAIN instead of end of file.
 *
 * Returns: 0 or errno
 */
int
rk_tty_set_raw (int   fd,
                guint baud)
{
  struct termios2 settings;

  if (ioctl (fd, TCGETS2, &settings) != 0)
    return errno;

  settings.c_iflag = IGNBRK;
  settings.c_oflag = 0;
  settings.c_lflag = 0;
  settings.c_cflag &= ~(tcflag_t)(CSIZE | CSTOPB | PARENB | CRTSCTS);
  settings.c_cflag |= CS8 | CREAD | CLOCAL;
  settings.c_cc[VMIN] = 1;
  settings.c_cc[VTIME] = 0;
  put_baud (&settings, baud);

  return errno_unless (ioctl (fd, TCSETS2, &settings));
}

/**
 * rk_tty_set_baud:
 * @fd: a terminal device
 * @baud: bits per second, any number
 *
 * Returns: 0 or errno
 */
int
rk_tty_set_baud (int   fd,
                 guint baud)
{
  struct termios2 settings;

  if (ioctl (fd, TCGETS2, &settings) != 0)
    return errno;

  put_baud (&settings, baud);
  return errno_unless (ioctl (fd, TCSETS2, &settings));
}

/**
 * rk_tty_get_baud:
 * @fd: a terminal device
 *
 * Returns: what the driver has made of the baud rate that was set, 0 when it
 *   does not say
 */
guint
rk_tty_get_baud (int fd)
{
  struct termios2 settings;

  return ioctl (fd, TCGETS2, &settings) == 0 ? settings.c_ospeed : 0;
}

/**
 * rk_tty_set_lines:
 * @fd: a serial port
 * @dtr: asserted or not
 * @rts: asserted or not
 *
 * One system call for both: between two, a module could leave reset with GPIO0
 * at the wrong level.
 *
 * Returns: 0 or errno, %ENOTTY where there are no such lines
 */
int
rk_tty_set_lines (int      fd,
                  gboolean dtr,
                  gboolean rts)
{
  int lines;

  if (ioctl (fd, TIOCMGET, &lines) != 0)
    return errno;

  lines &= ~(TIOCM_DTR | TIOCM_RTS);
  lines |= (dtr ? TIOCM_DTR : 0) | (rts ? TIOCM_RTS : 0);
  return errno_unless (ioctl (fd, TIOCMSET, &lines));
}

/**
 * rk_tty_set_low_latency:
 * @fd: a serial port
 *
 * An FTDI adapter otherwise keeps short answers back for 16 ms
 * (drivers/usb/serial/ftdi_sio.c in Linux), which doubles the time of a write
 * by the ROM's 1 KB blocks.
 *
 * Returns: 0 or errno, where the driver has no such setting
 */
int
rk_tty_set_low_latency (int fd)
{
  struct serial_struct settings;

  if (ioctl (fd, TIOCGSERIAL, &settings) != 0)
    return errno;
  if (settings.flags & ASYNC_LOW_LATENCY)
    return 0;

  settings.flags |= ASYNC_LOW_LATENCY;
  return errno_unless (ioctl (fd, TIOCSSERIAL, &settings));
}

/**
 * rk_tty_discard_input:
 * @fd: a terminal device
 *
 * Returns: 0 or errno
 */
int
rk_tty_discard_input (int fd)
{
  return errno_unless (ioctl (fd, TCFLSH, TCIFLUSH));
}
