# Everything a person types. Needs Python 3.11 or later and make; the rest goes into .venv.
PYTHON ?= python3
BIN := .venv/bin
NAME ?=
IN ?=

.DELETE_ON_ERROR:
.PHONY: run demo test coverage lint lock bench pictures check backup clean

run: .venv/installed
	$(BIN)/streamlit run app.py

demo: .venv/installed data/demo.duckdb
	BFP_DATABASE=data/demo.duckdb $(BIN)/streamlit run app.py

data/demo.duckdb: | .venv/installed
	rm -f data/demo.duckdb.wal
	$(BIN)/python -m bfp demo --database data/demo.duckdb

# make test, or one folder of tests: make test IN=appeals
test: lint
	$(BIN)/python tests/find_browser.py
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(addprefix tests/,$(IN))

# How much of the program the tests without a browser go through, module by module, the least first.
coverage: .venv/installed-dev
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not browser" --cov --cov-report=term

lint: .venv/installed-dev
	$(BIN)/ruff check .
	PYTHONPATH=tests $(BIN)/lint-imports
	$(BIN)/mypy

# After a line of requirements.txt or requirements-dev.txt was edited: what exactly is installed, with the digest of each file.
lock: .venv/installed-dev
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --python-version 3.11 requirements.txt -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --python-version 3.11 requirements-dev.txt -c requirements.lock -o requirements-dev.lock

# make bench, or one of them: make bench NAME=pages
bench: .venv/installed-dev
	$(BIN)/python -m bfp bench $(NAME)

# The pictures of the README, anew.
pictures: .venv/installed-dev
	PYTHONPATH=. $(BIN)/python tests/take_pictures.py

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
.venv/installed: requirements.lock pyproject.toml .venv/made
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

.venv/installed-dev: requirements-dev.lock .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

clean:
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis
