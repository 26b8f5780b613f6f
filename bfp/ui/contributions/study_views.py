"""The lists of the page Study groups: the groups, what waits in them, and the form of a new one."""

from datetime import date

import pandas as pd
import streamlit as st

from bfp import ui
from bfp.base import dates
from bfp.base.db import Connection
from bfp.contributions import study_groups, study_work
from bfp.contributions.study_groups import StudyGroup
from bfp.ui import box, form
from bfp.ui.contributions import study_desk

LATE = ("to reply", "not answered")  # what has a day by which it is due
WAITING = {"To reply": "to reply", "Not answered": "not answered", "Reply ready": "reply ready", "Done": "done"}


def groups(con: Connection, today: date) -> None:
    """The groups that go on, and those that ended; a click opens one."""
    ended = st.toggle("Also show what ended", key="study_ended")
    table = study_groups.listing(con, today)
    opened = ui.rows(
        table, "study_groups",
        "No study group yet. The first begins under *New group*: a name, what it reads, and where; then its participants.",
        opens="id", name="Group", to_reply="To reply", late="Late", members="In it", sent="Sent", answered="Answered",
        about="Reads", place="Where", last_on="Last news",
    )  # fmt: skip
    over = None
    if ended:
        st.markdown("**Ended**")
        over = ui.rows(
            study_groups.listing(con, today, ended=True), "study_groups_over", "None ended.", opens="id", name="Group",
            about="Read", place="Where", sent="Sent", answered="Answered", started_on="Began", ended_on="Ended",
        )  # fmt: skip
    if opened or over:
        ui.go("study_groups", group=opened or over)


def waiting(con: Connection, view: str, today: date, group_id: int | None = None) -> None:
    """The work that waits for us, for a reader or for a parcel; a click opens it."""
    which, key = WAITING[view], f"study_work_{WAITING[view].replace(' ', '_')}_{group_id or 'all'}"
    late = which in LATE and st.toggle("Only what is late", key="study_late", bind="query-params")

    def ask(offset: int) -> tuple[pd.DataFrame, int]:
        return ui.counted(study_work.listing(con, today, which, group_id, offset=offset, late=late), "many")

    found = ui.paged(f"{key}_page", study_work.PAGE, ask)
    table, many = found.table, found.many
    if table.empty:
        st.caption("Nothing is late." if late else NOTHING[which])
        return
    st.caption(f"{many:,} {'late' if late else 'in all'}: {study_work.WHICH[which]}. The most pressing first.")
    columns = COLUMNS[which] | ({} if group_id else {"study_group": "Group"})
    opened = ui.rows(table, f"{key}_{found.page}", "", opens="id", **columns)
    found.turn()
    if opened:
        ui.go("study_groups", work=opened)


COLUMNS = {
    "to reply": {
        "reader": "Reader", "days_late": "Days late", "replier": "Replies", "reply_due_on": "By", "assignment": "Assignment",
        "answered_on": "Answered",
    },
    "not answered": {
        "reader": "Reader", "days_late": "Days late", "due_on": "Due", "assignment": "Assignment", "sent_on": "Sent",
        "facility": "Facility",
    },
    "reply ready": {
        "reader": "Reader", "replied_on": "Reply of", "replier": "By", "assignment": "Assignment", "answered_on": "Answered",
        "facility": "Facility",
    },
    "done": {
        "reader": "Reader", "replied_on": "Reply of", "replier": "By", "assignment": "Assignment", "sent_on": "Sent",
        "answered_on": "Answered",
    },
}  # fmt: skip
NOTHING = {
    "to reply": "No answer waits for a reply. When an answer comes, open it under *Not answered* and say who replies.",
    "not answered": "Nothing is out that was not answered. Assignments are sent from their group.",
    "reply ready": "No reply waits for a parcel. A reply that is written goes with the next parcel to its reader.",
    "done": "Nothing was replied to and mailed yet.",
}


def new(today: date) -> None:
    """The form of a new group."""
    prefix = form.key("study_new")
    with st.form(f"{prefix}_form", border=False):
        fields(prefix, None, today)
        st.form_submit_button(
            "Begin the group", key=f"{prefix}_add", type="primary", shortcut="Ctrl+S", on_click=study_desk.add, args=(prefix,)
        )


def fields(prefix: str, group: StudyGroup | None, today: date) -> None:
    """Name, what it reads, where, since when."""
    name, began = st.columns([3, 1])
    name.text_input("Name", group.name if group else "", key=f"{prefix}_name", placeholder="Tuesday circle, or a course by mail")
    began.text_input("Began on", dates.written(group.started_on if group else today), key=f"{prefix}_started_on")
    ui.problem("group_name", name)
    ui.problem("started_on", began)
    course, book = st.columns(2)
    course.text_input(
        "Course", group.course if group else "", key=f"{prefix}_course", placeholder="introduction to political economy"
    )
    with book:
        start = {"value": group.title_id, "label": group.title} if group and group.title_id else None
        box.one(f"{prefix}_title", "titles", label="or the book it reads", placeholder="title or ISBN", start=start)
    ui.problem("course", course)
    ui.problem("title", book)
    start = {"value": group.facility_id, "label": group.facility} if group and group.facility_id else None
    box.one(
        f"{prefix}_facility", "facilities", label="At one facility", placeholder="empty: by mail, from anywhere", add=True,
        start=start,
    )  # fmt: skip
    ui.problem("facility")
    st.text_area("Notes", group.notes if group else "", key=f"{prefix}_notes", height=80)
