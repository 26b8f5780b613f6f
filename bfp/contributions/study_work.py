"""What goes to and fro in study groups: an assignment sent to a reader, the answer, who replies and by when, the reply."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from bfp.base import dates, db, history, kept, parcel_numbers, settings
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.contributions import contributions, study_groups
from bfp.papers import typesetting
from bfp.readers import readers

PAGE = 50
LONGEST = 20_000  # letters of one reply: eight pages


@dataclass(frozen=True)
class Work:
    """One assignment in the hands of one reader, or back from it."""

    id: int
    assignment_id: int
    assignment: str
    study_group_id: int
    study_group: str
    title_id: int | None
    reader_id: int
    reader: str
    facility: str
    sent_on: date
    due_on: date | None
    answered_on: date | None
    contribution_id: int | None
    replier: str
    reply_due_on: date | None
    replied_on: date | None
    reply: str
    shipment_id: int | None
    voided_on: date | None

    @property
    def state(self) -> str:
        """How far it has come, in words."""
        if self.shipment_id is not None:
            return f"replied, and mailed with parcel {parcel_numbers.number(self.shipment_id)}"
        if self.replied_on is not None:
            return f"replied on {dates.written(self.replied_on)}; goes with the next parcel"
        if self.answered_on is not None:
            who = f"{self.replier} replies" if self.replier else "nobody replies yet"
            return f"answered on {dates.written(self.answered_on)}; {who}, by {dates.written(self.reply_due_on)}"
        due = f", due {dates.written(self.due_on)}" if self.due_on else ""
        return f"sent on {dates.written(self.sent_on)}{due}"


@dataclass(frozen=True)
class Late:
    """What is late in the study groups on a day."""

    replies: int  # answers that wait for us longer than we meant them to
    answers: int  # assignments that readers have had for longer than was agreed


# ---- there ---------------------------------------------------------------------------------------


def send(
    con: Connection,
    assignment_id: int,
    on: date,
    today: date,
    reader_ids: Iterable[int] | None = None,
    due_on: date | None = None,
) -> int:
    """An assignment goes to these participants, or to all who have not had it; says to how many.

    Its answer is due after the days of the setting, if no day is given.
    """
    found = study_groups.assignment(con, assignment_id)
    group = study_groups.open_one(con, found["study_group_id"])
    if on > today:
        raise Invalid(f"{dates.written(on)} has not come yet. Write the day it went out.", "sent_on")
    if on < group.started_on:
        raise Invalid(f"The group began on {dates.written(group.started_on)}: nothing was sent before.", "sent_on")
    due_on = due_on or on + timedelta(days=settings.load(con).study_answer_days)
    if due_on < on:
        raise Invalid("The answer can't be due before the assignment is sent.", "due_on")
    everybody = study_groups.without(con, assignment_id)
    wanted = everybody if reader_ids is None else list(dict.fromkeys(readers.get(con, one).id for one in reader_ids))
    if not wanted:
        raise Conflict(f"Everybody in {group.name} has had {found['name']}, or nobody is in it yet.")
    for reader_id in wanted:
        if reader_id not in everybody:
            raise Conflict(f"{readers.get(con, reader_id).name} has had {found['name']} already, or is not in {group.name}.")
    for reader_id in wanted:
        _send_one(con, found, reader_id, on, due_on)
    return len(wanted)


def _send_one(con: Connection, found: dict[str, Any], reader_id: int, on: date, due_on: date) -> None:
    key = {"assignment_id": found["id"], "reader_id": reader_id, "on": on, "due_on": due_on}
    # One that was taken back has its place still: it goes out anew, with nothing of what was.
    sql = """
        update study_work
        set sent_on = $on, due_on = $due_on, answered_on = null, contribution_id = null, replier = '', reply_due_on = null,
            replied_on = null, reply = '', shipment_id = null, voided_on = null
        where assignment_id = $assignment_id and reader_id = $reader_id
        returning id
    """
    work_id = db.value(con, sql, **key)
    if work_id is None:
        sql = """
            insert into study_work (assignment_id, reader_id, sent_on, due_on)
            values ($assignment_id, $reader_id, $on, $due_on) returning id
        """
        work_id = db.value(con, sql, **key)
    told = {"assignment": ("", found["name"]), "reader": ("", reader_id), "sent_on": ("", on), "due_on": ("", due_on)}
    history.record(con, "study_work", work_id, "added", told)


def void(con: Connection, work_id: int, reason: str, on: date) -> None:
    """The assignment was not sent to this reader after all; raises Conflict if an answer to it is on file."""
    if standing(con, work_id).answered_on is not None:
        raise Conflict("An answer to it is on file. Take the answer back first, if it is another reader's.")
    history.void(con, "study_work", work_id, reason, on, noun="assignment", field="work_reason")


# ---- and back ------------------------------------------------------------------------------------


def answer(
    con: Connection,
    work_id: int,
    on: date,
    today: date,
    contribution_id: int | None = None,
    replier: str = "",
    reply_due_on: date | None = None,
) -> Work:
    """The answer came: with the contribution it was entered as, or as a new one; who replies, and by when.

    The reply is due after the days of the setting, if no day is given. Raises Invalid for a day before it was sent.
    """
    work = standing(con, work_id)
    if work.answered_on is not None:
        raise Conflict(f"The answer of {work.reader} to {work.assignment} is on file: {dates.written(work.answered_on)}.")
    if on > today:
        raise Invalid(f"{dates.written(on)} has not come yet. Write the day the answer came.", "answered_on")
    if on < work.sent_on:
        raise Invalid(
            f"It was sent on {dates.written(work.sent_on)}: it can't be answered before. Look at the day.", "answered_on"
        )
    reply_due_on = reply_due_on or on + timedelta(days=settings.load(con).study_reply_days)
    if reply_due_on < on:
        raise Invalid("The reply can't be due before the answer came.", "reply_due_on")
    if contribution_id is None:
        contribution_id = contributions.add(
            con,
            work.reader_id,
            "study-group work",
            on,
            contributions.Told(title_id=work.title_id, note=f"{work.study_group}: {work.assignment}"),
        )
    elif contribution_id not in set(unlinked(con, work_id)["id"]):
        raise Conflict("That contribution is another reader's, or the answer to another assignment. Choose again.")
    after = {
        "answered_on": on, "contribution_id": contribution_id, "replier": " ".join(replier.split()), "reply_due_on": reply_due_on,
    }  # fmt: skip
    sql = """
        update study_work
        set answered_on = $answered_on, contribution_id = $contribution_id, replier = $replier, reply_due_on = $reply_due_on
        where id = $id
    """
    con.execute(sql, {**after, "id": work_id})
    history.record(con, "study_work", work_id, "changed", history.differences({}, after))
    return get(con, work_id)


def unlinked(con: Connection, work_id: int) -> pd.DataFrame:
    """What the reader gave for a study group and what is no answer on file yet, latest first: id, received_on, title, note."""
    sql = """
        select contribution.id, contribution.received_on, contribution.note,
            coalesce(title.name, contribution.title_text) as title
        from study_work
        join contribution on contribution.reader_id = study_work.reader_id and contribution.voided_on is null
            and contribution.kind = 'study-group work' and contribution.received_on >= study_work.sent_on
        left join title on title.id = contribution.title_id
        where study_work.id = $id and contribution.id not in (
            select contribution_id from study_work where contribution_id is not null and voided_on is null)
        order by contribution.received_on desc, contribution.id desc
    """
    return db.frame(con, sql, id=work_id)


def unanswer(con: Connection, work_id: int, reason: str) -> None:
    """The answer was entered for the wrong assignment: it is open again; the contribution stays with its reader."""
    work, reason = standing(con, work_id), " ".join(reason.split())
    if work.answered_on is None:
        raise Conflict("No answer to it is on file.")
    if work.replied_on is not None:
        raise Conflict(f"It was replied to on {dates.written(work.replied_on)} already: the answer stays.")
    if not reason:
        raise Invalid("Say why the answer is taken back: the reason is kept.", "work_reason")
    sql = """
        update study_work set answered_on = null, contribution_id = null, replier = '', reply_due_on = null where id = $id
    """
    con.execute(sql, {"id": work_id})
    history.record(con, "study_work", work_id, "changed", {"answered_on": (work.answered_on, None)}, reason)


def give_to(con: Connection, work_id: int, replier: str, due_on: date, today: date) -> Work:
    """Say who replies to an answer, and by when."""
    work, replier = _unreplied(con, work_id), " ".join(replier.split())
    if not replier:
        raise Invalid("Write who replies.", "replier")
    if due_on < today and due_on != work.reply_due_on:
        raise Invalid(f"{dates.written(due_on)} is over. Choose today or a later day.", "reply_due_on")
    after = {"replier": replier, "reply_due_on": due_on}
    changed = history.differences({"replier": work.replier, "reply_due_on": work.reply_due_on}, after)
    if changed:
        con.execute(
            "update study_work set replier = $replier, reply_due_on = $reply_due_on where id = $id", {**after, "id": work_id}
        )
        history.record(con, "study_work", work_id, "changed", changed)
    return get(con, work_id)


def reply(con: Connection, work_id: int, text: str, on: date, today: date) -> Work:
    """Write the reply, or write it anew while it has not been mailed: it is printed with the next parcel to the reader."""
    work, text = standing(con, work_id), text.strip()
    if work.answered_on is None:
        raise Conflict(f"{work.reader} has not answered {work.assignment} yet. Enter the answer first.")
    if work.shipment_id is not None:
        raise Conflict(
            f"The reply went with parcel {parcel_numbers.number(work.shipment_id)} already, and stays as it was mailed."
        )
    if not text:
        raise Invalid("Write the reply.", "reply")
    if len(text) > LONGEST:
        raise Invalid(f"The reply has {len(text):,} letters; at most {LONGEST:,} fit.", "reply")
    missing = typesetting.unprintable(text)
    if missing:
        raise Invalid(f"The letters {' '.join(missing[:20])} can't be printed: the program's fonts don't have them.", "reply")
    if on > today:
        raise Invalid(f"{dates.written(on)} has not come yet.", "replied_on")
    if on < work.answered_on:
        raise Invalid(f"The answer came on {dates.written(work.answered_on)}: the reply can't be older.", "replied_on")
    after = {"replied_on": on, "reply": text, "replier": work.replier or con.by}
    before = {"replied_on": work.replied_on, "reply": work.reply, "replier": work.replier}
    changed = history.differences(before, after)
    if changed:
        sql = "update study_work set replied_on = $replied_on, reply = $reply, replier = $replier where id = $id"
        con.execute(sql, {**after, "id": work_id})
        history.record(con, "study_work", work_id, "changed", changed)
        _contribution_answered(con, work, on, today)
    return get(con, work_id)


def _contribution_answered(con: Connection, work: Work, on: date, today: date) -> None:
    """What the reader sent is answered too, unless it went further already or lies in somebody's hands."""
    given = contributions.get(con, work.contribution_id) if work.contribution_id is not None else None
    if given and given.voided_on is None and "answered" in given.steps and given.held_by in ("", con.by):
        contributions.move(con, given.id, "answered", today, on=max(on, given.received_on))


def _unreplied(con: Connection, work_id: int) -> Work:
    work = standing(con, work_id)
    if work.answered_on is None:
        raise Conflict(f"{work.reader} has not answered {work.assignment} yet.")
    if work.replied_on is not None:
        raise Conflict(f"It was replied to on {dates.written(work.replied_on)} already.")
    return work


# ---- what waits ----------------------------------------------------------------------------------


def get(con: Connection, work_id: int) -> Work:
    """One assignment of one reader, also one taken back; raises NotFound."""
    found = db.row(con, db.question("study_work"), id=work_id)
    if found is None:
        raise NotFound(f"There is no such work of a study group: number {work_id}.")
    return Work(**found)


def standing(con: Connection, work_id: int) -> Work:
    """One assignment of one reader that was not taken back."""
    work = get(con, work_id)
    if work.voided_on is not None:
        raise Conflict(f"{work.assignment} to {work.reader} was taken back on {dates.written(work.voided_on)}.")
    return work


def listing(
    con: Connection, today: date, which: str = "to reply", group_id: int | None = None, limit: int = PAGE, offset: int = 0,
    late: bool = False,
) -> pd.DataFrame:  # fmt: skip
    """The work of all groups or of one, the most pressing first; `which` is one of WHICH, `late` leaves out what is in time.

    id, reader, facility, study_group, assignment, sent_on, due_on, answered_on, replier, reply_due_on, replied_on,
    days_late (none: not late), many (how many there are in all).
    """
    if which not in WHICH:
        raise Invalid(f"Choose one of {', '.join(WHICH)}.")
    about = {"today": today, "which": which, "group_id": group_id, "late": late}
    return db.frame(con, db.question("study_work_list"), **about, limit=limit, offset=offset)


WHICH = {
    "to reply": "answered, and nobody replied yet",
    "not answered": "sent, and no answer came yet",
    "reply ready": "the reply goes with the next parcel",
    "done": "replied, and mailed",
}


def late(con: Connection, today: date) -> Late:
    """What is late on a day, for the overview."""
    return kept.kept(con, _late, today)


def _late(con: Connection, today: date) -> Late:
    replies, answers = (listing(con, today, which, limit=1, late=True) for which in ("to reply", "not answered"))
    return Late(*(0 if late.empty else int(late["many"].iloc[0]) for late in (replies, answers)))
