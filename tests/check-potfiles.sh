#!/bin/sh
# Every file with texts for people stands in po/POTFILES.in, and no other.
#
# Usage: check-potfiles.sh SOURCE-FOLDER
#
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu
LC_ALL=C
export LC_ALL
cd "$1"

texts=$({
  grep -rlE '(^|[^A-Za-z_])N?_ ?\("' src --include='*.c'
  grep -rl 'translatable="yes"' src --include='*.ui'
  ls data/*.desktop.in data/*.metainfo.xml.in data/*.gschema.xml po/*.h
} | sort)
listed=$(grep -v '^#' po/POTFILES.in)
[ "$texts" = "$listed" ] && exit 0

echo "with texts, but not in po/POTFILES.in, or the other way round:"
printf '%s\n%s\n' "$texts" "$listed" | sort | uniq -u
exit 1
