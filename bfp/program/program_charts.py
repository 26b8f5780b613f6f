"""Charts of the program in numbers: months, parts, steps of joining, what followed. No outcome colours. Frame in, chart out."""

import altair as alt
import numpy as np
import pandas as pd

from bfp.base.charts import AXIS, MANY_MONTHS, MOST_BARS, NEUTRAL, ROW, TEXT

TALL_ROW, DOWN = 56, 16  # a row with a line of counts under its name; its mark so far below the middle
PALE = "rgba(125, 138, 144, 0.45)"


def by_month(table: pd.DataFrame, what: str, name: str) -> alt.Chart:
    """One number by month, as bars."""
    data = pd.DataFrame({"month": pd.to_datetime(table["month"]), "number": table[what].astype(float)})
    band = {"timeUnitBandSize": 0.9} if len(table) <= MANY_MONTHS else {"timeUnitBandSize": 1.0, "binSpacing": 0}
    form = _form(data["number"])
    return (
        alt.Chart(data)
        .mark_bar(color=NEUTRAL, **band)
        .encode(
            x=alt.X("yearmonth(month):T", title=None, axis=alt.Axis(labelOverlap=True)),
            y=alt.Y("number:Q", title=name, axis=alt.Axis(format=form)),
            tooltip=[
                alt.Tooltip("yearmonth(month):T", title="month", format="%b %Y"),
                alt.Tooltip("number:Q", title=name, format=form),
            ],
        )
        .properties(height=280, description=f"{name} by month: {_told(data['number'])}")
    )


def by_name(table: pd.DataFrame, by: str, what: str, name: str) -> alt.LayerChart:
    """One number by place or language, the most first, the name and the number above each bar."""
    known = table[table[what].notna()].sort_values(what, ascending=False, kind="stable").head(MOST_BARS)
    form = _form(known[what])
    spoken = "{:,.0f}" if form == ",d" else "{:,.1f}" if known[what].max() >= 10 else "{:,.2f}"
    words = [f"{part} · {spoken.format(number)}" for part, number in zip(known[by], known[what], strict=True)]
    return _bars(words, list(known[what].astype(float)), name, f"{name} by {by}: {', '.join(words[:5])}")


def steps(table: pd.DataFrame, column: object) -> alt.LayerChart:
    """Readers by step of joining, in the order of the steps."""
    numbers = table[column].astype(float)
    words = [f"{step} · {_count(many)}" for step, many in zip(table["step"], numbers, strict=True)]
    return _bars(words, list(numbers.fillna(0)), "readers", f"Readers by step of joining: {', '.join(words)}")


def movement(table: pd.DataFrame) -> alt.LayerChart:
    """Readers who went from one step to another, most first."""
    top = table.head(MOST_BARS)
    words = [f"{row.came_from} → {row.step} · {_count(row.readers)}" for row in top.itertuples()]
    return _bars(words, list(top["readers"].astype(float).fillna(0)), "readers", f"Readers who moved: {', '.join(words[:5])}")


def follows(table: pd.DataFrame, by: str, what: str) -> alt.LayerChart:
    """The share of books that something followed, with its interval, most books first; months in their order."""
    top = (table.tail(MOST_BARS) if by == "month" else table.head(MOST_BARS)).reset_index(drop=True)
    names = [f"{part:%b %Y}" for part in top["month"]] if by == "month" else list(top[by])
    counts = [
        "too few readers" if x != x or n != n else f"{int(x):,} of {int(n):,} books"
        for x, n in zip(top[what].astype(float), top["books"].astype(float), strict=True)
    ]
    data = pd.DataFrame(
        {
            "place": np.arange(len(top)), "share": top[f"{what}_share"], "low": top[f"{what}_low"], "high": top[f"{what}_high"],
        }
    )  # fmt: skip
    form = ".0%" if data["high"].max() > 0.05 else ".2%"
    band = alt.Y("place:O", axis=None)
    axis = alt.Axis(orient="top", format=form, tickCount=5, grid=False)
    base = alt.Chart(data).encode(
        y=band,
        tooltip=[
            alt.Tooltip("share:Q", format=".2%"), alt.Tooltip("low:Q", title="95 % from", format=".2%"),
            alt.Tooltip("high:Q", title="95 % to", format=".2%"),
        ],
    )  # fmt: skip
    title = "share of books, within a year"
    line = base.mark_rule(strokeWidth=2.5, yOffset=DOWN, color=NEUTRAL).encode(
        x=alt.X("low:Q", title=title, axis=axis, scale=alt.Scale(domainMin=0)), x2="high:Q"
    )
    dot = base.mark_point(size=90, yOffset=DOWN, opacity=1, filled=True, color=NEUTRAL).encode(x=alt.X("share:Q", title=title))
    text = pd.DataFrame({"place": np.arange(len(top)), "name": names, "label": counts})
    mark = {"align": "left", "baseline": "bottom", "clip": True, "limit": 0}
    named = alt.Chart(text).encode(y=band, x=alt.value(2))
    first = named.mark_text(dy=-11, fontSize=13, color=TEXT, **mark).encode(text="name:N")
    second = named.mark_text(dy=4, fontSize=12, color=NEUTRAL, **mark).encode(text="label:N")
    words = "; ".join(f"{name}: {count}" for name, count in list(zip(names, counts, strict=True))[:5])
    return alt.layer(line, dot, first, second).properties(
        height=AXIS + TALL_ROW * len(top), description=f"Share of books followed within a year by {by}: {words}"
    )


def _bars(words: list[str], numbers: list[float], name: str, description: str) -> alt.LayerChart:
    data = pd.DataFrame({"place": range(len(words)), "number": numbers, "name": words})
    band = alt.Y("place:O", axis=None)
    form = _form(data["number"])
    bars = (
        alt.Chart(data[["place", "number", "name"]])
        .mark_bar(size=16, yOffset=8, color=NEUTRAL)
        .encode(
            x=alt.X("number:Q", title=name, axis=alt.Axis(orient="top", tickMinStep=1 if form == ",d" else 0, tickCount=6,
                                                          format=form, grid=False)),
            y=band,
            tooltip=[alt.Tooltip("name:N", title=" ")],
        )
    )  # fmt: skip
    names = (
        alt.Chart(data[["place", "name"]])
        .mark_text(align="left", baseline="bottom", dy=-4, fontSize=13, color=TEXT, clip=True, limit=0)
        .encode(y=band, x=alt.value(2), text="name:N")
    )
    return alt.layer(bars, names).properties(height=AXIS + ROW * len(words), description=description)


def _form(numbers: pd.Series) -> str:
    whole = numbers.dropna().astype(float)
    return ",d" if (whole == whole.round()).all() else ",.2f"


def _count(many: float) -> str:
    return "too few readers" if many != many else f"{int(many):,}"


def _told(numbers: pd.Series) -> str:
    known = numbers.dropna()
    return f"{len(known)} months, at most {known.max():,.2f}" if len(known) else "nothing known"
