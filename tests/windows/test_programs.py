"""The Windows programs build, and what they are packed with is complete.

SPDX-License-Identifier: GPL-3.0-or-later
"""

import re
import subprocess
import sys
from pathlib import Path

import wine

SOURCE, OUT = (Path(argument).resolve() for argument in sys.argv[1:3])
TOOLS = SOURCE / "build-aux/windows"
SYSTEM = Path("/usr/lib/x86_64-linux-gnu/wine/x86_64-windows")


def build():
    with open(OUT / "build.log", "w") as log:
        code = subprocess.run([TOOLS / "build", OUT], stdout=log, stderr=subprocess.STDOUT, check=False).returncode
    if code != 0:
        raise wine.Failure("".join(open(OUT / "build.log", errors="replace").readlines()[-20:]))
    sizes = [f"{path.name}: {path.stat().st_size / 1e6:.1f} MB" for path in OUT.glob("rekindle-*") if path.is_file()]
    if len(sizes) != 2:
        raise wine.Failure(f"there should be a .zip and an installer: {sizes}")
    return ", ".join(sorted(sizes))


def imports_of(file):
    dump = subprocess.run(["x86_64-w64-mingw32-objdump", "-p", file], stdout=subprocess.PIPE, text=True, check=True).stdout
    return re.findall(r"DLL Name: (\S+)", dump)


def check_libraries():
    folder = next(path for path in OUT.glob("rekindle-*") if path.is_dir()) / "bin"
    here = {path.name.lower() for path in folder.iterdir()}
    system = {path.name.lower() for path in SYSTEM.iterdir()}
    files = [path for path in folder.iterdir() if path.suffix in (".exe", ".dll")]
    missing = {(file.name, name) for file in files for name in imports_of(file) if name.lower() not in here | system}
    if missing:
        raise wine.Failure(f"not packed, and not of Windows: {missing}")
    return f"{len(files)} programs and libraries"


def check_schema_and_icons():
    folder = next(path for path in OUT.glob("rekindle-*") if path.is_dir())
    for part in ("share/glib-2.0/schemas/gschemas.compiled", "share/icons/Adwaita/index.theme",
                 "share/icons/Adwaita/symbolic-16/window-close-symbolic.symbolic.png", "LICENSE.txt"):
        if not (folder / part).exists():
            raise wine.Failure(f"{part} is not packed")


if not wine.WINE.exists():
    wine.skip("there is no wine64")
if not (wine.find_sdk(SOURCE) / "complete").exists():
    wine.skip("the libraries for Windows are not built; build-aux/windows/sdk builds them")
OUT.mkdir(parents=True, exist_ok=True)
sys.exit(wine.run_cases([
    ("build", build),
    ("libraries", check_libraries),
    ("schema and icons", check_schema_and_icons),
]))
