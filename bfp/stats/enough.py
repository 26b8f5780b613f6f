"""Whether enough is known of mail to say what share of it is censored: one rule, asked by every page and report.

What does not pass is not empty: its counts and bounds are told, only the rate among known outcomes is withheld.
"""

import numpy as np
from numpy.typing import ArrayLike

OF_A_GROUP = 30  # a system, a state, a class, the program: with fewer known outcomes there is no rate and no colour


def known_enough(known: ArrayLike, counted: ArrayLike, fewest: int, share: float, group: bool = True) -> np.ndarray:
    """Whether each has enough known outcomes (n), and enough of the mail that counts (S) is known.

    Counts that broadcast, 0 <= n <= S. `fewest` is what one facility needs; a group needs 30 at least. Nothing is never enough.
    """
    n, S = np.asarray(known, float), np.asarray(counted, float)
    return (n >= max(fewest, OF_A_GROUP if group else 1)) & (n >= share * S)
