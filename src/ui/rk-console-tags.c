/* rk-console-tags.c: how the styles of a console look, in light and in dark
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The colours of a module are made for a black screen, and for a white one after
 * all: each is mixed with the colour of text until it stands out enough.
 */

#include "rk-console-tags.h"

/* WCAG's least for text. */
#define LEAST_CONTRAST 4.5

#define N_SEVERITIES (RK_SEVERITY_ERROR + 1)

struct _RkConsoleTags
{
  GObject parent_instance;

  GtkTextTagTable *table;
  GHashTable      *styles; /* RkConsoleStyle → GtkTextTag */
  GtkTextTag      *tags[RK_CONSOLE_N_TAGS];
  GtkTextTag      *findings[N_SEVERITIES];
  gboolean         dark;
};

G_DEFINE_FINAL_TYPE (RkConsoleTags, rk_console_tags, G_TYPE_OBJECT)

/* -- Colours -------------------------------------------------------------- */

static GdkRGBA
get_paper (gboolean dark)
{
  return dark ? (GdkRGBA){ 0.12f, 0.12f, 0.12f, 1 } : (GdkRGBA){ 1, 1, 1, 1 };
}

static GdkRGBA
get_ink (gboolean dark)
{
  return dark ? (GdkRGBA){ 1, 1, 1, 1 } : (GdkRGBA){ 0.12f, 0.12f, 0.12f, 1 };
}

/* The sixteen of a terminal, as GNOME draws them. */
static GdkRGBA
get_named_colour (guint index)
{
  static const guint32 colours[16] = {
    0x241f31, 0xc01c28, 0x2ec27e, 0xf5c211, 0x1e78e4, 0x9841bb, 0x0ab9dc, 0xc0bfbc,
    0x5e5c64, 0xed333b, 0x57e389, 0xf8e45c, 0x51a1ff, 0xc061cb, 0x4fd2fd, 0xf6f5f4,
  };
  guint32 c = colours[index];

  return (GdkRGBA){ (float)(c >> 16) / 255, (float)((c >> 8) & 0xff) / 255, (float)(c & 0xff) / 255, 1 };
}

/* 16 to 231 are a cube of six steps, the rest are greys. */
static GdkRGBA
get_colour (guint index)
{
  static const float steps[6] = { 0, 95 / 255.f, 135 / 255.f, 175 / 255.f, 215 / 255.f, 1 };

  if (index < 16)
    return get_named_colour (index);
  if (index < 232)
    return (GdkRGBA){ steps[(index - 16) / 36], steps[(index - 16) / 6 % 6], steps[(index - 16) % 6], 1 };

  {
    float grey = (float)(8 + 10 * (index - 232)) / 255;

    return (GdkRGBA){ grey, grey, grey, 1 };
  }
}

/* WCAG's, with a square for the exponent. */
static float
get_luminance (const GdkRGBA *c)
{
  return 0.2126f * c->red * c->red + 0.7152f * c->green * c->green + 0.0722f * c->blue * c->blue;
}

static float
get_contrast (const GdkRGBA *a,
              const GdkRGBA *b)
{
  float one = get_luminance (a);
  float other = get_luminance (b);

  return (MAX (one, other) + 0.05f) / (MIN (one, other) + 0.05f);
}

static GdkRGBA
mix (const GdkRGBA *a,
     const GdkRGBA *b,
     float          share)
{
  return (GdkRGBA){ a->red + (b->red - a->red) * share, a->green + (b->green - a->green) * share,
                    a->blue + (b->blue - a->blue) * share, a->alpha };
}

static GdkRGBA
make_legible (GdkRGBA        colour,
              const GdkRGBA *paper)
{
  GdkRGBA ink = get_luminance (paper) > 0.3f ? (GdkRGBA){ 0, 0, 0, 1 } : (GdkRGBA){ 1, 1, 1, 1 };

  for (int i = 0; i < 12 && get_contrast (&colour, paper) < LEAST_CONTRAST; i++)
    colour = mix (&colour, &ink, 0.12f);
  return colour;
}

/* -- Tags ----------------------------------------------------------------- */

static void
colour_style (RkConsoleTags  *self,
              GtkTextTag     *tag,
              RkConsoleStyle  style)
{
  guint foreground = RK_CONSOLE_STYLE_FOREGROUND (style);
  guint background = RK_CONSOLE_STYLE_BACKGROUND (style);
  GdkRGBA paper = background != 0 ? get_colour (background - 1) : get_paper (self->dark);
  GdkRGBA ink = foreground != 0 ? get_colour (foreground - 1) : get_ink (self->dark);
  gboolean has_paper = background != 0;
  gboolean has_ink = foreground != 0 || background != 0;

  if (style & RK_CONSOLE_STYLE_INVERSE)
    {
      GdkRGBA other = paper;

      paper = ink;
      ink = other;
      has_paper = has_ink = TRUE;
    }
  ink = make_legible (ink, &paper);
  if (style & (RK_CONSOLE_STYLE_DIM | RK_CONSOLE_STYLE_MARK))
    {
      ink = mix (&ink, &paper, style & RK_CONSOLE_STYLE_MARK ? 0.45f : 0.35f);
      has_ink = TRUE;
    }
  if (has_ink)
    g_object_set (tag, "foreground-rgba", &ink, NULL);
  if (has_paper)
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

  colour_style (self, tag, style);
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

/* A quiet band across the view, and words in the colour of what they mean. */
static void
colour_band (GtkTextTag *tag,
             GdkRGBA     colour,
             float       alpha,
             gboolean    dark)
{
  GdkRGBA paper = get_paper (dark);
  GdkRGBA ink = make_legible (colour, &paper);
  GdkRGBA band = colour;

  band.alpha = alpha;
  g_object_set (tag, "foreground-rgba", &ink, "paragraph-background-rgba", &band, NULL);
}

static GdkRGBA
get_severity_colour (RkSeverity severity)
{
  static const guint names[N_SEVERITIES] = {
    [RK_SEVERITY_GOOD] = 2,
    [RK_SEVERITY_INFO] = 4,
    [RK_SEVERITY_WARNING] = 3,
    [RK_SEVERITY_ERROR] = 9,
  };

  return get_named_colour (names[severity]);
}

static void
colour_all (RkConsoleTags *self)
{
  GHashTableIter iter;
  gpointer style, tag;
  GdkRGBA paper = get_paper (self->dark);
  GdkRGBA ink = get_ink (self->dark);
  GdkRGBA grey = mix (&ink, &paper, 0.4f);
  GdkRGBA blue = get_named_colour (4);
  GdkRGBA sent = make_legible (blue, &paper);
  GdkRGBA match = self->dark ? (GdkRGBA){ 0.5f, 0.42f, 0.02f, 1 } : (GdkRGBA){ 0.98f, 0.9f, 0.45f, 1 };
  GdkRGBA current = { 1, 0.6f, 0.1f, 1 };
  GdkRGBA black = { 0, 0, 0, 1 };

  g_hash_table_iter_init (&iter, self->styles);
  while (g_hash_table_iter_next (&iter, &style, &tag))
    colour_style (self, tag, GPOINTER_TO_UINT (style));

  for (int i = 0; i < N_SEVERITIES; i++)
    colour_band (self->findings[i], get_severity_colour ((RkSeverity)i), self->dark ? 0.16f : 0.1f, self->dark);
  colour_band (self->tags[RK_CONSOLE_TAG_LOOP], blue, self->dark ? 0.16f : 0.1f, self->dark);
  g_object_set (self->tags[RK_CONSOLE_TAG_EVENT], "foreground-rgba", &grey, NULL);
  g_object_set (self->tags[RK_CONSOLE_TAG_SENT], "foreground-rgba", &sent, NULL);
  g_object_set (self->tags[RK_CONSOLE_TAG_MATCH], "background-rgba", &match, "foreground-rgba", &ink, NULL);
  g_object_set (self->tags[RK_CONSOLE_TAG_CURRENT_MATCH], "background-rgba", &current, "foreground-rgba", &black, NULL);
}

static void
make_note (GtkTextTag *tag)
{
  g_object_set (tag, "family", "Sans", "scale", 0.95, "pixels-above-lines", 3, "pixels-below-lines", 3, NULL);
}

static void
dark_cb (RkConsoleTags   *self,
         GParamSpec      *pspec,
         AdwStyleManager *manager)
{
  self->dark = adw_style_manager_get_dark (manager);
  colour_all (self);
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
 * Returns: (transfer full): the tags, which follow the desktop's light and dark
 */
RkConsoleTags *
rk_console_tags_new (GtkTextBuffer *buffer)
{
  RkConsoleTags *self = g_object_new (RK_TYPE_CONSOLE_TAGS, NULL);
  AdwStyleManager *manager = adw_style_manager_get_default ();

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

  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (dark_cb), self, G_CONNECT_SWAPPED);
  dark_cb (self, NULL, manager);
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
