#!/bin/sh
# Flashes the virtual module with whatever esptool is installed, over RFC 2217 with
# automatic reset: with its stub and without.
#
# Usage: run.sh REKINDLE-VIRTUAL
#
# SPDX-License-Identifier: GPL-3.0-or-later
set -u

program=$(realpath "$1")
esptool=$(command -v esptool || command -v esptool.py) || {
  echo "1..0 # SKIP esptool is not installed"
  exit 0
}

folder=$(mktemp -d)
mkfifo "$folder/ready"
"$program" --turbo --flash "$folder/flash.bin" --size 1M --rfc2217 0 >"$folder/ready" &
server=$!
trap 'kill $server 2>/dev/null; wait $server; rm -rf "$folder"' EXIT
read -r _ port <"$folder/ready"

head -c 150000 /dev/urandom >"$folder/data.bin"
count=0
failed=0

# step NAME ARGUMENT…: runs esptool
step () {
  name=$1
  shift
  count=$((count + 1))
  if timeout 120 "$esptool" --chip esp8266 --port "$port" "$@" >"$folder/log" 2>&1; then
    echo "ok $count $name"
  else
    echo "not ok $count $name"
    sed 's/^/# /' "$folder/log"
    failed=1
  fi
}

# same NAME FILE: what was read is what was written
same () {
  count=$((count + 1))
  if cmp "$folder/data.bin" "$2" >&2; then
    echo "ok $count $1"
  else
    echo "not ok $count $1"
    failed=1
  fi
}

step "chip id" chip_id
step "flash id" flash_id
step "write by the stub" --baud 921600 write_flash --flash_size keep 0x10000 "$folder/data.bin"
step "verify" verify_flash 0x10000 "$folder/data.bin"
step "read" read_flash 0x10000 150000 "$folder/read.bin"
same "what was read is what was written" "$folder/read.bin"
step "erase" erase_flash
step "chip id by the ROM" --no-stub chip_id
step "flash id by the ROM" --no-stub flash_id
step "write by the ROM" --no-stub write_flash --flash_size keep 0x20000 "$folder/data.bin"
step "verify what the ROM wrote" verify_flash 0x20000 "$folder/data.bin"
echo "1..$count"
exit $failed
