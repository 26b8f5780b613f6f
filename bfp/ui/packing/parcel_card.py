"""Whom a parcel is for: where it goes, what that place allows, what was asked, what was sent before."""

from dataclasses import asdict
from datetime import date

import streamlit as st

from bfp import ui
from bfp.base import dates
from bfp.desk.reader_card import Card
from bfp.mail.book_requests import BookRequest
from bfp.places import restrictions
from bfp.readers import addresses


def who(card: Card, before: str = "") -> None:
    """The reader and the facility in one line, and under it what that place allows, in capitals."""
    reader = card.reader
    parts = (before, reader.name, reader.number or "no number", reader.facility)
    st.subheader(ui.escape(" · ".join(part for part in parts if part)), anchor=False)
    rules = sorted(card.restrictions, key=lambda rule: not rule.refuses_all)  # what stops everything is said first
    capitals = dict.fromkeys(part for rule in rules if (part := restrictions.rule({**asdict(rule), "text": ""}).upper()))
    if capitals:
        st.markdown(f":orange[:material/warning: **{ui.escape(' · '.join(capitals))}**]")


def eligible(card: Card, today: date) -> None:
    """Whether books may go to this reader now; a free interval is no yes where something else stands in the way."""
    books = card.eligibility(today)
    if not card.left and any(rule.refuses_all for rule in card.restrictions):
        st.markdown(":orange[:material/warning:] **This place takes no books at all**")
    elif not card.left and (card.reader.status == "moved" or card.reader.bad_address_on):
        st.markdown(":orange[:material/warning:] **The address is to be found before anything is mailed**")
    elif card.may_have_books(today) and not card.left:
        st.markdown(f"**{ui.escape(books[0].upper() + books[1:])}**")
    else:
        said = books.capitalize() if card.left else f"Books {books}"
        st.markdown(f":orange[:material/warning:] **{ui.escape(said)}**")


def place(card: Card) -> None:
    """The address of the label, the restrictions with whose they are, and the flags."""
    st.caption("Package address")
    lines = addresses.for_parcel(card.reader, card.facility)
    st.markdown("  \n".join(ui.escape(line) for line in lines))
    st.caption("Restrictions")
    flags = [*card.flags, *(["facility closed"] if card.facility.status == "closed" else [])]
    said = [f":orange[:material/warning:] **{ui.escape(rule.sentence)}**" for rule in card.restrictions]
    said += [f":orange[:material/flag:] {ui.escape(flag)}" for flag in flags]
    st.markdown("  \n".join(said if card.restrictions else ["None on file for this facility.", *said]))


def asked(request: BookRequest) -> None:
    """What the reader asks for, and what they offer to do."""
    wishes = [", ".join(request.subjects), "; ".join(text for _, text in request.titles if text), ", ".join(request.languages)]
    said = " · ".join(part for part in wishes if part) or "nothing in particular"
    st.markdown(f"**Asked** {dates.written(request.asked_on)}: {ui.escape(said)}")
    if request.work:
        st.caption(f"Offers: {ui.escape(', '.join(request.work))}")


def sent(card: Card) -> None:
    """What this reader was sent lately."""
    if card.shipments.empty:
        st.caption("Nothing was mailed to this reader yet.")
        return
    lines = [
        f"{row.number} · {dates.written(row.mailed_on)} · {row.titles} · {row.outcomes}" for row in card.shipments.itertuples()
    ]
    st.caption("Sent before:  \n" + "  \n".join(ui.escape(line) for line in lines))


def fits(table, prefix: str, on_put) -> None:
    """Titles that fit, each with its button; `on_put` is called with the title."""
    for row in table.itertuples():
        there = f"{row.on_hand} on hand, {ui.escape(row.place or 'no place')}" if row.on_hand else ":orange[none on hand]"
        if row.on_hand and row.free <= 0:
            there = f":orange[{row.on_hand} on hand, promised to other parcels]"
        mark = f"  \n:orange[:material/warning: {ui.escape(row.mark)}]" if row.mark else ""
        said, button = st.columns([5, 2], vertical_alignment="center", gap="small")
        with said:
            title = f"**{ui.escape(row.title)}**{by(row.author)}  \n:gray[{ui.escape(row.why)} ·] {there}{mark}"
            st.markdown(title)
        title_id = int(row.title_id)
        button.button("Put in", key=f"{prefix}_put_{title_id}", on_click=on_put, args=(title_id,), disabled=not row.on_hand)


def by(author: str) -> str:
    return f", {ui.escape(author)}" if author else ""
