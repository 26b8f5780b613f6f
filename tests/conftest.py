"""A fresh database for every test, and builders that fill in what a test is not about."""

import contextlib
import os
import shutil
from datetime import date
from pathlib import Path

import pytest
from builders import RolledBack
from hypothesis import settings

from bfp import demo
from bfp.base import db
from bfp.schema import migrations

os.environ.setdefault("BFP_TODAY", "2026-11-23")
os.environ.setdefault("BFP_THREADS", "1")  # two workers share the machine already; a small question is a quarter cheaper so
# Speed is measured by `bench`, never by a test: a busy machine is no failure.
settings.register_profile("bfp", deadline=None, max_examples=25)
settings.load_profile("bfp")


@pytest.fixture(scope="session")
def template(tmp_path_factory) -> Path:
    """An empty database file with its tables up to date, made once and copied."""
    path = tmp_path_factory.mktemp("template") / "template.duckdb"
    con = db.connect(path)
    migrations.migrate(con)
    con.close()
    return path


@pytest.fixture(scope="session")
def made_up(template, tmp_path_factory) -> Path:
    """The demonstration of the usual size in a file, made once and copied."""
    path = shutil.copy(template, tmp_path_factory.mktemp("made_up") / "demo.duckdb")
    con = db.connect(path)
    demo.make(con, today=date(2026, 11, 23))
    con.close()
    return path


@pytest.fixture(scope="session")
def rolled_back():
    """The one database in memory behind every `con`: nothing that a test writes there is ever committed."""
    con = db.connect()
    migrations.migrate(con)
    yield con
    con.close()


@pytest.fixture
def database(template, tmp_path):
    """An empty database file, tables up to date."""
    con = db.connect(shutil.copy(template, tmp_path / "test.duckdb"))
    yield con
    con.close()


@pytest.fixture
def con(rolled_back):
    """A transaction on an empty database, as every verb that saves wants it."""
    with contextlib.suppress(RolledBack), db.transaction(rolled_back, by="Ada") as tx:
        yield tx
        raise RolledBack


@pytest.fixture
def desk(template, tmp_path, monkeypatch):
    """The program's own database file for page tests: empty, migrated, closed afterwards."""
    path = shutil.copy(template, tmp_path / "desk.duckdb")
    monkeypatch.setenv("BFP_DATABASE", str(path))
    monkeypatch.setenv("BFP_TODAY", "2026-11-23")
    yield db.shared(str(path), migrations.migrate)
    db.close_shared()
