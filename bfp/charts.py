"""Charts of what the reports count: a DataFrame in, an altair chart out, with only the columns that are drawn.

Colours mean outcomes, everywhere the same, and never alone: bars keep one order, pending mail is striped, places with a
rate have a dot, a line and a pale bar. Names stand above their bars and not beside them, so that none is cut on a phone.
"""

from datetime import date, timedelta

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
STATES = tuple(outcome.removesuffix(" given").replace(" ", "_") for outcome in OUTCOMES)  # the columns, as the reports name them
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


def intervals(table: pd.DataFrame, name: str, program: float, opens: str | None = None) -> alt.LayerChart:
    """Places with enough data: a pale bar for the best and worst case, a line for the 95 % interval, a dot for the share.

    `program` is the rate of all of them together, drawn as a rule (nan draws none).
    """
    top = _placed(table[table["data"] == "enough"].head(MOST_BARS))
    counts = zip(top["mature_censored"], top["known"], top["mature"], strict=True)
    label = [f"{censored:,} of {known:,} known, {sent:,} sent" for censored, known, sent in counts]
    columns = [name, "place", *([opens] if opens else []), "rate", "wilson_low", "wilson_high", "low", "high"]
    data = top[columns]
    share = alt.X(
        "rate:Q",
        title="censored share",
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(orient="top", format=".0%", tickCount=5, grid=False),
    )
    tip = [
        alt.Tooltip(f"{name}:N"), alt.Tooltip("rate:Q", title="censored of known", format=".0%"),
        alt.Tooltip("wilson_low:Q", title="95 % from", format=".0%"), alt.Tooltip("wilson_high:Q", title="95 % to", format=".0%"),
        alt.Tooltip("low:Q", title="at least", format=".0%"), alt.Tooltip("high:Q", title="at most", format=".0%"),
    ]  # fmt: skip
    base = alt.Chart(data).encode(y=_band(), tooltip=tip)
    case = base.mark_bar(size=14, yOffset=15, color=COLOURS["unconfirmed"], opacity=0.4).encode(
        x=alt.X("low:Q", title="censored share"), x2="high:Q"
    )
    line = base.mark_rule(strokeWidth=3, yOffset=15, color=COLOURS["censored"]).encode(
        x=alt.X("wilson_low:Q", title="censored share"), x2="wilson_high:Q"
    )
    dot = base.mark_point(filled=True, size=90, yOffset=15, color=COLOURS["censored"], opacity=1).encode(x=share)
    layers = [case, line, dot, *_names(data[["place"]].assign(name=top[name], label=label))]
    if program == program:
        # A tick in each row and not one long rule, which would cross the names.
        tick = alt.Chart(data[["place"]].assign(all=program)).mark_tick(
            thickness=2, size=18, yOffset=15, color=NEUTRAL, opacity=1
        )
        together = [alt.Tooltip("all:Q", title="all of these together", format=".0%")]
        layers.insert(1, tick.encode(x=alt.X("all:Q", title="censored share"), y=_band(), tooltip=together))
    if opens:
        # The whole row can be clicked: where all is known its pale bar has no width.
        row = base.mark_bar(opacity=0, size=TALL_ROW, orient="horizontal", cursor="pointer")
        chosen = alt.selection_point(name="chosen", fields=[opens], on="click", clear=False)
        layers.append(row.encode(x=alt.value(0), x2=alt.value("width")).add_params(chosen))
    words = (
        f"Censored share of known outcomes at {len(top)} places; first {top[name].iloc[0]}, {label[0]}" if label else "No place"
    )
    return alt.layer(*layers).properties(height=AXIS + TALL_ROW * len(top), description=words)


def rate_by_month(table: pd.DataFrame, mature_on: date, day: date, program: float) -> alt.LayerChart:
    """The censored share by month of mailing, where enough is known; the months still arriving are shaded."""
    data = table[["month", "rate", "wilson_low", "wilson_high", "low", "high", "known"]].assign(
        month=pd.to_datetime(table["month"])
    )
    month = alt.X("yearmonth(month):T", title=None, axis=alt.Axis(labelOverlap=True))
    share = alt.Y("rate:Q", title="censored share", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format=".0%", tickCount=5))
    tip = [
        alt.Tooltip("yearmonth(month):T", title="month", format="%b %Y"),
        alt.Tooltip("known:Q", title="known outcomes", format=",d"),
        alt.Tooltip("rate:Q", title="censored of known", format=".0%"),
        alt.Tooltip("wilson_low:Q", title="95 % from", format=".0%"),
        alt.Tooltip("wilson_high:Q", title="95 % to", format=".0%"), alt.Tooltip("low:Q", title="at least", format=".0%"),
        alt.Tooltip("high:Q", title="at most", format=".0%"),
    ]  # fmt: skip
    base = alt.Chart(data).encode(x=month, tooltip=tip)
    middle = alt.X("yearmonth(month):T", title=None, bandPosition=0.5)
    heard = alt.Chart(data.dropna(subset=["rate"])).encode(x=middle, tooltip=tip)
    title = "censored share"
    layers = [
        base.mark_bar(color=COLOURS["unconfirmed"], opacity=0.35, **_wide(table)).encode(
            y=alt.Y("low:Q", title=title), y2="high:Q"
        ),
        heard.mark_rule(strokeWidth=2, color=COLOURS["censored"]).encode(
            y=alt.Y("wilson_low:Q", title=title), y2="wilson_high:Q"
        ),
        heard.mark_point(filled=True, size=50 if len(table) <= MANY_MONTHS else 14, color=COLOURS["censored"], opacity=1).encode(
            y=share
        ),
    ]
    arriving = pd.DataFrame(
        {"from": [pd.Timestamp(mature_on) + timedelta(days=1)], "to": [pd.Timestamp(day)], "what": ["still arriving"]}
    )
    if (data["month"] > pd.Timestamp(mature_on)).any():
        layers.append(
            alt.Chart(arriving).mark_text(align="right", baseline="top", dy=4, color=NEUTRAL, fontSize=12)
            .encode(x=alt.X("to:T"), y=alt.value(0), text="what:N")
        )  # fmt: skip
    if program == program:
        layers.insert(0, _rule(pd.DataFrame({"rate": [program]}), y=alt.Y("rate:Q", title=title)))
    return alt.layer(*layers).properties(
        height=240, description="Censored share of known outcomes by month of mailing, with its 95 % interval and both bounds"
    )


def reasons(table: pd.DataFrame) -> alt.LayerChart:
    """The share of censored items for which each reason was given, with its interval; 'not stated' is hollow."""
    names = [f"{row.reason} · {row.censored:,} of {row.of_censored:,}" for row in table.itertuples()]
    data = _placed(table)[["reason", "place", "share", "wilson_low", "wilson_high"]]
    tip = [
        alt.Tooltip("reason:N"), alt.Tooltip("share:Q", format=".0%"),
        alt.Tooltip("wilson_low:Q", title="95 % from", format=".0%"), alt.Tooltip("wilson_high:Q", title="95 % to", format=".0%"),
    ]  # fmt: skip
    base = alt.Chart(data).encode(y=_band(), tooltip=tip)
    given = alt.datum.reason != "not stated"
    colour = COLOURS["censored"]
    title = "share of censored items"
    scale = alt.Scale(domainMin=0)
    bars = base.mark_bar(size=14, yOffset=8, stroke=colour, color=colour).encode(
        x=alt.X("share:Q", title=title, scale=scale, axis=alt.Axis(orient="top", format=".0%", tickCount=5, grid=False)),
        fillOpacity=alt.condition(given, alt.value(0.75), alt.value(0.1)),
    )
    line = base.mark_rule(strokeWidth=2, yOffset=8, color=NEUTRAL).encode(
        x=alt.X("wilson_low:Q", title=title), x2="wilson_high:Q"
    )
    words = f"Reasons given for censorship, most often {names[0]}" if names else "No reasons"
    return alt.layer(bars, line, *_names(data[["place"]].assign(name=names))).properties(
        height=AXIS + ROW * len(table), description=words
    )


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
    long = table.melt(id_vars=list(keys), value_vars=list(STATES), var_name="outcome", value_name="items")
    long["high"] = long.groupby(keys[0], sort=False)["items"].cumsum()
    long["low"] = long["high"] - long["items"]
    long["share"] = long["items"] / long.groupby(keys[0], sort=False)["items"].transform("sum")
    long["outcome"] = long["outcome"].str.replace("no_reason", "no reason given")
    if keys[0] == "month":
        long["month"] = pd.to_datetime(long["month"])
    return long[long["items"] > 0].reset_index(drop=True)


def _striped(base: alt.Chart, x: int = 0, y: int = 0, **mark) -> list[alt.Chart]:
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


def _wide(table: pd.DataFrame) -> dict[str, float]:
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


def _rule(data: pd.DataFrame, **place) -> alt.Chart:
    tip = [alt.Tooltip("rate:Q", title="all of these together", format=".0%")]
    return alt.Chart(data).mark_rule(strokeDash=[5, 4], strokeWidth=1.5, color=NEUTRAL).encode(tooltip=tip, **place)


def _told() -> list[alt.Tooltip]:
    return [alt.Tooltip("outcome:N"), alt.Tooltip("items:Q", format=",d"), alt.Tooltip("share:Q", format=".0%")]


def _stack_in_words(table: pd.DataFrame, by: str) -> str:
    parts = [
        f"{int(table[state].sum()):,} {state.replace('no_reason', 'no reason given')}" for state in STATES if table[state].sum()
    ]
    return f"Items by {by}: {', '.join(parts)}"
