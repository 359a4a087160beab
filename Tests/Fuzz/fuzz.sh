#!/usr/bin/env bash
# make fuzz: every libFuzzer target for a time, under the address sanitizer; one in three with a small stack and long inputs.
#
#   Tests/Fuzz/fuzz.sh SECONDS [SEED] [TARGET...]
#
# Starts from the corpora beside it and leaves them alone; what is found stays in .build-fuzz, and `KEEP=1` merges what is
# new into the corpora. Ends with 1 when a target crashed, or ran for less than its time.
set -uo pipefail
cd "$(dirname "$0")/../.."
# Globals that hold indirect cases look like leaks: their pointers carry tags. Growth shows in the memory limit.
export WEIR_FUZZ=1 SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=detect_leaks=0

time=${1:-60} seed=${2:-0}
shift $(($# < 2 ? $# : 2))
targets=("${@:-}")
[ -n "${targets[0]}" ] || targets=($(cd Tests/Fuzz && ls -d Fuzz*))
scratch=.build-fuzz
mkdir -p "$scratch"
# All of them first: a source that changes later changes no run.
for target in "${targets[@]}"; do
  swift build -c release --sanitize fuzzer -Xswiftc -sanitize=fuzzer,address --product "$target" \
    --scratch-path "$scratch" >"$scratch/build.log" 2>&1 || { cat "$scratch/build.log"; exit 1; }
done
crashes=0 ran=0 executions=0 index=0
for target in "${targets[@]}"; do
  corpus=$scratch/corpus/$target found=$scratch/found/$target
  mkdir -p "$corpus" "$found"
  index=$((index + 1))
  stack=8192 length=4096
  [ $((index % 3)) = 0 ] && stack=256 length=100000
  # A stack that is too small for the sanitizer's own start is no finding: 256 KiB is enough for it.
  (ulimit -s $stack && exec timeout -k 5 $((time + 60)) "$scratch/release/$target" -max_total_time="$time" -timeout=10 \
    -rss_limit_mb=2048 -max_len=$length -seed="$seed" -print_final_stats=1 -verbosity=0 -artifact_prefix="$found/" \
    "$corpus" "Tests/Fuzz/Corpus/$target") >"$scratch/$target.log" 2>&1
  status=$?
  runs=$(awk '/stat::number_of_executed_units/ { runs = $2 } END { print runs + 0 }' "$scratch/$target.log")
  executions=$((executions + runs))
  if [ $status != 0 ]; then
    crashes=$((crashes + 1))
    echo "$target: crash, $(ls -t "$found" | head -1)"
    grep -E 'Fatal error|ERROR: |SUMMARY' "$scratch/$target.log" | head -5
  elif [ "$runs" -gt 0 ]; then
    ran=$((ran + 1))
    echo "$target: $runs inputs in $time s, stack $stack KiB"
  fi
  if [ "${KEEP:-}" = 1 ]; then
    mkdir -p "$scratch/merged/$target" && rm -f "$scratch/merged/$target"/*
    "$scratch/release/$target" -merge=1 -max_len=300 "$scratch/merged/$target" "Tests/Fuzz/Corpus/$target" "$corpus" \
      >/dev/null 2>&1 && cp "$scratch/merged/$target"/* "Tests/Fuzz/Corpus/$target/"
  fi
done
echo "fuzz: $ran of ${#targets[@]} targets without a finding, $executions inputs, $crashes crashed"
[ $ran = ${#targets[@]} ]
