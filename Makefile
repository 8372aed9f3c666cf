# `make help` lists the targets. Everything runs inside .venv, which `make install` makes from the locked requirements.

SHELL := /bin/bash
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
# The demo needs the first, the checks and tests need both.
STAMP := $(VENV)/.installed
TOOLS := $(VENV)/.installed-tools
PIP_INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes
PIP_COMPILE := $(VENV)-lock/bin/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options
WORKERS ?= 2

.DEFAULT_GOAL := help

.PHONY: help
help: ## this list
	@grep -hE '^[a-z][a-z-]*:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  %-14s %s\n", $$1, $$2}'

.PHONY: install
install: $(STAMP) $(TOOLS) ## the virtual environment, from the locked requirements

$(STAMP): requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || python3 -m venv $(VENV)
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info[:2] < (3, 11) and "Python 3.11 or newer is needed")'
	$(PIP_INSTALL) -r requirements.txt
	@touch $@

$(TOOLS): requirements-dev.txt $(STAMP)
	$(PIP_INSTALL) -r requirements.txt -r requirements-dev.txt
	@touch $@

CATALOGUES := $(wildcard translations/*/LC_MESSAGES/messages.po)

translations/%/LC_MESSAGES/messages.mo: translations/%/LC_MESSAGES/messages.po | $(STAMP)
	$(BIN)/pybabel --quiet compile -i $< -o $@ -l $(firstword $(subst /, ,$*))

.PHONY: compile
compile: $(STAMP) $(CATALOGUES:.po=.mo)

.PHONY: lock
lock: ## lock the requirements anew after an edit of requirements*.in
	@test -x $(VENV)-lock/bin/pip-compile || ($(PYTHON) -m venv $(VENV)-lock && $(VENV)-lock/bin/pip install --quiet pip-tools)
	$(PIP_COMPILE) --output-file requirements.txt requirements.in
	$(PIP_COMPILE) --output-file requirements-dev.txt requirements-dev.in
	$(PIP_COMPILE) --output-file requirements-bench.txt requirements-bench.in
	@for name in requirements requirements-dev requirements-bench; do \
		sed -i "1i # Locked from $$name.in with hashes: \`make lock\`. Do not edit by hand." $$name.txt; done

.PHONY: run
run: compile ## the whole demo on http://127.0.0.1:8000 (PORT=… for another); Ctrl-C stops it
	@exec $(BIN)/python -m devkit.serve

.PHONY: reset
reset: ## throw the demo's data away
	rm -rf instance

.PHONY: system
system: $(TOOLS)
	@$(BIN)/python -m tests.support.system

.PHONY: test
test: lint types imports strings-check system compile ## all checks and all tests
	$(BIN)/pytest -n $(WORKERS) -q

.PHONY: fuzz
fuzz: $(TOOLS) system compile ## junk against every form and callback: N=20000 SEED=7
	FUZZ_N=$(or $(N),20000) FUZZ_SEED=$(or $(SEED),1) $(BIN)/pytest -n0 -q tests/integration/fuzz

.PHONY: lint
lint: $(TOOLS) ## style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

.PHONY: types
types: $(TOOLS) ## types
	$(BIN)/mypy

.PHONY: imports
imports: $(TOOLS) ## who imports whom
	$(BIN)/lint-imports --no-cache > .imports.log 2>&1 || { cat .imports.log; rm -f .imports.log; exit 1; }
	@rm -f .imports.log

.PHONY: rules
rules: $(TOOLS) ## which rules of the acts have tests
	@$(BIN)/python -m tests.rules

.PHONY: strings
strings: $(TOOLS) ## collect the strings of the code into translations/ and compile them
	$(BIN)/python -m devkit.strings update
	@$(MAKE) --no-print-directory compile

.PHONY: strings-check
strings-check: $(TOOLS)
	$(BIN)/python -m devkit.strings check

.PHONY: migration
migration: $(TOOLS) ## write the next migration: make migration m="what changes"
	@test -n '$(m)' || { echo 'say what changes: make migration m="…"'; exit 2; }
	@$(BIN)/python -m migrations make '$(m)'

.PHONY: docs
docs: $(TOOLS) compile ## write docs/services/*.md anew from the catalogue
	@$(BIN)/python -m tests.support.command docs services

.PHONY: screenshots
screenshots: system compile ## the pictures in docs/images, of the demo at one moment
	@$(BIN)/python -m devkit.screenshots

.PHONY: audit-verify
audit-verify: $(STAMP) ## check the audit log and every case's history, of the demo or of what the settings name
	@$(BIN)/flask --app app audit verify

PEER := .venv-bench/.installed
$(PEER): requirements-bench.txt
	@test -x $(@D)/bin/python || $(PYTHON) -m venv $(@D) || python3 -m venv $(@D)
	$(@D)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.PHONY: bench
bench: system compile $(PEER) ## pages, messages, papers, a million cases, beside a floor and a peer: PARTS="pages scale"
	@command -v valgrind > /dev/null || test "$$(id -u)" != 0 || apt-get install -qq --yes valgrind > /dev/null || true
	@$(BIN)/python -m bench $(PARTS)

.PHONY: bench-audit
bench-audit: $(TOOLS) ## how long 100 000 rows take to seal and to verify
	@$(BIN)/python -m bench.audit

.PHONY: bench-eds
bench-eds: $(TOOLS) ## how long signatures take to verify, beside gostcrypto and OpenSSL
	@$(BIN)/python -m bench.eds

.PHONY: chaos
chaos: system compile ## delivery under fire: CHANGES=5000 KILLS=50, SEED=… to repeat a run, KEEP=1 keeps its logs
	@$(BIN)/python -m devkit.chaos

# Lighthouse alone needs npm; without it the rest is measured all the same.
LIGHTHOUSE := .phone/node_modules/.package-lock.json
$(LIGHTHOUSE): devkit/phone/package.json devkit/phone/package-lock.json
	@mkdir -p .phone && cp devkit/phone/package.json devkit/phone/package-lock.json devkit/phone/.npmrc .phone
	@! command -v npm > /dev/null || npm ci --prefix .phone || true

.PHONY: phone
phone: system compile $(LIGHTHOUSE) ## weights, Lighthouse, taps and seconds of a deferral on slow 4G: RUNS=3
	@RUNS=$(RUNS) $(BIN)/python -m devkit.phone
