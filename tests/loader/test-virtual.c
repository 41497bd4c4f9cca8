/* test-virtual.c: the loader against the virtual module
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two independent readings of how the boot ROM behaves, one talking to the other.
 */

#include <string.h>

#include "rk-deadline.h"
#include "rk-error.h"
#include "rk-loader.h"
#include "rk-rom-commands.h"
#include "rk-rom-protocol.h"
#include "rk-slip.h"
#include "virtual-module.h"

#define FLASH_SIZE 0x100000u
#define OFFSET     0x3000u
#define LENGTH     0x2345u

typedef struct
{
  RkVirtualModule *module;
  RkLink          *link;
  RkLoader        *loader;
  guint8           content[LENGTH];
} Fixture;

/* With a flash chip full of something else. */
static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  g_autofree guint8 *old = memset (g_malloc (FLASH_SIZE), 0x55, FLASH_SIZE);

  for (guint i = 0; i < LENGTH; i++)
    self->content[i] = (guint8)(i * 31 + i / 256);

  self->module = start_virtual_module (old, FLASH_SIZE, &self->link);

  self->loader = rk_loader_new (self->link);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  g_assert_finalize_object (self->loader);
  stop_virtual_module (self->module, self->link);
}

static void
connect_at (Fixture *self,
            guint    baud)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (rk_loader_connect (self->loader, RK_LOADER_BEFORE_AUTO, baud, rk_deadline_in_ms (20000), NULL, &error));
  g_assert_no_error (error);
}

static void
add_fault (Fixture    *self,
           const char *spec)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (rk_virtual_module_add_fault (self->module, spec, &error));
  g_assert_no_error (error);
}

/* What was written is there, what was erased with it is blank, and all else is as
 * it was. */
static void
assert_content (Fixture *self)
{
  g_autoptr(GBytes) flash = rk_virtual_module_get_flash (self->module);
  const guint8 *bytes = g_bytes_get_data (flash, NULL);

  g_assert_cmpmem (bytes + OFFSET, LENGTH, self->content, LENGTH);
  for (guint32 i = 0; i < FLASH_SIZE; i++)
    if (i < OFFSET || i >= OFFSET + 0x3000)
      g_assert_cmphex (bytes[i], ==, 0x55);
    else if (i >= OFFSET + LENGTH)
      g_assert_cmphex (bytes[i], ==, 0xff);
}

static gboolean
erase_and_write (Fixture  *self,
                 GError  **error)
{
  return rk_loader_erase_region (self->loader, OFFSET, 0x3000, NULL, NULL, NULL, error) &&
         rk_loader_write_flash (self->loader, OFFSET, self->content, LENGTH, NULL, NULL, NULL, error);
}

static void
test_rates (Fixture       *self,
            gconstpointer  data)
{
  static const guint bauds[] = { 74880, 115200, 230400, 460800, 921600 };

  for (gsize i = 0; i < G_N_ELEMENTS (bauds); i++)
    {
      g_autoptr(GError) error = NULL;
      RkChipInfo info;

      connect_at (self, bauds[i]);
      g_assert_true (rk_loader_can_reset (self->loader));
      g_assert_false (rk_loader_is_stub (self->loader));
      g_assert_true (rk_loader_identify (self->loader, &info, NULL, &error));
      g_assert_true (rk_loader_read_flash_id (self->loader, &info, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (info.name, ==, "ESP8266EX");
      g_assert_cmpuint (info.crystal_mhz, ==, 26);
      g_assert_cmpuint (info.flash_size, ==, FLASH_SIZE);
    }
}

/* As a computer does that gets its answers late: more SYNCs than the ROM has room
 * for while it answers the first ones.  It loses the beat, and what comes next. */
static void
test_too_many_syncs (Fixture       *self,
                     gconstpointer  data)
{
  guint8 request[RK_ROM_HEADER_LENGTH + RK_ROM_SYNC_LENGTH];
  guint8 frame[RK_SLIP_ENCODED_MAX (sizeof request)];
  g_autoptr(GError) error = NULL;
  RkChipInfo info;
  gsize count;

  rk_rom_pack_request (request, RK_ROM_SYNC, RK_ROM_SYNC_LENGTH, 0);
  rk_rom_pack_sync (request + RK_ROM_HEADER_LENGTH);
  count = rk_slip_encode (request, sizeof request, frame, sizeof frame);

  connect_at (self, 115200);
  for (guint i = 0; i < 40; i++)
    g_assert_true (rk_link_write (self->link, frame, count, rk_deadline_in_ms (10000), NULL, &error));
  g_assert_true (rk_loader_identify (self->loader, &info, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (info.name, ==, "ESP8266EX");
}

static void
test_write (Fixture       *self,
            gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  connect_at (self, 460800);
  g_assert_true (erase_and_write (self, &error));
  g_assert_no_error (error);
  assert_content (self);
}

/* Bytes lost or turned over at points all over the way: the outcome is the same.
 * The points are fixed, because the ROM's checksum is one byte: of the frames that
 * a byte is missing from, one in 256 passes its check. */
static void
test_write_over_bad_line (Fixture       *self,
                          gconstpointer  data)
{
  static const char *const faults[] = {
    "drop:tx:1077", "drop:tx:3765", "drop:tx:4844", "flip:tx:3113", "flip:tx:5357", "flip:tx:5743",
    "drop:rx:31", "drop:rx:41", "drop:rx:55", "flip:rx:10", "flip:rx:12", "flip:rx:57",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", faults[i]);
      connect_at (self, 460800);
      g_assert_true (rk_loader_erase_region (self->loader, OFFSET, 0x3000, NULL, NULL, NULL, &error));
      add_fault (self, faults[i]);
      g_assert_true (rk_loader_write_flash (self->loader, OFFSET, self->content, LENGTH, NULL, NULL, NULL, &error));
      g_assert_no_error (error);
      assert_content (self);
    }
}

static void
test_unplugged (Fixture       *self,
                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  connect_at (self, 460800);
  add_fault (self, "unplug:3000");
  g_assert_false (erase_and_write (self, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_PORT_LOST);
}

static void
test_silence (Fixture       *self,
              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  connect_at (self, 460800);
  add_fault (self, "silence:rx:30");
  g_assert_false (erase_and_write (self, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_ANSWER_LOST);
}

static void
test_dead_flash (Fixture       *self,
                 gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  RkChipInfo info;

  add_fault (self, "no-flash");
  connect_at (self, 115200);
  g_assert_true (rk_loader_identify (self->loader, &info, NULL, &error));
  g_assert_false (rk_loader_read_flash_id (self->loader, &info, NULL, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_FLASH_SILENT);
}

static void
test_worn_flash (Fixture       *self,
                 gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  add_fault (self, "flash-stuck:0x3123");
  connect_at (self, 460800);
  g_assert_false (erase_and_write (self, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_CONTENT_DIFFERS);
}

/* A bare module, powered up, that has printed all it will: there is no program.
 * Of its start before, at another rate, anything may have arrived, zeros too. */
static void
start_bare (Fixture *self)
{
  static const char last[] = "ets_main.c";
  g_autoptr(GString) text = g_string_new (NULL);

  rk_virtual_module_set_power (self->module, FALSE);
  rk_virtual_module_set_wiring (self->module, RK_VIRTUAL_WIRING_NONE);
  g_assert_true (rk_link_set_baud (self->link, 74880, NULL));
  rk_virtual_module_set_power (self->module, TRUE);

  while (strstr (text->str, last) == NULL)
    {
      guint8 bytes[256];
      gssize count = rk_link_read (self->link, bytes, sizeof bytes, rk_deadline_in_ms (10000), NULL, NULL);

      g_assert_cmpint (count, >, 0);
      for (gssize i = 0; i < count; i++)
        if (bytes[i] != 0)
          g_string_append_c (text, (char)bytes[i]);
    }
}

/* The person follows the first instruction that is not "wait". */
static void
obey_cb (RkSituation situation,
         gpointer    user_data)
{
  Fixture *self = user_data;

  if (situation == RK_SITUATION_TRYING || situation == RK_SITUATION_ANSWERED)
    return;

  rk_virtual_module_set_gpio0 (self->module, TRUE);
  rk_virtual_module_press_reset (self->module);
}

static void
test_by_hand (Fixture       *self,
              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  start_bare (self);
  rk_loader_set_situation_func (self->loader, obey_cb, self);
  g_assert_true (rk_loader_connect (self->loader, RK_LOADER_BEFORE_AUTO, 115200, rk_deadline_in_ms (20000), NULL, &error));
  g_assert_no_error (error);
  g_assert_false (rk_loader_can_reset (self->loader));
}

/* It says how it started: GPIO0 was not low. */
static void
test_runs_from_flash (Fixture       *self,
                      gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  start_bare (self);
  rk_virtual_module_press_reset (self->module);
  g_assert_false (rk_loader_connect (self->loader, RK_LOADER_BEFORE_NONE, 74880, rk_deadline_in_ms (800), NULL, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_NOT_IN_LOADER);
}

/* A soft start ends the loader, and leaves the flash chip unprotected: it can be
 * written again afterwards. */
static void
test_soft_start (Fixture       *self,
                 gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  connect_at (self, 115200);
  g_assert_true (rk_loader_soft_start (self->loader, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (rk_loader_sync (self->loader, rk_deadline_in_ms (300), NULL, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_ANSWER_LOST);
  g_clear_error (&error);

  connect_at (self, 460800);
  g_assert_true (erase_and_write (self, &error));
  g_assert_no_error (error);
  assert_content (self);
}

/* Another tool ended its work by FLASH_END, and the ROM write-protected the chip. */
static void
test_protected (Fixture       *self,
                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  connect_at (self, 115200);
  g_assert_true (rk_loader_flash_begin (self->loader, 0, 0, 0, 0x400, NULL, &error));
  g_assert_true (rk_loader_flash_end (self->loader, NULL, &error));
  g_assert_no_error (error);

  connect_at (self, 460800);
  g_assert_true (erase_and_write (self, &error));
  g_assert_no_error (error);
  assert_content (self);
}

static void
cancel_cb (guint32  done,
           guint32  total,
           gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

/* The module is not left in the middle of anything. */
static void
test_cancel_and_go_on (Fixture       *self,
                       gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  connect_at (self, 460800);
  g_assert_true (rk_loader_erase_region (self->loader, OFFSET, 0x3000, NULL, NULL, NULL, &error));
  g_assert_false (rk_loader_write_flash (self->loader, OFFSET, self->content, LENGTH,
                                         cancel_cb, cancellable, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_true (rk_loader_write_flash (self->loader, OFFSET, self->content, LENGTH, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  assert_content (self);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add ("/loader/virtual/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("rates", test_rates);
  ADD ("too-many-syncs", test_too_many_syncs);
  ADD ("write", test_write);
  ADD ("write-over-bad-line", test_write_over_bad_line);
  ADD ("unplugged", test_unplugged);
  ADD ("silence", test_silence);
  ADD ("dead-flash", test_dead_flash);
  ADD ("worn-flash", test_worn_flash);
  ADD ("by-hand", test_by_hand);
  ADD ("runs-from-flash", test_runs_from_flash);
  ADD ("soft-start", test_soft_start);
  ADD ("protected", test_protected);
  ADD ("cancel-and-go-on", test_cancel_and_go_on);
#undef ADD

  return g_test_run ();
}
