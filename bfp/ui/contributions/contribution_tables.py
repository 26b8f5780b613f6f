"""The lists of the page Contributions: what waits for typists and editors, what is on file, reviews by title, and a way in."""

from datetime import date

import streamlit as st

from bfp import ui
from bfp.base import dates
from bfp.base.db import Connection
from bfp.contributions import contribution_lists, contributions
from bfp.contributions.contribution_lists import PAGE
from bfp.publishing import reviews
from bfp.ui import box, form, half_typed
from bfp.ui.contributions import contribution_desk

JOBS = {"type": "Take the oldest to type", "edit": "Take the oldest to edit"}


def queue(con: Connection, job: str, today: date) -> int | None:
    """What waits for this job, oldest first; a click opens one. Gives which."""
    kind = _kind(f"{job}_kind")
    found = ui.paged(f"{job}_page", PAGE, lambda offset: contribution_lists.queue(con, today, job, kind, offset=offset))
    if not found.many:
        st.markdown(_nothing(job, kind))
        return None
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(JOBS[job], key=f"{job}_next", type="primary", on_click=contribution_desk.take_next, args=(job,))
        st.caption(f"{found.many:,} wait.")
    pages = found.table["pages"].astype("Int64").astype("string").fillna("")  # an unknown number is no None
    opened = ui.rows(
        found.table.assign(pages=pages), f"{job}_{found.page}", "", opens="id", age_days="Days", kind="Kind", title="Title",
        in_hand="In hand", facility="From", pages="Pages", scans="Scans", words="Words", received_on="Received",
    )  # fmt: skip
    found.turn()
    return opened


def _kind(key: str) -> str | None:
    return st.selectbox("Kind", contributions.KINDS, index=None, key=key, placeholder="all kinds", label_visibility="collapsed")


def _nothing(job: str, kind: str | None) -> str:
    if kind:
        return f"No {kind} waits here."
    if job == "type":
        return "Nothing waits to be typed. What comes in a letter is entered with it, on the page Letters, under *Enclosed*."
    return "Nothing waits to be edited. What is typed comes here."


def on_file(con: Connection, today: date) -> int | None:
    """All contributions, the latest first; a click opens one. Gives which."""
    state, kind, title = st.columns(3)
    with state:
        chosen = st.selectbox("State", contributions.STAGES, index=None, key="file_state", placeholder="all", on_change=_first)
    with kind:
        of_kind = st.selectbox("Kind", contributions.KINDS, index=None, key="file_kind", placeholder="all", on_change=_first)
    with title:
        words = st.text_input("Title has", key="file_title", placeholder="any words of it", on_change=_first) or ""
    narrowed = {"state": chosen, "kind": of_kind, "title": words}
    found = ui.paged("file_page", PAGE, lambda offset: contribution_lists.listing(con, today, **narrowed, offset=offset))
    if not found.many:
        st.caption("No contribution is like this." if chosen or of_kind or words else "No contribution is on file yet.")
        return None
    st.caption(f"{found.many:,} on file.")
    opened = ui.rows(
        found.table, f"file_{found.page}", "", opens="id", received_on="Received", kind="Kind", title="Title",
        state="State", facility="From", words="Words", consent="May be published", in_hand="In hand", id="Number",
    )  # fmt: skip
    found.turn()
    return opened


def _first() -> None:
    st.session_state["file_page"] = 1


def enter(today: date) -> None:
    """A contribution that came by itself, without a letter to enter."""
    prefix, entered = form.key("enter"), st.session_state.get(contribution_desk.ENTERED)
    st.caption("What comes with a letter is entered with it, on the page Letters. Here: what came by itself, or was found later.")
    if entered is not None and st.button(f"Open contribution {entered}: attach its scan, type it", key="enter_open"):
        ui.go("contribution", contribution=entered)
    names = ("reader", "kind", "title", "received_on", "pages", "note", "body")
    half_typed.keep("contribution", "A contribution", prefix, names)
    with st.container(key=f"{prefix}_fields"), st.form(f"{prefix}_form", border=False):
        box.one(f"{prefix}_reader", "readers", label="Reader", placeholder="number or name", nonce=prefix)
        ui.problem("reader")
        kind, about = st.columns([2, 3])
        form.choice(f"{prefix}_kind", contributions.KINDS)
        kind.selectbox("What it is", contributions.KINDS, index=None, key=f"{prefix}_kind", placeholder="a review, an article …")
        with about:
            box.one(f"{prefix}_title", "titles", label="About which title", free=True, nonce=prefix)
        ui.problem("contribution")
        day, pages, note = st.columns([2, 1, 4])
        day.text_input("Received", key=f"{prefix}_received_on", placeholder=dates.written(today))
        pages.text_input("Pages", key=f"{prefix}_pages")
        note.text_input("Note", key=f"{prefix}_note")
        ui.problem("received_on", day)
        ui.problem("pages", pages)
        st.text_area("Text, if it is typed already", key=f"{prefix}_body", height=120)
        ui.problem("body")
        st.form_submit_button(
            "Save", key=f"{prefix}_save", type="primary", shortcut="Ctrl+S", on_click=contribution_desk.enter, args=(prefix,)
        )


def by_title(con: Connection) -> int | None:
    """Titles by how much readers wrote about them; a click opens the title. Gives which."""
    only = st.segmented_control(
        "Which titles", ("most", "never"), default="most", key="reviews_only", required=True, label_visibility="collapsed",
        format_func={"most": "Most reviews", "never": "Sent, never reviewed"}.get,
    ) or "most"  # fmt: skip
    found = ui.paged(f"reviews_{only}_page", PAGE, lambda offset: reviews.by_title(con, only, offset=offset))
    if not found.many:
        st.caption("No review is on file yet." if only == "most" else "No title was sent that nobody reviewed.")
        return None
    what = "titles with a review" if only == "most" else "titles were sent and never reviewed"
    rare = "Reviews per hundred copies only from ten copies sent on; a review may be of an earlier copy."
    st.caption(f"{found.many:,} {what}. {rare}")
    shown = {
        "title": "Title",
        "reviews": "Reviews",
        "sent": "Copies sent",
        "per_hundred": "Per hundred copies",
        "author": "Author",
    }
    if only == "never":
        shown = {"title": "Title", "sent": "Copies sent", "readers": "Readers", "author": "Author"}
    else:
        shown |= {"quoted": "Quoted", "last_on": "Last"}
    opened = ui.rows(found.table, f"reviews_{only}_{found.page}", "", opens="title_id", **shown)
    with st.container(horizontal=True):
        found.turn()
        names = {"most": "titles with reviews", "never": "titles never reviewed"}
        ui.download(
            "CSV", data=lambda: ui.csv_bytes(reviews.for_csv(con, only)), file_name=f"{names[only]}.csv", mime="text/csv",
            key=f"reviews_{only}_csv",
            help="Counts by title; nothing about readers.",
        )  # fmt: skip
        ui.download(
            "Quotes as CSV", data=lambda: ui.csv_bytes(reviews.quotes(con)), file_name="quotes.csv", mime="text/csv",
            key=f"quotes_{only}_csv", icon=":material/format_quote:",
            help="What may be quoted: title, year, quote. No reader and no facility.",
        )  # fmt: skip
    return opened
