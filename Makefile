# Everything is one command. Long campaigns have targets of their own: faults, torture, kills, jobs, variants, properties,
# roundtrip, soak, differential, fuzz, sanitize, mutate, bench, bench-peers, bench-growth.
SHELL := /bin/bash
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
RELEASE := swift build -c release --static-swift-stdlib
WEIR := .build/release/weir
# Breaks the world around the release binary; N= and SEED= go through the environment.
FAULTS := .build/release/faults
export N SEED

.PHONY: demo test roundtrip bench format lint golden release zlib faults torture kills jobs harness variants properties fuzz soak \
  differential mutate sanitize bench-peers bench-growth allocations

# Builds and runs the main pipeline over Samples, and shows what came out.
demo: release
	@mkdir -p build
	@echo
	$(WEIR) explain Pipelines/cities.weir.yaml
	@echo
	$(WEIR) run Pipelines/cities.weir.yaml
	@echo
	head -c 700 build/cities.geojson; echo; echo
	head -n 5 build/cities.csv; echo
	$(WEIR) convert Samples/trees.csv.gz -q 'genus:Tilia AND height_m >= 20' --fields name_fr,street,height_m
	@echo
	@ls -l build

release: zlib
	$(RELEASE) --product weir

# The headers of zlib are the only thing that Swift does not bring.
zlib:
	@echo '#include <zlib.h>' | cc -E -x c - >/dev/null 2>&1 || \
	  { $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq zlib1g-dev; }

# The debug tests, then a short part of what the release binary is put through. The demo uses the same release build. Seeds
# are fixed here, so that a change is judged by the same cases every time; the campaigns below draw their own.
test: zlib
	swift build --build-tests
	WEIR_PROPERTY_SEED=$(or $(SEED),1) swift test --skip-build
	$(MAKE) harness
	QUICK=1 N= $(FAULTS) rows
	N=300 $(FAULTS) torture
	QUICK=1 N=50 $(FAULTS) kills
	$(FAULTS) jobs
	$(MAKE) --no-print-directory variants N=20000 SEED=$(or $(SEED),1)
	$(MAKE) --no-print-directory soak N=200 BASE=20
	$(MAKE) --no-print-directory allocations

harness: release
	$(RELEASE) --product faults

faults: harness
	$(FAULTS) rows

torture: harness
	$(FAULTS) torture

kills: harness
	$(FAULTS) kills

jobs: harness
	$(FAULTS) jobs

# Every file of the corpora beside the project through every format and back: some minutes. `make test` takes a sample.
roundtrip: zlib
	swift build --build-tests
	WEIR_ALL_FILES=1 swift test --skip-build --filter RoundTripTests

# Every prefix and every bit flip of small seeds: all of them (at least 500,000), or N= of them; SEED= repeats a run.
variants: zlib
	$(RELEASE) --product variants
	.build/release/variants $(or $(N),all) $(SEED)

# Every property with N= runs; SEED= repeats them.
properties: zlib
	swift build --build-tests
	WEIR_PROPERTY_RUNS=$(or $(N),2000) $(if $(SEED),WEIR_PROPERTY_SEED=$(SEED)) swift test --skip-build --filter PropertiesTests

# Every libFuzzer target for SECONDS= (a minute) under the address sanitizer.
fuzz: zlib
	Tests/Fuzz/fuzz.sh $(or $(SECONDS),60) $(SEED)

# N= megabytes (10,000) through standard input: memory must not grow with the length of a stream.
soak: release
	$(RELEASE) --product bench-data
	Tests/Performance/soak.sh $(or $(N),10000) $(BASE)

# N= random records (1,000,000) against other readers and writers; SEED= repeats them.
differential: release
	Tests/Tools/differential.py $(or $(N),1000000) $(SEED)

# All tests under the address sanitizer, then under the thread sanitizer; the golden cases run the tool built beside them.
# The test framework leaks some objects of its own: leaks are not looked for. ONLY= is a filter of suites, N= the runs
# of each property (30).
sanitize: zlib
	set -e; export SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=detect_leaks=0 WEIR_PROPERTY_RUNS=$(or $(N),30); for sanitizer in address thread; do \
	  swift build --build-tests --sanitize=$$sanitizer --scratch-path .build-$$sanitizer; \
	  WEIR_SANITIZER=$$sanitizer swift test --skip-build --sanitize=$$sanitizer --scratch-path .build-$$sanitizer $(if $(ONLY),--filter '$(ONLY)'); \
	done; echo "sanitize: 2 sanitizers, all tests passed"

# N= mutants (200) of Formats, Query and ByteIO against all tests.
mutate: zlib
	Tests/Tools/mutate.py $(or $(N),200) $(SEED)

bench: release
	$(RELEASE) --product bench-data
	$(RELEASE) --product bench-checks
	Tests/Performance/bench.sh

# What runs of the release binary allocate for 10,000 records, against a budget for each job.
allocations: release
	$(RELEASE) --product bench-data
	Tests/Performance/allocations.sh

# weir beside DuckDB, polars, chDB, Miller, jq, GDAL and csvkit, which are installed; then how weir grows: about an hour. ONLY= is a
# filter of jobs, TOOLS= a list of tools, MEGABYTES= (500) the size of the inputs. Writes Tests/Performance/RESULTS.md.
bench-peers: release
	$(RELEASE) --product bench-data
	Tests/Performance/Peers/peers.py '$(ONLY)'

# Time over bytes and over columns, and memory behind a slow reader: the last sections of RESULTS.md.
bench-growth:
	$(MAKE) --no-print-directory bench-peers ONLY='^growth'

format:
	swift format -i -r Sources Tests Package.swift

lint:
	swift format lint --strict -r Sources Tests Package.swift

# Writes what the binary does now into Tests/Cases; read the diff before committing it.
golden:
	swift build --build-tests
	WEIR_REGENERATE=1 swift test --skip-build --filter GoldenCases
	git --no-pager diff --stat -- Tests/Cases
