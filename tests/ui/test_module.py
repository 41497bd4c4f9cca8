"""The Module page: what is in the flash, keeping it safe, and the way back.

Usage: test_module.py REKINDLE REKINDLE-VIRTUAL SHARED-FOLDER PICTURES-FOLDER [TEST…]

SPDX-License-Identifier: GPL-3.0-or-later
"""

import json
import os
import sys
import time

from driver import find_nameless, key, type_text, wait_for
from harness import NetworkModule, Skip, Window, check, has_keyboard, read, run_tests, tab_to

REKINDLE, VIRTUAL, SHARED, PICTURES = sys.argv[1:5]
AT_SET = os.path.join(SHARED, "firmware", "at-1.7.6-512+512")
SIZE = 1024 * 1024
SSID = "Casa Bianca"


def need_firmware():
    if not os.path.isdir(AT_SET):
        raise Skip("there is no firmware for the module")


def place(flash, offset, content):
    flash[offset:offset + len(content)] = content


def make_flash():
    """AT 1.7.6 as a flasher leaves it, with settings and something of one's own."""
    flash = bytearray(b"\xff" * SIZE)
    loader = bytearray(read(os.path.join(AT_SET, "boot_v1.7.bin")))
    loader[3] = 0x20  # the map 512+512
    place(flash, 0, loader)
    place(flash, 0x1000, read(os.path.join(AT_SET, "user1.1024.new.2.bin")))
    place(flash, 0x70000, bytes(range(256)) * 32)
    place(flash, 0x81000, read(os.path.join(AT_SET, "user2.1024.new.2.bin")))
    place(flash, 0xfc000, read(os.path.join(AT_SET, "esp_init_data_default_v08.bin")))
    place(flash, 0xfd000, SSID.encode())
    place(flash, 0xfe000, SSID.encode())
    return flash


def walk_shown(node):
    """What is not shown is hidden by what it is in."""
    if node.visible:
        yield node
        for child in node.children():
            yield from walk_shown(child)


class Bench:
    """A module with its window."""

    def __init__(self, flash, name, *args, **options):
        need_firmware()
        self.page = None
        self.module = NetworkModule(VIRTUAL, flash, *(args or ["--turbo"]))
        self.window = Window(os.path.join(PICTURES, f"failed-module-{name}.png"), REKINDLE, "--port", self.module.port, **options)

    def __enter__(self):
        self.app = self.window.__enter__()
        self.app.find("Flash", "push button")
        return self

    def __exit__(self, *args):
        try:
            self.window.__exit__(*args)
        finally:
            self.module.remove()

    # -- Looking

    def nodes(self, role=None):
        """On the page alone: to look at the whole window takes long."""
        if self.page is None:
            self.page = self.app.find("The module and its flash", "panel")
        return (node for node in walk_shown(self.page) if role is None or node.role == role)

    def says(self, text):
        return any(text in node.name or text in node.text for node in self.nodes() if node.role in ("label", "text"))

    def wait_for(self, text):
        wait_for(f"“{text}”", lambda: self.says(text))

    def regions(self):
        found = next((node for node in self.nodes("list") if node.name == "What is in the flash"), None)
        return [] if found is None else [node.name for node in found.walk() if node.role == "label"]

    # -- Doing

    def press(self, name):
        def look():
            return next((node for node in self.nodes("push button")
                         if node.name == name and node.enabled and "click" in node.actions()), None)
        wait_for(f"a button “{name}” that can be pressed", look).act("click")

    def open(self):
        key("alt+6")
        wait_for("the page", lambda: self.says("Address (MAC)"))

    def enter_path(self, path):
        """In a file chooser."""
        self.app.wait_for_windows(2)

        def enter():
            key("ctrl+l", "ctrl+a")
            type_text(path)
            return any(node.text == path for node in self.app.nodes("text"))
        wait_for("the path", enter)
        key("Return")

    def save_as(self, path):
        """The name is chosen when the chooser opens."""
        self.app.wait_for_windows(2)

        def enter():
            key("ctrl+a")
            type_text(path)
            return any(node.text == path for node in self.app.nodes("text"))
        wait_for("the name", enter)
        key("Return")
        self.app.wait_for_windows(1)

    def answer(self, heading, button):
        """In a question; it is asked in a window of its own."""
        self.app.wait_for_text(heading)
        self.app.click(button)
        self.app.wait_for_windows(1)

    def erase(self, downs):
        """From the menu, by the keyboard: its first row has the focus, and what
        cannot be chosen is passed over."""
        self.press("Erase")
        self.app.wait_for_windows(2)
        key(*["Down"] * downs, "Return")

    def picture(self, name, size=(1000, 700)):
        self.app.picture(os.path.join(PICTURES, f"module-{name}.png"), size)


def test_contents():
    with Bench(make_flash(), "contents") as bench:
        bench.open()
        bench.wait_for("Not looked at yet")
        bench.press("Read Contents")
        wait_for("the list", lambda: "Boot loader 1.7" in bench.regions())
        regions = bench.regions()
        for wanted in ("AT firmware 1.7.6 for slot 1 of 512+512", "AT firmware 1.7.6 for slot 2 of 512+512", "Free",
                       "RF init data, version 08", "Settings, with the Wi-Fi networks it remembers",
                       "Data that is not recognised", "0x70000 to 0x71FFF · 8 KB"):
            check(wanted in regions, f"“{wanted}” is not in {regions}")
        check(bench.says("ESP8266EX"), f"the chip is not told: {bench.app.texts()}")
        bench.picture("contents")
        check(not find_nameless(bench), f"without a name: {find_nameless(bench)}")


def test_there_and_back():
    """Backup, erase, restore: byte for byte."""
    flash = make_flash()
    with Bench(flash, "there-and-back") as bench:
        path = os.path.join(bench.app.folder, "module.bin")
        bench.open()
        bench.press("Back Up…")
        bench.save_as(path)
        bench.wait_for("Saved")
        bench.picture("saved")
        saved = read(path)
        check(len(saved) == SIZE and saved[0x70000:0x72000] == flash[0x70000:0x72000], "the backup is not what was there")
        with open(path + ".json", encoding="utf-8") as file:
            check(json.load(file)["backup"]["chip"] == "ESP8266EX", "the list does not tell the chip")
        bench.press("Done")

        bench.erase(1)
        bench.answer("Erase everything?", "Erase Everything")
        bench.wait_for("The module waits in its boot loader")
        bench.press("Done")

        bench.press("Restore…")
        bench.enter_path(path)
        bench.answer("Restore this backup?", "Restore")
        bench.wait_for("As it was")
        bench.picture("restored")
        bench.press("Done")

        bench.press("Compare with File…")
        bench.enter_path(path)
        bench.wait_for("byte for byte")


def test_compare():
    with Bench(make_flash(), "compare") as bench:
        path = os.path.join(bench.app.folder, "other.bin")
        other = make_flash()
        place(other, 0x70010, b"something else")
        with open(path, "wb") as file:
            file.write(other)
        bench.open()
        bench.press("Compare with File…")
        bench.enter_path(path)
        bench.wait_for("Not the same")
        check(bench.says("0x70000  1/2  Data that is not recognised"), f"the place is not named: {bench.app.texts()}")
        bench.picture("compared")


def test_erase_settings():
    with Bench(make_flash(), "settings") as bench:
        bench.open()
        bench.press("Read Contents")
        wait_for("the list", lambda: "Boot loader 1.7" in bench.regions())
        bench.erase(0)
        bench.answer("Erase the Wi-Fi settings?", "Erase Settings")
        bench.wait_for("Forgotten")
        bench.wait_for("has changed since it was read")
        bench.module.stop()
        check(SSID.encode() not in read(bench.module.flash), "the module still knows the network")


def test_repair():
    """From a module that knows nothing any more to AT and OK."""
    with Bench(bytearray(os.urandom(0x20000) + b"\x00" * (SIZE - 0x20000)), "repair") as bench:
        bench.open()
        bench.press("Bring My Module Back…")
        bench.wait_for("Bring my module back")
        bench.picture("repair-1-module")
        bench.press("Look at the Module")
        bench.wait_for("The firmware")
        bench.wait_for("ESP8266EX, 1 MB")
        check(bench.says("ESP8266 AT 1.7.6"), f"no firmware is proposed: {bench.app.texts()}")
        bench.picture("repair-2-firmware")
        bench.press("Choose a Folder…")
        bench.enter_path(AT_SET)
        bench.app.wait_for_windows(1)
        bench.wait_for("A safety net")
        bench.picture("repair-3-safety")
        bench.press("Go On Without")
        bench.wait_for("user1.1024.new.2.bin")
        bench.picture("repair-4-flash")
        bench.press("Bring It Back")
        bench.wait_for("It is back")
        check(bench.says("AT → OK"), f"nothing is said of AT: {bench.app.texts()}")
        bench.picture("repair-5-result")
        check(not find_nameless(bench), f"without a name: {find_nameless(bench)}")
        bench.press("Done")
        bench.wait_for("Address (MAC)")


class Keyboard:
    """Presses one button of the page after the other, and looks where the keyboard is
    afterwards."""

    def __init__(self, bench):
        self.bench = bench

    def go_to(self, name):
        return tab_to(self.bench.app, name, top=self.bench.page)

    def wait_until_at(self, name):
        wait_for(f"the keyboard to be at “{name}” again", lambda: has_keyboard(
            node for node in self.bench.nodes() if node.name == name and node.role in ("push button", "toggle button")))

    def open_and_leave(self, name, *keys):
        """Escape closes what it opens, and the keyboard is where it was."""
        self.go_to(name)
        key("Return")
        self.bench.app.wait_for_windows(2)
        if keys:
            key(*keys)
            self.bench.app.wait_for_text("Erase everything?")
        key("Escape")
        self.bench.app.wait_for_windows(1)
        self.bench.app.activate()
        self.wait_until_at(name)


def test_keys():
    """All that is opened is left by Escape; nothing holds the keyboard fast."""
    with Bench(make_flash(), "keys") as bench:
        bench.open()
        keyboard = Keyboard(bench)
        for name in ("Back Up…", "Restore…", "Compare with File…", "Read Contents"):
            keyboard.go_to(name)
        keyboard.open_and_leave("Erase")
        keyboard.open_and_leave("Erase", "Down", "Return")
        key("ctrl+question")
        bench.app.wait_for_windows(2)
        key("Escape")
        bench.app.wait_for_windows(1)
        bench.app.activate()
        keyboard.wait_until_at("Erase")


def test_repair_keys():
    """The way back, step by step; then what is most likely wanted has the keyboard."""
    with Bench(make_flash(), "repair-keys") as bench:
        bench.open()
        keyboard = Keyboard(bench)
        keyboard.go_to("Bring My Module Back…")
        key("Return")
        bench.wait_for("Bring my module back")
        keyboard.go_to("Look at the Module")
        key("Return")
        bench.wait_for("ESP8266EX, 1 MB")
        keyboard.go_to("Choose a Folder…")
        key("Return")
        bench.enter_path(AT_SET)
        bench.app.wait_for_windows(1)
        bench.wait_for("A safety net")
        keyboard.go_to("Go On Without")
        key("Return")
        bench.wait_for("user1.1024.new.2.bin")
        keyboard.go_to("Bring It Back")
        key("Return")
        bench.wait_for("It is back")
        keyboard.go_to("Done")
        key("Return")
        bench.wait_for("Address (MAC)")
        keyboard.wait_until_at("Read Contents")


def test_progress():
    """Of reading a screen reader finds what it finds of writing: value and step."""
    with Bench(make_flash(), "progress", "--latency-ms", "20") as bench:
        bench.open()
        bench.press("Read Contents")
        bar = wait_for("a progress bar", lambda: next(bench.nodes("progress bar"), None))
        check(bar.name == "Progress", f"the progress bar is called “{bar.name}”")
        seen = set()
        steps = set()

        def moved():
            seen.add(round(bar.ask(lambda a: a.get_current_value(), 0.0), 3))
            steps.update(node.name for node in bench.nodes("label") if node.name.startswith("Reading"))
            return len(seen) >= 3 and steps
        wait_for("the value to move and the step to be told", moved)
        wait_for("the list", lambda: "Boot loader 1.7" in bench.regions())


def test_report():
    with Bench(make_flash(), "report") as bench:
        path = os.path.join(bench.app.folder, "report.txt")
        bench.open()
        bench.press("Read Contents")
        wait_for("the list", lambda: "Boot loader 1.7" in bench.regions())
        key("F10")
        bench.app.wait_for_windows(2)
        key("Down", "Down", "Return")
        bench.app.wait_for_text("Problem report, ", window="Problem Report")
        report = next(node.text for top in bench.app.root.children() if top.name == "Problem Report"
                      for node in top.walk() if node.role == "text")
        for wanted in ("GTK", "libadwaita", "System", "ESP8266EX", bench.module.port, "== On the line"):
            check(wanted in report, f"“{wanted}” is not in {report}")
        for secret in (SSID, os.path.expanduser("~") + "/"):
            check(secret not in report, f"“{secret}” is in {report}")
        bench.app.screenshot(os.path.join(PICTURES, "module-report.png"))
        bench.app.click("Save…")
        bench.app.wait_for_windows(3)
        wait_for("the name", lambda: (key("ctrl+a"), type_text(path),
                                      any(node.text == path for node in bench.app.nodes("text")))[-1])
        key("Return")
        wait_for("the file", lambda: os.path.exists(path) and read(path).decode() == report)
        bench.app.wait_for_windows(2)
        next(node for top in bench.app.root.children() if top.name == "Problem Report"
             for node in top.walk() if node.role == "push button" and node.name == "Close").act("click")
        bench.app.wait_for_windows(1)


def test_pictures():
    """For people to look at."""
    for name, dark, size in (("light", False, (1000, 700)), ("dark", True, (1000, 700)), ("large", False, (1440, 900))):
        take_pictures(name, dark, size)


def take_pictures(name, dark, size):
    with Bench(make_flash(), name, dark=dark, size=size) as bench:
        bench.open()
        bench.picture(f"{name}-empty", size)
        bench.press("Read Contents")
        wait_for("the list", lambda: "Boot loader 1.7" in bench.regions())
        time.sleep(0.5)  # the steps fade away
        bench.picture(name, size)
        bench.press("Bring My Module Back…")
        bench.wait_for("Bring my module back")
        bench.picture(f"{name}-repair", size)


TESTS = [test_contents, test_there_and_back, test_compare, test_erase_settings, test_repair, test_keys, test_repair_keys,
         test_progress, test_report, test_pictures]


if __name__ == "__main__":
    sys.exit(run_tests(TESTS, sys.argv[5:]))
