/* modem-lines.c: a pseudo-terminal that programs take for a serial port
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Preloaded into Wine.  A pseudo-terminal has no modem lines: requests about them
 * are answered here and told to the test, by a datagram to the socket that
 * RK_MODEM_LINES names, which the test answers when the module has seen them.  Nor
 * has it a divisor, by which Wine sets rates that have no constant of their own,
 * such as 74880: the rate is set as it was meant.
 */

#include <dlfcn.h>
#include <errno.h>
#include <linux/serial.h>
#include <linux/tty_flags.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <termios.h>
#include <unistd.h>

/* As the kernel has it, in <asm/termbits.h>, whose other names clash with <termios.h>. */
struct termios2
{
  tcflag_t c_iflag;
  tcflag_t c_oflag;
  tcflag_t c_cflag;
  tcflag_t c_lflag;
  cc_t     c_line;
  cc_t     c_cc[19];
  speed_t  c_ispeed;
  speed_t  c_ospeed;
};

#define ANY_RATE 0010000 /* BOTHER */

/* Makes whole divisors of 74880, and of the usual rates nearly so. */
#define BAUD_BASE (74880 * 1200)

typedef int (*Ioctl) (int           fd,
                      unsigned long request,
                      ...);
typedef int (*GetAttributes) (int             fd,
                              struct termios *settings);
typedef int (*SetAttributes) (int                   fd,
                              int                   when,
                              const struct termios *settings);

static int lines = TIOCM_CTS | TIOCM_DSR | TIOCM_CAR;
static int divisor; /* for the next change of settings; 0: none */

/* The test has gone where that fails: nothing is to be told any more. */
static void
tell_lines (void)
{
  struct sockaddr_un to = { .sun_family = AF_UNIX };
  struct sockaddr_un from = { .sun_family = AF_UNIX };
  const char *path = getenv ("RK_MODEM_LINES");
  char text[8];
  int fd;

  if (path == NULL)
    return;

  snprintf (to.sun_path, sizeof to.sun_path, "%s", path);
  fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  snprintf (text, sizeof text, "%d %d", (lines & TIOCM_DTR) != 0, (lines & TIOCM_RTS) != 0);

  /* Binding to no name gets one by itself: unix(7), autobind. */
  if (bind (fd, (struct sockaddr *)&from, sizeof (sa_family_t)) == 0 &&
      sendto (fd, text, strlen (text), 0, (struct sockaddr *)&to, sizeof to) > 0)
    (void)!recv (fd, text, sizeof text, 0);
  close (fd);
}

static int
set_lines (int value)
{
  int before = lines;

  lines = value;
  if ((before ^ value) & (TIOCM_DTR | TIOCM_RTS))
    tell_lines ();
  return 0;
}

static int
answer (unsigned long request,
        void         *argument)
{
  struct serial_struct *serial = argument;
  int *value = argument;

  switch (request)
    {
    case TIOCMGET:
      *value = lines;
      return 0;
    case TIOCMSET:
      return set_lines (*value);
    case TIOCMBIS:
      return set_lines (lines | *value);
    case TIOCMBIC:
      return set_lines (lines & ~*value);
    case TIOCGSERIAL:
      memset (serial, 0, sizeof *serial);
      serial->baud_base = BAUD_BASE;
      return 0;
    case TIOCSSERIAL:
      divisor = (serial->flags & ASYNC_SPD_MASK) == ASYNC_SPD_CUST ? serial->custom_divisor : 0;
      return 0;
    default:
      return -1;
    }
}

int
ioctl (int           fd,
       unsigned long request,
       ...)
{
  static Ioctl real;
  void *argument;
  va_list arguments;
  int result;

  va_start (arguments, request);
  argument = va_arg (arguments, void *);
  va_end (arguments);

  if (real == NULL)
    *(void **)&real = dlsym (RTLD_NEXT, "ioctl");
  result = real (fd, request, argument);

  return result < 0 && (errno == ENOTTY || errno == EINVAL) ? answer (request, argument) : result;
}

/* After Wine has asked for a divisor it sets 38400 baud, which stands for it. */
int
tcsetattr (int                   fd,
           int                   when,
           const struct termios *settings)
{
  static SetAttributes real;
  struct termios2 actual;
  int result;

  if (real == NULL)
    *(void **)&real = dlsym (RTLD_NEXT, "tcsetattr");
  result = real (fd, when, settings);

  if (result == 0 && divisor > 0 && ioctl (fd, TCGETS2, &actual) == 0)
    {
      actual.c_cflag = (actual.c_cflag & ~(tcflag_t)CBAUD) | ANY_RATE;
      actual.c_ispeed = actual.c_ospeed = BAUD_BASE / (unsigned int)divisor;
      divisor = 0;
      result = ioctl (fd, TCSETS2, &actual);
    }
  return result;
}

/* And so it is to read them. */
int
tcgetattr (int             fd,
           struct termios *settings)
{
  static GetAttributes real;
  int result;

  if (real == NULL)
    *(void **)&real = dlsym (RTLD_NEXT, "tcgetattr");
  result = real (fd, settings);

  if (result == 0 && (settings->c_cflag & CBAUD) == ANY_RATE)
    cfsetspeed (settings, B38400);
  return result;
}
