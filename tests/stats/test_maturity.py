"""How long silence has to last before it counts, rule by rule."""


import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bfp.stats.maturity import HORIZON, WHILE_SHORT, incidence, mature_after

# Days, then mailings with that news, or with none yet, at that age.
DAYS = [3, 7, 14, 21, 30, 45, 60, 90, 120, 200, 365]
CENSORED = [1, 2, 5, 4, 3, 2, 1, 1, 0, 0, 0]
RECEIVED = [0, 1, 2, 6, 9, 12, 14, 8, 3, 1, 0]
OTHER = [1, 0, 2, 0, 1, 1, 0, 0, 0, 0, 0]
PENDING = [0, 4, 0, 6, 2, 7, 5, 11, 20, 31, 40]
# The same, by survfit(Surv(day, news) ~ 1) of R 4.2.2, package survival 3.5-3: day, silent, censored, received, other.
SURVFIT = [
    (2, 1.000000000000, 0.0000000000000, 0.00000000000000, 0.00000000000000),
    (7, 0.975728155340, 0.0145631067961, 0.00485436893204, 0.00485436893204),
    (30, 0.814988143443, 0.0745166547662, 0.09060925166731, 0.01988595012338),
    (60, 0.655220474842, 0.0903588399560, 0.22934372779578, 0.02507695740646),
    (120, 0.584870487017, 0.0960564093025, 0.29399614627444, 0.02507695740646),
    (365, 0.576747285808, 0.0960564093025, 0.30211934748301, 0.02507695740646),
]


def some_mail(censored_by=30, received_by=60, mailings=4_000, followed=HORIZON + 200, seed=1):
    """Mailings whose news, if any, comes within so many days, evenly; the rest stays silent until followed no more."""
    g = np.random.default_rng(seed)
    days = np.arange(followed + 1)
    tenth, third = mailings // 10, mailings // 3
    censored = np.bincount(g.integers(1, censored_by + 1, tenth), minlength=len(days))
    received = np.bincount(g.integers(1, received_by + 1, third), minlength=len(days))
    pending = np.zeros(len(days), int)
    pending[-1] = mailings - tenth - third
    return days, censored, received, 0 * days, pending


counts = st.lists(st.tuples(st.integers(0, 500), *[st.integers(0, 9)] * 4), min_size=1, max_size=60)


@pytest.mark.parametrize("expected", SURVFIT, ids=[f"day {row[0]}" for row in SURVFIT])
def test_the_curves_are_those_of_r(expected):
    curves = incidence(DAYS, CENSORED, RECEIVED, OTHER, PENDING)
    day = expected[0]
    found = [part[day] for part in (curves.silent, curves.censored, curves.received, curves.other)]
    assert found == pytest.approx(expected[1:], abs=1e-11)


def test_the_order_of_the_days_and_how_they_are_grouped_do_not_matter():
    once = incidence(DAYS, CENSORED, RECEIVED, OTHER, PENDING)
    by_row = [np.repeat(part, 2)[::-1] for part in (DAYS, CENSORED, RECEIVED, OTHER, PENDING)]
    again = incidence(by_row[0], *(part / 2 for part in by_row[1:]))
    assert np.allclose(once.received, again.received) and np.allclose(once.censored, again.censored)


def test_without_silence_the_curve_is_a_plain_share():
    curves = incidence([10, 20, 40], [1, 0, 0], [0, 2, 3], [0, 0, 4], [0, 0, 0])
    assert curves.received[[9, 20, 39, 40]] == pytest.approx([0, 0.2, 0.2, 0.5])
    assert curves.censored[-1] == pytest.approx(0.1) and curves.other[-1] == pytest.approx(0.4)


def test_young_mail_is_still_arriving_and_not_lost():
    """The same mail, half of it seen only for ten days: the curve stays, while the plain share falls."""
    days, censored, received, other, pending = (np.array(part) for part in (DAYS, CENSORED, RECEIVED, OTHER, PENDING))
    full = incidence(days, censored, received, other, pending)
    young = np.where(days == 7, 1_000, 0)
    with_young = incidence(days, censored, received, other, pending + young)
    late = days > 7
    assert with_young.at_risk[0] == full.at_risk[0] + 1_000
    gained_before = full.received[-1] - full.received[7]
    gained_now = with_young.received[-1] - with_young.received[7]
    assert gained_now / with_young.silent[7] == pytest.approx(gained_before / full.silent[7])
    plain_before = received[late].sum() / full.at_risk[0]
    plain_now = received[late].sum() / with_young.at_risk[0]
    assert plain_now < plain_before / 4


def test_news_after_a_year_waits_like_silence():
    silent = incidence([5, 500], [9, 0], [0, 0], [0, 0], [0, 7])
    late = incidence([5, 500], [9, 7], [0, 0], [0, 0], [0, 0])
    assert np.array_equal(silent.censored, late.censored) and np.array_equal(silent.at_risk, late.at_risk)


@given(counts)
def test_shares_add_up_and_only_grow(rows):
    curves = incidence(*np.array(rows).T)
    shares = np.array([curves.censored, curves.received, curves.other, curves.silent])
    if sum(map(sum, (row[1:] for row in rows))) == 0:
        assert np.isnan(shares).all()
        return
    assert np.allclose(shares.sum(axis=0), 1) and np.all(shares >= -1e-12) and np.all(shares <= 1 + 1e-12)
    assert np.all(np.diff(shares[:3], axis=1) >= 0) and np.all(np.diff(curves.at_risk) <= 0)


@pytest.mark.parametrize(("censored_by", "received_by"), [(30, 60), (100, 40), (200, 300)])
def test_mail_is_mature_when_the_slower_news_is_nine_tenths_in(censored_by, received_by):
    found = mature_after(*some_mail(censored_by, received_by, mailings=40_000))
    assert found.measured
    assert (found.censored_by, found.received_by) == pytest.approx((0.9 * censored_by, 0.9 * received_by), abs=4)
    assert found.days == max(found.censored_by, found.received_by)
    assert f"day {found.days}" in found.note


def test_nine_tenths_is_reached_on_the_very_day():
    days = np.arange(1, 11) * 10
    curves = incidence(days, [0] * 10, [10] * 10, [0] * 10, [0] * 10)
    assert curves.day_reaching("received") == 90
    assert curves.day_reaching("censored") is None


def test_short_data_waits_120_days_and_says_why():
    days, censored, received, other, pending = some_mail()
    few_censored, few_received = (np.diff(np.minimum(np.cumsum(part), 29), prepend=0) for part in (censored, received))
    for short, why in (
        ((days, few_censored, received, other, pending), "29 mailings were learned censored"),
        ((days, censored, few_received, other, pending), "29 mailings were learned received"),
        (some_mail(followed=HORIZON - 1), "0 mailings were followed for a whole year"),
    ):
        found = mature_after(*short)
        assert (found.days, found.measured) == (WHILE_SHORT, False)
        assert why in found.note
    enough = days, few_censored + (days == 5), few_received + (days == 5), other, pending
    assert mature_after(*enough).measured


def test_news_of_all_mail_is_enough_without_a_year():
    found = mature_after([10, 20], [40, 0], [0, 60], [0, 0], [0, 0])
    assert (found.days, found.measured) == (20, True)


def test_no_mail_at_all_waits_120_days():
    assert mature_after([], [], [], [], []).days == WHILE_SHORT


@pytest.mark.parametrize("day", [-1, 2.5, float("nan")])
def test_days_that_cannot_be_are_refused(day):
    with pytest.raises(ValueError, match="whole"):
        incidence([day], [1], [0], [0], [0])


@pytest.mark.parametrize("count", [-1, float("nan")])
def test_counts_that_cannot_be_are_refused(count):
    with pytest.raises(ValueError, match="counts"):
        incidence([1], [0], [0], [0], [count])
    with pytest.raises(ValueError, match="at least one day"):
        incidence([1], [0], [0], [0], [1], horizon=0)


def test_ten_million_mailings_over_thirty_years_have_an_age():
    days = np.arange(11_000)
    mail = [days, *np.random.default_rng(0).integers(0, 500, (4, 11_000))]
    assert sum(part.sum() for part in mail[1:]) > 10_000_000
    assert mature_after(*mail).days > 0
