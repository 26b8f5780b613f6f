"""The chart of one facility's page: a frame in, a chart out, in the colours of the outcomes."""

import altair as alt
import pandas as pd

from bfp.charts import COLOURS, OUTCOMES, STRIPE, STRIPES


def mail_by_quarter(counts: pd.DataFrame) -> alt.LayerChart:
    """Items mailed each quarter, stacked by what became of them; mail that may still be arriving is striped."""
    rank = {outcome: place for place, outcome in enumerate(OUTCOMES)}
    drawn = counts.assign(place=counts["outcome"].map(rank)).sort_values(["quarter", "place"])
    drawn["when"] = [_quarter(day) for day in pd.to_datetime(drawn["quarter"])]
    drawn["high"] = drawn.groupby("when", sort=False)["items"].cumsum()
    drawn["low"] = drawn["high"] - drawn["items"]
    base = alt.Chart(drawn[["when", "outcome", "items", "low", "high"]]).encode(
        x=alt.X("when:O", title=None, scale=alt.Scale(domain=_quarters(counts)), axis=alt.Axis(labelAngle=0, labelOverlap=True)),
        y=alt.Y("low:Q", title="items mailed", axis=alt.Axis(tickMinStep=1, format=",d")),
        y2="high:Q",
        tooltip=[alt.Tooltip("when:O", title="quarter"), alt.Tooltip("outcome:N"), alt.Tooltip("items:Q", format=",d")],
    )
    colour = alt.Color(
        "outcome:N",
        title=None,
        scale=alt.Scale(domain=list(OUTCOMES), range=list(COLOURS.values())),
        legend=alt.Legend(orient="top", columns=3, symbolType="square", labelLimit=0),
    )
    stops = [{"offset": (stripe + at) / STRIPES, "color": shade} for stripe in range(STRIPES) for at, shade in STRIPE]
    gradient = {"gradient": "linear", "x1": 0, "y1": 0, "x2": 0, "y2": 1, "stops": stops}
    solid = base.transform_filter(alt.datum.outcome != "pending").mark_bar().encode(color=colour)
    striped = base.transform_filter(alt.datum.outcome == "pending").mark_bar(color=gradient)
    total = counts.groupby("outcome")["items"].sum()
    words = ", ".join(f"{total[outcome]:,} {outcome}" for outcome in OUTCOMES if outcome in total)
    return alt.layer(solid, striped).properties(height=260, description=f"Items by quarter of mailing: {words}")


def _quarter(day: pd.Timestamp) -> str:
    return f"{day.year} Q{day.quarter}"


def _quarters(counts: pd.DataFrame) -> list[str]:
    """Every quarter from the first to the last: one in which nothing was mailed is a gap, not left out."""
    days = pd.to_datetime(counts["quarter"])
    return [_quarter(period) for period in pd.period_range(days.min(), days.max(), freq="Q")] if len(days) else []
