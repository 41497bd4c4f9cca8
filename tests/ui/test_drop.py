"""Files dragged out of another program's window and dropped into ours.

Usage: test_drop.py REKINDLE REKINDLE-VIRTUAL SHARED-FOLDER PICTURES-FOLDER [TEST…]

SPDX-License-Identifier: GPL-3.0-or-later
"""

import os
import subprocess
import sys

import gi

from driver import Failure, wait_for
from harness import Skip, Window, check, run_tests

REKINDLE, VIRTUAL, SHARED, PICTURES = sys.argv[1:5]
HERE = os.path.dirname(os.path.abspath(__file__))
AT_SET = os.path.join(SHARED, "firmware", "at-1.7.6-512+512")
SAMPLE = "rekindle-sample.bin"
NAMES = ["boot_v1.7.bin", "user1.1024.new.2.bin", "esp_init_data_default_v08.bin"]


def xdotool(*words):
    return subprocess.run(["xdotool", *map(str, words)], check=True, capture_output=True, text=True).stdout


def need_bindings():
    try:
        gi.require_version("Gtk", "4.0")
    except ValueError:
        raise Skip("there is no GTK 4 for Python") from None


def need_firmware():
    if not os.path.isdir(AT_SET):
        raise Skip("there is no firmware to drop")


class DragSource:
    """A window beside ours that files can be dragged out of."""

    X, Y = 1100, 300

    def __init__(self, paths):
        env = dict(os.environ, GSK_RENDERER="cairo", GTK_A11Y="none", GTK_USE_PORTAL="0")
        self.process = subprocess.Popen([sys.executable, os.path.join(HERE, "drag-source.py"), *paths], env=env)
        window = wait_for("the other window", self.find)
        xdotool("windowmove", window, self.X, self.Y)
        wait_for("it to move", lambda: f"X={self.X}" in xdotool("getwindowgeometry", "--shell", window))

    def find(self):
        result = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "^drag-source$"], capture_output=True,
                                text=True, check=False)
        return result.stdout.split()[0] if result.stdout else None

    def drag_to(self, x, y):
        """In steps, as a hand does: a single leap is no drag."""
        begin = self.X + 100, self.Y + 100
        xdotool("mousemove", *begin, "mousedown", 1)
        try:
            for step in range(1, 21):
                xdotool("mousemove", begin[0] + (x - begin[0]) * step // 20, begin[1] + (y - begin[1]) * step // 20)
        finally:
            xdotool("mouseup", 1)

    def end(self):
        self.process.terminate()
        self.process.wait()


def drop(source, find):
    """The two programs and the X server agree while the mouse moves; what is let go
    before they have is no drop, and is dragged again."""
    for attempt in range(5):
        source.drag_to(500, 400)
        try:
            return find(patience=5)
        except Failure:
            print(f"# not dropped at attempt {attempt + 1}")
    raise Failure("nothing was dropped")


def test_drop():
    """Several files at once sort themselves out."""
    need_bindings()
    need_firmware()
    source = DragSource([os.path.join(AT_SET, name) for name in reversed(NAMES)])
    try:
        with Window(os.path.join(PICTURES, "failed-drop.png"), REKINDLE) as app:
            app.find(SAMPLE)
            app.wait_for_windows(1)
            drop(source, lambda patience: app.find(NAMES[0], patience=patience))
            for name in NAMES:
                app.find(name)
            check(app.look_for(SAMPLE) is None, "the sample is still in the table")
            wait_for("the offset of user1",
                     lambda: app.find("Offset of user1.1024.new.2.bin", "text").text.lower() in ("0x1000", "0x01000"))
    finally:
        source.end()


def test_drop_link():
    """A link out of a browser is no file yet, which is told whatever its name is."""
    need_bindings()
    source = DragSource(["https://example.org/files/R%26D%20%3C1%3E.bin"])
    try:
        with Window(os.path.join(PICTURES, "failed-drop-link.png"), REKINDLE) as app:
            app.find(SAMPLE)
            app.wait_for_windows(1)
            drop(source, lambda patience: app.wait_for_text("R&D <1>.bin is not on this computer", patience))
            check(app.look_for(SAMPLE) is not None, "the table has changed")
    finally:
        source.end()


TESTS = [test_drop, test_drop_link]


if __name__ == "__main__":
    os.makedirs(PICTURES, exist_ok=True)
    sys.exit(run_tests(TESTS, sys.argv[5:]))
