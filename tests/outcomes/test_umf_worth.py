"""Who is worth a stamp: whom an unconfirmed-mail form may ask, and in which order."""

from datetime import date, timedelta

import pytest
from builders import a_facility, a_reader, a_shipment, a_title

from bfp.base import settings
from bfp.base.errors import Conflict
from bfp.mail import shipments
from bfp.outcomes import outcomes, umf, umf_worth
from bfp.readers import readers

TODAY = date(2026, 11, 23)
OLD = date(2026, 3, 2)  # mature, and not too old to ask about


def a_form(con, items=2, reader_id=None, on=OLD, printed_on=TODAY, mail=True):
    reader_id = reader_id or a_reader(con)
    a_shipment(con, reader_id, on=on, titles=[a_title(con) for _ in range(items)])
    [umf_id] = umf.print_for(con, [reader_id], printed_on)
    if mail:
        umf.mailed(con, [umf_id], printed_on)
    return umf_id


def answered(con, umf_id, typed, **more):
    return umf.answer(con, umf_id, umf.read_keys(typed, len(umf.items(con, umf_id))), **{"on": TODAY, "today": TODAY, **more})


def asked(con, **more):
    return list(umf.worth_asking(con, TODAY, **more)["reader_id"])


# ---- who may be asked ----------------------------------------------------------------------------


def test_a_reader_with_mature_unconfirmed_mail_may_be_asked(con):
    reader_id = a_reader(con)
    a_shipment(con, reader_id, on=OLD, titles=[a_title(con), a_title(con)])
    found = umf.worth_asking(con, TODAY).iloc[0]
    assert (found["reader_id"], found["items"], found["matching"]) == (reader_id, 2, 1)


@pytest.mark.parametrize(
    "why",
    [
        {"on": TODAY - timedelta(days=30)},  # still arriving
        {"on": TODAY - timedelta(days=1200)},  # too old to remember
        {"outcome": "received"},
        {"elsewhere": True},
        {"status": "released"},
        {"status": "moved"},
        {"status": "dead"},
        {"release_on": TODAY},
        {"bad_address": True},
    ],
)
def test_who_is_not_to_be_asked(con, why):
    reader_id = a_reader(con, **{name: why[name] for name in ("status", "release_on") if name in why})
    place = a_facility(con) if why.get("elsewhere") else None
    a_shipment(con, reader_id, on=why.get("on", OLD), outcome=why.get("outcome", "unconfirmed"), facility_id=place)
    if why.get("bad_address"):
        readers.mark_bad_address(con, reader_id, TODAY)
    assert asked(con) == []
    with pytest.raises(Conflict, match="None of these is to be asked now"):
        umf.print_for(con, [reader_id], TODAY)


def test_nobody_is_asked_twice_within_half_a_year_and_the_setting_says_how_long(con):
    reader_id = a_reader(con)
    a_form(con, reader_id=reader_id, printed_on=TODAY - timedelta(days=100))
    assert asked(con) == []
    settings.save(con, umf_interval_days=90)
    assert asked(con) == [reader_id]


def test_a_voided_form_asked_nobody(con):
    reader_id = a_reader(con)
    umf.void(con, a_form(con, reader_id=reader_id), "misprinted", TODAY)
    assert asked(con) == [reader_id]


def test_an_item_that_the_reader_said_did_not_come_is_not_asked_about_again(con):
    reader_id = a_reader(con)
    item_id = int(shipments.items(con, a_shipment(con, reader_id, on=OLD))["id"][0])
    outcomes.record(con, item_id, outcomes.News("unconfirmed", TODAY, "reader's letter", note=umf.NOT_THERE))
    assert asked(con) == []


# ---- worth the stamp -----------------------------------------------------------------------------


def known(con, facility_id, received=0, censored=0):
    for outcome, count in (("received", received), ("censored", censored)):
        if count:
            a_shipment(con, a_reader(con, facility_id, status="released"), on=OLD, titles=[a_title(con) for _ in range(count)],
                       outcome=outcome)  # fmt: skip


def a_waiting(con, facility_id, items):
    reader_id = a_reader(con, facility_id)
    a_shipment(con, reader_id, on=OLD, titles=[a_title(con) for _ in range(items)])
    return reader_id


def test_more_items_teach_more(con):
    few, many = a_waiting(con, a_facility(con), 1), a_waiting(con, a_facility(con), 5)
    assert asked(con) == [many, few]


def test_a_place_of_which_little_is_known_teaches_more_than_one_that_is_known_well(con):
    well, little = a_facility(con), a_facility(con)
    known(con, well, received=30, censored=30)
    known(con, little, received=1, censored=1)
    sure, unsure = a_waiting(con, well, 3), a_waiting(con, little, 3)
    assert asked(con) == [unsure, sure]


def test_the_first_form_to_a_place_teaches_more_than_the_tenth(con):
    crowded, alone = a_facility(con), a_facility(con)
    for _ in range(9):
        a_waiting(con, crowded, 4)
    one = a_waiting(con, alone, 4)
    found = umf.worth_asking(con, TODAY)
    assert one in list(found["reader_id"])[:2]
    assert found["learned"].is_monotonic_decreasing
    assert found["learned"].iloc[-1] < found["learned"].iloc[0] / 2


def test_places_that_answer_are_asked_first(con):
    silent, talking = a_facility(con), a_facility(con)
    mailed_on = TODAY - timedelta(days=90)
    for facility_id, typed in ((silent, ""), (talking, "0")):
        for _ in range(4):
            form = a_form(con, 1, a_reader(con, facility_id), printed_on=mailed_on)
            if typed:
                answered(con, form, typed, on=mailed_on)
    quiet, loud = a_waiting(con, silent, 3), a_waiting(con, talking, 3)
    found = umf.worth_asking(con, TODAY).set_index("reader_id")
    assert found["answer"][loud] > 0.3 > found["answer"][quiet]
    assert list(found.index) == [loud, quiet]


def test_a_form_on_its_way_says_nothing_of_answers_yet(con):
    for answer in ("", "0"):
        form = a_form(con, printed_on=TODAY - timedelta(days=30))
        if answer:
            answered(con, form, answer)
    assert umf_worth.places(con, TODAY)["answer"] == 0.25


def test_learned_is_what_the_variance_falls_by(con):
    a_waiting(con, a_facility(con), 4)
    place, found = umf_worth.places(con, TODAY), umf.worth_asking(con, TODAY).iloc[0]
    assert found["known"] == 1.0  # four items, one answer of four
    # One outcome to hope for at a place of which nothing is known is the unit.
    assert found["learned"] == pytest.approx(1.0)
    assert place["unit"] == pytest.approx(place["variance"] / (place["size"] + 1))


def test_only_one_facility_or_a_page_of_all(con):
    here = a_facility(con)
    inside, elsewhere = a_waiting(con, here, 1), a_waiting(con, a_facility(con), 9)
    assert asked(con, facility_id=here) == [inside]
    assert asked(con, limit=1) == [elsewhere]
    assert asked(con, limit=1, offset=1) == [inside]


def test_an_empty_program_asks_nobody(con):
    assert umf.worth_asking(con, TODAY).empty
