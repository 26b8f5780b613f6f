"""Charts of where mail is stopped: interval dots, funnel, tile grid. A DataFrame in, an altair chart out, only what is drawn.

What is flagged has a shape and a word before it has a colour: a diamond for HIGH, a triangle for WATCH, a dot for the rest, a
hollow dot where too little is known. All is readable in print and in grey, and each chart has its description in words.
"""

import altair as alt
import numpy as np
import pandas as pd

from bfp import surprise, tiles
from bfp.charts import AXIS, COLOURS, DARKER, LIGHTER, MOST_BARS, NEUTRAL, TEXT, _band, _names, _placed
from bfp.rates import FLAGS, HIGH, WATCH, reporting_ratio

SHAPES = {HIGH: "diamond", WATCH: "triangle-up"}
MARKS = {HIGH: "◆ ", WATCH: "▲ "}
TALL_ROW = 56
FLAG_COLOUR, CALM = COLOURS["censored"], "#4F6D7A"
STEPS = ((0.05, "under 5 %"), (0.15, "5 to 15 %"), (0.3, "15 to 30 %"), (0.5, "30 to 50 %"), (1.01, "50 % and more"))
SHADES = ("#F9E4DD", "#F0B9A8", "#E2866D", "#C8452D", "#7F2415")  # one hue from light to dark, so grey print keeps the order
LITTLE, NOTHING = "fewer than 30 known", "no mail"


def interval_dots(table: pd.DataFrame, program: float, opens: bool = False, ratio: float = 1.0) -> alt.LayerChart:
    """Places with what we know of each: worst and best case, 95 % range, estimate, raw share; the program upright in each row.

    `table` has id, label, said, flag, T, C, n, sent, low, high, m1, lo, hi and rate. A reporting `ratio` moves the estimate, its
    range, the raw share and the program; the worst and best case assume nothing and stay.
    """
    top = _placed(table.head(MOST_BARS).reset_index(drop=True))
    label = [_counted(row) for row in top.itertuples()]
    moved = {name: reporting_ratio(top[name].to_numpy(float), ratio) for name in ("m1", "lo", "hi", "rate")}
    firm = top["said"].isin([*SHAPES, "not distinguished"])
    data = top[["id", "label", "place", "flag", "low", "high"]].assign(**moved, firm=firm)
    title = "censored share" + ("" if ratio == 1 else f", if reported {written_ratio(ratio)}")
    axis = alt.Axis(orient="top", format=".0%", tickCount=5, grid=False)
    share = alt.X("m1:Q", title=title, scale=alt.Scale(domain=[0, 1]), axis=axis)
    tip = [
        alt.Tooltip("label:N", title="where"), alt.Tooltip("m1:Q", title="estimate", format=".0%"),
        alt.Tooltip("lo:Q", title="95 % from", format=".0%"), alt.Tooltip("hi:Q", title="95 % to", format=".0%"),
        alt.Tooltip("rate:Q", title="as counted", format=".0%"), alt.Tooltip("low:Q", title="best case", format=".0%"),
        alt.Tooltip("high:Q", title="worst case", format=".0%"),
    ]  # fmt: skip
    base = alt.Chart(data).encode(y=_band(), tooltip=tip)
    colour = alt.condition(alt.FieldOneOfPredicate("flag", list(SHAPES)), alt.value(FLAG_COLOUR), alt.value(CALM))
    case = base.mark_bar(size=14, yOffset=16, color=COLOURS["unconfirmed"], opacity=0.45).encode(
        x=alt.X("low:Q", title=title), x2="high:Q"
    )
    line = base.mark_rule(strokeWidth=2.5, yOffset=16).encode(x=alt.X("lo:Q", title=title), x2="hi:Q", color=colour)
    raw = base.mark_tick(thickness=2, size=14, yOffset=16, color=TEXT).encode(x=alt.X("rate:Q", title=title))
    dot = base.mark_point(size=110, yOffset=16, opacity=1, strokeWidth=2).encode(
        x=share, color=colour, shape=_shape(),
        fill=alt.condition(alt.datum.firm, alt.value(None), alt.value("transparent")),
    )  # fmt: skip
    dot.encoding.fill = alt.condition("datum.firm && (datum.flag == 'HIGH' || datum.flag == 'WATCH')", alt.value(FLAG_COLOUR),
                                      alt.condition("datum.firm", alt.value(CALM), alt.value("transparent")))  # fmt: skip
    layers = [case, line, raw, dot, *_names(data[["place"]].assign(name=top["label"], label=label))]
    layers[-1] = layers[-1].transform_calculate()
    if program == program:
        upright = alt.Chart(data[["place"]].assign(program=float(reporting_ratio(program, ratio))))
        mark = upright.mark_tick(thickness=2, size=30, yOffset=16, color=NEUTRAL, strokeDash=[3, 2], opacity=1)
        says = [alt.Tooltip("program:Q", title="the whole program", format=".1%")]
        layers.insert(1, mark.encode(x=alt.X("program:Q", title=title), y=_band(), tooltip=says))
    if opens:
        # The whole row can be clicked: where all is known its pale bar has no width.
        row = base.mark_bar(opacity=0, size=TALL_ROW, orient="horizontal", cursor="pointer")
        chosen = alt.selection_point(name="chosen", fields=["id"], on="click", clear=False)
        layers.append(row.encode(x=alt.value(0), x2=alt.value("width")).add_params(chosen))
    first = f"first {top['label'].iloc[0]}: {label[0]}" if label else "none"
    words = f"Censored share at {len(top)} places from most to least times the program; {first}"
    return alt.layer(*layers).properties(height=AXIS + TALL_ROW * len(top), description=words)
