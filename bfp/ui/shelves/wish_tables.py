"""The tables of the wish list. Requests are counted; nobody is named."""

import pandas as pd
import streamlit as st

from bfp import ui
from bfp.base.db import Connection
from bfp.shelves import wishes
from bfp.supporters import donation_papers
from bfp.ui import print_buttons
from bfp.ui.shelves import receiving

_DAY = st.column_config.DateColumn("Oldest asked", format="D MMM YYYY")
_REQUESTS = st.column_config.NumberColumn("Waiting", width=75, help="Requests that wait for it")


def for_supporters(con: Connection) -> None:
    """The list to hand out, as PDF and CSV: what is asked for and how many wait, nothing about readers."""
    today = ui.today()
    with st.container(horizontal=True, key="wish_papers", vertical_alignment="center"):
        print_buttons.button("For supporters", lambda: donation_papers.wish_list(con, today), "wish_list", "wish_list_pdf",
                             "The list to hand out as PDF: subjects and titles with how many wait. Nothing about readers.")
        ui.csv(donation_papers.wished_titles(con), "wish list", "wish_list_csv")  # fmt: skip
        st.caption("A title that only one letter names in its own words stays off what is handed out.")


def none_on_hand(wished: pd.DataFrame) -> None:
    """Titles of the catalogue without a copy; a click opens the title."""
    if wished.empty:
        st.caption("Every title of the list that is asked for is on hand.")
        return
    shown = wished[["name", "requests", "author", "oldest_on"]].copy()
    named = zip(wished["name"], wished["withdrawn"], strict=True)
    shown["name"] = [f"{name} (withdrawn)" if gone else name for name, gone in named]
    name = st.column_config.TextColumn("Title", width=260)
    columns = {"name": name, "author": "Author", "requests": _REQUESTS, "oldest_on": _DAY}
    picked = _table(shown, "wished", columns)
    st.caption("Titles of the list with no copy on hand, by how many waiting requests ask for them. A click opens the title.")
    ui.csv(shown, "titles wished for", "wished_csv")
    if picked is not None:
        ui.go("title", title=int(wished["id"].iloc[picked]))


def not_on_the_list(wished: pd.DataFrame) -> None:
    """Titles that the catalogue has not; a click begins a new title of that name."""
    if wished.empty:
        st.caption("Every title that is asked for is on the list.")
        return
    name = st.column_config.TextColumn("As the letters name it", width=260)
    columns = {"name": name, "requests": _REQUESTS, "oldest_on": _DAY}
    shown = wished[["name", "requests", "oldest_on"]]
    picked = _table(shown, "unlisted", columns)
    st.caption("Titles that letters ask for and the list has not, spellings of one name together. A click begins a new title.")
    ui.csv(shown.loc[wishes.may_leave(wished).index], "titles not on the list", "unlisted_csv")
    st.caption(wishes.STAYS)
    if picked is not None:
        receiving.prefill(wished["name"].iloc[picked])
        ui.go("stock")


def by_subject(wished: pd.DataFrame) -> None:
    """Subjects asked for, against what is there."""
    if wished.empty:
        st.caption("No waiting request asks for a subject.")
        return
    shown = wished[["subject", "requests", "copies", "titles", "oldest_on"]]
    columns = {
        "subject": st.column_config.TextColumn("Subject", width=190), "requests": _REQUESTS, "oldest_on": _DAY,
        "copies": st.column_config.NumberColumn("Copies on hand", width="small"),
        "titles": st.column_config.NumberColumn("Titles on hand", width="small"),
    }  # fmt: skip
    st.dataframe(shown, key="subjects", hide_index=True, column_config=columns, width="stretch")
    st.caption("Waiting requests by subject against what is on the shelf, the scarcest first. A title may have several subjects.")
    ui.csv(shown, "subjects wished for", "subjects_csv")


def _table(shown: pd.DataFrame, key: str, columns: dict) -> int | None:
    event = st.dataframe(
        shown, key=key, hide_index=True, on_select="rerun", selection_mode="single-cell", column_config=columns,
        width="stretch", placeholder="",
    )  # fmt: skip
    cells = event["selection"]["cells"]
    return cells[0][0] if cells and cells[0][0] < len(shown) else None
