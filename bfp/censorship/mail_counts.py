"""How much mail was censored, received, returned or never heard of: counted in the database, judged by bfp.rates.

Counts are of items: a prison decides item by item. Mature mail is N days old or older and is in C (censored), R (received),
O (returned for an ordinary reason, disputed ones too), X (no reason given) or U (unconfirmed); K is different readers behind C.
Younger mail is pending or, where its outcome is known already, early: it is in no rate. C+R+O+X+U+pending+early = sent.
All is as known on a day: what we learned later does not count, and mail sent later is not there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from bfp.base import db, settings
from bfp.base.dates import written
from bfp.base.db import Connection
from bfp.stats import rates
from bfp.stats.maturity import Maturity, mature_after
from bfp.stats.rates import KNOWN_FOR_COLOUR, Prior, Program

PLACES = ("facility", "system", "state", "tile")  # state: federal prisons apart; tile: every other kind of system apart
THINGS = ("title", "class")
PERIODS = ("month", "quarter", "year")  # the year is the reporting year, from July
KEYS = {
    "facility": "facility_id", "system": "system_id", "state": "place", "tile": "place",
    "title": "title_id", "class": "literature_class", "month": "period_on", "quarter": "period_on", "year": "period_on",
}  # fmt: skip
MATURE = ("C", "R", "O", "X", "U")
COUNTS = (*MATURE, "K", "n", "S", "sent", "pending", "early")
JUDGED = ("low", "high", "rate", "wilson_low", "wilson_high", "m1", "lo", "hi", "m2", "T", "P1", "P2", "flag", "known_share")
NAMES = ("id", "name", "label", "state", "system", "system_kind")
BEGINNING = date(1900, 1, 1)
NOT_STATED = "not stated"


@dataclass(frozen=True)
class Mail:
    """Which mail is counted, and the day as of which it is told. None means all; periods are of mailing."""

    as_of: date
    maturity_days: int = 120
    system_id: int | None = None
    state: str | None = None
    federal: bool | None = None
    facility_id: int | None = None
    title_id: int | None = None
    literature_class: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None

    @property
    def mature_on(self) -> date:
        """Mail of this day or earlier is mature."""
        return _days_before(self.as_of, self.maturity_days)

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return replace(self, ends_on=None) == Mail(self.as_of, self.maturity_days) and (self.ends_on or self.as_of) >= self.as_of

    @property
    def values(self) -> dict:
        filters = ("system_id", "state", "federal", "facility_id", "title_id", "literature_class")
        return {name: getattr(self, name) for name in filters} | {
            "day": self.as_of,
            "mature_on": self.mature_on,
            "starts_on": self.starts_on or BEGINNING,
            "ends_on": min(self.ends_on or self.as_of, self.as_of),
        }


def maturity(con: Connection, as_of: date) -> Maturity:
    """After how many days silence counts (N): measured from the news of all mail, or as set while there is too little of it."""
    found = mature_after(*news(con, as_of))
    return found if found.measured else replace(found, days=settings.load(con).maturity_days, note=found.note.split(";")[0] + ".")


def news(con: Connection, as_of: date, starts_on: date = BEGINNING) -> tuple[np.ndarray, ...]:
    """days, censored, received, other, pending of mail sent from a day on, as bfp.maturity takes them."""
    table = db.frame(con, db.question("counts_news"), day=as_of, starts_on=starts_on)
    return tuple(table[name].to_numpy() for name in ("days", "censored", "received", "other", "pending"))


def counts(con: Connection, mail: Mail, by: str | Sequence[str] = (), readers: bool = False) -> pd.DataFrame:
    """Counts by a place, a thing and a period of mailing, at most one of each; by nothing, everything in one row.

    Columns: the keys (facility_id, system_id, place, title_id, literature_class, period_on), then COUNTS; with `readers`, how
    many different readers this mail was sent to. Only groups with mail, ordered by their keys.
    """
    by = (by,) if isinstance(by, str) else tuple(by)
    values = mail.values | {part: _one(by, names) for part, names in (("place", PLACES), ("thing", THINGS), ("period", PERIODS))}
    keys = [KEYS[name] for name in by]
    table = db.frame(con, db.question("counts_mail"), **values)
    table = _with_readers(con, table, "K", values | {"outcome": "censored"})
    if readers:
        table = _with_readers(con, table, "readers", values | {"outcome": None})
    table = table.assign(n=table["C"] + table["R"], S=table["C"] + table["R"] + table["U"])
    if "period_on" in keys:
        table["period_on"] = pd.to_datetime(table["period_on"]).dt.date
    return table[[*keys, *COUNTS, *(["readers"] if readers else [])]]


def program(con: Connection, as_of: date, maturity_days: int) -> Program:
    """The whole program's shares and priors, from all of its facilities: what a filtered list is compared with."""
    whole = counts(con, Mail(as_of, maturity_days), "facility")
    return rates.program(whole["C"], whole["R"], whole["U"])


@dataclass(frozen=True, eq=False)
class Ranking:
    """A list by how many times the program, with every number used for it; `sentence` says what is missing, if anything is.

    `table` has NAMES, COUNTS, JUDGED, insufficient (too little known for a rate) and grey (too little for a colour on a map);
    a ranking of titles also author, literature_class, observed, expected and ratio, and is sorted by that.
    """

    table: pd.DataFrame
    by: str
    mail: Mail
    maturity: Maturity
    program: Program
    sentence: str = ""

    @property
    def parameters(self) -> dict[str, float | int | date]:
        """a1, b1, a2, b2, p1, p2, N and the day, as an export carries them."""
        one, two = self.program.prior1, self.program.prior2
        return {
            "a1": one.a, "b1": one.b, "a2": two.a, "b2": two.b, "p1": self.program.p1, "p2": self.program.p2,
            "N": self.maturity.days, "as_of": self.mail.as_of,
        }  # fmt: skip

    @property
    def export(self) -> pd.DataFrame:
        """The list with the parameters in every row."""
        return self.table.assign(**self.parameters)


def ranking(
    con: Connection,
    as_of: date,
    *,
    by: str = "facility",
    maturity_days: int | None = None,
    system_id: int | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    literature_class: str | None = None,
    state: str | None = None,
    federal: bool | None = None,
    against: Program | None = None,
) -> Ranking:
    """Facilities (or systems, states, tiles, titles, classes) from most to least times the program's odds of censoring.

    N is measured unless `maturity_days` is given. Whatever is chosen, it is compared with the whole program on that day, which
    is counted too unless `against` hands it in. Places with nothing known come last.
    """
    chosen = maturity_days is not None
    waited = Maturity(maturity_days, False, f"{maturity_days} days, as chosen.") if chosen else maturity(con, as_of)
    mail = Mail(
        as_of, waited.days, system_id=system_id, state=state, federal=federal,
        starts_on=starts_on, ends_on=ends_on, literature_class=literature_class,
    )  # fmt: skip
    counted = counts(con, mail, by)
    if against is None and by == "facility" and mail.is_all:
        against = rates.program(counted["C"], counted["R"], counted["U"])
    base = against or program(con, as_of, waited.days)
    found = rates.assess(*(counted[name].to_numpy() for name in (*MATURE, "K")), against=base)
    table = _named(con, counted, by).assign(**{name: getattr(found, name) for name in JUDGED})
    known = settings.load(con)
    table["insufficient"] = (table["n"] < max(known.minimum_known, 1)) | ~(table["known_share"] >= known.minimum_known_share)
    table["grey"] = table["n"] < KNOWN_FOR_COLOUR
    if by == "title":
        table = _against_expected(con, mail, table, base.prior1)
    else:
        table = table.iloc[np.lexsort((table["id"], -table["n"], -table["T"].fillna(-1)))]
    return Ranking(table.reset_index(drop=True), by, mail, waited, base, missing(con, mail, counted))


def missing(con: Connection, mail: Mail, counted: pd.DataFrame) -> str:
    """What stands against saying anything of this mail, as a sentence; nothing if nothing does."""
    if counted["n"].sum() > 0:
        return ""
    first = db.value(con, "select min(mailed_on) from shipment where voided_on is null")
    if first is None:
        return "Nothing has been mailed yet. Mail a parcel under Packing; record what readers report under Letters and Returns."
    if first > mail.as_of:
        return f"Nothing had been mailed by {written(mail.as_of)}: the first parcel left on {written(first)}. Choose a later day."
    if counted.empty:
        return f"None of the mail sent by {written(mail.as_of)} is of this choice. Choose a longer period, or take a filter away."
    if counted[list(MATURE)].to_numpy().sum() == 0:
        return f"All of this mail is younger than {mail.maturity_days} days: it is too early to say anything of it."
    return (
        "Of none of this mail do we know whether it arrived or was censored. That is not the same as no censorship: "
        "record what readers report under Letters and Returns, or ask them with unconfirmed-mail forms."
    )


def reasons(con: Connection, mail: Mail) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Why mature mail was censored: by reason (several per item, 'not stated' its own), and by what kind of reason.

    Both have reason, content_based, C, K, of_censored, share, wilson_low, wilson_high; the first also term_id, most given first.
    The second has content-based, content-neutral and not said; an item with reasons of both kinds is in both.
    """
    found = db.frame(con, db.question("counts_reasons"), **mail.values)
    total = int(found.loc[found["part"] == "all", "C"].sum())
    low, high = rates.wilson(found["C"], np.maximum(total, found["C"]))
    found = found.assign(of_censored=total, share=found["C"] / total if total else np.nan, wilson_low=low, wilson_high=high)
    columns = ["reason", "content_based", "C", "K", "of_censored", "share", "wilson_low", "wilson_high"]
    given, kinds = (found[found["part"] == part].reset_index(drop=True) for part in ("reason", "content"))
    return given[["term_id", *columns]], kinds.sort_values("position")[columns].reset_index(drop=True)


def known_by_title(con: Connection, mail: Mail) -> pd.DataFrame:
    """title_id, facility_id, censored, known: mature known items of each title at each facility."""
    return db.frame(con, db.question("counts_titles"), **mail.values)


def _against_expected(con: Connection, mail: Mail, table: pd.DataFrame, prior: Prior) -> pd.DataFrame:
    """Titles by observed over expected: a raw rate mostly says where a title was sent."""
    sent = known_by_title(con, mail)
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


def _named(con: Connection, counted: pd.DataFrame, by: str) -> pd.DataFrame:
    """Counts with the names of what they are of; what has no row of its own (a state) is its own id."""
    if by == "facility":
        sql = """
            select facility.id, facility.name, facility.name || ', ' || facility.state as label, facility.state,
                system.name as system, system.kind as system_kind
            from facility
            join system on system.id = facility.system_id
        """
    elif by == "system":
        sql = "select id, name, name as label, coalesce(state, '') as state, name as system, kind as system_kind from system"
    elif by == "title":
        sql = """
            select id, name, name as label, '' as state, '' as system, '' as system_kind, author, literature_class
            from title
        """
    else:
        names = counted[KEYS[by]].astype(str) if by not in PERIODS else counted[KEYS[by]]
        return counted.assign(id=names, name=names, label=names, state="", system="", system_kind="")[[*NAMES, *COUNTS]]
    named = counted.rename(columns={KEYS[by]: "id"}).merge(db.frame(con, sql), on="id", how="left")
    return named[[*NAMES, *(("author", "literature_class") if by == "title" else ()), *COUNTS]]


def _with_readers(con: Connection, table: pd.DataFrame, column: str, values: dict) -> pd.DataFrame:
    """Counts with how many different readers are behind them."""
    keys = list(dict.fromkeys(KEYS.values()))
    people = db.frame(con, db.question("counts_readers"), **values).rename(columns={"readers": column})
    return table.merge(people, on=keys, how="left").assign(**{column: lambda both: both[column].fillna(0).astype(int)})


def _one(by: tuple[str, ...], names: tuple[str, ...]) -> str:
    chosen = [name for name in by if name in names]
    if len(chosen) > 1 or not set(by) <= set(KEYS):
        raise ValueError(f"Counts are by at most one of {', '.join(names)}, and by nothing but {', '.join(KEYS)}: not by {by}.")
    return chosen[0] if chosen else ""


def _days_before(day: date, days: int) -> date:
    return day - timedelta(days=min(days, (day - date.min).days))
