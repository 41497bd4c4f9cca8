"""The installer installs, what it installed runs, and nothing is left when it is removed.

SPDX-License-Identifier: GPL-3.0-or-later

Neither says by its exit code whether it worked, so the files are looked at.
"""

import sys
from pathlib import Path

import wine

OUT, SCRATCH = (Path(argument).resolve() for argument in sys.argv[1:3])

UNINSTALL = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\Rekindle"


class Installed:
    def __init__(self, windows):
        self.windows = windows
        self.user = wine.wait_for("the person's folder", lambda: next(
            (path for path in (windows.prefix / "drive_c/users").iterdir() if (path / "AppData/Local").exists()), None))
        self.folder = self.user / "AppData/Local/Programs/Rekindle"
        self.link = self.user / "AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Rekindle.lnk"

    def files(self):
        return {path.relative_to(self.folder) for path in self.folder.rglob("*") if path.is_file()}

    def registered(self):
        return self.windows.run(wine.WINE, "reg", "query", UNINSTALL, "/v", "DisplayVersion", expect=None)[0] == 0


def install(installed):
    setup = next(OUT.glob("rekindle-*-setup.exe"))
    packed = next(path for path in OUT.glob("rekindle-*") if path.is_dir())
    installed.windows.run(wine.WINE, setup, "/S")
    wanted = {path.relative_to(packed) for path in packed.rglob("*") if path.is_file()} | {Path("uninstall.exe")}
    wine.wait_for("all files", lambda: installed.files() == wanted)
    if not installed.link.exists() or not installed.registered():
        raise wine.Failure("it is not in the Start menu, or not among the installed programs")
    return f"{len(wanted)} files"


def run(installed):
    """From where it was installed, with nothing else in the way."""
    told = installed.windows.run(wine.WINE, installed.folder / "bin/rekindle-cli.exe", "--port", "virtual", "info")
    if "ESP8266" not in told:
        raise wine.Failure(told)
    return installed.windows.run(wine.WINE, installed.folder / "bin/rekindle-cli.exe", "--version").strip()


def install_over(installed):
    """A file of an older version goes; what a person put beside it stays."""
    old = installed.folder / "bin/of-an-older-version.dll"
    own = installed.folder / "own.txt"
    old.touch()
    own.touch()
    installed.windows.run(wine.WINE, next(OUT.glob("rekindle-*-setup.exe")), "/S")
    wine.wait_for("the old file to go", lambda: not old.exists() and (installed.folder / "bin/rekindle.exe").exists())
    if not own.exists():
        raise wine.Failure("a person's file is gone")
    own.unlink()


def uninstall(installed):
    """It copies itself away and returns at once."""
    installed.windows.run(wine.WINE, installed.folder / "uninstall.exe", "/S")
    wine.wait_for("the folder to go", lambda: not installed.folder.exists())
    wine.wait_for("the Start menu to forget", lambda: not installed.link.exists())
    wine.wait_for("Windows to forget", lambda: not installed.registered())


if not next(OUT.glob("rekindle-*-setup.exe"), None):
    wine.skip("the installer is not built")
with wine.Wine(SCRATCH) as windows:
    installed = Installed(windows)
    code = wine.run_cases([(case.__name__.replace("_", " "), lambda case=case: case(installed))
                           for case in (install, run, install_over, uninstall)])
sys.exit(code)
