"""A frame in, a chart out: the colours, the order, and only what is drawn."""

from datetime import date

import pandas as pd
import pytest

from bfp.base import charts
from bfp.censorship import outcome_reports


def some_counts(n=3, **columns) -> pd.DataFrame:
    counts = dict.fromkeys(outcome_reports.COUNTS, 0) | {"sent": 6} | dict.fromkeys(outcome_reports.OUTCOME_COLUMNS, 1)
    counts |= {"mature_received": 1, "mature_censored": 1, "mature_returned": 1, "mature_no_reason": 1}
    table = pd.DataFrame([counts] * n)
    table.insert(0, "facility_id", range(1, n + 1))
    table.insert(1, "facility", [f"Sample Unit {i}, TX" for i in range(n)])
    table["month"] = [date(2026, 1 + i % 12, 1) for i in range(n)]
    return table.assign(**columns)


def columns(chart) -> set[str]:
    """Every column that goes to the browser with the chart."""
    return {name for rows in chart.to_dict()["datasets"].values() for row in rows for name in row}


def rows(chart, name) -> list[dict]:
    return [row for part in chart.to_dict()["datasets"].values() for row in part if name in row]


ALL = {
    "outcomes_by_month": lambda: charts.outcomes_by_month(some_counts()),
    "outcomes_by_name": lambda: charts.outcomes_by_name(some_counts(), "facility", "facility_id"),
    "queue": lambda: charts.queue(pd.DataFrame({"position": [1], "waited": ["0 to 30 days"], "requests": [4]})),
}


@pytest.mark.parametrize("name", ALL)
def test_every_chart_says_in_words_what_it_shows(name):
    assert len(ALL[name]().to_dict()["description"]) > 20


@pytest.mark.parametrize("name", ALL)
def test_a_chart_takes_only_the_columns_it_draws(name):
    drawn = {
        "outcomes_by_month": {"month", "outcome", "items", "high", "low", "share"},
        "outcomes_by_name": {"facility", "facility_id", "place", "outcome", "items", "high", "low", "share", "name"},
        "queue": {"waited", "requests"},
    }
    assert columns(ALL[name]()) <= drawn[name]


@pytest.mark.parametrize("name", ["outcomes_by_month", "outcomes_by_name"])
def test_outcomes_have_their_colours_and_pending_is_striped(name):
    solid, striped, *_ = ALL[name]().to_dict()["layer"]
    scale = solid["encoding"]["color"]["scale"]
    colours = dict(zip(scale["domain"], scale["range"], strict=True))
    assert colours["received"] == "#2F6DB5"
    assert colours["censored"] == "#C8452D"
    assert colours["returned"] == "#C79A2B"
    assert colours["no reason given"] == "#7A5195"
    assert colours["unconfirmed"] == "#B8B8B8"
    assert striped["mark"]["color"]["gradient"] == "linear"


def test_pieces_of_a_bar_follow_each_other_and_end_at_all_that_was_sent():
    pieces = rows(charts.outcomes_by_name(some_counts(1), "facility"), "outcome")
    assert [piece["outcome"] for piece in pieces] == list(charts.OUTCOMES)
    assert [(piece["low"], piece["high"]) for piece in pieces] == [(n, n + 1) for n in range(6)]


def test_empty_pieces_are_not_drawn():
    table = some_counts(1, received=0, pending=0)
    assert {piece["outcome"] for piece in rows(charts.outcomes_by_month(table), "outcome")} == {
        "censored", "returned", "no reason given", "unconfirmed",
    }  # fmt: skip


def test_charts_and_reports_agree_on_the_states_and_on_how_many_bars():
    assert (charts.OUTCOME_COLUMNS, charts.MOST_BARS) == (outcome_reports.OUTCOME_COLUMNS, charts.MOST_BARS)


def test_no_more_bars_than_a_page_can_show():
    assert len(rows(charts.outcomes_by_name(some_counts(40), "facility"), "name")) == charts.MOST_BARS


def test_a_click_chooses_the_place_by_its_id():
    [choice] = charts.outcomes_by_name(some_counts(), "facility", "facility_id").to_dict()["params"]
    assert (choice["name"], choice["select"]["fields"]) == ("chosen", ["facility_id"])
    assert "params" not in charts.outcomes_by_name(some_counts(), "facility").to_dict()


