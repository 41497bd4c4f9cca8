#!/usr/bin/env python3
# noise.py: flashing over lines that lose and damage bytes, in real time
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Usage: noise.py REKINDLE-CLI REKINDLE-VIRTUAL FOLDER-OF-FIRMWARE [RUNS]
#
# The AT set at 921600 baud, an adapter with a latency of 16 ms, and one byte in so
# many lost or with a bit turned over, at random, in both directions and from the
# first SYNC on.  Each run begins with a flash that holds something else; what it
# holds at the end is compared with the files here, whatever the program says.  What
# is damaged hangs on a seed, which is told for the slowest run, to have it again.
# Fails where something is called good that is not, or where a line that damages
# one byte in 10 000 or fewer is not mastered.

import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time

CLI, VIRTUAL, FIRMWARE = sys.argv[1:4]
RUNS = int(sys.argv[4]) if len(sys.argv) > 4 else 100
FILES = [(0, "boot_v1.1.bin"), (0x1000, "user1.bin"), (0x7c000, "esp_init_data_default.bin"), (0x7e000, "blank.bin")]
SIZE = 1 << 20


def holds(path):
    with open(path, "rb") as file:
        flash = file.read()
    for offset, name in FILES:
        with open(os.path.join(FIRMWARE, "at-0.21-512k", name), "rb") as file:
            data = file.read()
        if flash[offset:offset + len(data)] != data:
            return False
    return True


def run(rate):
    """Answers seconds, what the program says, whether the files are there, and the seed."""
    seed = random.randrange(1, 1 << 31) if rate else 0
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "flash.bin")
        with open(path, "wb") as file:
            file.write(b"\x5a" * SIZE)
        faults = [f"--fault=noise:tx:{rate}:{seed}", f"--fault=noise:rx:{rate}:{seed + 1}"] if rate else []
        module = subprocess.Popen([VIRTUAL, "--flash", path, "--size", "1M", "--rfc2217", "0", "--latency-ms", "16", *faults],
                                  stdout=subprocess.PIPE, text=True)
        port = re.search(r"rfc2217://127\.0\.0\.1:\d+", module.stdout.readline()).group(0)
        arguments = [CLI, "--port", port, "--baud", "921600", "flash", "--force", "--no-watch", "--flash-size", "keep"]
        for offset, name in FILES:
            arguments += [hex(offset), os.path.join(FIRMWARE, "at-0.21-512k", name)]
        begin = time.monotonic()
        done = subprocess.run(arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              env=dict(os.environ, XDG_STATE_HOME=folder))
        seconds = time.monotonic() - begin
        module.terminate()
        module.wait()
        said = done.stdout.strip().splitlines()
        return seconds, done.returncode, holds(path), said[-1] if said else "nothing", seed


def report(name, runs, clean):
    seconds = sorted(result[0] for result in runs if result[1] == 0)
    false = sum(1 for result in runs if result[1] == 0 and not result[2])
    print(f"{name:<14} {len(seconds):3} of {len(runs):3} verified, {false} falsely; ", end="")
    if seconds:
        print(f"{seconds[0]:.2f} s at best, {statistics.median(seconds):.2f} in the middle, {seconds[-1]:.2f} at worst; "
              f"{statistics.median(seconds) / clean:.2f} × the clean time, at worst {seconds[-1] / clean:.2f}; ", end="")
    if max(runs)[4] != 0:
        print(f"seed of the slowest {max(runs)[4]}; ", end="")
    print(f"load {os.getloadavg()[0]:.1f}", flush=True)
    for message in sorted({result[3] for result in runs if result[1] != 0}):
        print(f"    {message}", flush=True)
    return false == 0, len(seconds) == len(runs)


def main():
    clean_runs = [run(None) for _ in range(max(3, RUNS // 10))]
    clean = statistics.median(result[0] for result in clean_runs)
    good = all(report("clean", clean_runs, clean))
    for rate in (100000, 10000):
        good = all(report(f"1 in {rate}", [run(rate) for _ in range(RUNS)], clean)) and good
    good = report("1 in 1000", [run(1000) for _ in range(max(3, RUNS // 10))], clean)[0] and good
    sys.exit(0 if good else 1)


main()
