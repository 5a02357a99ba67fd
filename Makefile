# Every target does its own set-up and is quick when nothing is missing.
#
#   make setup        system libraries (with apt, as root) and the Python environment in .venv
#   make build        the command: .build/release/gradual
#   make study        the underflow study and its report, Reports/underflow-by-scale
#   make test         lint, Swift tests, then the Python peers and the notebooks
#   make exhaustive   the sweeps that are too long for `make test`
#   make lint         the style check that `make test` begins with
#   make format       rewrites the Swift sources in the project's style
#   make clean        removes what these targets made, never the results in runs/ and Reports/

PYTHON ?= python3
VENV := .venv
GRADUAL := .build/release/gradual

# A run is resumed where it stopped; its report is written anew, to the same bytes.
RUN := runs/underflow-by-scale
REPORT := Reports/underflow-by-scale

# Tests have a build folder of their own: they are compiled with other flags than the command, and
# in one folder each would undo the other's work.
TEST_BUILD := .build/tests
SWIFT_TEST := swift test -c release --scratch-path $(TEST_BUILD)

SWIFT_SOURCES := Sources Tests Package.swift

.PHONY: setup libraries build study test test-python exhaustive lint format clean
.DEFAULT_GOAL := build

setup: libraries $(VENV)/installed.lock

libraries:
	@PYTHON='$(PYTHON)' Scripts/install-libraries

# By content, since a checkout changes times: the environment is made anew only for other versions.
$(VENV)/installed.lock: requirements.lock | libraries
	@if ! cmp -s $< $@; then set -ex; \
	  rm -rf $(VENV); \
	  $(PYTHON) -m venv $(VENV); \
	  $(VENV)/bin/python -m pip install -q --disable-pip-version-check --no-deps -r $<; \
	  $(VENV)/bin/python -m pip check --disable-pip-version-check; \
	  cp $< $@; \
	fi
	@touch $@

build: libraries
	swift build -c release --product gradual

study: setup build
	$(GRADUAL) study underflow --out $(RUN)
	$(GRADUAL) report $(RUN) --out $(REPORT)
	$(VENV)/bin/python Scripts/render-figures.py $(REPORT)

test: setup
	@$(MAKE) --no-print-directory lint
	$(SWIFT_TEST)
	@$(MAKE) --no-print-directory test-python GRADUAL=$(TEST_BUILD)/release/gradual

# The peers and the notebooks alone, with the command that `make build` or `make test` has left.
test-python: $(VENV)/installed.lock
	GRADUAL=$(GRADUAL) $(VENV)/bin/python -m pytest Tests/Peers
	@if [ -d Notebooks ]; then $(VENV)/bin/python -m pytest --nbmake Notebooks; fi

exhaustive: setup
	GRADUAL_EXHAUSTIVE=1 $(SWIFT_TEST)
	GRADUAL=$(TEST_BUILD)/release/gradual $(VENV)/bin/python -m pytest -m exhaustive Tests/Peers

lint:
	swift format lint --strict --recursive $(SWIFT_SOURCES)

format:
	swift format --in-place --recursive $(SWIFT_SOURCES)

clean:
	rm -rf .build $(VENV)
