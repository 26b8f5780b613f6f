"""One study group: its work, its assignments, who is in it, its record."""

from datetime import date

import streamlit as st

from bfp import ui
from bfp.base import dates, history, settings
from bfp.base.db import Connection
from bfp.contributions import study_groups
from bfp.contributions.study_groups import StudyGroup
from bfp.ui import box, form
from bfp.ui.contributions import study_desk, study_views


def show(con: Connection, group: StudyGroup, today: date) -> None:
    """Everything of a group, its waiting work first."""
    ended = f", ended {dates.written(group.ended_on)}" if group.ended_on else ""
    st.subheader(ui.escape(group.name), anchor=False)
    st.markdown(
        f"{ui.escape(group.about)} · **{ui.escape(group.where)}** · since {dates.written(group.started_on)}{ended}"
        + (f"  \n{ui.escape(group.notes)}" if group.notes else "")
    )
    if group.voided_on:
        st.caption(f"Taken back on {dates.written(group.voided_on)}: {ui.escape(group.void_reason)}")
        return
    views = ("Work", "Assignments", "Participants", "Record")
    tabs = dict(zip(views, st.tabs(views, key="study_group_tabs", on_change="rerun"), strict=True))
    for name, draw in (("Work", _work), ("Assignments", _assignments), ("Participants", _participants), ("Record", _record)):
        if tabs[name].open:
            with tabs[name]:
                draw(con, group, today)


def _work(con: Connection, group: StudyGroup, today: date) -> None:
    view = st.pills("Which", list(study_views.WAITING), default="To reply", key="study_group_which", required=True,
                    label_visibility="collapsed")  # fmt: skip
    study_views.waiting(con, view or "To reply", today, group.id)


def _assignments(con: Connection, group: StudyGroup, today: date) -> None:
    table = study_groups.assignments(con, group.id)
    ui.rows(
        table, "study_assignments", "No assignment yet. Write the first one below.", position="No.", name="Assignment",
        sent="Sent to", answered="Answered", replied="Replied", last_sent_on="Last sent",
    )  # fmt: skip
    if not group.open:
        st.caption("The group ended: nothing is sent any more. Answers that are on their way can still be entered.")
        return
    if not table.empty:
        _send(con, group, table, today)
    prefix = form.key(f"study_assignment_{group.id}")
    with st.form(f"{prefix}_form", border=False):
        st.markdown("**The next assignment**")
        st.text_input("What it is called", key=f"{prefix}_name", placeholder="Chapter 1, questions 1 to 5")
        ui.problem("assignment_name")
        st.text_area("What is asked", key=f"{prefix}_text", height=110, placeholder="as it is written to the reader")
        st.form_submit_button(
            "Put it on the list", key=f"{prefix}_add", type="primary" if table.empty else "secondary",
            on_click=study_desk.add_assignment, args=(prefix, group.id),
        )  # fmt: skip


def _send(con: Connection, group: StudyGroup, table, today: date) -> None:
    names = dict(zip(table["id"], table["name"], strict=True))
    prefix = form.key(f"study_send_{group.id}")
    st.markdown("**Send one**")
    chosen = st.selectbox("Assignment", list(names), index=len(names) - 1, key=f"{prefix}_which", format_func=names.get)
    people = study_groups.members(con, group.id)
    people = dict(zip(people["reader_id"], people["name"], strict=True))
    open_to = study_groups.without(con, chosen)
    if not open_to:
        st.caption("Everybody in the group has had this one." if people else "Nobody is in the group yet: see Participants.")
        return
    with st.form(f"{prefix}_form", border=False):
        st.multiselect(
            "To", open_to, key=f"{prefix}_whom", format_func=people.get,
            placeholder=f"all {len(open_to)} who have not had it" if len(open_to) > 1 else "the one who has not had it",
        )  # fmt: skip
        sent, due = st.columns(2)
        sent.text_input("Sent on", key=f"{prefix}_sent_on", placeholder="today")
        due.text_input(
            "Answer due on", key=f"{prefix}_due_on", placeholder=f"in {settings.load(con).study_answer_days} days",
            help="A day, or a number of days from today.",
        )  # fmt: skip
        ui.problem("sent_on", sent)
        ui.problem("due_on", due)
        st.form_submit_button("Sent", key=f"{prefix}_send", type="primary", on_click=study_desk.send, args=(prefix, group.id))


def _participants(con: Connection, group: StudyGroup, today: date) -> None:
    table = study_groups.members(con, group.id)
    opened = ui.rows(
        table, "study_members", "Nobody is in it yet. Choose the first reader below.", opens="reader_id", name="Reader",
        number="Number", facility="Facility", joined_on="Joined", left_on="Left", sent="Sent", answered="Answered",
        note="Look at",
    )  # fmt: skip
    if opened is not None:
        ui.go("readers", reader=opened)
    if group.open:
        prefix = form.key(f"study_join_{group.id}")
        with st.form(f"{prefix}_form", border=False):
            who, day, button = st.columns([4, 2, 1], vertical_alignment="bottom")
            with who:
                box.one(f"{prefix}_reader", "readers", label="Who takes part", placeholder="number or name", nonce=prefix)
            day.text_input("Since", key=f"{prefix}_joined_on", placeholder="today")
            button.form_submit_button(
                "Add", key=f"{prefix}_add", type="primary", on_click=study_desk.join, args=(prefix, group.id)
            )
            ui.problem("study_reader", who)
            ui.problem("joined_on", day)
    inside = table[table["left_on"].isna()]
    if inside.empty:
        return
    names = dict(zip(inside["reader_id"], inside["name"], strict=True))
    prefix = form.key(f"study_leave_{group.id}")
    with st.expander("Somebody leaves", key="study_leave"), st.form(f"{prefix}_form", border=False):
        who, day = st.columns([3, 2])
        who.selectbox("Who", list(names), index=None, key=f"{prefix}_who", format_func=names.get, placeholder="choose")
        day.text_input("On", key=f"{prefix}_left_on", placeholder="today")
        st.text_input("Why", key=f"{prefix}_why", placeholder="was moved; wants to read alone …")
        ui.problem("left_on", day)
        st.form_submit_button("Leaves", key=f"{prefix}_leave", on_click=study_desk.leave, args=(prefix, group.id))


def _record(con: Connection, group: StudyGroup, today: date) -> None:
    prefix = form.key(f"study_edit_{group.id}")
    with st.form(f"{prefix}_form", border=False):
        study_views.fields(prefix, group, today)
        st.form_submit_button(
            "Save", key=f"{prefix}_save", type="primary", shortcut="Ctrl+S", on_click=study_desk.edit, args=(prefix, group)
        )
    if group.open:
        prefix = form.key(f"study_end_{group.id}")
        with st.expander("End it, or take it back", key="study_end"), st.form(f"{prefix}_form", border=False):
            day, why = st.columns([1, 3])
            day.text_input("Ended on", key=f"{prefix}_ended_on", placeholder="today")
            why.text_input("Why", key=f"{prefix}_why", placeholder="kept with the group")
            ui.problem("ended_on", day)
            ui.problem("group_reason", why)
            done, back = st.columns(2)
            done.form_submit_button("It ended", key=f"{prefix}_end", on_click=study_desk.end, args=(prefix, group.id))
            back.form_submit_button(
                "Entered by mistake", key=f"{prefix}_void", on_click=study_desk.void, args=(prefix, group.id),
                help="Takes the group off the list. Not possible once assignments were sent: end it then.",
            )  # fmt: skip
    else:
        st.button("It goes on after all", key="study_reopen", on_click=study_desk.reopen, args=(group.id,))
    st.markdown("**History**")
    ui.rows(
        history.of(con, "study_group", group.id), "study_history", "No change on file.", saved_at="When", volunteer="Who",
        action="What", what="Change", reason="Why",
    )  # fmt: skip
