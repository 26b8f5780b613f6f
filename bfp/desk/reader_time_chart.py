"""The line of time as a picture: what went to and fro with one reader, in lanes, coloured where an outcome is known."""

import altair as alt
import pandas as pd

from bfp.base.charts import COLOURS, NEUTRAL, TEXT
from bfp.desk.reader_time import LANES

ROW = 34  # pixels for one lane
SHAPES = {"letter": "circle", "parcel": "square", "gave back": "diamond", "reply": "triangle-up"}


def line(table: pd.DataFrame) -> alt.LayerChart:
    """Lanes from top to bottom, time from left to right; `table` is reader_time.lanes."""
    things = sorted(set(table["what"]))
    colours = [COLOURS.get(thing, NEUTRAL) for thing in things]
    shapes = [SHAPES.get(thing, "cross" if thing in COLOURS else "circle") for thing in things]
    base = alt.Chart(table).encode(
        x=alt.X("when:T", title=None, scale=alt.Scale(padding=10), axis=alt.Axis(labelOverlap=True, grid=False, tickCount=8)),
        y=alt.Y(
            "lane:N", title=None, sort=list(LANES), scale=alt.Scale(domain=list(LANES)),
            axis=alt.Axis(labelLimit=130, ticks=False, domain=False, grid=True, labelColor=TEXT),
        ),
    )  # fmt: skip
    points = base.mark_point(filled=True, size=70, opacity=0.85).encode(
        color=alt.Color("what:N", scale=alt.Scale(domain=things, range=colours), legend=None),
        shape=alt.Shape("what:N", scale=alt.Scale(domain=things, range=shapes), legend=None),
        tooltip=[alt.Tooltip("when:T", title="when", format="%-d %b %Y"), alt.Tooltip("what:N", title="what")],
    )
    return alt.layer(points).properties(height=ROW * len(LANES) + 24, description="What went to and fro with this reader, by day")
