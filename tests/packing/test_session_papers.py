"""A session on paper: the pick list names no reader, and everything of the packed parcels comes in packing order."""

from datetime import date

import pytest
from builders import a_reader, a_request, a_shipment, a_title
from paper_reading import bare, outside, read

from bfp.base import db
from bfp.base.errors import NotFound
from bfp.mail import shipments
from bfp.packing import pick_lists, session_papers

TODAY = date(2026, 11, 23)


def a_session(con, parcels, name="Sunday") -> int:
    """A session with these parcels, each a shipment or None, and the titles promised to it: [(shipment, [title …])]."""
    sql = "insert into packing_session (name, started_on) values ($name, $on) returning id"
    session = db.value(con, sql, name=name, on=TODAY)
    for position, (shipment, titles) in enumerate(parcels, start=1):
        request = a_request(con)
        con.execute(
            "insert into session_parcel (session_id, position, book_request_id, reader_id, state, shipment_id) "
            "select $session, $position, id, reader_id, $state, $shipment from book_request where id = $request",
            {"session": session, "position": position, "request": request, "shipment": shipment,
             "state": "packed" if shipment else "open"},
        )  # fmt: skip
        for title in titles:
            con.execute(
                "insert into session_title (session_id, position, title_id) values ($session, $position, $title)",
                {"session": session, "position": position, "title": title},
            )
    return session


def a_place(con, title_id, place) -> int:
    con.execute("update title set place = $place where id = $id", {"place": place, "id": title_id})
    return title_id


def test_each_packed_parcel_has_its_slip_and_letter_in_packing_order_and_then_the_labels(con):
    first, second = (a_shipment(con, a_reader(con, last_name=name), TODAY) for name in ("Alpha", "Beta"))
    session = a_session(con, [(second, []), (None, []), (first, [])])
    pages = read(session_papers.pdf(con, session, TODAY))
    numbers = [shipments.number(second)] * 2 + [shipments.number(first)] * 2
    assert len(pages) == 5
    assert all(number in page.text for number, page in zip(numbers, pages, strict=False))
    kinds = ["Packing slip" in page.text for page in pages]
    assert kinds == [True, False, True, False, False]
    assert "Alpha" in pages[4].text and "Beta" in pages[4].text


def test_the_labels_start_where_asked(con):
    shipment = a_shipment(con, on=TODAY)
    session = a_session(con, [(shipment, [])])
    pages = read(session_papers.pdf(con, session, TODAY, "10 a page (5163)", 10))
    assert len(pages) == 3 and min(sign[2] for sign in pages[2].signs) > 8.5


def test_a_shipment_voided_since_is_left_out(con):
    void, good = a_shipment(con, on=TODAY), a_shipment(con, on=TODAY)
    con.execute("update shipment set voided_on = $on where id = $id", {"on": TODAY, "id": void})
    assert session_papers.packed(con, a_session(con, [(void, []), (good, [])])) == [good]


def test_a_session_without_a_packed_parcel_says_so(con):
    with pytest.raises(NotFound, match="No parcel of this session is packed yet"):
        session_papers.pdf(con, a_session(con, [(None, [])]), TODAY)


def test_the_pick_list_is_by_place_with_the_parcels_of_each_title(con):
    one = a_place(con, a_title(con, "Title on A", isbn="9780802141323"), "A 2")
    two = a_place(con, a_title(con, "Título on B, " + "very long " * 20), "B 1")
    session = a_session(con, [(None, [two]), (None, [one, two])])
    [page] = read(pick_lists.pdf(con, session))
    text = bare(page.text)
    assert text.index(bare("Title on A")) < text.index(bare("Título on B"))
    assert "978-0-8021-4132-3" in page.text and "Sunday" in page.text
    assert "2 titles, 3 copies" in page.text
    assert [row["positions"] for row in pick_lists.data(con, session)["rows"]] == ["2", "1, 2"]
    assert not outside(page, 0.59, 0.5, 0.3)


def test_the_pick_list_has_no_reader_on_it(con):
    session = a_session(con, [(None, [a_title(con)])])
    con.execute("update reader set first_name = 'Zebulon', last_name = 'Quark', number = 'SECRET1'")
    [page] = read(pick_lists.pdf(con, session))
    assert not [secret for secret in ("Zebulon", "Quark", "SECRET1") if secret in page.text]


def test_a_long_pick_list_repeats_its_head(con):
    titles = [a_place(con, a_title(con, f"Title {nth}"), f"A{nth}") for nth in range(80)]
    pages = read(pick_lists.pdf(con, a_session(con, [(None, titles)])))
    assert len(pages) > 1 and all("For parcels" in page.text for page in pages)
    everything = bare("".join(page.text for page in pages))
    assert all(bare(f"Title {nth}A. Author") in everything for nth in range(80))


def test_a_pick_list_with_nothing_left_says_so(con):
    [page] = read(pick_lists.pdf(con, a_session(con, [])))
    assert "nothing is left to take from the shelves" in page.text
