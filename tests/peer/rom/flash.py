# flash.py: the boot loader in ROM, as its published description has it
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Talks to rekindle-virtual the way flashing tools in Python do: by pyserial, over
# a pseudo-terminal without modem lines and over RFC 2217 with them.  It uses the
# ROM only, no program on the chip.
#
# Usage: flash.py PATH-OF-REKINDLE-VIRTUAL

import contextlib
import os
import signal
import struct
import subprocess
import sys
import tempfile
import time
import traceback

import serial

FLASH_SIZE = 1024 * 1024
SECTOR = 0x1000
BLOCK = 0x400

FLASH_BEGIN, FLASH_DATA, FLASH_END = 0x02, 0x03, 0x04
SYNC, WRITE_REG, READ_REG = 0x08, 0x09, 0x0A
GET_SECURITY_INFO = 0x14
INVALID_MESSAGE = 5

CHIP_MAGIC_REG, CHIP_MAGIC = 0x40001000, 0xFFF0C101
UART_CLKDIV_REG = 0x60000014
EFUSE_REGS = (0x3FF00050, 0x3FF00054, 0x3FF00058, 0x3FF0005C)
SPI = 0x60000200
SPI_CMD, SPI_USER, SPI_USER1, SPI_USER2, SPI_W0 = SPI, SPI + 0x1C, SPI + 0x20, SPI + 0x24, SPI + 0x40
SPI_CMD_USR = 1 << 18
SPI_USER_COMMAND, SPI_USER_MISO, SPI_USER_MOSI = 1 << 31, 1 << 28, 1 << 27


class Refused(Exception):
    pass


@contextlib.contextmanager
def virtual_module(program, *options):
    """Runs a module; gives its ports, its process and the file with its flash."""
    with tempfile.TemporaryDirectory(prefix="rk-rom-") as folder:
        flash = os.path.join(folder, "flash.bin")
        command = [program, "--turbo", "--size", "1M", "--flash", flash,
                   "--link", os.path.join(folder, "port"), "--rfc2217", "0", *options]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            ready, *ports = process.stdout.readline().split()
            assert ready == "ready"
            yield ports, process, flash
        finally:
            process.terminate()
            process.wait()


def stop(process):
    process.terminate()
    assert process.wait() == 0


def content_of(flash):
    with open(flash, "rb") as file:
        return file.read()


class Loader:
    def __init__(self, port, baud=115200):
        self.port = serial.serial_for_url(port, baudrate=baud, timeout=3, exclusive=True, do_not_open=True)
        self.port.open()
        self.baud = baud

    def close(self):
        self.port.close()

    # Each line by a command of its own, as over a network it cannot be otherwise.
    def reset_into_loader(self):
        self.port.dtr = False
        self.port.rts = True
        time.sleep(0.1)
        self.port.dtr = True
        self.port.rts = False
        time.sleep(0.05)
        self.port.dtr = False

    def reset_into_flash(self):
        self.port.dtr = False
        self.port.rts = True
        time.sleep(0.1)
        self.port.rts = False

    def send(self, op, data, check=0):
        frame = struct.pack("<BBHI", 0, op, len(data), check) + data
        frame = frame.replace(b"\xdb", b"\xdb\xdd").replace(b"\xc0", b"\xdb\xdc")
        self.port.write(b"\xc0" + frame + b"\xc0")

    def receive(self, timeout):
        """One frame, without what stands before it; None if none came in time."""
        self.port.timeout = timeout
        deadline = time.monotonic() + timeout
        frame = None
        while time.monotonic() < deadline:
            byte = self.port.read(1)
            if byte == b"\xc0" and frame:
                return frame.replace(b"\xdb\xdc", b"\xc0").replace(b"\xdb\xdd", b"\xdb")
            if byte == b"\xc0":
                frame = b""
            elif frame is not None:
                frame += byte
        return None

    def reply_to(self, op, timeout=3):
        while True:
            frame = self.receive(timeout)
            assert frame is not None, f"no reply to command {op:#x}"
            assert len(frame) >= 10, f"a reply of {len(frame)} bytes"
            direction, reply_op, size, value = struct.unpack("<BBHI", frame[:8])
            if direction == 1 and reply_op == op:
                assert size == 2, f"{size} bytes in the reply to {op:#x}"
                if frame[8] != 0:
                    raise Refused(frame[9])
                return value

    def command(self, op, data=b"", check=0, timeout=3):
        self.send(op, data, check)
        return self.reply_to(op, timeout)

    def sync(self):
        """The first one is taken by the measurement of the rate."""
        for _ in range(20):
            self.port.reset_input_buffer()
            self.send(SYNC, b"\x07\x07\x12\x20" + b"\x55" * 32)
            frame = self.receive(0.1)
            if frame is not None and len(frame) == 10 and frame[:2] == b"\x01\x08":
                assert struct.unpack("<I", frame[4:8])[0] == 0x20120707
                for _ in range(7):
                    assert self.receive(1) == frame
                return
            time.sleep(0.05)
        raise AssertionError("no reply to SYNC")

    def read_reg(self, address):
        return self.command(READ_REG, struct.pack("<I", address))

    def write_reg(self, address, value, mask=0xFFFFFFFF, delay_us=0):
        self.command(WRITE_REG, struct.pack("<IIII", address, value, mask, delay_us))

    def probe_security_info(self):
        """A command of later chips: refused in the name of the one before it."""
        self.send(GET_SECURITY_INFO, b"")
        frame = self.receive(1)
        assert frame is not None and frame[8:10] == bytes([1, INVALID_MESSAGE]), frame
        self.port.timeout = 0.2
        while self.port.read(100):
            pass

    def attach_flash(self):
        self.command(FLASH_BEGIN, struct.pack("<IIII", 0, 0, BLOCK, 0))

    def spi_command(self, code, read_bits):
        """One command to the flash chip by the controller's registers."""
        user, user2 = self.read_reg(SPI_USER), self.read_reg(SPI_USER2)
        self.write_reg(SPI_USER1, (read_bits - 1) << 8 if read_bits else 0)
        self.write_reg(SPI_USER, SPI_USER_COMMAND | (SPI_USER_MISO if read_bits else 0))
        self.write_reg(SPI_USER2, 7 << 28 | code)
        self.write_reg(SPI_W0, 0)
        self.write_reg(SPI_CMD, SPI_CMD_USR)
        for _ in range(10):
            if self.read_reg(SPI_CMD) & SPI_CMD_USR == 0:
                break
        else:
            raise AssertionError("the SPI controller does not finish")
        value = self.read_reg(SPI_W0)
        self.write_reg(SPI_USER, user)
        self.write_reg(SPI_USER2, user2)
        return value

    def write_flash(self, offset, data):
        """As the ROM counts sectors twice at the start of a block, ask for fewer."""
        total = -(-len(data) // SECTOR)
        head = min(total, 16 - offset // SECTOR % 16)
        erase = (total + 1) // 2 if total < 2 * head else total - head
        blocks = -(-len(data) // BLOCK)
        self.command(FLASH_BEGIN, struct.pack("<IIII", erase * SECTOR, blocks, BLOCK, offset), timeout=30)
        for sequence in range(blocks):
            block = data[sequence * BLOCK:(sequence + 1) * BLOCK].ljust(BLOCK, b"\xff")
            check = 0xEF
            for byte in block:
                check ^= byte
            self.command(FLASH_DATA, struct.pack("<IIII", BLOCK, sequence, 0, 0) + block, check)


def identify(loader):
    loader.sync()
    loader.probe_security_info()
    assert loader.read_reg(CHIP_MAGIC_REG) == CHIP_MAGIC
    crystal = loader.baud * (loader.read_reg(UART_CLKDIV_REG) & 0xFFFFF) / 2e6
    assert abs(crystal - 26) < 1, f"crystal of {crystal} MHz"
    efuses = [loader.read_reg(address) for address in EFUSE_REGS]
    assert efuses[0] >> 24 or efuses[1] & 0xFFFF, "a MAC"
    loader.attach_flash()
    jedec_id = loader.spi_command(0x9F, 24) & 0xFFFFFF
    assert jedec_id >> 16 == 0x14, f"JEDEC id {jedec_id:06x} is not of 1 MB"
    assert loader.spi_command(0x05, 8) & 0x01 == 0, "the flash chip is busy"


def test_pty(program):
    """Without modem lines; the module waits in its loader and is reset by hand."""
    data = os.urandom(70000)
    with virtual_module(program, "--boot", "download") as (ports, process, flash):
        for offset in (0x1000, 0x20000):
            loader = Loader(ports[0])
            identify(loader)
            loader.write_flash(offset, data)
            loader.close()
            process.send_signal(signal.SIGUSR1)
        stop(process)
        content = content_of(flash)
    assert content[0x1000:0x1000 + len(data)] == data
    assert content[0x20000:0x20000 + len(data)] == data
    assert content[0xC0000:] == b"\xff" * (FLASH_SIZE - 0xC0000), "erased too much or wrote elsewhere"


def test_pty_has_no_lines(program):
    with virtual_module(program) as (ports, _process, _flash):
        loader = Loader(ports[0])
        try:
            loader.port.rts = True
        except OSError:
            pass
        else:
            raise AssertionError("a pseudo-terminal took RTS")
        loader.close()


def test_rfc2217(program):
    """Automatic reset, several rates, and the boot text of a module that has nothing to run."""
    data = os.urandom(20000)
    with virtual_module(program) as (ports, process, flash):
        for baud in (115200, 460800, 74880):
            loader = Loader(ports[1], baud)
            loader.reset_into_loader()
            identify(loader)
            loader.write_flash(0x3000, data)
            loader.close()
        loader = Loader(ports[1], 74880)
        loader.reset_into_flash()
        text = loader.port.read_until(b")")
        assert b"ets Jan  8 2013,rst cause:2, boot mode:(3," in text, text
        loader.close()
        stop(process)
        assert content_of(flash)[0x3000:0x3000 + len(data)] == data


def test_refusals(program):
    """FLASH_BEGIN as later chips have it, with a fifth word."""
    with virtual_module(program, "--boot", "download") as (ports, _process, _flash):
        loader = Loader(ports[0])
        loader.sync()
        assert loader.read_reg(CHIP_MAGIC_REG) == CHIP_MAGIC
        try:
            loader.command(FLASH_BEGIN, bytes(20))
        except Refused as refused:
            assert refused.args[0] == INVALID_MESSAGE, refused.args
        else:
            raise AssertionError("a FLASH_BEGIN of five words was taken")
        assert loader.read_reg(CHIP_MAGIC_REG) == CHIP_MAGIC
        loader.close()


def test_soft_start(program):
    """FLASH_BEGIN and FLASH_END leave the loader; the stored boot mode stays."""
    with virtual_module(program) as (ports, _process, _flash):
        loader = Loader(ports[1])
        loader.reset_into_loader()
        loader.sync()
        loader.attach_flash()
        loader.command(FLASH_END, struct.pack("<I", 0))
        loader.send(READ_REG, struct.pack("<I", CHIP_MAGIC_REG))
        frame = loader.receive(0.5)
        assert frame is None or frame[:2] != b"\x01\x0a", "still in the loader"
        loader.reset_into_loader()
        loader.sync()
        loader.close()


def main():
    program = sys.argv[1]
    tests = [function for name, function in globals().items() if name.startswith("test_")]
    failed = 0
    print(f"1..{len(tests)}")
    for number, test in enumerate(tests, 1):
        start = time.monotonic()
        try:
            test(program)
            print(f"ok {number} {test.__name__} # {time.monotonic() - start:.1f} s", flush=True)
        except Exception:
            failed += 1
            print(f"not ok {number} {test.__name__}")
            print("# " + traceback.format_exc().replace("\n", "\n# "), flush=True)
    return failed != 0


sys.exit(main())
