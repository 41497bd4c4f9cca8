/* rk-lx106.h: the Xtensa LX106 core
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An interpreter for the core of the ESP8266: call0 ABI without register
 * windows, density instructions, 32-bit multiply, NSA, level-1 interrupts, one
 * cycle counter with one compare register.  It knows nothing of the chip around
 * it: memory is given as ranges, everything else goes through callbacks.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _RkLx106 RkLx106;

/* What a memory range allows.  On this chip, instruction RAM, ROM and the flash
 * window answer aligned 32-bit accesses only: narrower ones raise exception 3
 * (LoadStoreError), unaligned ones exception 9. */
typedef enum
{
  RK_LX106_READ      = 1 << 0,
  RK_LX106_WRITE     = 1 << 1,
  RK_LX106_EXECUTE   = 1 << 2,
  RK_LX106_WORD_ONLY = 1 << 3,
} RkLx106Access;

/* Exception causes (EXCCAUSE) that the core raises. */
typedef enum
{
  RK_LX106_ILLEGAL_INSTRUCTION   = 0,
  RK_LX106_SYSCALL               = 1,
  RK_LX106_FETCH_ERROR           = 2,
  RK_LX106_LOAD_STORE_ERROR      = 3,
  RK_LX106_LEVEL1_INTERRUPT      = 4,
  RK_LX106_LOAD_STORE_ALIGNMENT  = 9,
  RK_LX106_FETCH_PROHIBITED      = 20,
  RK_LX106_LOAD_PROHIBITED       = 28,
  RK_LX106_STORE_PROHIBITED      = 29,
} RkLx106Cause;

/* Why rk_lx106_run() came back. */
typedef enum
{
  RK_LX106_STOP_CYCLES,     /* the cycle it was given has come */
  RK_LX106_STOP_REQUESTED,  /* rk_lx106_stop() was called from a callback */
  RK_LX106_STOP_WAITING,    /* WAITI, or a loop that can only be ended by an interrupt or a device */
  RK_LX106_STOP_BREAKPOINT, /* pc reached a breakpoint; it has not been executed */
} RkLx106Stop;

/**
 * RkLx106Device:
 * @read: a 32-bit read of a register at @address (aligned)
 * @write: a write of one; @mask has the byte lanes of narrower stores
 * @is_pure: (nullable): whether reading the register at @address has no effect
 *   and gives the same value until an event of the owner's: an interrupt, or a
 *   moment that the owner knows beforehand and stops the core at
 *
 * What answers below an address range that is no memory.  A loop that does
 * nothing but read memory and pure registers is reported as waiting, so a status
 * register that the program polls should be pure, while a FIFO (reading takes
 * something out) and a running counter must not be.  Without @is_pure nothing is.
 */
typedef struct
{
  guint32  (*read)    (gpointer device, guint32 address);
  void     (*write)   (gpointer device, guint32 address, guint32 value, guint32 mask);
  gboolean (*is_pure) (gpointer device, guint32 address);
} RkLx106Device;

/* Called before each instruction; the registers can be read. */
typedef void (*RkLx106TraceFunc) (RkLx106 *core, gpointer data);

RkLx106    *rk_lx106_new               (void);
void        rk_lx106_free              (RkLx106             *self);

/* Maps; later ones replace earlier ones.  Granularity 4 KiB.  @memory stays the
 * caller's and must be written through rk_lx106_invalidate() when the caller
 * changes code in it; stores by the program itself are seen. */
void        rk_lx106_map_memory        (RkLx106             *self,
                                        guint32              address,
                                        guint32              size,
                                        guint8              *memory,
                                        RkLx106Access        access);
void        rk_lx106_map_device        (RkLx106             *self,
                                        guint32              address,
                                        guint32              size,
                                        const RkLx106Device *device,
                                        gpointer             data);
void        rk_lx106_unmap             (RkLx106             *self,
                                        guint32              address,
                                        guint32              size);
void        rk_lx106_invalidate        (RkLx106             *self,
                                        guint32              address,
                                        guint32              size);

void        rk_lx106_reset             (RkLx106             *self,
                                        guint32              reset_vector);
RkLx106Stop rk_lx106_run               (RkLx106             *self,
                                        guint64              until_cycle);
void        rk_lx106_stop              (RkLx106             *self);

/* The core's own clock, one cycle an instruction on average; 64 bits, so that it
 * does not wrap.  A device may add the cycles that an access stalls, and the
 * owner may move it on while the core waits. */
guint64     rk_lx106_get_cycle         (RkLx106             *self);
void        rk_lx106_set_cycle         (RkLx106             *self,
                                        guint64              cycle);

/* Level-triggered interrupt inputs, one bit each (INTERRUPT register). */
void        rk_lx106_set_interrupts    (RkLx106             *self,
                                        guint32              levels);

guint32     rk_lx106_get_pc            (RkLx106             *self);
void        rk_lx106_set_pc            (RkLx106             *self,
                                        guint32              pc);
guint32     rk_lx106_get_register      (RkLx106             *self,
                                        guint                index);
void        rk_lx106_set_register      (RkLx106             *self,
                                        guint                index,
                                        guint32              value);
guint32     rk_lx106_get_special       (RkLx106             *self,
                                        guint                number);
void        rk_lx106_set_special       (RkLx106             *self,
                                        guint                number,
                                        guint32              value);

void        rk_lx106_add_breakpoint    (RkLx106             *self,
                                        guint32              address);
void        rk_lx106_remove_breakpoint (RkLx106             *self,
                                        guint32              address);
void        rk_lx106_set_trace         (RkLx106             *self,
                                        RkLx106TraceFunc     trace,
                                        gpointer             data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkLx106, rk_lx106_free)

G_END_DECLS
