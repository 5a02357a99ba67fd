# Every target does its own set-up and is quick when nothing is missing.
#
#   make setup        system libraries (with apt, as root) and the Python environment in .venv
#   make build        the command: .build/release/gradual
#   make library      gradual.h and libgradual.so, for programs in other languages: .build/library
#   make study        the underflow study of models up to 8B and its report, runs/underflow-to-8b/report
#   make underflow    the same of all models, and Reports/underflow-by-scale
#   make accumulation the accumulation study and its report, Reports/accumulation-depth
#   make depth        the depth study and its report, Reports/depth-of-networks
#   make training     the training study and its report, Reports/zero-loss
#   make reports      these four
#   make test         lint, Swift tests, the example package, then the Python peers and the notebooks
#   make peers        against torch and other peers that are too large for every test run (.venv-peers)
#   make bench        how fast the kernels are, beside torch and others: Benchmarks/results.md
#   make exhaustive   the sweeps that are too long for `make test`
#   make fuzz         libFuzzer on the readers of files, FUZZ_SECONDS each (60)
#   make lint         the style check that `make test` begins with
#   make format       rewrites the Swift sources in the project's style
#   make clean        removes what these targets made, never the results in runs/ and Reports/

PYTHON ?= python3
VENV := .venv
PEERS := .venv-peers
GRADUAL := .build/release/gradual

# A run is resumed where it stopped; its report is written anew, to the same bytes.
STUDY_RUN := runs/underflow-to-8b
UNDERFLOW_RUN := runs/underflow-by-scale
UNDERFLOW_REPORT := Reports/underflow-by-scale
ACCUMULATION_RUN := runs/accumulation-depth
ACCUMULATION_REPORT := Reports/accumulation-depth
DEPTH_RUN := runs/depth-of-networks
DEPTH_REPORT := Reports/depth-of-networks
TRAINING_RUN := runs/zero-loss
TRAINING_REPORT := Reports/zero-loss

# Tests have a build folder of their own: they are compiled with other flags than the command, and
# in one folder each would undo the other's work.
TEST_BUILD := .build/tests
SWIFT_TEST := swift test -c release --scratch-path $(TEST_BUILD)
# Builds what `swift test` builds, with the same flags, and runs nothing.
SWIFT_BUILD := swift test list -c release --scratch-path $(TEST_BUILD) > /dev/null

SWIFT_SOURCES := Sources Tests Examples Package.swift

# A user's package, that depends on this one by its path. With the tests' flags in the tests' build folder
# nothing is built twice: seconds, instead of minutes in a folder of its own.
EXAMPLE := Examples/CustomFormat
EXAMPLE_RUN := $(TEST_BUILD)/runs/custom-format

.PHONY: setup libraries simulators build library study reports underflow accumulation depth training \
  test test-example test-python peers bench exhaustive fuzz lint format clean
.DEFAULT_GOAL := build

setup: libraries $(VENV)/installed.lock

libraries:
	@PYTHON='$(PYTHON)' Scripts/install-libraries

simulators:
	@PYTHON='$(PYTHON)' Scripts/install-libraries --simulators

# By content, since a checkout changes times: the environment is made anew only for other versions.
$(VENV)/installed.lock: requirements.lock
$(PEERS)/installed.lock: requirements-peers.lock
$(VENV)/installed.lock $(PEERS)/installed.lock: | libraries
	@if ! cmp -s $< $@; then set -ex; \
	  rm -rf $(@D); \
	  $(PYTHON) -m venv $(@D); \
	  $(@D)/bin/python -m pip install -q --disable-pip-version-check --no-deps -r $<; \
	  $(@D)/bin/python -m pip check --disable-pip-version-check; \
	  cp $< $@; \
	fi
	@touch $@

build: libraries
	swift build -c release --product gradual

# Swift's runtime is inside: it needs nothing but the C library. Other flags, so another build folder.
library: libraries
	swift build -c release --scratch-path .build/static --product gradual-c -Xswiftc -static-stdlib
	mkdir -p .build/library
	cp .build/static/release/libgradual-c.so .build/library/libgradual.so
	cp Sources/CGradual/include/gradual.h .build/library

study: setup build
	$(GRADUAL) study underflow --config Configurations/underflow-to-8b.json --out $(STUDY_RUN)
	$(GRADUAL) report $(STUDY_RUN) --out $(STUDY_RUN)/report
	$(VENV)/bin/python Scripts/render-figures.py $(STUDY_RUN)/report

underflow: setup build
	$(GRADUAL) study underflow --config Configurations/underflow-by-scale.json --out $(UNDERFLOW_RUN)
	$(GRADUAL) report $(UNDERFLOW_RUN) --out $(UNDERFLOW_REPORT)
	$(VENV)/bin/python Scripts/render-figures.py $(UNDERFLOW_REPORT)

reports: underflow accumulation depth training

accumulation: setup build
	$(GRADUAL) study accumulation --out $(ACCUMULATION_RUN)
	$(GRADUAL) report $(ACCUMULATION_RUN) --out $(ACCUMULATION_REPORT)
	$(VENV)/bin/python Scripts/render-figures.py $(ACCUMULATION_REPORT)

depth: setup build
	$(GRADUAL) study depth --out $(DEPTH_RUN)
	$(GRADUAL) report $(DEPTH_RUN) --out $(DEPTH_REPORT)
	$(VENV)/bin/python Scripts/render-figures.py $(DEPTH_REPORT)

training: setup build
	$(GRADUAL) study training --out $(TRAINING_RUN)
	$(GRADUAL) report $(TRAINING_RUN) --out $(TRAINING_REPORT)
	$(VENV)/bin/python Scripts/render-figures.py $(TRAINING_REPORT)

test: setup
	@$(MAKE) --no-print-directory lint
	$(SWIFT_TEST)
	@$(MAKE) --no-print-directory test-example
	@$(MAKE) --no-print-directory test-python GRADUAL=$(TEST_BUILD)/release/gradual

# The example package's own tests, and its program.
test-example: libraries
	$(SWIFT_TEST) --package-path $(EXAMPLE)
	rm -rf $(EXAMPLE_RUN)
	$(TEST_BUILD)/release/CustomFormat $(EXAMPLE_RUN)

# The peers and the notebooks alone, with the command that `make build` or `make test` has left.
test-python: $(VENV)/installed.lock
	GRADUAL=$(GRADUAL) $(VENV)/bin/python -m pytest Tests/Peers
	$(VENV)/bin/python -m pytest --nbmake Notebooks

# With the command that `make test` has built, which is built anew only where sources have changed.
# One of the peers compiles itself, by the environment's ninja.
peers: simulators $(PEERS)/installed.lock
	$(SWIFT_BUILD)
	GRADUAL=$(TEST_BUILD)/release/gradual PATH="$(CURDIR)/$(PEERS)/bin:$$PATH" \
	  TORCH_EXTENSIONS_DIR=$(CURDIR)/$(PEERS)/extensions \
	  $(PEERS)/bin/python -m pytest Tests/Peers/heavy

# Five rounds of everything, on a machine that does nothing else.
bench: build $(PEERS)/installed.lock
	PATH="$(CURDIR)/$(PEERS)/bin:$$PATH" TORCH_EXTENSIONS_DIR=$(CURDIR)/$(PEERS)/extensions \
	  $(PEERS)/bin/python Benchmarks/measure.py --gradual $(GRADUAL)

exhaustive: setup
	GRADUAL_EXHAUSTIVE=1 $(SWIFT_TEST)
	GRADUAL=$(TEST_BUILD)/release/gradual $(VENV)/bin/python -m pytest -m exhaustive Tests/Peers

FUZZ_SECONDS := 60
fuzz: libraries
	Scripts/fuzz $(FUZZ_SECONDS)

lint:
	swift format lint --strict --recursive $(SWIFT_SOURCES)

format:
	swift format --in-place --recursive $(SWIFT_SOURCES)

clean:
	rm -rf .build $(VENV) $(PEERS)
