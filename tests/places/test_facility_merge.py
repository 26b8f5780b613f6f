"""Two entries that are one facility."""

from datetime import date

import pytest
from builders import a_facility, a_reader, a_shipment, a_system

from bfp.base import db, history
from bfp.base.errors import Conflict, Invalid
from bfp.places import facilities, facility_merge, restrictions

ON = date(2026, 11, 23)


def test_everything_moves_and_the_name_stays_findable(con):
    kept, other = a_facility(con, "Kept Unit"), a_facility(con, "Other Unit")
    reader = a_reader(con, other)
    shipment = a_shipment(con, reader)
    facilities.add_alias(con, other, "The Other")
    restrictions.add(
        con, restrictions.Told(level="facility", facility_id=other, starts_on=ON, source_kind="reader", paperback_only=True)
    )
    sql = "insert into letter (reader_id, facility_id, postmark_on, entered_on) values ($reader, $other, $on, $on)"
    con.execute(sql, {"reader": reader, "other": other, "on": ON})

    moves = facility_merge.preview(con, kept, other)
    assert (moves.readers, moves.letters, moves.shipments, moves.restrictions, moves.names) == (1, 1, 1, 1, 2)
    facility_merge.merge(con, kept, other)

    where = """
        select (select facility_id from reader) as reader, (select facility_id from letter) as letter,
            (select facility_id from shipment where id = $id) as shipment
    """
    assert set(db.row(con, where, id=shipment).values()) == {kept}
    assert facilities.aliases(con, kept) == ["Other Unit", "The Other"]
    assert len(restrictions.in_force(con, kept, ON)) == 1
    assert facilities.options(con, "Other Unit")[0]["value"] == kept


def test_the_other_is_not_deleted_and_leads_to_the_one_kept(con):
    kept, other = a_facility(con, "Kept Unit"), a_facility(con, "Other Unit")
    facility_merge.merge(con, kept, other)
    assert facilities.get(con, other).id == kept
    assert facilities.count(con) == 1
    assert db.value(con, "select merged_into from facility where id = $id", id=other) == kept


def test_three_in_a_row_lead_to_the_last(con):
    first, second, third = (a_facility(con) for _ in range(3))
    facility_merge.merge(con, second, first)
    facility_merge.merge(con, third, second)
    assert facilities.get(con, first).id == third


def test_both_histories_tell_of_it(con):
    kept, other = a_facility(con, "Kept Unit"), a_facility(con, "Other Unit")
    facility_merge.merge(con, kept, other, "seen on a map")
    assert "merged with: Other Unit, TX" in history.of(con, "facility", kept)["what"].iloc[0]
    assert "merged into: Kept Unit, TX" in history.of(con, "facility", other)["what"].iloc[0]


def test_readers_with_one_number_in_two_systems_stop_the_merge(con):
    ours, theirs = a_system(con), a_system(con, "Other Department")
    kept, other = a_facility(con, system_id=ours), a_facility(con, system_id=theirs)
    a_reader(con, kept, number="1234567")
    a_reader(con, other, number="1234567")
    with pytest.raises(Conflict, match="each have a reader with the number 1234567"):
        facility_merge.merge(con, kept, other)
    assert facilities.count(con) == 2


def test_readers_take_the_system_of_the_facility_kept(con):
    ours, theirs = a_system(con), a_system(con, "Other Department")
    kept, other = a_facility(con, system_id=ours), a_facility(con, system_id=theirs)
    a_reader(con, other, number="7654321")
    facility_merge.merge(con, kept, other)
    assert db.value(con, "select system_id from reader") == ours


def test_an_address_that_was_missing_is_taken_whole(con):
    kept = a_facility(con, street="", city="", zip="")
    other = a_facility(con, street="9 Other Road", city="Otherton", zip="75009")
    assert facility_merge.merge(con, kept, other).package_address[1:] == ["9 Other Road", "Otherton, TX 75009"]


def test_an_address_on_file_is_never_mixed(con):
    kept = a_facility(con, street="", city="Keptville", zip="75001")
    other = a_facility(con, street="9 Other Road", city="Otherton", zip="75009")
    assert facility_merge.merge(con, kept, other).street == ""


def test_a_facility_is_not_merged_with_itself(con):
    kept = a_facility(con)
    with pytest.raises(Invalid):
        facility_merge.merge(con, kept, kept)


def test_the_name_of_a_merged_facility_can_not_be_added_again(con):
    kept, other = a_facility(con, "Kept Unit"), a_facility(con, "Other Unit")
    facility_merge.merge(con, kept, other)
    with pytest.raises(Conflict, match="was merged into Kept Unit"):
        facilities.add(con, name="Other Unit", system_id=a_system(con), state="TX")
