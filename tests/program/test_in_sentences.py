"""Three sentences about the mail that a coordinator can repeat, with numbers that add up to what is on file."""

from datetime import date

import pytest
from builders import a_facility, a_reader, a_title, many_shipments

from bfp.program import in_sentences

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("mature_on", "season"),
    [
        (date(2026, 7, 26), ("of spring 2026", date(2026, 3, 1), date(2026, 5, 31))),
        (date(2026, 5, 31), ("of spring 2026", date(2026, 3, 1), date(2026, 5, 31))),
        (date(2026, 5, 30), ("of winter 2025/26", date(2025, 12, 1), date(2026, 2, 28))),
        (date(2024, 2, 29), ("of winter 2023/24", date(2023, 12, 1), date(2024, 2, 29))),
        (date(2026, 1, 15), ("of autumn 2025", date(2025, 9, 1), date(2025, 11, 30))),
    ],
)
def test_the_season_is_the_last_whose_mail_is_all_old_enough(mature_on, season):
    assert in_sentences.season(mature_on) == season


def test_what_we_know_what_was_stopped_and_what_nobody_told(con):
    title = a_title(con)
    for name, outcomes in (("Example Unit", ["censored"] * 6 + ["received"] * 30 + ["unconfirmed"] * 124),
                           ("North Camp", ["censored"] * 4 + ["no reason given"] * 36)):  # fmt: skip
        place = a_facility(con, name, "TX")
        readers = [a_reader(con, place) for _ in range(2)]
        many_shipments(con, readers, date(2026, 4, 2), title, outcomes, date(2026, 5, 2))
    assert in_sentences.told(con, DAY) == [
        "Of 100 items of spring 2026 we know of 20 whether they arrived or were stopped (40 of 200).",
        "5 of the 100 were stopped, most at Example Unit, TX (6).",
        "Of the 80 that nobody told us about we assume nothing: of 100, at best 5 were stopped and at worst 85.",
    ]


def test_little_mail_is_told_of_a_year_in_its_own_numbers_and_none_not_at_all(con):
    assert in_sentences.told(con, DAY) == []
    many_shipments(con, [a_reader(con)], date(2026, 4, 2), a_title(con), ["received", "unconfirmed"], date(2026, 5, 2))
    first, second, third = in_sentences.told(con, DAY)
    assert first.startswith("Of 2 items of the year to ") and first.endswith("we know of 1 whether they arrived or were stopped.")
    assert second == "None of them is known to have been stopped." and third.endswith(
        "of 2, at best 0 were stopped and at worst 1."
    )
