# Every target does its own set-up: Python 3.11 or newer and make are all it needs.
# `make` alone lists the targets.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help install map panel check-panel format-panel docs reference test pages oldest newest fuzz torture proof-fit proof-portfolio check format bench bench-check clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

# One stamp per set of packages: nothing is installed twice, a changed pyproject.toml installs anew.
$(VENV)/.installed: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.tested: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@

$(VENV)/.checked: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test,check]'
	@touch $@

install: $(VENV)/.installed  ## install sezgeo into .venv

map: $(VENV)/.installed  ## write maps/technopolis.html from the shipped layers
	$(BIN)/sezgeo map --out maps/technopolis.html

# The tools of the map's scripts; package.json pins them, and no lock file names where they come from.
node_modules/.installed: package.json
	npm install --no-package-lock --no-audit --no-fund --silent
	@touch $@

panel: node_modules/.installed  ## join the map's scripts anew after changing them; needs Node
	node sezgeo/maps/panel/build.mjs

SCRIPTS := "sezgeo/maps/panel/**/*.{js,mjs}" "!sezgeo/maps/panel/dist/**" "tests/panel/*.mjs" eslint.config.mjs

check-panel: node_modules/.installed  ## check the map's scripts: format and lint; needs Node
	node_modules/.bin/prettier --log-level warn --check $(SCRIPTS)
	node_modules/.bin/eslint --max-warnings 0 sezgeo/maps/panel tests/panel eslint.config.mjs

format-panel: node_modules/.installed  ## format the map's scripts; needs Node
	node_modules/.bin/prettier --log-level warn --write $(SCRIPTS)

test: $(VENV)/.tested  ## run the tests; some of them: make test TESTS="tests/test_i18n.py -k number"
	$(BIN)/python -m pytest $(if $(TESTS),$(TESTS),-n 2 --dist worksteal) --benchmark-disable -m "not pages"

pages: $(VENV)/.tested  ## follow the README and every page of the documentation from top to bottom
	$(BIN)/python -m pytest -n 2 --benchmark-disable -m pages tests

# Each in an environment of its own, made anew: .venv stays as it is.
TRY := -m pytest -n 2 --dist worksteal --benchmark-disable -m "not pages"

oldest:  ## run the tests with the oldest packages that pyproject.toml allows
	$(PYTHON) -m venv --clear build/oldest
	$(PYTHON) -m tests.proofs.lower_bounds > build/oldest/lower_bounds.txt
	build/oldest/bin/python -m pip install --quiet --disable-pip-version-check -r build/oldest/lower_bounds.txt
	build/oldest/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	build/oldest/bin/python $(TRY) -W ignore::DeprecationWarning

newest:  ## run the tests with the newest packages there are
	$(PYTHON) -m venv --clear build/newest
	build/newest/bin/python -m pip install --quiet --disable-pip-version-check --upgrade --editable '.[test]'
	build/newest/bin/python $(TRY)

reference: $(VENV)/.tested  ## write the reference pages anew from the code, after changing what they say
	$(BIN)/python docs/write_reference.py

docs: $(VENV)/.tested  ## build the documentation into build/docs
	$(BIN)/python -m mkdocs build --strict --quiet

proof-fit: $(VENV)/.tested  ## prove the fit against brute force on 1,000 plots
	$(BIN)/python -m tests.proofs.fit

proof-portfolio: $(VENV)/.tested  ## prove joint placing against trying everything
	$(BIN)/python -m tests.proofs.portfolio

fuzz: $(VENV)/.tested  ## import ten thousand mutated deliveries: an hour
	$(BIN)/python -W ignore -m tests.proofs.fuzz_intake
	$(BIN)/python -W ignore -m tests.proofs.fuzz_intake --count 1000 --sums

torture: $(VENV)/.tested  ## kill imports, fill the disk, crowd the store: half an hour
	$(BIN)/python -m tests.proofs.torture_store
	$(BIN)/python -m tests.proofs.torture_postgis

check: $(VENV)/.checked  ## run the checks: format, lint, types, floors
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@if command -v node >/dev/null; then $(MAKE) --no-print-directory check-panel; \
	elif [ "$$CI" = true ]; then echo "no Node: the map's scripts cannot be checked" >&2; exit 1; \
	else echo "no Node: the map's scripts are not checked"; fi

format: $(VENV)/.checked  ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	@if command -v node >/dev/null; then $(MAKE) --no-print-directory format-panel; fi

bench: $(VENV)/.tested  ## measure speed for an hour or two; prints tables, writes build/bench/*.json
	@mkdir -p build/bench
	$(BIN)/python -m pytest benchmarks/bench_smaa.py --benchmark-only --benchmark-columns=median,iqr,rounds \
		--benchmark-json=build/bench/bench_smaa.json
	@over=0; for script in $(filter-out %/bench_smaa.py,$(wildcard benchmarks/bench_*.py)); do \
		json=""; grep -q -- '"--json"' $$script && json="--json build/bench/$$(basename $$script .py).json"; \
		echo "== $$script"; $(BIN)/python $$script $$json || over=1; \
	done; exit $$over

bench-check: $(VENV)/.tested  ## race against geopandas on 5,000 plots; fails if 30 % of a lead is lost
	$(BIN)/python benchmarks/bench_engine.py --check --rounds 3

clean:  ## remove what was made
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis maps/*.html
