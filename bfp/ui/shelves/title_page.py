"""The parts of a title's own page."""

import pandas as pd
import streamlit as st

from bfp import ui
from bfp.base import dates
from bfp.base.db import Connection
from bfp.base.words import number_of
from bfp.mail import shipments
from bfp.publishing import reviews
from bfp.shelves import disapproved, titles
from bfp.shelves.titles import Title
from bfp.ui import reporting
from bfp.ui.shelves import title_form


def summary(title: Title) -> None:
    """How many are on hand, where, and whether that is enough."""
    parts = [f"**{title.on_hand}** on hand"]
    if title.place:
        parts.append(f"place **{ui.escape(title.place)}**")
    if title.minimum:
        short = title.minimum - title.on_hand
        parts.append(f"minimum {title.minimum}" + (f", **{short} short**" if short > 0 else ""))
    if title.withdrawn:
        parts.append("**withdrawn**: on no list, not received any more")
    st.markdown(" · ".join(parts))
    if title.notes:
        st.caption(ui.escape(title.notes))


def on_lists(con: Connection, title: Title) -> None:
    """What reviewers of the states decided on it: apart from what became of our own mail, and said to be."""
    decisions = disapproved.of_title(con, title.id)
    _, waiting = disapproved.waiting(con, limit=1, title_id=title.id)
    if decisions:
        st.markdown("\n".join(f"- {ui.escape(decision)}" for decision in decisions))
        st.caption("From published lists of reviewers’ decisions: not what became of our mail, and in none of our rates.")
    if waiting:
        publications = "publication" if waiting == 1 else "publications"
        reporting.task(f"{waiting} {publications} on lists of disapproved publications may be this title", "disapproved")


def said(con: Connection, title: Title) -> int | None:
    """What readers said of it, the quoted first; a button opens a review. Gives which."""
    table, many = reviews.of_title(con, title.id)
    if not many:
        st.caption("No reader has written about it yet.")
        return None
    told = reviews.counts(con, title.id, ui.today())
    st.caption(f"{number_of(many, 'review')}, {told['quoted']:,} quoted; {told['sent']:,} copies were sent.")
    opened = None
    for row in table.itertuples():
        mark = "" if row.quote else ":gray-badge[not quoted] "
        words = row.quote or row.text or "No text yet: it waits for a typist."
        st.markdown(f"{mark}{ui.escape(words)}" + ("" if row.quote or row.words == len(row.text.split()) else " …"))
        if st.button(f"{dates.written(row.received_on)}, {row.state}", key=f"review_{row.id}", type="tertiary"):
            opened = int(row.id)
    quoted = reviews.quotes(con, title.id)
    if len(quoted):
        ui.csv(quoted, f"quotes of {title.name}", "quotes_csv")
    return opened


def ledger(movements: pd.DataFrame) -> None:
    """What came and went, latest first, with the copies on hand after each."""
    if movements.empty:
        st.caption("No copy has come in yet.")
        return
    shown = movements[["happened_on", "change", "on_hand", "reason", "note", "volunteer"]].copy()
    shown.insert(4, "shipment", ["" if pd.isna(number) else shipments.number(int(number)) for number in movements["shipment_id"]])
    columns = {
        "happened_on": st.column_config.DateColumn("Day", format="D MMM YYYY"),
        "change": st.column_config.NumberColumn("Change", format="%+d", width="small"),
        "on_hand": st.column_config.NumberColumn("On hand", width="small"),
        "reason": "Why", "shipment": "Shipment", "note": "Note", "volunteer": "Who",
    }  # fmt: skip
    st.dataframe(shown, key="ledger", hide_index=True, column_config=columns, width="stretch")


def details(con: Connection, title: Title) -> None:
    """All fields of the title, and its withdrawal."""
    prefix = f"title_{title.id}"
    with st.form(f"{prefix}_form", border=False):
        start = title_form.shown(title)
        title_form.first_fields(prefix, start)
        title_form.isbn_field(prefix, start)
        ui.problem("isbn")
        title_form.other_fields(con, prefix, start, title)
        st.form_submit_button("Save", key=f"{prefix}_save", type="primary", shortcut="Ctrl+S", on_click=_save, args=(title.id,))
    st.divider()
    if title.withdrawn:
        st.button("Put back on the list", key=f"{prefix}_restore", on_click=_withdraw, args=(title.id, False))
        return
    with st.form(f"{prefix}_withdraw", border=False):
        reason, button = st.columns([3, 1], vertical_alignment="bottom")
        why = "out of print, replaced by a new edition …"
        reason.text_input("Take it off the lists, because", key=f"{prefix}_reason", placeholder=why)
        key = f"{prefix}_withdraw_save"
        button.form_submit_button("Withdraw", key=key, on_click=_withdraw, args=(title.id, True), width="stretch")
    ui.problem("withdraw_reason", reason)


def _save(title_id: int) -> None:
    typed = title_form.typed(f"title_{title_id}")
    with ui.saving("Title saved.") as con:
        titles.edit(con, title_id, **title_form.read(typed))


def _withdraw(title_id: int, withdrawn: bool) -> None:
    key = f"title_{title_id}_reason"
    reason = ui.fields(key)[key] or ""
    with ui.saving("Withdrawn. Its history stays." if withdrawn else "Back on the list.") as con:
        titles.withdraw(con, title_id, reason, withdrawn)
