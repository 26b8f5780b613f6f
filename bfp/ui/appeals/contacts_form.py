"""Contacts on the page Appeal rules: officials by role, each looked up again, corrected or voided; a new one."""

from typing import Any

import streamlit as st

from bfp import ui
from bfp.appeals import contacts
from bfp.appeals.contacts import Contact
from bfp.base.db import Connection
from bfp.places import facilities, systems
from bfp.ui.appeals.appeal_rules_form import fresh, once, picked, problem, saving_form

FIELDS = ("role", "name", "office", "address", "source")
OF = ("A whole system", "One facility")


def show(con: Connection) -> None:
    """Every contact on file; a click on one offers to look it up again, correct or void it."""
    voided = st.toggle("Show voided contacts", key="contacts_voided")
    listed = contacts.listing(con, voided)
    if not listed:
        st.markdown("No official is on file. Letters of appeal take names and addresses from here: add the first below.")
        return
    look = {"Whose": st.column_config.Column(pinned=True, width=150), "Address": st.column_config.Column(width="medium")}
    place = picked(contacts.shown(listed), f"contacts_{int(voided)}", look)
    st.caption("A click on a contact opens it. A facility without one of its own has that of its system.")
    if place is not None:
        _contact(listed[place])


def _contact(contact: Contact) -> None:
    with st.container(border=True):
        st.markdown(f"**{ui.escape(contact.whose)}: {contact.role}**  \n" + "  \n".join(ui.escape(x) for x in contact.lines))
        st.caption(ui.escape(f"Source: {contact.source} · {contact.standing}"))
        if contact.voided_on is not None:
            return
        form = f"contact_check_{contact.id}"
        with st.form(form, border=False):
            where, button = st.columns([3, 1], vertical_alignment="bottom")
            where.text_input("Looked up again at", key=f"{form}_source", placeholder="the department's page, today")
            button.form_submit_button(
                "Still right", key=f"{form}_save", on_click=_check, args=(form, contact.id), width="stretch"
            )
        problem(form, "source")
        with st.expander("Correct it, or name who came after", key=f"contact_correct_{contact.id}"):
            _correct_form(contact)
        with st.expander("Void it, if nobody should write there", key=f"contact_void_{contact.id}"):
            _void_form(contact)


def _correct_form(contact: Contact) -> None:
    form = f"contact_correct_form_{contact.id}"
    prefix = fresh(form)
    with st.form(prefix, border=False):
        _fields(form, prefix, contact)
        st.text_input("What was wrong, or who left", key=f"{prefix}_why")
        problem(form, "why")
        st.form_submit_button("Save correction", key=f"{prefix}_save", on_click=_correct, args=(form, prefix, contact.id))


def _void_form(contact: Contact) -> None:
    form = f"contact_void_form_{contact.id}"
    with st.form(form, border=False):
        why, button = st.columns([3, 1], vertical_alignment="bottom")
        why.text_input("Why", key=f"{form}_reason")
        button.form_submit_button("Void", key=f"{form}_save", on_click=_void, args=(form, contact.id), width="stretch")
    problem(form, "void_reason")


def new(con: Connection) -> None:
    """The form for an official of a system or of one facility."""
    form = "contact_new"
    prefix = fresh(form)
    of = st.segmented_control("Whose", OF, default=OF[0], key="contact_of", required=True, label_visibility="collapsed")
    if of == OF[0]:
        table = systems.listing(con)
        names = dict(zip(table["id"], table["name"], strict=True))
        if not names:
            st.caption("There is no system yet: import the directory of facilities, or add one under Facilities.")
        st.selectbox("System", list(names), index=None, format_func=names.get, key=f"{prefix}_system", placeholder="choose")
    else:
        typed = st.text_input("Find the facility", key=f"{prefix}_find", placeholder="name or town", live="250ms")
        found = {one["value"]: f"{one['label']} · {one['detail']}" for one in facilities.options(con, typed or "")}
        if found:
            st.selectbox("Facility", list(found), format_func=found.get, key=f"{prefix}_facility")
        else:
            st.caption(
                "No facility is called so: try fewer letters, or add it under Facilities." if typed else "Type some letters."
            )
    problem(form, "whose")
    with st.form(prefix, border=False):
        _fields(form, prefix)
        st.form_submit_button("Add contact", key=f"{prefix}_save", type="primary", on_click=_add, args=(form, prefix, of))


def _fields(form: str, prefix: str, contact: Contact | None = None) -> None:
    def at(name: str, default: Any) -> Any:
        return getattr(contact, name) if contact else default

    role, name, office = st.columns(3)
    role.selectbox("Role", contacts.ROLES, contacts.ROLES.index(at("role", "review committee")), key=f"{prefix}_role")
    with name:
        st.text_input("Name, if known", at("name", ""), key=f"{prefix}_name")
        problem(form, "contact_name")
    office.text_input("Office or title", at("office", ""), key=f"{prefix}_office", placeholder="Mail System Coordinators Panel")
    st.text_area("Address", at("address", ""), key=f"{prefix}_address", height=110, placeholder="PO Box\nTown, ST ZIP")
    st.text_input("Where it was read", at("source", ""), key=f"{prefix}_source", placeholder="the department's page, today")
    problem(form, "source")


def _entry(prefix: str) -> dict[str, Any]:
    typed = ui.fields(*(f"{prefix}_{name}" for name in FIELDS))
    return {name: typed[f"{prefix}_{name}"] or "" for name in FIELDS}


def _add(form: str, prefix: str, of: str) -> None:
    places = ui.fields(f"{prefix}_system", f"{prefix}_facility")
    whose = {"system_id": places[f"{prefix}_system"]} if of == OF[0] else {"facility_id": places[f"{prefix}_facility"]}
    entry, today = _entry(prefix), ui.today()
    blank = not any(entry[name] for name in ("name", "office", "address", "source"))
    once(form, prefix, "Contact added.", lambda con: contacts.add(con, **entry, **whose, checked_on=today), blank)


def _correct(form: str, prefix: str, contact_id: int) -> None:
    entry, why, today = _entry(prefix), ui.fields(f"{prefix}_why")[f"{prefix}_why"] or "", ui.today()
    said = "Corrected. The old one stays on file, voided."
    once(form, prefix, said, lambda con: contacts.correct(con, contact_id, why, today, **entry))


def _check(form: str, contact_id: int) -> None:
    source, today = ui.fields(f"{form}_source")[f"{form}_source"] or "", ui.today()
    with ui.saving("Kept: still right today.") as con:
        contacts.check(con, contact_id, source, today)
    saving_form(form)


def _void(form: str, contact_id: int) -> None:
    reason, today = ui.fields(f"{form}_reason")[f"{form}_reason"] or "", ui.today()
    with ui.saving("Voided. It stays on file with the reason.") as con:
        contacts.void(con, contact_id, reason, today)
    saving_form(form)
