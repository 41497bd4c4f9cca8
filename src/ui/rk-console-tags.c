/* rk-console-tags.c: how the styles of a console look
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-console-tags.h"

#include "rk-look.h"

#define N_SEVERITIES (RK_SEVERITY_ERROR + 1)

struct _RkConsoleTags
{
  GObject parent_instance;

  GtkTextTagTable *table;
  GHashTable      *styles; /* RkConsoleStyle → GtkTextTag */
  GtkTextTag      *tags[RK_CONSOLE_N_TAGS];
  GtkTextTag      *findings[N_SEVERITIES];
};

G_DEFINE_FINAL_TYPE (RkConsoleTags, rk_console_tags, G_TYPE_OBJECT)

/* -- Tags ----------------------------------------------------------------- */

static void
colour_style (GtkTextTag     *tag,
              RkConsoleStyle  style)
{
  RkConsoleColours colours = rk_console_colours_get_style (rk_look_get (), style);
  GdkRGBA ink = rk_look_get_rgba (colours.ink);
  GdkRGBA paper = rk_look_get_rgba (colours.paper);

  if (style & ~(RkConsoleStyle)(RK_CONSOLE_STYLE_BOLD | RK_CONSOLE_STYLE_ITALIC | RK_CONSOLE_STYLE_UNDERLINE |
                                RK_CONSOLE_STYLE_STRIKE))
    g_object_set (tag, "foreground-rgba", &ink, NULL);
  if (RK_CONSOLE_STYLE_BACKGROUND (style) != 0 || style & RK_CONSOLE_STYLE_INVERSE)
    g_object_set (tag, "background-rgba", &paper, NULL);
}

static GtkTextTag *
create_tag (RkConsoleTags *self)
{
  GtkTextTag *tag = gtk_text_tag_new (NULL);

  gtk_text_tag_table_add (self->table, tag);
  g_object_unref (tag); /* the table's */
  return tag;
}

static GtkTextTag *
create_style (RkConsoleTags  *self,
              RkConsoleStyle  style)
{
  GtkTextTag *tag = create_tag (self);

  colour_style (tag, style);
  if (style & RK_CONSOLE_STYLE_BOLD)
    g_object_set (tag, "weight", PANGO_WEIGHT_BOLD, NULL);
  if (style & RK_CONSOLE_STYLE_ITALIC)
    g_object_set (tag, "style", PANGO_STYLE_ITALIC, NULL);
  if (style & RK_CONSOLE_STYLE_UNDERLINE)
    g_object_set (tag, "underline", PANGO_UNDERLINE_SINGLE, NULL);
  if (style & RK_CONSOLE_STYLE_STRIKE)
    g_object_set (tag, "strikethrough", TRUE, NULL);
  return tag;
}

/* Which property of a tag has its paper, %NULL where that is the view's own. */
static const char *const grounds[RK_CONSOLE_N_TAGS] = {
  [RK_CONSOLE_TAG_LOOP] = "paragraph-background-rgba",
  [RK_CONSOLE_TAG_MATCH] = "background-rgba",
  [RK_CONSOLE_TAG_CURRENT_MATCH] = "background-rgba",
};

static void
colour (GtkTextTag       *tag,
        RkConsoleColours  colours,
        const char       *ground)
{
  GdkRGBA ink = rk_look_get_rgba (colours.ink);
  GdkRGBA paper = rk_look_get_rgba (colours.paper);

  g_object_set (tag, "foreground-rgba", &ink, NULL);
  if (ground != NULL)
    g_object_set (tag, ground, &paper, NULL);
}

static void
colour_all (RkConsoleTags *self)
{
  RkLook look = rk_look_get ();
  GHashTableIter iter;
  gpointer style, tag;

  g_hash_table_iter_init (&iter, self->styles);
  while (g_hash_table_iter_next (&iter, &style, &tag))
    colour_style (tag, GPOINTER_TO_UINT (style));
  for (int i = 0; i < N_SEVERITIES; i++)
    colour (self->findings[i], rk_console_colours_get_finding (look, (RkSeverity)i), "paragraph-background-rgba");
  for (int i = 0; i < RK_CONSOLE_N_TAGS; i++)
    colour (self->tags[i], rk_console_colours_get_tag (look, (RkConsoleTag)i), grounds[i]);
}

static void
make_note (GtkTextTag *tag)
{
  g_object_set (tag, "family", "Sans", "scale", 0.95, "pixels-above-lines", 3, "pixels-below-lines", 3, NULL);
}

static void
rk_console_tags_finalize (GObject *object)
{
  RkConsoleTags *self = RK_CONSOLE_TAGS (object);

  g_clear_object (&self->table);
  g_hash_table_unref (self->styles);

  G_OBJECT_CLASS (rk_console_tags_parent_class)->finalize (object);
}

static void
rk_console_tags_class_init (RkConsoleTagsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rk_console_tags_finalize;
}

static void
rk_console_tags_init (RkConsoleTags *self)
{
  self->styles = g_hash_table_new (NULL, NULL);
}

/**
 * rk_console_tags_new:
 * @buffer: gets the tags
 *
 * Returns: (transfer full): the tags, which follow the look of the desktop
 */
RkConsoleTags *
rk_console_tags_new (GtkTextBuffer *buffer)
{
  RkConsoleTags *self = g_object_new (RK_TYPE_CONSOLE_TAGS, NULL);

  self->table = g_object_ref (gtk_text_buffer_get_tag_table (buffer));
  for (int i = 0; i < N_SEVERITIES; i++)
    {
      self->findings[i] = create_tag (self);
      make_note (self->findings[i]);
    }
  for (int i = 0; i < RK_CONSOLE_N_TAGS; i++)
    self->tags[i] = create_tag (self);
  make_note (self->tags[RK_CONSOLE_TAG_EVENT]);
  make_note (self->tags[RK_CONSOLE_TAG_LOOP]);
  g_object_set (self->tags[RK_CONSOLE_TAG_SENT], "weight", PANGO_WEIGHT_BOLD, NULL);

  /* Yellow alone is hardly seen on white. */
  g_object_set (self->tags[RK_CONSOLE_TAG_MATCH], "underline", PANGO_UNDERLINE_SINGLE, NULL);

  rk_look_watch (self, G_CALLBACK (colour_all));
  colour_all (self);
  return self;
}

/**
 * rk_console_tags_get:
 * @self: the tags
 * @tag: which one
 *
 * Returns: (transfer none): the tag
 */
GtkTextTag *
rk_console_tags_get (RkConsoleTags *self,
                     RkConsoleTag   tag)
{
  g_return_val_if_fail (RK_IS_CONSOLE_TAGS (self), NULL);

  return self->tags[tag];
}

/**
 * rk_console_tags_get_style:
 * @self: the tags
 * @style: not 0
 *
 * Returns: (transfer none): the tag for it
 */
GtkTextTag *
rk_console_tags_get_style (RkConsoleTags  *self,
                           RkConsoleStyle  style)
{
  GtkTextTag *tag;

  g_return_val_if_fail (RK_IS_CONSOLE_TAGS (self), NULL);

  tag = g_hash_table_lookup (self->styles, GUINT_TO_POINTER (style));
  if (tag == NULL)
    {
      tag = create_style (self, style);
      /* What a search has found, and notes, lie above. */
      gtk_text_tag_set_priority (tag, 0);
      g_hash_table_insert (self->styles, GUINT_TO_POINTER (style), tag);
    }
  return tag;
}

/**
 * rk_console_tags_get_finding:
 * @self: the tags
 * @severity: how bad it is
 *
 * Returns: (transfer none): the tag for a finding's line
 */
GtkTextTag *
rk_console_tags_get_finding (RkConsoleTags *self,
                             RkSeverity     severity)
{
  g_return_val_if_fail (RK_IS_CONSOLE_TAGS (self), NULL);

  return self->findings[severity];
}
