#!/bin/sh
# SPDX-License-Identifier: LGPL-3.0-or-later
# Runs one libFuzzer program FUZZ_RUNS times (15000), for at most FUZZ_SECONDS (15), from its corpus and FUZZ_SEED (1):
# two runs of one build try the same inputs, and what a change did not break is not refused by luck. To look further,
# take other seeds and more time. An input that fails is kept in FUZZ_KEEP (the folder of the program). Prints TAP.
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
set -- "$fuzzer" -seed="${FUZZ_SEED:-1}" -runs="${FUZZ_RUNS:-15000}" -max_total_time="$seconds" \
  -timeout=20 -rss_limit_mb=2048 -max_len=2048 -print_final_stats=1 -artifact_prefix="$keep/${fuzzer##*/}-"
[ ! -f "$dictionary" ] || set -- "$@" -dict="$dictionary"
if "$@" "$scratch/new" "$corpus" >"$scratch/log" 2>&1; then
  echo "ok 1 - nothing fails in a short run"
  sed -n 's/^stat::number_of_executed_units/# runs/p' "$scratch/log"
else
  echo "not ok 1 - nothing fails in a short run"
  tail -n 60 "$scratch/log" | sed 's/^/# /'
fi
echo 1..1
