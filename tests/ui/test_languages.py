"""The window in a language of long words, in one from right to left, and in those that
it is translated to: all of it is translated, fits, and stays inside.  Pictures of every
page are left to be looked at.

Usage: test_languages.py REKINDLE REKINDLE-VIRTUAL SHARED-FOLDER PICTURES-FOLDER

SPDX-License-Identifier: GPL-3.0-or-later
"""

import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

from driver import key, wait_for
from gi.repository import Atspi
from harness import Skip, Window, check, check_size, run_tests, turn_pages
from pseudo import LONG, RIGHT_TO_LEFT, Installation, Translation

REKINDLE, VIRTUAL, SHARED, PICTURES = sys.argv[1:5]
SOURCE = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
AT_SET = os.path.join(SHARED, "firmware", "at-1.7.6-512+512")
SIZE = (1000, 700)
PAGES = ["Flash", "Console", "Cloud Update", "Wiring", "Firmware", "Module"]

# English words that no translation changes: names, and what the module itself says.
WORD = re.compile(r"\b[a-z]{4,}\b")


# What is looked at: texts and what is pressed.
ROLES = ("label", "push button", "toggle button", "check box")


def need(*programs):
    for program in programs:
        if shutil.which(program) is None:
            raise Skip(f"there is no {program}")
    if not os.path.isdir("/usr/share/i18n/locales"):
        raise Skip("there are no locales to make")


def assert_inside(nodes, page):
    """Nothing reaches out of the window, and the window has not grown."""
    check_size(SIZE, page)
    for node in nodes:
        box = node.ask(lambda a: a.get_extents(Atspi.CoordType.WINDOW), None)
        if box is not None and box.width > 0:
            check(box.x >= 0 and box.x + box.width <= SIZE[0],
                  f"{page}: “{node.name}” reaches from {box.x} to {box.x + box.width}")


def assert_translated(nodes, page):
    """What is a text of ours in English is a text that was forgotten."""
    english = [node.name for node in nodes if node.role != "label" and
               WORD.search(node.name) and "." not in node.name and node.name.isascii()]
    check(not english, f"{page}: still in English: {english}")


def look_at(app, language, page, name):
    app.picture(os.path.join(PICTURES, f"language-{language.name}-{name}.png"), SIZE)
    nodes = [node for node in page.nodes() if node.role in ROLES and node.name]
    assert_inside(nodes, page.name)
    assert_translated(nodes, page.name)


def show_all(app, language):
    say = language.translate
    for number, page in enumerate(turn_pages(app, say), 1):
        look_at(app, language, page, f"page-{number}")
        if page.name == say("Console"):
            app.click(say("AT Tools"))
            app.find(say("Find a command"), "entry")
            time.sleep(0.4)  # the panel is laid out
            look_at(app, language, page, "at-tools")
    key("alt+1")
    app.click(say("Flash"))
    wait_for("the result card", lambda: app.find(say("Details"), "push button").enabled, 300)
    time.sleep(0.4)  # one page fades into the other
    app.picture(os.path.join(PICTURES, f"language-{language.name}-proven.png"), SIZE)
    assert_inside([], "proven")


def show_dialogs(app, language):
    """What floats above the window: options, menu, shortcuts."""
    say = language.translate
    app.click(say("Options"))
    app.find(say("Erase the whole chip first"))
    time.sleep(0.4)  # the popover fades in
    app.picture(os.path.join(PICTURES, f"language-{language.name}-options.png"), SIZE)
    key("Escape")
    key("F10")
    time.sleep(0.6)  # the menu unfolds
    app.picture(os.path.join(PICTURES, f"language-{language.name}-menu.png"), SIZE)
    key("Escape")
    key("ctrl+question")
    app.wait_for_windows(2)
    time.sleep(0.6)
    app.screenshot(os.path.join(PICTURES, f"language-{language.name}-shortcuts.png"))
    key("Escape")
    app.wait_for_windows(1)


@contextlib.contextmanager
def window_in(language):
    """The program in that language, with a set of firmware in its table."""
    files = [AT_SET] if os.path.isdir(AT_SET) else []
    with tempfile.TemporaryDirectory(prefix="rekindle-language-") as folder:
        if language in (LONG, RIGHT_TO_LEFT):
            language.pot = os.path.join(folder, "rekindle.pot")
            subprocess.run([os.path.join(SOURCE, "tests", "data", "check-translations.sh"), SOURCE, language.pot], check=True,
                           stdout=subprocess.DEVNULL)
        there = Installation(folder, REKINDLE, language)
        with Window(os.path.join(PICTURES, f"failed-language-{language.name}.png"), there.program, *files, size=SIZE,
                    env=dict(there.env, RK_VIRTUAL_TURBO="1"), settings={"flash-size": "'keep'"}) as app:
            app.find(language.translate("Flash"), "push button")
            yield app
            app.kill()
            app.check_log()


def look_at_all(language):
    need("msgen", "msgfmt", "xgettext", "localedef")
    with window_in(language) as app:
        show_dialogs(app, language)
        show_all(app, language)


def test_long_words():
    look_at_all(LONG)


def test_right_to_left():
    look_at_all(RIGHT_TO_LEFT)


def test_translations():
    """Each page has its name in each language, and fits."""
    need("msgfmt", "localedef")
    with open(os.path.join(SOURCE, "po", "LINGUAS"), encoding="utf-8") as file:
        names = [line.strip() for line in file if not line.startswith("#")]
    for language in (Translation(os.path.join(SOURCE, "po", f"{name}.po")) for name in names):
        with window_in(language) as app:
            pages = []
            for page in turn_pages(app, language.translate):
                pages.append(page.name)
                app.picture(os.path.join(PICTURES, f"language-{language.name}-page-{len(pages)}.png"), SIZE)
                assert_inside([node for node in page.nodes() if node.role in ROLES and node.name], f"{language.name}: {page.name}")
            wanted = [language.page(name) for name in PAGES]
            check(pages == wanted, f"{language.name}: the pages are called {pages}, not {wanted}")


if __name__ == "__main__":
    os.makedirs(PICTURES, exist_ok=True)
    sys.exit(run_tests([test_long_words, test_right_to_left, test_translations], sys.argv[5:]))
