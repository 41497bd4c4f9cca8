#!/usr/bin/env python3
"""Makes what completes a program's command line, from the program's own --help.

Usage: make-completions.py PROGRAM OUTPUT.bash OUTPUT.zsh OUTPUT.fish

A new command or option is completed without a change here; a new placeholder for
what one takes wants a line in KINDS.

SPDX-License-Identifier: GPL-3.0-or-later
"""

import os
import re
import sys

from program_help import read_program

SIZES = ["512KB", "1MB", "2MB", "4MB", "8MB", "16MB"]

# What stands for a placeholder: files, something that rekindle-cli lists, words, or
# nothing that could be listed.
KINDS = {
    "FILE": "files",
    "FILE.zip": "files",
    "DIRECTORY": "files",
    "PATH": "files",
    "SET": "files",
    "URL|FILE": "files",
    "PORT": "ports",
    "BOARD": "boards",
    "ADAPTER": "boards",
    "NAME|ID": "library",
    "NAME|ID|URL": "library",
    "MODE": "listed",
    "FREQ": "listed",
    "HOW": "listed",
    "WHAT": "listed",
    "ENDING": "listed",
    "SIZE": SIZES,
    "OFFSET": None,
    "LENGTH": None,
    "COMMAND": None,
    "N": None,
    "SECONDS": None,
    "NAME": None,
    "NAME=VALUE": None,
    "NAME=ADDRESS:PORT": None,
    "ADDRESS": None,
    "ADDRESS[:PORT]": None,
    "SPEC": None,
    "SSID:PASSWORD[:CHANNEL[:RSSI]]": None,
    "VERSION": None,
}

# Shell that prints what can be chosen, each followed by a tab and what it is.
LISTS = {
    "ports": r"""rekindle-cli ports 2>/dev/null | sed -E 's/^(\S+)\s+([0-9a-f]{4}:[0-9a-f]{4}\s+)?/\1\t/'
  printf 'virtual\tthe built-in virtual module\n'""",
    "boards": r"""rekindle-cli wiring --list 2>/dev/null | sed -nE 's/^\s+(\S+)\s+/\1\t/p'""",
    "library": r"""rekindle-cli library list 2>/dev/null | sed -E 's/^(\S+)\s+/\1\t/'""",
}


def kind_of(program, value):
    """Of a placeholder; a number that is called PORT is none of this computer's."""
    if program == "rekindle-virtual" and value == "PORT":
        return None
    return KINDS.get(value)


def wants(program, option):
    """What follows @option: a kind, or the words to choose from."""
    kind = kind_of(program, option.value)
    words = option.choices() if kind == "listed" or "|" in option.value else []
    if isinstance(kind, list):
        words = list(dict.fromkeys(option.choices() + kind))
    return words or kind


def argument_kinds(program, command):
    """What the arguments of @command are, without repetition."""
    kinds = [kind_of(program, argument) for argument in command.arguments]
    return list(dict.fromkeys(kind for kind in kinds if kind))


def quote(text):
    return "'" + text.replace("'", "'\\''") + "'"


def spellings(option):
    return [f"--{option.name}"] + ([f"-{option.short}"] if option.short else [])


def used_lists(program, root):
    kinds = [kind_of(program, option.value) for command in root.walk() for option in command.options]
    kinds += [kind for command in root.walk() for kind in argument_kinds(program, command)]
    return [name for name in LISTS if name in kinds]


# -- bash ----------------------------------------------------------------------

BASH = r"""# bash completion for @NAME@, made from its --help

@LISTS@# What follows option $2 of command $1: a kind, or words to choose from.
_@ID@_wants() {
  case $1:$2 in
@WANTS@
    *) REPLY= ;;
  esac
}

# Options, commands and kinds of arguments of command $1.
_@ID@_takes() {
  case $1 in
@TAKES@
  esac
}

_@ID@_offer() {
  local cur=$1 kind=$2
  case $kind in
    files)
      compopt -o filenames
      mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$cur") ;;
    @LISTNAMES@)
      mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -W "$(_@ID@_list_$kind | cut -f 1)" -- "$cur") ;;
    nothing) ;;
    *)
      mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -W "$kind" -- "$cur") ;;
  esac
}

_@ID@() {
  local cur=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
  local command= option= options= commands= arguments= i word kind REPLY
  COMPREPLY=()

  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    case $word in
      =) ((i++)) ;;
      -*)
        _@ID@_wants "$command" "$word"
        [[ $REPLY && ${COMP_WORDS[i+1]} != = ]] && ((i++)) ;;
      *)
        case ${command:+$command }$word in
          @PATHS@) command=${command:+$command }$word ;;
        esac ;;
    esac
  done

  # Bash takes “--option=value” apart.
  if [[ $cur = = ]]; then
    option=$before cur=
  elif [[ $before = = ]]; then
    option=${COMP_WORDS[COMP_CWORD-2]}
  elif [[ $before = -* ]]; then
    option=$before
  fi
  _@ID@_wants "$command" "$option"
  if [[ $REPLY ]]; then
    _@ID@_offer "$cur" "$REPLY"
    return
  fi

  _@ID@_takes "$command"
  if [[ $cur = -* ]]; then
    _@ID@_offer "$cur" "$options"
  else
    _@ID@_offer "$cur" "${commands:-nothing}"
    for kind in $arguments; do
      _@ID@_offer "$cur" "$kind"
    done
  fi
}

complete -F _@ID@ @NAME@
"""


def make_bash(program, root):
    identifier = program.replace("-", "_")
    asked, takes = [], []
    for command in root.walk():
        for option in command.options:
            if option.value is not None:
                wanted = wants(program, option) or "nothing"
                text = " ".join(wanted) if isinstance(wanted, list) else wanted
                patterns = "|".join(quote(f"{command.path}:{spelling}") for spelling in spellings(option))
                asked.append(f"    {patterns}) REPLY={quote(text)} ;;")
        names = [f"--{option.name}" for option in command.options]
        takes.append(f"    {quote(command.path)})\n"
                     f"      options={quote(' '.join(names))}\n"
                     f"      commands={quote(' '.join(child.name for child in command.commands))}\n"
                     f"      arguments={quote(' '.join(argument_kinds(program, command)))} ;;")
    lists = used_lists(program, root)
    paths = [quote(command.path) for command in root.walk() if command.path]
    return (BASH.replace("@LISTS@", "".join(f"_{identifier}_list_{name}() {{\n  {LISTS[name]}\n}}\n\n" for name in lists))
            .replace("@WANTS@", "\n".join(asked))
            .replace("@TAKES@", "\n".join(takes))
            .replace("@LISTNAMES@", "|".join(lists) or "none")
            .replace("@PATHS@", "|".join(paths) or "none")
            .replace("@ID@", identifier)
            .replace("@NAME@", program))


# -- zsh -----------------------------------------------------------------------


def zsh_text(text):
    return re.sub(r"([][:\\])", r"\\\1", text)


def zsh_action(identifier, wanted):
    if isinstance(wanted, list):
        return f"({' '.join(wanted)})"
    return {"files": "_files", None: " "}.get(wanted, f"_{identifier}_list_{wanted}")


def zsh_option(program, option):
    """A specification as _arguments takes it."""
    names = spellings(option)
    tail = f"[{zsh_text(option.help)}]"
    if option.value is not None:
        action = zsh_action(program.replace("-", "_"), wants(program, option))
        tail += f":{zsh_text(option.value)}:{action}"
        names = [f"--{option.name}="] + ([f"-{option.short}+"] if option.short else [])
    exclusive = "(" + " ".join(spellings(option)) + ")"
    return " ".join(quote(exclusive + name + tail) for name in names)


def zsh_function(program, command):
    identifier = "_".join([program.replace("-", "_"), *command.path.split()]).replace("-", "_")
    lines = [f"_{identifier}() {{", "  local context state line", "  typeset -A opt_args"]
    specs = [zsh_option(program, option) for option in command.options]
    if command.commands:
        specs += ["'1:command:->command'", "'*::argument:->argument'"]
    else:
        specs += [quote(f"*:argument:{zsh_action(program.replace('-', '_'), kind)}")
                  for kind in argument_kinds(program, command)[:1]]
    lines.append("  _arguments -C -s -S \\\n    " + " \\\n    ".join(specs) + " && return")
    if command.commands:
        lines += ["  case $state in", "    command)", "      local -a commands=("]
        lines += [f"        {quote(child.name + ':' + child.help.replace(':', chr(92) + ':'))}"
                  for child in command.commands]
        lines += ["      )", "      _describe command commands ;;", "    argument)", "      case $words[1] in"]
        lines += [f"        {child.name}) _{identifier}_{child.name.replace('-', '_')} ;;" for child in command.commands]
        lines += ["      esac ;;", "  esac"]
    return "\n".join(lines + ["}", ""])


def make_zsh(program, root):
    identifier = program.replace("-", "_")
    parts = [f"#compdef {program}\n# made from its --help\n"]
    for name in used_lists(program, root):
        parts.append(f"_{identifier}_print_{name}() {{\n  {LISTS[name]}\n}}\n\n"
                     f"_{identifier}_list_{name}() {{\n"
                     f"  local -a found=(${{(f)\"$(_{identifier}_print_{name})\"}})\n"
                     f"  found=(${{found//:/\\\\:}})\n"
                     f"  found=(${{found/$'\\t'/:}})\n"
                     f"  _describe {name} found\n}}\n")
    parts += [zsh_function(program, command) for command in root.walk()]
    parts.append(f'_{identifier} "$@"\n')
    return "\n".join(parts)


# -- fish ----------------------------------------------------------------------

FISH = r"""# fish completion for @NAME@, made from its --help

@LISTS@# Whether the words so far name the command $argv: “library get”, or “” for none.
function __fish_@ID@_at
    set -l path
    set -l skip
    for word in (commandline -opc)[2..]
        if set -q skip[1]
            set skip
        else if string match -q -- '-*' $word
            contains -- "$path:$word" @VALUED@
            and set skip yes
        else if contains -- (string trim "$path $word") @PATHS@
            set path (string trim "$path $word")
        end
    end
    test "$path" = "$argv"
end

complete -c @NAME@ -f
@LINES@
"""


def fish_quote(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def fish_option(program, command, option):
    words = [f"complete -c {program} -n {fish_quote(at(program, command))} -l {option.name}"]
    if option.short:
        words.append(f"-s {option.short}")
    words.append(f"-d {fish_quote(option.help)}")
    if option.value is not None:
        words.append(fish_offer(program, wants(program, option)))
    return " ".join(words)


def at(program, command):
    return f'__fish_{program.replace("-", "_")}_at "{command.path}"'


def fish_offer(program, wanted):
    if wanted == "files":
        return "-r -F"
    if isinstance(wanted, list):
        return f"-x -a {fish_quote(' '.join(wanted))}"
    if wanted is None:
        return "-x"
    return f"-x -a '(__fish_{program.replace('-', '_')}_{wanted})'"


def make_fish(program, root):
    identifier = program.replace("-", "_")
    lines, valued = [], []
    for command in root.walk():
        condition = fish_quote(at(program, command))
        for option in command.options:
            lines.append(fish_option(program, command, option))
            if option.value is not None:
                valued += [fish_quote(f"{command.path}:{spelling}") for spelling in spellings(option)]
        for child in command.commands:
            lines.append(f"complete -c {program} -n {condition} -a {child.name} -d {fish_quote(child.help)}")
        for kind in argument_kinds(program, command):
            offer = "-F" if kind == "files" else f"-a '(__fish_{identifier}_{kind})'"
            lines.append(f"complete -c {program} -n {condition} {offer}")
    paths = [fish_quote(command.path) for command in root.walk() if command.path]
    lists = "".join(f"function __fish_{identifier}_{name}\n    {LISTS[name]}\nend\n\n"
                    for name in used_lists(program, root))
    return (FISH.replace("@LISTS@", lists).replace("@VALUED@", " ".join(valued) or "''")
            .replace("@PATHS@", " ".join(paths) or "''").replace("@LINES@", "\n".join(lines))
            .replace("@ID@", identifier).replace("@NAME@", program))


def main(path, *outputs):
    program = os.path.basename(path)
    root = read_program(path)
    for make, output in zip((make_bash, make_zsh, make_fish), outputs):
        with open(output, "w", encoding="utf-8") as file:
            file.write(make(program, root))


if __name__ == "__main__":
    main(*sys.argv[1:])
