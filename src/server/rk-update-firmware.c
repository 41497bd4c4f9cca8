/* rk-update-firmware.c: the files that an update server serves
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A module writes what it is given into its other slot and starts it.  Nothing
 * but the slot a file was built for makes user1 and user2 different, and a module
 * does not look at it: in a 512+512 layout the wrong one never starts.  So files
 * are looked at here, before the first module asks.
 */

#include "rk-update-firmware.h"

#include <stdio.h>

#include "rk-error.h"

/* Told where the files do not: modules only hand it back. */
#define UNKNOWN_VERSION "v1.00"

typedef struct
{
  char       *name; /* for people; NULL: no such file */
  GBytes     *bytes;
  RkFileInfo *info;
} ServedFile;

struct _RkUpdateFirmware
{
  gatomicrefcount refs;
  ServedFile      files[RK_UPDATE_N_FILES];
  char            version[RK_UPDATE_MAX_VERSION + 1];
};

/* A version as Espressif's server writes it: 1.7.6 is v1.76, 0.20 is v0.20. */
static void
propose_version (RkUpdateFirmware *self,
                 const RkFileInfo *info)
{
  guint major;
  guint minor;
  guint patch = 0;
  int fields = info->at_version != NULL ? sscanf (info->at_version, "%1u.%2u.%1u", &major, &minor, &patch) : 0;

  if (fields >= 2 && minor >= 10)
    g_snprintf (self->version, sizeof self->version, "v%u.%02u", major, minor);
  else if (fields >= 2)
    g_snprintf (self->version, sizeof self->version, "v%u.%u%u", major, minor, patch);
}

static void
add (GPtrArray        *findings,
     const RkFinding  *template,
     const ServedFile *file,
     const char       *value)
{
  g_ptr_array_add (findings, rk_finding_new (template->id, template->severity, template->summary, template->cause,
                                             template->remedy, "file", file->name, "value", value, NULL));
}

/* What a file is as one sentence. */
static char *
describe (const ServedFile *file)
{
  return rk_finding_fill (file->info->description, file->info->description->summary, NULL);
}

static void
check_slot (GPtrArray        *findings,
            const ServedFile *file,
            guint             slot)
{
  static const RkFinding wrong = {
    "server.wrong-slot", RK_SEVERITY_ERROR,
    N_("“{file}” is built for slot {value}"),
    N_("A module writes it into its other slot, where it cannot run."),
    N_("Exchange the two files if they were mixed up, or get the build for this slot."),
  };
  static const RkFinding unknown = {
    "server.slot-unknown", RK_SEVERITY_WARNING,
    N_("“{file}” does not say which slot it is built for"),
    N_("Builds for the boot loaders before 1.2 do not always carry their slot."),
    N_("Make sure that user1 and user2 are not exchanged: the wrong one does not start."),
  };

  if (file->info->slot == 0)
    add (findings, &unknown, file, NULL);
  else if (file->info->slot != slot)
    add (findings, &wrong, file, file->info->slot == 1 ? "1" : "2");
}

/* Whether a file can be what modules will take it for. */
static void
check_file (GPtrArray        *findings,
            const ServedFile *file,
            RkUpdateFile      which)
{
  static const RkFinding other_kind = {
    "server.other-kind", RK_SEVERITY_ERROR,
    N_("“{file}” cannot be served: {value}"),
    N_("Only a program built for one of the two slots can be written by a running module."),
    N_("Choose the user1 and user2 builds; their names often begin so."),
  };
  static const RkFinding damaged = {
    "server.damaged", RK_SEVERITY_ERROR,
    N_("“{file}” is damaged: {value}"),
    N_("A module that takes it does not start any more."),
    N_("Get the file again."),
  };
  static const RkFinding not_at = {
    "server.not-at", RK_SEVERITY_WARNING,
    N_("“{file}” does not look like AT firmware"),
    N_("After such an update a module does not answer AT commands and cannot be updated this way again."),
    NULL,
  };
  RkFileKind wanted = which == RK_UPDATE_OTA ? RK_FILE_RTOS_APP : RK_FILE_USER_APP;
  g_autofree char *text = describe (file);

  if (file->info->kind != wanted)
    {
      add (findings, &other_kind, file, text);
      return;
    }

  if (file->info->damage != NULL)
    add (findings, &damaged, file, file->info->damage->message);
  if (!file->info->is_at)
    add (findings, &not_at, file, NULL);
  if (which != RK_UPDATE_OTA)
    check_slot (findings, file, which == RK_UPDATE_USER1 ? 1 : 2);
}

/* Whether two files are two builds of one program. */
static void
check_pair (GPtrArray        *findings,
            const ServedFile *user1,
            const ServedFile *user2)
{
  static const RkFinding loaders = {
    "server.loaders-differ", RK_SEVERITY_ERROR,
    N_("“{file}” and “{value}” are built for different boot loaders"),
    N_("One is for the loaders before 1.2, the other for later ones; a module has only one."),
    N_("Take both files from the same release."),
  };
  static const RkFinding maps = {
    "server.maps-differ", RK_SEVERITY_ERROR,
    N_("“{file}” and “{value}” are built for different flash maps"),
    N_("Their slots lie at different places, so one of the two does not start."),
    N_("Take both files from the same folder of the release."),
  };
  static const RkFinding versions = {
    "server.versions-differ", RK_SEVERITY_WARNING,
    N_("“{file}” and “{value}” are of different versions"),
    N_("Which version a module gets then depends on the slot it runs."),
    N_("Take both files from the same release."),
  };
  const RkFileInfo *a = user1->info;
  const RkFileInfo *b = user2->info;

  if (a->kind != RK_FILE_USER_APP || b->kind != RK_FILE_USER_APP)
    return;

  if (a->old_loader != b->old_loader)
    add (findings, &loaders, user1, user2->name);
  else if (g_strcmp0 (a->arrangement, b->arrangement) != 0)
    add (findings, &maps, user1, user2->name);
  if (g_strcmp0 (a->at_version, b->at_version) != 0 || g_strcmp0 (a->sdk_version, b->sdk_version) != 0)
    add (findings, &versions, user1, user2->name);
}

static void
check_missing (GPtrArray              *findings,
               const RkUpdateFirmware *self)
{
  static const RkFinding nothing = {
    "server.nothing", RK_SEVERITY_ERROR, N_("There is no firmware to serve"), NULL,
    N_("Choose a user1 and a user2 build."),
  };
  static const RkFinding half = {
    "server.half", RK_SEVERITY_WARNING,
    N_("There is no {value} build beside “{file}”"),
    N_("A module asks for the slot that it is not running, so only those in the other slot can be updated."),
    N_("Add the other build of the same release."),
  };
  const ServedFile *user1 = &self->files[RK_UPDATE_USER1];
  const ServedFile *user2 = &self->files[RK_UPDATE_USER2];

  if (user1->name != NULL && user2->name != NULL)
    check_pair (findings, user1, user2);
  else if (user1->name != NULL)
    add (findings, &half, user1, "user2");
  else if (user2->name != NULL)
    add (findings, &half, user2, "user1");
  else if (self->files[RK_UPDATE_OTA].name == NULL)
    g_ptr_array_add (findings, rk_finding_copy (&nothing));
}

/**
 * rk_update_firmware_new:
 *
 * Returns: (transfer full): firmware without files
 */
RkUpdateFirmware *
rk_update_firmware_new (void)
{
  RkUpdateFirmware *self = g_new0 (RkUpdateFirmware, 1);

  g_atomic_ref_count_init (&self->refs);
  g_strlcpy (self->version, UNKNOWN_VERSION, sizeof self->version);
  return self;
}

/**
 * rk_update_firmware_new_from_plan:
 * @plan: a set: folder, archive or manifest
 *
 * Picks a set's builds for the two slots.
 *
 * Returns: (transfer full): firmware; rk_update_firmware_check() tells what the set
 *   lacks
 */
RkUpdateFirmware *
rk_update_firmware_new_from_plan (RkPlan *plan)
{
  RkUpdateFirmware *self = rk_update_firmware_new ();

  for (guint i = 0; i < rk_plan_get_n_rows (plan); i++)
    {
      RkPlanRow *row = rk_plan_get_row (plan, i);
      const RkFileInfo *info = rk_plan_row_get_info (row);

      if (info->kind == RK_FILE_USER_APP && info->slot > 0)
        rk_update_firmware_set_file (self, info->slot == 1 ? RK_UPDATE_USER1 : RK_UPDATE_USER2,
                                     rk_plan_row_get_name (row), rk_plan_row_get_bytes (row));
    }

  return self;
}

/**
 * rk_update_firmware_ref:
 * @self: firmware
 *
 * Returns: (transfer full): @self
 */
RkUpdateFirmware *
rk_update_firmware_ref (RkUpdateFirmware *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * rk_update_firmware_unref:
 * @self: (transfer full): firmware
 */
void
rk_update_firmware_unref (RkUpdateFirmware *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  for (guint i = 0; i < RK_UPDATE_N_FILES; i++)
    {
      g_free (self->files[i].name);
      g_clear_pointer (&self->files[i].bytes, g_bytes_unref);
      g_clear_pointer (&self->files[i].info, rk_file_info_unref);
    }
  g_free (self);
}

/**
 * rk_update_firmware_set_file:
 * @self: firmware that is not served yet
 * @file: which of the files that modules ask for
 * @name: for people
 * @bytes: (nullable): its content; %NULL to take it away
 *
 * Sets a file, and the version that is told from what the file tells.
 */
void
rk_update_firmware_set_file (RkUpdateFirmware *self,
                             RkUpdateFile      file,
                             const char       *name,
                             GBytes           *bytes)
{
  ServedFile *served = &self->files[file];

  g_clear_pointer (&served->name, g_free);
  g_clear_pointer (&served->bytes, g_bytes_unref);
  g_clear_pointer (&served->info, rk_file_info_unref);
  if (bytes == NULL)
    return;

  served->name = g_strdup (name);
  served->bytes = g_bytes_ref (bytes);
  served->info = rk_file_info_new (bytes);
  propose_version (self, served->info);
}

/**
 * rk_update_firmware_load_file:
 * @self: firmware that is not served yet
 * @file: which of the files that modules ask for
 * @path: of the file
 * @error: as rk_plan_load_file()
 *
 * Reads a file and sets it.
 *
 * Returns: whether it could be read
 */
gboolean
rk_update_firmware_load_file (RkUpdateFirmware  *self,
                              RkUpdateFile       file,
                              const char        *path,
                              GError           **error)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr(GBytes) bytes = rk_plan_load_file (path, error);

  if (bytes == NULL)
    return FALSE;

  rk_update_firmware_set_file (self, file, name, bytes);
  return TRUE;
}

/**
 * rk_update_firmware_get_file:
 * @self: firmware
 * @file: which of the files that modules ask for
 *
 * Returns: (transfer none) (nullable): its content
 */
GBytes *
rk_update_firmware_get_file (const RkUpdateFirmware *self,
                             RkUpdateFile            file)
{
  return self->files[file].bytes;
}

/**
 * rk_update_firmware_get_info:
 * @self: firmware
 * @file: which of the files that modules ask for
 *
 * Returns: (transfer none) (nullable): what the file is
 */
RkFileInfo *
rk_update_firmware_get_info (const RkUpdateFirmware *self,
                             RkUpdateFile            file)
{
  return self->files[file].info;
}

/**
 * rk_update_firmware_set_version:
 * @self: firmware that is not served yet
 * @version: what modules are told
 * @error: %RK_ERROR_INVALID
 *
 * Returns: whether modules can take such a version
 */
gboolean
rk_update_firmware_set_version (RkUpdateFirmware  *self,
                                const char        *version,
                                GError           **error)
{
  if (!rk_update_version_is_valid (version))
    {
      g_set_error (error, RK_ERROR, RK_ERROR_INVALID,
                   "“%s” is no version that modules can take: 5 to %d letters, digits, dots or dashes, such as v1.76",
                   version, RK_UPDATE_MAX_VERSION);
      return FALSE;
    }

  g_strlcpy (self->version, version, sizeof self->version);
  return TRUE;
}

/**
 * rk_update_firmware_get_version:
 * @self: firmware
 *
 * Returns: (transfer none): what modules are told
 */
const char *
rk_update_firmware_get_version (const RkUpdateFirmware *self)
{
  return self->version;
}

/**
 * rk_update_firmware_check:
 * @self: firmware
 *
 * Looks for mistakes that would leave a module with something that does not
 * start; rk_plan_accept() tells whether to go on.
 *
 * Returns: (transfer full) (element-type RkFinding): the findings
 */
GPtrArray *
rk_update_firmware_check (const RkUpdateFirmware *self)
{
  GPtrArray *findings = g_ptr_array_new_with_free_func ((GDestroyNotify)rk_finding_free);

  for (guint i = 0; i < RK_UPDATE_N_FILES; i++)
    if (self->files[i].name != NULL)
      check_file (findings, &self->files[i], (RkUpdateFile)i);
  check_missing (findings, self);
  return findings;
}
