"""What the buttons of the incidents' pages do: opening, matching, deciding, sending again."""

from datetime import date, datetime
from typing import Any

import streamlit as st

from bfp import ui
from bfp.appeals import appeal_facts, moved_days
from bfp.base import dates
from bfp.base.errors import Conflict
from bfp.documents import documents
from bfp.incidents import incident_lists, incidents, sending_again
from bfp.mail import shipments
from bfp.ui import form, half_typed
from bfp.ui.incidents import incident_form
from bfp.ui.packing import packing_desk


@form.callback
def open_from(event_id: int) -> str:
    """Open the incident of something that was stopped, from the word about it."""
    today = ui.today()
    with form.once(("open", event_id)) as con:
        made = incidents.from_outcome(con, event_id, today)
    form.go("incident", incident=made)
    return f"Incident {made} opened. Add what the notice says, and its scan."


@form.callback
def open_notice(at: str) -> str:
    """Open an incident of mail that is not matched yet, from its notice."""
    today, entry = ui.today(), incident_form.typed(at)
    entry["received_on"] = entry["received_on"] or "today"
    with form.once(at) as con:
        told = incident_form.told(entry, today) | incident_form.told_place(con, entry)
        made = incidents.begin(con, incidents.Told(**told), today)
    form.go("incident", incident=made)
    return f"Incident {made} opened. Say which parcel it is about, if one fits."


@form.callback
def save(incident_id: int, prefix: str, matched: bool) -> None:
    """Save what was changed of one incident."""
    today, entry, seen = ui.today(), incident_form.typed(prefix), st.session_state.get(f"{prefix}_seen", datetime.min)
    anyway = bool(st.session_state.get(f"{prefix}_anyway"))
    touched = {name for name in ("facility", "title", "reader") if incident_form.touched(prefix, name)}
    with form.once(said="Incident saved.", begun=prefix) as con:
        told = incident_form.told(entry, today)
        if not matched:
            place = incident_form.told_place(con, entry)
            told |= {name: value for name, value in place.items() if name.split("_")[0] in touched}
        last, who = incident_lists.last_change(con, incident_id, con.by)
        if last > seen:
            raise Conflict(f"{who or 'Somebody'} changed this incident meanwhile. Reload the page to see it, then save yours.")
        with moved_days.said_first(con, today, anyway, incident_id):
            incidents.edit(con, incident_id, today, **told)


def match(incident_id: int, key: str) -> None:
    """The parcel that was chosen is the one."""
    today = ui.today()
    chosen, censored = st.session_state.get(f"{key}_item"), bool(st.session_state.get(f"{key}_censored"))
    if chosen is None:
        ui.say("Choose an item first.")
        return
    with ui.saving("Matched: place, reader and title are the parcel's now.") as con:
        incidents.match(con, incident_id, int(chosen), today, censored)


def unmatch(incident_id: int, key: str) -> None:
    reason = form.typed(key, "unmatch")["unmatch"]
    with ui.saving("The match is taken back. The outcome of that item is as it was.") as con:
        incidents.unmatch(con, incident_id, reason)


@form.callback
def decide(incident_id: int, key: str) -> None:
    """Write down what was decided."""
    entry, today = form.typed(key, "decision", "decided_on", "substituted_reason"), ui.today()
    decision, day = entry["decision"] or "pending", entry["decided_on"]
    begun = half_typed.key_of(key, "decision")
    with form.once(said="Decision saved.", begun=begun) as con:
        on = dates.read(day, today, "decided_on") if day and decision != "pending" else None
        incidents.decide(con, incident_id, decision, on, entry["substituted_reason"], today)


@form.callback
def void(incident_id: int, key: str) -> str:
    reason, today = form.typed(key, "void")["void"], ui.today()
    with form.once() as con:
        incidents.void(con, incident_id, reason, today)
        still = appeal_facts.left_by(con, incident_id)
    return f"The incident is void. The item's outcome is as it was. {still}".strip()


def pack_again(reader_id: int, title_id: int) -> None:
    """To the packing table, for this reader, with this title in the parcel."""
    table = packing_desk.desk()
    table.begin(reader_id, None)
    if title_id not in table.wanted:
        packing_desk.put_in(title_id)
    ui.go("packing", reader=reader_id)


@form.callback
def sent_again(incident_id: int, key: str) -> None:
    """It went again in this parcel."""
    number = form.typed(key, "again")["again"]
    with form.once(said="Written down. The page says when it is known to have arrived.") as con:
        sending_again.note(con, incident_id, shipments.read_number(number, "again"))
    ui.clear(f"{key}_again")


@form.callback
def open_several(at: str, rows: list[dict[str, Any]], editor: str, files: str) -> str:
    """Open an incident for each row that is ticked, all or none, and keep the scan once for all of them."""
    today, con, entry = ui.today(), ui.connection(), incident_form.typed(at)
    edited = (st.session_state.get(editor) or {}).get("edited_rows", {})
    censored, uploads = bool(st.session_state.get(f"{at}_censored")), st.session_state.get(files) or []
    scans = [documents.read(con, file.name, file.getvalue()) for file in uploads]
    with form.once(at, begun=half_typed.key_of(at, "several")) as tx:
        told = incident_form.told(entry, today)
        ids = incidents.open_many(tx, several(rows, edited, told, censored), today)
        for scan in scans:
            document_id = documents.keep(tx, "incident", ids[0], scan, today)
            for other in ids[1:]:
                documents.also(tx, document_id, "incident", other)
    if len(ids) == 1:
        return f"Incident {ids[0]} opened."
    return f"{len(ids)} incidents opened: numbers {ids[0]} to {ids[-1]}."


def several(
    rows: list[dict[str, Any]], edited: dict[Any, dict[str, Any]], told: dict[str, Any], censored: bool
) -> list[dict[str, Any]]:
    """One record for each row ticked: what is told of all, with the row's own parcel and days."""
    records = []
    for place, row in enumerate(rows):
        now = row | (edited.get(place) or edited.get(str(place)) or {})
        if not now["open"]:
            continue
        days = {name: _day(now[name]) for name in ("notice_on", "signed_on", "received_on")}
        about = {"item_id": row["item_id"]} if row["item_id"] is not None else {
            name: row[name] for name in ("facility_id", "title_id")
        }  # fmt: skip
        records.append(told | about | days | {"censored": censored})
    return records


def _day(value: Any) -> Any:
    """A cell of the table as a day: what was typed in comes as text."""
    return date.fromisoformat(value[:10]) if isinstance(value, str) and value else value
