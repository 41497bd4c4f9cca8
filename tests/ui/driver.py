"""Drives the real window as a person with a screen reader would: by the names of
its controls, through AT-SPI.  Keys and the mouse come from xdotool.

SPDX-License-Identifier: GPL-3.0-or-later
"""

import os
import re
import signal
import subprocess
import tempfile
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

Atspi.set_timeout(20000, 20000)  # ms: a busy computer is no failure

PATIENCE = float(os.environ.get("RK_UI_PATIENCE", 60))  # seconds that anything may take; nothing waits for all of it

# What a bare X server and GTK say of each other, which is not ours to mend.  GTK
# 4.8 has no path to tell for what is asked about while it goes away, and measures
# shortened labels from right to left wrongly.
HARMLESS = re.compile("Unable to acquire (the address of )?the accessibility bus|dconf|portal|"
                      "gtk_widget_get_scale_factor|Theme parser|IBUS|Broken accounting of active state|unable to send notifications|reported min width -|g_variant_is_object_path|"
                      "Trying to snapshot GtkGizmo")
TROUBLE = re.compile(r"\b(WARNING|CRITICAL|ERROR) \*\*|ERROR: AddressSanitizer|runtime error")

# A leak is whose function called the allocating libraries.
ALLOCATORS = re.compile(r"libasan|libglib-2|libgobject-2|libgio-2")
OURS = re.compile(r"/src/[a-z]+/rk-|/rekindle\+0x")


def find_leaks(log):
    """The reports of LeakSanitizer about memory that is ours."""
    for report in re.findall(r"(?ms)^(?:Direct|Indirect) leak of .*?(?:\n\n|\Z)", log):
        frames = [line for line in report.splitlines()[1:] if line.strip()]
        first = next((line for line in frames if not ALLOCATORS.search(line)), "")
        if report.startswith("Direct") and OURS.search(first):
            yield report


class Failure(Exception):
    pass


def pump():
    """Lets AT-SPI take in what has happened."""
    context = GLib.MainContext.default()
    while context.pending():
        context.iteration(False)


def wait_for(what, condition, patience=PATIENCE):
    end = time.monotonic() + patience
    while True:
        pump()
        result = condition()
        if result:
            return result
        if time.monotonic() > end:
            raise Failure(f"waited in vain for {what}")
        time.sleep(0.05)


class Node:
    """An accessible object; one that has gone is nowhere and says nothing."""

    def __init__(self, accessible):
        self.accessible = accessible

    def ask(self, function, default):
        try:
            return function(self.accessible)
        except GLib.Error:
            return default

    @property
    def name(self):
        """GTK 4.8 says the label of a button twice, once with the mnemonic's mark."""
        name = (self.ask(lambda a: a.get_name(), "") or "").replace("_", "") if self.role == "push button" else \
            self.ask(lambda a: a.get_name(), "") or ""
        half = len(name) // 2
        return name[:half] if name[:half] + " " + name[:half] == name else name

    @property
    def description(self):
        return self.ask(lambda a: a.get_description(), "") or ""

    @property
    def role(self):
        return self.ask(lambda a: a.get_role_name(), "")

    def has(self, state):
        return self.ask(lambda a: a.get_state_set().contains(state), False)

    @property
    def enabled(self):
        return self.has(Atspi.StateType.SENSITIVE)

    @property
    def visible(self):
        return self.has(Atspi.StateType.VISIBLE)

    def children(self):
        count = self.ask(lambda a: a.get_child_count(), 0)
        for i in range(count):
            child = self.ask(lambda a, i=i: a.get_child_at_index(i), None)
            if child is not None:
                yield Node(child)

    def walk(self):
        yield self
        for child in self.children():
            yield from child.walk()

    def walk_shown(self):
        """What is hidden hides all in it."""
        if self.visible:
            yield self
            for child in self.children():
                yield from child.walk_shown()

    def actions(self):
        count = self.ask(lambda a: a.get_n_actions(), 0)
        return [self.ask(lambda a, i=i: a.get_action_name(i), "") for i in range(count)]

    def click(self):
        wait_for(f"“{self.name}” to be sensitive", lambda: self.enabled)
        self.act("click")

    def act(self, action):
        actions = self.actions()
        if action not in actions:
            raise Failure(f"“{self.name}” ({self.role}) has no action {action}: {actions}")
        self.ask(lambda a: a.do_action(actions.index(action)), False)
        pump()

    def focus(self):
        self.ask(lambda a: a.grab_focus(), False)
        pump()

    def type_over(self, text):
        self.ask(lambda a: a.set_text_contents(text), False)
        pump()

    @property
    def text(self):
        return self.ask(lambda a: a.get_text(0, a.get_character_count()), "") or ""


def key(*keys):
    subprocess.run(["xdotool", "key", "--clearmodifiers", *keys], check=True)


def type_text(text):
    subprocess.run(["xdotool", "type", "--delay", "5", text], check=True)


class App:
    """The program, with settings of its own."""

    def __init__(self, program, *args, folder=None, size=(1000, 700), dark=False, settings=None, env=None, wrap=()):
        self.folder = folder or tempfile.mkdtemp(prefix="rekindle-ui-")
        self.log_path = os.path.join(self.folder, "stderr.log")
        self.write_settings(dict(settings or {}, **{"window-width": size[0], "window-height": size[1]}))
        self.env = dict(os.environ, XDG_CONFIG_HOME=self.folder, XDG_STATE_HOME=self.folder, XDG_DATA_HOME=self.folder,
                        XDG_CACHE_HOME=self.folder, GSK_RENDERER="cairo", GTK_A11Y="atspi", GTK_USE_PORTAL="0",
                        RK_VIRTUAL_FLASH=self.flash_path)
        if dark:
            self.env["ADW_DEBUG_COLOR_SCHEME"] = "prefer-dark"
        self.env.pop("G_DEBUG", None)  # the log is looked at instead
        self.env.update(env or {})
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen([*wrap, program, *args], env=self.env, stderr=log, stdout=log,
                                            start_new_session=True)
        self.root = wait_for("the window", self.find_application)

    @property
    def flash_path(self):
        return os.path.join(self.folder, "flash.bin")

    def write_settings(self, settings):
        path = os.path.join(self.folder, "rekindle", "settings.ini")
        if os.path.exists(path):
            return
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write("[settings]\n" + "".join(f"{name}={value}\n" for name, value in settings.items()))

    def find_application(self):
        if self.process.poll() is not None:
            raise Failure(f"the program ended with {self.process.returncode}: {self.log()}")
        desktop = Atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            application = desktop.get_child_at_index(i)
            if application is not None and application.get_name() == "rekindle":
                node = Node(application)
                if any(child.role == "frame" for child in node.children()):
                    return node
        return None

    def nodes(self, role=None):
        return (node for node in self.root.walk() if role is None or node.role == role)

    def look_for(self, name, role=None):
        for node in self.nodes(role):
            if node.name == name and node.visible:
                return node
        return None

    def find(self, name, role=None, patience=PATIENCE):
        return wait_for(f"{role or 'a control'} “{name}”", lambda: self.look_for(name, role), patience)

    def click(self, name):
        """A menu button is a button in a button of the same name: the inner one acts."""
        def look():
            return next((node for node in self.nodes("push button")
                         if node.name == name and node.visible and "click" in node.actions()), None)
        wait_for(f"a button “{name}”", look).click()

    def says(self, text, window=None):
        """Whether some label or text has that in it, in any window or the named one."""
        return any(text in node.name or text in node.text
                   for top in self.root.children() if window is None or top.name == window
                   for node in top.walk() if node.role in ("label", "text"))

    def wait_for_text(self, text, patience=PATIENCE, window=None):
        """To name the window is quicker: a toast does not wait until all has been looked at."""
        wait_for(f"the text “{text}”", lambda: self.says(text, window), patience)

    def texts(self):
        return [node.name for node in self.nodes("label") if node.name]

    def screenshot(self, path):
        subprocess.run(["import", "-window", "root", path], check=True)

    def picture(self, path, size):
        """The window alone: without a window manager it is in the corner."""
        subprocess.run(["import", "-window", "root", "-crop", f"{size[0]}x{size[1]}+0+0", "+repage", path], check=True)

    def flash(self, patience=PATIENCE * 3):
        """Presses Flash and waits for the card; returns its heading."""
        self.click("Flash")
        return self.wait_for_card(patience)

    def wait_for_card(self, patience=PATIENCE * 3):
        wait_for("the result card", lambda: self.find("Details", "push button").enabled, patience)
        return self.card()

    def card(self):
        result = self.find("Result", "panel")
        return [node.name for node in result.walk() if node.role == "label" and node.name]

    def count_windows(self):
        result = subprocess.run(["xdotool", "search", "--onlyvisible", "--class", "rekindle"], capture_output=True,
                                text=True, check=False)
        return len(result.stdout.split())

    def wait_for_windows(self, count):
        """Asks the X server: GTK 4.8 breaks down when AT-SPI looks at a dialog that
        is just closing."""
        wait_for(f"{count} windows", lambda: self.count_windows() == count)

    def activate(self):
        """What a window manager does when a dialog has closed."""
        subprocess.run(["xdotool", "search", "--onlyvisible", "--class", "rekindle", "windowfocus"], check=True)

    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as file:
            return file.read()

    def close(self):
        """Closes the window as a person does, and looks whether it went well."""
        if self.process.poll() is None:
            self.click("Close")
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.kill()
                raise Failure("the program did not end when its window was closed") from None
        self.check_log()
        if self.process.returncode != 0:
            raise Failure(f"the program ended with {self.process.returncode}: {self.log()}")

    def check_log(self):
        trouble = [line for line in self.log().splitlines() if TROUBLE.search(line) and not HARMLESS.search(line)]
        trouble += find_leaks(self.log())
        if trouble:
            raise Failure("the program complains: " + "\n".join(trouble))

    def kill(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


# Parts of GTK's own widgets that only hold others.
CONTAINERS = ("scroll pane", "filler", "panel", "tool tip", "label")


def is_nameless(node):
    """The lists of the drop-downs are libadwaita's, and their items say themselves."""
    return node.role not in CONTAINERS and not node.name.startswith("GtkListView") and node.role != "list item" and \
        (node.name == "" or node.name.startswith(("Gtk", "Adw", "Rk")))


def find_nameless(app):
    """What takes the keyboard and is seen, and has no name of its own."""
    return [f"{node.role} “{node.name}”" for node in app.nodes()
            if node.has(Atspi.StateType.FOCUSABLE) and node.visible and is_nameless(node)]
