"""The tables of the pull list, each with its CSV. Requests are counted; nobody is named."""

from datetime import date

import pandas as pd
import streamlit as st

from bfp import ui
from bfp.base import dates, isbn
from bfp.base.db import Connection
from bfp.packing import pull
from bfp.shelves import wishes

EACH = (1, 2, 3)


def make(con: Connection, today: date, waiting: int) -> None:
    """The button that works the list out, with its progress; the list stays until it is made again."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        requests = st.number_input("Oldest requests", 1, max(waiting, 1), value=waiting, key="pull_requests", width=170)
        each = st.segmented_control("Books for each, at most", EACH, default=3, key="pull_each", required=True, width=170)
        made = st.button("Make the pull list", key="pull_make", type="primary", icon=":material/checklist:")
    if made:
        bar = st.progress(0.0, text="Matching titles to requests …")

        def told(done: int, of: int) -> None:
            bar.progress(done / of, text=f"Matching titles to requests … {100 * done // of} %")

        found = pull.to_pull(con, today, int(requests), int(each or 3), told)
        bar.empty()
        st.session_state["_pull"] = (found, int(requests), today)


def to_pull() -> None:
    """The list as it was last made, by shelf place."""
    found, requests, on = st.session_state.get("_pull", (None, 0, None))
    if found is None:
        st.caption("Say for how many of the oldest requests to pull, and make the list. Nothing is set aside by it.")
        return
    if found.empty:
        st.caption("Nothing on the shelves fits the requests that wait. See what is not in stock.")
        return
    st.markdown(f"{pull.summary(found, requests)} As of {dates.written(on)}.")
    shown = found[["place", "copies", "title", "author", "isbn", "named", "marked"]].copy()
    shown["isbn"] = [isbn.written(number) if number else "" for number in shown["isbn"]]
    shown["marked"] = [count or None for count in shown["marked"]]
    columns = {
        "place": st.column_config.TextColumn("Place", width=65),
        "copies": st.column_config.NumberColumn("Pull", width=55, help="Copies to take from the shelf"),
        "title": st.column_config.TextColumn("Title", width=260), "author": st.column_config.TextColumn("Author", width=140),
        "isbn": st.column_config.TextColumn("ISBN", width=135),
        "named": st.column_config.NumberColumn("By name", width=80, help="How many of these copies were asked for by name"),
        "marked": st.column_config.NumberColumn(
            "Look first", width=85, help="How many would go where this title was censored or is disapproved"
        ),
    }  # fmt: skip
    height = 560 if len(shown) > 15 else "auto"
    st.dataframe(shown, key="pull_rows", hide_index=True, column_config=columns, width="stretch", height=height, placeholder="")
    st.caption("In the order of the shelves. One copy is proposed to one request, scarce ones to the oldest.")
    ui.csv(shown.rename(columns={"copies": "pull", "named": "by name", "marked": "look first"}), "pull list", "pull_csv")


def titles_wanting(wanting: pd.DataFrame) -> None:
    """Titles that are asked for by name and of which there is no copy."""
    st.caption(
        "Counts titles, each once: every name in a waiting request is read for the title it means, and words that name none are "
        "left out. The wish list has the same."
    )
    if wanting.empty:
        st.caption("Every title that waiting requests name is in stock.")
        return
    why = wanting["listed"].map({True: "none on hand", False: "not on our list"})
    shown = wanting[["title", "requests", "author", "oldest_on"]].assign(list=why)
    columns = {
        "title": st.column_config.TextColumn("Title", width=300), "author": st.column_config.TextColumn("Author", width=170),
        "requests": st.column_config.NumberColumn("Waiting", width=75, help="Requests that wait for it"),
        "oldest_on": st.column_config.DateColumn("Oldest asked", format="D MMM YYYY"), "list": "Why not",
    }  # fmt: skip
    st.dataframe(shown, key="wanting_rows", hide_index=True, column_config=columns, width="stretch", placeholder="")
    ui.csv(shown.loc[wishes.may_leave(wanting).index], "titles not in stock", "wanting_csv")
    st.caption(wishes.STAYS)


def subjects_wanting(wanting: pd.DataFrame) -> None:
    """Subjects that more requests ask for than there are copies."""
    if wanting.empty:
        st.caption("There are enough copies of every subject that is asked for.")
        return
    columns = {
        "subject": st.column_config.TextColumn("Subject", width=220),
        "requests": st.column_config.NumberColumn("Waiting", width=80, help="Requests that ask for it"),
        "copies": st.column_config.NumberColumn("On hand", width=80),
        "short": st.column_config.NumberColumn("Short by", width=80),
        "oldest_on": st.column_config.DateColumn("Oldest asked", format="D MMM YYYY"),
    }
    st.dataframe(wanting, key="short_rows", hide_index=True, column_config=columns, width="stretch", placeholder="")
    st.caption("Subjects that more requests ask for than there are copies on hand, the shortest first.")
    ui.csv(wanting, "subjects not in stock", "short_csv")
