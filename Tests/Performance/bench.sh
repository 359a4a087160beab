#!/usr/bin/env bash
# make bench: the main jobs on generated city-like data, weir alone. For each job the median of RUNS runs as MB/s of
# input, as a ratio to `wc -l` on the same file in the same minute, and the peak memory of the largest run.
#
#   RECORDS=2000000 RUNS=5 DATA=dir ONLY=regex Tests/Performance/bench.sh
set -euo pipefail
cd "$(dirname "$0")/../.."

records=${RECORDS:-2000000}
runs=${RUNS:-5}
data=${DATA:-/dev/shm/weir-bench}
only=${ONLY:-.}
weir=.build/release/weir

command -v /usr/bin/time >/dev/null || {
  sudo=$([ "$(id -u)" = 0 ] || echo sudo)
  $sudo apt-get install -y -q time >/dev/null || { $sudo apt-get update -q >/dev/null && $sudo apt-get install -y -q time >/dev/null; }
}
mkdir -p "$data"
[ -f "$data/cities-$records.done" ] && [ -f "$data/irregular.jsonl" ] || {
  rm -f "$data"/*
  .build/release/bench-data "$data" "$records"
  for i in 1 2 3 4 5 6 7 8 9 10; do tail -n +$([ $i = 1 ] && echo 1 || echo 2) "$data/cities.csv"; done >"$data/cities10.csv"
  touch "$data/cities-$records.done"
}

# measure COMMAND: prints the median wall seconds and the largest peak in MiB.
measure() {
  local times=$data/times
  : >"$times"
  bash -c "$1" >/dev/null 2>&1 || { bash -c "$1" >/dev/null; return 1; }
  for _ in $(seq "$runs"); do
    /usr/bin/time -a -o "$times" -f '%e %M' bash -c "exec $1" >/dev/null
  done
  sort -n "$times" | awk '{ wall[NR] = $1; if ($2 > peak) peak = $2 } END { printf "%s %.1f", wall[int((NR + 1) / 2)], peak / 1024 }'
}

printf '%-34s %8s %8s %8s %9s %8s\n' job seconds MB/s target 'x wc -l' MiB
# job NAME TARGET FILE CPUS COMMAND
job() {
  [[ "$1" =~ $only ]] || return 0
  local bytes wall peak base
  bytes=$(stat -c %s "$3")
  read -r base _ <<<"$(measure "wc -l $3")"
  read -r wall peak <<<"$(measure "taskset -c $4 $5")"
  awk -v n="$1" -v w="$wall" -v b="$bytes" -v p="$peak" -v base="$base" -v t="$2" 'BEGIN {
    if (base < 0.005) base = 0.005
    printf "%-34s %8.3f %8.0f %8s %9.1f %8.1f\n", n, w, b / w / 1e6, t, w / base, p }'
}

csv=$data/cities.csv jsonl=$data/cities.jsonl geojson=$data/cities.geojson
out=$data/out
three='--fields name,population,timezone'
job 'CSV filter to JSON'          1300 "$csv" 0 "$weir convert $csv -j 1 -q 'population>=8000000' -o $out.json"
job 'CSV to CSV, 3 of 8'           900 "$csv" 0 "$weir convert $csv -j 1 $three -o $out.csv"
job 'JSONL to CSV'                 500 "$jsonl" 0 "$weir convert $jsonl -j 1 -o $out.csv"
irregular=$data/irregular.jsonl
job 'irregular JSONL filter to JSONL' 150 "$irregular" 0 "$weir convert $irregular -j 1 -q 'population>=8000000' -o $out.jsonl"
job 'irregular JSONL to CSV, 3 of 8' 150 "$irregular" 0 "$weir convert $irregular -j 1 $three -o $out.csv"
job 'CSV to JSONL'                 250 "$csv" 0 "$weir convert $csv -j 1 -o $out.jsonl"
job 'GeoJSON to CSV'               700 "$geojson" 0 "$weir convert $geojson -j 1 -o $out.csv"
job 'CSV to CSV, 3 of 8, 2 cores' 1.4x "$csv" 0,1 "$weir convert $csv -j 2 $three -o $out.csv"
job 'JSONL to CSV, 2 cores'       1.4x "$jsonl" 0,1 "$weir convert $jsonl -j 2 -o $out.csv"
job 'CSV to JSONL, 2 cores'       1.4x "$csv" 0,1 "$weir convert $csv -j 2 -o $out.jsonl"
job 'GeoJSON to CSV, 2 cores'     1.4x "$geojson" 0,1 "$weir convert $geojson -j 2 -o $out.csv"
job 'CSV filter, 10 times longer' 1300 "$data/cities10.csv" 0 "$weir convert $data/cities10.csv -j 1 -q 'population>=8000000' -o $out.json"
job 'text search over all fields'    - "$csv" 0 "$weir convert $csv -j 1 -q 'krakow OR lyon' -t json -o $out.json"
job 'CSV from stdin to JSONL'        - "$csv" 0,1 "bash -c 'cat $csv | $weir convert -f csv -t jsonl -o $out.jsonl'"

# What UTF-8 and width checks cost: decoding with all checks against only finding the separators, as a part of a job.
checks_job() {
  local name='structure, width and UTF-8 checks' checked split bytes wall
  [[ "$name" =~ $only ]] || return 0
  read -r checked split bytes _ <<<"$(taskset -c 0 .build/release/bench-checks "$csv" "$runs")"
  read -r wall _ <<<"$(measure "taskset -c 0 $weir convert $csv -j 1 -q 'population>=8000000' -o $out.json")"
  awk -v c="$checked" -v s="$split" -v b="$bytes" -v w="$wall" 'BEGIN {
    row = "%-34s %8.3f %8.0f %8s %9s %8s\n"
    printf row, "CSV decoded, with every check", c, b / c / 1e6, "-", "-", "-"
    printf row, "CSV split, without checks", s, b / s / 1e6, "-", "-", "-"
    printf "%-34s %8s %7.1f%% %8s %9s %8s\n", "  checks as a part of CSV filter", "", (c - s) / w * 100, "<= 15 %", "-", "-" }'
}
checks_job

# Type checks: the same job with and without five declared columns; the difference is what a typed field costs.
typed_job() {
  local name='CSV, five declared types, every record checked' types=$data/types.csv count=$((records * 4)) bytes plain checked peak
  [[ "$name" =~ $only ]] || return 0
  [ -f "$types" ] || awk -v n="$count" 'BEGIN {
    print "id,price,ok,day,at,name"
    for (i = 1; i <= n; i++) {
      m = i % 12 + 1; d = i % 28 + 1; h = i % 24; s = i % 60
      printf "%d,%d.%02d,%s,20%02d-%02d-%02d,20%02d-%02d-%02dT%02d:%02d:%02dZ,name %d\n", i * 7919 % 10000019, i % 9973, i % 100,
        i % 3 ? "true" : "false", i % 30, m, d, i % 30, m, d, h, s, s, i
    }
  }' >"$types"
  bytes=$(stat -c %s "$types")
  local declared='--type id=integer --type price=number --type ok=boolean --type day=date --type at=datetime'
  read -r plain _ <<<"$(measure "taskset -c 0 $weir convert $types -j 1 --fields name -o $out.csv")"
  read -r checked peak <<<"$(measure "taskset -c 0 $weir convert $types -j 1 --fields name $declared -o $out.csv")"
  awk -v a="$plain" -v b="$checked" -v n="$count" -v s="$bytes" -v p="$peak" 'BEGIN {
    row = "%-34s %8.3f %8.0f %8s %9s %8s\n"
    printf row, "CSV, 1 of 6, nothing declared", a, s / a / 1e6, "-", "-", "-"
    printf row, "the same, five declared types", b, s / b / 1e6, "-", "-", sprintf("%.1f", p)
    printf row, "  ns a typed field", (b - a) / n / 5 * 1e9, 0, "<= 4", "-", "-" }'
}
typed_job
rm -f "$out".*
read -r start peak <<<"$(measure "$weir --version")"
printf '%-34s %8.3f %8s %8s %9s %8.1f\n' 'weir --version' "$start" - 0.015 - "$peak"
