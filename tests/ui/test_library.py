"""The Firmware page: found, downloaded, checked, and used on the Flash page.

Usage: test_library.py REKINDLE REKINDLE-VIRTUAL SHARED-FOLDER PICTURES-FOLDER [TEST…]

SPDX-License-Identifier: GPL-3.0-or-later
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import zipfile

from driver import Node, find_nameless, key, type_text, wait_for
from fileserver import FileServer
from harness import Skip, VirtualModule, Window, check, read, run_tests

REKINDLE, VIRTUAL, SHARED, PICTURES = sys.argv[1:5]
FIRMWARE = os.path.join(SHARED, "firmware")
SMALL = os.path.join(FIRMWARE, "at-1.7.6-512+512")
LARGE = os.path.join(FIRMWARE, "at-1.7.6-1024+1024")

# (folder, flash size, map, files): as the vendor says
BUILDS = [
    (SMALL, "1MB", "512+512", [("boot_v1.7.bin", 0x0), ("user1.1024.new.2.bin", 0x1000), ("blank.bin", 0x7e000),
                               ("esp_init_data_default_v08.bin", 0xfc000), ("blank.bin", 0xfe000)]),
    (LARGE, "2MB", "1024+1024", [("boot_v1.7.bin", 0x0), ("user1.2048.new.5.bin", 0x1000), ("blank.bin", 0xfe000),
                                 ("esp_init_data_default_v08.bin", 0x1fc000), ("blank.bin", 0x1fe000)]),
]
USER1, USER1_LARGE = "user1.1024.new.2.bin", "user1.2048.new.5.bin"


def need_firmware():
    if not os.path.isdir(SMALL) or not os.path.isdir(LARGE):
        raise Skip("there is no firmware to download")


def describe(path, offset, hashes):
    part = {"path": os.path.basename(path), "offset": offset}
    if hashes:
        content = read(path)
        part.update(size=len(content), sha256=hashlib.sha256(content).hexdigest())
    return part


def make_manifest(hashes=True):
    builds = [{"chipFamily": "ESP8266", "flashSize": size, "map": slots,
               "parts": [describe(os.path.join(folder, name), offset, hashes) for name, offset in files]}
              for folder, size, slots, files in BUILDS]
    return {"name": "My AT", "version": "7.7", "licence": "Test licence", "features": ["at", "cloud-update"],
            "builds": builds}


class Server(FileServer):
    """One that has firmware, for the length of a test."""

    def __init__(self, hashes=True):
        super().__init__()
        self.pages["/at/manifest.json"] = json.dumps(make_manifest(hashes)).encode()
        for folder, _, _, files in BUILDS:
            self.pages.update({f"/at/{name}": read(os.path.join(folder, name)) for name, _ in files})

    def __enter__(self):
        return self

    def __exit__(self, *rest):
        if self.thread.is_alive():
            self.stop()


def window(name, *args, **options):
    return Window(os.path.join(PICTURES, f"failed-library-{name}.png"), REKINDLE, *args, **options)


class Page:
    """The page alone: to look at the whole window takes long."""

    def __init__(self, app):
        self.app = app
        app.find("Firmware", "list item")
        key("alt+5")
        node = app.find("Search for firmware").accessible
        for _ in range(3):  # its row, the side, the page
            node = node.get_parent()
        self.root = Node(node)
        self.wait_for_text("Needs 1 MB of flash")

    def look_for(self, name, role=None):
        return next((node for node in self.root.walk() if node.name == name and node.visible and role in (None, node.role)),
                    None)

    def find(self, name, role=None):
        return wait_for(f"{role or 'a control'} “{name}”", lambda: self.look_for(name, role))

    def entry(self, title):
        return self.find(title, "list item")

    def click(self, name):
        """A menu button is a button in a button of the same name: the inner one acts."""
        wait_for(f"a button “{name}”", lambda: next(
            (node for node in self.root.walk() if node.role == "push button" and node.name == name and node.visible and
             node.enabled and "click" in node.actions()), None)).click()

    def texts(self):
        return [node.name for node in self.root.walk() if node.role == "label"]

    def wait_for_text(self, text):
        wait_for(f"the text “{text}”", lambda: any(text in label for label in self.texts()))

    def wait_for_state(self, title, state):
        wait_for(f"“{title}” to be “{state}”", lambda: state in self.entry(title).description)

    def select(self, title):
        """By searching for it, which selects what is found first."""
        key("ctrl+f")
        self.find("Search for firmware").type_over(title)
        wait_for(f"the details of {title}", lambda: self.texts().count(title) == 2)

    def choose_more(self, name):
        """From the menu of an entry."""
        self.click("More")
        self.app.wait_for_windows(2)
        self.find(name, "menu item").act("click")

    def enter_address(self, address):
        key("ctrl+l")
        self.app.wait_for_windows(2)
        windows = list_windows()
        entry = self.app.find("Address", "text")
        entry.type_over(address)
        wait_for("the address", lambda: entry.text == address)
        key("Return")
        return windows

    def add(self, server):
        self.enter_address(server.url("/at/manifest.json"))
        self.app.wait_for_windows(1)
        self.entry("My AT 7.7")
        wait_for("its details", lambda: self.texts().count("My AT 7.7") == 2)

    def use(self):
        self.click("Use")
        wait_for("the Flash page", lambda: USER1 in self.app.texts() or USER1_LARGE in self.app.texts())


def list_windows():
    result = subprocess.run(["xdotool", "search", "--onlyvisible", "--class", "rekindle"], capture_output=True, text=True,
                            check=False)
    return set(result.stdout.split())


def wait_for_other_dialog(before):
    """Asks the X server, as App.wait_for_windows() does."""
    wait_for("another dialog", lambda: len(list_windows()) == 2 and list_windows() != before)


def list_rows(app):
    """Names and offsets of the table."""
    return sorted((node.text, node.name.removeprefix("Offset of ")) for node in app.nodes("text")
                  if node.name.startswith("Offset of ") and node.visible)


def expected_rows(build):
    return sorted((f"0x{offset:05X}", name) for name, offset in build[3])


def open_path(app, path):
    """A path typed over the location of a file dialog."""
    app.wait_for_windows(2)
    type_text(path)
    wait_for("the path", lambda: any(node.text == path for node in app.nodes("text")))
    key("Return")
    app.wait_for_windows(1)


def save_path(app, path):
    """A path typed over the name that a file dialog proposes."""
    app.wait_for_windows(2)
    key("ctrl+a")
    type_text(path)
    key("Return")
    app.wait_for_windows(1)


# -- The tests -----------------------------------------------------------------


def test_list():
    """Without network: what there is, searched by words, each with what to mind."""
    with window("list") as app:
        page = Page(app)
        page.wait_for_text("AT firmware for 1 MB and more")
        page.wait_for_text("Can update itself from the cloud")
        page.wait_for_text("For 2 MB of flash or more · slots 1024+1024")
        check(page.entry("ESP8266 AT 1.7.6").description == "1 MB, 2 MB · Not downloaded", "no state")
        key("ctrl+f")
        search = page.find("Search for firmware")
        search.type_over("512 kb")
        wait_for("the others to go", lambda: page.look_for("ESP8266 AT 1.7.6", "list item") is None)
        page.entry("ESP8266 AT 0.20")
        page.wait_for_text("No cloud update")
        search.type_over("512 kb nonsense")
        page.wait_for_text("Nothing here has that name.")
        check(page.look_for("Use", "push button") is None, "nothing can be used")
        key("Escape")
        page.entry("ESP8266 AT 1.7.6")
        check(not find_nameless(app), f"without a name: {find_nameless(app)}")


def test_download():
    """With progress; broken off and gone on with; then used without network."""
    need_firmware()
    with Server() as server, window("download") as app:
        page = Page(app)
        page.add(server)
        gate = server.gates["/at/" + USER1] = threading.Event()
        page.click("Download")
        page.wait_for_text("Downloading: ")
        wait_for("progress", lambda: "Downloading: 2" in page.entry("My AT 7.7").description)
        os.makedirs(PICTURES, exist_ok=True)
        app.picture(os.path.join(PICTURES, "library-downloading.png"), (1000, 700))
        page.click("Cancel")
        page.wait_for_text("KB are here")
        gate.set()
        page.click("Download")
        page.wait_for_state("My AT 7.7", "· Downloaded")
        check(page.entry("My AT 7.7").description == "1 MB, 2 MB · Downloaded", "it is not downloaded")
        ranges = [asked for path, asked in server.requests if path == "/at/" + USER1]
        check(len(ranges) == 2 and ranges[1] is not None, f"it did not go on from where it was: {ranges}")

        server.stop()
        page.use()
        check(list_rows(app) == expected_rows(BUILDS[0]), f"the table holds {list_rows(app)}")


def test_wrong_hash():
    """Other bytes are not taken, and nothing of it reaches the Flash page."""
    need_firmware()
    with Server() as server, window("wrong-hash") as app:
        page = Page(app)
        page.add(server)
        wrong = bytearray(server.pages["/at/" + USER1])
        wrong[1000] ^= 1
        server.pages["/at/" + USER1] = bytes(wrong)
        page.click("Use")
        page.wait_for_text("What came is not the file that it should be, so it was thrown away.")
        page.wait_for_text("its SHA-256 is")
        app.picture(os.path.join(PICTURES, "library-wrong.png"), (1000, 700))
        cache = os.path.join(app.folder, "rekindle", "firmware")
        check(hashlib.sha256(wrong).hexdigest() not in os.listdir(os.path.join(cache, "files")), "it was kept")
        check(os.listdir(os.path.join(cache, "parts")) == [], "something of it was kept")
        key("alt+1")
        app.find("Offset of rekindle-sample.bin", "text")
        check(list_rows(app) == [("0x00000", "rekindle-sample.bin")], f"the table holds {list_rows(app)}")


def test_offline():
    """No server: said in words, with what to do; another one is not harmed."""
    need_firmware()
    with Server() as server, window("offline", env={"no_proxy": "*"}) as app:
        page = Page(app)
        page.add(server)
        server.stop()
        page.click("Use")
        page.wait_for_text("The server does not answer.")
        page.wait_for_text("What is here already can be used without network.")
        before = page.enter_address(server.url("/at/other.json"))
        wait_for_other_dialog(before)
        check(sum("The server does not answer." in text for text in app.texts()) == 2, "no dialog tells why")
        key("Escape")
        app.wait_for_windows(1)


def test_use_and_flash():
    """From the library to a module that runs, the way a beginner goes."""
    need_firmware()
    with Server() as server, window("flash", env={"RK_VIRTUAL_TURBO": "1"}) as app:
        page = Page(app)
        page.add(server)
        page.use()
        check(list_rows(app) == expected_rows(BUILDS[0]), f"the table holds {list_rows(app)}")
        card = app.flash()
        check(card[0] == "Written, and it runs", f"the card says {card}")
        check(any("AT 1.7.6" in text for text in card), f"the card does not name AT 1.7.6: {card}")
        app.close()
        flash = read(app.flash_path)
        for name, offset in BUILDS[0][3][1:]:  # the header of the first names the real flash size now
            content = read(os.path.join(SMALL, name))
            check(flash[offset:offset + len(content)] == content, f"{name} is not at {offset:#x}")


def test_chosen_again():
    """The module turns out to have 2 MB: the files for that take the place."""
    need_firmware()
    module = VirtualModule(VIRTUAL, "--turbo", "--size", "2M", "--boot", "download")
    try:
        with Server() as server, window("again", f"--port={module.port}") as app:
            page = Page(app)
            page.add(server)
            page.use()
            check(list_rows(app) == expected_rows(BUILDS[0]), f"the table holds {list_rows(app)}")
            key("ctrl+d")
            wait_for("the files for 2 MB", lambda: list_rows(app) == expected_rows(BUILDS[1]))
            key("alt+5")
            page.wait_for_text("Fits your module with its 2 MB of flash.")
            page.select("ESP8266 AT 0.20")
            page.wait_for_text("Fits your module with its 2 MB of flash.")
    finally:
        module.remove()


def test_too_large():
    """What does not fit cannot be used, and it is told why."""
    module = VirtualModule(VIRTUAL, "--turbo", "--size", "512K", "--boot", "download")
    try:
        with window("too-large", f"--port={module.port}") as app:
            page = Page(app)
            key("ctrl+d")
            page.wait_for_text("Too large for your module: it needs 1 MB of flash, and there are 512 KB.")
            wait_for("Use to be off", lambda: not page.find("Use", "push button").enabled)
            page.select("ESP8266 AT 0.20")
            wait_for("Use", lambda: page.find("Use", "push button").enabled)
    finally:
        module.remove()


def test_unverified():
    """Without hashes nothing is taken, and not even asked for, until somebody says so."""
    need_firmware()
    with Server(hashes=False) as server, window("unverified") as app:
        page = Page(app)
        page.add(server)
        page.wait_for_text("Not verified: its list has no SHA-256")
        page.click("Use")
        app.wait_for_windows(2)
        key("Escape")
        app.wait_for_windows(1)
        check(server.count("/at/" + USER1) == 0, "it was asked for all the same")
        page.click("Use")
        app.wait_for_windows(2)
        app.click("Take It Unverified")
        app.wait_for_windows(1)
        wait_for("the table", lambda: list_rows(app) == expected_rows(BUILDS[0]))


def fill_cache(damaged=None):
    """A folder for the program in which the files of AT 1.7.6 for 1 MB are kept."""
    folder = tempfile.mkdtemp(prefix="rekindle-ui-")
    files = os.path.join(folder, "rekindle", "firmware", "files")
    os.makedirs(files)
    for name, _ in BUILDS[0][3]:
        content = read(os.path.join(SMALL, name))
        with open(os.path.join(files, hashlib.sha256(content).hexdigest()), "wb") as file:
            file.write(content if name != damaged else content[:-1])
    return folder


def test_kept():
    """What is there is used without network, for the size that it is for."""
    need_firmware()
    with window("kept", folder=fill_cache()) as app:
        page = Page(app)
        page.wait_for_state("ESP8266 AT 1.7.6", "Downloaded for 1 MB")
        page.use()
        check(list_rows(app) == expected_rows(BUILDS[0]), f"the table holds {list_rows(app)}")


def test_damaged():
    """What went bad on the disk is found when the page is first seen, and not offered."""
    need_firmware()
    with window("damaged", folder=fill_cache(damaged=USER1), env={"https_proxy": "http://127.0.0.1:9"}) as app:
        page = Page(app)
        page.wait_for_state("ESP8266 AT 1.7.6", "Damaged: download it again")
        page.click("Use")
        page.wait_for_text("The server does not answer.")
        check(USER1 not in [name for _, name in list_rows(app)], "it is in the table")


def test_bad_lists():
    """No list: said in words, and the library stays as it is."""
    with window("bad", settings={}) as app:
        page = Page(app)
        path = os.path.join(app.folder, "page.json")
        with open(path, "w", encoding="utf-8") as file:
            file.write("<html>404</html>")
        wait_for_other_dialog(page.enter_address(path))
        app.wait_for_text("That is not a list of firmware that can be read.")
        key("Escape")
        app.wait_for_windows(1)
        page.entry("ESP8266 AT 1.7.6")


def test_remove():
    """Out of the cache, and out of the list."""
    need_firmware()
    with Server() as server, window("remove") as app:
        page = Page(app)
        page.add(server)
        page.click("Download")
        page.wait_for_state("My AT 7.7", "· Downloaded")
        page.choose_more("Remove from the Cache")
        app.wait_for_windows(1)
        page.wait_for_state("My AT 7.7", "Not downloaded")
        check(os.listdir(os.path.join(app.folder, "rekindle", "firmware", "files")) == [], "files are left")
        page.choose_more("Remove from the Library")
        app.find("Remove My AT 7.7?", "label")
        app.click("Remove")
        app.wait_for_windows(1)
        wait_for("it to go", lambda: page.look_for("My AT 7.7", "list item") is None)


def assert_is_set(path):
    """As ESP Web Tools reads it, with more that it passes over."""
    with zipfile.ZipFile(path) as archive:
        build = json.loads(archive.read("manifest.json"))["builds"][0]
        check(build["chipFamily"] == "ESP8266", "no chip family")
        check(sorted(part["offset"] for part in build["parts"]) == sorted(offset for _, offset in BUILDS[0][3]), f"{build}")
        for part in build["parts"]:
            digest = hashlib.sha256(archive.read(part["path"])).hexdigest()
            check(digest == part["sha256"], f"the hash of {part['path']} is wrong")


def test_save_set():
    """The table as a set that others can open, and that opens equal."""
    need_firmware()
    with tempfile.TemporaryDirectory(prefix="rekindle-set-") as folder:
        path = os.path.join(folder, "mine.zip")
        with window("save-set", SMALL) as app:
            app.find(f"Offset of {USER1}", "text")
            key("alt+1")
            key("ctrl+s")
            save_path(app, path)
            wait_for("the file", lambda: os.path.exists(path))
            assert_is_set(path)
        with window("save-set-2", path) as app:
            app.find(f"Offset of {USER1}", "text")
            check(list_rows(app) == expected_rows(BUILDS[0]), f"{list_rows(app)}")


def test_split():
    """A merged file comes apart into what it was made of, and together again."""
    need_firmware()
    flash = bytearray(b"\xff" * 0x100000)
    for name, offset in BUILDS[0][3]:
        content = read(os.path.join(SMALL, name))
        flash[offset:offset + len(content)] = content
    with window("split") as app:
        path = os.path.join(app.folder, "merged.bin")
        with open(path, "wb") as file:
            file.write(flash)
        app.find("Offset of rekindle-sample.bin", "text")
        key("alt+1")
        key("ctrl+o")
        open_path(app, path)
        app.find("Offset of merged.bin", "text")
        app.click("Split merged.bin")
        wait_for("its parts", lambda: {"0x00000", "0x01000", "0xFC000"} <= {offset for offset, _ in list_rows(app)})
        app.picture(os.path.join(PICTURES, "flash-split.png"), (1000, 700))
        key("ctrl+z")
        wait_for("it whole", lambda: list_rows(app) == [("0x00000", "merged.bin")])


def test_pictures():
    """Light and dark, small and large: to be looked at."""
    for size in ((1000, 700), (1440, 900)):
        for dark in (False, True):
            take_picture(size, dark)


def take_picture(size, dark):
    with window("pictures", size=size, dark=dark) as app:
        Page(app)
        app.picture(os.path.join(PICTURES, f"library-{size[0]}{'-dark' if dark else ''}.png"), size)


if __name__ == "__main__":
    os.makedirs(PICTURES, exist_ok=True)
    sys.exit(run_tests([test for name, test in list(globals().items()) if name.startswith("test_")], sys.argv[5:]))
