#!/bin/sh
# SPDX-License-Identifier: LGPL-3.0-or-later
# Installs a build into a scratch folder and uses it from there as a stranger would. Prints TAP.
#
#     run.sh BUILD_FOLDER [CC]
set -eu
cd "$(dirname "$0")/../.."
build=$1
cc=${2:-cc}
version=$(sed -n "s/^  version: '\(.*\)',/\1/p" meson.build)

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
count=0
failed=0

# ok NAME COMMAND...: a test that passes when the command does; what it prints is shown when it fails.
ok() {
  name=$1
  shift
  count=$((count + 1))
  if "$@" >"$scratch/out" 2>&1; then
    echo "ok $count - $name"
  else
    echo "not ok $count - $name"
    sed 's/^/# /' "$scratch/out"
    failed=1
  fi
}

# shellcheck disable=SC2317
same() { diff -u "$1" "$2"; }
# shellcheck disable=SC2317
exists() { find "$scratch/root" -path "*/$1" | grep .; }

DESTDIR=$scratch/root meson install -C "$build" --no-rebuild >"$scratch/log" 2>&1 || {
  sed 's/^/# /' "$scratch/log"
  echo "Bail out! meson install failed"
  exit 1
}
pc=$(find "$scratch/root" -name polycost.pc)
library=$(find "$scratch/root" -name libpolycost.so)
PKG_CONFIG_PATH=${pc%/*}
PKG_CONFIG_SYSROOT_DIR=$scratch/root
LD_LIBRARY_PATH=${library%/*}
export PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR LD_LIBRARY_PATH

for file in bin/polycost share/man/man1/polycost.1 share/man/man5/polycost.5 share/man/man3/libpolycost.3 \
  share/bash-completion/completions/polycost share/zsh/site-functions/_polycost \
  share/fish/vendor_completions.d/polycost.fish share/polycost/transformer.cost include/polycost/polycost.h \
  libpolycost.a libpolycost.so.0; do
  ok "$file is installed" exists "$file"
done

# What the library exports is what the headers promise, and what is written down.
nm -D --defined-only "$library" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | sort >"$scratch/exports"
for header in include/polycost/*.h; do tr '\n' ' ' <"$header"; done |
  sed 's/PC_API/\n&/g' | sed -n 's/^PC_API [^(]*[ *]\(pc_[a-z0-9_]*\)(.*/\1/p' | sort >"$scratch/promised"
ok "the library exports what tests/exports.txt lists" same tests/exports.txt "$scratch/exports"
ok "the headers declare what tests/exports.txt lists" same tests/exports.txt "$scratch/promised"

# Headers stand alone, in C11 and in C++, and name no type of FLINT or GMP.
flags=$(pkg-config --cflags polycost)
for header in include/polycost/*.h; do
  name=polycost/${header##*/}
  echo "#include <$name>" >"$scratch/one.c"
  # shellcheck disable=SC2086
  ok "$name in C" "$cc" -std=c11 -Wall -Wextra -Wpedantic -Werror $flags -fsyntax-only "$scratch/one.c"
  # shellcheck disable=SC2086
  ok "$name in C++" g++ -x c++ -std=c++11 -Wall -Wextra -Werror $flags -fsyntax-only "$scratch/one.c"
done
ok "headers name no type of FLINT or GMP" sh -c '! grep -nE "fmpz|fmpq|mpz_|include <(flint|gmp)" include/polycost/*.h'

# Examples in C: compiled against what was installed, and printing what stands beside them.
for source in examples/*.c; do
  program=$scratch/$(basename "$source" .c)
  # shellcheck disable=SC2046
  ok "$source compiles" "$cc" -std=c11 -Wall -Wextra -Wpedantic -Werror -O1 "$source" -o "$program" \
    $(pkg-config --cflags --libs polycost)
  ok "$source runs" sh -c "cd examples && '$program' >'$program.out'"
  [ ! -f "${source%.c}.out" ] || ok "$source prints ${source%.c}.out" same "${source%.c}.out" "$program.out"
done
# `source` is now the last of them.
# shellcheck disable=SC2046
ok "$source with the static library" "$cc" -std=c11 "$source" -o "$scratch/static" $(pkg-config --cflags polycost) \
  -Wl,-Bstatic $(pkg-config --libs-only-L polycost) -lpolycost -Wl,-Bdynamic $(pkg-config --static --libs polycost)
ok "$source runs with the static library" sh -c "cd examples && LD_LIBRARY_PATH= '$scratch/static'"

command=$(find "$scratch/root" -path '*/bin/polycost')
ok "the version is everywhere the same" sh -c \
  "'$command' --version | grep -qF 'polycost $version' && test \$(pkg-config --modversion polycost) = $version"
ok "the installed command runs from any folder" sh -c "cd / && '$command' eval transformer --preset small"

echo "1..$count"
exit "$failed"
