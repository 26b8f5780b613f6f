"""A chart is made once for the same answers, and anew when one of them is another."""

import json
from datetime import date

import pandas as pd
from builders import a_facility, a_reader, a_shipment

from bfp.base import charts, db
from bfp.ui.drawn import MOST, _made, drawn
from pages import open_page

QUEUE = pd.DataFrame({"position": [0, 1], "waited": ["under a week", "1 to 2 weeks"], "requests": [3, 4]})


def test_the_same_frame_is_drawn_once_and_another_of_the_same_numbers_anew():
    first = drawn(charts.queue, QUEUE)
    assert drawn(charts.queue, QUEUE) is first
    other = QUEUE.assign(requests=[3, 5])
    assert drawn(charts.queue, other) is not first and drawn(charts.queue, other) != first
    assert drawn(charts.queue, QUEUE) == first


def test_a_specification_says_what_the_chart_says_and_only_so_many_are_kept():
    anew = charts.queue(QUEUE).to_dict(validate=False)
    assert json.dumps(drawn(charts.queue, QUEUE), default=str) == json.dumps(anew, default=str)
    for number in range(MOST + 9):
        drawn(charts.queue, QUEUE.assign(requests=[number, 1]))
    assert len(_made) <= MOST


def test_a_page_that_is_drawn_twice_shows_the_same_chart(desk):
    with db.transaction(desk, "Ada") as con:
        a_shipment(con, a_reader(con, a_facility(con)), on=date(2026, 9, 1), outcome="censored", learned_on=date(2026, 10, 1))
    at = open_page("shipments")
    specs = [one.proto.spec for one in at.get("vega_lite_chart")]
    at.run()
    assert specs and specs == [one.proto.spec for one in at.get("vega_lite_chart")]
