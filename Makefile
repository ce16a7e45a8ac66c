# The one Makefile. `make run` sets everything up, fills the sandbox town, then serves it; `make test` passes every test.
PORT ?= 8000
BIN := .venv/bin
SECONDS_OF_FUZZING ?= 600

.PHONY: help setup run demo test check bench faults fuzz tour docs format clean

help:  ## this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

setup:  ## install what is missing (Debian packages as root, then the virtual environment from the lock)
	@scripts/setup

run: setup  ## set up, fill the sandbox town, then serve town hall, issuing centre and authorities on PORT until Ctrl-C
	@$(BIN)/tegata run --port $(PORT)

demo: setup  ## the story of one card alone, told in the terminal
	@$(BIN)/tegata demo

test: setup  ## every test, the outsiders' too; those that use a database on SQLite and on PostgreSQL
	@$(BIN)/pytest -n 2 --dist loadscope
	@scripts/with-postgres $(BIN)/pytest -n 2 --dist loadscope -m django_db

check: setup  ## style, types, storeys, lock file
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: setup  ## ratios measured in one run, kept in bench/results/latest.json
	@$(BIN)/tegata bench

faults: setup  ## kill server, worker, makers and desk 200 times under a scripted day, check everything, write docs/faults.md
	@mkdir -p .run
	@$(BIN)/python -m tests.faults > .run/faults-1-sqlite.json
	@scripts/with-postgres $(BIN)/python -m tests.faults > .run/faults-2-postgresql.json
	@$(BIN)/pytest -q tests/incidents/test_peak_of_may_2020.py
	@$(BIN)/python -m tests.faults.report .run/faults-*.json > docs/faults.md

fuzz:  ## coverage-guided fuzzing of the chip and of all that reads other people's bytes
	@scripts/setup --group fuzz
	@for target in fuzz/fuzz_*.py; do $(BIN)/python $$target -max_total_time=$(SECONDS_OF_FUZZING) || exit 1; done

tour: setup  ## a real browser walks through one resident's life and opens an account, and keeps its pictures for docs/tour
	@TEGATA_TOUR=docs/tour/life $(BIN)/pytest -q tests/outsiders/test_a_life.py
	@TEGATA_TOUR=docs/tour/account $(BIN)/pytest -q tests/outsiders/test_account_opening.py

docs: setup  ## write the command line's help into docs/command-line.md
	@$(BIN)/python -m tegata.cli.reference > docs/command-line.md

format:
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

clean:
	rm -rf .venv .venv-uv dist .hypothesis .mypy_cache .ruff_cache .import_linter_cache
