"""A fresh database for every test, and builders that fill in what a test is not about."""

import contextlib
import os

import pytest
from builders import RolledBack
from hypothesis import settings

from bfp.base import db
from bfp.schema import migrations

os.environ.setdefault("BFP_TODAY", "2026-11-23")
# Speed is measured by `bench`, never by a test: a busy machine is no failure.
settings.register_profile("bfp", deadline=None, max_examples=50)
settings.load_profile("bfp")


@pytest.fixture
def database():
    """An empty database in memory, tables up to date."""
    con = db.connect()
    migrations.migrate(con)
    yield con
    con.close()


@pytest.fixture
def con(database):
    """A transaction on an empty database, as every verb that saves wants it."""
    with contextlib.suppress(RolledBack), db.transaction(database, by="Ada") as tx:
        yield tx
        raise RolledBack


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """The program's own database file for page tests: empty, migrated, closed afterwards."""
    path = tmp_path / "desk.duckdb"
    monkeypatch.setenv("BFP_DATABASE", str(path))
    monkeypatch.setenv("BFP_TODAY", "2026-11-23")
    yield db.shared(str(path), migrations.migrate)
    db.close_shared()
