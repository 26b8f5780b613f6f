"""The method for spotting high censorship, rule by rule, against published values and independent formulas."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from bfp.stats import new_bans, rates
from bfp.stats.rates import Prior

# censored/known of the 1,000 rows in the README of ebbr, in order: R 4.2.2, set.seed(2017), p <- rbeta(1000, 10, 40),
# n <- round(rlnorm(1000, 4, 2)) + 1, rbinom(1000, n, p). The first ten rows are printed there.
EBBR_ROWS = """
66/182 198/1015 1/5 3/12 223/1259 5/40 4/49 30/188 43/238 238/1046 1/22 1/4 4/28 542/1913 212/1216 113/380 12/80 3/9
99/489 2/27 1/5 0/5 0/11 181/949 17/76 34/288 2/4 52/312 94/439 0/2 9/74 62/333 6/29 25/158 0/6 42/360 9/69 51/325
157/1188 15/105 6/16 8/34 0/3 61/266 5/20 18/193 12/41 9/72 0/8 0/6 2/4 3/30 0/2 21/84 3/19 56/442 10/80 193/693 2/4
81/549 4/22 50/237 1004/6817 169/1017 202/1204 0/4 0/7 26/92 0/5 29/84 2/11 10/42 1/2 0/4 2/17 15/73 3/28 0/2 1/8 1/5
0/1 2/16 1/22 172/967 5/44 116/789 42/257 31/177 2/3 35/126 3604/24629 31/295 5/29 5/25 130/473 4/21 1/12 16/63 11/62
4/16 30/207 25/90 5/17 13/33 20/118 7/22 6/39 39/193 6/54 3/17 88/967 5/25 22/137 139/822 31/154 26/76 21/143 1/5 3/27
24/91 85/511 8/19 11/97 5/14 1/12 11/38 44/280 235/1199 1/17 2/26 102/387 27/116 20/136 47/263 1185/4814 6/32 2/17
67/249 8/45 0/5 3/14 17/68 10/69 1/4 6/42 757/2486 0/2 24/84 3/14 3/15 13/89 115/861 75/561 83/388 134/466 38/232
162/696 416/2817 2/5 14/70 24/104 34/230 21/59 7/29 19/60 4/23 1/11 5/19 18/119 8/30 1/3 11/62 613/2994 8/32 3/23
37/189 3/31 11/83 29/230 14/44 16/100 1/11 39/223 352/1615 97/398 8/33 12/85 310/1247 1584/11537 20/127 2/8 13/73 5/34
63/308 149/1032 0/5 2/2 3/24 14/33 140/651 279/3696 5/17 3/12 1/2 174/518 52/385 92/524 7/25 666/1949 6/20 80/389
46/388 7/32 12/77 147/485 0/9 15/55 0/2 21/138 217/1994 4/50 0/1 2/14 1665/8734 3/26 6/75 135/542 14/81 8/48 43/294
74/520 0/5 45/253 4/76 0/5 2/24 9/26 14/59 10/77 4/10 27/98 2/25 2/17 15/102 1/7 9/20 2/5 4/19 1/5 218/914 9/39 20/97
12/82 1/9 1/16 2/16 20/67 26/155 371/1911 36/122 0/3 7/51 123/625 4/15 24/143 27/187 15/100 2/6 6/12 35/221 21/142
65/445 20/88 1/3 1/17 122/792 0/2 189/868 33/200 35/199 4/16 34/224 5/33 29/126 26/117 64/222 20/113 1/8 29/168 2/10
10/36 12/57 17/69 74/460 19/134 79/275 7/31 41/354 63/275 121/478 2/9 6/25 1/6 11/114 199/1026 125/440 214/949 8/61
2/7 143/674 79/584 14/87 32/192 9/27 0/4 25/87 1/7 5/31 1/7 2/17 54/287 383/1951 9/48 3/16 0/7 4/46 0/2 138/494 0/3
4/24 19/80 52/236 1/15 1/14 0/9 0/1 87/336 134/520 185/983 1118/5260 1/5 1/3 3/13 74/421 89/399 13/72 38/158 73/338
33/108 8/40 26/124 8/41 10/58 4/9 0/3 113/337 9/32 267/1002 271/1381 5/22 0/5 13/52 59/197 65/411 2/11 12/95 13/45 0/6
0/3 5/70 10/45 0/11 2/18 6/27 0/3 3/18 83/735 12/70 2/8 10/70 191/1849 0/1 0/2 11/44 1/5 81/533 215/1126 2/4 404/2241
6/99 105/707 1/3 14/90 1/7 82/493 532/2667 1/9 1345/6996 29/138 20/81 91/262 7/31 84/358 6/15 1/2 33/100 8/26 152/930
10/66 6/17 4/25 3/27 1/6 5/22 16/93 41/238 79/440 8/37 1/2 101/462 3/23 10/34 0/3 205/816 24/165 0/3 73/461 265/1383
163/608 18/62 12/42 36/176 44/135 1/4 6/19 0/2 5/29 4/16 24/105 7/29 1/17 256/1222 183/1027 12/77 31/102 36/215 20/93
13/41 2/10 11/31 335/1178 321/1370 59/247 1/8 2/9 1/16 23/149 1/26 15/79 5/18 1/2 106/628 0/9 1/18 59/286 38/99 5/37
2/4 34/231 14/45 1/3 15/59 0/13 3/13 17/89 189/975 888/4123 54/187 4/29 11/53 474/1591 37/194 9/24 12/46 12/48 5/16
1/5 2/15 0/2 2/10 0/3 263/1340 21/80 0/2 0/1 3/29 2/10 148/548 67/259 8/28 11/62 2/14 13/63 13/68 24/115 41/229 15/133
3/13 7/52 45/298 6/26 12/41 130/427 1/10 324/1722 45/238 1/6 112/676 15/73 157/740 106/564 4/62 98/303 5/22 14/69 1/3
0/2 0/2 5/11 7/43 39/325 1/9 49/273 18/93 226/1069 13/57 17/107 0/3 294/1156 4/19 105/358 235/1211 0/7 0/2 5/32
198/690 0/3 17/57 19/67 317/1604 30/226 2/14 220/1362 2/24 18/146 10/57 8/25 16/124 245/2207 0/5 5/16 32/160 4/11 1/14
3/32 2/14 19/69 3/23 4/21 56/217 16/188 3/13 3/21 30/135 196/925 73/308 83/237 2/9 7/71 170/827 4/41 2/17 14/75 9/21
519/2876 7/29 8/29 1/17 29/105 0/3 10/40 8/61 4/39 18/54 19/114 15/38 211/706 213/1058 12/49 15/110 9/72 5/32 345/1363
4/24 0/5 7/17 23/159 57/282 30/137 0/2 12/89 78/430 3/11 7/59 13/91 5/23 2/16 716/3077 3/5 14/83 4/8 8/42 1/12 168/550
0/5 1/2 4/12 51/251 32/249 3/16 26/110 2/15 7/45 2/13 17/80 1/13 54/215 21/149 106/879 0/4 12/55 2/22 103/987 13/56
57/195 4/27 24/160 46/190 2/3 37/129 81/544 5/21 4/26 369/2001 6/24 1/7 11/51 1/2 2/9 1/22 93/427 4/17 283/1608 8/35
7/47 0/8 194/1064 5/23 1/2 70/414 4/17 3/16 38/215 2/23 3/18 195/781 5/35 184/795 19/57 2/20 17/59 7/29 4/33 11/49
4/12 1/2 4/19 376/1517 147/1039 1/3 84/381 2/4 154/1703 21/155 261/1321 0/6 1/3 8/113 7/18 91/613 1/7 66/238 3/11 2/13
25/83 1/6 6/22 14/63 4/27 287/1852 2/26 1526/7575 14/75 0/3 25/102 8/33 20/55 1/10 1/5 5/68 75/290 7/24 21/91 45/536
1/2 5/30 0/4 1/8 1/4 270/1198 7/25 4/25 91/346 1/10 18/88 0/2 15/56 0/9 14/61 576/3171 300/1799 102/581 2/10 10/46
18/64 9/51 4/14 3/13 3/9 5/26 12/102 1/12 344/2356 16/62 5/17 62/298 12/105 3/10 5/12 6/23 238/707 34/183 7/33 48/308
0/3 2/6 1/6 13/54 43/149 17/114 11/40 194/956 0/1 1/2 4/29 1/3 6/34 1/5 57/217 9/70 0/2 2/14 24/80 2/5 1/6 22/128 3/14
5/15 3/47 24/82 5/24 15/43 82/748 2/16 10/31 3/14 10/36 376/2091 30/217 11/84 30/136 10/42 34/101 53/378 41/265 2/12
21/91 130/627 16/112 46/335 4/18 6/54 46/156 8/22 59/313 121/657 24/105 8/29 4/52 2/14 22/138 62/302 0/2 11/44 100/385
8/44 4/16 6/25 22/114 0/2 49/272 2/5 1/16 0/5 4/22 38/153 1/2 77/696 8/47 18/58 2/12 48/152 0/3 170/1278 178/846 4/39
23/105 14/92 5/21 77/458 113/445 6/17 407/1698 9/122 2/25 63/322 5/29 50/291 1890/7443 42/174 11/110 5/62 8/56 112/307
17/43 219/973 0/4 14/99 49/226 2878/19501 29/205 79/510 0/1 0/1 2/14 4/45 1/7 32/144 42/256 92/417 71/441 12/47 21/94
1/14 7/30 3/17 15/78 7/26 17/126 15/134 25/164 20/51 0/4 125/688 29/154 0/9 22/191 0/2 32/121 6/19 130/593 74/484 9/54
35/142 12/43 70/350 4/33 31/190 8/46 0/3 24/129 2/11 22/88 8/61 10/58 24/100 4/26 32/188 17/98 7/44 14/64 103/338 4/27
24/113 10/17 2/9 0/5 11/118 30/106 16/68 712/3314 13/47 3/35 39/186 1/3 4/25 42/170 15/89 1/2 1/2 11/32 13/66 1/12
1404/6643 22/142 1/21 1/3 10/45 8/35 8/34 40/156 9/40 64/276 49/240 5/27 21/103 4/29 262/1418 16/60 2/14 0/3 11/44
113/580 6/50 85/405 25/110 3/12 7/49 2/11 2/11 6/19 1/1 102/507 2/18 2/4 310/1491 47/299 1/7 85/753 3/8 14/114 22/80
7/21 966/4581 6/16 0/3 67/287 1/7 1/13 27/147 1/6 36/317 3/21 2/7 7/70 11/68 2/21 162/506 15/68 7/24
"""
EBBR_X, EBBR_N = np.array([pair.split("/") for pair in EBBR_ROWS.split()], int).T
EBBR_PRIOR = Prior(11.39115, 46.0875)
HITS = np.array([18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7])  # of 45 each, Clemente first

BH_P = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0,
]  # fmt: skip
BH_Q = [
    0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.0638571428571, 0.0638571428571, 0.0645, 0.0765, 0.486, 0.5811818181818,
    0.714875, 0.7532307692308, 0.8132142857143, 1.0,
]  # fmt: skip


def corrected(x, n):
    return rates.wilson(x, n, corrected=True)


def a_prior(x, n):
    prior = rates.fit_prior(x, n)
    return prior.a, prior.b


def pooled_and_pulled(hits, at_bat):
    """By another road, the normal approximation: the shrinkage, the mean and the best player's estimate."""
    share = hits / at_bat
    mean = share.mean()
    c = 1 - (len(hits) - 3) * mean * (1 - mean) / at_bat / ((share - mean) ** 2).sum()
    return c, mean, mean + c * (share[0] - mean)


def by_moments(x, n):
    share = x / n
    mean, variance = share.mean(), share.var(ddof=1)
    a = ((1 - mean) / variance - 1 / mean) * mean**2
    return a, a * (1 / mean - 1)


def rejected(p, level):
    return (new_bans.adjusted(p) <= level).sum(), (np.array(p) * len(p) <= level).sum()


def low_raw_high(C, R, U):
    low, high = rates.bounds(C, R, 0, U)
    return low, C / (C + R), high


# The name of each published value and how we answer; the values and their sources stand in samples/published_values.csv.
ANSWERS = {
    "Newcombe98 81/263 wilson": lambda: rates.wilson(81, 263),
    "Newcombe98 81/263 wilsoncc": lambda: corrected(81, 263),
    "Newcombe98 81/263 exact": lambda: rates.exact(81, 263),
    "Newcombe98 0/20 wilson": lambda: rates.wilson(0, 20),
    "Newcombe98 0/20 wilsoncc": lambda: corrected(0, 20),
    "Newcombe98 0/20 exact": lambda: rates.exact(0, 20),
    "R ?binom.test Mendel 682/925 exact": lambda: rates.exact(682, 925),
    "scipy test-suite (R 3.6.2) 0/10 wilson": lambda: rates.wilson(0, 10),
    "scipy test-suite (R 3.6.2) 10/10 wilson": lambda: rates.wilson(10, 10),
    "scipy test-suite (R 3.6.2) 10/10 exact": lambda: rates.exact(10, 10),
    "scipy test-suite (R 3.6.2) 0/10 exact": lambda: rates.exact(0, 10),
    "R4.2.2 1/1 wilson": lambda: rates.wilson(1, 1),
    "R4.2.2 1/1 exact": lambda: rates.exact(1, 1),
    "R4.2.2 1/1 jeffreys(equal-tail)": lambda: rates.jeffreys(1, 1),
    "R4.2.2 0/1 wilson": lambda: rates.wilson(0, 1),
    "R4.2.2 0/1 exact": lambda: rates.exact(0, 1),
    "R4.2.2 0/1 jeffreys(equal-tail)": lambda: rates.jeffreys(0, 1),
    "R4.2.2 10/10 wilson": lambda: rates.wilson(10, 10),
    "R4.2.2 10/10 exact": lambda: rates.exact(10, 10),
    "R4.2.2 10/10 jeffreys(equal-tail)": lambda: rates.jeffreys(10, 10),
    "R4.2.2 15/148 wilson": lambda: rates.wilson(15, 148),
    "R4.2.2 15/148 exact": lambda: rates.exact(15, 148),
    "R4.2.2 15/148 jeffreys(equal-tail)": lambda: rates.jeffreys(15, 148),
    "BH1995 adjusted p": lambda: new_bans.adjusted(BH_P),
    "BH1995 rejections q=.05 (BH, Bonferroni)": lambda: rejected(BH_P, 0.05),
    "BH statsmodels fdr_bh": lambda: new_bans.adjusted(BH_P[::-1])[::-1],
    "ebbr README prior (alpha,beta)": lambda: a_prior(EBBR_X, EBBR_N),
    "ebbr README .fitted rows 1-10 (prior fixed 11.39115,46.0875)":
        lambda: rates.shrunken(EBBR_X[:10], EBBR_N[:10], EBBR_PRIOR)[0],
    "ebbr naive MM on README data (trap: badly biased)": lambda: by_moments(EBBR_X, EBBR_N),
    "Efron-Morris c, grand mean, Clemente": lambda: pooled_and_pulled(HITS, 45),
    # Eighteen are fewer than thirty: the same eighteen twice have the same best prior.
    "Efron-Morris beta-binomial MLE": lambda: a_prior(np.tile(HITS, 2), np.full(36, 45)),
    "P(Beta(60, 40)>Beta(50, 50))": lambda: [rates.chance_higher((60, 40), (50, 50))] * 2,
    "P(Beta(2, 2)>Beta(2, 2))": lambda: [rates.chance_higher((2, 2), (2, 2))] * 2,
    "ARL of 2 successes in a row p=0.05": lambda: [new_bans.outcomes_until_run(2, 0.05)],
    "ARL of 3 successes in a row p=0.05": lambda: [new_bans.outcomes_until_run(3, 0.05)],
    "ARL of 3 successes in a row p=0.9": lambda: [new_bans.outcomes_until_run(3, 0.9)],
    "bounds C=3,R=5,U=32": lambda: low_raw_high(3, 5, 32),
    "bounds no unknown collapse": lambda: low_raw_high(3, 5, 0),
    "bounds all unknown = [0,1]": lambda: rates.bounds(0, 0, 0, 9),
    "reporting-ratio correction r=3, p_obs=.375 ; r=1": lambda: rates.reporting_ratio(0.375, [3, 1]),
}  # fmt: skip


def published() -> list:
    """Values from other people's work: name, what is wanted, how near, and where it was read."""
    with (Path(__file__).parents[1] / "samples" / "published_values.csv").open(encoding="utf-8", newline="") as lines:
        return [pytest.param(*row.values(), id=row["name"]) for row in csv.DictReader(lines)]


def numbers(text: str) -> np.ndarray:
    return np.array(text.split(), float)


@pytest.mark.parametrize(("name", "want", "tolerance", "source"), published())
def test_published_values_are_reached(name, want, tolerance, source):
    assert np.all(np.abs(np.array(ANSWERS[name](), float) - numbers(want)) <= numbers(tolerance)), source


def test_every_answer_has_a_published_value():
    assert list(ANSWERS) == [value.id for value in published()]


# -------------------------------------------------------------------------------------------- builders


def a_program(facilities=200, seed=0, high=()):
    """Counts C, R, O, X, U of made-up facilities that censor a tenth, but for those named, which censor nearly all."""
    g = np.random.default_rng(seed)
    share = g.beta(2, 18, facilities)
    share[list(high)] = 0.95
    known, silent = g.poisson(12, facilities), g.poisson(40, facilities)
    C = g.binomial(known, share)
    return [C, known - C, g.poisson(3, facilities), g.poisson(1, facilities), silent]


def with_one_more(counts, **facility):
    return [np.r_[part, facility.get(letter, 0)] for part, letter in zip(counts, "CROXU", strict=True)]


counts_of = st.lists(st.tuples(*[st.integers(0, 60)] * 5), min_size=0, max_size=80)
pairs = st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)).map(lambda two: (min(two), max(two)))


# -------------------------------------------------------------------------------------------- intervals


@given(pairs, st.floats(0.5, 0.999))
def test_an_interval_lies_between_0_and_1_and_holds_the_share(pair, confidence):
    x, n = pair
    for interval in (rates.wilson, rates.exact, lambda *k: rates.wilson(*k, corrected=True)):
        low, high = interval(x, n, confidence)
        assert np.isnan([low, high]).all() if n == 0 else 0 <= low <= x / n <= high <= 1


@pytest.mark.parametrize(("x", "n"), [(0, 4), (1, 7), (24, 26), (4, 4), (137, 2_000)])
def test_intervals_agree_with_scipy_which_is_slower(x, n):
    other = stats.binomtest(x, n)
    for interval, method in ((rates.wilson, "wilson"), (corrected, "wilsoncc"), (rates.exact, "exact")):
        assert interval(x, n) == pytest.approx(tuple(other.proportion_ci(method=method)), abs=1e-12), method


@given(pairs)
def test_one_more_censored_moves_an_interval_up(pair):
    x, n = pair
    for interval in (rates.wilson, rates.exact, rates.jeffreys):
        (low, low_next), (high, high_next) = interval([x, x + 1], n + 1)
        assert low < low_next and high < high_next


@pytest.mark.parametrize("interval", [rates.wilson, rates.exact, rates.jeffreys])
def test_no_known_outcome_gives_no_interval_and_never_zero(interval):
    low, high = interval([0, 0], [0, 5])
    assert np.isnan([low[0], high[0]]).all() and not np.isnan([low[1], high[1]]).any()


@pytest.mark.parametrize(("x", "n"), [(-1, 5), (6, 5), (float("nan"), 5), (1, float("nan")), (1, float("inf"))])
@pytest.mark.parametrize("interval", [rates.wilson, rates.exact, rates.jeffreys, rates.fit_prior])
def test_counts_that_cannot_be_are_refused(interval, x, n):
    with pytest.raises(ValueError, match=r"count|part"):
        interval([x, 1], [n, 1])


@pytest.mark.parametrize("confidence", [0, 1, 95])
def test_a_confidence_in_percent_is_refused(confidence):
    with pytest.raises(ValueError, match=r"such as \.95"):
        rates.wilson(1, 2, confidence)


# -------------------------------------------------------------------------------------------- bounds and ratio


@given(*[st.integers(0, 500)] * 4)
def test_bounds_hold_whatever_the_unknown_turn_out_to_be(C, R, X, U):
    low, high = rates.bounds(C, R, X, U)
    if C + R + X + U == 0:
        assert np.isnan([low, high]).all()
        return
    assert 0 <= low <= high <= 1
    for censored in (0, U // 2, U):
        for refused in (0, X // 2, X):  # the other parcels without a reason were ordinary returns, outside the rate
            mail = C + R + U + refused
            if mail:
                assert low - 1e-12 <= (C + censored + refused) / mail <= high + 1e-12


def test_mail_that_all_came_back_without_a_reason_rules_nothing_out():
    assert rates.bounds(0, 0, 3, 0) == (0, 1)


def test_a_common_reporting_ratio_moves_shares_but_not_their_order():
    shares = np.array([0, 0.05, 0.3, 0.9, 1])
    assert np.all(np.diff(rates.reporting_ratio(shares, 4)) > 0)
    assert rates.reporting_ratio(rates.reporting_ratio(0.3, 4), 1 / 4) == pytest.approx(0.3)
    assert np.isnan(rates.reporting_ratio(np.nan, 2))
    with pytest.raises(ValueError, match="above 0"):
        rates.reporting_ratio(0.3, 0)


# -------------------------------------------------------------------------------------------- prior and shrinkage


def test_the_prior_is_the_most_likely_one():
    x, n = a_program()[0], a_program()[0] + a_program()[1]
    best = rates.fit_prior(x, n)

    def likelihood(a, b):
        return stats.betabinom.logpmf(x, n, a, b).sum()

    for a, b in ((1.02, 1), (0.98, 1), (1, 1.02), (1, 0.98), (1.02, 1.02), (0.98, 0.98)):
        assert likelihood(best.a * a, best.b * b) < likelihood(best.a, best.b)


def test_a_facility_without_known_outcomes_does_not_move_the_prior():
    C, R, *_ = a_program()
    assert rates.fit_prior(np.r_[C, 0], np.r_[C + R, 0]) == rates.fit_prior(C, C + R)


def test_few_facilities_share_the_pooled_mean_and_it_says_so():
    prior = rates.fit_prior([3] * 29 + [0], [10] * 29 + [0])
    assert (prior.mean, prior.size, prior.fitted) == (pytest.approx(0.3), pytest.approx(10), False)
    assert "29" in prior.note and "pooled" in prior.note
    assert rates.fit_prior([3] * 29 + [0], [10] * 30).fitted


@pytest.mark.parametrize("facilities", [0, 1, 29, 30, 500])
@pytest.mark.parametrize("share", [0, 1])
def test_a_program_where_nothing_or_everything_is_censored_still_has_a_prior(facilities, share):
    n = np.arange(facilities) + 1
    prior = rates.fit_prior(share * n, n)
    assert np.isfinite([prior.a, prior.b]).all() and min(prior.a, prior.b) > 0
    found = rates.assess(share * n, n - share * n, *[0 * n] * 3)
    assert np.isfinite(found.T).all() and set(found.flag) <= {rates.TOO_FEW, rates.NOT_DISTINGUISHED}


def test_facilities_that_do_not_differ_are_said_not_to():
    prior = rates.fit_prior([5] * 100, [10] * 100)
    assert prior.size == pytest.approx(1e4) and "do not differ" in prior.note


def test_shrinkage_pulls_small_numbers_most():
    prior = Prior(1, 9)
    mean, low, high = rates.shrunken([1, 10, 100], [1, 10, 100], prior)
    assert np.all(np.diff(mean) > 0) and mean[0] < 0.2 and mean[2] > 0.9
    assert np.all((low < mean) & (mean < high))
    for at, n in enumerate((1, 10, 100)):
        assert (low[at], high[at]) == pytest.approx(stats.beta(1 + n, 9).ppf([0.025, 0.975]), abs=1e-10)


def test_the_best_of_few_is_pulled_to_the_mean_as_the_classic_says():
    prior = rates.fit_prior(np.tile(HITS, 2), np.full(36, 45))
    clemente = rates.shrunken(18, 45, prior)[0]
    _, mean, classic = pooled_and_pulled(HITS, 45)
    assert prior.mean == pytest.approx(mean, abs=0.001) and mean < clemente < classic < 0.4


def test_moments_are_not_how_the_prior_is_found():
    assert rates.fit_prior(EBBR_X, EBBR_N).size > 4 * sum(by_moments(EBBR_X, EBBR_N))


@pytest.mark.parametrize("times", [3, 5])
def test_exceedance_is_the_area_above_so_many_times_the_odds(times):
    prior, odds = Prior(0.6, 5.4), times * 0.1 / 0.9
    want = stats.beta(24.6, 7.4).sf(odds / (1 + odds))
    assert rates.exceedance(24, 26, prior, 0.1, times) == pytest.approx(want, abs=1e-12)


def test_times_the_program_is_the_mean_of_both_lenses_on_the_odds_scale():
    assert rates.times_the_program(0.5, 0.1, 0.2, 0.2) == pytest.approx(3)
    assert np.isnan(rates.times_the_program(np.nan, 0.1, 0.2, 0.2))
    with pytest.raises(ValueError, match="strictly"):
        rates.times_the_program(0.5, 0, 0.2, 0.2)


def test_chance_higher_agrees_with_a_million_draws():
    g = np.random.default_rng(1)
    drawn = (g.beta(0.5, 3, 1_000_000) > g.beta(2.5, 9, 1_000_000)).mean()
    assert rates.chance_higher((0.5, 3), (2.5, 9)) == pytest.approx(drawn, abs=0.003)


# -------------------------------------------------------------------------------------------- all of it at once


def test_no_known_outcome_gives_no_rate_and_never_zero():
    found = rates.assess(*with_one_more(a_program(), U=300))
    last = {name: column[-1] for name, column in found.columns().items() if np.ndim(column)}
    unknown = ("rate", "wilson_low", "wilson_high", "m1", "lo", "hi", "m2", "T", "P1", "P2", "watch1", "watch2")
    assert all(np.isnan(last[name]) for name in unknown)
    assert (last["low"], last["high"], last["known_share"], last["flag"]) == (0, 1, 0, rates.NO_DATA)
    assert found.order()[-1] == 200


def test_one_of_one_is_not_the_worst():
    one_of_one = with_one_more(a_program(), C=1)
    found = rates.assess(*with_one_more(one_of_one, C=24, R=2, U=26))
    assert found.rate[200] == 1 > found.rate[201]
    assert found.order()[0] == 201 and found.flag[201] == rates.HIGH
    assert found.T[200] < found.T[201] / 4 and found.flag[200] == rates.TOO_FEW


def test_the_list_starts_with_true_bans_where_the_raw_rate_starts_with_chance():
    """2,000 facilities, most with little mail; 3 in 100 ban; a fifth of all mail is ever heard of."""
    hits, raw_hits, flagged = [], [], []
    for seed in range(5):
        g = np.random.default_rng(seed)
        true = np.where(g.random(2_000) < 0.03, g.uniform(0.6, 1, 2_000), g.beta(0.8, 19.2, 2_000))
        sent = 1 + g.multinomial(58_000, g.permutation(1 / np.arange(1, 2_001)) / (1 / np.arange(1, 2_001)).sum())
        stopped = g.binomial(sent, true)
        C, R = g.binomial(stopped, 0.2), g.binomial(sent - stopped, 0.2)
        found = rates.assess(C, R, 0, 0, sent - C - R)
        first = found.order()[:25]
        hits.append((true[first] >= 0.5).mean())
        raw_hits.append((true[np.argsort(-np.nan_to_num(found.rate), kind="stable")[:25]] >= 0.5).mean())
        assert found.C[first].min() >= 2
        flagged.extend(true[found.flag == rates.HIGH])
    assert np.mean(hits) >= 0.78 > 0.6 > np.mean(raw_hits)
    assert len(flagged) > 25 and np.mean(np.array(flagged) >= 0.25) >= 0.9


def test_each_lens_has_its_own_prior_and_its_own_program_rate():
    C, R, O, X, U = a_program(high=[7])  # noqa: E741
    found, n, S = rates.assess(C, R, O, X, U), C + R, C + R + U
    by_known, by_mailed = rates.fit_prior(C, n), rates.fit_prior(C, S)
    p1, p2 = C.sum() / n.sum(), C.sum() / S.sum()
    assert (found.program.prior1, found.program.prior2) == (by_known, by_mailed)
    assert (found.program.p1, found.program.p2) == (p1, p2)
    for times, first, second in ((5, found.P1, found.P2), (3, found.watch1, found.watch2)):
        assert np.allclose(first, rates.exceedance(C, n, by_known, p1, times), rtol=1e-12)
        assert np.allclose(second, rates.exceedance(C, S, by_mailed, p2, times), rtol=1e-12)
    m1, m2 = rates.shrunken(C, n, by_known)[0], rates.shrunken(C, S, by_mailed)[0]
    assert np.allclose(found.T, np.sqrt(m1 / (1 - m1) * (1 - p1) / p1 * m2 / (1 - m2) * (1 - p2) / p2), rtol=1e-12)


def test_flags_need_two_censored_mailings_of_two_readers():
    sure = {"high": 0.9, "watch": 0.99}
    assert rates.flags([2, 2, 1], [5, 5, 5], [2, 1, 1], **sure).tolist() == [rates.HIGH] + [rates.NOT_DISTINGUISHED] * 2


def test_flags_follow_the_rules_at_their_edges():
    n = [0, 2, 3, 3, 3]
    high, watch = [np.nan, 1, 0.8, 0.7999, 0.5], [np.nan, 1, 1, 0.8, 0.7999]
    want = [rates.NO_DATA, rates.TOO_FEW, rates.HIGH, rates.WATCH, rates.NOT_DISTINGUISHED]
    assert rates.flags(np.minimum(n, 2), n, np.minimum(n, 2), high, watch).tolist() == want


def test_silence_is_not_high_and_one_reader_is_not_two():
    mailings = {"C": 12, "R": 1, "U": 6}
    assert rates.assess(*with_one_more(a_program(), **mailings)).flag[-1] == rates.HIGH
    assert rates.assess(*with_one_more(a_program(), **mailings | {"U": 600})).flag[-1] == rates.NOT_DISTINGUISHED
    counts = with_one_more(a_program(), **mailings)
    alone = np.minimum(counts[0], 1)
    assert rates.assess(*counts, alone).flag[-1] == rates.NOT_DISTINGUISHED


def test_returned_mail_is_outside_every_rate():
    C, R, O, X, U = a_program()  # noqa: E741
    with_many, with_none = rates.assess(C, R, O + 50, X, U), rates.assess(C, R, 0 * O, X, U)
    for name in ("n", "S", "low", "high", "m1", "T", "flag"):
        assert np.array_equal(getattr(with_many, name), getattr(with_none, name)), name


def test_mail_without_a_reason_only_widens_the_worst_case():
    C, R, O, X, U = a_program()  # noqa: E741
    more, none = rates.assess(C, R, O, X + 9, U), rates.assess(C, R, O, 0 * X, U)
    assert np.all(more.high >= none.high) and np.array_equal(more.low, none.low)
    assert np.array_equal(more.T, none.T, equal_nan=True) and np.array_equal(more.flag, none.flag)


def test_a_common_reporting_ratio_leaves_the_known_odds_ratio_alone():
    true = np.array([0.05, 0.3, 0.8])
    seen = rates.reporting_ratio(true, 1 / 3)
    assert rates.times_the_program(seen, seen[0], seen, seen[0]) == pytest.approx(
        rates.times_the_program(true, true[0], true, true[0])
    )


def test_one_facility_can_be_held_against_the_whole_program():
    counts = a_program(high=[7])
    whole = rates.assess(*counts)
    alone = rates.assess(*(part[7] for part in counts), against=whole.program)
    assert (alone.T[0], alone.flag[0]) == (whole.T[7], whole.flag[7])


def test_an_export_carries_every_number_of_the_method():
    columns = rates.assess(*a_program()).columns()
    wanted = ["C", "R", "O", "X", "U", "n", "S", "low", "high", "m1", "lo", "hi", "T", "P1", "P2", "flag", "a1", "b1", "a2", "b2"]
    assert set(wanted) <= set(columns)
    assert all(np.shape(columns[name]) in ((200,), ()) for name in columns)


@settings(deadline=None)
@given(counts_of, st.randoms(use_true_random=False))
def test_whatever_the_counts_the_answer_is_in_range(counts, random):
    C, R, O, X, U = np.array(counts, int).reshape(-1, 5).T  # noqa: E741
    K = np.array([random.randint(0, int(c)) for c in C], int)
    found = rates.assess(C, R, O, X, U, K)
    known = found.n > 0
    assert set(found.flag) <= set(rates.FLAGS)
    assert np.array_equal(found.flag == rates.NO_DATA, ~known)
    for name in ("rate", "wilson_low", "wilson_high", "m1", "lo", "hi", "m2", "P1", "P2", "watch1", "watch2"):
        part = getattr(found, name)
        assert np.array_equal(np.isnan(part), ~known) and np.all((part[known] >= 0) & (part[known] <= 1)), name
    assert np.array_equal(np.isnan(found.T), ~known) and np.all(found.T[known] > 0)
    assert np.all((found.low <= found.rate) & (found.rate <= found.high) | ~known)
    assert np.all((found.lo <= found.m1) & (found.m1 <= found.hi) | ~known)
    assert np.all((found.watch1 >= found.P1) & (found.watch2 >= found.P2) | ~known)
    assert sorted(found.order()) == list(range(len(C)))


@settings(deadline=None)
@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 100))
def test_one_more_censored_instead_of_received_never_looks_better(C, R, U):
    whole = rates.program(*(a_program()[at] for at in (0, 1, 4)))
    found = rates.assess([C, C + 1], [R + 1, R], [0, 0], [0, 0], [U, U], against=whole)
    for name in ("low", "high", "rate", "m1", "lo", "hi", "m2", "T"):
        better, worse = getattr(found, name)
        assert better < worse, name
    for name in ("P1", "P2", "watch1", "watch2"):
        better, worse = getattr(found, name)
        assert better <= worse, name


def test_impossible_counts_are_refused():
    with pytest.raises(ValueError, match="never missing"):
        rates.assess([1, np.nan], [1, 1], [0, 0], [0, 0], [0, 0])
    with pytest.raises(ValueError, match="more than the whole"):
        rates.assess([1], [1], [0], [0], [0], [2])


# -------------------------------------------------------------------------------------------- titles


def test_a_title_is_judged_by_where_it_is_sent():
    """Two titles are stopped as often as each other; one goes to a facility that stops everything."""
    prior = Prior(0.5, 4.5)
    seen, due, ratio = rates.title_ratio([0, 1], [8, 8], [10, 10], [80, 12], [100, 100], prior)
    assert seen.tolist() == [8, 8] and due[0] > 7 > 2 > due[1]
    assert 0.9 < ratio[0] < 1.1 and ratio[1] > 2


def test_a_title_is_not_judged_by_its_own_outcome():
    """Sent once, stopped once, to a facility with one other mailing, received: by hand, (1 - 1 + .5) / (2 - 1 + 5)."""
    _, due, ratio = rates.title_ratio([0], [1], [1], [1], [2], Prior(0.5, 4.5))
    assert (due[0], ratio[0]) == (pytest.approx(0.5 / 6), pytest.approx(5 / (4 + 0.5 / 6)))


def test_a_titles_facilities_add_up():
    prior = Prior(0.5, 4.5)
    apart = [rates.title_ratio([0], [c], [k], [cf], [nf], prior)[1][0] for c, k, cf, nf in [(1, 3, 4, 9), (0, 2, 5, 8)]]
    together = rates.title_ratio([3, 3], [1, 0], [3, 2], [4, 5], [9, 8], prior)
    assert together[1].tolist() == [0, 0, 0, pytest.approx(sum(apart))]
    assert together[2][0] == 1  # a title never heard of is neither more nor less


def test_a_titles_items_are_among_those_of_the_facility():
    with pytest.raises(ValueError, match="among"):
        rates.title_ratio([0], [2], [3], [1], [9], Prior(1, 9))
