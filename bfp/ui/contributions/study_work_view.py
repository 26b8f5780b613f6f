"""One assignment of one reader: its answer, who replies, the reply."""

from datetime import date

import streamlit as st

from bfp import ui
from bfp.base import dates, settings
from bfp.base.db import Connection
from bfp.contributions import contributions, study_groups, study_work
from bfp.contributions.study_work import Work
from bfp.ui import form
from bfp.ui.contributions import study_desk


def show(con: Connection, work: Work, today: date) -> None:
    """What was asked, what came back, and the form of what is next."""
    st.subheader(f"{ui.escape(work.study_group)}: {ui.escape(work.assignment)}", anchor=False)
    st.markdown(f"**{ui.escape(work.reader)}** · {ui.escape(work.facility)} · {ui.escape(work.state)}")
    if work.voided_on:
        st.caption(f"Taken back on {dates.written(work.voided_on)}.")
        return
    with st.container(horizontal=True):
        if st.button("The group", key="study_to_group", icon=":material/groups:", type="tertiary"):
            ui.go("study_groups", group=work.study_group_id)
        if st.button("The reader", key="study_to_reader", icon=":material/person:", type="tertiary"):
            ui.go("readers", reader=work.reader_id)
        if work.contribution_id and st.button("The answer", key="study_to_answer", icon=":material/article:", type="tertiary"):
            ui.go("contribution", contribution=work.contribution_id)
    asked = study_groups.assignment(con, work.assignment_id)["text"]
    if asked:
        st.caption(f"Asked: {ui.escape(asked)}")
    prefix = form.key(f"study_work_{work.id}")
    if work.answered_on is None:
        _answer(con, work, prefix, today)
    else:
        body = contributions.get(con, work.contribution_id).body if work.contribution_id else ""
        if body:
            with st.container(border=True, height=260):
                st.text(body)
        else:
            st.caption("The answer is not typed. *The answer* above opens its scan, or the place to type it.")
        _reply(work, prefix)
    if work.replied_on is None:
        _take_back(work, prefix)


def _answer(con: Connection, work: Work, prefix: str, today: date) -> None:
    given = study_work.unlinked(con, work.id)
    words = {
        int(row.id): f"entered {dates.written(row.received_on)}" + "".join(f", {part}" for part in (row.title, row.note) if part)
        for row in given.itertuples()
    }
    with st.form(f"{prefix}_form", border=False):
        st.markdown("**The answer came**")
        day, who, due = st.columns(3)
        day.text_input("On", key=f"{prefix}_answered_on", placeholder="today")
        who.text_input("Who replies", key=f"{prefix}_replier", placeholder="a name, or nobody yet")
        due.text_input(
            "Reply by", key=f"{prefix}_reply_due_on", placeholder=f"in {settings.load(con).study_reply_days} days",
            help="A day, or a number of days from today.",
        )  # fmt: skip
        for field in ("answered_on", "replier", "reply_due_on"):
            ui.problem(field)
        if words:
            st.selectbox(
                "It is the contribution", [*words, None], key=f"{prefix}_given",
                format_func=lambda number: words.get(number, "none of these: enter a new one"),
            )  # fmt: skip
        st.form_submit_button(
            "The answer is here", key=f"{prefix}_answer", type="primary", shortcut="Ctrl+S", on_click=study_desk.answered,
            args=(prefix, work.id),
        )  # fmt: skip


def _reply(work: Work, prefix: str) -> None:
    if work.shipment_id is not None:
        st.markdown("**The reply, as it was mailed**")
        st.text(work.reply)
        return
    if work.replied_on is None:
        with st.form(f"{prefix}_who_form", border=False):
            who, due, button = st.columns([3, 2, 1], vertical_alignment="bottom")
            who.text_input("Who replies", work.replier, key=f"{prefix}_replier")
            due.text_input("By", dates.written(work.reply_due_on), key=f"{prefix}_reply_due_on")
            button.form_submit_button("Note", key=f"{prefix}_give", on_click=study_desk.give_to, args=(prefix, work.id))
            ui.problem("replier", who)
            ui.problem("reply_due_on", due)
    with st.form(f"{prefix}_form", border=False):
        st.text_area(
            "The reply, printed with the next parcel", work.reply, key=f"{prefix}_reply", height=260,
            placeholder="Dear …", persist_state="session",
        )  # fmt: skip
        ui.problem("reply")
        st.form_submit_button(
            "Keep the reply", key=f"{prefix}_save", type="primary", shortcut="Ctrl+S", on_click=study_desk.reply,
            args=(prefix, work.id),
        )  # fmt: skip


def _take_back(work: Work, prefix: str) -> None:
    with st.expander("Entered by mistake", key="study_work_back"), st.form(f"{prefix}_back_form", border=False):
        st.text_input("Why", key=f"{prefix}_why", placeholder="the reason is kept")
        ui.problem("work_reason")
        st.form_submit_button(
            "Take the answer back" if work.answered_on else "It was not sent", key=f"{prefix}_back",
            on_click=study_desk.take_back, args=(prefix, work.id, work.answered_on is not None),
        )  # fmt: skip
