"""Charts of where mail is stopped: interval dots, funnel, tile grid. A DataFrame in, an altair chart out, only what is drawn.

What is flagged has a shape and a word before it has a colour: a diamond for HIGH, a triangle for WATCH, a dot for the rest, a
hollow dot where too little is known. All is readable in print and in grey, and each chart has its description in words.
"""

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from bfp.base.charts import AXIS, COLOURS, DARKER, LIGHTER, MOST_BARS, NEUTRAL, TEXT
from bfp.censorship import tiles
from bfp.censorship.censorship_words import in_counts, times_written
from bfp.stats import new_bans
from bfp.stats.rates import HIGH, WATCH, reporting_ratio

SHAPES = {HIGH: "diamond", WATCH: "triangle-up"}
MARKS = {HIGH: "◆ ", WATCH: "▲ "}
ROW, DOWN = 56, 16  # pixels of a place: its name and counts above, its bar so far below the middle
FLAGGED, CALM = COLOURS["censored"], NEUTRAL  # no other colour: blue would mean received
STEPS = ((0.05, "under 5 %"), (0.15, "5 to 15 %"), (0.3, "15 to 30 %"), (0.5, "30 to 50 %"), (1.01, "50 % and more"))
SHADES = ("#F9E4DD", "#F0B9A8", "#E2866D", "#C8452D", "#7F2415")  # one hue from light to dark, so print in grey keeps the order
LITTLE, NOTHING = "too little known", "no mail"


def interval_dots(table: pd.DataFrame, program: float, opens: bool = False, ratio: float = 1.0) -> alt.LayerChart:
    """Places with what we know of each: worst and best case, 95 % range, estimate, raw share; the program upright in each row.

    `table` is a ranking's, with what is said of each place. A reporting `ratio` moves the estimate, its
    range, the raw share and the program; the worst and best case assume nothing and stay. With `opens` a click chooses a place.
    """
    top = table.head(MOST_BARS).reset_index(drop=True)
    label = [_counted(row) for row in top.itertuples()]
    ink = np.where(top["flag"].isin(list(SHAPES)), FLAGGED, CALM)
    firm = top["said"].isin([*SHAPES, "not distinguished"])
    moved = {name: reporting_ratio(top[name].to_numpy(float), ratio) for name in ("m1", "lo", "hi", "rate")}
    data = pd.DataFrame(
        {
            "id": top["id"], "label": top["label"], "place": np.arange(len(top)), "low": top["low"], "high": top["high"], **moved,
            "ink": ink, "fill": np.where(firm, ink, "transparent"), "shape": top["flag"].map(SHAPES).fillna("circle"),
        }
    )  # fmt: skip
    title = "share censored" if ratio == 1 else "share censored, if reported so unevenly"
    share = alt.Scale(domain=[0, 1])
    axis = alt.Axis(orient="top", format=".0%", tickCount=5, grid=False)
    tip = [
        alt.Tooltip("label:N", title="where"), _percent("m1", "estimate"), _percent("lo", "95 % from"), _percent("hi", "95 % to"),
        _percent("rate", "as counted"), _percent("low", "best case"), _percent("high", "worst case"),
    ]  # fmt: skip
    band = alt.Y("place:O", axis=None)
    base = alt.Chart(data).encode(y=band, tooltip=tip)
    colour = alt.Color("ink:N", scale=None)
    case = base.mark_bar(size=14, yOffset=DOWN, color=COLOURS["unconfirmed"], opacity=0.45).encode(
        x=alt.X("low:Q", title=title, scale=share, axis=axis), x2="high:Q"
    )
    line = base.mark_rule(strokeWidth=2.5, yOffset=DOWN).encode(x=alt.X("lo:Q", title=title), x2="hi:Q", color=colour)
    raw = base.mark_tick(thickness=2, size=16, yOffset=DOWN, color=TEXT).encode(x=alt.X("rate:Q", title=title))
    dot = base.mark_point(size=100, yOffset=DOWN, opacity=1, strokeWidth=2).encode(
        x=alt.X("m1:Q", title=title), color=colour, fill=alt.Fill("fill:N", scale=None), shape=alt.Shape("shape:N", scale=None)
    )
    layers = [case, line, raw, dot, *_named(band, top["label"], label, ink)]
    if program == program:
        # In each row and not one long rule, which would cross the names.
        same = pd.DataFrame({"place": data["place"], "program": float(reporting_ratio(program, ratio))})
        upright = alt.Chart(same).mark_tick(thickness=1.5, size=22, yOffset=DOWN, color=NEUTRAL, opacity=1)
        layers.insert(1, upright.encode(x=alt.X("program:Q", title=title), y=band, tooltip=[_percent("program", "program")]))
    if opens:
        # The whole row can be clicked: where all is known its pale bar has no width.
        row = base.mark_bar(opacity=0, size=ROW, orient="horizontal", cursor="pointer")
        layers.append(row.encode(x=alt.value(0), x2=alt.value("width")).add_params(_choice()))
    first = f"first {top['label'].iloc[0]}: {label[0]}" if label else "none"
    words = f"Censored share at {len(top)} places, from most to least times the program; {first}"
    return alt.layer(*layers).properties(height=AXIS + ROW * len(top), description=words)


def funnel(points: pd.DataFrame, program: float) -> alt.LayerChart:
    """Every place by how many outcomes we know (logarithmic) and the share censored, with the limits of luck around the program.

    `points` has id, label, said, flag, C, n, rate and places (how many there are at that point).
    """
    data = points[["id", "label", "C", "n", "rate", "places"]].assign(
        says=points["said"], shape=points["flag"].map(SHAPES).fillna("circle")
    )
    most = int(max(points["n"].max(), 10))
    n = np.unique(np.round(np.geomspace(1, most, 90)).astype(int))
    limits = {"n": n}
    for name, confidence in (("95", 0.95), ("998", 0.998)):
        limits[f"low{name}"], limits[f"high{name}"] = new_bans.funnel(n, program, confidence)
    limits = pd.DataFrame(limits)
    across = alt.Scale(type="log", domain=[0.9, most * 1.15], nice=False)
    ticks = alt.Axis(values=[1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000], format=",d", grid=False)
    x = alt.X("n:Q", title="known outcomes", scale=across, axis=ticks)
    title = "share censored"
    share = alt.Y("rate:Q", title=title, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format=".0%", tickCount=5, grid=False))
    base = alt.Chart(limits).encode(x=x)
    lines = [
        base.mark_line(color=NEUTRAL, strokeWidth=width, strokeDash=dash).encode(
            y=alt.Y(f"{side}{name}:Q", title=title)
        )
        for name, width, dash in (("95", 1, [3, 3]), ("998", 1.6, [1, 0]))
        for side in ("low", "high")
    ]
    middle = alt.Chart(pd.DataFrame({"program": [program]})).mark_rule(color=NEUTRAL, strokeDash=[8, 4])
    ends = ((limits["high95"], "95 %", "top", 3), (limits["high998"], "99.8 %", "bottom", -3))
    named = [
        alt.Chart(pd.DataFrame({"n": [most], "at": [line.iloc[-1]], "name": [name]}))
        .mark_text(align="right", baseline=baseline, dy=dy, color=NEUTRAL, fontSize=11)
        .encode(x=alt.X("n:Q"), y=alt.Y("at:Q", title=title), text="name:N")
        for line, name, baseline, dy in ends
    ]
    tip = [
        alt.Tooltip("label:N", title="where"), alt.Tooltip("says:N", title="flag"),
        alt.Tooltip("C:Q", title="censored", format=",d"), alt.Tooltip("n:Q", title="of known", format=",d"),
        _percent("rate", "share"),
    ]  # fmt: skip
    calm = (
        alt.Chart(data[data["shape"] == "circle"].drop(columns=["id", "shape"]))
        .mark_point(filled=True, color=CALM, opacity=0.5)
        .encode(x=x, y=share, size=alt.Size("places:Q", legend=None, scale=alt.Scale(range=[25, 320], domainMin=1)), tooltip=tip)
    )
    flagged = alt.Chart(data[data["shape"] != "circle"].drop(columns="places")).mark_point(
        filled=True, color=FLAGGED, stroke=TEXT, strokeWidth=0.8, size=130, opacity=1, cursor="pointer"
    ).encode(x=x, y=share, shape=alt.Shape("shape:N", scale=None), tooltip=tip).add_params(_choice())  # fmt: skip
    places, apart = int(points["places"].sum()), int((data["shape"] != "circle").sum())
    words = f"{places:,} places by known outcomes and share censored, with exact limits of luck; {apart:,} flagged"
    return alt.layer(*lines, middle.encode(y=alt.Y("program:Q", title=title)), *named, calm, flagged).properties(
        height=420, description=words
    )


def tile_grid(table: pd.DataFrame) -> alt.LayerChart:
    """A tile for each state, and tiles apart for systems that are no state's: the estimate by shade and in figures.

    `table` has id, C, n, m1, insufficient, says and share. Striped grey: too little known; an empty frame: nothing mailed there.
    """
    told = table.set_index("id")
    rows = []
    for place, (column, row, wide, name) in _spots().items():
        known = told.loc[place] if place in told.index else None
        if known is None and place in tiles.TERRITORIES:
            continue
        band = NOTHING if known is None else LITTLE if known["insufficient"] else _band(known["m1"])
        rows.append(
            {
                "x": column, "x2": column + wide - 0.08, "y": row, "y2": row + 0.92, "middle": column + (wide - 0.08) / 2,
                "centre": row + 0.46, "name": name, "band": band, "says": "no mail" if known is None else known["says"],
                "share": "" if known is None or band == LITTLE else known["share"],
                "ink": "#FFFFFF" if band in _DARK else "#22282A",
            }
        )  # fmt: skip
    data = pd.DataFrame(rows)
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, tiles.COLUMNS], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[tiles.ROWS, 0], nice=False))
    tip = [alt.Tooltip("name:N", title="where"), alt.Tooltip("says:N", title="censored"), alt.Tooltip("band:N", title="estimate")]
    bands = [words for _, words in STEPS]
    base = alt.Chart(data).encode(x=x, x2="x2:Q", y=y, y2="y2:Q", tooltip=tip)
    title = "estimated share of known outcomes"
    legend = alt.Legend(orient="bottom", columns=3, symbolType="square", labelLimit=0, title=title, titleLimit=0)
    shade = alt.Color("band:N", scale=alt.Scale(domain=bands, range=list(SHADES)), legend=legend)
    stops = [{"offset": (i + at) / 6, "color": colour} for i in range(6) for at, colour in _STRIPE]
    striped = {"gradient": "linear", "x1": 0, "y1": 0, "x2": 1, "y2": 1, "stops": stops}
    text = {"align": "center", "baseline": "middle"}
    written = alt.Chart(data).encode(x=alt.X("middle:Q", axis=None), y=alt.Y("centre:Q", axis=None), tooltip=tip)
    ink = alt.Color("ink:N", scale=None)
    on_shade = written.transform_filter(alt.FieldOneOfPredicate("band", bands))
    off_shade = written.transform_filter(alt.FieldOneOfPredicate("band", [LITTLE, NOTHING]))
    layers = [
        base.transform_filter(alt.FieldOneOfPredicate("band", bands)).mark_rect(cornerRadius=3).encode(color=shade),
        base.transform_filter(alt.datum.band == LITTLE).mark_rect(cornerRadius=3, color=striped),
        base.transform_filter(alt.datum.band == NOTHING).mark_rect(
            cornerRadius=3, fillOpacity=0, stroke=NEUTRAL, strokeOpacity=0.5
        ),
        on_shade.mark_text(dy=-7, fontSize=12, fontWeight="bold", **text).encode(text="name:N", color=ink),
        on_shade.mark_text(dy=8, fontSize=11, **text).encode(text="share:N", color=ink),
        off_shade.mark_text(fontSize=12, color=TEXT, **text).encode(text="name:N"),
    ]
    enough, little = int(data["band"].isin(bands).sum()), int((data["band"] == LITTLE).sum())
    words = (
        f"Estimated censored share by state and kind of system: {enough} tiles shaded, {little} striped: too little known"
    )
    return (
        alt.layer(*layers)
        .resolve_scale(color="independent")
        .properties(height=500, description=words)
        .configure_view(stroke=None)
    )


def _spots() -> dict[str, tuple[float, float, int, str]]:
    return {place: (*spot, 1, place) for place, spot in tiles.PLACES.items()} | tiles.APART


def _band(share: float) -> str:
    return next(words for limit, words in STEPS if share < limit)


_DARK = {STEPS[-2][1], STEPS[-1][1]}
_STRIPE = ((0, DARKER), (0.5, DARKER), (0.5, LIGHTER), (1, LIGHTER))


def _counted(row: Any) -> str:
    times = f" · ×{times_written(row.T)}" if row.T == row.T else ""
    doubt = f" ({row.doubt})" if row.doubt and row.said == "not distinguished" else ""
    return f"{MARKS.get(row.flag, '')}{row.said}{doubt}{times} · {in_counts(row)}"


def _named(band: alt.Y, names: pd.Series, counts: list[str], ink: np.ndarray) -> list[alt.Chart]:
    """The name of each place above its bar, and below the name its flag and counts."""
    data = pd.DataFrame(
        {"place": np.arange(len(names)), "name": names, "counts": counts, "ink": np.where(ink == FLAGGED, ink, NEUTRAL)}
    )
    # Clipped: else a long name would make the bars narrower on a phone.
    mark = {"align": "left", "baseline": "bottom", "clip": True, "limit": 0}
    base = alt.Chart(data).encode(y=band, x=alt.value(2))
    return [
        base.mark_text(dy=-11, fontSize=13, color=TEXT, **mark).encode(text="name:N"),
        base.mark_text(dy=4, fontSize=12, **mark).encode(text="counts:N", color=alt.Color("ink:N", scale=None)),
    ]


def _percent(name: str, title: str) -> alt.Tooltip:
    return alt.Tooltip(f"{name}:Q", title=title, format=".0%")


def _choice() -> alt.Parameter:
    return alt.selection_point(name="chosen", fields=["id"], on="click", clear=False)
