#!/usr/bin/env bash
# make allocations: what whole runs of the release binary allocate for 10,000 records: the difference between a file and one
# of twice as many records, so that what a start costs does not count. Ends with 1 when a job is above its budget.
set -euo pipefail
cd "$(dirname "$0")/../.."

weir=${WEIR:-$PWD/.build/release/weir}
records=66000
data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT
cc -O1 -shared -fPIC -DALLOCATION_REPORT -ITests/AllocationCount/include -o "$data/count.so" \
  Tests/AllocationCount/AllocationCount.c
mkdir "$data/once" "$data/twice"
.build/release/bench-data "$data/once" $records
.build/release/bench-data "$data/twice" $((2 * records))

# count SIZE COMMAND FILE FLAGS...: the allocations of a run
count() {
  local input=$data/$1/$3 command=$2
  shift 3
  LD_PRELOAD=$data/count.so "$weir" "$command" "$input" -j 1 "$@" 2>&1 >/dev/null | sed -n 's/^allocations: //p'
}

failed=0
printf '%-34s %12s %8s\n' job 'per 10,000' budget
# job NAME BUDGET COMMAND FILE FLAGS...
job() {
  local name=$1 budget=$2 once twice found fault=
  shift 2
  once=$(count once "$@") twice=$(count twice "$@")
  [ -n "$once" ] && [ -n "$twice" ] || { echo "$name: nothing was counted"; failed=1; return; }
  found=$(((twice - once) * 10000 / records))
  [ "$found" -le "$budget" ] || { fault='too many'; failed=1; }
  printf '%-34s %12s %8s %s\n' "$name" "$found" "$budget" "$fault"
}

job 'CSV to CSV'                100 convert cities.csv -t csv
job 'CSV, 3 of 8'               100 convert cities.csv -t csv --fields name,population,timezone
job 'CSV to JSON Lines'         200 convert cities.csv -t jsonl
job 'CSV to GeoJSON'            250 convert cities.csv -t geojson
job 'JSON Lines to CSV'         200 convert cities.jsonl -t csv
job 'JSON Lines to JSON Lines'  200 convert cities.jsonl -t jsonl
# A shape of records is learned again when the next ones have another.
job 'irregular JSON Lines to CSV' 1200 convert irregular.jsonl -t csv
job 'GeoJSON to CSV'            350 convert cities.geojson -t csv
job 'GeoJSON to GeoJSON'        300 convert cities.geojson -t geojson
job 'filter on a number'        100 convert cities.csv -t csv -q 'population>=50000'
job 'filter on a text'          100 convert cities.csv -t csv -q kingston
job 'filter by distance'        100 convert cities.csv -t csv --near 48.85,2.35,5000km
job 'filter by a polygon'       100 convert cities.csv -t csv --geofilter.polygon '(48,-5),(51,2),(48,8),(43,7)'
job 'sorted by a number'        200 convert cities.csv -t csv --sort population
job 'groups of analyze'         100 analyze cities.csv --x country_code --y n=COUNT --y 'a=AVG(population)'
job 'months of analyze'         100 analyze cities.csv --x modified.year --x modified.month --y n=COUNT
job 'facets'                    100 facets cities.csv --facet country_code
[ $failed = 0 ] && echo 'allocations: all jobs in their budgets'
exit $failed
