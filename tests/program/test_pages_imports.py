"""The page Import: how a file was read is said and may be changed, and nothing is taken for what it is not."""

import pytest

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
    at, mark = upload("Title,Author,Copies\nÈ,Ada,1\n".encode("mac_roman"))
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


def test_each_column_is_shown_with_what_it_is_taken_for_and_five_of_its_values(desk):
    rows = "".join(f"Book {n},Ada,{n},x{n % 2}\n" for n in range(9))
    at, _ = upload(f"Title,By Whom,Copies,Colour of it\n{rows}")
    table = at.table[0].value
    assert table["Taken as"].to_dict() == {
        "Title": "Name", "By Whom": "not used", "Copies": "Copies", "Colour of it": "not used",
    }  # fmt: skip
    assert table.loc["Title", "Five of its values"] == "Book 0 · Book 1 · Book 2 · Book 3 · Book 4"
    assert table.loc["Colour of it", "Five of its values"] == "x0 · x1"


def test_what_mail_needs_and_the_file_lacks_is_said_before_saving(desk):
    at, _ = upload("Name,State,City,Zip\nAlder Unit,TX,Sampleton,75001\nBirch Unit,TX,,\n")
    assert "2 rows come without a street" in said(at) and "1 row comes without a town" in said(at)
    assert "Disapproved" not in said(at)


def test_that_all_rows_count_as_disapproved_is_said_before_saving(desk):
    at, mark = upload("Title,Review date\nPlain words,3/8/2023\n")
    at.selectbox(f"state_{mark}_{import_desk.DISAPPROVED}").select("TX").run()
    assert "No column says the decision, so all rows count as disapproved" in said(at)


@pytest.mark.parametrize("header", ["DOC #,Name,Facility,Notes", "First Name,Last Name,Amount,Copies", "Inmate,Street,State,Zip"])
def test_people_are_no_list_that_comes_in_here(desk, header):
    at, _ = upload(f"{header}\nA100,Madeup,Sample,TX\n")
    assert "looks like a list of people" in said(at)


@pytest.mark.parametrize("header", ["DOC #,Name,Facility", "Name,Email,Copies", "Name,Facility,Notes", "Surname,Name,Amount"])
@pytest.mark.parametrize("kind", ["Titles", import_desk.DISAPPROVED])
def test_people_never_become_books(desk, header, kind):
    at, mark = upload(f"{header}\nA100,Madeup,Sample\n")
    at.segmented_control(f"kind_{mark}").set_value(kind).run()
    if kind != "Titles":
        at.selectbox(f"state_{mark}_{kind}").select("TX").run()
    assert "looks like a list of people" in said(at) and "import" not in [button.key for button in at.button]


def test_what_a_word_for_a_decision_means_is_asked_before_import(desk):
    at, mark = upload("Title,Decision,State\nPlain words,A,TX\nOther words,Rejected,TX\n")
    at.selectbox(f"meaning_{mark}_{import_desk.DISAPPROVED}_A").select("approved").run()
    at.button("import").click().run()
    assert db.rows(desk, "select name, decision from disapproved order by name") == [
        {"name": "Other words", "decision": "disapproved"}, {"name": "Plain words", "decision": "approved"},
    ]  # fmt: skip
