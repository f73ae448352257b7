# The commands of a newcomer: `make brief` and `make test`.  Each sets up what it needs in .venv.
PYTHON ?= python3
BIN := .venv/bin
CASE ?= cases/ukraine-2025
SEAT ?= ukraine
DRAFT ?= feb-07
AS_OF ?= 2025-02-15
COMPILED := $(addprefix tests/,preferences fiscal prices mines estate agreements advice)
OLDEST ?= $(or $(shell command -v python3.11),$(PYTHON))

.PHONY: help brief test explore interpreted lowest bench docs lint format clean
.DEFAULT_GOAL := help

help:  ## Say what there is
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*##/\t/' | expand -t 13

.venv/base: pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	@$(BIN)/python -m pip install --quiet --editable .
	@touch $@

.venv/dev: .venv/base
	@$(BIN)/python -m pip install --quiet --editable . --group dev
	@touch $@

.venv/lowest/made: pyproject.toml .ci/lowest.py
	@$(OLDEST) -m venv --clear .venv/lowest
	@$(OLDEST) .ci/lowest.py > .venv/lowest/constraints.txt
	@.venv/lowest/bin/python -m pip install --quiet --upgrade "pip>=25.1"
	@.venv/lowest/bin/python -m pip install --quiet --constraint .venv/lowest/constraints.txt --editable .[cluster,options] --group test
	@touch $@

brief: .venv/base  ## Answer the draft of the bundled case: one screen, and pages in out/
	@$(BIN)/counterdraft brief $(CASE) --as $(SEAT) --answer $(DRAFT) --as-of $(AS_OF) -o out

test: .venv/dev  ## Run the tests
	@$(BIN)/python -m pytest

explore: .venv/dev  ## Run the tests in a new order, with examples of the properties never tried before
	@COUNTERDRAFT_EXAMPLES=$(or $(EXAMPLES),1000) $(BIN)/python -m pytest --hypothesis-profile=explore --randomly-seed=default

interpreted: .venv/dev  ## Run the tests of all that is compiled, with the compiler off
	@# A number past the largest becomes infinite in compiled code without a word; the interpreter would warn.
	@NUMBA_DISABLE_JIT=1 $(BIN)/python -m pytest -W ignore::RuntimeWarning $(COMPILED)

lowest: .venv/lowest/made  ## Run the tests on the oldest versions that are allowed
	@.venv/lowest/bin/python -m pytest -p no:cacheprovider

bench: .venv/dev  ## Measure against peers, each in an environment of its own
	@ONLY=$(ONLY) $(BIN)/python benchmarks/run.py

docs: .venv/dev  ## Build the documentation, warnings as errors
	@$(BIN)/python -m sphinx --fail-on-warning --keep-going --quiet docs docs/_build/html

lint: .venv/dev  ## Style, types and the import contract
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: .venv/dev  ## Rewrite the sources in the house style
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

clean:  ## Remove what the commands above made
	@rm -rf .venv out docs/_build .pytest_cache .mypy_cache .ruff_cache .hypothesis .bench
