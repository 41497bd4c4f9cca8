"""Makes the pictures of the README and the metainfo anew, as the tests take them.

Usage: screenshots.py REKINDLE REKINDLE-VIRTUAL SHARED-FOLDER PICTURES-FOLDER FOLDER

SPDX-License-Identifier: GPL-3.0-or-later
"""

import os
import subprocess
import sys

import test_cloud
import test_console
import test_flash
import test_library
import test_module
import test_wiring
from harness import run_tests

PICTURES, FOLDER = sys.argv[4:6]
SIZE = (1000, 700)


def keep(picture, name):
    """Without the time in it, so that what looks alike is alike."""
    subprocess.run(["convert", os.path.join(PICTURES, picture), "-strip", "-define", "png:exclude-chunks=date,time",
                    os.path.join(FOLDER, name)], check=True)


def leave():
    """The pointer is on nothing that would light up."""
    subprocess.run(["xdotool", "mousemove", "1439", "899"], check=True)


def take_flash():
    test_flash.need_firmware()
    test_flash.take_pictures(SIZE, dark=False, settings=test_flash.SLOW)
    keep("1000x700-light-proven.png", "flash.png")


def take_console():
    test_console.take_pictures(SIZE, dark=False)
    keep("console-1000x700-light.png", "console.png")


def take_cloud():
    test_cloud.need(test_cloud.AT_SET)
    test_cloud.take_pictures(SIZE, dark=False, pace=())
    keep("cloud-1000x700-light-6-result.png", "cloud-update.png")


def take_wiring():
    test_wiring.take_picture("esp-01", "ftdi-basic", SIZE, dark=False)
    keep("wiring-esp-01-1000.png", "wiring.png")


def take_firmware():
    leave()
    test_library.take_picture(SIZE, dark=False)
    keep("library-1000.png", "firmware.png")


def take_module():
    leave()
    test_module.take_pictures("light", dark=False, size=SIZE)
    keep("module-light.png", "module.png")


if __name__ == "__main__":
    os.makedirs(PICTURES, exist_ok=True)
    sys.exit(run_tests([take_flash, take_console, take_cloud, take_wiring, take_firmware, take_module], sys.argv[6:]))
