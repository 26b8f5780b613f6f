"""The charts of one facility's page: a frame in, a chart out, in the colours of the outcomes."""

from datetime import date, timedelta

import altair as alt
import pandas as pd

from bfp.base.charts import COLOURS, NEUTRAL, TEXT

QUARTERS_SHOWN = 20


def timeline(quarters: pd.DataFrame, alarms: pd.DataFrame, mature_on: date, today: date) -> alt.LayerChart:
    """Censored of known by quarter of mailing, with what its own past leads us to expect and the limit of that.

    Volume stands behind in pale bars (right), the last days are shaded as still arriving, and a diamond stands where an alarm was
    raised. `quarters` has quarter, C, n, rate, line, limit, sent and arriving; `alarms` raised_on, kind and sentence.
    """
    data = quarters.tail(QUARTERS_SHOWN).copy()
    begins = pd.to_datetime(data["quarter"])
    data = data[["C", "n", "rate", "line", "limit", "sent", "arriving"]].assign(
        begins=begins, ends=begins + pd.DateOffset(months=3), middle=begins + pd.Timedelta(days=45),
        label=[f"{c:,.0f}/{n:,.0f}" if n else "" for c, n in zip(data["C"], data["n"], strict=True)],
        when=[_quarter(day) for day in begins],
    )  # fmt: skip
    first, last = begins.min(), max(data["ends"].max(), pd.Timestamp(today))
    x = alt.X(
        "middle:T", title=None, scale=alt.Scale(domain=[_day(first), _day(last)]), axis=alt.Axis(labelOverlap=True, grid=False)
    )
    share = alt.Scale(domain=[0, 1.12], nice=False)
    ticks = alt.Axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1])
    y = alt.Y("rate:Q", title="censored of known", scale=share, axis=ticks)
    tip = [
        alt.Tooltip("when:N", title="quarter"), alt.Tooltip("label:N", title="censored of known"),
        alt.Tooltip("line:Q", title="expected", format=".0%"), alt.Tooltip("limit:Q", title="limit", format=".0%"),
        alt.Tooltip("sent:Q", title="items mailed", format=",d"),
    ]  # fmt: skip
    base = alt.Chart(data[["middle", "rate", "line", "limit", "label", "when", "sent", "arriving"]])
    expected = base.mark_line(color=NEUTRAL, strokeWidth=1.6, interpolate="step").encode(
        x=x, y=alt.Y("line:Q", scale=share, axis=ticks)
    )
    known = base.transform_filter("isValid(datum.rate)")
    limit = (
        base.transform_filter("isValid(datum.limit)")
        .mark_tick(color=NEUTRAL, thickness=2, size=22, orient="horizontal")
        .encode(x=x, y=alt.Y("limit:Q", scale=share, axis=ticks), tooltip=tip)
    )
    dots = known.mark_point(size=75, color=COLOURS["censored"], opacity=1, strokeWidth=2).encode(
        x=x, y=y, tooltip=tip,
        fill=alt.condition("datum.arriving", alt.value("transparent"), alt.value(COLOURS["censored"])),
    )  # fmt: skip
    counts = known.mark_text(dy=-11, fontSize=11, color=TEXT).encode(x=x, y=y, text="label:N")
    raised = alarms[["raised_on", "kind", "sentence"]].assign(raised_on=pd.to_datetime(alarms["raised_on"]), at=1.06)
    raised = raised[raised["raised_on"] >= first]
    shaded, named = _still_arriving(max(pd.Timestamp(mature_on) + timedelta(days=1), first), last)
    lines = [shaded, expected, limit, dots, counts, named]
    if len(raised):
        lines.append(_diamonds(raised, alt.Y("at:Q", scale=share, axis=ticks)))
    heard = data[data["n"] > 0]
    latest = f"latest {heard['label'].iloc[-1]} in {heard['when'].iloc[-1]}" if len(heard) else "nothing known yet"
    words = f"Censored of known outcomes by quarter of mailing, {len(data)} quarters, {latest}; {len(raised)} alarms"
    return alt.layer(_volume(data), alt.layer(*lines)).resolve_scale(y="independent").properties(height=300, description=words)


def _volume(data: pd.DataFrame) -> alt.Chart:
    """How much was mailed each quarter, pale behind everything, with its scale on the right."""
    scale = alt.Scale(domain=[0, max(float(data["sent"].max()) * 1.4, 1)])
    axis = alt.Axis(orient="right", tickMinStep=1, format=",d", grid=False, tickCount=3)
    bars = alt.Chart(data[["begins", "ends", "sent", "when"]]).mark_rect(color=COLOURS["unconfirmed"], opacity=0.4)
    return bars.encode(
        x=alt.X("begins:T", title=None), x2="ends:T", y2=alt.Y2(datum=0),
        tooltip=[alt.Tooltip("when:N", title="quarter"), alt.Tooltip("sent:Q", title="items mailed", format=",d")],
        y=alt.Y("sent:Q", title="items mailed", scale=scale, axis=axis),
    )  # fmt: skip


def _still_arriving(since: pd.Timestamp, last: pd.Timestamp) -> tuple[alt.Chart, alt.Chart]:
    """The days whose mail is not mature: shaded, and named."""
    shade = alt.Chart(pd.DataFrame({"from": [since], "to": [last], "what": ["still arriving"]}))
    band = {"x": alt.X("from:T", title=None), "x2": "to:T"}
    shaded = shade.mark_rect(color=NEUTRAL, opacity=0.14).encode(**band, y=alt.value(0), y2=alt.value("height"))
    words = shade.mark_text(align="left", baseline="top", dx=4, dy=3, color=NEUTRAL, fontSize=11)
    return shaded, words.encode(x=alt.X("from:T"), y=alt.value(0), text="what:N")


def _diamonds(raised: pd.DataFrame, y: alt.Y) -> alt.Chart:
    """One for each alarm, on the day it was raised."""
    told = [
        alt.Tooltip("kind:N", title="alarm"), alt.Tooltip("sentence:N"),
        alt.Tooltip("raised_on:T", title="raised", format="%d %b %Y"),
    ]  # fmt: skip
    diamonds = alt.Chart(raised).mark_point(shape="diamond", filled=True, size=160, opacity=1, stroke=TEXT, strokeWidth=0.8)
    ink = alt.condition("datum.kind == 'new ban'", alt.value(COLOURS["censored"]), alt.value(COLOURS["received"]))
    return diamonds.encode(x=alt.X("raised_on:T"), y=y, tooltip=told, color=ink)


def _day(day: pd.Timestamp) -> dict[str, int]:
    return {"year": day.year, "month": day.month, "date": day.day}


def _quarter(day: pd.Timestamp) -> str:
    return f"{day.year} Q{day.quarter}"
