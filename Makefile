# Everything that is done with this repository, each by one word. Nothing here knows how: the steps
# that take more than a line are in setup/. Stamps in .venv remember what was installed.

export PATH := $(CURDIR)/.venv/bin:$(PATH)
export PYTHONUNBUFFERED := 1

python := .venv/bin/python
pip := $(python) -m pip install -qq --disable-pip-version-check --no-deps
npm := cd frontend && npm --loglevel=error

runtime := .venv/runtime-installed
dev := .venv/dev-installed
fuzz := .venv/fuzz-installed
peers := .venv/peers-installed
modules := frontend/node_modules/.package-lock.json
built := frontend/dist/index.html
sources := $(shell find frontend/*.* $(wildcard frontend/public) frontend/src)

.PHONY: help run test unit lint types format generate page soak bench bench-quick conformance \
	coverage clean python-tests page-tests desktop
.NOTPARALLEL:
.DELETE_ON_ERROR:

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

run: $(runtime) $(built) ## Start relay and producer; Ctrl-C ends both
	@$(python) setup/run.py

test: desktop lint types page-tests page python-tests ## Run every check, the end-to-end test included

unit: page-tests $(dev) ## Run the fast tests only
	@$(python) -m pytest -m "not end_to_end"

lint: $(dev) $(modules) ## Check style and likely mistakes
	@$(python) -m ruff format --check
	@$(python) -m ruff check
	@$(npm) run --silent lint

types: $(dev) $(modules) ## Check the types of Python and TypeScript
	@$(python) -m mypy
	@$(npm) run --silent generate:check
	@$(npm) run --silent types

format: $(dev) ## Put all Python files in the one style
	@$(python) -m ruff check --fix --exit-zero --quiet
	@$(python) -m ruff format

generate: $(dev) $(modules) ## Make the page's event types and the tutorial's listings anew
	@$(npm) run --silent generate
	@$(python) -m tests.tutorial.include

page: $(built) ## Build the page

soak: $(dev) $(fuzz) ## Run the fault tests in their long form, then fuzz for 5 minutes
	@SOAK=1 $(python) -m pytest tests/faults
	@$(python) -m tests.fuzz.guided --seconds 300

bench: desktop $(peers) $(built) ## Measure beside other servers for 15 minutes, and write docs/benchmarks.md
	@$(python) -m bench.suite

bench-quick: $(peers) ## Measure the most important of it in 2 minutes, and print it
	@$(python) -m bench.suite --quick

conformance: $(dev) ## Run Autobahn's WebSocket cases (they need Python 2.7)
	@$(python) -m tests.conformance.autobahn

coverage: $(dev) ## Show which lines the fast tests do not reach
	@$(python) -m coverage run -m pytest -m "not end_to_end"
	@$(python) -m coverage report

clean: ## Remove everything that make has made
	@rm -rf .venv frontend/node_modules bench/peers/node_modules frontend/dist .*_cache .hypothesis .coverage .conformance .fuzz

# Comes last in `make test`, so that the run ends with the number of tests.
python-tests: $(dev)
	@$(python) -m pytest

page-tests: $(modules)
	@$(npm) run --silent test

desktop:
	@setup/desktop

.venv/created:
	@setup/python
	@touch $@

$(runtime): requirements.txt .venv/created
	@echo "Installing the Python packages of requirements.txt"
	@$(pip) -r requirements.txt
	@touch $@

$(dev): requirements-dev.txt $(runtime)
	@echo "Installing the Python packages of requirements-dev.txt"
	@$(pip) -r requirements-dev.txt
	@touch $@

$(fuzz): requirements-fuzz.txt $(dev)
	@echo "Installing the Python packages of requirements-fuzz.txt"
	@$(pip) -r requirements-fuzz.txt
	@touch $@

$(peers): bench/requirements.txt bench/peers/package.json bench/peers/package-lock.json $(dev)
	@setup/node
	@echo "Installing the servers that the relay is measured beside"
	@$(pip) -r bench/requirements.txt
	@npm --loglevel=error ci --prefix bench/peers >/dev/null
	@touch $@

$(modules): frontend/package.json frontend/package-lock.json frontend/.npmrc .venv/created
	@setup/node
	@echo "Installing the page's packages"
	@$(npm) ci >/dev/null
	@touch $@

$(built): $(modules) $(sources)
	@echo "Building the page"
	@$(npm) run --silent build -- --logLevel warn
	@touch $@
