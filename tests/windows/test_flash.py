"""The Windows command line flashes a module on a COM port.

SPDX-License-Identifier: GPL-3.0-or-later
"""

import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import wine

OUT, SCRATCH, SHARED, VIRTUAL, MODEM_LINES, SAMPLE = (Path(argument).resolve() for argument in sys.argv[1:7])

SET = SHARED / "firmware/at-1.7.6-512+512"
PLACES = {0x0: "boot_v1.7.bin", 0x1000: "user1.1024.new.2.bin", 0x7E000: "blank.bin", 0xFC000: "esp_init_data_default_v08.bin",
          0xFE000: "blank.bin"}

# A name in two alphabets.
FOREIGN = "прошивка ü.bin"

# As SetupAPI keeps an adapter; Wine's lists what is there.
ADAPTER = r"HKLM\System\CurrentControlSet\Enum\USB\VID_1A86&PID_7523\RK0042"
PORTS_CLASS = "{4D36E978-E325-11CE-BFC1-08002BE10318}"


class Bench:
    """The module on COM5 and COM12, and the program."""

    def __init__(self, windows, module):
        self.windows = windows
        self.module = module
        windows.environment.update(module.environment)
        windows.map_port("COM5", module.link)
        windows.map_port("COM12", module.link)
        self.program = next(path for path in OUT.glob("rekindle-*") if path.is_dir()) / "bin/rekindle-cli.exe"
        windows.stop()

    def cli(self, *arguments, **options):
        preload = {"LD_PRELOAD": str(MODEM_LINES)}
        return self.windows.run(wine.WINE, self.program, *arguments, env=preload, **options)

    def events(self, *arguments, **options):
        return [json.loads(line) for line in self.cli("--json", *arguments, **options).splitlines()]

    def flash(self, port, *options):
        files = [part for offset, name in PLACES.items() for part in (hex(offset), SET / name)]
        return self.events("--port", port, "flash", "--flash-size", "keep", *options, *files)

    def check_content(self):
        """What is in the module is what was in the files, byte for byte; it saves its
        flash every second."""
        wine.wait_for("the files to be in the module", lambda: not self.missing(), patience=30)

    def missing(self):
        """Where the module does not have the file that belongs there."""
        content = self.module.flash.read_bytes() if self.module.flash.exists() else b""
        files = [(offset, (SET / name).read_bytes()) for offset, name in PLACES.items()]
        return [offset for offset, file in files if content[offset:offset + len(file)] != file]


def flash_com5(bench):
    result = bench.flash("COM5")[-1]
    if not result["ok"] or "1.7.6" not in json.dumps(result):
        raise wine.Failure(f"not proven: {result}")
    bench.check_content()


def flash_com12(bench):
    bench.cli("--port", "COM12", "erase", "--all")
    if not bench.flash("com12")[-1]["ok"]:
        raise wine.Failure("not proven")
    bench.check_content()


def read_back(bench):
    copy = bench.module.folder / "copy.bin"
    bench.cli("--port", "COM5", "read", "0x1000", "64k", copy)
    if copy.read_bytes() != (SET / PLACES[0x1000]).read_bytes()[:65536]:
        raise wine.Failure("what was read is not what was written")


def differ(bench):
    code, _, _ = bench.cli("--port", "COM5", "verify", "0x0", SET / PLACES[0x1000], expect=None)
    if code != 5:
        raise wine.Failure(f"another content is told by 5, not {code}")


def foreign_name(bench):
    file = bench.module.folder / FOREIGN
    file.write_bytes(SAMPLE.read_bytes())
    told = bench.cli("image", FOREIGN, cwd=bench.module.folder)
    if FOREIGN not in told:
        raise wine.Failure(f"said {told!r}")
    bench.cli("--port", "COM5", "flash", "--flash-size", "keep", "--no-watch", "0x0", FOREIGN, cwd=bench.module.folder)
    wine.wait_for("the file to be in the flash",
                  lambda: bench.module.flash.read_bytes()[:file.stat().st_size] == file.read_bytes())


def no_port(bench):
    code, _, err = bench.cli("--port", "COM77", "info", expect=None)
    if code != 3 or "COM77" not in err:
        raise wine.Failure(f"{code}: {err}")


def list_ports(bench):
    for name, value in {"ClassGUID": PORTS_CLASS, "Class": "Ports", "FriendlyName": "USB-SERIAL CH340 (COM5)"}.items():
        bench.windows.run(wine.WINE, "reg", "add", ADAPTER, "/v", name, "/d", value, "/f")
    bench.windows.run(wine.WINE, "reg", "add", ADAPTER + r"\Device Parameters", "/v", "PortName", "/d", "COM5", "/f")
    try:
        ports = {event["port"]: event for event in bench.events("ports") if event["event"] == "port"}
    finally:
        bench.windows.run(wine.WINE, "reg", "delete", ADAPTER, "/f")
    if ports["COM5"].get("usb") != "1a86:7523" or ports["COM5"].get("serial") != "RK0042" or "COM12" not in ports:
        raise wine.Failure(f"listed {ports}")


def interrupt(bench):
    """Ctrl+C, which Wine makes of this signal, stops in good order: both lines are released."""
    process = bench.windows.start(wine.WINE, bench.program, "--json", "--port", "COM5", "--baud", "115200", "read", "--all",
                                  bench.module.folder / "part.bin", stdout=subprocess.PIPE, env={"LD_PRELOAD": str(MODEM_LINES)})
    for line in process.stdout:
        if b'"progress"' in line:
            process.send_signal(signal.SIGINT)
            break
    process.communicate(timeout=wine.PATIENCE)
    if process.returncode != 130 or bench.module.told != (0, 0):
        raise wine.Failure(f"ended with {process.returncode}, DTR and RTS {bench.module.told}")


def console(bench):
    """A console gets UTF-8, whole characters at a time."""
    master, slave = pty.openpty()
    process = bench.windows.start(wine.WINE, bench.program, "image", FOREIGN, stdin=slave, stdout=slave, stderr=slave,
                                  start_new_session=True, cwd=bench.module.folder)
    os.close(slave)
    seen = b""
    while FOREIGN.encode() not in seen:
        try:
            piece = os.read(master, 4096)
        except OSError:
            piece = b""
        if not piece:
            raise wine.Failure(f"the console showed {seen!r}")
        seen += piece
    process.wait(wine.PATIENCE)
    os.close(master)


if not (OUT / "meson/build.ninja").exists():
    wine.skip("the Windows programs are not built")
if not SET.exists():
    wine.skip("there is no AT firmware to flash")
with wine.Wine(SCRATCH) as windows, wine.Virtual(VIRTUAL) as module:
    bench = Bench(windows, module)
    code = wine.run_cases([(case.__name__.replace("_", " "), lambda case=case: case(bench))
                           for case in (list_ports, flash_com5, flash_com12, read_back, differ, no_port, foreign_name, console,
                                        interrupt)])
sys.exit(code)
