#!/usr/bin/env python3
"""Counts the cases in a JUnit report of meson: prints "PASSED FAILED SKIPPED".

A TAP program is a suite with a case for each of its points; a program that
crashed or ran out of time has an error of its own and counts as failed.

SPDX-License-Identifier: GPL-3.0-or-later
"""

import re
import sys
import xml.etree.ElementTree as ElementTree


# What a test prints goes into the report as it is, and a module at another baud
# rate prints anything.
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def parse(report):
    with open(report, encoding="utf-8", errors="replace") as file:
        return ElementTree.fromstring(NOT_XML.sub("?", file.read()))


def count(report):
    passed = failed = skipped = 0
    for case in parse(report).iter("testcase"):
        kinds = {child.tag for child in case}
        if kinds & {"failure", "error"}:
            failed += 1
        elif "skipped" in kinds:
            skipped += 1
        else:
            passed += 1
    return passed, failed, skipped


if __name__ == "__main__":
    try:
        print(*count(sys.argv[1]))
    except (OSError, ElementTree.ParseError) as error:
        print(f"no test report: {error}", file=sys.stderr)
        print(0, 1, 0)
