"""What became of a reporting year's mail, July to June, told so that it can be published: by place and literature class.

Counted by bfp.mail_counts as known on a day, so that a report can be made again as it was. Groups of fewer readers than the
minimum are told of only together (bfp.small_groups); of readers there is nothing else in it. Lines add up to the total.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from bfp.base import db, history, settings
from bfp.base.dates import written
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid
from bfp.base.periods import Scope
from bfp.base.states import NAMES
from bfp.censorship import mail_counts
from bfp.stats import grades, new_bans, rates, small_groups
from bfp.stats.enough import known_enough
from bfp.stats.maturity import Maturity
from bfp.stats.small_groups import Readers

SYSTEMS = {
    "federal": "Federal prisons", "county": "County jails", "immigration": "Immigration detention", "private": "Private prisons",
}  # fmt: skip
CLASSES = {"own": "our own literature", "other": "other literature", "letter": "letters"}
OUTCOMES = {"received": "R", "censored": "C", "returned": "O", "no_reason": "X", "unconfirmed": "U"}
COUNTS = ("sent", *OUTCOMES, "recent")
OF_SENT = ("received_of_sent", "censored_of_sent", "unknown_of_sent", "least", "most")  # told of every line
MEASURES = ("unconfirmed_share", *OF_SENT, "rate", "low", "high")
ENOUGH, INSUFFICIENT, EMPTY = "enough", "insufficient data", "nothing old enough"
MOST_BANS, FEWEST_OF_A_BAN = 20, 5
BANS = ("scope", "name", "from_on", "to_on", "days", "censored", "readers", "silence")
ROUGHLY = (5, 10, 20, 50, 100, 200, 500, 1000)
TOO_FEW_READERS = "too few readers"


@dataclass(frozen=True, order=True)
class Year:
    """A reporting year, July to June."""

    starts_on: date

    @property
    def ends_on(self) -> date:
        return date(self.starts_on.year + 1, 6, 30)

    @property
    def name(self) -> str:
        return f"July {self.starts_on.year} to June {self.starts_on.year + 1}"


@dataclass(frozen=True, eq=False)
class Report:
    """A year's report as of a day. `sentence` says what is missing, if anything is.

    lines: level (total, place, class, or undivided: the places without classes of their own, again), name, places and classes
    (what is in the line), COUNTS, known, mature, MEASURES, data and grade. restated: total and places as of `before`, the day of
    the last version published (censored_then, known_then ...), and now. reasons, flagged, bans: as their functions say. `merged`
    names the places told of together.
    """

    year: Year
    as_of: date
    maturity: Maturity
    now: settings.Settings
    lines: pd.DataFrame
    restated: pd.DataFrame
    reasons: pd.DataFrame
    flagged: pd.DataFrame
    bans: pd.DataFrame
    before: date | None = None
    merged: tuple[str, ...] = ()
    sentence: str = ""

    @property
    def minimum(self) -> int:
        return minimum(self.now)


def of(day: date) -> Year:
    """The reporting year that a day is in."""
    return Year(date(day.year if day.month >= 7 else day.year - 1, 7, 1))


def last_complete(today: date) -> Year:
    """The latest reporting year that has ended."""
    return Year(date(of(today).starts_on.year - 1, 7, 1))


def years(con: Connection, today: date) -> list[Year]:
    """The reporting years with mail up to today, latest first; the last complete one is always there."""
    first = db.value(con, "select min(mailed_on) from shipment where voided_on is null")
    begin = min(last_complete(today), of(first)) if first else last_complete(today)
    return [Year(date(year, 7, 1)) for year in range(of(today).starts_on.year, begin.starts_on.year - 1, -1)]


def minimum(now: settings.Settings) -> int:
    """Of so many different readers a published group is at least."""
    return max(now.minimum_group, 1)


def report(con: Connection, year: Year, as_of: date) -> Report:
    """Everything that is published of a year, as known on a day."""
    now, waited = settings.load(con), mail_counts.maturity(con, as_of)
    scope = Scope(as_of, waited.days, year.starts_on, year.ends_on)
    counted = mail_counts.counts(con, scope, ("tile", "class"))
    before = last_published(con, year, as_of)
    empty = _nothing(year, as_of, waited, now, before)
    if as_of < year.starts_on and not counted["sent"].sum():
        first = mail_counts.missing(con, scope, counted)
        if first.startswith("Nothing"):
            return empty(first)
        return empty(f"The year {year.name} had not begun by {written(as_of)}. Choose an earlier year, or a later day.")
    if counted.empty:
        return empty(mail_counts.missing(con, scope, counted))
    people, at = _readers(con, scope, minimum(now))
    groups = _groups(people, counted)
    if not groups.places:
        return empty(
            f"Mail of this year went to fewer than {minimum(now)} readers: too few to tell of in public. "
            "What is on file about them is under Where, and is not for publication."
        )
    lines = _lines(counted, groups, now)
    if before is None:
        restated = pd.DataFrame()
    else:
        then = replace(scope, day=before, maturity_days=mail_counts.maturity(con, before).days)
        restated = _restated(lines, _lines(mail_counts.counts(con, then, ("tile", "class")), groups, now))
    return Report(
        year, as_of, waited, now, lines, restated, _reasons(con, scope, minimum(now)), _flagged(con, scope, at, groups),
        _bans(con, scope, minimum(now)), before, tuple(place_name(place) for place in groups.merged),
        mail_counts.missing(con, scope, counted),
    )  # fmt: skip


def published(con: Connection, year: Year) -> pd.DataFrame:
    """The versions of a year that were published, latest first: as_of, published_on, published_by."""
    sql = """
        select id, as_of, published_on, published_by from published_report
        where starts_on = $starts_on
        order by published_on desc, id desc
    """
    return db.frame(con, sql, starts_on=year.starts_on)


def last_published(con: Connection, year: Year, as_of: date) -> date | None:
    """As of which earlier day the year was published last."""
    sql = """
        select as_of from published_report
        where starts_on = $starts_on and as_of < $as_of
        order by published_on desc, id desc
    """
    return db.value(con, sql, starts_on=year.starts_on, as_of=as_of)


def publish(con: Connection, year: Year, as_of: date, on: date) -> int:
    """Keep that the report of a year, as of a day, was published: the next version is shown beside it.

    Raises Invalid before the year is over (its groups would change), of a day to come, without mail of enough readers to tell
    of, or when nobody says who they are; Conflict if the year was published as of that day already.
    """
    if not con.by.strip():
        raise Invalid("Write your name first: a report is published by a person.", "volunteer")
    if as_of > on:
        raise Invalid("A report tells of what is known today or was known earlier. Choose an earlier day.", "as_of")
    if as_of < year.ends_on:
        raise Invalid(f"The year ends on {written(year.ends_on)}. Publish it as of that day or a later one.", "as_of")
    known = db.row(
        con, "select published_on, published_by from published_report where starts_on = $starts_on and as_of = $as_of",
        starts_on=year.starts_on, as_of=as_of,
    )  # fmt: skip
    if known:
        raise Conflict(
            f"{known['published_by']} published {year.name} as of {written(as_of)} already, on {written(known['published_on'])}."
        )
    sql = "select count(distinct reader_id) from mailed_item where mailed_on between $starts_on and $ends_on"
    if db.value(con, sql, starts_on=year.starts_on, ends_on=year.ends_on) < minimum(settings.load(con)):
        raise Invalid("Too few readers were mailed in this year to tell of them in public.", "year")
    after = {
        "starts_on": year.starts_on, "ends_on": year.ends_on, "as_of": as_of, "published_on": on, "published_by": con.by.strip(),
    }  # fmt: skip
    sql = """
        insert into published_report (starts_on, ends_on, as_of, published_on, published_by)
        values ($starts_on, $ends_on, $as_of, $published_on, $published_by)
        returning id
    """
    report_id = db.value(con, sql, **after)
    history.record(con, "published_report", report_id, "added", {name: ("", value) for name, value in after.items()})
    return report_id


def place_name(place: str) -> str:
    """A state, or a kind of system that is told apart, as it is called in print."""
    return SYSTEMS.get(place) or NAMES.get(place, place)


@dataclass(frozen=True)
class _Groups:
    """What the lines are of: groups of places, groups of classes, and the places that are not divided by class."""

    places: list[tuple[Any, ...]]
    classes: list[tuple[Any, ...]]
    undivided: set[tuple[Any, ...]]

    @property
    def merged(self) -> tuple[Any, ...]:
        return next((group for group in self.places if len(group) > 1), ())


def _readers(con: Connection, scope: Scope, least: int) -> tuple[Readers, dict[str, Readers]]:
    """Readers by place and class, and by facility for each place."""
    values = {name: scope.values[name] for name in ("since", "until")}
    cells: dict[tuple[Any, ...], tuple[int, frozenset[Any]]] = {}
    facilities: dict[Any, Any] = {}
    for row in db.rows(con, db.question("yearly_readers"), minimum=least, **values):
        behind = row["readers"], frozenset(row["who"] or ())
        if row["facility_id"] is None:
            cells[row["place"], row["literature_class"]] = behind
        else:
            facilities.setdefault(row["place"], {})[row["facility_id"],] = behind
    return _people(least, cells), {place: _people(least, found) for place, found in facilities.items()}


def _people(least: int, cells: dict[tuple[Any, ...], tuple[int, frozenset[Any]]]) -> Readers:
    return Readers(least, {cell: count for cell, (count, _) in cells.items()}, {cell: who for cell, (_, who) in cells.items()})


def _groups(people: Readers, counted: pd.DataFrame) -> _Groups:
    order = {place: position for position, place in enumerate(SYSTEMS)}
    names = sorted(counted["place"].unique(), key=lambda place: (order.get(place, -1), place_name(place)))
    kinds = [kind for kind in CLASSES if kind in set(counted["literature_class"])]
    places = small_groups.together(people, {place: [(place, kind) for kind in kinds] for place in names})
    classes = small_groups.together(people, {kind: [(place, kind) for place in names] for kind in kinds})
    return _Groups(places, classes, small_groups.not_divided(people, places, classes))


def _lines(counted: pd.DataFrame, groups: _Groups, now: settings.Settings) -> pd.DataFrame:
    everywhere = tuple(place for group in groups.places for place in group)
    every_kind = tuple(kind for group in groups.classes for kind in group)
    asked = [("total", "All mail", everywhere, every_kind)]
    asked += _by_class(groups, everywhere)
    for group in groups.places:
        asked.append(("place", "Other places" if len(group) > 1 else place_name(group[0]), group, every_kind))
        if group not in groups.undivided:
            asked += _by_class(groups, group)
    if groups.undivided and len(groups.undivided) < len(groups.places):
        rest = tuple(place for group in groups.places if group in groups.undivided for place in group)
        asked.append(("undivided", "Places not divided by class, together", rest, every_kind))
        asked += _by_class(groups, rest)
    numbers = list(mail_counts.COUNTS)
    at = {(row["place"], row["literature_class"]): [row[name] for name in numbers] for row in counted.to_dict("records")}
    sums = [
        np.sum([at[place, kind] for place in places for kind in kinds if (place, kind) in at] or [[0] * len(numbers)], axis=0)
        for _, _, places, kinds in asked
    ]
    lines = pd.DataFrame(asked, columns=["level", "name", "places", "classes"])
    lines = judged(pd.concat([lines, pd.DataFrame(sums, columns=numbers)], axis=1), now)
    # A line without mail says nothing: of a place that letters never went to there is no line for letters.
    return lines[(lines["level"] != "class") | (lines["sent"] > 0)].reset_index(drop=True)


def _by_class(groups: _Groups, places: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    if len(groups.classes) < 2:
        return []
    return [("class", " and ".join(CLASSES[kind] for kind in kinds), places, kinds) for kinds in groups.classes]


def judged(lines: pd.DataFrame, now: settings.Settings) -> pd.DataFrame:
    """Counts with their names, shares, interval, whether they are enough, and the grade."""
    lines = lines.assign(
        **{name: lines[letter] for name, letter in OUTCOMES.items()},
        recent=lines["pending"] + lines["early"],
        known=lines["n"],
        mature=lines[list(mail_counts.MATURE)].sum(axis=1),
    )
    single = lines["level"] == "facility"
    enough = known_enough(lines["n"], lines["S"], now.minimum_known, now.minimum_known_share, group=False)
    enough &= single | known_enough(lines["n"], lines["S"], now.minimum_known, now.minimum_known_share)
    # A part never passes where its whole does not: a class is of the place above it.
    whole = (lines["level"] != "class").cumsum()
    enough &= pd.Series(enough, lines.index).groupby(whole).transform("first")
    low, high = rates.wilson(lines["C"], lines["n"])
    least, most = rates.bounds(lines["C"], lines["R"], lines["X"], lines["U"])
    told = lines.assign(
        received_of_sent=_share(lines["R"], lines["sent"]), censored_of_sent=_share(lines["C"], lines["sent"]),
        unknown_of_sent=_share(lines["X"] + lines["U"] + lines["recent"], lines["sent"]), least=least, most=most,
        unconfirmed_share=_share(lines["U"], lines["mature"]),
        rate=_share(lines["C"], lines["n"]).where(enough),
        low=pd.Series(low).where(enough),
        high=pd.Series(high).where(enough),
        data=np.select([lines["mature"] == 0, enough], [EMPTY, ENOUGH], INSUFFICIENT),
    )
    alone = (told["level"] == "place") & (told["places"].map(len) == 1)
    told["grade"] = grades.grade(told["low"], told["high"], enough & alone)
    return told[["level", "name", "places", "classes", *COUNTS, "known", "mature", *MEASURES, "data", "grade"]]


def _restated(now: pd.DataFrame, then: pd.DataFrame) -> pd.DataFrame:
    """What was last reported beside what is known now, of the total and of the places."""
    shown = ["level", "name", "places", "censored", "known", "rate", "unconfirmed_share", "data"]
    now, then = (part.loc[part["level"].isin(("total", "place")), shown] for part in (now, then))
    both = then.merge(now, on=["level", "name", "places"], how="right", suffixes=("_then", ""))
    return both.assign(data_then=both["data_then"].fillna(EMPTY))


def _reasons(con: Connection, scope: Scope, least: int) -> pd.DataFrame:
    """Why mail was censored: level (kind or reason), kind, reason, censored, of_censored, share, low, high.

    What too few readers told of is together in a line without numbers; another is hidden with it, so that it can't be found.
    """
    behind = int(mail_counts.counts(con, scope)["K"].sum())
    if behind < least:
        return pd.DataFrame()
    given, kinds = mail_counts.reasons(con, scope)
    given["kind"] = given["content_based"].map({True: "content-based", False: "content-neutral"}).fillna("not said")
    kinds = kinds[kinds["C"] > 0].assign(kind=lambda all_kinds: all_kinds["reason"], level="kind")
    parts = []
    hide = small_groups.hidden(list(kinds["K"]), least)
    for (_, kind), hidden in zip(kinds.iterrows(), hide, strict=True):
        of_kind = given[given["kind"] == kind["kind"]].assign(level="reason")
        few = np.array(small_groups.hidden(list(of_kind["K"]), least), dtype=bool) | hidden
        parts += [kind.to_frame().T.assign(told=not hidden), of_kind[~few].assign(told=True)]
        if few.any() and not hidden:
            parts.append(pd.DataFrame([{"level": "reason", "kind": kind["kind"], "reason": "others", "told": False}]))
    table = pd.concat(parts, ignore_index=True).rename(
        columns={"C": "censored", "wilson_low": "low", "wilson_high": "high"}
    )
    numbers = ["censored", "of_censored", "share", "low", "high"]
    told = table["told"].astype(bool)
    table[numbers] = table[numbers].apply(pd.to_numeric).where(told)
    return table[["level", "kind", "reason", *numbers]]


def _flagged(con: Connection, scope: Scope, at: dict[str, Readers], groups: _Groups) -> pd.DataFrame:
    """Facilities HIGH or WATCH in this year's mail: facility, system, flag, times, censored, known, unknown, recent.

    Where too few readers are behind the numbers, or behind what they would leave of the place, there are none.
    """
    found = mail_counts.ranking(con, scope).table
    found = found[found["flag"].isin((rates.HIGH, rates.WATCH))]
    asked, told = {(number,) for number in found["id"]}, set()
    for group in groups.places:
        there = [at[place] for place in group if place in at]
        people = Readers(
            there[0].minimum,
            {cell: count for part in there for cell, count in part.count.items()},
            {cell: who for part in there for cell, who in part.few.items()},
        )
        told |= small_groups.countable(people, asked, people.count)
    told_of = {"times": found["T"], "censored": found["C"], "known": found["n"], "unknown": found["U"] + found["X"],
               "recent": found["pending"] + found["early"]}  # fmt: skip
    numbers = pd.DataFrame(told_of).astype(float)
    numbers[[(number,) not in told for number in found["id"]]] = np.nan
    table = pd.concat([found[["label", "system", "flag"]].rename(columns={"label": "facility"}), numbers], axis=1)
    return table.sort_values(["flag", "times", "facility"], ascending=[True, False, True]).reset_index(drop=True)


def _bans(con: Connection, scope: Scope, least: int) -> pd.DataFrame:
    """Where nothing came through for longest: scope, name, from_on, to_on, days, censored and readers ("20 or more"), silence.

    A ban is observed: at least five censored items of five readers or of the minimum, more in a row than luck would make where so
    much of the other mail is censored. A number that is only rough can't be subtracted from a line.
    """
    values = {"day": scope.day, "since": scope.since, "until": min(scope.until, scope.mature_on)}
    found = db.frame(con, db.question("yearly_bans"), fewest=max(FEWEST_OF_A_BAN, least), **values)
    if found.empty:
        return pd.DataFrame(columns=BANS)
    in_a_row, else_known = found["censored"], found["known_else"]
    prior = mail_counts.program(con, scope.day, scope.maturity_days).prior1
    luck = new_bans.new_ban(in_a_row, in_a_row, found["censored_else"], else_known, prior).p
    # A row of censored items can begin at each of the known ones.
    found = found[luck * (in_a_row + else_known) < new_bans.UNLIKELY].head(MOST_BANS)
    for column in ("from_on", "to_on"):
        found[column] = pd.to_datetime(found[column]).dt.date
    rough = {name: [_roughly(int(number)) for number in found[name]] for name in ("censored", "readers")}
    return found.assign(**rough)[[*BANS]].reset_index(drop=True)


def _roughly(number: int) -> str:
    return f"{max(step for step in ROUGHLY if step <= number):,} or more"


def _nothing(year: Year, as_of: date, waited: Maturity, now: settings.Settings, before: date | None) -> Callable[[Any], Report]:
    """A report of nothing, for its sentence."""
    nothing = pd.DataFrame()
    return lambda sentence: Report(
        year, as_of, waited, now, nothing, nothing, nothing, nothing, nothing, before, sentence=sentence
    )


def _share(part: pd.Series, whole: pd.Series) -> pd.Series:
    return part.astype(float).div(whole.where(whole > 0).astype(float))
