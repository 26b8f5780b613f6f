"""Import a list from a CSV file or a spreadsheet, a program's past too. Nothing is written before Import."""

from dataclasses import replace
from pathlib import Path

import streamlit as st

from bfp import ui
from bfp.base.errors import BfpError
from bfp.base.importing import Wish
from bfp.base.tables import columns
from bfp.base.tables.sheets import Manner
from bfp.places import facilities
from bfp.program import imports
from bfp.ui.program import import_desk

con = ui.connection()

ui.page("Import", "A list as a spreadsheet or CSV file. You see what each row would do before anything is written.")

file = st.file_uploader("List", type=["csv", "tsv", "txt", "xlsx", "xls", "ods"], key="file", label_visibility="collapsed")
if file is None:
    st.caption(
        "Facilities (name, state, address), restrictions (facility, state, what is refused), titles (title, author, ISBN) "
        "or a state’s list of disapproved publications (title, author, decision, date, reason). "
        "And a program’s past: readers (number, name, facility), letters (date, number, request), shipments (date, number, "
        "books, outcome), in this order. "
        "A line at the top names the columns; they may be called anything and stand in any order."
    )
    import_desk.brought_in_before(con)
    st.stop()

data = file.getvalue()
mark = import_desk.mark_of(data)
manner = import_desk.manner_of(mark)
try:
    sheet = import_desk.sheet_of(data, manner)
except BfpError as error:
    st.markdown(f":red[{ui.escape(str(error))}]")
    import_desk.how_it_is_read(None, mark)
    st.stop()
import_desk.how_it_is_read(sheet, mark)
if manner != Manner():  # other columns: what was chosen of the first ones is not about these
    mark = f"{mark}_{manner.encoding}_{manner.header}_{manner.sheet}"

kind = st.segmented_control(
    "What is in the file", list(import_desk.KINDS), default=imports.proposed(sheet), key=f"kind_{mark}", required=True
)
if kind is None:
    people = columns.people(sheet.columns)
    st.caption(
        f"This looks like a list of people ({ui.escape(', '.join(people[:4]))}), which does not come in here."
        if people
        else "No column says what kind of list this is. Choose it."
    )
    st.stop()
token = f"{mark}_{kind}"
asked = import_desk.columns_asked(kind, sheet, token)

try:
    wish = Wish(asked, ui.today(), Path(file.name).stem, file.name)
    if kind == import_desk.RESTRICTIONS:
        if facilities.count(con) == 0:
            st.markdown(":orange[The directory is empty: import the facilities first, so that restrictions find theirs.]")
        wish = import_desk.restriction_questions(sheet, wish, token)
        chosen = import_desk.doubts(import_desk.planned(con, sheet, kind, wish, f"{token}_asked"), token)
        wish = replace(wish, answers=(*wish.answers, ("choices", chosen)))
    if kind in import_desk.PAST:
        wish = import_desk.log_questions(sheet, kind, wish, token)
    if kind == import_desk.DISAPPROVED:
        wish = import_desk.disapproved_questions(sheet, wish, token)
    plan = import_desk.planned(con, sheet, kind, wish, token)
except BfpError as error:
    st.markdown(f":red[{ui.escape(str(error))}]")
    st.stop()

new, changed, rejected = plan.count("new"), plan.count("changed"), plan.count("rejected")
done = import_desk.result_of(token)
for sentence in import_desk.KINDS[kind].lacks(plan):
    st.markdown(f":orange[{ui.escape(sentence)}.]")
act, other = st.columns([1, 3], vertical_alignment="center")
with act:
    st.button(
        f"Import {new + changed:,} rows" if new + changed else "Nothing to import",
        type="primary",
        key="import",
        disabled=not new + changed,
        on_click=import_desk.run,
        args=(sheet, kind, wish, token),
    )
with other:
    if done:
        st.caption(f"Imported: {done[1].new:,} new, {done[1].changed:,} changed. What the file would do now:")
    else:
        st.caption(f"{len(sheet.rows) + len(sheet.broken):,} rows read. Nothing is written yet.")

import_desk.preview(plan, token)
if rejected:
    st.caption("The rejected rows, each with its reason, to be put right and imported again:")
    ui.csv(plan.rejected(), f"rejected_{Path(file.name).stem}", "rejected_csv")
if done and done[0] == import_desk.DISAPPROVED and st.button("Look at the matches", key="to_disapproved"):
    ui.go("disapproved")
if done and done[0] == "Facilities" and st.button("Open the directory", key="to_facilities"):
    ui.go("facilities")
