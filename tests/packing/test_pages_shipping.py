"""The pages of the desk from the queue to the returned parcel: empty and full, success and refusal."""

from datetime import date

import pytest
from builders import a_facility, a_reader, a_request, a_shipment, a_title

from bfp.base import db, lists, measures
from bfp.mail import book_requests, postage, postage_report, shipments
from bfp.shelves import stock
from pages import open_page

TODAY = date(2026, 11, 23)


def text_of(at):
    parts = [element.value for kind in (at.title, at.header, at.subheader, at.markdown, at.caption) for element in kind]
    return "\n".join(parts).replace("\\", "")


def filled(desk, work):
    with db.transaction(desk, by="Ada") as con:
        return work(con)


# ---- requests -----------------------------------------------------------------------------------


def test_an_empty_queue_says_how_requests_come(desk):
    at = open_page("requests")
    assert "Nobody waits" in text_of(at)
    assert at.button(key="queue_letters").label == "Enter a letter"


def test_the_queue_shows_the_oldest_first_without_columns_that_are_not_shown(desk):
    def work(con):
        a_request(con, a_reader(con, last_name="Young"), on=date(2026, 11, 1))
        a_request(
            con, a_reader(con, last_name="Old"), on=date(2026, 9, 1), titles=[(a_title(con, "Example Atlas", copies=1), "")]
        )

    filled(desk, work)
    at = open_page("requests")
    table = at.dataframe[0].value
    assert list(table["reader"]) == ["Old, Testa", "Young, Testa"]
    assert list(table["age_days"]) == [83, 22]
    assert list(table["in_stock"]) == ["1 of 1", ""]
    assert "reader_id" not in table.columns
    assert "2 waiting, the oldest on this page 83 days" in text_of(at)


def test_the_queue_is_narrowed_and_says_when_nothing_fits(desk):
    def work(con):
        legal = next(term for term, name in lists.names(con, "subject").items() if name == "legal")
        a_request(con, a_reader(con, last_name="Legal"), terms=[legal])
        a_request(con, a_reader(con, last_name="Other"))
        return legal

    legal = filled(desk, work)
    at = open_page("requests")
    at.selectbox(key="queue_subject").set_value(legal).run()
    assert list(at.dataframe[0].value["reader"]) == ["Legal, Testa"]
    at.toggle(key="queue_in_stock").set_value(True).run()
    assert "Take a filter out" in text_of(at)


def chosen(at, rows):
    """As if these rows had been ticked."""
    table = at.dataframe[0]
    at.session_state[table.key if hasattr(table, "key") and table.key else "queue_rows"] = {
        "selection": {"rows": rows, "columns": []}
    }
    return at.run()


def test_several_requests_are_declined_with_one_reason_and_undone(desk):
    ids = filled(desk, lambda con: [a_request(con) for _ in range(3)])
    at = chosen(open_page("requests"), [0, 2])
    assert "2 chosen" in text_of(at)
    at.button(key="queue_decline_go").click().run()
    assert "Say why it is declined" in text_of(at)
    assert book_requests.get(desk, ids[0]).status == "waiting"
    at.text_input(key="queue_reason").set_value("released")
    at.button(key="queue_decline_go").click().run()
    assert [book_requests.get(desk, request_id).status for request_id in ids] == ["declined", "waiting", "declined"]
    assert "2 requests declined: released" in text_of(at)
    at.button(key="queue_undo").click().run()
    assert {book_requests.get(desk, request_id).status for request_id in ids} == {"waiting"}


# ---- packing ------------------------------------------------------------------------------------


def test_packing_with_nobody_waiting_asks_for_a_reader(desk):
    assert "Nobody waits for books" in text_of(open_page("packing"))


def test_packing_names_the_longest_waiting(desk):
    filled(desk, lambda con: a_request(con, a_reader(con, last_name="Patient")))
    at = open_page("packing")
    assert "1 waiting, the longest 53 days: Patient" in text_of(at)
    assert at.button(key="packing_oldest").label == "Fill the oldest request"


def a_waiting_reader(con):
    facility_id = a_facility(con, "Example Unit")
    con.execute(
        """
        insert into restriction (level, facility_id, starts_on, text, source_kind, paperback_only)
        values ('facility', $id, date '2024-01-01', '', 'experience', true)
        """,
        {"id": facility_id},
    )
    reader_id = a_reader(con, facility_id, number="7654321", last_name="Packed")
    title_id = a_title(con, "Example Handbook", copies=1)
    return reader_id, title_id, a_request(con, reader_id, titles=[(title_id, "Example Handbook")])


def test_a_parcel_is_packed_and_its_number_shown_and_undone(desk):
    _, title_id, request_id = filled(desk, a_waiting_reader)
    at = open_page("packing", request=request_id)
    shown = text_of(at)
    for part in (
        "Packed, Testa · 7654321 · Example Unit, TX",
        "paperback only",
        "1 Example Road",
        "Example Handbook",
        "asked for",
    ):
        assert part in shown
    at.button(key=f"packing_put_{title_id}").click().run()
    at.text_input(key="packing_postage").set_value("4.63")
    at.button(key="packing_mail").click().run()
    assert not at.exception
    [shipment_id] = [row["id"] for row in db.rows(desk, "select id from shipment")]
    shipment = shipments.get(desk, shipment_id)
    assert (shipment.postage_cents, shipment.weight_oz, shipment.book_request_id) == (463, 12, request_id)
    assert stock.on_hand(desk, title_id) == 0
    assert at.title[1].value == shipment.number
    at.button(key="packing_undo").click().run()
    assert stock.on_hand(desk, title_id) == 1
    assert book_requests.get(desk, request_id).status == "waiting"


def test_a_short_title_is_named_and_what_was_typed_stays(desk):
    _, title_id, request_id = filled(desk, a_waiting_reader)
    at = open_page("packing", request=request_id)
    at.button(key=f"packing_put_{title_id}").click().run()
    at.number_input(key=f"packing_copies_{title_id}_1").set_value(3).run()
    assert "2 short" in text_of(at)
    at.text_input(key="packing_note").set_value("for Tuesday")
    at.button(key="packing_mail").click().run()
    assert "Example Handbook: 3 wanted, 1 on hand, 2 short" in text_of(at)
    assert at.text_input(key="packing_note").value == "for Tuesday"
    assert db.value(desk, "select count(*) from shipment") == 0


def test_what_speaks_against_asks_for_a_reason(desk):
    def work(con):
        reader_id, title_id, request_id = a_waiting_reader(con)
        a_shipment(con, reader_id, on=date(2026, 11, 1))
        return title_id, request_id

    title_id, request_id = filled(desk, work)
    at = open_page("packing", request=request_id)
    at.button(key=f"packing_put_{title_id}").click().run()
    assert "The last books were mailed on 1 Nov 2026" in text_of(at)
    at.button(key="packing_mail").click().run()
    assert "say why it goes all the same" in text_of(at)
    at.text_input(key="packing_because").set_value("asked for it again")
    at.button(key="packing_mail").click().run()
    assert db.value(desk, "select max(reason) from shipment_breach") == "asked for it again"
    assert "Went all the same: asked for it again" in text_of(at)


def test_weight_and_postage_are_proposed_and_the_class_of_mail_is_remembered(desk):
    _, title_id, request_id = filled(desk, a_waiting_reader)
    at = open_page("packing", request=request_id)
    at.button(key=f"packing_put_{title_id}").click().run()
    costs = {kind: postage.rate(desk, kind, ounces, TODAY) for kind, ounces in (("Media Mail", 12), ("Library Mail", 18))}
    assert f"Left empty: 12 oz by the titles, {measures.written_dollars(costs['Media Mail'])} by the rate" in text_of(at)
    at.selectbox(key="packing_class").set_value("Library Mail").run()
    at.text_input(key="packing_weight").set_value("1 lb 2 oz").run()
    at.button(key="packing_mail").click().run()
    shipment = shipments.get(desk, db.value(desk, "select max(id) from shipment"))
    assert (shipment.mail_class, shipment.weight_oz, shipment.postage_cents) == ("Library Mail", 18, None)
    assert postage_report.of_shipment(desk, shipment.id) == (costs["Library Mail"], True)
    other = filled(desk, lambda con: a_reader(con))
    at.query_params.clear()
    at.query_params["reader"] = str(other)
    at.run()
    assert at.selectbox(key="packing_class").value == "Library Mail"


def test_a_request_already_filled_says_by_whom(desk):
    def work(con):
        reader_id, title_id, request_id = a_waiting_reader(con)
        shipments.mail(con, reader_id, [(title_id, 1)], TODAY, book_request_id=request_id)
        return request_id

    at = open_page("packing", request=filled(desk, work))
    assert "already filled by Ada on 23 Nov 2026" in text_of(at)
    assert at.button(key="packing_back").label == "Back to the queue"


@pytest.mark.parametrize("where", [{"request": 99}, {"reader": 99}, {"shipment": 99}])
def test_what_is_not_there_is_said(desk, where):
    assert "There is no" in text_of(open_page("packing", **where))


def test_a_shipment_is_voided_with_a_reason(desk):
    shipment_id = filled(desk, lambda con: shipments.mail(con, a_reader(con), [(a_title(con, copies=1), 1)], TODAY)).id
    at = open_page("packing", shipment=shipment_id)
    at.button(key="packing_void_go").click().run()
    assert "Say why the shipment is taken back" in text_of(at)
    at.text_input(key="packing_void_reason").set_value("never mailed")
    at.button(key="packing_void_go").click().run()
    assert "never mailed" in text_of(at)
    assert shipments.get(desk, shipment_id).voided_on == TODAY


# ---- a free interval is no yes ------------------------------------------------------------------


def test_where_no_books_go_it_is_not_said_that_the_reader_may_have_books(desk):
    def work(con):
        place, reader_id = a_facility(con), a_reader(con, last_name="Moved")
        con.execute("update reader set status = 'moved' where id = $id", {"id": reader_id})
        for column, value in (("max_items", 3), ("refuses_all", True)):
            con.execute(
                f"insert into restriction (level, facility_id, starts_on, text, source_kind, {column}) "
                "values ('facility', $id, date '2024-01-01', '', 'experience', $value)",
                {"id": place, "value": value},
            )
        return a_reader(con, place), reader_id

    there, moved = filled(desk, work)
    text = text_of(open_page("packing", reader=there))
    assert "This place takes no books at all" in text and "May have books" not in text
    assert "NO BOOKS AT ALL · AT MOST 3" in text  # what stops everything is said first
    text = text_of(open_page("packing", reader=moved))
    assert "The address is to be found" in text and "May have books" not in text
