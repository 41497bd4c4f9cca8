"""A module that does not answer, and a port that cannot be opened: what to do.

Usage: test_guide.py REKINDLE REKINDLE-VIRTUAL SHARED-FOLDER PICTURES-FOLDER

SPDX-License-Identifier: GPL-3.0-or-later
"""

import contextlib
import fcntl
import os
import sys
import tempfile
import time

from driver import Failure, find_nameless, key, wait_for
from harness import VirtualModule, Window, check, check_size, read, run_tests

REKINDLE, VIRTUAL, SHARED, PICTURES = sys.argv[1:5]
HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLE = os.path.join(HERE, "..", "..", "src", "sample", "hello.bin")
KEEP = {"flash-size": "'keep'"}

# What a module with GPIO0 high says as it starts, and then no more.
START = "\r\n ets Jan  8 2013,rst cause:2, boot mode:(3,6)\r\n\r\n"


def open_window(name, *args, **options):
    return Window(os.path.join(PICTURES, f"failed-guide-{name}.png"), REKINDLE, *args, **options)


@contextlib.contextmanager
def quiet_module():
    """Bare, and silent until somebody presses reset."""
    with tempfile.TemporaryDirectory(prefix="rekindle-log-") as folder:
        log = os.path.join(folder, "log.txt")
        with open(log, "w", encoding="ascii", newline="") as file:
            file.write(START)
        module = VirtualModule(VIRTUAL, "--boot", "run", "--wiring", "none", "--replay", log)
        try:
            yield module
        finally:
            module.remove()


def press_until(module, what, condition):
    """A person presses reset again when nothing has come of it."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        module.press_reset()
        try:
            wait_for(what, condition, patience=4)
            return
        except Failure:
            pass
    raise Failure(f"no {what}")


# -- The tests -----------------------------------------------------------------


def test_goes_on():
    """Nothing answers, GPIO0 is high, and in the end it is flashed."""
    with quiet_module() as module:
        with open_window("goes-on", "--port", module.port, SAMPLE, settings=KEEP) as app:
            app.click("Flash")
            app.wait_for_text("Nothing at all comes from the module")
            app.wait_for_text("Power and ground: 3.3 V at VCC")
            app.wait_for_text("It goes on by itself")
            check(app.look_for("Cancel", "push button") is not None, "it cannot be cancelled")
            check_size((1000, 700), "the guide")
            nameless = find_nameless(app)
            check(not nameless, f"without a name: {nameless}")
            press_until(module, "a start seen", lambda: app.says("started its program instead of the boot loader"))
            app.wait_for_text("It starts in its boot loader: GPIO0 to GND")
            check(not app.says("Power and ground: 3.3 V"), "the first step is still the one to look at")
            module.toggle_gpio0()
            press_until(module, "an answer", lambda: not app.says("started its program instead of the boot loader"))
            card = app.wait_for_card()
            check(card[0].startswith("Written"), f"the card says {card}")
            check(not app.says("Nothing at all comes"), "the guide is still there")
        module.stop()
        sample = read(SAMPLE)
        check(read(module.flash)[:len(sample)] == sample, "the sample is not in the flash")


def test_busy():
    """Another program holds the port: it has a name."""
    module = VirtualModule(VIRTUAL)
    holder = os.open(os.path.realpath(module.port), os.O_RDWR | os.O_NOCTTY)
    try:
        fcntl.flock(holder, fcntl.LOCK_EX)
        with open_window("busy", "--port", module.port, SAMPLE) as app:
            card = app.flash()
            with open("/proc/self/comm", encoding="utf-8") as file:
                name = file.read().strip()
            check(card[0] == f"“{name}” is using the port.", f"the card says {card}")
            check(any(str(os.getpid()) in text for text in card), f"the number is missing: {card}")
            os.close(holder)
            holder = None
            app.click("Try Again")
            app.wait_for_text("It goes on by itself")
            app.click("Cancel")
            app.wait_for_card()
    finally:
        if holder is not None:
            os.close(holder)
        module.remove()


def test_console():
    """Nothing is heard: something can be done about it, or it is fine."""
    with quiet_module() as module:
        with open_window("console", "--port", module.port, settings=KEEP) as app:
            show_console(app)
            app.wait_for_text("Nothing has come from the module so far")
            check(app.look_for("Silence Is Fine", "push button") is not None, "it cannot be dismissed")
            app.click("Silence Is Fine")
            wait_for("the guide to go", lambda: not app.says("Nothing has come from the module"))


def show_console(app):
    key("alt+2")
    app.find("What to send", "text")


def test_pictures():
    """The guide in both sizes and colours."""
    take_pictures((1000, 700), False)
    take_pictures((1440, 900), True)


def take_pictures(size, dark):
    def shot(app, name):
        time.sleep(0.7)  # the pulse, and what slides in
        app.picture(os.path.join(PICTURES, f"guide-{name}-{size[0]}-{'dark' if dark else 'light'}.png"), size)

    with quiet_module() as module:
        with open_window("pictures", "--port", module.port, SAMPLE, settings=KEEP, size=size, dark=dark) as app:
            show_console(app)
            app.wait_for_text("Nothing has come from the module so far")
            shot(app, "console")
            key("alt+1")
            app.click("Flash")
            app.wait_for_text("Nothing at all comes from the module")
            shot(app, "silent")
            press_until(module, "a start seen", lambda: app.says("started its program instead of the boot loader"))
            shot(app, "gpio0")
            app.click("Cancel")
            app.wait_for_card()


TESTS = [test_goes_on, test_busy, test_console, test_pictures]


def main():
    os.makedirs(PICTURES, exist_ok=True)
    return run_tests(TESTS, sys.argv[5:])


if __name__ == "__main__":
    sys.exit(main())
