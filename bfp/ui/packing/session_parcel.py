"""The screen of one parcel of a session: whom it is for, the titles to tick or scan, the last check, packed."""

from datetime import date

import streamlit as st

from bfp import ui
from bfp.base.db import Connection
from bfp.base.words import number_of
from bfp.desk import reader_card
from bfp.mail import book_requests, parcel_checks
from bfp.packing import matching, on_the_table, packing_session, promises
from bfp.ui import scan
from bfp.ui.packing import parcel_aside, parcel_card, parcel_form, session_desk
from bfp.ui.packing.session_desk import Desk

SKIPPED_FOR = ("nothing fits", "place refuses all books", "reader moved", "interval not over")


def show(con: Connection, at: Desk, today: date) -> None:
    """The parcel in hand, or what became of it while somebody looked away."""
    _left_out(at)
    lost = session_desk.gone(con, at, ui.volunteer())
    if lost:
        st.markdown(f":red[**{ui.escape(lost)}**]")
        with st.container(horizontal=True):
            st.button("Next parcel", key="session_next_lost", type="primary", on_click=session_desk.go_on)
            st.button("To the list", key="session_leave", on_click=session_desk.leave)
        return
    now = packing_session.parcel(con, at.session_id, at.position)
    card, request = reader_card.of(con, now.reader_id, today), book_requests.get(con, now.book_request_id)
    with st.container(key="session_parcel"):
        parcel_card.who(card, f"Parcel {now.position} of {now.of}")
    parcel_card.asked(request)
    parcel_aside.skip(on_the_table.one(con, request.id))
    work, about = st.columns([5, 4], gap="large")
    with work:
        scan.field(
            session_desk.SCAN, label="Scan a book, type its title, or its number below",
            placeholder="Enter in the empty box: packed", on_scan=session_desk.scanned,
            cursor=at.cursor, alarm=at.alarm, back=at.back, copies=False, bare=True,
            enter=parcel_form.reasons_key(at.prefix),
        )  # fmt: skip
        _problems(at)
        _titles(con, at, card, today)
        parcel_form.show(con, at.prefix, card, at.taken, today, request.id, at.mail_class)
        _buttons(at)
    with about:
        parcel_card.eligible(card, today)
        parcel_card.place(card)
        parcel_card.sent(card)
        inside = set(at.taken) | set(promises.to_parcel(con, at.session_id, at.position)["title_id"])
        other = matching.for_request(con, request.id, today, limit=8)
        other = other[~other["title_id"].isin(inside)]
        st.markdown("**Something else that fits**" if len(other) else "**Nothing else fits by name or subject.**")
        parcel_card.fits(other, "session", session_desk.put)


def _left_out(at: Desk) -> None:
    for sentence in at.left_out:
        st.markdown(f":orange[:material/info: {ui.escape(sentence)}]")


def _problems(at: Desk) -> None:
    if not at.problems:
        return
    said, away = st.columns([5, 1], vertical_alignment="center")
    said.error("  \n".join(["**Not in the parcel:**", *(ui.escape(sentence) for sentence in at.problems)]))
    away.button("Seen", key="session_seen", on_click=session_desk.seen, width="stretch")


def _titles(con: Connection, at: Desk, card: reader_card.Card, today: date) -> None:
    """What is proposed or put in, each with its tick; what speaks against one that is not in yet is said beside it."""
    promised = promises.to_parcel(con, at.session_id, at.position)
    if promised.empty:
        st.markdown("**Nothing on the shelf fits by name or subject.** Scan any book, or skip this parcel.")
        return
    waiting = {int(title_id): 1 for title_id in promised["title_id"] if int(title_id) not in at.taken}
    against = [one for one in parcel_checks.check(con, card.reader.id, waiting, today) if one.title_id and one.needs_reason]
    for nth, row in enumerate(promised.itertuples(), start=1):
        title_id = int(row.title_id)
        copies = f" × {at.taken[title_id]}" if at.taken.get(title_id, 1) > 1 else ""
        there = f":gray[· {ui.escape(row.place or 'no place')}]" if row.on_hand else ":red[· none on hand any more]"
        # A button and no checkbox: a scan carries the state of every checkbox as the browser knew it when it was
        # scanned, and would take away the tick of the scan before.
        box = ":material/check_box:" if title_id in at.taken else ":material/check_box_outline_blank:"
        turn = (title_id, title_id not in at.taken, at.serial)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            key = f"session_tick_{title_id}"
            st.button(f"{nth}", key=key, icon=box, type="tertiary", on_click=session_desk.tick, args=turn)
            title = f"**{ui.escape(row.title)}**{parcel_card.by(row.author)}{copies}"
            st.markdown(f"{title}  \n:gray[{ui.escape(row.why)}] {there}", width="stretch")
        for one in against:
            if one.title_id == title_id:
                st.markdown(f":orange[:material/warning: {ui.escape(one.sentence)}]")


def _buttons(at: Desk) -> None:
    copies = sum(at.taken.values())
    label = f"Packed: {number_of(copies, 'copy')}" if copies else "Packed"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            label, key="session_packed", type="primary", shortcut="Ctrl+S", on_click=session_desk.pack_now, disabled=not copies,
            help="Enter in the empty scan box does the same.",
        )  # fmt: skip
        with st.popover("Skip", key=f"{at.prefix}_skip_box"):  # of this parcel: the next one begins with it closed
            st.text_input("Why is it skipped?", key=f"{at.prefix}_skip", placeholder=SKIPPED_FOR[0])
            ui.problem("skip_reason")
            st.caption("Such as: " + ", ".join(SKIPPED_FOR) + ".")
            st.button("Skip this parcel", key="session_skip", type="primary", on_click=session_desk.skip, args=(at.serial,))
        st.button("Put down", key="session_put_down", on_click=session_desk.put_down, help="Somebody else may pack it.")
        if at.last:
            session_desk.undo_button(at)
