"""The Console page: listening, talking, and what the boot text tells.

Usage: test_console.py REKINDLE REKINDLE-VIRTUAL SHARED-FOLDER PICTURES-FOLDER

SPDX-License-Identifier: GPL-3.0-or-later
"""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time

from driver import App, Failure, find_nameless, key, type_text, wait_for
from gi.repository import Atspi
from harness import Skip, VirtualModule, Window, check, enter_path, read, run_tests

REKINDLE, VIRTUAL, SHARED, PICTURES = sys.argv[1:5]
AT_SET = os.path.join(SHARED, "firmware", "at-1.7.6-512+512")
BLANK = b"\xff" * (1 << 20)

# What a set for 512+512 KB has where, as the Flash page places it.
AT_PLACES = {"boot_v1.7.bin": 0x0, "user1.1024.new.2.bin": 0x1000, "esp_init_data_default_v08.bin": 0xfc000,
             "blank.bin": 0xfe000}


def make_at_flash():
    """A module with AT firmware in its flash."""
    if not os.path.isdir(AT_SET):
        raise Skip("there is no firmware")
    flash = bytearray(BLANK)
    for name, offset in AT_PLACES.items():
        content = read(os.path.join(AT_SET, name))
        flash[offset:offset + len(content)] = content
    return bytes(flash)


# -- What a person does ---------------------------------------------------------


def open_console(app):
    key("alt+2")
    app.find("What to send", "text")
    wait_for("the port to be open", lambda: app.says("Listening at"))


def get_output(app):
    return app.find("Output of the module", "text").text


def wait_for_output(app, text, after=""):
    wait_for(f"“{text}” in the output", lambda: text in get_output(app).split(after, 1)[-1] if after else
             text in get_output(app))


def enter(app, line):
    """Types a line into the entry, which has the focus when the page is turned to."""
    app.find("What to send", "text").type_over(line)
    key("alt+2")
    key("Return")


def talk(app, line, reply):
    before = len(get_output(app))
    enter(app, line)
    wait_for(f"the reply to {line}", lambda: reply in get_output(app)[before:])


def open_at(app):
    """The console of a module that has started."""
    open_console(app)
    wait_for_output(app, "ready")


def point_at(node):
    """A click of the mouse: without a window manager the window is in the corner."""
    box = node.ask(lambda a: a.get_extents(Atspi.CoordType.WINDOW), None)
    if box is None:
        raise Failure(f"“{node.name}” is nowhere")
    subprocess.run(["xdotool", "mousemove", str(box.x + box.width // 2), str(box.y + box.height // 2), "click", "1"],
                   check=True)


def choose(app, menu, item):
    """An item of a menu button's menu."""
    app.click(menu)
    wait_for(f"“{item}”", lambda: app.look_for(item, "menu item") or app.look_for(item, "check menu item") or
             app.look_for(item, "radio menu item")).click()


def save_as(app, path):
    """Into a dialog that asks where to save."""
    app.wait_for_windows(2)
    wait_for("the name that is proposed", lambda: any(node.text.startswith("console-") for node in app.nodes("text")))
    key("ctrl+a")
    type_text(path)
    wait_for("the path", lambda: any(node.text == path for node in app.nodes("text")))
    key("Return")
    app.wait_for_windows(1)


@contextlib.contextmanager
def clipboard(app, text):
    """Pastes it into the entry, and keeps it to be pasted again."""
    owner = subprocess.Popen([sys.executable, os.path.join(os.path.dirname(__file__), "clipboard.py"), text],
                             stdout=subprocess.PIPE, text=True)
    try:
        if "ready" not in owner.stdout.readline():
            raise Skip("there is no GTK 4 for Python")
        point_at(app.find("What to send", "text"))
        key("ctrl+v")
        yield
    finally:
        owner.kill()
        owner.wait()


def open_replay(app):
    """The console of a module that says what the test has for it."""
    open_console(app)
    app.module.press_reset()


def open_remark(app, text, button):
    """Opens what the console has remarked, and does what it offers."""
    wait_for_output(app, text)
    key("alt+2")
    key("shift+F8")
    app.find(button, "push button")
    app.screenshot(os.path.join(PICTURES, f"remark-{button.replace(' ', '-').lower()}.png"))
    app.click(button)


# -- The tests -----------------------------------------------------------------


def test_talk(app):
    """Connect, ask for the version, read the reply; what was typed comes back."""
    open_at(app)
    talk(app, "AT+GMR", "AT version:1.7.6.0")
    wait_for_output(app, "OK")
    check(app.says("received"), "nothing says how much has come")
    entry = app.find("What to send", "text")
    key("Up")
    wait_for("what was typed", lambda: entry.text == "AT+GMR")
    key("Down")
    wait_for("an empty entry", lambda: entry.text == "")


test_talk.flash = make_at_flash


def test_boot_note(app):
    """A reset; what the boot text tells stands below it and explains itself."""
    open_console(app)
    app.click("Reset")
    wait_for_output(app, "ets Jan  8 2013")
    wait_for_output(app, "There is no program at the beginning of the flash.", after="ets_main.c")
    key("alt+2")
    key("shift+F8")
    app.click("Go to Flashing")
    wait_for("the Flash page", lambda: app.look_for("Flash", "push button") is not None)


def test_rate(app):
    """Another rate, by its number; AT firmware goes along with a command."""
    open_at(app)
    talk(app, "AT+UART_CUR=57600,8,1,0,0", "OK")
    app.wait_for_text("Listening at 57600 baud")
    talk(app, "AT+GMR", "AT version:1.7.6.0")
    entry = app.find("Baud rate", "text")
    entry.type_over("115200")
    point_at(entry)
    key("Return")
    app.wait_for_text("Listening at 115200 baud")
    app.click("Detect")
    app.wait_for_text("Looking for the baud rate")
    app.wait_for_text("Listening at")


test_rate.flash = make_at_flash


def test_guard(app):
    """A command that bites: the question, and the one that does less harm."""
    open_at(app)
    enter(app, "AT+UART_DEF=9600,8,1,0,0")
    app.click("Do Not Send")
    app.wait_for_windows(1)
    check("UART_DEF" not in get_output(app), "it was sent all the same")
    check(app.find("What to send", "text").text == "AT+UART_DEF=9600,8,1,0,0", "what was typed is gone")
    enter(app, "AT+UART_DEF=57600,8,1,0,0")
    app.click("Send AT+UART_CUR=57600,8,1,0,0".replace("_", ""))
    app.wait_for_windows(1)
    app.wait_for_text("Listening at 57600 baud")
    check("UART_DEF" not in get_output(app), "the wrong one was sent")


test_guard.flash = make_at_flash


def test_search(app):
    open_at(app)
    talk(app, "AT+GMR", "OK")
    key("ctrl+f")
    app.find("Find in the output")
    type_text("version")
    app.wait_for_text("3 matches")
    key("Return")
    app.wait_for_text("3 of 3")
    key("Return")
    app.wait_for_text("2 of 3")
    key("Escape")
    wait_for("the bar to go", lambda: not app.says("2 of 3"))


test_search.flash = make_at_flash


def test_save(app):
    """Byte for byte what came, also what is no text."""
    open_at(app)
    talk(app, "AT+GMR", "OK")
    path = os.path.join(app.folder, "saved.log")
    key("ctrl+s")
    save_as(app, path)
    app.wait_for_text("Saved as saved.log")
    content = read(path)
    check(b"AT version:1.7.6.0" in content, "the reply is not in the file")
    check(b"\r\nOK\r\n" in content, "line ends are not as they came")
    check(any(byte >= 0x80 for byte in content), "the boot text at the wrong rate is not as it came")


test_save.flash = make_at_flash


def test_tools(app):
    """The palette fills a command in, the reply is paired with it, a macro runs."""
    open_at(app)
    search = app.find("Find a command", "entry")
    search.type_over("CWMODE_CUR")
    wait_for("the one that was looked for",
             lambda: [row.name for row in app.nodes("list item") if row.name.startswith("AT+")] == ["AT+CWMODE_CUR"])
    point_at(app.find("AT+CWMODE_CUR", "list item"))
    app.click("Send to the Module")
    wait_for_output(app, "AT+CWMODE_CUR=")
    wait_for("the reply", lambda: any(node.name.endswith(" ms") for node in app.nodes("label")))
    point_at(app.find("Macros", "page tab"))
    app.click("Run: Which firmware is it")
    app.wait_for_text("The macro has run.")
    app.find("AT 1.7.6", "label")


test_tools.flash = make_at_flash
test_tools.settings = {"console-at-tools": "true"}


def test_loop(app):
    """The same start over and over is one line."""
    open_replay(app)
    wait_for_output(app, "The same boot log ×")
    check("▸" in get_output(app), "the loop is not folded")


# Each line as the ROM and the SDK print it.
CRASH = (" ets Jan  8 2013,rst cause:2, boot mode:(3,6)\r\n\r\nload 0x40100000, len 2408, room 16 \r\ntail 8\r\n"
         "chksum 0xe5\r\nload 0x3ffe8000, len 776, room 0 \r\ntail 8\r\nchksum 0x84\r\n"
         "load 0x3ffe8310, len 632, room 0 \r\ntail 8\r\nchksum 0xd8\r\ncsum 0xd8\r\n\r\n"
         "Fatal exception (28):\r\n"
         "epc1=0x40201003, epc2=0x00000000, epc3=0x00000000, excvaddr=0x00000004, depc=0x00000000\r\n")
test_loop.replay = (CRASH * 6).encode()


def test_wiring(app):
    """A module that waits in its loader: the remark turns to the wiring."""
    open_replay(app)
    open_remark(app, "boot mode:(1,6)", "Show the Wiring")
    app.find("Board")


test_wiring.replay = b" ets Jan  8 2013,rst cause:2, boot mode:(1,6)\r\n\r\n"


def test_rf_data(app):
    """Firmware without RF data: what it misses is put into the table, from beside the loader."""
    open_replay(app)
    open_remark(app, "rf_cal", "Restore the RF Data")
    app.wait_for_text("RF data and blank sectors will be written")
    for name in ("esp_init_data_default_v08.bin", "blank.bin"):
        app.wait_for_text(name)


test_rf_data.replay = CRASH.split("Fatal")[0].encode() + b"rf_cal[0] !=0x05,is 0xFF\r\n"
test_rf_data.settings = {"files": f"[('{AT_SET}/boot_v1.7.bin', -1, true)]"}


def test_wrong_rate(app):
    """Boot text at the wrong rate, from the middle of a loop on: what it is, and how to read it."""
    open_replay(app)
    wait_for_output(app, "text at 74880 baud, read at 115200 baud")
    key("alt+2")
    key("shift+F8")
    app.click("Switch the Console to 74880 Baud")
    app.wait_for_text("Listening at 74880 baud")
    wait_for_output(app, "Fatal exception (28)")


test_wrong_rate.replay = (CRASH[120:] + CRASH * 500).encode()
test_wrong_rate.replay_baud = 74880


def test_elf(app):
    """Where in the program it crashed, by the ELF file beside the one that was flashed."""
    open_replay(app)
    wait_for_output(app, "exception 28")
    key("alt+2")
    key("shift+F8")
    app.wait_for_text("0x40201003  store, sketch.c:")
    app.screenshot(os.path.join(PICTURES, "remark-places.png"))
    key("Escape")


def make_sketch(folder):
    """A program in the table, with its ELF file beside it."""
    elf = os.path.join(os.path.dirname(REKINDLE), "..", "..", "tests", "symbol", "sketch.elf")
    if not os.path.exists(elf):
        raise Skip("there is no compiler for the chip")
    shutil.copy(elf, os.path.join(folder, "sketch.elf"))
    with open(os.path.join(folder, "sketch.bin"), "wb") as file:
        file.write(b"\xe9\x00\x00\x00" + bytes(508))
    return {"files": f"[('{folder}/sketch.bin', 0, true)]"}


test_elf.replay = CRASH.encode()
test_elf.settings = make_sketch


def test_log(app):
    """What comes is in the file while it is still open, with what was sent."""
    open_at(app)
    path = os.path.join(app.folder, "running.log")
    choose(app, "View Options", "Log to a File…")
    save_as(app, path)
    app.wait_for_text("Logging to running.log")
    talk(app, "AT+GMR", "OK")
    wait_for("the reply in the file", lambda: b"AT version:1.7.6.0" in read(path))


test_log.flash = make_at_flash


def test_send_file(app):
    """A file goes out as it is."""
    open_at(app)
    path = os.path.join(app.folder, "commands.txt")
    with open(path, "wb") as file:
        file.write(b"AT+CWMODE?\r\n")
    choose(app, "Ways of Sending", "Send a File…")
    enter_path(app, path, "ctrl+l")
    wait_for_output(app, "+CWMODE:")


test_send_file.flash = make_at_flash


def test_lines(app):
    """Several lines from the clipboard go out one after the other, if that is wanted,
    and each is taken as if it had been typed."""
    open_at(app)
    with clipboard(app, "AT+CWMODE?\nAT+UART_CUR=57600,8,1,0,0\nAT+GMR\n"):
        app.wait_for_text("Send 3 lines?")
        key("Return")
        wait_for_output(app, "+CWMODE:")
        app.wait_for_text("Listening at 57600 baud")
        wait_for_output(app, "AT version:1.7.6.0")


test_lines.flash = make_at_flash


def test_lines_guard(app):
    """One that bites among several lines is asked about before any goes out."""
    open_at(app)
    with clipboard(app, "AT+CWMODE?\nAT+RESTORE\n"):
        app.click("Do Not Send")
        app.wait_for_windows(1)
        key("ctrl+v")
        app.click("Send Anyway")
        app.wait_for_text("Send 2 lines?")
        key("Escape")
        app.wait_for_windows(1)
    check("CWMODE" not in get_output(app), "they were sent all the same")


test_lines_guard.flash = make_at_flash


def test_bad_line(app):
    """What cannot be sent stays where it was typed."""
    open_at(app)
    choose(app, "Ways of Sending", "Hex: 41 54 0d 0a")
    enter(app, "41 5x")
    app.wait_for_text("digits come in pairs")
    check(app.find("What to send", "text").text == "41 5x", "what was typed is gone")


test_bad_line.flash = make_at_flash


def test_reset_lines(app):
    """RTS pulls the reset of a board with the usual circuit; released, the module starts."""
    open_at(app)
    key("ctrl+l")
    choose(app, "Reset Lines", "RTS asserted")
    enter(app, "AT+GMR")
    choose(app, "Reset Lines", "RTS asserted")
    wait_for_output(app, "ready")
    check("AT version" not in get_output(app), "the module answered while it was held in reset")


test_reset_lines.flash = make_at_flash


def test_after_flash(app):
    """Flashing takes the port, and gives it back."""
    open_console(app)
    key("alt+1")
    card = app.flash()
    check(card[0] == "Written, and it runs", f"the card says {card}")
    key("alt+2")
    app.wait_for_text("Listening at 115200 baud")
    wait_for_output(app, "Hello from Rekindle.")



def test_accessible(app):
    """Everything that takes the keyboard has a name of its own."""
    open_console(app)
    nameless = find_nameless(app)
    check(not nameless, "without a name: " + ", ".join(nameless))


test_accessible.settings = {"console-at-tools": "true"}


def test_pictures(app):
    """How it looks, small and large, in light and in dark."""
    app.close()
    for size in ((1000, 700), (1440, 900)):
        for dark in (False, True):
            take_pictures(size, dark)


test_pictures.flash = make_at_flash


def take_pictures(size, dark):
    name = f"console-{size[0]}x{size[1]}-{'dark' if dark else 'light'}"
    folder = tempfile.mkdtemp(prefix="rekindle-console-")
    path = os.path.join(folder, "flash.bin")
    with open(path, "wb") as file:
        file.write(make_at_flash())
    app = App(REKINDLE, size=size, dark=dark, env={"RK_VIRTUAL_FLASH": path},
              settings={"console-echo": "true", "console-stamps": "'clock'"})
    try:
        open_at(app)
        key("ctrl+l")
        app.click("Reset")
        wait_for_output(app, "SDK ver")
        talk(app, "AT+GMR", "OK")
        app.picture(os.path.join(PICTURES, f"{name}.png"), size)
        app.click("AT Tools")
        app.find("Find a command", "entry")
        time.sleep(0.5)  # the panel is laid out
        app.picture(os.path.join(PICTURES, f"{name}-tools.png"), size)
        enter(app, "AT+RESTORE")
        app.find("Send Anyway")
        app.picture(os.path.join(PICTURES, f"{name}-guard.png"), size)
        app.click("Do Not Send")
        app.wait_for_windows(1)
        app.close()
    finally:
        app.kill()
        shutil.rmtree(folder, ignore_errors=True)


# -- Running them --------------------------------------------------------------


def replay(folder, text, baud):
    """A module that says this text."""
    path = os.path.join(folder, "replay.log")
    with open(path, "wb") as file:
        file.write(text)
    return VirtualModule(VIRTUAL, "--boot", "run", "--replay", path, "--replay-baud", str(baud))


def run(test):
    """With a module in the program whose flash is what the test asks for."""
    folder = tempfile.mkdtemp(prefix="rekindle-console-")
    path = os.path.join(folder, "flash.bin")
    module = None
    try:
        with open(path, "wb") as file:
            file.write(test.flash() if hasattr(test, "flash") else BLANK)
        env = {"RK_VIRTUAL_FLASH": path}
        if getattr(test, "turbo", False):
            env["RK_VIRTUAL_TURBO"] = "1"
        if hasattr(test, "replay"):
            module = replay(folder, test.replay, getattr(test, "replay_baud", 115200))
        args = ["--port", module.port] if module is not None else []
        settings = getattr(test, "settings", None)
        with Window(os.path.join(PICTURES, f"failed-{test.__name__}.png"), REKINDLE, *args, env=env,
                    settings=settings(folder) if callable(settings) else settings) as app:
            app.find("Flash", "push button")
            app.module = module
            test(app)
    finally:
        if module is not None:
            module.remove()
        shutil.rmtree(folder, ignore_errors=True)


def prepared(test):
    def function():
        run(test)

    function.__name__ = test.__name__
    return function


TESTS = [test_talk, test_boot_note, test_rate, test_guard, test_search, test_save, test_tools, test_loop, test_wiring,
         test_rf_data, test_wrong_rate, test_elf, test_log, test_send_file, test_lines, test_lines_guard,
         test_bad_line, test_reset_lines, test_after_flash, test_accessible, test_pictures]


if __name__ == "__main__":
    os.makedirs(PICTURES, exist_ok=True)
    sys.exit(run_tests([prepared(test) for test in TESTS], sys.argv[5:]))
