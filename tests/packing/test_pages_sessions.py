"""The packing session on the screen: started, packed parcel by parcel, taken over, closed."""

from datetime import date, timedelta

import pytest
from builders import a_facility, a_reader, a_request, a_title

from bfp.base import db, lists, measures
from bfp.mail import book_requests, postage, postage_report, shipments
from bfp.packing import packing_session, promises
from bfp.shelves import stock
from pages import open_page, said

TODAY = date(2026, 11, 23)


def saved(desk, work, by="Ada"):
    with db.transaction(desk, by=by) as con:
        return work(con)


@pytest.fixture
def evening(desk):
    """Three readers who each asked for two titles; a session of them."""

    def work(con):
        place = a_facility(con, "Example Unit")
        con.execute(
            "insert into restriction (level, facility_id, starts_on, text, source_kind, paperback_only, max_items) "
            "values ('facility', $id, date '2024-01-01', '', 'experience', true, 3)",
            {"id": place},
        )
        ids = [a_title(con, name, copies=3, author="") for name in ("Example Atlas", "Example Handbook")]
        requests = [
            a_request(con, a_reader(con, place, last_name=name), on=date(2026, 9, day), titles=[(one, "") for one in ids])
            for day, name in enumerate(("First", "Second", "Third"), start=1)
        ]
        return packing_session.start(con, requests, TODAY), ids, requests

    return saved(desk, work)


def at_parcel(session_id):
    at = open_page("packing", session=session_id)
    at.button(key="session_next").click().run()
    assert not at.exception, at.exception
    return at


def words(at):
    return said(at).replace("\\", "")


def tick(at, title_id):
    at.button(key=f"session_tick_{title_id}").click().run()
    assert not at.exception, at.exception
    assert ticked(at, title_id)


def ticked(at, title_id):
    return at.button(key=f"session_tick_{title_id}").icon == ":material/check_box:"


# ---- beginning ----------------------------------------------------------------------------------


def test_the_next_requests_are_put_on_the_table(desk):
    def work(con):
        return [a_request(con, on=date(2026, 9, day), titles=[(a_title(con, copies=1), "")]) for day in (2, 1, 3)]

    requests = saved(desk, work)
    at = open_page("packing")
    at.number_input(key="new_session_many").set_value(2).run()
    at.text_input(key="new_session_name").set_value("Tuesday")
    at.button(key="new_session_go").click().run()
    assert not at.exception, at.exception
    assert "Tuesday" in words(at) and "2 parcels are on the table" in words(at)
    table = packing_session.parcels(desk, 1)
    assert list(table["book_request_id"]) == [requests[1], requests[0]]


def test_ticked_requests_become_a_session(desk):
    requests = saved(desk, lambda con: [a_request(con, on=date(2026, 9, day)) for day in (1, 2, 3)])
    at = open_page("requests")
    [table] = at.dataframe
    at.session_state[table.key] = {"selection": {"rows": [0, 2], "columns": []}}
    at.run()
    assert at.button(key="queue_fill").label == "Pack these 2"
    at.button(key="queue_fill").click().run()
    assert list(packing_session.parcels(desk, 1)["book_request_id"]) == [requests[0], requests[2]]


def test_who_packs_says_who_they_are(desk, evening):
    at = open_page("packing", session=evening[0])
    at.session_state["volunteer"] = ""
    at.run()
    assert "Who are you?" in words(at)
    at.text_input(key="packing_name").set_value("Bea")
    at.button(key="packing_name_go").click().run()
    at.button(key="session_next").click().run()
    assert packing_session.parcel(desk, evening[0], 1).held_by == "Bea"


def test_a_session_that_is_not_there_is_said(desk):
    assert "There is no packing session number 9" in words(open_page("packing", session=9))


# ---- one parcel ---------------------------------------------------------------------------------


def test_a_parcel_shows_whom_it_is_for_what_the_place_allows_and_what_fits(desk, evening):
    shown = words(at_parcel(evening[0]))
    for part in (
        "Parcel 1 of 3 · First, Testa",
        "Example Unit, TX",
        "AT MOST 3 BOOKS",
        "PAPERBACK ONLY",
        "1 Example Road",
        "Asked** 1 Sep 2026",
    ):
        assert part in shown, part


def test_ticked_and_packed_the_next_opens_at_once(desk, evening):
    session_id, ids, requests = evening
    at = at_parcel(session_id)
    assert at.button(key="session_packed").disabled
    for title_id in ids:
        tick(at, title_id)
    cents = postage.rate(desk, "Media Mail", 24, TODAY)
    assert f"Left empty: 1 lb 8 oz by the titles, {measures.written_dollars(cents)} by the rate" in words(at)
    at.button(key="session_packed").click().run()
    shipment = shipments.get(desk, db.value(desk, "select max(id) from shipment"))
    assert (shipment.book_request_id, shipment.mailed_by) == (requests[0], "Ada")
    assert (shipment.weight_oz, shipment.postage_cents) == (24, None)  # not typed: the rates estimate it
    assert postage_report.of_shipment(desk, shipment.id) == (cents, True)
    assert f"Parcel 1 is packed: shipment {shipment.number}" in words(at)
    assert "Parcel 2 of 3 · Second, Testa" in words(at)
    assert [stock.on_hand(desk, title_id) for title_id in ids] == [2, 2]


def test_what_was_packed_is_undone_and_in_hand_again_with_its_titles(desk, evening):
    session_id, ids, requests = evening
    at = at_parcel(session_id)
    tick(at, ids[0])
    at.button(key="session_packed").click().run()
    at.button(key="session_undo").click().run()
    assert "Parcel 1 of 3" in words(at)
    assert ticked(at, ids[0]) and not ticked(at, ids[1])
    assert book_requests.get(desk, requests[0]).status == "waiting"


def test_a_breach_is_shown_and_needs_a_reason_that_is_kept(desk, evening):
    session_id, ids, _ = evening
    saved(desk, lambda con: con.execute("update title set binding = 'hardcover' where id = $id", {"id": ids[0]}))
    at = at_parcel(session_id)
    assert "Example Atlas is a hardcover" in words(at)  # beside the title, before it is ticked
    tick(at, ids[0])
    at.button(key="session_packed").click().run()
    assert "say why it goes all the same" in words(at)
    assert "Parcel 1 of 3" in words(at)
    [why] = [one for one in at.text_input if one.key.endswith("_because")]
    why.set_value("approved on the phone").run()
    at.button(key="session_packed").click().run()
    assert "Parcel 2 of 3" in words(at)
    assert db.value(desk, "select reason from shipment_breach") == "approved on the phone"


def test_a_parcel_is_skipped_with_a_reason_and_put_back(desk, evening):
    at = at_parcel(evening[0])
    at.button(key="session_skip").click().run()
    assert "Say why it is skipped" in words(at)
    [why] = [one for one in at.text_input if one.key.endswith("_skip")]
    why.set_value("reader moved").run()
    at.button(key="session_skip").click().run()
    assert "Parcel 2 of 3" in words(at)
    at.button(key="session_put_down").click().run()
    state = at.dataframe(key="session_parcels").value
    assert list(state["became"]) == ["skipped: reader moved", "to pack", "to pack"]
    at.session_state["session_parcels"] = {"selection": {"rows": [0], "columns": []}}
    at.run()
    at.button(key="session_put_back").click().run()
    assert packing_session.parcel(desk, evening[0], 1).state == "open"


def test_who_lost_a_parcel_is_told_on_the_next_look(desk, evening):
    session_id, *_ = evening
    at = at_parcel(session_id)
    saved(desk, lambda con: packing_session.hold(con, session_id, 1, take_over=True), by="Bea")
    at.run()
    assert "Bea took parcel 1 over at" in words(at)
    at.button(key="session_next_lost").click().run()
    assert "Parcel 2 of 3" in words(at)


def test_a_parcel_in_hand_is_shown_as_theirs_and_taken_over_by_a_click(desk, evening):
    session_id, *_ = evening
    saved(desk, lambda con: packing_session.next_parcel(con, session_id), by="Bea")
    at = open_page("packing", session=session_id)
    assert at.dataframe(key="session_parcels").value["became"][0].startswith("Bea since ")
    at.session_state["session_parcels"] = {"selection": {"rows": [0], "columns": []}}
    at.run()
    assert at.button(key="session_pick").label == "Take it over from Bea"
    at.button(key="session_pick").click().run()
    assert packing_session.parcel(desk, session_id, 1).held_by == "Ada"


def test_a_request_declined_meanwhile_is_left_out_and_said(desk, evening):
    session_id, _, requests = evening
    saved(desk, lambda con: book_requests.decline(con, requests[0], "released", TODAY), by="Cy")
    at = at_parcel(session_id)
    assert "Parcel 1 was left out" in words(at) and "declined by Cy" in words(at)
    assert "Parcel 2 of 3" in words(at)


def test_the_last_parcel_leads_back_to_the_list_and_the_session_is_closed(desk, evening):
    session_id, ids, _ = evening
    at = at_parcel(session_id)
    for _ in range(3):
        tick(at, ids[0])
        at.button(key="session_packed").click().run()
    assert "3 of 3 packed" in at.get("progress")[0].proto.text
    at.button(key="session_close").click().run()
    assert packing_session.get(desk, session_id).closed_on == TODAY
    at = open_page("packing")
    assert "Nobody waits for books" in words(at)
    assert at.expander[0].label == "Closed sessions (1)"


def test_the_last_parcel_can_be_undone_from_the_list(desk, evening):
    session_id, ids, requests = evening
    saved(desk, lambda con: [book_requests.decline(con, one, "released", TODAY) for one in requests[1:]])
    at = at_parcel(session_id)
    tick(at, ids[0])
    at.button(key="session_packed").click().run()
    assert "Parcel 1 of 3" not in words(at)
    at.button(key="session_undo").click().run()
    assert "Parcel 1 of 3" in words(at) and ticked(at, ids[0])
    assert book_requests.get(desk, requests[0]).status == "waiting"


def test_another_title_that_fits_is_put_in_by_its_button(desk, evening):
    session_id, *_ = evening
    legal = saved(desk, lambda con: next(term for term, name in lists.names(con, "subject").items() if name == "legal"))

    def work(con):
        other = a_title(con, "Another Law Book", copies=1)
        con.execute("insert into title_term values ($title, $term)", {"title": other, "term": legal})
        con.execute("insert into request_term values ($request, $term)", {"request": evening[2][0], "term": legal})
        return other

    other = saved(desk, work)
    at = at_parcel(session_id)
    at.button(key=f"session_put_{other}").click().run()
    assert ticked(at, other)
    assert promises.free(desk, [other]) == {other: 0}
    at.button(key="session_packed").click().run()
    assert stock.on_hand(desk, other) == 0


def test_abandoned_work_goes_to_whoever_asks_next(desk, evening):
    session_id, *_ = evening
    for name in ("Bea", "Cy", "Dan"):
        saved(desk, lambda con: packing_session.next_parcel(con, session_id), by=name)
    old = "update session_parcel set held_at = held_at - $long where position = 2"
    saved(desk, lambda con: con.execute(old, {"long": packing_session.ABANDONED + timedelta(minutes=1)}))
    assert "Parcel 2 of 3" in words(at_parcel(session_id))
