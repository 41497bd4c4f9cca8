#!/usr/bin/env python3
"""The Flatpak manifest: complete, pinned, and for this program.

Usage: check-flatpak.py MANIFEST METAINFO SOURCE-FOLDER

Building it takes the network and GNOME's runtime; here it is read, by flatpak-builder
too where that is there.

SPDX-License-Identifier: GPL-3.0-or-later
"""

import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

# What the sandbox must let through, and what is missing without it.
PERMISSIONS = {
    "--device=all": "ports",
    "--filesystem=home": "the files that a manifest names and the list beside a backup",
    "--share=ipc": "pictures under X11",
    "--share=network": "downloads and network ports",
    "--socket=fallback-x11": "the window under X11",
    "--socket=wayland": "the window",
}

# What of Rekindle's dependencies is in GNOME's runtime; all else is a module of its own.
# Sources: GNOME/gnome-build-meta elements/sdk, freedesktop-sdk elements/components.
RUNTIME = {"cairo", "cairo-pdf", "cairo-svg", "gio-2.0", "glib-2.0", "gobject-2.0", "gtk4", "json-glib-1.0",
           "libadwaita-1", "libarchive", "libcurl", "pangocairo"}


def problems(manifest, metainfo, source):
    """What is wrong, in words."""
    for key in ("id", "runtime", "runtime-version", "sdk", "command", "finish-args", "modules"):
        if not manifest.get(key):
            yield f"there is no “{key}”"
    if f"<id>{manifest['id']}</id>" not in metainfo:
        yield "the metainfo has another id"
    if f"<binary>{manifest['command']}</binary>" not in metainfo:
        yield "the metainfo provides no such command"
    for wanted, what in PERMISSIONS.items():
        if wanted not in manifest["finish-args"]:
            yield f"without {wanted}, {what} are missing"
    for module in manifest["modules"]:
        yield from module_problems(module)
    if manifest["modules"][-1]["name"] != "rekindle":
        yield "the program is not what is built last"
    yield from build_problems(manifest, source)


def build_problems(manifest, source):
    """What the program's own build would trip over."""
    names = {module["name"] for module in manifest["modules"]}
    for dependency in sorted(needed_dependencies(source) - RUNTIME - names):
        yield f"{dependency} is neither in the runtime nor a module"
    with open(os.path.join(source, "meson_options.txt"), encoding="utf-8") as file:
        options = re.findall(r"^option\('(\w+)'", file.read(), re.MULTILINE)
    for setting in manifest["modules"][-1].get("config-opts", []):
        if setting.partition("=")[0].removeprefix("-D") not in options:
            yield f"Meson has no option {setting}"


def needed_dependencies(source):
    """The names of what the build does not go without."""
    needed = set()
    for path in glob.glob(os.path.join(source, "src/**/meson.build"), recursive=True) + [os.path.join(source, "meson.build")]:
        with open(path, encoding="utf-8") as file:
            for name, rest in re.findall(r"\bdependency\('([^']+)'([^)]*)", file.read()):
                if "required: false" not in rest:
                    needed.add(name)
    return needed


def module_problems(module):
    if module.get("buildsystem", "autotools") not in ("autotools", "cmake-ninja", "meson"):
        yield f"{module['name']}: build system {module['buildsystem']}"
    if not module.get("sources"):
        yield f"{module['name']} has no source"
    for source in module.get("sources", []):
        if source["type"] == "dir":
            continue
        if not source["url"].startswith("https://") or not re.search(r"\d+(\.\d+)+\.tar\.[a-z0-9]+$", source["url"]):
            yield f"{module['name']}: {source['url']} is no release"
        if not re.fullmatch(r"[0-9a-f]{64}", source.get("sha256", "")):
            yield f"{module['name']} is not pinned by its SHA-256"


def main(path, metainfo_path, source):
    with open(path, encoding="utf-8") as file:
        manifest = json.load(file)
    with open(metainfo_path, encoding="utf-8") as file:
        found = list(problems(manifest, file.read(), source))
    if os.path.basename(path) != manifest["id"] + ".json":
        found.append("the file is not called after its id")
    if shutil.which("flatpak-builder"):
        with tempfile.TemporaryDirectory() as folder:  # it leaves its state where it runs
            result = subprocess.run(["flatpak-builder", "--show-manifest", os.path.abspath(path)], cwd=folder,
                                    capture_output=True, text=True, check=False)
        if result.returncode != 0:
            found.append(result.stderr)
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
