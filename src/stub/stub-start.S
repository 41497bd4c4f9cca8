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
        jx      a0
