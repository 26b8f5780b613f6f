"""Publications on lists of disapproved ones: are they titles of ours? One pair at a time, one key each; and a search."""

from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import streamlit as st

from bfp import ui
from bfp.base import dates, isbn
from bfp.base.db import Connection
from bfp.shelves import disapproved

MOST_FOUND = 200
FOUND = {  # together as wide as the page: whose list it is and what it says are read whole
    "Publication": st.column_config.TextColumn(width=205), "List": st.column_config.TextColumn(width=120),
    "Decision": st.column_config.TextColumn(width=90),
    "Decided on": st.column_config.DateColumn(format="D MMM YYYY", width=95),
    "Reasons": st.column_config.TextColumn(width=100), "Author": st.column_config.TextColumn(width=110),
    "Our title": st.column_config.TextColumn(width=125),
}  # fmt: skip
Pair = tuple[int, int]  # the publication, the title


@dataclass
class Desk:
    """What this browser session answered and put off. A plain object: safe to touch when callbacks overlap."""

    done: list[tuple[Pair, str]] = field(default_factory=list)
    later: list[Pair] = field(default_factory=list)


def desk() -> Desk:
    return st.session_state.setdefault("_disapproved_desk", Desk())


def waiting(con: Connection) -> None:
    """The next pair, with what to press, and those that follow."""
    at = desk()
    table, many = disapproved.waiting(con, limit=len(at.later) + 30)
    pairs = list(zip(table["disapproved_id"], table["title_id"], strict=True))
    fresh = [place for place, pair in enumerate(pairs) if pair not in at.later]
    if not pairs:
        st.markdown("No match waits for an answer.")
        _undo(at, st)
        return
    order = fresh or list(range(len(pairs)))
    st.caption("Is it the same publication? What is confirmed is marked when a parcel for that state is packed.")
    _buttons(at, pairs[order[0]])
    _card(table.iloc[order[0]])
    rest = table.iloc[order[1:21]]
    st.caption(f"{many:,} waiting." + (" After this:" if len(rest) else ""))
    if len(rest):
        ui.rows(_listed(rest), "waiting", "", title="Our title", listed="On the list", list="List", likeness="Alike")


def _buttons(at: Desk, pair: Pair) -> None:
    with st.container(horizontal=True):
        st.button("Same", key="same", type="primary", shortcut="s", on_click=_answer, args=(pair, True))
        st.button("Not the same", key="not_same", shortcut="n", on_click=_answer, args=(pair, False))
        st.button("Later", key="later", shortcut="l", on_click=at.later.append, args=(pair,))
        _undo(at, st)


def _undo(at: Desk, place: Any) -> None:
    said = ui.escape(f"Take back: {at.done[-1][1]}") if at.done else "Nothing to take back yet"
    place.button("Undo", key="undo", shortcut="u", disabled=not at.done, help=said, on_click=_take_back)


def _card(row: pd.Series) -> None:
    """The title and the publication side by side."""
    ours, listed = st.columns(2)
    with ours, st.container(border=True):
        st.caption("Our title")
        st.markdown(f"**{ui.escape(row['title'])}**  \n{ui.escape(row['title_author']) or 'no author on file'}")
        about = (row["kind"], isbn.written(None if pd.isna(row["isbn"]) else row["isbn"]), f"{row['on_hand']} on hand")
        st.caption(ui.escape(" · ".join(part for part in about if part)))
    with listed, st.container(border=True):
        st.caption(f"On {ui.escape(row['list'])}’s list")
        st.markdown(f"**{ui.escape(row['name'])}**  \n{ui.escape(row['author']) or 'no author given'}")
        on = f" on {dates.written(row['decided_on'])}" if not pd.isna(row["decided_on"]) else ""
        said = f" · “{row['decision_text']}”" if "(" in row["decision_text"] else ""
        st.caption(ui.escape(f"{row['decision']}{on}{disapproved.reasons(row['reason'])}{said}"))


def _listed(table: pd.DataFrame) -> pd.DataFrame:
    listed = table["name"] + table["author"].map(lambda name: f", {name}" if name else "")
    return table[["title", "list"]].assign(listed=listed, likeness=table["likeness"].round().astype(int))


def _answer(pair: Pair, same: bool) -> None:
    at, today = desk(), ui.today()
    said = "the same" if same else "not the same"
    with ui.saving() as con:
        disapproved.decide(con, int(pair[0]), int(pair[1]), same, today)
    if ui.saved() and (not at.done or at.done[-1][0] != pair):  # a double press is one answer
        at.done.append((pair, said))
        ui.say(f"Kept: {said}. Undo takes it back.")


def _take_back() -> None:
    at, today = desk(), ui.today()
    if not at.done:
        return
    pair, _ = at.done.pop()
    with ui.saving("Taken back: the pair waits again.") as con:
        disapproved.decide(con, int(pair[0]), int(pair[1]), None, today)


def search(con: Connection, lists: pd.DataFrame) -> None:
    """Look a publication up on the lists, also those that are no title of ours."""
    text, whose, how = st.columns([3, 1, 1])
    typed = text.text_input("Title or author", key="look_up", placeholder="any words of them", live="250ms")
    names = dict(zip(lists["id"], lists["name"], strict=True))
    list_id = whose.selectbox("List", list(names), index=None, format_func=names.get, key="look_list", placeholder="all lists")
    decision = how.selectbox("Decision", ["disapproved", "approved", "other"], index=None, key="look_decision", placeholder="any")
    found, many = disapproved.search(con, typed or "", list_id, decision, MOST_FOUND)
    ui.rows(
        found, "found", "Nothing on the lists has these words. Try fewer, or another spelling.", look=FOUND,
        name="Publication", list="List", decision="Decision", decided_on="Decided on", reason="Reasons", author="Author",
        our_title="Our title",
    )  # fmt: skip
    if many:
        st.caption(f"{many:,} found." if many <= MOST_FOUND else f"{many:,} found; the latest {MOST_FOUND} are shown.")


def decided(con: Connection) -> None:
    """What was answered, to look it over and to put an answer back."""
    table = disapproved.decided(con).assign(place=lambda rows: range(len(rows)))
    place = ui.rows(
        table, "decided", "Nothing was answered yet.", opens="place",
        answer="Answer", title="Our title", name="On the list", list="List", decided_by="Who", decided_on="When",
    )  # fmt: skip
    if place is not None and place < len(table):
        row = table.iloc[place]
        st.markdown(f"**{ui.escape(row['title'])}** is {row['answer']} as **{ui.escape(row['name'])}**.")
        pair = (int(row["disapproved_id"]), int(row["title_id"]))
        put_back, open_title = st.columns([1, 3])
        put_back.button("Put back among the waiting", key="put_back", on_click=_put_back, args=(pair,))
        if open_title.button("Open the title", key="open_title"):
            ui.go("title", title=pair[1])


def _put_back(pair: Pair) -> None:
    today = ui.today()
    with ui.saving("Put back: the pair waits again.") as con:
        disapproved.decide(con, *pair, None, today)


def on_file(lists: pd.DataFrame) -> None:
    """The lists that are on file."""
    ui.rows(
        lists, "lists", "", name="List", publications="Publications", disapproved="Disapproved", approved="Approved",
        other="Neither", matched="Titles of ours", first_on="First decision", last_on="Last decision", source="From",
        imported_on="Begun",
    )  # fmt: skip
    st.caption("A newer file of the same state is brought in over the old one: the latest decision on each publication counts.")
