# Every target does its own set-up: Python 3.11 or newer and make are all it needs.
# `make` alone lists the targets.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help install map panel docs test pages torture proof-fit proof-portfolio check format bench bench-check clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

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

ESBUILD := 0.28.2

panel:  ## join the map's scripts anew after changing them; needs Node
	@test -d node_modules/esbuild || npm install --prefix . --no-save --no-package-lock --no-audit --no-fund --silent esbuild@$(ESBUILD)
	node sezgeo/maps/panel/build.mjs

test: $(VENV)/.tested  ## run the tests
	$(BIN)/python -m pytest -n 2 --dist worksteal --benchmark-disable -m "not pages"

pages: $(VENV)/.tested  ## follow the README and every page of the documentation from top to bottom
	$(BIN)/python -m pytest -n 2 --benchmark-disable -m pages tests

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

format: $(VENV)/.checked  ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

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
