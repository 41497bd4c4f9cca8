/* rk-lx106-memory.c: pages, loads and stores, decoded code
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Decoded code stays right because a page that has any is not written by the
 * fast loop: its stores come here and throw away what they change.
 */

#include "rk-lx106-private.h"

/* Sets the shortcuts of the fast loop. */
static void
update_page (RkLx106 *self,
             guint32  address)
{
  RkLx106Page *page = _rk_lx106_get_page (self, address);
  const RkLx106Range *range = _rk_lx106_get_range (self, address);
  guint8 *memory = NULL;

  if (range != NULL && range->memory != NULL)
    memory = range->memory + ((address & ~RK_LX106_PAGE_MASK) - range->address);
  page->read = (page->access & RK_LX106_READ) != 0 ? memory : NULL;
  page->write = (page->access & RK_LX106_WRITE) != 0 && page->code == NULL ? memory : NULL;
}

/**
 * _rk_lx106_get_range:
 * @self: a core
 * @address: an address
 *
 * Returns: (nullable): the range that it belongs to
 */
const RkLx106Range *
_rk_lx106_get_range (RkLx106 *self,
                     guint32  address)
{
  guint index = _rk_lx106_get_page (self, address)->range;

  return index != 0 ? &g_array_index (self->ranges, RkLx106Range, index - 1) : NULL;
}

/* Forgets the decoded instructions that have a byte of these @size ones. */
static void
forget (RkLx106 *self,
        guint32  address,
        guint32  size)
{
  guint64 from = address >= RK_LX106_LONGEST - 1 ? address - (RK_LX106_LONGEST - 1) : 0;
  guint64 end = (guint64)address + size;

  while (from < end)
    {
      RkLx106Page *page = _rk_lx106_get_page (self, from);
      guint64 stop = MIN (end, (from | RK_LX106_PAGE_MASK) + 1);

      if (page->code != NULL)
        memset (page->code + (from & RK_LX106_PAGE_MASK), 0, (stop - from) * sizeof *page->code);
      from = stop;
    }
}

static void
forget_page (RkLx106 *self,
             guint32  address)
{
  forget (self, address, 1);
  g_clear_pointer (&_rk_lx106_get_page (self, address)->code, g_free);
}

static guint16
add_range (RkLx106            *self,
           const RkLx106Range *range)
{
  for (guint i = 0; i < self->ranges->len; i++)
    {
      const RkLx106Range *known = &g_array_index (self->ranges, RkLx106Range, i);

      if (known->address == range->address && known->memory == range->memory &&
          known->device == range->device && known->data == range->data)
        return i + 1;
    }

  g_return_val_if_fail (self->ranges->len < G_MAXUINT16, 0);
  g_array_append_vals (self->ranges, range, 1);
  return self->ranges->len;
}

static RkLx106Page *
make_page (RkLx106 *self,
           guint32  address)
{
  RkLx106Page **piece = &self->pages[address >> RK_LX106_PIECE_SHIFT];

  if (*piece == self->no_pages)
    *piece = g_new0 (RkLx106Page, RK_LX106_PIECE_PAGES);
  return _rk_lx106_get_page (self, address);
}

static void
set_pages (RkLx106      *self,
           guint32       address,
           guint32       size,
           guint16       range,
           RkLx106Access access)
{
  for (guint32 done = 0; done < size; done += RK_LX106_PAGE_SIZE)
    {
      RkLx106Page *page = make_page (self, address + done);

      forget_page (self, address + done);
      page->range = range;
      page->access = access;
      update_page (self, address + done);
    }
}

static gboolean
is_whole_pages (guint32 address,
                guint32 size)
{
  return ((address | size) & RK_LX106_PAGE_MASK) == 0 &&
         (guint64)address + size <= (guint64)G_MAXUINT32 + 1;
}

/**
 * rk_lx106_map_memory:
 * @self: a core
 * @address: the first address, a multiple of 4 KiB
 * @size: bytes, a multiple of 4 KiB
 * @memory: (transfer none): as many bytes, which must live as long as the mapping
 * @access: what the program may do there
 *
 * Puts memory at an address, in place of what was there.  The core remembers the
 * code that it found in it: after writing to it from outside, call
 * rk_lx106_invalidate().  The same memory at two addresses works, but a store
 * at the one does not make the core look again at code that it ran at the other.
 */
void
rk_lx106_map_memory (RkLx106      *self,
                     guint32       address,
                     guint32       size,
                     guint8       *memory,
                     RkLx106Access access)
{
  const RkLx106Range range = { .address = address, .memory = memory };

  g_return_if_fail (memory != NULL);
  g_return_if_fail (is_whole_pages (address, size));

  set_pages (self, address, size, add_range (self, &range), access);
}

/**
 * rk_lx106_map_device:
 * @self: a core
 * @address: the first address, a multiple of 4 KiB
 * @size: bytes, a multiple of 4 KiB
 * @device: (transfer none): the functions, which must live as long as the mapping
 * @data: for them
 *
 * Lets a device answer at an address, in place of what was there.
 */
void
rk_lx106_map_device (RkLx106             *self,
                     guint32              address,
                     guint32              size,
                     const RkLx106Device *device,
                     gpointer             data)
{
  const RkLx106Range range = { .address = address, .device = device, .data = data };

  g_return_if_fail (device != NULL);
  g_return_if_fail (is_whole_pages (address, size));

  set_pages (self, address, size, add_range (self, &range), RK_LX106_READ | RK_LX106_WRITE);
}

/**
 * rk_lx106_unmap:
 * @self: a core
 * @address: the first address, a multiple of 4 KiB
 * @size: bytes, a multiple of 4 KiB
 *
 * Takes away what is at an address.
 */
void
rk_lx106_unmap (RkLx106 *self,
                guint32  address,
                guint32  size)
{
  g_return_if_fail (is_whole_pages (address, size));

  set_pages (self, address, size, 0, 0);
}

/**
 * rk_lx106_invalidate:
 * @self: a core
 * @address: the first address
 * @size: bytes
 *
 * Tells the core that memory was changed from outside.
 */
void
rk_lx106_invalidate (RkLx106 *self,
                     guint32  address,
                     guint32  size)
{
  forget (self, address, size);
}

static RkLx106Insn *
new_code (RkLx106Op op)
{
  RkLx106Insn *code = g_new0 (RkLx106Insn, RK_LX106_PAGE_SIZE + RK_LX106_LONGEST);

  for (guint i = 0; i < RK_LX106_PAGE_SIZE; i++)
    code[i].op = op;
  for (guint i = 0; i < RK_LX106_LONGEST; i++)
    code[RK_LX106_PAGE_SIZE + i].op = RK_LX106_OP_NEXT_PAGE;
  return code;
}

/**
 * _rk_lx106_get_code:
 * @self: a core
 * @pc: an address
 *
 * Returns: (transfer none): the decoded instructions of its page, one entry a
 *   byte; where nothing can be executed each of them is a fault
 */
RkLx106Insn *
_rk_lx106_get_code (RkLx106 *self,
                    guint32  pc)
{
  RkLx106Page *page = _rk_lx106_get_page (self, pc);

  if (page->code != NULL)
    return page->code;
  if ((page->access & RK_LX106_EXECUTE) == 0)
    return self->nowhere;

  page->code = new_code (RK_LX106_OP_UNDECODED);
  update_page (self, pc);
  return page->code;
}

static gboolean
fetch_byte (RkLx106 *self,
            guint32  address,
            guint8  *byte)
{
  const RkLx106Range *range = _rk_lx106_get_range (self, address);

  /* Having the page's code keeps the fast loop from writing to it, which
   * matters for an instruction that ends in another page than it begins. */
  if (_rk_lx106_get_code (self, address) == self->nowhere)
    return FALSE;

  *byte = range->memory[address - range->address];
  return TRUE;
}

/**
 * _rk_lx106_decode_at:
 * @self: a core
 * @pc: where an instruction is
 * @insn: (out): the decoded instruction
 *
 * Decodes the instruction at @pc.
 */
void
_rk_lx106_decode_at (RkLx106     *self,
                     guint32      pc,
                     RkLx106Insn *insn)
{
  guint8 bytes[RK_LX106_LONGEST] = { 0 };
  guint length = 1;

  for (guint i = 0; i < length; i++)
    {
      if (!fetch_byte (self, pc + i, &bytes[i]))
        {
          *insn = (RkLx106Insn){ .op = RK_LX106_OP_FETCH_FAULT, .imm = i };
          return;
        }
      length = _rk_lx106_length (bytes[0]);
    }

  if (g_hash_table_contains (self->breakpoints, GUINT_TO_POINTER (pc)))
    *insn = (RkLx106Insn){ .op = RK_LX106_OP_BREAKPOINT };
  else
    *insn = _rk_lx106_decode (pc, bytes);
}

/**
 * _rk_lx106_get_transfer:
 * @op: an operation
 * @transfer: (out): what it moves
 *
 * Returns: %TRUE when it is a load or a store
 */
gboolean
_rk_lx106_get_transfer (RkLx106Op        op,
                        RkLx106Transfer *transfer)
{
  static const RkLx106Transfer transfers[RK_LX106_N_OPS] = {
    [RK_LX106_OP_L8UI] = { 1, FALSE, FALSE },
    [RK_LX106_OP_L16UI] = { 2, FALSE, FALSE },
    [RK_LX106_OP_L16SI] = { 2, FALSE, TRUE },
    [RK_LX106_OP_L32I] = { 4, FALSE, FALSE },
    [RK_LX106_OP_L32I_N] = { 4, FALSE, FALSE },
    [RK_LX106_OP_L32R] = { 4, FALSE, FALSE },
    [RK_LX106_OP_S8I] = { 1, TRUE, FALSE },
    [RK_LX106_OP_S16I] = { 2, TRUE, FALSE },
    [RK_LX106_OP_S32I] = { 4, TRUE, FALSE },
    [RK_LX106_OP_S32I_N] = { 4, TRUE, FALSE },
  };

  *transfer = transfers[op];
  return transfer->size != 0;
}

/**
 * _rk_lx106_get_address:
 * @self: a core
 * @insn: a load or a store, which is the next instruction
 *
 * Returns: the address that it goes to
 */
guint32
_rk_lx106_get_address (RkLx106           *self,
                       const RkLx106Insn *insn)
{
  if (insn->op != RK_LX106_OP_L32R)
    return self->state.a[insn->s] + insn->imm;

  /* An enabled LITBASE takes the place of the (aligned) pc. */
  if ((self->state.litbase & 1) != 0)
    return insn->imm - ((self->state.pc + 3) & ~3u) + (self->state.litbase & ~0xfffu);
  return insn->imm;
}

/**
 * _rk_lx106_peek:
 * @self: a core
 * @address: an address
 * @word: (out): the aligned word there
 *
 * Looks at memory without side effects.
 *
 * Returns: %FALSE if there is no memory there
 */
gboolean
_rk_lx106_peek (RkLx106 *self,
                guint32  address,
                guint32 *word)
{
  const RkLx106Range *range = _rk_lx106_get_range (self, address);

  if (range == NULL || range->memory == NULL)
    return FALSE;

  *word = _rk_lx106_get_u32 (range->memory + ((address & ~3u) - range->address));
  return TRUE;
}

/* Raises what the access must not be done for.  Storing to ROM is seen to raise
 * exception 29 (esp8266.com, viewtopic f=6 t=926), reading bytes of instruction
 * memory is the well-known exception 3. */
static gboolean
check_transfer (RkLx106               *self,
                guint32                address,
                const RkLx106Transfer *transfer)
{
  const RkLx106Page *page = _rk_lx106_get_page (self, address);
  const RkLx106Access needed = transfer->store ? RK_LX106_WRITE : RK_LX106_READ;

  if ((address & (transfer->size - 1)) != 0)
    _rk_lx106_raise_at (self, RK_LX106_LOAD_STORE_ALIGNMENT, address);
  else if ((page->access & needed) == 0)
    _rk_lx106_raise_at (self,
                        transfer->store ? RK_LX106_STORE_PROHIBITED : RK_LX106_LOAD_PROHIBITED,
                        address);
  else if (transfer->size < 4 && (page->access & RK_LX106_WORD_ONLY) != 0)
    _rk_lx106_raise_at (self, RK_LX106_LOAD_STORE_ERROR, address);
  else
    return TRUE;

  return FALSE;
}

static guint32
load (const RkLx106Range    *range,
      guint32                address,
      const RkLx106Transfer *transfer)
{
  guint32 aligned = address & ~3u;
  guint32 word = range->memory != NULL
                   ? _rk_lx106_get_u32 (range->memory + (aligned - range->address))
                   : range->device->read (range->data, aligned);

  word >>= (address & 3) * 8;
  if (transfer->size == 1)
    return word & 0xff;
  if (transfer->size == 2)
    return transfer->sign ? (guint32)(gint16)word : word & 0xffff;
  return word;
}

static void
store (RkLx106               *self,
       const RkLx106Range    *range,
       guint32                address,
       const RkLx106Transfer *transfer,
       guint32                value)
{
  const guint32 lanes = transfer->size == 4 ? G_MAXUINT32 : (1u << transfer->size * 8) - 1;
  const guint shift = (address & 3) * 8;

  if (range->memory == NULL)
    {
      range->device->write (range->data, address & ~3u, (value & lanes) << shift, lanes << shift);
      return;
    }

  for (guint i = 0; i < transfer->size; i++)
    range->memory[address - range->address + i] = value >> i * 8;
  forget (self, address, transfer->size);
}

/**
 * _rk_lx106_transfer:
 * @self: a core
 * @insn: a load or a store, which is the next instruction
 *
 * Does any load or store and moves the pc on, or raises the exception.
 *
 * Returns: %FALSE if it raised one
 */
gboolean
_rk_lx106_transfer (RkLx106           *self,
                    const RkLx106Insn *insn)
{
  const RkLx106Insn copy = *insn; /* a callback may change the mapping */
  RkLx106Transfer transfer;
  RkLx106Range range;
  guint32 address = _rk_lx106_get_address (self, &copy);

  if (!_rk_lx106_get_transfer (copy.op, &transfer))
    return FALSE;
  if (!check_transfer (self, address, &transfer))
    return FALSE;

  /* The pc first: a device may set it, when it resets the core. */
  range = *_rk_lx106_get_range (self, address);
  self->state.pc += copy.op == RK_LX106_OP_L32I_N || copy.op == RK_LX106_OP_S32I_N ? 2 : 3;
  if (transfer.store)
    store (self, &range, address, &transfer, self->state.a[copy.t]);
  else
    self->state.a[copy.t] = load (&range, address, &transfer);
  return TRUE;
}

/**
 * _rk_lx106_init_pages:
 * @self: a new core
 *
 * Makes an empty table of pages.
 */
void
_rk_lx106_init_pages (RkLx106 *self)
{
  self->no_pages = g_new0 (RkLx106Page, RK_LX106_PIECE_PAGES);
  for (guint i = 0; i < RK_LX106_PIECES; i++)
    self->pages[i] = self->no_pages;
  self->ranges = g_array_new (FALSE, FALSE, sizeof (RkLx106Range));
  self->nowhere = new_code (RK_LX106_OP_FETCH_FAULT);
}

static void
free_piece (RkLx106Page *pages)
{
  for (guint i = 0; i < RK_LX106_PIECE_PAGES; i++)
    g_free (pages[i].code);
  g_free (pages);
}

/**
 * _rk_lx106_free_pages:
 * @self: a core
 *
 * Frees the table of pages.
 */
void
_rk_lx106_free_pages (RkLx106 *self)
{
  for (guint i = 0; i < RK_LX106_PIECES; i++)
    if (self->pages[i] != self->no_pages)
      free_piece (self->pages[i]);
  free_piece (self->no_pages);
  g_array_unref (self->ranges);
  g_free (self->nowhere);
}
