"""Languages that nobody speaks, to see whether the window has room for those that
people do: one of long words, one from right to left.

SPDX-License-Identifier: GPL-3.0-or-later
"""

import os
import re
import shutil
import subprocess

# What is not for translators: formats, fields, escapes, markup, and the mark of a mnemonic.
KEPT = re.compile(r"%[-+ #0]*[\d.*]*(?:hh|h|ll|l|z|j)?[a-zA-Z%]|\{[a-z0-9_-]+\}|\\.|<[^<>]+>|&\w+;")
WORD = re.compile(r"[A-Za-z]{2,}")

ACCENTS = str.maketrans("aeiouAEIOUcnsy", "äéïöüÄÉÏÖÜçñšÿ")
PADDING = "übërlängtewörtgrenzen"
HEBREW = str.maketrans("abcdefghijklmnopqrstuvwxyz", "אבגדהופגיזכלמנעפקרשתוביסטז")


def lengthen(match):
    """Words grow by three fifths, as those of German and Finnish do."""
    word = match[0]
    extra = -(-len(word) * 3 // 5)
    return word.translate(ACCENTS) + (PADDING * (1 + extra // len(PADDING)))[:extra]


def turn(match):
    return match[0].lower().translate(HEBREW)


class Language:
    """@locale is what numbers look like and where lines begin, @change what becomes
    of a word."""

    def __init__(self, name, locale, change):
        self.name = name
        self.languages = f"{name}:{locale[:2]}"  # where lines begin is in GTK's own translation
        self.locale = locale
        self.change = change

    def translate(self, text):
        parts = re.split(f"({KEPT.pattern})", text)
        return "".join(part if i % 2 else WORD.sub(self.change, part) for i, part in enumerate(parts))


LONG = Language("long", "de_DE", lengthen)
RIGHT_TO_LEFT = Language("rtl", "he_IL", turn)


def translate_po(language, text):
    """A .po file whose translations are the originals, as msgen makes it."""
    lines = []
    translating = False
    header, _, entries = text.partition("\n\n")
    header = header.replace("YEAR-MO-DA HO:MI+ZONE", "2000-01-01 00:00+0000")
    header = re.sub(r'"Plural-Forms:.*', '"Plural-Forms: nplurals=2; plural=n != 1;\\\\n"', header)
    for line in entries.split("\n"):
        if not line.startswith('"'):
            translating = line.startswith("msgstr")
        if translating and '"' in line:
            begin, _, string = line.partition('"')
            line = f'{begin}"{language.translate(string[:-1])}"'
        lines.append(line)
    return header + "\n\n" + "\n".join(lines)


class Installation:
    """A folder with the program and a pseudo-language beside it."""

    def __init__(self, folder, program, pot, language):
        self.language = language
        self.program = os.path.join(folder, "bin", os.path.basename(program))
        os.makedirs(os.path.dirname(self.program))
        shutil.copy2(program, self.program)

        messages = os.path.join(folder, "share", "locale", language.name, "LC_MESSAGES")
        os.makedirs(messages)
        english = subprocess.run(["msgen", "--no-wrap", "--lang=en", pot], check=True, capture_output=True).stdout
        po = translate_po(language, english.decode("utf-8"))
        subprocess.run(["msgfmt", "--check-format", "-o", os.path.join(messages, "rekindle.mo"), "-"],
                       check=True, input=po.encode("utf-8"))

        locales = os.path.join(folder, "locale")
        os.makedirs(locales)
        subprocess.run(["localedef", "--no-archive", "-i", language.locale, "-f", "UTF-8",
                        os.path.join(locales, language.locale + ".UTF-8")], check=True)
        self.env = {"LOCPATH": locales, "LC_ALL": language.locale + ".UTF-8", "LANGUAGE": language.languages}
