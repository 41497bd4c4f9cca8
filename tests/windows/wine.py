"""What the tests of the Windows programs share: Wine, its screen, the virtual module.

SPDX-License-Identifier: GPL-3.0-or-later
"""

import contextlib
import fcntl
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from pathlib import Path

WINE = Path("/usr/lib/wine/wine64")
SERVER = Path("/usr/lib/wine/wineserver64")

# Seconds that anything may take on a loaded machine; nothing waits for all of it.
PATIENCE = 300

# Wine has none of these, and GTK would show empty boxes.
FONTS = ["Segoe UI", "Tahoma", "Arial", "MS Shell Dlg"]


class Failure(Exception):
    pass


def skip(reason):
    print(f"1..0 # SKIP {reason}")
    sys.exit(0)


def require(*programs):
    for program in programs:
        if shutil.which(str(program)) is None:
            skip(f"there is no {Path(program).name}")


def run_cases(cases):
    """Runs functions and says in TAP how they went."""
    print(f"1..{len(cases)}", flush=True)
    failed = 0
    for number, (name, case) in enumerate(cases, 1):
        try:
            note = case()
            print(f"ok {number} - {name}" + (f" # {note}" if note else ""), flush=True)
        except Exception:  # a test that breaks is one that fails
            failed += 1
            print(f"not ok {number} - {name}")
            print("".join(f"# {line}\n" for line in traceback.format_exc().splitlines()), flush=True)
    return 1 if failed else 0


def wait_for(what, condition, patience=PATIENCE):
    end = time.monotonic() + patience
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > end:
            raise Failure(f"waited in vain for {what}")
        time.sleep(0.05)


def find_sdk(source):
    """The libraries for Windows, built or not."""
    command = 'here=$1; . "$here/cache.sh"; rk_windows_sdk'
    return Path(subprocess.run(["bash", "-c", command, "bash", source / "build-aux/windows"], stdout=subprocess.PIPE, text=True,
                               check=True).stdout.strip())


def read_text(file):
    file.seek(0)
    return file.read().decode(errors="replace")


def to_windows(path):
    return "Z:" + str(path).replace("/", "\\")


class Wine:
    """A Windows of its own, in FOLDER/prefix, which all tests of a build share."""

    def __init__(self, folder, **environment):
        self.folder = Path(folder)
        self.prefix = self.folder / "prefix"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "LSAN", "MALLOC_"))},
            "WINEPREFIX": str(self.prefix),
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree,mshtml=",
            "LC_ALL": "C.UTF-8",
            **environment,
        }
        self.environment.pop("G_DEBUG", None)

    def __enter__(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        self.lock = open(self.folder / "lock", "w")
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        if not (self.prefix / "ready").exists():
            self.set_up()
        return self

    def __exit__(self, *_):
        self.stop()
        self.lock.close()

    def set_up(self):
        shutil.rmtree(self.prefix, ignore_errors=True)
        self.run(WINE, "wineboot", "-i")
        for font in FONTS:
            self.run(WINE, "reg", "add", r"HKCU\Software\Wine\Fonts\Replacements", "/v", font, "/d", "DejaVu Sans", "/f")
        self.stop()
        (self.prefix / "ready").touch()

    def stop(self):
        """Ends this Windows, and waits for it: what it has in mind is on the disk then."""
        subprocess.run([SERVER, "-k"], env=self.environment, check=False)
        subprocess.run([SERVER, "-w"], env=self.environment, check=False)

    def start(self, *command, **options):
        options.setdefault("stdin", subprocess.DEVNULL)
        return subprocess.Popen([str(part) for part in command], env={**self.environment, **options.pop("env", {})}, **options)

    def run(self, *command, patience=PATIENCE, expect=0, **options):
        """Runs a command to its end and returns what it prints."""
        with tempfile.TemporaryFile() as out_file, tempfile.TemporaryFile() as err_file:
            # Files, since Wine's services, once started, keep a pipe open after the command.
            process = self.start(*command, stdout=out_file, stderr=err_file, **options)
            try:
                process.wait(patience)
            except subprocess.TimeoutExpired:
                process.kill()
                raise Failure(f"{command} took longer than {patience} s") from None
            out, err = (read_text(file) for file in (out_file, err_file))
        if expect is not None and process.returncode != expect:
            raise Failure(f"{command} ended with {process.returncode}:\n{out}\n{err}")
        return out if expect is not None else (process.returncode, out, err)

    def map_port(self, name, device):
        """Gives the port NAME a device, from the next start on; see Wine's HKLM\\Software\\Wine\\Ports."""
        self.run(WINE, "reg", "add", r"HKLM\Software\Wine\Ports", "/v", name, "/d", str(device), "/f")


class Virtual:
    """A virtual module on a pseudo-terminal and TCP, whose modem lines a datagram sets.

    What the preloaded library tells of DTR and RTS goes to the module by RFC 2217."""

    def __init__(self, program, pace=("--turbo",)):
        self.folder = Path(tempfile.mkdtemp(prefix="rk-virtual-"))
        self.link = self.folder / "tty"
        self.flash = self.folder / "flash.bin"
        self.process = subprocess.Popen(
            [program, "--link", self.link, "--tcp", "0", "--rfc2217", "0", "--flash", self.flash, *pace],
            stdout=subprocess.PIPE, text=True)
        names = self.process.stdout.readline().split()
        if names[:1] != ["ready"]:
            raise Failure(f"the virtual module says {names}")
        self.tcp = next(name for name in names if name.startswith("socket://"))
        self.rfc2217 = next(name for name in names if name.startswith("rfc2217://"))
        self.lines = self.folder / "lines"
        self.told = (0, 0)  # DTR and RTS

    def __enter__(self):
        self.datagrams = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.datagrams.bind(str(self.lines))
        self.wake, self.waker = socket.socketpair()
        self.thread = threading.Thread(target=self.pass_lines)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.waker.close()
        self.thread.join()
        self.datagrams.close()
        self.stop()
        shutil.rmtree(self.folder)

    def stop(self):
        """Ends the module, which saves its flash then."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE)

    def press_reset(self):
        self.tell(signal.SIGUSR1, "reset")

    def ground_gpio0(self):
        self.tell(signal.SIGUSR2, "gpio0 low")

    def tell(self, number, answer):
        self.process.send_signal(number)
        said = self.process.stdout.readline().strip()
        if said != answer:
            raise Failure(f"the virtual module says {said}")

    @property
    def environment(self):
        return {"RK_MODEM_LINES": str(self.lines)}

    def pass_lines(self):
        control = None
        while True:
            sources = [self.datagrams, self.wake] + ([control] if control else [])
            ready = select.select(sources, [], [])[0]
            if self.wake in ready:
                break
            if control in ready and not control.recv(65536):
                break
            if self.datagrams in ready:
                text, sender = self.datagrams.recvfrom(16)
                control = control or self.connect()
                now = tuple(int(word) for word in text.split())
                self.send_lines(control, self.told, now)
                self.told = now
                self.datagrams.sendto(b"done", sender)
        if control:
            control.close()

    def connect(self):
        host, port = re.fullmatch(r"rfc2217://(.*):(\d+)", self.rfc2217).groups()
        control = socket.create_connection((host, int(port)))
        control.sendall(bytes([255, 251, 44]))  # IAC WILL COM-PORT-OPTION
        return control

    @staticmethod
    def send_lines(control, before, now):
        """SET-CONTROL of RFC 2217: 8 and 9 are DTR on and off, 11 and 12 RTS."""
        for old, new, on in ((before[0], now[0], 8), (before[1], now[1], 11)):
            if old != new:
                control.sendall(bytes([255, 250, 44, 5, on if new else on + 1, 255, 240]))
                Virtual.await_answer(control)

    @staticmethod
    def await_answer(control):
        """SERVER-SET-CONTROL, among what the module says."""
        seen = b""
        while bytes([255, 250, 44, 105]) not in seen:
            piece = control.recv(65536)
            if not piece:
                raise Failure("the virtual module hung up")
            seen += piece


@contextlib.contextmanager
def screen(width=1440, height=900):
    """An X server of its own."""
    read, write = os.pipe()
    server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp",
                               "-noreset"], pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read) as pipe:
            number = pipe.readline().strip()
        if not number:
            raise Failure("Xvfb did not start")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(PATIENCE)
