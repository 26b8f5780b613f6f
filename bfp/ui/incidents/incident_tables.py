"""The lists of the page Incidents, and its two ways in beside them: a notice without a parcel, one notice for many."""

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from bfp import ui
from bfp.base import dates
from bfp.base.db import Connection
from bfp.documents import documents
from bfp.incidents import incident_lists
from bfp.incidents.incident_lists import PAGE, Where
from bfp.mail import shipments
from bfp.places import facilities
from bfp.shelves import titles
from bfp.ui import box
from bfp.ui.incidents import incident_desk, incident_form

KINDS = {"censored": "Censored", "disputed": "Disputed returns", "no reason given": "Came back, no reason given"}
MOST_PROPOSED = 200
ALL_SYSTEMS, ALL_STATES, ALL_FACILITIES = "All systems", "All states", "All facilities"


def filters(con: Connection, key: str, choices: tuple[list[str], list[str]], places: dict[int, str] | None = None) -> Where:
    """Which incidents a list is about."""
    systems, states = choices
    place = st.grid(4 if places is not None else 3, min_column_width=170, gap="small")
    with place:
        state = st.selectbox("State", [ALL_STATES, *states], key=f"{key}_state")
        system = st.selectbox("System", [ALL_SYSTEMS, *systems], key=f"{key}_system")
        facility = None
        if places is not None:
            facility = st.selectbox(
                "Facility", [None, *places], format_func=lambda number: places.get(number, ALL_FACILITIES), key=f"{key}_facility"
            )
        title = st.text_input("Title or issue has", key=f"{key}_title", placeholder="any words of it")
    return Where(None if state == ALL_STATES else state, None if system == ALL_SYSTEMS else system, facility, title or "")


def waiting(con: Connection, where: Where) -> None:
    """What was stopped and has no incident yet, each with a button that opens one."""
    kind = st.segmented_control(
        "What became of it", incident_lists.KINDS, default="censored", key="waiting_kind", format_func=KINDS.get, required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    kind = kind or "censored"
    found = ui.paged("waiting_page", PAGE, lambda offset: incident_lists.without_incident(con, kind, where, offset=offset))
    if found.table.empty:
        st.markdown(_nothing(con, kind, where))
        return
    st.caption(f"{found.many:,} without an incident, the newest word first. The key **o** opens the first.")
    for nth, row in enumerate(found.table.itertuples()):
        _stopped(row, first=nth == 0)
    found.turn()


def _nothing(con: Connection, kind: str, where: Where) -> str:
    if not where.everything:
        return "Nothing of this kind waits there. Choose more places, or empty the title."
    if kind == "censored":
        return (
            "Nothing censored is without an incident. What was stopped comes in on the pages Letters and Returns; a notice that "
            "fits no parcel is entered under *From a notice*."
        )
    return "Nothing of this kind is without an incident."


def _stopped(row: Any, first: bool) -> None:
    said = f" “{row.stated_reason}”" if row.stated_reason else ""
    back = f", {row.return_reason}" if isinstance(row.return_reason, str) and row.return_reason else ""
    told = f"{shipments.number(int(row.shipment_id))}, mailed {dates.written(row.mailed_on)}"
    told += f" · {row.learned_how}, {dates.written(row.learned_on)}{back}"
    with st.container(horizontal=True, vertical_alignment="center", key=f"waiting_{row.event_id}"):
        st.markdown(
            f"**{ui.escape(row.title)}** · {ui.escape(row.facility)}{ui.escape(said)}  \n:gray[{ui.escape(told)}]",
            width="stretch",
        )
        st.button(
            "Open incident" if first else "Open", key=f"open_{row.event_id}", type="primary" if first else "secondary",
            shortcut="o" if first else None, on_click=incident_desk.open_from, args=(int(row.event_id),),
        )  # fmt: skip


def on_file(con: Connection, where: Where) -> int | None:
    """The incidents; a click opens one. Gives which."""
    st.markdown(incident_lists.in_words(incident_lists.counts(con, where)))
    only = {"undecided": "Undecided", "disputed": "Disputed returns", "unmatched": "Not matched to a parcel"}
    chosen = st.pills(
        "Only", list(only), selection_mode="multi", format_func=only.get, key="file_only", label_visibility="collapsed"
    )
    narrowed = {name: name in (chosen or []) for name in only}
    found = ui.paged("file_page", PAGE, lambda offset: incident_lists.listing(con, where, **narrowed, offset=offset))
    table = found.table
    if table.empty:
        none = where.everything and not chosen
        st.caption("Open the first under *No incident yet* or *From a notice*." if none else "No incident is like this.")
        return None
    listed = table.assign(
        title=(table["title"].fillna("") + " " + table["issue"]).str.strip().replace("", "no title"),
        reason=table["reasons"].where(table["reasons"] != "", table["stated_reason"]),
        state=[_state(row) for row in table.itertuples()],
    )
    opened = ui.rows(
        listed, f"incidents_{found.page}", "", opens="id", title="Title", facility="Facility", received_on="Received",
        state="Stands at", reason="Reason", rule_cited="Rule", notice_on="Notice", id="Incident",
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center"):
        found.turn()
        ui.download(
            "CSV", data=lambda: _csv(con, where, narrowed), file_name="incidents.csv", mime="text/csv", key="file_csv",
            help="All that the filters let through, without notices' own words: no reader is in it.",
        )  # fmt: skip
    return opened


def _state(row: Any) -> str:
    parts = [row.decision, "" if row.matched else "no parcel", "disputed return" if row.disputed else ""]
    return ", ".join(part for part in parts if part)


def _csv(con: Connection, where: Where, narrowed: dict[str, bool]) -> bytes:
    table, _ = incident_lists.listing(con, where, **narrowed, limit=None)
    return ui.csv_bytes(incident_lists.for_csv(table))


def from_notice(con: Connection, prefix: str) -> None:
    """A notice that names a facility and perhaps a title: kept now, matched to its parcel when that is found."""
    st.markdown("A notice came, and its parcel is not clear. A facility is enough; the parcel can be said later.")
    incident_form.keep("notice", "A notice", prefix)
    incident_form.place(con, prefix, None)
    with st.form(f"{prefix}_form", border=False):
        incident_form.facts(con, prefix, None)
        st.form_submit_button(
            "Open incident", key=f"{prefix}_open", type="primary", shortcut="Ctrl+S", on_click=incident_desk.open_notice,
            args=(prefix,),
        )  # fmt: skip


# ---- one notice for many ------------------------------------------------------------------------


def several_at_once(con: Connection, prefix: str, today: date) -> None:
    """Choose a title and facilities, tick what fits, give each its days, say once what the notice says."""
    st.markdown("The same title refused at several facilities, or a stack of notices: what they say is entered once.")
    incident_form.keep("notice", "A notice for several", prefix, "several", ("places",))
    box.one(f"{prefix}_title", "titles", label="Title", placeholder="title or ISBN; empty for a stack of mixed mail")
    box.many(f"{prefix}_places", source="facilities", label="Facilities", placeholder="name or town, Enter; then the next")
    ui.problem("facility_id")
    title, chosen = (box.chosen(f"{prefix}_title") or [{}])[0], box.chosen(f"{prefix}_places")
    unknown = [option["label"] for option in (title, *chosen) if option and option["value"] is None]
    if unknown:
        st.markdown(f":red[Nothing is chosen for “{ui.escape(unknown[0])}”. Pick one from the list, or remove it.]")
        return
    places = [int(place["value"]) for place in chosen]
    if not places:
        st.caption("Choose the facilities: what was mailed there is then proposed, and you tick what the notices are about.")
        return
    rows = proposed(con, title, places, today)
    editor = editor_key(prefix, rows)
    st.markdown("**Tick what was stopped**, each with its own days")
    st.data_editor(
        _editable(rows), key=editor, hide_index=True, width="stretch", placeholder="",
        disabled=["facility", "parcel", "title", "reader", "mailed_on", "on_file"],
        column_config={
            "open": st.column_config.CheckboxColumn("Open", width="small"),
            "facility": "Facility", "parcel": "Parcel", "title": "Title", "reader": "Reader", "on_file": "On file as",
            "mailed_on": st.column_config.DateColumn("Mailed", format="D MMM YYYY"),
            "notice_on": st.column_config.DateColumn("Notice", format="D MMM YYYY", max_value=today),
            "signed_on": st.column_config.DateColumn("Signed", format="D MMM YYYY", max_value=today),
            "received_on": st.column_config.DateColumn("Received", format="D MMM YYYY", max_value=today),
        },
    )  # fmt: skip
    if len(rows) >= MOST_PROPOSED:
        st.caption(f"Only the first {MOST_PROPOSED} are listed: choose a title, or fewer facilities.")
    if any(row["on_file"] == "unconfirmed" for row in rows):
        st.checkbox("What I ticked and is unconfirmed was censored: record that first", key=f"{prefix}_censored")
        ui.problem("censored")
    for field in ("notice_on", "signed_on", "received_on"):
        ui.problem(field)
    most = documents.most_megabytes(con)
    files = f"{prefix}_files"
    st.file_uploader(
        f"The notice, scanned, for all of them: PDF, JPG or PNG, at most {most} MB each", ["pdf", "jpg", "jpeg", "png"],
        accept_multiple_files=True, key=files, max_upload_size=most,
    )  # fmt: skip
    with st.form(f"{prefix}_form", border=False):
        incident_form.facts(con, prefix, None, own_days=False, matched=True)
        st.form_submit_button(
            "Open the incidents", key=f"{prefix}_open", type="primary", shortcut="Ctrl+S", on_click=incident_desk.open_several,
            args=(prefix, rows, editor, files),
        )  # fmt: skip


def editor_key(prefix: str, rows: list[dict[str, Any]]) -> str:
    """Other rows are another table: what was ticked in the old one is not carried over to them."""
    return f"{prefix}_rows_{hash(tuple((row['item_id'], row['facility_id']) for row in rows))}"


def proposed(con: Connection, title: box.Option, places: list[int], today: date) -> list[dict[str, Any]]:
    """What the notices may be about, censored ones ticked.

    A facility where nothing fits has a row without a parcel, which somebody has to tick.
    """
    title_id = title.get("value")
    table = incident_lists.fitting(con, places, title_id=title_id, limit=MOST_PROPOSED)
    rows = [
        {
            "open": row.outcome == "censored", "facility": row.facility, "parcel": row.number, "title": row.title,
            "reader": row.reader, "mailed_on": _day(row.mailed_on), "on_file": row.outcome,
            "notice_on": _day(row.notice_on), "signed_on": None,
            "received_on": _day(row.learned_on) or today, "item_id": int(row.item_id), "facility_id": int(row.facility_id),
            "title_id": int(row.title_id),
        }
        for row in table.itertuples()
    ]  # fmt: skip
    named = titles.get(con, title_id).name if title_id is not None else ""
    there = {row["facility_id"] for row in rows}
    for facility_id in dict.fromkeys(places):
        place = facilities.get(con, facility_id)
        if place.id not in there:
            rows.append(
                {
                    "open": False, "facility": place.label, "parcel": "none fits", "title": named, "reader": "",
                    "mailed_on": None, "on_file": "no parcel yet", "notice_on": None, "signed_on": None, "received_on": today,
                    "item_id": None, "facility_id": place.id,
                    "title_id": title_id,
                }
            )  # fmt: skip
    return rows


def _day(value: Any) -> date | None:
    return None if pd.isna(value) else pd.Timestamp(value).date()


def _editable(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Only what is shown goes to the browser."""
    shown = ["open", "facility", "notice_on", "signed_on", "received_on", "parcel", "reader", "mailed_on", "on_file", "title"]
    table = pd.DataFrame(rows)[shown]
    days = {name: pd.to_datetime(table[name]) for name in ("mailed_on", "notice_on", "signed_on", "received_on")}
    return table.assign(**days)
