"""For who cannot see well or uses no mouse: names, roles, progress, keys, contrast.

Usage: test_accessible.py REKINDLE REKINDLE-VIRTUAL SHARED-FOLDER PICTURES-FOLDER

What a screen reader finds on each page is left in the folder of pictures.

SPDX-License-Identifier: GPL-3.0-or-later
"""

import collections
import os
import sys

from contrast import Picture, text_contrast
from driver import is_nameless, key, type_text, wait_for
from gi.repository import Atspi
from harness import Skip, Window, check, has_keyboard, run_tests, tab_to, turn_pages

REKINDLE, VIRTUAL, SHARED, PICTURES = sys.argv[1:5]
AT_SET = os.path.join(SHARED, "firmware", "at-1.7.6-512+512")
SIZE = (1000, 700)

# What takes the keyboard is one of these.
ROLES = {"push button", "toggle button", "check box", "radio button", "combo box", "text", "entry", "password text",
         "spin button", "list item", "list", "link", "label", "scroll pane", "switch", "slider", "page tab", "image",
         "drawing area", "panel", "filler", "tree table", "grid"}


def window(name, *args, **options):
    return Window(os.path.join(PICTURES, f"failed-accessible-{name}.png"), REKINDLE, *args, **options)


def shown(app):
    return [node for top in app.root.children() for node in top.walk_shown()]


# -- Names and roles -----------------------------------------------------------


def dump(page, nodes):
    path = os.path.join(PICTURES, f"accessible-{page.file}.txt")
    with open(path, "w", encoding="utf-8") as file:
        for node in nodes:
            marks = "F" if node.has(Atspi.StateType.FOCUSABLE) else " "
            file.write(f"{marks} {node.role} | {node.name} | {node.description}\n")


def find_confusable(nodes):
    """Controls that are told apart by nothing but their place."""
    pressed = [(node.role, node.name, node.text if node.role == "text" else node.description) for node in nodes
               if node.role in ("push button", "toggle button", "check box", "text") and
               (node.role == "text" or node.actions()) and node.has(Atspi.StateType.FOCUSABLE)]
    return [f"{count} × {role} “{name}”" for (role, name, _), count in collections.Counter(pressed).items() if count > 1]


def test_names():
    files = [AT_SET] if os.path.isdir(AT_SET) else []
    with window("names", *files) as app:
        for page in turn_pages(app):
            nodes = page.nodes()
            dump(page, nodes)
            focusable = [node for node in nodes if node.has(Atspi.StateType.FOCUSABLE)]
            nameless = [f"{node.role} “{node.name}”" for node in focusable if is_nameless(node)]
            check(not nameless, f"{page.name}: without a name: {nameless}")
            strange = {node.role for node in focusable} - ROLES
            check(not strange, f"{page.name}: take the keyboard as {strange}")
            confusable = find_confusable(nodes)
            check(not confusable, f"{page.name}: alike: {confusable}")


# -- Progress ------------------------------------------------------------------


def test_progress():
    """Who does not see the bar can ask for it: its name, its value, and the step."""
    if not os.path.isdir(AT_SET):
        raise Skip("there is no firmware to flash")
    with window("progress", AT_SET, settings={"baud": "230400"}) as app:
        app.click("Flash")
        bar = wait_for("a progress bar", lambda: next((node for node in shown(app) if node.role == "progress bar"), None))
        check(bar.name and not is_nameless(bar), f"the progress bar is called “{bar.name}”")
        seen = set()

        def moved():
            seen.add(round(bar.ask(lambda a: a.get_current_value(), 0.0), 3))
            return len(seen) >= 4
        wait_for("the value to move", moved)
        steps = [node for node in shown(app) if node.role == "label" and node.name.startswith("Writing")]
        check(steps, "no text says which step it is")
        app.click("Cancel")
        app.wait_for_card()


# -- Keys ----------------------------------------------------------------------


def test_keys():
    """From the first start to the proof and to the console, without a mouse."""
    with window("keys", env={"RK_VIRTUAL_TURBO": "1"}) as app:
        app.find("Flash", "push button")
        offset = tab_to(app, "Offset of rekindle-sample.bin", "text")
        key("ctrl+a")
        type_text("0x1")
        app.wait_for_text("does not start at a sector")
        key("ctrl+a")
        type_text("0x0")
        wait_for("the offset", lambda: offset.text == "0x0" and app.find("Flash", "push button").enabled)
        tab_to(app, "Options")
        key("Return")
        wait_for("the options", lambda: app.look_for("Erase the whole chip first"))
        key("Escape")
        tab_to(app, "Flash")
        key("Return")
        card = app.wait_for_card()
        check(card[0] == "Written, and it runs", f"the card says {card}")
        tab_to(app, "Details")
        key("Return")
        app.wait_for_windows(2)
        key("Escape")
        app.wait_for_windows(1)
        tab_to(app, "Done")
        key("Return")
        tab_to(app, "Options")  # the card has gone
        key("F10")
        wait_for("the menu", lambda: app.look_for("Keyboard Shortcuts"))
        key("Escape")
        key("alt+2")
        app.find("What to send", "text")
        wait_for("the entry", lambda: app.find("What to send", "text").has(Atspi.StateType.FOCUSED))
        type_text("hello")
        wait_for("what was typed", lambda: app.find("What to send", "text").text == "hello")
        for number in (3, 4, 1):
            key(f"alt+{number}")
            wait_for("the page", lambda number=number:
                     list(app.find("Pages", "list").children())[number - 1].has(Atspi.StateType.SELECTED))


def press_and_return(app, name, opened):
    """Opens something by the control of that name, and closes it: the control has the keyboard again."""
    tab_to(app, name)
    key("Return")
    opened()
    key("Escape")
    wait_for(f"“{name}” to have the keyboard again", lambda: has_keyboard(
        node for top in shown(app) if top.name == name for node in top.walk()))


def test_keys_firmware():
    """To another firmware and what can be done with it, without a mouse."""
    with window("keys-firmware") as app:
        app.find("Flash", "push button")
        key("alt+5")
        press_and_return(app, "Add Firmware", lambda: wait_for("the menu", lambda: app.look_for("From an Address…")))
        firmware = app.find("Firmware", "list")
        first, _, third = list(firmware.children())[:3]
        tab_to(app, first.name, "list item")
        key("Down")
        key("Down")
        wait_for("the third to be shown", lambda: third.has(Atspi.StateType.SELECTED))
        app.find(third.name, "label")
        tab_to(app, "Download")
        press_and_return(app, "More", lambda: wait_for("the menu", lambda: app.look_for("Open Folder")))


# -- Contrast ------------------------------------------------------------------


def scrolled_out(node, box):
    """Whether it lies outside of what scrolls it."""
    parent = node.ask(lambda a: a.get_parent(), None)
    while parent is not None:
        if parent.get_role_name() == "scroll pane":
            pane = parent.get_extents(Atspi.CoordType.WINDOW)
            return box.y < pane.y or box.y + box.height > pane.y + pane.height
        parent = parent.get_parent()
    return False


def is_off(node):
    """What cannot be used now may be faint."""
    accessible = node.accessible
    while accessible is not None and accessible.get_role_name() not in ("frame", "application"):
        if not accessible.get_state_set().contains(Atspi.StateType.SENSITIVE):
            return True
        accessible = accessible.get_parent()
    return False


def least(node, box, high):
    """What WCAG asks for; a button's colours are libadwaita's, and bold, but for high
    contrast they are ours."""
    on_button = node.accessible.get_parent().get_role_name() == "push button"
    return 3 if box.height > 30 or (on_button and not high) else 4.5


def find_faint(page, picture, high):
    for node in page.nodes():
        if node.role != "label" or not node.name.strip() or is_nameless(node):
            continue
        box = node.ask(lambda a: a.get_extents(Atspi.CoordType.WINDOW), None)
        if box is None or box.width < 4 or box.x + box.width > SIZE[0] or scrolled_out(node, box) or is_off(node):
            continue
        found = text_contrast(picture, box)
        if found is not None and found < least(node, box, high):
            yield f"{found:.2f} “{node.name[:40]}”"


def look_at_contrast(name, high=False, dark=False):
    """All texts of all pages, in one of the four looks."""
    files = [AT_SET] if os.path.isdir(AT_SET) else []
    faint = []
    env = {"ADW_DEBUG_HIGH_CONTRAST": "1"} if high else {}
    with window(name, *files, size=SIZE, dark=dark, env=env) as app:
        for page in turn_pages(app):
            path = os.path.join(PICTURES, f"contrast-{name}-{page.file}.png")
            app.picture(path, SIZE)
            faint += [f"{page.name}: {text}" for text in find_faint(page, Picture(path), high)]
    check(not faint, "hard to read: " + "; ".join(faint))


def test_contrast_light():
    look_at_contrast("light")


def test_contrast_dark():
    look_at_contrast("dark", dark=True)


def test_contrast_high():
    look_at_contrast("high", high=True)


def test_contrast_high_dark():
    look_at_contrast("high-dark", high=True, dark=True)


if __name__ == "__main__":
    os.makedirs(PICTURES, exist_ok=True)
    sys.exit(run_tests([test for name, test in list(globals().items()) if name.startswith("test_")], sys.argv[5:]))
