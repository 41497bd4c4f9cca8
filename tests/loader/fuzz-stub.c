/* fuzz-stub.c: whatever the program on the chip says, the host keeps its head
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The first byte of the input chooses what the host wants.  Then follow pieces of
 * what comes from the chip: a byte for how, a byte for how long, and content.
 * Most get a CRC, session and sequence that fit, as otherwise all would be passed
 * over.  At the end the adapter is gone, so that nothing waits.
 */

#include <string.h>

#include "rk-error.h"
#include "rk-loader-private.h"

#define SECTORS 8u
#define LENGTH  (SECTORS * RK_STUB_SECTOR)

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         size);

/* -- A link on which the input comes ------------------------------------------ */

#define FUZZ_TYPE_LINK (fuzz_link_get_type ())

G_DECLARE_FINAL_TYPE (FuzzLink, fuzz_link, FUZZ, LINK, RkLink)

struct _FuzzLink
{
  RkLink        parent;
  const guint8 *data;
  gsize         left;
  RkLoader     *loader; /* the caller's */
};

G_DEFINE_FINAL_TYPE (FuzzLink, fuzz_link, RK_TYPE_LINK)

enum
{
  RAW,     /* bytes as they are */
  ACK,     /* an acknowledgement of this write */
  REPLY,   /* to the last request; the first byte is its kind */
  DATA,    /* of a read */
  N_KINDS,
};

static gsize
make_frame (FuzzLink     *self,
            guint         how,
            const guint8 *content,
            gsize         length,
            guint8       *buffer,
            gsize         capacity)
{
  guint32 table[RK_CRC32_TABLE];
  guint8 bytes[RK_STUB_FRAME_MAX];
  RkStubFrame frame = { RK_STUB_ACK, self->loader->stub_session, self->loader->stub_sequence, content, length };

  if (how == REPLY && length > 0)
    {
      frame.kind = content[0] | RK_STUB_REPLY;
      frame.payload++;
      frame.length--;
    }
  else if (how == DATA)
    frame.kind = RK_STUB_DATA;

  rk_crc32_make_table (table);
  return rk_slip_encode (bytes, rk_stub_pack_frame (table, &frame, bytes), buffer, capacity);
}

static gssize
fuzz_link_read (RkLink        *link,
                guint8        *buffer,
                gsize          count,
                gint64         deadline,
                GCancellable  *cancellable,
                GError       **error)
{
  FuzzLink *self = FUZZ_LINK (link);
  const guint8 *content = self->data + 2;
  guint how;
  gsize length;

  if (self->left < 2)
    {
      g_set_error_literal (error, RK_ERROR, RK_ERROR_PORT_LOST, "the input is over");
      return -1;
    }

  how = self->data[0] % N_KINDS;
  length = MIN (self->data[1], self->left - 2);
  self->data += 2 + length;
  self->left -= 2 + length;
  if (how != RAW)
    return (gssize)make_frame (self, how, content, length, buffer, count);

  length = MIN (length, count);
  memcpy (buffer, content, length);
  return (gssize)length;
}

static gboolean
fuzz_link_write (RkLink        *link,
                 const guint8  *bytes,
                 gsize          count,
                 gint64         deadline,
                 GCancellable  *cancellable,
                 GError       **error)
{
  return TRUE;
}

static gboolean
fuzz_link_open (RkLink        *link,
                guint          baud,
                GCancellable  *cancellable,
                GError       **error)
{
  return TRUE;
}

static void
fuzz_link_close (RkLink *link)
{
}

static void
fuzz_link_class_init (FuzzLinkClass *klass)
{
  RkLinkClass *link_class = RK_LINK_CLASS (klass);

  link_class->open = fuzz_link_open;
  link_class->close = fuzz_link_close;
  link_class->read = fuzz_link_read;
  link_class->write = fuzz_link_write;
}

static void
fuzz_link_init (FuzzLink *self)
{
}

/* -- What the host wants ------------------------------------------------------ */

static void
write_sectors (RkLoader *loader)
{
  g_autofree guint8 *content = g_malloc0 (LENGTH);
  guint8 work[SECTORS];

  for (gsize i = 0; i < LENGTH; i++)
    content[i] = (guint8)(i * i >> 5);
  memset (work, RK_LOADER_ERASE | RK_LOADER_WRITE, sizeof work);
  rk_loader_work_sectors (loader, work, SECTORS, content, TRUE, NULL, NULL, NULL, NULL);
}

static void
want (RkLoader *loader,
      guint     what)
{
  g_autofree guint8 *bytes = g_malloc (LENGTH);
  guint32 hashes[SECTORS];

  switch (what % 5)
    {
    case 0:
      write_sectors (loader);
      break;
    case 1:
      rk_loader_read_flash (loader, 0x1000, bytes, LENGTH - 1, NULL, NULL, NULL, NULL);
      break;
    case 2:
      rk_loader_hash_sectors (loader, 0, SECTORS, RK_STUB_SECTOR, hashes, NULL, NULL);
      break;
    case 3:
      rk_loader_md5 (loader, 0, LENGTH, bytes, NULL, NULL);
      break;
    default:
      _rk_stub_is_there (loader, NULL, NULL);
      break;
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr(FuzzLink) link = NULL;
  g_autoptr(RkLoader) loader = NULL;

  if (size < 1)
    return 0;

  link = g_object_new (FUZZ_TYPE_LINK, "port", "fuzz", NULL);
  if (!rk_link_open (RK_LINK (link), 115200, NULL, NULL))
    return 0;

  loader = rk_loader_new (RK_LINK (link));
  link->data = data + 1;
  link->left = size - 1;
  link->loader = loader;
  want (loader, data[0]);
  rk_link_close (RK_LINK (link));
  return 0;
}
