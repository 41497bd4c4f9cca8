"""Firmware for the tests of the cloud update, made from Espressif's builds.

The versions that people met in 2014 (00160901, 00170901, 00180902) are not to be had
any more, nor is a user2 of that time.  What is here are changed copies of AT 0.21's
user1, which is of the same family, built for the same boot loader 1.1.  The virtual
module reads from an image's constants which firmware it is to imitate, so that a copy
in which another version stands is that version to it; and it knows AT+CIUPDATE only
if that stands among the commands there, as it does not in 0.16.

SPDX-License-Identifier: GPL-3.0-or-later
"""

import os
import struct
import zlib

from harness import read

MAP_512K = {"loader": 0x0, "user1": 0x1000, "user2": 0x41000, "rf": 0x7c000, "blank": 0x7e000}
FLASH_WINDOW = 0x40200000
IROM = 0x10000  # of the file: what is not loaded to RAM, in front of boot loader 1.2
SLOT_1, SLOT_2 = 0x1000, 0x41000


def get_segments(image):
    """Of what is loaded to RAM: where each is in the file, and its length."""
    place = 8
    for _ in range(image[1]):
        _, length = struct.unpack_from("<II", image, place)
        yield place + 8, length
        place += 8 + length


def sum_up(image):
    """The byte at the end of the last 16: all that is loaded, put together by XOR."""
    total, end = 0xef, 0
    for place, length in get_segments(image):
        for byte in image[place:place + length]:
            total ^= byte
        end = place + length
    image[end | 15] = total


def replace(image, old, new):
    """A C string by another that is no longer."""
    at = image.index(old + b"\0")
    image[at:at + len(old)] = new.ljust(len(old), b"\0")


def relocate(image):
    """What is linked for slot 1 becomes what is linked for slot 2: all words that
    point into its code in flash."""
    begin = FLASH_WINDOW + SLOT_1 + IROM
    end = begin + len(image) - IROM
    for place in range(8, len(image) - 3, 4):
        word, = struct.unpack_from("<I", image, place)
        if begin <= word < end:
            struct.pack_into("<I", image, place, word + SLOT_2 - SLOT_1)


def make_2014(original, at, sdk, slot=1, has_update=True):
    """AT 0.21's user1 as an earlier version: make_2014(…, "0018", "0.9.2")."""
    image = bytearray(original)
    replace(image, b"\x000020", b"\0" + at.encode())
    replace(image, b"\x000.9.4", b"\0" + sdk.encode())
    if not has_update:
        replace(image, b"+CIUPDATE", b"")
    if slot == 2:
        relocate(image)
    sum_up(image)
    return bytes(image)


def make_older(image):
    """AT 1.7.6 as 1.7.4.  The string is in what is loaded to RAM, whose sum is the last
    byte; behind it is the CRC of all, of its own kind."""
    body = bytearray(image[:-4])
    at = body.index(b"1.7.6") + 4
    body[at] ^= ord("6") ^ ord("4")
    body[-1] ^= ord("6") ^ ord("4")
    crc = zlib.crc32(body)
    stored = ~crc & 0xffffffff if crc & 0x80000000 else crc + 1
    return bytes(body) + stored.to_bytes(4, "little")


class Set2014:
    """A firmware of that time, as a folder and as a flash of 512 KB."""

    def __init__(self, shared, at, sdk, has_update=True):
        self.source = os.path.join(shared, "firmware", "at-0.21-512k")
        original = read(os.path.join(self.source, "user1.bin"))
        self.user1 = make_2014(original, at, sdk, 1, has_update)
        self.user2 = make_2014(original, at, sdk, 2, has_update)

    def get_files(self):
        names = {"loader": "boot_v1.1.bin", "rf": "esp_init_data_default.bin", "blank": "blank.bin"}
        files = {name: (path, read(os.path.join(self.source, path))) for name, path in names.items()}
        return dict(files, user1=("user1.bin", self.user1), user2=("user2.bin", self.user2))

    def save(self, folder, *wanted):
        """Writes those of its files that are wanted; returns their paths."""
        os.makedirs(folder, exist_ok=True)
        paths = []
        for name in wanted:
            path, content = self.get_files()[name]
            paths.append(os.path.join(folder, path))
            with open(paths[-1], "wb") as file:
                file.write(content)
        return paths

    def make_flash(self):
        flash = bytearray(b"\xff" * 512 * 1024)
        for name, (_, content) in self.get_files().items():
            if name != "user2":
                flash[MAP_512K[name]:MAP_512K[name] + len(content)] = content
        return flash
