"""A reader's card on the letter desk: what one must see at a glance."""

from datetime import date

import streamlit as st

from bfp import ui
from bfp.base import dates
from bfp.desk.reader_card import Card


def show_card(card: Card, today: date) -> None:
    """Who it is, what the place allows, whether they may have books, what waits and what was sent."""
    reader = card.reader
    may = "green" if card.may_have_books(today) and not card.left else "orange"
    st.subheader(f"{ui.escape(reader.name)} · {ui.escape(reader.number or 'no number')}", anchor=False)
    st.markdown(
        f"**{ui.escape(card.facility.label)}** :{may}-badge[{ui.escape(card.eligibility(today))}] "
        + " ".join(f":orange-badge[{ui.escape(flag)}]" for flag in card.flags)
    )
    waiting = [f"{dates.written(row.asked_on)} {ui.escape('; '.join(filter(None, (row.subjects, row.titles))) or 'anything')}"
               for row in card.waiting.itertuples()]  # fmt: skip
    sent = [
        f"{row.number}, {dates.written(row.mailed_on)}: {ui.escape(row.titles)} ({row.outcomes})"
        for row in card.shipments.itertuples()
    ]
    lines = [
        "**Restrictions** " + (" · ".join(ui.escape(rule.sentence) for rule in card.restrictions) or "none on file"),
        "**Waiting** " + (" · ".join(waiting) or "none"),
        "**Work trade** " + ui.escape(card.work),
    ]
    st.markdown("  \n".join(lines))
    last = f"Last letter: postmark {dates.written(card.last_postmark_on)}. " if card.last_postmark_on else "No letter on file. "
    st.caption(last + "Latest shipments: " + (" · ".join(sent) or "none."))
