#!/usr/bin/env python3
"""What the programs' --help names is in their manual pages, and completed.

Usage: check-help.py SOURCE-FOLDER COMPLETIONS-FOLDER PROGRAM…

A command or option that was added without a word in the manual page fails here, and
so does a new placeholder that make-completions.py does not know.

SPDX-License-Identifier: GPL-3.0-or-later
"""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile

SOURCE, COMPLETIONS, *PROGRAMS = map(os.path.abspath, sys.argv[1:])
sys.path.insert(0, os.path.join(SOURCE, "data", "completions"))
sys.dont_write_bytecode = True
from program_help import read_program  # noqa: E402

SPEC = importlib.util.spec_from_file_location("make_completions", os.path.join(SOURCE, "data/completions/make-completions.py"))
MAKE = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(MAKE)

ROOTS = {os.path.basename(path): read_program(path) for path in PROGRAMS}


class Skip(Exception):
    pass


# -- Manual pages --------------------------------------------------------------


def plain(line):
    """A line of a manual page without the marks of its fonts."""
    line = re.sub(r"^\.(?:B|I|BR|BI|IR|RB|RI|IB) ", "", line)
    return re.sub(r"\\f.|\\&|\"", "", line).replace(r"\-", "-").replace(r"\fR", "")


def sections(page, paths):
    """The lines of the manual page that belong to each command; "" has all."""
    found = {path: [] for path in paths}
    found[""] = []
    current = []
    in_commands = False
    for raw in page.splitlines():
        line = plain(raw)
        if raw.startswith(".SH"):
            in_commands = raw.strip() == ".SH COMMANDS"
            current = []
        elif in_commands and raw.startswith(".B"):
            words = line.split()
            for path in (" ".join(words[:2]), words[0] if words else ""):
                if path in found and path:
                    current = found[path]
                    break
        found[""].append(line)
        if current is not found[""]:
            current.append(line)
    return {path: "\n".join(lines) for path, lines in found.items()}


def missing_in_manual(name):
    root = ROOTS[name]
    with open(os.path.join(SOURCE, "data", f"{name}.1"), encoding="utf-8") as file:
        parts = sections(file.read(), [command.path for command in root.walk() if command.path])
    for command in root.walk():
        if command.path and not command.commands and not parts[command.path]:
            yield f"the command “{command.path}”"
        for option in command.options:
            # --help is every program's; what stands before the command is told once.
            told = parts[command.path] + (parts[""] if option.name == "json" else "")
            if option.name != "help" and not re.search(rf"--{option.name}(?![\w-])", told):
                yield f"“{command.path} --{option.name}”"


def check_manual(name):
    return list(missing_in_manual(name))


# -- Completions ---------------------------------------------------------------


def check_placeholders(name):
    for command in ROOTS[name].walk():
        values = [(f"{command.path} --{option.name}", option) for option in command.options if option.value]
        for what, option in values:
            if option.value not in MAKE.KINDS and not option.choices():
                yield f"KINDS in make-completions.py does not know “{option.value}” of “{what}”"
            if MAKE.KINDS.get(option.value) == "listed" and not option.choices():
                yield f"the help of “{what}” does not list what it takes"
        for argument in command.arguments:
            if argument not in MAKE.KINDS:
                yield f"KINDS in make-completions.py does not know “{argument}” of “{command.path}”"


def complete_bash(name, line):
    """What the shell offers after @line, which ends where the cursor is."""
    script = """
source "$1"; name=$2; function_name=_${name//-/_}
read -ra COMP_WORDS <<< "$3"; [[ $3 = *' ' ]] && COMP_WORDS+=('')
COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMPREPLY=()
compopt() { :; }
"$function_name"
printf '%s\\n' "${COMPREPLY[@]}"
"""
    # As bash does: “=” is a word of its own.
    words = re.sub(r"=", " = ", line) if "=" in line else line
    return run(["bash", "-c", script, "bash", os.path.join(COMPLETIONS, f"{name}.bash"), name, words])


def complete_fish(name, line):
    script = f"source {os.path.join(COMPLETIONS, name + '.fish')}; complete -C '{line}'"
    return [line.split("\t")[0].rpartition("=")[2] for line in run(["fish", "--no-config", "-c", script]) if line]


def run(command):
    programs = os.path.pathsep.join(os.path.dirname(program) for program in PROGRAMS)
    env = dict(os.environ, PATH=programs + os.path.pathsep + os.environ["PATH"], HOME=HOME, XDG_DATA_HOME=HOME,
               XDG_CONFIG_HOME=HOME, XDG_CACHE_HOME=HOME, LC_ALL="C.UTF-8")
    result = subprocess.run(command, env=env, check=False, capture_output=True, text=True, encoding="utf-8")
    if result.returncode != 0 or result.stderr:
        raise RuntimeError(result.stderr or f"{command[0]} ends with {result.returncode}")
    return result.stdout.split("\n")


def check_completions(name, complete):
    """Every command and every option is offered where it belongs."""
    for command in ROOTS[name].walk():
        line = " ".join([name, command.path]).rstrip() + " "
        if command.commands:
            offered = complete(name, line)
            for child in command.commands:
                if child.name not in offered:
                    yield f"“{line}” does not offer “{child.name}”"
        if command.options:
            offered = complete(name, line + "--")
            for option in command.options:
                if f"--{option.name}" not in offered:
                    yield f"“{line}” does not offer “--{option.name}”"


# What the shells must make of a few lines: all kinds of things that are completed.
EXAMPLES = {
    "rekindle-cli": [
        ("rekindle-cli --port ", "virtual"),
        ("rekindle-cli --port vi", "virtual"),
        ("rekindle-cli --port virtual fl", "flash"),
        ("rekindle-cli -p virtual --json inf", "info"),
        ("rekindle-cli flash --flash-mode q", "qio"),
        ("rekindle-cli flash --flash-size 1", "1MB"),
        ("rekindle-cli console --line-ending cr", "crlf"),
        ("rekindle-cli wiring esp-01 cp", "cp2102"),
        ("rekindle-cli library get at-1.7.", "at-1.7.6"),
        ("rekindle-cli library re", "remove"),
        ("rekindle-cli verify 0x0 firm", "firmware.bin"),
        ("rekindle-cli at --file firm", "firmware.bin"),
    ],
    "rekindle-virtual": [("rekindle-virtual --boot d", "download"), ("rekindle-virtual --flash firm", "firmware.bin")],
    "rekindle": [("rekindle --port v", "virtual"), ("rekindle firm", "firmware.bin")],
}
EQUALS = [("rekindle-cli --port=vi", "virtual"), ("rekindle-cli flash --flash-mode=", "dout")]


def check_examples(name, complete, examples):
    for line, wanted in examples:
        offered = complete(name, line)
        if wanted not in offered:
            yield f"after “{line}” there is no “{wanted}” but {offered}"
    if name == "rekindle-cli" and any(complete(name, "rekindle-cli --baud ")):
        yield "something is offered for a number"


def check_shell(name, shell, complete, equals):
    if shutil.which(shell) is None:
        raise Skip(f"there is no {shell}")
    return [*check_completions(name, complete),
            *check_examples(name, complete, EXAMPLES[name] + (equals if name == "rekindle-cli" else []))]


def check_zsh(name):
    """zsh completes only at a terminal: here it is read, and all that it should name
    looked for."""
    if shutil.which("zsh") is None:
        raise Skip("there is no zsh")
    path = os.path.join(COMPLETIONS, f"_{name}")
    run(["zsh", "-n", path])
    with open(path, encoding="utf-8") as file:
        text = file.read()
    for command in ROOTS[name].walk():
        function = "_" + "_".join([name, *command.path.split()]).replace("-", "_")
        body = re.search(rf"^{function}\(\) {{\n(.*?)^}}", text, re.MULTILINE | re.DOTALL)
        words = [f"--{option.name}" for option in command.options] + [f"'{child.name}:" for child in command.commands]
        yield from (f"“{command.path}” does not offer {word}" for word in words if not body or word not in body[1])


CHECKS = {
    "manual": check_manual,
    "placeholders": check_placeholders,
    "bash": lambda name: check_shell(name, "bash", complete_bash, EQUALS),
    "fish": lambda name: check_shell(name, "fish", complete_fish, EQUALS),
    "zsh": check_zsh,
}


def main():
    failed = False
    print(f"1..{len(ROOTS) * len(CHECKS)}")
    number = 0
    for name in ROOTS:
        for title, check in CHECKS.items():
            number += 1
            try:
                problems = list(check(name))
                print(f"{'not ok' if problems else 'ok'} {number} {name} {title}")
            except Skip as skip:
                problems = []
                print(f"ok {number} {name} {title} # SKIP {skip}")
            for problem in problems:
                print(f"# {problem}")
            failed = failed or bool(problems)
    return 1 if failed else 0


with tempfile.TemporaryDirectory(prefix="rekindle-help-") as HOME:
    os.chdir(HOME)
    with open("firmware.bin", "wb"):
        pass
    sys.exit(main())
