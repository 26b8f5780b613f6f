"""The one list of mail of which nobody has told: what is on it, what takes it off, and what may leave the house."""

from datetime import date, timedelta

import pytest
from builders import a_facility, a_reader, a_shipment, a_title

from bfp.desk import entry
from bfp.mail import shipments
from bfp.outcomes import outcomes, still_unconfirmed, umf

TODAY = date(2026, 11, 23)
OLD = date(2026, 3, 2)


def items_of(con, shipment_id):
    return [int(item_id) for item_id in shipments.items(con, shipment_id)["id"]]


def listed(con, **more):
    return list(still_unconfirmed.listing(con, TODAY, **more)["item_id"])


def test_what_nobody_told_of_is_listed_the_latest_first(con):
    older, newer = a_shipment(con, on=OLD), a_shipment(con, on=OLD + timedelta(days=9))
    a_shipment(con, on=OLD, outcome="received")
    assert listed(con) == items_of(con, newer) + items_of(con, older)
    row = still_unconfirmed.listing(con, TODAY).iloc[0]
    assert (row["parcel"], row["days"]) == (shipments.number(newer), (TODAY - OLD).days - 9)


def test_a_letter_and_a_form_take_items_off_the_same_list_and_undo_puts_them_back(con):
    reader_id = a_reader(con)
    first, second, third = items_of(con, a_shipment(con, reader_id, on=OLD, titles=[a_title(con) for _ in range(3)]))
    letter = entry.Entry(reader_id=reader_id, postmark_on=TODAY, asks_for_books=False, marks={first: "received"})
    entry.save(con, letter, TODAY)
    assert listed(con) == [second, third]
    [umf_id] = umf.print_for(con, [reader_id], TODAY)
    saved = umf.answer(con, umf_id, {1: "censored"}, on=TODAY)
    assert listed(con) == [third]
    umf.undo(con, saved, TODAY)
    assert listed(con) == [second, third]


def test_what_the_reader_says_did_not_come_stays_and_says_so(con):
    item_id = items_of(con, a_shipment(con, on=OLD))[0]
    outcomes.record(con, item_id, outcomes.News("unconfirmed", TODAY, "reader's letter", note=umf.NOT_THERE))
    assert still_unconfirmed.listing(con, TODAY)["missing_on"].iloc[0].date() == TODAY
    assert still_unconfirmed.counts(con, TODAY).missing == 1


def test_when_a_form_asked_is_said_unless_it_was_voided(con):
    reader_id = a_reader(con)
    a_shipment(con, reader_id, on=OLD)
    [umf_id] = umf.print_for(con, [reader_id], TODAY)
    assert still_unconfirmed.listing(con, TODAY)["asked_on"].iloc[0].date() == TODAY
    assert still_unconfirmed.counts(con, TODAY).asked == 1
    umf.void(con, umf_id, "misprinted", TODAY)
    assert still_unconfirmed.listing(con, TODAY)["asked_on"].isna().all()
    assert still_unconfirmed.counts(con, TODAY).asked == 0


@pytest.mark.parametrize(
    ("age", "days"),
    [
        ("old enough to ask", [200, 400, 800]),
        ("all", [10, 200, 400, 800]),
        ("still arriving", [10]),
        ("over a year", [400, 800]),
        ("over two years", [800]),
    ],
)
def test_by_age(con, age, days):
    for old in (10, 200, 400, 800):
        a_shipment(con, on=TODAY - timedelta(days=old))
    assert list(still_unconfirmed.listing(con, TODAY, age)["days"]) == days
    assert still_unconfirmed.counts(con, TODAY, age).items == len(days)


def test_by_facility_and_a_page_at_a_time(con):
    place = a_facility(con)
    reader_id = a_reader(con, place)
    mine = [item for day in (1, 2, 3) for item in items_of(con, a_shipment(con, reader_id, on=OLD - timedelta(days=day)))]
    a_shipment(con, on=OLD)
    assert listed(con, facility_id=place) == mine
    assert listed(con, facility_id=place, limit=1, offset=1) == mine[1:2]
    found = still_unconfirmed.counts(con, TODAY, facility_id=place)
    assert (found.items, found.readers) == (3, 1)


def test_the_export_names_no_reader(con):
    reader_id = a_reader(con, number="AB77777", first_name="Quendolin", last_name="Zabriskie")
    a_shipment(con, reader_id, on=OLD)
    text = still_unconfirmed.export(con, TODAY).to_csv()
    assert "parcel,title,quantity,facility,mailed_on" in text
    assert not any(word in text for word in ("AB77777", "Quendolin", "Zabriskie", "reader"))


def test_an_empty_program_has_an_empty_list(con):
    assert listed(con) == []
    assert still_unconfirmed.counts(con, TODAY) == still_unconfirmed.Counts(0, 0, 0, 0)
