"""The directory: adding, editing, other names, finding."""

import pytest
from builders import a_facility, a_reader, a_system

from bfp.base import db, history, states
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.places import facilities, systems
from bfp.schema import migrations


def add(con, **more):
    entry = {"name": "Example Unit", "system_id": a_system(con), "state": "TX", **more}
    return facilities.add(con, **entry)


def test_a_facility_is_written_as_name_and_state(con):
    assert add(con).label == "Example Unit, TX"


@pytest.mark.parametrize("written", ["tx", "Texas", "TEXAS", "Tex.", " T.X. "])
def test_a_state_may_be_a_code_or_a_name(con, written):
    assert add(con, state=written).state == "TX"


@pytest.mark.parametrize(
    ("written", "code"), [("north_carolina", "NC"), ("Puerto Rico", "PR"), ("Washington, D.C.", "DC"), ("Guam", "GU")]
)
def test_territories_and_the_district_are_states_too(written, code):
    assert states.code(written) == code


def test_nothing_is_no_state(con):
    with pytest.raises(Invalid) as refusal:
        add(con, state="")
    assert refusal.value.field == "state"


@pytest.mark.parametrize(
    ("written", "state", "zip"),
    [
        ("2131", "MA", "02131"), ("02131", "MA", "02131"), ("965", "PR", "00965"), ("75001-1234", "TX", "75001-1234"),
        ("75001.0", "TX", "75001"), ("750011234", "TX", "75001-1234"), ("33583-0000", "FL", "33583"),
        ("123", "TX", None), ("12a45", "TX", None),
    ],
)  # fmt: skip
def test_a_zip_gets_back_the_zeros_it_lost(written, state, zip):
    assert facilities.zip_code(written, state) == zip


def test_a_bad_zip_is_refused_at_its_field(con):
    with pytest.raises(Invalid) as refusal:
        add(con, zip="7500")
    assert refusal.value.field == "zip"


def test_a_name_stands_once_in_a_state(con):
    add(con)
    with pytest.raises(Conflict, match="already in the directory"):
        add(con, name="example unit")


def test_a_new_name_keeps_the_old_one_findable(con):
    facility = add(con, name="Old Name Unit")
    facilities.edit(con, facility.id, name="New Name Unit")
    assert facilities.aliases(con, facility.id) == ["Old Name Unit"]
    assert facilities.options(con, "Old Name Unit")[0]["value"] == facility.id


def test_an_edit_tells_the_history_what_it_was(con):
    facility = add(con, street="1 Old Road")
    facilities.edit(con, facility.id, street="2 New Road")
    assert "street: 1 Old Road → 2 New Road" in history.of(con, "facility", facility.id)["what"].iloc[0]


def test_an_edit_that_changes_nothing_leaves_no_history(con):
    facility = add(con)
    facilities.edit(con, facility.id, name="Example Unit")
    assert len(history.of(con, "facility", facility.id)) == 1


def test_paper_mail_goes_where_packages_go_unless_told_otherwise(con):
    facility = add(con, street="1 Road", city="Sampleton", zip="75001", mail_street="P.O. Box 7")
    assert facility.package_address == ["Example Unit", "1 Road", "Sampleton, TX 75001"]
    assert facility.paper_address == ["Example Unit", "P.O. Box 7", "Sampleton, TX 75001"]


def test_a_facility_that_is_not_there(con):
    with pytest.raises(NotFound, match="no facility number 99"):
        facilities.get(con, 99)


def test_options_know_town_zip_and_other_names(con):
    facility = add(con, city="Sampleton", zip="75001")
    facilities.add_alias(con, facility.id, "The Rock")
    for text in ("exampel unit", "75001", "the rock", "Sampleton"):
        [first, *_] = facilities.options(con, text)
        assert (first["value"], first["label"]) == (facility.id, "Example Unit, TX")
    assert "Sampleton, 75001 · Example Department of Corrections" in facilities.options(con, "the rock")[0]["detail"]


def test_options_show_an_edit_at_once(con):
    facility = add(con, name="First Unit")
    assert facilities.options(con, "First Unit")
    facilities.edit(con, facility.id, name="Quite Another Unit")
    assert facilities.options(con, "Quite Another")[0]["label"] == "Quite Another Unit, TX"


def test_options_of_another_database_are_its_own(database):
    other = db.connect()
    migrations.migrate(other)
    with db.transaction(database, by="Ada") as con:
        add(con, name="Here Unit")
        assert facilities.options(con, "Here Unit")
    assert facilities.options(other, "Here Unit") == []
    other.close()


def test_a_closed_facility_is_not_listed_unless_asked_for(con):
    add(con, status="closed")
    assert facilities.listing(con).empty
    assert list(facilities.listing(con, status="closed")["name"]) == ["Example Unit"]


def test_the_listing_counts_active_readers_and_all_pages(con):
    unit = a_facility(con, "A Unit")
    a_facility(con, "B Unit")
    a_reader(con, unit)
    a_reader(con, unit, status="released")
    page = facilities.listing(con, limit=1)
    assert list(page["name"]) == ["A Unit"]
    assert (int(page["of"].iloc[0]), int(page["readers"].iloc[0])) == (2, 1)


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("texas", "Texas Department of Criminal Justice", "state"),
        ("federal", "Federal Bureau of Prisons", "federal"),
        ("county", "Counties of Texas", "county"),
        ("Guam", "Guam (state prisons)", "state"),
        ("ICE", systems.IMMIGRATION, "immigration"),
    ],
)  # fmt: skip
def test_a_word_in_a_file_stands_for_a_system(text, name, kind):
    assert systems.meant(text, "TX")[:2] == (name, kind)


def test_a_system_is_added_once(con):
    first = systems.get_or_add(con, "Example County", "county", "TX")
    assert systems.get_or_add(con, "example  county", "county") == first
