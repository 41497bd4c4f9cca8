"""What the programs' own --help says they take: their commands and options.

Completions are made from it and manual pages are checked against it, so that a
command or an option is written down once, where the program parses it.

SPDX-License-Identifier: GPL-3.0-or-later
"""

import os
import re
import subprocess
from dataclasses import dataclass, field

OPTION = re.compile(r"^  (?:-(?P<short>\w), )?--(?P<name>[\w-]+)(?:=(?P<value>\S+))? {2,}(?P<help>.*)$", re.MULTILINE)
COMMAND = re.compile(r"^  (?P<name>[a-z][\w-]*) ?(?P<usage>.*)\n {6}(?P<help>.*)$", re.MULTILINE)

# What is listed in a sentence: “keep, 40m or 80m”, “detect, keep, 1MB, …”.
LIST = re.compile(r"(\w[\w-]*(?:, \w[\w-]*)* or \w[\w-]*|\w[\w-]*(?:, (?:\w[\w-]*|…))+)")


@dataclass
class Option:
    """@value is the placeholder of what it takes, None if it takes nothing."""
    name: str
    short: str | None
    value: str | None
    help: str

    def choices(self):
        """What the help says that it takes: in the placeholder, or as a list alone or
        beside a colon."""
        if self.value and re.fullmatch(r"[a-z0-9-]+(\|[a-z0-9-]+)+", self.value):
            return self.value.split("|")
        for part in self.help.split(": "):
            if LIST.fullmatch(part):
                return [word for word in re.split(", | or ", part) if word != "…"]
        return []


@dataclass
class Command:
    """@path is empty for the program itself, else as in “library get”."""
    path: str
    help: str = ""
    arguments: list[str] = field(default_factory=list)  # placeholders of what is no option
    options: list[Option] = field(default_factory=list)
    commands: list["Command"] = field(default_factory=list)

    @property
    def name(self):
        return self.path.rpartition(" ")[2]

    def walk(self):
        yield self
        for command in self.commands:
            yield from command.walk()


def ask(program, path):
    # The language of this source, whoever builds; and memory is not looked at here.
    env = dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE="", ASAN_OPTIONS="detect_leaks=0")
    return subprocess.run([program, *path.split(), "--help"], env=env, check=True, text=True, encoding="utf-8",
                          stdout=subprocess.PIPE).stdout


def read_arguments(text):
    """“[OPTION…] NAME|ID [DIRECTORY | FILE.zip]” has NAME|ID, DIRECTORY and FILE.zip."""
    usage = re.search(r"\[OPTION…\] ?(.*)", text)
    words = re.sub(r"\bCOMMAND \[ARGUMENT…\]|--\w[\w-]*|[][…]", " ", usage.group(1)).split() if usage else []
    return list(dict.fromkeys(word for word in words if word not in ("|", "--")))


def read_subcommands(usage):
    """“list | get NAME” takes the words list and get."""
    words = [alternative.split()[0] for alternative in usage.split(" | ") if alternative]
    return words if len(words) > 1 and all(re.fullmatch("[a-z]+", word) for word in words) else []


def read_program(program, path="", summary=""):
    """All that @program says of itself, or of its command @path."""
    text = ask(program, path)
    options = [Option(match["name"], match["short"], match["value"], match["help"].strip())
               for match in OPTION.finditer(text) if not match["name"].startswith("help-")]
    command = Command(path, summary, read_arguments(text), options)

    _, _, listed = text.partition("Commands:\n")
    for match in COMMAND.finditer(listed) if path == "" else ():
        child = read_program(program, match["name"], match["help"])
        child.commands = [read_program(program, f"{match['name']} {word}") for word in read_subcommands(match["usage"])]
        command.commands.append(child)
    return command
