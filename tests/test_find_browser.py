"""A browser is found where it may be, and what is named is taken at its word."""

import os
import subprocess
import sys
from pathlib import Path

import find_browser
import pytest


@pytest.fixture
def program(tmp_path) -> Path:
    """Something that can be run."""
    path = tmp_path / "chromium"
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def asked(**environment) -> subprocess.CompletedProcess:
    command = [sys.executable, find_browser.__file__]
    return subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, timeout=60)


def test_the_one_that_is_named_is_taken(program):
    assert find_browser.there(str(program)) == str(program)
    assert asked(BFP_CHROMIUM=str(program)).returncode == 0


def test_a_name_that_is_wrong_is_said_and_no_other_is_taken(tmp_path):
    assert find_browser.there(str(tmp_path / "nothing")) is None
    said = asked(BFP_CHROMIUM=str(tmp_path / "nothing"))
    assert said.returncode == 1 and "no program is there" in said.stderr and len(said.stderr.splitlines()) == 1


def test_one_on_the_path_is_found(program, monkeypatch):
    monkeypatch.setenv("PATH", str(program.parent))
    assert find_browser.there() == str(program)
