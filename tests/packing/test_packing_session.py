"""A packing session: many hands, one parcel each, no request and no copy twice."""

from datetime import date

import pytest
from builders import a_request, a_title

from bfp.base import history
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.mail import book_requests, shipments
from bfp.packing import next_requests, packing_session, promises
from bfp.shelves import stock

TODAY = date(2026, 11, 23)


def asking(con, *titles, on=date(2026, 9, 1), reader=None):
    """A waiting request for these titles by name."""
    return a_request(con, reader, on=on, titles=[(title_id, "") for title_id in titles])


def three(con, copies=3):
    """A session of three parcels that all want the same title."""
    title_id = a_title(con, "Example Atlas", copies=copies)
    requests = [asking(con, title_id, on=date(2026, 9, day)) for day in (1, 2, 3)]
    return packing_session.start(con, requests, TODAY), title_id, requests


def as_(con, name):
    """The same transaction, at which somebody else sits."""
    con.by = name
    return con


def take_next(con, session_id, name="Ada"):
    return packing_session.next_parcel(as_(con, name), session_id).position


# ---- a session ----------------------------------------------------------------------------------


def test_a_session_has_a_parcel_for_each_request_in_their_order_with_titles_that_fit(con):
    session_id, title_id, requests = three(con)
    table = packing_session.parcels(con, session_id)
    assert list(table["book_request_id"]) == requests
    assert list(table["position"]) == [1, 2, 3]
    assert list(table["titles"]) == ["Example Atlas"] * 3
    assert set(table["state"]) == {"open"}
    assert list(promises.to_parcel(con, session_id, 2)["title_id"]) == [title_id]
    session = packing_session.get(con, session_id)
    assert (session.parcels, session.open, session.packed, session.started_by) == (3, 3, 0, "Ada")
    assert list(history.of(con, "packing_session", session_id)["action"]) == ["added"]


def test_a_session_of_nothing_is_refused_and_one_that_is_not_there_not_found(con):
    with pytest.raises(Invalid, match="none is chosen"):
        packing_session.start(con, [], TODAY)
    with pytest.raises(Invalid, match="at most 500"):
        packing_session.start(con, range(501), TODAY)
    with pytest.raises(NotFound):
        packing_session.get(con, 9)
    session_id, *_ = three(con)
    with pytest.raises(NotFound, match="no parcel 4"):
        packing_session.hold(con, session_id, 4)


def test_a_request_no_longer_waiting_comes_into_no_session(con):
    request = asking(con)
    book_requests.decline(con, request, "released", TODAY)
    with pytest.raises(Conflict, match="already declined by Ada"):
        packing_session.start(con, [request], TODAY)


def test_a_request_is_in_one_open_session_only(con):
    session_id, _, requests = three(con)
    with pytest.raises(Conflict, match="is parcel 2 of another session, “Packing of 23 Nov 2026”"):
        packing_session.start(con, [requests[1]], TODAY)
    packing_session.close(con, session_id, TODAY)
    assert packing_session.start(con, [requests[1]], TODAY) != session_id


def test_the_next_requests_are_those_waiting_longest_that_are_in_no_session(con):
    _, _, requests = three(con)
    later = [asking(con, on=date(2026, 10, day)) for day in (3, 1, 2)]
    assert next_requests.of(con, TODAY, 2).ids == [later[1], later[2]]
    assert not set(next_requests.of(con, TODAY, 50).ids) & set(requests)


def test_one_copy_is_promised_to_one_parcel_the_oldest_request_first(con):
    session_id, title_id, _ = three(con, copies=2)
    assert [len(promises.to_parcel(con, session_id, position)) for position in (1, 2, 3)] == [1, 1, 0]
    second = packing_session.start(con, [asking(con, title_id)], TODAY)
    assert promises.to_parcel(con, second, 1).empty
    assert promises.free(con, [title_id]) == {title_id: 0}


def test_the_pick_list_is_in_shelf_order_and_says_for_which_parcels(con):
    places = {"B2": "Second", "B10": "Tenth", "A1": "First", "": "Nowhere"}
    ids = {name: a_title(con, name, copies=4) for name in places.values()}
    for place, name in places.items():
        con.execute("update title set place = $place where id = $id", {"place": place, "id": ids[name]})
    requests = [asking(con, ids["Tenth"], ids["First"]), asking(con, ids["Second"], ids["First"]), asking(con, ids["Nowhere"])]
    session_id = packing_session.start(con, requests, TODAY)
    pulls = packing_session.pick_list(con, session_id)
    assert list(pulls["title"]) == ["First", "Second", "Tenth", "Nowhere"]
    assert list(pulls["copies"]) == [2, 1, 1, 1]
    assert list(pulls["positions"]) == ["1, 2", "2", "1", "3"]


def test_what_is_packed_needs_no_pulling(con):
    session_id, title_id, _ = three(con)
    take_next(con, session_id)
    packing_session.pack(con, session_id, 1, [(title_id, 1)], TODAY)
    assert list(packing_session.pick_list(con, session_id)["positions"]) == ["2, 3"]


def test_a_session_is_closed_once_nobody_packs_and_frees_its_copies(con):
    session_id, title_id, requests = three(con)
    take_next(con, session_id, "Bea")
    with pytest.raises(Conflict, match="parcel 1 in Bea’s hands"):
        packing_session.close(as_(con, "Ada"), session_id, TODAY)
    packing_session.release(as_(con, "Bea"), session_id, 1)
    packing_session.close(con, session_id, TODAY)
    assert promises.free(con, [title_id]) == {title_id: 3}
    assert book_requests.get(con, requests[0]).status == "waiting"
    with pytest.raises(Conflict, match="was closed on 23 Nov 2026"):
        packing_session.next_parcel(con, session_id)
    assert packing_session.listing(con)["id"].tolist() == [session_id]


# ---- hands --------------------------------------------------------------------------------------


def test_everybody_gets_another_parcel_and_their_own_again(con):
    session_id, *_ = three(con)
    assert [take_next(con, session_id, name) for name in ("Ada", "Bea", "Cy")] == [1, 2, 3]
    assert take_next(con, session_id, "Bea") == 2
    assert take_next(con, session_id, "Dan") is None


def test_nobody_packs_without_a_name(con):
    session_id, *_ = three(con)
    with pytest.raises(Invalid, match="Write your name"):
        packing_session.next_parcel(as_(con, ""), session_id)


def test_a_parcel_in_somebodys_hands_is_theirs_until_it_is_taken_over_on_purpose(con):
    session_id, *_ = three(con)
    take_next(con, session_id, "Bea")
    with pytest.raises(Conflict, match=r"Parcel 1 is in Bea’s hands since \d\d:\d\d"):
        packing_session.hold(as_(con, "Ada"), session_id, 1)
    assert packing_session.hold(con, session_id, 1, take_over=True).held_by == "Ada"
    with pytest.raises(Conflict, match=r"Ada took parcel 1 over at \d\d:\d\d"):
        packing_session.keep(as_(con, "Bea"), session_id, 1)


def test_abandoned_work_is_taken_over_after_a_quarter_of_an_hour(con):
    session_id, *_ = three(con)
    for name in ("Bea", "Cy", "Dan"):
        take_next(con, session_id, name)
    assert take_next(con, session_id, "Ada") is None
    con.at += packing_session.ABANDONED
    packing_session.keep(as_(con, "Bea"), session_id, 1)  # she still works
    assert take_next(con, session_id, "Ada") == 2
    with pytest.raises(Conflict, match="Ada took parcel 2 over"):
        packing_session.put_in(as_(con, "Cy"), session_id, 2, a_title(con, copies=1))


def test_a_parcel_put_down_is_for_anybody(con):
    session_id, *_ = three(con)
    take_next(con, session_id, "Bea")
    packing_session.release(con, session_id, 1)
    with pytest.raises(Conflict, match="no longer in your hands"):
        packing_session.keep(con, session_id, 1)
    assert take_next(con, session_id, "Ada") == 1


def test_who_takes_another_parcel_puts_down_the_one_before(con):
    session_id, *_ = three(con)
    take_next(con, session_id, "Bea")
    packing_session.hold(con, session_id, 3)
    assert list(packing_session.parcels(con, session_id)["held_by"]) == ["", "", "Bea"]


def test_a_parcel_is_skipped_with_a_reason_and_put_back(con):
    session_id, title_id, _ = three(con, copies=1)
    take_next(con, session_id)
    with pytest.raises(Invalid, match="Say why it is skipped"):
        packing_session.skip(con, session_id, 1, " ")
    packing_session.skip(con, session_id, 1, "reader moved")
    assert promises.free(con, [title_id]) == {title_id: 1}
    assert take_next(con, session_id) == 2
    packing_session.put_in(con, session_id, 2, title_id)
    packing_session.put_back(con, session_id, 1)
    assert promises.to_parcel(con, session_id, 1).empty  # its copy went to the other parcel meanwhile
    with pytest.raises(Conflict, match="on the table already"):
        packing_session.put_back(con, session_id, 1)


def test_a_skipped_request_in_another_session_is_not_put_back(con):
    session_id, _, requests = three(con)
    take_next(con, session_id)
    packing_session.skip(con, session_id, 1, "nothing fits")
    packing_session.start(con, requests[:1], TODAY, "The other")
    with pytest.raises(Conflict, match="parcel 1 of another session, “The other”"):
        packing_session.put_back(con, session_id, 1)


@pytest.mark.parametrize("how", ["declined", "filled"])
def test_a_request_declined_or_filled_meanwhile_says_so_and_is_left_out(con, how):
    session_id, title_id, requests = three(con)
    take_next(con, session_id, "Ada")
    as_(con, "Cy")
    if how == "declined":
        book_requests.decline(con, requests[0], "released", TODAY)
    else:
        reader = book_requests.get(con, requests[0]).reader_id
        shipments.mail(con, reader, [(title_id, 1)], TODAY, book_request_id=requests[0])
    with pytest.raises(Conflict, match=f"already {how} by Cy"):
        packing_session.put_in(as_(con, "Ada"), session_id, 1, title_id)
    following = packing_session.next_parcel(con, session_id)
    assert following.position == 2
    assert f"Parcel 1 was left out: Request {requests[0]} was already {how} by Cy" in following.left_out[0]
    assert packing_session.parcel(con, session_id, 1).state == "skipped"


# ---- what is in it ------------------------------------------------------------------------------


def test_something_else_goes_in_and_is_promised(con):
    session_id, *_ = three(con)
    other = a_title(con, "Another", copies=2)
    take_next(con, session_id)
    assert packing_session.put_in(con, session_id, 1, other) == ""
    packing_session.put_in(con, session_id, 1, other, copies=2)
    assert promises.free(con, [other]) == {other: 0}
    with pytest.raises(Conflict, match="Another: only 2 on hand"):
        packing_session.put_in(con, session_id, 1, other, copies=3)
    packing_session.take_out(con, session_id, 1, other)
    assert promises.free(con, [other]) == {other: 2}


def test_a_title_that_is_not_on_hand_does_not_go_in(con):
    session_id, *_ = three(con)
    take_next(con, session_id)
    with pytest.raises(Conflict, match="Gone: no copy is on hand"):
        packing_session.put_in(con, session_id, 1, a_title(con, "Gone"))


def test_the_last_copy_comes_from_a_parcel_in_nobodys_hands(con):
    session_id, title_id, _ = three(con, copies=1)
    packing_session.hold(con, session_id, 3)
    said = packing_session.put_in(con, session_id, 3, title_id)
    assert said == "Example Atlas was meant for parcel 1: that one gets something else."
    assert promises.to_parcel(con, session_id, 1).empty
    assert "parcel 1: Example Atlas: 1 → 0" in history.of(con, "packing_session", session_id)["what"][0]


def test_the_last_copy_in_somebodys_hands_is_theirs(con):
    session_id, title_id, _ = three(con, copies=1)
    take_next(con, session_id, "James")
    packing_session.hold(as_(con, "Ada"), session_id, 3)
    with pytest.raises(Conflict, match="Example Atlas: the last copy is for parcel 1 in James’ hands"):
        packing_session.put_in(con, session_id, 3, title_id)


def test_packed_is_a_shipment_for_the_request_and_never_twice(con):
    session_id, title_id, requests = three(con)
    take_next(con, session_id)
    shipment = packing_session.pack(con, session_id, 1, [(title_id, 1)], TODAY, shipments.Mailing(weight_oz=20))
    assert (shipment.book_request_id, shipment.weight_oz, shipment.mailed_by) == (requests[0], 20, "Ada")
    assert book_requests.get(con, requests[0]).status == "filled"
    with pytest.raises(Conflict, match=f"Parcel 1 was packed by Ada: shipment {shipment.number}"):
        packing_session.pack(as_(con, "Bea"), session_id, 1, [(title_id, 1)], TODAY)
    with pytest.raises(Conflict, match="Void the shipment first"):
        packing_session.put_back(con, session_id, 1)
    assert f"packed: shipment {shipment.number}" in history.of(con, "packing_session", session_id)["what"][0]


def test_a_shipment_for_another_request_packs_no_parcel(con):
    session_id, title_id, requests = three(con)
    other = shipments.mail(
        con, book_requests.get(con, requests[1]).reader_id, [(title_id, 1)], TODAY, book_request_id=requests[1]
    )
    with pytest.raises(Conflict, match="is for another request than parcel 1"):
        packing_session.packed(con, session_id, 1, other.id)


def test_what_was_just_packed_is_taken_back_into_hand(con):
    session_id, title_id, requests = three(con)
    take_next(con, session_id)
    shipment = packing_session.pack(con, session_id, 1, [(title_id, 1)], TODAY)
    with pytest.raises(Conflict, match="not packed"):
        packing_session.unpack(con, session_id, 2, "slip", TODAY)
    back = packing_session.unpack(con, session_id, 1, "wrong book", TODAY)
    assert (back.state, back.held_by, back.shipment_id) == ("open", "Ada", None)
    assert shipments.get(con, shipment.id).void_reason == "wrong book"
    assert book_requests.get(con, requests[0]).status == "waiting"
    assert stock.on_hand(con, title_id) == 3


def test_a_voided_shipment_is_seen_in_the_list_and_its_parcel_put_back(con):
    session_id, title_id, _ = three(con)
    take_next(con, session_id)
    shipment = packing_session.pack(con, session_id, 1, [(title_id, 1)], TODAY)
    shipments.void(con, shipment.id, "never mailed", TODAY)
    assert list(packing_session.parcels(con, session_id)["voided"]) == [True, False, False]
    packing_session.put_back(con, session_id, 1)
    assert take_next(con, session_id) == 1
