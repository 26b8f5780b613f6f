"""What the program decides for itself: names, intervals, its own lists."""

from dataclasses import asdict

import streamlit as st

from bfp import ui
from bfp.base import lists, settings
from bfp.ui.program import program_form

con = ui.connection()
now = settings.load(con)
ui.page("Program", "The program's name and rules, and its own lists: subjects, languages, work, reasons.", narrow=True)

with st.form("settings", border=False):
    st.text_input("Name of the program", value=now.program_name, key="set_program_name")
    st.text_area("Return address, as printed on parcels", value=now.return_address, key="set_return_address", height=90)
    st.text_input("Work trade: what earns what, in the program's words", value=now.work_trade_rule, key="set_work_trade_rule")
    st.text_input(
        "Work trade: kinds of contribution that count",
        value=now.work_trade_kinds,
        key="set_work_trade_kinds",
        placeholder="every kind; or some, with commas: book review, article",
    )
    ui.problem("work_trade_kinds")
    left, right = st.columns(2)
    for place, (name, (label, help_text)) in zip(
        [left, right] * len(program_form.NUMBERS), program_form.NUMBERS.items(), strict=False
    ):
        place.text_input(label, value=str(asdict(now)[name]), key=f"set_{name}", help=help_text)
        with place:
            ui.problem(name)
    st.form_submit_button("Save", key="save_settings", type="primary", shortcut="Ctrl+S", on_click=program_form.save)

st.subheader("Lists", anchor=False)
kind = st.segmented_control(
    "List",
    lists.LISTS,
    default="subject",
    key="list_kind",
    format_func=program_form.LISTS.get,
    label_visibility="collapsed",
    required=True,
)
listing = lists.listing(con, kind or "subject")
with st.form("new_term", border=False):
    name, add = st.columns([4, 1], vertical_alignment="bottom")
    name.text_input("New entry", key="term_name", placeholder="a new entry")
    add.form_submit_button("Add", key="add_term", on_click=program_form.add)
ui.problem("name")
st.data_editor(
    listing.drop(columns="position"),
    key=f"terms_{kind}_{program_form.version()}",
    hide_index=True,
    num_rows="fixed",
    width="stretch",
    disabled=["id"],
    on_change=program_form.edit,
    args=(kind, list(listing["id"])),
    column_config={
        "id": None,
        "name": st.column_config.TextColumn("Name"),
        "basis": st.column_config.SelectboxColumn(
            "About", options=list(lists.BASES), help="Content-based: stopped for what it says. Reports keep the two apart."
        ),
        "retired": st.column_config.CheckboxColumn("Retired", help="No longer offered; what was entered with it keeps it."),
    },
)
st.caption("Change a name in place. A retired entry is no longer offered; what was entered with it keeps it.")
