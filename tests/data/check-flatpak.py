#!/usr/bin/env python3
"""The Flatpak manifest: complete, pinned, and for this program.

Usage: check-flatpak.py MANIFEST METAINFO

Building it takes the network and GNOME's runtime; here it is read, by flatpak-builder
too where that is there.

SPDX-License-Identifier: GPL-3.0-or-later
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile


def problems(manifest, metainfo):
    """What is wrong, in words."""
    for key in ("id", "runtime", "runtime-version", "sdk", "command", "finish-args", "modules"):
        if not manifest.get(key):
            yield f"there is no “{key}”"
    if f"<id>{manifest['id']}</id>" not in metainfo:
        yield "the metainfo has another id"
    if f"<binary>{manifest['command']}</binary>" not in metainfo:
        yield "the metainfo provides no such command"
    for wanted in ("--device=all", "--share=network", "--socket=wayland"):
        if wanted not in manifest["finish-args"]:
            yield f"without {wanted} ports, downloads or windows are missing"
    for module in manifest["modules"]:
        yield from module_problems(module)
    if manifest["modules"][-1]["name"] != "rekindle":
        yield "the program is not what is built last"


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


def main(path, metainfo_path):
    with open(path, encoding="utf-8") as file:
        manifest = json.load(file)
    with open(metainfo_path, encoding="utf-8") as file:
        found = list(problems(manifest, file.read()))
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
