#!/usr/bin/env bash
# The checks find what is wrong: test-checks.sh SOURCE-FOLDER DESKTOP-FILE METAINFO COMPLETIONS-FOLDER PROGRAM
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Each is given a copy of what it looks at, with one thing broken in it, and must say
# no.  Where its tool is missing it says nothing, and that counts as skipped.

set -euo pipefail
export LC_ALL=C.UTF-8
source=$1 program=$(realpath "$5")
here=$(cd "$(dirname "$0")" && pwd)
id=io.github.rekindle_esp.Rekindle
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
number=0 failed=0

# reject NAME FILE SED COMMAND...: COMMAND fails after FILE was edited, and only then.
# FILE is below the copy of the source, which is where COMMAND runs.
reject() {
  local name=$1 file=$2 edit=$3 status=0
  shift 3
  cp "$work/source/$file" "$work/kept"
  number=$((number + 1))
  "$@" > "$work/before" 2>&1 || status=$?
  sed -i "$edit" "$work/source/$file"
  if [ "$status" = 77 ]; then
    echo "ok $number $name # SKIP $(cat "$work/before")"
  elif [ "$status" != 0 ]; then
    bad "$name" 'complains of what is right' before
  elif cmp -s "$work/source/$file" "$work/kept"; then
    bad "$name" 'the file was not broken' before
  elif "$@" > "$work/after" 2>&1; then
    bad "$name" 'does not see it' after
  else
    echo "ok $number $name"
  fi
  mv "$work/kept" "$work/source/$file"
}

bad() {
  echo "not ok $number $1"
  echo "# $2"
  sed 's/^/# /' "$work/$3"
  failed=1
}

mkdir -p "$work/source/src"
cp -R "$source"/{data,doc,po,build-aux,meson.build,meson_options.txt} "$work/source"
cp -R "$source"/src/* "$work/source/src"
cp -R "$2" "$3" "$4" "$work/source/data"
cd "$work/source"
check=$here/check-data.sh

echo 1..19
reject desktop-type data/$id.desktop 's/^Type=.*/Type=Nonsense/' "$check" desktop data/$id.desktop
reject desktop-category data/$id.desktop 's/^Categories=.*/Categories=Nonsense;/' "$check" desktop data/$id.desktop
reject metainfo-id data/$id.metainfo.xml '/<id>/d' "$check" metainfo data/$id.metainfo.xml .
reject metainfo-picture-size data/$id.metainfo.xml '0,/width="1000"/s//width="999"/' "$check" metainfo data/$id.metainfo.xml .
reject metainfo-no-picture data/$id.metainfo.xml 's|screenshots/flash.png|screenshots/none.png|' "$check" metainfo data/$id.metainfo.xml .
reject schema data/$id.gschema.xml '0,/ type="[a-z]*"/s// type="zz"/' "$check" schema data/$id.gschema.xml
reject man-macro data/rekindle.1 's/^\.SH FILES/.SHH FILES/' "$check" man data/rekindle.1
reject svg data/icons/$id.svg 's|</svg>||' "$check" svg data/icons
reject ui-form src/ui/rk-window.ui 's|</interface>||' "$check" ui src/ui
reject ui-faint src/ui/style.css '$a .rk-test { opacity: .5; }' "$check" ui src/ui
reject udev doc/70-rekindle.rules '$a SUBSYSTEM="tty", TAG+=uaccess' "$check" udev doc/70-rekindle.rules
reject text-unmarked src/ui/rk-window.ui '0,/ translatable="yes"/s///' "$here/check-translations.sh" .
reject text-format po/de.po '/^msgid ".*%s/{n;s/%s/%d/}' "$here/check-translations.sh" .
reject language-unlisted po/LINGUAS '/^de$/d' "$here/check-translations.sh" .

name=${program##*/}
check_help() {
  python3 "$here/check-help.py" . data/completions "$program"
}
reject help-manual data/$name.1 '/replay.-baud/d' check_help
reject help-completion data/completions/$name.bash 's/--replay-baud//g' check_help

flatpak=build-aux/flatpak/$id.json
check_flatpak() {
  python3 "$here/check-flatpak.py" $flatpak data/$id.metainfo.xml .
}
reject flatpak-checksum $flatpak '0,/"sha256": "./s//"sha256": "/' check_flatpak
reject flatpak-permission $flatpak '/--device=all/d' check_flatpak
reject flatpak-dependency src/loader/meson.build "\$a dependency('libnothing')" check_flatpak
exit "$failed"
