#!/usr/bin/env bash
# make soak: long streams through standard input. Memory must not grow with the length of the input.
#
#   Tests/Performance/soak.sh [MEGABYTES] [BASE]     10000 MB against 100 MB (1/100), or as said
#
# Each job must write every record, complete with 128 MiB of data memory (`ulimit -d`), have a peak of at most 64 MiB, and
# one within 8 MiB of the same job's over the short stream. Ends with 1 when any does not.
set -uo pipefail
cd "$(dirname "$0")/../.."

megabytes=${1:-10000} base=${2:-$((megabytes / 100))}
weir=${WEIR:-$PWD/.build/release/weir}
data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT

command -v /usr/bin/time >/dev/null || {
  sudo=$([ "$(id -u)" = 0 ] || echo sudo)
  $sudo apt-get install -y -q time >/dev/null || { $sudo apt-get update -q >/dev/null && $sudo apt-get install -y -q time >/dev/null; }
}

# Some megabytes of each format, to be repeated: the records without what stands before and after them.
.build/release/bench-data "$data" 60000
tail -n +2 "$data/cities.csv" >"$data/csv"
cp "$data/cities.jsonl" "$data/jsonl"
sed -e 1d -e '/^]}$/d' "$data/cities.geojson" >"$data/features"
sed '$ s/$/,/' "$data/features" >"$data/geojson"
gzip -1 <"$data/csv" >"$data/gz"

# repeat FILE TIMES
repeat() { local i; for ((i = 0; i < $2; i++)); do cat "$data/$1"; done; }
# How often a file makes so many megabytes.
times() { echo $(($2 * 1000000 / $(stat -c %s "$data/$1") + 1)); }

# stream JOB TIMES: the input of a job
stream() {
  case $1 in
  csv) head -1 "$data/cities.csv" && repeat csv "$2" ;;
  jsonl) repeat jsonl "$2" ;;
  geojson) head -1 "$data/cities.geojson" && repeat geojson "$2" && cat "$data/features" && echo ']}' ;;
  gz) head -1 "$data/cities.csv" | gzip -1 && repeat gz "$2" ;;
  esac
}

# run NAME INPUT OUTPUT TIMES RECORDS: prints the peak in KiB, or what went wrong
run() {
  local status written
  written=$(
    stream "$2" "$4" | (
      ulimit -d 131072
      exec timeout 3600 /usr/bin/time -o "$data/peak" -f %M "$weir" convert -f "${2/gz/csv}" -t "$3" ${6:-} 2>"$data/errors"
    ) | if [ -n "${6:-}" ]; then gzip -dc; else cat; fi | wc -l
    echo "${PIPESTATUS[1]}"
  )
  status=${written##*$'\n'} written=${written%%$'\n'*}
  if [ "$status" != 0 ]; then
    echo "exit $status: $(head -3 "$data/errors")"
  elif [ "$written" != "$5" ]; then
    echo "$written lines instead of $5"
  else
    tail -1 "$data/peak"
  fi
}

failed=0 jobs=0
# job NAME INPUT SIZE-OF OUTPUT HEADER-LINES [FLAGS]
job() {
  local name=$1 input=$2 output=$3 header=$4 flags=${5:-} long short lines fault=
  # The compressed stream is as long as what it holds.
  local file=${input/gz/csv} extra=0
  [ "$input" = geojson ] && extra=1
  lines=$(wc -l <"$data/$file")
  local many few
  many=$(times "$file" "$megabytes") few=$(times "$file" "$base")
  # bench-data ends some names with a line break: what is written has as many lines as the short stream shows.
  local per=$(($(stream "$input" 1 | "$weir" convert -f "${input/gz/csv}" -t "$output" | wc -l) - header))
  [ $extra = 1 ] && per=$((per / 2))
  short=$(run "$name" "$input" "$output" "$few" $(((few + extra) * per + header)) "$flags")
  long=$(run "$name" "$input" "$output" "$many" $(((many + extra) * per + header)) "$flags")
  if ! [[ "$short" =~ ^[0-9]+$ ]] || ! [[ "$long" =~ ^[0-9]+$ ]]; then
    fault="$short; $long"
  elif [ "$long" -gt 65536 ]; then
    fault="more than 64 MiB"
  elif [ $((long - short)) -gt 8192 ]; then
    fault="more than 8 MiB above the short stream"
  fi
  jobs=$((jobs + 1))
  if [ -n "$fault" ]; then failed=$((failed + 1)); fi
  [[ "$long" =~ ^[0-9]+$ ]] && [[ "$short" =~ ^[0-9]+$ ]] && {
    printf '%-28s %6d MB: %5.1f MiB, %6d MB: %5.1f MiB  %s\n' "$name" "$base" "$(bc <<<"scale=1; $short / 1024")" \
      "$megabytes" "$(bc <<<"scale=1; $long / 1024")" "${fault:-ok}"
    return
  }
  printf '%-28s %s\n' "$name" "$fault"
}

job 'CSV to JSON Lines' csv jsonl 0
job 'JSON Lines to CSV' jsonl csv 1
job 'GeoJSON to CSV' geojson csv 1
job 'gzip CSV to gzip JSON Lines' gz jsonl 0 '--compress gzip'
echo "soak: $jobs jobs, $failed failed"
[ $failed = 0 ]
