"""The letters of an appeal on its page: made, downloaded to finish, printed, sent and kept as they were sent."""

from datetime import date
from typing import Any

import streamlit as st

from bfp import ui
from bfp.appeals import citations, rebuttals
from bfp.appeals.appeal_facts import Appeal
from bfp.appeals.letters import appeal_letters, letter_sending, letter_templates, letter_values, reader_copies
from bfp.appeals.letters.appeal_letters import Letter
from bfp.base import dates, lists
from bfp.base.db import Connection
from bfp.base.errors import BfpError
from bfp.documents import documents
from bfp.ui import form, half_typed, print_buttons
from bfp.ui.appeals import appeal_letters_desk
from bfp.ui.appeals.appeal_letters_desk import ALL

FEW = 4  # letters of which the page says what is still to be done with each


def show(con: Connection, appeal: Appeal) -> None:
    """The letters that were made, and a place to write one."""
    key = f"appeal{appeal.id}"
    st.subheader("Letters", anchor=False)
    found = appeal_letters.letters(con, appeal.id)
    waiting = [one for one in found if one.sent_on is None and not one.gone]
    if not found:
        st.caption("No letter yet. It is filled in from the record, and finished in a word processor.")
    if len(waiting) > 1:
        _together(con, appeal, waiting, key)
    for letter in found:
        _letter(con, appeal, letter, key, len(waiting) <= FEW)
    if appeal.voided_on is None and appeal.state != "closed":
        asked = (not found and appeal.unsent) or bool(half_typed.of_form("appeal", "letter", appeal=appeal.id))
        with st.expander("Write a letter", key=f"{key}_write", expanded=asked, on_change="rerun") as write:
            if write.open:
                _write(con, appeal, key)


# ---- on file ------------------------------------------------------------------------------------


def _letter(con: Connection, appeal: Appeal, letter: Letter, key: str, tell: bool) -> None:
    with st.container(border=True, key=f"{key}_letter_{letter.id}"):
        to = f"  \n{ui.escape(letter.addressee)}" if letter.addressee else "  \nno address yet"
        place = f" · {ui.escape(letter.facility)}" if letter.facility and len(appeal.facility_ids) > 1 else ""
        by = f" by {letter.made_by}" if letter.made_by else ""
        state = f"**sent {dates.written(letter.sent_on)}**" if letter.sent_on else "not sent"
        made = ui.escape(f"made {dates.written(letter.made_on)}{by}")
        st.markdown(f"**{ui.escape(letter.title)}**{place} · {state}{to}  \n:gray[{made}]")
        if letter.copies_to:
            st.caption(ui.escape(f"Copies to: {'; '.join(letter.copies_to.splitlines())}"))
        if letter.gone:
            st.caption("Its document was taken back.")
        elif letter.sent_on is None and tell:
            for sentence in _before_printing(con, letter):
                st.markdown(f":material/edit: {ui.escape(sentence)}")
        with st.container(horizontal=True):
            if not letter.gone:
                _downloads(con, letter, key)
            if letter.copies_to:
                _copies(con, letter, key)
            if letter.sent_on is None and appeal.voided_on is None:
                _sending((letter.id,), f"{key}_sent_{letter.id}", "Mark as sent")
                _taking_back(letter, key)


def _downloads(con: Connection, letter: Letter, key: str) -> None:
    if letter.file_kind == "docx":
        ui.download(
            "Word", data=lambda: appeal_letters.content(con, letter.id), file_name=letter.name, mime=documents.MIMES["docx"],
            key=f"{key}_docx_{letter.id}",
        )  # fmt: skip
    ui.download(
        "PDF", data=lambda: appeal_letters.pdf(con, letter.id), file_name=f"{letter.name.rpartition('.')[0]}.pdf",
        mime="application/pdf", key=f"{key}_pdf_{letter.id}", icon=":material/print:",
    )  # fmt: skip


def _copies(con: Connection, letter: Letter, key: str) -> None:
    """One copy for each reader, to be put into that reader's envelope: it names nobody else."""
    found = reader_copies.readers(con, letter)
    with st.popover("Copies for readers", key=f"{key}_copies_{letter.id}", on_change="rerun", disabled=not found) as box:
        if box.open:
            st.caption("Each has only what is about this reader. Print and fold them one by one.")
            for nth, (reader_id, line) in enumerate(found.items(), start=1):
                print_buttons.button(
                    ui.escape(line), lambda reader_id=reader_id: reader_copies.pdf(con, letter.id, reader_id),
                    f"appeal-{letter.appeal_id}-copy-{nth}", f"{key}_copy_{letter.id}_{reader_id}",
                )  # fmt: skip


def _before_printing(con: Connection, letter: Letter) -> list[str]:
    """What is still to be done with a letter; kept by its document, which never changes."""
    known = st.session_state.setdefault("_letters_read", {})
    at = (con.path, letter.document_id)
    if at not in known:
        try:
            known[at] = appeal_letters.before_printing(con, letter.id)
        except BfpError as error:
            known[at] = [str(error)]
    return known[at]


def _together(con: Connection, appeal: Appeal, waiting: list[Letter], key: str) -> None:
    """Several letters at once: all files, one PDF, all sent on one day."""
    ids = tuple(reversed([one.id for one in waiting]))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{len(ids)} letters to send**", width="stretch")
        ui.download(
            "All as Word", data=lambda: appeal_letters.zipped(con, ids), file_name=f"appeal-{appeal.id}-letters.zip",
            mime="application/zip", key=f"{key}_zip",
        )  # fmt: skip
        ui.download(
            "All as one PDF", data=lambda: appeal_letters.pdf_of(con, ids), file_name=f"appeal-{appeal.id}-letters.pdf",
            mime="application/pdf", key=f"{key}_pdfs", icon=":material/print:",
        )  # fmt: skip
        _sending(ids, f"{key}_sent_all", "Mark all as sent")


def _sending(letter_ids: tuple[int, ...], name: str, label: str) -> None:
    prefix = form.key(name)
    with st.popover(label, key=name, on_change="rerun") as box:
        if box.open:
            asked = [sentence for number in letter_ids for sentence in letter_sending.questions(ui.connection(), number)]
            for sentence in dict.fromkeys(asked):
                st.markdown(f":orange[:material/warning:] {ui.escape(sentence)}")
            if asked and len(letter_ids) == 1:
                st.button(
                    "Make it anew", key=f"{name}_anew", on_click=appeal_letters_desk.anew, args=(*letter_ids, prefix),
                    help="From the record as it is now; this one is taken back.",
                )  # fmt: skip
            st.text_input("Sent on", key=f"{prefix}_on", placeholder="today, or 14 Nov 2026")
            st.text_input("Note, if any", key=f"{prefix}_text", placeholder="certified, number …")
            if len(letter_ids) == 1:
                most = documents.most_megabytes(ui.connection())
                st.file_uploader(
                    "As it was sent, if it was changed: Word or PDF", ["docx", "pdf"], key=f"{prefix}_file", max_upload_size=most
                )
            if asked:
                st.text_input("It goes as it is, because", key=f"{prefix}_because", placeholder="filled in by hand …")
                form.problem("because", prefix)
            st.button(
                "Keep as sent", key=f"{name}_go", type="primary", on_click=appeal_letters_desk.sent, args=(letter_ids, prefix)
            )
            for field in ("letter_on", "finished", "document", "sent_on", "action_on"):
                form.problem(field, prefix)


def _taking_back(letter: Letter, key: str) -> None:
    name = f"{key}_void_letter_{letter.id}"
    with st.popover("Take back", key=name, on_change="rerun", type="tertiary") as box:
        if box.open:
            prefix = form.key(name)
            with st.form(f"{name}_form", border=False):
                st.text_input("Why?", key=f"{prefix}_reason", placeholder="made anew, wrong kind …")
                st.form_submit_button(
                    "Take it back", key=f"{name}_go", on_click=appeal_letters_desk.void, args=(letter.id, prefix)
                )
            form.problem("letter_reason", prefix)


# ---- a new one ----------------------------------------------------------------------------------


def _write(con: Connection, appeal: Appeal, key: str) -> None:
    today, prefix = ui.today(), form.key(f"{key}_letter")
    half_typed.keep("appeal", "A letter", prefix, ("copies", "to_reader"), "letter", appeal=appeal.id)
    kinds = letter_templates.KINDS
    try:
        usual = appeal_letters.usual_kind(con, appeal.id)
    except BfpError as error:
        st.markdown(f":red[{ui.escape(str(error))}]")
        return
    kind = st.selectbox(
        "Kind", list(kinds), list(kinds).index(usual), key=f"{prefix}_kind", format_func=lambda one: kinds[one].title
    )
    st.caption(ui.escape(kinds[kind].says))
    scope = _scope(appeal, prefix, kind)
    place = None if scope == ALL else scope
    try:
        ready = _addressee(con, appeal, kind, scope, place, prefix, today)
        two = appeal_letters.two_letters(con, appeal.id, place) if kind in letter_values.BY_REASON else ""
        if two and scope == ALL:
            st.caption(two)
        both = bool(two) and scope != ALL and st.checkbox(two, value=True, key=f"{prefix}_both")
        reasons = set(letter_values.reasons(con, appeal.id, place, "" if both else kind))
    except BfpError as error:
        st.markdown(f":red[{ui.escape(str(error))}]")
        return
    chosen = _arguments(con, prefix, reasons)
    if scope != ALL:
        st.checkbox("A copy to each reader, named on the letter", key=f"{prefix}_to_reader")
    st.text_area("Copies to others, one in a line", key=f"{prefix}_copies", height=68)
    ui.problem("copies_to")
    denied = appeal_letters.denied(con, appeal.id, kind, place)
    for sentence in (*denied, *letter_values.unchecked(con, appeal, place, today, *chosen)):
        st.markdown(f":orange[:material/warning:] {ui.escape(sentence)}")
    st.button(
        "Make the letters" if scope == ALL or both else "Make the letter", key=f"{key}_make", disabled=not ready,
        on_click=appeal_letters_desk.make, args=(appeal.id, prefix, kind, scope),
    )  # fmt: skip


def _scope(appeal: Appeal, prefix: str, kind: str) -> Any:
    """One letter over everything, one for a facility, or one to each and one to headquarters."""
    if len(appeal.facility_ids) < 2:
        return None
    names = dict(zip(appeal.facility_ids, appeal.facilities, strict=True))
    choices = [None, *([] if kind == "pattern" else [ALL]), *([] if kind == "pattern" else names)]
    said = {
        None: f"One letter about all {len(names)} facilities",
        ALL: f"{len(names)} letters, one to each, and one to headquarters",
    }
    said |= {number: f"Only {name}" for number, name in names.items()}
    return st.selectbox("About", choices, key=f"{prefix}_scope_{kind == 'pattern'}", format_func=said.get)


def _addressee(con: Connection, appeal: Appeal, kind: str, scope: Any, place: int | None, prefix: str, today: date) -> bool:
    """Whom it goes to; where no address is on file, where to add one, or a blank. Says whether it can be made."""
    if scope == ALL:
        lacking = appeal_letters.all_lacking(con, appeal.id, kind, today)
    else:
        names = {0: "As the rule says, or the first on file"}
        names |= {one.id: f"{one.role}: {', '.join(one.lines)}" for one in letter_values.choices(con, appeal, place)}
        contact_id = st.selectbox("To", list(names), key=f"{prefix}_to", format_func=names.get) or None
        to, missing = appeal_letters.lacking(con, appeal.id, kind, today, place, contact_id)
        lacking = [missing] if missing else []
        if not missing:
            st.caption(ui.escape(f"To {to.short}"))
    for sentence in lacking:
        st.markdown(f":orange[:material/warning:] {ui.escape(sentence)}")
    ui.problem("addressee")
    if not lacking:
        return True
    return st.checkbox("Leave a blank, to fill in by hand", key=f"{prefix}_blanks")


def _arguments(con: Connection, prefix: str, reasons: set[int]) -> tuple[list[int], list[int]]:
    """The citations and rebuttals that were ticked; those of the incident's reasons are ticked at first."""
    known = {one.id: one for one in rebuttals.listing(con)}
    usual = [number for number, one in known.items() if one.term_id in reasons]
    said = {number: f"{one.reason}: {one.text[:60]}" for number, one in known.items()}
    ticked = st.multiselect(
        "Rebuttals", list(known), usual, key=f"{prefix}_rebuttals", format_func=said.get, placeholder="by the reason given"
    )
    without = reasons - {one.term_id for one in known.values()}
    if without:
        names = lists.names(con, "reason")
        said_ = ", ".join(names[number] for number in sorted(without) if number in names)
        if said_:
            st.caption(ui.escape(f"No rebuttal is on file for: {said_}. They are written under Appeal rules, Rebuttals."))
    decisions = {one.id: one.full for one in citations.listing(con)}
    named = st.multiselect("Citations", list(decisions), key=f"{prefix}_citations", format_func=decisions.get, placeholder="none")
    return named, ticked
