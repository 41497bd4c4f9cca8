/* test-stub.c: our own program on the virtual chip, by way of the loader
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The program is executed instruction by instruction, so what is tested here is
 * the machine code that goes to real chips.
 */

#include <string.h>

#include "rk-deadline.h"
#include "rk-error.h"
#include "rk-loader.h"
#include "rk-rom-commands.h"
#include "virtual-module.h"

#define FLASH_SIZE 0x100000u
#define SECTOR     0x1000u
#define N_SECTORS  (FLASH_SIZE / SECTOR)

typedef struct
{
  RkVirtualModule *module;
  RkLink          *link;
  RkLoader        *loader;
  RkChipInfo       chip;
  guint8          *old;     /* what is in the flash */
  guint8          *content; /* what is to be */
  guint8           work[N_SECTORS];
} Fixture;

/* Half text, half noise, and blank pages between. */
static void
make_content (guint8 *bytes,
              guint32 count)
{
  for (guint32 i = 0; i < count; i++)
    bytes[i] = i % 0x1700 < 0x300 ? 0xff
               : i % 0x500 < 0x280 ? (guint8)("the quick brown fox jumps over "[i % 31])
                                   : (guint8)g_test_rand_int ();
}

/* The ROM's checks let some damage pass; then it is all done again. */
static void
connect_stub (Fixture *self,
              guint    baud)
{
  for (guint tries = 1;; tries++)
    {
      g_autoptr(GError) error = NULL;

      rk_loader_connect (self->loader, RK_LOADER_BEFORE_AUTO, baud, rk_deadline_in_ms (20000), NULL, &error);
      g_assert_no_error (error);
      if (rk_loader_start_stub (self->loader, &self->chip, NULL, &error))
        return;

      g_test_message ("%s", error->message);
      g_assert_cmpuint (tries, <, 4);
    }
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  self->old = g_malloc (FLASH_SIZE);
  self->content = g_malloc (FLASH_SIZE);
  make_content (self->old, FLASH_SIZE);
  make_content (self->content, FLASH_SIZE);
  memset (self->work, 0, sizeof self->work);

  self->module = start_virtual_module (self->old, FLASH_SIZE, &self->link);
  self->loader = rk_loader_new (self->link);
  connect_stub (self, 460800);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  g_assert_finalize_object (self->loader);
  stop_virtual_module (self->module, self->link);
  g_free (self->old);
  g_free (self->content);
}

static void
add_fault (Fixture    *self,
           const char *spec)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (rk_virtual_module_add_fault (self->module, spec, &error));
  g_assert_no_error (error);
}

static gboolean
do_work (Fixture  *self,
         GError  **error)
{
  return rk_loader_work_sectors (self->loader, self->work, N_SECTORS, self->content, TRUE, NULL, NULL, NULL, error);
}

/* What was written is there, what was erased is blank, all else is as it was. */
static void
assert_flash (Fixture *self)
{
  g_autoptr(GBytes) flash = rk_virtual_module_get_flash (self->module);
  const guint8 *bytes = g_bytes_get_data (flash, NULL);
  g_autofree guint8 *blank = memset (g_malloc (SECTOR), 0xff, SECTOR);

  for (guint32 i = 0; i < N_SECTORS; i++)
    {
      const guint8 *expected = (self->work[i] & RK_LOADER_WRITE) != 0 ? self->content + i * SECTOR
                               : (self->work[i] & RK_LOADER_ERASE) != 0 ? blank
                                                                        : self->old + i * SECTOR;

      if (memcmp (bytes + i * SECTOR, expected, SECTOR) != 0)
        g_error ("sector 0x%x is not as it should be", i * SECTOR);
    }
}

static void
assert_works (Fixture *self)
{
  g_autoptr(GError) error = NULL;

  do_work (self, &error);
  g_assert_no_error (error);
  assert_flash (self);
}

static void
test_identity (Fixture       *self,
               gconstpointer  data)
{
  g_assert_true (rk_loader_has_stub (self->loader));
  g_assert_cmpstr (self->chip.name, ==, "ESP8266EX");
  g_assert_cmpuint (self->chip.crystal_mhz, ==, 26);
  g_assert_cmphex (self->chip.jedec_id, ==, 0xef4014);
  g_assert_cmpuint (self->chip.flash_size, ==, FLASH_SIZE);
}

static void
test_rates (Fixture       *self,
            gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (rk_loader_raise_baud (self->loader, 921600, 0, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (rk_link_get_baud (self->link), ==, 921600);
  g_assert_true (rk_loader_raise_baud (self->loader, 0, 0, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (rk_link_get_baud (self->link), ==, 2000000);
}

/* Every other of the next frames that test a rate comes back damaged. */
static void
damage_tests (Fixture *self,
              guint    count)
{
  for (guint i = 0; i < count; i++)
    {
      g_autofree char *fault = g_strdup_printf ("flip:rx:%u", 100 + i * 536);

      add_fault (self, fault);
    }
}

/* At the first rate that is tried, too many frames come back damaged, in two rows: the
 * next one is taken, and at that the line is good. */
static void
test_fall_back (Fixture       *self,
                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  damage_tests (self, 8);
  rk_loader_raise_baud (self->loader, 0, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rk_link_get_baud (self->link), ==, 1500000);
  self->work[5] = RK_LOADER_ERASE | RK_LOADER_WRITE;
  assert_works (self);
}

/* Some damage is no reason to give a rate up, not even where the chip hears two frames
 * in a row that make no sense, or where the change is not heard of. */
static void
test_unlucky_rate (Fixture       *self,
                   gconstpointer  data)
{
  static const char *const faults[][4] = {
    { "flip:rx:100", "flip:rx:636", "flip:rx:1172" },
    { "flip:tx:100", "flip:tx:366", "flip:tx:632" },
    { "drop:tx:5" },
    { "drop:rx:5" },
    { "drop:rx:5", "drop:tx:20" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr(GError) error = NULL;
      guint baud = i % 2 == 0 ? 921600 : 460800;

      for (gsize j = 0; faults[i][j] != NULL; j++)
        add_fault (self, faults[i][j]);
      g_assert_true (rk_loader_raise_baud (self->loader, baud, 0, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (rk_link_get_baud (self->link), ==, baud);
    }
  self->work[5] = RK_LOADER_ERASE | RK_LOADER_WRITE;
  assert_works (self);
}

static void
test_known_rate (Fixture       *self,
                 gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (rk_loader_raise_baud (self->loader, 0, 460800, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (rk_link_get_baud (self->link), ==, 460800);
  g_assert_true (rk_loader_raise_baud (self->loader, 0, 921600, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (rk_link_get_baud (self->link), ==, 921600);
}

/* It was good, but is not any more. */
static void
test_known_rate_fails (Fixture       *self,
                       gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  damage_tests (self, 6);
  g_assert_true (rk_loader_raise_baud (self->loader, 0, 1500000, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (rk_link_get_baud (self->link), ==, 921600);
  self->work[5] = RK_LOADER_ERASE | RK_LOADER_WRITE;
  assert_works (self);
}

static void
test_whole_chip (Fixture       *self,
                 gconstpointer  data)
{
  memset (self->work, RK_LOADER_ERASE | RK_LOADER_WRITE, sizeof self->work);
  rk_loader_raise_baud (self->loader, 0, 0, NULL, NULL);
  assert_works (self);
}

static void
test_first_and_last (Fixture       *self,
                     gconstpointer  data)
{
  self->work[0] = self->work[N_SECTORS - 1] = RK_LOADER_ERASE | RK_LOADER_WRITE;
  assert_works (self);
}

/* Every kind of erase unit, with the neighbours looked at. */
static void
test_erase (Fixture       *self,
            gconstpointer  data)
{
  memset (self->work + 7, RK_LOADER_ERASE, 1 + 8 + 16 + 8 + 1);
  memset (self->work + 96, RK_LOADER_ERASE, 8);
  assert_works (self);
}

/* More runs of sectors than one plan can hold. */
static void
test_many_runs (Fixture       *self,
                gconstpointer  data)
{
  for (guint i = 0; i < N_SECTORS; i += 2)
    self->work[i] = i % 6 == 0 ? RK_LOADER_ERASE : RK_LOADER_ERASE | RK_LOADER_WRITE;
  assert_works (self);
}

static void
test_beyond (Fixture       *self,
             gconstpointer  data)
{
  g_autofree guint8 *work = g_malloc0 (N_SECTORS + 1);
  g_autofree guint8 *content = g_malloc0 (FLASH_SIZE + SECTOR);
  g_autoptr(GError) error = NULL;
  guint32 hash;
  guint8 digest[16];

  work[N_SECTORS] = RK_LOADER_WRITE;
  g_assert_false (rk_loader_work_sectors (self->loader, work, N_SECTORS + 1, content, TRUE, NULL, NULL, NULL, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (rk_loader_hash_sectors (self->loader, FLASH_SIZE, 1, SECTOR, &hash, NULL, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (rk_loader_md5 (self->loader, FLASH_SIZE - 1, 2, digest, NULL, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (rk_loader_read_flash (self->loader, FLASH_SIZE, content, 1, NULL, NULL, NULL, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_REFUSED);
  assert_flash (self);
}

static void
test_hashes (Fixture       *self,
             gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  guint32 hashes[N_SECTORS];

  g_assert_true (rk_loader_hash_sectors (self->loader, 0, N_SECTORS, SECTOR, hashes, NULL, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < N_SECTORS; i++)
    g_assert_cmphex (hashes[i], ==, rk_loader_hash_bytes (self->old + i * SECTOR, SECTOR));

  g_assert_true (rk_loader_hash_sectors (self->loader, SECTOR, N_SECTORS - 1, 64, hashes, NULL, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < N_SECTORS - 1; i++)
    g_assert_cmphex (hashes[i], ==, rk_loader_hash_bytes (self->old + (i + 1) * SECTOR, 64));
}

/* All lengths of the last block, and what goes to the very end. */
static void
test_md5 (Fixture       *self,
          gconstpointer  data)
{
  static const guint32 ranges[][2] = {
    { 0, 0 }, { 0, 1 }, { 5, 55 }, { 5, 56 }, { 1, 63 }, { 64, 64 }, { 3, 1024 }, { 3, 1025 }, { 7, 1080 }, { 0, 5000 },
    { FLASH_SIZE - 1, 1 }, { FLASH_SIZE - 4096, 4096 }, { FLASH_SIZE, 0 }, { 0, FLASH_SIZE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (ranges); i++)
    {
      g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_MD5);
      g_autoptr(GError) error = NULL;
      guint8 expected[16], digest[16];
      gsize length = sizeof expected;

      g_checksum_update (checksum, self->old + ranges[i][0], ranges[i][1]);
      g_checksum_get_digest (checksum, expected, &length);
      g_assert_true (rk_loader_md5 (self->loader, ranges[i][0], ranges[i][1], digest, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpmem (digest, 16, expected, 16);
    }
}

static void
assert_reads (Fixture *self,
              guint32  offset,
              guint32  length)
{
  g_autofree guint8 *bytes = g_malloc0 (length + 1);
  g_autoptr(GError) error = NULL;

  g_assert_true (rk_loader_read_flash (self->loader, offset, bytes, length, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (bytes, length, self->old + offset, length);
  g_assert_cmphex (bytes[length], ==, 0);
}

static void
test_read (Fixture       *self,
           gconstpointer  data)
{
  rk_loader_raise_baud (self->loader, 0, 0, NULL, NULL);
  assert_reads (self, 0, 0);
  assert_reads (self, 0, 1);
  assert_reads (self, 3, 1021);
  assert_reads (self, 0x12345, 0x12345);
  assert_reads (self, FLASH_SIZE - 1, 1);
  assert_reads (self, 0, FLASH_SIZE);
}

static void
test_erase_chip (Fixture       *self,
                 gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  memset (self->work, RK_LOADER_ERASE, sizeof self->work);
  g_assert_true (rk_loader_erase_chip (self->loader, NULL, &error));
  g_assert_no_error (error);
  assert_flash (self);
}

/* Another tool ended its work by FLASH_END, and the ROM write-protected the chip. */
static void
test_protected (Fixture       *self,
                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (rk_loader_connect (self->loader, RK_LOADER_BEFORE_AUTO, 115200, rk_deadline_in_ms (20000), NULL, &error));
  g_assert_true (rk_loader_flash_begin (self->loader, 0, 0, 0, 0x400, NULL, &error));
  g_assert_true (rk_loader_flash_end (self->loader, NULL, &error));
  g_assert_no_error (error);

  connect_stub (self, 460800);
  self->work[9] = RK_LOADER_ERASE | RK_LOADER_WRITE;
  assert_works (self);
}

/* The last sector of the largest chip. */
static void
test_large (void)
{
  const guint32 n_sectors = 0x1000000 / SECTOR;
  g_autoptr(RkVirtualModule) module = rk_virtual_module_new (0x1000000);
  g_autoptr(RkLink) link = rk_virtual_link_new (module, "large");
  g_autoptr(RkLoader) loader = rk_loader_new (link);
  g_autofree guint8 *work = g_malloc0 (n_sectors);
  g_autofree guint8 *content = g_malloc0 (0x1000000);
  g_autoptr(GBytes) flash = NULL;
  g_autoptr(GError) error = NULL;
  RkChipInfo chip;
  guint32 hash;

  rk_virtual_module_set_pace (module, RK_VIRTUAL_PACE_TURBO);
  rk_virtual_module_set_wiring (module, RK_VIRTUAL_WIRING_AUTO);
  g_assert_true (rk_link_open (link, 115200, NULL, NULL));
  rk_virtual_module_set_power (module, TRUE);

  g_assert_true (rk_loader_connect (loader, RK_LOADER_BEFORE_AUTO, 0, rk_deadline_in_ms (20000), NULL, &error));
  g_assert_true (rk_loader_start_stub (loader, &chip, NULL, &error));
  g_assert_cmpuint (chip.flash_size, ==, 0x1000000);

  work[n_sectors - 1] = RK_LOADER_ERASE | RK_LOADER_WRITE;
  make_content (content + 0x1000000 - SECTOR, SECTOR);
  g_assert_true (rk_loader_work_sectors (loader, work, n_sectors, content, TRUE, NULL, NULL, NULL, &error));
  g_assert_true (rk_loader_hash_sectors (loader, 0x1000000 - SECTOR, 1, SECTOR, &hash, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmphex (hash, ==, rk_loader_hash_bytes (content + 0x1000000 - SECTOR, SECTOR));

  flash = rk_virtual_module_get_flash (module);
  g_assert_cmpmem ((const guint8 *)g_bytes_get_data (flash, NULL) + 0x1000000 - SECTOR, SECTOR,
                   content + 0x1000000 - SECTOR, SECTOR);
  g_assert_cmphex (*(const guint8 *)g_bytes_get_data (flash, NULL), ==, 0xff);
  rk_link_close (link);
}

/* A byte lost or turned over at many places, of each direction. */
static void
test_bad_line (Fixture       *self,
               gconstpointer  data)
{
  memset (self->work + 16, RK_LOADER_ERASE | RK_LOADER_WRITE, 24);
  for (guint i = 0; i < 24; i++)
    {
      g_autofree char *outgoing = g_strdup_printf ("%s:tx:%u", i % 2 == 0 ? "drop" : "flip", 1 + i * 2111);
      g_autofree char *incoming = g_strdup_printf ("%s:rx:%u", i % 2 == 0 ? "flip" : "drop", 1 + i * 83);

      add_fault (self, outgoing);
      add_fault (self, incoming);
    }
  assert_works (self);
}

/* One byte in so many is lost or damaged, both ways, from the SYNC to the last
 * hash.  It ends well, or is told; what is told to be good is good. */
static void
test_noise (Fixture       *self,
            gconstpointer  data)
{
  static const char *const rates[] = { "100000", "10000" };

  memset (self->work + 16, RK_LOADER_ERASE | RK_LOADER_WRITE, 24);
  for (gsize i = 0; i < G_N_ELEMENTS (rates); i++)
    {
      g_autofree char *outgoing = g_strconcat ("noise:tx:", rates[i], NULL);
      g_autofree char *incoming = g_strconcat ("noise:rx:", rates[i], NULL);

      add_fault (self, outgoing);
      add_fault (self, incoming);
      for (guint round = 0; round < 6; round++)
        {
          guint8 first = self->content[0];

          memset (self->content, first + 1, 0x20000);
          make_content (self->content + 0x20000, 0x20000);
          connect_stub (self, 460800);
          rk_loader_raise_baud (self->loader, 921600, 0, NULL, NULL);
          assert_works (self);
        }
    }
}

/* Most blocks are damaged: the rate is lowered, and it ends well all the same. */
static void
test_lower_rate (Fixture       *self,
                 gconstpointer  data)
{
  rk_loader_raise_baud (self->loader, 921600, 0, NULL, NULL);
  add_fault (self, "noise:tx:1000");
  memset (self->work + 16, RK_LOADER_ERASE | RK_LOADER_WRITE, 40);
  assert_works (self);
  g_assert_cmpuint (rk_link_get_baud (self->link), <, 921600);
}

static void
test_read_over_bad_line (Fixture       *self,
                         gconstpointer  data)
{
  for (guint i = 1; i < 12; i++)
    {
      g_autofree char *incoming = g_strdup_printf ("%s:rx:%u", i % 2 == 0 ? "flip" : "drop", i * 4567);

      add_fault (self, incoming);
    }
  assert_reads (self, 0x10000, 0x20000);
}

/* The program may itself be damaged on its way. */
static void
test_load_over_bad_line (Fixture       *self,
                         gconstpointer  data)
{
  for (guint i = 0; i < 8; i++)
    {
      g_autofree char *fault = g_strdup_printf ("%s:tx:%u", i % 2 == 0 ? "drop" : "flip", 1000 + i * 1777);

      add_fault (self, fault);
    }
  connect_stub (self, 460800);
  self->work[3] = RK_LOADER_ERASE | RK_LOADER_WRITE;
  assert_works (self);
}

/* What is lost of the program behind its beginning comes again, whatever it is: a block,
 * the word that starts it, or the answer. */
static void
test_load_again (Fixture       *self,
                 gconstpointer  data)
{
  for (guint place = 1; place < 13500; place += 401)
    {
      g_autofree char *lost = g_strdup_printf ("drop:tx:%u", place);
      g_autofree char *damaged = g_strdup_printf ("flip:tx:%u", place + 1700);
      g_autofree char *answer = g_strdup_printf ("%s:rx:%u", place % 2 == 0 ? "drop" : "flip", place / 32 + 1);
      g_autoptr(GError) error = NULL;

      rk_loader_connect (self->loader, RK_LOADER_BEFORE_AUTO, 460800, rk_deadline_in_ms (20000), NULL, &error);
      g_assert_no_error (error);
      add_fault (self, lost);
      add_fault (self, damaged);
      add_fault (self, answer);
      rk_loader_start_stub (self->loader, &self->chip, NULL, &error);
      g_assert_no_error (error);
    }
  self->work[3] = RK_LOADER_ERASE | RK_LOADER_WRITE;
  assert_works (self);
}

/* Where a byte is lost that is the same as the old one behind the end of its block,
 * the ROM sees nothing.  Among these there are several: the program finds it. */
static void
test_damaged_program (Fixture       *self,
                      gconstpointer  data)
{
  for (guint place = 300; place < 324; place++)
    {
      g_autofree char *fault = g_strdup_printf ("drop:tx:%u", place);
      g_autoptr(GError) error = NULL;

      rk_loader_connect (self->loader, RK_LOADER_BEFORE_AUTO, 460800, rk_deadline_in_ms (20000), NULL, &error);
      g_assert_no_error (error);
      add_fault (self, fault);
      rk_loader_start_stub (self->loader, &self->chip, NULL, &error);
      g_assert_no_error (error);
    }
}

static void
test_unplugged (Fixture       *self,
                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  memset (self->work, RK_LOADER_ERASE | RK_LOADER_WRITE, sizeof self->work);
  add_fault (self, "unplug:30000");
  g_assert_false (do_work (self, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_PORT_LOST);
}

static void
test_silence (Fixture       *self,
              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  memset (self->work, RK_LOADER_ERASE | RK_LOADER_WRITE, sizeof self->work);
  add_fault (self, "silence:rx:300");
  g_assert_false (do_work (self, &error));
  g_assert_error (error, RK_ERROR, RK_ERROR_ANSWER_LOST);
}

static void
cancel_cb (guint32  erased,
           guint32  written,
           gpointer user_data)
{
  if (written > 0x8000)
    g_cancellable_cancel (user_data);
}

/* What comes next is answered at once, and works. */
static void
test_cancel_and_go_on (Fixture       *self,
                       gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  memset (self->work, RK_LOADER_ERASE | RK_LOADER_WRITE, sizeof self->work);
  g_assert_false (rk_loader_work_sectors (self->loader, self->work, N_SECTORS, self->content, TRUE,
                                          cancel_cb, cancellable, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_works (self);
}

static void
test_leave (Fixture       *self,
            gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (rk_loader_leave_stub (self->loader, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (rk_loader_has_stub (self->loader));
  g_assert_true (rk_loader_connect (self->loader, RK_LOADER_BEFORE_NONE, 115200, rk_deadline_in_ms (20000), NULL, &error));
  g_assert_no_error (error);
  g_assert_true (rk_loader_start_stub (self->loader, &self->chip, NULL, &error));
  g_assert_no_error (error);
}

/* The host dies in the midst of a write, and nothing but the two data lines goes to
 * the module: its boot loader is there again after a while. */
static void
test_host_dies (Fixture       *self,
                gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  rk_loader_raise_baud (self->loader, 0, 0, NULL, NULL);
  memset (self->work, RK_LOADER_ERASE | RK_LOADER_WRITE, sizeof self->work);
  g_assert_false (rk_loader_work_sectors (self->loader, self->work, N_SECTORS, self->content, TRUE,
                                          cancel_cb, cancellable, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_finalize_object (self->loader);

  rk_virtual_module_set_wiring (self->module, RK_VIRTUAL_WIRING_NONE);
  self->loader = rk_loader_new (self->link);
  g_assert_true (rk_loader_connect (self->loader, RK_LOADER_BEFORE_NONE, 0, rk_deadline_in_ms (60000), NULL, &error));
  g_assert_no_error (error);
  g_assert_true (rk_loader_start_stub (self->loader, &self->chip, NULL, &error));
  g_assert_no_error (error);
  assert_works (self);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add ("/loader/stub/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("identity", test_identity);
  ADD ("rates", test_rates);
  ADD ("fall-back", test_fall_back);
  ADD ("unlucky-rate", test_unlucky_rate);
  ADD ("known-rate", test_known_rate);
  ADD ("known-rate-fails", test_known_rate_fails);
  ADD ("whole-chip", test_whole_chip);
  ADD ("first-and-last", test_first_and_last);
  ADD ("erase", test_erase);
  ADD ("many-runs", test_many_runs);
  ADD ("beyond", test_beyond);
  ADD ("hashes", test_hashes);
  ADD ("md5", test_md5);
  ADD ("read", test_read);
  ADD ("erase-chip", test_erase_chip);
  ADD ("protected", test_protected);
  g_test_add_func ("/loader/stub/large", test_large);
  ADD ("bad-line", test_bad_line);
  ADD ("noise", test_noise);
  ADD ("load-again", test_load_again);
  ADD ("lower-rate", test_lower_rate);
  ADD ("read-over-bad-line", test_read_over_bad_line);
  ADD ("load-over-bad-line", test_load_over_bad_line);
  ADD ("damaged-program", test_damaged_program);
  ADD ("unplugged", test_unplugged);
  ADD ("silence", test_silence);
  ADD ("cancel-and-go-on", test_cancel_and_go_on);
  ADD ("leave", test_leave);
  ADD ("host-dies", test_host_dies);
#undef ADD

  return g_test_run ();
}
