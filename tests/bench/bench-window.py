"""How quick and how small the window is, beside GTK's widget factory.

Usage: bench-window.py REKINDLE REKINDLE-VIRTUAL SHARED-FOLDER STALL-METER [ROUNDS]

Both programs draw on the same screen with the same renderer, one after the other
and again: what disturbs the computer disturbs both.

  start   from the start of the process until two lines of pixels are not those of
          the empty screen; they are asked for each millisecond; median of the rounds
  memory  resident, of the process; a program's own beside what it shares
  stall   how late a source of the highest priority runs in the main loop while the
          real-time virtual module is flashed.  The part that the thread waited for
          a processor is other programs' doing.  What a virtual machine's host takes
          away is seen by nobody in it: the control is a loop without any work in it
          at the same time

Nothing here fails because of a figure.

SPDX-License-Identifier: GPL-3.0-or-later
"""

import ctypes
import ctypes.util
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "ui"))

from driver import App, Failure, wait_for  # noqa: E402

REKINDLE, VIRTUAL, SHARED, METER = map(os.path.abspath, sys.argv[1:5])
ROUNDS = int(sys.argv[5]) if len(sys.argv) > 5 else 7
AT_SET = os.path.join(SHARED, "firmware", "at-1.7.6-512+512")
CONTROL = "gtk4-widget-factory"
FLASHES = 10


class Screen:
    """The pixels of the X server."""

    ROWS = (20, 300)  # a header bar, and what is below
    WIDTH = 600
    ALL_PLANES = ctypes.c_ulong(-1)
    Z_PIXMAP = 2

    class Image(ctypes.Structure):
        _fields_ = [("width", ctypes.c_int), ("height", ctypes.c_int), ("xoffset", ctypes.c_int),
                    ("format", ctypes.c_int), ("data", ctypes.c_void_p), ("byte_order", ctypes.c_int),
                    ("bitmap_unit", ctypes.c_int), ("bitmap_bit_order", ctypes.c_int), ("bitmap_pad", ctypes.c_int),
                    ("depth", ctypes.c_int), ("bytes_per_line", ctypes.c_int)]

    def __init__(self):
        self.lib = ctypes.CDLL(ctypes.util.find_library("X11") or "libX11.so.6")
        self.lib.XOpenDisplay.restype = ctypes.c_void_p
        self.lib.XDefaultRootWindow.restype = ctypes.c_ulong
        self.lib.XDefaultRootWindow.argtypes = [ctypes.c_void_p]
        self.lib.XGetImage.restype = ctypes.POINTER(Screen.Image)
        self.lib.XGetImage.argtypes = [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_int, ctypes.c_int, ctypes.c_uint,
                                       ctypes.c_uint, ctypes.c_ulong, ctypes.c_int]
        self.lib.XDestroyImage.argtypes = [ctypes.POINTER(Screen.Image)]
        self.display = self.lib.XOpenDisplay(None)
        self.root = self.lib.XDefaultRootWindow(self.display)
        self.empty = self.look()

    def look(self):
        return [self.read_row(y) for y in self.ROWS]

    def read_row(self, y):
        image = self.lib.XGetImage(self.display, self.root, 0, y, self.WIDTH, 1, self.ALL_PLANES, self.Z_PIXMAP)
        data = ctypes.string_at(image.contents.data, image.contents.bytes_per_line)
        self.lib.XDestroyImage(image)
        return data

    def is_empty(self):
        return self.look() == self.empty

    def is_drawn(self):
        return all(row != empty for row, empty in zip(self.look(), self.empty))


def poll(what, condition, patience=60):
    """As wait_for, without a word to the program that is measured."""
    end = time.monotonic() + patience
    while not condition():
        if time.monotonic() > end:
            raise Failure(f"waited in vain for {what}")
        time.sleep(0.001)


def make_environment(folder):
    env = dict(os.environ, XDG_CONFIG_HOME=folder, XDG_STATE_HOME=folder, XDG_DATA_HOME=folder,
               XDG_CACHE_HOME=os.path.join(folder, "cache"), GTK_USE_PORTAL="0",
               RK_VIRTUAL_FLASH=os.path.join(folder, "flash.bin"))
    env.setdefault("GSK_RENDERER", "cairo")  # there is no graphics chip behind the screen
    env.pop("G_DEBUG", None)
    return env


def end(process, screen):
    process.terminate()
    process.wait()
    poll("the empty screen", screen.is_empty)


def read_computing(pid):
    """Seconds of all threads."""
    total = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/schedstat", encoding="ascii") as file:
            total += int(file.read().split()[0])
    return total / 1e9


def read_memory(pid):
    """Resident and own (in no other process), in MB."""
    figures = {}
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
        for line in file:
            words = line.split()
            if words[0].endswith(":") and words[-1] == "kB":
                figures[words[0][:-1]] = int(words[1]) / 1024
    return figures["Rss"], figures["Private_Clean"] + figures["Private_Dirty"]


def wait_until_idle(pid):
    """Until the process has computed nothing for a second; the control, where
    something always moves, never does."""
    def read():
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return int(fields[11]) + int(fields[12])
    last, since = read(), time.monotonic()
    deadline = since + 4
    while time.monotonic() - since < 1 and time.monotonic() < deadline:
        time.sleep(0.1)
        now = read()
        if now > last + 1:
            since = time.monotonic()
        last = now


def start_once(program, screen, env):
    """Seconds to the first frame, those of them in which the process computed, and
    the memory when all is quiet."""
    poll("the empty screen", screen.is_empty)
    begin = time.monotonic()
    process = subprocess.Popen([program], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    poll(f"the first frame of {program}", screen.is_drawn)
    seconds = time.monotonic() - begin
    computing = read_computing(process.pid)
    wait_until_idle(process.pid)
    memory = read_memory(process.pid)
    end(process, screen)
    return seconds, computing, memory


def measure_start(screen):
    folder = tempfile.mkdtemp(prefix="rekindle-bench-")
    env = make_environment(folder)
    results = {REKINDLE: [], CONTROL: []}
    try:
        for number in range(ROUNDS + 1):
            for program, list_ in results.items():
                result = start_once(program, screen, env)
                if number > 0:  # the first one fills the caches
                    list_.append(result)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return [[list(column) for column in zip(*list_)] for list_ in results.values()]


def flash(app):
    """One job; while it runs the program is asked for one state, twice a second."""
    app.click("Flash" if app.look_for("Flash", "push button") else "Flash Again")
    details = app.find("Details", "push button")
    wait_for("the job to begin", lambda: not details.enabled)
    begin = time.monotonic()
    while not details.enabled:
        if time.monotonic() - begin > 300:
            raise Failure("the job does not end")
        time.sleep(0.5)
    return begin, time.monotonic()


def measure_flashes():
    """Memory after many flashes."""
    env = {"RK_VIRTUAL_TURBO": "1", "GSK_RENDERER": os.environ.get("GSK_RENDERER", "cairo")}
    app = App(REKINDLE, AT_SET, env=env, settings={"flash-size": "'keep'"})
    try:
        memories = []
        for _ in range(FLASHES):
            flash(app)
            wait_until_idle(app.process.pid)
            memories.append(read_memory(app.process.pid))
        app.close()
        return memories
    finally:
        app.kill()
        shutil.rmtree(app.folder, ignore_errors=True)


def read_stalls(path, begin, finish):
    """(late, computing, waiting) in ms of what lies in a stretch of time."""
    with open(path, encoding="ascii") as file:
        lines = [[int(word) / 1000 for word in line.split()] for line in file]
    return [line[1:] for line in lines if begin * 1000 <= line[0] <= finish * 1000]


class IdleLoop:
    """A main loop with nothing to do, and how late it is."""

    PROGRAM = "from gi.repository import GLib; GLib.MainLoop().run()"

    def __init__(self, path):
        self.process = subprocess.Popen([sys.executable, "-c", self.PROGRAM],
                                        env=dict(os.environ, LD_PRELOAD=METER, RK_STALL_LOG=path))

    def end(self):
        self.process.kill()
        self.process.wait()


def measure_stall():
    folder = tempfile.mkdtemp(prefix="rekindle-bench-")
    path = os.path.join(folder, "stalls")
    app = App(REKINDLE, AT_SET, settings={"flash-size": "'keep'"},
              env={"LD_PRELOAD": METER, "RK_STALL_LOG": path,
                   "GSK_RENDERER": os.environ.get("GSK_RENDERER", "cairo")})
    idle = IdleLoop(path + "-idle")
    try:
        begin, finish = flash(app)
        card = app.card()
        app.close()
        return card[0], finish - begin, read_stalls(path, begin, finish), read_stalls(path + "-idle", begin, finish)
    finally:
        idle.end()
        app.kill()
        shutil.rmtree(app.folder, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def say(what, figure):
    print(f"{what:<38} {figure}", flush=True)


def compare(what, ours, control, unit, choose=statistics.median):
    ours, control = choose(ours), choose(control)
    say(what, f"{ours:.0f} {unit}, control {control:.0f} {unit}: {ours / control:.2f} of the control's")


def show_start():
    (seconds, computing, memory), (control_seconds, control_computing, control_memory) = measure_start(Screen())
    ours, control = [[number * 1000 for number in list_] for list_ in (seconds, control_seconds)]
    compare("start to first frame (goal: 1.30)", ours, control, "ms")
    say("  each", " ".join(f"{a:.0f}/{b:.0f}" for a, b in zip(ours, control)) + " ms")
    compare("  the quickest", ours, control, "ms", min)
    compare("  of it computing", [number * 1000 for number in computing],
            [number * 1000 for number in control_computing], "ms")
    rss = [numbers[0] for numbers in control_memory]
    compare("memory when idle", [numbers[0] for numbers in memory], rss, "MB")
    compare("  of it its own", [numbers[1] for numbers in memory], [numbers[1] for numbers in control_memory], "MB")
    return statistics.median(rss)


def show_flashes(rss):
    memories = measure_flashes()
    say("memory after the first flash", f"{memories[0][0]:.0f} MB: {memories[0][0] / rss:.2f} of the idle control's")
    say(f"memory after {FLASHES} flashes", f"{memories[-1][0]:.0f} MB: {memories[-1][0] / rss:.2f} of the idle control's; "
        f"its own {memories[-1][1]:.0f} MB")


def count_long(stalls):
    return sum(late >= 30 for late, _, _ in stalls)


def show_stall():
    heading, seconds, stalls, idle = measure_stall()
    late = max(stalls, default=[0, 0, 0])
    control = max(idle, default=[0, 0, 0])
    computing = max((computing for _, computing, _ in stalls), default=0)
    say("longest stall during a flash", f"{late[0]:.1f} ms, of it computing {late[1]:.1f} ms, "
        f"waiting for a processor {late[2]:.1f} ms (goal: 30)")
    say("  of an idle loop at the same time", f"{control[0]:.1f} ms, waiting for a processor {control[2]:.1f} ms")
    say("  most computing at a stretch", f"{computing:.1f} ms")
    say("  stalls of more than 5, 30 ms", f"{len(stalls)}, {count_long(stalls)} in {seconds:.0f} s; "
        f"of the idle loop {len(idle)}, {count_long(idle)}")
    say("  the card", heading)


def main():
    if shutil.which(CONTROL) is None:
        print(f"there is no {CONTROL}")
        return 0
    rss = show_start()
    if os.path.isdir(AT_SET):
        show_flashes(rss)
        show_stall()
    else:
        print("there is no firmware to flash")
    return 0


if __name__ == "__main__":
    sys.exit(main())
