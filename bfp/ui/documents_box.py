"""The scans and letters that belong to something: seen, downloaded, added, redacted, taken back."""

from typing import Any

import pandas as pd
import streamlit as st

from bfp import ui
from bfp.base import dates
from bfp.base.db import Connection
from bfp.base.errors import BfpError, Invalid
from bfp.base.words import number_of
from bfp.documents import documents
from bfp.ui import form

TYPES = ["pdf", "jpg", "jpeg", "png"]
LETTERS = ("appeal", "appeal_action")  # what is written for these may be a Word document


def show(con: Connection, entity: str, entity_id: int, key: str, closed: bool = False) -> None:
    """The documents of a thing and a place to add some; with `closed` they can only be read."""
    table = documents.of(con, entity, entity_id)
    if table.empty:
        letters = "Letters, answers, receipts: what belongs to it and is not here yet."
        yet = letters if entity in LETTERS else "No scan yet. Scan it, all pages of it."
        st.caption("No document." if closed else yet)
    for row in table.itertuples():
        _one(con, row, entity, entity_id, key, closed)
    if not closed:
        most = documents.most_megabytes(con)
        box = form.key(f"{key}_files")
        types, word = ([*TYPES, "docx"], "PDF, JPG, PNG or Word") if entity in LETTERS else (TYPES, "PDF, JPG or PNG")
        st.file_uploader(f"Add {word}, at most {most} MB each", types, accept_multiple_files=True, key=box, max_upload_size=most)
        ui.problem("document")
        if st.session_state.get(box):
            st.button("Keep these", key=f"{key}_keep", on_click=_keep, args=(entity, entity_id, box))


def about(row: Any) -> str:
    """PDF, 3 pages, 1.2 MB, added 3 Mar 2026 by Ada."""
    size = f"{row.size / 1_000_000:.1f} MB" if row.size >= 100_000 else f"{max(1, round(row.size / 1000))} kB"
    pages = f", {row.pages} pages" if row.pages > 1 else ""
    by = f" by {row.added_by}" if row.added_by else ""
    shared = "" if not row.shared else f", also with {number_of(row.shared, 'other')}"
    return f"{row.kind.upper()}{pages}, {size}, added {dates.written(row.added_on)}{by}{shared}"


def _one(con: Connection, row: Any, entity: str, entity_id: int, key: str, closed: bool) -> None:
    number = int(row.id)
    copy = not pd.isna(row.redacts)
    mark = ":gray-badge[redacted copy] " if copy else ""
    with st.container(border=True, key=f"{key}_document_{number}"):
        st.markdown(f"{mark}**{ui.escape(row.name)}**  \n:gray[{ui.escape(about(row))}]")
        with st.container(horizontal=True):
            ui.download(
                "Download", data=lambda: documents.content(con, number), file_name=row.name, mime=documents.MIMES[row.kind],
                key=f"{key}_download_{number}",
            )  # fmt: skip
            seen = row.kind != "docx" and st.toggle("Look", key=f"{key}_look_{number}")
            if not closed and not copy and row.kind != "docx":
                _redacting(con, number, entity, entity_id, key)
            if not closed:
                _taking_back(number, key)
        if seen:
            _look(con, row, key)


def _look(con: Connection, row: Any, key: str) -> None:
    number = int(row.id)
    page = st.pagination(int(row.pages), key=f"{key}_page_{number}") if row.pages > 1 else 1
    try:
        st.image(documents.picture(con, number, page), alt=f"page {page} of {row.name}", width="stretch")
    except BfpError as error:
        st.caption(ui.escape(str(error)))


def _redacting(con: Connection, number: int, entity: str, entity_id: int, key: str) -> None:
    with st.popover("Redacted copy", key=f"{key}_redacting_{number}"):
        st.caption(
            "Black out names and numbers in a copy, then add it here. It is kept as pictures of its pages, so nothing is "
            "left under the bars. Only redacted copies are ever published."
        )
        box = form.key(f"{key}_redacted_{number}")
        most = documents.most_megabytes(con)
        st.file_uploader("The copy", TYPES, key=box, max_upload_size=most, label_visibility="collapsed")
        st.button("Keep it", key=f"{key}_redact_{number}", on_click=_keep, args=(entity, entity_id, box, number))


def _taking_back(number: int, key: str) -> None:
    with st.popover("Take back", key=f"{key}_out_{number}"), st.form(f"{key}_out_form_{number}", border=False):
        st.text_input("Why?", key=f"{key}_reason_{number}", placeholder="wrong file, another reader's …")
        st.form_submit_button("Take it back", key=f"{key}_out_go_{number}", on_click=_take_back, args=(number, key))
    ui.problem("document_reason")


@form.callback
def _keep(entity: str, entity_id: int, at: str, redacts: int | None = None) -> str:
    """Keep the files that are good; each that is not is named with what to do, and the others are kept all the same."""
    files, today, con = st.session_state.get(at) or [], ui.today(), ui.connection()
    files = files if isinstance(files, list) else [files]
    if not files:
        return "Choose a file first."
    good, bad, kept = [], [], 0
    for file in files:  # opened and looked at before the save, which then is short
        try:
            good.append(documents.read(con, file.name, file.getvalue(), entity, redacts))
        except BfpError as error:
            bad.append(str(error))
    with form.once(at) as tx:
        for scan in good:
            try:
                documents.keep(tx, entity, entity_id, scan, today, redacts)
                kept += 1
            except BfpError as error:
                if tx.failed:
                    raise
                bad.append(str(error))
    if bad:
        raise Invalid(" ".join([*bad, *([f"What else was chosen is kept: {kept}."] if kept else [])]), "document")
    return f"{number_of(kept, 'document')} kept."


def _take_back(number: int, key: str) -> None:
    reason, today = form.typed(f"{key}_reason", str(number))[str(number)], ui.today()
    with ui.saving("The document is taken back. It stays on file, unseen.") as con:
        documents.void(con, number, reason, today)
