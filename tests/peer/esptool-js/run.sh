#!/bin/sh
# Installs exactly the esptool-js of the lock file beside this script into a build
# folder and runs the test, or another script, with it.  Skips what cannot be
# installed.
#
# Usage: run.sh REKINDLE-VIRTUAL BUILD-FOLDER [SCRIPT [ARGUMENT]…]
set -eu

program=$(realpath "$1")
build=$2
shift 2
source=$(cd "$(dirname "$0")" && pwd)

skip () {
  echo "1..0 # SKIP $1"
  exit 0
}

command -v node >/dev/null 2>&1 || skip "node is not installed"
command -v npm >/dev/null 2>&1 || skip "npm is not installed"

mkdir -p "$build"
cp "$source"/*.js "$source"/*.json "$build"
cd "$build"
if ! cmp -s package-lock.json installed-lock.json; then
  npm ci --no-audit --no-fund --ignore-scripts >npm.log 2>&1 ||
    skip "npm cannot install esptool-js (npm.log in $build)"
  cp package-lock.json installed-lock.json
fi

script=${1:-flash.js}
[ $# -eq 0 ] || shift
exec node "$script" "$program" "$@"
