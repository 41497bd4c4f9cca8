/* stub-start.S: the entry
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The boot ROM calls it with a stack of its own, which is kept.
 */

        .section .start, "ax"
        .literal_position
        .global start
        .type   start, @function
start:
        /* The ROM's checks let some damage pass: a byte that is lost may be made up
         * for by an old one behind the end.  The host puts the sum of the words,
         * turned left before each, behind what the ROM loads.  Where it is another,
         * this goes back to the boot loader. */
        movi    a2, _text_start
        movi    a3, _boot_end
        movi    a4, 0
        ssai    31
1:      l32i    a5, a2, 0
        src     a4, a4, a4
        add     a4, a4, a5
        addi    a2, a2, 4
        bltu    a2, a3, 1b
        l32i    a5, a3, 0
        movi    a0, software_reset
        bne     a4, a5, 2f

        /* Gets the rest. */
        call0   boot

        movi    a2, _data_start
        movi    a3, _data_end
        movi    a4, _data_load
1:      l32i    a5, a4, 0
        s32i    a5, a2, 0
        addi    a4, a4, 4
        addi    a2, a2, 4
        bltu    a2, a3, 1b

        movi    a2, _bss_start
        movi    a3, _bss_end
        movi    a4, 0
1:      s32i    a4, a2, 0
        addi    a2, a2, 4
        bltu    a2, a3, 1b
        movi    a0, stub_main
2:      jx      a0
