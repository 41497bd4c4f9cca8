/* rom-gpio.c: pins, and the analog registers that programs set blindly
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "rom.h"

#define GPIO_INTERRUPT 4
#define PINS           16
#define PIN_INT_TYPE   0x00000380

void     gpio_init                  (void);
void     gpio_output_set            (uint32_t         set,
                                     uint32_t         clear,
                                     uint32_t         enable,
                                     uint32_t         disable);
uint32_t gpio_input_get             (void);
void     gpio_register_set          (uint32_t         offset,
                                     uint32_t         value);
uint32_t gpio_register_get          (uint32_t         offset);
uint32_t gpio_intr_pending          (void);
void     gpio_intr_ack              (uint32_t         mask);
void     gpio_intr_handler_register (InterruptHandler handler,
                                     void            *argument);
void     gpio_pin_intr_state_set    (uint32_t         pin,
                                     uint32_t         state);
uint32_t rom_i2c_readReg            (uint32_t         block,
                                     uint32_t         host,
                                     uint32_t         address);
uint32_t rom_i2c_readReg_Mask       (uint32_t         block,
                                     uint32_t         host,
                                     uint32_t         address,
                                     uint32_t         msb,
                                     uint32_t         lsb);
void     rom_i2c_writeReg           (uint32_t         block,
                                     uint32_t         host,
                                     uint32_t         address,
                                     uint32_t         value);
void     rom_i2c_writeReg_Mask      (uint32_t         block,
                                     uint32_t         host,
                                     uint32_t         address,
                                     uint32_t         msb,
                                     uint32_t         lsb,
                                     uint32_t         value);

void
gpio_output_set (uint32_t set,
                 uint32_t clear,
                 uint32_t enable,
                 uint32_t disable)
{
  GPIO_OUT_W1TS = set;
  GPIO_OUT_W1TC = clear;
  GPIO_ENABLE_W1TS = enable;
  GPIO_ENABLE_W1TC = disable;
}

uint32_t
gpio_input_get (void)
{
  return GPIO_IN & 0xffff;
}

void
gpio_register_set (uint32_t offset,
                   uint32_t value)
{
  GPIO_REG (offset) = value;
}

uint32_t
gpio_register_get (uint32_t offset)
{
  return GPIO_REG (offset);
}

uint32_t
gpio_intr_pending (void)
{
  return GPIO_STATUS & 0xffff;
}

void
gpio_intr_ack (uint32_t mask)
{
  GPIO_STATUS_W1TC = mask;
}

void
gpio_intr_handler_register (InterruptHandler handler,
                            void            *argument)
{
  ets_isr_attach (GPIO_INTERRUPT, handler, argument);
}

void
gpio_pin_intr_state_set (uint32_t pin,
                         uint32_t state)
{
  GPIO_PIN (pin) = (GPIO_PIN (pin) & ~PIN_INT_TYPE) | state << 7;
}

void
gpio_init (void)
{
  ets_isr_mask (1 << GPIO_INTERRUPT);
  gpio_output_set (0, 0, 0, 0xffff);
  for (uint32_t pin = 0; pin < PINS; pin++)
    GPIO_PIN (pin) = 0;
  GPIO_STATUS_W1TC = 0xffff;
}

/* The analog part hangs on a bus of its own, of which the virtual chip knows the
 * clock synthesiser: the register bus at 0x60000d00 takes block, address and
 * value of a write, or answers a read. */
#define ANALOG(host) REG (0x60000d00 + (host) * 4)

uint32_t
rom_i2c_readReg (uint32_t block,
                 uint32_t host,
                 uint32_t address)
{
  ANALOG (host) = block | address << 8;
  return ANALOG (host) >> 16 & 0xff;
}

static uint32_t
field (uint32_t msb,
       uint32_t lsb)
{
  return ((2u << (msb - lsb)) - 1) << lsb;
}

uint32_t
rom_i2c_readReg_Mask (uint32_t block,
                      uint32_t host,
                      uint32_t address,
                      uint32_t msb,
                      uint32_t lsb)
{
  return (rom_i2c_readReg (block, host, address) & field (msb, lsb)) >> lsb;
}

void
rom_i2c_writeReg (uint32_t block,
                  uint32_t host,
                  uint32_t address,
                  uint32_t value)
{
  ANALOG (host) = 0x01000000 | block | address << 8 | (value & 0xff) << 16;
}

void
rom_i2c_writeReg_Mask (uint32_t block,
                       uint32_t host,
                       uint32_t address,
                       uint32_t msb,
                       uint32_t lsb,
                       uint32_t value)
{
  uint32_t mask = field (msb, lsb);

  value = (rom_i2c_readReg (block, host, address) & ~mask) | (value << lsb & mask);
  rom_i2c_writeReg (block, host, address, value);
}
