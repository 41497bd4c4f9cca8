#!/usr/bin/env bash
# All that people read can be translated: check-translations.sh SOURCE-FOLDER [POT]
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The texts are taken out as for translators, which must go without a warning, and
# what is translated already must fit.  With POT they are left there.

set -euo pipefail
export LC_ALL=C.UTF-8
cd "$1"
for tool in msgattrib msgcat msgfmt msgmerge xgettext; do
  command -v "$tool" >/dev/null || { echo "there is no $tool: skipped"; exit 77; }
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pot=${2:-$work/rekindle.pot}
failed=0

fail() {
  printf '%s\n' "$@"
  failed=1
}

# As Meson's preset “glib” does it.
grep -v '^#' po/POTFILES.in > "$work/files"
xgettext --files-from="$work/files" --output="$pot" --package-name=rekindle --from-code=UTF-8 --add-comments \
  --keyword=_ --keyword=N_ --keyword=C_:1c,2 --keyword=NC_:1c,2 --keyword=ngettext:1,2 --keyword=g_dngettext:2,3 \
  --flag=N_:1:pass-c-format --flag=C_:2:pass-c-format --flag=NC_:2:pass-c-format \
  --flag=g_strdup_printf:1:c-format --flag=g_string_printf:2:c-format --flag=g_string_append_printf:2:c-format \
  --flag=g_set_error:4:c-format --flag=g_print:1:c-format --flag=g_printerr:1:c-format \
  --flag=rk_cli_print:2:c-format --flag=rk_cli_usage:2:c-format 2> "$work/warnings" ||
  fail 'the texts cannot be taken out'
[ ! -s "$work/warnings" ] || fail "$(cat "$work/warnings")"

# What boards say has its copy for xgettext.
said=$(sed -nE 's/^note = (.*)$/N_("\1")/p' data/boards/*.board | sort -u)
copied=$(grep '^N_' po/board-notes.h | sort -u)
[ "$said" = "$copied" ] || fail 'po/board-notes.h and data/boards differ:' "$(printf '%s\n' "$said" "$copied" | sort | uniq -u)"

# A count in a text without plural forms: “%u files” is wrong in most languages.
counts=$(msgattrib --no-wrap --untranslated "$pot" |
  grep -E '^msgid ".*%[0-9.]*[du] (files?|bytes?|lines?|sectors?|blocks?|modules?|ports?|commands?|times?|matches)\b' || true)
plurals=$(msgattrib --no-wrap --untranslated "$pot" | grep -B1 '^msgid_plural' | grep '^msgid "' || true)
unforked=$(printf '%s\n' "$counts" | grep -vxF -e "$plurals" | grep . || true)
[ -z "$unforked" ] || fail "a count without plural forms:" "$unforked"

# What a .ui file shows is marked, but for the name.
unmarked=$(grep -nE '<(property|attribute) name="(label|title|subtitle|tooltip-text|placeholder-text|description|heading|body)">[^<]*[[:alpha:]]{2}' \
             src/ui/*.ui | grep -v '>Rekindle<' || true)
[ -z "$unmarked" ] || fail "not marked as translatable:" "$unmarked"

# What the code shows goes through gettext.
unmarked=$(grep -nE '\b(gtk_label_(new|set_label|set_text)|gtk_button_(new_with_label|set_label)|adw_toast_new|gtk_widget_set_tooltip_text|adw_[a-z_]+_set_(title|subtitle|heading|body)|gtk_window_set_title) \(([^;"()]|\([^()"]*\))*"[^"]*[[:alpha:]]{2}' \
             src/ui/*.c | grep -vE '(_|C_|ngettext) \("' || true)
[ -z "$unmarked" ] || fail "not translated:" "$unmarked"

# What is translated is all that there is, and has the formats and mnemonics of the original.
languages=$(sed '/^#/d' po/LINGUAS | tr -s ' \n' '\n\n' | sort)
there=$(find po -name '*.po' -printf '%f\n' | sed 's/\.po$//' | sort)
[ "$languages" = "$there" ] || fail "po/LINGUAS names: $languages" "there are: $there"
for language in $there; do
  msgfmt --check --check-accelerators=_ --output-file=/dev/null "po/$language.po" || fail "po/$language.po is wrong"
  left=$(msgattrib --untranslated --no-wrap "po/$language.po"; msgattrib --only-fuzzy --no-wrap "po/$language.po")
  [ -z "$left" ] || fail "po/$language.po is not complete:" "$left"
  msgcat "po/$language.po" | cmp -s - "po/$language.po" || fail "po/$language.po: wrap it by msgcat -o $language.po $language.po"
  msgmerge --quiet --no-fuzzy-matching -o "$work/merged.po" "po/$language.po" "$pot" &&
    missing=$(msgattrib --untranslated --no-wrap "$work/merged.po")
  [ -z "$missing" ] || fail "po/$language.po lacks:" "$missing"
done

[ "$failed" = 0 ] && msgfmt --statistics --output-file=/dev/null "$pot" 2>&1
exit "$failed"
