"""Ports of every kind: a USB adapter with auto-reset, one that is plugged in while
the window is open, one that this user may not open, and a bare module.

Usage: test_ports.py REKINDLE REKINDLE-VIRTUAL SHARED-FOLDER PICTURES-FOLDER [TEST…]

SPDX-License-Identifier: GPL-3.0-or-later
"""

import os
import shutil
import subprocess
import sys
import tempfile

import gi

from driver import Failure, wait_for
from harness import Skip, VirtualModule, Window, check, read, run_tests

REKINDLE, VIRTUAL, SHARED, PICTURES = sys.argv[1:5]
HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLE = os.path.join(HERE, "..", "..", "src", "sample", "hello.bin")
PRELOAD = "libumockdev-preload.so.0"

# The sanitizer's library cannot be the first where umockdev is preloaded.
BEHIND_PRELOAD = {"ASAN_OPTIONS": "verify_asan_link_order=0:detect_leaks=0"}

# A port of the mainboard that nothing is behind: it makes the folder /dev.
MAINBOARD = """\
P: /devices/pnp0/00:05/tty/ttyS1
N: ttyS1
E: DEVNAME=/dev/ttyS1
E: SUBSYSTEM=tty
L: device=../../../00:05
A: type=0\\n

"""

ADAPTER = """\
P: /devices/pci0000:00/0000:00:14.0/usb1/1-1
E: DEVTYPE=usb_device
E: SUBSYSTEM=usb
A: idVendor=0403\\n
A: idProduct=6001\\n
A: manufacturer=FTDI\\n
A: product=FT232R USB UART\\n
A: serial=A50285BI\\n
A: busnum=1\\n
A: devnum=5\\n

P: /devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1:1.0
E: DEVTYPE=usb_interface
E: SUBSYSTEM=usb

P: /devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1:1.0/ttyUSB0
E: SUBSYSTEM=usb-serial

P: /devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1:1.0/ttyUSB0/tty/ttyUSB0
N: ttyUSB0
E: DEVNAME=/dev/ttyUSB0
E: SUBSYSTEM=tty
L: device=../../../ttyUSB0
A: dev=188:0\\n

"""


def open_window(name, *args, **options):
    return Window(os.path.join(PICTURES, f"failed-ports-{name}.png"), REKINDLE, *args, **options)


def assert_holds_sample(path):
    sample = read(SAMPLE)
    check(read(path)[:len(sample)] == sample, "the sample is not in the flash")


def has_usb():
    result = subprocess.run([VIRTUAL, "--help"], capture_output=True, text=True, check=True,
                            env=dict(os.environ, LC_ALL="C.UTF-8"))
    return "--usb" in result.stdout


# -- The tests -----------------------------------------------------------------


def test_usb():
    """Over libserialport and the kernel's way of modem lines, with auto-reset."""
    if not has_usb():
        raise Skip("there is no umockdev")
    folder = tempfile.mkdtemp(prefix="rekindle-usb-")
    flash = os.path.join(folder, "flash.bin")
    try:
        with open_window("usb", "--port", "/dev/ttyUSB0", SAMPLE, env=BEHIND_PRELOAD,
                         settings={"flash-size": "'keep'"},
                         wrap=[VIRTUAL, "--flash", flash, "--usb", "--"]) as app:
            card = app.flash()
            check(card[0] == "Written, and it runs", f"the card says {card}")
            check(not app.says("rehearsal"), "a real port is called a rehearsal")
            check(any("talks at 115200 baud" in text for text in card), f"the program is not heard: {card}")
        assert_holds_sample(flash)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def make_testbed():
    try:
        gi.require_version("UMockdev", "1.0")
        from gi.repository import UMockdev
    except (ImportError, ValueError):
        raise Skip("there is no umockdev for Python") from None
    testbed = UMockdev.Testbed.new()
    testbed.add_from_string(MAINBOARD)
    return testbed


def test_hot_plug():
    """An adapter that appears is offered, and nothing that is there changes."""
    testbed = make_testbed()
    with open_window("hot-plug", env=dict(BEHIND_PRELOAD, LD_PRELOAD=PRELOAD,
                                          UMOCKDEV_DIR=testbed.get_root_dir())) as app:
        app.find("Flash", "push button")
        before = app.texts()
        check(not app.says("FT232R"), "there is an adapter already")
        testbed.add_from_string(ADAPTER)
        app.wait_for_text("was plugged in")
        now = app.texts()  # all at once: the offer goes by itself after a while
        app.click("Use It")
        missing = set(before) - set(now)
        check(not missing, f"no longer there: {missing}")
        wait_for("the end of the rehearsal", lambda: not app.says("rehearsal"))
        check(app.says("FT232R"), "the adapter is not chosen")
    del testbed


def test_taken():
    """An adapter that is gone again at once, as brltty does it, which runs."""
    testbed = make_testbed()
    folder = tempfile.mkdtemp(prefix="rekindle-brltty-")
    program = os.path.join(folder, "brltty")
    shutil.copy(shutil.which("sleep"), program)
    service = subprocess.Popen([program, "600"])
    try:
        with open_window("taken", env=dict(BEHIND_PRELOAD, LD_PRELOAD=PRELOAD,
                                           UMOCKDEV_DIR=testbed.get_root_dir())) as app:
            app.find("Flash", "push button")
            testbed.add_from_string(ADAPTER)
            app.wait_for_text("was plugged in")
            device = "/sys/devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1:1.0/ttyUSB0/tty/ttyUSB0"
            testbed.uevent(device, "remove")
            testbed.remove_device(device)
            app.wait_for_text("the braille service brltty is running")
            app.find("Copy Command", "push button")
    finally:
        service.kill()
        service.wait()
        shutil.rmtree(folder, ignore_errors=True)
    del testbed


AS_NOBODY = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]


def nobody_can_read(path):
    """The build may lie in a folder that only its owner may enter."""
    return subprocess.run([*AS_NOBODY, "test", "-r", path], check=False).returncode == 0


def test_denied():
    """A port that this user may not open: the same script once more, as nobody."""
    if os.geteuid() != 0:
        raise Skip("only root can become another user")
    if shutil.which("setpriv") is None:
        raise Skip("there is no setpriv")
    if not all(nobody_can_read(os.path.realpath(path)) for path in (HERE, REKINDLE, SAMPLE)):
        raise Skip("others may not read this folder")
    module = VirtualModule(VIRTUAL)
    try:
        os.chmod(module.folder, 0o755)
        shutil.chown(os.path.realpath(module.port), group="dialout")
        os.chmod(os.path.realpath(module.port), 0o660)
        home = os.path.join(module.folder, "home")
        os.mkdir(home)
        shutil.chown(home, "nobody")
        env = {name: value for name, value in os.environ.items()
               if not name.startswith(("XDG_", "DBUS_", "AT_SPI_", "XAUTHORITY", "DISPLAY"))}
        result = subprocess.run([*AS_NOBODY, os.path.join(HERE, "run.sh"), "test_ports.py", *sys.argv[1:4],
                                 home, "--as-nobody", module.port],
                                env=dict(env, HOME=home, TMPDIR=home), capture_output=True, text=True, check=False)
        if result.returncode != 0:
            raise Failure(result.stdout + result.stderr)
    finally:
        module.remove()


def run_as_nobody(port):
    with open_window("denied", "--port", port, SAMPLE) as app:
        card = app.flash()
        check(card[0] == "You may not open the port.", f"the card says {card}")
        check(any("group" in text for text in card), f"nothing names the group: {card}")
        check(any("usermod -aG" in text for text in card), f"there is no remedy: {card}")
        check(app.look_for("Copy Command", "push button") is not None, "the command cannot be copied")


def test_bare_module():
    """No reset lines: the instruction appears, and it goes on by itself."""
    module = VirtualModule(VIRTUAL, "--turbo", "--boot", "run", "--wiring", "none")
    try:
        with open_window("bare", "--port", module.port, SAMPLE, settings={"flash-size": "'keep'"}) as app:
            app.click("Flash")
            app.wait_for_text("Connect GPIO0 to GND")
            module.toggle_gpio0()
            module.press_reset()
            wait_for("the instruction to go", lambda: not app.says("Connect GPIO0 to GND"))
            card = app.wait_for_card()
            check(card[0] == "Written, and it runs", f"the card says {card}")
        module.stop()
        assert_holds_sample(module.flash)
    finally:
        module.remove()


TESTS = [test_usb, test_hot_plug, test_taken, test_denied, test_bare_module]


def main():
    os.makedirs(PICTURES, exist_ok=True)
    if sys.argv[5:6] == ["--as-nobody"]:
        run_as_nobody(sys.argv[6])
        return 0
    return run_tests(TESTS, sys.argv[5:])


if __name__ == "__main__":
    sys.exit(main())
