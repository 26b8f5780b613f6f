"""What the buttons of the page Study groups do. Every form has keys of its own, new ones after each save."""

from datetime import date

import streamlit as st

from bfp import ui
from bfp.base import dates
from bfp.base.errors import Invalid
from bfp.contributions import study_groups, study_work
from bfp.ui import box


def fresh(form: str) -> str:
    """The prefix of a form's keys: a new one after each save, so that the next one begins empty."""
    return f"{form}_{st.session_state.get(f'_times_{form}', 0)}"


def _renew(form: str) -> None:
    st.session_state[f"_times_{form}"] = st.session_state.get(f"_times_{form}", 0) + 1


def _typed(prefix: str, *names: str) -> dict | None:
    """What stands in a form; None if it is no longer there: the second half of a double Enter."""
    if not any(f"{prefix}_{name}" in st.session_state for name in names):
        return None
    values = ui.fields(*(f"{prefix}_{name}" for name in names))
    return {name: values[f"{prefix}_{name}"] or "" for name in names}


def _chosen(key: str, what: str, field: str, start: list | None = None) -> int | None:
    """What stands in a box; words that fit nothing on file are refused."""
    found = box.chosen(key, start or [])
    if found and found[0]["value"] is None and found[0]["label"]:
        raise Invalid(f"No {what} is chosen for “{found[0]['label']}”. Pick one from the list.", field)
    return int(found[0]["value"]) if found and found[0]["value"] is not None else None


def _day(text: str, today: date, field: str) -> date:
    return dates.read(text or "today", today, field)


def _later(text: str, today: date, field: str) -> date | None:
    """A day that may lie ahead, as people write it; None for nothing."""
    if not text:
        return None
    if text.isdecimal() and len(text) <= 3:
        return date.fromordinal(today.toordinal() + int(text))
    for last in (date(today.year, 12, 31), date(today.year + 1, 12, 31)):  # without a year: the next such day
        try:
            found = dates.read(text, last, field)
        except Invalid:
            continue
        if found >= today:
            return found
    raise Invalid(f"Write a day to come, like 14 Dec {today.year}, or a number of days from today, not {text!r}.", field)


# ---- groups --------------------------------------------------------------------------------------


def add(prefix: str) -> None:
    typed, today, group_id = _typed(prefix, "name", "course", "started_on", "notes"), ui.today(), None
    if typed is None:
        return
    with ui.saving(f"{typed['name']} is on the list.") as con:
        group_id = study_groups.add(
            con, typed["name"], _day(typed["started_on"], today, "started_on"), today,
            facility_id=_chosen(f"{prefix}_facility", "facility", "facility"),
            title_id=_chosen(f"{prefix}_title", "book", "title"),
            course=typed["course"], notes=typed["notes"],
        )  # fmt: skip
    if ui.saved():
        _renew("study_new")
        st.query_params["group"] = str(group_id)


def edit(prefix: str, group: study_groups.StudyGroup) -> None:
    typed, today = _typed(prefix, "name", "course", "started_on", "notes"), ui.today()
    if typed is None:
        return
    places = [{"value": group.facility_id, "label": group.facility}] if group.facility_id else []
    books = [{"value": group.title_id, "label": group.title}] if group.title_id else []
    with ui.saving("Saved.") as con:
        study_groups.edit(
            con, group.id, today, name=typed["name"], course=typed["course"], notes=typed["notes"],
            started_on=_day(typed["started_on"], today, "started_on"),
            facility_id=_chosen(f"{prefix}_facility", "facility", "facility", places),
            title_id=_chosen(f"{prefix}_title", "book", "title", books),
        )  # fmt: skip
    if ui.saved():
        _renew(f"study_edit_{group.id}")


def end(prefix: str, group_id: int) -> None:
    typed, today = _typed(prefix, "ended_on", "why"), ui.today()
    if typed is None:
        return
    with ui.saving("The group ended. What was done is kept.") as con:
        study_groups.end(con, group_id, _day(typed["ended_on"], today, "ended_on"), today, typed["why"])
    if ui.saved():
        _renew(f"study_end_{group_id}")


def reopen(group_id: int) -> None:
    with ui.saving("The group goes on.") as con:
        study_groups.reopen(con, group_id)


def void(prefix: str, group_id: int) -> None:
    typed = _typed(prefix, "ended_on", "why")
    if typed is None:
        return
    with ui.saving("The group was taken back.") as con:
        study_groups.void(con, group_id, ui.today(), typed["why"])
    if ui.saved():
        st.query_params.pop("group", None)


# ---- participants --------------------------------------------------------------------------------


def join(prefix: str, group_id: int) -> None:
    typed, today = _typed(prefix, "joined_on"), ui.today()
    if typed is None:
        return
    with ui.saving("The reader takes part.") as con:
        reader_id = _chosen(f"{prefix}_reader", "reader", "study_reader")
        if reader_id is None:
            raise Invalid("Choose the reader: type the number or the name.", "study_reader")
        study_groups.join(con, group_id, reader_id, _day(typed["joined_on"], today, "joined_on"), today)
    if ui.saved():
        _renew(f"study_join_{group_id}")


def leave(prefix: str, group_id: int) -> None:
    typed, today, reader_id = _typed(prefix, "left_on", "why"), ui.today(), st.session_state.get(f"{prefix}_who")
    if typed is None:
        return
    with ui.saving("The reader no longer takes part.") as con:
        if reader_id is None:
            raise Invalid("Choose who leaves.", "left_on")
        study_groups.leave(con, group_id, reader_id, _day(typed["left_on"], today, "left_on"), today, typed["why"])
    if ui.saved():
        _renew(f"study_leave_{group_id}")


# ---- assignments and work ------------------------------------------------------------------------


def add_assignment(prefix: str, group_id: int) -> None:
    typed = _typed(prefix, "name", "text")
    if typed is None:
        return
    with ui.saving(f"{typed['name']} is on the list.") as con:
        study_groups.add_assignment(con, group_id, typed["name"], typed["text"])
    if ui.saved():
        _renew(f"study_assignment_{group_id}")


def send(prefix: str, group_id: int) -> None:
    typed, today, many = _typed(prefix, "sent_on", "due_on"), ui.today(), 0
    chosen, whom = st.session_state.get(f"{prefix}_which"), st.session_state.get(f"{prefix}_whom") or []
    if typed is None:
        return
    with ui.saving() as con:
        if chosen is None:
            raise Invalid("Choose the assignment.", "sent_on")
        many = study_work.send(
            con, chosen, _day(typed["sent_on"], today, "sent_on"), today, whom or None, _later(typed["due_on"], today, "due_on")
        )
    if ui.saved():
        ui.say(f"Sent to {many} {'reader' if many == 1 else 'readers'}.")
        _renew(f"study_send_{group_id}")


def answered(prefix: str, work_id: int) -> None:
    typed, today, given = (
        _typed(prefix, "answered_on", "replier", "reply_due_on"),
        ui.today(),
        st.session_state.get(f"{prefix}_given"),
    )
    if typed is None:
        return
    with ui.saving("The answer is on file.") as con:
        study_work.answer(
            con, work_id, _day(typed["answered_on"], today, "answered_on"), today, contribution_id=given,
            replier=typed["replier"],
            reply_due_on=_later(typed["reply_due_on"], today, "reply_due_on"),
        )  # fmt: skip
    if ui.saved():
        _renew(f"study_work_{work_id}")


def give_to(prefix: str, work_id: int) -> None:
    typed, today = _typed(prefix, "replier", "reply_due_on"), ui.today()
    if typed is None:
        return
    with ui.saving("Noted who replies.") as con:
        due = _later(typed["reply_due_on"], today, "reply_due_on") or study_work.standing(con, work_id).reply_due_on or today
        study_work.give_to(con, work_id, typed["replier"], due, today)
    if ui.saved():
        _renew(f"study_work_{work_id}")


def reply(prefix: str, work_id: int) -> None:
    typed, today = _typed(prefix, "reply"), ui.today()
    if typed is None:
        return
    with ui.saving("The reply is kept: it is printed with the next parcel to this reader.") as con:
        study_work.reply(con, work_id, typed["reply"], today, today)
    if ui.saved():
        _renew(f"study_work_{work_id}")


def take_back(prefix: str, work_id: int, answered_already: bool) -> None:
    typed = _typed(prefix, "why")
    if typed is None:
        return
    with ui.saving("Taken back.") as con:
        if answered_already:
            study_work.unanswer(con, work_id, typed["why"])
        else:
            study_work.void(con, work_id, ui.today(), typed["why"])
    if ui.saved():
        _renew(f"study_work_{work_id}")
        if not answered_already:
            st.query_params.pop("work", None)
