/* stub.h: the program that runs on the chip while its flash is worked on
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * stub-boot.c     gets all the rest from the line, before that runs
 * stub-main.c     the loop, and what a request does
 * stub-uart.c     bytes from the line, by interrupt, and to it
 * stub-flash.c    the flash chip: commands, reading
 * stub-write.c    blocks in, pages out: erases and programs while more comes
 * stub-inflate.c  deflate
 * stub-read.c     hashes of the flash and its content, step by step
 * stub-md5.c      MD5
 *
 * Nothing here waits for long: each part does a small step when the loop calls it
 * and comes back, so that the line, the flash chip and the core work at the same
 * time.  stub.ld tells where it lies.
 */

#pragma once

#include "rk-stub-protocol.h"

#define REG(address) (*(volatile uint32_t *)(address))

/* As in Espressif's uart_register.h. */
#define UART_FIFO    REG (0x60000000)
#define UART_INT_ENA REG (0x6000000c)
#define UART_STATUS  REG (0x6000001c)
#define RX_COUNT()   (UART_STATUS & 0xff)
#define TX_COUNT()   (UART_STATUS >> 16 & 0xff)
#define FIFO_SIZE    126u /* of the one to the line: one less than there is, and one for luck */

/* Code that every byte passes. */
#define HOT __attribute__ ((optimize ("O2")))

#define TICKS_PER_MS 160000u /* of the fastest clock; with a 26 MHz crystal it is 104000 */

#define WINDOW      0x8000u /* of deflate; also holds what is not programmed yet */
#define WINDOW_MASK (WINDOW - 1)
#define SLOTS_SIZE  (RK_STUB_SLOTS * RK_STUB_BLOCK_SIZE)
#define SLOTS_MASK  (SLOTS_SIZE - 1)

/* The ROM's, see stub.ld. */
void     ets_isr_attach    (uint32_t   number,
                            void     (*handler) (void *argument),
                            void      *argument);
void     ets_isr_mask      (uint32_t   mask);
void     ets_isr_unmask    (uint32_t   mask);
void     SelectSpiFunction (void);
void     spi_flash_attach  (void);
void     boot_from_flash   (void);
void     software_reset    (void);
void    *memcpy            (void       *target,
                            const void *source,
                            size_t      count);
void    *memset            (void       *target,
                            int         value,
                            size_t      count);

static inline uint32_t
get_ticks (void)
{
  uint32_t ticks;

  __asm__ volatile ("rsr %0, ccount" : "=a" (ticks));
  return ticks;
}

/* stub-main.c */
extern uint32_t crc_table[RK_CRC32_TABLE];

void         stub_main          (void);
void         send_reply         (RkStubStatus   status,
                                 size_t         length);
uint8_t     *get_reply          (void);
uint16_t     get_sequence       (void);

/* stub-uart.c */
void         uart_begin         (void);
void         uart_end           (void);
size_t       uart_get_received  (const uint8_t **bytes);
void         uart_drop_received (size_t         count);
bool         uart_can_send      (size_t         count);
void         uart_send_frame    (const uint8_t *bytes,
                                 size_t         length);
void         uart_flush         (void);
uint32_t     uart_get_divider   (void);
void         uart_set_divider   (uint32_t       divider);

/* stub-flash.c */
void         flash_begin        (void);
void         flash_end          (void);
uint32_t     flash_get_size     (void);
uint32_t     flash_read_id      (void);
uint32_t     flash_read_status  (void);
RkStubStatus flash_wait         (uint32_t       limit_ms);
RkStubStatus flash_unprotect    (void);
void         flash_set_fast     (bool           fast);
void         flash_choose_mode  (uint32_t       offset);
void         flash_begin_read   (uint32_t       offset);
void         flash_end_read     (uint32_t       words[16]);
void         flash_read         (uint32_t       offset,
                                 uint32_t      *words,
                                 uint32_t       count);
void         flash_program      (uint32_t       offset,
                                 const uint32_t *words);
void         flash_erase        (uint32_t       sector,
                                 uint32_t       count);
void         flash_erase_chip   (void);

/* What one command to the flash chip can carry. */
#define FLASH_CHUNK 64u

/* stub-inflate.c */
typedef enum
{
  INFLATE_WAITS, /* for input, or for room */
  INFLATE_GOES_ON,
  INFLATE_ENDED,
  INFLATE_FAILED,
} InflateResult;

extern uint8_t slots[SLOTS_SIZE];
extern uint8_t window[WINDOW];

void          inflate_begin          (uint32_t length);
InflateResult inflate_step           (uint32_t received,
                                      uint32_t programmed);
uint32_t      inflate_get_consumed   (void);
uint32_t      inflate_get_produced   (void);

/* stub-write.c */
RkStubStatus write_begin        (const RkStubFrame *frame);
void         write_cancel       (void);
void         write_take_block   (const RkStubFrame *frame);
void         write_take_poll    (const RkStubFrame *frame);
bool         write_step         (void);

/* stub-read.c */
void         read_cancel        (void);
RkStubStatus hash_begin         (const RkStubFrame *frame);
RkStubStatus md5_begin          (const RkStubFrame *frame);
RkStubStatus read_begin         (const RkStubFrame *frame);
RkStubStatus erase_chip_begin   (const RkStubFrame *frame);
bool         read_is_at_work    (void);
void         read_step          (void);

/* stub-md5.c */
#define MD5_WORDS      28
#define MD5_REST_WORDS 32

typedef struct
{
  uint32_t state[4];
  uint32_t length; /* whole blocks so far, in bytes */
} Md5;

void         md5_init           (Md5            *self);
void         md5_block          (Md5            *self,
                                 uint32_t        words[MD5_WORDS]);
void         md5_final          (Md5            *self,
                                 uint32_t        rest[MD5_REST_WORDS],
                                 uint32_t        count);
