"""Languages to show the window in: those that it is translated to, and two that nobody
speaks, to see whether there is room for any other: one of long words, one from right
to left.

SPDX-License-Identifier: GPL-3.0-or-later
"""

import gettext
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
        self.pot = None  # all texts, in English

    def compile(self, path):
        english = subprocess.run(["msgen", "--no-wrap", "--lang=en", self.pot], check=True, capture_output=True).stdout
        po = translate_po(self, english.decode("utf-8"))
        subprocess.run(["msgfmt", "--check-format", "-o", path, "-"], check=True, input=po.encode("utf-8"))

    def translate(self, text):
        parts = re.split(f"({KEPT.pattern})", text)
        return "".join(part if i % 2 else WORD.sub(self.change, part) for i, part in enumerate(parts))


LONG = Language("long", "de_DE", lengthen)
RIGHT_TO_LEFT = Language("rtl", "he_IL", turn)


class Translation:
    """A language that people speak, by its .po file."""

    def __init__(self, po):
        self.po = po
        self.name = os.path.basename(po).removesuffix(".po")
        self.locale = self.name if "_" in self.name else f"{self.name}_{self.name.upper()}"
        self.languages = self.name
        self.texts = {}

    def compile(self, path):
        subprocess.run(["msgfmt", "-o", path, self.po], check=True)
        with open(path, "rb") as file:
            catalogue = gettext.GNUTranslations(file)._catalog
        self.texts = {text: translated for text, translated in catalogue.items() if isinstance(text, str)}

    def translate(self, text):
        """As it is read where it is pressed, which most of what is looked for is."""
        pressed = [text[:i] + "_" + text[i:] for i in range(len(text))]
        found = next((self.texts[key] for key in [*pressed, text] if key in self.texts), text)
        return found.replace("_", "")

    def page(self, name):
        """A page's name."""
        return self.texts.get(f"page\x04{name}") or self.texts[name]


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
    """A folder with the program and a language beside it."""

    def __init__(self, folder, program, language):
        self.language = language
        self.program = os.path.join(folder, "bin", os.path.basename(program))
        os.makedirs(os.path.dirname(self.program))
        shutil.copy2(program, self.program)

        messages = os.path.join(folder, "share", "locale", language.name, "LC_MESSAGES")
        os.makedirs(messages)
        language.compile(os.path.join(messages, "rekindle.mo"))

        locales = os.path.join(folder, "locale")
        os.makedirs(locales)
        subprocess.run(["localedef", "--no-archive", "-i", language.locale, "-f", "UTF-8",
                        os.path.join(locales, language.locale + ".UTF-8")], check=True)
        self.env = {"LOCPATH": locales, "LC_ALL": language.locale + ".UTF-8", "LANGUAGE": language.languages}
