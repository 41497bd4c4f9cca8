#!/usr/bin/env python3
"""Counts the cases in a test report of meson.

Takes the path of the report without its ending.  Prints "PASSED FAILED SKIPPED",
then a line for each that failed.  A TAP program is a suite with a case for each of
its points; one that crashed or ran out of time counts as a failed case, unless one
of its points has failed.

SPDX-License-Identifier: GPL-3.0-or-later
"""

import json
import re
import sys
import xml.etree.ElementTree as ElementTree


# What a test prints goes into the report as it is, and a module at another baud
# rate prints anything.
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read_suites(report):
    with open(report + ".junit.xml", encoding="utf-8", errors="replace") as file:
        return ElementTree.fromstring(NOT_XML.sub("?", file.read())).iter("testsuite")


def read_bad_programs(report):
    with open(report + ".json", encoding="utf-8", errors="replace") as file:
        runs = [json.loads(line) for line in file]
    return {run["name"]: run["result"].lower() for run in runs if run["result"] not in ("OK", "SKIP", "EXPECTEDFAIL")}


def count(report):
    passed, skipped, failures = 0, 0, []
    bad_programs = read_bad_programs(report)

    for suite in read_suites(report):
        program = suite.get("name").partition(".")[2]
        for case in suite.iter("testcase"):
            kinds = {child.tag for child in case}
            if kinds & {"failure", "error"}:
                failures.append(f"{program}: {case.get('name')}" if program else case.get("name"))
                bad_programs.pop(program or case.get("name"), None)
            elif "skipped" in kinds:
                skipped += 1
            else:
                passed += 1

    failures += [f"{program}: {result}" for program, result in bad_programs.items()]
    return passed, skipped, failures


if __name__ == "__main__":
    try:
        passed, skipped, failures = count(sys.argv[1])
    except (OSError, ValueError, ElementTree.ParseError) as error:
        passed, skipped, failures = 0, 0, [f"no test report: {error}"]
    print(passed, len(failures), skipped)
    print(*failures, sep="\n")
