# Everything is one command: make demo, make test, make bench, make roundtrip, make format,
# make lint, make golden, make faults, make torture, make kills, make jobs.
SHELL := /bin/bash
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
RELEASE := swift build -c release --static-swift-stdlib
WEIR := .build/release/weir
# Breaks the world around the release binary; N= and SEED= go through the environment.
FAULTS := .build/release/faults
export N SEED

.PHONY: demo test roundtrip bench format lint golden release zlib faults torture kills jobs harness

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

# The debug tests, then a short part of what the release binary is put through. The demo uses the same release build.
test: zlib
	swift build --build-tests
	swift test --skip-build
	$(MAKE) harness
	QUICK=1 N= $(FAULTS) rows
	N=300 $(FAULTS) torture
	QUICK=1 N=50 $(FAULTS) kills
	$(FAULTS) jobs

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

bench: release
	$(RELEASE) --product bench-data
	$(RELEASE) --product bench-checks
	Tests/Performance/bench.sh

format:
	swift format -i -r Sources Tests Package.swift

lint:
	swift format lint --strict -r Sources Tests Package.swift

# Writes what the binary does now into Tests/Cases; read the diff before committing it.
golden:
	swift build --build-tests
	WEIR_REGENERATE=1 swift test --skip-build --filter GoldenCases
	git --no-pager diff --stat -- Tests/Cases
