"""Two records that are one person become one, and nothing of either is lost."""

from datetime import date

import pytest
from builders import a_facility, a_reader, a_request, a_shipment, a_title

from bfp import check
from bfp.base import db, history
from bfp.base.errors import Conflict, Invalid
from bfp.desk import reader_card
from bfp.mail import shipments
from bfp.places import facility_merge
from bfp.readers import reader_merge, readers

TODAY = date(2026, 11, 23)


@pytest.fixture
def two(con):
    unit = a_facility(con, "Example Unit")
    kept = a_reader(con, unit, "1234567", "Testa", "Fernlea")
    other = a_reader(con, unit, "7654321", "T.", "Fernlee")
    return kept, other


def test_letters_requests_and_parcels_move_to_the_record_that_is_kept(con, two):
    kept, other = two
    a_request(con, other)
    shipment = a_shipment(con, other, on=date(2026, 6, 1), titles=[a_title(con, "A Dictionary")])
    moves = reader_merge.preview(con, kept, other)
    assert (moves.requests, moves.shipments) == (1, 1)
    assert reader_merge.merge(con, kept, other, "same handwriting").id == kept
    assert shipments.get(con, shipment).reader_id == kept
    card = reader_card.of(con, kept, TODAY)
    assert len(card.waiting) == 1 and card.last_shipment == shipments.number(shipment)
    assert readers.get(con, other).id == kept  # the old record leads to the one kept
    assert "same handwriting" in set(history.of(con, "reader", kept)["reason"])
    assert check.run(con, TODAY) == []


def test_a_second_number_is_remembered_and_a_number_alone_is_taken_over(con, two):
    kept, other = two
    assert "7654321" in reader_merge.merge(con, kept, other).notes
    nameless = a_reader(con, readers.get(con, kept).facility_id, "55555", "Nobody", "Fernlea")
    con.execute("update reader set number = null where id = $id", {"id": nameless})
    third = a_reader(con, readers.get(con, kept).facility_id, "99887", "Nobody", "Fernlea")
    assert reader_merge.merge(con, nameless, third).number == "99887"
    assert check.run(con, TODAY) == []


def test_a_record_is_not_merged_with_itself(con, two):
    with pytest.raises(Invalid, match="one already"):
        reader_merge.merge(con, two[0], two[0])


def test_nobody_is_merged_while_their_parcel_is_on_the_table(con, two):
    kept, other = two
    request = a_request(con, other)
    con.execute("insert into packing_session (name, started_on) values ('evening', $on)", {"on": TODAY})
    sql = """
        insert into session_parcel (session_id, position, book_request_id, reader_id, held_by)
        select max(id), 1, $request, $reader, 'Ada' from packing_session
    """
    con.execute(sql, {"request": request, "reader": other})
    with pytest.raises(Conflict, match="packing table"):
        reader_merge.merge(con, kept, other)


def test_facilities_with_the_same_reader_can_be_merged_once_the_records_are(con):
    here = a_facility(con, "Example Unit")
    there = a_facility(con, "Example Unit Annex", state="OK")
    con.execute("insert into system (name, kind, state) values ('Another System', 'state', 'OK')")
    sql = "update facility set system_id = (select max(id) from system) where id = $id"
    con.execute(sql, {"id": there})
    kept, other = a_reader(con, here, "1234567"), a_reader(con, there, "1234567")
    with pytest.raises(Conflict, match="merge the readers first"):
        facility_merge.merge(con, here, there)
    reader_merge.merge(con, kept, other)
    facility_merge.merge(con, here, there)
    assert check.run(con, TODAY) == [] and db.value(con, "select count(*) from facility where merged_into is not null") == 1
