"""The charts of one facility's page: a frame in, a chart out."""

import altair as alt
import pandas as pd

from bfp.facility_report import OUTCOMES

COLOURS = ("#2F6DB5", "#C8452D", "#C79A2B", "#7A5195", "#B8B8B8", "#DADADA")


def mail_by_quarter(counts: pd.DataFrame) -> alt.Chart:
    """Items mailed each quarter, stacked by what became of them; mail still arriving is hollow and dashed."""
    rank = {outcome: place for place, outcome in enumerate(OUTCOMES)}
    drawn = counts[["quarter", "outcome", "items"]].assign(
        when=[f"{quarter.year} Q{(quarter.month + 2) // 3}" for quarter in pd.to_datetime(counts["quarter"])],
        place=counts["outcome"].map(rank),
    )
    quarters = _quarters(counts)
    pending = alt.datum.outcome == "pending"
    return (
        alt.Chart(drawn[["when", "outcome", "items", "place"]])
        .mark_bar()
        .encode(
            x=alt.X("when:O", title=None, scale=alt.Scale(domain=quarters), axis=alt.Axis(labelAngle=0, labelOverlap=True)),
            y=alt.Y("items:Q", title="items mailed", axis=alt.Axis(tickMinStep=1, format="d")),
            color=alt.Color(
                "outcome:N", title=None, scale=alt.Scale(domain=list(OUTCOMES), range=list(COLOURS)),
                legend=alt.Legend(orient="top", columns=3, symbolType="square"),
            ),
            order=alt.Order("place:Q"),
            fillOpacity=alt.condition(pending, alt.value(0.35), alt.value(1)),
            stroke=alt.condition(pending, alt.value("#9A9A9A"), alt.value(None)),
            strokeDash=alt.condition(pending, alt.value([3, 2]), alt.value([1, 0])),
            tooltip=[alt.Tooltip("when:O", title="quarter"), alt.Tooltip("outcome:N"), alt.Tooltip("items:Q", format="d")],
        )
        .properties(height=260)
    )


def _quarters(counts: pd.DataFrame) -> list[str]:
    """Every quarter from the first to the last: one in which nothing was mailed is a gap, not left out."""
    if counts.empty:
        return []
    days = pd.period_range(pd.to_datetime(counts["quarter"]).min(), pd.to_datetime(counts["quarter"]).max(), freq="Q")
    return [f"{day.year} Q{day.quarter}" for day in days]
