#!/bin/sh
# Runs flash.py with a Python that has pyserial.  Skips what cannot be installed.
#
# Usage: run.sh REKINDLE-VIRTUAL
set -eu

source=$(cd "$(dirname "$0")" && pwd)

for python in python3 /usr/bin/python3; do
  if command -v "$python" >/dev/null 2>&1 && "$python" -c 'import serial' 2>/dev/null; then
    exec "$python" -B "$source/flash.py" "$1"
  fi
done

echo "1..0 # SKIP there is no Python with pyserial"
exit 77
