#!/usr/bin/env bash
# Runs a test of the window on a screen of its own: run.sh TEST.py ARGUMENTS…
#
# SPDX-License-Identifier: GPL-3.0-or-later

set -u
here=$(cd "$(dirname "$0")" && pwd)
script=$1
shift

skip() {
  echo "1..0 # SKIP $1"
  exit 0
}

for program in Xvfb xvfb-run dbus-run-session xdotool import; do
  command -v "$program" >/dev/null || skip "there is no $program"
done

# The bindings belong to the system's Python.
for python in python3 /usr/bin/python3; do
  "$python" -c 'import gi; gi.require_version("Atspi", "2.0")' 2>/dev/null && break
  python=
done
[ -n "${python:-}" ] || skip 'there is no AT-SPI for Python'

# A session bus may not raise its limits everywhere, and says so each time.
exec xvfb-run -a -s '-screen 0 1440x900x24 -nolisten tcp -noreset' \
  dbus-run-session -- "$python" -W ignore::DeprecationWarning "$here/$script" "$@" 2> >(grep -v '^dbus-daemon' >&2) > >(grep --line-buffered -v '^SpiRegistry')
