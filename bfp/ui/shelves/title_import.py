"""Titles from a CSV: which column is which, what would happen, and only then the import."""

import streamlit as st

from bfp import ui
from bfp.base import csv_reading
from bfp.base.db import Connection
from bfp.base.errors import BfpError
from bfp.shelves import import_titles

FIELDS = {
    "name": "Title", "author": "Author", "isbn": "ISBN", "copies": "Copies", "subjects": "Subjects", "literature_class": "Class",
    "kind": "Kind", "binding": "Binding", "language": "Language", "weight": "Weight", "price": "Price", "place": "Place",
    "minimum": "Minimum", "notes": "Notes",
}  # fmt: skip


def show(con: Connection) -> None:
    """Everything for the import of one file of titles."""
    result = st.session_state.get("_titles_imported")
    if result is not None:
        _done(result)
    given = st.file_uploader("A CSV of titles, one a row", type=["csv", "txt", "tsv"], key=f"titles_file_{_number()}")
    if given is None:
        st.caption("Titles are enough. It may say author, ISBN, copies, subjects, kind, binding, language, weight, price, place.")
        return
    try:
        sheet = csv_reading.read(given.getvalue())
        columns = _columns(sheet, given.file_id)
        plan = import_titles.plan(con, sheet, columns)
    except BfpError as error:
        st.error(str(error))
        return
    counts = {what: plan.count(what) for what in ("new", "changed", "unchanged", "rejected")}
    st.markdown(" · ".join(f"**{many:,}** {what}" for what, many in counts.items()) + f" · **{plan.copies:,}** copies come in")
    table = plan.table()
    st.dataframe(
        table.head(1000), hide_index=True, key="titles_plan", width="stretch", height=280,
        column_config={"row": "Row", "what": "What", "title": "Title", "author": "Author", "copies": "Copies", "why": "Why"},
    )  # fmt: skip
    if len(table) > 1000:
        st.caption(f"The first 1,000 of {len(table):,} rows, those that need reading first.")
    st.button(
        f"Import {counts['new'] + counts['changed']:,} titles", key="import_titles", type="primary", on_click=_save,
        args=(sheet, columns), disabled=counts["new"] + counts["changed"] == 0,
    )  # fmt: skip


def _columns(sheet: csv_reading.Sheet, file_id: str) -> dict[str, str | None]:
    found = csv_reading.recognise(sheet.columns, import_titles.COLUMNS)
    st.caption("Which column is what. Nothing is written before Import.")
    chosen = {}
    for at, (field, label) in enumerate(FIELDS.items()):
        if at % 5 == 0:
            boxes = st.columns(5)
        index = sheet.columns.index(found[field]) if found[field] else None
        key = f"column_{field}_{file_id}"
        chosen[field] = boxes[at % 5].selectbox(label, sheet.columns, index=index, key=key, placeholder="not there")
    return chosen


def _save(sheet: csv_reading.Sheet, columns: dict[str, str | None]) -> None:
    today, state = ui.today(), st.session_state
    with ui.saving() as con:
        # Planned again inside the save: somebody may have changed the shelf since the preview.
        result = import_titles.save(con, import_titles.plan(con, sheet, columns), today)
    if ui.saved():
        same, lost = f"{result.unchanged:,} as they were", f"{len(result.rejected):,} not taken"
        ui.say(f"{result.new:,} titles new, {result.changed:,} changed, {same}, {lost}.")
        state["_titles_imported"] = result
        state["_titles_file"] = _number() + 1


def _number() -> int:
    """Which file this is: after an import the next one gets an empty field."""
    return st.session_state.get("_titles_file", 0)


def _done(result: import_titles.ImportResult) -> None:
    if len(result.rejected):
        said, button = st.columns([3, 1], vertical_alignment="center")
        said.caption(f"{len(result.rejected):,} rows of the last file were not taken. Mend them in this file and import it.")
        with button:
            ui.csv(result.rejected, "titles not taken", "titles_rejected")
