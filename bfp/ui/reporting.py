"""What the pages with charts share: filters kept in the address, tables in words, and a click that opens a page."""

from datetime import date
from typing import Any

import streamlit as st

from bfp import screens, ui

SHARES = (
    "share %", "unconfirmed %", "censored %", "95 % from", "95 % to", "at least %", "at most %",
    "low", "high", "rate", "wilson_low", "wilson_high", "m1", "lo", "hi", "m2", "P1", "P2", "known_share",
)  # fmt: skip
COUNTS = (
    "sent", "received", "censored", "returned", "no reason given", "unconfirmed", "pending",
    "known outcomes", "old enough", "of all censored", "readers behind", "C", "R", "O", "X", "U", "K", "n", "S", "early",
)  # fmt: skip
EARLIEST = date(1950, 1, 1)
ALL_SYSTEMS, ALL_STATES, ALL_CLASSES = "All systems", "All states", "All classes"


def filters(
    place: Any, systems: list[str], states: list[str] | None, classes: dict[str, str],
    periods: tuple[str, ...], usual: str, day: date, when: str = "Mailed in",
) -> dict[str, Any]:  # fmt: skip
    """Ask which mail a page is about. What is chosen stands in the address, so it can be kept and sent on."""
    bound = {"bind": "query-params"}
    names = {words: name for name, words in classes.items()}
    with place:
        system = st.selectbox("System", [ALL_SYSTEMS, *systems], key="mail_system", **bound)
        state = None
        if states is not None:
            state = st.selectbox("State", [ALL_STATES, *states], key="mail_state", **bound)
        period = st.selectbox(when, periods, index=periods.index(usual), key="mail_period", **bound)
        literature = st.selectbox("Literature", [ALL_CLASSES, *names], key="mail_class", **bound) if names else None
        seen_on = st.date_input(
            "As of", value=day, min_value=EARLIEST, max_value=day, key="mail_day", format="YYYY-MM-DD", **bound
        )
    return {
        "day": seen_on if isinstance(seen_on, date) else day,
        "period_name": period or usual,
        "system": None if system in (None, ALL_SYSTEMS) else system,
        "state": None if state in (None, ALL_STATES) else state,
        "literature_class": names.get(literature),
    }


def clicked(event: Any, field: str) -> int | None:
    """The id of the bar that was clicked in a figure with the selection "chosen", or None."""
    chosen = event.selection.get("chosen") if event is not None else None
    return int(chosen[0][field]) if chosen and field in chosen[0] else None


def in_words() -> dict[str, Any]:
    """How the tables of reports show their columns: shares as percent, counts with a thousands mark, months as Jan 2026."""
    percent = {name: st.column_config.NumberColumn(name, format="%.1f %%") for name in SHARES}
    counts = {name: st.column_config.NumberColumn(name, format="localized") for name in COUNTS}
    return (
        percent
        | counts
        | {
            "month": st.column_config.DateColumn("month", format="MMM YYYY"),
            "facility": st.column_config.TextColumn("facility", width="medium", pinned=True),
            "system": st.column_config.TextColumn("system", width="medium"),
        }
    )


def task(sentence: str, file: str, where: dict[str, str] | None = None) -> None:
    """A thing to do that leads to its page, narrowed to what the sentence counts; nothing for who may not open that page."""
    if not ui.may_open(file):
        return
    look = {"icon": ":material/chevron_right:", "icon_position": "right"}
    st.page_link(screens.path(file), label=ui.escape(sentence), query_params=where or {}, **look)
