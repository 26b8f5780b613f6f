"""How the program stands today: what waits, what came and went this month, what is known of the mail."""

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from bfp.appeals import appeal_board
from bfp.appeals.appeal_board import WHOSE
from bfp.base import db, kept, settings
from bfp.base.dates import written
from bfp.base.db import Connection
from bfp.base.periods import Scope
from bfp.base.words import percent, plural
from bfp.censorship import alarms
from bfp.contributions import study_work
from bfp.mail import book_requests
from bfp.shelves import asked_titles
from bfp.shelves.titles import LOW

MONTHS_SHOWN = 13
MONTHS_CHARTED = "Last 24 months"
Task = tuple[str, str, dict[str, str]]  # a sentence, its page, and what narrows the page to just these


@dataclass(frozen=True)
class Step:
    """One thing that a program does first."""

    number: int
    title: str
    why: str
    button: str
    page: str
    done: bool
    next: bool


@dataclass(frozen=True)
class FirstSteps:
    """What is there already of what a program begins with."""

    facilities: bool
    titles: bool
    letters: bool
    shipments: bool

    @property
    def done(self) -> bool:
        return self.facilities and self.titles and self.letters

    @property
    def in_order(self) -> list[Step]:
        """The three steps; the first that is not done is the next one."""
        told = [
            ("Facilities in", "Every reader is somewhere, and every parcel goes somewhere. Import the directory, a CSV file.",
             "Import facilities", "imports", self.facilities),
            ("Titles in", "What is on the shelves: scan or type an ISBN, or write the title, and say how many copies there are.",
             "Add titles", "stock", self.titles),
            ("First letter", "Open an envelope: the reader's number or name, the postmark, what is asked for.",
             "Enter a letter", "letters", self.letters),
        ]  # fmt: skip
        undone = [position for position, step in enumerate(told) if not step[-1]]
        return [
            Step(position + 1, title, why, button, page, done, next=undone[:1] == [position])
            for position, (title, why, button, page, done) in enumerate(told)
        ]

    @property
    def nothing_to_show(self) -> bool:
        return not self.letters and not self.shipments


@dataclass(frozen=True)
class Today:
    """What needs doing at the desk today."""

    waiting: int
    overdue: int
    oldest_on: date | None
    can_be_packed: int
    titles_not_there: int
    titles_low: int
    overdue_days: int
    oldest_days: int | None
    alarms: int = 0
    latest_alarm: str = ""
    appeals_due: int = 0
    appeals_passed: int = 0
    incidents_due: int = 0
    replies_late: int = 0  # answers of study groups

    @property
    def oldest(self) -> str:
        """The age of the oldest request, in words."""
        if self.oldest_days is None:
            return "the queue is empty"
        return f"oldest {self.oldest_days:,} {plural(self.oldest_days, 'day')}"

    @property
    def by_urgency(self) -> dict[str, list[Task]]:
        """What needs doing, the most pressing first, by when."""
        alarms: list[Task] = []
        if self.alarms == 1:
            alarms = [(f"{self.latest_alarm} suspected", "censorship", {})]
        if self.alarms > 1:
            alarms = [(f"{self.alarms:,} alarms of bans, the latest: {self.latest_alarm}", "censorship", {})]
        week, passed = {"appeals_only": WHOSE["week"]}, {"appeals_only": WHOSE["passed"]}
        unopened = week | {"appeals_view": "No appeal yet"}
        this_week = [
            (self.appeals_due, "appeal", "due this week", "appeals", week),
            (self.appeals_passed, "appeal", "past the deadline", "appeals", passed),
            (self.incidents_due, "incident", "without an appeal, due this week", "appeals", unopened),
            (self.replies_late, "study-group answer", "late for our reply", "study_groups", {"study_late": "true"}),
        ]
        then = [
            (self.overdue, "request", f"waiting over {self.overdue_days} days", "requests", {"queue_overdue": "true"}),
            (self.can_be_packed, "request", "with a title in stock", "requests", {"queue_in_stock": "true"}),
            (self.titles_not_there, "title", "asked for and not there", "wish_list", {}),
            (self.titles_low, "title", "under the minimum", "stock", {"shelf_only": LOW}),
        ]
        found = {"Now": alarms, "This week": _counted(this_week), "Then": _counted(then)}
        return {when: tasks for when, tasks in found.items() if tasks}

    @property
    def tasks(self) -> list[Task]:
        """What needs doing, the most pressing first."""
        return [task for tasks in self.by_urgency.values() for task in tasks]


def _counted(told: list[tuple[int, str, str, str, dict[str, str]]]) -> list[Task]:
    return [(f"{n:,} {plural(n, thing)} {which}", page, where) for n, thing, which, page, where in told if n]


@dataclass(frozen=True)
class Activity:
    """One kind of work this month, against the months before."""

    what: str
    this_month: int
    same_days_before: int
    before: str  # the days of the month before that it is compared with
    months: list[int]  # the last thirteen, this one the last

    @property
    def change(self) -> int:
        return self.this_month - self.same_days_before


@dataclass(frozen=True)
class Known:
    """How much is known of the mail old enough to have been heard of."""

    share: str
    unconfirmed: str
    says: str


def first_steps(con: Connection) -> FirstSteps:
    """What of the first steps is done: facilities in, titles in, first letter."""
    [found] = db.rows(con, db.question("first_steps"))
    return FirstSteps(**found)


def today(con: Connection, day: date) -> Today:
    """What needs doing at the desk on a day."""
    return kept.kept(con, _today, day)


def _today(con: Connection, day: date) -> Today:
    days = settings.load(con).overdue_days
    [found] = db.rows(con, db.question("today"), overdue_on=book_requests.overdue_on(con, day))
    oldest, asked = found["oldest_on"], asked_titles.of(con)
    here = asked["here"]
    raised = alarms.waiting(con)
    board = appeal_board.board(con, day)
    appeals = board.many()
    latest = "" if raised.empty else f"{raised['kind'].iloc[0].capitalize()}, {raised['name'].iloc[0]}"
    return Today(
        **found,
        can_be_packed=asked.loc[here, "book_request_id"].nunique(),
        titles_not_there=asked.loc[~here, "title_id"].nunique(),
        overdue_days=days,
        oldest_days=None if oldest is None else (day - oldest).days,
        alarms=len(raised),
        latest_alarm=latest,
        appeals_due=appeals["week"],
        appeals_passed=appeals["passed"],
        incidents_due=len(board.without("week")),
        replies_late=study_work.late(con, day).replies,
    )


def waiting_by_age(con: Connection, day: date) -> pd.DataFrame:
    """How long the book requests in the queue have been waiting: position, waited, requests."""
    return kept.kept(con, _waiting_by_age, day)


def _waiting_by_age(con: Connection, day: date) -> pd.DataFrame:
    return db.frame(con, db.question("waiting_by_age"), today=day)


def activity_by_month(con: Connection, day: date) -> list[Activity]:
    """Letters (by the day of entry), shipments and items of this month so far, with the same days of the month before."""
    return kept.kept(con, _activity_by_month, day)


def _activity_by_month(con: Connection, day: date) -> list[Activity]:
    this = day.replace(day=1)
    first = (pd.Timestamp(this) - pd.DateOffset(months=MONTHS_SHOWN - 1)).date()
    found = db.frame(con, db.question("activity_by_month"), since=first, today=day, days=day.day)
    months = [month.date() for month in pd.date_range(first, this, freq="MS")]
    before = months[-2]
    last = before.replace(day=min((this - timedelta(days=1)).day, day.day))
    days = f"1–{last.day} {last:%b}" if last.day > 1 else f"1 {last:%b}"
    told = []
    for what in ("letters", "shipments", "items"):
        of_it = found[found["what"] == what].assign(month=lambda table: pd.to_datetime(table["month"]).dt.date).set_index("month")
        counts = of_it["things"].reindex(months, fill_value=0)
        so_far = of_it["so_far"].reindex(months, fill_value=0)
        told.append(Activity(what, int(counts[this]), int(so_far[before]), days, [int(n) for n in counts]))
    return told


def says_activity(work: list[Activity], known: Known) -> str:
    """The line under the numbers: what the month is compared with, and of what the known outcomes are."""
    months = f"This month so far, against {work[0].before}; bars: the last {MONTHS_SHOWN} months"
    return f"{months}; letters by the day they were entered. {known.says}"


def says_waiting(now: Today, day: date) -> str:
    """The line under the chart of the queue's age."""
    oldest = f"; the oldest was asked on {written(now.oldest_on)}, {now.oldest_days:,} days ago" if now.oldest_on else ""
    return f"{now.waiting:,} book {plural(now.waiting, 'request')} waiting, by days since asked{oldest}; as of {written(day)}."


def shown_ages(table: pd.DataFrame) -> pd.DataFrame:
    """The queue's age as its table shows it."""
    return table[["waited", "requests"]]


def known(months: pd.DataFrame, scope: Scope) -> Known:
    """The share of mature mail with a known outcome, received or censored, and the share unconfirmed."""
    days = scope.maturity_days
    counts = months[["mature_received", "mature_censored", "mature_returned", "mature_no_reason", "unconfirmed"]].sum()
    mature, heard = int(counts.sum()), int(counts["mature_received"] + counts["mature_censored"])
    if not mature:
        none = f"No mail is old enough yet ({days} days) for its outcome to be counted as known or unconfirmed"
        return Known("none yet", "no mail is old enough", f"{none}; as of {written(scope.day)}.")
    return Known(
        percent(heard / mature),
        f"{percent(counts['unconfirmed'] / mature)} unconfirmed",
        f"Known outcomes: {heard:,} received or censored of {mature:,} {plural(mature, 'item')} {scope.words} "
        f"and at least {days} days old; as of {written(scope.day)}.",
    )
