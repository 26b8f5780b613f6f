"""Charts of titles against what is expected of them, and of reasons given: a DataFrame in, an altair chart out."""

import altair as alt
import numpy as np
import pandas as pd

from bfp.base.charts import AXIS, COLOURS, NEUTRAL, ROW, TALL_ROW, TEXT
from bfp.censorship.mail_counts import NOT_STATED

PLAIN = {"content-based": COLOURS["censored"], "content-neutral": NEUTRAL, NOT_STATED: "transparent", "other": "transparent"}
NAMES = {"align": "left", "baseline": "bottom", "clip": True, "limit": 0}


def title_ratios(table: pd.DataFrame) -> alt.LayerChart:
    """Titles by how many times as often as expected each was censored, on a logarithmic scale with its 95 % range."""
    top = table.reset_index(drop=True)
    label = [
        f"{row.observed:,} censored of {row.n:,} known, {row.expected:.1f} expected · ×{row.ratio:.1f}"
        for row in top.itertuples()
    ]
    data = top[["name", "ratio", "ratio_low", "ratio_high"]].assign(place=np.arange(len(top)), label=label)
    data["ink"] = np.where(data["ratio_low"] > 1, COLOURS["censored"], NEUTRAL)
    data["shape"] = np.where(data["ratio_low"] > 1, "diamond", "circle")
    band, title = alt.Y("place:O", axis=None), "times as expected"
    least, most = min(0.5, float(top["ratio_low"].min())), max(2.0, float(top["ratio_high"].max()))
    scale = alt.Scale(type="log", domain=[least, most], nice=False)
    axis = alt.Axis(orient="top", values=[0.25, 0.5, 1, 2, 4, 8, 16], format="~g", grid=False)
    tip = [
        alt.Tooltip("name:N", title="title"), alt.Tooltip("label:N", title="counts"),
        alt.Tooltip("ratio_low:Q", title="95 % from", format=".2f"), alt.Tooltip("ratio_high:Q", title="95 % to", format=".2f"),
    ]  # fmt: skip
    base, colour = alt.Chart(data).encode(y=band, tooltip=tip), alt.Color("ink:N", scale=None)
    one = base.transform_calculate(one="1").mark_tick(thickness=1.5, size=34, yOffset=15, color=NEUTRAL)
    layers = [
        one.encode(x=alt.X("one:Q", title=title, scale=scale, axis=axis)),
        base.mark_rule(strokeWidth=2.5, yOffset=15).encode(x=alt.X("ratio_low:Q", title=title), x2="ratio_high:Q", color=colour),
        base.mark_point(filled=True, size=100, yOffset=15, opacity=1).encode(
            x=alt.X("ratio:Q", title=title), color=colour, shape=alt.Shape("shape:N", scale=None)
        ),
        base.mark_text(dy=-11, fontSize=13, color=TEXT, **NAMES).encode(x=alt.value(2), text="name:N"),
        base.mark_text(dy=4, fontSize=12, color=NEUTRAL, **NAMES).encode(x=alt.value(2), text="label:N"),
    ]
    first = f"first {data['name'].iloc[0]}: {label[0]}" if label else "none"
    words = f"{len(data)} titles by times as often censored as expected where they were sent; {first}"
    return alt.layer(*layers).properties(height=AXIS + TALL_ROW * len(data), description=words)


def reasons(table: pd.DataFrame) -> alt.LayerChart:
    """The share of censored items each reason was given for: content-based filled, content-neutral grey, not stated hollow."""
    data = table[["reason", "part", "share", "wilson_low", "wilson_high"]].assign(place=np.arange(len(table)))
    data["name"] = [f"{row.reason} · {row.C:,} of {row.of_censored:,} · {row.part}" for row in table.itertuples()]
    data.loc[data["part"] == data["reason"], "name"] = data["name"].str.rsplit(" · ", n=1).str[0]
    data["fill"] = data["part"].map(PLAIN)
    data["line"] = np.where(data["part"] == "content-neutral", NEUTRAL, COLOURS["censored"])
    title = "share of censored items"
    tip = [
        alt.Tooltip("name:N", title="reason"), alt.Tooltip("share:Q", format=".0%"),
        alt.Tooltip("wilson_low:Q", title="95 % from", format=".0%"), alt.Tooltip("wilson_high:Q", title="95 % to", format=".0%"),
    ]  # fmt: skip
    base = alt.Chart(data.drop(columns=["reason", "part"])).encode(y=alt.Y("place:O", axis=None), tooltip=tip)
    bars = base.mark_bar(size=14, yOffset=8, fillOpacity=0.7, strokeWidth=1.5).encode(
        x=alt.X(
            "share:Q",
            title=title,
            scale=alt.Scale(domainMin=0),
            axis=alt.Axis(orient="top", format=".0%", tickCount=5, grid=False),
        ),
        fill=alt.Fill("fill:N", scale=None),
        stroke=alt.Stroke("line:N", scale=None),
    )
    line = base.mark_rule(strokeWidth=2, yOffset=8, color=TEXT).encode(x=alt.X("wilson_low:Q", title=title), x2="wilson_high:Q")
    names = base.mark_text(dy=-4, fontSize=13, color=TEXT, **NAMES).encode(x=alt.value(2), text="name:N")
    most = data["name"].iloc[int(np.argmax(data["share"]))] if len(data) else "none"
    words = f"Reasons given for censorship, most often {most}"
    return alt.layer(bars, line, names).properties(height=AXIS + ROW * len(data), description=words)
