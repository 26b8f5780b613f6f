"""The rules of the queue of book requests."""

from datetime import date

import pytest
from builders import a_facility, a_reader, a_request, a_shipment, a_system, a_title

from bfp.base import db, history, lists
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.mail import book_requests, shipments
from bfp.places import restrictions

TODAY = date(2026, 11, 23)


def a_term(con, name, kind="subject"):
    return next(term_id for term_id, known in lists.names(con, kind).items() if known == name)


def queued(con, **filters):
    return list(book_requests.queue(con, TODAY, **filters)["id"])


def test_a_request_keeps_subjects_languages_work_and_titles(con):
    known = a_title(con, "Example Handbook")
    wanted = [a_term(con, "legal"), a_term(con, "Spanish", "language"), a_term(con, "article", "work")]
    request_id = book_requests.add(
        con, a_reader(con), date(2026, 11, 1), term_ids=wanted, titles=[(known, ""), (None, " something  by Fanon "), (None, "")]
    )
    request = book_requests.get(con, request_id)
    assert (request.subjects, request.languages, request.work) == (("legal",), ("Spanish",), ("article",))
    assert request.titles == ((known, "Example Handbook"), (None, "something by Fanon"))
    assert request.status == "waiting"
    assert "something by Fanon" in history.of(con, "book_request", request_id)["what"][0]


def test_a_request_belongs_to_a_reader_on_file(con):
    with pytest.raises(NotFound, match="no reader"):
        book_requests.add(con, 999, TODAY)


def test_a_request_names_only_terms_and_titles_on_file(con):
    reader_id = a_reader(con)
    with pytest.raises(NotFound, match="no longer on the list"):
        book_requests.add(con, reader_id, TODAY, term_ids=[9999])
    with pytest.raises(NotFound, match="not in the catalogue"):
        book_requests.add(con, reader_id, TODAY, titles=[(9999, "Gone")])


def test_the_oldest_request_stands_first_and_ties_keep_their_order(con):
    young, old, old_too = (a_request(con, on=day) for day in (date(2026, 11, 1), date(2026, 9, 1), date(2026, 9, 1)))
    table = book_requests.queue(con, TODAY)
    assert list(table["id"]) == [old, old_too, young]
    assert list(table["age_days"]) == [83, 83, 22]
    assert set(table["matching"]) == {3}


def test_only_waiting_requests_are_in_the_queue(con):
    a_request(con, status="filled")
    a_request(con, status="declined", reason="no such books")
    voided = a_request(con)
    book_requests.void(con, voided, "typed twice", TODAY)
    waiting = a_request(con)
    assert queued(con) == [waiting]


def test_the_queue_is_filtered_by_subject_system_language_and_stock(con):
    far = a_system(con, "Far Department", state="FL")
    legal, spanish = a_term(con, "legal"), a_term(con, "Spanish", "language")
    here, gone = a_title(con, copies=1), a_title(con, copies=0)
    by_subject = a_request(con, terms=[legal])
    by_language = a_request(con, terms=[spanish])
    by_system = a_request(con, a_reader(con, a_facility(con, state="FL", system_id=far)))
    by_stock = a_request(con, titles=[(here, "here"), (gone, "gone")])
    a_request(con, titles=[(gone, "gone"), (None, "unknown")])
    assert queued(con, subject_id=legal) == [by_subject]
    assert queued(con, language_id=spanish) == [by_language]
    assert queued(con, system_id=far) == [by_system]
    assert queued(con, in_stock=True) == [by_stock]
    assert queued(con, in_stock=True, system_id=far) == []


def test_the_queue_says_how_many_of_the_titles_asked_are_here(con):
    a_request(con, titles=[(a_title(con, "Here", copies=2), "here"), (a_title(con, "Gone"), "gone"), (None, "Free text")])
    row = book_requests.queue(con, TODAY).iloc[0]
    assert (row["titles"], row["titles_asked"], row["titles_here"]) == ("Here; Gone; Free text", 3, 1)


def test_the_queue_shows_inherited_restrictions_in_short(con):
    facility_id = a_facility(con)
    system_id = db.value(con, "select system_id from facility where id = $id", id=facility_id)
    a_request(con, a_reader(con, facility_id))
    sql = """
        insert into restriction (level, system_id, kind, facility_id, starts_on, ends_on, text, source_kind,
            paperback_only, max_items)
        values ('system', $system_id, null, null, $day, null, '', 'experience', true, 5),
            ('kind', null, 'prison', null, $day, null, 'no maps', 'experience', false, null),
            ('facility', null, null, $facility_id, $day, null, '', 'experience', false, 3),
            ('facility', null, null, $facility_id, $day, $ended, 'over', 'experience', true, 1)
    """
    con.execute(sql, {"system_id": system_id, "facility_id": facility_id, "day": date(2024, 1, 1), "ended": date(2025, 1, 1)})
    assert book_requests.queue(con, TODAY)["restrictions"][0] == "at most 3 · paperback only · 1 more"


def test_the_queue_shows_hardcover_and_weight_in_short(con):
    facility_id = a_facility(con)
    a_request(con, a_reader(con, facility_id))
    about = {"level": "facility", "facility_id": facility_id, "starts_on": date(2024, 1, 1), "source_kind": "experience"}
    restrictions.add(con, restrictions.Told(**about, no_hardcover=True, max_weight_oz=40))
    restrictions.add(con, restrictions.Told(**about, max_size="9 x 12 in"))
    assert book_requests.queue(con, TODAY)["restrictions"][0] == "no hardcover · at most 2.5 lb · 1 more"


def test_the_queue_comes_in_pages(con):
    ids = [a_request(con) for _ in range(5)]
    assert queued(con, limit=2, offset=2) == ids[2:4]
    assert set(book_requests.queue(con, TODAY, limit=2)["matching"]) == {5}


def test_a_request_is_declined_with_a_reason(con):
    request_id = a_request(con)
    with pytest.raises(Invalid, match="why") as refusal:
        book_requests.decline(con, request_id, "  ", TODAY)
    assert refusal.value.field == "reason"
    book_requests.decline(con, request_id, "released", TODAY)
    request = book_requests.get(con, request_id)
    assert (request.status, request.decline_reason, request.closed_on) == ("declined", "released", TODAY)


def test_a_request_is_closed_once_and_the_second_hears_who_was_first(con):
    request_id = a_request(con)
    book_requests.decline(con, request_id, "released", TODAY)
    with pytest.raises(Conflict, match=r"already declined by Ada on 23 Nov 2026 \(released\)"):
        book_requests.fill(con, request_id, TODAY)


def test_a_request_is_not_closed_before_it_was_made(con):
    with pytest.raises(Invalid, match="only made on"):
        book_requests.fill(con, a_request(con, on=date(2026, 11, 10)), date(2026, 11, 1))


def test_a_declined_request_can_wait_again(con):
    request_id = a_request(con)
    book_requests.decline(con, request_id, "by mistake", TODAY)
    book_requests.reopen(con, request_id)
    assert queued(con) == [request_id]
    with pytest.raises(Conflict, match="waiting already"):
        book_requests.reopen(con, request_id)


def test_a_request_with_a_parcel_is_neither_reopened_nor_voided(con):
    reader_id, title_id = a_reader(con), a_title(con, copies=1)
    request_id = a_request(con, reader_id)
    shipments.mail(con, reader_id, [(title_id, 1)], TODAY, book_request_id=request_id)
    with pytest.raises(Conflict, match="Void the parcel first"):
        book_requests.reopen(con, request_id)
    with pytest.raises(Conflict, match="Void the parcel first"):
        book_requests.void(con, request_id, "typed twice", TODAY)


def test_the_waiting_requests_of_one_reader(con):
    reader_id = a_reader(con)
    first = a_request(con, reader_id, terms=[a_term(con, "history"), a_term(con, "legal")], titles=[(None, "Any atlas")])
    a_request(con)
    a_request(con, reader_id, status="filled")
    table = book_requests.waiting_of(con, reader_id)
    assert table[["id", "subjects", "titles"]].values.tolist() == [[first, "legal, history", "Any atlas"]]


def test_the_queue_is_counted(con):
    assert book_requests.counts(con, TODAY) == book_requests.Counts(0, 0, None, None)
    a_request(con, on=date(2026, 10, 24))  # 30 days: not over the 30 of the setting
    a_request(con, on=date(2026, 10, 23))
    a_request(con, on=date(2026, 1, 1), status="filled")
    assert book_requests.counts(con, TODAY) == book_requests.Counts(2, 1, date(2026, 10, 23), 31)


def test_the_requests_of_a_letter(con):
    reader_id = a_reader(con)
    first = book_requests.add(con, reader_id, TODAY, letter_id=7)
    book_requests.add(con, reader_id, TODAY)
    assert book_requests.of_letter(con, 7) == [first]
    assert a_shipment(con, reader_id)  # a shipment without a request is none of it
