#!/bin/sh
# SPDX-License-Identifier: LGPL-3.0-or-later
# Under a locale whose decimals have a comma, everything is read and printed as under any other. Prints TAP.
#
#     run.sh EMBED COMMAND      the program of embed.c and the command
set -u
embed=$(cd "$(dirname "$1")" && pwd)/${1##*/}
polycost=$(cd "$(dirname "$2")" && pwd)/${2##*/}
cd "$(dirname "$0")/../.." || exit 1

if ! command -v localedef >/dev/null || [ ! -f /usr/share/i18n/locales/de_DE ]; then
  echo "1..0 # SKIP no German locale can be made: the package locales is not installed"
  exit 0
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
localedef -i de_DE -f UTF-8 "$scratch/de_DE.UTF-8" >"$scratch/log" 2>&1
export LOCPATH="$scratch"
unset LC_ALL LANGUAGE

count=0
failed=0
ok() {
  count=$((count + 1))
  if [ "$2" = 0 ]; then
    echo "ok $count - $1"
  else
    echo "not ok $count - $1"
    sed 's/^/# /' "$scratch/log"
    failed=1
  fi
}

LC_ALL=C "$embed" examples/transformer.cost >"$scratch/c.out" 2>"$scratch/log"
ok "the embedding program runs under C" $?
LC_ALL=de_DE.UTF-8 "$embed" examples/transformer.cost >"$scratch/de.out" 2>"$scratch/comma"
ok "the embedding program runs under de_DE.UTF-8" $?
[ "$(cat "$scratch/comma")" = , ]
ok "the locale has a decimal comma" $?
diff -u "$scratch/c.out" "$scratch/de.out" >"$scratch/log"
ok "the embedding program prints the same under both" $?
POLYCOST_TEST_LOCALE=de_DE.UTF-8 python3 tests/corpus/run.py --polycost "$polycost" >"$scratch/log" 2>&1
ok "the corpus holds under de_DE.UTF-8" $?

echo "1..$count"
exit "$failed"
