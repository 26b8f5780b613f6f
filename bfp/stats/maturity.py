"""How long to wait for news of a mailing before its silence counts.

Days are from mailing to the day we learned the outcome; mail with no outcome has been waited for since it was mailed.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

HORIZON = 365
SHARE = 0.9
WHILE_SHORT = 120
FEWEST_NEWS = 30  # of each kind within the horizon, and as many mailings followed to its end


@dataclass(frozen=True, eq=False)
class Incidence:
    """The share of mail known by each day, one entry for day 0, 1, ... up to the horizon.

    censored, received, other and silent add up to 1 on every day. At risk: mailings still waited for as the day begins.
    """

    censored: np.ndarray
    received: np.ndarray
    other: np.ndarray
    silent: np.ndarray
    at_risk: np.ndarray

    def day_reaching(self, kind: str, share: float = SHARE) -> int | None:
        """The first day by which `share` of a kind's news at the horizon has come, or None when there is never any."""
        curve = getattr(self, kind)
        if curve[-1] == 0:
            return None
        # A hair below, or the sum of a thousand small steps can miss its own last value.
        return int(np.argmax(curve >= share * curve[-1] * (1 - 1e-12)))


@dataclass(frozen=True)
class Maturity:
    """How many days of silence count (N), whether that was measured, and why."""

    days: int
    measured: bool
    note: str
    censored_by: int | None = None
    received_by: int | None = None


def incidence(
    days: ArrayLike,
    censored: ArrayLike,
    received: ArrayLike,
    other: ArrayLike,
    pending: ArrayLike,
    *,
    horizon: int = HORIZON,
) -> Incidence:
    """The share of mail that is known censored, known received or known otherwise by each day after mailing.

    Arrays of one length: a number of days (whole, 0 or more, in any order, repeats add up) and how many mailings had
    that news, or still have none, at that age. Other is every other end: returned, no usable reason. Mail without news
    is right-censored, and counts as waited for through its last day. All shares nan when there is no mail. ValueError:
    a day or count that is negative or nan, a day that is not whole, a horizon below 1. Aalen and Johansen 1978.
    """
    given = (np.asarray(part, float) for part in (days, censored, received, other, pending))
    age, *counts = np.broadcast_arrays(*given)
    if not all(np.all(np.isfinite(part) & (part >= 0)) for part in (age, *counts)) or np.any(age != np.floor(age)):
        raise ValueError("Days are whole and 0 or more, and counts are 0 or more.")
    if horizon < 1:
        raise ValueError("The horizon is at least one day.")

    # Whatever happened after the horizon was waited for until the horizon; one bin past it holds all of that.
    bin_ = np.minimum(age, horizon + 1).astype(int).ravel()
    tallies = np.array([np.bincount(bin_, part.ravel(), minlength=horizon + 2) for part in counts], float)
    at_risk = tallies.sum(axis=0)[::-1].cumsum()[::-1][:-1]
    news = tallies[:3, :-1]

    hazard = np.divide(news, at_risk, out=np.zeros_like(news), where=at_risk > 0)
    silent = np.cumprod(1 - hazard.sum(axis=0))
    before = np.r_[1.0, silent[:-1]]
    shares = np.cumsum(before * hazard, axis=1)
    if at_risk[0] == 0:
        shares, silent = np.full_like(shares, np.nan), np.full_like(silent, np.nan)
    return Incidence(shares[0], shares[1], shares[2], silent, at_risk)


def mature_after(
    days: ArrayLike, censored: ArrayLike, received: ArrayLike, other: ArrayLike, pending: ArrayLike
) -> Maturity:
    """The day by which 90 % of a year's news has come, for censored or received mail, whichever comes later.

    Arrays and errors as for incidence. 120 days, `measured` False and a note while data is short: fewer than 30
    mailings learned censored, or received, within a year, or fewer than 30 followed for the whole year (unless all news
    is in). Aalen and Johansen 1978.
    """
    curves = incidence(days, censored, received, other, pending)
    young = np.asarray(days) <= HORIZON
    known = {
        kind: int(np.where(young, part, 0).sum()) for kind, part in (("censored", censored), ("received", received))
    }
    followed = int(curves.at_risk[-1])
    default = f"; {WHILE_SHORT} days until there are {FEWEST_NEWS}."
    for kind, number in known.items():
        if number < FEWEST_NEWS:
            return Maturity(WHILE_SHORT, False, f"Only {number} mailings were learned {kind} within a year" + default)
    if followed < FEWEST_NEWS and curves.silent[-1] > 1e-9:
        return Maturity(WHILE_SHORT, False, f"Only {followed} mailings were followed for a whole year" + default)

    by = {kind: day for kind in known if (day := curves.day_reaching(kind)) is not None}  # both: neither is without news here
    later = max(by, key=lambda kind: by[kind])
    note = f"{SHARE:.0%} of what is ever learned {later} within a year is known by day {by[later]}."
    # Mail sent and heard of on one day still needs that day to end.
    return Maturity(max(by[later], 1), True, note, by["censored"], by["received"])
