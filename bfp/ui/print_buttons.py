"""Buttons that give papers as PDF; each is made only when its button is pressed."""

from collections.abc import Callable

import streamlit as st

from bfp import ui
from bfp.base.db import Connection
from bfp.base.errors import BfpError
from bfp.mail import labels, mailed, paper_checks, reader_letters, shipments, slips
from bfp.packing import packing_session, pick_lists, session_papers
from bfp.papers import typesetting


def shipment(con: Connection, shipment_id: int) -> None:
    """The papers of one mailed parcel: slip, letter, label, or all three in one file. Nothing for a void one."""
    if not mailed.standing(con, [shipment_id]):
        return
    number, today = shipments.number(shipment_id), ui.today()
    ids, key = [shipment_id], f"print_{shipment_id}"
    told = paper_checks.of_shipment(con, shipment_id)
    lacks = " ".join(told) or None  # said at the buttons too, and once in full below them
    with st.container(horizontal=True, key=key):
        buttons = st.container(horizontal=True, width="content")
        sheet, start = labels_on(key)
    with buttons:
        button(
            "All papers", lambda: session_papers.of(con, ids, today, sheet, start), f"papers_{number}", f"{key}_all",
            " ".join(["Slip, letter and label in one file.", *told]),
        )  # fmt: skip
        button("Slip", lambda: slips.pdf(con, ids), f"slip_{number}", f"{key}_slip", lacks)
        button("Letter", lambda: reader_letters.pdf(con, ids, today), f"letter_{number}", f"{key}_letter", lacks)
        button("Label", lambda: labels.pdf(con, ids, sheet, start), f"label_{number}", f"{key}_label", lacks)
    say(told)


def session(con: Connection, session_id: int) -> None:
    """The papers of a session: its pick list, and everything of the parcels packed so far."""
    today, key = ui.today(), f"print_session_{session_id}"
    now, told = packing_session.get(con, session_id), paper_checks.of_session(con, session_id)
    with st.container(horizontal=True, key=key):
        buttons = st.container(horizontal=True, width="content")
        sheet, start = labels_on(key)
    with buttons:
        button(
            "Pick list", lambda: pick_lists.pdf(con, session_id), f"pick_list_{session_id}", f"{key}_pick",
            "What to take from the shelves for the parcels that are still open.", off=not now.open,
        )  # fmt: skip
        button(
            "All papers", lambda: session_papers.pdf(con, session_id, today, sheet, start), f"session_{session_id}",
            f"{key}_all", "Slip and letter of each packed parcel in packing order, then the labels, in one file.",
            off=not now.packed,
        )  # fmt: skip
        button(
            "Labels", lambda: labels.pdf(con, session_papers.packed(con, session_id), sheet, start),
            f"labels_{session_id}", f"{key}_labels", off=not now.packed,
        )  # fmt: skip
    say(told)


def button(label: str, made: Callable[[], bytes], file: str, key: str, help: str | None = None, off: bool = False) -> None:
    """One button that gives a paper."""
    name = f"{file}.pdf"
    ui.download(
        label, data=lambda: paper(made), file_name=name, mime="application/pdf", key=key,
        help=help, disabled=off, icon=":material/print:",
    )  # fmt: skip


def paper(made: Callable[[], bytes]) -> bytes:
    """The paper, or a page that says why there is none: it is made outside of the page, so nothing else can say it."""
    try:
        return made()
    except BfpError as error:
        return typesetting.pdf("sentence", {"title": "Nothing was printed", "sentence": str(error)})


def say(sentences: list[str]) -> None:
    for sentence in sentences:
        st.caption(f":orange[:material/warning:] {ui.escape(sentence)}")


def labels_on(key: str) -> tuple[str, int]:
    """The sheet of labels in the printer, and its first free label; the choice stays for this browser session."""
    keep = st.session_state.setdefault("print_labels", {"sheet": labels.USUAL, "start": 1})
    with st.popover("Sheet of labels", icon=":material/grid_view:", key=f"{key}_on"):
        sheets = list(labels.SHEETS)
        keep["sheet"] = st.selectbox("Sheet", sheets, index=sheets.index(keep["sheet"]), key=f"{key}_sheet") or labels.USUAL
        most = labels.a_page(keep["sheet"])
        if most > 1:
            keep["start"] = st.number_input(
                "First free label", 1, most, min(keep["start"], most), key=f"{key}_start_{most}",
                help="Counted by rows, from the left.",
            )  # fmt: skip
        else:
            keep["start"] = 1
    return keep["sheet"], int(keep["start"] or 1)
