/* rk-library-text.c: firmware of the library in the person's language
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "rk-library-text.h"

#include <string.h>

#include "rk-finding-text.h"

#define SMALL_FLASH (512u * 1024)

/**
 * rk_library_group_of:
 * @entry: an entry
 *
 * Returns: with which others it is listed
 */
RkLibraryGroup
rk_library_group_of (RkLibraryEntry *entry)
{
  if (rk_library_entry_get_origin (entry) != NULL)
    return RK_LIBRARY_GROUP_ADDED;
  if (!rk_library_entry_has_feature (entry, "at"))
    return RK_LIBRARY_GROUP_OTHER;

  return rk_library_entry_fits (entry, SMALL_FLASH) ? RK_LIBRARY_GROUP_AT_SMALL : RK_LIBRARY_GROUP_AT;
}

/**
 * rk_library_group_get_title:
 * @group: a group
 *
 * Returns: (transfer none): its heading
 */
const char *
rk_library_group_get_title (RkLibraryGroup group)
{
  switch (group)
    {
    case RK_LIBRARY_GROUP_ADDED:
      return _ ("Added by you");
    case RK_LIBRARY_GROUP_AT:
      return _ ("AT firmware for 1 MB and more");
    case RK_LIBRARY_GROUP_AT_SMALL:
      return _ ("AT firmware for 512 KB");
    case RK_LIBRARY_GROUP_OTHER:
    default:
      return _ ("Other firmware");
    }
}

static guint32
get_least_size (RkLibraryEntry *entry)
{
  GPtrArray *builds = rk_library_entry_get_manifest (entry)->builds;
  guint32 least = G_MAXUINT32;

  for (guint i = 0; i < builds->len; i++)
    least = MIN (least, ((RkManifestBuild *)builds->pdata[i])->flash_size);
  return least;
}

/* Whether an earlier build is for the same flash size. */
static gboolean
is_repeated (GPtrArray *builds,
             guint      position)
{
  const RkManifestBuild *build = builds->pdata[position];

  for (guint i = 0; i < position; i++)
    if (((RkManifestBuild *)builds->pdata[i])->flash_size == build->flash_size)
      return TRUE;

  return FALSE;
}

/* The sizes of those builds that are wanted: "1 MB, 2 MB". */
static char *
list_sizes (RkLibraryEntry *entry,
            gboolean        only_ready)
{
  GPtrArray *builds = rk_library_entry_get_manifest (entry)->builds;
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < builds->len; i++)
    {
      const RkManifestBuild *build = builds->pdata[i];
      g_autofree char *size = rk_size_text (build->flash_size);

      if (is_repeated (builds, i) || (only_ready && !rk_library_entry_is_build_ready (entry, build)))
        continue;
      if (build->flash_size == 0)
        return g_strdup (_ ("any flash"));
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", size);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * rk_library_text_sizes:
 * @entry: an entry
 *
 * Returns: (transfer full): for how much flash it has files: "1 MB, 2 MB"
 */
char *
rk_library_text_sizes (RkLibraryEntry *entry)
{
  return list_sizes (entry, FALSE);
}

static void
append_fact (GString    *text,
             const char *fact)
{
  if (fact != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", fact);
}

/**
 * rk_library_text_about:
 * @entry: an entry
 *
 * Returns: (transfer full): when it came out, with what it was made and how large it
 *   is, as far as that is known: "2024-06-26 · SDK 3.0.6 · 829 KB"
 */
char *
rk_library_text_about (RkLibraryEntry *entry)
{
  const RkManifest *manifest = rk_library_entry_get_manifest (entry);
  guint64 size = rk_library_entry_get_size (entry);
  g_autofree char *size_text = size != 0 ? rk_size_text (size) : NULL;
  /* translators: the version of the software development kit it was made with */
  g_autofree char *sdk = manifest->sdk != NULL ? g_strdup_printf (_ ("SDK %s"), manifest->sdk) : NULL;
  g_autoptr(GString) text = g_string_new (NULL);

  append_fact (text, manifest->date);
  append_fact (text, sdk);
  append_fact (text, size_text);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * rk_library_text_build:
 * @build: one of a manifest's
 *
 * Returns: (transfer full): a heading: "For 1 MB of flash or more · slots 512+512"
 */
char *
rk_library_text_build (const RkManifestBuild *build)
{
  g_autofree char *size = rk_size_text (build->flash_size);
  g_autofree char *fit = g_strdup_printf (_ ("For %s of flash or more"), size);
  /* translators: where its two programs are in flash, such as 512+512 */
  g_autofree char *slots = build->arrangement != NULL ? g_strdup_printf (_ ("slots %s"), build->arrangement) : NULL;
  g_autoptr(GString) text = g_string_new (NULL);

  append_fact (text, build->flash_size != 0 ? fit : _ ("For any flash size"));
  append_fact (text, slots);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
is_local (RkLibraryEntry *entry)
{
  const char *origin = rk_library_entry_get_origin (entry);

  return origin != NULL && g_str_has_prefix (origin, "file:");
}

static gboolean
is_whole (RkLibraryEntry *entry)
{
  GPtrArray *builds = rk_library_entry_get_manifest (entry)->builds;

  for (guint i = 0; i < builds->len; i++)
    if (!rk_library_entry_is_build_ready (entry, builds->pdata[i]))
      return FALSE;

  return TRUE;
}

static char *
text_begun (RkLibraryEntry *entry)
{
  guint64 here = rk_library_entry_get_bytes_here (entry);
  guint64 size = rk_library_entry_get_size (entry);
  g_autofree char *here_text = rk_size_text (here);
  g_autofree char *size_text = rk_size_text (size);

  if (here == 0)
    return g_strdup (rk_library_entry_get_verified (entry) ? _ ("Not downloaded") : _ ("Not verified"));
  if (size <= here)
    return g_strdup_printf (_ ("%s are here"), here_text);

  /* translators: how many bytes of all are on this computer */
  return g_strdup_printf (_ ("%s of %s are here"), here_text, size_text);
}

static char *
text_busy (RkLibraryEntry *entry)
{
  guint64 done = rk_library_entry_get_bytes_done (entry);
  guint64 total = rk_library_entry_get_bytes_total (entry);

  if (total == 0)
    return g_strdup (_ ("Downloading"));

  return g_strdup_printf (_ ("Downloading: %u %%"), (guint)(MIN (done, total) * 100 / total));
}

/**
 * rk_library_text_state:
 * @entry: an entry
 * @severity: (out): how good or bad that is
 *
 * Returns: (transfer full): how much of it is on this computer
 */
char *
rk_library_text_state (RkLibraryEntry *entry,
                       RkSeverity     *severity)
{
  *severity = RK_SEVERITY_INFO;
  if (rk_library_entry_get_busy (entry))
    return text_busy (entry);

  if (rk_library_entry_get_damaged (entry))
    {
      *severity = RK_SEVERITY_WARNING;
      return g_strdup (_ ("Damaged: download it again"));
    }

  if (!rk_library_entry_get_ready (entry))
    {
      *severity = rk_library_entry_get_verified (entry) ? RK_SEVERITY_INFO : RK_SEVERITY_WARNING;
      return is_local (entry) && rk_library_entry_get_verified (entry) ? g_strdup (_ ("Its files are not there"))
                                                                      : text_begun (entry);
    }

  *severity = RK_SEVERITY_GOOD;
  if (is_local (entry))
    return g_strdup (_ ("On this computer"));
  if (is_whole (entry))
    return g_strdup (_ ("Downloaded"));

  {
    g_autofree char *sizes = list_sizes (entry, TRUE);

    return g_strdup_printf (_ ("Downloaded for %s"), sizes);
  }
}

static void
add_note (GPtrArray  *notes,
          RkSeverity  severity,
          const char *text)
{
  g_ptr_array_add (notes, rk_finding_new ("library.note", severity, "{text}", NULL, NULL, "text", text, NULL));
}

static void
add_fit (GPtrArray      *notes,
         RkLibraryEntry *entry,
         guint32         flash_size)
{
  guint32 least = get_least_size (entry);
  g_autofree char *needs = rk_size_text (least);
  g_autofree char *has = rk_size_text (flash_size);
  g_autofree char *text = NULL;

  if (flash_size != 0 && !rk_library_entry_fits (entry, flash_size))
    {
      text = g_strdup_printf (_ ("Too large for your module: it needs %s of flash, and there are %s."), needs, has);
      add_note (notes, RK_SEVERITY_ERROR, text);
    }
  else if (flash_size != 0)
    {
      text = g_strdup_printf (_ ("Fits your module with its %s of flash."), has);
      add_note (notes, RK_SEVERITY_GOOD, text);
    }
  else if (least != 0)
    {
      text = g_strdup_printf (_ ("Needs %s of flash or more."), needs);
      add_note (notes, RK_SEVERITY_INFO, text);
    }
}

/**
 * rk_library_text_notes:
 * @entry: an entry
 * @flash_size: bytes that the module has, 0 for not known
 *
 * Returns: (transfer full) (element-type RkFinding): what it is good for and what to
 *   mind
 */
GPtrArray *
rk_library_text_notes (RkLibraryEntry *entry,
                       guint32         flash_size)
{
  GPtrArray *notes = g_ptr_array_new_with_free_func ((GDestroyNotify)rk_finding_free);
  gboolean is_at = rk_library_entry_has_feature (entry, "at");

  if (!rk_library_entry_get_verified (entry))
    add_note (notes, RK_SEVERITY_WARNING,
              _ ("Not verified: its list has no SHA-256, so nobody can tell whether the files are what they should be."));
  add_fit (notes, entry, flash_size);
  if (is_at)
    add_note (notes, RK_SEVERITY_INFO, _ ("Answers AT commands over the serial port."));
  if (rk_library_entry_has_feature (entry, "cloud-update"))
    add_note (notes, RK_SEVERITY_GOOD, _ ("Can update itself from the cloud: it has a boot loader and room for two programs."));
  else if (is_at)
    add_note (notes, RK_SEVERITY_WARNING, _ ("No cloud update: newer firmware has to be flashed."));
  return notes;
}

static void
append_words (GString    *all,
              const char *words)
{
  if (words != NULL)
    g_string_append_printf (all, "%s\n", words);
}

/* All that somebody may look for. */
static char *
dup_haystack (RkLibraryEntry *entry)
{
  const RkManifest *manifest = rk_library_entry_get_manifest (entry);
  g_autoptr(GString) all = g_string_new (NULL);
  g_autofree char *sizes = rk_library_text_sizes (entry);
  g_autofree char *features = manifest->features != NULL ? g_strjoinv ("\n", manifest->features) : NULL;

  append_words (all, rk_library_entry_get_title (entry));
  append_words (all, rk_library_entry_get_id (entry));
  append_words (all, rk_library_entry_get_origin (entry));
  append_words (all, rk_library_group_get_title (rk_library_group_of (entry)));
  append_words (all, sizes);
  append_words (all, features);
  append_words (all, manifest->date);
  append_words (all, manifest->source);
  append_words (all, manifest->sdk);
  return g_utf8_casefold (all->str, -1);
}

/**
 * rk_library_text_matches:
 * @entry: an entry
 * @words: what somebody looks for
 *
 * Returns: whether the entry has something of each word
 */
gboolean
rk_library_text_matches (RkLibraryEntry *entry,
                         const char     *words)
{
  g_autofree char *haystack = dup_haystack (entry);
  g_autofree char *folded = g_utf8_casefold (words, -1);
  g_auto(GStrv) needles = g_strsplit_set (folded, " \t", -1);

  for (guint i = 0; needles[i] != NULL; i++)
    if (strstr (haystack, needles[i]) == NULL)
      return FALSE;

  return TRUE;
}
