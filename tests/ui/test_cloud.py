"""The cloud update, from the look at the module to the new version.

Usage: test_cloud.py REKINDLE REKINDLE-VIRTUAL SHARED-FOLDER PICTURES-FOLDER

SPDX-License-Identifier: GPL-3.0-or-later
"""

import os
import subprocess
import sys
import time
import zlib

from driver import App, Failure, Node, key, type_text, wait_for
from gi.repository import Atspi
from harness import NetworkModule, Skip, Window, check, find_port, read, run_tests

REKINDLE, VIRTUAL, SHARED, PICTURES = sys.argv[1:5]
AT_SET = os.path.join(SHARED, "firmware", "at-1.7.6-512+512")
NO_LOADER = os.path.join(SHARED, "firmware", "at-1.3.0-noboot")
USER2 = os.path.join(AT_SET, "user2.1024.new.2.bin")
SSID, PASSWORD = "home", "hunter2hunter2"
SIZE = 1024 * 1024


def need(folder):
    if not os.path.isdir(folder):
        raise Skip("there is no firmware for the module")


def place(flash, offset, content):
    flash[offset:offset + len(content)] = content


def make_older(image):
    """Espressif's build with an older version in it.  The string is in what is loaded
    to RAM, whose sum is the last byte; behind it is the CRC of all, of its own kind."""
    body = bytearray(image[:-4])
    at = body.index(b"1.7.6") + 4
    body[at] ^= ord("6") ^ ord("4")
    body[-1] ^= ord("6") ^ ord("4")
    crc = zlib.crc32(body)
    stored = ~crc & 0xffffffff if crc & 0x80000000 else crc + 1
    return bytes(body) + stored.to_bytes(4, "little")


def make_flash():
    """AT 1.7.4 in slot 1 of a module of 1 MB, as a flasher leaves it."""
    flash = bytearray(b"\xff" * SIZE)
    loader = bytearray(read(os.path.join(AT_SET, "boot_v1.7.bin")))
    loader[3] = 0x20  # the map 512+512
    place(flash, 0, loader)
    place(flash, 0x1000, make_older(read(os.path.join(AT_SET, "user1.1024.new.2.bin"))))
    place(flash, 0xfc000, read(os.path.join(AT_SET, "esp_init_data_default_v08.bin")))
    return flash


class CloudModule(NetworkModule):
    def __init__(self, flash, *args):
        self.http_port = find_port()
        super().__init__(VIRTUAL, flash, "--turbo", "--network", f"{SSID}:{PASSWORD}:6:-50",
                         "--network", "neighbour::11:-80", "--host", f"iot.espressif.cn=127.0.0.1:{self.http_port}", *args)


# -- The steps -----------------------------------------------------------------


def walk_shown(node):
    """What is not shown is hidden by what it is in."""
    if node.visible:
        yield node
        for child in node.children():
            yield from walk_shown(child)


def shown(app, role):
    """The controls of the page that can be seen."""
    steps = app.find("Steps", "list")
    page = Node(steps.accessible.get_parent())
    return (node for node in walk_shown(page) if node.role == role)


def wait_for_shown(app, name, role):
    return wait_for(f"{role} “{name}”", lambda: next((node for node in shown(app, role) if node.name == name), None))


def press(app, name):
    def look():
        return next((node for node in shown(app, "push button")
                     if node.name == name and node.enabled and "click" in node.actions()), None)
    wait_for(f"a button “{name}” that can be pressed", look).act("click")


def click_at(node):
    """With the mouse: GTK 4.8 tells screen readers no action of a radio button."""
    place_on_screen = node.ask(lambda a: a.get_extents(Atspi.CoordType.WINDOW), None)
    check(place_on_screen is not None, f"nobody knows where “{node.name}” is")
    x, y = place_on_screen.x + place_on_screen.width // 2 + 5, place_on_screen.y + place_on_screen.height // 2 + 5
    subprocess.run(["xdotool", "mousemove", str(x), str(y), "click", "1"], check=True)


def says(app, text):
    return any(text in node.name for node in shown(app, "label"))


def wait_for_heading(app, text):
    wait_for_shown(app, text, "label")


def open_page(app):
    app.find("Flash", "push button")
    key("alt+3")


def look_at_module(app):
    open_page(app)
    press(app, "Look at the Module")
    wait_for_shown(app, "Continue", "push button")


def skip_backup(app):
    press(app, "Continue")
    press(app, "Go On Without")


def entry(app, name):
    return wait_for_shown(app, name, "text")


def join(app, password):
    wait_for_heading(app, "Networks in Reach")
    wait_for_shown(app, "Join", "push button")
    check(any(node.name == SSID and "WPA2" in node.description for node in app.nodes("list item")),
          f"the network is not in the list: {app.texts()}")
    entry(app, "Network name").type_over(SSID)
    entry(app, "Password").type_over(password)
    press(app, "Join")


def choose_folder(app, path):
    press(app, "Folder…")
    app.wait_for_windows(2)

    def enter():
        key("ctrl+l", "ctrl+a")
        type_text(path)
        return any(node.text == path for node in app.nodes("text"))
    wait_for("the path", enter)
    key("Return")
    app.wait_for_windows(1)


def choose_server(app, before=None):
    wait_for_heading(app, "Where the new firmware comes from")
    click_at(wait_for_shown(app, "This computer", "check box"))
    wait_for_shown(app, "Folder…", "push button")
    choose_folder(app, AT_SET)
    app.wait_for_text("user2.bin")
    entry(app, "This computer’s address for modules").type_over(f"127.0.0.1:{app.module.http_port}")
    if before is not None:
        before()
    press(app, "Continue")


def wait_for_result(app):
    """What the card says; a step has that name too, but no button."""
    def look():
        return next((node for node in shown(app, "panel")
                     if node.name == "Result" and any(inner.name == "Details" for inner in node.walk())), None)
    return [node.name for node in wait_for("the result", look).walk() if node.role == "label" and node.name]


def get_notice(app):
    """What it says has gone wrong, and what to do."""
    def look():
        notice = next((node for node in shown(app, "panel") if node.name == "Notice"), None)
        return notice and [node.name for node in notice.walk() if node.role == "label" and
                           node.name not in ("", "GtkLabel")]
    return wait_for("a notice", look)


def conversation(app):
    return next(node.text for node in shown(app, "text") if node.name == "Output of the module")


# -- The tests -----------------------------------------------------------------


def test_journey(app):
    """From 1.7.4 to 1.7.6, served by the application itself."""
    look_at_module(app)
    check(says(app, "1.7.4"), f"nothing says which version it is: {app.texts()}")
    skip_backup(app)
    join(app, PASSWORD)
    choose_server(app)
    press(app, "Update")
    result = wait_for_result(app)
    check(result[0] == "Updated, and it runs", f"the card says {result}")
    check("AT 1.7.4" in result[1] and "AT 1.7.6" in result[1], f"the versions are not there: {result}")
    check("slot 1 (user1)" in result and "slot 2 (user2)" in result, f"the slots are not there: {result}")
    said = conversation(app)
    for line in ("+CIPUPDATE:1", "+CIPUPDATE:2", "+CIPUPDATE:3", "+CIPUPDATE:4", "jump to run user2"):
        check(line in said, f"the conversation has no {line}: {said}")
    check(PASSWORD not in said, "the conversation has the password")
    app.close()
    app.module.stop()
    flash = read(app.module.flash)
    user2 = read(USER2)
    check(flash[0x81000:0x81000 + len(user2)] == user2, "slot 2 does not hold the file that was served")


def test_failures(app):
    """A wrong password, then a network that does not know the server: each in its own
    words, with its own next step."""
    look_at_module(app)
    skip_backup(app)
    join(app, "not this one")
    notice = get_notice(app)
    check(notice[0] == "The password is wrong.", f"the notice says {notice}")
    check("not this one" not in conversation(app), "the conversation has the password")
    entry(app, "Password").type_over(PASSWORD)
    press(app, "Join")
    wait_for_heading(app, "Where the new firmware comes from")
    press(app, "Continue")
    press(app, "Update")
    result = wait_for_result(app)
    check(result[0] == "Not updated", f"the card says {result}")
    check("did not find the update server by its name" in result[1], f"the card says {result}")
    check("slot 1 (user1)" in result, f"the card says {result}")
    press(app, "Use a Server of My Own")
    wait_for_shown(app, "Folder…", "push button")


test_failures.module = ["--fault", "cloud:dns"]


def make_bare_flash():
    """A program straight at the beginning of the flash."""
    flash = bytearray(b"\xff" * SIZE)
    place(flash, 0, read(os.path.join(NO_LOADER, "eagle.flash.bin")))
    place(flash, 0x10000, read(os.path.join(NO_LOADER, "eagle.irom0text.bin")))
    return flash


def test_refusal(app):
    """What an update would damage is refused, and the way out is one click away."""
    open_page(app)
    press(app, "Look at the Module")
    notice = get_notice(app)
    check("must not be updated from the cloud" in notice[0], f"the notice says {notice}")
    check("AT+CIUPDATE" not in conversation(app), "the update was begun")
    wait_for_shown(app, "Flash by Serial", "push button")
    press(app, "Flash by Serial")
    app.wait_for_text("Choose a complete set with a boot loader")
    app.close()
    app.module.stop()
    check(read(app.module.flash) == make_bare_flash(), "the flash has changed")


test_refusal.flash = make_bare_flash


def test_pictures(app):
    """How it looks, small and large, in light and in dark."""
    app.close()
    app.module.stop()
    for size in ((1000, 700), (1440, 900)):
        for dark in (False, True):
            take_pictures(size, dark)


def take_pictures(size, dark):
    module = CloudModule(make_flash())
    name = f"cloud-{size[0]}x{size[1]}-{'dark' if dark else 'light'}"
    app = App(REKINDLE, "--port", module.port, size=size, dark=dark)
    app.module = module

    def picture(step):
        app.picture(os.path.join(PICTURES, f"{name}-{step}.png"), size)

    try:
        look_at_module(app)
        picture("1-module")
        press(app, "Continue")
        wait_for_shown(app, "Save a Backup…", "push button")
        picture("2-safety")
        press(app, "Go On Without")
        join(app, "not this one")
        get_notice(app)
        time.sleep(0.5)  # the notice unfolds
        picture("3-wifi")
        entry(app, "Password").type_over(PASSWORD)
        press(app, "Join")
        choose_server(app, lambda: picture("4-server"))
        wait_for_shown(app, "Update", "push button")
        picture("5-update")
        press(app, "Update")
        wait_for_result(app)
        picture("6-result")
        app.close()
    finally:
        app.kill()
        module.remove()


def dump(app):
    for node in app.root.walk():
        if node.visible:
            print("#", node.role, "|", node.name, "|", node.description, "|", node.text[:60].replace("\n", "\\n"))


# -- Running them --------------------------------------------------------------


def run(test):
    need(AT_SET)
    module = CloudModule(test.flash() if hasattr(test, "flash") else make_flash(), *getattr(test, "module", []))
    try:
        with Window(os.path.join(PICTURES, f"failed-{test.__name__}.png"), REKINDLE, "--port", module.port) as app:
            app.module = module
            try:
                test(app)
            except Failure:
                if os.environ.get("RK_UI_DUMP"):
                    dump(app)
                raise
    finally:
        module.remove()


def prepared(test):
    def function():
        run(test)

    function.__name__ = test.__name__
    return function


TESTS = [test_journey, test_failures, test_refusal, test_pictures]


if __name__ == "__main__":
    os.makedirs(PICTURES, exist_ok=True)
    sys.exit(run_tests([prepared(test) for test in TESTS], sys.argv[5:]))
