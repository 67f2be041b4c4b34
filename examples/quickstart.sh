#!/bin/sh
# SPDX-License-Identifier: LGPL-3.0-or-later
# Installs what is missing, builds polycost in build/ and asks what a transformer costs.
set -eu
cd "$(dirname "$0")/.."

# Runs a command and shows what it said only when it failed.
quietly() {
  log=$(mktemp)
  "$@" >"$log" 2>&1 </dev/null || { cat "$log" >&2 && rm -f "$log" && exit 1; }
  rm -f "$log"
}

show() {
  echo "\$ $*"
  "$@"
  echo
}

sh tests/setup.sh build
[ -f build/build.ninja ] || quietly meson setup build -Dtests=false
quietly meson compile -C build

PATH=$PWD/build:$PATH
cd examples
show polycost tree transformer.cost --preset small --depth 2
show polycost formula transformer.cost --collect l --format latex
