/* rk-lx106-idle.c: noticing that the program only waits
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A program that polls a variable or a status register in a loop can only go on
 * when an interrupt or a device does something.  From time to time the core
 * therefore keeps a copy of its state and looks at each of the next
 * instructions before it is done.  When the program comes back to the same
 * place with the same registers, has left memory as it was, and has touched
 * nothing that acts or changes by itself, it will go round for ever.
 *
 * The fast loop knows nothing of it: a probe is a run of instructions that each
 * ask for attention.  Probes that find nothing come ever more rarely, until one
 * finds something.
 */

#include "rk-lx106-private.h"

#define FIRST_INTERVAL 64    /* cycles */
#define LAST_INTERVAL  32768 /* of which a probe may be one in 128 */
#define LONGEST_LOOP   256   /* instructions */

enum
{
  INTERRUPT = 226,
  INTCLEAR  = 227,
  CCOUNT    = 234,
  CCOMPARE0 = 240,
};

static void
give_up (RkLx106 *self)
{
  RkLx106Probe *probe = &self->probe;

  probe->active = FALSE;
  probe->next = self->cycle + probe->interval;
  probe->interval = MIN (probe->interval * 2, LAST_INTERVAL);
}

/**
 * _rk_lx106_probe_reset:
 * @self: a core
 * @at_once: whether to begin with the next instruction
 *
 * Something happened: what was seen so far does not count.
 */
void
_rk_lx106_probe_reset (RkLx106  *self,
                       gboolean  at_once)
{
  RkLx106Probe *probe = &self->probe;

  probe->interval = MAX (probe->interval, FIRST_INTERVAL);
  probe->active = FALSE;
  probe->next = at_once ? self->cycle : self->cycle + probe->interval;
}

static void
begin (RkLx106 *self)
{
  self->probe.active = TRUE;
  self->probe.steps = 0;
  self->probe.n_stores = 0;
  self->probe.state = self->state;
}

/* Writes down what is at an address before the first store to it. */
static gboolean
note_store (RkLx106 *self,
            guint32  address)
{
  RkLx106Probe *probe = &self->probe;
  guint32 aligned = address & ~3u;

  for (guint i = 0; i < probe->n_stores; i++)
    if (probe->stores[i].address == aligned)
      return TRUE;

  if (probe->n_stores == RK_LX106_JOURNAL ||
      !_rk_lx106_peek (self, aligned, &probe->stores[probe->n_stores].before))
    return FALSE;

  probe->stores[probe->n_stores++].address = aligned;
  return TRUE;
}

/* From what the core has decoded anyway. */
static RkLx106Insn
get_next (RkLx106 *self)
{
  guint32 pc = self->state.pc;
  RkLx106Insn *insn = _rk_lx106_get_code (self, pc) + (pc & RK_LX106_PAGE_MASK);

  if (insn->op == RK_LX106_OP_UNDECODED)
    _rk_lx106_decode_at (self, pc, insn);
  return *insn;
}

static gboolean
is_harmless_transfer (RkLx106               *self,
                      const RkLx106Insn     *insn,
                      const RkLx106Transfer *transfer)
{
  guint32 address = _rk_lx106_get_address (self, insn);
  const RkLx106Range *range = _rk_lx106_get_range (self, address);

  if (range == NULL || (range->memory == NULL && transfer->store))
    return FALSE;
  if (transfer->store)
    return note_store (self, address);
  return range->memory != NULL ||
         (range->device->is_pure != NULL &&
          range->device->is_pure (range->data, address & ~3u));
}

/* Whether the next instruction does nothing but what the state and the journal
 * can show.  The clock is no part of the state, so reading it is out. */
static gboolean
is_harmless (RkLx106 *self)
{
  RkLx106Insn insn = get_next (self);
  RkLx106Transfer transfer;

  if (_rk_lx106_get_transfer (insn.op, &transfer))
    return is_harmless_transfer (self, &insn, &transfer);

  switch ((int)insn.op)
    {
    case RK_LX106_OP_RSR:
      return insn.imm != CCOUNT;
    case RK_LX106_OP_WSR:
    case RK_LX106_OP_XSR:
      return insn.imm != CCOUNT && insn.imm != CCOMPARE0 &&
             insn.imm != INTERRUPT && insn.imm != INTCLEAR;
    default:
      return TRUE;
    }
}

static gboolean
is_as_before (RkLx106 *self)
{
  const RkLx106Probe *probe = &self->probe;
  guint32 now;

  if (memcmp (&probe->state, &self->state, sizeof self->state) != 0)
    return FALSE;

  for (guint i = 0; i < probe->n_stores; i++)
    if (!_rk_lx106_peek (self, probe->stores[i].address, &now) || now != probe->stores[i].before)
      return FALSE;

  return TRUE;
}

/**
 * _rk_lx106_probe:
 * @self: a core between two instructions
 *
 * Begins a probe when it is time for one, or goes on with it.
 *
 * Returns: %TRUE if the program is waiting
 */
gboolean
_rk_lx106_probe (RkLx106 *self)
{
  RkLx106Probe *probe = &self->probe;

  if (!probe->active && self->cycle < probe->next)
    return FALSE;

  if (!probe->active)
    begin (self);
  else if (probe->state.pc == self->state.pc && is_as_before (self))
    {
      probe->interval = FIRST_INTERVAL;
      return TRUE;
    }

  if (probe->steps++ == LONGEST_LOOP || !is_harmless (self))
    give_up (self);
  return FALSE;
}
