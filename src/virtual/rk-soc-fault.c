/* rk-soc-fault.c: what tests let go wrong
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rk-soc-fault.h"

#include "rk-error.h"
#include "rk-units.h"

typedef enum
{
  KIND_DROP,
  KIND_FLIP,
  KIND_SILENCE,
  KIND_UNPLUG,
  KIND_NOISE,
} Kind;

typedef struct
{
  Kind     kind;
  gboolean outgoing;
  guint64  place; /* in the count of bytes of that direction, from 1; of noise: one in so many */
  GRand   *noise; /* of its own, so that what one direction gets does not hang on the other */
} Fault;

struct _RkFaults
{
  GArray  *faults; /* Fault */
  guint64  counts[2]; /* by outgoing */
  gboolean echo;
  gboolean gpio15_high;
  gboolean gpio2_low;
};

static void
clear_fault (gpointer data)
{
  Fault *fault = data;

  g_clear_pointer (&fault->noise, g_rand_free);
}

/**
 * rk_faults_new:
 *
 * Returns: (transfer full): no faults
 */
RkFaults *
rk_faults_new (void)
{
  RkFaults *self = g_new0 (RkFaults, 1);

  self->faults = g_array_new (FALSE, FALSE, sizeof (Fault));
  g_array_set_clear_func (self->faults, clear_fault);
  return self;
}

/**
 * rk_faults_free:
 * @self: (transfer full): faults
 */
void
rk_faults_free (RkFaults *self)
{
  g_array_unref (self->faults);
  g_free (self);
}

static gboolean
fail (const char  *spec,
      GError     **error)
{
  g_set_error (error, RK_ERROR, RK_ERROR_INVALID, "unknown fault '%s'", spec);
  return FALSE;
}

static gboolean
add_line_fault (RkFaults    *self,
                Kind         kind,
                const char  *direction,
                const char  *number,
                const char  *spec,
                GError     **error)
{
  Fault fault = { .kind = kind, .outgoing = g_str_equal (direction, "tx") };
  guint32 count;

  if ((!fault.outgoing && !g_str_equal (direction, "rx")) || !rk_units_parse (number, &count, NULL) || count == 0)
    return fail (spec, error);

  fault.place = self->counts[fault.outgoing] + count;
  g_array_append_val (self->faults, fault);

  return TRUE;
}

/* @seed: (nullable): the same one damages the same bytes. */
static gboolean
add_noise (RkFaults    *self,
           const char  *direction,
           const char  *number,
           const char  *seed,
           const char  *spec,
           GError     **error)
{
  Fault *fault;
  guint32 count, value = g_random_int ();

  if ((seed != NULL && !rk_units_parse (seed, &value, NULL)) || !rk_units_parse (number, &count, NULL))
    return fail (spec, error);
  if (!add_line_fault (self, KIND_NOISE, direction, number, spec, error))
    return FALSE;

  fault = &g_array_index (self->faults, Fault, self->faults->len - 1);
  fault->place = count;
  fault->noise = g_rand_new_with_seed (value);
  return TRUE;
}

static gboolean
add_chip_fault (RkSoc       *chip,
                const char  *name,
                const char  *number,
                const char  *spec,
                GError     **error)
{
  RkFlash *flash = rk_soc_get_flash (chip);
  guint32 value;

  if (!rk_units_parse (number, &value, NULL))
    return fail (spec, error);

  if (g_str_equal (name, "flash-stuck"))
    rk_flash_set_stuck (flash, value);
  else if (g_str_equal (name, "flash-worn"))
    rk_flash_set_worn (flash, value);
  else if (g_str_equal (name, "flash-hang"))
    rk_flash_set_hang (flash, value);
  else if (g_str_equal (name, "flash-vendor"))
    rk_flash_set_vendor (flash, value);
  else if (g_str_equal (name, "weak-supply"))
    rk_soc_set_weak_supply (chip, value);
  else if (g_str_equal (name, "brown-out"))
    rk_soc_set_restarts (chip, RK_SOC_RESET_POWER_ON, value);
  else if (g_str_equal (name, "reset-noise"))
    rk_soc_set_restarts (chip, RK_SOC_RESET_PIN, value);
  else
    return fail (spec, error);

  return TRUE;
}

/* Wires and supply are as they should be again; a flash chip stays what it is. */
static void
mend (RkFaults *self,
      RkSoc    *chip)
{
  g_array_set_size (self->faults, 0);
  self->echo = FALSE;
  self->gpio15_high = FALSE;
  self->gpio2_low = FALSE;
  rk_soc_set_weak_supply (chip, 0);
  rk_soc_set_restarts (chip, RK_SOC_RESET_POWER_ON, 0);
}

static gboolean
add_wire_fault (RkFaults   *self,
                RkSoc      *chip,
                const char *spec)
{
  if (g_str_equal (spec, "none"))
    mend (self, chip);
  else if (g_str_equal (spec, "echo"))
    self->echo = TRUE;
  else if (g_str_equal (spec, "gpio15-high"))
    self->gpio15_high = TRUE;
  else if (g_str_equal (spec, "gpio2-low"))
    self->gpio2_low = TRUE;
  else
    return FALSE;

  rk_soc_set_bad_pins (chip, self->gpio15_high, self->gpio2_low);
  return TRUE;
}

static gboolean
add_plain_fault (RkSoc       *chip,
                 const char  *spec,
                 GError     **error)
{
  RkFlash *flash = rk_soc_get_flash (chip);

  if (g_str_equal (spec, "no-flash"))
    rk_flash_set_missing (flash, TRUE);
  else if (g_str_equal (spec, "no-quad"))
    rk_flash_set_lacks (flash, RK_FLASH_LACKS_QUAD);
  else if (g_str_equal (spec, "dout-only"))
    rk_flash_set_lacks (flash, RK_FLASH_LACKS_QUAD | RK_FLASH_LACKS_DIO);
  else
    return fail (spec, error);

  return TRUE;
}

/**
 * rk_faults_add:
 * @self: faults
 * @spec: what to add
 * @chip: whose flash or supply some of them concern
 *
 * Returns: %FALSE with %RK_ERROR_INVALID if it cannot be understood
 */
gboolean
rk_faults_add (RkFaults    *self,
               const char  *spec,
               RkSoc       *chip,
               GError     **error)
{
  g_auto(GStrv) parts = g_strsplit (spec, ":", -1);
  guint n_parts = g_strv_length (parts);

  if (n_parts == 1)
    return add_wire_fault (self, chip, spec) || add_plain_fault (chip, spec, error);
  if (n_parts == 2 && g_str_equal (parts[0], "unplug"))
    return add_line_fault (self, KIND_UNPLUG, "tx", parts[1], spec, error);
  if (n_parts == 2)
    return add_chip_fault (chip, parts[0], parts[1], spec, error);
  if (n_parts == 3 && g_str_equal (parts[0], "drop"))
    return add_line_fault (self, KIND_DROP, parts[1], parts[2], spec, error);
  if (n_parts == 3 && g_str_equal (parts[0], "flip"))
    return add_line_fault (self, KIND_FLIP, parts[1], parts[2], spec, error);
  if ((n_parts == 3 || n_parts == 4) && g_str_equal (parts[0], "noise"))
    return add_noise (self, parts[1], parts[2], parts[3], spec, error);
  if (n_parts == 3 && g_str_equal (parts[0], "silence"))
    return add_line_fault (self, KIND_SILENCE, parts[1], parts[2], spec, error);

  return fail (spec, error);
}

/* One byte in so many: half of them are lost, which is told, and the others have a
 * bit turned over. */
static gboolean
make_noise (const Fault *fault,
            guint8      *byte)
{
  if (g_rand_double (fault->noise) * (double)fault->place >= 1)
    return FALSE;
  if (g_rand_boolean (fault->noise))
    return TRUE;

  *byte ^= 1u << g_rand_int_range (fault->noise, 0, 8);
  return FALSE;
}

/**
 * rk_faults_echo:
 * @self: faults
 *
 * Returns: whether the host's bytes come back to it, and go no further
 */
gboolean
rk_faults_echo (RkFaults *self)
{
  return self->echo;
}

/**
 * rk_faults_touch:
 * @self: faults
 * @outgoing: %TRUE for bytes from the host to the module
 * @byte: (inout): the next one
 *
 * Returns: what becomes of it
 */
RkFaultOutcome
rk_faults_touch (RkFaults *self,
                 gboolean  outgoing,
                 guint8   *byte)
{
  guint64 count = ++self->counts[outgoing];
  gboolean lost = FALSE;

  for (guint i = 0; i < self->faults->len; i++)
    {
      const Fault *fault = &g_array_index (self->faults, Fault, i);
      gboolean here = fault->outgoing == outgoing && fault->place == count;

      if (fault->kind == KIND_UNPLUG && here)
        return RK_FAULT_UNPLUGGED;
      if (fault->kind == KIND_FLIP && here)
        *byte ^= 0x10;
      else if (fault->kind == KIND_NOISE && fault->outgoing == outgoing)
        lost |= make_noise (fault, byte);
      else if (fault->kind == KIND_DROP && here)
        lost = TRUE;
      else if (fault->kind == KIND_SILENCE && fault->outgoing == outgoing && fault->place <= count)
        lost = TRUE;
    }

  return lost ? RK_FAULT_LOST : RK_FAULT_NONE;
}
