"""Text made to harm stands literally on every page: no picture is fetched, no link is made, no colour or sum is drawn."""

import re
import shutil

import duckdb
import hostile
import pytest

import pages
from bfp import screens, ui
from bfp.base import db
from bfp.schema import migrations

# Pages that are about one thing, with what their address calls it.
ABOUT = {"facility": "facility", "title": "title", "incident": "incident", "appeal": "appeal", "contribution": "contribution",
         "readers": "reader", "letters": "reader"}  # fmt: skip


@pytest.fixture
def spoilt(made_up, tmp_path, monkeypatch):
    path = shutil.copy(made_up, tmp_path / "desk.duckdb")
    con = duckdb.connect(path)
    hostile.spoil(con)
    con.close()
    monkeypatch.setenv("BFP_DATABASE", str(path))
    yield db.shared(str(path), migrations.migrate)
    db.close_shared()


def parts(block):
    yield block
    for child in getattr(block, "children", {}).values():
        yield from parts(child)


def views(at):
    """The tabs that are not open: key and name."""
    for part in parts(at._tree):
        if getattr(part, "type", "") == "tab_container" and (key := re.fullmatch(r"\$\$ID-[^-]+-(.+)", part.proto.id)):
            yield from ((key[1], tab.label) for tab in list(part.children.values())[1:])


def shown(at) -> tuple[int, list[str]]:
    """How much text of this kind the page shows, and what of it is live."""
    protos = [part.proto for part in parts(at._tree) if getattr(part, "proto", None) is not None]
    return sum("evil.example" in str(proto) for proto in protos), [found for proto in protos for found in hostile.live(proto)]


@pytest.mark.parametrize("screen", [screen.file for screen in screens.SCREENS])
def test_hostile_text_stands_literally_on_every_page_and_tab(spoilt, screen):
    at = pages.open_page(screen, **({ABOUT[screen]: 1} if screen in ABOUT else {}))
    at.session_state["volunteer"] = hostile.EVIL
    much, live = shown(at)
    for key, tab in list(views(at)):
        at.session_state[key] = tab
        at.run()
        assert not at.exception, (tab, at.exception)
        more, found = shown(at)
        much, live = much + more, live + found
    assert live == []
    assert much or screen not in ABOUT


def test_escaped_text_has_no_sign_left_that_markdown_reads():
    said = ui.escape(hostile.EVIL)
    assert not re.search(r"(?<!\\)[\[\]$:`*_<>]", said) and "<" not in said


def test_an_address_becomes_no_link_and_looks_as_it_was_written():
    for address in ("http://evil.example", "HTTPS://evil.example", "www.evil.example"):
        said = ui.escape(address)
        assert "://" not in said and "www." not in said and said.replace("\u2060", "").replace("\\", "") == address


def test_no_name_goes_into_the_address_of_a_page():
    with pytest.raises(ValueError, match="Rivera"):
        ui.go("readers", reader="Rivera")
