"""The rules of outcomes: news upon news, nothing overwritten, no day that can't be."""

from datetime import date

import pytest
from builders import a_reader, a_shipment, a_title

from bfp import db, history, outcomes, shipments, stock, terms
from bfp.errors import Conflict, Invalid, NotFound

MAILED = date(2026, 6, 1)
TODAY = date(2026, 11, 23)
HOW = "parcel came back"


def an_item(con, titles=None):
    return int(shipments.items(con, a_shipment(con, on=MAILED, titles=titles))["id"][0])


def now(con, item_id):
    return db.row(con, "select outcome, outcome_on, learned_on from item where id = $id", id=item_id)


def tell(con, item_id, outcome, **more):
    return outcomes.record(con, item_id, outcome, **{"learned_on": TODAY, "learned_how": HOW, "today": TODAY, **more})


@pytest.mark.parametrize("outcome", outcomes.OUTCOMES)
def test_the_database_takes_every_outcome(con, outcome):
    item_id = an_item(con)
    tell(con, item_id, outcome, return_reason="moved" if outcome == "returned" else None)
    assert now(con, item_id)["outcome"] == outcome


@pytest.mark.parametrize("how", outcomes.LEARNED_HOW)
def test_the_database_takes_every_way_of_learning(con, how):
    assert tell(con, an_item(con), "received", learned_how=how)


@pytest.mark.parametrize("reason", outcomes.RETURN_REASONS)
def test_the_database_takes_every_return_reason(con, reason):
    assert tell(con, an_item(con), "returned", return_reason=reason)


def test_a_later_word_corrects_and_the_earlier_stays_on_file(con):
    item_id = an_item(con)
    tell(con, item_id, "returned", return_reason="moved", learned_on=date(2026, 7, 1))
    tell(con, item_id, "received", happened_on=date(2026, 8, 1), learned_how="reader's letter")
    assert now(con, item_id) == {"outcome": "received", "outcome_on": date(2026, 8, 1), "learned_on": TODAY}
    assert list(outcomes.events(con, item_id)["outcome"]) == ["received", "returned"]
    assert "outcome: returned → received" in history.of(con, "item", item_id)["what"][0]


def test_the_same_word_twice_is_refused_but_not_if_something_is_new(con):
    item_id = an_item(con)
    tell(con, item_id, "censored")
    with pytest.raises(Conflict, match="already, just so"):
        tell(con, item_id, "censored")
    tell(con, item_id, "censored", stated_reason="gang material")
    assert len(outcomes.events(con, item_id)) == 2


@pytest.mark.parametrize(
    ("more", "says", "field"),
    [
        ({"learned_on": date(2026, 11, 24)}, "has not come yet", "learned_on"),
        ({"learned_on": date(2026, 5, 31)}, "mailed on 1 Jun 2026", "learned_on"),
        ({"happened_on": date(2026, 11, 24)}, "has not come yet", "happened_on"),
        ({"happened_on": date(2026, 5, 31)}, "before it was mailed", "happened_on"),
        ({"happened_on": date(2026, 8, 2), "learned_on": date(2026, 8, 1)}, "after the day we learned", "happened_on"),
        ({"notice_on": date(2026, 5, 31)}, "before it was mailed", "notice_on"),
        ({"learned_how": "a dream"}, "learn by one of", "learned_how"),
        ({"return_reason": "moved"}, "Only a returned item", "outcome"),
        ({"disputed": True}, "Only a returned item", "outcome"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(con, more, says, field):
    with pytest.raises(Invalid, match=says) as refusal:
        tell(con, an_item(con), "censored", **more)
    assert refusal.value.field == field


def test_a_return_has_a_reason_and_refused_is_none(con):
    for reason in (None, "refused"):
        with pytest.raises(Invalid, match="Refused is none"):
            tell(con, an_item(con), "returned", return_reason=reason)


@pytest.mark.parametrize(
    ("outcome", "more"),
    [
        ("received", {"stated_reason": "x"}),
        ("no reason given", {"stated_reason": "x"}),
        ("received", {"notice_on": date(2026, 7, 1)}),
        ("unconfirmed", {"happened_on": date(2026, 7, 1)}),
    ],
)
def test_a_detail_that_does_not_fit_is_refused_not_dropped(con, outcome, more):
    with pytest.raises(Invalid):
        tell(con, an_item(con), outcome, **more)


def test_reasons_come_from_the_list_and_are_for_censored_items(con):
    gang, racial = list(terms.names(con, "reason"))[1:3]
    item_id = an_item(con)
    tell(con, item_id, "censored", term_ids=[racial, gang], stated_reason="“advocates gangs”", notice_on=date(2026, 7, 1))
    event = outcomes.events(con, item_id).iloc[0]
    assert (event["reasons"], event["stated_reason"]) == ("gang or group, racial content", "“advocates gangs”")
    with pytest.raises(Invalid, match="for censored items"):
        tell(con, item_id, "received", term_ids=[gang])
    [subject] = list(terms.names(con, "subject"))[:1]
    with pytest.raises(NotFound, match="no longer on the list"):
        tell(con, an_item(con), "censored", term_ids=[subject])


def test_an_item_that_is_not_there(con):
    with pytest.raises(NotFound, match="no item number 999"):
        tell(con, 999, "received")


def test_an_undone_letter_takes_its_words_with_it_and_the_item_falls_back(con):
    first, second = an_item(con), an_item(con)
    tell(con, first, "returned", return_reason="moved", learned_on=date(2026, 7, 1))
    tell(con, first, "received", letter_id=5)
    tell(con, second, "censored", letter_id=5)
    assert outcomes.void_of_letter(con, 5) == 2
    assert now(con, first) == {"outcome": "returned", "outcome_on": None, "learned_on": date(2026, 7, 1)}
    assert now(con, second) == {"outcome": "unconfirmed", "outcome_on": None, "learned_on": None}
    assert outcomes.void_of_letter(con, 5) == 0


# ---- one key ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("m", {1: "m", 2: "m", 3: "m"}),
        ("M", {1: "m", 2: "m", 3: "m"}),
        ("c 1 3", {1: "c", 3: "c"}),
        ("c1,3", {1: "c", 3: "c"}),
        ("c 1-2", {1: "c", 2: "c"}),
        ("c1 r", {1: "c", 2: "r", 3: "r"}),
        ("r c 2", {1: "r", 2: "c", 3: "r"}),
        ("c1m2r3", {1: "c", 2: "m", 3: "r"}),
    ],
)
def test_keys_say_which_items(typed, keys):
    assert outcomes.read_keys(typed, 3) == keys


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Type one key"),
        ("1 c", "Type one key"),
        ("c!", "Type one key"),
        ("q", "no key q"),
        ("c 4", "no item 4"),
        ("c 0", "no item 0"),
        ("c1 m1", "can't be both censored and returned: moved"),
        ("c m", "Both c and m"),
    ],
)
def test_keys_that_say_nothing_are_refused_in_words(typed, says):
    with pytest.raises(Invalid, match=says) as refusal:
        outcomes.read_keys(typed, 3)
    assert refusal.value.field == "box"


@pytest.mark.parametrize("key", outcomes.KEYS)
def test_every_key_can_be_saved(con, key):
    shipment_id = a_shipment(con, on=MAILED)
    saved = outcomes.record_parcel(con, shipment_id, {1: key}, learned_on=TODAY, learned_how=HOW)
    assert saved.sentence == f"{shipments.number(shipment_id)} {outcomes.key_says(key)}"


# ---- a parcel at once ---------------------------------------------------------------------------


def test_a_parcel_item_by_item_with_details_only_where_they_fit(con):
    shipment_id = a_shipment(con, on=MAILED, titles=[a_title(con), a_title(con), a_title(con)])
    saved = outcomes.record_parcel(
        con,
        shipment_id,
        {1: "c", 2: "m", 3: "r"},
        learned_on=TODAY,
        learned_how=HOW,
        stated_reason="hardback",
        notice_on=date(2026, 7, 1),
    )
    items = shipments.items(con, shipment_id)
    assert list(items["outcome"]) == ["censored", "returned", "received"]
    told = [outcomes.events(con, item)["stated_reason"][0] for item in items["id"]]
    assert told == ["hardback", "hardback", ""]
    assert "1 of 3 censored, 1 of 3 returned: moved, 1 of 3 received" in saved.sentence


def test_a_detail_that_fits_no_item_is_refused(con):
    with pytest.raises(Invalid, match="stated reason does not go with received"):
        outcomes.record_parcel(con, a_shipment(con, on=MAILED), {1: "r"}, learned_on=TODAY, learned_how=HOW, stated_reason="x")


def test_what_came_back_is_on_the_shelf_again_and_undo_takes_it_off(con):
    one, two = a_title(con, copies=1), a_title(con, copies=1)
    shipment = shipments.mail(con, a_reader(con), [(one, 1), (two, 1)], MAILED)
    saved = outcomes.record_parcel(con, shipment.id, {1: "m"}, learned_on=TODAY, learned_how=HOW, back_to_stock=True)
    assert (stock.on_hand(con, one), stock.on_hand(con, two)) == (1, 0)
    assert "1 copy back to the shelf" in saved.sentence
    outcomes.undo_parcel(con, saved, TODAY)
    assert (stock.on_hand(con, one), stock.on_hand(con, two)) == (0, 0)
    assert list(shipments.items(con, shipment.id)["outcome"]) == ["unconfirmed", "unconfirmed"]


def test_what_came_back_once_is_not_put_back_again_by_a_correction_or_a_void(con):
    title_id = a_title(con, copies=2)
    shipment = shipments.mail(con, a_reader(con), [(title_id, 2)], MAILED)
    for key in ("m", "l"):
        outcomes.record_parcel(con, shipment.id, {1: key}, learned_on=TODAY, learned_how=HOW, back_to_stock=True)
    assert stock.on_hand(con, title_id) == 2
    shipments.void(con, shipment.id, "never mailed", TODAY)
    assert stock.on_hand(con, title_id) == 2


def test_nothing_goes_back_to_the_shelf_of_what_was_received(con):
    shipment = shipments.mail(con, a_reader(con), [(a_title(con, copies=1), 1)], MAILED)
    with pytest.raises(Invalid, match="Nothing of this came back"):
        outcomes.record_parcel(con, shipment.id, {1: "r"}, learned_on=TODAY, learned_how=HOW, back_to_stock=True)


def test_a_voided_shipment_has_no_outcome(con):
    shipment = shipments.mail(con, a_reader(con), [(a_title(con, copies=1), 1)], MAILED)
    shipments.void(con, shipment.id, "torn", TODAY)
    with pytest.raises(Conflict, match="was voided on 23 Nov 2026: torn"):
        outcomes.record_parcel(con, shipment.id, {1: "r"}, learned_on=TODAY, learned_how=HOW)
