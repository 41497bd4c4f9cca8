#!/usr/bin/env python3
# flash.py: how long flashing takes, on the virtual module in real time
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Usage: flash.py REKINDLE-CLI REKINDLE-VIRTUAL FOLDER-OF-FIRMWARE
#
# Each row is one run of rekindle-cli from its start to its exit.  "limit" is what
# the line or the flash chip alone would need: the larger of the compressed bytes
# (zlib -9, ten bits each) and of erasing (45 ms a sector, 120 ms for 32 KiB,
# 150 ms for 64 KiB) and programming (0.8 ms a page, by 64 bytes).  "busy" is that
# part of the time from the first erase to the last page that the limit would take.
# The bytes on the wire are counted between the two programs.

import json
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
import zlib

CLI, VIRTUAL, FIRMWARE = sys.argv[1:4]
SECTOR = 4096


class Counter:
    """Passes a connection on and counts what goes each way."""

    def __init__(self, port):
        self.target = port
        self.counts = [0, 0]
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                near, _ = self.server.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self.target))
            for link in (near, far):
                link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self.copy, args=(near, far, 0), daemon=True).start()
            threading.Thread(target=self.copy, args=(far, near, 1), daemon=True).start()

    def copy(self, source, sink, way):
        try:
            while data := source.recv(65536):
                self.counts[way] += len(data)
                sink.sendall(data)
        except OSError:
            pass
        for link in (source, sink):
            try:
                link.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


class Module:
    """A virtual module whose flash holds what it is given."""

    def __init__(self, latency_ms, content=None, faults=()):
        self.folder = tempfile.TemporaryDirectory()
        path = os.path.join(self.folder.name, "flash.bin")
        with open(path, "wb") as file:
            file.write(content if content is not None else b"\x5a" * (1 << 20))
        arguments = [VIRTUAL, "--flash", path, "--size", "1M", "--rfc2217", "0", "--latency-ms", str(latency_ms)]
        for fault in faults:
            arguments += ["--fault", fault]
        self.process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        self.counter = Counter(int(re.search(r"rfc2217://127\.0\.0\.1:(\d+)", line).group(1)))

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.process.terminate()
        self.process.wait()
        self.counter.server.close()
        self.folder.cleanup()


def run(module, baud, *arguments):
    """Runs the command; answers seconds, seconds of writing, and whether it was well."""
    module.counter.counts = [0, 0]
    command = [CLI, "--json", "--port", f"rfc2217://127.0.0.1:{module.counter.port}"]
    if baud:
        command += ["--baud", str(baud)]
    begin = time.monotonic()
    process = subprocess.Popen(command + list(arguments), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    times, good = {}, False
    for line in process.stdout:
        event = json.loads(line)
        if event.get("event") == "state":
            times.setdefault(event["state"], time.monotonic())
        elif event.get("event") == "result":
            good = event.get("ok", False)
    process.wait()
    seconds = time.monotonic() - begin
    first = times.get("erasing", times.get("writing"))
    return seconds, (times["verifying"] - first if first and "verifying" in times else None), good


def erase_seconds(sectors):
    """The best plan for a set of sectors."""
    seconds, left = 0.0, sorted(sectors)
    wanted = set(left)
    while left:
        first = left[0]
        for unit, cost in ((16, 0.150), (8, 0.120), (1, 0.045)):
            block = range(first, first + unit)
            if first % unit == 0 and all(sector in wanted for sector in block):
                seconds += cost
                left = [sector for sector in left if sector not in block]
                break
    return seconds


def get_limit(files, baud, sectors=None, blank=False):
    """What the line and what the flash chip needs."""
    content = {}
    for offset, data in files:
        for start in range(0, len(data), SECTOR):
            content[(offset + start) // SECTOR] = data[start:start + SECTOR]
    if sectors is not None:
        content = {sector: data for sector, data in content.items() if sector in sectors}
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    length = sum(len(packed.compress(content[sector])) for sector in sorted(content)) + len(packed.flush())
    pages = sum(1 for data in content.values() for start in range(0, len(data), 256)
                if data[start:start + 256].strip(b"\xff"))
    flash = (0 if blank else erase_seconds(content)) + pages * 0.00079
    return length * 10 / baud, flash


def load(*names):
    files = []
    for offset, name in names:
        with open(os.path.join(FIRMWARE, name), "rb") as file:
            files.append((offset, file.read()))
    return files


def save(folder, files):
    arguments = []
    for index, (offset, data) in enumerate(files):
        path = os.path.join(folder, f"{index}.bin")
        with open(path, "wb") as file:
            file.write(data)
        arguments += [hex(offset), path]
    return arguments


def make_image():
    """1 MiB that compresses to about 70 per cent, as programs do."""
    noise = random.Random(1)
    words = [noise.randbytes(noise.randint(3, 9)) for _ in range(3000)]
    data = bytearray()
    while len(data) < 1 << 20:
        data += noise.choice(words) if noise.random() < 0.45 else noise.randbytes(5)
    return [(0, bytes(data[:1 << 20]))]


def report(name, latency, baud, seconds, writing, limit, counts, good):
    best = max(limit) if limit else 0
    print(f"{name:<26}{latency:>3} ms {baud or 'auto':>8} {seconds:7.2f} s  "
          f"limit {best:5.2f} s  busy {f'{100 * best / writing:3.0f} %' if writing and best else '    –'}  "
          f"wire {counts[0] / 1000:7.1f} kB out {counts[1] / 1000:7.1f} kB in  {'' if good else 'FAILED'}", flush=True)


def bench(name, files, latency, baud, again=True):
    with tempfile.TemporaryDirectory() as folder, Module(latency) as module:
        arguments = ["flash", "--force", "--no-watch", "--flash-size", "keep", *save(folder, files)]
        line = baud or 2000000
        seconds, writing, good = run(module, baud, *arguments)
        report(name, latency, baud, seconds, writing, get_limit(files, line), module.counter.counts, good)
        if not again:
            return good
        seconds, writing, same = run(module, baud, *arguments)
        report("  the same again", latency, baud, seconds, writing, None, module.counter.counts, same)

        offset, data = max(files, key=lambda row: len(row[1]))
        changed = bytearray(data)
        changed[len(data) // 2:len(data) // 2 + 16] = b"another function"
        sector = (offset + len(data) // 2) // SECTOR
        arguments = ["flash", "--force", "--no-watch", "--flash-size", "keep",
                     *save(folder, [row if row[0] != offset else (offset, bytes(changed)) for row in files])]
        seconds, writing, one = run(module, baud, *arguments)
        report("  one function changed", latency, baud, seconds, writing,
               get_limit([(offset, bytes(changed))], line, {sector}), module.counter.counts, one)
        return good and same and one


def bench_read(latency, baud):
    with tempfile.TemporaryDirectory() as folder, Module(latency, make_image()[0][1]) as module:
        seconds, _, good = run(module, baud, "read", "--all", os.path.join(folder, "out.bin"))
        report("read --all", latency, baud, seconds, None, ((1 << 20) * 10 / (baud or 2000000), 0), module.counter.counts, good)
        return good


def main():
    random.seed(1)
    image = make_image()
    sets = [("1 MiB image", image)]
    if os.path.exists(os.path.join(FIRMWARE, "at-0.21-512k", "user1.bin")):
        sets.insert(0, ("AT 0.21, 512 KB", load((0, "at-0.21-512k/boot_v1.1.bin"), (0x1000, "at-0.21-512k/user1.bin"),
                                                (0x7c000, "at-0.21-512k/esp_init_data_default.bin"),
                                                (0x7e000, "at-0.21-512k/blank.bin"))))
    good = True
    for latency in (16, 1):
        for baud in (None, 921600, 460800):
            if latency == 1 and baud != 921600:
                continue
            for name, files in sets:
                good = bench(name, files, latency, baud) and good
        good = bench_read(latency, None) and good
    sys.exit(0 if good else 1)


main()
