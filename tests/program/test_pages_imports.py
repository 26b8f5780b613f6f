"""The page Import: how a file was read is said and may be changed, and nothing is taken for what it is not."""

from bfp.base import db
from bfp.ui.program import import_desk
from pages import open_page, said


def upload(data, name="list.csv"):
    data = data if isinstance(data, bytes) else data.encode()
    at = open_page("imports")
    at.file_uploader("file").upload(name, data, "text/csv").run()
    assert not at.exception, at.exception
    return at, import_desk.mark_of(data)


def names(desk):
    return [row["name"] for row in db.rows(desk, "select name from title order by name")]


def test_the_letters_of_a_file_are_named_and_may_be_changed_before_import(desk):
    at, mark = upload("Title,Author\nÈ,Ada\n".encode("mac_roman"))
    assert at.selectbox(f"encoding_{mark}").placeholder == "old Mac"
    at.selectbox(f"encoding_{mark}").select("cp1252").run()
    at.button("import").click().run()
    assert names(desk) == ["é"] and not at.exception


def test_the_row_of_the_header_is_named_and_may_be_changed(desk):
    at, mark = upload("Books on hand,,\n,,\nTitle,Author,Copies\nPlain words,Ada,2\n")
    assert at.selectbox(f"header_{mark}").placeholder == "row 3"
    assert "above the table\\: Books on hand" in said(at)
    at.selectbox(f"header_{mark}").select("row 2").run()
    assert "Row 2 of the file names no columns" in said(at)
    at.selectbox(f"header_{mark}").select("row 3").run()
    at.button("import").click().run()
    assert names(desk) == ["Plain words"]
