"""Charts of censorship: shapes and words beside colours, only what is drawn, nothing that breaks on little data."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from bfp.base.states import NAMES
from bfp.censorship import (
    censorship_charts,
    facility_censorship,
    facility_charts,
    outcome_reports,
    tiles,
    titles_and_reasons,
    titles_charts,
)

DAY, MATURE = date(2026, 11, 23), date(2026, 7, 26)


def places(n=3, **columns) -> pd.DataFrame:
    flags = (["HIGH", "WATCH", "NOT DISTINGUISHED"] * n)[:n]
    said = ["not distinguished" if flag == "NOT DISTINGUISHED" else flag for flag in flags]
    table = pd.DataFrame({"id": range(1, n + 1), "label": [f"Unit {i}, TX" for i in range(n)], "flag": flags, "said": said})
    counts = {"C": 24, "n": 26, "U": 20, "X": 2, "pending": 3, "early": 1}
    numbers = {"T": 36.4, "doubt": "", "low": 0.4, "high": 0.9, "m1": 0.8, "lo": 0.6, "hi": 0.95, "rate": 0.92}
    return table.assign(**counts | numbers | columns)


def points() -> pd.DataFrame:
    return places().assign(places=[1, 1, 7])


def quarters(n=4) -> pd.DataFrame:
    starts = [period.start_time.date() for period in pd.period_range(end="2026Q4", periods=n, freq="Q")]
    rate = [0.1] * (n - 1) + [np.nan]
    return pd.DataFrame(
        {"quarter": starts, "C": 1, "n": [10] * (n - 1) + [0], "rate": rate, "line": 0.1, "limit": rate, "sent": 30,
         "arriving": [False] * (n - 1) + [True]}
    )  # fmt: skip


def alarms(*days) -> pd.DataFrame:
    return pd.DataFrame({"raised_on": list(days), "kind": "new ban", "sentence": "5 of 5 censored in six months"})


def tile_rows() -> pd.DataFrame:
    return pd.DataFrame(
        {"id": ["TX", "NM", "federal"], "C": 1, "n": [40, 3, 99], "m1": [0.6, 0.5, 0.02], "insufficient": [False, True, False],
         "says": "1 censored of 40 known", "share": ["60 %", "50 %", "2 %"]}
    )  # fmt: skip


def titles() -> pd.DataFrame:
    table = pd.DataFrame({"name": ["Newsletter 9", "A Dictionary"], "observed": [30, 1], "expected": [5.0, 2.0], "n": [40, 9]})
    table["ratio"] = (table["observed"] + 4) / (table["expected"] + 4)
    return titles_and_reasons.with_range(table)


def given() -> pd.DataFrame:
    return pd.DataFrame(
        {"reason": ["drugs", "too many items", "not stated"], "part": ["content-based", "content-neutral", "not stated"],
         "C": [5, 3, 2], "of_censored": 10, "share": [0.5, 0.3, 0.2], "wilson_low": 0.1, "wilson_high": 0.7}
    )  # fmt: skip


ALL = {
    "interval_dots": lambda: censorship_charts.interval_dots(places(), 0.12, opens=True),
    "funnel": lambda: censorship_charts.funnel(points(), 0.12),
    "tile_grid": lambda: censorship_charts.tile_grid(tile_rows()),
    "timeline": lambda: facility_charts.timeline(quarters(), alarms(DAY), MATURE, DAY),
    "title_ratios": lambda: titles_charts.title_ratios(titles()),
    "reasons": lambda: titles_charts.reasons(given()),
}


def rows(chart, name) -> list[dict]:
    return [row for part in chart.to_dict()["datasets"].values() for row in part if name in row]


@pytest.mark.parametrize("name", ALL)
def test_every_chart_is_valid_and_says_in_words_what_it_shows(name):
    assert len(ALL[name]().to_dict()["description"]) > 20


@pytest.mark.parametrize("name", ALL)
def test_a_chart_takes_only_the_columns_it_draws(name):
    text = str(ALL[name]().to_dict(validate=False) | {"datasets": None})
    columns = {column for part in ALL[name]().to_dict()["datasets"].values() for row in part for column in row}
    assert not [column for column in columns if f"'{column}" not in text and f"datum.{column}" not in text]


def test_a_row_of_the_list_says_flag_times_and_natural_frequencies():
    counts = [row["counts"] for row in rows(ALL["interval_dots"](), "counts")]
    assert counts[0] == "◆ HIGH · ×36 · 24 censored of 26 known · 22 unknown · 4 too recent to say"
    assert counts[2] == "not distinguished · ×36 · 24 censored of 26 known · 22 unknown · 4 too recent to say"


def test_where_flag_and_number_seem_to_disagree_the_row_says_why():
    table = places(3, doubt=["", "", "too few to be sure"])
    counts = [row["counts"] for row in rows(censorship_charts.interval_dots(table, 0.12), "counts")]
    assert counts[2].startswith("not distinguished (too few to be sure) · ×36")


def test_flags_are_shapes_before_they_are_colours():
    shapes = [row["shape"] for row in rows(ALL["interval_dots"](), "shape")]
    assert shapes == ["diamond", "triangle-up", "circle"]


def test_a_dot_is_hollow_where_too_little_is_known():
    chart = censorship_charts.interval_dots(places(1, said="insufficient data", flag="NOT DISTINGUISHED"), 0.12)
    assert rows(chart, "fill")[0]["fill"] == "transparent"


def test_no_more_rows_than_a_page_can_show():
    assert len(rows(censorship_charts.interval_dots(places(40), 0.1), "counts")) == outcome_reports.MOST_BARS


def test_a_reporting_ratio_moves_the_dots_and_the_program_and_not_the_bounds():
    [as_is], [moved] = (rows(censorship_charts.interval_dots(places(1), 0.12, ratio=r), "fill") for r in (1.0, 4.0))
    assert moved["m1"] == pytest.approx(0.8 / (0.8 + 4 * 0.2)) and as_is["m1"] == pytest.approx(0.8)
    assert (moved["low"], moved["high"]) == (as_is["low"], as_is["high"])


def test_a_program_without_a_rate_has_no_mark():
    assert not rows(censorship_charts.interval_dots(places(), float("nan")), "program")


def test_flagged_places_in_the_funnel_can_be_clicked_and_the_others_are_together():
    chart = ALL["funnel"]()
    assert [row["places"] for row in rows(chart, "places")] == [7]
    assert {row["shape"] for row in rows(chart, "shape")} == {"diamond", "triangle-up"}


@pytest.mark.parametrize("program", [0.0, 1.0, 0.001])
def test_a_funnel_stands_at_the_ends_too(program):
    assert censorship_charts.funnel(points(), program).to_dict()


def test_a_tile_with_under_thirty_known_has_no_colour_and_no_share():
    bands = {row["name"]: (row["band"], row["share"]) for row in rows(ALL["tile_grid"](), "band")}
    assert bands["TX"] == ("50 % and more", "60 %")
    assert bands["NM"] == ("too little known", "")
    assert bands["Federal"] == ("under 5 %", "2 %")
    assert bands["VT"] == ("no mail", "")


def test_every_state_has_one_tile_and_no_two_share_a_place():
    assert set(tiles.PLACES) == set(NAMES)
    spots = [*tiles.PLACES.values(), *((column, row) for column, row, *_ in tiles.APART.values())]
    assert len(set(spots)) == len(spots)


def test_a_timeline_labels_counts_shades_what_arrives_and_marks_alarms():
    chart = ALL["timeline"]()
    assert [row["label"] for row in rows(chart, "limit")] == ["1/10", "1/10", "1/10", ""]
    assert [row["what"] for row in rows(chart, "what")] == ["still arriving"]
    assert [row["sentence"] for row in rows(chart, "sentence")] == ["5 of 5 censored in six months"]


def test_an_alarm_before_the_quarters_shown_is_not_drawn():
    assert not rows(facility_charts.timeline(quarters(), alarms(date(2010, 1, 1)), MATURE, DAY), "sentence")


def test_the_chart_and_the_words_agree_on_how_many_quarters():
    assert facility_charts.QUARTERS_SHOWN == facility_censorship.QUARTERS_SHOWN
    assert len(rows(facility_charts.timeline(quarters(50), alarms(), MATURE, DAY), "limit")) == facility_charts.QUARTERS_SHOWN


def test_not_stated_is_a_hollow_bar_of_its_own():
    fills = {row["name"]: row["fill"] for row in rows(ALL["reasons"](), "fill")}
    assert fills["not stated · 2 of 10"] == "transparent"
    assert fills["drugs · 5 of 10 · content-based"] != fills["too many items · 3 of 10 · content-neutral"]


def test_a_title_above_expectation_by_its_whole_range_is_a_diamond():
    assert [row["shape"] for row in rows(ALL["title_ratios"](), "shape")] == ["diamond", "circle"]
