#!/usr/bin/env python3
# flash.py: how long flashing takes, on the virtual module in real time
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Usage: flash.py REKINDLE-CLI REKINDLE-VIRTUAL FOLDER-OF-FIRMWARE FOLDER-OF-ESPTOOL-JS
#
# Each row is rekindle-cli from its start to its exit: the quickest of a few runs,
# as other programs on the machine only ever make it slower.  "limit" is what the
# line or the flash chip alone would need: the larger of the compressed bytes
# (zlib -9, ten bits each) and of erasing (45 ms a sector, 120 ms for 32 KiB, 150 ms
# for 64 KiB) and programming (a page by four commands of 64 bytes, of which each is
# received for 21 µs at 26 MHz and then worked on for 196 µs).  "line" is the part of
# the time from the first erase to the last page that the bytes take on the line,
# and "busy" that of the limit.  The bytes on the wire are counted between the two
# programs.  Where esptool-js can be installed, it writes the same side by side.

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

CLI, VIRTUAL, FIRMWARE, PEER = sys.argv[1:5]
PEER_SCRIPT = os.path.join(os.path.dirname(__file__), "..", "peer", "esptool-js", "run.sh")
RUNS = int(os.environ.get("RK_BENCH_RUNS", "2"))
SECTOR = 4096
PAGE_SECONDS = 4 * (0.0000212 + 0.0001956)


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
    """A virtual module whose flash holds what it is given, and a home for what is kept."""

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
    process = subprocess.Popen(command + list(arguments), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                               env=dict(os.environ, XDG_STATE_HOME=module.folder.name))
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


def run_peer(module, baud, *arguments):
    """The same by esptool-js."""
    module.counter.counts = [0, 0]
    begin = time.monotonic()
    done = subprocess.run([PEER_SCRIPT, VIRTUAL, PEER, "write.js", str(module.counter.port), str(baud), *arguments],
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.monotonic() - begin, None, done.returncode == 0


def has_peer():
    """Installs it, if that is possible."""
    done = subprocess.run([PEER_SCRIPT, VIRTUAL, PEER, "write.js", "0", "0"], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True)
    return done.returncode == 0 and "SKIP" not in done.stdout


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
    flash = (0 if blank else erase_seconds(content)) + pages * PAGE_SECONDS
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
    """1 MiB that compresses to 741 KB, as programs do."""
    noise = random.Random(1)
    words = [noise.randbytes(noise.randint(3, 9)) for _ in range(3000)]
    data = bytearray()
    while len(data) < 1 << 20:
        data += noise.choice(words) if noise.random() < 0.711 else noise.randbytes(5)
    return [(0, bytes(data[:1 << 20]))]


def report(name, latency, baud, best, limit):
    (seconds, writing, good), counts = best
    line, flash = limit or (0, 0)

    def per_cent(part):
        return f"{100 * part / writing:3.0f} %" if writing and part else "    –"

    print(f"{name:<26}{latency:>3} ms {baud or 'auto':>7} {seconds:6.2f} s  limit {max(line, flash):5.2f} s  "
          f"line {per_cent(line)}  busy {per_cent(max(line, flash))}  wire {counts[0] / 1000:7.1f} kB out "
          f"{counts[1] / 1000:7.1f} kB in  load {os.getloadavg()[0]:4.1f}  {'' if good else 'FAILED'}", flush=True)
    return good


def quickest(runs, latency, content, action):
    """Of a few runs, each on a module of its own; a failure is not passed over."""
    best = None
    for _ in range(runs):
        with Module(latency, content) as module:
            result = action(module)
            if best is None or not result[2] or (best[0][2] and result[0] < best[0][0]):
                best = result, list(module.counter.counts)
    return best


def change(files):
    """Another function in the middle of the largest file; and which sector that is."""
    offset, data = max(files, key=lambda row: len(row[1]))
    changed = bytearray(data)
    changed[len(data) // 2:len(data) // 2 + 16] = b"another function"
    return [row if row[0] != offset else (offset, bytes(changed)) for row in files], (offset + len(data) // 2) // SECTOR


def lay_out(files):
    """What the flash holds after that: whole sectors, blank behind the files."""
    flash = bytearray(b"\x5a" * (1 << 20))
    for offset, data in files:
        whole = data + b"\xff" * (-len(data) % SECTOR)
        flash[offset:offset + len(whole)] = whole
    return bytes(flash)


def bench(name, files, latency, baud, peer):
    line = baud or 2000000
    changed, sector = change(files)
    with tempfile.TemporaryDirectory() as old, tempfile.TemporaryDirectory() as new:
        options = ["flash", "--force", "--no-watch", "--flash-size", "keep"]
        first, second = save(old, files), save(new, changed)
        good = report(name, latency, baud, quickest(RUNS, latency, None, lambda m: run(m, baud, *options, *first)),
                      get_limit(files, line))
        good &= report("  the same again", latency, baud,
                       quickest(RUNS, latency, lay_out(files), lambda m: run(m, baud, *options, *first)), None)
        good &= report("  one sector changed", latency, baud,
                       quickest(RUNS, latency, lay_out(files), lambda m: run(m, baud, *options, *second)),
                       get_limit(changed, line, {sector}))
        if peer and baud:
            report("  esptool-js", latency, baud, quickest(1, latency, None, lambda m: run_peer(m, baud, *first)),
                   get_limit(files, line))
    return good


def bench_read(latency, baud):
    content = make_image()[0][1]
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "out.bin")
        best = quickest(RUNS, latency, content, lambda m: run(m, baud, "read", "--all", path))
        with open(path, "rb") as file:
            same = file.read() == content
    return report("read --all", latency, baud, best, ((1 << 20) * 10 / (baud or 2000000), 0)) and same


def main():
    sets = [
        ("AT 0.21, 512 KB", [(0, "at-0.21-512k/boot_v1.1.bin"), (0x1000, "at-0.21-512k/user1.bin"),
                             (0x7c000, "at-0.21-512k/esp_init_data_default.bin"), (0x7e000, "at-0.21-512k/blank.bin")]),
        ("AT 1.7.6, 1 MB", [(0, "at-1.7.6-512+512/boot_v1.7.bin"), (0x1000, "at-1.7.6-512+512/user1.1024.new.2.bin"),
                            (0xfc000, "at-1.7.6-512+512/esp_init_data_default_v08.bin"),
                            (0x7e000, "at-1.7.6-512+512/blank.bin"), (0xfe000, "at-1.7.6-512+512/blank.bin")]),
    ]
    sets = [(name, load(*files)) for name, files in sets if os.path.exists(os.path.join(FIRMWARE, files[0][1]))]
    sets.append(("1 MiB image", make_image()))
    peer = has_peer()
    if not peer:
        print("esptool-js cannot be installed: without it")
    good = True
    for latency, baud in ((16, None), (16, 921600), (16, 460800), (1, 921600)):
        for name, files in sets:
            good = bench(name, files, latency, baud, peer and latency == 16) and good
        good = bench_read(latency, baud) and good
    sys.exit(0 if good else 1)


main()
