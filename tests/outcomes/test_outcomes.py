"""The rules of outcomes: news upon news, nothing overwritten, no day that can't be."""

from datetime import date

import pytest
from builders import a_shipment

from bfp import check
from bfp.base import db, history, lists
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.base.periods import Scope
from bfp.censorship import mail_counts
from bfp.mail import shipments
from bfp.outcomes import outcomes

MAILED = date(2026, 6, 1)
TODAY = date(2026, 11, 23)
HOW = "parcel came back"


def an_item(con, titles=None):
    return int(shipments.items(con, a_shipment(con, on=MAILED, titles=titles))["id"][0])


def now(con, item_id):
    return db.row(con, "select outcome, outcome_on, learned_on from item where id = $id", id=item_id)


def tell(con, item_id, outcome, **more):
    return outcomes.record(con, item_id, outcomes.News(outcome, **{"learned_on": TODAY, "learned_how": HOW, **more}), TODAY)


@pytest.mark.parametrize("outcome", outcomes.OUTCOMES)
def test_the_database_takes_every_outcome(con, outcome):
    item_id = an_item(con)
    tell(con, item_id, outcome, learned_how="notice from the prison", return_reason="moved" if outcome == "returned" else None)
    assert now(con, item_id)["outcome"] == outcome


@pytest.mark.parametrize("how", outcomes.LEARNED_HOW)
def test_the_database_takes_every_way_of_learning(con, how):
    assert tell(con, an_item(con), "censored", learned_how=how)


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
        tell(con, an_item(con), outcome, learned_how="notice from the prison", **more)


def test_reasons_come_from_the_list_and_are_for_censored_items(con):
    gang, racial = list(lists.names(con, "reason"))[1:3]
    item_id = an_item(con)
    tell(con, item_id, "censored", term_ids=[racial, gang], stated_reason="“advocates gangs”", notice_on=date(2026, 7, 1))
    event = outcomes.events(con, item_id).iloc[0]
    assert (event["reasons"], event["stated_reason"]) == ("gang or group, racial content", "“advocates gangs”")
    with pytest.raises(Invalid, match="for censored items"):
        tell(con, item_id, "received", learned_how="reader's letter", term_ids=[gang])
    [subject] = list(lists.names(con, "subject"))[:1]
    with pytest.raises(NotFound, match="no longer on the list"):
        tell(con, an_item(con), "censored", term_ids=[subject])


def test_an_item_that_is_not_there(con):
    with pytest.raises(NotFound, match="no item number 999"):
        tell(con, 999, "received")


def test_an_undone_letter_takes_its_words_with_it_and_the_item_falls_back(con):
    first, second = an_item(con), an_item(con)
    tell(con, first, "returned", return_reason="moved", learned_on=date(2026, 7, 1))
    tell(con, first, "received", learned_how="reader's letter", letter_id=5)
    tell(con, second, "censored", letter_id=5)
    assert outcomes.void_of_letter(con, 5, "its letter was taken back", TODAY) == 2
    assert now(con, first) == {"outcome": "returned", "outcome_on": None, "learned_on": date(2026, 7, 1)}
    assert now(con, second) == {"outcome": "unconfirmed", "outcome_on": None, "learned_on": None}
    assert outcomes.void_of_letter(con, 5, "its letter was taken back", TODAY) == 0


def test_what_came_back_was_not_received(con):
    with pytest.raises(Invalid, match="What came back was not received") as refusal:
        tell(con, an_item(con), "received")
    assert refusal.value.field == "learned_how"


# ---- the later word counts, not the one typed later ----------------------------------------------


def in_letter(con, item_id, outcome, learned_on):
    return tell(con, item_id, outcome, learned_how="reader's letter", learned_on=learned_on)


def test_older_news_typed_late_is_kept_and_does_not_overturn_newer_news(con):
    item_id = an_item(con)
    in_letter(con, item_id, "received", date(2026, 9, 1))
    tell(con, item_id, "returned", return_reason="moved", learned_on=date(2026, 8, 1))
    assert now(con, item_id) == {"outcome": "received", "outcome_on": None, "learned_on": date(2026, 9, 1)}
    assert list(outcomes.events(con, item_id)["outcome"]) == ["received", "returned"]
    assert "older news: returned, learned 1 Aug 2026" in history.of(con, "item", item_id)["what"][0]


def test_of_two_words_learned_on_one_day_the_one_saved_last_counts(con):
    item_id = an_item(con)
    in_letter(con, item_id, "received", date(2026, 9, 1))
    in_letter(con, item_id, "censored", date(2026, 9, 1))
    assert now(con, item_id)["outcome"] == "censored"


def test_older_news_between_two_words_counts_for_the_days_between(con):
    item_id = an_item(con)
    facility_id = db.value(con, "select facility_id from mailed_item where id = $id", id=item_id)
    in_letter(con, item_id, "received", date(2026, 10, 1))
    in_letter(con, item_id, "censored", date(2026, 7, 1))
    tell(con, item_id, "returned", return_reason="moved", learned_on=date(2026, 8, 1))
    told = {day: as_of(con, day, facility_id) for day in (date(2026, 7, 15), date(2026, 8, 15), date(2026, 10, 15))}
    assert list(told.values()) == ["C", "O", "R"]
    assert check.run(con, TODAY) == []


def as_of(con, day, facility_id):
    """In which count an item is, as known on a day: what the reports say."""
    counted = mail_counts.counts(con, Scope(day, 0, facility_id=facility_id)).iloc[0]
    return next(name for name in mail_counts.MATURE if counted[name])


def test_the_reasons_of_newer_news_stay_with_it(con):
    gang = list(lists.names(con, "reason"))[1]
    item_id = an_item(con)
    tell(con, item_id, "censored", term_ids=[gang], learned_on=date(2026, 9, 1))
    tell(con, item_id, "returned", return_reason="moved", learned_on=date(2026, 8, 1))
    assert outcomes.events(con, item_id)["reasons"][0] == "gang or group"


def test_the_same_older_word_twice_is_refused_too(con):
    item_id = an_item(con)
    in_letter(con, item_id, "received", date(2026, 9, 1))
    in_letter(con, item_id, "censored", date(2026, 8, 1))
    with pytest.raises(Conflict, match="already, just so"):
        in_letter(con, item_id, "censored", date(2026, 8, 1))


def test_when_the_newer_word_is_taken_back_the_older_one_counts(con):
    item_id = an_item(con)
    in_letter(con, item_id, "received", date(2026, 9, 1))
    in_letter(con, item_id, "censored", date(2026, 8, 1))
    outcomes.void(con, outcomes.latest(con, item_id)["id"], "a slip", TODAY)
    assert now(con, item_id)["outcome"] == "censored"
