#!/usr/bin/env bash
# Looks at what is installed beside the programs: check-data.sh WHAT FILE…
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Ends with 77 where the tool for it is not there, which Meson counts as skipped.

set -euo pipefail
export LC_ALL=C.UTF-8

need() {
  command -v "$1" >/dev/null || { echo "there is no $1: skipped"; exit 77; }
}

# Complaints fail, whatever a tool ends with.
complain_if_any() {
  [ -z "$1" ] || { printf '%s\n' "$1"; exit 1; }
}

check_desktop() {
  need desktop-file-validate
  complain_if_any "$(desktop-file-validate "$@" 2>&1)"
}

# Each picture it shows is there, and as large as it says.
check_metainfo() {
  local metainfo=$1 source=$2 path said is count=0
  need appstreamcli
  appstreamcli validate --no-net --explain "$metainfo"

  while read -r path said; do
    is=$(od -An -j16 -N8 --endian=big -t u4 "$source/$path" | xargs)
    [ "$is" = "$said" ] || { echo "$path is $is pixels, not $said"; exit 1; }
    count=$((count + 1))
  done < <(sed -nE 's|.*width="([0-9]+)" height="([0-9]+)">https://.*/(data/screenshots/[^<]+)<.*|\3 \1 \2|p' "$metainfo")
  [ "$count" -ge 3 ] || { echo "it shows $count pictures"; exit 1; }
}

check_schema() {
  need glib-compile-schemas
  complain_if_any "$(glib-compile-schemas --strict --dry-run "$(dirname "$1")" 2>&1)"
}

check_man() {
  if command -v mandoc >/dev/null; then
    mandoc -T lint -W warning "$@"
  fi
  need man
  for page; do
    complain_if_any "$(MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 -Z "$page" 2>&1 >/dev/null)"
  done
}

# Well-formed, and drawn by the library that GTK draws icons with.
check_svg() {
  need xmllint
  find "$@" -name '*.svg' -print0 | xargs -0 xmllint --noout --nonet
  command -v rsvg-convert >/dev/null || return 0
  find "$@" -name '*.svg' | while read -r icon; do
    rsvg-convert "$icon" >/dev/null || { echo "$icon cannot be drawn"; exit 1; }
  done
}

# Text that is fainter than 70 % has less than 4.5 : 1; a dot that says nothing may.
check_ui() {
  complain_if_any "$(grep -HnE '([ {;]opacity: |[ {;]color: alpha\(currentColor, )0?\.[0-6]' "$1"/style.css | grep -v rk-dot-none)"
  need xmllint
  xmllint --noout --nonet "$1"/*.ui "$1"/*.xml
}

# Every line is keys, operators and values in quotes; udev itself can tell since 254.
check_udev() {
  if udevadm verify --help >/dev/null 2>&1; then
    udevadm verify --resolve-names=never "$1"
  fi
  complain_if_any "$(grep -vnE '^(#.*)?$' "$1" |
    grep -vE '^[0-9]+:([A-Z]+(\{[A-Za-z_/]+\})?(==|!=|\+=|=)"[^"]*"(, |$))+$')"
}

what=$1
shift
"check_$what" "$@"
