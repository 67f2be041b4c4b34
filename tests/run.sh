#!/bin/sh
# SPDX-License-Identifier: LGPL-3.0-or-later
# Installs what is missing, builds polycost in several ways under build-tests/ and runs all tests:
#
#     sh tests/run.sh [--quick] [--no-debian13] [RUN...]
#
#   gcc       GCC, optimised: every test
#   valgrind  the unit tests of that build under Valgrind, except those of the algebra
#   gcc-san   GCC with the address and undefined-behaviour sanitizers: every test
#   clang     Clang with the same and with libFuzzer: all but the slow tests, a short run of each fuzz target
#   debian13  GCC and FLINT 3 in a Debian 13 tree, kept in the user's cache: unit tests, corpus, command
#
# Without a RUN all of them; --quick is `gcc` alone. The last line is "N passed, N failed", with ", N skipped" where
# something could not run here. Each test case is counted once, however many builds ran it.
#
# Random tests take POLYCOST_SEED (1), so that a run can be repeated; other seeds look further.
set -u
export POLYCOST_SEED="${POLYCOST_SEED:-1}"
cd "$(dirname "$0")/.." || exit 1
project=$PWD
builds=$project/build-tests

runs=
debian13=yes
for argument in "$@"; do
  case $argument in
  --quick) runs=gcc ;;
  --no-debian13) debian13= ;;
  gcc | valgrind | gcc-san | clang | debian13) runs="$runs $argument" ;;
  *) echo "run.sh: unknown argument '$argument'" >&2 && exit 2 ;;
  esac
done
runs=${runs:-gcc valgrind gcc-san clang debian13}
[ "$debian13" ] || runs=$(echo " $runs" | sed 's/ debian13//')

is_wanted() {
  case " $runs " in *" $1 "*) return 0 ;; *) return 1 ;; esac
}

say() { printf '%s  %s\n' "$(date +%H:%M:%S)" "$*"; }

mkdir -p "$builds" || exit 1
results=$builds/results
rm -rf "$results"
mkdir -p "$results"

# fail TEXT, skip TEXT: something that is no test case went wrong, or could not be done.
fail() { echo "$*" >>"$results/failed"; say "FAILED: $*"; }
skip() { echo "$*" >>"$results/skipped"; say "skipped: $*"; }

# build NAME [MESON OPTION...]: configures and compiles; warnings are errors.
build() {
  name=$1
  shift
  say "$name: building"
  if [ ! -f "$builds/$name/build.ninja" ]; then
    meson setup "$builds/$name" -Dwerror=true "$@" >"$builds/$name.log" 2>&1 </dev/null
  else
    meson configure "$builds/$name" "$@" >"$builds/$name.log" 2>&1 </dev/null
  fi && meson compile -C "$builds/$name" >>"$builds/$name.log" 2>&1 </dev/null && return
  tail -n 60 "$builds/$name.log"
  fail "$name: does not build"
  return 1
}

# check NAME LABEL [MESON TEST OPTION...]: runs the tests of a build and keeps their log as LABEL.
check() {
  name=$1
  label=$2
  shift 2
  say "$label: testing"
  rm -f "$builds/$name/meson-logs/$label"*.json
  meson test -C "$builds/$name" --no-rebuild --logbase "$label" "$@" >"$builds/$label-test.log" 2>&1 </dev/null
  # With a wrapper meson adds its name to that of the log.
  if ! cp "$builds/$name/meson-logs/$label"*.json "$results/$label.json" 2>/dev/null; then
    tail -n 60 "$builds/$label-test.log"
    fail "$label: the tests do not run"
  fi
}

# Frames are several times as large with sanitizers: 64 MiB of stack stand for the usual 8.
with_sanitizers() {
  # shellcheck disable=SC3045
  ulimit -s 65536 2>/dev/null || true
  POLYCOST_SANITIZERS=1 POLYCOST_CASES=30 CK_DEFAULT_TIMEOUT=60 ASAN_OPTIONS=detect_stack_use_after_return=1 \
    UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 "$@"
}

run_gcc() {
  export CC=gcc
  build gcc || return
  check gcc gcc
}

run_valgrind() {
  [ -d "$builds/gcc" ] || CC=gcc build gcc || return
  CK_FORK=no check gcc valgrind --suite valgrind --timeout-multiplier 10 \
    --wrapper 'valgrind -q --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite,indirect'
}

run_gcc_san() {
  export CC=gcc
  build gcc-san -Dbuildtype=debugoptimized -Db_ndebug=false -Db_sanitize=address,undefined || return
  with_sanitizers check gcc-san gcc-san --timeout-multiplier 4
}

run_clang() {
  export CC=clang
  build clang -Dbuildtype=debugoptimized -Db_ndebug=false -Db_sanitize=address,undefined -Db_lundef=false \
    -Dfuzz=true || return
  with_sanitizers check clang clang --no-suite slow --timeout-multiplier 4
}

run_debian13() {
  sh tests/debian13.sh "$builds/debian13" >"$builds/debian13.log" 2>&1 </dev/null
  status=$?
  if [ "$status" = 77 ]; then
    skip "debian13: $(tail -n 1 "$builds/debian13.log")"
  elif [ -f "$builds/debian13/testlog.json" ]; then
    cp "$builds/debian13/testlog.json" "$results/debian13.json"
  else
    tail -n 60 "$builds/debian13.log"
    fail "debian13: does not build"
  fi
}

say "looking for what the tests need"
if ! sh tests/setup.sh tests || { is_wanted debian13 && [ "$(id -u)" = 0 ] && ! sh tests/setup.sh debian13; }; then
  fail "what the tests need cannot be installed"
else
  if is_wanted debian13; then
    say "debian13: building and testing in the background"
    run_debian13 &
  fi
  if is_wanted gcc; then (run_gcc); fi
  if is_wanted valgrind; then (run_valgrind); fi
  if is_wanted gcc-san; then (run_gcc_san); fi
  if is_wanted clang; then (run_clang); fi
  wait
fi
say "done"

set --
for log in "$results"/*.json; do
  [ ! -f "$log" ] || set -- "$@" "$(basename "$log" .json)=$log"
done
for kind in failed skipped; do
  [ -f "$results/$kind" ] || continue
  while read -r text; do set -- "$@" "--$kind" "$text"; done <"$results/$kind"
done
exec python3 tests/count.py "$@"
