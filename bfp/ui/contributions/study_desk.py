"""What the buttons of the page Study groups do. Every form has keys of its own, new ones after each save."""

from datetime import date

import streamlit as st

from bfp import ui
from bfp.base import dates
from bfp.base.errors import Invalid
from bfp.contributions import study_groups, study_work
from bfp.places import facility_choice
from bfp.ui import box, form


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


@form.callback
def add(at: str) -> None:
    typed, today = form.typed(at, "name", "course", "started_on", "notes"), ui.today()
    places, books = box.chosen(f"{at}_facility"), box.chosen(f"{at}_title")
    with form.once(at, f"{typed['name']} is on the list.") as con:
        group_id = study_groups.add(
            con, typed["name"], _day(typed["started_on"], today, "started_on"), today,
            facility_id=facility_choice.taken(con, places), title_id=box.taken(books, "book", "title"),
            course=typed["course"], notes=typed["notes"],
        )  # fmt: skip
    st.query_params["group"] = str(group_id)


@form.callback
def edit(at: str, group: study_groups.StudyGroup) -> None:
    typed, today = form.typed(at, "name", "course", "started_on", "notes"), ui.today()
    place = [{"value": group.facility_id, "label": group.facility}] if group.facility_id else []
    book = [{"value": group.title_id, "label": group.title}] if group.title_id else []
    places, books = box.chosen(f"{at}_facility", place), box.chosen(f"{at}_title", book)
    with form.once(at, "Saved.") as con:
        study_groups.edit(
            con, group.id, today, name=typed["name"], course=typed["course"], notes=typed["notes"],
            started_on=_day(typed["started_on"], today, "started_on"),
            facility_id=facility_choice.taken(con, places), title_id=box.taken(books, "book", "title"),
        )  # fmt: skip


@form.callback
def end(at: str, group_id: int) -> None:
    typed, today = form.typed(at, "ended_on", "why"), ui.today()
    with form.once(at, "The group ended. What was done is kept.") as con:
        study_groups.end(con, group_id, _day(typed["ended_on"], today, "ended_on"), today, typed["why"])


def reopen(group_id: int) -> None:
    with ui.saving("The group goes on.") as con:
        study_groups.reopen(con, group_id)


@form.callback
def void(at: str, group_id: int) -> None:
    typed, today = form.typed(at, "why"), ui.today()
    with form.once(at, "The group was taken back.") as con:
        study_groups.void(con, group_id, typed["why"], today)
    st.query_params.pop("group", None)


# ---- participants --------------------------------------------------------------------------------


@form.callback
def join(at: str, group_id: int) -> None:
    typed, who, today = form.typed(at, "joined_on"), box.chosen(f"{at}_reader"), ui.today()
    with form.once(at, "The reader takes part.") as con:
        reader_id = box.taken(who, "reader", "study_reader")
        if reader_id is None:
            raise Invalid("Choose the reader: type the number or the name.", "study_reader")
        study_groups.join(con, group_id, reader_id, _day(typed["joined_on"], today, "joined_on"), today)


@form.callback
def leave(at: str, group_id: int) -> None:
    typed, today = form.typed(at, "left_on", "why", "who"), ui.today()
    with form.once(at, "The reader no longer takes part.") as con:
        if not typed["who"]:
            raise Invalid("Choose who leaves.", "left_on")
        study_groups.leave(con, group_id, typed["who"], _day(typed["left_on"], today, "left_on"), today, typed["why"])


# ---- assignments and work ------------------------------------------------------------------------


@form.callback
def add_assignment(at: str, group_id: int) -> None:
    typed = form.typed(at, "name", "text")
    with form.once(at, f"{typed['name']} is on the list.") as con:
        study_groups.add_assignment(con, group_id, typed["name"], typed["text"])


@form.callback
def send(at: str, group_id: int) -> str:
    typed, today = form.typed(at, "sent_on", "due_on", "which", "whom"), ui.today()
    with form.once(at) as con:
        if not typed["which"]:
            raise Invalid("Choose the assignment.", "sent_on")
        sent_on, due_on = _day(typed["sent_on"], today, "sent_on"), _later(typed["due_on"], today, "due_on")
        many = study_work.send(con, typed["which"], sent_on, today, typed["whom"] or None, due_on)
    return f"Sent to {many} {'reader' if many == 1 else 'readers'}."


@form.callback
def answered(at: str, work_id: int) -> None:
    typed, today = form.typed(at, "answered_on", "replier", "reply_due_on", "given"), ui.today()
    with form.once(at, "The answer is on file.") as con:
        study_work.answer(
            con, work_id, _day(typed["answered_on"], today, "answered_on"), today, contribution_id=typed["given"] or None,
            replier=typed["replier"], reply_due_on=_later(typed["reply_due_on"], today, "reply_due_on"),
        )  # fmt: skip


@form.callback
def give_to(at: str, work_id: int) -> None:
    typed, today = form.typed(at, "replier", "reply_due_on"), ui.today()
    with form.once(at, "Noted who replies.") as con:
        due = _later(typed["reply_due_on"], today, "reply_due_on") or study_work.standing(con, work_id).reply_due_on or today
        study_work.give_to(con, work_id, typed["replier"], due, today)


@form.callback
def reply(at: str, work_id: int) -> None:
    typed, today = form.typed(at, "reply"), ui.today()
    with form.once(at, "The reply is kept: it is printed with the next parcel to this reader.") as con:
        study_work.reply(con, work_id, typed["reply"], today, today)


@form.callback
def take_back(at: str, work_id: int, answered_already: bool) -> None:
    typed, today = form.typed(at, "why"), ui.today()
    with form.once(at, "Taken back.") as con:
        if answered_already:
            study_work.unanswer(con, work_id, typed["why"])
        else:
            study_work.void(con, work_id, typed["why"], today)
    if not answered_already:
        st.query_params.pop("work", None)
