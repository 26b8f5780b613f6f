"""The pages of the desk from the queue to the returned parcel: empty and full, success and refusal."""

from datetime import date
from pathlib import Path

import pytest
from builders import a_facility, a_reader, a_request, a_shipment, a_title
from streamlit.testing.v1 import AppTest

from bfp import book_requests, db, outcomes, shipments, stock, terms

MAIN = str(Path(__file__).parent.parent / "bfp" / "main.py")
TODAY = date(2026, 11, 23)


def the_page(name, **where):
    at = AppTest.from_file(MAIN, default_timeout=20)
    at.run()
    for key, value in where.items():
        at.query_params[key] = str(value)
    at.switch_page(f"../pages/{name}.py")
    at.run()
    assert not at.exception, at.exception
    return at


def text_of(at):
    parts = [element.value for kind in (at.title, at.header, at.subheader, at.markdown, at.caption) for element in kind]
    return "\n".join(parts).replace("\\", "")


def filled(desk, work):
    with db.transaction(desk, by="Ada") as con:
        return work(con)


# ---- requests -----------------------------------------------------------------------------------


def test_an_empty_queue_says_how_requests_come(desk):
    at = the_page("requests")
    assert "Nobody waits" in text_of(at)
    assert at.button(key="queue_letters").label == "Enter a letter"


def test_the_queue_shows_the_oldest_first_without_columns_that_are_not_shown(desk):
    def work(con):
        a_request(con, a_reader(con, last_name="Young"), on=date(2026, 11, 1))
        a_request(
            con, a_reader(con, last_name="Old"), on=date(2026, 9, 1), titles=[(a_title(con, "Example Atlas", copies=1), "")]
        )

    filled(desk, work)
    at = the_page("requests")
    table = at.dataframe[0].value
    assert list(table["reader"]) == ["Old, Testa", "Young, Testa"]
    assert list(table["age_days"]) == [83, 22]
    assert list(table["in_stock"]) == ["1 of 1", ""]
    assert "reader_id" not in table.columns
    assert "2 waiting, the oldest on this page 83 days" in text_of(at)


def test_the_queue_is_narrowed_and_says_when_nothing_fits(desk):
    def work(con):
        legal = next(term for term, name in terms.names(con, "subject").items() if name == "legal")
        a_request(con, a_reader(con, last_name="Legal"), terms=[legal])
        a_request(con, a_reader(con, last_name="Other"))
        return legal

    legal = filled(desk, work)
    at = the_page("requests")
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
    at = chosen(the_page("requests"), [0, 2])
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
    assert "Nobody waits for books" in text_of(the_page("packing"))


def test_packing_names_the_longest_waiting(desk):
    filled(desk, lambda con: a_request(con, a_reader(con, last_name="Patient")))
    at = the_page("packing")
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
    at = the_page("packing", request=request_id)
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
    at = the_page("packing", request=request_id)
    at.button(key=f"packing_put_{title_id}").click().run()
    at.number_input(key=f"packing_copies_{title_id}").set_value(3).run()
    assert "2 short" in text_of(at)
    at.text_input(key="packing_note").set_value("for Tuesday")
    at.button(key="packing_mail").click().run()
    assert "Example Handbook: 3 wanted, 1 on hand, 2 short" in text_of(at)
    assert at.text_input(key="packing_note").value == "for Tuesday"
    assert db.value(desk, "select count(*) from shipment") == 0


def test_what_speaks_against_asks_for_a_reason(desk):
    def work(con):
        reader_id, title_id, request_id = a_waiting_reader(con)
        a_shipment(con, reader_id, titles=[title_id])
        return title_id, request_id

    title_id, request_id = filled(desk, work)
    at = the_page("packing", request=request_id)
    at.button(key=f"packing_put_{title_id}").click().run()
    assert "was sent to this reader on 5 Jan 2026 (unconfirmed)" in text_of(at)
    at.button(key="packing_mail").click().run()
    assert "say why it goes all the same" in text_of(at)
    at.text_input(key="packing_because").set_value("asked for it again")
    at.button(key="packing_mail").click().run()
    assert "asked for it again" in db.value(desk, "select max(note) from shipment where note <> ''")


def test_a_request_already_filled_says_by_whom(desk):
    def work(con):
        reader_id, title_id, request_id = a_waiting_reader(con)
        shipments.mail(con, reader_id, [(title_id, 1)], TODAY, book_request_id=request_id)
        return request_id

    at = the_page("packing", request=filled(desk, work))
    assert "already filled by Ada on 23 Nov 2026" in text_of(at)
    assert at.button(key="packing_back").label == "Back to the queue"


@pytest.mark.parametrize("where", [{"request": 99}, {"reader": 99}, {"shipment": 99}])
def test_what_is_not_there_is_said(desk, where):
    assert "There is no" in text_of(the_page("packing", **where))


def test_a_shipment_is_voided_with_a_reason(desk):
    shipment_id = filled(desk, lambda con: shipments.mail(con, a_reader(con), [(a_title(con, copies=1), 1)], TODAY)).id
    at = the_page("packing", shipment=shipment_id)
    at.button(key="packing_void_go").click().run()
    assert "Say why the shipment is voided" in text_of(at)
    at.text_input(key="packing_void_reason").set_value("never mailed")
    at.button(key="packing_void_go").click().run()
    assert "never mailed" in text_of(at)
    assert shipments.get(desk, shipment_id).voided_on == TODAY


# ---- returns ------------------------------------------------------------------------------------


def entered(at, typed):
    at.text_input(key="returns_box").set_value(typed)
    at.button(key="returns_save").click().run()
    assert not at.exception, at.exception
    return at


def outcomes_of(desk, shipment_id):
    return list(shipments.items(desk, shipment_id)["outcome"])


def test_returns_on_an_empty_desk_say_what_to_type(desk):
    at = entered(the_page("returns"), "4821-7")
    assert "There is no shipment number 4821-7" in text_of(at)
    assert at.text_input(key="returns_box").value == "4821-7"
    assert "A digit of 4821-3 is wrong" in text_of(entered(at, "4821-3"))
    assert "Nobody here is called" in text_of(entered(at, "Zoe Nobody"))
    assert "Type or scan" in text_of(entered(the_page("returns"), ""))


def test_number_enter_key_enter_next(desk):
    first, second = filled(desk, lambda con: [a_shipment(con), a_shipment(con)])
    at = entered(the_page("returns"), shipments.number(first))
    assert shipments.number(first) in at.subheader[0].value
    assert at.text_input(key="returns_box").value == ""
    entered(at, "m")
    assert outcomes_of(desk, first) == ["returned"]
    assert "returned: moved" in text_of(at)
    entered(at, shipments.number(second).replace("-", ""))
    entered(at, "r")
    assert outcomes_of(desk, second) == ["received"]
    event = outcomes.events(desk, int(shipments.items(desk, first)["id"][0])).iloc[0]
    assert (event["learned_how"], event["learned_on"].date()) == ("parcel came back", TODAY)


@pytest.mark.parametrize("typed", ["{number} m", "{digits}m", "{digits} m"])
def test_number_and_key_in_one_go(desk, typed):
    shipment_id = filled(desk, a_shipment)
    number = shipments.number(shipment_id)
    entered(the_page("returns"), typed.format(number=number, digits=number.replace("-", "")))
    assert outcomes_of(desk, shipment_id) == ["returned"]


def test_a_key_after_a_refused_number_is_not_for_the_parcel_before(desk):
    shipment_id = filled(desk, a_shipment)
    at = entered(the_page("returns"), shipments.number(shipment_id))
    entered(at, "4821-3")
    entered(at, "m")
    assert "No parcel is open, so m is for none" in text_of(at)
    assert "A digit of 4821-3 is wrong" in text_of(at)  # still there, until it is put away
    assert outcomes_of(desk, shipment_id) == ["unconfirmed"]
    at.button(key="returns_put_away").click().run()
    assert "4821-3" not in text_of(at)


def test_a_double_enter_saves_once_and_keeps_its_line(desk):
    shipment_id = filled(desk, a_shipment)
    at = entered(the_page("returns"), shipments.number(shipment_id))
    entered(at, "m")
    entered(at, "")
    assert db.value(desk, "select count(*) from outcome_event") == 1
    assert "returned: moved" in text_of(at)
    assert "Not saved" not in text_of(at)


def test_item_by_item(desk):
    shipment_id = filled(desk, lambda con: a_shipment(con, titles=[a_title(con) for _ in range(3)]))
    at = entered(the_page("returns"), shipments.number(shipment_id))
    entered(at, "c 1 3")
    assert outcomes_of(desk, shipment_id) == ["censored", "unconfirmed", "censored"]


def test_a_censored_item_with_all_that_is_known(desk):
    shipment_id = filled(desk, a_shipment)
    at = entered(the_page("returns"), shipments.number(shipment_id))
    at.text_area(key="returns_stated").set_value("racial content, p. 12")
    at.multiselect(key="returns_reasons").set_value(["racial content", "violence"])
    at.text_input(key="returns_notice").set_value("11/1/2026")
    at.selectbox(key="returns_how").set_value("notice from the prison")
    entered(at, "c")
    event = outcomes.events(desk, int(shipments.items(desk, shipment_id)["id"][0])).iloc[0]
    assert (event["stated_reason"], event["reasons"]) == ("racial content, p. 12", "racial content, violence")
    assert (event["notice_on"].date(), event["learned_how"]) == (date(2026, 11, 1), "notice from the prison")
    assert at.text_area(key="returns_stated").value == ""
    assert at.selectbox(key="returns_how").value == "notice from the prison"


def test_a_refusal_keeps_what_was_typed(desk):
    shipment_id = filled(desk, a_shipment)
    at = entered(the_page("returns"), shipments.number(shipment_id))
    at.text_area(key="returns_stated").set_value("gang material")
    entered(at, "r")
    assert "does not go with received" in text_of(at)
    assert at.text_area(key="returns_stated").value == "gang material"
    assert at.text_input(key="returns_box").value == "r"
    at.text_input(key="returns_happened").set_value("1/1/2020")
    entered(at, "c")
    assert "is before it was mailed" in text_of(at)
    assert outcomes_of(desk, shipment_id) == ["unconfirmed"]


def test_by_mouse_with_books_back_to_the_shelf_and_undo(desk):
    title_id, shipment = filled(
        desk, lambda con: (t := a_title(con, copies=1), shipments.mail(con, a_reader(con), [(t, 1)], TODAY))
    )
    at = entered(the_page("returns"), shipment.number)
    at.button_group(key="returns_choice").set_value("b")
    at.checkbox(key="returns_back").check()
    entered(at, "")
    assert outcomes_of(desk, shipment.id) == ["returned"]
    assert stock.on_hand(desk, title_id) == 1
    at.button(key="returns_undo").click().run()
    assert outcomes_of(desk, shipment.id) == ["unconfirmed"]
    assert stock.on_hand(desk, title_id) == 0


def test_a_reader_leads_to_the_parcels(desk):
    def work(con):
        reader_id = a_reader(con, number="AB1234", last_name="Unique")
        return [a_shipment(con, reader_id, on=day) for day in (date(2026, 1, 1), date(2026, 2, 1))]

    old, new = filled(desk, work)
    at = entered(the_page("returns"), "AB1234")
    assert shipments.number(new) in at.button(key="returns_choice_0").label.replace("\\", "")
    entered(at, "2")
    assert shipments.number(old) in at.subheader[0].value
    entered(at, "Unique")
    at.button(key="returns_choice_0").click().run()
    assert "Parcels to Unique" in text_of(at) or shipments.number(new) in at.subheader[0].value


def test_a_name_of_key_letters_is_a_name(desk):
    filled(desk, lambda con: a_shipment(con, a_reader(con, last_name="Lund", first_name="Bo")))
    shipment_id = filled(desk, a_shipment)
    at = entered(the_page("returns"), shipments.number(shipment_id))
    entered(at, "lund")
    assert "Lund" in " ".join(button.label for button in at.button)
    assert outcomes_of(desk, shipment_id) == ["unconfirmed"]
