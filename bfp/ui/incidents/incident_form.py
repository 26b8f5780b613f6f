"""The fields of an incident: what the notice says, its days, what became of the item; the same for one, a new one, or many."""

from datetime import date
from typing import Any

import streamlit as st

from bfp import ui
from bfp.base import dates, lists
from bfp.base.db import Connection
from bfp.base.errors import Invalid, NotFound
from bfp.incidents import incidents
from bfp.incidents.incidents import Incident
from bfp.places import facility_choice
from bfp.readers import readers
from bfp.shelves import titles
from bfp.ui import box, form, half_typed

TEXTS = ("stated_reason", "rule_cited", "pages_cited", "issue", "note", "title_text")
DAYS = ("notice_on", "signed_on", "received_on", "stored_until")
BOXES = ("facility", "title", "reader")
CHOICES = ("notified", "fate", "disputed")
NOTIFIED = {"sender": "us, the sender", "reader": "the reader", "both": "both", "nobody": "nobody", "not known": "not known"}
FATES = {"returned": "returned", "destroyed": "destroyed", "stored": "stored", "not known": "not known"}


def place(con: Connection, prefix: str, start: Incident | None) -> None:
    """Where, what and to whom, of mail that is not matched to a parcel."""
    facility = _option(start.facility_id, start.facility) if start else None
    box.one(
        f"{prefix}_facility", "facilities", label="Facility that stopped it", placeholder="name or town", add=True, start=facility
    )
    ui.problem("facility_id")
    title = _option(start.title_id, start.title) if start and start.title else None
    box.one(
        f"{prefix}_title", "titles", label="Title, as far as the notice says", free=True, start=title,
        placeholder="title, ISBN, or the words of the notice",
    )  # fmt: skip
    ui.problem("title_text")
    reader = None
    if start and start.reader_id is not None:
        try:
            known = readers.get(con, start.reader_id)
            reader = _option(known.id, f"{known.number or 'no number'}  {known.name}")
        except NotFound:
            reader = _option(start.reader_id, "a reader whose record was voided")
    box.one(f"{prefix}_reader", "readers", label="Reader, if it names one", placeholder="number or name", start=reader)
    ui.problem("reader_id")


def _option(value: int | None, label: str) -> box.Option:
    return {"value": value, "label": label, "detail": ""}


def facts(con: Connection, prefix: str, start: Incident | None, *, own_days: bool = True, matched: bool = False) -> None:
    """What the notice says. Without `own_days` its dates are asked elsewhere, for each apart."""
    names = st.session_state[f"{prefix}_reason_ids"] = _reasons(con, start)
    st.text_area(
        "Stated reason, word for word", start.stated_reason if start else "", key=f"{prefix}_stated_reason", height=80,
        placeholder="what the notice says; empty if it gives none",
    )  # fmt: skip
    ui.problem("stated_reason")
    chosen = list(start.reasons) if start else []
    based = dict(lists.listing(con, "reason")[["name", "basis"]].itertuples(index=False, name=None))
    form.choice(f"{prefix}_reasons", names, lambda name: _based(based, name))
    st.multiselect(
        "Categories", list(names), chosen, key=f"{prefix}_reasons", placeholder="several",
        format_func=lambda name: _based(based, name),
    )  # fmt: skip
    rule, pages, issue = st.columns(3)
    rule.text_input(
        "Rule cited", start.rule_cited if start else "", key=f"{prefix}_rule_cited", placeholder="as the notice writes it"
    )
    pages.text_input("Pages cited", start.pages_cited if start else "", key=f"{prefix}_pages_cited", placeholder="12, 40–41")
    issue.text_input("Issue", start.issue if start else "", key=f"{prefix}_issue", placeholder="no. 74")
    if matched:
        text = start.title_text if start else ""
        st.text_input("Title as the notice calls it, if otherwise", text, key=f"{prefix}_title_text")
    asked = {"signed_on": "Signed on", "notice_on": "Date of the notice", "received_on": "We received it on"}
    for column, (name, label) in zip(st.columns(3), asked.items() if own_days else (), strict=False):
        with column:
            day = getattr(start, name) if start else None
            hint = "today" if name == "received_on" and start is None else "14 Nov 2026 or 11/14"
            st.text_input(label, dates.written(day), key=f"{prefix}_{name}", placeholder=hint)
            ui.problem(name)
    told, fate, until = st.columns(3)
    form.choice(f"{prefix}_notified", incidents.NOTIFIED, NOTIFIED.get)
    told.selectbox(
        "Who was notified", incidents.NOTIFIED, _place(incidents.NOTIFIED, start, "notified"), format_func=NOTIFIED.get,
        key=f"{prefix}_notified",
    )  # fmt: skip
    form.choice(f"{prefix}_fate", incidents.FATES, FATES.get)
    fate.selectbox(
        "What became of it", incidents.FATES, _place(incidents.FATES, start, "fate"), format_func=FATES.get, key=f"{prefix}_fate"
    )
    with until:
        st.text_input(
            "Stored until", dates.written(start.stored_until if start else None), key=f"{prefix}_stored_until",
            placeholder="if it is stored",
        )  # fmt: skip
        ui.problem("stored_until")
    st.checkbox("A return whose reason we doubt", start.disputed if start else False, key=f"{prefix}_disputed")
    st.text_area("Note", start.note if start else "", key=f"{prefix}_note", height=68)


def _based(based: dict[str, str], name: str) -> str:
    return name if based.get(name, lists.NOT_SAID) == lists.NOT_SAID else f"{name} · {based[name]}"


def keep(kind: str, what: str, prefix: str, part: str = "", more: tuple[str, ...] = (), **whose: int) -> None:
    """Keep these fields, and `more`, while they are typed; to be called above them."""
    half_typed.keep(kind, what, prefix, (*TEXTS, *DAYS, *CHOICES, *BOXES, "reasons", *more), part, **whose)


def _place(choices: tuple[str, ...], start: Incident | None, name: str) -> int:
    return choices.index(getattr(start, name) if start else "not known")


def _reasons(con: Connection, start: Incident | None) -> dict[str, int]:
    """The categories to choose from, content-based ones first as the list has them, and those it has already."""
    in_use = {name: number for number, name in lists.names(con, "reason").items()}
    return in_use | (dict(zip(start.reasons, start.term_ids, strict=True)) if start else {})


def typed(prefix: str) -> dict[str, Any]:
    """What stands in the fields now; read all of it before writing."""
    raw = ui.fields(*(f"{prefix}_{name}" for name in (*TEXTS, *DAYS, *CHOICES, "reasons", "reason_ids")))
    told = {key.removeprefix(f"{prefix}_"): value for key, value in raw.items()}
    return told | {name: (box.chosen(f"{prefix}_{name}") or [{}])[0] for name in ("facility", "title", "reader")}


def touched(prefix: str, name: str) -> bool:
    """Whether a box of `place` was touched: if not, what it started with holds."""
    return box.touched(f"{prefix}_{name}")


def told(typed: dict[str, Any], today: date) -> dict[str, Any]:
    """The fields as `incidents.begin` takes them; raises Invalid for a date that is none."""
    values: dict[str, Any] = {name: typed[name] or "" for name in TEXTS if typed[name] is not None}
    for name in DAYS:
        if typed[name] is not None:
            values[name] = dates.read(typed[name], today, name) if typed[name] else None
    if "received_on" in values and values["received_on"] is None:
        raise Invalid("Write the day we received the notice: deadlines are counted from it.", "received_on")
    values |= {name: typed[name] for name in CHOICES if typed[name] is not None}
    ids = typed["reason_ids"] or {}
    return values | {"term_ids": [ids[name] for name in typed["reasons"] or []]}


def told_place(con: Connection, typed: dict[str, Any]) -> dict[str, Any]:
    """Facility, title and reader as chosen; words that surely mean no title of ours are kept as they are."""
    title_id, words = typed["title"].get("value"), str(typed["title"].get("label", ""))
    if title_id is None and words:
        title_id = titles.match(con, words)
    return {
        "facility_id": facility_choice.taken(con, [typed["facility"]], "facility_id"),
        "title_id": title_id,
        "title_text": "" if title_id is not None else words,
        "reader_id": box.taken([typed["reader"]], "reader", "reader_id"),
    }
