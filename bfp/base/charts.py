"""Charts of what the reports count: a DataFrame in, an altair chart out, with only the columns that are drawn.

Colours mean outcomes, everywhere the same, and never alone: bars keep one order, pending mail is striped, places with a
rate have a dot, a line and a pale bar. Names stand above their bars and not beside them, so that none is cut on a phone.
"""


from typing import Any

import altair as alt
import pandas as pd

COLOURS = {
    "received": "#2F6DB5",
    "censored": "#C8452D",
    "returned": "#C79A2B",
    "no reason given": "#7A5195",
    "unconfirmed": "#B8B8B8",
    "pending": "rgba(184, 184, 184, 0.45)",
}
OUTCOMES = tuple(COLOURS)
OUTCOME_COLUMNS = tuple(outcome.removesuffix(" given").replace(" ", "_") for outcome in OUTCOMES)  # as the reports name them
MOST_BARS = 30
NEUTRAL = "#7D8A90"  # readable on white and on dark, and no outcome
TEXT = {"expr": "luminance(background) < 0.4 ? '#E7EAE8' : '#22282A'"}  # the chart's own background says whether it is dark
ROW, TALL_ROW = 40, 54  # pixels for one place: its name above (and its counts, in the second), its bar below
STRIPES = 8
MANY_MONTHS = 60
AXIS, LEGEND = 78, 62  # pixels above the first row: Streamlit fits axis and legend into the height
DARKER, LIGHTER = "rgba(184, 184, 184, 0.75)", "rgba(184, 184, 184, 0.25)"
STRIPE = ((0, DARKER), (0.5, DARKER), (0.5, LIGHTER), (1, LIGHTER))


def outcomes_by_month(table: pd.DataFrame) -> alt.LayerChart:
    """Items by month of mailing, stacked by what became of them."""
    data = _stacked(table, "month")
    base = alt.Chart(data).encode(
        x=alt.X("yearmonth(month):T", title=None, axis=alt.Axis(labelOverlap=True)),
        y=alt.Y("low:Q", title="items", axis=alt.Axis(tickMinStep=1, format=",d")),
        y2="high:Q",
        tooltip=[alt.Tooltip("yearmonth(month):T", title="month", format="%b %Y"), *_told()],
    )
    return alt.layer(*_striped(base, y=1, **_wide(table))).properties(
        height=280, description=_stack_in_words(table, "month of mailing")
    )


def outcomes_by_name(table: pd.DataFrame, name: str, opens: str | None = None) -> alt.LayerChart:
    """Items by place, class or subject, the longest bars first, stacked by what became of them.

    With `opens` (a column of ids) a click on a bar chooses that place, as the selection "chosen".
    """
    top = _placed(table.head(MOST_BARS))
    data = _stacked(top, name, "place", *([opens] if opens else []))
    base = alt.Chart(data).encode(
        x=alt.X("low:Q", title="items", axis=alt.Axis(orient="top", tickMinStep=1, tickCount=6, format=",d", grid=False)),
        x2="high:Q",
        y=_band(),
        tooltip=[alt.Tooltip(f"{name}:N"), *_told()],
    )
    bars = _striped(base, x=1, size=16, yOffset=8, cursor="pointer" if opens else "default")
    if opens:
        bars[0] = bars[0].add_params(alt.selection_point(name="chosen", fields=[opens], on="click", clear=False))
    names = [f"{key} · {sent:,}" for key, sent in zip(top[name], top["sent"], strict=True)]
    layers = alt.layer(*bars, *_names(top[["place"]].assign(name=names)))
    return layers.properties(height=LEGEND + AXIS + ROW * len(top), description=_stack_in_words(top, name))


def queue(table: pd.DataFrame) -> alt.LayerChart:
    """Book requests waiting, by how long."""
    data = table[["waited", "requests"]]
    order = list(table["waited"])
    base = alt.Chart(data).encode(
        x=alt.X("requests:Q", title=None, axis=None),
        y=alt.Y("waited:N", sort=order, title=None, axis=alt.Axis(labelLimit=400, labelOverlap=False)),
        tooltip=["waited:N", alt.Tooltip("requests:Q", format=",d")],
    )
    numbers = base.mark_text(align="left", dx=5, color=NEUTRAL).encode(text=alt.Text("requests:Q", format=",d"))
    words = ", ".join(f"{row.waited} {row.requests:,}" for row in table.itertuples())
    return alt.layer(base.mark_bar(color=NEUTRAL, size=16), numbers).properties(
        height=170, description=f"Requests waiting: {words}"
    )


def _stacked(table: pd.DataFrame, *keys: str) -> pd.DataFrame:
    """One row a piece of bar, with where it begins and ends, in the one order of the outcomes; empty pieces left out."""
    long = table.melt(id_vars=list(keys), value_vars=list(OUTCOME_COLUMNS), var_name="outcome", value_name="items")
    long["high"] = long.groupby(keys[0], sort=False)["items"].cumsum()
    long["low"] = long["high"] - long["items"]
    long["share"] = long["items"] / long.groupby(keys[0], sort=False)["items"].transform("sum")
    long["outcome"] = long["outcome"].str.replace("no_reason", "no reason given")
    if keys[0] == "month":
        long["month"] = pd.to_datetime(long["month"])
    return long[long["items"] > 0].reset_index(drop=True)


def _striped(base: alt.Chart, x: int = 0, y: int = 0, **mark: Any) -> list[alt.Chart]:
    """Bars in the colours of the outcomes, pending mail striped along its bar."""
    colour = alt.Color(
        "outcome:N",
        title=None,
        scale=alt.Scale(domain=list(OUTCOMES), range=list(COLOURS.values())),
        legend=alt.Legend(orient="top", columns=3, symbolType="square", labelLimit=0),
    )
    # Plain dicts: altair copies and checks its own classes again and again, and this is a third of the whole chart.
    stops = [{"offset": (stripe + at) / STRIPES, "color": shade} for stripe in range(STRIPES) for at, shade in STRIPE]
    gradient = {"gradient": "linear", "x1": 0, "y1": 0, "x2": x, "y2": y, "stops": stops}
    solid = base.transform_filter(alt.datum.outcome != "pending").mark_bar(**mark).encode(color=colour)
    striped = base.transform_filter(alt.datum.outcome == "pending").mark_bar(color=gradient, **mark)
    return [solid, striped]


def _wide(table: pd.DataFrame) -> dict[str, Any]:
    """How much of a month its bar takes: all of it where there are so many that gaps would be most of the chart."""
    return {"timeUnitBandSize": 0.9} if len(table) <= MANY_MONTHS else {"timeUnitBandSize": 1.0, "binSpacing": 0}


def _placed(table: pd.DataFrame) -> pd.DataFrame:
    """The rows with their place from the top, by which they are drawn."""
    return table.assign(place=range(len(table)))


def _band() -> alt.Y:
    return alt.Y("place:O", axis=None)


def _names(data: pd.DataFrame) -> list[alt.Chart]:
    """The name of each place above its bar, and below the name its counts, if `data` has a label."""
    # Clipped: else a long name would make the bars narrower on a phone.
    mark = {"align": "left", "baseline": "bottom", "clip": True, "limit": 0}
    base = alt.Chart(data).encode(y=_band(), x=alt.value(2))
    if "label" not in data:
        return [base.mark_text(dy=-4, fontSize=13, color=TEXT, **mark).encode(text="name:N")]
    names = base.mark_text(dy=-11, fontSize=13, color=TEXT, **mark).encode(text="name:N")
    return [names, base.mark_text(dy=4, fontSize=12, color=NEUTRAL, **mark).encode(text="label:N")]


def _told() -> list[alt.Tooltip]:
    return [alt.Tooltip("outcome:N"), alt.Tooltip("items:Q", format=",d"), alt.Tooltip("share:Q", format=".0%")]


def _stack_in_words(table: pd.DataFrame, by: str) -> str:
    counts = {name.replace("no_reason", "no reason given"): int(table[name].sum()) for name in OUTCOME_COLUMNS}
    parts = [f"{count:,} {name}" for name, count in counts.items() if count]
    return f"Items by {by}: {', '.join(parts)}"
