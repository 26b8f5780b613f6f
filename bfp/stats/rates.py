"""How much of a facility's mail is censored, and how sure we are: numbers in, numbers out.

Counts are of mature mail. Censored and received are the known outcomes; unconfirmed is mail old enough to have
been heard of that was not; no reason is mail that came back without a usable one. Unknown is never zero: a share of
nothing is nan.
"""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, special

HIGH, WATCH, TOO_FEW, NO_DATA = "HIGH", "WATCH", "TOO FEW", "NO DATA"
NOT_DISTINGUISHED = "NOT DISTINGUISHED"  # never "safe": absence of reports is not delivery
FLAGS = (HIGH, WATCH, TOO_FEW, NO_DATA, NOT_DISTINGUISHED)

HIGH_TIMES, WATCH_TIMES = 5, 3  # times the program's odds
SURE_ENOUGH = 0.80
FEWEST_KNOWN = 3
FEWEST_TO_FIT, UNFITTED_SIZE = 30, 10.0

Pair = tuple[np.ndarray, np.ndarray]


def wilson(successes: ArrayLike, n: ArrayLike, confidence: float = 0.95, corrected: bool = False) -> Pair:
    """Wilson's score interval for a share, optionally corrected for continuity.

    Arrays that broadcast, 0 <= successes <= n; returns (low, high) in [0, 1], both nan where n = 0.
    ValueError: a count that is negative, nan or more than n; confidence outside (0, 1).
    Wilson 1927; the correction as in Newcombe 1998, method 4.
    """
    x, n = _share(successes, n)
    z = special.ndtri(1 - _tail(confidence))
    with np.errstate(divide="ignore", invalid="ignore"):
        p, width = x / n, 2 * (n + z**2)
        if corrected:
            low = (2 * x + z**2 - 1 - z * np.sqrt(z**2 - 2 - 1 / n + 4 * p * (n - x + 1))) / width
            high = (2 * x + z**2 + 1 + z * np.sqrt(z**2 + 2 - 1 / n + 4 * p * (n - x - 1))) / width
        else:
            middle, spread = 2 * x + z**2, z * np.sqrt(z**2 + 4 * x * (n - x) / n)
            low, high = (middle - spread) / width, (middle + spread) / width
        # At the ends the algebra gives exactly 0 or 1, and floating point does not.
        low, high = np.where(x == 0, 0.0, np.clip(low, 0, p)), np.where(x == n, 1.0, np.clip(high, p, 1))
    return _where_known(n, low, high)


def exact(successes: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> Pair:
    """The exact binomial interval for a share.

    Shapes, ranges and errors as for wilson. Clopper and Pearson 1934, by quantiles of the beta distribution.
    """
    (x, n), tail = _share(successes, n), _tail(confidence)
    low = np.where(x == 0, 0.0, special.betaincinv(np.maximum(x, 1e-9), n - x + 1, tail))
    high = np.where(x == n, 1.0, special.betaincinv(x + 1, np.maximum(n - x, 1e-9), 1 - tail))
    return _where_known(n, low, high)


def jeffreys(successes: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> Pair:
    """Jeffreys' equal-tailed interval for a share, not stretched to the ends at 0 and at n.

    Shapes, ranges and errors as for wilson. Brown, Cai and DasGupta 2001.
    """
    (x, n), tail = _share(successes, n), _tail(confidence)
    return _where_known(n, *(special.betaincinv(x + 0.5, n - x + 0.5, q) for q in (tail, 1 - tail)))


def bounds(censored: ArrayLike, received: ArrayLike, no_reason: ArrayLike, unconfirmed: ArrayLike) -> Pair:
    """The lowest and highest censored share that the mail allows, assuming nothing about the unknown.

    Counts that broadcast. low = C/S, high = (C+X+U)/(S+X) with S = C+R+U, in [0, 1]; nan where no mail counts.
    Where all of it came back with no reason (S = 0 < X) nothing is ruled out: 0 and 1. ValueError: a negative or nan
    count. Manski 1989.
    """
    C, R, X, U = _counts(censored, received, no_reason, unconfirmed)
    S = C + R + U
    low, high = np.zeros_like(S), np.full_like(S, np.nan)
    np.divide(C, S, out=low, where=S > 0)
    np.divide(C + X + U, S + X, out=high, where=S + X > 0)
    return _where_known(S + X, low, high)


def reporting_ratio(share: ArrayLike, ratio: ArrayLike) -> np.ndarray:
    """The true share, if a censored mailing is `ratio` times as likely to become known as a received one.

    Arrays that broadcast; share in [0, 1] or nan, which stays nan; ratio above 0, usually 1/2 to 4. ValueError: outside
    these. q / (q + r(1-q)), that is odds(true) = odds(known) / r; Bayes' rule. Sensitivity, not truth.
    """
    q, r = np.asarray(share, float), np.asarray(ratio, float)
    if np.any((q < 0) | (q > 1)) or not np.all(r > 0):
        raise ValueError("A share is between 0 and 1, and a reporting ratio is above 0.")
    return (q / (q + r * (1 - q)))[()]


@dataclass(frozen=True)
class Prior:
    """What facilities of this program are like before we look at one: Beta(a, b), and where it came from."""

    a: float
    b: float
    fitted: bool = True
    note: str = ""

    @property
    def mean(self) -> float:
        return self.a / (self.a + self.b)

    @property
    def size(self) -> float:
        return self.a + self.b


def fit_prior(x: ArrayLike, n: ArrayLike) -> Prior:
    """The beta distribution that the facilities' own shares come from, by maximum likelihood.

    Two arrays of one length, 0 <= x <= n; facilities with n = 0 say nothing and are left out. a and b are finite and
    above 0 whatever the counts. With fewer than 30 facilities with data: the pooled mean with M = 10, `fitted` False,
    and `note` says so. ValueError: a count that is negative, nan or more than n. Beta-binomial empirical Bayes: Robbins
    1956, Efron and Morris 1975; not by moments, which tiny totals bias badly.
    """
    x, n = (np.ravel(part) for part in _share(x, n))
    x, n = x[n > 0], n[n > 0]
    mean = _inside(x.sum(), n.sum())
    if len(n) < FEWEST_TO_FIT:
        note = f"Only {len(n)} with data (fewer than {FEWEST_TO_FIT}): the pooled mean, with the weight of 10 outcomes."
        return Prior(mean * UNFITTED_SIZE, (1 - mean) * UNFITTED_SIZE, fitted=False, note=note)

    x, n, times, _ = _distinct(x, n)  # thousands of facilities have few distinct pairs
    total = times.sum()

    def loss(at: np.ndarray) -> tuple[float, np.ndarray]:
        mu, size = special.expit(at[0]), np.exp(at[1])
        a, b = mu * size, special.expit(-at[0]) * size
        value = special.betaln(x + a, n - x + b) - special.betaln(a, b)
        shared = special.psi(size) - special.psi(n + size)
        by_a = times @ (special.psi(x + a) - special.psi(a) + shared) / total
        by_b = times @ (special.psi(n - x + b) - special.psi(b) + shared) / total
        return -(times @ value) / total, -np.array([(by_a - by_b) * a * b / size, by_a * a + by_b * b])

    box = [(-9, 9), (np.log(0.05), np.log(1e4))]  # without it the search diverges when facilities do not differ
    starts = [(np.clip(special.logit(mean), -9, 9), np.log(size)) for size in (2, 30)]
    tight = {"ftol": 1e-13, "gtol": 1e-9}
    tries = [optimize.minimize(loss, at, jac=True, method="L-BFGS-B", bounds=box, options=tight) for at in starts]
    logit, log_size = min(tries, key=lambda found: found.fun).x
    size = float(np.exp(log_size))
    note = "The facilities do not differ more than luck would make them." if size > 9_999 else ""
    return Prior(float(special.expit(logit)) * size, float(special.expit(-logit)) * size, note=note)


def shrunken(censored: ArrayLike, n: ArrayLike, prior: Prior, confidence: float = 0.95) -> tuple[np.ndarray, ...]:
    """The censored share, drawn towards what the program's facilities are like: mean, low, high.

    Counts that broadcast, 0 <= censored <= n; all in [0, 1]. Where n = 0 it is the prior alone, so nothing to show for
    a facility. ValueError: as for wilson. Posterior mean and equal-tailed quantiles of Beta(C+a, n-C+b); Efron and
    Morris 1975.
    """
    (x, n), tail = _share(censored, n), _tail(confidence)
    cx, cn, _, back = _distinct(x, n)
    a, b = cx + prior.a, cn - cx + prior.b
    found = (a / (a + b), special.betaincinv(a, b, tail), special.betaincinv(a, b, 1 - tail))
    return tuple(part[back] for part in found)


def exceedance(censored: ArrayLike, n: ArrayLike, prior: Prior, rate: float, times: float) -> np.ndarray:
    """The probability that a facility's odds of censoring are more than `times` the program's.

    Counts that broadcast, 0 <= censored <= n; rate above 0 and at most 1, where it answers 0; times above 0; returns
    [0, 1]. ValueError: outside these. 1 - I_t(C+a, n-C+b) with odds(t) = times * odds(rate), since a reporting ratio
    common to all facilities cancels in odds; Lin, Louis, Paddock and Ridgeway 2006.
    """
    x, n = _share(censored, n)
    if not (0 < rate <= 1 and times > 0):
        raise ValueError("A program rate is above 0 and at most 1, and times is above 0.")
    bar = times * rate / (1 - rate + times * rate)
    cx, cn, _, back = _distinct(x, n)
    return special.betaincc(cx + prior.a, cn - cx + prior.b, bar)[back]


def chance_higher(first: tuple[float, float], second: tuple[float, float]) -> float:
    """The probability that one facility censors a larger share than another, each as the (a, b) of its beta.

    Two pairs above 0, such as (C+a1, n-C+b1); returns [0, 1], to about 1e-8 once both are 1 or more. ValueError: not
    above 0. The integral in Miller 2014 ("Formulas for Bayesian A/B testing"), by quadrature, so for any a and b.
    """
    if min(*first, *second) <= 0:
        raise ValueError("A beta distribution needs two numbers above 0.")
    nodes, weights = special.roots_legendre(200)
    # Over an angle, whose ends flatten, and not over the quantile itself, whose ends are steep.
    turn = (nodes + 1) * np.pi / 4
    at = special.betaincinv(*second, np.sin(turn) ** 2)
    return float(np.clip(np.pi / 4 * weights @ (special.betaincc(*first, at) * np.sin(2 * turn)), 0, 1))


def times_the_program(m1: ArrayLike, p1: float, m2: ArrayLike, p2: float) -> np.ndarray:
    """How many times the program's odds of censoring a facility's are: the number that facilities are listed by.

    Shrunken shares of known outcomes (m1) and of all mail that counts (m2), same shape, against the program's; all
    strictly between 0 and 1, or nan, which stays nan. ValueError: outside. The geometric mean of both odds ratios,
    because the two denominators are wrong in opposite ways.
    """
    shares = [np.asarray(part, float) for part in (m1, p1, m2, p2)]
    if any(np.any((part <= 0) | (part >= 1)) for part in shares):
        raise ValueError("Odds need shares strictly between 0 and 1.")
    return np.exp(sum(sign * special.logit(share) for sign, share in zip((1, -1, 1, -1), shares, strict=True)) / 2)


def flags(censored: ArrayLike, n: ArrayLike, readers: ArrayLike, high: ArrayLike, watch: ArrayLike) -> np.ndarray:
    """What we can say of each facility in words, one of FLAGS.

    Counts C, n, K, and min(P1, P2) at 5 and at 3 times the program's odds; arrays that broadcast. Too little known
    comes before any flag; a flag needs two censored mailings, of two different readers. ValueError: a count that is
    negative, nan or more than it can be; a probability outside [0, 1] where n > 0. Lin and others 2006.
    """
    C, n = _share(censored, n)
    K, C = _share(readers, C)
    high, watch = np.asarray(high, float), np.asarray(watch, float)
    if not all(np.all((n == 0) | ((part >= 0) & (part <= 1))) for part in (high, watch)):
        raise ValueError("A probability is between 0 and 1.")
    enough = (C >= 2) & (K >= 2)
    rules = [n == 0, n < FEWEST_KNOWN, enough & (high >= SURE_ENOUGH), enough & (watch >= SURE_ENOUGH)]
    return np.select(rules, [NO_DATA, TOO_FEW, HIGH, WATCH], NOT_DISTINGUISHED)


@dataclass(frozen=True)
class Program:
    """The whole program's censored shares and priors, by known outcomes (1) and by all mail that counts (2).

    p1 and p2 are as counted: nan without mail, and 0 when nothing was censored. base1 and base2 are what facilities are
    compared with: the same, but half an outcome inside the ends, where odds would be 0 or endless.
    """

    p1: float
    p2: float
    base1: float
    base2: float
    prior1: Prior
    prior2: Prior


def program(censored: ArrayLike, received: ArrayLike, unconfirmed: ArrayLike) -> Program:
    """The program as its facilities' counts show it: pooled shares, and a prior for each lens.

    Arrays of one length, one entry per facility; they may be empty or zero. ValueError: a negative or nan count. Source
    and guards of the priors as for fit_prior.
    """
    C, R, U = _counts(censored, received, unconfirmed)
    c, n, s = C.sum(), (C + R).sum(), (C + R + U).sum()
    p1, p2 = (float(c / known) if known else float("nan") for known in (n, s))
    return Program(p1, p2, _inside(c, n), _inside(c, s), fit_prior(C, C + R), fit_prior(C, C + R + U))


@dataclass(frozen=True, eq=False)
class Assessment:
    """All that is said of each facility; arrays of one length, in the order given.

    Whatever says how much is censored (rate, wilson_low, wilson_high, m1, lo, hi, m2, T, P1, P2, watch1, watch2) is nan
    where n = 0; low and high where no mail counts, known_share where S = 0. P1 and P2 are for HIGH, watch1 and watch2
    for WATCH.
    """

    C: np.ndarray
    R: np.ndarray
    O: np.ndarray  # noqa: E741  the method's own letter, as exported
    X: np.ndarray
    U: np.ndarray
    K: np.ndarray
    n: np.ndarray
    S: np.ndarray
    known_share: np.ndarray
    rate: np.ndarray
    wilson_low: np.ndarray
    wilson_high: np.ndarray
    low: np.ndarray
    high: np.ndarray
    m1: np.ndarray
    lo: np.ndarray
    hi: np.ndarray
    m2: np.ndarray
    T: np.ndarray
    P1: np.ndarray
    P2: np.ndarray
    watch1: np.ndarray
    watch2: np.ndarray
    flag: np.ndarray
    program: Program

    def columns(self) -> dict[str, np.ndarray | float]:
        """Everything by name, with a1, b1, a2, b2, p1 and p2, ready for a table or an export."""
        by_name = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "program"}
        whole, one, two = self.program, self.program.prior1, self.program.prior2
        return by_name | {"a1": one.a, "b1": one.b, "a2": two.a, "b2": two.b, "p1": whole.p1, "p2": whole.p2}

    def order(self) -> np.ndarray:
        """Positions from most to least times the program; no data last; equals by known outcomes, then as given."""
        return np.lexsort((-self.n, -np.nan_to_num(self.T, nan=-1.0)))


def assess(
    censored: ArrayLike,
    received: ArrayLike,
    returned: ArrayLike,
    no_reason: ArrayLike,
    unconfirmed: ArrayLike,
    readers: ArrayLike | None = None,
    *,
    against: Program | None = None,
) -> Assessment:
    """Everything the method says of many facilities (or systems, or one facility against the program) at once.

    Counts C, R, O, X, U, K of one length; readers behind the censored mail default to one each. Compared with
    `against`, or with the program that these same counts make. ValueError: a negative or nan count, or more readers
    than censored mail. Sources as for each part.
    """
    C, R, O, X, U = (  # noqa: E741
        np.atleast_1d(part) for part in _counts(censored, received, returned, no_reason, unconfirmed)
    )
    K, C = _share(C if readers is None else readers, C)
    n, S = C + R, C + R + U
    base = against or program(C, R, U)
    unknown = n == 0

    def known(part: np.ndarray) -> np.ndarray:
        return np.where(unknown, np.nan, part)

    low, high = bounds(C, R, X, U)
    wilson_low, wilson_high = wilson(C, n)
    m1, lo, hi = (known(part) for part in shrunken(C, n, base.prior1))
    m2 = known((C + base.prior2.a) / (S + base.prior2.size))
    # Where everything is censored nobody can stand out, though half an outcome inside the end it would seem so.
    rate1, rate2 = (1.0 if p == 1 else near for p, near in ((base.p1, base.base1), (base.p2, base.base2)))
    P1, watch1 = (known(exceedance(C, n, base.prior1, rate1, k)) for k in (HIGH_TIMES, WATCH_TIMES))
    P2, watch2 = (known(exceedance(C, S, base.prior2, rate2, k)) for k in (HIGH_TIMES, WATCH_TIMES))
    return Assessment(
        **{name: part.astype(int) for name, part in zip("CROXUKnS", (C, R, O, X, U, K, n, S), strict=True)},
        known_share=np.divide(n, S, out=np.full_like(S, np.nan), where=S > 0),
        rate=np.divide(C, n, out=np.full_like(n, np.nan), where=~unknown),
        wilson_low=wilson_low, wilson_high=wilson_high, low=low, high=high,
        m1=m1, lo=lo, hi=hi, m2=m2, T=times_the_program(m1, base.base1, m2, base.base2),
        P1=P1, P2=P2, watch1=watch1, watch2=watch2,
        flag=flags(C, n, K, np.minimum(P1, P2), np.minimum(watch1, watch2)),
        program=base,
    )  # fmt: skip


def title_ratio(
    title: ArrayLike,
    censored: ArrayLike,
    known: ArrayLike,
    facility_censored: ArrayLike,
    facility_known: ArrayLike,
    prior: Prior,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """How much more each title is censored than the facilities it was sent to censor otherwise: O, E, (O+4)/(E+4).

    One entry per title and facility: the title as a whole number from 0, its censored and known items there, and the
    facility's in all; arrays of one length. Returns arrays by title number. ValueError: a count that is negative, nan
    or more than its whole. E = sum of (C_f - y + a)/(n_f - 1 + a + b) over the title's known mailings, each judged by
    the others; indirect standardisation, with the ratio shrunken as by a gamma(4, 4), Clayton and Kaldor 1987.
    """
    (x, k), (cf, nf) = _share(censored, known), _share(facility_censored, facility_known)
    if np.any(x > cf) or np.any(k - x > nf - cf):
        raise ValueError("A title's items are among those of the facility.")
    others = np.maximum(nf - 1, 0) + prior.size
    expected = (x * (np.maximum(cf - 1, 0) + prior.a) + (k - x) * (cf + prior.a)) / others
    seen, due = np.bincount(title, x), np.bincount(title, expected)
    return seen, due, (seen + 4) / (due + 4)


def _counts(*parts: ArrayLike) -> list[np.ndarray]:
    arrays = np.broadcast_arrays(*(np.asarray(part, float) for part in parts))
    if not all(np.all(np.isfinite(part) & (part >= 0)) for part in arrays):
        raise ValueError("A count is 0 or more, and is never missing.")
    return list(arrays)


def _share(part: ArrayLike, whole: ArrayLike) -> list[np.ndarray]:
    part, whole = _counts(part, whole)
    if np.any(part > whole):
        raise ValueError("A part cannot be more than the whole.")
    return [part, whole]


def _tail(confidence: float) -> float:
    if not 0 < confidence < 1:
        raise ValueError("A confidence lies between 0 and 1, such as .95.")
    return (1 - confidence) / 2


def _where_known(n: np.ndarray, low: np.ndarray, high: np.ndarray) -> Pair:
    return np.where(n > 0, low, np.nan)[()], np.where(n > 0, high, np.nan)[()]


def _inside(x: float, n: float) -> float:
    return float((x + 0.5) / (n + 1) if x in (0, n) else x / n)


def _distinct(x: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, ...]:
    pairs, back, times = np.unique(x + 1j * n, return_inverse=True, return_counts=True)
    return pairs.real, pairs.imag, times, back.reshape(x.shape)[()]
