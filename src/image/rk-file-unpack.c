/* rk-file-unpack.c: firmware packed by gzip
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tasmota and others hand out their .bin as .bin.gz: what is meant for its own
 * update function is no use to the boot loader before it is unpacked.
 */

#include "rk-file-unpack.h"

#include <string.h>

#include "rk-bytes.h"
#include "rk-error.h"
#include "rk-plan.h"

#define CHUNK (64 * 1024)

/* Where a tar archive says that it is one: in its first header. */
#define TAR_HEADER 512
#define TAR_MAGIC  257

/**
 * rk_file_is_gzip:
 * @bytes: a file
 *
 * Returns: whether it begins as gzip does
 */
gboolean
rk_file_is_gzip (GBytes *bytes)
{
  return rk_view_starts_with (rk_view (bytes), 0, "\037\213\010");
}

/* Unpacks at least @enough bytes where there are so many, and never much more. */
static GByteArray *
unpack (GBytes  *bytes,
        gsize    enough,
        gsize   *left,
        GError **error)
{
  g_autoptr(GConverter) converter = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  g_autoptr(GByteArray) content = g_byte_array_new ();
  g_autofree guint8 *chunk = g_malloc (CHUNK);
  GConverterResult result = G_CONVERTER_CONVERTED;
  const guint8 *data = g_bytes_get_data (bytes, left);

  while (result != G_CONVERTER_FINISHED && content->len < enough)
    {
      gsize read = 0, written = 0;

      result = g_converter_convert (converter, data, *left, chunk, CHUNK, G_CONVERTER_INPUT_AT_END, &read, &written, error);
      if (result == G_CONVERTER_ERROR)
        return NULL;
      g_byte_array_append (content, chunk, (guint)written);
      data += read;
      *left -= read;
    }

  return g_steal_pointer (&content);
}

/**
 * rk_file_is_packed_tar:
 * @bytes: a file that begins as gzip does
 *
 * Returns: whether it is an archive of several files rather than one file
 */
gboolean
rk_file_is_packed_tar (GBytes *bytes)
{
  gsize left;
  g_autoptr(GByteArray) head = unpack (bytes, TAR_HEADER, &left, NULL);

  return head != NULL && head->len >= TAR_HEADER && memcmp (head->data + TAR_MAGIC, "ustar", 5) == 0;
}

/**
 * rk_file_gunzip:
 * @name: of the file, for messages
 * @bytes: a gzip file
 * @error: %RK_ERROR_BAD_IMAGE when it is damaged or too large
 *
 * Returns: (transfer full): what is packed in it, whose checksum was right
 */
GBytes *
rk_file_gunzip (const char *name,
                GBytes     *bytes,
                GError    **error)
{
  g_autoptr(GError) reason = NULL;
  gsize left;
  g_autoptr(GByteArray) content = unpack (bytes, (gsize)RK_PLAN_MAX_FILE + 1, &left, &reason);

  if (content == NULL)
    g_set_error (error, RK_ERROR, RK_ERROR_BAD_IMAGE, "%s cannot be unpacked: %s", name,
                 g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT) ? "it was cut off" : reason->message);
  else if (content->len > RK_PLAN_MAX_FILE)
    g_set_error (error, RK_ERROR, RK_ERROR_BAD_IMAGE, "%s: unpacked it is larger than any flash chip", name);
  else if (left > 0)
    g_set_error (error, RK_ERROR, RK_ERROR_BAD_IMAGE, "%s: %" G_GSIZE_FORMAT " bytes come after the end of what is packed",
                 name, left);
  else
    return g_byte_array_free_to_bytes (g_steal_pointer (&content));

  return NULL;
}
