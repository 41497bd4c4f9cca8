"""The cloud update, from the look at the module to the new version.

Usage: test_cloud.py REKINDLE REKINDLE-VIRTUAL SHARED-FOLDER PICTURES-FOLDER

SPDX-License-Identifier: GPL-3.0-or-later
"""

import os
import socket
import subprocess
import sys
import time

from cloud_firmware import MAP_512K, Set2014, make_older
from driver import App, Failure, Node, find_nameless, key, type_text, wait_for
from gi.repository import Atspi, Gio, GLib
from harness import NetworkModule, Skip, Window, check, enter_path, find_port, read, run_tests

REKINDLE, VIRTUAL, SHARED, PICTURES = sys.argv[1:5]
CLI = os.path.join(os.path.dirname(VIRTUAL), "rekindle-cli")
AT_SET = os.path.join(SHARED, "firmware", "at-1.7.6-512+512")
EARLY_SET = os.path.join(SHARED, "firmware", "at-0.21-512k")
NO_LOADER = os.path.join(SHARED, "firmware", "at-1.3.0-noboot")
USER2 = os.path.join(AT_SET, "user2.1024.new.2.bin")
SSID, PASSWORD = "home", "hunter2hunter2"
SIZE = 1024 * 1024


def need(folder):
    if not os.path.isdir(folder):
        raise Skip("there is no firmware for the module")


def place(flash, offset, content):
    flash[offset:offset + len(content)] = content


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
    def __init__(self, flash, *args, pace=("--turbo",)):
        self.http_port = find_port()
        super().__init__(VIRTUAL, flash, *pace, "--network", f"{SSID}:{PASSWORD}:6:-50",
                         "--network", "neighbour::11:-80", "--host", f"iot.espressif.cn=127.0.0.1:{self.http_port}", *args)

    def read_flash(self):
        """What is in it, once it has been stopped."""
        self.stop()
        return read(self.flash)


# -- The steps -----------------------------------------------------------------


def shown(app, role):
    """The controls of the page that can be seen."""
    steps = app.find("Steps", "list")
    page = Node(steps.accessible.get_parent())
    return (node for node in page.walk_shown() if node.role == role)


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
    enter_path(app, path, "ctrl+l")


def choose_server(app, before=None, folder=AT_SET):
    wait_for_heading(app, "Where the new firmware comes from")
    click_at(wait_for_shown(app, "This computer", "check box"))
    wait_for_shown(app, "Folder…", "push button")
    choose_folder(app, folder)
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
    stages = [line for text in result for line in text.split("\n") if ": after " in line]
    check([line.split(" ")[0] for line in stages] == ["1", "2", "3", "4", "OK:"], f"the stages are not there: {result}")
    times = [float(line.split(": after ")[1].split(" ")[0]) for line in stages]
    check(times == sorted(times), f"the stages' times are wrong: {stages}")
    said = conversation(app)
    for line in ("+CIPUPDATE:1", "+CIPUPDATE:2", "+CIPUPDATE:3", "+CIPUPDATE:4", "jump to run user2"):
        check(line in said, f"the conversation has no {line}: {said}")
    check(PASSWORD not in said, "the conversation has the password")
    press(app, "Details")
    app.wait_for_text("bytes with a password, not shown", window="Details")
    check(not app.says(PASSWORD, window="Details"), "Details have the password")
    key("Escape")
    app.wait_for_windows(1)
    app.close()
    check("listening" in app.log(), "nothing is logged")
    check_no_password(app)
    flash = app.module.read_flash()
    user2 = read(USER2)
    check(flash[0x81000:0x81000 + len(user2)] == user2, "slot 2 does not hold the file that was served")


test_journey.env = {"G_MESSAGES_DEBUG": "all"}


def check_no_password(app):
    """In nothing that the program has written; as it stands, or in hexadecimal."""
    marks = [PASSWORD, PASSWORD.encode().hex(), PASSWORD.encode().hex(" ")]
    for folder, _, names in os.walk(app.folder):
        for name in names:
            content = read(os.path.join(folder, name)).decode("latin-1").lower()
            check(not any(mark in content for mark in marks), f"{name} has the password")


def choose_files(app, paths):
    """On the Flash page, one by one."""
    for path in paths:
        app.click("Add…")
        enter_path(app, path, "ctrl+l")
        app.find(os.path.basename(path))


def get_stages(app):
    """The stages of the update: the name, the mark in words, and what is below it."""
    stages = next(node for node in shown(app, "list") if node.name == "Stages")
    return [(node.name, node.description, [inner.name for inner in node.walk() if inner.role == "label"])
            for node in stages.children()]


def test_seed(app):
    """The whole way of a module of 2014: 0.16, which cannot be updated from the cloud;
    0.17 by serial, which can; and from there 0.18 out of the cloud, from this computer."""
    middle, newest = Set2014(SHARED, "0017", "0.9.1"), Set2014(SHARED, "0018", "0.9.2")
    open_page(app)
    press(app, "Look at the Module")
    wait_for_shown(app, "Go On Anyway", "push button")
    check("00160901" in conversation(app), f"the module is another one: {conversation(app)}")
    check(says(app, "AT 0.16") and says(app, "flash a newer version by serial first"), f"it is not offered: {app.texts()}")

    press(app, "Flash by Serial")
    app.wait_for_text("Choose a complete set with a boot loader")
    choose_files(app, middle.save(os.path.join(app.folder, "0017"), "loader", "user1", "rf", "blank"))
    card = app.flash()
    check(card[0] == "Written, and it runs", f"the card says {card}")
    app.wait_for_text("then the cloud update can go on")
    app.click("Go On")

    press(app, "Look at the Module")
    wait_for_shown(app, "Continue", "push button")
    check("00170901" in conversation(app), f"the module has not the version that was flashed: {conversation(app)}")
    check(says(app, "This firmware has it"), f"nothing says that it can be updated: {app.texts()}")
    skip_backup(app)
    join(app, PASSWORD)
    folder = os.path.join(app.folder, "0018")
    newest.save(folder, "loader", "user1", "user2", "rf", "blank")
    choose_server(app, folder=folder)
    press(app, "Update")
    result = wait_for_result(app)
    check(result[0] == "Updated, and it runs", f"the card says {result}")
    check("AT 0.17 → AT 0.18" in result[1], f"the versions are not there: {result}")
    check("slot 1 (user1)" in result and "slot 2 (user2)" in result, f"the slots are not there: {result}")
    said = conversation(app)
    places = [said.find(word) for word in ("+CIPUPDATE:1", "+CIPUPDATE:2", "+CIPUPDATE:3", "+CIPUPDATE:4", "\nOK",
                                           "jump to run user2", "0018000902")]
    places = [said.find("+CIPUPDATE:1"), said.find("+CIPUPDATE:2"), said.find("+CIPUPDATE:3"), said.find("+CIPUPDATE:4")]
    places += [said.find("OK", places[-1]), said.find("jump to run user2", places[-1]), said.find("0018000902", places[-1])]
    check(-1 not in places and places == sorted(places), f"the conversation is not as it should be: {said}")
    press(app, "Start Over")
    press(app, "Look at the Module")
    skip_backup(app)
    press(app, "Stay in This Network")
    wait_for_heading(app, "Where the new firmware comes from")
    app.close()
    flash = app.module.read_flash()
    for name, content in (("user1", middle.user1), ("user2", newest.user2)):
        place = MAP_512K[name]
        check(flash[place:place + len(content)] == content, f"{name} does not hold what it should")


test_seed.flash = lambda: Set2014(SHARED, "0016", "0.9.1", has_update=False).make_flash()
test_seed.needs = EARLY_SET


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


# -- Another computer, names --------------------------------------------------


def choose_other(app):
    wait_for_heading(app, "Where the new firmware comes from")
    click_at(wait_for_shown(app, "Another computer", "check box"))
    entry(app, "Its IP address").type_over("not.an.address")
    button = wait_for_shown(app, "Continue", "push button")
    wait_for("Continue to be grey", lambda: not button.enabled)
    entry(app, "Its IP address").type_over("127.0.0.1")
    press(app, "Continue")


def test_other_server(app):
    """Another program serves; the module is told to ask that computer for names."""
    look_at_module(app)
    skip_backup(app)
    join(app, PASSWORD)
    choose_other(app)
    with subprocess.Popen([CLI, "serve", "--user1", os.path.join(AT_SET, "user1.1024.new.2.bin"), "--user2", USER2,
                           "--listen", f"127.0.0.1:{app.module.http_port}"], stdout=subprocess.DEVNULL) as server:
        try:
            wait_for("the other server", lambda: is_listening(app.module.http_port))
            press(app, "Update")
            result = wait_for_result(app)
        finally:
            server.terminate()
    check(result[0] == "Updated, and it runs", f"the card says {result}")
    check('AT+CIPDNS_CUR=1,"127.0.0.1"' in conversation(app), "the module was not told whom to ask")


def is_listening(port):
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


# iot.espressif.cn, IN A.
QUERY = b"\x12\x34\x01\0\0\x01\0\0\0\0\0\0\x03iot\x09espressif\x02cn\0\0\x01\0\x01"


def test_names(app):
    """The switch: this computer answers for the server's name as well."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as attempt:
        try:
            attempt.bind(("127.0.0.1", 53))
        except OSError as error:
            raise Skip(f"port 53 cannot be used here: {error}") from error
    look_at_module(app)
    skip_backup(app)
    join(app, PASSWORD)
    choose_server(app, lambda: click_at(wait_for_shown(app, "Answer for the server’s name too", "check box")))
    app.wait_for_text("The module is told to ask here where iot.espressif.cn is.")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(60)
        client.sendto(QUERY, ("127.0.0.1", 53))
        answer = client.recv(512)
    check(answer.startswith(b"\x12\x34") and answer.endswith(b"\x7f\0\0\x01"), f"the answer is {answer}")
    app.wait_for_text("asks where iot.espressif.cn is")
    press(app, "Update")
    result = wait_for_result(app)
    check(result[0] == "Updated, and it runs", f"the card says {result}")
    check('AT+CIPDNS_CUR=1,"127.0.0.1"' in conversation(app), "the module was not told whom to ask")


# -- When things go wrong -----------------------------------------------------


def begin_update(app):
    """From this computer, and it does not come to an end."""
    look_at_module(app)
    skip_backup(app)
    join(app, PASSWORD)
    choose_server(app)
    press(app, "Update")
    wait_for("the file to be on its way", lambda: "+CIPUPDATE:4" in conversation(app))


CANCELLED = "Cancelled."


def test_cancel(app):
    """At each step: it ends at once, says what that means, and can be done again."""
    open_page(app)
    click_at(wait_for_shown(app, "Look at the Module", "push button"))
    key("Escape")
    check(get_notice(app)[0] == CANCELLED, f"the notice says {get_notice(app)}")
    press(app, "Look at the Module")
    press(app, "Continue")
    click_at(wait_for_shown(app, "Go On Without", "push button"))
    key("Escape")
    check(get_notice(app)[0] == CANCELLED, f"the notice says {get_notice(app)}")
    press(app, "Scan Again")
    join(app, PASSWORD)
    choose_server(app)
    press(app, "Update")
    wait_for("the file to be on its way", lambda: "+CIPUPDATE:4" in conversation(app))
    press(app, "Cancel")
    notice = get_notice(app)
    check("the module may go on with it by itself" in notice[0], f"the notice says {notice}")
    stages = get_stages(app)
    check([mark for _, mark, _ in stages] == ["done"] * 4 + ["failed", "to come"], f"the stages are marked {stages}")
    check(all(" s · " in labels[1] for _, _, labels in stages[:5]), f"the stages have no times: {stages}")
    wait_for_shown(app, "Update", "push button")


test_cancel.module = ["--fault", "cloud:stall:40000"]
test_cancel.pace = ()


def test_close_asks(app):
    """A window whose module updates itself does not just close."""
    begin_update(app)
    app.click("Close")
    app.wait_for_windows(2)
    app.click("Go On")
    app.wait_for_windows(1)
    app.click("Close")
    app.wait_for_windows(2)
    app.click("Stop and Close")
    wait_for("the end", lambda: app.process.poll() is not None)


test_close_asks.module = ["--fault", "cloud:stall:40000"]
test_close_asks.pace = ()


def save_backup(app, path):
    press(app, "Save a Backup…")
    enter_path(app, path)
    wait_for_heading(app, "Networks in Reach")
    wait_for_shown(app, "Join", "push button")


def test_recovery(app):
    """What came damaged out of the cloud does not start; the backup, flashed by
    serial, brings it back to the byte."""
    before = make_0017().make_flash()
    backup = os.path.join(app.folder, "backup.bin")
    look_at_module(app)
    press(app, "Continue")
    save_backup(app, backup)
    saved = read(backup)
    check(saved[:len(before) - 0x4000] == before[:-0x4000], "the backup is not what was in the flash")
    join(app, PASSWORD)
    newest = Set2014(SHARED, "0018", "0.9.2")
    folder = os.path.join(app.folder, "0018")
    newest.save(folder, "user1", "user2")
    choose_server(app, folder=folder)
    press(app, "Update")
    result = wait_for_result(app)
    check(result[0] == "The module does not answer any more", f"the card says {result}")
    check("crashes as soon as it starts" in result[1], f"the card says {result}")

    press(app, "Recover by Serial")
    app.wait_for_windows(2)
    app.wait_for_text("Connect GPIO0 to GND")
    app.wait_for_text("the backup “backup.bin” is chosen")
    app.screenshot(os.path.join(PICTURES, "cloud-recover.png"))
    app.click("Go to Flashing")
    app.wait_for_windows(1)
    app.find("backup.bin")
    app.wait_for_text("connect GPIO0 to GND, touch GND with RST")
    app.picture(os.path.join(PICTURES, "cloud-recover-flash.png"), (1000, 700))
    card = app.flash()
    check(card[0] == "Written, and it runs", f"the card says {card}")
    check(any("AT 0.17 answers" in text for text in card), f"the card says {card}")
    app.click("Go On")
    look_at_module(app)
    check(says(app, "AT 0.17"), f"the module is another one: {app.texts()}")
    app.close()
    flash = app.module.read_flash()
    check(flash[:-0x4000] == saved[:-0x4000], "the flash is not what the backup holds")


def make_0017():
    return Set2014(SHARED, "0017", "0.9.1")


test_recovery.flash = lambda: make_0017().make_flash()
test_recovery.module = ["--fault", "cloud:corrupt:0x5000"]
test_recovery.needs = EARLY_SET


class Notifications:
    """Where a desktop would show them."""

    XML = """<node><interface name="org.freedesktop.Notifications">
      <method name="Notify"><arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
        <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
        <arg type="a{sv}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/></method>
      <method name="GetCapabilities"><arg type="as" direction="out"/></method>
      <method name="CloseNotification"><arg type="u" direction="in"/></method>
    </interface></node>"""

    def __init__(self):
        self.shown = []
        bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        bus.register_object("/org/freedesktop/Notifications",
                            Gio.DBusNodeInfo.new_for_xml(self.XML).interfaces[0], self.call, None, None)
        Gio.bus_own_name_on_connection(bus, "org.freedesktop.Notifications", 0, None, None)

    def call(self, _bus, _sender, _path, _interface, method, arguments, invocation):
        if method == "Notify":
            self.shown.append(arguments.unpack()[3:5])
        results = {"Notify": ("(u)", (len(self.shown),)), "GetCapabilities": ("(as)", ([],))}
        invocation.return_value(GLib.Variant(*results[method]) if method in results else None)


def test_notification(app):
    """To a person who looks elsewhere the end is told."""
    notifications = Notifications()
    look_at_module(app)
    skip_backup(app)
    join(app, PASSWORD)
    choose_server(app)
    button = wait_for_shown(app, "Update", "push button")
    with subprocess.Popen(["display", "xc:white"]) as elsewhere:
        try:
            wait_for("another window", lambda: focus_other("display"))
            button.act("click")
            wait_for("the notification", lambda: notifications.shown)
        finally:
            elsewhere.terminate()
    check(notifications.shown[0][0] == "Updated, and it runs", f"it says {notifications.shown}")


def focus_other(name):
    return subprocess.run(["xdotool", "search", "--onlyvisible", "--class", name, "windowfocus"], capture_output=True,
                          check=False).returncode == 0


def wait_for_focus(app, name):
    wait_for(f"the focus on “{name}”", lambda: any(node.name == name and node.has(Atspi.StateType.FOCUSED)
                                                   for node in app.nodes()))


def check_names(app):
    """The eye in the row of the password is libadwaita's own."""
    nameless = [node for node in find_nameless(app) if node != "push button “GtkImage”"]
    check(not nameless, "without a name: " + ", ".join(nameless))


def test_keyboard(app):
    """The whole way without the mouse; all that takes the keyboard has a name."""
    open_page(app)
    wait_for_shown(app, "Look at the Module", "push button")
    key("alt+l")
    wait_for_focus(app, "Continue")
    check_names(app)
    key("Return")
    wait_for_focus(app, "Save a Backup…")
    check_names(app)
    key("alt+g")
    wait_for_shown(app, "Join", "push button")
    check_names(app)
    type_text(SSID)  # GTK 4.8 does not tell that an entry has the focus
    wait_for("the name to be entered", lambda: entry(app, "Network name").text == SSID)
    key("Tab")
    type_text(PASSWORD)
    wait_for("the password to be entered", lambda: len(entry(app, "Password").text) == len(PASSWORD))
    key("Return")
    wait_for_focus(app, "Continue")
    check_names(app)
    key("alt+Left")
    wait_for_shown(app, "Stay in This Network", "push button")
    key("alt+s")
    wait_for_focus(app, "Continue")
    key("Return")
    wait_for_focus(app, "Update")
    check_names(app)
    key("Return")
    result = wait_for_result(app)
    check("cannot be reached" in result[1] or "does not take" in result[1], f"the card says {result}")
    check_names(app)


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
    check(app.module.read_flash() == make_bare_flash(), "the flash has changed")


test_refusal.flash = make_bare_flash


def test_pictures(app):
    """How it looks, small and large, in light and in dark."""
    app.close()
    app.module.stop()
    for size in ((1000, 700), (1440, 900)):
        for dark in (False, True):
            take_pictures(size, dark)


def take_pictures(size, dark, pace=("--turbo",)):
    module = CloudModule(make_flash(), pace=pace)
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
    need(getattr(test, "needs", AT_SET))
    module = CloudModule(test.flash() if hasattr(test, "flash") else make_flash(), *getattr(test, "module", []),
                         pace=getattr(test, "pace", ("--turbo",)))
    try:
        with Window(os.path.join(PICTURES, f"failed-{test.__name__}.png"), REKINDLE, "--port", module.port,
                    env=getattr(test, "env", None)) as app:
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


TESTS = [test_seed, test_journey, test_other_server, test_names, test_failures, test_cancel, test_close_asks,
         test_recovery, test_notification, test_keyboard, test_refusal, test_pictures]


if __name__ == "__main__":
    os.makedirs(PICTURES, exist_ok=True)
    sys.exit(run_tests([prepared(test) for test in TESTS], sys.argv[5:]))
