"""The Flash page, from the first start to the proof.

Usage: test_flash.py REKINDLE REKINDLE-VIRTUAL SHARED-FOLDER PICTURES-FOLDER

SPDX-License-Identifier: GPL-3.0-or-later
"""

import os
import sys
import tempfile
import time

from driver import App, find_nameless, key, wait_for
from gi.repository import Atspi
from harness import Skip, VirtualModule, Window, check, enter_path, read, run_tests

REKINDLE, VIRTUAL, SHARED, PICTURES = sys.argv[1:5]
AT_SET = os.path.join(SHARED, "firmware", "at-1.7.6-512+512")

# So that writing can be seen: it takes the AT set ten seconds and twice as long.
SLOW = {"baud": "230400"}
SLOWER = {"baud": "115200"}
SAMPLE = "rekindle-sample.bin"


def need_firmware():
    if not os.path.isdir(AT_SET):
        raise Skip("there is no firmware to flash")


def assert_holds(flash, offset, path):
    content = read(path)
    check(flash[offset:offset + len(content)] == content, f"{os.path.basename(path)} is not at {offset:#x}")


def assert_at_set(flash):
    assert_holds(flash, 0x0, os.path.join(AT_SET, "boot_v1.7.bin"))
    assert_holds(flash, 0x1000, os.path.join(AT_SET, "user1.1024.new.2.bin"))
    assert_holds(flash, 0xfc000, os.path.join(AT_SET, "esp_init_data_default_v08.bin"))
    assert_holds(flash, 0x7e000, os.path.join(AT_SET, "blank.bin"))
    assert_holds(flash, 0xfe000, os.path.join(AT_SET, "blank.bin"))


# -- The tests -----------------------------------------------------------------


def test_first_start(app):
    """Without hardware and without reading anything: Flash, and it is proven."""
    app.find(SAMPLE)
    check(app.says("rehearsal"), "nothing says that it is a rehearsal")
    card = app.flash()
    check(card[0] == "Written, and it runs", f"the card says {card}")
    app.wait_for_text("Hello from Rekindle.")
    check(app.look_for("ESP8266EX · 1 MB") is not None, "the module has no name")
    app.click("Flash Again")
    wait_for("a card of its own", lambda: app.card() != card)
    check(any("already" in text for text in app.wait_for_card()), f"the same again was written anew: {app.card()}")


def choose_files(app, paths):
    """The file dialog, with keys: a path typed over its location."""
    for path in paths:
        app.click("Add…")
        enter_path(app, path, "ctrl+l")
        app.find(os.path.basename(path))


def test_file_dialog(app):
    """The files of a set, chosen one by one, sort themselves out."""
    need_firmware()
    names = ["boot_v1.7.bin", "user1.1024.new.2.bin", "esp_init_data_default_v08.bin", "blank.bin"]
    choose_files(app, [os.path.join(AT_SET, name) for name in names])
    check(app.look_for(SAMPLE) is None, "the sample is still in the table")
    card = app.flash()
    check(card[0] == "Written, and it runs", f"the card says {card}")
    check(any("AT 1.7.6" in text for text in card), f"the card does not name AT 1.7.6: {card}")
    app.close()
    assert_at_set(read(app.flash_path))


test_file_dialog.turbo = True
test_file_dialog.settings = {"flash-size": "'keep'"}


def test_folder(app):
    """A vendor's folder becomes the right set."""
    need_firmware()
    wait_for("user2 to be left out", lambda: not is_checked(app, "Write user2.1024.new.2.bin"))
    check(is_checked(app, "Write user1.1024.new.2.bin"), "user1 is not chosen")
    check(not is_checked(app, "Write boot_v1.2.bin"), "the old boot loader is chosen as well")
    card = app.flash()
    check(any("AT 1.7.6" in text for text in card), f"the card does not name AT 1.7.6: {card}")
    app.close()
    assert_at_set(read(app.flash_path))


test_folder.turbo = True
test_folder.settings = {"flash-size": "'keep'"}
test_folder.args = [AT_SET]


def is_checked(app, name):
    return app.find(name, "check box").has(Atspi.StateType.CHECKED)


def test_offsets(app):
    """What is typed is looked at while it is typed."""
    entry = app.find(f"Offset of {SAMPLE}", "text")
    entry.type_over("0x1234")
    app.wait_for_text("does not start at a sector")
    check(not app.find("Flash", "push button").enabled, "what is refused can be flashed")
    entry.type_over("0x1000")
    wait_for("the trouble to go", lambda: not app.says("does not start at a sector"))
    entry.type_over("nonsense")
    wait_for("the offset to stay", lambda: entry.text == "nonsense")
    entry.type_over("0")
    wait_for("Flash", lambda: app.find("Flash", "push button").enabled)


def test_wrong_files(app):
    """What is no firmware is said to be none, and one click takes it out."""
    app.wait_for_text("not firmware for the ESP8266")
    check(not app.find("Flash", "push button").enabled, "a web page can be flashed")
    app.click("Take Out")
    wait_for("it to go", lambda: app.look_for("page.bin") is None)
    app.click("Undo")
    app.find("page.bin")


def make_wrong_file():
    path = os.path.join(tempfile.mkdtemp(prefix="rekindle-wrong-"), "page.bin")
    with open(path, "w", encoding="utf-8") as file:
        file.write("<!DOCTYPE html><html><body>404</body></html>")
    return path


test_wrong_files.args = [make_wrong_file()]


def test_slot(app):
    """user2 at the place of user1: moved by one click."""
    need_firmware()
    entry = app.find("Offset of user2.1024.new.2.bin", "text")
    entry.type_over("0x1000")
    app.wait_for_text("is built for slot 2")
    app.click("Move to 0x81000")
    wait_for("the offset", lambda: entry.text.lower() == "0x81000")
    app.wait_for_text("needs a boot loader")
    app.click("Add Boot Loader")
    app.find("boot_v1.7.bin")


test_slot.args = [os.path.join(AT_SET, "user2.1024.new.2.bin")]


def test_cancel(app):
    """Cancelling is safe, says in what state the module is, and it can go on."""
    need_firmware()
    app.click("Flash")
    wait_for("writing", lambda: any(text.startswith("Writing") and " of " in text for text in app.texts()))
    app.click("Cancel")
    card = app.wait_for_card()
    check(card[0] == "Cancelled", f"the card says {card}")
    check(any("The flash is written in part" in text and "Flash it again" in text for text in card),
          f"nothing says how the flash is, and what to do: {card}")


test_cancel.args = [AT_SET]
test_cancel.settings = SLOW


def test_close_asks(app):
    """A window that flashes does not just close."""
    need_firmware()
    app.click("Flash")
    wait_for("writing", lambda: any(text.startswith("Writing") for text in app.texts()))
    app.click("Close")
    app.click("Keep Flashing")
    app.wait_for_windows(1)
    app.click("Close")
    app.click("Stop and Close")
    wait_for("the end", lambda: app.process.poll() is not None)


test_close_asks.args = [AT_SET]
test_close_asks.settings = SLOWER


def test_unplug(app):
    """The plug is pulled; then it is put in again and all is well."""
    need_firmware()
    app.click("Flash")
    wait_for("writing", lambda: any(text.startswith("Writing") for text in app.texts()))
    app.module.pull()
    card = app.wait_for_card()
    check(card[0] == "The port has gone.", f"the card says {card}")
    app.module.start()
    app.click("Try Again")
    wait_for("another try", lambda: app.look_for("Try Again", "push button") is None)
    card = app.wait_for_card()
    check("Written" in card[0], f"the card says {card}")


test_unplug.args = [AT_SET]
test_unplug.settings = SLOWER
test_unplug.module = ["--boot", "download"]


def test_no_port(app):
    """A port that is not there: cause and remedy in plain words."""
    card = app.flash()
    check(card[0] == "The port is not there.", f"the card says {card}")
    remedies = sum(text.count("Plug the adapter in") for text in card)
    check(remedies == 1, f"the card says the remedy {remedies} times: {card}")
    app.click("Details")
    app.find("Copy", "push button").click()
    app.wait_for_text("Copied", window="Details")
    key("Escape")


test_no_port.args = ["--port", "/dev/ttyNOWHERE"]


def test_accessible(app):
    """Everything that takes the keyboard has a name of its own."""
    app.click("Options")
    wait_for("the options", lambda: app.look_for("Erase the whole chip first"))
    nameless = find_nameless(app)
    check(not nameless, "without a name: " + ", ".join(nameless))


def test_pictures(app):
    """How it looks, small and large, in light and in dark."""
    app.close()
    for size in ((1000, 700), (1440, 900)):
        for dark in (False, True):
            take_pictures(size, dark)


def take_pictures(size, dark, settings=SLOWER):
    name = f"{size[0]}x{size[1]}-{'dark' if dark else 'light'}"
    files = [AT_SET] if os.path.isdir(AT_SET) else []
    app = App(REKINDLE, *files, size=size, dark=dark, settings=settings)
    try:
        app.find("Flash", "push button")
        app.picture(os.path.join(PICTURES, f"{name}-ready.png"), size)
        app.click("Options")
        time.sleep(0.5)  # the popover fades in
        app.picture(os.path.join(PICTURES, f"{name}-options.png"), size)
        key("Escape")
        app.click("Flash")
        wait_for("writing", lambda: any(text.startswith("Writing") and " of " in text for text in app.texts()))
        app.picture(os.path.join(PICTURES, f"{name}-writing.png"), size)
        app.wait_for_card()
        time.sleep(0.5)  # one page fades into the other
        app.picture(os.path.join(PICTURES, f"{name}-proven.png"), size)
        app.close()
    finally:
        app.kill()


# -- Running them --------------------------------------------------------------


def run(test):
    """With the module, the files and the settings that the test asks for."""
    module = VirtualModule(VIRTUAL, *test.module) if hasattr(test, "module") else None
    args = list(getattr(test, "args", [])) + (["--port", module.port] if module is not None else [])
    env = {"RK_VIRTUAL_TURBO": "1"} if getattr(test, "turbo", False) else {}
    try:
        with Window(os.path.join(PICTURES, f"failed-{test.__name__}.png"), REKINDLE, *args, env=env,
                    settings=getattr(test, "settings", None)) as app:
            app.module = module
            test(app)
    finally:
        if module is not None:
            module.remove()


def prepared(test):
    def function():
        run(test)

    function.__name__ = test.__name__
    return function


TESTS = [test_first_start, test_file_dialog, test_folder, test_offsets, test_wrong_files, test_slot, test_cancel,
         test_close_asks, test_unplug, test_no_port, test_accessible, test_pictures]


if __name__ == "__main__":
    os.makedirs(PICTURES, exist_ok=True)
    sys.exit(run_tests([prepared(test) for test in TESTS], sys.argv[5:]))
