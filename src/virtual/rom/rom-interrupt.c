/* rom-interrupt.c: exception and interrupt handlers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rom.h"

/* Causes (EXCCAUSE) that are told of and interrupts, of the core. */
#define CAUSE_INTERRUPT 4
#define CAUSES          64
#define INTERRUPTS      15

typedef struct
{
  InterruptHandler handler;
  void            *argument;
} InterruptEntry;

extern void            *rom_exception_table[CAUSES];
extern ExceptionHandler rom_exception_handler[32];
extern InterruptEntry   rom_interrupt_table[INTERRUPTS];
extern uint32_t         rom_interrupt_enable;

void     _xtos_l1int_handler       (void);
void     _xtos_c_wrapper_handler   (void);
void     _xtos_unhandled_exception (void);
void     _xtos_p_none              (void);
void     _xtos_unhandled_interrupt (void);
uint32_t _xtos_ints_on             (uint32_t mask);
uint32_t _xtos_ints_off            (uint32_t mask);
InterruptHandler _xtos_set_interrupt_handler (uint32_t         interrupt,
                                              InterruptHandler handler);
void     rom_dispatch_exception    (ExceptionFrame *frame,
                                    uint32_t        cause);
void     rom_set_intenable         (uint32_t mask);
uint32_t xthal_get_interrupt       (void);
void     xthal_set_intclear        (uint32_t mask);

#define RSR(name, value) __asm__ volatile ("rsr %0, " name : "=a" (value))

void
_xtos_p_none (void)
{
}

void
_xtos_unhandled_interrupt (void)
{
}

/* What the ROM says when a program crashes.  It returns to the instruction that
 * failed, so the text goes on until something resets the chip. */
static void
tell_exception (ExceptionFrame *frame,
                uint32_t        cause)
{
  uint32_t epc1, epc2, epc3, excvaddr, depc;

  (void)frame;
  RSR ("epc1", epc1);
  RSR ("epc2", epc2);
  RSR ("epc3", epc3);
  RSR ("excvaddr", excvaddr);
  RSR ("depc", depc);
  ets_printf ("Fatal exception (%d): \n", cause);
  ets_printf ("epc1=0x%08x, epc2=0x%08x, epc3=0x%08x, excvaddr=0x%08x, depc=0x%08x\n",
              epc1, epc2, epc3, excvaddr, depc);
}

ExceptionHandler
_xtos_set_exception_handler (uint32_t         cause,
                             ExceptionHandler handler)
{
  ExceptionHandler previous = rom_exception_handler[cause];

  rom_exception_handler[cause] = handler;
  rom_exception_table[cause] = handler == (ExceptionHandler)_xtos_p_none ? _xtos_unhandled_exception
                                                                          : _xtos_c_wrapper_handler;
  return previous;
}

InterruptHandler
_xtos_set_interrupt_handler_arg (uint32_t         interrupt,
                                 InterruptHandler handler,
                                 void            *argument)
{
  InterruptHandler previous = rom_interrupt_table[interrupt].handler;

  rom_interrupt_table[interrupt].handler = handler;
  rom_interrupt_table[interrupt].argument = argument;
  return previous;
}

InterruptHandler
_xtos_set_interrupt_handler (uint32_t         interrupt,
                             InterruptHandler handler)
{
  return _xtos_set_interrupt_handler_arg (interrupt, handler, (void *)interrupt);
}

static void
set_interrupts (uint32_t mask)
{
  rom_interrupt_enable = mask;
  rom_set_intenable (mask);
}

uint32_t
_xtos_ints_on (uint32_t mask)
{
  uint32_t previous = rom_interrupt_enable;

  set_interrupts (previous | mask);
  return previous;
}

uint32_t
_xtos_ints_off (uint32_t mask)
{
  uint32_t previous = rom_interrupt_enable;

  set_interrupts (previous & ~mask);
  return previous;
}

void
ets_isr_attach (uint32_t         interrupt,
                InterruptHandler handler,
                void            *argument)
{
  _xtos_set_interrupt_handler_arg (interrupt, handler, argument);
}

void
ets_isr_mask (uint32_t mask)
{
  _xtos_ints_off (mask);
}

void
ets_isr_unmask (uint32_t mask)
{
  _xtos_ints_on (mask);
}

static void
dispatch_interrupts (ExceptionFrame *frame)
{
  uint32_t pending;

  while ((pending = xthal_get_interrupt () & rom_interrupt_enable) != 0)
    {
      uint32_t        interrupt = 31 - __builtin_clz (pending);
      InterruptEntry *entry = &rom_interrupt_table[interrupt];

      xthal_set_intclear (1u << interrupt);
      entry->handler (entry->argument, frame);
    }
}

/* Called by the vectors with all registers saved. */
void
rom_dispatch_exception (ExceptionFrame *frame,
                        uint32_t        cause)
{
  if (cause == CAUSE_INTERRUPT)
    dispatch_interrupts (frame);
  else
    rom_exception_handler[cause] (frame, cause);
}

void
rom_interrupts_init (void)
{
  static const uint8_t told[] = { 0, 2, 3, 8, 9, 28, 29 };

  for (uint32_t i = 0; i < CAUSES; i++)
    rom_exception_table[i] = _xtos_unhandled_exception;
  rom_exception_table[CAUSE_INTERRUPT] = _xtos_l1int_handler;
  for (uint32_t i = 0; i < INTERRUPTS; i++)
    _xtos_set_interrupt_handler (i, (InterruptHandler)_xtos_unhandled_interrupt);
  for (uint32_t i = 0; i < sizeof told; i++)
    _xtos_set_exception_handler (told[i], tell_exception);
  set_interrupts (0);
}
