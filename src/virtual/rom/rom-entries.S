/* rom-entries.S: the public addresses of the boot ROM
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Vectors and reset code, then one jump for each public function at the address
 * that eagle.rom.addr.v6.ld of Espressif's NONOS SDK gives it.  Between them are
 * zeros: an illegal instruction.
 */

        .macro  entry address, name
        .org    \address - base
        j       \name
        .endm

/* One output section for each run of entries; code fills the gaps (rom.ld). */
        .macro  entries section, address
        .section \section, "ax"
        .set    base, \address
        .endm

/* Offsets in the exception frame, see ExceptionFrame. */
#define FRAME_SIZE  256
#define FRAME_PC    0
#define FRAME_PS    4
#define FRAME_SAR   8
#define FRAME_A0    16
#define FRAME_A(n)  (12 + 4 * (n))
#define FRAME_CAUSE 76

        .global _ResetVector
        .global _xtos_return_from_exc

        entries .entries, 0
        .org    0x04
.Lexception_table: .word rom_exception_table
.Ldata_load:       .word _data_load
.Ldata_start:      .word _data_start

/* The debug vector waits for a debugger, as on the chip. */
        .org    0x10
        waiti   2
        j       . - 3

        .org    0x20
        rfi     3

        .org    0x30
        break   1, 0
        j       . - 3

        .org    0x50
        addmi   a1, a1, -FRAME_SIZE
        s32i    a2, a1, FRAME_A (2)
        s32i    a3, a1, FRAME_A (3)
        l32r    a3, .Lexception_table
        rsr     a2, exccause
        addx4   a3, a2, a3
        l32i    a3, a3, 0
        jx      a3

        .org    0x70
        break   1, 4
        j       . - 3

        .org    0x80
_ResetVector:
        j       .Lreset

        .org    0x84
.Ldata_end:        .word _data_end
.Lbss_start:       .word _bss_start
.Lbss_end:         .word _bss_end
.Lvecbase:         .word 0x40000000
.Lstack:           .word rom_stack
.Lmain:            .word main

        .org    0xa4
.Lreset:
        movi    a0, 0
        wsr     a0, intenable
        l32r    a2, .Lvecbase
        wsr     a2, vecbase
        rsync
        l32r    a1, .Lstack
        addi    a1, a1, -16

        l32r    a2, .Ldata_load
        l32r    a3, .Ldata_start
        l32r    a4, .Ldata_end
.Lcopy: bgeu    a3, a4, .Lcopied
        l32i    a5, a2, 0
        s32i    a5, a3, 0
        addi    a2, a2, 4
        addi    a3, a3, 4
        j       .Lcopy
.Lcopied:
        l32r    a3, .Lbss_start
        l32r    a4, .Lbss_end
.Lzero: bgeu    a3, a4, .Lzeroed
        s32i    a0, a3, 0
        addi    a3, a3, 4
        j       .Lzero
.Lzeroed:
        movi    a2, 0x20
        wsr     a2, ps
        rsync
        l32r    a0, .Lmain
        callx0  a0
.Lhalt: waiti   0
        j       .Lhalt

/* Saves what C code may change, calls handler (frame, cause) and returns. */
.Lwrapper:
        s32i    a0, a1, FRAME_A0
        s32i    a4, a1, FRAME_A (4)
        s32i    a5, a1, FRAME_A (5)
        s32i    a6, a1, FRAME_A (6)
        s32i    a7, a1, FRAME_A (7)
        s32i    a8, a1, FRAME_A (8)
        s32i    a9, a1, FRAME_A (9)
        s32i    a10, a1, FRAME_A (10)
        s32i    a11, a1, FRAME_A (11)
        s32i    a12, a1, FRAME_A (12)
        s32i    a13, a1, FRAME_A (13)
        s32i    a14, a1, FRAME_A (14)
        s32i    a15, a1, FRAME_A (15)
        s32i    a2, a1, FRAME_CAUSE
        rsr     a3, epc1
        s32i    a3, a1, FRAME_PC
        rsr     a3, sar
        s32i    a3, a1, FRAME_SAR
        movi    a3, 0x21
        xsr     a3, ps
        rsync
        s32i    a3, a1, FRAME_PS
        mov     a3, a2
        mov     a2, a1
        call0   rom_dispatch_exception
        j       rom_return_from_exception

        entry   0x0454, _xtos_set_exception_handler
        .global _xtos_l1int_handler, _xtos_c_wrapper_handler
        .org    0x048c
_xtos_l1int_handler:
        j       .Lwrapper
        entry   0x056c, _xtos_restore_intlevel
        .org    0x0590
_xtos_cause3_handler:
        movi    a2, 3
        j       .Lwrapper
        .org    0x0598
_xtos_c_wrapper_handler:
        j       .Lwrapper

        entry   0x05f0, srand
        entry   0x0600, rand
        entry   0x0650, __muldi3
        entry   0x06c4, memcpy
        entry   0x0f74, ets_intr_lock
        entry   0x0f80, ets_intr_unlock
        entry   0x0f88, ets_isr_attach
        entry   0x0f98, ets_isr_mask
        entry   0x0fa8, ets_isr_unmask
        entry   0x0fbc, ets_set_user_start
        entry   0x0fec, main
/* Tools read this word to know the family: READ_REG of 0x40001000. */
        .org    0x1000 - base
        .word   0xfff0c101
/* The stubs of esptool "return" here, into main, to boot from flash. */
        entry   0x10a8, rom_boot_from_flash

        entries .entries2, 0x18a4
        entry   0x18a4, memset
        entry   0x18b4, memcpy
        entry   0x18c4, memmove
        entry   0x18d4, memcmp
        entry   0x1da0, ets_write_char
        entry   0x1f00, ets_vprintf

        entries .entries3, 0x242c
        entry   0x242c, ets_install_putc1
        entry   0x2438, ets_install_uart_printf
        entry   0x248c, ets_install_putc2
        entry   0x24cc, ets_printf
        entry   0x2544, ets_uart_printf
        entry   0x25e0, rtc_get_reset_reason
        entry   0x264c, software_reset
        entry   0x2a88, strcpy
        entry   0x2a98, strncpy
        entry   0x2aa8, strcmp
        entry   0x2ab8, strncmp
        entry   0x2ac8, strlen
        entry   0x2ad8, strstr
        entry   0x2ae8, bzero
        entry   0x2bcc, ets_getc
        entry   0x2be8, ets_putc
        entry   0x2c48, ets_timer_setfn
        entry   0x2cc4, ets_timer_arm
        entry   0x2d40, ets_timer_disarm
        entry   0x2d80, ets_timer_done
        entry   0x2da8, ets_timer_handler_isr
        entry   0x2e68, ets_timer_init
        entry   0x2ecc, ets_delay_us
        entry   0x2f04, ets_update_cpu_frequency
        entry   0x2f0c, ets_get_cpu_frequency
        entry   0x2f34, ets_wdt_get_mode
        entry   0x2fa0, ets_wdt_enable
        entry   0x30f0, ets_wdt_disable
        entry   0x3158, ets_wdt_restore
        entry   0x3170, ets_wdt_init
        entry   0x31b4, roundup2
        entry   0x31c0, multofup
        entry   0x3230, UartConnCheck
        entry   0x3368, UartDwnLdProc
        entry   0x383c, uartAttach
        entry   0x38a4, uart_buff_switch
        entry   0x3924, uart_baudrate_detect
        entry   0x39d8, uart_div_modify
        entry   0x3a14, Uart_Init
        entry   0x3b30, uart_tx_one_char
        entry   0x3b64, uart_rx_one_char_block
        entry   0x3b8c, uart_rx_one_char
        entry   0x3bbc, uart_rx_intr_handler
        entry   0x3c30, UartRxString
        entry   0x3c80, send_packet
        entry   0x3cf4, SendMsg
        entry   0x3eac, RcvMsg
        entry   0x3ec8, uart_rx_readbuff
        entry   0x3f4c, GetUartDevice
        entry   0x3f58, SelectSpiFunction
        entry   0x43c8, SPI_read_status
        entry   0x4400, SPI_write_status
        entry   0x443c, SPI_write_enable
        entry   0x448c, Wait_SPI_Idle
        entry   0x4644, spi_flash_attach
        entry   0x4678, Cache_Read_Enable
        entry   0x47f0, Cache_Read_Disable
        entry   0x4878, SPIUnlock
        entry   0x48a8, SPILock
        entry   0x48ec, SPIReadModeCnfig
        entry   0x4984, SPIEraseChip
        entry   0x49b4, SPIEraseBlock
        entry   0x4a00, SPIEraseSector
        entry   0x4a4c, SPIWrite
        entry   0x4b1c, SPIRead
        entry   0x4b44, SPIEraseArea
        entry   0x4c2c, SPIParamCfg
        entry   0x4c50, gpio_init
        entry   0x4cd0, gpio_output_set
        entry   0x4cf0, gpio_input_get
        entry   0x4d04, gpio_register_set
        entry   0x4d5c, gpio_register_get
        entry   0x4d88, gpio_intr_pending
        entry   0x4d90, gpio_pin_intr_state_set
        entry   0x4dcc, gpio_intr_ack
        entry   0x4e28, gpio_intr_handler_register
        entry   0x7268, rom_i2c_readReg
        entry   0x729c, rom_i2c_readReg_Mask
        entry   0x72d8, rom_i2c_writeReg
        entry   0x730c, rom_i2c_writeReg_Mask
        entry   0x9818, MD5Init
        entry   0x9834, MD5Update
        entry   0x9900, MD5Final

        entries .entries_high, 0xb584
        entry   0xbd28, _xtos_set_interrupt_handler_arg
        entry   0xbd70, _xtos_set_interrupt_handler
        entry   0xbd84, _xtos_ints_on
        entry   0xbda4, _xtos_ints_off
        entry   0xbdc8, strcmp
        entry   0xbec8, strcpy
        entry   0xbf4c, strlen
        entry   0xbfa8, strncmp
        entry   0xc0a0, strncpy
        entry   0xce60, __divdi3
        entry   0xd310, __udivdi3
        entry   0xd770, __umoddi3
        entry   0xdbf8, _xtos_p_none
        entry   0xdbfc, _xtos_set_intlevel
        entry   0xdc18, _xtos_set_min_intlevel
        entry   0xdc3c, _xtos_unhandled_interrupt
        .global _xtos_unhandled_exception
        .org    0xdc44 - base
_xtos_unhandled_exception:
        break   1, 1
        j       . - 3
        .org    0xdc54 - base
        j       rom_return_from_exception
        entry   0xdc88, __divsi3
        entry   0xdcf0, __umulsidi3
        entry   0xdd38, xthal_get_ccount
        entry   0xdd40, xthal_set_ccompare
        entry   0xdd4c, xthal_get_ccompare
        entry   0xdd58, xthal_get_interrupt
        entry   0xdd60, xthal_set_intclear
        entry   0xde84, bzero
        entry   0xdea8, memcmp
        entry   0xdf48, memcpy
        entry   0xe04c, memmove
        entry   0xe190, memset
        entry   0xe1e0, strstr
        entry   0xe21c, __udivsi3
        entry   0xe268, __umodsi3

/* Registers back from the frame, and on with the interrupted program.  It also
 * serves programs that jump here from handlers of their own. */
        .text
        .align  4
        .global rom_return_from_exception
rom_return_from_exception:
        movi    a2, 0x11        /* EXCM: no interrupt until rfe */
        wsr     a2, ps
        rsync
        l32i    a2, a1, FRAME_PC
        wsr     a2, epc1
        l32i    a2, a1, FRAME_SAR
        wsr     a2, sar
        l32i    a2, a1, FRAME_PS
        movi    a3, 0x10
        or      a2, a2, a3
        wsr     a2, ps
        rsync
        l32i    a0, a1, FRAME_A0
        l32i    a4, a1, FRAME_A (4)
        l32i    a5, a1, FRAME_A (5)
        l32i    a6, a1, FRAME_A (6)
        l32i    a7, a1, FRAME_A (7)
        l32i    a8, a1, FRAME_A (8)
        l32i    a9, a1, FRAME_A (9)
        l32i    a10, a1, FRAME_A (10)
        l32i    a11, a1, FRAME_A (11)
        l32i    a12, a1, FRAME_A (12)
        l32i    a13, a1, FRAME_A (13)
        l32i    a14, a1, FRAME_A (14)
        l32i    a15, a1, FRAME_A (15)
        l32i    a2, a1, FRAME_A (2)
        l32i    a3, a1, FRAME_A (3)
        addmi   a1, a1, FRAME_SIZE
        rfe

        .align  4
        .global ets_intr_lock
ets_intr_lock:
        rsil    a2, 3
        ret
        .align  4
        .global ets_intr_unlock
ets_intr_unlock:
        rsil    a2, 0
        ret
        .align  4
        .global _xtos_restore_intlevel
_xtos_restore_intlevel:
        wsr     a2, ps
        rsync
        ret
        .align  4
        .global _xtos_set_intlevel
_xtos_set_intlevel:
        rsr     a3, ps
        movi    a4, -16
        and     a4, a3, a4
        or      a4, a4, a2
        wsr     a4, ps
        rsync
        mov     a2, a3
        ret
        .align  4
        .global _xtos_set_min_intlevel
_xtos_set_min_intlevel:
        rsr     a3, ps
        extui   a4, a3, 0, 4
        bgeu    a4, a2, .Lkeep
        sub     a2, a2, a4
        add     a2, a3, a2
        wsr     a2, ps
        rsync
.Lkeep: mov     a2, a3
        ret
        .align  4
        .global xthal_get_ccount
xthal_get_ccount:
        rsr     a2, ccount
        ret
        .align  4
        .global xthal_set_ccompare
xthal_set_ccompare:
        wsr     a3, ccompare0
        rsync
        ret
        .align  4
        .global xthal_get_ccompare
xthal_get_ccompare:
        rsr     a2, ccompare0
        ret
        .align  4
        .global xthal_get_interrupt
xthal_get_interrupt:
        rsr     a2, interrupt
        ret
        .align  4
        .global xthal_set_intclear
xthal_set_intclear:
        wsr     a2, intclear
        ret
        .align  4
        .global rom_set_intenable
rom_set_intenable:
        wsr     a2, intenable
        rsync
        ret
