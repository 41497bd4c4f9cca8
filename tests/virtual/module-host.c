/* module-host.c: the host's side of the virtual module, for tests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "module-host.h"

#include <string.h>

#include "rk-deadline.h"

/* Long enough for the slowest machine; nothing waits for it unless it fails. */
#define PATIENCE_MS 20000

#define OP_SYNC 8

/* A module with power.  In turbo pace, its text at the ROM's rate. */
RkVirtualModule *
host_new_module (guint32  flash_size,
                 gboolean download)
{
  RkVirtualModule *module = rk_virtual_module_new (flash_size);

  rk_virtual_module_set_pace (module, RK_VIRTUAL_PACE_TURBO);
  rk_virtual_module_set_host_baud (module, 74880);
  rk_virtual_module_set_gpio0 (module, download);

  return module;
}

void
host_flash (RkVirtualModule *module,
            guint32          offset,
            const char      *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;
  char *content;
  gsize length;

  g_file_get_contents (path, &content, &length, &error);
  g_assert_no_error (error);
  bytes = g_bytes_new_take (content, length);
  rk_virtual_module_set_flash (module, offset, bytes, &error);
  g_assert_no_error (error);
}

void
host_send (RkVirtualModule *module,
           const void      *bytes,
           gsize            count)
{
  g_autoptr(GError) error = NULL;

  rk_virtual_module_send (module, bytes, count, rk_deadline_in_ms (PATIENCE_MS), NULL, &error);
  g_assert_no_error (error);
}

/* Everything up to and with @text.  A module that crashes until its watchdog bites
 * says a great deal before, for seconds of its own time, which are more of ours on
 * a slow machine: patience is for each byte, and only the end is looked at. */
char *
host_read_until (RkVirtualModule *module,
                 const char      *text)
{
  gsize length = strlen (text);
  GString *seen = g_string_new (NULL);
  g_autoptr(GError) error = NULL;

  while (seen->len < length || memcmp (seen->str + seen->len - length, text, length) != 0)
    {
      guint8 byte;
      gssize count = rk_virtual_module_receive (module, &byte, 1, rk_deadline_in_ms (PATIENCE_MS), NULL, &error);

      if (count <= 0)
        g_error ("no '%s' in: %s", text, seen->str);
      g_string_append_c (seen, byte != 0 ? byte : '?');
    }

  return g_string_free (seen, FALSE);
}

/* Everything until nothing came for so long. */
gsize
host_read_for (RkVirtualModule *module,
               guint8          *buffer,
               gsize            size,
               guint            quiet_ms)
{
  gsize filled = 0;
  gssize count;

  while (filled < size &&
         (count = rk_virtual_module_receive (module, buffer + filled, size - filled, rk_deadline_in_ms (quiet_ms), NULL, NULL)) > 0)
    filled += count;

  return filled;
}

static void
append_escaped (GByteArray   *frame,
                const guint8 *bytes,
                gsize         count)
{
  for (gsize i = 0; i < count; i++)
    {
      if (bytes[i] == 0xc0)
        g_byte_array_append (frame, (guint8[]){ 0xdb, 0xdc }, 2);
      else if (bytes[i] == 0xdb)
        g_byte_array_append (frame, (guint8[]){ 0xdb, 0xdd }, 2);
      else
        g_byte_array_append (frame, bytes + i, 1);
    }
}

void
host_send_command (RkVirtualModule *module,
                   guint8           op,
                   const void      *body,
                   gsize            length,
                   guint8           check)
{
  g_autoptr(GByteArray) frame = g_byte_array_new ();
  guint8 header[8] = { 0, op, length & 0xff, length >> 8, check };
  guint8 end = 0xc0;

  g_byte_array_append (frame, &end, 1);
  append_escaped (frame, header, sizeof header);
  append_escaped (frame, body, length);
  g_byte_array_append (frame, &end, 1);
  host_send (module, frame->data, frame->len);
}

static gboolean
receive_byte (RkVirtualModule *module,
              guint8          *byte,
              gint64           deadline)
{
  return rk_virtual_module_receive (module, byte, 1, deadline, NULL, NULL) == 1;
}

static gboolean
receive_unescaped (RkVirtualModule *module,
                   guint8          *byte,
                   gint64           deadline)
{
  if (!receive_byte (module, byte, deadline))
    return FALSE;
  if (*byte == 0xdb)
    {
      if (!receive_byte (module, byte, deadline))
        return FALSE;
      *byte = *byte == 0xdc ? 0xc0 : 0xdb;
    }
  return TRUE;
}

/* Skips what is between frames. */
gboolean
host_receive_reply (RkVirtualModule *module,
                    Reply           *reply)
{
  gint64 deadline = rk_deadline_in_ms (PATIENCE_MS);
  guint8 bytes[10], byte = 0;

  while (byte != 0xc0)
    {
      if (!receive_byte (module, &byte, deadline))
        return FALSE;
    }
  for (guint i = 0; i < sizeof bytes; i++)
    {
      if (!receive_unescaped (module, &bytes[i], deadline))
        return FALSE;
    }
  if (!receive_byte (module, &byte, deadline))
    return FALSE;

  g_assert_cmphex (byte, ==, 0xc0);
  g_assert_cmphex (bytes[0], ==, 1);
  g_assert_cmphex (bytes[2] | bytes[3] << 8, ==, 2);
  reply->op = bytes[1];
  memcpy (&reply->value, bytes + 4, 4);
  reply->value = GUINT32_FROM_LE (reply->value);
  reply->failed = bytes[8];
  reply->error = bytes[9];

  return TRUE;
}

Reply
host_command (RkVirtualModule *module,
              guint8           op,
              const void      *body,
              gsize            length,
              guint8           check)
{
  Reply reply;

  host_send_command (module, op, body, length, check);
  g_assert_true (host_receive_reply (module, &reply));

  return reply;
}

void
host_send_sync (RkVirtualModule *module)
{
  guint8 body[36] = { 7, 7, 0x12, 0x20 };

  memset (body + 4, 0x55, 32);
  host_send_command (module, OP_SYNC, body, sizeof body, 0);
}

/* The first SYNC only tells the rate. */
void
host_connect (RkVirtualModule *module,
              guint            baud)
{
  guint8 dropped[64];

  g_free (host_read_until (module, "boot mode:(1,6)\r\n\r\n"));
  rk_virtual_module_set_host_baud (module, baud);
  host_send_sync (module);
  g_assert_cmpuint (host_read_for (module, dropped, sizeof dropped, 50), ==, 0);
  host_send_sync (module);
  for (guint i = 0; i < 8; i++)
    {
      Reply reply;

      g_assert_true (host_receive_reply (module, &reply));
      g_assert_cmphex (reply.op, ==, OP_SYNC);
      g_assert_cmphex (reply.value, ==, 0x20120707);
      g_assert_cmphex (reply.failed, ==, 0);
    }
}

/* FLASH_DATA or MEM_DATA; @wrong is mixed into the checksum. */
Reply
host_send_block (RkVirtualModule *module,
                 guint8           op,
                 const guint8    *data,
                 guint32          length,
                 guint32          sequence,
                 guint8           wrong)
{
  g_autofree guint8 *body = g_malloc0 (16 + length);
  guint32 words[2] = { GUINT32_TO_LE (length), GUINT32_TO_LE (sequence) };
  guint8 check = 0xef ^ wrong;

  memcpy (body, words, sizeof words);
  memcpy (body + 16, data, length);
  for (guint32 i = 0; i < length; i++)
    check ^= data[i];

  return host_command (module, op, body, 16 + length, check);
}

/* Real firmware is not part of the sources: NULL, and the test is skipped. */
char *
host_find_firmware (const char *name)
{
  const char *shared = g_getenv ("RK_SHARED_DIR");
  g_autofree char *path = g_build_filename (shared != NULL ? shared : ".", "firmware", name, NULL);

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&path);

  g_test_skip ("no real firmware here");
  return NULL;
}
