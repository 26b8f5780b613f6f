"""Supporters on the page of donations: the list, one of them in hand, two that are the same."""

from datetime import date

import pandas as pd
import streamlit as st

from bfp import ui
from bfp.base import dates, history
from bfp.base.db import Connection
from bfp.base.errors import Invalid
from bfp.supporters import donation_lists, money, money_report, supporters
from bfp.supporters.supporters import Supporter
from bfp.ui import box, form

PAGE = 50
FIELDS = ("name", "since", "address", "notes")


def listing(con: Connection) -> int | None:
    """Search and list; a click takes one in hand."""
    text = st.text_input("Search", key="supporters_text", placeholder="name", live="250ms", label_visibility="collapsed") or ""
    key = "supporters_page" if not text else "supporters_found"
    one_page = ui.paged(key, PAGE, lambda offset: supporters.listing(con, text, limit=PAGE, offset=offset))
    found, total = one_page.table, one_page.many
    if found.empty:
        st.caption("Nobody by that name." if text else "No supporter is on file yet. Add the first one below.")
        return None
    shown = pd.DataFrame(
        {
            "Name": found["name"], "Books": found["copies"], "Money": [money_report.plain(cents) for cents in found["cents"]],
            "Last gift": found["last_on"], "Since": found["since_on"],
        }
    )  # fmt: skip
    shown["Money"] = shown["Money"].astype(float)
    day = st.column_config.DateColumn(format="D MMM YYYY")
    cells = st.dataframe(
        shown, hide_index=True, key=f"supporters_{one_page.page}_{text}", on_select="rerun", selection_mode="single-cell",
        width="stretch", placeholder="",
        column_config={"Name": st.column_config.TextColumn(width=240), "Money": st.column_config.NumberColumn(format="dollar"),
                       "Last gift": day, "Since": day},
    )["selection"]["cells"]  # fmt: skip
    st.caption(f"{total:,} {'supporter' if total == 1 else 'supporters'}. A click takes one in hand.")
    if not text:
        one_page.turn(max_visible_pages=5)
    return int(found["id"].iloc[cells[0][0]]) if cells and cells[0][0] < len(found) else None


def add(today: date) -> None:
    """A supporter by hand."""
    prefix = form.key("supporter_new")
    with st.expander("New supporter", key="supporter_new"), st.form(f"{prefix}_form", border=False):
        _fields(prefix, None, today)
        st.checkbox("Somebody else has this name, too", key=f"{prefix}_another")
        st.form_submit_button("Add", key=f"{prefix}_save", type="primary", on_click=_add, args=(prefix,))


def in_hand(con: Connection, supporter_id: int, today: date) -> None:
    """One supporter: what they gave and what became of it, their record, a merge."""
    one = supporters.get(con, supporter_id)
    st.subheader(ui.escape(one.name), anchor=False)
    said = [", ".join(one.lines[1:]), f"since {dates.written(one.since_on)}", supporters.gave(con, one.id)]
    st.caption(ui.escape(" · ".join(part for part in said if part)))
    if one.notes:
        st.markdown(ui.escape(one.notes))
    st.markdown(donation_lists.in_words(donation_lists.became(con, supporter_id=one.id)) or "No books from them yet.")
    boxes, _ = donation_lists.listing(con, supporter_id=one.id, limit=20)
    if len(boxes):
        opened = ui.rows(boxes, f"supporter_boxes_{one.id}", "", opens="id", donated_on="Came on", copies="Copies", note="Note")
        if opened is not None:
            ui.go("donations", donation=opened)
    gifts, _ = money_report.ledger(con, kind="gift", supporter_id=one.id, limit=20)
    if len(gifts):
        gifts = gifts.assign(amount=[money.written(cents) for cents in gifts["amount_cents"]])
        ui.rows(gifts, f"supporter_gifts_{one.id}", "", happened_on="Day", amount="Amount", form="Form", fund="For",
                receipt_number="Receipt", state="State")  # fmt: skip
    prefix = f"supporter_{one.id}"
    with st.expander("Change the record", key=f"{prefix}_edit"), st.form(f"{prefix}_form", border=False):
        _fields(prefix, one, today)
        st.form_submit_button("Save", key=f"{prefix}_save", on_click=_edit, args=(one.id, prefix))
    with st.expander("The same supporter twice", key=f"{prefix}_twice"):
        st.caption(f"The other record becomes a part of this one: its donations and money move to {ui.escape(one.name)}.")
        other, button = st.columns([3, 1], vertical_alignment="bottom")
        with other:
            box.one(f"{prefix}_other", "supporters", label="The other record", placeholder="name", nonce=prefix)
        button.button("Merge", key=f"{prefix}_merge", on_click=_merge, args=(one.id, prefix), width="stretch")
        why, button = st.columns([3, 1], vertical_alignment="bottom")
        why.text_input("Or take this record off the list, because", key=f"{prefix}_why")
        button.button("Void", key=f"{prefix}_void", on_click=_void, args=(one.id, prefix), width="stretch")
        ui.problem("supporter_reason")
    with st.expander("History", key=f"{prefix}_history"):
        ui.rows(history.of(con, "supporter", one.id), f"{prefix}_past", "Nothing yet.", saved_at="When", volunteer="Who",
                action="What", what="Details", reason="Why")  # fmt: skip


def _fields(prefix: str, one: Supporter | None, today: date) -> None:
    name, since = st.columns([3, 1.3])
    name.text_input("Name", value=one.name if one else "", key=f"{prefix}_name")
    since.text_input("Since", value=dates.written(one.since_on) if one else "", key=f"{prefix}_since",
                     placeholder=dates.written(today))  # fmt: skip
    ui.problem("supporter_name", name)
    ui.problem("supporter_since", since)
    st.text_area("Address", value=one.address if one else "", key=f"{prefix}_address", height=96,
                 placeholder="street\ntown, state ZIP")  # fmt: skip
    ui.problem("supporter_address")
    st.text_input("Notes", value=one.notes if one else "", key=f"{prefix}_notes")


@form.callback
def _add(at: str) -> str:
    today, typed = ui.today(), form.typed(at, *FIELDS, "another")
    with form.once(at) as con:
        since = dates.read(typed["since"] or "today", today, "supporter_since")
        another = bool(typed["another"])
        found = supporters.add(con, typed["name"], since, today, typed["address"], typed["notes"], another)
    return f"{found.name} is on file."


def _edit(supporter_id: int, prefix: str) -> None:
    today, typed = ui.today(), form.typed(prefix, *FIELDS)
    with ui.saving("Saved.") as con:
        since = dates.read(typed.pop("since"), today, "supporter_since")
        supporters.edit(con, supporter_id, today, since_on=since, **typed)


def _merge(supporter_id: int, prefix: str) -> None:
    chosen = box.chosen(f"{prefix}_other")
    with ui.saving("Merged: both are one record now.") as con:
        if box.taken(chosen, "supporter", "supporter_other") is None:
            raise Invalid("Choose the other record of the same supporter.", "supporter_other")
        supporters.merge(con, supporter_id, int(chosen[0]["value"]))


def _void(supporter_id: int, prefix: str) -> None:
    today, why = ui.today(), form.typed(prefix, "why")["why"]
    with ui.saving("Taken off the list.") as con:
        supporters.void(con, supporter_id, why, today)
