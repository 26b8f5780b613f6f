"""The queue and the packing page say whose a request is; what is ticked, typed or skipped is not lost."""

from datetime import date

import pytest
from builders import a_facility, a_reader, a_request, a_shipment, a_title

from bfp.base import db
from bfp.base.errors import BfpError
from bfp.bench import packing as bench
from bfp.mail import book_requests, shipments
from bfp.packing import on_the_table, packing_session
from bfp.ui.packing import kept_ticks
from pages import open_page, said

TODAY = date(2026, 11, 23)


def saved(desk, work, by="Ann"):
    with db.transaction(desk, by=by) as con:
        return work(con)


def words(at):
    return said(at).replace("\\", "")


def labels(at):
    return [one.label.replace("\\", "") for one in at.expander]


@pytest.fixture
def evening(desk):
    """Two requests in a session, the first in Ann's hands, and two that are in none."""

    def work(con):
        title_id = a_title(con, "Example Atlas", copies=9, author="")
        place = a_facility(con, "Example Unit")
        requests = [
            a_request(con, a_reader(con, place, last_name=name), on=date(2026, 9, day), titles=[(title_id, "")])
            for day, name in enumerate(("First", "Second", "Third", "Fourth"), start=1)
        ]
        session_id = packing_session.start(con, requests[:2], TODAY, "Tuesday evening")
        packing_session.hold(con, session_id, 1)
        return session_id, title_id, requests

    return saved(desk, work)


def ticked(at, *rows):
    at.session_state[at.dataframe[0].key] = {"selection": {"rows": list(rows), "columns": []}}
    return at.run()


# ---- the queue ----------------------------------------------------------------------------------


def test_the_queue_shows_whose_a_request_is_and_fills_the_oldest_in_no_session(desk, evening):
    at = open_page("requests")
    shown = list(at.dataframe[0].value["session"])
    assert shown[0].startswith("on the table: Ann since ")
    assert shown[1:] == ["in session Tuesday evening", "", ""]
    at.button(key="queue_fill").click().run()
    assert "Third, Testa" in words(at)


def test_the_queue_has_no_session_column_while_there_are_no_sessions(desk):
    saved(desk, lambda con: a_request(con))
    assert "session" not in open_page("requests").dataframe[0].value.columns


def test_ticked_requests_in_a_session_are_left_out_and_counted(desk, evening):
    at = ticked(open_page("requests"), 0, 1, 2, 3)
    assert at.button(key="queue_fill").label == "Pack these 2"
    assert "2 of those ticked in a session already: left out." in words(at)
    at.button(key="queue_fill").click().run()
    assert list(packing_session.parcels(desk, 2)["book_request_id"]) == evening[2][2:]


def test_ticked_requests_that_are_all_in_a_session_make_no_other_one(desk, evening):
    at = ticked(open_page("requests"), 0, 1)
    assert at.button(key="queue_fill").disabled
    assert len(packing_session.listing(desk)) == 1


def test_a_skip_shows_in_the_queue_and_on_the_parcel_until_it_no_longer_waits(desk, evening):
    session_id, _, requests = evening
    saved(desk, lambda con: packing_session.skip(con, session_id, 1, "waits for an answer from the mail room"))
    reason = f"skipped {on_the_table.one(desk, requests[0]).skipped_on:%-d %b %Y}: waits for an answer from the mail room"
    at = open_page("packing", request=requests[0])
    assert reason in words(at)
    at = open_page("requests")
    assert at.dataframe[0].value["session"][0] == reason
    assert labels(at) == ["Left out: 1, because skipped (1)."]
    ticked(at, 0).button(key="skip_cleared").click().run()
    assert on_the_table.one(desk, requests[0]) is None
    assert labels(at) == []


def test_a_new_session_says_who_is_left_out_and_why(desk):
    def work(con):
        a_request(con, a_reader(con, last_name="Gone", status="released"), on=date(2026, 9, 1))
        a_request(con, a_reader(con, last_name="Here"), on=date(2026, 9, 2))

    saved(desk, work)
    at = open_page("packing")
    assert at.button(key="new_session_go").label == "Start with the next one"
    assert "Left out: 1, because reader released (1)." in labels(at)
    assert "the next 82 days: Here, Testa" in words(at)


# ---- one parcel alone ---------------------------------------------------------------------------


def test_a_parcel_in_somebodys_hands_is_shown_refused_and_taken_over(desk, evening):
    session_id, title_id, requests = evening
    at = open_page("packing", request=requests[0])
    assert "Parcel 1 of session “Tuesday evening”, on the table: Ann since " in words(at)
    at.button(key=f"packing_put_{title_id}").click().run()
    at.button(key="packing_mail").click().run()
    assert "in Ann’s hands since" in words(at)
    assert db.value(desk, "select count(*) from shipment") == 0
    at.button(key="packing_take_over").click().run()
    at.button(key="packing_mail").click().run()
    assert packing_session.parcel(desk, session_id, 1).state == "packed"


def test_a_parcel_in_nobodys_hands_is_said_to_be_packed_with_it(desk, evening):
    at = open_page("packing", request=evening[2][1])
    assert "in nobody’s hands.** Mailed here, it is packed there too." in words(at).replace("]", "")


def test_who_mails_alone_says_who_they_are(desk, evening):
    at = open_page("packing", request=evening[2][2])
    at.session_state["volunteer"] = ""
    at.run()
    assert "Who are you?" in words(at)
    at.text_input(key="packing_name").set_value("Bea")
    at.button(key="packing_name_go").click().run()
    at.button(key=f"packing_put_{evening[1]}").click().run()
    at.button(key="packing_mail").click().run()
    assert shipments.get(desk, 1).mailed_by == "Bea"


def test_each_breach_stands_once_and_the_refusal_names_the_rules_only(desk, evening):
    _, title_id, requests = evening
    reader_id = book_requests.get(desk, requests[2]).reader_id

    def work(con):
        a_shipment(con, reader_id, on=date(2026, 11, 1))
        sql = """
            insert into restriction (level, facility_id, starts_on, text, source_kind, prior_approval)
            select 'facility', facility_id, date '2024-01-01', '', 'experience', true from reader where id = $id
        """
        con.execute(sql, {"id": reader_id})

    saved(desk, work)
    at = open_page("packing", request=requests[2])
    at.button(key=f"packing_put_{title_id}").click().run()
    at.button(key="packing_mail").click().run()
    assert "Remove it, or say why it goes all the same: prior approval, interval." in words(at)
    assert words(at).count("The last books were mailed on 1 Nov 2026") == 1


# ---- a reload -----------------------------------------------------------------------------------


def test_a_reload_finds_the_ticks_of_the_parcel_in_hand_again(desk, evening):
    session_id, title_id, _ = evening

    def at_parcel():
        at = open_page("packing", session=session_id)
        at.button(key="session_next").click().run()
        return at, at.button(key=f"session_tick_{title_id}")

    _, tick = at_parcel()
    tick.click().run()
    again, tick = at_parcel()
    assert "Parcel 2 of 2" in words(again)
    assert tick.icon == ":material/check_box:"
    again.button(key="session_put_down").click().run()
    _, tick = at_parcel()
    assert tick.icon == ":material/check_box_outline_blank:"  # put down, it may be anybody's: it begins anew
    assert kept_ticks.of(desk, session_id) == {}


# ---- the measurement ----------------------------------------------------------------------------


def test_what_was_there_before_the_key_is_no_measurement():
    assert bench.after_the_key(12.5) == 12.5
    with pytest.raises(BfpError, match="1067 ms before its key"):
        bench.after_the_key(-1067)


def test_the_queue_says_when_books_are_due_what_the_place_forbids_and_that_nothing_asked_is_anything(desk):
    def work(con):
        place = a_facility(con, "Example Unit")
        lately = a_reader(con, place, "1234567", last_name="Lately")
        a_shipment(con, lately, on=date(2026, 11, 1))
        return [a_request(con, reader, on=date(2026, 11, day)) for day, reader in ((2, lately), (3, a_reader(con, place)))]

    saved(desk, work)
    table = book_requests.queue(desk, TODAY)
    assert [str(day)[:10] for day in table["due_on"]] == ["2026-12-31", "NaT"]  # sixty days after the last parcel
    assert list(table["subjects"]) == ["anything", "anything"]
    shown = open_page("requests").dataframe[0].value
    assert list(shown.columns)[:4] == ["age_days", "reader", "number", "restrictions"] and shown["number"].iloc[0] == "1234567"
