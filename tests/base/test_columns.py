"""Which column of somebody's table is which: the closest name, and what stands in it."""

import pytest

from bfp.base.tables import sheets
from bfp.base.tables.columns import people, recognise
from bfp.program import imports

WANTED = {"decision": ("decision", "ruling"), "copies": ("copies", "count"), "binding": ("binding", "cover")}


def found(header, row="", rows=""):
    sheet = sheets.read(f"{header}\n{row}\n{rows}".encode(), imports.WORDS)
    return {name: kind.recognised(sheet) for name, kind in imports.KINDS.items()}


def test_the_closest_name_wins_and_what_a_computer_calls_a_thing_loses():
    assert recognise(["Decision Review ID", "Decision Review Text"], WANTED)["decision"] == "Decision Review Text"
    assert recognise(["The Decision Text", "Final Decision"], WANTED)["decision"] == "Final Decision"
    assert recognise(["Decision Code", "Decision No", "Decision Count"], WANTED)["decision"] is None


@pytest.mark.parametrize("column", ["Read Count", "Count of pages", "Front cover", "cover image"])
def test_a_word_that_says_too_little_is_a_name_only_alone(column):
    assert not any(recognise([column], WANTED).values())
    assert recognise([column, "Cover", "Count"], WANTED) == {"decision": None, "copies": "Count", "binding": "Cover"}


def test_a_column_of_which_no_value_is_understood_is_not_taken():
    assert found("Title,ISBN,Copies", "A,soon,x")["Titles"] | {"isbn": None, "copies": None} == found("Title", "A")["Titles"]
    taken = found("Name,State,Current State,Zip", "Alder,OPEN,Texas,75001")["Facilities"]
    assert (taken["state"], taken["zip"]) == ("Current State", "Zip")
    assert (
        found("Title,Decision,Final Ruling Decision", "A,17,Denied")["Disapproved publications"]["decision"]
        == "Final Ruling Decision"
    )


@pytest.mark.parametrize(
    ("header", "row", "kind"),
    [
        ("Title,Author", "A,Ada", None), ("Title", "A", None), ("Title,Qty", "A,2", "Titles"),
        ("Title,ISBN/UID", "A,9780306406157", "Titles"),
        ("Title,Author,Date Added,Rejection Code(s)", "A,Ada,2021,23", "Disapproved publications"),
        ("Name,State,Street1,Zip", "A,TX,1 Road,75001", "Facilities"), ("Name,State", "A,TX", None),
        ("Institution,ST,Max # books", "A,TX,3", "Restrictions"), ("First Name,Last Name,Copies", "Ada,B,57", None),
    ],
)  # fmt: skip
def test_a_kind_is_proposed_only_for_a_column_that_no_other_kind_has(header, row, kind):
    assert imports.proposed(sheets.read(f"{header}\n{row}\n".encode(), imports.WORDS)) == kind


def test_a_list_of_books_with_names_of_people_is_one_of_books():
    assert people(["Title", "First Name", "Last Name"]) == []
    assert people(["First Name", "Notes"]) == ["First Name"] and people(["Name", "Email"], perhaps=True) == ["Email"]
