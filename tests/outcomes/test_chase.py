"""Chasing: a random list that is kept, and a measured reporting ratio from what comes back."""

from datetime import date, timedelta

import numpy as np
import pytest
from builders import a_facility, a_reader, a_shipment, a_title, an_outcome

from bfp.base import db, history
from bfp.base.errors import Invalid, NotFound
from bfp.outcomes import chase

TODAY = date(2026, 11, 23)
OLD = date(2026, 1, 5)
ANSWERED = TODAY + timedelta(days=40)


def mailed(con, number, outcome="unconfirmed", on=OLD):
    reader, title = a_reader(con, a_facility(con)), a_title(con)
    for _ in range(number):
        a_shipment(con, reader, on=on, titles=[title], outcome=outcome, learned_on=date(2026, 3, 1))


def test_only_mature_unconfirmed_mail_is_drawn(con):
    mailed(con, 30)
    mailed(con, 5, "received")
    mailed(con, 5, on=TODAY - timedelta(days=10))
    con.execute("update shipment set voided_on = mailed_on where id = (select min(id) from shipment)")
    number = chase.draw(con, TODAY, seed=1)
    found = chase.answers(con, number)
    assert len(found) == 29 and (found["mailed_on"] == OLD).all() and (found["outcome"] == "unconfirmed").all()
    assert found["position"].tolist() == list(range(1, 30)) and found["item_id"].is_unique
    assert not {"name", "first_name", "last_name", "number"} & set(found)


def test_a_list_is_random_by_its_seed_and_kept(con):
    mailed(con, 300)
    drawn = []
    for seed in (1, 1, 2):
        number = chase.draw(con, TODAY, seed=seed, size=50, note="autumn")
        drawn.append(chase.answers(con, number)["item_id"].tolist())
        assert history.of(con, "chase", number)["action"].tolist() == ["added"]
        if seed == 1 and len(drawn) == 1:
            con.execute("delete from chase_item")  # as if it had never been drawn
    assert drawn[0] == drawn[1] != drawn[2]
    assert not set(drawn[1]) & set(drawn[2])  # nobody is asked twice
    first = db.value(con, "select min(id) from item")
    assert abs(np.mean(drawn[0]) - first - 150) < 50  # from the whole of it, not from its beginning
    assert chase.listing(con)[["drawn_on", "chased", "answered", "note"]].iloc[0].tolist() == [TODAY, 50, 0, "autumn"]


def test_a_period_of_mailing_can_be_chosen(con):
    mailed(con, 5)
    mailed(con, 5, on=date(2025, 1, 1))
    number = chase.draw(con, TODAY, seed=1, mailed_from=date(2025, 12, 1))
    assert (chase.answers(con, number)["mailed_on"] == OLD).all()


@pytest.mark.parametrize("chosen", [{}, {"mailed_from": date(2026, 5, 1)}, {"mailed_to": date(2020, 1, 1)}])
def test_nothing_to_chase_is_a_sentence(con, chosen):
    if chosen:
        mailed(con, 5)
    with pytest.raises(Invalid, match="no unconfirmed mail to chase"):
        chase.draw(con, TODAY, seed=1, **chosen)
    with pytest.raises(Invalid, match="at least one"):
        chase.draw(con, TODAY, seed=1, size=0)
    assert chase.listing(con).empty
    with pytest.raises(NotFound):
        chase.answers(con, 1)
    with pytest.raises(NotFound):
        chase.measured_ratio(con, 1)


def answer(con, number, told):
    items = iter(chase.answers(con, number)["item_id"])
    for outcome, times in told.items():
        for _ in range(times):
            an_outcome(con, next(items), outcome, ANSWERED)


def test_a_ratio_is_measured_from_the_answers(con):
    """Known unasked: 40 censored, 40 received of 480. Of the silent, 1 in 10 censored: so 80 and 400: 40/80 against 40/400."""
    mailed(con, 40, "censored")
    mailed(con, 40, "received")
    mailed(con, 400)
    number = chase.draw(con, TODAY, seed=1, size=100)
    answer(con, number, {"censored": 10, "received": 90})
    found = chase.measured_ratio(con, number)
    assert (found.chased, found.answered) == (100, 100)
    assert (found.known_censored, found.known_received, found.unconfirmed) == (40, 40, 400)
    assert found.ratio == pytest.approx((40 / 80) / (40 / 400), rel=0.05)
    assert found.low < 4 and found.high > 6 and found.enough
    assert found.sentence.startswith("Of 100 chased 100 were answered: 10 censored, 90 received, 0 other. So a censored")
    assert chase.measured_ratio(con, number) == found


def test_answers_that_came_later_do_not_change_what_was_known_unasked(con):
    mailed(con, 10, "censored")
    mailed(con, 30, "received")
    mailed(con, 100)
    number = chase.draw(con, TODAY, seed=1, size=50)
    answer(con, number, {"censored": 5, "received": 20, "returned": 3, "no reason given": 2})
    found = chase.measured_ratio(con, number)
    assert (found.known_censored, found.known_received, found.unconfirmed, found.other) == (10, 30, 100, 5)


def test_what_was_known_on_the_day_after_all_is_no_answer(con):
    mailed(con, 60)
    number = chase.draw(con, TODAY, seed=1, size=50)
    an_outcome(con, chase.answers(con, number)["item_id"].iloc[0], "received", TODAY - timedelta(days=3))
    found = chase.answers(con, number)
    assert found["before"].tolist() == [True] + [False] * 49
    assert chase.measured_ratio(con, number).chased == 49 and chase.listing(con)["answered"].tolist() == [0]


@pytest.mark.parametrize(
    ("known", "told", "says"),
    [
        ((10, 10), {"received": 19}, "Of 50 chased 19 were answered: 0 censored, 19 received, 0 other. 20 answers are needed"),
        ((4, 10), {"received": 20}, "Without chasing 4 censored and 10 received are known: 5 of each are needed"),
        ((0, 0), {"censored": 20}, "Without chasing 0 censored and 0 received are known"),
    ],
)
def test_too_little_is_a_sentence_and_no_number(con, known, told, says):
    mailed(con, known[0], "censored")
    mailed(con, known[1], "received")
    mailed(con, 60)
    number = chase.draw(con, TODAY, seed=1, size=50)
    answer(con, number, told)
    found = chase.measured_ratio(con, number)
    assert says in found.sentence and not found.enough and found.low != found.low


def test_the_interval_holds_the_truth_as_often_as_it_says():
    """400 programs in which a censored mailing is 2.5 times as likely to become known, 6 in 10 of those asked answer."""
    g = np.random.default_rng(4)
    inside = 0
    for _ in range(400):
        censored, received = 300, 1_700
        C, R = g.binomial(censored, 0.25), g.binomial(received, 0.10)
        silent = np.r_[np.ones(censored - C), np.zeros(received - R)]
        asked = g.choice(silent, 200, replace=False)
        asked = asked[g.random(200) < 0.6]
        low, _, high = chase._ratio(C, R, len(silent), int(asked.sum()), int(len(asked) - asked.sum()), 0)
        inside += low <= 2.5 <= high
    assert inside / 400 == pytest.approx(0.95, abs=0.04)
