"""Unconfirmed-mail forms: who is worth a stamp, what is printed, what comes back, and what is counted."""

from datetime import date, timedelta

import pytest
from builders import a_facility, a_reader, a_shipment, a_title, an_outcome

from bfp import check
from bfp.base import db, history
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.desk import entry
from bfp.mail import shipments
from bfp.outcomes import outcomes, umf, umf_worth
from bfp.places import facility_merge
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


def now(con, umf_id):
    return list(umf.items(con, umf_id)["outcome"])


def test_what_changed_since_forms_were_printed_is_said_before_they_count_as_mailed(con):
    stays, moves = a_form(con, mail=False), a_form(con, mail=False)
    con.execute("update reader set status = 'released' where id = $id", {"id": umf.get(con, moves).reader_id})
    with pytest.raises(Invalid, match=f"{umf.number(moves)}: .* is on file as released since") as told:
        umf.mailed(con, [stays, moves], TODAY)
    assert told.value.field == "anyway" and umf.number(stays) not in str(told.value)
    con.execute("update umf set mailed_on = null")  # the refused save is rolled back
    assert umf.mailed(con, [stays, moves], TODAY, anyway=True) == 2


# ---- printing ------------------------------------------------------------------------------------


def test_a_form_lists_the_latest_items_first_and_no_more_than_a_page(con):
    reader_id = a_reader(con)
    for month in (1, 2, 3):
        a_shipment(con, reader_id, on=date(2026, month, 2), titles=[a_title(con) for _ in range(6)])
    [umf_id] = umf.print_for(con, [reader_id], TODAY)
    found = umf.items(con, umf_id)
    assert list(found["position"]) == list(range(1, umf_worth.MOST_ITEMS + 1))
    assert found["mailed_on"].is_monotonic_decreasing
    assert found["mailed_on"].iloc[0].date() == date(2026, 3, 2)


def test_forms_are_in_the_order_of_the_envelopes(con):
    south, north = a_facility(con, "South Camp", state="TX"), a_facility(con, "North Camp", state="AL")
    people = [a_reader(con, place, last_name=name) for place, name in ((south, "Beta"), (north, "Gamma"), (south, "Alpha"))]
    for reader_id in people:
        a_shipment(con, reader_id, on=OLD)
    made = umf.print_for(con, people, TODAY)
    assert [umf.get(con, umf_id).reader_id for umf_id in made] == [people[1], people[2], people[0]]
    assert made == sorted(made)


def test_two_who_print_at_once_make_one_form(con):
    reader_id = a_reader(con)
    a_form(con, reader_id=reader_id, mail=False)
    with pytest.raises(Conflict, match="printed meanwhile"):
        umf.print_for(con, [reader_id], TODAY)


def test_printed_forms_wait_until_they_are_mailed(con):
    umf_id = a_form(con, mail=False)
    assert list(umf.not_mailed(con)["id"]) == [umf_id]
    with pytest.raises(Invalid, match="was printed after"):
        umf.mailed(con, [umf_id], TODAY - timedelta(days=1))
    assert umf.get(con, a_form(con)).mailed_on == TODAY


def test_marking_as_mailed_is_done_once(con):
    umf_id = a_form(con)
    assert umf.not_mailed(con).empty
    with pytest.raises(Conflict, match="marked as mailed already"):
        umf.mailed(con, [umf_id], TODAY)


def test_a_void_needs_a_reason_and_an_answered_form_is_corrected_instead(con):
    umf_id = a_form(con)
    with pytest.raises(Invalid, match="Say why"):
        umf.void(con, umf_id, " ", TODAY)
    answered(con, umf_id, "r")
    with pytest.raises(Conflict, match="Correct the answer instead"):
        umf.void(con, umf_id, "misprinted", TODAY)


def test_a_voided_form_takes_no_answer(con):
    umf_id = a_form(con)
    umf.void(con, umf_id, "came back", TODAY)
    with pytest.raises(Conflict, match="was voided on 23 Nov 2026: came back"):
        answered(con, umf_id, "r")
    assert history.of(con, "umf", umf_id)["reason"][0] == "came back"


# ---- the number ----------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["{}", "{} ", "u{digits}", "U {digits}", "u-{digits}"])
def test_a_number_is_read_as_people_and_scanners_write_it(typed):
    number = umf.number(12)
    assert umf.read_number(typed.format(number, digits=number[2:].replace("-", ""))) == 12


@pytest.mark.parametrize(
    ("typed", "says"),
    [("", "looks like"), ("4821-7", "enter it under Returns"), ("U-0-0", "looks like"), ("Uxy", "looks like")],
)
def test_what_is_no_number_of_a_form_is_refused(typed, says):
    with pytest.raises(Invalid, match=says):
        umf.read_number(typed)


def test_a_slip_of_one_digit_is_found():
    right = umf.number(12)
    for digit in "0123456789":
        wrong = right[:-1] + digit
        if wrong != right:
            with pytest.raises(Invalid, match="Read the form once more"):
                umf.read_number(wrong)


def test_a_form_that_is_not_there(con):
    with pytest.raises(NotFound, match="no form number U-12-"):
        umf.get(con, 12)


# ---- what comes back -----------------------------------------------------------------------------


def test_ticks_become_outcomes_learned_by_the_form_and_missing_ticks_stay_unconfirmed(con):
    umf_id = a_form(con, items=4)
    saved = answered(con, umf_id, "r 1 c 2 n 3")
    assert now(con, umf_id) == ["received", "censored", "unconfirmed", "unconfirmed"]
    assert "1 received, 1 censored, 1 did not come, 1 without a tick stay unconfirmed" in saved.sentence
    item_ids = [int(item_id) for item_id in umf.items(con, umf_id)["item_id"]]
    told = [outcomes.latest(con, item_id) for item_id in item_ids]
    assert [(word["learned_how"], word["umf_id"]) for word in told[:3]] == [("unconfirmed-mail form", umf_id)] * 3
    assert (told[2]["note"], told[3]) == (umf.NOT_THERE, None)
    assert check.run(con, TODAY) == []


def test_a_form_without_a_tick_is_answered_and_teaches_nothing(con):
    umf_id = a_form(con)
    assert answered(con, umf_id, "0").sentence.endswith("nothing ticked")
    assert umf.get(con, umf_id).answered_on == TODAY
    assert now(con, umf_id) == ["unconfirmed", "unconfirmed"]


@pytest.mark.parametrize(("typed", "says"), [("m", "no key m"), ("r 3", "form has 2"), ("", "Type one key"), ("r n", "Both")])
def test_keys_that_say_nothing_are_refused(con, typed, says):
    with pytest.raises(Invalid, match=says):
        answered(con, a_form(con), typed)


def test_the_same_form_twice_is_refused_and_can_be_corrected(con):
    umf_id = a_form(con)
    answered(con, umf_id, "r")
    with pytest.raises(Conflict, match=r"entered on 23 Nov 2026 \(2 received\). To correct that, type ="):
        answered(con, umf_id, "r")
    answered(con, umf_id, "r 1 c 2", correct=True)
    assert now(con, umf_id) == ["received", "censored"]
    assert umf.totals(con)["taught"] == 2


def test_a_correction_that_leaves_a_tick_out_makes_the_item_unconfirmed_again(con):
    umf_id = a_form(con)
    answered(con, umf_id, "r")
    answered(con, umf_id, "r 1", correct=True)
    assert now(con, umf_id) == ["received", "unconfirmed"]


def test_undo_takes_a_form_back_and_an_undone_correction_leaves_the_first_entry(con):
    umf_id = a_form(con)
    first = answered(con, umf_id, "r", on=TODAY - timedelta(days=0))
    correction = answered(con, umf_id, "c", correct=True)
    umf.undo(con, correction, TODAY)
    assert now(con, umf_id) == ["received", "received"]
    umf.undo(con, first, TODAY)
    assert now(con, umf_id) == ["unconfirmed", "unconfirmed"]
    assert umf.get(con, umf_id).answered_on is None
    with pytest.raises(Conflict, match="taken back already"):
        umf.undo(con, first, TODAY)


def test_the_readers_word_corrects_what_we_thought_but_missing_does_not(con):
    umf_id = a_form(con)
    for item_id in umf.items(con, umf_id)["item_id"]:
        an_outcome(con, int(item_id), "returned", date(2026, 9, 1))
    saved = answered(con, umf_id, "r 1 n 2")
    assert now(con, umf_id) == ["received", "returned"]
    assert "was returned before" in saved.sentence
    assert list(umf.items(con, umf_id)["answer"]) == ["received", "missing"]


def test_an_item_whose_parcel_was_voided_meanwhile_is_no_news(con):
    reader_id = a_reader(con)
    shipment = shipments.mail(con, reader_id, [(a_title(con, copies=1), 1)], OLD)
    [umf_id] = umf.print_for(con, [reader_id], TODAY)
    shipments.void(con, shipment.id, "never mailed", TODAY)
    answered(con, umf_id, "r")
    assert now(con, umf_id) == ["unconfirmed"]
    assert check.run(con, TODAY) == []


@pytest.mark.parametrize(("days", "says"), [(1, "has not come yet"), (-1, "was printed on")])
def test_a_form_comes_back_between_printing_and_today(con, days, says):
    umf_id = a_form(con)
    with pytest.raises(Invalid, match=says) as refusal:
        answered(con, umf_id, "r", on=TODAY + timedelta(days=days))
    assert refusal.value.field == "learned_on"


def test_what_changed_with_the_reader_since_is_said(con):
    umf_id = a_form(con)
    form = umf.get(con, umf_id)
    assert umf.since(con, form) == ""
    readers.mark_bad_address(con, form.reader_id, TODAY)
    assert "address of" in umf.since(con, form)
    readers.move(con, form.reader_id, a_facility(con, "Far Camp"), TODAY)
    assert "is at Far Camp, TX by now" in umf.since(con, form)
    readers.edit(con, form.reader_id, status="released")
    assert "on file as released since" in umf.since(con, form)


def test_a_letter_that_confirms_an_item_takes_it_off_the_next_form(con):
    reader_id = a_reader(con)
    shipment_id = a_shipment(con, reader_id, on=OLD, titles=[a_title(con), a_title(con)])
    first = int(shipments.items(con, shipment_id)["id"][0])
    letter = entry.Entry(reader_id=reader_id, postmark_on=TODAY, asks_for_books=False, marks={first: "received"})
    entry.save(con, letter, TODAY)
    [umf_id] = umf.print_for(con, [reader_id], TODAY)
    assert first not in list(umf.items(con, umf_id)["item_id"])


def test_forms_follow_a_facility_that_is_merged_into_another(con):
    kept, other = a_facility(con), a_facility(con, "Same Unit Twice")
    umf_id = a_form(con, reader_id=a_reader(con, other))
    facility_merge.merge(con, kept, other)
    assert umf.get(con, umf_id).facility_id == kept
    assert umf.since(con, umf.get(con, umf_id)) == ""


# ---- counted -------------------------------------------------------------------------------------


def test_sent_answered_and_taught_by_month_and_facility(con):
    place = a_facility(con, "Example Unit")
    september, november = date(2026, 9, 3), TODAY
    answered(con, a_form(con, 3, a_reader(con, place), printed_on=september), "r 1 c 2 n 3")
    a_form(con, 2, a_reader(con, place), printed_on=november)
    a_form(con, 2, a_reader(con, place), printed_on=november, mail=False)
    umf.void(con, a_form(con, 2, a_reader(con, place)), "misprinted", TODAY)
    months = umf.counts(con, "month").set_index("month")
    assert list(months.index) == [date(2026, 11, 1), date(2026, 9, 1)]
    columns = ["sent", "answered", "asked", "taught", "censored", "missing"]
    assert months.loc[date(2026, 9, 1), columns].tolist() == [1, 1, 3, 2, 1, 1]
    [place] = umf.counts(con, "facility")[["facility", "sent", "answered", "taught"]].values.tolist()
    assert place == ["Example Unit, TX", 2, 1, 2]
    assert umf.totals(con) == {"sent": 2, "answered": 1, "waiting": 1, "printed": 1, "taught": 2}


def test_the_database_takes_every_answer(con):
    umf_id = a_form(con, items=3)
    for position, said in enumerate(umf.ANSWERS, start=1):
        db.rows(con, "update umf_item set answer = $said where umf_id = $id and position = $position", said=said, id=umf_id,
                position=position)  # fmt: skip
    assert list(umf.items(con, umf_id)["answer"]) == list(umf.ANSWERS)
