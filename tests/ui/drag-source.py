"""A small window that files can be dragged out of: drag-source.py FILE-OR-ADDRESS…

SPDX-License-Identifier: GPL-3.0-or-later
"""

import sys

import gi

gi.require_version("Gdk", "4.0")
gi.require_version("Gtk", "4.0")
from gi.repository import Gdk, Gio, GLib, Gtk  # noqa: E402


def make_source(paths):
    source = Gtk.DragSource(actions=Gdk.DragAction.COPY)
    files = Gdk.FileList.new_from_list([Gio.File.new_for_commandline_arg(path) for path in paths])
    source.set_content(Gdk.ContentProvider.new_for_value(files))
    return source


def activate_cb(application):
    window = Gtk.ApplicationWindow(application=application, title="drag-source", decorated=False, default_width=200,
                                   default_height=200)
    label = Gtk.Label(label="Files", hexpand=True, vexpand=True)
    label.add_controller(make_source(sys.argv[1:]))
    window.set_child(label)
    window.present()


def main():
    application = Gtk.Application(flags=Gio.ApplicationFlags.NON_UNIQUE)
    application.connect("activate", activate_cb)
    GLib.set_prgname("drag-source")
    application.run([])


if __name__ == "__main__":
    main()
