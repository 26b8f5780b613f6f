"""How much mail was censored, received, returned or never heard of: counted in the database, judged by bfp.rates.

Counts are of items: a prison decides item by item. Mature mail is N days old or older and is in C (censored), R (received),
O (returned for an ordinary reason, disputed ones too), X (no reason given) or U (unconfirmed); K is different readers behind C.
Younger mail is pending or, where its outcome is known already, early: it is in no rate. C+R+O+X+U+pending+early = sent.
All is as known on a day: what we learned later does not count, and mail sent later is not there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from bfp.base import db, kept, settings
from bfp.base.dates import written
from bfp.base.db import Connection
from bfp.base.periods import BEGINNING, Scope
from bfp.stats import enough, rates
from bfp.stats.maturity import Maturity, mature_after
from bfp.stats.rates import HIGH, NOT_DISTINGUISHED, TOO_FEW, WATCH, WATCH_TIMES, Prior, Program

PLACES = ("facility", "system", "state", "tile")  # state: federal prisons apart; tile: every other kind of system apart
THINGS = ("title", "class")
PERIODS = ("month", "quarter", "year")  # the year is the reporting year, from July
KEYS = {
    "facility": "facility_id", "system": "system_id", "state": "place", "tile": "place",
    "title": "title_id", "class": "literature_class", "month": "period_on", "quarter": "period_on", "year": "period_on",
}  # fmt: skip
LETTERS = {  # the counts as the method names them: of mature mail
    "C": "mature_censored", "R": "mature_received", "O": "mature_returned", "X": "mature_no_reason", "U": "unconfirmed",
    "K": "readers_behind",
}  # fmt: skip
MATURE = tuple("CROXU")
COUNTS = (*MATURE, "K", "n", "S", "sent", "pending", "early")
JUDGED = ("low", "high", "rate", "wilson_low", "wilson_high", "m1", "lo", "hi", "m2", "T", "P1", "P2", "flag", "known_share")
NAMES = ("id", "name", "label", "state", "system", "system_kind")
NAMED = {
    "facility": """
        select facility.id, facility.name, facility.name || ', ' || facility.state as label, facility.state,
            system.name as system, system.kind as system_kind
        from facility
        join system on system.id = facility.system_id
    """,
    "system": "select id, name, name as label, coalesce(state, '') as state, name as system, kind as system_kind from system",
    "title": """
        select id, name, name as label, '' as state, '' as system, '' as system_kind, author, literature_class
        from title
    """,
}
NOT_STATED = "not stated"
SINGLE = ("facility", "title")  # what is no group of places
ONE_ITEM, ONE_READER, NOT_SURE = "only one item was censored", "all from one single reader", "too few to be sure"


def maturity(con: Connection, as_of: date) -> Maturity:
    """After how many days silence counts (N): measured from the news of all mail, or as set while there is too little of it.

    The one N of every page and report of a day; kept until there is one per cent more mail or news.
    """
    found = kept.kept(con, _measured, as_of, roughly=True)
    return found if found.measured else replace(found, days=settings.load(con).maturity_days, note=found.note.split(";")[0] + ".")


def _measured(con: Connection, as_of: date) -> Maturity:
    return mature_after(*news(con, as_of))


def news(con: Connection, as_of: date, since: date = BEGINNING) -> tuple[np.ndarray, ...]:
    """days, censored, received, other, pending of mail sent from a day on, as bfp.maturity takes them."""
    table = db.frame(con, db.question("counts_news"), day=as_of, since=since)
    return tuple(table[name].to_numpy() for name in ("days", "censored", "received", "other", "pending"))


def items(con: Connection, scope: Scope, by: str | Sequence[str] = ()) -> pd.DataFrame:
    """What became of items, by a place, a thing and a period of mailing, at most one of each; by nothing, in one row.

    Columns: the keys (facility_id, system_id, place, title_id, literature_class, period_on), sent, the six OUTCOME_COLUMNS that
    add up to it, of which `mature_*` are old enough for a rate, and readers_behind. Only groups with mail, ordered by their keys.
    """
    by = (by,) if isinstance(by, str) else tuple(by)
    parts = {part: _one(by, names) for part, names in (("place", PLACES), ("thing", THINGS), ("period", PERIODS))}
    table = db.frame(con, db.question("counts_mail"), **scope.values, **parts)
    table["period_on"] = pd.to_datetime(table["period_on"]).dt.date
    keys = [KEYS[name] for name in by]
    return table[[*keys, *(name for name in table.columns if name not in KEYS.values())]]


def counts(con: Connection, scope: Scope, by: str | Sequence[str] = ()) -> pd.DataFrame:
    """The same as the method names them: the keys, then COUNTS."""
    table = items(con, scope, by)
    told = [name for name in table.columns if name in KEYS.values()]
    table = table.rename(columns={name: letter for letter, name in LETTERS.items()})
    mature = table[list(MATURE)].sum(axis=1)
    table = table.assign(n=table["C"] + table["R"], S=table["C"] + table["R"] + table["U"])
    return table.assign(early=table["sent"] - mature - table["pending"])[[*told, *COUNTS]]


def program(con: Connection, as_of: date, maturity_days: int) -> Program:
    """The whole program's shares and priors, from all of its facilities: what a filtered list is compared with."""
    whole = counts(con, Scope(as_of, maturity_days), "facility")
    return rates.program(whole["C"], whole["R"], whole["U"])


@dataclass(frozen=True, eq=False)
class Ranking:
    """A list by how many times the program, with every number used for it; `sentence` says what is missing, if anything is.

    `table` has NAMES, COUNTS, JUDGED, insufficient (too little known for a rate or a colour) and doubt (why a place of so many
    times is not flagged); a ranking of titles also author, literature_class, observed, expected and ratio, and is sorted by that.
    """

    table: pd.DataFrame
    by: str
    scope: Scope
    maturity: Maturity
    program: Program
    enough: bool = True  # whether enough is known of all of it together
    sentence: str = ""

    @property
    def parameters(self) -> dict[str, float | int | date]:
        """a1, b1, a2, b2, p1, p2, N and the day, as an export carries them."""
        one, two = self.program.prior1, self.program.prior2
        return {
            "a1": one.a, "b1": one.b, "a2": two.a, "b2": two.b, "p1": self.program.p1, "p2": self.program.p2,
            "N": self.maturity.days, "as_of": self.scope.day,
        }  # fmt: skip

    @property
    def export(self) -> pd.DataFrame:
        """The list with the parameters in every row."""
        return self.table.assign(**self.parameters)


def ranking(
    con: Connection, scope: Scope, by: str = "facility", waited: Maturity | None = None, against: Program | None = None
) -> Ranking:
    """Facilities (or systems, states, tiles, titles, classes) from most to least times the program's odds of censoring.

    N is the scope's, unless `waited` says how it was measured. Whatever is chosen, it is compared with the whole program on that
    day, which is counted too unless `against` hands it in. Places with nothing known come last.
    """
    waited = waited or Maturity(scope.maturity_days, False, f"{scope.maturity_days} days, as chosen.")
    scope = replace(scope, maturity_days=waited.days)
    counted = counts(con, scope, by)
    if against is None and by == "facility" and scope.is_all:
        against = rates.program(counted["C"], counted["R"], counted["U"])
    base = against or program(con, scope.day, waited.days)
    found = rates.assess(*(counted[name].to_numpy() for name in (*MATURE, "K")), against=base)
    table = _named(con, counted, by).assign(**{name: getattr(found, name) for name in JUDGED})
    table["insufficient"] = ~enough_known(con, table, by)
    if by not in SINGLE:
        # A group of which too little is known is neither good nor bad, whatever its few outcomes are.
        table["flag"] = table["flag"].mask(table["insufficient"] & table["flag"].isin((HIGH, WATCH)), TOO_FEW)
    table["doubt"] = _doubt(table)
    if by == "title":
        table = _against_expected(con, scope, table, base.prior1)
    else:
        table = table.iloc[np.lexsort((table["id"], -table["n"], -table["T"].fillna(-1)))]
    [whole] = enough_known(con, counted[["n", "S"]].sum().to_frame().T)
    return Ranking(table.reset_index(drop=True), by, scope, waited, base, bool(whole), missing(con, scope, counted))


def enough_known(con: Connection, counted: pd.DataFrame, by: str = "") -> np.ndarray:
    """Whether enough is known of each row for a rate; a group (system, state, class, all mail) needs more than a facility."""
    now = settings.load(con)
    return enough.known_enough(counted["n"], counted["S"], now.minimum_known, now.minimum_known_share, group=by not in SINGLE)


def _doubt(table: pd.DataFrame) -> np.ndarray:
    """Why a place of so many times the program is not distinguished, in five words; nothing for the others."""
    far = (table["flag"] == NOT_DISTINGUISHED) & (table["T"] >= WATCH_TIMES)
    return np.select([far & (table["C"] < 2), far & (table["K"] < 2), far], [ONE_ITEM, ONE_READER, NOT_SURE], "")


def missing(con: Connection, scope: Scope, counted: pd.DataFrame) -> str:
    """What stands against saying anything of this mail, as a sentence; nothing if nothing does."""
    if counted["n"].sum() > 0:
        return ""
    first = db.value(con, "select min(mailed_on) from shipment where voided_on is null")
    if first is None:
        return "Nothing has been mailed yet. Mail a parcel under Packing; record what readers report under Letters and Returns."
    if first > scope.day:
        return f"Nothing had been mailed by {written(scope.day)}: the first parcel left on {written(first)}. Choose a later day."
    if counted.empty:
        return f"None of the mail sent by {written(scope.day)} is of this choice. Choose a longer period, or take a filter away."
    if counted[list(MATURE)].to_numpy().sum() == 0:
        return f"All of this mail is younger than {scope.maturity_days} days: it is too early to say anything of it."
    return (
        "Of none of this mail do we know whether it arrived or was censored. That is not the same as no censorship: "
        "record what readers report under Letters and Returns, or ask them with unconfirmed-mail forms."
    )


def reasons(con: Connection, scope: Scope) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Why mature mail was censored: by reason (several per item, 'not stated' its own), and by what kind of reason.

    Both have reason, content_based, C, K, of_censored, share, wilson_low, wilson_high; the first also term_id, most given first.
    The second has content-based, content-neutral and not said; an item with reasons of both kinds is in both.
    """
    found = db.frame(con, db.question("counts_reasons"), **scope.values)
    total = int(found.loc[found["part"] == "all", "C"].sum())
    low, high = rates.wilson(found["C"], np.maximum(total, found["C"]))
    found = found.assign(of_censored=total, share=found["C"] / total if total else np.nan, wilson_low=low, wilson_high=high)
    columns = ["reason", "content_based", "C", "K", "of_censored", "share", "wilson_low", "wilson_high"]
    given, kinds = (found[found["part"] == part].reset_index(drop=True) for part in ("reason", "content"))
    return given[["term_id", *columns]], kinds.sort_values("position")[columns].reset_index(drop=True)


def known_by_title(con: Connection, scope: Scope) -> pd.DataFrame:
    """title_id, facility_id, censored, known: mature known items of each title at each facility."""
    return db.frame(con, db.question("counts_titles"), **scope.values)


def _against_expected(con: Connection, scope: Scope, table: pd.DataFrame, prior: Prior) -> pd.DataFrame:
    """Titles by observed over expected: a raw rate mostly says where a title was sent."""
    sent = known_by_title(con, scope)
    at = sent.groupby("facility_id")[["censored", "known"]].transform("sum")
    position = pd.Series(np.arange(len(table)), index=table["id"])
    if len(sent):
        order = position.loc[sent["title_id"]].to_numpy()
        observed, expected, ratio = rates.title_ratio(order, sent["censored"], sent["known"], at["censored"], at["known"], prior)
    else:
        observed, expected, ratio = np.zeros(0), np.zeros(0), np.zeros(0)
    more = len(table) - len(observed)  # titles of which nothing is known: 0 observed, 0 expected, as expected
    table = table.assign(
        observed=np.pad(observed, (0, more)).astype(int),
        expected=np.pad(expected, (0, more)),
        ratio=np.pad(ratio, (0, more), constant_values=1.0),
    )
    return table.iloc[np.lexsort((table["id"], -table["n"], -table["ratio"], table["n"] == 0))]


def names(con: Connection, by: str) -> pd.DataFrame:
    """NAMES of every facility, system or title; of titles author and literature_class too."""
    return db.frame(con, NAMED[by])


def _named(con: Connection, counted: pd.DataFrame, by: str) -> pd.DataFrame:
    """Counts with the names of what they are of; what has no row of its own (a state) is its own id."""
    counted = counted.rename(columns={KEYS[by]: "id"})
    if by in NAMED:
        named = names(con, by)
        return counted.merge(named, on="id", how="left")[[*named.columns, *COUNTS]]
    told = counted["id"].astype(str) if by not in PERIODS else counted["id"]
    return counted.assign(id=told, name=told, label=told, state="", system="", system_kind="")[[*NAMES, *COUNTS]]


def _one(by: tuple[str, ...], names: tuple[str, ...]) -> str:
    chosen = [name for name in by if name in names]
    if len(chosen) > 1 or not set(by) <= set(KEYS):
        raise ValueError(f"Counts are by at most one of {', '.join(names)}, and by nothing but {', '.join(KEYS)}: not by {by}.")
    return chosen[0] if chosen else ""
