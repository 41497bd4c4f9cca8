"""The Wiring page: board and adapter chosen, flash and run, warnings, export.

Usage: test_wiring.py REKINDLE REKINDLE-VIRTUAL SHARED-FOLDER PICTURES-FOLDER [TEST…]

SPDX-License-Identifier: GPL-3.0-or-later
"""

import os
import subprocess
import sys

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

from driver import key, type_text, wait_for
from harness import Window, check, read, run_tests

REKINDLE, VIRTUAL, SHARED, PICTURES = sys.argv[1:5]


def window(name, **options):
    return Window(os.path.join(PICTURES, f"failed-{name}.png"), REKINDLE, **options)


def press(node):
    """With the mouse; without a window manager the window is in the corner."""
    box = node.accessible.get_extents(Atspi.CoordType.WINDOW)
    subprocess.run(["xdotool", "mousemove", str(box.x + box.width // 2), str(box.y + box.height // 2), "click", "1"],
                   check=True)


def show_page(app):
    press(app.find("Wiring", "list item"))
    return wait_for("the drawing", lambda: drawing(app))


def drawing(app):
    return next((node for node in app.nodes() if node.name.startswith("Wiring of ") and node.visible), None)


def wait_for_drawing(app, name):
    wait_for(f"“{name}”", lambda: drawing(app) is not None and drawing(app).name == name)


def choose(app, which, row):
    """From a drop-down, by its place in the list."""
    press(app.find(which, "combo box"))
    app.wait_for_windows(2)
    key("Home")
    for _ in range(row):
        key("Down")
    key("Return")
    app.wait_for_windows(1)


def test_remembers():
    settings = {"wiring-board": "'esp-12f'", "wiring-adapter": "'arduino-uno'"}
    with window("remembers", settings=settings) as app:
        node = show_page(app)
        check(node.name == "Wiring of ESP-12E, ESP-12F with Arduino Uno", node.name)
        check("GPIO15 through 10 kΩ" in node.description, node.description)
        check("GPIO0 (blue)" in node.description, node.description)
        check(app.says("sends with 5 V"), "the warning of 5 V is not there")
        check(app.says("To flash: connect GPIO0 to GND"), "it does not tell how to flash")


def test_unknown_settings():
    """What is remembered may be gone."""
    settings = {"wiring-board": "'gone'", "wiring-adapter": "'gone too'"}
    with window("unknown", settings=settings) as app:
        check(show_page(app).name.startswith("Wiring of ESP-01 with"), "the first board is not shown")


def test_variants():
    with window("variants") as app:
        show_page(app)
        app.click("To Run")
        app.wait_for_text("To run: remove the wire from GPIO0")
        check("GPIO0 (blue)" not in drawing(app).description, drawing(app).description)
        app.click("To Flash")
        app.wait_for_text("To flash: connect GPIO0 to GND")
        check("GPIO0 (blue)" in drawing(app).description, drawing(app).description)


def test_choose():
    """A board with USB gets the cable, the next one the adapter that was there."""
    settings = {"wiring-board": "'esp-201'", "wiring-adapter": "'cp2102'"}
    with window("choose", settings=settings) as app:
        show_page(app)
        wait_for_drawing(app, "Wiring of ESP-201 with CP2102")
        choose(app, "Board", 5)
        wait_for_drawing(app, "Wiring of NodeMCU with USB cable")
        choose(app, "Board", 6)
        wait_for_drawing(app, "Wiring of Sonoff Basic with CP2102")
        check(app.says("Danger to life"), "no warning of mains")
        choose(app, "Adapter", 3)
        wait_for_drawing(app, "Wiring of Sonoff Basic with FTDI Basic 3.3 V")
        kept = os.path.join(app.folder, "rekindle", "settings.ini")
        wait_for("the settings", lambda: b"wiring-adapter='ftdi-basic'" in read(kept))


def test_own_boards():
    """A broken file of one's own is told of, and does no harm."""
    with window("own", settings={"wiring-board": "'mine'"}) as app:
        folder = os.path.join(app.folder, "rekindle", "boards")
        os.makedirs(folder)
        with open(os.path.join(folder, "mine.board"), "w", encoding="utf-8") as file:
            file.write("[board]\nname = My board\nsize = 20 20\n[pins]\nTX = tx 1 2 left\nRX = rx 1 5 left\n"
                       "GND = gnd 1 8 left\nVCC = 3v3 1 11 left\nGPIO0 = gpio0 1 14 left\n")
        with open(os.path.join(folder, "broken.board"), "w", encoding="utf-8") as file:
            file.write("[board]\nname = x\nsize = big\n")
        check(show_page(app).name.startswith("Wiring of My board with"), "one's own board is not shown")
        check(app.says("broken.board: line 3"), "the broken file is not told of")


def test_export():
    with window("export") as app:
        show_page(app)
        path = os.path.join(app.folder, "drawing.svg")
        app.click("Export…")
        app.wait_for_windows(2)
        key("ctrl+a")
        type_text(path)
        key("Return")
        wait_for("the file", lambda: os.path.exists(path))
        check(b"<svg" in read(path), "that is no SVG")
        app.wait_for_windows(1)
        app.wait_for_text("Saved as")


def test_pictures():
    """Light and dark, small and large: to be looked at."""
    for size in ((1000, 700), (1440, 900)):
        for dark in (False, True):
            for board, adapter in (("esp-12f", "ftdi-basic"), ("sonoff-basic", "cp2102"), ("nodemcu", "cp2102")):
                take_picture(board, adapter, size, dark)


def take_picture(board, adapter, size, dark):
    settings = {"wiring-board": f"'{board}'", "wiring-adapter": f"'{adapter}'"}
    with window("pictures", size=size, dark=dark, settings=settings) as app:
        show_page(app)
        app.picture(os.path.join(PICTURES, f"wiring-{board}-{size[0]}{'-dark' if dark else ''}.png"), size)


if __name__ == "__main__":
    os.makedirs(PICTURES, exist_ok=True)
    sys.exit(run_tests([test for name, test in list(globals().items()) if name.startswith("test_")], sys.argv[5:]))
