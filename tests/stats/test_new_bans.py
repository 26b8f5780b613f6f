"""What luck alone would not do: new bans, lifted bans, and the lines on the charts, rule by rule."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from bfp.stats import new_bans
from bfp.stats.rates import Prior

PRIOR = Prior(0.45, 8.5)

four = st.tuples(*[st.integers(0, 60)] * 4).map(lambda k: (min(k[:2]), max(k[:2]), min(k[2:]), max(k[2:])))


# -------------------------------------------------------------------------------------------- new and lifted bans


def test_the_sentence_is_the_one_promised():
    found = new_bans.new_ban(5, 5, 1, 12, PRIOR)
    assert found.alarm.tolist() == [True]
    assert found.sentence() == (
        "5 of 5 censored in six months; after 1 of 12 before we would expect 0.3; chance 1 in 21,000"
    )


def test_the_sentence_of_a_place_never_heard_of_before():
    found = new_bans.new_ban([0, 1_200], [0, 1_300], 0, 0, PRIOR)
    assert found.sentence(1).startswith("1,200 of 1,300 censored in six months; with nothing known before we would")


@pytest.mark.parametrize(("p", "says"), [
    (1, "chance 1 in 1.0"), (0.4, "chance 1 in 2.5"), (1 / 14.4, "chance 1 in 14"), (0.00101, "chance 1 in 990"),
    (1 / 21_218, "chance 1 in 21,000"), (1e-8, "chance 1 in 100,000,000"), (0, "chance less than 1 in 1,000,000,000"),
])  # fmt: skip
def test_a_chance_is_said_in_two_digits(p, says):
    assert new_bans.chance(p) == says


@settings(deadline=None)
@given(four)
def test_the_chance_is_the_upper_tail_of_the_beta_binomial(counts):
    c, n, c0, n0 = counts
    a, b = c0 + PRIOR.a, n0 - c0 + PRIOR.b
    want = stats.betabinom(n, a, b).pmf(range(c, n + 1)).sum()
    found = new_bans.new_ban(*counts, PRIOR)
    assert found.p[0] == pytest.approx(want, rel=1e-7, abs=1e-300)
    assert found.expected[0] == pytest.approx(stats.betabinom(n, a, b).mean())


@given(st.lists(four, min_size=1, max_size=30))
def test_many_facilities_at_once_are_as_one_by_one(rows):
    together = new_bans.new_ban(*np.array(rows).T, PRIOR)
    apart = [new_bans.new_ban(*row, PRIOR).p[0] for row in rows]
    assert together.p == pytest.approx(apart) and np.all((together.p >= 0) & (together.p <= 1))


def test_nothing_censored_is_never_a_surprise():
    found = new_bans.new_ban([0, 0], [0, 500], [0, 499], [0, 500], PRIOR)
    assert found.p.tolist() == [1, 1] and not found.alarm.any()


def test_an_alarm_needs_two_censored_mailings():
    for count, alarm in ((1, False), (2, True)):
        found = new_bans.new_ban(count, count, 0, 100_000, PRIOR)
        assert found.p[0] < 0.001 and found.alarm[0] == alarm


def test_an_alarm_needs_a_chance_under_one_in_a_thousand():
    counts = np.arange(20)
    found = new_bans.new_ban(counts, 40, 3, 60, PRIOR)
    assert np.array_equal(found.alarm, (found.p < 0.001) & (counts >= 2))
    assert found.alarm.any() and not found.alarm[:8].any()
    assert np.all(np.diff(found.p) < 0)


def test_a_place_that_always_censored_is_no_news():
    assert new_bans.new_ban(9, 9, 0, 20, PRIOR).alarm[0]
    assert not new_bans.new_ban(9, 9, 19, 20, PRIOR).alarm[0]


def test_a_lifted_ban_is_a_new_one_with_the_outcomes_swapped():
    lifted = new_bans.lifted_ban([1, 0], [9, 9], [30, 30], [30, 30], PRIOR)
    swapped = new_bans.new_ban([8, 9], [9, 9], [0, 0], [30, 30], Prior(PRIOR.b, PRIOR.a))
    assert np.array_equal(lifted.p, swapped.p) and lifted.alarm.all()
    assert lifted.sentence(0).startswith("8 of 9 received in six months; after 0 of 30 before we would expect")


@pytest.mark.parametrize("counts", [(3, 2, 0, 0), (0, 0, 3, 2), (-1, 2, 0, 0), (1.5, 2, 0, 0), (float("nan"), 2, 0, 0)])
def test_counts_that_cannot_be_are_refused(counts):
    for ask in (new_bans.new_ban, new_bans.lifted_ban):
        with pytest.raises(ValueError, match=r"count|censored"):
            ask(*counts, PRIOR)


# -------------------------------------------------------------------------------------------- second opinion


def by_hand(outcomes, p0):
    s, path, p1 = 0.0, [], max(0.5, 2 * p0)
    for censored in outcomes:
        s = max(0.0, s + (math.log(p1 / p0) if censored else math.log((1 - p1) / (1 - p0))))
        path.append(s)
    return path


@given(st.lists(st.booleans(), max_size=200), st.floats(0.02, 0.3))
def test_the_running_evidence_follows_its_recursion(outcomes, p0):
    assert new_bans.cusum(outcomes, p0) == pytest.approx(by_hand(outcomes, p0), abs=1e-9)


def test_three_in_a_row_where_little_was_stopped_call_the_second_opinion():
    path = new_bans.cusum([True] * 3, 0.02)
    assert path[1] < new_bans.CUSUM_ALARM <= path[2]
    assert new_bans.cusum([True] * 3, 0.3)[-1] < new_bans.CUSUM_ALARM


def test_the_start_is_shrunken_and_kept_between_2_and_30_percent():
    start = new_bans.cusum_start([0, 0, 5, 50], [0, 1_000, 40, 50], PRIOR)
    assert start == pytest.approx([0.45 / 8.95, 0.02, 5.45 / 48.95, 0.3])


def test_every_facility_has_its_own_evidence():
    g = np.random.default_rng(3)
    facility, censored = g.choice([0, 1, 3], 300), g.random(300) < 0.3
    start = np.array([0.05, 0.1, 0.2, 0.3])
    now, peak = new_bans.cusum_peaks(facility, censored, start)
    for at in (0, 1, 3):
        path = by_hand(censored[facility == at], start[at])
        assert (now[at], peak[at]) == pytest.approx((path[-1], max(path)))
    assert (now[2], peak[2]) == (0, 0)


def test_no_outcomes_are_no_evidence():
    assert len(new_bans.cusum([], 0.1)) == 0
    assert new_bans.cusum_peaks([], [], [0.1, 0.2])[1].tolist() == [0, 0]


def test_a_start_that_cannot_be_is_refused():
    with pytest.raises(ValueError, match="half"):
        new_bans.cusum([True], 0.5)


def test_alarms_are_few_without_a_ban_and_soon_with_one():
    """2,000 facilities for six months at ten known outcomes each: steady ones at 1 to 10 %, then a ban at 80 %."""
    g = np.random.default_rng(11)
    share, n0, n = g.beta(1, 18, 2_000), g.integers(5, 60, 2_000), np.full(2_000, 10)
    c0 = g.binomial(n0, share)
    steady = new_bans.new_ban(g.binomial(n, share), n, c0, n0, Prior(1, 18))
    banned = new_bans.new_ban(g.binomial(n, 0.8), n, c0, n0, Prior(1, 18))
    assert steady.alarm.sum() <= 3 and banned.alarm.mean() > 0.95


# -------------------------------------------------------------------------------------------- lines on charts


@pytest.mark.parametrize("confidence", [0.95, 0.998])
@pytest.mark.parametrize("rate", [0.02, 0.1, 0.5])
def test_outside_the_funnel_is_as_rare_as_it_says(rate, confidence):
    n = np.arange(1, 400)
    low, high = new_bans.funnel(n, rate, confidence)
    tail = (1 - confidence) / 2 * (1 + 1e-9)
    top, bottom = np.round(high * n), np.round(low * n)
    assert np.all(stats.binom.sf(top, n, rate) <= tail)
    assert np.all(stats.binom.sf(top - 1, n, rate) > tail * (1 - 1e-6))
    assert np.all(stats.binom.cdf(bottom - 1, n, rate) <= tail)
    assert np.all((low >= 0) & (low <= rate) & (low <= high) & (high <= 1))


def test_a_funnel_narrows_and_has_no_width_for_nothing():
    low, high = new_bans.funnel([0, 10, 1_000], 0.1)
    assert np.isnan([low[0], high[0]]).all() and high[1] > high[2] > 0.1 > low[2] > low[1] == 0
    wide = new_bans.funnel(1_000, 0.1, 0.998)
    assert wide[0] < low[2] and wide[1] > high[2]


@pytest.mark.parametrize("rate", [0, 1])
def test_a_funnel_at_either_end_is_a_line(rate):
    assert new_bans.funnel(50, rate) == (rate, rate)


@pytest.mark.parametrize(("n", "rate", "confidence"), [(-1, 0.1, 0.95), (2.5, 0.1, 0.95), (5, 1.1, 0.95), (5, 0.1, 95)])
def test_a_funnel_of_nonsense_is_refused(n, rate, confidence):
    with pytest.raises(ValueError, match="funnel"):
        new_bans.funnel(n, rate, confidence)


def test_a_dot_above_its_own_history_is_one_that_would_alarm():
    censored, known = np.array([0, 1, 0, 2, 7, 1]), np.array([6, 8, 0, 9, 9, 40])
    line, limit = new_bans.own_history(censored, known, PRIOR)
    for at in range(6):
        before = censored[:at].sum(), known[:at].sum()
        assert line[at] == pytest.approx((before[0] + PRIOR.a) / (before[1] + PRIOR.size))
        if known[at]:
            every = new_bans.new_ban(np.arange(known[at] + 1), known[at], *before, PRIOR)
            assert np.array_equal(np.arange(known[at] + 1) / known[at] > limit[at], every.p < 0.001)
    assert np.isnan(limit[2]) and censored[4] / known[4] > limit[4]


def test_an_old_facility_with_much_mail_has_its_limit_at_once():
    line, limit = new_bans.own_history([10_000] * 40, [100_000] * 40, PRIOR)
    assert 0.1 < limit[-1] < 0.105 and line[-1] == pytest.approx(0.1, abs=1e-4)


def test_a_p_chart_is_three_sigma_and_stays_in_range():
    centre, low, high = new_bans.p_chart([1, 2, 0, 9], [10, 20, 0, 90])
    assert centre == pytest.approx(0.1)  # and .1 * .9 / 90 is .001
    assert high[3] == pytest.approx(0.1 + 3 * math.sqrt(0.001)) and low[3] == pytest.approx(0.1 - 3 * math.sqrt(0.001))
    assert low[0] == 0 and np.isnan([low[2], high[2]]).all()


def test_a_p_chart_of_nothing_known_has_no_centre():
    centre, low, high = new_bans.p_chart([0, 0], [0, 0])
    assert np.isnan([centre, *low, *high]).all()


# -------------------------------------------------------------------------------------------- many at once


def test_a_run_as_long_as_that_is_waited_for_as_simulated():
    g = np.random.default_rng(2)
    outcomes = g.random(400_000) < 0.3
    run, waits, since = 0, [], 0
    for censored in outcomes:
        since += 1
        run = run + 1 if censored else 0
        if run == 3:
            waits.append(since)
            run = since = 0
    assert np.mean(waits) == pytest.approx(new_bans.outcomes_until_run(3, 0.3), rel=0.02)


@pytest.mark.parametrize(("length", "share"), [(0, 0.1), (2, 0), (2, 1)])
def test_a_run_that_cannot_be_is_refused(length, share):
    with pytest.raises(ValueError, match="run"):
        new_bans.outcomes_until_run(length, share)


@given(st.lists(st.floats(0, 1), max_size=50))
def test_adjusting_keeps_the_order_and_agrees_with_scipy(p):
    found = new_bans.adjusted(p)
    assert found == pytest.approx(stats.false_discovery_control(p) if p else [])
    assert np.all(found >= np.array(p) - 1e-12)


@pytest.mark.parametrize("p", [[1.1], [-0.1], [float("nan")]])
def test_probabilities_that_cannot_be_are_refused(p):
    with pytest.raises(ValueError, match="probability"):
        new_bans.adjusted(p)
