"""Whether enough is known for a rate."""

import pytest

from bfp.stats.enough import known_enough


@pytest.mark.parametrize(
    ("known", "counted", "group", "enough"),
    [(29, 29, True, False), (30, 150, True, True), (30, 151, True, False), (3, 15, False, True), (2, 2, False, False),
     (0, 0, False, False), (0, 0, True, False)],
)  # fmt: skip
def test_a_group_needs_thirty_outcomes_a_facility_three_and_both_a_fifth_of_their_mail(known, counted, group, enough):
    assert known_enough(known, counted, 3, 0.2, group) == enough


def test_nothing_known_is_never_enough_whatever_the_program_has_set():
    assert not known_enough(0, 0, 0, 0, group=False)
