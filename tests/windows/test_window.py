"""The Windows window flashes a module, by the mouse, in light and in dark.

SPDX-License-Identifier: GPL-3.0-or-later

There is no accessibility to ask under Wine, so the mouse goes where the controls are
in a window of 1000 × 700; whether it met them tells what is in the module after.
"""

import os
import subprocess
import sys
from pathlib import Path

import wine

OUT, SCRATCH, SHARED, VIRTUAL, MODEM_LINES, PICTURES = (Path(argument).resolve() for argument in sys.argv[1:7])

SET = SHARED / "firmware/at-1.7.6-512+512"
WIDTH, HEIGHT = 1000, 700

FLASH = (910, 655)
PORT_PICKER = (95, 28)
MENU = (858, 28)

# The pages, as they stand at the left.
PAGES = {"flash": (70, 75), "console": (70, 113), "cloud-update": (70, 151), "wiring": (70, 189), "firmware": (70, 227),
         "module": (70, 265)}

# Where "Flash Again" comes when all is done, in blue: left, top, right and bottom.
FLASH_AGAIN = (200, 630, 500, 655)

COLORS = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Themes\Personalize"


class Window:
    def __init__(self, windows, display, log):
        self.environment = {**os.environ, "DISPLAY": display}
        program = next(path for path in OUT.glob("rekindle-*") if path.is_dir()) / "bin/rekindle.exe"
        self.process = windows.start(wine.WINE, program, "--port", "COM5", SET, stderr=log, stdout=log,
                                     env={"DISPLAY": display, "GSK_RENDERER": "cairo", "LD_PRELOAD": str(MODEM_LINES)})
        self.id = wine.wait_for("the window", self.find)

    def find(self):
        if self.process.poll() is not None:
            raise wine.Failure(f"the window ended with {self.process.returncode}")
        found = self.xdotool("search", "--onlyvisible", "--name", "^Rekindle$").split()
        return found[-1] if found else None

    def xdotool(self, *arguments):
        return subprocess.run(["xdotool", *map(str, arguments)], env=self.environment, stdout=subprocess.PIPE, text=True,
                              check=False).stdout

    def click(self, place):
        self.xdotool("mousemove", *place, "click", 1)

    def picture(self, name=None):
        """The pixels of the window, also kept as a picture of that name."""
        show = ["import", "-window", "root", "-crop", f"{WIDTH}x{HEIGHT}+0+0", "+repage", "-depth", "8"]
        if name:
            PICTURES.mkdir(parents=True, exist_ok=True)
            subprocess.run([*show, PICTURES / f"{name}.png"], env=self.environment, check=True)
        return subprocess.run([*show, "rgb:-"], env=self.environment, stdout=subprocess.PIPE, check=True).stdout

    def settled(self):
        """A picture that is the same twice in a row."""
        pictures = [b"", None]

        def look():
            pictures.append(self.picture())
            return pictures[-1] == pictures[-2] and pictures[-1]

        return wine.wait_for("the window to come to rest", look)

    def brightness(self):
        """Of the place where a page is, from 0 to 255."""
        pixels = self.settled()
        row = HEIGHT * 3 // 4 * WIDTH * 3
        page = pixels[row + 3 * WIDTH // 4:row + 3 * (WIDTH - 30)]
        return sum(page) / len(page)


def flash(window, module):
    window.settled()
    window.picture("flash-light")
    window.click(FLASH)

    wanted = (SET / "user1.1024.new.2.bin").read_bytes()
    wine.wait_for("the files to be in the module", lambda: module.flash.exists() and
                  module.flash.read_bytes()[0x1000:0x1000 + len(wanted)] == wanted)
    wine.wait_for("the result", lambda: is_blue_in(window.picture(), FLASH_AGAIN))
    window.settled()
    window.picture("flashed-light")


def is_blue_in(pixels, place):
    """Whether libadwaita's accent colour is there, #3584e4."""
    left, top, right, bottom = place
    rows = (pixels[3 * (y * WIDTH + left):3 * (y * WIDTH + right)] for y in range(top, bottom))
    return any(row[i:i + 3] == b"\x35\x84\xe4" for row in rows for i in range(0, len(row), 3))


def show_pages(window, suffix):
    """Each page shows something of its own, icons and drawings among it."""
    seen = {}
    for name, place in PAGES.items():
        before = window.settled()
        window.click(place)
        if name != "flash":
            wine.wait_for(f"the page {name}", lambda before=before: window.picture() != before)
        seen[name] = window.settled()
        window.picture(f"{name}-{suffix}")
    contents = {name: cut(pixels) for name, pixels in seen.items()}
    if len(set(contents.values())) != len(PAGES):
        raise wine.Failure("two pages look alike")
    if count_colours(contents["wiring"]) < 100:
        raise wine.Failure("the page Wiring has no drawing")
    window.click(PAGES["flash"])
    window.settled()


def cut(pixels):
    """What is beside the names of the pages and below the title."""
    return b"".join(pixels[3 * (y * WIDTH + 160):3 * (y + 1) * WIDTH] for y in range(55, HEIGHT))


def count_colours(pixels):
    return len({pixels[i:i + 3] for i in range(0, len(pixels), 3)})


def show_popups(window):
    for name, place in {"ports": PORT_PICKER, "menu": MENU}.items():
        before = window.settled()
        window.click(place)
        wine.wait_for(f"what opens: {name}", lambda before=before: window.picture() != before)
        opened = window.settled()
        window.picture(f"{name}-light")
        window.xdotool("key", "Escape")
        wine.wait_for(f"it to close: {name}", lambda opened=opened: window.picture() != opened)


def follow_dark(window, windows):
    """Windows becomes dark while the program runs, and light again."""
    light = window.brightness()
    windows.run(wine.WINE, "reg", "add", COLORS, "/v", "AppsUseLightTheme", "/t", "REG_DWORD", "/d", "0", "/f")
    wine.wait_for("the window to be dark", lambda: window.brightness() < 100)
    show_pages(window, "dark")
    windows.run(wine.WINE, "reg", "add", COLORS, "/v", "AppsUseLightTheme", "/t", "REG_DWORD", "/d", "1", "/f")
    wine.wait_for("the window to be light", lambda: window.brightness() > 200)
    return f"brightness {light:.0f}"




if not (OUT / "meson/build.ninja").exists():
    wine.skip("the Windows programs are not built")
if not SET.exists():
    wine.skip("there is no AT firmware to flash")
wine.require("Xvfb", "xdotool", "import")
with wine.screen() as display, wine.Wine(SCRATCH) as windows, wine.Virtual(VIRTUAL) as module:
    windows.environment.update(module.environment, DISPLAY=display)
    windows.map_port("COM5", module.link)
    windows.run(wine.WINE, "reg", "add", COLORS, "/v", "AppsUseLightTheme", "/t", "REG_DWORD", "/d", "1", "/f")
    windows.stop()
    with open(OUT / "window.log", "w") as log:
        window = Window(windows, display, log)
        code = wine.run_cases([
            ("flash by the mouse", lambda: flash(window, module)),
            ("pages", lambda: show_pages(window, "light")),
            ("what opens", lambda: show_popups(window)),
            ("dark", lambda: follow_dark(window, windows)),
        ])
        window.process.terminate()
sys.exit(code)
