"""Charts of what postage cost: typed and estimated, told apart by shade and pattern of their words. No outcome colours."""

import altair as alt
import pandas as pd

from bfp.base.charts import MANY_MONTHS, MOST_BARS, NEUTRAL, TEXT

ESTIMATE = "rgba(125, 138, 144, 0.45)"
KINDS = ("as typed", "estimated from the weight")
ROW, ABOVE = 40, 110  # pixels for one bar with its name, and for axis and legend above them


def by_month(table: pd.DataFrame) -> alt.Chart:
    """Dollars by month of mailing, what was typed below what is estimated."""
    data = _long(table, "month")
    data["month"] = pd.to_datetime(data["month"])
    band = {"timeUnitBandSize": 0.9} if len(table) <= MANY_MONTHS else {"timeUnitBandSize": 1.0, "binSpacing": 0}
    return (
        alt.Chart(data)
        .mark_bar(**band)
        .encode(
            x=alt.X("yearmonth(month):T", title=None, axis=alt.Axis(labelOverlap=True)),
            y=alt.Y("dollars:Q", title="dollars", axis=alt.Axis(format="$,.0f")),
            color=_colour(),
            order=alt.Order("nth:Q"),
            tooltip=[alt.Tooltip("yearmonth(month):T", title="month", format="%b %Y"), *_told()],
        )
        .properties(height=280, description=_in_words(table, "month of mailing"))
    )


def by_name(table: pd.DataFrame, name: str) -> alt.LayerChart:
    """Dollars by facility or class of mail, the dearest first, the name above its bar."""
    top = table.head(MOST_BARS).assign(place=range(min(len(table), MOST_BARS)))
    data = _long(top, name, "place")
    band = alt.Y("place:O", axis=None)
    bars = (
        alt.Chart(data)
        .mark_bar(size=16, yOffset=8)
        .encode(
            x=alt.X("dollars:Q", title="dollars", axis=alt.Axis(orient="top", format="$,.0f", tickCount=6, grid=False)),
            y=band,
            color=_colour(),
            order=alt.Order("nth:Q"),
            tooltip=[alt.Tooltip(f"{name}:N"), *_told()],
        )
    )
    words = [f"{part} · ${cents / 100:,.2f}" for part, cents in zip(top[name], top["cents"], strict=True)]
    names = (
        alt.Chart(top[["place"]].assign(name=words))
        .mark_text(align="left", baseline="bottom", dy=-4, fontSize=13, color=TEXT, clip=True, limit=0)
        .encode(y=band, x=alt.value(2), text="name:N")
    )
    return alt.layer(bars, names).properties(height=ABOVE + ROW * len(top), description=_in_words(top, name))


def _long(table: pd.DataFrame, *keys: str) -> pd.DataFrame:
    """One row a piece of bar, in dollars; empty pieces left out."""
    parts = []
    for nth, (kind, cents, parcels) in enumerate(
        zip(KINDS, ("typed_cents", "estimated_cents"), ("typed_parcels", "estimated_parcels"), strict=True)
    ):
        part = table[list(keys)].assign(kind=kind, nth=nth, dollars=table[cents] / 100, parcels=table[parcels])
        parts.append(part[part["parcels"] > 0])
    return pd.concat(parts, ignore_index=True)


def _colour() -> alt.Color:
    scale = alt.Scale(domain=list(KINDS), range=[NEUTRAL, ESTIMATE])
    return alt.Color("kind:N", title=None, scale=scale, legend=alt.Legend(orient="top", symbolType="square", labelLimit=0))


def _told() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("kind:N", title="known"),
        alt.Tooltip("dollars:Q", format="$,.2f"),
        alt.Tooltip("parcels:Q", format=",d"),
    ]


def _in_words(table: pd.DataFrame, by: str) -> str:
    typed, estimated = int(table["typed_cents"].sum()) / 100, int(table["estimated_cents"].sum()) / 100
    return f"Postage by {by}: ${typed:,.2f} as typed, ${estimated:,.2f} estimated from the weight"
