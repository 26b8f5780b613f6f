"""Questions across the whole program: what was mailed, where, when, of which kind, and what became of it.

Counts are of items: one title in one parcel is one item, whatever the number of copies, because a prison decides
item by item. Voided shipments are in no count. Each item is in exactly one of six states, so they add up to `sent`.
"""

from datetime import date

import pandas as pd

from bfp.base import db, kept
from bfp.base.charts import MOST_BARS, OUTCOME_COLUMNS
from bfp.base.dates import written
from bfp.base.db import Connection
from bfp.base.errors import Invalid
from bfp.base.periods import BEGINNING, Scope, period
from bfp.base.words import plural
from bfp.censorship import mail_counts

KEYS = {
    "facility": ("facility_id", "facility", "system", "system_kind"), "system": ("system_id", "system", "system_kind"),
    "class": ("literature_class",), "subject": ("subject",),
}  # fmt: skip
COUNTS = ("sent", *OUTCOME_COLUMNS, *(f"mature_{state}" for state in OUTCOME_COLUMNS[:4]))
SUBJECTS = "select title_term.title_id, term.name as subject from title_term join term on term.id = title_term.term_id"

CLASSES = {"own": "our own", "other": "other publishers'", "letter": "letters"}
APART = ("States and others", "Federal")  # federal prisons are apart from states in every rate


def scope(
    con: Connection,
    day: date,
    *,
    period_name: str = "All years",
    system: str | None = None,
    state: str | None = None,
    literature_class: str | None = None,
    apart: str | None = None,
) -> Scope:
    """The mail that was chosen on a page, by names. A system that is chosen stands for itself, federal or not."""
    since, until = period(period_name, day)
    system_id = db.value(con, "select id from system where name = $name", name=system) if system else None
    if system and system_id is None:
        raise Invalid(f"There is no system called {system}. Choose another.", "system")
    federal = None if system or apart not in APART else apart == "Federal"
    chosen = [
        system or ("" if federal is None else "federal prisons" if federal else APART[0].lower()),
        state or "",
        f"{CLASSES[literature_class]} literature"
        if literature_class in ("own", "other")
        else CLASSES.get(literature_class or "", ""),
        "mailed in all years" if since == BEGINNING else f"mailed {written(since)} to {written(until)}",
    ]
    return Scope(
        day=day, since=since, until=until, maturity_days=mail_counts.maturity(con, day).days,
        system_id=system_id, federal=federal, state=state or None, literature_class=literature_class or None,
        words=", ".join(part for part in chosen if part),
    )  # fmt: skip


def choices(con: Connection) -> tuple[list[str], list[str]]:
    """The names of the systems, and the states, that mail can be asked about."""
    found = kept.kept(con, _choices, but=kept.OF_THE_DESK)
    return list(found["system"].drop_duplicates()), sorted(found["state"].unique())


def outcomes(con: Connection, scope: Scope, by: str) -> pd.DataFrame:
    """What became of items by facility, system, class or subject, most mail first, or by month in order: KEYS, then COUNTS.

    A month without mail is there with zeros. An item on two subjects counts under both.
    """
    return kept.kept(con, _outcomes, scope, by, but=kept.OF_THE_DESK)


def _outcomes(con: Connection, scope: Scope, by: str) -> pd.DataFrame:
    table = mail_counts.items(con, scope, "title" if by == "subject" else by)
    if by == "month":
        return _every_month(table.rename(columns={"period_on": "month"}))
    if by == "subject":
        table = table.merge(db.frame(con, SUBJECTS), on="title_id", how="left").fillna({"subject": "no subject"})
        table = table.groupby("subject", as_index=False)[list(COUNTS)].sum()
    elif by != "class":
        named = mail_counts.names(con, by).rename(columns={"id": f"{by}_id"})
        table = table.merge(named.assign(**{by: named["label"]}), on=f"{by}_id")
    keys = list(KEYS[by])
    order = ["sent", *sorted(keys, key=lambda name: name != by)]
    table = table.sort_values(order, ascending=[name != "sent" for name in order])[[*keys, *COUNTS]].reset_index(drop=True)
    return table.assign(literature_class=table["literature_class"].map(CLASSES)) if by == "class" else table


def _every_month(table: pd.DataFrame) -> pd.DataFrame:
    months = pd.date_range(table["month"].min(), table["month"].max(), freq="MS", name="month") if len(table) else []
    filled = table.assign(month=pd.to_datetime(table["month"])).set_index("month")[list(COUNTS)].reindex(months, fill_value=0)
    return filled.reset_index(names="month").assign(month=lambda every: every["month"].dt.date)


def _choices(con: Connection) -> pd.DataFrame:
    return db.frame(con, db.question("mail_choices"))


def shown(table: pd.DataFrame) -> pd.DataFrame:
    """What a reader of the report sees of it: the key in words, sent, and the six states. No ids."""
    keys = [name for name in table.columns if name not in COUNTS and not name.endswith("_id")]
    return table[[*keys, "sent", *OUTCOME_COLUMNS]].rename(
        columns={"no_reason": "no reason given"} | {key: key.replace("_", " ") for key in keys}
    )


def says(table: pd.DataFrame, scope: Scope, of: str, twice: bool = False) -> str:
    """The line under a chart of items: what is counted, n, and as of which day."""
    n = int(table["sent"].sum())
    counted = f"{n:,} {'mentions of items (an item on two subjects counts under both)' if twice else plural(n, 'item')} {of}"
    parts = [counted, scope.words, f"as of {written(scope.day)}"]
    if table["pending"].sum():
        parts.append(f"pending: without news and younger than {scope.maturity_days} days")
    return "; ".join(part for part in parts if part) + "."


def of_the_top(table: pd.DataFrame, what: str, whats: str) -> str:
    """By what a chart of the longest bars counts, and what it leaves to the table."""
    if len(table) <= MOST_BARS:
        return f"by {what}"
    rest = table.iloc[MOST_BARS:]
    mail = int(rest["sent"].sum())
    return f"by {what}: the {MOST_BARS} with most mail; {len(rest):,} more {whats} with {mail:,} items are in the table"


def missing(con: Connection, scope: Scope) -> str:
    """Why a report is empty, as a sentence that says what to do."""
    first = db.value(con, "select min(mailed_on) from shipment where voided_on is null")
    if first is None:
        return "Nothing has been mailed yet. Once a parcel is packed and mailed, it is counted here."
    if first > scope.day:
        return (
            f"As of {written(scope.day)} nothing had been mailed: the first shipment is of {written(first)}. Choose a later day."
        )
    return (
        f"No mail fits: {scope.words}. Choose a longer period, or take a filter away. The first shipment is of {written(first)}."
    )
