# Everything one does with Carnet. A fresh machine needs only Python 3.11 or newer and make.
PYTHON ?= python3
BIN := .venv/bin
PIP = $(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: run test thorough install check translations bench clean
run: .venv/runs  ## the main job: the local chat on this machine, no token needed
	$(BIN)/carnet run

test: install  ## every test
	$(BIN)/pytest -n 4 --dist worksteal  # two cores: of four one or two wait for a program or a server

thorough: install  ## every test, with many more examples of each property and many more faults: an hour and more
	CARNET_EXAMPLES=1000 CARNET_FAULT_ROUNDS=25 CARNET_FAULT_ISSUES=1000 $(BIN)/pytest -n 2 --dist worksteal

check: install  ## style, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

translations: install  ## list in core/locales/en.po what is new to translate, drop what is no longer said
	$(BIN)/python -m tests.translations

bench: install  ## measure, side by side, in one run
	$(BIN)/python -m tests.benchmarks

install: .venv/installed  ## the virtual environment, when it is missing or out of date

.venv/installed: .venv/runs
	$(PIP) --editable '.[dev]'
	@touch $@

.venv/runs: pyproject.toml constraints.txt  # what runs, without what tests: less to wait for
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Carnet needs Python 3.11 or newer (PYTHON=/path/to/python make …)"; exit 1; }
	@echo "Installing into .venv: a minute or two, this once."
	$(PYTHON) -m venv .venv
	$(PIP) --editable .
	@touch $@

clean:  ## forget the environment and what tools left; data/ stays
	rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
