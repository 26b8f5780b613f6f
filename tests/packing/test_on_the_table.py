"""Requests on a packing table or skipped there: shown, passed over by what takes requests itself, mailed alone in one save."""

from datetime import date

import pytest
from builders import a_facility, a_reader, a_request, a_title

from bfp.base.errors import Conflict
from bfp.mail import book_requests, shipments
from bfp.packing import next_requests, on_the_table, packing_session, parcel_alone, promises, pull

TODAY = date(2026, 11, 23)


def as_(con, name):
    """The same transaction, at which somebody else sits."""
    con.by = name
    return con


@pytest.fixture
def evening(con):
    """A session of two requests for one title, and a third request that is in none."""
    title_id = a_title(con, "Example Atlas", copies=3)
    requests = [a_request(con, on=date(2026, 9, day), titles=[(title_id, "")]) for day in (1, 2, 3)]
    return packing_session.start(con, requests[:2], TODAY, "Tuesday evening"), title_id, requests


def skip_first(con, session_id, reason="waits for an answer from the mail room"):
    packing_session.next_parcel(as_(con, "Ann"), session_id)
    packing_session.skip(con, session_id, 1, reason)


# ---- whose it is --------------------------------------------------------------------------------


def test_a_request_in_a_session_says_which_and_in_whose_hands(con, evening):
    session_id, _, requests = evening
    packing_session.hold(as_(con, "Ann"), session_id, 1)
    found = on_the_table.of(con)
    assert set(found) == set(requests[:2])
    assert found[requests[0]].where.startswith("on the table: Ann since ")
    assert found[requests[1]].sentence == "in session Tuesday evening"
    assert on_the_table.one(con, requests[2]) is None
    packing_session.release(con, session_id, 1)
    packing_session.close(con, session_id, TODAY)
    assert on_the_table.of(con) == {}


def test_what_is_in_a_session_is_neither_the_oldest_nor_left_out(con, evening):
    _, _, requests = evening
    following = next_requests.of(con, TODAY, 1)
    assert (following.ids, following.sentence) == ([requests[2]], "")


def test_a_skip_is_shown_with_its_day_and_reason_and_passed_over_until_it_is_cleared(con, evening):
    session_id, _, requests = evening
    skip_first(con, session_id)
    on = on_the_table.one(con, requests[0]).skipped_on
    assert on == date.today()
    assert on_the_table.one(con, requests[0]).sentence.endswith(": waits for an answer from the mail room")
    following = next_requests.of(con, TODAY, 1)
    assert (following.ids, following.sentence) == ([requests[2]], "Left out: 1, because skipped (1).")
    assert list(following.left_out["why"]) == ["skipped: waits for an answer from the mail room"]
    on_the_table.no_longer_waits(con, requests[0], TODAY)
    assert next_requests.of(con, TODAY, 1).ids == [requests[0]]
    assert "(no longer waits since 23 Nov 2026)" in packing_session.parcel(con, session_id, 1).skip_reason
    with pytest.raises(Conflict, match="waits for nothing any more"):
        on_the_table.no_longer_waits(con, requests[0], TODAY)


def test_a_skip_outlives_its_session_and_a_later_one_that_did_not_pack_it(con, evening):
    session_id, _, requests = evening
    skip_first(con, session_id)
    second = packing_session.start(con, requests[:1], TODAY, "By hand")
    there = on_the_table.one(con, requests[0])
    assert there.sentence.startswith("in session By hand · skipped ")
    for one in (session_id, second):
        packing_session.close(con, one, TODAY)
    assert on_the_table.one(con, requests[0]).skip_reason == "waits for an answer from the mail room"


def test_a_request_that_was_declined_and_waits_again_is_not_called_skipped(con, evening):
    session_id, _, requests = evening
    book_requests.decline(con, requests[0], "released", TODAY)
    assert packing_session.next_parcel(con, session_id).left_out
    book_requests.reopen(con, requests[0])
    assert on_the_table.one(con, requests[0]) is None
    assert next_requests.of(con, TODAY, 1).ids == [requests[0]]


# ---- mailed alone -------------------------------------------------------------------------------


def alone(con, request_id, title_id):
    reader_id = book_requests.get(con, request_id).reader_id
    return parcel_alone.mail(con, reader_id, [(title_id, 1)], TODAY, book_request_id=request_id)


def test_what_somebody_else_has_in_hand_is_not_mailed_alone_until_it_is_taken_over(con, evening):
    session_id, title_id, requests = evening
    packing_session.hold(as_(con, "Ann"), session_id, 1)
    with pytest.raises(Conflict, match=r"parcel 1 of “Tuesday evening”, in Ann’s hands since .*Take it over"):
        alone(as_(con, "Bea"), requests[0], title_id)
    packing_session.hold(con, session_id, 1, take_over=True)
    assert alone(con, requests[0], title_id).mailed_by == "Bea"


def test_what_was_left_lying_is_mailed_alone(con, evening):
    session_id, title_id, requests = evening
    packing_session.hold(as_(con, "Ann"), session_id, 1)
    con.at += packing_session.ABANDONED
    assert alone(as_(con, "Bea"), requests[0], title_id).book_request_id == requests[0]


def test_a_parcel_in_nobodys_hands_is_packed_by_mailing_it_alone(con, evening):
    session_id, title_id, requests = evening
    shipment = alone(con, requests[0], title_id)
    now = packing_session.parcel(con, session_id, 1)
    assert (now.state, now.shipment_id) == ("packed", shipment.id)
    session = packing_session.get(con, session_id)
    assert (session.open, session.packed, session.skipped) == (1, 1, 0)
    assert list(packing_session.pick_list(con, session_id)["positions"]) == ["2"]
    assert promises.free(con, [title_id]) == {title_id: 1}  # two on hand, one promised to parcel 2
    assert packing_session.next_parcel(con, session_id).position == 2


def test_a_skipped_parcel_mailed_alone_is_packed_in_its_open_session(con, evening):
    session_id, title_id, requests = evening
    skip_first(con, session_id)
    shipment = alone(con, requests[0], title_id)
    assert packing_session.parcel(con, session_id, 1).shipment_id == shipment.id
    shipments.void(con, shipment.id, "never mailed", TODAY)
    assert on_the_table.one(con, requests[0]) is None


def test_a_request_in_no_session_and_a_parcel_without_a_request_are_mailed_as_ever(con, evening):
    _, title_id, requests = evening
    assert alone(con, requests[2], title_id).book_request_id == requests[2]
    assert parcel_alone.mail(con, a_reader(con), [(title_id, 1)], TODAY).book_request_id is None


# ---- what could not arrive ----------------------------------------------------------------------


def change(con, table, row, **values):
    for name, value in values.items():
        con.execute(f"update {table} set {name} = $value where id = $id", {"value": value, "id": row})


@pytest.mark.parametrize(
    "table, values, why",
    [
        ("reader", {"status": "released"}, "reader released"),
        ("reader", {"status": "dead"}, "reader dead"),
        ("reader", {"status": "moved"}, "reader moved, new place not known"),
        ("reader", {"bad_address_on": TODAY}, "bad address"),
        ("facility", {"status": "closed"}, "facility closed"),
    ],
)
def test_a_parcel_that_could_not_arrive_is_passed_over_counted_and_still_packed_by_hand(con, table, values, why):
    place, title_id = a_facility(con), a_title(con, copies=3)
    reader = a_reader(con, place)
    held_up = a_request(con, reader, on=date(2026, 9, 1), titles=[(title_id, "")])
    fine = a_request(con, on=date(2026, 9, 2), titles=[(title_id, "")])
    later = a_request(con, on=date(2026, 9, 3))
    change(con, table, reader if table == "reader" else place, **values)
    following = next_requests.of(con, TODAY, 1)
    assert (following.ids, list(following.left_out["why"])) == ([fine], [why])
    assert next_requests.of(con, TODAY, 9).ids == [fine, later]
    assert pull.waiting(con, TODAY).sentence == f"Left out: 1, because {why} (1)."
    assert pull.to_pull(con, TODAY)["copies"].sum() == 1
    assert packing_session.get(con, packing_session.start(con, [held_up], TODAY)).parcels == 1


def test_where_no_books_go_a_request_is_passed_over_while_the_restriction_is_in_force(con):
    place = a_facility(con)
    request = a_request(con, a_reader(con, place))
    sql = """
        insert into restriction (level, facility_id, starts_on, ends_on, text, source_kind, refuses_all)
        values ('facility', $id, date '2024-01-01', date '2026-11-24', '', 'experience', true)
    """
    con.execute(sql, {"id": place})
    assert next_requests.of(con, TODAY).sentence == "Left out: 1, because facility takes no books (1)."
    assert next_requests.of(con, date(2026, 11, 24)).ids == [request]


def test_only_those_passed_over_before_the_last_one_taken_are_counted(con):
    gone = [a_reader(con, status="released") for _ in range(2)]
    a_request(con, gone[0], on=date(2026, 9, 1))
    first = a_request(con, on=date(2026, 9, 2))
    a_request(con, gone[1], on=date(2026, 9, 3))
    assert len(next_requests.of(con, TODAY, 1).left_out) == 1
    assert next_requests.of(con, TODAY, 2).sentence == "Left out: 2, because reader released (2)."
    assert next_requests.of(con, TODAY, 2).ids == [first]


def test_no_more_titles_are_proposed_than_the_place_takes_in_one_parcel(con):
    place = a_facility(con)
    for most in (3, 2):
        sql = """
            insert into restriction (level, facility_id, starts_on, text, source_kind, max_items)
            values ('facility', $id, date '2024-01-01', '', 'experience', $most)
        """
        con.execute(sql, {"id": place, "most": most})
    titles = [(a_title(con, f"Example {name}", copies=3), "") for name in ("Atlas", "Handbook", "Reader", "Primer")]
    requests = [a_request(con, a_reader(con, where), titles=titles) for where in (place, a_facility(con))]
    session_id = packing_session.start(con, requests, TODAY)
    assert [len(promises.to_parcel(con, session_id, position)) for position in (1, 2)] == [2, packing_session.EACH]
