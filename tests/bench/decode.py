#!/usr/bin/env python3
# How fast a saved log of 100 MB is explained, beside what grep takes to count lines
# in it.  It says figures and fails on none.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import resource
import subprocess
import sys
import tempfile
import time

SIZE = 100_000_000

LOOP = (b"\r\n ets Jan  8 2013,rst cause:4, boot mode:(3,6)\r\n\r\nwdt reset\r\n"
        b"load 0x4010f000, len 1384, room 16 \r\ntail 8\r\nchksum 0x2d\r\ncsum 0x2d\r\nv09f0c112\r\n~ld\r\n"
        b"Booting up\r\nConnecting to the network...\r\n")


def program_lines(count):
    for i in range(count):
        yield (f"12:{i // 60 % 60:02}:{i % 60:02}.{i * 7 % 1000:03} -> temperature={20 + i % 7}.{i % 10} "
               f"humidity={40 + i % 20}% heap={30000 + i * 13 % 9000} publish home/sensor/{i % 50} ok\r\n")


def write(path, unit):
    block = unit * (1_000_000 // len(unit) + 1)
    with open(path, "wb") as file:
        for _ in range(SIZE // len(block)):
            file.write(block)
    return os.path.getsize(path)


def run(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    wall = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    cli = sys.argv[1]
    logs = {"a program's lines": "".join(program_lines(20000)).encode(), "a restart loop": LOOP}
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "log")
        for name, unit in logs.items():
            size = write(path, unit)
            _, grep = run(["grep", "-c", "ets Jan", path])
            for options in ([], ["--json"]):
                wall, cpu = run([cli, "decode", path, *options])
                print(f"{name:18} {' '.join(['decode', *options]):14} {size / wall / 1e6:6.0f} MB/s, "
                      f"{size / cpu / 1e6:.0f} MB/s of processor time, {cpu / grep:.1f} times grep -c")
    print(f"memory: at most {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.1f} MiB")


main()
