/* test-lx106-fixture.h: a core with some memory
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * VECTORS is like ROM, CODE like instruction RAM and DATA like data RAM.  The
 * vectors are full of NOP.N, so that a step into a handler does nothing.
 */

#pragma once

#include "rk-lx106.h"

#include "test-lx106-asm.h"

#define VECTORS      0x40000000u
#define VECTORS_SIZE 0x1000u
#define CODE         0x40100000u
#define CODE_SIZE    0x3000u
#define DATA         0x3ffe8000u
#define DATA_SIZE    0x2000u

#define VECTOR_DEBUG  (VECTORS + 0x10)
#define VECTOR_NMI    (VECTORS + 0x20)
#define VECTOR_KERNEL (VECTORS + 0x30)
#define VECTOR_USER   (VECTORS + 0x50)
#define VECTOR_DOUBLE (VECTORS + 0x70)

#define PS_EXCM 0x10
#define PS_UM   0x20

typedef struct
{
  RkLx106   *core;
  RkTestCode code;
  RkTestCode vectors;
  guint8    *data;
} Fixture;

static inline Fixture *
fixture_new (void)
{
  Fixture *self = g_new0 (Fixture, 1);

  self->vectors = (RkTestCode){ g_malloc0 (VECTORS_SIZE), VECTORS, VECTORS_SIZE, 0 };
  while (self->vectors.used < VECTORS_SIZE)
    code_add (&self->vectors, NOP_N);
  self->code = (RkTestCode){ g_malloc0 (CODE_SIZE), CODE, CODE_SIZE, 0 };
  self->data = g_malloc0 (DATA_SIZE);
  self->core = rk_lx106_new ();
  rk_lx106_map_memory (self->core, VECTORS, VECTORS_SIZE, self->vectors.bytes,
                       RK_LX106_READ | RK_LX106_EXECUTE | RK_LX106_WORD_ONLY);
  rk_lx106_map_memory (self->core, CODE, CODE_SIZE, self->code.bytes,
                       RK_LX106_READ | RK_LX106_WRITE | RK_LX106_EXECUTE | RK_LX106_WORD_ONLY);
  rk_lx106_map_memory (self->core, DATA, DATA_SIZE, self->data, RK_LX106_READ | RK_LX106_WRITE);
  rk_lx106_reset (self->core, CODE);
  rk_lx106_set_special (self->core, SR_PS, PS_UM);
  return self;
}

static inline void
fixture_free (Fixture *self)
{
  rk_lx106_free (self->core);
  g_free (self->vectors.bytes);
  g_free (self->code.bytes);
  g_free (self->data);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

static inline void
fixture_step (Fixture *self,
              guint    count)
{
  for (guint i = 0; i < count; i++)
    g_assert_cmpint (rk_lx106_run (self->core, rk_lx106_get_cycle (self->core) + 1), ==,
                     RK_LX106_STOP_CYCLES);
}

static inline guint32
fixture_get (Fixture *self,
             guint    index)
{
  return rk_lx106_get_register (self->core, index);
}

static inline guint32
fixture_special (Fixture *self,
                 guint    number)
{
  return rk_lx106_get_special (self->core, number);
}

static inline guint32
fixture_word (Fixture *self,
              guint32  address)
{
  const guint8 *bytes = self->data + (address - DATA);

  return bytes[0] | (guint32)bytes[1] << 8 | (guint32)bytes[2] << 16 | (guint32)bytes[3] << 24;
}
