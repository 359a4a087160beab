#!/usr/bin/env bash
# make bench: the main jobs on generated city-like data. For each job the median of RUNS runs as MB/s of input, as a ratio
# to `wc -l` on the same file in the same minute, and the peak memory of the largest run. Other tools are beside weir in
# Peers/peers.py (`make bench-peers`).
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
job 'word in all fields, few match' 500 "$csv" 0 "$weir convert $csv -j 1 -q kingstonburg -o $out.json"
job 'two words in all fields'        - "$csv" 0 "$weir convert $csv -j 1 -q 'krakow OR lyon' -o $out.json"
job 'phrase in all fields'           - "$csv" 0 "$weir convert $csv -j 1 -q '\"kingston nuevo\"' -o $out.json"
job 'word in JSONL, few match'       - "$jsonl" 0 "$weir convert $jsonl -j 1 -q kingstonburg -o $out.json"
one='population>=8000000'
job 'one comparison'                 - "$csv" 0 "$weir convert $csv -j 1 -q '$one' -t csv -o $out.csv"
job 'three comparisons'          '80 %' "$csv" 0 "$weir convert $csv -j 1 -q 'latitude>10 AND $one AND longitude<60' -t csv -o $out.csv"
job 'date range'                   700 "$csv" 0 "$weir convert $csv -j 1 -q 'modified:[2015/02 TO 2015/03/10]' -o $out.csv"
job 'facet of a text'               700 "$csv" 0 "$weir facets $csv -j 1 --facet country_code -o $out.json"
job 'facet of a date'                 - "$csv" 0 "$weir facets $csv -j 1 --facet modified --refine modified=2015/02 -o $out.json"
job 'facet of a million names'        - "$csv" 0 "$weir facets $csv -j 1 --facet id --type id=text -o $out.json"
job 'series by a text'               900 "$csv" 0 "$weir analyze $csv -j 1 --x country_code --y n=COUNT --y 'a=AVG(population)' --y 'm=MAX(population)' -t json -o $out.json"
job 'series by the months of a date'  600 "$csv" 0 "$weir analyze $csv -j 1 --x modified --precision month --y n=COUNT -t json -o $out.json"
job 'series of an expression'         700 "$csv" 0 "$weir analyze $csv -j 1 --x country_code --y 'a=AVG(sqrt(population)*2)' -t json -o $out.json"
job 'series of an expression, 2 cores' - "$csv" 0,1 "$weir analyze $csv -j 2 --x country_code --y 'a=AVG(sqrt(population)*2)' -t json -o $out.json"
job 'series of a million groups'       - "$csv" 0 "$weir analyze $csv -j 1 --x id --type id=text --y n=COUNT --maxpoints 10 -t json -o $out.json"
job 'exact value'                    - "$csv" 0 "$weir convert $csv -j 1 -q '#exact(name, Kingstonburg)' -o $out.csv"
job 'CSV sorted by a number, 2 cores'  200 "$csv" 0,1 "$weir convert $csv -j 2 --sort population:desc --tmpdir $data -o $out.csv"
job 'CSV sorted by texts, 2 cores'     - "$csv" 0,1 "$weir convert $csv -j 2 --sort country_code,name --tmpdir $data -o $out.csv"
job 'CSV, the first 10 by a number'    - "$csv" 0 "$weir convert $csv -j 1 --sort population:desc --limit 10 -o $out.csv"
# A disc, a polygon and a file of one, each around half the globe: half of the records are kept and written.
[ -f "$data/ring-100" ] || for n in 100 10000; do
  awk -v n=$n 'BEGIN { srand(1); for (i = 0; i < n; i++) { r = 1 - 0.1 * rand(); a = 6.283185307 * i / n
    printf "%s(%.5f,%.5f)", i ? "," : "", 85 * r * sin(a), 175 * r * cos(a) } }' >"$data/ring-$n"
  sed 's/(\([^,]*\),\([^)]*\))/[\2,\1]/g; s/^\([^]]*\]\)\(.*\)/{"type":"Polygon","coordinates":[[\1\2,\1]]}/' "$data/ring-$n" >"$data/ring-$n.geojson"
done
job 'distance, half of the globe'  600 "$csv" 0 "$weir convert $csv -j 1 --near 0,0,10007km -o $out.csv"
job 'distance, few match'          600 "$csv" 0 "$weir convert $csv -j 1 --near 48.85,2.35,100km -o $out.csv"
job 'polygon of 100 vertices'      400 "$csv" 0 "$weir convert $csv -j 1 --within $data/ring-100.geojson -o $out.csv"
job 'polygon of 10,000 vertices'   200 "$csv" 0 "$weir convert $csv -j 1 --within $data/ring-10000.geojson -o $out.csv"
job 'CSV from stdin to JSONL'        - "$csv" 0,1 "bash -c 'cat $csv | $weir convert -f csv -t jsonl -o $out.jsonl'"

# Dialects that the wide scan does not read, encodings, inspect, and united columns: what their rows need is made from the
# same cities.
messy() {
  local f=$data/messy
  [ -f "$f.done" ] && return 0
  grep -v '"' "$csv" | awk 1 >"$f-plain.csv"
  awk 'NR % 50 == 0 { sub(/,/, ",x\"y ") } { print }' "$f-plain.csv" >"$f-stray.csv"
  sed 's/""/\\"/g' "$csv" >"$f-backslash.csv"
  awk 'NR % 1000 == 2 { print "# a comment" } { print }' "$f-plain.csv" >"$f-comment.csv"
  sed 's/,/ , /g' "$f-plain.csv" >"$f-trim.csv"
  awk 'NR % 50 == 0 { sub(/,[^,]*$/, "") } { print }' "$f-plain.csv" >"$f-short.csv"
  iconv -f utf-8 -t windows-1252//TRANSLIT "$csv" >"$f-1252.csv"
  iconv -f utf-8 -t utf-16 "$csv" >"$f-utf16.csv"
  awk 'BEGIN { print "id;a;b;c"; split("été,Orléans,façade,Besançon,à côté,déjà", w, ",")
    for (i = 1; i <= 1500000; i++) print i ";" w[i % 6 + 1] " " w[i % 5 + 1] ";" w[i % 4 + 1] ";" w[i % 3 + 1] }' |
    tee >(iconv -f utf-8 -t windows-1252 >"$f-accents-1252.csv") | iconv -f utf-8 -t utf-16 >"$f-accents-utf16.csv"
  # Ten of 10,000 keys in each record: the table is forty times the text.
  awk 'BEGIN { for (i = 0; i < 20000; i++) { printf "{\"id\":%d", i
    for (k = 0; k < 10; k++) printf ",\"key_%d\":\"value %d\"", (i * 7919 + k * 997) % 10000, i % 1000; print "}" } }' >"$f-wide.jsonl"
  touch "$f.done"
}
messy
of="-j 1 -q 'population>=8000000' -o $out.json"
m=$data/messy
job 'CSV, stray quotes kept'         100 "$m-stray.csv" 0 "$weir convert $m-stray.csv --stray-quotes keep $of"
job 'CSV, backslash escapes'         100 "$m-backslash.csv" 0 "$weir convert $m-backslash.csv --escape backslash $of"
job 'CSV, comments'                  100 "$m-comment.csv" 0 "$weir convert $m-comment.csv --comment '#' $of"
job 'CSV, trimmed'                   100 "$m-trim.csv" 0 "$weir convert $m-trim.csv --trim $of"
job 'CSV, short records filled'      100 "$m-short.csv" 0 "$weir convert $m-short.csv --ragged pad $of"
job 'CSV in windows-1252'            500 "$m-1252.csv" 0 "$weir convert $m-1252.csv -e windows-1252 $of"
job 'CSV in iso-8859-15'             500 "$m-1252.csv" 0 "$weir convert $m-1252.csv -e iso-8859-15 $of"
job 'CSV in utf-16'                  500 "$m-utf16.csv" 0 "$weir convert $m-utf16.csv -e utf-16 $of"
few="-j 1 -q 'id<0' -o $out.json"
job 'accents in windows-1252'        500 "$m-accents-1252.csv" 0 "$weir convert $m-accents-1252.csv -e windows-1252 $few"
job 'accents in utf-16'              500 "$m-accents-utf16.csv" 0 "$weir convert $m-accents-utf16.csv -e utf-16 $few"
job 'inspect CSV'                      - "$csv" 0 "$weir inspect $csv -j 1"
job 'inspect CSV, 2 cores'           200 "$csv" 0,1 "$weir inspect $csv -j 2"
job 'inspect GeoJSON, 2 cores'       200 "$geojson" 0,1 "$weir inspect $geojson -j 2"
job 'irregular JSONL, united columns'  - "$irregular" 0 "$weir convert $irregular -j 1 --columns union -o $out.csv"
job 'JSONL, 10,000 united columns'     - "$m-wide.jsonl" 0 "$weir convert $m-wide.jsonl -j 1 --columns union -o $out.csv"

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
