#!/bin/sh
# SPDX-License-Identifier: LGPL-3.0-or-later
# Every source file, cost file, test and manual page is known to meson: what no list names is never built or run.
# Prints TAP.
set -eu
cd "$(dirname "$0")/.."

# A list names a file with its folder, or alone in that folder's own meson.build.
is_listed() {
  folder=${1%/*}
  grep -q "${folder##*/}/${1##*/}'" meson.build src/meson.build src/library/meson.build tests/meson.build ||
    grep -qs "'${1##*/}'" "$folder/meson.build"
}

# Python files that others import or run are no tests.
is_module() {
  name=$(basename "$1" .py)
  case $1 in
    */__init__.py) true ;;
    *.py) grep -qE "^(import|from) \.?( import .*)?$name\b|with_name\(.${1##*/}.\)" "${1%/*}"/*.py ;;
    *) false ;;
  esac
}

count=0
failed=0
for file in src/*/*.c src/library/*/*.cost examples/*.cost tests/*/*.c tests/*/*.cpp tests/*/*.sh tests/*/*.py docs/man/*; do
  if [ ! -f "$file" ] || is_module "$file"; then continue; fi
  count=$((count + 1))
  if is_listed "$file"; then
    echo "ok $count - $file"
  else
    echo "not ok $count - $file"
    echo "# no meson.build names $file"
    failed=1
  fi
done
echo "1..$count"
exit "$failed"
