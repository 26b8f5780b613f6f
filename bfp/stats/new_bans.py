"""What luck alone would not do: new bans, lifted bans, a second opinion, and the lines that charts draw.

Recent is mail sent in the last 183 days; earlier is all older mail. Only known outcomes count here, mature or not.
"""

from dataclasses import dataclass
from math import floor, log10

import numpy as np
from numpy.typing import ArrayLike
from scipy import special, stats

from bfp.stats.rates import Pair, Prior

RECENT_DAYS = 183
UNLIKELY = 0.001
FEWEST_ALIKE = 2
CUSUM_ALARM = 8.0


@dataclass(frozen=True, eq=False)
class Surprise:
    """How unexpected the recent outcomes of each facility are; arrays of one shape."""

    count: np.ndarray
    known: np.ndarray
    count_before: np.ndarray
    known_before: np.ndarray
    expected: np.ndarray
    p: np.ndarray
    alarm: np.ndarray
    word: str

    def sentence(self, at: int = 0) -> str:
        """What a coordinator reads, for the facility in that position."""
        count, known, c, n = (
            int(np.ravel(part)[at]) for part in (self.count, self.known, self.count_before, self.known_before)
        )
        before = f"after {c:,} of {n:,} before" if n else "with nothing known before"
        expected, p = (float(np.ravel(part)[at]) for part in (self.expected, self.p))
        shown = f"{expected:.1f}" if expected >= 0.1 else f"{expected:.1g}"
        return f"{count:,} of {known:,} {self.word} in six months; {before} we would expect {shown}; {chance(p)}"


def new_ban(
    censored: ArrayLike, known: ArrayLike, censored_before: ArrayLike, known_before: ArrayLike, prior: Prior
) -> Surprise:
    """Whether a facility (or system, or title) censors recent mail more than its own past and the program explain.

    Whole counts that broadcast: censored and known outcomes of recent mail, then of older mail; the prior of known
    outcomes. p = P(BetaBinomial(n6; a+C', b+n'-C') >= C6), 1 where C6 = 0; alarm where p < .001 and C6 >= 2.
    ValueError: a count that is negative, nan, not whole or more than its known. Box 1980 (a predictive check), here
    with the beta-binomial prediction of the shrunken estimate.
    """
    c, n, c0, n0 = _outcomes(censored, known, censored_before, known_before)
    a, b = c0 + prior.a, n0 - c0 + prior.b
    p = _at_least(c, n, a, b)
    return Surprise(c, n, c0, n0, n * a / (a + b), p, (p < UNLIKELY) & (c >= FEWEST_ALIKE), "censored")


def lifted_ban(
    censored: ArrayLike, known: ArrayLike, censored_before: ArrayLike, known_before: ArrayLike, prior: Prior
) -> Surprise:
    """Whether a facility lets recent mail through more than its own past and the program explain.

    Arguments and errors as for new_ban, censored and not received; the answer counts received.
    """
    c, n, c0, n0 = _outcomes(censored, known, censored_before, known_before)
    a, b = n0 - c0 + prior.b, c0 + prior.a
    r = n - c
    p = _at_least(r, n, a, b)
    return Surprise(r, n, n0 - c0, n0, n * a / (a + b), p, (p < UNLIKELY) & (r >= FEWEST_ALIKE), "received")


def chance(p: float) -> str:
    """A probability as a natural frequency of two digits, such as "chance 1 in 21,000".

    ValueError: outside [0, 1].
    """
    if not 0 <= p <= 1:
        raise ValueError("A probability is between 0 and 1.")
    if p < 1e-9:
        return "chance less than 1 in 1,000,000,000"
    one_in = round(1 / p, 1 - floor(log10(1 / p)))
    return f"chance 1 in {one_in:,.0f}" if one_in >= 10 else f"chance 1 in {one_in:.1f}"


def cusum_start(censored_old: ArrayLike, known_old: ArrayLike, prior: Prior) -> np.ndarray:
    """The share p0 that a facility's second opinion starts from: that of mail sent over twelve months ago, shrunken.

    Counts that broadcast; returns [.02, .3]. ValueError: as for new_ban. Efron and Morris 1975.
    """
    c, n, *_ = _outcomes(censored_old, known_old, 0, 0)
    return np.clip((c + prior.a) / (n + prior.size), 0.02, 0.3)


def cusum(censored: ArrayLike, start: float) -> np.ndarray:
    """The running evidence for a ban after each outcome, in the order we learned them; alarm from 8 on.

    One facility's outcomes (true for censored, false for received) and p0 in (0, .5); returns one number of 0 or more
    for each, and never resets. ValueError: p0 outside. S = max(0, S + ln(p1/p0) or ln((1-p1)/(1-p0))) with
    p1 = max(.5, 2 p0); Page 1954, with the weights of Steiner and others 2000.
    """
    stopped = np.asarray(censored, bool)
    steps = np.where(stopped, *_weights(start))
    walk = np.cumsum(steps)
    # Page's recursion is the walk above its own lowest point so far, so it needs no loop.
    return walk - np.minimum(np.minimum.accumulate(walk), 0) if len(walk) else walk


def cusum_peaks(facility: ArrayLike, censored: ArrayLike, start: ArrayLike) -> Pair:
    """The running evidence for a ban at many facilities: now, and at its highest.

    One entry per outcome in the order learned, the facility as a position in `start` (p0 of each). Returns (now, peak)
    by facility, 0 without outcomes. ValueError: as for cusum. Page 1954.
    """
    where, stopped, p0 = np.asarray(facility, int), np.asarray(censored, bool), np.asarray(start, float)
    now, peak = np.zeros(len(p0)), np.zeros(len(p0))
    in_turn = np.argsort(where, kind="stable")
    ends = np.cumsum(np.bincount(where, minlength=len(p0)))
    for at in np.unique(where):
        path = cusum(stopped[in_turn[ends[at - 1] if at else 0 : ends[at]]], p0[at])
        now[at], peak[at] = path[-1], path.max()
    return now, peak


def funnel(n: ArrayLike, rate: float, confidence: float = 0.95) -> Pair:
    """The censored shares between which luck alone puts a facility with n known outcomes.

    Whole n of 0 or more, any shape; rate in [0, 1]; call with .95 and .998. Returns (low, high) in [0, 1], nan where
    n = 0; a share strictly outside has at most (1 - confidence)/2 chance on its side. ValueError: outside these.
    Exact binomial quantiles; Spiegelhalter 2005, without his smoothing, which would put likely shares outside.
    """
    n = np.asarray(n, float)
    if not (0 <= rate <= 1 and 0 < confidence < 1) or not np.all((n >= 0) & (n == np.floor(n))):
        raise ValueError("A funnel needs whole numbers of known outcomes, and a rate and confidence between 0 and 1.")
    tail, safe = (1 - confidence) / 2, np.maximum(n, 1)
    low, high = (np.maximum(stats.binom.ppf(q, safe, rate), 0) / safe for q in (tail, 1 - tail))
    return np.where(n > 0, low, np.nan)[()], np.where(n > 0, high, np.nan)[()]


def own_history(censored: ArrayLike, known: ArrayLike, prior: Prior) -> Pair:
    """The line and the limit of one facility's timeline: what its own earlier periods lead us to expect.

    One entry per period, in order. Returns (line, limit) in [0, 1]: the shrunken share of the periods before, and the
    largest share that would still be no surprise at p < .001; limit nan where nothing is known of the period.
    ValueError: as for new_ban. Beta-binomial prediction, so a dot above the line is one that new_ban would call.
    """
    c, n, *_ = _outcomes(censored, known, 0, 0)
    c0, n0 = np.cumsum(c) - c, np.cumsum(n) - n
    a, b = c0 + prior.a, n0 - c0 + prior.b
    limit = np.full(n.shape, np.nan)
    for at in np.flatnonzero(n):
        weights = np.exp(_log_chance(np.arange(n[at] + 1), n[at], a[at], b[at]))
        at_least = np.cumsum(weights[::-1])[::-1]
        limit[at] = np.count_nonzero(at_least[1:] >= UNLIKELY) / n[at]
    return a / (a + b), limit


def p_chart(censored: ArrayLike, known: ArrayLike) -> tuple[float, np.ndarray, np.ndarray]:
    """The classical three-sigma chart of one facility: centre, low and high; to draw, never to alarm on.

    One entry per period; all in [0, 1], the limits nan where nothing is known and the centre nan where nothing ever is.
    ValueError: as for new_ban. Shewhart 1931.
    """
    c, n, *_ = _outcomes(censored, known, 0, 0)
    if not n.sum():
        return float("nan"), np.full(n.shape, np.nan), np.full(n.shape, np.nan)
    centre = c.sum() / n.sum()
    spread = np.divide(9 * centre * (1 - centre), n, out=np.full(n.shape, np.nan), where=n > 0) ** 0.5
    return float(centre), np.maximum(centre - spread, 0), np.minimum(centre + spread, 1)


def outcomes_until_run(length: int, share: float) -> float:
    """How many outcomes pass on average before that many in a row are censored, by luck alone.

    Length of 1 or more; share in (0, 1). ValueError: outside. Feller 1950, chapter XIII.
    """
    if length < 1 or not 0 < share < 1:
        raise ValueError("A run is at least 1 long, and a share lies strictly between 0 and 1.")
    return (1 - share**length) / ((1 - share) * share**length)


def adjusted(p: ArrayLike) -> np.ndarray:
    """The share of false alarms to expect if everything as surprising as this is called, for each of many p at once.

    One array of probabilities in [0, 1]; returns the same length. ValueError: outside. Benjamini and Hochberg 1995.
    """
    p = np.asarray(p, float)
    if not np.all((p >= 0) & (p <= 1)):
        raise ValueError("A probability is between 0 and 1.")
    falling = np.argsort(-p, kind="stable")
    ranks = np.arange(len(p), 0, -1)
    found = np.empty_like(p)
    found[falling] = np.minimum(np.minimum.accumulate(p[falling] * len(p) / ranks), 1)
    return found


def _at_least(count: np.ndarray, n: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """P(BetaBinomial(n; a, b) >= count), summed from the tail so that a tiny chance is exact."""
    count, n, a, b = np.broadcast_arrays(count, n, a, b)
    p = np.ones(count.shape)
    some = count > 0
    if not some.any():
        return p
    k0, m, a, b = (part[some] for part in (count, n, a, b))
    terms = (m - k0 + 1).astype(int)
    first = np.cumsum(terms) - terms
    k = np.arange(terms.sum()) - np.repeat(first - k0, terms)
    each = np.repeat(np.arange(len(m)), terms)
    weights = np.exp(_log_chance(k, m[each], a[each], b[each]))
    p[some] = np.minimum(np.add.reduceat(weights, first), 1)
    return p


def _log_chance(k: np.ndarray, n: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    ways = -np.log1p(n) - special.betaln(k + 1, n - k + 1)
    return ways + special.betaln(k + a, n - k + b) - special.betaln(a, b)


def _weights(start: float) -> tuple[float, float]:
    if not 0 < start < 0.5:
        raise ValueError("The share to start from lies between 0 and a half.")
    ban = max(0.5, 2 * start)
    return float(np.log(ban / start)), float(np.log((1 - ban) / (1 - start)))


def _outcomes(censored: ArrayLike, known: ArrayLike, before: ArrayLike, known_before: ArrayLike) -> list[np.ndarray]:
    given = (np.asarray(part, float) for part in (censored, known, before, known_before))
    parts = [np.atleast_1d(part) for part in np.broadcast_arrays(*given)]
    if not all(np.all(np.isfinite(part) & (part >= 0) & (part == np.floor(part))) for part in parts):
        raise ValueError("A count is whole, 0 or more, and never missing.")
    if np.any(parts[0] > parts[1]) or np.any(parts[2] > parts[3]):
        raise ValueError("No more can be censored than is known.")
    return parts
