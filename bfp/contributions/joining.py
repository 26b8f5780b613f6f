"""The steps by which a reader joins the work: wrote, asked, introduction sent and answered, active, silent.

Where the data say it, the step follows from them: the first letter is *wrote*, work offered in a request is *asked*, what
was given back or a place in a study group is *active*, and whoever has not been heard of for the months of the setting is
*silent*. What a person says counts from its day on, and a later letter, offer or contribution moves the reader on from
there. So every count can be asked as of any day. Readers who are released or dead stand nowhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from bfp.base import dates, db, history, kept, settings
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.readers import readers

STEPS = ("wrote", "asked", "introduction sent", "introduction answered", "active", "silent")
SAYS = {
    "wrote": "a letter came, and no work was offered yet",
    "asked": "the reader offered work, and nobody has answered with an introduction",
    "introduction sent": "our introduction is in the mail, and its answer is not back",
    "introduction answered": "the reader answered, and waits for something to do",
    "active": "the reader gave something back, or is in a study group",
    "silent": "nothing came for a long time",
}
NOT_YET = STEPS[1:4]  # asked, not yet joined
NEXT = {"asked": "introduction", "introduction sent": "introduction_reminder", "introduction answered": "introduction_welcome"}
AFTER = {"asked": "introduction sent", "introduction sent": "introduction sent", "introduction answered": "introduction answered"}
AGAIN = {"introduction sent": "reminded", "introduction answered": "first thing to do sent"}  # a letter more at the same step
PAGE = 50


@dataclass(frozen=True)
class Standing:
    """Where one reader stands, and since when; `said` if a person put them there."""

    reader_id: int
    step: str
    since_on: date
    days: int
    said: bool

    @property
    def sentence(self) -> str:
        """As it stands on the reader's page: asked since 3 Mar 2026, 265 days."""
        by = ", set by a person" if self.said else ""
        return f"{self.step} since {dates.written(self.since_on)}, {self.days:,} {'day' if self.days == 1 else 'days'}{by}"


@dataclass(frozen=True)
class Step:
    """One step that a person set."""

    id: int
    reader_id: int
    step: str
    happened_on: date
    letter_id: int | None
    note: str
    volunteer: str
    voided_on: date | None


# ---- who stands where ----------------------------------------------------------------------------


def counts(con: Connection, day: date) -> pd.DataFrame:
    """How many readers stand at each step on a day: step, readers, longest_on, days; every step has its row."""
    found = kept.kept(con, _counted, day)
    table = found.set_index("step").reindex(list(STEPS)).reset_index()
    table["readers"] = table["readers"].fillna(0).astype(int)
    table["days"] = (pd.Timestamp(day) - pd.to_datetime(table["longest_on"])).dt.days
    return table


def _counted(con: Connection, day: date) -> pd.DataFrame:
    table = kept.kept(con, _standing, day).groupby("rank")["since_on"].agg(["size", "min"]).reset_index()
    table.columns = ["step", "readers", "longest_on"]
    return table.assign(step=table["step"].map(dict(enumerate(STEPS, 1))))


def _standing(con: Connection, day: date, reader_id: int | None = None) -> pd.DataFrame:
    """Where everybody stands on a day: asked once, and counts and lists are taken from it."""
    rules = {"steps": list(STEPS), "silent_months": settings.load(con).silent_months}
    return db.frame(con, db.question("joining_steps"), day=day, reader_id=reader_id, **rules)


def movement(con: Connection, since: date, day: date) -> pd.DataFrame:
    """How many went from one step to another between two days: came_from (empty: not on file then), step, readers.

    Readers who are released or dead today are in neither day.
    """
    if since > day:
        raise Invalid(f"{dates.written(since)} is after {dates.written(day)}. Choose an earlier first day.", "since")
    return kept.kept(con, _moved, since, day)


def _moved(con: Connection, since: date, day: date) -> pd.DataFrame:
    ranks = [kept.kept(con, _standing, one).set_index("reader_id")["rank"] for one in (since, day)]
    both = pd.DataFrame({"came_from": ranks[0].reindex(ranks[1].index).fillna(0).astype(int), "step": ranks[1].astype(int)})
    table = both.groupby(["came_from", "step"]).size().reset_index(name="readers").sort_values(["step", "came_from"])
    names = dict(enumerate(("", *STEPS)))
    return table.assign(came_from=table["came_from"].map(names), step=table["step"].map(names)).reset_index(drop=True)


def listing(
    con: Connection,
    day: date,
    step: str | None = None,
    facility_id: int | None = None,
    mailable: bool = False,
    limit: int = PAGE,
    offset: int = 0,
) -> pd.DataFrame:
    """Who stands at a step, who waits longest first: reader_id, last_name … facility, step, since_on, days, last_on.

    `mailable`: only who may be written to, not a reader who moved or whose address was wrong.
    """
    if step is not None:
        _known(step)
    return kept.kept(con, _listed, day, step, facility_id, mailable, limit, offset)


def _listed(
    con: Connection, day: date, step: str | None, facility_id: int | None, mailable: bool, limit: int, offset: int
) -> pd.DataFrame:
    found = kept.kept(con, _standing, day)
    if step is not None:
        found = found[found["rank"] == STEPS.index(step) + 1]
    if facility_id is not None:
        found = found[found["facility_id"] == facility_id]
    if mailable:
        found = found[found["mailable"]]
    found = found.sort_values(["since_on", "reader_id"]).iloc[offset : offset + limit]
    named = db.frame(con, db.question("joining_names"), ids=found["reader_id"].tolist())
    names = dict(enumerate(STEPS, 1))
    days = (pd.Timestamp(day) - found["since_on"]).dt.days
    return found.assign(step=found["rank"].map(names), days=days).merge(named, on="reader_id", how="left")


def of_reader(con: Connection, reader_id: int, day: date) -> Standing | None:
    """Where one reader stands; None for who never wrote, or is released or dead."""
    table = _standing(con, day, readers.get(con, reader_id).id)
    if table.empty:
        return None
    row = table.iloc[0]
    since_on = row["since_on"].date()
    return Standing(int(row["reader_id"]), STEPS[row["rank"] - 1], since_on, (day - since_on).days, bool(row["said_by_somebody"]))


# ---- what a person says --------------------------------------------------------------------------


def set_step(
    con: Connection, reader_id: int, step: str, on: date, today: date, letter_id: int | None = None, note: str = ""
) -> int:
    """Say that a reader is at a step since a day; gives the number of the entry. It counts from that day on.

    Raises Invalid for a day that can't be, Conflict for a reader who left, or who is at the step by what was said last.
    """
    _known(step)
    reader = readers.get(con, reader_id)
    if on > today:
        raise Invalid(f"{dates.written(on)} has not come yet. Write the day on which it happened.", "step_on")
    if reader.status in ("released", "dead"):
        raise Conflict(f"{reader.name} is on file as {reader.status}. If that is wrong, mend the record first.")
    last, standing = _last(con, reader.id), of_reader(con, reader.id, today)
    if standing and standing.step == step and standing.since_on <= on and step not in AGAIN:
        raise Conflict(f"{reader.name} is at “{step}” since {dates.written(standing.since_on)} already.")
    if last and last.step == step and last.happened_on == on:
        raise Conflict(f"“{step.capitalize()}” on {dates.written(on)} is on file already for {reader.name}.")
    sent_on = _sent_on(con, reader.id)
    if step == "introduction answered" and (sent_on is None or on < sent_on):
        when = f"was sent on {dates.written(sent_on)}" if sent_on else "was not sent yet, as far as is on file"
        raise Invalid(
            f"The introduction {when}: it can't be answered before. Look at the day, or set that step first.", "step_on"
        )
    if letter_id is not None:
        _letter_of(con, letter_id, reader.id)
    sql = """
        insert into joining (reader_id, step, happened_on, letter_id, note, volunteer, saved_at)
        values ($reader_id, $step, $on, $letter_id, $note, $by, $saved_at)
        returning id
    """
    note = " ".join(note.split())
    joining_id = db.value(
        con, sql, reader_id=reader.id, step=step, on=on, letter_id=letter_id, note=note, by=con.by, saved_at=con.at
    )
    before = last.step if last else ""
    history.record(con, "reader", reader.id, "changed", {"step of joining": (before, step), "since": ("", on)}, note)
    return joining_id


def mark_sent(con: Connection, reader_ids: Iterable[int], on: date, today: date) -> int:
    """The letters that move these readers on are in the mail; says how many readers were moved.

    Who asked, or was reminded, has been sent an introduction. Who answered it waits on with a first thing to do: what they
    give back makes them active, no letter of ours. Who moved on meanwhile by themselves, or was sent the letter by somebody
    else today, is left alone; raises Conflict if that is everybody.
    """
    moved = 0
    for reader_id in dict.fromkeys(reader_ids):
        standing = of_reader(con, reader_id, today)
        if standing is None or standing.step not in AFTER:
            continue
        last = _last(con, standing.reader_id)
        if last and last.happened_on >= on and last.step == AFTER[standing.step]:
            continue
        set_step(con, standing.reader_id, AFTER[standing.step], on, today, note=AGAIN.get(standing.step, "letter sent"))
        moved += 1
    if not moved:
        raise Conflict("Nobody on this list still waits for that letter: somebody else marked them as sent. Nothing was changed.")
    return moved


def void(con: Connection, joining_id: int, reason: str, on: date) -> None:
    """Take back a step that was set by mistake; what was there before counts again."""
    step = get(con, joining_id)
    history.strike(con, "joining", joining_id, reason, on, noun="step", field="step_reason")
    history.record(con, "reader", step.reader_id, "changed", {"step of joining": (step.step, None)}, " ".join(reason.split()))


def get(con: Connection, joining_id: int) -> Step:
    """One step that a person set; raises NotFound."""
    sql = "select id, reader_id, step, happened_on, letter_id, note, volunteer, voided_on from joining where id = $id"
    found = db.row(con, sql, id=joining_id)
    if found is None:
        raise NotFound(f"There is no step of joining number {joining_id}.")
    return Step(**found)


def said(con: Connection, reader_id: int) -> pd.DataFrame:
    """The steps that a person set for a reader, latest first: id, step, happened_on, note, volunteer."""
    sql = """
        select id, step, happened_on, note, volunteer
        from joining
        where reader_id = $reader_id and voided_on is null
        order by happened_on desc, id desc
    """
    return db.frame(con, sql, reader_id=reader_id)


def _last(con: Connection, reader_id: int) -> Step | None:
    sql = """
        select id, reader_id, step, happened_on, letter_id, note, volunteer, voided_on
        from joining
        where reader_id = $reader_id and voided_on is null
        order by happened_on desc, id desc limit 1
    """
    found = db.row(con, sql, reader_id=reader_id)
    return Step(**found) if found else None


def _sent_on(con: Connection, reader_id: int) -> date | None:
    sql = """
        select min(happened_on) as day from joining
        where reader_id = $reader_id and step = 'introduction sent' and voided_on is null
    """
    return db.value(con, sql, reader_id=reader_id)


def _letter_of(con: Connection, letter_id: int, reader_id: int) -> None:
    sql = "select id from letter where id = $id and reader_id = $reader_id and voided_on is null"
    if db.row(con, sql, id=letter_id, reader_id=reader_id) is None:
        raise NotFound(f"There is no letter L-{letter_id} of this reader.")


def _known(step: str) -> None:
    if step not in STEPS:
        raise Invalid(f"A step of joining is one of: {', '.join(STEPS)}; not {step!r}.", "step")
