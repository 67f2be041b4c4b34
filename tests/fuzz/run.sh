#!/bin/sh
# SPDX-License-Identifier: LGPL-3.0-or-later
# Runs one libFuzzer program for FUZZ_SECONDS (15) from its corpus. An input that fails is kept in FUZZ_KEEP (the
# folder of the program). Prints TAP.
#
#     run.sh FUZZER CORPUS
set -u
fuzzer=$1
corpus=$2
keep=${FUZZ_KEEP:-${fuzzer%/*}}
seconds=${FUZZ_SECONDS:-15}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/new"

dictionary=${corpus%/*/*}/words.dict
set -- "$fuzzer" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -max_len=2048 -print_final_stats=1 \
  -artifact_prefix="$keep/${fuzzer##*/}-"
[ ! -f "$dictionary" ] || set -- "$@" -dict="$dictionary"
if "$@" "$scratch/new" "$corpus" >"$scratch/log" 2>&1; then
  echo "ok 1 - nothing fails in $seconds seconds"
  sed -n 's/^stat::number_of_executed_units/# runs/p' "$scratch/log"
else
  echo "not ok 1 - nothing fails in $seconds seconds"
  tail -n 60 "$scratch/log" | sed 's/^/# /'
fi
echo 1..1
