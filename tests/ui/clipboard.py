"""A small program that has a text in the clipboard: clipboard.py TEXT

SPDX-License-Identifier: GPL-3.0-or-later
"""

import sys

import gi

gi.require_version("Gtk", "4.0")
from gi.repository import GLib, Gtk  # noqa: E402


def main():
    Gtk.init()
    window = Gtk.Window(title="clipboard", decorated=False)
    window.get_clipboard().set(sys.argv[1])
    print("ready", flush=True)
    GLib.MainLoop().run()


if __name__ == "__main__":
    main()
