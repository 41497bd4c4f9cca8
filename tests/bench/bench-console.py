"""How the window keeps up with a module that talks at 3 Mbaud without a pause.

Usage: bench-console.py REKINDLE STALL-METER [SECONDS]

A pseudo-terminal is the module: numbered lines, 300 kB each second.  The Console page
is on the screen and follows the end.  Told are the longest stalls of the main loop
(see bench-window.py: the part that the thread waited for a processor is other
programs' doing), memory, and whether all bytes have come.  Nothing fails because of a
figure.

SPDX-License-Identifier: GPL-3.0-or-later
"""

import os
import pty
import re
import select
import shutil
import sys
import tempfile
import threading
import time
import tty

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "ui"))

from driver import App, Failure, key  # noqa: E402

REKINDLE, METER = map(os.path.abspath, sys.argv[1:3])
SECONDS = int(sys.argv[3]) if len(sys.argv) > 3 else 60
RATE = 300000
LINE = "I (%08d) wifi: the quick brown fox jumps over the lazy dog, again and again\r\n"


class Source(threading.Thread):
    """Writes as fast as the line would carry it, from when it is told to."""

    def __init__(self):
        super().__init__(daemon=True)
        self.master, slave = pty.openpty()
        tty.setraw(slave)
        self.slave = slave  # keeps the terminal while nobody else has it open
        self.port = os.ttyname(slave)
        self.written = 0

    def run(self):
        begin, number = time.monotonic(), 0
        while (elapsed := time.monotonic() - begin) < SECONDS:
            due = int(elapsed * RATE) - self.written
            while due > 0:
                line = (LINE % number).encode()
                number += 1
                due -= len(line)
                while line:
                    select.select([], [self.master], [])
                    count = os.write(self.master, line)
                    self.written += count
                    line = line[count:]
            time.sleep(0.002)


def read_memory(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return int(re.search(r"VmRSS:\s+(\d+)", file.read()).group(1)) / 1024


def read_stalls(path, begin, finish):
    with open(path, encoding="ascii") as file:
        lines = [[int(word) / 1000 for word in line.split()] for line in file]
    return [line[1:] for line in lines if begin * 1000 <= line[0] <= finish * 1000]


def say(what, text):
    print(f"{what:<34} {text}", flush=True)


def wait_until_shown(app, total):
    """Until the status says that as much has come as was written."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        for text in app.texts():
            match = re.search(r"([\d.]+) (bytes|KB|MB) received", text)
            if match:
                size = float(match.group(1)) * {"bytes": 1, "KB": 1024, "MB": 1024 * 1024}[match.group(2)]
                if abs(size - total) <= 0.01 * total:
                    return text
        time.sleep(1)
    raise Failure("not all has come")


def measure(app, path, source):
    key("alt+2")
    app.find("What to send", "text")
    time.sleep(2)
    before, peak = read_memory(app.process.pid), 0
    begin = time.monotonic()
    source.start()
    while source.is_alive():
        time.sleep(1)
        peak = max(peak, read_memory(app.process.pid))
    finish = time.monotonic()
    status = wait_until_shown(app, source.written)
    stalls = read_stalls(path, begin, finish)
    late = max(stalls, default=[0, 0, 0])
    computing = max((stall[1] for stall in stalls), default=0)
    say("written", f"{source.written / 1e6:.1f} MB in {finish - begin:.0f} s; the window says “{status}”")
    say("longest stall", f"{late[0]:.1f} ms, of it computing {late[1]:.1f} ms, waiting for a processor {late[2]:.1f} ms "
        "(goal: 30)")
    say("most computing at a stretch", f"{computing:.1f} ms")
    say("stalls of more than 5, 30 ms", f"{len(stalls)}, {sum(stall[0] >= 30 for stall in stalls)}; of more than 30 ms of "
        f"computing {sum(stall[1] >= 30 for stall in stalls)}")
    say("memory", f"{before:.0f} MB before, {peak:.0f} MB at most")


def main():
    folder = tempfile.mkdtemp(prefix="rekindle-bench-")
    path = os.path.join(folder, "stalls")
    source = Source()
    app = App(REKINDLE, "--port", source.port, settings={"console-baud": "3000000"},
              env={"LD_PRELOAD": METER, "RK_STALL_LOG": path})
    try:
        measure(app, path, source)
    finally:
        app.kill()
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
