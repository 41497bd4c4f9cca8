/* rk-flash-map-view.c: where each file lands in flash, or what is there
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A bar as long as the flash chip; while that is not known, as the smallest chip
 * that everything fits into.  What lies on something else or beyond the end is red.
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-flash-map-view.h"

#include "rk-finding-text.h"
#include "rk-flash-map-colours.h"
#include "rk-look.h"
#include "rk-units.h"

#define SMALLEST_FLASH (512u * 1024)
#define LARGEST_FLASH  (16u * 1024 * 1024)

#define BAR_HEIGHT   26
#define TICK_HEIGHT  16
#define NARROWEST    4 /* pixels that a small file gets */
#define CORNER       6

typedef struct
{
  guint64        start;
  guint64        end;
  char          *name;
  RkFlashMapKind kind;
} Block;

struct _RkFlashMapView
{
  GtkWidget parent_instance;

  RkPlan          *plan; /* either of the two, or none */
  RkFlashContents *contents;
  GArray          *blocks; /* Block */
};

G_DEFINE_FINAL_TYPE (RkFlashMapView, rk_flash_map_view, GTK_TYPE_WIDGET)

/* -- What is where -------------------------------------------------------- */

static gboolean
is_placed (RkPlanRow *row)
{
  return rk_plan_row_get_enabled (row) && rk_plan_row_get_offset (row) >= 0 && rk_plan_row_get_size (row) > 0;
}

static const Block *
get_block (RkFlashMapView *self,
           guint           index)
{
  return &g_array_index (self->blocks, Block, index);
}

static guint64
get_flash_size (RkFlashMapView *self)
{
  guint64 size = self->contents != NULL ? g_bytes_get_size (self->contents->bytes)
                 : self->plan != NULL   ? rk_plan_get_flash_size (self->plan)
                                        : 0;

  if (size != 0)
    return size;

  size = SMALLEST_FLASH;
  for (guint i = 0; i < self->blocks->len; i++)
    while (get_block (self, i)->end > size && size < LARGEST_FLASH)
      size *= 2;
  return size;
}

static gboolean
is_in_trouble (RkPlanRow *row)
{
  GPtrArray *findings = rk_plan_row_get_findings (row);

  return findings->len > 0 && ((RkFinding *)findings->pdata[0])->severity == RK_SEVERITY_ERROR;
}

static RkFlashMapKind
choose_file_kind (const RkFileInfo *info)
{
  switch (info->kind)
    {
    case RK_FILE_BOOT_LOADER:
    case RK_FILE_RTOS_LOADER:
    case RK_FILE_PARTITION_TABLE:
      return RK_FLASH_MAP_LOADER;
    case RK_FILE_RF_DATA:
      return RK_FLASH_MAP_RF;
    case RK_FILE_BLANK:
      return RK_FLASH_MAP_DATA;
    case RK_FILE_IROM:
      return RK_FLASH_MAP_CODE;
    case RK_FILE_EMPTY:
    case RK_FILE_UNKNOWN:
    case RK_FILE_USER_APP:
    case RK_FILE_FLASH_APP:
    case RK_FILE_WHOLE_APP:
    case RK_FILE_SKETCH:
    case RK_FILE_RTOS_APP:
    case RK_FILE_FLASH_DUMP:
    case RK_FILE_OTHER_CHIP:
    case RK_FILE_ELF:
    case RK_FILE_INTEL_HEX:
    case RK_FILE_ARCHIVE:
    case RK_FILE_WEB_PAGE:
    case RK_FILE_TEXT:
    default:
      return RK_FLASH_MAP_PROGRAM;
    }
}

/* Not for what is free. */
static RkFlashMapKind
choose_region_kind (const RkFlashRegion *region)
{
  switch (region->kind)
    {
    case RK_REGION_PROGRAM:
      return choose_file_kind (region->info);
    case RK_REGION_RF_DATA:
    case RK_REGION_RF_CALIBRATION:
      return RK_FLASH_MAP_RF;
    case RK_REGION_SETTINGS:
    case RK_REGION_AT_SETTINGS:
      return RK_FLASH_MAP_SETTINGS;
    case RK_REGION_PARTITION:
      return RK_FLASH_MAP_PARTITION;
    case RK_REGION_FILE_SYSTEM:
      return RK_FLASH_MAP_CODE;
    case RK_REGION_DATA:
    case RK_REGION_FREE:
    default:
      return RK_FLASH_MAP_DATA;
    }
}

static void
add_block (RkFlashMapView *self,
           guint64         start,
           guint64         size,
           RkFlashMapKind  kind,
           char           *name)
{
  const Block block = { start, start + size, name, kind };

  g_array_append_val (self->blocks, block);
}

static void
clear_block (gpointer block)
{
  g_free (((Block *)block)->name);
}

static void
collect_blocks (RkFlashMapView *self)
{
  g_array_set_size (self->blocks, 0);
  for (guint i = 0; self->plan != NULL && i < rk_plan_get_n_rows (self->plan); i++)
    {
      RkPlanRow *row = rk_plan_get_row (self->plan, i);

      if (is_placed (row))
        add_block (self, (guint64)rk_plan_row_get_offset (row), rk_plan_row_get_size (row),
                   is_in_trouble (row) ? RK_FLASH_MAP_TROUBLE : choose_file_kind (rk_plan_row_get_info (row)),
                   g_strdup (rk_plan_row_get_name (row)));
    }
  for (guint i = 0; self->contents != NULL && i < self->contents->regions->len; i++)
    {
      const RkFlashRegion *region = self->contents->regions->pdata[i];

      if (region->kind != RK_REGION_FREE)
        add_block (self, region->offset, region->length, choose_region_kind (region),
                   rk_finding_text (region->description, region->description->summary));
    }
}

static graphene_rect_t
get_rect (RkFlashMapView *self,
          const Block    *block)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double size = (double)get_flash_size (self);
  double start = CLAMP ((double)block->start / size * width, 0, width - NARROWEST);
  double end = CLAMP ((double)block->end / size * width, start + NARROWEST, width);

  return GRAPHENE_RECT_INIT ((float)start, 0, (float)(end - start), BAR_HEIGHT);
}

/* -- Drawing -------------------------------------------------------------- */

static void
draw_text (RkFlashMapView *self,
           GtkSnapshot    *snapshot,
           const char     *text,
           double          share)
{
  g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  GdkRGBA colour = rk_look_get_rgba (rk_flash_map_palette_get (rk_look_get ()).text);
  int width, height;

  pango_layout_get_pixel_size (layout, &width, &height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float)(share * (gtk_widget_get_width (GTK_WIDGET (self)) - width)),
                                                          BAR_HEIGHT + 2));
  gtk_snapshot_append_layout (snapshot, layout, &colour);
  gtk_snapshot_restore (snapshot);
}

/* A gap parts neighbours, which may have the same colour. */
static void
draw_blocks (RkFlashMapView *self,
             GtkSnapshot    *snapshot)
{
  RkLook look = rk_look_get ();
  GdkRGBA paper = rk_look_get_rgba (rk_flash_map_palette_get (look).paper);

  for (guint i = 0; i < self->blocks->len; i++)
    {
      graphene_rect_t rect = get_rect (self, get_block (self, i));
      GdkRGBA colour = rk_look_get_rgba (rk_flash_map_colour_get (look, get_block (self, i)->kind));
      float right = rect.origin.x + rect.size.width;

      gtk_snapshot_append_color (snapshot, &colour, &rect);
      gtk_snapshot_append_color (snapshot, &paper, &GRAPHENE_RECT_INIT (right - 1, 0, 1, BAR_HEIGHT));
    }
}

/* Stripes where two files lie on each other. */
static void
draw_overlaps (RkFlashMapView *self,
               GtkSnapshot    *snapshot)
{
  GdkRGBA paper = rk_look_get_rgba (rk_flash_map_palette_get (rk_look_get ()).paper);

  for (guint i = 0; i < self->blocks->len; i++)
    for (guint j = 0; j < i; j++)
      {
        const Block *block = get_block (self, i);
        const Block *other = get_block (self, j);
        graphene_rect_t a, b, both;

        if (block->end <= other->start || other->end <= block->start)
          continue;

        a = get_rect (self, block);
        b = get_rect (self, other);
        if (graphene_rect_intersection (&a, &b, &both))
          for (float x = both.origin.x; x < both.origin.x + both.size.width; x += 6)
            gtk_snapshot_append_color (snapshot, &paper, &GRAPHENE_RECT_INIT (x, 0, 2, BAR_HEIGHT));
      }
}

static void
rk_flash_map_view_snapshot (GtkWidget   *widget,
                            GtkSnapshot *snapshot)
{
  RkFlashMapView *self = RK_FLASH_MAP_VIEW (widget);
  graphene_rect_t bar = GRAPHENE_RECT_INIT (0, 0, (float)gtk_widget_get_width (widget), BAR_HEIGHT);
  GskRoundedRect outline;
  GdkRGBA ground = rk_look_get_rgba (rk_flash_map_palette_get (rk_look_get ()).ground);
  g_autofree char *half = NULL;
  g_autofree char *end = NULL;

  if (self->plan == NULL && self->contents == NULL)
    return;

  gsk_rounded_rect_init_from_rect (&outline, &bar, CORNER);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &ground, &bar);
  draw_blocks (self, snapshot);
  draw_overlaps (self, snapshot);
  gtk_snapshot_pop (snapshot);

  half = rk_units_format_size (get_flash_size (self) / 2);
  end = rk_units_format_size (get_flash_size (self));
  draw_text (self, snapshot, "0", 0);
  draw_text (self, snapshot, half, 0.5);
  draw_text (self, snapshot, end, 1);
}

static void
rk_flash_map_view_measure (GtkWidget      *widget,
                           GtkOrientation  orientation,
                           int             for_size,
                           int            *minimum,
                           int            *natural,
                           int            *minimum_baseline,
                           int            *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_VERTICAL ? BAR_HEIGHT + TICK_HEIGHT + 2 : 120;
  *natural = orientation == GTK_ORIENTATION_VERTICAL ? *minimum : 400;
}

/* -- In words ------------------------------------------------------------- */

static char *
describe_block (const Block *block)
{
  g_autofree char *size = rk_units_format_size (block->end - block->start);

  return g_strdup_printf (_ ("%s: 0x%05X to 0x%05X (%s)"), block->name, (guint)block->start, (guint)(block->end - 1), size);
}

/* For whoever does not see the bar. */
static void
describe (RkFlashMapView *self)
{
  g_autofree char *size = rk_units_format_size (get_flash_size (self));
  g_autoptr(GString) text = g_string_new (NULL);

  g_string_append_printf (text, _ ("Flash of %s"), size);
  for (guint i = 0; i < self->blocks->len; i++)
    {
      g_autofree char *block = describe_block (get_block (self, i));

      g_string_append_printf (text, "; %s", block);
    }

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text->str, -1);
}

static gboolean
rk_flash_map_view_query_tooltip (GtkWidget  *widget,
                                 int         x,
                                 int         y,
                                 gboolean    keyboard,
                                 GtkTooltip *tooltip)
{
  RkFlashMapView *self = RK_FLASH_MAP_VIEW (widget);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->blocks->len; i++)
    {
      graphene_rect_t rect = get_rect (self, get_block (self, i));
      g_autofree char *line = NULL;

      if (!graphene_rect_contains_point (&rect, &GRAPHENE_POINT_INIT ((float)x, BAR_HEIGHT / 2)))
        continue;
      line = describe_block (get_block (self, i));
      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line);
    }

  gtk_tooltip_set_text (tooltip, text->str);
  return text->len > 0;
}

/* -- The widget ----------------------------------------------------------- */

static void
rk_flash_map_view_dispose (GObject *object)
{
  RkFlashMapView *self = RK_FLASH_MAP_VIEW (object);

  g_clear_object (&self->plan);
  g_clear_pointer (&self->contents, rk_flash_contents_unref);
  g_clear_pointer (&self->blocks, g_array_unref);

  G_OBJECT_CLASS (rk_flash_map_view_parent_class)->dispose (object);
}

static void
rk_flash_map_view_class_init (RkFlashMapViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_flash_map_view_dispose;
  widget_class->snapshot = rk_flash_map_view_snapshot;
  widget_class->measure = rk_flash_map_view_measure;
  widget_class->query_tooltip = rk_flash_map_view_query_tooltip;
  gtk_widget_class_set_css_name (widget_class, "flashmap");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
rk_flash_map_view_init (RkFlashMapView *self)
{
  self->blocks = g_array_new (FALSE, FALSE, sizeof (Block));
  g_array_set_clear_func (self->blocks, clear_block);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  rk_look_watch (self, G_CALLBACK (gtk_widget_queue_draw));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Flash map"), -1);
}

/**
 * rk_flash_map_view_set_plan:
 * @self: a map
 * @plan: what it shows from now on
 */
void
rk_flash_map_view_set_plan (RkFlashMapView *self,
                            RkPlan         *plan)
{
  g_return_if_fail (RK_IS_FLASH_MAP_VIEW (self));

  if (g_set_object (&self->plan, plan))
    rk_flash_map_view_refresh (self);
}

/**
 * rk_flash_map_view_set_contents:
 * @self: a map
 * @contents: (nullable): what it shows from now on, instead of a plan
 */
void
rk_flash_map_view_set_contents (RkFlashMapView  *self,
                                RkFlashContents *contents)
{
  g_return_if_fail (RK_IS_FLASH_MAP_VIEW (self));

  g_clear_pointer (&self->contents, rk_flash_contents_unref);
  self->contents = contents != NULL ? rk_flash_contents_ref (contents) : NULL;
  rk_flash_map_view_refresh (self);
}

/**
 * rk_flash_map_view_refresh:
 * @self: a map
 *
 * The plan has changed, or was checked.
 */
void
rk_flash_map_view_refresh (RkFlashMapView *self)
{
  g_return_if_fail (RK_IS_FLASH_MAP_VIEW (self));

  collect_blocks (self);
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
