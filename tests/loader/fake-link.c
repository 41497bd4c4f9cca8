/* fake-link.c: a link with a scripted boot loader at its other end
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "fake-link.h"

#include <string.h>

#include "rk-error.h"
#include "rk-reset.h"
#include "rk-rom-protocol.h"
#include "rk-slip.h"

#define SPI_COMMAND 0x60000200u
#define SPI_ADDRESS 0x60000204u
#define SPI_STATUS  0x60000210u
#define SPI_DATA    0x60000240u
#define SPI_END     0x60000280u

struct _FakeLink
{
  RkLink parent;

  GPtrArray    *steps; /* of char*: expect, answer, expect, answer… */
  guint         next;
  GByteArray   *output;
  RkSlipDecoder decoder;
  guint8        frame[16384];
  GHashTable   *registers; /* of the SPI controller */

  gboolean      dtr;
  gboolean      rts;
  gboolean      broken;
  guint         calls;
  guint         fail_at;
  guint         cancel_at;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (FakeLink, fake_link, RK_TYPE_LINK)

/* Counts a call; FALSE when it is the one that fails, or a later one. */
static gboolean
count_call (FakeLink  *self,
            GError   **error)
{
  self->calls++;
  if (self->calls == self->cancel_at)
    g_cancellable_cancel (self->cancellable);
  if (self->calls == self->fail_at)
    self->broken = TRUE;
  if (self->broken)
    g_set_error_literal (error, RK_ERROR, RK_ERROR_PORT_LOST, "the fake was unplugged");
  return !self->broken;
}

static gboolean
matches (const char *expect,
         const char *event)
{
  gsize length = strlen (expect);

  if (g_str_has_suffix (expect, "+"))
    length--;
  if (length > 0 && expect[length - 1] == '*')
    return strncmp (expect, event, length - 1) == 0;
  return strlen (event) == length && strncmp (expect, event, length) == 0;
}

/* The answer to what just came; a surprise ends the test. */
static const char *
step (FakeLink   *self,
      const char *event)
{
  while (self->next < self->steps->len)
    {
      const char *expect = g_ptr_array_index (self->steps, self->next);
      const char *answer = g_ptr_array_index (self->steps, self->next + 1);
      gboolean repeats = g_str_has_suffix (expect, "+");

      if (matches (expect, event))
        {
          if (!repeats)
            self->next += 2;
          return answer;
        }
      if (!repeats)
        g_error ("unexpected: %s; the script says: %s", event, expect);
      self->next += 2;
    }

  g_error ("unexpected: %s; the script is at its end", event);
}

static void
put_frame (FakeLink     *self,
           const guint8 *bytes,
           gsize         length)
{
  guint8 encoded[RK_SLIP_ENCODED_MAX (16384)];

  g_byte_array_append (self->output, encoded, (guint)rk_slip_encode (bytes, length, encoded, sizeof encoded));
}

static void
put_reply (FakeLink *self,
           guint8    command,
           guint32   value,
           guint8    error)
{
  guint8 reply[] = { 1, command, 2, 0, 0, 0, 0, 0, error != 0, error };

  rk_rom_put_word (reply + 4, value);
  put_frame (self, reply, sizeof reply);
}

static void
put_hex (FakeLink   *self,
         const char *hex)
{
  for (; g_ascii_isxdigit (hex[0]) && g_ascii_isxdigit (hex[1]); hex += 2)
    {
      guint8 byte = (guint8)(g_ascii_xdigit_value (hex[0]) << 4 | g_ascii_xdigit_value (hex[1]));

      g_byte_array_append (self->output, &byte, 1);
    }
}

static void
put_syncs (FakeLink *self,
           guint32   value)
{
  for (guint i = 0; i < RK_ROM_SYNC_REPLIES; i++)
    put_reply (self, RK_ROM_SYNC, value, 0);
}

static void
put_answer (FakeLink     *self,
            const guint8 *request,
            gsize         length,
            const char   *answer)
{
  guint8 command = length >= 2 ? request[1] : 0;

  if (g_str_equal (answer, "ok"))
    put_reply (self, command, 0, 0);
  else if (g_str_has_prefix (answer, "value "))
    put_reply (self, command, (guint32)g_ascii_strtoull (answer + 6, NULL, 16), 0);
  else if (g_str_has_prefix (answer, "error "))
    put_reply (self, command, 0, (guint8)atoi (answer + 6));
  else if (g_str_equal (answer, "other"))
    put_reply (self, RK_ROM_FLASH_DATA, 0, RK_ROM_ERROR_INVALID);
  else if (g_str_equal (answer, "sync"))
    put_syncs (self, RK_ROM_SYNC_VALUE);
  else if (g_str_equal (answer, "stub"))
    put_syncs (self, 0);
  else if (g_str_equal (answer, "echo"))
    put_frame (self, request, length);
  else if (g_str_has_prefix (answer, "text "))
    g_byte_array_append (self->output, (const guint8 *)answer + 5, (guint)strlen (answer + 5));
  else if (g_str_has_prefix (answer, "bytes "))
    put_hex (self, answer + 6);
  else
    g_error ("no such answer: %s", answer);
}

static void
put_answers (FakeLink     *self,
             const guint8 *request,
             gsize         length,
             const char   *answers)
{
  g_auto(GStrv) all = answers != NULL ? g_strsplit (answers, ";", -1) : NULL;

  for (guint i = 0; all != NULL && all[i] != NULL; i++)
    put_answer (self, request, length, all[i]);
}

static guint32
get_register (FakeLink *self,
              guint32   address)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->registers, GUINT_TO_POINTER (address)));
}

static void
set_register (FakeLink *self,
              guint32   address,
              guint32   value)
{
  g_hash_table_insert (self->registers, GUINT_TO_POINTER (address), GUINT_TO_POINTER (value));
}

/* Bits of the controller's command register: the flash chip's command, and the
 * register that what goes with it is in; for answers, where they come to. */
static const struct
{
  guint32     bit;
  const char *event;
  guint32     takes;
  guint32     gives;
} transactions[] = {
  { 1u << 30, "SPI 06", 0, 0 },
  { 1u << 28, "SPI 9f", 0, SPI_DATA },
  { 1u << 27, "SPI 05", 0, SPI_STATUS },
  { 1u << 26, "SPI 01", SPI_STATUS, 0 },
  { 1u << 24, "SPI 20", SPI_ADDRESS, 0 },
  { 1u << 23, "SPI d8", SPI_ADDRESS, 0 },
  { 1u << 20, "SPI ab", 0, 0 },
};

/* FALSE when the answer to the register write gets lost. */
static gboolean
run_transaction (FakeLink *self,
                 guint32   command)
{
  for (gsize i = 0; i < G_N_ELEMENTS (transactions); i++)
    {
      g_autoptr(GString) event = g_string_new (transactions[i].event);
      const char *answer;

      if (command != transactions[i].bit)
        continue;
      if (transactions[i].takes != 0)
        g_string_append_printf (event, " %x", get_register (self, transactions[i].takes));

      answer = step (self, event->str);
      if (transactions[i].gives != 0)
        set_register (self, transactions[i].gives, (guint32)g_ascii_strtoull (answer, NULL, 16));
      return g_strcmp0 (answer, "lost") != 0;
    }

  g_error ("unexpected: SPI command 0x%08x", command);
}

static void
write_registers (FakeLink     *self,
                 const guint8 *request,
                 gsize         length)
{
  gboolean answered = TRUE;

  for (gsize i = RK_ROM_HEADER_LENGTH; i + 16 <= length; i += 16)
    {
      guint32 address = rk_rom_get_word (request + i);
      guint32 value = rk_rom_get_word (request + i + 4);
      guint32 mask = rk_rom_get_word (request + i + 8);

      if (address == SPI_COMMAND)
        answered = run_transaction (self, value) && answered;
      else
        set_register (self, address, (get_register (self, address) & ~mask) | (value & mask));
    }
  if (answered)
    put_reply (self, RK_ROM_WRITE_REG, 0, 0);
}

static void
take_request (FakeLink     *self,
              const guint8 *request,
              gsize         length)
{
  g_autoptr(GString) event = g_string_new (NULL);
  guint words = 0;

  g_assert_cmpuint (length, >=, RK_ROM_HEADER_LENGTH);
  g_string_append (event, rk_rom_command_name (request[1]));

  switch (request[1])
    {
    case RK_ROM_WRITE_REG:
      write_registers (self, request, length);
      return;
    case RK_ROM_READ_REG:
      words = 1;
      if (rk_rom_get_word (request + 8) >= SPI_COMMAND && rk_rom_get_word (request + 8) < SPI_END)
        {
          put_reply (self, RK_ROM_READ_REG, get_register (self, rk_rom_get_word (request + 8)), 0);
          return;
        }
      break;
    case RK_ROM_SYNC:
      g_assert_cmpuint (length, ==, RK_ROM_HEADER_LENGTH + RK_ROM_SYNC_LENGTH);
      break;
    case RK_ROM_FLASH_DATA:
    case RK_ROM_MEM_DATA:
      g_assert_cmpuint (rk_rom_get_word (request + 4), ==, rk_rom_checksum (request + 24, length - 24));
      g_string_append_printf (event, " %x %x", rk_rom_get_word (request + 12), rk_rom_get_word (request + 8));
      break;
    default:
      words = (guint)((length - RK_ROM_HEADER_LENGTH) / 4);
    }

  for (guint i = 0; i < words; i++)
    g_string_append_printf (event, " %x", rk_rom_get_word (request + RK_ROM_HEADER_LENGTH + 4 * i));

  put_answers (self, request, length, step (self, event->str));
}

static gboolean
fake_link_open (RkLink        *link,
                GCancellable  *cancellable,
                GError       **error)
{
  return TRUE;
}

static void
fake_link_close (RkLink *link)
{
}

static gssize
fake_link_read (RkLink        *link,
                guint8        *buffer,
                gsize          count,
                gint64         deadline,
                GCancellable  *cancellable,
                GError       **error)
{
  FakeLink *self = FAKE_LINK (link);

  if (!count_call (self, error) || g_cancellable_set_error_if_cancelled (cancellable, error))
    return -1;
  if (self->output->len == 0)
    return rk_wait (deadline, cancellable, error) ? 0 : -1;

  /* In small pieces, as a slow adapter has them. */
  count = MIN (MIN (count, self->output->len), 7);
  memcpy (buffer, self->output->data, count);
  g_byte_array_remove_range (self->output, 0, (guint)count);
  return (gssize)count;
}

static gboolean
fake_link_write (RkLink        *link,
                 const guint8  *bytes,
                 gsize          count,
                 gint64         deadline,
                 GCancellable  *cancellable,
                 GError       **error)
{
  FakeLink *self = FAKE_LINK (link);

  if (!count_call (self, error))
    return FALSE;

  while (count > 0)
    {
      RkSlipResult result = rk_slip_decoder_push (&self->decoder, bytes, count);

      if (result.event == RK_SLIP_FRAME)
        take_request (self, result.bytes, result.length);
      else if (result.event == RK_SLIP_OUTSIDE && g_strstr_len ((const char *)result.bytes, (gssize)result.length, "AT") != NULL)
        put_answers (self, result.bytes, result.length, step (self, "AT"));
      else
        g_assert_cmpint (result.event, ==, RK_SLIP_NONE);
      bytes += result.consumed;
      count -= result.consumed;
    }
  return TRUE;
}

static gboolean
fake_link_set_baud (RkLink  *link,
                    guint    baud,
                    GError **error)
{
  FakeLink *self = FAKE_LINK (link);
  g_autofree char *event = g_strdup_printf ("baud %u", baud);

  const char *answer;

  if (!count_call (self, error))
    return FALSE;

  answer = step (self, event);
  if (g_strcmp0 (answer, "unable") == 0)
    {
      g_set_error (error, RK_ERROR, RK_ERROR_PORT_UNABLE, "the fake cannot do %u baud", baud);
      return FALSE;
    }
  put_answers (self, NULL, 0, answer);
  return TRUE;
}

static gboolean
fake_link_set_lines (RkLink   *link,
                     gboolean  dtr,
                     gboolean  rts,
                     GError  **error)
{
  FakeLink *self = FAKE_LINK (link);
  g_autofree char *event = g_strdup_printf ("lines %d %d", dtr, rts);

  /* What was asked for last, also when it failed. */
  self->dtr = dtr;
  self->rts = rts;
  if (!count_call (self, error))
    return FALSE;
  if (g_cancellable_is_cancelled (self->cancellable))
    return TRUE;
  put_answers (self, NULL, 0, step (self, event));
  return TRUE;
}

static gboolean
fake_link_discard_input (RkLink  *link,
                         GError **error)
{
  FakeLink *self = FAKE_LINK (link);

  g_byte_array_set_size (self->output, 0);
  return count_call (self, error);
}

static void
fake_link_finalize (GObject *object)
{
  FakeLink *self = FAKE_LINK (object);

  g_ptr_array_unref (self->steps);
  g_byte_array_unref (self->output);
  g_hash_table_unref (self->registers);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (fake_link_parent_class)->finalize (object);
}

static void
fake_link_class_init (FakeLinkClass *klass)
{
  RkLinkClass *link_class = RK_LINK_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = fake_link_finalize;
  link_class->open = fake_link_open;
  link_class->close = fake_link_close;
  link_class->read = fake_link_read;
  link_class->write = fake_link_write;
  link_class->set_baud = fake_link_set_baud;
  link_class->set_lines = fake_link_set_lines;
  link_class->discard_input = fake_link_discard_input;
}

static void
fake_link_init (FakeLink *self)
{
  self->steps = g_ptr_array_new_with_free_func (g_free);
  self->output = g_byte_array_new ();
  self->registers = g_hash_table_new (NULL, NULL);
  rk_slip_decoder_init (&self->decoder, self->frame, sizeof self->frame);
}

/* An open link; @steps end with a NULL expect. */
RkLink *
fake_link_new (const FakeStep *steps)
{
  RkLink *link = g_object_new (TYPE_FAKE_LINK, "port", "fake", NULL);

  for (; steps != NULL && steps->expect != NULL; steps++)
    fake_link_expect (link, steps->expect, steps->answer);
  g_assert_true (rk_link_open (link, 115200, NULL, NULL));
  return link;
}

/* Adds a step. */
void
fake_link_expect (RkLink     *link,
                  const char *expect,
                  const char *answer)
{
  FakeLink *self = FAKE_LINK (link);

  g_ptr_array_add (self->steps, g_strdup (expect));
  g_ptr_array_add (self->steps, g_strdup (answer));
}

/* From this call on, counted from 1, the port is gone. */
void
fake_link_fail_at (RkLink *link,
                   guint   call)
{
  FAKE_LINK (link)->fail_at = call;
}

/* At this call, counted from 1, the person cancels. */
void
fake_link_cancel_at (RkLink       *link,
                     guint         call,
                     GCancellable *cancellable)
{
  FakeLink *self = FAKE_LINK (link);

  self->cancel_at = call;
  g_set_object (&self->cancellable, cancellable);
}

/* How many calls there were. */
guint
fake_link_calls (RkLink *link)
{
  return FAKE_LINK (link)->calls;
}

/* Whether both lines are released. */
gboolean
fake_link_released (RkLink *link)
{
  return !FAKE_LINK (link)->dtr && !FAKE_LINK (link)->rts;
}

/* How many steps of the script did not come, but for the + ones. */
guint
fake_link_left (RkLink *link)
{
  FakeLink *self = FAKE_LINK (link);
  guint left = 0;

  for (guint i = self->next; i < self->steps->len; i += 2)
    if (!g_str_has_suffix (g_ptr_array_index (self->steps, i), "+"))
      left++;
  return left;
}
