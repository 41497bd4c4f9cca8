/* rk-cmd-image.c: rekindle-cli image
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "rk-cli.h"

#include "rk-error.h"
#include "rk-file-info.h"
#include "rk-finding-text.h"
#include "rk-plan.h"

/* Below the name of the file. */
#define INDENT "  "

static void
print_image (RkCli         *cli,
             const RkImage *image)
{
  rk_cli_print_field (cli, INDENT, _ ("Header"), "%s, %s, %s",
                      rk_flash_mode_to_string (image->mode), rk_flash_freq_to_string (image->freq_code),
                      rk_flash_map_get (image->size_code) != NULL ? rk_flash_map_get (image->size_code)->name : "?");
  rk_cli_print_field (cli, INDENT, _ ("Entry"), "0x%08x", image->entry);
  for (guint i = 0; i < image->segments->len; i++)
    {
      const RkImageSegment *segment = rk_image_get_segment (image, i);

      /* translators: a segment of a program: its address, length, and place in the file */
      rk_cli_print_field (cli, INDENT, _ ("Segment"),
                          ngettext ("0x%08x, %u byte, at 0x%x in the file",
                                    "0x%08x, %u bytes, at 0x%x in the file", segment->length),
                          segment->address, segment->length, (guint)segment->offset);
    }
}

static void
add_image (JsonBuilder   *builder,
           const RkImage *image)
{
  rk_cli_set_string (builder, "flash-mode", rk_flash_mode_to_string (image->mode));
  rk_cli_set_string (builder, "flash-freq", rk_flash_freq_to_string (image->freq_code));
  rk_cli_set_int (builder, "flash-size-code", image->size_code);
  rk_cli_set_int (builder, "entry", image->entry);
}

static void
print_summary (RkCli            *cli,
               const char       *path,
               const RkFileInfo *info)
{
  g_autofree char *summary = rk_finding_text (info->description, info->description->summary);

  rk_cli_print (cli, "%s: %s", path, summary);
}

static void
print_info (RkCli            *cli,
            const char       *path,
            const RkFileInfo *info)
{
  JsonBuilder *builder = rk_cli_event ("image");
  g_autofree char *size = rk_size_text (info->size);
  g_autofree char *summary = rk_finding_fill (info->description, info->description->summary, NULL);

  rk_cli_set_string (builder, "file", path);
  rk_cli_set_string (builder, "kind", rk_file_kind_get_nick (info->kind));
  rk_cli_set_string (builder, "summary", summary);
  rk_cli_set_int (builder, "size", (gint64)info->size);
  rk_cli_set_string (builder, "sha256", info->sha256);
  rk_cli_set_int (builder, "slot", info->slot);
  rk_cli_set_string (builder, "loader-version", info->loader_version);
  rk_cli_set_string (builder, "at-version", info->at_version);
  rk_cli_set_string (builder, "sdk-version", info->sdk_version);
  rk_cli_set_string (builder, "release", info->known_release);
  rk_cli_set_string (builder, "damage", info->damage != NULL ? info->damage->message : NULL);
  if (info->image != NULL)
    add_image (builder, info->image);
  rk_cli_emit (cli, builder);

  print_summary (cli, path, info);
  /* translators: a size such as 405 KB, and all its bytes */
  rk_cli_print_field (cli, INDENT, _ ("Size"), ngettext ("%s (%u byte)", "%s (%u bytes)", (gulong)info->size),
                      size, (guint)info->size);
  rk_cli_print_field (cli, INDENT, "SHA-256", "%s", info->sha256);
  if (info->known_release != NULL)
    rk_cli_print_field (cli, INDENT, _ ("Known as"), "%s, %s", info->known_name, info->known_release);
  if (info->image != NULL)
    print_image (cli, info->image);
  if (info->damage != NULL)
    rk_cli_print_field (cli, INDENT, _ ("Damaged"), "%s", info->damage->message);
}

/**
 * rk_cmd_image:
 *
 * rekindle-cli image FILE…
 */
RkExit
rk_cmd_image (RkCli  *cli,
              int     argc,
              char  **argv)
{
  g_autoptr(RkPlan) plan = rk_plan_new ();
  g_autoptr(GError) error = NULL;
  gboolean damaged = FALSE;

  if (!rk_cli_parse (cli, NULL, _ ("FILE…"), &argc, &argv))
    return RK_EXIT_USAGE;
  if (argc < 2)
    return rk_cli_usage (cli, "%s", _ ("image takes files"));

  for (int i = 1; i < argc; i++)
    {
      RkPlanRow *row = rk_plan_add_file (plan, argv[i], RK_PLAN_AUTOMATIC, &error);

      if (row == NULL)
        return rk_cli_fail (cli, error);

      print_info (cli, argv[i], rk_plan_row_get_info (row));
      damaged |= rk_plan_row_get_info (row)->damage != NULL;
    }

  if (!damaged)
    return rk_cli_succeed (cli, NULL);

  g_set_error (&error, RK_ERROR, RK_ERROR_BAD_IMAGE, "a file is damaged");
  return rk_cli_fail (cli, error);
}
