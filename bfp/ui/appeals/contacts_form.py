"""Contacts on the page Appeal rules: what each says when it is opened, and the form for an official or an office."""

from datetime import date

import streamlit as st

from bfp import ui
from bfp.appeals import contacts, moved_days
from bfp.appeals.contacts import Contact
from bfp.base.db import Connection
from bfp.places import facilities, systems
from bfp.ui import form
from bfp.ui.kept_list import Input, Tab

OF = ("A whole system", "One facility")
ROLES = {role: role for role in contacts.ROLES}


def _about(_: Connection, contact: Contact, today: date) -> None:
    st.markdown(f"**{ui.escape(contact.whose)}: {contact.role}**  \n" + "  \n".join(ui.escape(x) for x in contact.lines))


def _whose(con: Connection, at: str) -> None:
    """One system or one facility, chosen above the form: a facility is found while its name is typed."""
    of = st.segmented_control("Whose", OF, default=OF[0], key="contact_of", required=True, label_visibility="collapsed")
    if of == OF[0]:
        table = systems.listing(con)
        names = dict(zip(table["id"], table["name"], strict=True))
        if not names:
            st.caption("There is no system yet: import the directory of facilities, or add one under Facilities.")
        st.selectbox("System", list(names), index=None, format_func=names.get, key=f"{at}_system_id", placeholder="choose")
    else:
        typed = st.text_input("Find the facility", key=f"{at}_find", placeholder="name or town", live="250ms")
        found = {one["value"]: f"{one['label']} · {one['detail']}" for one in facilities.options(con, typed or "")}
        if found:
            st.selectbox("Facility", list(found), format_func=found.get, key=f"{at}_facility_id")
        else:
            st.caption(
                "No facility is called so: try fewer letters, or add it under Facilities." if typed else "Type some letters."
            )
    form.problem("whose", at)


def _inputs(_: Connection, contact: Contact | None) -> list[tuple[Input, ...]]:
    return [
        (
            Input("role", "Role", "choice", choices=ROLES, usual="review committee"),
            Input("name", "Name, if known"),
            Input("office", "Office or title", more={"placeholder": "Mail System Coordinators Panel"}),
        ),
        (Input("address", "Address", "lines", more={"placeholder": "PO Box\nTown, ST ZIP"}),),
        (Input("source", "Where it was read", more={"placeholder": "the department's page, today"}),),
    ]


CONTACTS = Tab(
    kept=contacts.CONTACTS,
    nothing="No official is on file. Letters of appeal take names and addresses from here: add the first below.",
    caption="A click on a contact opens it. A facility without one of its own has that of its system.",
    compare="the department's page, today",
    shown=contacts.shown,
    about=_about,
    inputs=_inputs,
    warning=". Look each up again before a letter goes there.",
    look={"Whose": st.column_config.Column(pinned=True, width=150), "Address": st.column_config.Column(width="medium")},
    above=_whose,
    beside=("system_id", "facility_id"),
    around=moved_days.said_first,
)
