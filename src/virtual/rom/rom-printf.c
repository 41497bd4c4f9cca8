/* rom-printf.c: the ROM's formatted output
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two ways out can be installed; programs move them to divert the ROM's text.
 */

#include "rom.h"

typedef void (*PutChar) (char character);

static PutChar put1;
static PutChar put2;

void ets_install_putc1 (PutChar put);
void ets_install_putc2 (PutChar put);
void ets_write_char    (char character);
void ets_putc          (char character);
int  ets_uart_printf   (const char *format,
                        ...);

/* Lines end with CR LF on the wire; a CR of the text itself is dropped. */
static void
put_uart (char character)
{
  if (character == '\n')
    {
      uart_tx_one_char ('\r');
      uart_tx_one_char ('\n');
    }
  else if (character != '\r')
    {
      uart_tx_one_char (character);
    }
}

void
ets_install_putc1 (PutChar put)
{
  put1 = put;
}

void
ets_install_putc2 (PutChar put)
{
  put2 = put;
}

void
ets_install_uart_printf (void)
{
  put1 = put_uart;
}

void
ets_putc (char character)
{
  put_uart (character);
}

void
ets_write_char (char character)
{
  if (put1 != NULL)
    put1 (character);
  if (put2 != NULL)
    put2 (character);
}

typedef struct
{
  uint32_t width;
  uint8_t  zeros;
  uint8_t  left;
} Field;

static int
put_field (PutChar     put,
           Field       field,
           char        sign,
           const char *text,
           uint32_t    length)
{
  uint32_t used = length + (sign != 0);
  uint32_t padding = field.width > used ? field.width - used : 0;
  int      written = used + padding;

  if (sign != 0 && field.zeros)
    put (sign);
  for (; padding != 0 && !field.left; padding--)
    put (field.zeros ? '0' : ' ');
  if (sign != 0 && !field.zeros)
    put (sign);
  while (length-- != 0)
    put (*text++);
  while (padding-- != 0 && field.left)
    put (' ');

  return written;
}

static int
put_number (PutChar  put,
            Field    field,
            char     sign,
            uint32_t value,
            uint32_t base,
            char     ten)
{
  char  digits[12];
  char *first = digits + sizeof digits;

  do
    {
      uint32_t digit = value % base;

      *--first = digit < 10 ? '0' + digit : ten + digit - 10;
      value /= base;
    }
  while (value != 0);

  return put_field (put, field, sign, first, digits + sizeof digits - first);
}

static int
put_text (PutChar     put,
          Field       field,
          const char *text)
{
  uint32_t length = 0;

  if (text == NULL)
    text = "<null>";
  while (text[length] != '\0')
    length++;

  return put_field (put, field, 0, text, length);
}

static const char *
read_field (const char *format,
            Field      *field)
{
  field->width = 0;
  field->left = *format == '-';
  format += field->left;
  field->zeros = *format == '0';
  while (*format >= '0' && *format <= '9')
    field->width = field->width * 10 + *format++ - '0';
  while (*format == 'l')
    format++;

  return format;
}

int
ets_vprintf (PutChar     put,
             const char *format,
             va_list     arguments)
{
  int written = 0;

  for (; *format != '\0'; format++)
    {
      Field field;
      int   value;

      if (*format != '%')
        {
          put (*format);
          written++;
          continue;
        }

      format = read_field (format + 1, &field);
      if (*format == '\0')
        break;
      switch (*format)
        {
        case 'd':
          value = va_arg (arguments, int);
          written += put_number (put, field, value < 0 ? '-' : 0, value < 0 ? -value : value, 10, 'a');
          break;
        case 'u':
          written += put_number (put, field, 0, va_arg (arguments, uint32_t), 10, 'a');
          break;
        case 'X':
          written += put_number (put, field, 0, va_arg (arguments, uint32_t), 16, 'A');
          break;
        case 'x':
        case 'p':
          written += put_number (put, field, 0, va_arg (arguments, uint32_t), 16, 'a');
          break;
        case 'c':
          put (va_arg (arguments, int));
          written++;
          break;
        case 's':
          written += put_text (put, field, va_arg (arguments, const char *));
          break;
        default:
          put (*format);
          written++;
          break;
        }
    }

  return written;
}

int
ets_printf (const char *format,
            ...)
{
  va_list arguments;
  int     written = 0;

  if (put1 == NULL && put2 == NULL)
    return 0;
  va_start (arguments, format);
  written = ets_vprintf (ets_write_char, format, arguments);
  va_end (arguments);

  return written;
}

int
ets_uart_printf (const char *format,
                 ...)
{
  va_list arguments;
  int     written;

  va_start (arguments, format);
  written = ets_vprintf (put_uart, format, arguments);
  va_end (arguments);

  return written;
}
