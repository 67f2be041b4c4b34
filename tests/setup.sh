#!/bin/sh
# SPDX-License-Identifier: LGPL-3.0-or-later
# Installs what is missing on a Debian machine:
#
#     sh tests/setup.sh PART...
#
#   build     to build the library and the command
#   core      to run the core of the tests: unit tests, corpus, command
#   tests     to run all tests
#   debian13  to lay a Debian 13 tree beside this system
#   bench     to run the benchmarks
#
# With --list it prints the packages and installs nothing.
set -eu

packages_of() {
  case $1 in
  build)
    echo meson ninja-build gcc libc6-dev pkg-config python3 libgmp-dev libflint-dev libunistring-dev libyajl-dev libminizip-dev zlib1g-dev
    ;;
  core)
    packages_of build
    echo check
    ;;
  tests)
    packages_of core
    echo python3-sympy pari-gp valgrind clang libclang-rt-dev g++ locales binutils mandoc bash zsh fish nodejs
    echo postgresql graphviz parallel
    ;;
  debian13) echo debootstrap ;;
  bench) echo libginac-dev libpari-dev python3-sympy python3-numpy pari-gp g++ postgresql ;;
  *)
    echo "setup.sh: unknown part '$1'" >&2
    return 1
    ;;
  esac
}

list=
[ "${1-}" = --list ] && list=yes && shift
wanted=
for part in "$@"; do
  wanted="$wanted $(packages_of "$part")"
done
if [ "$list" ]; then
  for package in $wanted; do echo "$package"; done | sort -u
  exit 0
fi

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  echo "This is not a Debian system: install what these packages hold, then build with meson as README.md says:" >&2
  echo " $wanted" | tr '\n' ' ' >&2
  echo >&2
  exit 1
fi

missing=
for package in $wanted; do
  state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$state" = installed ] || missing="$missing $package"
done
[ "$missing" ] || exit 0

root=
[ "$(id -u)" = 0 ] || root=sudo
if [ "$root" ] && ! command -v sudo >/dev/null; then
  echo "Run as root: apt-get install$missing" >&2
  exit 1
fi
echo "Installing$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
$root apt-get -q update </dev/null >"$log" 2>&1 || true # what matters is whether the packages can be had
# shellcheck disable=SC2086
if ! $root env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install $missing \
  </dev/null >>"$log" 2>&1; then
  cat "$log" >&2
  echo "apt-get could not install:$missing" >&2
  exit 1
fi
