"""The unit tests as Windows programs.

SPDX-License-Identifier: GPL-3.0-or-later

RK_WINDOWS_UNITS names those to run, if not all are wanted.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import wine

SOURCE, OUT, SCRATCH = (Path(argument).resolve() for argument in sys.argv[1:4])
BUILD = OUT / "meson"

# Pango finds no font to fall back to under Wine, and says so, which ends g_test
# programs.  The other draws all pictures all the same.
NOT_HERE = {"drawing"}
MAY_WARN = {"wiring-pictures"}


def list_tests():
    found = json.loads(subprocess.run(["meson", "introspect", "--tests", BUILD], stdout=subprocess.PIPE, check=True).stdout)
    names = os.environ.get("RK_WINDOWS_UNITS", "").split()
    return [test for test in found
            if any(suite.endswith(":unit") for suite in test["suite"]) and test["cmd"][0].endswith(".exe") and
            test["name"] not in NOT_HERE and (not names or test["name"] in names)]


def run(windows, libraries, test):
    environment = {**test["env"], "WINEPATH": libraries}
    if test["name"] in MAY_WARN:
        environment["G_DEBUG"] = "gc-friendly"
    code, out, err = windows.run(wine.WINE, *test["cmd"], env=environment, cwd=test["workdir"] or BUILD, expect=None,
                                 patience=10 * max(test["timeout"], 30))
    bad = re.findall(r"^not ok.*|^Bail out.*", out, re.M)
    passed = len(re.findall(r"^ok ", out, re.M))
    if code != 0 or bad or not (passed or test["protocol"] == "exitcode"):
        raise wine.Failure(f"{test['cmd'][0]} ended with {code}: {bad}\n{out[-3000:]}\n{err[-3000:]}")
    skipped = len(re.findall(r"^ok .*# SKIP", out, re.M))
    return f"{passed - skipped} cases" + (f", {skipped} skipped" if skipped else "")


if not (BUILD / "build.ninja").exists():
    wine.skip("the Windows programs are not built")
with open(OUT / "tests.log", "w") as log:
    if subprocess.run(["ninja", "-C", BUILD], stdout=log, stderr=subprocess.STDOUT, check=False).returncode != 0:
        print("".join(open(OUT / "tests.log", errors="replace").readlines()[-20:]))
        sys.exit("the tests do not build")

libraries = wine.to_windows(wine.find_sdk(SOURCE) / "bin")
with wine.Wine(SCRATCH) as windows:
    code = wine.run_cases([(test["name"], lambda test=test: run(windows, libraries, test)) for test in list_tests()])
sys.exit(code)
