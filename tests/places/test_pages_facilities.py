"""The directory, a facility's own page and the import, through their pages: empty, full, saved, refused."""

from datetime import date
from pathlib import Path

import pytest
from builders import a_facility, a_reader, a_shipment, a_system, a_title

from bfp.base import db
from bfp.places import facilities, restrictions
from bfp.ui.program import import_desk
from pages import open_page, said

SAMPLES = Path(__file__).parents[1] / "samples"
TODAY = date(2026, 11, 23)


def text_of(at):
    return said(at) + "\n".join(str(part.value) for part in at.text)


@pytest.fixture
def unit(desk):
    """A facility with a reader, censored mail, fresh mail and a restriction."""
    with db.transaction(desk, by="Ada") as con:
        unit = a_facility(con, "Example Unit")
        reader = a_reader(con, unit, first_name="Quill", last_name="Lanternfield")
        a_shipment(con, reader, on=date(2026, 1, 5), titles=[a_title(con, "A Dictionary")], outcome="censored")
        a_shipment(con, reader, on=date(2026, 11, 1), titles=[a_title(con)])
        restrictions.add(
            con,
            restrictions.Told(
                level="facility", facility_id=unit, starts_on=date(2025, 1, 1), source_kind="reader", paperback_only=True
            ),
        )
    return unit


def opened(unit, tab=None):
    at = open_page("facility", facility=unit)
    if tab:
        at.session_state[f"view_{unit}"] = tab
        at.run()
    return at


# ---- the directory ------------------------------------------------------------------------------


def test_an_empty_directory_says_what_to_do_first(desk):
    at = open_page("facilities")
    assert "The directory is empty. Import a list" in said(at)
    at.button("to_import").click().run()
    assert at.title[0].value == "Import"


def test_the_directory_lists_facilities_with_their_active_readers(desk, unit):
    at = open_page("facilities")
    table = at.dataframe[0].value
    assert table[["Facility", "Readers"]].values.tolist() == [["Example Unit, TX", 1]]


def test_the_directory_finds_by_a_name_written_wrong(desk, unit):
    with db.transaction(desk) as con:
        a_facility(con, "North Camp")
    at = open_page("facilities")
    at.text_input("find_text").set_value("exampel").run()
    assert at.dataframe[0].value["Facility"].iloc[0] == "Example Unit, TX"


def test_the_directory_says_so_when_nothing_is_like_it(desk, unit):
    at = open_page("facilities")
    at.selectbox("find_state").set_value("VT").run()
    assert "No facility is like that" in said(at)


def fill(at, **values):
    for name, value in values.items():
        kind = at.selectbox if name in ("state", "kind", "system") else at.text_input
        kind(f"new_0_{name}").set_value(value)
    return at


def add(at):
    next(button for button in at.button if button.label == "Add the facility").click().run()
    assert not at.exception, at.exception


def test_a_facility_is_added_to_its_states_own_department(desk):
    at = fill(open_page("facilities"), name="New Unit", state="TX", street="1 Road", city="Here", zip="75001")
    add(at)
    assert "New Unit, TX added." in text_of(at).replace("\\", "")
    assert facilities.get(desk, 1).system == "Texas Department of Criminal Justice"


def test_a_refusal_keeps_what_was_typed_and_marks_the_field(desk):
    at = fill(open_page("facilities"), name="New Unit", state="TX", zip="7500")
    add(at)
    assert "A ZIP has five digits" in said(at) and "mend this field" in said(at)
    assert at.text_input("new_0_name").value == "New Unit"
    assert facilities.count(desk) == 0


def test_a_facility_of_a_new_county(desk):
    at = fill(open_page("facilities"), name="Example County Jail", state="TX", new_system="Example County")
    add(at)
    assert (facilities.get(desk, 1).system, facilities.get(desk, 1).system_kind) == ("Example County", "county")


# ---- a facility ---------------------------------------------------------------------------------


def test_a_facility_shows_what_matters_at_a_glance(desk, unit):
    text = text_of(opened(unit))
    for part in ("Example Unit, TX", "1 readers, 1 active", "paperback only (unit, a reader, 2025)", "of 2 items, by quarter",
                 "1 Example Road", "as of 23 Nov 2026"):  # fmt: skip
        assert part in text.replace("\\", ""), part


def test_a_quarter_whose_mail_is_still_arriving_is_named_in_the_timeline(desk, unit):
    table = opened(unit).dataframe[0].value
    assert table[["sent", "censored", "of known"]].values.tolist()[0] == [1, 0, 0] and table["news"].iloc[0] == "still arriving"
    assert (table["sent"].sum(), table["censored"].sum()) == (2, 1)


def test_the_chart_names_nobody(desk, unit):
    at = opened(unit)
    assert not {"last_name", "number", "reader"} & set(at.dataframe[0].value.columns)
    assert "Lanternfield" not in text_of(at)


def test_a_facility_without_mail_or_rules_says_so(desk):
    with db.transaction(desk) as con:
        unit = a_facility(con)
    text = text_of(opened(unit))
    assert "Nothing was mailed here yet." in text and "No restrictions on file." in text


@pytest.mark.parametrize("where", [{}, {"facility": 99}, {"facility": "x"}])
def test_a_facility_that_is_not_there_leads_to_the_directory(desk, where):
    at = open_page("facility", **where)
    assert "Choose a facility" in said(at) or "There is no facility number 99" in said(at)
    assert at.button("to_facilities").label == "Open the directory"


def test_the_readers_there_are_listed_for_the_desk(desk, unit):
    at = opened(unit, "Readers")
    assert at.dataframe[-1].value["Last name"].tolist() == ["Lanternfield"]


def test_what_was_censored_there_is_listed(desk, unit):
    at = opened(unit, "Censorship")
    assert at.dataframe[-1].value["Title"].tolist() == ["A Dictionary"]


def test_a_restriction_is_added_and_holds(desk, unit):
    at = opened(unit, "Restrictions")
    at.number_input(f"rule{unit}_0_max_items").set_value(3)
    at.selectbox(f"rule{unit}_0_level").set_value("all of Example Department of Corrections")
    next(button for button in at.button if button.label == "Add the restriction").click().run()
    assert "Restriction added." in said(at) and "at most 3 books (state, 2026)" in said(at)
    assert at.number_input(f"rule{unit}_1_max_items").value is None


def test_a_weight_and_a_size_are_typed_as_people_say_them(desk, unit):
    at = opened(unit, "Restrictions")
    at.checkbox(f"rule{unit}_0_no_hardcover").check()
    at.text_input(f"rule{unit}_0_max_weight_oz").set_value("heavy")
    at.text_input(f"rule{unit}_0_max_size").set_value("9 x 12 in")
    add = "Add the restriction"
    next(button for button in at.button if button.label == add).click().run()
    assert "Write the weight like 1 lb 4 oz" in said(at)
    at.text_input(f"rule{unit}_0_max_weight_oz").set_value("3 lb")
    next(button for button in at.button if button.label == add).click().run()
    assert "no hardcover, at most 3 lb, no larger than 9 x 12 in (unit, 2026)" in said(at)


def test_an_empty_restriction_is_refused_at_its_field(desk, unit):
    at = opened(unit, "Restrictions")
    next(button for button in at.button if button.label == "Add the restriction").click().run()
    assert "Say what the restriction is" in said(at) and "mend this field" in said(at)


def test_a_restriction_is_taken_back_with_a_reason(desk, unit):
    at = opened(unit, "Restrictions")
    at.session_state[f"rules_{unit}"] = {"selection": {"rows": [], "columns": [], "cells": [(0, "Rule")]}}
    at.run()
    at.text_input(f"rule{unit}_1_void_0_reason").set_value("never was")
    next(button for button in at.button if button.label == "Take it back").click().run()
    assert "No restrictions on file." in said(at)


def test_an_edit_is_saved_and_told_in_the_history(desk, unit):
    at = opened(unit, "Edit")
    at.text_input(f"edit{unit}_street").set_value("9 New Road")
    next(button for button in at.button if button.label == "Save").click().run()
    assert facilities.get(desk, unit).street == "9 New Road"
    at = opened(unit, "History")
    assert at.dataframe[-1].value["What"].iloc[0] == "street: 1 Example Road → 9 New Road"


def test_two_are_merged_after_saying_what_moves(desk, unit):
    with db.transaction(desk) as con:
        other = a_facility(con, "Exampel Unit")
        a_reader(con, other)
    at = opened(unit, "Merge")
    at.text_input(f"other_text_{unit}").set_value("exampel").run()
    assert "Would move here: 1 readers" in said(at)
    at.button(f"merge_{unit}").click().run()
    assert facilities.get(desk, other).id == unit and facilities.aliases(desk, unit) == ["Exampel Unit"]


def test_a_clash_of_numbers_stops_the_merge_with_a_sentence(desk, unit):
    with db.transaction(desk) as con:
        number = db.value(con, "select number from reader")
        a_reader(con, a_facility(con, "Exampel Unit", system_id=a_system(con, "Other Department")), number=number)
    at = opened(unit, "Merge")
    at.text_input(f"other_text_{unit}").set_value("exampel").run()
    at.button(f"merge_{unit}").click().run()
    assert "each have a reader with the number" in said(at)
    assert facilities.count(desk) == 2


# ---- import -------------------------------------------------------------------------------------


def upload(name):
    at = open_page("imports")
    at.file_uploader("file").set_value((name, (SAMPLES / name).read_bytes(), "text/csv")).run()
    assert not at.exception, at.exception
    return at


def test_the_import_page_says_what_it_takes(desk):
    assert "A line at the top names the columns" in said(open_page("imports"))


def test_nothing_is_written_before_import(desk):
    at = upload("facilities.csv")
    assert "13 rows read. Nothing is written yet." in said(at)
    assert at.button("import").label == "Import 9 rows"
    assert at.dataframe[0].value["Why"].iloc[0] == "the name is a street address: whose is it?"
    assert facilities.count(desk) == 0


def test_an_import_is_written_and_the_second_look_finds_nothing_new(desk):
    at = upload("facilities.csv")
    at.button("import").click().run()
    assert "9 new, 0 changed, 1 unchanged, 3 rejected." in said(at)
    assert at.button("import").label == "Nothing to import" and at.button("import").disabled
    assert facilities.count(desk) == 9


def test_restrictions_into_an_empty_directory_say_what_comes_first(desk):
    assert "import the facilities first" in said(upload("restrictions.csv"))


def test_restrictions_are_imported_with_the_doubtful_row_ticked(desk):
    upload("facilities.csv").button("import").click().run()
    at = upload("restrictions.csv")
    assert at.button("import").label == "Import 3 rows"
    editor = f"doubts_rows_{import_desk.mark_of((SAMPLES / 'restrictions.csv').read_bytes())}_Restrictions"
    at.session_state[editor] = {"edited_rows": {0: {"It is": True}}, "added_rows": [], "deleted_rows": []}
    at.run()
    at.button("import").click().run()
    assert "4 new, 0 changed, 1 unchanged, 2 rejected." in said(at)


def test_what_is_no_csv_is_refused_in_words(desk):
    at = open_page("imports")
    at.file_uploader("file").set_value(("list.csv", b"PK\x03\x04 a spreadsheet", "text/csv")).run()
    assert "can’t be read as a spreadsheet" in said(at)
