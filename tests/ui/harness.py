"""What the tests of the window share: a module at a port, and TAP.

SPDX-License-Identifier: GPL-3.0-or-later
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from driver import App, Failure, Node, key, type_text, wait_for
from gi.repository import Atspi


class Skip(Exception):
    pass


def check(condition, what):
    if not condition:
        raise Failure(what)


def read(path):
    with open(path, "rb") as file:
        return file.read()


class VirtualModule:
    """A module that other programs see as a port, with the buttons of a board."""

    def __init__(self, program, *args):
        self.folder = tempfile.mkdtemp(prefix="rekindle-module-")
        self.port = os.path.join(self.folder, "port")
        self.flash = os.path.join(self.folder, "flash.bin")
        self.command = [program, "--link", self.port, "--flash", self.flash, *args]
        self.start()

    def start(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True)
        check("ready" in self.process.stdout.readline(), "the virtual module does not start")

    def signal(self, number, done):
        self.process.send_signal(number)
        line = self.process.stdout.readline()
        check(line.startswith(done), f"the virtual module says {line!r}, not {done}")

    def press_reset(self):
        self.signal(signal.SIGUSR1, "reset")

    def toggle_gpio0(self):
        """Connects GPIO0 to ground, or releases it."""
        self.signal(signal.SIGUSR2, "gpio0")

    def pull(self):
        """The plug: without a goodbye."""
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.terminate()
        self.process.wait()

    def remove(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def find_port():
    """One that nobody listens at just now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class NetworkModule(VirtualModule):
    """Over the network, as a port that has reset lines, with something in its flash."""

    def __init__(self, program, flash, *args):
        super().__init__(program)
        self.stop()
        with open(self.flash, "wb") as file:
            file.write(flash)
        port = find_port()
        self.port = f"rfc2217://127.0.0.1:{port}"
        self.command = [program, "--rfc2217", str(port), "--flash", self.flash,
                        "--size", f"{len(flash) // 1024}K", *args]
        self.start()


def enter_path(app, path, *keys):
    """Into a file dialog, which may not take keys at once."""
    app.wait_for_windows(2)

    def enter():
        key(*keys, "ctrl+a")
        type_text(path)
        return any(node.text == path for node in app.nodes("text"))
    wait_for("the path", enter)
    key("Return")
    app.wait_for_windows(1)


class Window:
    """The program for the length of a test: closed at the end as a person does, its
    complaints looked at; a picture of a failure is kept."""

    def __init__(self, picture, program, *args, **options):
        self.picture = picture
        self.app = App(program, *args, **options)

    def __enter__(self):
        return self.app

    def __exit__(self, kind, *rest):
        try:
            if kind is None:
                if self.app.process.poll() is None:
                    self.app.close()
                self.app.check_log()
            elif self.app.process.poll() is None:
                os.makedirs(os.path.dirname(self.picture), exist_ok=True)
                self.app.screenshot(self.picture)
        finally:
            self.app.kill()
            shutil.rmtree(self.app.folder, ignore_errors=True)


def check_size(size, where):
    """The window has not grown over what it was made."""
    found = subprocess.run(["xdotool", "search", "--onlyvisible", "--class", "rekindle", "getwindowgeometry", "--shell"],
                           check=True, capture_output=True, text=True).stdout
    now = tuple(int(re.search(rf"^{name}=(\d+)", found, re.MULTILINE)[1]) for name in ("WIDTH", "HEIGHT"))
    check(now == size, f"{where}: the window has grown to {now}")


class Page:
    """One page, and what is on it: those that are not turned to look shown as well."""

    def __init__(self, name, node):
        self.name = name
        self.file = name.lower().replace(" ", "-")
        self.node = node

    def nodes(self):
        return list(self.node.walk_shown())


def turn_pages(app, say=str):
    """Shows one page after the other; @say translates."""
    app.find(say("Flash"), "push button")
    pages = app.find(say("Pages"), "list")
    stack = next(node for node in Node(pages.accessible.get_parent()).children() if node.role != "list")
    for number, (item, node) in enumerate(zip(list(pages.children()), stack.children()), 1):
        key(f"alt+{number}")
        wait_for(f"the page {item.name}", lambda item=item: item.has(Atspi.StateType.SELECTED))
        time.sleep(0.4)  # one page fades into the other
        yield Page(item.name, node)


def tab_to(app, name, role="push button", top=None):
    """Presses Tab until the control of that name has the keyboard; a button may hold the
    one that takes it.  To look only below @top is quicker."""
    def look():
        nodes = [node for part in ([top] if top else app.root.children()) for node in part.walk_shown()]
        return [node for node in nodes if node.name == name and node.has(Atspi.StateType.FOCUSABLE) and
                node.role in (role, "toggle button")]
    there = wait_for(f"{role} “{name}”", look)
    for _ in range(60):
        if has_keyboard(there):
            return there[0]
        key("Tab")
        time.sleep(0.1)
    check(False, f"Tab does not reach “{name}”")


def has_keyboard(nodes):
    return any(node.has(Atspi.StateType.FOCUSED) for node in nodes)


def run_tests(tests, wanted):
    """Runs functions test_… and says how they went; returns the status to end with."""
    tests = [test for test in tests if not wanted or test.__name__ in wanted]
    failed = 0
    print(f"1..{len(tests)}", flush=True)
    for number, test in enumerate(tests, 1):
        name = test.__name__.removeprefix("test_")
        begin = time.monotonic()
        try:
            test()
            print(f"ok {number} {name} # {time.monotonic() - begin:.1f} s", flush=True)
        except Skip as skip:
            print(f"ok {number} {name} # SKIP {skip}", flush=True)
        except Exception as problem:  # a test that breaks down has failed
            failed += 1
            print(f"not ok {number} {name}", flush=True)
            print(f"# {type(problem).__name__}: {problem}".replace("\n", "\n# "), flush=True)
    return 1 if failed else 0
