"""The parts of a contribution's own page: scan and text side by side, what it is, what becomes of it, consent, quote."""

from datetime import date

import streamlit as st

from bfp import ui
from bfp.base import dates
from bfp.base.db import Connection
from bfp.base.errors import BfpError
from bfp.contributions import contribution_typing, contributions
from bfp.contributions.contributions import Contribution
from bfp.documents import documents
from bfp.mail import letters, shipments
from bfp.packing import promises
from bfp.readers import readers
from bfp.ui import box, documents_box
from bfp.ui.contributions import contribution_desk, typing_box

SAID = {"typed": "Typed: ready to be edited", "edited": "Edited"}


def summary(con: Connection, now: Contribution, today: date) -> None:
    """How far it has come, whose it is, in whose hands."""
    parts = [f"**{now.state}**"]
    if now.state == "published":
        where = " ".join(part for part in (now.published_in, now.published_issue) if part)
        parts = [f"**published** in {ui.escape(where)}, {dates.written(now.published_on)}"]
    if now.state == "not used":
        parts = [f"**not used**: {ui.escape(now.not_used_why)}"]
    if now.state == "answered":
        parts = [f"**answered** {dates.written(now.answered_on)}"]
    elif now.answered_on and now.state != "published":
        parts.append(f"answered {dates.written(now.answered_on)}")
    elif now.answered_on is None and now.state in ("received", "typed", "edited"):
        parts.append(f"{(today - now.received_on).days:,} days without an answer")
    if now.held_by:
        left = contribution_typing.abandoned(now.held_on, today)
        whose = "your" if now.held_by == ui.volunteer() else ui.escape(promises.whose(now.held_by))
        parts.append(f"in {whose} hands since {dates.written(now.held_on)}" + (", left" if left else ""))
    if now.shipment_id:
        parts.append(f"the title came with parcel {shipments.number(now.shipment_id)}")
    if now.title_withdrawn:
        parts.append("the title is withdrawn; the review is kept with it")
    if now.words:
        parts.append(f"{now.words:,} words")
    st.markdown(" · ".join(parts))
    if now.note:
        st.caption(ui.escape(now.note))
    if now.voided_on:
        st.warning(f"Taken back on {dates.written(now.voided_on)}. {ui.escape(now.void_reason)}")


def text_and_scan(con: Connection, now: Contribution, key: str, today: date) -> None:
    """The scan beside the text; while it is in one's hands, the text is typed here."""
    scans = documents.of(con, "contribution", now.id)
    if scans.empty:
        text(con, now, key, today)
    else:
        left, right = st.columns(2, gap="medium")
        with left:
            _scan(con, scans, key)
        with right:
            text(con, now, key, today)
    with st.expander("Scans: add, download, take back" if len(scans) else "Attach a scan", key=f"{key}_scans"):
        documents_box.show(con, "contribution", now.id, key, closed=now.voided_on is not None)


def _scan(con: Connection, scans, key: str) -> None:
    names = dict(zip(scans["id"].tolist(), scans["name"], strict=True))
    chosen = next(iter(names))
    if len(names) > 1:
        chosen = st.selectbox(
            "Scan", list(names), format_func=names.get, key=f"{key}_which", label_visibility="collapsed"
        ) or chosen  # fmt: skip
    pages = int(scans.set_index("id").loc[chosen, "pages"])
    page = st.pagination(pages, key=f"{key}_page_{chosen}") if pages > 1 else 1
    try:
        st.image(_picture(con.path, int(chosen), page), alt=f"page {page} of {names[chosen]}", width="stretch")
    except BfpError as error:
        st.caption(ui.escape(str(error)))


@st.cache_data(max_entries=40, show_spinner=False)
def _picture(path: str, document_id: int, page: int) -> bytes:
    """A page of a scan as a picture, kept a while: it is drawn anew with every second of typing, and never changes."""
    return documents.picture(ui.connection(), document_id, page)


def text(con: Connection, now: Contribution, key: str, today: date) -> None:
    mine = now.held_by != "" and now.held_by == ui.volunteer() and now.voided_on is None
    if mine:
        _typing(now)
        first = {"received": "typed", "typed": "edited"}.get(now.state)
        with st.container(horizontal=True):
            if first:
                st.button(SAID[first], key=f"{key}_done", type="primary", on_click=contribution_desk.done, args=(now.id, first))
            st.button(
                "Give back", key=f"{key}_back", type="secondary" if first else "primary", on_click=contribution_desk.give_back,
                args=(now.id,), help="What was typed stays. Somebody else may go on.",
            )  # fmt: skip
        return
    if now.voided_on is None and now.state != "published":
        _taking(now, key, today)
    if now.body.strip():
        with st.container(height=480 if now.words > 250 else "content", border=True, key=f"{key}_text"):
            st.markdown("\n\n".join(ui.escape(part).replace("\n", "  \n") for part in now.body.split("\n\n")))
    elif now.kind not in contributions.NOT_TYPED:
        st.caption("No text yet. Take it, and type what the pages say.")


def _taking(now: Contribution, key: str, today: date) -> None:
    job = "Take it to type" if now.state == "received" else "Take it to edit"
    if now.held_by and not contribution_typing.abandoned(now.held_on, today):
        st.button(
            f"Take it over from {ui.escape(now.held_by)}", key=f"{key}_over",
            on_click=contribution_desk.take, args=(now.id, True),
            help="Ask first: what they have typed is kept, and they can't go on.",
        )  # fmt: skip
    elif now.kind not in contributions.NOT_TYPED or now.body:
        st.button(job, key=f"{key}_take", type="primary", on_click=contribution_desk.take, args=(now.id,))


def _typing(now: Contribution) -> None:
    # No fragment: a click that came with the last words was saved, and then drawn as the fragment alone.
    at = contribution_desk.text_of(now)
    typing_box.field(
        contribution_desk.key_of(now.id), label="Text, saved as you type", text=at.known,
        on_typed=contribution_desk.typed, args=(now.id,), done=at.done, problem=at.problem,
    )  # fmt: skip


def becomes(now: Contribution, key: str, today: date) -> None:
    """The next step, with what belongs to it."""
    steps = [step for step in now.steps if not (now.held_by and step in ("typed", "edited"))]
    if now.state == "published" and now.published_in == "Updates from inside":
        st.caption("It stands in the updates from inside. It is withdrawn there.")
        if st.button("Updates from inside", key=f"{key}_updates"):
            ui.go("updates", report=now.id)
        return
    step = st.pills("It is", steps, key=f"{key}_step", label_visibility="collapsed")  # they wrap: all stay in sight
    if step is None:
        st.caption("Say what became of it.")
    with st.form(f"{key}_move", border=False):
        if step == "not used":
            st.text_input("Why?", key=f"{key}_why", placeholder="too long, said before, can't be read …")
            ui.problem("why")
        if step == "published":
            where, issue = st.columns([3, 1])
            where.text_input("Where", key=f"{key}_where", placeholder="the newsletter, the web page …")
            issue.text_input("Issue", key=f"{key}_issue")
            ui.problem("where", where)
        if step in ("published", "answered"):
            st.text_input("When", key=f"{key}_moved_on", placeholder=dates.written(today))
            ui.problem("moved_on")
        st.form_submit_button(
            "Save", key=f"{key}_moved", on_click=contribution_desk.move, args=(now.id, key), disabled=step is None
        )
    if (
        now.state in ("typed", "edited", "answered")
        and now.body
        and st.button("To the updates from inside", key=f"{key}_to_updates")
    ):
        ui.go("updates", report=now.id)


def consent(con: Connection, now: Contribution, key: str) -> None:
    """Whether the reader lets it be published, and the letter that says so."""
    known = letters.of_reader(con, now.reader_id, limit=50)
    names = {int(row.id): f"{letters.number(int(row.id))}, {dates.written(row.postmark_on)}" for row in known.itertuples()}
    proposed = now.consent_letter_id or now.letter_id or next(iter(names), None)
    with st.form(f"{key}_agree", border=False):
        st.segmented_control(
            "May it be published?", contributions.CONSENTS, default=now.consent, key=f"{key}_consent", required=True
        )
        ui.problem("consent")
        st.selectbox(
            "Said in the letter", list(names), index=list(names).index(proposed) if proposed in names else None,
            format_func=names.get, key=f"{key}_consent_letter", placeholder="no letter of this reader is on file",
        )  # fmt: skip
        ui.problem("consent_letter")
        st.form_submit_button("Save", key=f"{key}_agreed", on_click=contribution_desk.agree, args=(now.id, key))


def quote(now: Contribution, key: str) -> None:
    """What the program may quote of a review, without names."""
    with st.form(f"{key}_quoting", border=False):
        st.text_area("Quote", value=now.quote, key=f"{key}_quote", placeholder="one or two sentences, without names", height=100)
        ui.problem("quote")
        st.form_submit_button("Save the quote", key=f"{key}_quoted", on_click=contribution_desk.quote, args=(now.id, key))


def facts(con: Connection, now: Contribution, key: str) -> None:
    """What it is, to be corrected."""
    reader = readers.get(con, now.reader_id)
    who = ui.escape(f"Reader {reader.initials}, {reader.facility}")
    if st.button(who, key=f"{key}_reader", icon=":material/person:", type="tertiary"):
        ui.go("readers", reader=reader.id)
    with st.form(f"{key}_facts", border=False):
        st.selectbox("Kind", contributions.KINDS, index=contributions.KINDS.index(now.kind), key=f"{key}_kind", required=True)
        start = {"value": now.title_id, "label": now.title} if now.title else None
        box.one(f"{key}_title", "titles", label="About which title", free=True, start=start, nonce=f"{now.title_id}{now.title}")
        day, pages, parcel = st.columns(3)
        day.text_input("Received", value=dates.written(now.received_on), key=f"{key}_received_on")
        pages.text_input("Pages", value=str(now.pages or ""), key=f"{key}_pages")
        parcel.text_input("Parcel", value=shipments.number(now.shipment_id) if now.shipment_id else "", key=f"{key}_shipment")
        for name in ("received_on", "pages", "shipment"):
            ui.problem(name)
        st.text_input("Note", value=now.note, key=f"{key}_note")
        st.form_submit_button("Save", key=f"{key}_edited", on_click=contribution_desk.edit, args=(now.id, key))


def taking_back(now: Contribution, key: str) -> None:
    with st.popover("Entered by mistake", key=f"{key}_voiding"), st.form(f"{key}_void_form", border=False):
        st.text_input("Why is it taken back?", key=f"{key}_void", placeholder="entered twice, another reader's …")
        ui.problem("void_reason")
        st.form_submit_button("Take it back", key=f"{key}_voided", on_click=contribution_desk.void, args=(now.id, key))
