"""How fast the Windows programs are, beside those of Linux on the same links.

SPDX-License-Identifier: GPL-3.0-or-later

The virtual module keeps real time.  The figures mean something on a machine that has
nothing else to do; none fails.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

import wine

OUT, SCRATCH, SHARED, VIRTUAL, MODEM_LINES, LINUX_CLI, LINUX_WINDOW = (Path(argument).resolve() for argument in sys.argv[1:8])

SET = SHARED / "firmware/at-1.7.6-512+512"
ROUNDS = 3


class Programs:
    def __init__(self, windows, display):
        self.windows = windows
        self.bin = next(path for path in OUT.glob("rekindle-*") if path.is_dir()) / "bin"
        self.environment = {**os.environ, "DISPLAY": display, "GSK_RENDERER": "cairo", "GSETTINGS_BACKEND": "memory"}

    def flash(self, system, port):
        """Seconds from the first word of the program to the last: without the start of Wine."""
        arguments = ["--json", "--port", str(port), "flash", "--full", "--no-watch", SET]
        if system == "Windows":
            process = self.windows.start(wine.WINE, self.bin / "rekindle-cli.exe", *arguments, stdout=subprocess.PIPE,
                                         stderr=subprocess.DEVNULL, env={"LD_PRELOAD": str(MODEM_LINES)})
        else:
            process = subprocess.Popen([LINUX_CLI, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        start = time.monotonic() if process.stdout.readline() else 0
        *_, last = process.stdout
        took = time.monotonic() - start
        if process.wait(wine.PATIENCE) != 0:
            raise wine.Failure(f"not flashed: {last}")
        return took

    def start_window(self, system):
        """Seconds from the start until the window is on the screen."""
        start = time.monotonic()
        if system == "Windows":
            process = self.windows.start(wine.WINE, self.bin / "rekindle.exe", env=self.environment, stderr=subprocess.DEVNULL)
        else:
            process = subprocess.Popen([LINUX_WINDOW], env=self.environment, stderr=subprocess.DEVNULL)
        wine.wait_for("the window", lambda: subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "^Rekindle$"],
                                                           env=self.environment, stdout=subprocess.PIPE, check=False).stdout)
        took = time.monotonic() - start
        process.terminate()
        process.wait(wine.PATIENCE)
        wine.wait_for("the window to go", lambda: not subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--name", "^Rekindle$"], env=self.environment, stdout=subprocess.PIPE,
            check=False).stdout)
        return took


def compare(what, measure):
    """Of several turns each, the best: what else ran then only ever adds."""
    times = {system: min(measure(system) for _ in range(ROUNDS)) for system in ("Linux", "Windows")}
    print(f"{what}: Linux {times['Linux']:.2f} s, Windows {times['Windows']:.2f} s, ratio {times['Windows'] / times['Linux']:.2f}",
          flush=True)


wine.require("Xvfb", "xdotool")
with wine.screen() as display, wine.Wine(SCRATCH) as windows, wine.Virtual(VIRTUAL, pace=[]) as module:
    programs = Programs(windows, display)
    windows.environment.update(module.environment, DISPLAY=display)
    windows.map_port("COM5", module.link)
    windows.stop()
    windows.run(wine.WINE, "cmd", "/c", "ver")  # the first one starts what all others find running
    compare("flash over a pseudo-terminal", lambda system: programs.flash(system, "COM5" if system == "Windows" else module.link))
    compare("flash over TCP", lambda system: programs.flash(system, module.tcp))
    compare("start to window", programs.start_window)
