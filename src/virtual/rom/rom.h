/* rom.h: what the parts of the virtual boot ROM share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * This is code of our own for the virtual module's core.  It does what the boot
 * ROM of an ESP8266 does, as far as programs and flashing tools can tell: every
 * public function stands at the address that Espressif's linker file
 * (eagle.rom.addr.v6.ld of the NONOS SDK) gives it, see rom-entries.S.
 *
 * Byte accesses to ROM raise an exception on this chip, so constants live in
 * RAM: the reset code copies them there, as the real one does.
 */

#pragma once

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#define REG(address) (*(volatile uint32_t *)(address))

/* Registers, named as in Espressif's *_register.h files. */
#define UART_BASE(uart)        (0x60000000 + (uart) * 0xf00)
#define UART_FIFO(uart)        REG (UART_BASE (uart) + 0x00)
#define UART_INT_ST(uart)      REG (UART_BASE (uart) + 0x08)
#define UART_INT_ENA(uart)     REG (UART_BASE (uart) + 0x0c)
#define UART_INT_CLR(uart)     REG (UART_BASE (uart) + 0x10)
#define UART_CLKDIV(uart)      REG (UART_BASE (uart) + 0x14)
#define UART_AUTOBAUD(uart)    REG (UART_BASE (uart) + 0x18)
#define UART_STATUS(uart)      REG (UART_BASE (uart) + 0x1c)
#define UART_CONF0(uart)       REG (UART_BASE (uart) + 0x20)
#define UART_CONF1(uart)       REG (UART_BASE (uart) + 0x24)
#define UART_LOWPULSE(uart)    REG (UART_BASE (uart) + 0x28)
#define UART_HIGHPULSE(uart)   REG (UART_BASE (uart) + 0x2c)
#define UART_RXD_CNT(uart)     REG (UART_BASE (uart) + 0x30)

#define UART_FIFO_RESET        0x00060000
#define UART_RXFIFO_FULL_INT   0x00000001

#define SPI_CMD                REG (0x60000200)
#define SPI_ADDR               REG (0x60000204)
#define SPI_CTRL               REG (0x60000208)
#define SPI_RD_STATUS          REG (0x60000210)
#define SPI_USER               REG (0x6000021c)
#define SPI_W(index)           REG (0x60000240 + (index) * 4)

#define GPIO_REG(offset)       REG (0x60000300 + (offset))
#define GPIO_OUT_W1TS          GPIO_REG (0x04)
#define GPIO_OUT_W1TC          GPIO_REG (0x08)
#define GPIO_ENABLE_W1TS       GPIO_REG (0x10)
#define GPIO_ENABLE_W1TC       GPIO_REG (0x14)
#define GPIO_IN                GPIO_REG (0x18)
#define GPIO_STATUS            GPIO_REG (0x1c)
#define GPIO_STATUS_W1TC       GPIO_REG (0x24)
#define GPIO_PIN(pin)          GPIO_REG (0x28 + (pin) * 4)

#define FRC2_LOAD              REG (0x60000620)
#define FRC2_COUNT             REG (0x60000624)
#define FRC2_CTRL              REG (0x60000628)
#define FRC2_INT               REG (0x6000062c)
#define FRC2_ALARM             REG (0x60000630)

#define RTC_CTRL               REG (0x60000700)
#define RTC_RESET_STATE        REG (0x60000714)

#define IOMUX(offset)          REG (0x60000800 + (offset))
#define IOMUX_FUNCTION         0x00000130

#define WDT_CTL                REG (0x60000900)
#define WDT_OP                 REG (0x60000904)
#define WDT_OP_ND              REG (0x60000908)
#define WDT_FEED               REG (0x60000914)
#define WDT_FEED_KEY           0x73

#define DPORT_EDGE_INT_ENABLE  REG (0x3ff00004)
#define DPORT_CACHE            REG (0x3ff0000c)
#define DPORT_CACHE_RAM        REG (0x3ff00024)

/* Not on a real chip: "nothing to do for so many cycles", so that the virtual
 * module need not execute delay loops.  An interrupt ends it early. */
#define VIRTUAL_WAIT           REG (0x3ff2f000)

/* Fixed places in RAM that programs know. */
#define ROM_MESSAGE_BUFFER     ((uint8_t *)0x3fffa000)
#define ROM_MESSAGE_SIZE       0x2000

typedef struct
{
  uint32_t device_id;
  uint32_t chip_size;
  uint32_t block_size;
  uint32_t sector_size;
  uint32_t page_size;
  uint32_t status_mask;
} SpiFlashChip;

/* As in the SDK's uart.h: programs read buff_uart_no and baut_rate here. */
typedef struct
{
  uint32_t size;
  uint8_t *start;
  uint8_t *write;
  uint8_t *read;
  uint8_t  trigger;
  uint32_t state;
} RcvMsgBuff;

typedef struct
{
  uint32_t   baud;
  uint32_t   data_bits;
  uint32_t   exist_parity;
  uint32_t   parity;
  uint32_t   stop_bits;
  uint32_t   flow_control;
  RcvMsgBuff rcv;
  uint32_t   trx_size;
  uint8_t   *trx_start;
  uint32_t   rcv_state;
  uint32_t   received;
  uint32_t   buff_uart_no;
} UartDevice;

/* How far the reception of a frame has come (UartDevice.rcv_state). */
enum
{
  RCV_DETECT_BAUD,
  RCV_WAIT_EDGES,
  RCV_SEARCH_HEAD,
  RCV_BODY,
  RCV_ESCAPE,
};

/* What the vectors save (xtos' exception frame: a2 is at 20, a15 at 72). */
typedef struct
{
  uint32_t pc;
  uint32_t ps;
  uint32_t sar;
  uint32_t vpri;
  uint32_t a0;
  uint32_t a[14];
  uint32_t cause;
} ExceptionFrame;

typedef void (*ExceptionHandler) (ExceptionFrame *frame,
                                  uint32_t        cause);
typedef void (*InterruptHandler) (void           *argument,
                                  ExceptionFrame *frame);
typedef void (*UserStart)        (void);

extern SpiFlashChip *flashchip;
extern UartDevice    UartDev;
extern UserStart     rom_user_start;
extern uint32_t      rom_cpu_mhz;

/* rom-interrupt.c, rom-vectors.S */
void      rom_interrupts_init            (void);
ExceptionHandler _xtos_set_exception_handler (uint32_t          cause,
                                              ExceptionHandler  handler);
InterruptHandler _xtos_set_interrupt_handler_arg (uint32_t          interrupt,
                                                  InterruptHandler  handler,
                                                  void             *argument);
void      ets_isr_attach                 (uint32_t          interrupt,
                                          InterruptHandler  handler,
                                          void             *argument);
void      ets_isr_mask                   (uint32_t          mask);
void      ets_isr_unmask                 (uint32_t          mask);
void      ets_intr_lock                  (void);
void      ets_intr_unlock                (void);

/* rom-printf.c */
void      ets_install_uart_printf        (void);
int       ets_printf                     (const char       *format,
                                          ...);
int       ets_vprintf                    (void            (*put) (char),
                                          const char       *format,
                                          va_list           arguments);

/* rom-clock.c */
void      ets_delay_us                   (uint32_t          us);
uint32_t  rtc_get_reset_reason           (void);

/* rom-uart.c */
void      uartAttach                     (void);
void      Uart_Init                      (uint32_t          uart);
void      uart_div_modify                (uint32_t          uart,
                                          uint32_t          divider);
uint32_t  uart_baudrate_detect           (uint32_t          uart,
                                          uint32_t          is_sync);
void      uart_buff_switch               (uint32_t          uart);
uint32_t  uart_tx_one_char               (uint8_t           character);
uint32_t  uart_rx_one_char               (uint8_t          *character);
uint32_t  uart_rx_readbuff               (RcvMsgBuff       *buffer,
                                          uint8_t          *character);

/* rom-slip.c */
uint32_t  SendMsg                        (const uint8_t    *message,
                                          uint32_t          length);
uint32_t  RcvMsg                         (uint8_t          *message,
                                          uint32_t          size,
                                          uint32_t          no_wait);

/* rom-download.c */
uint32_t  UartConnCheck                  (void);
uint32_t  UartDwnLdProc                  (uint8_t          *message,
                                          uint32_t          size,
                                          UserStart        *start);

/* rom-flash.c */
void      SelectSpiFunction              (void);
void      spi_flash_attach               (void);
void      Cache_Read_Disable             (void);
uint32_t  SPIReadModeCnfig               (uint32_t          mode);
uint32_t  SPIUnlock                      (void);
uint32_t  SPILock                        (void);
uint32_t  SPIEraseArea                   (uint32_t          offset,
                                          uint32_t          size);
uint32_t  SPIWrite                       (uint32_t          offset,
                                          const uint32_t   *source,
                                          uint32_t          count);
uint32_t  SPIRead                        (uint32_t          offset,
                                          uint32_t         *target,
                                          uint32_t          count);
uint32_t  SPIParamCfg                    (uint32_t          device_id,
                                          uint32_t          chip_size,
                                          uint32_t          block_size,
                                          uint32_t          sector_size,
                                          uint32_t          page_size,
                                          uint32_t          status_mask);

/* rom-loader.c */
uint32_t  rom_load_flash_image           (void);

/* rom-string.c */
void     *memcpy                         (void             *target,
                                          const void       *source,
                                          size_t            count);
void     *memset                         (void             *target,
                                          int               value,
                                          size_t            count);
