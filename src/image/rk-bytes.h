/* rk-bytes.h: little-endian words out of bytes that may end anywhere
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>
#include <string.h>

/* A view that checks every access.  Reading past the end gives FALSE. */
typedef struct
{
  const guint8 *data;
  gsize         size;
} RkView;

static inline RkView
rk_view (GBytes *bytes)
{
  RkView view;

  view.data = g_bytes_get_data (bytes, &view.size);
  return view;
}

static inline gboolean
rk_view_has (RkView view,
             gsize  offset,
             gsize  length)
{
  return offset <= view.size && length <= view.size - offset;
}

static inline gboolean
rk_view_u32 (RkView   view,
             gsize    offset,
             guint32 *value)
{
  const guint8 *data = view.data + offset;

  if (!rk_view_has (view, offset, 4))
    return FALSE;

  *value = data[0] | (guint32)data[1] << 8 | (guint32)data[2] << 16 | (guint32)data[3] << 24;
  return TRUE;
}

static inline gboolean
rk_view_starts_with (RkView      view,
                     gsize       offset,
                     const char *text)
{
  gsize length = strlen (text);

  return rk_view_has (view, offset, length) && memcmp (view.data + offset, text, length) == 0;
}

/* Whether the bytes from offset to end, at least one, all have this value. */
static inline gboolean
rk_view_is_filled (RkView view,
                   gsize  offset,
                   gsize  end,
                   guint8 value)
{
  if (offset >= end || end > view.size)
    return FALSE;

  for (gsize i = offset; i < end; i++)
    if (view.data[i] != value)
      return FALSE;

  return TRUE;
}

/* Where text is first found at or after offset; view.size when it is not. */
static inline gsize
rk_view_find (RkView      view,
              gsize       offset,
              const char *text)
{
  gsize length = strlen (text);

  while (rk_view_has (view, offset, length))
    {
      const guint8 *first = memchr (view.data + offset, text[0], view.size - offset - length + 1);

      if (first == NULL)
        break;
      if (memcmp (first, text, length) == 0)
        return (gsize)(first - view.data);
      offset = (gsize)(first - view.data) + 1;
    }

  return view.size;
}
