"""What grade a place gets for the mail we heard about: A to F by the whole 95 % interval, so that luck grades nobody.

The best grades need the upper end of the interval low, the worst the lower end high. Where the interval is too wide for
either, or too little is known, there is no grade.
"""

import numpy as np
from numpy.typing import ArrayLike

GRADES = ("A", "B", "C", "D", "F")
A_BELOW, B_BELOW = 0.05, 0.15
C_ABOVE, C_BELOW = 0.05, 0.50
D_ABOVE, F_ABOVE = 0.25, 0.50
NOT_DISTINGUISHED = "not distinguished"
NO_GRADE = ""

RULE = (
    "Grades are for the mail we heard about, by the 95 % interval of its censored share. A: even the upper end is below 5 %. "
    "B: the upper end is below 15 %. F: even the lower end is above 50 %. D: the lower end is above 25 %. C: neither, and the "
    "whole interval lies between 5 and 50 %. Where the interval is too wide for any of these the place is not distinguished, and "
    "where there is insufficient data there is no grade. An A does not say that the mail we did not hear about arrived."
)
SHORT = (
    f"A: 95 % to below {A_BELOW:.0%}; B: to below {B_BELOW:.0%}; F: from above {F_ABOVE:.0%}; D: from above {D_ABOVE:.0%}; "
    f"C: from above {C_ABOVE:.0%} and to below {C_BELOW:.0%}"
)


def grade(low: ArrayLike, high: ArrayLike, enough: ArrayLike) -> np.ndarray:
    """The grade of each place by the ends of its interval: one of GRADES, not distinguished, or none without enough data.

    Arrays that broadcast, 0 <= low <= high <= 1 where `enough`; elsewhere they may be nan. ValueError: ends outside or swapped.
    """
    low, high, enough = np.broadcast_arrays(np.asarray(low, float), np.asarray(high, float), np.asarray(enough, bool))
    if not np.all((low >= 0) & (low <= high) & (high <= 1) | ~enough):
        raise ValueError("An interval goes from its lower to its upper end, both between 0 and 1.")
    rules = [
        ~enough,
        high < A_BELOW,
        high < B_BELOW,
        low > F_ABOVE,
        low > D_ABOVE,
        (low > C_ABOVE) & (high < C_BELOW),
    ]
    return np.select(rules, [NO_GRADE, "A", "B", "F", "D", "C"], NOT_DISTINGUISHED)
