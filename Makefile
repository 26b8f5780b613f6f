# Everything a person types. Needs Python 3.11 or later and make; the rest goes into .venv.
PYTHON ?= python3
BIN := .venv/bin
NAME ?=

.DELETE_ON_ERROR:
.PHONY: run demo test lint bench check backup clean

run: .venv/installed
	$(BIN)/streamlit run app.py

demo: .venv/installed data/demo.duckdb
	BFP_DATABASE=data/demo.duckdb $(BIN)/streamlit run app.py

data/demo.duckdb: | .venv/installed
	rm -f data/demo.duckdb.wal
	$(BIN)/python -m bfp demo --database data/demo.duckdb

test: lint
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: .venv/installed-dev
	$(BIN)/ruff check .

# make bench, or one of them: make bench NAME=pages
bench: .venv/installed-dev
	$(BIN)/python -m bfp bench $(NAME)

check: .venv/installed
	$(BIN)/python -m bfp check

# make backup TO=/media/stick/friday.duckdb
backup: .venv/installed
	$(BIN)/python -m bfp backup $(TO)

.venv/made:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; name it like this: make run PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	touch $@

# The stamps are older than the lists only when a list has changed: nothing is installed again without need.
.venv/installed: requirements.txt .venv/made
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

.venv/installed-dev: requirements-dev.txt .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

clean:
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis
